"""Declared facts: what they are, and how a value outside becomes one inside.

Outside, a value is what people write: True, 15, Decimal("5.10"), a date, a text.
Inside it is a truth, a whole number of the smallest unit, the ordinal of a day or a
text, and every evaluator computes with these alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from qualflow.errors import QualflowError, way_out
from qualflow.law.measures import FIRST_DAY, LAST_DAY, MOST_DIGITS
from qualflow.strict_json import is_unicode

if TYPE_CHECKING:
    from qualflow.law.expression import Expression, Value

Wording: TypeAlias = Mapping[str, str]
"""The same words in several languages: "en", "zh"."""

FiledValue: TypeAlias = bool | int | Decimal | date | str
"""A value outside, as it is filed, written to disk and shown."""

NO_WORDS: Wording = MappingProxyType({})


class Evidence(IntEnum):
    """How well a filing is backed, weakest first."""

    RUMOURED = 1
    REPORTED = 2
    DOCUMENTED = 3
    OFFICIAL = 4

    @property
    def word(self) -> str:
        """The name in files and on the command line: "rumoured"."""
        return self.name.lower()


class FactValueError(QualflowError):
    """A value that a declared fact cannot have."""

    def __init__(self, fact: str, value: object, expected: str) -> None:
        self.fact = fact
        self.value = value
        self.expected = expected
        super().__init__(fact, value, expected)

    def __str__(self) -> str:
        shown = repr(self.value)
        if len(shown) > 80:
            shown = shown[:77] + "…"
        return f"fact '{self.fact}': {self.expected} expected, {shown} found"


@frozen
class BooleanType:
    """Yes or no."""


@frozen
class NumberType:
    """A number with `decimals` digits after the point, bounds included.

    `at_least` and `at_most` are in the smallest unit, as values inside are.
    """

    decimals: int = 0
    at_least: int = 0
    at_most: int = 10**12


@frozen
class DayType:
    """A calendar day in the authority's time zone."""


@frozen
class TextType:
    """A text of at most 500 characters."""


@frozen
class ChoiceType:
    """One of named options."""

    options: tuple[str, ...]


FactType: TypeAlias = BooleanType | NumberType | DayType | TextType | ChoiceType

LONGEST_TEXT = 500
EXACT_DIGITS = 28  # as many as `Decimal` computes with


@frozen
class Fact:
    """A declared fact.

    Attributes:
        name: Its name in expressions.
        type: What values it has.
        label: A noun phrase, or a sentence without its full stop for a boolean.
        question: The same as a question.
        unit: The unit of a number, the measure word in Chinese.
        options: The words of each option of a choice.
        count: Whether the number counts what the label names.
        link: The link that fills it, for a fact read from another case.
    """

    name: str
    type: FactType
    label: Wording = NO_WORDS
    question: Wording = NO_WORDS
    unit: Wording = NO_WORDS
    options: Mapping[str, Wording] = field(factory=dict)
    count: bool = False
    link: str | None = None
    source: str = ""


@frozen
class Definition:
    """An expression with a name, for use in others."""

    name: str
    when: Expression
    label: Wording = NO_WORDS


def filed(fact: Fact, value: object) -> FiledValue:
    """Return the value as it is kept: exact, in the form its type prescribes.

    A number with decimals becomes a `Decimal` with just that many digits after the
    point, one without an `int`.

    Raises:
        FactValueError: If the value is of another type or outside the bounds.

    >>> filed(Fact("x", NumberType(2)), "5.1")
    Decimal('5.10')
    """
    match fact.type:
        case BooleanType():
            if isinstance(value, bool):
                return value
            raise FactValueError(fact.name, value, "true or false")
        case NumberType():
            return _filed_number(fact.name, fact.type, value)
        case DayType():
            return _filed_day(fact.name, value)
        case TextType():
            short = f"a text of 1 to {LONGEST_TEXT} characters"
            if isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT:
                if is_unicode(value):
                    return value
                short += " of Unicode"
            raise FactValueError(fact.name, value, short)
    options = fact.type.options
    if isinstance(value, str) and value in options:
        return value
    listed = "one of " + ", ".join(options)
    if isinstance(value, str):
        listed += way_out(value, options) if len(options) > 12 else ""
    raise FactValueError(fact.name, value, listed)


def _filed_number(name: str, kind: NumberType, value: object) -> FiledValue:
    if type(value) is int and kind.decimals == 0:
        in_bounds = kind.at_least <= value <= kind.at_most
        if in_bounds:  # the way of most filings
            return value
    expected = _number_expected(kind)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise FactValueError(name, value, expected)
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        raise FactValueError(name, "a longer number", expected)
    if isinstance(value, str) and len(value) > 2 * MOST_DIGITS:
        raise FactValueError(name, value, expected)
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise FactValueError(name, value, expected) from None
    if not number.is_finite() or number.adjusted() >= MOST_DIGITS:
        raise FactValueError(name, value, expected)
    _, digits, exponent = number.as_tuple()
    tiny = isinstance(exponent, int) and exponent < -MOST_DIGITS
    if tiny or len(digits) > EXACT_DIGITS:
        raise FactValueError(name, value, expected)
    units = number.scaleb(kind.decimals)
    if units != int(units) or not kind.at_least <= units <= kind.at_most:
        raise FactValueError(name, value, expected)
    return int(units) if not kind.decimals else shown_number(int(units), kind.decimals)


def _number_expected(kind: NumberType) -> str:
    least = shown_number(kind.at_least, kind.decimals)
    most = shown_number(kind.at_most, kind.decimals)
    digits = "a whole number" if not kind.decimals else "a number"
    places = f" with at most {kind.decimals} decimals" if kind.decimals else ""
    return f"{digits} from {least:,} to {most:,}{places}"


def shown_number(units: int, decimals: int) -> int | Decimal:
    """Return a number of smallest units as it is shown.

    >>> shown_number(510, 2), shown_number(15, 0)
    (Decimal('5.10'), 15)
    """
    return Decimal(units).scaleb(-decimals) if decimals else units


def _filed_day(name: str, value: object) -> date:
    expected = f"a day from {FIRST_DAY} to {LAST_DAY}, like 2019-01-10"
    if isinstance(value, str) and len(value) == 10:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise FactValueError(name, value, expected) from None
        value = day if day.isoformat() == value else value  # not "2019-W02-4"
    if type(value) is not date:
        raise FactValueError(name, value, expected)
    if not FIRST_DAY <= value <= LAST_DAY:
        raise FactValueError(name, value, expected)
    return value


def inside(value: FiledValue) -> Value:
    """Return the value that evaluators compute with; `value` is as `filed` returns it.

    >>> inside(Decimal("5.10")), inside(date(1, 1, 2))
    (510, 2)
    """
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, Decimal):
        sign, digits, _ = value.as_tuple()
        units = int("".join(map(str, digits)))
        return -units if sign else units
    return value


def outside(fact: Fact, value: Value) -> FiledValue:
    """Return a value inside as it is filed and shown."""
    if type(value) is int:
        kind = fact.type
        if isinstance(kind, DayType):
            return date.fromordinal(value)
        if isinstance(kind, NumberType) and kind.decimals:
            return shown_number(value, kind.decimals)
    return value
