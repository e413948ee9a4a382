"""What a reader has answered, read from an address: for the engine to mark.

The fields of an exercise are called `a`, those of facts `a.NAME`; `tries` says how many
wrong answers went before.  What no form of ours sends is a `ParameterError`; what a
reader forgot, or mistyped, is said in words on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from attrs import frozen

from qualflow.errors import way_out
from qualflow.law.facts import BooleanType, Fact, FactValueError, NumberType, filed
from qualflow.law.parsing import MOST_CHARACTERS
from qualflow.law.rulebook import Rulebook
from qualflow.learn.answers import MOST_ITEMS
from qualflow.learn.asking import facts_to_file, findings
from qualflow.learn.exercises import (
    Choose,
    ChooseClause,
    Exercise,
    FileFacts,
    LastDay,
    OrderSteps,
    Probability,
    WriteClause,
)
from qualflow.strict_json import Json
from qualflow.web.parameters import (
    DAY,
    LONGEST_SHOWN,
    LONGEST_TEXT,
    Parameter,
    ParameterError,
)

Pairs = Sequence[tuple[str, str]]

ANSWER, OF_FACT, TRIES = "a", "a.", "tries"
MOST_TRIES = 99
_LINES = re.compile(r"[\r\n\t ]+")
_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?", re.ASCII)
_FIGURE = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)

_TRIES = Parameter(TRIES, "Wrong answers before.", pattern="[0-9]{1,2}", example="1")


@frozen
class Wrong:
    """What a reader forgot or mistyped: the key of the sentence, and its values."""

    key: str
    fact: str = ""
    value: str = ""


@frozen
class Given:
    """An answer as it was sent.

    Attributes:
        tries: How many wrong answers went before.
        answer: For the engine; None where `wrong` says why there is none.
        filled: What stands in the fields, to be shown again: by field.
    """

    tries: int
    answer: Json
    filled: dict[str, tuple[str, ...]]
    wrong: tuple[Wrong, ...] = ()


def is_answer(key: str) -> bool:
    """Return whether a key of an address belongs to an answer."""
    return key in (ANSWER, TRIES) or key.startswith(OF_FACT)


def given(rulebook: Rulebook, exercise: Exercise, pairs: Pairs) -> Given | None:
    """Return the answer of an address, None if there is none.

    Args:
        rulebook: Of the process of the exercise.
        exercise: What is answered.
        pairs: The keys and values that belong to an answer, in order.

    Raises:
        ParameterError: If no form of this exercise sends this.
    """
    if not pairs:
        return None
    tries = _tries(pairs)
    rest = [(key, text) for key, text in pairs if key != TRIES]
    filled: dict[str, tuple[str, ...]] = {}
    for key, text in rest:
        filled[key] = (*filled.get(key, ()), text)
    if isinstance(exercise, FileFacts):
        return _facts(rulebook, exercise, tries, filled)
    for key, text in rest:
        if key != ANSWER:
            raise ParameterError(key, text, f"an answer in '{ANSWER}'")
    texts = filled.get(ANSWER, ())
    answer, wrong = _answer(rulebook, exercise, texts)
    return Given(tries, answer, filled, (wrong,) if wrong else ())


def _tries(pairs: Pairs) -> int:
    found = [text for key, text in pairs if key == TRIES]
    if len(found) > 1:
        raise ParameterError(TRIES, found[1], "it once")
    return int(_TRIES.checked(found[0])) if found else 0


def _answer(
    rulebook: Rulebook, exercise: Exercise, texts: tuple[str, ...]
) -> tuple[Json, Wrong | None]:
    match exercise:
        case ChooseClause():
            refs = findings(rulebook, exercise)
            return [*_names(texts, refs)], None
        case Choose(options=options):
            return [*_names(texts, options)], None
        case OrderSteps(moves=moves):
            return _order(texts, tuple(moves))
        case LastDay():
            return _day(_single(texts))
        case WriteClause():
            return _condition(_single(texts))
        case Probability():
            return _range(texts)
    raise AssertionError(exercise)


def _names(texts: Iterable[str], known: Iterable[str]) -> list[str]:
    names = list(known)
    chosen = list(texts)
    if len(chosen) > MOST_ITEMS:
        raise ParameterError(ANSWER, str(len(chosen)), f"at most {MOST_ITEMS}")
    for number, text in enumerate(chosen):
        if text not in names:
            out = way_out(text, names) if len(text) <= LONGEST_SHOWN else ""
            raise ParameterError(ANSWER, text, f"one that can be chosen{out};")
        if text in chosen[:number]:
            raise ParameterError(ANSWER, text, "each one once")
    return chosen


def _order(texts: tuple[str, ...], moves: tuple[str, ...]) -> tuple[Json, Wrong | None]:
    if len(texts) > len(moves):
        raise ParameterError(ANSWER, str(len(texts)), f"{len(moves)} acts")
    for text in texts:
        if text and text not in moves:
            raise ParameterError(ANSWER, text, "one of the acts")
    if not any(texts):
        return None, Wrong("nothing_yet")
    if set(texts) != set(moves):
        return None, Wrong("order_incomplete")
    return [*texts], None


def _single(texts: tuple[str, ...]) -> str:
    if len(texts) > 1:
        raise ParameterError(ANSWER, texts[1], "one answer")
    return texts[0].strip() if texts else ""


def _day(text: str) -> tuple[Json, Wrong | None]:
    if not text:
        return None, Wrong("nothing_yet")
    return DAY.checked(text), None


def _condition(text: str) -> tuple[Json, Wrong | None]:
    text = _LINES.sub(" ", text)
    if not text:
        return None, Wrong("nothing_yet")
    if len(text) > MOST_CHARACTERS:
        expected = f"at most {MOST_CHARACTERS} characters"
        raise ParameterError(ANSWER, text, expected)
    if not text.isprintable():
        raise ParameterError(ANSWER, text, "characters that can be shown")
    return text, None


def _range(texts: tuple[str, ...]) -> tuple[Json, Wrong | None]:
    if len(texts) > 2:
        raise ParameterError(ANSWER, texts[2], "two numbers")
    if not any(texts):
        return None, Wrong("nothing_yet")
    numbers = [text.strip() for text in texts]
    if len(numbers) < 2 or not all(map(_NUMBER.fullmatch, numbers)):
        return None, Wrong("no_range")
    low, high = (_plain(Decimal(text)) for text in numbers)
    fits = float(low) <= float(high) <= 100
    return ([low, high], None) if fits else (None, Wrong("no_range"))


def _plain(number: Decimal) -> int:
    """Return a number as JSON has it; the type says int for `Json` knows no floats."""
    whole = number == number.to_integral_value()
    return int(number) if whole else float(number)  # type: ignore[return-value]


# -- facts ----------------------------------------------------------------------------


def _facts(
    rulebook: Rulebook,
    exercise: FileFacts,
    tries: int,
    filled: dict[str, tuple[str, ...]],
) -> Given:
    known = facts_to_file(rulebook, exercise.setting, exercise.step)
    answer: dict[str, Json] = {}
    wrong: list[Wrong] = []
    for key, texts in filled.items():
        name = key.removeprefix(OF_FACT)
        if not key.startswith(OF_FACT) or name not in known:
            raise ParameterError(key, texts[0], "a fact that can be filed here")
        if len(texts) > 1:
            raise ParameterError(key, texts[1], "it once")
        text = texts[0].strip()
        if len(text) > LONGEST_TEXT or not text.isprintable():
            raise ParameterError(key, text, "a short text that can be shown")
        if not text:
            continue
        value = _value(rulebook.facts[name], text)
        if value is None:
            wrong.append(Wrong("no_value", name, text))
        else:
            answer[name] = value
    if wrong:
        return Given(tries, None, filled, tuple(wrong))
    if not answer:
        return Given(tries, None, filled, (Wrong("nothing_yet"),))
    return Given(tries, answer, filled)


def _value(fact: Fact, text: str) -> Json:
    """Return a value as an answer has it, None if the text is none of the fact."""
    value: bool | int | str = text
    match fact.type:
        case BooleanType():
            if text not in ("true", "false"):
                return None
            value = text == "true"
        case NumberType():
            text = text.replace(",", "").replace("_", "")
            if not _FIGURE.fullmatch(text):
                return None
            number = Decimal(text)
            whole = number == number.to_integral_value()
            value = int(number) if whole else str(number)
    try:
        filed(fact, value)
    except FactValueError:
        return None
    return value
