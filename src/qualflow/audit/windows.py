"""Windows of days along a chain of steps, narrowed forwards and backwards.

Days are ordinals.  Forwards a step cannot lie before the one before it, nor nearer to
an earlier step than the law allows; backwards it cannot lie after the one after it.  A
distance of years runs to the same day, 29 February to the 28th.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from qualflow.audit.mapping import Distance
from qualflow.audit.rows import Row
from qualflow.audit.terms import Terms
from qualflow.law.calendar import shift_years


@frozen
class Placed:
    """A step of a chain with its own window.

    Attributes:
        event: The place of its event among those considered, None for an unseen step.
        option: Which of the options of its event it is.
    """

    row: Row
    first: int
    last: int
    event: int | None = None
    option: int = 0


def length_days(distance: Distance, terms: Terms) -> int:
    """Return the days of a distance: a reading can set another number.

    Seven days of notice run out on the eighth: a reading counts the days of notice.
    """
    if distance.reading in terms.days:
        return terms.days[distance.reading] + 1
    return distance.days


def applies(distance: Distance, step: Placed) -> bool:
    """Return whether a step has to keep a distance from an earlier one, if at all."""
    supplied = step.event is None
    return distance.step == step.row.name and (supplied or not distance.supplied_only)


def begins(distance: Distance, own_last: int) -> bool:
    """Return whether a distance is kept from a step whose own window ends on a day."""
    until = distance.after_until
    return until is None or own_last < until.toordinal()


def later(day: int, distance: Distance, terms: Terms) -> int:
    """Return the first day a step can lie on, its anchor being on `day`."""
    shifted = shift_years(day, distance.years)
    assert shifted is not None
    return shifted + length_days(distance, terms)


def earlier(day: int, distance: Distance, terms: Terms) -> int:
    """Return the last day the anchor can lie on, the step being on `day`."""
    day -= length_days(distance, terms)
    shifted = shift_years(day, -distance.years)
    assert shifted is not None
    # 28 February also ends what began on a 29 February.
    while True:
        nearer = shift_years(shifted + 1, distance.years)
        if nearer is None or nearer > day:
            return shifted
        shifted += 1


def narrowed(
    chain: Sequence[Placed], distances: Sequence[Distance], terms: Terms
) -> tuple[Placed, ...] | None:
    """Return the chain with its windows narrowed, None if one is empty."""
    firsts = [step.first for step in chain]
    lasts = [step.last for step in chain]
    pairs = list(_anchored(chain, distances, terms))
    for place in range(len(chain)):
        if place:
            firsts[place] = max(firsts[place], firsts[place - 1])
        for anchor, step, distance in pairs:
            if step == place:
                soonest = later(firsts[anchor], distance, terms)
                firsts[place] = max(firsts[place], soonest)
    for place in reversed(range(len(chain))):
        if place + 1 < len(chain):
            lasts[place] = min(lasts[place], lasts[place + 1])
        for anchor, step, distance in pairs:
            if anchor == place:
                latest = earlier(lasts[step], distance, terms)
                lasts[place] = min(lasts[place], latest)
    if any(first > last for first, last in zip(firsts, lasts, strict=True)):
        return None
    return tuple(
        evolve(step, first=first, last=last)
        for step, first, last in zip(chain, firsts, lasts, strict=True)
    )


def _anchored(
    chain: Sequence[Placed], distances: Sequence[Distance], terms: Terms
) -> list[tuple[int, int, Distance]]:
    """Return (place of the anchor, place of the step, distance)."""
    used = [distance for distance in distances if terms.uses(distance.standing)]
    found = []
    for place, step in enumerate(chain):
        for distance in used:
            if applies(distance, step):
                anchor = _last_before(chain, place, distance.after)
                if anchor is not None and begins(distance, chain[anchor].last):
                    found.append((anchor, place, distance))
    return found


def _last_before(chain: Sequence[Placed], place: int, name: str) -> int | None:
    for earlier_place in reversed(range(place)):
        if chain[earlier_place].row.name == name:
            return earlier_place
    return None
