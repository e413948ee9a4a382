"""A scenario with some of its figures moved: what if it took half as long?

A figure is named by its place, as `sensitivity.figures` names it.  What comes out has
passed all the checks of a scenario file, so that no engine meets what none can treat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum, isfinite

from attrs import define, evolve, field, frozen

from qualflow.errors import QualflowError
from qualflow.law.rulebook import Rulebook
from qualflow.simulate.distributions import (
    Distribution,
    Empirical,
    Uniform,
    moved,
    parameters,
)
from qualflow.simulate.loading import ScenarioError, read_scenario, written
from qualflow.simulate.scenario import (
    Chosen,
    Coming,
    Delay,
    Drawn,
    DrawnFact,
    Extended,
    Given,
    Resource,
    Scenario,
    Stay,
)
from qualflow.simulate.sensitivity import figures

FACTOR = 10.0
"""A figure may be moved to a tenth of itself, and to ten times itself."""
LEAST_SHARE, MOST_SHARE = 0.01, 0.99
FROM_NOTHING = 365.0
"""What is 0 may be moved up to so much."""
MOST_PEOPLE = 10_000
_NEARLY_ONE = 1e-9


class MovingError(QualflowError):
    """A figure that cannot be moved so.

    Attributes:
        place: Of the figure.
        expected: What would do.
    """

    def __init__(self, place: str, found: str, expected: str) -> None:
        self.place = place
        self.found = found
        self.expected = expected
        super().__init__(f"{place}: {expected} expected, {found} found")


@frozen
class Movable:
    """A figure, and how far it may be moved.

    Attributes:
        place: "state.applied.delay.median", "state.applied.share.return_file".
        least, most: Of its values; both are allowed.
        share: Whether it is a share of cases, so that others make room for it.
        whole: Whether it is a whole number.
    """

    place: str
    source: str
    value: float
    least: float
    most: float
    share: bool = False
    whole: bool = False

    def checked(self, value: float) -> float:
        """Return a value if the figure may be moved to it.

        Raises:
            MovingError: If it may not.
        """
        fits = isfinite(value) and self.least <= value <= self.most
        if not fits or (self.whole and value != int(value)):
            kind = "a whole number" if self.whole else "a number"
            expected = f"{kind} from {self.least:g} to {self.most:g}"
            raise MovingError(self.place, f"{value:g}", expected)
        return value


def movable(scenario: Scenario) -> tuple[Movable, ...]:
    """Return every figure of a scenario that can be moved, in order."""
    shares = frozenset(_share_places(scenario))
    counts = {f"resource.{resource.name}" for resource in scenario.resources}
    found = []
    for figure in figures(scenario):
        place, value = figure.place, figure.value
        if place in shares:
            ends = min(LEAST_SHARE, value), max(MOST_SHARE, value)
        elif place in counts:
            ends = (max(value // FACTOR, 1.0), min(value * FACTOR, MOST_PEOPLE))
        else:
            ends = value / FACTOR, value * FACTOR if value else FROM_NOTHING
        share, whole = place in shares, place in counts
        found.append(Movable(place, figure.source, value, *ends, share, whole))
    return tuple(found)


def _share_places(scenario: Scenario) -> list[str]:
    places = [f"clock.{name}.extended" for name in scenario.extended]
    for name, stay in scenario.stays.items():
        places += [f"state.{name}.share.{way.step}" for way in stay.exits]
    for fact in scenario.facts:
        if isinstance(fact, Chosen):
            places += [f"fact.{fact.fact}.{option}" for option, _ in fact.options]
    return places


def with_figures(
    rulebook: Rulebook, scenario: Scenario, values: Mapping[str, float]
) -> Scenario:
    """Return a scenario with some figures moved, all at once.

    Of a choice, the shares that are not named keep their proportions and fill up to 1.

    Args:
        rulebook: Of its process.
        scenario: Whose figures are moved.
        values: By the place of the figure.

    Raises:
        MovingError: If there is no such figure, or it may not be moved so far, or what
            comes out is no scenario.
    """
    known = {one.place: one for one in movable(scenario)}
    for place, value in values.items():
        if place not in known:
            raise MovingError(place, "none", "the place of a figure")
        known[place].checked(value)
    changed = _Mover(dict(values)).scenario(scenario) if values else scenario
    try:
        # What was written is read again: a file is checked as nothing else is.
        return read_scenario(written(changed).encode(), rulebook, scenario.name)
    except ScenarioError as error:
        wrong = error.mistakes[0]
        where = f"{wrong.where}: {wrong.what}" if wrong.where else wrong.what
        place = ", ".join(values)
        expected = "figures that make a scenario"
        raise MovingError(place, f"one in which {where}", expected) from None


@define
class _Mover:
    """Puts values where they belong."""

    values: dict[str, float] = field()

    def scenario(self, given: Scenario) -> Scenario:
        arrivals = given.arrivals
        return evolve(
            given,
            stays={
                name: self.stay(f"state.{name}", stay)
                for name, stay in given.stays.items()
            },
            facts=tuple(self.fact(f"fact.{fact.fact}", fact) for fact in given.facts),
            extended={
                name: self.extended(f"clock.{name}.extended", extended)
                for name, extended in given.extended.items()
            },
            arrivals=None if arrivals is None else self.delay("arrivals", arrivals),
            resources=tuple(map(self.resource, given.resources)),
        )

    def stay(self, place: str, stay: Stay) -> Stay:
        exits = tuple(
            way
            if way.delay is None
            else evolve(way, delay=self.delay(f"{place}.{way.step}.delay", way.delay))
            for way in stay.exits
        )
        if not stay.races and len(exits) > 1:
            places = [f"{place}.share.{way.step}" for way in exits]
            shares = self.shares(places, [way.share for way in exits])
            exits = tuple(
                evolve(way, share=share)
                for way, share in zip(exits, shares, strict=True)
            )
        delay, retry = stay.delay, stay.retry
        if delay is not None:
            delay = self.delay(f"{place}.delay", delay)
        if retry is not None:
            retry = self.delay(f"{place}.retry", retry)
        return evolve(stay, exits=exits, delay=delay, retry=retry)

    def fact(self, place: str, fact: DrawnFact) -> DrawnFact:
        match fact:
            case Given():
                return fact
            case Coming():
                return evolve(fact, delay=self.delay(place, fact.delay))
            case Drawn():
                return evolve(fact, law=self.law(place, fact.law))
            case Chosen():
                places = [f"{place}.{option}" for option, _ in fact.options]
                shares = self.shares(places, [share for _, share in fact.options])
                options = zip(fact.options, shares, strict=True)
                return evolve(
                    fact, options=tuple((value, new) for (value, _), new in options)
                )

    def extended(self, place: str, extended: Extended) -> Extended:
        return evolve(extended, share=self.values.get(place, extended.share))

    def resource(self, resource: Resource) -> Resource:
        count = self.values.get(f"resource.{resource.name}", resource.count)
        return evolve(resource, count=int(count))

    def delay(self, place: str, delay: Delay) -> Delay:
        return evolve(delay, law=self.law(place, delay.law))

    def law(self, place: str, law: Distribution) -> Distribution:
        match law:
            case Uniform() | Empirical():
                mean = self.values.get(f"{place}.mean")
                return law if mean is None else law.scaled(mean / law.mean)
            case _:
                for name, _ in parameters(law):
                    if f"{place}.{name}" in self.values:
                        law = moved(law, name, self.values[f"{place}.{name}"])
                return law

    def shares(self, places: Sequence[str], shares: Sequence[float]) -> list[float]:
        named = [self.values.get(place) for place in places]
        if all(share is None for share in named):
            return list(shares)
        taken = fsum(share for share in named if share is not None)
        rest = fsum(
            share for share, new in zip(shares, named, strict=True) if new is None
        )
        wrong = taken >= 1 if rest else abs(taken - 1) > _NEARLY_ONE
        if wrong:
            told = [p for p, new in zip(places, named, strict=True) if new is not None]
            expected = "shares that add up to less than 1" if rest else "1 as their sum"
            raise MovingError(" + ".join(told), f"{taken:g}", expected)
        left = (1 - taken) / rest if rest else 0.0
        return [
            share * left if new is None else new
            for share, new in zip(shares, named, strict=True)
        ]
