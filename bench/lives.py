"""Whole lives: qualflow and three peers on the same 1,000 cases."""

from __future__ import annotations

from zlib import crc32

from bench import engines
from bench.model import ATTEMPTS, INITIAL, guard, lives, moves
from bench.timing import heading, per_second, ratio, report, take_turns

CASES = 1_000
ROUNDS = 5


def main() -> None:
    all_lives = lives(CASES)
    heading(f"Lives: {_shares()}; attempts a second")
    ended = crc32(repr(engines.by_hand(all_lives)).encode())
    engine = {
        "by hand": engines.by_hand,
        "registered": engines.registered,
        "unregistered": engines.unregistered,
        "statemachine": engines.statemachine,
        "attempts": engines.attempts,
        "event-sourced": engines.event_sourced,
    }
    for name, run in engine.items():
        assert crc32(repr(run(all_lives)).encode()) == ended, name
    ready = engines.registered_before(all_lives)
    contestants = {name: (lambda r=run: r(all_lives), CASES * ATTEMPTS)
                   for name, run in engine.items()}  # fmt: skip
    contestants["registered before"] = (ready, CASES * ATTEMPTS)
    rounds = take_turns(contestants, ROUNDS)

    for ours in ("attempts", "event-sourced"):
        for peer, title, bar in (
            ("registered", "transitions, 1,000 registered models", 5),
            ("registered before", "the same, models made before", 5),
            ("statemachine", "python-statemachine, an instance a case", 50),
            ("unregistered", "transitions, unregistered models", 2),
        ):
            times = ratio(rounds, peer, ours)
            rates = f"{per_second(rounds[ours])} against {per_second(rounds[peer])}"
            report(f"{ours} over {title}", f"{times:.2f} x", rates,
                   bar=f"at least {bar} x", met=times >= bar)  # fmt: skip
        times = ratio(rounds, ours, "by hand")
        rates = f"{per_second(rounds[ours])} against {per_second(rounds['by hand'])}"
        report(f"a hand-written table over {ours}", f"{times:.2f} x", rates,
               bar="at most 10 x", met=times <= 10)  # fmt: skip


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
