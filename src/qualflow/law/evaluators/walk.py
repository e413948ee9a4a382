"""Judge a tree by walking it: the reference for every faster evaluator.

Kept as plain as possible.  Truth is True, False or None (unknown); `and` is unmet as
soon as a part is unmet, `or` met as soon as a part is met, whatever the others are.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from itertools import pairwise

from attrs import field, frozen

from qualflow.law.calendar import NO_CALENDAR, Calendar, shift_months, shift_years
from qualflow.law.expression import (
    TODAY,
    Among,
    And,
    Comparator,
    Compare,
    Day,
    Days,
    Defined,
    Expression,
    Facts,
    Implies,
    Known,
    Minus,
    Name,
    Not,
    Number,
    Or,
    Plus,
    Scaled,
    Shift,
    Text,
    Times,
    Truth,
    Value,
    WorkingDays,
    facts_read,
)
from qualflow.law.measures import Unit
from qualflow.law.verdict import VERDICTS, Verdict

LAST_ORDINAL = 3_652_059  # 9999-12-31
NOTHING: frozenset[str] = frozenset()

COMPARE: dict[Comparator, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


@frozen
class Situation:
    """What is known on a day.

    Attributes:
        facts: Values inside, by name; a fact that is not there is unknown.
        today: The ordinal of the day.
        calendar: Working days.
        weak: Facts that are filed, but with weaker evidence than is asked for; they
            are not in `facts`.
    """

    facts: Facts
    today: int
    calendar: Calendar = field(default=NO_CALENDAR, repr=False)
    weak: frozenset[str] = NOTHING


def judge(tree: Expression, situation: Situation, *, presumed: bool = False) -> Verdict:
    """Return whether a checked condition is met, unmet or unknown.

    Args:
        tree: As `types.condition` returns it.
        situation: The facts and the day.
        presumed: Whether an unknown verdict counts as met while something it reads is
            not filed, and nothing it reads is filed too weakly.
    """
    truth = _truth(tree, situation)
    if truth is None and presumed:
        read = facts_read(tree)
        unfiled = any(name not in situation.facts for name in read)
        if unfiled and situation.weak.isdisjoint(read):
            truth = True
    return VERDICTS[truth]


def _truth(tree: Expression, situation: Situation) -> bool | None:
    value = evaluate(tree, situation)
    assert value is None or isinstance(value, bool)
    return value


def evaluate(tree: Expression, situation: Situation) -> Value | None:
    """Return the value inside of a checked expression, None if it is unknown."""
    match tree:
        case Truth(value) | Text(value):
            return value
        case Number(units):
            return units
        case Day(ordinal):
            return ordinal
        case Name(name):
            return situation.today if name == TODAY else situation.facts.get(name)
        case Defined(_, body):
            return evaluate(body, situation)
        case Known(name):
            if name in situation.weak:
                return None
            return name in situation.facts
        case Not(part):
            truth = _truth(part, situation)
            return None if truth is None else not truth
        case And(parts):
            return _all(_truth(part, situation) for part in parts)
        case Or(parts):
            return _any(_truth(part, situation) for part in parts)
        case Implies(left, right):
            return _any((_truth(Not(left), situation), _truth(right, situation)))
        case Compare(parts, operators):
            values = [evaluate(part, situation) for part in parts]
            pairs = zip(operators, pairwise(values), strict=True)
            return _all(_compared(sign, *pair) for sign, pair in pairs)
        case Among(part, options):
            found = evaluate(part, situation)
            choices = [evaluate(option, situation) for option in options]
            return None if found is None else found in choices
        case Scaled(part, factor):
            return _number(operator.mul, evaluate(part, situation), factor)
        case Times(factor, part):
            return _number(operator.mul, evaluate(part, situation), factor.units)
    return _sum_or_day(tree, situation)


def _sum_or_day(tree: Expression, situation: Situation) -> Value | None:
    match tree:
        case Plus(left, right):
            a, b = evaluate(left, situation), evaluate(right, situation)
            return _number(operator.add, a, b)
        case Minus(left, right):
            a, b = evaluate(left, situation), evaluate(right, situation)
            return _number(operator.sub, a, b)
        case Days(since, until):
            a, b = evaluate(since, situation), evaluate(until, situation)
            return _number(operator.sub, b, a)
        case Shift(day, length, unit):
            start = evaluate(day, situation)
            if not isinstance(start, int):
                return None
            return shifted(start, length, unit, situation.calendar)
        case WorkingDays(since, until):
            a, b = evaluate(since, situation), evaluate(until, situation)
            if isinstance(a, int) and isinstance(b, int):
                return situation.calendar.count(a, b)
            return None
    raise AssertionError(f"no such node: {tree!r}")


def shifted(day: int, length: int, unit: Unit, calendar: Calendar) -> int | None:
    """Return the ordinal of a day moved by a period, None if it cannot be known."""
    match unit:
        case Unit.DAY:
            return shift_days(day, length)
        case Unit.WORKING_DAY:
            return calendar.shift(day, length)
        case Unit.MONTH:
            return shift_months(day, length)
        case Unit.YEAR:
            return shift_years(day, length)


def shift_days(day: int, length: int) -> int | None:
    """Return the ordinal `length` days later, None outside the years 1 to 9999."""
    return day + length if 1 <= day + length <= LAST_ORDINAL else None


def _number(
    operation: Callable[[int, int], int], left: Value | None, right: Value | None
) -> int | None:
    if isinstance(left, int) and isinstance(right, int):
        return operation(left, right)
    return None


def _compared(sign: Comparator, left: Value | None, right: Value | None) -> bool | None:
    if left is None or right is None:
        return None
    return COMPARE[sign](left, right)


def _all(truths: Iterable[bool | None]) -> bool | None:
    found = set(truths)
    return False if False in found else None if None in found else True


def _any(truths: Iterable[bool | None]) -> bool | None:
    found = set(truths)
    return True if True in found else None if None in found else False
