"""What putting the record right has to look at: the case before, and all that follows.

A mistake in the record spreads: an act may have been read where the case did not
stand, or have copied a fact that was wrong; a period may have run out that did not, or
the other way round.  Whoever corrects the mistake gets, beside the correction, those
that follow from it, so that the case becomes what it would have been without the
mistake.  A step that was made stays made, even if it rested on the mistake: what
happened, happened, and undoing it is a decision of its own.
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
    Plain,
    StateEntered,
)
from qualflow.case.replaying import (
    apply,
    effective,
    fresh,
    happened_by_itself,
    in_order,
    replay,
)
from qualflow.case.steps import recorded, written
from qualflow.case.timing import advance
from qualflow.law.facts import inside
from qualflow.law.rules import Transition, Writes

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook


def before(case: Case, number: int, on: date) -> Case:
    """Return the case as it stood when event `number` should have happened on a day."""
    earlier = [
        event
        for place, event in in_order(case.history)
        if place != number and (event.on, place) < (on, number)
    ]
    return replay(earlier, start=fresh(case))


def following(
    rulebook: Rulebook, case: Case, corrected: Corrected
) -> Iterator[Corrected]:
    """Yield the corrections that follow from one."""
    number = corrected.number or len(case.history) + 1
    wrong = dict(effective(case.history)).get(corrected.number)
    days = [
        day
        for event in (wrong, corrected.replacement)
        if event is not None
        for day in (event.on, told_day(event))
    ]
    if days:
        moment, by = corrected.recorded_at, corrected.by
        what = (
            f"the correction of event {number}"
            if corrected.number
            else (f"event {number}")
        )
        reason = f"follows from {what}"
        pattern = Corrected(0, None, corrected.on, by, reason, moment)
        yield from reread(rulebook, case, corrected, (min(days), number), pattern)


def reread(
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
    history = (*case.history, change)
    filing = change.replacement if isinstance(change, Corrected) else change
    late = filing if isinstance(filing, FactFiled) else None
    here = fresh(case)
    expected: list[Plain] = []
    ordered = in_order(history)
    for at, event in ordered:
        if event.on < since:
            here = apply(here, event)
            continue
        if happened_by_itself(event):
            continue
        for fired in advance(rulebook, _knowing(here, late), event.on):
            expected.append(fired)
            here = apply(here, fired)
        again = event
        if at != number and (event.on, at) > (since, number):
            again = _again(rulebook, here, event)
            if again != event:
                yield evolve(pattern, number=at, replacement=again)
        here = apply(here, again)
    expected += advance(rulebook, _knowing(here, late), change.on)
    found = [(n, e) for n, e in ordered if e.on >= since and happened_by_itself(e)]
    for at, event in found:
        if event not in expected:
            yield evolve(pattern, number=at)
    for event in expected:
        if all(event != known for _, known in found):
            yield evolve(pattern, replacement=event)


def told_day(event: Event) -> date:
    """Return the day an event tells of: the value of a fact that is one, else its own.

    A period can come out otherwise from that day on.
    """
    if isinstance(event, FactFiled) and isinstance(event.value, date):
        return min(event.on, event.value)
    return event.on


def _knowing(case: Case, filing: FactFiled | None) -> Case:
    """Return the case as if a day had been told when it came, not when it was filed."""
    if filing is None or not isinstance(filing.value, date):
        return case
    facts = {**case.facts, filing.fact: inside(filing.value)}
    sources = {**case.sources, filing.fact: filing}
    return evolve(case, facts=facts, sources=sources, watch={})


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
