"""Which events to leave out, where no life contains them all: the fewest.

Among sets of as few, the one whose events are known worst goes; then the one whose
events lie latest; then the one told later in the file.  Each of these compares sorted
lists of one length, and so does a sum in which every rank outweighs all lower ones: a
whole number for each event, so that the least sum is the best set.

A chain of some events is a life of those; the others are left out.  Search by least
sum over places, where events whose days have passed no longer matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

from qualflow.audit.moves import Moves, Place
from qualflow.audit.search import MOST_PLACES, TooManyLivesError
from qualflow.law.facts import Evidence

MOST_LEFT_OUT = 6


def prices(
    evidence: Sequence[Evidence], days: Sequence[tuple[int, int]]
) -> tuple[int, ...]:
    """Return what it costs to leave each event out, in the order of the file."""
    count = len(days)
    base = count + 1
    ranks = {some: rank for rank, some in enumerate(sorted(set(days)))}
    by_number = base**count
    most_days = base ** len(ranks)
    gains = [
        (base ** (Evidence.OFFICIAL - known) * most_days + base ** ranks[own])
        * by_number
        + 2**number
        for number, (known, own) in enumerate(zip(evidence, days, strict=True))
    ]
    one = sum(gains) + 1  # one event fewer is worth more than anything else
    return tuple(one - gain for gain in gains)


def least_left_out(
    moves: Moves, price: Sequence[int], most: int, asked: Sequence[int] = ()
) -> int | None:
    """Return the best set to keep, a bit each; None if more than `most` have to go.

    Args:
        moves: Those of the events that can be kept.
        price: For each of these what it costs to leave it out.
        most: How many of them can go.
        asked: Sets of events, a bit each, of all of which some event is kept.

    Raises:
        TooManyLivesError: If the search gives up.
    """
    queue: list[tuple[int, int, bool, int, Place]] = []
    heappush(queue, (0, 0, False, 0, moves.first))
    done: set[tuple[Place, tuple[bool, ...]]] = set()
    pushed = 0
    while queue:
        cost, _, goal, used, place = heappop(queue)
        if goal:
            return used
        key = place, tuple(bool(used & some) for some in asked)
        if key in done:
            continue
        done.add(key)
        if len(done) > MOST_PLACES:
            raise TooManyLivesError(MOST_PLACES)
        passed = moves.too_late(place.day)
        left = moves.everything & ~used
        if not place.gap and all(key[1]) and left.bit_count() <= most:
            pushed += 1
            total = cost + _sum(price, left & ~passed)
            heappush(queue, (total, pushed, True, used, place))
        for onward, move in moves.onward(place._replace(used=used | passed)):
            taken, late = used | move.bit, moves.too_late(onward.day)
            if (late & ~taken).bit_count() > most:
                continue
            pushed += 1
            there = cost + _sum(price, late & ~passed & ~taken)
            onward = onward._replace(used=taken & ~late)
            heappush(queue, (there, pushed, False, taken, onward))
    return None


def _sum(price: Sequence[int], events: int) -> int:
    total = 0
    while events:
        low = events & -events
        total += price[low.bit_length() - 1]
        events ^= low
    return total
