"""What if: differences on common random numbers, and their errors."""

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow.processes import load_scenario
from qualflow.simulate.comparing import (
    GRAIN,
    Moments,
    NotComparableError,
    compare,
    differences,
)
from qualflow.simulate.results import Engine
from qualflow.simulate.running import simulate
from qualflow.simulate.sensitivity import figures, sensitivity

RULEBOOK, SCENARIO = load_scenario("reference")
_, POLICY = load_scenario("reference-policy")


@pytest.fixture(scope="module")
def comparison():
    return compare(RULEBOOK, SCENARIO, POLICY, engine=Engine.SAMPLING, cases=100_000)


def found(comparison, name, figure):
    for difference in comparison.differences:
        if (difference.name, difference.figure) == (name, figure):
            return difference
    raise KeyError(name)


@pytest.mark.parametrize(
    ("name", "figure"),
    [("decision", "mean"), ("in_production", "p"), ("cancelled", "p")],
)
def test_pairing_saves_nine_cases_of_ten(comparison, name, figure):
    """The variance falls at least tenfold against independent seeds."""
    assert found(comparison, name, figure).gain >= 10


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("decision", "mean"),
        ("decision", "median"),
        ("decision", "q95"),
        ("in_production", "p"),
        ("cancelled", "p"),
        ("lapsed", "p"),
    ],
)
def test_a_sampled_difference_is_the_exact_one(comparison, name, figure):
    exact = compare(RULEBOOK, SCENARIO, POLICY, engine=Engine.EXACT)

    change = found(comparison, name, figure).change

    assert abs(change.value - found(exact, name, figure).change.value) < (
        4 * change.error + 0.02 * (figure != "p")
    )


def test_the_error_of_a_difference_is_its_spread_over_seeds():
    """Forty comparisons of 2,000 cases: their standard deviation, within a third."""
    changes, errors = [], []
    for seed in range(40):
        one = compare(
            RULEBOOK, SCENARIO, POLICY, engine=Engine.SAMPLING, cases=2_000, seed=seed
        )
        change = found(one, "decision", "mean").change
        changes.append(change.value)
        errors.append(change.error)

    assert np.mean(errors) == pytest.approx(np.std(changes, ddof=1), rel=1 / 3)


def test_a_scenario_differs_from_itself_by_nothing():
    same = compare(RULEBOOK, SCENARIO, SCENARIO, engine=Engine.SAMPLING, cases=2_000)

    assert {difference.change.value for difference in same.differences} == {0.0}
    assert all(not difference.change.error for difference in same.differences)


def test_each_side_of_a_comparison_is_the_scenario_run_alone(comparison):
    alone = simulate(
        RULEBOOK, POLICY, engine=Engine.SAMPLING, cases=100_000, detail=False
    )

    assert comparison.second.outcomes == alone.outcomes
    assert comparison.second.times == alone.times


def test_errors_that_have_nothing_to_do_with_one_another_add_up_in_squares():
    one, other = (
        simulate(RULEBOOK, s, engine=Engine.SAMPLING, cases=1_000, seed=seed)
        for s, seed in ((SCENARIO, 1), (POLICY, 2))
    )
    first = next(iter(differences(one, other)))

    assert first.change.error == pytest.approx(
        (first.first.error**2 + first.second.error**2) ** 0.5
    )


def test_only_figures_that_both_ask_for_are_compared():
    """What is open at the horizon is asked of every scenario."""
    bare = evolve(SCENARIO, outcomes=(), times=(), questions=())
    both = compare(RULEBOOK, SCENARIO, bare, engine=Engine.SAMPLING, cases=500)

    assert [difference.name for difference in both.differences] == ["open"]


def test_scenarios_of_different_processes_cannot_be_compared():
    _, other = load_scenario("xiaomi-2024")

    with pytest.raises(NotComparableError, match="only scenarios of one process"):
        compare(RULEBOOK, SCENARIO, other)


pairs = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.integers(0, 50), st.integers(0, 50)),
    min_size=8,
    max_size=40,
)


@settings(max_examples=60)
@given(pairs)
def test_the_influence_of_each_case_makes_the_variance(rows):
    """Against the same computed case by case, as the textbook has it."""
    there = np.array([(a, b) for a, b, _, _ in rows]).T
    values = np.where(there, np.array([(x, y) for _, _, x, y in rows]).T, 0)
    moments = Moments()
    half = len(rows) // 2
    for part in (slice(None, half), slice(half, None)):
        more = Moments()
        more.take(list(there[:, part]), list(values[:, part].astype(np.int64) * GRAIN))
        moments.add(more)

    found = moments.change()

    counts = there.sum(axis=1)
    if counts.min() < 2:
        assert found is None
        return
    means = values.sum(axis=1) / counts
    influence = np.where(there, values - means[:, None], 0) / counts[:, None]
    expected = np.sqrt(((influence[1] - influence[0]) ** 2).sum())
    assert found[0] == pytest.approx(expected, abs=1e-6)


# -- sensitivity ----------------------------------------------------------------------


def test_every_figure_of_a_scenario_is_moved():
    places = [figure.place for figure in figures(SCENARIO)]

    assert len(places) == len(set(places))
    for place in (
        "state.applied.delay.mean",
        "state.applied.share.return_file",
        "state.approved.delay.median",
        "state.approved.delay.sigma",
        "clock.term.extended",
    ):
        assert place in places


@pytest.mark.parametrize("name", ["reference", "order-27", "xiaomi-2024", "reviewers"])
def test_shares_still_add_up_when_one_is_moved(name):
    _, scenario = load_scenario(name)
    for figure in figures(scenario):
        for value, moved in (figure.lower, figure.upper):
            assert value != figure.value or figure.value in (0.0, 1.0)
            for stay in moved.stays.values():
                if not stay.races:
                    assert sum(way.share for way in stay.exits) == pytest.approx(1)


def test_moving_a_delay_up_and_down_moves_its_time_up_and_down():
    moved = sensitivity(RULEBOOK, SCENARIO, engine=Engine.SAMPLING, cases=3_000)
    by_place = {one.place: one for one in moved}
    deciding = by_place["state.deciding.delay.median"]

    def mean(changes):
        return next(c.change.value for c in changes if c.figure == "mean")

    assert mean(deciding.up) == pytest.approx(3.535, abs=0.05)
    assert mean(deciding.down) == pytest.approx(-3.535, abs=0.05)
    assert (deciding.lower, deciding.value, deciding.upper) == pytest.approx(
        (31.5, 35, 38.5)
    )


def test_only_what_is_assumed_is_moved_if_that_is_wanted():
    rulebook, scenario = load_scenario("xiaomi-2024")
    moved = sensitivity(
        rulebook, scenario, engine=Engine.SAMPLING, cases=500, assumed_only=True
    )

    assert {one.source for one in moved} <= {"assumed"}
