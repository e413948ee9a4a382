"""A chosen life judged under the law of another day: which answers change, and why.

Each step keeps its days and what was on file; the clauses it is judged by are those in
force on the other day, and whether there is such a step at all is asked of that day's
law too.  "Could this maker have come to its right under today's law?" is such a
question.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from qualflow.audit.mapping import HistoryMap
from qualflow.audit.moves import record
from qualflow.audit.result import Audit, Step
from qualflow.audit.rows import Row
from qualflow.audit.rules import rules
from qualflow.audit.terms import Terms
from qualflow.law.edition import Answer, Finding
from qualflow.law.expression import Value
from qualflow.law.facts import inside
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Effect
from qualflow.law.verdict import Verdict


@frozen
class Difference:
    """A clause whose verdict is another one under the other law.

    Attributes:
        own: What the law of the step's days found; None if it had no such clause.
        other: Likewise for the law of the other day.
    """

    ref: str
    own: Finding | None
    other: Finding | None


@frozen
class OtherStep:
    """A step of a life under the law of another day.

    Attributes:
        own: The answer of the law of its days; an open question leaves it unknown.
        other: The answer of the other law; there may be no such transition.
        target: Where the other law's transition leads; "" if there is none.
        differences: In the order of the step, the other law's new clauses last.
    """

    step: Step
    own: Answer
    other: Answer
    target: str
    differences: tuple[Difference, ...]

    @property
    def lost(self) -> bool:
        """Whether the other law would not have had it: barred, or not there at all."""
        return self.other in (Answer.CLOSED, Answer.NO_SUCH_TRANSITION)

    @property
    def changes(self) -> bool:
        """Whether the answer is another one, or the way leads elsewhere."""
        elsewhere = self.target not in ("", self.step.target)
        return self.own is not self.other or elsewhere


@frozen
class OtherLaw:
    """A chosen life under the law of another day.

    Attributes:
        day: The day whose law it is.
    """

    audit: Audit
    day: date
    steps: tuple[OtherStep, ...]

    @property
    def lost(self) -> tuple[OtherStep, ...]:
        """The steps the other law would not have had."""
        return tuple(step for step in self.steps if step.lost)


def under_law_of(
    rulebook: Rulebook, mapping: HistoryMap, audit: Audit, terms: Terms, day: date
) -> OtherLaw:
    """Return the chosen life of a history under the law of a day.

    Args:
        rulebook: The process of the history.
        mapping: Its map.
        audit: What was answered under the law of its own days.
        terms: What it was asked under: the same standings and readings hold.
        day: The day whose law is asked.
    """
    known = rules(rulebook, mapping, terms)
    start = {name: inside(value) for name, value in audit.given.items()}
    told: dict[str, Value] = {}
    recorded: dict[str, Value] = {}
    steps = []
    for step in audit.steps:
        row = known.row_on(step.transition, step.source, day)
        own = {name: inside(value) for name, value in step.files.items()}
        facts = {**told, **start, **own, **recorded}
        found: tuple[Finding, ...] = ()
        if row is not None:
            first, last = step.earliest.toordinal(), step.latest.toordinal()
            found = known.judge.findings_under(row, day, first, last, facts)
        steps.append(_compared(step, row, found))
        told.update(own)
        # What a step records is what the law that is asked has it record.
        made_by = row or known.row_of(step)
        if made_by is not None:
            record(recorded, made_by, facts)
    return OtherLaw(audit, day, tuple(steps))


def _compared(step: Step, row: Row | None, found: Sequence[Finding]) -> OtherStep:
    own = {finding.clause.ref: finding for finding in step.findings}
    other = {finding.clause.ref: finding for finding in found}
    refs = list(dict.fromkeys([*own, *other])) if row is not None else []
    differences = (Difference(ref, own.get(ref), other.get(ref)) for ref in refs)
    return OtherStep(
        step,
        _answer(step.findings),
        Answer.NO_SUCH_TRANSITION if row is None else _answer(found),
        "" if row is None else row.transition.target,
        tuple(d for d in differences if _verdict(d.own) is not _verdict(d.other)),
    )


def _verdict(finding: Finding | None) -> Verdict | None:
    return None if finding is None else finding.verdict


def _answer(findings: Sequence[Finding]) -> Answer:
    """Return what findings amount to; clauses that only note something never bar."""
    barring = [f.verdict for f in findings if f.clause.effect is Effect.REFUSE]
    if Verdict.UNMET in barring:
        return Answer.CLOSED
    return Answer.UNKNOWN if Verdict.UNKNOWN in barring else Answer.OPEN
