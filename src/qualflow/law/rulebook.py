"""The law as a value.

A rulebook holds every version of every clause, transition and clock, each with the days
it is in force; `Rulebook.on` cuts it at one day into an `Edition`, which is what cases
are decided by.  `loading` makes rulebooks and checks them, so that everything here can
be trusted: names resolve, versions of one name do not overlap, expressions are typed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from attrs import field, frozen

from qualflow.errors import UnknownNameError
from qualflow.law.calendar import NO_CALENDAR, Calendar
from qualflow.law.facts import Definition, Fact, Wording
from qualflow.law.rules import (
    DEFAULT_STANDINGS,
    Actor,
    Acts,
    Clause,
    Clock,
    ClockVersion,
    Instrument,
    Interval,
    Link,
    Phase,
    Property,
    Provision,
    Standings,
    State,
    Transition,
)

if TYPE_CHECKING:
    from qualflow.law.edition import Edition
    from qualflow.law.examples import Example

Dated = TypeVar("Dated", Clause, Transition, ClockVersion)


def _in_force(
    days: Interval, named: Mapping[str, tuple[Dated, ...]]
) -> dict[str, Dated]:
    """Return the version of each name that holds through all of the days."""
    return {
        name: version
        for name, versions in named.items()
        for version in versions
        if days.within(version.in_force)
    }


def in_force_on(day: date, versions: Iterable[Dated]) -> Dated | None:
    """Return the version in force on a day, None if there is none."""
    return next((version for version in versions if day in version.in_force), None)


@frozen(eq=False, slots=False)
class Rulebook:
    """Everything an encoding of one procedure says.

    Mappings keep the order of the files: clauses and provisions the order of the
    statute, transitions that of `process.toml`.  Clauses and transitions map a name to
    its versions, earliest first.
    """

    name: str
    release: str
    title: Wording
    actors: Mapping[str, Actor]
    states: Mapping[str, State]
    facts: Mapping[str, Fact]
    instruments: Mapping[str, Instrument]
    clauses: Mapping[str, tuple[Clause, ...]]
    transitions: Mapping[str, tuple[Transition, ...]]
    provisions: Mapping[str, Provision] = field(factory=dict)
    links: Mapping[str, Link] = field(factory=dict)
    definitions: Mapping[str, Definition] = field(factory=dict)
    clocks: Mapping[str, Clock] = field(factory=dict)
    properties: Mapping[str, Property] = field(factory=dict)
    calendar: Calendar = field(default=NO_CALENDAR, repr=False)
    examples: tuple[Example, ...] = field(default=(), repr=False)
    _editions: dict[tuple[int, Standings], Edition] = field(
        factory=dict, init=False, repr=False
    )

    def __repr__(self) -> str:
        return f"<Rulebook {self.name} {self.release}: {len(self.clauses)} clauses>"

    def on(self, day: date, standings: Standings = DEFAULT_STANDINGS) -> Edition:
        """Return the law of a day, as far as its standing is accepted."""
        place = bisect_right(self._cut_ordinals, day.toordinal())
        try:
            return self._editions[place, standings]
        except KeyError:
            edition = self._cut_out(self._interval(place), standings)
            return self._editions.setdefault((place, standings), edition)

    def _interval(self, place: int) -> Interval:
        since = self.cuts[place - 1] if place else None
        return Interval(since, self.cuts[place] if place < len(self.cuts) else None)

    def _cut_out(self, days: Interval, standings: Standings) -> Edition:
        from qualflow.law.edition import Edition  # loading needs none

        return Edition(
            in_force=days,
            standings=standings,
            transitions=_in_force(days, self.transitions),
            clauses=_in_force(days, self.clauses),
            provisions={
                ref: provision
                for ref, provision in self.provisions.items()
                if days.within(provision.in_force)
            },
            facts=self.facts,
            calendar=self.calendar,
            askers=self._askers,
        )

    @cached_property
    def cuts(self) -> tuple[date, ...]:
        """The days on which any rule begins or ends, earliest first."""
        intervals = [p.in_force for p in self.provisions.values()]
        for clauses in self.clauses.values():
            intervals.extend(clause.in_force for clause in clauses)
        for clock in self.clocks.values():
            intervals.extend(version.in_force for version in clock.versions)
        for versions in self.transitions.values():
            intervals.extend(transition.in_force for transition in versions)
            days = (t.on_day for t in versions if t.on_day is not None)
            intervals.extend(Interval(day, day + timedelta(days=1)) for day in days)
        ends = {end for i in intervals for end in (i.since, i.until)}
        return tuple(sorted(end for end in ends if end is not None))

    @cached_property
    def _cut_ordinals(self) -> tuple[int, ...]:
        return tuple(cut.toordinal() for cut in self.cuts)

    @cached_property
    def initial(self) -> str:
        """The state a new case starts in."""
        return next(state.name for state in self.states.values() if state.initial)

    @cached_property
    def _askers(self) -> frozenset[str]:
        actors = self.actors.values()
        return frozenset(a.name for a in actors if a.acts is Acts.ON_REQUEST)

    @cached_property
    def recorded(self) -> frozenset[str]:
        """The facts that some step writes."""
        return frozenset(
            record.fact
            for versions in self.transitions.values()
            for version in versions
            for record in version.records
        )

    @cached_property
    def reforms(self) -> tuple[Transition, ...]:
        """The versions of transitions that fire by themselves on a day."""
        return tuple(
            version
            for versions in self.transitions.values()
            for version in versions
            if version.on_day is not None
        )

    @cached_property
    def clock_facts(self) -> tuple[str, ...]:
        """The facts that clocks look at, in order, each once."""
        names: list[str] = []
        for clock in self.clocks.values():
            names += [*clock.counts_from, *clock.started_by, *clock.ended_by]
            names += [*clock.paused_by, *clock.resumed_by]
            for version in clock.versions:
                if (extend := version.extend) is not None:
                    names += [extend.by, extend.amount]
                    names += [extend.asked_by, extend.refused_by]
        return tuple(dict.fromkeys(name for name in names if name in self.facts))

    def state(self, name: str) -> State:
        """Return a state.

        Raises:
            UnknownNameError: If there is none of that name; likewise `fact`,
                `actor`, `link` and `transition`.
        """
        return _named("state", name, self.states)

    def fact(self, name: str) -> Fact:
        """Return a declared fact."""
        return _named("fact", name, self.facts)

    def actor(self, name: str) -> Actor:
        """Return an actor."""
        return _named("actor", name, self.actors)

    def link(self, name: str) -> Link:
        """Return a link."""
        return _named("link", name, self.links)

    def transition(self, name: str) -> tuple[Transition, ...]:
        """Return the versions of a transition."""
        return _named("transition", name, self.transitions)

    def phase(self, state: str) -> Phase | None:
        """Return the phase of a state, None before the first."""
        return self.state(state).phase

    @cached_property
    def timed(self) -> tuple[str, ...]:
        """The transitions that only time fires, in order."""
        return tuple(
            name
            for name, versions in self.transitions.items()
            if all(
                self.actors[actor].acts is Acts.BY_LAW
                for version in versions
                for actor in version.by
            )
        )


Found = TypeVar("Found")


def _named(kind: str, name: str, declared: Mapping[str, Found]) -> Found:
    try:
        return declared[name]
    except KeyError:
        raise UnknownNameError(kind, name, declared) from None
