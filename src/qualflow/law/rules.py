"""The pieces a rulebook is made of: instruments, clauses, states, transitions, clocks.

All are frozen values.  What has dated versions under one name (clauses, transitions,
clocks) is kept version by version, each with the days it is in force.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from qualflow.law.facts import NO_WORDS, FiledValue, Wording
from qualflow.law.measures import Unit

if TYPE_CHECKING:
    from qualflow.law.expression import Expression


class Standing(StrEnum):
    """How well a rule is known, or whether it is law at all."""

    TEXT = "text"
    PRESS = "press"
    MEMORY = "memory"
    PRACTICE = "practice"


Standings: TypeAlias = frozenset[Standing]

DEFAULT_STANDINGS: Standings = frozenset({Standing.TEXT, Standing.PRESS})


class Kind(StrEnum):
    """What a paragraph of law does; the first three are evaluated."""

    CONDITION = "condition"
    PROHIBITION = "prohibition"
    DOCUMENT = "document"
    DEADLINE = "deadline"
    ACTOR = "actor"
    EFFECT = "effect"


EVALUATED = frozenset({Kind.CONDITION, Kind.PROHIBITION, Kind.DOCUMENT})


class Effect(StrEnum):
    """What an unmet clause does: bars the transition, or is only noted."""

    REFUSE = "refuse"
    FINDING = "finding"


class Phase(StrEnum):
    """The five words of the wider world; a state may have none yet."""

    APPLIED = "applied"
    UNDER_REVIEW = "under-review"
    APPROVED = "approved"
    PRODUCTION_START = "production-start"
    CANCELLED = "cancelled"


class Acts(StrEnum):
    """How an actor's transitions come about."""

    ON_REQUEST = "on_request"
    BY_LAW = "by_law"
    BY_RECORD = "by_record"


@frozen
class Interval:
    """Days from `since` up to but not including `until`; None is open."""

    since: date | None = None
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )

    def within(self, other: Interval) -> bool:
        """Return whether every one of these days lies in `other`."""
        begun = other.since is None or (
            self.since is not None and other.since <= self.since
        )
        ended = other.until is None or (
            self.until is not None and self.until <= other.until
        )
        return begun and ended

    def overlaps(self, other: Interval) -> bool:
        """Return whether some day lies in both."""
        return (
            self.since is None or other.until is None or self.since < other.until
        ) and (other.since is None or self.until is None or other.since < self.until)


ALWAYS = Interval()


@frozen
class Instrument:
    """A law, regulation, order or notice."""

    id: str
    title: Wording
    issuer: Wording = NO_WORDS
    number: Wording = NO_WORDS
    promulgated: date | None = None
    in_force: Interval = ALWAYS
    standing: Standing = Standing.TEXT
    read: str = ""
    source: tuple[str, ...] = ()


@frozen
class Clause:
    """One version of one paragraph that is evaluated.

    Attributes:
        ref: How lawyers cite it: "O27 6(4)".
        when: Checked; the clause is met where it holds.
        remedy: What the one who is refused can do.
        presumed: Met while nobody has filed the contrary.
        approximate: The number of the article is not verified.
        readings: Readings of the law it rests on ("R13").
        verified_by: A lawyer who has compared it with the text, empty if none has.
    """

    ref: str
    instrument: str
    text: Wording
    when: Expression
    kind: Kind = Kind.CONDITION
    standing: Standing = Standing.TEXT
    effect: Effect = Effect.REFUSE
    remedy: Wording = NO_WORDS
    presumed: bool = False
    approximate: bool = False
    source: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    in_force: Interval = ALWAYS
    verified_by: str = ""
    verified_on: date | None = None


@frozen
class Provision:
    """A paragraph that is printed, never evaluated: a deadline, actor or effect."""

    ref: str
    instrument: str
    text: Wording
    kind: Kind
    standing: Standing = Standing.TEXT
    approximate: bool = False
    source: tuple[str, ...] = ()
    in_force: Interval = ALWAYS


@frozen
class Actor:
    """Who may ask for transitions."""

    name: str
    label: Wording = NO_WORDS
    acts: Acts = Acts.ON_REQUEST


@frozen
class Link:
    """Another case this one reads; it fills the facts `state`, `since`, `through`."""

    name: str
    process: str
    label: Wording = NO_WORDS


@frozen
class State:
    """Where a case can stand.

    Attributes:
        at: Its column and row in a picture; None if no state of the process has any.
    """

    name: str
    label: Wording = NO_WORDS
    meaning: Wording = NO_WORDS
    phase: Phase | None = None
    initial: bool = False
    right: bool = False
    final: bool = False
    at: tuple[float, float] | None = None


class Writes(StrEnum):
    """What a record puts on the case."""

    TODAY = "today"
    NONE = "none"
    COPY = "copy"
    VALUE = "value"


@frozen
class Record:
    """One fact that a step writes: `value` is a fact's name for `COPY`."""

    fact: str
    writes: Writes
    value: FiledValue | None = None


@frozen
class Transition:
    """One version of a transition; `clauses` and `basis` are refs."""

    name: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    label: Wording = NO_WORDS
    clauses: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()
    in_force: Interval = ALWAYS
    on_day: date | None = None
    readings: tuple[str, ...] = ()


FINDING = "finding"
"""On expiry: a finding against the owner."""
END = "end"
"""On expiry: nothing; the period is over, and that is no breach."""


@frozen
class Extension:
    """How a period is lengthened: by a transition or fact, within a bound.

    Attributes:
        at_most: In the unit of the clock, each time.
        amount: The fact that says by how much; empty: by all of `at_most`.
        asked_by: What asks for it; empty: nobody has to.  Asked for in time, it keeps
            the period open until it is granted, or refused by `refused_by`.
        ahead: How many working days before the last day it is asked for at the latest.
    """

    by: str
    at_most: int
    times: int = 1
    amount: str = ""
    asked_by: str = ""
    refused_by: str = ""
    ahead: int = 0


@frozen
class ClockVersion:
    """The length of a period while this version holds.

    Attributes:
        on_expiry: The name of a transition, `FINDING` or `END`.
    """

    ref: str
    length: int
    extend: Extension | None = None
    on_expiry: str = FINDING
    in_force: Interval = ALWAYS


@frozen
class Clock:
    """A statutory period: runs in states, or between acts.

    Attributes:
        counts_from: Facts that tell day 0; the first one known counts.
        resumed_by: What ends a pause: the first what the first of `paused_by` begins.
        dropped_by: Transitions that end it because it no longer applies: it was neither
            met nor late, and is not told.
    """

    name: str
    counts_from: tuple[str, ...]
    unit: Unit
    owner: str
    versions: tuple[ClockVersion, ...]
    label: Wording = NO_WORDS
    runs_in: tuple[str, ...] = ()
    paused_in: tuple[str, ...] = ()
    started_by: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    paused_by: tuple[str, ...] = ()
    resumed_by: tuple[str, ...] = ()
    dropped_by: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[str, ...]:
        """The acts that end it, whether it is met by them or dropped."""
        return (*self.ended_by, *self.dropped_by)


@frozen
class Property:
    """What must hold of every life: `never` is not entered before one of `before`."""

    name: str
    never: str
    before: tuple[str, ...]
    label: Wording = NO_WORDS
