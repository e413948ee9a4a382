"""Time in a life, against an interpreter that walks day by day."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from case.clocked import clocked_rulebooks, command, deeds, working
from case.plain_clock import PlainLife
from qualflow import Advance, decide, open_case, replay


def lived(law, commands, case=None):
    """Return the case after the commands, with all that time did between them."""
    case = case or open_case(law, "C-7")
    for one in commands:
        case = replay(decide(law, case, one).events, start=case)
    return case


def by_itself(case):
    """Return what happened by itself, as the plain interpreter writes it."""
    found = [(e.on, e.clock, e.started_on, e.due) for e in case.expired]
    found += [(s.on, s.fired_by, s.transition) for s in case.path if s.fired_by]
    return sorted(found, key=str)


@settings(max_examples=120)
@given(law=clocked_rulebooks(), life=deeds(), wait=st.integers(0, 60))
def test_lives_agree_with_an_interpreter_that_walks_day_by_day(law, life, wait):
    """Clocks of every kind, pauses, extensions, reforms, on the same days."""
    until = life[-1][0] + timedelta(days=wait)
    plain = PlainLife(law, working).live(life, until)

    case = lived(law, [*map(command, life), Advance(until)])

    assert by_itself(case) == sorted(plain.happened, key=str)
    assert case.state == plain.state


@settings(max_examples=120)
@given(law=clocked_rulebooks(), life=deeds(), waits=st.lists(st.integers(0, 60)))
def test_splitting_one_wait_changes_nothing(law, life, waits):
    """Whether anybody looked in between, the same things happen on the same days."""
    told = lived(law, map(command, life))
    days = sorted(life[-1][0] + timedelta(days=wait) for wait in (*waits, 60))

    once = lived(law, [Advance(days[-1])], told)
    often = lived(law, map(Advance, days), told)

    assert once == often
