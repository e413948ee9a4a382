"""A simulation as one page that opens anywhere: pictures, tables, sources, method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qualflow.draw.page import Markup, element, figure, folded_away, page, section
from qualflow.draw.page import table as table_of
from qualflow.law.rulebook import Rulebook
from qualflow.pictures.changes import comparison_pictures, sensitivity_pictures
from qualflow.pictures.simulation import pictures
from qualflow.simulate.results import Comparison, Moved, Result
from qualflow.words.comparisons import (
    comparing,
    comparison_note,
    comparison_table,
    comparison_title,
    leading,
    sensitivity_table,
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
    stopped_table,
    times_table,
    title,
    visits_table,
)
from qualflow.words.simulation_method import assumed_text, method, repeat
from qualflow.words.tabular import Table

_TAGS = {Language.EN: "en", Language.ZH: "zh-Hans"}
"""What HTML calls a language; its script decides how characters are drawn."""


def report(
    result: Result,
    rulebook: Rulebook,
    language: Language,
    *,
    comparison: Comparison | None = None,
    moved: Sequence[Moved] = (),
) -> str:
    """Return a page about a result.

    Args:
        result: What an engine answered.
        rulebook: Of the scenario's process.
        language: The language of the page.
        comparison: What another scenario would change, if that was asked.
        moved: What each figure does to the answers, if that was asked.

    Returns:
        HTML that is well-formed XML: one file, no script, nothing fetched.
    """
    words = labels(rulebook, result.scenario, language)
    drawn = pictures(result, rulebook, language)
    parts = [
        *_head(result, words),
        *_answer(result, words),
        *_outcomes(result, words),
        *_times(result, drawn, words),
        *_flow(result, drawn, words),
        *_standing(drawn, words),
        *_waiting(result, drawn, words),
        *_stopped(result, words),
        *(() if comparison is None else _comparison(comparison, rulebook, words)),
        *_moved(moved, words),
        *_figures(result, words),
        *_method(result, comparison, words),
    ]
    return page(_TAGS[language], words.title(), parts)


def _table(table: Table) -> Markup:
    if not table.rows:
        return Markup("")
    return table_of(table.caption, table.head, table.rows, table.align, table.notes)


def _paragraphs(said: Iterable[str], kind: str | None = None) -> list[Markup]:
    return [element("p", one, class_=kind) for one in said]


def _head(result: Result, words: Labels) -> Iterator[Markup]:
    process = words.names.of(words.names.rulebook.title, result.scenario.process)
    said = words.tell("page.process", process=process, name=result.scenario.name)
    yield element("h1", words.title())
    yield element("p", said, class_="about")
    note = wording(result.scenario, words.language)
    if note:
        yield element("p", note, class_="about")


def _answer(result: Result, words: Labels) -> Iterator[Markup]:
    cut = cut_text(result, words)
    yield section(
        words.tell("page.answer"),
        "answer",
        _paragraphs(answers(result, words), "answer"),
        _paragraphs([cut] if cut else [], "warning"),
        _paragraphs([title(result, words), assumed_text(result, words)]),
        _table(questions_table(result, words)),
    )


def _outcomes(result: Result, words: Labels) -> Iterator[Markup]:
    table = _table(outcomes_table(result, words))
    yield section(words.tell("page.outcomes"), "outcomes", table)


def _times(result: Result, drawn: dict[str, str], words: Labels) -> Iterator[Markup]:
    if not result.times:
        return
    shown = [
        figure(drawn[name], f"t{number}")
        for number, spread in enumerate(result.times)
        if (name := f"time-{spread.name}") in drawn
    ]
    table = _table(times_table(result, words))
    yield section(words.tell("page.times"), "times", table, shown)


def _flow(result: Result, drawn: dict[str, str], words: Labels) -> Iterator[Markup]:
    if "flow" not in drawn:
        return
    table = _table(flows_table(result, words))
    yield section(
        words.tell("page.flow"),
        "flow",
        figure(drawn["flow"], "f"),
        folded_away(words.tell("page.numbers"), table),
    )


def _standing(drawn: dict[str, str], words: Labels) -> Iterator[Markup]:
    if "standing" in drawn:
        shown = figure(drawn["standing"], "s")
        yield section(words.tell("page.standing"), "standing", shown)


def _waiting(result: Result, drawn: dict[str, str], words: Labels) -> Iterator[Markup]:
    if "waiting" not in drawn:
        return
    table = _table(visits_table(result, words))
    yield section(
        words.tell("page.visits"),
        "waiting",
        figure(drawn["waiting"], "w"),
        folded_away(words.tell("page.numbers"), table),
    )


def _stopped(result: Result, words: Labels) -> Iterator[Markup]:
    table = _table(stopped_table(result, words))
    if table:
        yield section(words.tell("page.stopped"), "stopped", table)


def _comparison(
    comparison: Comparison, rulebook: Rulebook, words: Labels
) -> Iterator[Markup]:
    # The page may be about the second one: its own words would name the first wrongly.
    words = labels(rulebook, comparison.first.scenario, words.language)
    drawn = comparison_pictures(comparison, rulebook, words.language)
    said = list(leading(comparison, words))
    yield section(
        words.tell("page.comparison"),
        "comparison",
        _paragraphs(said[:-1], "answer"),
        _paragraphs([comparison_title(comparison, words)]),
        _table(comparison_table(comparison, words)),
        _paragraphs([comparison_note(comparison, words)], "note"),
        [figure(svg, f"c{number}") for number, svg in enumerate(drawn.values())],
    )


def _moved(moved: Sequence[Moved], words: Labels) -> Iterator[Markup]:
    shown = []
    for number, (answer, svg) in enumerate(sensitivity_pictures(moved, words)):
        shown += [
            element("p", strongest(moved, answer, words)),
            figure(svg, f"m{number}"),
            folded_away(
                words.tell("page.numbers"),
                _table(sensitivity_table(moved, answer, words)),
            ),
        ]
    if shown:
        yield section(words.tell("page.moved"), "sensitivity", shown)


def _figures(result: Result, words: Labels) -> Iterator[Markup]:
    yield section(
        words.tell("page.figures"),
        "figures",
        _paragraphs([assumed_text(result, words)]),
        _table(figures_table(words)),
    )


def _method(
    result: Result, comparison: Comparison | None, words: Labels
) -> Iterator[Markup]:
    commands = [repeat(result)]
    if comparison is not None:
        commands.append(comparing(comparison))
    yield section(
        words.tell("page.method"),
        "method",
        # The last sentence is the command, which stands below by itself.
        _paragraphs(list(method(result, words))[:-1]),
        [element("p", element("code", command)) for command in commands],
    )
