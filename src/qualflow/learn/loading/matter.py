"""What exercises and claims share: a case on a day, built from a few keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from attrs import frozen

from qualflow.case.commands import Command, FileFact, Record
from qualflow.case.events import Case
from qualflow.case.life import decide
from qualflow.case.replaying import as_of, replay
from qualflow.errors import QualflowError
from qualflow.law.facts import (
    BooleanType,
    Evidence,
    Fact,
    FiledValue,
    NumberType,
    filed,
)
from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.tables import Table
from qualflow.law.loading.values import filed_in
from qualflow.law.loading.wrong import mismatch, short
from qualflow.law.measures import FIRST_DAY
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import DEFAULT_STANDINGS, Standing, Standings
from qualflow.learn.exercises import Act, Filing, Move, Setting
from qualflow.learn.lesson import Materials

FRESH = "exercise"
"""The name of a case that an exercise builds."""
MOST_ACTS = 30

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}) +(.+)")
_FILING = re.compile(r"([a-z][a-z0-9_.]*) *= *(.+)", re.ASCII)
_ACT = re.compile(r"([a-z][a-z0-9_]*)(?: +by +([a-z][a-z0-9_]*))?", re.ASCII)
_EVIDENCE = {level.word: level for level in Evidence}


@frozen
class Context:
    """What a reader of exercises can look up."""

    rulebook: Rulebook
    materials: Materials

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts and definitions of the rulebook."""
        book = self.rulebook
        return Vocabulary(dict(book.facts), dict(book.definitions))


KEYS = (
    "case", "state", "given", "facts", "without", "acts", "links", "on", "by",
    "standings", "evidence", "filed_as",
)  # fmt: skip
"""The keys of a setting."""


def setting_in(table: Table, context: Context) -> Setting | None:
    """Return the case on a day that a table describes, None if there is a mistake."""
    on = table.day("on", needed=True)
    by = table.name("by", "actor")
    standings = standings_in(table)
    evidence = _EVIDENCE[table.word("evidence", list(_EVIDENCE)) or "rumoured"]
    start = _start(table, context, on)
    commands = list(_commands(table, context, on or FIRST_DAY))
    links = tuple(_links(table, context))
    if not table.ok or on is None or start is None:
        return None
    case = _moved(table, context, start, commands)
    if case is None:
        return None
    return Setting(case, on, links, by, standings, evidence)


def _start(table: Table, context: Context, on: date | None) -> Case | None:
    """Return the case that everything begins from."""
    name, state = table.text("case"), table.name("state", "state")
    if name and state:
        table.wrong("'state' is for a case of its own, not beside 'case'", "state")
        return None
    if not name:
        first = state or context.rulebook.initial
        return Case(FRESH, context.rulebook.name, first)
    found = _named_case(table, context, "case", name)
    return found if found is None or on is None else as_of(found, on)


def _named_case(table: Table, context: Context, key: str, name: str) -> Case | None:
    cases = context.materials.cases
    if name in cases:
        return cases[name]
    what = f"no case named '{short(name)}' comes with the process"
    table.wrong(
        what + table.reading.mistakes.way_out(name, cases, word="there are"), key
    )
    return None


def _links(table: Table, context: Context) -> Iterator[tuple[str, Case]]:
    for name, value in table.mapping("links").items():
        if not table.resolved("links", name, "link"):
            continue
        if type(value) is not str:
            table.wrong("'links': " + mismatch("the name of a case", value), "links")
            continue
        found = _named_case(table, context, "links", value)
        if found is None:
            continue
        wanted = context.rulebook.links[name].process
        if found.process != wanted:
            what = f"'{name}' reads a case of {wanted}"
            table.wrong(f"{what}, '{value}' is one of {found.process}", "links")
            continue
        yield name, found


def facts_in(table: Table, context: Context) -> dict[str, FiledValue]:
    """Return the facts of `given` and `facts`, less those of `without`."""
    found: dict[str, FiledValue] = {}
    sets = context.materials.given
    for name in table.texts("given"):
        if name in sets:
            found |= sets[name]
        else:
            what = f"no set of facts named '{short(name)}' is declared in examples"
            what += table.reading.mistakes.way_out(name, sets)
            table.wrong(what, "given")
    found |= filed_in(table, table.mapping("facts"), context.vocabulary, "facts")
    for name in table.names("without", "fact"):
        if found.pop(name, None) is None:
            table.wrong(f"'{name}' is not among the facts that are given", "without")
    return found


def _commands(table: Table, context: Context, on: date) -> Iterator[Command]:
    """Yield what happens to the case, in order: facts are filed on its first day."""
    acts = list(_acts(table, context))
    first = min([on, *(day for day, _ in acts)])
    filed_as = _EVIDENCE[table.word("filed_as", list(_EVIDENCE)) or "documented"]
    for name, value in facts_in(table, context).items():
        yield FileFact(name, value, first, evidence=filed_as)
    for day, move in acts:
        if day > on:
            table.wrong(f"'acts': a day up to {on} expected, {day} found", "acts")
        match move:
            case Act(step, by):
                yield Record(step, day, by)
            case Filing(fact, value):
                yield FileFact(fact, value, day, evidence=filed_as)


def _acts(table: Table, context: Context) -> Iterator[tuple[date, Move]]:
    lines = table.items("acts")
    if len(lines) > MOST_ACTS:
        table.wrong(f"'acts': at most {MOST_ACTS} expected, {len(lines)} found", "acts")
    for line in lines[:MOST_ACTS]:
        expected = "'acts': a line like \"2030-03-01 accept by office\""
        if type(line) is not str:
            table.wrong(mismatch(expected, line), "acts")
            continue
        match = _DAY.fullmatch(line.strip())
        day = _day(match[1]) if match else None
        if match is None or day is None:
            table.wrong(mismatch(expected, line), "acts")
            continue
        move = move_in(table, context, "acts", match[2])
        if move is not None:
            yield day, move


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def move_in(table: Table, context: Context, key: str, text: str) -> Move | None:
    """Return the move of a line, None and a mistake if it is none.

    `accept`, `accept by office` or `samples = 3`.
    """
    if filing := _FILING.fullmatch(text):
        name = filing[1]
        if not table.resolved(key, name, "fact"):
            return None
        try:
            return Filing(
                name, value_of(context.rulebook.facts[name], filing[2].strip())
            )
        except QualflowError as error:
            table.wrong(f"'{key}': {error}", key)
            return None
    if act := _ACT.fullmatch(text):
        known = table.resolved(key, act[1], "transition")
        if act[2] and not table.resolved(key, act[2], "actor"):
            return None
        return Act(act[1], act[2] or "") if known else None
    expected = f'\'{key}\': a step like "accept by office" or a fact like "samples = 3"'
    table.wrong(mismatch(expected, text), key)
    return None


def value_of(fact: Fact, text: str) -> FiledValue:
    """Return a value of a fact that is written as a text.

    Raises:
        FactValueError: If it is none.

    >>> from qualflow.law.facts import NumberType
    >>> value_of(Fact("samples", NumberType()), "1_000")
    1000
    """
    value: object = text
    match fact.type:
        case BooleanType():
            value = {"true": True, "false": False}.get(text, text)
        case NumberType():
            try:
                value = Decimal(text.replace("_", ""))
            except InvalidOperation:
                value = text
        case _:
            value = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    return filed(fact, value)


def standings_in(table: Table) -> Standings:
    """Return the standings whose clauses are evaluated."""
    words = table.texts("standings")
    for word in words:
        if word not in list(Standing):
            expected = f"'standings': one of {', '.join(Standing)}"
            table.wrong(mismatch(expected, word), "standings")
    known = frozenset(Standing(word) for word in words if word in list(Standing))
    return known or DEFAULT_STANDINGS


def _moved(
    table: Table, context: Context, case: Case, commands: list[Command]
) -> Case | None:
    """Return a case after commands, None and a mistake if one makes no sense."""
    try:
        for command in commands:
            case = replay(decide(context.rulebook, case, command).events, start=case)
    except QualflowError as error:
        table.wrong(str(error), "acts" if "acts" in table else None)
        return None
    return case
