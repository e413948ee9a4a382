"""Values of a fact at which conditions turn.

Between two such values all comparisons come out the same, so that trying them is trying
everything.  They are found by halving: whatever the language can compute of a number or
a day grows with it or falls with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from attrs import evolve

from qualflow.law.evaluators.walk import Situation, evaluate
from qualflow.law.expression import (
    Among,
    Comparator,
    Compare,
    Expression,
    Name,
    Text,
    Value,
    facts_read,
    nodes,
)
from qualflow.law.facts import BooleanType, ChoiceType, DayType, Fact, NumberType
from qualflow.law.measures import FIRST_DAY, LAST_DAY

ANY_TEXT = ("…", "……")
"""Two texts that are on no file: any will do, and another one."""

Pair = tuple[Expression, Expression]
Test = Callable[[int], bool | None]


class Candidates:
    """The values worth trying for each fact that some conditions read.

    Those of one fact depend on the others it is compared with; they are remembered for
    as long as these stay the same.
    """

    def __init__(
        self,
        conditions: Iterable[Expression],
        situation: Situation,
        facts: Mapping[str, Fact],
    ) -> None:
        self.start = situation
        self.facts = facts
        self.compared: dict[str, list[Pair]] = {}
        for node in (node for tree in conditions for node in nodes(tree)):
            for pair in _pairs(node):
                for name in _read(pair):
                    self.compared.setdefault(name, []).append(pair)
        self.remembered: dict[tuple[object, ...], list[Value]] = {}

    def of(self, name: str, situation: Situation) -> list[Value]:
        """Return the values to try for a fact, nearest to the one on file first."""
        pairs = self.compared.get(name, [])
        others = {other for pair in pairs for other in _read(pair)}
        known = [(n, situation.facts.get(n)) for n in sorted(others - {name})]
        key = (name, *known)
        if key not in self.remembered:
            self.remembered[key] = self._found(name, pairs, situation)
        return self.remembered[key]

    def _found(
        self, name: str, pairs: Sequence[Pair], situation: Situation
    ) -> list[Value]:
        old = self.start.facts.get(name)
        values = dict.fromkeys(self._tried(name, pairs, situation))
        values.pop(old, None)  # type: ignore[arg-type]  # nothing on file: not there
        if isinstance(old, int) and not isinstance(old, bool):
            whole = [value for value in values if isinstance(value, int)]
            return list[Value](sorted(whole, key=partial(_distance, old)))
        return list(values)

    def _tried(
        self, name: str, pairs: Sequence[Pair], situation: Situation
    ) -> Iterator[Value]:
        kind = self.facts[name].type
        match kind:
            case BooleanType():
                yield from (True, False)
            case ChoiceType(options):
                yield from options
            case NumberType(at_least=least, at_most=most):
                yield from _turns(name, pairs, situation, least, most)
                yield from (least, most)
            case DayType():
                first, last = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
                yield from _turns(name, pairs, situation, first, last)
                yield from (situation.today, first, last)
            case _:
                yield from _texts(pairs, situation)


def _pairs(node: Expression) -> Iterator[Pair]:
    """Yield what is compared with what."""
    match node:
        case Compare(parts):
            yield from pairwise(parts)
        case Among(part, options):
            yield from ((part, option) for option in options)


def _read(pair: Pair) -> set[str]:
    return {name for part in pair for name in facts_read(part)}


def _distance(old: int, new: int) -> int:
    return abs(new - old)


def _texts(pairs: Sequence[Pair], situation: Situation) -> Iterator[Value]:
    for part in (part for pair in pairs for part in pair):
        match part:
            case Text(value):
                yield value
            case Name(name) if name in situation.facts:
                yield situation.facts[name]
    yield from ANY_TEXT


def _turns(
    name: str, pairs: Sequence[Pair], situation: Situation, least: int, most: int
) -> Iterator[int]:
    """Yield the values on both sides of every turn, within bounds.

    A comparison turns where the left side reaches the right one and where it passes it:
    in between, where both are equal, there may be many values, or none.  Those come
    first: they are the limit that the law names.
    """
    for pair in pairs:
        found: list[int] = []
        for sign in _SIGNS:
            truth = partial(_truth, name, Compare(pair, (sign,)), situation)
            known = _known(truth, situation, least, most)
            if known is not None:
                low, high = known
                if truth(low) is not truth(high):
                    found += _flip(truth, low, high)
                if known != (least, most):
                    found += known
        equal = partial(_truth, name, Compare(pair, ("==",)), situation)
        yield from sorted(found, key=lambda value: equal(value) is not True)


_SIGNS: tuple[Comparator, ...] = (">=", ">")


def _truth(
    name: str, test: Expression, situation: Situation, value: int
) -> bool | None:
    """Return how a comparison comes out if the fact has a value."""
    facts, weak = {**situation.facts, name: value}, situation.weak - {name}
    found = evaluate(test, evolve(situation, facts=facts, weak=weak))
    return found if isinstance(found, bool) else None


def _known(
    truth: Test, situation: Situation, least: int, most: int
) -> tuple[int, int] | None:
    """Return the bounds within which a comparison is known: calendars end."""
    if truth(least) is not None and truth(most) is not None:
        return least, most
    calendar = situation.calendar
    ends = calendar.first or least, calendar.last or most
    points = (situation.today, *ends, sum(ends) // 2)
    inner = next((p for p in points if truth(p) is not None), None)
    if inner is None:
        return None

    def is_known(value: int) -> bool:
        return truth(value) is not None

    low = least if is_known(least) else _flip(is_known, least, inner)[1]
    high = most if is_known(most) else _flip(is_known, inner, most)[0]
    return low, high


def _flip(test: Test, low: int, high: int) -> tuple[int, int]:
    """Return the neighbours between which a test comes out otherwise."""
    first = test(low)
    while high - low > 1:
        middle = (low + high) // 2
        if test(middle) is first:
            low = middle
        else:
            high = middle
    return low, high
