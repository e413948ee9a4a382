"""Lives drawn by chance, a block of cases at a time.

All cases of a block that stand in one state are moved together: how long each stays,
which way it goes, what the law does meanwhile and what it says to the step are arrays.
States are taken in their order, so that a loop through earlier ones is run dry before
the rest moves on.  What a case draws is a function of (seed, purpose, case), and a
purpose counts the visits; so neither blocks, nor workers, nor other cases matter.

A stay ends by the first of: its exit (`turns`), or what the law does (`acts_of_law`).
What it says to the step is judged (`judging`).
"""

from __future__ import annotations

from math import inf

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from qualflow.law.edition import Step
from qualflow.law.measures import Unit
from qualflow.simulate import memory
from qualflow.simulate.acts_of_law import ActsOfLaw, Effects, NextAct
from qualflow.simulate.blocks import EXIT, Block, Entered, Moved, asked, places
from qualflow.simulate.distributions import Floats
from qualflow.simulate.filing import Cases, Files, Needs, Rows, needs
from qualflow.simulate.judging import Guards, Judge
from qualflow.simulate.periods import Periods
from qualflow.simulate.planning import CannotSimulateError, Plan
from qualflow.simulate.rooms import NOWHERE, Leg, Room
from qualflow.simulate.turns import Turns

BLOCK = 65_536
"""Cases that are moved together: few enough for the cache, and enough to make up for
what few of them do, such as a tenth turn in a loop."""

_NOBODY: Rows = np.zeros(0, np.intp)
_MOST_ROUNDS = 200_000


@frozen(eq=False)
class Sampler:
    """The lives of the cases of a plan."""

    plan: Plan
    seed: int
    questions: tuple[Entered, ...]
    needs: Needs
    guards: Guards = field(init=False)
    effects: Effects = field(init=False)

    @guards.default
    def _guards(self) -> Guards:
        return Guards(self.plan)

    @effects.default
    def _effects(self) -> Effects:
        return Effects(self.plan)

    @classmethod
    def of(cls, plan: Plan, seed: int) -> Sampler:
        """Return the sampler of a plan.

        Raises:
            CannotSimulateError: If people are limited, or a period is extended by a
                step that does more than that.
        """
        for resource in plan.scenario.resources:
            what = f"resource '{resource.name}'"
            raise CannotSimulateError(plan.scenario.name, what, "sampling")
        return cls(plan, seed, asked(plan), needs(plan))

    def block(
        self, first: int, count: int, *, trace: bool = False, present: bool = False
    ) -> Block:
        """Return what `count` cases from the `first` on come to.

        Args:
            first: The number of the first case, from 0.
            count: At least 1.
            trace: Whether to keep everything that happened.
            present: Whether to count where cases stand over time.
        """
        memory.kept()
        cases = np.arange(first, first + count, dtype=np.uint64)
        block = Block.fresh(first, count, self.questions, trace=trace)
        if present:
            block.count_present(len(self.plan.rooms), float(self.plan.horizon))
        files = Files(self.plan, self.needs, self.seed, cases)
        periods = Periods(self.plan, files, self.seed)
        return Lives(self, cases, block, files, periods).to_the_horizon()


@define(eq=False)
class Lives:
    """The lives of one block, while they go on.

    Attributes:
        cases: The numbers of the cases, one after the other.
        plan: What is run.
        ahead: For each state, the cases that have come to it and when.
        turns: The visits and the ways out.
        judge: What the law says to steps.
        law: What it does itself.
    """

    sampler: Sampler
    cases: Cases
    block: Block
    files: Files
    periods: Periods
    ahead: dict[int, list[tuple[Rows, Floats]]] = field(factory=dict)
    plan: Plan = field(init=False)
    turns: Turns = field(init=False)
    judge: Judge = field(init=False)
    law: ActsOfLaw = field(init=False)

    def __attrs_post_init__(self) -> None:
        sampler, plan = self.sampler, self.sampler.plan
        self.plan = plan
        self.turns = Turns(plan, sampler.seed, self.cases)
        self.judge = Judge(sampler.guards, self.files, self.block)
        self.law = ActsOfLaw(
            plan, sampler.effects, self.periods, self.files, self.block, self.judge
        )

    def to_the_horizon(self) -> Block:
        """Let all cases live."""
        self._begin()
        for _ in range(_MOST_ROUNDS):
            if not self.ahead:
                return self.block
            room = self.plan.rooms[min(self.ahead)]
            waiting = self.ahead.pop(room.number)
            rows, at = waiting[0]
            if len(waiting) > 1:
                rows = np.concatenate([rows for rows, _ in waiting])
                at = np.concatenate([at for _, at in waiting])
            for visit, these in self.turns.visits(room, rows):
                self._stay(room, visit, rows[these], at[these])
        what = f"steps that lead in a circle without end through '{room.name}'"
        raise CannotSimulateError(self.plan.scenario.name, what)

    def _begin(self) -> None:
        plan, rows = self.plan, np.arange(self.cases.size)
        at = np.zeros(rows.size)
        if plan.standing is None:
            self._arrive(rows, at, NOWHERE, plan.through, plan.start, EXIT)
            return
        entered = {
            plan.number(state): float(day.toordinal() - plan.first)
            for state, day in plan.standing.entered.items()
        }
        for place, question in enumerate(self.sampler.questions):
            since = [entered[n] for n in question.since & entered.keys()]
            if since:
                self.block.began[place][:] = min(since)
            elif not question.since and question.until & entered.keys():
                self.block.ended[place][:] = 0.0
        self.files.pending()
        self.block.stays[plan.start] += rows.size
        self.ahead[plan.start] = [(rows, at)]

    def _arrive(
        self,
        rows: Rows,
        at: Floats,
        source: int,
        step: Step | None,
        target: int,
        cause: str,
    ) -> None:
        """Let cases enter a state."""
        self.block.enter(self.sampler.questions, target, rows, at)
        if step is not None and self.sampler.needs.kept:
            self.files.write(step.transition.records, rows, at)
        if target in self.plan.setting_off:
            self._set_off(target, rows, at)
        for timer in self.plan.timers:
            self.law.touch(timer, rows, at, source, step, target, cause)
        if self.plan.rooms[target].legs or target in self.plan.law_acts_in:
            self.law.made(rows, by_law=cause != EXIT)
            self.ahead.setdefault(target, []).append((rows, at))
        else:
            self.block.stay(target, rows, self.plan.horizon)

    def _set_off(self, target: int, rows: Rows, at: Floats) -> None:
        """Let entering a state set off the facts that come after it."""
        state, made = self.plan.rooms[target].name, self.turns.made.get(target)
        visits = np.zeros(rows.size, np.int16) if made is None else made[rows]
        for visit in np.unique(visits):
            of = visits == visit
            self.files.entered(state, int(visit), rows[of], at[of])

    # -- a stay -------------------------------------------------------------------

    def _stay(self, room: Room, visit: int, rows: Rows, since: Floats) -> None:
        """Let cases stay in a state until they leave it or the horizon is there."""
        leg, leaves = self._exits(room, visit, rows, since)
        now, attempt = since, 0
        while rows.size:
            if self.law.can_act(room, rows):
                act = self.law.next(room, visit, rows, now, leaves)
                asking = self._let_happen(room, rows, act, leaves)
                rows, leg, leaves = _those(asking, rows, leg, leaves)
            late = leaves > self.plan.horizon
            if late.any():
                over, on = places(late), places(~late)
                self.block.stay(room.number, rows.take(over), self.plan.horizon)
                rows, leg, leaves = _those(on, rows, leg, leaves)
            refused = self._ask_all(room, leg, rows, leaves)
            if not refused.size:
                return
            rows, leg, now = _those(refused, rows, leg, leaves)
            self.law.made(rows, by_law=False)
            leaves = self._retry(room, visit, attempt, rows, now)
            attempt += 1

    def _let_happen(self, room: Room, rows: Rows, act: NextAct, leaves: Floats) -> Rows:
        """Let the law do what comes before the exits; return who is still there."""
        first = act.at <= np.minimum(leaves, self.plan.horizon)
        for place, (cause, step) in enumerate(act.causes):
            of = places(first & (act.which == place))
            self._leave(room, rows.take(of), act.at.take(of), step, cause)
        return places(~first)

    def _ask_all(
        self, room: Room, leg: NDArray[np.int8], rows: Rows, at: Floats
    ) -> Rows:
        """Let cases ask for their ways out; return where the law refuses."""
        if len(room.legs) == 1:
            return self._ask(room, room.legs[0], rows, at)
        refused = []
        for way in room.legs:
            of = places(leg == way.place)
            still_here = self._ask(room, way, rows.take(of), at.take(of))
            if still_here.size:
                refused.append(of.take(still_here))
        return np.concatenate(refused) if refused else _NOBODY

    def _exits(
        self, room: Room, visit: int, rows: Rows, since: Floats
    ) -> tuple[NDArray[np.int8], Floats]:
        """Return which way each case would go, and when."""
        if not room.legs:
            return np.zeros(rows.size, np.int8), np.full(rows.size, inf)
        if visit == 0 and self.plan.opening is not None:
            room = self.plan.opening if room.number == self.plan.start else room
        leg = self.turns.way(room, visit, rows)
        if room.common is not None:
            u = self.turns.drawn(f"state.{room.name}.delay", visit, rows)
            return leg, self._later(room.common, u, since)
        leaves = np.full(rows.size, inf)
        for way in room.legs:
            of = slice(None) if room.races else leg == way.place
            u = self.turns.drawn(f"state.{room.name}.{way.step}.delay", visit, rows[of])
            at = self._later(way, u, since[of])
            if not room.races:
                leaves[of] = at
                continue
            leg[at < leaves] = way.place
            np.minimum(leaves, at, out=leaves)
        return leg, leaves

    def _retry(
        self, room: Room, visit: int, attempt: int, rows: Rows, now: Floats
    ) -> Floats:
        """Return when those who were refused ask again."""
        if room.retry is None:
            return np.full(rows.size, inf)
        u = self.turns.drawn(f"state.{room.name}.retry.{attempt}", visit, rows)
        return self._later(room.retry, u, now)

    def _later(self, way: Leg, u: Floats, at: Floats) -> Floats:
        unit = Unit.WORKING_DAY if way.working else Unit.DAY
        return self.plan.later(at, way.law.quantile(u), unit)

    # -- leaving ------------------------------------------------------------------

    def _leave(self, room: Room, rows: Rows, at: Floats, step: str, cause: str) -> None:
        """Let cases make a step that the law has, each on its day."""
        for span, of in self.plan.parts(at):
            made = self.plan.step(span, room.number, step)
            assert made is not None  # whoever calls has seen to it
            self._make(room, rows[of], at[of], made, cause)

    def _make(self, room: Room, rows: Rows, at: Floats, step: Step, cause: str) -> None:
        target = self.plan.number(step.transition.target)
        name = step.transition.name
        self.block.move(Moved(rows, at, name, room.number, target, cause))
        source = room.number
        if self.plan.unentered and source == self.plan.start:
            made = self.turns.made.get(source)  # None where cases come only once
            if made is None or (made[rows[:1]] == 1).all():  # all make the same visit
                source = NOWHERE
        self._arrive(rows, at, source, step, target, cause)

    def _ask(self, room: Room, way: Leg, rows: Rows, at: Floats) -> Rows:
        """Let cases ask for a step; return where the law refuses."""
        refused = [_NOBODY]
        for span, of in self.plan.parts(at):
            step = self.plan.step(span, room.number, way.step)
            those, when = rows[of], at[of]
            if step is None:
                self.block.refuse(room.number, way.step, "", those.size, 0)
                refused.append(np.arange(rows.size)[of])
                continue
            granted = self.judge.granted(room, step, those, when)
            if granted is not None:
                refused.append(np.arange(rows.size)[of][~granted])
                on = places(granted)
                those, when = those.take(on), when.take(on)
            if those.size:
                self._make(room, those, when, step, EXIT)
        return np.concatenate(refused) if len(refused) > 1 else refused[0]


def _those(
    of: Rows, rows: Rows, leg: NDArray[np.int8], at: Floats
) -> tuple[Rows, NDArray[np.int8], Floats]:
    """Return some of the cases: their rows, their ways and their moments."""
    return rows.take(of), leg.take(of), at.take(of)
