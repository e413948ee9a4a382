"""Simulated lives as histories of the world, so that `audit` can judge them.

A history tells what was observed.  Of a simulated life everything was: each step the
process has a kind of event for is one, dated to its day, known for certain; what it has
none for stays unseen, as in the world.  Facts that never change are the project's, the
others are told with every event from the one on that comes after them.

A process without a `history.toml` is told by `plain_map`: each transition is a kind of
its own.  *Lawful* means that the audit's judgement is not `CONTRADICTED`: a lawful life
contains all that was observed.  A deadline of an authority that has passed is a finding
on the way, not unlawfulness, here as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from qualflow.audit.history import FORMAT, History, Observed, Scalar
from qualflow.audit.mapping import FactLine, HistoryMap, Line, Supply, When
from qualflow.case.event_writing import plain
from qualflow.case.events import Case, FactFiled, StateEntered
from qualflow.law.facts import Evidence, FiledValue
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Interval
from qualflow.strict_json import Json

SIMULATED = "simulated"
"""The certainty and the regime of histories told by `plain_map`."""


def plain_map(rulebook: Rulebook, *, begun: bool = False) -> HistoryMap:
    """Return a map by which every transition is a kind of event of its own.

    Args:
        rulebook: The law.
        begun: Whether lives begin in the middle: then what led there is unseen.
    """
    names = tuple(rulebook.transitions)
    facts = [name for name, fact in rulebook.facts.items() if fact.link is None]
    return HistoryMap(
        claims=(SIMULATED,),
        certainty={SIMULATED: Evidence.OFFICIAL},
        actors={actor: actor for actor in rulebook.actors},
        kinds=names,
        lines=tuple(Line(name, When(), (name,)) for name in names),
        supplies={name: Supply(supplied=True) for name in names} if begun else {},
        facts=tuple(FactLine(name, name, name) for name in facts),
    )


def history(mapping: HistoryMap, case: Case, as_of: date) -> History:
    """Return a life as a history.

    Args:
        mapping: How histories of the process become steps.
        case: The life.
        as_of: The last day that is told of.
    """
    certainty = max(mapping.certainty, key=lambda word: mapping.certainty[word])
    events: list[Observed] = []
    lasting, told = _lasting(case), dict[str, FiledValue]()
    for event in case.history:
        if isinstance(event, FactFiled) and event.fact not in lasting:
            told[event.fact] = event.value
        if not isinstance(event, StateEntered) or event.on > as_of:
            continue
        line = _line(mapping, event)
        if line is not None:
            facts = {**_told(mapping, told, by_event=True), **line.when.facts}
            actor = _name(mapping, line.when.actor or event.by)
            number = len(events) + 1
            events.append(
                Observed(line.kind, event.on, event.on, actor, certainty, number, facts)
            )
    return History(
        case_id=case.id,
        company={"en": f"simulated case {case.id}", "zh": f"模拟案件{case.id}"},
        regime=mapping.claims[:1],
        route="",
        as_of=as_of,
        project=_told(mapping, lasting, by_event=False),
        events=tuple(events),
    )


def history_json(told: History) -> dict[str, Json]:
    """Return a history as a file of format 1 holds it."""
    return {
        "format": FORMAT,
        "case_id": told.case_id,
        "company": dict(told.company),
        "regime": list(told.regime),
        "route": told.route,
        "as_of": told.as_of.isoformat(),
        "project": dict(told.project),
        "events": [_event_json(event) for event in told.events],
    }


def _event_json(event: Observed) -> Json:
    return {
        "on": event.earliest.isoformat(),
        "precision": "day",
        "earliest": event.earliest.isoformat(),
        "latest": event.latest.isoformat(),
        "actor": event.actor,
        "kind": event.kind,
        "facts": dict(event.facts),
        "certainty": event.certainty,
    }


def _lasting(case: Case) -> dict[str, FiledValue]:
    """Return the facts that are filed once, before the first step."""
    first: dict[str, FiledValue] = {}
    begun, changed = False, set[str]()
    for event in case.history:
        begun = begun or isinstance(event, StateEntered)
        if isinstance(event, FactFiled):
            if begun or event.fact in first:
                changed.add(event.fact)
            first.setdefault(event.fact, event.value)
    return {name: value for name, value in first.items() if name not in changed}


def _line(mapping: HistoryMap, step: StateEntered) -> Line | None:
    """Return the line by which an event can be this step, None if there is none."""
    lines = [line for line in mapping.lines if step.transition in line.steps]
    for line in lines:
        when = line.when
        fits = not when.actor or when.actor == (step.by or when.actor)
        plainly = not when.routes and not when.has_kind
        if fits and plainly and _within(step.on, when.on):
            return line
    return None


def _within(day: date, days: Interval) -> bool:
    return day in days


def _told(
    mapping: HistoryMap, facts: Mapping[str, FiledValue], *, by_event: bool
) -> dict[str, Scalar]:
    return dict(_keyed(mapping, facts, by_event=by_event))


def _keyed(
    mapping: HistoryMap, facts: Mapping[str, FiledValue], *, by_event: bool
) -> Iterator[tuple[str, Scalar]]:
    for line in mapping.facts:
        name = line.event if by_event else line.project
        if name and line.fact in facts:
            yield name, plain(facts[line.fact])


def _name(mapping: HistoryMap, actor: str) -> str:
    """Return a name in a history that means an actor; the actor's own if none does."""
    for name, meant in mapping.actors.items():
        if meant == actor:
            return name.replace("*", "any")
    return actor
