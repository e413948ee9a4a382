"""Uniforms are a function of seed, purpose and case, and look like chance."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from qualflow.simulate.randomness import key, onward, uniforms

CASES = np.arange(200_000, dtype=np.uint64)


def test_a_case_draws_the_same_alone_and_among_others():
    """Blocks, workers and the number of cases must not matter."""
    start = key(7, "applied.delay")
    among = uniforms(start, CASES)

    alone = uniforms(start, np.array([123_456], dtype=np.uint64))

    assert alone[0] == among[123_456]


@given(st.integers(0, 2**40), st.integers(0, 2**63))
def test_a_stream_can_be_joined_at_any_case(first, seed):
    """A block counts its cases from 0 and draws what they draw by their numbers."""
    start = key(seed, "x")
    numbers = CASES[:20] + np.uint64(first)

    assert (
        uniforms(onward(start, first), CASES[:20]) == uniforms(start, numbers)
    ).all()


@given(st.permutations(range(8)))
def test_the_order_of_the_cases_does_not_matter(order):
    start = key(1, "x")
    cases = np.array(order, dtype=np.uint64)

    assert (uniforms(start, cases) == uniforms(start, CASES[:8])[order]).all()


@given(
    st.integers(-(2**70), 2**70),
    st.text(max_size=5),
    st.integers(0, 50),
)
def test_uniforms_lie_strictly_between_0_and_1(seed, purpose, visit):
    """Both ends would become infinite delays."""
    drawn = uniforms(key(seed, purpose, visit), CASES[:50])

    assert (drawn > 0).all()
    assert (drawn < 1).all()


def test_the_largest_uniform_there_can_be_is_below_1():
    """52 bits and a half: with 53 the largest would be rounded up to 1."""
    largest = (np.float64(2**52 - 1) + 0.5) * 2.0**-52

    assert largest < 1
    assert np.isfinite(stats.norm.ppf(largest))


def test_uniforms_are_uniform():
    """Kolmogorov and Smirnov would reject one fair stream in a million."""
    for purpose in ("a", "b", "state.applied.delay"):
        p = stats.kstest(uniforms(key(3, purpose), CASES), "uniform").pvalue
        assert p > 1e-6


def test_purposes_visits_seeds_and_neighbours_have_nothing_to_do_with_one_another():
    """Correlations of 200,000 pairs have a standard deviation of 0.0022."""
    one = uniforms(key(1, "a"), CASES)
    others = {
        "purpose": uniforms(key(1, "b"), CASES),
        "visit": uniforms(key(1, "a", 1), CASES),
        "seed": uniforms(key(2, "a"), CASES),
        "neighbour": np.roll(one, 1),
    }

    for other in others.values():
        assert abs(np.corrcoef(one, other)[0, 1]) < 0.011


def test_purposes_that_run_into_one_another_stay_apart():
    """ "a1" visited 0 times is not "a" visited 10 times."""
    assert key(1, "a1", 0) != key(1, "a", 10)
    assert key(11, "a") != key(1, "1a")
