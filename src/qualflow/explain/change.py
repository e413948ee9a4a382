"""The least change of the facts that makes conditions hold.

A search over the trees, no solver.  Conditions that share no fact are treated apart.
Within a group facts are filed one at a time, each because a condition is not met
without it: whatever would do must change a fact of an atom that comes out wrong.  A set
is looked at before another if it is smaller, counting one more fact for each condition
that is still not met and shares no free fact with the others; so the first that does is
least.  For each fact only values are tried at which some comparison turns, nearest
first, so that 14 sample cars become 15, not 16.  What is returned has been judged by
the reference evaluator.

It looks at no more than `MOST_STATES` sets of values in each group; past that it
returns what it has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import islice, pairwise, product

from attrs import evolve, frozen

from qualflow.explain.turning import Candidates
from qualflow.law.evaluators.compiled import Condition
from qualflow.law.evaluators.walk import Situation, evaluate, judge
from qualflow.law.expression import (
    Among,
    And,
    Compare,
    Defined,
    Expression,
    Implies,
    Known,
    Name,
    Not,
    Or,
    Value,
    facts_read,
)
from qualflow.law.facts import Fact, FiledValue, outside
from qualflow.law.verdict import Verdict

MOST_WAYS = 64
MOST_STATES = 1_000
MOST_FOUND = 32
MOST_CHANGES = 8

Values = Mapping[str, Value]
Ways = list[list[Expression]]
Key = tuple[int, int]


@frozen
class Change:
    """A smallest set of filings that would do.

    Attributes:
        values: What to file, by name; for a text any value does, different where "…"
            and "……" are.
        overwrites: Those of them that are on file with another value.
        better_evidence: Those that are on file, but too weakly.
    """

    values: Mapping[str, FiledValue]
    overwrites: tuple[str, ...] = ()
    better_evidence: tuple[str, ...] = ()


def least_changes(
    conditions: Sequence[Condition],
    situation: Situation,
    facts: Mapping[str, Fact],
    fixed: Collection[str] = (),
) -> tuple[Change, ...]:
    """Return the smallest sets of filings after which all conditions are met.

    Args:
        conditions: Checked, as a transition's guard holds them.
        situation: What is on file and the day.
        facts: The declared facts.
        fixed: Facts that no filing can change.

    Returns:
        All of them of the least size, at most 8, those that overwrite least first; an
        empty one if everything is met already; none if no filing would do.
    """
    found: list[list[Values]] = []
    for group in _groups(conditions, situation):
        solutions = _Search(group, situation, facts, frozenset(fixed)).solutions()
        if not solutions:
            return ()
        found.append(solutions)
    merged = (_merged(parts) for parts in islice(product(*found), MOST_CHANGES))
    changes = [_change(values, situation, facts) for values in merged]
    return tuple(sorted(changes, key=lambda change: len(change.overwrites)))


def _change(values: Values, situation: Situation, facts: Mapping[str, Fact]) -> Change:
    return Change(
        {name: outside(facts[name], value) for name, value in values.items()},
        tuple(name for name in values if name in situation.facts),
        tuple(name for name in values if name in situation.weak),
    )


def _merged(parts: Sequence[Values]) -> Values:
    return {name: value for part in parts for name, value in part.items()}


def _groups(
    conditions: Sequence[Condition], situation: Situation
) -> list[list[Condition]]:
    """Return the conditions in groups that share facts; settled groups are left out."""
    groups: list[tuple[set[str], list[Condition]]] = []
    for condition in conditions:
        read = set(facts_read(condition.when))
        members = [condition]
        rest = []
        for names, others in groups:
            if read.isdisjoint(names):
                rest.append((names, others))
            else:
                read |= names
                members = others + members
        groups = [*rest, (read, members)]
    return [
        members
        for _, members in groups
        if not all(_met(condition, situation) for condition in members)
    ]


def _met(condition: Condition, situation: Situation) -> bool:
    verdict = judge(condition.when, situation, presumed=condition.presumed)
    return verdict is Verdict.MET


class _Search:
    """A search over what to file, fewest facts first, for one group of conditions."""

    def __init__(
        self,
        conditions: list[Condition],
        situation: Situation,
        facts: Mapping[str, Fact],
        fixed: frozenset[str],
    ) -> None:
        self.conditions = conditions
        self.every = range(len(conditions))
        self.reads = [frozenset(facts_read(c.when)) - fixed for c in conditions]
        self.start = situation
        self.fixed = fixed
        self.candidates = Candidates([c.when for c in conditions], situation, facts)
        self.queue: list[tuple[Key, Values, list[int]]] = []
        self.pushed = 0

    def solutions(self) -> list[Values]:
        """Return the smallest sets of values that do, one for each set of facts."""
        found: dict[frozenset[str], Values] = {}
        seen: set[frozenset[tuple[str, Value]]] = set()
        self.push({}, [n for n in self.every if not self.met(n, self.start)])
        while self.queue and len(found) < MOST_FOUND:
            (bound, _), values, unmet = heappop(self.queue)
            if found and bound > len(next(iter(found))):
                break
            if not unmet:
                found.setdefault(frozenset(values), values)
                continue
            if self.pushed > MOST_STATES:
                continue
            for name, value in reversed(list(self.steps(unmet[0], values))):
                more = {**values, name: value}
                key = frozenset(more.items())
                if key not in seen and frozenset(more) not in found:
                    seen.add(key)
                    self.push(more, self.still_unmet(unmet, name, more))
        return sorted(found.values(), key=self.overwritten)

    def push(self, values: Values, unmet: list[int]) -> None:
        """Queue what has been filed, unless it can lead nowhere.

        Of equals the last comes first: the search goes on where it is.
        """
        more, used = 0, frozenset(values)
        for number in unmet:
            free = self.reads[number] - values.keys()
            if not free:
                return
            if used.isdisjoint(free):
                more, used = more + 1, used | free
        self.pushed += 1
        heappush(self.queue, ((len(values) + more, -self.pushed), values, unmet))

    def still_unmet(self, before: list[int], name: str, values: Values) -> list[int]:
        """Return the conditions that are not met after one more fact was filed."""
        situation = self.after(values)
        return [
            n
            for n in self.every
            if (not self.met(n, situation) if name in self.reads[n] else n in before)
        ]

    def met(self, number: int, situation: Situation) -> bool:
        """Return whether a condition is met."""
        return _met(self.conditions[number], situation)

    def overwritten(self, values: Values) -> int:
        """Return how many facts would be filed with another value."""
        return sum(name in self.start.facts for name in values)

    def after(self, values: Values) -> Situation:
        """Return the situation once these values are filed, and well enough."""
        return evolve(
            self.start,
            facts={**self.start.facts, **values},
            weak=self.start.weak - values.keys(),
        )

    def steps(self, number: int, values: Values) -> Iterator[tuple[str, Value]]:
        """Yield the facts and values that a condition may need next."""
        situation = self.after(values)
        for name in self.needed(self.conditions[number], situation):
            if name not in values and name not in self.fixed:
                for value in self.candidates.of(name, situation):
                    yield name, value

    def needed(self, condition: Condition, situation: Situation) -> Iterator[str]:
        """Yield facts of which one at least must change for a condition to be met.

        In every way to make it hold the first atom must come out otherwise.  A presumed
        condition may also be met by being unknown: then any atom may do, and what is
        filed too weakly.
        """
        names: dict[str, None] = {}
        for way in _ways(condition.when, True, situation):
            for atom in way if condition.presumed else way[:1]:
                names.update(dict.fromkeys(facts_read(atom)))
        if condition.presumed:
            read = facts_read(condition.when)
            names.update((name, None) for name in read if name in situation.weak)
        yield from names


def _ways(tree: Expression, wanted: bool, situation: Situation) -> Ways:
    """Return the sets of atoms that must come out otherwise for a tree to be as wanted.

    Atoms are comparisons and plain facts; one that comes out right already is not
    asked for.  Sorted by size, at most `MOST_WAYS`.
    """
    if evaluate(tree, situation) is wanted:
        return [[]]
    match tree:
        case Defined(_, part):
            return _ways(part, wanted, situation)
        case Not(part):
            return _ways(part, not wanted, situation)
        case Implies(left, right):
            return _ways(Or((Not(left), right)), wanted, situation)
        case And(parts) | Or(parts):
            branches = [_ways(part, wanted, situation) for part in parts]
            return _joined(branches, every=isinstance(tree, And) is wanted)
        case Compare(parts, operators) if len(operators) > 1:
            pairs = zip(pairwise(parts), operators, strict=True)
            links = [Compare(pair, (sign,)) for pair, sign in pairs]
            branches = [_ways(link, wanted, situation) for link in links]
            return _joined(branches, every=wanted)
        case Name() | Known() | Compare() | Among():
            return [[tree]]
    return []


def _joined(branches: list[Ways], *, every: bool) -> Ways:
    if not every:
        joined = [way for branch in branches for way in branch]
    else:
        joined = [[]]
        for branch in branches:
            joined = [[*a, *b] for a in joined for b in branch]
            joined = sorted(joined, key=len)[:MOST_WAYS]
    return sorted(joined, key=len)[:MOST_WAYS]
