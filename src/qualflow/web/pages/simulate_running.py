"""An answer for a page: of the exact engine at once, of sampled cases bit by bit.

Everything is bounded: the figures by how far they may be moved, the cases by a list of
numbers, the time by a number of seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from math import ceil
from time import monotonic
from typing import TypeAlias

from attrs import evolve, frozen

from qualflow import processes
from qualflow.errors import QualflowError, way_out
from qualflow.law.loading import RulebookError
from qualflow.law.rulebook import Rulebook
from qualflow.simulate.answering import answer
from qualflow.simulate.comparing import (
    BATCHES,
    LEAST_BATCH,
    Pairs,
    PairTally,
    differences,
    paired,
)
from qualflow.simulate.exact import exact, refusals
from qualflow.simulate.moving import Movable, MovingError, movable, with_figures
from qualflow.simulate.planning import Plan
from qualflow.simulate.preparing import plan
from qualflow.simulate.results import Comparison, Engine, Result
from qualflow.simulate.running import Part, Sampling, Work, simulate
from qualflow.simulate.scenario import Scenario
from qualflow.simulate.tally import Tally
from qualflow.web.library import Library
from qualflow.web.pages.simulate_asked import (
    MOST_MOVES,
    Asked,
    checked_number,
    home_of,
)
from qualflow.web.parameters import LONGEST_SHOWN, ParameterError
from qualflow.web.parameters import found as found_in
from qualflow.words.language import Language
from qualflow.words.simulate_pages import tell

SECONDS = 10.0
"""What an answer at once may take; a run with progress may take longer."""
LONG_SECONDS = 30.0
PART = 1_000
"""Cases between two tellings."""


@frozen
class Ready:
    """A scenario that can be asked.

    Attributes:
        asked: What an address says.
        moved: The scenario with its figures moved; None if none is.
        other: Another one that it is compared with; None for itself before the moves.
        figures: Those that can be moved.
        engine: Who answers.
        engines: Who could.
    """

    rulebook: Rulebook
    scenario: Scenario
    moved: Scenario | None
    other: Scenario | None
    asked: Asked
    figures: tuple[Movable, ...]
    engine: Engine
    engines: tuple[Engine, ...]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """What is simulated: the scenario, or the two that are compared."""
        return compared(self.scenario, self.moved, self.other)


@frozen
class Found:
    """An answer, of all cases or of those that are done.

    Attributes:
        result: Of the scenario as it was moved, or as it is.
        comparison: With the scenario as it is, if it was moved.
    """

    result: Result
    comparison: Comparison | None = None


def compared(
    scenario: Scenario, moved: Scenario | None, other: Scenario | None
) -> tuple[Scenario, ...]:
    """Return what is simulated of a scenario: itself, or the two that are compared."""
    if other is not None:
        return (other, moved or scenario)
    return (scenario,) if moved is None else (scenario, moved)


class TooLongError(QualflowError):
    """No answer within the time there is."""


Told: TypeAlias = Callable[[int, Callable[[], Found] | None], bool]
"""Told how many cases are done and how to find the answer so far, if it can be found;
returns whether to go on."""


class _HaltError(Exception):
    """Nobody waits for the answer any more."""


def go_on(_done: int, _so_far: Callable[[], Found] | None) -> bool:
    """Return True."""
    return True


# -- scenarios ------------------------------------------------------------------------


def scenario_of(
    library: Library, process: str, scenario: str
) -> tuple[Rulebook, Scenario]:
    """Return a scenario and the rulebook of its process.

    Raises:
        ParameterError: If there is no such process or scenario, or it has mistakes.
    """
    home = home_of(library, process)
    found_in("scenario", scenario, processes.scenarios(home))
    try:
        return _loaded(home, scenario)
    except RulebookError as error:
        expected = f"a scenario without mistakes ({error.mistakes[0]})"
        raise ParameterError("scenario", scenario, expected, 404) from None


@lru_cache(maxsize=64)
def _loaded(home: str, name: str) -> tuple[Rulebook, Scenario]:
    return processes.load_scenario(name, home)


def shown_value(value: float) -> str:
    """Return a figure as a field shows it, without a power of ten.

    >>> shown_value(780.0), shown_value(0.142), shown_value(1 / 3)
    ('780', '0.142', '0.333333')
    """
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text or "0"


def ready(library: Library, asked: Asked, *, missing: int = 400) -> Ready:
    """Return what is asked, checked; a figure that is what it was is not moved.

    Args:
        library: What is served.
        asked: What an address says.
        missing: The status of the answer where there is no such figure.

    Raises:
        ParameterError: If there is no such scenario or figure, if one is moved too far,
            or an engine does not treat what comes out.
    """
    rulebook, scenario = scenario_of(library, asked.process, asked.scenario)
    figures = movable(scenario)
    as_is = {one.place: shown_value(one.value) for one in figures}
    moves = {
        place: text
        for place, text in asked.moves.items()
        if text != as_is.get(place, "")
    }
    asked = evolve(asked, moves=moves)
    for place, text in moves.items():
        if place not in as_is:
            out = way_out(place, as_is) if len(place) <= LONGEST_SHOWN else ""
            expected = f"the place of a figure{out};"
            raise ParameterError(place[:LONGEST_SHOWN], place, expected, missing)
        checked_number(place, text)
    if len(moves) > MOST_MOVES:
        expected = f"at most {MOST_MOVES} figures that are moved"
        raise ParameterError("query", str(len(moves)), expected)
    moved = _moved(rulebook, scenario, asked) if moves else None
    other = _other(library, asked)
    engines = _engines(rulebook, compared(scenario, moved, other))
    engine = _chosen(asked, engines)
    return Ready(rulebook, scenario, moved, other, asked, figures, engine, engines)


def _other(library: Library, asked: Asked) -> Scenario | None:
    """Return the scenario to compare with, None for the same one before the moves."""
    if asked.against in ("", asked.scenario):
        return None
    home = home_of(library, asked.process)
    found_in("against", asked.against, processes.scenarios(home))
    return scenario_of(library, asked.process, asked.against)[1]


def _moved(rulebook: Rulebook, scenario: Scenario, asked: Asked) -> Scenario:
    try:
        found = with_figures(rulebook, scenario, asked.values)
    except MovingError as error:
        raise ParameterError(error.place, error.found, error.expected) from None
    title = {
        language.value: tell(
            "moved_title",
            language,
            title=scenario.title.get(language.value, scenario.name),
        )
        for language in Language
    }
    return evolve(found, title=title)


def _engines(rulebook: Rulebook, scenarios: tuple[Scenario, ...]) -> tuple[Engine, ...]:
    try:
        plans = [plan(rulebook, scenario, None) for scenario in scenarios]
        if any(scenario.resources for scenario in scenarios):
            return (Engine.QUEUEING,)
        able = not any(refusals(made) for made in plans)
    except QualflowError as error:
        expected = f"a scenario that can be simulated ({error})"
        raise ParameterError("scenario", scenarios[0].name, expected) from None
    return (Engine.EXACT, Engine.SAMPLING) if able else (Engine.SAMPLING,)


def _chosen(asked: Asked, engines: tuple[Engine, ...]) -> Engine:
    if not asked.engine or engines == (Engine.QUEUEING,):
        return engines[0]
    engine = Engine(asked.engine)
    if engine not in engines:
        able = ", ".join(engines)
        raise ParameterError("engine", asked.engine, f"one that applies here: {able},")
    return engine


# -- answers --------------------------------------------------------------------------


def answered(
    given: Ready, tell_of: Told = go_on, seconds: float = SECONDS
) -> Found | None:
    """Return the answer.

    Args:
        given: What is asked.
        tell_of: Told after each part; where it says no, there is no answer: None.
        seconds: After so many a sampled run is cut short and says so.

    Raises:
        TooLongError: If there is none by then that could be cut short.
        ParameterError: If an engine does not treat the scenario.
    """
    until = monotonic() + seconds
    try:
        match given.engine:
            case Engine.EXACT:
                return _exact(given)
            case Engine.SAMPLING:
                return _sampled(given, tell_of, until)
            case Engine.QUEUEING:
                return _queued(given, tell_of, until)
    except _HaltError:
        return None
    except TooLongError:
        raise
    except QualflowError as error:
        expected = f"a scenario that can be simulated ({error})"
        raise ParameterError("scenario", given.scenario.name, expected) from None


def at_once(given: Ready) -> Found:
    """Return the answer.

    Raises:
        ParameterError: If there is none within the time there is.
    """
    try:
        found = answered(given)
    except TooLongError:
        cases = str(given.asked.cases)
        raise ParameterError("cases", cases, "fewer cases") from None
    assert found is not None  # nobody stops it
    return found


def _plans(given: Ready) -> list[Plan]:
    return [plan(given.rulebook, scenario, None) for scenario in given.scenarios]


def _together(results: list[Result]) -> Found:
    if len(results) == 1:
        return Found(results[0])
    changes = tuple(differences(results[0], results[1]))
    return Found(results[1], Comparison(results[0], results[1], changes))


def _exact(given: Ready) -> Found:
    return _together([exact(made) for made in _plans(given)])


def _sampled(given: Ready, tell_of: Told, until: float) -> Found:
    rulebook, asked, plans = given.rulebook, given.asked, _plans(given)
    seed, cases = asked.seed, asked.cases

    def alone(tally: Tally) -> Found:
        return Found(answer(plans[0], tally, seed=seed, asked_for=cases))

    def beside(pairs: PairTally) -> Found:
        both = plans[0], plans[1]
        comparison = paired(both, pairs, seed=seed, asked_for=cases)
        return Found(comparison.second, comparison)

    first, *second = given.scenarios
    if not second:
        one = Sampling(rulebook, first, None, seed, detail=True)
        return _by_parts(one, alone, cases, tell_of, until)
    batch = max(ceil(cases / BATCHES), LEAST_BATCH)
    both = Pairs(rulebook, first, second[0], None, seed, batch)
    return _by_parts(both, beside, cases, tell_of, until)


def _by_parts(
    work: Work[Part],
    so_far: Callable[[Part], Found],
    cases: int,
    tell_of: Told,
    until: float,
) -> Found:
    whole = work.part(0, min(PART, cases))
    while tell_of(whole.cases, partial(so_far, whole)):
        left = cases - whole.cases
        if left <= 0 or monotonic() > until:
            return so_far(whole)
        whole.add(work.part(whole.cases, min(PART, left)))
    raise _HaltError


def _queued(given: Ready, tell_of: Told, until: float) -> Found:
    asked, results = given.asked, list[Result]()
    scenarios = given.scenarios

    def progress(done: int) -> None:
        if monotonic() > until:
            raise TooLongError
        here = (len(results) * asked.cases + min(done, asked.cases)) // len(scenarios)
        if not tell_of(here, None):
            raise _HaltError

    for scenario in scenarios:
        found = simulate(
            given.rulebook,
            scenario,
            engine=Engine.QUEUEING,
            cases=asked.cases,
            seed=asked.seed,
            progress=progress,
        )
        results.append(found)
    return _together(results)


def listed(
    library: Library,
) -> Mapping[str, Mapping[str, tuple[Rulebook, Scenario] | str]]:
    """Return the scenarios of every process by name; of one with mistakes the first."""
    found: dict[str, dict[str, tuple[Rulebook, Scenario] | str]] = {}
    for process in library.processes.values():
        kept = found.setdefault(process.name, {})
        for name in processes.scenarios(process.home):
            try:
                kept[name] = _loaded(process.home, name)
            except RulebookError as error:
                kept[name] = str(error.mistakes[0])
    return found
