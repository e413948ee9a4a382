"""The probability an exercise asks for, by the exact engine of simulation.

What simulation needs is imported when it is asked: lessons without it need none of it.
"""

from __future__ import annotations

from functools import lru_cache

from qualflow.errors import QualflowError
from qualflow.law.loading.mistakes import RulebookError
from qualflow.law.rulebook import Rulebook

EXTRA = "simulate"
"""The extra whose packages this needs."""


class MissingPackagesError(QualflowError):
    """Simulation was asked for, and its packages are not installed."""


class CannotComputeError(QualflowError):
    """A question that the exact engine cannot answer, with the reason."""


def percent(rulebook: Rulebook, scenario: str, content: bytes, question: str) -> float:
    """Return how likely what a question asks is, in percent.

    Raises:
        MissingPackagesError: If the packages of the extra `simulate` are not installed.
        CannotComputeError: If there are mistakes in the scenario, or the exact engine
            cannot treat it.
    """
    shares = _shares(rulebook, scenario, content)
    if question not in shares:
        raise CannotComputeError(f"nothing can be said of '{question}'")
    return shares[question]


@lru_cache(maxsize=8)
def _shares(rulebook: Rulebook, scenario: str, content: bytes) -> dict[str, float]:
    try:
        from qualflow.simulate.exact import exact
        from qualflow.simulate.loading import read_scenario
        from qualflow.simulate.planning import CannotSimulateError
        from qualflow.simulate.preparing import plan
    except ModuleNotFoundError as error:
        if error.name is not None and error.name.startswith("qualflow"):
            raise
        raise MissingPackagesError(f"no module named '{error.name}'") from None
    try:
        found = exact(plan(rulebook, read_scenario(content, rulebook, scenario)))
    except CannotSimulateError as error:
        raise CannotComputeError(str(error)) from None
    except RulebookError as error:
        raise CannotComputeError("; ".join(map(str, error.mistakes))) from None
    return {
        share.name: 100 * share.p.value
        for share in found.questions
        if share.p.value is not None
    }
