"""How a file of one's own comes into an address: a form sends it, nothing is kept.

The only handlers beside those of pages, which a browser merely reads.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from qualflow.case.casefile import CaseFileError, process_of
from qualflow.web.library import Library
from qualflow.web.pages.step import Unread, choose
from qualflow.web.pages.step_asked import Elsewhere
from qualflow.web.pages.step_lives import LARGEST_OWN, WalkError, own_life, packed
from qualflow.web.parameters import LANGUAGE, Parameter, found, read
from qualflow.web.places import LANG, Place, ServerLinks, place
from qualflow.web.view import View
from qualflow.words.language import Language

Asked = Request[Any, Any, Any]

_LARGEST_BODY = 3 * LARGEST_OWN + 10_000
"""Bytes: a form writes most signs of JSON in three."""
_PROCESS = Parameter("process", "The name of a process.", required=True)
_MOST_FIELDS = 8


def elsewhere(_request: Asked, error: Elsewhere) -> Response[bytes]:
    """Return the answer to an address whose page stands at another one."""
    return _moved(error.href)


def upload_handler(library: Library, default: Language) -> HTTPRouteHandler:
    """Return the handler that packs a file into an address and leads there."""

    async def upload(request: Asked) -> Response[bytes]:
        fields = _fields(await request.body())
        text = fields.pop("text", "")
        given = read((_PROCESS, LANGUAGE), fields.items())
        name = found("process", given["process"], library.processes)
        tongue = Language(given[LANG] or default)
        links = ServerLinks(Place(("step",)), tongue, default)
        try:
            where = _place(library, name, text.encode())
        except WalkError as error:
            page = choose(View(library, links), Unread(str(error), name, text))
            return Response(page.encode(), status_code=400, media_type="text/html")
        return _moved(links.to(where))

    return HTTPRouteHandler(
        "/step",
        http_method=["POST"],
        status_code=303,
        request_max_body_size=_LARGEST_BODY,
    )(upload)


def _place(library: Library, name: str, data: bytes) -> Place:
    """Return where the life of a file stands.

    A case file names its process; what nothing has happened in is shown as of today.

    Raises:
        WalkError: If it is no life of a process that is shown.
    """
    with suppress(CaseFileError):
        own = process_of(data)
        name = own if own in library.processes else name
    life = packed(data)
    case = own_life(library.processes[name], data).case
    on = "" if case.history else date.today().isoformat()  # noqa: DTZ011
    return place("step", name, life, on=on)


def _fields(body: bytes) -> dict[str, str]:
    """Return the fields of a form.

    Raises:
        WalkError: If it is none.
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise WalkError("form: its fields as a browser encodes them expected") from None
    return dict(pairs)


def _moved(href: str) -> Response[bytes]:
    headers = {"location": href, "cache-control": "no-cache"}
    return Response(b"", status_code=303, media_type="text/html", headers=headers)
