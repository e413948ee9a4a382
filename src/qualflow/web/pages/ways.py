"""The questions that lessons answer, each with the lessons that lead there."""

from __future__ import annotations

from qualflow.learn.lesson import Lesson, way
from qualflow.web.library import Process
from qualflow.web.places import place
from qualflow.web.view import View
from qualflow.words.lesson_pages import counted, say


def ways(view: View, process: Process) -> list[dict[str, object]]:
    """Return the questions of a course, for a page that leads to them."""
    return [
        _way(view, process, one) for one in process.lessons.values() if one.question
    ]


def _way(view: View, process: Process, lesson: Lesson) -> dict[str, object]:
    names, language = view.names(process), view.language
    stops = way(process.lessons, lesson.name)
    minutes = counted("minutes", language, sum(stop.minutes for stop in stops))
    lessons = counted("way_lessons", language, len(stops))
    return {
        "question": names.of(lesson.question),
        "said": say("way", language, lessons=lessons, minutes=minutes),
        "stops": [
            (
                names.of(stop.title, stop.name),
                place("learn", process.name, stop.name),
            )
            for stop in stops
        ],
    }
