"""The procedure that every engine runs, and the lives it runs it on.

9 states, 16 triggers, 3 to 6 conditions each over 30 facts.  A condition is written
once, as text in which the facts stand in braces: it is Python for the hand-written
peers and a clause for qualflow.  A life is a new case, then 8 times "set one fact,
attempt one trigger"; about a third of the attempts are granted, two fifths refused by
the guard, and for a fifth there is no such transition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from random import Random

from attrs import frozen

INITIAL = "draft"
MOVES = """
submit            draft         submitted
withdraw_draft    draft         ended
accept            submitted     accepted
return_file       submitted     draft
start_review      accepted      under_review
withdraw          accepted      ended
order_evaluation  under_review  evaluation
approve           under_review  approved
refuse            under_review  refused
report            evaluation    under_review
abandon           evaluation    ended
start_production  approved      producing
surrender         approved      ended
stop_production   producing     approved
revoke            producing     ended
apply_again       refused       draft
"""
NUMBERS = tuple(f"number_{n}" for n in range(1, 25))  # 0 to 99
FLAGS = tuple(f"flag_{n}" for n in range(1, 7))
FIRST_DAY = date(2029, 3, 4)
ATTEMPTS = 8

Value = bool | int
Facts = dict[str, Value]
Guard = Callable[[Facts], bool]


@frozen
class Move:
    """A trigger; each condition is a text with its facts in braces."""

    trigger: str
    source: str
    target: str
    conditions: tuple[str, ...]


@frozen
class Life:
    """The facts a case starts with, then (fact, value, trigger, day) step by step."""

    facts: Facts
    steps: tuple[tuple[str, Value, str, date], ...]


def as_python(condition: str) -> str:
    """Return a condition over a dictionary called `facts`."""
    return re.sub(r"{(\w+)}", r"facts['\1']", condition)


def as_clause(condition: str) -> str:
    """Return a condition in the clause language."""
    return re.sub(r"{(\w+)}", r"\1", condition)


@cache
def moves() -> Mapping[str, Move]:
    """Return the moves by trigger."""
    draw = Random(30)
    rows = (line.split() for line in MOVES.split("\n") if line)
    return {
        trigger: Move(trigger, source, target, tuple(_conditions(draw)))
        for trigger, source, target in rows
    }


def states() -> tuple[str, ...]:
    ends = (end for move in moves().values() for end in (move.source, move.target))
    return tuple(dict.fromkeys(ends))


def _conditions(draw: Random) -> Iterator[str]:
    """Yield 3 to 6 conditions, each of which about five in six drawings meet."""
    for _ in range(draw.randint(3, 6)):
        a, b = draw.sample(NUMBERS, 2)
        flag, low, high = draw.choice(FLAGS), draw.randint(4, 14), draw.randint(86, 96)
        yield draw.choice(
            (
                f"{{{a}}} >= {low}",
                f"{{{a}}} <= {high}",
                f"{low // 2} <= {{{a}}} <= {high + 5}",
                f"{{{flag}}}",
                f"{{{flag}}} or {{{a}}} >= 50",
                f"{{{a}}} + {{{b}}} >= {3 * low}",
            )
        )


def _value(draw: Random, fact: str) -> Value:
    return draw.random() < 0.85 if fact in FLAGS else draw.randrange(100)


@cache
def lives(number: int) -> tuple[Life, ...]:
    """Return so many lives, always the same."""
    draw = Random(2029)
    return tuple(_life(draw) for _ in range(number))


def _life(draw: Random) -> Life:
    """Return a life whose attempts mostly fit the state; some fit another."""
    first = {fact: _value(draw, fact) for fact in (*NUMBERS, *FLAGS)}
    facts, state, day, steps = dict(first), INITIAL, FIRST_DAY, []
    for _ in range(ATTEMPTS):
        fact = draw.choice((*NUMBERS, *FLAGS))
        facts[fact] = value = _value(draw, fact)
        here = [move for move in moves().values() if move.source == state]
        fitting = here if here and draw.random() < 0.92 else [*moves().values()]
        weights = [1 if m.target == "ended" else 9 for m in fitting]
        (move,) = draw.choices(fitting, weights)
        steps.append((fact, value, move.trigger, day))
        if move.source == state and guard(move)(facts):
            state = move.target
        day += timedelta(days=draw.randint(1, 90))
    return Life(first, tuple(steps))


@cache
def guard(move: Move) -> Guard:
    """Return the conditions of a move as one function written by hand has them."""
    conditions = " and ".join(f"({as_python(c)})" for c in move.conditions)
    return eval(f"lambda facts: {conditions}")


@cache
def every_condition(move: Move) -> Callable[[Facts], tuple[bool, ...]]:
    """Return them as one function that answers for each."""
    conditions = "".join(f"({as_python(c)}), " for c in move.conditions)
    return eval(f"lambda facts: ({conditions})")


@cache
def callables(move: Move) -> tuple[Guard, ...]:
    """Return each condition as a function of its own."""
    return tuple(eval(f"lambda facts: {as_python(c)}") for c in move.conditions)
