"""A queue of cases for limited people: what it is made of, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from functools import cached_property
from math import ceil, inf
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from qualflow.law.measures import Unit
from qualflow.simulate.blocks import asked
from qualflow.simulate.distributions import Floats
from qualflow.simulate.filing import Cases, needs
from qualflow.simulate.periods import Mask
from qualflow.simulate.planning import CannotSimulateError, Plan
from qualflow.simulate.randomness import key, uniforms
from qualflow.simulate.rooms import Room
from qualflow.simulate.sampling import Sampler

Legs: TypeAlias = NDArray[np.int8]
Place: TypeAlias = tuple[int, int]
"""The number of a state and the visit: one stay of a case that needs somebody."""

_WEEK = 7.0 / 5.0
"""Days to a working day beyond the calendar of a run: Monday to Friday are worked."""


class Way(Enum):
    """How a queue is run, from the quickest to the most general.

    Attributes:
        ARRAYS: No case comes back to people, who are all of one kind and have no
            preferences; nothing but chance decides how long they are needed.
        EVENTS: Any queue where nothing but chance decides between stays that need
            people.
        CHECKED: The law may refuse, or act while a case waits or is in hand: lives of
            which that is true are told again.
        REPLAYS: All lives are told again, for exits that race.
    """

    ARRAYS = auto()
    EVENTS = auto()
    CHECKED = auto()
    REPLAYS = auto()


@frozen(eq=False, slots=False)
class Queue:
    """A plan whose cases wait for people.

    Attributes:
        plan: What is run.
        seed: Of all chance.
        cases: How many.

    Raises:
        CannotSimulateError: If nobody is limited, if it is about a live case, or if
            cases arrive in working days.
    """

    plan: Plan
    seed: int
    cases: int

    def __attrs_post_init__(self) -> None:
        scenario = self.plan.scenario
        if self.plan.standing is not None:
            what = "a live case that waits for people: nobody knows who waits with it"
            raise CannotSimulateError(scenario.name, what, "queueing")
        if not scenario.resources:
            what = "a scenario without limited people"
            raise CannotSimulateError(scenario.name, what, "queueing")
        if scenario.arrivals is not None and scenario.arrivals.unit is not Unit.DAY:
            what = "arrivals in working days: only the first case has a date"
            raise CannotSimulateError(scenario.name, what, "queueing")

    @cached_property
    def sampler(self) -> Sampler:
        """The sampler of its lives."""
        return Sampler(self.plan, self.seed, asked(self.plan), needs(self.plan))

    @cached_property
    def unasked(self) -> Sampler:
        """The same for lives that nobody counts."""
        return Sampler(self.plan, self.seed, (), self.sampler.needs)

    @cached_property
    def holders(self) -> Mapping[int, int]:
        """For each state that needs people, the place of theirs in the scenario."""
        return {
            number: place
            for place, resource in enumerate(self.plan.scenario.resources)
            for number in self.plan.numbers(resource.held_in)
        }

    @cached_property
    def core(self) -> frozenset[int]:
        """The states between two stays that need people, these included."""
        held = self.holders.keys() & self.plan.reachable
        after = {state for number in held for state in self.plan.after(number)}
        back = {state for state in after if self.plan.after(state) & held}
        return frozenset(held | back)

    @cached_property
    def way(self) -> Way:
        """The quickest way that treats all it asks for."""
        if any(self.plan.rooms[number].races for number in self.core):
            return Way.REPLAYS
        if not _plain(self.plan, self.core):
            return Way.CHECKED
        held = self.holders.keys() & self.plan.reachable
        resources = self.plan.scenario.resources
        again = any(self.plan.after(number) & held for number in held)
        if again or len(resources) > 1 or resources[0].priority:
            return Way.EVENTS
        return Way.ARRAYS

    @cached_property
    def arrivals(self) -> Floats:
        """When each case arrives, in days after the scenario's first."""
        scenario = self.plan.scenario
        at = np.zeros(self.cases)
        if scenario.arrivals is None:
            return at
        start, law = key(self.seed, "arrivals"), scenario.arrivals.law
        for first in range(0, self.cases, 2**16):
            some = np.arange(first, min(first + 2**16, self.cases), dtype=np.uint64)
            at[first : first + some.size] = law.quantile(uniforms(start, some))
        np.cumsum(at, out=at)
        return np.rint(at, out=at) if self.plan.dated else at

    def until(self, begun: Floats, waited: Floats, working: Mask) -> Floats:
        """Return when people are free again, in days of the case's own.

        Args:
            begun: When they began with it.
            waited: How long it takes, in days or working days.
            working: Where it is working days.
        """
        leaves = begun + waited
        if working.any():
            of = np.flatnonzero(working)
            leaves[of] = self._working(begun[of], waited[of])
        return leaves

    def _working(self, begun: Floats, waited: Floats) -> Floats:
        first, table = self.plan.first, self.plan.working_days
        days = begun.astype(np.int64) + first
        shifted = table.shift(days, waited.astype(np.int64))
        beyond = shifted >= table.beyond
        found = (shifted - first).astype(np.float64)
        found[beyond] = begun[beyond] + np.ceil(waited[beyond] * _WEEK)
        return found

    @cached_property
    def worked(self) -> tuple[list[int], list[int]]:
        """For each own day how many working days are over; and these, in order."""
        first, table = self.plan.first, self.plan.working_days
        days = np.arange(first, table.last + 1)
        over = table.count(np.full(days.size, first), days)
        ordered = days[1:][table.is_working(days[1:])] - first
        return over.tolist(), ordered.tolist()

    def one_until(self, begun: float, waited: float) -> float:
        """Return when somebody is free again after so many working days."""
        over, ordered = self.worked
        if not waited:
            return begun
        day = int(begun)
        if day < len(over):
            place = over[day] + int(waited) - 1
            if place < len(ordered):
                return float(ordered[place])
        return begun + ceil(waited * _WEEK)


def _plain(plan: Plan, states: frozenset[int]) -> bool:
    """Return whether nothing but chance decides what happens in some states."""
    if states & plan.law_acts_in:
        return False
    for number in states:
        for leg in plan.rooms[number].legs:
            spans = range(len(plan.spans))
            steps = [plan.step(span, number, leg.step) for span in spans]
            if len({plan.target(span, number, leg.step) for span in spans}) > 1:
                return False
            for step in steps:
                if step is None or (plan.scenario.judges and step.evaluated):
                    return False
    return True


def works(room: Room, leg: Legs) -> Mask:
    """Return where a delay is one of working days."""
    if room.common is not None:
        return np.full(leg.size, room.common.working)
    working = np.array([way.working for way in room.legs])
    return working.take(leg)


# -- what it came to --------------------------------------------------------------


@frozen(eq=False)
class People:
    """How busy the people of one kind were.

    Attributes:
        name: Of the resource.
        busy: The share of their time from the first arrival to the last release.
        longest: How many cases waited for them at most.
    """

    name: str
    busy: float
    longest: int


@frozen(eq=False)
class Waits:
    """What a queue came to: how long each case waited for each stay.

    Attributes:
        tables: For each stay the cases that were served there, in order, and how long
            they waited; the cases are None where every one has a place.
    """

    tables: Mapping[Place, tuple[NDArray[np.int64] | None, Floats]]
    people: tuple[People, ...]

    def of(self, room: int, visit: int, cases: Cases) -> Floats:
        """Return how long cases waited, `inf` for those that nobody served."""
        found = self.tables.get((room, visit))
        if found is None:
            return np.full(cases.size, inf)
        served, waits = found
        if served is None:
            return waits[cases]
        wanted = cases.astype(np.int64)
        places = np.minimum(np.searchsorted(served, wanted), served.size - 1)
        return np.where(served[places] == wanted, waits[places], inf)


@frozen(eq=False)
class Claims:
    """What a queue took for granted about the cases that were served at one stay.

    Attributes:
        cases: In order.
        waits: How long each waited.
        since: When it came, in days of its own.
        leaves: When it let go of its people.
        seen: Whether its life has that stay.
    """

    cases: NDArray[np.int64]
    waits: Floats
    since: Floats
    leaves: Floats
    seen: Mask
