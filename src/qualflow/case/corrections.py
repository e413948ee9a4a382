"""What putting the record right has to look at: the case before, and all that follows.

A mistake in the record spreads: an act may have been read where the case did not
stand, or have copied a fact that was wrong; a period may have run out that did not, or
the other way round.  Whoever corrects the mistake gets, beside the correction, those
that follow from it, so that the case becomes what it would have been without the
mistake.  A step that was made stays made, even if it rested on the mistake: what
happened, happened, and undoing it is a decision of its own.

Time is read again with all that is known by now: what was told late counts from the day
it tells (`telling`).  So however late something is filed or put right, what happened by
itself is what would have happened had everything been told in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve

from qualflow.case.commands import Record
from qualflow.case.events import (
    ActNoted,
    Case,
    Corrected,
    Event,
    FactFiled,
    LinkRead,
    Plain,
    StateEntered,
)
from qualflow.case.replaying import (
    amended,
    apply,
    effective,
    fresh,
    happened_by_itself,
    in_order,
    replay,
)
from qualflow.case.steps import recorded, written
from qualflow.case.telling import first_difference, told, told_by
from qualflow.case.timing import advance
from qualflow.law.rules import Transition, Writes

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook


def before(rulebook: Rulebook, case: Case, number: int, on: date) -> Case:
    """Return the case as it stood when event `number` should have happened on a day.

    What followed from that event as it was recorded has not happened.
    """
    if number <= len(case.history):
        void = Corrected(number, None, max(on, case.history[-1].on))
        events = (void, *following(rulebook, case, void))
        case = replay(events, start=case)
    earlier = [
        event
        for place, event in in_order(case.history)
        if (event.on, place) < (on, number)
    ]
    return replay(earlier, start=fresh(case))


def following(
    rulebook: Rulebook, case: Case, corrected: Corrected
) -> Iterator[Corrected]:
    """Yield the corrections that follow from one."""
    number = corrected.number or len(case.history) + 1
    wrong = dict(effective(case.history)).get(corrected.number)
    days = [e.on for e in (wrong, corrected.replacement) if e is not None]
    if days:
        what = "the correction of event" if corrected.number else "event"
        pattern = _pattern(corrected, f"{what} {number}")
        since = _otherwise_since(rulebook, case, corrected)
        if since is not None:
            days.append(since)
        yield from _reread(rulebook, case, corrected, (min(days), number), pattern)


def caught_up(
    rulebook: Rulebook, case: Case, event: FactFiled | LinkRead
) -> Iterator[Corrected]:
    """Yield what is put right by a filing that tells of days gone by, mostly nothing.

    Args:
        rulebook: The law.
        case: The case without the filing.
        event: What was filed, or read from another case.
    """
    if isinstance(event, FactFiled) and _is_news(case, event):
        return
    since = _otherwise_since(rulebook, case, event)
    if since is not None and since < event.on:
        number = len(case.history) + 1
        pattern = _pattern(event, f"event {number}")
        yield from _reread(rulebook, case, event, (since, number), pattern)


def _is_news(case: Case, event: FactFiled) -> bool:
    """Return whether a filing tells of today or of days to come, or of no day."""
    if not isinstance(event.value, date):
        return True
    source = case.sources.get(event.fact)
    better = isinstance(source, FactFiled) and source.evidence < event.evidence
    return event.value >= event.on and not better


def _pattern(event: FactFiled | LinkRead | Corrected, what: str) -> Corrected:
    """Return what the corrections that follow from an event look like."""
    reason = f"follows from {what}"
    return Corrected(0, None, event.on, event.by, reason, event.recorded_at)


def _otherwise_since(rulebook: Rulebook, case: Case, event: Event) -> date | None:
    """Return the first day that facts tell otherwise once an event is added."""
    after = told_by(rulebook, amended((*case.history, event)))
    return first_difference(told(rulebook, case), after)


def _reread(
    rulebook: Rulebook,
    case: Case,
    change: Event,
    place: tuple[date, int],
    pattern: Corrected,
) -> Iterator[Corrected]:
    """Yield what has to be put right once an event is added to a case.

    An act for which there was no transition may have one now, a fact that a step copied
    may have another value, periods may have run out or not.

    Args:
        rulebook: The law.
        case: The case without the event.
        change: A correction, or a late filing.
        place: The day and number from which on things can be otherwise.
        pattern: What the corrections look like: day, author, reason, moment.
    """
    since, number = place
    ordered = in_order((*case.history, change))
    known = told_by(rulebook, [event for _, event in ordered])
    here = fresh(case)
    expected: list[Plain] = []
    for at, event in ordered:
        if event.on < since:
            here = apply(here, event)
            continue
        if happened_by_itself(event):
            continue
        for fired in advance(rulebook, here, event.on, known):
            expected.append(fired)
            here = apply(here, fired)
        again = event
        if at != number and (event.on, at) > (since, number):
            again = _again(rulebook, here, event)
            if again != event:
                yield evolve(pattern, number=at, replacement=again)
        here = apply(here, again)
    expected += advance(rulebook, here, change.on, known)
    found = [(n, e) for n, e in ordered if e.on >= since and happened_by_itself(e)]
    for at, event in found:
        if event not in expected:
            yield evolve(pattern, number=at)
    for event in expected:
        if all(event != known for _, known in found):
            yield evolve(pattern, replacement=event)


def _again(rulebook: Rulebook, here: Case, event: Plain) -> Plain:
    """Return an act as it would be entered in a case that stands otherwise."""
    match event:
        case ActNoted(name, on, by, evidence):
            standings, moment = event.terms.standings, event.recorded_at
            act = Record(name, on, by, evidence, standings, moment)
            found = recorded(rulebook, here, act)
            return found if isinstance(found, StateEntered) else event
        case StateEntered(name, on=on):
            step = rulebook.on(on, event.terms.standings).step(here.state, name)
            if step is None:
                return event
            copied = _copied(step.transition)
            anew = {
                fact: value
                for fact, value in written(rulebook, here.facts, step, on)
                if fact in copied
            }
            records = tuple((fact, anew.get(fact, old)) for fact, old in event.records)
            return evolve(event, records=records)
    return event


def _copied(transition: Transition) -> frozenset[str]:
    return frozenset(r.fact for r in transition.records if r.writes is Writes.COPY)
