"""The words of the other languages: one for every English one, none for nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from qualflow.law.loading.mistakes import Mistakes
from qualflow.law.loading.names import KINDS, Names, titled
from qualflow.law.loading.toml import Document, Key
from qualflow.law.loading.wrong import short

_KIND_OF_TABLE = {"basis": "provision"}
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


class Words:
    """The words files of a folder, and which of their words were asked for."""

    def __init__(self, documents: Mapping[str, Document], mistakes: Mistakes) -> None:
        self._documents = documents
        self._mistakes = mistakes
        self._asked: set[Key] = set()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages beside English whose file can be read."""
        return tuple(self._documents)

    def expect(self, table: Key, key: str, language: str) -> None:
        """Note that this word is not for nothing."""
        path: Key = (language, *table, language if key == "en" else key)
        while len(path) > 1 and path not in self._asked:  # else so is all around it
            self._asked.add(path)
            path = path[:-1]

    def find(
        self, table: Key, key: str, language: str, where: str, english: str
    ) -> object:
        """Return the word for an English one; None, and a mistake, if there is none."""
        self.expect(table, key, language)
        document = self._documents[language]
        found, node = 0, document.data
        for step in table:
            inner = _inside(node, step)
            if inner is None:
                break
            found, node = found + 1, inner
        key = language if key == "en" else key
        if found == len(table) and isinstance(node, dict) and key in node:
            return node[key]
        if found < len(table):
            what = f"{header(table)} is missing"
            self._mistakes.add(document.file, None, where, what)
            return None
        meaning = f'in English "{short(english)}"' if english else "a measure word"
        what = f"'{key}' is missing: {meaning}"
        self._mistakes.add(document.file, document.line(table), where, what)
        return None

    def place(self, table: Key, key: str, language: str) -> tuple[str, int | None]:
        """Return the file and line of a word."""
        document = self._documents[language]
        key = language if key == "en" else key
        return document.file, document.line((*table, key))

    def report_leftovers(self, names: Names) -> None:
        """Report the words that nothing asked for."""
        for language, document in self._documents.items():
            self._leftovers(document, (language,), document.data, names)

    def _leftovers(
        self, document: Document, path: Key, node: Any, names: Names
    ) -> None:
        steps = node.items() if isinstance(node, dict) else enumerate(node)
        for step, inner in steps:
            here = (*path, step)
            if len(here) == 2 and not names.complete(_kind(step)):
                continue
            if here not in self._asked:
                self._for_nothing(document, here[1:], inner, names)
            elif isinstance(inner, dict | list):
                self._leftovers(document, here, inner, names)

    def _for_nothing(
        self, document: Document, path: Key, node: object, names: Names
    ) -> None:
        first = str(path[0])
        where = described(path)
        what = f"'{short(str(path[-1]))}' is a word for nothing"
        if len(path) == 1:
            if isinstance(node, dict) and _kind(first) in KINDS and node:
                for name, inner in node.items():
                    self._for_nothing(document, (first, name), inner, names)
                return
        elif len(path) == 2 and _kind(first) in KINDS:
            kind, name = _kind(first), str(path[1])
            if name in names.of(kind):
                return  # its own table is wrong
            what = f"words for nothing: no {kind} named '{short(name)}' is declared"
            what += self._mistakes.way_out(name, names.of(kind))
        elif isinstance(path[-1], int):
            what = "words for a version that does not exist"
        self._mistakes.add(document.file, document.line(path), where, what)


def described(path: Key) -> str:
    """Return the table a path leads into, as mistakes name it."""
    return titled(_kind(path[0]), str(path[1])) if len(path) > 1 else ""


def header(table: Key) -> str:
    """Return a table as its header has it: `[clause."IAA 9(1)"]`."""
    parts = [part for part in table if type(part) is str]
    shown = ".".join(p if _BARE.fullmatch(p) else f'"{short(p)}"' for p in parts)
    if type(table[-1]) is int:
        return f"[[{shown}]] number {table[-1] + 1}"
    return f"[{shown}]"


def _kind(table: object) -> str:
    return _KIND_OF_TABLE.get(str(table), str(table))


def _inside(node: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return node[step] if isinstance(node, list) and step < len(node) else None
    return node.get(step) if isinstance(node, dict) else None
