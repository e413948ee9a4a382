"""Events from JSON, checked against the names and values of a rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from qualflow.case.commands import is_sha256
from qualflow.case.events import (
    WRONG_ACTOR,
    ActNoted,
    Corrected,
    Document,
    Event,
    FactFiled,
    LinkRead,
    Noted,
    PeriodExpired,
    Plain,
    StateEntered,
    Terms,
)
from qualflow.errors import way_out
from qualflow.law.edition import Answer
from qualflow.law.facts import Evidence, FactValueError, FiledValue, filed
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Standing
from qualflow.law.verdict import Verdict
from qualflow.strict_json import Json, JsonError, Reader, kind

_EVIDENCE = {level.word: level for level in Evidence}
_STANDINGS = {standing.value: standing for standing in Standing}
NOTED = (Verdict.UNMET, Verdict.UNKNOWN, Answer.NO_SUCH_TRANSITION, WRONG_ACTOR)


def check_correction(item: Reader, event: Event, earlier: list[Event]) -> None:
    """Refuse a correction of nothing; an insertion has the number 0."""
    if isinstance(event, Corrected):
        known = 0 <= event.number <= len(earlier)
        wrong = earlier[event.number - 1] if known and event.number else None
        if not known or (isinstance(wrong, Corrected) and wrong.number):
            item.fail("number", "the number of an earlier event that is no correction")
        if event.number == 0 and event.replacement is None:
            item.fail("replacement", "an event to insert")
        if event.replacement is not None and event.replacement.on > event.on:
            item.fail("on", "a day not before that of the replacement")


def needed(item: Reader, key: str) -> str:
    """Return a text that is not empty."""
    return item.text(key) or item.fail(key, "a text that is not empty")


def _on(item: Reader) -> date:
    """Return the legal day; a step may write it, so it is one that facts can have."""
    day = item.day("on")
    if not FIRST_DAY <= day <= LAST_DAY:
        item.fail("on", f"a day from {FIRST_DAY} to {LAST_DAY}")
    return day


EVENTS = (
    "fact_filed",
    "state_entered",
    "act_noted",
    "link_read",
    "period_expired",
    "corrected",
)
_COMMON = ("event", "on", "by", "evidence", "recorded_at")


def read_event(item: Reader, rulebook: Rulebook) -> Event:
    """Return one event, checked against the names and values of a rulebook."""
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
        case "period_expired":
            return _read_expiry(item, rulebook)
    item.fail("event", "one of " + ", ".join(EVENTS))


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
    word = item.content.get("evidence")
    if not isinstance(word, str) or word not in _EVIDENCE:
        item.fail("evidence", "one of " + ", ".join(_EVIDENCE))
    return _EVIDENCE[word]


def _read_document(item: Reader) -> Document:
    item.only("name", "sha256", "page")
    sha256 = item.text("sha256", "")
    if sha256 and not is_sha256(sha256):
        item.fail("sha256", "64 hexadecimal digits in lower case")
    return Document(needed(item, "name"), sha256, item.text("page", ""))


def _read_step(item: Reader, rulebook: Rulebook) -> StateEntered:
    item.only(*_COMMON, "transition", "target", "records", "noted", "terms", "fired_by")
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
        item.text("fired_by", ""),
    )


def _read_expiry(item: Reader, rulebook: Rulebook) -> PeriodExpired:
    item.only("event", "on", "clock", "ref", "owner", "started_on", "due")
    return PeriodExpired(
        _declared(item, "clock", rulebook.clocks),
        needed(item, "ref"),
        _declared(item, "owner", rulebook.actors),
        item.day("started_on"),
        item.day("due"),
        _on(item),
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
        needed(item, "case"),
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
    if not isinstance(listed, list) or any(
        not isinstance(word, str) or word not in _STANDINGS for word in listed
    ):
        item.fail("standings", "a list of " + ", ".join(_STANDINGS))
    standings = frozenset(_STANDINGS[word] for word in listed if isinstance(word, str))
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
        raise JsonError(place, f"{name[:80]!r}", expected)
    try:
        return filed(fact, value)
    except FactValueError as error:
        expected = f"for {name} {error.expected}"
        raise JsonError(place, kind(value), expected) from None
