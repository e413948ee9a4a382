"""The signs of a state chart, each told by its shape, and the legend of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qualflow.draw.statechart import Kind, StateChart
from qualflow.draw.svg import escaped, rounded, width_of
from qualflow.draw.wires import Point

_SHAPES = {
    Kind.PLAIN: "m-4 0h7m-3-3l3 3-3 3",
    Kind.OPEN: "m-4.5.5l3.2 3.4 6-7.6",
    Kind.CLOSED: "m-4-4l8 8m0-8l-8 8",
    Kind.UNKNOWN: "m-3-2.6a3 2.9 0 1 1 4.2 2.7q-1.2.5-1.2 2.2m0 2.6v.2",
    Kind.BY_ITSELF: "m-4.6 0a4.6 4.6 0 1 0 9.2 0a4.6 4.6 0 1 0-9.2 0m4.6-3v3l2.2 1.4",
}
_LOOP = "m3.3-3a4.5 4.5 0 1 0 1.2 3.2m-1.2-6v3h-3"
_RIGHT = "l5 5-5 5-5-5z"
_SIZE = 11.0


def signs(kind: Kind, places: Iterable[Point]) -> str:
    """Return the signs of ways out of one kind, their middles at places."""
    look = "sc-sign" if kind is Kind.PLAIN else f"sc-sign sc-{kind.value}"
    return _drawn(_SHAPES[kind], places, look)


def loops(*places: Point) -> str:
    """Return the signs of what leads back to where it starts."""
    return _drawn(_LOOP, places, "sc-sign")


def right(x: float, y: float) -> str:
    """Return the sign of a right that is held, its upper end at a place."""
    return _drawn(_RIGHT, [(x, y)], "sc-mark")


def _drawn(shape: str, places: Iterable[Point], look: str) -> str:
    steps = "".join(f"M{rounded(x)} {rounded(y)}{shape}" for x, y in places)
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
    left, middle, low = rounded(x), rounded(x + 18), rounded(y)
    match key:
        case "initial":
            return f'<circle class="sc-mark" cx="{middle}" cy="{low}" r="4"/>'
        case "right":
            return right(x + 18, y - 5)
        case "final":
            return "".join(
                f'<rect class="{look}" x="{rounded(x + 6 + d)}" '
                f'y="{rounded(y - 7 + d)}" width="{rounded(22 - 2 * d)}" '
                f'height="{rounded(14 - 2 * d)}" rx="3"/>'
                for look, d in (("sc-card", 0), ("sc-inner", 3))
            )
        case "taken":
            look = "sc-line sc-taken"
            return f'<path class="{look}" d="M{left} {low}h28"/>'
        case "loop":
            return loops((x + 20, y))
    line = f'<path class="sc-line sc-{key}" d="M{left} {low}h15"/>'
    return line + signs(Kind(key), [(x + 24, y)])
