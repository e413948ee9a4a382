"""Reliability diagrams: dots where they belong, as large as they count."""

from itertools import combinations
from math import inf, isfinite, nan, pi
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.draw.calibration import (
    BOTTOM,
    LARGEST,
    LEFT,
    NOTES,
    RIGHT,
    ROOM,
    SIDE,
    TOP,
    Calibration,
    Dot,
    calibration_svg,
)
from qualflow.draw.plot import WIDTH, Words
from qualflow.draw.svg import width_of

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    "title",
    "told at length",
    lambda share: f"{share * 100:.4g} %",
    lambda number: f"{number:.6g}",
    {},
)
SHARES = st.floats(0, 1)
PARTS = st.integers(0, 4)


def dot(forecast=0.5, came=0.5, n=10, part=2):
    low, high = part / 5, (part + 1) / 5
    return Dot(low, high, forecast, came, n, f"n = {n}", f"said of {n}")


def drawn(*dots, **more):
    """Return the picture of some dots, parsed."""
    words = ("across", "up", "counted", "perfect", "part")
    svg = calibration_svg(Calibration(WORDS, dots, *words, **more))
    assert "nan" not in svg
    assert "inf" not in svg
    return ElementTree.fromstring(svg.encode())


def discs(root):
    """Return (x, y, radius) of the dots in the frame, the largest first."""
    found = (
        tuple(float(one.get(key)) for key in ("cx", "cy", "r"))
        for one in root.iter(f"{SVG}circle")
    )
    return [disc for disc in found if disc[0] < NOTES]


def bars(root):
    """Return (left, right, height) of the bars of the strip."""
    found = [
        tuple(float(one.get(key)) for key in ("x", "width", "height", "y"))
        for one in root.iter(f"{SVG}rect")
        if one.get("x")
    ]
    return [(x, x + wide, high) for x, wide, high, y in found if y > BOTTOM]


def written(found):
    return (found.text or "") + "".join(child.tail or "" for child in found)


def labels(root):
    """Return the box of each label beside a dot."""
    for found in root.iter(f"{SVG}text"):
        if found.get("paint-order"):
            x, y, wide = (
                float(found.get("x")),
                float(found.get("y")),
                width_of(written(found), 11),
            )
            left = {"end": x - wide, "middle": x - wide / 2}.get(
                found.get("text-anchor"), x
            )
            yield left, y - 9, left + wide, y + 2


def parted(n):
    """Return dots of several parts of the scale, each in its own."""

    def made(part, share, came, count):
        return dot((part + share) / 5, came, count, part)

    return st.lists(
        st.builds(made, PARTS, SHARES, SHARES, n),
        max_size=5,
        unique_by=lambda found: found.low,
    ).map(lambda dots: sorted(dots, key=lambda found: found.low))


# -- dots -----------------------------------------------------------------------------


def test_a_dot_stands_where_its_forecast_and_what_came_say():
    """A quarter from the left, three quarters up."""
    ((x, y, _),) = discs(drawn(dot(0.25, 0.75, part=1)))

    assert x == pytest.approx(LEFT + ROOM + 0.25 * SIDE, abs=0.06)
    assert y == pytest.approx(BOTTOM - ROOM - 0.75 * SIDE, abs=0.06)


def test_a_dot_on_the_diagonal_lies_on_the_line_of_the_picture():
    root = drawn(dot(0.3, 0.3, part=1))
    (line,) = [
        [float(one.get(key)) for key in ("x1", "y1", "x2", "y2")]
        for one in root.iter(f"{SVG}line")
        if one.get("stroke-dasharray") and float(one.get("x1")) < NOTES
    ]
    ((x, y, _),) = discs(root)
    x1, y1, x2, y2 = line

    assert x == pytest.approx(x1 + 0.3 * (x2 - x1), abs=0.06)
    assert y == pytest.approx(y1 + 0.3 * (y2 - y1), abs=0.06)


@given(parted(st.integers(1, 10_000)))
def test_all_of_every_dot_lies_in_the_frame(dots):
    """At 0 and at 1, too: what is cut off would look like less."""
    for x, y, radius in discs(drawn(*dots)):
        assert x - radius > LEFT
        assert x + radius < RIGHT
        assert y - radius > TOP
        assert y + radius < BOTTOM


@given(parted(st.integers(1, 10_000)))
def test_the_area_of_a_dot_is_in_proportion_to_its_forecasts(dots):
    """As exactly as a radius with one decimal can be; the largest has them all."""
    found = discs(drawn(*dots))
    most = max((one.n for one in dots), default=1)
    wanted = sorted((LARGEST**2 * one.n / most for one in dots), reverse=True)

    assert len(found) == len(dots)
    for (_, _, radius), square in zip(found, wanted, strict=True):
        assert abs(pi * radius**2 - pi * square) <= pi * 0.051 * (2 * radius + 0.051)


@given(parted(st.integers(1, 10_000)))
def test_no_label_lies_on_another_and_none_outside_the_frame(dots):
    found = list(labels(drawn(*dots)))

    assert len(found) == len(dots)
    for left, top, right, low in found:
        assert left > LEFT
        assert right < RIGHT
        assert top > TOP
        assert low < BOTTOM
    for one, other in combinations(found, 2):
        assert (
            one[2] <= other[0] or other[2] <= one[0]
            or one[3] <= other[1] or other[3] <= one[1]
        )  # fmt: skip


def test_a_small_dot_lies_on_a_large_one_and_shows_its_place():
    """Ten of ten thousand can still be seen."""
    root = drawn(dot(0.39, 0.5, 10, part=1), dot(0.41, 0.5, 10_000))
    (_, _, first), (x, y, second) = discs(root)
    across = [
        (float(one.get("x1")) + float(one.get("x2"))) / 2
        for one in root.iter(f"{SVG}line")
        if abs(float(one.get("y1")) - y) < 0.06 and one.get("stroke") == "#1f2933"
    ]

    assert second < 1 < first
    assert any(abs(middle - x) <= 0.06 for middle in across)


def test_a_part_without_forecasts_has_neither_dot_nor_bar_nor_label():
    root = drawn(dot(n=0), dot(0.9, 0.8, 7, part=4))

    assert len(discs(root)) == len(bars(root)) == len(list(labels(root))) == 1
    assert "n = 0" not in map(written, root.iter(f"{SVG}text"))


def test_without_any_forecast_the_frame_is_empty():
    root = drawn()

    assert discs(root) == bars(root) == []
    assert "perfect" in map(written, root.iter(f"{SVG}text"))


@given(parted(st.integers(1, 10_000)))
def test_a_bar_of_the_strip_is_as_high_as_its_part_holds_forecasts(dots):
    found = bars(drawn(*dots))
    most = max((one.n for one in dots), default=1)
    highest = max((high for _, _, high in found), default=0.0)

    assert len(found) == len(dots)
    for one, (left, right, high) in zip(dots, found, strict=True):
        assert abs(high - highest * one.n / most) <= 0.11
        start, end = (LEFT + ROOM + SIDE * edge for edge in (one.low, one.high))
        assert start < left < right < end


def test_what_a_dot_stands_for_is_said_of_it_and_of_its_bar():
    told = [found.text for found in drawn(dot(n=31)).iter(f"{SVG}title")]

    assert told.count("said of 31") == 2


# -- words ----------------------------------------------------------------------------


def test_a_picture_says_its_axes_its_signs_and_its_figures():
    rows = (("forecast", "n", "mean", "came"), ("40 to 60", "10", "50 %", "47 %"))
    root = drawn(dot(), head=("first",), notes=("last",), rows=rows)
    said = {written(found) for found in root.iter(f"{SVG}text")}

    assert {"title", "across", "up", "counted", "perfect", "part"} <= said
    assert {"first", "last", *rows[0], *rows[1], "0 %", "100 %"} <= said
    assert root.find(f"{SVG}title").text == "title"
    assert root.find(f"{SVG}desc").text == "told at length"


@pytest.mark.parametrize("word", ["word ", "字"])
def test_nothing_is_written_beyond_an_edge(word):
    """Neither to the right nor below, however much there is to say."""
    long = word * 120
    svg = calibration_svg(
        Calibration(WORDS, (dot(),), *["short"] * 3, long, long, (long,) * 3, (long,))
    )
    root = ElementTree.fromstring(svg.encode())

    for found in root.iter(f"{SVG}text"):
        wide = width_of(written(found), float(found.get("font-size")))
        anchored = {"end": wide, "middle": wide / 2}.get(found.get("text-anchor"), 0)
        left = float(found.get("x")) - anchored
        assert 0 <= left <= left + wide <= WIDTH, written(found)
        assert float(found.get("y")) < float(root.get("height"))


@given(
    st.lists(
        st.builds(
            dot,
            SHARES | st.sampled_from([nan, inf, -inf, -1.0, 2.0]),
            SHARES | st.sampled_from([nan, inf, -inf, -1.0, 2.0]),
            st.integers(-5, 10**9),
            PARTS,
        ),
        max_size=8,
    )
)
def test_any_dots_can_be_drawn(dots):
    for disc in discs(drawn(*dots)):
        assert all(map(isfinite, disc))
        assert LEFT < disc[0] < RIGHT
        assert TOP < disc[1] < BOTTOM
