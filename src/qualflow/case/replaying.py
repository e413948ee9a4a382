"""A case as the sum of its events: apply, replay, amended, as of.

No rule is asked here: what happened, happened.

Invariants:

- `replay(case.history, start=fresh(case))` equals `case`.
- A fact that a step or a link wrote is the path's: filings do not displace it.  Of the
  filings of any other fact the best evidence counts, the latest among equals.
- Corrections change what the history adds up to, never the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING

from attrs import evolve

from qualflow.case.events import (
    ActNoted,
    Case,
    Corrected,
    Event,
    FactFiled,
    LinkRead,
    Plain,
    StateEntered,
)
from qualflow.law.facts import inside

if TYPE_CHECKING:
    from qualflow.law.expression import Value


def apply(case: Case, event: Event) -> Case:
    """Return the case after an event; no rule is asked."""
    match event:
        case FactFiled():
            return _with_filing(case, event)
        case StateEntered():
            return _with_step(case, event)
        case LinkRead():
            return _with_link(case, event)
        case ActNoted():
            return evolve(case, history=(*case.history, event))
        case Corrected():
            history = (*case.history, event)
            return evolve(replay(amended(history), start=fresh(case)), history=history)


def replay(events: Iterable[Event], *, start: Case) -> Case:
    """Return the case after all events, in order."""
    return reduce(apply, events, start)


def amended(history: Sequence[Event]) -> tuple[Plain, ...]:
    """Return the events as corrected, in the order of their legal days."""
    return tuple(sorted((event for _, event in effective(history)), key=_legal_day))


def as_of(case: Case, day: date) -> Case:
    """Return the case as it stood at the end of a day, by what is known now."""
    if case.latest is None or case.latest <= day:
        return case
    events = (event for event in amended(case.history) if event.on <= day)
    return replay(events, start=fresh(case))


def effective(history: Sequence[Event]) -> Iterator[tuple[int, Plain]]:
    """Yield number and event of everything that stands, as last corrected."""
    latest = {e.number: e.replacement for e in history if isinstance(e, Corrected)}
    for number, event in enumerate(history, 1):
        if not isinstance(event, Corrected):
            standing = latest.get(number, event)
            if standing is not None:
                yield number, standing


def _legal_day(event: Event) -> date:
    return event.on


def fresh(case: Case) -> Case:
    """Return the case before its first event."""
    return Case(case.id, case.process, case.initial)


def _with_filing(case: Case, event: FactFiled) -> Case:
    history = (*case.history, event)
    source = case.sources.get(event.fact)
    if source is not None and (
        not isinstance(source, FactFiled) or event.evidence < source.evidence
    ):
        return Case(case.id, case.process, case.initial, case.path, case.facts,
                    case.sources, history)  # fmt: skip
    facts = {**case.facts, event.fact: inside(event.value)}
    sources = {**case.sources, event.fact: event}
    return Case(case.id, case.process, case.initial, case.path, facts, sources, history)


def _with_step(case: Case, event: StateEntered) -> Case:
    path, history = (*case.path, event), (*case.history, event)
    if not event.records:
        return Case(case.id, case.process, case.initial, path, case.facts,
                    case.sources, history)  # fmt: skip
    facts: dict[str, Value] = dict(case.facts)
    sources = dict(case.sources)
    for name, value in event.records:
        if value is None:
            facts.pop(name, None)
            sources.pop(name, None)
        else:
            facts[name] = inside(value)
            sources[name] = event
    return Case(case.id, case.process, case.initial, path, facts, sources, history)


def _with_link(case: Case, event: LinkRead) -> Case:
    read = {"state": event.state, "since": event.since, "through": event.through}
    facts, sources = dict(case.facts), dict(case.sources)
    for part, value in read.items():
        name = f"{event.link}.{part}"
        facts.pop(name, None)
        sources.pop(name, None)
        if value is not None:
            facts[name] = inside(value)
            sources[name] = event
    return evolve(case, facts=facts, sources=sources, history=(*case.history, event))
