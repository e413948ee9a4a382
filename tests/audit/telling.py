"""Histories of cn-automaker as values, told in one line an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve

from histories import CN, MAPPING
from qualflow.audit.audit import Audit, audit
from qualflow.audit.history import Bound, History, Observed
from qualflow.audit.terms import terms


def event(
    kind: str,
    first: str,
    last: str = "",
    actor: str = "company",
    certainty: str = "text",
    **facts: Any,
) -> Observed:
    """An event between two days; its number comes from its place in a history."""
    days = date.fromisoformat(first), date.fromisoformat(last or first)
    return Observed(kind, *days, actor, certainty, 0, facts)


def history(
    *events: Observed,
    as_of: str = "2025-12-31",
    route: str = "own_project",
    project: dict[str, Any] | None = None,
    context: Sequence[Observed] = (),
    bounds: Sequence[Bound] = (),
) -> History:
    """A history of these events."""
    return History(
        "C-7",
        {"en": "Lee & Wu"},
        ("ndrc-order-22-2018",),
        route,
        date.fromisoformat(as_of),
        project or {},
        tuple(evolve(e, number=number) for number, e in enumerate(events, 1)),
        tuple(context),
        tuple(bounds),
    )


def judged(told: History, day: str = "", **asked: Any) -> Audit:
    """The audit of a history."""
    on = date.fromisoformat(day) if day else told.as_of
    return audit(CN, MAPPING, told, terms(MAPPING, on, **asked))


def chain(found: Audit) -> list[str]:
    """The steps of a life; those nobody saw in brackets."""
    return [s.transition if s.observed else f"({s.transition})" for s in found.steps]


def window(found: Audit, transition: str) -> str:
    """The days of the last step of a name."""
    step = [s for s in found.steps if s.transition == transition][-1]
    return f"{step.earliest}…{step.latest}"


def left_out(found: Audit) -> list[tuple[int, str, str]]:
    """The events left out by number, and why."""
    return [(c.event.number, c.why, c.clause) for c in found.contradictions]


FILED = event("filed", "2016-03-01")
ACCEPTED = event("accepted", "2016-03-04", actor="ndrc")
APPROVED = event("approved", "2016-06-01", actor="ndrc")
GRANTED = event("production_access_granted", "2017-09-01", actor="miit")
STARTED = event("production_started", "2017-12-01")
OWN_WAY = (FILED, ACCEPTED, APPROVED, GRANTED, STARTED)
"""From a request to cars, each step seen but the request for access."""
