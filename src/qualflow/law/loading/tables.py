"""Tables, read strictly: each key once, by exact type, every mistake collected.

A reader asks a table for every key it knows, required or not, and closes it; what
nobody asked for is then an unknown key.  A getter that finds a mistake notes it, turns
`table.ok` off and returns an empty value, so that the reading goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from attrs import define

from qualflow.law.facts import NO_WORDS, Wording
from qualflow.law.loading.mistakes import Mistakes
from qualflow.law.loading.names import KINDS, TABLES, Names, illegal, titled
from qualflow.law.loading.toml import Document, Key
from qualflow.law.loading.words import Words
from qualflow.law.loading.wrong import TYPES, mismatch, short, unfit
from qualflow.law.measures import FIRST_DAY, LAST_DAY

T = TypeVar("T")
Choice = TypeVar("Choice", bound=Enum)


@define
class Reading:
    """What all readers of one folder share."""

    mistakes: Mistakes
    words: Words
    names: Names


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
        self._missing: dict[str, None] = {}

    # -- mistakes -----------------------------------------------------------------

    def wrong(self, what: str, key: str | None = None) -> None:
        """Note a mistake at a key, or at the table."""
        self.ok = False
        holder = self if key is None else self.holder(key) or self
        place = holder.key if key is None else (*holder.key, key)
        line = holder.document.line(place)
        self.reading.mistakes.add(self.document.file, line, self.where, what)

    def close(self) -> None:
        """Report the keys that are missing, and those that nobody asked for."""
        mistakes = self.reading.mistakes
        unknown = [key for key in self.data if key not in self._asked]
        meant = {mistakes.guess(key, self._asked) for key in unknown}
        for key in self._missing:
            if key not in meant:
                self.wrong(f"'{key}' is missing")
        for key in unknown:
            what = f"unknown key '{short(key)}'"
            self.wrong(what + mistakes.way_out(key, self._asked, word="known"), key)

    # -- one key ------------------------------------------------------------------

    def __contains__(self, key: str) -> bool:
        return self.holder(key) is not None

    def holder(self, key: str) -> Table | None:
        """Return the table that has a key: this one or the one around it."""
        table: Table | None = self
        while table is not None and key not in table.data:
            table = table.outer
        return table

    def expect(self, *keys: str) -> None:
        """Note that these keys are known here."""
        table: Table | None = self
        while table is not None:
            for key in keys:
                table._asked[key] = None
            table = table.outer

    def expect_here(self, key: str) -> None:
        """Note that a key of this very table has been dealt with."""
        self._asked[key] = None

    def take(self, key: str, *, needed: bool = False) -> Any:
        """Return the raw value of a key, None if it is missing."""
        value = None
        table: Table | None = self
        while table is not None:
            table._asked[key] = None
            if value is None:
                value = table.data.get(key)
            table = table.outer
        if value is None and needed:
            # Said when the table is closed: there may be a misspelt one.
            self.ok = False
            self._missing[key] = None
        return value

    def _exactly(self, key: str, kind: type[T], *, needed: bool = False) -> T | None:
        value = self.take(key, needed=needed)
        if value is None or type(value) is kind:
            return value
        self.wrong(f"'{key}': " + mismatch(TYPES[kind], value), key)
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

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """Return a day, None if it is missing."""
        value = self._exactly(key, date, needed=needed)
        if value is not None and not FIRST_DAY <= value <= LAST_DAY:
            expected = f"a day from {FIRST_DAY} to {LAST_DAY}"
            self.wrong(f"'{key}': " + mismatch(expected, value), key)
            return None
        return value

    def integer(
        self, key: str, least: int, most: int, default: int | None = None
    ) -> int:
        """Return a whole number within bounds; needed if there is no default."""
        value = self._exactly(key, int, needed=default is None)
        if value is None:
            return least if default is None else default
        if not least <= value <= most:
            expected = f"a whole number from {least:,} to {most:,}"
            self.wrong(f"'{key}': " + mismatch(expected, value), key)
            return least
        return value

    def one_of(self, key: str, kind: type[Choice], default: Choice | None) -> Choice:
        """Return a member of an enumeration; needed if there is no default."""
        word = self.word(key, _values(kind), needed=default is None)
        if not word:
            return next(iter(kind)) if default is None else default
        return kind(word)

    def word(self, key: str, words: Sequence[str], *, needed: bool = False) -> str:
        """Return one of some words, "" if there is none."""
        value = self._exactly(key, str, needed=needed)
        if value is None or value in words:
            return value or ""
        expected = f"one of {', '.join(words)}" if len(words) > 1 else words[0]
        self.wrong(f"'{key}': " + mismatch(expected, value), key)
        return ""

    def items(self, key: str, *, needed: bool = False) -> list[Any]:
        """Return a list as it is; a needed one has at least one element."""
        values = self._exactly(key, list, needed=needed)
        if needed and values == []:
            self.wrong(f"'{key}': at least one expected, an empty list found", key)
        return values or []

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Return a list of different texts; a needed one has at least one."""
        texts: dict[str, None] = {}
        for value in self.items(key, needed=needed):
            if type(value) is not str:
                self.wrong(f"'{key}': " + mismatch("texts", value), key)
            elif what := unfit(value):
                self.wrong(f"'{key}': {what}", key)
            elif value in texts:
                self.wrong(f"'{key}': '{short(value)}' is listed twice", key)
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
        if names.has(name, *kinds):
            both = [KINDS[kind] for kind in kinds if name in names.of(kind)]
            if len(both) > 1:
                what = f"'{name}' is {' and '.join(both)}: give one another name"
                self.wrong(what, key)
            return len(both) <= 1
        other = names.other_kind(name, kinds)
        if other is not None:
            not_a = " or ".join(KINDS[kind] for kind in kinds)
            self.wrong(f"'{name}' is {KINDS[other]}, not {not_a}", key)
        else:
            wanted = " or ".join(KINDS[kind].split(" ", 1)[1] for kind in kinds)
            what = f"no {wanted} named '{short(name)}' is declared"
            what += self.reading.mistakes.way_out(name, *map(names.of, kinds))
            self.wrong(what, key)
        return False

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
        words = self.reading.words
        found = {"en": english} if english else {}
        for language in words.languages:
            if english or (key not in self and language in measured):
                if word := self._word(holder.words_key, key, language, english):
                    found[language] = word
            elif needed or key in self:  # a mistake that makes no word one for nothing
                words.expect(holder.words_key, key, language)
        if not stop:
            self._without_stop(key, holder.words_key, found)
        return MappingProxyType(found) if found else NO_WORDS

    def _word(self, table: Key, key: str, language: str, english: str) -> str:
        """Return the word of another language, "" and a mistake if there is none."""
        word = self.reading.words.find(table, key, language, self.where, english)
        if word is None:
            return ""
        what = mismatch("a text", word) if type(word) is not str else unfit(word)
        if what:
            self._wrong_word(table, key, language, what)
        return str(word)

    def _wrong_word(self, table: Key, key: str, language: str, what: str) -> None:
        file, line = self.reading.words.place(table, key, language)
        shown = language if key == "en" else key
        self.reading.mistakes.add(file, line, self.where, f"'{shown}': {what}")

    def _without_stop(self, key: str, table: Key, found: dict[str, str]) -> None:
        for language, word in found.items():
            if word.endswith((".", "。")):
                what = f"no full stop at the end expected, '{word[-1]}' found"
                if language == "en":
                    self.wrong(f"'{key}': {what}", key)
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
        values = self._exactly("version", list)
        found = []
        if values == []:
            self.wrong("'version': at least one expected", "version")
        for number, value in enumerate(values or ()):
            if type(value) is dict:
                inner, words = (*self.key, "version", number), self.words_key
                version = Table(self.reading, self.document, inner, self.where, value,
                                self, (*words, "version", number))  # fmt: skip
                found.append(version)
            else:
                self.wrong("'version': " + mismatch("tables", value), "version")
        if not found:  # then nobody asks for the keys beside them
            self.expect(*self.data)
        return found


@cache
def _values(kind: type[Enum]) -> tuple[str, ...]:
    return tuple(member.value for member in kind)


def tables(reading: Reading, document: Document, kind: str) -> list[tuple[str, Table]]:
    """Return the tables of a kind in a file, with their names."""
    table = TABLES[kind]
    data = document.data.get(table, {})
    if type(data) is not dict:
        line = document.line((table,))
        reading.mistakes.add(document.file, line, "", mismatch(f"[{table}.NAME]", data))
        return []
    found = []
    for name, inner in data.items():
        key, where = (table, name), titled(kind, name)
        if what := illegal(kind, name):
            reading.mistakes.add(document.file, document.line(key), where, what)
        if type(inner) is dict:
            found.append((name, Table(reading, document, key, where, inner)))
        else:
            what = mismatch("a table", inner)
            reading.mistakes.add(document.file, document.line(key), where, what)
    return found


def root(reading: Reading, document: Document, *known: str) -> Table:
    """Return the whole file as a table; `known` are the tables read apart."""
    table = Table(reading, document, (), "", document.data)
    table.expect(*known)
    return table
