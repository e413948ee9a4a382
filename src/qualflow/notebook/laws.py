"""Rulebooks: the title, the chart of states, the clauses of each instrument."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualflow.draw.statechart_svg import statechart_svg
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import ALWAYS, Clause, Provision
from qualflow.notebook.fragment import (
    folded,
    heading,
    paragraphs,
    picture,
    table,
    title,
)
from qualflow.notebook.setting import Setting
from qualflow.pictures.statechart import law_chart
from qualflow.words.naming import Naming
from qualflow.words.notebook import MESSAGES
from qualflow.words.rulebooks import instrument_text, marks

MOST_STATES = 12
"""The chart of more states than so many is folded away."""


def parts(rulebook: Rulebook, setting: Setting) -> Iterator[str]:
    """Yield what stands in the HTML of a rulebook."""
    names = Naming(rulebook, setting.language, MESSAGES)
    about = names.tell(
        "head",
        name=rulebook.name,
        release=rulebook.release,
        states=len(rulebook.states),
        transitions=len(rulebook.transitions),
        clauses=len(rulebook.clauses),
    )
    yield title(names.of(rulebook.title, rulebook.name))
    yield from paragraphs([about, names.tell("all_versions")], "about")
    chart = statechart_svg(law_chart(rulebook, None, setting.language), styled=False)
    few = len(rulebook.states) <= MOST_STATES
    yield folded(names.tell("states_title"), picture(chart), opened=few)
    yield heading(names.tell("instruments"))
    heads = [names.tell(f"head.{key}") for key in ("clause", "wording")]
    for instrument in rulebook.instruments.values():
        rows = list(_rows(rulebook, instrument.id, names))
        yield folded(instrument_text(instrument, names), table(heads, rows))


def _rows(
    rulebook: Rulebook, instrument: str, names: Naming
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the paragraphs of an instrument, every version of them."""
    for ref, versions in rulebook.clauses.items():
        if versions[0].instrument == instrument:
            for version in versions:
                yield ref, list(_clause(version, len(versions) > 1, names))
    for ref, provision in rulebook.provisions.items():
        if provision.instrument == instrument:
            yield ref, [_marked(provision, names)]


def _clause(version: Clause, several: bool, names: Naming) -> Iterator[str]:
    yield _marked(version, names)
    yield names.tell("asks_row", words=names.condition(version.when))
    if several or version.in_force != ALWAYS:
        yield names.tell("in_force_row", days=names.days(version.in_force))


def _marked(rule: Clause | Provision, names: Naming) -> str:
    """Return a paragraph in our own words, with its marks."""
    more = names.listed(marks(rule, names))
    return names.tell("bracketed", text=names.of(rule.text), more=more)


def text(_rulebook: Rulebook, _setting: Setting) -> None:
    """Leave the text to the rulebook: it names itself in a line."""
