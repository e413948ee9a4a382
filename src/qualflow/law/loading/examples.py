"""examples/*.toml: the rulebook's own tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from qualflow.law.edition import Answer
from qualflow.law.examples import AsksClause, AsksTransition, Example, Question
from qualflow.law.facts import Evidence, FiledValue
from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.tables import Reading, Table, root, tables
from qualflow.law.loading.toml import Document
from qualflow.law.loading.values import filed_in
from qualflow.law.loading.wrong import mismatch, short
from qualflow.law.measures import FIRST_DAY
from qualflow.law.rules import DEFAULT_STANDINGS, Standing, Standings
from qualflow.law.verdict import Verdict

OF_CLAUSE = ("clause", "verdict")
OF_TRANSITION = ("state", "transition", "by", "answer", "failing", "unknown")
EVIDENCE = {evidence.word: evidence for evidence in Evidence}

Given = Mapping[str, dict[str, FiledValue]]


def read_examples(
    reading: Reading, documents: Sequence[Document], vocabulary: Vocabulary
) -> tuple[Example, ...]:
    """Return the examples of all files, in order."""
    given: dict[str, dict[str, FiledValue]] = {}
    homes: dict[str, str] = {}
    for document in documents:
        root(reading, document, "given", "example").close()
        for name, table in tables(reading, document, "given"):
            first = homes.setdefault(name, document.file)
            if first != document.file:
                table.wrong(f"stands in {first} already")
                continue
            given[name] = filed_in(table, table.data, vocabulary)
    found: list[Example] = []
    places: dict[str, str] = {}
    for document in documents:
        for line, table in _tables(reading, document):
            example = _example(table, line, given, vocabulary)
            place = f"{document.file}:{line}"
            first = places.setdefault(example.name, place)
            if example.name and first != place:
                table.wrong(f"the example at {first} has the same name", "name")
            if table.ok:
                found.append(example)
    return tuple(found)


def _tables(reading: Reading, document: Document) -> Iterator[tuple[int, Table]]:
    """Yield the examples of a file, each with its line."""
    data = document.data.get("example", [])
    if type(data) is not list:
        line = document.line(("example",))
        reading.mistakes.add(document.file, line, "", mismatch("[[example]]", data))
        return
    lines = document.element_lines("example") if data else []
    for number, (line, value) in enumerate(zip(lines, data, strict=True)):
        key = ("example", number)
        if type(value) is dict:
            yield line, Table(reading, document, key, _where(value, number), value)
        else:
            what = mismatch("[[example]]", value)
            reading.mistakes.add(document.file, line, "", what)


def _where(value: dict[str, Any], number: int) -> str:
    name = value.get("name")
    if type(name) is str and name.strip():
        return f'example "{short(name)}"'
    return f"example {number + 1}"


def _example(table: Table, line: int, given: Given, vocabulary: Vocabulary) -> Example:
    name = table.text("name", needed=True)
    on = table.day("on", needed=True)
    facts: dict[str, FiledValue] = {}
    for set_name in table.names("given", "given"):
        facts |= given.get(set_name, {})
    facts |= filed_in(table, table.mapping("facts"), vocabulary, "facts")
    example = Example(
        name=name,
        on=on or FIRST_DAY,
        facts=MappingProxyType(facts),
        asks=_question(table),
        standings=_standings(table),
        evidence=_evidence(table, "evidence", Evidence.RUMOURED),
        filed_as=_evidence(table, "filed_as", Evidence.OFFICIAL),
        file=table.document.file,
        line=line,
    )
    table.close()
    return example


def _question(table: Table) -> Question:
    of_clause = [key for key in OF_CLAUSE if key in table]
    of_transition = [key for key in OF_TRANSITION if key in table]
    table.expect(*OF_CLAUSE, *OF_TRANSITION)
    if of_clause and of_transition:
        what = (
            f"'{of_clause[0]}' asks for a clause, '{of_transition[0]}' for a transition"
        )
        table.wrong(f"{what}: one question expected", of_transition[0])
    elif not of_clause and not of_transition:
        table.wrong("a question is missing: 'clause', or 'state' and 'transition'")
    elif of_clause:
        clause = table.name("clause", "clause", needed=True)
        return AsksClause(clause, table.one_of("verdict", Verdict, None))
    else:
        return AsksTransition(
            state=table.name("state", "state", needed=True),
            transition=table.name("transition", "transition", needed=True),
            expected=table.one_of("answer", Answer, None),
            by=table.name("by", "actor") or None,
            failing=_refs(table, "failing"),
            unknown=_refs(table, "unknown"),
        )
    return AsksClause("", Verdict.MET)


def _refs(table: Table, key: str) -> frozenset[str] | None:
    return frozenset(table.names(key, "clause")) if key in table else None


def _standings(table: Table) -> Standings:
    if "standings" not in table:
        table.expect("standings")
        return DEFAULT_STANDINGS
    known = [standing.value for standing in Standing]
    found = set()
    for word in table.texts("standings"):
        if word in known:
            found.add(Standing(word))
        else:
            expected = f"one of {', '.join(known)}"
            table.wrong("'standings': " + mismatch(expected, word), "standings")
    return frozenset(found)


def _evidence(table: Table, key: str, default: Evidence) -> Evidence:
    word = table.word(key, list(EVIDENCE))
    return EVIDENCE[word] if word else default
