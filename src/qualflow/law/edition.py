"""The law of one day, and what it says of a request.

An edition is a rulebook between two changes of the law, under the standings that are
accepted.  Its steps are looked up by (state, transition) and compiled when first asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from qualflow.law.calendar import NO_CALENDAR, Calendar
from qualflow.law.facts import Fact, FiledValue, outside
from qualflow.law.rules import (
    Clause,
    Effect,
    Interval,
    Provision,
    Standings,
    Transition,
)
from qualflow.law.verdict import VERDICTS, Verdict

if TYPE_CHECKING:
    from qualflow.law.evaluators.compiled import Guard
    from qualflow.law.expression import Expression, Facts

    _Asked: TypeAlias = tuple[str, Expression, bool]


class Answer(StrEnum):
    """What the law says to a request."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    NO_SUCH_TRANSITION = "no_such_transition"


@frozen(slots=False)
class Finding:
    """What was found of one clause.

    Attributes:
        values: The facts the clause reads, as filed; None for one that is unknown.
        weak: Those of them that are filed with less evidence than was asked for.
    """

    clause: Clause
    verdict: Verdict
    values: Mapping[str, FiledValue | None]
    weak: tuple[str, ...] = ()


@frozen(eq=False, slots=False)
class Edition:
    """The rules in force between two changes of the law.

    Attributes:
        in_force: The days between the changes.
        standings: The standings whose clauses are evaluated.
        transitions: Those in force, by name, in the order of the process.
        clauses: Those in force, of any standing, by ref, in the statute's order.
        provisions: Those in force, by ref.
        askers: The actors who can ask at all: not the law itself, not an archive.
    """

    in_force: Interval
    standings: Standings
    transitions: Mapping[str, Transition]
    clauses: Mapping[str, Clause]
    provisions: Mapping[str, Provision]
    facts: Mapping[str, Fact] = field(repr=False)
    calendar: Calendar = field(default=NO_CALENDAR, repr=False)
    askers: frozenset[str] = frozenset()
    _steps: dict[tuple[str, str], Step | None] = field(
        factory=dict, init=False, repr=False
    )

    def step(self, state: str, transition: str) -> Step | None:
        """Return the transition of that name from that state, None if there is none."""
        try:
            return self._steps[state, transition]
        except KeyError:
            version = self.transitions.get(transition)
            if version is None:  # not kept: anybody can ask for any name
                return None
            found = Step(self, version) if state in version.sources else None
            return self._steps.setdefault((state, transition), found)


# Most changes of the law leave most transitions as they were.
@lru_cache(maxsize=4_096)
def _compiled(clauses: tuple[_Asked, ...], calendar: Calendar) -> Guard:
    # Imported when a guard is first asked for: `import qualflow` stays quick.
    from qualflow.law.evaluators.compiled import Condition, compile_guard

    return compile_guard([Condition(*asked) for asked in clauses], calendar)


@frozen(eq=False, slots=False)
class Step:
    """One transition in one edition, ready to be asked."""

    edition: Edition
    transition: Transition

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses in force that guard it, evaluated or not, in order."""
        here = self.edition.clauses
        return tuple(here[ref] for ref in self.transition.clauses if ref in here)

    @cached_property
    def evaluated(self) -> tuple[Clause, ...]:
        """Those of accepted standing, in the order of the guard's conditions."""
        return tuple(c for c in self.clauses if c.standing in self.edition.standings)

    @cached_property
    def basis(self) -> tuple[Provision, ...]:
        """The provisions in force that it rests on."""
        here = self.edition.provisions
        return tuple(here[ref] for ref in self.transition.basis if ref in here)

    @cached_property
    def askers(self) -> tuple[str, ...]:
        """The actors who may ask for it; empty if time or an archive makes it."""
        return tuple(a for a in self.transition.by if a in self.edition.askers)

    @cached_property
    def guard(self) -> Guard:
        """The evaluated clauses, compiled."""
        asked = tuple((c.ref, c.when, c.presumed) for c in self.evaluated)
        return _compiled(asked, self.edition.calendar)

    @cached_property
    def noting(self) -> frozenset[int]:
        """The places of the evaluated clauses that only note something, mostly none."""
        clauses = enumerate(self.evaluated)
        return frozenset(n for n, clause in clauses if clause.effect is Effect.FINDING)

    @cached_property
    def reads(self) -> Mapping[str, tuple[tuple[str, Fact], ...]]:
        """The facts that each of the clauses reads, by ref; names before them."""
        from qualflow.law.expression import facts_read

        declared = self.edition.facts
        read = {clause.ref: facts_read(clause.when) for clause in self.clauses}
        return {
            ref: tuple((name, declared[name]) for name in names)
            for ref, names in read.items()
        }

    def passes(self, facts: Facts, weak: frozenset[str], today: int) -> bool:
        """Return whether every evaluated clause is met: the fast way to a yes."""
        if weak:
            return False
        try:
            return self.guard.fast(facts, today)
        except LookupError:
            return False

    def rule(self, facts: Facts, weak: frozenset[str], today: int) -> Ruling:
        """Return what the law says, clause by clause.

        Args:
            facts: Values inside, without those that are filed too weakly.
            weak: The names of those.
            today: The ordinal of the day.
        """
        return Ruling(self, self.guard.verdicts(facts, weak, today), facts, weak)


@frozen(slots=False)
class Ruling:
    """What the law says of one step on given facts.

    Attributes:
        verdicts: True, False or None (unknown) for each of `step.evaluated`.
    """

    step: Step = field(repr=False)
    verdicts: tuple[bool | None, ...]
    facts: Facts = field(repr=False, eq=False)
    weak: frozenset[str] = frozenset()

    @property
    def answer(self) -> Answer:
        """Open, closed or unknown; clauses that only note something never bar."""
        verdicts: Collection[bool | None] = self.verdicts
        if self.step.noting:
            noting = self.step.noting
            verdicts = [v for n, v in enumerate(verdicts) if n not in noting]
        if False in verdicts:
            return Answer.CLOSED
        return Answer.UNKNOWN if None in verdicts else Answer.OPEN

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """One finding a clause in force, in the order of the transition."""
        verdicts = iter(self.verdicts)
        accepted = self.step.edition.standings
        return tuple(
            self._finding(
                clause,
                VERDICTS[next(verdicts)]
                if clause.standing in accepted
                else Verdict.NOT_EVALUATED,
            )
            for clause in self.step.clauses
        )

    @property
    def not_met(self) -> tuple[Finding, ...]:
        """The findings of evaluated clauses that are unmet or unknown."""
        found = []
        for clause, verdict in zip(self.step.evaluated, self.verdicts, strict=True):
            if verdict is not True:
                found.append(self._finding(clause, VERDICTS[verdict]))
        return tuple(found)

    def _finding(self, clause: Clause, verdict: Verdict) -> Finding:
        facts = self.facts
        values: dict[str, FiledValue | None] = {}
        for name, fact in self.step.reads[clause.ref]:
            values[name] = outside(fact, facts[name]) if name in facts else None
        weak = tuple(name for name in values if name in self.weak) if self.weak else ()
        return Finding(clause, verdict, values, weak)
