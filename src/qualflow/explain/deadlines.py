"""What is due, from whom, by which article, and what happens when nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from attrs import frozen

from qualflow.case.clocks import Pause, Period, periods
from qualflow.case.events import Case
from qualflow.case.replaying import as_of, replay
from qualflow.case.timing import advance
from qualflow.law.calendar import Calendar
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook

FINDING = "finding"


class Status(StrEnum):
    """How a period stands on a day."""

    OVERDUE = "overdue"
    RUNNING = "running"
    PAUSED = "paused"
    MET_LATE = "met_late"
    MET = "met"


@frozen
class Deadline:
    """A statutory period as it stands on a day.

    Attributes:
        id: The clock, and the day the period started: "decision/2018-03-01".
        due: The last day, included; None while it is paused or the calendar does not
            reach, in which case `not_before` is the earliest day it can be.
        left: Days left after the day asked about, negative if overdue; working days for
            a period counted in them, else calendar days; None if not known or met.
        unit: What `left` is in.
        ref: The paragraph it comes from.
        consequence: The transition that happens on the day after, or "finding".
        waits_for: Transitions and facts that would end it.
        rests_on: Facts among those that nobody has filed.
    """

    id: str
    status: Status
    period: Period
    due: date | None
    not_before: date | None
    left: int | None
    unit: Unit
    owner: str
    ref: str
    consequence: str
    waits_for: tuple[str, ...]
    rests_on: tuple[str, ...]


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


def deadlines(rulebook: Rulebook, case: Case, on: date) -> tuple[Deadline, ...]:
    """Return every period of a case as it stands at the end of a day.

    The case is cut to the day, so that what happened later changes nothing, and time
    passes up to it.  Overdue ones come first, then those that run or are paused by
    their last day, then those that were met; periods that start later are left out.
    """
    case = as_of(case, on)
    case = replay(advance(rulebook, case, on), start=case)
    found = [
        _deadline(rulebook, case, period, on)
        for period in periods(rulebook, case)
        if period.started_on <= on
    ]
    return tuple(sorted(found, key=_order))


_RANK = {
    Status.OVERDUE: 0,
    Status.RUNNING: 1,
    Status.PAUSED: 1,
    Status.MET_LATE: 2,
    Status.MET: 2,
}


def _order(deadline: Deadline) -> tuple[int, date, str]:
    due = deadline.due or deadline.not_before or date.max
    return _RANK[deadline.status], due, deadline.id


def _deadline(rulebook: Rulebook, case: Case, period: Period, on: date) -> Deadline:
    status = _status(period, on)
    clock = period.clock
    open_ = status in (Status.OVERDUE, Status.RUNNING, Status.PAUSED)
    counts_working = clock.unit is Unit.WORKING_DAY
    waits_for = _waits_for(rulebook, period)
    return Deadline(
        id=f"{clock.name}/{period.started_on}",
        status=status,
        period=period,
        due=period.due,
        not_before=period.not_before,
        left=period.left(on) if open_ else None,
        unit=Unit.WORKING_DAY if counts_working else Unit.DAY,
        owner=clock.owner,
        ref=period.version.ref,
        consequence=period.version.on_expiry,
        waits_for=waits_for,
        rests_on=tuple(
            name
            for name in waits_for
            if name in rulebook.facts and name not in case.facts
        ),
    )


def _status(period: Period, on: date) -> Status:
    ended, due = period.ended_on, period.due
    if ended is not None and ended <= on:
        late = due is not None and ended > due
        return Status.MET_LATE if late else Status.MET
    if period.paused:
        return Status.PAUSED
    return Status.OVERDUE if due is not None and on > due else Status.RUNNING


def _waits_for(rulebook: Rulebook, period: Period) -> tuple[str, ...]:
    """Return what would end a period: its acts, or those that leave its states."""
    clock = period.clock
    if clock.ended_by:
        return clock.ended_by
    inside = {*clock.runs_in, *clock.paused_in}
    edition = rulebook.on(period.started_on)
    return tuple(
        name
        for name, transition in edition.transitions.items()
        if not inside.isdisjoint(transition.sources) and transition.target not in inside
    )


def count(period: Period, until: date | None = None) -> tuple[CountedDay, ...]:
    """Return every day of a period with the reason why it counts or does not.

    From day 0 to the last day, or to `until` where that is not known; at most 4,000
    days.
    """
    end = period.due or until or period.not_before or period.counts_from
    days = min((end - period.counts_from).days, MOST_DAYS)
    return tuple(_counted(period, days))


MOST_DAYS = 4_000


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
