"""What many blocks add up to: whole numbers, so that no order of adding matters.

Times are kept as histograms.  Where moments are days a bin is a day and quantiles are
exact; in continuous time there are 256 bins to each doubling, and a quantile, found by
interpolation, lies within its bin: 0.3 % of its value, mostly a hundred times closer.
"""

from __future__ import annotations

from collections import Counter
from math import sqrt

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from qualflow.simulate.blocks import GRAIN, Block, summed, total
from qualflow.simulate.distributions import Floats
from qualflow.simulate.results import Estimate

_SHIFT = 44
"""Bits of a float below those that choose its bin: 52 - 8."""
_LEAST = 2.0**-10
"""The end of the first bin of continuous time, in days."""
_LEAST_BITS = int(np.float64(_LEAST).view(np.int64)) >> _SHIFT


@define(eq=False)
class Histogram:
    """How often each time was taken.

    Attributes:
        dated: Whether times are whole days.
        counts: One a bin.
        number: How many times there are; `sum` of them and `squares` in parts of a day.
    """

    dated: bool
    counts: NDArray[np.int64] = field(factory=lambda: np.zeros(0, np.int64))
    number: int = 0
    sum: int = 0
    squares: int = 0

    def take(self, times: Floats) -> None:
        """Add times, none of them negative or infinite."""
        if not times.size:
            return
        if self.dated:
            bins = times.astype(np.int64)
        else:
            bins = (np.maximum(times, _LEAST).view(np.int64) >> _SHIFT) - _LEAST_BITS
        self._count(np.bincount(bins))
        self.number += times.size
        self.sum += total(times)
        parts = np.rint(times * 1024).astype(np.int64)
        parts *= parts
        self.squares += summed(parts)

    def add(self, other: Histogram) -> None:
        """Add the times of another histogram."""
        self._count(other.counts)
        self.number += other.number
        self.sum += other.sum
        self.squares += other.squares

    @property
    def mean(self) -> Estimate:
        """The mean and its standard error; nothing is known of none."""
        if not self.number:
            return Estimate(None)
        mean = self.sum / GRAIN / self.number
        variance = max(self.squares / 1024**2 / self.number - mean**2, 0.0)
        error = sqrt(variance / (self.number - 1)) if self.number > 1 else None
        return Estimate(mean, error)

    def at(self, level: float) -> float:
        """Return the time by which a share `level` of the times was over."""
        up_to = np.cumsum(self.counts)
        wanted = level * self.number
        place = int(np.searchsorted(up_to, wanted, side="left"))
        place = min(place, self.counts.size - 1)
        if self.dated:
            return float(place)
        before = float(up_to[place - 1]) if place else 0.0
        within = (wanted - before) / max(float(self.counts[place]), 1.0)
        low, high = self.edge(place), self.edge(place + 1)
        return low + (high - low) * min(max(within, 0.0), 1.0)

    def quantile(self, level: float) -> Estimate:
        """Return a quantile and its standard error.

        Source:
            Woodruff, "Confidence intervals for medians and other position measures",
            1952: the quantiles at the level's own error are its error's ends.
        """
        if not self.number:
            return Estimate(None)
        error = sqrt(level * (1 - level) / self.number)
        low, high = self.at(max(level - error, 0.0)), self.at(min(level + error, 1.0))
        return Estimate(self.at(level), (high - low) / 2)

    def edge(self, place: int) -> float:
        """Return where a bin begins, in days."""
        if self.dated:
            return float(place)
        if place <= 0:
            return 0.0
        return float(np.int64((place + _LEAST_BITS) << _SHIFT).view(np.float64))

    def curve(self, cases: int, points: int = 200) -> tuple[tuple[float, float], ...]:
        """Return up to so many pairs (time, share of the cases that took as long)."""
        if not self.number:
            return ()
        up_to = np.cumsum(self.counts)
        filled = np.flatnonzero(self.counts)
        every = max(filled.size // points, 1)
        places = sorted({*filled[::every].tolist(), int(filled[-1])})
        after = 0 if self.dated else 1
        return tuple((self.edge(p + after), float(up_to[p]) / cases) for p in places)

    def _count(self, more: NDArray[np.int64]) -> None:
        if more.size > self.counts.size:
            self.counts = np.pad(self.counts, (0, more.size - self.counts.size))
        self.counts[: more.size] += more


@define(eq=False)
class Tally:
    """What the cases of a scenario came to.

    Attributes:
        states: How many cases stand in each state at the horizon.
        reached: For each question, how many cases answer it with yes.
        times: One histogram for each time that is asked for.
        present: For each state and moment of the grid, how many cases are there; None
            if it was not asked for.
    """

    states: NDArray[np.int64]
    reached: NDArray[np.int64]
    times: list[Histogram]
    cases: int = 0
    stays: Counter[int] = field(factory=Counter)
    days: Counter[int] = field(factory=Counter)
    waited: Counter[int] = field(factory=Counter)
    flows: Counter[tuple[int, str, int, str]] = field(factory=Counter)
    refused: Counter[tuple[int, str, str]] = field(factory=Counter)
    unknown: Counter[tuple[int, str, str]] = field(factory=Counter)
    present: NDArray[np.int64] | None = None

    @classmethod
    def empty(cls, states: int, questions: int, times: int, *, dated: bool) -> Tally:
        """Return the tally of no case."""
        return cls(
            np.zeros(states, np.int64),
            np.zeros(questions, np.int64),
            [Histogram(dated) for _ in range(times)],
        )

    def take(self, block: Block, by: tuple[float, ...]) -> None:
        """Add a block; `by` are the moments the questions ask about."""
        self.cases += block.count
        self.states += np.bincount(block.state, minlength=self.states.size)
        for place, moment in enumerate(by):
            self.reached[place] += np.count_nonzero(block.ended[place] <= moment)
        for place, histogram in enumerate(self.times, len(by)):
            histogram.take(taken(block, place))
        for (state, step, clause), (times, unknown) in block.stopped.items():
            self.refused[state, step, clause] += times
            self.unknown[state, step, clause] += unknown
        self._count(block.stays, block.days, block.waited, block.flows)
        self._add_present(block.present)

    def add(self, other: Tally) -> None:
        """Add another tally of the same scenario."""
        self.cases += other.cases
        self.states += other.states
        self.reached += other.reached
        for mine, more in zip(self.times, other.times, strict=True):
            mine.add(more)
        self.refused.update(other.refused)
        self.unknown.update(other.unknown)
        self._count(other.stays, other.days, other.waited, other.flows)
        self._add_present(other.present)

    def _count(
        self,
        stays: Counter[int],
        days: Counter[int],
        waited: Counter[int],
        flows: Counter[tuple[int, str, int, str]],
    ) -> None:
        self.stays.update(stays)
        self.days.update(days)
        self.waited.update(waited)
        self.flows.update(flows)

    def _add_present(self, more: NDArray[np.int64] | None) -> None:
        if more is not None:
            self.present = more if self.present is None else self.present + more


def taken(block: Block, place: int) -> Floats:
    """Return the times that the cases of a block took, those that got there alone."""
    ended = block.ended[place]
    there = np.isfinite(ended)
    if there.all():
        return ended - block.began[place]
    return ended[there] - block.began[place][there]


def share(count: int, cases: int) -> Estimate:
    """Return a share and its standard error, never nothing.

    Source:
        Agresti and Coull, "Approximate is better than exact", 1998: with two more
        cases of each kind the error of a share near 0 or 1 is told honestly.
    """
    near = (count + 2) / (cases + 4)
    return Estimate(count / cases, sqrt(near * (1 - near) / (cases + 4)))
