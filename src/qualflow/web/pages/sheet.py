"""A lesson on paper: to be filled in, or with right answers by the engine."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.web.library import Library, Process
from qualflow.web.pages.law import process_of
from qualflow.web.pages.lesson import (
    exercise_words,
    key_of,
    learn_crumb,
    lesson_of,
)
from qualflow.web.pages.lesson_forms import card, solution_in_words
from qualflow.web.pages.lesson_text import blocks
from qualflow.web.parameters import Parameter
from qualflow.web.places import Place, place
from qualflow.web.view import View
from qualflow.words.lesson_pages import counted, say

ANSWERS = Parameter(
    "answers", "Whether right answers are printed.", options=("0", "1"), default="0",
    example="1",
)  # fmt: skip


def sheet(view: View, process: str, lesson: str, answers: str) -> str:
    """Return the sheet of a lesson.

    Raises:
        ParameterError: If there is no such lesson.
    """
    shown = process_of(view, process)
    kept = lesson_of(shown, lesson)
    names, language = view.names(shown), view.language
    title = names.of(kept.title, kept.name)
    where = place("learn", shown.name, kept.name)
    with_answers = answers == "1"
    key = "sheet_title_answers" if with_answers else "sheet_title"
    return view.page(
        "sheet.html",
        say(key, language, title=title),
        crumbs=(learn_crumb(view), (title, where)),
        lesson_title=title,
        point=names.of(kept.point),
        minutes=counted("minutes", language, kept.minutes),
        blocks=blocks(view, shown.name, kept),
        cards={
            name: card(view, shown, one, key_of(shown.name, kept.name, name), number)
            for number, (name, one) in enumerate(kept.exercises.items(), 1)
        },
        solutions=_solutions(view, shown, lesson) if with_answers else {},
        with_answers=with_answers,
        back=where,
        other=place(*where.path, "sheet", answers="" if with_answers else "1"),
        **exercise_words(view, where),
    )


def _solutions(view: View, process: Process, lesson: str) -> dict[str, tuple[str, ...]]:
    return {
        name: solution_in_words(view, process, exercise)
        for name, exercise in process.lessons[lesson].exercises.items()
    }


def sheet_places(library: Library) -> Iterator[Place]:
    """Yield the places of each sheet, without answers and with them."""
    for name, process in library.processes.items():
        for lesson in process.lessons:
            yield place("learn", name, lesson, "sheet")
            yield place("learn", name, lesson, "sheet", answers="1")
