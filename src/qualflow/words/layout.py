"""Lines of text for a terminal: cleaned, wrapped, in columns.

A Chinese character is two columns wide and a line may end after it; a closing sign
never begins a line and an opening one never ends it.  Lines have one fixed width, so
that the same answer is the same text everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import category, east_asian_width

WIDTH = 88
HELD = "\xa0"
"""A space at which no line ends; it is written as any other."""

_WIDE = "⺀-〇〒-〓〠-鿿가-힣豈-﫿０-９Ａ-Ｚａ-ｚ"
_OPENING = "（《“〈「【"
_CLOSING = "，。；：、？！）》”〉」】"
_UNITS = re.compile(
    rf" +|[{_OPENING}]*[{_WIDE}][{_CLOSING}]*"
    rf"|[{_OPENING}]*[^ {_WIDE}{_OPENING}{_CLOSING}]+[{_CLOSING}]*"
    rf"|[{_OPENING}{_CLOSING}]+"
)


def clean(text: str) -> str:
    r"""Return a text without what a terminal could act on or a reader not see.

    Control and format characters, lone surrogates and line separators go; a line end
    or a tab becomes a space.

    >>> clean("a\x1b[31mb\nc\u202ed")
    'a[31mb cd'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if char in "\n\t\r" else char
        for char in text
        if char in "\n\t\r" or not _unseen(category(char))
    )


def _unseen(kind: str) -> bool:
    return kind in ("Cc", "Cf", "Cs", "Zl", "Zp")


def columns(text: str) -> int:
    """Return how many columns a text takes.

    >>> columns("样车 15")
    7
    """
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def padded(text: str, to: int) -> str:
    """Return a text filled up with spaces to a number of columns."""
    return text + " " * (to - columns(text))


def wrapped(text: str, first: str = "", indent: str = "") -> list[str]:
    """Return a text as lines; `first` begins the first one, `indent` the others."""
    lines: list[str] = []
    line, empty = first, True
    for unit in _UNITS.findall(clean(text)):
        if unit.startswith(" "):
            if not empty:
                line += " "
        elif not empty and columns(line) + columns(unit) > WIDTH:
            lines.append(line.rstrip())
            line = indent + unit
        else:
            line += unit
            empty = False
    lines.append(line.rstrip())
    return [line.replace(HELD, " ") for line in lines]


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    """Return rows in columns, two spaces apart; the last column is wrapped."""
    cleaned = [[clean(cell) for cell in row] for row in rows]
    if not cleaned:
        return []
    last = len(cleaned[0]) - 1
    widths = [max(columns(row[i]) for row in cleaned) for i in range(last)]
    lines = []
    for row in cleaned:
        head = "".join(
            padded(cell, to) + "  " for cell, to in zip(row[:last], widths, strict=True)
        )
        hanging = indent + " " * columns(head)
        lines += wrapped(row[last], indent + head, hanging)
    return lines


def joined(blocks: Iterable[Sequence[str]]) -> str:
    """Return blocks of lines as a text, an empty line between blocks; none is empty."""
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"
