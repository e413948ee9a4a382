"""Tables in files are read block by block, strictly, and to the last row."""

import csv
import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualflow.screen import files
from qualflow.screen.files import opened
from qualflow.screen.mistakes import TableError
from qualflow.screen.reports import CsvReport, ParquetReport
from qualflow.screen.screening import question, total
from qualflow.screen.streaming import screen_file
from rulebooks import DAY, choice, day, guarded, number, text

BOOK = guarded(
    "samples >= 15",
    'kind == "gauge"',
    "issued_on <= today",
    "assessor != applicant",
    facts=(
        number("samples"),
        choice("kind", "gauge", "meter"),
        day("issued_on"),
        text("assessor"),
        text("applicant"),
    ),
)
ASKED = question(BOOK, "approve", DAY)
HEADING = b"samples,kind,issued_on,assessor,applicant\n"


def screened(data, own=""):
    """Return what is found of a file, and the column of one's own."""
    blocks = list(screen_file(ASKED, opened(io.BytesIO(data)), own).blocks())
    answers, mine = [], []
    for block in blocks:
        rows = range(len(block.found.answers))
        answers += [block.found.answer(row).value for row in rows]
        mine += [] if block.own is None else block.own.to_pylist()
    return answers, mine


def mistakes(data, own=""):
    with pytest.raises(TableError) as caught:
        screened(data, own)
    return str(caught.value).splitlines()[1:]


def parquet(**columns):
    """Return a table as the bytes of a Parquet file."""
    stream = io.BytesIO()
    pa.parquet.write_table(pa.table(columns), stream)
    return stream.getvalue()


# -- CSV ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"samples,kind,issued_on,assessor,applicant\n15,gauge,2029-01-01,wu,lee\n",
        b"samples;kind;issued_on;assessor;applicant\n15;gauge;2029-01-01;wu;lee",
        b"samples\tkind\tissued_on\tassessor\tapplicant\n15\tgauge\t2029-01-01\twu\tlee",
        b"\xef\xbb\xbf"
        b"samples,kind,issued_on,assessor,applicant\r\n15,gauge,2029-01-01,wu,lee\r\n",
        b" samples , kind ,issued_on,assessor,applicant\n\n"
        b' 15 , gauge,2029-01-01, wu,"lee"\n\n',
        b'"samples","kind","issued_on","assessor","applicant"\n'
        b'"15","gauge","2029-01-01","w,""u","lee"\n',
        b"applicant,assessor,issued_on,kind,samples\rlee,wu,2029-01-01,gauge,15\r",
    ],
    ids=["commas", "semicolons", "tabs", "excel", "blanks", "quotes", "old_mac"],
)
def test_one_row_of_every_dialect(data):
    assert screened(data) == (["open"], [])


def test_a_pipe_cannot_be_read_twice():
    """What it says first decides how the rest of it is read."""

    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    with pytest.raises(TableError) as caught:
        opened(Pipe(HEADING))

    assert "a file that can be read twice expected, a pipe found" in str(caught.value)


def test_an_empty_cell_is_unknown():
    assert screened(HEADING + b",gauge,2029-01-01,wu,lee\n") == (["unknown"], [])


def test_a_column_of_ones_own_comes_back_as_it_was():
    data = b"firm,samples\n001,15\n,14\n"

    assert screened(data, "firm") == (["unknown", "closed"], ["001", None])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", ["a table with a heading expected, nothing found"]),
        (b"\n15\n", ["a heading expected, none on the first line found"]),
        (b",,\n1,2,3\n", ["a heading expected, none on the first line found"]),
        (HEADING, ["a row under the heading expected, none found"]),
        (
            b"\xff\xfe1\n",
            [
                "UTF-8 expected, bytes of another encoding in the heading, "
                "from byte 1 found"
            ],
        ),
        (b"PAR1", None),
        (b'"samples\n15\n', None),
        (b"samples,samples\n1,2\n", None),
    ],
)
def test_a_file_that_is_no_table(data, told):
    found = mistakes(data)

    assert len(found) == 1
    assert told is None or found == told


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"assessor\nwu\n\xff\xfe\n", 3), (b"assessor\n15,\xff\nwu\n", 2),
     (b"assessor\nwu\n\xe5\x90", 3)],
)  # fmt: skip
def test_bytes_that_are_no_text(data, line):
    """A sheet saved in a national encoding, or cut off within a character."""
    told = f"UTF-8 expected, bytes of another encoding on line {line} found"

    assert told in mistakes(data)


def test_rows_of_another_length_are_told_and_counted_on():
    """Later mistakes keep the numbers that rows have in the file."""
    data = b"samples,kind\n15,gauge\n15\n15,gauge,meter\n15,crane\nx,gauge\n1,2,3\n"

    assert mistakes(data) == [
        "row 2: 2 cells expected, 1 found",
        "row 3: 2 cells expected, 3 found",
        "row 4, column 'kind': one of gauge, meter expected, 'crane' found",
        "row 5, column 'samples': a whole number from 0 to 1,000 expected, 'x' found",
        "row 6: 2 cells expected, 3 found",
    ]


OPEN = "a quotation mark that is closed on its line expected, one left open on line"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'samples,assessor\n15,"wu\n14,lee\n', 2),
        (b'samples,assessor\n15,wu\n\n14,"lee', 4),
        (b'samples,assessor\n15,"wu\n14,"lee\n13,lee\n', 2),
        (b'samples,assessor\n15,"w\nu"\n', 2),
    ],
)
def test_a_quotation_mark_that_nobody_closes_swallows_no_rows(data, line):
    """The rest of the file would be one cell: and the screening would say yes."""
    assert f"{OPEN} {line} found" in mistakes(data)


@given(st.integers(1, 9), st.integers(0, 40), st.integers(0, 40))
def test_an_open_mark_is_found_wherever_the_file_is_cut(size, before, after):
    data = b'"a"\n' * before + b'"b\n' + b"c\n" * after
    lines = files._Lines(io.BytesIO(data))
    while lines.read(size):
        pass

    assert lines.open_on == before + 1


CELLS = st.sampled_from(["", "15", "14", " 15", "x", "gauge", "a,b", 'a"b', "吴", "é"])


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_cells_are_what_the_csv_module_writes(rows):
    """Quoted as they need to be, they come back."""
    stream = io.StringIO()
    csv.writer(stream).writerows([("own", "assessor"), *rows])
    answers, own = screened(stream.getvalue().encode(), "own")

    assert len(answers) == len(rows)
    assert own == [cell or None for cell, _ in rows]


def test_many_blocks_are_one_table(monkeypatch):
    monkeypatch.setattr(files, "BLOCK_BYTES", 1_000)
    numbers = np.arange(4_000) % 31
    data = b"samples\n" + b"".join(b"%d\n" % n for n in numbers)

    asked = question(
        guarded("samples >= 15", facts=(number("samples"),)), "approve", DAY
    )
    blocks = list(screen_file(asked, opened(io.BytesIO(data))).blocks())

    assert len(blocks) > 5
    assert total([block.found.tally for block in blocks]).open == (numbers >= 15).sum()
    firsts = [block.first for block in blocks]
    sizes = [len(block.found.answers) for block in blocks]
    assert firsts == [1 + sum(sizes[:n]) for n in range(len(sizes))]


def test_a_row_longer_than_a_block_is_refused(monkeypatch):
    monkeypatch.setattr(files, "BLOCK_BYTES", 1_000)
    data = b"assessor\n" + b"x" * 5_000 + b"\n" + b"y" * 5_000 + b"\n"

    assert "CSV in UTF-8 expected" in mistakes(data)[0]


# -- Parquet --------------------------------------------------------------------------


def test_parquet_columns_come_with_their_types():
    data = parquet(
        samples=pa.array([15, 15, None, 14], pa.int16()),
        kind=pa.array(["gauge", "gauge", "gauge", "meter"]).dictionary_encode(),
        issued_on=pa.array([DAY, DAY, DAY, None]),
        assessor=["wu", "lee", "wu", "wu"],
        applicant=["lee"] * 4,
        firm=[1, 2, 3, 4],
    )

    assert screened(data, "firm") == (["open", "closed", "unknown", "closed"],
                                      [1, 2, 3, 4])  # fmt: skip


def test_a_nested_column_is_no_fact():
    data = parquet(samples=[{"a": 1}], kind=["gauge"])
    (told,) = mistakes(data)

    assert told.startswith("column 'samples': a column of whole numbers expected")


def test_a_fact_with_a_dot_is_a_column_of_that_name():
    """Parquet writes the path of a nested column with dots, too."""
    book = guarded('holder.state == "draft"',
                   facts=(choice("holder.state", "draft", "approved"),))  # fmt: skip
    asked = question(book, "approve", DAY)
    stream = io.BytesIO(parquet(**{"holder.state": ["draft"], "other": ["x"]}))

    (block,) = screen_file(asked, opened(stream), "other").blocks()
    assert block.found.answer(0).value == "open"


@pytest.mark.parametrize("end", [4, 20, 200, -1])
def test_a_parquet_file_that_was_cut_off(end):
    data = parquet(samples=list(range(100)))

    assert "a Parquet file expected" in mistakes(data[:end])[0]


# -- anything -------------------------------------------------------------------------


def read_or_refused(data):
    try:
        answers, _ = screened(data)
    except TableError as refused:
        answers = refused.exceptions
    assert answers


@given(st.binary(max_size=300))
@example(b"samples\n\x00\n")
@example(b"samples\n" + b'"' * 9)
def test_any_bytes_are_a_table_or_refused(data):
    read_or_refused(data)


@given(
    st.lists(
        st.sampled_from([b",", b"\n", b'"', b"\r", b";", b"15", b"gauge", b" ", b"\xff",
                         b"2029-01-01", b"wu", b"\x00", "吴".encode(), b"-"]),
        max_size=30,
    )
)  # fmt: skip
def test_whatever_stands_under_the_heading(parts):
    read_or_refused(HEADING + b"".join(parts))


SHEET = HEADING + b'15,gauge,2029-01-01,wu,lee\n,meter,,"w,u",\n' * 3
PARQUET = parquet(
    samples=pa.array([15, None, 14], pa.int16()),
    kind=pa.array(["gauge", None, "meter"]).dictionary_encode(),
    issued_on=pa.array([DAY, None, DAY]),
    assessor=["wu", "lee", None],
    applicant=["lee"] * 3,
)


@given(
    st.sampled_from((SHEET, PARQUET)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)),
             min_size=1, max_size=4),
)  # fmt: skip
def test_a_file_with_some_bytes_changed_is_read_or_refused(data, changes):
    changed = bytearray(data)
    for place, byte in changes:
        changed[int(place * len(changed))] = byte
    read_or_refused(bytes(changed))


# -- reports --------------------------------------------------------------------------


def reported(kind, data, own=""):
    """Return what a report says of a file."""
    stream = io.BytesIO()
    report = kind(stream, [clause.ref for clause in ASKED.clauses], own)
    for block in screen_file(ASKED, opened(io.BytesIO(data)), own).blocks():
        report.add(block.first, block.own, block.found)
    report.close()
    return stream.getvalue()


FIRMS = (
    b"firm,samples,kind,issued_on,assessor,applicant\n"
    b'"north, ltd",15,gauge,2029-01-01,wu,lee\nsouth,14,,2029-01-01,wu,wu\n'
)


def test_a_report_as_csv():
    assert reported(CsvReport, FIRMS, "firm").decode() == (
        "row,firm,answer,unmet,unknown\n"
        '1,"north, ltd",open,,\n'
        "2,south,closed,IAA 1; IAA 4,IAA 2\n"
    )


def test_a_report_as_parquet_says_the_same():
    told = io.StringIO(reported(CsvReport, FIRMS, "firm").decode())
    rows = pa.parquet.read_table(io.BytesIO(reported(ParquetReport, FIRMS, "firm")))

    assert [{k: str(v) for k, v in row.items()} for row in rows.to_pylist()] == list(
        csv.DictReader(told)
    )


def test_a_report_of_more_than_64_clauses():
    limits = [f"samples >= {n}" for n in range(1, 71)]
    asked = question(guarded(*limits, facts=(number("samples"),)), "approve", DAY)
    stream = io.BytesIO()
    report = CsvReport(stream, [clause.ref for clause in asked.clauses])
    (block,) = screen_file(asked, opened(io.BytesIO(b"samples\n69\n63\n69\n"))).blocks()
    report.add(1, None, block.found)
    report.close()

    refs = "; ".join(f"IAA {n}" for n in range(64, 71))
    assert stream.getvalue().decode().splitlines()[1:] == [
        "1,closed,IAA 70,", f"2,closed,{refs},", "3,closed,IAA 70,"
    ]  # fmt: skip
