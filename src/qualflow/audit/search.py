"""The least lawful life that contains what was observed.

A chain begins in the first state; each step starts where the one before it ended.  All
considered events are in it, each once, in any order their days allow; between them
unseen steps may be supplied.  Least is, in this order: the number of grounds, that of
supplied steps, the order of the rows step by step, the days of the events.

Search by uniform cost over places.  Two chains that meet in one place have the same
future, so only the better one goes on; how many others tie on the first two counts is
counted on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import TypeAlias

from attrs import define, field, frozen

from qualflow.audit.grounds import Grounds, is_after
from qualflow.audit.mapping import Ground
from qualflow.audit.moves import Move, Moves, Place
from qualflow.audit.windows import Placed, narrowed
from qualflow.errors import QualflowError

MOST_PLACES = 100_000

Chain: TypeAlias = tuple[Placed, ...]
Cost: TypeAlias = tuple[int, int, int]
"""Grounds, supplied steps, steps."""
Order: TypeAlias = tuple[tuple[int, ...], tuple[tuple[int, int], ...]]
"""The rows, and the days of the events, step by step."""


class TooManyLivesError(QualflowError):
    """There are too many orders in which the events can have happened."""

    def __init__(self, places: int) -> None:
        self.places = places
        super().__init__(places)

    def __str__(self) -> str:
        return (
            f"no answer within {self.places:,} places of a life: too many events can "
            f"lie in any order; narrower days help"
        )


@frozen
class Found:
    """The least life, and how many other chains are as good on the first two counts."""

    chain: Chain
    alternatives: int


@define
class _Arrival:
    """The best chain to a place so far, and the number of those that tie with it."""

    cost: Cost
    order: Order
    chain: Chain
    count: int = 1
    done: bool = field(default=False)


class Search:
    """A search for one set of events.

    Args:
        days: For each event its own days, to order lives that tie.
    """

    def __init__(
        self, moves: Moves, days: Sequence[tuple[int, int]], grounds: Grounds
    ) -> None:
        self.moves = moves
        self.days = days
        self.grounds = grounds
        self._certain: dict[Move, int] = {}
        self._open: dict[Move, tuple[Ground, ...]] = {}
        self._marked = self._weigh()

    def _weigh(self) -> tuple[Ground, ...]:
        """Count what grounds each move has, and return those that ask for the chain."""
        marked: dict[str, Ground] = {}
        there = {move.step.row.name for move in self.moves.all}
        for move in self.moves.all:
            line = move.option.grounds if move.option else ()
            found = self.grounds.possible(move.step.row, observed=bool(move.bit))
            more = [ground for ground in found if ground.name not in line]
            certain = len(set(line)) + sum(not ground.after for ground in more)
            asking = tuple(ground for ground in more if ground.after in there)
            self._certain[move], self._open[move] = certain, asking
            marked.update((ground.name, ground) for ground in asking)
        return tuple(ground for _, ground in sorted(marked.items()))

    def least(self) -> Found | None:
        """Return the least life, None if there is none.

        Raises:
            TooManyLivesError: If the search gives up.
        """
        first = self.moves.first
        best = {first: _Arrival((0, 0, 0), ((), ()), ())}
        queue: list[tuple[Cost, int, Place]] = [((0, 0, 0), 0, first)]
        goals: list[_Arrival] = []
        pushed = 0
        while queue:
            cost, _, place = heappop(queue)
            arrival = best[place]
            if arrival.done or cost != arrival.cost:
                continue
            if goals and cost[:2] > goals[0].cost[:2]:
                break
            arrival.done = True
            if place.used == self.moves.everything:
                goals.append(arrival)
                continue
            for onward, move, chain, grounds in self._onward(place, arrival.chain):
                supplied = 0 if move.bit else 1
                there = (cost[0] + grounds, cost[1] + supplied, cost[2] + 1)
                order = self._order(arrival.order, move.step)
                known = best.get(onward)
                if known is None or there[:2] < known.cost[:2]:
                    best[onward] = _Arrival(there, order, chain, arrival.count)
                    pushed += 1
                    heappush(queue, (there, pushed, onward))
                    if len(best) > MOST_PLACES:
                        raise TooManyLivesError(MOST_PLACES)
                elif there == known.cost:
                    known.count += arrival.count
                    if order < known.order:
                        known.order, known.chain = order, chain
        if not goals:
            return None
        chosen = min(goals, key=lambda goal: goal.order)
        lives = sum(goal.count for goal in goals) * self.moves.exchanges
        return Found(chosen.chain, lives - 1)

    def _order(self, order: Order, step: Placed) -> Order:
        rows, days = order
        rows = (*rows, step.row.place)
        return rows, days if step.event is None else (*days, self.days[step.event])

    def _onward(
        self, place: Place, chain: Chain
    ) -> Iterator[tuple[Place, Move, Chain, int]]:
        moves = self.moves
        for onward, move in moves.onward(place):
            if moves.lost(onward):
                continue
            grounds = self._certain[move] + sum(
                self.grounds.after(ground, chain, move.step)
                for ground in self._open[move]
            )
            longer = (*chain, move.step)
            if self._marked:
                onward = onward._replace(marks=self._marks(longer))
            yield onward, move, longer, grounds

    def _marks(self, chain: Chain) -> tuple[bool, ...]:
        """Return whether what later grounds ask for is there, and early enough."""
        lives: Chain | None = None
        marks = []
        for ground in self._marked:
            marks.append(any(step.row.name == ground.after for step in chain))
            if ground.after_until is not None:
                if lives is None:
                    distances, terms = self.grounds.distances, self.grounds.terms
                    lives = narrowed(chain, distances, terms) or ()
                marks.append(is_after(ground, lives))
        return tuple(marks)
