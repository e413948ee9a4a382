"""What a declared fact can be filed as, and what an error says otherwise."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    FactValueError,
    NumberType,
    TextType,
    filed,
    inside,
    outside,
)

MONEY = Fact("fee", NumberType(decimals=2, at_least=-1000, at_most=100_000))
COUNT = Fact("samples", NumberType(at_least=1, at_most=500))
DAY = Fact("issued_on", DayType())
TEXT = Fact("examiner", TextType())
FEW = Fact("track", ChoiceType(("filing", "approval")))
MANY = Fact("province", ChoiceType(tuple(f"province_{n}" for n in range(13))))


@pytest.mark.parametrize(
    ("fact", "value", "kept"),
    [
        (Fact("safe", BooleanType()), True, True),
        (COUNT, 1, 1),
        (COUNT, 500, 500),
        (COUNT, "500", 500),
        (COUNT, Decimal("5.0"), 5),
        (MONEY, "5.1", Decimal("5.10")),
        (MONEY, -10, Decimal("-10.00")),
        (MONEY, "1000.00", Decimal("1000.00")),
        (DAY, "2019-01-10", date(2019, 1, 10)),
        (DAY, date(1900, 1, 1), date(1900, 1, 1)),
        (DAY, date(2199, 12, 31), date(2199, 12, 31)),
        (TEXT, "x" * 500, "x" * 500),
        (FEW, "filing", "filing"),
    ],
)
def test_a_value_is_kept_as_it_is_shown(fact, value, kept):
    """Texts from a form are read; the limits themselves are allowed."""
    found = filed(fact, value)

    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        (Fact("safe", BooleanType()), 1, "true or false"),
        (COUNT, 0, "a whole number from 1 to 500"),
        (COUNT, 501, "a whole number from 1 to 500"),
        (COUNT, True, "a whole number from 1 to 500"),
        (COUNT, 5.0, "a whole number from 1 to 500"),
        (COUNT, "5.5", "a whole number from 1 to 500"),
        (COUNT, "five", "a whole number from 1 to 500"),
        (COUNT, "NaN", "a whole number from 1 to 500"),
        (COUNT, "Infinity", "a whole number from 1 to 500"),
        (COUNT, "1e30", "a whole number from 1 to 500"),
        (COUNT, "1e-30", "a whole number from 1 to 500"),
        (COUNT, "5" * 60, "a whole number from 1 to 500"),
        (MONEY, "1000.01", "a number from -10.00 to 1,000.00 with at most 2 decimals"),
        (MONEY, "5.101", "a number from -10.00 to 1,000.00 with at most 2 decimals"),
        (DAY, "2019-W02-4", "a day from 1900-01-01 to 2199-12-31, like 2019-01-10"),
        (DAY, "2019-02-30", "a day from 1900-01-01 to 2199-12-31, like 2019-01-10"),
        (DAY, date(1899, 12, 31), "a day from 1900-01-01 to 2199-12-31"),
        (DAY, date(2200, 1, 1), "a day from 1900-01-01 to 2199-12-31"),
        (DAY, datetime(2019, 1, 10, tzinfo=UTC), "a day from 1900-01-01 to 2199-12-31"),
        (TEXT, "", "a text of 1 to 500 characters"),
        (TEXT, "x" * 501, "a text of 1 to 500 characters"),
        (TEXT, "\ud800", "a text of 1 to 500 characters of Unicode"),
        (TEXT, 5, "a text of 1 to 500 characters"),
        (FEW, "fling", "one of filing, approval"),
        (FEW, 5, "one of filing, approval"),
    ],
)
def test_what_a_fact_cannot_be_is_refused_with_what_was_expected(fact, value, expected):
    with pytest.raises(FactValueError) as failed:
        filed(fact, value)

    assert failed.value.fact == fact.name
    assert str(failed.value).startswith(f"fact '{fact.name}': {expected}")


def test_of_many_options_the_nearest_is_named():
    """Of a few all are seen at once."""
    with pytest.raises(FactValueError, match="did you mean 'province_3'"):
        filed(MANY, "provnce_3")


def test_a_number_too_long_to_be_shown_is_not_shown():
    """Python itself refuses to write integers of more than 4,300 digits."""
    with pytest.raises(FactValueError, match="'a longer number' found"):
        filed(COUNT, 10**5_000)


def test_a_long_value_is_cut_short_in_the_error():
    with pytest.raises(FactValueError) as failed:
        filed(DAY, "x" * 1_000)

    assert len(str(failed.value)) < 200
    assert str(failed.value).endswith("… found")


@given(st.integers(-1_000, 100_000))
def test_a_number_inside_is_shown_as_it_was_filed(units):
    """Computed with in the smallest unit."""
    shown = outside(MONEY, units)

    assert filed(MONEY, str(shown)) == shown
    assert inside(shown) == units


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_inside_is_its_ordinal(on):
    assert inside(filed(DAY, on.isoformat())) == on.toordinal()
    assert outside(DAY, on.toordinal()) == on


def test_truths_texts_and_whole_numbers_are_the_same_inside_and_out():
    for fact, value in ((COUNT, 5), (TEXT, "lee"), (FEW, "filing")):
        assert (inside(value), outside(fact, value)) == (value, value)
    assert outside(Fact("safe", BooleanType()), True) is True
