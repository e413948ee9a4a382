"""A tree of the clause language as text, in the one way to write it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qualflow.law.expression import (
    Among,
    And,
    Comparator,
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
)
from qualflow.law.measures import Unit

_IMPLIES, _OR, _AND, _NOT, _COMPARE, _SUM, _TIMES, _ATOM = range(8)


def text(tree: Expression) -> str:
    """Return the one way to write a tree: single spaces, no needless bracket.

    >>> from qualflow.law.parsing import parse
    >>> text(parse("(a  and b) implies ( 3 * c )> 100_000"))
    'a and b implies 3 * c > 100_000'
    """
    return _text(tree)[0]


def _text(tree: Expression) -> tuple[str, int]:
    """Return the text of a node and how tightly it binds."""
    match tree:
        case Truth(value):
            return ("true" if value else "false"), _ATOM
        case Number() | Day() | Text():
            return literal(tree), _ATOM
        case Name(name) | Defined(name):
            return name, _ATOM
        case Known(name):
            return f"known({name})", _ATOM
        case Not(part):
            return f"not {_in(part, _NOT)}", _NOT
        case And(parts):
            return " and ".join(_in(part, _NOT) for part in parts), _AND
        case Or(parts):
            return " or ".join(_in(part, _AND) for part in parts), _OR
        case Implies(left, right):
            return f"{_in(left, _OR)} implies {_in(right, _IMPLIES)}", _IMPLIES
        case Compare(parts, operators):
            return _chain(parts, operators), _COMPARE
        case Among(part, options):
            listed = ", ".join(literal(option) for option in options)
            return f"{_in(part, _SUM)} in {{{listed}}}", _COMPARE
        case Scaled(part):
            return _text(part)
    return _counted(tree)


def _counted(
    tree: Plus | Minus | Times | Shift | Days | WorkingDays,
) -> tuple[str, int]:
    """Return the same of a node that is a number or a day."""
    match tree:
        case Plus(left, right):
            return f"{_in(left, _SUM)} + {_in(right, _TIMES)}", _SUM
        case Minus(left, right):
            return f"{_in(left, _SUM)} - {_in(right, _TIMES)}", _SUM
        case Times(factor, part):
            return f"{literal(factor)} * {_in(part, _ATOM)}", _TIMES
        case Shift(day, length, unit):
            sign = "-" if length < 0 else "+"
            return f"{_in(day, _SUM)} {sign} {period(abs(length), unit)}", _SUM
        case Days(since, until):
            return f"days({_in(since, _SUM)}, {_in(until, _SUM)})", _ATOM
        case WorkingDays(since, until):
            return f"working_days({_in(since, _SUM)}, {_in(until, _SUM)})", _ATOM


def _chain(parts: Sequence[Expression], operators: Sequence[Comparator]) -> str:
    words = [_in(parts[0], _SUM)]
    for operator, part in zip(operators, parts[1:], strict=True):
        words += [operator, _in(part, _SUM)]
    return " ".join(words)


def _in(tree: Expression, level: int) -> str:
    written, binds = _text(tree)
    return written if binds >= level else f"({written})"


def literal(tree: Number | Day | Text) -> str:
    """Return a number, day or text as the language writes it.

    >>> literal(Number(3333, 2))
    '33.33'
    """
    match tree:
        case Number(units, decimals):
            digits = f"{abs(units):0{decimals + 1}d}"
            whole, fraction = (
                digits[: len(digits) - decimals],
                digits[len(digits) - decimals :],
            )
            fraction = fraction.rstrip("0")
            sign = "-" if units < 0 else ""
            return f"{sign}{int(whole):_}" + (f".{fraction}" if fraction else "")
        case Day(ordinal):
            return date.fromordinal(ordinal).isoformat()
        case Text(value):
            return f'"{value}"'


def period(length: int, unit: Unit) -> str:
    """Return a period in the words of the language.

    >>> period(1, Unit.YEAR), period(30, Unit.WORKING_DAY)
    ('1 year', '30 working days')
    """
    return f"{length:_} {unit}" + ("" if length == 1 else "s")
