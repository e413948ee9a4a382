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

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from qualflow.case.clocks import ONE_DAY, Period, periods, unfinished
from qualflow.case.events import Case, PeriodExpired, Plain, StateEntered
from qualflow.case.replaying import amended, apply
from qualflow.case.steps import terms, written
from qualflow.case.telling import Told, told
from qualflow.law.facts import Evidence
from qualflow.law.rules import DEFAULT_STANDINGS, END, FINDING, Transition

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook

REFORM = "reform"


@frozen(slots=False)
class _Firing:
    """The next thing that time makes happen.

    Attributes:
        order: Decides on one day: a reform first, then clocks by name.
        transition: What it leads to; "finding" for a finding against the owner.
        period: The period that expires, None for a reform.
    """

    on: date
    order: str
    transition: str
    period: Period | None = None


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
    rulebook: Rulebook, case: Case, on: date, known: Told
) -> tuple[Case, tuple[Period, ...]]:
    """Return a case once time has passed up to and including a day, and its periods."""
    while True:
        found = periods(rulebook, case, known)
        firing = _first(rulebook, case, found)
        if firing is None or firing.on > on:
            return case, found
        case = apply(case, _fired(rulebook, case, firing))


def _next(rulebook: Rulebook, case: Case, known: Told | None) -> _Firing | None:
    """Return the next firing, remembered for the path and the filings it rests on."""
    if known is not None:
        return _first(rulebook, case, unfinished(rulebook, case, known))
    filings = tuple(map(case.sources.get, rulebook.clock_facts))
    remembered = case.watch.get(rulebook)
    if remembered is not None and remembered[0] == filings:
        found: _Firing | None = remembered[1]
        if found is None or case.latest is None or found.on >= case.latest:
            return found
    known = told(rulebook, case)
    found = _first(rulebook, case, unfinished(rulebook, case, known))
    case.watch[rulebook] = (filings, found)
    return found


def _first(rulebook: Rulebook, case: Case, found: Iterable[Period]) -> _Firing | None:
    firings = [*_expiries(case, found), *_reforms(rulebook, case)]
    return min(firings, key=lambda f: (f.on, f.order), default=None)


def _expiries(case: Case, found: Iterable[Period]) -> Iterator[_Firing]:
    latest = case.latest or date.min
    expired = {(event.clock, event.started_on) for event in case.expired}
    for period in found:
        due, ended = period.due, period.ended_on
        if due is None or period.held or period.fired or period.key in expired:
            continue
        started, outcome = period.started_on, period.version.on_expiry
        last = due if due > started else started
        on = last + ONE_DAY
        late = ended is None or (ended > last and ended > latest)
        if late and on >= latest and outcome != END:
            outcome = FINDING if due < started else outcome
            yield _Firing(on, period.clock.name, outcome, period)


def _reforms(rulebook: Rulebook, case: Case) -> Iterator[_Firing]:
    """Yield the days on which a reform moves a case that stood there before it."""
    for version in rulebook.reforms:
        on = version.on_day
        if on is None or case.state not in version.sources:
            continue
        since = case.since or _opened_on(case)
        stood = since is not None and since < on
        if stood and (case.latest is None or on >= case.latest):
            yield _Firing(on, "", version.name)


def _opened_on(case: Case) -> date | None:
    """Return the first day anybody did anything in a case, None for a fresh one."""
    return next((event.on for event in amended(case.history)), None)


def _fired(rulebook: Rulebook, case: Case, firing: _Firing) -> Plain:
    step = None
    if firing.transition != FINDING:
        step = rulebook.on(firing.on).step(case.state, firing.transition)
    period = firing.period
    if step is not None:
        transition: Transition = step.transition
        return StateEntered(
            transition.name,
            transition.target,
            firing.on,
            transition.by[0],
            Evidence.OFFICIAL,
            written(rulebook, case.facts, step, firing.on),
            terms(rulebook.release, DEFAULT_STANDINGS)[Evidence.RUMOURED],
            fired_by=REFORM if period is None else period.clock.name,
        )
    assert period is not None
    assert period.due is not None
    return PeriodExpired(
        period.clock.name,
        period.version.ref,
        period.clock.owner,
        period.started_on,
        period.due,
        firing.on,
    )
