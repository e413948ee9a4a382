"""The figures of a scenario in whole days, read off the recursion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from qualflow.simulate.asking import Asked, question, times
from qualflow.simulate.chain import Chain
from qualflow.simulate.daily import Days, Lived
from qualflow.simulate.distributions import Floats
from qualflow.simulate.figures import (
    NOBODY,
    Bounded,
    Figures,
    Passage,
    nobody,
    rounded,
    thinned,
)
from qualflow.simulate.results import LEVELS

ROUNDING = 1e-12
"""The bound of errors that come of nothing but rounding, for a share."""

_GRID = 60
_COLUMNS = 64
_LATE = 1e-13


def solved(chain: Chain) -> Bounded:
    """Return the figures of a chain in whole days; only rounding is lost."""
    figures = _Reader(chain).figures()
    return Bounded(figures, rounded(figures, ROUNDING), step=1.0)


class _Reader:
    """Everything that is read off the recursion."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.days = Days(chain)
        self.last = self.days.last
        self._begun = np.zeros((len(chain.nodes), 1))
        self._begun[0] = 1.0
        self.main = self.days.lived({0: self._begun})

    def figures(self) -> Figures:
        """Return the figures."""
        plan, main = self.chain.plan, self.main
        standing = main.standing[:, :, 0]
        grid = np.unique(np.linspace(0, self.last, _GRID + 1).round())
        at = self._by_state(standing[grid.astype(np.intp)].T)
        outcomes = np.zeros(len(plan.scenario.outcome_names))
        np.add.at(outcomes, np.asarray(plan.outcome_of), at[:, -1])
        rest = plan.horizon - self.last
        days = standing[: self.last].sum(axis=0) + rest * standing[-1]
        visits = main.entered[:, :, 0].sum(axis=0)
        return Figures(
            outcomes=outcomes,
            questions=np.array(
                [
                    self._answer(question(plan, q.states), q.by)
                    for q in plan.scenario.questions
                ]
            ),
            passages=tuple(self._passage(asked) for asked in times(plan)),
            visits=self._by_state(visits[:, None])[:, 0],
            days=self._by_state(days[:, None])[:, 0],
            at=np.clip(at, 0.0, 1.0),
            grid=grid,
            flows=self.days.flows(main),
            stopped=self.days.stopped(main),
        )

    def _by_state(self, of_nodes: Floats) -> Floats:
        """Return what nodes come to, state by state."""
        found = np.zeros((len(self.chain.plan.rooms), of_nodes.shape[1]))
        np.add.at(found, [node.state for node in self.chain.nodes], of_nodes)
        return found

    # -- times and questions ------------------------------------------------------

    def _answer(self, asked: Asked, by: float) -> float:
        """Return how likely some states are entered by a day, the whole of it."""
        if asked.over:
            return 1.0
        first = self._first(self.chain.of(asked.until))
        return float(first[: int(by) + 1].sum())

    def _passage(self, asked: Asked) -> Passage:
        """Return the distribution of a time."""
        if asked.over:
            return _told(np.ones(1), 0.0)
        until = self.chain.of(asked.until)
        if not asked.since:
            return _told(self._first(until).sum(axis=1), asked.before)
        since = self.chain.of(asked.since)
        begun = self._first(since)
        found = np.zeros(self.last + 1)
        if self.days.every_day_alike:
            for node in sorted(since):
                self._same(node, begun[:, node], until, found)
            return _told(found, 0.0)
        entries = np.flatnonzero(_worth_following(begun.sum(axis=1)))
        for of in range(0, entries.size, _COLUMNS):
            self._follow(entries[of : of + _COLUMNS], begun, until, found)
        return _told(found, 0.0)

    def _first(self, nodes: frozenset[int]) -> Floats:
        """Return how many first come to some nodes by a step: by day and node."""
        lived = self.main
        if not self.chain.entered_once(nodes):
            lived = self.days.lived({0: self._begun}, nodes)
        found = np.zeros(lived.entered.shape[:2])
        of = list(nodes)
        found[:, of] = lived.entered[:, of, 0]
        found[0, of] -= self._begun[of, 0]
        return found

    def _same(
        self, node: int, begun: Floats, until: frozenset[int], found: Floats
    ) -> None:
        """Add to `found` how long those take who entered a node, on whichever day."""
        start = np.zeros((len(self.chain.nodes), 1))
        start[node] = 1.0
        ends = self.days.lived({0: start}, until, self._aside(until))
        for _, taken in _ends(ends, {0: start}, until):
            found += taken[:, 0] * np.cumsum(begun)[::-1]

    def _follow(
        self,
        entries: NDArray[np.intp],
        begun: Floats,
        until: frozenset[int],
        found: Floats,
    ) -> None:
        """Add to `found` how long those take who entered on some days.

        Args:
            entries: The days.
            begun: How many entered, by day and node.
            until: The nodes whose first entry ends it.
            found: By days taken.
        """
        starts = {}
        for column, day in enumerate(entries.tolist()):
            starts[day] = np.zeros((begun.shape[1], entries.size))
            starts[day][:, column] = begun[day]
        ends = self.days.lived(starts, until, self._aside(until))
        for column, (day, taken) in enumerate(_ends(ends, starts, until)):
            found[: self.last + 1 - day] += taken[day:, column]

    def _aside(self, until: frozenset[int]) -> frozenset[int]:
        """Return the nodes from which no case comes to some others."""
        after = enumerate(self.chain.after)
        return frozenset(node for node, reached in after if not reached & until)


def _ends(
    lived: Lived, starts: dict[int, Floats], until: frozenset[int]
) -> Iterator[tuple[int, Floats]]:
    """Yield each day of entry, and how many came to the end, by day and column."""
    nodes = list(until)
    came = lived.entered[:, nodes, :].sum(axis=1)
    for day, begun in starts.items():
        came[day] -= begun[nodes].sum(axis=0)
    for day in starts:
        yield day, came


def _worth_following(mass: Floats) -> NDArray[np.bool_]:
    """Return the days on which anybody entered, but for a late few in all."""
    after = np.cumsum(mass[::-1])[::-1]
    return np.asarray((mass > 0) & (after > _LATE))


def _told(mass: Floats, before: float) -> Passage:
    """Return a passage by the probability of each number of days."""
    mass = np.maximum(mass, 0.0)
    reached = float(mass.sum())
    if reached < NOBODY:
        return nobody()
    days = np.arange(mass.size, dtype=np.float64) + before
    up_to = np.cumsum(mass)
    mean = float(days @ mass) / reached
    levels = np.asarray(LEVELS) * up_to[-1] - ROUNDING
    quantiles = days[np.searchsorted(up_to, levels)]
    upright = np.column_stack((up_to - mass, up_to)).ravel()
    return Passage(reached, mean, quantiles, thinned(np.repeat(days, 2), upright))
