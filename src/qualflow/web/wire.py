"""What the API sends, as types: from these its schema is made.

The keys are those of the command line's JSON.  Days are ISO texts, numbers with
decimals are texts, and what is not there is null.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from msgspec import Struct

from qualflow.explain.deadlines import Status
from qualflow.law.edition import Answer
from qualflow.law.rules import Effect, Kind, Phase, Standing
from qualflow.law.verdict import Verdict
from qualflow.web.changes import How
from qualflow.web.searching import Sort

Value: TypeAlias = bool | int | str | None
"""A filed value; null is not on file."""


class Health(Struct, frozen=True):
    """That the server is there, and what it shows."""

    status: Literal["ok"]
    version: str
    processes: list[str]


class Days(Struct, frozen=True):
    """Days from `since` up to but not including `until`; null is open."""

    since: date | None
    until: date | None


class Process(Struct, frozen=True):
    """A process, in short."""

    process: str
    title: str
    release: str
    instruments: int
    clauses: int
    states: int
    transitions: int
    cases: list[str]


class State(Struct, frozen=True):
    """Where a case can stand."""

    state: str
    label: str
    meaning: str
    phase: Phase | None
    initial: bool
    right: bool
    final: bool


class Transition(Struct, frozen=True):
    """One version of a transition."""

    transition: str
    label: str
    sources: list[str]
    target: str
    by: list[str]
    clauses: list[str]
    basis: list[str]
    in_force: Days
    on_day: date | None
    readings: list[str]


class ProcessDetail(Struct, frozen=True):
    """A process with its states, its transitions and the days its law changes."""

    process: str
    title: str
    release: str
    states: list[State]
    transitions: list[Transition]
    days_of_change: list[date]
    cases: list[str]


class Instrument(Struct, frozen=True):
    """A law, regulation, order or notice."""

    instrument: str
    title: str
    issuer: str
    number: str
    promulgated: date | None
    in_force: Days
    standing: Standing
    read: str
    source: list[str]


class Paragraph(Struct, frozen=True):
    """One version of a clause; `expression` is null of what is printed only."""

    clause: str
    instrument: str
    kind: Kind
    standing: Standing
    text: str
    approximate: bool
    source: list[str]
    in_force: Days
    expression: str | None = None
    in_words: str | None = None
    remedy: str | None = None
    effect: Effect | None = None
    presumed: bool | None = None
    readings: list[str] = []
    verified_by: str | None = None
    verified_on: date | None = None


class Stop(Struct, frozen=True):
    """A case that a clause stood in the way of, on the first day it did."""

    case: str
    on: date
    transition: str
    link: str | None
    other: str | None


class ClauseDetail(Struct, frozen=True):
    """A clause with its versions, what it reads and guards, and whom it stopped."""

    clause: str
    process: str
    versions: list[Paragraph]
    facts: list[str]
    transitions: list[str]
    clocks: list[str]
    stopped: list[Stop]


class Change(Struct, frozen=True):
    """A rule that is not what it was the day before."""

    key: str
    how: How


class Law(Struct, frozen=True):
    """The law of a day, and what it changes against the day before."""

    process: str
    on: date
    in_force: Days
    transitions: list[Transition]
    clauses: list[Paragraph]
    changed_clauses: list[Change]
    changed_transitions: list[Change]
    changed_clocks: list[Change]
    fires: list[str]


class Case(Struct, frozen=True):
    """A case or the life of a history, as it stands on its last known day."""

    case: str
    kind: Literal["case", "history"]
    last_day: date
    state: str
    phase: Phase | None


class Finding(Struct, frozen=True):
    """What was found of one clause."""

    clause: str
    verdict: Verdict
    values: dict[str, Value]
    weak: list[str]
    standing: Standing
    remedy: str | None
    kind: Kind
    effect: Effect
    presumed: bool
    text: str
    in_words: str


class Question(Struct, frozen=True):
    """A fact that could still settle the answer."""

    fact: str
    question: str
    clauses: list[str]
    weak: bool
    noted: bool


class Provision(Struct, frozen=True):
    """A paragraph that is printed only."""

    clause: str
    kind: Kind
    standing: Standing
    text: str


class LinkRead(Struct, frozen=True):
    """Where another case stood."""

    link: str
    case: str
    state: str
    since: date | None
    through: str | None
    evidence: str


class Elsewhere(Struct, frozen=True):
    """Where a transition that does not exist here exists."""

    in_force: list[Days]
    sources: list[str]


class Explanation(Struct, frozen=True):
    """Whether a step is open, and why or why not."""

    answer: Answer
    open: bool
    case: str
    process: str
    state: str
    phase: Phase | None
    transition: str
    on: date
    by: str | None
    may: list[str]
    wrong_actor: bool
    findings: list[Finding]
    questions: list[Question]
    basis: list[Provision]
    links: list[LinkRead]
    elsewhere: Elsewhere | None


class Pause(Struct, frozen=True):
    """Days on which a period stands still, both included; null is still running."""

    since: date
    until: date | None


class Deadline(Struct, frozen=True):
    """A statutory period as it stands on a day."""

    id: str
    clock: str
    label: str
    status: Status
    due: date | None
    left: int | None
    unit: str
    owner: str
    ref: str
    consequence: str
    started_on: date
    counts_from: date
    length: int
    length_unit: str
    granted: int
    pauses: list[Pause]
    ended_on: date | None
    not_before: date | None


class Hit(Struct, frozen=True):
    """Something that was found; `page` is its address on this server."""

    sort: Sort
    process: str | None
    key: str
    title: str
    text: str
    page: str


class Hits(Struct, frozen=True):
    """What was found; `left` says how many more there are."""

    hits: list[Hit]
    left: int


class Wrong(Struct, frozen=True):
    """A parameter that is wrong."""

    parameter: str
    expected: str
    found: str


class ProblemForm(Struct, frozen=True):
    """What went wrong (RFC 9457); `request` names it in the server's log."""

    type: str
    title: str
    status: int
    detail: str
    request: str
    errors: list[Wrong] = []
