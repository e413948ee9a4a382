"""Tree to text: the one way to write it."""

import pytest
from hypothesis import given

from qualflow.law.expression import Number
from qualflow.law.measures import Unit
from qualflow.law.parsing import parse
from qualflow.law.writing import literal, period, text
from strategies import expressions


@given(expressions(4))
def test_a_tree_comes_back_from_its_text(tree):
    """Editors and reports print trees; what they print is the same clause."""
    assert parse(text(tree)) == tree


@given(expressions(4))
def test_there_is_one_way_to_write_a_tree(tree):
    """Otherwise two rulebooks with one meaning would differ in print."""
    written = text(tree)

    assert text(parse(written)) == written


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("((a))", "a"),
        ("(a  and\tb)\n or c", "a and b or c"),
        ("a and (b and c)", "a and (b and c)"),
        ("(a or b) and c", "(a or b) and c"),
        ("(a implies b) implies c", "(a implies b) implies c"),
        ("a implies (b implies c)", "a implies b implies c"),
        ("not (a) and not (b == c)", "not a and not b == c"),
        ("not(a and b)", "not (a and b)"),
        ("(a == b) == c", "(a == b) == c"),
        ("a == b == c", "a == b == c"),
        ("a-(b-c)>0", "a - (b - c) > 0"),
        ("a - b - c > 0", "a - b - c > 0"),
        ("3*(a+b) > -2", "3 * (a + b) > -2"),
        ("a - -2 > 0", "a - -2 > 0"),
        ("100000.50 < a", "100_000.5 < a"),
        ("007 < a", "7 < a"),
        ("1.000 < a", "1 < a"),
        ("d - 1 days < e", "d - 1 day < e"),
        ("d + 2 year < e", "d + 2 years < e"),
        ("d - 0 months < e", "d + 0 months < e"),
        ("d + 1_000 working day < e", "d + 1_000 working days < e"),
        ("(d + 2 years) - 30 working days < e", "d + 2 years - 30 working days < e"),
        ('x in {"b","a" ,"b"}', 'x in {"b", "a", "b"}'),
        ("x in {(1), -2}", "x in {1, -2}"),
        ("host.name == today", "host.name == today"),
    ],
)
def test_what_is_written_loosely_is_printed_one_way(written, canonical):
    """Spaces, needless brackets and idle zeros go; grouping that matters stays."""
    assert text(parse(written)) == canonical


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Number(0), "0"),
        (Number(5, 2), "0.05"),
        (Number(-510, 2), "-5.1"),
        (Number(100_000_00, 2), "100_000"),
        (Number(999_999_999_999_999, 6), "999_999_999.999999"),
    ],
)
def test_a_number_is_printed_without_idle_zeros(number, written):
    """Checked trees hold numbers with more decimals than were written."""
    assert literal(number) == written


def test_a_period_of_one_is_singular():
    """So that clauses read like sentences."""
    assert [period(n, Unit.WORKING_DAY) for n in (0, 1, 2)] == [
        "0 working days",
        "1 working day",
        "2 working days",
    ]
