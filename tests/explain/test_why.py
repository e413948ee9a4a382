"""Why, and why not: what `decide` would answer, with every reason."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow import (
    Answer,
    Evidence,
    FileFact,
    ReadLink,
    Record,
    Request,
    Standing,
    Verdict,
    decide,
    explain,
    open_case,
)
from qualflow.case.commands import CommandError
from qualflow.errors import UnknownNameError
from qualflow.explain.why import Question
from qualflow.law.rules import Interval, Phase
from qualflow.testing import lives, requests, rulebooks
from rulebooks import (
    DAY,
    GOOD,
    INSTRUMENTS,
    NEXT_DAY,
    REFORM,
    a_case,
    a_rulebook,
    a_step,
    after,
    approved,
    days,
    filed,
    under_review,
)


def why(case, transition="approve", *, on=DAY, rulebook=INSTRUMENTS, **demands):
    """Return the explanation of a request."""
    return explain(rulebook, case, Request(transition, on, **demands))


def found(explanation):
    """Return the verdict on each clause."""
    return {finding.clause.ref: finding.verdict for finding in explanation.findings}


def test_an_answer_names_every_clause_in_the_order_of_the_law():
    """Those that are met, too, and those that were not asked."""
    explanation = why(under_review(samples=14, announced=False))

    assert list(found(explanation).items()) == [
        ("IAA 8", Verdict.UNMET),
        ("IAA 9(1)", Verdict.UNKNOWN),
        ("IAA 9(2)", Verdict.UNKNOWN),
        ("IAA 9(3)", Verdict.UNMET),
        ("IAA 11", Verdict.MET),
        ("IAA 14(2)", Verdict.UNKNOWN),
        ("IAA 15", Verdict.NOT_EVALUATED),
        ("OP visit", Verdict.NOT_EVALUATED),
    ]
    assert explanation.answer is Answer.CLOSED
    assert not explanation.open
    assert explanation.findings[3].values == {"samples": 14}


def test_an_open_answer_says_where_it_stands_and_on_what():
    """State, phase, actors, the provisions that are only printed."""
    explanation = why(under_review(**GOOD), by="office")

    assert explanation.open
    assert (explanation.case, explanation.process) == ("C-7", "iaa")
    assert (explanation.state, explanation.phase) == (
        "under_review",
        Phase.UNDER_REVIEW,
    )
    assert (explanation.by, explanation.may) == ("office", ("office",))
    assert [provision.ref for provision in explanation.basis] == ["IAA 16(1)"]
    assert (explanation.questions, explanation.elsewhere) == ((), None)


def test_only_clauses_in_force_are_named():
    """The version of the day, once."""
    refs = [f.clause.ref for f in why(under_review(), on=REFORM).findings]
    (finding,) = [
        f for f in why(under_review(**GOOD), on=REFORM).findings
        if f.clause.ref == "IAA 9(1)"
    ]  # fmt: skip

    assert refs.count("IAA 9(1)") == 1
    assert finding.clause.in_force == Interval(since=REFORM)


def test_accepted_standings_are_evaluated():
    """Practice is asked for by name."""
    everything = why(under_review(**GOOD, visited=True), standings=frozenset(Standing))

    assert found(everything)["OP visit"] is Verdict.MET
    assert found(everything)["IAA 15"] is Verdict.UNKNOWN
    assert found(why(under_review(), standings=frozenset()))["IAA 9(3)"] is (
        Verdict.NOT_EVALUATED
    )


# Questions -------------------------------------------------------------------------


def test_questions_name_the_facts_and_the_clauses_that_wait_for_them():
    """Each fact once, in the order of the law."""
    rulebook = a_rulebook(
        facts=INSTRUMENTS.facts.values(),
        clauses=[("IAA 1", "samples >= 15"), ("IAA 2", "signed or samples > 20")],
        transitions=[a_step(clauses=("IAA 1", "IAA 2"))],
    )
    explanation = why(a_case(rulebook), rulebook=rulebook)

    assert explanation.questions == (
        Question("samples", ("IAA 1", "IAA 2")),
        Question("signed", ("IAA 2",)),
    )


def test_what_is_unmet_is_no_question():
    """It has been answered."""
    asked = [q.fact for q in why(under_review(samples=14)).questions]

    assert "samples" not in asked
    assert "settling_s" in asked


def test_a_question_says_that_the_answer_on_file_is_too_weak():
    """Not "tell us", but "prove it"."""
    case = under_review(**{n: v for n, v in GOOD.items() if n != "samples"})
    case = filed(INSTRUMENTS, case, evidence=Evidence.RUMOURED, samples=15)
    explanation = why(case, evidence=Evidence.REPORTED)

    assert explanation.questions == (Question("samples", ("IAA 9(3)",), weak=True),)


# Actors ----------------------------------------------------------------------------


def test_who_may_not_ask_is_told_so_and_everything_else():
    """The clauses are looked at all the same."""
    explanation = why(under_review(**GOOD), by="applicant")

    assert explanation.answer is Answer.CLOSED
    assert explanation.wrong_actor
    assert Verdict.UNMET not in found(explanation).values()


def test_what_nobody_can_ask_for_is_closed_to_all():
    """Time makes it."""
    explanation = why(approved(), "lapse")

    assert explanation.wrong_actor
    assert explanation.may == ()
    assert not why(approved()).wrong_actor


# No such transition ----------------------------------------------------------------


def test_where_there_is_no_such_transition_it_is_said_where_there_is():
    """From which states, and on which days."""
    explanation = why(a_case())

    assert explanation.answer is Answer.NO_SUCH_TRANSITION
    assert explanation.elsewhere.sources == ("under_review",)
    assert explanation.elsewhere.in_force == (Interval(),)
    assert explanation.findings == ()

    gone = why(under_review(), "inspect", on=REFORM)
    assert gone.elsewhere.sources == ()
    assert gone.elsewhere.in_force == (Interval(until=REFORM),)


def test_an_unknown_name_gets_the_nearest_right_one():
    """As everywhere."""
    with pytest.raises(UnknownNameError, match="did you mean 'approve'"):
        why(a_case(), "aprove")
    with pytest.raises(UnknownNameError, match="did you mean 'office'"):
        why(a_case(), by="ofice")


def test_a_case_of_another_process_is_a_mistake():
    """Else the answer would be "no such transition", and wrong."""
    with pytest.raises(CommandError, match="one of iaa, not of other"):
        why(a_case(), rulebook=a_rulebook(name="other", transitions=[a_step()]))


# Links -----------------------------------------------------------------------------


def test_a_takeover_of_a_right_that_has_ended_says_since_when_and_by_which_act():
    """The read behind the clause that is not met."""
    holder = after(INSTRUMENTS, approved(), Request("surrender", NEXT_DAY))
    case = after(INSTRUMENTS, a_case(), ReadLink("holder", holder, NEXT_DAY))
    explanation = why(case, "take_over", on=NEXT_DAY)

    (read,) = explanation.links
    assert (read.case, read.state) == ("C-7", "surrendered")
    assert (read.since, read.through) == (NEXT_DAY, "surrender")
    assert explanation.findings[0].values == {"holder.state": "surrendered"}


def test_a_link_behind_a_clause_that_is_met_is_not_named():
    """There is nothing to explain."""
    holder = after(INSTRUMENTS, approved(), Request("start_use", DAY))
    case = after(INSTRUMENTS, a_case(), ReadLink("holder", holder, DAY))

    assert why(case, "take_over").links == ()


def test_a_filed_state_of_another_case_is_no_link():
    """Somebody says so; nobody has read it."""
    case = filed(INSTRUMENTS, a_case(), holder__state="surrendered")

    assert why(case, "take_over").links == ()


# The same answer -------------------------------------------------------------------


@settings(deadline=None)
@given(rulebooks(), st.data())
def test_an_explanation_cannot_drift_from_the_decision(law, data):
    """Answer, actors and clauses are those of `decide`."""
    case, sent = data.draw(lives(law, most=6))
    on = max([command.on for command in sent], default=DAY)
    request = data.draw(requests(law, case, on + days(data.draw(st.integers(0, 1)))))
    explanation = explain(law, case, request)
    refusal = decide(law, case, request).refusal

    assert explanation.open is (refusal is None)
    if refusal is not None:
        assert explanation.answer is refusal.answer
        assert explanation.may == refusal.may
        assert explanation.wrong_actor is refusal.wrong_actor
        not_met = (Verdict.UNMET, Verdict.UNKNOWN)
        listed = tuple(f for f in explanation.findings if f.verdict in not_met)
        assert listed == refusal.findings


def test_to_explain_changes_nothing():
    """It can be asked as often as one likes."""
    case = after(INSTRUMENTS, under_review(), FileFact("samples", 3, DAY))
    before = (case, dict(case.facts))
    why(case)
    why(case, by="applicant")

    assert (case, case.facts) == before
    noted = after(INSTRUMENTS, open_case(INSTRUMENTS, "C-1"), Record("approve", DAY))
    assert why(noted).state == "draft"


# The name --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "imports",
    [
        "from qualflow import explain",
        "import qualflow.explain.change; from qualflow import explain",
        "from qualflow import explain; import qualflow.explain.why as why",
    ],
)
def test_explain_is_a_function_whatever_was_imported_before(imports):
    """A package has the same name: imported first, it used to hide the function."""
    asks = (
        "explain(rulebook, open_case(rulebook, 'C-7'), Request('approve', day)).answer"
    )
    program = (
        f"{imports}; from datetime import date; from qualflow import *; {imports}; "
        f"day = date(2029, 3, 4); rulebook = load('instrument-approval'); print({asks})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "no_such_transition\n"
