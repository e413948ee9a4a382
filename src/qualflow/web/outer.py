"""What every answer goes through, errors included.

It names the request, bounds the address, adds what keeps a browser safe, and logs one
line.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from secrets import token_hex
from time import perf_counter
from typing import Any, Protocol
from urllib.parse import quote

from attrs import field, frozen

from qualflow.web.desk import REQUEST, Desk
from qualflow.web.errors import HTML, LONGEST_ADDRESS, Answer, Problem

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

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


class App(Protocol):
    """An ASGI application."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""


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
