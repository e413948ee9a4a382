"""What every picture of figures has: axes with round numbers, a frame, a legend.

Nothing here knows a sentence or a simulation: a picture is made of values whose labels
are words already.  Colours only add: curves differ by their dashes, areas by their
hatching, and words stand beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import floor, isfinite, log10

from attrs import frozen

from qualflow.draw.svg import FAINT, INK, PAPER, Drawing, fitted, folded, width_of

WIDTH = 960.0
MARGIN = 16.0
GRID, SHADE, ON_FILL = "#d5dae0", "#eef1f4", "#15202b"
"""Lines of the ground, a shade, and ink that stays dark on a colour."""

COLOURS = ("#2b6cb0", "#b7410e", "#2f7d5b", "#7d3c98", "#8a6d00", "#5f6c7b")
DASHES = ("none", "8 4", "2 3", "10 3 2 3", "5 2", "1 3")
"""A curve is told from another by both; after six they begin again."""


@frozen
class Words:
    """The words of a picture of figures.

    Attributes:
        title: What stands above it.
        description: What a screen reader says of it at length.
        percent, number: How a share and a number are written on an axis.
        said: The fixed words, by key.
    """

    title: str
    description: str
    percent: Callable[[float], str]
    number: Callable[[float], str]
    said: Mapping[str, str]


@frozen
class Axis:
    """Numbers from `low` to `high` along a line from `start` to `end`, in pixels."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Return where a number lies, cut to the line."""
        if not isfinite(value) or self.high <= self.low:
            return self.start
        share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)

    def ticks(self, most: int = 8) -> list[float]:
        """Return round numbers along it, at most about so many."""
        step = round_step((self.high - self.low) / max(most, 1))
        if step <= 0:
            return [self.low]
        first = -floor(-self.low / step)
        last = floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def round_step(least: float) -> float:
    """Return the least of 1, 2, 5, 10, 20 … that is not smaller; 0 for none.

    >>> round_step(37.0), round_step(0.013), round_step(5.0)
    (50.0, 0.02, 5.0)
    """
    if not isfinite(least) or least <= 0:
        return 0.0
    power = 10.0 ** floor(log10(least))
    for factor in (1.0, 2.0, 5.0, 10.0):
        if factor * power >= least * (1 - 1e-9):
            return float(f"{factor * power:.3g}")
    return 10 * power


def finite(value: float | None, otherwise: float = 0.0) -> float:
    """Return a number that can be drawn: another for none, and none beyond 1e100."""
    if value is None or not isfinite(value):
        return otherwise
    return min(max(value, -1e100), 1e100)


def mixed(colour: str, other: str, part: float) -> str:
    """Return a colour with so much of another in it.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def opened(words: Words, patterns: Mapping[str, tuple[str, str]]) -> Drawing:
    """Return a picture with its title."""
    drawing = Drawing(
        WIDTH, words.title, description=words.description, patterns=patterns
    )
    shown = fitted(words.title, WIDTH - 2 * MARGIN, 15)
    drawing.text(MARGIN, 26, shown, 15, font_weight="bold")
    return drawing


def halo(
    drawing: Drawing,
    x: float,
    y: float,
    text: str,
    size: float = 11,
    *,
    anchor: str = "start",
    fill: str = INK,
    wide: float = 3,
) -> None:
    """Write a text that stays readable on lines and shades."""
    drawing.text(
        x, y, text, size, fill=fill, text_anchor=anchor, stroke=PAPER,
        stroke_width=wide, paint_order="stroke", stroke_linejoin="round",
    )  # fmt: skip


def ground(
    drawing: Drawing,
    across: Axis,
    up: Axis,
    *,
    written: Callable[[float], str],
    share: Callable[[float], str],
    dated: Callable[[float], str | None],
    label: str,
) -> float:
    """Draw both axes with their numbers; return the line below which there is room.

    Args:
        drawing: The picture.
        across: The axis of time.
        up: The axis of shares.
        written: How a number across is written.
        share: How a share is written.
        dated: The day below a number across; None where there is none.
        label: What is counted across.
    """
    for value in up.ticks(5):
        y = up.place(value)
        drawing.line(across.start, y, across.end, y, stroke=GRID, stroke_width=0.8)
        drawing.text(across.start - 7, y + 4, share(value), 11, fill=FAINT,
                     text_anchor="end")  # fmt: skip
    bottom = up.start
    dates = False
    for value in across.ticks():
        x = across.place(value)
        drawing.line(x, bottom, x, bottom + 5, stroke=INK)
        drawing.text(x, bottom + 18, written(value), 11, fill=FAINT,
                     text_anchor="middle")  # fmt: skip
        day = dated(value)
        if day is not None:
            dates = True
            drawing.text(x, bottom + 32, day, 10, fill=FAINT, text_anchor="middle")
    drawing.line(across.start, bottom, across.end, bottom, stroke=INK, stroke_width=1.2)
    y = bottom + (48 if dates else 36)
    drawing.text(across.end, y, label, 11, fill=FAINT, text_anchor="end")
    return y + 16


@frozen
class Swatch:
    """An entry of a legend; a `dash` makes it a line, else it is a filled box."""

    label: str
    fill: str
    dash: str = ""


def legend(drawing: Drawing, entries: Sequence[Swatch], y: float) -> float:
    """Write a legend from a line on; return the line after it."""
    x = MARGIN
    most = WIDTH - 2 * MARGIN - 34
    for entry in entries:
        label = fitted(entry.label, most, 11)
        width = 34 + width_of(label, 11) + 16
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = MARGIN, y + 19
        if entry.dash:
            drawing.line(x, y - 4, x + 28, y - 4, stroke=entry.fill, stroke_width=2.4,
                         stroke_dasharray=entry.dash)  # fmt: skip
        else:
            drawing.rect(x + 6, y - 10, 16, 12, fill=entry.fill, stroke=INK,
                         stroke_width=0.5)  # fmt: skip
        drawing.text(x + 34, y, label, 11)
        x += width
    return y + 20


def names(
    drawing: Drawing, text: str, right: float, middle: float, width: float
) -> None:
    """Write a name of at most two lines, its right end at a place, centred on a line.

    What does not fit is said in full where the mouse rests on it.
    """
    lines = folded(text, width, 12, 2)
    y = middle + 4 - 7 * (len(lines) - 1)
    for line in lines:
        drawing.text(right, y, line, 12, text_anchor="end")
        if line.endswith("…"):
            drawing.hint(text)
        y += 14
