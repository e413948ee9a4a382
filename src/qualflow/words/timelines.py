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
from qualflow.explain.deadlines import Deadline
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


def event_label(event: Plain, names: Naming) -> str:
    """Return what an event says, in a few words."""
    match event:
        case StateEntered():
            return names.transition(event.transition)
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


def clock_label(deadline: Deadline, names: Naming) -> str:
    """Return what a period is called."""
    clock = deadline.period.clock
    return names.of(clock.label, clock.name)


def clock_owner(deadline: Deadline, names: Naming) -> str:
    """Return whose period it is, and by which paragraph."""
    owner = names.actor(deadline.owner)
    return names.tell("timeline.whose", owner=owner, ref=deadline.ref)


def due_label(deadline: Deadline, on: date, names: Naming) -> str:
    """Return the last day of a period and how it stands."""
    stands = standing(deadline, on, names)
    if deadline.due is None:
        return stands
    return names.tell("timeline.due", day=deadline.due, stands=stands)
