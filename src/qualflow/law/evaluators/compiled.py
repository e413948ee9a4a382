"""Clauses as generated Python, compiled once per transition.

The source is written from checked trees, never from anybody's text, and kept, so that
an auditor can read what was run.  Two functions come of it:

`fast(facts, today)` computes with two values and stops at the first clause that is not
met.  It answers True only if every clause is met; a fact that is not filed raises
LookupError.  It may be asked only while no fact is filed too weakly.

`verdicts(facts, weak, today)` computes with three values and answers for every clause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count, pairwise
from typing import TypeAlias

from attrs import frozen

from qualflow.law.calendar import Calendar, shift_months, shift_years
from qualflow.law.evaluators.walk import shift_days
from qualflow.law.expression import (
    TODAY,
    Among,
    And,
    Compare,
    Day,
    Days,
    Defined,
    Expression,
    Facts,
    Implies,
    Known,
    Minus,
    Name,
    Not,
    Number,
    Or,
    Plus,
    Scaled,
    Shift,
    Text,
    Times,
    Truth,
    WorkingDays,
    counts_days,
    facts_read,
)
from qualflow.law.measures import Unit

Fast: TypeAlias = Callable[[Facts, int], bool]
Verdicts: TypeAlias = Callable[[Facts, frozenset[str], int], tuple[bool | None, ...]]

_SHIFTS = {
    Unit.DAY: "shift_days",
    Unit.WORKING_DAY: "shift_working_days",
    Unit.MONTH: "shift_months",
    Unit.YEAR: "shift_years",
}


@frozen
class Condition:
    """What a clause asks: a checked tree, its ref, and whether it is presumed."""

    ref: str
    when: Expression
    presumed: bool = False


@frozen(eq=False)
class Guard:
    """The clauses of one transition, ready to be asked.

    Attributes:
        conditions: In order; `verdicts` answers one True, False or None for each.
        reads: Every fact they read.
        source: The Python text of both functions.
    """

    conditions: tuple[Condition, ...]
    reads: frozenset[str]
    fast: Fast
    verdicts: Verdicts
    source: str


def compile_guard(conditions: Sequence[Condition], calendar: Calendar) -> Guard:
    """Return the guard of checked conditions, counting working days by `calendar`."""
    source = "\n".join(
        [*_fast_source(conditions), "", "", *_verdicts_source(conditions)]
    )
    namespace: dict[str, object] = {"__builtins__": {}, "weak": frozenset()}
    for name, function in _day_functions(calendar).items():
        namespace[name] = function
        namespace[f"sure_{name}"] = _sure(function)
    for number, condition in enumerate(conditions):
        namespace[f"read_{number}"] = frozenset(facts_read(condition.when))
    # The text is generated here from checked trees: numbers, ordinals, quoted names.
    exec(compile(source, "<clauses>", "exec"), namespace)  # noqa: S102
    return Guard(
        conditions=tuple(conditions),
        reads=frozenset(n for c in conditions for n in facts_read(c.when)),
        fast=namespace["fast"],  # type: ignore[arg-type]  # defined by the source
        verdicts=namespace["verdicts"],  # type: ignore[arg-type]  # defined by the source
        source=source,
    )


def _comment(ref: str) -> str:
    """Return a ref that cannot end its comment."""
    return repr(ref)[1:-1]


def _day_functions(calendar: Calendar) -> dict[str, Callable[[int, int], int | None]]:
    return {
        "shift_days": shift_days,
        "shift_working_days": calendar.shift,
        "shift_months": shift_months,
        "shift_years": shift_years,
        "count_working_days": calendar.count,
    }


def _sure(function: Callable[[int, int], int | None]) -> Callable[[int, int], int]:
    """Return a function that raises where the other does not know."""

    def sure(day: int, other: int) -> int:
        found = function(day, other)
        if found is None:
            raise LookupError
        return found

    return sure


# -- two values ---------------------------------------------------------------------


def _fast_source(conditions: Sequence[Condition]) -> Iterator[str]:
    yield "def fast(facts, today):"
    kleene = _Kleene(_temporary())
    for condition in conditions:
        yield f"    # {_comment(condition.ref)}"
        if not condition.presumed:
            yield f"    if not {_plain(condition.when)}:"
        elif counts_days(condition.when):
            # Unknown may come from the calendar: only `verdicts` can tell.
            yield f"    if {kleene.of(condition.when)} is not True:"
        else:
            yield f"    if {kleene.of(condition.when)} is False:"
        yield "        return False"
    yield "    return True"


def _plain(tree: Expression) -> str:
    """Return Python for a tree whose facts are all filed."""
    match tree:
        case Truth(value):
            return str(value)
        case Number(units):
            return f"({units})" if units < 0 else str(units)
        case Day(ordinal):
            return str(ordinal)
        case Text(value):
            return repr(value)
        case Name(name):
            return "today" if name == TODAY else f"facts[{name!r}]"
        case Defined(_, body):
            return _plain(body)
        case Known(name):
            return f"({name!r} in facts)"
        case Not(part):
            return f"(not {_plain(part)})"
        case And(parts):
            return "(" + " and ".join(map(_plain, parts)) + ")"
        case Or(parts):
            return "(" + " or ".join(map(_plain, parts)) + ")"
        case Implies(left, right):
            return f"(not {_plain(left)} or {_plain(right)})"
        case Compare(parts, operators):
            words = [_plain(parts[0])]
            for operator, part in zip(operators, parts[1:], strict=True):
                words += [operator, _plain(part)]
            return "(" + " ".join(words) + ")"
        case Among(part, options):
            return f"({_plain(part)} in {_options(options)})"
        case Plus(left, right):
            return f"({_plain(left)} + {_plain(right)})"
        case Minus(left, right):
            return f"({_plain(left)} - {_plain(right)})"
        case Times(factor, part):
            return f"({factor.units} * {_plain(part)})"
        case Scaled(part, factor):
            return f"({factor} * {_plain(part)})"
        case Shift(day, length, unit):
            return f"sure_{_SHIFTS[unit]}({_plain(day)}, {length})"
        case Days(since, until):
            return f"({_plain(until)} - {_plain(since)})"
        case WorkingDays(since, until):
            return f"sure_count_working_days({_plain(since)}, {_plain(until)})"


def _options(options: tuple[Number | Day | Text, ...]) -> str:
    return "(" + ", ".join(map(_plain, options)) + ",)"


# -- three values -------------------------------------------------------------------


def _verdicts_source(conditions: Sequence[Condition]) -> Iterator[str]:
    yield "def verdicts(facts, weak, today):"
    yield "    get = facts.get"
    kleene = _Kleene(_temporary(), get="get")
    for number, condition in enumerate(conditions):
        yield f"    # {_comment(condition.ref)}"
        yield f"    v{number} = {kleene.of(condition.when)}"
        if condition.presumed:
            read = f"read_{number}"
            yield f"    if v{number} is None and weak.isdisjoint({read}):"
            yield f"        if not {read} <= facts.keys():"
            yield f"            v{number} = True"
    listed = "".join(f"v{number}, " for number in range(len(conditions)))
    yield f"    return ({listed.rstrip()})"


def _temporary() -> Iterator[str]:
    return (f"t{number}" for number in count())


class _Kleene:
    """Writes Python that is None where a tree is unknown.

    Args:
        names: Names that nothing else in the function has.
        get: How the function asks for the value of a fact.
    """

    def __init__(self, names: Iterator[str], get: str = "facts.get") -> None:
        self.names = names
        self.get = get

    def of(self, tree: Expression) -> str:
        """Return the Python for a tree."""
        match tree:
            case Truth() | Number() | Day() | Text():
                return _plain(tree)
            case Name(name):
                return "today" if name == TODAY else f"{self.get}({name!r})"
            case Defined(_, body):
                return self.of(body)
            case Known(name):
                weak = f"None if {name!r} in weak else False"
                return f"(True if {name!r} in facts else {weak})"
            case Not(part):
                return self.lifted("(not {})".format, part)
            case And(parts):
                return self.series([self.of(part) for part in parts], "False", "True")
            case Or(parts):
                return self.series([self.of(part) for part in parts], "True", "False")
            case Implies(left, right):
                sides = [self.of(Not(left)), self.of(right)]
                return self.series(sides, "True", "False")
            case Compare(parts, operators):
                if len(parts) > 2:
                    return self.chain(parts, operators)
                return self.lifted(f"({{}} {operators[0]} {{}})".format, *parts)
            case Among(part, options):
                among = _options(options)
                return self.lifted(lambda found: f"({found} in {among})", part)
        return self.counted(tree)

    def counted(
        self, tree: Plus | Minus | Times | Scaled | Shift | Days | WorkingDays
    ) -> str:
        """Return the Python for a tree that is a number or a day."""
        match tree:
            case Plus(left, right):
                return self.lifted("({} + {})".format, left, right)
            case Minus(left, right):
                return self.lifted("({} - {})".format, left, right)
            case Times(factor, part):
                return self.lifted(f"({factor.units} * {{}})".format, part)
            case Scaled(part, factor):
                return self.lifted(f"({factor} * {{}})".format, part)
            case Shift(day, length, unit):
                return self.lifted(f"{_SHIFTS[unit]}({{}}, {length})".format, day)
            case Days(since, until):
                return self.lifted("({1} - {0})".format, since, until)
            case WorkingDays(since, until):
                return self.lifted("count_working_days({}, {})".format, since, until)

    def held(self, part: Expression) -> tuple[str, str]:
        """Return a name for the part, and the text that binds it; "" for a constant."""
        if isinstance(part, Truth | Number | Day | Text) or part == Name(TODAY):
            return _plain(part), ""
        name = next(self.names)
        return name, f"({name} := {self.of(part)})"

    def lifted(self, join: Callable[..., str], *parts: Expression) -> str:
        """Return what `join` makes of the parts, None if one of them is unknown."""
        named = [self.held(part) for part in parts]
        tests = " or ".join(f"{bound} is None" for _, bound in named if bound)
        joined = join(*(name for name, _ in named))
        return f"(None if {tests} else {joined})" if tests else joined

    def chain(self, parts: Sequence[Expression], operators: Sequence[str]) -> str:
        """Return all links of a chain.

        Each part is bound once, though two links read it: chains within chains would
        else double the text at every level.
        """
        named = [self.held(part) for part in parts]
        links = []
        for sign, pair in zip(operators, pairwise(named), strict=True):
            tests = " or ".join(f"{name} is None" for name, bound in pair if bound)
            link = f" {sign} ".join(name for name, _ in pair)
            links.append(f"(None if {tests} else {link})" if tests else f"({link})")
        first = "".join(f"{bound}, " for _, bound in named if bound)
        joined = self.series(links, "False", "True")
        return f"(({first.rstrip()}) and {joined})" if first else joined

    def series(self, parts: Sequence[str], settles: str, otherwise: str) -> str:
        """Return the value that settles if a part has it, else None if one is None."""
        held = [next(self.names) for _ in parts]
        named = zip(held, parts, strict=True)
        settled = " or ".join(
            f"({name} := {part}) is {settles}" for name, part in named
        )
        unknown = " or ".join(f"{name} is None" for name in held)
        return f"({settles} if {settled} else None if {unknown} else {otherwise})"
