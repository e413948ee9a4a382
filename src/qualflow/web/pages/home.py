"""The first page: what this is, and where to begin."""

from __future__ import annotations

from qualflow.law.rulebook import Rulebook
from qualflow.web.pages.ways import ways
from qualflow.web.places import place
from qualflow.web.view import View
from qualflow.words.lesson_pages import say


def home(view: View) -> str:
    """Return the first page."""
    processes = [
        {
            "title": view.title_of(process),
            "name": process.name,
            "where": place("law", process.name),
            "lives": len(process.lives),
            "counts": view.tell("counts", **counts(process.rulebook)),
        }
        for process in view.library.processes.values()
    ]
    doors = [
        section
        for section in view.sections
        if section.door and view.links.leads_to(section.where)
    ]
    return view.page(
        "home.html",
        view.tell("home_title"),
        say=lambda key, **values: say(key, view.language, **values),
        ways=[
            way for one in view.library.processes.values() for way in ways(view, one)
        ],
        doors=doors,
        processes=processes,
    )


def counts(rulebook: Rulebook) -> dict[str, object]:
    """Return how much there is in a rulebook."""
    return {
        "instruments": len(rulebook.instruments),
        "clauses": len(rulebook.clauses),
        "states": len(rulebook.states),
        "transitions": len(rulebook.transitions),
        "release": rulebook.release,
    }
