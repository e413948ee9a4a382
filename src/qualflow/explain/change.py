"""The least change of the facts that makes conditions hold.

An enumerator over the trees, no solver: conditions that share no fact are treated
apart; within a group the search goes by the number of facts filed, smallest first.  For
each fact it tries only values at which some comparison turns, so that 14 sample cars
become 15, not 16.  Every set it returns has been judged by the reference evaluator.

It looks no further than `MOST_STATES` in each group; past that it returns what it has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from heapq import heappop, heappush
from itertools import count, islice, pairwise, product

from attrs import evolve, frozen

from qualflow.law.evaluators.compiled import Condition
from qualflow.law.evaluators.walk import Situation, evaluate, judge
from qualflow.law.expression import (
    Among,
    And,
    Compare,
    Day,
    Defined,
    Expression,
    Implies,
    Known,
    Name,
    Not,
    Number,
    Or,
    Text,
    Value,
    facts_read,
    nodes,
)
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    FiledValue,
    NumberType,
    outside,
)
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.verdict import Verdict

MOST_WAYS = 64
MOST_STATES = 2_000
MOST_CHANGES = 8

Atom = tuple[Expression, bool]
Values = Mapping[str, Value]


@frozen
class Change:
    """A smallest set of filings that would do.

    Attributes:
        values: What to file, by name; for a text any value does.
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
        search = _Search(group, situation, facts, frozenset(fixed))
        solutions = search.solutions()
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
        self.start = situation
        self.facts = facts
        self.fixed = fixed

    def solutions(self) -> list[Values]:
        """Return the smallest sets of values that do, one for each set of facts."""
        order = count()
        queue: list[tuple[int, int, int, dict[str, Value]]] = [(0, 0, next(order), {})]
        found: dict[frozenset[str], Values] = {}
        seen: set[tuple[tuple[str, Value], ...]] = set()
        for _ in range(MOST_STATES):
            if not queue:
                break
            size, _, _, values = heappop(queue)
            if found and size > len(next(iter(found))):
                break
            situation = self.after(values)
            unmet = [c for c in self.conditions if not _met(c, situation)]
            if not unmet:
                found.setdefault(frozenset(values), values)
                if len(found) == MOST_CHANGES:
                    break
                continue
            for more in self.steps(unmet[0].when, situation, values):
                key = tuple(sorted(more.items(), key=lambda item: item[0]))
                if key not in seen:
                    seen.add(key)
                    overwritten = sum(name in self.start.facts for name in more)
                    heappush(queue, (len(more), overwritten, next(order), more))
        return list(found.values())

    def after(self, values: Values) -> Situation:
        return evolve(
            self.start,
            facts={**self.start.facts, **values},
            weak=self.start.weak - values.keys(),
        )

    def steps(
        self, tree: Expression, situation: Situation, values: dict[str, Value]
    ) -> Iterator[dict[str, Value]]:
        """Yield the values extended in every way that makes one condition hold."""
        for way in _ways(tree, True, situation):
            yield from self.assigned(way, values)

    def assigned(
        self, atoms: Sequence[Atom], values: dict[str, Value]
    ) -> Iterator[dict[str, Value]]:
        situation = self.after(values)
        waiting = [a for a in atoms if evaluate(a[0], situation) is not a[1]]
        if not waiting:
            yield values
            return
        atom, wanted = waiting[0]
        free = [
            name
            for name in facts_read(atom)
            if name not in values and name not in self.fixed
        ]
        for name in free:
            for value in self.candidates(name, situation):
                extended = {**values, name: value}
                truth = evaluate(atom, self.after(extended))
                if truth is wanted or (truth is None and len(free) > 1):
                    yield from self.assigned(atoms, extended)

    def candidates(self, name: str, situation: Situation) -> list[Value]:
        """Return the values at which a condition could turn, nearest first."""
        found: dict[Value, None] = {}
        for condition in self.conditions:
            for node in nodes(condition.when):
                for value in self.turning(name, node, situation):
                    found[value] = None
        usual = self.usual(name)
        for value in usual:
            found[value] = None
        old = self.start.facts.get(name)
        if isinstance(old, int) and not isinstance(old, bool):
            near = [v for v in found if isinstance(v, int) and v != old]
            near.sort(key=partial(_distance, old))
            return list[Value](near)
        return [value for value in found if value != old]

    def usual(self, name: str) -> Sequence[Value]:
        """Return plain values to try where no comparison suggests one."""
        kind = self.facts[name].type
        match kind:
            case BooleanType():
                return (True, False)
            case ChoiceType(options):
                return options
            case NumberType():
                return (kind.at_least,)
            case DayType():
                return (self.start.today,)
        return ("…",)

    def turning(
        self, name: str, node: Expression, situation: Situation
    ) -> Iterator[Value]:
        match node:
            case Among(part, options) if name in facts_read(part):
                yield from (_literal(option) for option in options)
            case Compare(parts) if name in facts_read(node):
                for left, right in pairwise(parts):
                    yield from self.boundary(name, left, right, situation)

    def boundary(
        self, name: str, left: Expression, right: Expression, situation: Situation
    ) -> Iterator[Value]:
        """Yield the values around which `left >= right` turns as the fact grows."""
        kind = self.facts[name].type
        if not isinstance(kind, NumberType | DayType):
            for side in (left, right):
                if isinstance(side, Text):
                    yield side.value
            return
        if name not in facts_read(left) + facts_read(right):
            return
        low, high = _bounds(kind)
        test = Compare((left, right), (">=",))

        def truth(value: int) -> bool | None:
            facts = {**situation.facts, name: value}
            weak = situation.weak - {name}
            found = evaluate(test, evolve(situation, facts=facts, weak=weak))
            return found if isinstance(found, bool) else None

        if isinstance(kind, DayType) and None in (truth(low), truth(high)):
            calendar = situation.calendar
            low = max(low, (calendar.first or low) + 400)
            high = min(high, (calendar.last or high) - 400)
        first, last = truth(low), truth(high)
        if first is None or last is None:
            return
        bounds = (_bounds(kind)[0], _bounds(kind)[1])
        if first is last:
            yield from (low, high)
            return
        while high - low > 1:
            middle = (low + high) // 2
            if truth(middle) is first:
                low = middle
            else:
                high = middle
        for value in (high, low, high + 1, low - 1):
            if bounds[0] <= value <= bounds[1]:
                yield value


def _bounds(kind: NumberType | DayType) -> tuple[int, int]:
    if isinstance(kind, NumberType):
        return kind.at_least, kind.at_most
    return FIRST_DAY.toordinal(), LAST_DAY.toordinal()


def _distance(old: int, new: int) -> int:
    return abs(new - old)


def _literal(option: Number | Day | Text) -> Value:
    match option:
        case Number(units):
            return units
        case Day(ordinal):
            return ordinal
        case Text(value):
            return value


def _ways(tree: Expression, wanted: bool, situation: Situation) -> list[list[Atom]]:
    """Return the sets of atoms that would make a tree come out as wanted.

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
            return [[(tree, wanted)]]
    return []


def _joined(branches: list[list[list[Atom]]], *, every: bool) -> list[list[Atom]]:
    if not every:
        joined = [way for branch in branches for way in branch]
    else:
        joined = [[]]
        for branch in branches:
            joined = [[*a, *b] for a in joined for b in branch]
            joined = sorted(joined, key=len)[:MOST_WAYS]
    return sorted(joined, key=len)[:MOST_WAYS]
