"""A lesson on paper: to be filled in, or with right answers by the engine."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.web.library import Library
from qualflow.web.pages.law import process_of
from qualflow.web.pages.lesson import learn_crumb, lesson_of
from qualflow.web.pages.lesson_paper import Sheet, printed
from qualflow.web.pages.lesson_text import blocks
from qualflow.web.parameters import Parameter
from qualflow.web.places import Place, place
from qualflow.web.view import View
from qualflow.words.lesson_pages import say

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
    made = Sheet(
        say(key, language, title=title),
        (learn_crumb(view), (title, where)),
        names.of(kept.point),
        where,
        place(*where.path, "sheet", answers="" if with_answers else "1"),
        with_answers,
    )
    return printed(view, shown, made, blocks(view, shown.name, kept), kept.exercises)


def sheet_places(library: Library) -> Iterator[Place]:
    """Yield the places of each sheet, without answers and with them."""
    for name, process in library.processes.items():
        for lesson in process.lessons:
            yield place("learn", name, lesson, "sheet")
            yield place("learn", name, lesson, "sheet", answers="1")
