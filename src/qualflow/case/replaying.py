"""A case as the sum of its events: apply, replay, amended, as of.

No rule is asked here: what happened, happened.

Invariants:

- `replay(case.history, start=fresh(case))` equals `case`, and so does applying the
  events one by one: days of a history do not run backwards, `decide` sees to that.
- A fact that a step or a link wrote is the path's: filings do not displace it.  Of the
  filings of any other fact the best evidence counts, the latest among equals.
- Corrections change what the history adds up to, never the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, assert_never

from qualflow.case.events import (
    ActNoted,
    Case,
    Corrected,
    Event,
    FactFiled,
    LinkRead,
    PeriodExpired,
    Plain,
    Source,
    StateEntered,
)
from qualflow.law.facts import FiledValue, inside

if TYPE_CHECKING:
    from qualflow.law.expression import Value


def apply(case: Case, event: Event) -> Case:
    """Return the case after an event; no rule is asked."""
    if isinstance(event, StateEntered) and not event.records:
        return Case(case.id, case.process, case.initial, (*case.path, event),
                    case.facts, case.sources, (*case.history, event),
                    case.expired, {**case.watch})  # fmt: skip
    return replay((event,), start=case)


def replay(events: Iterable[Event], *, start: Case) -> Case:
    """Return the case after all events, in order; in time linear in their number."""
    events = tuple(events)
    history = (*start.history, *events)
    if Corrected in map(type, events):
        start, events = fresh(start), amended(history)
    path, expired = list(start.path), list(start.expired)
    facts, sources = dict(start.facts), dict(start.sources)
    for event in events:
        match event:
            case FactFiled():
                _file(event, facts, sources)
            case StateEntered():
                path.append(event)
                _write(event, event.records, facts, sources)
            case LinkRead():
                _write(event, event.read, facts, sources)
            case PeriodExpired():
                expired.append(event)
            case ActNoted() | Corrected():
                pass
            case _:
                assert_never(event)
    return Case(start.id, start.process, start.initial, tuple(path), facts, sources,
                history, tuple(expired), {**start.watch})  # fmt: skip


def amended(history: Sequence[Event]) -> tuple[Plain, ...]:
    """Return the events as corrected, in the order of their legal days."""
    return tuple(event for _, event in in_order(history))


def in_order(history: Sequence[Event]) -> list[tuple[int, Plain]]:
    """Return number and event of what stands, in the order of the legal days.

    What happens by itself on a day comes before what is done on it.
    """
    return sorted(effective(history), key=_legal_order)


def as_of(case: Case, day: date) -> Case:
    """Return the case as it stood at the end of a day, by what is known now."""
    if case.latest is None or case.latest <= day:
        return case
    events = (event for event in amended(case.history) if event.on <= day)
    return replay(events, start=fresh(case))


def known_at(case: Case, moment: datetime) -> Case:
    """Return the case as it was known at a moment: what was recorded later is left out.

    Events keep the order in which they were recorded, so the history is cut at the
    first one recorded later; events that do not say when count as known.  `as_of` asks
    for a legal day, this for the day somebody wrote it down; the two combine.
    """
    for place, event in enumerate(case.history):
        recorded = None if isinstance(event, PeriodExpired) else event.recorded_at
        if recorded is not None and recorded > moment:
            return replay(case.history[:place], start=fresh(case))
    return case


def effective(history: Sequence[Event]) -> Iterator[tuple[int, Plain]]:
    """Yield number and event of everything that stands, as last corrected.

    An inserted event has the number of the correction that inserted it.
    """
    corrections = [event for event in history if isinstance(event, Corrected)]
    latest = {e.number: e.replacement for e in corrections if e.number}
    for number, event in enumerate(history, 1):
        if not isinstance(event, Corrected):
            standing = latest.get(number, event)
        elif not event.number:
            standing = latest.get(number, event.replacement)
        else:
            continue
        if standing is not None:
            yield number, standing


def happened_by_itself(event: Event) -> bool:
    """Return whether time made an event happen, not somebody's act."""
    return isinstance(event, PeriodExpired) or (
        isinstance(event, StateEntered) and event.fired_by != ""
    )


def _legal_order(item: tuple[int, Plain]) -> tuple[date, bool]:
    return item[1].on, not happened_by_itself(item[1])


def fresh(case: Case) -> Case:
    """Return the case before its first event."""
    return Case(case.id, case.process, case.initial)


def _file(
    event: FactFiled, facts: dict[str, Value], sources: dict[str, Source]
) -> None:
    source = sources.get(event.fact)
    if source is None or (
        isinstance(source, FactFiled) and source.evidence <= event.evidence
    ):
        facts[event.fact] = inside(event.value)
        sources[event.fact] = event


def _write(
    event: StateEntered | LinkRead,
    values: Iterable[tuple[str, FiledValue | None]],
    facts: dict[str, Value],
    sources: dict[str, Source],
) -> None:
    """Put what the path knows on the case; None clears."""
    for name, value in values:
        if value is None:
            facts.pop(name, None)
            sources.pop(name, None)
        else:
            facts[name] = inside(value)
            sources[name] = event
