"""The same procedure as a rulebook, with five changes of the law on the way."""

from __future__ import annotations

from datetime import date
from functools import cache

from bench.model import (
    FIRST_DAY,
    FLAGS,
    INITIAL,
    NUMBERS,
    Facts,
    as_clause,
    moves,
    states,
)
from qualflow.case.events import Case, FactFiled
from qualflow.law.facts import BooleanType, Evidence, Fact, NumberType
from qualflow.law.parsing import parse
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import (
    Actor,
    Clause,
    Instrument,
    Interval,
    Kind,
    Provision,
    State,
    Transition,
)
from qualflow.law.types import Scope, condition

FACTS = {name: Fact(name, NumberType(0, 0, 99)) for name in NUMBERS} | {
    name: Fact(name, BooleanType()) for name in FLAGS
}
CHANGES = [date(2029, month, 1) for month in (4, 6, 8, 10, 12)]


@cache
def rulebook() -> Rulebook:
    """Return the rulebook; its guards are compiled when first asked."""
    clauses = {f"{m.trigger} {n}": text for m in moves().values()
               for n, text in enumerate(m.conditions, 1)}  # fmt: skip
    return Rulebook(
        name="bench",
        release="1",
        title={"en": "The procedure of the benchmarks"},
        actors={"applicant": Actor("applicant")},
        states={s: State(s, initial=s == INITIAL) for s in states()},
        facts=FACTS,
        instruments={"bench": Instrument("bench", {"en": "Benchmark Act"})},
        clauses={ref: (_clause(ref, text),) for ref, text in clauses.items()},
        transitions={
            move.trigger: (
                Transition(
                    move.trigger,
                    (move.source,),
                    move.target,
                    ("applicant",),
                    clauses=tuple(r for r in clauses if r.split()[0] == move.trigger),
                ),
            )
            for move in moves().values()
        },
        provisions={f"change {n}": _change(n, day) for n, day in enumerate(CHANGES, 1)},
    )


def _clause(ref: str, text: str) -> Clause:
    when = condition(parse(as_clause(text)), Scope(FACTS))
    return Clause(ref, "bench", {"en": text}, when)


def _change(number: int, day: date) -> Provision:
    ref, text = f"change {number}", {"en": "The law changes."}
    return Provision(ref, "bench", text, Kind.DEADLINE, in_force=Interval(day))


FILED = {
    name: FactFiled(name, fact.type == BooleanType() or 50, FIRST_DAY)
    for name, fact in FACTS.items()
}
"""A documented filing of every fact."""

WEAKER = Evidence.REPORTED
"""The evidence asked for: less than the filings have, so that each is looked at."""


def case_on(facts: Facts) -> Case:
    """Return a case that reads its facts from this dictionary, all of them filed."""
    return Case("C-7", "bench", INITIAL, (), facts, FILED)
