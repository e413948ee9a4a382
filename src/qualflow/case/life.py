"""The life of a case: what a command leads to.

`decide` knows the rules and changes nothing: it returns events, or a refusal.  The same
arguments give the same answer next year.  `replaying` makes the case from the events.

Invariant: legal days never run backwards in a history, save inside corrections.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from qualflow.case.commands import (
    Advance,
    Command,
    CommandError,
    Correct,
    FileFact,
    ReadLink,
    Record,
    Request,
    check,
    check_text,
)
from qualflow.case.corrections import before, caught_up, following
from qualflow.case.events import (
    Case,
    Corrected,
    Event,
    FactFiled,
    LinkRead,
    Plain,
    StateEntered,
)
from qualflow.case.replaying import as_of, happened_by_itself, replay
from qualflow.case.steps import counted, noted, recorded, terms, written
from qualflow.case.timing import advance
from qualflow.law.edition import Answer, Finding, Ruling
from qualflow.law.facts import Evidence, filed

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook

__all__ = [
    "CommandError",
    "Outcome",
    "Refusal",
    "belongs",
    "decide",
    "entered",
    "open_case",
]


@frozen(slots=False)
class Refusal:
    """Why a request was not granted.

    Attributes:
        answer: `CLOSED`, `UNKNOWN` or `NO_SUCH_TRANSITION`.
        state: Where the case stood.
        by: The actor who asked, empty if none was named.
        may: The actors who may ask; empty if nobody can, because time or an archive
            makes this transition.
        ruling: What the law says clause by clause; None if there is no such transition.
    """

    transition: str
    answer: Answer
    state: str
    by: str = ""
    may: tuple[str, ...] = ()
    ruling: Ruling | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding a clause that is not met, in order; empty if none stands open."""
        return () if self.ruling is None else self.ruling.not_met

    @property
    def wrong_actor(self) -> bool:
        """Whether the one who asked may not, or nobody may."""
        if self.answer is Answer.NO_SUCH_TRANSITION:
            return False
        return not self.may or (self.by != "" and self.by not in self.may)


@frozen(slots=False)
class Outcome:
    """What a command leads to.

    Attributes:
        events: To be applied in order; those of time that passed come first.
        refusal: None where the command was granted.
    """

    events: tuple[Event, ...]
    refusal: Refusal | None = None


def open_case(rulebook: Rulebook, case_id: str) -> Case:
    """Return a fresh case in the rulebook's initial state.

    Raises:
        CommandError: If the id is empty, longer than 2,000 characters or broken.
    """
    check_text("case", case_id, needed=True)
    return Case(case_id, rulebook.name, rulebook.initial)


def decide(rulebook: Rulebook, case: Case, command: Command) -> Outcome:
    """Return the events a command leads to, and the refusal if the law forbids it.

    First time passes: what expires before the command's day happens, under the law of
    its own day, and comes first among the events, beside a refusal too.  The command is
    judged by the law of its day.

    Raises:
        UnknownNameError: If the command names a fact, transition, actor or link that
            the rulebook does not declare.
        FactValueError: If a value does not fit its fact.
        CommandError: If the case is one of another process, the command's day lies
            before the last event, a correction corrects nothing or lies before what
            it puts right, or a text could not be kept.
    """
    belongs(rulebook, case)
    check(command)
    if case.history and command.on < case.history[-1].on:
        raise CommandError(
            f"case {case.id}: the last event is of {case.history[-1].on}, a command of "
            f"{command.on} comes too late; use Correct for what was recorded wrongly"
        )
    elapsed = advance(rulebook, case, command.on)
    if not elapsed:
        return _decided(rulebook, case, command)
    outcome = _decided(rulebook, replay(elapsed, start=case), command)
    return Outcome((*elapsed, *outcome.events), outcome.refusal)


def _decided(rulebook: Rulebook, case: Case, command: Command) -> Outcome:
    """Decide a command on its day, time having passed."""
    match command:
        case Request():
            return _requested(rulebook, case, command)
        case FileFact():
            return Outcome(tuple(_filed(rulebook, case, command)))
        case Record():
            return Outcome((recorded(rulebook, case, command),))
        case ReadLink():
            return Outcome(tuple(_read(rulebook, case, command)))
        case Advance():
            return Outcome(())
        case Correct():
            return _corrected(rulebook, case, command)


def entered(rulebook: Rulebook, case: Case, command: FileFact | Record) -> Plain:
    """Return the event of something long past, told from an archive.

    Unlike `decide` it lets no time pass: where days are known to a month or a year,
    nobody can say that a period ran out between them.

    Raises:
        UnknownNameError: As `decide` does; FactValueError and CommandError likewise.
    """
    belongs(rulebook, case)
    check(command)
    if isinstance(command, FileFact):
        return _filing(rulebook, command)
    return recorded(rulebook, case, command)


def belongs(rulebook: Rulebook, case: Case) -> None:
    """Refuse a case of another process.

    Raises:
        CommandError: If it is one: its states and facts would mean something else.
    """
    if case.process != rulebook.name:
        raise CommandError(
            f"case {case.id} is one of {case.process}, not of {rulebook.name}"
        )


# -- each command ---------------------------------------------------------------------


def _filed(rulebook: Rulebook, case: Case, command: FileFact) -> Iterator[Event]:
    """Yield the filing, and what it puts right if a period rests on the fact."""
    event = _filing(rulebook, command)
    yield event
    if command.fact in rulebook.clock_facts:
        yield from caught_up(rulebook, case, event)


def _read(rulebook: Rulebook, case: Case, command: ReadLink) -> Iterator[Event]:
    """Yield what was read, and what it puts right."""
    event = _link_read(rulebook, command)
    yield event
    if any(name in rulebook.clock_facts for name, _ in event.read):
        yield from caught_up(rulebook, case, event)


def _filing(rulebook: Rulebook, command: FileFact) -> FactFiled:
    return FactFiled(
        command.fact,
        filed(rulebook.fact(command.fact), command.value),
        command.on,
        command.by,
        command.evidence,
        command.documents,
        command.recorded_at,
    )


def _requested(rulebook: Rulebook, case: Case, request: Request) -> Outcome:
    ruling: Ruling | None = None
    name, state = request.transition, case.state
    step = rulebook.on(request.on, request.standings).step(state, name)
    if request.by:
        rulebook.actor(request.by)
    if step is None:
        rulebook.transition(name)
        refusal = Refusal(name, Answer.NO_SUCH_TRANSITION, state, request.by)
        return Outcome((), refusal)
    facts, weak = counted(case, step, request.evidence)
    today = request.on.toordinal()
    may_ask = request.by in step.askers if request.by else bool(step.askers)
    if not may_ask or not step.passes(facts, weak, today):
        ruling = step.rule(facts, weak, today)
        answer = ruling.answer if may_ask else Answer.CLOSED
        if answer is not Answer.OPEN:
            refusal = Refusal(name, answer, state, request.by, step.askers, ruling)
            return Outcome((), refusal)
    entered = StateEntered(
        name,
        step.transition.target,
        request.on,
        request.by or step.askers[0],
        Evidence.OFFICIAL,
        written(rulebook, case.facts, step, request.on),
        terms(rulebook.release, request.standings)[request.evidence],
        noted(ruling) if ruling is not None else (),
        request.recorded_at,
    )
    return Outcome((entered,))


def _link_read(rulebook: Rulebook, command: ReadLink) -> LinkRead:
    link = rulebook.link(command.link)
    other = command.other
    if other.process != link.process:
        raise CommandError(
            f"link '{link.name}' reads a case of {link.process}, case {other.id} "
            f"is one of {other.process}"
        )
    other = as_of(other, command.on)
    last = other.path[-1] if other.path else None
    return LinkRead(
        link.name,
        other.id,
        len(other.history),
        other.state,
        last.on if last else None,
        last.transition if last else None,
        last.evidence if last else Evidence.OFFICIAL,
        command.on,
        command.by,
        command.recorded_at,
    )


def _corrected(rulebook: Rulebook, case: Case, command: Correct) -> Outcome:
    _check_number(case, command)
    replacement: Plain | None = None
    if command.replacement is not None:
        if command.replacement.on > command.on:
            raise CommandError(
                f"event {command.number} of case {case.id} cannot be corrected on "
                f"{command.on} to {command.replacement.on}, a later day"
            )
        number = command.number or len(case.history) + 1
        then = before(rulebook, case, number, command.replacement.on)
        outcome = decide(rulebook, then, command.replacement)
        if outcome.refusal is not None:
            return Outcome((), outcome.refusal)
        replacement = next(
            event
            for event in outcome.events
            if not isinstance(event, Corrected) and not happened_by_itself(event)
        )
    corrected = Corrected(
        command.number,
        replacement,
        command.on,
        command.by,
        command.reason,
        command.recorded_at,
    )
    return Outcome((corrected, *following(rulebook, case, corrected)))


def _check_number(case: Case, command: Correct) -> None:
    number, last = command.number, len(case.history)
    if number == 0:
        if command.replacement is None:
            raise CommandError(f"case {case.id}: nothing to insert; number 0 needs one")
        return
    if not 0 < number <= last:
        raise CommandError(
            f"case {case.id} has no event {number}; its events are 1 to {last}"
        )
    event = case.history[number - 1]
    if isinstance(event, Corrected) and event.number:
        raise CommandError(
            f"event {number} of case {case.id} is itself a correction; "
            f"correct event {event.number} once more"
        )
    inserted = event.replacement if isinstance(event, Corrected) else event
    if inserted is not None and happened_by_itself(inserted):
        raise CommandError(
            f"event {number} of case {case.id} happened by itself; "
            f"correct the act it follows from"
        )
