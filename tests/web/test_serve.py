"""`qualflow serve`, in a process of its own: it starts, answers, logs, and stops."""

import re
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from qualflow.cli import serve
from shell import run, serving


def get(address, path):
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_it_answers_at_the_printed_address_until_it_is_told_to_stop(name):
    """Stopping is no failure: what keeps it running sees exit code 0."""
    with serving("--process", "instrument-approval", "--lang", "zh") as (server, at):
        status, page = get(at, "/")
        missing, _ = get(at, "/law/cn-automaker")
        server.send_signal(getattr(signal, name))
        _, logged = server.communicate(timeout=30)

    assert status == 200
    assert '<html lang="zh-Hans">' in page
    assert missing == 404
    assert server.returncode == 0
    lines = logged.splitlines()
    assert len(lines) == 2
    assert "event='request' method='GET' path='/' status=200 ms=" in lines[0]
    assert re.search(r"status=404 ms=[\d.]+ request='[0-9a-f]{16}'$", lines[1])


def test_who_listens_to_the_whole_network_is_told_by_the_name_of_the_machine():
    with socket.create_server(("", 0)) as listening:
        port = listening.getsockname()[1]
        told = serve._address(listening)

    assert told == f"http://{socket.gethostname()}:{port}/"


def test_what_is_under_way_is_answered_before_it_stops():
    with serving("--process", "instrument-approval") as (server, at):
        connection = HTTPConnection(urlsplit(at).netloc, timeout=30)
        connection.connect()
        connection.putrequest("GET", "/health")
        connection.endheaders()
        answer = connection.getresponse()
        server.send_signal(signal.SIGTERM)
        assert answer.read().startswith(b'{"status":"ok"')
        connection.close()
        assert server.wait(timeout=30) == 0


def test_what_is_no_request_is_refused():
    lines = [b"GET /" + b"x" * 100_000 + b" HTTP/1.1", b"GET /\x00 HTTP/1.1", b"NO"]
    with serving("--process", "reference") as (_, at):
        answers = [raw(at, line) for line in lines]
        status, _ = get(at, "/health")

    assert [re.match(rb"HTTP/1\.1 4\d\d ", answer) is None for answer in answers] == [
        False
    ] * len(lines)
    assert status == 200


def raw(address, line):
    """Return the beginning of the answer to a line that no browser would send."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as wire:
        wire.sendall(line + b"\r\nHost: x\r\n\r\n")
        return wire.recv(4_096)


def test_a_port_that_is_in_use_is_said_to_be():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port))

    assert result.exit_code == 2
    assert f"cannot listen on 127.0.0.1 port {port}: address already in use" in (
        result.stderr
    )


def test_a_host_that_is_none_of_this_machine_is_said_to_be():
    result = run("serve", "--host", "192.0.2.1", "--port", "0")

    assert result.exit_code == 2
    assert "cannot listen on 192.0.2.1 port 0" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "70000"], "--port"),
        (["--port", "0", "--process", "cn-automakr"], "did you mean 'cn-automaker'"),
        (["--port", "0", "--lang", "fr"], "--lang"),
    ],
)
def test_what_cannot_be_served_is_exit_code_2(arguments, message):
    result = run("serve", *arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(serve, "NEEDED", ("litestar", "no_such_package"))

    result = run("serve")

    assert result.exit_code == 2
    assert "serve needs no_such_package: pip install 'qualflow[web]'" in result.stderr


def test_the_command_line_does_not_load_the_server():
    """`qualflow --help` stays quick."""
    script = (
        "import sys; from qualflow.cli import main\n"
        "try: main(['serve', '--help'])\n"
        "except SystemExit: pass\n"
        "print({'litestar', 'uvicorn', 'jinja2', 'msgspec'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.endswith("set()\n")
