"""Whole lives of random cases under random law."""

from itertools import product

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from qualflow import (
    Answer,
    Correct,
    Evidence,
    FileFact,
    ReadLink,
    Record,
    Request,
    Standing,
    Verdict,
    apply,
    as_of,
    decide,
    open_case,
    replay,
)
from qualflow.case.events import StateEntered
from qualflow.case.steps import counted
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.expression import reads_known
from qualflow.law.rules import ALWAYS, DEFAULT_STANDINGS
from qualflow.strategies.moves import steps
from qualflow.testing import REFORM, CaseLife, filings, lives, rulebooks
from rulebooks import DAY, days

EVE = REFORM - days(1)


def some(examples, **more):
    """Return settings for a slow property; the deep profile tries twenty times more."""
    deep = settings().max_examples > 100
    return settings(max_examples=examples * (20 if deep else 1), deadline=None, **more)


class AnyLife(CaseLife):
    """A life under random law, corrections and all."""

    always_open = ("surrender",)


class StraightLife(CaseLife):
    """A life in which nothing is corrected, so that what is final stays final."""

    always_open = ("surrender",)
    corrections = False


@pytest.mark.parametrize("life", [AnyLife, StraightLife])
def test_a_life_is_what_a_model_of_plain_dictionaries_says(life):
    """The model decides by the walk and adds up in a loop.

    Beside it: replaying gives the case, its file gives it back, final states are final,
    and a right can be surrendered from every state in which it is held.
    """
    run_state_machine_as_test(life, settings=some(40, stateful_step_count=20))


@st.composite
def situations(draw, *, corrections=True):
    """Return a rulebook, a case with a life behind it, and a day from its last on."""
    rulebook = draw(rulebooks())
    case, sent = draw(lives(rulebook, most=8, corrections=corrections))
    on = max([command.on for command in sent], default=DAY)
    return rulebook, case, on + days(draw(st.sampled_from((0, 0, 1, 300))))


# Verdicts --------------------------------------------------------------------------

EVERYTHING = frozenset(Standing)


@some(50)
@given(situations())
def test_compiled_clauses_say_of_whole_steps_what_the_walk_says(here):
    """`rule` and `passes` are the fast ways; the walk is the law."""
    rulebook, case, on = here
    today = on.toordinal()
    for standings, least in product((DEFAULT_STANDINGS, EVERYTHING), Evidence):
        for step in steps(rulebook, case, on, standings):
            facts, weak = counted(case, step, least)
            situation = Situation(facts, today, rulebook.calendar, weak)
            walked = {
                clause.ref: judge(clause.when, situation, presumed=clause.presumed)
                for clause in step.clauses
                if clause.standing in standings
            }

            findings = step.rule(facts, weak, today).findings
            for finding in findings:
                left_out = Verdict.NOT_EVALUATED
                assert finding.verdict is walked.get(finding.clause.ref, left_out)
            if step.passes(facts, weak, today):
                assert set(walked.values()) <= {Verdict.MET}


@some(80)
@given(situations(), st.data())
def test_filing_what_was_not_on_file_never_turns_a_settled_verdict(here, data):
    """It may answer an open question, never change an answer.

    Clauses that ask what is on file, and presumed ones, are excepted: both take silence
    for an answer, so that a filing can be the contrary.
    """
    rulebook, case, on = here
    filing = data.draw(filings(rulebook, case, on))
    assume(filing.fact not in case.facts)
    after = replay(decide(rulebook, case, filing).events, start=case)
    for step in steps(rulebook, case, on):
        before, now = (
            step.rule(c.facts, frozenset(), on.toordinal()) for c in (case, after)
        )
        for clause, old, new in zip(
            step.evaluated, before.verdicts, now.verdicts, strict=True
        ):
            if not clause.presumed and not reads_known(clause.when):
                assert old is None or new is old, clause.ref


@some(80)
@given(situations())
def test_asking_for_better_evidence_never_opens_a_door(here):
    """With the same filings it can only turn answers into questions.

    No clause is excepted: what is filed too weakly is unknown to `known` and to a
    presumption as well.
    """
    rulebook, case, on = here
    for step in steps(rulebook, case, on, EVERYTHING):
        opened = [
            evidence
            for evidence in Evidence
            if decide(
                rulebook,
                case,
                Request(step.transition.name, on, "", evidence, EVERYTHING),
            ).refusal
            is None
        ]
        assert opened == list(Evidence)[: len(opened)], step.transition.name


# The law of the day ----------------------------------------------------------------


def frozen_law(rulebook, on):
    """Return the law of one day as if there had never been another."""

    def cut(named):
        return {
            name: tuple(
                evolve(version, in_force=ALWAYS)
                for version in versions
                if (version.in_force.since or on) <= on
                and (version.in_force.until is None or on < version.in_force.until)
            )
            for name, versions in named.items()
        }

    return evolve(
        rulebook,
        clauses=cut(rulebook.clauses),
        transitions=cut(rulebook.transitions),
    )


def gist(outcome):
    """Return what an outcome says, without the edition that says it."""
    refusal = outcome.refusal
    if refusal is None:
        return outcome.events
    found = [(f.clause.ref, f.verdict, f.values) for f in refusal.findings]
    return refusal.answer, refusal.may, found


@some(50)
@given(rulebooks(), st.data())
def test_the_day_before_and_the_day_of_a_reform_are_judged_by_their_own_law(law, data):
    """The eve knows nothing of the reform, the day nothing of what was before it."""
    case, sent = data.draw(lives(law, first=st.just(EVE - days(40)), most=4))
    assume(all(command.on < REFORM for command in sent))
    for on in (EVE, REFORM):
        alone = frozen_law(law, on)
        for name in law.transitions:
            request = Request(name, on)
            found = decide(law, case, request)
            if not alone.transitions[name]:
                assert found.refusal.answer is Answer.NO_SUCH_TRANSITION
            else:
                assert gist(found) == gist(decide(alone, case, request))


# Corrections -----------------------------------------------------------------------


def entered(rulebook, commands):
    """Return the case in which all commands have been entered, one event for each."""
    case = open_case(rulebook, "C-7")
    for command in commands:
        (event,) = decide(rulebook, case, command).events
        case = apply(case, event)
    return case


def as_records(rulebook, commands):
    """Return filings, reads and acts; what was granted as an act that has happened."""
    case, found = open_case(rulebook, "C-7"), []
    for command in commands:
        outcome = decide(rulebook, case, command)
        case = replay(outcome.events, start=case)
        match command:
            case Request(name, on) if outcome.refusal is None:
                found.append(Record(name, on, evidence=Evidence.OFFICIAL))
            case FileFact() | Record() | ReadLink():
                found.append(command)
    return found


def unmade(right, wrong):
    """Return whether some step was made only because of a mistake."""
    return any(
        isinstance(made, StateEntered)
        and (not isinstance(due, StateEntered) or made.target != due.target)
        for due, made in zip(right, wrong, strict=True)
    )


@some(80)
@given(rulebooks(), st.data())
def test_a_corrected_life_is_one_without_the_mistake(law, data):
    """State and facts, whatever was mistaken: a value, its day, its evidence, an act.

    Excepted are steps that were made only because of the mistake: what happened,
    happened, and undoing it is a decision of its own.
    """
    _, sent = data.draw(lives(law, corrections=False))
    right = as_records(law, sent)
    assume(right)
    number = data.draw(st.integers(1, len(right)))
    meant = right[number - 1]
    before = entered(law, right[: number - 1])
    mistake = data.draw(
        st.one_of(
            filings(law, before, meant.on),
            st.builds(
                Record, st.sampled_from(list(law.transitions)), st.just(meant.on)
            ),
        )
    )
    wrong = [*right[: number - 1], mistake, *right[number:]]
    expected, mistaken = entered(law, right), entered(law, wrong)
    assume(not unmade(expected.history[number:], mistaken.history[number:]))

    correction = Correct(number, meant, right[-1].on)
    case = replay(decide(law, mistaken, correction).events, start=mistaken)

    assert case.state == expected.state
    assert case.facts == expected.facts
    assert [step.transition for step in case.path] == [
        step.transition for step in expected.path
    ]


@some(50)
@given(rulebooks(), st.data())
def test_what_is_voided_might_as_well_never_have_been(law, data):
    """A life with an event too many, and the same without it."""
    _, sent = data.draw(lives(law, corrections=False))
    right = as_records(law, sent)
    assume(right)
    number = data.draw(st.integers(1, len(right)))
    expected = entered(law, [*right[: number - 1], *right[number:]])
    mistaken = entered(law, right)
    assume(not unmade(expected.history[number - 1 :], mistaken.history[number:]))

    correction = Correct(number, None, right[-1].on)
    case = replay(decide(law, mistaken, correction).events, start=mistaken)

    assert (case.state, case.facts) == (expected.state, expected.facts)


@some(50)
@given(rulebooks(), st.data())
def test_a_case_cut_at_a_day_is_the_case_as_it_stood_at_its_end(law, data):
    """Where nothing was corrected; what was, is right on every day."""
    case, sent = data.draw(lives(law, corrections=False))
    for on in {command.on + days(more) for command in sent for more in (-1, 0)}:
        then = open_case(law, "C-7")
        for command in sent:
            if command.on <= on:
                then = replay(decide(law, then, command).events, start=then)

        cut = as_of(case, on)
        assert (cut, cut.sources) == (then, then.sources)
