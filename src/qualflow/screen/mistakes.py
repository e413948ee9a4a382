"""What is wrong with a table: every mistake, with its row and column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from qualflow.errors import QualflowError

MOST_MISTAKES = 200
"""As many are told; the others are counted."""

LONGEST = 80


class CellError(QualflowError):
    """One mistake in a table.

    Attributes:
        row: Which row, from 1 without the heading; 0 for a column as a whole.
        column: Its name; "" for a row, or the table, as a whole.
        found: What was there.
        expected: What would do.
        hint: The likely way out, as `errors.way_out` has it; may be "".
    """

    def __init__(
        self, row: int, column: str, found: str, expected: str, hint: str = ""
    ) -> None:
        self.row = row
        self.column = column
        self.found = found
        self.expected = expected
        self.hint = hint
        super().__init__(row, column, found, expected, hint)

    def __str__(self) -> str:
        row = f"row {self.row:,}" if self.row else ""
        column = f"column '{self.column[:LONGEST]}'" if self.column else ""
        where = ", ".join(part for part in (row, column) if part)
        said = f"{self.expected} expected, {self.found} found{self.hint}"
        return f"{where}: {said}" if where else said


class TableError(ExceptionGroup[CellError], QualflowError):
    """All mistakes of one table, by row.

    Attributes:
        total: How many there are; no more than `MOST_MISTAKES` are kept.
    """

    def __new__(
        cls,
        mistakes: Sequence[CellError],
        total: int = 0,  # noqa: ARG004  # as `__init__` has it
    ) -> TableError:
        """Return the group; `mistakes` has at least one."""
        return super().__new__(cls, "a table with mistakes", mistakes)

    def __init__(self, mistakes: Sequence[CellError], total: int = 0) -> None:
        self.total = total or len(mistakes)
        super().__init__("a table with mistakes", mistakes)

    def __reduce__(self) -> tuple[type[TableError], tuple[tuple[Any, ...], int]]:
        return TableError, (self.exceptions, self.total)

    def __str__(self) -> str:
        lines = [f"{self.total:,} mistake{'s' if self.total > 1 else ''} in the table"]
        lines += [str(mistake) for mistake in self.exceptions]
        left = self.total - len(self.exceptions)
        return "\n".join([*lines, f"and {left:,} more"] if left else lines)


Saying = Callable[[int], tuple[str, str]]
"""What was found in a row of a block (counted from 0), and what was expected."""


@define
class Mistakes:
    """The mistakes found so far; only the first ones are kept in words."""

    total: int = 0
    kept: list[CellError] = field(factory=list)
    _block: list[CellError] = field(factory=list)
    _columns: set[str] = field(factory=set)

    def add(
        self, row: int, column: str, found: str, expected: str, hint: str = ""
    ) -> None:
        """Enter one mistake."""
        self.total += 1
        if len(self.kept) < MOST_MISTAKES:
            self._block.append(CellError(row, column, found, expected, hint))

    def of_column(self, column: str, found: str, expected: str) -> None:
        """Enter a mistake that a column has in every block, once."""
        if column not in self._columns:
            self._columns.add(column)
            self.add(0, column, found, expected)

    def cells(
        self, first: int, column: str, rows: NDArray[np.intp], say: Saying
    ) -> None:
        """Enter mistakes in cells of a block that begins with the row `first`."""
        told = MOST_MISTAKES if len(self.kept) < MOST_MISTAKES else 0
        for row in rows[:told].tolist():
            self.add(first + row, column, *say(row))
        self.total += len(rows[told:])

    def renumber(self, missing: Sequence[int]) -> None:
        """Count rows that were left out, too.

        Args:
            missing: The rows that no cell was read of, in order.
        """
        self.end_block()
        for place, mistake in enumerate(self.kept):
            row = mistake.row
            for other in missing:
                row += 0 < other <= row
            if row != mistake.row:
                self.kept[place] = CellError(row, *mistake.args[1:])

    def end_block(self) -> None:
        """Put the mistakes of a block in order, by row."""
        self._block.sort(key=lambda mistake: mistake.row)
        self.kept += self._block[: MOST_MISTAKES - len(self.kept)]
        self._block = []

    def check(self) -> None:
        """Raise if there are any.

        Raises:
            TableError: With the first of them, and how many there are.
        """
        self.end_block()
        if self.total:
            self.kept.sort(key=lambda mistake: mistake.row)
            raise TableError(self.kept, self.total)


def shown(value: object) -> str:
    """Return a value as a mistake shows it: short."""
    text = repr(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
