"""Print the `calendar.toml` of a process, from the package `chinesecalendar`.

The package is for development only; the project ships what this prints:

    python scripts/make_calendar.py \
        > src/qualflow/processes/cn-automaker/calendar.toml

A year is printed only when the package knows it.  Run it again when the State
Council has published the notice of the next year, usually in November, and read the
diff beside that notice.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar

HEADER = """\
# Days off and make-up working days in China, as in the yearly notices of the State
# Council.  Made by scripts/make_calendar.py from the package chinesecalendar.
#
# Known exception: the package has 2005-12-31 as a day off.  The notice for 2006
# (Guobanfa mingdian [2005] 35) has that Saturday worked, for 2006-01-03 off; so has
# the package holidays, and so has this file.
"""

CORRECTIONS = {date(2005, 12, 31): True}
"""Days where the notice and the package differ: whether they are worked."""

DATES_A_LINE = 7


def main() -> None:
    """Print one table for each year that the package knows."""
    known = chinese_calendar.holidays
    years = range(min(known).year, max(known).year + 1)
    tables = ("\n".join(["", *table(year), ""]) for year in years)
    sys.stdout.write(HEADER + "".join(tables))


def table(year: int) -> Iterator[str]:
    """Yield the lines of the table of `year`."""
    days = [date(year, 1, 1) + timedelta(n) for n in range(366)]
    exceptions = [
        day for day in days if day.year == year and is_worked(day) is is_weekend(day)
    ]
    yield f"[year.{year}]"
    yield from array("off", [day for day in exceptions if not is_weekend(day)])
    yield from array("working", [day for day in exceptions if is_weekend(day)])


def is_worked(day: date) -> bool:
    """Return whether `day` is a working day by the State Council's notice."""
    return CORRECTIONS.get(day, bool(chinese_calendar.is_workday(day)))


def is_weekend(day: date) -> bool:
    """Return whether `day` is a Saturday or a Sunday."""
    return day.isoweekday() > 5


def array(key: str, days: list[date]) -> Iterator[str]:
    """Yield the lines of a TOML array of dates, a few dates a line."""
    yield f"{key} = ["
    for at in range(0, len(days), DATES_A_LINE):
        yield "    " + ", ".join(map(str, days[at : at + DATES_A_LINE])) + ","
    yield "]"


if __name__ == "__main__":
    main()
