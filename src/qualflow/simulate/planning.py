"""What the engines run: a scenario put together with the law (`preparing`).

States are numbered in the order of the rulebook, moments are days after the start, and
the law is looked up once for each span of days between two of its changes.

What simulation treats of the clocks of the law: those whose expiry is a step.  They
may run and pause in states, be started, ended, paused and resumed by steps, be ended by
facts the scenario lets come, count from days that steps write, and be extended.  What
else a scenario could ask for is refused by name, never passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from qualflow.errors import QualflowError
from qualflow.law.edition import Step
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.simulate.calendars import WorkingDays, later
from qualflow.simulate.distributions import (
    Distribution,
    Floats,
    NothingLeftError,
    remaining,
)
from qualflow.simulate.left_over import Waited, left
from qualflow.simulate.reaching import leads, reached
from qualflow.simulate.rooms import (
    NOWHERE,
    Effect,
    Reform,
    Room,
    Span,
    Timer,
    effect_of,
)
from qualflow.simulate.scenario import (
    Coming,
    Delay,
    Scenario,
    Time,
)
from qualflow.simulate.starting import Standing

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

    def parts(self, at: Floats) -> Iterator[tuple[int, NDArray[np.bool_] | slice]]:
        """Yield the spans of the law in which moments lie, and which of them do."""
        if not at.size:
            return
        if len(self.spans) == 1:
            yield 0, slice(None)
            return
        found = self.spans_on(at)
        first, last = int(found.min()), int(found.max())
        if first == last:
            yield first, slice(None)
            return
        for span in range(first, last + 1):
            of = found == span
            if of.any():
                yield span, of

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
        return effect_of(timer.clock, before, name, state, written)

    @cached_property
    def unentered(self) -> bool:
        """Whether cases begin where no step has led them and no clock runs yet."""
        state = self.rooms[self.start].name
        nothing = self.standing is None and self.through is None
        return nothing and state == self.rulebook.initial

    @cached_property
    def opening(self) -> Room | None:
        """The first stay of a live case: what is left of it; None for fresh ones."""
        standing = self.standing
        if standing is None:
            return None
        room = self.rooms[self.start]
        try:
            return left(room, self._waited(standing.since))
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
                    if source == plan.start and plan.unentered:
                        first = plan.effect(timer, NOWHERE, step)
                        moves.append((source, target, first))
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


def _earliest(standing: Standing | None, first: int) -> int:
    """Return the earliest day that a period of a live case counts from."""
    if standing is None:
        return first
    return min((p.started_on.toordinal() for p in standing.periods), default=first)
