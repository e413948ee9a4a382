"""When clocks started, paused and ended, before any day is counted.

The case is walked once, day by day as far as anything happened.  A fact that starts,
pauses or ends a clock happens on the day it tells, however late it is filed.  On one
day what time itself makes happen comes first, then what a fact starts or asks for, then
come the steps in their order, then what a fact pauses, resumes, grants or ends; so it
never matters which was filed first.

Invariants:

- A run starts anew when what starts it comes again.  In states it starts when they are
  entered and when a step within them writes a day that it counts from; neither a step
  from one of them to another nor the day of another clock starts one that ran out.
- A fact that a step writes happens with that step; one that a step clears ends what it
  had started.
- The step that an expiry leads to ends the run that ran out.
- What touches a clock that does not run is lost on it.
- A run is never changed, only replaced; so a walk that went some way can go on from
  there for one case and for another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from attrs import define, evolve

from qualflow.case.events import StateEntered
from qualflow.case.telling import Told
from qualflow.case.watching import (
    BY_ITSELF,
    BY_STEPS,
    NOWHERE,
    Acts,
    Fact,
    Inside,
    Plan,
    Role,
    plan_of,
)
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clock, ClockVersion

Path: TypeAlias = tuple[StateEntered, ...]
Act: TypeAlias = tuple[date, Role, str]
"""Something that asks for an extension, or grants or refuses it."""
Stop: TypeAlias = tuple[str, date, date | None]
"""What begins a pause, empty for a state; the day, and the day of what ends it."""


@define(eq=False)
class Run:
    """When a clock started and ended, before any day is counted.

    Attributes:
        version: That of its first day, None if there was none; it holds to the end.
        place: The index of the step that started it, None if a fact did.
        previous: The run of the same clock before this one.
        zeros: What steps had written of the facts it counts from when it started.
        stops: The pauses that began in it: which, since and until when.
        acts: What may lengthen it, in order.
        fired: Whether it ran out and a step followed.
        still: Whether it stands in a state it is paused in.
        walk: The walk it was made on; no other one changes it.
        period: What `clocks` has counted of it.
    """

    clock: Clock
    version: ClockVersion | None
    place: int | None
    started_on: date
    previous: Run | None
    zeros: tuple[date | None, ...]
    walk: object
    ended_on: date | None = None
    stops: tuple[Stop, ...] = ()
    acts: tuple[Act, ...] = ()
    fired: bool = False
    still: bool = False
    period: Any = None


def walked(rulebook: Rulebook, path: Path, known: Told) -> Walk:
    """Return the clocks after the steps of a path."""
    plan = plan_of(rulebook)
    facts = plan.happened(known) if known else []
    walk = Walk(plan, path, {}, facts, {}, NOWHERE)
    walk.follow(path)
    return walk


class Walk:
    """The clocks after some steps of a path.

    Attributes:
        path: The steps.
        last: The last run of each clock that ever started.
        facts: What facts tell of days to come, latest first.
    """

    __slots__ = ("_here", "_plan", "_token", "_written", "facts", "last", "path")

    def __init__(
        self,
        plan: Plan,
        path: Path,
        last: dict[str, Run],
        facts: list[Fact],
        written: dict[str, date | None],
        here: Inside,
    ) -> None:
        self._plan = plan
        self.path = path
        self.last = last
        self.facts = facts
        self._written = written
        self._here = here
        self._token = object()

    def on(self, path: Path) -> Walk:
        """Return the clocks after a longer path, this one left as it is."""
        done = len(self.path)
        walk = Walk(self._plan, path, {**self.last}, [*self.facts],
                    {**self._written}, self._here)  # fmt: skip
        walk.follow(path[done:], done)
        return walk

    def follow(self, steps: Path, place: int = 0) -> None:
        """Let steps happen; the first one has this place in the path."""
        for number, step in enumerate(steps, place):
            self._step(number, step)

    def told(self, fact: str, day: date) -> Walk | None:
        """Return the clocks with a day told of a fact; None if that day is past.

        None too for a fact that a clock counts from, which may change what was counted.
        """
        plan, now = self._plan, (date.min, 0)
        if self.path:
            now = self.path[-1].on, BY_STEPS
        found = [(day, place, fact) for place in plan.placed.get(fact, ())]
        if fact not in plan.plain or not all(fact[:2] > now for fact in found):
            return None
        facts = sorted([*self.facts, *found], reverse=True)
        return Walk(plan, self.path, self.last, facts, self._written, self._here)

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
        if facts:
            now = step.on, BY_ITSELF if step.fired_by else BY_STEPS
            while facts and facts[-1] < now:
                self._fact(*facts.pop())
        if step.fired_by and step.fired_by in self.last:
            self.last[step.fired_by] = _fired(self.last[step.fired_by], step.on)
        renewed = []
        for name, value in step.records:
            if name in plan.zeros:
                self._written[name] = value if isinstance(value, date) else None
                if value is not None:
                    renewed.append(name)
        here = plan.inside.get(step.target, NOWHERE)
        if here is not self._here or renewed:
            self._enter(here, renewed, place, step.on)
        acts = plan.acts.get(step.transition)
        if acts is not None:
            self._act(acts, step.on, place)
        if plan.written:
            self._tell_written(place, step)

    def _act(self, acts: Acts, on: date, place: int | None) -> None:
        """Let a step or fact do what it does: first it ends, then it starts."""
        last = self.last
        for name in acts.ends:
            run = last.get(name)
            if run is not None and run.ended_on is None:
                self._end(run, on)
        for clock in acts.starts:
            self._start(clock, on, place)
        for name, role, which in acts.marks:
            run = last.get(name)
            if run is not None and run.ended_on is None:
                self._mark(run, role, which, on)

    def _fact(self, on: date, place: int, name: str) -> None:
        """Let what a fact tells happen, as far as its place in the day goes."""
        self._act(self._plan.placed[name][place], on, None)

    def _tell_written(self, place: int, step: StateEntered) -> None:
        """Let happen what facts do that a step writes; one cleared ends its runs."""
        for name, value in step.records:
            if name in self._plan.written:
                acts = self._plan.acts[name]
                if value is None:
                    acts = Acts([clock.name for clock in acts.starts])
                self._act(acts, step.on, place)

    def _enter(
        self, here: Inside, renewed: Sequence[str], place: int, on: date
    ) -> None:
        """Start, end, pause and resume the clocks of a state that a step leads to.

        `renewed` are the facts clocks count from of which the step wrote a day.
        """
        last, before, self._here = self.last, self._here, here
        for name in before:
            if name not in here and last[name].ended_on is None:
                self._end(last[name], on)
        for name, (clock, paused) in here.items():
            if name in before and not any(day in clock.counts_from for day in renewed):
                run = last[name]
            else:
                run = self._start(clock, on, place)
            if run.ended_on is None and run.still is not paused:
                role = Role.PAUSE if paused else Role.RESUME
                self._mark(run, role, "", on).still = paused

    def _start(self, clock: Clock, on: date, place: int | None) -> Run:
        name = clock.name
        last = self.last.get(name)
        if last is not None and last.ended_on is None:
            last = self._end(last, on)
        days, versions = self._plan.versions[name]
        version = versions[bisect_right(days, on)] if days else versions[0]
        zeros = tuple(map(self._written.get, clock.counts_from))
        run = Run(clock, version, place, on, last, zeros, self._token)
        self.last[name] = run
        return run

    def _own(self, run: Run) -> Run:
        """Return a run that this walk may change."""
        if run.walk is self._token:
            return run
        copy = Run(run.clock, run.version, run.place, run.started_on, run.previous,
                   run.zeros, self._token, run.ended_on, run.stops, run.acts,
                   run.fired, run.still)  # fmt: skip
        self.last[run.clock.name] = copy
        return copy

    def _end(self, run: Run, on: date) -> Run:
        run = self._own(run)
        run.ended_on = on
        if run.stops:
            run.stops = tuple((w, since, until or on) for w, since, until in run.stops)
        return run

    def _mark(self, run: Run, role: Role, which: str, on: date) -> Run:
        run = self._own(run)
        if role is Role.PAUSE:
            run.stops = (*run.stops, (which, on, None))
        elif role is Role.RESUME:
            run.stops = _resumed(run.stops, which, on)
        else:
            run.acts = (*run.acts, (on, role, which))
        return run


def _fired(run: Run, on: date) -> Run:
    """Return a run, or the one before it, as ended by the step its expiry led to.

    It is the one before if the clock was started anew on the day itself.
    """
    if run.started_on < on or run.previous is None:
        return evolve(run, fired=True, ended_on=run.ended_on or on, period=None)
    return evolve(run, previous=_fired(run.previous, on))


def _resumed(stops: tuple[Stop, ...], which: str, on: date) -> tuple[Stop, ...]:
    """Return pauses of which one is over: those that began before its end, if any."""
    still = [stop for stop in stops if stop[0] == which and stop[2] is None]
    ended = [stop for stop in still if stop[1] < on] or still
    return tuple((*stop[:2], on) if stop in ended else stop for stop in stops)
