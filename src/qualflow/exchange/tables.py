"""Tables of plain values as CSV and Parquet, whole or block by block.

A table is a mapping from the names of its columns to their values, all equally long:
lists, tuples or arrays of numpy.  A missing value is None or NaN.  The same blocks give
the same bytes of CSV: UTF-8, a line end of one character, floats in the fewest digits
that give the same number back, days as 2031-03-04, truths as "true" and "false", an
empty text as "" in quotes and a missing value as nothing.

Parquet needs `pyarrow`; nothing else here does.  The kinds of its columns are those of
the first block, so a column that is empty there has to be declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from importlib import import_module
from io import BytesIO
from itertools import chain
from math import isnan
from typing import Any, BinaryIO, TypeAlias

from qualflow.errors import QualflowError
from qualflow.exchange.ical import MissingExtraError

Columns: TypeAlias = Mapping[str, Any]
"""Names and their values: truths, numbers, texts, days, None; or arrays of numpy."""


class Kind(StrEnum):
    """What a column holds."""

    TRUTH = "truth"
    WHOLE = "whole"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"


Kinds: TypeAlias = Mapping[str, Kind]


class TableError(QualflowError):
    """A table that cannot be written: columns of two lengths, a value of no kind."""


# -- CSV ------------------------------------------------------------------------------

_QUOTED = re.compile(r'[",\r\n]|^\s|\s$')


def csv_bytes(columns: Columns) -> bytes:
    r"""Return a table as CSV.

    >>> csv_bytes({"state": ["a", "b, c"], "p": [0.25, None]}).decode()
    'state,p\na,0.25\n"b, c",\n'
    """
    file = BytesIO()
    write_csv(file, [columns])
    return file.getvalue()


def write_csv(file: BinaryIO, blocks: Iterable[Columns]) -> int:
    """Write blocks of one table as CSV; return how many rows there were.

    Raises:
        TableError: If columns differ in length, or blocks in their columns.
    """
    names: list[str] | None = None
    rows = 0
    for block in blocks:
        lists, length = _lists(block)
        if names is None:
            names = list(lists)
            file.write((",".join(map(_text, names)) + "\n").encode())
        elif list(lists) != names:
            raise _other_columns(names, list(lists))
        if not lists:
            continue
        written = [_cells(values) for values in lists.values()]
        if len(written) == 1:
            # An empty line would be no row to most readers.
            written = [[cell or '""' for cell in written[0]]]
        lines = (",".join(row) + "\n" for row in zip(*written, strict=True))
        file.write("".join(lines).encode())
        rows += length
    return rows


def _cells(values: list[Any]) -> list[str]:
    """Return values as they are written; a column is mostly of one type."""
    types = set(map(type, values))
    if types == {int}:
        return list(map(str, values))
    if types == {float}:
        # NaN is the one number that is not itself.
        return [repr(value) if value == value else "" for value in values]
    if types <= {str, type(None), bool}:
        known = {value: _cell(value) for value in set(values)}
        return [known[value] for value in values]
    return [_cell(value) for value in values]


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return "" if isnan(value) else repr(float(value))
        case date():
            return value.isoformat()
        case str():
            return _text(value)
        case _:
            raise TableError(
                f"a truth, number, text or day expected, {type(value).__name__} found"
            )


def _text(text: str) -> str:
    if not text.isascii():
        # A lone surrogate has no bytes; no file is left half written over one.
        text = text.encode("utf-8", "replace").decode()
    if not text or _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


# -- Parquet --------------------------------------------------------------------------


def parquet_bytes(columns: Columns, kinds: Kinds | None = None) -> bytes:
    """Return a table as Parquet.

    Raises:
        MissingExtraError: If `pyarrow` is not installed.
        TableError: As for `write_parquet`.
    """
    file = BytesIO()
    write_parquet(file, [columns], kinds)
    return file.getvalue()


def write_parquet(
    file: BinaryIO, blocks: Iterable[Columns], kinds: Kinds | None = None
) -> int:
    """Write blocks of one table as Parquet, a row group each; return how many rows.

    Args:
        file: Open for writing bytes.
        blocks: The table; at least one block.
        kinds: What columns hold; those left out hold what the first block has there.

    Raises:
        MissingExtraError: If `pyarrow` is not installed.
        TableError: If there is no block, columns differ in length, blocks in their
            columns, or a value is not of its column's kind.
    """
    arrow, parquet = _pyarrow()
    series = iter(blocks)
    first = next(series, None)
    if first is None:
        raise TableError("a table without a block has no columns")
    schema = _schema(arrow, first, kinds or {})
    rows = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for block in chain([first], series):
            table = _arrow_table(arrow, block, schema)
            writer.write_table(table)
            rows += table.num_rows
    return rows


def _schema(arrow: Any, block: Columns, kinds: Kinds) -> Any:
    types = {
        Kind.TRUTH: arrow.bool_(),
        Kind.WHOLE: arrow.int64(),
        Kind.NUMBER: arrow.float64(),
        Kind.DAY: arrow.date32(),
        Kind.TEXT: arrow.string(),
    }
    lists, _ = _lists(block)
    unknown = [name for name in kinds if name not in lists]
    if unknown:
        raise TableError(
            f"kinds are told of columns that are not there: {', '.join(unknown)}; "
            f"there are: {', '.join(lists)}"
        )
    return arrow.schema(
        [(name, types[kinds.get(name) or kind_of(lists[name])]) for name in lists]
    )


def kind_of(values: Sequence[object]) -> Kind:
    """Return what a column holds, text if it holds nothing.

    Whole numbers beside others are numbers.

    Raises:
        TableError: If its values are of two kinds.

    >>> kind_of([None, 3, 2.5]).value, kind_of([True, None]).value
    ('number', 'truth')
    """
    # One value of each type will do.
    kinds = {_kind(v) for v in {type(v): v for v in values}.values() if v is not None}
    if kinds == {Kind.WHOLE, Kind.NUMBER}:
        return Kind.NUMBER
    if len(kinds) > 1:
        listed = ", ".join(sorted(kinds))
        raise TableError(f"a column of one kind expected, {listed} found")
    return kinds.pop() if kinds else Kind.TEXT


def _kind(value: object) -> Kind:
    match value:
        case bool():
            return Kind.TRUTH
        case int():
            return Kind.WHOLE
        case float():
            return Kind.NUMBER
        case date():
            return Kind.DAY
        case str():
            return Kind.TEXT
        case _:
            raise TableError(
                f"a truth, number, text or day expected, {type(value).__name__} found"
            )


def _arrow_table(arrow: Any, block: Columns, schema: Any) -> Any:
    if list(block) != schema.names:
        raise _other_columns(schema.names, list(block))
    # Arrays of numpy go as they are: no object is made of each number.
    given = {
        name: values if hasattr(values, "dtype") else _plain(values)
        for name, values in block.items()
    }
    _one_length({name: len(values) for name, values in given.items()})
    arrays = []
    for name, values in given.items():
        try:
            array = arrow.array(values, type=schema.field(name).type, from_pandas=True)
        except (
            ValueError,
            TypeError,
            OverflowError,
        ) as error:  # a text of surrogates too
            raise TableError(f"column {name!r}: {error}") from None
        arrays.append(array)
    return arrow.Table.from_arrays(arrays, schema=schema)


def _pyarrow() -> tuple[Any, Any]:
    """Return the package and its part for Parquet."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtraError(
            "Parquet needs the package pyarrow; it comes with "
            "pip install 'qualflow[tables]'; CSV needs nothing"
        ) from None


# -- both -----------------------------------------------------------------------------


def writer_of(name: str) -> Callable[[BinaryIO, Iterable[Columns]], int]:
    """Return what writes a table to a file of this name: ".csv" or ".parquet".

    Raises:
        TableError: If the name ends in something else.
    """
    lowered = name.lower()
    if lowered.endswith(".csv"):
        return write_csv
    if lowered.endswith(".parquet"):
        return write_parquet
    raise TableError(f"{name}: a name that ends in .csv or .parquet expected")


def _lists(block: Columns) -> tuple[dict[str, list[Any]], int]:
    """Return the columns as lists of plain values, and how long they are.

    Raises:
        TableError: If one is longer than another.
    """
    lists = {name: _plain(values) for name, values in block.items()}
    return lists, _one_length({name: len(found) for name, found in lists.items()})


def _one_length(lengths: Mapping[str, int]) -> int:
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise TableError(f"columns of one length expected, found: {told}")
    return next(iter(lengths.values()), 0)


def _plain(values: Iterable[Any]) -> list[Any]:
    """Return values as Python has them: scalars of numpy become numbers."""
    whole = getattr(values, "tolist", None)
    if whole is not None:
        made: list[Any] = whole()
        return made
    listed = list(values)
    if any(hasattr(one, "item") for one in set(map(type, listed))):
        return [value.item() if hasattr(value, "item") else value for value in listed]
    return listed


def _other_columns(expected: Iterable[str], found: Iterable[str]) -> TableError:
    return TableError(
        f"the columns of the first block expected ({', '.join(expected)}), "
        f"found: {', '.join(found)}"
    )
