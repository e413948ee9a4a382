"""Tables, read strictly: each key once, by exact type, every mistake collected.

A reader asks a table for every key it knows, required or not, and closes it; what nobody
asked for is then an unknown key.  A getter that finds a mistake notes it, turns
`table.ok` off and returns an empty value, so that the reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, TypeVar

from attrs import define

from qualflow.law.facts import NO_WORDS, Wording
from qualflow.law.loading.mistakes import Mistakes
from qualflow.law.loading.names import KINDS, Names, illegal
from qualflow.law.loading.toml import Document, Key, LongNumber
from qualflow.law.loading.words import Words
from qualflow.law.parsing import FIRST_DAY, LAST_DAY

T = TypeVar("T")
Choice = TypeVar("Choice", bound=Enum)

LONGEST_TEXT = 2_000
LARGEST_INTEGER = 10**15

# Control characters, and those that make text read otherwise than it is stored.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_TYPES: dict[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    date: "a day",
    list: "a list",
    dict: "a table",
}


@define
class Reading:
    """What all readers of one folder share."""

    mistakes: Mistakes
    words: Words
    names: Names


def mismatch(expected: str, value: object) -> str:
    """Return the words for a value of the wrong type."""
    match value:
        case bool():
            found = f"{'true' if value else 'false'}"
        case str():
            short = value if len(value) <= 40 else value[:39] + "…"
            found = f'a text ("{short}")'
        case int():
            short = f"{value}" if abs(value) <= LARGEST_INTEGER else "a long one"
            found = f"a whole number ({short})"
        case Decimal() | LongNumber():
            text = value.text if isinstance(value, LongNumber) else str(value)
            found = f"a number ({text[:40]})"
        case datetime():
            found = "a moment"
        case date():
            found = f"a day ({value})"
        case list() | dict():
            found = _TYPES[type(value)]
        case _:
            found = "a time"
    return f"{expected} expected, {found} found"


class Table:
    """One table of one file, or one version with the keys beside it as defaults."""

    def __init__(
        self,
        reading: Reading,
        document: Document,
        key: Key,
        where: str,
        data: Mapping[str, Any],
        outer: Table | None = None,
        words_key: Key | None = None,
    ) -> None:
        self.reading = reading
        self.document = document
        self.key = key
        self.where = where
        self.data = data
        self.outer = outer
        self.words_key = key if words_key is None else words_key
        self.ok = True
        self._asked: dict[str, None] = {}

    # -- mistakes -----------------------------------------------------------------

    def wrong(self, what: str, key: str | None = None) -> None:
        """Note a mistake at a key, or at the table."""
        self.ok = False
        holder = self if key is None else self.holder(key) or self
        place = holder.key if key is None else (*holder.key, key)
        line = holder.document.line(place)
        self.reading.mistakes.add(self.document.file, line, self.where, what)

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                what = f"unknown key '{_short(key)}'"
                what += self.reading.mistakes.way_out(key, self._asked, "known")
                self.wrong(what, key)

    # -- one key ------------------------------------------------------------------

    def __contains__(self, key: str) -> bool:
        return self.holder(key) is not None

    def holder(self, key: str) -> Table | None:
        """Return the table that has a key: this one or the one around it."""
        if key in self.data:
            return self
        return self.outer.holder(key) if self.outer is not None else None

    def expect(self, *keys: str) -> None:
        """Note that these keys are known here."""
        self._asked.update(dict.fromkeys(keys))
        if self.outer is not None:
            self.outer.expect(*keys)

    def take(self, key: str, *, needed: bool = False) -> Any:
        """Return the raw value of a key, None if it is missing."""
        self.expect(key)
        holder = self.holder(key)
        if holder is not None:
            return holder.data[key]
        if needed:
            self.wrong(f"'{key}' is missing")
        return None

    def _exactly(self, key: str, kind: type[T], *, needed: bool = False) -> T | None:
        value = self.take(key, needed=needed)
        if value is None or type(value) is kind:
            return value
        self.wrong(f"'{key}': " + mismatch(_TYPES[kind], value), key)
        return None

    def text(self, key: str, *, needed: bool = False) -> str:
        """Return a text, "" if there is none."""
        value = self._exactly(key, str, needed=needed)
        if value is None:
            return ""
        if what := unfit(value):
            self.wrong(f"'{key}': {what}", key)
            return ""
        return value

    def flag(self, key: str) -> bool:
        """Return a truth, False if it is missing."""
        return self._exactly(key, bool) or False

    def day(self, key: str) -> date | None:
        """Return a day, None if it is missing."""
        value = self._exactly(key, date)
        if value is not None and not FIRST_DAY <= value <= LAST_DAY:
            what = f"a day from {FIRST_DAY} to {LAST_DAY} expected, {value} found"
            self.wrong(f"'{key}': {what}", key)
            return None
        return value

    def integer(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """Return a whole number within bounds; needed if there is no default."""
        value = self._exactly(key, int, needed=default is None)
        if value is None:
            return least if default is None else default
        if not least <= value <= most:
            found = value if abs(value) <= LARGEST_INTEGER else "a longer one"
            what = f"a whole number from {least:,} to {most:,} expected, {found} found"
            self.wrong(f"'{key}': {what}", key)
            return least
        return value

    def one_of(self, key: str, kind: type[Choice], default: Choice | None) -> Choice:
        """Return a member of an enumeration; needed if there is no default."""
        word = self.word(key, [member.value for member in kind], needed=default is None)
        if not word:
            return next(iter(kind)) if default is None else default
        return kind(word)

    def word(self, key: str, words: list[str], *, needed: bool = False) -> str:
        """Return one of some words, "" if there is none."""
        value = self._exactly(key, str, needed=needed)
        if value is None or value in words:
            return value or ""
        what = f"'{key}': one of {', '.join(words)} expected, '{_short(value)}' found"
        self.wrong(what, key)
        return ""

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Return a list of different texts; a needed one has at least one."""
        values = self._exactly(key, list, needed=needed)
        if values is None:
            return ()
        if needed and not values:
            self.wrong(f"'{key}': at least one expected, an empty list found", key)
        texts: dict[str, None] = {}
        for value in values:
            if type(value) is not str:
                self.wrong(f"'{key}': " + mismatch("texts", value), key)
            elif what := unfit(value):
                self.wrong(f"'{key}': {what}", key)
            elif value in texts:
                self.wrong(f"'{key}': '{_short(value)}' is listed twice", key)
            else:
                texts[value] = None
        return tuple(texts)

    # -- names --------------------------------------------------------------------

    def name(self, key: str, *kinds: str, needed: bool = False) -> str:
        """Return a declared name, "" if there is none."""
        name = self.text(key, needed=needed)
        return name if name and self.resolved(key, name, *kinds) else ""

    def names(self, key: str, *kinds: str, needed: bool = False) -> tuple[str, ...]:
        """Return a list of declared names."""
        names = self.texts(key, needed=needed)
        return tuple(name for name in names if self.resolved(key, name, *kinds))

    def resolved(self, key: str, name: str, *kinds: str) -> bool:
        """Return whether a name is declared; note a mistake if it is not."""
        names = self.reading.names
        if not names.has(name, *kinds):
            other = names.other_kind(name, kinds)
            wanted = " or ".join(kinds)
            if other is not None:
                what = f"'{name}' is {KINDS[other]}, not {KINDS[kinds[0]]}"
                what = what.replace(KINDS[kinds[0]], f"{KINDS[kinds[0]]}")
                what += _other_key(other, kinds)
            else:
                declared = [n for kind in kinds for n in names.of(kind)]
                what = f"no {wanted} named '{_short(name)}' is declared"
                what += self.reading.mistakes.way_out(name, declared)
            self.wrong(what, key)
            return False
        if len([kind for kind in kinds if name in names.of(kind)]) > 1:
            both = " and ".join(KINDS[kind] for kind in kinds)
            self.wrong(f"'{name}' is both {both}: give one another name", key)
            return False
        return True

    # -- words --------------------------------------------------------------------

    def wording(
        self,
        key: str = "en",
        *,
        needed: bool = True,
        stop: bool = True,
        measured: frozenset[str] = frozenset(),
    ) -> Wording:
        """Return the words of a key in every language.

        Args:
            key: Where the English ones are.
            needed: Whether there must be any.
            stop: Whether a full stop at the end is fine.
            measured: Languages that need words here though English has none.
        """
        english = self.text(key, needed=needed)
        holder = self.holder(key) or self
        if key in self and not english:  # a mistake already: the others are not for nothing
            self._expect_words(holder, key)
            return NO_WORDS
        found = {"en": english} if english else {}
        for language in self.reading.words.languages:
            if not english and language not in measured:
                if needed:
                    self.reading.words.expect(holder.words_key, key, language)
                continue
            if word := self.translated(holder.words_key, key, language, english):
                found[language] = word
        if not stop:
            self._without_stop(key, holder.words_key, found)
        return MappingProxyType(found)

    def translated(self, table: Key, key: str, language: str, english: str) -> str:
        """Return the word in another language, "" and a mistake if it is missing."""
        words = self.reading.words
        word = words.find(table, key, language, self.where, english)
        if word is None:
            return ""
        shown = language if key == "en" else key
        what = mismatch("a text", word) if type(word) is not str else unfit(word)
        if what:
            self._wrong_word(table, key, language, f"'{shown}': {what}")
        return str(word)

    def _wrong_word(self, table: Key, key: str, language: str, what: str) -> None:
        file, line = self.reading.words.place(table, key, language)
        self.reading.mistakes.add(file, line, self.where, what)

    def _expect_words(self, holder: Table, key: str) -> None:
        for language in self.reading.words.languages:
            self.reading.words.expect(holder.words_key, key, language)

    def _without_stop(self, key: str, table: Key, found: dict[str, str]) -> None:
        for language, word in found.items():
            if not word.endswith((".", "。")):
                continue
            shown = language if key == "en" else key
            what = f"'{shown}': no full stop expected, '{word[-1]}' found at the end"
            if language == "en":
                self.wrong(what, key)
            else:
                self._wrong_word(table, key, language, what)

    # -- tables inside ------------------------------------------------------------

    def mapping(self, key: str) -> dict[str, Any]:
        """Return a table as it is; empty if it is missing."""
        return self._exactly(key, dict) or {}

    def inner(self, key: str) -> Table | None:
        """Return a table inside, None if there is none."""
        data = self._exactly(key, dict)
        if data is None:
            return None
        holder = self.holder(key) or self
        return Table(self.reading, self.document, (*holder.key, key), self.where, data)

    def versions(self) -> list[Table]:
        """Return the dated versions, this table itself if it has none."""
        if "version" not in self.data:
            return [self]
        values = self._exactly("version", list) or []
        found = []
        for number, value in enumerate(values):
            if type(value) is dict:
                inner, words = (*self.key, "version", number), self.words_key
                version = Table(self.reading, self.document, inner, self.where, value,
                                self, (*words, "version", number))  # fmt: skip
                found.append(version)
            else:
                self.wrong("'version': " + mismatch("tables", value), "version")
        if not found:
            self.wrong("'version': at least one expected", "version")
        return found


def unfit(text: str) -> str | None:
    """Return what is wrong with a text, None if it will do."""
    if not text.strip():
        return "a text expected, an empty one found"
    if len(text) > LONGEST_TEXT:
        return f"at most {LONGEST_TEXT:,} characters expected, {len(text):,} found"
    if hidden := _HIDDEN.search(text):
        return f"a text without control characters expected, {hidden[0]!r} found"
    return None


def tables(
    reading: Reading, document: Document, kind: str, table: str | None = None
) -> list[tuple[str, Table]]:
    """Return the tables `[KIND.NAME]` of a file, with their names; all legal ones."""
    table = table or kind
    data = document.data.get(table, {})
    if type(data) is not dict:
        line = document.line((table,))
        reading.mistakes.add(document.file, line, "", mismatch(f"[{table}.NAME]", data))
        return []
    found = []
    for name, inner in data.items():
        quote = '"' if kind in ("clause", "provision") else "'"
        where = f"{kind} {quote}{_short(name)}{quote}"
        line = document.line((table, name))
        if what := illegal(kind, name):
            reading.mistakes.add(document.file, line, where, what)
        if type(inner) is not dict:
            reading.mistakes.add(document.file, line, where, mismatch("a table", inner))
            continue
        found.append((name, Table(reading, document, (table, name), where, inner)))
    return found


def root(reading: Reading, document: Document, *known: str) -> Table:
    """Return the whole file as a table; `known` are the tables read apart."""
    table = Table(reading, document, (), "", document.data)
    table.expect(*known)
    return table


def _other_key(other: str, kinds: tuple[str, ...]) -> str:
    if other == "provision" and kinds == ("clause",):
        return ": list it under 'basis'"
    if other == "clause" and kinds == ("provision",):
        return ": list it under 'clauses'"
    return ""


def _short(text: str) -> str:
    text = _HIDDEN.sub("?", text)
    return text if len(text) <= 60 else text[:59] + "…"
