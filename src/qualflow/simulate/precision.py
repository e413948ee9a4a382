"""How many cases it takes until every share is known well enough."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from qualflow.simulate.results import Error, Result

PILOT = 10_000
MOST_CASES = 1_000_000_000
NORMAL_95 = 1.959964
"""Errors to either side of an estimate between which 95 % of a normal law lie."""

_ROUNDS = 5


def until_precise(
    run: Callable[[int], Result], half_width: float, most: int = MOST_CASES
) -> Result:
    """Return a result whose outcomes and questions are known within a half-width.

    A pilot run says how many cases that takes, and a run of so many checks it.  The
    first cases of a longer run are those of the shorter one.

    Args:
        run: Computes the answer for a number of cases.
        half_width: Of the 95 % intervals of shares: 0.001 for ± 0.1 %.
        most: The most cases there may be; the result says if it needed more.

    Raises:
        ValueError: If the half-width is not between 0 and 1.

    Source:
        Law, "Simulation modeling and analysis", ch. 9, for several measures at once.
    """
    if not 0 < half_width < 1:
        message = f"a half-width lies between 0 and 1; {half_width:g} does not"
        raise ValueError(message)
    cases = min(PILOT, most)
    result = run(cases)
    for _ in range(_ROUNDS):
        needed = _needed(result, half_width)
        if result.error is Error.BOUND or needed <= result.cases or cases == most:
            break
        if result.cases < result.asked_for:  # somebody has interrupted it
            break
        cases = min(needed, most)
        result = run(cases)
    return result


def _needed(result: Result, half_width: float) -> int:
    """Return how many cases would make the widest interval narrow enough."""
    shares = (*result.outcomes, *result.questions)
    widest = max(share.p.error or 0.0 for share in shares)
    wider = NORMAL_95 * widest / half_width
    return ceil(result.cases * wider**2) if wider > 1 else result.cases
