"""How long a clock runs: its day 0, what lengthens it, and its last day.

Invariants:

- **What happens after the last day of a period cannot move that day.**  Neither a
  pause, an extension nor a new day 0 that comes later counts.  So an expiry that was
  told once stays right, whatever else happens.
- An extension counts if it is granted by the last day of the period as it then is,
  within its bound and so often; by how much, is what was on file on the day.
- One that must be asked for counts if it was asked for in time.  Until it is granted or
  refused the period is *held*: it does not expire, and it never ends before the answer.
- A pause belongs to the run in which it begins, and ends with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter

from attrs import field, frozen

from qualflow.case.counting import NO_PAUSES, ONE_DAY, Pause, Span, due_day, merged
from qualflow.case.events import Case
from qualflow.case.replaying import as_of
from qualflow.case.running import Run
from qualflow.case.telling import Told
from qualflow.case.watching import Role
from qualflow.law.calendar import Calendar
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clock, ClockVersion, Extension


@frozen
class Period:
    """One run of a clock, counted.

    Attributes:
        version: The version of the day it started; it holds to the end.
        started_on: The day the clock began to run.
        ended_on: The day of what ended it, None while nothing did.
        pauses: Merged, earliest first.
        counts_from: Day 0.
        granted: Extension that counts, in the clock's unit.
        due: The last day, None while a pause is open or the calendar does not reach.
        place: The index of the step that started it, None if a fact did.
        held: Whether an extension was asked for in time and nobody answered before it
            ended.
        fired: Whether it ran out and a step followed.
    """

    clock: Clock
    version: ClockVersion
    started_on: date
    ended_on: date | None
    pauses: tuple[Pause, ...]
    counts_from: date
    granted: int
    due: date | None
    held: bool
    fired: bool
    place: int | None = field(eq=False)
    calendar: Calendar = field(repr=False, eq=False)

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
        return self.due is None and bool(self.pauses) and self.pauses[-1].until is None

    @property
    def span(self) -> Span:
        """How its days are counted."""
        return Span(self.counts_from, self.clock.unit, self.calendar)

    @property
    def not_before(self) -> date | None:
        """The earliest day it can be due, where the calendar does not reach."""
        working = self.clock.unit is Unit.WORKING_DAY
        if self.due is not None or self.paused or not working:
            return None
        return self.span.not_before(self.pauses, self.length)

    def left(self, on: date) -> int | None:
        """Return the days left after a day, negative if overdue, None if not known.

        In working days for a clock that counts them, in calendar days for all others.
        """
        if self.paused:
            return self._left_paused()
        if self.due is None:
            return None
        if on <= self.due:
            return self.span.counted(self.pauses, max(on, self.counts_from), self.due)
        over = self.span.counted(NO_PAUSES, self.due, on)
        return None if over is None else -over

    def _left_paused(self) -> int | None:
        """Return what will be left when the pause ends."""
        before, since = self.pauses[:-1], self.pauses[-1].since - ONE_DAY
        if self.clock.unit in (Unit.MONTH, Unit.YEAR):
            due = self.span.due(before, self.length)
            return None if due is None else self.span.counted(before, since, due)
        counted = self.span.counted(before, self.counts_from, since)
        return None if counted is None else self.length - counted


def counted(rulebook: Rulebook, case: Case, run: Run, known: Told) -> Period:
    """Return a run with its days counted; its clock had a version when it started."""
    clock, version, calendar = run.clock, run.version, rulebook.calendar
    assert version is not None
    zero, moved = _zero(run, known)
    pauses, granted, held = NO_PAUSES, 0, False
    if run.stops:
        pauses = merged([Pause(since, until) for _, since, until in run.stops])
    if run.acts and version.extend is not None:
        count = _Count(rulebook, case, run, version, pauses, zero)
        count.go(moved)
        zero, granted, due, held = count.zero, count.granted, count.due, count.held
    else:
        due = due_day(zero, version.length, clock.unit, calendar, pauses)
        for day in moved:
            if due is None or day <= due:
                zero = day
                due = due_day(zero, version.length, clock.unit, calendar, pauses)
    return Period(
        clock,
        version,
        run.started_on,
        run.ended_on,
        pauses,
        zero,
        granted,
        due,
        held,
        run.fired,
        run.place,
        calendar,
    )


def _zero(run: Run, known: Told) -> tuple[date, Sequence[date]]:
    """Return day 0 when a run started, and the days it was told anew since.

    Of several facts the first that is known counts.
    """
    clock, zeros = run.clock, run.zeros
    if zeros[0] is not None:
        return zeros[0], ()
    names = clock.counts_from
    if run.place is None and names == clock.started_by:
        return run.started_on, ()
    if known and not known.keys().isdisjoint(names):
        return _told_zero(run, known)
    for day in zeros:
        if day is not None:
            return day, ()
    return run.started_on, ()


def _told_zero(run: Run, known: Told) -> tuple[date, Sequence[date]]:
    """Return the same where facts on file tell the day.

    What was told of any but the last of them before the clock last ran counts no more.
    """
    names, previous = run.clock.counts_from, run.previous
    started_on, ended_on = run.started_on, run.ended_on or date.max
    ran_until = date.min if previous is None else previous.ended_on or date.min
    later: list[tuple[date, int]] = []
    zero, until = started_on, len(names)
    for number, (name, written) in enumerate(zip(names, run.zeros, strict=True)):
        if written is not None:
            zero, until = written, number
            break
        since = date.min if name == names[-1] else ran_until
        for day in known.get(name, ()):
            if started_on < day <= ended_on:
                later.append((day, number))
            elif since <= day <= started_on:
                zero, until = day, number
        if until == number:
            break
    moved = []
    for day, number in sorted(later):
        if number <= until:
            moved.append(day)
            until = number
    return zero, moved


class _Count:
    """What lengthens a period, taken in the order of its days."""

    def __init__(
        self,
        rulebook: Rulebook,
        case: Case,
        run: Run,
        version: ClockVersion,
        pauses: tuple[Pause, ...],
        zero: date,
    ) -> None:
        self.rulebook = rulebook
        self.case = case
        self.run = run
        self.version = version
        self.pauses = pauses
        self.zero = zero
        self.granted = self.times = 0
        self.asked: list[date] = []
        self.due: date | None
        self._again()

    def go(self, moved: Iterable[date]) -> None:
        """Look at every act that lengthens it, and at every new day 0."""
        acts = self.run.acts
        if moved:
            acts = (*acts, *((on, Role.START, "") for on in moved))
            acts = tuple(sorted(acts, key=itemgetter(0)))
        for on, role, act in acts:
            over = self.due is not None and on > self.due
            if role is Role.START and not over:
                self.zero = on
                self._again()
            elif role is Role.ASK and not over:
                self._ask(act, on)
            elif role is Role.EXTEND and (not over or self.held):
                self._answer(act, on)

    @property
    def held(self) -> bool:
        """Whether somebody asked in time, as its last day now is, without an answer."""
        extend = self.version.extend
        if extend is None or not self.asked:
            return False
        if self.due is None:
            return True
        last = self.rulebook.calendar.shift(self.due.toordinal(), -extend.ahead)
        return last is None or self.asked[0].toordinal() <= last

    def _ask(self, act: str, on: date) -> None:
        extend = self.version.extend
        if extend is not None and act == extend.asked_by and self.times < extend.times:
            self.asked.append(on)

    def _answer(self, act: str, on: date) -> None:
        extend = self.version.extend
        if extend is None:
            return
        held = self.held
        if act == extend.by and self.times < extend.times:
            self.times += 1
            self.granted += _amount(self.rulebook, self.case, extend, on)
        elif act != extend.refused_by:
            return
        self.asked = []
        self._again()
        if held and self.due is not None:
            self.due = max(self.due, on)

    def _again(self) -> None:
        length, unit = self.version.length + self.granted, self.run.clock.unit
        self.due = due_day(self.zero, length, unit, self.rulebook.calendar, self.pauses)


def _amount(rulebook: Rulebook, case: Case, extend: Extension, on: date) -> int:
    """Return by how much a period is lengthened: what was on file on the day."""
    name = extend.amount
    if not name:
        return extend.at_most
    source = case.sources.get(name)
    then = case
    if (source is None and name in rulebook.recorded) or (source and source.on > on):
        then = as_of(case, on)
    amount = then.facts.get(name, extend.at_most)
    assert isinstance(amount, int)
    return max(0, min(amount, extend.at_most))
