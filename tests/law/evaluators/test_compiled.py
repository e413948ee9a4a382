"""Generated clauses say what the walk says, and can do nothing else."""

import builtins
import dis
from datetime import date
from itertools import product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from qualflow.law.calendar import NO_CALENDAR
from qualflow.law.evaluators.compiled import Condition, compile_guard
from qualflow.law.evaluators.walk import Situation, evaluate, judge
from qualflow.law.expression import (
    Among,
    And,
    Compare,
    Name,
    Text,
    children,
    depth,
    facts_read,
)
from qualflow.law.parsing import MOST_LEVELS, parse
from qualflow.law.types import condition
from qualflow.law.verdict import VERDICTS, Verdict
from strategies import CALENDAR, SCOPE, checked_expressions, situations

LEAP_DAY = date(2028, 2, 29).toordinal()


def conditions():
    """One to three clauses, some of them presumed."""
    clauses = st.builds(
        Condition, st.just("IAA 9(1)"), checked_expressions(3), st.booleans()
    )
    return st.lists(clauses, min_size=1, max_size=3)


def clause(written, *, presumed=False, ref="IAA 9(1)"):
    """Return one condition from text."""
    return Condition(ref, condition(parse(written), SCOPE), presumed)


def asked(guard, here):
    """Return what `fast` answers; None where it does not know."""
    try:
        return guard.fast(here.facts, here.today)
    except LookupError:
        return None


def certain(tree, here):
    """Return whether no part of the tree is unknown, settled by others or not."""
    if evaluate(tree, here) is None:
        return False
    return all(certain(part, here) for part in children(tree))


# The same answers ------------------------------------------------------------------


@given(conditions(), situations())
def test_every_verdict_is_what_the_walk_finds(clauses, here):
    """The walk is the reference; the fast way must not be another law."""
    guard = compile_guard(clauses, here.calendar)
    walked = [judge(c.when, here, presumed=c.presumed) for c in clauses]

    verdicts = guard.verdicts(here.facts, here.weak, here.today)
    assert [VERDICTS[verdict] for verdict in verdicts] == walked


@given(conditions(), situations(weak=st.just(frozenset())))
def test_fast_says_yes_only_if_every_clause_is_met(clauses, here):
    """It may not know, or answer no where the walk does not know; never too much."""
    guard = compile_guard(clauses, here.calendar)
    verdicts = {judge(c.when, here, presumed=c.presumed) for c in clauses}

    if asked(guard, here):
        assert verdicts == {Verdict.MET}


@given(conditions(), situations(weak=st.just(frozenset())))
def test_fast_says_yes_exactly_if_every_clause_is_met_once_all_is_known(clauses, here):
    """Nothing missing, not a fact and not a day of the calendar."""
    guard = compile_guard(clauses, here.calendar)
    if not all(certain(c.when, here) for c in clauses):
        return
    verdicts = {judge(c.when, here, presumed=c.presumed) for c in clauses}

    assert asked(guard, here) is (verdicts == {Verdict.MET})


EACH_NODE = [
    "safe",
    "not safe",
    "safe and one_type",
    "safe or one_type",
    "safe implies one_type",
    "safe == one_type",
    "known(safe)",
    "known(safe) and one_type",
    "safe or known(one_type)",
    "known(safe) implies not one_type",
    "14 < samples <= range_km < 16",
    "samples + range_km > 30",
    "samples - range_km > 0",
    "3 * samples > 2 * range_km + 14",
    "samples == share_pct",
    "share_pct in {15, 33.3333}",
    'category in {"gauge", "scale"} or old_category == category',
    "days(filed_on, issued_on) >= 1",
    "working_days(filed_on, issued_on) >= 1",
    "today <= filed_on + 1 working day",
    "today - 1 working day < filed_on or safe",
    "filed_on + 1 year == today - 12 months + 2 years",
    "today < issued_on + 1 day and late",
]
FEW = {
    **dict.fromkeys(("safe", "one_type"), (True, False)),
    **dict.fromkeys(("samples", "range_km"), (15, 16)),
    "share_pct": (15_00, 16_00),
    **dict.fromkeys(("category", "old_category"), ("gauge", "meter")),
    **dict.fromkeys(("filed_on", "issued_on"), (LEAP_DAY, LEAP_DAY + 1)),
}
MISSING, WEAK = "missing", "weak"


def every_situation(names):
    """Yield each combination of few values, missing and weak, on two days."""
    chances = [(*FEW[name], MISSING, WEAK) for name in names]
    for values in product(*chances):
        drawn = dict(zip(names, values, strict=True))
        weak = frozenset(name for name, v in drawn.items() if v == WEAK)
        facts = {n: v for n, v in drawn.items() if v not in (WEAK, MISSING)}
        for day in (LEAP_DAY, LEAP_DAY + 1):
            yield Situation(facts, day, CALENDAR, weak)


@pytest.mark.parametrize("written", EACH_NODE)
@pytest.mark.parametrize("presumed", [False, True])
@pytest.mark.parametrize("calendar", [CALENDAR, NO_CALENDAR], ids=["days", "no_days"])
def test_each_node_is_compiled_as_it_is_walked(written, presumed, calendar):
    """Exhaustively, over few values: random trees rarely make one node decide."""
    asks = clause(written, presumed=presumed)
    guard = compile_guard([asks], calendar)

    for chance in every_situation(facts_read(asks.when)):
        here = evolve(chance, calendar=calendar)
        walked = judge(asks.when, here, presumed=presumed)
        (verdict,) = guard.verdicts(here.facts, here.weak, here.today)
        assert VERDICTS[verdict] is walked
        if not here.weak and certain(asks.when, here):
            assert asked(guard, here) is (walked is Verdict.MET)


@pytest.mark.parametrize(
    ("written", "presumed", "facts", "expected"),
    [
        ("safe", False, {"safe": True}, True),
        ("safe", False, {"safe": False}, False),
        ("safe", False, {}, None),
        ("safe", True, {}, True),
        ("safe", True, {"safe": False}, False),
        ("not safe", True, {}, True),
        ("one_type or safe", False, {"safe": True}, None),
        ("safe or one_type", False, {"safe": True}, True),
        ("known(safe)", False, {}, False),
        ("today < today + 1 working day", False, {}, None),
        # A presumption about days may hide a missing calendar: only `verdicts` knows.
        ("filed_on < today + 1 day", True, {}, False),
    ],
)
def test_fast_answers_none_where_it_has_to_look_twice(
    written, presumed, facts, expected
):
    """A LookupError sends the caller to `verdicts`."""
    guard = compile_guard([clause(written, presumed=presumed)], NO_CALENDAR)

    assert asked(guard, Situation(facts, 1)) is expected


def test_a_transition_without_clauses_is_open():
    """Nothing is asked, so everything is met."""
    guard = compile_guard([], NO_CALENDAR)

    assert guard.fast({}, 1) is True
    assert guard.verdicts({}, frozenset(), 1) == ()
    assert guard.reads == frozenset()


def test_a_guard_knows_what_it_reads():
    """Definitions included: a finding lists these values."""
    guard = compile_guard([clause("late"), clause("safe")], CALENDAR)

    assert guard.reads == {"one_type", "samples", "filed_on", "safe"}
    assert guard.reads == {n for c in guard.conditions for n in facts_read(c.when)}


# The source ------------------------------------------------------------------------


def test_an_auditor_can_print_what_was_run():
    """Clause by clause, in order, under its ref."""
    first = clause("samples >= 15 and safe", ref="IAA 3(1)")
    second = clause("late implies known(safe)", presumed=True, ref="IAA 9(1)")
    source = compile_guard([first, second], CALENDAR).source

    assert source.startswith(
        "def fast(facts, today):\n"
        "    # IAA 3(1)\n"
        "    if not ((facts['samples'] >= 15) and facts['safe']):\n"
        "        return False\n"
        "    # IAA 9(1)\n"
    )
    assert source.count("# IAA 3(1)") == source.count("# IAA 9(1)") == 2
    assert source.replace("\n", "").isprintable()


ALLOWED = {
    *(
        "facts",
        "weak",
        "get",
        "keys",
        "isdisjoint",
        "count_working_days",
        "LookupError",
    ),
    *("shift_days", "shift_working_days", "shift_months", "shift_years"),
    *("sure_shift_days", "sure_shift_working_days", "sure_shift_months"),
    *("sure_shift_years", "sure_count_working_days", "read_0", "read_1", "read_2"),
}


@given(conditions())
def test_generated_code_names_nothing_but_its_own_helpers(clauses):
    """No attribute, import or builtin can be reached from a clause."""
    guard = compile_guard(clauses, CALENDAR)
    for function in (guard.fast, guard.verdicts):
        assert set(function.__code__.co_names) <= ALLOWED
        operations = {step.opname for step in dis.get_instructions(function)}
        assert not {name for name in operations if "IMPORT" in name}


def test_generated_code_has_no_builtins():
    """Even if a name slipped in, there would be nothing behind it."""
    guard = compile_guard([clause("safe")], CALENDAR)
    reachable = guard.fast.__globals__

    assert reachable["__builtins__"] == {}
    assert not reachable.keys() & vars(builtins).keys() - {"__builtins__"}


NASTY = [
    "'",
    "\\",
    "' + facts",
    "\n",
    "{}",
    "{0}",
    "%s",
    "#",
    '"""',
    "\u2028",
    "\ud800",
]


@pytest.mark.parametrize("nasty", NASTY, ids=ascii)
def test_texts_and_refs_cannot_leave_their_place(nasty):
    """A text is data and a ref is a comment, whatever they contain.

    A ref with a line break once put its second line among the statements.
    """
    word = Name("word")
    equal, among = Compare((word, Text(nasty)), ("==",)), Among(word, (Text(nasty),))
    clauses = [Condition(f"IAA{nasty}\n    return True", And((equal, among)))]
    guard = compile_guard(clauses, CALENDAR)

    for text, verdict in ((nasty, True), (nasty + "!", False)):
        assert guard.fast({"word": text}, 1) is verdict
        assert guard.verdicts({"word": text}, frozenset(), 1) == (verdict,)


@pytest.mark.parametrize(
    "deepen",
    [
        "not {}",
        "({}) implies safe",
        "safe implies {}",
        "safe and (one_type or {})",
        "safe == ({}) == one_type",
        "(({}) == safe) != one_type",
    ],
)
@pytest.mark.parametrize("presumed", [True, False])
def test_the_deepest_clause_compiles(deepen, presumed):
    """Python's parser gives up at 200 brackets.

    And chains within chains once doubled the source at every level: 5 MB at level 14.
    """
    written = "safe"
    while depth(parse(deepen.format(written))) < MOST_LEVELS - 1:
        written = deepen.format(written)
    asks = clause(written, presumed=presumed)
    guard = compile_guard([asks], CALENDAR)

    assert len(guard.source) < 30_000
    for facts in ({}, {"safe": True}, {"safe": False, "one_type": True}):
        expected = judge(asks.when, Situation(facts, 1), presumed=presumed)
        assert VERDICTS[guard.verdicts(facts, frozenset(), 1)[0]] is expected
