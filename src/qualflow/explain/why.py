"""Why a request is granted, or why not: every clause, article by article."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from qualflow.case.commands import Request
from qualflow.case.events import Case, LinkRead
from qualflow.case.life import belongs
from qualflow.case.replaying import replay
from qualflow.case.steps import counted
from qualflow.case.timing import advance
from qualflow.explain.questions import open_facts
from qualflow.law.edition import Answer, Finding, Ruling, Step
from qualflow.law.evaluators.walk import Situation
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clause, Effect, Interval, Phase, Provision
from qualflow.law.verdict import Verdict


@frozen
class Question:
    """A fact that could still settle the answer.

    Attributes:
        clauses: The refs of the clauses that wait for it.
        weak: Whether it is on file, but with weaker evidence than is asked for.
        noted: Whether only clauses wait for it that are noted and do not bar.
    """

    fact: str
    clauses: tuple[str, ...]
    weak: bool = False
    noted: bool = False


@frozen
class Elsewhere:
    """Where a transition that does not exist here exists.

    Attributes:
        in_force: The days of its versions, earliest first.
        sources: The states it starts from on the day that was asked about; empty if
            no version is in force on that day.
    """

    in_force: tuple[Interval, ...]
    sources: tuple[str, ...]


@frozen
class Explanation:
    """The answer to a request and its reasons.

    Attributes:
        by: The actor who asked, empty if none was named.
        may: The actors who may ask; empty if nobody can.
        findings: One a clause in force, in the order of the transition; those of a
            standing that is not accepted are `NOT_EVALUATED`.
        questions: What could still settle the unknown verdicts.
        basis: The provisions it rests on, printed only.
        links: The other cases whose state a clause that is not met looked at.
        elsewhere: Only where there is no such transition.
    """

    case: str
    process: str
    state: str
    phase: Phase | None
    transition: str
    on: date
    answer: Answer
    by: str = ""
    may: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    basis: tuple[Provision, ...] = ()
    links: tuple[LinkRead, ...] = ()
    elsewhere: Elsewhere | None = None

    @property
    def open(self) -> bool:
        """Whether the request would be granted."""
        return self.answer is Answer.OPEN

    @property
    def wrong_actor(self) -> bool:
        """Whether the one who asked may not, or nobody may."""
        if self.answer is Answer.NO_SUCH_TRANSITION:
            return False
        return not self.may or (self.by != "" and self.by not in self.may)


def explain(rulebook: Rulebook, case: Case, request: Request) -> Explanation:
    """Return what `decide` would answer to a request, with every reason.

    Time passes first, as it does before a decision.  Cut the case with `as_of` to ask
    about a day before its last event.

    Raises:
        UnknownNameError: If the rulebook has no transition or actor of that name.
        CommandError: If the case is one of another process.
    """
    belongs(rulebook, case)
    versions = rulebook.transition(request.transition)
    if request.by:
        rulebook.actor(request.by)
    case = replay(advance(rulebook, case, request.on), start=case)
    edition = rulebook.on(request.on, request.standings)
    step = edition.step(case.state, request.transition)
    phase = rulebook.phase(case.state)
    if step is None:
        here = edition.transitions.get(request.transition)
        return Explanation(
            case.id,
            rulebook.name,
            case.state,
            phase,
            request.transition,
            request.on,
            Answer.NO_SUCH_TRANSITION,
            request.by,
            elsewhere=Elsewhere(
                tuple(version.in_force for version in versions),
                here.sources if here else (),
            ),
        )
    facts, weak = counted(case, step, request.evidence)
    ruling = step.rule(facts, weak, request.on.toordinal())
    may_ask = request.by in step.askers if request.by else bool(step.askers)
    return Explanation(
        case.id,
        rulebook.name,
        case.state,
        phase,
        request.transition,
        request.on,
        ruling.answer if may_ask else Answer.CLOSED,
        request.by,
        step.askers,
        ruling.findings,
        _questions(step, ruling, request.on),
        step.basis,
        _links(case, ruling),
    )


def _questions(step: Step, ruling: Ruling, on: date) -> tuple[Question, ...]:
    situation = Situation(
        ruling.facts, on.toordinal(), step.edition.calendar, ruling.weak
    )
    waiting: dict[str, list[Clause]] = {}
    for finding in ruling.not_met:
        if finding.verdict is Verdict.UNKNOWN:
            for name in open_facts(finding.clause.when, situation):
                waiting.setdefault(name, []).append(finding.clause)
    return tuple(
        Question(
            name,
            tuple(clause.ref for clause in clauses),
            name in ruling.weak,
            all(clause.effect is Effect.FINDING for clause in clauses),
        )
        for name, clauses in waiting.items()
    )


def _links(case: Case, ruling: Ruling) -> tuple[LinkRead, ...]:
    """Return the reads behind the values of clauses that are not met, each once."""
    sources = (
        case.sources.get(name) for finding in ruling.not_met for name in finding.values
    )
    reads = (source for source in sources if isinstance(source, LinkRead))
    return tuple(dict.fromkeys(reads))
