"""The days of a period, one by one: which count, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from attrs import frozen

from qualflow.case.clocks import Pause, Period
from qualflow.law.calendar import Calendar
from qualflow.law.measures import Unit

MOST_DAYS = 4_000
"""So many days are listed; a century has more than anybody reads."""


class Reason(StrEnum):
    """Why a day counts, or does not."""

    COUNTED = "counted"
    DAY_ZERO = "day_zero"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    PAUSED = "paused"
    NO_DATA = "no_data"


@frozen
class CountedDay:
    """One day of a period; `number` is its number if it counts."""

    day: date
    reason: Reason
    number: int | None = None


def count(period: Period, until: date | None = None) -> tuple[CountedDay, ...]:
    """Return every day of a period with the reason why it counts or does not.

    From day 0 to the last day, or to `until` where that is not known; at most
    `MOST_DAYS`.
    """
    end = period.due or until or period.not_before or period.counts_from
    days = min((end - period.counts_from).days, MOST_DAYS)
    return tuple(_counted(period, days))


def _counted(period: Period, days: int) -> Iterator[CountedDay]:
    yield CountedDay(period.counts_from, Reason.DAY_ZERO)
    number = 0
    for offset in range(1, days + 1):
        day = period.counts_from + timedelta(days=offset)
        reason = _reason(period, day)
        number += reason is Reason.COUNTED
        yield CountedDay(day, reason, number if reason is Reason.COUNTED else None)


def _reason(period: Period, day: date) -> Reason:
    if any(_within(pause, day) for pause in period.pauses):
        return Reason.PAUSED
    if period.clock.unit is not Unit.WORKING_DAY:
        return Reason.COUNTED
    return _working(period.calendar, day)


def _working(calendar: Calendar, day: date) -> Reason:
    working = calendar.is_working(day.toordinal())
    if working is None:
        return Reason.NO_DATA
    if working:
        return Reason.COUNTED
    return Reason.WEEKEND if day.weekday() >= 5 else Reason.HOLIDAY


def _within(pause: Pause, day: date) -> bool:
    return pause.since <= day and (pause.until is None or day <= pause.until)
