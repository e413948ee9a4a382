"""What the law of a day has that the law of the day before had not, and the reverse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from attrs import frozen

from qualflow.law.measures import FIRST_DAY
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.law.rules import Clause, ClockVersion, Provision, Transition

Rule = TypeVar("Rule")


class How(StrEnum):
    """What became of a rule."""

    BEGINS = "begins"
    CHANGES = "changes"
    ENDS = "ends"


@frozen
class Changed:
    """A rule that is not what it was the day before; None where it was not, or is not.

    Attributes:
        key: A ref, or the name of a transition or clock.
    """

    key: str
    how: How
    before: Clause | Provision | Transition | ClockVersion | None
    after: Clause | Provision | Transition | ClockVersion | None


@frozen
class Changes:
    """What changes on a day.

    Attributes:
        fires: The transitions that the law makes by itself that day.
    """

    on: date
    clauses: tuple[Changed, ...]
    transitions: tuple[Changed, ...]
    clocks: tuple[Changed, ...]
    fires: tuple[str, ...]

    @property
    def some(self) -> bool:
        """Whether anything changes."""
        return bool(self.clauses or self.transitions or self.clocks or self.fires)


def changes(rulebook: Rulebook, on: date) -> Changes:
    """Return what the law of a day changes against that of the day before.

    >>> from qualflow import load
    >>> found = changes(load("cn-automaker"), date(2019, 1, 10))
    >>> [changed.key for changed in found.transitions][:3], found.fires
    (['submit', 'forward', 'accept'], ('move_to_filing',))
    """
    eve = on - timedelta(days=1) if on > FIRST_DAY else on
    before, after = rulebook.on(eve), rulebook.on(on)
    clauses = [
        *_changed(rulebook.clauses, before.clauses, after.clauses),
        *_changed(rulebook.provisions, before.provisions, after.provisions),
    ]
    steps = [
        changed
        for changed in _changed(
            rulebook.transitions, before.transitions, after.transitions
        )
        if not _once(changed)
    ]
    return Changes(
        on,
        tuple(clauses),
        tuple(steps),
        tuple(_clocks(rulebook, eve, on)),
        tuple(step.name for step in rulebook.reforms if step.on_day == on),
    )


def _changed(
    order: Mapping[str, object], before: Mapping[str, Rule], after: Mapping[str, Rule]
) -> Iterator[Changed]:
    for key in order:
        old, new = before.get(key), after.get(key)
        if old != new:
            yield _one(key, old, new)


def _once(changed: Changed) -> bool:
    """Return whether a transition only comes and goes with the day it fires on."""
    versions = [v for v in (changed.before, changed.after) if v is not None]
    return all(isinstance(v, Transition) and v.on_day is not None for v in versions)


def _clocks(rulebook: Rulebook, eve: date, on: date) -> Iterator[Changed]:
    for name, clock in rulebook.clocks.items():
        old, new = in_force_on(eve, clock.versions), in_force_on(on, clock.versions)
        if old != new:
            yield _one(name, old, new)


def _one(key: str, old: object, new: object) -> Changed:
    how = How.BEGINS if old is None else How.ENDS if new is None else How.CHANGES
    return Changed(key, how, old, new)  # type: ignore[arg-type]


def days_of_change(rulebook: Rulebook) -> tuple[date, ...]:
    """Return the days on which something changes, earliest first.

    The day after a reform, on which its transitions no longer fire, is none.

    >>> from qualflow import load
    >>> [str(day) for day in days_of_change(load("instrument-approval"))]
    ['2029-01-01', '2030-01-01']
    """
    return tuple(day for day in rulebook.cuts if changes(rulebook, day).some)
