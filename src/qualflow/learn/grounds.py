"""What speaks against a wrong option, without naming the right one."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.law.edition import Answer
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.law.rules import Effect, Kind
from qualflow.law.verdict import Verdict
from qualflow.learn.asking import asked_on, standing, values_of, why
from qualflow.learn.exercises import Asks, Choose
from qualflow.learn.marks import (
    ClausesAre,
    ComesFrom,
    LastStep,
    NoSuchStep,
    Reads,
    Reason,
    Refused,
    StandsIn,
)


def grounds(rulebook: Rulebook, exercise: Choose, wrong: list[str]) -> Iterator[Reason]:
    """Yield what speaks against wrong options, without naming the right one."""
    setting, about = exercise.setting, exercise.about
    match exercise.asks:
        case Asks.ANSWER:
            yield _ground_of_answer(rulebook, exercise)
        case Asks.OPEN:
            for option in wrong:
                refusal = asked_on(rulebook, setting, option, setting.on).refusal
                if refusal is not None:
                    yield Refused(refusal, setting.on)
        case Asks.STATE:
            path = standing(rulebook, setting).path
            step, on = (path[-1].transition, path[-1].on) if path else ("", setting.on)
            yield LastStep(step, on)
        case Asks.VERDICT:
            clause = in_force_on(setting.on, rulebook.clauses[about])
            if clause is not None:
                yield Reads(clause, values_of(rulebook, setting, clause))
        case Asks.EXPIRY:
            version = in_force_on(setting.on, rulebook.clocks[about].versions)
            if version is not None:
                yield ComesFrom(version.ref)
        case Asks.STANDING:
            yield StandsIn(rulebook.clauses[about][0].instrument)
        case Asks.ACTORS:
            yield from _grounds_of_actors(rulebook, exercise)


def _grounds_of_actors(rulebook: Rulebook, exercise: Choose) -> Iterator[Reason]:
    """Yield the paragraphs on who acts that a step rests on."""
    edition = rulebook.on(exercise.setting.on)
    version = edition.transitions.get(exercise.about)
    for ref in () if version is None else version.basis:
        provision = edition.provisions.get(ref)
        if provision is not None and provision.kind is Kind.ACTOR:
            yield ComesFrom(ref)


def _ground_of_answer(rulebook: Rulebook, exercise: Choose) -> Reason:
    setting, step = exercise.setting, exercise.about
    found = why(rulebook, setting, step)
    if found.answer is Answer.NO_SUCH_TRANSITION:
        return NoSuchStep(step, found.state, setting.on)
    return ClausesAre(
        tuple(
            finding
            for finding in found.findings
            if finding.verdict in (Verdict.UNMET, Verdict.UNKNOWN)
            and finding.clause.effect is Effect.REFUSE
        )
    )
