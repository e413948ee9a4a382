"""What has happened to a case, and the case as the sum of it.

A history is the record; a `Case` is what it adds up to.  Events hold what people filed
and what was decided, in the values of the outside world, so that they can be kept for
decades and read without the rulebook they were decided by.  Applying them needs no
rules: what happened, happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, frozen

from qualflow.law.facts import Evidence, FiledValue
from qualflow.law.rules import Standings

if TYPE_CHECKING:
    from qualflow.law.expression import Facts


@frozen
class Document:
    """A document behind a filing.

    Attributes:
        sha256: 64 lower-case hexadecimal digits, empty if not taken.
        page: Where in it, as people cite it.
    """

    name: str
    sha256: str = ""
    page: str = ""


NO_DOCUMENTS: tuple[Document, ...] = ()


@frozen
class FactFiled:
    """Somebody filed a value of a fact."""

    fact: str
    value: FiledValue
    on: date
    by: str = ""
    evidence: Evidence = Evidence.DOCUMENTED
    documents: tuple[Document, ...] = NO_DOCUMENTS
    recorded_at: datetime | None = None


@frozen
class Terms:
    """What a decision was made by, beside the law of its day.

    Attributes:
        release: The release of the rulebook.
        standings: The standings that were evaluated.
        evidence: The least evidence that was asked for.
    """

    release: str
    standings: Standings
    evidence: Evidence = Evidence.RUMOURED


WRONG_ACTOR = "wrong_actor"
"""The verdict on an act that was recorded of somebody who may not do it."""


@frozen
class Noted:
    """A clause that was not met when a step was taken or recorded.

    Attributes:
        clause: Its ref; empty where the rulebook had no such transition, or where it is
            not one of whoever made it.
        verdict: "unmet", "unknown", "no_such_transition" or "wrong_actor".
        values: Name and value of the facts it reads, None for one that was unknown.
    """

    clause: str
    verdict: str
    values: tuple[tuple[str, FiledValue | None], ...] = ()


@frozen(slots=False)
class StateEntered:
    """A transition was made.

    Attributes:
        target: The state it led to.
        evidence: How well the step is known; `OFFICIAL` for one decided here.
        records: What the step wrote on the case, None for what it cleared.
        noted: Clauses that were not met and did not bar it.
        terms: What it was decided or judged by.
        fired_by: What made it happen by itself: the clock that expired, or "reform";
            empty for an act.
    """

    transition: str
    target: str
    on: date
    by: str
    evidence: Evidence
    records: tuple[tuple[str, FiledValue | None], ...]
    terms: Terms
    noted: tuple[Noted, ...] = ()
    recorded_at: datetime | None = None
    fired_by: str = ""


@frozen
class ActNoted:
    """An act was recorded for which the law knew no transition; it moves nothing."""

    transition: str
    on: date
    by: str
    evidence: Evidence
    terms: Terms
    noted: tuple[Noted, ...] = ()
    recorded_at: datetime | None = None


@frozen
class LinkRead:
    """The state of another case was read.

    Attributes:
        link: The name under which this case reads it ("holder").
        case: The other case.
        number: How many events of it were read.
        since: The day its state was entered, None if it never left the first.
        through: The transition that led there, None likewise.
        evidence: How well that transition is known.
    """

    link: str
    case: str
    number: int
    state: str
    since: date | None
    through: str | None
    evidence: Evidence
    on: date
    by: str = ""
    recorded_at: datetime | None = None

    @property
    def read(self) -> tuple[tuple[str, FiledValue | None], ...]:
        """The facts it fills, None for those it clears."""
        return (
            (f"{self.link}.state", self.state),
            (f"{self.link}.since", self.since),
            (f"{self.link}.through", self.through),
        )


@frozen
class PeriodExpired:
    """A statutory period ran out and nothing followed but a finding.

    Attributes:
        ref: The paragraph of law the period comes from.
        owner: The actor whose period it was.
        started_on: The day the clock started; with its name it tells one run from
            another.
        due: The last day.
        on: The day after it.
    """

    clock: str
    ref: str
    owner: str
    started_on: date
    due: date
    on: date


@frozen
class Corrected:
    """The record was put right.

    Attributes:
        number: The event that was wrong, from 1; 0 for one that was missing.
        replacement: What should have been recorded; None voids the event.
    """

    number: int
    replacement: Plain | None
    on: date
    by: str = ""
    reason: str = ""
    recorded_at: datetime | None = None


Plain: TypeAlias = FactFiled | StateEntered | ActNoted | LinkRead | PeriodExpired
Event: TypeAlias = Plain | Corrected
Source: TypeAlias = FactFiled | StateEntered | LinkRead
"""The events a value of a fact can come from."""

NO_FACTS: Facts = MappingProxyType({})
NO_SOURCES: Mapping[str, Source] = MappingProxyType({})


@frozen
class Case:
    """One matter: where it stands and everything that led there.

    Attributes:
        id: What people call it.
        process: The name of its rulebook.
        initial: The state it started in.
        path: The transitions made, as corrected, in the order of their days.
        facts: The values that count, inside, by name.
        sources: The event that each of them comes from.
        history: Every event, as it was recorded.
        expired: The periods that ran out and led to a finding.
        watch: What `clocks` has read of it and can read on from; no part of the value.
    """

    id: str
    process: str
    initial: str
    path: tuple[StateEntered, ...] = ()
    facts: Facts = field(default=NO_FACTS, repr=False)
    sources: Mapping[str, Source] = field(default=NO_SOURCES, repr=False, eq=False)
    history: tuple[Event, ...] = field(default=(), repr=False)
    expired: tuple[PeriodExpired, ...] = field(default=(), repr=False)
    watch: dict[object, Any] = field(factory=dict, repr=False, eq=False)

    def __reduce__(self) -> tuple[type[Case], tuple[object, ...]]:
        # The empty mapping of a fresh case is a proxy, which pickle refuses.
        values = (self.id, self.process, self.initial, self.path, dict(self.facts),
                  dict(self.sources), self.history, self.expired)  # fmt: skip
        return Case, values

    @property
    def state(self) -> str:
        """Where the case stands."""
        return self.path[-1].target if self.path else self.initial

    @property
    def since(self) -> date | None:
        """The day its state was entered, None if it never left the first."""
        return self.path[-1].on if self.path else None

    @property
    def latest(self) -> date | None:
        """The legal day of the last event, None for a fresh case."""
        return self.history[-1].on if self.history else None
