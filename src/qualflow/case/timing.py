"""What happens by itself: periods that expire and reforms that move pending cases.

Time is read, never kept.  `advance` looks for the next thing that time alone makes
happen, lets it happen under the law of its own day, and looks again; so waiting twice
is the same as waiting once.  What lies before the last event of a case is past: it is
read off by `clocks`, but no longer fires.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from qualflow.case.clocks import ONE_DAY, Period, running
from qualflow.case.events import Case, PeriodExpired, Plain, StateEntered
from qualflow.case.replaying import apply
from qualflow.case.steps import terms, written
from qualflow.law.facts import Evidence
from qualflow.law.rules import DEFAULT_STANDINGS

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook
    from qualflow.law.rules import Transition

FINDING = "finding"
REFORM = "reform"


@frozen
class _Firing:
    """The next thing that time makes happen.

    Attributes:
        order: Decides on one day: a reform first, then clocks by name.
        period: The period that expires, None for a reform.
        transition: What it leads to; "finding" for a finding against the owner.
    """

    on: date
    order: str
    transition: str
    period: Period | None = None


def advance(rulebook: Rulebook, case: Case, on: date) -> tuple[Plain, ...]:
    """Return what time alone makes happen up to and including a day, in order."""
    if not rulebook.clocks and not rulebook.reforms:
        return ()
    events: list[Plain] = []
    firing = _next(rulebook, case)
    while firing is not None and firing.on <= on:
        event = _fired(rulebook, case, firing)
        events.append(event)
        case = apply(case, event)
        firing = _next(rulebook, case)
    return tuple(events)


def _next(rulebook: Rulebook, case: Case) -> _Firing | None:
    """Return the next firing, remembered for the path and the facts it rests on."""
    facts = tuple(map(case.facts.get, rulebook.clock_facts))
    remembered = case.watch.get(rulebook)
    if remembered is not None and remembered[0] == facts:
        found: _Firing | None = remembered[1]
        if found is None or case.latest is None or found.on >= case.latest:
            return found
    firings = [*_expiries(rulebook, case), *_reforms(rulebook, case)]
    found = min(firings, key=lambda f: (f.on, f.order), default=None)
    case.watch[rulebook] = (facts, found)
    return found


def _expiries(rulebook: Rulebook, case: Case) -> Iterator[_Firing]:
    expired = {(event.clock, event.started_on) for event in case.expired}
    fired = {(step.fired_by, step.on) for step in case.path if step.fired_by}
    latest = case.latest or date.min
    for period in running(rulebook, case):
        due, ended = period.due, period.ended_on
        if due is None or period.key in expired or (ended is not None and ended <= due):
            continue
        on = due + ONE_DAY
        if on >= latest and (period.clock.name, on) not in fired:
            yield _Firing(on, period.clock.name, period.version.on_expiry, period)


def _reforms(rulebook: Rulebook, case: Case) -> Iterator[_Firing]:
    """Yield the days on which a reform moves a case that stood there before it."""
    for version in rulebook.reforms:
        on = version.on_day
        if on is None or case.state not in version.sources:
            continue
        stood = case.since is None or case.since < on
        if stood and (case.latest is None or on >= case.latest):
            yield _Firing(on, "", version.name)


def _fired(rulebook: Rulebook, case: Case, firing: _Firing) -> Plain:
    edition = rulebook.on(firing.on)
    step = edition.step(case.state, firing.transition)
    period = firing.period
    if step is not None and firing.transition != FINDING:
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
