"""What can come next: what is open, what a filing away, what out of reach for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from attrs import frozen

from qualflow.case.commands import Request
from qualflow.case.events import Case, FactFiled
from qualflow.case.life import belongs
from qualflow.case.replaying import replay
from qualflow.case.steps import counted
from qualflow.case.timing import advance
from qualflow.explain.change import Change, least_changes
from qualflow.explain.why import Explanation, explain
from qualflow.law.edition import Answer, Step
from qualflow.law.evaluators.walk import Situation
from qualflow.law.facts import Evidence
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import (
    DEFAULT_STANDINGS,
    Acts,
    Effect,
    Phase,
    Standings,
    Transition,
)


class Reach(StrEnum):
    """How far away a transition from here is."""

    OPEN = "open"
    ONE_FILING = "one_filing"
    FILINGS = "filings"
    NOT_BY_FILING = "not_by_filing"


@frozen
class NextStep:
    """A transition from the state at hand.

    Attributes:
        why: The answer to asking for it now.
        target: The state it leads to.
        changes: The smallest sets of filings that would open it; empty if it is open
            or no filing would do.
    """

    why: Explanation
    target: str
    reach: Reach
    changes: tuple[Change, ...] = ()


@frozen
class NextSteps:
    """Everything that can come next.

    Attributes:
        steps: Transitions somebody may ask for here, nearest first.
        timed: Transitions from here that only time makes.
        out_of_reach: Transitions that no life can come to any more from here.
    """

    case: str
    process: str
    state: str
    phase: Phase | None
    on: date
    steps: tuple[NextStep, ...]
    timed: tuple[str, ...]
    out_of_reach: tuple[str, ...]


def next_steps(
    rulebook: Rulebook,
    case: Case,
    on: date,
    *,
    by: str = "",
    evidence: Evidence = Evidence.RUMOURED,
    standings: Standings = DEFAULT_STANDINGS,
) -> NextSteps:
    """Return what can come next on a day; time passes first.

    Only what the actor `by` may ask for; all if it is empty.

    Raises:
        UnknownNameError: If there is no such actor.
        CommandError: If the case is one of another process.
    """
    belongs(rulebook, case)
    if by:
        rulebook.actor(by)
    case = replay(advance(rulebook, case, on), start=case)
    edition = rulebook.on(on, standings)
    steps, timed = [], []
    for name in edition.transitions:
        step = edition.step(case.state, name)
        if step is None:
            continue
        if by and by not in step.askers:
            continue
        if step.askers:
            request = Request(name, on, by, evidence, standings)
            steps.append(_next_step(rulebook, case, request, step))
        elif _only_time_makes(rulebook, step):
            timed.append(name)
    order = list(Reach)
    steps.sort(key=lambda s: (order.index(s.reach), _size(s)))
    return NextSteps(
        case.id,
        rulebook.name,
        case.state,
        rulebook.phase(case.state),
        on,
        tuple(steps),
        tuple(timed),
        tuple(_out_of_reach(rulebook, case.state, on)),
    )


def _only_time_makes(rulebook: Rulebook, step: Step) -> bool:
    acts = {rulebook.actors[actor].acts for actor in step.transition.by}
    return acts == {Acts.BY_LAW}


def _size(step: NextStep) -> int:
    return len(step.changes[0].values) if step.changes else 0


def _next_step(
    rulebook: Rulebook, case: Case, request: Request, step: Step
) -> NextStep:
    why = explain(rulebook, case, request)
    target = step.transition.target
    if why.answer is Answer.OPEN:
        return NextStep(why, target, Reach.OPEN)
    changes = what_would_open(rulebook, case, request, step)
    if not changes:
        return NextStep(why, target, Reach.NOT_BY_FILING)
    one = len(changes[0].values) == 1
    return NextStep(why, target, Reach.ONE_FILING if one else Reach.FILINGS, changes)


def what_would_open(
    rulebook: Rulebook, case: Case, request: Request, step: Step
) -> tuple[Change, ...]:
    """Return the smallest sets of filings after which a step is open.

    What another case or a step of this one has written, no filing can change.
    """
    facts, weak = counted(case, step, request.evidence)
    situation = Situation(facts, request.on.toordinal(), step.edition.calendar, weak)
    barring = [
        condition
        for condition, clause in zip(step.guard.conditions, step.evaluated, strict=True)
        if clause.effect is Effect.REFUSE
    ]
    written = {
        name
        for name, source in case.sources.items()
        if not isinstance(source, FactFiled)
    }
    read = {name for name, fact in rulebook.facts.items() if fact.link is not None}
    return least_changes(barring, situation, rulebook.facts, written | read)


def _out_of_reach(rulebook: Rulebook, state: str, on: date) -> Iterator[str]:
    """Yield the transitions that no state reachable from here is a source of."""
    edges = list(_ahead(rulebook, on))
    reached, waiting = {state}, [state]
    while waiting:
        here = waiting.pop()
        for edge in edges:
            if here in edge.sources and edge.target not in reached:
                reached.add(edge.target)
                waiting.append(edge.target)
    for name in rulebook.transitions:
        sources = {s for e in edges if e.name == name for s in e.sources}
        if reached.isdisjoint(sources):
            yield name


def _ahead(rulebook: Rulebook, on: date) -> Iterator[Transition]:
    """Yield the versions of transitions that can still be made on or after a day."""
    for versions in rulebook.transitions.values():
        for version in versions:
            ended = version.in_force.until is not None and version.in_force.until <= on
            past = version.on_day is not None and version.on_day < on
            archived = all(
                rulebook.actors[actor].acts is Acts.BY_RECORD for actor in version.by
            )
            if not ended and not past and not archived:
                yield version
