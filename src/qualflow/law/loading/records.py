"""What a step writes on the case."""

from __future__ import annotations

from qualflow.law.facts import (
    ChoiceType,
    DayType,
    Fact,
    FactType,
    NumberType,
)
from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.tables import Table
from qualflow.law.loading.values import facts_in, value_of
from qualflow.law.rules import Record, Writes
from qualflow.law.types import described


def records_in(table: Table, vocabulary: Vocabulary) -> tuple[Record, ...]:
    """Return the records of a transition, in order."""
    found = []
    values = table.mapping("records")
    for fact, value, place in facts_in(table, values, vocabulary, "records"):
        try:
            found.append(_record(fact, value, vocabulary, table))
        except ValueError as error:
            table.wrong(f"records '{fact.name}': {error}", place)
    return tuple(found)


def _record(fact: Fact, value: object, vocabulary: Vocabulary, table: Table) -> Record:
    if fact.link is not None:
        raise ValueError(f"it is read from the other case of link '{fact.link}'")
    meanings = _meanings(fact, value, vocabulary, table)
    if len(meanings) > 1:
        raise ValueError(f"'{value}' can mean {' and '.join(meanings)}")
    if meanings:
        return next(iter(meanings.values()))
    return Record(fact.name, Writes.VALUE, value_of(fact, value))


def _meanings(
    fact: Fact, value: object, vocabulary: Vocabulary, table: Table
) -> dict[str, Record]:
    """Return what a text in a record can mean, none if it is a plain value."""
    if type(value) is not str:
        return {}
    found = {}
    if value == Writes.NONE:
        found["nothing"] = Record(fact.name, Writes.NONE)
    if value == Writes.TODAY:
        if not isinstance(fact.type, DayType):
            raise ValueError(f"today is a day, the fact is {described(fact.type)}")
        found["the day"] = Record(fact.name, Writes.TODAY)
    if value in table.reading.names.of("fact"):
        other = vocabulary.facts.get(value)
        if other is None or fits(other.type, fact.type):
            found["a fact"] = Record(fact.name, Writes.COPY, value)
        else:
            raise ValueError(_misfit(value, other.type, fact.type))
    if isinstance(fact.type, ChoiceType) and value in fact.type.options:
        found["an option"] = Record(fact.name, Writes.VALUE, value)
    return found


def _misfit(name: str, source: FactType, target: FactType) -> str:
    if type(source) is type(target):
        return f"not every value of the fact '{name}' is one of this fact"
    types = f"{described(target)} expected, {described(source)} found"
    return f"{types} (the fact '{name}')"


def fits(source: FactType, target: FactType) -> bool:
    """Return whether every value of one type is a value of the other."""
    match source, target:
        case NumberType(), NumberType():
            return (
                source.decimals == target.decimals
                and target.at_least <= source.at_least
                and source.at_most <= target.at_most
            )
        case ChoiceType(), ChoiceType():
            return set(source.options) <= set(target.options)
        case _:
            return type(source) is type(target)
