"""What the exact engine finds out, before it is told as a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from attrs import frozen

from qualflow.simulate.distributions import Floats
from qualflow.simulate.results import LEVELS

FlowKey: TypeAlias = tuple[int, str, int, bool]
"""A state, a step, the state it leads to, and whether time itself makes it."""
StopKey: TypeAlias = tuple[int, str, str]
"""A state, a step, and the clause that refuses it, "" for the lack of such a step."""

NOBODY = 1e-12
"""A share of cases below which nothing is said about their times."""

_POINTS = 200


@frozen(eq=False)
class Passage:
    """The time from one state to another.

    Attributes:
        reached: The share of all cases that get there by the horizon.
        mean: Of those; NaN if there are none, likewise the quantiles.
        quantiles: At `LEVELS`.
        curve: Moments, and the share of all cases that have got there by then.
    """

    reached: float
    mean: float
    quantiles: Floats
    curve: tuple[tuple[float, float], ...]


@frozen(eq=False)
class Figures:
    """All that a scenario asks for.

    Attributes:
        outcomes: One for each outcome, `OPEN` last.
        questions: One for each question.
        passages: One for each time asked.
        visits: Stays begun, for each state.
        days: Days spent, for each state.
        at: For each state, the share of cases in it at each of `grid`.
        stopped: Refusals, and those of them with an unknown clause.
    """

    outcomes: Floats
    questions: Floats
    passages: tuple[Passage, ...]
    visits: Floats
    days: Floats
    at: Floats
    grid: Floats
    flows: Mapping[FlowKey, float]
    stopped: Mapping[StopKey, tuple[float, float]]


def nobody() -> Passage:
    """Return the passage that no case makes."""
    unknown = np.full(len(LEVELS), np.nan)
    return Passage(0.0, float("nan"), unknown, ())


def passage(times: Floats, mass: Floats, edges: tuple[Floats, Floats]) -> Passage:
    """Return a passage by its distribution.

    Args:
        times: Rising moments, in days.
        mass: The share of all cases that take just so long.
        edges: Rising pairs (moment, share of all cases that have got there by then)
            from which quantiles are read off, linear in between.
    """
    reached = float(mass.sum())
    if reached < NOBODY:
        return nobody()
    mean = float(times @ mass) / reached
    days, cumulated = edges
    cumulated = np.maximum.accumulate(cumulated)
    levels = np.asarray(LEVELS) * cumulated[-1]
    after = np.searchsorted(cumulated, levels, side="left")
    before = np.maximum(after - 1, 0)
    rise = cumulated[after] - cumulated[before]
    part = np.where(rise > 0, levels - cumulated[before], 0.0)
    part = np.divide(part, rise, out=np.zeros_like(part), where=rise > 0)
    quantiles = days[before] + part * (days[after] - days[before])
    quantiles = np.where(rise > 0, quantiles, days[after])
    return Passage(reached, mean, quantiles, _thinned(days, cumulated))


def _thinned(days: Floats, cumulated: Floats) -> tuple[tuple[float, float], ...]:
    """Return few enough points of a curve for a picture, steps kept upright."""
    moving = np.flatnonzero(np.diff(cumulated, prepend=0.0) > 1e-9 * cumulated[-1])
    if not moving.size:
        return ()
    first, last = max(int(moving[0]) - 1, 0), int(moving[-1])
    number = min(_POINTS, last - first + 1)
    at = np.unique(np.linspace(first, last, number).round().astype(np.intp))
    return tuple(zip(days[at].tolist(), cumulated[at].tolist(), strict=True))
