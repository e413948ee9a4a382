"""What a scenario's things are called, and its figures in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import floor
from typing import assert_never

from attrs import evolve, frozen

from qualflow.law.facts import FiledValue
from qualflow.law.rulebook import Rulebook
from qualflow.simulate.distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Remaining,
    Uniform,
    Weibull,
)
from qualflow.simulate.scenario import (
    ASSUMED,
    OPEN,
    Chosen,
    Coming,
    Delay,
    Drawn,
    DrawnFact,
    Given,
    OutcomeAsked,
    Question,
    Scenario,
    Stay,
    Time,
    TimeAsked,
)
from qualflow.words.figures import count, level
from qualflow.words.language import Language, pick
from qualflow.words.layout import clean
from qualflow.words.naming import Naming
from qualflow.words.simulation_messages import MESSAGES

_ONLY = ("share", "count", "value")
"""What a figure that is but one number is called: it need not be said."""


@frozen
class Figure:
    """One figure of a scenario.

    Attributes:
        place: "state.applied.delay".
        said: The same place in words.
        value: What it is, in words.
    """

    place: str
    said: str
    value: str
    source: str

    @property
    def assumed(self) -> bool:
        """Whether nobody has measured it."""
        return self.source == ASSUMED


@frozen
class Labels:
    """The words of a scenario's things, in one language.

    Attributes:
        names: The names of its process, with the sentences of simulations.
    """

    names: Naming
    scenario: Scenario

    @property
    def language(self) -> Language:
        """The language."""
        return self.names.language

    def tell(self, key: str, **values: object) -> str:
        """Return a sentence."""
        return self.names.tell(key, **values)

    def title(self) -> str:
        """Return what the scenario is called."""
        return self.names.of(self.scenario.title, self.scenario.name)

    # -- days -------------------------------------------------------------------------

    def date_of(self, offset: float) -> date | None:
        """Return the day so many days after the start; None where days are not dates.

        That is in a process of continuous time, and beyond the last day there is.
        """
        if self.scenario.time is Time.CONTINUOUS:
            return None
        try:
            return self.scenario.on + timedelta(days=floor(offset))
        except (OverflowError, ValueError):
            return None

    def day(self, offset: float) -> str:
        """Return the day so many days after the start."""
        found = self.date_of(offset)
        if found is None:
            return self.tell("day_number", n=count(offset))
        return self.names.day(found)

    def horizon(self) -> str:
        """Return the last day."""
        return self.day(self.scenario.horizon)

    # -- what was asked ---------------------------------------------------------------

    def states(self, names: tuple[str, ...]) -> str:
        """Return states as a list of which any will do."""
        return self.names.listed(map(self.names.state, names), "or_list")

    def outcome(self, name: str) -> str:
        """Return what an outcome is called."""
        if name == OPEN:
            return self.tell("open")
        return self._asked(name, self.scenario.outcomes)

    def question(self, name: str) -> str:
        """Return what a question asks about, without its day."""
        return self._asked(name, self.scenario.questions)

    def question_by(self, name: str) -> str:
        """Return what a question asks about and by when."""
        what, by = self.question(name), self.by(name)
        # Labels often name the day already: "production by 2024-03-31".
        return what if by in what else self.tell("by", what=what, by=by)

    def by(self, name: str) -> str:
        """Return the day by which a question asks."""
        asked = next(q for q in self.scenario.questions if q.name == name)
        return self.day(asked.by)

    def _asked(self, name: str, asked: tuple[OutcomeAsked | Question, ...]) -> str:
        found = next((one for one in asked if one.name == name), None)
        if found is None:
            return clean(name)
        return self.names.of(found.label) or self.states(found.states) or clean(name)

    def time(self, name: str) -> str:
        """Return what a time is called."""
        found = next((one for one in self.scenario.times if one.name == name), None)
        if found is None:
            return clean(name)
        return self.names.of(found.label) or self._way(found)

    def _way(self, asked: TimeAsked) -> str:
        until = self.states(asked.until)
        if not asked.since:
            return self.tell("reaching", states=until)
        return self.tell("between", since=self.states(asked.since), until=until)

    def answer(self, name: str) -> str:
        """Return what an outcome, a question or a time is called."""
        if any(one.name == name for one in self.scenario.questions):
            return self.question_by(name)
        if name in self.scenario.outcome_names:
            return self.outcome(name)
        return self.time(name)

    # -- places of figures ------------------------------------------------------------

    def place(self, place: str) -> str:
        """Return the place of a figure in words; what is not understood stays.

        A place of `Scenario.figures`, perhaps with the name of one of the numbers
        there: "state.applied.delay.mean".
        """
        base, parameter = self._base(place)
        said = self._place(base)
        if said is None:
            return clean(place)
        if not parameter or (parameter in _ONLY and not base.startswith("state.")):
            return said
        return self.tell("place.of", place=said, parameter=self._parameter(parameter))

    def _parameter(self, name: str) -> str:
        if name in self.names.rulebook.transitions:
            return self.names.transition(name)
        key = f"parameter.{name}"
        return self.tell(key) if key in MESSAGES else clean(name)

    def _base(self, place: str) -> tuple[str, str]:
        """Return the longest place that is a figure's, and the rest."""
        known = {found for found, _ in self.scenario.figures()}
        parts = place.split(".")
        for length in range(len(parts), 0, -1):
            base = ".".join(parts[:length])
            if base in known:
                return base, ".".join(parts[length:])
        return place, ""

    def _place(self, place: str) -> str | None:
        match place.split("."):
            case ["state", state, "delay" | "retry" | "share" as what]:
                return self.tell(f"place.{what}", state=self.names.state(state))
            case ["state", state, step, "delay" | "share" as what]:
                shown = self.names.transition(step)
                return self.tell(
                    f"place.step_{what}", state=self.names.state(state), step=shown
                )
            case ["fact", *name]:
                return self.names.fact(".".join(name))
            case ["clock", name, "extended"]:
                return self.tell("place.extended", clock=self.clock(name))
            case ["arrivals" | "law" as what]:
                return self.tell(f"place.{what}")
            case ["resource", *name]:
                return self.tell("place.resource", name=".".join(name))
        return None

    def clock(self, name: str) -> str:
        """Return what a period is called."""
        found = self.names.rulebook.clocks.get(name)
        return clean(name) if found is None else self.names.of(found.label, name)


def labels(rulebook: Rulebook, scenario: Scenario, language: Language) -> Labels:
    """Return the words of a scenario of a process."""
    return Labels(evolve(Naming(rulebook, language), table=MESSAGES), scenario)


# -- figures --------------------------------------------------------------------------


def figures(words: Labels) -> tuple[Figure, ...]:
    """Return every figure of a scenario, in the order of `Scenario.figures`."""
    values = dict(_values(words))
    return tuple(
        Figure(place, words.place(place), values.get(place, ""), clean(source))
        for place, source in words.scenario.figures()
    )


def _values(words: Labels) -> Iterator[tuple[str, str]]:
    scenario = words.scenario
    for name, stay in scenario.stays.items():
        yield from _stay(f"state.{name}", stay, words)
    for fact in scenario.facts:
        yield f"fact.{fact.fact}", _fact(fact, words)
    for name, extended in scenario.extended.items():
        share = level(extended.share, words.language)
        yield f"clock.{name}.extended", words.tell("each_time", share=share)
    if scenario.arrivals is not None:
        yield "arrivals", delay_text(scenario.arrivals, words)
    for resource in scenario.resources:
        yield f"resource.{resource.name}", count(resource.count)


def _stay(place: str, stay: Stay, words: Labels) -> Iterator[tuple[str, str]]:
    if stay.delay is not None:
        yield f"{place}.delay", delay_text(stay.delay, words)
    if stay.races:
        yield f"{place}.share", words.tell("first_wins")
    else:
        shares = [
            _share(words.names.transition(way.step), way.share, words)
            for way in stay.exits
        ]
        yield f"{place}.share", words.names.listed(shares)
    for way in stay.exits:
        if way.delay is not None:
            yield f"{place}.{way.step}.delay", delay_text(way.delay, words)
    if stay.retry is not None:
        yield f"{place}.retry", delay_text(stay.retry, words)


def _fact(fact: DrawnFact, words: Labels) -> str:
    match fact:
        case Given(name, value):
            return words.names.value(name, value)
        case Drawn(_, law):
            return law_text(law, words)
        case Chosen(name, options):
            shares = [_share(_option(name, v, words), p, words) for v, p in options]
            return words.names.listed(shares)
        case Coming(_, state, delay):
            shown = words.names.state(state)
            return words.tell("coming", delay=delay_text(delay, words), state=shown)
        case _:
            assert_never(fact)


def _option(fact: str, value: FiledValue | None, words: Labels) -> str:
    return words.names.value(fact, value)


def _share(what: str, share: float, words: Labels) -> str:
    return words.tell("share_of", what=what, share=level(share, words.language))


def delay_text(delay: Delay, words: Labels) -> str:
    """Return how long something takes, with its unit."""
    return words.tell(f"delay.{delay.unit.value}", law=law_text(delay.law, words))


def law_text(law: Distribution, words: Labels) -> str:
    """Return a distribution by its name and its numbers."""
    match law:
        case Empirical(values):
            low, high = count(min(values)), count(max(values))
            n = count(len(values))
            return words.tell("law.empirical", n=n, low=low, high=high)
        case Remaining(whole, elapsed):
            shown = law_text(whole, words)
            return words.tell("law.remaining", elapsed=count(elapsed), law=shown)
        case Fixed() | Uniform() | Exponential() | Lognormal() | Gamma() | Weibull():
            numbers = {
                attribute.name: count(getattr(law, attribute.name))
                for attribute in law.__attrs_attrs__
            }
            return words.tell(f"law.{type(law).__name__.lower()}", **numbers)
        case _:
            assert_never(law)


def wording(scenario: Scenario, language: Language) -> str:
    """Return what the scenario says of itself, "" if it says nothing."""
    return clean(pick(scenario.note, language))
