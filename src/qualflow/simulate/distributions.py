"""Distributions of a delay or of a drawn number.

Each is frozen and answers for whole arrays: `quantile` turns uniforms into values (so
that a life is repeated from its uniforms alone, and two scenarios are compared on the
same ones), `cdf` is what the exact engine integrates.  A value is in the unit of
whoever uses it; none is negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from math import exp, gamma, inf, log
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import special

from qualflow.errors import QualflowError
from qualflow.simulate import lognormal

Floats: TypeAlias = NDArray[np.float64]

LEAST_UNIFORM = 2.0**-53
"""The least uniform there is; the largest is one minus it."""

NEXT_TO_NEVER = 1e-6
"""Who has waited longer than all but so few is told of by another distribution."""


def _hazard(u: Floats, factor: float) -> Floats:
    """Return `factor` times the logarithm of 1 - u.

    For a uniform of `randomness` 1 - u is exact, so that this is as near as `log1p` and
    takes a third of its time; of a smaller u than `LEAST_UNIFORM` 0 comes out.
    """
    found: Floats = np.subtract(1.0, u)
    np.log(found, out=found)
    found *= factor
    return found


@frozen
class Fixed:
    """Always the same value."""

    value: float

    def quantile(self, u: Floats) -> Floats:
        """Return the value for each uniform."""
        return np.full(u.shape, self.value)

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x."""
        return (x >= self.value).astype(np.float64)

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.value

    def scaled(self, factor: float) -> Fixed:
        """Return the distribution of `factor` times the value."""
        return Fixed(self.value * factor)


@frozen
class Uniform:
    """Equally likely between `low` and `high`."""

    low: float
    high: float

    def quantile(self, u: Floats) -> Floats:
        """Return the value below which a share of u lies."""
        found: Floats = u * (self.high - self.low)
        found += self.low
        return found

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x."""
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)

    @property
    def mean(self) -> float:
        """The expected value."""
        return (self.low + self.high) / 2

    def scaled(self, factor: float) -> Uniform:
        """Return the distribution of `factor` times the value."""
        return Uniform(self.low * factor, self.high * factor)


@frozen
class Exponential:
    """Without memory; `mean` is the expected value."""

    mean: float

    def quantile(self, u: Floats) -> Floats:
        """Return the value below which a share of u lies."""
        return _hazard(u, -self.mean)

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x."""
        return -np.expm1(-np.maximum(x, 0.0) / self.mean)

    def scaled(self, factor: float) -> Exponential:
        """Return the distribution of `factor` times the value."""
        return Exponential(self.mean * factor)


@frozen
class Lognormal:
    """The logarithm is normal: half lie below `median`, `sigma` is its deviation."""

    median: float
    sigma: float

    def quantile(self, u: Floats) -> Floats:
        """Return the value below which a share of u lies."""
        values = lognormal.quantile(u, self.sigma)
        values *= self.median
        return values

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x."""
        with np.errstate(divide="ignore"):
            z = (np.log(np.maximum(x, 0.0)) - log(self.median)) / self.sigma
        found: Floats = special.ndtr(z)
        return found

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.median * exp(self.sigma**2 / 2)

    def scaled(self, factor: float) -> Lognormal:
        """Return the distribution of `factor` times the value."""
        return Lognormal(self.median * factor, self.sigma)


@frozen
class Gamma:
    """Gamma, by its expected value and its shape (1 is exponential)."""

    mean: float
    shape: float

    def quantile(self, u: Floats) -> Floats:
        """Return the value below which a share of u lies."""
        found: Floats = special.gammaincinv(self.shape, u) * (self.mean / self.shape)
        return found

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x."""
        at = np.maximum(x, 0.0) * (self.shape / self.mean)
        found: Floats = special.gammainc(self.shape, at)
        return found

    def scaled(self, factor: float) -> Gamma:
        """Return the distribution of `factor` times the value."""
        return Gamma(self.mean * factor, self.shape)


@frozen
class Weibull:
    """Weibull, by its scale and its shape (1 is exponential)."""

    scale: float
    shape: float

    def quantile(self, u: Floats) -> Floats:
        """Return the value below which a share of u lies."""
        found = _hazard(u, -1.0)
        found **= 1.0 / self.shape
        found *= self.scale
        return found

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x."""
        return -np.expm1(-((np.maximum(x, 0.0) / self.scale) ** self.shape))

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.scale * gamma(1.0 + 1.0 / self.shape)

    def scaled(self, factor: float) -> Weibull:
        """Return the distribution of `factor` times the value."""
        return Weibull(self.scale * factor, self.shape)


@frozen
class Empirical:
    """One of the observed values, each as likely; they are kept in order."""

    values: tuple[float, ...]

    def quantile(self, u: Floats) -> Floats:
        """Return the value below which a share of u lies."""
        at = np.minimum((u * len(self.values)).astype(np.intp), len(self.values) - 1)
        return np.asarray(self.values, dtype=np.float64)[at]

    def cdf(self, x: Floats) -> Floats:
        """Return the share of the observed values that are at most x."""
        at = np.searchsorted(np.asarray(self.values), x, side="right")
        return np.asarray(at / len(self.values), dtype=np.float64)

    @property
    def mean(self) -> float:
        """The expected value."""
        return sum(self.values) / len(self.values)

    def scaled(self, factor: float) -> Empirical:
        """Return the distribution of `factor` times the value."""
        return Empirical(tuple(value * factor for value in self.values))


@frozen
class Remaining:
    """What is left of `whole` for whoever has waited for `elapsed` already.

    `survival` is the probability of having waited so long, or a little less where time
    is rounded: what is left is then nothing.  `remaining` refuses 0.
    """

    whole: Distribution
    elapsed: float
    survival: float

    def quantile(self, u: Floats) -> Floats:
        """Return the value below which a share of u lies."""
        at = 1.0 - self.survival * (1.0 - u)
        whole = self.whole.quantile(np.clip(at, LEAST_UNIFORM, 1.0 - LEAST_UNIFORM))
        return np.maximum(whole - self.elapsed, 0.0)

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x."""
        later = self.whole.cdf(np.asarray(x) + self.elapsed)
        found = 1.0 - (1.0 - later) / self.survival
        return np.where(np.asarray(x) < 0, 0.0, np.clip(found, 0.0, 1.0))

    @property
    def mean(self) -> float:
        """The expected value, from 20,000 equally likely quantiles."""
        return float(self.quantile((np.arange(20_000) + 0.5) / 20_000).mean())

    def scaled(self, factor: float) -> Remaining:
        """Return what is left of the scaled whole; what has elapsed has elapsed."""
        return _remaining(self.whole.scaled(factor), self.elapsed)


Distribution: TypeAlias = (
    Fixed | Uniform | Exponential | Lognormal | Gamma | Weibull | Empirical | Remaining
)


class NothingLeftError(QualflowError):
    """Somebody has waited longer than the distribution allows for.

    Attributes:
        whole: The distribution.
        elapsed: How long they have waited.
    """

    def __init__(self, whole: Distribution, elapsed: float) -> None:
        super().__init__(f"nothing of {whole} is left after {elapsed:g}")
        self.whole = whole
        self.elapsed = elapsed


def remaining(
    whole: Distribution, elapsed: float, least: float | None = None
) -> Distribution:
    """Return the distribution of what is left after `elapsed`.

    Args:
        whole: Of the wait from its beginning.
        elapsed: How long somebody has waited.
        least: What the whole wait is known to be at least; None: `elapsed`.  It is
            another where time is rounded to days.

    Raises:
        NothingLeftError: If less than one in a million ever waits so long: then the
            scenario is wrong about the case at hand.

    >>> remaining(Exponential(30.0), 100.0)
    Exponential(mean=30.0)
    >>> remaining(Fixed(730.0), 100.0)
    Fixed(value=630.0)
    """
    if least is not None and least != elapsed:
        return _remaining(whole, elapsed, least)
    match whole:
        case _ if elapsed <= 0:
            return whole
        case Exponential():
            return whole
        case Fixed(value) if elapsed <= value:
            return Fixed(value - elapsed)
        case Uniform(low, high) if elapsed < high:
            return Uniform(max(low - elapsed, 0.0), high - elapsed)
        case Remaining(inner, before, _):
            return _remaining(inner, before + elapsed)
        case _:
            return _remaining(whole, elapsed)


def survival(whole: Distribution, elapsed: float) -> float:
    """Return the probability of more than `elapsed`, of at least it for steps of it."""
    just_before = np.nextafter(elapsed, -inf)
    return 1.0 - float(whole.cdf(np.asarray([just_before]))[0])


def _remaining(
    whole: Distribution, elapsed: float, least: float | None = None
) -> Remaining:
    left = survival(whole, elapsed if least is None else least)
    if left < NEXT_TO_NEVER:
        raise NothingLeftError(whole, elapsed)
    return Remaining(whole, elapsed, left)


def parameters(law: Distribution) -> Iterator[tuple[str, float]]:
    """Yield the numbers that make a distribution, by name; none for observed values.

    >>> list(parameters(Lognormal(35.0, 0.142)))
    [('median', 35.0), ('sigma', 0.142)]
    """
    match law:
        case Empirical() | Remaining():
            return
        case Fixed() | Uniform() | Exponential() | Lognormal() | Gamma() | Weibull():
            for attribute in law.__attrs_attrs__:
                yield attribute.name, getattr(law, attribute.name)


def moved(law: Distribution, parameter: str, value: float) -> Distribution:
    """Return a distribution with one parameter changed."""
    changed = copy(law)
    object.__setattr__(changed, parameter, value)
    return changed
