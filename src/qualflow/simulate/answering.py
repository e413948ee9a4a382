"""From what cases came to, to the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import evolve

from qualflow.simulate.blocks import EXIT, GRAIN, GRANTED, POINTS
from qualflow.simulate.planning import Plan
from qualflow.simulate.queueing import batch_error
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
from qualflow.simulate.tally import Histogram, Tally, share

METHODS = {
    Engine.SAMPLING: "simulation of independent cases",
    Engine.QUEUEING: "simulation of cases that wait for one another",
}


def fresh(plan: Plan) -> Tally:
    """Return the tally of no case of a plan."""
    scenario = plan.scenario
    return Tally.empty(
        len(plan.rooms),
        len(scenario.questions),
        len(scenario.times),
        dated=plan.dated,
    )


def answer(
    plan: Plan,
    tally: Tally,
    *,
    seed: int,
    asked_for: int,
    engine: Engine = Engine.SAMPLING,
    batches: Sequence[Tally] = (),
    lost: int = 0,
) -> Result:
    """Return what was sampled as a result.

    Args:
        plan: What was run.
        tally: What its cases came to; at least one.
        seed: Of the run.
        asked_for: How many cases were to be sampled.
        engine: Who did it.
        batches: Parts of the run in their order, whose spread tells the errors of cases
            that are not independent; empty for cases that are.
        lost: How many parts a worker was killed over, so that they were computed again.
    """
    grid = tuple(plan.horizon * n / (POINTS - 1) for n in range(POINTS))
    notes = [("lost_parts", {"count": float(lost)})] if lost else []
    return Result(
        plan.scenario,
        engine,
        Error.STANDARD,
        outcomes=tuple(_outcomes(plan, tally, batches)),
        questions=tuple(_questions(plan, tally, batches)),
        times=tuple(_times(plan, tally, batches)),
        visits=tuple(_visits(plan, tally)),
        flows=tuple(_flows(plan, tally)),
        stopped=tuple(_stopped(plan, tally)),
        grid=() if tally.present is None else grid,
        cases=tally.cases,
        asked_for=asked_for,
        seed=seed,
        method=METHODS[engine],
        projected=plan.projected,
        start="" if plan.standing is None else plan.standing.case,
        notes=tuple(notes),
    )


def _outcomes(plan: Plan, tally: Tally, batches: Sequence[Tally]) -> Iterator[Share]:
    for place, name in enumerate(plan.scenario.outcome_names):
        states = [n for n, found in enumerate(plan.outcome_of) if found == place]

        def count(of: Tally, states: list[int] = states) -> int:
            return int(of.states[states].sum())

        yield _share(name, count, tally, batches)


def _questions(plan: Plan, tally: Tally, batches: Sequence[Tally]) -> Iterator[Share]:
    for place, question in enumerate(plan.scenario.questions):

        def count(of: Tally, place: int = place) -> int:
            return int(of.reached[place])

        yield _share(question.name, count, tally, batches)


def _share(
    name: str, count: Callable[[Tally], int], tally: Tally, batches: Sequence[Tally]
) -> Share:
    times = count(tally)
    p = share(times, tally.cases)
    shares = [count(batch) / batch.cases for batch in batches]
    return Share(name, _in_batches(p, shares, least=p.error), times)


def _times(plan: Plan, tally: Tally, batches: Sequence[Tally]) -> Iterator[Spread]:
    for place, asked in enumerate(plan.scenario.times):
        of = tally.times[place]
        parts = [b.times[place] for b in batches if b.times[place].number]
        reached = share(of.number, tally.cases)
        shares = [b.times[place].number / b.cases for b in batches]
        yield Spread(
            asked.name,
            _in_batches(reached, shares, least=reached.error),
            _in_batches(of.mean, [p.sum / GRAIN / p.number for p in parts]),
            tuple(Quantile(level, _quantile(of, parts, level)) for level in LEVELS),
            of.curve(tally.cases),
        )


def _quantile(of: Histogram, parts: Sequence[Histogram], level: float) -> Estimate:
    return _in_batches(of.quantile(level), [part.at(level) for part in parts])


def _in_batches(
    found: Estimate, parts: Sequence[float], least: float | None = None
) -> Estimate:
    """Return an estimate with the error that its batches tell, if there are any."""
    if len(parts) < 2 or found.value is None:
        return found
    error = batch_error(parts, len(parts))
    return evolve(found, error=max(error, least) if least is not None else error)


def _visits(plan: Plan, tally: Tally) -> Iterator[Visit]:
    for room in plan.rooms:
        if not tally.stays[room.number]:
            continue
        at: tuple[float, ...] = ()
        if tally.present is not None:
            at = tuple((tally.present[room.number] / tally.cases).tolist())
        yield Visit(
            room.name,
            tally.stays[room.number] / tally.cases,
            tally.days[room.number] / GRAIN / tally.cases,
            tally.waited[room.number] / GRAIN / tally.cases,
            at,
        )


def _flows(plan: Plan, tally: Tally) -> Iterator[Flow]:
    for (source, step, target, cause), times in sorted(tally.flows.items()):
        yield Flow(
            plan.rooms[source].name,
            step,
            plan.rooms[target].name,
            times / tally.cases,
            by_itself=cause not in (EXIT, GRANTED),
        )


def _stopped(plan: Plan, tally: Tally) -> Iterator[Stopped]:
    for (state, step, clause), times in sorted(tally.refused.items()):
        unknown = tally.unknown[state, step, clause]
        name = plan.rooms[state].name
        yield Stopped(name, step, clause, times / tally.cases, unknown / tally.cases)
