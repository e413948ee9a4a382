"""Simulated cases as dated ones: the law itself confirms every step of every life."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from itertools import islice, pairwise

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from qualflow import open_case, read_case, write_case
from qualflow.audit.audit import Judgement, audit
from qualflow.audit.history import read_history
from qualflow.audit.terms import terms
from qualflow.case.events import FactFiled, PeriodExpired, StateEntered
from qualflow.case.replaying import fresh, replay
from qualflow.law.measures import Unit
from qualflow.law.rules import Actor, Acts, Clock, ClockVersion
from qualflow.processes import history_map, load_scenario
from qualflow.simulate.distributions import Fixed
from qualflow.simulate.life_histories import history, history_json, plain_map
from qualflow.simulate.lives import LifeError, Lives, Made, life
from qualflow.simulate.planning import CannotSimulateError
from qualflow.simulate.preparing import plan
from qualflow.simulate.sampling import Sampler
from qualflow.simulate.scenario import Delay, Exit, OutcomeAsked, Scenario, Stay
from qualflow.simulate.starting import standing
from rulebooks import a_rulebook, a_step, day, writes
from scenes import CALENDAR, REFORM, scenes

SHIPPED = {"reference": 3_000, "order-27": 100, "xiaomi-2024": 200}
FEW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def last_day(scenario):
    """Return the day of the horizon."""
    return scenario.on + timedelta(days=int(scenario.horizon))


@pytest.mark.parametrize(("name", "cases"), SHIPPED.items())
def test_every_life_of_a_shipped_scenario_is_accepted_and_ends_where_it_was_sampled(
    name, cases
):
    law, scenario = load_scenario(name)
    block = Sampler.of(plan(law, scenario), 11).block(0, cases)
    states = list(law.states)
    lived = list(Lives.of(law, scenario, 11).some(0, cases))
    assert [case.state for case in lived] == [states[n] for n in block.state]
    for case in lived:
        assert all(a.on <= b.on for a, b in pairwise(case.history))


@pytest.mark.parametrize("name", SHIPPED)
def test_audit_finds_every_life_lawful_and_in_the_same_state(name):
    law, scenario = load_scenario(name)
    end = last_day(scenario)
    mapping = plain_map(law, begun=scenario.start != law.initial)
    for case in Lives.of(law, scenario, 4).some(500, 40):
        told = history(mapping, case, end)
        found = audit(law, mapping, told, terms(mapping, end))
        assert found.judgement is Judgement.CONSISTENT, case.path
        assert found.state == case.state


@pytest.mark.parametrize("name", ["order-27", "xiaomi-2024"])
def test_lives_told_as_the_world_tells_histories_are_lawful_too(name):
    law, scenario = load_scenario(name)
    mapping, end = history_map("cn-automaker"), last_day(scenario)
    for case in Lives.of(law, scenario, 4).some(0, 40):
        told = read_history(
            json.dumps(history_json(history(mapping, case, end))).encode()
        )
        found = audit(law, mapping, told, terms(mapping, end))
        assert found.judgement is not Judgement.CONTRADICTED, case.path
        unseen = {"request_access"}  # the world has no kind of event for it
        last = [s.transition for s in case.path if s.transition not in unseen][-1]
        assert last in [step.transition for step in found.steps]


@FEW
@given(scenes())
def test_every_life_of_a_random_scenario_is_accepted(scene):
    """Ties of exits, expiries and reforms on one day; pauses; extensions; facts."""
    law, scenario = scene
    try:
        lives = Lives.of(law, scenario, 3)
    except CannotSimulateError:
        assume(False)
    for case in lives.some(0, 8):
        assert case.latest is None or case.latest <= last_day(scenario)


@FEW
@given(scenes(), st.integers(0, 40))
def test_a_random_case_lives_on_from_any_day_of_its_life(scene, days):
    law, scenario = scene
    on = scenario.on + timedelta(days=days)
    try:
        whole = life(law, scenario, 8, 2)
        so_far = [event for event in whole.history if event.on <= on]
        case = replay(so_far, start=fresh(whole))
        start = standing(law, scenario, case, on)
        lived = list(Lives.of(law, scenario, 5, start).some(0, 6))
    except CannotSimulateError:
        assume(False)
    for one in lived:
        assert one.history[: len(case.history)] == case.history
        assert one.id.startswith(case.id + "-")


@FEW
@given(scenes())
def test_random_lives_are_lawful_by_audit(scene):
    """A scenario that begins in the middle says itself that this was lawful."""
    law, scenario = scene
    assume(scenario.judges and scenario.start == law.initial)
    try:
        lived = list(Lives.of(law, scenario, 3).some(0, 3))
    except CannotSimulateError:
        assume(False)
    end, mapping = last_day(scenario), plain_map(law)
    for case in lived:
        if len(case.path) > 25:
            continue  # orders of many steps of one day take long to search
        found = audit(law, mapping, history(mapping, case, end), terms(mapping, end))
        assert found.judgement is Judgement.CONSISTENT


@pytest.mark.parametrize("name", ["reference", "xiaomi-2024"])
def test_case_1_234_567_alone_is_the_same_as_in_any_block(name):
    law, scenario = load_scenario(name)
    alone = life(law, scenario, 7, 1_234_567)
    among = islice(Lives.of(law, scenario, 7).some(1_234_560, 16), 7, None)
    assert next(among) == alone
    assert alone.id.endswith("-1234567")
    assert read_case(write_case(alone), law) == alone


def test_another_seed_is_another_life():
    law, scenario = load_scenario("reference")
    assert life(law, scenario, 7, 1).history != life(law, scenario, 8, 1).history


def test_what_expires_in_continuous_time_is_dated_on_the_day_after_the_last_day():
    law, scenario = load_scenario("reference")
    lapsed = Counter()
    for case in Lives.of(law, scenario, 2).some(0, 1_500):
        days = {step.transition: step.on for step in case.path}
        if "lapse" in days:
            term = 1095 if "put_off" in days else 730
            assert days["lapse"] == days["approve"] + timedelta(days=term + 1)
            lapsed[term] += 1
    assert lapsed[730]
    assert lapsed[1095]


def test_a_case_that_begins_in_the_middle_is_entered_by_its_last_step_alone():
    law, scenario = load_scenario("xiaomi-2024")
    case = life(law, scenario, 1, 0)
    assert case.path[0].transition == "file"
    assert case.path[0].on == scenario.on
    filed = [event for event in case.history if isinstance(event, FactFiled)]
    assert {event.on for event in filed} == {scenario.on}
    assert len(filed) == len(scenario.facts)


def test_deadlines_that_authorities_miss_are_findings_on_the_way():
    law, scenario = load_scenario("order-27")
    late = [
        event
        for case in Lives.of(law, scenario, 1).some(0, 10)
        for event in case.history
        if isinstance(event, PeriodExpired)
    ]
    assert {"decision", "access_decision"} & {event.clock for event in late}


def test_a_fact_that_ends_a_period_is_filed_on_the_day_it_comes_about():
    law, scenario = load_scenario("order-27")
    begun = Counter()
    for case in Lives.of(law, scenario, 6).some(0, 40):
        approved = {s.transition: s.on for s in case.path}.get("approve")
        for event in case.history:
            if isinstance(event, FactFiled) and event.on > scenario.on:
                assert event.fact == "construction_started_on"
                assert event.value == event.on >= approved
                begun[case.id] += 1
    assert begun
    assert set(begun.values()) == {1}


APPROVED = (
    Made(3.5, "take_up", "deciding", "exit"),
    Made(40.0, "evaluate", "evaluating", "exit"),
    Made(70.2, "approve", "approved", "exit"),
)


def lives_of(monkeypatch, *made):
    """Return lives of the reference scenario of which this was simulated."""
    monkeypatch.setattr(Lives, "_made", lambda *_: iter([(*APPROVED, *made)]))
    return Lives.of(*load_scenario("reference"), 2)


def test_what_is_simulated_as_the_law_has_it_is_lived(monkeypatch):
    lapse = Made(800.2, "lapse", "lapsed", "term")
    case = lives_of(monkeypatch, lapse).one(0)
    assert case.path[-1].fired_by == "term"
    assert case.path[-1].on == case.path[-2].on + timedelta(days=731)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (Made(790.2, "lapse", "lapsed", "term"),
         "on 2032-03-02 the simulation has 'lapse' by term, the law makes no step"),
        (Made(801.9, "start_production", "production", "exit"),
         "has 'start_production', the law refuses it (no_such_transition)"),
        (Made(300.0, "cancel", "cancelled", "exit"),
         "on 2030-10-28 the simulation has 'cancel', the law makes no step"),
        (Made(300.0, "start_production", "refused", "exit"),
         "has 'start_production', the law makes 'start_production' on"),
    ],
)  # fmt: skip
def test_what_the_law_does_not_make_is_told_as_a_mistake(monkeypatch, wrong, told):
    with pytest.raises(LifeError) as failed:
        lives_of(monkeypatch, wrong).one(0)
    assert told in str(failed.value)
    assert "please report it" in str(failed.value)


def test_an_expiry_that_simulation_forgets_is_told_as_a_mistake(monkeypatch):
    with pytest.raises(LifeError, match="nothing more, the law makes 'lapse' on"):
        lives_of(monkeypatch).one(0)


def test_a_standing_without_the_record_of_its_case_has_no_lives():
    law, scenario = load_scenario("reference")
    start = standing(law, scenario, open_case(law, "R-1"), scenario.on)
    assert life(law, scenario, 1, 7, start).id == "R-1-7"
    with pytest.raises(ValueError, match="case R-1: its standing has no record of it"):
        Lives.of(law, scenario, 1, evolve(start, record=None))


def test_steps_of_lives_are_granted_by_decide_and_not_only_recorded():
    law, scenario = load_scenario("order-27")
    case = life(law, scenario, 1, 0)
    granted = [e for e in case.history if isinstance(e, StateEntered) and e.by != "law"]
    assert granted
    assert not any(event.noted for event in granted)


def reminder(*states, records, **stays):
    """Return a rulebook with a clock of four days in some states, and a scenario."""
    by_law = {"by": ("law",)}
    law = a_rulebook(
        states=("draft", "review", "lapsed"),
        actors=("office", Actor("law", acts=Acts.BY_LAW)),
        facts=[day("asked_on"), day("noted_on")],
        transitions=[
            a_step("submit", "draft", "review", records=writes(asked_on="today")),
            a_step("note", "review", "review", records=writes(noted_on="today")),
            a_step("remind", "review", "review", records=records, **by_law),
            a_step("lapse", "review", "lapsed", **by_law),
        ],
        clocks={
            name: Clock(name, (f"{name}_on",), Unit.DAY, "office", (version,),
                        runs_in=states)
            for name, version in (
                ("asked", ClockVersion("IAA 1", 4, on_expiry="remind")),
                ("noted", ClockVersion("IAA 2", 99)),
            )
        },
        calendar=CALENDAR,
    )  # fmt: skip
    stays = {
        state: Stay(state, (Exit(name),), Delay(Fixed(days)))
        for state, (name, days) in stays.items()
    }
    asked = (OutcomeAsked("review", ("review",)),)
    return law, Scenario(
        "reminder", law.name, "draft", REFORM, 30, stays, asked, judges=False
    )


def steps_of(scene):
    """Return the steps of one life, with the days since the beginning."""
    law, scenario = scene
    path = life(law, scenario, 3, 0).path
    return [(step.transition, (step.on - scenario.on).days) for step in path]


def test_a_clock_that_ran_out_is_not_started_by_the_day_of_another():
    """It reminded once; the notes that follow are written of another clock."""
    scene = reminder(
        "review",
        records=writes(asked_on="none"),
        draft=("submit", 1),
        review=("note", 8),
    )

    assert steps_of(scene) == [
        ("submit", 1), ("remind", 6), ("note", 14), ("note", 22), ("note", 30)
    ]  # fmt: skip


def test_a_clock_of_the_initial_state_starts_with_the_first_step():
    """A bug never started it: nothing had happened when the case began."""
    scene = reminder(
        "draft", "review", records=writes(asked_on="none"), draft=("submit", 2)
    )

    assert steps_of(scene) == [("submit", 2), ("remind", 7)]
