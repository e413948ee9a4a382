"""What is due, from whom, by which article, and what happens when nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from attrs import field, frozen

from qualflow.case.clocks import Pause, Period
from qualflow.case.events import Case
from qualflow.case.replaying import as_of
from qualflow.case.telling import told
from qualflow.case.timing import stands
from qualflow.law.calendar import Calendar
from qualflow.law.edition import Edition
from qualflow.law.expression import Facts
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import END, FINDING

__all__ = [
    "END",
    "FINDING",
    "OPEN",
    "CountedDay",
    "Deadline",
    "Reason",
    "Status",
    "count",
    "deadlines",
]


class Status(StrEnum):
    """How a period stands on a day.

    `HELD`: its last day is over, but an extension was asked for in time and nobody has
    answered.  `ENDED`: it is over, and that is no breach.
    """

    OVERDUE = "overdue"
    RUNNING = "running"
    PAUSED = "paused"
    HELD = "held"
    MET_LATE = "met_late"
    MET = "met"
    ENDED = "ended"


OPEN = (Status.OVERDUE, Status.RUNNING, Status.PAUSED, Status.HELD)
"""How a period stands that nothing has ended."""


@frozen(slots=False)
class Deadline:
    """A statutory period as it stands on a day."""

    status: Status
    period: Period
    on: date
    _rulebook: Rulebook = field(repr=False, eq=False)
    _facts: Facts = field(repr=False, eq=False)

    @property
    def id(self) -> str:
        """The clock, and the day the period started: "decision/2018-03-01"."""
        return f"{self.period.clock.name}/{self.period.started_on}"

    @property
    def due(self) -> date | None:
        """The last day, included; None while it is paused or not known."""
        return self.period.due

    @property
    def not_before(self) -> date | None:
        """The earliest day it can be due, where the calendar does not reach."""
        return self.period.not_before

    @property
    def left(self) -> int | None:
        """Days left after the day asked about, negative if overdue.

        Working days for a period counted in them, else calendar days; None if not
        known, held or over.
        """
        running = self.status in OPEN and self.status is not Status.HELD
        return self.period.left(self.on) if running else None

    @property
    def unit(self) -> Unit:
        """What `left` is in."""
        working = self.period.clock.unit is Unit.WORKING_DAY
        return Unit.WORKING_DAY if working else Unit.DAY

    @property
    def owner(self) -> str:
        """The actor whose period it is."""
        return self.period.clock.owner

    @property
    def ref(self) -> str:
        """The paragraph it comes from."""
        return self.period.version.ref

    @property
    def consequence(self) -> str:
        """The transition that happens on the day after, "finding" or "end"."""
        return self.period.version.on_expiry

    @property
    def ran_out(self) -> bool:
        """Whether its own expiry has ended it: the transition that nothing led to."""
        ended, due = self.period.ended_on, self.due
        if self.status is not Status.MET_LATE or self.consequence in (FINDING, END):
            return False
        return due is not None and ended == due + timedelta(days=1)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Transitions and facts that would end it."""
        clock = self.period.clock
        if clock.ended_by or not clock.runs_in:
            return clock.ended_by
        edition = self._rulebook.on(self.period.started_on)
        return _leaving(edition, (*clock.runs_in, *clock.paused_in))

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Facts among those that nobody has filed."""
        declared, filed = self._rulebook.facts, self._facts
        return tuple(n for n in self.waits_for if n in declared and n not in filed)


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
    passes up to it; what was filed later of days before counts.  Overdue ones come
    first, then those that run, are paused or held by their last day, then those that
    are over; periods that start later are left out.
    """
    then = as_of(case, on)
    known = None if then is case else told(rulebook, case)
    case, periods = stands(rulebook, then, on, known)
    found = [
        Deadline(_status(period, on), period, on, rulebook, case.facts)
        for period in periods
        if period.started_on <= on
    ]
    found.sort(key=_order)
    return tuple(found)


_RANK = {
    Status.OVERDUE: 0,
    Status.RUNNING: 1,
    Status.PAUSED: 1,
    Status.HELD: 1,
    Status.MET_LATE: 2,
    Status.MET: 2,
    Status.ENDED: 2,
}


def _order(deadline: Deadline) -> tuple[int, date, str, date]:
    period = deadline.period
    due = period.due or period.not_before or date.max
    return _RANK[deadline.status], due, period.clock.name, period.started_on


def _status(period: Period, on: date) -> Status:
    ended, due = period.ended_on, period.due
    over = due is not None and due < on and not period.held
    if period.version.on_expiry == END and over:
        met = ended is not None and due is not None and ended <= due
        return Status.MET if met else Status.ENDED
    if ended is not None and ended <= on:
        late = due is not None and ended > due and not period.held
        return Status.MET_LATE if late else Status.MET
    if period.paused:
        return Status.PAUSED
    if over:
        return Status.OVERDUE
    return Status.HELD if due is not None and due < on else Status.RUNNING


@lru_cache(maxsize=1_024)
def _leaving(edition: Edition, states: tuple[str, ...]) -> tuple[str, ...]:
    """Return the transitions that leave some states."""
    inside = frozenset(states)
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
