"""When clocks started, paused and ended, before any day is counted.

The case is walked once, day by day as far as anything happened.  A fact that starts,
pauses or ends a clock happens on the day it tells, however late it is filed.  On one
day what starts by a fact comes first, then come the steps in their order, then what a
fact pauses, resumes or ends; so it never matters which was filed first.

Invariants:

- A run starts anew when what starts it comes again, and in states also when a step
  within them writes the day it counts from.
- A fact that a step writes happens with that step; one that a step clears ends what it
  had started.
- What touches a clock that does not run is lost on it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from typing import TypeAlias

from attrs import define, field

from qualflow.case.events import Case, StateEntered
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


Mark: TypeAlias = tuple[date, Role, str]
"""Something that may move the last day: the day, and the act or which pause it is."""

IN_STATES = ""
"""The pause of a clock that stands in one of the states it is paused in."""


@define(eq=False)
class Run:
    """When a clock started and ended, before any day is counted.

    Attributes:
        place: The index of the step that started it, None if a fact did.
        previous: The run of the same clock before this one.
        marks: Pauses and extensions, in order.
        fired: Whether it ran out and a step followed.
        still: Whether it stands in a state it is paused in.
    """

    clock: Clock
    place: int | None
    started_on: date
    previous: Run | None
    ended_on: date | None = None
    marks: tuple[Mark, ...] = ()
    fired: bool = False
    still: bool = False


def runs(rulebook: Rulebook, case: Case, known: Told) -> list[Run]:
    """Return every run of every clock, also those on whose first day it was no law."""
    return _runs(_plan(rulebook), case, known)


def last_runs(rulebook: Rulebook, case: Case, known: Told) -> list[Run]:
    """Return the runs of those clocks that may still run; none that does is missing.

    Of most clocks it is seen at a glance that they do not, and they are not followed.
    """
    may_run = _may_run(_plan(rulebook), case, known)
    return _runs(_plan(rulebook, may_run), case, known) if may_run else []


def _runs(plan: _Plan, case: Case, known: Told) -> list[Run]:
    walk = _Walk(plan)
    walk.along(case.path, _happened(plan, known) if known else [])
    return walk.runs


def _may_run(plan: _Plan, case: Case, known: Told) -> frozenset[str]:
    """Return the clocks that run in the state at hand, or were last started."""
    found = {*plan.inside.get(case.state, ())}
    made = {step.transition: place for place, step in enumerate(case.path)}
    for name, place in made.items():
        for clock, ends in plan.starts.get(name, ()):
            for end in ends:
                if made.get(end, -1) > place:
                    break
            else:
                found.add(clock)
    for name in known:
        found.update(clock for clock, _ in plan.starts.get(name, ()))
    return frozenset(found)


def version_of(rulebook: Rulebook, run: Run) -> ClockVersion | None:
    """Return the version of a clock on the day a run started, None if there was none.

    It holds to the end.
    """
    days, versions = _plan(rulebook).versions[run.clock.name]
    return versions[bisect_right(days, run.started_on)]


# -- what clocks look at ---------------------------------------------------------------

_FACT_STARTS, _BY_STEPS, _FACT_PAUSES, _FACT_RESUMES, _FACT_ENDS = range(5)
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
    """What some clocks look at, by name.

    Attributes:
        acts: What each transition and fact does.
        starts: The clocks each of them starts, and what ends these.
        inside: For each state the clocks that run or are paused in it.
        zeros: The facts that clocks in states count from.
        facts: Each fact that does something, with its places within a day.
        written: Those that a step of the path can write.
        versions: The days on which the versions of a clock change, and those before,
            between and after.
    """

    def __init__(self, rulebook: Rulebook, clocks: Iterable[Clock]) -> None:
        self.acts: dict[str, _Acts] = {}
        self.starts: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        self.inside: dict[str, dict[str, tuple[Clock, bool]]] = {}
        self.zeros: set[str] = set()
        self.versions = {clock.name: _versions(clock) for clock in clocks}
        ranks: dict[str, dict[int, None]] = {}
        for clock in clocks:
            for name, role, which in _roles(clock):
                ranks.setdefault(name, {})[_RANK.get(role, _FACT_ENDS)] = None
                self._add(name, clock, role, which)
            for paused, states in ((False, clock.runs_in), (True, clock.paused_in)):
                self.zeros.update(clock.counts_from if states else ())
                for state in states:
                    self.inside.setdefault(state, {})[clock.name] = clock, paused
        self.facts = {n: tuple(r) for n, r in ranks.items() if n in rulebook.facts}
        self.written = rulebook.recorded & self.facts.keys()

    def _add(self, name: str, clock: Clock, role: Role, which: str) -> None:
        acts = self.acts.setdefault(name, _Acts())
        if role is Role.START:
            acts.starts.append(clock)
            self.starts.setdefault(name, []).append((clock.name, clock.ended_by))
        elif role is Role.END:
            acts.ends.append(clock.name)
        else:
            acts.marks.append((clock.name, role, which))


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


@lru_cache(maxsize=1_024)
def _plan(rulebook: Rulebook, only: frozenset[str] | None = None) -> _Plan:
    clocks = rulebook.clocks.values()
    return _Plan(rulebook, [c for c in clocks if only is None or c.name in only])


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


class _Walk:
    """The clocks on their way along the path of a case."""

    def __init__(self, plan: _Plan) -> None:
        self.plan = plan
        self.runs: list[Run] = []
        self.last: dict[str, Run] = {}
        self.standing: list[Run] = []

    def along(self, path: Sequence[StateEntered], facts: list[_Fact]) -> None:
        """Let steps and facts, latest first, happen in the order of their days."""
        plan, where = self.plan, _NOWHERE
        for place, step in enumerate(path):
            while facts and facts[-1] < (step.on, _BY_STEPS):
                self._fact(*facts.pop())
            if step.fired_by and step.fired_by in self.last:
                self.last[step.fired_by].fired = True
            here = plan.inside.get(step.target, _NOWHERE)
            if here is not where or (here and _writes(step, plan.zeros)):
                self._enter(here, place, step)
            where = here
            acts = plan.acts.get(step.transition)
            if acts is not None:
                self._act(acts, step.on, place)
            if plan.written:
                self._written(place, step)
        while facts:
            self._fact(*facts.pop())

    def _act(self, acts: _Acts, on: date, place: int) -> None:
        """Let a step happen: first it ends what it ends, then it starts something."""
        for name in acts.ends:
            run = self.last.get(name)
            if run is not None and run.ended_on is None:
                run.ended_on = on
        for clock in acts.starts:
            self._start(clock, on, place)
        for mark in acts.marks:
            self._mark(*mark, on)

    def _fact(self, on: date, rank: int, name: str) -> None:
        """Let what a fact tells happen, as far as its place in the day goes."""
        acts = self.plan.acts[name]
        if rank == _FACT_STARTS:
            for clock in acts.starts:
                self._start(clock, on, None)
        for marked, role, which in acts.marks:
            if _RANK.get(role, _FACT_ENDS) == rank:
                self._mark(marked, role, which, on)
        if rank == _FACT_ENDS and acts.ends:
            self._act(_Acts(acts.ends), on, -1)

    def _written(self, place: int, step: StateEntered) -> None:
        """Let happen what facts do that a step writes; one cleared ends its runs."""
        for name, value in step.records:
            if name not in self.plan.written:
                continue
            acts = self.plan.acts[name]
            if value is None:
                acts = _Acts([clock.name for clock in acts.starts])
            self._act(acts, step.on, place)

    def _enter(self, here: _Inside, place: int, step: StateEntered) -> None:
        """Start, end, pause and resume the clocks that run in states."""
        on, left = step.on, False
        for run in self.standing:
            if run.clock.name not in here or _writes(step, run.clock.counts_from):
                run.ended_on, left = on, True
        if left:
            self.standing = [run for run in self.standing if run.ended_on is None]
        for name, (clock, paused) in here.items():
            last = self.last.get(name)
            if last is None or last.ended_on is not None:
                last = self._start(clock, on, place)
                self.standing.append(last)
            if last.still is not paused:
                role = Role.PAUSE if paused else Role.RESUME
                last.marks = (*last.marks, (on, role, IN_STATES))
                last.still = paused

    def _start(self, clock: Clock, on: date, place: int | None) -> Run:
        last = self.last.get(clock.name)
        if last is not None and last.ended_on is None:
            last.ended_on = on
        run = self.last[clock.name] = Run(clock, place, on, last)
        self.runs.append(run)
        return run

    def _mark(self, name: str, role: Role, which: str, on: date) -> None:
        last = self.last.get(name)
        if last is not None and last.ended_on is None:
            last.marks = (*last.marks, (on, role, which))


def _writes(step: StateEntered, names: Container[str]) -> bool:
    """Return whether a step writes a value of some fact."""
    for name, value in step.records:
        if name in names:
            return value is not None
    return False
