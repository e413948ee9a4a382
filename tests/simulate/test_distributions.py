"""Distributions: quantiles and probabilities belong together, and to SciPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from qualflow.simulate.distributions import (
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    NothingLeftError,
    Remaining,
    Uniform,
    Weibull,
    moved,
    parameters,
    remaining,
    survival,
)

LEVELS = np.linspace(0.001, 0.999, 333)

sizes = st.floats(0.5, 500.0)
shapes = st.floats(0.3, 5.0)
continuous = st.one_of(
    st.tuples(sizes, sizes).map(lambda ends: Uniform(ends[0], ends[0] + ends[1])),
    st.builds(Exponential, sizes),
    st.builds(Lognormal, sizes, st.floats(0.05, 1.5)),
    st.builds(Gamma, sizes, shapes),
    st.builds(Weibull, sizes, shapes),
)
steps = st.one_of(
    st.builds(Fixed, sizes),
    st.lists(sizes, min_size=1, max_size=6).map(lambda v: Empirical(tuple(sorted(v)))),
)

PEERS = [
    (Uniform(2.0, 9.0), stats.uniform(2, 7)),
    (Exponential(30.0), stats.expon(scale=30)),
    (Lognormal(35.0, 0.142), stats.lognorm(0.142, scale=35)),
    (Gamma(40.0, 2.5), stats.gamma(2.5, scale=16)),
    (Weibull(50.0, 1.7), stats.weibull_min(1.7, scale=50)),
]


@pytest.mark.parametrize(("law", "peer"), PEERS, ids=lambda x: type(x).__name__)
def test_distributions_are_those_of_scipy(law, peer):
    """An independent second opinion on formulas and parameters."""
    assert law.quantile(LEVELS) == pytest.approx(peer.ppf(LEVELS), rel=1e-9)
    assert law.cdf(np.linspace(0, 200, 99)) == pytest.approx(
        peer.cdf(np.linspace(0, 200, 99)), abs=1e-12
    )
    assert law.mean == pytest.approx(peer.mean())


@given(continuous)
def test_a_quantile_undoes_the_probability(law):
    assert law.cdf(law.quantile(LEVELS)) == pytest.approx(LEVELS, abs=1e-9)


@given(st.one_of(continuous, steps), st.floats(0.1, 10.0))
def test_scaling_scales_every_quantile(law, factor):
    scaled = law.scaled(factor)

    assert scaled.quantile(LEVELS) == pytest.approx(law.quantile(LEVELS) * factor)
    assert scaled.mean == pytest.approx(law.mean * factor)


@given(steps)
def test_steps_lie_where_the_probability_jumps(law):
    """The probability of at most a quantile is at least its level."""
    assert (law.cdf(law.quantile(LEVELS)) >= LEVELS - 1e-12).all()


@given(st.one_of(continuous, steps))
def test_nothing_is_negative_and_probabilities_rise(law):
    chances = law.cdf(np.linspace(-5.0, 2000.0, 500))

    assert (law.quantile(LEVELS) >= 0).all()
    assert (np.diff(chances) >= 0).all()
    assert chances[0] == 0.0


@given(continuous, st.floats(0.01, 0.95), st.floats(0.01, 0.99))
def test_what_remains_is_the_conditional_distribution(law, waited, level):
    """P(T - e <= x | T > e) = (F(e + x) - F(e)) / (1 - F(e))."""
    elapsed = float(law.quantile(np.array([waited]))[0])
    left = remaining(law, elapsed)
    x = left.quantile(np.array([level]))

    before, by_then = law.cdf(np.array([elapsed])), law.cdf(x + elapsed)

    assert (by_then - before) / (1 - before) == pytest.approx(level, abs=1e-6)
    assert left.cdf(x) == pytest.approx(level, abs=1e-6)


@given(st.one_of(continuous, steps))
def test_nobody_who_has_not_waited_is_treated_otherwise(law):
    assert remaining(law, 0.0) == law


@given(sizes, st.floats(0.0, 100.0))
def test_an_exponential_forgets(mean, elapsed):
    assert remaining(Exponential(mean), elapsed) == Exponential(mean)


def test_waiting_twice_is_waiting_once():
    law = Lognormal(100.0, 0.5)
    twice = remaining(remaining(law, 30.0), 20.0)

    assert twice == remaining(law, 50.0)


def test_of_a_fixed_time_the_last_moment_still_remains():
    """On the day itself nothing of it is left, and it is not over."""
    assert remaining(Fixed(10.0), 10.0) == Fixed(0.0)
    with pytest.raises(NothingLeftError):
        remaining(Fixed(10.0), 10.5)


def test_of_observed_values_those_that_would_be_over_are_left_out():
    left = remaining(Empirical((5.0, 10.0, 20.0)), 10.0)

    assert isinstance(left, Remaining)
    assert set(left.quantile(LEVELS)) == {0.0, 10.0}
    assert survival(Empirical((5.0, 10.0, 20.0)), 10.0) == pytest.approx(2 / 3)


def test_who_has_waited_impossibly_long_is_told_so():
    with pytest.raises(NothingLeftError) as caught:
        remaining(Uniform(1.0, 7.0), 8.0)

    assert caught.value.elapsed == 8.0
    assert "nothing of Uniform(low=1.0, high=7.0) is left after 8" in str(caught.value)


def test_the_mean_of_what_remains_is_close():
    """Of a uniform on 0 to 10 after 4 the mean is 3."""
    left = Remaining(Uniform(0.0, 10.0), 4.0, 0.6)

    assert left.mean == pytest.approx(3.0, abs=1e-3)


def test_a_parameter_is_moved_alone():
    law = Lognormal(35.0, 0.142)

    assert dict(parameters(law)) == {"median": 35.0, "sigma": 0.142}
    assert moved(law, "median", 40.0) == Lognormal(40.0, 0.142)
    assert law == Lognormal(35.0, 0.142)
    assert list(parameters(Empirical((1.0,)))) == []
