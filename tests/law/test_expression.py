"""What a tree tells about itself without being evaluated."""

import pytest
from hypothesis import given

from qualflow.law.expression import (
    TODAY,
    And,
    Name,
    children,
    counts_days,
    depth,
    facts_read,
    nodes,
    reads_known,
)
from qualflow.law.parsing import parse
from qualflow.law.types import condition
from strategies import SCOPE, checked_expressions


def checked(written):
    """Return the checked tree of a condition."""
    return condition(parse(written), SCOPE)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("true", ()),
        ("today > 2028-02-29", ()),
        ("safe and samples > 3 and safe", ("safe", "samples")),
        ("known(fee) or safe", ("fee", "safe")),
        ("3 * samples + share_pct - 1 > fee", ("samples", "share_pct", "fee")),
        ("filed_on + 2 years - 5 days < today", ("filed_on",)),
        ("days(filed_on, issued_on) in {1, 2}", ("filed_on", "issued_on")),
        ("working_days(today, issued_on) <= 1 implies safe", ("issued_on", "safe")),
        ("own_file == one_type", ("one_type", "samples", "filed_on")),
    ],
)
def test_a_tree_reads_facts_in_order_and_each_once(written, read):
    """What `known` asks about is read too: a presumption rests on it.

    Definitions are looked into.  `today` is no fact.
    """
    assert facts_read(checked(written)) == read


def test_a_tree_knows_whether_it_asks_what_is_on_file():
    """Such a tree is not monotone, wherever the question hides."""
    assert reads_known(checked("not late"))
    assert not reads_known(checked("safe and samples > 3"))


@pytest.mark.parametrize(
    ("written", "counts"),
    [
        ("late", True),
        ("working_days(filed_on, today) > 3", True),
        ("days(filed_on, today) > 3", False),
        ("safe", False),
    ],
)
def test_a_tree_knows_whether_it_may_meet_a_day_without_data(written, counts):
    """Days apart can always be counted; a shift may leave the calendar."""
    assert counts_days(checked(written)) is counts


@given(checked_expressions(4))
def test_nodes_are_the_tree_outermost_first(tree):
    """Every node once, each before its parts and these from left to right."""

    def outermost_first(node):
        return [node, *(n for part in children(node) for n in outermost_first(part))]

    found = list(nodes(tree))

    assert all(a is b for a, b in zip(found, outermost_first(tree), strict=True))
    assert depth(tree) == 1 + max(map(depth, children(tree)), default=0)


def test_a_name_is_a_tree_of_one_level():
    """The limit of 40 counts from here."""
    assert depth(Name(TODAY)) == 1
    assert depth(And((Name("a"), Name("b")))) == 2
