"""A span of days along a line."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qualflow.draw.scale import MOST_SHADED, Off, Scale
from qualflow.law.calendar import NO_CALENDAR, Calendar

FIRST = date(2031, 1, 1)
CALENDAR = Calendar.of(
    {2031: ([date(2031, 1, 1), date(2031, 5, 1)], [date(2031, 1, 4)])}
)


def scale(days, first=FIRST):
    return Scale(first, first + timedelta(days=days - 1), 100, 900)


def test_days_are_equally_wide_and_touch():
    line = scale(8)

    assert line.step == 100
    assert line.end(FIRST) == line.start(FIRST + timedelta(days=1)) == 200
    assert line.middle(FIRST) == 150


def test_what_lies_outside_is_cut_to_the_span():
    line = scale(8)

    assert line.start(date(1900, 1, 1)) == 100
    assert line.end(date(2199, 12, 31)) == 900


@given(st.integers(1, 40_000), st.dates(date(1901, 1, 1), date(2060, 1, 1)))
def test_dates_below_the_line_never_run_into_each_other(days, first):
    line = scale(days, first)
    places = [line.start(day) for day in line.ticks()]

    assert places
    assert all(b - a > 60 for a, b in pairwise(places))
    assert all(line.first <= day <= line.last for day in line.ticks())


def test_long_spans_are_ticked_by_the_calendar():
    assert {day.day for day in scale(700).ticks()} == {1}
    assert {(d.month, d.day) for d in scale(4_000).ticks()} == {(1, 1)}


def test_weeks_begin_on_mondays():
    assert {day.weekday() for day in scale(70).ticks()} == {0}


def test_days_off_are_shaded_and_days_that_are_worked_are_not():
    """2031-01-04 is a Saturday that is worked."""
    assert list(scale(14).shaded(CALENDAR)) == [
        (date(2031, 1, 1), date(2031, 1, 1), Off.HOLIDAY),
        (date(2031, 1, 5), date(2031, 1, 5), Off.WEEKEND),
        (date(2031, 1, 11), date(2031, 1, 12), Off.WEEKEND),
    ]


def test_days_without_data_are_their_own_shade():
    (run,) = scale(14).shaded(NO_CALENDAR)

    assert run[2] is Off.NO_DATA


def test_a_span_of_more_than_two_years_shows_its_years():
    assert any(why is Off.WEEKEND for *_, why in scale(MOST_SHADED).shaded(CALENDAR))
    assert list(scale(MOST_SHADED + 1).shaded(CALENDAR)) == [
        (date(2031, 1, 1), date(2031, 12, 31), Off.YEAR),
        (date(2033, 1, 1), date(2033, 1, 2), Off.YEAR),
    ]
