"""Exercises as values: a setting, and what is asked of it.

Seven kinds.  Which answer is right is never part of an exercise: `marking` asks the
engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from attrs import field, frozen

from qualflow.case.events import Case
from qualflow.law.facts import NO_WORDS, Evidence, FiledValue, Wording
from qualflow.law.rules import DEFAULT_STANDINGS, Clause, Standings


@frozen
class Setting:
    """A case on a day, and how the law is asked about it.

    Attributes:
        case: As it stands on the day, before it reads other cases.
        links: The other cases it reads on the day that is asked about, by link.
        by: Who asks; empty for one that may.
        evidence: The least evidence that counts.
    """

    case: Case
    on: date
    links: tuple[tuple[str, Case], ...] = ()
    by: str = ""
    standings: Standings = DEFAULT_STANDINGS
    evidence: Evidence = Evidence.RUMOURED


@frozen
class Head:
    """What every exercise has.

    Attributes:
        id: Its name in the lesson.
        ask: The question in words; empty: the words of the kind will do.
        hints: Given one by one after wrong answers, before any that is computed.
        declared: The table it was read from, as an address writes it.
    """

    id: str
    ask: Wording = NO_WORDS
    hints: tuple[Wording, ...] = ()
    declared: Mapping[str, Any] = field(factory=dict, repr=False, eq=False)


class Wanted(StrEnum):
    """Which clauses are to be chosen; the first three are those that bar."""

    UNMET = "unmet"
    UNKNOWN = "unknown"
    NOT_MET = "not_met"
    MET = "met"
    NOT_EVALUATED = "not_evaluated"


@frozen
class ChooseClause:
    """Which clauses of a step come out so?

    Attributes:
        every: Whether all of them are to be chosen, or any of them will do.
    """

    head: Head
    setting: Setting
    step: str
    wanted: Wanted = Wanted.UNMET
    every: bool = True


@frozen
class FileFacts:
    """File the fewest facts after which the step is open."""

    head: Head
    setting: Setting
    step: str


@frozen
class OfClock:
    """The last day of a period that runs on the day of the setting."""

    clock: str


@frozen
class OfStep:
    """The last day, up to and including `until`, on which a step is open."""

    step: str
    until: date


@frozen
class LastDay:
    """Name the last lawful day."""

    head: Head
    setting: Setting
    of: OfClock | OfStep


@frozen
class Act:
    """A step that somebody asks for."""

    step: str
    by: str = ""


@frozen
class Filing:
    """A fact that is filed."""

    fact: str
    value: FiledValue


Move: TypeAlias = Act | Filing


@frozen
class OrderSteps:
    """Put acts into an order that the law accepts.

    Attributes:
        moves: By the words they are declared in, in the order they are shown.
    """

    head: Head
    setting: Setting
    moves: Mapping[str, Move]


@frozen
class WriteClause:
    """Write the condition of a paragraph.

    Attributes:
        clause: The version in force on the day.
    """

    head: Head
    on: date
    clause: Clause


@frozen
class Probability:
    """Answer a range, in percent, in which a probability lies.

    Attributes:
        scenario: The name of the scenario, `content` its file.
        question: The question of the scenario that is asked.
        asked: That question in words.
        widest: How many percentage points the range may span.
    """

    head: Head
    scenario: str
    question: str
    asked: Wording = NO_WORDS
    widest: int = 20
    content: bytes = field(default=b"", repr=False)


class Asks(StrEnum):
    """What a choice is about, and where its options come from.

    `ANSWER`: what the law answers to a request for a step.  `STATE`: where the case
    stands.  `ACTORS`: who may ask for the step.  `OPEN`: which steps are open.
    `VERDICT`: how a clause comes out.  `STANDING`: how well a clause is known.
    `EXPIRY`: what happens when a period runs out.
    """

    ANSWER = "answer"
    STATE = "state"
    ACTORS = "actors"
    OPEN = "open"
    VERDICT = "verdict"
    STANDING = "standing"
    EXPIRY = "expiry"


@frozen
class Choose:
    """Choose among options; the right ones are the answer of the engine.

    Attributes:
        about: The step, clause or clock that is asked about; empty for `STATE`, `OPEN`.
        options: In the order they are shown; every right one is among them.
    """

    head: Head
    setting: Setting
    asks: Asks
    about: str
    options: tuple[str, ...]


Exercise: TypeAlias = (
    ChooseClause | FileFacts | LastDay | OrderSteps | WriteClause | Probability | Choose
)

KINDS: Mapping[str, type[Exercise]] = {
    "choose_clause": ChooseClause,
    "file_facts": FileFacts,
    "last_day": LastDay,
    "order_steps": OrderSteps,
    "write_clause": WriteClause,
    "probability": Probability,
    "choose": Choose,
}


def kind_of(exercise: Exercise) -> str:
    """Return the word for the kind of an exercise."""
    return next(word for word, kind in KINDS.items() if type(exercise) is kind)
