"""The flags of a life, by the conditions the process declares."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from qualflow.audit.mapping import Flag, HistoryMap, Hosting
from qualflow.law.calendar import shift_years

if TYPE_CHECKING:
    from qualflow.audit.audit import Audit


def flags(
    audit: Audit, mapping: HistoryMap, left_out: Collection[int]
) -> tuple[str, ...]:
    """Return the names of the flags that hold, sorted; `left_out` are event numbers."""
    held = (flag.name for flag in mapping.flags if _holds(flag, audit, left_out))
    return tuple(sorted(held))


def _holds(flag: Flag, audit: Audit, left_out: Collection[int]) -> bool:
    return (
        (not flag.states or audit.state in flag.states)
        and audit.state not in flag.not_states
        and (flag.phase is None or audit.phase is flag.phase)
        and (not flag.has or _has(flag.has, audit))
        and (not flag.supplied or _has(flag.supplied, audit, supplied=True))
        and (not flag.year_since or _year_since(flag.year_since, audit))
        and not (flag.no_hosting and audit.hosting)
        and (not flag.hosting_before or _hosted_first(flag, audit, left_out))
        and (not flag.context or _in_context(flag, audit, left_out))
    )


def _has(names: tuple[str, ...], audit: Audit, *, supplied: bool = False) -> bool:
    return any(
        step.transition in names and not (supplied and step.observed)
        for step in audit.steps
    )


def _year_since(names: tuple[str, ...], audit: Audit) -> bool:
    latest = [step.latest for step in audit.steps if step.transition in names]
    if not latest:
        return False
    year_on = shift_years(latest[-1].toordinal(), 1)
    return year_on is not None and year_on <= audit.day.toordinal()


def _hosted_first(flag: Flag, audit: Audit, left_out: Collection[int]) -> bool:
    entered = [s.earliest for s in audit.steps if s.target == flag.hosting_before]
    entered = entered[:1] or [date.max]
    started = [s for s in audit.hosting if s.hosting is Hosting.START]
    if any(min(s.event.latest, audit.day) < entered[0] for s in started):
        return True
    if flag.told_by is None:
        return False
    kind, fact = flag.told_by
    return any(
        event.kind == kind and event.facts.get(fact) is not None
        for event in audit.history.events
        if event.earliest <= audit.day and event.number not in left_out
    )


def _in_context(flag: Flag, audit: Audit, left_out: Collection[int]) -> bool:
    resumed = [
        event.earliest
        for event in audit.history.events
        if event.facts.get(flag.unless_resumed) is True
        and event.earliest <= audit.day
        and event.number not in left_out
    ]
    for entry in audit.history.context:
        if entry.actor != flag.context or entry.earliest > audit.day:
            continue
        if any(
            (entry.facts.get(name) is True) is not wanted
            for name, wanted in flag.context_facts.items()
        ):
            continue
        latest = min(entry.latest, audit.day)
        if not any(day >= latest for day in resumed):
            return True
    return False
