"""Cases: where one stands, how it came there, what counts, all of it over time."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.case.events import Case, FactFiled, LinkRead, Source, StateEntered
from qualflow.draw.timeline_svg import timeline_svg
from qualflow.law.facts import FiledValue
from qualflow.notebook.fragment import (
    Cell,
    folded,
    heading,
    lead,
    paragraphs,
    picture,
    table,
)
from qualflow.notebook.naming import Shown, shown
from qualflow.notebook.setting import Setting
from qualflow.pictures import timeline
from qualflow.words.lives import event_lines, head, life, no_longer, superseded
from qualflow.words.naming import Naming

MOST_FACTS = 8
"""More facts than so many are folded away."""


def parts(case: Case, setting: Setting) -> Iterator[str]:
    """Yield what stands in the HTML of a case."""
    law = _law(case, setting)
    names = law.names
    yield lead(head(case, names))
    yield from law.warning()
    if case.latest is None:
        yield from paragraphs([names.tell("nothing_happened")])
        return
    if law.known:
        drawn = timeline(law.rulebook, case, case.latest, setting.language)
        yield picture(timeline_svg(drawn), paper=True)
    yield heading(names.tell("path_title"))
    yield _path(case, names)
    facts = table(
        [names.tell(f"head.{key}") for key in ("fact", "value", "source")],
        list(_facts(case, names)),
    )
    if len(case.facts) > MOST_FACTS:
        yield folded(names.tell("facts_title"), facts)
    elif facts:
        yield heading(names.tell("facts_title"))
        yield facts


def _law(case: Case, setting: Setting) -> Shown:
    states = [case.initial, *(step.target for step in case.path)]
    return shown(case.process, setting, states)


def _path(case: Case, names: Naming) -> str:
    gone = superseded(case)
    rows: list[tuple[Cell, ...]] = []
    for number, event in enumerate(case.history, 1):
        told = event_lines(event, names)
        if number in gone:
            told.append(no_longer(case, gone[number], names))
        rows.append((str(number), names.day(event.on), told))
    heads = [names.tell(f"head.{key}") for key in ("number", "day", "event")]
    return table(heads, rows, align="lkl")


def _facts(case: Case, names: Naming) -> Iterator[tuple[str, str, str]]:
    for name in case.facts:
        source = case.sources[name]
        value = names.value(name, _filed(source, name))
        yield names.fact(name), value, _told(source, names)


def _filed(source: Source, name: str) -> FiledValue | None:
    """Return the value that an event gave a fact."""
    match source:
        case FactFiled():
            return source.value
        case StateEntered():
            return dict(source.records)[name]
        case LinkRead():
            return dict(source.read)[name]


def _told(source: Source, names: Naming) -> str:
    """Return where a value comes from: the day, who, how well it is known."""
    by = [names.actor(source.by)] if source.by else []
    said = [names.day(source.on), *by, names.evidence(source.evidence)]
    return names.listed(said)


def text(case: Case, setting: Setting) -> str | None:
    """Return what `qualflow replay` prints, None without the rulebook."""
    rulebook = setting.rulebook(case.process)
    return None if rulebook is None else life(case, rulebook, setting.language)
