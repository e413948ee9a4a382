"""All files of a folder to one rulebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import define, field

from qualflow.law.facts import Fact
from qualflow.law.loading.calendars import read_calendar
from qualflow.law.loading.checks import check
from qualflow.law.loading.clocks import read_clocks
from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.facts import LINKED, read_definitions, read_facts
from qualflow.law.loading.law import instrument_id, read_law
from qualflow.law.loading.mistakes import MistakeError, Mistakes, TooManyError
from qualflow.law.loading.names import TABLES, Names, misspelt
from qualflow.law.loading.process import read_links, read_process, read_transitions
from qualflow.law.loading.tables import Reading
from qualflow.law.loading.toml import Document, parse
from qualflow.law.loading.words import Words
from qualflow.law.rulebook import Rulebook

if TYPE_CHECKING:
    from qualflow.law.examples import Example

PROCESS, FACTS, CALENDAR, CHINESE = (
    "process.toml", "facts.toml", "calendar.toml", "words/zh.toml"
)  # fmt: skip
_IN_FOLDERS = re.compile(r"(law|words|examples)/([^/]+)\.toml")
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)

DECLARED_IN = {
    "process": ("actor", "link", "state", "transition", "clock", "property"),
    "facts": ("fact", "definition"),
    "law": ("clause", "provision"),
    "examples": ("given",),
}


@define
class Files:
    """The files of a folder, parsed; those that cannot be are reported and left out."""

    process: dict[str, Document] = field(factory=dict)
    facts: dict[str, Document] = field(factory=dict)
    calendar: dict[str, Document] = field(factory=dict)
    law: dict[str, Document] = field(factory=dict)
    words: dict[str, Document] = field(factory=dict)
    examples: dict[str, Document] = field(factory=dict)
    broken: set[str] = field(factory=set)


def rulebook(
    files: Mapping[str, bytes], name: str, linked: Mapping[str, Rulebook]
) -> Rulebook:
    """Return the rulebook of a folder; see `qualflow.law.loading.read`."""
    mistakes = Mistakes()
    made = None
    with suppress(TooManyError):
        made = _read(files, name, linked, mistakes)
    mistakes.raise_all(name)
    assert made is not None
    return made


def _read(
    files: Mapping[str, bytes],
    name: str,
    linked: Mapping[str, Rulebook],
    mistakes: Mistakes,
) -> Rulebook | None:
    parsed = _parsed(files, mistakes)
    reading = Reading(mistakes, Words(parsed.words, mistakes), _names(parsed))
    made = _made(reading, parsed, name, linked)
    if "process" not in parsed.broken:
        reading.words.report_leftovers(reading.names)
    return made


def linked_processes(files: Mapping[str, bytes], name: str) -> tuple[str, ...]:
    """Return the other processes a folder links to; see `loading.links`."""
    content = files.get(PROCESS, b"")
    if b"link" not in content:
        return ()
    try:
        tables = _process(content).data.get("link")
    except MistakeError:
        return ()
    links = tables.values() if isinstance(tables, dict) else ()
    named = [link.get("process") for link in links if isinstance(link, dict)]
    others = [other for other in named if isinstance(other, str) and other != name]
    return tuple(dict.fromkeys(others))


@lru_cache(maxsize=1)
def _process(content: bytes) -> Document:
    """Return process.toml parsed; it is asked for its links before all is read."""
    return parse(PROCESS, content)


def _parsed(files: Mapping[str, bytes], mistakes: Mistakes) -> Files:
    parsed = Files()
    for path in sorted(files):
        group, key = _place(path)
        if not group:
            continue
        if group == "words" and not _is_language(key):
            what = "a language of two or three letters other than 'en' expected"
            mistakes.add(path, None, "", what)
            continue
        try:
            content = files[path]
            made = _process(content) if path == PROCESS else parse(path, content)
            getattr(parsed, group)[key] = made
        except MistakeError as error:
            mistakes.add(error.file, error.line, error.where, error.what)
            parsed.broken.add(group)
    for path in (PROCESS, FACTS, CHINESE):
        if path not in files:
            mistakes.add(path, None, "", "is missing")
            parsed.broken.add(_place(path)[0])
    if not parsed.law and "law" not in parsed.broken:
        mistakes.add("law", None, "", "is missing: at least one law/*.toml expected")
        parsed.broken.add("law")
    return parsed


def _place(path: str) -> tuple[str, str]:
    """Return the group a file belongs to and its name there, "" for others."""
    if path in (PROCESS, FACTS, CALENDAR):
        return path.removesuffix(".toml"), path
    match = _IN_FOLDERS.fullmatch(path)
    return (match[1], match[2]) if match else ("", "")


def _is_language(name: str) -> bool:
    return name != "en" and _LANGUAGE.fullmatch(name) is not None


def _names(parsed: Files) -> Names:
    names = Names()
    for group, kinds in DECLARED_IN.items():
        if group in parsed.broken:
            names.lose(kinds)
        for document in getattr(parsed, group).values():
            for kind in kinds:
                table = document.data.get(TABLES[kind], {})
                if isinstance(table, dict):
                    names.declare(kind, table)
                if not isinstance(table, dict) or misspelt(document.data, TABLES[kind]):
                    names.lose([kind])
    for document in parsed.law.values():
        id_ = instrument_id(document)
        names.declare("instrument", [id_]) if id_ else names.lose(["instrument"])
    if "law" in parsed.broken:
        names.lose(["instrument"])
    for link in names.of("link"):
        names.declare("fact", [f"{link}.{part}" for part in LINKED])
    if "process" in parsed.broken:
        names.lose(["fact"])  # those of links
    return names


def _vocabulary(
    reading: Reading, document: Document | None, links: list[Fact]
) -> Vocabulary:
    """Return the facts of a folder, those of links after its own, and definitions."""
    vocabulary = Vocabulary()
    if document:
        read_facts(reading, document, vocabulary)
    for fact in links:
        vocabulary.facts.setdefault(fact.name, fact)
    if document:
        read_definitions(reading, document, vocabulary)
    return vocabulary


def _examples(
    reading: Reading, parsed: Files, vocabulary: Vocabulary
) -> tuple[Example, ...]:
    if not parsed.examples:
        return ()
    from qualflow.law.loading.examples import read_examples  # most loads leave them out

    return read_examples(reading, list(parsed.examples.values()), vocabulary)


def _made(
    reading: Reading, parsed: Files, name: str, linked: Mapping[str, Rulebook]
) -> Rulebook | None:
    """Return the rulebook, of no use if there are mistakes; None without a process."""
    document = parsed.process.get(PROCESS)
    process = read_process(reading, document) if document else None
    links: list[Fact] = []
    if document and process:
        links = read_links(reading, document, name, linked, process)
    vocabulary = _vocabulary(reading, parsed.facts.get(FACTS), links)
    law = read_law(reading, list(parsed.law.values()), vocabulary)
    examples = _examples(reading, parsed, vocabulary)
    calendar = read_calendar(reading, parsed.calendar.get(CALENDAR))
    if not document or not process:
        return None
    read_transitions(reading, document, process, vocabulary)
    clocks = read_clocks(reading, document, vocabulary, process.transitions)
    check(reading, document, process, parsed.law.values())
    if reading.mistakes:
        return None
    return Rulebook(
        name=name,
        release=process.release,
        title=process.title,
        actors=MappingProxyType(process.actors),
        states=MappingProxyType(process.states),
        facts=MappingProxyType(vocabulary.facts),
        instruments=MappingProxyType(law.instruments),
        clauses=MappingProxyType(law.clauses),
        transitions=MappingProxyType(process.transitions),
        provisions=MappingProxyType(law.provisions),
        links=MappingProxyType(process.links),
        definitions=MappingProxyType(vocabulary.definitions),
        clocks=MappingProxyType(clocks),
        properties=MappingProxyType(process.properties),
        calendar=calendar,
        examples=examples,
    )
