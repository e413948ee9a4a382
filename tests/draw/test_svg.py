"""The pieces of a picture: escaped, rounded, never wider than they should be."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from qualflow.draw.svg import Drawing, escaped, fitted, folded, rounded, width_of

SVG = "{http://www.w3.org/2000/svg}"


@given(st.text(), st.text())
def test_any_text_is_read_back_as_it_was_shown(text, hint):
    drawing = Drawing(100, text, 50)
    drawing.text(1, 2, text or "x", fill=text)
    drawing.rect(0, 0, 1, 1, fill="red")
    drawing.hint(hint)
    root = ElementTree.fromstring(drawing.svg().encode())

    assert (root.find(f"{SVG}text").text or "").count("<") == text.count("<")
    assert len(root) == 4


def test_what_a_terminal_or_a_reader_could_act_on_is_gone():
    assert escaped("a\x1b[2J\u202eb\x00\ud800<script>") == "a[2Jb&lt;script&gt;"


def test_coordinates_have_one_decimal_at_most():
    assert [rounded(n) for n in (0, 1.0, 2.25, 2.349, -0.04, 1e3)] == [
        "0", "1", "2.2", "2.3", "0", "1000",
    ]  # fmt: skip


@given(st.text(max_size=80), st.integers(20, 400))
def test_a_fitted_text_fits(text, width):
    assert width_of(fitted(text, width, 12), 12) <= width or fitted(
        text, width, 12
    ) in ("…", text)


@given(st.text("ab 长，c", max_size=80), st.integers(40, 400), st.integers(1, 3))
def test_folded_lines_fit_and_are_few(text, width, most):
    lines = folded(text, width, 12, most)

    assert len(lines) <= most
    assert all(width_of(line, 12) <= width or len(line) <= 1 for line in lines)


def test_chinese_may_break_anywhere_but_before_a_comma():
    assert folded("国家发展改革委，核准", 90, 12, 2) == ["国家发展改革", "委，核准"]
    assert folded("国家发展改革委，核准", 74, 12, 2) == ["国家发展改革", "委，核准"]


def test_english_breaks_between_words():
    assert folded("acceptance or the one list", 110, 12, 2) == [
        "acceptance or",
        "the one list",
    ]


def test_hatchings_are_defined_only_where_they_are_used():
    assert "<defs>" not in Drawing(1, "t").svg()
    assert 'id="still"' in Drawing(1, "t", patterns={"still": ("#fff", "#000")}).svg()
