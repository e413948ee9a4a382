"""The sides of a comparison in words: numbers, days, texts and options.

A figure is said in the unit of what it is compared with or added to, its *measure*.
Sums and multiples are bracketed wherever two readings would be possible.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from attrs import frozen

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
)
from qualflow.law.facts import BooleanType, DayType, Fact, NumberType
from qualflow.law.measures import Unit
from qualflow.words.language import Language, say
from qualflow.words.values import Measure, amount, day, label, number, option, period


class Kind(StrEnum):
    """What a side is; the first word of the keys of its comparisons."""

    NUMBER = "number"
    DAY = "day"
    NAME = "name"
    CONDITION = "condition"


@frozen
class Terms:
    """The words of sides, in one language."""

    facts: Mapping[str, Fact]
    language: Language

    def say(self, key: str, **values: object) -> str:
        """Return a message."""
        return say(key, self.language, **values)

    def kind(self, tree: Expression) -> Kind:
        """Return what a side is."""
        match tree:
            case Number() | Plus() | Minus() | Times() | Scaled():
                return Kind.NUMBER
            case Days() | WorkingDays():
                return Kind.NUMBER
            case Day() | Shift() | Name("today"):
                return Kind.DAY
            case Text():
                return Kind.NAME
            case Name(name):
                return self._kind_of(self.facts[name])
            case Truth() | Defined() | Known() | Not() | And() | Or() | Implies():
                return Kind.CONDITION
            case Compare() | Among():
                return Kind.CONDITION
            case _:
                assert_never(tree)

    def _kind_of(self, fact: Fact) -> Kind:
        if isinstance(fact.type, NumberType):
            return Kind.NUMBER
        if isinstance(fact.type, DayType):
            return Kind.DAY
        return Kind.CONDITION if isinstance(fact.type, BooleanType) else Kind.NAME

    def measure(self, tree: Expression) -> Measure:
        """Return what a side is counted in, None if it does not say."""
        match tree:
            case Name(name):
                return self.facts.get(name)
            case Scaled(part) | Times(_, part):
                return self.measure(part)
            case Plus(left, right) | Minus(left, right):
                return self._common(self.measure(left), self.measure(right))
            case Days():
                return Unit.DAY
            case WorkingDays():
                return Unit.WORKING_DAY
        return None

    def _common(self, one: Measure, other: Measure) -> Measure:
        """Return the measure of a sum: none if its parts have two."""
        if one is None or other is None:
            return one or other
        shown = [amount(2, measure, self.language) for measure in (one, other)]
        return one if shown[0] == shown[1] else None

    def counted(self, tree: Expression, figure: Expression) -> str | None:
        """Return what a side counts ("sample cars", "from … to …"), if it counts.

        None also where English would have to say "1 sample cars".
        """
        match tree:
            case Scaled(part):
                return self.counted(part, figure)
            case Name(name) if name in self.facts and self.facts[name].count:
                plural = self.language is not Language.EN or not _is_one(figure)
                return label(self.facts[name], self.language) if plural else None
            case Days(since, until) | WorkingDays(since, until):
                return self.say("span", since=self.side(since), until=self.side(until))
        return None

    def figure(self, tree: Number, counted: Expression) -> str:
        """Return how many there are of something.

        English counts the thing itself ("15 sample cars"); Chinese needs its measure
        word (样车15辆).
        """
        measure = self.measure(counted)
        if isinstance(measure, Fact) and self.language is Language.EN:
            measure = None
        return self.side(tree, measure)

    def side(self, tree: Expression, measure: Measure = None) -> str:
        """Return a side as a noun phrase.

        Args:
            tree: A number, day, text or option.
            measure: What a figure in it is counted in, if it does not say itself.
        """
        match tree:
            case Number(units, decimals):
                return amount(Decimal(units).scaleb(-decimals), measure, self.language)
            case Day(ordinal):
                return day(date.fromordinal(ordinal), self.language)
            case Text(text):
                return self._text(text, measure)
            case Name(name):
                return self._named(name)
            case Scaled(part):
                return self.side(part, measure)
            case Plus(left, right) | Minus(left, right):
                return self._sum(tree, left, right, self.measure(tree) or measure)
            case Times(factor, part):
                one = Decimal(factor.units).scaleb(-factor.decimals)
                said = self._apart(part, self.measure(part) or measure)
                return self.say("times", factor=number(one), part=said)
            case Shift():
                return self._shifted(tree)
            case Days(since, until):
                return self.say("days", since=self.side(since), until=self.side(until))
            case WorkingDays(since, until):
                ends = {"since": self.side(since), "until": self.side(until)}
                return self.say("working days", **ends)
            case Truth() | Defined() | Known() | Not() | And() | Or() | Implies():
                raise AssertionError(f"{tree} is a condition")
            case Compare() | Among():
                raise AssertionError(f"{tree} is a condition")
            case _:
                assert_never(tree)

    def _named(self, name: str) -> str:
        if name == TODAY:
            return self.say("today")
        fact = self.facts[name]
        said = label(fact, self.language)
        return self.say("number of", label=said) if fact.count else said

    def _text(self, text: str, measure: Measure) -> str:
        """Return an option in its words, any other text in quotes."""
        if isinstance(measure, Fact) and text in measure.options:
            return option(measure, text, self.language)
        return self.say("quote", text=text)

    def _sum(
        self, tree: Plus | Minus, left: Expression, right: Expression, measure: Measure
    ) -> str:
        # A sum groups to the left, so a sum on the left needs no bracket.
        first = self.side if isinstance(left, Plus | Minus) else self._apart
        key = "plus" if isinstance(tree, Plus) else "minus"
        said = {"left": first(left, measure), "right": self._apart(right, measure)}
        return self.say(key, **said)

    def _apart(self, tree: Expression, measure: Measure) -> str:
        """Return a side with a bracket around it if it is made of several."""
        said = self.side(tree, measure)
        while isinstance(tree, Scaled):
            tree = tree.part
        if isinstance(tree, Plus | Minus | Times | Days | WorkingDays):
            return self.say("bracket", part=said)
        return said

    def _shifted(self, tree: Shift) -> str:
        key = "before" if tree.length < 0 else "after"
        if isinstance(tree.day, Shift):
            key = f"further {key}"
        length = period(abs(tree.length), tree.unit, self.language)
        return self.say(key, period=length, day=self.side(tree.day))


def _is_one(tree: Expression) -> bool:
    return isinstance(tree, Number) and tree.units == 10**tree.decimals
