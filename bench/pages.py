"""The pages: time on the server, size, start, memory, fifty readers at once."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any
from urllib.parse import unquote, urlsplit

from bench.timing import heading, report
from qualflow.web.app import application
from qualflow.web.library import library
from qualflow.web.outer import Outer

PAGES = {
    "first page": "/",
    "law": "/law",
    "one process": "/law/cn-automaker",
    "clause": "/law/cn-automaker/clause/O27%206%284%29",
    "law of a day": "/law/cn-automaker/on/2019-01-10",
    "case": "/step/cn-automaker/xiaomi?on=2023-08-23",
    "search": "/search?q=sample",
    "API: explain": (
        "/api/v1/processes/cn-automaker/cases/xiaomi/explain"
        "?transition=take_over&on=2023-08-23&link=holder:baowo"
    ),
}
CASE = "case"
ROUNDS = 30
READERS, EACH = 50, 20
STARTS = 5


def main() -> None:
    heading("Pages: all shipped processes")
    _made()
    heading("qualflow serve, on loopback")
    starts, memory = _starts()
    start = median(starts)
    report("start, to the first answer", f"{start:.2f} s",
           bar="at most 2 s", met=start <= 2)  # fmt: skip
    with _server() as (server, address):
        for path in PAGES.values():
            _get(address, path)
        for name, path in PAGES.items():
            report(
                f"round trip: {name}", f"{median(_one_by_one(address, path)):.1f} ms"
            )
        _readers(address)
        memory = max(memory, _megabytes(server.pid))
    report("memory at its highest", f"{memory} MB",
           bar="at most 150 MB", met=memory <= 150)  # fmt: skip


def _made() -> None:
    """Print what it takes to make each page anew, from request to bytes."""
    shown = library()
    shown.warm()
    app = application(shown)
    app.desk.kept.most = 0
    for name, path in PAGES.items():
        size = asyncio.run(_asked(app, path))
        times = []
        for _ in range(ROUNDS):
            began = process_time()
            asyncio.run(_asked(app, path))
            times.append((process_time() - began) * 1000)
        taken, kilobytes = median(times), size / 1000
        small = taken <= 30 and kilobytes <= 60
        bar, met = ("30 ms, 60 kB", small) if name == CASE else ("", None)
        report(name, f"{taken:.1f} ms", f"{kilobytes:.1f} kB", bar=bar, met=met)


async def _asked(app: Outer, address: str) -> int:
    """Return how many bytes are answered to a request."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [],
    }
    sent: list[Mapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 200, address
    return sum(len(message.get("body", b"")) for message in sent)


@contextmanager
def _server() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yield a server that answers, and its address."""
    command = [sys.executable, "-c", "from qualflow.cli import main; main()"]
    with subprocess.Popen(
        [*command, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        found = re.search(r"http://(\S+)/", server.stdout.readline())
        assert found is not None
        try:
            _get(found[1], "/health")
            yield server, found[1]
        finally:
            server.send_signal(signal.SIGTERM)


def _starts() -> tuple[list[float], int]:
    """Return the seconds to the first answer, and the memory after it."""
    seconds, memory = [], 0
    for _ in range(STARTS):
        began = perf_counter()
        with _server() as (server, address):
            seconds.append(perf_counter() - began)
            _get(address, PAGES["clause"])
            memory = max(memory, _megabytes(server.pid))
    return seconds, memory


def _get(address: str, path: str) -> int:
    connection = HTTPConnection(urlsplit(f"http://{address}").netloc, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status)
        return len(body)
    finally:
        connection.close()


def _one_by_one(address: str, path: str, times: int = 60) -> list[float]:
    """Return the milliseconds of each request, as a reader sees them."""
    connection = HTTPConnection(address, timeout=60)
    taken = []
    for _ in range(times):
        began = perf_counter()
        connection.request("GET", path)
        connection.getresponse().read()
        taken.append((perf_counter() - began) * 1000)
    connection.close()
    return taken


def _readers(address: str) -> None:
    """Print what fifty readers at once see, going through all pages."""
    paths = list(PAGES.values())

    def reader(number: int) -> list[float]:
        taken = []
        for turn in range(EACH):
            began = perf_counter()
            _get(address, paths[(number + turn) % len(paths)])
            taken.append((perf_counter() - began) * 1000)
        return taken

    began = perf_counter()
    with ThreadPoolExecutor(READERS) as pool:
        taken = [one for found in pool.map(reader, range(READERS)) for one in found]
    rate = len(taken) / (perf_counter() - began)
    cut = quantiles(taken, n=100)
    report(
        f"{READERS} readers at once, {len(taken)} answers",
        f"p99 {cut[98]:.0f} ms",
        f"median {median(taken):.0f} ms, {rate:.0f} a second, none wrong",
    )


def _megabytes(pid: int) -> int:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return 0 if found is None else int(found[1]) // 1024
