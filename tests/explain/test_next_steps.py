"""What is open, what a filing away, what not by filing, what no more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow import (
    Answer,
    Evidence,
    FileFact,
    ReadLink,
    Request,
    Standing,
    decide,
    explain,
    next_steps,
    replay,
)
from qualflow.case.commands import CommandError
from qualflow.errors import UnknownNameError
from qualflow.explain.next_steps import Reach
from qualflow.law.rules import Actor, Acts, Effect, Interval, Phase
from qualflow.testing import lives, rulebooks
from rulebooks import (
    DAY,
    GOOD,
    INSTRUMENTS,
    REFORM,
    a_case,
    a_rulebook,
    a_step,
    after,
    approved,
    boolean,
    days,
    filed,
    number,
    under_review,
    writes,
)


def steps(case, on=DAY, rulebook=INSTRUMENTS, **demands):
    """Return how far away each step is."""
    coming = next_steps(rulebook, case, on, **demands).steps
    return {step.why.transition: step.reach for step in coming}


def step(case, name, on=DAY, rulebook=INSTRUMENTS, **demands):
    """Return one of the steps."""
    coming = next_steps(rulebook, case, on, **demands).steps
    return next(step for step in coming if step.why.transition == name)


# Reach -----------------------------------------------------------------------------


def test_what_is_open_comes_first_and_what_is_near_before_what_is_far():
    """A list to work through from the top."""
    case = under_review(**GOOD | {"samples": 14, "settling_s": "5.01"})

    assert list(steps(case).items()) == [
        ("inspect", Reach.OPEN),
        ("refuse", Reach.OPEN),
        ("withdraw", Reach.OPEN),
        ("approve", Reach.FILINGS),
    ]
    case = filed(INSTRUMENTS, case, samples=15)
    assert steps(case)["approve"] is Reach.ONE_FILING
    assert step(case, "approve").changes[0].values == {"settling_s": 5}
    case = filed(INSTRUMENTS, case, settling_s="4.99")
    assert steps(case)["approve"] is Reach.OPEN
    assert step(case, "approve").changes == ()


def test_what_no_filing_opens_comes_last():
    """However little there is to file."""
    assert list(steps(a_case()).items()) == [
        ("submit", Reach.ONE_FILING),
        ("take_over", Reach.NOT_BY_FILING),
    ]


def test_a_step_says_where_it_leads_and_why_it_is_not_open():
    """The same answer as to a request."""
    case = under_review(samples=14)
    coming = step(case, "approve")

    assert coming.target == "approved"
    assert coming.why == explain(INSTRUMENTS, case, Request("approve", DAY))


def test_an_outlook_says_where_the_case_stands():
    """And on which day."""
    found = next_steps(INSTRUMENTS, under_review(), DAY)

    assert (found.case, found.process, found.on) == ("C-7", "iaa", DAY)
    assert (found.state, found.phase) == ("under_review", Phase.UNDER_REVIEW)


def test_what_another_case_or_a_step_has_written_no_filing_can_change():
    """The other case has to move, or this one."""
    assert steps(a_case())["take_over"] is Reach.NOT_BY_FILING
    case = after(INSTRUMENTS, a_case(), ReadLink("holder", approved(), DAY))
    assert steps(case)["take_over"] is Reach.NOT_BY_FILING

    used = after(INSTRUMENTS, approved(), Request("start_use", DAY))
    suspended = after(INSTRUMENTS, used, Request("suspend", DAY))
    assert steps(suspended)["resume"] is Reach.NOT_BY_FILING
    assert steps(suspended, DAY + days(30))["resume"] is Reach.OPEN


def test_only_what_bars_has_to_be_filed():
    """A finding does not close the door, so nobody has to open it."""
    case = under_review(**GOOD | {"announced": False, "samples": 14})

    assert step(case, "approve").changes[0].values == {"samples": 15}


def test_only_accepted_standings_have_to_be_met():
    """Unless one asks for more."""
    case = under_review(**GOOD)

    assert steps(case)["approve"] is Reach.OPEN
    strict = step(case, "approve", standings=frozenset(Standing))
    assert strict.changes[0].values == {"insured": True, "visited": True}


def test_what_is_filed_too_weakly_has_to_be_filed_again():
    """With better evidence; `documented` is what `a_case` files with."""
    change = step(under_review(**GOOD), "approve", evidence=Evidence.OFFICIAL).changes[
        0
    ]

    assert set(change.better_evidence) == {
        "report_issued_on", "settling_s", "samples", "assessor", "applicant",
    }  # fmt: skip
    assert change.overwrites == ()


# Who -------------------------------------------------------------------------------


def test_only_what_an_actor_may_ask_for_is_listed_for_it():
    """Each has a list of its own."""
    case = under_review()

    assert set(steps(case, by="applicant")) == {"withdraw"}
    assert set(steps(case, by="office")) == {"inspect", "approve", "refuse"}
    with pytest.raises(UnknownNameError, match="did you mean 'office'"):
        next_steps(INSTRUMENTS, case, DAY, by="ofice")


def test_what_only_time_makes_is_listed_apart():
    """Nobody can ask for it; an archive's acts are no outlook at all."""
    assert next_steps(INSTRUMENTS, approved(), DAY).timed == ("lapse",)
    drafted = next_steps(INSTRUMENTS, a_case(), DAY)
    assert drafted.timed == ()
    assert "record_old" not in {s.why.transition for s in drafted.steps}


def test_a_transition_that_a_reform_gave_to_time_is_timed_from_then_on():
    """One version by the office, the next by the law itself."""
    rulebook = a_rulebook(
        actors=("office", Actor("law", acts=Acts.BY_LAW)),
        transitions=[
            a_step(in_force=Interval(until=REFORM)),
            a_step(by=("law",), in_force=Interval(since=REFORM)),
        ],
    )
    case = a_case(rulebook)

    assert next_steps(rulebook, case, REFORM - days(1)).timed == ()
    assert next_steps(rulebook, case, REFORM).timed == ("approve",)


def test_a_case_of_another_process_is_a_mistake():
    """Its state means something else."""
    with pytest.raises(CommandError, match="one of iaa, not of other"):
        next_steps(a_rulebook(name="other", transitions=[a_step()]), a_case(), DAY)


# Out of reach ----------------------------------------------------------------------


def test_from_a_final_state_nothing_is_in_reach():
    """Cancelled is final."""
    case = after(INSTRUMENTS, approved(), Request("surrender", DAY))
    found = next_steps(INSTRUMENTS, case, DAY)

    assert found.steps == ()
    assert set(found.out_of_reach) == set(INSTRUMENTS.transitions)


def test_what_cannot_be_come_to_any_more_is_out_of_reach_for_good():
    """An approved instrument is not refused, and no archive has it."""
    assert next_steps(INSTRUMENTS, approved(), DAY).out_of_reach == (
        "submit", "accept", "inspect", "approve", "refuse", "withdraw", "take_over",
        "record_old",
    )  # fmt: skip
    assert next_steps(INSTRUMENTS, a_case(), DAY).out_of_reach == ("record_old",)


def test_what_the_law_no_longer_knows_is_out_of_reach():
    """`inspect` ends with the reform; what comes later may still come."""
    assert "inspect" in next_steps(INSTRUMENTS, a_case(), REFORM).out_of_reach
    eve = next_steps(INSTRUMENTS, a_case(), REFORM - days(1))
    assert "inspect" not in eve.out_of_reach
    later = a_rulebook(transitions=[a_step(in_force=Interval(since=REFORM))])
    assert next_steps(later, a_case(later), DAY).out_of_reach == ()


def test_a_day_that_has_passed_fires_nothing_more():
    """A reform moves pending cases once."""
    rulebook = a_rulebook(
        actors=(Actor("law", acts=Acts.BY_LAW),),
        transitions=[a_step(by=("law",), on_day=REFORM)],
    )
    closed = a_rulebook(
        actors=(Actor("law", acts=Acts.BY_LAW),),
        transitions=[
            a_step(source="closed", target="draft", by=("law",), on_day=REFORM)
        ],
    )

    assert next_steps(rulebook, a_case(rulebook), REFORM - days(1)).out_of_reach == ()
    after_it = next_steps(closed, a_case(closed), REFORM + days(1))
    assert after_it.out_of_reach == ("approve",)


# Changes do what they say ----------------------------------------------------------


@settings(deadline=None)
@given(rulebooks(), st.data())
def test_every_change_once_filed_opens_the_step(law, data):
    """With official evidence, whatever was on file before and whatever is asked for."""
    case, sent = data.draw(lives(law, most=6))
    on = max([command.on for command in sent], default=DAY)
    evidence = data.draw(st.sampled_from(Evidence))
    for coming in next_steps(law, case, on, evidence=evidence).steps:
        for change in coming.changes:
            then = case
            for name, value in change.values.items():
                filing = FileFact(name, value, on, evidence=Evidence.OFFICIAL)
                then = replay(decide(law, then, filing).events, start=then)
            request = Request(coming.why.transition, on, evidence=evidence)
            assert explain(law, then, request).answer is Answer.OPEN


def test_of_a_step_that_writes_its_own_fact_the_filing_counts_until_then():
    """Nobody has written it yet, so it can be filed."""
    rulebook = a_rulebook(
        facts=[number("samples"), boolean("safe")],
        clauses=[
            ("IAA 1", "samples >= 15"),
            ("IAA 2", "safe", {"effect": Effect.FINDING}),
        ],
        transitions=[
            a_step(
                target="draft", clauses=("IAA 1", "IAA 2"), records=writes(samples=3)
            )
        ],
    )
    case = a_case(rulebook)
    assert steps(case, rulebook=rulebook) == {"approve": Reach.ONE_FILING}
    case = after(rulebook, filed(rulebook, case, samples=15), Request("approve", DAY))
    assert steps(case, rulebook=rulebook) == {"approve": Reach.NOT_BY_FILING}
