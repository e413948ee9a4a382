"""A scenario as a value: what chance does with a case, where the law leaves it open.

Where a case can go, under which clauses and by when it must is the rulebook's matter;
a scenario adds how long things take, which way they go and what is on file.

Two kinds of time:

- `DAYS`, the kind of every scenario about real law.  All that happens has a day.  A
  delay is rounded to whole days or working days and counted like a statutory period:
  the day a stay begins is day 0.  Guards, calendars, editions and periods of the law
  hold day by day, exactly as in `decide`.
- `CONTINUOUS`, for processes with a known answer.  A delay is a real number of days,
  a period of the law is a delay of exactly its length, and there are no working days.

Whatever the kind, a stay in a state ends by the first of: its own exit, a period of
the law that runs out, a reform that moves the case.  On one day what time itself makes
happen comes before what anybody does, and a period ends at the end of its last day.

Every figure has a source; `ASSUMED` marks those that nobody has measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from attrs import field, frozen

from qualflow.law.facts import NO_WORDS, Evidence, FiledValue, Wording
from qualflow.law.measures import Unit
from qualflow.law.rules import DEFAULT_STANDINGS, Standings
from qualflow.simulate.distributions import Distribution

ASSUMED = "assumed"
"""The source of a figure that nobody has measured."""

OPEN = "open"
"""The outcome of every case that stands in no state an outcome names: censored."""

RESERVED = frozenset({"compare", "fit", "score"})
"""What no scenario may be called: the commands `qualflow simulate` has beside it."""


class Time(StrEnum):
    """What a moment is."""

    DAYS = "days"
    CONTINUOUS = "continuous"


@frozen
class Delay:
    """How long something takes.

    Attributes:
        unit: `DAY` or `WORKING_DAY`.
        source: Where the figure comes from.
    """

    law: Distribution
    unit: Unit = Unit.DAY
    source: str = ASSUMED


@frozen
class Exit:
    """One way out of a state.

    Attributes:
        step: The transition.
        share: How often it is this one; 1 where the exits of a state race.
        delay: How long it takes this way; None: as long as the stay's own delay.
    """

    step: str
    share: float = 1.0
    delay: Delay | None = None


@frozen
class Stay:
    """What happens in one state.

    Attributes:
        delay: How long it takes, whichever way it goes; None where the exits say.
        exits: The ways out, in order.  Their shares add up to 1, or they race.
        races: The exit that is first to come is taken, instead of one by its share.
        retry: How long after a step that the law refused it is asked for again; None:
            never, the case stays where it is until time moves it.
        source: Where the shares come from; "" if there is but one exit or they race.
    """

    state: str
    exits: tuple[Exit, ...]
    delay: Delay | None = None
    races: bool = False
    retry: Delay | None = None
    source: str = ""


@frozen
class Given:
    """A fact that has this value in every case; filed on the first day."""

    fact: str
    value: FiledValue
    source: str = ASSUMED


@frozen
class Drawn:
    """A number drawn for each case and filed on the first day.

    It is rounded to the decimals of its fact and kept within its bounds.
    """

    fact: str
    law: Distribution
    source: str = ASSUMED


@frozen
class Chosen:
    """A truth, option or other value chosen for each case; filed on the first day.

    Attributes:
        options: Values and their shares, which add up to 1; a value of None is a fact
            that nobody files.
    """

    fact: str
    options: tuple[tuple[FiledValue | None, float], ...]
    source: str = ASSUMED


@frozen
class Coming:
    """A fact that comes about while the case lives.

    Attributes:
        value: What is filed when it comes; None for a fact that is a day: that day.
        state: Each entry of this state sets it off anew.
        delay: How long after the entry it comes, wherever the case stands by then.
    """

    fact: str
    state: str
    delay: Delay
    value: FiledValue | None = None


DrawnFact: TypeAlias = Given | Drawn | Chosen | Coming


@frozen
class Extended:
    """How often a period of the law is extended, each time by all that may be.

    The extension is granted on the last day of a period that would otherwise run out,
    as often as the law allows, each time with this probability.
    """

    clock: str
    share: float
    source: str = ASSUMED


@frozen
class Resource:
    """People without whom a stay does not begin to pass.

    A case that enters a state of `held_in` waits there for one of them and keeps them
    until it leaves; its delay begins when they do.

    Attributes:
        count: How many there are.
        priority: A drawn number fact, smaller ones first; "": first come, first served.
    """

    name: str
    count: int
    held_in: tuple[str, ...]
    priority: str = ""
    source: str = ASSUMED


@frozen
class TimeAsked:
    """A time that is asked for: from the first entry of one state to that of another.

    Attributes:
        since: States; the first entry of any of them.  Empty: the case's first day.
        until: States; the first entry of any of them afterwards.
    """

    name: str
    until: tuple[str, ...]
    since: tuple[str, ...] = ()
    label: Wording = NO_WORDS


@frozen
class Question:
    """How likely it is that a case has entered one of `states` by a moment.

    Attributes:
        by: Days after the start; the whole of that day counts.
    """

    name: str
    states: tuple[str, ...]
    by: float
    label: Wording = NO_WORDS


@frozen
class OutcomeAsked:
    """A name for standing in one of `states` at the horizon."""

    name: str
    states: tuple[str, ...]
    label: Wording = NO_WORDS


@frozen
class Scenario:
    """What chance does with the cases of a process.

    Attributes:
        name: Its file's name without the ending.
        start: The state a case begins in.
        on: The day of its beginning.
        horizon: Days after it; what happens on the last of them still counts.
        stays: What happens in each state, by its name; a state without one is never
            left, except by the law.
        outcomes: Where cases stand at the horizon; what none of them names is `OPEN`.
        facts: What is filed.
        extended: By the name of the period.
        arrivals: Days from one case to the next, for a scenario with `resources`;
            None: every case begins on `on`.
        judges: Whether the clauses of the law are asked; else each step is granted,
            which counts as an assumption.
        standings, evidence: What its requests demand, as in `Request`.
    """

    name: str
    process: str
    start: str
    on: date
    horizon: float
    stays: Mapping[str, Stay]
    outcomes: tuple[OutcomeAsked, ...]
    times: tuple[TimeAsked, ...] = ()
    questions: tuple[Question, ...] = ()
    facts: tuple[DrawnFact, ...] = ()
    extended: Mapping[str, Extended] = field(factory=dict)
    arrivals: Delay | None = None
    resources: tuple[Resource, ...] = ()
    time: Time = Time.DAYS
    judges: bool = True
    standings: Standings = DEFAULT_STANDINGS
    evidence: Evidence = Evidence.RUMOURED
    title: Wording = NO_WORDS
    note: Wording = NO_WORDS

    def figures(self) -> Iterator[tuple[str, str]]:
        """Yield the place of every figure ("state.applied.delay") and its source."""
        for name, stay in self.stays.items():
            yield from _figures(f"state.{name}", stay)
        for fact in self.facts:
            match fact:
                case Coming(name, _, delay):
                    yield f"fact.{name}", delay.source
                case Given(name) | Drawn(name) | Chosen(name):
                    yield f"fact.{name}", fact.source
        for name, extended in self.extended.items():
            yield f"clock.{name}.extended", extended.source
        if self.arrivals is not None:
            yield "arrivals", self.arrivals.source
        for resource in self.resources:
            yield f"resource.{resource.name}", resource.source
        if not self.judges:
            yield "law", ASSUMED

    @property
    def outcome_names(self) -> tuple[str, ...]:
        """The outcomes in order, the last one `OPEN`."""
        return (*(asked.name for asked in self.outcomes), OPEN)


def _figures(place: str, stay: Stay) -> Iterator[tuple[str, str]]:
    if stay.delay is not None:
        yield f"{place}.delay", stay.delay.source
    if stay.source:
        yield f"{place}.share", stay.source
    for way in stay.exits:
        if way.delay is not None:
            yield f"{place}.{way.step}.delay", way.delay.source
    if stay.retry is not None:
        yield f"{place}.retry", stay.retry.source
