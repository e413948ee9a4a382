"""Where lines meet cards: at a distance from each other, straight on if they can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from attrs import define, field

from qualflow.draw.layers import kept_apart
from qualflow.draw.tracks import Span, Tracks, tracks
from qualflow.draw.ways import Side, Way
from qualflow.draw.wire_grid import SAME, TRACK, Grid

BELOW, ABOVE = 18.0, 30.0
"""Between a band and the lines below it, and those above it."""
PORT, STRAIGHT = 13.0, 10.0
"""Between lines that meet the top or the bottom of a card, and its sides."""
NUDGES = (0.0, 3.0, -3.0, 5.0, -5.0, 7.0)
"""How far the end of a line is moved, the first that helps."""

Port: TypeAlias = tuple[str, Side, str]
"""A card, its side, and the card to which the line leads."""


@define
class Ports(Grid):
    """A grid with its height, and where every line meets its cards.

    Attributes:
        ports: Across for tops and bottoms, down for sides.
        channels: The tracks in each channel.
        levels: Where the first track of each channel lies.
        tops: Where each band begins.
        height: Of all.
    """

    ports: dict[Port, float] = field(factory=dict, init=False)
    channels: list[Tracks] = field(factory=list, init=False)
    levels: list[float] = field(factory=list, init=False)
    tops: list[float] = field(factory=list, init=False)
    height: float = field(default=0.0, init=False)

    def settle(self) -> None:
        """Give everything its place, down as well as across."""
        self.stretch()
        self._place_doors()
        self._fill_channels()
        self._place_down()
        self._place_sides()

    # -- doors: where lines meet the top and the bottom of a card ---------------------

    def _place_doors(self) -> None:
        """Let lines meet cards where they come from, at a distance from each other."""
        wanted: dict[tuple[str, Side], dict[str, list[float]]] = {}
        for way in self.ways:
            for name, side, at_end in (
                (way.source, way.leaves, False),
                (way.target, way.enters, True),
            ):
                if not side.aside:
                    known = wanted.setdefault((name, side), {})
                    known.setdefault(way.target, []).append(self._next_x(way, at_end))
        for (name, side), nets in wanted.items():
            middle, reach = self.x[self.spots[name].slot], self.width / 2 - 14
            aims = {net: _aim(found, middle, reach) for net, found in nets.items()}
            self._spread(name, side, aims, middle, reach)
        ways = {(way.source, way.target): way for way in self.ways}
        for (source, target), way in ways.items():
            back = ways.get((target, source))
            down = way.leaves is Side.BOTTOM
            if down and back is not None and _beneath(way) and _beneath(back):
                self._untwist(source, target)

    def _untwist(self, source: str, target: str) -> None:
        """Let two lines there and back keep their sides."""
        upper = [self.ports[source, Side.BOTTOM, net] for net in (source, target)]
        lower = [self.ports[target, Side.TOP, net] for net in (source, target)]
        if (upper[0] < upper[1]) != (lower[0] < lower[1]):
            for net, place in zip((target, source), lower, strict=True):
                self.ports[target, Side.TOP, net] = place

    def _spread(
        self,
        name: str,
        side: Side,
        aims: Mapping[str, float],
        middle: float,
        reach: float,
    ) -> None:
        order = sorted(aims, key=lambda net: (aims[net], net))
        gap = min(PORT, 2 * reach / max(len(order) - 1, 1))
        places = kept_apart([aims[net] for net in order], [gap] * (len(order) - 1))
        shift = max(middle - reach - places[0], 0.0)
        shift += min(middle + reach - places[-1] - shift, 0.0)
        for net, place in zip(order, places, strict=True):
            self.ports[name, side, net] = place + shift

    def _next_x(self, way: Way, at_end: bool) -> float:
        """Return where a line is before or after it crosses the channel at a card."""
        crosses = way.crosses[::-1] if at_end else way.crosses
        other = way.source if at_end else way.target
        side = way.leaves if at_end else way.enters
        channel, start = crosses[0]
        last = start
        for on, slot in crosses[1:]:
            if on != channel:
                return self.track(last, way.target)
            last = slot
        if side.aside:
            return self.track(last, way.target)
        return self.x[self.spots[other].slot]

    # -- down -------------------------------------------------------------------------

    def _fill_channels(self) -> None:
        """Give every line a track in each channel in which it runs across."""
        spans: list[dict[str, Span]] = [{} for _ in range(len(self.bands) + 1)]
        for way in self.ways:
            for channel, above, x in self.meets(way):
                span = spans[channel].setdefault(way.target, Span())
                span.add(x, x, 0.0)
                (span.before if above else span.after).append(x)
        across = (
            {net: span for net, span in found.items() if span.high - span.low > SAME}
            for found in spans
        )
        self.channels = [tracks(found, TRACK) for found in across]

    def meets(self, way: Way) -> list[tuple[int, bool, float]]:
        """Return each channel of a way, with where it is met, from above or below."""
        if not way.crosses:
            return []
        found = []
        channel, slot = way.crosses[0]
        x = self._end_x(way, at_end=False)
        above = self.spots[way.source].band < channel
        found.append((channel, above, x))
        for (one, slot), (other, _) in pairwise(way.crosses):
            if one != other:
                x = self.track(slot, way.target)
                found.append((one, other < one, x))
                found.append((other, one < other, x))
        channel = way.crosses[-1][0]
        above = self.spots[way.target].band < channel
        found.append((channel, above, self._end_x(way, at_end=True)))
        return found

    def _end_x(self, way: Way, *, at_end: bool) -> float:
        """Return where a way leaves the channel next to one of its cards."""
        name, side = (
            (way.target, way.enters) if at_end else (way.source, way.leaves)
        )  # fmt: skip
        if not side.aside:
            return self.ports[name, side, way.target]
        return self.track(way.crosses[-1 if at_end else 0][1], way.target)

    def _place_down(self) -> None:
        """Let channels and bands follow each other downwards."""
        y = 0.0
        for channel, used in enumerate(self.channels):
            outer = channel in (0, len(self.bands))
            if not outer or used.count:
                y += BELOW if channel else 0.0
                self.levels.append(y)
                y += max(used.count - 1, 0) * TRACK
                y += ABOVE if channel < len(self.bands) else 0.0
            else:
                self.levels.append(y)
            if channel < len(self.bands):
                self.tops.append(y)
                y += max(self.card[name].height for name in self.bands[channel])
        self.height = y

    def top(self, name: str) -> float:
        """Return the upper edge of a card, in the middle of its band."""
        band = self.spots[name].band
        high = max(self.card[other].height for other in self.bands[band])
        return self.tops[band] + (high - self.card[name].height) / 2

    # -- sides ------------------------------------------------------------------------

    def _place_sides(self) -> None:
        """Let lines meet the sides of cards: from above, straight ones, from below."""
        sides: dict[tuple[str, Side], dict[str, list[float]]] = {}
        for way in self.ways:
            exits = dict(self.card[way.source].exits)
            if way.target in exits:
                y = self.top(way.source) + exits[way.target]
                self.ports[way.source, way.leaves, way.target] = y
            elif way.leaves.aside:
                known = sides.setdefault((way.source, way.leaves), {})
                known.setdefault(way.target, []).append(self._turn(way, 0))
            if way.enters.aside:
                known = sides.setdefault((way.target, way.enters), {})
                known.setdefault(way.target, []).append(self._turn(way, -1))
        for (name, side), nets in sides.items():
            self._line_up(name, side, nets)
        self._part()

    def _part(self) -> None:
        """Move ends of lines that would lie on those of a card across a slot."""
        slots: dict[tuple[int, int], list[Port]] = {}
        for key in sorted(self.ports):
            name, side, _ = key
            if side.aside:
                spot = self.spots[name]
                slot = spot.slot + (1 if side is Side.RIGHT else -1)
                slots.setdefault((spot.band, slot), []).append(key)
        for (_, slot), keys in slots.items():
            for key in keys:
                others = [other for other in keys if self._in_the_way(key, other, slot)]
                here = self.ports[key]
                free = (
                    here + nudge
                    for nudge in NUDGES
                    if all(abs(here + nudge - self.ports[o]) >= 3 for o in others)
                )
                self.ports[key] = next(free, here)

    def _in_the_way(self, key: Port, other: Port, slot: int) -> bool:
        """Return whether two ends would touch at one height."""
        if key == other or key[2] == other[2]:
            return False
        if key[1] is other[1]:
            return True
        left, right = (key, other) if key[1] is Side.RIGHT else (other, key)
        return self.track(slot, left[2]) > self.track(slot, right[2]) - 3

    def _turn(self, way: Way, end: int) -> float:
        """Return whether a line beside a card turns up (-1), down (1) or neither."""
        if not way.crosses:
            return 0.0
        name = way.target if end else way.source
        return 1.0 if way.crosses[end][0] > self.spots[name].band else -1.0

    def _line_up(
        self, name: str, side: Side, nets: Mapping[str, Sequence[float]]
    ) -> None:
        card = self.card[name]
        middle = self.top(name) + card.level
        reach = min(card.level, card.height - card.level) - 4
        straight = sorted(net for net, turns in nets.items() if 0.0 in turns)
        rest = {net: sum(t) / len(t) for net, t in nets.items() if 0.0 not in t}
        # Half a step aside, so that lines from two cards do not lie on each other.
        aside = 0.0 if straight or len(rest) > 2 else 3.0
        aside = -aside if side is Side.RIGHT else aside
        half = (len(straight) - 1) * STRAIGHT / 2
        for number, net in enumerate(straight):
            self.ports[name, side, net] = middle - half + number * STRAIGHT
        for sign in (-1.0, 1.0):
            turned = {net: (turn or 1.0) * sign for net, turn in rest.items()}
            found = sorted(net for net, turn in turned.items() if turn > 0)
            start = max(half, 0.0) if straight else -STRAIGHT / 2
            gap = min(STRAIGHT, (reach - start) / max(len(found), 1))
            for number, net in enumerate(found):
                place = start + (number + 1) * gap if straight or len(rest) > 1 else 0.0
                self.ports[name, side, net] = middle + aside + sign * place


def _beneath(way: Way) -> bool:
    """Return whether a line passes one channel only, between two bands."""
    sides = {way.leaves, way.enters}
    return sides == {Side.TOP, Side.BOTTOM} and len({c for c, _ in way.crosses}) == 1


def _aim(found: Sequence[float], middle: float, reach: float) -> float:
    """Return where a line wants to meet a card: straight on if it can."""
    straight = [at for at in found if abs(at - middle) <= reach]
    if straight:
        return min(straight, key=lambda at: abs(at - middle))
    mean = sum(found) / len(found)
    return min(max(mean, middle - reach), middle + reach)
