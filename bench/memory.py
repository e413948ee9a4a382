"""What cases weigh, and how long it takes to have many of them alive."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from statistics import median
from time import process_time

from transitions import Machine

from bench.engines import Model, machine
from bench.law import rulebook
from bench.model import FIRST_DAY, FLAGS, NUMBERS
from bench.timing import heading, report
from qualflow import FileFact, case_class, decide, open_case, replay
from qualflow.case.events import Case

CASES = 1_000
ROUNDS = 3


def main() -> None:
    heading("Memory, everything counted that a case alone keeps alive")
    fresh = _weight(_fresh) / CASES
    report("a fresh case", f"{fresh:.0f} B", bar="at most 1000 B", met=fresh <= 1_000)
    fact = (_weight(_filed) / CASES - fresh) / len((*NUMBERS, *FLAGS))
    report("a filed fact", f"{fact:.0f} B", bar="about 300 B", met=fact <= 330)

    heading("Live models: time to have them, each")
    ours = case_class(rulebook())
    first = 0.0
    for number in (1_000, 10_000, 100_000):
        each = _each(lambda: None, lambda n=number: [ours(f"C-{i}") for i in range(n)],
                     number)  # fmt: skip
        first = first or each
        times, absolute = each / first, f"{each * 1e6:.2f} us each"
        report(f"CaseModel, {number:,} alive", f"{times:.2f} x", absolute,
               bar="linear", met=times <= 2)  # fmt: skip
    for number in (1_000, 5_000):
        theirs = _each(machine, lambda shared, n=number: _registered(shared, n), number)
        report(f"transitions, add_model, {number:,} alive", f"{theirs / first:.0f} x",
               f"{theirs * 1e6:.0f} us each")  # fmt: skip


def _fresh() -> list[Case]:
    law = rulebook()
    return [open_case(law, f"C-{number}") for number in range(CASES)]


def _filed() -> list[Case]:
    """Every fact filed, one command each, values never shared."""
    law, cases = rulebook(), _fresh()
    for place, case in enumerate(cases):
        for name in (*NUMBERS, *FLAGS):
            value = name in FLAGS or int("57")
            outcome = decide(law, case, FileFact(name, value, FIRST_DAY))
            case = replay(outcome.events, start=case)
        cases[place] = case
    return cases


def _weight(make: Callable[[], object]) -> int:
    """Return the bytes that what is made keeps allocated."""
    make()  # caches are filled before
    gc.collect()
    tracemalloc.start()
    kept = make()
    gc.collect()
    current, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return current


def _each(
    prepare: Callable[[], object], make: Callable[..., object], number: int
) -> float:
    spent = []
    for _ in range(ROUNDS):
        prepared = prepare()
        gc.collect()
        start = process_time()
        kept = make(prepared) if prepared else make()
        spent.append((process_time() - start) / number)
        del kept
    return median(spent)


def _registered(shared: Machine, number: int) -> Machine:
    models = [Model() for _ in range(number)]
    for model in models:
        shared.add_model(model)
    return shared
