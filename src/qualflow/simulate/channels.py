"""The ways out of all nodes, and where the law of a day lets them lead."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from qualflow.simulate.chain import EXIT, Chain
from qualflow.simulate.distributions import Floats
from qualflow.simulate.figures import FlowKey, StopKey
from qualflow.simulate.planning import CannotSimulateError
from qualflow.simulate.rooms import NOWHERE, Leg
from qualflow.simulate.whole_days import DailyStay, Refusals

Key: TypeAlias = tuple[int, tuple[bool, ...]]

RETRIED = "retried"
"""The kind of a channel in which it is asked again for a step that was refused."""
EXTENDED = "extended"
"""The kind of a channel in which cases stay, and a period is put off."""

_ROUND = 1 - 1e-9


@frozen(eq=False)
class Channel:
    """What falls due together in a node on a day: exits of one delay, or a period.

    Attributes:
        ways: Steps, and what share each has.
        cause: `EXIT`, or the number of the timer.
        kind: `RETRIED`, `EXTENDED` or nothing.
    """

    node: int
    cause: int
    ways: tuple[tuple[Leg | str, float], ...]
    kind: str = ""


@frozen(eq=False)
class Law:
    """What the law of some days makes of what falls due.

    Attributes:
        leads: By target and channel: how much of it goes there.
        leaves: By node and channel: how much of it leaves the node.
        at_once: By channel and node: how likely a stay is over on the day of entry.
        refused: Channels, parts of them that the law refuses, and the channels in which
            they are asked for again.
    """

    leads: Floats
    leaves: Floats
    at_once: Floats | None
    refused: tuple[tuple[int, float, int], ...]


class Channels:
    """All ways out of all nodes, numbered."""

    def __init__(self, chain: Chain, stays: list[DailyStay], last: int) -> None:
        self.chain = chain
        self.stays = stays
        days = np.arange(last + 1, dtype=np.float64)
        self.spans = chain.plan.spans_on(days).tolist()
        self.all = [
            channel for node in range(len(stays)) for channel in self._of_node(node)
        ]
        self.exits = [self._numbers(node) for node in range(len(stays))]
        self.again = {
            (channel.node, leg.place): number
            for number, channel in enumerate(self.all)
            if channel.kind == RETRIED
            for leg, _ in channel.ways
            if isinstance(leg, Leg)
        }
        self.periods = {
            (channel.node, channel.cause, step): number
            for number, channel in enumerate(self.all)
            for step, _ in channel.ways
            if isinstance(step, str) and not channel.kind
        }
        self.extensions = {
            (channel.node, channel.cause, step): number
            for number, channel in enumerate(self.all)
            for step, _ in channel.ways
            if channel.kind == EXTENDED
        }
        self._refused: list[Refusals] = [
            found for stay in stays for found in stay.refused.values() if found
        ]
        self._laws: dict[Key, Law] = {}

    def _of_node(self, node: int) -> Iterator[Channel]:
        stay = self.stays[node]
        for group in stay.groups:
            ways = tuple(zip(group.legs, group.parts, strict=True))
            yield Channel(node, EXIT, ways)
        if stay.room.retry is not None:
            for leg in stay.room.legs:
                if stay.refused[leg.place] is not None:
                    yield Channel(node, EXIT, ((leg, 1.0),), kind=RETRIED)
        for number in self.chain.timers_in(node):
            versions = self.chain.plan.timers[number].clock.versions
            for step in dict.fromkeys(version.on_expiry for version in versions):
                yield Channel(node, number, ((step, 1.0),))
            extensions = [v.extend.by for v in versions if v.extend is not None]
            for by in dict.fromkeys(extensions):
                yield Channel(node, number, ((by, 1.0),), kind=EXTENDED)

    def _numbers(self, node: int) -> tuple[int, ...]:
        """Return the channels of a node's exits, in the order of their groups."""
        return tuple(
            number
            for number, channel in enumerate(self.all)
            if channel.node == node and channel.cause == EXIT and not channel.kind
        )

    def key(self, day: int) -> Key:
        """Return what tells the law of one day from that of another."""
        granted = tuple(bool(found.granted[day]) for found in self._refused)
        return self.spans[day], granted

    def law(self, day: int, key: Key) -> Law:
        """Return what the law of a day makes of what falls due on it."""
        found = self._laws.get(key)
        if found is None:
            found = self._laws[key] = self._law(day)
        return found

    def target(self, channel: Channel, way: Leg | str, day: int) -> int:
        """Return where a way leads on a day, `NOWHERE` where the law refuses it."""
        span = self.spans[day]
        if channel.kind == EXTENDED:
            return NOWHERE
        if isinstance(way, str):
            return self.chain.target(channel.node, span, way, channel.cause)
        refused = self.stays[channel.node].refused[way.place]
        if refused is not None and not refused.granted[day]:
            return NOWHERE
        return self.chain.target(channel.node, span, way.step, EXIT)

    def _law(self, day: int) -> Law:
        size, count = len(self.stays), len(self.all)
        leads, leaves = np.zeros((size, count)), np.zeros((size, count))
        refused = []
        for number, channel in enumerate(self.all):
            for way, part in channel.ways:
                target = self.target(channel, way, day)
                if target != NOWHERE:
                    leads[target, number] += part
                    leaves[channel.node, number] += part
                elif isinstance(way, Leg) and (channel.node, way.place) in self.again:
                    again = self.again[channel.node, way.place]
                    refused.append((number, part, again))
        at_once = self._at_once()
        if at_once is not None:
            self._refuse_circles(leads @ at_once)
        return Law(leads, leaves, at_once, tuple(refused))

    def _at_once(self) -> Floats | None:
        found = np.zeros((len(self.all), len(self.stays)))
        for node, stay in enumerate(self.stays):
            for number, share in zip(
                self.exits[node], stay.leaves_at_once, strict=True
            ):
                found[number, node] = share
        return found if found.any() else None

    def _refuse_circles(self, steps: Floats) -> None:
        """Refuse stays that go round without taking any time."""
        if float(np.abs(np.linalg.eigvals(steps)).max()) > _ROUND:
            scenario = self.chain.plan.scenario.name
            raise CannotSimulateError(
                scenario, "stays that go round in no time", "exact"
            )

    # -- what has been made of it -------------------------------------------------

    def flows(self, asked: Floats) -> Iterator[tuple[FlowKey, float]]:
        """Yield how often each step was made.

        Args:
            asked: By day and channel: what fell due.
        """
        nodes = self.chain.nodes
        for number, channel in enumerate(self.all):
            for way, part in channel.ways:
                step = way if isinstance(way, str) else way.step
                if channel.kind == EXTENDED:
                    state = nodes[channel.node].state
                    yield (state, step, state, False), float(asked[:, number].sum())
                    continue
                targets = self._targets(channel, way)
                for target in np.unique(targets[targets != NOWHERE]).tolist():
                    each = part * float(asked[targets == target, number].sum())
                    source, to = nodes[channel.node].state, nodes[target].state
                    yield (source, step, to, channel.cause != EXIT), each

    def stopped(self, asked: Floats) -> Iterator[tuple[StopKey, float, bool]]:
        """Yield how often each clause refused, and whether it was unknown."""
        for number, channel in enumerate(self.all):
            stay = self.stays[channel.node]
            for way, part in channel.ways:
                found = None if isinstance(way, str) else stay.refused[way.place]
                if found is None or isinstance(way, str):
                    continue
                times = part * stay.asks_a_day
                for day, clauses in found.why.items():
                    each = times * float(asked[day, number])
                    for clause, unknown in clauses:
                        if each > 0:
                            key = stay.room.number, way.step, clause
                            yield key, each, unknown

    @cached_property
    def _changes(self) -> NDArray[np.intp]:
        """The first day of each run of days of one law."""
        keys = [self.key(day) for day in range(len(self.spans))]
        pairs = pairwise(keys)
        return np.array([0, *(day for day, (one, other) in enumerate(pairs, 1)
                              if one != other)])  # fmt: skip

    def _targets(self, channel: Channel, way: Leg | str) -> NDArray[np.intp]:
        """Return where a way leads on each day."""
        found = [self.target(channel, way, day) for day in self._changes.tolist()]
        lengths = np.diff(self._changes, append=len(self.spans))
        return np.repeat(np.array(found), lengths)
