"""A case on disk: the engine's own events as JSON, read back to the same bytes.

The layout is versioned by `format`.  Days are ISO dates, moments ISO with "Z", numbers
with decimals are texts ("5.10"): no value passes through a float.  A reader needs the
rulebook only to check that names and values are still those it declares.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date
from decimal import Decimal

from qualflow.case.commands import is_sha256
from qualflow.case.events import (
    ActNoted,
    Case,
    Corrected,
    Document,
    Event,
    FactFiled,
    LinkRead,
    Noted,
    Plain,
    StateEntered,
    Terms,
)
from qualflow.case.life import open_case
from qualflow.case.replaying import replay
from qualflow.errors import way_out
from qualflow.law.edition import Answer
from qualflow.law.facts import Evidence, FactValueError, FiledValue, filed
from qualflow.law.parsing import FIRST_DAY, LAST_DAY
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Standing
from qualflow.law.verdict import Verdict
from qualflow.strict_json import Json, JsonError, Reader, kind

FORMAT = 1
LARGEST_FILE = 5_000_000
NOTED = (Verdict.UNMET, Verdict.UNKNOWN, Answer.NO_SUCH_TRANSITION)


class CaseFileError(JsonError):
    """A case file that cannot be read; `place` is like "events[3].value"."""

    def __str__(self) -> str:
        return f"case file: {super().__str__()}"


# -- writing --------------------------------------------------------------------------


def write(case: Case) -> bytes:
    """Return the case file of a case: UTF-8, one line an item, ends with a newline.

    Raises:
        CaseFileError: If the case has grown past what `read` accepts.
    """
    content: dict[str, Json] = {
        "format": FORMAT,
        "process": case.process,
        "case": case.id,
        "events": [_event(event) for event in case.history],
    }
    data = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    if len(data) > LARGEST_FILE:
        expected = f"at most {LARGEST_FILE:,} bytes"
        raise CaseFileError("", f"a case of {len(data):,} bytes", expected)
    return data


def plain(value: FiledValue | None) -> bool | int | str | None:
    """Return a filed value as JSON holds it: a day and a decimal become texts."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value


def _event(event: Event) -> dict[str, Json]:
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
        case Corrected():
            replacement = event.replacement
            content = _head("corrected", event) | {
                "number": event.number,
                "replacement": None if replacement is None else _event(replacement),
                "reason": event.reason,
            }
    return {key: value for key, value in content.items() if value not in ("", [], {})}


def _head(kind: str, event: Event) -> dict[str, Json]:
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


# -- reading --------------------------------------------------------------------------


def process_of(data: bytes) -> str:
    """Return the name of the process a case file belongs to.

    Raises:
        CaseFileError: If it is no case file.
    """
    try:
        return Reader.of(data, LARGEST_FILE).text("process")
    except JsonError as error:
        raise CaseFileError(error.place, error.found, error.expected) from None


def read(data: bytes, rulebook: Rulebook) -> Case:
    """Return the case of a case file.

    `write(read(data, rulebook)) == data` for every file that `write` made.

    Raises:
        CaseFileError: If it is no case file of this rulebook's process.
    """
    try:
        return _case(Reader.of(data, LARGEST_FILE), rulebook)
    except JsonError as error:
        raise CaseFileError(error.place, error.found, error.expected) from None


def _case(content: Reader, rulebook: Rulebook) -> Case:
    content.only("format", "process", "case", "events")
    if content.whole("format") != FORMAT:
        content.fail("format", str(FORMAT))
    if content.text("process") != rulebook.name:
        content.fail("process", f"a case of {rulebook.name}")
    start = open_case(rulebook, _needed(content, "case"))
    events: list[Event] = []
    for item in content.items("events"):
        event = _read_event(item, rulebook)
        if events and event.on < events[-1].on:
            item.fail("on", f"a day not before {events[-1].on} of the event before it")
        _check_correction(item, event, events)
        events.append(event)
    return replay(events, start=start)


def _check_correction(item: Reader, event: Event, earlier: list[Event]) -> None:
    if isinstance(event, Corrected):
        known = 0 < event.number <= len(earlier)
        if not known or isinstance(earlier[event.number - 1], Corrected):
            item.fail("number", "the number of an earlier event that is no correction")
        if event.replacement is not None and event.replacement.on > event.on:
            item.fail("on", "a day not before that of the replacement")


def _needed(item: Reader, key: str) -> str:
    """Return a text that is not empty."""
    return item.text(key) or item.fail(key, "a text that is not empty")


def _on(item: Reader) -> date:
    """Return the legal day; a step may write it, so it is one that facts can have."""
    day = item.day("on")
    if not FIRST_DAY <= day <= LAST_DAY:
        item.fail("on", f"a day from {FIRST_DAY} to {LAST_DAY}")
    return day


_COMMON = ("event", "on", "by", "evidence", "recorded_at")


def _read_event(item: Reader, rulebook: Rulebook) -> Event:
    match item.content.get("event"):
        case "corrected":
            return _read_correction(item, rulebook)
        case _:
            return _read_plain(item, rulebook)


def _read_plain(item: Reader, rulebook: Rulebook) -> Plain:
    match item.content.get("event"):
        case "fact_filed":
            return _read_filing(item, rulebook)
        case "state_entered":
            return _read_step(item, rulebook)
        case "act_noted":
            return _read_act(item, rulebook)
        case "link_read":
            return _read_link(item, rulebook)
    item.fail("event", "fact_filed, state_entered, act_noted, link_read or corrected")


def _read_filing(item: Reader, rulebook: Rulebook) -> FactFiled:
    item.only(*_COMMON, "fact", "value", "documents")
    name = item.text("fact")
    return FactFiled(
        name,
        _value(item, "value", name, item.content.get("value"), rulebook),
        _on(item),
        item.text("by", ""),
        _evidence(item),
        tuple(_read_document(document) for document in item.items("documents")),
        item.moment("recorded_at"),
    )


def _evidence(item: Reader) -> Evidence:
    words = {level.word: level for level in Evidence}
    word = item.content.get("evidence")
    if not isinstance(word, str) or word not in words:
        item.fail("evidence", "one of " + ", ".join(words))
    return words[word]


def _read_document(item: Reader) -> Document:
    item.only("name", "sha256", "page")
    sha256 = item.text("sha256", "")
    if sha256 and not is_sha256(sha256):
        item.fail("sha256", "64 hexadecimal digits in lower case")
    return Document(_needed(item, "name"), sha256, item.text("page", ""))


def _read_step(item: Reader, rulebook: Rulebook) -> StateEntered:
    item.only(*_COMMON, "transition", "target", "records", "noted", "terms")
    records = tuple(
        (
            name,
            None if value is None else _value(item, "records", name, value, rulebook),
        )
        for name, value in item.values("records").items()
    )
    return StateEntered(
        _declared(item, "transition", rulebook.transitions),
        _declared(item, "target", rulebook.states),
        _on(item),
        item.text("by", ""),
        _evidence(item),
        records,
        _read_terms(item.within("terms")),
        _read_noted(item, rulebook),
        item.moment("recorded_at"),
    )


def _read_act(item: Reader, rulebook: Rulebook) -> ActNoted:
    item.only(*_COMMON, "transition", "noted", "terms")
    return ActNoted(
        _declared(item, "transition", rulebook.transitions),
        _on(item),
        item.text("by", ""),
        _evidence(item),
        _read_terms(item.within("terms")),
        _read_noted(item, rulebook),
        item.moment("recorded_at"),
    )


def _read_link(item: Reader, rulebook: Rulebook) -> LinkRead:
    item.only(*_COMMON, "link", "case", "number", "state", "since", "through")
    link = _declared(item, "link", rulebook.links)
    for part in ("state", "through"):
        value = item.content.get(part)
        if value is not None:
            _value(item, part, f"{link}.{part}", value, rulebook)
    return LinkRead(
        link,
        _needed(item, "case"),
        item.whole("number"),
        item.text("state"),
        None if item.content.get("since") is None else item.day("since"),
        None if item.content.get("through") is None else item.text("through"),
        _evidence(item),
        _on(item),
        item.text("by", ""),
        item.moment("recorded_at"),
    )


def _read_correction(item: Reader, rulebook: Rulebook) -> Corrected:
    item.only("event", "on", "by", "recorded_at", "number", "replacement", "reason")
    void = item.content.get("replacement") is None
    return Corrected(
        item.whole("number"),
        None if void else _read_plain(item.within("replacement"), rulebook),
        _on(item),
        item.text("by", ""),
        item.text("reason", ""),
        item.moment("recorded_at"),
    )


def _read_terms(item: Reader) -> Terms:
    item.only("release", "standings", "evidence")
    listed = item.content.get("standings")
    known = {standing.value: standing for standing in Standing}
    if not isinstance(listed, list) or any(
        not isinstance(word, str) or word not in known for word in listed
    ):
        item.fail("standings", "a list of " + ", ".join(known))
    standings = frozenset(known[word] for word in listed if isinstance(word, str))
    return Terms(item.text("release"), standings, _evidence(item))


def _read_noted(item: Reader, rulebook: Rulebook) -> tuple[Noted, ...]:
    found = []
    for noted in item.items("noted"):
        noted.only("clause", "verdict", "values")
        values = tuple(
            (name, None if v is None else _value(noted, "values", name, v, rulebook))
            for name, v in noted.values("values").items()
        )
        verdict = noted.text("verdict")
        if verdict not in NOTED:
            noted.fail("verdict", "one of " + ", ".join(NOTED))
        found.append(Noted(noted.text("clause", ""), verdict, values))
    return tuple(found)


def _declared(item: Reader, key: str, declared: Mapping[str, object]) -> str:
    name = item.text(key)
    if name not in declared:
        item.fail(key, f"a {key} of the process" + way_out(name[:80], declared))
    return name


def _value(
    item: Reader, key: str, name: str, value: Json, rulebook: Rulebook
) -> FiledValue:
    place = f"{item.place}.{key}"
    fact = rulebook.facts.get(name)
    if fact is None:
        expected = "a fact of the process" + way_out(name[:80], rulebook.facts)
        raise CaseFileError(place, f"{name[:80]!r}", expected)
    try:
        return filed(fact, value)
    except FactValueError as error:
        expected = f"for {name} {error.expected}"
        raise CaseFileError(place, kind(value), expected) from None
