"""A table of applicants: a column a fact, a row a case, empty where nothing is known.

Beside facts a table may say with which evidence they are filed: `evidence` for a row as
a whole, `evidence:FACT` for one fact, `documented` where neither says it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
from attrs import evolve, frozen
from numpy.typing import NDArray

from qualflow.errors import way_out
from qualflow.law.evaluators.arrays import BLOCK
from qualflow.law.evaluators.columns import Column
from qualflow.law.expression import facts_read
from qualflow.law.facts import ChoiceType, Evidence, Fact
from qualflow.law.rules import DEFAULT_STANDINGS, Standings
from qualflow.screen.mistakes import Mistakes
from qualflow.screen.screening import Question, Screening, joined, question
from qualflow.screen.values import Cells

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook

CHUNK = BLOCK
"""Rows that are read at a time."""

EVIDENCE = "evidence"
OF_FACT = "evidence:"
UNSAID = Evidence.DOCUMENTED
"""How a cell counts as filed where the table does not say it: as `FileFact` has it."""

Values: TypeAlias = "Sequence[object] | NDArray[Any] | pa.Array | pa.ChunkedArray"
Table: TypeAlias = "Mapping[str, Values | Column] | pa.Table | pa.RecordBatch"

_LEVELS = tuple(level.word for level in Evidence)


def screen(
    rulebook: Rulebook,
    table: Table,
    transition: str,
    on: date,
    *,
    state: str | None = None,
    evidence: Evidence = Evidence.RUMOURED,
    standings: Standings = DEFAULT_STANDINGS,
) -> Screening:
    """Return what `decide` would answer to a request for each row of a table.

    A row stands for a fresh case in the state, whose facts are filed on the day of the
    request.

    Args:
        rulebook: The law.
        table: Columns by the name of their fact, all of one length: values as
            `FileFact` takes them (None where nothing is on file), numpy arrays, Arrow
            arrays, or columns of values inside; or an Arrow table.
        transition: The transition that is requested.
        on: The day of the request.
        state: Where the cases stand; None for the only state it starts from.
        evidence: The least evidence; what is filed more weakly is unknown.
        standings: The clauses that are evaluated.

    Raises:
        UnknownNameError: If there is no such transition or state.
        ScreeningError: If nobody could ask for it on the day in that state.
        TableError: With every mistake in the table: columns that are no fact, cells
            that no filing could hold.

    >>> from qualflow.processes import load
    >>> law = load("instrument-approval")
    >>> signed = {"application_signed": [True, None, False]}
    >>> found = screen(law, signed, "apply", date(2031, 3, 4))
    >>> [found.answer(row).value for row in range(3)]
    ['open', 'unknown', 'closed']
    >>> found.not_met(1)
    (('IAA 5(1)', <Verdict.UNKNOWN: 'unknown'>),)
    """
    asked = question(
        rulebook, transition, on, state=state, evidence=evidence, standings=standings
    )
    mistakes = Mistakes()
    reading = reading_of(asked, list(_names(table)), mistakes)
    found = []
    for first, rows, values in _chunks(table):
        columns = reading.columns(values, first + 1)
        if not mistakes.total:
            found.append(asked.judge(columns, rows))
        mistakes.end_block()
    mistakes.check()
    return joined(asked, found)


@frozen
class Reading:
    """Which columns of a table are read, and what for.

    Attributes:
        facts: The names of the facts that the clauses look at and the table has.
        unread: Columns of other facts: no clause looks at them, nor do we.
        evidence: Columns that say with which evidence facts are filed, if it matters.
        written: Whether cells are texts of a sheet.
    """

    asked: Question
    facts: tuple[str, ...]
    unread: tuple[str, ...]
    evidence: frozenset[str]
    mistakes: Mistakes
    written: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that is needed."""
        return (*self.facts, *sorted(self.evidence))

    def columns(
        self, values: Mapping[str, Values | Column], first: int
    ) -> dict[str, Column]:
        """Return the columns of a block whose first row is the row `first`."""
        levels = {name: self._levels(values, name, first) for name in self.evidence}
        found = {}
        for name in self.facts:
            column = self._column(self.asked.rulebook.facts[name], name, values, first)
            found[name] = self._weighed(name, column, levels)
        return found

    def _column(
        self,
        fact: Fact,
        name: str,
        values: Mapping[str, Values | Column],
        first: int,
    ) -> Column:
        given = values[name]
        if isinstance(given, Column):
            return given
        if isinstance(given, np.ndarray) and given.dtype != object:
            given = pa.array(given)
        if isinstance(given, pa.ChunkedArray):
            given = given.combine_chunks()
        return Cells(fact, name, first, self.mistakes, self.written).read(given)

    def _levels(
        self, values: Mapping[str, Values | Column], name: str, first: int
    ) -> Column:
        """Return the column of a level of evidence, as numbers."""
        said = Fact(name, ChoiceType(_LEVELS))
        column = self._column(said, name, values, first)
        if not column.words:
            return column
        numbers = np.array([Evidence[word.upper()] for word in column.words], np.int8)
        return Column(numbers.take(column.values, mode="clip"), column.known)

    def _weighed(
        self, name: str, column: Column, levels: Mapping[str, Column]
    ) -> Column:
        """Return a column with what is filed too weakly marked."""
        wanted = self.asked.evidence
        if wanted is Evidence.RUMOURED:
            return column
        level: Any = np.int8(UNSAID)
        for source in (EVIDENCE, OF_FACT + name):
            if source in levels:
                said = levels[source]
                level = np.where(said.known, said.values, level)
        weak = column.known & (level < wanted)
        return evolve(column, weak=weak) if np.any(weak) else column


def reading_of(
    asked: Question,
    names: Sequence[str],
    mistakes: Mistakes,
    *,
    own: str = "",
    written: bool = False,
) -> Reading:
    """Return what of a table is read; columns that are no fact are entered.

    Args:
        asked: What will be asked.
        names: The heading, in order.
        mistakes: Where mistakes are entered.
        own: A column of one's own, to tell the rows by; "" for none.
        written: Whether cells are texts of a sheet.
    """
    declared = asked.rulebook.facts
    for name, times in Counter(names).items():
        if times > 1:
            mistakes.add(0, name, f"it {times} times", "each column once")
    if own and own not in names:
        mistakes.add(0, own, "none", "a column of that name", way_out(own, names))
    levels = set()
    for name in dict.fromkeys(names):
        of = name.removeprefix(OF_FACT)
        if name in declared or name == own:
            continue
        if name == EVIDENCE or (name != of and of in declared):
            levels.add(name)
        elif name in asked.rulebook.definitions:
            made = facts_read(asked.rulebook.definitions[name].when)
            facts_of_it = f"the facts it is made of ({', '.join(made)})"
            mistakes.add(0, name, "a definition", facts_of_it)
        else:
            near = way_out(name[:80], (*declared, EVIDENCE))
            wanted = "the name of a fact or of the one column of your own"
            mistakes.add(0, name, "another name", wanted, near)
    reads = asked.guard.reads
    facts = [name for name in dict.fromkeys(names) if name in declared]
    matters = asked.evidence is not Evidence.RUMOURED
    mine = {name for name in levels if name.removeprefix(OF_FACT) in (*reads, EVIDENCE)}
    return Reading(
        asked,
        tuple(name for name in facts if name in reads),
        tuple(name for name in facts if name not in reads and name != own),
        frozenset(mine) if matters else frozenset(),
        mistakes,
        written,
    )


# -- tables in memory ------------------------------------------------------------------


def _names(table: Table) -> Sequence[str]:
    if isinstance(table, pa.Table | pa.RecordBatch):
        names: list[str] = table.schema.names
        return names
    return tuple(table)


def _chunks(table: Table) -> Iterator[tuple[int, int, Mapping[str, Values | Column]]]:
    """Yield the first row, the number of rows and the columns of each chunk."""
    if isinstance(table, pa.RecordBatch):
        table = pa.Table.from_batches([table])
    if isinstance(table, pa.Table):
        first = 0
        for batch in table.to_batches(max_chunksize=CHUNK):
            names = batch.schema.names
            yield first, batch.num_rows, dict(zip(names, batch.columns, strict=True))
            first += batch.num_rows
        if not first:
            yield 0, 0, {name: pa.array([], pa.null()) for name in table.schema.names}
        return
    rows = _length(table)
    for first in range(0, max(rows, 1), CHUNK):
        here = slice(first, min(first + CHUNK, rows))
        yield first, here.stop - first, {n: _cut(v, here) for n, v in table.items()}


def _length(table: Mapping[str, Values | Column]) -> int:
    lengths = {
        name: values.values.size if isinstance(values, Column) else len(values)
        for name, values in table.items()
        if not (isinstance(values, Column) and values.values.ndim == 0)
    }
    for (one, length), (other, another) in pairwise(lengths.items()):
        if length != another:
            raise ValueError(
                f"columns of one length expected; '{one}' has {length:,} rows, "
                f"'{other}' {another:,}"
            )
    return next(iter(lengths.values()), 0)


def _cut(values: Values | Column, here: slice) -> Values | Column:
    return values.rows(here) if isinstance(values, Column) else values[here]
