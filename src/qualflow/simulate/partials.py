"""What a distribution adds to its mean below a moment.

With that and its probability it is put on a lattice so that no mean is lost.
"""

from __future__ import annotations

from math import gamma, log

import numpy as np
from scipy import special

from qualflow.simulate.distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Floats,
    Gamma,
    Lognormal,
    Remaining,
    Uniform,
    Weibull,
)


def below(law: Distribution, x: Floats) -> Floats:
    """Return the expected value of X where X is at most x, 0 elsewhere.

    >>> below(Exponential(30.0), np.array([0.0, 1e6])).tolist()
    [0.0, 30.0]
    """
    found: Floats
    match law:
        case Fixed(value):
            found = value * law.cdf(x)
        case Uniform(low, high):
            end = np.clip(x, low, high)
            found = (end**2 - low**2) / (2 * (high - low))
        case Exponential(mean):
            at = np.maximum(x, 0.0) / mean
            found = mean * (-np.expm1(-at) - at * np.exp(-at))
        case Lognormal(median, sigma):
            with np.errstate(divide="ignore"):
                z = (np.log(np.maximum(x, 0.0)) - log(median)) / sigma
            found = law.mean * special.ndtr(z - sigma)
        case Gamma(mean, shape):
            at = np.maximum(x, 0.0) * (shape / mean)
            found = mean * special.gammainc(shape + 1, at)
        case Weibull(scale, shape):
            at = (np.maximum(x, 0.0) / scale) ** shape
            whole = scale * gamma(1 + 1 / shape)
            found = whole * special.gammainc(1 + 1 / shape, at)
        case Empirical(values):
            sums = np.concatenate(([0.0], np.cumsum(values))) / len(values)
            found = sums[np.searchsorted(np.asarray(values), x, side="right")]
        case Remaining(whole_law, elapsed, survival):
            later = below(whole_law, x + elapsed) - below(whole_law, _at(elapsed))
            gone = whole_law.cdf(x + elapsed) - whole_law.cdf(_at(elapsed))
            found = np.where(x < 0, 0.0, (later - elapsed * gone) / survival)
    return found


def _at(moment: float) -> Floats:
    return np.asarray([moment])
