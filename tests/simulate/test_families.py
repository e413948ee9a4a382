"""Fitted distributions against closed forms, other programs and what was simulated."""

from __future__ import annotations

from math import inf, isclose, log, sqrt

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from qualflow.simulate.distributions import (
    Exponential,
    Gamma,
    Lognormal,
    Weibull,
    parameters,
)
from qualflow.simulate.families import (
    Family,
    Fitted,
    Reason,
    common,
    fit_family,
    fitted,
)
from qualflow.simulate.survival import Duration


def exact(*values: float) -> list[Duration]:
    return [Duration(value, value) for value in values]


def censored(*values: float) -> list[Duration]:
    return [Duration(value, inf) for value in values]


def fit(family: Family, durations: list[Duration]) -> Fitted:
    found = fit_family(family, durations)
    assert found is not None
    return found


MIXED = [
    *exact(4.0, 9.5, 31.0, 12.0),
    *censored(20.0, 45.0),
    *(Duration(0, high) for high in (6.0, 11.0)),
    *(Duration(low, low + 7) for low in (3.0, 15.0, 28.0, 60.0)),
]
"""Exact, right censored, left censored and between two days."""


# -- against closed forms --------------------------------------------------------------

values = st.floats(0.5, 500).map(lambda value: round(value, 3))


@given(st.lists(values, min_size=3, max_size=12), st.lists(values, max_size=12))
@settings(max_examples=40)
def test_the_mean_without_memory_is_all_the_time_over_those_that_ended(ended, going):
    """The closed form, with its error: the mean over the root of their number."""
    found = fit(Family.EXPONENTIAL, [*exact(*ended), *censored(*going)])

    mean = (sum(ended) + sum(going)) / len(ended)
    ((name, error),) = found.errors
    assert name == "mean"
    assert isclose(found.law.mean, mean, rel_tol=1e-6)
    assert isclose(error, mean / sqrt(len(ended)), rel_tol=1e-4)
    log_likelihood = -len(ended) * (log(mean) + 1)
    assert isclose(found.log_likelihood, log_likelihood, rel_tol=1e-9, abs_tol=1e-9)
    assert isclose(found.aic, 2 - 2 * log_likelihood, rel_tol=1e-9, abs_tol=1e-9)


def test_without_censoring_the_lognormal_is_the_normal_of_the_logarithms():
    """Mean and deviation of the logarithms, dividing by n; errors s/√n and s/√(2n)."""
    data = np.array([3.0, 8.0, 8.5, 20.0, 41.0])
    logs = np.log(data)

    found = fit(Family.LOGNORMAL, exact(*data))

    assert isinstance(found.law, Lognormal)
    assert isclose(log(found.law.median), logs.mean(), rel_tol=1e-7)
    assert isclose(found.law.sigma, logs.std(), rel_tol=1e-7)
    errors = dict(found.errors)
    assert isclose(
        errors["median"], found.law.median * logs.std() / sqrt(5), rel_tol=1e-4
    )
    assert isclose(errors["sigma"], logs.std() / sqrt(10), rel_tol=1e-4)


def test_days_known_to_the_day_are_as_good_as_exact_ones():
    """Windows of one day around the values hardly change the mean."""
    days = [20.0, 35.0, 80.0, 130.0, 300.0]
    windows = [Duration(day - 0.5, day + 0.5) for day in days]

    one = fit(Family.EXPONENTIAL, exact(*days))
    other = fit(Family.EXPONENTIAL, windows)

    assert isclose(one.law.mean, other.law.mean, rel_tol=1e-4)


# -- against other programs ------------------------------------------------------------


def test_the_gamma_is_that_of_r():
    """`fitdistcens` of fitdistrplus, shape with its error, in the tests of SciPy."""
    data = [*exact(2.5, 2.9, 3.8, 9.1, 9.3, 12.0, 23.0), *censored(25.0)]

    found = fit(Family.GAMMA, data)

    assert isinstance(found.law, Gamma)
    assert isclose(found.law.shape, 1.447623, rel_tol=5e-6)
    assert isclose(found.law.mean, 1.447623 * 8.360197, rel_tol=5e-6)
    assert isclose(dict(found.errors)["shape"], 0.7053086, rel_tol=1e-4)


def test_the_lognormal_is_that_of_sas():
    """Locomotive controls: Lawless 1982; SAS output quoted in the tests of SciPy."""
    miles = (
        22.5, 37.5, 46.0, 48.5, 51.5, 53.0, 54.5, 57.5, 66.5, 68.0, 69.5, 76.5, 77.0,
        78.5, 80.0, 81.5, 82.0, 83.0, 84.0, 91.5, 93.5, 102.5, 107.0, 108.5, 112.5,
        113.5, 116.0, 117.0, 118.5, 119.0, 120.0, 122.5, 123.0, 127.5, 131.0, 132.5,
        134.0,
    )  # fmt: skip

    found = fit(Family.LOGNORMAL, [*exact(*miles), *censored(*[135.0] * 59)])

    assert isinstance(found.law, Lognormal)
    assert round(log(found.law.median), 4) == 5.1169
    assert round(found.law.sigma, 4) == 0.7055


FROZEN = {
    Family.EXPONENTIAL: (stats.expon, lambda scale: Exponential(scale)),
    Family.WEIBULL: (stats.weibull_min, lambda shape, scale: Weibull(scale, shape)),
    Family.LOGNORMAL: (stats.lognorm, lambda sigma, scale: Lognormal(scale, sigma)),
    Family.GAMMA: (stats.gamma, lambda shape, scale: Gamma(shape * scale, shape)),
}


def tight(func, start, args=(), disp=0):
    """Minimize further than SciPy does by itself."""
    return optimize.fmin(func, start, args=args, disp=disp, xtol=1e-11, ftol=1e-11)


@pytest.mark.parametrize("family", Family)
def test_every_kind_of_censoring_counts_as_it_does_in_scipy(family):
    """`CensoredData` holds the same four kinds; its fit is less exact than ours."""
    data = stats.CensoredData(
        uncensored=[d.low for d in MIXED if d.exact],
        right=[d.low for d in MIXED if d.censored],
        left=[d.high for d in MIXED if d.low == 0],
        interval=[
            [d.low, d.high] for d in MIXED if 0 < d.low < d.high and not d.censored
        ],
    )
    scipy, made = FROZEN[family]
    start = () if family is Family.EXPONENTIAL else (1.0,)
    *shape, loc, scale = scipy.fit(data, *start, scale=20, floc=0, optimizer=tight)
    theirs = made(*shape, scale)

    ours = fit(family, MIXED)

    assert loc == 0
    assert type(ours.law) is type(theirs)
    for (_, own), (_, other) in zip(
        parameters(ours.law), parameters(theirs), strict=True
    ):
        assert isclose(own, other, rel_tol=1e-5)


# -- what cannot be fitted -------------------------------------------------------------


@pytest.mark.parametrize(
    ("durations", "reason"),
    [
        ([], Reason.TOO_FEW),
        (censored(3, 5, 8, 9), Reason.TOO_FEW),
        ([*exact(30, 50), *censored(3, 5, 8)], Reason.TOO_FEW),
        ([Duration(0, 9), Duration(3, 12), Duration(5, 8)], Reason.NO_SPREAD),
        (exact(20, 20, 20, 20), Reason.NO_SPREAD),
        ([Duration(0, 9), Duration(0, 12), Duration(0, 8), *censored(40)],
         Reason.NO_LEAST),
    ],
)  # fmt: skip
def test_what_the_data_cannot_carry_is_refused_with_the_reason(durations, reason):
    """Too few ends; one fixed delay for all; ends that may have come at once."""
    assert fitted(durations) is reason


def test_three_ends_are_enough():
    """The least number that is fitted."""
    found = fitted(exact(20, 35, 90))

    assert not isinstance(found, Reason)
    assert {fit.family for fit in found} == set(Family)


def test_a_duration_of_nothing_is_refused():
    """No family has a density there; half a day each way is what callers give."""
    with pytest.raises(ValueError, match="exactly 0"):
        fit_family(Family.GAMMA, exact(0, 3, 5))


def test_a_family_that_runs_to_a_fixed_value_is_left_out():
    """Three at nearly the same time: shapes grow without an end in sight."""
    found = fitted([Duration(99.98, 99.99), *exact(100, 100.01)])

    assert not isinstance(found, Reason)
    assert [fit.family for fit in found] == [Family.EXPONENTIAL]


def test_the_best_family_comes_first():
    """By Akaike's criterion, which charges 2 for each parameter."""
    found = fitted(MIXED)

    assert not isinstance(found, Reason)
    assert [fit.aic for fit in found] == sorted(fit.aic for fit in found)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), max_size=6))
def test_a_fixed_delay_fits_all_only_if_it_lies_in_every_window(ends):
    """What `common` returns, and whether it returns anything."""
    windows = [Duration(low, low + wide) for low, wide in ends]

    found = common(windows)

    if found is None:
        halves = [n / 2 for n in range(40)]
        assert not any(all(d.low < t <= d.high for d in windows) for t in halves) or (
            not windows
        )
    else:
        assert all(d.low <= found[0] and found[1] <= d.high for d in windows)


# -- against what was simulated --------------------------------------------------------


def seen(law, n: int, seed: int) -> list[Duration]:
    """Draw durations: one in three known to a month, those above 150 not ended."""
    generator = np.random.default_rng(seed)
    drawn = law.quantile(generator.uniform(size=n))
    month = 30.0
    return [
        Duration(150.0, inf)
        if value > 150
        else Duration(month * (value // month), month * (value // month + 1))
        if number % 3 == 0
        else Duration(value, value)
        for number, value in enumerate(drawn)
    ]


@pytest.mark.parametrize(
    ("family", "law"),
    [
        (Family.EXPONENTIAL, Exponential(70.0)),
        (Family.WEIBULL, Weibull(80.0, 1.8)),
        (Family.LOGNORMAL, Lognormal(60.0, 0.7)),
        (Family.GAMMA, Gamma(75.0, 2.5)),
    ],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_simulated_is_found_within_its_errors(family, law, seed):
    """Months and censoring included; four standard errors are hardly ever exceeded."""
    found = fit(family, seen(law, 300, seed))

    errors = dict(found.errors)
    for (name, true), (_, value) in zip(
        parameters(law), parameters(found.law), strict=True
    ):
        assert abs(value - true) < 4 * errors[name]
        assert errors[name] < 0.2 * true  # an error that is huge would prove nothing


def test_errors_are_as_large_as_the_estimates_vary():
    """The standard error of 40 repetitions against what they scatter by."""
    fits = [fit(Family.WEIBULL, seen(Weibull(80.0, 1.8), 80, s)) for s in range(40)]
    scales = [dict(parameters(found.law))["scale"] for found in fits]
    errors = [dict(found.errors)["scale"] for found in fits]

    ratio = np.mean(errors) / np.std(scales, ddof=1)

    assert 0.7 < ratio < 1.4  # 40 repetitions know it to about 11 %


@given(st.sampled_from(list(Family)), st.sampled_from([0.01, 24.0, 3600.0]))
@settings(max_examples=12)
@example(Family.GAMMA, 24.0)
def test_another_unit_is_the_same_fit(family, factor):
    """Days or hours: scales are multiplied, shapes stay."""
    scaled = [Duration(one.low * factor, one.high * factor) for one in MIXED]

    one, other = fit(family, MIXED), fit(family, scaled)

    first, second = one.law.scaled(factor), other.law
    for (_, a), (_, b) in zip(parameters(first), parameters(second), strict=True):
        assert isclose(a, b, rel_tol=1e-5)


@given(st.lists(st.tuples(values, values), min_size=3, max_size=8))
@settings(max_examples=25)
def test_no_other_parameters_are_likelier(ends):
    """Around what was found the likelihood falls in every direction."""
    windows = [Duration(min(pair), max(pair) + 1) for pair in ends]
    assume(common(windows) is None)
    found = fit_family(Family.WEIBULL, windows)
    assume(found is not None)
    assert found is not None
    assert isinstance(found.law, Weibull)
    scale, shape = found.law.scale, found.law.shape

    for a, b in ((0.98, 1), (1.02, 1), (1, 0.98), (1, 1.02), (0.99, 0.99)):
        other = stats.weibull_min(shape * b, scale=scale * a)
        likelihood = sum(
            log(max(other.cdf(one.high) - other.cdf(one.low), 1e-300))
            for one in windows
        )
        assert likelihood <= found.log_likelihood + 1e-9
