"""Working days as a value, and the arithmetic of months and years.

Theory
------
Time limits of licensing are counted in working days (Administrative Licensing Law
art. 82).  Which days those are is no matter of arithmetic: every year a notice of
the State Council makes some weekdays days off and some weekend days worked, and
now and then an extraordinary notice changes it again (the New Year of 2020).  So a
calendar is data, year by year, and what lies outside its years is unknown: the
answer is then None, never "Monday to Friday, as usual".

A calendar keeps two tables over its covered days: the ordinals of the working days
in order, and for every day the number of working days before it.  The second turns
a day into a place in the first, so that counting is one subtraction and shifting
one lookup, however long the time limit.

Invariants, with `first`, `last` the first and last covered day:

- covered days have no hole: they are whole years that follow one another;
- ``len(_before) == last - first + 2`` and ``_before[-1] == len(_working)``;
- no data means ``first is last is None`` and empty tables.

A day is a proleptic Gregorian ordinal (`datetime.date.toordinal`), in the
authority's time zone.  Reading `calendar.toml` and saying in which file a mistake
stands is left to the loader.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TypeAlias

import attrs

__all__ = ["NO_CALENDAR", "Calendar", "shift_months", "shift_years"]

_Years: TypeAlias = Mapping[int, tuple[Collection[date], Collection[date]]]

_FIRST_YEAR = 1900
_LAST_YEAR = 2199
_LAST_ORDINAL = date.max.toordinal()


@attrs.frozen(cache_hash=True)
class Calendar:
    """The working days of some whole years; build one with `Calendar.of`.

    Attributes:
        first: The first day with data, None if there is none.
        last: The last day with data, None if there is none.

    Source:
        Administrative Licensing Law art. 82: time limits for granting a licence
        are counted in working days, without statutory holidays.  The days
        themselves: the State Council's yearly notices on days off.
    """

    first: int | None
    last: int | None
    _working: tuple[int, ...] = attrs.field(repr=False)
    _before: tuple[int, ...] = attrs.field(repr=False, eq=False)

    @classmethod
    def of(cls, years: _Years) -> Calendar:
        """Return the calendar of `years`, one State Council notice a year.

        Args:
            years: For each year its weekdays that are days off, and its weekend
                days that are worked.  All other weekdays are worked, all other
                weekend days are off.  Empty for the calendar without data.

        Returns:
            The calendar from 1 January of the first year to 31 December of the
            last one.

        Raises:
            ValueError: If a year is missing between two others or not in
                1900..2199, or if a day is in the wrong year, listed twice, a
                weekend day under off or a weekday under working.  The message
                names all such mistakes.

        >>> new_year = Calendar.of({2031: ([date(2031, 1, 1)], [date(2031, 1, 4)])})
        >>> saturday = date(2031, 1, 4).toordinal()
        >>> new_year.is_working(saturday), new_year.is_working(saturday + 1)
        (True, False)
        """
        if mistakes := "; ".join(_mistakes(years)):
            raise ValueError(mistakes)
        if not years:
            return cls(None, None, (), (0,))
        first = date(min(years), 1, 1).toordinal()
        last = date(max(years), 12, 31).toordinal()
        off = {day.toordinal() for days, _ in years.values() for day in days}
        extra = {day.toordinal() for _, days in years.values() for day in days}
        worked = [
            day in extra or not (day in off or _is_weekend(day))
            for day in range(first, last + 1)
        ]
        working = tuple(day for day, yes in enumerate(worked, first) if yes)
        return cls(first, last, working, tuple(accumulate(worked, initial=0)))

    def is_working(self, day: int) -> bool | None:
        """Return whether `day` is a working day, None without data for it.

        >>> NO_CALENDAR.is_working(date(2031, 3, 4).toordinal()) is None
        True
        """
        if self.first is None or self.last is None:
            return None
        if not self.first <= day <= self.last:
            return None
        at = day - self.first
        return self._before[at] != self._before[at + 1]

    def shift(self, day: int, working_days: int) -> int | None:
        """Return the working day that is `working_days` after `day`.

        Args:
            day: The day to start from.  It is not counted and need not be a
                working day, but it needs data, unless `working_days` is 0.
            working_days: How many working days after `day`; before it, if
                negative.

        Returns:
            The day, `day` itself for 0; None if the calendar does not reach as far
            as the answer or does not cover `day`.

        Source:
            Administrative Licensing Law art. 82.

        >>> year = Calendar.of({2031: ([date(2031, 1, 1)], [date(2031, 1, 4)])})
        >>> thursday = date(2031, 1, 2).toordinal()
        >>> date.fromordinal(year.shift(thursday, 3))
        datetime.date(2031, 1, 6)
        >>> year.shift(thursday, -1) is None  # 1 January is off: needs 2030
        True
        """
        if working_days == 0:
            return day
        if self.first is None or self.last is None:
            return None
        if not self.first <= day <= self.last:
            return None
        at = day - self.first
        if working_days > 0:
            place = self._before[at + 1] + working_days - 1
        else:
            place = self._before[at] + working_days
        return self._working[place] if 0 <= place < len(self._working) else None

    def count(self, since: int, until: int) -> int | None:
        """Return the number of working days after `since`, up to `until`.

        Args:
            since: The day to count from; not counted, so that it alone may be the
                day before the first one with data.
            until: The last day, counted if it is a working day.

        Returns:
            0 if both are the same day.  If `until` is the earlier one, the working
            days after `until` up to `since`, as a negative number.  None if there
            is a day without data among those to count.

        >>> year = Calendar.of({2031: ([date(2031, 1, 1)], [date(2031, 1, 4)])})
        >>> wednesday = date(2031, 1, 1).toordinal()
        >>> year.count(wednesday, wednesday + 7)
        6
        >>> year.count(wednesday + 7, wednesday)
        -6
        """
        if since == until:
            return 0
        if self.first is None or self.last is None:
            return None
        if min(since, until) < self.first - 1 or max(since, until) > self.last:
            return None
        day_after = 1 - self.first
        return self._before[until + day_after] - self._before[since + day_after]


def shift_months(day: int, months: int) -> int | None:
    """Return the same day of the month, `months` later (earlier, if negative).

    Args:
        day: The day to start from.
        months: How many calendar months later.

    Returns:
        The day; the last one of its month where that month is too short; None if
        `day` or the answer is outside the years 1..9999.

    >>> date.fromordinal(shift_months(date(2031, 1, 31).toordinal(), 1))
    datetime.date(2031, 2, 28)
    """
    return _months_later(day, months)


def shift_years(day: int, years: int) -> int | None:
    """Return the same day of the year, `years` later (earlier, if negative).

    Args:
        day: The day to start from.
        years: How many calendar years later.

    Returns:
        The day; 28 February for a 29 February that does not exist; None if `day`
        or the answer is outside the years 1..9999.

    >>> date.fromordinal(shift_years(date(2028, 2, 29).toordinal(), 2))
    datetime.date(2030, 2, 28)
    """
    return _months_later(day, 12 * years)


# Measured: 0.7 us without the cache, 0.15 us with it; simulations and audits ask for
# the same few durations on the same days over and over.  Private, because a cached
# function loses its signature for mypy.
@lru_cache(maxsize=16_384)
def _months_later(day: int, months: int) -> int | None:
    if not 1 <= day <= _LAST_ORDINAL:
        return None
    start = date.fromordinal(day)
    year, month = divmod(12 * start.year + start.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    of_month = start.day
    if of_month > 28:
        of_month = min(of_month, monthrange(year, month + 1)[1])
    return date(year, month + 1, of_month).toordinal()


def _is_weekend(day: int) -> bool:
    return day % 7 in (6, 0)  # ordinal 1 is a Monday


def _mistakes(years: _Years) -> Iterator[str]:
    for year in sorted(years):
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            yield f"year {year} is not in {_FIRST_YEAR}..{_LAST_YEAR}"
    for before, after in pairwise(sorted(years)):
        if after != before + 1:
            yield (
                f"year {after} comes after year {before}: "
                "years must follow one another without a gap"
            )
    for year, (off, working) in sorted(years.items()):
        yield from _wrong_days(year, "off", off, weekend=False)
        yield from _wrong_days(year, "working", working, weekend=True)


def _wrong_days(
    year: int, key: str, days: Collection[date], *, weekend: bool
) -> Iterator[str]:
    in_order = sorted(days, key=date.toordinal)
    wanted, wrong = "a weekday", "a weekend day"
    if weekend:
        wanted, wrong = wrong, wanted
    for day in in_order:
        if day.year != year:
            yield f"year {year}, {key}: {day} is in another year"
        if _is_weekend(day.toordinal()) is not weekend:
            yield f"year {year}, {key}: {day} is {wrong}, not {wanted}"
    for day, following in pairwise(in_order):
        if day == following:
            yield f"year {year}, {key}: {day} is listed twice"


NO_CALENDAR = Calendar.of({})
"""The calendar without data: every working day is unknown."""
