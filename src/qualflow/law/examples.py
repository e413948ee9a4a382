"""The rulebook's own tests: facts, a day, a question, the expected answer.

An example is answered by the same editions that decide cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from attrs import field, frozen

from qualflow.law.edition import Answer, Edition
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.expression import Value
from qualflow.law.facts import Evidence, FiledValue, inside
from qualflow.law.rules import DEFAULT_STANDINGS, Standings
from qualflow.law.verdict import Verdict


@frozen
class AsksClause:
    """A question about one clause."""

    clause: str
    expected: Verdict


@frozen
class AsksTransition:
    """A question about a transition from a state.

    Attributes:
        by: Who asks, None for one that may.
        failing: Exactly the clauses expected to be unmet, None if that is not asked.
        unknown: The same of those expected to be unknown.
    """

    state: str
    transition: str
    expected: Answer
    by: str | None = None
    failing: frozenset[str] | None = None
    unknown: frozenset[str] | None = None


Question: TypeAlias = AsksClause | AsksTransition


@frozen
class Example:
    """Facts, a day, a question and the expected answer.

    Attributes:
        facts: As filed, by name.
        evidence: The least evidence asked for.
        filed_as: The evidence of the facts.
        file, line: Where it stands.
    """

    name: str
    on: date
    facts: Mapping[str, FiledValue]
    asks: Question
    standings: Standings = DEFAULT_STANDINGS
    evidence: Evidence = Evidence.RUMOURED
    filed_as: Evidence = Evidence.OFFICIAL
    file: str = field(default="", eq=False)
    line: int = field(default=0, eq=False)


@frozen
class Failure:
    """An example whose answer is not the expected one; `found` says what it was."""

    example: Example
    expected: str
    found: str


def run(example: Example, edition: Edition) -> Failure | None:
    """Return how an example fails under the edition of its day, None if it holds."""
    too_weak = example.filed_as < example.evidence
    weak = frozenset(example.facts if too_weak else ())
    facts = {n: inside(v) for n, v in example.facts.items() if n not in weak}
    today = example.on.toordinal()
    asks = example.asks
    if isinstance(asks, AsksTransition):
        return _transition(example, asks, edition, facts, weak)
    situation = Situation(facts, today, edition.calendar, weak)
    found = _clause(asks.clause, edition, situation)
    return None if found is asks.expected else Failure(example, asks.expected, found)


def _clause(ref: str, edition: Edition, situation: Situation) -> Verdict:
    clause = edition.clauses.get(ref)
    if clause is None or clause.standing not in edition.standings:
        return Verdict.NOT_EVALUATED
    return judge(clause.when, situation, presumed=clause.presumed)


def _transition(
    example: Example,
    asks: AsksTransition,
    edition: Edition,
    facts: Mapping[str, Value],
    weak: frozenset[str],
) -> Failure | None:
    step = edition.step(asks.state, asks.transition)
    if step is None:
        return _differs(example, asks.expected, Answer.NO_SUCH_TRANSITION)
    ruling = step.rule(facts, weak, example.on.toordinal())
    may_ask = bool(step.askers) if asks.by is None else asks.by in step.askers
    answer = ruling.answer if may_ask else Answer.CLOSED
    if answer is not asks.expected:
        refs = ", ".join(f.clause.ref for f in ruling.not_met)
        return Failure(example, asks.expected, f"{answer} ({refs or 'no clause'})")
    verdicts = {f.clause.ref: f.verdict for f in ruling.findings}
    for wanted, verdict in (
        (asks.failing, Verdict.UNMET),
        (asks.unknown, Verdict.UNKNOWN),
    ):
        found = frozenset(ref for ref, v in verdicts.items() if v is verdict)
        if wanted is not None and found != wanted:
            return Failure(example, _listed(verdict, wanted), _listed(verdict, found))
    return None


def _differs(example: Example, expected: Answer, found: Answer) -> Failure | None:
    return None if found is expected else Failure(example, expected, found)


def _listed(verdict: Verdict, refs: frozenset[str]) -> str:
    return f"{verdict}: {', '.join(sorted(refs)) or 'none'}"
