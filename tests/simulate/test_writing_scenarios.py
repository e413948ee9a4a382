"""A scenario that is written is read as it was."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_scenarios import drawn_scenarios
from qualflow import load
from qualflow.simulate.distributions import (
    Lognormal,
    Remaining,
    remaining,
)
from qualflow.simulate.loading import (
    read_scenario,
    written,
)
from scenario_files import LEAST, TEXT, read


@pytest.mark.parametrize("text", [TEXT, LEAST])
def test_what_was_read_is_written_as_it_would_be_read(text: str):
    """The comments are lost, nothing else is."""
    assert read(written(read(text))) == read(text)


@given(st.data(), st.sampled_from(["instrument-approval", "reference"]))
@settings(max_examples=50)
def test_every_scenario_is_read_as_it_was_written(data, process: str):
    """What `written` prints is what `read_scenario` had, whatever it is."""
    rulebook = load(process)
    scenario = data.draw(drawn_scenarios(rulebook))

    assert read_scenario(written(scenario).encode(), rulebook, "drawn") == scenario


def test_what_is_left_of_a_delay_is_written_too():
    """It is the whole, and how much of it has passed."""
    left = remaining(Lognormal(35.0, 0.142), 20.0)
    assert isinstance(left, Remaining)
    text = LEAST.replace(
        "fixed = 20", "lognormal = { median = 35, sigma = 0.142 }, elapsed = 20"
    )

    delay = read(text).stays["draft"].delay
    assert delay is not None
    assert delay.law == left
    assert "sigma = 0.142 }, elapsed = 20 }" in written(read(text))
    assert math.isclose(left.mean, 15.36, abs_tol=0.02)
