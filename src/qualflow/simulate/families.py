"""Distributions fitted to durations of which some are known to bounds only.

By maximum likelihood: an exact duration counts by its density, any other by the
probability of its interval.  Errors come from the observed information, differentiated
numerically on the logarithms of the parameters and carried over.  Families are compared
by Akaike's criterion.

The same likelihood as that of `scipy.stats.CensoredData` with `loc` held at 0, found to
more digits and with errors; the tests compare the two.

Sources:
    Lawless, "Statistical Models and Methods for Lifetime Data", 2nd ed. 2003, ch. 4-5.
    Akaike, "A new look at the statistical model identification", IEEE Trans. Automat.
    Control 19 (1974) 716-723.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from math import exp, inf, lgamma, log, sqrt, tau

import numpy as np
from attrs import frozen
from scipy import optimize, special

from qualflow.simulate.distributions import (
    Distribution,
    Exponential,
    Floats,
    Gamma,
    Lognormal,
    Weibull,
    parameters,
)
from qualflow.simulate.survival import Duration

LEAST_ENDED = 3
"""With fewer ended durations no distribution is fitted."""

_RUNS_AWAY = log(100.0)
"""A shape beyond 100 or below 0.01 is the way to a fixed value, not a maximum."""
_FAR = log(1e6)
_FURTHEST = 300.0
_STEP = 1e-3


class Family(StrEnum):
    """The families that are tried, those of one parameter first."""

    EXPONENTIAL = "exponential"
    WEIBULL = "weibull"
    LOGNORMAL = "lognormal"
    GAMMA = "gamma"


class Reason(StrEnum):
    """Why no distribution is fitted."""

    TOO_FEW = "too_few"
    """Fewer than `LEAST_ENDED` have ended."""
    NO_SPREAD = "no_spread"
    """One and the same fixed duration is possible for all of them."""
    NO_LEAST = "no_least"
    """Each that has ended may have taken no time: the windows of its ends overlap."""
    NO_MAXIMUM = "no_maximum"
    """The likelihood of every family has its maximum at a limit."""


@frozen
class Fitted:
    """A family fitted to durations.

    Attributes:
        errors: The standard errors of the parameters of `law`, by their names.
        aic: Akaike's criterion; the smaller, the better.
    """

    family: Family
    law: Distribution
    errors: tuple[tuple[str, float], ...]
    log_likelihood: float
    aic: float


def common(durations: Sequence[Duration]) -> tuple[float, float] | None:
    """Return the bounds of a fixed duration that all of them allow; None: none does.

    >>> common([Duration(0, 60), Duration(24, float("inf"))])
    (24, 60)
    """
    low = max((one.low for one in durations), default=0.0)
    high = min((one.high for one in durations), default=inf)
    return (low, high) if low <= high < inf else None


def fitted(durations: Sequence[Duration]) -> tuple[Fitted, ...] | Reason:
    """Return every family that can be fitted, the best first, or why there is none.

    Raises:
        ValueError: If a duration is exactly 0, of which no family has a density.
    """
    ended = [one for one in durations if not one.censored]
    if len(ended) < LEAST_ENDED:
        return Reason.TOO_FEW
    if common(durations) is not None:
        return Reason.NO_SPREAD
    if all(one.low == 0 for one in ended):
        return Reason.NO_LEAST
    tried = (fit_family(family, durations) for family in Family)
    found = sorted((fit for fit in tried if fit is not None), key=lambda fit: fit.aic)
    return tuple(found) or Reason.NO_MAXIMUM


def fit_family(family: Family, durations: Sequence[Duration]) -> Fitted | None:
    """Return a family fitted to durations; None if the likelihood has no maximum.

    Raises:
        ValueError: If a duration is exactly 0.
    """
    if any(one.high == 0 for one in durations):
        raise ValueError("durations above 0 expected; one is exactly 0")
    start = _start(family, durations)
    loss = partial(_loss, family, *_arrays(durations))
    options = {"xatol": 1e-9, "fatol": 1e-11, "maxiter": 4000, "maxfev": 4000}
    found = optimize.minimize(loss, start, method="Nelder-Mead", options=options)
    at: Floats = found.x
    ran_away = abs(at[0] - start[0]) > _FAR or np.any(np.abs(at[1:]) > _RUNS_AWAY)
    if not np.isfinite(found.fun) or ran_away:
        return None
    information = _hessian(loss, at)
    if np.any(np.linalg.eigvalsh(information) <= 0):
        return None
    spread = np.sqrt(np.diag(np.linalg.inv(information)))
    law = _law(family, at)
    named = zip(parameters(law), spread, strict=True)
    errors = tuple((name, value * float(error)) for (name, value), error in named)
    loss_there = float(found.fun)
    return Fitted(family, law, errors, -loss_there, 2.0 * at.size + 2 * loss_there)


def _start(family: Family, durations: Sequence[Duration]) -> Floats:
    """Return a first guess: the mean of what is known, and the shape 1."""
    known = [one.low if one.censored else (one.low + one.high) / 2 for one in durations]
    ended = sum(not one.censored for one in durations)
    mean = max(sum(known) / max(ended, 1), 1e-6)
    return np.array([log(mean)] if family is Family.EXPONENTIAL else [log(mean), 0.0])


def _arrays(durations: Sequence[Duration]) -> tuple[Floats, Floats, Floats]:
    """Return exact durations, and the low and high bounds of the others."""
    exact = [one.low for one in durations if one.exact]
    bounds = [(one.low, one.high) for one in durations if not one.exact]
    low, high = np.array(bounds, dtype=np.float64).reshape(-1, 2).T
    return np.array(exact, dtype=np.float64), low, high


def _law(family: Family, at: Floats) -> Distribution:
    """Return the distribution with these logarithms of its parameters, in order."""
    values = [exp(value) for value in at]
    match family:
        case Family.EXPONENTIAL:
            return Exponential(*values)
        case Family.WEIBULL:
            return Weibull(*values)
        case Family.LOGNORMAL:
            return Lognormal(*values)
        case Family.GAMMA:
            return Gamma(*values)


def _loss(
    family: Family, exact: Floats, low: Floats, high: Floats, at: Floats
) -> float:
    """Return the negative log-likelihood; infinite where there is none."""
    if np.any(np.abs(at) > _FURTHEST):
        return inf
    first, second = exp(at[0]), exp(at[-1])
    with np.errstate(all="ignore"):
        total = _density(family, first, second, exact).sum()
        total += _between(family, first, second, low, high).sum()
    return inf if np.isnan(total) else -float(total)


def _density(family: Family, first: float, second: float, t: Floats) -> Floats:
    """Return the logarithm of the density for the parameters in order."""
    found: Floats
    match family:
        case Family.EXPONENTIAL:
            found = -t / first - log(first)
        case Family.WEIBULL:
            z = np.log(t / first)
            found = log(second / first) + (second - 1) * z - np.exp(second * z)
        case Family.LOGNORMAL:
            z = np.log(t / first) / second
            found = -z * z / 2 - np.log(t) - log(second * sqrt(tau))
        case Family.GAMMA:
            x = t * (second / first)
            found = second * np.log(x) - x - np.log(t) - lgamma(second)
    return found


def _tails(
    family: Family, first: float, second: float, t: Floats
) -> tuple[Floats, Floats]:
    """Return the logarithms of the probabilities of more than t, and of at most t."""
    match family:
        case Family.EXPONENTIAL | Family.WEIBULL:
            shape = 1.0 if family is Family.EXPONENTIAL else second
            hazard = (t / first) ** shape
            return -hazard, np.log(-np.expm1(-hazard))
        case Family.LOGNORMAL:
            z = np.log(t / first) / second
            return special.log_ndtr(-z), special.log_ndtr(z)
        case Family.GAMMA:
            x = t * (second / first)
            above, below = special.gammaincc(second, x), special.gammainc(second, x)
            return np.log(above), np.log(below)


def _between(
    family: Family, first: float, second: float, low: Floats, high: Floats
) -> Floats:
    """Return log P(low < T <= high), from the tail in which it loses no digits."""
    above, below = _tails(family, first, second, low)
    beyond, under = _tails(family, first, second, high)
    upper = above + np.log1p(-np.exp(beyond - above))
    lower = under + np.log1p(-np.exp(below - under))
    return np.asarray(np.where(above < -log(2), upper, lower), dtype=np.float64)


def _hessian(loss: Callable[[Floats], float], at: Floats) -> Floats:
    """Return the second derivatives, by central differences."""
    steps = np.eye(at.size) * _STEP
    found = np.empty((at.size, at.size))
    for i, first in enumerate(steps):
        for j, second in enumerate(steps):
            found[i, j] = (
                loss(at + first + second)
                - loss(at + first - second)
                - loss(at - first + second)
                + loss(at - first - second)
            ) / (4 * _STEP**2)
    return (found + found.T) / 2
