"""Statutory periods, read off the path of a case.

A clock is never kept: what runs, since when and until when follows from the
transitions made, the facts on file and the version of the law on the day it started.
So a corrected day moves every deadline by itself.

How days are counted (docs/explanation/counting-days.md):

1. The day a period counts from is day 0; day 1 is the next day of the clock's unit.
2. Working days are those of the process's calendar; a day without data is unknown.
3. A pause takes out its days, both ends included; overlapping pauses count once.
4. An extension counts only if granted before the base period ends, within its bound.
5. Years run to the same day, 29 February to the 28th; a last day that is a holiday
   stays.
6. A period ends at the end of its last day: it expires on the day after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from attrs import field, frozen

from qualflow.case.events import Case, StateEntered
from qualflow.law.calendar import Calendar, shift_months, shift_years
from qualflow.law.expression import Unit
from qualflow.law.facts import DayType
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.law.rules import Clock, ClockVersion

ONE_DAY = timedelta(days=1)


@frozen
class Pause:
    """Days on which a period stands still, both included; open at the end if None."""

    since: date
    until: date | None


@frozen
class Period:
    """One run of a clock.

    Attributes:
        version: The version of the day it started; it holds to the end.
        started_on: The day the clock began to run.
        counts_from: Day 0.
        ended_on: The day of the act that ended it, None while none did.
        pauses: Merged, earliest first.
        granted: Extension that counts, in the clock's unit.
        due: The last day, None while a pause is open or the calendar does not reach.
        not_before: The earliest day it can be due, where the calendar does not reach.
    """

    clock: Clock
    version: ClockVersion
    started_on: date
    counts_from: date
    ended_on: date | None
    pauses: tuple[Pause, ...] = ()
    granted: int = 0
    due: date | None = None
    not_before: date | None = None
    calendar: Calendar = field(kw_only=True, repr=False, eq=False)

    @property
    def length(self) -> int:
        """The period with its extension, in the clock's unit."""
        return self.version.length + self.granted

    @property
    def key(self) -> tuple[str, date]:
        """What tells one run from another: the clock and the day it started."""
        return self.clock.name, self.started_on

    @property
    def paused(self) -> bool:
        """Whether it stands still for now."""
        return bool(self.pauses) and self.pauses[-1].until is None

    def left(self, on: date) -> int | None:
        """Return the days left after a day, negative if overdue, None if not known.

        In working days for a clock that counts them, in calendar days for all others.
        """
        if self.paused:
            return self._left_paused()
        if self.due is None:
            return None
        return _between(self, on, self.due)

    def _left_paused(self) -> int | None:
        """Return what will be left when the pause ends."""
        before = [pause for pause in self.pauses if pause.until is not None]
        since = self.pauses[-1].since - ONE_DAY
        if self.clock.unit in (Unit.MONTH, Unit.YEAR):
            due = _due(self, before, self.length)
            return None if due is None else (due - since).days
        counted = _counted(self, before, self.counts_from, since)
        return None if counted is None else self.length - counted


def periods(rulebook: Rulebook, case: Case) -> tuple[Period, ...]:
    """Return every run of every clock, ended ones too, in the order they started."""
    found = [
        period
        for clock in rulebook.clocks.values()
        for period in _runs(rulebook, case, clock)
    ]
    return tuple(sorted(found, key=lambda period: period.started_on))


@frozen
class _Run:
    """When a clock started, paused and ended, before any day is counted.

    Attributes:
        place: The index of the step that started it, None if a fact did.
    """

    place: int | None
    started_on: date
    pauses: tuple[Pause, ...] = ()
    ended_on: date | None = None


def _runs(rulebook: Rulebook, case: Case, clock: Clock) -> Iterator[Period]:
    runs = _by_states(case, clock) if clock.runs_in else _by_acts(rulebook, case, clock)
    for run in runs:
        version = in_force_on(run.started_on, clock.versions)
        if version is not None:
            yield _counted_out(rulebook, case, clock, version, run)


# -- when it ran ----------------------------------------------------------------------


def _by_states(case: Case, clock: Clock) -> Iterator[_Run]:
    """Yield the runs of a clock that runs in states."""
    start: tuple[int, date] | None = None
    pauses: list[Pause] = []
    for place, step in enumerate(case.path):
        if pauses and pauses[-1].until is None and step.target not in clock.paused_in:
            pauses[-1] = Pause(pauses[-1].since, step.on)
        if step.target in clock.runs_in or step.target in clock.paused_in:
            start = start or (place, step.on)
            open_pause = bool(pauses) and pauses[-1].until is None
            if step.target in clock.paused_in and not open_pause:
                pauses.append(Pause(step.on, None))
        elif start is not None:
            yield _Run(*start, _merged(pauses), step.on)
            start, pauses = None, []
    if start is not None:
        yield _Run(*start, _merged(pauses))


def _by_acts(rulebook: Rulebook, case: Case, clock: Clock) -> Iterator[_Run]:
    """Yield the runs of a clock that acts or facts start and end."""
    starts = sorted(_happened(rulebook, case, clock.started_by), key=_when)
    ends = sorted(_happened(rulebook, case, clock.ended_by), key=_when)
    for number, (place, started_on) in enumerate(starts):
        after = starts[number + 1 :]
        ended = [on for end, on in ends if _follows(end, on, place, started_on)]
        restarted = [on for _, on in after]
        ended_on = min([*ended, *restarted], default=None)
        yield _Run(
            place,
            started_on,
            _merged(_acted_pauses(rulebook, case, clock, started_on, ended_on)),
            ended_on,
        )


def _follows(end: int | None, on: date, place: int | None, started_on: date) -> bool:
    if end is not None and place is not None:
        return end > place
    return on >= started_on


def _when(happened: tuple[int | None, date]) -> tuple[date, int]:
    place, on = happened
    return on, -1 if place is None else place


def _acted_pauses(
    rulebook: Rulebook, case: Case, clock: Clock, since: date, until: date | None
) -> Iterator[Pause]:
    resumed = sorted(on for _, on in _happened(rulebook, case, clock.resumed_by))
    for _, on in sorted(_happened(rulebook, case, clock.paused_by), key=_when):
        if on >= since and (until is None or on <= until):
            again = [day for day in resumed if day >= on]
            yield Pause(on, again[0] if again else until)


def _happened(
    rulebook: Rulebook, case: Case, names: Sequence[str]
) -> Iterator[tuple[int | None, date]]:
    """Yield (place in the path, day) of transitions, (None, day) of facts.

    The day of a fact that is a day is its value, of any other the day of its filing.
    """
    for name in names:
        if name in rulebook.transitions:
            for place, step in enumerate(case.path):
                if step.transition == name:
                    yield place, step.on
        elif name in case.facts:
            yield None, _fact_day(rulebook, case, name)


def _fact_day(rulebook: Rulebook, case: Case, name: str) -> date:
    value = case.facts[name]
    if isinstance(rulebook.facts[name].type, DayType) and isinstance(value, int):
        return date.fromordinal(value)
    return case.sources[name].on


def _merged(pauses: Sequence[Pause] | Iterator[Pause]) -> tuple[Pause, ...]:
    """Return the pauses in order, those that overlap or touch as one."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.since):
        last = merged[-1] if merged else None
        if last is not None and (last.until is None or pause.since <= last.until):
            if last.until is not None:
                ends = None if pause.until is None else max(last.until, pause.until)
                merged[-1] = Pause(last.since, ends)
        else:
            merged.append(pause)
    return tuple(merged)


# -- counting -------------------------------------------------------------------------


def _counted_out(
    rulebook: Rulebook, case: Case, clock: Clock, version: ClockVersion, run: _Run
) -> Period:
    """Return the run with its extension and its last day."""
    period = Period(
        clock,
        version,
        run.started_on,
        _day_zero(rulebook, case, clock, run),
        run.ended_on,
        run.pauses,
        calendar=rulebook.calendar,
    )
    granted = _granted(rulebook, case, period)
    pauses, total = run.pauses, version.length + granted
    if period.paused:
        return _with(period, granted, None, None)
    due = _due(period, pauses, total)
    not_before = None if due is not None else _not_before(period, pauses, total)
    return _with(period, granted, due, not_before)


def _with(
    period: Period, granted: int, due: date | None, not_before: date | None
) -> Period:
    return Period(
        period.clock,
        period.version,
        period.started_on,
        period.counts_from,
        period.ended_on,
        period.pauses,
        granted,
        due,
        not_before,
        calendar=period.calendar,
    )


def _day_zero(rulebook: Rulebook, case: Case, clock: Clock, run: _Run) -> date:
    """Return the value that the fact it counts from had when the run started."""
    upto = len(case.path) if run.place is None else run.place + 1
    for step in reversed(case.path[:upto]):
        value = dict(step.records).get(clock.counts_from)
        if isinstance(value, date):
            return value
    source = case.sources.get(clock.counts_from)
    if source is not None and not isinstance(source, StateEntered):
        return _fact_day(rulebook, case, clock.counts_from)
    return run.started_on


def _granted(rulebook: Rulebook, case: Case, period: Period) -> int:
    """Return the extension that counts: granted in time, so often, within its bound."""
    extend = period.version.extend
    if extend is None:
        return 0
    granted = 0
    days = sorted(on for _, on in _happened(rulebook, case, (extend.by,)))
    in_run = [
        on
        for on in days
        if on >= period.started_on
        and (period.ended_on is None or on <= period.ended_on)
    ]
    for on in in_run[: extend.times]:
        closed = [p for p in period.pauses if p.until is not None and p.since <= on]
        base = _due(period, closed, period.version.length + granted)
        if base is None or on <= base:
            asked = case.facts.get(extend.amount, extend.at_most)
            amount = asked if isinstance(asked, int) else extend.at_most
            granted += min(amount, extend.at_most)
    return granted


def _due(period: Period, pauses: Sequence[Pause], length: int) -> date | None:
    """Return the last day of a period with closed pauses, None if not known."""
    zero = period.counts_from.toordinal()
    unit, calendar = period.clock.unit, period.calendar
    match unit:
        case Unit.MONTH:
            first = shift_months(zero, length)
        case Unit.YEAR:
            first = shift_years(zero, length)
        case Unit.DAY:
            first = zero + length
        case Unit.WORKING_DAY:
            first = calendar.shift(zero, length)
    taken = 0
    while first is not None:
        due = first if not taken else _further(first, taken, unit, calendar)
        if due is None:
            return None
        again = _taken(pauses, zero, due, unit, calendar)
        if again is None:
            return None
        if again == taken:
            return date.fromordinal(due)
        taken = again
    return None


def _further(day: int, days: int, unit: Unit, calendar: Calendar) -> int | None:
    return calendar.shift(day, days) if unit is Unit.WORKING_DAY else day + days


def _taken(
    pauses: Sequence[Pause], zero: int, until: int, unit: Unit, calendar: Calendar
) -> int | None:
    """Return the days that pauses take out of (zero, until]."""
    taken = 0
    for pause in pauses:
        first = max(pause.since.toordinal(), zero + 1)
        last = until if pause.until is None else min(pause.until.toordinal(), until)
        if first > last:
            continue
        if unit is Unit.WORKING_DAY:
            days = calendar.count(first - 1, last)
            if days is None:
                return None
            taken += days
        else:
            taken += last - first + 1
    return taken


def _counted(
    period: Period, pauses: Sequence[Pause], since: date, until: date
) -> int | None:
    """Return the days of (since, until] that count."""
    first, last = since.toordinal(), until.toordinal()
    if last <= first:
        return 0
    unit, calendar = period.clock.unit, period.calendar
    working = unit is Unit.WORKING_DAY
    days = calendar.count(first, last) if working else last - first
    taken = _taken(pauses, first, last, unit, calendar)
    return None if days is None or taken is None else days - taken


def _between(period: Period, on: date, due: date) -> int | None:
    """Return the days from one day to the last one, negative if it has passed."""
    if on <= due:
        return _counted(period, period.pauses, on, due)
    over = _counted(period, (), due, on)
    return None if over is None else -over


def _not_before(period: Period, pauses: Sequence[Pause], length: int) -> date | None:
    """Return the earliest last day where the calendar ends before it does.

    Every day after the calendar's last may be a working day, none can be two.
    """
    last = period.calendar.last
    if last is None:
        return period.counts_from + timedelta(days=length)
    end = date.fromordinal(last)
    if period.counts_from > end:
        return period.counts_from + timedelta(days=length)
    counted = _counted(period, pauses, period.counts_from, end)
    return None if counted is None else end + timedelta(days=length - counted)
