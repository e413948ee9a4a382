"""Simulations as JSON; the names are a contract.

Probabilities are between 0 and 1, times in days.  What cannot be told is null, and no
number is ever NaN or infinite.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import floor, isfinite
from typing import Any

from qualflow.simulate.results import (
    Comparison,
    Difference,
    Estimate,
    Flow,
    Moved,
    Result,
    Share,
    Spread,
    Stopped,
    Visit,
)
from qualflow.simulate.scenario import ASSUMED, Scenario, Time

Form = dict[str, Any]

NAMES = {0.05: "q05", 0.25: "q25", 0.5: "median", 0.75: "q75", 0.95: "q95", 0.99: "q99"}
"""What the quantiles are called."""


def result_json(result: Result, *, curves: bool = False) -> Form:
    """Return the answer of an engine.

    Args:
        result: The answer.
        curves: Whether distributions and shares over time are told too.
    """
    scenario = result.scenario
    return {
        "scenario": scenario.name,
        "process": scenario.process,
        "engine": result.engine.value,
        "method": result.method,
        "cases": result.cases,
        "asked_for": result.asked_for,
        "seed": result.seed,
        "error": result.error.value,
        "on": scenario.on.isoformat(),
        "horizon": {
            "days": number(scenario.horizon),
            "day": _day(scenario, scenario.horizon),
        },
        "questions": {s.name: _question(s, scenario) for s in result.questions},
        "outcomes": {share.name: _share(share) for share in result.outcomes},
        "times": {s.name: _spread(s, curves=curves) for s in result.times},
        "visits": {v.state: _visit(v, curves=curves) for v in result.visits},
        "flows": [_flow(flow) for flow in result.flows],
        "stopped": [_stopped(stopped) for stopped in result.stopped],
        **({"grid": _numbers(result.grid)} if curves else {}),
        "figures": _figures(scenario),
        "projected": result.projected,
        "notes": [_note(key, told) for key, told in result.notes],
    }


def comparison_json(comparison: Comparison) -> Form:
    """Return two scenarios and what differs between them."""
    return {
        "first": result_json(comparison.first),
        "second": result_json(comparison.second),
        "differences": [_difference(d) for d in comparison.differences],
    }


def moved_json(moved: Iterable[Moved]) -> list[Form]:
    """Return what each figure does to the answers when it is moved."""
    return [
        {
            "place": one.place,
            "source": one.source,
            "assumed": one.source == ASSUMED,
            "value": number(one.value),
            "lower": number(one.lower),
            "upper": number(one.upper),
            "down": [_difference(difference) for difference in one.down],
            "up": [_difference(difference) for difference in one.up],
        }
        for one in moved
    ]


def number(value: float | None) -> float | None:
    """Return a number that JSON has, null for any other."""
    return value if value is not None and isfinite(value) else None


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [number(value) for value in values]


def _day(scenario: Scenario, offset: float) -> str | None:
    """Return a day of the calendar; null in continuous time and after the last one."""
    if scenario.time is Time.CONTINUOUS:
        return None
    try:
        day: date = scenario.on + timedelta(days=floor(offset))
    except (OverflowError, ValueError):
        return None
    return day.isoformat()


def _share(share: Share) -> Form:
    form: Form = {"p": number(share.p.value), "error": number(share.p.error)}
    return form if share.count is None else {**form, "count": share.count}


def _question(share: Share, scenario: Scenario) -> Form:
    form = _share(share)
    for asked in scenario.questions:
        if asked.name == share.name:
            form["states"] = list(asked.states)
            form["by"] = {
                "days": number(asked.by),
                "day": _day(scenario, asked.by),
            }
    return form


def _spread(spread: Spread, *, curves: bool) -> Form:
    """Return a time: `error` is that of the mean, `errors` those of every figure."""
    told: dict[str, Estimate] = {"reached": spread.reached, "mean": spread.mean}
    for quantile in spread.quantiles:
        told[NAMES.get(quantile.level, f"q{quantile.level:g}")] = quantile.time
    form: Form = {name: number(found.value) for name, found in told.items()}
    form["error"] = number(spread.mean.error)
    form["errors"] = {name: number(found.error) for name, found in told.items()}
    if curves:
        form["curve"] = [_numbers(pair) for pair in spread.curve]
    return form


def _visit(visit: Visit, *, curves: bool) -> Form:
    form: Form = {
        "visits": number(visit.visits),
        "days": number(visit.days),
        "waiting": number(visit.waiting),
    }
    if curves:
        form["at"] = _numbers(visit.at)
    return form


def _flow(flow: Flow) -> Form:
    return {
        "source": flow.source,
        "step": flow.step,
        "target": flow.target,
        "each": number(flow.each),
        "by_itself": flow.by_itself,
    }


def _stopped(stopped: Stopped) -> Form:
    return {
        "state": stopped.state,
        "step": stopped.step,
        "clause": stopped.clause or None,
        "each": number(stopped.each),
        "unknown": number(stopped.unknown),
    }


def _figures(scenario: Scenario) -> Form:
    listed = list(scenario.figures())
    return {
        "all": len(listed),
        "assumed": sum(source == ASSUMED for _, source in listed),
        "sources": [{"place": place, "source": source} for place, source in listed],
    }


def _note(key: str, told: Mapping[str, float | str]) -> Form:
    shown = {n: v if isinstance(v, str) else number(v) for n, v in told.items()}
    return {"note": key, "values": shown}


def _estimate(estimate: Estimate) -> Form:
    return {"value": number(estimate.value), "error": number(estimate.error)}


def _difference(difference: Difference) -> Form:
    return {
        "name": difference.name,
        "figure": difference.figure,
        "first": _estimate(difference.first),
        "second": _estimate(difference.second),
        "change": _estimate(difference.change),
        "gain": number(difference.gain),
    }
