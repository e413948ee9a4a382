"""A case over time: what happened, where it stood, and how its periods ran.

`timeline` takes a case as it stood at the end of a day and returns plain values, all
words in one language; `timeline_svg` draws them.  The sentences come as `Words`, so
that drawing knows none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby

from attrs import frozen

from qualflow.case.clocks import Pause
from qualflow.case.events import Case, FactFiled, PeriodExpired, Plain, StateEntered
from qualflow.case.replaying import amended, as_of, replay
from qualflow.case.timing import advance
from qualflow.explain.deadlines import Deadline, Status, Window, deadlines
from qualflow.law.calendar import Calendar
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Phase

MOST_NAMED = 2
"""Of what was filed on one day, so much is named; more is counted."""


@frozen
class Words:
    """The words of a picture.

    Attributes:
        event: What an event says, in a few words.
        filings: What is said of many facts filed on one day: "5 facts filed".
        whose: Whose period it is and by which paragraph.
        stands: How a deadline stands on the day of the picture.
        said: The fixed words, by key.
    """

    day: Callable[[date], str]
    event: Callable[[Plain], str]
    filings: Callable[[int], str]
    state: Callable[[str], str]
    phase: Callable[[Phase], str]
    clock: Callable[[Deadline], str]
    whose: Callable[[Deadline], str]
    stands: Callable[[Deadline], str]
    said: Mapping[str, str]


class Kind(StrEnum):
    """What a mark stands for."""

    ACT = "act"
    FILING = "filing"
    EXPIRY = "expiry"
    REFORM = "reform"


@frozen
class Mark:
    """What happened on a day, a line for each thing."""

    day: date
    lines: tuple[tuple[Kind, str], ...]


@frozen
class Visit:
    """Days for which the case stood in a state; `until` is the day it left."""

    since: date
    until: date


@frozen
class StateRow:
    """A state and the times the case stood there."""

    label: str
    phase: Phase | None
    visits: tuple[Visit, ...]


@frozen
class ClockRow:
    """A period.

    Attributes:
        zero: The day it counts from.
        base: The last day without the extension, None if none was granted.
        end: The last day; where that is not known, the earliest it can be, or the day
            up to which it ran.
        known: Whether `end` is the last day.
        reached: The day up to which it ran: its end, or the day of the picture.
        stopped: Whether an act ended it.
        over: Whether its last day was missed.
        ran_out: Whether its own expiry ended it.
        perhaps: Of a history, the first day on which it can have ended; None if the
            day is known.
    """

    label: str
    whose: str
    stands: str
    zero: date
    base: date | None
    end: date
    known: bool
    pauses: tuple[Pause, ...]
    reached: date
    stopped: bool
    over: bool
    ran_out: bool
    perhaps: date | None = None


@frozen
class Timeline:
    """A case over time, ready to be drawn."""

    title: str
    today: date
    marks: tuple[Mark, ...]
    states: tuple[StateRow, ...]
    clocks: tuple[ClockRow, ...]
    calendar: Calendar
    words: Words

    @property
    def first(self) -> date:
        """The first day that has to be seen."""
        return min(self._days())

    @property
    def last(self) -> date:
        """The last one."""
        return max(self._days())

    def _days(self) -> Iterator[date]:
        yield self.today
        yield from (mark.day for mark in self.marks)
        for row in self.clocks:
            # What was left of a period that has ended need not be seen.
            yield from (row.zero, row.reached if row.stopped else row.end)

    def _repr_svg_(self) -> str:
        """Return the picture, for notebooks."""
        from qualflow.draw.timeline_svg import timeline_svg

        return timeline_svg(self)


def timeline(
    rulebook: Rulebook,
    case: Case,
    on: date,
    title: str,
    words: Words,
    windows: Sequence[Window] = (),
) -> Timeline:
    """Return a case as it stood at the end of a day, over time.

    Args:
        rulebook: The law.
        case: The case.
        on: The day.
        title: What stands above the picture.
        words: Its words.
        windows: As for `deadlines`: of a history, where each step of the path can lie.
    """
    found = deadlines(rulebook, case, on, windows)
    case = as_of(case, on)
    case = replay(advance(rulebook, case, on), start=case)
    events = amended(case.history)
    ordered = sorted(found, key=lambda d: (d.period.started_on, d.id))
    return Timeline(
        title,
        on,
        tuple(_marks(events, words)),
        _state_rows(rulebook, case, events, on, words),
        tuple(_clock_row(deadline, on, words) for deadline in ordered),
        rulebook.calendar,
        words,
    )


def _marks(events: Iterable[Plain], words: Words) -> Iterator[Mark]:
    for day, found in groupby(events, lambda event: event.on):
        today = list(found)
        filings = [event for event in today if isinstance(event, FactFiled)]
        lines = [(_kind(e), words.event(e)) for e in today if e not in filings]
        if len(filings) > MOST_NAMED:
            lines.insert(0, (Kind.FILING, words.filings(len(filings))))
        else:
            lines[:0] = [(Kind.FILING, words.event(event)) for event in filings]
        yield Mark(day, tuple(lines))


def _kind(event: Plain) -> Kind:
    if isinstance(event, PeriodExpired):
        return Kind.EXPIRY
    if isinstance(event, StateEntered):
        if event.fired_by == "reform":
            return Kind.REFORM
        return Kind.EXPIRY if event.fired_by else Kind.ACT
    return Kind.FILING


def _state_rows(
    rulebook: Rulebook, case: Case, events: Sequence[Plain], on: date, words: Words
) -> tuple[StateRow, ...]:
    """Return the states in the order in which the case first came to them."""
    visits: dict[str, list[Visit]] = {}
    state, since = case.initial, events[0].on if events else on
    for step in case.path:
        if step.target != state:
            visits.setdefault(state, []).append(Visit(since, step.on))
            state, since = step.target, step.on
    visits.setdefault(state, []).append(Visit(since, on))
    rows = []
    for name, found in visits.items():
        kept = tuple(found)
        rows.append(StateRow(words.state(name), rulebook.phase(name), kept))
    return tuple(rows)


def _clock_row(deadline: Deadline, on: date, words: Words) -> ClockRow:
    period = deadline.period
    ended = period.ended_on
    stopped = ended is not None and ended <= on
    reached = ended if ended is not None and stopped else on
    end = deadline.due or max(deadline.not_before or reached, reached)
    late = deadline.status in (Status.OVERDUE, Status.MET_LATE)
    missed = late and deadline.otherwise is None
    window = deadline.ended
    return ClockRow(
        label=words.clock(deadline),
        whose=words.whose(deadline),
        stands=words.stands(deadline),
        zero=period.counts_from,
        base=_base(deadline),
        end=end,
        known=deadline.due is not None,
        pauses=period.pauses,
        reached=reached,
        stopped=stopped,
        over=missed and not deadline.ran_out,
        ran_out=deadline.ran_out,
        perhaps=None if window is None or window.exact else window.earliest,
    )


def _base(deadline: Deadline) -> date | None:
    """Return the last day without the extension, None if none was granted."""
    period = deadline.period
    if not period.granted or deadline.due is None:
        return None
    return period.span.due(period.pauses, period.version.length)
