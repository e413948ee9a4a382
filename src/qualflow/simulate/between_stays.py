"""What cases do between stays that need people, one case at a time.

Where nothing but chance decides, columns drawn in advance tell it in microseconds; else
the life of that case is told again, which takes some milliseconds and has in it all
that the law may do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf
from typing import Protocol, TypeAlias

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from qualflow.simulate.distributions import Floats
from qualflow.simulate.held_lives import Arriving, Held, Replayed, uncounted
from qualflow.simulate.holding import Place, Queue, works
from qualflow.simulate.planning import CannotSimulateError
from qualflow.simulate.sampling import BLOCK

Comes: TypeAlias = tuple[int, int, float, float]
"""That a case comes to a stay that needs people: its state and visit, when in days of
the case's own, and when the law makes it leave if nobody comes before."""

COLUMNS = 4_096
"""Cases whose chances are drawn together."""
_MOST_VISITS = 30_000


class Steps(Protocol):
    """What cases do between stays that need people."""

    def first(self) -> Iterator[tuple[float, int, Comes]]:
        """Yield when cases come for the first time, the case, and to what, in order."""

    def served(
        self, case: int, place: Place, begun: float
    ) -> tuple[float, Comes | None]:
        """Return when a case lets go of its people, and where it comes next, if at all.

        Args:
            case: Its number.
            place: The stay.
            begun: When the people were free, in days of its own.
        """

    def gone(self, case: int, place: Place) -> Comes | None:
        """Return where a case comes next that the law took out of the queue."""


@define(eq=False)
class Arrived:
    """Where every case comes for the first time.

    Attributes:
        visits: For each state that is counted, how often each case has entered it.
    """

    since: Floats
    room: NDArray[np.int16]
    visit: NDArray[np.int16]
    gives_up: Floats
    visits: dict[int, NDArray[np.int16]] = field(factory=dict)

    @classmethod
    def of(cls, queue: Queue) -> Arrived:
        """Let all cases live up to there."""
        size = queue.cases
        found = cls(
            np.full(size, np.nan),
            np.full(size, -1, np.int16),
            np.zeros(size, np.int16),
            np.full(size, inf),
        )
        for start in range(0, size, BLOCK):
            cases = np.arange(start, min(start + BLOCK, size), dtype=np.uint64)
            lives = uncounted(Arriving, queue, cases)
            lives.to_the_horizon()
            of = slice(start, start + cases.size)
            found.since[of], found.room[of] = lives.since, lives.room
            found.visit[of], found.gives_up[of] = lives.visit, lives.gives_up
            for state, made in lives.visits.items():
                if state in queue.core:
                    every = found.visits.setdefault(state, np.zeros(size, np.int16))
                    every[of] = made
        return found

    def in_order(self, queue: Queue) -> Iterator[tuple[float, int, Comes]]:
        """Yield when each case comes, its number and where to, by that order."""
        ready = queue.arrivals + self.since
        order = np.argsort(ready, kind="stable")
        order = order[: np.count_nonzero(~np.isnan(ready))]
        for start in range(0, order.size, COLUMNS):
            some = order[start : start + COLUMNS]
            columns = (self.room, self.visit, self.since, self.gives_up)
            comes = zip(*(column[some].tolist() for column in columns), strict=True)
            yield from zip(
                ready[some].tolist(), some.tolist(), comes, strict=True
            )  # fmt: skip


class _Columns:
    """The chances of some cases, for every visit of every state, drawn when needed."""

    def __init__(self, queue: Queue, arrived: Arrived, first: int) -> None:
        last = min(first + COLUMNS, queue.cases)
        cases = np.arange(first, last, dtype=np.uint64)
        self._queue = queue
        self._held = uncounted(Held, queue, cases)
        self._rows = np.arange(cases.size)
        self._drawn: dict[int, list[tuple[list[int], list[float]]]] = {}
        self.left = int(np.count_nonzero(~np.isnan(arrived.since[first:last])))
        self.visits = {
            state: made[first:last].tolist() for state, made in arrived.visits.items()
        }

    def __call__(self, state: int, visit: int) -> tuple[list[int], list[float]]:
        """Return which way each case goes, and how long it takes."""
        found = self._drawn.setdefault(state, [])
        while len(found) <= visit:
            room = self._queue.plan.rooms[state]
            leg, waited = self._held.delays(room, len(found), self._rows)
            found.append((leg.tolist(), waited.tolist()))
        return found[visit]

    def visit(self, state: int, row: int) -> int:
        """Count that a case enters a state; return which time it is, from 0."""
        made = self.visits.get(state)
        if made is None:
            made = self.visits[state] = [0] * self._rows.size
        made[row] += 1
        return int(made[row]) - 1


class ByColumns:
    """Steps where nothing but chance decides between stays that need people.

    Attributes:
        exceptions: Cases with which it is otherwise: their lives are told again.
    """

    def __init__(
        self, queue: Queue, arrived: Arrived, exceptions: Iterable[int] = ()
    ) -> None:
        self._queue = queue
        self._arrived = arrived
        self.exceptions = set(exceptions)
        self._replays = ByReplays(queue, arrived)
        self._columns: dict[int, _Columns] = {}
        plan = queue.plan
        rooms = {number: plan.rooms[number] for number in queue.core}
        self._targets = {
            number: [plan.target(0, number, leg.step) for leg in room.legs]
            for number, room in rooms.items()
        }
        self._working = {
            number: works(room, np.arange(len(room.legs), dtype=np.int8)).tolist()
            for number, room in rooms.items()
        }
        self._cyclic = {number for number, room in rooms.items() if room.cyclic}

    def first(self) -> Iterator[tuple[float, int, Comes]]:
        """As in `Steps`."""
        return self._arrived.in_order(self._queue)

    def served(
        self, case: int, place: Place, begun: float
    ) -> tuple[float, Comes | None]:
        """As in `Steps`."""
        if self.exceptions and case in self.exceptions:
            return self._replays.served(case, place, begun)
        number, row = divmod(case, COLUMNS)
        columns = self._columns.get(number)
        if columns is None:
            columns = _Columns(self._queue, self._arrived, number * COLUMNS)
            self._columns[number] = columns
        leaves, state = self._leave(columns, row, *place, begun)
        at, horizon = leaves, self._queue.plan.horizon
        while at <= horizon and state in self._targets:
            visit = columns.visit(state, row) if state in self._cyclic else 0
            if state in self._queue.holders:
                return leaves, (state, visit, at, inf)
            at, state = self._leave(columns, row, state, visit, at)
        columns.left -= 1
        if not columns.left:
            del self._columns[number]
        return leaves, None

    def gone(self, case: int, place: Place) -> Comes | None:
        """As in `Steps`."""
        self.exceptions.add(case)
        return self._replays.gone(case, place)

    def _leave(
        self, columns: _Columns, row: int, state: int, visit: int, begun: float
    ) -> tuple[float, int]:
        """Return when a case leaves a state, and where it goes."""
        if visit > _MOST_VISITS:
            name = self._queue.plan.rooms[state].name
            what = f"steps that lead in a circle without end through '{name}'"
            raise CannotSimulateError(self._queue.plan.scenario.name, what)
        legs, delays = columns(state, visit)
        leg, waited = legs[row], delays[row]
        if self._working[state][leg]:
            at = self._queue.one_until(begun, waited)
        else:
            at = begun + waited
        return at, self._targets[state][leg]


class ByReplays:
    """Steps of cases whose lives are told again, with all the law may do to them.

    Attributes:
        known: For each case, when its stays that need people began.
    """

    def __init__(self, queue: Queue, arrived: Arrived) -> None:
        self._queue = queue
        self._arrived = arrived
        self.known: dict[int, dict[Place, float]] = {}

    def first(self) -> Iterator[tuple[float, int, Comes]]:
        """As in `Steps`."""
        return self._arrived.in_order(self._queue)

    def served(
        self, case: int, place: Place, begun: float
    ) -> tuple[float, Comes | None]:
        """As in `Steps`."""
        self.known.setdefault(case, {})[place] = begun
        life = self._live(case)
        return life.released, self._comes(case, life)

    def gone(self, case: int, place: Place) -> Comes | None:
        """As in `Steps`."""
        self.known.setdefault(case, {})[place] = inf
        return self._comes(case, self._live(case))

    def _comes(self, case: int, life: Replayed) -> Comes | None:
        if life.stands is None:
            self.known.pop(case, None)
            return None
        return (*life.stands, life.since, life.gives_up)

    def _live(self, case: int) -> Replayed:
        cases = np.array([case], np.uint64)
        known = self.known[case]
        life = uncounted(Replayed, self._queue, cases, known=known)
        life.to_the_horizon()
        return life
