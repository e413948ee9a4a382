"""Plain values as CSV and Parquet: the same bytes, and every value comes back."""

import csv
import sys
from datetime import date
from io import BytesIO, StringIO
from math import inf, nan

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.exchange.ical import MissingExtraError
from qualflow.exchange.tables import (
    Kind,
    TableError,
    csv_bytes,
    kind_of,
    parquet_bytes,
    write_csv,
    write_parquet,
    writer_of,
)

TABLE = {
    "case": ["C-1", 'a "b", c', "", None],
    "days": [1.5, 0.1, None, nan],
    "stays": [1, 2, 3, None],
    "open": [True, False, None, True],
    "on": [date(2031, 3, 3), None, date(1999, 12, 31), date(2000, 1, 1)],
}


def read(content):
    return list(csv.reader(StringIO(content.decode(), newline="")))


def parquet(content):
    return pq.read_table(BytesIO(content))


# -- CSV ------------------------------------------------------------------------------


def test_a_table_is_written_row_by_row():
    assert csv_bytes(TABLE).decode().split("\n") == [
        "case,days,stays,open,on",
        "C-1,1.5,1,true,2031-03-03",
        '"a ""b"", c",0.1,2,false,',
        '"",,3,,1999-12-31',
        ",,,true,2000-01-01",
        "",
    ]


def test_a_missing_value_is_told_from_an_empty_text():
    assert csv_bytes({"a": ["", None], "b": [1, 1]}) == b'a,b\n"",1\n,1\n'


def test_a_lone_column_has_no_empty_line():
    """Most readers skip one, and a row would be lost."""
    assert csv_bytes({"a": [None, "x"]}) == b'a\n""\nx\n'


def test_a_float_reads_back_as_it_was():
    values = [0.1 + 0.2, 1e-300, 1e22, -0.0, inf]
    rows = read(csv_bytes({"x": values, "n": range(5)}))[1:]

    assert [float(row[0]) for row in rows] == values


def test_arrays_are_written_as_lists_are():
    arrays = {
        "days": np.array([1.5, nan]),
        "stays": np.array([3, 4]),
        "open": np.array([True, False]),
        "on": np.array(["2031-03-03", "2031-03-04"], dtype="datetime64[D]"),
    }
    lists = {
        "days": [1.5, None],
        "stays": [3, 4],
        "open": [True, False],
        "on": [date(2031, 3, 3), date(2031, 3, 4)],
    }

    assert csv_bytes(arrays) == csv_bytes(lists)
    assert csv_bytes({"d": [np.float64(2.5)]}) == b"d\n2.5\n"


def test_blocks_are_one_table_with_one_head():
    file = BytesIO()
    blocks = ({"n": range(k, k + 3), "t": ["x"] * 3} for k in (0, 3))

    assert write_csv(file, blocks) == 6
    assert file.getvalue() == csv_bytes({"n": range(6), "t": ["x"] * 6})


@given(st.lists(st.tuples(st.text(), st.text()), max_size=6))
def test_any_text_comes_back_but_what_no_file_can_hold(rows):
    found = read(csv_bytes({"a": [a for a, _ in rows], "b": [b for _, b in rows]}))

    assert found[1:] == [
        [text.encode("utf-8", "replace").decode() for text in row] for row in rows
    ]


@pytest.mark.parametrize("write", [csv_bytes, parquet_bytes])
def test_columns_of_two_lengths_are_a_mistake(write):
    with pytest.raises(TableError, match=r"one length expected, found: a 2, b 1"):
        write({"a": [1, 2], "b": [1]})


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_blocks_with_other_columns_are_a_mistake(write):
    blocks = [{"a": [1]}, {"b": [1]}]

    with pytest.raises(TableError, match=r"first block expected \(a\), found: b"):
        write(BytesIO(), blocks)


@pytest.mark.parametrize("write", [csv_bytes, parquet_bytes])
def test_a_value_of_no_kind_is_a_mistake(write):
    with pytest.raises(TableError, match="text or day expected, list found"):
        write({"a": [[1]]})


def test_a_table_without_columns_is_empty():
    assert csv_bytes({}) == b"\n"


# -- Parquet --------------------------------------------------------------------------


def test_parquet_has_the_kinds_of_its_columns():
    found = parquet(parquet_bytes(TABLE))

    assert [str(field.type) for field in found.schema] == [
        "string", "double", "int64", "bool", "date32[day]",
    ]  # fmt: skip
    assert found.column("days").to_pylist() == [1.5, 0.1, None, None]
    assert found.column("case").to_pylist() == TABLE["case"]
    assert found.column("on").to_pylist() == TABLE["on"]


def test_each_block_is_a_row_group():
    file = BytesIO()
    blocks = ({"days": np.full(4, float(k))} for k in range(3))

    assert write_parquet(file, blocks) == 12
    assert pq.ParquetFile(BytesIO(file.getvalue())).num_row_groups == 3


def test_a_column_that_is_empty_at_first_can_be_declared():
    file = BytesIO()
    blocks = [{"days": [None]}, {"days": [2.5]}]
    write_parquet(file, blocks, {"days": Kind.NUMBER})

    assert parquet(file.getvalue()).column("days").to_pylist() == [None, 2.5]


def test_one_that_is_not_declared_is_text_and_a_number_in_it_a_mistake():
    with pytest.raises(TableError, match="column 'days'"):
        write_parquet(BytesIO(), [{"days": [None]}, {"days": [2.5]}])


def test_a_declared_column_that_is_not_there_is_a_mistake():
    with pytest.raises(TableError, match="not there: dayz; there are: days"):
        parquet_bytes({"days": [1.0]}, {"dayz": Kind.NUMBER})


def test_a_table_without_a_block_has_no_columns():
    with pytest.raises(TableError, match="without a block"):
        write_parquet(BytesIO(), [])


def test_without_pyarrow_the_way_out_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(MissingExtraError, match=r"pip install 'qualflow\[tables\]'"):
        parquet_bytes({"days": [1.0]})
    assert csv_bytes({"days": [1.0]}) == b"days\n1.0\n"


# -- both -----------------------------------------------------------------------------


def test_the_name_of_a_file_says_what_is_written():
    assert writer_of("cases.csv") is write_csv
    assert writer_of("CASES.PARQUET") is write_parquet
    with pytest.raises(TableError, match=r"ends in \.csv or \.parquet expected"):
        writer_of("cases.xlsx")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([True, None], Kind.TRUTH),
        ([1, None], Kind.WHOLE),
        ([1, 2.5], Kind.NUMBER),
        ([date(2031, 3, 3)], Kind.DAY),
        (["x"], Kind.TEXT),
        ([None], Kind.TEXT),
    ],
)
def test_a_column_holds_what_its_values_are(values, kind):
    assert kind_of(values) is kind


def test_a_column_of_two_kinds_is_a_mistake():
    with pytest.raises(TableError, match="one kind expected, text, whole found"):
        kind_of([1, "x"])
