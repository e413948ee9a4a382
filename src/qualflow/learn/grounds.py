"""What speaks against a wrong option, and what the right answer to a choice rests on.

The first wrong answer hears why the option that was chosen is not it; what the answer
rests on nearly names it, so it comes with the second, and with the right one.
"""

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
    LeftOut,
    NoSuchStep,
    NotThere,
    OptionIs,
    Reads,
    Reason,
    Refused,
    StandsIn,
)


def objections(
    rulebook: Rulebook, exercise: Choose, wrong: list[str]
) -> Iterator[Reason]:
    """Yield what speaks against each wrong option by itself, in their order."""
    setting = exercise.setting
    for option in wrong:
        match exercise.asks:
            case Asks.OPEN:
                refusal = asked_on(rulebook, setting, option, setting.on).refusal
                yield (
                    OptionIs(option, right=False)
                    if refusal is None
                    else Refused(refusal, setting.on)
                )
            case Asks.STATE:
                case = standing(rulebook, setting)
                stood = {case.initial, *(entered.target for entered in case.path)}
                yield NotThere(option, setting.on, option in stood)
            case _:
                yield OptionIs(option, right=False)


def grounds(
    rulebook: Rulebook, exercise: Choose, *, solved: bool = False
) -> Iterator[Reason]:
    """Yield what the right answer rests on.

    Args:
        rulebook: The law.
        exercise: The choice.
        solved: Whether the right answer was given; only then the options that it leaves
            out are told with their reasons.
    """
    setting, about = exercise.setting, exercise.about
    match exercise.asks:
        case Asks.ANSWER:
            yield _ground_of_answer(rulebook, exercise)
        case Asks.OPEN:
            for option in exercise.options if solved else ():
                refusal = asked_on(rulebook, setting, option, setting.on).refusal
                if refusal is not None:
                    yield Refused(refusal, setting.on)
        case Asks.STATE:
            path = standing(rulebook, setting).path
            step, on = (path[-1].transition, path[-1].on) if path else ("", setting.on)
            yield LastStep(step, on)
        case Asks.VERDICT:
            yield _ground_of_verdict(rulebook, exercise)
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
    if found.wrong_actor:
        refusal = asked_on(rulebook, setting, step, setting.on).refusal
        assert refusal is not None  # who may not ask is refused
        return Refused(refusal, setting.on)
    return ClausesAre(
        tuple(
            finding
            for finding in found.findings
            if finding.verdict in (Verdict.UNMET, Verdict.UNKNOWN)
            and finding.clause.effect is Effect.REFUSE
        )
    )


def _ground_of_verdict(rulebook: Rulebook, exercise: Choose) -> Reason:
    setting, ref = exercise.setting, exercise.about
    clause = in_force_on(setting.on, rulebook.clauses[ref])
    if clause is None or clause.standing not in setting.standings:
        standing_of = None if clause is None else clause.standing
        return LeftOut(ref, setting.on, standing_of, setting.standings)
    return Reads(clause, values_of(rulebook, setting, clause))
