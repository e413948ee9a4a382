"""Clauses over columns: the same tree, asked about many cases at once.

Truth is a pair of masks, met and unmet; unknown is neither.  `and` is met where all its
parts are met and unmet where one is unmet, `not` swaps the two: strong Kleene logic
with three operations on bits.  Numbers are whole, of 64 bits where they are added or
multiplied; `types` has proved that none passes 62.  What is computed from a value that
is not known is masked, whatever it comes to.

Each node becomes a function of a frame (the columns and the day) when the guard is
compiled.  A node that stands in several places is computed once a frame.

Frames are meant to be small enough for the cache: `BLOCK` rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from qualflow.law.calendar import Calendar
from qualflow.law.evaluators import frames
from qualflow.law.evaluators.columns import EVERY, NONE, Column, Mask
from qualflow.law.evaluators.compiled import Condition
from qualflow.law.evaluators.frames import (
    Ask,
    Columns,
    Frame,
    Numbers,
    Pair,
    Value,
)
from qualflow.law.expression import (
    TODAY,
    Among,
    And,
    Comparator,
    Compare,
    Day,
    Days,
    Defined,
    Expression,
    Implies,
    Known,
    Minus,
    Name,
    Not,
    Number,
    Or,
    Plus,
    Scaled,
    Shift,
    Text,
    Times,
    Truth,
    WorkingDays,
    facts_read,
    nodes,
)
from qualflow.law.facts import BooleanType, ChoiceType, Fact, TextType

BLOCK = 65_536
"""Rows that are asked about at a time: few enough for a cache, and enough to make up
for what each operation costs beside its work."""

Today: TypeAlias = "int | NDArray[np.signedinteger[Any]]"
Rows: TypeAlias = NDArray[np.bool_]
Masks: TypeAlias = tuple[Rows, Rows]

_Kind: TypeAlias = Literal["truth", "number", "word"]


@frozen(eq=False)
class ArrayGuard:
    """The clauses of one transition, ready to be asked about columns.

    Attributes:
        conditions: In order; `verdicts` answers a pair of masks for each.
        reads: Every fact they read.
    """

    conditions: tuple[Condition, ...]
    reads: frozenset[str]
    _asks: tuple[Ask[Pair], ...] = field(repr=False)

    def verdicts(self, columns: Columns, today: Today, rows: int) -> tuple[Masks, ...]:
        """Return for each clause where it is met and where it is unmet.

        Args:
            columns: By fact; one that is missing is on file in no row.
            today: The ordinal of the day, or one for each row.
            rows: How many rows there are.

        Returns:
            Masks of that many rows, to be read only; unknown is where neither holds.
        """
        found = self.outcomes(columns, today, rows)
        return tuple((met, ~met if unmet is None else unmet) for met, unmet in found)

    def outcomes(
        self, columns: Columns, today: Today, rows: int
    ) -> tuple[tuple[Rows, Rows | None], ...]:
        """Return the same, with None for unmet wherever it is not met: all is known."""
        day = np.asarray(today)
        if day.ndim == 0:
            day = day.astype(np.int32)
        frame = Frame(columns, day)
        # Numbers that stand for no known value may pass any bound.
        with np.errstate(over="ignore"):
            pairs = [ask(frame) for ask in self._asks]
        return tuple(
            (_spread(met, rows), None if unmet is None else _spread(unmet, rows))
            for met, unmet in pairs
        )


def _spread(mask: Mask, rows: int) -> Rows:
    """Return a mask of so many rows; one for all of them is not copied out."""
    if isinstance(mask, np.ndarray) and mask.ndim:
        return mask
    return np.broadcast_to(mask, rows)


def compile_arrays(
    conditions: Sequence[Condition], calendar: Calendar, facts: Mapping[str, Fact]
) -> ArrayGuard:
    """Return the guard of checked conditions over columns.

    Args:
        conditions: As `compiled.compile_guard` takes them.
        calendar: How working days are counted.
        facts: The declared facts; what a name compares with depends on its type.
    """
    trees = [condition.when for condition in conditions]
    often = Counter(node for tree in trees for node in nodes(tree))
    compiler = _Compiler(calendar, facts, often)
    return ArrayGuard(
        tuple(conditions),
        frozenset(name for tree in trees for name in facts_read(tree)),
        tuple(compiler.clause(condition) for condition in conditions),
    )


@frozen(eq=False)
class _Compiler:
    """Makes functions of nodes, one for all the places where a node stands."""

    calendar: Calendar
    facts: Mapping[str, Fact]
    often: Mapping[Expression, int]
    _made: dict[Expression, Ask[Any]] = field(factory=dict)

    def clause(self, condition: Condition) -> Ask[Pair]:
        """Return the truth of a clause, with what is presumed."""
        ask = self.truth(condition.when)
        read = facts_read(condition.when)
        if not condition.presumed or not read:
            return ask

        def presumed(frame: Frame) -> Pair:
            met, unmet = ask(frame)
            if unmet is None:
                return met, None
            columns = [frame.column(name) for name in read]
            on_file = reduce(np.logical_and, (column.known for column in columns))
            weak = reduce(np.logical_or, (column.weak for column in columns))
            return met | ~(unmet | on_file | weak), unmet

        return presumed

    def _once(self, tree: Expression, make: Callable[[], Ask[Value]]) -> Ask[Value]:
        """Return the function of a node; one that stands often keeps its answer."""
        found = self._made.get(tree)
        if found is not None:
            return found
        ask = make()
        if self.often[tree] > 1 and not isinstance(tree, Name | Known | Truth):
            ask = frames.kept(ask, len(self._made))
        self._made[tree] = ask
        return ask

    # -- truth --------------------------------------------------------------------

    def truth(self, tree: Expression) -> Ask[Pair]:
        """Return where a condition is met and where it is unmet."""
        return self._once(tree, lambda: self._truth(tree))

    def _truth(self, tree: Expression) -> Ask[Pair]:
        match tree:
            case Truth(value):
                return frames.constant((EVERY if value else NONE, None))
            case Name(name):
                return lambda frame: frames.true(frame.column(name))
            case Known(name):
                return lambda frame: frames.on_file(frame.column(name))
            case Defined(_, body):
                return self.truth(body)
            case Not(part):
                return frames.contrary(self.truth(part))
            case And(parts):
                return frames.all_of([self.truth(part) for part in parts])
            case Or(parts):
                return frames.any_of([self.truth(part) for part in parts])
            case Implies(left, right):
                return frames.any_of([self.truth(Not(left)), self.truth(right)])
            case Compare(parts, operators):
                links = zip(operators, pairwise(parts), strict=True)
                asks = [self._link(sign, *pair) for sign, pair in links]
                return asks[0] if len(asks) == 1 else frames.all_of(asks)
            case Among(part, options):
                return self._among(part, options)
        raise AssertionError(f"no condition: {tree!r}")

    def _kind(self, tree: Expression) -> _Kind:
        match tree:
            case Text():
                return "word"
            case Name(name) if name != TODAY:
                match self.facts[name].type:
                    case BooleanType():
                        return "truth"
                    case TextType() | ChoiceType():
                        return "word"
                return "number"
            case Truth() | Known() | Not() | And() | Or() | Implies():
                return "truth"
            case Compare() | Among() | Defined():
                return "truth"
        return "number"

    def _link(self, sign: Comparator, left: Expression, right: Expression) -> Ask[Pair]:
        """Return one comparison of a chain."""
        match self._kind(left):
            case "truth":
                return frames.truths_compared(sign, self.truth(left), self.truth(right))
            case "word":
                return frames.words_compared(sign, self.word(left), self.word(right))
        one, other = self.number(left), self.number(right)
        return frames.numbers_compared(sign, one, other)

    def _among(
        self, part: Expression, options: tuple[Number | Day | Text, ...]
    ) -> Ask[Pair]:
        if self._kind(part) == "word":
            words = [option.value for option in options if isinstance(option, Text)]
            return frames.word_among(self.word(part), words)
        wanted = [
            option.units if isinstance(option, Number) else option.ordinal
            for option in options
            if not isinstance(option, Text)
        ]
        return frames.number_among(self.number(part), wanted)

    def word(self, tree: Expression) -> Ask[Column]:
        """Return a column of texts."""
        if isinstance(tree, Text):
            words = (tree.value,)
            return frames.constant(Column(np.zeros((), np.int8), words=words))
        assert isinstance(tree, Name), f"no text: {tree!r}"
        name = tree.name
        return lambda frame: frame.column(name)

    # -- numbers and days ---------------------------------------------------------

    def number(self, tree: Expression) -> Ask[Numbers]:
        """Return numbers or days, and where they are known."""
        return self._once(tree, lambda: self._number(tree))

    def _number(self, tree: Expression) -> Ask[Numbers]:
        match tree:
            case Number(units):
                return frames.constant((units, EVERY))
            case Day(ordinal):
                return frames.constant((np.asarray(ordinal, np.int32), EVERY))
            case Name(name) if name == TODAY:
                return lambda frame: (frame.today, EVERY)
            case Name(name):
                return lambda frame: frames.filed(frame.column(name))
            case Plus(left, right):
                return frames.computed(
                    frames.add, self.number(left), self.number(right)
                )
            case Minus(left, right):
                return frames.computed(
                    frames.subtract, self.number(left), self.number(right)
                )
            case Times(factor, part):
                return frames.multiplied(self.number(part), factor.units)
            case Scaled(part, factor):
                return frames.multiplied(self.number(part), factor)
            case Days(since, until):
                # Days are far from the ends of 32 bits: no need for wider numbers.
                return frames.computed(
                    np.subtract, self.number(until), self.number(since)
                )
            case Shift(day, length, unit):
                return frames.moved(self.number(day), length, unit, self.calendar)
            case WorkingDays(since, until):
                ends = self.number(since), self.number(until)
                return frames.working_days(*ends, self.calendar)
        raise AssertionError(f"no number: {tree!r}")
