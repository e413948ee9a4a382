"""The residue of an unknown verdict: what is still worth asking."""

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from qualflow.explain.questions import open_facts
from qualflow.law.evaluators.walk import Situation, evaluate
from qualflow.law.expression import Known, Shift, WorkingDays, facts_read, nodes
from qualflow.law.parsing import parse
from qualflow.law.types import condition
from strategies import FACTS, SCOPE, checked_expressions, situations, values

TODAY = 740_000


def asked(written, weak=(), **facts):
    """Return the facts worth asking for, on values inside."""
    here = Situation(facts, TODAY, weak=frozenset(weak))
    return open_facts(condition(parse(written), SCOPE), here)


@pytest.mark.parametrize(
    ("written", "facts", "expected"),
    [
        ("samples >= 15", {}, ("samples",)),
        ("samples >= 15", {"samples": 3}, ()),
        ("safe or one_type", {}, ("safe", "one_type")),
        ("safe or one_type", {"safe": False}, ("one_type",)),
        ("safe or one_type", {"safe": True}, ()),
        ("safe and one_type", {"safe": False}, ()),
        ("safe and one_type", {"one_type": True}, ("safe",)),
        ("safe implies samples >= 15", {"safe": True}, ("samples",)),
        ("safe implies samples >= 15", {"samples": 3}, ("safe",)),
        ("safe implies samples >= 15", {}, ("safe", "samples")),
        ("not (safe and one_type)", {"safe": True}, ("one_type",)),
        ("samples + range_km >= 15", {"samples": 3}, ("range_km",)),
        ("3 * share_pct > 100", {}, ("share_pct",)),
        ("fee > share_pct", {}, ("fee", "share_pct")),
        ("14 <= samples <= range_km", {}, ("samples", "range_km")),
        ("14 <= samples <= range_km", {"samples": 3}, ()),
        ("category in {\"gauge\"}", {}, ("category",)),
        ("assessor != applicant", {"applicant": "lee"}, ("assessor",)),
        ("today <= filed_on + 2 years", {}, ("filed_on",)),
        ("days(filed_on, issued_on) <= 3", {}, ("filed_on", "issued_on")),
        ("own_file", {"samples": 15}, ("one_type",)),
        ("(safe or one_type) and (one_type or samples > 1)", {"safe": True},
         ("one_type", "samples")),
    ],
)  # fmt: skip
def test_what_could_still_settle_a_condition_is_asked_for(written, facts, expected):
    """In its order, each once; never what is settled already."""
    assert asked(written, **facts) == expected


def test_known_is_asked_for_only_where_the_filing_is_too_weak():
    """Whether anything is on file is never unknown otherwise."""
    assert asked("known(filed_on) or safe") == ("safe",)
    assert asked("known(filed_on)", weak=["filed_on"]) == ("filed_on",)


def test_a_day_without_a_calendar_is_nobodys_question():
    """The next calendar is not in anybody's file."""
    assert asked("today < today + 1 working day") == ()
    assert asked("today < filed_on + 1 working day", filed_on=TODAY) == ()


def no_working_days(tree):
    """Return whether a tree can be answered without a calendar."""
    shifts = (WorkingDays, Shift)
    return not any(isinstance(node, shifts) for node in nodes(tree))


@given(checked_expressions(3, without=(Known,)), situations(), st.data())
def test_no_other_fact_settles_it(tree, here, data):
    """To answer what was not asked is no use (`known` excepted: it is never open)."""
    assume(evaluate(tree, here) is None)
    others = set(facts_read(tree)) - set(open_facts(tree, here)) - here.facts.keys()
    more = {name: data.draw(values(FACTS[name])) for name in sorted(others)}
    after = evolve(here, facts={**here.facts, **more}, weak=here.weak - others)

    assert evaluate(tree, after) is None


@given(checked_expressions(3), situations(), st.data())
def test_to_answer_what_is_asked_settles_it_in_the_end(tree, here, data):
    """Round by round: an answer may lead to the next question, never to silence."""
    assume(no_working_days(tree))
    for _ in range(len(facts_read(tree)) + 1):
        names = open_facts(tree, here)
        assert bool(names) is (evaluate(tree, here) is None)
        more = {name: data.draw(values(FACTS[name])) for name in names[:1]}
        here = evolve(here, facts={**here.facts, **more}, weak=here.weak - more.keys())

    assert evaluate(tree, here) is not None
