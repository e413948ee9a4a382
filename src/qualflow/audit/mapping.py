"""How the histories of a process become steps: the process's `history.toml` as a value.

Everything that is particular to a process stands there; this package knows only chains
of steps, windows of days and grounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from qualflow.audit.history import Scalar
from qualflow.law.facts import NO_WORDS, Evidence, FiledValue, Wording
from qualflow.law.rules import ALWAYS, Interval, Phase, Standing


class Hosting(StrEnum):
    """What an event tells of acting under another's right."""

    START = "start"
    END = "end"


@frozen
class When:
    """What must hold of a history for something to apply; what is empty is not asked.

    Attributes:
        actor: The actor of the process who acted.
        facts: Values the event's facts have.
        without: Facts the event does not have, or not filled.
        routes: Beginnings of the history's route, one of which fits.
        has_kind: A kind of which some event is considered.
        on: The days on which the event lies.
    """

    actor: str = ""
    facts: Mapping[str, Scalar] = field(factory=dict)
    without: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    has_kind: str = ""
    on: Interval = ALWAYS


@frozen
class Line:
    """An event of a kind, under a condition, is one of these steps or a fact.

    Attributes:
        steps: Transitions, of which the chain chooses one.
        by: The actor of the step, if it is not the event's own.
        hosting: What it tells of hosting instead.
        files: Facts it files.
        grounds: What makes the history explained rather than consistent.
        standing: Not used where this standing is not accepted.
        reading: Not used under another reading of this name.
    """

    kind: str
    when: When
    steps: tuple[str, ...] = ()
    by: str = ""
    hosting: Hosting | None = None
    files: Mapping[str, FiledValue] = field(factory=dict)
    grounds: tuple[str, ...] = ()
    standing: Standing | None = None
    reading: str = ""


@frozen
class Supply:
    """When an unseen step of this transition may be put into a life.

    Attributes:
        shown_by: Kinds whose bounds narrow it.
        supplied: Whether it may be at all.
        since: Only on or after this day.
        before: Only directly before one of these transitions; empty: anywhere.
        recorded: Only where steps before it have recorded these values.
    """

    shown_by: tuple[str, ...] = ()
    supplied: bool = False
    since: date | None = None
    before: tuple[str, ...] = ()
    recorded: Mapping[str, FiledValue] = field(factory=dict)


@frozen
class Distance:
    """A step lies at least this long after the last step of another name before it.

    Attributes:
        years, days: The length; years run to the same day, 29 February to the 28th.
        supplied_only: Only for a step nobody observed.
        after_until: Only if the latest day of the earlier one's own lies before this.
        reading: The reading that can set `days`.
    """

    step: str
    after: str
    years: int = 0
    days: int = 0
    supplied_only: bool = False
    after_until: date | None = None
    standing: Standing | None = None
    reading: str = ""


@frozen
class Ground:
    """A reason why a life is explained rather than consistent.

    Attributes:
        steps: On steps of these transitions.
        tagged: On versions that rest on this reading; empty: on all.
        supplied: Only on steps nobody observed (True) or that somebody did (False).
        routes: Beginnings of the history's route.
        after: Only after a step of this name …
        after_until: … whose latest day lies before this.
        hosting: Only while hosting runs at the end of the history.
    """

    name: str
    label: Wording = NO_WORDS
    steps: tuple[str, ...] = ()
    tagged: str = ""
    supplied: bool | None = None
    routes: tuple[str, ...] = ()
    after: str = ""
    after_until: date | None = None
    hosting: bool = False
    standing: Standing | None = None


@frozen
class Closing:
    """A step that is added after the last observed one.

    Attributes:
        states: Only from these states.
        after: Only if the last step is of this name …
        days: … and its latest day lies so many days or more before the day asked about.
        on: Only if the day asked about is not before this.
        hosting: Only while hosting runs.
    """

    name: str
    step: str
    states: tuple[str, ...] = ()
    after: str = ""
    days: int = 0
    on: date | None = None
    hosting: bool = False
    standing: Standing | None = None
    reading: str = ""


@frozen
class Flag:
    """Something worth knowing about a life; all that is not empty must hold.

    Attributes:
        states, not_states: The last state is, is not, one of these.
        phase: The phase of the last state.
        has: The life has one of these steps.
        supplied: The life has one of these steps, and nobody observed it.
        year_since: A year has passed since the latest day of the last of these steps.
        no_hosting: No hosting was ever told.
        hosting_before: Hosting started for certain before the step into this state, or
            there was no such step …
        told_by: … or an event of this kind has this fact.
        context: Some entry of context by this actor …
        context_facts: … has these values (a fact that is missing is False) …
        unless_resumed: … and no event with this fact set begins on or after it.
    """

    name: str
    label: Wording = NO_WORDS
    states: tuple[str, ...] = ()
    not_states: tuple[str, ...] = ()
    phase: Phase | None = None
    has: tuple[str, ...] = ()
    supplied: tuple[str, ...] = ()
    year_since: tuple[str, ...] = ()
    no_hosting: bool = False
    hosting_before: str = ""
    told_by: tuple[str, str] | None = None
    context: str = ""
    context_facts: Mapping[str, bool] = field(factory=dict)
    unless_resumed: str = ""


@frozen(eq=False)
class Choice:
    """What another reading of the law changes.

    Attributes:
        without_steps: Transitions that do not exist under it.
        without_tagged: Whether versions that rest on the reading do not exist.
        prolonged: Transitions whose versions and lines …
        ending: … do not end on this day: events from then on are tried both ways.
        without_clauses: Clauses that are not evaluated.
    """

    label: Wording = NO_WORDS
    without_steps: tuple[str, ...] = ()
    without_tagged: bool = False
    prolonged: tuple[str, ...] = ()
    ending: date | None = None
    without_clauses: tuple[str, ...] = ()


@frozen
class Reading:
    """A reading of the law that can be switched.

    Attributes:
        choices: By letter; the one that is ours is not among them.
        days: Whether a number of days can be given instead ("R16=14").
    """

    name: str
    label: Wording = NO_WORDS
    choices: Mapping[str, Choice] = field(factory=dict)
    days: bool = False


@frozen
class HostingFacts:
    """The facts that hosting fills, and the phase in which the hosted brand is."""

    name: str
    told_as: str
    since: str
    until: str
    phase: Phase


@frozen
class FactLine:
    """A declared fact, and the keys under which histories tell it."""

    fact: str
    event: str = ""
    project: str = ""


@frozen(eq=False)
class HistoryMap:
    """How the histories of one process become steps.

    Attributes:
        claims: Codes of regimes; a history with one of them belongs to this process.
        certainty: Word of a history -> evidence.
        weakened: An event with one of these values is rumoured.
        given: Facts of every case.
        actors: Name in a history ("*" may stand for its beginning) -> actor.
        kinds: Every kind of event there is.
        consents: Steps that count as consents, in both ways of counting.
    """

    claims: tuple[str, ...]
    certainty: Mapping[str, Evidence]
    actors: Mapping[str, str]
    kinds: tuple[str, ...]
    lines: tuple[Line, ...]
    supplies: Mapping[str, Supply]
    weakened: Mapping[str, Scalar] = field(factory=dict)
    given: Mapping[str, FiledValue] = field(factory=dict)
    facts: tuple[FactLine, ...] = ()
    distances: tuple[Distance, ...] = ()
    grounds: tuple[Ground, ...] = ()
    closings: tuple[Closing, ...] = ()
    flags: tuple[Flag, ...] = ()
    readings: Mapping[str, Reading] = field(factory=dict)
    hosting: HostingFacts | None = None
    consents: Consents | None = None

    def actor(self, name: str) -> str:
        """Return the actor of the process that a name of a history means, or ""."""
        if name in self.actors:
            return self.actors[name]
        for pattern, actor in self.actors.items():
            if pattern.startswith("*") and name.endswith(pattern[1:]):
                return actor
        return ""


@frozen
class Consents:
    """Which steps count as consents when consents are counted.

    Attributes:
        steps: The first of these in a life is its consent.
        narrow: In the narrow count, steps of these names only …
        narrow_grounds: … or those that have one of these grounds.
    """

    steps: tuple[str, ...]
    narrow: tuple[str, ...] = ()
    narrow_grounds: tuple[str, ...] = ()
