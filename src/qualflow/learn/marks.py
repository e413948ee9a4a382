"""What marking an answer comes to: right or not, why, and what to try next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from attrs import frozen

from qualflow.case.life import Refusal
from qualflow.explain.days import Reason as DayReason
from qualflow.law.edition import Finding
from qualflow.law.facts import FiledValue, Wording
from qualflow.law.rules import Clause, Standing, Standings
from qualflow.law.verdict import Verdict
from qualflow.learn.exercises import Wanted


@frozen
class ClauseIs:
    """How a chosen clause came out; `right` if it was one to choose."""

    finding: Finding
    right: bool


@frozen
class More:
    """There are so many more to be chosen that are right; `wanted` of clauses only."""

    count: int
    wanted: Wanted | None = None


@frozen
class NothingChosen:
    """Nothing was chosen, and something is right."""


@frozen
class Opens:
    """The step is open after so many filings; the least would do."""

    filed: int
    least: int


@frozen
class NotByFiling:
    """A fact that a step or another case has written, so that no filing changes it."""

    fact: str


@frozen
class Refused:
    """A request was refused; `number` is its place in an order, 0 where it has none."""

    refusal: Refusal
    on: date
    number: int = 0


@frozen
class Ordered:
    """Every act of an order was granted; `state` is where the case stands then."""

    state: str


@frozen
class StepIsOpen:
    """A step is open on a day; `still` where that is later than was answered."""

    step: str
    on: date
    still: bool = False


@frozen
class OutsideDays:
    """A day that was not asked about: only those from `first` to `last` are."""

    first: date
    last: date


@frozen
class DayIs:
    """What a day is in a period.

    Attributes:
        number: The how-manieth counted day it is, or had counted by then.
        length: How many the period has, in its unit.
        reason: Why it counts, or does not.
        late: Whether the period is over by then.
    """

    day: date
    number: int
    length: int
    reason: DayReason
    late: bool


@frozen
class DueOn:
    """The last day of a period, by its paragraph; what happens on the day after."""

    ref: str
    due: date
    expiry: str
    clock: str


@frozen
class Unreadable:
    """An expression that cannot be read at a place, counted from 0."""

    text: str
    place: int
    found: str
    expected: str


@frozen
class IllTyped:
    """An expression of which a part does not fit, or names nothing."""

    part: str
    found: str
    expected: str


@frozen
class Counterexample:
    """A case in which a written clause and the right one differ.

    Attributes:
        facts: What is on file of all that either reads; None for what is not.
        law: What the right one says, `yours` the written one.
    """

    on: date
    facts: Mapping[str, FiledValue | None]
    law: Verdict
    yours: Verdict


@frozen
class NoSuchFact:
    """A name in an expression that is no fact; `guess` is one that may be meant."""

    name: str
    guess: str = ""


@frozen
class SameOn:
    """Both clauses said the same in so many cases."""

    cases: int


@frozen
class Likely:
    """How likely it is, in percent."""

    percent: float


@frozen
class Beyond:
    """A probability that lies above a range, or below it."""

    above: bool


@frozen
class TooWide:
    """A range that says too little."""

    width: float
    widest: int


@frozen
class OptionIs:
    """A chosen option, right or not."""

    option: str
    right: bool


@frozen
class NotThere:
    """A state at which a case does not stand on a day; `was` if it did before."""

    state: str
    on: date
    was: bool


@frozen
class LeftOut:
    """A clause that is not evaluated.

    Attributes:
        standing: Of the clause, which is none of those that are asked for; None if the
            clause is not in force on the day.
        asked: The standings whose clauses are evaluated.
    """

    ref: str
    on: date
    standing: Standing | None
    asked: Standings


@frozen
class ClausesAre:
    """The clauses that bar a step and are not met; empty if all are."""

    findings: tuple[Finding, ...]


@frozen
class NoSuchStep:
    """There is no such step from a state on a day."""

    step: str
    state: str
    on: date


@frozen
class LastStep:
    """The last step that was made by a day; no step where nothing has happened."""

    step: str
    on: date


@frozen
class Reads:
    """What a clause asks for, and what is on file of it; its verdict is not told."""

    clause: Clause
    values: Mapping[str, FiledValue | None]


@frozen
class ComesFrom:
    """The paragraph that a period, or who may act, comes from."""

    ref: str


@frozen
class StandsIn:
    """The instrument that a clause stands in."""

    instrument: str


@frozen
class NeedsPackages:
    """Marking needs packages that are not installed: those of an extra."""

    extra: str


Reason: TypeAlias = (
    ClauseIs
    | More
    | NothingChosen
    | Opens
    | NotByFiling
    | Refused
    | Ordered
    | StepIsOpen
    | OutsideDays
    | DayIs
    | DueOn
    | Unreadable
    | IllTyped
    | NoSuchFact
    | SameOn
    | Likely
    | Beyond
    | TooWide
    | OptionIs
    | NotThere
    | LeftOut
    | ClausesAre
    | NoSuchStep
    | LastStep
    | Reads
    | ComesFrom
    | StandsIn
    | NeedsPackages
)


@frozen
class Told:
    """A hint of the lesson's author."""

    words: Wording


@frozen
class LookAt:
    """A computed hint: one thing that belongs to a right answer, or which way it lies.

    Attributes:
        kind: "clause", "fact", "move" or "option"; "earlier" or "later" than what was
            answered.
        name: Of it; the day that was answered.
    """

    kind: str
    name: str


@frozen
class Compared:
    """A computed hint: the clause as it is to be written, for its words."""

    clause: Clause


@frozen
class Between:
    """A computed hint: percentages between which a probability lies."""

    low: int
    high: int


Hint: TypeAlias = Told | LookAt | Compared | Between


@frozen
class Mark:
    """What an answer is worth.

    Attributes:
        right: Whether it is right; None where it could not be marked: nothing was
            answered, the answer cannot be read, or packages are missing.
        reasons: Why, most telling first.
        hint: What to try next, None where the answer is right.
        counterexample: Where a written clause and the right one differ.
    """

    right: bool | None
    reasons: tuple[Reason, ...]
    hint: Hint | None = None
    counterexample: Counterexample | None = None
