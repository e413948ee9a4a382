"""One request, asked of many cases that stand in one state.

A row is a fresh case in that state with its facts filed on the day of the request, so
no time passes and no period has run out.  Blocks of rows are judged one by one: what is
asked is compiled once, and what is found of a block is three small arrays.

Invariant: the answer of a row, and its clauses that are not met, are those of `decide`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from qualflow.errors import QualflowError
from qualflow.law.edition import Answer, Step
from qualflow.law.evaluators.arrays import (
    BLOCK,
    ArrayGuard,
    Rows,
    compile_arrays,
)
from qualflow.law.evaluators.frames import Columns
from qualflow.law.facts import Evidence
from qualflow.law.rules import DEFAULT_STANDINGS, Clause, Standings
from qualflow.law.verdict import Verdict

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook

Bits: TypeAlias = NDArray[np.uint64]
"""A bit a clause: clause k is bit k % 64 of word k // 64 of its row."""

ANSWERS = (Answer.OPEN, Answer.CLOSED, Answer.UNKNOWN)
"""What the numbers in `Screening.answers` mean."""

_OPEN, _CLOSED, _UNKNOWN = range(3)


class ScreeningError(QualflowError):
    """A request that no row could make: no such transition that day, or several."""


@frozen
class ClauseTally:
    """How one clause fared.

    Attributes:
        alone: Rows that this clause alone keeps from being open.
    """

    met: int = 0
    unmet: int = 0
    unknown: int = 0
    alone: int = 0

    @property
    def stops(self) -> int:
        """In how many rows the clause is not met."""
        return self.unmet + self.unknown

    def __add__(self, other: ClauseTally) -> ClauseTally:
        return ClauseTally(
            self.met + other.met,
            self.unmet + other.unmet,
            self.unknown + other.unknown,
            self.alone + other.alone,
        )


@frozen
class Tally:
    """How many rows have which answer, and how each clause fared.

    Attributes:
        clauses: One a clause that is evaluated, in order.
    """

    open: int
    closed: int
    unknown: int
    clauses: tuple[ClauseTally, ...]

    @property
    def rows(self) -> int:
        """How many rows were judged."""
        return self.open + self.closed + self.unknown

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.open + other.open,
            self.closed + other.closed,
            self.unknown + other.unknown,
            tuple(a + b for a, b in zip(self.clauses, other.clauses, strict=True)),
        )


@frozen(eq=False, slots=False)
class Screening:
    """What was found of some rows.

    Attributes:
        asked: What was asked of them.
        answers: A number a row, a place in `ANSWERS`.
        unmet: The clauses that are not met, as bits; a row and a word of 64 clauses.
        unknown: The clauses that are unknown, likewise.
        tally: The counts.
    """

    asked: Question
    answers: NDArray[np.uint8]
    unmet: Bits
    unknown: Bits
    tally: Tally

    @property
    def failing(self) -> Bits:
        """The clauses that are unmet or unknown, as bits."""
        return self.unmet | self.unknown

    def answer(self, row: int) -> Answer:
        """Return the answer of a row, counted from 0."""
        return ANSWERS[self.answers[row]]

    def not_met(self, row: int) -> tuple[tuple[str, Verdict], ...]:
        """Return the refs of the clauses that a row does not meet, with the verdict."""
        found = []
        for number, clause in enumerate(self.asked.clauses):
            word, bit = divmod(number, 64)
            if int(self.unmet[row, word]) >> bit & 1:
                found.append((clause.ref, Verdict.UNMET))
            elif int(self.unknown[row, word]) >> bit & 1:
                found.append((clause.ref, Verdict.UNKNOWN))
        return tuple(found)


@frozen(eq=False, slots=False)
class Question:
    """A request as it is asked of every row.

    Attributes:
        step: The transition from the state on the day, under the standings.
        evidence: The least evidence; what is filed more weakly is unknown.
    """

    rulebook: Rulebook
    step: Step
    on: date
    state: str
    evidence: Evidence = Evidence.RUMOURED

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that are evaluated; the bits of a mask are in this order."""
        return self.step.evaluated

    @cached_property
    def guard(self) -> ArrayGuard:
        """The same clauses, for columns."""
        conditions = self.step.guard.conditions
        return compile_arrays(conditions, self.rulebook.calendar, self.rulebook.facts)

    @cached_property
    def bars(self) -> tuple[bool, ...]:
        """Whether each of them bars; one that only notes something does not."""
        noting = self.step.noting
        return tuple(number not in noting for number in range(len(self.clauses)))

    def judge(self, columns: Columns, rows: int) -> Screening:
        """Return what is found of some rows; each column has as many, or one for all.

        Args:
            columns: By fact; one that is missing is on file in no row.
            rows: How many rows there are.
        """
        if rows <= BLOCK:
            return self._block(columns, rows)
        blocks = []
        for first in range(0, rows, BLOCK):
            here = slice(first, min(first + BLOCK, rows))
            some = {name: column.rows(here) for name, column in columns.items()}
            blocks.append(self._block(some, here.stop - here.start))
        return joined(self, blocks)

    def _block(self, columns: Columns, rows: int) -> Screening:
        found = self.guard.outcomes(columns, self.on.toordinal(), rows)
        unmet = [~met if bad is None else bad for met, bad in found]
        unknown = [None if bad is None else ~(met | bad) for met, bad in found]
        answers = self._answers(unmet, unknown, rows)
        closed, unsettled = _count(answers == _CLOSED), _count(answers == _UNKNOWN)
        counts = rows - closed - unsettled, closed, unsettled
        return Screening(
            self,
            answers,
            packed(unmet, rows),
            packed(unknown, rows),
            Tally(*counts, self._clauses(unmet, unknown, rows)),
        )

    def _answers(
        self, unmet: Sequence[Rows], unknown: Sequence[Rows | None], rows: int
    ) -> NDArray[np.uint8]:
        if not self.step.askers:  # time or an archive makes it: nobody can ask
            return np.full(rows, _CLOSED, np.uint8)
        closed, open_question = np.zeros(rows, np.bool_), np.zeros(rows, np.bool_)
        for bars, bad, unsettled in zip(self.bars, unmet, unknown, strict=True):
            if bars:
                closed |= bad
                if unsettled is not None:
                    open_question |= unsettled
        answers = closed.view(np.uint8)  # `_CLOSED` is 1, and `_UNKNOWN` twice that
        answers |= (open_question > closed).view(np.uint8) << np.uint8(1)
        return answers

    def _clauses(
        self, unmet: Sequence[Rows], unknown: Sequence[Rows | None], rows: int
    ) -> tuple[ClauseTally, ...]:
        failing = [
            bad if unsettled is None else bad | unsettled
            for bad, unsettled in zip(unmet, unknown, strict=True)
        ]
        lone = self._lone(failing, rows)
        clauses = []
        for bars, bad, unsettled, fails in zip(
            self.bars, unmet, unknown, failing, strict=True
        ):
            some_bad = _count(bad)
            some_unknown = 0 if unsettled is None else _count(unsettled)
            alone = _count(fails & lone) if bars and lone is not None else 0
            met = rows - some_bad - some_unknown
            clauses.append(ClauseTally(met, some_bad, some_unknown, alone))
        return tuple(clauses)

    def _lone(self, failing: Sequence[Rows], rows: int) -> Rows | None:
        """Return in which rows just one clause bars; None if nobody can ask anyway."""
        if not self.step.askers:
            return None
        once, more = np.zeros(rows, np.bool_), np.zeros(rows, np.bool_)
        for bars, fails in zip(self.bars, failing, strict=True):
            if bars:
                more |= once & fails
                once |= fails
        return once & ~more


def _count(mask: Rows) -> int:
    return int(np.count_nonzero(mask))


def question(
    rulebook: Rulebook,
    transition: str,
    on: date,
    *,
    state: str | None = None,
    evidence: Evidence = Evidence.RUMOURED,
    standings: Standings = DEFAULT_STANDINGS,
) -> Question:
    """Return what is asked of every row.

    Args:
        rulebook: The law.
        transition: The transition that is requested.
        on: The day of the request, and of the filings.
        state: Where the cases stand; None for the only state it starts from.
        evidence: The least evidence, as of a `Request`.
        standings: The clauses that are evaluated, as of a `Request`.

    Raises:
        UnknownNameError: If there is no such transition or state.
        ScreeningError: If it is not in force on the day, does not start from the
            state, or starts from several and none is named.
    """
    versions = rulebook.transition(transition)
    edition = rulebook.on(on, standings)
    version = edition.transitions.get(transition)
    if version is None:
        days = "; ".join(_days(v.in_force.since, v.in_force.until) for v in versions)
        raise ScreeningError(
            f"transition '{transition}' is not in force on {on}; it is in force {days}"
        )
    sources = ", ".join(version.sources)
    if state is None:
        if len(version.sources) > 1:
            raise ScreeningError(
                f"transition '{transition}' starts from several states on {on}; name "
                f"the one in which the cases stand: {sources}"
            )
        (state,) = version.sources
    rulebook.state(state)
    step = edition.step(state, transition)
    if step is None:
        raise ScreeningError(
            f"transition '{transition}' does not start from '{state}' on {on}; it "
            f"starts from: {sources}"
        )
    return Question(rulebook, step, on, state, evidence)


def _days(since: date | None, until: date | None) -> str:
    words = [f"from {since}"] * (since is not None) + [f"until {until}"] * bool(until)
    return " ".join(words) or "always"


def joined(asked: Question, blocks: Sequence[Screening]) -> Screening:
    """Return the findings of several blocks as one; there is at least one."""
    return Screening(
        asked,
        np.concatenate([block.answers for block in blocks]),
        np.concatenate([block.unmet for block in blocks]),
        np.concatenate([block.unknown for block in blocks]),
        total([block.tally for block in blocks]),
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of counts; there is at least one."""
    first, *others = tallies
    for other in others:
        first += other
    return first


def packed(masks: Sequence[Rows | None], rows: int) -> Bits:
    """Return masks as bits, a row and a word of 64 masks; mask k is bit k.

    A mask may be None: it holds in no row.

    >>> packed([np.array([True, False]), None, np.array([True, True])], 2).tolist()
    [[5], [4]]
    """
    words = max(1, -(-len(masks) // 64))
    # Byte by byte, the highest bit first: doubling bytes in place is many times quicker
    # than shifting each mask to its place in a word.
    found = np.zeros((rows, 8 * words), np.uint8)
    for place in range(0, len(masks), 8):
        some = masks[place : place + 8]
        if all(mask is None for mask in some):
            continue
        byte = np.zeros(rows, np.uint8)
        for mask in reversed(some):
            byte += byte
            if mask is not None:
                byte |= mask.view(np.uint8)
        found[:, place // 8] = byte
    return found.view("<u8").astype(np.uint64, copy=False)
