"""Lines of a fixed width, in two scripts, safe for a terminal."""

from unicodedata import category

from hypothesis import given
from hypothesis import strategies as st

from qualflow.words.layout import (
    HELD,
    WIDTH,
    clean,
    columns,
    joined,
    padded,
    table,
    wrapped,
)

TEXTS = st.text(st.sampled_from("ab c，。（）样车《》“”15(1)\u00a0"), max_size=300)


@given(st.text())
def test_clean_leaves_nothing_that_a_terminal_could_act_on(text):
    cleaned = clean(text)

    assert not [c for c in cleaned if category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert clean(cleaned) == cleaned


def test_clean_keeps_what_people_write():
    assert clean("样车不少于15辆，“IAA 9(1)” – naïve") == (
        "样车不少于15辆，“IAA 9(1)” – naïve"
    )


def test_a_line_end_becomes_a_space():
    """A name with a line end could write a line of its own, were it kept."""
    assert clean("C-7\nYes: all clauses are met") == "C-7 Yes: all clauses are met"


def test_chinese_takes_two_columns_a_character():
    assert columns("样车15") == 6
    assert padded("样车", 6) == "样车  "


@given(TEXTS)
def test_wrapping_loses_no_sign_and_keeps_the_width(text):
    lines = wrapped(text, "  ", "    ")

    assert "".join("".join(lines).split()) == "".join(text.split())
    longest = max((columns(w) for w in text.split(" ")), default=0)
    if longest < 40:
        assert all(columns(line) <= WIDTH for line in lines)


def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one():
    text = "许可之日，检验报告出具不超过三百六十五天（包括当日）。" * 8
    for start in range(8):
        lines = wrapped(text[start:])
        assert not any(line[0] in "，。）" for line in lines[1:])
        assert not any(line[-1] == "（" for line in lines)


def test_a_held_space_ends_no_line():
    refs = " ".join(f"IAA{HELD}{number}(1)" for number in range(40))
    lines = wrapped(refs)

    assert len(lines) > 1
    assert all(line.startswith("IAA ") for line in lines)
    assert HELD not in "".join(lines)


def test_columns_are_as_wide_as_their_widest_cell():
    assert table([("IAA 9(1)", "x"), ("样车", "y")]) == [
        "  IAA 9(1)  x",
        "  样车      y",
    ]


def test_the_last_column_is_wrapped_under_itself():
    first, second = table([("a", "word " * 20)])

    assert first.startswith("  a  word")
    assert second.startswith("     word")


def test_empty_blocks_leave_no_gap():
    assert joined([["a"], [], ["b"]]) == "a\n\nb\n"
