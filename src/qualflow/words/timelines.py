"""The words of a timeline: few, for there is little room."""

from __future__ import annotations

from datetime import date

from qualflow.case.events import (
    ActNoted,
    Case,
    FactFiled,
    LinkRead,
    PeriodExpired,
    Plain,
    StateEntered,
)
from qualflow.explain.deadlines import OPEN, Deadline, Window
from qualflow.words.deadlines import standing
from qualflow.words.naming import Naming

CAPTIONS = (
    "today",
    "states",
    "clocks",
    "no_phase",
    "ran",
    "ahead",
    "still",
    "extended",
    "over",
    "perhaps",
    "weekend",
    "holiday",
    "no_data",
)
"""The fixed words."""


def captions(names: Naming) -> dict[str, str]:
    """Return the fixed words of a timeline by key."""
    return {key: names.tell(f"timeline.{key}") for key in CAPTIONS}


def title(case: Case, names: Naming) -> str:
    """Return what stands above a timeline."""
    process = names.of(names.rulebook.title, names.rulebook.name)
    return names.tell("timeline.title", process=process, case=case.id)


def event_label(event: Plain, names: Naming, window: Window | None = None) -> str:
    """Return what an event says, in a few words.

    Args:
        event: The event.
        names: The words.
        window: Of a step of a history, the days on which it can lie.
    """
    match event:
        case StateEntered():
            act = names.transition(event.transition)
            return act if window is None else _windowed(act, window, names)
        case FactFiled():
            return names.tell("timeline.filing", fact=names.fact(event.fact))
        case ActNoted():
            return names.tell("timeline.noted", act=names.transition(event.transition))
        case LinkRead():
            return names.tell("timeline.link", link=names.link(event.link))
        case PeriodExpired():
            clock = names.rulebook.clocks[event.clock]
            label = names.of(clock.label, clock.name)
            return names.tell("timeline.expired", clock=label)


def _windowed(act: str, window: Window, names: Naming) -> str:
    """Return an act as it stands on the latest day of its window."""
    told = act if window.exact else names.tell("timeline.by_then", event=act)
    return told if window.seen else names.tell("timeline.unseen", event=told)


def clock_label(deadline: Deadline, names: Naming) -> str:
    """Return what a period is called."""
    clock = deadline.period.clock
    return names.of(clock.label, clock.name)


def clock_owner(deadline: Deadline, names: Naming) -> str:
    """Return whose period it is, and by which paragraph."""
    owner = names.actor(deadline.owner)
    return names.tell("timeline.whose", owner=owner, ref=deadline.ref)


def due_label(deadline: Deadline, on: date, names: Naming) -> str:
    """Return the last day of a period and how it stands, in few words."""
    stands = standing(deadline, on, names)
    window = deadline.ended
    if window is not None and not (window.exact and window.seen):
        stands = names.tell("timeline.ended_by", day=window.latest)
        if not window.seen:
            stands = names.tell("timeline.unseen", event=stands)
    if deadline.otherwise is not None:
        key = "open" if deadline.status in OPEN else "met"
        stands = names.tell(f"timeline.either.{key}", stands=stands)
    if deadline.due is None:
        return stands
    return names.tell("timeline.due", day=deadline.due, stands=stands)
