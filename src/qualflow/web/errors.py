"""What goes wrong on the way to an answer: a page for people, RFC 9457 for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from attrs import field, frozen

from qualflow.strict_json import Json
from qualflow.web.parameters import ParameterError
from qualflow.web.places import Place, ServerLinks
from qualflow.web.view import View

PROBLEM = "application/problem+json"
HTML = "text/html"
LONGEST_ADDRESS = 4_096
"""Bytes of path and query that are read."""
DEEPEST = 40
_FOR_PROGRAMS = ("/api", "/health")


@frozen
class Answer:
    """What is sent: for errors, and for pages too."""

    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str] = field(factory=dict)


@frozen
class Problem:
    """Something that went wrong.

    Attributes:
        parameter: The parameter that is wrong, None if none is.
        request: The name of the request in the log.
    """

    status: int
    path: str
    request: str
    parameter: ParameterError | None = None
    headers: Mapping[str, str] = field(factory=dict)


def for_programs(path: str) -> bool:
    """Return whether what asks at an address is a program."""
    return any(path == one or path.startswith(f"{one}/") for one in _FOR_PROGRAMS)


def answer(problem: Problem, view: View) -> Answer:
    """Return what is sent for a problem."""
    if for_programs(problem.path):
        body = json.dumps(form(problem, view), ensure_ascii=False).encode()
        return Answer(problem.status, PROBLEM, body, problem.headers)
    return Answer(problem.status, HTML, _page(problem, view), problem.headers)


def form(problem: Problem, view: View) -> dict[str, Json]:
    """Return a problem as RFC 9457 writes it."""
    made: dict[str, Json] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": " ".join(_told(problem, view)),
        "request": problem.request,
    }
    wrong = problem.parameter
    if wrong is not None:
        made["errors"] = [
            {
                "parameter": wrong.name,
                "expected": wrong.expected.rstrip(",;"),
                "found": wrong.found[:LONGEST_SHOWN],
            }
        ]
    return made


LONGEST_SHOWN = 200


def _page(problem: Problem, view: View) -> bytes:
    key = f"problem.{problem.status}"
    title = view.tell(key if problem.status in _TITLED else "problem.400")
    return view.page("problem.html", title, told=list(_told(problem, view))).encode()


_KNOWN = (400, 404, 405, 414, 500)
_TITLED = (*_KNOWN, 429, 503)


def _told(problem: Problem, view: View) -> tuple[str, ...]:
    if problem.parameter is not None:
        return (str(problem.parameter),)
    status = problem.status if problem.status in _KNOWN else 400
    if status == HTTPStatus.BAD_REQUEST:
        return (view.tell("problem.400") + ".",)
    said = {"most": LONGEST_ADDRESS, "request": problem.request}
    return (view.tell(f"problem_told.{status}", **said),)


def links_at(path: str, links: ServerLinks) -> ServerLinks:
    """Return links from a page that may be nowhere."""
    names = tuple(path.split("/")[1 : DEEPEST + 1]) if path != "/" else ()
    return ServerLinks(Place(names), links.language, links.default)
