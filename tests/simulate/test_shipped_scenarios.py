"""The scenarios that come with qualflow say what they are said to say."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

from qualflow import load
from qualflow.law.edition import Answer
from qualflow.law.facts import filed, inside
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Transition, Writes
from qualflow.processes import load_scenario, scenario_file, scenarios, shipped
from qualflow.simulate.distributions import Lognormal
from qualflow.simulate.loading import read_scenario, written
from qualflow.simulate.preparing import plan
from qualflow.simulate.scenario import (
    ASSUMED,
    RESERVED,
    Chosen,
    Coming,
    Drawn,
    Given,
    Scenario,
    Time,
)

NAMES = [name for process in shipped() for name in scenarios(process)]
every_scenario = pytest.mark.parametrize("name", NAMES)


# Each of them ------------------------------------------------------------------------


def test_names_are_those_of_one_scenario_each():
    """A scenario is asked for by its name alone."""
    assert len(NAMES) == len(set(NAMES))
    assert not RESERVED.intersection(NAMES)
    assert {"reference", "xiaomi-2024", "order-27", "reviewers"} <= set(NAMES)


@every_scenario
def test_it_is_read_and_can_be_planned(name: str):
    """Without a mistake, and without anything no engine treats."""
    rulebook, scenario = load_scenario(name)

    assert plan(rulebook, scenario).horizon == scenario.horizon


@every_scenario
def test_it_is_written_as_it_is_read(name: str):
    """Less its comments."""
    rulebook, scenario = load_scenario(name)

    assert read_scenario(written(scenario).encode(), rulebook, name) == scenario


@every_scenario
def test_every_figure_has_a_source(name: str):
    """Assumed ones say so, and those of a measured process are not all assumed."""
    rulebook, scenario = load_scenario(name)
    sources = [source for _, source in scenario.figures()]

    assert all(sources)
    assert (set(sources) == {ASSUMED}) == (rulebook.name == "reference")


@every_scenario
def test_what_people_read_is_in_both_languages(name: str):
    """The title and the names of what is asked."""
    _, scenario = load_scenario(name)
    told = [scenario.title, *(asked.label for asked in scenario.outcomes)]
    told += [asked.label for asked in (*scenario.times, *scenario.questions)]

    for words in told:
        assert set(words) == {"en", "zh"}
        assert any(letter >= "一" for letter in words["zh"])
        assert words["en"].isascii()


@every_scenario
def test_lines_can_be_read_beside_each_other(name: str):
    """A comment fits a screen; only a source may be longer."""
    lines = scenario_file(name).read_text(encoding="utf-8").split("\n")

    assert all(len(line) <= 92 for line in lines if "source = " not in line)


def test_the_example_of_the_reference_page_is_a_scenario():
    """Who copies it has one that works."""
    page = Path(__file__).parents[2] / "docs/reference/scenarios.md"
    text = page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    scenario = read_scenario(text.encode(), load("reference"), "mine")

    assert len(text.splitlines()) <= 40
    assert scenario.horizon == 1825
    assert [asked.name for asked in scenario.times] == ["decision"]


# Under the law -----------------------------------------------------------------------


def walk(
    rulebook: Rulebook, scenario: Scenario
) -> Iterator[tuple[str, str, Answer | None]]:
    """Yield what the law says to each step of a case that takes median times.

    Every state is entered once; None: by the law of the day there is no such step.
    """
    end = scenario.on + timedelta(days=int(scenario.horizon))
    ahead = deque([(scenario.start, scenario.on, filed_at_first(rulebook, scenario))])
    seen = set()
    while ahead:
        state, day, facts = ahead.popleft()
        if state in seen or state not in scenario.stays:
            continue
        seen.add(state)
        facts = facts | coming(scenario, state, day)
        stay = scenario.stays[state]
        for way in stay.exits:
            delay = way.delay or stay.delay
            assert delay is not None
            days = float(delay.law.quantile(np.asarray([0.5]))[0])
            days *= 1.46 if delay.unit is Unit.WORKING_DAY else 1
            then = min(day + timedelta(days=round(days)), end)
            step = rulebook.on(then, scenario.standings).step(state, way.step)
            if step is None:
                yield state, way.step, None
                continue
            ruling = step.rule(facts, frozenset(), then.toordinal())
            yield state, way.step, ruling.answer
            after = facts | recorded(step.transition, facts, then)
            ahead.append((step.transition.target, then, after))


def filed_at_first(rulebook: Rulebook, scenario: Scenario) -> dict:
    found = {}
    for fact in scenario.facts:
        match fact:
            case Given(name, value):
                found[name] = inside(value)
            case Chosen(name, options):
                value, _ = max(options, key=lambda option: option[1])
                found[name] = inside(value)
            case Drawn(name, law):
                value = round(float(law.quantile(np.asarray([0.5]))[0]))
                found[name] = inside(filed(rulebook.facts[name], value))
    return found


def coming(scenario: Scenario, state: str, day: date) -> dict:
    return {
        fact.fact: inside(day if fact.value is None else fact.value)
        for fact in scenario.facts
        if isinstance(fact, Coming) and fact.state == state
    }


def recorded(transition: Transition, facts: dict, day: date) -> dict:
    found = {}
    for record in transition.records:
        match record.writes:
            case Writes.TODAY:
                found[record.fact] = day.toordinal()
            case Writes.VALUE:
                found[record.fact] = inside(record.value)
            case Writes.COPY:
                found[record.fact] = facts[record.value]
    return found


@every_scenario
def test_the_law_grants_what_the_scenario_lets_happen(name: str):
    """With what it files, each step is open on a likely day; or nobody is asked."""
    rulebook, scenario = load_scenario(name)
    found = list(walk(rulebook, scenario))
    answers = {answer for _, _, answer in found}

    assert {state for state, _, _ in found} == set(scenario.stays)
    assert None not in answers
    assert not scenario.judges or answers == {Answer.OPEN}


@pytest.mark.parametrize(
    ("name", "fact", "step"),
    [
        ("xiaomi-2024", "construction_completed", "request_access"),
        ("xiaomi-2024", "ability_design", "grant_access"),
        ("order-27", "sample_cars", "approve"),
        ("order-27", "review_requirements_passed", "grant_access"),
        ("order-27", "ndrc_approval_doc", "request_access"),
    ],
)
def test_a_fact_that_is_taken_away_is_missed(name: str, fact: str, step: str):
    """The clauses are asked: what nobody files is unknown, and nothing is granted."""
    rulebook, scenario = load_scenario(name)
    less = evolve(scenario, facts=[f for f in scenario.facts if f.fact != fact])

    assert (step, Answer.UNKNOWN) in [
        (s, answer) for _, s, answer in walk(rulebook, less)
    ]


# The reference process ---------------------------------------------------------------


def test_the_reference_scenario_has_the_answers_of_its_process():
    """Those that algebra gives: outcomes without a horizon, and the mean stays."""
    _, scenario = load_scenario("reference")
    shares = {
        state: {way.step: way.share for way in stay.exits}
        for state, stay in scenario.stays.items()
    }
    means = {s: stay.delay.law.mean for s, stay in scenario.stays.items() if stay.delay}
    visits = 1 / shares["applied"]["take_up"]
    building = scenario.stays["approved"].delay
    assert building is not None
    in_time = 1 - building.law.cdf(np.asarray([730.0, 1095.0]))
    extended = scenario.extended["term"].share
    lapsed = shares["evaluating"]["approve"] * float(
        (1 - extended) * in_time[0] + extended * in_time[1]
    )

    assert shares["evaluating"] == {"approve": 0.55, "refuse": 0.35, "withdraw": 0.1}
    assert lapsed == pytest.approx(0.047696, abs=5e-7)
    assert visits * means["applied"] == pytest.approx(6.00, abs=0.005)
    assert (visits - 1) * means["returned"] == pytest.approx(12.86, abs=0.005)
    assert means["deciding"] == pytest.approx(35.35, abs=0.005)
    assert means["evaluating"] == pytest.approx(33.99, abs=0.005)
    assert means["production"] == 2920
    assert (scenario.time, scenario.horizon) == (Time.CONTINUOUS, 3650)
    assert scenario.outcome_names == (
        "refused", "withdrawn", "lapsed", "cancelled", "in_production", "open",
    )  # fmt: skip
    (decision,) = scenario.times
    assert set(decision.until) == {"approved", "refused", "withdrawn"}


def test_the_other_policy_differs_in_two_figures_only():
    """So that a comparison compares them and nothing else."""
    _, scenario = load_scenario("reference")
    _, other = load_scenario("reference-policy")
    applied = other.stays["applied"]
    back = evolve(
        other,
        name=scenario.name,
        title=scenario.title,
        stays={**other.stays, "applied": scenario.stays["applied"]},
        extended=scenario.extended,
    )

    assert back == scenario
    assert [way.share for way in applied.exits] == [0.25, 0.75]
    assert other.extended["term"].share == 0.5


def test_the_reviewers_are_busy_for_85_percent_of_their_time():
    """Ten of them, one case each, and nothing else is changed."""
    _, scenario = load_scenario("reference")
    _, other = load_scenario("reference-reviewers")
    (reviewers,) = other.resources
    deciding = other.stays["deciding"].delay
    assert other.arrivals is not None
    assert deciding is not None

    load = deciding.law.mean / other.arrivals.law.mean / reviewers.count

    assert load == pytest.approx(0.85, abs=1e-5)
    assert reviewers.held_in == ("deciding",)
    back = evolve(other, name="reference", title=scenario.title)
    assert evolve(back, arrivals=None, resources=()) == scenario


def test_the_reference_process_can_be_drawn_out_of_its_examples():
    """Each of its states has a phase, and both ends are final."""
    rulebook = load("reference", examples=True)

    assert len(rulebook.examples) == 7
    assert all(state.phase for state in rulebook.states.values())
    assert rulebook.clocks["term"].versions[0].on_expiry == "lapse"
    assert rulebook.calendar.first is None


# What the public figures say ---------------------------------------------------------


def test_half_of_the_makers_ask_for_access_when_the_public_figures_say():
    """Kaplan-Meier: 560 to 650 days to access, some 50 of them for the review."""
    _, scenario = load_scenario("xiaomi-2024")
    filing = scenario.stays["filed"].delay
    assert filing is not None
    quarter, half = filing.law.quantile(np.asarray([0.25, 0.5])) + 50

    assert 560 <= half <= 650
    assert 212 <= quarter <= 310


def test_the_questions_about_xiaomi_are_asked_of_two_days():
    """On the day of the report, of production under its own access."""
    _, scenario = load_scenario("xiaomi-2024")
    by = [scenario.on + timedelta(days=int(asked.by)) for asked in scenario.questions]

    assert (scenario.on, scenario.start) == (date(2023, 8, 23), "filed")
    assert by == [date(2024, 3, 31), date(2024, 12, 31)]
    assert {asked.states for asked in scenario.questions} == {("production_start",)}


def test_the_five_numbers_of_the_time_to_access_rise():
    """Least, quartiles, median and largest, less the review that follows."""
    _, scenario = load_scenario("order-27")
    approved = scenario.stays["approved"].delay
    assert approved is not None
    values = approved.law.quantile(np.linspace(0.1, 0.9, 5))

    assert all(before < after for before, after in pairwise(values))
    assert 529.5 <= values[2] + 50 <= 552


def test_a_new_maker_is_decided_on_when_the_public_figures_say():
    """Eight or nine months: two stays under review about one evaluation, on average."""
    _, scenario = load_scenario("order-27")
    review, evaluation = (
        scenario.stays[state].delay for state in ("under_review", "evaluation")
    )
    assert review is not None
    assert evaluation is not None
    assert isinstance(review.law, Lognormal)
    days = (2 * review.law.mean + evaluation.law.mean) * 365 / 248

    assert 8 * 30.4 - 15 <= days <= 9 * 30.4


def test_the_reviewers_of_2017_are_just_enough():
    """Two fewer than there are would let the queue grow for ever."""
    _, scenario = load_scenario("reviewers")
    (reviewers,) = scenario.resources
    held = [scenario.stays[state].delay for state in reviewers.held_in]
    assert all(held)
    review, evaluation = (delay.law.mean for delay in held if delay)
    assert scenario.arrivals is not None
    needed = (2 * review + evaluation) * 365 / 248 / scenario.arrivals.law.mean

    assert 17 < needed < 18 < reviewers.count
