"""The rows of a process: versions of transitions, as steps of a life can use them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from attrs import evolve, frozen

from qualflow.audit.mapping import Choice, Ground, HistoryMap, Supply
from qualflow.audit.terms import Choices
from qualflow.law.expression import facts_read
from qualflow.law.facts import FiledValue
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Interval, Transition, Writes

NO_SUPPLY = Supply()


@frozen(eq=False)
class Row:
    """One version of a transition.

    Attributes:
        place: Its place in the order of the process.
        first, last: The days it is in force, as ordinals; none if `first` lies after
            `last`.
        writes: The facts it sets to a value of their own, None for what it clears.
        days: Those it sets to its day, as far as some clause looks at them: later
            clauses can ask whether there is a day, not which.
        copies: Likewise those it sets to what another fact is, with that one.
        grounds: The grounds that can lie on it.
    """

    place: int
    name: str
    transition: Transition
    supply: Supply
    first: int
    last: int
    writes: tuple[tuple[str, FiledValue | None], ...]
    days: tuple[str, ...]
    copies: tuple[tuple[str, str], ...]
    grounds: tuple[Ground, ...]

    @property
    def records(self) -> tuple[str, ...]:
        """The facts that it can put on file."""
        values = (name for name, value in self.writes if value is not None)
        return (*values, *self.days, *(name for name, _ in self.copies))


def rows(rulebook: Rulebook, mapping: HistoryMap, choices: Choices) -> tuple[Row, ...]:
    """Return every version that exists under the readings, in the order of the process.

    Of one transition, a version that exists under one reading only comes last.
    """
    tags = {
        name
        for name, reading in mapping.readings.items()
        if any(choice.without_tagged for choice in reading.choices.values())
    }
    found: list[Transition] = []
    for versions in rulebook.transitions.values():
        there = _versions(versions, choices)
        found += sorted(there, key=lambda v: not tags.isdisjoint(v.readings))
    looked_at = _looked_at(rulebook)
    return tuple(
        _row(place, version, mapping, looked_at) for place, version in enumerate(found)
    )


def _looked_at(rulebook: Rulebook) -> frozenset[str]:
    """Return the facts that some clause reads, or that some step copies."""
    clauses = chain.from_iterable(rulebook.clauses.values())
    versions = chain.from_iterable(rulebook.transitions.values())
    read = chain.from_iterable(facts_read(clause.when) for clause in clauses)
    copied = (source for version in versions for _, source in _copies(version))
    return frozenset((*read, *copied))


def _copies(version: Transition) -> Iterator[tuple[str, str]]:
    """Yield the facts that a version sets to what another one is, with that one."""
    for record in version.records:
        if record.writes is Writes.COPY:
            assert isinstance(record.value, str)
            yield record.fact, record.value


def _versions(
    versions: tuple[Transition, ...], choices: Choices
) -> Iterator[Transition]:
    for version in versions:
        kept: Transition | None = version
        for reading, choice in choices.items():
            kept = kept and _under(reading, choice, kept)
        if kept is not None:
            yield kept


def _under(reading: str, choice: Choice, version: Transition) -> Transition | None:
    """Return a version as it is under a reading, None if it does not exist."""
    if version.name in choice.without_steps:
        return None
    if choice.without_tagged and reading in version.readings:
        return None
    if version.name in choice.prolonged and version.in_force.until == choice.ending:
        return evolve(version, in_force=Interval(version.in_force.since))
    return version


def _row(
    place: int, version: Transition, mapping: HistoryMap, looked_at: frozenset[str]
) -> Row:
    days = version.in_force
    first = max(days.since or FIRST_DAY, version.on_day or FIRST_DAY).toordinal()
    last = min(_last(days), version.on_day or LAST_DAY).toordinal()
    writes = tuple(
        (record.fact, record.value if record.writes is Writes.VALUE else None)
        for record in version.records
        if record.writes in (Writes.VALUE, Writes.NONE)
    )
    days_set = tuple(
        record.fact
        for record in version.records
        if record.writes is Writes.TODAY and record.fact in looked_at
    )
    copies = tuple(pair for pair in _copies(version) if pair[0] in looked_at)
    grounds = tuple(
        ground
        for ground in mapping.grounds
        if version.name in ground.steps
        and (not ground.tagged or ground.tagged in version.readings)
    )
    supply = mapping.supplies.get(version.name, NO_SUPPLY)
    return Row(
        place,
        version.name,
        version,
        supply,
        first,
        last,
        writes,
        days_set,
        copies,
        grounds,
    )


def _last(days: Interval) -> date:
    if days.until is None:
        return LAST_DAY
    return date.fromordinal(days.until.toordinal() - 1)
