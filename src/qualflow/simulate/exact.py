"""The exact engine: the whole distribution of what cases come to, without sampling.

It applies where cases do not wait for each other and a stay does not depend on the one
before it; what a scenario asks for beyond that is refused by name.  In continuous time
it solves a lattice transform (`lattice`), in whole days a recursion (`daily`).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

import numpy as np

from qualflow.simulate import continuous, dated
from qualflow.simulate.chain import Chain, chain_of
from qualflow.simulate.figures import NOBODY, Figures, Passage
from qualflow.simulate.planning import CannotSimulateError, Plan
from qualflow.simulate.results import (
    LEVELS,
    Engine,
    Error,
    Estimate,
    Flow,
    Quantile,
    Result,
    Share,
    Spread,
    Stopped,
    Visit,
)

ROUNDING = 1e-12
"""The bound of errors that come of nothing but rounding, for a share."""

_NEVER = 1e-15

_TRANSFORM = "lattice transform"
_RECURSION = "day-by-day recursion"


def refusals(plan: Plan) -> tuple[str, ...]:
    """Return what the exact engine cannot treat of a plan, by name; empty if it can."""
    return chain_of(plan).broken


def exact(plan: Plan) -> Result:
    """Return the answer to a scenario, with a bound beside every figure.

    Raises:
        CannotSimulateError: If it asks for what this engine does not treat.
    """
    chain = chain_of(plan)
    if chain.broken:
        what = "; ".join(chain.broken)
        raise CannotSimulateError(plan.scenario.name, what, Engine.EXACT)
    if plan.dated:
        figures = dated.figures(chain)
        return _result(chain, figures, None, _RECURSION, step=1.0)
    found = continuous.solved(chain)
    return _result(chain, found.figures, found.errors, _TRANSFORM, step=found.step)


def _result(
    chain: Chain, figures: Figures, errors: Figures | None, method: str, *, step: float
) -> Result:
    plan, scenario = chain.plan, chain.plan.scenario
    names = scenario.outcome_names
    off = np.zeros(len(names)) if errors is None else errors.outcomes
    wrong = np.zeros(len(scenario.questions)) if errors is None else errors.questions
    asked = [question.name for question in scenario.questions]
    notes = () if plan.dated else (("lattice", {"step": step}),)
    return Result(
        scenario=scenario,
        engine=Engine.EXACT,
        error=Error.BOUND,
        outcomes=tuple(_shares(names, figures.outcomes, off)),
        questions=tuple(_shares(asked, figures.questions, wrong)),
        times=tuple(_spreads(chain, figures, errors)),
        visits=tuple(_visits(chain, figures)),
        flows=tuple(_flows(chain, figures)),
        stopped=tuple(_stopped(chain, figures)),
        grid=tuple(figures.grid.tolist()),
        method=method,
        projected=plan.projected,
        notes=notes,
    )


def _shares(names, shares, errors) -> Iterator[Share]:  # type: ignore[no-untyped-def]
    for name, share, error in zip(names, shares.tolist(), errors.tolist(), strict=True):
        yield Share(name, Estimate(min(max(share, 0.0), 1.0), error + ROUNDING))


def _spreads(
    chain: Chain, figures: Figures, errors: Figures | None
) -> Iterator[Spread]:
    for place, asked in enumerate(chain.plan.scenario.times):
        found = figures.passages[place]
        off = None if errors is None else errors.passages[place]
        reached = Estimate(
            found.reached, ROUNDING + (0.0 if off is None else off.reached)
        )
        if found.reached < NOBODY:
            reached = Estimate(0.0, ROUNDING)
        yield Spread(
            asked.name,
            reached,
            _time(found.mean, None if off is None else off.mean),
            tuple(_quantiles(found, off)),
            found.curve,
        )


def _quantiles(found: Passage, off: Passage | None) -> Iterator[Quantile]:
    for place, level in enumerate(LEVELS):
        error = None if off is None else float(off.quantiles[place])
        yield Quantile(level, _time(float(found.quantiles[place]), error))


def _time(value: float, error: float | None) -> Estimate:
    """Return an estimate of days; rounding is in proportion to them."""
    if isnan(value):
        return Estimate(None)
    rounding = ROUNDING * max(1.0, abs(value))
    return Estimate(value, rounding + (0.0 if error is None else error))


def _visits(chain: Chain, figures: Figures) -> Iterator[Visit]:
    reached = {node.state for node in chain.nodes}
    for room in chain.plan.rooms:
        if room.number in reached:
            yield Visit(
                room.name,
                float(figures.visits[room.number]),
                float(figures.days[room.number]),
                0.0,
                tuple(figures.at[room.number].tolist()),
            )


def _flows(chain: Chain, figures: Figures) -> Iterator[Flow]:
    rooms = chain.plan.rooms
    for (source, step, target, by_itself), each in figures.flows.items():
        if each > _NEVER:
            yield Flow(rooms[source].name, step, rooms[target].name, each, by_itself)


def _stopped(chain: Chain, figures: Figures) -> Iterator[Stopped]:
    rooms = chain.plan.rooms
    for (state, step, clause), (each, unknown) in figures.stopped.items():
        yield Stopped(rooms[state].name, step, clause, each, unknown)
