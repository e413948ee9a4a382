"""What the windows of a life allow each statutory period to have taken.

A life says between which days each step lay, so a period took at least and at most so
long.  One that must have taken too long was a breach, unless something nobody published
excuses it: an extension, or a suspension of at least so many days.  No verdict hangs on
this: clocks never decide one.

Two lives within the windows are tried for each period: in one its clock runs as little
as it can, what starts it lying late and what stops it early; in the other as much.  The
windows of a life are narrowed, so both are in order.  Days are then counted by `clocks`
as for any case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from attrs import evolve, frozen

from qualflow.audit.lives import commands
from qualflow.audit.mapping import HistoryMap
from qualflow.audit.result import Audit
from qualflow.audit.rules import Rules, rules
from qualflow.audit.terms import Terms
from qualflow.case.clocks import Period
from qualflow.case.clocks import periods as runs_of
from qualflow.case.commands import FileFact
from qualflow.case.events import Case, StateEntered
from qualflow.case.events import Terms as DecidedBy
from qualflow.case.life import entered, open_case
from qualflow.case.replaying import apply
from qualflow.case.steps import written
from qualflow.law.edition import Step as LawStep
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import DEFAULT_STANDINGS, END, Clock

NO_TERMS = DecidedBy("", DEFAULT_STANDINGS)
BEGINS, STOPS = True, False
Turns = Mapping[int, bool]
"""The steps at which a clock begins or goes on (`BEGINS`) and stops or ends."""


@frozen
class Bounds:
    """One run of a clock, as the windows of a life bound it.

    Attributes:
        started: The days between which it started, both included.
        ended: Likewise; None if nothing ended it by the day of the audit.
        unit: What `least`, `most`, `over` and `over_extended` count.
        allowed: Its length, in the clock's unit, with the extension that was seen.
        extension: What a further extension could add to it, in the clock's unit.
        least, most: The days it took, suspensions left out; None if not known, and
            `most` also where it did not end.
        due: Its earliest and latest last day; None where the calendar does not reach.
        over: By how many days even the least is too long; 0 if it need not be.
        over_extended: The same if it was extended as far as can be.
        pauses: The states, acts and facts that could have suspended it unseen.
        rests_on: Facts nobody told that would have ended it.
    """

    clock: Clock
    ref: str
    started: tuple[date, date]
    ended: tuple[date, date] | None
    unit: Unit
    allowed: int
    extension: int
    least: int | None
    most: int | None
    due: tuple[date | None, date | None]
    over: int
    over_extended: int
    pauses: tuple[str, ...]
    rests_on: tuple[str, ...]


def bounded_periods(
    rulebook: Rulebook, mapping: HistoryMap, audit: Audit, terms: Terms
) -> tuple[Bounds, ...]:
    """Return every period of a chosen life, in the order they started.

    Args:
        rulebook: The process of the history.
        mapping: Its map.
        audit: What was answered.
        terms: What it was asked under.
    """
    return tuple(_Bounded(rulebook, mapping, audit, terms).all())


class _Bounded:
    def __init__(
        self, rulebook: Rulebook, mapping: HistoryMap, audit: Audit, terms: Terms
    ) -> None:
        self.rulebook = rulebook
        self.mapping = mapping
        self.audit = audit
        self.rules: Rules = rules(rulebook, mapping, terms)
        self.rows = [self.rules.row_of(step) for step in audit.steps]
        self.cases: dict[tuple[date, ...], tuple[Case, tuple[Period, ...]]] = {}

    def all(self) -> Iterator[Bounds]:
        days = [step.latest for step in self.audit.steps]
        numbers: dict[str, int] = {}
        case, runs = self._case(days)
        for period in runs:
            name = period.clock.name
            numbers[name] = number = numbers.get(name, -1) + 1
            no_breach = period.version.on_expiry == END  # it simply is over
            if period.started_on <= self.audit.day and not no_breach:
                turns = turns_of(period, case.path)
                if _dropped(period, case.path, turns):
                    continue
                shortest = self._tried(turns, name, number, least=True)
                longest = self._tried(turns, name, number, least=False)
                if shortest is not None and longest is not None:
                    yield self._bounds(shortest, longest)

    def _tried(
        self, turns: Turns, clock: str, number: int, *, least: bool
    ) -> _Run | None:
        """Return a run in the life in which its clock runs least or most."""
        wanted = self._latest(turns) if least else self._earliest(turns)
        days, latest = [], date.min
        for place, step in enumerate(self.audit.steps):
            latest = max(latest, wanted.get(place, step.earliest))
            days.append(latest)
        case, runs = self._case(days)
        found = [run for run in runs if run.clock.name == clock]
        return _Run(found[number], case) if number < len(found) else None

    def _case(self, days: Sequence[date]) -> tuple[Case, tuple[Period, ...]]:
        """Return the life with its steps on these days, and its periods.

        Unlike `life_case` it asks no clause: only what is written is looked at.
        """
        key = tuple(days)
        if key not in self.cases:
            case = self._made(days)
            self.cases[key] = case, runs_of(self.rulebook, case)
        return self.cases[key]

    def _made(self, days: Sequence[date]) -> Case:
        steps = zip(self.audit.steps, days, strict=True)
        life = evolve(self.audit, steps=tuple(evolve(s, latest=on) for s, on in steps))
        told = sorted(commands(self.mapping, life), key=lambda command: command.on)
        case = open_case(self.rulebook, self.audit.history.case_id)
        rows = iter(self.rows)
        for command in told:
            if isinstance(command, FileFact):
                case = apply(case, entered(self.rulebook, case, command))
            elif (row := next(rows)) is not None:
                edition = self.rulebook.on(command.on)
                step = LawStep(edition, row.transition)
                values = written(self.rulebook, case.facts, step, command.on)
                entry = StateEntered(
                    row.name, row.transition.target, command.on, command.by,
                    command.evidence, values, NO_TERMS,
                )  # fmt: skip
                case = apply(case, entry)
        return case

    def _latest(self, turns: Turns) -> dict[int, date]:
        """Return the days of a life in which a clock runs least: it begins late."""
        steps = self.audit.steps
        return {n: steps[n].latest for n, turn in turns.items() if turn is BEGINS}

    def _earliest(self, turns: Turns) -> dict[int, date]:
        """Return the days of a life in which a clock runs most.

        It begins early and stops late, save where a pause can be of one day: then of
        one that takes nothing out, if there is such a day.
        """
        steps, places = self.audit.steps, sorted(turns)
        wanted = {n: steps[n].latest for n in places if turns[n] is STOPS}
        begun = min((steps[n].earliest for n in places), default=date.min)
        for stop, again in pairwise(places):
            if turns[stop] is STOPS and turns[again] is BEGINS:
                first, last = steps[again].earliest, steps[stop].latest
                if first <= last:
                    wanted[stop] = wanted[again] = self._idle(first, last, begun)
        return wanted

    def _idle(self, first: date, last: date, begun: date) -> date:
        """Return a day that counts in no period: its day 0 or one that is off."""
        if first <= begun:
            return first
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            if self.rulebook.calendar.is_working(day.toordinal()) is False:
                return day
        return first

    def _bounds(self, shortest: _Run, longest: _Run) -> Bounds:
        period, clock = shortest.period, shortest.period.clock
        working = clock.unit is Unit.WORKING_DAY
        last = longest.period.ended_on
        until = shortest.period.ended_on or self.audit.day
        over, extended = self._over(period, until)
        ended = None if last is None else (min(until, last), max(until, last))
        pauses = () if period.paused or not over else tuple(self._pauses(shortest))
        return Bounds(
            clock=clock,
            ref=period.version.ref,
            started=_ordered(longest.period.started_on, period.started_on),
            ended=ended,
            unit=Unit.WORKING_DAY if working else Unit.DAY,
            allowed=period.length,
            extension=_extension(period),
            least=_counted(period, until),
            most=None if last is None else _counted(longest.period, last),
            due=(longest.period.due, period.due),
            over=over,
            over_extended=extended,
            pauses=pauses,
            rests_on=() if last is not None else tuple(self._unfiled(shortest)),
        )

    def _over(self, period: Period, until: date) -> tuple[int, int]:
        """Return by how much a period was too long, as it was and if extended."""
        left = period.left(until)
        if period.paused or period.due is None or left is None or until <= period.due:
            return 0, 0
        extension = _extension(period)
        longer = period.span.due(period.pauses, period.length + extension)
        if longer is None or until <= longer:
            return -left, -left if longer is None else 0
        beyond = period.span.counted((), longer, until)
        return -left, -left if beyond is None else beyond

    # -- what could excuse it ---------------------------------------------------------

    def _pauses(self, run: _Run) -> Iterator[str]:
        """Yield what could have suspended a run without anybody telling of it."""
        clock, case = run.period.clock, run.case
        since = run.period.started_on.toordinal()
        until = (run.period.ended_on or self.audit.day).toordinal()
        for state in clock.paused_in:
            ways = (
                row.transition
                for row in self.rules.rows
                if row.transition.target == state
                and row.first <= until
                and since <= row.last
            )
            if any(not set(way.sources).isdisjoint(clock.runs_in) for way in ways):
                yield state
        for name in clock.paused_by:
            if name in self.rulebook.transitions or name not in case.facts:
                yield name

    def _unfiled(self, run: _Run) -> Iterator[str]:
        for name in run.period.clock.ended_by:
            if name in self.rulebook.facts and name not in run.case.facts:
                yield name


@frozen
class _Run:
    """A run of a clock, and the case it is read from."""

    period: Period
    case: Case


def _ordered(one: date, other: date) -> tuple[date, date]:
    return min(one, other), max(one, other)


def _extension(period: Period) -> int:
    """Return what further extensions could add to a period."""
    extend = period.version.extend
    if extend is None:
        return 0
    return max(0, extend.at_most * extend.times - period.granted)


def _counted(period: Period, until: date) -> int | None:
    return period.span.counted(period.pauses, period.counts_from, until)


def _dropped(period: Period, path: Sequence[StateEntered], turns: Turns) -> bool:
    """Return whether a run ended with a step after which it no longer applied."""
    if period.ended_on is None or not turns:
        return False
    return path[max(turns)].transition in period.clock.dropped_by


def turns_of(period: Period, path: Sequence[StateEntered]) -> Turns:
    """Return the steps of a path at which a run of a clock begins and stops."""
    if period.clock.runs_in:
        return dict(_by_states(period, path))
    return dict(_by_acts(period, path))


def _by_states(
    period: Period, path: Sequence[StateEntered]
) -> Iterator[tuple[int, bool]]:
    clock, running = period.clock, False
    assert period.place is not None
    for place in range(period.place, len(path)):
        runs = path[place].target in clock.runs_in
        if place > period.place and _renews(clock, path[place]):
            yield place, STOPS
            return
        if runs is not running:
            yield place, BEGINS if runs else STOPS
        running = runs
        if not runs and path[place].target not in clock.paused_in:
            return


def _renews(clock: Clock, step: StateEntered) -> bool:
    """Return whether a step writes a day that the clock counts from, anew."""
    return any(
        name in clock.counts_from and value is not None for name, value in step.records
    )


def _by_acts(
    period: Period, path: Sequence[StateEntered]
) -> Iterator[tuple[int, bool]]:
    clock, first = period.clock, 0
    if period.place is not None:
        yield period.place, BEGINS
        first = period.place + 1
    for place in range(first, len(path)):
        name, on = path[place].transition, path[place].on
        if on < period.started_on:
            continue
        if name in clock.ends or name in clock.started_by:
            yield place, STOPS
            return
        if name in clock.paused_by:
            yield place, STOPS
        elif name in clock.resumed_by:
            yield place, BEGINS
