"""Days of a period: which count, which one is the last.

How days are counted (docs/explanation/counting-days.md):

1. The day a period counts from is day 0; day 1 is the next day of the clock's unit.
2. Working days are those of the process's calendar; a day without data is unknown.
3. A pause takes out its days, both ends included; overlapping pauses count once.
4. Months and years run to the same day, one that a month lacks to its last day (29
   February to the 28th); a last day that is a holiday stays.  A pause takes calendar
   days out of them.

A pause that begins after the last day takes out nothing: the period was over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from operator import attrgetter

from attrs import frozen

from qualflow.law.calendar import Calendar, shift_months, shift_years
from qualflow.law.measures import Unit

ONE_DAY = timedelta(days=1)
LAST_ORDINAL = date.max.toordinal() - 1  # the day after the last one has to be a day


@frozen(slots=False, order=True)
class Pause:
    """Days on which a period stands still, both included; open at the end if None."""

    since: date
    until: date | None


NO_PAUSES: tuple[Pause, ...] = ()


def merged(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """Return the pauses in order, those that overlap or touch as one."""
    if len(pauses) <= 1:
        return tuple(pauses)
    in_order = sorted(pauses, key=attrgetter("since"))
    found = in_order[:1]
    for pause in in_order[1:]:
        last = found[-1]
        if last.until is not None and last.until < pause.since:
            found.append(pause)
        elif last.until is not None and (
            pause.until is None or pause.until > last.until
        ):
            found[-1] = Pause(last.since, pause.until)
    return tuple(found)


def due_day(
    zero: date, length: int, unit: Unit, calendar: Calendar, pauses: Sequence[Pause]
) -> date | None:
    """Return the last day of a period, None if it is not known.

    It is not while a pause is open that began by then, or if the calendar does not
    reach.  Each pause that began by then moves it on, perhaps into the next one.
    """
    since = zero.toordinal()
    due: int | None
    if unit is Unit.WORKING_DAY:
        due = calendar.shift(since, length)
    elif unit is Unit.DAY:
        due = since + length
    else:
        due = (shift_months if unit is Unit.MONTH else shift_years)(since, length)
    for pause in pauses:
        if due is None or pause.since.toordinal() > due:
            break
        if pause.until is None:
            return None
        first = max(pause.since.toordinal() - 1, since)
        taken = _days(unit, calendar, first, pause.until.toordinal())
        if taken is None:
            return None
        if unit is Unit.WORKING_DAY:
            due = calendar.shift(due, taken)
        else:
            due += taken
    return None if due is None or due > LAST_ORDINAL else date.fromordinal(due)


def _days(unit: Unit, calendar: Calendar, since: int, until: int) -> int | None:
    """Return the days of (since, until], paused or not; none if it is empty."""
    if until <= since:
        return 0
    if unit is Unit.WORKING_DAY:
        return calendar.count(since, until)
    return until - since


@frozen(slots=False)
class Span:
    """Days counted in a unit after a day 0."""

    zero: date
    unit: Unit
    calendar: Calendar

    def due(self, pauses: Sequence[Pause], length: int) -> date | None:
        """Return the last day of so long a period; see `due_day`."""
        return due_day(self.zero, length, self.unit, self.calendar, pauses)

    def counted(self, pauses: Sequence[Pause], since: date, until: date) -> int | None:
        """Return the days of (since, until] that count; none if it is empty."""
        first, last = since.toordinal(), until.toordinal()
        counted = _days(self.unit, self.calendar, first, last)
        for pause in pauses:
            begun = max(pause.since.toordinal() - 1, first)
            over = last if pause.until is None else min(pause.until.toordinal(), last)
            taken = _days(self.unit, self.calendar, begun, over)
            counted = None if counted is None or taken is None else counted - taken
        return counted

    def not_before(self, pauses: Sequence[Pause], length: int) -> date | None:
        """Return the earliest last day where the calendar ends before it does.

        Every day after the calendar's last may be a working day, none can be two.
        """
        last = self.calendar.last
        end = self.zero if last is None else max(self.zero, date.fromordinal(last))
        counted = self.counted(pauses, self.zero, end)
        if counted is None or end.toordinal() + length > LAST_ORDINAL:
            return None
        return end + timedelta(days=length - counted)
