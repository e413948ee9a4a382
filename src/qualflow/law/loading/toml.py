"""Text to tables within limits, and the line of every key.

`tomllib` is safe but not frugal: a key of 20,000 parts takes it seconds and a gigabyte.
So a text is measured before it is parsed.  The line of a key is looked for only when a
mistake has to be placed; see `scanning`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
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
        from qualflow.law.loading.scanning import placed  # only to place a mistake

        lines: dict[Key, int] = {}
        for key, line in placed(self.text):
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
        from qualflow.law.loading.scanning import pieces  # hardly ever

        _measure_closely(file, pieces(text))


def _measure_closely(file: str, pieces: Iterable[str]) -> None:
    """Count dots and open brackets outside texts and comments."""
    line, dots, dots_in_all, depth = 1, 0, 0, 0
    for piece in pieces:
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
    pattern = r" \(at (?:line (\d+), column \d+|end of document)\)$"
    place = re.search(pattern, message)
    last = text.rstrip().count("\n") + 1
    line = last if place is None or place[1] is None else int(place[1])
    what = re.sub(pattern, "", message)
    return MistakeError(file, line, "", f"no TOML: {what[:200]}")
