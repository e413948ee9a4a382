"""The pages and the API on the wire: an ASGI application.

Litestar finds the handler; around it stands `Outer`, through which every answer goes,
errors included: it names the request, bounds the address, adds what keeps a browser
safe, and logs one line.
"""

from __future__ import annotations

import re
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Mapping,
    MutableMapping,
)
from functools import partial
from secrets import token_hex
from time import perf_counter
from typing import Any, Protocol, cast
from urllib.parse import parse_qsl, quote
from weakref import finalize

from attrs import field, frozen
from litestar import Litestar, Request, Response
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from qualflow import __version__
from qualflow.web import api, pages
from qualflow.web.assets import assets
from qualflow.web.errors import (
    HTML,
    LONGEST_ADDRESS,
    Answer,
    Problem,
    answer,
    links_at,
)
from qualflow.web.keeping import Kept
from qualflow.web.library import Library
from qualflow.web.pages import simulate_asked, step_upload
from qualflow.web.pages.step_asked import Elsewhere
from qualflow.web.parameters import (
    LANGUAGE,
    MOST_PAIRS,
    Parameter,
    ParameterError,
    read,
)
from qualflow.web.places import LANG, Place, ServerLinks, named
from qualflow.web.progress import EVENTS, HEADERS, Event, Runs, in_turn, stream
from qualflow.web.view import View
from qualflow.words.language import Language

Asked = Request[Any, Any, Any]
Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

REQUEST = "qualflow.request"
"""Where a scope keeps the name of the request."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
SAFE: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""Sent with every answer."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class Log(Protocol):
    """Where a line is logged."""

    def __call__(self, event: str, **subject: object) -> None:
        """Log an event with what it is about."""


def no_log(event: str, **subject: object) -> None:
    """Log nothing."""


class App(Protocol):
    """An ASGI application."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""


def application(
    library: Library, default: Language = Language.EN, log: Log = no_log
) -> Outer:
    """Return the application that shows some processes.

    Args:
        library: What is shown.
        default: The language of an address that names none.
        log: Called once a request, and with each mistake of ours.
    """
    desk = Desk(library, default, log)
    handlers = [
        *(_page_handler(route, desk) for route in pages.ROUTES),
        *(_api_handler(call, desk) for call in api.CALLS),
        _events_handler(desk),
        _static_handler(),
        _health_handler(library),
        step_upload.upload_handler(library, default),
    ]
    inner = Litestar(
        handlers,
        openapi_config=None,
        logging_config=None,
        exception_handlers={
            Elsewhere: step_upload.elsewhere,
            ParameterError: desk.failed,
            HTTPException: desk.failed,
            Exception: desk.failed,
        },
    )
    return Outer(cast("App", inner), desk)


# -- reading an address ---------------------------------------------------------------


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


def _language(
    pairs: Iterable[tuple[str, str]], default: Language
) -> tuple[Language, list[tuple[str, str]]]:
    """Return the language that is asked for, and the other pairs."""
    given: list[tuple[str, str]] = []
    rest: list[tuple[str, str]] = []
    for key, text in pairs:
        (given if key == LANG else rest).append((key, text))
    word = read((LANGUAGE,), given)[LANG]
    return Language(word) if word else default, rest


def _named(request: Asked) -> dict[str, str]:
    return {name: named(text) for name, text in request.path_params.items()}


# -- handlers -------------------------------------------------------------------------


def _page_handler(route: pages.Route, desk: Desk) -> HTTPRouteHandler:
    async def page(request: Asked) -> Response[bytes]:
        query = request.scope["query_string"]
        language, rest = _language(pairs_of(query), desk.default)
        names = _named(request)
        path = tuple(names.get(part[1:-1], part) for part in route.path)
        given = _query(route.query, rest)
        where = Place(path, tuple((k, v) for k, v in rest if v))
        links = ServerLinks(where, language, desk.default)
        body = None if rest else desk.kept.get((path, language))
        if body is None:
            made = await _made(route, desk.view(links), names, given)
            body = made.encode()
            if not rest:
                desk.kept.put((path, language), body)
        return response(Answer(200, HTML, body))

    parts = (f"{{{p[1:-1]}:str}}" if p[0] == "{" else p for p in route.path)
    return _handler("/" + "/".join(parts), page)


async def _made(
    route: pages.Route, view: View, names: dict[str, str], given: dict[str, Any]
) -> str:
    """Return a page; one that takes long is made beside the others."""
    if route.slow:
        return await in_turn(pages.html, view, route, names, given)
    return pages.html(view, route, names, given)


def _query(
    known: tuple[Parameter, ...] | None, pairs: list[tuple[str, str]]
) -> dict[str, Any]:
    return {"pairs": pairs} if known is None else dict(read(known, pairs))


def _api_handler(call: api.Call, desk: Desk) -> HTTPRouteHandler:
    async def answered(request: Asked) -> Response[bytes]:
        pairs = pairs_of(request.scope["query_string"])
        names = _named(request)
        for parameter in call.named:
            try:
                parameter.checked(names[parameter.name])
            except ParameterError as error:
                raise ParameterError(
                    error.name, error.found, error.expected, status=404
                ) from None
        known = (*call.query, LANGUAGE) if call.words else call.query
        given = read(known, pairs)
        language = Language(given.pop(LANG, "") or desk.default)
        found = partial(call.answer, desk.library, language, **names, **given)
        body = await in_turn(found) if call.slow else found()
        return response(Answer(200, "application/json", body))

    parts = (f"{{{p[1:-1]}:str}}" if p[0] == "{" else p for p in call.path)
    return _handler("/api/v1/" + "/".join(parts), answered)


def _events_handler(desk: Desk) -> HTTPRouteHandler:
    """Return what tells the progress of a simulation."""
    runs = Runs()

    async def events(request: Asked) -> Stream:
        language, rest = _language(
            pairs_of(request.scope["query_string"]), desk.default
        )
        names = _named(request)
        # A page that the answer is put into: its links are written from there.
        here = Place(("simulate", names["process"], names["scenario"]))
        view = desk.view(ServerLinks(here, language, desk.default))
        work = await in_turn(simulate_asked.run, view, names, rest)
        end = runs.begin(request.scope["client"])

        async def told() -> AsyncIterator[bytes]:
            try:
                async for line in stream(work):
                    yield line
            except Exception as error:  # noqa: BLE001  # the answer has begun
                name = str(request.scope.get(REQUEST, ""))
                desk.log("mistake", request=name, error=repr(error))
                said = view.tell("problem_told.500", request=name)
                yield Event("problem", {"said": said}).lines
            finally:
                end()

        events_of = told()
        finalize(events_of, end)  # who left at once never began to listen
        return Stream(events_of, media_type=EVENTS, headers=HEADERS)

    path = "/simulate/{process:str}/{scenario:str}/events"
    return HTTPRouteHandler(path, http_method=[HttpMethod.GET])(events)


def _static_handler() -> HTTPRouteHandler:
    async def static(request: Asked) -> Response[bytes]:
        asset = assets().get(request.path_params["name"])
        if asset is None:
            raise ParameterError("file", request.path_params["name"], "one there", 404)
        headers = {"etag": asset.tag, "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == asset.tag:
            return response(Answer(304, asset.media_type, b"", headers))
        return response(Answer(200, asset.media_type, asset.content, headers))

    return _handler("/static/{name:str}", static)


def _health_handler(library: Library) -> HTTPRouteHandler:
    body = api.encoded(api.Health("ok", __version__, sorted(library.processes)))

    async def health(request: Asked) -> Response[bytes]:
        read((), pairs_of(request.scope["query_string"]))
        return response(Answer(200, "application/json", body))

    return _handler("/health", health)


def _handler(path: str, answered: Callable[..., Any]) -> HTTPRouteHandler:
    methods = [HttpMethod.GET, HttpMethod.HEAD]
    return HTTPRouteHandler(path, http_method=methods, status_code=200)(answered)


def response(given: Answer) -> Response[bytes]:
    """Return an answer as Litestar sends it."""
    headers = {"cache-control": "no-cache", **given.headers}
    return Response(
        given.body, status_code=given.status, media_type=given.media_type,
        headers=headers,
    )  # fmt: skip


# -- around everything ----------------------------------------------------------------


@frozen
class Outer:
    """What every answer goes through."""

    app: App = field(repr=False)
    desk: Desk = field(repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, name it, and log it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, name = perf_counter(), _request_name(scope)
        scope[REQUEST] = name
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    *((k.encode(), v.encode()) for k, v in SAFE.items()),
                    (b"x-request-id", name.encode()),
                ]
            await send(message)

        try:
            await self._answer(scope, receive, sending)
        finally:
            self.desk.log(
                "request",
                method=scope["method"],
                path=scope["path"][:LONGEST_ADDRESS],
                status=status,
                ms=round((perf_counter() - started) * 1000, 1),
                request=name,
            )

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, query = scope["path"], scope["query_string"]
        raw = scope.get("raw_path") or path.encode()
        if len(raw) + len(query) > LONGEST_ADDRESS:
            problem = Problem(414, path, scope[REQUEST])
            await _send(self.desk.problem(problem, self.desk.default), send)
        elif (proper := _proper(path)) != path:
            where = quote(proper) + (f"?{query.decode('latin-1')}" if query else "")
            await _send(Answer(308, HTML, b"", {"location": where}), send)
        else:
            await self.app(scope, receive, send)


def _proper(path: str) -> str:
    """Return a path without empty segments: relative links would go astray."""
    if path != "/" and (path.endswith("/") or "//" in path):
        return "/" + "/".join(part for part in path.split("/") if part)
    return path


def _request_name(scope: Scope) -> str:
    """Return what a proxy calls the request, or a name of our own."""
    for key, text in scope["headers"]:
        if key == b"x-request-id" and _NAME.fullmatch(text.decode("latin-1")):
            return str(text.decode("latin-1"))
    return token_hex(8)


async def _send(given: Answer, send: Send) -> None:
    kind = given.media_type
    headers = {
        "content-type": f"{kind}; charset=utf-8" if kind == HTML else kind,
        "content-length": str(len(given.body)),
        **given.headers,
    }
    listed = [(k.encode(), v.encode("latin-1")) for k, v in headers.items()]
    start = {"type": "http.response.start", "status": given.status, "headers": listed}
    await send(start)
    await send({"type": "http.response.body", "body": given.body})
