"""What is filed: `[[given]]` and `[fact.NAME]`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qualflow.law.facts import BooleanType, DayType, Fact, FiledValue, NumberType
from qualflow.law.loading.names import titled
from qualflow.law.loading.tables import Table
from qualflow.law.loading.values import filed_in, value_of
from qualflow.law.loading.wrong import mismatch
from qualflow.law.types import described
from qualflow.simulate.loading.figures import (
    LARGEST,
    Context,
    check_sum,
    delay_in,
    law_in,
    made,
    near_source,
    share_in,
    source_in,
    tables_in,
)
from qualflow.simulate.scenario import Chosen, Coming, Drawn, DrawnFact, Given

WAYS = ("value", "drawn", "chosen", "after")


def read_facts(context: Context, root: Table) -> tuple[DrawnFact, ...]:
    """Return what is filed: the sets of given facts, then each fact, as in the file."""
    found: list[DrawnFact] = []
    for table in tables_in(root, "given"):
        facts = filed_in(table, table.mapping("facts"), context.vocabulary, "facts")
        holds = _holds(context, table)
        source = source_in(table, context.source)
        for name, value in facts.items():
            _once(table, "facts", found, Given(name, value, source))
        for name in holds:
            _once(table, "holds", found, Given(name, True, source))
        if not table.mapping("facts") and not table.items("holds"):
            table.wrong("'facts' or 'holds' expected, with at least one fact")
        table.close()
    for table, fact in _named(context, root):
        read = _fact(context, table, fact)
        if read is not None:
            _once(table, None, found, read)
        table.close()
    return tuple(found)


def _holds(context: Context, table: Table) -> tuple[str, ...]:
    """Return the facts that simply hold: those of type boolean that are true."""
    names = table.names("holds", "fact")
    for name in names:
        kind = context.rulebook.facts[name].type
        if not isinstance(kind, BooleanType):
            what = f"facts of type boolean expected, '{name}' is {described(kind)}"
            table.wrong(f"'holds': {what}", "holds")
    return names


def _once(
    table: Table, key: str | None, found: list[DrawnFact], read: DrawnFact
) -> None:
    """Keep a fact, unless it is told twice what it is on the first day."""
    for other in found:
        if other.fact != read.fact:
            continue
        match other, read:
            case Coming(state=before), Coming(state=state) if before == state:
                table.wrong(f"'{read.fact}' comes after '{state}' already", key)
            case (Coming(), _) | (_, Coming()):
                pass
            case _:
                what = f"'{read.fact}' is told already what it is on the first day"
                table.wrong(what, key)
    found.append(read)


def _named(context: Context, root: Table) -> Iterator[tuple[Table, Fact]]:
    """Yield each table of each fact: `[fact.NAME]` or several `[[fact.NAME]]`."""
    for name, data in root.mapping("fact").items():
        where = titled("fact", name)
        several = type(data) is list
        for number, inner in enumerate(data if several else [data]):
            path: tuple[str | int, ...] = ("fact", name)
            if several:
                path, where = (*path, number), f"{titled('fact', name)}, {number + 1}"
            if type(inner) is not dict:
                root.wrong(f"{where}: " + mismatch("a table", inner), "fact")
                continue
            table = made(root, path, where, inner)
            if table.resolved("fact", name, "fact"):
                yield table, context.rulebook.facts[name]


def _fact(context: Context, table: Table, fact: Fact) -> DrawnFact | None:
    table.expect("value", "drawn", "chosen", "after", "delay")
    used = [key for key in WAYS if key in table]
    match used:
        case ["value"]:
            value = _value(table, fact, table.take("value"))
            source = source_in(table, context.source)
            return None if value is None else Given(fact.name, value, source)
        case ["drawn"]:
            return _drawn(context, table, fact)
        case ["chosen"]:
            return _chosen(context, table, fact)
        case ["after"] | ["value", "after"]:
            return _coming(context, table, fact)
    near_source(table, "")
    found = " and ".join(f"'{key}'" for key in used) if used else "none"
    table.wrong(
        f"one of 'value', 'drawn', 'chosen' and 'after' expected, {found} found"
    )
    return None


def _value(table: Table, fact: Fact, value: Any) -> FiledValue | None:
    try:
        return value_of(fact, value)
    except ValueError as error:
        table.wrong(f"'value': {error}", "value")
        return None


def _drawn(context: Context, table: Table, fact: Fact) -> Drawn | None:
    source = source_in(table, context.source)
    inner = table.inner("drawn")
    if inner is None:
        return None
    inner.where = f"{table.where}, drawn"
    law = law_in(inner, LARGEST)
    inner.close()
    if not isinstance(fact.type, NumberType):
        what = f"a fact of type number expected, it is {described(fact.type)}"
        table.wrong(f"'drawn': {what}", "drawn")
        return None
    return None if law is None else Drawn(fact.name, law, source)


def _chosen(context: Context, table: Table, fact: Fact) -> Chosen | None:
    source = source_in(table, context.source)
    options: list[tuple[FiledValue | None, float]] = []
    for option in tables_in(table, "chosen"):
        raw = option.take("value")
        value = None if raw is None else _value(option, fact, raw)
        options.append((value, share_in(option, "share")))
        option.close()
        table.ok = table.ok and option.ok
    if not table.ok:
        return None
    if len({value for value, _ in options}) != len(options):
        table.wrong("'chosen': a value is listed twice", "chosen")
    elif not options:
        table.wrong("'chosen': at least one value expected, none found", "chosen")
    check_sum(table, "chosen", [share for _, share in options])
    return Chosen(fact.name, tuple(options), source)


def _coming(context: Context, table: Table, fact: Fact) -> Coming | None:
    state = table.name("after", "state")
    above = near_source(table, context.source)
    delay = delay_in(context, table, "delay", above, needed=True)
    value = None
    if "value" in table:
        value = _value(table, fact, table.take("value"))
    elif not isinstance(fact.type, DayType):
        table.wrong("'value' is missing: only a fact of type day needs none")
    return Coming(fact.name, state, delay, value) if table.ok and delay else None
