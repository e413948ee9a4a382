"""Working days against a walk from day to day, and the shipped calendar's data."""

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.law.calendar import NO_CALENDAR, Calendar, shift_months, shift_years

FOLDER = Path(__file__).parents[2] / "src/qualflow/processes/cn-automaker"
TABLES = tomllib.loads((FOLDER / "calendar.toml").read_text("utf-8"))["year"]
YEARS = {int(year): (days["off"], days["working"]) for year, days in TABLES.items()}
CHINA = Calendar.of(YEARS)

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
COVERED = range(FIRST.toordinal(), LAST.toordinal() + 1)

NOTICE_AGAINST_PACKAGE = {date(2005, 12, 31)}
"""Worked by the notice for 2006 (Guobanfa mingdian [2005] 35), off in the package."""


def on(year, month, day):
    """Return the ordinal of a day."""
    return date(year, month, day).toordinal()


def dates(first, last):
    """Return the dates from `first` to `last`, both included."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def model(years):
    """Return, for each covered ordinal, whether it is worked; one day at a time."""
    worked = {}
    for year, (off, working) in years.items():
        for day in dates(date(year, 1, 1), date(year, 12, 31)):
            weekday = day.strftime("%u") not in "67"
            worked[day.toordinal()] = day in working or (weekday and day not in off)
    return worked


def walk(worked, day, step, days):
    """Return `days` shifts by walking; None for those that leave the data."""
    found = []
    while len(found) < days and day + step in worked:
        day += step
        if worked[day]:
            found.append(day)
    return found + [None] * (days - len(found))


# Shifting and counting -------------------------------------------------------------


def test_every_shift_is_what_a_walk_from_day_to_day_finds():
    """Art. 82 counts days one by one; the tables are only a faster way to do it.

    All covered days, 45 working days each way: the longest time limit of art. 42.
    """
    worked = model(YEARS)
    wrong = [
        (date.fromordinal(day), sign * n)
        for day in COVERED
        for sign in (1, -1)
        for n, expected in enumerate(walk(worked, day, sign, 45), 1)
        if CHINA.shift(day, sign * n) != expected
    ]

    assert wrong == []


def test_every_count_is_what_a_walk_from_day_to_day_finds():
    """The day counted from is not counted, the last day is."""
    worked = model(YEARS)
    for since in COVERED:
        counted = 0
        for until in range(since, min(since + 40, COVERED.stop)):
            counted += worked[until] if until > since else 0
            assert CHINA.count(since, until) == counted
            assert CHINA.count(until, since) == -counted


def test_every_covered_day_is_worked_or_not_and_no_other_day_is_known():
    """A year without a notice is unknown, so the days at both edges are."""
    worked = model(YEARS)

    assert {day: CHINA.is_working(day) for day in COVERED} == worked
    assert CHINA.is_working(COVERED.start - 1) is None
    assert CHINA.is_working(COVERED.stop) is None


@st.composite
def notices(draw):
    """Years of any notices, some so generous that weeks or the whole year are off."""
    first = draw(st.integers(2027, 2030))
    years = {}
    for year in range(first, first + draw(st.integers(1, 2))):
        days = dates(date(year, 1, 1), date(year, 12, 31))
        mostly_off = draw(st.sampled_from([0, 3, 100]))
        chance = draw(st.randoms(use_true_random=False))
        listed = [day for day in days if chance.randrange(101) < mostly_off]
        years[year] = (
            [day for day in listed if day.isoweekday() <= 5],
            [day for day in listed if day.isoweekday() > 5][: draw(st.integers(0, 9))],
        )
    return years


@given(years=notices(), at=st.integers(-3, 800), n=st.integers(-300, 300))
def test_any_notices_shift_and_count_as_a_walk_does(years, at, n):
    """Nothing in the tables may depend on China's notices being moderate."""
    calendar, worked = Calendar.of(years), model(years)
    day = min(worked) + at
    there = day if n == 0 else None
    if n and day in worked:
        there = walk(worked, day, 1 if n > 0 else -1, abs(n))[-1]
    to_count = range(min(day, day + n) + 1, max(day, day + n) + 1)
    total = None
    if all(step in worked for step in to_count):
        total = sum(worked[step] for step in to_count) * (1 if n > 0 else -1)

    assert calendar.shift(day, n) == there
    assert calendar.count(day, day + n) == total


@given(day=st.sampled_from(COVERED), n=st.integers(1, 250))
def test_counting_up_to_a_shifted_day_gives_the_shift_back(day, n):
    """A time limit of n working days ends on the nth one, never beside it."""
    there = CHINA.shift(day, n)

    if there is not None:
        assert CHINA.count(day, there) == n
        assert CHINA.is_working(there)


def test_a_shift_starts_beside_a_day_that_is_not_worked():
    """The day itself is not counted and need not be a working day."""
    saturday = on(2024, 3, 9)

    assert CHINA.shift(saturday, 1) == on(2024, 3, 11)
    assert CHINA.shift(saturday, -1) == on(2024, 3, 8)
    assert CHINA.shift(saturday, 0) == saturday


# What the notices say --------------------------------------------------------------


def test_the_new_year_of_2020_is_extended():
    """Days off were lengthened from 30 January to 2 February by a later notice."""
    off = dates(date(2020, 1, 24), date(2020, 2, 2))

    assert not any(CHINA.is_working(day.toordinal()) for day in off)
    assert CHINA.is_working(on(2020, 1, 19)), "a Sunday worked for it"
    assert CHINA.shift(on(2020, 1, 23), 1) == on(2020, 2, 3)
    assert CHINA.shift(on(2020, 2, 3), -1) == on(2020, 1, 23)


def test_the_autumn_of_2023_is_off_for_eight_days_and_made_up_on_two():
    """One holiday of 29 September to 6 October, worked for on the weekend after."""
    off = dates(date(2023, 9, 29), date(2023, 10, 6))

    assert not any(CHINA.is_working(day.toordinal()) for day in off)
    assert CHINA.shift(on(2023, 9, 28), 1) == on(2023, 10, 7)
    assert CHINA.shift(on(2023, 9, 28), 3) == on(2023, 10, 9)
    assert CHINA.count(on(2023, 9, 28), on(2023, 10, 8)) == 2


@pytest.mark.parametrize("day", [(2023, 6, 25), (2023, 10, 7), (2023, 10, 8)])
def test_a_make_up_day_is_a_working_day(day):
    """The notice has these weekend days worked, so a time limit may end there."""
    assert CHINA.is_working(on(*day)) is True


def test_the_year_end_is_crossed_with_the_data_of_both_years():
    """30 and 31 December 2023 are a weekend and 1 January 2024 is a day off."""
    assert CHINA.shift(on(2023, 12, 29), 1) == on(2024, 1, 2)
    assert CHINA.shift(on(2024, 1, 2), -1) == on(2023, 12, 29)
    assert CHINA.count(on(2023, 12, 29), on(2024, 1, 2)) == 1


def test_the_29_of_february_is_a_day_like_any_other():
    """In 2024 it is a Thursday without a notice about it."""
    assert CHINA.is_working(on(2024, 2, 29)) is True
    assert CHINA.shift(on(2024, 2, 28), 1) == on(2024, 2, 29)
    assert CHINA.shift(on(2024, 2, 29), 1) == on(2024, 3, 1)


def test_the_shipped_days_are_those_of_chinesecalendar():
    """It was made from that package, but for the day where the notice says no."""
    differ = {
        day
        for day in dates(FIRST, LAST)
        if CHINA.is_working(day.toordinal()) is not chinese_calendar.is_workday(day)
    }

    assert differ <= NOTICE_AGAINST_PACKAGE


def test_the_shipped_days_are_those_of_holidays():
    """A second source, kept by other people, finds what the first has wrong."""
    china = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 2))
    differ = {
        day
        for day in dates(FIRST, LAST)
        if CHINA.is_working(day.toordinal()) is not china.is_working_day(day)
    }

    assert differ == set()
    assert all(china.is_working_day(day) for day in NOTICE_AGAINST_PACKAGE)


# Without data ----------------------------------------------------------------------


def test_first_and_last_are_the_edges_of_the_data():
    """Whole years: a notice settles every day of its year."""
    assert (CHINA.first, CHINA.last) == (FIRST.toordinal(), LAST.toordinal())
    assert (NO_CALENDAR.first, NO_CALENDAR.last) == (None, None)


def test_a_shift_past_the_data_is_unknown():
    """The next notice may still move the days, so no guess is right."""
    assert CHINA.shift(on(2026, 12, 30), 1) == on(2026, 12, 31)
    assert CHINA.shift(on(2026, 12, 31), 1) is None
    assert CHINA.shift(on(2004, 1, 2), -1) is None, "1 January 2004 is off"
    assert CHINA.shift(on(2004, 1, 5), -1) == on(2004, 1, 2)
    assert CHINA.shift(on(2004, 1, 5), -2) is None
    assert CHINA.shift(on(2020, 1, 1), 10_000) is None
    assert CHINA.shift(on(2020, 1, 1), -10_000) is None


@pytest.mark.parametrize("working_days", [1, -1, 7000, -7000])
@pytest.mark.parametrize("day", [COVERED.start - 1, COVERED.stop])
def test_a_shift_from_a_day_without_data_is_unknown(day, working_days):
    """Even if the answer might be in a covered year."""
    assert CHINA.shift(day, working_days) is None


def test_counting_stops_where_the_data_stops():
    """The first day is not counted, so that only the counted days need data."""
    assert CHINA.count(on(2003, 12, 31), on(2004, 1, 2)) == 1
    assert CHINA.count(on(2004, 1, 2), on(2003, 12, 31)) == -1
    assert CHINA.count(on(2003, 12, 30), on(2004, 1, 2)) is None
    assert CHINA.count(on(2004, 1, 2), on(2003, 12, 30)) is None
    assert CHINA.count(on(2026, 12, 30), on(2026, 12, 31)) == 1
    assert CHINA.count(on(2026, 12, 30), on(2027, 1, 1)) is None
    assert CHINA.count(on(2027, 1, 1), on(2026, 12, 30)) is None


@pytest.mark.parametrize("calendar", [CHINA, NO_CALENDAR])
def test_nothing_to_count_needs_no_data(calendar):
    """`+ 0 working days` is the day, whatever the calendar."""
    day = on(2031, 3, 4)

    assert calendar.shift(day, 0) == day
    assert calendar.count(day, day) == 0


def test_without_a_calendar_every_working_day_is_unknown():
    """A folder may come without calendar.toml; its working days are never guessed."""
    day = on(2024, 3, 4)

    assert NO_CALENDAR.is_working(day) is None
    assert NO_CALENDAR.shift(day, 1) is None
    assert NO_CALENDAR.shift(day, -1) is None
    assert NO_CALENDAR.count(day, day + 1) is None
    assert Calendar.of({}) == NO_CALENDAR


def test_calendars_of_the_same_days_are_equal_and_hash_alike():
    """A calendar is a value: the order of a file's lines is not part of it."""
    days = [date(2031, 1, 1), date(2031, 5, 1)]
    one = Calendar.of({2031: (days, []), 2032: ([], [])})
    other = Calendar.of({2032: ([], []), 2031: (frozenset(days), ())})

    assert one == other
    assert hash(one) == hash(other)
    assert one != Calendar.of({2031: (days[:1], []), 2032: ([], [])})


# Mistakes in the data --------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "message"),
    [
        pytest.param(
            {2031: ([], []), 2033: ([], [])},
            "year 2033 comes after year 2031: "
            "years must follow one another without a gap",
            id="gap",
        ),
        pytest.param(
            {1899: ([], [])}, "year 1899 is not in 1900..2199", id="too early"
        ),
        pytest.param({2200: ([], [])}, "year 2200 is not in 1900..2199", id="too late"),
        pytest.param(
            {2031: ([date(2032, 1, 1)], [])},
            "year 2031, off: 2032-01-01 is in another year",
            id="off in another year",
        ),
        pytest.param(
            {2031: ([], [date(2030, 1, 5)])},
            "year 2031, working: 2030-01-05 is in another year",
            id="working in another year",
        ),
        pytest.param(
            {2031: ([date(2031, 3, 8)], [])},
            "year 2031, off: 2031-03-08 is a weekend day, not a weekday",
            id="off on Saturday",
        ),
        pytest.param(
            {2031: ([date(2031, 3, 9)], [])},
            "year 2031, off: 2031-03-09 is a weekend day, not a weekday",
            id="off on Sunday",
        ),
        pytest.param(
            {2031: ([], [date(2031, 3, 7)])},
            "year 2031, working: 2031-03-07 is a weekday, not a weekend day",
            id="working on Friday",
        ),
        pytest.param(
            {2031: ([], [date(2031, 3, 10)])},
            "year 2031, working: 2031-03-10 is a weekday, not a weekend day",
            id="working on Monday",
        ),
        pytest.param(
            {2031: ([date(2031, 3, 4), date(2031, 3, 5), date(2031, 3, 4)], [])},
            "year 2031, off: 2031-03-04 is listed twice",
            id="off twice",
        ),
        pytest.param(
            {2031: ([], [date(2031, 3, 8), date(2031, 3, 8)])},
            "year 2031, working: 2031-03-08 is listed twice",
            id="working twice",
        ),
    ],
)
def test_a_mistake_in_the_data_is_named(years, message):
    """Data is checked when it is loaded, so that counting can trust it."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Calendar.of(years)


def test_a_day_under_both_keys_is_a_mistake():
    """It is a weekday or a weekend day, so that one of the keys is wrong."""
    day = date(2031, 3, 4)

    with pytest.raises(ValueError, match="working: 2031-03-04 is a weekday"):
        Calendar.of({2031: ([day], [day])})


def test_all_mistakes_are_named_together():
    """Whoever types a notice wants one list, not one mistake a run."""
    with pytest.raises(ValueError, match="; ") as mistake:
        Calendar.of({2031: ([date(2031, 3, 8)], [date(2031, 3, 4)]), 2200: ([], [])})

    assert str(mistake.value).split("; ") == [
        "year 2200 is not in 1900..2199",
        "year 2200 comes after year 2031: years must follow one another without a gap",
        "year 2031, off: 2031-03-08 is a weekend day, not a weekday",
        "year 2031, working: 2031-03-04 is a weekday, not a weekend day",
    ]


def test_the_first_and_last_years_allowed_are_allowed():
    """The limits themselves: 1900 and 2199."""
    assert Calendar.of({1900: ([], [])}).first == on(1900, 1, 1)
    assert Calendar.of({2199: ([], [])}).last == on(2199, 12, 31)


# Months and years ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2031, 3, 4), 0, (2031, 3, 4)),
        ((2031, 3, 4), 1, (2031, 4, 4)),
        ((2031, 3, 4), -3, (2030, 12, 4)),
        ((2031, 11, 30), 1, (2031, 12, 30)),
        ((2031, 12, 31), 1, (2032, 1, 31)),
        ((2031, 1, 31), 1, (2031, 2, 28)),
        ((2032, 1, 31), 1, (2032, 2, 29)),
        ((2031, 1, 29), 1, (2031, 2, 28)),
        ((2031, 3, 31), -1, (2031, 2, 28)),
        ((2031, 5, 31), 1, (2031, 6, 30)),
        ((2100, 1, 31), 1, (2100, 2, 28)),
    ],
)
def test_months_keep_the_day_or_end_with_the_month(day, months, expected):
    """A month later is the same day, or the last one of a shorter month."""
    assert shift_months(on(*day), months) == on(*expected)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        ((2024, 2, 29), 1, (2025, 2, 28)),
        ((2024, 2, 29), 4, (2028, 2, 29)),
        ((2024, 2, 29), -1, (2023, 2, 28)),
        ((2096, 2, 29), 4, (2100, 2, 28)),
        ((2023, 2, 28), 1, (2024, 2, 28)),
        ((2031, 12, 31), 2, (2033, 12, 31)),
    ],
)
def test_a_29_february_that_does_not_exist_is_the_28th(day, years, expected):
    """Years are cut as months are; a 28 February never becomes a 29th."""
    assert shift_years(on(*day), years) == on(*expected)


@given(day=st.dates(), months=st.integers(-500, 500))
def test_a_shift_by_months_lands_in_the_month_named(day, months):
    """The month is plain arithmetic; the day is kept, or the next day is a 1st."""
    there = shift_months(day.toordinal(), months)
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month in (0, 13):
            year, month = (year - 1, 12) if month == 0 else (year + 1, 1)

    if not 1 <= year <= 9999:
        assert there is None
    else:
        found = date.fromordinal(there)
        assert (found.year, found.month) == (year, month)
        if found.day != day.day:
            assert found.day < day.day
            assert (found + timedelta(1)).day == 1


def test_outside_the_years_1_to_9999_there_is_no_day():
    """Python's dates end there, and no licence runs as long."""
    assert shift_months(on(1, 1, 31), -1) is None
    assert shift_months(on(1, 2, 1), -1) == on(1, 1, 1)
    assert shift_months(on(9999, 12, 1), 1) is None
    assert shift_months(on(9999, 11, 30), 1) == on(9999, 12, 30)
    assert shift_years(on(1, 1, 1), -1) is None
    assert shift_years(on(9999, 1, 1), 1) is None
    assert shift_years(on(2031, 3, 4), 10**30) is None
    assert shift_months(0, 1) is None
    assert shift_months(1, 1) == on(1, 2, 1)
    assert shift_months(on(9999, 12, 31), -1) == on(9999, 11, 30)
    assert shift_months(on(9999, 12, 31) + 1, -1) is None
