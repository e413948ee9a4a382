"""The clocks of process.toml."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from qualflow.law.facts import DayType, Fact, NumberType
from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.dated import in_order, interval
from qualflow.law.loading.tables import Reading, Table, tables
from qualflow.law.loading.toml import Document
from qualflow.law.measures import Unit
from qualflow.law.parsing import LONGEST_SHIFT
from qualflow.law.rules import (
    END,
    FINDING,
    Clock,
    ClockVersion,
    Extension,
    Transition,
)

UNITS = {
    "working day": Unit.WORKING_DAY,
    "calendar day": Unit.DAY,
    "month": Unit.MONTH,
    "year": Unit.YEAR,
}
IN_STATES = ("runs_in", "paused_in")
BETWEEN_ACTS = ("started_by", "ended_by")
PAUSES = ("paused_by", "resumed_by")


def read_clocks(
    reading: Reading,
    document: Document,
    vocabulary: Vocabulary,
    transitions: Mapping[str, tuple[Transition, ...]],
) -> dict[str, Clock]:
    """Return the clocks of a process."""
    clocks = {}
    for name, table in tables(reading, document, "clock"):
        states = {key: table.names(key, "state") for key in IN_STATES}
        acts = {key: _acts(table, key, vocabulary) for key in BETWEEN_ACTS + PAUSES}
        _one_way(table, states["runs_in"], states["paused_in"])
        _pairs(table, *(acts[key] for key in PAUSES))
        unit = table.word("unit", list(UNITS), needed=True)
        clock = Clock(
            name=name,
            counts_from=_day_facts(table, vocabulary),
            unit=UNITS.get(unit, Unit.DAY),
            owner=table.name("owner", "actor", needed=True),
            versions=(),
            label=table.wording(),
            dropped_by=table.names("dropped_by", "transition"),
            **states,
            **acts,
        )
        versions = _versions(table, clock, vocabulary, transitions)
        table.close()
        clocks[name] = evolve(clock, versions=versions)
    return clocks


def _acts(table: Table, key: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the transitions and facts of a key; a fact tells the day it happened."""
    names = table.names(key, "transition", "fact")
    for name in names:
        _is_day(table, key, name, vocabulary)
    return names


def _act(
    table: Table, key: str, vocabulary: Vocabulary, *, needed: bool = False
) -> str:
    name = table.name(key, "transition", "fact", needed=needed)
    _is_day(table, key, name, vocabulary)
    return name


def _is_day(table: Table, key: str, name: str, vocabulary: Vocabulary) -> None:
    fact = vocabulary.facts.get(name)
    if fact is not None and not isinstance(fact.type, DayType):
        table.wrong(f"'{key}': a fact of type day expected, '{name}' is none", key)


def _one_way(
    table: Table, runs_in: tuple[str, ...], paused_in: tuple[str, ...]
) -> None:
    """Check that the clock runs in states or between acts, not both."""
    in_states = [key for key in IN_STATES if key in table]
    between = [key for key in (*BETWEEN_ACTS, "dropped_by") if key in table]
    if in_states and between:
        what = f"runs in states ('{in_states[0]}') and between acts ('{between[0]}')"
        table.wrong(f"{what}: one of the two expected", between[0])
    elif in_states and "runs_in" not in table:
        table.wrong("'runs_in' is missing")
    elif between and "started_by" not in table:
        table.wrong("'started_by' is missing")
    elif not in_states and not between:
        table.wrong("'runs_in' or 'started_by' is missing")
    for key in ("runs_in", "started_by"):
        if table.take(key) == []:
            table.wrong(f"'{key}': at least one expected, an empty list found", key)
    for state in runs_in:
        if state in paused_in:
            table.wrong(f"runs and is paused in '{state}'", "paused_in")


def _pairs(table: Table, paused: tuple[str, ...], resumed: tuple[str, ...]) -> None:
    """Check that every pause has its end: the first what ends the first."""
    if table.ok and len(paused) != len(resumed):
        what = f"{len(paused)} of the one, {len(resumed)} of the other found"
        key = "paused_by" if len(paused) > len(resumed) else "resumed_by"
        table.wrong(f"a 'resumed_by' for each 'paused_by' expected, {what}", key)


def _day_facts(table: Table, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the facts that tell day 0: one, or several of which the first counts."""
    key = "counts_from"
    if isinstance(table.take(key, needed=True), list):
        names = table.names(key, "fact", needed=True)
    else:
        name = table.name(key, "fact", needed=True)
        names = (name,) if name else ()
    for name in names:
        _is_day(table, key, name, vocabulary)
    return names


def _versions(
    table: Table,
    clock: Clock,
    vocabulary: Vocabulary,
    transitions: Mapping[str, tuple[Transition, ...]],
) -> tuple[ClockVersion, ...]:
    read = []
    for version in table.versions():
        on_expiry = version.text("on_expiry") or FINDING
        fires = on_expiry not in (FINDING, END)
        known = fires and version.resolved("on_expiry", on_expiry, "transition")
        if known and table.ok:
            _makes_progress(version, clock, transitions.get(on_expiry, ()))
        made = ClockVersion(
            ref=version.name("ref", "clause", "provision", needed=True),
            length=version.integer("length", 1, LONGEST_SHIFT),
            extend=_extension(version, vocabulary),
            on_expiry=on_expiry,
            in_force=interval(version),
        )
        if version is not table:
            version.close()
        if version.ok:
            read.append((version, made))
    return in_order(read)


def _is_whole(fact: Fact) -> bool:
    return isinstance(fact.type, NumberType) and fact.type.decimals == 0


def _extension(version: Table, vocabulary: Vocabulary) -> Extension | None:
    table = version.inner("extend")
    if table is None:
        return None
    extension = Extension(
        by=_act(table, "by", vocabulary, needed=True),
        at_most=table.integer("at_most", 1, LONGEST_SHIFT),
        times=table.integer("times", 1, LONGEST_SHIFT, default=1),
        amount=table.name("amount", "fact"),
        asked_by=_act(table, "asked_by", vocabulary),
        refused_by=_act(table, "refused_by", vocabulary),
        ahead=table.integer("ahead", 0, LONGEST_SHIFT, default=0),
    )
    for key in ("refused_by", "ahead"):
        if key in table and "asked_by" not in table:
            table.wrong(f"'{key}' is for an extension with 'asked_by'", key)
    fact = vocabulary.facts.get(extension.amount)
    if fact is not None and not _is_whole(fact):
        what = f"a number without decimals expected, '{extension.amount}' is none"
        table.wrong(f"'amount': {what}", "amount")
    table.close()
    return extension


def _makes_progress(
    table: Table, clock: Clock, versions: tuple[Transition, ...]
) -> None:
    """Check that an expiry can happen, and only once."""
    states = clock.runs_in + clock.paused_in
    for transition in versions:
        if transition.clauses:
            what = (
                f"'{transition.name}' has clauses: an unknown fact would stop the law"
            )
            table.wrong(what, "on_expiry")
        written = {record.fact for record in transition.records}
        ends = written | {transition.name}
        leaves = bool(states) and transition.target not in states
        if leaves or written & set(clock.counts_from) or ends & set(clock.ends):
            continue
        way = f"leave {', '.join(states)}" if states else "end it"
        what = f"'{transition.name}' would fire for ever: it must {way}"
        zero = " or ".join(f"'{name}'" for name in clock.counts_from)
        table.wrong(f"{what} or write {zero}", "on_expiry")
