"""A scenario with its figures moved: one figure each, all at once, never too far."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.processes import load_scenario, scenarios, shipped
from qualflow.simulate.moving import (
    LEAST_SHARE,
    MOST_SHARE,
    MovingError,
    movable,
    with_figures,
)
from qualflow.simulate.sensitivity import figures

SCENARIOS = [(name, home) for home in shipped() for name in scenarios(home)]
every_scenario = pytest.mark.parametrize(("name", "home"), SCENARIOS)


def values_of(scenario):
    return {figure.place: figure.value for figure in movable(scenario)}


@every_scenario
def test_a_scenario_of_which_nothing_is_moved_is_itself(name, home):
    rulebook, scenario = load_scenario(name, home)

    assert with_figures(rulebook, scenario, {}) == scenario


@every_scenario
def test_every_figure_of_the_sensitivity_can_be_moved(name, home):
    _, scenario = load_scenario(name, home)

    assert [one.place for one in movable(scenario)] == [
        one.place for one in figures(scenario)
    ]


@every_scenario
@given(data=st.data())
def test_a_moved_figure_has_its_value_and_the_others_make_room(name, home, data):
    """Whichever figure, wherever within its ends: no other one changes but shares."""
    rulebook, scenario = load_scenario(name, home)
    one = data.draw(st.sampled_from(movable(scenario)))
    between = st.integers if one.whole else st.floats
    ends = (int(one.least), int(one.most)) if one.whole else (one.least, one.most)
    value = data.draw(between(*ends))

    moved = values_of(with_figures(rulebook, scenario, {one.place: value}))

    assert moved[one.place] == pytest.approx(value, rel=1e-9)
    shares = {figure.place for figure in movable(scenario) if figure.share}
    for place, before in values_of(scenario).items():
        if place != one.place and not (one.share and place in shares):
            assert moved[place] == before


def test_two_shares_of_three_are_moved_and_the_third_takes_the_rest():
    rulebook, scenario = load_scenario("reference")
    asked = {
        "state.evaluating.share.approve": 0.7,
        "state.evaluating.share.refuse": 0.1,
    }

    exits = with_figures(rulebook, scenario, asked).stays["evaluating"].exits

    assert {way.step: way.share for way in exits} == pytest.approx(
        {"approve": 0.7, "refuse": 0.1, "withdraw": 0.2}
    )


def test_shares_that_are_left_keep_their_proportions():
    rulebook, scenario = load_scenario("reference")
    asked = {"state.evaluating.share.approve": 0.1}

    exits = with_figures(rulebook, scenario, asked).stays["evaluating"].exits

    shares = {way.step: way.share for way in exits}
    assert shares["refuse"] / shares["withdraw"] == pytest.approx(3.5)
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-12)


def test_the_ends_of_a_uniform_are_moved_together():
    rulebook, scenario = load_scenario("xiaomi-2024")

    moved = with_figures(rulebook, scenario, {"state.access_review.delay.mean": 70.0})

    law = moved.stays["access_review"].delay.law
    assert (law.low, law.high) == (40.0, 100.0)


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        ("state.filed.delay.scale", 7_800.1, "a number from 78 to 7800"),
        ("state.filed.delay.scale", float("nan"), "a number from 78 to 7800"),
        ("state.filed.delay.scale", float("inf"), "a number from 78 to 7800"),
        ("state.filed.delay.scale", -1.0, "a number from 78 to 7800"),
        ("state.filed.delay", 1.0, "the place of a figure"),
        ("", 1.0, "the place of a figure"),
    ],
)
def test_a_figure_that_cannot_be_moved_so_is_refused(place, value, expected):
    rulebook, scenario = load_scenario("xiaomi-2024")

    with pytest.raises(MovingError) as raised:
        with_figures(rulebook, scenario, {place: value})

    assert raised.value.place == place
    assert raised.value.expected == expected


def test_shares_that_leave_no_room_are_refused():
    rulebook, scenario = load_scenario("reference")
    asked = {
        "state.evaluating.share.approve": 0.7,
        "state.evaluating.share.refuse": 0.4,
    }

    with pytest.raises(MovingError, match=r"less than 1 expected, 1\.1 found"):
        with_figures(rulebook, scenario, asked)


def test_all_shares_of_a_choice_must_add_up_to_one():
    rulebook, scenario = load_scenario("order-27")
    asked = {
        "state.applied.share.accept": 0.5,
        "state.applied.share.return_for_correction": 0.4,
    }

    with pytest.raises(MovingError, match=r"1 as their sum expected, 0\.9 found"):
        with_figures(rulebook, scenario, asked)


def test_people_are_whole():
    rulebook, scenario = load_scenario("reviewers")

    with pytest.raises(MovingError, match="a whole number from 2 to 200"):
        with_figures(rulebook, scenario, {"resource.reviewers": 12.5})


def test_what_comes_out_has_passed_the_checks_of_a_file():
    """A cycle that takes no time would keep a case busy for ever."""
    rulebook, scenario = load_scenario("order-27")
    asked = {"state.applied.delay.mean": 0.3, "state.under_review.delay.median": 6.0}

    moved = with_figures(rulebook, scenario, asked)

    assert moved.stays["applied"].delay.law.mean == pytest.approx(0.3)
    with pytest.raises(MovingError):
        with_figures(rulebook, scenario, {**asked, "state.draft.delay.value": 400.0})


@every_scenario
def test_shares_stay_away_from_never_and_always(name, home):
    _, scenario = load_scenario(name, home)

    for one in movable(scenario):
        assert one.least <= one.value <= one.most
        if one.share:
            assert (one.least, one.most) == (LEAST_SHARE, MOST_SHARE)
    assert all(a.place != b.place for a, b in pairwise(movable(scenario)))
