"""What the engines run: a scenario put together with the law (`preparing`).

States are numbered in the order of the rulebook, moments are days after the start, and
the law is looked up once for each span of days between two of its changes.

What simulation treats of the clocks of the law: those whose expiry is a step.  They
may run and pause in states, be started, ended, paused and resumed by steps, be ended by
facts the scenario lets come, count from days that steps write, and be extended.  What
else a scenario could ask for is refused by name, never passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum, auto
from functools import cached_property
from typing import TypeAlias

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from qualflow.errors import QualflowError
from qualflow.law.edition import Edition, Step
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import (
    END,
    FINDING,
    Clock,
    ClockVersion,
    Record,
    Writes,
)
from qualflow.simulate.calendars import WorkingDays, later
from qualflow.simulate.distributions import (
    NEXT_TO_NEVER,
    Distribution,
    Floats,
    NothingLeftError,
    remaining,
    survival,
)
from qualflow.simulate.scenario import (
    Coming,
    Delay,
    Scenario,
    Stay,
    Time,
)
from qualflow.simulate.starting import Standing

NOWHERE = -1
"""The number of the state a step leads to where the law has no such step."""

Waited: TypeAlias = tuple[float, float]
"""How long somebody has waited, and the least that the whole wait can be."""

LOOKS_BACK = 800
"""Days before the start from which a period may count."""


class CannotSimulateError(QualflowError):
    """A scenario asks for something that an engine does not treat.

    Attributes:
        scenario: Its name.
        engine: The engine, empty if no engine does.
        what: What cannot be treated, with its name.
    """

    def __init__(self, scenario: str, what: str, engine: str = "") -> None:
        who = f"the {engine} engine" if engine else "simulation"
        super().__init__(f"scenario '{scenario}': {who} cannot treat {what}")
        self.scenario = scenario
        self.engine = engine
        self.what = what


class Effect(Enum):
    """What entering a state through a step does to a clock."""

    KEEP = auto()
    START = auto()
    PAUSE = auto()
    RESUME = auto()
    END = auto()


@frozen
class Leg:
    """One way out of a state.

    Attributes:
        place: Its number among the exits.
        law: How long it takes this way; the stay's own law if it has none.
        working: Whether in working days.
    """

    place: int
    step: str
    share: float
    law: Distribution
    working: bool


@frozen(eq=False)
class Room:
    """A state, and what happens in it.

    Attributes:
        legs: Empty for a state that only the law makes a case leave.
        common: The law of the stay's delay, where all legs share it.
        cyclic: Whether a case can enter it twice.
        retry: How long after a refusal the step is asked for again, None for never.
    """

    number: int
    name: str
    stay: Stay | None
    legs: tuple[Leg, ...]
    common: Leg | None
    cyclic: bool
    retry: Leg | None

    @property
    def races(self) -> bool:
        """Whether the first exit to come is taken."""
        return self.stay is not None and self.stay.races


@frozen(eq=False)
class Span:
    """Days of one law.

    Attributes:
        since: Its first day, in days after the start; the first span's is 0.
    """

    since: int
    edition: Edition


@frozen(eq=False)
class Timer:
    """A clock of the law whose expiry can be a step.

    Attributes:
        versions: For each span, the version that a clock started in it has.
        extended: The probability of each extension.
        ended_by: Facts of the scenario whose day ends it.
    """

    clock: Clock
    versions: tuple[ClockVersion | None, ...]
    extended: float
    ended_by: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the clock."""
        return self.clock.name


@frozen
class Reform:
    """A day on which the law moves the cases that stand in some states."""

    on: int
    step: str
    sources: tuple[int, ...]
    target: int


@frozen(eq=False)
class Plan:
    """Everything an engine has to know.

    Attributes:
        first: The ordinal of the day 0.
        start: The number of the state a case begins in.
        through: The step that led there, None if nothing or several could have.
        rooms: One for each state, in order.
        spans: In order, the first one from day 0 on.
        standing: Where a live case stands; None for fresh ones.
    """

    rulebook: Rulebook
    scenario: Scenario
    first: int
    start: int
    through: Step | None
    rooms: tuple[Room, ...]
    spans: tuple[Span, ...]
    timers: tuple[Timer, ...]
    reforms: tuple[Reform, ...]
    standing: Standing | None = None
    _number: Mapping[str, int] = field(factory=dict, repr=False)

    @property
    def horizon(self) -> float:
        """Days after the start."""
        return self.scenario.horizon

    @property
    def dated(self) -> bool:
        """Whether moments are whole days."""
        return self.scenario.time is Time.DAYS

    def number(self, state: str) -> int:
        """Return the number of a state."""
        return self._number[state]

    def numbers(self, states: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of states."""
        return tuple(self._number[state] for state in states)

    def span_on(self, day: float) -> int:
        """Return the place of the span in which a day lies; the first for earlier."""
        found = 0
        for place, span in enumerate(self.spans):
            if span.since <= day:
                found = place
        return found

    def spans_on(self, at: Floats) -> NDArray[np.intp]:
        """Return the place of the span in which each moment lies."""
        since = np.array([span.since for span in self.spans], np.float64)
        return np.searchsorted(since, at, side="right") - 1

    def step(self, span: int, state: int, step: str) -> Step | None:
        """Return a step from a state by the law of a span, None if it has none."""
        return self.spans[span].edition.step(self.rooms[state].name, step)

    def target(self, span: int, state: int, step: str) -> int:
        """Return where a step leads by the law of a span, `NOWHERE` if it has none."""
        found = self.step(span, state, step)
        return NOWHERE if found is None else self._number[found.transition.target]

    def effect(self, timer: Timer, source: int, step: Step | None) -> Effect:
        """Return what a step from a state does to a clock.

        Args:
            timer: The clock.
            source: `NOWHERE` for the beginning of a case.
            step: None for a beginning that no step led to.
        """
        name = None if step is None else step.transition.name
        state = self.rooms[self.start].name
        if step is not None:
            state = step.transition.target
        if step is None and state == self.rulebook.initial:
            return Effect.KEEP  # nothing has happened that a clock could start with
        before = "" if source == NOWHERE else self.rooms[source].name
        written = () if step is None else step.transition.records
        return _effect(timer.clock, before, name, state, written)

    def renews(self, step: Step | None) -> bool:
        """Return whether a step writes a day that some clock counts from.

        Within a state it lets those start anew that have run out (`case.running`).
        """
        zeros = {n for c in self.rulebook.clocks.values() for n in c.counts_from}
        records = () if step is None else step.transition.records
        return any(r.fact in zeros and r.writes is not Writes.NONE for r in records)

    @cached_property
    def opening(self) -> Room | None:
        """The first stay of a live case: what is left of it; None for fresh ones."""
        standing = self.standing
        if standing is None:
            return None
        room = self.rooms[self.start]
        try:
            return _left(room, self._waited(standing.since))
        except NothingLeftError:
            days = (standing.on - standing.since).days
            what = (
                f"case '{standing.case}': it has stood in '{room.name}' for {days} "
                f"days, and by its delay there next to nobody stands so long"
            )
            raise CannotSimulateError(self.scenario.name, what) from None

    def rest(self, delay: Delay, since: date) -> Distribution:
        """Return what is left of a delay that began on a day before the start.

        What would have come before the start has not: neither it nor, in whole days,
        what is rounded to a day before it.

        Raises:
            NothingLeftError: If it should have come long ago.
        """
        return remaining(
            delay.law, *self._waited(since)[delay.unit is Unit.WORKING_DAY]
        )

    def _waited(self, since: date) -> tuple[Waited, Waited]:
        """Return how many days and working days have passed since a day.

        Each with the least that a delay must have been drawn to be, that has not come
        before the start: half a day less, where moments are rounded to days.
        """
        days = self.first - since.toordinal()
        if days <= 0:
            return (0.0, 0.0), (0.0, 0.0)
        if not self.dated:
            return (float(days), float(days)), (float(days), float(days))
        table = WorkingDays(self.rulebook.calendar, since.toordinal(), self.first)
        ends = np.array([self.first, self.first - 1])
        worked = table.count(np.full(2, since.toordinal()), ends)
        return (days, days - 0.5), (float(worked[0]), float(worked[1]) + 0.5)

    @cached_property
    def working_days(self) -> WorkingDays:
        """The working days that the engines ask for, projected where need be."""
        first = _earliest(self.standing, self.first) - LOOKS_BACK
        last = self.first + int(self.horizon) + 1
        return WorkingDays(self.rulebook.calendar, first, last)

    @property
    def projected(self) -> int:
        """How many days up to the horizon the calendar has no data for."""
        delays = [leg.working for room in self.rooms for leg in room.legs]
        units = [timer.clock.unit is Unit.WORKING_DAY for timer in self.timers]
        if not any(delays) and not any(units):
            return 0
        last = self.first + int(self.horizon)
        return WorkingDays(self.rulebook.calendar, self.first, last).projected

    def later(self, at: Floats, waited: Floats, unit: Unit) -> Floats:
        """Return the moments so long after others, as the scenario's time has it.

        Args:
            at: Moments, in days after the start.
            waited: In the unit; rounded to whole ones where moments are days.
            unit: `DAY` or `WORKING_DAY`.
        """
        if not self.dated:
            return at + waited
        whole = np.rint(waited)
        if unit is Unit.DAY:
            return at + whole
        days = at.astype(np.int64) + self.first
        shifted = self.working_days.shift(days, whole.astype(np.int64))
        return (shifted - self.first).astype(np.float64)

    def last_day(self, zero: Floats, length: int, unit: Unit) -> Floats:
        """Return the last day of periods of the law that count from these moments."""
        if not self.dated or unit is Unit.DAY:
            return zero + length
        days = zero.astype(np.int64) + self.first
        last = later(days, length, unit, self.working_days)
        return (last - self.first).astype(np.float64)

    @cached_property
    def law_acts_in(self) -> frozenset[int]:
        """The numbers of the states that a period or a reform can make a case leave."""
        found = {source for reform in self.reforms for source in reform.sources}
        for timer in self.timers:
            found |= _runs_in(self, timer)
        return frozenset(found)

    @cached_property
    def setting_off(self) -> frozenset[int]:
        """The numbers of the states whose entry sets off a fact that comes about."""
        coming = (fact for fact in self.scenario.facts if isinstance(fact, Coming))
        return frozenset(self.number(fact.state) for fact in coming)

    @cached_property
    def comes_back(self) -> Mapping[int, frozenset[int]]:
        """For each state the exits after which a case can enter it again, by place."""
        edges = self._edges
        found: dict[int, frozenset[int]] = {}
        for room in self.rooms:
            turns = set()
            for leg in room.legs:
                for span in range(len(self.spans)):
                    target = self.target(span, room.number, leg.step)
                    if target != NOWHERE and room.number in reached(target, edges):
                        turns.add(leg.place)
            found[room.number] = frozenset(turns)
        return found

    @cached_property
    def outcome_of(self) -> tuple[int, ...]:
        """For each state the place of its outcome among the scenario's, `OPEN` last."""
        found = [len(self.scenario.outcomes)] * len(self.rooms)
        for place, asked in enumerate(self.scenario.outcomes):
            for state in asked.states:
                found[self._number[state]] = place
        return tuple(found)

    @cached_property
    def reachable(self) -> frozenset[int]:
        """The numbers of the states a case can come to."""
        return reached(self.start, self._edges)

    def after(self, state: int) -> frozenset[int]:
        """Return the numbers of the states a case can come to once it leaves one."""
        found = (reached(target, self._edges) for target in self._edges[state])
        return frozenset().union(*found)

    @cached_property
    def _edges(self) -> Mapping[int, frozenset[int]]:
        return leads(self.rooms, self.spans, self.timers, self.reforms, self._number)


def _runs_in(plan: Plan, timer: Timer) -> frozenset[int]:
    """Return the numbers of the states in which a clock can be running."""
    moves: list[tuple[int, int, Effect]] = [
        (NOWHERE, plan.start, plan.effect(timer, NOWHERE, plan.through))
    ]
    for source in plan.reachable:
        for span in plan.spans:
            for name in span.edition.transitions:
                step = span.edition.step(plan.rooms[source].name, name)
                if step is not None:
                    target = plan.number(step.transition.target)
                    moves.append((source, target, plan.effect(timer, source, step)))
    found = {target for _, target, effect in moves if effect is Effect.START}
    running = () if plan.standing is None else plan.standing.periods
    if any(period.clock == timer.name for period in running):
        found.add(plan.start)
    ahead = list(found)
    while ahead:
        state = ahead.pop()
        for source, target, effect in moves:
            if source == state and effect is not Effect.END and target not in found:
                found.add(target)
                ahead.append(target)
    return frozenset(found)


def _left(room: Room, waited: tuple[Waited, Waited]) -> Room:
    """Return what is left of a stay; ways that would have come by now weigh less.

    Raises:
        NothingLeftError: If the stay should have been over long ago.
    """
    legs = room.legs
    if not room.races:
        left = [survival(leg.law, waited[leg.working][1]) for leg in legs]
        weights = [leg.share * p for leg, p in zip(legs, left, strict=True)]
        total = sum(weights)
        likely = [p >= NEXT_TO_NEVER for p in left]
        if legs and not any(likely):
            raise NothingLeftError(legs[0].law, waited[legs[0].working][0])
        legs = tuple(
            evolve(leg, share=weight / total)
            for leg, weight, can in zip(legs, weights, likely, strict=True)
            if can
        )
    legs = tuple(
        evolve(leg, law=remaining(leg.law, *waited[leg.working])) for leg in legs
    )
    common = room.common
    if common is not None:
        common = evolve(common, law=remaining(common.law, *waited[common.working]))
    return evolve(room, legs=legs, common=common)


def _earliest(standing: Standing | None, first: int) -> int:
    """Return the earliest day that a period of a live case counts from."""
    if standing is None:
        return first
    return min((p.started_on.toordinal() for p in standing.periods), default=first)


def leads(
    rooms: tuple[Room, ...],
    spans: tuple[Span, ...],
    timers: tuple[Timer, ...],
    reforms: tuple[Reform, ...],
    number: Mapping[str, int],
) -> Mapping[int, frozenset[int]]:
    """Return for each state where a case can go from it."""
    found: dict[int, set[int]] = {room.number: set() for room in rooms}
    fired = {
        version.on_expiry for timer in timers for version in timer.clock.versions
    } | {
        version.extend.by
        for timer in timers
        for version in timer.clock.versions
        if version.extend is not None and timer.extended > 0
    }
    for room in rooms:
        for name in {leg.step for leg in room.legs} | fired:
            for span in spans:
                step = span.edition.step(room.name, name)
                if step is not None:
                    found[room.number].add(number[step.transition.target])
    for reform in reforms:
        for source in reform.sources:
            found[source].add(reform.target)
    return {source: frozenset(targets) for source, targets in found.items()}


def reached(start: int, edges: Mapping[int, frozenset[int]]) -> frozenset[int]:
    """Return a state and all that can be reached from it."""
    found, ahead = {start}, [start]
    while ahead:
        for target in edges[ahead.pop()] - found:
            found.add(target)
            ahead.append(target)
    return frozenset(found)


def _effect(
    clock: Clock,
    source: str,
    step: str | None,
    target: str,
    written: tuple[Record, ...],
) -> Effect:
    """Return what going from one state to another does to a clock (`case.running`)."""
    inside = target in clock.runs_in or target in clock.paused_in
    was = source in clock.runs_in or source in clock.paused_in
    if inside or was:
        if not inside:
            return Effect.END
        renewed = any(
            record.fact in clock.counts_from and record.writes is not Writes.NONE
            for record in written
        )
        if not was or renewed:
            return Effect.START
        if (source in clock.paused_in) is not (target in clock.paused_in):
            return Effect.PAUSE if target in clock.paused_in else Effect.RESUME
        return Effect.KEEP
    if step is None:
        return Effect.KEEP
    for effect, names in (
        (Effect.START, clock.started_by),
        (Effect.END, clock.ends),
        (Effect.PAUSE, clock.paused_by),
        (Effect.RESUME, clock.resumed_by),
    ):
        if step in names:
            return effect
    return Effect.KEEP


def fires(version: ClockVersion) -> bool:
    """Return whether the expiry of a clock of this version is a step."""
    return version.on_expiry not in (FINDING, END)
