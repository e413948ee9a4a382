"""What the exact engine finds out, before it is told as a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from attrs import evolve, frozen

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


@frozen(eq=False)
class Bounded:
    """Figures, and how far each may be from the truth.

    Attributes:
        errors: Of the outcomes, questions and passages; the rest is not used.
        step: Of the lattice, in days.
    """

    figures: Figures
    errors: Figures
    step: float


def rounded(figures: Figures, rounding: float) -> Figures:
    """Return errors of nothing but rounding, for times in proportion to them."""
    return evolve(
        figures,
        outcomes=np.full_like(figures.outcomes, rounding),
        questions=np.full_like(figures.questions, rounding),
        passages=tuple(
            Passage(
                rounding,
                rounding * (1.0 + abs(found.mean)),
                rounding * (1.0 + np.abs(found.quantiles)),
                (),
            )
            for found in figures.passages
        ),
    )


def nobody() -> Passage:
    """Return the passage that no case makes."""
    unknown = np.full(len(LEVELS), np.nan)
    return Passage(0.0, float("nan"), unknown, ())


def thinned(days: Floats, cumulated: Floats) -> tuple[tuple[float, float], ...]:
    """Return few enough points of a rising curve for a picture."""
    moving = np.flatnonzero(np.diff(cumulated, prepend=0.0) > 1e-9 * cumulated[-1])
    if not moving.size:
        return ()
    first, last = max(int(moving[0]) - 1, 0), int(moving[-1])
    number = min(_POINTS, last - first + 1)
    at = np.unique(np.linspace(first, last, number).round().astype(np.intp))
    return tuple(zip(days[at].tolist(), cumulated[at].tolist(), strict=True))
