"""Working days and periods of the law for whole arrays of days.

The same answers as `law.calendar`, a few nanoseconds each.  Where a calendar has no
data `law.calendar` answers None; simulation looks years ahead and must go on, so there
Monday to Friday are worked, and how many days were projected like that is told.

A day is an ordinal, as in `law.calendar`.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from qualflow.law.calendar import Calendar
from qualflow.law.evaluators.day_columns import months_added
from qualflow.law.measures import Unit

Days: TypeAlias = NDArray[np.int64]

_DAY_AFTER = 1


@frozen(eq=False, slots=False)
class WorkingDays:
    """The working days of a span, projected where the calendar has no data.

    An answer that lies after `last` is told as the day after it, `beyond`: too late to
    matter.  A day after `last` may be asked from; its answer is `beyond` again.

    Attributes:
        first, last: The span, both included; no day before it is asked for.
        projected: How many of its days the calendar has no data for.
    """

    calendar: Calendar = field(repr=False)
    first: int
    last: int
    projected: int = field(init=False)
    _working: Days = field(init=False, repr=False)
    _up_to: Days = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            message = f"the span ends on day {self.last}, before it begins"
            raise ValueError(f"{message} on day {self.first}")
        worked, known = _worked(self.calendar, self.first, self.last)
        days = np.flatnonzero(worked) + self.first
        up_to = np.zeros(worked.size + 2, np.int64)  # from the day before `first` on
        np.cumsum(worked, out=up_to[1:-1])
        up_to[-1] = days.size  # after `last`: no n-th working day is in the table
        put = object.__setattr__
        put(self, "projected", int(worked.size - known))
        put(self, "_working", np.append(days, self.beyond))
        put(self, "_up_to", up_to)

    @property
    def beyond(self) -> int:
        """The day that stands for all days after the span."""
        return self.last + _DAY_AFTER

    def is_working(self, days: Days) -> NDArray[np.bool_]:
        """Return whether each day of the span is a working day."""
        at = days - (self.first - _DAY_AFTER)
        return np.asarray(self._up_to[at] != self._up_to[at - 1])

    def shift(self, days: Days, n: Days | int) -> Days:
        """Return for each day the n-th working day after it, the day itself for 0.

        Args:
            days: Any shape; a day need not be a working day.
            n: None is negative; one for all, or of a shape that fits.

        Raises:
            ValueError: If a day lies before the span.
        """
        if isinstance(n, int) and n == 0:
            return days.copy()
        places = self._up_to.take(self._places(days), mode="clip") + n
        places -= 1
        found: Days = self._working.take(places, mode="clip")
        if not isinstance(n, int):
            still = np.equal(n, 0)
            if still.any():
                np.copyto(found, days, where=still)
        return found

    def count(self, since: Days, until: Days) -> Days:
        """Return the number of working days after `since` up to `until`.

        Negative where `until` is the earlier one, as in `Calendar.count`; days after
        the span count for nothing.

        Raises:
            ValueError: If a day lies before the day before the span.
        """
        found: Days = self._up_to.take(self._places(until, _DAY_AFTER), mode="clip")
        found -= self._up_to.take(self._places(since, _DAY_AFTER), mode="clip")
        return found

    def _places(self, days: Days, before: int = 0) -> Days:
        """Return where days stand in the counting table, or after its end."""
        at = days - (self.first - _DAY_AFTER)
        if at.size and int(at.min()) < _DAY_AFTER - before:
            earliest = int(at.min()) + self.first - _DAY_AFTER
            raise ValueError(f"day {earliest} is before the span's first, {self.first}")
        return at


def _worked(calendar: Calendar, first: int, last: int) -> tuple[Days, int]:
    """Return for each day 1 if it is worked, 0 if not, and how many are from data."""
    days = np.arange(first, last + _DAY_AFTER)
    worked = (days % 7 != 6) & (days % 7 != 0)  # ordinal 1 is a Monday
    if calendar.first is None or calendar.last is None:
        return worked.astype(np.int64), 0
    known = range(max(first, calendar.first), min(last, calendar.last) + _DAY_AFTER)
    for day in known:
        worked[day - first] = calendar.is_working(day)
    return worked.astype(np.int64), len(known)


def later(
    days: Days, length: Days | int, unit: Unit, working_days: WorkingDays
) -> Days:
    """Return the last day of a period that counts from each day: day 0.

    Months and years run to the same day, one that a month lacks to its last day (29
    February to the 28th), as in `law.calendar.shift_months`.

    Args:
        days: Any shape.
        length: Not negative; one for all, or of a shape that fits.
        unit: What the length is counted in.
        working_days: Asked only where the unit is `WORKING_DAY`.
    """
    match unit:
        case Unit.DAY:
            return days + length
        case Unit.WORKING_DAY:
            return working_days.shift(days, length)
        case Unit.MONTH:
            return _months_later(days, length)
        case Unit.YEAR:
            return _months_later(days, length * 12)


def _months_later(days: Days, months: Days | int) -> Days:
    if isinstance(months, int) and days.size:
        first, last = int(days.min()), int(days.max())
        if last - first < days.size:  # a table of the days between is quicker
            table, _ = months_added(np.arange(first, last + 1), months)
            return np.asarray(table).take(days - first)
    found, _ = months_added(days, months)
    return np.asarray(found)
