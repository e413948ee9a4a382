"""What the windows of a life allow its statutory periods to have taken, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from qualflow.audit.periods import Bounds
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.words.language import Language
from qualflow.words.layout import table
from qualflow.words.naming import Naming
from qualflow.words.period_messages import MESSAGES
from qualflow.words.values import number
from qualflow.words.values import period as length_in_words


def naming(rulebook: Rulebook, language: Language) -> Naming:
    """Return the names of a rulebook with the sentences of this module."""
    return Naming(rulebook, language, MESSAGES)


def periods_block(
    found: Sequence[Bounds], rulebook: Rulebook, on: date, language: Language
) -> list[str]:
    """Return the periods of an audit as lines; none if there are none.

    Args:
        found: The periods.
        rulebook: The process.
        on: The last day that the audit looked at.
        language: The language of the text.
    """
    if not found:
        return []
    names = naming(rulebook, language)
    rows: list[tuple[str, str]] = []
    for bounds in found:
        clock = bounds.clock
        label = names.of(clock.label, clock.name)
        owner = names.actor(clock.owner)
        rows.append((bounds.ref, names.tell("whose", label=label, owner=owner)))
        rows += [("", line) for line in period_lines(bounds, on, names)]
    return [names.tell("periods_title"), *table(rows)]


def period_lines(bounds: Bounds, on: date, names: Naming) -> Iterator[str]:
    """Yield what is to be said of a period: how long, what is missing, what breach."""
    yield _took(bounds, on, names)
    if bounds.rests_on:
        yield _untold(bounds, names)
    elif bounds.over:
        yield _late(bounds, names)


def _took(bounds: Bounds, on: date, names: Naming) -> str:
    unit = bounds.clock.unit
    allowed = length_in_words(bounds.allowed, unit, names.language)
    if bounds.extension:
        more = length_in_words(bounds.extension, unit, names.language)
        allowed = names.tell(
            "extendable", allowed=allowed, more=more, n=bounds.extension
        )
    least, most = bounds.least, bounds.most
    if bounds.rests_on:
        return names.tell("allowed_only", allowed=allowed)
    if bounds.ended is None:
        return names.tell("not_over", day=on, allowed=allowed)
    if least is None or most is None:
        return names.tell("took_not_known", allowed=allowed)
    if least == most:
        return names.tell("took", days=_days(most, bounds, names), allowed=allowed)
    if least == 0:
        days = _days(most, bounds, names)
        return names.tell("took_at_most", days=days, allowed=allowed)
    return names.tell(
        "took_between",
        least=number(least),
        most=_days(most, bounds, names),
        allowed=allowed,
    )


def _untold(bounds: Bounds, names: Naming) -> str:
    """Return which facts would have ended a period, and by when."""
    facts = names.listed(map(names.fact, bounds.rests_on), "series")
    first, last = bounds.due
    if first is None or last is None:
        return names.tell("untold_only", facts=facts)
    if first == last:
        return names.tell("untold", facts=facts, day=last)
    return names.tell("untold_between", facts=facts, since=first, until=last)


def _late(bounds: Bounds, names: Naming) -> str:
    """Return by how much a period was too long, and what could excuse it."""
    excuses = list(_excuses(bounds, names))
    if excuses:
        listed = names.listed(excuses, "or_list")
        unless = names.tell("unless", excuses=listed)
    else:
        unless = names.tell("no_excuse")
    over = _days(bounds.over, bounds, names)
    if bounds.extension and bounds.over_extended:
        extended = _days(bounds.over_extended, bounds, names)
        return names.tell("late_extended", over=over, extended=extended, unless=unless)
    return names.tell("late", over=over, unless=unless)


def _excuses(bounds: Bounds, names: Naming) -> Iterator[str]:
    if bounds.extension and not bounds.over_extended:
        if bounds.clock.unit in (Unit.DAY, Unit.WORKING_DAY):
            days = _days(bounds.over, bounds, names)
            yield names.tell("excuse_extended", days=days)
        else:
            yield names.tell("excuse_extended_only")
    days = _days(bounds.over_extended or bounds.over, bounds, names)
    for name in bounds.pauses:
        if name in names.rulebook.states:
            yield names.tell("excuse_state", state=names.state(name), days=days)
        else:
            known = name in names.rulebook.transitions
            act = names.transition(name) if known else names.fact(name)
            yield names.tell("excuse_act", act=act, days=days)


def _days(number: int, bounds: Bounds, names: Naming) -> str:
    return length_in_words(number, bounds.unit, names.language)
