"""The law with one of its changes on another day.

A rulebook is a value, so a reform that came a month later is another value: every day
on which a rule begins, ends or fires that is the day of the reform is moved, and so is
that day where a clause names it, as transitional rules do.  Nothing else changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeVar, cast

import attrs
from attrs import evolve, frozen

from qualflow.errors import QualflowError
from qualflow.law.expression import Day, Expression
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import (
    Clause,
    ClockVersion,
    Instrument,
    Interval,
    Provision,
    Transition,
)

Dated = TypeVar("Dated", Clause, Transition, ClockVersion)

ONE_DAY = timedelta(days=1)


class ReformError(QualflowError):
    """A change of the law that cannot be moved so, with what stands in the way."""


def reform_days(rulebook: Rulebook) -> tuple[date, ...]:
    """Return the days on which the law changes, earliest first.

    The end of a rule that holds for one day only, to fire on it, is no change.
    """
    after = {t.on_day + ONE_DAY for t in rulebook.reforms if t.on_day is not None}
    ends = {end for rule in _dated(rulebook) for end in _ends(rule)}
    return tuple(day for day in rulebook.cuts if day in ends or day not in after)


@lru_cache(maxsize=32)
def moved(rulebook: Rulebook, reform_day: date, by: int) -> Rulebook:
    """Return the law as it would be had a change come some days later.

    Args:
        rulebook: The law.
        reform_day: The day of the change, one of `reform_days`.
        by: How many days later, earlier if negative; 0 is the law itself.

    Raises:
        ReformError: If the law does not change on that day, or the change would pass
            another one of the same rule.
    """
    days = reform_days(rulebook)
    if reform_day not in days:
        listed = ", ".join(map(str, days)) or "never"
        raise ReformError(
            f"the law of {rulebook.name} does not change on {reform_day}; "
            f"it changes: {listed}"
        )
    if not by:
        return rulebook
    shift = _Shift(reform_day, _shifted(reform_day, by))
    return evolve(
        rulebook,
        clauses={
            ref: _apart(ref, map(shift.clause, versions))
            for ref, versions in rulebook.clauses.items()
        },
        transitions={
            name: _apart(name, map(shift.transition, versions))
            for name, versions in rulebook.transitions.items()
        },
        clocks={
            name: evolve(c, versions=_apart(name, map(shift.clock, c.versions)))
            for name, c in rulebook.clocks.items()
        },
        provisions=_redated(rulebook.provisions, shift),
        instruments=_redated(rulebook.instruments, shift),
        definitions={
            name: evolve(d, when=shift.expression(d.when))
            for name, d in rulebook.definitions.items()
        },
    )


@frozen
class _Shift:
    """A day that becomes another one."""

    old: date
    new: date

    def day(self, day: date | None) -> date | None:
        return self.new if day == self.old else day

    def interval(self, days: Interval) -> Interval:
        return Interval(self.day(days.since), self.day(days.until))

    def clause(self, clause: Clause) -> Clause:
        when = self.expression(clause.when)
        return evolve(clause, in_force=self.interval(clause.in_force), when=when)

    def transition(self, version: Transition) -> Transition:
        days = self.interval(version.in_force)
        if version.on_day == self.old and days.until == self.old + ONE_DAY:
            days = Interval(days.since, self.new + ONE_DAY)
        on_day = self.day(version.on_day)
        if on_day is not None and on_day not in days:
            raise ReformError(
                f"{version.name}: it would fire on {on_day}, when it is not in force"
            )
        return evolve(version, in_force=days, on_day=on_day)

    def clock(self, version: ClockVersion) -> ClockVersion:
        return evolve(version, in_force=self.interval(version.in_force))

    def expression(self, tree: Expression) -> Expression:
        return cast("Expression", self._tree(tree))

    def _tree(self, value: object) -> object:
        """Return a tree, or part of one, in which the day is the other one."""
        if isinstance(value, Day):
            same = value.ordinal == self.old.toordinal()
            return Day(self.new.toordinal()) if same else value
        if isinstance(value, tuple):
            return tuple(map(self._tree, value))
        kind: type[Any] = type(value)
        if not attrs.has(kind):
            return value
        old = {f.name: getattr(value, f.name) for f in attrs.fields(kind)}
        new = {name: self._tree(part) for name, part in old.items()}
        return value if new == old else kind(**new)


def _shifted(day: date, by: int) -> date:
    try:
        moved_to = day + timedelta(days=by)
    except OverflowError:
        moved_to = date.max
    if not FIRST_DAY <= moved_to <= LAST_DAY:
        raise ReformError(
            f"{by:,} days from {day} is no day from {FIRST_DAY} to {LAST_DAY}"
        )
    return moved_to


def _apart(name: str, versions: Iterable[Dated]) -> tuple[Dated, ...]:
    """Return versions of one rule, each of some days and none of a day of another."""
    found = tuple(versions)
    for version in found:
        days = version.in_force
        if days.since is not None and days.until is not None:
            _check(name, days.since < days.until)
    for one, other in pairwise(sorted(found, key=_since)):
        _check(name, not one.in_force.overlaps(other.in_force))
    return found


def _since(version: Clause | Transition | ClockVersion) -> date:
    return version.in_force.since or date.min


def _check(name: str, apart: bool) -> None:
    if not apart:
        raise ReformError(f"{name}: its change cannot pass another change of it")


Held = TypeVar("Held", Provision, Instrument)


def _redated(named: Mapping[str, Held], shift: _Shift) -> dict[str, Held]:
    """Return what is only printed, in force on the other days."""
    return {
        name: evolve(rule, in_force=shift.interval(rule.in_force))
        for name, rule in named.items()
    }


def _dated(rulebook: Rulebook) -> Iterable[Interval]:
    """Yield the days of every rule but those that hold to fire on one day."""
    yield from (rule.in_force for rule in rulebook.provisions.values())
    for clauses in rulebook.clauses.values():
        yield from (clause.in_force for clause in clauses)
    for clock in rulebook.clocks.values():
        yield from (version.in_force for version in clock.versions)
    for versions in rulebook.transitions.values():
        yield from (v.in_force for v in versions if v.on_day is None)


def _ends(days: Interval) -> Iterable[date | None]:
    return days.since, days.until
