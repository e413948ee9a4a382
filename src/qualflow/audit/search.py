"""The least lawful life that contains what was observed.

A chain begins in the first state; each step starts where the one before it ended.  All
considered events are in it, each once, in any order their days allow; between them
unseen steps may be supplied.  Least is, in this order: the number of grounds, that of
supplied steps, the order of the rows step by step, the days of the events.

Search by uniform cost over (events used, state, earliest day, …).  Two chains that meet
in one such place have the same future, so only the better one goes on; how many others
tie on the first two counts is counted on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import TypeAlias

from attrs import define, field, frozen

from qualflow.audit.judging import Judge, Known
from qualflow.audit.mapping import Distance
from qualflow.audit.options import Option
from qualflow.audit.rows import Row
from qualflow.audit.windows import Placed, applies, later
from qualflow.law.expression import Value
from qualflow.law.facts import inside

MOST_NODES = 200_000

Chain: TypeAlias = tuple[Placed, ...]
Written: TypeAlias = tuple[tuple[str, Value], ...]
GroundsOf: TypeAlias = Callable[[Chain, Placed], int]


class TooManyLivesError(Exception):
    """The search looked at `MOST_NODES` places and gave up."""


@frozen
class Found:
    """The least life, and how many other chains are as good on the first two counts."""

    chain: Chain
    alternatives: int


@frozen
class _Place:
    """Where a chain has come to: all that its future depends on."""

    used: int
    state: str
    day: int
    written: Written
    gap: frozenset[int]
    anchors: tuple[tuple[str, int, int], ...]
    must: tuple[str, ...] = ()


Order: TypeAlias = tuple[tuple[int, ...], tuple[tuple[int, int], ...]]


@define
class _Arrival:
    """The best chain to a place so far, and the number of those that tie with it."""

    cost: tuple[int, int, int]
    order: Order
    chain: Chain
    count: int = 1
    done: bool = field(default=False)


class Search:
    """A search for one set of events.

    Args:
        events: For each event the rows it can be.
        days: For each event its own days, to order lives that tie.
        supplies: The window of each row that may be supplied.
        start: The facts every step is judged by.
        grounds_of: How many grounds a step adds, given the chain before it.
    """

    def __init__(
        self,
        initial: str,
        events: Sequence[Sequence[Option]],
        days: Sequence[tuple[int, int]],
        supplies: Mapping[Row, tuple[int, int]],
        distances: Sequence[Distance],
        judge: Judge,
        start: Known,
        grounds_of: GroundsOf,
    ) -> None:
        self.initial = initial
        self.events = events
        self.days = days
        self.supplies = supplies
        self.distances = distances
        self.judge = judge
        self.start = dict(start)
        self.grounds_of = grounds_of
        self.latest = [max(option.last for option in options) for options in events]
        self.anchor_names = {distance.after for distance in distances}
        self.observed_from: dict[str, list[tuple[int, Option]]] = {}
        for number, options in enumerate(events):
            for option in options:
                for source in option.row.transition.sources:
                    self.observed_from.setdefault(source, []).append((number, option))
        self.supplied_from: dict[str, list[Row]] = {}
        for row in supplies:
            for source in row.transition.sources:
                self.supplied_from.setdefault(source, []).append(row)
        self.reach = self._reachable()

    def _reachable(self) -> dict[str, frozenset[str]]:
        """Return for each state those that supplied steps alone lead to."""
        reach: dict[str, frozenset[str]] = {}
        for state in {*self.supplied_from, *self.observed_from, self.initial}:
            found, waiting = {state}, [state]
            while waiting:
                for row in self.supplied_from.get(waiting.pop(), ()):
                    if row.transition.target not in found:
                        found.add(row.transition.target)
                        waiting.append(row.transition.target)
            reach[state] = frozenset(found)
        return reach

    def least(self) -> Found | None:
        """Return the least life, None if there is none.

        Raises:
            TooManyLivesError: If the search gives up.
        """
        everything = (1 << len(self.events)) - 1
        first = _Place(0, self.initial, 0, (), frozenset(), ())
        best = {first: _Arrival((0, 0, 0), ((), ()), ())}
        queue: list[tuple[tuple[int, int, int], int, _Place]] = [((0, 0, 0), 0, first)]
        goals: list[_Arrival] = []
        serial = 0
        while queue:
            cost, _, place = heappop(queue)
            arrival = best[place]
            if arrival.done or cost != arrival.cost:
                continue
            if goals and cost[:2] > goals[0].cost[:2]:
                break
            arrival.done = True
            if place.used == everything:
                goals.append(arrival)
                continue
            for next_place, step, grounds in self._onward(place, arrival.chain):
                serial += 1
                if serial > MOST_NODES:
                    raise TooManyLivesError
                supplied = step.event is None
                onward = (cost[0] + grounds, cost[1] + supplied, cost[2] + 1)
                order = self._order(arrival.order, step)
                known = best.get(next_place)
                if known is None or onward[:2] < known.cost[:2]:
                    chain = (*arrival.chain, step)
                    best[next_place] = _Arrival(onward, order, chain, arrival.count)
                    heappush(queue, (onward, serial, next_place))
                elif onward == known.cost:
                    known.count += arrival.count
                    if order < known.order:
                        known.order, known.chain = order, (*arrival.chain, step)
        if not goals:
            return None
        chosen = min(goals, key=lambda goal: goal.order)
        return Found(chosen.chain, sum(goal.count for goal in goals) - 1)

    def _order(self, order: Order, step: Placed) -> Order:
        rows, days = order
        rows = (*rows, step.row.place)
        return rows, days if step.event is None else (*days, self.days[step.event])

    def _onward(
        self, place: _Place, chain: Chain
    ) -> Iterator[tuple[_Place, Placed, int]]:
        for number, option in self.observed_from.get(place.state, ()):
            if place.used >> number & 1:
                continue
            if place.must and option.row.name not in place.must:
                continue
            step = Placed(option.row, option.first, option.last, number)
            yield from self._taken(place, chain, step, option)
        if place.must:
            return
        for row in self.supplied_from.get(place.state, ()):
            if row.place in place.gap or not self._leads_on(place, row):
                continue
            first, last = self.supplies[row]
            yield from self._taken(place, chain, Placed(row, first, last), None)

    def _leads_on(self, place: _Place, row: Row) -> bool:
        """Return whether some event left can still be reached past a supplied row."""
        target = row.transition.target
        reached = self.reach.get(target, frozenset((target,)))
        return any(
            not place.used >> number & 1
            for state in reached
            for number, _ in self.observed_from.get(state, ())
        )

    def _taken(
        self, place: _Place, chain: Chain, step: Placed, option: Option | None
    ) -> Iterator[tuple[_Place, Placed, int]]:
        day = max(place.day, step.first)
        for name, anchor_first, anchor_last in place.anchors:
            for distance in self.distances:
                if distance.after == name and applies(
                    distance, step, anchor_last, self.judge.terms
                ):
                    soonest = later(anchor_first, distance, self.judge.terms)
                    day = max(day, soonest)
        if day > step.last or self._too_late(place, step, day):
            return
        if self._barred(place, step, option):
            return
        used, gap = place.used, place.gap | {step.row.place}
        if step.event is not None:
            used, gap = used | 1 << step.event, frozenset()
        next_place = _Place(
            used,
            step.row.transition.target,
            day,
            self._written(place.written, step.row),
            gap,
            self._anchors(place, step, day),
            step.row.supply.before if step.event is None else (),
        )
        grounds = self.grounds_of(chain, step)
        yield next_place, step, grounds + (len(option.grounds) if option else 0)

    def _too_late(self, place: _Place, step: Placed, day: int) -> bool:
        """Return whether some event left would then have no day."""
        return any(
            latest < day and not place.used >> number & 1 and number != step.event
            for number, latest in enumerate(self.latest)
        )

    def _barred(self, place: _Place, step: Placed, option: Option | None) -> bool:
        known = dict(option.known) if option is not None else dict(self.start)
        if not place.written and option is not None:
            return False  # its own facts were judged when it became an option
        known.update(place.written)
        facts = tuple(sorted(known.items()))
        return bool(self.judge.unmet(step.row, step.first, step.last, facts))

    def _written(self, written: Written, row: Row) -> Written:
        if not row.writes:
            return written
        facts = dict(written)
        for name, value in row.writes:
            if value is None:
                facts.pop(name, None)
            else:
                facts[name] = inside(value)
        return tuple(sorted(facts.items()))

    def _anchors(
        self, place: _Place, step: Placed, day: int
    ) -> tuple[tuple[str, int, int], ...]:
        if step.row.name not in self.anchor_names:
            return place.anchors
        others = tuple(a for a in place.anchors if a[0] != step.row.name)
        return tuple(sorted((*others, (step.row.name, day, step.last))))
