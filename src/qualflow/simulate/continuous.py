"""The figures of a scenario in continuous time, read off the solved lattice.

They are computed on two lattices, one twice as fine as the other.  The error falls with
the square of the step, so that a third of their difference added to the finer ones is
better than both; the whole difference is told as a bound.  The step is halved until all
shares are known to `TOLERANCE`.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import TypeVar

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from qualflow.simulate.asking import Asked, question, times
from qualflow.simulate.chain import EXIT, Chain
from qualflow.simulate.distributions import Floats
from qualflow.simulate.figures import (
    NOBODY,
    Bounded,
    Figures,
    FlowKey,
    Passage,
    nobody,
    rounded,
    thinned,
)
from qualflow.simulate.lattice import Flows, Masses, Solution
from qualflow.simulate.results import LEVELS
from qualflow.simulate.sojourns import Lattice

TOLERANCE = 1e-5
"""How far shares may differ between the two lattices."""
LONGEST_STEP = 1.0
"""Of the finer lattice, in days."""

ROUNDING = 1e-10
"""The bound of errors that come of nothing but rounding in a transform, for a share."""

Figure = TypeVar("Figure", float, Floats)

_LEAST_POINTS = 512
_MOST_POINTS = 40_000
_GRID = 60
_ON_POINT = 1e-9


def solved(chain: Chain) -> Bounded:
    """Return the figures of a chain in continuous time, and bounds of their errors."""
    horizon = chain.plan.horizon
    step = LONGEST_STEP
    while step * _LEAST_POINTS > horizon:
        step /= 2
    coarse = figures(chain, 2 * step)
    while True:
        fine = figures(chain, step)
        off = max(
            float(np.abs(getattr(fine, what) - getattr(coarse, what)).max(initial=0.0))
            for what in ("outcomes", "questions")
        )
        if off <= TOLERANCE or horizon > step * _MOST_POINTS / 2:
            return Bounded(_better(fine, coarse), _apart(fine, coarse), step)
        coarse, step = fine, step / 2


def figures(chain: Chain, step: float) -> Figures:
    """Return the figures of a chain on one lattice."""
    horizon = chain.plan.horizon
    lattice = Lattice(step, ceil(horizon / step - 1e-9) + 3)
    return _Reader(chain, Solution(chain, lattice)).figures()


class _Reader:
    """Everything that is read off one solution."""

    def __init__(self, chain: Chain, solution: Solution) -> None:
        self.chain = chain
        self.solution = solution
        self.lattice = solution.lattice
        self.horizon = chain.plan.horizon
        self.main = solution.flows(0)
        self._end = np.array([self.horizon])
        last = self.horizon / self.lattice.step
        grid = np.linspace(0.0, last, _GRID + 1)
        self._places: NDArray[np.intp] | None = None
        if abs(last - round(last)) < _ON_POINT:  # then a look-up will do
            self._places = np.unique(grid.round()).astype(np.intp)
            grid = self._places.astype(np.float64)
        self.grid = grid * self.lattice.step

    def figures(self) -> Figures:
        """Return the figures."""
        plan = self.chain.plan
        entered, left = self._through(self._on_grid, self.grid.size)
        at = self._by_state(entered - left)
        outcomes = np.zeros(len(plan.scenario.outcome_names))
        np.add.at(outcomes, np.asarray(plan.outcome_of), at[:, -1])
        asked = [question(plan, q.states) for q in plan.scenario.questions]
        by = [q.by for q in plan.scenario.questions]
        return Figures(
            outcomes=outcomes,
            questions=np.array(
                [self._answer(a, x) for a, x in zip(asked, by, strict=True)]
            ),
            passages=tuple(self._passage(time) for time in times(plan)),
            visits=self._by_state(entered[:, -1:])[:, 0],
            days=self._days(),
            at=np.clip(at, 0.0, 1.0),
            grid=self.grid,
            flows=self._flows(),
            stopped={},
        )

    def _on_grid(self, masses: Masses) -> Floats:
        """Return the probability up to each moment of the grid, the horizon last."""
        if self._places is None:
            return masses.by(self.grid)
        return masses.on_points[self._places]

    def _through(
        self, read: Callable[[Masses], Floats], size: int
    ) -> tuple[Floats, Floats]:
        """Return what is read of the ways into each node and of those out of it."""
        entered = np.zeros((len(self.chain.nodes), size))
        left = np.zeros_like(entered)
        entered[0] += read(self._beginning)
        for (node, place), masses in self.main.of.items():
            found = read(masses)
            for target, share in self.solution.targets[node, place].items():
                entered[target] += share * found
                left[node] += share * found
        return entered, left

    @property
    def _beginning(self) -> Masses:
        at_once = np.zeros(self.lattice.cells)
        at_once[0] = 1.0
        return Masses(self.lattice, at_once, at_once)

    def _by_state(self, of_nodes: Floats) -> Floats:
        """Return what nodes come to, state by state."""
        found = np.zeros((len(self.chain.plan.rooms), of_nodes.shape[1]))
        np.add.at(found, [node.state for node in self.chain.nodes], of_nodes)
        return found

    def _days(self) -> Floats:
        """Return the days in each state."""
        entered, left = self._through(
            lambda masses: np.asarray([masses.area(self.horizon)]), 1
        )
        return self._by_state(entered - left)[:, 0]

    def _flows(self) -> dict[FlowKey, float]:
        found: dict[FlowKey, float] = {}
        for node, sojourn in enumerate(self.solution.sojourns):
            state = self.chain.nodes[node].state
            for ending in sojourn.endings:
                masses = self.main.of.get((node, ending.kernel))
                if masses is None:
                    continue
                to = self.chain.target(node, 0, ending.step, ending.cause)
                target = self.chain.nodes[to].state
                key = state, ending.step, target, ending.cause != EXIT
                each = ending.share * float(self._on_grid(masses)[-1])
                found[key] = found.get(key, 0.0) + each
            self._extended(node, found)
        return found

    def _extended(self, node: int, flows: dict[FlowKey, float]) -> None:
        """Count how often periods are extended in a node."""
        granted = self.solution.sojourns[node].granted
        if not granted:
            return
        entered = self.main.into(frozenset((node,)))
        if node == 0:
            entered += self._beginning
        for step, moments in granted:
            days = self.horizon - np.array([day for day, _ in moments])
            each = float(entered.by(days) @ np.array([share for _, share in moments]))
            state = self.chain.nodes[node].state
            key = state, step, state, False
            flows[key] = flows.get(key, 0.0) + each

    # -- times and questions ------------------------------------------------------

    def _answer(self, asked: Asked, by: float) -> float:
        """Return how likely some states are entered by a moment."""
        if asked.over:
            return 1.0
        until = self.chain.of(asked.until)
        flows = self._first(until)
        return float(flows.into(until).by(np.array([min(by, self.horizon)]))[0])

    def _first(self, nodes: frozenset[int]) -> Flows:
        """Return the flows up to the first entry of some nodes."""
        if self.chain.entered_once(nodes):
            return self.main
        return self.solution.flows(0, nodes)

    def _passage(self, asked: Asked) -> Passage:
        """Return the distribution of a time."""
        if asked.over:
            return Passage(1.0, 0.0, np.zeros(len(LEVELS)), ((0.0, 1.0),))
        until = self.chain.of(asked.until)
        if not asked.since:
            masses = self._first(until).into(until)
            return _shifted(self._told(masses), asked.before)
        since = self.chain.of(asked.since)
        before = self._first(since)
        left = self.horizon - self.lattice.points
        found = self.solution.nothing
        for node in sorted(since):
            begun = before.into(frozenset((node,)))
            taken = self.solution.flows(node, until).into(until)
            found += taken.weighed(begun.around(left), begun.by(left))
        return self._told(found)

    def _told(self, masses: Masses) -> Passage:
        """Return a passage by its distribution."""
        reached = float(masses.by(self._end)[0])
        if reached < NOBODY:
            return nobody()
        area = masses.area(self.horizon)
        levels = reached * np.asarray(LEVELS)
        points = self.lattice.points
        until = int(np.searchsorted(points, self.horizon, side="right"))
        rising = np.maximum.accumulate(masses.on_points[:until])
        return Passage(
            reached,
            self.horizon - area / reached,
            masses.quantiles(levels, self.horizon),
            thinned(points[:until], rising),
        )


def _shifted(found: Passage, before: float) -> Passage:
    """Return a passage that had begun before the start."""
    if not before:
        return found
    return evolve(
        found,
        mean=found.mean + before,
        quantiles=found.quantiles + before,
        curve=tuple((day + before, share) for day, share in found.curve),
    )


# -- two lattices ---------------------------------------------------------------------


def _better(fine: Figures, coarse: Figures) -> Figures:
    """Return the figures as they would be on an infinitely fine lattice."""
    flows = {
        key: _beyond(each, coarse.flows.get(key, each))
        for key, each in fine.flows.items()
    }
    return Figures(
        outcomes=_beyond(fine.outcomes, coarse.outcomes),
        questions=_beyond(fine.questions, coarse.questions),
        passages=tuple(
            Passage(
                _beyond(one.reached, other.reached),
                _beyond(one.mean, other.mean),
                _beyond(one.quantiles, other.quantiles),
                one.curve,
            )
            for one, other in zip(fine.passages, coarse.passages, strict=True)
        ),
        visits=_beyond(fine.visits, coarse.visits),
        days=_beyond(fine.days, coarse.days),
        at=fine.at,
        grid=fine.grid,
        flows=flows,
        stopped=fine.stopped,
    )


def _beyond(fine: Figure, coarse: Figure) -> Figure:
    return fine + (fine - coarse) / 3


def _apart(fine: Figures, coarse: Figures) -> Figures:
    """Return how far the figures of two lattices are apart, and rounding."""
    least = rounded(fine, ROUNDING)
    return evolve(
        fine,
        outcomes=least.outcomes + np.abs(fine.outcomes - coarse.outcomes),
        questions=least.questions + np.abs(fine.questions - coarse.questions),
        passages=tuple(
            Passage(
                rounding.reached + abs(one.reached - other.reached),
                rounding.mean + abs(one.mean - other.mean),
                rounding.quantiles + np.abs(one.quantiles - other.quantiles),
                (),
            )
            for one, other, rounding in zip(
                fine.passages, coarse.passages, least.passages, strict=True
            )
        ),
    )
