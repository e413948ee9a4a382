"""Tables as lines: numbers to the right, words folded where it gets too wide."""

from hypothesis import given
from hypothesis import strategies as st

from qualflow.words.layout import WIDTH, clean, columns
from qualflow.words.tabular import Table, table_lines


def test_numbers_stand_to_the_right_and_words_to_the_left():
    table = Table("Shares", "lr", ("state", "p"), (("refused", "5"), ("in", "12.5")))

    assert table_lines(table) == [
        "Shares",
        "  state       p",
        "  refused     5",
        "  in       12.5",
    ]


def test_a_chinese_name_takes_two_columns_a_character():
    table = Table("表", "lr", ("状态", "p"), (("退回", "5"), ("a", "12")))

    assert [columns(line) for line in table_lines(table)[1:]] == [10, 10, 10]


def test_a_table_without_rows_is_not_there():
    assert table_lines(Table("Shares", "lr", ("state", "p"), ())) == []


def test_notes_stand_below():
    table = Table("Shares", "lr", ("state", "p"), (("in", "-"),), ("-: nobody.",))

    assert table_lines(table)[-1] == "  -: nobody."


def test_long_words_give_way_to_numbers():
    table = Table("Shares", "lr", ("state", "p"), (("word " * 30, "12.4 % ± 0.3"),))
    lines = table_lines(table)

    assert lines[2].endswith("12.4 % ± 0.3")
    assert len(lines) > 3
    assert all(columns(line) <= WIDTH for line in lines)


@given(
    st.lists(
        st.tuples(st.text(max_size=60), st.text("0123456789.", max_size=12)),
        min_size=1,
        max_size=6,
    )
)
def test_no_row_is_lost_and_no_line_holds_a_control_character(rows):
    lines = table_lines(Table("t", "lr", ("w", "n"), tuple(rows)))

    assert len(lines) >= 2 + len(rows)
    assert all(line == clean(line) for line in lines)
    for _, number in rows:
        assert any(line.endswith(number) for line in lines)
