"""What only shows when everything is read: ways through the process, idle clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from qualflow.law.loading.names import titled
from qualflow.law.loading.process import Process
from qualflow.law.loading.tables import Reading
from qualflow.law.loading.toml import Document, Key
from qualflow.law.rules import Actor, Acts, State


@frozen
class Edge:
    """One version of a transition, as the file has it.

    Attributes:
        key: Where the version stands.
    """

    name: str
    key: Key
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    clauses: tuple[str, ...]
    on_day: bool


def check(
    reading: Reading, document: Document, process: Process, law: Iterable[Document]
) -> None:
    """Report what is wrong with the whole rather than with one table."""
    edges = list(_edges(document.data))
    _initial(reading, document)
    _ways(reading, document, process.states, edges)
    _timed(reading, document, process.actors, edges)
    _idle(reading, law, edges)


def _edges(data: Mapping[str, Any]) -> Iterator[Edge]:
    for name, key, table in _versions(data, "transition"):
        yield Edge(
            name,
            key,
            _texts(table.get("source")),
            str(table.get("target", "")),
            _texts(table.get("by")),
            _texts(table.get("clauses")),
            "on_day" in table,
        )


def _versions(
    data: Mapping[str, Any], kind: str
) -> Iterator[tuple[str, Key, dict[str, Any]]]:
    """Yield name, place and keys of each version, whatever else is wrong with it."""
    named = data.get(kind)
    for name, table in named.items() if isinstance(named, dict) else ():
        if not isinstance(table, dict):
            continue
        listed = table.get("version")
        versions = listed if type(listed) is list else []
        numbered = [(n, v) for n, v in enumerate(versions) if isinstance(v, dict)]
        for number, version in numbered:
            yield name, (kind, name, "version", number), {**table, **version}
        if not numbered:
            yield name, (kind, name), table


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else []
    return tuple(text for text in values if type(text) is str)


def _initial(reading: Reading, document: Document) -> None:
    states = document.data.get("state")
    if not isinstance(states, dict) or not states:
        reading.mistakes.add(document.file, None, "", "no state is declared")
        return
    initial = [
        name
        for name, table in states.items()
        if isinstance(table, dict) and table.get("initial", False) is not False
    ]
    if not initial:
        what = "no state is initial: exactly one expected"
        reading.mistakes.add(document.file, None, "", what)
    for name in initial[1:]:
        line = document.line(("state", name, "initial"))
        what = f"state '{initial[0]}' is initial already: exactly one expected"
        reading.mistakes.add(document.file, line, titled("state", name), what)


def _ways(
    reading: Reading,
    document: Document,
    states: Mapping[str, State],
    edges: list[Edge],
) -> None:
    """Report states that nothing reaches, dead ends, and ways out of the end."""
    for edge in edges:
        for source in edge.sources:
            if source in states and states[source].final:
                line = document.line((*edge.key, "source"))
                where = titled("transition", edge.name)
                what = f"state '{source}' is final: nothing leads out of it"
                reading.mistakes.add(document.file, line, where, what)
    left = {source for edge in edges for source in edge.sources}
    entered = {edge.target for edge in edges}
    whole = all(edge.sources for edge in edges)
    if not whole or not (left | entered) <= states.keys():
        return  # a misspelt state: what it cuts off is not another mistake
    reached = _reached(states, edges)
    for name, state in states.items():
        if reached and name not in reached:
            _wrong_state(
                reading, document, name, "nothing leads here from the initial state"
            )
        if name not in left and not state.final:
            what = "nothing leads out of it: a transition or 'final = true' expected"
            _wrong_state(reading, document, name, what)


def _wrong_state(reading: Reading, document: Document, name: str, what: str) -> None:
    line, where = document.line(("state", name)), titled("state", name)
    reading.mistakes.add(document.file, line, where, what)


def _reached(states: Mapping[str, State], edges: list[Edge]) -> set[str]:
    """Return the states a case can come to, under whatever law."""
    targets: dict[str, list[str]] = {}
    for edge in edges:
        for source in edge.sources:
            targets.setdefault(source, []).append(edge.target)
    reached: set[str] = set()
    ahead = [name for name, state in states.items() if state.initial]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += targets.get(name, ())
    return reached


def _timed(
    reading: Reading,
    document: Document,
    actors: Mapping[str, Actor],
    edges: list[Edge],
) -> None:
    """Report transitions by law that nothing ever fires."""
    clocks = _versions(document.data, "clock")
    fired = {str(table.get("on_expiry")) for _, _, table in clocks}
    fired |= {edge.name for edge in edges if edge.on_day}
    by_law = {name for name, actor in actors.items() if actor.acts is Acts.BY_LAW}
    for edge in edges:
        if edge.name not in fired and edge.by and by_law.issuperset(edge.by):
            line, where = document.line(edge.key), titled("transition", edge.name)
            what = "nothing fires it: 'on_day' or a clock's 'on_expiry' expected"
            reading.mistakes.add(document.file, line, where, what)


def _idle(reading: Reading, law: Iterable[Document], edges: list[Edge]) -> None:
    """Report clauses that guard no transition."""
    guarding = {ref for edge in edges for ref in edge.clauses}
    if not all(reading.names.has(ref, "clause", "provision") for ref in guarding):
        return  # a misspelt ref: the clause it means is no other mistake
    for document in law:
        clauses = document.data.get("clause")
        for ref in clauses if isinstance(clauses, dict) else ():
            if ref not in guarding:
                line, where = document.line(("clause", ref)), titled("clause", ref)
                reading.mistakes.add(document.file, line, where, "guards no transition")
