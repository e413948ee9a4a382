"""The grid on which cards stand, stretched across until cards and tracks have room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from attrs import define, field, frozen

from qualflow.draw.tracks import Span, Tracks, tracks
from qualflow.draw.ways import Side, Spot, Way, Ways

TRACK = 10.0
"""Between two lines side by side."""
CLEAR = 15.0
"""Between a card and a line that passes it; an arrowhead fits in."""
APART = 38.0
"""Between two columns."""
SAME = 0.5
"""Places nearer than this are one."""

Point: TypeAlias = tuple[float, float]
Pair: TypeAlias = tuple[str, str]


@frozen
class Card:
    """A box on the grid.

    Attributes:
        column, row: Fractions are fine; cards with one row stand side by side.
        height: In pixels.
        level: How far below its top lines from other cards meet its sides.
        exits: How far below its top the line to another card leaves, by that card's
            name, if lines may leave aside only.
    """

    name: str
    column: float
    row: float
    height: float
    level: float
    exits: tuple[tuple[str, float], ...] = ()


@define
class Grid:
    """Cards in their bands, and where lines run up and down between them.

    Attributes:
        cards: In the order of the process, of different names.
        links: Each pair of different names once.
        width: Of every card, in pixels.
        columns: Where the columns stand, rising, in widths of a column.
        bands: The cards of each row, from the left.
        slots: The tracks in each slot in which lines run.
        x: The middle of each slot.
    """

    cards: tuple[Card, ...]
    links: tuple[Pair, ...]
    width: float
    card: dict[str, Card] = field(factory=dict, init=False)
    columns: list[float] = field(factory=list, init=False)
    spots: dict[str, Spot] = field(factory=dict, init=False)
    bands: list[list[str]] = field(factory=list, init=False)
    ways: list[Way] = field(factory=list, init=False)
    slots: dict[int, Tracks] = field(factory=dict, init=False)
    x: list[float] = field(factory=list, init=False)

    def stretch(self) -> None:
        """Find ways for all lines and give cards and tracks their places across."""
        self.card = {card.name: card for card in self.cards}
        self._stand()
        self._find_ways()
        self._fill_slots()
        self._place_across()

    # -- where cards and lines go, roughly --------------------------------------------

    def _stand(self) -> None:
        """Sort the cards into bands and columns; none stands on another."""
        taken: set[tuple[float, float]] = set()
        at: dict[str, float] = {}
        for card in self.cards:
            column = card.column
            while (column, card.row) in taken:
                column += 0.25
            taken.add((column, card.row))
            at[card.name] = column
        self.columns = sorted(set(at.values()))
        rows = sorted({card.row for card in self.cards})
        for card in self.cards:
            self.spots[card.name] = Spot(
                rows.index(card.row), self.columns.index(at[card.name]),
                rows=bool(card.exits),
            )  # fmt: skip
        for band in range(len(rows)):
            found = [n for n, spot in self.spots.items() if spot.band == band]
            self.bands.append(sorted(found, key=lambda n: self.spots[n].slot))

    def _find_ways(self) -> None:
        ways = Ways(self.spots, self.columns, len(self.bands))
        sources: dict[str, list[str]] = {}
        for source, target in self.links:
            sources.setdefault(target, []).append(source)
        for target in self.card:
            if target in sources:
                self.ways += ways.to(target, sources[target])

    # -- across -----------------------------------------------------------------------

    def _level(self, way: Way) -> bool:
        """Return whether a line between neighbours needs no step up or down."""
        cards = (self.card[way.source], self.card[way.target])
        return all(abs(card.level - card.height / 2) < SAME for card in cards)

    def beside(self, way: Way) -> int:
        """Return the slot next to the source of a line between neighbours."""
        return self.spots[way.source].slot + (1 if way.leaves is Side.RIGHT else -1)

    def _fill_slots(self) -> None:
        """Give every line a track in each slot in which it runs up or down."""
        spans: dict[int, dict[str, Span]] = {}
        for way in self.ways:
            stretches = _upright(way, self.spots)
            if not way.crosses and not self._level(way):
                band, slot = self.spots[way.source].band, self.beside(way)
                stretches = [(slot, 2 * band + 0.7, 2 * band + 1.3, 0.0)]
            for slot, low, high, near in stretches:
                known = spans.setdefault(slot, {})
                known.setdefault(way.target, Span()).add(low, high, near)
        self.slots = {slot: tracks(found) for slot, found in spans.items()}

    def _place_across(self) -> None:
        """Give every slot its place, so that cards and tracks of a band have room."""
        rows = [self._row_of(band) for band in range(len(self.bands))]
        near: dict[int, list[tuple[int | None, int | None, float, float]]] = {}
        for row in rows:
            ends = [(None, 0.0), *row, (None, 0.0)]
            for (a, one), (slot, half), (b, other) in zip(
                ends, ends[1:], ends[2:], strict=False
            ):
                assert slot is not None
                near.setdefault(slot, []).append((a, b, one + half, half + other))
        count = 2 * len(self.columns) + 1
        self.x = [0.0] * count
        for slot in range(count):
            least = [
                self.x[before] + space
                for before, _, space, _ in near.get(slot, ())
                if before is not None
            ]
            if slot % 2 and slot > 1:
                step = self.columns[slot // 2] - self.columns[slot // 2 - 1]
                step = min(step, 1.0)  # a column that nothing uses takes no room
                least.append(self.x[slot - 2] + step * (self.width + APART))
            elif slot and not slot % 2:
                least.append(self.x[slot - 1])
            self.x[slot] = max(least, default=0.0)
        for slot in range(0, count, 2):
            self._centre(slot, near.get(slot, ()))

    def _row_of(self, band: int) -> list[tuple[int | None, float]]:
        """Return what stands or runs in a band, from the left, with half its width."""
        found: dict[int, float] = {
            self.spots[name].slot: self.width / 2 + CLEAR / 2
            for name in self.bands[band]
        }
        for slot, used in self.slots.items():
            if slot not in found and used.covers(2 * band + 1):
                found[slot] = (used.count - 1) * TRACK / 2 + CLEAR / 2
        return sorted(found.items())

    def _centre(
        self, slot: int, near: Sequence[tuple[int | None, int | None, float, float]]
    ) -> None:
        low = [self.x[a] + space for a, _, space, _ in near if a is not None]
        high = [self.x[b] - space for _, b, _, space in near if b is not None]
        if low and high:
            self.x[slot] = (max(low) + min(high)) / 2
        elif high:
            self.x[slot] = min(high)

    def left(self, name: str) -> float:
        """Return the left edge of a card."""
        return self.x[self.spots[name].slot] - self.width / 2

    def track(self, slot: int, target: str) -> float:
        """Return where a line runs in a slot; its middle if it has no track there."""
        used = self.slots.get(slot)
        if used is None or target not in used.level:
            return self.x[slot]
        return self.x[slot] + (used.level[target] - (used.count - 1) / 2) * TRACK


def _upright(
    way: Way, spots: Mapping[str, Spot]
) -> list[tuple[int, float, float, float]]:
    """Return the stretches of a way in slots: from, to, and what lies at their ends.

    Channel c is at height 2 c, the middle of band b at 2 b + 1.
    """
    if not way.crosses:
        return []
    found = []
    source, target = spots[way.source], spots[way.target]
    channel, slot = way.crosses[0]
    if way.leaves.aside:
        found.append((slot, 2.0 * source.band + 1, 2.0 * channel, source.slot))
    for (one, slot), (other, _) in pairwise(way.crosses):
        if one != other:
            found.append((slot, 2.0 * one, 2.0 * other, target.slot))
    channel, slot = way.crosses[-1]
    if way.enters.aside:
        found.append((slot, 2.0 * channel, 2.0 * target.band + 1, target.slot))
    return [(s, min(a, b), max(a, b), float(n)) for s, a, b, n in found]
