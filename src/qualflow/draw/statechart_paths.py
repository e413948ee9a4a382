"""The pieces of a state chart in the letters of SVG; lines are in whole pixels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import floor

from qualflow.draw.svg import escaped, rounded
from qualflow.draw.wires import Point

BEND, SHORT = 7.0, 6.0
"""How round a corner is, and how long before an arrowhead's tip the line ends."""


def whole(number: float) -> str:
    """Return a coordinate in whole pixels, half ones downwards on every machine."""
    return str(floor(number + 0.49))


def place(point: Point) -> str:
    """Return a place."""
    return f"{whole(point[0])},{whole(point[1])}"


def middle(points: Sequence[Point]) -> Point:
    """Return the middle of the longest straight stretch."""
    stretches = pairwise(points)
    (ax, ay), (bx, by) = max(
        stretches, key=lambda s: abs(s[0][0] - s[1][0]) + abs(s[0][1] - s[1][1])
    )
    return (ax + bx) / 2, (ay + by) / 2


def straight_line(points: Sequence[Point]) -> str:
    """Return a line of upright and level stretches."""
    steps = [f"M{place(points[0])}"]
    for one, other in pairwise(points):
        level = abs(one[0] - other[0]) >= abs(one[1] - other[1])
        steps.append(f"H{whole(other[0])}" if level else f"V{whole(other[1])}")
    return "".join(steps)


def rounded_line(points: Sequence[Point]) -> str:
    """Return a line with round corners that ends a little before its last point."""
    points = [*points[:-1], _before(points[-2], points[-1], SHORT)]
    steps = [f"M{place(points[0])}"]
    for last, corner, following in zip(points, points[1:], points[2:], strict=False):
        bend = min(BEND, _far(last, corner) / 2, _far(corner, following) / 2)
        one, other = _before(last, corner, bend), _before(following, corner, bend)
        steps.append(f"L{place(one)}Q{place(corner)} {place(other)}")
    steps.append(f"L{place(points[-1])}")
    return "".join(steps)


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
        return f"M{place((x, y))}l{9 * side},-4.5v9z"
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


def polyline(look: str, points: Sequence[Point]) -> str:
    """Return a line through points."""
    steps = "L".join(place(point) for point in points)
    return f'<path class="{look}" d="M{steps}"/>'
