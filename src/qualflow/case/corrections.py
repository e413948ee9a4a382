"""What a correction has to look at: the case before it, and the acts after it.

A mistake in the record spreads: an act may have been read where the case did not
stand, or have copied a fact that was wrong.  Whoever corrects the mistake gets, beside
the correction, those of the acts that follow from it, so that the case becomes what it
would have been without the mistake.  A step that was made stays made, even if it rested
on the mistake: what happened, happened, and undoing it is a decision of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve

from qualflow.case.commands import Record
from qualflow.case.events import ActNoted, Case, Corrected, Plain, StateEntered
from qualflow.case.replaying import apply, effective, fresh, replay
from qualflow.case.steps import recorded, written
from qualflow.law.rules import Transition, Writes

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook


def before(case: Case, number: int, on: date) -> Case:
    """Return the case as it stood when event `number` should have happened on a day."""
    earlier = [
        event
        for place, event in _in_order(case)
        if place != number and (event.on, place) < (on, number)
    ]
    return replay(earlier, start=fresh(case))


def following(
    rulebook: Rulebook, case: Case, corrected: Corrected
) -> Iterator[Corrected]:
    """Yield the corrections of acts that would have been entered otherwise.

    An act for which there was no transition may have one now; a fact that a step copied
    may have another value.
    """
    number = corrected.number
    wrong = dict(effective(case.history)).get(number)
    days = [event.on for event in (wrong, corrected.replacement) if event is not None]
    if not days:
        return
    after = evolve(case, history=(*case.history, corrected))
    here = fresh(case)
    for place, event in _in_order(after):
        again = event
        if place != number and (event.on, place) > (min(days), number):
            again = _again(rulebook, here, event)
            if again != event:
                reason = f"follows from the correction of event {number}"
                yield Corrected(place, again, corrected.on, corrected.by, reason,
                                corrected.recorded_at)  # fmt: skip
        here = apply(here, again)


def _in_order(case: Case) -> list[tuple[int, Plain]]:
    return sorted(effective(case.history), key=_legal_day)


def _legal_day(item: tuple[int, Plain]) -> date:
    return item[1].on


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
