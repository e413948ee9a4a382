"""A small scan of a TOML text: its pieces, and the line of every key.

It trusts that the text is TOML.  Nothing here is needed to read a file that is right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from qualflow.law.loading.toml import Key

# Possessive, and content to run on to the end, so that no text makes them go back.
_STRINGS = r'''
      """(?:[^"\\]+|\\.|"(?!""))*+(?:"""+|\\?\Z)
    | \'\'\'(?:[^']+|'(?!\'\'))*+(?:\'\'\'+|\Z)
    | "(?:[^"\\\n]+|\\[^\n])*+["\\]?
    | '[^'\n]*+'?
    | \#[^\n]*+'''
_PIECES = re.compile(_STRINGS + r"| [\[\]{}\n.]", re.VERBOSE | re.DOTALL)
_SIMPLE = re.compile(r"""[ \t=]*+(?:"[^"\\\n]*+"|[^"'\[\]{}\#\n]*+)[ \t]*+(?=\n)""")
_BLANK = re.compile(r"(?:[ \t\n]+|\#[^\n]*+)*+")
_PART = re.compile(
    r"""[ \t]*+(?:(?P<bare>[A-Za-z0-9_-]+)
    | (?P<quoted>"(?:[^"\\\n]+|\\[^\n])*+"|'[^'\n]*+'))[ \t]*+""",
    re.VERBOSE,
)


def pieces(text: str) -> Iterator[str]:
    """Yield texts and comments whole, and between them brackets, dots and line ends."""
    for match in _PIECES.finditer(text):
        yield match[0]


def placed(text: str) -> Iterator[tuple[Key, int]]:
    """Yield every table and key of a TOML text with its line, in order."""
    at = _end(_BLANK, text, 0)
    line, counted = 1, 0
    table: Key = ()
    elements: dict[Key, int] = {}
    while at < len(text):
        line, counted = line + text.count("\n", counted, at), at
        if text[at] == "[":
            several = text.startswith("[[", at)
            names, at = _key(text, at + 1 + several)
            table = _inside(names[:-1], elements) + names[-1:]
            if several:
                elements[table] = elements.get(table, -1) + 1
            table = _inside(names, elements)
            yield table, line
        else:
            names, at = _key(text, at)
            yield table + names, line
        at = _end(_BLANK, text, _statement_end(text, at))


def _inside(names: Key, elements: dict[Key, int]) -> Key:
    """Return where the names lead: into the last element of an array of tables."""
    key: Key = ()
    for name in names:
        key = (*key, name)
        if key in elements:
            key = (*key, elements[key])
    return key


def _key(text: str, at: int) -> tuple[Key, int]:
    """Return the parts of the dotted key at a place, and the place behind it."""
    parts: list[str | int] = []
    while match := _PART.match(text, at):
        parts.append(match["bare"] or _unquoted(match["quoted"]))
        at = match.end()
        if not text.startswith(".", at):
            break
        at += 1
    return tuple(parts), at


def _unquoted(quoted: str) -> str:
    if "\\" not in quoted or quoted[0] == "'":
        return quoted[1:-1]
    return str(tomllib.loads(f"key = {quoted}")["key"])


def _statement_end(text: str, at: int) -> int:
    """Return the place of the line end that closes a header or a value."""
    if simple := _SIMPLE.match(text, at):
        return simple.end()
    depth = 0
    for match in _PIECES.finditer(text, at):
        if match[0] in ("[", "{"):
            depth += 1
        elif match[0] in ("]", "}"):
            depth -= 1
        elif match[0] == "\n" and depth <= 0:
            return match.start()
    return len(text)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
