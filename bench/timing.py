"""Time several contestants side by side, and print what came of it.

Machines are noisy: contestants take turns, round by round, and what is compared is the
median of the ratios within a round.  Processor time is counted, so that other jobs on
the machine take less.  Bars are printed beside the figures; nothing fails.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time

Run = Callable[[], object]
Rounds = Mapping[str, list[float]]
"""Seconds of each contestant for one operation, round by round."""


def take_turns(runs: Mapping[str, Run], operations: int, rounds: int) -> Rounds:
    """Run each contestant once a round, after one round to warm up."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            gc.collect()
            start = process_time()
            kept = run()
            spent = process_time() - start
            del kept  # letting go of it is not part of the run
            if number:
                seconds[name].append(spent / operations)
    return seconds


def ratio(rounds: Rounds, one: str, other: str) -> float:
    """Return how many times the seconds of one contestant are those of another."""
    pairs = zip(rounds[one], rounds[other], strict=True)
    return median(a / b for a, b in pairs)


def heading(text: str) -> None:
    print(f"\n{text}")


def report(
    what: str,
    figure: str,
    absolute: str = "",
    *,
    bar: str = "",
    met: bool | None = None,
) -> None:
    """Print one line: what, the figure, absolute figures, and the bar if any."""
    verdict = {True: "met", False: "MISSED", None: ""}[met]
    line = f"  {what:<64} {figure:>9}   {absolute:<30} {bar:<15} {verdict}"
    print(line.rstrip(), flush=True)


def at_least(
    rounds: Rounds, peer: str, ours: str, times: float, what: str, show: Show
) -> None:
    """Report how many times faster ours is than a peer."""
    found = ratio(rounds, peer, ours)
    absolute = f"{show(rounds[ours])} against {show(rounds[peer])}"
    bar = f"at least {times:g} x"
    report(what, f"{found:.2f} x", absolute, bar=bar, met=found >= times)


def at_most(
    rounds: Rounds, ours: str, peer: str, times: float, what: str, show: Show
) -> None:
    """Report how many times slower ours is than a peer."""
    found = ratio(rounds, ours, peer)
    absolute = f"{show(rounds[ours])} against {show(rounds[peer])}"
    bar = f"at most {times:g} x"
    report(what, f"{found:.2f} x", absolute, bar=bar, met=found <= times)


Show = Callable[[list[float]], str]


def per_second(seconds: list[float]) -> str:
    """Return a rate: "412 k/s"."""
    rate = 1 / median(seconds)
    return f"{rate / 1e6:.2f} M/s" if rate >= 1e6 else f"{rate / 1e3:.3g} k/s"


def microseconds(seconds: list[float]) -> str:
    return f"{median(seconds) * 1e6:.2f} us"


def milliseconds(seconds: list[float]) -> str:
    return f"{median(seconds) * 1e3:.0f} ms"
