"""What the law itself does to cases that stay where they are: periods and reforms.

A period expires on the day after its last one, where moments are whole days; on one day
a reform comes before an expiry and an expiry before an exit (`case.timing`).
"""

from __future__ import annotations

from math import inf

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from qualflow.law.edition import Step
from qualflow.simulate.blocks import EXIT, GRANTED, REFORM, Block, Moved, places
from qualflow.simulate.distributions import Floats
from qualflow.simulate.filing import Files, Rows
from qualflow.simulate.judging import Judge
from qualflow.simulate.periods import Mask, Periods
from qualflow.simulate.planning import Plan
from qualflow.simulate.rooms import Effect, Room, Timer


@define(eq=False)
class NextAct:
    """What the law does next to cases that stay where they are.

    Attributes:
        at: When; `inf` where nothing.
        which: The place of the cause in `causes`, anything where nothing happens.
        causes: The cause and the step it leads to.
    """

    at: Floats
    which: NDArray[np.int8]
    causes: list[tuple[str, str]] = field(factory=list)

    @classmethod
    def none(cls, size: int) -> NextAct:
        """Return a law that does nothing."""
        return cls(np.full(size, inf), np.zeros(size, np.int8))

    def may(self, cause: str, step: str, at: Floats) -> None:
        """Let something happen where nothing comes before it."""
        if not self.causes:
            self.at = at
        else:
            sooner = at < self.at
            if not sooner.any():
                return
            self.at = np.minimum(self.at, at)
            self.which[sooner] = len(self.causes)
        self.causes.append((cause, step))


@frozen(eq=False)
class Effects:
    """What the steps of a plan do to clocks, each found out once."""

    plan: Plan
    _found: dict[tuple[str, int, int], Effect] = field(factory=dict)

    def of(self, timer: Timer, source: int, step: Step | None) -> Effect:
        """Return what a step from a state does to a clock, as `Plan.effect` does."""
        asked = timer.name, source, id(step)
        found = self._found.get(asked)
        if found is None:
            found = self._found[asked] = self.plan.effect(timer, source, step)
        return found


@define(eq=False)
class ActsOfLaw:
    """What the law does to the cases of a block.

    Attributes:
        plan: What is run.
        effects: What steps do to clocks, found out once for all blocks.
        periods: The periods of the cases.
        files: What is on file in them.
        block: What counts.
        judge: Whether steps are granted that lengthen periods.
        last_step: Where the law itself made the last step: more can expire on that day.
        acted: Whether that is so anywhere.
    """

    plan: Plan
    effects: Effects
    periods: Periods
    files: Files
    block: Block
    judge: Judge
    last_step: Mask = field(init=False)
    acted: bool = False

    def __attrs_post_init__(self) -> None:
        self.last_step = np.zeros(self.block.count, np.bool_)

    def made(self, rows: Rows, *, by_law: bool) -> None:
        """Keep where the law itself made the last step, if that can matter."""
        if by_law and self.plan.timers and self.plan.dated:
            self.acted = True
        if self.acted:
            self.last_step[rows] = by_law

    def can_act(self, room: Room, rows: Rows) -> bool:
        """Return whether the law can make some of these cases leave."""
        if room.number in self.plan.law_acts_in:
            return True
        several = self.acted and len(self.plan.timers) > 1
        return several and bool(self.last_step[rows].any())

    def touch(
        self,
        timer: Timer,
        rows: Rows,
        at: Floats,
        source: int,
        step: Step | None,
        target: int,
        cause: str,
    ) -> None:
        """Let entering a state do to a clock what it does."""
        periods, clock = self.periods, timer.clock
        effect = self.effects.of(timer, source, step)
        if cause == timer.name:
            periods.run_out(timer, rows, at)
        elif effect in (Effect.END, Effect.START) and cause != EXIT:
            periods.keep_tied(timer, rows, at)
        if effect is not Effect.KEEP:
            periods.enter(effect, timer, rows, at)
        if effect is Effect.START and self.plan.rooms[target].name in clock.paused_in:
            periods.enter(Effect.PAUSE, timer, rows, at)

    def next(
        self, room: Room, visit: int, rows: Rows, now: Floats, leaves: Floats
    ) -> NextAct:
        """Return what the law does next to cases that would leave at some moment."""
        law = NextAct.none(rows.size)
        for reform in self.plan.reforms:
            if room.number in reform.sources:
                on = np.where(reform.on > now, float(reform.on), inf)
                law.may(REFORM, reform.step, on)
        lasts = [
            (timer, last)
            for timer in self.plan.timers
            if (last := self.periods.last_days(timer, rows)) is not None
        ]
        if any(timer.extended > 0 for timer, _ in lasts):
            until = np.minimum(law.at, leaves)
            lasts = self._extended(room, visit, rows, now, until, lasts)
        for timer, last in lasts:
            at = self._ends(rows, now, last)
            for step, tied in self.periods.tied(timer, rows, now):
                fires = np.where(tied, now, inf)
                law.may(timer.name, step, self._where_known(room, step, fires))
            for step, where in self.periods.expires(timer, rows):
                fires = at if where is None else np.where(where, at, inf)
                law.may(timer.name, step, self._where_known(room, step, fires))
        return law

    def _ends(self, rows: Rows, now: Floats, last: Floats) -> Floats:
        """Return when periods expire; what is past no longer does.

        What expires on a day comes before what is done on it; so after an act of that
        day it is past, unless the law made the case enter the state.
        """
        at = self._after(last)
        past = at <= now
        if past.any():
            at[past & ((at < now) | ~self.last_step[rows])] = inf
        return at

    def _after(self, last: Floats) -> Floats:
        """Return when periods expire whose last days are given."""
        return last + 1 if self.plan.dated else last.copy()

    def _where_known(self, room: Room, step: str, at: Floats) -> Floats:
        """Return the moments at which the law has a step from a state, else `inf`."""
        for span, of in self.plan.parts(at):
            if self.plan.step(span, room.number, step) is None:
                at = at.copy()
                at[of] = inf
        return at

    def _extended(
        self,
        room: Room,
        visit: int,
        rows: Rows,
        now: Floats,
        until: Floats,
        lasts: list[tuple[Timer, Floats]],
    ) -> list[tuple[Timer, Floats]]:
        """Return the last days, those that would run out extended by chance.

        The period that would run out first is extended first, so that nothing is
        granted after a case has left.
        """
        could = np.ones((len(lasts), rows.size), np.bool_)
        grown = True
        while grown:
            grown = False
            for place, (timer, last) in enumerate(lasts):
                if timer.extended == 0:
                    continue
                first = until
                for other, (_, ends) in enumerate(lasts):
                    if other != place:
                        first = np.minimum(first, self._ends(rows, now, ends))
                wants = could[place] & (self._after(last) <= first) & (last >= now)
                wants &= last <= self.plan.horizon
                longer = self._longer(room, visit, timer, rows, last, wants)
                could[place] &= longer | ~wants
                if longer.any():
                    found = self.periods.last_days(timer, rows)
                    assert found is not None
                    lasts[place], grown = (timer, found), True
        return lasts

    def _longer(
        self,
        room: Room,
        visit: int,
        timer: Timer,
        rows: Rows,
        last: Floats,
        wants: Mask,
    ) -> Mask:
        """Extend by chance what would run out; return where that happened."""
        longer = np.zeros(rows.size, np.bool_)
        wanting = places(wants)
        for extend, may in self.periods.extensions(timer, rows.take(wanting)):
            of = wanting[may]
            of = of[self.periods.drawn_longer(timer, rows[of], visit)]
            of = of[self._grant(room, extend.by, rows[of], last[of])]
            self.periods.extend(timer, extend, rows[of])
            longer[of] = True
        return longer

    def _grant(self, room: Room, name: str, rows: Rows, at: Floats) -> Mask:
        """Let a step lengthen periods where the law grants it; a fact always does."""
        granted = np.ones(rows.size, np.bool_)
        if name not in self.plan.rulebook.transitions:
            self._note(room, name, rows, at)
            return granted
        for span, of in self.plan.parts(at):
            step = self.plan.step(span, room.number, name)
            if step is None or step.transition.target != room.name:
                granted[of] = False
                continue
            found = self.judge.granted(room, step, rows[of], at[of])
            if found is not None:
                granted[of] = found
            those = rows[of][granted[of]]
            self.files.write(step.transition.records, those, at[of][granted[of]])
        self._note(room, name, rows[granted], at[granted])
        return granted

    def _note(self, room: Room, name: str, rows: Rows, at: Floats) -> None:
        number = room.number
        self.block.move(Moved(rows, at, name, number, number, GRANTED))
