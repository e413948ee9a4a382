"""Lives with stays that begin to pass only when people are free.

What the queue adds to a life is when each such stay begins; all else is as in
`sampling`.  So a life is told up to its queue, and later again with the waits that the
queue came to, by the same arrays and the same draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import TypeVar

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from qualflow.law.edition import Step
from qualflow.simulate.blocks import GRAIN, Block, Entered, Moved, total
from qualflow.simulate.distributions import Floats
from qualflow.simulate.filing import Cases, Files, Rows
from qualflow.simulate.holding import Claims, Legs, Place, Queue, Waits
from qualflow.simulate.periods import Mask, Periods
from qualflow.simulate.rooms import Leg, Room
from qualflow.simulate.sampling import BLOCK, Lives


@define(eq=False)
class Held(Lives):
    """Lives with stays that need people."""

    queue: Queue = field(kw_only=True)
    _raw: bool = False

    def delays(self, room: Room, visit: int, rows: Rows) -> tuple[Legs, Floats]:
        """Return which way each case goes, and how long it takes in its unit."""
        self._raw = True
        found = Lives._exits(self, room, visit, rows, np.zeros(rows.size))
        self._raw = False
        return found

    def _later(self, way: Leg, u: Floats, at: Floats) -> Floats:
        if not self._raw:
            return super()._later(way, u, at)
        waited = way.law.quantile(u)
        return np.rint(waited) if self.plan.dated else waited

    def needs_people(self, room: Room) -> bool:
        """Return whether a stay in a state does."""
        return room.number in self.queue.holders


Kind = TypeVar("Kind", bound=Held)


def lives(
    kind: Callable[..., Kind], queue: Queue, cases: Cases, block: Block, **more: object
) -> Kind:
    """Return lives that nothing has happened to; `more` is what their kind needs."""
    sampler = queue.sampler if block.ended else queue.unasked
    files = Files(queue.plan, sampler.needs, queue.seed, cases)
    periods = Periods(queue.plan, files, queue.seed)
    return kind(sampler, cases, block, files, periods, queue=queue, **more)


def uncounted(
    kind: Callable[..., Kind], queue: Queue, cases: Cases, **more: object
) -> Kind:
    """Return the same, where nobody asks what the lives come to."""
    return lives(
        kind, queue, cases, _Unread.fresh(0, cases.size, (), trace=False), **more
    )


class _Unread(Block):
    """A block in which nothing is counted."""

    def enter(
        self, questions: tuple[Entered, ...], state: int, rows: Rows, at: Floats
    ) -> None:
        pass

    def stay(self, state: int, rows: Rows, horizon: float) -> None:
        pass

    def move(self, moved: Moved) -> None:
        pass


@define(eq=False)
class Arriving(Held):
    """Lives up to the first stay that needs people.

    Attributes:
        since: When each case comes to it; NaN for those that never do.
        room, visit: Which stay it is.
        gives_up: When the law makes a case leave it if nobody comes before; `inf` for
            never.
    """

    since: Floats = field(init=False)
    room: NDArray[np.int16] = field(init=False)
    visit: NDArray[np.int16] = field(init=False)
    gives_up: Floats = field(init=False)

    def __attrs_post_init__(self) -> None:
        Lives.__attrs_post_init__(self)
        size = self.cases.size
        self.since = np.full(size, np.nan)
        self.room = np.full(size, -1, np.int16)
        self.visit = np.zeros(size, np.int16)
        self.gives_up = np.full(size, inf)

    def _exits(
        self, room: Room, visit: int, rows: Rows, since: Floats
    ) -> tuple[Legs, Floats]:
        if not self.needs_people(room):
            return super()._exits(room, visit, rows, since)
        self.since[rows] = since
        self.room[rows] = room.number
        self.visit[rows] = visit
        return np.zeros(rows.size, np.int8), np.full(rows.size, inf)

    def _make(self, room: Room, rows: Rows, at: Floats, step: Step, cause: str) -> None:
        if self.needs_people(room):
            self.gives_up[rows] = at
        else:
            super()._make(room, rows, at, step, cause)


@define(eq=False)
class Replayed(Held):
    """The life of one case up to the first stay of which nobody knows its beginning.

    Attributes:
        known: When stays that need people begin, in days of the case's own; `inf` for
            never.
        stands: The stay at which it is waiting; None if it waits for nobody any more.
        since: When it came there.
        gives_up: When the law makes it leave if nobody comes before; `inf` for never.
        released: When it lets go of its people, the last time; what it does after the
            horizon is not followed, so that it does by then if the law refuses.
    """

    known: dict[Place, float] = field(kw_only=True)
    stands: Place | None = None
    since: float = 0.0
    gives_up: float = inf
    released: float = inf

    def _exits(
        self, room: Room, visit: int, rows: Rows, since: Floats
    ) -> tuple[Legs, Floats]:
        if not self.needs_people(room):
            return super()._exits(room, visit, rows, since)
        never = np.zeros(1, np.int8), np.full(1, inf)
        begun = self.known.get((room.number, visit))
        if begun is None:
            self.stands, self.since = (room.number, visit), float(since[0])
            return never
        if begun == inf:
            return never
        leg, leaves = super()._exits(room, visit, rows, np.array([begun]))
        horizon, first = float(self.plan.horizon), float(leaves[0])
        self.released = first if horizon < first < inf else max(begun, horizon)
        return leg, leaves

    def _later(self, way: Leg, u: Floats, at: Floats) -> Floats:
        if not way.working or not self.plan.dated:
            return super()._later(way, u, at)
        waited = np.rint(way.law.quantile(u))
        return self.queue.until(at, waited, np.ones(at.size, np.bool_))

    def _make(self, room: Room, rows: Rows, at: Floats, step: Step, cause: str) -> None:
        if self.stands is not None and rows.size:
            self.gives_up = float(at[0])
            return
        if self.needs_people(room) and rows.size:
            self.released = float(at[0])
        super()._make(room, rows, at, step, cause)


@define(eq=False)
class Waiting(Held):
    """Lives whose waits are known.

    Attributes:
        waits: How long they are.
        unserved: Where a case stands and nobody has come, or comes before the horizon.
    """

    waits: Waits = field(kw_only=True)
    unserved: Mask = field(init=False)

    def __attrs_post_init__(self) -> None:
        Lives.__attrs_post_init__(self)
        self.unserved = np.zeros(self.cases.size, np.bool_)

    def to_the_horizon(self) -> Block:
        """Let all cases live."""
        block = Lives.to_the_horizon(self)
        left = np.bincount(block.state[self.unserved], minlength=1)
        for state in np.flatnonzero(left):
            each = round(self.plan.horizon * GRAIN)
            block.waited[int(state)] += int(left[state]) * each
        return block

    def _exits(
        self, room: Room, visit: int, rows: Rows, since: Floats
    ) -> tuple[Legs, Floats]:
        if not self.needs_people(room):
            return super()._exits(room, visit, rows, since)
        horizon = float(self.plan.horizon)
        begun = since + self.waits.of(room.number, visit, self.cases[rows])
        late = begun > horizon
        leg, leaves = super()._exits(room, visit, rows, np.minimum(begun, horizon))
        leaves[late] = inf
        self.unserved[rows] = late
        self.block.waited[room.number] += total(begun[~late]) - total(since)
        return leg, leaves

    def _make(self, room: Room, rows: Rows, at: Floats, step: Step, cause: str) -> None:
        if self.needs_people(room):
            unserved = self.unserved[rows]
            self.block.waited[room.number] += total(at[unserved])
            self.unserved[rows] = False
        super()._make(room, rows, at, step, cause)


@define(eq=False)
class Checked(Waiting):
    """Lives that are held against what the queue took for granted.

    Attributes:
        claims: For each stay that needs people.
        wrong: Cases that live otherwise.
        expected: When each case leaves the people it has; `inf` for one that has none.
    """

    claims: Mapping[Place, Claims] = field(kw_only=True)
    wrong: Mask = field(init=False)
    expected: Floats = field(init=False)

    def __attrs_post_init__(self) -> None:
        Waiting.__attrs_post_init__(self)
        self.wrong = np.zeros(self.cases.size, np.bool_)
        self.expected = np.full(self.cases.size, inf)

    def to_the_horizon(self) -> Block:
        """Let all cases live."""
        block = Waiting.to_the_horizon(self)
        self.wrong |= self.expected <= self.plan.horizon
        return block

    def _exits(
        self, room: Room, visit: int, rows: Rows, since: Floats
    ) -> tuple[Legs, Floats]:
        if self.needs_people(room):
            self._compare(self.claims.get((room.number, visit)), rows, since)
        return super()._exits(room, visit, rows, since)

    def _compare(self, claims: Claims | None, rows: Rows, since: Floats) -> None:
        if claims is None:
            self.wrong[rows] = True
            return
        wanted = self.cases[rows].astype(np.int64)
        places = np.searchsorted(claims.cases, wanted)
        places = np.minimum(places, claims.cases.size - 1)
        right = (claims.cases[places] == wanted) & (claims.since[places] == since)
        claims.seen[places[right]] = True
        self.wrong[rows] |= ~right
        self.expected[rows] = np.where(right, claims.leaves[places], inf)

    def _make(self, room: Room, rows: Rows, at: Floats, step: Step, cause: str) -> None:
        if self.needs_people(room):
            self.wrong[rows] |= at != self.expected[rows]
            self.expected[rows] = inf
        super()._make(room, rows, at, step, cause)


def wrong_in(queue: Queue, found: Waits, claims: Mapping[Place, Claims]) -> set[int]:
    """Return the cases that live otherwise than their queue took for granted."""
    wrong = set[int]()
    for start in range(0, queue.cases, BLOCK):
        cases = np.arange(start, min(start + BLOCK, queue.cases), dtype=np.uint64)
        checked = uncounted(Checked, queue, cases, waits=found, claims=claims)
        checked.to_the_horizon()
        wrong.update((np.flatnonzero(checked.wrong) + start).tolist())
    for claim in claims.values():
        wrong.update(claim.cases[~claim.seen].tolist())
    return wrong
