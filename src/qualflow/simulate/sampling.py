"""Lives drawn by chance, a block of cases at a time.

All cases of a block that stand in one state are moved together: how long each stays,
which way it goes, what the law does meanwhile and what it says to the step are arrays.
States are taken in their order, so that a loop through earlier ones is run dry before
the rest moves on.  What a case draws is a function of (seed, purpose, case), and a
purpose counts the visits; so neither blocks, nor workers, nor other cases matter.

A stay ends by the first of: its exit, the expiry of a period, a reform.  In whole days
a period expires on the day after its last one, and on one day a reform comes before an
expiry and an expiry before an exit (`case.timing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from qualflow.law.edition import Step
from qualflow.law.evaluators.arrays import ArrayGuard, compile_arrays
from qualflow.law.evaluators.compiled import Condition
from qualflow.law.measures import Unit
from qualflow.simulate.blocks import (
    EXIT,
    GRANTED,
    REFORM,
    Block,
    Entered,
    Moved,
    asked,
)
from qualflow.simulate.distributions import Floats
from qualflow.simulate.filing import Cases, Files, Needs, Rows, needs
from qualflow.simulate.periods import Mask, Periods
from qualflow.simulate.planning import (
    NOWHERE,
    CannotSimulateError,
    Effect,
    Leg,
    Plan,
    Room,
    Timer,
)
from qualflow.simulate.randomness import key, uniforms

BLOCK = 32_768
"""Cases that are moved together: their columns fit into the cache."""

_MOST_ROUNDS = 200_000
_LEAST_WIDTH = 2.0**-20
"""So much of a uniform may be used up: 32 of its 52 bits are left to choose by."""


@frozen(eq=False)
class Sampler:
    """The lives of the cases of a plan."""

    plan: Plan
    seed: int
    questions: tuple[Entered, ...]
    needs: Needs
    _guards: dict[int, ArrayGuard] = field(factory=dict)

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
        cases = np.arange(first, first + count, dtype=np.uint64)
        block = Block.fresh(first, count, self.questions, trace=trace)
        if present:
            block.count_present(len(self.plan.rooms), float(self.plan.horizon))
        files = Files(self.plan, self.needs, self.seed, cases)
        periods = Periods(self.plan, files, self.seed)
        return Lives(self, cases, block, files, periods).to_the_horizon()

    def guard(self, step: Step) -> ArrayGuard:
        """Return the evaluated clauses of a step, compiled for columns."""
        found = self._guards.get(id(step))
        if found is None:
            conditions = [Condition(c.ref, c.when, c.presumed) for c in step.evaluated]
            facts, calendar = self.plan.rulebook.facts, self.plan.rulebook.calendar
            found = self._guards[id(step)] = compile_arrays(conditions, calendar, facts)
        return found


@define(eq=False)
class _Law:
    """What the law does next to cases that stay where they are.

    Attributes:
        at: When; `inf` where nothing.
        which: The place of the cause in `causes`.
        causes: The cause and the step it leads to.
    """

    at: Floats
    which: NDArray[np.int8]
    causes: list[tuple[str, str]] = field(factory=list)

    @classmethod
    def none(cls, size: int) -> _Law:
        """Return a law that does nothing."""
        return cls(np.full(size, inf), np.full(size, -1, np.int8))

    def may(self, cause: str, step: str, at: Floats) -> None:
        """Let something happen where nothing comes before it."""
        sooner = at < self.at
        if sooner.any():
            self.at[sooner] = at[sooner]
            self.which[sooner] = len(self.causes)
            self.causes.append((cause, step))


@define(eq=False)
class Lives:
    """The lives of one block, while they go on.

    Attributes:
        ahead: For each state, the cases that have come to it and when.
        visits: For each state that can be entered twice, how often each case was there.
        left: For each such state, what is left of the uniform that chose the way out,
            and how much of it that is.
        by_law: Where the law itself made the last step: more can expire on that day.
    """

    sampler: Sampler
    cases: Cases
    block: Block
    files: Files
    periods: Periods
    ahead: dict[int, list[tuple[Rows, Floats]]] = field(factory=dict)
    visits: dict[int, NDArray[np.int16]] = field(factory=dict)
    left: dict[int, tuple[Floats, Floats]] = field(factory=dict)
    by_law: Mask = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.by_law = np.zeros(self.cases.size, np.bool_)

    @property
    def plan(self) -> Plan:
        """What is run."""
        return self.sampler.plan

    def drawn(self, purpose: str, visit: int, rows: Rows) -> Floats:
        """Return the uniforms of some cases for a purpose."""
        return uniforms(key(self.sampler.seed, purpose, visit), self.cases[rows])

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
            for visit, these in self._visits(room, rows):
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

    def _visits(self, room: Room, rows: Rows) -> Iterator[tuple[int, Mask | slice]]:
        """Yield for each visit of a state the cases that make it."""
        if not room.cyclic:
            yield 0, slice(None)
            return
        made = self.visits.get(room.number)
        if made is None:
            made = self.visits[room.number] = np.zeros(self.cases.size, np.int16)
        visit = made[rows]
        made[rows] = visit + 1
        least = int(visit.min())
        if least == visit.max():
            yield least, slice(None)
            return
        for found in np.unique(visit):
            yield int(found), visit == found

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
            self._touch(timer, rows, at, source, step, target, cause)
        if self.plan.timers and self.plan.dated:
            self.by_law[rows] = cause != EXIT
        if self.plan.rooms[target].legs or target in self.plan.law_acts_in:
            self.ahead.setdefault(target, []).append((rows, at))
        else:
            self.block.stay(target, rows, self.plan.horizon)

    def _set_off(self, target: int, rows: Rows, at: Floats) -> None:
        """Let entering a state set off the facts that come after it."""
        state, made = self.plan.rooms[target].name, self.visits.get(target)
        visits = np.zeros(rows.size, np.int16) if made is None else made[rows]
        for visit in np.unique(visits):
            of = visits == visit
            self.files.entered(state, int(visit), rows[of], at[of])

    def _touch(
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
        effect = self.plan.effect(timer, source, step)
        state = self.plan.rooms[target].name
        if cause == timer.name:
            periods.run_out(timer, rows, at)
        elif effect in (Effect.END, Effect.START) and cause != EXIT:
            periods.keep_tied(timer, rows, at)
        within = state in clock.runs_in or state in clock.paused_in
        again = source not in (NOWHERE, target) or self.plan.renews(step)
        if within and again and effect is not Effect.START:
            over = periods.over(timer, rows)
            self._start(timer, rows[over], at[over], state)
            rows, at = rows[~over], at[~over]
        if effect is Effect.START:
            self._start(timer, rows, at, state)
        elif effect is not Effect.KEEP:
            periods.enter(effect, timer, rows, at)

    def _start(self, timer: Timer, rows: Rows, at: Floats, state: str) -> None:
        """Let a clock start, and at once stand still in a state it is paused in."""
        if rows.size:
            self.periods.enter(Effect.START, timer, rows, at)
            if state in timer.clock.paused_in:
                self.periods.enter(Effect.PAUSE, timer, rows, at)

    # -- a stay -------------------------------------------------------------------

    def _stay(self, room: Room, visit: int, rows: Rows, since: Floats) -> None:
        """Let cases stay in a state until they leave it or the horizon is there."""
        leg, leaves = self._exits(room, visit, rows, since)
        now, attempt = since, 0
        while rows.size:
            if self._law_acts(room, rows):
                law = self._law(room, visit, rows, now, leaves)
                asking = self._let_happen(room, rows, law, leaves)
                rows, leg, leaves = _those(asking, rows, leg, leaves)
            late = leaves > self.plan.horizon
            if late.any():
                over, on = np.flatnonzero(late), np.flatnonzero(~late)
                self.block.stay(room.number, rows.take(over), self.plan.horizon)
                rows, leg, leaves = _those(on, rows, leg, leaves)
            refused = self._ask_all(room, leg, rows, leaves)
            if not refused.size:
                return
            rows, leg, now = _those(refused, rows, leg, leaves)
            self.by_law[rows] = False
            leaves = self._retry(room, visit, attempt, rows, now)
            attempt += 1

    def _law_acts(self, room: Room, rows: Rows) -> bool:
        """Return whether the law can make some of these cases leave."""
        if room.number in self.plan.law_acts_in:
            return True
        several = self.plan.dated and len(self.plan.timers) > 1
        return several and bool(self.by_law[rows].any())

    def _let_happen(self, room: Room, rows: Rows, law: _Law, leaves: Floats) -> Rows:
        """Let the law do what comes before the exits; return who is still there."""
        first = law.at <= np.minimum(leaves, self.plan.horizon)
        for place, (cause, step) in enumerate(law.causes):
            of = np.flatnonzero(first & (law.which == place))
            self._leave(room, rows.take(of), law.at.take(of), step, cause)
        return np.flatnonzero(~first)

    def _ask_all(
        self, room: Room, leg: NDArray[np.int8], rows: Rows, at: Floats
    ) -> Rows:
        """Let cases ask for their ways out; return where the law refuses."""
        if len(room.legs) == 1:
            return self._ask(room, room.legs[0], rows, at)
        refused = []
        for way in room.legs:
            of = np.flatnonzero(leg == way.place)
            refused.append(of.take(self._ask(room, way, rows.take(of), at.take(of))))
        return np.concatenate(refused) if refused else np.arange(0)

    def _exits(
        self, room: Room, visit: int, rows: Rows, since: Floats
    ) -> tuple[NDArray[np.int8], Floats]:
        """Return which way each case would go, and when."""
        leg = np.zeros(rows.size, np.int8)
        if not room.legs:
            return leg, np.full(rows.size, inf)
        if visit == 0 and self.plan.opening is not None:
            room = self.plan.opening if room.number == self.plan.start else room
        if not room.races:
            leg = self._way(room, visit, rows)
        if room.common is not None:
            u = self.drawn(f"state.{room.name}.delay", visit, rows)
            return leg, self._later(room.common, u, since)
        leaves = np.full(rows.size, inf)
        for way in room.legs:
            of = slice(None) if room.races else leg == way.place
            u = self.drawn(f"state.{room.name}.{way.step}.delay", visit, rows[of])
            at = self._later(way, u, since[of])
            if not room.races:
                leaves[of] = at
                continue
            leg[at < leaves] = way.place
            np.minimum(leaves, at, out=leaves)
        return leg, leaves

    def _way(self, room: Room, visit: int, rows: Rows) -> NDArray[np.int8]:
        """Return which way each case would go, by the shares.

        Where a case can come back, what is left of the uniform that chose last time is
        a uniform too, and chooses again: so the number of turns in a loop follows one
        uniform, and moves little where a share is moved a little.
        """
        legs = room.legs
        if len(legs) == 1:
            return np.full(rows.size, legs[0].place, np.int8)
        u, width = self._left(room, visit, rows)
        chosen = np.zeros(rows.size, np.int8)
        begins = np.cumsum([0.0, *(way.share for way in legs)])
        for begin in begins[1:-1]:
            chosen += u >= begin
        for number, way in enumerate(legs):
            if way.place in self.plan.comes_back.get(room.number, ()):
                of = np.flatnonzero(chosen == number)
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
        u, width = (left[rows] for left in self.left[room.number])
        self.left[room.number][1][rows] = 0.0  # it chooses once
        used_up = np.flatnonzero(width < _LEAST_WIDTH)
        if used_up.size:
            u[used_up] = self.drawn(purpose, visit, rows.take(used_up))
            width[used_up] = 1.0
        return u, width

    def _retry(
        self, room: Room, visit: int, attempt: int, rows: Rows, now: Floats
    ) -> Floats:
        """Return when those who were refused ask again."""
        if room.retry is None:
            return np.full(rows.size, inf)
        u = self.drawn(f"state.{room.name}.retry.{attempt}", visit, rows)
        return self._later(room.retry, u, now)

    def _later(self, way: Leg, u: Floats, at: Floats) -> Floats:
        unit = Unit.WORKING_DAY if way.working else Unit.DAY
        return self.plan.later(at, way.law.quantile(u), unit)

    # -- leaving ------------------------------------------------------------------

    def _leave(self, room: Room, rows: Rows, at: Floats, step: str, cause: str) -> None:
        """Let cases make a step that the law has, each on its day."""
        for span, of in self._spans(at):
            made = self.plan.step(span, room.number, step)
            assert made is not None  # whoever calls has seen to it
            self._make(room, rows[of], at[of], made, cause)

    def _make(self, room: Room, rows: Rows, at: Floats, step: Step, cause: str) -> None:
        target = self.plan.number(step.transition.target)
        name = step.transition.name
        self.block.move(Moved(rows, at, name, room.number, target, cause))
        self._arrive(rows, at, room.number, step, target, cause)

    def _ask(self, room: Room, way: Leg, rows: Rows, at: Floats) -> Rows:
        """Let cases ask for a step; return where the law refuses."""
        refused = [np.arange(0)]
        for span, of in self._spans(at):
            step = self.plan.step(span, room.number, way.step)
            those, when = rows[of], at[of]
            if step is None:
                self.block.refuse(room.number, way.step, "", those.size, 0)
                refused.append(np.arange(rows.size)[of])
                continue
            granted = self._granted(room, step, those, when)
            if granted is not None:
                refused.append(np.arange(rows.size)[of][~granted])
                those, when = those[granted], when[granted]
            if those.size:
                self._make(room, those, when, step, EXIT)
        return np.concatenate(refused) if len(refused) > 1 else refused[0]

    def _granted(self, room: Room, step: Step, rows: Rows, at: Floats) -> Mask | None:
        """Return where the law grants a step; None for everywhere."""
        if not self.plan.scenario.judges or not step.evaluated:
            return None
        guard = self.sampler.guard(step)
        columns = {
            fact: column
            for fact in guard.reads
            if (column := self.files.column(fact, rows, at)) is not None
        }
        today = np.floor(at).astype(np.int32) + np.int32(self.plan.first)
        verdicts = guard.verdicts(columns, today, rows.size)
        barring = [n for n in range(len(verdicts)) if n not in step.noting]
        granted = np.ones(rows.size, np.bool_)
        for n in barring:
            granted &= verdicts[n][0]
        if granted.all():
            return None
        for n in barring:
            met, unmet = verdicts[n]
            times = rows.size - int(np.count_nonzero(met))
            if times:
                unknown = times - int(np.count_nonzero(unmet))
                name, ref = step.transition.name, step.evaluated[n].ref
                self.block.refuse(room.number, name, ref, times, unknown)
        return granted

    def _spans(self, at: Floats) -> Iterator[tuple[int, Mask | slice]]:
        """Yield the spans of the law in which moments lie, and which of them do."""
        if not at.size:
            return
        if len(self.plan.spans) == 1:
            yield 0, slice(None)
            return
        found = self.plan.spans_on(at)
        first, last = int(found.min()), int(found.max())
        if first == last:
            yield first, slice(None)
            return
        for span in range(first, last + 1):
            of = found == span
            if of.any():
                yield span, of

    # -- what the law does --------------------------------------------------------

    def _law(
        self, room: Room, visit: int, rows: Rows, now: Floats, leaves: Floats
    ) -> _Law:
        """Return what the law does next to cases that would leave at some moment."""
        law = _Law.none(rows.size)
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
        at[(at < now) | ((at == now) & ~self.by_law[rows])] = inf
        return at

    def _after(self, last: Floats) -> Floats:
        """Return when periods expire whose last days are given."""
        return last + 1 if self.plan.dated else last.copy()

    def _where_known(self, room: Room, step: str, at: Floats) -> Floats:
        """Return the moments at which the law has a step from a state, else `inf`."""
        for span, of in self._spans(at):
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
        for extend, may in self.periods.extensions(timer, rows):
            of = np.flatnonzero(wants & may)
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
        for span, of in self._spans(at):
            step = self.plan.step(span, room.number, name)
            if step is None or step.transition.target != room.name:
                granted[of] = False
                continue
            found = self._granted(room, step, rows[of], at[of])
            if found is not None:
                granted[of] = found
            those = rows[of][granted[of]]
            self.files.write(step.transition.records, those, at[of][granted[of]])
        self._note(room, name, rows[granted], at[granted])
        return granted

    def _note(self, room: Room, name: str, rows: Rows, at: Floats) -> None:
        number = room.number
        self.block.move(Moved(rows, at, name, number, number, GRANTED))


def _those(
    of: Rows, rows: Rows, leg: NDArray[np.int8], at: Floats
) -> tuple[Rows, NDArray[np.int8], Floats]:
    """Return some of the cases: their rows, their ways and their moments."""
    return rows.take(of), leg.take(of), at.take(of)
