"""Events as JSON holds them."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from typing import TypeAlias

from qualflow.case.events import (
    ActNoted,
    Corrected,
    Document,
    Event,
    FactFiled,
    LinkRead,
    Noted,
    PeriodExpired,
    StateEntered,
    Terms,
)
from qualflow.law.facts import FiledValue
from qualflow.law.rules import Standing
from qualflow.strict_json import Json


def plain(value: FiledValue | None) -> bool | int | str | None:
    """Return a filed value as JSON holds it: a day and a decimal become texts."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value


_Authored: TypeAlias = FactFiled | StateEntered | ActNoted | LinkRead | Corrected


def event_json(event: Event) -> dict[str, Json]:
    """Return the JSON of an event; what is empty is left out."""
    match event:
        case FactFiled():
            content = _head("fact_filed", event) | {
                "fact": event.fact,
                "value": plain(event.value),
                "documents": [_document(document) for document in event.documents],
            }
        case StateEntered():
            content = _head("state_entered", event) | {
                "transition": event.transition,
                "target": event.target,
                "records": {name: plain(value) for name, value in event.records},
                "noted": [_noted(noted) for noted in event.noted],
                "terms": _terms(event.terms),
                "fired_by": event.fired_by,
            }
        case ActNoted():
            content = _head("act_noted", event) | {
                "transition": event.transition,
                "noted": [_noted(noted) for noted in event.noted],
                "terms": _terms(event.terms),
            }
        case LinkRead():
            content = _head("link_read", event) | {
                "link": event.link,
                "case": event.case,
                "number": event.number,
                "state": event.state,
                "since": plain(event.since),
                "through": event.through,
            }
        case PeriodExpired():
            content = {
                "event": "period_expired",
                "on": event.on.isoformat(),
                "clock": event.clock,
                "ref": event.ref,
                "owner": event.owner,
                "started_on": event.started_on.isoformat(),
                "due": event.due.isoformat(),
            }
        case Corrected():
            replacement = event.replacement
            content = _head("corrected", event) | {
                "number": event.number,
                "replacement": None if replacement is None else event_json(replacement),
                "reason": event.reason,
            }
    return {key: value for key, value in content.items() if value not in ("", [], {})}


def _head(kind: str, event: _Authored) -> dict[str, Json]:
    head: dict[str, Json] = {"event": kind, "on": event.on.isoformat(), "by": event.by}
    if not isinstance(event, Corrected):
        head["evidence"] = event.evidence.word
    if event.recorded_at is not None:
        moment = event.recorded_at.astimezone(UTC)
        head["recorded_at"] = moment.isoformat().replace("+00:00", "Z")
    return head


def _document(document: Document) -> Json:
    content = {
        "name": document.name,
        "sha256": document.sha256,
        "page": document.page,
    }
    return {key: value for key, value in content.items() if value}


def _noted(noted: Noted) -> Json:
    content: dict[str, Json] = {"clause": noted.clause, "verdict": noted.verdict}
    content["values"] = {name: plain(value) for name, value in noted.values}
    return {key: value for key, value in content.items() if value not in ("", {})}


def _terms(terms: Terms) -> Json:
    standings: list[Json] = [s.value for s in Standing if s in terms.standings]
    return {
        "release": terms.release,
        "standings": standings,
        "evidence": terms.evidence.word,
    }
