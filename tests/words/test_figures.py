"""Figures are written to the digit that their error leaves."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.words.figures import (
    Scale,
    change,
    count,
    decimals,
    figure,
    plain,
    span,
)
from qualflow.words.language import Language

EN, ZH = Language.EN, Language.ZH
ANYTHING = st.none() | st.floats()


@pytest.mark.parametrize(
    ("value", "error", "said"),
    [
        (0.1238, 0.0032, "12.4 % ± 0.3"),
        (0.1238, 0.00149, "12.38 % ± 0.15"),
        (0.1238, 0.00096, "12.38 % ± 0.10"),
        (0.1238, 0.096, "12 % ± 10"),
        (0.5, 0.2, "50 % ± 20"),
        (0.1238, None, "12.4 %"),
        (0.0, 0.0, "0 %"),
        (3e-7, 1e-9, "<0.01 %"),
        (0.0, 1e-15, "0 %"),
        (0.5, 0.000015, "50.0000 % ± 0.0015"),
        (1.0, 0.0, "100 %"),
    ],
)
def test_a_share_has_the_digits_its_error_leaves(value, error, said):
    assert figure(value, error, Scale.SHARE, EN) == said


def test_a_bound_below_the_last_digit_is_left_out():
    assert figure(0.35, 2e-9, Scale.SHARE, EN) == "35.00 %"


@pytest.mark.parametrize("value", [None, nan, inf, -inf])
@pytest.mark.parametrize("scale", Scale)
def test_what_cannot_be_told_is_a_dash(value, scale):
    assert figure(value, 0.1, scale, EN) == "-"
    assert change(value, 0.1, scale, ZH) == "-"


def test_a_difference_has_its_sign_and_its_unit():
    assert change(0.065, 0.0021, Scale.SHARE, EN) == "+6.5 ± 0.2 points"
    assert change(-0.065, 0.0021, Scale.SHARE, ZH) == "-6.5 ± 0.2个百分点"
    assert change(-3.21, 0.5, Scale.DAYS, EN) == "-3.2 ± 0.5 days"


def test_no_difference_has_no_sign():
    assert change(0.0, 0.0021, Scale.SHARE, EN) == "0.0 ± 0.2 points"
    assert change(-0.00001, 0.002, Scale.SHARE, EN) == "0.0 ± 0.2 points"


def test_a_range_has_the_digits_of_its_upper_end():
    assert span(38.44, 163.97, 0.4, EN) == "38.4 to 164.0"
    assert span(38.44, 163.97, 4.0, ZH) == "38～164"
    assert span(None, 163.97, 4.0, EN) == "-"


@given(st.floats(1e-3, 10, exclude_max=True))
def test_an_error_is_written_with_one_digit_or_two(error):
    """Two where it begins with a 1: 0.10 and 0.19 differ as much as 0.2 and 0.4."""
    written = plain(error, decimals(error))

    assert 1 <= len(written.replace(".", "").lstrip("0")) <= 2
    assert abs(float(written) - error) <= 0.26 * error


@given(ANYTHING, ANYTHING, st.sampled_from(Scale), st.sampled_from(Language))
def test_any_figure_is_short_and_never_not_a_number(value, error, scale, language):
    for said in (
        figure(value, error, scale, language),
        change(value, error, scale, language),
    ):
        assert len(said) < 60
        assert "nan" not in said
        assert "inf" not in said


@given(st.integers(-(10**15), 10**15).map(lambda n: n / 10_000))
def test_a_count_reads_back_as_it_is(number):
    assert float(count(number).replace(",", "")) == number


def test_a_large_number_is_written_with_a_power_of_ten():
    assert plain(2.5e15, 1) == "2.5e+15"
    assert figure(1e300, 1e290, Scale.DAYS, EN).startswith("1e+300")
