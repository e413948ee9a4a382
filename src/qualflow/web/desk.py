"""What handlers share: reading an address, and answering when something went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote

from attrs import field, frozen
from litestar import Request, Response
from litestar.exceptions import HTTPException

from qualflow.web.errors import Answer, Problem, answer, links_at
from qualflow.web.keeping import Kept
from qualflow.web.library import Library
from qualflow.web.parameters import LANGUAGE, MOST_PAIRS, ParameterError, read
from qualflow.web.places import LANG, Place, ServerLinks, named
from qualflow.web.view import View
from qualflow.words.language import Language

Asked = Request[Any, Any, Any]

_HOST = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")
REQUEST = "qualflow.request"
"""Where a scope keeps the name of the request."""


class Log(Protocol):
    """Where a line is logged."""

    def __call__(self, event: str, **subject: object) -> None:
        """Log an event with what it is about."""


def no_log(event: str, **subject: object) -> None:
    """Log nothing."""


@frozen
class Desk:
    """What handlers share."""

    library: Library
    default: Language
    log: Log
    kept: Kept = field(factory=Kept, repr=False)

    def view(self, links: ServerLinks) -> View:
        """Return what a page is made with."""
        return View(self.library, links)

    def failed(self, request: Asked, error: Exception) -> Response[bytes]:
        """Return the answer to what went wrong."""
        wrong = error if isinstance(error, ParameterError) else None
        if wrong is not None:
            status = wrong.status
        else:
            status = error.status_code if isinstance(error, HTTPException) else 500
        name = str(request.scope.get(REQUEST, ""))
        if status >= 500:
            self.log("mistake", request=name, error=repr(error))
        allowed = getattr(error, "headers", None) or {}
        problem = Problem(status, request.url.path, name, wrong, allowed)
        language = language_of(request.scope["query_string"], self.default)
        return response(self.problem(problem, language))

    def problem(self, problem: Problem, language: Language) -> Answer:
        """Return what is sent for a problem."""
        links = links_at(problem.path, ServerLinks(Place(), language, self.default))
        return answer(problem, self.view(links))


# -- reading an address ---------------------------------------------------------------


def pairs_of(query: bytes) -> list[tuple[str, str]]:
    """Return the keys and values of a query, in order.

    Raises:
        ParameterError: If they are too many, or no UTF-8.
    """
    text = query.decode("ascii", errors="replace")
    try:
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PAIRS
        )
    except UnicodeDecodeError:
        raise ParameterError("query", text, "UTF-8") from None
    except ValueError:
        expected = f"at most {MOST_PAIRS} parameters"
        raise ParameterError("query", text, expected) from None


def language_of(query: bytes, default: Language) -> Language:
    """Return the language an address asks for; the default where it is unclear."""
    try:
        asked = [text for key, text in pairs_of(query) if key == LANG]
    except ParameterError:
        return default
    return Language(asked[0]) if asked and asked[0] in LANGUAGE.options else default


def split_language(
    pairs: Iterable[tuple[str, str]], default: Language
) -> tuple[Language, list[tuple[str, str]]]:
    """Return the language that is asked for, and the other pairs."""
    given: list[tuple[str, str]] = []
    rest: list[tuple[str, str]] = []
    for key, text in pairs:
        (given if key == LANG else rest).append((key, text))
    word = read((LANGUAGE,), given)[LANG]
    return Language(word) if word else default, rest


def base_of(request: Asked) -> str:
    """Return the address of the pages as the browser that asks has it.

    Empty if it names no host, or one that is none.
    """
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        return ""
    root = quote(request.scope.get("root_path", "").rstrip("/"), safe="/")
    return f"{request.scope['scheme']}://{host}{root}"


def names_of(request: Asked) -> dict[str, str]:
    """Return the parts of the path that an address names, as they were meant."""
    return {name: named(text) for name, text in request.path_params.items()}


# -- answering ------------------------------------------------------------------------


def response(given: Answer) -> Response[bytes]:
    """Return an answer as Litestar sends it."""
    headers = {"cache-control": "no-cache", **given.headers}
    return Response(
        given.body, status_code=given.status, media_type=given.media_type,
        headers=headers,
    )  # fmt: skip
