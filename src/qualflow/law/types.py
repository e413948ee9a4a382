"""Check an expression once, when its rulebook is loaded.

`typed` looks every name up, aligns the decimals of the numbers that meet and proves by
interval arithmetic that no whole number can pass 63 bits, so that Python, arrays and
solvers compute the same.  What it returns can be evaluated on any facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import NoReturn, TypeAlias

from attrs import evolve, field, frozen

from qualflow.errors import QualflowError, way_out
from qualflow.law.expression import (
    TODAY,
    Among,
    And,
    Compare,
    Day,
    Days,
    Defined,
    Expression,
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
    WorkingDays,
    depth,
    nodes,
)
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Definition,
    Fact,
    FactType,
    NumberType,
    TextType,
)
from qualflow.law.measures import MOST_DECIMALS
from qualflow.law.parsing import MOST_LEVELS, text

MOST_NODES = 2_000
LARGEST = 2**62
MOST_PLACES = 2 * MOST_DECIMALS
MOST_DAYS = 3_652_059  # a shift reaches any day of the years 1 to 9999

Typed: TypeAlias = tuple[Expression, FactType]


class ExpressionTypeError(QualflowError):
    """An expression that can be read but not evaluated, with the part that is wrong."""

    def __init__(self, part: str, found: str, expected: str) -> None:
        self.part = part
        self.found = found
        self.expected = expected
        super().__init__(part, found, expected)

    def __str__(self) -> str:
        return f"'{self.part}': {self.expected} expected, {self.found} found"


@frozen
class Scope:
    """The names an expression may use."""

    facts: Mapping[str, Fact]
    definitions: Mapping[str, Definition] = field(factory=dict)

    def declared(self) -> tuple[str, ...]:
        """Return every name, `today` included."""
        return (TODAY, *self.facts, *self.definitions)


def condition(tree: Expression, scope: Scope) -> Expression:
    """Return the checked tree of an expression that is true or false.

    Raises:
        ExpressionTypeError: If a name is unknown, the types do not fit, a number could
            grow past 62 bits, or the tree is too large with its definitions filled in.
    """
    checked = _condition(tree, scope)
    size = sum(1 for _ in islice(nodes(checked), MOST_NODES + 1))
    if size > MOST_NODES or depth(checked) > MOST_LEVELS:
        limit = f"at most {MOST_NODES:,} parts on {MOST_LEVELS} levels"
        _wrong(tree, "more, with its definitions filled in", limit)
    return checked


def _condition(tree: Expression, scope: Scope) -> Expression:
    checked, kind = typed(tree, scope)
    if not isinstance(kind, BooleanType):
        _wrong(tree, described(kind), "a condition that is true or false")
    return checked


def typed(tree: Expression, scope: Scope) -> Typed:
    """Return the checked tree of any expression, and its type."""
    match tree:
        case Truth():
            return tree, BooleanType()
        case Number(units, decimals):
            return tree, NumberType(decimals, units, units)
        case Day():
            return tree, DayType()
        case Text():
            return tree, TextType()
        case Name(name):
            return _named(name, scope)
        case Known(name):
            if name not in scope.facts:
                _unknown(name, scope.facts)
            return tree, BooleanType()
        case Not(part):
            return Not(_condition(part, scope)), BooleanType()
        case And(parts):
            return And(tuple(_condition(p, scope) for p in parts)), BooleanType()
        case Or(parts):
            return Or(tuple(_condition(p, scope) for p in parts)), BooleanType()
        case Implies(left, right):
            implied = Implies(_condition(left, scope), _condition(right, scope))
            return implied, BooleanType()
        case Compare():
            return _compared(tree, scope), BooleanType()
        case Among():
            return _among(tree, scope), BooleanType()
        case Plus(left, right) | Minus(left, right):
            return _sum(tree, left, right, scope)
        case Times():
            return _multiple(tree, scope)
        case Shift(day):
            return evolve(tree, day=_day(day, scope)), DayType()
        case Days(since, until) | WorkingDays(since, until):
            span = evolve(tree, since=_day(since, scope), until=_day(until, scope))
            return span, NumberType(0, -MOST_DAYS, MOST_DAYS)
        case Defined() | Scaled():
            raise AssertionError(f"{tree} is made here only")


def described(kind: FactType) -> str:
    """Return a type in the words of an error."""
    match kind:
        case BooleanType():
            return "a condition"
        case NumberType():
            return "a number"
        case DayType():
            return "a day"
        case TextType():
            return "a text"
        case ChoiceType(options):
            return "one of " + ", ".join(options)


def _named(name: str, scope: Scope) -> Typed:
    if name == TODAY:
        return Name(TODAY), DayType()
    if name in scope.facts:
        return Name(name), scope.facts[name].type
    if name in scope.definitions:
        return Defined(name, scope.definitions[name].when), BooleanType()
    _unknown(name, scope.declared())


def _day(part: Expression, scope: Scope) -> Expression:
    checked, kind = typed(part, scope)
    if not isinstance(kind, DayType):
        _wrong(part, described(kind), "a day")
    return checked


def _number(part: Expression, scope: Scope) -> tuple[Expression, NumberType]:
    checked, kind = typed(part, scope)
    if not isinstance(kind, NumberType):
        _wrong(part, described(kind), "a number")
    return checked, kind


def _sum(
    tree: Plus | Minus, left: Expression, right: Expression, scope: Scope
) -> Typed:
    (a, a_type), (b, b_type) = _aligned([_number(left, scope), _number(right, scope)])
    if isinstance(tree, Plus):
        low, high = a_type.at_least + b_type.at_least, a_type.at_most + b_type.at_most
    else:
        low, high = a_type.at_least - b_type.at_most, a_type.at_most - b_type.at_least
    kind = NumberType(a_type.decimals, low, high)
    return evolve(tree, left=a, right=b), _bounded(tree, kind)


def _multiple(tree: Times, scope: Scope) -> Typed:
    part, kind = _number(tree.part, scope)
    ends = sorted((tree.factor.units * kind.at_least, tree.factor.units * kind.at_most))
    decimals = tree.factor.decimals + kind.decimals
    if decimals > MOST_PLACES:
        limit = f"a multiple with at most {MOST_PLACES} digits after the point"
        _wrong(tree, f"{decimals}", limit)
    return Times(tree.factor, part), _bounded(tree, NumberType(decimals, *ends))


def _compared(tree: Compare, scope: Scope) -> Compare:
    checked = [typed(part, scope) for part in tree.parts]
    ordered = any(operator not in ("==", "!=") for operator in tree.operators)
    first = next((t for _, t in checked if not isinstance(t, TextType)), checked[0][1])
    for part, (_, kind) in zip(tree.parts, checked, strict=True):
        _same_family(part, kind, first)
        if ordered and not isinstance(kind, NumberType | DayType):
            _wrong(part, described(kind), "a number or a day (others have no order)")
    if isinstance(first, NumberType):
        numbers = [(p, t) for p, t in checked if isinstance(t, NumberType)]
        checked = [(part, kind) for part, kind in _aligned(numbers)]
    return Compare(tuple(part for part, _ in checked), tree.operators)


def _same_family(part: Expression, found: FactType, wanted: FactType) -> None:
    """Fail unless both types compare; a text literal may name an option."""
    if isinstance(wanted, ChoiceType):
        if isinstance(part, Text):
            if part.value not in wanted.options:
                _no_option(part, wanted)
        elif found != wanted:
            _wrong(part, described(found), described(wanted))
    elif type(found) is not type(wanted):
        _wrong(part, described(found), described(wanted))


def _among(tree: Among, scope: Scope) -> Among:
    part, kind = typed(tree.part, scope)
    options = [typed(option, scope) for option in tree.options]
    for option, (_, found) in zip(tree.options, options, strict=True):
        _same_family(option, found, kind)
    if not isinstance(kind, NumberType):
        return Among(part, tree.options)
    numbers = [(o, t) for o, t in options if isinstance(t, NumberType)]
    (part, _), *aligned = _aligned([(part, kind), *numbers])
    return Among(part, tuple(o for o, _ in aligned if isinstance(o, Number)))


def _aligned(
    parts: list[tuple[Expression, NumberType]],
) -> list[tuple[Expression, NumberType]]:
    """Return the parts all written with as many decimals as the finest has."""
    finest = max(kind.decimals for _, kind in parts)
    return [_refined(part, kind, finest) for part, kind in parts]


def _refined(
    part: Expression, kind: NumberType, decimals: int
) -> tuple[Expression, NumberType]:
    factor = 10 ** (decimals - kind.decimals)
    if factor == 1:
        return part, kind
    finer = NumberType(decimals, kind.at_least * factor, kind.at_most * factor)
    _bounded(part, finer)
    if isinstance(part, Number):
        return Number(part.units * factor, decimals), finer
    return Scaled(part, factor), finer


def _bounded(part: Expression, kind: NumberType) -> NumberType:
    if kind.at_least < -LARGEST or kind.at_most > LARGEST:
        widest = max(-kind.at_least, kind.at_most)
        expected = f"a value below {LARGEST:,} (declare narrower bounds of its facts)"
        _wrong(part, f"up to {widest:,} of the smallest unit", expected)
    return kind


def _wrong(part: Expression, found: str, expected: str) -> NoReturn:
    raise ExpressionTypeError(text(part), found, expected)


def _unknown(name: str, declared: Mapping[str, Fact] | tuple[str, ...]) -> NoReturn:
    expected = "a declared fact or definition" + way_out(name, declared)
    raise ExpressionTypeError(name, "a name that is not declared", expected)


def _no_option(part: Text, wanted: ChoiceType) -> NoReturn:
    expected = described(wanted) + way_out(part.value, wanted.options)
    raise ExpressionTypeError(text(part), "no option of it", expected)
