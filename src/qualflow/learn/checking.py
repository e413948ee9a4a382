"""Lessons checked against the law: every claim holds, every exercise has a solution."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from qualflow.law.edition import Answer
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.facts import inside
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import DEFAULT_STANDINGS
from qualflow.law.verdict import Verdict
from qualflow.learn.asking import deadline, standing, why
from qualflow.learn.chances import (
    CannotComputeError,
    MissingPackagesError,
    percent,
)
from qualflow.learn.lesson import (
    Claim,
    ClaimsAnswer,
    ClaimsDue,
    ClaimsShare,
    ClaimsState,
    ClaimsVerdict,
    Lesson,
)
from qualflow.learn.solving import NoSolutionError, solution


@frozen
class Fault:
    """Something in a lesson that the law does not bear out.

    Attributes:
        lesson: Its name.
        line: Of the claim in the English file, 0 for an exercise.
        what: What was said, and what was found.
    """

    lesson: str
    line: int
    what: str

    def __str__(self) -> str:
        place = f"{self.lesson}.md" + (f":{self.line}" if self.line else "")
        return f"{place}: {self.what}"


def faults(rulebook: Rulebook, lesson: Lesson) -> tuple[Fault, ...]:
    """Return the claims of a lesson that do not hold, and exercises nobody can solve.

    What needs packages that are not installed is passed over.
    """
    return tuple(_faults(rulebook, lesson))


def _faults(rulebook: Rulebook, lesson: Lesson) -> Iterator[Fault]:
    for claim in lesson.claims:
        try:
            found = list(_differs(rulebook, claim))
        except MissingPackagesError:
            continue
        for what in found:
            yield Fault(lesson.name, claim.line, what)
    for exercise in lesson.exercises.values():
        try:
            solution(rulebook, exercise)
        except NoSolutionError as error:
            yield Fault(lesson.name, 0, str(error))
        except MissingPackagesError:
            continue


def _differs(rulebook: Rulebook, claim: Claim) -> Iterator[str]:
    """Yield how what was found differs from what is claimed."""
    match claim.says:
        case ClaimsAnswer() as says:
            yield from _answer(rulebook, says)
        case ClaimsVerdict(ref, _, _, wanted) as says:
            found = _verdict(rulebook, says)
            if found is not wanted:
                yield f'clause "{ref}": {wanted} claimed, {found} found'
        case ClaimsState(setting, state):
            now = standing(rulebook, setting).state
            if now != state:
                yield f"on {setting.on}: '{state}' claimed, '{now}' found"
        case ClaimsDue() as says:
            yield from _due(rulebook, says)
        case ClaimsShare(scenario, question, low, high, content):
            try:
                share = percent(rulebook, scenario, content, question)
            except CannotComputeError as error:
                yield str(error)
                return
            if not low <= share <= high:
                yield f"'{question}': {low} to {high} % claimed, {share:.2f} % found"


def _answer(rulebook: Rulebook, says: ClaimsAnswer) -> Iterator[str]:
    found = why(rulebook, says.setting, says.step)
    if found.answer is not says.answer:
        where = f"'{says.step}' on {says.setting.on}"
        yield f"{where}: {says.answer} claimed, {found.answer} found"
    if found.answer is Answer.NO_SUCH_TRANSITION:
        return
    for wanted, verdict in (
        (says.failing, Verdict.UNMET),
        (says.unknown, Verdict.UNKNOWN),
        (says.not_evaluated, Verdict.NOT_EVALUATED),
    ):
        refs = {f.clause.ref for f in found.findings if f.verdict is verdict}
        if wanted is not None and refs != wanted:
            yield f"{verdict}: {_listed(wanted)} claimed, {_listed(refs)} found"


def _listed(refs: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(refs)) or "none"


def _verdict(rulebook: Rulebook, says: ClaimsVerdict) -> Verdict:
    edition = rulebook.on(says.on, DEFAULT_STANDINGS)
    clause = edition.clauses.get(says.clause)
    if clause is None or clause.standing not in edition.standings:
        return Verdict.NOT_EVALUATED
    facts = {name: inside(value) for name, value in says.facts.items()}
    situation = Situation(facts, says.on.toordinal(), edition.calendar)
    return judge(clause.when, situation, presumed=clause.presumed)


def _due(rulebook: Rulebook, says: ClaimsDue) -> Iterator[str]:
    found = deadline(rulebook, says.setting, says.clock)
    where = f"'{says.clock}' on {says.setting.on}"
    if found is None:
        yield f"{where}: it does not run"
        return
    if says.due is not None and found.due != says.due:
        yield f"{where}: due {says.due} claimed, {found.due} found"
    if says.status is not None and found.status is not says.status:
        yield f"{where}: {says.status} claimed, {found.status} found"
