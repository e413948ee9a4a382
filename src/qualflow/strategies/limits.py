"""Values of facts near the limits of the clauses that read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from hypothesis import strategies as st

from qualflow.law.evaluators.walk import shifted
from qualflow.law.expression import (
    Among,
    Compare,
    Day,
    Days,
    Expression,
    Number,
    Shift,
    Text,
    Value,
    WorkingDays,
    facts_read,
    nodes,
)
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    FiledValue,
    NumberType,
    outside,
)
from qualflow.law.measures import FIRST_DAY, LAST_DAY, Unit
from qualflow.law.rulebook import Rulebook

Limit: TypeAlias = Value | tuple[int, Unit]
"""A value at which a clause turns, or how long ago or ahead it turns."""

_DAYS = (FIRST_DAY.toordinal(), LAST_DAY.toordinal())
_BESIDE = (0, 0, 1, -1)


def values(rulebook: Rulebook, fact: str, today: date) -> st.SearchStrategy[FiledValue]:
    """Values of a fact near the limits of the clauses that read it.

    Raises:
        UnknownNameError: If the rulebook declares no such fact.
    """
    declared = rulebook.fact(fact)
    limits = _limits(rulebook).get(fact, ())
    match declared.type:
        case BooleanType():
            return st.booleans()
        case ChoiceType(options):
            named = [limit for limit in limits if limit in options]
            return st.sampled_from([*named, *options])
        case NumberType(_, least, most):
            whole = [limit for limit in limits if isinstance(limit, int)]
            return _near(whole or (least, most), (least, most), declared)
        case DayType():
            now = today.toordinal()
            ordinals = [now, *_ordinals(limits, now, rulebook)]
            return _near(ordinals, _DAYS, declared)
    words = [limit for limit in limits if isinstance(limit, str)]
    return st.sampled_from([*words, "lee", "wu"])


def _near(
    limits: Iterable[int], bounds: tuple[int, int], fact: Fact
) -> st.SearchStrategy[FiledValue]:
    least, most = bounds
    near = [limit + beside for limit in limits for beside in _BESIDE]
    fitting = [value for value in near if least <= value <= most]
    return st.sampled_from([outside(fact, value) for value in fitting or [least]])


def _ordinals(limits: Iterable[Limit], now: int, rulebook: Rulebook) -> Iterator[int]:
    for limit in limits:
        if isinstance(limit, tuple):
            length, unit = limit
            for ahead in (-length, length):
                found = shifted(now, ahead, unit, rulebook.calendar)
                if found is not None:
                    yield found
        elif isinstance(limit, int):
            yield limit


@lru_cache(maxsize=8)
def _limits(rulebook: Rulebook) -> Mapping[str, tuple[Limit, ...]]:
    found: dict[str, dict[Limit, None]] = {}
    conditions = (clause.when for v in rulebook.clauses.values() for clause in v)
    for node in (node for when in conditions for node in nodes(when)):
        if isinstance(node, Compare | Among):
            for name in facts_read(node):
                turns = _turns(node, rulebook.facts[name])
                found.setdefault(name, {}).update(dict.fromkeys(turns))
    return {name: tuple(limits) for name, limits in found.items()}


def _turns(node: Compare | Among, fact: Fact) -> Iterator[Limit]:
    """Yield the limits of one comparison that a fact can meet."""
    options = node.options if isinstance(node, Among) else ()
    for part in (*nodes(node), *options):
        match part, fact.type:
            case Number(units, decimals), NumberType(places):
                value, rest = divmod(units * 10**places, 10**decimals)
                yield from (value, value + 1) if rest else (value,)
            case Number(units, 0), DayType():
                yield from ((units, unit) for unit in _units(node))
            case Shift(_, length, unit), DayType():
                yield (length, unit)
            case Day(ordinal), DayType():
                yield ordinal
            case Text(value), _:
                yield value


def _units(node: Expression) -> Iterator[Unit]:
    """Yield what a comparison counts in."""
    for part in nodes(node):
        match part:
            case Days():
                yield Unit.DAY
            case WorkingDays():
                yield Unit.WORKING_DAY
