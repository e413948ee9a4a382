"""How long something takes, from durations that are known to lie between two bounds.

A duration is known exactly, to lie in `(low, high]`, or to be more than `low` (right
censored: it had not ended when last seen).  Nothing is assumed about its distribution
here; `families` does that.

Where all are exact or right censored, the estimate of Kaplan and Meier with the errors
of Greenwood; otherwise that of Turnbull, which says where the curve falls only up to an
interval, with errors from the observed information of its masses.  The second is the
first where both apply.

Sources:
    Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53
    (1958) 457-481.
    Turnbull, "The empirical distribution function with arbitrarily grouped, censored
    and truncated data", JRSS B 38 (1976) 290-295.
    Gentleman and Geyer, "Maximum likelihood for interval censored data: consistency
    and computation", Biometrika 81 (1994) 618-623: when a maximum is one.
    Brookmeyer and Crowley, "A confidence interval for the median survival time",
    Biometrics 38 (1982) 29-41.
    Aalen and Johansen, "An empirical transition matrix for non-homogeneous Markov
    chains based on censored observations", Scand. J. Statist. 5 (1978) 141-150.
    Marubini and Valsecchi, "Analysing Survival Data from Clinical Trials and
    Observational Studies", 1995, ch. 10: the error of a cumulative incidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import exp, inf, log, sqrt

import numpy as np
from attrs import Attribute, field, frozen
from numpy.typing import NDArray

from qualflow.simulate.distributions import Floats

NORMAL_95 = 1.959963984540054
"""The quantile of the normal distribution for an interval of 95 %."""

_STEPS = 50_000
_ENOUGH = 1e-9
_NOTHING = 1e-7
_HALF = 0.5 + 1e-9


def _ordered(duration: Duration, _: Attribute[float], high: float) -> None:
    if not 0 <= duration.low <= high or duration.low == inf:
        raise ValueError(f"bounds of a duration expected, {duration} found")


@frozen
class Duration:
    """What is known of a duration: it lies in `(low, high]`, or is `low` if both are.

    Raises:
        ValueError: If the bounds are negative, out of order or not numbers.
    """

    low: float
    high: float = field(validator=_ordered)

    @property
    def exact(self) -> bool:
        """Whether it is known."""
        return self.low == self.high

    @property
    def censored(self) -> bool:
        """Whether it is right censored: known only to be more than `low`."""
        return self.high == inf


@frozen
class Drop:
    """Where a survival curve falls: at a point, or somewhere in `(since, until]`.

    Attributes:
        survival: The share that takes longer than `until`.
        error: Its standard error.
    """

    since: float
    until: float
    survival: float
    error: float

    def interval(self) -> tuple[float, float] | None:
        """Return the 95 % interval of `survival` on the scale of log(-log); if any."""
        if not 0 < self.survival < 1 or self.error == 0:
            return None
        hazard = -log(self.survival)
        wide = NORMAL_95 * self.error / (self.survival * hazard)
        return exp(-hazard * exp(wide)), exp(-hazard * exp(-wide))


@frozen
class Median:
    """The duration that half of them exceed.

    Attributes:
        low, high: Where it lies, equal if at a point; None if the curve stays above
            one half.
        lower, upper: The ends of its 95 % interval (Brookmeyer and Crowley); None
            where the data set no end.
    """

    low: float | None = None
    high: float | None = None
    lower: float | None = None
    upper: float | None = None


@frozen
class Curve:
    """A survival curve.

    Attributes:
        n: How many durations it comes from.
        ended: How many of them are not right censored.
        drops: Where it falls, earliest first.
        gap: The log-likelihood is at most so far below its maximum.
    """

    n: int
    ended: int
    drops: tuple[Drop, ...]
    gap: float = 0.0

    @property
    def median(self) -> Median:
        """The median, the first point at which the curve is at most one half."""
        crossed = next((d for d in self.drops if d.survival <= _HALF), None)
        bounds = [(drop, drop.interval()) for drop in self.drops]
        lower = (d.since for d, ends in bounds if ends and ends[0] <= 0.5)
        upper = (d.until for d, ends in bounds if ends and ends[1] <= 0.5)
        return Median(
            None if crossed is None else crossed.since,
            None if crossed is None else crossed.until,
            next(lower, None),
            next(upper, None),
        )


def curve(durations: Sequence[Duration]) -> Curve:
    """Return the survival curve of durations: Kaplan-Meier's, else Turnbull's."""
    if all(duration.exact or duration.censored for duration in durations):
        return kaplan_meier(durations)
    return turnbull(durations)


def kaplan_meier(durations: Sequence[Duration]) -> Curve:
    """Return the product-limit estimate with Greenwood's errors.

    What ends on the day another is last seen ends before it.

    Raises:
        ValueError: If a duration is known to an interval only.

    >>> found = kaplan_meier([Duration(3, 3), Duration(5, inf), Duration(8, 8)])
    >>> [(drop.until, round(drop.survival, 3)) for drop in found.drops]
    [(3, 0.667), (8, 0.0)]
    """
    if not all(duration.exact or duration.censored for duration in durations):
        raise ValueError("exact or right-censored durations expected")
    ended = Counter(duration.low for duration in durations if duration.exact)
    lows = sorted(duration.low for duration in durations)
    drops = []
    survival, spread = 1.0, 0.0
    for time in sorted(ended):
        at_risk = len(lows) - int(np.searchsorted(lows, time))
        left = at_risk - ended[time]
        survival *= left / at_risk
        spread += ended[time] / (at_risk * left) if left else 0.0
        drops.append(Drop(time, time, survival, survival * sqrt(spread)))
    return Curve(len(durations), ended.total(), tuple(drops))


# -- Turnbull --------------------------------------------------------------------------


def turnbull(durations: Sequence[Duration]) -> Curve:
    """Return the nonparametric maximum-likelihood estimate by the EM algorithm.

    >>> found = turnbull([Duration(0, 4), Duration(2, 7), Duration(9, 9)])
    >>> [(d.since, d.until, round(d.survival, 3)) for d in found.drops]
    [(2, 4, 0.333), (9, 9, 0.0)]
    """
    if not durations:
        return Curve(0, 0, ())
    counted = Counter(durations)
    known = list(counted)
    places = _innermost(known)
    holds = np.array(
        [[_within(place, one) for place in places] for one in known], dtype=np.float64
    ).reshape(len(known), len(places))
    times = np.array([counted[one] for one in known], dtype=np.float64)
    masses, gap = _masses(holds, times)
    kept = np.flatnonzero(masses)
    drops = _drops(places, kept, masses[kept], _spread(holds[:, kept], times, masses))
    ended = sum(not duration.censored for duration in durations)
    return Curve(len(durations), ended, drops, gap)


def _innermost(durations: Iterable[Duration]) -> list[tuple[float, float]]:
    """Return the intervals from a low end to a high one with no other end between.

    At one time a low end that is known exactly comes first, then high ends, then low
    ends that are open.
    """
    ends = set()
    for one in durations:
        ends.add((one.low, 0 if one.exact else 2))
        ends.add((one.high, 1))
    ordered = sorted(ends)
    return [
        (first[0], second[0])
        for first, second in pairwise(ordered)
        if first[1] != 1 and second[1] == 1
    ]


def _within(place: tuple[float, float], whole: Duration) -> bool:
    since, until = place
    if whole.exact:
        return since == until == whole.low
    after = since > whole.low or (since == whole.low and until > since)
    return after and until <= whole.high


def _masses(holds: Floats, times: Floats) -> tuple[Floats, float]:
    """Return the masses of the intervals, those of nothing as 0, and the gap."""
    total = times.sum()
    masses = np.full(holds.shape[1], 1.0 / holds.shape[1])
    gain = np.ones_like(masses)
    for step in range(_STEPS):
        gain = holds.T @ (times / (holds @ masses)) / total
        masses *= gain
        if step % 100 == 99:
            masses = _pruned(masses, gain)
            if gain.max() - 1 < _ENOUGH:
                break
    masses = _pruned(masses, gain)
    return masses, float(max(gain.max() - 1, 0.0) * total)


def _pruned(masses: Floats, gain: Floats) -> Floats:
    """Return the masses without those that are going to nothing."""
    kept: Floats = np.where((masses < _NOTHING) & (gain < 1 - _NOTHING), 0.0, masses)
    kept /= kept.sum()
    return kept


def _spread(holds: Floats, times: Floats, masses: Floats) -> Floats:
    """Return the covariance of all masses but the last, by the observed information."""
    kept = masses[masses > 0]
    if kept.size < 2:
        return np.zeros((0, 0))
    against = holds[:, :-1] - holds[:, -1:]
    weights = times / (holds @ kept) ** 2
    information = against.T @ (against * weights[:, None])
    found: Floats = np.linalg.pinv(information).astype(np.float64)
    return found


def _drops(
    places: Sequence[tuple[float, float]],
    kept: NDArray[np.intp],
    masses: Floats,
    spread: Floats,
) -> tuple[Drop, ...]:
    found = []
    for n, place in enumerate(kept):
        since, until = places[place]
        if until == inf:
            continue
        last = n + 1 == kept.size
        survival = 0.0 if last else float(1 - masses[: n + 1].sum())
        squared = 0.0 if last else float(spread[: n + 1, : n + 1].sum())
        found.append(Drop(since, until, survival, sqrt(max(squared, 0.0))))
    return tuple(found)


# -- competing ways out ----------------------------------------------------------------


@frozen
class Incidence:
    """The share that has ended in one way by a time, whatever competes with it.

    Attributes:
        error: Its standard error.
    """

    way: str
    time: float
    share: float
    error: float


def aalen_johansen(ends: Iterable[tuple[float, str]]) -> tuple[Incidence, ...]:
    """Return the cumulative incidence of each way, at each time it is taken.

    Args:
        ends: Times and the way that was taken then; "" for what is right censored.

    Returns:
        By way in order of name, then by time.

    >>> [(i.way, i.time, i.share) for i in aalen_johansen([(1, "a"), (2, "b")])]
    [('a', 1, 0.5), ('b', 2, 0.5)]
    """
    listed = sorted(ends)
    times = sorted({time for time, way in listed if way})
    lows = [time for time, _ in listed]
    risks = [len(lows) - int(np.searchsorted(lows, time)) for time in times]
    taken = Counter(listed)
    ways = sorted({way for _, way in listed} - {""})
    alls = [sum(taken[time, way] for way in ways) for time in times]
    before, survivals = 1.0, []
    for at_risk, count in zip(risks, alls, strict=True):
        survivals.append(before)
        before *= 1 - count / at_risk
    return tuple(
        found
        for way in ways
        for found in _incidences(
            way, times, [taken[time, way] for time in times], alls, risks, survivals
        )
    )


def _incidences(
    way: str,
    times: Sequence[float],
    counts: Sequence[int],
    alls: Sequence[int],
    risks: Sequence[int],
    before: Sequence[float],
) -> Iterable[Incidence]:
    """Yield the incidence of a way; `before` is the survival just before each time."""
    d, every, at_risk, left = (
        np.array(values, dtype=np.float64) for values in (counts, alls, risks, before)
    )
    shares = np.cumsum(left * d / at_risk)
    stay = at_risk - every
    greenwood = np.divide(every, at_risk * stay, out=np.zeros_like(d), where=stay > 0)
    own = left**2 * (at_risk - d) * d / at_risk**3
    both = left * d / at_risk**2
    for n, time in enumerate(times):
        if not counts[n]:
            continue
        rest = shares[n] - shares[: n + 1]
        squared = (rest**2 * greenwood[: n + 1]).sum() + own[: n + 1].sum()
        squared -= 2 * (rest * both[: n + 1]).sum()
        yield Incidence(way, time, float(shares[n]), sqrt(max(float(squared), 0.0)))
