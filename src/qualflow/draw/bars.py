"""Figures as bars: time spent in states, answers that move, differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from qualflow.draw.plot import (
    COLOURS,
    GRID,
    MARGIN,
    SHADE,
    WIDTH,
    Axis,
    Swatch,
    Words,
    finite,
    halo,
    legend,
    names,
    opened,
    round_step,
)
from qualflow.draw.svg import FAINT, INK, PAPER, Drawing, fitted, width_of

NAMES = 268.0
"""Where names end; the bars begin a little further right."""

ROW = 34.0
TOP = 46.0


@frozen
class Bar:
    """A length and the part of it that is hatched, with what is said at its end."""

    label: str
    value: float
    part: float
    said: str


@frozen
class Bars:
    """Lengths side by side; `part` says what the hatched part is, "" if there is none.

    Attributes:
        whole: What a length is.
        label: What it is counted in.
    """

    words: Words
    bars: tuple[Bar, ...]
    whole: str
    part: str
    label: str


def bars_svg(bars: Bars) -> str:
    """Return lengths as a picture, a row each."""
    drawing = opened(bars.words, {"part": (PAPER, COLOURS[1])})
    said = max((width_of(bar.said, 11) for bar in bars.bars), default=0.0)
    most = max((finite(bar.value) for bar in bars.bars), default=0.0)
    across = Axis(0.0, max(most, 1e-9), NAMES + 12, WIDTH - MARGIN - said - 12)
    bottom = TOP + ROW * len(bars.bars)
    _across(drawing, across, TOP - 6, bottom, bars.words.number, bars.label)
    for number, bar in enumerate(bars.bars):
        y = TOP + ROW * number
        names(drawing, bar.label, NAMES, y + ROW / 2 - 2, NAMES - MARGIN)
        x, end = across.start, across.place(bar.value)
        part = across.place(min(max(finite(bar.part), 0.0), finite(bar.value))) - x
        drawing.rect(x, y + 3, max(end - x, 1), ROW - 11, fill=COLOURS[0])
        drawing.hint(f"{bar.label}: {bar.said}")
        if bar.part > 0:
            drawing.rect(x, y + 3, part, ROW - 11, fill="url(#part)",
                         stroke=COLOURS[1], stroke_width=0.8)  # fmt: skip
        halo(drawing, end + 7, y + ROW / 2 + 2, bar.said)
    entries = [Swatch(bars.whole, COLOURS[0])]
    if bars.part:
        entries.append(Swatch(bars.part, "url(#part)"))
    drawing.height = legend(drawing, entries, bottom + 44)
    return drawing.svg()


def _across(
    drawing: Drawing,
    across: Axis,
    top: float,
    bottom: float,
    written: Callable[[float], str],
    label: str,
    zero: float | None = None,
) -> None:
    """Draw an axis below rows; a line at `zero` is stronger."""
    for value in across.ticks(6):
        x = across.place(value)
        drawing.line(x, top, x, bottom, stroke=GRID, stroke_width=0.8)
        drawing.text(x, bottom + 15, written(value), 11, fill=FAINT,
                     text_anchor="middle")  # fmt: skip
    drawing.line(across.start, bottom, across.end, bottom, stroke=INK, stroke_width=1)
    if zero is not None:
        x = across.place(zero)
        drawing.line(x, top, x, bottom, stroke=INK, stroke_width=1.4)
    if label:
        drawing.text(across.end, bottom + 30, label, 11, fill=FAINT,
                     text_anchor="end")  # fmt: skip


# -- answers that move ----------------------------------------------------------------


@frozen
class Swing:
    """What an answer becomes as one figure goes down and up; None: not known.

    Attributes:
        lower, upper: What the figure was moved to, in words.
        said: The two answers, in words.
    """

    label: str
    down: float | None
    up: float | None
    lower: str
    upper: str
    said: str


@frozen
class Tornado:
    """What moves one answer, the strongest first.

    Attributes:
        base: The answer as it is.
        written: How an answer is written on the axis.
    """

    words: Words
    base: float
    swings: tuple[Swing, ...]
    written: Callable[[float], str]
    label: str


def tornado_svg(tornado: Tornado) -> str:
    """Return what moves an answer as a picture: a bar to each side of what it is."""
    drawing = opened(tornado.words, {"down": (PAPER, COLOURS[1])})
    found = [tornado.base]
    for swing in tornado.swings:
        found += [finite(swing.down, tornado.base), finite(swing.up, tornado.base)]
    low, high = _room(min(found), max(found))
    across = Axis(low, high, NAMES + 56, WIDTH - MARGIN - 56)
    bottom = TOP + ROW * len(tornado.swings)
    _across(drawing, across, TOP - 6, bottom, tornado.written, tornado.label,
            tornado.base)  # fmt: skip
    for number, swing in enumerate(tornado.swings):
        y = TOP + ROW * number
        names(drawing, swing.label, NAMES, y + ROW / 2 - 2, NAMES - MARGIN)
        _swing(drawing, swing, across, tornado.base, y)
    said = tornado.words.said
    entries = [Swatch(said["lower"], "url(#down)"), Swatch(said["upper"], COLOURS[0])]
    drawing.height = legend(drawing, entries, bottom + 44)
    return drawing.svg()


def _swing(drawing: Drawing, swing: Swing, across: Axis, base: float, y: float) -> None:
    zero = across.place(base)
    ends = []
    for value, fill, text in (
        (swing.down, "url(#down)", swing.lower),
        (swing.up, COLOURS[0], swing.upper),
    ):
        end = across.place(finite(value, base))
        ends.append((end, text))
        drawing.rect(min(zero, end), y + 3, abs(end - zero), ROW - 11, fill=fill,
                     stroke=INK, stroke_width=0.6)  # fmt: skip
        drawing.hint(f"{swing.label}: {swing.said}")
    (left, below), (right, above) = sorted(ends, key=lambda end: end[0])
    if right - left < 1:  # it moves nothing: which figure was lower still has a side
        (left, below), (right, above) = ends
    left, right = min(left, zero), max(right, zero)
    halo(drawing, left - 6, y + ROW / 2 + 2, below, 10.5, anchor="end", fill=FAINT)
    halo(drawing, right + 6, y + ROW / 2 + 2, above, 10.5, fill=FAINT)


def _room(low: float, high: float) -> tuple[float, float]:
    """Return the ends of an axis around what is shown on it."""
    span = high - low
    if span <= 0:
        span = max(abs(high), 1.0) * 0.1
    step = round_step(span / 6)
    return low - step / 2, high + step / 2


# -- differences ----------------------------------------------------------------------


@frozen
class Interval:
    """A difference and half the width of its interval; None: nothing can be said."""

    label: str
    change: float | None
    half: float | None
    said: str


@frozen
class Panel:
    """Differences that are counted in one unit."""

    label: str
    intervals: tuple[Interval, ...]
    written: Callable[[float], str]


@frozen
class Forest:
    """Differences with their intervals, a panel for each unit."""

    words: Words
    panels: tuple[Panel, ...]
    note: str


def forest_svg(forest: Forest) -> str:
    """Return differences as a picture; what lies across the line may be nothing."""
    drawing = opened(forest.words, {})
    y = TOP
    for panel in forest.panels:
        if panel.intervals:
            y = _panel(drawing, panel, y) + 44
    drawing.text(MARGIN, y, fitted(forest.note, WIDTH - 2 * MARGIN, 11), 11, fill=FAINT)
    drawing.height = y + 16
    return drawing.svg()


def _panel(drawing: Drawing, panel: Panel, top: float) -> float:
    low, high = _room(*_ends(panel.intervals))
    said = max(width_of(one.said, 11) for one in panel.intervals)
    across = Axis(low, high, NAMES + 20, WIDTH - MARGIN - said - 14)
    bottom = top + ROW * len(panel.intervals)
    for number in range(1, len(panel.intervals), 2):
        drawing.rect(MARGIN, top + ROW * number - 2, WIDTH - 2 * MARGIN, ROW,
                     fill=SHADE)  # fmt: skip
    _across(drawing, across, top - 6, bottom, panel.written, panel.label, 0.0)
    for number, one in enumerate(panel.intervals):
        y = top + ROW * number + ROW / 2 - 2
        names(drawing, one.label, NAMES, y, NAMES - MARGIN)
        drawing.text(WIDTH - MARGIN, y + 4, one.said, 11, text_anchor="end")
        if one.change is None:
            continue
        x, half = across.place(finite(one.change)), finite(one.half)
        start, end = (across.place(one.change + s * half) for s in (-1, 1))
        drawing.line(start, y, end, y, stroke=COLOURS[0], stroke_width=2)
        for place in (start, end):
            drawing.line(place, y - 5, place, y + 5, stroke=COLOURS[0],
                         stroke_width=1.4)  # fmt: skip
        drawing.circle(x, y, 4.2, fill=COLOURS[0])
        drawing.hint(f"{one.label}: {one.said}")
    return bottom


def _ends(intervals: Sequence[Interval]) -> tuple[float, float]:
    """Return the least and the largest of what is shown, nothing included."""
    found = [0.0]
    for one in intervals:
        if one.change is not None:
            half = finite(one.half)
            found += [finite(one.change) - half, finite(one.change) + half]
    return min(found), max(found)
