"""process.toml: actors, links, states, transitions, properties."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import define, field

from qualflow.law.facts import Fact, Wording
from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.dated import in_order, interval
from qualflow.law.loading.facts import linked_facts
from qualflow.law.loading.names import PROCESS_NAME
from qualflow.law.loading.records import records_in
from qualflow.law.loading.tables import Reading, Table, root, tables
from qualflow.law.loading.toml import Document
from qualflow.law.loading.wrong import mismatch
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Actor, Acts, Link, Phase, Property, State, Transition

LAYOUT = 1
FARTHEST = 99
"""The last column and the last row of a picture; the first is 0."""


@define
class Process:
    """What process.toml says, clocks apart."""

    title: Wording
    release: str
    actors: dict[str, Actor] = field(factory=dict)
    links: dict[str, Link] = field(factory=dict)
    states: dict[str, State] = field(factory=dict)
    transitions: dict[str, tuple[Transition, ...]] = field(factory=dict)
    properties: dict[str, Property] = field(factory=dict)


def read_process(reading: Reading, document: Document) -> Process:
    """Return the head of a process, its actors and states; the rest is read later."""
    head = root(
        reading, document, "actor", "link", "state", "transition", "clock", "property"
    )
    language = head.integer("language", 0, 10**6)
    if head.ok and language != LAYOUT:
        head.wrong(f"'language': {LAYOUT} expected, {language} found", "language")
    process = Process(head.wording("title"), head.text("release", needed=True))
    head.close()
    for name, table in tables(reading, document, "actor"):
        process.actors[name] = _actor(name, table)
    _read_states(reading, document, process)
    for name, table in tables(reading, document, "property"):
        process.properties[name] = _property(name, table)
    return process


def _actor(name: str, table: Table) -> Actor:
    actor = Actor(name, table.wording(), table.one_of("acts", Acts, Acts.ON_REQUEST))
    table.close()
    return actor


def _read_states(reading: Reading, document: Document, process: Process) -> None:
    """Add the states; either all of them say where they stand in a picture, or none."""
    at: dict[tuple[float, float], str] = {}
    read = tables(reading, document, "state")
    some = any("at" in table for _, table in read)
    for name, table in read:
        state = process.states[name] = _state(name, table)
        if some and "at" not in table:
            what = "'at' is missing: all states have one, or none has"
            table.wrong(what)
        if state.at is not None and at.setdefault(state.at, name) != name:
            table.wrong(f"'at': state '{at[state.at]}' stands there already", "at")


def _state(name: str, table: Table) -> State:
    phase = table.word("phase", [phase.value for phase in Phase])
    state = State(
        name=name,
        label=table.wording(),
        meaning=table.wording("meaning", needed=False),
        phase=Phase(phase) if phase else None,
        initial=table.flag("initial"),
        right=table.flag("right"),
        final=table.flag("final"),
        at=_at(table),
    )
    table.close()
    return state


def _at(table: Table) -> tuple[float, float] | None:
    """Return a column and a row, None if they are missing."""
    value = table.take("at")
    if value is None:
        return None
    expected = f"'at': a column and a row, two numbers from 0 to {FARTHEST}"
    if type(value) is not list:
        table.wrong(mismatch(f"{expected},", value), "at")
        return None
    if len(value) != 2:
        table.wrong(f"{expected}, expected, {len(value)} found", "at")
        return None
    for number in value:
        if type(number) not in (int, Decimal) or not 0 <= number <= FARTHEST:
            table.wrong(mismatch(f"{expected},", number), "at")
            return None
    return float(value[0]), float(value[1])


def _property(name: str, table: Table) -> Property:
    found = Property(
        name=name,
        never=table.name("never", "state", needed=True),
        before=table.names("before", "transition", needed=True),
        label=table.wording(),
    )
    table.close()
    return found


# -- links ----------------------------------------------------------------------------


def read_links(
    reading: Reading,
    document: Document,
    name: str,
    linked: Mapping[str, Rulebook],
    process: Process,
) -> list[Fact]:
    """Add the links to the process and return the facts they bring."""
    facts: list[Fact] = []
    for link_name, table in tables(reading, document, "link"):
        label = table.wording()
        other = table.text("process") or name
        link = Link(link_name, other, label)
        process.links[link_name] = link
        if other == name:
            states = {s.name: s.label for s in process.states.values()}
            transitions = _labels(reading, document)
        elif other in linked:
            book = linked[other]
            states = {s.name: s.label for s in book.states.values()}
            transitions = {n: v[0].label for n, v in book.transitions.items()}
        else:
            _unknown_process(table, other, linked)
            continue
        facts += linked_facts(link_name, label, states, transitions)
        table.close()
    return facts


def _unknown_process(table: Table, other: str, linked: Mapping[str, Rulebook]) -> None:
    if PROCESS_NAME.fullmatch(other):
        what = f"no process named '{other}' can be found"
        what += table.reading.mistakes.way_out(other, linked, word="there are")
        table.wrong(what, "process")
    else:
        table.wrong("'process': the name of a process expected, no path", "process")
    table.close()


def _labels(reading: Reading, document: Document) -> dict[str, Wording]:
    return {
        name: table.wording(needed=False)
        for name, table in tables(reading, document, "transition")
    }


# -- transitions ----------------------------------------------------------------------


def read_transitions(
    reading: Reading, document: Document, process: Process, vocabulary: Vocabulary
) -> None:
    """Add the transitions to the process."""
    for name, table in tables(reading, document, "transition"):
        label = table.wording()
        read = []
        for version in table.versions():
            transition = _version(name, version, label, process, vocabulary)
            if version is not table:
                if "en" in version.data:
                    version.wrong("'en' stands once, beside the versions", "en")
                    version.expect_here("en")
                version.close()
            if version.ok:
                read.append((version, transition))
        table.close()
        versions = in_order(read)
        if versions:
            process.transitions[name] = versions


def _version(
    name: str,
    table: Table,
    label: Wording,
    process: Process,
    vocabulary: Vocabulary,
) -> Transition:
    transition = Transition(
        name=name,
        sources=table.names("source", "state", needed=True),
        target=table.name("target", "state", needed=True),
        by=table.names("by", "actor", needed=True),
        label=label,
        clauses=table.names("clauses", "clause"),
        basis=table.names("basis", "provision"),
        records=records_in(table, vocabulary),
        in_force=interval(table),
        on_day=table.day("on_day"),
        readings=table.texts("readings"),
    )
    _by_law(table, transition, process)
    return transition


def _by_law(table: Table, transition: Transition, process: Process) -> None:
    acts = [process.actors[by].acts for by in transition.by if by in process.actors]
    by_law = Acts.BY_LAW in acts
    if by_law and transition.clauses:
        what = "a transition by law has no clauses: an unknown fact would stop the law"
        table.wrong(what, "clauses")
    if transition.on_day is None:
        return
    if acts and not by_law:
        table.wrong("'on_day' is for an actor that acts by law", "on_day")
    if transition.on_day not in transition.in_force:
        table.wrong("'on_day' is a day on which this is not in force", "on_day")
