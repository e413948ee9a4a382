"""`qualflow serve`."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING

import click

from qualflow.cli import options
from qualflow.errors import QualflowError
from qualflow.words.language import Language

if TYPE_CHECKING:
    from qualflow.web.library import Library

NEEDED = ("litestar", "uvicorn", "jinja2")
GRACE_SECONDS = 5
WAITING = 128
"""Connections the system keeps while the server is busy."""


class ServeError(QualflowError):
    """Pages that cannot be served, with the way out."""


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--process",
    "processes",
    metavar="PROCESS",
    multiple=True,
    help="Show this one; may be repeated.  All that are shipped, if it is missing.",
)
@options.language
def command(
    host: str, port: int, processes: tuple[str, ...], language: Language
) -> None:
    """Serve pages to learn with, and the same answers for programs.

    The address is printed when the pages are there; what is asked is logged to stderr,
    one line a request.  Nothing is stored.  Stops on Ctrl-C or SIGTERM, after what is
    under way.

    \b
    Examples:
      qualflow serve
      qualflow serve --port 0 --lang zh
      qualflow serve --process cn-automaker --process ./my-process
    """  # noqa: D301
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ServeError(
            f"serve needs {', '.join(missing)}: pip install 'qualflow[web]'"
        )
    listening = _listen(host, port)
    with listening:
        _serve(listening, processes, language)


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        ServeError: If there is no such address, or it is in use.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        with ExitStack() as stack:
            listening = socket.socket(family, kind, protocol)
            stack.enter_context(listening)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(WAITING)
            stack.pop_all()
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ServeError(
            f"cannot listen on {host} port {port}: {why[:1].lower()}{why[1:]}; "
            "choose another with --host and --port"
        ) from None
    return listening


def _serve(
    listening: socket.socket, processes: tuple[str, ...], language: Language
) -> None:
    import uvicorn

    from qualflow.web.app import application
    from qualflow.web.library import library

    shown = library(processes)
    app = application(shown, language, _logger())
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # The server repeats the signal when it has stopped: here that is no more than news.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _nothing)
    click.echo(f"qualflow: {_address(listening)}")
    sys.stdout.flush()
    Thread(target=_warm, args=(shown,), daemon=True).start()
    uvicorn.Server(config).run(sockets=[listening])


def _warm(shown: Library) -> None:
    """Make and load what would make the first who asks for it wait."""
    shown.warm()
    with suppress(ImportError):  # the arrays of the simulation are an extra
        import qualflow.web.pages.simulate_showing  # noqa: F401


def _nothing(_signal: int, _frame: object) -> None:
    """Let the server go on stopping."""


def _address(listening: socket.socket) -> str:
    """Return where others find it; who listens everywhere is found by his name."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104  # asked for by --host
        host = socket.gethostname()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _logger() -> Callable[..., None]:
    """Return what logs a line to stderr: key=value, values quoted."""
    import structlog

    logger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(
                key_order=["timestamp", "level", "event"]
            ),
        ],
    )

    def log(event: str, **subject: object) -> None:
        (logger.error if event == "mistake" else logger.info)(event, **subject)

    return log
