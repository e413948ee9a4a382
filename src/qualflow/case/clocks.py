"""Statutory periods, read off the path of a case.

A clock is never kept: what runs, since when and until when follows from the
transitions made, the facts on file and the version of the law on the day it started.
So a corrected day moves every deadline by itself.

How days are counted (docs/explanation/counting-days.md):

1. The day a period counts from is day 0; day 1 is the next day of the clock's unit.
2. Working days are those of the process's calendar; a day without data is unknown.
3. A pause takes out its days, both ends included; overlapping pauses count once.
4. An extension counts only if granted before the base period ends, within its bound.
5. Years run to the same day, 29 February to the 28th; a last day that is a holiday
   stays.
6. A period ends at the end of its last day: it expires on the day after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TypeAlias

from attrs import field, frozen

from qualflow.case.events import Case, StateEntered
from qualflow.law.calendar import Calendar, shift_months, shift_years
from qualflow.law.facts import DayType
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.law.rules import Clock, ClockVersion

ONE_DAY = timedelta(days=1)


@frozen
class Pause:
    """Days on which a period stands still, both included; open at the end if None."""

    since: date
    until: date | None


@frozen(slots=False, eq=False)
class Period:
    """One run of a clock; what has to be counted is counted when it is asked for.

    Attributes:
        version: The version of the day it started; it holds to the end.
    """

    clock: Clock
    version: ClockVersion
    _run: _Run = field(repr=False)
    _life: _Life = field(repr=False)

    @property
    def started_on(self) -> date:
        """The day the clock began to run."""
        return self._run.started_on

    @property
    def ended_on(self) -> date | None:
        """The day of the act that ended it, None while none did."""
        return self._run.ended_on

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Merged, earliest first."""
        return self._run.pauses

    @cached_property
    def _counted(self) -> tuple[date, _Span, int, date | None]:
        """Day 0, how days are counted, the extension that counts, the last day."""
        zero = _day_zero(self._life, self.clock, self._run)
        span = _Span(zero.toordinal(), self.clock.unit, self._life.rulebook.calendar)
        granted = _granted(self._life, self.version, self._run, span)
        due = None
        if not self.paused:
            due = span.due(self.pauses, self.version.length + granted)
        return zero, span, granted, due

    @property
    def counts_from(self) -> date:
        """Day 0: the value the fact it counts from had when the clock started."""
        return self._counted[0]

    @property
    def span(self) -> _Span:
        """How its days are counted."""
        return self._counted[1]

    @property
    def granted(self) -> int:
        """Extension that counts, in the clock's unit."""
        return self._counted[2]

    @property
    def due(self) -> date | None:
        """The last day, None while a pause is open or the calendar does not reach."""
        return self._counted[3]

    @property
    def not_before(self) -> date | None:
        """The earliest day it can be due, where the calendar does not reach."""
        if self.paused or self.due is not None:
            return None
        return self.span.not_before(self.pauses, self.length)

    @property
    def calendar(self) -> Calendar:
        """The working days it is counted by."""
        return self.span.calendar

    @property
    def length(self) -> int:
        """The period with its extension, in the clock's unit."""
        return self.version.length + self.granted

    @property
    def key(self) -> tuple[str, date]:
        """What tells one run from another: the clock and the day it started."""
        return self.clock.name, self.started_on

    @property
    def paused(self) -> bool:
        """Whether it stands still for now."""
        return bool(self.pauses) and self.pauses[-1].until is None

    def left(self, on: date) -> int | None:
        """Return the days left after a day, negative if overdue, None if not known.

        In working days for a clock that counts them, in calendar days for all others.
        """
        if self.paused:
            return self._left_paused()
        if self.due is None:
            return None
        if on <= self.due:
            return self.span.counted(self.pauses, on, self.due)
        over = self.span.counted((), self.due, on)
        return None if over is None else -over

    def _left_paused(self) -> int | None:
        """Return what will be left when the pause ends."""
        before = [pause for pause in self.pauses if pause.until is not None]
        since = self.pauses[-1].since - ONE_DAY
        if self.clock.unit in (Unit.MONTH, Unit.YEAR):
            due = self.span.due(before, self.length)
            return None if due is None else (due - since).days
        counted = self.span.counted(before, self.counts_from, since)
        return None if counted is None else self.length - counted


def periods(rulebook: Rulebook, case: Case) -> tuple[Period, ...]:
    """Return every run of every clock, ended ones too, in the order they started."""
    return tuple(sorted(_periods(rulebook, case, date.min), key=_start))


def running(rulebook: Rulebook, case: Case) -> Iterator[Period]:
    """Yield the periods that can still expire: nothing has ended them in the past."""
    return _periods(rulebook, case, case.latest or date.min)


def _periods(rulebook: Rulebook, case: Case, since: date) -> Iterator[Period]:
    life = _Life(rulebook, case)
    for clock in life.started():
        for run in life.runs(clock):
            if run.ended_on is None or run.ended_on >= since:
                version = in_force_on(run.started_on, clock.versions)
                if version is not None:
                    yield Period(clock, version, run, life)


def _start(period: Period) -> tuple[date, str]:
    return period.started_on, period.clock.name


@frozen(slots=False)
class _Run:
    """When a clock started, paused and ended, before any day is counted.

    Attributes:
        place: The index of the step that started it, None if a fact did.
    """

    place: int | None
    started_on: date
    pauses: tuple[Pause, ...] = ()
    ended_on: date | None = None


# -- when it ran -----------------------------------------------------------------------

Happened: TypeAlias = tuple[int, date]
"""The place in the path of a transition, `A_FACT` for a fact, and the day."""

A_FACT = -1


class _Life:
    """A case as clocks look at it: when what happened, looked up by name."""

    def __init__(self, rulebook: Rulebook, case: Case) -> None:
        self.rulebook = rulebook
        self.case = case
        self.entered = {step.target for step in case.path}
        self.made: dict[str, list[Happened]] = {}
        for place, step in enumerate(case.path):
            self.made.setdefault(step.transition, []).append((place, step.on))

    def started(self) -> list[Clock]:
        """Return the clocks that something in the case can have started."""
        starters = self.rulebook.clock_starters
        names = {*self.made, *self.entered}.intersection(starters)
        facts = self.case.facts
        names.update(
            n for n in self.rulebook.clock_facts if n in facts and n in starters
        )
        found = {clock.name: clock for name in names for clock in starters[name]}
        return list(found.values())

    def happened(self, names: Sequence[str]) -> list[Happened]:
        """Return when transitions were made and facts came, earliest first.

        The day of a fact that is a day is its value, of any other that of its filing.
        """
        found: list[Happened] = []
        for name in names:
            if name in self.made:
                found += self.made[name]
            elif name in self.case.facts:
                found.append((A_FACT, self.told(name)))
        if len(found) > 1:
            found.sort(key=_when)
        return found

    def told(self, name: str) -> date:
        """Return the day a fact on file tells."""
        value = self.case.facts[name]
        if isinstance(self.rulebook.facts[name].type, DayType):
            assert isinstance(value, int)
            return date.fromordinal(value)
        return self.case.sources[name].on

    def runs(self, clock: Clock) -> Sequence[_Run]:
        """Return the runs of a clock, in the order they started."""
        if clock.runs_in:
            if self.entered.isdisjoint(clock.runs_in):
                return ()
            return list(_by_states(self.case, clock))
        starts = self.happened(clock.started_by)
        return list(self._by_acts(clock, starts)) if starts else ()

    def _by_acts(self, clock: Clock, starts: list[Happened]) -> Iterator[_Run]:
        """Yield the runs of a clock that acts or facts start and end."""
        ends = self.happened(clock.ended_by)
        for number, (place, started_on) in enumerate(starts):
            ended = [on for end, on in ends if _follows(end, on, place, started_on)]
            ended += [on for _, on in starts[number + 1 :]]
            ended_on = min(ended, default=None)
            pauses = _merged(self._pauses(clock, started_on, ended_on))
            yield _Run(None if place == A_FACT else place, started_on, pauses, ended_on)

    def _pauses(self, clock: Clock, since: date, until: date | None) -> Iterator[Pause]:
        resumed = [on for _, on in self.happened(clock.resumed_by)]
        for _, on in self.happened(clock.paused_by):
            if on >= since and (until is None or on <= until):
                again = [day for day in resumed if day >= on]
                yield Pause(on, again[0] if again else until)


def _by_states(case: Case, clock: Clock) -> Iterator[_Run]:
    """Yield the runs of a clock that runs in states."""
    start: tuple[int, date] | None = None
    pauses: list[Pause] = []
    for place, step in enumerate(case.path):
        if pauses and pauses[-1].until is None and step.target not in clock.paused_in:
            pauses[-1] = Pause(pauses[-1].since, step.on)
        if step.target in clock.runs_in or step.target in clock.paused_in:
            start = start or (place, step.on)
            open_pause = bool(pauses) and pauses[-1].until is None
            if step.target in clock.paused_in and not open_pause:
                pauses.append(Pause(step.on, None))
        elif start is not None:
            yield _Run(*start, _merged(pauses), step.on)
            start, pauses = None, []
    if start is not None:
        yield _Run(*start, _merged(pauses))


def _follows(end: int, on: date, place: int, started_on: date) -> bool:
    if end != A_FACT and place != A_FACT:
        return end > place
    return on >= started_on


def _when(happened: Happened) -> tuple[date, int]:
    return happened[1], happened[0]


def _merged(pauses: Sequence[Pause] | Iterator[Pause]) -> tuple[Pause, ...]:
    """Return the pauses in order, those that overlap or touch as one."""
    merged: list[Pause] = []
    if not pauses:
        return ()
    for pause in sorted(pauses, key=lambda pause: pause.since):
        last = merged[-1] if merged else None
        if last is not None and (last.until is None or pause.since <= last.until):
            if last.until is not None:
                ends = None if pause.until is None else max(last.until, pause.until)
                merged[-1] = Pause(last.since, ends)
        else:
            merged.append(pause)
    return tuple(merged)


# -- counting -------------------------------------------------------------------------


def _day_zero(life: _Life, clock: Clock, run: _Run) -> date:
    """Return the value that the fact it counts from had when the run started."""
    path, fact = life.case.path, clock.counts_from
    place = len(path) - 1 if run.place is None else run.place
    while place >= 0:
        for name, value in path[place].records:
            if name == fact and isinstance(value, date):
                return value
        place -= 1
    source = life.case.sources.get(fact)
    if source is not None and not isinstance(source, StateEntered):
        return life.told(fact)
    return run.started_on


def _granted(life: _Life, version: ClockVersion, run: _Run, span: _Span) -> int:
    """Return the extension that counts: granted in time, so often, within its bound."""
    extend = version.extend
    if extend is None:
        return 0
    granted = 0
    in_run = [
        on
        for _, on in life.happened((extend.by,))
        if on >= run.started_on and (run.ended_on is None or on <= run.ended_on)
    ]
    for on in in_run[: extend.times]:
        closed = [p for p in run.pauses if p.until is not None and p.since <= on]
        base = span.due(closed, version.length + granted)
        if base is None or on <= base:
            asked = life.case.facts.get(extend.amount, extend.at_most)
            amount = asked if isinstance(asked, int) else extend.at_most
            granted += min(amount, extend.at_most)
    return granted


@frozen(slots=False)
class _Span:
    """Days counted in a unit from a day 0, an ordinal."""

    zero: int
    unit: Unit
    calendar: Calendar

    def due(self, pauses: Sequence[Pause], length: int) -> date | None:
        """Return the last day of a period with closed pauses, None if not known."""
        first = self._further(self.zero, length)
        if first is None or not pauses:
            return None if first is None else date.fromordinal(first)
        taken = 0
        while True:
            due = first if not taken else self._later(first, taken)
            again = None if due is None else self._taken(pauses, self.zero, due)
            if due is None or again is None:
                return None
            if again == taken:
                return date.fromordinal(due)
            taken = again

    def _further(self, day: int, length: int) -> int | None:
        match self.unit:
            case Unit.WORKING_DAY:
                return self.calendar.shift(day, length)
            case Unit.DAY:
                return day + length
            case Unit.MONTH:
                return shift_months(day, length)
            case Unit.YEAR:
                return shift_years(day, length)

    def _later(self, day: int, days: int) -> int | None:
        working = self.unit is Unit.WORKING_DAY
        return self.calendar.shift(day, days) if working else day + days

    def _taken(self, pauses: Sequence[Pause], since: int, until: int) -> int | None:
        """Return the days that pauses take out of (since, until]."""
        taken = 0
        for pause in pauses:
            first = max(pause.since.toordinal(), since + 1)
            last = until if pause.until is None else pause.until.toordinal()
            last = min(last, until)
            if first > last:
                continue
            days = self._days(first - 1, last)
            if days is None:
                return None
            taken += days
        return taken

    def _days(self, since: int, until: int) -> int | None:
        working = self.unit is Unit.WORKING_DAY
        return self.calendar.count(since, until) if working else until - since

    def counted(self, pauses: Sequence[Pause], since: date, until: date) -> int | None:
        """Return the days of (since, until] that count; none if it is empty."""
        first, last = since.toordinal(), until.toordinal()
        if last <= first:
            return 0
        days, taken = self._days(first, last), self._taken(pauses, first, last)
        return None if days is None or taken is None else days - taken

    def not_before(self, pauses: Sequence[Pause], length: int) -> date | None:
        """Return the earliest last day where the calendar ends before it does.

        Every day after the calendar's last may be a working day, none can be two.
        """
        zero = date.fromordinal(self.zero)
        last = self.calendar.last
        if last is None or self.zero > last:
            return zero + timedelta(days=length)
        end = date.fromordinal(last)
        counted = self.counted(pauses, zero, end)
        return None if counted is None else end + timedelta(days=length - counted)
