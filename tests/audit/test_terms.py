"""Other readings and other standings, each with what they change (machine.md 7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from audit.telling import (
    ACCEPTED,
    APPROVED,
    FILED,
    OWN_WAY,
    chain,
    event,
    history,
    judged,
    left_out,
    window,
)
from histories import CN, MAPPING, audited, told
from qualflow.audit.audit import audit
from qualflow.audit.mapping import HistoryMap
from qualflow.audit.terms import ReadingError, Terms, terms
from qualflow.errors import UnknownNameError
from qualflow.law.expression import Truth
from qualflow.law.rules import Standing

LATE_APPROVAL = event("approved", "2019-06-01", actor="ndrc")
NO_PRACTICE = frozenset({Standing.TEXT, Standing.PRESS})

# -- asking --------------------------------------------------------------------------


def test_by_default_practice_counts_and_memory_does_not():
    """machine.md 7: text, press and practice."""
    asked = terms(MAPPING, date(2025, 1, 1))

    assert asked.standings == {Standing.TEXT, Standing.PRESS, Standing.PRACTICE}
    assert asked.uses(Standing.PRACTICE)
    assert asked.uses(None)
    assert not asked.uses(Standing.MEMORY)


def test_a_reading_is_switched_by_its_letter_or_its_days():
    """`R4=b`, `R16=14`."""
    asked = terms(MAPPING, date(2025, 1, 1), {"R4": "b", "R16": "14"})

    assert asked.days == {"R16": 14}
    assert list(asked.choices) == ["R4"]
    assert not asked.uses(None, "R4")
    assert asked.uses(None, "R22")


@pytest.mark.parametrize(
    ("readings", "says"),
    [
        ({"R4": "c"}, "R4: one of b expected, 'c' found"),
        ({"R13": ""}, "R13: one of a, b expected, '' found"),
        ({"R16": "b"}, "R16: a number of days from 0 to 3,650 expected, 'b' found"),
        ({"R16": "-1"}, "R16: a number of days"),
        ({"R16": "3651"}, "R16: a number of days"),
        ({"R16": "0000099999"}, "R16: a number of days"),
        ({"R16": "٣"}, "R16: a number of days"),
        ({"R16": ""}, "R16: a number of days"),
    ],
)
def test_a_choice_that_is_none_is_refused(readings: dict[str, str], says: str):
    """With those there are."""
    with pytest.raises(ReadingError) as caught:
        terms(MAPPING, date(2025, 1, 1), readings)
    assert says in str(caught.value)


@pytest.mark.parametrize("name", ["R2", "R24", "R99", "r4"])
def test_a_settled_choice_cannot_be_switched(name: str):
    """All other readings never change a verdict."""
    with pytest.raises(UnknownNameError, match="no switchable reading named"):
        terms(MAPPING, date(2025, 1, 1), {name: "b"})


# -- R4 ------------------------------------------------------------------------------


def test_r4_pending_cases_move_to_the_filing_track():
    """Ours: an approval of June 2019 by ndrc is a filing of a case handed in anew."""
    found = judged(history(FILED, ACCEPTED, LATE_APPROVAL))

    assert chain(found) == [
        "submit", "accept", "(move_to_filing)", "(submit)", "(check)", "file",
    ]  # fmt: skip
    assert found.grounds == ("reading:R4", "practice:P1")


def test_r4_b_pending_cases_finish_as_approvals():
    """Found: an approval after the reform was read as a filing all the same."""
    found = judged(history(FILED, ACCEPTED, LATE_APPROVAL), readings={"R4": "b"})

    assert chain(found) == ["submit", "accept", "approve"]
    assert (found.state, found.judgement) == ("approved", "consistent")
    assert window(found, "approve") == "2019-06-01…2019-06-01"


def test_r4_b_a_return_of_a_pending_approval_goes_on_too():
    """Found: the province's version was prolonged, which never ends, not ndrc's."""
    returned = event("returned_for_correction", "2019-02-01", actor="ndrc")
    later = event("accepted", "2019-03-01", actor="ndrc")
    found = judged(history(FILED, returned, later), readings={"R4": "b"})

    assert chain(found) == ["submit", "return_for_correction", "(complete)", "accept"]
    assert found.judgement == "consistent"


def test_r4_b_new_cases_are_filed():
    """The reading is about cases pending on the day."""
    consent = event("approved", "2020-06-01", actor="jiangsu_drc")
    filed = event("filed", "2019-02-01")
    found = judged(history(filed, consent), readings={"R4": "b"})

    assert chain(found) == ["submit", "(check)", "file"]


def test_r4_b_of_kandi_on_the_day_of_the_reform():
    """The delegated approval stands as one: O22 20 is not asked."""
    changed = told("kandi_jiangsu")
    changed["events"][2] |= {"earliest": "2019-01-10", "latest": "2019-01-10"}
    found = audited(changed, readings={"R4": "b"})

    assert found.judgement == "explained"
    assert found.grounds == ("reading:R22",)
    assert audited(changed).judgement == "contradicted"


# -- R13 -----------------------------------------------------------------------------

LISTED = event("special_publicity", "2022-06-01", actor="miit")


def test_r13_each_choice_takes_one_of_the_two_tests_away():
    """(a) the months without production alone, (b) the mean output alone."""
    refs = {}
    for choice in ("", "a", "b"):
        readings = {"R13": choice} if choice else {}
        found = judged(history(*OWN_WAY, LISTED), readings=readings)
        refs[choice] = {finding.clause.ref for finding in found.steps[-1].findings}

    assert refs[""] - refs["a"] == {"M50 34(3)"}
    assert refs[""] - refs["b"] == {"M39 23"}


@pytest.mark.parametrize(
    ("choice", "judgement"),
    [("", "contradicted"), ("a", "contradicted"), ("b", "consistent")],
)
def test_r13_what_is_not_asked_does_not_bar(choice: str, judgement: str):
    """A stop too short bars where the months count."""
    clauses = dict(CN.clauses)
    clauses["M39 23"] = tuple(evolve(c, when=Truth(False)) for c in clauses["M39 23"])
    strict = evolve(CN, clauses=clauses)
    under = history(*OWN_WAY, LISTED)
    readings = {"R13": choice} if choice else {}
    found = audit(strict, MAPPING, under, terms(MAPPING, under.as_of, readings))

    assert found.judgement == judgement


# -- R16 -----------------------------------------------------------------------------


def test_r16_other_days_of_notice_move_the_access():
    """Seven days run out on the eighth, fourteen on the fifteenth."""
    xiaomi = told("xiaomi")

    assert window(audited(xiaomi), "grant_access") == "2024-07-20…2025-06-30"
    longer = audited(xiaomi, readings={"R16": "14"})
    assert window(longer, "grant_access") == "2024-07-27…2025-06-30"
    assert longer.grounds == audited(xiaomi).grounds


# -- R21 -----------------------------------------------------------------------------


def test_r21_an_application_older_than_order_27_stands():
    """Ours: it counts as one under it, and Suda's life has a ground."""
    assert audited(told("suda")).grounds == ("reading:R21",)


def test_r21_b_it_has_no_effect():
    """The filing is left out; the application is supplied from 2015-07-10."""
    found = audited(told("suda"), readings={"R21": "b"})

    assert found.judgement == "contradicted"
    assert left_out(found) == [(1, "not_in_force", "")]
    assert chain(found)[:2] == ["(submit)", "(accept)"]
    assert window(found, "submit") == "2015-07-10…2017-03-28"


# -- R22 -----------------------------------------------------------------------------


def test_r22_b_a_province_acts_outside_its_competence():
    """ALL 69; Kandi's approval is left out, and what was pending moved."""
    found = audited(told("kandi_jiangsu"), readings={"R22": "b"})

    assert found.judgement == "contradicted"
    assert left_out(found) == [(3, "wrong_actor", "")]


# -- R25 -----------------------------------------------------------------------------


def test_r25_b_nobody_is_entered_in_the_place_of_a_holder():
    """Xpeng's access came with a maker it had bought; by this it needed its own."""
    found = audited(told("xpeng"), readings={"R25": "b"})

    assert found.judgement == "contradicted"
    assert left_out(found) == [(2, "not_in_force", "")]
    assert "take_over" not in chain(found)
    assert audited(told("xpeng")).judgement == "explained"


# -- standings -----------------------------------------------------------------------


def test_without_practice_p1_r16_and_k2_are_gone():
    """Xiaomi: the consent fits no line, nothing follows the notice."""
    found = audited(told("xiaomi"), standings=NO_PRACTICE)

    assert left_out(found) == [(1, "wrong_actor", "")]
    assert (found.state, found.grounds) == ("access_review", ())


def test_without_practice_a_supplied_access_has_no_ground():
    """R16 is practice: neither its eight days nor its ground are left."""
    notice = event("production_access_granted", "2017-07-01", actor="miit",
                   stage="public_notice")  # fmt: skip
    started = event("production_started", "2017-07-03")
    under = history(APPROVED, notice, started)

    assert left_out(judged(under)) == [(3, "no_such_transition", "")]
    found = judged(under, standings=NO_PRACTICE)
    assert (found.judgement, found.grounds) == ("consistent", ())


def test_memory_is_not_evaluated_unless_asked_for():
    """Listed all the same."""
    filed = event("approved", "2020-06-01", actor="jiangsu_drc")
    verdicts = {}
    for more in (frozenset[Standing](), frozenset({Standing.MEMORY})):
        found = judged(history(filed), standings=NO_PRACTICE | more)
        findings = [f for step in found.steps for f in step.findings]
        verdicts[bool(more)] = {
            f.verdict.value for f in findings if f.clause.standing is Standing.MEMORY
        }

    assert verdicts[False] == {"not_evaluated"}
    assert "not_evaluated" not in verdicts[True]


def test_readings_and_standings_can_be_asked_together():
    """Each changes its own."""
    asked: dict[str, Any] = {"readings": {"R4": "b"}, "standings": NO_PRACTICE}
    found = judged(history(FILED, ACCEPTED), **asked)

    assert (found.state, found.grounds) == ("under_review", ())


def test_terms_without_readings_are_those_of_any_process():
    """A process may have none."""
    empty = HistoryMap((), {}, {}, (), (), {})

    assert terms(empty, date(2025, 1, 1)) == Terms(date(2025, 1, 1))
    with pytest.raises(UnknownNameError):
        terms(empty, date(2025, 1, 1), {"R4": "b"})
