"""Guards alone: every transition asked about the facts of 500 cases."""

from __future__ import annotations

from bench.law import rulebook
from bench.model import (
    FIRST_DAY,
    Facts,
    Guard,
    callables,
    every_condition,
    guard,
    lives,
    moves,
)
from bench.timing import at_most, heading, microseconds, ratio, report, take_turns
from qualflow import Verdict
from qualflow.law.evaluators.walk import Situation, judge

CASES = 500
ROUNDS = 7
TODAY = FIRST_DAY.toordinal()
NOTHING: frozenset[str] = frozenset()

ROWS = [life.facts for life in lives(CASES)]
EDITION = rulebook().on(FIRST_DAY)
STEPS = [EDITION.step(move.source, move.trigger) for move in moves().values()]
BY_HAND = [guard(move) for move in moves().values()]
EVERY_ONE = [every_condition(move) for move in moves().values()]
CALLABLES = [callables(move) for move in moves().values()]


def by_hand() -> list[bool]:
    return [ask(facts) for ask in BY_HAND for facts in ROWS]


def every_one_by_hand() -> list[tuple[bool, ...]]:
    return [ask(facts) for ask in EVERY_ONE for facts in ROWS]


def compiled() -> list[bool]:
    asks = [step.guard.fast for step in STEPS]
    return [ask(facts, TODAY) for ask in asks for facts in ROWS]


def three_valued() -> list[tuple[bool | None, ...]]:
    asks = [step.guard.verdicts for step in STEPS]
    return [ask(facts, NOTHING, TODAY) for ask in asks for facts in ROWS]


def callable_by_callable() -> list[bool]:
    return [_all_of(asks, facts) for asks in CALLABLES for facts in ROWS]


def _all_of(asks: tuple[Guard, ...], facts: Facts) -> bool:
    for ask in asks:  # noqa: SIM110  # all() and a generator are slower
        if not ask(facts):
            return False
    return True


def walked() -> list[bool]:
    trees = [[clause.when for clause in step.evaluated] for step in STEPS]
    return [
        all(judge(tree, Situation(facts, TODAY)) is Verdict.MET for tree in asked)
        for asked in trees
        for facts in ROWS
    ]


def main() -> None:
    heading("Guards alone, all facts known")
    expected = by_hand()
    for others in (compiled(), callable_by_callable(), walked()):
        assert others == expected, "the evaluators disagree"
    assert three_valued() == every_one_by_hand(), "the evaluators disagree"
    runs = {
        "by hand": by_hand,
        "by hand, every one": every_one_by_hand,
        "compiled": compiled,
        "three-valued": three_valued,
        "callables": callable_by_callable,
        "walk": walked,
    }
    rounds = take_turns(runs, len(expected), ROUNDS)
    what = "compiled, stops at the first no / written by hand"
    at_most(rounds, "compiled", "by hand", 1.5, what, microseconds)
    what = "compiled, three-valued, every clause / every one by hand"
    at_most(rounds, "three-valued", "by hand, every one", 1.5, what, microseconds)
    for name, what in (
        ("three-valued", "compiled, three-valued, every clause"),
        ("callables", "a callable a condition"),
        ("walk", "the plain walk of the tree"),
    ):
        times = ratio(rounds, name, "by hand")
        report(
            f"{what} / written by hand", f"{times:.2f} x", microseconds(rounds[name])
        )
