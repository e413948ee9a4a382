"""Whole lives of random cases under random law."""

from collections import Counter

import pytest
from hypothesis import assume, event, given, settings, target
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from qualflow import (
    Answer,
    Correct,
    Evidence,
    FileFact,
    Record,
    Request,
    Standing,
    Verdict,
    amended,
    as_of,
    decide,
    open_case,
    replay,
)
from qualflow.case.events import ActNoted, Corrected, FactFiled, StateEntered
from qualflow.testing import CaseLife, Model, lives, moves, rulebooks

DEEP = settings().max_examples > 100


def some(examples, **more):
    """Return settings for a slow property; the deep profile looks twenty times further."""
    return settings(max_examples=examples * (20 if DEEP else 1), deadline=None, **more)


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
