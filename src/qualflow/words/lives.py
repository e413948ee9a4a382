"""A case as text: where it stands, how it came there, what counts, what was noted."""

from __future__ import annotations

from qualflow.case.events import (
    ActNoted,
    Case,
    Corrected,
    Event,
    FactFiled,
    LinkRead,
    Noted,
    PeriodExpired,
    Plain,
    StateEntered,
)
from qualflow.law.facts import outside
from qualflow.law.rulebook import Rulebook
from qualflow.law.verdict import Verdict
from qualflow.words.language import Language
from qualflow.words.layout import joined, table, wrapped
from qualflow.words.naming import Naming


def life(case: Case, rulebook: Rulebook, language: Language) -> str:
    """Return what a case adds up to, as text."""
    names = Naming(rulebook, language)
    if not case.history:
        return joined([_head(case, names), [names.tell("nothing_happened")]])
    return joined([_head(case, names), _events(case, names), _facts(case, names)])


def _head(case: Case, names: Naming) -> list[str]:
    phase = names.rulebook.phase(case.state)
    said = {
        "case": case.id,
        "state": names.state(case.state),
        "phase": names.tell("in_phase", phase=names.phase(phase)) if phase else "",
    }
    if case.since is None:
        return wrapped(names.tell("still_at", **said))
    return wrapped(names.tell("now_at", since=case.since, **said))


def _events(case: Case, names: Naming) -> list[str]:
    rows: list[tuple[str, str, str]] = []
    for number, event in enumerate(case.history, 1):
        rows.append((str(number), names.day(event.on), _told(event, names)))
        if isinstance(event, StateEntered):
            rows += [("", "", line) for line in _noted(event.noted, names)]
    return [names.tell("path_title"), *table(rows)]


def _told(event: Event, names: Naming) -> str:
    """Return what an event says, who did it, and how well it is known."""
    if isinstance(event, Corrected):
        told = _correction(event, names)
        return names.tell("by_whom_only", event=told, by=names.actor(event.by))
    if isinstance(event, PeriodExpired):
        return _sentence(event, names)
    told, evidence = _sentence(event, names), names.evidence(event.evidence)
    if not event.by:
        return names.tell("by_whom_only", event=told, by=evidence)
    return names.tell(
        "by_whom", event=told, by=names.actor(event.by), evidence=evidence
    )


def _correction(event: Corrected, names: Naming) -> str:
    if event.replacement is None:
        told = names.tell("voided", number=event.number)
    else:
        replacement = _sentence(event.replacement, names)
        day = names.day(event.replacement.on)
        told = names.tell("replaced", number=event.number, event=f"{day} {replacement}")
    if event.reason:
        told = names.tell("because", event=told, reason=event.reason)
    return told


def _sentence(event: Plain, names: Naming) -> str:
    match event:
        case FactFiled():
            return names.tell("filed", fact=names.fact_value(event.fact, event.value))
        case StateEntered():
            act = names.transition(event.transition)
            return names.tell("step", act=act, state=names.state(event.target))
        case ActNoted():
            return names.tell("act_noted", act=names.transition(event.transition))
        case LinkRead():
            state = names.value(f"{event.link}.state", event.state)
            return names.tell("link_read", case=event.case, state=state)
        case PeriodExpired():
            clock = names.rulebook.clocks[event.clock]
            return names.tell(
                "expired",
                clock=names.of(clock.label, event.clock),
                due=event.due,
                owner=names.actor(event.owner),
                ref=event.ref,
            )


def _noted(noted: tuple[Noted, ...], names: Naming) -> list[str]:
    """Return which clauses were not met or not known when a step was taken."""
    told = []
    for key, verdict in (
        ("not_met_then", Verdict.UNMET),
        ("not_known_then", Verdict.UNKNOWN),
    ):
        refs = [n.clause for n in noted if n.verdict == verdict]
        if refs:
            told.append(names.tell(key, refs=names.refs(refs)))
    return told


def _facts(case: Case, names: Naming) -> list[str]:
    if not case.facts:
        return []
    declared = names.rulebook.facts
    rows = [
        (name, names.fact_value(name, outside(declared[name], value)))
        for name, value in case.facts.items()
    ]
    return [names.tell("facts_title"), *table(rows)]
