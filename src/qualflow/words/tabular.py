"""A table as a value, and as lines of text: numbers to the right, words to the left.

The same value is a table of a page; `draw.page` writes that.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen

from qualflow.words.layout import WIDTH, clean, columns, padded, wrapped

LEAST = 12
"""A column of words is not folded to less than this."""

_GAP = 2


@frozen
class Table:
    """Rows under a head, with a caption.

    Attributes:
        align: A letter a column: "l" words, "r" numbers.
        rows: As many cells each as `head` has.
        notes: What must be said about them.
    """

    caption: str
    align: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = field(default=())


def table_lines(table: Table) -> list[str]:
    """Return a table as lines of at most `WIDTH` columns where words can be folded.

    Empty if it has no rows.
    """
    if not table.rows:
        return []
    cells = [[clean(cell) for cell in row] for row in (table.head, *table.rows)]
    widths = _widths(cells, table.align)
    lines = wrapped(table.caption)
    for row in cells:
        lines += _row(row, widths, table.align)
    for note in table.notes:
        lines += wrapped(note, "  ", "  ")
    return lines


def _widths(cells: Sequence[Sequence[str]], align: str) -> list[int]:
    """Return the widths of columns; those of words give way where it gets too wide."""
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    over = sum(widths) + _GAP * len(widths) - WIDTH
    while over > 0:
        able = [
            place
            for place, width in enumerate(widths)
            if align[place] == "l" and width > LEAST
        ]
        if not able:
            break
        widest = max(able, key=lambda place: widths[place])
        widths[widest] -= 1
        over -= 1
    return widths


def _row(row: Sequence[str], widths: Sequence[int], align: str) -> list[str]:
    folded = [
        _folded(cell, width) if side == "l" else [cell]
        for cell, width, side in zip(row, widths, align, strict=True)
    ]
    lines = []
    for place in range(max(map(len, folded))):
        line = ""
        for cell, width, side in zip(folded, widths, align, strict=True):
            text = cell[place] if place < len(cell) else ""
            space = " " * max(width - columns(text), 0)
            line += " " * _GAP
            line += padded(text, width) if side == "l" else space + text
        lines.append(line.rstrip())
    return lines


def _folded(text: str, width: int) -> list[str]:
    """Return a text as lines of a width."""
    if columns(text) <= width:
        return [text]
    margin = " " * (WIDTH - width)
    return [line[len(margin) :] for line in wrapped(text, margin, margin)]
