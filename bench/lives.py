"""Whole lives: qualflow and three peers on the same 1,000 cases."""

from __future__ import annotations

from functools import partial
from zlib import crc32

from bench import engines
from bench.model import ATTEMPTS, INITIAL, guard, lives, moves
from bench.timing import (
    at_least,
    at_most,
    heading,
    per_second,
    ratio,
    report,
    take_turns,
)

CASES = 1_000
ROUNDS = 5
ENGINES = {
    "a hand-written table": engines.by_hand,
    "transitions, 1,000 registered models": engines.registered,
    "transitions, models it does not know": engines.unregistered,
    "python-statemachine, an instance a case": engines.statemachine,
    "attempts": engines.attempts,
    "attempts and filings": engines.event_sourced,
}
BARS = {
    "transitions, 1,000 registered models": 5,
    "python-statemachine, an instance a case": 50,
    "transitions, models it does not know": 2,
}


def main() -> None:
    heading(f"Lives, attempts a second: {_shares()}")
    all_lives = lives(CASES)
    runs = {name: partial(run, all_lives) for name, run in ENGINES.items()}
    ended = {name: crc32(repr(run()).encode()) for name, run in runs.items()}
    assert len(set(ended.values())) == 1, f"the engines disagree: {ended}"
    runs["transitions, 1,000 registered beforehand"] = engines.registered_before(
        all_lives
    )
    rounds = take_turns(runs, CASES * ATTEMPTS, ROUNDS)
    for ours in ("attempts", "attempts and filings"):
        for peer, times in BARS.items():
            at_least(rounds, peer, ours, times, f"{ours} / {peer}", per_second)
        beforehand = "transitions, 1,000 registered beforehand"
        times = ratio(rounds, beforehand, ours)
        report(f"{ours} / {beforehand}", f"{times:.2f} x")
        table = "a hand-written table"
        at_most(rounds, ours, table, 10, f"{table} / {ours}", per_second)


def _shares() -> str:
    """Return how many of the attempts are granted, refused and nowhere possible."""
    count = {"granted": 0, "refused by the guard": 0, "no such transition": 0}
    for life in lives(CASES):
        facts, state = dict(life.facts), INITIAL
        for fact, value, trigger, _ in life.steps:
            facts[fact] = value
            move = moves()[trigger]
            if move.source != state:
                count["no such transition"] += 1
            elif guard(move)(facts):
                count["granted"] += 1
                state = move.target
            else:
                count["refused by the guard"] += 1
    total = CASES * ATTEMPTS
    return ", ".join(f"{n / total:.0%} {name}" for name, n in count.items())
