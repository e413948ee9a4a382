"""A scenario put together with the law: how the plan of a run is made.

What simulation does not treat is refused here, by name and before anybody works.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product

from qualflow.law.edition import Edition, Step
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.law.rules import (
    END,
    FINDING,
    Clock,
    ClockVersion,
)
from qualflow.simulate.planning import CannotSimulateError, Plan
from qualflow.simulate.reaching import leads, reached
from qualflow.simulate.rooms import Effect, Leg, Reform, Room, Span, Timer
from qualflow.simulate.scenario import (
    Coming,
    Delay,
    Drawn,
    Given,
    Scenario,
    Time,
)
from qualflow.simulate.starting import Standing


def plan(
    rulebook: Rulebook, scenario: Scenario, standing: Standing | None = None
) -> Plan:
    """Return what the engines run.

    Raises:
        CannotSimulateError: If the scenario asks for what no engine treats.
    """
    on = scenario.on if standing is None else standing.on
    number = {state: place for place, state in enumerate(rulebook.states)}
    spans = tuple(_spans(rulebook, scenario, on))
    timers = tuple(_timers(rulebook, scenario, spans, on))
    reforms = tuple(_reforms(rulebook, scenario, on, number))
    rooms = tuple(_room(scenario, place, name) for name, place in number.items())
    edges = leads(rooms, spans, timers, reforms, number)
    cyclic = {n for n in edges if any(n in reached(m, edges) for m in edges[n])}
    rooms = tuple(
        Room(r.number, r.name, r.stay, r.legs, r.common, r.number in cyclic, r.retry)
        for r in rooms
    )
    state = scenario.start if standing is None else standing.state
    made = Plan(
        rulebook,
        scenario,
        on.toordinal(),
        number[state],
        None
        if standing is not None or state == rulebook.initial
        else _through(spans[0].edition, state),
        rooms,
        spans,
        timers,
        reforms,
        standing,
        number,
    )
    _check_extensions(made)
    _check_openings(made)
    return made


def _check_extensions(plan: Plan) -> None:
    """Refuse a step that extends a period and does something else to a clock."""
    granting = [(t, v.extend.by) for t in plan.timers if t.extended > 0
                for v in t.clock.versions if v.extend is not None]  # fmt: skip
    for (timer, by), other in product(granting, plan.timers):
        shared = any(by in _extending(version) for version in other.clock.versions)
        if (shared and other is not timer) or _touches(plan, by, other):
            what = f"clock '{timer.name}', extended by '{by}', which touches clock"
            raise CannotSimulateError(plan.scenario.name, f"{what} '{other.name}' too")


def _touches(plan: Plan, by: str, timer: Timer) -> bool:
    """Return whether a step within a state does something to a clock."""
    for span, room in product(range(len(plan.spans)), plan.rooms):
        step = plan.step(span, room.number, by)
        within = step is not None and step.transition.target == room.name
        if within and plan.effect(timer, room.number, step) is not Effect.KEEP:
            return True
    return False


def _check_openings(plan: Plan) -> None:
    """Refuse a reform of cases that nobody has opened: nothing is on file of them."""
    scenario = plan.scenario
    opened = any(isinstance(fact, Given | Drawn) for fact in scenario.facts)
    if plan.standing is not None or opened or scenario.start != plan.rulebook.initial:
        return
    for reform in plan.reforms:
        if plan.start in reform.sources:
            raise CannotSimulateError(
                scenario.name,
                f"reform '{reform.step}' of cases in '{scenario.start}' of which "
                f"nothing is on file: no such case is open yet",
            )


def _spans(rulebook: Rulebook, scenario: Scenario, on: date) -> Iterator[Span]:
    end = on + timedelta(days=int(scenario.horizon))
    yield Span(0, rulebook.on(on, scenario.standings))
    for cut in rulebook.cuts:
        if on < cut <= end:
            yield Span((cut - on).days, rulebook.on(cut, scenario.standings))


def _through(edition: Edition, state: str) -> Step | None:
    """Return the only step that leads to a state from another one, if there is one."""
    found = [
        step
        for name, transition in edition.transitions.items()
        if transition.target == state
        for source in transition.sources
        if source != state and (step := edition.step(source, name)) is not None
    ]
    names = {step.transition.name for step in found}
    return found[0] if len(names) == 1 else None


def _room(scenario: Scenario, number: int, name: str) -> Room:
    stay = scenario.stays.get(name)
    if stay is None:
        return Room(number, name, None, (), None, cyclic=False, retry=None)
    legs = tuple(
        _leg(place, way.step, way.share, way.delay or stay.delay)
        for place, way in enumerate(stay.exits)
    )
    shared = all(way.delay is None for way in stay.exits)
    common = _leg(0, "", 1.0, stay.delay) if shared and stay.delay else None
    retry = None if stay.retry is None else _leg(0, "", 1.0, stay.retry)
    return Room(number, name, stay, legs, common, cyclic=False, retry=retry)


def _leg(place: int, step: str, share: float, delay: Delay | None) -> Leg:
    assert delay is not None  # loading has seen to it
    working = delay.unit is Unit.WORKING_DAY
    return Leg(place, step, share, delay.law, working)


def _timers(
    rulebook: Rulebook, scenario: Scenario, spans: tuple[Span, ...], on: date
) -> Iterator[Timer]:
    coming = {fact.fact for fact in scenario.facts if isinstance(fact, Coming)}
    filed = {fact.fact for fact in scenario.facts}
    for _, clock in sorted(rulebook.clocks.items()):  # as they expire on one day
        days = [on + timedelta(days=span.since) for span in spans]
        versions = tuple(in_force_on(day, clock.versions) for day in days)
        every = clock.versions  # a clock that runs already may have an older version
        if not any(v.on_expiry not in (FINDING, END) for v in every):
            continue
        _check(rulebook, scenario, clock, filed, coming)
        extended = scenario.extended.get(clock.name)
        yield Timer(
            clock,
            versions,
            0.0 if extended is None else extended.share,
            tuple(name for name in clock.ended_by if name in coming),
        )


def _check(
    rulebook: Rulebook,
    scenario: Scenario,
    clock: Clock,
    filed: set[str],
    coming: set[str],
) -> None:
    """Refuse what simulation does not treat of a clock."""
    if scenario.time is Time.CONTINUOUS and clock.unit is not Unit.DAY:
        raise CannotSimulateError(
            scenario.name,
            f"clock '{clock.name}' in continuous time: its unit is a {clock.unit}",
        )
    facts = filed & rulebook.facts.keys()
    roles = {
        "is started by": clock.started_by,
        "is paused by": clock.paused_by,
        "is resumed by": clock.resumed_by,
        "counts from": clock.counts_from,
    }
    for what, names in roles.items():
        for name in facts.intersection(names):
            raise CannotSimulateError(
                scenario.name, f"clock '{clock.name}', which {what} fact '{name}'"
            )
    for version in clock.versions:
        hangs_on = _extending(version)
        for name in hangs_on:
            if name in facts or name in _exits(scenario):
                what = f"clock '{clock.name}', whose extension hangs on '{name}'"
                raise CannotSimulateError(scenario.name, what)
    pausing = _exits(scenario).intersection(clock.paused_by)
    if len(pausing) > 1 or (pausing and clock.runs_in):
        what = f"clock '{clock.name}', which is paused in several ways"
        raise CannotSimulateError(scenario.name, what)
    for name in (facts - coming).intersection(clock.ended_by):
        raise CannotSimulateError(
            scenario.name,
            f"clock '{clock.name}', which fact '{name}' ends before the start",
        )


def _extending(version: ClockVersion) -> frozenset[str]:
    """Return what asks for an extension, grants or refuses it, or says by how much."""
    extend = version.extend
    if extend is None:
        return frozenset()
    names = {extend.by, extend.asked_by, extend.refused_by, extend.amount}
    return frozenset(names - {""})


def _exits(scenario: Scenario) -> frozenset[str]:
    """Return the steps that a scenario says are taken."""
    return frozenset(way.step for s in scenario.stays.values() for way in s.exits)


def _reforms(
    rulebook: Rulebook, scenario: Scenario, on: date, number: Mapping[str, int]
) -> Iterator[Reform]:
    for version in sorted(rulebook.reforms, key=lambda v: v.on_day or date.min):
        if version.on_day is None:
            continue
        days = (version.on_day - on).days
        if 0 < days <= scenario.horizon:
            sources = tuple(number[s] for s in version.sources)
            yield Reform(days, version.name, sources, number[version.target])
