"""The pages of the site: what stands at which address, and how it is made.

A page is a function of a `View` and of what its address says; it returns HTML or raises
`ParameterError` where there is no such page.  The server makes a handler of each route,
and a folder of pages is written by going through `places`: to add pages, add routes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import field, frozen

from qualflow.web.library import Library
from qualflow.web.pages import (
    clauses,
    days,
    finding,
    home,
    law,
    learn,
    lesson,
    sheet,
    simulate,
    step,
    teach,
    wordlists,
)
from qualflow.web.parameters import DAY, WORDS, Parameter
from qualflow.web.places import Place, place
from qualflow.web.view import View

Page = Callable[..., str]
Places = Callable[[Library], Iterable[Place]]

PROCESS = Parameter("process", "The name of a process.")


def _alone(*path: str) -> Places:
    return lambda library: [place(*path)]  # noqa: ARG005


@frozen
class Route:
    """An address and the page that stands there.

    Attributes:
        path: Its segments; one in braces is a parameter: `{ref}`.
        page: Called with the view, then the parameters of path and query by name.
        places: Yields the places of this kind that a folder of pages has.
        query: What may stand behind the question mark, besides the language; None for
            a page that reads it itself: it is given `pairs`, decoded, in order.
        slow: Whether it takes a while, so that others are answered meanwhile.
    """

    path: tuple[str, ...]
    page: Page
    places: Places
    query: tuple[Parameter, ...] | None = field(default=())
    slow: bool = False


ROUTES: tuple[Route, ...] = (
    Route((), home.home, _alone()),
    Route(("learn",), learn.learn, _alone("learn")),
    Route(("learn", "{process}"), learn.course, learn.course_places),
    Route(
        ("learn", "{process}", "{lesson}"),
        lesson.lesson,
        lesson.lesson_places,
        query=None,
    ),
    Route(
        ("learn", "{process}", "{lesson}", "sheet"),
        sheet.sheet,
        sheet.sheet_places,
        (sheet.ANSWERS,),
    ),
    Route(("teach",), teach.teach, _alone("teach")),
    Route(("teach", "{process}"), teach.teach_process, teach.teach_places, query=None),
    Route(
        (lesson.MADE, "{process}"), lesson.made_exercise, lesson.made_places, query=None
    ),
    Route(("law",), law.shelf, _alone("law")),
    Route(("law", "{process}"), law.process, law.process_places),
    Route(("law", "{process}", "on"), days.choose, days.choice_places, (DAY,)),
    Route(("law", "{process}", "on", "{day}"), days.day, days.day_places),
    Route(
        ("law", "{process}", "clause", "{ref}"), clauses.clause, clauses.clause_places
    ),
    Route(("law", "{process}", "{instrument}"), law.instrument, law.instrument_places),
    Route(("step",), step.choose, _alone("step")),
    Route(("step", "{process}", "{life}"), step.walk, step.walk_places, None),
    Route(("simulate",), simulate.shelf, _alone("simulate"), slow=True),
    Route(
        ("simulate", "{process}", "{scenario}"),
        simulate.scenario,
        simulate.scenario_places,
        query=None,
        slow=True,
    ),
    Route(("readings",), wordlists.readings, _alone("readings")),
    Route(("glossary",), wordlists.glossary, _alone("glossary")),
    Route(("search",), finding.search, _alone("search"), (WORDS, PROCESS)),
)


def every_place(library: Library) -> Iterator[Place]:
    """Yield the places of all pages that stand for themselves."""
    for route in ROUTES:
        yield from route.places(library)


def html(view: View, route: Route, named: dict[str, str], query: dict[str, str]) -> str:
    """Return the page of a route.

    Raises:
        ParameterError: If a name is none, or a query is not what it should be.
    """
    return route.page(view, **named, **query)
