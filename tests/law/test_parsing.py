"""Text to tree, and what the author of a broken expression is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.law.expression import (
    And,
    Compare,
    Day,
    Implies,
    Minus,
    Name,
    Not,
    Number,
    Or,
    Plus,
    Shift,
    Times,
    depth,
)
from qualflow.law.measures import Unit
from qualflow.law.parsing import (
    LONGEST_SHIFT,
    MOST_CHARACTERS,
    MOST_LEVELS,
    ExpressionError,
    parse,
    text,
)

A, B, C = Name("a"), Name("b"), Name("c")


def refused(written):
    """Return the error that a text leads to."""
    with pytest.raises(ExpressionError) as caught:
        parse(written)
    return caught.value


# What is read ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        ("not a and b", And((Not(A), B))),
        ("a or b and c", Or((A, And((B, C))))),
        ("a or b implies c", Implies(Or((A, B)), C)),
        ("a implies b implies c", Implies(A, Implies(B, C))),
        ("not a == b", Not(Compare((A, B), ("==",)))),
        ("a < b <= c", Compare((A, B, C), ("<", "<="))),
        ("a - b + c > 0", Compare((Plus(Minus(A, B), C), Number(0)), (">",))),
        ("2 * a + b > 0",
         Compare((Plus(Times(Number(2), A), B), Number(0)), (">",))),
        ("a + 2 years < b",
         Compare((Shift(A, 2, Unit.YEAR), B), ("<",))),
        ("a + 2 < b", Compare((Plus(A, Number(2)), B), ("<",))),
        ("a == 2019-01-10", Compare((A, Day(737069)), ("==",))),
    ],
)  # fmt: skip
def test_words_bind_as_the_reference_says(written, tree):
    """`docs/reference/expressions.md`: not, and, or, implies, in this order."""
    assert parse(written) == tree


# What an author is told ------------------------------------------------------------

OPERAND = "a fact, a number, a day, a text or a bracket"
MORE = "'and', 'or', 'implies', a comparison or the end"
BAD = [
    # text, position of the caret, found, expected
    ("", 0, "the end", OPERAND),
    ("a >", 3, "the end", OPERAND),
    ("a = 3", 2, "'='", "'==' (equal)"),
    ("a => 3", 2, "'='", "'==' (equal)"),
    ("a / 3 > b", 2, "'/'", "a multiple instead of a division "
                            "('3 * a > b', not 'a > b / 3')"),
    ("a > 33%", 6, "'%'", "a plain number (the fact declares its unit)"),
    ("a == 'x'", 5, "'''", 'a text in double quotes ("…")'),
    ('a == "x', 5, "'\"'", "a text closed by a double quote in the same line"),
    ("(a", 2, "the end", "')'"),
    ("a)", 1, "')'", MORE),
    ("a b", 2, "'b'", MORE),
    ("a and and b", 6, "'and'", OPERAND),
    ("a < b in {1}", 6, "'in'", MORE),
    ("a in {}", 6, "'}'", "a text, a number or a day"),
    ("a in {b}", 6, "'b'", "a text, a number or a day"),
    ("a in {1 2}", 8, "'2'", "'}'"),
    ("1_00 < a", 0, "'1_00'", "digits in groups of three ('100_000')"),
    ("1e5 < a", 0, "'1e5 < a'", "a number or a day like 2019-01-10"),
    ("a > 5,000", 5, "','", MORE),
    ("1234567890123456 < a", 0, "'1234567890123456'", "a number of at most 15 digits"),
    ("0.1234567 < a", 0, "'0.1234567'", "at most 6 digits after the point"),
    ("2019-02-29 < d", 0, "'2019-02-29'", "a day of the calendar"),
    ("1899-12-31 < d", 0, "'1899-12-31'", "a day from 1900-01-01 to 2199-12-31"),
    ("2200-01-01 < d", 0, "'2200-01-01'", "a day from 1900-01-01 to 2199-12-31"),
    ("d + 1.5 days < e", 4, "'1.5'", "a whole number of at most 36,600"),
    ("d + 36_601 days < e", 4, "'36_601'", "a whole number of at most 36,600"),
    ("a * 3 > b", 4, "'3'", "the constant first ('3 * a', not 'a * 3')"),
    ("a * b > 3", 0, "'a'", "a constant before '*'"),
    ("3 * a * 3 > b", 6, "'*'", "one multiplication: write the product of the "
                                "constants"),
    ("known(3)", 6, "'3'", "the name of a fact"),
    ("known(and)", 6, "'and'", "the name of a fact"),
    ("days(a)", 6, "')'", "','"),
    ('__import__("os")', 10, "'('", MORE),
    ("a[0]", 1, "'['", OPERAND),
    ("样车 > 3", 0, "'样'", OPERAND),
]  # fmt: skip


@pytest.mark.parametrize(("written", "position", "found", "expected"), BAD)
def test_an_error_says_where_what_was_found_and_what_was_expected(
    written, position, found, expected
):
    """The author of a clause is a lawyer; the message is all the help there is."""
    error = refused(written)

    assert (error.position, error.found, error.expected) == (position, found, expected)


def test_an_error_points_at_the_place_with_a_caret():
    """The place in a long clause is worth more than the word."""
    assert str(refused("sample_cars => 15")) == (
        "'==' (equal) expected, '=' found\n"
        "  sample_cars => 15\n"
        "              ^"
    )  # fmt: skip


def test_a_long_clause_is_shown_around_the_mistake():
    """Sixty characters before it, forty after it, one line."""
    error = refused("a and\n" * 50 + "and" + " or b" * 50)

    _, line, caret = str(error).splitlines()
    assert len(line) == 2 + 60 + 40
    assert line[caret.index("^") :].startswith("and")


# Limits ----------------------------------------------------------------------------


def test_the_longest_text_is_read_and_one_more_character_is_not():
    """A clause of law is short; what is longer is a mistake or an attack."""
    longest = "a == " + "b" * (MOST_CHARACTERS - 5)

    assert parse(longest) == Compare((A, Name("b" * (MOST_CHARACTERS - 5))), ("==",))
    assert (
        refused(longest + "b").expected == "an expression of at most 2,000 characters"
    )


@pytest.mark.parametrize(
    "deepen",
    [
        "not {}",
        "({}) == b",
        "a implies {}",
        "{} - a",
        "3 * ({})",
        "days({}, a)",
        "{} + 2 years",
    ],
)
def test_forty_levels_are_read_and_more_are_not(deepen):
    """Every evaluator recurses; the limit keeps all of them on their feet."""
    written = "a"
    for _ in range(MOST_LEVELS - 1):
        written = deepen.format(written)

    assert depth(parse(written)) == MOST_LEVELS
    assert refused(deepen.format(written)).expected.endswith("at most 40 levels")


@pytest.mark.parametrize("opening", ["(", "not ", "days(", "working_days(0, ", "{"])
def test_no_nesting_exhausts_the_stack(opening):
    """`days(` once recursed without counting: 400 of them ended Python's stack."""
    deep = opening * (MOST_CHARACTERS // len(opening))

    assert refused(deep).position < len(deep)


def test_brackets_around_nothing_count_too():
    """They cost the parser its stack even if the tree stays flat."""
    assert parse("(" * 39 + "a" + ")" * 39) == A
    assert refused("(" * 40 + "a" + ")" * 40).expected == "at most 40 levels"


def test_the_longest_period_is_a_hundred_years_of_days():
    """36,600 units, whatever the unit."""
    assert parse("d - 36_600 days == e") == Compare(
        (Shift(Name("d"), -LONGEST_SHIFT, Unit.DAY), Name("e")), ("==",)
    )


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31", "2028-02-29"])
def test_the_first_and_last_day_are_days(day):
    """Both ends are included."""
    assert text(parse(f"d == {day}")) == f"d == {day}"


# Anything at all -------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        *"a b today and or not implies in true false known days working_days".split(),
        *"( ) { } , < <= == != >= > + - * . 3 0.5 100_000 2028-02-29 day years".split(),
        *['"x"', '"', "'", "working days", "1_0", "é", "\n", "2019-1-1", "\\", "\x00"],
    ]
)


def parsed(written):
    """Return the tree of a text, or the error it leads to."""
    try:
        return parse(written)
    except ExpressionError as error:
        return error


@given(st.lists(WORDS, max_size=30).map(" ".join) | st.text())
def test_any_text_gives_a_tree_or_an_error_that_points_into_it(written):
    """Rulebooks come from strangers: no other exception may come out."""
    found = parsed(written)

    if isinstance(found, ExpressionError):
        assert 0 <= found.position <= len(written)
        assert str(found).count("\n") == 2
    else:
        assert parse(text(found)) == found
