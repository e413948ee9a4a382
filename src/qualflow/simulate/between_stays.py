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
            for state, made in lives.turns.made.items():
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
            yield from zip(ready[some].tolist(), some.tolist(), comes, strict=True)


_Drawn: TypeAlias = tuple[list[int], list[float], list[bool] | None]


class _Columns:
    """The chances of some cases, for every visit of every state, drawn when needed.

    Attributes:
        drawn: For each stay, where each case goes, how long it takes, and where it is
            working days that are counted, None for nowhere.
        visits: For each state, how often each case has entered it.
        left: How many cases may still ask.
    """

    def __init__(
        self, queue: Queue, arrived: Arrived, first: int, but: set[int]
    ) -> None:
        last = min(first + COLUMNS, queue.cases)
        cases = np.arange(first, last, dtype=np.uint64)
        self._queue = queue
        self._held = uncounted(Held, queue, cases)
        self._rows = np.arange(cases.size)
        self._made: dict[int, int] = {}
        self.drawn: dict[Place, _Drawn] = {}
        come = ~np.isnan(arrived.since[first:last])
        come[[case - first for case in but if first <= case < last]] = False
        self.left = int(np.count_nonzero(come))
        self.visits = {
            state: arrived.visits[state][first:last].tolist()
            if state in arrived.visits
            else [0] * cases.size
            for state in queue.core
        }

    def draw(self, place: Place) -> _Drawn:
        """Return what all cases draw for a stay."""
        plan, (state, last) = self._queue.plan, place
        room = plan.rooms[state]
        if last > _MOST_VISITS:
            what = f"steps that lead in a circle without end through '{room.name}'"
            raise CannotSimulateError(plan.scenario.name, what)
        targets = np.array([plan.target(0, state, leg.step) for leg in room.legs])
        for visit in range(self._made.get(state, 0), last + 1):
            leg, waited = self._held.delays(room, visit, self._rows)
            working = works(room, leg)
            self.drawn[state, visit] = (
                targets.take(leg).tolist(),
                waited.tolist(),
                working.tolist() if working.any() else None,
            )
        self._made[state] = last + 1
        return self.drawn[place]


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
        self._horizon = float(queue.plan.horizon)
        self._core = queue.core
        self._held = queue.holders.keys()
        rooms = queue.plan.rooms
        self._once = {state for state in queue.core if not rooms[state].cyclic}

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
        columns = self._columns.get(number) or self._open(number)
        at, leaves, horizon = begun, -1.0, self._horizon
        while True:
            targets, delays, working = columns.drawn.get(place) or columns.draw(place)
            if working is not None and working[row]:
                at = self._queue.one_until(at, delays[row])
            else:
                at += delays[row]
            state = targets[row]
            if leaves < 0:
                leaves = at
            if at > horizon or state not in self._core:
                break
            made = columns.visits[state]
            visit = 0 if state in self._once else made[row]
            made[row] += 1
            if state in self._held:
                return leaves, (state, visit, at, inf)
            place = state, visit
        columns.left -= 1
        if not columns.left:
            del self._columns[number]
        return leaves, None

    def _open(self, number: int) -> _Columns:
        found = _Columns(self._queue, self._arrived, number * COLUMNS, self.exceptions)
        self._columns[number] = found
        return found

    def gone(self, case: int, place: Place) -> Comes | None:
        """As in `Steps`."""
        self.exceptions.add(case)
        return self._replays.gone(case, place)


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
