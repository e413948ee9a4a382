"""The exact engine: the reference scenario, in continuous time and in whole days."""

from __future__ import annotations

from attrs import evolve

from bench.timing import heading, milliseconds, report, take_turns
from qualflow.processes import load_scenario
from qualflow.simulate import continuous
from qualflow.simulate.chain import chain_of
from qualflow.simulate.exact import exact
from qualflow.simulate.planning import Plan
from qualflow.simulate.preparing import plan
from qualflow.simulate.scenario import Time

REPEATS = 10
ROUNDS = 9
MOST_MS = 10.0
MOST_OFF = 1e-5

TABLE = {
    "refused": 0.35,
    "withdrawn": 0.10,
    "lapsed": 0.047696,
    "cancelled": 0.331732,
    "in_production": 0.170572,
}


def reference(time: Time, horizon: float) -> Plan:
    rulebook, scenario = load_scenario("reference")
    return plan(rulebook, evolve(scenario, time=time, horizon=horizon))


SMOOTH = reference(Time.CONTINUOUS, 3650.0)
CHAIN = chain_of(SMOOTH)
DAYS = {horizon: reference(Time.DAYS, float(horizon)) for horizon in (500, 3650)}


def one_lattice() -> None:
    for _ in range(REPEATS):
        continuous.figures(CHAIN, 1.0)


def with_bounds() -> None:
    for _ in range(REPEATS):
        exact(SMOOTH)


def off_the_table() -> float:
    figures = continuous.figures(CHAIN, 1.0)
    names = SMOOTH.scenario.outcome_names
    found = dict(zip(names, figures.outcomes.tolist(), strict=True))
    return max(abs(found[name] - expected) for name, expected in TABLE.items())


def main() -> None:
    heading("Exact engine, reference scenario, ten years")
    off = off_the_table()
    bar = f"below {MOST_OFF:g}"
    report("error at one-day steps", f"{off:.1e}", bar=bar, met=off < MOST_OFF)
    rounds = take_turns({"one": one_lattice, "two": with_bounds}, REPEATS, ROUNDS)
    for name, what in (
        ("one", "lattice transform at one-day steps, all figures"),
        ("two", "the same and at two-day steps, for the bounds"),
    ):
        quiet = min(rounds[name]) * 1e3
        median = f"median {milliseconds(rounds[name])}"
        met = quiet <= MOST_MS if name == "one" else None
        bar = f"at most {MOST_MS:g} ms" if name == "one" else ""
        report(what, f"{quiet:.1f} ms", median, bar=bar, met=met)
    for horizon, of in DAYS.items():
        days = take_turns({"days": lambda of=of: exact(of)}, 1, 3)
        what = f"day-by-day recursion, {horizon} days"
        report(what, f"{min(days['days']) * 1e3:.0f} ms")
