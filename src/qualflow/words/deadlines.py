"""Deadlines as text: what is due when, from whom, and what follows if nothing comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from qualflow.case.clocks import Pause, Period
from qualflow.explain.deadlines import (
    END,
    FINDING,
    OPEN,
    Deadline,
    Status,
    Window,
)
from qualflow.law.facts import Evidence
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.words.deadline_days import day_rows
from qualflow.words.deadline_messages import MESSAGES
from qualflow.words.language import Language
from qualflow.words.layout import columns, joined, padded, table, wrapped
from qualflow.words.naming import Naming
from qualflow.words.values import period as length_in_words

RAN_OUT = "ran_out"
OPEN_EITHER, MET_EITHER = "running_or_overdue", "met_or_late"
ORDER = (
    Status.OVERDUE,
    OPEN_EITHER,
    Status.RUNNING,
    Status.PAUSED,
    Status.HELD,
    RAN_OUT,
    Status.MET_LATE,
    MET_EITHER,
    Status.MET,
    Status.ENDED,
)
"""How deadlines stand, in the order in which they are listed."""

ONE_DAY = timedelta(days=1)


def stands(deadline: Deadline) -> str:
    """Return how a deadline stands: its status, or that its own expiry has ended it."""
    return RAN_OUT if deadline.ran_out else deadline.status.value


def group(deadline: Deadline) -> str:
    """Return under which heading a deadline is listed.

    Two ways to stand are one heading where the days of a history leave both open.
    """
    if deadline.otherwise is None:
        return stands(deadline)
    return OPEN_EITHER if deadline.status in OPEN else MET_EITHER


@frozen
class Listing:
    """The deadlines of a case that are shown.

    Attributes:
        hidden: How many others have ended and are not shown.
        owner: The actor whose deadlines these are, empty for everybody's.
        counted: Whether each day is listed with the reason why it counts.
    """

    case: str
    on: date
    deadlines: tuple[Deadline, ...]
    hidden: int = 0
    owner: str = ""
    counted: bool = False


def naming(rulebook: Rulebook, language: Language) -> Naming:
    """Return the names of a rulebook with the sentences of this module."""
    return Naming(rulebook, language, MESSAGES)


def listing(shown: Listing, names: Naming) -> str:
    """Return deadlines as text: the tally, then each by how it stands."""
    blocks = [_head(shown, names)]
    for status in ORDER:
        found = [d for d in shown.deadlines if group(d) == status]
        if found:
            lines = [line for d in found for line in _deadline(d, shown, names)]
            blocks.append([names.tell(f"title.{status}"), *lines])
    return joined(blocks)


def _head(shown: Listing, names: Naming) -> list[str]:
    return wrapped(head(shown, names))


def head(shown: Listing, names: Naming) -> str:
    """Return how many deadlines there are, by how they stand."""
    statuses = [group(deadline) for deadline in shown.deadlines]
    tallies = [
        names.tell(f"tally.{status}", n=statuses.count(status))
        for status in ORDER
        if status in statuses
    ]
    said = {"on": shown.on, "case": shown.case}
    if tallies:
        sentences = [names.tell("deadlines", tally=names.listed(tallies), **said)]
    else:
        sentences = [names.tell("no_deadlines", **said)]
    if shown.owner:
        sentences.append(names.tell("only_owner", owner=names.actor(shown.owner)))
    if shown.hidden:
        sentences.append(names.counted("ended_too", shown.hidden))
    return (" " if names.language is Language.EN else "").join(sentences)


# -- one deadline ---------------------------------------------------------------------


def _deadline(deadline: Deadline, shown: Listing, names: Naming) -> list[str]:
    """Return the lines of a deadline: its last day, then what there is to know."""
    unknown = names.tell("not_known_day")
    due = unknown if deadline.due is None else names.day(deadline.due)
    widest = max(columns(text) for text in (unknown, names.day(date(2000, 12, 31))))
    rows = [(padded(due, widest), whose(deadline, names))]
    rows += [("", line) for line in details(deadline, shown.on, names)]
    lines = table(rows)
    if shown.counted:
        lines += table(list(day_rows(deadline, names)), " " * (widest + 4))
    return lines


def whose(deadline: Deadline, names: Naming) -> str:
    """Return what is due, from whom and by which paragraph."""
    clock = deadline.period.clock
    return names.tell(
        "whose",
        label=names.of(clock.label, clock.name),
        owner=names.actor(deadline.owner),
        ref=deadline.ref,
    )


def details(deadline: Deadline, on: date, names: Naming) -> Iterator[str]:
    """Yield how a deadline stands, what began and stopped it, and what follows."""
    stands = [standing(deadline, on, names), length(deadline, names)]
    yield names.listed([said for said in stands if said], "series")
    yield from _begun(deadline, names)
    yield from _interruptions(deadline, names)
    if deadline.status in OPEN:
        for key, said in what_follows(deadline, names):
            yield f"{names.tell(key)}{names.tell('colon')}{said}"


def standing(deadline: Deadline, on: date, names: Naming) -> str:
    """Return how a deadline stands: days left or over, still, or ended."""
    period = deadline.period
    match deadline.status:
        case Status.PAUSED:
            since = period.pauses[-1].since
            if deadline.left is None:
                return names.tell("still_since_only", day=since)
            left = _length(deadline.left, deadline.unit, names)
            return names.tell("still_since", day=since, period=left)
        case Status.OVERDUE:
            if not deadline.left:
                return names.tell("over_0")
            over = _length(-deadline.left, deadline.unit, names)
            return names.tell(_bound("over", deadline, "over_at_least"), period=over)
        case Status.HELD:
            return names.tell("held", day=deadline.due)
        case Status.ENDED:
            return names.tell("ended_on", day=deadline.due)
        case Status.RUNNING:
            if deadline.due is None:
                return unknown_day(deadline, names)
            if deadline.due == on and _exact(deadline.begun):
                return names.tell("last_day")
            assert deadline.left is not None
            left = _length(deadline.left, deadline.unit, names)
            return names.tell(_bound("left", deadline, "left_at_most"), period=left)
        case Status.MET | Status.MET_LATE:
            return _met(deadline, names)


def _met(deadline: Deadline, names: Naming) -> str:
    """Return when a period ended, and by how much it was late."""
    period = deadline.period
    assert period.ended_on is not None
    if deadline.ran_out:
        act = names.transition(deadline.consequence)
        return names.tell("then_on", day=period.ended_on, act=act)
    window = deadline.ended
    if window is not None and not (window.exact and window.seen):
        return _met_within(deadline, window, names)
    late = period.left(period.ended_on)
    if deadline.status is Status.MET or not late:
        told = names.tell("ended_on", day=period.ended_on)
    else:
        by = _length(-late, deadline.unit, names)
        key = _bound("ended_late", deadline, "ended_late_at_least")
        told = names.tell(key, day=period.ended_on, period=by)
    step = deadline.ended_by
    if step is None or step.evidence is not Evidence.RUMOURED:
        return told
    return names.tell("known_as", told=told, evidence=names.evidence(step.evidence))


def _met_within(deadline: Deadline, window: Window, names: Naming) -> str:
    """Return when a step of a history ended a period whose day nobody knows."""
    told = names.tell("ended_step", step=_step(window, names))
    if deadline.status is Status.MET:
        return told
    if deadline.otherwise is not None:
        key = "in_time_if" if _exact(deadline.begun) else "in_time_only_if"
        return told + names.tell(key, due=deadline.due)
    late = deadline.period.left(window.earliest)
    if not late:
        return told
    by = _length(-late, deadline.unit, names)
    return told + names.tell("late_at_least", period=by)


def _exact(window: Window | None) -> bool:
    return window is None or window.exact


def _bound(key: str, deadline: Deadline, otherwise: str) -> str:
    """Return a key, or another one where what began the period has no known day."""
    return key if _exact(deadline.begun) else otherwise


def _step(window: Window, names: Naming) -> str:
    """Return a step with the days on which it can lie, and whether it was seen."""
    act = names.transition(window.transition)
    key = "step_on" if window.exact else "step_between"
    told = names.tell(key, act=act, first=window.earliest, last=window.latest)
    return told if window.seen else names.tell("unseen", step=told)


def _begun(deadline: Deadline, names: Naming) -> Iterator[str]:
    """Yield what began a period, where its day is not known or nobody saw it."""
    window = deadline.begun
    if window is not None and not (window.exact and window.seen):
        key = "begun_step" if window.exact else "begun_step_late"
        yield names.tell(key, step=_step(window, names))


def unknown_day(deadline: Deadline, names: Naming) -> str:
    """Return why the last day is not known, and what it is not before."""
    year = year_without_data(deadline.period)
    if deadline.not_before is None:
        return "" if year is None else names.tell("no_calendar", year=year)
    return names.tell("not_before", day=deadline.not_before, year=year)


def year_without_data(period: Period) -> int | None:
    """Return the first year that counting a period needs and the calendar lacks.

    None if it needs no calendar.
    """
    if period.clock.unit is not Unit.WORKING_DAY:
        return None
    calendar, first = period.calendar, period.counts_from + ONE_DAY
    if calendar.first is None or calendar.last is None:
        return first.year
    if calendar.first <= first.toordinal() <= calendar.last:
        return date.fromordinal(calendar.last).year + 1
    return first.year


def length(deadline: Deadline, names: Naming) -> str:
    """Return how long a period is and what it counts from."""
    period, unit = deadline.period, deadline.period.clock.unit
    said = {
        "period": _length(period.length, unit, names),
        "day": period.counts_from,
        "granted": _length(period.granted, unit, names),
        "n": period.granted,
    }
    told = names.tell("extended" if period.granted else "length", **said)
    if period.started_on != period.counts_from:
        told = names.tell("begun", length=told, day=period.started_on)
    return told


def _interruptions(deadline: Deadline, names: Naming) -> Iterator[str]:
    closed = [pause for pause in deadline.period.pauses if pause.until is not None]
    if closed:
        pauses = names.listed(_pause(pause, names) for pause in closed)
        key = "stood_still_by_latest" if deadline.unsettled else "stood_still"
        yield names.tell(key, pauses=pauses)


def _pause(pause: Pause, names: Naming) -> str:
    key = "from_on" if pause.until is None else "from_to"
    return names.tell(key, since=pause.since, until=pause.until)


def what_follows(deadline: Deadline, names: Naming) -> Iterator[tuple[str, str]]:
    """Yield what would end a period, what nobody has filed, what follows otherwise.

    Each is a key of the sentences and what is said under it.
    """
    acts = [_act(name, names) for name in awaited(deadline, names.rulebook)]
    if acts:
        yield "waits_for", names.listed(acts, "series")
    if deadline.rests_on:
        facts = (
            names.tell("named", label=names.fact(name), name=name)
            for name in deadline.rests_on
        )
        yield "rests_on", names.listed(facts, "series")
    overdue = deadline.status is Status.OVERDUE
    yield "as_it_is" if overdue else "if_nothing", _consequence(deadline, names)


def awaited(deadline: Deadline, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the acts and filed facts that would end a period, not time itself."""
    leave_out = {*deadline.rests_on, *rulebook.timed}
    return tuple(name for name in deadline.waits_for if name not in leave_out)


def _act(name: str, names: Naming) -> str:
    known = name in names.rulebook.transitions
    return names.transition(name) if known else names.fact(name)


def _consequence(deadline: Deadline, names: Naming) -> str:
    """Return what follows; an overdue period has led to a finding, whatever it says."""
    if deadline.consequence == FINDING or deadline.status is Status.OVERDUE:
        return names.tell("finding", owner=names.actor(deadline.owner))
    if deadline.consequence == END:
        return names.tell("nothing_follows")
    act = names.transition(deadline.consequence)
    if deadline.due is None:
        return act
    return names.tell("then_on", day=deadline.due + ONE_DAY, act=act)


def _length(number: int, unit: Unit, names: Naming) -> str:
    return length_in_words(number, unit, names.language)


# -- as entries of somebody's calendar ------------------------------------------------


def event_title(deadline: Deadline, case: str, names: Naming) -> str:
    """Return the title of a deadline in a calendar."""
    clock = deadline.period.clock
    said = names.tell("event", label=names.of(clock.label, clock.name), case=case)
    key = f"event.{stands(deadline)}"
    if deadline.status is Status.RUNNING:
        if deadline.due is not None:
            return said
        key = "event.not_before"
    return names.tell(key, event=said)


def event_text(deadline: Deadline, names: Naming) -> str:
    """Return what a calendar says of a deadline: nothing that changes day by day."""
    lines = [whose(deadline, names), length(deadline, names)]
    if deadline.due is None and deadline.status is Status.RUNNING:
        lines.append(unknown_day(deadline, names))
    first = deadline.first_due
    if deadline.status in OPEN and deadline.due is not None and first != deadline.due:
        key = "by_latest_days" if first is None else "within"
        lines.append(names.tell(key, first=first, day=deadline.due))
    lines += _begun(deadline, names)
    lines += _interruptions(deadline, names)
    if deadline.status in OPEN:
        colon = names.tell("colon")
        for key, said in what_follows(deadline, names):
            lines.append(f"{names.tell(key)}{colon}{said}")
    return "\n".join(lines)
