"""The lattice transform against known answers, and what the exact engine refuses."""

from datetime import date, timedelta

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, linalg

from chance import (
    ON,
    a_clock,
    chain_of_stays,
    continuous,
    few,
    fixed,
    small,
)
from qualflow.law.measures import Unit
from qualflow.law.rules import Clock, ClockVersion, Extension, Interval
from qualflow.processes import load_scenario
from qualflow.simulate import continuous as solving
from qualflow.simulate.chain import chain_of
from qualflow.simulate.distributions import (
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Remaining,
    Uniform,
    Weibull,
    remaining,
)
from qualflow.simulate.exact import exact, refusals
from qualflow.simulate.partials import below
from qualflow.simulate.planning import CannotSimulateError
from qualflow.simulate.preparing import plan
from qualflow.simulate.results import Error
from qualflow.simulate.scenario import (
    Chosen,
    Coming,
    Delay,
    Drawn,
    Exit,
    Extended,
    Question,
    Resource,
    Stay,
    Time,
    TimeAsked,
)
from qualflow.simulate.starting import Running, Standing
from rulebooks import a_step, number, writes

LAWS = (
    Uniform(1.4, 7.0),
    Exponential(30.0),
    Lognormal(35.0, 0.142),
    Lognormal(400.0, 0.5),
    Gamma(20.0, 2.5),
    Gamma(3.0, 0.7),
    Weibull(12.0, 1.8),
    Empirical((1.0, 2.5, 7.0)),
    Fixed(4.25),
    remaining(Lognormal(30.0, 0.5), 20.0),
    remaining(Gamma(20.0, 2.5), 5.0),
)


@pytest.fixture(scope="module")
def reference():
    """Return the plan of the reference scenario."""
    return plan(*load_scenario("reference"))


@pytest.fixture(scope="module")
def answer(reference):
    return exact(reference)


def p(result, name):
    return result.share(name).p.value


def lasting(law, **more):
    """Return the plan of one stay in continuous time."""
    return chain_of_stays(Delay(law), time=Time.CONTINUOUS, judges=False, **more)


# -- the reference process ------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("refused", 0.35),
        ("withdrawn", 0.10),
        ("lapsed", 0.047696),
        ("cancelled", 0.331732),
        ("in_production", 0.170572),
        ("open", 0.0),
    ],
)
def test_the_reference_process_ends_as_its_table_says(answer, name, expected):
    assert p(answer, name) == pytest.approx(expected, abs=1e-6)
    assert answer.share(name).p.error < 1e-5


def test_the_time_to_a_decision_of_the_reference_process_is_that_of_its_table(answer):
    decision = answer.time("decision")
    assert decision.mean.value == pytest.approx(88.2063, abs=1e-4)
    table = {0.5: 77.096, 0.95: 163.971, 0.99: 235.389}
    for level, expected in table.items():
        found = decision.quantile(level)
        assert found.value == pytest.approx(expected, abs=0.01)
        assert abs(found.value - expected) < found.error


def test_stays_before_the_decision_last_as_algebra_says(answer):
    days = {visit.state: visit.days for visit in answer.visits}
    expected = {
        "applied": 6.0,
        "returned": 90 / 7,
        "deciding": Lognormal(35.0, 0.142).mean,
        "evaluating": Lognormal(30.0, 0.5).mean,
    }
    for state, mean in expected.items():
        assert days[state] == pytest.approx(mean, abs=1e-5)
    assert sum(days.values()) == pytest.approx(3650.0, abs=1e-6)


def test_flows_of_the_reference_process_are_those_of_algebra(answer):
    flows = {found.step: found.each for found in answer.flows}
    late = 1 - Lognormal(400.0, 0.5).cdf(np.array([730.0, 1095.0]))
    assert flows["return_file"] == pytest.approx(3 / 7, abs=1e-9)
    assert flows["put_off"] == pytest.approx(0.55 * 0.3 * late[0], abs=1e-9)
    lapsed = 0.55 * (0.7 * late[0] + 0.3 * late[1])
    assert flows["lapse"] == pytest.approx(lapsed, abs=1e-9)


def test_a_finer_lattice_agrees_within_the_bounds_that_are_told(reference, answer):
    finer = solving.figures(chain_of(reference), 0.125)
    names = reference.scenario.outcome_names
    for name, share in zip(names, finer.outcomes, strict=True):
        found = answer.share(name).p
        assert abs(found.value - share) <= found.error
    for level, days in zip(
        (0.05, 0.25, 0.5), finer.passages[0].quantiles, strict=False
    ):
        found = answer.time("decision").quantile(level)
        assert abs(found.value - days) <= found.error


def test_in_whole_days_the_reference_process_comes_out_nearly_the_same(reference):
    scenario = evolve(reference.scenario, time=Time.DAYS, horizon=1500.0)
    in_days = exact(plan(reference.rulebook, scenario))
    scenario = evolve(scenario, time=Time.CONTINUOUS)
    smooth = exact(plan(reference.rulebook, scenario))
    for share in in_days.outcomes:
        assert p(smooth, share.name) == pytest.approx(share.p.value, abs=3e-4)
    mean = in_days.time("decision").mean.value
    assert mean == pytest.approx(88.2063 + 0.3 / 14, abs=0.01)  # rounded uniforms


# -- closed forms ---------------------------------------------------------------------


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_one_stay_has_the_distribution_and_the_mean_of_its_delay(law):
    asked = tuple(Question(f"by {x}", ("s1",), x) for x in (2.0, 10.0, 30.5))
    times = (TimeAsked("stay", ("s1",)),)
    result = exact(lasting(law, horizon=3000, questions=asked, times=times))
    for question in asked:
        expected = float(law.cdf(np.array([question.by]))[0])
        found = result.share(question.name).p
        assert abs(found.value - expected) <= max(2 * found.error, 1e-9)
    end = np.array([3000.0])  # which few cases, if any, do not reach
    mean = float(below(law, end)[0] / law.cdf(end)[0])
    assert result.time("stay").mean.value == pytest.approx(mean, rel=1e-6)


@pytest.mark.parametrize("law", [law for law in LAWS if not isinstance(law, Fixed)],
                         ids=str)  # fmt: skip
def test_the_part_of_a_mean_below_a_moment_is_the_integral_of_the_distribution(law):
    end = 9.0
    area, _ = integrate.quad(
        lambda x: float(law.cdf(np.array([x]))[0]), 0.0, end, points=(1.0, 2.5, 7.0)
    )
    expected = end * float(law.cdf(np.array([end]))[0]) - area
    assert float(below(law, np.array([end]))[0]) == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.floats(2.0, 60.0), min_size=4, max_size=4), st.floats(0.1, 0.9))
def test_exponential_stays_are_the_matrix_exponential(means, share):
    rates = 1 / np.array(means)
    generator = np.zeros((4, 4))
    generator[0, [1, 2]] = rates[0] * share, rates[0] * (1 - share)
    generator[1, [0, 3]] = rates[1] / 3, 2 * rates[1] / 3
    generator[2, 3] = rates[2]
    np.fill_diagonal(generator, -generator.sum(axis=1))
    first = (Exit("a", share), Exit("b", 1 - share))
    second = (Exit("c", 1 / 3), Exit("d", 2 / 3))
    steps = [("a", "s0", "s1"), ("b", "s0", "s2"), ("c", "s1", "s0"), ("d", "s1", "s3"),
             ("e", "s2", "s3")]  # fmt: skip
    stays = [
        Stay("s0", first, Delay(Exponential(means[0]))),
        Stay("s1", second, Delay(Exponential(means[1]))),
        Stay("s2", (Exit("e"),), Delay(Exponential(means[2]))),
    ]
    result = exact(continuous(steps, stays, horizon=90))
    expected = linalg.expm(90.0 * generator)[0]
    for state, share_of_it in enumerate(expected):
        found = result.share(f"in_s{state}").p
        assert found.value == pytest.approx(share_of_it, abs=1e-7)
        assert abs(found.value - share_of_it) <= found.error


def test_exponential_exits_that_race_share_by_their_rates():
    means = (10.0, 20.0, 50.0)
    exits = tuple(
        Exit(f"t{place}", delay=Delay(Exponential(mean)))
        for place, mean in enumerate(means)
    )
    steps = [(f"t{place}", "s0", f"s{place + 1}") for place in range(3)]
    result = exact(continuous(steps, [Stay("s0", exits, races=True)], horizon=400))
    rates = 1 / np.array(means)
    for place, rate in enumerate(rates):
        left = float(np.exp(-400 * rates.sum()))
        expected = rate / rates.sum() * (1 - left)
        assert p(result, f"in_s{place + 1}") == pytest.approx(expected, abs=1e-7)


def test_a_race_against_a_fixed_delay_is_cut_off_at_it():
    exits = (Exit("a", delay=Delay(Exponential(10.0))), Exit("b", delay=fixed(7)))
    steps = [("a", "s0", "s1"), ("b", "s0", "s2")]
    result = exact(continuous(steps, [Stay("s0", exits, races=True)], horizon=40))
    assert p(result, "in_s2") == pytest.approx(np.exp(-0.7), abs=1e-9)
    assert p(result, "in_s1") == pytest.approx(1 - np.exp(-0.7), abs=1e-9)


def test_fixed_stays_one_after_the_other_end_at_their_sum_and_not_before():
    asked = (Question("before", ("s2",), 14.9), Question("then", ("s2",), 15.0))
    result = exact(chain_of_stays(fixed(10), fixed(5), horizon=40, questions=asked,
                                  time=Time.CONTINUOUS))  # fmt: skip
    assert p(result, "before") == pytest.approx(0.0, abs=1e-9)
    assert p(result, "then") == pytest.approx(1.0, abs=1e-9)
    days = {visit.state: visit.days for visit in result.visits}
    assert days == pytest.approx({"s0": 10.0, "s1": 5.0, "s2": 25.0}, abs=1e-8)


def test_a_period_cuts_a_stay_off_at_its_length_and_wins_a_tie():
    clock = a_clock("term", "s1", 30, "lapse")
    steps = [("go", "s0", "s1"), ("build", "s1", "s2"), ("lapse", "s1", "s3")]
    ways = {"tie": fixed(30), "race": Delay(Lognormal(25.0, 0.4))}
    lapsed = {}
    for name, delay in ways.items():
        stays = [
            Stay("s0", (Exit("go"),), Delay(Exponential(3.0))),
            Stay("s1", (Exit("build"),), delay),
        ]
        result = exact(continuous(steps, stays, clocks=[clock], horizon=300))
        lapsed[name] = p(result, "in_s3")
    late = 1 - float(Lognormal(25.0, 0.4).cdf(np.array([30.0]))[0])
    assert lapsed == pytest.approx({"tie": 1.0, "race": late}, abs=1e-9)


def test_the_time_between_two_states_is_cut_off_by_the_horizon():
    # of two exponential stays, both within the horizon: an Erlang distribution
    delays = [Delay(Exponential(10.0)), Delay(Exponential(10.0))]
    times = (TimeAsked("second", ("s2",), ("s1",)),)
    result = exact(chain_of_stays(*delays, horizon=20, times=times,
                                  time=Time.CONTINUOUS))  # fmt: skip
    found = result.time("second")
    assert found.reached.value == pytest.approx(1 - 3 * np.exp(-2), abs=1e-6)
    weight = integrate.quad(lambda x: x / 10 * (np.exp(-x / 10) - np.exp(-2)), 0, 20)[0]
    mean = weight / (1 - 3 * np.exp(-2))
    assert found.mean.value == pytest.approx(mean, abs=1e-4)


def test_a_horizon_between_two_lattice_points_is_met():
    result = exact(lasting(Exponential(10.0), horizon=33.37))
    assert p(result, "in_s1") == pytest.approx(1 - np.exp(-3.337), abs=1e-6)


def test_short_delays_get_a_finer_lattice():
    result = exact(lasting(Gamma(0.3, 4.0), horizon=1.0))
    expected = float(Gamma(0.3, 4.0).cdf(np.array([1.0]))[0])
    found = result.share("in_s1").p
    assert abs(found.value - expected) <= found.error < 1e-5
    assert dict(result.notes)["lattice"]["step"] < 0.01


def test_a_live_case_in_continuous_time_has_what_is_left_of_delay_and_period():
    clock = a_clock("term", "s1", 730, "lapse")
    since = ON - timedelta(100)
    period = Running("term", 0, since, since, ON + timedelta(630))
    standing = Standing("C-7", "s1", since, ON, {}, periods=(period,),
                        entered={"s1": since})  # fmt: skip
    law = Lognormal(400.0, 0.5)
    steps = [("build", "s1", "s2"), ("lapse", "s1", "s3")]
    stays = [Stay("s1", (Exit("build"),), Delay(law))]
    result = exact(continuous(steps, stays, clocks=[clock], standing=standing,
                              horizon=2000))  # fmt: skip
    waited, late = law.cdf(np.array([100.0, 730.0]))
    assert p(result, "in_s3") == pytest.approx((1 - late) / (1 - waited), abs=1e-9)


def test_what_is_left_of_few_values_stays_few_values():
    law = remaining(Empirical((2.0, 6.0, 8.0)), 5.0)
    assert isinstance(law, Remaining)
    asked = tuple(Question(f"by {x}", ("s1",), x) for x in (0.99, 1.0, 3.0))
    result = exact(lasting(law, horizon=40, questions=asked))
    shares = [share.p.value for share in result.questions]
    assert shares == pytest.approx([0.0, 0.5, 1.0], abs=1e-9)


def test_outcomes_add_up_to_1_and_carry_bounds(answer):
    assert sum(share.p.value for share in answer.outcomes) == pytest.approx(
        1, abs=1e-12
    )
    assert answer.error is Error.BOUND
    assert answer.method == "lattice transform"
    assert all(0 < share.p.error < 1e-5 for share in answer.outcomes)


# -- what is refused ------------------------------------------------------------------


def two_states(*, clocks=(), steps=(), **more):
    """Return the plan of two stays, s0 and s1."""
    stays = [Stay("s0", (Exit("go"),), fixed(1)), Stay("s1", (Exit("on"),), fixed(9))]
    both = [("go", "s0", "s1"), ("on", "s1", "s2"), *steps]
    return small(both, stays, clocks=clocks, **more)


def spanning(**more):
    version = ClockVersion("IAA 9", 5, on_expiry="lapse")
    return Clock("term", ("begun_on",), Unit.DAY, "office", (version,), **more)


LAPSE = a_step("lapse", ("s1", "s2"), "s3", by=("law",))


def test_a_clock_that_spans_states_is_refused_by_name():
    clock = spanning(runs_in=("s1", "s2"))
    assert refusals(two_states(clocks=[clock], steps=[LAPSE])) == (
        "clock 'term', which runs on through 'on'",
    )


def test_a_clock_started_by_a_step_is_fine_within_one_state():
    ended = spanning(started_by=("go",), ended_by=("on",))
    plan_of_it = two_states(clocks=[ended], steps=[LAPSE])
    assert refusals(plan_of_it) == ()
    assert p(exact(plan_of_it), "in_s3") == pytest.approx(1.0)
    on = spanning(started_by=("go",))
    assert "runs on through 'on'" in refusals(two_states(clocks=[on], steps=[LAPSE]))[0]


def test_a_clock_that_stands_still_is_refused_by_name():
    clock = spanning(runs_in=("s1",), paused_in=("s2",))
    found = refusals(two_states(clocks=[clock], steps=[LAPSE]))
    assert found == ("clock 'term', which can stand still",)


def test_a_clock_that_counts_from_an_earlier_day_is_refused_by_name():
    go = a_step("go", "s0", "s1", records=writes(begun_on="today"))
    stays = [Stay("s0", (Exit("go"),), fixed(1)), Stay("s1", (Exit("on"),), fixed(9)),
             Stay("s2", (Exit("off"),), fixed(9))]  # fmt: skip
    steps = [go, ("on", "s1", "s2"), ("off", "s2", "s3"), LAPSE]
    here = small(steps, stays, clocks=[spanning(runs_in=("s1",))])
    assert refusals(here) == ()
    later = small(steps, stays, clocks=[spanning(runs_in=("s2",))])
    what = "clock 'term', which counts from a day before the state is entered"
    assert refusals(later) == (what,)


def test_two_clocks_of_which_one_can_run_out_where_the_other_leads_are_refused():
    clocks = [
        a_clock("first", "s1", 5, "move"),
        a_clock("second", "s1", 5, "lapse"),
    ]
    steps = [LAPSE, a_step("move", "s1", "s2", by=("law",))]
    found = refusals(two_states(clocks=clocks, steps=steps))
    what = "which can run out on the day on which the law moves the case"
    assert found == (f"clock 'second', {what}",)


def test_people_who_are_limited_are_refused_by_name():
    resource = Resource("reviewers", 10, ("s1",))
    plan_of_it = two_states(resources=(resource,), arrivals=fixed(4))
    assert refusals(plan_of_it) == (
        "resource 'reviewers': cases wait for each other",
        "arrivals: cases begin one after the other",
    )
    with pytest.raises(CannotSimulateError) as caught:
        exact(plan_of_it)
    assert caught.value.engine == "exact"
    assert "resource 'reviewers'" in str(caught.value)


def test_facts_that_differ_from_case_to_case_are_refused_where_a_clause_reads_them():
    facts = (Drawn("samples", Uniform(5.0, 25.0)),)
    go = a_step("go", "s0", "s1", clauses=("IAA 1",))
    stays = [Stay("s0", (Exit("go"),), fixed(1))]
    more = {"facts": facts, "declared": (number("samples"),)}
    clauses = [("IAA 1", "samples >= 15")]
    found = refusals(small([go], stays, clauses=clauses, **more))
    assert found == ("clauses of 'go' (facts differ from case to case)",)
    assert refusals(small([go], stays, clauses=[("IAA 1", "filed")], **more)) == ()
    assert refusals(small([go], stays, clauses=clauses, judges=False, **more)) == ()


def test_a_choice_and_a_fact_that_a_step_writes_are_refused_in_a_clause_as_well():
    clauses = [("IAA 1", "filed"), ("IAA 2", "days(begun_on, today) >= 3")]
    steps = [
        a_step("go", "s0", "s1", records=writes(begun_on="today")),
        a_step("on", "s1", "s2", clauses=("IAA 1", "IAA 2")),
    ]
    stays = [Stay("s0", (Exit("go"),), fixed(1)), Stay("s1", (Exit("on"),), few(1, 9))]
    facts = (Chosen("filed", ((True, 0.5), (None, 0.5))),)
    for clause in clauses:
        found = refusals(small(steps, stays, clauses=[clause], facts=facts))
        assert found == ("clauses of 'on' (facts differ from case to case)",)


def test_a_fact_that_comes_about_is_refused_by_name():
    facts = (Coming("filed", "s1", fixed(3), value=True),)
    found = refusals(two_states(facts=facts))
    assert found == ("fact 'filed', which comes about while a case lives",)


def test_asking_again_while_a_clock_runs_is_refused_by_name():
    clock = a_clock("term", "s1", 5, "lapse")
    on = a_step("on", "s1", "s2", in_force=Interval(since=ON + timedelta(4)))
    stay = Stay("s1", (Exit("on"),), fixed(1), retry=fixed(2))
    steps = [("go", "s0", "s1"), on, LAPSE]
    first = Stay("s0", (Exit("go"),), fixed(1))
    found = refusals(small(steps, [first, stay], clocks=[clock]))
    assert found == ("asking again in state 's1' while clock 'term' runs",)
    without = evolve(stay, retry=None)
    assert refusals(small(steps, [first, without], clocks=[clock])) == ()


def test_reforms_changes_of_the_law_and_clauses_are_refused_in_continuous_time():
    day = ON + timedelta(5)
    changed = [
        a_step("go", "s0", "s1", in_force=Interval(until=day)),
        a_step("go", "s0", "s2", in_force=Interval(since=day)),
        a_step("reform", ("s1",), "s3", by=("law",), on_day=day),
    ]
    stays = [Stay("s0", (Exit("go"),), fixed(1))]
    assert refusals(continuous(changed, stays))[:2] == (
        "reform 'reform' in continuous time",
        "a change of the law on day 5 in continuous time",
    )
    go = a_step("go", "s0", "s1", clauses=("IAA 1",))
    found = refusals(continuous([go], stays, clauses=[("IAA 1", "filed")]))
    assert found == ("clauses of 'go' in continuous time",)


def test_a_change_of_law_that_changes_nothing_for_the_scenario_is_none():
    day = date(2031, 1, 25)
    steps = [
        ("go", "s0", "s1"),
        a_step("other", "s2", "s3", in_force=Interval(until=day)),
    ]
    plan_of_it = continuous(steps, [Stay("s0", (Exit("go"),), fixed(1))])
    assert len(plan_of_it.spans) == 2
    assert refusals(plan_of_it) == ()


def test_extensions_are_counted_only_for_who_would_run_out():
    clock = a_clock("term", "s1", 5, "lapse", extend=Extension("filed", 5))
    plan_of_it = two_states(
        clocks=[clock],
        steps=[LAPSE],
        extended={"term": Extended("term", 0.25)},
        time=Time.CONTINUOUS,
    )
    flows = {found.step: found.each for found in exact(plan_of_it).flows}
    assert flows == pytest.approx(
        {"go": 1.0, "filed": 0.25, "on": 0.25, "lapse": 0.75}, abs=1e-9
    )


@pytest.mark.parametrize("time", Time)
def test_of_two_periods_that_end_together_the_first_by_name_leads_on(time):
    clocks = [a_clock("second", "s1", 5, "lapse"), a_clock("first", "s1", 5, "move")]
    stays = [Stay("s0", (Exit("go"),), fixed(1)), Stay("s1", (Exit("on"),), fixed(9))]
    steps = [
        ("go", "s0", "s1"),
        ("on", "s1", "s2"),
        a_step("move", "s1", "s2", by=("law",)),
        a_step("lapse", "s1", "s3", by=("law",)),
    ]
    result = exact(small(steps, stays, clocks=clocks, time=time))
    assert p(result, "in_s2") == pytest.approx(1.0, abs=1e-9)
    flows = {found.step: found.each for found in result.flows}
    assert flows == pytest.approx({"go": 1.0, "move": 1.0}, abs=1e-9)
