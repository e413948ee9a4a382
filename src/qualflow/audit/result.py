"""What an audit answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from qualflow.audit.history import History, Observed
from qualflow.audit.mapping import Hosting
from qualflow.law.edition import Finding
from qualflow.law.facts import Evidence, FiledValue
from qualflow.law.rules import Phase


class Judgement(StrEnum):
    """Whether what was observed can have happened lawfully."""

    CONSISTENT = "consistent"
    EXPLAINED = "explained"
    CONTRADICTED = "contradicted"


@frozen
class Step:
    """A step of the chosen life.

    Attributes:
        event: The observed event, None for an unseen step.
        closing: The rule that added it at the end, "" for others.
        files: The facts its event files.
    """

    transition: str
    source: str
    target: str
    earliest: date
    latest: date
    by: str
    event: Observed | None
    evidence: Evidence
    grounds: tuple[str, ...]
    findings: tuple[Finding, ...]
    closing: str = ""
    files: Mapping[str, FiledValue] = field(factory=dict)

    @property
    def observed(self) -> bool:
        """Whether somebody saw it."""
        return self.event is not None


@frozen
class HostedSpell:
    """An event that tells of acting under another's right."""

    hosting: Hosting
    event: Observed
    evidence: Evidence
    grounds: tuple[str, ...]
    name: str = ""


@frozen
class Contradiction:
    """An observed event that had to be left out.

    Attributes:
        steps: The transitions it needed; empty if no line fits.
        state: Where the chosen life stood on its latest day.
        why: "wrong_actor", "not_in_force", "clause_unmet" or "no_such_transition".
        clause: The clause that bars it.
    """

    event: Observed
    steps: tuple[str, ...]
    state: str
    why: str
    clause: str = ""


@frozen
class Audit:
    """What a history amounts to on a day.

    Attributes:
        beyond: The day that was asked about, if the history ends before it.
        brand_phase: The phase of the brand: that of hosting while it runs.
        given: Facts the case starts with.
        alternatives: How many other chains are as good on grounds and supplied steps.
        undecided: "more_left_out" where more events would have to go than are tried:
            then `contradictions` names the first clash alone, and all else is of the
            events before it.  Empty otherwise.
    """

    history: History
    process: str
    day: date
    beyond: date | None
    state: str
    phase: Phase | None
    brand_phase: Phase | None
    judgement: Judgement
    grounds: tuple[str, ...]
    flags: tuple[str, ...]
    steps: tuple[Step, ...]
    hosting: tuple[HostedSpell, ...]
    contradictions: tuple[Contradiction, ...]
    alternatives: int
    given: Mapping[str, FiledValue] = field(factory=dict)
    undecided: str = ""
