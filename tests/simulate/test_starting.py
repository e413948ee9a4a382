"""Where a live case stands, and that simulation goes on from there rightly."""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from qualflow import Evidence, FileFact, Record, load, open_case
from qualflow.case.life import CommandError
from qualflow.cli.cases import open_named
from qualflow.law.measures import Unit
from qualflow.processes import histories, load_scenario
from qualflow.simulate.distributions import (
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Uniform,
    Weibull,
)
from qualflow.simulate.planning import CannotSimulateError
from qualflow.simulate.preparing import plan
from qualflow.simulate.sampling import Sampler
from qualflow.simulate.scenario import Delay
from qualflow.simulate.starting import rebased, standing
from rulebooks import after
from scenes import scenes
from timed_cases import a_case, an_approval, filed, recorded, silence

AUTOMAKER = load("cn-automaker")
REFERENCE, CHANCE = load_scenario("reference")
_, ORDER = load_scenario("order-27")
_, XIAOMI = load_scenario("xiaomi-2024")
MANY = 30_000


def stands(case, on, scenario=ORDER, law=AUTOMAKER):
    """Return where a case stands on a day given as text."""
    return standing(law, scenario, case, date.fromisoformat(on))


def sampled(law, scenario, start=None, cases=MANY, seed=1):
    """Return a block of cases with all that happened to them."""
    return Sampler.of(plan(law, scenario, start), seed).block(0, cases, trace=True)


def first_moves(block, source):
    """Return when each case first left a state, `inf` if it did not."""
    left = np.full(block.count, np.inf)
    for moved in block.trace:
        if moved.source == source != moved.target:
            left[moved.rows] = np.minimum(left[moved.rows], moved.at)
    return left


def reference_case(*steps):
    """Return a case of the reference process after steps on days of 2030."""
    commands = [Record(name, date(2030, 1, day)) for name, day in steps]
    return after(REFERENCE, open_case(REFERENCE, "R-1"), *commands)


# -- what a case is asked ---------------------------------------------------------


def test_a_fresh_case_stands_in_the_first_state_since_the_day_asked():
    start = stands(open_case(AUTOMAKER, "C-1"), "2018-03-01")
    assert (start.state, start.since, start.on) == ("draft", *[date(2018, 3, 1)] * 2)
    assert not start.facts
    assert not start.periods
    assert start.entered == {"draft": date(2018, 3, 1)}


def test_time_passes_up_to_and_including_the_day():
    case = silence()
    assert stands(case, "2018-03-08").state == "applied"
    moved = stands(case, "2018-03-09")
    assert (moved.state, moved.since) == ("under_review", date(2018, 3, 9))
    assert moved.entered["applied"] == date(2018, 3, 1)


def test_a_running_period_keeps_its_last_day_and_runs_out_on_the_day_after():
    start = stands(an_approval(), "2018-12-01")
    (period,) = start.periods
    assert (period.clock, period.due) == ("approval_term", date(2020, 5, 21))
    assert (period.started_on, period.counts_from) == (date(2018, 5, 21),) * 2
    assert (period.granted, period.stopped_on) == (0, None)
    waits = evolve(ORDER, stays={}, facts=(), horizon=900)
    block = sampled(AUTOMAKER, waits, start, 10)
    lapse = (date(2020, 5, 22) - start.on).days
    assert [(m.step, set(m.at)) for m in block.trace] == [("lapse", {lapse})]


def test_a_period_that_stands_still_has_the_last_day_it_had():
    case = a_case(
        recorded("submit", "2018-03-01"),
        filed("local_received_on", date(2018, 3, 5), "2018-03-05"),
    )
    (period,) = stands(case, "2018-04-20").periods
    assert period.clock == "acceptance"
    assert period.stopped_on == date(2018, 3, 5)
    assert period.due == date(2018, 3, 8)


def test_an_extended_period_tells_how_often_and_by_how_much():
    case = after(
        REFERENCE,
        reference_case(("take_up", 2), ("evaluate", 3), ("approve", 4)),
        Record("put_off", date(2031, 1, 1)),
    )
    (period,) = stands(case, "2031-05-05", CHANCE, REFERENCE).periods
    assert (period.granted, period.longer) == (1, 365)
    assert period.due == date(2030, 1, 4) + timedelta(days=1095)


def test_a_period_whose_calendar_has_no_data_is_projected():
    law = evolve(AUTOMAKER, calendar=type(AUTOMAKER.calendar).of({}))
    case = after(law, open_case(law, "C-1"), recorded("submit", "2018-03-01"))
    (period,) = stands(case, "2018-03-05", law=law).periods
    assert period.due == date(2018, 3, 8)


def test_facts_that_are_too_weak_for_the_scenario_are_told_apart():
    case = after(
        AUTOMAKER,
        open_case(AUTOMAKER, "C-1"),
        FileFact("sample_cars", 15, date(2018, 1, 1), evidence=Evidence.REPORTED),
        FileFact("category", "passenger", date(2018, 1, 1), evidence=Evidence.OFFICIAL),
    )
    strict = evolve(ORDER, evidence=Evidence.DOCUMENTED)
    start = stands(case, "2018-02-01", strict)
    assert start.facts == {"category": "passenger"}
    assert start.weak == {"sample_cars"}
    assert stands(case, "2018-02-01").weak == frozenset()
    assert start.since == date(2018, 1, 1)


def test_a_history_is_asked_as_the_life_an_audit_chooses():
    on = date(2023, 8, 23)
    opened = open_named(str(histories("cn-automaker")["xiaomi"]), on=on)
    start = standing(opened.rulebook, XIAOMI, opened.case, on)
    assert (start.state, start.since) == ("filed", on)
    assert start.facts["category"] == "passenger"


def test_a_day_before_the_last_event_is_an_error_that_names_both():
    with pytest.raises(CommandError, match="the last event is of 2018-05-21, it can"):
        stands(an_approval(), "2018-05-20")


def test_a_case_of_another_process_is_an_error():
    with pytest.raises(CommandError, match="is one of reference, not of cn-automaker"):
        stands(reference_case(), "2030-01-01")


def test_in_a_final_state_nothing_happens():
    case = reference_case(("take_up", 2), ("evaluate", 3), ("refuse", 9))
    start = stands(case, "2030-02-01", CHANCE, REFERENCE)
    block = sampled(REFERENCE, CHANCE, start, 10)
    assert not block.trace
    assert set(block.state) == {list(REFERENCE.states).index("refused")}


def test_rebased_the_horizon_and_the_questions_keep_their_days():
    later = rebased(XIAOMI, date(2024, 4, 30))
    assert later.on + timedelta(days=int(later.horizon)) == date(2024, 12, 31)
    assert [q.by for q in later.questions] == [0, 245]


# -- from there -------------------------------------------------------------------


def test_a_fresh_case_on_the_first_day_lives_as_the_scenario_has_it():
    start = standing(REFERENCE, CHANCE, open_case(REFERENCE, "R-1"), CHANCE.on)
    live = sampled(REFERENCE, CHANCE, start)
    assert np.array_equal(live.state, sampled(REFERENCE, CHANCE).state)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenes())
def test_on_the_day_a_state_is_entered_any_case_is_a_fresh_one(scene):
    law, scenario = scene
    scenario = evolve(scenario, start=law.initial)
    case = open_case(law, "C-1")
    try:
        fresh = sampled(law, scenario, cases=50)
        live = sampled(law, scenario, standing(law, scenario, case, scenario.on), 50)
    except CannotSimulateError:
        assume(False)
    assert np.array_equal(live.state, fresh.state)


@pytest.mark.parametrize("days", [1, 40, 400])
def test_without_memory_it_does_not_matter_how_long_a_case_has_waited(days):
    case = reference_case(("return_file", 2))
    on = date(2030, 1, 2)
    now = standing(REFERENCE, CHANCE, case, on)
    later = standing(REFERENCE, CHANCE, case, on + timedelta(days=days))
    first, second = (sampled(REFERENCE, CHANCE, start, 500) for start in (now, later))
    assert np.array_equal(first.state, second.state)
    assert np.array_equal(*(first_moves(block, 1) for block in (first, second)))


LAWS = [
    Exponential(60.0),
    Weibull(80.0, 1.4),
    Lognormal(50.0, 0.6),
    Gamma(60.0, 3.0),
    Uniform(0.0, 120.0),
    Empirical((3, 10, 30, 31, 45, 80, 81)),
]


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WORKING_DAY])
@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
@pytest.mark.parametrize("waited", [1, 32])
def test_from_the_middle_of_a_life_the_rest_is_that_of_those_who_got_there(
    law, unit, waited
):
    """Fresh lives that had not left before the day, against lives from that day."""
    stays = {"filed": evolve(XIAOMI.stays["filed"], delay=Delay(law, unit))}
    scenario = evolve(XIAOMI, stays=stays, judges=False)
    filed_ = list(AUTOMAKER.states).index("filed")
    on = scenario.on + timedelta(days=waited)
    start = standing(AUTOMAKER, scenario, a_filing(scenario.on), on)
    rest = first_moves(sampled(AUTOMAKER, scenario, start, seed=2), filed_)
    whole = first_moves(sampled(AUTOMAKER, scenario), filed_)
    whole = whole[whole >= waited] - waited
    for span in (0, 1, 3, 10, 30, 60, 90):
        p, q = (whole <= span).mean(), (rest <= span).mean()
        both = (p * whole.size + q * rest.size) / (whole.size + rest.size)
        error = sqrt(both * (1 - both) * (1 / whole.size + 1 / rest.size))
        assert abs(p - q) <= 4 * error, (span, p, q)


def a_filing(on):
    """Return a project that is put on file on a day."""
    steps = ("submit", "check", "file")
    acts = [Record(step, on, "", Evidence.OFFICIAL) for step in steps]
    return after(AUTOMAKER, open_case(AUTOMAKER, "M-9"), *acts)


def test_a_fact_that_was_set_off_before_comes_in_what_is_left_of_its_time():
    scenario = evolve(ORDER, stays={}, horizon=2_000)
    on = date(2018, 12, 1)
    start = standing(AUTOMAKER, scenario, an_approval(), on)
    lapsed = list(AUTOMAKER.states).index("lapsed")
    found = (sampled(AUTOMAKER, scenario, start).state == lapsed).mean()
    days_left = (date(2020, 5, 21) - on).days + 0.5  # construction may begin on it
    assert found == pytest.approx(np.exp(-days_left / 200), abs=4 * sqrt(0.07 / MANY))


def test_what_is_on_file_counts_before_what_the_scenario_supposes():
    case = after(
        AUTOMAKER,
        a_filing(XIAOMI.on),
        FileFact("premises_funds_staff", False, XIAOMI.on),
    )
    start = standing(AUTOMAKER, XIAOMI, case, XIAOMI.on)
    block = sampled(AUTOMAKER, XIAOMI, start, 500)
    assert {step for _, step, _ in block.stopped} == {"grant_access"}
    granted = list(AUTOMAKER.states).index("access_granted")
    assert granted not in block.state


def test_a_case_that_has_waited_longer_than_its_delay_allows_is_named():
    start = stands(reference_case(), "2030-01-01", CHANCE, REFERENCE)
    late = evolve(start, since=date(2029, 11, 1))
    with pytest.raises(CannotSimulateError) as failed:
        sampled(REFERENCE, CHANCE, late, 10)
    assert "case 'R-1': it has stood in 'applied' for 61 days" in str(failed.value)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 200))
def test_questions_about_what_has_happened_are_answered_by_it(days):
    case = reference_case(("take_up", 2), ("evaluate", 3), ("approve", 4))
    start = standing(REFERENCE, CHANCE, case, date(2030, 1, 4) + timedelta(days=days))
    block = sampled(REFERENCE, CHANCE, start, 5)
    assert set(block.ended[0]) == {0.0}
