"""What a step reads and writes, and how an act is entered that has happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from qualflow.case.events import (
    WRONG_ACTOR,
    ActNoted,
    Case,
    Noted,
    StateEntered,
    Terms,
)
from qualflow.law.edition import Answer, Ruling, Step
from qualflow.law.facts import Evidence, FiledValue, outside
from qualflow.law.rules import Standings, Writes

if TYPE_CHECKING:
    from qualflow.case.commands import Record
    from qualflow.law.expression import Facts
    from qualflow.law.rulebook import Rulebook

NOTHING: frozenset[str] = frozenset()
LEAST = Evidence.RUMOURED


def counted(case: Case, step: Step, evidence: Evidence) -> tuple[Facts, frozenset[str]]:
    """Return the facts that count at an evidence, and the names of those that do not.

    Only facts that the step reads are looked at.
    """
    if evidence is LEAST:
        return case.facts, NOTHING
    sources, weak = case.sources, []
    for name in step.guard.reads:
        if name in sources and sources[name].evidence < evidence:
            weak.append(name)  # noqa: PERF401  # a comprehension is slower on so few
    if not weak:
        return case.facts, NOTHING
    return {n: v for n, v in case.facts.items() if n not in weak}, frozenset(weak)


def written(
    rulebook: Rulebook, facts: Facts, step: Step, on: date
) -> tuple[tuple[str, FiledValue | None], ...]:
    """Return what a step writes on a case with these facts; None clears."""
    if not step.transition.records:
        return ()
    values: list[tuple[str, FiledValue | None]] = []
    for record in step.transition.records:
        value: FiledValue | None = None
        match record.writes:
            case Writes.TODAY:
                value = on
            case Writes.VALUE:
                value = record.value
            case Writes.COPY if isinstance(record.value, str):
                found = facts.get(record.value)
                if found is not None:
                    value = outside(rulebook.facts[record.value], found)
        values.append((record.fact, value))
    return tuple(values)


def noted(ruling: Ruling) -> tuple[Noted, ...]:
    """Return the clauses that are not met, as an event keeps them."""
    return tuple(
        Noted(finding.clause.ref, finding.verdict, tuple(finding.values.items()))
        for finding in ruling.not_met
    )


@lru_cache(maxsize=256)
def terms(release: str, standings: Standings) -> Mapping[Evidence, Terms]:
    """Return the terms of a decision for each least evidence."""
    return {evidence: Terms(release, standings, evidence) for evidence in Evidence}


def recorded(rulebook: Rulebook, case: Case, record: Record) -> StateEntered | ActNoted:
    """Return the event of an act that has happened, with every clause it did not meet.

    That somebody did it who may not is noted before the clauses, as `WRONG_ACTOR`.

    Raises:
        UnknownNameError: If the rulebook has no transition or actor of that name.
    """
    name = record.transition
    versions = rulebook.transition(name)
    if record.by:
        rulebook.actor(record.by)
    step = rulebook.on(record.on, record.standings).step(case.state, name)
    judged_by = terms(rulebook.release, record.standings)[Evidence.RUMOURED]
    if step is None:
        return ActNoted(
            name,
            record.on,
            record.by or versions[0].by[0],
            record.evidence,
            judged_by,
            (Noted("", Answer.NO_SUCH_TRANSITION),),
            record.recorded_at,
        )
    ruling = step.rule(case.facts, NOTHING, record.on.toordinal())
    return StateEntered(
        name,
        step.transition.target,
        record.on,
        record.by or step.transition.by[0],
        record.evidence,
        written(rulebook, case.facts, step, record.on),
        judged_by,
        (*_wrong_actor(record.by, step), *noted(ruling)),
        record.recorded_at,
    )


def _wrong_actor(by: str, step: Step) -> tuple[Noted, ...]:
    """Return the note on an act of somebody to whom the law does not give it."""
    if not by or by in step.transition.by:
        return ()
    return (Noted("", WRONG_ACTOR),)
