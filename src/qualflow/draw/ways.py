"""Ways for lines between cards that stand in bands: shortest, with few bends.

Between two bands lies a channel, in which lines run across; up and down they run in
slots: between two columns of cards, beside all of them, and in the middle of a column
wherever a band has no card in it.  So no line ever meets a card.  All ways to one card
come from one search, so that they join into a tree.

Slots are numbered from the left, the one in the middle of column n is 2n + 1; channel c
lies above band c, and the last one below all bands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from heapq import heappop, heappush
from typing import TypeAlias

from attrs import define, field, frozen

BEND, STORY, SIDE, BUSY = 0.3, 0.35, 0.12, 0.05
"""What a bend, a band passed, a way out aside and a shared stretch cost, in columns."""

Cross: TypeAlias = tuple[int, int]
"""A channel and a slot."""
_State: TypeAlias = tuple[int, int, bool]


class Side(StrEnum):
    """Where a line meets a card."""

    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"

    @property
    def aside(self) -> bool:
        """Whether it is an upright side."""
        return self in (Side.LEFT, Side.RIGHT)


@frozen
class Way:
    """How a line runs.

    Attributes:
        leaves, enters: At which side of its two cards.
        crosses: What it passes on its way, ends included; empty for a straight line
            between two neighbours of a band.
    """

    source: str
    target: str
    leaves: Side
    enters: Side
    crosses: tuple[Cross, ...]


@frozen
class Spot:
    """Where a card stands: a band and a column; `rows` if lines leave it aside only."""

    band: int
    column: int
    rows: bool = False

    @property
    def slot(self) -> int:
        """The slot in the middle of its column."""
        return 2 * self.column + 1

    def doors(self) -> Iterator[tuple[Side, Cross, bool]]:
        """Yield the sides, what lies next to each, and whether it is met upright."""
        yield Side.BOTTOM, (self.band + 1, self.slot), True
        yield Side.TOP, (self.band, self.slot), True
        for side, slot in ((Side.RIGHT, self.slot + 1), (Side.LEFT, self.slot - 1)):
            yield side, (self.band + 1, slot), True
            yield side, (self.band, slot), True


@define
class Ways:
    """The search for ways.

    Attributes:
        spots: Of each card.
        columns: Where the columns stand, rising, in widths of a column.
        bands: How many there are.
    """

    spots: Mapping[str, Spot]
    columns: Sequence[float]
    bands: int
    _cards: dict[tuple[int, int], str] = field(init=False)
    _x: list[float] = field(init=False)
    _busy: dict[tuple[Cross, bool], int] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        """Note what stands where."""
        self._cards = {(s.band, s.slot): n for n, s in self.spots.items()}
        ends = [self.columns[0] - 1.0, *self.columns, self.columns[-1] + 1.0]
        self._x = []
        for number, column in enumerate(self.columns):
            self._x += [(ends[number] + column) / 2, column]
        self._x.append((self.columns[-1] + ends[-1]) / 2)

    def to(self, target: str, sources: Sequence[str]) -> list[Way]:
        """Return the ways that lead to a card."""
        cost, after = self._search(target)
        found = []
        for source in sources:
            straight = self._straight(source, target)
            found.append(straight or self._read(source, target, cost, after))
        for way in found:
            self._note(way)
        return found

    def _straight(self, source: str, target: str) -> Way | None:
        """Return the line between two neighbours of a band."""
        one, other = self.spots[source], self.spots[target]
        if one.band != other.band:
            return None
        low, high = sorted((one.slot, other.slot))
        if any((one.band, slot) in self._cards for slot in range(low + 1, high)):
            return None
        if one.slot < other.slot:
            return Way(source, target, Side.RIGHT, Side.LEFT, ())
        return Way(source, target, Side.LEFT, Side.RIGHT, ())

    def _search(
        self, target: str
    ) -> tuple[dict[_State, float], dict[_State, _State | Side]]:
        """Return what it costs to get to a card from every crossing, and the next."""
        spot = self.spots[target]
        cost: dict[_State, float] = {}
        after: dict[_State, _State | Side] = {}
        heap: list[tuple[float, int, _State]] = []
        for side, cross, upright in spot.doors():
            start = (*cross, upright)
            paid = SIDE + BEND if side.aside else 0.0
            if paid < cost.get(start, 1e9):
                cost[start], after[start] = paid, side
                heappush(heap, (paid, len(heap), start))
        pushed = len(heap)
        while heap:
            paid, _, state = heappop(heap)
            if paid > cost[state]:
                continue
            for step, more in self._steps(state):
                if paid + more < cost.get(step, 1e9) - 1e-9:
                    cost[step], after[step] = paid + more, state
                    pushed += 1
                    heappush(heap, (paid + more, pushed, step))
        return cost, after

    def _steps(self, state: _State) -> Iterator[tuple[_State, float]]:
        channel, slot, upright = state
        yield (channel, slot, not upright), BEND
        if upright:
            for band, on in ((channel, channel + 1), (channel - 1, channel - 1)):
                if 0 <= band < self.bands and (band, slot) not in self._cards:
                    busy = self._busy.get(((band, slot), True), 0)
                    yield (on, slot, True), STORY + BUSY * busy
            return
        for on in (slot - 1, slot + 1):
            if 0 <= on < len(self._x):
                busy = self._busy.get(((channel, min(slot, on)), False), 0)
                far = abs(self._x[on] - self._x[slot])
                yield (channel, on, False), far + BUSY * busy * far

    def _read(
        self,
        source: str,
        target: str,
        cost: Mapping[_State, float],
        after: Mapping[_State, _State | Side],
    ) -> Way:
        spot = self.spots[source]
        best, leaves, start = 1e9, Side.BOTTOM, (0, 0, True)
        for side, cross, upright in spot.doors():
            if spot.rows and not side.aside:
                continue
            state = (*cross, upright)
            paid = cost.get(state, 1e9) + (SIDE + BEND if side.aside else 0.0)
            if paid < best - 1e-9:
                best, leaves, start = paid, side, state
        crosses = [start[:2]]
        on = after[start]
        while not isinstance(on, Side):
            if on[:2] != crosses[-1]:
                crosses.append(on[:2])
            on = after[on]
        return Way(source, target, leaves, on, tuple(crosses))

    def _note(self, way: Way) -> None:
        """Let others keep away from a way."""
        for (channel, slot), (channel_on, slot_on) in zip(
            way.crosses, way.crosses[1:], strict=False
        ):
            if slot == slot_on:
                key = ((min(channel, channel_on), slot), True)
            else:
                key = ((channel, min(slot, slot_on)), False)
            self._busy[key] = self._busy.get(key, 0) + 1
