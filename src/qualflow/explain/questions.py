"""The residue of an unknown verdict: what is still worth asking."""

from __future__ import annotations

from qualflow.law.evaluators.walk import Situation, evaluate
from qualflow.law.expression import (
    TODAY,
    And,
    Defined,
    Expression,
    Implies,
    Known,
    Name,
    Not,
    Or,
    children,
)


def open_facts(tree: Expression, situation: Situation) -> tuple[str, ...]:
    """Return the facts whose values could still settle a condition, in its order.

    Parts that are settled already cannot matter any more: of `a or b` with `a` unmet
    only `b` is asked for.  Empty if the verdict is not unknown.
    """
    return tuple(dict.fromkeys(_open(tree, situation)))


def _open(tree: Expression, situation: Situation) -> list[str]:
    if evaluate(tree, situation) is not None:
        return []
    match tree:
        case Name(name) | Known(name):
            return [] if name == TODAY else [name]
        case Not(part) | Defined(_, part):
            return _open(part, situation)
        case And(parts) | Or(parts):
            return [name for part in parts for name in _open(part, situation)]
        case Implies(left, right):
            return [*_open(left, situation), *_open(right, situation)]
        case _:
            return [n for part in children(tree) for n in _open(part, situation)]
