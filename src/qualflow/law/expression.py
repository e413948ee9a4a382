"""The clause language as a tree.

A tree is total: it can be evaluated on any facts without failing.  `parsing` makes it
from text and back, `types` checks it once, when a rulebook is loaded; after that every
number in one comparison has the same number of decimals and every day is an ordinal, so
that all evaluators compute with the same whole numbers.

Invariant: `parsing.parse(parsing.text(tree)) == tree` for every tree the parser makes.
`Defined` and `Scaled` are made by `types` only; they print as what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from attrs import frozen

from qualflow.law.measures import Unit

TODAY = "today"

Comparator: TypeAlias = Literal["<", "<=", "==", "!=", ">=", ">"]
Value: TypeAlias = bool | int | str
"""A value inside: truth, whole number of the smallest unit, ordinal of a day, text."""


@frozen
class Truth:
    """`true` or `false`."""

    value: bool


@frozen
class Number:
    """A number: `units` of the smallest unit, 10 ** `decimals` of which make one."""

    units: int
    decimals: int = 0


@frozen
class Day:
    """A day, as its proleptic Gregorian ordinal."""

    ordinal: int


@frozen
class Text:
    """A text or the name of an option."""

    value: str


@frozen
class Name:
    """The value on file for a fact, or `today`."""

    name: str


@frozen
class Defined:
    """A definition, with what it stands for."""

    name: str
    body: Expression


@frozen
class Known:
    """Whether anything is on file for a fact."""

    name: str


@frozen
class Not:
    """The contrary."""

    part: Expression


@frozen
class And:
    """All parts."""

    parts: tuple[Expression, ...]


@frozen
class Or:
    """At least one part."""

    parts: tuple[Expression, ...]


@frozen
class Implies:
    """The conclusion, wherever the condition holds."""

    condition: Expression
    conclusion: Expression


@frozen
class Compare:
    """A chain of comparisons: `operators` stand between `parts`, one fewer."""

    parts: tuple[Expression, ...]
    operators: tuple[Comparator, ...]


@frozen
class Among:
    """Whether the part is one of the options, all of one type."""

    part: Expression
    options: tuple[Number | Day | Text, ...]


@frozen
class Plus:
    """The sum of two numbers."""

    left: Expression
    right: Expression


@frozen
class Minus:
    """The difference of two numbers."""

    left: Expression
    right: Expression


@frozen
class Times:
    """A constant times a number."""

    factor: Number
    part: Expression


@frozen
class Shift:
    """A day moved by `length` units, back if negative."""

    day: Expression
    length: int
    unit: Unit


@frozen
class Days:
    """Calendar days after `since` up to and including `until`."""

    since: Expression
    until: Expression


@frozen
class WorkingDays:
    """Working days after `since` up to and including `until`."""

    since: Expression
    until: Expression


@frozen
class Scaled:
    """A number written with more decimals: `part` times `factor`, a power of ten."""

    part: Expression
    factor: int


Expression: TypeAlias = (
    Truth
    | Number
    | Day
    | Text
    | Name
    | Defined
    | Known
    | Not
    | And
    | Or
    | Implies
    | Compare
    | Among
    | Plus
    | Minus
    | Times
    | Shift
    | Days
    | WorkingDays
    | Scaled
)


def children(tree: Expression) -> tuple[Expression, ...]:
    """Return the parts of a node, from left to right; a definition's body included."""
    match tree:  # the most frequent ones first: it is asked for every node
        case Name() | Number() | Day() | Text() | Known() | Truth():
            return ()
        case Compare(parts) | And(parts) | Or(parts):
            return parts
        case Defined(_, part) | Not(part) | Among(part) | Times(_, part):
            return (part,)
        case Scaled(part) | Shift(part):
            return (part,)
        case Implies(left, right) | Plus(left, right) | Minus(left, right):
            return (left, right)
    return (tree.since, tree.until)


def nodes(tree: Expression) -> Iterator[Expression]:
    """Yield the tree and everything below it, outermost first."""
    ahead = [tree]
    while ahead:
        node = ahead.pop()
        yield node
        ahead.extend(reversed(children(node)))


def depth(tree: Expression) -> int:
    """Return the number of nodes on the longest way down, 1 for a single node."""
    levels, level = 0, [tree]
    while level:
        levels += 1
        level = [part for node in level for part in children(node)]
    return levels


def facts_read(tree: Expression) -> tuple[str, ...]:
    """Return the names of the facts a tree reads, in order, each once; not `today`."""
    names = (n.name for n in nodes(tree) if isinstance(n, Name | Known))
    return tuple(dict.fromkeys(name for name in names if name != TODAY))


def reads_known(tree: Expression) -> bool:
    """Return whether the tree asks if something is on file: then it is not monotone."""
    return any(isinstance(node, Known) for node in nodes(tree))


def counts_days(tree: Expression) -> bool:
    """Return whether the tree can meet a day it knows nothing about."""
    return any(isinstance(node, Shift | WorkingDays) for node in nodes(tree))


Facts: TypeAlias = Mapping[str, Value]
