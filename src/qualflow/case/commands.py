"""What can be asked of a case.

Every command has a legal day, `on`.  `recorded_at`, the moment in UTC at which somebody
wrote it down, is given by whoever keeps the case; the core has no clock.

What a command leads to is kept for decades, so `check` refuses here what a case file
could not hold, before anything rests on it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TypeAlias

from attrs import frozen

from qualflow.case.events import NO_DOCUMENTS, Case, Document
from qualflow.errors import QualflowError
from qualflow.law.facts import Evidence
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.rules import DEFAULT_STANDINGS, Standings
from qualflow.strict_json import LONGEST_TEXT, is_text


class CommandError(QualflowError):
    """A command that makes no sense for this case; a refusal is not an error."""


@frozen(slots=False)
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


@frozen(slots=False)
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


@frozen(slots=False)
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


@frozen(slots=False)
class ReadLink:
    """Read where another case stands on a day, and keep what was read."""

    link: str
    other: Case
    on: date
    by: str = ""
    recorded_at: datetime | None = None


@frozen(slots=False)
class Advance:
    """Let time pass; nothing else."""

    on: date


@frozen(slots=False)
class Correct:
    """Put the record right: replace, void or insert an event.

    Attributes:
        number: The place in the history of the event that is wrong, from 1; 0 inserts
            one that was learned of late.
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


def check(command: Command) -> None:
    """Refuse a command whose day or texts could not be kept.

    Raises:
        CommandError: If the day is none from 1900 to 2199, a moment is not one of a
            known zone, or a text is longer than 2,000 characters or broken.
    """
    if type(command.on) is not date or not FIRST_DAY <= command.on <= LAST_DAY:
        days = f"a day from {FIRST_DAY} to {LAST_DAY}"
        raise CommandError(f"on: {days} expected, {command.on!r} found")
    if isinstance(command, Advance):
        return
    if command.recorded_at is not None:
        check_moment(command.recorded_at)
    if command.by:
        check_text("by", command.by)
    match command:
        case Request() | Record():
            pass
        case FileFact(documents=documents) if documents:
            for document in documents:
                _check_document(document)
        case ReadLink(other=other):
            check_text("case", other.id, needed=True)
        case Correct(replacement=replacement, reason=reason):
            check_text("reason", reason)
            if replacement is not None:
                check(replacement)


def check_text(name: str, value: str, *, needed: bool = False) -> None:
    """Refuse a text that a case file could not hold.

    Raises:
        CommandError: If it is too long, broken, or needed and empty.
    """
    if not is_text(value) or (needed and not value):
        least = "1 to" if needed else "at most"
        wanted = f"a text of {least} {LONGEST_TEXT:,} characters"
        found = repr(value)
        found = found if len(found) <= 80 else found[:77] + "…"
        raise CommandError(f"{name}: {wanted} expected, {found} found")


def check_moment(moment: datetime) -> None:
    """Refuse a moment that is not the same one everywhere.

    Raises:
        CommandError: If it names no zone, or lies outside the years 1 to 9999 in UTC.
    """
    try:
        known = moment.tzinfo is not None and moment.astimezone(UTC) is not None
    except OverflowError:
        known = False
    if not known:
        wanted = "a moment with its time zone"
        raise CommandError(f"recorded_at: {wanted} expected, {moment} found")


def _check_document(document: Document) -> None:
    check_text("document", document.name, needed=True)
    check_text("page", document.page)
    if document.sha256 and not is_sha256(document.sha256):
        wanted = "64 hexadecimal digits in lower case"
        raise CommandError(f"sha256: {wanted} expected, {document.sha256!r:.80} found")


def is_sha256(text: str) -> bool:
    """Return whether a text is a SHA-256 as it is written here."""
    return len(text) == 64 and not set(text) - set("0123456789abcdef")
