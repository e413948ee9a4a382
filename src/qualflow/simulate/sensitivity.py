"""Which figures of a scenario matter: each moved a little, the answers told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from typing import TypeAlias

from attrs import evolve, frozen

from qualflow.law.rulebook import Rulebook
from qualflow.simulate.comparing import compare
from qualflow.simulate.distributions import (
    Distribution,
    Empirical,
    Uniform,
    moved,
    parameters,
)
from qualflow.simulate.results import Comparison, Difference, Engine, Moved
from qualflow.simulate.running import Progress
from qualflow.simulate.scenario import (
    ASSUMED,
    Chosen,
    Coming,
    Delay,
    Drawn,
    DrawnFact,
    Given,
    Scenario,
    Stay,
)
from qualflow.simulate.starting import Standing

Put: TypeAlias = Callable[[Delay], Scenario]

BY = 0.1
CASES = 20_000


@frozen
class Figure:
    """One number of a scenario that can be moved.

    Attributes:
        place: "state.applied.delay.median", "state.applied.share.return_file".
        lower, upper: The scenario with the figure moved down and up.
    """

    place: str
    source: str
    value: float
    lower: tuple[float, Scenario]
    upper: tuple[float, Scenario]


def sensitivity(
    rulebook: Rulebook,
    scenario: Scenario,
    *,
    by: float = BY,
    assumed_only: bool = False,
    engine: Engine | None = None,
    cases: int = CASES,
    seed: int = 1,
    standing: Standing | None = None,
    executor: Executor | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> tuple[Moved, ...]:
    """Return what each figure does to the answers when it is moved down and up.

    Args:
        rulebook: The process.
        scenario: Whose figures are moved, one at a time.
        by: By which share of itself; the other shares of a choice make room.
        assumed_only: Whether to leave out the figures that have a source.
        engine: As in `compare`, and so are the others.
        cases: Of each comparison.
        seed: Of all of them.
        standing: Where a live case stands.
        executor: What computes parts.
        workers: How many at a time.
        progress: Told how many comparisons are done.
    """
    found: list[Moved] = []
    for figure in figures(scenario, by):
        if assumed_only and figure.source != ASSUMED:
            continue
        changes = []
        for _, other in (figure.lower, figure.upper):
            comparison = compare(
                rulebook, scenario, other, engine=engine, cases=cases, seed=seed,
                standing=standing, executor=executor, workers=workers
            )  # fmt: skip
            changes.append(_told(comparison))
            if progress is not None:
                progress(2 * len(found) + len(changes))
        found.append(
            Moved(
                figure.place,
                figure.source,
                figure.value,
                figure.lower[0],
                figure.upper[0],
                *changes,
            )
        )
    return tuple(found)


def _told(comparison: Comparison) -> tuple[Difference, ...]:
    return tuple(d for d in comparison.differences if d.figure in ("p", "mean"))


def figures(scenario: Scenario, by: float = BY) -> Iterator[Figure]:
    """Yield every number of a scenario that can be moved, with both moves."""
    for name, stay in scenario.stays.items():

        def put(changed: Stay, name: str = name) -> Scenario:
            return evolve(scenario, stays={**scenario.stays, name: changed})

        yield from _of_stay(f"state.{name}", stay, put, by)
    for place, fact in enumerate(scenario.facts):
        yield from _of_fact(scenario, place, fact, by)
    for name, extended in scenario.extended.items():
        ends = []
        for value in _ends(extended.share, by, most=1.0):
            changed = {**scenario.extended, name: evolve(extended, share=value)}
            ends.append((value, evolve(scenario, extended=changed)))
        clock = f"clock.{name}.extended"
        yield Figure(clock, extended.source, extended.share, *ends)
    if scenario.arrivals is not None:

        def arriving(delay: Delay) -> Scenario:
            return evolve(scenario, arrivals=delay)

        yield from _of_delay("arrivals", scenario.arrivals, by, arriving)
    for number, resource in enumerate(scenario.resources):
        least = max(round(resource.count * by), 1)
        counts = max(resource.count - least, 1), resource.count + least
        ends = []
        for count in counts:
            people = list(scenario.resources)
            people[number] = evolve(resource, count=count)
            ends.append((float(count), evolve(scenario, resources=tuple(people))))
        named = f"resource.{resource.name}"
        yield Figure(named, resource.source, float(resource.count), *ends)


def _of_stay(
    place: str, stay: Stay, put: Callable[[Stay], Scenario], by: float
) -> Iterator[Figure]:
    if stay.delay is not None:
        yield from _of_delay(f"{place}.delay", stay.delay, by,
                             lambda delay: put(evolve(stay, delay=delay)))  # fmt: skip
    if not stay.races and len(stay.exits) > 1:
        shares = [way.share for way in stay.exits]
        for number, way in enumerate(stay.exits):
            ends = []
            for value in _ends(way.share, by, most=1.0):
                changed = _with_share(shares, number, value)
                exits = tuple(
                    evolve(other, share=share)
                    for other, share in zip(stay.exits, changed, strict=True)
                )
                ends.append((value, put(evolve(stay, exits=exits))))
            named = f"{place}.share.{way.step}"
            yield Figure(named, stay.source, way.share, *ends)
    for number, way in enumerate(stay.exits):
        if way.delay is not None:

            def put_exit(delay: Delay, number: int = number) -> Scenario:
                exits = list(stay.exits)
                exits[number] = evolve(exits[number], delay=delay)
                return put(evolve(stay, exits=tuple(exits)))

            named = f"{place}.{way.step}.delay"
            yield from _of_delay(named, way.delay, by, put_exit)
    if stay.retry is not None:
        yield from _of_delay(f"{place}.retry", stay.retry, by,
                             lambda delay: put(evolve(stay, retry=delay)))  # fmt: skip


def _of_delay(place: str, delay: Delay, by: float, put: Put) -> Iterator[Figure]:
    for name, law, ends in _of_law(delay.law, by):
        scenarios = [(v, put(evolve(delay, law=moved_law))) for v, moved_law in ends]
        yield Figure(f"{place}.{name}", delay.source, law, *scenarios)


def _of_law(
    law: Distribution, by: float
) -> Iterator[tuple[str, float, list[tuple[float, Distribution]]]]:
    """Yield each parameter of a distribution, its value, and the moved distributions.

    A uniform is moved as a whole, so that its ends stay in order, and so are observed
    values.
    """
    match law:
        case Uniform() | Empirical():
            scaled = [law.scaled(1 - by), law.scaled(1 + by)]
            yield "mean", law.mean, [(found.mean, found) for found in scaled]
        case _:
            for name, value in parameters(law):
                ends = _ends(value, by)
                yield name, value, [(end, moved(law, name, end)) for end in ends]


def _of_fact(
    scenario: Scenario, place: int, fact: DrawnFact, by: float
) -> Iterator[Figure]:
    def put(changed: DrawnFact) -> Scenario:
        facts = list(scenario.facts)
        facts[place] = changed
        return evolve(scenario, facts=tuple(facts))

    named = f"fact.{fact.fact}"
    match fact:
        case Given():
            return  # no figure of chance
        case Coming():

            def coming(delay: Delay) -> Scenario:
                return put(evolve(fact, delay=delay))

            yield from _of_delay(named, fact.delay, by, coming)
        case Drawn():
            for name, value, ends in _of_law(fact.law, by):
                scenarios = [(end, put(evolve(fact, law=law))) for end, law in ends]
                yield Figure(f"{named}.{name}", fact.source, value, *scenarios)
        case Chosen():
            shares = [share for _, share in fact.options]
            for number, (option, share) in enumerate(fact.options):
                ends_of = []
                for end in _ends(share, by, most=1.0):
                    changed = _with_share(shares, number, end)
                    options = tuple(
                        (value, new)
                        for (value, _), new in zip(fact.options, changed, strict=True)
                    )
                    ends_of.append((end, put(evolve(fact, options=options))))
                yield Figure(f"{named}.{option}", fact.source, share, *ends_of)


def _ends(value: float, by: float, most: float | None = None) -> tuple[float, float]:
    upper = value * (1 + by)
    return value * (1 - by), upper if most is None else min(upper, most)


def _with_share(shares: Sequence[float], place: int, value: float) -> list[float]:
    """Return shares of which one is changed and the others keep their proportions."""
    rest = sum(shares) - shares[place]
    return [
        value if n == place else (share * (1 - value) / rest if rest else 0.0)
        for n, share in enumerate(shares)
    ]
