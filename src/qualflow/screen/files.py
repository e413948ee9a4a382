"""Tables in files, read block by block: CSV and Parquet.

A file is never held whole.  What is read of a CSV file is texts; what they say is left
to `values`.  A file that is broken in the middle is a mistake like any other: nobody
has been told anything before the last row was read.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import RawIOBase
from typing import Any, BinaryIO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from attrs import define, field

from qualflow.screen.mistakes import LONGEST, CellError, Mistakes, TableError
from qualflow.screen.tables import CHUNK

PARQUET = b"PAR1"
"""How a Parquet file begins."""

BLOCK_BYTES = 2_000_000
"""As much of a CSV file is read at a time; no row may be longer."""

LONGEST_HEADING = 1_000_000
_BOM = b"\xef\xbb\xbf"
_MOST_SKIPPED = 10_000

Block = Mapping[str, pa.Array]


class Source(Protocol):
    """A table in a file."""

    @property
    def names(self) -> Sequence[str]:
        """The heading."""

    @property
    def written(self) -> bool:
        """Whether cells are texts of a sheet."""

    def blocks(self, wanted: Sequence[str]) -> Iterator[tuple[int, Block]]:
        """Yield the number of rows and the wanted columns of each block."""

    def end(self, mistakes: Mistakes) -> None:
        """Enter what was wrong with the file itself, once it is read."""


def opened(source: BinaryIO) -> Source:
    """Return the table in a file, which stays open while it is read.

    Raises:
        TableError: If it is no table.
        OSError: If it cannot be read.
    """
    if not source.seekable():
        raise _wrong("a pipe", "a file that can be read twice")
    begins = source.read(len(PARQUET))
    source.seek(0)
    if not begins:
        raise _wrong("nothing", "a table with a heading")
    return ParquetTable.of(source) if begins == PARQUET else Sheet.of(source)


def _wrong(found: str, expected: str) -> TableError:
    return TableError([CellError(0, "", found, expected)])


@contextmanager
def _reading(expected: str) -> Iterator[None]:
    """Make mistakes of what Arrow finds wrong with a file."""
    try:
        yield
    except TableError:
        raise
    except (pa.ArrowException, ValueError, MemoryError) as error:
        raise _wrong(_first_line(error), expected) from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise _wrong(_first_line(error), expected) from None


def _first_line(error: Exception) -> str:
    line = (str(error) or type(error).__name__).splitlines()[0]
    return f"this: {line[: 2 * LONGEST]}"


# -- Parquet ---------------------------------------------------------------------------


@define(eq=False)
class ParquetTable:
    """A Parquet file; its columns have types."""

    file: Any
    names: tuple[str, ...]
    written: bool = False

    @classmethod
    def of(cls, source: BinaryIO) -> ParquetTable:
        """Return the table in a Parquet file."""
        with _reading("a Parquet file"):
            # Row groups are read as they are needed: read ahead, they would pile up.
            file = pa.parquet.ParquetFile(source, pre_buffer=False)
            return cls(file, tuple(file.schema_arrow.names))

    def blocks(self, wanted: Sequence[str]) -> Iterator[tuple[int, Block]]:
        """Yield the number of rows and the wanted columns of each block."""
        with _reading("a Parquet file"):
            asked = list(wanted) or list(self.names[:1])
            for batch in self.file.iter_batches(CHUNK, columns=asked):
                batch.validate(full=True)  # texts are not looked at before
                found = dict(zip(batch.schema.names, batch.columns, strict=True))
                yield batch.num_rows, {name: found[name] for name in wanted}

    def end(self, mistakes: Mistakes) -> None:
        """Enter nothing: a Parquet file is whole or is not read."""


# -- CSV -------------------------------------------------------------------------------

# With Arrow a million rows of 36 columns are read and judged in about a second; the csv
# module takes six to read them.  What Arrow lets pass is caught here: a quotation mark
# that nobody closes would swallow rows, and a screening that misses rows says yes too
# easily.


@define(eq=False)
class Sheet:
    """A CSV file; every cell is a text, and stands on one line."""

    source: BinaryIO
    names: tuple[str, ...]
    delimiter: str
    written: bool = True
    _lines: _Lines | None = None
    _ragged: list[tuple[int, int]] = field(factory=list)
    _more_ragged: int = 0

    @classmethod
    def of(cls, source: BinaryIO) -> Sheet:
        """Return the table in a CSV file: with commas, semicolons or tabs.

        Whichever the heading has most of separates the cells.
        """
        line = source.readline(LONGEST_HEADING)
        source.seek(0)
        try:
            first, *_ = re.split(rb"[\r\n]", line.removeprefix(_BOM), maxsplit=1)
            heading = first.decode()
        except UnicodeDecodeError as error:
            found = (
                f"bytes of another encoding in the heading, from byte {error.start + 1}"
            )
            raise _wrong(found, "UTF-8") from None
        delimiter = max((",", ";", "\t"), key=heading.count)
        try:
            names = next(csv.reader([heading], delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            raise _wrong(f"this in the heading: {error}", "CSV") from None
        if not any(name.strip() for name in names):
            raise _wrong("none on the first line", "a heading")
        return cls(source, tuple(name.strip() for name in names), delimiter)

    def blocks(self, wanted: Sequence[str]) -> Iterator[tuple[int, Block]]:
        """Yield the number of rows and the wanted columns of each block."""
        self._lines = _Lines(self.source)
        asked = list(wanted) or list(self.names[:1])
        reading = pa.csv.ReadOptions(
            use_threads=False,  # so that rows can be told by their number
            block_size=BLOCK_BYTES,
            skip_rows=1,
            column_names=list(self.names),
        )
        parsing = pa.csv.ParseOptions(
            delimiter=self.delimiter, invalid_row_handler=self._skip
        )
        converting = pa.csv.ConvertOptions(
            column_types=dict.fromkeys(asked, pa.string()),
            include_columns=asked,
            strings_can_be_null=True,
            null_values=[""],
        )
        try:
            with _reading("CSV in UTF-8"):
                yield from self._batches(wanted, (reading, parsing, converting))
        except TableError:
            if not self._lines.wrong:  # else that is what is wrong
                raise

    def _batches(
        self, wanted: Sequence[str], options: tuple[Any, ...]
    ) -> Iterator[tuple[int, Block]]:
        try:
            batches = pa.csv.open_csv(self._lines, *options)
        except pa.ArrowInvalid as error:
            if "Empty CSV" not in str(error):
                raise
            return  # a heading and no row
        for batch in batches:
            found = dict(zip(batch.schema.names, batch.columns, strict=True))
            yield batch.num_rows, {name: found[name] for name in wanted}

    def _skip(self, row: pa.csv.InvalidRow) -> str:
        if len(self._ragged) < _MOST_SKIPPED:
            self._ragged.append((row.number - 1, row.actual_columns))
        else:
            self._more_ragged += 1
        return "skip"

    def end(self, mistakes: Mistakes) -> None:
        """Enter rows with too many or too few cells, and marks left open."""
        mistakes.renumber([number for number, _ in self._ragged])
        wanted = f"{len(self.names):,} cell" + "s" * (len(self.names) > 1)
        for number, cells in self._ragged:
            mistakes.add(number, "", f"{cells:,}", wanted)
        mistakes.total += self._more_ragged
        if self._lines is not None:
            self._lines.end(mistakes)


class _Lines(RawIOBase):
    """A file, read through, whose lines are looked at before Arrow sees them.

    Attributes:
        open_on: The first line, from 1, that leaves a quotation mark open; 0 if none.
        broken_on: The line that is no UTF-8; the file is not read beyond it.
    """

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self.source = source
        self.open_on = 0
        self.broken_on = 0
        self._before = 0
        self._odd = False
        self._half = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; half a character waits for its other half."""
        while not self.broken_on:
            more = self.source.read(size)
            data = self._half + more
            try:
                self._decoder.decode(more, final=not more)
            except UnicodeDecodeError as error:
                self.broken_on = self._before + _ends(data[: error.start]) + 1
                break
            self._half, _ = self._decoder.getstate()
            data = data[: len(data) - len(self._half)]
            self._look(data)
            if data or not more:
                return data
        return b""

    def _look(self, data: bytes) -> None:
        if not data:
            if self._odd and not self.open_on:
                self.open_on = self._before + 1
        elif self._odd or b'"' in data:
            self._count(data)
        else:
            self._before += _ends(data)

    def _count(self, data: bytes) -> None:
        codes = np.frombuffer(data, np.uint8)
        marks = np.flatnonzero(codes == ord('"'))
        # A carriage return ends a line, too; before a line feed it does no harm.
        ends = np.flatnonzero((codes == ord("\n")) | (codes == ord("\r")))
        odd = (np.searchsorted(marks, ends) + self._odd) % 2 == 1
        if odd.any() and not self.open_on:
            self.open_on = self._before + _ends(data[: ends[int(np.argmax(odd))]]) + 1
        self._odd = (len(marks) + self._odd) % 2 == 1
        self._before += _ends(data)

    @property
    def wrong(self) -> bool:
        """Whether something was found."""
        return bool(self.open_on or self.broken_on)

    def end(self, mistakes: Mistakes) -> None:
        """Enter what was found, once the file is read."""
        if self.open_on:
            found = f"one left open on line {self.open_on:,}"
            expected = "a quotation mark that is closed on its line"
            mistakes.add(0, "", found, expected)
        if self.broken_on:
            found = f"bytes of another encoding on line {self.broken_on:,}"
            mistakes.add(0, "", found, "UTF-8")


def _ends(data: bytes) -> int:
    return data.count(b"\n")
