"""What can be asked of a case.

Every command has a legal day, `on`.  `recorded_at`, the moment in UTC at which somebody
wrote it down, is given by whoever keeps the case; the core has no clock.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias

from attrs import frozen

from qualflow.case.events import NO_DOCUMENTS, Case, Document
from qualflow.law.facts import Evidence
from qualflow.law.rules import DEFAULT_STANDINGS, Standings


@frozen
class FileFact:
    """File a value of a fact, with how well it is backed.

    Attributes:
        value: True, 15, Decimal("5.10"), a date, a text or the name of an option.
        by: Who files it.
        documents: What it rests on.
    """

    fact: str
    value: object
    on: date
    by: str = ""
    evidence: Evidence = Evidence.DOCUMENTED
    documents: tuple[Document, ...] = NO_DOCUMENTS
    recorded_at: datetime | None = None


@frozen
class Request:
    """Ask for an act that may be refused.

    Attributes:
        by: The actor who asks; empty for one that may.
        evidence: The least evidence asked for; what is filed more weakly is unknown.
        standings: The standings of clauses that are evaluated.
    """

    transition: str
    on: date
    by: str = ""
    evidence: Evidence = Evidence.RUMOURED
    standings: Standings = DEFAULT_STANDINGS
    recorded_at: datetime | None = None


@frozen
class Record:
    """Enter an act that has happened; it is never refused.

    Attributes:
        by: The actor who did it; empty for one that may.
        evidence: How well the act itself is known.
    """

    transition: str
    on: date
    by: str = ""
    evidence: Evidence = Evidence.DOCUMENTED
    standings: Standings = DEFAULT_STANDINGS
    recorded_at: datetime | None = None


@frozen
class ReadLink:
    """Read where another case stands on a day, and keep what was read."""

    link: str
    other: Case
    on: date
    by: str = ""
    recorded_at: datetime | None = None


@frozen
class Advance:
    """Let time pass; nothing else."""

    on: date


@frozen
class Correct:
    """Replace or void an earlier event that was recorded wrongly.

    Attributes:
        number: The event's place in the history, from 1.
        replacement: What should have been recorded; None voids the event.
        on: The day of the correction.
    """

    number: int
    replacement: FileFact | Request | Record | ReadLink | None
    on: date
    by: str = ""
    reason: str = ""
    recorded_at: datetime | None = None


Command: TypeAlias = FileFact | Request | Record | ReadLink | Advance | Correct
