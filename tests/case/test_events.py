"""Events and cases are plain values: comparable, picklable, small."""

import copy
import pickle
import sys
import tracemalloc

import pytest

from qualflow import (
    Evidence,
    FileFact,
    open_case,
)
from qualflow.case.events import LinkRead
from rulebooks import (
    DAY,
    INSTRUMENTS,
    NEXT_DAY,
    a_case,
    after,
    approved,
    every_kind,
    filed,
)


@pytest.mark.parametrize("make", [a_case, every_kind, approved])
@pytest.mark.parametrize(
    "copied",
    [lambda case: pickle.loads(pickle.dumps(case)), copy.copy, copy.deepcopy],
    ids=["pickled", "copied", "copied deeply"],
)
def test_a_case_can_be_sent_elsewhere(make, copied):
    """To another process, into a cache; a fresh one too, though its facts are none."""
    case = make()
    other = copied(case)

    assert other == case
    assert other.sources == case.sources
    assert after(INSTRUMENTS, other, FileFact("samples", 15, NEXT_DAY))


def test_a_fresh_case_is_equal_to_another():
    """The mapping without facts is one like any other."""
    fresh = open_case(INSTRUMENTS, "C-7")

    assert fresh == open_case(INSTRUMENTS, "C-7")
    assert fresh != open_case(INSTRUMENTS, "C-8")
    assert fresh.facts == {}


def test_the_facts_of_a_fresh_case_cannot_be_changed():
    """All fresh cases share them."""
    with pytest.raises(TypeError):
        open_case(INSTRUMENTS, "C-7").facts["samples"] = 15


def test_what_a_link_fills_is_named_after_it():
    """Three facts; those of a case that never moved are cleared."""
    read = LinkRead("holder", "C-8", 0, "draft", None, None, Evidence.OFFICIAL, DAY)

    assert read.read == (
        ("holder.state", "draft"),
        ("holder.since", None),
        ("holder.through", None),
    )


def test_a_fresh_case_is_less_than_a_kilobyte():
    """Measured over many, so that what they share does not count."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        cases = [open_case(INSTRUMENTS, f"C-{number}") for number in range(2_000)]
        after_all, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (after_all - before) / len(cases) < 1_000


def test_a_filed_fact_costs_less_than_another_case():
    """The event, two references, its place in the history."""
    names = ("samples", "signed", "announced", "visited", "insured", "applicant")
    values = (15, True, True, True, True, "lee")
    facts = dict(zip(names, values, strict=True))
    filed(INSTRUMENTS, a_case(), **facts)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        cases = [a_case(**facts) for _ in range(300)]
        after_all, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    a_fact = (after_all - before) / len(cases) / len(facts)
    assert a_fact < 1_000, sys.version
