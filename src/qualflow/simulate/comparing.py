"""Two scenarios on common random numbers, and one with its figures moved.

Case i draws the same uniforms for the same purpose in both, so that what differs is the
scenario and not chance: the variance of a difference falls, often tenfold.  Errors are
those of the paired difference: of shares and means by their influence on each case, of
quantiles by batches.

Source:
    Law, "Simulation modeling and analysis", ch. 11 (common random numbers); the
    linearised variance of a ratio, Cochran, "Sampling techniques", ch. 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from math import ceil, sqrt

import numpy as np
from attrs import define, field, fields
from numpy.typing import NDArray

from qualflow.errors import QualflowError
from qualflow.law.rulebook import Rulebook
from qualflow.simulate.answering import answer, fresh
from qualflow.simulate.blocks import Block, summed
from qualflow.simulate.planning import Plan
from qualflow.simulate.preparing import plan
from qualflow.simulate.results import (
    Comparison,
    Difference,
    Engine,
    Estimate,
    Result,
    Spread,
)
from qualflow.simulate.running import (
    CASES,
    Progress,
    Sampling,
    fitting_engine,
    run,
    simulate,
)
from qualflow.simulate.sampling import BLOCK
from qualflow.simulate.scenario import Scenario, Time
from qualflow.simulate.starting import Standing
from qualflow.simulate.tally import Histogram, Tally

GRAIN = 1024
"""Times are multiplied as whole numbers of a day's 1,024th part."""
BATCHES = 32
LEAST_BATCH = 250
"""Quantiles of fewer cases say little."""

_ROUNDING = 1e-12

QUANTILES = {"median": 0.5, "q95": 0.95, "q99": 0.99}


class NotComparableError(QualflowError):
    """Two scenarios about different processes."""

    def __init__(self, first: Scenario, second: Scenario) -> None:
        self.first = first
        self.second = second
        super().__init__(
            f"'{first.name}' is about {first.process} and '{second.name}' about "
            f"{second.process}: only scenarios of one process can be compared"
        )


def compare(
    rulebook: Rulebook,
    first: Scenario,
    second: Scenario,
    *,
    engine: Engine | None = None,
    cases: int = CASES,
    seed: int = 1,
    standing: Standing | None = None,
    executor: Executor | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Comparison:
    """Return how the answers of two scenarios differ, figure by figure.

    Figures that only one of them asks for are left out.  With the exact engine both are
    computed, and the errors are bounds; else the cases of both are sampled in pairs.

    Raises:
        NotComparableError: If they are about different processes.
        CannotSimulateError: As `simulate`.
    """
    if first.process != second.process:
        raise NotComparableError(first, second)
    plans = plan(rulebook, first, standing), plan(rulebook, second, standing)
    chosen = engine or _fitting(plans)
    if chosen is Engine.SAMPLING:
        batch = max(ceil(cases / BATCHES), LEAST_BATCH)
        work = Pairs(rulebook, first, second, standing, seed, batch)
        pairs, lost = run(work, cases, executor, workers, progress)
        return paired(plans, pairs, seed=seed, asked_for=cases, lost=lost)
    results = [
        simulate(rulebook, scenario, engine=chosen, cases=cases, seed=seed,
                 standing=standing, progress=progress)
        for scenario in (first, second)
    ]  # fmt: skip
    return Comparison(results[0], results[1], tuple(differences(*results)))


def paired(
    plans: tuple[Plan, Plan],
    pairs: PairTally,
    *,
    seed: int,
    asked_for: int,
    lost: int = 0,
) -> Comparison:
    """Return what pairs of cases come to, all of them or those that are done.

    Args:
        plans: Of both scenarios.
        pairs: The cases; at least one.
        seed: Of the run.
        asked_for: How many cases were to be sampled.
        lost: How many parts had to be computed again.
    """
    one, other = (
        answer(made, tally, seed=seed, asked_for=asked_for, lost=lost)
        for made, tally in zip(plans, pairs.tallies, strict=True)
    )
    scenarios = plans[0].scenario, plans[1].scenario
    found = tuple(_sampled_differences(*scenarios, pairs, one, other))
    return Comparison(one, other, found)


def _fitting(plans: tuple[Plan, Plan]) -> Engine:
    """Return the first engine that applies to both plans."""
    fitting = {fitting_engine(made) for made in plans}
    for engine in (Engine.QUEUEING, Engine.SAMPLING):
        if engine in fitting:
            return engine
    return Engine.EXACT


def differences(first: Result, second: Result) -> Iterator[Difference]:
    """Yield how figures differ whose errors have nothing to do with one another.

    Bounds add up; standard errors add up in squares.
    """
    bound = first.engine is Engine.EXACT
    for name, figure in _shared(first.scenario, second.scenario):
        one, other = _figure(first, name, figure), _figure(second, name, figure)
        change = None
        if one.value is not None and other.value is not None:
            change = other.value - one.value
        errors = [found.error for found in (one, other) if found.error is not None]
        error = sum(errors) if bound else sqrt(sum(e**2 for e in errors))
        yield Difference(name, figure, one, other, Estimate(change, error))


def _shared(first: Scenario, second: Scenario) -> Iterator[tuple[str, str]]:
    """Yield the names and figures that both scenarios ask for."""
    shares = [*first.outcome_names, *(question.name for question in first.questions)]
    others = {*second.outcome_names, *(question.name for question in second.questions)}
    for name in shares:
        if name in others:
            yield name, "p"
    times = {asked.name for asked in second.times}
    for asked in first.times:
        if asked.name in times:
            for figure in ("mean", *QUANTILES):
                yield asked.name, figure


def _figure(result: Result, name: str, figure: str) -> Estimate:
    if figure == "p":
        return result.share(name).p
    time: Spread = result.time(name)
    return time.mean if figure == "mean" else time.quantile(QUANTILES[figure])


# -- pairs ----------------------------------------------------------------------------


@define(eq=False)
class Moments:
    """Sums over pairs of values, of which none may be told to be missing.

    Attributes:
        sums: Of first, second, their squares and their product; and all of it for the
            cases that have a value, which is what a mean is taken over.
    """

    sums: list[int] = field(factory=lambda: [0] * 10)

    def take(
        self,
        there: Sequence[NDArray[np.bool_]],
        values: Sequence[NDArray[np.int64]],
    ) -> None:
        """Add pairs; where a value is missing it is 0."""
        (r, s), (x, y) = (part.astype(np.int64) for part in there), values
        products = (r, s, x, y, x * x, y * y, x * y, r * s, r * y, s * x)
        for place, product in enumerate(products):
            self.sums[place] += summed(product)

    def add(self, other: Moments) -> None:
        """Add other pairs."""
        self.sums = [a + b for a, b in zip(self.sums, other.sums, strict=True)]

    def change(self) -> tuple[float, float | None] | None:
        """Return the error of the difference of means and the gain of the pairing.

        None where one of the means is of fewer than two cases.
        """
        r, s, x, y, xx, yy, xy, rs, ry, sx = (float(found) for found in self.sums)
        if r < 2 or s < 2:
            return None
        mean, other = x / r, y / s
        # Each case's influence on a mean is (value - mean) / share of those it is over.
        first = (xx - 2 * mean * x + mean**2 * r) / r**2
        second = (yy - 2 * other * y + other**2 * s) / s**2
        both = (xy - other * sx - mean * ry + mean * other * rs) / (r * s)
        paired = first + second - 2 * both
        if paired <= _ROUNDING * (first + second):
            return 0.0, None
        return sqrt(paired) / GRAIN, (first + second) / paired


@define(eq=False)
class PairTally:
    """What pairs of cases came to.

    Attributes:
        tallies: Of the first scenario and of the second.
        moments: Of each shared share and time, by its name.
        batches: For each batch and time, the histogram of either scenario.
    """

    tallies: tuple[Tally, Tally]
    moments: dict[str, Moments] = field(factory=dict)
    batches: dict[tuple[int, str], tuple[Histogram, Histogram]] = field(factory=dict)

    @property
    def cases(self) -> int:
        """How many pairs."""
        return self.tallies[0].cases

    def add(self, other: PairTally) -> None:
        """Add other pairs."""
        for mine, more in zip(self.tallies, other.tallies, strict=True):
            mine.add(more)
        for name, moments in other.moments.items():
            self.moments.setdefault(name, Moments()).add(moments)
        for batch, pair in other.batches.items():
            known = self.batches.setdefault(batch, _histograms(pair[0].dated))
            for histogram, addition in zip(known, pair, strict=True):
                histogram.add(addition)


def _histograms(dated: bool) -> tuple[Histogram, Histogram]:
    return Histogram(dated), Histogram(dated)


@define(eq=False)
class Pairs:
    """Two scenarios to be sampled in pairs; travels as `Sampling` does.

    Attributes:
        batch: Cases of one batch.
    """

    rulebook: Rulebook
    first: Scenario
    second: Scenario
    standing: Standing | None
    seed: int
    batch: int
    _pair: tuple[Sampling, Sampling] | None = field(default=None, init=False)

    def __reduce__(self) -> tuple[type[Pairs], tuple[object, ...]]:
        given = [f.name for f in fields(Pairs) if f.init]
        return Pairs, tuple(getattr(self, name) for name in given)

    @property
    def pair(self) -> tuple[Sampling, Sampling]:
        """Both scenarios, ready to be sampled."""
        if self._pair is None:
            of = self.rulebook, self.standing, self.seed
            self._pair = (
                Sampling(of[0], self.first, of[1], of[2]),
                Sampling(of[0], self.second, of[1], of[2]),
            )
        return self._pair

    def part(self, first: int, count: int) -> PairTally:
        """Return what the pairs of a part come to."""
        one, other = (sampling.sampler for sampling in self.pair)
        plans = one.plan, other.plan
        pairs = PairTally((fresh(one.plan), fresh(other.plan)))
        for start in range(first, first + count, BLOCK):
            size = min(BLOCK, first + count - start)
            blocks = one.block(start, size), other.block(start, size)
            for tally, block, made in zip(pairs.tallies, blocks, plans, strict=True):
                tally.take(block, tuple(q.by for q in made.scenario.questions))
            self._take(pairs, blocks, plans)
        return pairs

    def _take(
        self, pairs: PairTally, blocks: tuple[Block, Block], plans: tuple[Plan, Plan]
    ) -> None:
        """Add a block of either scenario, case by case."""
        everywhere = np.ones(blocks[0].count, np.bool_)
        both = list(zip(plans, blocks, strict=True))
        for name, figure in _shared(self.first, self.second):
            moments = pairs.moments.setdefault(name, Moments())
            if figure == "p":
                values = [_is(*one, name) * np.int64(GRAIN) for one in both]
                moments.take([everywhere, everywhere], values)
            elif figure == "mean":
                took = [_took(*one, name) for one in both]
                whole = [np.rint(t * GRAIN).astype(np.int64) for _, t in took]
                moments.take([there for there, _ in took], whole)
                self._take_batches(pairs, name, blocks[0].first, took)

    def _take_batches(
        self,
        pairs: PairTally,
        name: str,
        first: int,
        took: list[tuple[NDArray[np.bool_], NDArray[np.float64]]],
    ) -> None:
        """Add the times of a block to the batches that its cases are of."""
        size = took[0][0].size
        for batch in range(first // self.batch, (first + size - 1) // self.batch + 1):
            of = slice(
                max(batch * self.batch - first, 0), (batch + 1) * self.batch - first
            )
            dated = self.first.time is Time.DAYS
            known = pairs.batches.setdefault((batch, name), _histograms(dated))
            for histogram, (there, times) in zip(known, took, strict=True):
                histogram.take(times[of][there[of]])


def _is(made: Plan, block: Block, name: str) -> NDArray[np.bool_]:
    """Return which cases have an outcome, or answer a question with yes."""
    names = made.scenario.outcome_names
    if name in names:
        outcome = np.array(made.outcome_of)[block.state]
        return np.asarray(outcome == names.index(name))
    for place, question in enumerate(made.scenario.questions):
        if question.name == name:
            return np.asarray(block.ended[place] <= question.by)
    raise KeyError(name)


def _took(
    made: Plan, block: Block, name: str
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which cases got to the end of a time, and how long it took; else 0."""
    asked = [time.name for time in made.scenario.times]
    place = len(made.scenario.questions) + asked.index(name)
    ended = block.ended[place]
    there = np.isfinite(ended)
    took = np.zeros(ended.size)
    np.subtract(ended, block.began[place], out=took, where=there)
    return there, took


def _sampled_differences(
    first: Scenario, second: Scenario, pairs: PairTally, one: Result, other: Result
) -> Iterator[Difference]:
    for name, figure in _shared(first, second):
        a, b = _figure(one, name, figure), _figure(other, name, figure)
        if a.value is None or b.value is None:
            yield Difference(name, figure, a, b, Estimate(None))
            continue
        if figure in QUANTILES:
            error = _batch_error(pairs, name, QUANTILES[figure])
            gain = _gain(a, b, error)
        else:
            found = pairs.moments[name].change()
            error, gain = (None, None) if found is None else found
        yield Difference(name, figure, a, b, Estimate(b.value - a.value, error), gain)


def _batch_error(pairs: PairTally, name: str, level: float) -> float | None:
    """Return the error of a difference of quantiles from its spread over batches."""
    changes = [
        pair[1].at(level) - pair[0].at(level)
        for (_, of), pair in pairs.batches.items()
        if of == name and pair[0].number and pair[1].number
    ]
    if len(changes) < 2:
        return None
    mean = sum(changes) / len(changes)
    variance = sum((c - mean) ** 2 for c in changes) / (len(changes) - 1)
    return sqrt(variance / len(changes))


def _gain(first: Estimate, second: Estimate, error: float | None) -> float | None:
    if not error or first.error is None or second.error is None:
        return None
    return (first.error**2 + second.error**2) / error**2
