"""Cells become values inside: exactly, and as `FileFact` would take them.

Columns of a file come as Arrow arrays.  What their type says is enough for most is
converted whole; where that fails, each different value of the block goes through
`filed`, which decides what is a mistake.  So the quick way may only be taken where it
agrees with `filed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen
from numpy.typing import NDArray

from qualflow.law.evaluators.columns import EVERY, UNFILED, Column, Mask
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    FactValueError,
    NumberType,
    TextType,
    filed,
    inside,
)
from qualflow.law.measures import FIRST_DAY, LAST_DAY, MOST_DIGITS
from qualflow.screen.mistakes import Mistakes, shown

if TYPE_CHECKING:
    from qualflow.law.expression import Value

Ints = NDArray[np.signedinteger[Any]]

_EPOCH = date(1970, 1, 1).toordinal()
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
_EXACT_FLOAT = 2**53


@frozen
class Cells:
    """The cells of one column in one block.

    Attributes:
        first: The row of the first cell, from 1.
        written: Whether they are texts of a sheet: blanks around them do not count, and
            a boolean is written as a word.
    """

    fact: Fact
    column: str
    first: int
    mistakes: Mistakes
    written: bool = False

    def read(self, cells: Sequence[object] | pa.Array) -> Column:
        """Return the column; a cell with a mistake is entered, and unknown."""
        if isinstance(cells, pa.Array):
            return self._arrow(cells)
        return self._each(cells)

    # -- any values, one by one ---------------------------------------------------

    def _each(self, cells: Sequence[object]) -> Column:
        """Return values of Python, None where nothing is on file."""
        places: dict[tuple[type, object], int] = {}
        codes = np.empty(len(cells), np.int64)
        different: list[object] = []
        for row, cell in enumerate(cells):
            key = (type(cell), cell)
            try:
                place = places.get(key)
                if place is None:
                    place = places[key] = len(different)
                    different.append(cell)
            except TypeError:  # no value of a fact is unhashable
                place = len(different)
                different.append(cell)
            codes[row] = place
        return self._different(different, codes)

    def _different(self, values: Sequence[object], codes: Ints) -> Column:
        """Return the column of some different values and the place of each cell."""
        found: list[Value | None] = []
        wrong: dict[int, tuple[str, str]] = {}
        for place, value in enumerate(values):
            try:
                found.append(self._one(value))
            except FactValueError as error:
                wrong[place] = shown(error.value), error.expected
                found.append(None)
        if wrong:
            rows = np.flatnonzero(np.isin(codes, list(wrong)))
            self.mistakes.cells(
                self.first, self.column, rows, lambda row: wrong[int(codes[row])]
            )
        return _looked_up(found, codes, self.fact)

    def _one(self, value: object) -> Value | None:
        if self.written and isinstance(value, str):
            value = value.strip() or None
        if value is None:
            return None
        if self.written and isinstance(self.fact.type, BooleanType):
            if str(value).lower() not in _TRUTHS:
                raise FactValueError(self.fact.name, value, "true or false")
            value = _TRUTHS[str(value).lower()]
        return inside(filed(self.fact, value))

    # -- columns of a file --------------------------------------------------------

    def _arrow(self, cells: pa.Array) -> Column:
        if cells.null_count == len(cells):
            return UNFILED
        kind = cells.type
        if pa.types.is_dictionary(kind) and _is_text(kind.value_type):
            return self._encoded(cells)
        if _is_text(kind):
            return self._texts(cells)
        match self.fact.type:
            case BooleanType() if pa.types.is_boolean(kind):
                return Column(_bits(cells, 1), _known(cells))
            case NumberType() as number if pa.types.is_integer(kind):
                return self._whole(cells, number)
            case NumberType() as number if pa.types.is_decimal(kind):
                return self._decimals(cells, number)
            case NumberType(decimals=0) if pa.types.is_floating(kind):
                return self._floats(cells)
            case DayType() if pa.types.is_date32(kind):
                return self._days(cells)
        self.mistakes.of_column(self.column, f"one of {kind}", self._expected())
        return UNFILED

    def _expected(self) -> str:
        match self.fact.type:
            case BooleanType():
                return "a column of booleans"
            case NumberType(decimals=0):
                return "a column of whole numbers"
            case NumberType(decimals=places):
                return f"a column of decimals with {places} digits after the point"
            case DayType():
                return "a column of dates"
        return "a column of texts"

    def _texts(self, cells: pa.Array) -> Column:
        """Return texts as what their fact says; empty ones are not on file."""
        match self.fact.type:
            case NumberType() as number:
                quick = _numbers_written(cells, number)
            case DayType():
                quick = _days_written(cells)
            case _:
                quick = None
        if quick is not None:
            return self._within(*quick, cells)
        return self._encoded(cells.dictionary_encode())

    def _encoded(self, encoded: pa.DictionaryArray) -> Column:
        """Return texts of which each different one is kept once, or nearly so."""
        values = ["" if v is None else v for v in encoded.dictionary.to_pylist()]
        codes = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
        some: list[object] = [value or None for value in values]
        return self._different([*some, None], codes)

    def _within(self, units: Ints, known: Mask, cells: pa.Array) -> Column:
        """Return whole numbers; those out of bounds are entered as mistakes."""
        low, high = _bounds(self.fact)
        if units.min() < low or units.max() > high:
            inside = (units >= low) & (units <= high)
            wrong = np.flatnonzero(known & ~inside)
            self.mistakes.cells(
                self.first,
                self.column,
                wrong,
                lambda row: (_told(cells, row), _expected(self.fact)),
            )
            known = known & inside
        return Column(units, known)

    def _whole(self, cells: pa.Array, number: NumberType) -> Column:
        if pa.types.is_unsigned_integer(cells.type):
            # What does not fit 63 bits is out of every bound, and stays so.
            most = pa.scalar(2**63 - 1, pa.uint64())
            cells = pc.min_element_wise(cells.cast(pa.uint64()), most, skip_nulls=False)
            cells = cells.cast(pa.int64())
        values, known = _plain(cells), _known(cells)
        if number.decimals:
            scale = 10**number.decimals
            # Far out of bounds is out of bounds, and can be multiplied.
            low, high = number.at_least // scale - 1, number.at_most // scale + 1
            values = np.clip(values.astype(np.int64), low, high) * scale
        return self._within(values, known, cells)

    def _decimals(self, cells: pa.Array, number: NumberType) -> Column:
        units = _decimal_units(cells, number.decimals)
        if units is None:
            return self._each(cells.to_pylist())
        return self._within(units, _known(cells), cells)

    def _floats(self, cells: pa.Array) -> Column:
        """Return whole numbers that a program kept as floats, as it does with gaps."""
        values = _plain(cells.cast(pa.float64()))
        whole = (np.abs(values) <= _EXACT_FLOAT) & (np.floor(values) == values)
        wrong = ~whole & _known(cells)
        if wrong.any():
            self.mistakes.cells(
                self.first,
                self.column,
                np.flatnonzero(wrong),
                lambda row: (repr(float(values[row])), "a whole number"),
            )
        units = np.where(whole, values, 0).astype(np.int64)
        return self._within(units, _known(cells) & ~wrong, cells)

    def _days(self, cells: pa.Array) -> Column:
        days = _plain(cells, np.int32)
        # Wider, lest a hostile day turn round.
        ordinals = days.astype(np.int64) + _EPOCH
        column = self._within(ordinals, _known(cells), cells)
        return Column(column.values.astype(np.int32), column.known)


# -- quick ways ------------------------------------------------------------------------


def _numbers_written(cells: pa.Array, number: NumberType) -> tuple[Ints, Mask] | None:
    """Return numbers of at most 15 characters; None if some are anything else."""
    if pc.max(pc.binary_length(cells)).as_py() > MOST_DIGITS:
        return None
    if number.decimals:
        units = _decimal_units(cells, number.decimals)
        return None if units is None else (units, _known(cells))
    try:
        whole = cells.cast(pa.int64())
    except pa.ArrowInvalid:
        return None
    if np.frombuffer(cells.buffers()[2], np.uint8).max(initial=0) > ord("9"):
        return None  # Arrow reads "0x1F"; people do not write it
    return _plain(whole, np.int64), _known(cells)


def _days_written(cells: pa.Array) -> tuple[Ints, Mask] | None:
    """Return days like 2019-01-10; None if some are anything else."""
    try:
        days = cells.cast(pa.date32())
    except pa.ArrowInvalid:
        return None
    return _plain(days, np.int32) + np.int32(_EPOCH), _known(cells)


def _decimal_units(cells: pa.Array, decimals: int) -> Ints | None:
    """Return decimals as whole numbers of the smallest unit; None if some are not."""
    try:
        exact = cells.cast(pa.decimal128(38, decimals)).fill_null(Decimal(0))
    except pa.ArrowInvalid:
        return None
    # 16 bytes a number, the low half first.
    halves = np.frombuffer(exact.buffers()[1], "<i8")
    halves = halves[2 * exact.offset : 2 * (exact.offset + len(exact))]
    low, high = halves[::2], halves[1::2]
    if not np.array_equal(high, low >> 63):
        return None  # it takes more than 64 bits
    return low.astype(np.int64)


def _known(cells: pa.Array) -> Mask:
    return _bits(cells, 0) if cells.null_count else EVERY


def _bits(cells: pa.Array, buffer: int) -> NDArray[np.bool_]:
    """Return bits of an array: 0 where something is there, 1 the booleans."""
    first, behind = cells.offset, cells.offset + len(cells)
    packed = np.frombuffer(cells.buffers()[buffer], np.uint8)
    bits = np.unpackbits(packed[first // 8 : -(-behind // 8)], bitorder="little")
    return bits[first % 8 :][: len(cells)].view(np.bool_)


def _plain(cells: pa.Array, kind: type[np.generic] | None = None) -> NDArray[Any]:
    """Return the numbers of an array as they lie there, whatever stands in gaps."""
    numbers = np.dtype(kind or cells.type.to_pandas_dtype())
    lying = np.frombuffer(cells.buffers()[1], numbers)
    return lying[cells.offset : cells.offset + len(cells)]


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _bounds(fact: Fact) -> tuple[int, int]:
    """Return the least and the most that a number or day can be, inside."""
    if isinstance(fact.type, NumberType):
        return fact.type.at_least, fact.type.at_most
    return FIRST_DAY.toordinal(), LAST_DAY.toordinal()


def _expected(fact: Fact) -> str:
    """Return what values a fact has, in the words of `filed`."""
    try:
        filed(fact, object())
    except FactValueError as error:
        return error.expected
    raise AssertionError(f"{fact.name} takes anything")


def _told(cells: pa.Array, row: int) -> str:
    try:
        return str(cells[row].as_py())
    except (ValueError, OverflowError):  # a day that Python has no date for
        return "a day outside the years 1 to 9999"


def _looked_up(found: Sequence[Value | None], codes: Ints, fact: Fact) -> Column:
    """Return the column of different values inside, None for what is unknown."""
    known = np.array([value is not None for value in found], np.bool_)
    if isinstance(fact.type, TextType | ChoiceType):
        words: dict[str, int] = {}
        for value in found:
            if isinstance(value, str):
                words.setdefault(value, len(words))
        places = [words[v] if isinstance(v, str) else 0 for v in found]
        values = np.array(places, np.int32)
        return Column(values[codes], _masked(known, codes), words=tuple(words))
    kind = np.bool_ if isinstance(fact.type, BooleanType) else np.int64
    values = np.array([0 if value is None else value for value in found], kind)
    return Column(values[codes], _masked(known, codes))


def _masked(known: NDArray[np.bool_], codes: Ints) -> Mask:
    return EVERY if known.all() else known[codes]
