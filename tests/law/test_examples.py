"""A rulebook's own tests: an example holds, or says what was found instead."""

from datetime import date

import pytest

from qualflow.law.edition import Answer
from qualflow.law.examples import AsksClause, AsksTransition, Example, run
from qualflow.law.facts import Evidence
from qualflow.law.rules import DEFAULT_STANDINGS, Interval, Standing
from qualflow.law.verdict import Verdict
from rulebooks import a_rulebook, a_step, boolean, number

DAY = date(2031, 3, 4)
LAW = a_rulebook(
    facts=(number("samples"), boolean("banned")),
    clauses=(
        ("IAA 9", "samples >= 15"),
        ("IAA 9(2)", "samples <= 20"),
        ("IAA 4", "not banned", {"presumed": True}),
        ("IAA 5", "known(samples)", {"standing": Standing.MEMORY}),
        ("IAA 6", "known(samples)", {"in_force": Interval(until=DAY)}),
    ),
    transitions=(a_step(clauses=("IAA 9", "IAA 9(2)", "IAA 4")),),
)


def failure(asks, on=DAY, *, standings=DEFAULT_STANDINGS, **more):
    """Return what an example expected and found, None if it holds."""
    facts = more.pop("facts", {})
    example = Example("e", on, facts, asks, standings=standings, **more)
    failed = run(example, LAW.on(on, standings))
    return failed and (str(failed.expected), failed.found)


def clause(ref, expected):
    return AsksClause(ref, Verdict(expected))


def step(expected, transition="approve", state="draft", **more):
    return AsksTransition(state, transition, Answer(expected), **more)


@pytest.mark.parametrize(
    ("samples", "verdict"), [(14, "unmet"), (15, "met"), (None, "unknown")]
)
def test_a_clause_is_asked_on_both_sides_of_its_limit(samples, verdict):
    facts = {} if samples is None else {"samples": samples}

    assert failure(clause("IAA 9", verdict), facts=facts) is None
    for other in {"unmet", "met", "unknown"} - {verdict}:
        assert failure(clause("IAA 9", other), facts=facts) == (other, verdict)


def test_a_presumed_clause_is_met_while_nobody_filed_the_contrary():
    assert failure(clause("IAA 4", "met")) is None
    assert failure(clause("IAA 4", "unmet"), facts={"banned": True}) is None


def test_a_standing_that_is_not_accepted_is_not_evaluated():
    every = frozenset(Standing)

    assert failure(clause("IAA 5", "not_evaluated")) is None
    assert failure(clause("IAA 5", "unmet"), standings=every) is None


def test_a_clause_that_is_not_in_force_on_the_day_is_not_evaluated():
    """Whichever names the rulebook has; the loader knows misspelt ones."""
    assert failure(clause("IAA 6", "not_evaluated")) is None
    assert failure(clause("IAA 6", "unmet"), date(2031, 3, 3)) is None


def test_facts_with_weaker_evidence_than_is_asked_for_are_unknown():
    """And nothing is presumed where something is filed too weakly."""
    weak = {"evidence": Evidence.DOCUMENTED, "filed_as": Evidence.REPORTED}

    assert failure(clause("IAA 9", "unknown"), facts={"samples": 15}, **weak) is None
    assert failure(clause("IAA 4", "unknown"), facts={"banned": True}, **weak) is None
    weak["filed_as"] = Evidence.DOCUMENTED
    assert failure(clause("IAA 9", "met"), facts={"samples": 15}, **weak) is None


def test_a_step_is_open_closed_or_open_to_question():
    assert failure(step("open"), facts={"samples": 15}) is None
    assert failure(step("closed"), facts={"samples": 14}) is None
    assert failure(step("unknown")) is None
    assert failure(step("open"), facts={"samples": 14}) == ("open", "closed (IAA 9)")


def test_a_step_that_nobody_of_that_name_may_ask_for_is_closed():
    """Though every clause is met."""
    facts = {"samples": 15}

    assert failure(step("closed", by="applicant"), facts=facts) is None
    assert failure(step("open", by="office"), facts=facts) is None
    assert failure(step("open", by="applicant"), facts=facts) == (
        "open",
        "closed (no clause)",
    )


def test_a_step_that_leads_on_from_elsewhere_is_no_such_transition():
    there = step("no_such_transition", state="closed")

    assert failure(there) is None
    assert failure(step("open", state="closed")) == ("open", "no_such_transition")


def test_an_example_names_exactly_the_clauses_that_are_not_met():
    unmet, unknown = frozenset({"IAA 9"}), frozenset({"IAA 9", "IAA 9(2)"})
    facts = {"samples": 14}

    assert failure(step("closed", failing=unmet), facts=facts) is None
    assert failure(step("closed", unknown=frozenset()), facts=facts) is None
    assert failure(step("unknown", unknown=unknown)) is None
    assert failure(step("closed", failing=unknown), facts=facts) == (
        "unmet: IAA 9, IAA 9(2)",
        "unmet: IAA 9",
    )
    assert failure(step("unknown", unknown=unmet)) == (
        "unknown: IAA 9",
        "unknown: IAA 9, IAA 9(2)",
    )
    assert failure(step("unknown", failing=unmet)) == ("unmet: IAA 9", "unmet: none")
