"""What a block of cases adds up to."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qualflow.simulate.blocks import GRAIN, places, summed, total

moments = st.lists(st.floats(0.0, 1_000_000.0), max_size=50)


@given(moments)
def test_a_sum_of_moments_is_exact_up_to_their_rounding(days):
    """Each is rounded by at most half a part, to the nearest one."""
    exact = sum(Fraction(day) for day in days) * GRAIN

    assert abs(total(np.array(days)) - exact) <= Fraction(len(days), 2)


@given(st.lists(st.integers(0, 1_000_000), max_size=50))
def test_a_sum_of_whole_days_is_exact(days):
    assert total(np.array(days, np.float64)) == sum(days) * GRAIN


@given(moments, moments)
def test_sums_of_two_parts_add_up_to_that_of_both(some, others):
    """So that no order of adding and no size of a block matters."""
    both = total(np.array(some + others))

    assert both == total(np.array(some)) + total(np.array(others))


def test_the_longest_run_of_a_whole_block_does_not_overflow():
    century = np.full(65_536, 36_525.0)

    assert total(century) == 65_536 * 36_525 * GRAIN


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=50))
def test_whole_numbers_are_added_up_beyond_64_bits(numbers):
    assert summed(np.array(numbers, np.int64)) == sum(numbers)


@given(st.lists(st.booleans(), max_size=30))
def test_places_are_where_a_mask_holds(mask):
    assert places(np.array(mask, np.bool_)).tolist() == [
        n for n, holds in enumerate(mask) if holds
    ]
