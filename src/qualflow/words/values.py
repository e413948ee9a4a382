"""A filed value, a day, a period and an amount in words.

Numbers are grouped by thousands and have no idle zeros, as clauses write them.  A day
is 2019-01-10 in English and 2019年1月10日 in Chinese, wherever it stands.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeAlias

from qualflow.law.facts import ChoiceType, Fact, FiledValue
from qualflow.law.measures import Unit
from qualflow.words.language import Language, pick, say

Measure: TypeAlias = Fact | Unit | None
"""What a number is counted in: the unit of a fact, a period, or nothing."""


def value(fact: Fact, filed: FiledValue | None, language: Language) -> str:
    """Return a value as a person reads it; None is not known.

    >>> from qualflow.law.facts import NumberType
    >>> scale = Fact("scale", NumberType(), unit={"en": "cars a year", "zh": "辆"})
    >>> value(scale, 150_000, Language.EN), value(scale, 150_000, Language.ZH)
    ('150,000 cars a year', '150,000辆')
    """
    match filed:
        case None:
            return say("unknown", language)
        case bool():
            return say("yes" if filed else "no", language)
        case int() | Decimal():
            return amount(filed, fact, language)
        case date():
            return day(filed, language)
        case str() if isinstance(fact.type, ChoiceType):
            return option(fact, filed, language)
        case str():
            return filed


def label(fact: Fact, language: Language) -> str:
    """Return what a fact is called, its name if it has no words."""
    return pick(fact.label, language) or fact.name


def option(fact: Fact, name: str, language: Language) -> str:
    """Return the words of an option, its name if it has none."""
    return pick(fact.options.get(name, {}), language) or name


def day(when: date, language: Language) -> str:
    """Return a day.

    >>> day(date(2019, 1, 10), Language.EN), day(date(2019, 1, 10), Language.ZH)
    ('2019-01-10', '2019年1月10日')
    """
    return say("date", language, year=when.year, month=when.month, day=when.day)


def number(amount: int | Decimal) -> str:
    """Return a number grouped by thousands, without idle zeros.

    >>> number(150_000), number(Decimal("-1000.50"))
    ('150,000', '-1,000.5')
    """
    written = f"{amount:,f}" if isinstance(amount, Decimal) else f"{amount:,}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def period(length: int | Decimal, unit: Unit, language: Language) -> str:
    """Return a period.

    >>> period(20, Unit.WORKING_DAY, Language.EN), period(3, Unit.MONTH, Language.ZH)
    ('20 working days', '3个月')
    """
    form = "one" if length == 1 else "many"
    return say(f"{unit}.{form}", language, n=number(length))


def amount(units: int | Decimal, measure: Measure, language: Language) -> str:
    """Return a number with its unit.

    A unit of another language is never borrowed: a Chinese measure word has no
    English.  One that begins with a letter is set off by a space.
    """
    if isinstance(measure, Unit):
        return period(units, measure, language)
    written = number(units)
    unit = "" if measure is None else measure.unit.get(language, "")
    apart = " " if unit[:1].isascii() and unit[:1].isalpha() else ""
    return f"{written}{apart}{unit}"
