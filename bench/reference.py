"""The reference process by hand: blocks of numpy, and SimPy in its best form."""

from __future__ import annotations

from collections.abc import Generator
from math import log
from random import Random
from typing import Any

import numpy as np
import simpy

HORIZON = 3650.0
OUTCOMES = ("refused", "withdrawn", "lapsed", "cancelled", "in_production")


def by_hand(cases: int, block: int = 50_000) -> np.ndarray[Any, Any]:
    """Return how many cases come to each outcome, and the sums of decision times.

    Written for this process alone: straight through, one stream of random numbers,
    nothing kept that is not asked for.
    """
    rng = np.random.Generator(np.random.SFC64(1))
    counts = np.zeros(len(OUTCOMES))
    sums = np.zeros(2)
    for first in range(0, cases, block):
        size = min(block, cases - first)
        at = rng.uniform(1.4, 7.0, size)
        back = np.flatnonzero(rng.random(size) < 0.30)
        while back.size:
            at[back] += rng.exponential(30.0, back.size)
            at[back] += rng.uniform(1.4, 7.0, back.size)
            back = back[rng.random(back.size) < 0.30]
        at += rng.lognormal(log(35.0), 0.142, size)
        at += rng.lognormal(log(30.0), 0.5, size)
        sums += at.sum(), (at * at).sum()
        way = rng.random(size)
        counts[0] += np.count_nonzero((way >= 0.55) & (way < 0.90))
        counts[1] += np.count_nonzero(way >= 0.90)
        begun = at[way < 0.55]
        build = rng.lognormal(log(400.0), 0.5, begun.size)
        term = np.where(rng.random(begun.size) < 0.30, 1095.0, 730.0)
        counts[2] += np.count_nonzero(build >= term)
        made = build < term
        ends = (begun + build)[made]
        ends += rng.exponential(2920.0, ends.size)
        counts[3] += np.count_nonzero(ends <= HORIZON)
        counts[4] += np.count_nonzero(ends > HORIZON)
    return counts


def by_simpy(cases: int, batch: int = 1_000) -> dict[str, int]:
    """Return the same from SimPy, in batches: its cost grows with what is alive."""
    random = Random(1)
    counts = dict.fromkeys(OUTCOMES, 0)
    for _ in range(cases // batch):
        env = simpy.Environment()
        for _ in range(batch):
            env.process(_life(env, random, counts))
        env.run()
    return counts


def _life(
    env: simpy.Environment, random: Random, counts: dict[str, int]
) -> Generator[simpy.Event, None, None]:
    yield env.timeout(random.uniform(1.4, 7.0))
    while random.random() < 0.30:
        yield env.timeout(random.expovariate(1 / 30.0))
        yield env.timeout(random.uniform(1.4, 7.0))
    yield env.timeout(random.lognormvariate(log(35.0), 0.142))
    yield env.timeout(random.lognormvariate(log(30.0), 0.5))
    way = random.random()
    if way >= 0.55:
        counts["refused" if way < 0.90 else "withdrawn"] += 1
        return
    build = random.lognormvariate(log(400.0), 0.5)
    term = 1095.0 if random.random() < 0.30 else 730.0
    yield env.timeout(min(build, term))
    if build >= term:
        counts["lapsed"] += 1
        return
    runs = random.expovariate(1 / 2920.0)
    left = HORIZON - env.now
    yield env.timeout(min(runs, left))
    counts["cancelled" if runs <= left else "in_production"] += 1
