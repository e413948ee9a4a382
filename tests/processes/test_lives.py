"""Whole lives under the law that is shipped."""

from typing import ClassVar

import pytest
from attrs import evolve
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from qualflow import Request, decide, load
from qualflow.testing import CaseLife

AUTOMAKER = load("cn-automaker")

ENDS = {"refused", "withdrawn", "lapsed", "revoked", "deregistered"}
CONSENTS = {"approve", "file", "take_over", "record_existing_access"}
WITH_ACCESS = {
    "access_granted",
    "production_start",
    "production_stopped",
    "special_publicity",
    "suspended",
}


def some(examples, steps):
    """Return settings for lives; the deep profile lives twenty times as many."""
    deep = settings().max_examples > 100
    return settings(
        max_examples=examples * (20 if deep else 1),
        stateful_step_count=steps,
        deadline=None,
    )


class MakersLife(CaseLife):
    """A maker of cars, from the first application on.

    Nothing is corrected: a correction may take away the consent that a later step
    rested on, and what happened still happened.
    """

    rulebook = AUTOMAKER
    corrections = False
    always_open = ("surrender",)
    reached: ClassVar[set[str]] = set()

    @invariant()
    def access_rests_on_a_consent_a_filing_a_takeover_or_an_older_right(self):
        """Whatever else is recorded, and in whatever order."""
        made = set()
        for step in self.case.path:
            made.add(step.transition)
            if step.target in WITH_ACCESS:
                assert made & CONSENTS, step.transition

    @invariant()
    def cars_are_built_only_by_a_maker_that_holds_access_on_that_day(self):
        """It was granted on that day or before, and has not ended since."""
        before, granted_on = None, None
        for step in self.case.path:
            if step.target == "access_granted":
                granted_on = step.on
            if step.target == "production_start":
                assert before in WITH_ACCESS
                assert granted_on is not None
                assert granted_on <= step.on
            before = step.target

    @invariant()
    def nothing_but_the_record_follows_the_end_of_a_right(self):
        """What is entered after it moves nothing."""
        targets = [step.target for step in self.case.path]
        assert not ENDS & set(targets[:-1])
        if self.case.state in ENDS:
            for name in self.law.transitions:
                request = Request(name, self.today)
                refusal = decide(self.law, self.case, request).refusal
                assert refusal.answer == "no_such_transition"

    def teardown(self):
        """Note how far lives go: a property of short ones would say little."""
        if hasattr(self, "case"):
            self.reached.update(step.target for step in self.case.path)


class NewMakersLife(MakersLife):
    """A maker that had no access under older rules."""

    rulebook = evolve(
        AUTOMAKER,
        transitions={
            name: versions
            for name, versions in AUTOMAKER.transitions.items()
            if name != "record_existing_access"
        },
    )
    reached: ClassVar[set[str]] = set()


class InstrumentsLife(CaseLife):
    """An instrument, in the three lines that a user needs."""

    rulebook = load("instrument-approval")
    corrections = False


@pytest.mark.parametrize("life", [MakersLife, NewMakersLife])
def test_no_life_of_a_maker_gets_round_the_law(life):
    """No access without consent, no cars without access, and an end is an end.

    Surrender stays open to the holder from every state in which a right is held.
    """
    run_state_machine_as_test(life, settings=some(25, 25))

    assert {"access_granted", "production_start", "suspended"} <= life.reached
    assert life.reached & ENDS


def test_no_instrument_is_approved_unseen():
    """The rulebook's own property is checked without another word."""
    assert InstrumentsLife.rulebook.properties
    run_state_machine_as_test(InstrumentsLife, settings=some(15, 20))
