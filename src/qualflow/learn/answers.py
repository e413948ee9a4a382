"""Answers: plain JSON values, read strictly before anything is asked of the engine.

An answer that cannot be one (a number where a list belongs, a day that is none) is an
`AnswerError`; an answer that can be one and is wrong is a mark.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from math import isfinite

from qualflow.errors import QualflowError, way_out
from qualflow.law.facts import FactValueError, FiledValue, filed
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.parsing import MOST_CHARACTERS
from qualflow.law.rulebook import Rulebook
from qualflow.strict_json import is_unicode

MOST_ITEMS = 50
LONGEST_ITEM = 200


class AnswerError(QualflowError):
    """An answer of the wrong form.

    Attributes:
        place: Where in the answer: "", "[2]" or ".sample_cars".
        found: What was there.
        expected: What an answer of the exercise has there.
    """

    def __init__(self, place: str, found: str, expected: str) -> None:
        self.place = place
        self.found = found
        self.expected = expected
        super().__init__(place, found, expected)

    def __str__(self) -> str:
        return f"answer{self.place}: {self.expected} expected, {self.found} found"


def kind(answer: object) -> str:
    """Return what a value is, short and safe to print.

    >>> kind(["x"]), kind("x" * 100)[:10]
    ('a list', "'xxxxxxxxx")
    """
    match answer:
        case None:
            return "nothing"
        case bool():
            return "true" if answer else "false"
        case int():
            return repr(answer) if abs(answer) <= 10**15 else "a long number"
        case float():
            return repr(answer) if isfinite(answer) else "no number"
        case str():
            shown = ascii(answer[:60])
            return shown if len(answer) <= 60 else f"{shown}…"
        case list():
            return "a list"
        case dict():
            return "an object"
    return f"a value of the type {type(answer).__name__}"


def names(answer: object, known: Collection[str], what: str) -> tuple[str, ...]:
    """Return a list of different known names.

    Args:
        answer: The answer.
        known: The names that can be chosen.
        what: What one of them is, in the words of an error: "a clause".

    Raises:
        AnswerError: If it is anything else.
    """
    if type(answer) is not list:
        raise AnswerError("", kind(answer), f"a list, each item {what},")
    if len(answer) > MOST_ITEMS:
        raise AnswerError(
            "", f"a list of {len(answer):,}", f"at most {MOST_ITEMS} items"
        )
    for number, item in enumerate(answer, 1):
        place = f"[{number}]"
        if type(item) is not str or item not in known:
            guess = way_out(item[:60], known) if type(item) is str else ""
            raise AnswerError(place, kind(item), f"{what}{_aside(guess)}")
        if item in answer[: number - 1]:
            raise AnswerError(place, f"{kind(item)} twice", "each one once")
    return tuple(answer)


def _aside(guess: str) -> str:
    return f" ({guess.removeprefix('; ')})" if guess else ""


def day(answer: object) -> date:
    """Return a day, written 2019-01-10.

    Raises:
        AnswerError: If it is none.
    """
    expected = f"a day from {FIRST_DAY} to {LAST_DAY}, like 2019-01-10,"
    if type(answer) is not str or len(answer) != 10:
        raise AnswerError("", kind(answer), expected)
    try:
        found = date.fromisoformat(answer)
    except ValueError:
        raise AnswerError("", kind(answer), expected) from None
    if found.isoformat() != answer or not FIRST_DAY <= found <= LAST_DAY:
        raise AnswerError("", kind(answer), expected)
    return found


def text(answer: object) -> str:
    """Return a text that an expression could be.

    Raises:
        AnswerError: If it is none, or too long.
    """
    expected = f"a text of 1 to {MOST_CHARACTERS:,} characters"
    if type(answer) is not str:
        raise AnswerError("", kind(answer), expected)
    if not answer.strip() or len(answer) > MOST_CHARACTERS or not is_unicode(answer):
        found = f"{len(answer):,} characters" if answer.strip() else "an empty one"
        raise AnswerError("", found, expected)
    return answer


def filings(answer: object, rulebook: Rulebook) -> dict[str, FiledValue]:
    """Return facts by name with values as they are kept.

    A value is true or false, a whole number, or a text: the name of an option, a day
    like "2019-01-10" or a number like "5.10".

    Raises:
        AnswerError: If a name is no fact or a value none of it.
    """
    if type(answer) is not dict:
        raise AnswerError("", kind(answer), "an object of facts and values")
    if len(answer) > MOST_ITEMS:
        raise AnswerError("", f"{len(answer):,} facts", f"at most {MOST_ITEMS} facts")
    found: dict[str, FiledValue] = {}
    for name, value in answer.items():
        if type(name) is not str or name not in rulebook.facts:
            guess = way_out(name[:60], rulebook.facts) if type(name) is str else ""
            raise AnswerError("", kind(name), f"the name of a fact{_aside(guess)}")
        if type(value) not in (bool, int, str):
            expected = "true, false, a whole number or a text"
            raise AnswerError(f".{name}", kind(value), expected)
        try:
            found[name] = filed(rulebook.facts[name], value)
        except FactValueError as error:
            raise AnswerError(f".{name}", kind(value), error.expected) from None
    return found


def percents(answer: object) -> tuple[float, float]:
    """Return a range of percentages: two numbers, the lower one first.

    Raises:
        AnswerError: If it is anything else.
    """
    expected = "two numbers from 0 to 100, the lower one first,"
    if type(answer) is not list or len(answer) != 2:
        raise AnswerError("", kind(answer), expected)
    for number, item in enumerate(answer, 1):
        fits = type(item) in (int, float) and 0 <= item <= 100
        if not fits:
            raise AnswerError(f"[{number}]", kind(item), "a number from 0 to 100")
    low, high = answer
    if low > high:
        raise AnswerError("", f"{low} before {high}", expected)
    return float(low), float(high)
