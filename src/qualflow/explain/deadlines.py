"""What is due, from whom, by which article, and what happens when nothing happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache

from attrs import field, frozen

from qualflow.case.clocks import Period, Reading
from qualflow.case.counting import Span
from qualflow.case.events import Case, StateEntered
from qualflow.case.replaying import as_of
from qualflow.case.running import Run
from qualflow.case.telling import told
from qualflow.case.timing import stands
from qualflow.explain.days import CountedDay, Reason, count
from qualflow.law.edition import Edition
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
    "Window",
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


@frozen
class Window:
    """The days on which a step of a history can lie, both included.

    Attributes:
        seen: Whether somebody saw it; the others are taken to have happened.
    """

    transition: str
    earliest: date
    latest: date
    seen: bool

    @property
    def exact(self) -> bool:
        """Whether its day is known."""
        return self.earliest == self.latest


@frozen(slots=False, eq=False)
class Deadline:
    """A statutory period as it stands on a day; it is counted when it is asked for.

    Of a history it is counted with each step on its latest day; `begun`, `ended`,
    `unsettled` and `otherwise` say what is not known.
    """

    on: date
    _run: Run = field(repr=False)
    _reading: Reading = field(repr=False)
    _case: Case = field(repr=False)
    _windows: Sequence[Window] = field(default=(), repr=False)

    @property
    def case(self) -> str:
        """The case it is a deadline of."""
        return self._case.id

    @property
    def process(self) -> str:
        """The process of that case."""
        return self._case.process

    @property
    def period(self) -> Period:
        """The period, with all that is known of it now."""
        return self._reading.counted(self._run, self._case)

    @property
    def status(self) -> Status:
        """How it stands."""
        return _status(self.period, self.on)

    @property
    def id(self) -> str:
        """The clock, and the day the period started: "decision/2018-03-01"."""
        return f"{self._run.clock.name}/{self._run.started_on}"

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
        """Whether the step that its own expiry led to has ended it."""
        return self.status is Status.MET_LATE and self.period.fired

    @property
    def begun(self) -> Window | None:
        """The window of the step that started it; None of a case, or if a fact did."""
        place = self._run.place
        return None if place is None else self._window(place)

    @property
    def ended(self) -> Window | None:
        """The window of the step that has ended it; None likewise."""
        place = self._ended_at
        return None if place is None else self._window(place)

    @property
    def ended_by(self) -> StateEntered | None:
        """The step that has ended it, None if nothing or a fact did."""
        place = self._ended_at
        return None if place is None else self._case.path[place]

    @property
    def dropped(self) -> bool:
        """Whether an act has ended it after which it no longer applies."""
        step = self.ended_by if self._run.clock.dropped_by else None
        return step is not None and step.transition in self._run.clock.dropped_by

    @property
    def first_due(self) -> date | None:
        """The last day if what it counts from lay as early as it can.

        None if it is not known: where the calendar does not reach, or days that have
        lengthened or paused it lie in a window.
        """
        if self.unsettled:
            return None
        period, zero = self.period, self.period.counts_from
        for place, step in enumerate(self._case.path):
            window = self._window(place)
            if window is not None and self._counts_from(place, step):
                zero = window.earliest
        if zero == period.counts_from:
            return period.due
        return Span(zero, period.clock.unit, period.calendar).due(
            period.pauses, period.length
        )

    @property
    def unsettled(self) -> bool:
        """Whether what paused or lengthened it lies on days that nobody knows."""
        run = self._run
        days = {day for _, since, until in run.stops for day in (since, until)}
        days |= {on for on, _, _ in run.acts}
        windows = (
            self._window(place)
            for place, step in enumerate(self._case.path)
            if step.on in days
        )
        return any(window is not None and not window.exact for window in windows)

    @property
    def otherwise(self) -> Status | None:
        """The other status it can have on other days of the windows, None if none."""
        if not self._windows or self.consequence == END or self.ran_out:
            return None
        due, first = self.due, self.first_due
        match self.status:
            case Status.MET:
                ended_on = self.period.ended_on
                sure = first is not None and ended_on is not None and ended_on <= first
                return None if sure else Status.MET_LATE
            case Status.MET_LATE:
                ended = self.ended
                early = ended is not None and due is not None and ended.earliest <= due
                return Status.MET if early or self.unsettled else None
            case Status.OVERDUE:
                return Status.RUNNING if self.unsettled else None
            case Status.RUNNING if due is not None:
                over = first is None or first < self.on
                return Status.OVERDUE if over else None
        return None

    @property
    def _ended_at(self) -> int | None:
        """The place in the path of what ended it: of several steps, the first."""
        on = self._run.ended_on
        if on is None or on > self.on:
            return None
        first = 0 if self._run.place is None else self._run.place + 1
        steps = enumerate(self._case.path[first:], first)
        return next((n for n, s in steps if s.on == on and _ends(self._run, s)), None)

    def _counts_from(self, place: int, step: StateEntered) -> bool:
        """Return whether a step wrote day 0, or is day 0 as no fact tells another."""
        zero = self.period.counts_from
        if step.on != zero:
            return False
        names = {name for name, value in step.records if value == zero}
        return place == self._run.place or not names.isdisjoint(
            self._run.clock.counts_from
        )

    def _window(self, place: int) -> Window | None:
        """Return the window of a step of the path, None of one that time made."""
        return self._windows[place] if place < len(self._windows) else None

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Transitions and facts that would end it."""
        clock = self.period.clock
        if clock.ends or not clock.runs_in:
            return clock.ends
        edition = self._reading.rulebook.on(self.period.started_on)
        return _leaving(edition, (*clock.runs_in, *clock.paused_in))

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Facts among those that nobody has filed."""
        declared, filed = self._reading.rulebook.facts, self._case.facts
        return tuple(n for n in self.waits_for if n in declared and n not in filed)


def deadlines(
    rulebook: Rulebook, case: Case, on: date, windows: Sequence[Window] = ()
) -> tuple[Deadline, ...]:
    """Return every period of a case as it stands at the end of a day.

    The case is cut to the day, so that what happened later changes nothing, and time
    passes up to it; what was filed later of days before counts.  Overdue ones come
    first, then those that run, are paused or held by their last day, then those that
    are over by the day they ended; periods that start later are left out, and those
    that an act has dropped.

    Args:
        rulebook: The law.
        case: The case.
        on: The day.
        windows: Where the case is the chosen life of a history, one for each step of
            its path: on which days it can lie.
    """
    then = as_of(case, on)
    known = None if then is case else told(rulebook, case)
    case, reading = stands(rulebook, then, on, known)
    found = [
        Deadline(on, run, reading, case, windows)
        for run in reading.all()
        if run.started_on <= on
    ]
    found = [deadline for deadline in found if not deadline.dropped]
    found.sort(key=_order)
    return tuple(found)


def _ends(run: Run, step: StateEntered) -> bool:
    """Return whether a step ends a run on whose last day it lies."""
    clock = run.clock
    written = {name for name, _ in step.records}
    if clock.runs_in:
        inside = (*clock.runs_in, *clock.paused_in)
        return step.target not in inside or not written.isdisjoint(clock.counts_from)
    ends = {*clock.ends, *clock.started_by}
    return step.transition in ends or not written.isdisjoint(ends)


_RANK = {Status.OVERDUE: 0, Status.RUNNING: 1, Status.PAUSED: 1, Status.HELD: 1}
_OVER = 2


def _order(deadline: Deadline) -> tuple[int, date, str, date]:
    """Return the place in the order; of what has ended no day has to be counted."""
    run = deadline._run
    rank, by = _OVER, run.ended_on
    if by is None or by > deadline.on:
        period = deadline.period
        rank = _RANK.get(_status(period, deadline.on), _OVER)
        by = period.due or period.not_before or date.max
    return rank, by, run.clock.name, run.started_on


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
