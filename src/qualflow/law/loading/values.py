"""Values of facts in files: strictly of the fact's type, then as `filed` has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    FactType,
    FactValueError,
    FiledValue,
    NumberType,
    TextType,
    filed,
)
from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.tables import Table
from qualflow.law.loading.wrong import mismatch, unfit


def value_of(fact: Fact, value: object) -> FiledValue:
    """Return a value as it is kept.

    Raises:
        ValueError: If it is none of this fact, in words.
    """
    expected, kinds = _written(fact.type)
    if type(value) not in kinds:
        raise ValueError(mismatch(expected, value))
    if type(value) is str and (what := unfit(value)):
        raise ValueError(what)
    try:
        return filed(fact, value)
    except FactValueError as error:
        raise ValueError(mismatch(error.expected, value)) from None


def facts_in(
    table: Table, values: Mapping[str, Any], vocabulary: Vocabulary, key: str | None
) -> Iterator[tuple[Fact, Any, str]]:
    """Yield each fact of a table `fact = value`, its raw value and its key.

    Args:
        table: Where mistakes are noted.
        values: The table `fact = value`.
        vocabulary: The declared facts.
        key: Where `values` stand in `table`; None if they are that table.
    """
    seen = set()
    for name, shown, value in _flat(values):
        place = key or shown
        if not table.resolved(place, name, "fact"):
            continue
        if name in seen:
            table.wrong(f"'{name}' is given twice", place)
            continue
        seen.add(name)
        if name in vocabulary.facts:
            yield vocabulary.facts[name], value, place
        else:  # its declaration is wrong, and that is reported
            table.ok = False


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield name, key and value; `host.name = …` is a table inside a table for TOML."""
    for name, value in values.items():
        if type(value) is dict:
            for part, inner in value.items():
                yield f"{name}.{part}", name, inner
        else:
            yield name, name, value


def filed_in(
    table: Table,
    values: Mapping[str, Any],
    vocabulary: Vocabulary,
    key: str | None = None,
) -> dict[str, FiledValue]:
    """Return the facts of a table `fact = value` as they are kept."""
    found = {}
    for fact, value, place in facts_in(table, values, vocabulary, key):
        try:
            found[fact.name] = value_of(fact, value)
        except ValueError as error:
            table.wrong(f"'{fact.name}': {error}", place)
    return found


def _written(kind: FactType) -> tuple[str, tuple[type, ...]]:
    """Return what a value of a type is in TOML."""
    match kind:
        case BooleanType():
            return "true or false", (bool,)
        case NumberType():
            return "a number", (int, Decimal)
        case DayType():
            return "a day", (date,)
        case TextType():
            return "a text", (str,)
        case ChoiceType():
            return "the name of an option", (str,)
