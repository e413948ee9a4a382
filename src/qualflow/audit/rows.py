"""The rows of a process: versions of transitions, as steps of a life can use them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from qualflow.audit.mapping import Choice, Ground, HistoryMap, Supply
from qualflow.audit.terms import Choices
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
        writes: The facts it sets to a value of their own, None for what it clears:
            those that later clauses can look at although no day is known.
        grounds: The grounds that can lie on it.
    """

    place: int
    name: str
    transition: Transition
    supply: Supply
    first: int
    last: int
    writes: tuple[tuple[str, FiledValue | None], ...]
    grounds: tuple[Ground, ...]


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
    return tuple(_row(place, version, mapping) for place, version in enumerate(found))


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


def _row(place: int, version: Transition, mapping: HistoryMap) -> Row:
    days = version.in_force
    first = max(days.since or FIRST_DAY, version.on_day or FIRST_DAY).toordinal()
    last = min(_last(days), version.on_day or LAST_DAY).toordinal()
    writes = tuple(
        (record.fact, record.value if record.writes is Writes.VALUE else None)
        for record in version.records
        if record.writes in (Writes.VALUE, Writes.NONE)
    )
    grounds = tuple(
        ground
        for ground in mapping.grounds
        if version.name in ground.steps
        and (not ground.tagged or ground.tagged in version.readings)
    )
    supply = mapping.supplies.get(version.name, NO_SUPPLY)
    return Row(place, version.name, version, supply, first, last, writes, grounds)


def _last(days: Interval) -> date:
    if days.until is None:
        return LAST_DAY
    return date.fromordinal(days.until.toordinal() - 1)
