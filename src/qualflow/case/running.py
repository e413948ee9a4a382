"""When clocks started, paused and ended, before any day is counted.

The case is walked once, day by day as far as anything happened.  A fact that starts,
pauses or ends a clock happens on the day it tells, however late it is filed.  On one
day what time itself makes happen comes first, then what starts by a fact, then come the
steps in their order, then what a fact pauses, resumes or ends; so it never matters
which was filed first.

Invariants:

- A run starts anew when what starts it comes again, and in states also when a step
  within them writes the day it counts from.
- A fact that a step writes happens with that step; one that a step clears ends what it
  had started.
- What touches a clock that does not run is lost on it.
- A run is never changed, only replaced; so a walk that went some way can go on from
  there for one case and for another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from typing import Any, TypeAlias

from attrs import define, evolve, field

from qualflow.case.events import StateEntered
from qualflow.case.telling import Told
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.law.rules import Clock, ClockVersion


class Role(Enum):
    """What a transition or a fact does to a clock."""

    START = auto()
    END = auto()
    PAUSE = auto()
    RESUME = auto()
    EXTEND = auto()


Path: TypeAlias = tuple[StateEntered, ...]
Stop: TypeAlias = tuple[str, date, date | None]
"""What begins a pause, empty for a state; the day, and the day of what ends it."""


@define(eq=False)
class Run:
    """When a clock started and ended, before any day is counted.

    Attributes:
        place: The index of the step that started it, None if a fact did.
        previous: The run of the same clock before this one.
        stops: The pauses that began in it: which, since and until when.
        acts: What may lengthen it: day and name, in order.
        fired: Whether it ran out and a step followed.
        still: Whether it stands in a state it is paused in.
        period: What `clocks` has counted of it.
    """

    clock: Clock
    place: int | None
    started_on: date
    previous: Run | None
    ended_on: date | None = None
    stops: tuple[Stop, ...] = ()
    acts: tuple[tuple[date, str], ...] = ()
    fired: bool = False
    still: bool = False
    period: Any = None


def walked(rulebook: Rulebook, path: Path, known: Told) -> Walk:
    """Return the clocks after the steps of a path."""
    plan = _plan(rulebook)
    walk = Walk(plan, (), {}, _NOWHERE, _happened(plan, known) if known else [])
    return walk.on(path)


def version_of(rulebook: Rulebook, run: Run) -> ClockVersion | None:
    """Return the version of a clock on the day a run started, None if there was none.

    It holds to the end.
    """
    days, versions = _plan(rulebook).versions[run.clock.name]
    return versions[bisect_right(days, run.started_on)]


# -- what clocks look at ---------------------------------------------------------------

_BY_ITSELF, _FACT_STARTS, _BY_STEPS, _FACT_PAUSES, _FACT_RESUMES, _FACT_ENDS = range(6)
_RANK = {Role.START: _FACT_STARTS, Role.PAUSE: _FACT_PAUSES,
         Role.RESUME: _FACT_RESUMES}  # fmt: skip

_Fact: TypeAlias = tuple[date, int, str]
"""A day, the place within it, and the name of the fact that tells it."""
_Inside: TypeAlias = Mapping[str, tuple[Clock, bool]]
"""The clocks that run in a state by name, and whether they are paused there."""

_NOWHERE: _Inside = {}


@define
class _Acts:
    """What a transition or a fact does: the clocks it ends, starts and marks."""

    ends: list[str] = field(factory=list)
    starts: list[Clock] = field(factory=list)
    marks: list[tuple[str, Role, str]] = field(factory=list)


class _Plan:
    """What the clocks of a rulebook look at, by name.

    Attributes:
        acts: What each transition and fact does.
        inside: For each state the clocks that run or are paused in it.
        zeros: The facts that clocks in states count from.
        facts: Each fact that does something, with its places within a day.
        plain: Those that no step writes and no clock counts from.
        written: Those that a step of the path can write.
        versions: The days on which the versions of a clock change, and those before,
            between and after.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.acts: dict[str, _Acts] = {}
        self.inside: dict[str, dict[str, tuple[Clock, bool]]] = {}
        self.zeros: set[str] = set()
        self.versions = {name: _versions(c) for name, c in rulebook.clocks.items()}
        ranks: dict[str, dict[int, None]] = {}
        for clock in rulebook.clocks.values():
            for name, role, which in _roles(clock):
                ranks.setdefault(name, {})[_RANK.get(role, _FACT_ENDS)] = None
                acts = self.acts.setdefault(name, _Acts())
                if role is Role.START:
                    acts.starts.append(clock)
                elif role is Role.END:
                    acts.ends.append(clock.name)
                else:
                    acts.marks.append((clock.name, role, which))
            for paused, states in ((False, clock.runs_in), (True, clock.paused_in)):
                self.zeros.update(clock.counts_from if states else ())
                for state in states:
                    self.inside.setdefault(state, {})[clock.name] = clock, paused
        self.facts = {n: tuple(r) for n, r in ranks.items() if n in rulebook.facts}
        self.written = rulebook.recorded & self.facts.keys()
        zeros = {n for clock in rulebook.clocks.values() for n in clock.counts_from}
        self.plain = self.facts.keys() - self.written - zeros


def _roles(clock: Clock) -> Iterator[tuple[str, Role, str]]:
    """Yield what starts, ends, pauses, resumes or lengthens a clock."""
    for role, names in ((Role.START, clock.started_by), (Role.END, clock.ended_by)):
        yield from ((name, role, name) for name in names)
    for pause, again in zip(clock.paused_by, clock.resumed_by, strict=True):
        yield pause, Role.PAUSE, pause
        yield again, Role.RESUME, pause
    extensions = [v.extend for v in clock.versions if v.extend is not None]
    acts = {a for e in extensions for a in (e.by, e.asked_by, e.refused_by) if a}
    yield from ((name, Role.EXTEND, name) for name in sorted(acts))


def _versions(clock: Clock) -> tuple[list[date], list[ClockVersion | None]]:
    intervals = [version.in_force for version in clock.versions]
    ends = {day for i in intervals for day in (i.since, i.until) if day is not None}
    days = sorted(ends)
    return days, [in_force_on(day, clock.versions) for day in (date.min, *days)]


@lru_cache(maxsize=64)
def _plan(rulebook: Rulebook) -> _Plan:
    return _Plan(rulebook)


def _happened(plan: _Plan, known: Told) -> list[_Fact]:
    """Return the days that facts tell, latest first."""
    found = [
        (day, rank, name)
        for name, days in known.items()
        if name in plan.facts
        for day in days
        for rank in plan.facts[name]
    ]
    found.sort(reverse=True)
    return found


# -- along the path --------------------------------------------------------------------


@define(eq=False)
class Walk:
    """The clocks after some steps of a path.

    Attributes:
        path: The steps.
        last: The last run of each clock that ever started.
        facts: What facts tell of days to come, latest first.
    """

    _plan: _Plan
    path: Path
    last: dict[str, Run]
    _here: _Inside
    facts: list[_Fact]

    def on(self, path: Path) -> Walk:
        """Return the clocks after a longer path, this one left as it is."""
        done = len(self.path)
        walk = Walk(self._plan, path, {**self.last}, self._here, [*self.facts])
        for place, step in enumerate(path[done:], done):
            walk._step(place, step)
        return walk

    def told(self, fact: str, day: date) -> Walk | None:
        """Return the clocks with a day told of a fact; None if that day is past.

        None too for a fact that a clock counts from, which may change what was counted.
        """
        plan, now = self._plan, (date.min, 0)
        if self.path:
            now = self.path[-1].on, _BY_STEPS
        found = [(day, rank, fact) for rank in plan.facts.get(fact, ())]
        if fact not in plan.plain or not all(fact[:2] > now for fact in found):
            return None
        facts = sorted([*self.facts, *found], reverse=True)
        return Walk(plan, self.path, self.last, self._here, facts)

    def to_the_end(self) -> Mapping[str, Run]:
        """Return the last run of each clock once all that facts tell has happened."""
        if not self.facts:
            return self.last
        walk = self.on(self.path)
        while walk.facts:
            walk._fact(*walk.facts.pop())
        return walk.last

    def _step(self, place: int, step: StateEntered) -> None:
        """Let a step happen, and before it what facts tell of the days before."""
        plan, facts = self._plan, self.facts
        now = step.on, _BY_ITSELF if step.fired_by else _BY_STEPS
        while facts and facts[-1] < now:
            self._fact(*facts.pop())
        if step.fired_by and step.fired_by in self.last:
            self.last[step.fired_by] = _fired(self.last[step.fired_by], step.on)
        here = plan.inside.get(step.target, _NOWHERE)
        if here is not self._here or (here and _writes(step, plan.zeros)):
            self._enter(here, place, step)
        acts = plan.acts.get(step.transition)
        if acts is not None:
            self._act(acts, step.on, place)
        if plan.written:
            self._written(place, step)

    def _act(self, acts: _Acts, on: date, place: int) -> None:
        """Let a step do what it does: first it ends, then it starts something."""
        last = self.last
        for name in acts.ends:
            if name in last:
                self._end(name, on)
        for clock in acts.starts:
            self._start(clock, on, place)
        for mark in acts.marks:
            self._mark(*mark, on)

    def _fact(self, on: date, rank: int, name: str) -> None:
        """Let what a fact tells happen, as far as its place in the day goes."""
        acts = self._plan.acts[name]
        if rank == _FACT_STARTS:
            for clock in acts.starts:
                self._start(clock, on, None)
        for marked, role, which in acts.marks:
            if _RANK.get(role, _FACT_ENDS) == rank:
                self._mark(marked, role, which, on)
        if rank == _FACT_ENDS:
            for ended in acts.ends:
                if ended in self.last:
                    self._end(ended, on)

    def _written(self, place: int, step: StateEntered) -> None:
        """Let happen what facts do that a step writes; one cleared ends its runs."""
        for name, value in step.records:
            if name not in self._plan.written:
                continue
            acts = self._plan.acts[name]
            if value is None:
                acts = _Acts([clock.name for clock in acts.starts])
            self._act(acts, step.on, place)

    def _enter(self, here: _Inside, place: int, step: StateEntered) -> None:
        """Start, end, pause and resume the clocks that run in states."""
        for name, (clock, _) in self._here.items():
            if name not in here or _writes(step, clock.counts_from):
                self._end(name, step.on)
        self._here = here
        for name, (clock, paused) in here.items():
            run = self.last.get(name)
            if run is None or run.ended_on is not None:
                run = self._start(clock, step.on, place)
            if run.still is not paused:
                self._mark(name, Role.PAUSE if paused else Role.RESUME, "", step.on)
                self.last[name].still = paused

    def _start(self, clock: Clock, on: date, place: int | None) -> Run:
        name = clock.name
        if name in self.last:
            self._end(name, on)
        run = self.last[name] = Run(clock, place, on, self.last.get(name))
        return run

    def _end(self, name: str, on: date) -> None:
        run = self.last[name]
        if run.ended_on is None:
            stops = run.stops
            if stops:
                stops = tuple((w, since, until or on) for w, since, until in stops)
            self.last[name] = Run(run.clock, run.place, run.started_on, run.previous,
                                  on, stops, run.acts, run.fired)  # fmt: skip

    def _mark(self, name: str, role: Role, which: str, on: date) -> None:
        run = self.last.get(name)
        if run is None or run.ended_on is not None:
            return
        stops, acts = run.stops, run.acts
        if role is Role.PAUSE:
            stops = (*stops, (which, on, None))
        elif role is Role.RESUME:
            stops = _resumed(stops, which, on)
        else:
            acts = (*acts, (on, which))
        self.last[name] = Run(run.clock, run.place, run.started_on, run.previous,
                              None, stops, acts, run.fired, run.still)  # fmt: skip


def _fired(run: Run, on: date) -> Run:
    """Return a run, or the one before it, as having run out the day before.

    It is the one before if the clock was started anew on the day itself.
    """
    if run.started_on < on or run.previous is None:
        return evolve(run, fired=True)
    return evolve(run, previous=_fired(run.previous, on))


def _resumed(stops: tuple[Stop, ...], which: str, on: date) -> tuple[Stop, ...]:
    """Return pauses of which one is over: those that began before its end, if any."""
    still = [stop for stop in stops if stop[0] == which and stop[2] is None]
    ended = [stop for stop in still if stop[1] < on] or still
    return tuple((*stop[:2], on) if stop in ended else stop for stop in stops)


def _writes(step: StateEntered, names: Container[str]) -> bool:
    """Return whether a step writes a value of some fact."""
    for name, value in step.records:
        if name in names:
            return value is not None
    return False
