"""One right answer is computed; whether there are others, and why there may be none."""

from itertools import permutations

import pytest

from lesson_files import GOOD, RULEBOOK, exercise
from qualflow.learn.exercises import OrderSteps, Wanted
from qualflow.learn.lesson import Materials
from qualflow.learn.making import MadeError, made
from qualflow.learn.marking import mark
from qualflow.learn.solving import NoSolutionError, others, solution
from qualflow.processes import lessons, load

TWO_FAULTS = f"kind=choose_clause&step=approve&{GOOD}&fact.samples=2&fact.assessor=lee"
FILE = f"kind=file_facts&step=approve&{GOOD}&fact.samples=2&without=assessor"
LAST = f"kind=last_day&step=approve&{GOOD}&until=2030-12-31"
DECISION = (
    "kind=last_day&clock=decision&acts=2029-03-01+apply&acts=2029-03-01+accept"
    "&on=2029-03-01"
)
ORDER = (
    "kind=order_steps&given=good_file&on=2029-06-01&moves=approve&moves=accept"
    "&moves=apply"
)
WRITE = "kind=write_clause&clause=IAA+9(2)&on=2029-06-01"


# -- other right answers ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "several"),
    [
        (TWO_FAULTS, False),
        (f"{TWO_FAULTS}&which=any", True),
        (f"kind=choose_clause&step=approve&{GOOD}&fact.samples=2&which=any", False),
        (FILE, True),
        (DECISION, False),
        (LAST, False),
        (ORDER, False),
        (
            "kind=order_steps&given=good_file&without=samples&on=2029-06-01"
            "&moves=approve&moves=samples+%3D+3&moves=accept&moves=apply",
            True,
        ),
        (WRITE, True),
        (f"kind=choose&asks=actors&step=approve&{GOOD}", False),
    ],
)
def test_other_right_answers_are_spoken_of_only_where_there_are_any(query, several):
    """A teacher who marks by the sheet would hesitate."""
    assert others(RULEBOOK, exercise(query)) is several


def test_an_order_is_said_to_be_the_only_one_where_it_is():
    """Each permutation of the shipped exercises is marked."""
    for name in ("cn-automaker", "instrument-approval"):
        rulebook = load(name, examples=True)
        exercises = [e for one in lessons(name) for e in one.exercises.values()]
        for one in exercises:
            if isinstance(one, OrderSteps):
                orders = map(list, permutations(one.moves))
                right = sum(bool(mark(rulebook, one, order).right) for order in orders)
                assert others(rulebook, one) is (right > 1)


@pytest.mark.parametrize(
    ("query", "several"),
    [
        (f"kind=file_facts&step=approve&{GOOD}&without=samples", True),
        (f"kind=file_facts&step=approve&{GOOD}&without=assessor", True),
    ],
)
def test_a_number_and_a_name_are_one_of_many(query, several):
    """Four samples are at least three, and anybody else may assess."""
    assert others(RULEBOOK, exercise(query)) is several


def test_three_times_yes_is_the_only_answer_that_opens_the_other_door():
    """Whether another value would do is tried, not guessed by the kind."""
    rulebook = load("cn-automaker")
    (lesson,) = (one for one in lessons("cn-automaker") if one.name == "10-take-over")

    assert others(rulebook, lesson.exercises["the-other-door"]) is False


# -- exercises that nobody can solve ---------------------------------------------------


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (f"kind=choose_clause&step=approve&{GOOD}", "no clause of 'approve' is unmet"),
        (f"kind=file_facts&step=approve&{GOOD}", "'approve' is open already"),
        (
            f"kind=last_day&step=approve&{GOOD}&until=2029-06-05",
            "open on 2029-06-05 still",
        ),
        (
            f"kind=last_day&clock=decision&{GOOD}",
            "'decision' does not run on 2029-06-01",
        ),
        (f"kind=order_steps&{GOOD}&moves=apply&moves=accept", "accepts no order"),
        (
            "kind=order_steps&given=good_file&on=2029-06-01&moves=apply&moves=accept",
            "shown in an order that is right already",
        ),
        (
            f"kind=choose&asks=actors&step=approve&{GOOD}&options=applicant&options=office"
            "&options=applicant",
            "is listed twice",
        ),
        (
            f"kind=choose&asks=open&{GOOD}&options=apply&options=accept",
            "none of the options is right",
        ),
    ],
)
def test_an_exercise_without_a_solution_is_not_made(query, why):
    """A teacher is told so before a class is."""
    with pytest.raises(ExceptionGroup) as caught:
        exercise(query)

    assert why in "\n".join(map(str, caught.value.exceptions))


def test_acts_that_no_order_saves_are_told_how_far_they_go():
    """And why each of the others is refused there."""
    query = (
        "kind=order_steps&given=good_file&without=samples&on=2029-06-01&moves=approve"
        "&moves=accept&moves=apply"
    )
    with pytest.raises(MadeError) as caught:
        exercise(query)

    stuck = caught.value.unsolved.stuck
    assert stuck.done == ("apply", "accept")
    assert list(stuck.refused) == ["approve"]
    refs = [one.clause.ref for one in stuck.refused["approve"].findings]
    assert refs == ["IAA 9(3)"]


def test_acts_that_no_order_saves_are_found_out_soon():
    """The same acts in another order lead to the same case, and are tried once."""
    facts = ("application_signed", "test_announced", "workshop_visited")
    moves = "&".join(f"moves={name}+%3D+true" for name in facts)

    with pytest.raises(ExceptionGroup) as caught:
        exercise(f"kind=order_steps&on=2029-06-01&{moves}&moves=approve")

    assert "accepts no order" in str(caught.value.exceptions[0])


def test_a_scenario_that_cannot_be_computed_has_no_solution():
    """The exact engine says why, and a teacher is told before a class is."""
    cars = load("cn-automaker")
    content = b"scenario = 1\n[question.x]\nstates = []\n"
    materials = Materials(scenarios={"broken": content})

    with pytest.raises(MadeError) as caught:
        made("kind=probability&scenario=broken&question=x", cars, materials)

    (told,) = caught.value.mistakes
    assert told.what.startswith("no answer is right: broken.toml")


def test_marking_an_exercise_without_a_solution_says_so():
    """Where nobody has checked it before."""
    from attrs import evolve

    solved = exercise(TWO_FAULTS)
    hopeless = evolve(solved, wanted=Wanted.NOT_EVALUATED, step="apply")

    with pytest.raises(NoSolutionError, match="no clause guards 'apply'"):
        solution(RULEBOOK, hopeless)
