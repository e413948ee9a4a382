"""Sampling: cases a second against numpy by hand and SimPy, with the law, memory."""

from __future__ import annotations

import subprocess
import sys

from bench.judged import rulebook as judged_law
from bench.judged import scenario as judged_scenario
from bench.reference import by_hand, by_simpy
from bench.timing import at_least, heading, per_second, report, take_turns
from qualflow.processes import load_scenario
from qualflow.simulate.running import Sampling

ROUNDS = 5
CASES = 500_000
PEER_CASES = 20_000
MANY = 10_000_000
MEGABYTE = 2**20


def main() -> None:
    heading("Sampling the reference process, one core")
    rulebook, scenario = load_scenario("reference")
    work = Sampling(rulebook, scenario, None, 1)
    judged = Sampling(judged_law(), judged_scenario(), None, 1)
    order = Sampling(*load_scenario("order-27"), None, 1)
    rounds = take_turns(
        {
            "ours": lambda: work.part(0, CASES),
            "by hand": lambda: by_hand(CASES),
        },
        CASES,
        ROUNDS,
    )
    what = "the general sampler / numpy by hand"
    at_least(rounds, "by hand", "ours", 0.35, what, per_second)
    few = take_turns({"SimPy": lambda: by_simpy(PEER_CASES)}, PEER_CASES, ROUNDS)
    what = "the general sampler / SimPy in batches of 1,000"
    at_least({**rounds, **few}, "SimPy", "ours", 50, what, per_second)
    law = take_turns({"law": lambda: judged.part(0, CASES // 2)}, CASES // 2, ROUNDS)
    what = "the same with four clauses and a calendar / numpy by hand without"
    at_least({**rounds, **law}, "by hand", "law", 0.2, what, per_second)
    real = take_turns({"real": lambda: order.part(0, CASES // 5)}, CASES // 5, ROUNDS)
    report("order-27, the law of 2016 to 2019 judged", per_second(real["real"]))
    _memory()


def _memory() -> None:
    """Print the memory of a whole process with few and with many cases."""
    few, many = (_peak(cases) for cases in (100_000, MANY))
    grown = (many - few) / MEGABYTE
    report(
        f"memory of {MANY:,} cases",
        f"{many / MEGABYTE:.0f} MB",
        f"{grown:+.0f} MB against 100,000",
        bar="at most 300 MB",
        met=many <= 300 * MEGABYTE,
    )


def _peak(cases: int) -> int:
    """Return the most memory that a process of its own held, in bytes."""
    program = (
        "import resource\n"
        "from qualflow.processes import load_scenario\n"
        "from qualflow.simulate.running import Sampling\n"
        "work = Sampling(*load_scenario('reference'), None, 1)\n"
        f"work.part(0, {cases})\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return int(done.stdout) * 1024
