"""How a result was computed and how far it is to be trusted, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qualflow.simulate.results import Result
from qualflow.simulate.scenario import ASSUMED
from qualflow.words.figures import NOTHING, count
from qualflow.words.layout import clean
from qualflow.words.scenarios import Labels
from qualflow.words.simulation_messages import MESSAGES


def assumed(result: Result) -> tuple[int, int]:
    """Return how many figures of the scenario are assumed, and how many there are."""
    sources = [source for _, source in result.scenario.figures()]
    return sources.count(ASSUMED), len(sources)


def method(result: Result, words: Labels) -> Iterator[str]:
    """Yield how a result was computed, and how far it is to be trusted."""
    yield _engine(result, words)
    yield words.tell(f"error.{result.error.value}")
    yield assumed_text(result, words)
    if not result.scenario.judges:
        yield words.tell("law_left_out")
    if result.projected:
        key = "projected_1" if result.projected == 1 else "projected"
        yield words.tell(key, n=count(result.projected))
    yield from (note_text(key, told, words) for key, told in result.notes)
    yield words.tell("repeat", command=repeat(result))


def _engine(result: Result, words: Labels) -> str:
    key = f"method.{result.method}"
    named = words.tell(key) if key in MESSAGES else clean(result.method)
    bracketed = words.tell("bracketed_method", method=named) if named else ""
    return words.tell(
        f"engine.{result.engine.value}",
        method=bracketed,
        n=count(result.cases),
        seed=NOTHING if result.seed is None else result.seed,
    )


def assumed_text(result: Result, words: Labels) -> str:
    """Return how many figures nobody has measured."""
    few, all_ = assumed(result)
    if not all_:
        return words.tell("no_figures")
    if few == all_:
        return words.tell("assumed_all", all=all_)
    return words.names.counted("assumed", few, all=all_)


def note_text(key: str, told: Mapping[str, float | str], words: Labels) -> str:
    """Return a note of an engine; one without a sentence is told by its key."""
    shown = {
        name: value if isinstance(value, str) else count(value)
        for name, value in told.items()
    }
    if f"note.{key}" in MESSAGES:
        return words.tell(f"note.{key}", **shown)
    listed = words.names.listed(f"{name} {value}" for name, value in shown.items())
    return words.tell("answer", what=key, p=listed) if listed else clean(key)


def repeat(result: Result) -> str:
    """Return the command that computes the same again."""
    said = f"qualflow simulate {clean(result.scenario.name)} --engine {result.engine}"
    if result.start:
        said += f" --from {clean(result.start)} --on {result.scenario.on}"
    if result.seed is None:
        return said
    cases = result.cases or result.asked_for
    return f"{said} --cases {cases} --seed {result.seed}"
