"""The strategies are aimed, and the stateful test finds what it should."""

import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, event, find, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from qualflow import Request, decide, load, open_case, replay
from qualflow.errors import UnknownNameError
from qualflow.law.rules import Property
from qualflow.testing import REFORM, CaseLife, filings, lives, moves, rulebooks, values
from rulebooks import DAY, INSTRUMENTS, a_rulebook, a_step, days, guarded, number, text

QUICK = settings(
    max_examples=50,
    stateful_step_count=15,
    deadline=None,
    phases=[Phase.generate],  # that it fails is the point, not how
)


def drawn(strategy, examples=300):
    """Return what a strategy yields, each once."""
    found = set()

    @settings(max_examples=examples, deadline=None)
    @given(strategy)
    def draw(value):
        found.add(value)

    draw()
    return found


# Aim -------------------------------------------------------------------------------


def test_about_a_third_of_all_requests_are_granted():
    """A life in which everything is refused, or nothing, would test little.

    Also each of the other answers comes up, so that none of them goes untested.
    """
    answers = Counter()

    @settings(max_examples=100, deadline=None)
    @given(rulebooks(), st.data())
    def live(rulebook, data):
        _, sent = data.draw(lives(rulebook))
        case = open_case(rulebook, "C-7")
        for command in sent:
            outcome = decide(rulebook, case, command)
            case = replay(outcome.events, start=case)
            if isinstance(command, Request):
                refusal = outcome.refusal
                answer = "granted" if refusal is None else refusal.answer.value
                answers[answer] += 1
                event(answer)

    live()
    share = answers["granted"] / answers.total()
    assert 0.15 <= share <= 0.6, answers
    assert min(answers[a] for a in ("closed", "unknown", "no_such_transition")) > 5


def test_values_lie_at_the_limits_and_beside_them():
    """Where rules bite, and one unit to each side."""
    limits = drawn(values(INSTRUMENTS, "samples", DAY))
    assert {14, 15, 16} <= limits
    fine = drawn(values(INSTRUMENTS, "settling_s", DAY))
    assert {Decimal("4.99"), Decimal("5.00"), Decimal("5.01")} <= fine
    reports = drawn(values(INSTRUMENTS, "report_issued_on", DAY))
    for age in (729, 730, 731, 364, 365, 366):
        assert DAY - days(age) in reports
    bans = drawn(values(INSTRUMENTS, "barred_on", DAY))
    assert {date(2028, 3, 3), date(2028, 3, 4), date(2028, 3, 5)} <= bans
    assert drawn(values(INSTRUMENTS, "signed", DAY)) == {True, False}
    assert {"lee", "wu"} <= drawn(values(INSTRUMENTS, "assessor", DAY))
    assert drawn(values(INSTRUMENTS, "track", DAY)) == {"long", "short"}


def test_limits_between_two_values_have_both():
    """3.333 lies between 3.33 and 3.34; a text is named as the clause has it."""
    rulebook = guarded(
        "error_pct <= 3.333", 'name == "li" or name == "wang"', "samples <= 99",
        facts=[number("error_pct", 100_00, decimals=2), text("name"),
               number("samples", 20), number("other", 7)],
    )  # fmt: skip

    assert {Decimal("3.33"), Decimal("3.34")} <= drawn(
        values(rulebook, "error_pct", DAY)
    )
    assert {"li", "wang"} <= drawn(values(rulebook, "name", DAY))
    assert drawn(values(rulebook, "samples", DAY)) <= set(range(21))
    assert drawn(values(rulebook, "other", DAY)) == {0, 1, 6, 7}


def test_values_of_no_fact_are_a_mistake():
    """With the nearest right name."""
    with pytest.raises(UnknownNameError, match="did you mean 'samples'"):
        values(INSTRUMENTS, "sample", DAY)


def test_random_rulebooks_have_all_that_a_rulebook_can_have():
    """Each of these is found, so none of it is left to luck."""
    quick = settings(
        max_examples=3_000,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for wanted in (
        lambda r: any(len(versions) > 1 for versions in r.clauses.values()),
        lambda r: any(len(versions) > 1 for versions in r.transitions.values()),
        lambda r: any(c.presumed for v in r.clauses.values() for c in v),
        lambda r: any(c.effect == "finding" for v in r.clauses.values() for c in v),
        lambda r: any(c.standing == "memory" for v in r.clauses.values() for c in v),
        lambda r: REFORM in r.cuts,
        lambda r: "take_over" in r.transitions,
    ):
        assert find(rulebooks(), wanted, settings=quick)


@settings(max_examples=50, deadline=None)
@given(rulebooks())
def test_random_rulebooks_are_sound(rulebook):
    """As if they had been loaded."""
    assert rulebook.states[rulebook.initial].initial
    assert rulebook.transitions["surrender"][0].clauses == ()
    for name, versions in rulebook.transitions.items():
        for version in versions:
            assert version.name == name
            assert version.target in rulebook.states
            assert not any(rulebook.states[s].final for s in version.sources)
            assert set(version.clauses) <= rulebook.clauses.keys()
            assert {r.fact for r in version.records} <= rulebook.facts.keys()
        for first, second in pairwise(versions):
            assert not first.in_force.overlaps(second.in_force)
    assert "<a random rulebook" in repr(rulebook)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_every_move_can_be_sent(data):
    """Commands in the order of their days, with names and values of the rulebook."""
    case, today = open_case(INSTRUMENTS, "C-7"), DAY
    for _ in range(6):
        for command in data.draw(moves(INSTRUMENTS, case, today, [case])):
            assert command.on >= today
            outcome = decide(INSTRUMENTS, case, command)
            case, today = replay(outcome.events, start=case), command.on


def test_most_filings_are_of_what_the_next_step_reads():
    """Under review that is what the approval asks for."""
    case = open_case(INSTRUMENTS, "C-7")
    filed = [
        command.fact for command in drawn(filings(INSTRUMENTS, case, DAY), examples=100)
    ]

    assert filed.count("signed") + filed.count("holder.state") > len(filed) / 4


# A life that finds something -------------------------------------------------------


def lived(rulebook_of_life, **more):
    """Live under a rulebook."""
    run_state_machine_as_test(
        type("Life", (CaseLife,), {"rulebook": rulebook_of_life, **more}),
        settings=QUICK,
    )


def test_three_lines_test_a_process_of_ones_own():
    """As the docstring has it."""

    class OurLife(CaseLife):
        rulebook = load("instrument-approval")

    case = OurLife.TestCase("runTest")
    case.settings = QUICK
    case.runTest()
    assert OurLife.tally.total() > 0
    assert not CaseLife.tally


def test_a_property_that_does_not_hold_is_found():
    """A drafter forgot that a takeover leads to the same right."""
    wrong = Property("seen", never="approved", before=("accept",))
    with pytest.raises(AssertionError, match="seen"):
        lived(evolve(INSTRUMENTS, properties={"seen": wrong}), corrections=False)


def test_a_door_that_should_be_open_and_is_not_is_found():
    """`resume` has a clause."""
    with pytest.raises(AssertionError, match="suspend"):
        lived(INSTRUMENTS, always_open=("surrender", "suspend"))
    lived(INSTRUMENTS, always_open=("surrender",))


def test_a_rulebook_in_which_time_moves_something_has_no_model():
    """The plain model knows no clocks."""
    timed = a_rulebook(transitions=[a_step(by=("office",), on_day=REFORM)])
    assert CaseLife.rulebook is None

    class TimedLife(CaseLife):
        rulebook = timed

        def teardown(self):
            assert self.model is None

    run_state_machine_as_test(TimedLife, settings=QUICK)


def test_qualflow_itself_does_without_hypothesis():
    """Only who tests needs it."""
    program = (
        "import sys; from qualflow import *; load('instrument-approval'); "
        "assert 'hypothesis' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
