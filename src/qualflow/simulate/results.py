"""What an engine answers, the same for all of them.

An estimate carries its own error: the standard error of what was sampled, a bound on
the error of what was computed.  Which of the two it is says `Result.error`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from qualflow.simulate.scenario import Scenario


class Engine(StrEnum):
    """Who computed it."""

    EXACT = "exact"
    SAMPLING = "sampling"
    QUEUEING = "queueing"


class Error(StrEnum):
    """What the error beside a figure is."""

    STANDARD = "standard error"
    BOUND = "bound"


@frozen
class Estimate:
    """A figure and its error, in the same unit.

    Attributes:
        value: None where nothing can be said: nobody got there.
    """

    value: float | None
    error: float | None = None


@frozen
class Share:
    """How likely something is.

    Attributes:
        count: How many of the sampled cases; None from the exact engine.
    """

    name: str
    p: Estimate
    count: int | None = None


@frozen
class Quantile:
    """The time by which a share `level` of those who get there have got there."""

    level: float
    time: Estimate


@frozen
class Spread:
    """A time that was asked for, in days, among the cases that get there in time.

    Attributes:
        reached: The share of cases that get there before the horizon; the others are
            censored and not in the figures below.
        curve: Rising pairs (days, share of *all* cases that have got there by then),
            at most a few hundred, for a picture.
    """

    name: str
    reached: Estimate
    mean: Estimate
    quantiles: tuple[Quantile, ...]
    curve: tuple[tuple[float, float], ...] = ()

    def quantile(self, level: float) -> Estimate:
        """Return the estimate at one of `LEVELS`.

        Raises:
            KeyError: If it was not.
        """
        for found in self.quantiles:
            if found.level == level:
                return found.time
        raise KeyError(level)


LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
"""The quantiles that every engine computes."""


@frozen
class Visit:
    """What a state sees of a case, on the average.

    Attributes:
        visits: How many stays begin before the horizon, a case.
        days: Days spent in it before the horizon, a case.
        waiting: Days of these spent waiting for people, a case; 0 without any.
        at: Share of cases in it at each of `Result.grid`.
    """

    state: str
    visits: float
    days: float
    waiting: float = 0.0
    at: tuple[float, ...] = ()


@frozen
class Flow:
    """How often a step is made, a case; `expired` are those that time itself made."""

    source: str
    step: str
    target: str
    each: float
    by_itself: bool = False


@frozen
class Stopped:
    """How often a clause, or the lack of any such transition ("") refused a step.

    Attributes:
        each: Refusals a case.
        unknown: Those of them where the clause was not known to be met or unmet.
    """

    state: str
    step: str
    clause: str
    each: float
    unknown: float = 0.0


@frozen
class Result:
    """The answer of an engine to a scenario.

    Attributes:
        cases: How many were sampled; 0 for the exact engine.
        asked_for: How many were to be sampled; more than `cases` if it was cut short.
        seed: None for the exact engine.
        error: What the errors are.
        outcomes: One for each outcome of the scenario, `OPEN` last; they add up to 1.
        questions: One for each question of the scenario.
        times: One for each time it asks for.
        grid: Days after the start at which `Visit.at` is told; empty if it is not.
        method: How it was computed, in a word of the field ("lattice transform").
        projected: Days of the calendar beyond its data that were projected.
        start: The live case it begins from, "" for fresh cases.
        notes: What a reader must know, as keys of `words`, with what they tell.
    """

    scenario: Scenario
    engine: Engine
    error: Error
    outcomes: tuple[Share, ...]
    questions: tuple[Share, ...] = ()
    times: tuple[Spread, ...] = ()
    visits: tuple[Visit, ...] = ()
    flows: tuple[Flow, ...] = ()
    stopped: tuple[Stopped, ...] = ()
    grid: tuple[float, ...] = ()
    cases: int = 0
    asked_for: int = 0
    seed: int | None = None
    method: str = ""
    projected: int = 0
    start: str = ""
    notes: tuple[tuple[str, Mapping[str, float | str]], ...] = field(default=())

    def share(self, name: str) -> Share:
        """Return the share of an outcome or of a question.

        Raises:
            KeyError: If there is none of that name.
        """
        for found in (*self.outcomes, *self.questions):
            if found.name == name:
                return found
        raise KeyError(name)

    def time(self, name: str) -> Spread:
        """Return a time that was asked for.

        Raises:
            KeyError: If there is none of that name.
        """
        for found in self.times:
            if found.name == name:
                return found
        raise KeyError(name)


@frozen
class Difference:
    """How a figure differs between two scenarios run on the same randomness.

    Attributes:
        name: An outcome, a question or a time.
        figure: "p", "mean", "median", "q95" or "q99".
        change: Second minus first, with the error of the paired difference.
        gain: Variance of the difference had the seeds been independent, over that of
            the paired one; None where neither varies or both are exact.
    """

    name: str
    figure: str
    first: Estimate
    second: Estimate
    change: Estimate
    gain: float | None = None


@frozen
class Comparison:
    """Two scenarios of one process, compared on common random numbers."""

    first: Result
    second: Result
    differences: tuple[Difference, ...]


@frozen
class Moved:
    """What a figure of the scenario does to the answers when it is moved.

    Attributes:
        place: Of the figure: "state.applied.delay.mean".
        source: Where the figure comes from.
        value, lower, upper: The figure as it is and as it was moved to.
        down, up: The differences that makes, against the scenario as it is; one for
            each outcome, question and mean time, in the same order.
    """

    place: str
    source: str
    value: float
    lower: float
    upper: float
    down: tuple[Difference, ...]
    up: tuple[Difference, ...]
