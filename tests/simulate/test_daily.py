"""The recursion in whole days, against lives followed one by one and closed forms."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given

from chance import (
    ON,
    a_clock,
    chain_of_stays,
    few,
    fixed,
    plans,
    small,
)
from daily_oracle import Oracle
from qualflow.law.calendar import NO_CALENDAR
from qualflow.law.measures import Unit
from qualflow.law.rules import Clock, ClockVersion, Extension, Interval
from qualflow.simulate.distributions import Exponential, Lognormal
from qualflow.simulate.exact import exact, refusals
from qualflow.simulate.planning import CannotSimulateError
from qualflow.simulate.results import Engine, Error
from qualflow.simulate.scenario import (
    Delay,
    Exit,
    Extended,
    Given,
    Question,
    Stay,
    TimeAsked,
)
from qualflow.simulate.starting import Running, Standing
from rulebooks import a_step

NEARLY = 1e-12


def near(expected):
    """Return what is equal but for rounding."""
    return pytest.approx(expected, abs=NEARLY)


def answered(plan):
    """Return the result of a random plan, unless it goes round in no time."""
    assert refusals(plan) == ()
    try:
        return exact(plan)
    except CannotSimulateError as error:
        assume("in no time" not in error.what)
        raise


def at(result, state):
    """Return the share of cases in a state on each day of the grid."""
    return next(visit.at for visit in result.visits if visit.state == state)


def flow(result, step):
    return sum(found.each for found in result.flows if found.step == step)


def differing(found, expected):
    """Return the places at which two mappings differ by more than rounding."""
    keys = sorted(found.keys() | expected.keys())
    pairs = {key: (found.get(key, 0.0), expected.get(key, 0.0)) for key in keys}
    return {key: pair for key, pair in pairs.items() if abs(pair[0] - pair[1]) > NEARLY}


# -- against lives followed one by one ------------------------------------------------


@given(plans())
def test_random_scenarios_go_as_lives_followed_one_by_one(plan):
    result = answered(plan)
    oracle = Oracle(plan.rulebook, plan.scenario)
    for visit in result.visits:
        told = [oracle.standing[int(day)][visit.state] for day in result.grid]
        assert visit.at == near(told)
    flows = {(f.source, f.step, f.target): f.each for f in result.flows}
    assert differing(flows, oracle.flows) == {}
    refused = Counter()
    for stopped in result.stopped:
        refused[stopped.state, stopped.step] += stopped.each
    assert differing(refused, oracle.refused) == {}


@given(plans())
def test_times_and_questions_of_random_scenarios_are_those_of_lives_one_by_one(plan):
    result = answered(plan)
    oracle = Oracle(plan.rulebook, plan.scenario)
    for asked, found in zip(plan.scenario.times, result.times, strict=True):
        days = oracle.passage(asked.since, asked.until)
        reached = sum(days.values())
        assert found.reached.value == near(reached)
        if reached > 1e-9:
            mean = sum(day * p for day, p in days.items()) / reached
            assert found.mean.value == pytest.approx(mean, abs=1e-9)
    question = plan.scenario.questions[0]
    until = oracle.passage((), question.states)
    expected = sum(p for day, p in until.items() if day <= question.by)
    assert result.share("seen").p.value == near(expected)


@given(plans())
def test_outcomes_add_up_to_1_and_days_to_the_horizon(plan):
    result = answered(plan)
    assert sum(share.p.value for share in result.outcomes) == near(1.0)
    days = sum(visit.days for visit in result.visits)
    assert days == pytest.approx(plan.horizon, abs=1e-9)


@given(plans())
def test_what_enters_a_state_begins_there_or_flows_there(plan):
    result = answered(plan)
    came = Counter({plan.scenario.start: 1.0})
    for found in result.flows:
        if not found.step.startswith("e"):  # an extension is no new stay
            came[found.target] += found.each
    visits = {visit.state: visit.visits for visit in result.visits}
    assert differing(visits, came) == {}


# -- delays ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delay", "days"), [(0.4, 0), (0.5, 0), (0.6, 1), (1.5, 2), (2.5, 2), (3.5, 4)]
)
def test_a_delay_is_rounded_to_whole_days_and_halves_to_the_even_one(delay, days):
    result = exact(chain_of_stays(fixed(delay), horizon=6))
    assert at(result, "s1") == near([float(day >= days) for day in range(7)])


def test_a_smooth_delay_has_for_each_day_what_rounds_to_it():
    law = Lognormal(4.0, 0.6)
    result = exact(chain_of_stays(Delay(law), horizon=30))
    days = np.arange(31)
    assert at(result, "s1") == near(law.cdf(days + 0.5))


def test_working_days_are_counted_by_the_calendar_from_the_day_of_entry():
    result = exact(chain_of_stays(fixed(3, Unit.WORKING_DAY), horizon=10))
    # Monday the 20th; the 23rd and 24th are off, Saturday the 25th is worked
    arrived = (date(2031, 1, 25) - ON).days
    assert at(result, "s1") == near([float(day >= arrived) for day in range(11)])


def test_a_holiday_week_moves_every_arrival_after_it_by_its_working_days():
    delays = [few(1, 2, 3, 4, 5, 6, 7, 8, unit=Unit.WORKING_DAY)]
    with_holidays = exact(chain_of_stays(*delays, horizon=20))
    without = exact(chain_of_stays(*delays, horizon=20, calendar=NO_CALENDAR))
    arrive = np.diff(at(without, "s1"), prepend=0.0)
    moved = np.zeros(21)
    # weekdays from the 21st on, against the days worked in fact: three days less net
    worked = [1, 2, 5, 9, 10, 11, 14, 15]
    for day, other in zip([1, 2, 3, 4, 7, 8, 9, 10], worked, strict=True):
        moved[other] += arrive[day]
    assert at(with_holidays, "s1") == near(np.cumsum(moved))


def test_days_beyond_the_calendar_are_worked_monday_to_friday_and_told():
    delay = fixed(2, Unit.WORKING_DAY)
    result = exact(chain_of_stays(delay, on=date(2031, 12, 30), horizon=9))
    assert result.projected == 8  # of 2032
    assert at(result, "s1") == near([float(day >= 2) for day in range(10)])


def test_a_loop_is_left_after_a_geometric_number_of_turns():
    stays = [Stay("s0", (Exit("again", 0.75), Exit("leave", 0.25)), fixed(1))]
    steps = [("again", "s0", "s0"), ("leave", "s0", "s1")]
    result = exact(small(steps, stays, horizon=12))
    expected = [1 - 0.75**day for day in range(13)]
    assert at(result, "s1") == near(expected)
    visits = {visit.state: visit.visits for visit in result.visits}
    assert visits["s0"] == near(sum(0.75**turn for turn in range(13)))


def test_stays_of_no_days_are_followed_round_within_the_day():
    stays = [
        Stay("s0", (Exit("go", 0.5), Exit("on", 0.5)), fixed(0)),
        Stay("s1", (Exit("back"),), fixed(0)),
    ]
    steps = [("go", "s0", "s1"), ("back", "s1", "s0"), ("on", "s0", "s2")]
    result = exact(small(steps, stays, horizon=3))
    assert at(result, "s2") == near([1.0] * 4)
    assert flow(result, "back") == near(1.0)


def test_stays_that_go_round_for_ever_in_no_time_are_refused():
    stays = [Stay("s0", (Exit("go"),), fixed(0)), Stay("s1", (Exit("back"),), fixed(0))]
    plan = small([("go", "s0", "s1"), ("back", "s1", "s0")], stays)
    with pytest.raises(CannotSimulateError, match="exact engine cannot treat stays"):
        exact(plan)


def test_of_exits_that_race_the_first_in_order_wins_a_day_on_which_both_come():
    exits = (Exit("slow", delay=few(2, 5)), Exit("fast", delay=few(2, 3)))
    steps = [("slow", "s0", "s1"), ("fast", "s0", "s2")]
    result = exact(small(steps, [Stay("s0", exits, races=True)]))
    assert flow(result, "slow") == near(0.5)
    assert flow(result, "fast") == near(0.5)
    assert at(result, "s1")[2] == near(0.5)
    assert at(result, "s2")[2:4] == near([0.25, 0.5])


# -- periods of the law ---------------------------------------------------------------


def building(delay, length, *, extend=None, extended=(), **more):
    """Return a plan in which building races a period of the law."""
    clock = a_clock("term", "s1", length, "lapse", extend=extend, **more)
    stays = [Stay("s0", (Exit("go"),), fixed(1)), Stay("s1", (Exit("build"),), delay)]
    steps = [
        ("go", "s0", "s1"),
        ("build", "s1", "s2"),
        a_step("lapse", "s1", "s3", by=("law",)),
        ("put_off", "s1", "s1"),
    ]
    return small(steps, stays, clocks=[clock], extended=dict(extended), horizon=20)


def test_a_period_runs_out_on_the_day_after_its_last_one():
    result = exact(building(fixed(30), 5))
    assert at(result, "s3") == near([float(day >= 1 + 5 + 1) for day in range(21)])
    assert [f.by_itself for f in result.flows if f.step == "lapse"] == [True]


def test_who_acts_on_the_last_day_is_in_time_and_who_acts_on_the_next_is_too_late():
    assert flow(exact(building(fixed(5), 5)), "build") == near(1.0)
    assert flow(exact(building(fixed(6), 5)), "lapse") == near(1.0)


def test_a_period_is_put_off_on_its_last_day_as_often_as_it_may_be():
    extend = Extension("put_off", 3, times=2)
    share = [("term", Extended("term", 0.25))]
    result = exact(building(fixed(30), 5, extend=extend, extended=share))
    lapsed = np.diff(at(result, "s3"), prepend=0.0)
    expected = np.zeros(21)
    expected[[7, 10, 13]] = 0.75, 0.25 * 0.75, 0.25 * 0.25
    assert lapsed == near(expected)
    assert flow(result, "put_off") == near(0.25 + 0.25**2)


def test_only_who_would_run_out_is_extended():
    extend = Extension("put_off", 3)
    share = [("term", Extended("term", 1.0))]
    result = exact(building(few(2, 5, 6, 7), 5, extend=extend, extended=share))
    assert flow(result, "put_off") == near(0.5)
    assert flow(result, "lapse") == near(0.0)


def test_a_period_of_months_ends_by_the_calendar():
    clock = a_clock("term", "s1", 1, "lapse", unit=Unit.MONTH)
    stays = [Stay("s0", (Exit("go"),), few(0, 11))]
    steps = [("go", "s0", "s1"), a_step("lapse", "s1", "s3", by=("law",))]
    result = exact(small(steps, stays, clocks=[clock], horizon=59))
    lapsed = np.diff(at(result, "s3"), prepend=0.0)
    first = (date(2031, 2, 20) - ON).days + 1
    second = (date(2031, 2, 28) - ON).days + 1  # a month after 31 January
    assert np.flatnonzero(lapsed > NEARLY).tolist() == [first, second]


def test_a_period_that_leads_to_no_step_of_the_law_just_ends():
    clock = a_clock("term", "s1", 2, "lapse")
    stays = [Stay("s0", (Exit("go"),), fixed(1)), Stay("s1", (Exit("on"),), fixed(9))]
    until = Interval(until=ON + timedelta(2))
    lapse = a_step("lapse", "s1", "s3", in_force=until)
    steps = [("go", "s0", "s1"), ("on", "s1", "s2"), lapse]
    result = exact(small(steps, stays, clocks=[clock]))
    assert flow(result, "lapse") == near(0.0)
    assert flow(result, "on") == near(1.0)


# -- the law of the day ---------------------------------------------------------------


def test_a_step_leads_where_the_law_of_its_day_says():
    day = ON + timedelta(5)
    before, since = Interval(until=day), Interval(since=day)
    steps = [
        a_step("go", "s0", "s1", in_force=before),
        a_step("go", "s0", "s2", in_force=since),
    ]
    result = exact(small(steps, [Stay("s0", (Exit("go"),), few(4, 5))]))
    assert at(result, "s1")[-1] == near(0.5)
    assert at(result, "s2")[-1] == near(0.5)


def test_a_step_the_law_does_not_know_is_refused_and_asked_for_again():
    step = a_step("go", "s0", "s1", in_force=Interval(since=ON + timedelta(5)))
    stay = Stay("s0", (Exit("go"),), fixed(1), retry=fixed(3))
    result = exact(small([step], [stay]))
    assert at(result, "s1") == near([float(day >= 7) for day in range(21)])
    assert [(s.clause, s.each, s.unknown) for s in result.stopped] == [("", 2.0, 0.0)]


def test_who_never_asks_again_stays_until_time_moves_the_case():
    step = a_step("go", "s0", "s1", in_force=Interval(since=ON + timedelta(5)))
    reform = a_step("reform", ("s0",), "s3", by=("law",), on_day=ON + timedelta(9))
    stay = Stay("s0", (Exit("go"),), few(1, 6))
    facts = (Given("filed", value=True),)
    result = exact(small([step, reform], [stay], facts=facts))
    assert at(result, "s0")[8:10] == near([0.5, 0.0])
    assert at(result, "s3")[9] == near(0.5)


def test_a_clause_on_given_facts_and_the_day_refuses_by_its_name():
    clauses = [("IAA 1", "today >= 2031-01-24"), ("IAA 2", "filed")]
    step = a_step("go", "s0", "s1", clauses=("IAA 1", "IAA 2"))
    stay = Stay("s0", (Exit("go"),), fixed(1), retry=fixed(1))
    given = (Given("filed", value=True),)
    result = exact(small([step], [stay], clauses=clauses, facts=given))
    assert [(s.clause, s.each) for s in result.stopped] == [("IAA 1", 3.0)]
    assert at(result, "s1") == near([float(day >= 4) for day in range(21)])
    unknown = exact(small([step], [stay], clauses=clauses, horizon=5))
    found = {s.clause: (s.each, s.unknown) for s in unknown.stopped}
    assert found == {"IAA 1": (3.0, 0.0), "IAA 2": (5.0, 5.0)}
    assert at(unknown, "s1")[-1] == near(0.0)


# -- times, questions, live cases -----------------------------------------------------


def test_quantiles_are_the_first_day_by_which_so_many_have_come():
    times = (TimeAsked("all", ("s1",)),)
    result = exact(chain_of_stays(few(2, 4, 8, 16), times=times))
    found = result.time("all")
    assert [found.quantile(level).value for level in (0.25, 0.5, 0.95)] == [2, 4, 16]
    assert found.mean.value == pytest.approx(7.5)


def test_cases_that_do_not_get_there_by_the_horizon_are_not_in_the_mean():
    times = (TimeAsked("all", ("s1",)),)
    found = exact(chain_of_stays(few(2, 4, 8, 16), times=times, horizon=9)).time("all")
    assert found.reached.value == near(0.75)
    assert found.mean.value == pytest.approx(14 / 3)


def test_a_question_counts_the_whole_of_its_day():
    asked = tuple(Question(f"by {day}", ("s1",), float(day)) for day in (3, 4))
    result = exact(chain_of_stays(fixed(4), questions=asked))
    assert [share.p.value for share in result.questions] == near([0.0, 1.0])


def test_a_time_from_a_state_back_to_it_is_that_of_the_next_entry():
    stays = [
        Stay("s0", (Exit("go"),), fixed(2)),
        Stay("s1", (Exit("back"),), few(1, 3)),
    ]
    steps = [("go", "s0", "s1"), ("back", "s1", "s0")]
    times = (TimeAsked("round", ("s1",), ("s1",)), TimeAsked("home", ("s0",), ("s0",)))
    result = exact(small(steps, stays, times=times))
    assert result.time("round").mean.value == pytest.approx(4.0)
    assert result.time("home").mean.value == pytest.approx(4.0)


def live(since, **more):
    """Return the standing of a case in s1 on `ON`."""
    entered = more.pop("entered", {"s0": since, "s1": since})
    return Standing("C-7", "s1", since, ON, {}, entered=entered, **more)


def test_a_live_case_has_what_is_left_of_its_delay():
    stays = [Stay("s1", (Exit("on"),), few(2, 6, 8))]
    standing = live(ON - timedelta(5))
    result = exact(small([("on", "s1", "s2")], stays, standing=standing))
    assert np.diff(at(result, "s2"))[:4] == near([0.5, 0.0, 0.5, 0.0])


def test_exits_a_live_case_would_have_taken_by_now_weigh_less():
    exits = (Exit("on", 0.5, few(2, 8)), Exit("off", 0.5, few(7, 8)))
    steps = [("on", "s1", "s2"), ("off", "s1", "s3")]
    standing = live(ON - timedelta(5))
    result = exact(small(steps, [Stay("s1", exits)], standing=standing))
    assert at(result, "s2")[-1] == near(1 / 3)
    assert at(result, "s3")[-1] == near(2 / 3)


def test_a_period_that_runs_already_keeps_its_last_day():
    clock = a_clock("term", "s1", 30, "lapse", extend=Extension("filed", 4, times=2))
    period = Running("term", 0, ON - timedelta(27), ON - timedelta(27),
                     ON + timedelta(7), granted=1, longer=4)  # fmt: skip
    steps = [("on", "s1", "s2"), a_step("lapse", "s1", "s3", by=("law",))]
    plan = small(
        steps,
        [Stay("s1", (Exit("on"),), fixed(60))],
        clocks=[clock],
        standing=live(ON - timedelta(27), periods=(period,)),
        extended={"term": Extended("term", 0.5)},
    )
    lapsed = np.diff(at(exact(plan), "s3"))
    assert np.flatnonzero(lapsed > NEARLY).tolist() == [7, 11]


def test_a_time_that_had_begun_before_the_start_counts_from_then():
    stays = [Stay("s1", (Exit("on"),), fixed(9))]
    times = (TimeAsked("since", ("s2",), ("s0",)), TimeAsked("from_now", ("s2",)))
    standing = live(ON - timedelta(5), entered={"s0": ON - timedelta(11)})
    result = exact(small([("on", "s1", "s2")], stays, standing=standing, times=times))
    assert result.time("since").mean.value == pytest.approx(15.0)
    assert result.time("from_now").mean.value == pytest.approx(4.0)


# -- what is told ---------------------------------------------------------------------


def test_a_longer_horizon_changes_nothing_before_it():
    delays = [Delay(Exponential(4.0)), fixed(3, Unit.WORKING_DAY), few(1, 2, 9)]
    shorter = exact(chain_of_stays(*delays, horizon=20))
    longer = exact(chain_of_stays(*delays, horizon=40))
    for state in ("s0", "s1", "s2", "s3"):
        assert at(longer, state)[:21] == near(at(shorter, state))
    assert at(longer, "s3")[-1] > at(shorter, "s3")[-1]


def test_the_result_says_how_it_was_computed_and_that_only_rounding_is_left():
    result = exact(chain_of_stays(few(1, 2)))
    assert result.engine is Engine.EXACT
    assert result.error is Error.BOUND
    assert result.method == "day-by-day recursion"
    assert [share.p.error for share in result.outcomes] == [NEARLY] * 3
    assert result.cases == 0
    assert result.seed is None


def test_a_clock_of_the_initial_state_starts_only_with_the_first_step():
    version = ClockVersion("IAA 9", 3, on_expiry="lapse")
    clock = Clock("term", ("begun_on",), Unit.DAY, "office", (version,),
                  runs_in=("s0", "s1"))  # fmt: skip
    steps = [("go", "s0", "s1"), a_step("lapse", ("s0", "s1"), "s3", by=("law",))]
    stays = [Stay("s0", (Exit("go"),), fixed(6))]
    result = exact(small(steps, stays, clocks=[clock]))
    assert at(result, "s3") == near([float(day >= 6 + 3 + 1) for day in range(21)])
