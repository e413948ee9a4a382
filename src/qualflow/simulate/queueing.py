"""Cases that wait for one another: people without whom a stay does not begin to pass.

A case that comes to a state that needs people waits there, keeps them from when they
are free until it leaves, and its delay begins when they do.  Whoever came first is
served first, by the moment of coming, then by the number of the case; or whoever has
the smaller priority.  Who leaves one such state for another lets go and waits anew.

What is shared is people, nothing else.  Each case meets the law and the calendar of one
that begins on the scenario's first day, whenever it arrives: so an answer is about such
a case among people who are as busy, and a run of a thousand years of arrivals asks
about no law of the year 3000.  Moments in a life, and its horizon, count from its own
arrival.  What a case does after its horizon is not followed, but for two things: it
stays in the queue until it is served, and keeps its people as long as that stay takes.

The system begins empty, so that the first cases wait less than later ones.  Nothing is
cut off: let the run be long against the time it takes to fill up, and read the batches
in order, which show it.

Three ways lead to the same waits, to the last bit where several apply:

- Arrays, where no case comes back to people, all are of one kind, and first come is
  first served: cases sorted by when they come, served by the recursion of the k times
  at which people are free.  To sort them, all cases are held in memory, 40 bytes each.
- Events, else: see `event_loop`.  A case takes about 200 bytes.
- Events with lives told again, where the law may refuse, or act while a case waits: it
  then gives up its place in the queue.  Only the lives that the law treats in its own
  way are told again, except where exits race.

Sources:
    Kiefer and Wolfowitz, "On the theory of queues with many servers", 1955, for the
    recursion.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from heapq import heapreplace
from math import inf, nan, sqrt

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from qualflow.simulate.between_stays import Arrived, ByColumns, ByReplays
from qualflow.simulate.blocks import Block
from qualflow.simulate.distributions import Floats
from qualflow.simulate.event_loop import EventLoop
from qualflow.simulate.filing import Rows
from qualflow.simulate.held_lives import Held, Waiting, lives, uncounted, wrong_in
from qualflow.simulate.holding import People, Queue, Waits, Way, works
from qualflow.simulate.planning import Plan
from qualflow.simulate.rooms import Room
from qualflow.simulate.sampling import BLOCK

Progress = Callable[[int], None]

BATCHES = 30
_CHUNK = 65_536


def queued(
    plan: Plan,
    seed: int,
    cases: int,
    size: int = BLOCK,
    *,
    present: bool = False,
    trace: bool = False,
    progress: Progress | None = None,
) -> Iterator[Block]:
    """Yield what cases come to that wait for one another, in order of their numbers.

    All cases are in one queue; a case's life depends on those before it, and on how
    many come after it where they have priority or come again.

    Args:
        plan: What is run.
        seed: Of all chance.
        cases: How many.
        size: How many are in each block, the last one perhaps fewer; never a matter
            of the answer.
        present: Whether to count where cases stand over time.
        trace: Whether to keep everything that happened.
        progress: Told now and then how many cases have come to the queue, which is
            done before the first block is.

    Raises:
        CannotSimulateError: If nobody is limited, if it is about a live case, or if
            cases arrive in working days.
    """
    queue = Queue(plan, seed, cases)
    found = waits(queue, progress)
    yield from lived(queue, found, size, present=present, trace=trace)


def waits(
    queue: Queue, progress: Progress | None = None, way: Way | None = None
) -> Waits:
    """Return how long all cases of a queue wait, and how busy its people are.

    Args:
        queue: The queue.
        progress: Told now and then how many cases have come.
        way: None for the quickest that applies.
    """
    match way or queue.way:
        case Way.ARRAYS:
            return _in_turn(queue, progress)
        case Way.EVENTS:
            return EventLoop(queue, ByColumns(queue, Arrived.of(queue))).run(progress)
        case Way.CHECKED:
            return _checked(queue, progress)
        case Way.REPLAYS:
            return EventLoop(queue, ByReplays(queue, Arrived.of(queue))).run(progress)


def _checked(queue: Queue, progress: Progress | None) -> Waits:
    """Return how long cases wait some of which the law treats in its own way."""
    arrived, exceptions = Arrived.of(queue), set[int]()
    while True:
        steps = ByColumns(queue, arrived, exceptions)
        loop = EventLoop(queue, steps)
        found = loop.run(progress)
        wrong = wrong_in(queue, found, loop.claims()) - steps.exceptions
        if not wrong:
            return found
        exceptions = steps.exceptions | wrong


def lived(
    queue: Queue,
    found: Waits,
    size: int = BLOCK,
    *,
    present: bool = False,
    trace: bool = False,
) -> Iterator[Block]:
    """Yield what the cases of a queue come to whose waits are known.

    Args:
        queue: The queue.
        found: What it came to.
        size: As in `queued`.
        present: As in `queued`.
        trace: As in `queued`.
    """
    plan = queue.plan
    for first in range(0, queue.cases, size):
        last = min(first + size, queue.cases)
        numbers = np.arange(first, last, dtype=np.uint64)
        questions = queue.sampler.questions
        block = Block.fresh(first, last - first, questions, trace=trace)
        if present:
            block.count_present(len(plan.rooms), float(plan.horizon))
        yield lives(Waiting, queue, numbers, block, waits=found).to_the_horizon()


def batch_error(values: Sequence[float] | Floats, batches: int = BATCHES) -> float:
    """Return the standard error of the mean of values that depend on those before them.

    They are cut into batches in their order, and the error is that of the means of the
    batches, raised where neighbouring batches are alike.  It is honest if a batch is
    long against the time that a full queue takes to empty: of the reference process,
    ten people busy for 85 % of their time, 100,000 cases are enough (error 0.33 days
    told, 0.31 found), and of 10,000 it is told 7 % too small.

    Args:
        values: In order of the cases; what is left over at the end is left out.
        batches: At least 2.

    Returns:
        The error; NaN for fewer values than batches.

    Source:
        Law and Carson, "A sequential procedure for determining the length of a
        steady-state simulation", 1979.

    >>> batch_error([1.0, 1.0, 3.0, 3.0], batches=2)
    1.0
    """
    size = len(values) // batches
    if not size:
        return nan
    cut = np.asarray(values, np.float64)[: size * batches]
    off = cut.reshape(batches, size).mean(axis=1)
    off -= off.mean()
    squares = float(off @ off)
    if not squares:
        return 0.0
    alike = max(float(off[1:] @ off[:-1]) / squares, 0.0)
    return sqrt(squares / (batches - 1) / batches * (1 + 2 * alike))


# -- arrays ---------------------------------------------------------------------------


@define(eq=False)
class _Gate(Held):
    """Lives up to the only stay that needs people, and how long it will take.

    Attributes:
        since: When each case comes to it; NaN for those that never do.
        waited: How long it takes, in days or working days.
        working: Where it is working days.
    """

    since: Floats = field(init=False)
    waited: Floats = field(init=False)
    working: NDArray[np.bool_] = field(init=False)

    def __attrs_post_init__(self) -> None:
        Held.__attrs_post_init__(self)
        self.since = np.full(self.cases.size, np.nan)
        self.waited = np.zeros(self.cases.size)
        self.working = np.zeros(self.cases.size, np.bool_)

    def _exits(
        self, room: Room, visit: int, rows: Rows, since: Floats
    ) -> tuple[NDArray[np.int8], Floats]:
        if not self.needs_people(room):
            return super()._exits(room, visit, rows, since)
        leg, self.waited[rows] = self.delays(room, visit, rows)
        self.since[rows] = since
        self.working[rows] = works(room, leg)
        return leg, np.full(rows.size, inf)


def _in_turn(queue: Queue, progress: Progress | None) -> Waits:
    """Return how long cases wait that come once and are served as they come."""
    size = queue.cases
    since, waited = np.empty(size), np.empty(size)
    working = np.zeros(size, np.bool_)
    for start in range(0, size, BLOCK):
        cases = np.arange(start, min(start + BLOCK, size), dtype=np.uint64)
        gate = uncounted(_Gate, queue, cases)
        gate.to_the_horizon()
        of = slice(start, start + cases.size)
        since[of], waited[of], working[of] = gate.since, gate.waited, gate.working
    order = np.argsort(queue.arrivals + since, kind="stable")
    order = order[: np.count_nonzero(~np.isnan(since))]
    turns = _Turns(queue, queue.plan.scenario.resources[0].count)
    for start in range(0, order.size, _CHUNK):
        some = order[start : start + _CHUNK]
        columns = queue.arrivals[some], since[some], waited[some], working[some]
        waited[some] = turns.take(*columns)  # the delay is not needed any more
        if progress is not None:
            progress(start + some.size)
    waited[np.isnan(since)] = inf
    tables = {(state, 0): (None, waited) for state in queue.holders}
    return Waits(tables, (turns.people(),))


class _Turns:
    """So many people, who take cases as these come."""

    def __init__(self, queue: Queue, count: int) -> None:
        self._queue = queue
        self._free = [-inf] * count
        self._begun: Floats = np.zeros(0)  # of those whom a later one may find waiting
        self._first = inf
        self._last = -inf
        self._busy = 0.0
        self._longest = 0

    def take(
        self, arrived: Floats, since: Floats, waited: Floats, working: NDArray[np.bool_]
    ) -> Floats:
        """Return how long cases wait that come after all that were taken before."""
        columns = _floats(arrived), _floats(since), _floats(waited)
        if working.any():
            found = _serve_dated(self._queue, self._free, *columns, working.tolist())
        else:
            found = _serve(self._free, *columns)
        waits = np.frombuffer(found)
        self._look(arrived + since, waits)
        held = self._queue.until(since + waits, waited, working) - (since + waits)
        self._busy += float(held.sum())
        return waits

    def _look(self, came: Floats, waits: Floats) -> None:
        """Note how many wait at most."""
        begun = np.concatenate((self._begun, came + waits))
        over = np.searchsorted(begun, came, side="right")
        number = np.arange(self._begun.size, begun.size) + 1
        self._longest = max(self._longest, int((number - over).max()))
        self._begun = begun[begun > came[-1]]
        self._first = min(self._first, float(came[0]))

    def people(self) -> People:
        """Return how busy they were."""
        name = self._queue.plan.scenario.resources[0].name
        span = max(self._free) - self._first
        busy = self._busy / (len(self._free) * span) if 0 < span < inf else 0.0
        return People(name, busy, self._longest)


def _floats(column: Floats) -> array[float]:
    """Return a column in the form that is quickest to go through one by one."""
    found = array("d")
    found.frombytes(column.tobytes())
    return found


def _serve(
    free: list[float],
    arrived: array[float],
    since: array[float],
    waited: array[float],
) -> array[float]:
    """Return how long cases wait; `free` is a heap of when each person is."""
    waits = array("d")
    wait = waits.append
    for first, came, long in zip(arrived, since, waited, strict=True):
        at, begins = first + came, free[0]
        if begins > at:
            late = begins - at
            ends = first + (came + late + long)
            heapreplace(free, ends if ends > begins else begins)
            wait(late)
        else:
            heapreplace(free, first + (came + long))
            wait(0.0)
    return waits


def _serve_dated(
    queue: Queue,
    free: list[float],
    arrived: array[float],
    since: array[float],
    waited: array[float],
    working: list[bool],
) -> array[float]:
    """Return the same where some delays are working days."""
    waits = array("d")
    until = queue.one_until
    columns = zip(arrived, since, waited, working, strict=True)
    for first, came, long, dated in columns:
        begun = came + max(free[0] - (first + came), 0.0)
        ends = first + (until(begun, long) if dated else begun + long)
        heapreplace(free, ends)
        waits.append(begun - came)
    return waits
