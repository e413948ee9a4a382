"""A reliability diagram: what was forecast, and how often it came.

On the diagonal forecasts come true.  A dot stands for the forecasts in one part of the
scale, its area for how many they are; a strip underneath counts them.  There is room
around the unit square for the largest dot, so that all of a dot at 0 or 1 is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import TypeAlias

from attrs import frozen

from qualflow.draw.plot import COLOURS, GRID, MARGIN, WIDTH, Axis, Words, halo, opened
from qualflow.draw.svg import FAINT, INK, Drawing, folded, width_of

LEFT, TOP = 64.0, 60.0
"""Where the frame begins."""
SIDE, ROOM = 372.0, 26.0
"""Of the square from 0 to 1, and what lies around it up to the frame."""
LARGEST = 22.0
"""The radius of the largest dot."""

RIGHT, BOTTOM = LEFT + SIDE + 2 * ROOM, TOP + SIDE + 2 * ROOM
NOTES = RIGHT + 36.0
"""Where the column of notes begins."""
STRIP = 58.0
"""The height of the longest bar of the strip."""
LINE = 17.0
COLUMNS = (168.0, 290.0, 376.0)
"""Where the columns of figures end, after that of the parts; from the notes' left."""

_FILL = "0.28"

_Box: TypeAlias = tuple[float, float, float, float]
_Place: TypeAlias = tuple[float, float, str, _Box]
"""Where a label is written, its anchor, and what it covers."""


@frozen
class Dot:
    """The forecasts in one part of the scale.

    Attributes:
        low, high: The part.
        forecast: Their mean.
        came: How often it came, as a share of them.
        n: How many they are; nothing is drawn of none.
        label: What is written beside it.
        said: What is said where the mouse rests on it.
    """

    low: float
    high: float
    forecast: float
    came: float
    n: int
    label: str
    said: str


@frozen
class Calibration:
    """Forecasts against what came.

    Attributes:
        dots: One for each part of the scale, in order.
        across, up, counted: What the two axes and the strip show.
        perfect, part: What the diagonal and a dot are.
        head, notes: Paragraphs above and below these two.
        rows: The figures in words, the heads of the columns first: the part, how many
            forecasts, their mean, how often it came.
    """

    words: Words
    dots: tuple[Dot, ...]
    across: str
    up: str
    counted: str
    perfect: str
    part: str
    head: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@frozen
class _Disc:
    """A dot where it is drawn."""

    x: float
    y: float
    radius: float
    dot: Dot

    @property
    def box(self) -> _Box:
        r = self.radius
        return self.x - r, self.y - r, self.x + r, self.y + r


def calibration_svg(found: Calibration) -> str:
    """Return a reliability diagram as a picture."""
    drawing = opened(found.words, {})
    across = Axis(0.0, 1.0, LEFT + ROOM, RIGHT - ROOM)
    up = Axis(0.0, 1.0, BOTTOM - ROOM, TOP + ROOM)
    dots = [dot for dot in found.dots if dot.n > 0]
    _ground(drawing, found, across, up)
    drawing.line(across.start, up.start, across.end, up.end, stroke=INK,
                 stroke_width=1.2, stroke_dasharray="6 4")  # fmt: skip
    drawing.hint(found.perfect)
    _discs(drawing, list(_placed(dots, across, up)))
    below = _strip(drawing, found, dots, across)
    drawing.height = max(below, _notes(drawing, found)) + MARGIN
    return drawing.svg()


def _ground(drawing: Drawing, found: Calibration, across: Axis, up: Axis) -> None:
    """Draw the frame, its grid and what both axes say."""
    share = found.words.percent
    for value in across.ticks(5):
        x, y = across.place(value), up.place(value)
        drawing.line(x, TOP, x, BOTTOM, stroke=GRID, stroke_width=0.8)
        drawing.line(LEFT, y, RIGHT, y, stroke=GRID, stroke_width=0.8)
        drawing.line(x, BOTTOM, x, BOTTOM + 5, stroke=INK)
        drawing.text(x, BOTTOM + 18, share(value), 11, fill=FAINT,
                     text_anchor="middle")  # fmt: skip
        drawing.text(LEFT - 7, y + 4, share(value), 11, fill=FAINT, text_anchor="end")
    drawing.rect(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP, fill="none", stroke=INK,
                 stroke_width=1.2)  # fmt: skip
    drawing.text(LEFT, TOP - 8, found.up, 11, fill=FAINT)
    drawing.text(RIGHT, BOTTOM + 34, found.across, 11, fill=FAINT, text_anchor="end")


# -- dots -----------------------------------------------------------------------------


def _placed(dots: Sequence[Dot], across: Axis, up: Axis) -> Iterable[_Disc]:
    """Yield the dots with an area in proportion to how many forecasts they are."""
    most = max((dot.n for dot in dots), default=1)
    for dot in dots:
        radius = LARGEST * sqrt(dot.n / most)
        yield _Disc(across.place(dot.forecast), up.place(dot.came), radius, dot)


def _discs(drawing: Drawing, discs: Sequence[_Disc]) -> None:
    """Draw dots, the smaller on the larger, each with a cross where it stands."""
    for disc in sorted(discs, key=lambda disc: -disc.radius):
        x, y = disc.x, disc.y
        drawing.circle(x, y, disc.radius, fill=COLOURS[0], fill_opacity=_FILL,
                       stroke=COLOURS[0], stroke_width=1.4)  # fmt: skip
        drawing.hint(disc.dot.said)
        # However small it is beside the others, its place can be read.
        drawing.line(x - 3, y, x + 3, y, stroke=INK)
        drawing.line(x, y - 3, x, y + 3, stroke=INK)
    _labels(drawing, discs)


def _labels(drawing: Drawing, discs: Sequence[_Disc]) -> None:
    """Write beside each dot how many it is, those first that have least choice."""
    taken: list[_Box] = []
    choices = [(disc, _places(disc)) for disc in discs]
    for disc, places in sorted(choices, key=lambda choice: len(choice[1])):
        others = [other.box for other in discs if other is not disc]
        # Where no place is free, other dots are covered rather than other labels.
        x, y, anchor, box = min(
            places, key=lambda p: (_covered(p[3], taken), _covered(p[3], others))
        )
        halo(drawing, x, y, disc.dot.label, anchor=anchor)
        taken.append(box)


def _places(disc: _Disc) -> list[_Place]:
    """Return where a label can stand within the frame, the best place first."""
    places = list(_around(disc))
    return [place for place in places if _within(place[3])] or places


def _within(box: _Box) -> bool:
    """Return whether a box lies in the frame."""
    left, top, right, low = box
    return left > LEFT and top > TOP and right < RIGHT and low < BOTTOM


def _around(disc: _Disc) -> Iterable[_Place]:
    """Yield places for a label, those first that the diagonal does not cross."""
    x, y, r = disc.x, disc.y, max(disc.radius, 3.0)
    wide = width_of(disc.dot.label, 11)
    half = wide / 2
    right = x + r + 5, y + 4, "start", (x + r + 5, y - 6, x + r + 5 + wide, y + 7)
    left = x - r - 5, y + 4, "end", (x - r - 5 - wide, y - 6, x - r - 5, y + 7)
    above = x, y - r - 6, "middle", (x - half, y - r - 16, x + half, y - r - 3)
    below = x, y + r + 14, "middle", (x - half, y + r + 4, x + half, y + r + 17)
    often = disc.dot.came > disc.dot.forecast
    yield from (left, above, right, below) if often else (right, below, left, above)


def _covered(box: _Box, others: Iterable[_Box]) -> float:
    """Return the area that a box has in common with others, in square pixels."""
    area = 0.0
    for other in others:
        wide = min(box[2], other[2]) - max(box[0], other[0])
        high = min(box[3], other[3]) - max(box[1], other[1])
        area += max(wide, 0.0) * max(high, 0.0)
    return area


# -- how many -------------------------------------------------------------------------


def _strip(
    drawing: Drawing, found: Calibration, dots: Sequence[Dot], across: Axis
) -> float:
    """Draw how many forecasts each part holds; return the line after it."""
    base = BOTTOM + 60 + STRIP
    most = max((dot.n for dot in dots), default=1)
    for dot in dots:
        start, end = across.place(dot.low), across.place(dot.high)
        high = STRIP * dot.n / most
        drawing.rect(start + 1.5, base - high, max(end - start - 3, 1), high,
                     fill=COLOURS[0], fill_opacity=_FILL, stroke=COLOURS[0],
                     stroke_width=1)  # fmt: skip
        drawing.hint(dot.said)
        drawing.text((start + end) / 2, base - high - 5, found.words.number(dot.n), 11,
                     text_anchor="middle")  # fmt: skip
    drawing.line(LEFT, base, RIGHT, base, stroke=INK, stroke_width=1.2)
    for value in across.ticks(5):
        x = across.place(value)
        drawing.line(x, base, x, base + 5, stroke=INK)
    drawing.text(RIGHT, base + 19, found.counted, 11, fill=FAINT, text_anchor="end")
    return base + 19


# -- in words -------------------------------------------------------------------------


def _notes(drawing: Drawing, found: Calibration) -> float:
    """Write the column of notes, what is drawn among them; return its last line."""
    y = TOP + 10
    for said in found.head:
        y = _paragraph(drawing, said, y)
    drawing.line(NOTES, y - 4, NOTES + 28, y - 4, stroke=INK, stroke_width=1.2,
                 stroke_dasharray="6 4")  # fmt: skip
    y = _paragraph(drawing, found.perfect, y, 38) - 4
    drawing.circle(NOTES + 14, y - 4, 7, fill=COLOURS[0], fill_opacity=_FILL,
                   stroke=COLOURS[0], stroke_width=1.4)  # fmt: skip
    y = _paragraph(drawing, found.part, y, 38)
    for said in found.notes:
        y = _paragraph(drawing, said, y)
    for number, row in enumerate(found.rows):
        _row(drawing, row, y, FAINT if number == 0 else INK)
        y += LINE
    return y - LINE - (0 if found.rows else 8)


def _row(drawing: Drawing, row: Sequence[str], y: float, fill: str) -> None:
    drawing.text(NOTES, y, row[0], 12, fill=fill)
    for end, figure in zip(COLUMNS, row[1:], strict=True):
        drawing.text(NOTES + end, y, figure, 12, fill=fill, text_anchor="end")


def _paragraph(drawing: Drawing, said: str, y: float, indent: float = 0.0) -> float:
    """Write a paragraph from a line on; return the first line of the next one."""
    x = NOTES + indent
    for line in folded(said, WIDTH - MARGIN - x, 12, 12):
        drawing.text(x, y, line, 12)
        y += LINE
    return y + 8
