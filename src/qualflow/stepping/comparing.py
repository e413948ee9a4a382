"""Where two lives part: the first event, state, verdict or deadline that is otherwise.

What a branch assumes is no difference of its own: that a fact was filed with another
value is said already, and what is looked for is what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from attrs import field, frozen

from qualflow.case.clocks import Period
from qualflow.case.events import Case, PeriodExpired, Plain, StateEntered
from qualflow.explain.deadlines import Deadline, deadlines
from qualflow.explain.why import Explanation
from qualflow.law.edition import Finding
from qualflow.law.verdict import Verdict
from qualflow.stepping.arrows import arrows
from qualflow.stepping.life import Happening, Lived
from qualflow.stepping.walk import Ask, Drop, File


class Kind(StrEnum):
    """What is otherwise: something happens or not, leads elsewhere, or stands so."""

    EVENT = "event"
    STATE = "state"
    VERDICT = "verdict"
    DEADLINE = "deadline"


@frozen
class VerdictChange:
    """How a clause stands in one life and in the other; None where it is not asked."""

    clause: str
    before: Verdict | None
    after: Verdict | None


@frozen
class Difference:
    """The first thing that is otherwise in a second life.

    Attributes:
        on: The day of it, the earlier one if the lives have it on two.
        before: The event in the first life, None if it is in the second only.
        after: That in the second life, likewise.
        verdicts: The clauses of an act that stand otherwise.
        transition: Where every event and period is the same: a step that nobody took
            and of which the law says something else from the day on.
        periods: Of a deadline, the period in the first and in the second life, None
            where it does not run.
    """

    kind: Kind
    on: date
    before: Happening | None = None
    after: Happening | None = None
    verdicts: tuple[VerdictChange, ...] = ()
    transition: str = ""
    periods: tuple[Deadline | None, Deadline | None] = field(
        default=(None, None), eq=False
    )


def first_difference(one: Lived, other: Lived) -> Difference | None:
    """Return the first thing that follows from what two lives assume otherwise.

    None if nothing does.  On one day events come before deadlines; where neither is
    otherwise, it is a step that would have been judged otherwise had anybody asked.
    """
    days = [whole.happenings[-1].event.on for whole in (one, other) if whole.happenings]
    if not days:
        return None
    end = max(days)
    one, other = one.until(end), other.until(end)
    found = [*_event_changes(one, other), *_deadline_changes(one, other, end)]
    if found:
        return min(found, key=lambda change: change.on)
    return next(_standing_changes(one, other), None)


def verdict_changes(
    before: tuple[Finding, ...], after: tuple[Finding, ...]
) -> tuple[VerdictChange, ...]:
    """Return the clauses that stand otherwise, in order."""
    here = {found.clause.ref: found.verdict for found in before}
    there = {found.clause.ref: found.verdict for found in after}
    return tuple(
        VerdictChange(ref, here.get(ref), there.get(ref))
        for ref in dict.fromkeys((*here, *there))
        if here.get(ref) is not there.get(ref)
    )


# -- events ---------------------------------------------------------------------------

_Key: TypeAlias = int | Plain
"""The number of an event in the record, or the event that time has made."""


def _event_changes(one: Lived, other: Lived) -> Iterator[Difference]:
    """Yield what happens otherwise, in the order of the second life."""
    here, there = _by_key(one), _by_key(other)
    left_out = _left_out(one) ^ _left_out(other)
    for key in dict.fromkeys((*there, *here)):
        if key not in left_out:
            yield from _changed(here.get(key), there.get(key))


def _by_key(whole: Lived) -> Mapping[_Key, Happening]:
    """Return what a life has of the record and what time makes, not what is added."""
    return {
        one.number or one.event: one
        for one in whole.happenings
        if not isinstance(one.edit, File | Ask)
    }


def _left_out(whole: Lived) -> set[int]:
    return {edit.number for edit in whole.edits if isinstance(edit, Drop)}


def _changed(before: Happening | None, after: Happening | None) -> Iterator[Difference]:
    """Yield how an event is otherwise, if it is; its day is if an edit moved it."""
    known = [one for one in (before, after) if one is not None]
    on = min(one.event.on for one in known)
    if before is None or after is None:
        expired = isinstance(known[0].event, PeriodExpired)
        kind = Kind.DEADLINE if expired else Kind.EVENT
        yield Difference(kind, on, before, after)
        return
    kinds = type(before.event), type(after.event)
    target, led = _target(before.event), _target(after.event)
    verdicts = verdict_changes(_findings(before), _findings(after))
    if before.happened is not after.happened or kinds[0] is not kinds[1]:
        yield Difference(Kind.EVENT, on, before, after, verdicts)
    elif target != led:
        yield Difference(Kind.STATE, on, before, after, verdicts)
    elif verdicts or before.answer is not after.answer:
        yield Difference(Kind.VERDICT, on, before, after, verdicts)


def _target(event: Plain) -> str | None:
    return event.target if isinstance(event, StateEntered) else None


def _findings(one: Happening) -> tuple[Finding, ...]:
    return () if one.ruling is None else one.ruling.findings


# -- deadlines ------------------------------------------------------------------------


def _deadline_changes(one: Lived, other: Lived, end: date) -> Iterator[Difference]:
    """Yield the periods that are otherwise when both lives are over.

    Those of both come first: that another one begins mostly follows from them.
    """
    here, there = _periods(one, end), _periods(other, end)
    both = [name for name in there if name in here]
    for name in dict.fromkeys((*both, *there, *here)):
        before, after = here.get(name), there.get(name)
        on = _otherwise_on(before, after)
        if on is not None:
            yield Difference(Kind.DEADLINE, on, periods=(before, after))


def _periods(whole: Lived, on: date) -> Mapping[str, Deadline]:
    case, windows = whole.case(whole.happenings), whole.windows(whole.happenings)
    return {d.id: d for d in deadlines(whole.rulebook, case, on, windows)}


def _otherwise_on(before: Deadline | None, after: Deadline | None) -> date | None:
    """Return the first day on which a period is otherwise, None if it never is."""
    known = [one.period for one in (before, after) if one is not None]
    if before is None or after is None:
        return known[0].started_on
    one, other = known
    lengths = {(period.length, period.counts_from) for period in known}
    if len(lengths) > 1:
        return one.started_on
    parted = _stops(one) ^ _stops(other)
    if parted:
        return min(parted)
    return (
        None
        if (one.due, one.not_before) == (other.due, other.not_before)
        else one.started_on
    )


def _stops(period: Period) -> set[date]:
    """Return the days on which a period was paused, went on or ended."""
    days = {day for pause in period.pauses for day in (pause.since, pause.until)}
    return {day for day in (*days, period.ended_on) if day is not None}


# -- steps that nobody took -----------------------------------------------------------


def _standing_changes(one: Lived, other: Lived) -> Iterator[Difference]:
    """Yield the steps that stand otherwise at the end of a day, day by day."""
    days = {found.event.on for whole in (one, other) for found in whole.happenings}
    ordered = sorted(days)
    both = zip(ordered, one.daily(ordered), other.daily(ordered), strict=True)
    for on, before, after in both:
        if not _may_differ(one, before, other, after, on):
            continue
        here, there = _asked(one, before, on), _asked(other, after, on)
        for name in [name for name in here if name in there]:
            verdicts = verdict_changes(here[name].findings, there[name].findings)
            if verdicts:
                yield Difference(Kind.VERDICT, on, verdicts=verdicts, transition=name)


def _may_differ(one: Lived, before: Case, other: Lived, after: Case, on: date) -> bool:
    """Return whether the law is otherwise, the state, or a fact that a step reads."""
    here, there = one.rulebook.on(on), other.rulebook.on(on)
    if before.state != after.state or here.transitions != there.transitions:
        return True
    if here.clauses != there.clauses:
        return True
    steps = [here.step(before.state, name) for name in here.transitions]
    read = {
        name
        for step in steps
        if step is not None
        for facts in step.reads.values()
        for name, _ in facts
    }
    return any(before.facts.get(name) != after.facts.get(name) for name in read)


def _asked(whole: Lived, case: Case, on: date) -> Mapping[str, Explanation]:
    found = arrows(whole.rulebook, case, on)
    return {arrow.why.transition: arrow.why for arrow in found}
