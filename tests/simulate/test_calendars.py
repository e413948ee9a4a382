"""Tables of working days against the calendar they are made of."""

from datetime import date

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualflow.law.calendar import NO_CALENDAR, Calendar, shift_months, shift_years
from qualflow.law.measures import Unit
from qualflow.simulate.calendars import WorkingDays, later

YEARS = Calendar.of(
    {
        2031: (
            [date(2031, *day) for day in ((1, 1), (1, 23), (1, 24), (12, 31))],
            [date(2031, 1, 4), date(2031, 1, 19)],
        ),
        2032: ([date(2032, 1, 1), date(2032, 2, 11), date(2032, 2, 12)], []),
    }
)
FIRST, LAST = YEARS.first, YEARS.last
SPAN = WorkingDays(YEARS, FIRST, LAST)
WEEKS = WorkingDays(NO_CALENDAR, FIRST, LAST)
LEAP_DAY = date(2028, 2, 29).toordinal()


def span_of(*days):
    """Return days as an array."""
    return np.asarray(days, dtype=np.int64)


def every_day():
    return np.arange(FIRST, LAST + 1)


@pytest.mark.parametrize("n", [0, 1, 2, 5, 21, 30, 60, 250])
def test_shifting_is_what_the_calendar_says_on_every_day_with_data(n):
    told = [YEARS.shift(int(day), n) for day in every_day()]
    expected = [SPAN.beyond if day is None else day for day in told]
    assert SPAN.shift(every_day(), n).tolist() == expected
    one_each = np.full(every_day().size, n)
    assert SPAN.shift(every_day(), one_each).tolist() == expected


def test_days_of_one_array_are_shifted_by_their_own_numbers():
    days = span_of(FIRST, FIRST + 3, FIRST + 3, FIRST + 40)
    assert SPAN.shift(days, span_of(0, 0, 1, 7)).tolist() == [
        FIRST,
        FIRST + 3,
        YEARS.shift(FIRST + 3, 1),
        YEARS.shift(FIRST + 40, 7),
    ]


def test_counting_is_what_the_calendar_says_between_every_tenth_day_and_every_other():
    days = np.arange(FIRST - 1, LAST + 1)
    for since in range(FIRST - 1, LAST + 1, 10):
        expected = [YEARS.count(since, int(until)) for until in days]
        assert SPAN.count(span_of(since), days).tolist() == expected


def test_the_calendar_tells_which_days_are_worked():
    expected = [YEARS.is_working(int(day)) for day in every_day()]
    assert SPAN.is_working(every_day()).tolist() == expected


def test_without_data_monday_to_friday_are_worked():
    worked = [date.fromordinal(int(day)).weekday() < 5 for day in every_day()]
    assert WEEKS.is_working(every_day()).tolist() == worked


def test_only_days_of_the_span_without_data_count_as_projected():
    assert SPAN.projected == 0
    assert WEEKS.projected == LAST - FIRST + 1
    assert WorkingDays(YEARS, LAST - 9, LAST + 90).projected == 90
    assert WorkingDays(YEARS, FIRST - 30, LAST).projected == 30


def test_working_days_run_on_from_data_into_projected_weeks():
    longer = WorkingDays(YEARS, FIRST, LAST + 60)
    friday = date(2032, 12, 31).toordinal()
    monday = date(2033, 1, 3).toordinal()
    assert longer.shift(span_of(friday), 1).tolist() == [monday]
    assert longer.shift(span_of(friday), 6).tolist() == [monday + 7]
    assert longer.count(span_of(friday - 1), span_of(monday)).tolist() == [2]


def test_what_lies_after_the_span_is_the_day_after_it():
    days = span_of(LAST, LAST + 1, LAST + 400)
    assert SPAN.shift(days, 1).tolist() == [LAST + 1] * 3
    assert SPAN.shift(days, 10_000).tolist() == [LAST + 1] * 3
    assert SPAN.shift(days, 0).tolist() == days.tolist()


def test_a_day_before_the_span_is_an_error_that_names_it():
    before = span_of(FIRST, FIRST - 1)
    with pytest.raises(ValueError, match=f"day {FIRST - 1} is before the span's first"):
        SPAN.shift(before, 1)
    with pytest.raises(ValueError, match=f"day {FIRST - 2} is before"):
        SPAN.count(before - 1, before)


def test_a_span_that_ends_before_it_begins_is_an_error():
    with pytest.raises(ValueError, match="before it begins on day 738000"):
        WorkingDays(YEARS, 738_000, 737_999)


def test_no_days_are_no_days_later():
    assert SPAN.shift(span_of(), 3).size == 0


@given(
    st.lists(st.integers(FIRST, LAST), min_size=1, max_size=20),
    st.integers(0, 300),
)
def test_a_day_shifted_is_as_many_working_days_away(days, n):
    longer = WorkingDays(YEARS, FIRST, LAST + 500)
    found = longer.shift(span_of(*days), n)
    assert longer.count(span_of(*days), found).tolist() == [n] * len(days)


@given(
    st.lists(
        st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.toordinal),
        min_size=1,
        max_size=20,
    ),
    st.integers(0, 400),
)
@example([LEAP_DAY], 12)
@example([date(2031, 1, 31).toordinal()], 1)
@example([date(1900, 1, 31).toordinal()], 1)
def test_months_and_years_later_are_those_of_the_law(days, length):
    months = [shift_months(day, length) for day in days]
    assert later(span_of(*days), length, Unit.MONTH, SPAN).tolist() == months
    years = [shift_years(day, length) for day in days]
    assert later(span_of(*days), length, Unit.YEAR, SPAN).tolist() == years


def test_the_29th_of_february_becomes_the_28th_and_stays_the_29th_in_leap_years():
    lengths = np.arange(1, 5)
    found = later(span_of(*[LEAP_DAY] * 4), lengths, Unit.YEAR, SPAN)
    assert [date.fromordinal(int(day)) for day in found] == [
        date(2029, 2, 28),
        date(2030, 2, 28),
        date(2031, 2, 28),
        date(2032, 2, 29),
    ]


def test_many_days_of_few_months_are_as_many_months_later_as_one_by_one():
    days = np.tile(np.arange(LEAP_DAY - 60, LEAP_DAY + 60), 3)
    found = later(days, 12, Unit.MONTH, SPAN)
    assert found.tolist() == [shift_months(int(day), 12) for day in days]


def test_days_and_working_days_later_are_counted_from_day_0():
    days = span_of(FIRST, FIRST + 3)
    assert later(days, 30, Unit.DAY, SPAN).tolist() == [FIRST + 30, FIRST + 33]
    expected = [YEARS.shift(FIRST, 30), YEARS.shift(FIRST + 3, 30)]
    assert later(days, 30, Unit.WORKING_DAY, SPAN).tolist() == expected
