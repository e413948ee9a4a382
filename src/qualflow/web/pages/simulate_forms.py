"""What the API sends of simulations: types, and from values to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import Struct

from qualflow.web.library import Library
from qualflow.web.pages.simulate_asked import check_arrays, of_move
from qualflow.words.language import Language

if TYPE_CHECKING:
    from qualflow.simulate import results
    from qualflow.simulate.scenario import Scenario as Given
    from qualflow.web.pages.simulate_running import Found, Ready
    from qualflow.words.scenarios import Labels


class Asks(Struct, frozen=True):
    """Something that a scenario asks for."""

    name: str
    label: str


class Scenario(Struct, frozen=True):
    """A scenario, in short; `horizon` is in days after `on`."""

    process: str
    scenario: str
    title: str
    start: str
    on: date
    horizon: float
    outcomes: list[Asks]
    questions: list[Asks]
    times: list[Asks]


class Figure(Struct, frozen=True):
    """A figure that can be moved from `least` to `most`, both included."""

    place: str
    label: str
    source: str
    value: float
    least: float
    most: float
    share: bool
    whole: bool


class Estimate(Struct, frozen=True):
    """A figure and its error, in the same unit; null where nothing can be said."""

    value: float | None
    error: float | None


class Share(Struct, frozen=True):
    """How likely something is; `count` is null from the exact engine."""

    name: str
    label: str
    p: Estimate
    count: int | None


class Quantile(Struct, frozen=True):
    """The days by which a share `level` of those who get there have got there."""

    level: float
    days: Estimate


class Time(Struct, frozen=True):
    """How long something takes, among the cases that get there before the horizon."""

    name: str
    label: str
    reached: Estimate
    mean: Estimate
    quantiles: list[Quantile]


class Change(Struct, frozen=True):
    """What moves, or another scenario, do to a figure: second minus first."""

    name: str
    label: str
    figure: Literal["p", "mean", "median", "q95", "q99"]
    first: Estimate
    second: Estimate
    change: Estimate


class Simulation(Struct, frozen=True):
    """The answer to a scenario as it was moved.

    `error` says what errors are.  `cases` is 0 and `seed` null from the exact engine;
    fewer cases than `asked_for` were done where the time was up.  `changes` compare it
    with the scenario `against`, as that is.
    """

    process: str
    scenario: str
    engine: Literal["exact", "sampling", "queueing"]
    error: Literal["standard error", "bound"]
    method: str
    cases: int
    asked_for: int
    seed: int | None
    against: str
    moved: dict[str, float]
    figures: list[Figure]
    said: list[str]
    outcomes: list[Share]
    questions: list[Share]
    times: list[Time]
    changes: list[Change]


def encoded(form: object) -> bytes:
    """Return a form as JSON."""
    return msgspec.json.encode(form)


# -- answers --------------------------------------------------------------------------


def scenarios(library: Library, language: Language) -> bytes:
    """Return every scenario that can be read, in short."""
    check_arrays()
    from qualflow.web.pages.simulate_running import listed
    from qualflow.words.scenarios import labels

    return encoded(
        [
            _short(found[1], labels(*found, language))
            for kept in listed(library).values()
            for found in kept.values()
            if not isinstance(found, str)
        ]
    )


def simulation(
    library: Library,
    language: Language,
    process: str,
    scenario: str,
    *,
    move: str,
    engine: str,
    cases: str,
    seed: str,
    against: str,
) -> bytes:
    """Return the answer to a scenario.

    Raises:
        ParameterError: As the page of the scenario.
    """
    asked = of_move(
        process, scenario, move=move, engine=engine, cases=cases, seed=seed,
        against=against,
    )  # fmt: skip
    from qualflow.web.pages.simulate_running import at_once, ready

    given = ready(library, asked, missing=404)
    return encoded(_simulation(given, at_once(given), language))


def _short(given: Given, words: Labels) -> Scenario:
    return Scenario(
        given.process,
        given.name,
        words.title(),
        given.start,
        given.on,
        given.horizon,
        _asks(given.outcome_names, words),
        _asks((one.name for one in given.questions), words),
        _asks((one.name for one in given.times), words),
    )


def _asks(names: Iterable[str], words: Labels) -> list[Asks]:
    return [Asks(name, words.answer(name)) for name in names]


def _simulation(given: Ready, found: Found, language: Language) -> Simulation:
    from qualflow.web.pages.simulate_showing import sentences
    from qualflow.words.scenarios import labels

    words, result = labels(given.rulebook, given.scenario, language), found.result
    engine: Any = result.engine.value
    error: Any = result.error.value
    return Simulation(
        given.asked.process,
        given.scenario.name,
        engine,
        error,
        result.method,
        result.cases,
        result.asked_for,
        result.seed,
        given.asked.against or given.asked.scenario,
        given.asked.values,
        _figures(given, words),
        [said.replace("\u00a0", " ") for said in sentences(given, found, language)],
        [_share(one, words) for one in result.outcomes],
        [_share(one, words) for one in result.questions],
        [_time(one, words) for one in result.times],
        _changes(found, words),
    )


def _figures(given: Ready, words: Labels) -> list[Figure]:
    from qualflow.web.pages.simulate import label_of

    return [
        Figure(
            one.place,
            label_of(one.place, words),
            one.source,
            one.value,
            one.least,
            one.most,
            one.share,
            one.whole,
        )
        for one in given.figures
    ]


def _estimate(given: results.Estimate) -> Estimate:
    return Estimate(given.value, given.error)


def _share(given: results.Share, words: Labels) -> Share:
    label = words.answer(given.name)
    return Share(given.name, label, _estimate(given.p), given.count)


def _time(given: results.Spread, words: Labels) -> Time:
    quantiles = [Quantile(one.level, _estimate(one.time)) for one in given.quantiles]
    label = words.time(given.name)
    reached, mean = _estimate(given.reached), _estimate(given.mean)
    return Time(given.name, label, reached, mean, quantiles)


def _changes(found: Found, words: Labels) -> list[Change]:
    if found.comparison is None:
        return []
    made = []
    for one in found.comparison.differences:
        figure: Any = one.figure
        made.append(
            Change(
                one.name,
                words.answer(one.name),
                figure,
                _estimate(one.first),
                _estimate(one.second),
                _estimate(one.change),
            )
        )
    return made
