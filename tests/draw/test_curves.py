"""Curves, bands, bars and intervals: numbers that can be drawn, words beside them."""

from itertools import pairwise
from math import inf, nan
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.draw.bars import (
    Bar,
    Bars,
    Forest,
    Interval,
    Panel,
    Swing,
    Tornado,
    bars_svg,
    forest_svg,
    tornado_svg,
)
from qualflow.draw.curves import (
    Band,
    Curve,
    Mark,
    Standing,
    Times,
    standing_svg,
    times_svg,
)
from qualflow.draw.plot import WIDTH, Words
from qualflow.draw.svg import width_of

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    "title",
    "told at length",
    lambda share: f"{share * 100:.4g} %",
    lambda number: f"{number:.6g}",
    {"lower": "down", "upper": "up"},
)
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
SHARES = st.floats(0, 1) | st.sampled_from([nan, inf, -1.0, 2.0])


def parsed(svg):
    """Return a picture, once none of its numbers is one that cannot be drawn."""
    root = ElementTree.fromstring(svg.encode())
    for found in root.iter():
        for key, value in found.attrib.items():
            assert "nan" not in value, (found.tag, key, value)
            assert "inf" not in value, (found.tag, key, value)
            if key in ("width", "height", "r") and not value.endswith("%"):
                assert float(value) >= 0, (found.tag, key, value)
    return root


def written(found):
    """Return what stands in the picture, without the hint that lies in it."""
    return (found.text or "") + "".join(child.tail or "" for child in found)


def texts(svg):
    return [written(found) for found in parsed(svg).iter(f"{SVG}text")]


def times(points=((0.0, 0.0), (50.0, 0.3), (100.0, 0.6)), marks=(), **more):
    curve = Curve("time to a decision", tuple(points), tuple(marks))
    given = {"horizon": Mark(3650.0, "by the horizon: 60 %"), "label": "days", **more}
    return Times(WORDS, (curve,), given.pop("horizon"), given.pop("label"), **given)


# -- times ----------------------------------------------------------------------------


def test_a_curve_says_its_median_and_its_horizon_in_words():
    said = texts(times_svg(times(marks=[Mark(50.0, "median 50 days")])))

    assert {"title", "median 50 days", "by the horizon: 60 %", "days"} <= set(said)


def test_a_screen_reader_is_told_at_length():
    assert parsed(times_svg(times())).find(f"{SVG}desc").text == "told at length"


def test_nothing_is_drawn_beyond_where_hardly_anything_comes():
    """A decision within a year is not squeezed by a horizon of ten."""
    assert "3000" not in texts(times_svg(times()))


def test_the_horizon_is_drawn_where_the_curve_still_rises():
    said = texts(times_svg(times(horizon=Mark(110.0, "by the horizon: 60 %"))))

    assert "100" in said
    assert "120" not in said


def test_a_day_that_was_asked_about_is_on_the_axis():
    svg = times_svg(times(asked=(Mark(900.0, "2032-12-30: 37 %"),)))

    assert "2032-12-30: 37 %" in texts(svg)
    assert "1000" in texts(svg)


def test_one_curve_needs_no_legend_and_two_have_one():
    one, two = times(), times()
    two = Times(
        WORDS, (*two.curves, Curve("other", ((9.0, 0.5),))), two.horizon, "days"
    )

    assert "other" in texts(times_svg(two))
    assert "time to a decision" not in [
        text for text in texts(times_svg(one)) if text != "title"
    ]


def test_curves_differ_without_colour():
    two = Times(
        WORDS,
        tuple(Curve(name, ((9.0, 0.5),)) for name in "ab"),
        Mark(10.0, "end"),
        "days",
    )
    lines = parsed(times_svg(two)).iter(f"{SVG}polyline")

    assert len({line.get("stroke-dasharray") for line in lines}) == 2


def test_a_share_between_two_pairs_lies_on_the_line_between_them():
    curve = Curve("c", ((10.0, 0.2), (20.0, 0.6)))

    assert [curve.at(x) for x in (5.0, 10.0, 15.0, 20.0, 99.0)] == pytest.approx(
        [0.1, 0.2, 0.4, 0.6, 0.6]
    )


@given(
    st.lists(st.tuples(NUMBERS, SHARES), max_size=8),
    st.lists(NUMBERS, max_size=3),
    NUMBERS,
)
def test_any_curve_can_be_drawn(points, marks, horizon):
    found = times(points, [Mark(x, "m") for x in marks], horizon=Mark(horizon, "end"))

    assert texts(times_svg(found))[0] == "title"


# -- where cases stand ----------------------------------------------------------------


def standing(*bands, grid=(0.0, 50.0, 100.0)):
    return Standing(WORDS, bands, grid, "horizon", "days")


REFUSED = Band("refused", (0.0, 0.3, 0.4), "#c39a9a", "40 %")
WAITING = Band("waiting", (1.0, 0.7, 0.6), "#f2c14e", "60 %", open=True)


def test_bands_fill_the_ground_from_below():
    shapes = list(
        parsed(standing_svg(standing(REFUSED, WAITING))).iter(f"{SVG}polygon")
    )
    lower, upper = (
        [tuple(map(float, pair.split(","))) for pair in shape.get("points").split()]
        for shape in shapes
    )

    assert lower[:3] == upper[:2:-1]
    assert len({y for _, y in upper[:3]}) == 1


def test_what_is_open_is_hatched_and_what_is_decided_is_not():
    root = parsed(standing_svg(standing(REFUSED, WAITING)))
    fills = [shape.get("fill") for shape in root.iter(f"{SVG}polygon")]

    assert fills == ["#c39a9a", "url(#open-1)"]
    assert len(list(root.iter(f"{SVG}pattern"))) == 1


def test_every_band_is_named_beside_the_picture():
    said = texts(standing_svg(standing(REFUSED, WAITING)))

    assert {"40 %  refused", "60 %  waiting", "horizon"} <= set(said)


@given(
    st.lists(st.lists(SHARES, min_size=3, max_size=3), max_size=14),
    st.lists(NUMBERS, min_size=3, max_size=3),
)
def test_any_bands_can_be_drawn_and_no_two_names_touch(rows, grid):
    bands = [Band(f"s{n}", tuple(row), "#8fcf9b", "1 %") for n, row in enumerate(rows)]
    root = parsed(standing_svg(standing(*bands, grid=tuple(sorted(grid, key=str)))))
    lines = sorted(
        float(found.get("y"))
        for found in root.iter(f"{SVG}text")
        if (found.text or "").startswith("1 %  ")
    )

    assert len(lines) == len(bands)
    assert all(b - a >= 13.5 for a, b in pairwise(lines))
    assert all(y < float(root.get("height")) for y in lines)


# -- bars -----------------------------------------------------------------------------


def test_the_part_of_a_bar_is_never_longer_than_the_bar():
    bars = Bars(WORDS, (Bar("review", 10.0, 99.0, "10"),), "days", "waiting", "days")
    rects = list(parsed(bars_svg(bars)).iter(f"{SVG}rect"))
    whole, part = (float(r.get("width")) for r in rects if r.get("y") == "49")

    assert part == whole


def test_a_bar_without_a_part_has_no_legend_for_one():
    bars = Bars(WORDS, (Bar("review", 10.0, 0.0, "10"),), "days", "", "days")

    assert "waiting" not in texts(bars_svg(bars))


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=6))
def test_any_bars_can_be_drawn(rows):
    bars = tuple(Bar("b", value, part, "said") for value, part in rows)

    assert "days" in texts(bars_svg(Bars(WORDS, bars, "whole", "part", "days")))


def test_a_figure_that_pulls_an_answer_down_stands_on_the_left():
    swing = Swing("f", 0.3, 0.5, "9", "11", "said")
    tornado = Tornado(WORDS, 0.4, (swing,), WORDS.percent, "")
    found = {
        text.text: float(text.get("x"))
        for text in parsed(tornado_svg(tornado)).iter(f"{SVG}text")
    }

    assert found["9"] < found["11"]


@given(
    NUMBERS, st.lists(st.tuples(st.none() | NUMBERS, st.none() | NUMBERS), max_size=5)
)
def test_any_swings_can_be_drawn(base, rows):
    swings = tuple(Swing("f", down, up, "9", "11", "s") for down, up in rows)
    base = base if abs(base) < 1e300 else 0.0
    tornado = Tornado(WORDS, base, swings, WORDS.percent, "days")

    assert {"down", "up"} <= set(texts(tornado_svg(tornado)))


@given(
    st.lists(
        st.tuples(st.none() | st.floats(-1e6, 1e6), st.none() | st.floats(0, 1e6)),
        max_size=6,
    )
)
def test_every_interval_is_said_beside_its_line(rows):
    intervals = tuple(
        Interval(f"i{n}", change, half, f"said {n}")
        for n, (change, half) in enumerate(rows)
    )
    panels = (Panel("days", intervals, WORDS.number), Panel("points", (), str))
    said = texts(forest_svg(Forest(WORDS, panels, "note")))

    assert all(one.said in said and one.label in said for one in intervals)
    assert "points" not in said


def test_a_difference_of_which_nothing_is_known_has_no_line():
    panel = Panel("days", (Interval("i", None, None, "-"),), WORDS.number)
    root = parsed(forest_svg(Forest(WORDS, (panel,), "note")))

    assert not list(root.iter(f"{SVG}circle"))


def test_nothing_is_written_beyond_the_edge():
    long = "word " * 60
    pictures = [
        times_svg(times(marks=[Mark(99.0, long)], asked=(Mark(90.0, long),))),
        standing_svg(standing(Band(long, (0.0, 0.5, 1.0), "#8fcf9b", "100 %"))),
        bars_svg(Bars(WORDS, (Bar(long, 3.0, 1.0, "3"),), long, long, "days")),
        tornado_svg(
            Tornado(WORDS, 1.0, (Swing(long, 0.5, 2.0, "1", "2", "s"),), str, "days")
        ),
    ]
    for svg in pictures:
        for found in parsed(svg).iter(f"{SVG}text"):
            x, text = float(found.get("x")), written(found)
            width = width_of(text, float(found.get("font-size")))
            start = {"end": x - width, "middle": x - width / 2}.get(
                found.get("text-anchor"), x
            )
            assert start >= 0, text
            assert start + width <= WIDTH, text
