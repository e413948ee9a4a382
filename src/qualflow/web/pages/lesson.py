"""One lesson: its text with its exercises in between; and an exercise of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode

from attrs import evolve

from qualflow.learn.exercises import Exercise
from qualflow.learn.lesson import Lesson, way
from qualflow.learn.making import LONGEST, MadeError, address, made
from qualflow.web.library import Library, Process
from qualflow.web.pages.law import process_of
from qualflow.web.pages.lesson_answers import Pairs, given, is_answer
from qualflow.web.pages.lesson_forms import LONG, Card, card
from qualflow.web.pages.lesson_materials import materials_of
from qualflow.web.pages.lesson_paper import Sheet, printed
from qualflow.web.pages.lesson_tables import table
from qualflow.web.pages.lesson_text import Shown, blocks
from qualflow.web.pages.lesson_worth import hints_of, solved
from qualflow.web.parameters import Parameter, ParameterError, found
from qualflow.web.places import FolderLinks, Place, place
from qualflow.web.view import Crumb, View
from qualflow.words.language import Language
from qualflow.words.lesson_pages import counted, say

ASKED = "x"
"""The key of an address that says which exercise of a lesson is answered."""
MADE = "exercise"
"""Where made exercises stand."""

SHEET = "sheet"
"""The key of an address that has a made exercise printed: "1" with answers."""
_SHEET = Parameter(
    SHEET, "Whether right answers are printed.", options=("0", "1"), example="1"
)
_ASKED = Parameter(ASKED, "The exercise that is answered.", longest=100)


def lesson(view: View, process: str, lesson: str, pairs: Pairs) -> str:
    """Return the page of a lesson, with what an answer is worth if one is given.

    Args:
        view: How the page is made.
        process: The name of the process.
        lesson: The name of the lesson.
        pairs: `x`, the exercise that is answered, and its answer.

    Raises:
        ParameterError: If there is no such lesson or exercise, or no such answer.
    """
    shown = process_of(view, process)
    kept = lesson_of(shown, lesson)
    asked, answer = _asked(kept, pairs)
    cards = {card.id: card for card in _cards(view, shown, kept, asked, answer)}
    title = view.names(shown).of(kept.title, kept.name)
    return view.page(
        "lesson.html",
        title,
        crumbs=(learn_crumb(view),),
        point=view.names(shown).of(kept.point),
        number=kept.order,
        minutes=counted("minutes", view.language, kept.minutes),
        needs=[_link(view, shown, shown.lessons[name]) for name in kept.needs],
        blocks=blocks(view, shown.name, kept),
        cards=cards,
        sheet=place("learn", shown.name, kept.name, "sheet"),
        sheet_answers=place("learn", shown.name, kept.name, "sheet", answers="1"),
        before=_beside(view, shown, kept, -1),
        after=_beside(view, shown, kept, 1),
        onward=_onward(view, shown, kept),
        **exercise_words(view, place("learn", shown.name, kept.name)),
    )


def _onward(view: View, shown: Process, kept: Lesson) -> list[tuple[object, ...]]:
    """Return what comes next on each way that leads over a lesson to a question.

    The question, and the title and the place of the next lesson; not if it comes next
    in the course anyway.
    """
    names, found = view.names(shown), list[tuple[object, ...]]()
    for goal in shown.lessons.values():
        stops = way(shown.lessons, goal.name) if goal.question else ()
        for here, after in pairwise(stops):
            if here.name == kept.name and after.order != kept.order + 1:
                question = names.of(goal.question)
                found.append((question, *_link(view, shown, after)))
    return found


def exercise_words(view: View, where: Place) -> dict[str, object]:
    """Return what the template of exercises needs; `where` answers are sent to."""
    language = view.language
    return {
        "say": lambda key, **values: say(key, language, **values),
        "several": lambda key, n: counted(key, language, n),
        "action": where,
        "offline": isinstance(view.links, FolderLinks),
        "long": LONG,
    }


def lesson_of(process: Process, name: str) -> Lesson:
    """Return a lesson by its name.

    Raises:
        ParameterError: If there is none.
    """
    return process.lessons[found("lesson", name, process.lessons)]


def learn_crumb(view: View) -> Crumb:
    """Return the step of the way that leads to the lessons."""
    return view.tell("learn"), place("learn")


def key_of(process: str, lesson: str, exercise: str) -> str:
    """Return what the browser keeps a solved exercise as."""
    return f"{process}/{lesson}/{exercise}"


def _asked(kept: Lesson, pairs: Pairs) -> tuple[str, Pairs]:
    """Return which exercise is answered, and the answer."""
    for key, _ in pairs:
        if key != ASKED and not is_answer(key):
            raise ParameterError("query", key, "an answer to an exercise")
    asked = [text for key, text in pairs if key == ASKED]
    answer = [pair for pair in pairs if pair[0] != ASKED]
    if len(asked) > 1:
        raise ParameterError(ASKED, asked[1], "it once")
    if not asked:
        if answer:
            raise ParameterError(ASKED, "", "the exercise that is answered")
        return "", ()
    return found(ASKED, _ASKED.checked(asked[0]), kept.exercises), answer


def _cards(
    view: View, process: Process, kept: Lesson, asked: str, answer: Pairs
) -> Iterator[Card]:
    for number, (name, exercise) in enumerate(kept.exercises.items(), 1):
        key = key_of(process.name, kept.name, name)
        read = given(process.rulebook, exercise, answer) if name == asked else None
        made = card(view, process, exercise, key, number, read)
        alone = alone_at(process, exercise, view.language)
        there = alone if view.links.leads_to(alone) else None
        made = evolve(made, kept=((ASKED, name),), alone=there)
        yield offline(view, process, exercise, made)


def offline(view: View, process: Process, exercise: Exercise, made: Card) -> Card:
    """Return an exercise with what a page without a server has instead of marks."""
    if not isinstance(view.links, FolderLinks):
        return made
    return evolve(
        made,
        table=table(view, process, exercise),
        hints=hints_of(view, process, exercise),
        solution=solved(view, process, exercise),
    )


def _link(view: View, process: Process, other: Lesson) -> tuple[str, Place]:
    title = view.names(process).of(other.title, other.name)
    return title, place("learn", process.name, other.name)


def _beside(
    view: View, process: Process, kept: Lesson, step: int
) -> tuple[str, Place] | None:
    order = list(process.lessons.values())
    at = order.index(kept) + step
    return _link(view, process, order[at]) if 0 <= at < len(order) else None


def lesson_places(library: Library) -> Iterator[Place]:
    """Yield the place of each lesson."""
    for name, process in library.processes.items():
        for lesson in process.lessons:
            yield place("learn", name, lesson)


# -- made exercises -------------------------------------------------------------------


def made_exercise(view: View, process: str, pairs: Pairs) -> str:
    """Return the page of an exercise that a teacher made: it stands in the address.

    Raises:
        ParameterError: If the address is none, or the answer can be none.
    """
    shown = process_of(view, process)
    sent = [pair for pair in pairs if not is_answer(pair[0])]
    declared = [pair for pair in sent if pair[0] != SHEET]
    answer = [pair for pair in pairs if is_answer(pair[0])]
    exercise = exercise_at(shown, declared)
    paper = [text for key, text in sent if key == SHEET]
    if paper:
        if len(paper) > 1:
            raise ParameterError(SHEET, paper[1], "it once")
        with_answers = _SHEET.checked(paper[0]) == "1"
        return _made_sheet(view, shown, exercise, tuple(declared), with_answers)
    where = Place((MADE, shown.name))
    read = given(shown.rulebook, exercise, answer)
    one = card(view, shown, exercise, "", 0, read)
    return view.page(
        "lesson_made.html",
        say("made_title", view.language),
        crumbs=(learn_crumb(view),),
        card=evolve(one, kept=tuple(declared)),
        sheets=sheets_of(shown.name, tuple(declared)),
        **exercise_words(view, where),
    )


def sheets_of(
    process: str, declared: tuple[tuple[str, str], ...]
) -> tuple[Place, Place]:
    """Return where a made exercise is printed, without answers and with them."""
    where = Place((MADE, process), declared)
    without, with_answers = (
        evolve(where, query=(*declared, (SHEET, answers))) for answers in "01"
    )
    return without, with_answers


def _made_sheet(
    view: View,
    process: Process,
    exercise: Exercise,
    declared: tuple[tuple[str, str], ...],
    with_answers: bool,
) -> str:
    """Return the sheet of an exercise that was made."""
    where = Place((MADE, process.name), declared)
    title = say("made_title", view.language)
    key = "sheet_title_answers" if with_answers else "sheet_title"
    sheet = Sheet(
        say(key, view.language, title=title),
        (learn_crumb(view), (title, where)),
        "",
        where,
        evolve(where, query=(*declared, (SHEET, "0" if with_answers else "1"))),
        with_answers,
    )
    here = Shown("exercise", text=exercise.head.id, level=2)
    return printed(view, process, sheet, (here,), {exercise.head.id: exercise})


def exercise_at(process: Process, declared: Pairs) -> Exercise:
    """Return the exercise of an address.

    Raises:
        ParameterError: If it is none, with the first mistake.
    """
    query = urlencode(list(declared))
    if len(query) > LONGEST:
        raise ParameterError("query", query, f"at most {LONGEST} characters")
    try:
        return made(query, process.tested, materials_of(process))
    except MadeError as error:
        mistakes = "; ".join(mistake.what for mistake in error.mistakes[:5])
        expected = f"an exercise ({mistakes})"
        raise ParameterError("query", query, expected) from None


def alone_at(
    process: Process, exercise: Exercise, language: Language = Language.EN
) -> Place:
    """Return the place of an exercise by itself, with the words of a language."""
    query = address(exercise, language.value)
    return Place((MADE, process.name), tuple(parse_qsl(query)))


def made_places(library: Library) -> Iterator[Place]:
    """Yield the place of each exercise of the lessons by itself."""
    for process in library.processes.values():
        for lesson in process.lessons.values():
            for exercise in lesson.exercises.values():
                yield alone_at(process, exercise)
