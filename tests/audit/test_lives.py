"""The chosen life as a case: replayed through `Record`, cut to a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from audit.altering import NAMES
from audit.telling import APPROVED, GRANTED, event, history, judged
from audit.walking import Walk, story
from histories import CN, MAPPING, audited, told
from qualflow.audit.audit import Audit, Judgement, audit
from qualflow.audit.lives import life_case
from qualflow.audit.terms import terms
from qualflow.case.events import ActNoted, Case, FactFiled, StateEntered
from qualflow.law.facts import Evidence
from qualflow.law.rules import Effect
from qualflow.law.verdict import Verdict


def case_of(found: Audit) -> Case:
    return life_case(CN, MAPPING, found)


def unmet(found: Audit) -> Iterator[tuple[str, str]]:
    """The steps of a replayed life that a clause would have barred."""
    for entered in case_of(found).path:
        clauses = {c.ref: c for c in CN.on(entered.on).clauses.values()}
        for noted in entered.noted:
            barring = clauses[noted.clause].effect is Effect.REFUSE
            if noted.verdict is Verdict.UNMET and barring:
                yield entered.transition, noted.clause


def replays(found: Audit) -> None:
    """Every step is entered, on its latest day, and ends where the audit ends."""
    case = case_of(found)
    assert not [event for event in case.history if isinstance(event, ActNoted)]
    assert [(e.transition, e.on) for e in case.path] == [
        (step.transition, step.latest) for step in found.steps
    ]
    assert case.state == found.state


@pytest.mark.parametrize("name", NAMES)
def test_the_life_of_a_true_history_replays_without_a_clause_unmet(name: str):
    """What the audit found lawful is lawful when it is recorded."""
    found = audited(told(name))

    replays(found)
    assert list(unmet(found)) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_replays_cut_to_any_day(name: str):
    """Each day on which an event begins or ends, and those around."""
    history_told = told(name)
    days = {
        date.fromordinal(date.fromisoformat(one[end]).toordinal() + by)
        for one in history_told["events"]
        for end in ("earliest", "latest")
        for by in (-1, 0, 1)
    }
    for day in sorted(days):
        found = audited(history_told, day)
        replays(found)
        assert list(unmet(found)) == []
        case = case_of(found)
        assert case.latest is None or case.latest <= day


@given(st.integers(0, 10**9), st.integers(2, 14))
def test_the_life_of_a_random_history_replays_without_a_clause_unmet(
    seed: int, steps: int
):
    """Of lives that are told in part, blurred and out of order."""
    rng = Random(seed)
    route = rng.choice(("own_project", "existing_maker", "acquired_access"))
    walk = Walk(CN, MAPPING, route, rng)
    life = walk.walked(date(rng.randint(2013, 2022), 7, 10), steps)
    under = story(MAPPING, life, rng, route=route).history
    found = audit(CN, MAPPING, under, terms(MAPPING, under.as_of))

    replays(found)
    assert list(unmet(found)) == []


def test_unseen_steps_are_recorded_as_rumoured():
    """Nobody saw them."""
    case = case_of(judged(history(APPROVED)))

    assert [(e.transition, e.evidence) for e in case.path] == [
        ("submit", Evidence.RUMOURED),
        ("accept", Evidence.RUMOURED),
        ("approve", Evidence.OFFICIAL),
    ]


def test_what_an_event_tells_is_filed_before_its_step():
    """On the same day, with the same evidence."""
    found = judged(
        history(evolve(APPROVED, certainty="press", facts={"document_number": "No. 7"}))
    )
    case = case_of(found)
    place = [isinstance(e, StateEntered) for e in case.history].index(True) + 2
    filed = case.history[place]

    assert isinstance(filed, FactFiled)
    assert (filed.fact, filed.value) == ("approval_number", "No. 7")
    assert filed.evidence is Evidence.REPORTED
    assert case.path[2].on == filed.on


def test_the_project_is_on_file_from_the_first_day():
    """What the project tells, and what every case starts with."""
    case = case_of(judged(history(APPROVED, project={"capacity_per_year": 70_000})))

    assert case.facts["planned_scale_units_per_year"] == 70_000
    assert case.facts["category"] == "passenger"
    assert case.sources["category"].on == case.path[0].on


@pytest.mark.parametrize("certainty", ["text", "press", "memory"])
def test_an_event_s_own_value_counts_for_its_step_alone(certainty: str):
    """Found: the project's smaller value was still on file, or came back never."""
    filed = event("approved", "2020-06-01", actor="jiangsu_drc", certainty=certainty,
                  capacity_per_year=100_000)  # fmt: skip
    found = judged(history(filed, project={"capacity_per_year": 50_000}))
    case = case_of(found)

    assert found.judgement is not Judgement.CONTRADICTED
    assert list(unmet(found)) == []
    assert case.facts["planned_scale_units_per_year"] == 50_000


def test_what_an_event_told_stays_on_file():
    """A filing that names no scale is judged by what the application told."""
    filed = event("filed", "2020-03-01", capacity_per_year=50_000)
    consent = event("approved", "2020-06-01", actor="jiangsu_drc")
    found = judged(history(filed, consent))

    assert found.judgement is Judgement.CONTRADICTED
    assert judged(history(evolve(filed, facts={}), consent)).state == "filed"


def test_hosting_is_filed_as_facts():
    """Whose access, since when and until when."""
    begun = event("production_started", "2016-01-01", "2016-02-01", contract=True,
                  access_holder="Wu Motors")  # fmt: skip
    ended = event("production_stopped", "2017-01-01", contract=True)
    case = case_of(judged(history(begun, ended, APPROVED, GRANTED)))

    assert case.facts["host.name"] == "Wu Motors"
    assert case.facts["host.from"] == date(2016, 2, 1).toordinal()
    assert case.facts["host.until"] == date(2017, 1, 1).toordinal()


def test_a_host_without_a_name_is_filed_without_one():
    """Nobody told whose access it was."""
    begun = event("production_started", "2016-01-01", contract=True)
    case = case_of(judged(history(begun)))

    assert "host.name" not in case.facts
    assert "host.from" in case.facts


def test_a_process_without_hosting_files_nothing_of_it():
    """Its map declares no facts for it."""
    mapping = evolve(MAPPING, hosting=None)
    under = history(event("production_started", "2016-01-01", contract=True))
    found = audit(CN, mapping, under, terms(mapping, under.as_of))

    assert "host.from" not in life_case(CN, mapping, found).facts
    assert found.brand_phase is None


def test_an_empty_life_is_a_draft():
    """The facts of every case are on file on the day of the audit."""
    case = case_of(judged(history()))

    assert (case.state, case.path) == ("draft", ())
    assert case.sources["category"].on == date(2025, 12, 31)
