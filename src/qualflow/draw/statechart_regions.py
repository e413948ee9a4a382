"""The coloured regions of a state chart: as few rectangles a phase as hold no other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from attrs import frozen

from qualflow.law.rules import Phase

Box: TypeAlias = tuple[float, float, float, float]
"""Left, upper, right and lower edge."""
ASIDE, ABOVE, BELOW = 12.0, 25.0, 11.0
"""How far a region reaches beyond its cards; its name stands above them."""


@frozen
class Region:
    """A part of the chart in which all states are of one phase."""

    phase: Phase | None
    box: Box


def regions(
    cards: Sequence[tuple[Phase | None, float, float, float]], width: float
) -> list[Region]:
    """Return the regions of cards given as (phase, left, top, height).

    Neighbours are taken together as long as no card of another phase comes inside.
    """
    found = [
        Region(phase, (x - ASIDE, y - ABOVE, x + width + ASIDE, y + height + BELOW))
        for phase, x, y, height in cards
    ]
    joined = True
    while joined:
        joined = _join(found)
    return found


def _join(found: list[Region]) -> bool:
    """Take the two nearest regions of a phase together that can be."""
    best: tuple[float, int, int, Box] | None = None
    for i, one in enumerate(found):
        for j in range(i + 1, len(found)):
            other = found[j]
            if one.phase is not other.phase:
                continue
            box = _around(one.box, other.box)
            free = not any(
                r.phase is not one.phase and _overlap(r.box, box) for r in found
            )
            if free and (best is None or _area(box) < best[0]):
                best = (_area(box), i, j, box)
    if best is None:
        return False
    _, i, j, box = best
    found[i] = Region(found[i].phase, box)
    del found[j]
    return True


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3]
        and other[1] < one[3]
    )  # fmt: skip


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
