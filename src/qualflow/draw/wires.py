"""Cards on a grid and the lines between them, laid so that no line meets a card.

Cards of one row form a band.  `ways` says through which channels and slots each line
runs; there every line gets a track of its own, save that all lines to one card share
theirs, and the grid is stretched until cards and tracks have room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from attrs import define, frozen

from qualflow.draw.ways import Side, Way
from qualflow.draw.wire_grid import TRACK, Card, Pair, Point
from qualflow.draw.wire_ports import Ports

__all__ = ["Card", "Pair", "Plan", "Point", "plan"]


@frozen
class Plan:
    """Where everything lies, from the left upper corner of all.

    Attributes:
        places: The left upper corner of each card.
        routes: The corners of each line, from its source to its target.
    """

    width: float
    height: float
    places: Mapping[str, Point]
    routes: Mapping[Pair, tuple[Point, ...]]


@lru_cache(maxsize=64)
def plan(cards: tuple[Card, ...], links: tuple[Pair, ...], width: float) -> Plan:
    """Return where cards of one width and the lines between them lie.

    Args:
        cards: In the order of the process, of different names.
        links: Each pair of different names once.
        width: Of every card, in pixels.
    """
    if not cards:
        return Plan(0.0, 0.0, {}, {})
    return _Plan(cards, links, width).made()


@define
class _Plan(Ports):
    """A plan in the making."""

    def made(self) -> Plan:
        """Return the plan."""
        self.settle()
        routes = {(w.source, w.target): tuple(self._points(w)) for w in self.ways}
        lefts = {name: self.left(name) for name in self.card}
        passed = [x for points in routes.values() for x, _ in points]
        left = min([*lefts.values(), *passed])
        right = max([x + self.width for x in lefts.values()] + passed)
        places = {name: (x - left, self.top(name)) for name, x in lefts.items()}
        moved = {
            pair: tuple((x - left, y) for x, y in points)
            for pair, points in routes.items()
        }
        return Plan(right - left, self.height, places, moved)

    def _points(self, way: Way) -> list[Point]:
        start, end = self._door(way, at_end=False), self._door(way, at_end=True)
        if not way.crosses:
            x = self.track(self.beside(way), way.target)
            return _bare([start, (x, start[1]), (x, end[1]), end])
        points = [start]
        for channel, _, x in self.meets(way):
            used = self.channels[channel]
            if way.target in used.level:
                y = self.levels[channel] + used.level[way.target] * TRACK
            else:
                y = points[-1][1] if points[-1][0] == x else self.levels[channel]
            if way.leaves.aside and len(points) == 1:
                points.append((x, start[1]))
            points.append((x, y))
        if way.enters.aside:
            points.append((points[-1][0], end[1]))
        points.append(end)
        return _bare(points)

    def _door(self, way: Way, *, at_end: bool) -> Point:
        """Return where a line meets one of its cards."""
        name, side = (
            (way.target, way.enters) if at_end else (way.source, way.leaves)
        )  # fmt: skip
        left, top = self.left(name), self.top(name)
        port = self.ports[name, side, way.target]
        match side:
            case Side.TOP:
                return port, top
            case Side.BOTTOM:
                return port, top + self.card[name].height
            case Side.LEFT:
                return left, port
            case Side.RIGHT:
                return left + self.width, port


def _bare(points: Sequence[Point]) -> list[Point]:
    """Return a line without points that change nothing."""
    kept: list[Point] = []
    for point in points:
        if kept and abs(kept[-1][0] - point[0]) + abs(kept[-1][1] - point[1]) < 0.01:
            continue
        while len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0]
            or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept.pop()
        kept.append(point)
    return kept
