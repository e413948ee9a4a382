"""The pages and the API on the wire: an ASGI application.

Litestar finds the handler; around it stands `outer.Outer`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, cast
from weakref import finalize

from litestar import Litestar, Response
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from qualflow import __version__
from qualflow.web import api, pages
from qualflow.web.assets import assets
from qualflow.web.desk import (
    REQUEST,
    Asked,
    Desk,
    Log,
    base_of,
    names_of,
    no_log,
    pairs_of,
    response,
    split_language,
)
from qualflow.web.errors import HTML, Answer
from qualflow.web.library import Library
from qualflow.web.outer import App, Outer
from qualflow.web.pages import simulate_asked, step_upload
from qualflow.web.pages.step_asked import Elsewhere
from qualflow.web.parameters import LANGUAGE, Parameter, ParameterError, read
from qualflow.web.places import LANG, Place, ServerLinks
from qualflow.web.progress import EVENTS, HEADERS, Event, Runs, in_turn, stream
from qualflow.web.view import View
from qualflow.words.language import Language


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


# -- handlers -------------------------------------------------------------------------


def _page_handler(route: pages.Route, desk: Desk) -> HTTPRouteHandler:
    async def page(request: Asked) -> Response[bytes]:
        query = request.scope["query_string"]
        language, rest = split_language(pairs_of(query), desk.default)
        names = names_of(request)
        path = tuple(names.get(part[1:-1], part) for part in route.path)
        given = _query(route.query, rest)
        where = Place(path, tuple((k, v) for k, v in rest if v))
        links = ServerLinks(where, language, desk.default, base_of(request))
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
        names = names_of(request)
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
        language, rest = split_language(
            pairs_of(request.scope["query_string"]), desk.default
        )
        names = names_of(request)
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
