"""Time several contestants side by side, and print what came of it.

Machines are noisy: contestants take turns, round by round, and what is compared is the
median of the ratios within a round.  Processor time is counted, so that other jobs on
the machine take nothing.  Bars are printed beside the figures; nothing fails.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time

Rounds = Mapping[str, list[float]]
"""Seconds of each contestant, round by round; for one operation each."""


def take_turns(
    contestants: Mapping[str, tuple[Callable[[], object], int]], rounds: int
) -> Rounds:
    """Run each contestant once a round; it comes with how many operations a run has."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, (run, operations) in contestants.items():
            gc.collect()
            start = process_time()
            kept = run()
            spent = process_time() - start
            del kept  # letting go of it is not part of the run
            if number:  # the first round warms up
                seconds[name].append(spent / operations)
    return seconds


def ratio(rounds: Rounds, slower: str, faster: str) -> float:
    """Return how many times the seconds of one are those of the other."""
    pairs = zip(rounds[slower], rounds[faster], strict=True)
    return median(a / b for a, b in pairs)


def heading(text: str) -> None:
    print(f"\n{text}")


def report(
    what: str, figure: str, absolute: str = "", *, bar: str = "", met: bool | None = None
) -> None:
    """Print one line: what, the figure, absolute figures, and the bar if there is one."""
    verdict = {True: "met", False: "MISSED", None: ""}[met]
    line = f"  {what:<54} {figure:>12}   {absolute:<34} {bar:<16} {verdict}"
    print(line.rstrip(), flush=True)


def per_second(seconds: list[float]) -> str:
    """Return a rate: "412 k/s"."""
    rate = 1 / median(seconds)
    return f"{rate / 1e6:.2f} M/s" if rate >= 1e6 else f"{rate / 1e3:.3g} k/s"


def microseconds(seconds: list[float]) -> str:
    return f"{median(seconds) * 1e6:.2f} us"
