"""Axes with round numbers, colours mixed, legends that wrap."""

from itertools import pairwise
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.draw.plot import ON_FILL, Axis, finite, mixed, round_step
from qualflow.draw.svg import PHASE_COLOURS


def brightness(colour):
    """Return the relative luminance that WCAG 2.2 defines."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", PHASE_COLOURS.values())
@pytest.mark.parametrize("white", [-0.15, 0.0, 0.25, 0.45, 0.7])
def test_a_name_can_be_read_on_every_shade_of_a_phase(colour, white):
    fill = mixed(colour, "#ffffff" if white > 0 else "#000000", abs(white))
    contrast = (brightness(fill) + 0.05) / (brightness(ON_FILL) + 0.05)

    assert contrast >= 4.5


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e9), st.integers(2, 12))
def test_ticks_are_round_inside_and_not_too_many(low, width, most):
    axis = Axis(low, low + width, 0, 500)
    ticks = axis.ticks(most)
    step = round_step((axis.high - axis.low) / most)

    assert len(ticks) <= most + 1
    assert all(one < other for one, other in pairwise(ticks))
    assert all(low - step < tick <= axis.high + step / 1e6 for tick in ticks)


@given(st.floats(1e-12, 1e12))
def test_a_step_is_1_2_or_5_times_a_power_of_ten(least):
    step = round_step(least)

    assert least * (1 - 1e-6) <= step <= least * 2.51
    assert f"{step:e}"[0] in "125"


@given(st.floats(), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_any_number_has_a_place_on_the_line(value, low, high):
    assert 10 <= Axis(low, high, 10, 90).place(value) <= 90


def test_an_axis_of_nothing_has_one_tick():
    assert Axis(3.0, 3.0, 0, 100).ticks() == [3.0]


def test_what_is_no_number_is_drawn_as_another():
    assert [finite(value, 7.0) for value in (None, nan, inf, 2.0)] == [7, 7, 7, 2]


def test_a_colour_mixed_with_none_of_another_stays():
    assert mixed("#9cc3e6", "#ffffff", 0.0) == "#9cc3e6"
    assert mixed("#9cc3e6", "#ffffff", 1.0) == "#ffffff"
