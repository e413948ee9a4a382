"""A case as text: where it stands, how it came there, what counts, what was noted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualflow.case.events import (
    WRONG_ACTOR,
    ActNoted,
    Case,
    Corrected,
    Event,
    FactFiled,
    LinkRead,
    PeriodExpired,
    Plain,
    StateEntered,
)
from qualflow.explain.deadlines import Window
from qualflow.law.facts import outside
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.law.verdict import Verdict
from qualflow.words.language import Language
from qualflow.words.layout import joined, table, wrapped
from qualflow.words.naming import Naming


def life(
    case: Case,
    rulebook: Rulebook,
    language: Language,
    windows: Sequence[Window] = (),
) -> str:
    """Return what a case adds up to, as text.

    Args:
        case: The case.
        rulebook: Its process.
        language: The language of the text.
        windows: Of a history, the days on which each step of the path can lie.
    """
    names = Naming(rulebook, language)
    if not case.history:
        return joined([_head(case, names), [names.tell("nothing_happened")]])
    events = _events(case, names, windows)
    return joined([_head(case, names), events, _facts(case, names)])


def _head(case: Case, names: Naming) -> list[str]:
    return wrapped(head(case, names))


def head(case: Case, names: Naming) -> str:
    """Return where a case stands, and since when."""
    phase = names.rulebook.phase(case.state)
    said = {
        "case": case.id,
        "state": names.state(case.state),
        "phase": names.tell("in_phase", phase=names.phase(phase)) if phase else "",
    }
    if case.since is None:
        return names.tell("still_at", **said)
    return names.tell("now_at", since=case.since, **said)


def superseded(case: Case) -> dict[int, int]:
    """Return the events that no longer count, with the correction that stands instead.

    Both are numbers in the history, from 1; what was put right twice, and the first
    correction of it, have the last one.
    """
    latest: dict[int, list[int]] = {}
    for place, event in enumerate(case.history, 1):
        if isinstance(event, Corrected) and event.number:
            latest.setdefault(event.number, [event.number]).append(place)
    return {
        number: numbers[-1] for numbers in latest.values() for number in numbers[:-1]
    }


def _events(case: Case, names: Naming, windows: Sequence[Window]) -> list[str]:
    rows: list[tuple[str, str, str]] = []
    gone = superseded(case)
    of_step = {id(s): window for s, window in zip(case.path, windows, strict=False)}
    for number, event in enumerate(case.history, 1):
        first, *more = event_lines(event, names, of_step.get(id(event)))
        rows.append((str(number), names.day(event.on), first))
        rows += [("", "", line) for line in more]
        if number in gone:
            rows.append(("", "", no_longer(case, gone[number], names)))
    return [names.tell("path_title"), *table(rows)]


def event_lines(event: Event, names: Naming, window: Window | None = None) -> list[str]:
    """Return what an event says, then what nobody knows of it and what was not met.

    Args:
        event: What happened.
        names: The names of its process.
        window: Of a step of a history, the days on which it can lie.
    """
    lines = [_told(event, names)]
    if window is not None:
        lines += _windowed(window, names)
    if isinstance(event, StateEntered | ActNoted):
        lines += _noted(event, names)
    return lines


def _windowed(window: Window, names: Naming) -> list[str]:
    """Return what nobody knows of a step that stands on the latest day it can have."""
    said = []
    if not window.exact:
        first, last = window.earliest, window.latest
        said.append(names.tell("some_day", first=first, last=last))
    if not window.seen:
        said.append(names.tell("nobody_saw"))
    return [names.listed(said, "series")] if said else []


def no_longer(case: Case, by: int, names: Naming) -> str:
    """Return what is said of an event that another one has put right."""
    correction = case.history[by - 1]
    void = isinstance(correction, Corrected) and correction.replacement is None
    return names.tell("no_longer_voided" if void else "no_longer", by=by)


def _told(event: Event, names: Naming) -> str:
    """Return what an event says, who did it, and how well it is known."""
    if isinstance(event, PeriodExpired):
        return _sentence(event, names)
    if isinstance(event, Corrected):
        told, known = _correction(event, names), _reason(event.reason, names)
    else:
        told, known = _sentence(event, names), names.evidence(event.evidence)
    by = names.actor(event.by) if event.by else ""
    if by and known:
        return names.tell("by_whom", event=told, by=by, evidence=known)
    return (
        names.tell("by_whom_only", event=told, by=by or known) if by or known else told
    )


def _correction(event: Corrected, names: Naming) -> str:
    if event.replacement is None:
        return names.tell("voided", number=event.number)
    day, said = names.day(event.replacement.on), _sentence(event.replacement, names)
    key = "replaced" if event.number else "inserted"
    return names.tell(key, number=event.number, event=f"{day} {said}")


FOLLOWS = re.compile(r"follows from (the correction of )?event (\d+)")
"""The reason that the engine gives for its own corrections (case/corrections.py)."""


def _reason(reason: str, names: Naming) -> str:
    """Return why something was put right, the engine's own words in the language."""
    follows = FOLLOWS.fullmatch(reason)
    if follows is None:
        return reason
    key = "follows_correction" if follows[1] else "follows_event"
    return names.tell(key, number=follows[2])


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


def _noted(event: StateEntered | ActNoted, names: Naming) -> list[str]:
    """Return who may take a step if not who did, and which clauses were not met."""
    told, noted = [], event.noted
    if any(n.verdict == WRONG_ACTOR for n in noted):
        versions = names.rulebook.transition(event.transition)
        version = in_force_on(event.on, versions)
        may = map(names.actor, () if version is None else version.by)
        told.append(names.tell("wrong_actor_then", may=names.listed(may, "or_list")))
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
