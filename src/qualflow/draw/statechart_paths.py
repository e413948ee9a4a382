"""The pieces of a state chart in the letters of SVG; lines are in whole pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import floor
from typing import TypeAlias

from qualflow.draw.svg import escaped, rounded
from qualflow.draw.wires import Point

Pixel: TypeAlias = tuple[int, int]
"""A place in whole pixels."""
BEND, SHORT = 7.0, 6.0
"""How round a corner is, and how long before an arrowhead's tip the line ends."""


def whole(number: float) -> str:
    """Return a coordinate in whole pixels, half ones downwards on every machine."""
    return str(_whole(number))


def _whole(number: float) -> int:
    return floor(number + 0.49)


def place(point: Point) -> str:
    """Return a place."""
    return _joined(_pixel(point))


def middle(points: Sequence[Point]) -> Point:
    """Return the middle of the longest straight stretch."""
    stretches = pairwise(points)
    (ax, ay), (bx, by) = max(
        stretches, key=lambda s: abs(s[0][0] - s[1][0]) + abs(s[0][1] - s[1][1])
    )
    return (ax + bx) / 2, (ay + by) / 2


def straight_lines(look: str, routes: Iterable[Sequence[Point]]) -> str:
    """Return lines of upright and level stretches as one path."""
    steps = []
    for points in routes:
        steps.append(f"M{place(points[0])}")
        for one, other in pairwise(points):
            level = abs(one[0] - other[0]) >= abs(one[1] - other[1])
            steps.append(f"H{whole(other[0])}" if level else f"V{whole(other[1])}")
    return f'<path class="{look}" d="{"".join(steps)}"/>'


def rounded_lines(routes: Iterable[Sequence[Point]]) -> str:
    """Return lines with round corners that end a little before their last points.

    Where two of them run on together to one end, that way is drawn once.
    """
    drawn: set[tuple[Pixel, str]] = set()
    parts = []
    for points in routes:
        start, steps = _rounded(points)
        rests = _rests(start, steps)
        apart = next((n for n, rest in enumerate(rests) if rest in drawn), len(steps))
        if apart:
            letters = "".join(letters for letters, _ in steps[:apart])
            parts.append(f"M{_joined(start)}{letters}")
        drawn.update(rests)
    return "".join(parts)


def _rests(start: Pixel, steps: Sequence[tuple[str, Pixel]]) -> list[tuple[Pixel, str]]:
    """Return what follows at the beginning of each step: where, and its letters."""
    begins = [start, *(end for _, end in steps)]
    rests, rest = [], ""
    for begin, (letters, _) in zip(begins[-2::-1], reversed(steps), strict=True):
        rest = letters + rest
        rests.append((begin, rest))
    return rests[::-1]


def _rounded(points: Sequence[Point]) -> tuple[Pixel, list[tuple[str, Pixel]]]:
    """Return where a line with round corners begins, and its steps with their ends."""
    points = [*points[:-1], _before(points[-2], points[-1], SHORT)]
    start = here = _pixel(points[0])
    steps = []
    for last, corner, following in zip(points, points[1:], points[2:], strict=False):
        bend = min(BEND, _far(last, corner) / 2, _far(corner, following) / 2)
        one = _pixel(_before(last, corner, bend))
        turn, other = _pixel(corner), _pixel(_before(following, corner, bend))
        ways = (turn[0] - one[0], turn[1] - one[1], other[0] - one[0],
                other[1] - one[1])  # fmt: skip
        steps += [(_straight(here, one), one), (f"q{_joined(ways)}", other)]
        here = other
    end = _pixel(points[-1])
    return start, [*steps, (_straight(here, end), end)]


def _straight(one: Pixel, other: Pixel) -> str:
    if one[1] == other[1]:
        return f"H{other[0]}"
    return f"V{other[1]}" if one[0] == other[0] else f"L{_joined(other)}"


def _pixel(point: Point) -> Pixel:
    return _whole(point[0]), _whole(point[1])


def _joined(numbers: Sequence[int]) -> str:
    """Return numbers with a space only where one is needed."""
    return " ".join(map(str, numbers)).replace(" -", "-")


def _far(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _before(start: Point, end: Point, short: float) -> Point:
    """Return the place so far before the end of an upright or level stretch."""
    far = _far(start, end)
    part = 0.0 if far == 0 else max(far - short, 0.0) / far
    return (
        start[0] + (end[0] - start[0]) * part,
        start[1] + (end[1] - start[1]) * part,
    )


def arrow(points: Sequence[Point]) -> str:
    """Return the arrowhead at the end of a line."""
    (x, y), (from_x, from_y) = points[-1], points[-2]
    if abs(x - from_x) >= abs(y - from_y):
        side = -1 if x > from_x else 1
        return f"M{place((x, y))}l{9 * side}-4.5v9z"
    side = -1 if y > from_y else 1
    return f"M{place((x, y))}l-4.5,{9 * side}h9z"


def rect(
    look: str, x: float, y: float, width: float, height: float, round_: float = 0
) -> str:
    """Return a rectangle."""
    corners = f' rx="{rounded(round_)}"' if round_ else ""
    return (
        f'<rect class="{look}" x="{rounded(x)}" y="{rounded(y)}" '
        f'width="{rounded(width)}" height="{rounded(height)}"{corners}/>'
    )


def text(x: float, y: float, words: str, size: float, look: str) -> str:
    """Return a text; `y` is its base line."""
    return (
        f'<text class="{look}" x="{rounded(x)}" y="{rounded(y)}" '
        f'font-size="{rounded(size)}">{escaped(words)}</text>'
    )


def circle(look: str, x: float, y: float, radius: float) -> str:
    """Return a disc."""
    return (
        f'<circle class="{look}" cx="{rounded(x)}" cy="{rounded(y)}" '
        f'r="{rounded(radius)}"/>'
    )
