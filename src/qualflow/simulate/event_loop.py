"""Queues with feedback, with priorities or of several kinds of people: event by event.

What happens at one moment happens together: cases come, people are released and the law
takes cases out of the queue; only then is whoever waits served.  So the order of the
events of a moment is no matter, and a period that runs out today comes before the
people who are free today.

The loop knows moments alone; what a case does between two stays that need people tells
`between_stays`.

Where the law may refuse a step or act while a case waits, it mostly does not.  So all
cases are first taken to meet nothing but chance; all lives are then told with the waits
that this gives, as arrays, and held against what was taken for granted; those that
differ are told again one by one in the next run, until none differs.  What comes out is
what telling all of them again would: each case lives as the queue takes it to live.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from heapq import heappop, heappush
from math import inf

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from qualflow.simulate.between_stays import Comes, Steps
from qualflow.simulate.distributions import Floats
from qualflow.simulate.filing import Files
from qualflow.simulate.holding import Claims, People, Place, Queue, Waits
from qualflow.simulate.sampling import BLOCK

_TOLD = 8_192

_RELEASE, _COMES, _GIVES_UP = range(3)


@define(eq=False)
class _Line:
    """The people of one kind and the cases that wait for them.

    Attributes:
        free: How many people are.
        waiting: A heap of (priority, moment, case, state, visit, own moment).
        length: How many of these have not given up.
        priority: One for each case; None for first come, first served.
    """

    free: int
    priority: list[float] | None
    waiting: list[tuple[float, float, int, int, int, float]] = field(factory=list)
    length: int = 0
    longest: int = 0
    busy: float = 0.0


@define(eq=False)
class _Served:
    """Those who were served at one stay, in that order."""

    cases: array[int] = field(factory=lambda: array("q"))
    waits: array[float] = field(factory=lambda: array("d"))
    since: array[float] = field(factory=lambda: array("d"))
    leaves: array[float] = field(factory=lambda: array("d"))

    def claims(self) -> Claims:
        """Return them in the order of their numbers."""
        cases = np.frombuffer(self.cases, np.int64)
        order = np.argsort(cases)
        waits, since, leaves = (
            np.frombuffer(column)[order]
            for column in (self.waits, self.since, self.leaves)
        )
        seen = np.zeros(order.size, np.bool_)
        return Claims(cases[order], waits, since, leaves, seen)

    def waited(self) -> tuple[NDArray[np.int64], Floats]:
        """Return them in the order of their numbers, and how long they waited."""
        cases = np.frombuffer(self.cases, np.int64)
        order = np.argsort(cases)
        return cases[order], np.frombuffer(self.waits)[order]


@define(eq=False)
class EventLoop:
    """A queue, event by event.

    Attributes:
        events: A heap of (moment, case, what, more).
        limited: Cases that wait and will give up, and at which stay.
        gone: Cases that gave up and are still in a heap.
        served: For each stay, the cases that were served there, their waits, when they
            came and when they let go of their people.
    """

    queue: Queue
    steps: Steps
    lines: list[_Line] = field(init=False)
    arrivals: list[float] = field(init=False)
    now: float = 0.0
    events: list[tuple[float, int, int, tuple[float, ...]]] = field(factory=list)
    limited: set[tuple[int, int, int]] = field(factory=set)
    gone: set[tuple[int, int, int]] = field(factory=set)
    served: dict[Place, _Served] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.arrivals = self.queue.arrivals.tolist()
        self.lines = [
            _Line(resource.count, _priorities(self.queue, resource.priority))
            for resource in self.queue.plan.scenario.resources
        ]

    def run(self, progress: Callable[[int], None] | None = None) -> Waits:
        """Return how long all cases waited.

        Args:
            progress: Told now and then how many cases have come.
        """
        first, events = self.steps.first(), self.events
        coming, come = next(first, None), 0
        began = self.now = coming[0] if coming is not None else 0.0
        while coming is not None or events:
            if coming is not None and (not events or coming[0] <= events[0][0]):
                self.now = max(self.now, coming[0])
            else:
                self.now = max(self.now, events[0][0])
            while coming is not None and coming[0] <= self.now:
                self._come(coming[1], coming[2])
                coming, come = next(first, None), come + 1
                if progress is not None and not come % _TOLD:
                    progress(come)
            while events and events[0][0] <= self.now:
                self._happen(*heappop(events)[1:])
            for number, line in enumerate(self.lines):
                if line.free and line.length:
                    self._serve(number, line)
                line.longest = max(line.longest, line.length)
        return self._waits(self.now - began)

    def _come(self, case: int, comes: Comes) -> None:
        state, visit, since, gives_up = comes
        line = self.lines[self.queue.holders[state]]
        first = 0.0 if line.priority is None else line.priority[case]
        at = self.arrivals[case] + since
        heappush(line.waiting, (first, at, case, state, visit, since))
        line.length += 1
        if gives_up < inf:
            at = self.arrivals[case] + gives_up
            heappush(self.events, (at, case, _GIVES_UP, (state, visit)))
            self.limited.add((case, state, visit))

    def _happen(self, case: int, what: int, more: tuple[float, ...]) -> None:
        if what == _RELEASE:
            self.lines[int(more[0])].free += 1
        elif what == _COMES:
            state, visit, since, gives_up = more
            self._come(case, (int(state), int(visit), since, gives_up))
        else:
            place = int(more[0]), int(more[1])
            if (case, *place) in self.limited:
                self._give_up(case, place)

    def _give_up(self, case: int, place: Place) -> None:
        self.limited.remove((case, *place))
        self.gone.add((case, *place))
        self.lines[self.queue.holders[place[0]]].length -= 1
        self._next(case, self.steps.gone(case, place))

    def _next(self, case: int, comes: Comes | None) -> None:
        if comes is not None:
            at = self.arrivals[case] + comes[2]
            heappush(self.events, (at, case, _COMES, comes))

    def _serve(self, number: int, line: _Line) -> None:
        now = self.now
        while line.free and line.waiting:
            _, at, case, state, visit, since = heappop(line.waiting)
            if self.gone and (case, state, visit) in self.gone:
                self.gone.remove((case, state, visit))
                continue
            self.limited.discard((case, state, visit))
            line.free -= 1
            line.length -= 1
            place, wait = (state, visit), now - at
            leaves, comes = self.steps.served(case, place, since + wait)
            released = max(self.arrivals[case] + leaves, now)
            line.busy += released - now
            heappush(self.events, (released, case, _RELEASE, (number,)))
            self._next(case, comes)
            noted = self.served.get(place)
            if noted is None:
                noted = self.served[place] = _Served()
            noted.cases.append(case)
            noted.waits.append(wait)
            noted.since.append(since)
            noted.leaves.append(leaves)

    def claims(self) -> dict[Place, Claims]:
        """Return what was taken for granted about those who were served."""
        return {place: noted.claims() for place, noted in self.served.items()}

    def _waits(self, span: float) -> Waits:
        tables = {place: noted.waited() for place, noted in self.served.items()}
        resources = self.queue.plan.scenario.resources
        people = tuple(
            People(r.name, line.busy / (r.count * span) if span else 0.0, line.longest)
            for r, line in zip(resources, self.lines, strict=True)
        )
        return Waits(tables, people)


def _priorities(queue: Queue, fact: str) -> list[float] | None:
    if not fact:
        return None
    found = []
    for start in range(0, queue.cases, BLOCK):
        size = min(BLOCK, queue.cases - start)
        cases = np.arange(start, start + size, dtype=np.uint64)
        files = Files(queue.plan, queue.unasked.needs, queue.seed, cases)
        column = files.column(fact, np.arange(size), np.zeros(size))
        assert column is not None  # loading has seen to it that it is drawn
        found += column.values.astype(np.float64).tolist()
    return found
