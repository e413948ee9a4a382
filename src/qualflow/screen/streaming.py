"""A table in a file, screened block by block: memory does not grow with its rows."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
from attrs import frozen

from qualflow.screen.files import Source
from qualflow.screen.mistakes import Mistakes
from qualflow.screen.screening import Question, Screening
from qualflow.screen.tables import Reading, reading_of


@frozen(eq=False)
class Judged:
    """A block that was judged.

    Attributes:
        first: The row it begins with, from 1.
        own: The column that its rows are told by, if one was named.
    """

    first: int
    own: pa.Array | None
    found: Screening


@frozen(eq=False)
class FileScreening:
    """A table in a file, and what is asked of its rows.

    Attributes:
        reading: Which of its columns are read.
        own: The column that rows are told by, "" for none.
    """

    reading: Reading
    own: str
    _table: Source

    def blocks(self) -> Iterator[Judged]:
        """Yield what is found, block by block; only once.

        From the first mistake on nothing more is yielded, but the file is read to its
        end: all mistakes are told together.

        Raises:
            TableError: At the end, with every mistake in the table.
            OSError: If the file cannot be read.
        """
        table, mistakes = self._table, self.reading.mistakes
        mine = [self.own] if self.own in table.names else []
        wanted = list(dict.fromkeys([*self.reading.names, *mine]))
        first = 1
        for rows, values in table.blocks(wanted):
            columns = self.reading.columns(values, first)
            if not mistakes.total:
                found = self.reading.asked.judge(columns, rows)
                yield Judged(first, values[self.own] if mine else None, found)
            mistakes.end_block()
            first += rows
        table.end(mistakes)
        if first == 1 and not mistakes.total:
            mistakes.add(0, "", "none", "a row under the heading")
        mistakes.check()


def screen_file(asked: Question, table: Source, own: str = "") -> FileScreening:
    """Return the screening of a table in a file.

    Args:
        asked: What is asked of every row.
        table: As `files.opened` returns it.
        own: A column of one's own, to tell the rows by.

    Raises:
        TableError: If a column is there twice.
    """
    mistakes = Mistakes()
    reading = reading_of(asked, table.names, mistakes, own=own, written=table.written)
    if len(set(table.names)) < len(table.names):
        mistakes.check()
    return FileScreening(reading, own, table)
