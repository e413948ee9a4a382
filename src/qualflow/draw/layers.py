"""A directed graph laid out in layers, from above downwards (Sugiyama's method).

Steps back are turned round, so that every step leads down; a node lies one layer below
the lowest one that leads to it.  A step across several layers passes each of them at a
place of its own, so that it never runs through a node.  Within a layer the order comes
from the means of the neighbours, and the places are the nearest ones to those means
that keep their distance (isotonic regression).  The same graph gives the same places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from attrs import define, field, frozen

SWEEPS = 12
"""How often orders and places are improved; a chart of a process needs fewer."""

Key: TypeAlias = tuple[str, int]
"""A node, or where a step passes a layer: ("", a number of its own)."""


@frozen
class Link:
    """A step; several between the same two nodes are several links."""

    source: str
    target: str
    weight: float = 1.0


@frozen
class Layout:
    """Where everything lies.

    Attributes:
        layers: How many there are.
        layer: Of each node, 0 is the highest.
        place: The middle of each node, 0 is the leftmost edge of all.
        width: From there to the rightmost edge.
        route: Of each link, the (layer, place) it passes, its own ends included, from
            the source to the target; empty for one that leads back to its own source.
        back: Of each link, whether it leads up.
    """

    layers: int
    layer: Mapping[str, int]
    place: Mapping[str, float]
    width: float
    route: tuple[tuple[tuple[int, float], ...], ...]
    back: tuple[bool, ...]


def layout(
    nodes: Sequence[str], links: Sequence[Link], node_width: float, gap: float
) -> Layout:
    """Return where the nodes of a graph lie and where its links pass.

    Args:
        nodes: In the order of the process; the first one leads the others.
        links: Between nodes of `nodes`.
        node_width: How wide a node is; a passing link takes half a gap.
        gap: Between two of a layer.
    """
    back = _back(nodes, links)
    layer = _layers(nodes, links, back)
    grid = _Grid(node_width, gap)
    grid.fill(nodes, links, back, layer)
    for sweep in range(SWEEPS):
        grid.order(down=sweep % 2 == 0)
    grid.spread()
    return grid.layout(nodes, links, back, layer)


def _back(nodes: Sequence[str], links: Sequence[Link]) -> tuple[bool, ...]:
    """Return which links close a cycle, as a walk from the first node finds them."""
    ways: dict[str, list[int]] = {node: [] for node in nodes}
    for number, link in enumerate(links):
        ways[link.source].append(number)
    found = [link.source == link.target for link in links]
    done: set[str] = set()
    for first in nodes:
        path: list[tuple[str, int]] = [] if first in done else [(first, 0)]
        while path:
            node, at = path[-1]
            if at == len(ways[node]):
                done.add(node)
                path.pop()
                continue
            path[-1] = (node, at + 1)
            target = links[ways[node][at]].target
            if any(target == passed for passed, _ in path):
                found[ways[node][at]] = True
            elif target not in done:
                path.append((target, 0))
    return tuple(found)


def _layers(
    nodes: Sequence[str], links: Sequence[Link], back: Sequence[bool]
) -> dict[str, int]:
    """Return the layer of each node: the longest way down to it."""
    layer = dict.fromkeys(nodes, 0)
    down = [link for link, up in zip(links, back, strict=True) if not up]
    # At most as many rounds as the longest way has steps: there is no cycle left.
    for _ in nodes:
        moved = False
        for link in down:
            if layer[link.target] <= layer[link.source]:
                layer[link.target] = layer[link.source] + 1
                moved = True
        if not moved:
            break
    return layer


@define
class _Grid:
    """The layers while they are put in order.

    Attributes:
        rows: Of each layer, its nodes and passing links from left to right.
        chains: Of each link, what it passes from its upper end to its lower one.
    """

    node_width: float
    gap: float
    rows: list[list[Key]] = field(factory=list)
    chains: list[list[Key]] = field(factory=list)
    near: dict[Key, list[tuple[Key, float]]] = field(factory=dict)
    level: dict[Key, int] = field(factory=dict)
    place: dict[Key, float] = field(factory=dict)

    def fill(
        self,
        nodes: Sequence[str],
        links: Sequence[Link],
        back: Sequence[bool],
        layer: Mapping[str, int],
    ) -> None:
        """Put every node and every passing link into its layer."""
        self.rows = [[] for _ in range(max(layer.values(), default=-1) + 1)]
        for node in nodes:
            self._put((node, 0), layer[node])
        passing = 0
        for link, up in zip(links, back, strict=True):
            upper, lower = (link.target, link.source) if up else (
                link.source, link.target)  # fmt: skip
            chain: list[Key] = [(upper, 0)]
            for between in range(layer[upper] + 1, layer[lower]):
                passing += 1
                self._put(("", passing), between)
                chain.append(("", passing))
            chain.append((lower, 0))
            self.chains.append(chain)
            if link.source != link.target:
                for one, other in pairwise(chain):
                    self.near[one].append((other, max(link.weight, 0.01)))
                    self.near[other].append((one, max(link.weight, 0.01)))

    def _put(self, key: Key, layer: int) -> None:
        self.rows[layer].append(key)
        self.near[key] = []
        self.level[key] = layer

    def order(self, *, down: bool) -> None:
        """Sort each layer by the means of its neighbours in the one before it."""
        numbers = range(len(self.rows))
        for number in numbers if down else reversed(numbers):
            row = self.rows[number]
            before = number - 1 if down else number + 1
            if not 0 <= before < len(self.rows):
                continue
            at = {key: place for place, key in enumerate(self.rows[before])}
            wanted = {
                key: self._mean(key, before, at, float(place))
                for place, key in enumerate(row)
            }
            row.sort(key=wanted.__getitem__)

    def _mean(
        self, key: Key, layer: int, at: Mapping[Key, float], otherwise: float
    ) -> float:
        near = [(at[k], w) for k, w in self.near[key] if self.level[k] == layer]
        whole = sum(weight for _, weight in near)
        return sum(x * w for x, w in near) / whole if whole else otherwise

    def _half(self, key: Key) -> float:
        return self.node_width / 2 if key[0] else self.gap / 4

    def spread(self) -> None:
        """Give everything its place: near its neighbours, at a distance from others."""
        for row in self.rows:
            x = 0.0
            for key in row:
                self.place[key] = x + self._half(key)
                x += 2 * self._half(key) + self.gap
        for sweep in range(SWEEPS):
            order = self.rows if sweep % 2 else self.rows[::-1]
            for row in order:
                self._settle(row)
        least = min((x - self._half(k) for k, x in self.place.items()), default=0.0)
        self.place = {key: x - least for key, x in self.place.items()}

    def _settle(self, row: list[Key]) -> None:
        wanted = []
        for key in row:
            near = [(self.place[k], w) for k, w in self.near[key]]
            whole = sum(weight for _, weight in near)
            here = self.place[key]
            wanted.append(sum(x * w for x, w in near) / whole if whole else here)
        apart = [
            self._half(one) + self._half(other) + self.gap
            for one, other in pairwise(row)
        ]
        self.place.update(zip(row, kept_apart(wanted, apart), strict=True))

    def layout(
        self,
        nodes: Sequence[str],
        links: Sequence[Link],
        back: Sequence[bool],
        layer: Mapping[str, int],
    ) -> Layout:
        """Return the layout as it stands."""
        routes = []
        for link, up, chain in zip(links, back, self.chains, strict=True):
            passed = [(self.level[key], self.place[key]) for key in chain]
            if link.source == link.target:
                passed = []
            routes.append(tuple(passed[::-1] if up else passed))
        width = max((x + self._half(k) for k, x in self.place.items()), default=0.0)
        places = {node: self.place[node, 0] for node in nodes}
        return Layout(
            len(self.rows), dict(layer), places, width, tuple(routes), tuple(back)
        )


def kept_apart(wanted: Sequence[float], apart: Sequence[float]) -> list[float]:
    """Return the rising places nearest to those wanted that keep their distances.

    Args:
        wanted: Where each would lie alone.
        apart: The least distance of each to the next; one fewer.

    >>> kept_apart([5.0, 5.0, 50.0], [10.0, 10.0])
    [0.0, 10.0, 50.0]
    """
    shifts = [0.0]
    for distance in apart:
        shifts.append(shifts[-1] + distance)
    blocks: list[tuple[float, int]] = []
    for want, shift in zip(wanted, shifts, strict=False):
        total, size = want - shift, 1
        # Two blocks out of order become one, at their common mean.
        while blocks and blocks[-1][0] / blocks[-1][1] > total / size:
            before, count = blocks.pop()
            total, size = total + before, size + count
        blocks.append((total, size))
    means = [total / size for total, size in blocks for _ in range(size)]
    return [mean + shift for mean, shift in zip(means, shifts, strict=False)]
