"""The days that filings and read links tell, as far as clocks look at them.

A fact has one value at a time, but a period that started must not be forgotten because
another one starts: a second request does not undo the first.  So of the filings of a
day

- one of better evidence replaces those that are weaker;
- among equals a later day is another happening, and an earlier one puts right what was
  told of later days; so is put right what had not come yet when it was filed;
- one that does not count, because the path knows better or its evidence is weaker,
  tells nothing.

What a step writes happens with the step: it stands in the path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from qualflow.case.events import (
    Case,
    Corrected,
    Event,
    FactFiled,
    LinkRead,
    StateEntered,
)
from qualflow.case.replaying import amended
from qualflow.law.facts import Evidence
from qualflow.law.rulebook import Rulebook

Told: TypeAlias = Mapping[str, list[date]]
"""The days that a fact tells, earliest first, by name."""


def told(rulebook: Rulebook, case: Case) -> Told:
    """Return the days on file for the facts that clocks look at."""
    history: Sequence[Event] = case.history
    if Corrected in map(type, history):
        history = amended(history)
    return told_by(rulebook, history)


def told_by(rulebook: Rulebook, events: Sequence[Event]) -> Told:
    """Return the days that events tell, in the order in which they count."""
    watched, written = _watched(rulebook)
    telling: Sequence[Event] = [
        event
        for event in events
        if (type(event) is FactFiled and event.fact in watched)
        or type(event) is LinkRead
    ]
    if not telling:
        return {}
    for event in telling:
        if type(event) is FactFiled and event.fact in written:
            telling = events  # then it matters what the path knew when
    found = _Telling(watched)
    for event in telling:
        if isinstance(event, FactFiled):
            found.filed(event)
        elif isinstance(event, StateEntered):
            found.wrote(event)
        elif isinstance(event, LinkRead):
            found.read(event)
    return found.days


class _Telling:
    """What events tell, one after the other."""

    def __init__(self, watched: frozenset[str]) -> None:
        self.days: dict[str, list[date]] = {}
        self._watched = watched
        self._best: dict[str, Evidence] = {}
        self._written: set[str] = set()

    def filed(self, event: FactFiled) -> None:
        """Let a filing tell its day, if it counts."""
        name, day, evidence = event.fact, event.value, event.evidence
        known = name in self._watched and name not in self._written
        if not known or not isinstance(day, date):
            return
        days, best = self.days.get(name), self._best.get(name, evidence)
        if days is None or evidence > best:
            self.days[name] = [day]
        elif evidence == best:
            self.days[name] = [*_beside(days, day, event.on), day]
        else:
            return
        self._best[name] = evidence

    def wrote(self, step: StateEntered) -> None:
        """Note that the path knows a fact, or no longer."""
        for name, value in step.records:
            self._best.pop(name, None)
            if value is None:
                self._written.discard(name)
            else:
                self._written.add(name)

    def read(self, event: LinkRead) -> None:
        """Let what was read of another case tell its day."""
        for name, value in event.read:
            self._written.add(name)
            if name in self._watched and isinstance(value, date):
                earlier = self.days.get(name, ())
                self.days[name] = [*_beside(earlier, value, event.on), value]


def _beside(days: Iterable[date], day: date, on: date) -> Iterable[date]:
    """Return the days told before that stand beside one filed on a day."""
    return [earlier for earlier in days if earlier < day and earlier <= on]


def tells(rulebook: Rulebook, event: Event) -> bool:
    """Return whether an event, if it is no step, can tell a clock something."""
    if isinstance(event, FactFiled):
        return event.fact in _watched(rulebook)[0]
    return isinstance(event, LinkRead | Corrected)


@lru_cache(maxsize=64)
def _watched(rulebook: Rulebook) -> tuple[frozenset[str], frozenset[str]]:
    """Return the facts that clocks look at, and those of them that a step can write."""
    watched = frozenset(rulebook.clock_facts)
    return watched, watched & rulebook.recorded


def first_difference(one: Told, other: Told) -> date | None:
    """Return the first day that only one of two tells, None if they tell the same."""
    different = [
        day
        for name in {*one, *other}
        for day in {*one.get(name, ())} ^ {*other.get(name, ())}
    ]
    return min(different, default=None)
