"""The sampling engine: the reference process, the law, and what must not matter."""

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow.processes import load_scenario
from qualflow.simulate.distributions import Exponential
from qualflow.simulate.planning import CannotSimulateError
from qualflow.simulate.preparing import plan
from qualflow.simulate.results import Engine, Result
from qualflow.simulate.running import simulate
from qualflow.simulate.sampling import Sampler
from qualflow.simulate.scenario import Delay

REFERENCE = load_scenario("reference")
POLICY = load_scenario("reference-policy")
ORDER = load_scenario("order-27")
XIAOMI = load_scenario("xiaomi-2024")
SHIPPED = {"reference": REFERENCE, "order-27": ORDER, "xiaomi-2024": XIAOMI}


def sampled(pair, **more) -> Result:
    rulebook, scenario = pair
    return simulate(rulebook, scenario, engine=Engine.SAMPLING, **more)


@pytest.fixture(scope="module")
def result():
    return sampled(REFERENCE, cases=400_000, detail=False)


SHARES = {
    "refused": 0.35,
    "withdrawn": 0.10,
    "lapsed": 0.047696,
    "cancelled": 0.331732,
    "in_production": 0.170572,
    "open": 0.0,
}


@pytest.mark.parametrize("name", SHARES)
def test_the_shares_of_the_reference_process_are_met(result, name):
    """Algebra and lattice tell them to six digits; four errors off is one in 16,000."""
    found = result.share(name).p

    assert abs(found.value - SHARES[name]) < 4 * found.error


@pytest.mark.parametrize(
    ("level", "days"), [(0.5, 77.096), (0.95, 163.971), (0.99, 235.389)]
)
def test_the_quantiles_of_the_reference_process_are_met(result, level, days):
    found = result.time("decision").quantile(level)

    assert abs(found.value - days) < 4 * found.error


def test_the_means_of_the_reference_process_are_met(result):
    """Mean time to a decision, and mean stays before it, by algebra."""
    mean = result.time("decision").mean
    stays = {visit.state: visit.days for visit in result.visits}

    assert abs(mean.value - 88.2063) < 4 * mean.error
    assert stays["applied"] == pytest.approx(6.00, rel=0.01)
    assert stays["returned"] == pytest.approx(12.86, rel=0.02)
    assert stays["deciding"] == pytest.approx(35.35, rel=0.005)
    assert stays["evaluating"] == pytest.approx(33.99, rel=0.005)


def test_everything_adds_up(result):
    """Every case stands somewhere, and somewhere it spends every day."""
    assert sum(share.count for share in result.outcomes) == result.cases
    assert sum(visit.days for visit in result.visits) == pytest.approx(3650, abs=1e-4)
    entered = sum(flow.each for flow in result.flows if flow.target == "approved")
    assert entered == pytest.approx(
        sum(v.visits for v in result.visits if v.state == "approved")
        + sum(f.each for f in result.flows if f.step == "put_off")
    )


@pytest.mark.parametrize("name", SHIPPED)
@settings(max_examples=5)
@given(block=st.integers(1, 3_000), cases=st.integers(2_000, 5_000))
def test_blocks_do_not_matter(name, block, cases):
    """Bit by bit the same: cases draw for themselves, and sums are whole numbers."""
    once = sampled(SHIPPED[name], cases=cases)

    assert sampled(SHIPPED[name], cases=cases, block=max(block, 700)) == once


@pytest.mark.parametrize("name", SHIPPED)
def test_more_cases_leave_the_first_ones_as_they_were(name):
    rulebook, scenario = SHIPPED[name]
    sampler = Sampler.of(plan(rulebook, scenario), 5)

    few, many = sampler.block(0, 100), sampler.block(0, 5_000)

    assert (few.state == many.state[:100]).all()
    for one, other in zip(few.ended, many.ended, strict=True):
        assert (one == other[:100]).all()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_case_far_out_is_the_same_alone(name):
    rulebook, scenario = SHIPPED[name]
    sampler = Sampler.of(plan(rulebook, scenario), 5)

    alone = sampler.block(1_234_567, 1)
    among = sampler.block(1_234_000, 1_000)

    assert alone.state[0] == among.state[567]
    assert [e[0] for e in alone.ended] == [e[567] for e in among.ended]


def test_another_seed_is_another_chance():
    one, other = (sampled(REFERENCE, cases=2_000, seed=seed) for seed in (1, 2))

    assert one.outcomes != other.outcomes


def test_where_cases_stand_is_told_over_time():
    """At the start all have filed; at the horizon they stand where outcomes say."""
    result = sampled(REFERENCE, cases=5_000, detail=True)
    by_state = {visit.state: visit.at for visit in result.visits}

    assert by_state["applied"][0] == 1.0
    assert by_state["refused"][-1] == pytest.approx(result.share("refused").p.value)
    for moment in range(len(result.grid)):
        assert sum(at[moment] for at in by_state.values()) == pytest.approx(1.0)


def test_the_law_judges_with_what_is_on_file():
    """Nobody is granted access where the buildings were never completed (M39)."""
    rulebook, scenario = XIAOMI
    without = [f for f in scenario.facts if f.fact != "construction_completed"]

    result = sampled((rulebook, evolve(scenario, facts=tuple(without))), cases=3_000)

    assert result.share("in_production").p.value == 0
    assert result.stopped
    assert any(stop.unknown == stop.each for stop in result.stopped)


def test_where_the_law_is_assumed_to_grant_nothing_is_refused():
    rulebook, scenario = XIAOMI
    without = evolve(scenario, facts=(), judges=False)

    result = sampled((rulebook, without), cases=3_000)

    assert result.stopped == ()
    assert ("law", "assumed") in list(without.figures())
    assert result.share("production_by_december").p.value > 0.2


def test_a_reform_moves_the_cases_that_stand_there():
    """R4: what is pending on 2019-01-10 goes to the filing track; nothing else does."""
    rulebook, scenario = ORDER
    late = evolve(
        scenario,
        stays={
            **scenario.stays,
            "under_review": evolve(
                scenario.stays["under_review"], delay=Delay(Exponential(5_000.0))
            ),
        },
    )

    result = sampled((rulebook, late), cases=2_000)
    moved = [flow for flow in result.flows if flow.step == "move_to_filing"]

    assert moved
    assert all(flow.by_itself for flow in moved)


def test_limited_people_are_not_passed_over():
    with pytest.raises(CannotSimulateError, match="resource 'reviewers'") as caught:
        sampled(load_scenario("reference-reviewers"))

    assert caught.value.engine == "sampling"


def test_shares_are_told_honestly_where_nobody_was_counted():
    """0 of n is no proof of impossibility: the error is never 0."""
    open_ = sampled(REFERENCE, cases=1_000).share("open")

    assert open_.count == 0
    assert 0.001 < open_.p.error < 0.005


def test_times_of_cases_that_do_not_get_there_are_censored():
    """A horizon of 60 days cuts most decisions off; they are in no mean."""
    rulebook, scenario = REFERENCE
    result = sampled((rulebook, evolve(scenario, horizon=60.0)), cases=20_000)
    decision = result.time("decision")

    assert 0.1 < decision.reached.value < 0.3
    assert decision.mean.value < 60
    assert decision.quantile(0.99).value <= 60
    assert result.share("open").p.value > 0.8


def test_a_curve_rises_to_the_share_that_gets_there(result):
    curve = np.array(result.time("decision").curve)

    assert (np.diff(curve, axis=0) >= 0).all()
    assert curve[-1, 1] == pytest.approx(result.time("decision").reached.value)
