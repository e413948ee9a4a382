"""What a fresh process waits for: imports, `--help`, loading the shipped process.

Every figure is processor time, the operating system's own accounting of a process that
has ended.  Bytecode is compiled before, as it is wherever a program runs twice.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from bench.timing import at_most, heading, milliseconds, report

ROUNDS = 15
HOME = Path(__file__).parent.parent
IMPORT = "from qualflow import load, decide, Case"
LOAD = """
from time import process_time
from qualflow import load
start = process_time()
load("cn-automaker")
print(process_time() - start)
"""
PROGRAMS = {
    "bare Python": ["pass"],
    "import": [IMPORT],
    "click": ["from bench.click_program import main; main()", "--help"],
    "qualflow": ["from qualflow.cli import main; main()", "--help"],
}


def main() -> None:
    heading("Fresh processes")
    rounds = _take_turns(PROGRAMS)
    bare, ours = rounds["bare Python"], rounds["import"]
    over = median(a - b for a, b in zip(ours, bare, strict=True)) * 1e3
    absolute = f"{milliseconds(ours)} against {milliseconds(bare)}"
    report(f"`{IMPORT}` over Python", f"{over:.0f} ms", absolute,
           bar="at most 60 ms", met=over <= 60)  # fmt: skip
    what = "`qualflow --help` / a click program with two commands"
    at_most(rounds, "qualflow", "click", 1.5, what, milliseconds)
    spent = median(float(_run(["-c", LOAD])) for _ in range(ROUNDS)) * 1e3
    report('load("cn-automaker"), imports of the loader included', f"{spent:.0f} ms",
           bar="at most 100 ms", met=spent <= 100)  # fmt: skip


def _take_turns(programs: Mapping[str, list[str]]) -> dict[str, list[float]]:
    """Return seconds of each program, round by round, after one to warm up."""
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(ROUNDS + 1):
        for name, program in programs.items():
            before = _spent()
            _run(["-c", *program])
            if number:
                seconds[name].append(_spent() - before)
    return seconds


def _spent() -> float:
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _run(arguments: list[str]) -> str:
    kept = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, *arguments], cwd=HOME, env=kept, check=True,
                          capture_output=True, text=True)  # fmt: skip
    return done.stdout
