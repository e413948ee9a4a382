"""The rows of a process: versions of transitions, as steps of a life can use them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from qualflow.audit.mapping import HistoryMap, Supply
from qualflow.audit.terms import Terms
from qualflow.law.facts import FiledValue
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Interval, Transition, Writes

FIRST = date(1900, 1, 1).toordinal()

NO_SUPPLY = Supply()


@frozen(eq=False)
class Row:
    """One version of a transition.

    Attributes:
        place: Its place in the order of the process.
        first, last: The days it is in force, as ordinals, cut to the audit's day; none
            if `first` lies after `last`.
        writes: The facts it sets to a value of their own, None for what it clears:
            those that later clauses can look at although no day is known.
    """

    place: int
    transition: Transition
    supply: Supply
    first: int
    last: int
    writes: tuple[tuple[str, FiledValue | None], ...]

    @property
    def name(self) -> str:
        """The name of the transition."""
        return self.transition.name


def rows(rulebook: Rulebook, mapping: HistoryMap, terms: Terms) -> tuple[Row, ...]:
    """Return every version that exists under the terms, in the order of the process."""
    found = enumerate(_versions(rulebook, terms))
    return tuple(
        _row(place, version, mapping.supplies.get(version.name, NO_SUPPLY), terms.day)
        for place, version in found
    )


def _versions(rulebook: Rulebook, terms: Terms) -> Iterator[Transition]:
    gone = {name for c in terms.choices.values() for name in c.without_steps}
    prolonged = {name for c in terms.choices.values() for name in c.prolonged}
    tags = {name for name, c in terms.choices.items() if c.without_tagged}
    for name, versions in rulebook.transitions.items():
        if name in gone:
            continue
        for version in versions:
            if not tags.isdisjoint(version.readings):
                continue
            if name in prolonged and version is versions[-1]:
                version = evolve(version, in_force=Interval(version.in_force.since))
            yield version


def _row(place: int, version: Transition, supply: Supply, day: date) -> Row:
    first, last = FIRST, day.toordinal()
    since, until = version.in_force.since, version.in_force.until
    if version.on_day is not None:
        first, last = version.on_day.toordinal(), min(last, version.on_day.toordinal())
    if since is not None:
        first = max(first, since.toordinal())
    if until is not None:
        last = min(last, until.toordinal() - 1)
    writes = tuple(
        (record.fact, record.value if record.writes is Writes.VALUE else None)
        for record in version.records
        if record.writes in (Writes.VALUE, Writes.NONE)
    )
    return Row(place, version, supply, first, last, writes)
