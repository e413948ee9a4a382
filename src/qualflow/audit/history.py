"""A history: what the world knows of one case, dated as well as it can be.

Steps nobody published are missing, days are known to the month, sources contradict one
another.  Format 1 is described in `docs/reference/histories.md`, with a JSON Schema.
`expected` and `contradictions` of a file are other people's conclusions: allowed, never
read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from attrs import field, frozen

from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.strict_json import LONGEST_TEXT, Figure, JsonError, Reader, is_text

FORMAT = 1
LARGEST_FILE = 5_000_000
MOST_EVENTS = 500

Scalar: TypeAlias = "bool | int | str | None"


class HistoryError(JsonError):
    """A history that cannot be read; `place` is like "events[3].earliest"."""

    def __str__(self) -> str:
        return f"history: {super().__str__()}"


@frozen
class Source:
    """Where something was read, as text."""

    publisher: str
    address: str = ""
    published: str = ""
    read_as: str = ""


@frozen
class Observed:
    """Something that happened between two days, both included.

    Attributes:
        kind: One of the kinds that the process maps to steps; empty for context.
        number: Its place in the file, from 1.
        facts: Typed details.
        note: What happened, in words.
    """

    kind: str
    earliest: date
    latest: date
    actor: str
    certainty: str
    number: int
    facts: Mapping[str, Scalar] = field(factory=dict)
    note: str = ""
    sources: tuple[Source, ...] = ()


@frozen
class Bound:
    """Days between which a step may have happened; never that it must."""

    kind: str
    not_before: date | None
    not_after: date | None
    reason: str = ""


@frozen
class History:
    """What the world knows of one case.

    Attributes:
        company: Its name by language.
        regime: Codes of the rules that governed it.
        as_of: The last day for which sources were read.
        project: Facts of the project as a whole.
    """

    case_id: str
    company: Mapping[str, str]
    regime: tuple[str, ...]
    route: str
    as_of: date
    project: Mapping[str, Scalar]
    events: tuple[Observed, ...]
    context: tuple[Observed, ...] = ()
    bounds: tuple[Bound, ...] = ()


def is_history(data: bytes) -> bool:
    """Return whether JSON looks like a history and not like a case file."""
    try:
        content = Reader.of(data, LARGEST_FILE, floats=True).content
    except JsonError:
        return False
    return "regime" in content and "case_id" in content


def read_history(data: bytes) -> History:
    """Return the history of a file.

    Raises:
        HistoryError: If it is none, with the place.
    """
    try:
        return _history(Reader.of(data, LARGEST_FILE, floats=True))
    except JsonError as error:
        raise HistoryError(error.place, error.found, error.expected) from None


def _history(item: Reader) -> History:
    item.only(
        "format", "case_id", "company", "regime", "route", "as_of", "project",
        "events", "context", "bounds", "expected", "contradictions",
    )  # fmt: skip
    if item.whole("format") != FORMAT:
        item.fail("format", str(FORMAT))
    events = item.items("events")
    if len(events) > MOST_EVENTS:
        raise JsonError("events", f"{len(events):,}", f"at most {MOST_EVENTS} events")
    company = item.within("company")
    company.only("en", "zh")
    case_id = item.text("case_id")
    if not case_id:
        item.fail("case_id", "a text")
    return History(
        case_id,
        {language: company.text(language) for language in company.content},
        tuple(_texts(item, "regime")),
        item.text("route", ""),
        _day(item, "as_of"),
        _scalars(item, "project", but=("source",)),
        tuple(_event(event, number) for number, event in enumerate(events, 1)),
        tuple(
            _context(entry, number)
            for number, entry in enumerate(item.items("context"), 1)
        ),
        tuple(_bound(bound) for bound in item.items("bounds")),
    )


def _event(item: Reader, number: int) -> Observed:
    item.only(
        "on", "precision", "earliest", "latest", "actor", "kind", "facts", "note",
        "certainty", "source", "alternatives",
    )  # fmt: skip
    return _observed(item, item.text("kind"), number, item.text("note", ""))


def _context(item: Reader, number: int) -> Observed:
    item.only(
        "on", "precision", "earliest", "latest", "actor", "what", "facts",
        "certainty", "source", "alternatives",
    )  # fmt: skip
    return _observed(item, "", number, item.text("what", ""))


def _observed(item: Reader, kind: str, number: int, note: str) -> Observed:
    earliest, latest = _day(item, "earliest"), _day(item, "latest")
    if latest < earliest:
        item.fail("latest", f"a day not before {earliest}")
    return Observed(
        kind,
        earliest,
        latest,
        item.text("actor", ""),
        item.text("certainty"),
        number,
        _scalars(item, "facts"),
        note,
        tuple(_source(source) for source in item.items("source")),
    )


def _source(item: Reader) -> Source:
    item.only("publisher", "address", "published", "read_as")
    return Source(
        item.text("publisher"),
        _optional(item, "address"),
        _optional(item, "published"),
        _optional(item, "read_as"),
    )


def _bound(item: Reader) -> Bound:
    item.only("kind", "not_before", "not_after", "reason")
    return Bound(
        item.text("kind"),
        _open_day(item, "not_before"),
        _open_day(item, "not_after"),
        item.text("reason", ""),
    )


def _day(item: Reader, key: str) -> date:
    day = item.day(key)
    if not FIRST_DAY <= day <= LAST_DAY:  # a case file could not hold it
        item.fail(key, f"a day from {FIRST_DAY} to {LAST_DAY}")
    return day


def _open_day(item: Reader, key: str) -> date | None:
    return None if item.content.get(key) is None else _day(item, key)


def _optional(item: Reader, key: str) -> str:
    return "" if item.content.get(key) is None else item.text(key)


def _texts(item: Reader, key: str) -> list[str]:
    values = item.content.get(key)
    texts = values if isinstance(values, list) else []
    found = [text for text in texts if isinstance(text, str) and is_text(text)]
    if not found or len(found) < len(texts):
        item.fail(key, "a list of texts")
    return found


def _scalars(item: Reader, key: str, but: tuple[str, ...] = ()) -> dict[str, Scalar]:
    """Return the flat facts of an object; what is nested is for readers only."""
    if item.content.get(key) is None:
        return {}
    table = item.within(key)
    found: dict[str, Scalar] = {}
    for name, value in table.content.items():
        if name in but or isinstance(value, list | dict):
            continue
        if isinstance(value, Figure):
            value = str(value)
        elif isinstance(value, str) and not is_text(value):
            table.fail(name, f"a text of at most {LONGEST_TEXT:,} characters")
        found[name] = value
    return found
