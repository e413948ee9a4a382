"""Lines side by side in one channel: which lies where, so that few of them cross."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field, frozen

NEAR = 4.0
"""Where two lines meet a channel from both sides closer than this, one would lie on
the other, unless the one from before lies before."""
LIES_ON = 100.0
ROUNDS = 6


@define
class Span:
    """What one line takes of a channel.

    Attributes:
        low, high: Along the channel.
        before, after: Where it is met from the side of the first track and of the last.
        near: What lies at its ends, if only that is known.
    """

    low: float = 1e9
    high: float = -1e9
    before: list[float] = field(factory=list)
    after: list[float] = field(factory=list)
    near: list[float] = field(factory=list)

    def add(self, low: float, high: float, near: float) -> None:
        """Let it take so much more."""
        self.low, self.high = min(self.low, low), max(self.high, high)
        self.near.append(near)

    def meets(self, other: Span, apart: float) -> bool:
        """Return whether both come nearer than so far to each other."""
        return self.low <= other.high + apart and other.low <= self.high + apart


@frozen
class Tracks:
    """The tracks of a channel.

    Attributes:
        count: How many there are.
        level: Of each line, 0 is the first.
        spans: What each takes.
    """

    count: int
    level: Mapping[str, int]
    spans: Mapping[str, Span]

    def covers(self, place: float) -> bool:
        """Return whether any line is at a place along the channel."""
        return any(span.low <= place <= span.high for span in self.spans.values())


def tracks(spans: Mapping[str, Span], apart: float = 0.0) -> Tracks:
    """Return the tracks of lines: as few as their order allows.

    Lines that come nearer than `apart` to each other do not share a track.
    """
    order = _ordered(spans, apart)
    level: dict[str, int] = {}
    for at, net in enumerate(order):
        before = (n for n in order[:at] if spans[n].meets(spans[net], apart))
        level[net] = max((level[n] + 1 for n in before), default=0)
    return Tracks(max(level.values(), default=-1) + 1, level, spans)


def _ordered(spans: Mapping[str, Span], apart: float) -> list[str]:
    """Return lines in an order in which moving one of them helps no more."""
    order = sorted(spans, key=lambda net: (_mean(spans[net]), net))
    # What it costs to have the one before the other, compared with after it.
    costs: dict[tuple[str, str], float] = {}
    for net in order:
        for other in order:
            if net < other and spans[net].meets(spans[other], apart):
                more = _cost(spans[net], spans[other]) - _cost(spans[other], spans[net])
                costs[net, other], costs[other, net] = more, -more
    for _ in range(ROUNDS):
        before = list(order)
        for net in before:
            order.remove(net)
            # At the very front it lies before all others.
            found = [sum(costs.get((net, other), 0.0) for other in order)]
            for other in order:
                found.append(found[-1] - 2 * costs.get((net, other), 0.0))
            was, best = before.index(net), min(found)
            place = min(
                (at for at, c in enumerate(found) if c <= best + 1e-9),
                key=lambda at: (abs(at - was), at),
            )
            order.insert(place, net)
        if order == before:
            break
    return order


def _mean(span: Span) -> float:
    if span.before or span.after:
        return (len(span.after) - len(span.before)) / len([*span.before, *span.after])
    return sum(span.near) / len(span.near)


def _cost(first: Span, last: Span) -> float:
    """Return how often two lines cross if one lies before the other."""
    crossed = sum(last.low <= x <= last.high for x in first.after)
    crossed += sum(first.low <= x <= first.high for x in last.before)
    on = sum(abs(a - b) < NEAR for a in first.after for b in last.before)
    return crossed + LIES_ON * on
