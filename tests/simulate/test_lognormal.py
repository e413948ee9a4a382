"""Lognormal values by piecewise cubics: those of SciPy, in their order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from qualflow.simulate.lognormal import quantile

EVERYWHERE = np.unique(
    np.concatenate(
        [
            np.linspace(2.0**-53, 1 - 2.0**-53, 400_001),
            np.geomspace(2.0**-53, 0.5, 5_000),
            1 - np.geomspace(2.0**-53, 0.5, 5_000),
            np.nextafter(np.arange(1, 4096) / 4096, 0),  # on both sides of each cell
            np.arange(1, 4096) / 4096,
        ]
    )
)


def computed(u, sigma):
    return np.exp(sigma * special.ndtri(u))


@pytest.mark.parametrize(
    ("sigma", "within"),
    [(0.05, 3e-12), (0.142, 1e-11), (0.5, 3e-11), (2.0, 3e-10), (2.1, 1e-14)],
)
def test_values_are_those_of_the_inverse_normal(sigma, within):
    wrong = np.abs(quantile(EVERYWHERE, sigma) / computed(EVERYWHERE, sigma) - 1)

    assert wrong.max() <= within


@given(st.floats(0.01, 3.0))
def test_a_larger_uniform_is_a_larger_value(sigma):
    """Also from one cell to the next: scenarios are compared on the same uniforms."""
    rising = quantile(np.linspace(0.0001, 0.9999, 9_999), sigma)

    assert (np.diff(rising) > 0).all()


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20), st.floats(0.01, 3.0))
def test_a_value_does_not_depend_on_what_else_is_asked(levels, sigma):
    """A case alone draws what it draws among others."""
    together = quantile(np.array(levels), sigma)
    alone = [quantile(np.array([level]), sigma)[0] for level in levels]

    assert (together == alone).all()


def test_the_ends_are_nothing_and_infinite():
    assert quantile(np.array([0.0, 0.5, 1.0]), 0.5).tolist() == [0.0, 1.0, np.inf]


def test_any_shape_of_uniforms_is_answered():
    square = EVERYWHERE[:16].reshape(4, 4)

    assert (quantile(square, 0.5).ravel() == quantile(square.ravel(), 0.5)).all()
    assert quantile(np.asarray(0.25), 0.5) == pytest.approx(computed(0.25, 0.5))
