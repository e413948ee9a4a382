"""Text of the clause language to a tree; `writing` is the way back.

A hand-written parser (one regular expression for the words, one function a level of
binding) so that every error can say where it is, what was found and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import NoReturn

from attrs import frozen

from qualflow.errors import QualflowError
from qualflow.law.expression import (
    Among,
    And,
    Comparator,
    Compare,
    Day,
    Days,
    Expression,
    Implies,
    Known,
    Minus,
    Name,
    Not,
    Number,
    Or,
    Plus,
    Shift,
    Text,
    Times,
    Truth,
    WorkingDays,
    depth,
)
from qualflow.law.measures import FIRST_DAY, LAST_DAY, MOST_DECIMALS, MOST_DIGITS, Unit
from qualflow.law.writing import literal, period, text

__all__ = [
    "COMPARATORS",
    "LONGEST_SHIFT",
    "MOST_CHARACTERS",
    "MOST_LEVELS",
    "RESERVED",
    "ExpressionError",
    "literal",
    "parse",
    "period",
    "text",
]

MOST_CHARACTERS = 2_000
MOST_LEVELS = 40
LONGEST_SHIFT = 36_600

RESERVED = frozenset("and or not implies in true false known days working_days".split())
COMPARATORS: dict[str, Comparator] = {
    "<": "<",
    "<=": "<=",
    "==": "==",
    "!=": "!=",
    ">=": ">=",
    ">": ">",
}
OPERAND = "a fact, a number, a day, a text or a bracket"

_WORDS = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    | (?P<day>\d{4}-\d{2}-\d{2}(?![\w-]))
    | (?P<number>\d[\d_]*(?:\.\d+)?(?![\w.]))
    | (?P<name>[A-Za-z_]\w*(?:\.\w+)*)
    | (?P<text>"[^"\\\r\n]*")
    | (?P<symbol><=|>=|==|!=|[<>+\-*(){},])""",
    re.VERBOSE | re.ASCII,
)
_GROUPED = re.compile(r"\d+|\d{1,3}(?:_\d{3})+")


class ExpressionError(QualflowError):
    """An expression that cannot be read, with the place and what would do there."""

    def __init__(self, text: str, position: int, found: str, expected: str) -> None:
        self.text = text
        self.position = position
        self.found = found
        self.expected = expected
        super().__init__(text, position, found, expected)

    def __str__(self) -> str:
        start = max(0, self.position - 60)
        line = self.text[start : self.position + 40].replace("\n", " ")
        caret = " " * (self.position - start) + "^"
        return f"{self.expected} expected, {self.found} found\n  {line}\n  {caret}"


@frozen
class _Word:
    kind: str
    text: str
    position: int

    @property
    def shown(self) -> str:
        return "the end" if self.kind == "end" else f"'{self.text}'"


def parse(text: str) -> Expression:
    """Return the tree of an expression; names are not looked up yet.

    Raises:
        ExpressionError: If the text is no expression or passes a limit.

    >>> parse("known(sample_cars)")
    Known(name='sample_cars')
    """
    if len(text) > MOST_CHARACTERS:
        found = f"one of {len(text)}"
        limit = f"an expression of at most {MOST_CHARACTERS:,} characters"
        raise ExpressionError(text, MOST_CHARACTERS, found, limit)
    return _Parser(text).whole()


def _words(text: str) -> Iterator[_Word]:
    position = 0
    while position < len(text):
        match = _WORDS.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        if match.lastgroup != "space":
            yield _Word(str(match.lastgroup), match[0], position)
        position = match.end()
    yield _Word("end", "", len(text))


def _unreadable(text: str, position: int) -> ExpressionError:
    found = text[position]
    hints = {
        '"': "a text closed by a double quote in the same line",
        "'": 'a text in double quotes ("…")',
        "=": "'==' (equal)",
        "/": "a multiple instead of a division ('3 * a > b', not 'a > b / 3')",
        "%": "a plain number (the fact declares its unit)",
    }
    if found.isascii() and found.isdigit():
        return ExpressionError(text, position, f"'{text[position : position + 20]}'",
                               "a number or a day like 2019-01-10")  # fmt: skip
    return ExpressionError(text, position, f"'{found}'", hints.get(found, OPERAND))


class _Parser:
    """Recursive descent over the words of one text; one level of binding a method."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(_words(text))
        self.next = 0
        self.depth = 0

    # -- words ------------------------------------------------------------------

    @property
    def word(self) -> _Word:
        return self.words[self.next]

    def at(self, *texts: str) -> bool:
        return self.word.kind in ("name", "symbol") and self.word.text in texts

    def take(self) -> _Word:
        word = self.word
        self.next += 1
        return word

    def skip(self, text: str) -> bool:
        if self.at(text):
            self.next += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.skip(text):
            self.fail(f"'{text}'")

    def fail(self, expected: str, word: _Word | None = None) -> NoReturn:
        word = word or self.word
        raise ExpressionError(self.text, word.position, word.shown, expected)

    def deeper(self, level: Callable[[], Expression]) -> Expression:
        """Return what `level` reads, one level down: the stack is finite."""
        self.depth += 1
        if self.depth > MOST_LEVELS:
            self.fail(f"at most {MOST_LEVELS} levels")
        tree = level()
        self.depth -= 1
        return tree

    # -- levels of binding, loosest first -----------------------------------------

    def whole(self) -> Expression:
        tree = self.implication()
        if self.word.kind != "end":
            self.fail("'and', 'or', 'implies', a comparison or the end")
        # Every node takes a word, so that few words are no deep tree.
        if len(self.words) > MOST_LEVELS and depth(tree) > MOST_LEVELS:
            self.fail(f"an expression of at most {MOST_LEVELS} levels")
        return tree

    def implication(self) -> Expression:
        return self.deeper(self.implied)

    def implied(self) -> Expression:
        tree = self.series("or", self.conjunction, Or)
        return Implies(tree, self.implication()) if self.skip("implies") else tree

    def conjunction(self) -> Expression:
        return self.series("and", self.negation, And)

    def series(
        self,
        word: str,
        level: Callable[[], Expression],
        node: type[And] | type[Or],
    ) -> Expression:
        parts = [level()]
        while self.skip(word):
            parts.append(level())
        return parts[0] if len(parts) == 1 else node(tuple(parts))

    def negation(self) -> Expression:
        if self.skip("not"):
            return Not(self.deeper(self.negation))
        return self.comparison()

    def comparison(self) -> Expression:
        first = self.sum()
        if self.skip("in"):
            return Among(first, self.options())
        parts, operators = [first], []
        while self.word.text in COMPARATORS and self.word.kind == "symbol":
            operators.append(COMPARATORS[self.take().text])
            parts.append(self.sum())
        return Compare(tuple(parts), tuple(operators)) if operators else first

    def options(self) -> tuple[Number | Day | Text, ...]:
        self.need("{")
        options = [self.option()]
        while self.skip(","):
            options.append(self.option())
        self.need("}")
        return tuple(options)

    def option(self) -> Number | Day | Text:
        word = self.word
        value = None if self.at("}") else self.product()
        if isinstance(value, Number | Day | Text):
            return value
        self.fail("a text, a number or a day", word)

    def sum(self) -> Expression:
        tree = self.product()
        while self.at("+", "-"):
            sign = 1 if self.take().text == "+" else -1
            unit = self.unit_ahead()
            if unit is not None:
                tree = self.shifted(tree, sign, unit)
            elif sign == 1:
                tree = Plus(tree, self.product())
            else:
                tree = Minus(tree, self.product())
        return tree

    def unit_ahead(self) -> Unit | None:
        """Return the unit that follows the number at hand, if one does."""
        if self.word.kind != "number":
            return None
        after = [word.text for word in self.words[self.next + 1 : self.next + 3]]
        if after[0] == "working" and after[1] in ("day", "days"):
            return Unit.WORKING_DAY
        singular = after[0].removesuffix("s")
        return Unit(singular) if singular in ("day", "month", "year") else None

    def shifted(self, day: Expression, sign: int, unit: Unit) -> Shift:
        word = self.word
        number = self.number()
        if number.decimals or number.units > LONGEST_SHIFT:
            self.fail(f"a whole number of at most {LONGEST_SHIFT:,}", word)
        self.next += 2 if unit is Unit.WORKING_DAY else 1
        return Shift(day, sign * number.units, unit)

    def product(self) -> Expression:
        word = self.word
        left = self.atom()
        if not self.at("*"):
            return left
        self.take()
        right_word = self.word
        right = self.atom()
        if self.at("*"):
            self.fail("one multiplication: write the product of the constants")
        if isinstance(left, Number):
            return Times(left, right)
        if isinstance(right, Number):
            self.fail("the constant first ('3 * a', not 'a * 3')", right_word)
        self.fail("a constant before '*'", word)

    # -- atoms --------------------------------------------------------------------

    def atom(self) -> Expression:
        word = self.word
        match word.kind:
            case "number":
                return self.number()
            case "day":
                return self.day()
            case "text":
                return Text(self.take().text[1:-1])
            case "name":
                return self.named()
        if self.skip("("):
            tree = self.implication()
            self.need(")")
            return tree
        if self.at("-") and self.words[self.next + 1].kind == "number":
            self.take()
            number = self.number()
            return Number(-number.units, number.decimals)
        self.fail(OPERAND)

    def number(self) -> Number:
        word = self.take()
        whole, _, fraction = word.text.partition(".")
        if not _GROUPED.fullmatch(whole):
            self.fail("digits in groups of three ('100_000')", word)
        digits = whole.replace("_", "")
        fraction = fraction.rstrip("0")
        if len(digits) + len(fraction) > MOST_DIGITS:
            self.fail(f"a number of at most {MOST_DIGITS} digits", word)
        if len(fraction) > MOST_DECIMALS:
            self.fail(f"at most {MOST_DECIMALS} digits after the point", word)
        return Number(int(digits + fraction), len(fraction))

    def day(self) -> Day:
        word = self.take()
        try:
            day = date.fromisoformat(word.text)
        except ValueError:
            self.fail("a day of the calendar", word)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail(f"a day from {FIRST_DAY} to {LAST_DAY}", word)
        return Day(day.toordinal())

    def named(self) -> Expression:
        word = self.take()
        match word.text:
            case "true" | "false":
                return Truth(word.text == "true")
            case "known":
                self.need("(")
                name = self.take()
                if name.kind != "name" or name.text in RESERVED:
                    self.fail("the name of a fact", name)
                self.need(")")
                return Known(name.text)
            case "days" | "working_days":
                self.need("(")
                since = self.deeper(self.sum)
                self.need(",")
                until = self.deeper(self.sum)
                self.need(")")
                node = Days if word.text == "days" else WorkingDays
                return node(since, until)
        if word.text in RESERVED:
            self.fail(OPERAND, word)
        return Name(word.text)
