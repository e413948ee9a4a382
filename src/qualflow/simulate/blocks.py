"""What a block of simulated cases came to, case by case."""

from __future__ import annotations

from collections import Counter
from math import inf
from typing import TypeAlias

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from qualflow.simulate.distributions import Floats
from qualflow.simulate.filing import Rows
from qualflow.simulate.planning import Plan

EXIT = "exit"
REFORM = "reform"
GRANTED = "granted"
"""An extension: the case stays where it is."""

GRAIN = 2**20
"""Moments are added up as whole numbers of a day's 2**20th part: the sum of a million
cases is the same in any order."""

_SHIFT = 1.5 * 2.0**52 / GRAIN
_SHIFT_BITS = int(np.float64(_SHIFT).view(np.int64))

POINTS = 61
"""Moments at which it is counted where cases stand, the first and the last included."""

Refusals: TypeAlias = dict[tuple[int, str, str], list[int]]


@frozen
class Moved:
    """What happened to some cases of a block.

    Attributes:
        rows: Which cases, counted in the block.
        at: When, one moment a row.
        step: The transition.
        cause: `EXIT`, `REFORM`, `GRANTED`, or the name of the clock that expired.
    """

    rows: Rows
    at: Floats
    step: str
    source: int
    target: int
    cause: str


@frozen
class Entered:
    """A question to a case: when it has entered some states, after some others.

    Attributes:
        since: Numbers of states; empty for the first day.
        until: Numbers of states.
    """

    since: frozenset[int]
    until: frozenset[int]


def asked(plan: Plan) -> tuple[Entered, ...]:
    """Return what a scenario asks of each case: its questions, then its times."""
    scenario = plan.scenario
    questions = [Entered(frozenset(), frozenset(plan.numbers(q.states)))
                 for q in scenario.questions]  # fmt: skip
    times = [Entered(frozenset(plan.numbers(t.since)), frozenset(plan.numbers(t.until)))
             for t in scenario.times]  # fmt: skip
    return (*questions, *times)


@define(eq=False)
class Block:
    """What the cases of a block came to.

    Attributes:
        first: The number of its first case.
        state: Where each case stands at the horizon.
        began, ended: For each of `asked`, when each case had entered the states; `inf`
            where it had not by the horizon.
        stays: How often each state was entered.
        days: How long each state was stayed in, in `GRAIN` parts of a day.
        waited: How much of it was waiting for people.
        flows: How often each (source, step, target, cause) was made.
        stopped: How often (state, step, clause) refused, and how often of these the
            clause was unknown; the clause is "" where the law knew no such step.
        step: Days between the moments at which it is counted where cases stand.
        changes: For each state and moment, how many cases more stand there than at the
            moment before; None if it is not counted.
        trace: Everything that happened, each case's own in the order of its days; None
            if it was not asked for.
    """

    first: int
    state: NDArray[np.int16]
    began: list[Floats]
    ended: list[Floats]
    stays: Counter[int] = field(factory=Counter)
    days: Counter[int] = field(factory=Counter)
    waited: Counter[int] = field(factory=Counter)
    flows: Counter[tuple[int, str, int, str]] = field(factory=Counter)
    stopped: Refusals = field(factory=dict)
    step: float = 0.0
    changes: NDArray[np.int64] | None = None
    trace: list[Moved] | None = None

    @classmethod
    def fresh(
        cls, first: int, count: int, questions: tuple[Entered, ...], *, trace: bool
    ) -> Block:
        """Return a block in which nothing has happened."""
        return cls(
            first,
            np.zeros(count, np.int16),
            [np.full(count, inf if question.since else 0.0) for question in questions],
            [np.full(count, inf) for _ in questions],
            trace=[] if trace else None,
        )

    def count_present(self, states: int, horizon: float) -> None:
        """Let it be counted where cases stand at `POINTS` moments up to the horizon."""
        self.step = horizon / (POINTS - 1)
        self.changes = np.zeros((states, POINTS), np.int64)

    @property
    def present(self) -> NDArray[np.int64] | None:
        """For each state and moment how many cases stand there; None if not counted."""
        return None if self.changes is None else np.cumsum(self.changes, axis=1)

    @property
    def count(self) -> int:
        """How many cases."""
        return self.state.size

    def enter(
        self, questions: tuple[Entered, ...], state: int, rows: Rows, at: Floats
    ) -> None:
        """Count that cases enter a state."""
        self.stays[state] += rows.size
        self._change(state, at, 1)
        for place, question in enumerate(questions):
            began, ended = self.began[place], self.ended[place]
            if state in question.until:
                first = np.minimum(ended.take(rows), at)
                if question.since:
                    first = np.where(began.take(rows) <= at, first, ended.take(rows))
                ended[rows] = first
            if state in question.since:
                began[rows] = np.minimum(began[rows], at)

    def stay(self, state: int, rows: Rows, horizon: float) -> None:
        """Count that cases do not leave a state any more."""
        self.state[rows] = state
        self.days[state] += rows.size * round(horizon * GRAIN)

    def _change(self, state: int, at: Floats, by: int) -> None:
        if self.changes is not None and at.size:
            moments = np.ceil(at / self.step).astype(np.intp)
            counts = np.bincount(moments, minlength=POINTS)
            self.changes[state] += by * counts[:POINTS]

    def move(self, moved: Moved) -> None:
        """Count that cases have moved."""
        made = moved.source, moved.step, moved.target, moved.cause
        self.flows[made] += moved.rows.size
        if moved.cause != GRANTED:
            moments = total(moved.at)
            self.days[moved.source] += moments
            self.days[moved.target] -= moments
            self._change(moved.source, moved.at, -1)
        if self.trace is not None:
            self.trace.append(moved)

    def refuse(self, state: int, step: str, clause: str, times: int, open: int) -> None:  # noqa: A002
        """Count refusals by a clause, `open` of them because it was unknown."""
        found = self.stopped.setdefault((state, step, clause), [0, 0])
        found[0] += times
        found[1] += open


def places(mask: NDArray[np.bool_]) -> Rows:
    """Return where a mask holds, as `flatnonzero` does for more than one axis."""
    return mask.nonzero()[0]


def summed(numbers: NDArray[np.int64]) -> int:
    """Return the sum of whole numbers, also where 64 bits are too few for it.

    The squares of the times of a block can be.
    """
    high, low = numbers >> 32, numbers & 0xFFFF_FFFF
    return (int(high.sum()) << 32) + int(low.sum())


def total(moments: Floats) -> int:
    """Return the sum of moments, each rounded to whole `GRAIN` parts of a day.

    Around `_SHIFT` floats lie one part apart, and so do their bits read as numbers.
    Whole numbers wrap, so that all shifts are taken off the sum at once.
    """
    shifted = int((moments + _SHIFT).view(np.int64).sum())
    wrapped = shifted - moments.size * _SHIFT_BITS + 2**63
    return wrapped % 2**64 - 2**63
