"""Which way out a case takes, and for which time it stands in a state.

What a case draws is a function of (seed, purpose, case), and a purpose counts the
visits.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from qualflow.simulate.blocks import places
from qualflow.simulate.distributions import Floats
from qualflow.simulate.filing import Cases, Rows
from qualflow.simulate.periods import Mask
from qualflow.simulate.planning import Plan
from qualflow.simulate.randomness import key, onward, uniforms
from qualflow.simulate.rooms import Room

_LEAST_WIDTH = 2.0**-20
"""So much of a uniform may be used up: 32 of its 52 bits are left to choose by."""


@define(eq=False)
class Turns:
    """The visits and the ways out of the cases of a block.

    Attributes:
        plan: What is run.
        seed: Of all that is drawn.
        cases: The numbers of the cases, one after the other.
        made: For each state that can be entered twice, how often each case was there.
        left: For each such state, what is left of the uniform that chose the way out,
            and how much of it that is.
    """

    plan: Plan
    seed: int
    cases: Cases
    made: dict[int, NDArray[np.int16]] = field(factory=dict)
    left: dict[int, tuple[Floats, Floats]] = field(factory=dict)

    def drawn(self, purpose: str, visit: int, rows: Rows) -> Floats:
        """Return the uniforms of some cases for a purpose."""
        start = key(self.seed, purpose, visit)
        return uniforms(onward(start, int(self.cases[0])), rows.view(np.uintp))

    def visits(self, room: Room, rows: Rows) -> Iterator[tuple[int, Mask | slice]]:
        """Yield for each visit of a state the cases that make it."""
        if not room.cyclic:
            yield 0, slice(None)
            return
        made = self.made.get(room.number)
        if made is None:
            made = self.made[room.number] = np.zeros(self.cases.size, np.int16)
            made[rows] = 1
            yield 0, slice(None)
            return
        visit = made.take(rows)
        made[rows] = visit + 1
        least = int(visit.min())
        if least == visit.max():
            yield least, slice(None)
            return
        for found in np.unique(visit):
            yield int(found), visit == found

    def way(self, room: Room, visit: int, rows: Rows) -> NDArray[np.int8]:
        """Return which way each case would go, by the shares.

        Where a case can come back, what is left of the uniform that chose last time is
        a uniform too, and chooses again: so the number of turns in a loop follows one
        uniform, and moves little where a share is moved a little.
        """
        legs = room.legs
        if len(legs) == 1 and legs[0].place:
            return np.full(rows.size, legs[0].place, np.int8)
        if len(legs) == 1 or room.races:
            return np.zeros(rows.size, np.int8)
        u, width = self._left(room, visit, rows)
        begins = list(accumulate((way.share for way in legs), initial=0.0))
        chosen = (u >= begins[1]).view(np.int8)
        for begin in begins[2:-1]:
            chosen += (u >= begin).view(np.int8)
        for number, way in enumerate(legs):
            if way.place in self.plan.comes_back.get(room.number, ()):
                of = places(chosen == number)
                turning, left = rows.take(of), self.left[room.number]
                left[0][turning] = (u.take(of) - begins[number]) / way.share
                used = way.share if width is None else width.take(of) * way.share
                left[1][turning] = used
        if legs[-1].place == len(legs) - 1:
            return chosen  # none was left out: each stands in its place
        return np.array([way.place for way in legs], np.int8).take(chosen)

    def _left(self, room: Room, visit: int, rows: Rows) -> tuple[Floats, Floats | None]:
        """Return the uniforms that choose the way out, and how much is left of them.

        None of them has been used if nothing is said of it.
        """
        purpose = f"state.{room.name}.then"
        if room.cyclic and room.number not in self.left:
            size = self.cases.size
            self.left[room.number] = np.zeros(size), np.zeros(size)
        if visit == 0 or not room.cyclic:
            return self.drawn(purpose, visit, rows), None
        u, width = (left.take(rows) for left in self.left[room.number])
        self.left[room.number][1][rows] = 0.0  # it chooses once
        used_up = places(width < _LEAST_WIDTH)
        if used_up.size:
            u[used_up] = self.drawn(purpose, visit, rows.take(used_up))
            width[used_up] = 1.0
        return u, width
