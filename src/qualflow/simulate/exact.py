"""The exact engine: the whole distribution of what cases come to, without sampling.

It applies where cases do not wait for each other and a stay does not depend on the one
before it; what a scenario asks for beyond that is refused by name.  In continuous time
it solves a lattice transform (`lattice`), in whole days a recursion (`daily`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isnan

import numpy as np

from qualflow.simulate import continuous, dated
from qualflow.simulate.chain import Chain, chain_of
from qualflow.simulate.distributions import Floats
from qualflow.simulate.figures import Bounded, Figures
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
        return _result(chain, dated.solved(chain), _RECURSION)
    return _result(chain, continuous.solved(chain), _TRANSFORM)


def _result(chain: Chain, found: Bounded, method: str) -> Result:
    plan, scenario = chain.plan, chain.plan.scenario
    figures, errors = found.figures, found.errors
    asked = [question.name for question in scenario.questions]
    notes = () if plan.dated else (("lattice", {"step": found.step}),)
    return Result(
        scenario=scenario,
        engine=Engine.EXACT,
        error=Error.BOUND,
        outcomes=_shares(scenario.outcome_names, figures.outcomes, errors.outcomes),
        questions=_shares(asked, figures.questions, errors.questions),
        times=tuple(_spreads(chain, figures, errors)),
        visits=tuple(_visits(chain, figures)),
        flows=tuple(_flows(chain, figures)),
        stopped=tuple(_stopped(chain, figures)),
        grid=tuple(figures.grid.tolist()),
        method=method,
        projected=plan.projected,
        start="" if plan.standing is None else plan.standing.case,
        notes=notes,
    )


def _shares(names: Iterable[str], shares: Floats, errors: Floats) -> tuple[Share, ...]:
    kept = np.clip(shares, 0.0, 1.0).tolist()
    return tuple(
        Share(name, Estimate(share, error))
        for name, share, error in zip(names, kept, errors.tolist(), strict=True)
    )


def _spreads(chain: Chain, figures: Figures, errors: Figures) -> Iterator[Spread]:
    asked = chain.plan.scenario.times
    for time, found, off in zip(asked, figures.passages, errors.passages, strict=True):
        quantiles = zip(
            LEVELS, found.quantiles.tolist(), off.quantiles.tolist(), strict=True
        )
        yield Spread(
            time.name,
            Estimate(min(found.reached, 1.0), off.reached),
            _time(found.mean, off.mean),
            tuple(
                Quantile(level, _time(day, error)) for level, day, error in quantiles
            ),
            found.curve,
        )


def _time(value: float, error: float) -> Estimate:
    return Estimate(None) if isnan(value) else Estimate(value, error)


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
