"""What was found of each row, as a table: CSV or Parquet.

Columns: `row` from 1, the column of one's own if one was named, `answer`, and the refs
of the clauses that are `unmet` and `unknown`, with "; " between them.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any, BinaryIO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from attrs import define, field

from qualflow.screen.screening import ANSWERS, Bits, Screening

SEPARATOR = "; "

_ANSWERS = tuple(answer.value for answer in ANSWERS)


class Report(Protocol):
    """Where the findings of block after block are written."""

    def add(self, first: int, own: pa.Array | None, found: Screening) -> None:
        """Write a block that begins with the row `first`, from 1."""

    def close(self) -> None:
        """Write what is still to be written; the stream stays open."""


@define
class _Refs:
    """Bits as texts; the same bits come again and again."""

    clauses: Sequence[str]
    _said: dict[bytes, str] = field(factory=dict)

    def of(self, bits: Bits) -> tuple[list[str], Any]:
        """Return different texts, and for each row which of them it has."""
        if bits.shape[1] == 1:
            different, places = np.unique(bits[:, 0], return_inverse=True)
            different = different[:, None]
        else:
            different, places = np.unique(bits, axis=0, return_inverse=True)
        return [self._text(row) for row in different], places.reshape(-1)

    def _text(self, words: Any) -> str:
        key = words.tobytes()
        if key not in self._said:
            whole = sum(int(word) << 64 * n for n, word in enumerate(words))
            refs = (ref for n, ref in enumerate(self.clauses) if whole >> n & 1)
            self._said[key] = SEPARATOR.join(refs)
        return self._said[key]


class CsvReport:
    """Findings as CSV in UTF-8."""

    def __init__(self, stream: BinaryIO, clauses: Sequence[str], own: str = "") -> None:
        self._text = TextIOWrapper(stream, encoding="utf-8", newline="")
        self._writer = csv.writer(self._text, lineterminator="\n")
        self._refs = _Refs(clauses)
        mine = (own,) if own else ()
        self._writer.writerow(("row", *mine, "answer", "unmet", "unknown"))

    def add(self, first: int, own: pa.Array | None, found: Screening) -> None:
        """Write a block."""
        rows = range(first, first + len(found.answers))
        answers = [_ANSWERS[n] for n in found.answers.tolist()]
        lists = []
        for bits in (found.unmet, found.unknown):
            texts, places = self._refs.of(bits)
            lists.append([texts[place] for place in places.tolist()])
        mine = () if own is None else (own.to_pylist(),)
        self._writer.writerows(zip(rows, *mine, answers, *lists, strict=True))

    def close(self) -> None:
        """Write what is still to be written."""
        self._text.flush()
        self._text.detach()


class ParquetReport:
    """Findings as Parquet."""

    def __init__(self, stream: BinaryIO, clauses: Sequence[str], own: str = "") -> None:
        self._stream, self._own = stream, own
        self._refs = _Refs(clauses)
        self._writer: Any = None

    def add(self, first: int, own: pa.Array | None, found: Screening) -> None:
        """Write a block."""
        rows = np.arange(first, first + len(found.answers))
        columns = {"row": pa.array(rows, pa.int64())}
        if own is not None:
            columns[self._own] = own
        columns["answer"] = pa.array(_ANSWERS, pa.string()).take(found.answers)
        for name, bits in (("unmet", found.unmet), ("unknown", found.unknown)):
            texts, places = self._refs.of(bits)
            columns[name] = pa.array(texts, pa.string()).take(pa.array(places))
        batch = pa.record_batch(columns)
        if self._writer is None:
            self._writer = pa.parquet.ParquetWriter(self._stream, batch.schema)
        self._writer.write_batch(batch)

    def close(self) -> None:
        """Write what is still to be written."""
        if self._writer is not None:
            self._writer.close()
