"""Statutory periods, read off the path of a case.

A clock is never kept: what runs, since when and until when follows from the
transitions made, the days on file and the version of the law on the day it started.
So a corrected day moves every deadline by itself.  `telling` says which days are on
file, `running` when a clock ran, `lengths` how long, `counting` which days count; here
they are read off a case.

What was read is kept with the case and for the case that it becomes, so that after a
step only this step is looked at.  It is no part of the value: it can be thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from attrs import define

from qualflow.case.counting import ONE_DAY, Pause
from qualflow.case.events import Case, Event, FactFiled
from qualflow.case.lengths import Period, counted
from qualflow.case.replaying import happened_by_itself
from qualflow.case.running import Run, Walk, walked
from qualflow.case.telling import Told, tells, told
from qualflow.law.rulebook import Rulebook

__all__ = ["ONE_DAY", "Pause", "Period", "Reading", "periods", "read"]


@define(eq=False)
class Reading:
    """The clocks of a case, as they were read.

    Attributes:
        known: The days that facts tell.
        walk: The clocks after the last step.
        runs: The last run of each clock once all that facts tell has happened.
        following: What `timing` found that happens next.
    """

    rulebook: Rulebook
    known: Told
    walk: Walk
    runs: Mapping[str, Run]
    following: Any = None

    def all(self) -> list[Run]:
        """Return every run that the law of its first day had, the first ones first."""
        found = []
        for last in self.runs.values():
            run: Run | None = last
            while run is not None:
                if run.version is not None:
                    found.append(run)
                run = run.previous
        return found[::-1]

    def unfinished(self, case: Case) -> list[Period]:
        """Return the periods that nothing had ended when the last event happened.

        What time itself ended with that event belongs to them: on one day several
        periods can run out.
        """
        found = []
        latest = case.latest or date.min
        if case.history and happened_by_itself(case.history[-1]):
            latest -= ONE_DAY
        for last in self.runs.values():
            run: Run | None = last
            while run is not None and (run.ended_on is None or run.ended_on > latest):
                if run.version is not None and not run.fired:
                    found.append(self.counted(run, case))
                run = run.previous
        return found

    def counted(self, run: Run, case: Case) -> Period:
        """Return the period of a run, counted when somebody first asks."""
        if run.period is None:
            run.period = counted(self.rulebook, case, run, self.known)
        period: Period = run.period
        return period


def read(rulebook: Rulebook, case: Case, known: Told | None = None) -> Reading:
    """Return the clocks of a case.

    They are kept with the case, and for the case that it becomes: read on from there
    after further steps, and read anew after a filing that tells a clock something.

    Args:
        rulebook: The law.
        case: The case.
        known: What facts tell, where more of it is known than the case has on file.
    """
    if known is not None:
        return _reading(rulebook, known, walked(rulebook, case.path, known))
    history = case.history
    last = history[-1] if history else None
    remembered: _Remembered = case.watch.get(rulebook, NOTHING_READ)
    seen, newest, kept = remembered
    if kept is not None and newest is last and seen == len(history):
        return kept
    if kept is not None:
        kept = _read_on(rulebook, case, kept, seen, newest)
    if kept is None:
        known = told(rulebook, case)
        kept = _reading(rulebook, known, walked(rulebook, case.path, known))
    case.watch[rulebook] = len(history), last, kept
    return kept


_Remembered: TypeAlias = tuple[int, Event | None, Reading | None]
"""How many events were seen, the newest of them, and what was read."""

NOTHING_READ: _Remembered = (0, None, None)


def _read_on(
    rulebook: Rulebook, case: Case, kept: Reading, seen: int, newest: Event | None
) -> Reading | None:
    """Return the clocks after more has happened, None if they have to be read anew."""
    history = case.history
    if seen and history[seen - 1 : seen] != (newest,):
        return None
    known, walk = kept.known, kept.walk
    for event in history[seen:]:
        if not tells(rulebook, event):
            continue
        more = None
        if len(walk.path) == len(case.path) and isinstance(event, FactFiled):
            day = event.value
            if event.fact not in known and isinstance(day, date):
                more = walk.told(event.fact, day)
                known = {**known, event.fact: [day]}
        if more is None:
            return None
        walk = more
    if len(walk.path) < len(case.path):
        walk = walk.on(case.path)
    return kept if walk is kept.walk else _reading(rulebook, known, walk)


def _reading(rulebook: Rulebook, known: Told, walk: Walk) -> Reading:
    return Reading(rulebook, known, walk, walk.to_the_end())


def periods(rulebook: Rulebook, case: Case) -> tuple[Period, ...]:
    """Return every run of every clock, ended ones too, in the order they started."""
    reading = read(rulebook, case)
    found = [reading.counted(run, case) for run in reading.all()]
    return tuple(sorted(found, key=_start))


def _start(period: Period) -> tuple[date, str]:
    return period.started_on, period.clock.name
