"""Sampling against exact: two engines that have only the plan in common.

A z-score is a sampled figure minus the exact one, over the standard error.  Of many
scenarios together they are normal: mean 0, deviation 1, none far out.  Three bugs of
the kind that simulators have are planted, and the pool must notice each.
"""

from collections.abc import Iterator
from functools import cache
from random import Random

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow.law.measures import Unit
from qualflow.processes import load_scenario
from qualflow.simulate import sampling, turns
from qualflow.simulate.acts_of_law import ActsOfLaw
from qualflow.simulate.distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Uniform,
    Weibull,
)
from qualflow.simulate.results import Engine, Result
from qualflow.simulate.running import simulate
from qualflow.simulate.scenario import (
    Delay,
    Exit,
    Question,
    Scenario,
    Stay,
    Time,
    TimeAsked,
)

RULEBOOK, REFERENCE = load_scenario("reference")
CASES = 4_000
WAYS = {
    "applied": ("return_file", "take_up"),
    "returned": ("complete",),
    "deciding": ("evaluate",),
    "evaluating": ("approve", "refuse", "withdraw"),
    "approved": ("start_production",),
    "production": ("cancel",),
}


SIZES = {"approved": (40.0, 600.0, 900.0)}
"""Days: building takes about as long as the term allows."""


def a_law(chance: Random, state: str) -> Distribution:
    size = chance.choice(SIZES.get(state, (2.0, 10.0, 40.0, 200.0)))
    match chance.randrange(7):
        case 0:
            return Fixed(float(round(size)))
        case 1:
            return Uniform(size / 4, size * 1.5)
        case 2:
            return Exponential(size)
        case 3:
            return Lognormal(size, chance.uniform(0.1, 0.8))
        case 4:
            return Gamma(size, chance.uniform(0.5, 4.0))
        case 5:
            return Weibull(size, chance.uniform(0.7, 3.0))
        case _:
            return Empirical(tuple(sorted(size * chance.random() + 1 for _ in "abc")))


def a_stay(chance: Random, state: str, *, dated: bool) -> Stay:
    def delay() -> Delay:
        working = dated and chance.random() < 0.3
        return Delay(a_law(chance, state), Unit.WORKING_DAY if working else Unit.DAY)

    steps = WAYS[state]
    if len(steps) > 1 and chance.random() < 0.3:
        exits = tuple(Exit(step, 1.0, delay()) for step in steps)
        return Stay(state, exits, races=True)
    weights = [chance.uniform(0.2, 1.0) for _ in steps]
    shares = [weight / sum(weights) for weight in weights]
    shares[-1] = 1.0 - sum(shares[:-1])
    own = len(steps) > 1 and chance.random() < 0.4
    exits = tuple(
        Exit(step, share, delay() if own else None)
        for step, share in zip(steps, shares, strict=True)
    )
    return Stay(state, exits, None if own else delay())


def a_scenario(seed: int) -> Scenario:
    """Return a scenario of the reference process with figures of its own."""
    chance = Random(seed)
    dated = chance.random() < 0.6
    horizon = float(chance.choice((90, 1_500, 2_500)))
    extended = evolve(REFERENCE.extended["term"], share=chance.random())
    return evolve(
        REFERENCE,
        time=Time.DAYS if dated else Time.CONTINUOUS,
        horizon=horizon,
        stays={state: a_stay(chance, state, dated=dated) for state in WAYS},
        extended={"term": extended},
        questions=(
            Question("approved_early", ("approved",), float(round(horizon / 3))),
            Question("producing", ("production",), float(round(horizon * 0.8))),
        ),
        times=(
            *REFERENCE.times,
            TimeAsked("building", ("production",), ("approved",)),
        ),
    )


def z_scores(exact: Result, sampled: Result) -> Iterator[float]:
    """Yield how many errors off each share and mean is that chance can move."""
    shares = zip(
        (*exact.outcomes, *exact.questions),
        (*sampled.outcomes, *sampled.questions),
        strict=True,
    )
    for known, found in shares:
        if 0.01 < known.p.value < 0.99:
            yield (found.p.value - known.p.value) / found.p.error
    for known, found in zip(exact.times, sampled.times, strict=True):
        if known.reached.value > 0.05 and found.mean.error:
            slack = known.mean.error or 0.0
            off = found.mean.value - known.mean.value
            yield np.sign(off) * max(abs(off) - slack, 0.0) / found.mean.error


@cache
def exactly(seed: int) -> Result:
    return simulate(RULEBOOK, a_scenario(seed), engine=Engine.EXACT)


def both(seed: int) -> list[float]:
    sampled = simulate(
        RULEBOOK,
        a_scenario(seed),
        engine=Engine.SAMPLING,
        cases=CASES,
        seed=seed,
        detail=False,
    )
    return list(z_scores(exactly(seed), sampled))


def pool(seeds: range) -> np.ndarray:
    return np.array([z for seed in seeds for z in both(seed)])


def agrees(scores: np.ndarray) -> bool:
    """Whether scores look like those of engines that mean the same.

    Scores of one scenario hang together, so the bounds are wide; a wrong engine passes
    them by far.
    """
    return bool(
        abs(scores.mean()) < 0.25
        and 0.8 < scores.std() < 1.25
        and np.abs(scores).max() < 4.5
    )


SEEDS = range(36)


def test_engines_agree_on_random_scenarios():
    scores = pool(SEEDS)

    assert len(scores) > 150
    assert agrees(scores), (scores.mean(), scores.std(), np.abs(scores).max())


@settings(max_examples=6)
@given(st.integers(1_000, 10**6))
def test_no_scenario_is_far_off(seed):
    """One score beyond 5.5 comes by chance once in 26 million."""
    assert all(abs(score) < 5.5 for score in both(seed))


# -- a wrong engine must fail ---------------------------------------------------------


def a_period_that_is_too_long(monkeypatch):
    """A period expires a season too late."""
    after = ActsOfLaw._after
    monkeypatch.setattr(ActsOfLaw, "_after", lambda self, last: after(self, last) + 90)


def the_same_chance_for_all(monkeypatch):
    """Every purpose draws the same uniform: delays and ways hang together."""
    key = turns.key
    monkeypatch.setattr(
        turns, "key", lambda seed, _purpose, visit=0: key(seed, "same", visit)
    )


def a_race_that_the_last_one_wins(monkeypatch):
    """Of exits that race the first one counts, whoever comes first."""
    exits = sampling.Lives._exits

    def wrong(self, room, visit, rows, since):
        leg, leaves = exits(self, room, visit, rows, since)
        return (leg * 0 if room.races else leg), leaves

    monkeypatch.setattr(sampling.Lives, "_exits", wrong)


@pytest.mark.parametrize(
    "plant",
    [a_period_that_is_too_long, the_same_chance_for_all, a_race_that_the_last_one_wins],
)
def test_a_wrong_engine_is_noticed(plant, monkeypatch):
    plant(monkeypatch)

    assert not agrees(pool(SEEDS))
