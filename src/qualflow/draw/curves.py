"""Shares over time as pictures: distributions of times, and where cases stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from qualflow.draw.plot import (
    COLOURS,
    DASHES,
    MARGIN,
    ON_FILL,
    WIDTH,
    Axis,
    Swatch,
    Words,
    finite,
    ground,
    halo,
    legend,
    opened,
    round_step,
)
from qualflow.draw.svg import FAINT, INK, Drawing, fitted, width_of

LEFT, RIGHT = 64.0, WIDTH - 28.0
HEIGHT = 250.0
"""Of the ground between the axes."""

ENOUGH = 0.995
"""A distribution is drawn until so much of what will come has come."""

Point = tuple[float, float]


def no_date(_day: float) -> str | None:
    """Return no date: for an axis whose numbers are not days of a calendar."""
    return None


@frozen
class Mark:
    """A time worth a line: a median, a day that was asked about."""

    x: float
    label: str


@frozen
class Curve:
    """Rising pairs (days, share of all cases), and the marks on it."""

    label: str
    points: tuple[Point, ...]
    marks: tuple[Mark, ...] = ()

    def at(self, days: float) -> float:
        """Return the share by then, along straight lines between the pairs."""
        before: Point = (0.0, 0.0)
        for x, y in self.points:
            if x >= days:
                if x <= before[0]:
                    return y
                part = (days - before[0]) / (x - before[0])
                return before[1] + (y - before[1]) * part
            before = (x, y)
        return before[1]


@frozen
class Times:
    """One or several distributions of one time.

    Attributes:
        curves: Those to compare, the first one in front.
        horizon: Where the simulation ends, and what is said there.
        asked: Days that were asked about.
        label: What is counted across.
        dated: The calendar day of a number of days, where there is one.
    """

    words: Words
    curves: tuple[Curve, ...]
    horizon: Mark
    label: str
    asked: tuple[Mark, ...] = ()
    dated: Callable[[float], str | None] = no_date


def times_svg(times: Times) -> str:
    """Return the distributions of a time as a picture."""
    drawing = opened(times.words, {})
    across = Axis(0.0, _reach(times), LEFT, RIGHT)
    top = 48.0 + 15 * len([m for m in times.asked if m.x <= across.high])
    most = max((finite(y) for c in times.curves for _, y in c.points), default=0.0)
    # Room above the curve: a line along the upper edge would look cut off.
    high = 1.0 if most > 0.5 else max(round_step(most * 1.05 / 5) * 5, 1e-6)
    up = Axis(0.0, high, top + HEIGHT, top)
    words = times.words
    below = ground(
        drawing, across, up, written=words.number, share=words.percent,
        dated=times.dated, label=times.label,
    )  # fmt: skip
    _asked(drawing, times, across, up)
    for number, curve in enumerate(times.curves):
        _curve(drawing, curve, across, up, number, filled=len(times.curves) == 1)
    _medians(drawing, times.curves, across, up)
    _horizon(drawing, times, across, up)
    entries = [
        Swatch(curve.label, _colour(number), _dash(number))
        for number, curve in enumerate(times.curves)
    ]
    several = len(entries) > 1
    drawing.height = legend(drawing, entries, below + 6) - 6 if several else below
    return drawing.svg()


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _dash(number: int) -> str:
    return DASHES[number % len(DASHES)]


def _reach(times: Times) -> float:
    """Return the last day to draw: where hardly anything more comes, or the horizon."""
    horizon = max(finite(times.horizon.x), 1e-6)
    needed = [mark.x for mark in times.asked if mark.x <= horizon]
    for curve in times.curves:
        final = max((finite(y) for _, y in curve.points), default=0.0)
        needed += [x for x, y in curve.points if final and y >= ENOUGH * final][:1]
        needed += [mark.x for mark in curve.marks if mark.x <= horizon]
    reach = 1.15 * max(map(finite, needed), default=horizon)
    return horizon if reach >= 0.75 * horizon or reach <= 0 else reach


def _curve(
    drawing: Drawing,
    curve: Curve,
    across: Axis,
    up: Axis,
    number: int,
    *,
    filled: bool,
) -> None:
    points = list(_drawn(curve, across, up))
    colour = _colour(number)
    if filled:
        foot = [(points[-1][0], up.start), (points[0][0], up.start)]
        drawing.shape([*points, *foot], fill=colour, fill_opacity="0.12")
    drawing.polyline(
        points, stroke=colour, stroke_width=2.2, stroke_dasharray=_dash(number),
        stroke_linejoin="round",
    )  # fmt: skip
    drawing.hint(curve.label)


def _drawn(curve: Curve, across: Axis, up: Axis) -> Iterator[Point]:
    """Yield the places of a curve's pairs, from nothing to the end of the axis."""
    yield across.start, up.start
    for x, y in curve.points:
        if x > across.high:
            break
        yield across.place(finite(x)), up.place(finite(y))
    yield across.end, up.place(finite(curve.at(across.high)))


def _medians(drawing: Drawing, curves: Sequence[Curve], across: Axis, up: Axis) -> None:
    """Draw the marks of curves; their labels stand in steps above the axis."""
    step = 0
    for number, curve in enumerate(curves):
        for mark in curve.marks:
            if mark.x > across.high:
                continue
            x, y = across.place(mark.x), up.place(finite(curve.at(mark.x)))
            drawing.line(x, y, x, up.start, stroke=_colour(number), stroke_width=1.2,
                         stroke_dasharray="3 3")  # fmt: skip
            drawing.circle(x, y, 3.6, fill=_colour(number))
            _beside(drawing, x, up.start - 9 - 15 * step, mark.label)
            step += 1


def _beside(drawing: Drawing, x: float, y: float, label: str, fill: str = INK) -> None:
    """Write a label beside a line, on the side where there is room."""
    if x + 6 + width_of(label, 11) <= WIDTH - 4:
        halo(drawing, x + 6, y, label, fill=fill)
    else:
        text = fitted(label, x - 12, 11)
        halo(drawing, x - 6, y, text, anchor="end", fill=fill)


def _asked(drawing: Drawing, times: Times, across: Axis, up: Axis) -> None:
    """Draw the days that were asked about, their labels above the ground."""
    shown = [mark for mark in times.asked if mark.x <= across.high]
    for step, mark in enumerate(shown):
        x, y = across.place(mark.x), up.end - 9 - 15 * (len(shown) - 1 - step)
        drawing.line(x, y - 8, x, up.start, stroke=INK, stroke_width=1.1)
        _beside(drawing, x, y, mark.label)


def _horizon(drawing: Drawing, times: Times, across: Axis, up: Axis) -> None:
    """Say what has come by the horizon, at its line or at the end of the axis."""
    at_end = times.horizon.x <= across.high
    if at_end:
        x = across.place(times.horizon.x)
        drawing.line(x, up.end, x, up.start, stroke=FAINT, stroke_width=1.4,
                     stroke_dasharray="6 4")  # fmt: skip
    level = max((finite(c.at(across.high)) for c in times.curves), default=0.0)
    # Nothing lies above the end of a rising curve but the days that were asked about.
    y = up.place(level) - 9
    if times.asked and y < up.end + 4:
        y += 26
    text = fitted(times.horizon.label, RIGHT - LEFT - 20, 11)
    halo(drawing, across.end - 8, y, text, anchor="end", fill=FAINT)


# -- where cases stand ----------------------------------------------------------------


@frozen
class Band:
    """The share of cases in something at each moment of a grid.

    Attributes:
        said: The last of these shares, in words.
        open: Whether these cases are not decided yet: the band is hatched.
    """

    label: str
    shares: tuple[float, ...]
    fill: str
    said: str = ""
    open: bool = False


@frozen
class Standing:
    """Where cases stand over time, as bands one above another, the first lowest."""

    words: Words
    bands: tuple[Band, ...]
    grid: tuple[float, ...]
    horizon: str
    label: str
    dated: Callable[[float], str | None] = no_date


KEY = 236.0
"""The room for names on the right."""


def standing_svg(standing: Standing) -> str:
    """Return where cases stand over time as a picture."""
    patterns = {
        _pattern(number): ("#ffffff", band.fill)
        for number, band in enumerate(standing.bands)
        if band.open
    }
    drawing = opened(standing.words, patterns)
    last = max(map(finite, standing.grid), default=1.0)
    across = Axis(0.0, max(last, 1e-6), LEFT, WIDTH - MARGIN - KEY)
    up = Axis(0.0, 1.0, 48.0 + HEIGHT, 48.0)
    words = standing.words
    edges = _edges(standing)
    for number, band in enumerate(standing.bands):
        fill = f"url(#{_pattern(number)})" if band.open else band.fill
        drawing.shape(_area(standing.grid, edges, number, across, up), fill=fill,
                      stroke=INK, stroke_width=0.6)  # fmt: skip
        drawing.hint(band.label)
    below = ground(
        drawing, across, up, written=words.number, share=words.percent,
        dated=standing.dated, label=standing.label,
    )  # fmt: skip
    for number, band in enumerate(standing.bands):
        _inside(drawing, band, standing.grid, edges, number, across, up)
    drawing.line(across.end, 40, across.end, up.start, stroke=INK, stroke_width=1.4,
                 stroke_dasharray="6 4")  # fmt: skip
    halo(drawing, across.end - 4, 40, standing.horizon, anchor="end", fill=FAINT)
    drawing.height = max(below, _key(drawing, standing, edges, across.end, up))
    return drawing.svg()


def _pattern(number: int) -> str:
    return f"open-{number}"


def _edges(standing: Standing) -> list[list[float]]:
    """Return the lower edge of each band at each moment, the upper of the last too."""
    edges = [[0.0] * len(standing.grid)]
    for band in standing.bands:
        shares = [max(finite(share), 0.0) for share in band.shares]
        edges.append([low + s for low, s in zip(edges[-1], shares, strict=True)])
    return edges


def _area(
    grid: Sequence[float], edges: list[list[float]], number: int, across: Axis, up: Axis
) -> list[Point]:
    places = [across.place(finite(moment)) for moment in grid]
    upper = [(x, up.place(y)) for x, y in zip(places, edges[number + 1], strict=True)]
    lower = [(x, up.place(y)) for x, y in zip(places, edges[number], strict=True)]
    return upper + lower[::-1]


def _inside(
    drawing: Drawing,
    band: Band,
    grid: Sequence[float],
    edges: list[list[float]],
    number: int,
    across: Axis,
    up: Axis,
) -> None:
    """Write a band's name into it where it is thick enough, else nowhere."""
    width = width_of(band.label, 11) + 12
    places = [across.place(finite(moment)) for moment in grid]
    tops = [up.place(edge) for edge in edges[number + 1]]
    feet = [up.place(edge) for edge in edges[number]]
    best: tuple[float, float, float] | None = None
    for first, start in enumerate(places):
        if start + width > across.end:
            break
        within = [n for n in range(first, len(grid)) if places[n] <= start + width]
        after = min(within[-1] + 1, len(grid) - 1)
        within.append(after)
        top = max(tops[n] for n in within)
        foot = min(feet[n] for n in within)
        if foot - top >= 15 and (best is None or foot - top > best[0]):
            best = (foot - top, start, (foot + top) / 2)
    if best is None:
        return
    _, x, y = best
    if band.open:
        halo(drawing, x + 6, y + 4, band.label)
    else:
        drawing.text(x + 6, y + 4, band.label, 11, fill=ON_FILL)


def _key(
    drawing: Drawing, standing: Standing, edges: list[list[float]], end: float, up: Axis
) -> float:
    """Write the names beside the bands, the highest first, each led to its band."""
    rows = len(standing.bands)
    step = min(22.0, (HEIGHT + 24) / max(rows, 1))
    step = max(step, 14.0)
    wanted = [
        up.place((edges[n][-1] + edges[n + 1][-1]) / 2) if standing.grid else up.start
        for n in range(rows)
    ]
    placed: list[float] = []
    low = up.start + 12
    for y in wanted:
        low = min(y, low)
        placed.append(low)
        low -= step
    # What was pushed above the picture pushes the others down again.
    for place in range(rows - 1, -1, -1):
        highest = 52.0 + step * (rows - 1 - place)
        placed[place] = max(placed[place], highest)
    for number, band in enumerate(standing.bands):
        y = placed[number]
        if standing.grid and edges[number + 1][-1] - edges[number][-1] > 0.002:
            drawing.polyline(
                [(end + 1, wanted[number]), (end + 12, y), (end + 18, y)],
                stroke=FAINT, stroke_width=0.7,
            )  # fmt: skip
        fill = f"url(#{_pattern(number)})" if band.open else band.fill
        drawing.rect(end + 20, y - 6, 13, 11, fill=fill, stroke=INK, stroke_width=0.5)
        said = f"{band.said}  " if band.said else ""
        text = fitted(band.label, KEY - 44 - width_of(said, 11), 11)
        drawing.text(end + 39, y + 4, said + text, 11)
        if text.endswith("…"):
            drawing.hint(band.label)
    return max(placed, default=0.0) + 20
