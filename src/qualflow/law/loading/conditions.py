"""Expressions in files: read, looked up, typed, and placed when they are wrong."""

from __future__ import annotations

from collections.abc import Collection

from attrs import define, field

from qualflow.law.expression import TODAY, Expression, Known, Name, nodes
from qualflow.law.facts import Definition, Fact
from qualflow.law.loading.names import KINDS
from qualflow.law.loading.tables import Table
from qualflow.law.parsing import ExpressionError, parse
from qualflow.law.types import ExpressionTypeError, Scope, condition


@define
class Vocabulary:
    """The facts and definitions read so far.

    A name that is declared but not here has a mistake of its own, or stands below.
    """

    facts: dict[str, Fact] = field(factory=dict)
    definitions: dict[str, Definition] = field(factory=dict)


def condition_in(
    table: Table, key: str, vocabulary: Vocabulary, below: Collection[str] = ()
) -> Expression | None:
    """Return the checked tree of an expression, None if there is a mistake.

    Args:
        table: Where it stands.
        key: Its key there.
        vocabulary: The names it may use.
        below: Definitions that cannot be used yet: this one, and those further down.
    """
    text = table.text(key, needed=True)
    if not text:
        return None
    try:
        tree = parse(text)
    except ExpressionError as error:
        _report(table, key, str(error), text, error.position)
        return None
    if not _looked_up(table, key, tree, vocabulary, below):
        return None
    try:
        return condition(tree, Scope(vocabulary.facts, vocabulary.definitions))
    except ExpressionTypeError as error:
        expected, _, hint = error.expected.partition("; ")
        what = f"'{error.part}': {expected} expected, {error.found} found"
        what += f"\n  {hint}" if hint else ""
        _report(table, key, what, text, max(text.find(error.part), 0))
        return None


def _looked_up(
    table: Table, key: str, tree: Expression, have: Vocabulary, below: Collection[str]
) -> bool:
    """Return whether every name can be used; report those nobody declares."""
    names = table.reading.names
    usable = True
    for node in nodes(tree):
        if not isinstance(node, Name | Known) or node.name == TODAY:
            continue
        name = node.name
        if name not in have.facts:
            usable = usable and name in have.definitions and isinstance(node, Name)
        if not names.has(name, "fact", "definition"):
            _undeclared(table, key, node)
        elif name in names.of("fact"):
            continue
        elif isinstance(node, Known) and name in names.of("definition"):
            table.wrong(f"known(…) asks for a fact, '{name}' is a definition", key)
        elif name in below:
            table.wrong(f"definition '{name}' can be used only below it", key)
    table.ok = table.ok and usable
    return usable


def _undeclared(table: Table, key: str, node: Name | Known) -> None:
    names = table.reading.names
    what = f"no fact named '{node.name}' is declared"
    other = names.other_kind(node.name, ("fact", "definition"))
    if other is not None:
        what += f" (it is {KINDS[other]})"
    others = (names.of("definition"), (TODAY,)) if isinstance(node, Name) else ()
    what += table.reading.mistakes.way_out(node.name, names.of("fact"), *others)
    table.wrong(what, key)


def _report(table: Table, key: str, what: str, text: str, position: int) -> None:
    """Note a mistake at its line; a text in three quotes may be many lines long."""
    holder = table.holder(key) or table
    document = holder.document
    line = document.line((*holder.key, key))
    if line is not None:
        first = document.lines[line - 1].rstrip()
        if '"""' in first or "'''" in first:
            line += text.count("\n", 0, position) + first.endswith(('"""', "'''"))
    table.ok = False
    table.reading.mistakes.add(document.file, line, table.where, what)
