"""calendar.toml: days off and make-up working days, year by year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from qualflow.law.calendar import NO_CALENDAR, Calendar
from qualflow.law.loading.tables import Reading, Table, root
from qualflow.law.loading.toml import Document
from qualflow.law.loading.wrong import mismatch, short

_YEAR = re.compile(r"\d{4}", re.ASCII)
_PLACE = re.compile(r"year (\d+)(?:, (\w+))?(.*)", re.DOTALL)


def read_calendar(reading: Reading, document: Document | None) -> Calendar:
    """Return the calendar of a file, the one without data if there is none."""
    if document is None:
        return NO_CALENDAR
    root(reading, document, "year").close()
    years = {}
    for year, table in _years(reading, document):
        years[year] = (_days(table, "off"), _days(table, "working"))
        table.close()
    try:
        return Calendar.of(years)
    except ValueError as error:
        for what in str(error).split("; "):
            _report(reading, document, what)
        return NO_CALENDAR


def _years(reading: Reading, document: Document) -> Iterator[tuple[int, Table]]:
    data = document.data.get("year", {})
    if type(data) is not dict:
        line = document.line(("year",))
        reading.mistakes.add(document.file, line, "", mismatch("[year.2024]", data))
        return
    for year, value in data.items():
        key, where, what = ("year", year), f"year {short(year)}", None
        if not _YEAR.fullmatch(year):
            what = "a year of four digits expected"
        elif type(value) is not dict:
            what = mismatch("a table", value)
        if what is None:
            yield int(year), Table(reading, document, key, where, value)
        else:
            reading.mistakes.add(document.file, document.line(key), where, what)


def _days(table: Table, key: str) -> list[date]:
    days = []
    for value in table.items(key):
        if type(value) is date:
            days.append(value)
        else:
            table.wrong(f"'{key}': " + mismatch("days", value), key)
    return days


def _report(reading: Reading, document: Document, what: str) -> None:
    """Place a mistake of the calendar: `year 2031, off: … is in another year`."""
    line, where = None, ""
    if match := _PLACE.match(what):
        key = ("year", match[1]) + ((match[2],) if match[2] else ())
        line, where = document.line(key), f"year {match[1]}"
        what = f"'{match[2]}'{match[3]}" if match[2] else match[3].lstrip()
    reading.mistakes.add(document.file, line, where, what)
