"""What happens by itself: periods that expire and reforms that move pending cases.

Time is read, never kept.  `advance` looks for the next thing that time alone makes
happen, lets it happen under the law of its own day, and looks again; so waiting twice
is the same as waiting once.  What lies before the last event of a case is past: it is
read off by `clocks`, but no longer fires.

A period ends at the end of its last day and expires on the day after, at its earliest
on the day after the clock started.  One that was over before it started leads to a
finding, never to a step: else two clocks that count from an old day could hand a case
back and forth for ever.  On one day a reform comes first, then clocks by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from attrs import frozen

from qualflow.case.clocks import ONE_DAY, Period, Reading, read
from qualflow.case.events import Case, PeriodExpired, Plain, StateEntered
from qualflow.case.replaying import amended, apply, replay
from qualflow.case.steps import terms, written
from qualflow.case.telling import Told
from qualflow.law.facts import Evidence
from qualflow.law.rules import DEFAULT_STANDINGS, END, FINDING, Transition

if TYPE_CHECKING:
    from qualflow.law.edition import Step
    from qualflow.law.rulebook import Rulebook

REFORM = "reform"


@frozen(slots=False)
class _Firing:
    """The next thing that time makes happen.

    Attributes:
        cause: The period that expires, or the reform.
    """

    on: date
    cause: Period | Transition


def advance(
    rulebook: Rulebook, case: Case, on: date, known: Told | None = None
) -> tuple[Plain, ...]:
    """Return what time alone makes happen up to and including a day, in order.

    Args:
        rulebook: The law.
        case: The case as it stands.
        on: The day.
        known: The days that facts tell, where more of them is known than the case has
            on file; what was told late then counts from its own day.
    """
    if not rulebook.clocks and not rulebook.reforms:
        return ()
    events: list[Plain] = []
    firing = _next(rulebook, case, known)
    while firing is not None and firing.on <= on:
        event = _fired(rulebook, case, firing)
        events.append(event)
        case = apply(case, event)
        firing = _next(rulebook, case, known)
    return tuple(events)


def stands(
    rulebook: Rulebook, case: Case, on: date, known: Told | None = None
) -> tuple[Case, Reading]:
    """Return a case once time has passed up to and including a day, and its clocks."""
    events = advance(rulebook, case, on, known)
    if events:
        case = replay(events, start=case)
    return case, read(rulebook, case, known)


def _next(rulebook: Rulebook, case: Case, known: Told | None) -> _Firing | None:
    """Return the next firing."""
    found = _next_expiry(rulebook, case, known) if rulebook.clocks else None
    if rulebook.reforms:
        reform = min(_reforms(rulebook, case), key=attrgetter("on"), default=None)
        if reform is not None and (found is None or reform.on <= found.on):
            return reform
    return found


def _next_expiry(rulebook: Rulebook, case: Case, known: Told | None) -> _Firing | None:
    """Return the next expiry, kept with the clocks that it was found on."""
    reading, latest = read(rulebook, case, known), case.latest or date.min
    found: _Firing | None
    if reading.following is not None:
        expired, since, found = reading.following
        ahead = found is None or found.on >= latest
        if expired == case.expired and since <= latest and ahead:
            return found
    found = _earliest(case, reading, latest)
    reading.following = case.expired, latest, found
    return found


def _earliest(case: Case, reading: Reading, latest: date) -> _Firing | None:
    """Return the earliest expiry, of those on one day the first clock's by name."""
    expired = {(event.clock, event.started_on) for event in case.expired}
    first: tuple[date, str, Period] | None = None
    for period in reading.unfinished(case):
        due, ended, started = period.due, period.ended_on, period.started_on
        name = period.clock.name
        outcome = period.version.on_expiry
        if due is None or period.held or outcome == END or (name, started) in expired:
            continue
        last = due if due > started else started
        on = last + ONE_DAY
        if on < latest or (ended is not None and ended <= last):
            continue
        if first is None or (on, name) < first[:2]:
            first = on, name, period
    return None if first is None else _Firing(first[0], first[2])


def _reforms(rulebook: Rulebook, case: Case) -> Iterator[_Firing]:
    """Yield the days on which a reform moves a case that stood there before it."""
    for version in rulebook.reforms:
        on = version.on_day
        if on is None or case.state not in version.sources:
            continue
        since = case.since or _opened_on(case)
        stood = since is not None and since < on
        if stood and (case.latest is None or on >= case.latest):
            yield _Firing(on, version)


def _opened_on(case: Case) -> date | None:
    """Return the first day anybody did anything in a case, None for a fresh one."""
    return next((event.on for event in amended(case.history)), None)


def _fired(rulebook: Rulebook, case: Case, firing: _Firing) -> Plain:
    """Return the event of a firing: the step it leads to, or a finding."""
    cause, edition = firing.cause, rulebook.on(firing.on)
    if isinstance(cause, Transition):
        step = edition.step(case.state, cause.name)
        assert step is not None  # a reform is in force on its day
        return _stepped(rulebook, case, step, firing.on, REFORM)
    due, version = cause.due, cause.version
    assert due is not None
    if version.on_expiry != FINDING and due >= cause.started_on:
        step = edition.step(case.state, version.on_expiry)
        if step is not None:
            return _stepped(rulebook, case, step, firing.on, cause.clock.name)
    return PeriodExpired(
        cause.clock.name,
        version.ref,
        cause.clock.owner,
        cause.started_on,
        due,
        firing.on,
    )


def _stepped(
    rulebook: Rulebook, case: Case, step: Step, on: date, fired_by: str
) -> StateEntered:
    transition = step.transition
    return StateEntered(
        transition.name,
        transition.target,
        on,
        transition.by[0],
        Evidence.OFFICIAL,
        written(rulebook, case.facts, step, on),
        terms(rulebook.release, DEFAULT_STANDINGS)[Evidence.RUMOURED],
        fired_by=fired_by,
    )
