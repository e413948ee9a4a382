"""A scenario put together with the law: what the engines run.

States are numbered in the order of the rulebook, moments are days after the start, and
the law is looked up once for each span of days between two of its changes.

What simulation treats of the clocks of the law: those whose expiry is a step.  They
may run and pause in states, be started, ended, paused and resumed by steps, be ended by
facts the scenario lets come, count from days that steps write, and be extended.  What
else a scenario could ask for is refused by name, never passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import Enum, auto
from functools import cached_property
from itertools import product
from typing import TypeAlias

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from qualflow.errors import QualflowError
from qualflow.law.edition import Edition, Step
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook, in_force_on
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
    Drawn,
    Given,
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
                    if target != NOWHERE and room.number in _reached(target, edges):
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
        return _reached(self.start, self._edges)

    def after(self, state: int) -> frozenset[int]:
        """Return the numbers of the states a case can come to once it leaves one."""
        found = (_reached(target, self._edges) for target in self._edges[state])
        return frozenset().union(*found)

    @cached_property
    def _edges(self) -> Mapping[int, frozenset[int]]:
        return _edges(self.rooms, self.spans, self.timers, self.reforms, self._number)


# -- making one -----------------------------------------------------------------------


def plan(
    rulebook: Rulebook, scenario: Scenario, standing: Standing | None = None
) -> Plan:
    """Return what the engines run.

    Raises:
        CannotSimulateError: If the scenario asks for what no engine treats.
    """
    on = scenario.on if standing is None else standing.on
    number = {state: place for place, state in enumerate(rulebook.states)}
    spans = tuple(_spans(rulebook, scenario, on))
    timers = tuple(_timers(rulebook, scenario, spans, on))
    reforms = tuple(_reforms(rulebook, scenario, on, number))
    rooms = tuple(_room(scenario, place, name) for name, place in number.items())
    edges = _edges(rooms, spans, timers, reforms, number)
    cyclic = {n for n in edges if any(n in _reached(m, edges) for m in edges[n])}
    rooms = tuple(
        Room(r.number, r.name, r.stay, r.legs, r.common, r.number in cyclic, r.retry)
        for r in rooms
    )
    state = scenario.start if standing is None else standing.state
    made = Plan(
        rulebook,
        scenario,
        on.toordinal(),
        number[state],
        None
        if standing is not None or state == rulebook.initial
        else _through(spans[0].edition, state),
        rooms,
        spans,
        timers,
        reforms,
        standing,
        number,
    )
    _check_extensions(made)
    _check_openings(made)
    return made


def _check_extensions(plan: Plan) -> None:
    """Refuse a step that extends a period and does something else to a clock."""
    granting = [(t, v.extend.by) for t in plan.timers if t.extended > 0
                for v in t.clock.versions if v.extend is not None]  # fmt: skip
    for (timer, by), other in product(granting, plan.timers):
        shared = any(by in _extending(version) for version in other.clock.versions)
        if (shared and other is not timer) or _touches(plan, by, other):
            what = f"clock '{timer.name}', extended by '{by}', which touches clock"
            raise CannotSimulateError(plan.scenario.name, f"{what} '{other.name}' too")


def _touches(plan: Plan, by: str, timer: Timer) -> bool:
    """Return whether a step within a state does something to a clock."""
    for span, room in product(range(len(plan.spans)), plan.rooms):
        step = plan.step(span, room.number, by)
        within = step is not None and step.transition.target == room.name
        if within and plan.effect(timer, room.number, step) is not Effect.KEEP:
            return True
    return False


def _check_openings(plan: Plan) -> None:
    """Refuse a reform of cases that nobody has opened: nothing is on file of them."""
    scenario = plan.scenario
    opened = any(isinstance(fact, Given | Drawn) for fact in scenario.facts)
    if plan.standing is not None or opened or scenario.start != plan.rulebook.initial:
        return
    for reform in plan.reforms:
        if plan.start in reform.sources:
            raise CannotSimulateError(
                scenario.name,
                f"reform '{reform.step}' of cases in '{scenario.start}' of which "
                f"nothing is on file: no such case is open yet",
            )


def _spans(rulebook: Rulebook, scenario: Scenario, on: date) -> Iterator[Span]:
    end = on + timedelta(days=int(scenario.horizon))
    yield Span(0, rulebook.on(on, scenario.standings))
    for cut in rulebook.cuts:
        if on < cut <= end:
            yield Span((cut - on).days, rulebook.on(cut, scenario.standings))


def _through(edition: Edition, state: str) -> Step | None:
    """Return the only step that leads to a state from another one, if there is one."""
    found = [
        step
        for name, transition in edition.transitions.items()
        if transition.target == state
        for source in transition.sources
        if source != state and (step := edition.step(source, name)) is not None
    ]
    names = {step.transition.name for step in found}
    return found[0] if len(names) == 1 else None


def _room(scenario: Scenario, number: int, name: str) -> Room:
    stay = scenario.stays.get(name)
    if stay is None:
        return Room(number, name, None, (), None, cyclic=False, retry=None)
    legs = tuple(
        _leg(place, way.step, way.share, way.delay or stay.delay)
        for place, way in enumerate(stay.exits)
    )
    shared = all(way.delay is None for way in stay.exits)
    common = _leg(0, "", 1.0, stay.delay) if shared and stay.delay else None
    retry = None if stay.retry is None else _leg(0, "", 1.0, stay.retry)
    return Room(number, name, stay, legs, common, cyclic=False, retry=retry)


def _leg(place: int, step: str, share: float, delay: Delay | None) -> Leg:
    assert delay is not None  # loading has seen to it
    working = delay.unit is Unit.WORKING_DAY
    return Leg(place, step, share, delay.law, working)


def _timers(
    rulebook: Rulebook, scenario: Scenario, spans: tuple[Span, ...], on: date
) -> Iterator[Timer]:
    coming = {fact.fact for fact in scenario.facts if isinstance(fact, Coming)}
    filed = {fact.fact for fact in scenario.facts}
    for _, clock in sorted(rulebook.clocks.items()):  # as they expire on one day
        days = [on + timedelta(days=span.since) for span in spans]
        versions = tuple(in_force_on(day, clock.versions) for day in days)
        every = clock.versions  # a clock that runs already may have an older version
        if not any(v.on_expiry not in (FINDING, END) for v in every):
            continue
        _check(rulebook, scenario, clock, filed, coming)
        extended = scenario.extended.get(clock.name)
        yield Timer(
            clock,
            versions,
            0.0 if extended is None else extended.share,
            tuple(name for name in clock.ended_by if name in coming),
        )


def _check(
    rulebook: Rulebook,
    scenario: Scenario,
    clock: Clock,
    filed: set[str],
    coming: set[str],
) -> None:
    """Refuse what simulation does not treat of a clock."""
    if scenario.time is Time.CONTINUOUS and clock.unit is not Unit.DAY:
        raise CannotSimulateError(
            scenario.name,
            f"clock '{clock.name}' in continuous time: its unit is a {clock.unit}",
        )
    facts = filed & rulebook.facts.keys()
    roles = {
        "is started by": clock.started_by,
        "is paused by": clock.paused_by,
        "is resumed by": clock.resumed_by,
        "counts from": clock.counts_from,
    }
    for what, names in roles.items():
        for name in facts.intersection(names):
            raise CannotSimulateError(
                scenario.name, f"clock '{clock.name}', which {what} fact '{name}'"
            )
    for version in clock.versions:
        hangs_on = _extending(version)
        for name in hangs_on:
            if name in facts or name in _exits(scenario):
                what = f"clock '{clock.name}', whose extension hangs on '{name}'"
                raise CannotSimulateError(scenario.name, what)
    pausing = _exits(scenario).intersection(clock.paused_by)
    if len(pausing) > 1 or (pausing and clock.runs_in):
        what = f"clock '{clock.name}', which is paused in several ways"
        raise CannotSimulateError(scenario.name, what)
    for name in (facts - coming).intersection(clock.ended_by):
        raise CannotSimulateError(
            scenario.name,
            f"clock '{clock.name}', which fact '{name}' ends before the start",
        )


def _extending(version: ClockVersion) -> frozenset[str]:
    """Return what asks for an extension, grants or refuses it, or says by how much."""
    extend = version.extend
    if extend is None:
        return frozenset()
    names = {extend.by, extend.asked_by, extend.refused_by, extend.amount}
    return frozenset(names - {""})


def _exits(scenario: Scenario) -> frozenset[str]:
    """Return the steps that a scenario says are taken."""
    return frozenset(way.step for s in scenario.stays.values() for way in s.exits)


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


def _reforms(
    rulebook: Rulebook, scenario: Scenario, on: date, number: Mapping[str, int]
) -> Iterator[Reform]:
    for version in sorted(rulebook.reforms, key=lambda v: v.on_day or date.min):
        if version.on_day is None:
            continue
        days = (version.on_day - on).days
        if 0 < days <= scenario.horizon:
            sources = tuple(number[s] for s in version.sources)
            yield Reform(days, version.name, sources, number[version.target])


def _edges(
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


def _reached(start: int, edges: Mapping[int, frozenset[int]]) -> frozenset[int]:
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
