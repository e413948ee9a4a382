"""Cells of a file become what `FileFact` would have made of them, or mistakes."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualflow.law.facts import FactValueError, filed, inside
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.screen.mistakes import Mistakes
from qualflow.screen.values import Cells
from rulebooks import boolean, choice, day, number, text

SAMPLES = number("samples", 1_000)
SHARE = number("share_pct", 100_00, decimals=2, at_least=-5_00)
FEE = number("fee", 10**15, decimals=4)
SIGNED, ISSUED, NAME = boolean("signed"), day("issued_on"), text("name")
KIND = choice("kind", "gauge", "meter")
FACTS = (SAMPLES, SHARE, FEE, SIGNED, ISSUED, NAME, KIND)


def read(fact, cells, *, written=False):
    """Return what each cell is inside, None if unknown, and the rows of mistakes."""
    mistakes = Mistakes()
    column = Cells(fact, fact.name, 1, mistakes, written).read(cells)
    mistakes.end_block()
    values, known = (
        np.broadcast_to(part, len(cells)).tolist()
        for part in (column.values, column.known)
    )
    if column.words:
        values = [column.words[value] for value in values]
    found = [v if k else None for v, k in zip(values, known, strict=True)]
    return found, [mistake.row for mistake in mistakes.kept]


def one_by_one(fact, cells):
    """Return the same, found by `filed`."""
    found, wrong = [], []
    for row, cell in enumerate(cells, 1):
        try:
            found.append(None if cell is None else inside(filed(fact, cell)))
        except FactValueError:
            found.append(None)
            wrong.append(row)
    return found, wrong


def gaps(strategy):
    return st.lists(st.none() | strategy, min_size=1, max_size=20)


def sliced(array, before):
    """Return an array as a slice of a longer one: its bits do not begin a byte."""
    lead = pa.nulls(before, array.type)
    return pa.concat_arrays([lead, array]).slice(before)


NEAR = st.sampled_from((-501, -500, -1, 0, 1, 99, 100, 101, 127, 1_000, 1_001, 10_001))


@given(
    st.sampled_from((SAMPLES, SHARE, FEE)),
    gaps(NEAR | st.integers(-(2**63), 2**63 - 1)),
    st.integers(0, 9),
    st.sampled_from((pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(),
                     pa.uint32(), pa.uint64())),
)  # fmt: skip
def test_whole_numbers_of_every_width(fact, cells, before, kind):
    fits = [cell for cell in cells if cell is None or _fits(cell, kind)] or [None]
    array = sliced(pa.array(fits, kind), before)

    assert read(fact, array) == one_by_one(fact, fits)


def _fits(cell, kind):
    width = kind.bit_width
    if pa.types.is_unsigned_integer(kind):
        return 0 <= cell < 2**width
    return -(2 ** (width - 1)) <= cell < 2 ** (width - 1)


def test_the_largest_unsigned_number_does_not_turn_negative():
    array = pa.array([2**64 - 1, 15, 2**63], pa.uint64())

    assert read(SAMPLES, array) == ([None, 15, None], [1, 3])


DECIMALS = st.sampled_from(
    [Decimal(t) for t in ("0", "33.34", "-5", "-5.01", "100", "100.01", "5.1", "1E+20",
                          "0.0001", "-99999999999999999999", "99999999999.9999")]
)  # fmt: skip


@given(
    st.sampled_from((SAMPLES, SHARE, FEE)),
    gaps(DECIMALS),
    st.integers(0, 3),
    st.sampled_from((pa.decimal128(38, 6), pa.decimal256(50, 6))),
)
def test_decimals(fact, cells, before, kind):
    array = sliced(pa.array(cells, kind), before)

    assert read(fact, array) == one_by_one(fact, cells)


@given(gaps(st.booleans()), st.integers(0, 17))
def test_booleans(cells, before):
    array = sliced(pa.array(cells, pa.bool_()), before)

    assert read(SIGNED, array) == one_by_one(SIGNED, cells)


@given(
    gaps(
        st.sampled_from((FIRST_DAY, LAST_DAY, LAST_DAY + timedelta(1),
                         FIRST_DAY - timedelta(1), date.min, date.max))
        | st.dates()
    ),
    st.integers(0, 9),
)  # fmt: skip
def test_days(cells, before):
    array = sliced(pa.array(cells, pa.date32()), before)

    assert read(ISSUED, array) == one_by_one(ISSUED, cells)


def test_a_day_that_no_calendar_has_is_a_mistake():
    """A file may hold any 32 bits for a day."""
    array = pa.array([2**31 - 1, 0, -(2**31)], pa.int32()).view(pa.date32())

    assert read(ISSUED, array) == ([None, date(1970, 1, 1).toordinal(), None], [1, 3])


WRITTEN = st.sampled_from(
    ["0", "15", "1000", "1001", "-1", "+3", "007", "0x1F", "1_0", "1e2", "1E-2", "5.",
     ".5", "33.34", "33.340", "33.345", "1,000", "nan", "inf", "９", "9" * 40, "true",
     "gauge", "crane", "2019-01-10", "2019-02-29", "2019-1-1", "2019-W02-4",
     "20190110", "1899-12-31", "2200-01-01", "0001-01-01", "lee", "吴", "é" * 501,
     "15 ", "x" * 500]
)  # fmt: skip


@given(
    st.sampled_from(FACTS), gaps(WRITTEN), st.integers(0, 9),
    st.sampled_from((pa.string(), pa.large_string(),
                     pa.dictionary(pa.int8(), pa.string()))),
)  # fmt: skip
@example(SAMPLES, ["0x1F", "15"], 0, pa.string())
@example(SAMPLES, ["0x1F"], 0, pa.string())
def test_texts_say_what_file_fact_takes_them_for(fact, cells, before, kind):
    array = pa.array(cells, pa.string()).cast(kind)
    if not pa.types.is_dictionary(kind):
        array = sliced(array, before)

    assert read(fact, array) == one_by_one(fact, cells)


@given(gaps(WRITTEN), st.sampled_from(FACTS))
def test_one_by_one_and_in_columns_are_the_same(cells, fact):
    assert read(fact, cells) == read(fact, pa.array(cells, pa.string()))


def test_a_dictionary_may_say_the_same_twice():
    """Nothing in the format forbids it."""
    words = pa.DictionaryArray.from_arrays(
        pa.array([0, 1, 2, None], pa.int32()), pa.array(["gauge", "meter", "gauge"])
    )

    assert read(KIND, words) == (["gauge", "meter", "gauge", None], [])


def test_blanks_around_the_cells_of_a_sheet_do_not_count():
    cells = [" 15", "15 ", "  ", "", None, "1 5"]

    assert read(SAMPLES, pa.array(cells), written=True) == (
        [15, 15, None, None, None, None], [6]
    )  # fmt: skip
    cells = [" Yes ", "no", "TRUE", "false", " ", "1"]
    assert read(SIGNED, pa.array(cells), written=True) == (
        [True, False, True, False, None, None], [6]
    )  # fmt: skip
    assert read(NAME, pa.array([" lee ", "lee"]), written=True) == (["lee"] * 2, [])


@given(gaps(st.floats() | st.sampled_from((15.0, 15.5, -0.0, 1e300, 1001.0))))
def test_floats_count_where_they_are_whole(cells):
    """Programs keep whole numbers as floats once a cell is empty; 15.5 is none."""
    as_whole = [
        int(c) if c is not None and np.isfinite(c) and c == int(c) else c for c in cells
    ]
    found, wrong = read(SAMPLES, pa.array(cells, pa.float64(), from_pandas=False))

    assert (found, wrong) == one_by_one(SAMPLES, as_whole)


@pytest.mark.parametrize(
    ("fact", "array", "expected"),
    [
        (SHARE, pa.array([5.1]), "a column of decimals with 2 digits after the point"),
        (SAMPLES, pa.array([True]), "a column of whole numbers"),
        (SIGNED, pa.array([1]), "a column of booleans"),
        (ISSUED, pa.array([1]), "a column of dates"),
        (ISSUED, pa.array([0], pa.timestamp("s")), "a column of dates"),
        (NAME, pa.array([1]), "a column of texts"),
        (KIND, pa.array([["gauge"]]), "a column of texts"),
        (SAMPLES, pa.array([{"a": 1}]), "a column of whole numbers"),
        (NAME, pa.array([b"lee"]), "a column of texts"),
    ],
)
def test_a_column_of_another_type_is_one_mistake(fact, array, expected):
    mistakes = Mistakes()
    column = Cells(fact, fact.name, 1, mistakes).read(array)
    mistakes.end_block()

    (told,) = mistakes.kept
    assert str(told) == (
        f"column '{fact.name}': {expected} expected, one of {array.type} found"
    )
    assert not column.known


@pytest.mark.parametrize("fact", FACTS)
def test_a_column_without_any_value_is_on_file_nowhere(fact):
    for kind in (pa.null(), pa.float64(), pa.string()):
        assert read(fact, pa.nulls(3, kind)) == ([None] * 3, [])
