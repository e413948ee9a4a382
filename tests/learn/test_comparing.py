"""Two conditions are told apart by a case, or called the same after many."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.expression import And, Compare, Implies, Not, children, nodes
from qualflow.law.facts import inside
from qualflow.law.parsing import parse
from qualflow.law.rulebook import in_force_on
from qualflow.law.types import Scope, condition
from qualflow.learn.comparing import MOST_CASES, difference
from qualflow.processes import load

CARS = load("cn-automaker")
DAY = date(2018, 6, 1)
CLAUSES = [
    clause
    for versions in CARS.clauses.values()
    for clause in versions
    if DAY in clause.in_force
]
by_ref = {clause.ref: clause for clause in CLAUSES}


def written(text):
    return condition(parse(text), Scope(CARS.facts, CARS.definitions))


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.ref)
def test_a_clause_is_the_same_as_itself(clause):
    """However many facts it reads, and in a bounded number of cases."""
    found, tried = difference(CARS, clause, clause.when, DAY)

    assert found is None
    assert 0 < tried <= 3 * MOST_CASES


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.ref)
def test_the_contrary_of_a_clause_is_told_apart(clause):
    """By a case with every fact known."""
    found, _ = difference(CARS, clause, Not(clause.when), DAY)

    assert found is not None
    assert None not in found.facts.values()


def other_signs(tree):
    """Return a tree with one comparison turned at its limit, for each comparison."""
    turned = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
    return [
        (node, evolve(node, operators=(turned[node.operators[0]],)))
        for node in nodes(tree)
        if isinstance(node, Compare) and node.operators[0] in turned
    ]


def replaced(tree, old, new):
    """Return a tree with one part of it replaced, wherever it stands."""
    if tree == old:
        return new
    text = dict.fromkeys(children(tree))
    if not text:
        return tree
    fields = {
        field: replaced_in(getattr(tree, field), old, new)
        for field in tree.__match_args__
    }
    return type(tree)(**fields)


def replaced_in(value, old, new):
    if isinstance(value, tuple):
        return tuple(replaced_in(one, old, new) for one in value)
    return replaced(value, old, new) if hasattr(value, "__match_args__") else value


LIMITS = [
    (clause, old, new) for clause in CLAUSES for old, new in other_signs(clause.when)
]


@given(st.sampled_from(LIMITS))
def test_a_limit_that_is_off_by_one_is_found(case):
    """`>` for `>=`: only the limit itself tells them apart, and it is tried."""
    clause, old, new = case
    other = replaced(clause.when, old, new)

    found, _ = difference(CARS, clause, other, DAY)

    assert other != clause.when
    assert found is not None


def test_one_and_left_out_of_nine_is_found():
    """Nine yes or no make more cases than are tried; those near a yes are tried."""
    clause = by_ref["O27 6(2)(a)"]
    parts = clause.when.parts

    for place in range(len(parts)):
        rest = evolve(clause.when, parts=(*parts[:place], *parts[place + 1 :]))
        found, _ = difference(CARS, clause, rest, DAY)
        assert found is not None, place


@pytest.mark.parametrize(
    ("ref", "day"), [("OP1055 expansion", DAY), ("O22 11", date(2019, 6, 3))]
)
def test_one_comparison_left_out_of_many_is_found(ref, day):
    """Only facts near those that meet the clause tell it: chance would not."""
    clause = in_force_on(day, CARS.clauses[ref])
    (given, conclusion) = children(clause.when)
    parts = conclusion.parts

    for place in range(len(parts)):
        rest = And((*parts[:place], *parts[place + 1 :]))
        found, _ = difference(CARS, clause, Implies(given, rest), day)
        assert found is not None, place


@given(st.sampled_from(CLAUSES), st.sampled_from(CLAUSES))
def test_what_is_told_of_a_case_is_what_the_law_says_of_it(one, other):
    """The reference evaluator agrees with both verdicts."""
    found, _ = difference(CARS, one, other.when, DAY)
    if found is None:
        return
    facts = {name: inside(v) for name, v in found.facts.items() if v is not None}
    situation = Situation(facts, DAY.toordinal(), CARS.calendar)

    assert judge(one.when, situation, presumed=one.presumed) is found.law
    assert judge(other.when, situation, presumed=one.presumed) is found.yours
    assert found.law is not found.yours


def test_the_same_comparison_finds_the_same_case():
    """What is drawn at random is drawn from a fixed seed."""
    clause = by_ref["O27 6(2)(a)"]
    other = written("has_rd_team")

    assert difference(CARS, clause, other, DAY) == difference(CARS, clause, other, DAY)


def test_the_plainest_case_comes_first():
    """Fourteen cars of one type, not a case of which nothing is known."""
    found, _ = difference(
        CARS,
        by_ref["O27 6(4)"],
        written("sample_cars >= 14 and sample_cars_same_type"),
        DAY,
    )

    assert found.facts == {"sample_cars": 14, "sample_cars_same_type": True}


def test_the_examples_of_the_rulebook_are_tried_too():
    """Where two conditions differ only far from every limit."""
    examples = load("cn-automaker", examples=True)
    clause = in_force_on(DAY, examples.clauses["O27 6(4)"])
    _, with_examples = difference(examples, clause, clause.when, DAY)
    _, without = difference(CARS, clause, clause.when, DAY)

    assert with_examples >= without
