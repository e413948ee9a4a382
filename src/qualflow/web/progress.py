"""Long answers told bit by bit: server-sent events, from a thread to whoever listens.

A run is bounded: in its cases and its seconds by who makes it, in number here; it ends
soon after whoever asked has gone.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Event as Flag
from threading import Lock
from typing import Any, TypeAlias, TypeVar

from attrs import define, field, frozen

from qualflow.strict_json import Json
from qualflow.web.parameters import ParameterError

EVENTS = "text/event-stream"
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
AT_A_TIME = 2
"""Runs that are computed at once; the others wait for their turn."""
MOST_RUNS = 32
"""Runs that wait or are computed; more are refused."""
QUIET_SECONDS = 10.0
"""After so long without news a comment is sent, so that nobody closes the line."""

_RUNS = ThreadPoolExecutor(AT_A_TIME, "qualflow-run")
_ANSWERS = ThreadPoolExecutor(AT_A_TIME, "qualflow-answer")

Made = TypeVar("Made")


async def in_turn(function: Callable[..., Made], *values: Any) -> Made:
    """Return what a slow function returns; others are answered meanwhile."""
    return await asyncio.get_running_loop().run_in_executor(
        _ANSWERS, partial(function, *values)
    )


@frozen
class Event:
    """What is told: its kind and its values."""

    kind: str
    values: dict[str, Json]

    @property
    def lines(self) -> bytes:
        """The event as it is sent."""
        said = json.dumps(self.values, ensure_ascii=False)
        return f"event: {self.kind}\ndata: {said}\n\n".encode()


Tell: TypeAlias = Callable[[Event], bool]
"""Tells an event, and returns whether anybody still listens."""


@define
class Runs:
    """The runs under way: one for each connection, and not too many."""

    most: int = MOST_RUNS
    _under_way: dict[object, object] = field(factory=dict)
    _lock: Lock = field(factory=Lock)

    def begin(self, connection: object) -> Callable[[], None]:
        """Let a run begin, and return what ends it; it may be called again.

        Raises:
            ParameterError: If the connection has one, or there are too many.
        """
        with self._lock:
            if connection in self._under_way:
                found, wanted = "another one under way", "one run at a time"
                raise ParameterError("run", found, wanted, status=429)
            if len(self._under_way) >= self.most:
                found = f"{len(self._under_way)} runs under way"
                raise ParameterError("run", found, "a moment of patience", status=503)
            run = self._under_way[connection] = object()

        def end() -> None:
            with self._lock:
                if self._under_way.get(connection) is run:
                    del self._under_way[connection]

        return end


async def stream(
    work: Callable[[Tell, Callable[[], bool]], None],
) -> AsyncIterator[bytes]:
    """Yield the events of a run as they come; who stops listening ends it.

    Args:
        work: Computes in a thread, and tells; it returns soon when nobody listens any
            more, which it can ask between two tellings.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[Event | None] = asyncio.Queue()
    gone = Flag()

    def put(event: Event | None) -> None:
        with suppress(RuntimeError):  # the server has stopped
            loop.call_soon_threadsafe(waiting.put_nowait, event)

    def tell(event: Event) -> bool:
        if not gone.is_set():
            put(event)
        return not gone.is_set()

    def run() -> None:
        try:
            if not gone.is_set():
                work(tell, lambda: not gone.is_set())
        finally:
            put(None)

    done = loop.run_in_executor(_RUNS, run)
    try:
        while True:
            try:
                event = await asyncio.wait_for(waiting.get(), QUIET_SECONDS)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if event is None:
                break
            yield event.lines
        await done
    finally:
        gone.set()
