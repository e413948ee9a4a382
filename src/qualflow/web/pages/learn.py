"""The course: its lessons in order, and what of it this browser has solved."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.learn.lesson import Lesson
from qualflow.web.library import Library, Process
from qualflow.web.pages.law import process_of
from qualflow.web.pages.lesson import learn_crumb
from qualflow.web.pages.ways import ways
from qualflow.web.places import Place, place
from qualflow.web.view import View
from qualflow.words.lesson_pages import counted, say


def learn(view: View) -> str:
    """Return the lessons of every process that has some."""
    return _page(view, tuple(view.library.processes.values()), "")


def course(view: View, process: str) -> str:
    """Return the lessons of one process.

    Raises:
        ParameterError: If there is no such process.
    """
    shown = process_of(view, process)
    return _page(view, (shown,), view.title_of(shown))


def _page(view: View, processes: tuple[Process, ...], title: str) -> str:
    language = view.language
    teachers = place("teach")
    return view.page(
        "learn.html",
        title or say("learn_title", language),
        crumbs=(learn_crumb(view),) if title else (),
        say=lambda key, **values: say(key, language, **values),
        alone=bool(title),
        courses=[_course(view, one) for one in processes if one.lessons],
        teach=teachers if view.links.leads_to(teachers) else None,
    )


def _course(view: View, process: Process) -> dict[str, object]:
    kept = list(process.lessons.values())
    minutes = sum(lesson.minutes for lesson in kept)
    total = say("course_total", view.language, lessons=len(kept), minutes=minutes)
    return {
        "title": view.title_of(process),
        "name": process.name,
        "where": place("learn", process.name),
        "total": total,
        "lessons": [_row(view, process, lesson) for lesson in kept],
        "ways": ways(view, process),
    }


def _row(view: View, process: Process, lesson: Lesson) -> dict[str, object]:
    names, language = view.names(process), view.language
    n = len(lesson.exercises)
    return {
        "title": names.of(lesson.title, lesson.name),
        "point": names.of(lesson.point),
        "where": place("learn", process.name, lesson.name),
        "minutes": counted("minutes", language, lesson.minutes),
        "exercises": counted("exercises", language, n),
        "needs": [names.of(process.lessons[name].title, name) for name in lesson.needs],
        "key": f"{process.name}/{lesson.name}/",
        "solved": say("solved_of", language, n=n),
    }


def course_places(library: Library) -> Iterator[Place]:
    """Yield the place of the course of each process."""
    for name, process in library.processes.items():
        if process.lessons:
            yield place("learn", name)
