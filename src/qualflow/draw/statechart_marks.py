"""The signs of a state chart, each told by its shape, and the legend of them."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.draw.statechart import Kind, StateChart
from qualflow.draw.svg import escaped, rounded, width_of

_SHAPES = {
    Kind.PLAIN: "M{x},{y}m-4,0h7m-3,-3l3,3l-3,3",
    Kind.OPEN: "M{x},{y}m-4.5,0.5l3.2,3.4l6,-7.6",
    Kind.CLOSED: "M{x},{y}m-4,-4l8,8m0,-8l-8,8",
    Kind.UNKNOWN: "M{x},{y}m-3,-2.6a3,2.9 0 1 1 4.2,2.7q-1.2,.5 -1.2,2.2m0,2.6v.2",
    Kind.BY_ITSELF: "M{x},{y}m-4.6,0a4.6,4.6 0 1 0 9.2,0a4.6,4.6 0 1 0 -9.2,0"
    "m4.6,-3v3l2.2,1.4",
}
_LOOP = "M{x},{y}m3.3,-3a4.5,4.5 0 1 0 1.2,3.2m-1.2,-6v3h-3"
_SIZE = 11.0


def sign(kind: Kind, x: float, y: float) -> str:
    """Return the sign of a way out, its middle at a place."""
    look = "sc-sign" if kind is Kind.PLAIN else f"sc-sign sc-{kind.value}"
    return _drawn(_SHAPES[kind], x, y, look)


def loop(x: float, y: float, look: str) -> str:
    """Return the sign of what leads back to where it starts."""
    return _drawn(_LOOP, x, y, look)


def _drawn(shape: str, x: float, y: float, look: str) -> str:
    steps = shape.format(x=rounded(x), y=rounded(y))
    return f'<path class="{look}" d="{steps}"/>'


def legend(
    chart: StateChart, width: float, y: float, margin: float
) -> tuple[list[str], float]:
    """Return the legend of the signs that a chart has, and where it ends."""
    parts, x = [], margin
    y += 14
    for key in _used(chart):
        text = chart.said.get(key, key)
        wide = 34 + width_of(text, _SIZE) + 18
        if x > margin and x + wide > width - margin:
            x, y = margin, y + 22
        parts.append(_sample(key, x, y - 4))
        parts.append(
            f'<text class="sc-key" x="{rounded(x + 34)}" y="{rounded(y)}" '
            f'font-size="{rounded(_SIZE)}">{escaped(text)}</text>'
        )
        x += wide
    return parts, y + 16


def _used(chart: StateChart) -> Iterator[str]:
    for key in ("initial", "right", "final"):
        if any(getattr(node, key) for node in chart.nodes):
            yield key
    kinds = {link.kind for link in chart.links}
    for kind in (Kind.OPEN, Kind.CLOSED, Kind.UNKNOWN, Kind.BY_ITSELF):
        if kind in kinds:
            yield kind.value
    if any(link.taken for link in chart.links):
        yield "taken"
    if not chart.listed and any(link.source == link.target for link in chart.links):
        yield "loop"


def _sample(key: str, x: float, y: float) -> str:
    left, right, low = rounded(x), rounded(x + 28), rounded(y)
    middle = rounded(x + 18)
    match key:
        case "initial":
            return f'<circle class="sc-mark" cx="{middle}" cy="{low}" r="4"/>'
        case "right":
            top = rounded(y - 5)
            return f'<path class="sc-mark" d="M{middle},{top}l5,5l-5,5l-5,-5z"/>'
        case "final":
            return "".join(
                f'<rect class="{look}" x="{rounded(x + 6 + d)}" '
                f'y="{rounded(y - 7 + d)}" width="{rounded(22 - 2 * d)}" '
                f'height="{rounded(14 - 2 * d)}" rx="3"/>'
                for look, d in (("sc-card", 0), ("sc-inner", 3))
            )
        case "taken":
            look = "sc-line sc-taken"
            return f'<path class="{look}" d="M{left},{low}H{right}"/>'
        case "loop":
            return loop(x + 20, y, "sc-sign")
    line = f'<path class="sc-line sc-{key}" d="M{left},{low}h15"/>'
    return line + sign(Kind(key), x + 24, y)
