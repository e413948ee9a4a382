"""What the functions of nodes are made of: masks, numbers and texts of some rows.

Each function here returns one that answers for a frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, TypeAlias, TypeVar

import numpy as np
from attrs import field, frozen

from qualflow.law.calendar import Calendar
from qualflow.law.evaluators import day_columns
from qualflow.law.evaluators.columns import EVERY, NONE, UNFILED, Column, Mask, Whole
from qualflow.law.expression import Comparator
from qualflow.law.measures import Unit

Columns: TypeAlias = Mapping[str, Column]
Pair: TypeAlias = "tuple[Mask, Mask | None]"
"""Where something is met, and where it is unmet; None if wherever it is not met."""
Numbers: TypeAlias = tuple[Whole, Mask]
"""Numbers or days, and where they are known; `EVERY` itself if everywhere."""
Value = TypeVar("Value")

_COMPARE: dict[Comparator, np.ufunc] = {
    "<": np.less,
    "<=": np.less_equal,
    "==": np.equal,
    "!=": np.not_equal,
    ">=": np.greater_equal,
    ">": np.greater,
}
_MOST_COMPARED = 8


@frozen(eq=False)
class Frame:
    """What is known of some rows; `kept` holds what was computed already."""

    columns: Columns
    today: Whole
    kept: dict[int, Any] = field(factory=dict)

    def column(self, name: str) -> Column:
        """Return the column of a fact."""
        return self.columns.get(name, UNFILED)


Ask: TypeAlias = Callable[[Frame], Value]


def constant(value: Value) -> Ask[Value]:
    """Return what is the same in every frame."""
    return lambda _: value


def kept(ask: Ask[Value], place: int) -> Ask[Value]:
    """Return a function that answers once a frame."""

    def asked(frame: Frame) -> Value:
        if place not in frame.kept:
            frame.kept[place] = ask(frame)
        found: Value = frame.kept[place]
        return found

    return asked


# -- truth -----------------------------------------------------------------------------


def true(column: Column) -> Pair:
    """Return where a boolean fact is true and where it is false."""
    values = column.values.astype(np.bool_, copy=False)
    return _found(values, column.known)


def on_file(column: Column) -> Pair:
    """Return where something is on file; filed too weakly is unknown."""
    known = column.known
    return known, None if column.weak is NONE else ~(known | column.weak)


def unmet(pair: Pair) -> Mask:
    """Return where something is unmet."""
    return ~pair[0] if pair[1] is None else pair[1]


def contrary(ask: Ask[Pair]) -> Ask[Pair]:
    """Return the contrary of a condition."""

    def asked(frame: Frame) -> Pair:
        pair = ask(frame)
        return unmet(pair), None if pair[1] is None else pair[0]

    return asked


def all_of(asks: Sequence[Ask[Pair]]) -> Ask[Pair]:
    """Return where all parts are met, and where one is unmet."""
    first, *others = asks

    def asked(frame: Frame) -> Pair:
        pair = first(frame)
        for ask in others:
            part = ask(frame)
            settled = pair[1] is None and part[1] is None
            pair = pair[0] & part[0], None if settled else unmet(pair) | unmet(part)
        return pair

    return asked


def any_of(asks: Sequence[Ask[Pair]]) -> Ask[Pair]:
    """Return where one part is met, and where all are unmet."""
    first, *others = asks

    def asked(frame: Frame) -> Pair:
        pair = first(frame)
        for ask in others:
            part = ask(frame)
            settled = pair[1] is None and part[1] is None
            pair = pair[0] | part[0], None if settled else unmet(pair) & unmet(part)
        return pair

    return asked


def _found(true: Mask, known: Mask) -> Pair:
    """Return the pair of what is true where it is known."""
    return (true, None) if known is EVERY else (true & known, known & ~true)


def truths_compared(sign: Comparator, left: Ask[Pair], right: Ask[Pair]) -> Ask[Pair]:
    """Return whether two conditions agree, or do not."""
    compare = _COMPARE[sign]

    def asked(frame: Frame) -> Pair:
        one, other = left(frame), right(frame)
        same = compare(one[0], other[0])
        return _found(same, _both(_settled(one), _settled(other)))

    return asked


def _settled(pair: Pair) -> Mask:
    return EVERY if pair[1] is None else pair[0] | pair[1]


# -- texts -----------------------------------------------------------------------------


def words_compared(
    sign: Comparator, left: Ask[Column], right: Ask[Column]
) -> Ask[Pair]:
    """Return whether two texts are the same, or are not."""
    compare = _COMPARE[sign]

    def asked(frame: Frame) -> Pair:
        one, other = left(frame), right(frame)
        known = _both(one.known, other.known)
        return _found(compare(one.values, _in_words_of(one, other)), known)

    return asked


def _in_words_of(one: Column, other: Column) -> Whole:
    """Return the places of another's texts among the words of one, -1 for none."""
    if other.words == one.words or not other.words:
        return other.values
    places = np.array([one.places.get(word, -1) for word in other.words])
    return places.take(other.values, mode="clip")


def word_among(part: Ask[Column], words: Sequence[str]) -> Ask[Pair]:
    """Return whether a text is one of some."""

    def asked(frame: Frame) -> Pair:
        column = part(frame)
        places = [column.places[word] for word in words if word in column.places]
        return _found(_equal_to_one(column.values, places), column.known)

    return asked


# -- numbers and days ------------------------------------------------------------------


def filed(column: Column) -> Numbers:
    """Return what is on file of a number or day."""
    return column.values, column.known


def numbers_compared(
    sign: Comparator, left: Ask[Numbers], right: Ask[Numbers]
) -> Ask[Pair]:
    """Return how two numbers or days compare."""
    compare = _COMPARE[sign]

    def asked(frame: Frame) -> Pair:
        (a, a_known), (b, b_known) = left(frame), right(frame)
        return _found(compare(a, b), _both(a_known, b_known))

    return asked


def _both(one: Mask, other: Mask) -> Mask:
    if one is EVERY:
        return other
    return one if other is EVERY else one & other


def number_among(part: Ask[Numbers], options: Sequence[int]) -> Ask[Pair]:
    """Return whether a number or day is one of some."""

    def asked(frame: Frame) -> Pair:
        values, known = part(frame)
        return _found(_equal_to_one(values, options), known)

    return asked


def _equal_to_one(values: Whole, options: Sequence[int]) -> Mask:
    if len(options) > _MOST_COMPARED:
        return np.isin(values, options)
    return reduce(or_, (np.equal(values, o) for o in options), NONE)


def add(left: Whole, right: Whole) -> Whole:
    """Return sums, in 64 bits."""
    return np.add(left, right, dtype=np.int64)


def subtract(left: Whole, right: Whole) -> Whole:
    """Return differences, in 64 bits."""
    return np.subtract(left, right, dtype=np.int64)


def computed(
    operation: Callable[[Whole, Whole], Whole],
    left: Ask[Numbers],
    right: Ask[Numbers],
) -> Ask[Numbers]:
    """Return what an operation makes of two numbers."""

    def asked(frame: Frame) -> Numbers:
        (a, a_known), (b, b_known) = left(frame), right(frame)
        return operation(a, b), _both(a_known, b_known)

    return asked


def multiplied(part: Ask[Numbers], factor: int) -> Ask[Numbers]:
    """Return a number times a constant."""

    def asked(frame: Frame) -> Numbers:
        values, known = part(frame)
        return np.multiply(values, factor, dtype=np.int64), known

    return asked


def moved(
    day: Ask[Numbers], length: int, unit: Unit, calendar: Calendar
) -> Ask[Numbers]:
    """Return a day moved by a period; unknown where nobody can know it."""

    def asked(frame: Frame) -> Numbers:
        days, known = day(frame)
        match unit:
            case Unit.DAY:
                moved, reached = day_columns.days_later(days, length)
            case Unit.WORKING_DAY:
                moved, reached = day_columns.working_days_later(calendar, days, length)
            case Unit.MONTH:
                moved, reached = day_columns.months_later(days, length, known)
            case Unit.YEAR:
                moved, reached = day_columns.months_later(days, 12 * length, known)
        return moved, _both(known, reached)

    return asked


def working_days(
    since: Ask[Numbers], until: Ask[Numbers], calendar: Calendar
) -> Ask[Numbers]:
    """Return the working days between two days."""

    def asked(frame: Frame) -> Numbers:
        (a, a_known), (b, b_known) = since(frame), until(frame)
        count, covered = day_columns.working_days_between(calendar, a, b)
        return count, _both(covered, _both(a_known, b_known))

    return asked
