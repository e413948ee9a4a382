"""Limited people: cases a second by arrays and event by event, against SimPy.

All cases share one queue, so that SimPy cannot run them in batches: its best form here
is one environment into which cases come one by one, so that few are alive at a time.
"""

from __future__ import annotations

from collections.abc import Generator
from math import log
from random import Random
from statistics import median
from typing import Any

import simpy
from attrs import evolve

from bench.timing import at_least, heading, per_second, report, take_turns
from qualflow.processes import load_scenario
from qualflow.simulate.distributions import Exponential
from qualflow.simulate.holding import Queue, Way
from qualflow.simulate.planning import Plan
from qualflow.simulate.preparing import plan
from qualflow.simulate.queueing import lived, waits
from qualflow.simulate.scenario import Delay, Resource, Scenario

ROUNDS = 5
CASES = 1_000_000
EVENT_CASES = 100_000
PEER_CASES = 20_000
PEOPLE = 10
ONCE = 35.3547 / 8.5
"""Days from case to case at 85 % of what ten people can do who decide."""
AGAIN = (35.3547 + 6.0) / 8.5
"""The same where they also check each file, as often as it comes back."""


def with_feedback(scenario: Scenario) -> Scenario:
    """Return the scenario with reviewers for checks, too: returned files need them."""
    people = Resource("reviewers", PEOPLE, ("applied", "deciding"))
    return evolve(
        scenario, resources=(people,), arrivals=Delay(Exponential(AGAIN))
    )  # fmt: skip


def run(made: Plan, cases: int) -> int:
    """Return what is left of whole lives, queue and all: how many days they waited."""
    queue = Queue(made, 1, cases)
    return sum(sum(b.waited.values()) for b in lived(queue, waits(queue)))


# -- SimPy ----------------------------------------------------------------------------


def by_simpy(cases: int, *, again: bool) -> float:
    """Return the days that cases waited, with checks that need a reviewer, or not."""
    random, waited = Random(1), [0.0]
    env = simpy.Environment()
    people = simpy.Resource(env, PEOPLE)

    def source() -> Generator[simpy.Event, Any, None]:
        for _ in range(cases):
            yield env.timeout(random.expovariate(1 / (AGAIN if again else ONCE)))
            env.process(_life(env, people, random, waited, again=again))

    env.process(source())
    env.run()
    return waited[0]


def _life(
    env: simpy.Environment,
    people: simpy.Resource,
    random: Random,
    waited: list[float],
    *,
    again: bool,
) -> Generator[simpy.Event, Any, None]:
    began = env.now
    while True:
        check = random.uniform(1.4, 7.0)
        if again:
            yield from _held(env, people, check, waited)
        else:
            yield env.timeout(check)
        if random.random() >= 0.30:
            break
        yield env.timeout(random.expovariate(1 / 30.0))
    yield from _held(env, people, random.lognormvariate(log(35.0), 0.142), waited)
    yield env.timeout(random.lognormvariate(log(30.0), 0.5))
    if random.random() >= 0.55:
        return
    build = random.lognormvariate(log(400.0), 0.5)
    term = 1095.0 if random.random() < 0.30 else 730.0
    yield env.timeout(min(build, term))
    if build < term:
        left = max(3650.0 - (env.now - began), 0.0)
        yield env.timeout(min(random.expovariate(1 / 2920.0), left))


def _held(
    env: simpy.Environment, people: simpy.Resource, lasts: float, waited: list[float]
) -> Generator[simpy.Event, Any, None]:
    came = env.now
    request = people.request()
    yield request
    waited[0] += env.now - came
    yield env.timeout(lasts)
    people.release(request)


def main() -> None:
    heading("Limited reviewers of the reference process, one core, whole lives")
    rulebook, scenario = load_scenario("reference-reviewers")
    once, again = plan(rulebook, scenario), plan(rulebook, with_feedback(scenario))
    assert Queue(once, 1, 1).way is Way.ARRAYS
    assert Queue(again, 1, 1).way is Way.EVENTS
    arrays = take_turns({"arrays": lambda: run(once, CASES)}, CASES, ROUNDS)
    rate = 1 / median(arrays["arrays"])
    what = "no feedback: arrays"
    bar = "at least 1 M/s"
    report(what, per_second(arrays["arrays"]), bar=bar, met=rate >= 1e6)
    events = take_turns(
        {"events": lambda: run(again, EVENT_CASES)}, EVENT_CASES, ROUNDS
    )
    peers = take_turns(
        {
            "SimPy": lambda: by_simpy(PEER_CASES, again=True),
            "SimPy, no feedback": lambda: by_simpy(PEER_CASES, again=False),
        },
        PEER_CASES,
        ROUNDS,
    )
    all_rounds = {**arrays, **events, **peers}
    what = "files that come back: event loop / SimPy"
    at_least(all_rounds, "SimPy", "events", 3, what, per_second)
    what = "no feedback: arrays / SimPy"
    at_least(all_rounds, "SimPy, no feedback", "arrays", 30, what, per_second)


if __name__ == "__main__":
    main()
