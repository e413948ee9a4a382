"""The arithmetic of days on whole columns, equal to `calendar` day by day.

Working days are looked up in the tables of their calendar.  A move by months is looked
up too, in a table over the days that facts can have; days outside it, which only a
nested move can reach, are computed.  All answers are a pair: days, and where they are
known.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from qualflow.law.calendar import Calendar
from qualflow.law.evaluators.columns import EVERY, NONE, Mask, Whole
from qualflow.law.evaluators.walk import LAST_ORDINAL
from qualflow.law.measures import FIRST_DAY, LAST_DAY

Days: TypeAlias = tuple[Whole, Mask]

_EPOCH = 719_163  # the ordinal of 1970-01-01, day 0 of numpy
_LOW, _HIGH = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
_FIRST_MONTH, _LAST_MONTH = -1969 * 12, 8030 * 12 - 1  # from January 1970


def days_later(days: Whole, length: int) -> Days:
    """Return each day moved by calendar days, unknown outside the years 1 to 9999."""
    moved = np.add(days, length)
    return moved, (moved >= 1) & (moved <= LAST_ORDINAL)


def months_later(days: Whole, months: int, known: Mask) -> Days:
    """Return each day moved by months, as `calendar.shift_months` does.

    Args:
        days: Ordinals.
        months: How many, back if negative.
        known: Where the days are known; what is answered elsewhere does not matter.
    """
    within = (days >= _LOW) & (days <= _HIGH)
    if np.all(within | ~known):
        moved, all_known, where = _months_table(months)
        place = np.subtract(days, _LOW)
        found = moved.take(place, mode="clip")
        return found, EVERY if all_known else where.take(place, mode="clip")
    return months_added(np.asarray(days), months)


@lru_cache(maxsize=64)
def _months_table(months: int) -> tuple[NDArray[np.int32], bool, NDArray[np.bool_]]:
    moved, known = months_added(np.arange(_LOW, _HIGH + 1), months)
    where = np.asarray(known)
    return np.asarray(moved, np.int32), bool(where.all()), where


def months_added(
    days: NDArray[np.signedinteger], months: int | NDArray[np.int64]
) -> Days:
    """Return each day moved by months, computed; as many for all, or one each."""
    inside = (days >= 1) & (days <= LAST_ORDINAL)
    day = np.clip(days, 1, LAST_ORDINAL).astype(np.int64) - _EPOCH
    month = day.astype("M8[D]").astype("M8[M]").astype(np.int64)
    of_month = day - _first_of(month)
    target = month + months
    inside &= (target >= _FIRST_MONTH) & (target <= _LAST_MONTH)
    target = np.clip(target, _FIRST_MONTH, _LAST_MONTH)
    first = _first_of(target)
    longest = _first_of(target + 1) - first - 1
    return first + np.minimum(of_month, longest) + _EPOCH, inside


def _first_of(month: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first day of months, both counted from January 1970."""
    return month.astype("M8[M]").astype("M8[D]").astype(np.int64)


@frozen(eq=False)
class _Tables:
    """The covered days of a calendar.

    Attributes:
        working: The working days, in order.
        before: For each covered day, and the day after the last one, the number of
            working days before it.
    """

    first: int
    last: int
    working: NDArray[np.int32]
    before: NDArray[np.int32]


@lru_cache(maxsize=16)
def _tables(calendar: Calendar) -> _Tables | None:
    first, last = calendar.first, calendar.last
    if first is None or last is None:
        return None
    worked = np.array([calendar.is_working(day) for day in range(first, last + 1)])
    before = np.concatenate(([0], np.cumsum(worked)))
    working = np.flatnonzero(worked) + first
    return _Tables(first, last, working.astype(np.int32), before.astype(np.int32))


def working_days_later(calendar: Calendar, days: Whole, length: int) -> Days:
    """Return each day moved by working days, as `Calendar.shift` does."""
    if length == 0:
        return days, EVERY
    tables = _tables(calendar)
    if tables is None:
        return days, NONE
    place = _working_places(calendar, length).take(
        np.subtract(days, tables.first), mode="clip"
    )
    known = (days >= tables.first) & (days <= tables.last)
    known &= (place >= 0) & (place < len(tables.working))
    return tables.working.take(place, mode="clip"), known


@lru_cache(maxsize=64)
def _working_places(calendar: Calendar, length: int) -> NDArray[np.int32]:
    """Return for each covered day the place of the answer among the working days."""
    tables = _tables(calendar)
    assert tables is not None
    if length > 0:
        return tables.before[1:] + np.int32(length - 1)
    return tables.before[:-1] + np.int32(length)


def working_days_between(calendar: Calendar, since: Whole, until: Whole) -> Days:
    """Return the working days after `since` up to `until`, as `Calendar.count` does."""
    same = np.equal(since, until)
    tables = _tables(calendar)
    if tables is None:
        return np.zeros((), np.int32), same
    low, high = tables.first - 1, tables.last
    covered = (since >= low) & (since <= high) & (until >= low) & (until <= high)
    upto = tables.before.take(np.subtract(until, low), mode="clip")
    count = upto - tables.before.take(np.subtract(since, low), mode="clip")
    return np.where(same, 0, count), same | covered
