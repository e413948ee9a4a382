"""The command line, run in this process or in one of its own."""

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager

from click.testing import CliRunner

from qualflow.cli import main


def run(*arguments, **environment):
    """Return what came of a command; an exception that is no exit is raised here.

    `environment` adds variables, or takes them away where they are None.
    """
    clean = {"QUALFLOW_LANG": None, "NO_COLOR": None}
    result = CliRunner().invoke(main, arguments, env=clean | environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def answer(*arguments, code=None):
    """Return the one JSON object that a command printed."""
    result = run(*arguments, "--json")
    assert code is None or result.exit_code == code, result.output
    assert result.stderr == ""
    return json.loads(result.stdout)


def shell(*arguments, **environment):
    """Return what came of a command in a process of its own, as text."""
    script = "from qualflow.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@contextmanager
def serving(*arguments):
    """Yield a server and its address; it is stopped in any case."""
    command = [
        sys.executable,
        "-W",
        "error",
        "-c",
        "from qualflow.cli import main; main()",
        "serve",
        "--port",
        "0",
    ]
    with subprocess.Popen(
        [*command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            line = server.stdout.readline()
            found = re.fullmatch(r"qualflow: (http://127\.0\.0\.1:(\d+)/)\n", line)
            assert found, line + server.stderr.read()
            yield server, found[1]
        finally:
            server.kill()
