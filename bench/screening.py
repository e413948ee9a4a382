"""A table of applicants, judged by the thirty clauses of one transition.

The peers answer less: the mask by hand says which rows are open, not which clauses stop
the others, and knows no unknown facts.
"""

from __future__ import annotations

import tempfile
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from bench.law import FACTS, case_on
from bench.model import (
    FIRST_DAY,
    FLAGS,
    INITIAL,
    NUMBERS,
    Facts,
    as_clause,
    as_python,
    moves,
)
from bench.timing import Run, heading, per_second, ratio, report, take_turns
from qualflow import Request, Rulebook, decide
from qualflow.law.parsing import parse
from qualflow.law.rules import Actor, Clause, Instrument, State, Transition
from qualflow.law.types import Scope, condition
from qualflow.screen.files import opened
from qualflow.screen.screening import question, total
from qualflow.screen.streaming import screen_file
from qualflow.screen.tables import screen

CLAUSES = 30
ROWS = 500_000
DECIDED = 5_000
ROUNDS = 5
BLOCK = 16_384

Columns = dict[str, NDArray[np.generic]]


def conditions() -> list[str]:
    """Return thirty conditions of the procedure that every engine runs."""
    every = (text for move in moves().values() for text in move.conditions)
    return list(islice(every, CLAUSES))


@cache
def rulebook() -> Rulebook:
    texts = {f"BA {number}": text for number, text in enumerate(conditions(), 1)}
    return Rulebook(
        name="bench",
        release="1",
        title={"en": "A screening"},
        actors={"applicant": Actor("applicant")},
        states={INITIAL: State(INITIAL, initial=True), "approved": State("approved")},
        facts=FACTS,
        instruments={"BA": Instrument("BA", {"en": "Benchmark Act"})},
        clauses={
            ref: (Clause(ref, "BA", {"en": text},
                         condition(parse(as_clause(text)), Scope(FACTS))),)
            for ref, text in texts.items()
        },
        transitions={
            "approve": (
                Transition("approve", (INITIAL,), "approved", ("applicant",),
                           clauses=tuple(texts)),
            )
        },
    )  # fmt: skip


def columns(rows: int) -> Columns:
    """Return values that most clauses mostly meet."""
    draw = np.random.default_rng(Random(2029).getrandbits(64))
    numbers = {name: draw.integers(0, 100, rows) for name in NUMBERS}
    return numbers | {name: draw.random(rows) < 0.95 for name in FLAGS}


def with_gaps(given: Columns) -> pa.Table:
    """Return the same as a table in which a tenth of the cells is empty."""
    draw = np.random.default_rng(30)
    return pa.table(
        {
            name: pa.array(values, mask=draw.random(len(values)) < 0.1)
            for name, values in given.items()
        }
    )


def by_hand(given: Columns) -> Run:
    """Return the mask of open rows as one writes it, block by block."""
    written = " & ".join(f"({as_numpy(text)})" for text in conditions())
    ask = eval(f"lambda facts: {written}")
    rows = len(given[NUMBERS[0]])

    def run() -> NDArray[np.bool_]:
        found = np.empty(rows, np.bool_)
        for first in range(0, rows, BLOCK):
            here = slice(first, first + BLOCK)
            found[here] = ask({name: values[here] for name, values in given.items()})
        return found

    return run


def as_numpy(text: str) -> str:
    """Return a condition over arrays: a chain of comparisons taken apart."""
    words = as_python(text).split()
    if "or" in words:
        place = words.index("or")
        sides = " ".join(words[:place]), " ".join(words[place + 1 :])
        return f"({sides[0]}) | ({sides[1]})"
    if words.count("<=") == 2:
        low, _, fact, _, high = words
        return f"({low} <= {fact}) & ({fact} <= {high})"
    return " ".join(words)


def row_by_row(given: Columns, rows: int) -> Run:
    """Return `decide` for the first rows, with the findings of those not granted."""
    law = rulebook()
    names = list(given)
    lists = [given[name][:rows].tolist() for name in names]
    facts: list[Facts] = [
        dict(zip(names, row, strict=True)) for row in zip(*lists, strict=True)
    ]

    def run() -> list[bool]:
        request = Request("approve", FIRST_DAY)
        found = []
        for row in facts:
            outcome = decide(law, case_on(row), request)
            if outcome.refusal is not None:
                _ = outcome.refusal.findings
            found.append(outcome.refusal is None)
        return found

    return run


def from_file(path: Path) -> Run:
    asked = question(rulebook(), "approve", FIRST_DAY)

    def run() -> int:
        with path.open("rb") as source:
            blocks = screen_file(asked, opened(source)).blocks()
            return total([block.found.tally for block in blocks]).open

    return run


def contestants(given: Columns, folder: Path) -> dict[str, Run]:
    """Return the runs over all rows; files are written once."""
    parquet, csv = folder / "table.parquet", folder / "table.csv"
    pa.parquet.write_table(pa.table(given), parquet)
    pa.csv.write_csv(pa.table(given), csv)
    gaps, law = with_gaps(given), rulebook()
    return {
        "in memory": lambda: screen(law, given, "approve", FIRST_DAY),
        "with gaps": lambda: screen(law, gaps, "approve", FIRST_DAY),
        "by hand": by_hand(given),
        "Parquet": from_file(parquet),
        "CSV": from_file(csv),
    }


def check(given: Columns) -> None:
    """Fail unless all say the same."""
    found = screen(rulebook(), given, "approve", FIRST_DAY)
    assert np.array_equal(found.answers == 0, by_hand(given)()), "the peers disagree"
    some = row_by_row(given, DECIDED)()
    assert (found.answers[:DECIDED] == 0).tolist() == some, "the peers disagree"


BARS = (
    ("in memory", "numpy columns in memory", 4),
    ("with gaps", "Arrow columns in memory, a tenth of the cells empty", 4),
    ("Parquet", "from Parquet on disk", 1),
    ("CSV", "from CSV on disk", 0),
)
"""What is measured, and how many million rows a second it has to be at least."""


def main() -> None:
    heading(f"Screening: {ROWS:,} rows, {CLAUSES} clauses, one core")
    pa.set_cpu_count(1)
    given = columns(ROWS)
    check(given)
    with tempfile.TemporaryDirectory() as folder:
        rounds = dict(take_turns(contestants(given, Path(folder)), ROWS, ROUNDS))
    rounds |= take_turns({"decide": row_by_row(given, DECIDED)}, DECIDED, ROUNDS)
    for name, what, least in BARS:
        met = 1 / median(rounds[name]) >= least * 1e6 if least else None
        bar = f"at least {least} M/s" if least else ""
        report(what, per_second(rounds[name]), bar=bar, met=met)
    for one, other, what in (
        ("in memory", "by hand", "answers, clauses and counts / a mask by hand"),
        ("decide", "in memory", "`decide` row by row, with findings / in memory"),
    ):
        peer = "by hand" if one == "in memory" else one
        times = f"{ratio(rounds, one, other):.3g} x"
        report(what, times, per_second(rounds[peer]))


if __name__ == "__main__":
    main()
