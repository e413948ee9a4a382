"""Exercises that a teacher makes, as addresses.

An address is a query string whose keys are those of an exercise in a file, a list as
a key several times, a fact as `fact.NAME`, another case as `link.NAME`; so everything
that can be declared can be sent to a class, and nothing has to be stored.  An address
is checked as strictly as a file, and besides the exercise has a solution.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlencode

from qualflow.law.facts import FactValueError
from qualflow.law.loading.mistakes import Mistakes, RulebookError, TooManyError
from qualflow.law.loading.tables import Table
from qualflow.law.loading.toml import Document
from qualflow.law.loading.wrong import mismatch, short
from qualflow.law.rulebook import Rulebook
from qualflow.learn.chances import MissingPackagesError
from qualflow.learn.exercises import Exercise, kind_of
from qualflow.learn.lesson import Materials
from qualflow.learn.loading.exercises import EVERY_KEY, exercise_in, hints_in
from qualflow.learn.loading.matter import Context, value_of
from qualflow.learn.loading.shared import reading_for
from qualflow.learn.solving import NoSolutionError, solution

LONGEST = 4_000
"""So many characters an address has at most; browsers and chats take as many."""
MOST_PAIRS = 120
LONGEST_ASK = 500
MADE = "made"
"""The id of every made exercise."""

_LISTS = ("given", "without", "acts", "standings", "moves", "options", "hints")
_DAYS = ("on", "until")
_SINGLE = tuple(
    key for key in EVERY_KEY if key not in (*_LISTS, *_DAYS, "facts", "links", "widest")
)


class MadeError(RulebookError):
    """All mistakes of an address.

    Attributes:
        unsolved: Why no answer would be right, where nothing else is wrong.
    """

    unsolved: NoSolutionError | None = None


def made(query: str, rulebook: Rulebook, materials: Materials) -> Exercise:
    """Return the exercise of an address.

    Args:
        query: The part behind the question mark.
        rulebook: Of the process it is about.
        materials: What it can name.

    Raises:
        MadeError: If there is any mistake in it, or it has no solution; with all.
    """
    mistakes = Mistakes()
    found: Exercise | None = None
    unsolved: NoSolutionError | None = None
    with suppress(TooManyError):
        found = _made(query, Context(rulebook, materials), mistakes)
        if found is not None:
            unsolved = _check_solution(rulebook, found, mistakes)
    try:
        mistakes.raise_all(rulebook.name)
    except RulebookError as error:
        wrong = MadeError(error.process, error.mistakes)
        wrong.unsolved = unsolved
        raise wrong from None
    assert found is not None  # or there was a mistake
    return found


def _made(query: str, context: Context, mistakes: Mistakes) -> Exercise | None:
    pairs = _pairs(query, mistakes)
    if pairs is None:
        return None
    data = _table(pairs, context, mistakes)
    if mistakes:
        return None
    reading = reading_for(mistakes, context.rulebook)
    document = Document("address", "", data)
    table = Table(reading, document, (), "", data)
    ask = table.text("ask")
    if len(ask) > LONGEST_ASK:
        what = f"'ask': at most {LONGEST_ASK} characters expected, {len(ask)} found"
        table.wrong(what, "ask")
    hints = tuple(MappingProxyType({"en": hint}) for hint in hints_in(table))
    words = MappingProxyType({"en": ask} if ask else {})
    return exercise_in(table, context, MADE, words, hints)


def _pairs(query: str, mistakes: Mistakes) -> list[tuple[str, str]] | None:
    if len(query) > LONGEST:
        what = f"at most {LONGEST:,} characters expected, {len(query):,} found"
        mistakes.add("address", None, "", what)
        return None
    try:
        pairs = parse_qsl(
            query,
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_PAIRS,
        )
    except ValueError:  # a UnicodeDecodeError is one
        what = "a query like 'kind=choose_clause&step=approve' expected, none found"
        mistakes.add("address", None, "", what)
        return None
    for number, pair in enumerate(pairs, 1):
        if not all(text.isprintable() for text in pair):
            what = "characters that can be shown expected, others found"
            mistakes.add("address", None, "", f"part {number}: {what}")
            return None
    return pairs


def _table(
    pairs: list[tuple[str, str]], context: Context, mistakes: Mistakes
) -> dict[str, Any]:
    """Return the pairs of an address as the table of a file has them."""
    data: dict[str, Any] = {}
    for key, value in pairs:
        kind, dot, name = key.partition(".")
        if key in _LISTS:
            data.setdefault(key, []).append(value)
        elif dot and kind in ("fact", "link"):
            inner = data.setdefault(f"{kind}s", {})
            if name in inner:
                mistakes.add("address", None, "", f"'{short(key)}' stands there twice")
            inner[name] = value
        elif key in data:
            mistakes.add("address", None, "", f"'{short(key)}' stands there twice")
        elif key in (*_SINGLE, "ask"):
            data[key] = value
        elif key in _DAYS or key == "widest":
            data[key] = _typed(key, value, mistakes)
        else:
            what = f"unknown key '{short(key)}'"
            known = (*_SINGLE, *_LISTS, *_DAYS, "widest", "fact.NAME", "link.NAME")
            if dot:  # a part of a fact or a link is looked for by its first word
                what += mistakes.way_out(kind, ("fact", "link"), word="known")
            else:
                what += mistakes.way_out(key, known, word="known")
            mistakes.add("address", None, "", what)
    if "facts" in data:
        data["facts"] = dict(_facts(data["facts"], context, mistakes))
    return data


def _typed(key: str, value: str, mistakes: Mistakes) -> date | int | None:
    try:
        if key == "widest":
            return int(value) if value.isascii() and value.isdigit() else int("none")
        return date.fromisoformat(value)
    except ValueError:
        expected = "a whole number" if key == "widest" else "a day like 2019-01-10"
        what = f"'{key}': " + mismatch(expected, value)
        mistakes.add("address", None, "", what)
        return None


def _facts(
    values: Mapping[str, str], context: Context, mistakes: Mistakes
) -> Iterator[tuple[str, object]]:
    facts = context.rulebook.facts
    for name, value in values.items():
        if name not in facts:
            yield name, value  # and the reader says that it is none
            continue
        try:
            yield name, value_of(facts[name], value)
        except FactValueError as error:
            what = f"'fact.{name}': " + mismatch(error.expected, value)
            mistakes.add("address", None, "", what)


def _check_solution(
    rulebook: Rulebook, found: Exercise, mistakes: Mistakes
) -> NoSolutionError | None:
    """Return why an exercise has no solution, and note it; None if it has one."""
    try:
        solution(rulebook, found)
    except NoSolutionError as error:
        mistakes.add("address", None, "", f"no answer is right: {error.why}")
        return error
    except MissingPackagesError:
        pass
    return None


def address(exercise: Exercise, language: str = "en") -> str:
    """Return the address of an exercise, made or of a lesson.

    `made(address(exercise), …)` asks the same; words are kept in one language.
    """
    pairs = [("kind", kind_of(exercise))]
    for key, value in exercise.head.declared.items():
        if key != "kind":
            pairs += _written(key, value)
    head = exercise.head
    ask = head.ask.get(language) or head.ask.get("en", "")
    pairs += [("ask", ask)] if ask else []
    pairs += [("hints", h.get(language) or h.get("en", "")) for h in head.hints]
    return urlencode(pairs)


def _written(key: str, value: object) -> Iterator[tuple[str, str]]:
    if key in ("facts", "links") and isinstance(value, dict):
        for name, inner in _flat(value):
            yield f"{key[:-1]}.{name}", _shown(inner)
    elif isinstance(value, list):
        for item in value:
            yield key, _shown(item)
    else:
        yield key, _shown(value)


def _flat(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        if isinstance(value, dict):
            for part, inner in value.items():
                yield f"{name}.{part}", inner
        else:
            yield name, value


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
