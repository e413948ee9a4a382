"""Two conditions compared: a case in which they differ, or how many were tried.

Tried are the facts of the rulebook's own examples and facts at every value at which a
comparison of either turns, each also not on file.  Where these are more than
`MOST_CASES` together, those near the facts that meet either condition are tried, and
then some drawn at random, the same every time.  The first case that is found is the
plainest: known facts before unknown ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations, islice, product
from math import prod
from random import Random

from qualflow.explain.change import least_changes
from qualflow.explain.turning import Candidates
from qualflow.law.evaluators.compiled import Condition
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.expression import (
    And,
    Defined,
    Expression,
    Implies,
    Or,
    Value,
    facts_read,
)
from qualflow.law.facts import inside, outside
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clause
from qualflow.learn.marks import Counterexample

MOST_CASES = 4_000
MOST_VALUES = 12
DRAWN = 1_000
SEED = 2019

Values = Mapping[str, Value]


def difference(
    rulebook: Rulebook, clause: Clause, written: Expression, on: date
) -> tuple[Counterexample | None, int]:
    """Return a case in which a written condition and a clause differ.

    Args:
        rulebook: The law.
        clause: The right one.
        written: Checked.
        on: The day on which both are asked.

    Returns:
        The case, None if none was found, and how many cases were tried.
    """
    names = tuple(dict.fromkeys((*facts_read(clause.when), *facts_read(written))))
    today, tried = on.toordinal(), 0
    seen: set[tuple[Value | None, ...]] = set()
    for facts in _cases(rulebook, clause, written, on, names):
        key = tuple(facts.get(name) for name in names)
        if key in seen:
            continue
        seen.add(key)
        tried += 1
        situation = Situation(facts, today, rulebook.calendar)
        law = judge(clause.when, situation, presumed=clause.presumed)
        yours = judge(written, situation, presumed=clause.presumed)
        if law is not yours:
            shown = {
                name: outside(rulebook.facts[name], facts[name])
                if name in facts
                else None
                for name in names
            }
            return Counterexample(on, shown, law, yours), tried
    return None, tried


def _cases(
    rulebook: Rulebook,
    clause: Clause,
    written: Expression,
    on: date,
    names: tuple[str, ...],
) -> Iterator[Values]:
    start = Situation({}, on.toordinal(), rulebook.calendar)
    if not names:
        yield {}
        return
    trees = (clause.when, written)
    pools = _pools(rulebook, trees, start, names)
    known = {name: pool[:-1] for name, pool in pools.items()}
    if prod(map(len, pools.values())) <= MOST_CASES:
        yield from _products(known)
        yield from _products(pools)
    else:
        yield from islice(_near(rulebook, trees, start, pools), MOST_CASES)
        yield from _drawn(known, DRAWN)
        yield from _drawn(pools, DRAWN)
    for example in rulebook.examples:
        facts = {n: inside(v) for n, v in example.facts.items() if n in pools}
        yield facts


def _pools(
    rulebook: Rulebook,
    trees: tuple[Expression, ...],
    start: Situation,
    names: tuple[str, ...],
) -> dict[str, list[Value | None]]:
    """Return the values to try of each fact, the last of them None: not on file."""
    pools: dict[str, list[Value | None]] = {}
    facts: dict[str, Value] = {}
    for name in names:
        situation = Situation(facts, start.today, start.calendar)
        candidates = Candidates(trees, situation, rulebook.facts)
        values = candidates.of(name, situation)[:MOST_VALUES]
        pools[name] = [*values, None]
        if values:  # others are compared with it
            facts = {**facts, name: values[0]}
    return pools


def _products(pools: Mapping[str, list[Value | None]]) -> Iterator[Values]:
    for values in islice(product(*pools.values()), MOST_CASES):
        yield _filed(pools, values)


def _drawn(pools: Mapping[str, list[Value | None]], number: int) -> Iterator[Values]:
    chance = Random(SEED)
    for _ in range(number):
        yield _filed(pools, [chance.choice(pool) for pool in pools.values() if pool])


def _filed(names: Iterable[str], values: Iterable[Value | None]) -> Values:
    pairs = zip(names, values, strict=False)
    return {name: value for name, value in pairs if value is not None}


def _strong(tree: Expression) -> Expression:
    """Return a condition with "and" for every "if": who meets it meets the other.

    On facts that meet it each part of the other matters, so that a part left out
    shows nearby.
    """
    match tree:
        case Implies(condition, conclusion):
            return And((_strong(condition), _strong(conclusion)))
        case And(parts):
            return And(tuple(map(_strong, parts)))
        case Or(parts):
            return Or(tuple(map(_strong, parts)))
        case Defined(_, body):
            return _strong(body)
    return tree


def _near(
    rulebook: Rulebook,
    trees: tuple[Expression, ...],
    start: Situation,
    pools: Mapping[str, list[Value | None]],
) -> Iterator[Values]:
    """Yield facts that meet a condition, and those that differ from them in one or two.

    First with all values known, then with some of them not on file.
    """
    bases = list(_bases(rulebook, trees, start, pools))
    yield from bases
    for base in bases:
        for size in (1, 2):
            for names in combinations(pools, size):
                for values in product(*(pools[name] for name in names)):
                    changed = {**base, **dict(zip(names, values, strict=True))}
                    yield {n: v for n, v in changed.items() if v is not None}


def _bases(
    rulebook: Rulebook,
    trees: tuple[Expression, ...],
    start: Situation,
    pools: Mapping[str, list[Value | None]],
) -> Iterator[Values]:
    filled = {name: pool[0] for name, pool in pools.items() if pool[0] is not None}
    for tree in (*map(_strong, trees), *trees):
        conditions = [Condition("", tree, False)]
        for change in least_changes(conditions, start, rulebook.facts)[:2]:
            met = {name: inside(value) for name, value in change.values.items()}
            yield {**filled, **met}
            yield met
