"""The last days of running periods in a block of cases: `case.lengths`, for arrays.

Only periods whose expiry is a step are kept.  A moment is in days after the start; a
period that does not run, or cannot end in a step, has its last day at infinity.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import TypeAlias

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from qualflow.law.measures import Unit
from qualflow.law.rules import ClockVersion, Extension
from qualflow.simulate.blocks import places
from qualflow.simulate.distributions import Floats
from qualflow.simulate.filing import Files, Rows
from qualflow.simulate.planning import Plan
from qualflow.simulate.randomness import key, uniforms
from qualflow.simulate.rooms import Effect, Timer, fires

Mask: TypeAlias = NDArray[np.bool_]

NO_VERSION = -1


@define(eq=False)
class _Running:
    """One clock in every case of the block.

    Attributes:
        due: The last day; `inf` where it does not run, stands still or cannot fire.
        zero: The day it counts from.
        started: The day it began to run.
        version: The place among the clock's versions.
        granted: How often it was extended.
        stopped: The day on which it was made to stand still, NaN where it runs.
        held: The last day that it had when it was made to stand still.
        longer: By how much it was extended in all, in its unit.
        resumed: The last day of its last pause, `-inf` if it had none.
        tied: When a period still expires that the law has ended on its very day …
        was: … and its version.
        extends, pauses, ties: Whether any case has made use of `granted` and `longer`,
            of `stopped`, `held` and `resumed`, of `tied` and `was`.
    """

    due: Floats
    zero: Floats
    started: Floats
    version: NDArray[np.int8]
    granted: NDArray[np.int8]
    stopped: Floats
    held: Floats
    longer: NDArray[np.int32]
    resumed: Floats
    tied: Floats
    was: NDArray[np.int8]
    extends: bool = False
    pauses: bool = False
    ties: bool = False

    @classmethod
    def fresh(cls, size: int) -> _Running:
        """Return a clock that runs nowhere."""
        return cls(
            np.full(size, inf),
            np.zeros(size),
            np.zeros(size),
            np.full(size, NO_VERSION, np.int8),
            np.zeros(size, np.int8),
            np.full(size, np.nan),
            np.full(size, inf),
            np.zeros(size, np.int32),
            np.full(size, -inf),
            np.full(size, inf),
            np.full(size, NO_VERSION, np.int8),
        )

    def renew(self, rows: Rows) -> None:
        """Let clocks be as if they had never run before."""
        if self.extends:
            self.granted[rows] = self.longer[rows] = 0
        if self.pauses:
            self.stopped[rows] = np.nan
            self.resumed[rows] = -inf

    def end(self, rows: Rows) -> None:
        """Let clocks run no more."""
        self.due[rows] = inf
        if self.pauses:
            self.stopped[rows] = np.nan


@define(eq=False)
class Periods:
    """The periods of a block of cases."""

    plan: Plan
    files: Files
    seed: int
    _running: dict[str, _Running] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        if self.plan.standing is not None:
            self._resume_running()

    def enter(self, effect: Effect, timer: Timer, rows: Rows, at: Floats) -> None:
        """Let entering a state do to a clock what it does."""
        if effect is Effect.START:
            self._start(timer, rows, at)
            return
        running = self._running.get(timer.name)
        if running is None:
            return
        match effect:
            case Effect.END:
                running.end(rows)
            case Effect.PAUSE:
                running.pauses = True
                runs = rows[running.due[rows] < inf]
                running.stopped[runs] = at[running.due[rows] < inf]
                running.held[runs] = running.due[runs]
                running.due[runs] = inf
            case Effect.RESUME:
                self._resume(timer, running, rows, at)
            case Effect.KEEP:
                pass

    def last_days(self, timer: Timer, rows: Rows) -> Floats | None:
        """Return the last day of each running period, None if none runs anywhere.

        A period that a fact of the scenario ends in time has none.
        """
        running = self._running.get(timer.name)
        if running is None:
            return None
        due = running.due[rows]
        for fact in timer.ended_by:
            for _, come in self.files.comings(fact, rows):
                due[(running.started[rows] <= come) & (come <= due)] = inf
        return due

    def run_out(self, timer: Timer, rows: Rows, at: Floats) -> None:
        """Let periods be over whose expiry has led to a step."""
        running = self._running[timer.name]
        if running.ties:
            tied = running.tied[rows] == at
            running.tied[rows] = inf
            rows = rows[~tied]
        running.end(rows)

    def keep_tied(self, timer: Timer, rows: Rows, at: Floats) -> None:
        """Let periods expire yet that the law is about to end on their very day.

        On one day several periods can run out, whatever the first of them leads to.
        """
        running = self._running.get(timer.name)
        if running is not None and self.plan.dated:
            last = self.last_days(timer, rows)
            assert last is not None
            of = places(last + 1 == at)
            if of.size:
                running.ties = True
                tied = rows.take(of)
                running.tied[tied] = at.take(of)
                running.was[tied] = running.version[tied]

    def tied(self, timer: Timer, rows: Rows, now: Floats) -> Iterator[tuple[str, Mask]]:
        """Yield steps, and where they come now of a period that has ended today."""
        running = self._running[timer.name]
        if not running.ties:
            return
        tied = running.tied[rows] == now
        for place, version in enumerate(timer.clock.versions if tied.any() else ()):
            if fires(version):
                yield version.on_expiry, tied & (running.was[rows] == place)

    def expires(self, timer: Timer, rows: Rows) -> list[tuple[str, Mask | None]]:
        """Return the steps that the expiry leads to, and where it is which of them.

        The mask is None where it is the same step everywhere.
        """
        versions = timer.clock.versions
        names = [version.on_expiry for version in versions]
        if len(set(names)) == 1:
            return [(names[0], None)]
        which = self._running[timer.name].version[rows]
        return [
            (version.on_expiry, which == place)
            for place, version in enumerate(versions)
            if fires(version)
        ]

    def extensions(self, timer: Timer, rows: Rows) -> list[tuple[Extension, Mask]]:
        """Return what may lengthen the periods, and in which cases it still may."""
        running = self._running[timer.name]
        which, granted = running.version[rows], running.granted[rows]
        return [
            (version.extend, (which == place) & (granted < version.extend.times))
            for place, version in enumerate(timer.clock.versions)
            if version.extend is not None
        ]

    def drawn_longer(self, timer: Timer, rows: Rows, visit: int) -> Mask:
        """Return by chance in which cases the next extension is granted."""
        granted = self._running[timer.name].granted[rows]
        found = np.zeros(rows.size, np.bool_)
        for times in np.unique(granted):
            where = granted == times
            start = key(self.seed, f"clock.{timer.name}.extended.{times}", visit)
            u = uniforms(start, self.files.cases[rows[where]])
            found[where] = u < timer.extended
        return found

    def extend(self, timer: Timer, extend: Extension, rows: Rows) -> None:
        """Lengthen the periods once by all that may be.

        Days and working days are added to the last day as it is; months and years run
        from day 0, and a pause has moved that last day on by calendar days.
        """
        running, unit, more = (
            self._running[timer.name],
            timer.clock.unit,
            extend.at_most,
        )
        running.extends = True
        running.granted[rows] += 1
        due = running.due[rows]
        if unit in (Unit.DAY, Unit.WORKING_DAY):
            due = self.plan.last_day(due, more, unit)
        else:
            zero, longer = running.zero[rows], running.longer[rows]
            version = running.version[rows]
            for place, times in np.unique(np.stack([version, longer]), axis=1).T:
                of = (version == place) & (longer == times)
                length = timer.clock.versions[place].length + int(times)
                before = self.plan.last_day(zero[of], length, unit)
                due[of] += self.plan.last_day(zero[of], length + more, unit) - before
        running.due[rows] = due
        running.longer[rows] += more

    # -- how they run -------------------------------------------------------------

    def _start(self, timer: Timer, rows: Rows, at: Floats) -> None:
        running = self._of(timer)
        running.renew(rows)
        running.started[rows] = at
        zero = self._zero(timer, rows, at)
        running.zero[rows] = zero
        for version, where in self._versions(timer, at):
            of = slice(None) if where is None else where
            those = rows[of]
            running.version[those] = (
                NO_VERSION if version is None else timer.clock.versions.index(version)
            )
            if version is None or not fires(version):
                running.due[those] = inf
                continue
            due = self.plan.last_day(zero[of], version.length, timer.clock.unit)
            past = due < at[of]
            if past.any():
                due[past] = inf  # over before it started: a finding, never a step
            running.due[those] = due

    def _of(self, timer: Timer) -> _Running:
        found = self._running.get(timer.name)
        if found is None:
            found = self._running[timer.name] = _Running.fresh(self.files.cases.size)
        return found

    def _zero(self, timer: Timer, rows: Rows, at: Floats) -> Floats:
        """Return the days that periods count from: what steps wrote, else the start."""
        if not self.plan.dated:
            return at  # what steps write is a whole day
        zero: Floats | None = None
        for name in timer.clock.counts_from:
            if name in self.files.needs.kept:
                day = self.files.day(name, rows)
                zero = day if zero is None else np.where(np.isnan(zero), day, zero)
        return at if zero is None else np.where(np.isnan(zero), at, zero)

    def _versions(
        self, timer: Timer, at: Floats
    ) -> list[tuple[ClockVersion | None, Mask | None]]:
        """Return the versions of the days on which clocks started, and where."""
        if all(version is timer.versions[0] for version in timer.versions):
            return [(timer.versions[0], None)]
        span = self.plan.spans_on(at)
        return [(timer.versions[n], span == n) for n in np.unique(span)]

    def _resume(self, timer: Timer, running: _Running, rows: Rows, at: Floats) -> None:
        """Let clocks run on: the days on which they stood still are taken out."""
        still = ~np.isnan(running.stopped[rows])
        rows, at = rows[still], at[still]
        stopped, held = running.stopped[rows], running.held[rows]
        since = np.maximum(stopped - 1, running.zero[rows])
        since = np.maximum(since, running.resumed[rows])  # a day counts once
        unit = timer.clock.unit
        if unit is Unit.WORKING_DAY:
            first = self.plan.first
            days = [(m.astype(np.int64) + first) for m in (since, at, held)]
            table = self.plan.working_days
            moved = table.shift(days[2], np.maximum(table.count(*days[:2]), 0))
            due = (moved - first).astype(np.float64)
        else:
            due = held + np.maximum(at - since, 0.0)
        running.due[rows] = due
        running.resumed[rows] = at
        running.stopped[rows] = np.nan

    def _resume_running(self) -> None:
        """Take over the periods that run in a live case."""
        standing = self.plan.standing
        assert standing is not None
        timers = {timer.name: timer for timer in self.plan.timers}
        for period in standing.periods:
            timer = timers.get(period.clock)
            if timer is None or not fires(timer.clock.versions[period.version]):
                continue
            running, first = self._of(timer), self.plan.first
            running.extends = running.pauses = True
            running.version[:] = period.version
            running.granted[:] = period.granted
            running.longer[:] = period.longer
            running.zero[:] = period.counts_from.toordinal() - first
            running.started[:] = period.started_on.toordinal() - first
            due = period.due.toordinal() - first
            if period.stopped_on is None:
                running.due[:] = due
            else:
                running.stopped[:] = period.stopped_on.toordinal() - first
                running.held[:] = due
