"""The clocks of process.toml."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from qualflow.law.facts import DayType, Fact, NumberType
from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.dated import in_order, interval
from qualflow.law.loading.names import FINDING
from qualflow.law.loading.tables import Reading, Table, tables
from qualflow.law.loading.toml import Document
from qualflow.law.measures import Unit
from qualflow.law.parsing import LONGEST_SHIFT
from qualflow.law.rules import Clock, ClockVersion, Extension, Transition

UNITS = {
    "working day": Unit.WORKING_DAY,
    "calendar day": Unit.DAY,
    "month": Unit.MONTH,
    "year": Unit.YEAR,
}
IN_STATES = ("runs_in", "paused_in")
BETWEEN_ACTS = ("started_by", "ended_by", "paused_by", "resumed_by")


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
        acts = {key: table.names(key, "transition", "fact") for key in BETWEEN_ACTS}
        _one_way(table, states["runs_in"], states["paused_in"])
        unit = table.word("unit", list(UNITS), needed=True)
        clock = Clock(
            name=name,
            counts_from=_day_fact(table, vocabulary),
            unit=UNITS.get(unit, Unit.DAY),
            owner=table.name("owner", "actor", needed=True),
            versions=(),
            label=table.wording(),
            **states,
            **acts,
        )
        versions = _versions(table, clock, vocabulary, transitions)
        table.close()
        clocks[name] = evolve(clock, versions=versions)
    return clocks


def _one_way(
    table: Table, runs_in: tuple[str, ...], paused_in: tuple[str, ...]
) -> None:
    """Check that the clock runs in states or between acts, not both."""
    in_states = [key for key in IN_STATES if key in table]
    between = [key for key in BETWEEN_ACTS if key in table]
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


def _day_fact(table: Table, vocabulary: Vocabulary) -> str:
    name = table.name("counts_from", "fact", needed=True)
    fact = vocabulary.facts.get(name)
    if fact is not None and not isinstance(fact.type, DayType):
        what = f"a fact of type day expected, '{name}' is none"
        table.wrong(f"'counts_from': {what}", "counts_from")
    return name


def _versions(
    table: Table,
    clock: Clock,
    vocabulary: Vocabulary,
    transitions: Mapping[str, tuple[Transition, ...]],
) -> tuple[ClockVersion, ...]:
    read = []
    for version in table.versions():
        on_expiry = version.text("on_expiry") or FINDING
        fires = on_expiry != FINDING
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
        by=table.name("by", "transition", "fact", needed=True),
        at_most=table.integer("at_most", 1, LONGEST_SHIFT),
        times=table.integer("times", 1, LONGEST_SHIFT, default=1),
        amount=table.name("amount", "fact"),
    )
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
        if leaves or clock.counts_from in written or ends & set(clock.ended_by):
            continue
        way = f"leave {', '.join(states)}" if states else "end it"
        what = f"'{transition.name}' would fire for ever: it must {way}"
        table.wrong(f"{what} or write '{clock.counts_from}'", "on_expiry")
