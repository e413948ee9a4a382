"""Simulations: what an engine answers, two scenarios compared, figures moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from qualflow.draw.page import element
from qualflow.notebook.fragment import (
    folded,
    lead,
    paragraphs,
    picture,
    table_of,
    title,
)
from qualflow.notebook.naming import Shown, shown
from qualflow.notebook.setting import Setting
from qualflow.pictures.changes import comparison_pictures, sensitivity_pictures
from qualflow.pictures.simulation import pictures
from qualflow.simulate.results import Comparison, Moved, Result
from qualflow.simulate.scenario import Scenario
from qualflow.words.comparisons import (
    comparing,
    comparison_note,
    comparison_table,
    comparison_text,
    leading,
    sensitivity_table,
    sensitivity_text,
    strongest,
)
from qualflow.words.language import Language
from qualflow.words.scenarios import Labels, labels, wording
from qualflow.words.simulation import (
    answers,
    cut_text,
    figures_table,
    flows_table,
    outcomes_table,
    questions_table,
    result_text,
    stopped_table,
    times_table,
    visits_table,
)
from qualflow.words.simulation import title as title_of
from qualflow.words.simulation_method import assumed_text, method, repeat

Moves: TypeAlias = tuple[Moved, ...]

PAIR = 2
"""`load_scenario` returns a rulebook and a scenario."""


def parts(value: Result | Comparison | Moves, setting: Setting) -> Iterator[str]:
    """Yield what stands in the HTML of a simulation."""
    match value:
        case Result():
            yield from _result(value, _law([value], setting), setting.language)
        case Comparison():
            law = _law([value.first, value.second], setting)
            yield from _comparison(value, law, setting.language)
        case tuple():
            scenario = _scenario(value, setting)
            law = shown(scenario.process, setting)
            yield from _moved(value, scenario, law, setting.language)


def text(value: Result | Comparison | Moves, setting: Setting) -> str | None:
    """Return what `qualflow simulate` prints, None without the rulebook."""
    language = setting.language
    match value:
        case Result():
            book = setting.rulebook(value.scenario.process)
            return None if book is None else result_text(value, book, language)
        case Comparison():
            book = setting.rulebook(value.first.scenario.process)
            return None if book is None else comparison_text(value, book, language)
        case tuple():
            scenario = _scenario(value, setting)
            book = setting.rulebook(scenario.process)
            if book is None:
                return None
            return sensitivity_text(value, scenario, book, language)


def _law(results: Sequence[Result], setting: Setting) -> Shown:
    """Return the law of results; the states are those that any case was in."""
    states: dict[str, None] = {}
    for result in results:
        states[result.scenario.start] = None
        states.update((visit.state, None) for visit in result.visits)
        for flow in result.flows:
            states.update({flow.source: None, flow.target: None})
    return shown(results[0].scenario.process, setting, states)


# -- a result -------------------------------------------------------------------------


def _result(result: Result, law: Shown, language: Language) -> Iterator[str]:
    words = labels(law.rulebook, result.scenario, language)
    drawn = pictures(result, law.rulebook, language)
    yield title(words.title())
    for said in answers(result, words):
        yield lead(said)
    cut = cut_text(result, words)
    yield from paragraphs([cut] if cut else [], "warning")
    yield from paragraphs([title_of(result, words), assumed_text(result, words)])
    if note := wording(result.scenario, language):
        yield from paragraphs([note], "about")
    yield from law.warning()
    yield table_of(questions_table(result, words))
    yield table_of(outcomes_table(result, words))
    for name, svg in drawn.items():
        if name.startswith("time-"):
            yield picture(svg)
    yield from _more(result, drawn, words)


def _more(result: Result, drawn: Mapping[str, str], words: Labels) -> Iterator[str]:
    """Yield what is folded away: the other figures and pictures, sources, method."""
    yield folded(words.tell("page.times"), table_of(times_table(result, words)))
    for key, name, table in (
        ("page.standing", "standing", None),
        ("page.flow", "flow", flows_table(result, words)),
        ("page.visits", "waiting", visits_table(result, words)),
    ):
        inside = [picture(drawn[name])] if name in drawn else []
        inside += [] if table is None else [table_of(table)]
        yield folded(words.tell(key), *inside)
    yield folded(words.tell("page.stopped"), table_of(stopped_table(result, words)))
    yield folded(words.tell("page.figures"), table_of(figures_table(words)))
    # The last sentence is the command, which stands below by itself.
    how = paragraphs(list(method(result, words))[:-1])
    yield folded(words.tell("page.method"), *how, _command(repeat(result)))


def _command(command: str) -> str:
    return element("p", element("code", command))


# -- a comparison ---------------------------------------------------------------------


def _comparison(found: Comparison, law: Shown, language: Language) -> Iterator[str]:
    words = labels(law.rulebook, found.first.scenario, language)
    drawn = comparison_pictures(found, law.rulebook, language)
    *said, about = leading(found, words)
    for one in said:
        yield lead(one)
    yield from paragraphs([about])
    yield from law.warning()
    yield table_of(comparison_table(found, words))
    yield from paragraphs([comparison_note(found, words)], "note")
    yield picture(drawn.pop("differences"))
    times = [picture(svg) for svg in drawn.values()]
    yield folded(words.tell("page.times"), *times)
    yield folded(words.tell("page.method"), _command(comparing(found)))


# -- figures that were moved ----------------------------------------------------------


def _moved(
    moved: Moves, scenario: Scenario, law: Shown, language: Language
) -> Iterator[str]:
    words = labels(law.rulebook, scenario, language)
    if scenario.name:
        yield title(words.tell("moved.title", title=words.title()))
    for answer, svg in sensitivity_pictures(moved, words):
        yield lead(strongest(moved, answer, words))
        yield picture(svg)
        numbers = table_of(sensitivity_table(moved, answer, words))
        yield folded(words.tell("page.numbers"), numbers)
    yield from law.warning() if scenario.process else ()


def _scenario(moved: Moves, setting: Setting) -> Scenario:
    """Return whose figures were moved; a nameless one if no variable tells.

    Moved figures do not name their scenario.
    """
    for scenario in _scenarios(setting):
        if _fits(moved, scenario):
            return scenario
    return Scenario("", "", "", date.min, 0.0, {}, ())


def _scenarios(setting: Setting) -> Iterator[Scenario]:
    yield from setting.variables(Scenario)
    for result in setting.variables(Result):
        yield result.scenario
    for found in setting.variables(tuple):
        if len(found) == PAIR:
            yield from (part for part in found if type(part) is Scenario)


def _fits(moved: Moves, scenario: Scenario) -> bool:
    """Return whether all that was moved and answered is of a scenario."""
    places = {place for place, _ in scenario.figures()}
    names = {
        *scenario.outcome_names,
        *(question.name for question in scenario.questions),
        *(time.name for time in scenario.times),
    }
    return all(_within(one.place, places) for one in moved) and all(
        difference.name in names for one in moved for difference in one.down
    )


def _within(place: str, places: set[str]) -> bool:
    """Return whether a place is that of a figure, or of one of its numbers."""
    steps = place.split(".")
    return any(".".join(steps[:n]) in places for n in range(len(steps), 0, -1))
