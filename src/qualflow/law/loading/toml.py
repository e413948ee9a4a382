"""Text to tables within limits, and the line of every key.

`tomllib` is safe but not frugal: a key of 20,000 parts takes it seconds and a gigabyte.
So a text is measured before it is parsed.  The line of a key is found by a second,
small scan that is made only when a mistake has to be placed; it trusts that the text is
TOML.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import repeat
from typing import Any, TypeAlias

from attrs import field, frozen

from qualflow.law.loading.mistakes import MistakeError

MOST_BYTES = 1_000_000
LONGEST_LINE = 4_000
MOST_DOTS = 20
MOST_DOTS_IN_ALL = 20_000
MOST_BRACKETS = 20
MOST_DIGITS = 28  # as many as `Decimal` computes with

Key: TypeAlias = tuple[str | int, ...]

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
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@frozen
class LongNumber:
    """A number with a point or exponent that is none of ours: `1e999999`, `nan`."""

    text: str


@frozen(eq=False)
class Document:
    """One file of the folder, parsed."""

    file: str
    text: str = field(repr=False)
    data: dict[str, Any] = field(repr=False)

    def line(self, key: Key) -> int | None:
        """Return the line of a key, of the nearest table around it if it has none."""
        while key:
            if key in self._lines:
                return self._lines[key]
            key = key[:-1]
        return None

    def element_lines(self, name: str) -> list[int]:
        """Return the lines of an array of tables, without a map if they are plain."""
        count, header = len(self.data[name]), f"[[{name}]]"
        plain = [n for n, line in enumerate(self.lines, 1) if line == header]
        if len(plain) == count:
            return plain
        return [self.line((name, number)) or 0 for number in range(count)]

    @cached_property
    def lines(self) -> list[str]:
        """The text, line by line."""
        return self.text.split("\n")

    @cached_property
    def _lines(self) -> dict[Key, int]:
        lines: dict[Key, int] = {}
        for key, line in _placed(self.text):
            for end in range(1, len(key) + 1):
                lines.setdefault(key[:end], line)
        return lines


def parse(file: str, content: bytes) -> Document:
    """Return the tables of a file.

    Raises:
        MistakeError: If the file passes a limit or is not TOML in UTF-8.
    """
    text = _decoded(file, content)
    _measure(file, text)
    try:
        data = tomllib.loads(text, parse_float=_number)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(file, text, str(error)) from None
    except RecursionError:
        raise MistakeError(file, None, "", "brackets are nested too deeply") from None
    except ValueError as error:  # an impossible day, a whole number of 5,000 digits
        raise MistakeError(file, None, "", f"no TOML: {error}") from None
    return Document(file, text, data)


def _decoded(file: str, content: bytes) -> str:
    if len(content) > MOST_BYTES:
        what = f"a file of at most {MOST_BYTES:,} bytes expected, a longer one found"
        raise MistakeError(file, None, "", what)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{content[error.start]:02x}"
        what = f"text in UTF-8 expected, {found} found"
        raise MistakeError(file, line, "", what) from None
    if text.startswith("\ufeff"):
        what = "UTF-8 without a byte order mark expected, one found"
        raise MistakeError(file, 1, "", what)
    return text.replace("\r\n", "\n")


def _measure(file: str, text: str) -> None:
    """Refuse what would take long to parse, at about the cost of counting."""
    lines = text.split("\n")
    longest = max(map(len, lines))
    if longest > LONGEST_LINE:
        number = next(n for n, line in enumerate(lines, 1) if len(line) > LONGEST_LINE)
        limit = f"a line of at most {LONGEST_LINE:,} characters"
        what = f"{limit} expected, one of {len(lines[number - 1]):,} found"
        raise MistakeError(file, number, "", what)
    dots, square, curly = (max(map(str.count, lines, repeat(c))) for c in ".[{")
    many = text.count(".") > MOST_DOTS_IN_ALL
    if many or dots > MOST_DOTS or square + curly > MOST_BRACKETS:
        _measure_closely(file, text)


def _measure_closely(file: str, text: str) -> None:
    """Count dots and open brackets outside texts and comments."""
    line, dots, dots_in_all, depth = 1, 0, 0, 0
    for match in _PIECES.finditer(text):
        piece = match[0]
        if piece == ".":
            dots, dots_in_all = dots + 1, dots_in_all + 1
            if dots > MOST_DOTS or dots_in_all > MOST_DOTS_IN_ALL:
                raise MistakeError(file, line, "", "too many dots: keys are short here")
        elif piece in "[{":
            depth += 1
            if depth > MOST_BRACKETS:
                raise MistakeError(file, line, "", "brackets are nested too deeply")
        elif piece in "]}":
            depth -= 1
        elif "\n" in piece:
            line, dots = line + piece.count("\n"), 0


def _number(text: str) -> Decimal | LongNumber:
    """Return a number with a point exactly as it is written."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return LongNumber(text)
    short = len(text) <= MOST_DIGITS and number.is_finite()
    return (
        number if short and abs(number.adjusted()) < MOST_DIGITS else LongNumber(text)
    )


def _not_toml(file: str, text: str, message: str) -> MistakeError:
    place = _PLACE.search(message)
    last = text.rstrip().count("\n") + 1
    line = last if place is None or place[1] is None else int(place[1])
    what = _PLACE.sub("", message)
    return MistakeError(file, line, "", f"no TOML: {what[:200]}")


def _placed(text: str) -> Iterator[tuple[Key, int]]:
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
