"""Answers are marked by the engine: any right one, and a reason for any wrong one."""

import subprocess
import sys

import pytest

from lesson_files import GOOD, RULEBOOK, exercise
from qualflow.explain.days import Reason as DayReason
from qualflow.law.edition import Answer
from qualflow.law.verdict import Verdict
from qualflow.learn.answers import AnswerError
from qualflow.learn.exercises import Wanted
from qualflow.learn.lesson import NO_MATERIALS
from qualflow.learn.making import made
from qualflow.learn.marking import mark
from qualflow.learn.marks import (
    ClauseIs,
    ClausesAre,
    ComesFrom,
    DayIs,
    DueOn,
    IllTyped,
    LastStep,
    LookAt,
    Mark,
    More,
    NoSuchStep,
    NotByFiling,
    NothingChosen,
    NotThere,
    Opens,
    OptionIs,
    Ordered,
    OutsideDays,
    Reads,
    Refused,
    SameOn,
    StandsIn,
    StepIsOpen,
    Unreadable,
)
from qualflow.learn.solving import solution
from qualflow.processes import load

TWO_FAULTS = f"kind=choose_clause&step=approve&{GOOD}&fact.samples=2&fact.assessor=lee"
DECISION = (
    "kind=last_day&clock=decision&acts=2029-03-01+apply&acts=2029-03-01+accept"
    "&on=2029-03-01"
)
ORDER = (
    "kind=order_steps&given=good_file&on=2029-06-01&moves=approve&moves=accept"
    "&moves=apply"
)
WRITE = "kind=write_clause&clause=IAA+9(2)&on=2029-06-01"


def marked(query, answer):
    return mark(RULEBOOK, exercise(query), answer)


# -- clauses to choose -----------------------------------------------------------------


def test_all_clauses_that_stop_a_step_are_to_be_chosen():
    """In any order, and none beside them."""
    assert marked(TWO_FAULTS, ["IAA 14(2)", "IAA 9(3)"]).right is True


def test_a_clause_that_is_met_is_told_with_its_verdict():
    """So that a wrong choice teaches what is on file."""
    found = marked(TWO_FAULTS, ["IAA 9(1)", "IAA 9(3)"])

    (met, unmet, more) = found.reasons
    assert isinstance(met, ClauseIs)
    assert not met.right
    assert met.finding.verdict is Verdict.MET
    assert isinstance(unmet, ClauseIs)
    assert unmet.right
    assert more == More(1, Wanted.UNMET)
    assert found.hint == LookAt("clause", "IAA 14(2)")


def test_some_of_the_clauses_are_not_all():
    """They are right, and one more is."""
    found = marked(TWO_FAULTS, ["IAA 9(3)"])

    assert found.right is False
    assert found.reasons[-1] == More(1, Wanted.UNMET)


def test_one_of_them_will_do_where_any_is_asked_for():
    """And still none that does not stop the step."""
    any_of_them = f"{TWO_FAULTS}&which=any"

    assert marked(any_of_them, ["IAA 9(3)"]).right is True
    assert marked(any_of_them, ["IAA 14(2)"]).right is True
    assert marked(any_of_them, ["IAA 9(3)", "IAA 9(1)"]).right is False


def test_a_clause_that_is_only_noted_stops_nothing():
    """IAA 8 names no consequence: unmet, it is a finding and no bar."""
    query = f"{TWO_FAULTS}&fact.test_announced=false"

    assert marked(query, ["IAA 8", "IAA 14(2)", "IAA 9(3)"]).right is False
    assert marked(query, ["IAA 14(2)", "IAA 9(3)"]).right is True


@pytest.mark.parametrize(
    ("query", "nothing"),
    [
        (TWO_FAULTS, []),
        (f"kind=choose&asks=actors&step=approve&{GOOD}", []),
        (f"kind=file_facts&step=approve&{GOOD}&fact.samples=2", {}),
    ],
)
def test_nothing_chosen_is_no_try_and_gets_no_hint(query, nothing):
    """Or three clicks would show the answer."""
    assert marked(query, nothing) == Mark(None, (NothingChosen(),))


@pytest.mark.parametrize("answer", [None, "IAA 8", ["IAA 99"], ["IAA 8", "IAA 8"], [1]])
def test_what_is_no_list_of_clauses_is_an_error(answer):
    """The page offers the clauses; another one was not offered."""
    with pytest.raises(AnswerError):
        marked(TWO_FAULTS, answer)


# -- facts to file ---------------------------------------------------------------------

FILE = f"kind=file_facts&step=approve&{GOOD}&fact.samples=2&without=assessor"


@pytest.mark.parametrize("samples", [3, 4, 1_000])
def test_any_fewest_filings_that_open_the_step_are_right(samples):
    """Three samples are at least three, and so are a thousand."""
    found = marked(FILE, {"samples": samples, "assessor": "okafor"})

    assert found.right is True
    assert found.reasons == (Opens(2, 2),)


def test_more_filings_than_needed_open_it_and_are_told_so():
    """The law does not mind, the exercise asks for the fewest."""
    answer = {"samples": 3, "assessor": "okafor", "workshop_visited": True}
    found = marked(FILE, answer)

    assert found.right is False
    assert found.reasons == (Opens(3, 2),)


def test_filings_that_do_not_open_it_are_told_which_clause_is_left():
    """Lee may not assess Lee's own instrument."""
    found = marked(FILE, {"samples": 3, "assessor": "lee"})

    (refused,) = found.reasons
    assert isinstance(refused, Refused)
    assert [f.clause.ref for f in refused.refusal.findings] == ["IAA 14(2)"]


def test_what_a_step_has_written_is_not_filed_away():
    """The day of acceptance is the office's act, not a paper."""
    query = (
        "kind=file_facts&step=approve&given=good_file&without=assessor&on=2029-06-01"
        "&acts=2029-05-02+apply&acts=2029-05-02+accept"
    )

    found = marked(query, {"accepted_on": "2029-05-01"})
    assert found.reasons == (NotByFiling("accepted_on"),)


@pytest.mark.parametrize(
    "answer",
    [{"samplez": 3}, {"samples": "three"}, {"samples": 3.0}, {"samples": None}, [], 3],
)
def test_what_is_no_filing_is_an_error(answer):
    """A name nobody declared, a value the fact cannot have."""
    with pytest.raises(AnswerError):
        marked(FILE, answer)


# -- last days -------------------------------------------------------------------------


def test_the_last_day_of_a_period_is_counted_in_working_days():
    """Day 0 is 1 March 2029, a Thursday; twenty working days end on the 29th."""
    found = marked(DECISION, "2029-03-29")

    assert found.right is True
    (due,) = found.reasons
    assert isinstance(due, DueOn)
    assert due.ref == "IAA 16(1)"


@pytest.mark.parametrize(
    ("day", "number", "reason", "late"),
    [
        ("2029-03-01", 0, DayReason.DAY_ZERO, False),
        ("2029-03-28", 19, DayReason.COUNTED, False),
        ("2029-03-25", 16, DayReason.WEEKEND, False),
        ("2029-03-30", 20, DayReason.COUNTED, True),
    ],
)
def test_another_day_is_told_where_it_stands_in_the_count(day, number, reason, late):
    """So that a student sees where the counting went wrong."""
    found = marked(DECISION, day)

    assert found.right is False
    (told,) = found.reasons
    assert isinstance(told, DayIs)
    assert (told.reason, told.late) == (reason, late)
    assert late or told.number == number


def test_a_day_before_the_period_is_outside_of_it():
    """There was nothing to count yet."""
    (told,) = marked(DECISION, "2029-02-01").reasons

    assert isinstance(told, OutsideDays)


LAST = f"kind=last_day&step=approve&{GOOD}&until=2030-12-31"


def test_the_last_day_of_a_step_is_open_and_the_next_is_not():
    """The report of 4 March 2029 is 365 days old on 4 March 2030."""
    found = marked(LAST, "2030-03-04")

    assert found.right is True
    is_open, refused = found.reasons
    assert is_open == StepIsOpen(
        "approve", exercise(LAST).setting.on.replace(2030, 3, 4)
    )
    assert isinstance(refused, Refused)
    assert [f.clause.ref for f in refused.refusal.findings] == ["IAA 9(1)"]


def test_a_day_too_early_is_told_that_the_next_is_open_still():
    """Not the last one."""
    (told,) = marked(LAST, "2030-03-03").reasons

    assert isinstance(told, StepIsOpen)
    assert told.still


def test_a_day_too_late_is_told_the_clause():
    """The step is closed by then."""
    (told,) = marked(LAST, "2030-03-05").reasons

    assert isinstance(told, Refused)


@pytest.mark.parametrize("answer", ["2030-02-30", "2030-3-4", "20300304", 5, None, ""])
def test_what_is_no_day_is_an_error(answer):
    """Days are written one way."""
    with pytest.raises(AnswerError):
        marked(LAST, answer)


# -- orders ----------------------------------------------------------------------------


def test_an_order_is_right_if_the_law_grants_every_act():
    """Applied, accepted, approved."""
    found = marked(ORDER, ["apply", "accept", "approve"])

    assert found.right is True
    assert found.reasons == (Ordered("approved"),)


def test_a_wrong_order_is_told_the_act_that_is_refused():
    """And the hint is what comes at the first place that is wrong."""
    found = marked(ORDER, ["apply", "approve", "accept"])

    (refused,) = found.reasons
    assert isinstance(refused, Refused)
    assert refused.number == 2
    assert refused.refusal.answer is Answer.NO_SUCH_TRANSITION
    assert found.hint == LookAt("move", "accept")


def test_several_orders_can_be_lawful():
    """A fact that no earlier step reads may be filed at any place before it is."""
    query = (
        "kind=order_steps&given=good_file&without=samples&on=2029-06-01&moves=approve"
        "&moves=samples+%3D+3&moves=accept&moves=apply"
    )
    filed = "samples = 3"

    assert marked(query, ["apply", "accept", filed, "approve"]).right is True
    assert marked(query, [filed, "apply", "accept", "approve"]).right is True
    assert marked(query, ["apply", "accept", "approve", filed]).right is False


@pytest.mark.parametrize(
    "answer", [["apply"], ["apply", "apply", "accept"], {}, "apply"]
)
def test_an_order_has_every_act_once(answer):
    """Otherwise it is none."""
    with pytest.raises(AnswerError):
        marked(ORDER, answer)


# -- clauses to write ------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        "error_pct <= 2 and (others_rely_on_it implies error_pct <= 0.5)",
        "error_pct <= 0.5 or (error_pct <= 2 and not others_rely_on_it)",
        'error_pct <= 2 and (error_pct <= 0.50 or intended_use == "teaching")',
        'error_pct <= 2 and not (intended_use != "teaching" and error_pct > 0.5)',
    ],
)
def test_a_clause_written_otherwise_is_as_right(answer):
    """It says the same in every case that is tried."""
    found = marked(WRITE, answer)

    assert found.right is True
    (same,) = found.reasons
    assert isinstance(same, SameOn)
    assert same.cases > 10


@pytest.mark.parametrize(
    "answer",
    [
        "error_pct <= 2",
        "error_pct <= 0.5",
        "error_pct < 2 and (others_rely_on_it implies error_pct <= 0.5)",
        'error_pct <= 2 and (intended_use == "trade" implies error_pct <= 0.5)',
        "error_pct <= 2 and (others_rely_on_it implies error_pct <= 0.51)",
        "true",
        "samples >= 3",
    ],
)
def test_a_wrong_clause_is_answered_by_a_case_where_they_differ(answer):
    """A concrete one, with a value for all that either reads where it can."""
    found = marked(WRITE, answer)

    assert found.right is False
    assert found.counterexample is not None
    assert found.counterexample.law is not found.counterexample.yours


def test_a_clause_that_takes_not_known_for_no_is_a_wrong_one():
    """Nobody has filed how many samples: the law does not know, this one says no."""
    query = "kind=write_clause&clause=IAA+9(3)&on=2029-06-01"
    found = marked(query, "known(samples) and samples >= 3")

    assert found.counterexample.facts == {"samples": None}
    assert found.counterexample.law is Verdict.UNKNOWN
    assert found.counterexample.yours is Verdict.UNMET


def test_what_cannot_be_read_is_told_where_and_what_would_do():
    """No error: a student at work is not a broken file; and no try is spent."""
    found = marked(WRITE, "error_pct <= 2 and")

    assert (found.right, found.hint) == (None, None)
    (told,) = found.reasons
    assert isinstance(told, Unreadable)
    assert (told.place, told.found) == (18, "the end")


def test_what_does_not_fit_is_told_and_costs_no_try():
    """A number is compared with a number."""
    found = marked(WRITE, 'error_pct <= "two"')

    assert found.right is None
    (told,) = found.reasons
    assert isinstance(told, IllTyped)


def test_a_clause_that_reads_half_the_rulebook_is_an_error():
    """No paragraph of a statute does, and comparing it would take long."""
    cars = load("cn-automaker")
    clause = made("kind=write_clause&clause=O27+6(4)&on=2018-06-01", cars, NO_MATERIALS)
    answer = " and ".join(f"known({name})" for name in list(cars.facts)[:25])

    with pytest.raises(AnswerError, match="at most 24 facts expected"):
        mark(cars, clause, answer)


@pytest.mark.parametrize("answer", ["", "   ", None, 3, "x" * 2_001, "\ud800"])
def test_what_is_no_text_is_an_error(answer):
    """Nothing to read, or more than anybody wrote."""
    with pytest.raises(AnswerError):
        marked(WRITE, answer)


# -- choices ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "right", "wrong", "ground"),
    [
        (
            f"asks=answer&step=approve&{GOOD}&without=samples",
            "unknown",
            "closed",
            ClausesAre,
        ),
        (f"asks=answer&step=apply&{GOOD}", "no_such_transition", "open", NoSuchStep),
        (
            "asks=state&acts=2029-03-01+apply&options=draft&options=applied&on=2029-03-02",
            "applied",
            "draft",
            LastStep,
        ),
        (f"asks=actors&step=approve&{GOOD}", "office", "applicant", OptionIs),
        (
            f"asks=open&{GOOD}&options=approve&options=apply",
            "approve",
            "apply",
            Refused,
        ),
        (f"asks=verdict&clause=IAA+9(3)&{GOOD}&fact.samples=2", "unmet", "met", Reads),
        (f"asks=standing&clause=OP+visit&{GOOD}", "practice", "text", StandsIn),
        (f"asks=expiry&clock=decision&{GOOD}", "finding", "end", ComesFrom),
    ],
)
def test_a_choice_is_marked_by_a_question_to_the_engine(query, right, wrong, ground):
    """What the answer rests on comes with the right one, and the second wrong one."""
    asked = exercise(f"kind=choose&{query}")

    solved = mark(RULEBOOK, asked, [right])
    assert solved.right is True
    assert any(isinstance(one, ground) for one in solved.reasons)
    first, second = (mark(RULEBOOK, asked, [wrong], tries) for tries in (0, 1))
    assert first.right is second.right is False
    assert isinstance(first.reasons[0], OptionIs | NotThere | Refused)
    assert first.reasons[0] == second.reasons[0]
    of_itself = ground in (Refused, OptionIs)  # no paragraph of it is declared
    assert of_itself or not any(isinstance(one, ground) for one in first.reasons)
    assert any(isinstance(one, ground) for one in second.reasons)


def test_a_wrong_state_is_told_whether_the_case_was_there_before():
    """A case that was handed in stands at its draft no more; it was never approved."""
    query = (
        "kind=choose&asks=state&acts=2029-03-01+apply&options=draft&options=applied"
        "&options=approved&on=2029-03-02"
    )

    found = marked(query, ["draft", "approved"]).reasons
    day = exercise(query).setting.on
    assert found == (NotThere("draft", day, True), NotThere("approved", day, False))


def test_a_request_by_who_may_not_ask_is_closed_for_that_reason():
    """No clause stands in the way; the applicant approves nothing."""
    query = f"kind=choose&asks=answer&step=approve&{GOOD}&by=applicant"

    found = marked(query, ["closed"])
    assert found.right is True
    assert isinstance(found.reasons[-1], Refused)
    assert found.reasons[-1].refusal.wrong_actor


def test_of_several_right_options_all_are_to_be_chosen():
    """Some of them are a beginning."""
    query = f"kind=choose&asks=open&{GOOD}"
    right = solution(RULEBOOK, exercise(query))

    assert len(right) > 1
    assert marked(query, right).right is True
    found = marked(query, right[:1])
    assert found.right is False
    assert More(len(right) - 1) in found.reasons


# -- probabilities ---------------------------------------------------------------------

WITHOUT_NUMPY = """
import sys
sys.modules["numpy"] = None
from qualflow.learn.marking import mark
from qualflow.processes import lessons, load
from qualflow.words.language import Language
from qualflow.words.lesson_marks import marked
rulebook = load("cn-automaker")
(lesson,) = (one for one in lessons("cn-automaker") if one.name == "11-how-likely")
exercise = lesson.exercises["by-march"]
found = mark(rulebook, exercise, [0, 10])
print(found.right, *marked(found, exercise, rulebook, Language.EN).reasons)
"""


def test_a_probability_is_not_marked_where_its_packages_are_missing():
    """Lessons are read without them, and the reason says what to install."""
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMPY],
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.startswith("None Marking needs further packages")
    assert "qualflow[simulate]" in run.stdout
