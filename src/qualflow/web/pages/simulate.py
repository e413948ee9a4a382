"""The simulation pages: pick a scenario, move an assumption, see the answer change.

What computes is imported when it is first asked for: arrays take a while to load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from qualflow import processes
from qualflow.web.library import Library
from qualflow.web.pages import simulate_asked
from qualflow.web.pages.simulate_asked import MOST_MOVES, check_arrays, of_pairs
from qualflow.web.places import Place, place
from qualflow.web.view import View
from qualflow.words.language import Language
from qualflow.words.simulate_pages import tell

if TYPE_CHECKING:
    from qualflow.simulate.moving import Movable
    from qualflow.web.pages.simulate_running import Ready
    from qualflow.words.scenarios import Figure, Labels

LONG = "20000"
"""Cases of a run with progress."""


def shelf(view: View) -> str:
    """Return the scenarios of every process, with what they ask."""
    check_arrays()
    from qualflow.web.pages.simulate_running import listed

    groups = []
    for name, found in listed(view.library).items():
        if found:
            process = view.library.processes[name]
            rows = [_row(view, name, key, one) for key, one in found.items()]
            groups.append({"title": view.title_of(process), "rows": rows})
    return view.page(
        "simulate.html",
        tell("title", view.language),
        groups=groups,
        s=_sentences(view.language),
    )


def _row(view: View, process: str, name: str, found: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": name,
        "where": place("simulate", process, name),
        "wrong": found if isinstance(found, str) else "",
        "title": name,
    }
    if isinstance(found, str):
        return row
    from qualflow.words.scenarios import labels, wording

    rulebook, scenario = found
    words = labels(rulebook, scenario, view.language)
    sources = [source for _, source in scenario.figures()]
    return row | {
        "title": words.title(),
        "note": wording(scenario, view.language),
        "asks": list(_asks(words)),
        "period": tell(
            "period",
            view.language,
            on=words.day(0),
            end=words.horizon(),
            n=len(sources),
            assumed=sources.count("assumed"),
        ),
    }


def _asks(words: Labels) -> Iterator[str]:
    scenario, language = words.scenario, words.language
    for question in scenario.questions:
        yield words.question_by(question.name)
    for time in scenario.times:
        yield tell("asks_time", language, what=words.time(time.name))
    if not scenario.questions:
        names = [words.outcome(one.name) for one in scenario.outcomes]
        yield tell("asks_outcomes", language, what=words.names.listed(names))


def scenario(
    view: View, process: str, scenario: str, pairs: Iterable[tuple[str, str]]
) -> str:
    """Return a scenario, its fields, and the answer with the figures that are moved.

    Raises:
        ParameterError: If there is no such scenario or figure, or one is moved too far.
    """
    asked = of_pairs(process, scenario, pairs)
    from qualflow.web.pages.simulate_running import at_once, ready
    from qualflow.web.pages.simulate_showing import shown
    from qualflow.words.scenarios import labels, wording

    given = ready(view.library, asked)
    found = at_once(given)
    words = labels(given.rulebook, given.scenario, view.language)
    return view.page(
        "simulate_scenario.html",
        words.title(),
        crumbs=((tell("title", view.language), place("simulate")),),
        note=wording(given.scenario, view.language),
        name=scenario,
        where=place("simulate", process, scenario),
        form=_form(given, view.library, words),
        events=_events(given, process, scenario),
        long=f"{int(LONG):,}",
        s=_sentences(view.language),
        **shown(view, given, found),
    )


def _form(given: Ready, library: Library, words: Labels) -> dict[str, Any]:
    from qualflow.simulate.moving import movable
    from qualflow.words.scenarios import figures

    asked, told = given.asked, {one.place: one for one in figures(words)}
    now = (
        {} if given.moved is None else {m.place: m.value for m in movable(given.moved)}
    )
    fields = [
        _field(number, one, given, told, now, words)
        for number, one in enumerate(given.figures[:MOST_MOVES])
    ]
    seen = {one.place for one in given.figures[:MOST_MOVES]}
    hidden = {key: text for key, text in asked.moves.items() if key not in seen}
    if asked.seed != 1:
        hidden["seed"] = str(asked.seed)
    return {
        "fields": fields,
        "hidden": hidden,
        "left": max(len(given.figures) - MOST_MOVES, 0),
        "moved": bool(asked.moves),
        "others": _others(given, library, words),
        "against": asked.against,
        "engines": [engine.value for engine in given.engines],
        "engine": given.engine.value,
        "cases": simulate_asked.CASES.options,
        "chosen_cases": str(asked.cases),
        "default_cases": simulate_asked.CASES.default,
    }


def _others(given: Ready, library: Library, words: Labels) -> list[tuple[str, str]]:
    """Return the other scenarios of the process that can be read, with their titles."""
    from qualflow.web.pages.simulate_running import listed
    from qualflow.words.scenarios import labels

    return [
        (name, labels(*found, words.language).title())
        for name, found in listed(library)[given.asked.process].items()
        if not isinstance(found, str) and name != given.asked.scenario
    ]


def _field(
    number: int,
    one: Movable,
    given: Ready,
    told: dict[str, Figure],
    now: dict[str, float],
    words: Labels,
) -> dict[str, Any]:
    from qualflow.web.pages.simulate_running import shown_value

    language = words.language
    as_is = shown_value(one.value)
    least, most = shown_value(one.least), shown_value(one.most)
    notes = [tell("was", language, value=as_is)]
    value = shown_value(now.get(one.place, one.value))
    if one.place not in given.asked.moves and value != as_is:
        notes.append(tell("made_room", language, value=value))
    notes.append(tell("range", language, least=least, most=most))
    figure = next(
        (f for p, f in told.items() if one.place == p or one.place.startswith(f"{p}.")),
        None,
    )
    if figure is not None and not one.whole:
        notes.append(figure.value)
    return {
        "id": f"figure-{number}",
        "place": one.place,
        "label": label_of(one.place, words),
        "value": given.asked.moves.get(one.place, as_is),
        "as_is": as_is,
        "least": least,
        "most": most,
        "step": "1" if one.whole else "any",
        "slider": _slider(one, now.get(one.place, one.value)),
        "moved": one.place in given.asked.moves,
        "notes": notes,
        "source": (
            tell("assumed", language)
            if one.source == "assumed"
            else tell("source", language, source=one.source)
        ),
    }


def _slider(one: Movable, now: float) -> dict[str, str]:
    """Return the ends and the step of a slider, which is for small moves.

    It goes from half of the figure to twice of it, or through all shares, in 50 to 500
    round steps.
    """
    from qualflow.web.pages.simulate_running import shown_value

    low, high = one.least, one.most
    if not one.share and one.value:
        low, high = max(low, one.value / 2), min(high, one.value * 2)
    low, high = min(low, now), max(high, now)
    step = 1.0 if one.whole else 10.0 ** floor(log10((high - low) / 50 or 1))
    low, high = ceil(low / step) * step, floor(high / step) * step
    ends = {"low": low, "high": high, "step": step}
    return {name: shown_value(value) for name, value in ends.items()}


def label_of(place: str, words: Labels) -> str:
    """Return what a figure is called; of a choice of values, with the value."""
    from qualflow.simulate.scenario import Chosen

    for fact in words.scenario.facts:
        if isinstance(fact, Chosen):
            for option, _ in fact.options:
                if place == f"fact.{fact.fact}.{option}":
                    said = words.names.value(fact.fact, option)
                    name = words.place(f"fact.{fact.fact}")
                    return tell("option", words.language, fact=name, value=said)
    return words.place(place)


def _events(given: Ready, process: str, scenario: str) -> Place | None:
    """Return where progress is told; None if there is none to tell."""
    if given.engine.value == "exact":
        return None
    query = dict(given.asked.moves)
    if given.asked.engine:
        query["engine"] = given.asked.engine
    if given.other is not None:
        query["against"] = given.asked.against
    query |= {"cases": LONG, "seed": str(given.asked.seed)}
    return Place(("simulate", process, scenario, "events"), tuple(query.items()))


def _sentences(language: Language) -> Callable[..., str]:
    def said(key: str, **values: object) -> str:
        return tell(key, language, **values)

    return said


def scenario_places(library: Library) -> Iterator[Place]:
    """Yield the place of each scenario."""
    for process in library.processes.values():
        for name in processes.scenarios(process.home):
            yield place("simulate", process.name, name)
