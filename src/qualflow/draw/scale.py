"""A span of days along a line: where a day lies, what to write below it, what to shade.

A day is as wide as any other and begins where the one before it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from attrs import frozen

from qualflow.law.calendar import Calendar

MOST_SHADED = 2 * 366
"""Up to so many days, days off are shaded; a longer span shows its years."""

_ENOUGH = 74.0
"""Pixels between two dates below the line."""


class Off(StrEnum):
    """Why days are shaded."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    NO_DATA = "no_data"
    YEAR = "year"


@frozen
class Scale:
    """Days from `first` to `last`, both included, between two places on a line."""

    first: date
    last: date
    left: float
    right: float

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.last - self.first).days + 1

    @property
    def step(self) -> float:
        """How wide a day is."""
        return (self.right - self.left) / self.days

    def start(self, day: date) -> float:
        """Return where a day begins, cut to the span."""
        place = self.left + (day - self.first).days * self.step
        return min(max(place, self.left), self.right)

    def end(self, day: date) -> float:
        """Return where a day ends, cut to the span."""
        place = self.left + ((day - self.first).days + 1) * self.step
        return min(max(place, self.left), self.right)

    def middle(self, day: date) -> float:
        """Return the middle of a day."""
        return (self.start(day) + self.end(day)) / 2

    def ticks(self) -> list[date]:
        """Return the days to write below the line, evenly spaced by the calendar."""
        for days in (1, 2, 7, 14):
            if days * self.step >= _ENOUGH:
                return list(self._every(days))
        for months in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600):
            if months * 30.4 * self.step >= _ENOUGH:
                return list(self._months(months))
        return [self.first]

    def _every(self, days: int) -> Iterator[date]:
        """Yield every so many days; whole weeks from Mondays on."""
        day = self.first
        if days >= 7:
            day += timedelta(days=-day.weekday() % 7)
        while day <= self.last:
            yield day
            day += timedelta(days=days)

    def _months(self, months: int) -> Iterator[date]:
        number = self.first.year * 12 + self.first.month - 1
        if self.first.day > 1:
            number += 1
        number += -number % months
        while number // 12 <= self.last.year:
            day = date(number // 12, number % 12 + 1, 1)
            if day > self.last:
                return
            yield day
            number += months

    def shaded(self, calendar: Calendar) -> Iterator[tuple[date, date, Off]]:
        """Yield runs of days to shade, first and last day included.

        Days off by the calendar; every other year where the span is a long one.
        """
        if self.days > MOST_SHADED:
            for year in range(self.first.year, self.last.year + 1):
                if year % 2:
                    start, end = date(year, 1, 1), date(year, 12, 31)
                    yield max(start, self.first), min(end, self.last), Off.YEAR
            return
        run: tuple[date, date, Off] | None = None
        for offset in range(self.days):
            day = self.first + timedelta(days=offset)
            why = _off(calendar, day)
            if run is not None and run[2] is why:
                run = (run[0], day, why)
                continue
            if run is not None:
                yield run
            run = None if why is None else (day, day, why)
        if run is not None:
            yield run


def _off(calendar: Calendar, day: date) -> Off | None:
    working = calendar.is_working(day.toordinal())
    if working:
        return None
    if working is None:
        return Off.NO_DATA
    return Off.WEEKEND if day.weekday() >= 5 else Off.HOLIDAY
