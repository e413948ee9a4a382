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
from typing import Any

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
        number: Of the resource.
        free: How many people are.
        waiting: A heap of (priority, moment, case, stay, own moment).
        length: How many of these have not given up.
        priority: One for each case; None for first come, first served.
    """

    number: int
    free: int
    priority: list[float] | None
    waiting: list[tuple[float, float, int, Place, float]] = field(factory=list)
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
    line_of: dict[int, _Line] = field(init=False)
    arrivals: list[float] = field(init=False)
    events: list[tuple[float, int, int, Any]] = field(factory=list)
    limited: set[tuple[int, int, int]] = field(factory=set)
    gone: set[tuple[int, int, int]] = field(factory=set)
    served: dict[Place, _Served] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.arrivals = self.queue.arrivals.tolist()
        self.lines = [
            _Line(number, resource.count, _priorities(self.queue, resource.priority))
            for number, resource in enumerate(self.queue.plan.scenario.resources)
        ]
        holders = self.queue.holders
        self.line_of = {state: self.lines[number] for state, number in holders.items()}

    def run(self, progress: Callable[[int], None] | None = None) -> Waits:
        """Return how long all cases waited.

        Args:
            progress: Told now and then how many cases have come.
        """
        events, lines = self.events, self.lines
        ahead = self.steps.first()
        first, come = next(ahead, None), 0
        began = now = first[0] if first is not None else 0.0
        while first is not None or events:
            at = events[0][0] if events else inf
            if first is not None and first[0] < at:
                at = first[0]
            if at > now:  # a sum may be rounded to a little before it
                now = at
            while first is not None and first[0] <= now:
                self._come(first[1], first[2])
                first, come = next(ahead, None), come + 1
                if progress is not None and (first is None or not come % _TOLD):
                    progress(come)
            while events and events[0][0] <= now:
                _, case, what, more = heappop(events)
                if what == _RELEASE:
                    lines[more].free += 1
                elif what == _COMES:
                    self._come(case, more)
                elif (case, *more) in self.limited:
                    self._give_up(case, more)
            for line in lines:
                if line.length:
                    if line.free:
                        self._serve(line, now)
                    if line.length > line.longest:
                        line.longest = line.length
        return self._waits(now - began)

    def _come(self, case: int, comes: Comes) -> None:
        state, visit, since, gives_up = comes
        line = self.line_of[state]
        first = 0.0 if line.priority is None else line.priority[case]
        start = self.arrivals[case]
        heappush(line.waiting, (first, start + since, case, (state, visit), since))
        line.length += 1
        if gives_up < inf:
            heappush(self.events, (start + gives_up, case, _GIVES_UP, (state, visit)))
            self.limited.add((case, state, visit))

    def _give_up(self, case: int, place: Place) -> None:
        self.limited.remove((case, *place))
        self.gone.add((case, *place))
        self.line_of[place[0]].length -= 1
        comes = self.steps.gone(case, place)
        if comes is not None:
            at = self.arrivals[case] + comes[2]
            heappush(self.events, (at, case, _COMES, comes))

    def _serve(self, line: _Line, now: float) -> None:
        events, waiting = self.events, line.waiting
        while line.free and waiting:
            _, at, case, place, since = heappop(waiting)
            if self.limited or self.gone:
                stay = case, *place
                if stay in self.gone:
                    self.gone.remove(stay)
                    continue
                self.limited.discard(stay)
            line.free -= 1
            line.length -= 1
            wait, start = now - at, self.arrivals[case]
            leaves, comes = self.steps.served(case, place, since + wait)
            released = start + leaves
            if released < now:
                released = now
            line.busy += released - now
            heappush(events, (released, case, _RELEASE, line.number))
            if comes is not None:
                heappush(events, (start + comes[2], case, _COMES, comes))
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
