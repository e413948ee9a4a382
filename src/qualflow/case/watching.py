"""What the clocks of a rulebook look at, by name, looked up once.

A transition or a fact can start, end, pause, resume or lengthen clocks, and a state can
be one in which they run or are paused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from typing import TypeAlias

from attrs import define, field

from qualflow.case.telling import Told
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.law.rules import Clock, ClockVersion


class Role(Enum):
    """What a transition or a fact does to a clock."""

    START = auto()
    END = auto()
    PAUSE = auto()
    RESUME = auto()
    ASK = auto()
    EXTEND = auto()


BY_ITSELF, _FACT_STARTS, _FACT_ASKS, BY_STEPS = range(4)
_FACT_PAUSES, _FACT_RESUMES, _FACT_ENDS = range(4, 7)
_RANK = {
    Role.START: _FACT_STARTS,
    Role.ASK: _FACT_ASKS,
    Role.PAUSE: _FACT_PAUSES,
    Role.RESUME: _FACT_RESUMES,
    Role.EXTEND: _FACT_ENDS,
    Role.END: _FACT_ENDS,
}
"""The places within a day, in order."""

Fact: TypeAlias = tuple[date, int, str]
"""A day, the place within it, and the name of the fact that tells it."""
Inside: TypeAlias = Mapping[str, tuple[Clock, bool]]
"""The clocks that run in a state by name, and whether they are paused there."""

NOWHERE: Inside = {}


@define
class Acts:
    """What a transition or a fact does: the clocks it ends, starts and marks."""

    ends: list[str] = field(factory=list)
    starts: list[Clock] = field(factory=list)
    marks: list[tuple[str, Role, str]] = field(factory=list)

    def add(self, clock: Clock, role: Role, which: str) -> None:
        """Add what is done to one clock."""
        if role is Role.START:
            self.starts.append(clock)
        elif role is Role.END:
            self.ends.append(clock.name)
        else:
            self.marks.append((clock.name, role, which))


class Plan:
    """What the clocks of a rulebook look at.

    Attributes:
        acts: What each transition and fact does.
        placed: What each fact does at each of its places within a day.
        inside: For each state the clocks that run or are paused in it.
        zeros: The facts that clocks count from.
        plain: The facts that do something, no step writes and no clock counts from.
        written: Those that do something and that a step can write.
        versions: The days on which the versions of a clock change, and those before,
            between and after.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.acts: dict[str, Acts] = {}
        self.placed: dict[str, dict[int, Acts]] = {}
        self.inside: dict[str, dict[str, tuple[Clock, bool]]] = {}
        self.zeros: set[str] = set()
        self.versions = {name: _versions(c) for name, c in rulebook.clocks.items()}
        for clock in rulebook.clocks.values():
            self.zeros.update(clock.counts_from)
            for name, role, which in _roles(clock):
                self.acts.setdefault(name, Acts()).add(clock, role, which)
                if name in rulebook.facts:
                    places = self.placed.setdefault(name, {})
                    places.setdefault(_RANK[role], Acts()).add(clock, role, which)
            for paused, states in ((False, clock.runs_in), (True, clock.paused_in)):
                for state in states:
                    self.inside.setdefault(state, {})[clock.name] = clock, paused
        self.written = rulebook.recorded & self.placed.keys()
        self.plain = self.placed.keys() - self.written - self.zeros

    def happened(self, known: Told) -> list[Fact]:
        """Return the days that facts tell, latest first."""
        found: list[Fact] = []
        for name, days in known.items():
            for place in self.placed.get(name, ()):
                found += [(day, place, name) for day in days]
        found.sort(reverse=True)
        return found


@lru_cache(maxsize=64)
def plan_of(rulebook: Rulebook) -> Plan:
    """Return what the clocks of a rulebook look at."""
    return Plan(rulebook)


def _roles(clock: Clock) -> Iterator[tuple[str, Role, str]]:
    """Yield what starts, ends, pauses, resumes or lengthens a clock."""
    for role, names in ((Role.START, clock.started_by), (Role.END, clock.ends)):
        yield from ((name, role, name) for name in names)
    for pause, again in zip(clock.paused_by, clock.resumed_by, strict=True):
        yield pause, Role.PAUSE, pause
        yield again, Role.RESUME, pause
    extensions = [v.extend for v in clock.versions if v.extend is not None]
    asks = {extend.asked_by for extend in extensions}
    answers = {name for e in extensions for name in (e.by, e.refused_by)}
    for role, acts in ((Role.ASK, asks), (Role.EXTEND, answers)):
        yield from ((name, role, name) for name in sorted(acts - {""}))


def _versions(clock: Clock) -> tuple[list[date], list[ClockVersion | None]]:
    intervals = [version.in_force for version in clock.versions]
    ends = {day for i in intervals for day in (i.since, i.until) if day is not None}
    days = sorted(ends)
    return days, [in_force_on(day, clock.versions) for day in (date.min, *days)]
