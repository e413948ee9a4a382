"""Histories kept in a spreadsheet: CSV with one row an event, and back to JSON.

A row says which case it belongs to, so that one sheet holds many.  What is said of a
case as a whole stands in at least one of its rows and is the same wherever it stands.
`docs/reference/histories.md` has the columns.
"""

from __future__ import annotations

import csv
import io
import json
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NoReturn

from attrs import define, field, frozen

from qualflow.audit.history import (
    FORMAT,
    MOST_EVENTS,
    Bound,
    History,
    HistoryError,
    Observed,
    Scalar,
    Source,
)
from qualflow.errors import way_out
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.strict_json import LONGEST_TEXT, MOST_DIGITS, is_text, kind

LARGEST_TEXT = 50_000_000
CONTEXT = "context"
FACT = "fact:"
OF_CASE = ("company_en", "company_zh", "regime", "route", "as_of")
OF_EVENT = (
    "on", "earliest", "latest", "actor", "kind", "certainty", "note", "publisher",
    "address",
)  # fmt: skip
COLUMNS = ("case_id", *OF_CASE, *OF_EVENT)
NEEDED = ("case_id", "regime", "as_of", "kind", "certainty")

A_DAY = "a day like 2023-08-23"
A_SPAN = "2023, 2023-08 or 2023-08-23"
A_TEXT = f"a text of at most {LONGEST_TEXT:,} characters"

_SPAN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")


class CsvHistoryError(HistoryError):
    """A sheet that cannot be read.

    Attributes:
        line: The line of the text on which the row begins, from 1.
        column: The name of the column, "" for the row as a whole.
    """

    def __init__(self, line: int, column: str, found: str, expected: str) -> None:
        self.line = line
        self.column = column
        where = f", column {column[:80]!r}" if column else ""
        super().__init__(f"line {line}{where}", found, expected)

    def __reduce__(self) -> tuple[type[CsvHistoryError], tuple[int, str, str, str]]:
        return CsvHistoryError, (self.line, self.column, self.found, self.expected)


def read_csv(text: str) -> list[History]:
    """Return the histories of a sheet, in the order in which their cases begin.

    Cells are separated by commas, semicolons or tabs, whichever the first line has most
    of.  A cell of facts is true, false, a whole number or a text; a text that looks
    like one of the others stands in quotes of its own.

    Raises:
        CsvHistoryError: For the first mistake, with its line and column.

    >>> (history,) = read_csv('''case_id,regime,as_of,on,kind,certainty,fact:batch
    ... C-7,act-2028,2030-06-30,2029-03,approved,press,12
    ... ''')
    >>> (event,) = history.events
    >>> str(event.earliest), str(event.latest), event.facts
    ('2029-03-01', '2029-03-31', {'batch': 12})
    """
    cases: dict[str, _Case] = {}
    for row in _rows(text):
        case_id = row.needed("case_id")
        case = cases.setdefault(case_id, _Case(case_id, row.line))
        case.add(row)
    return [case.history() for case in cases.values()]


def write_json(history: History) -> str:
    """Return a history as the JSON that `read_history` reads.

    What the reader leaves out of a file (`on`, `alternatives`, nested facts) is not in
    it.
    """
    content = {
        "format": FORMAT,
        "case_id": history.case_id,
        "company": dict(history.company),
        "regime": list(history.regime),
        "route": history.route,
        "as_of": history.as_of.isoformat(),
        "project": dict(history.project),
        "events": [_written(event, "note") for event in history.events],
        "context": [_written(entry, "what") for entry in history.context],
        "bounds": [_bound(bound) for bound in history.bounds],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


# -- a row and a case ------------------------------------------------------------------


@frozen
class _Row:
    """One row: its cells by column, without the blanks around them."""

    line: int
    cells: Mapping[str, str]

    def fail(self, column: str, expected: str) -> NoReturn:
        found = kind(self.cells.get(column) or None)
        raise CsvHistoryError(self.line, column, found, expected)

    def text(self, column: str) -> str:
        """Return a cell, "" if it is empty or there is no such column."""
        return self.cells.get(column, "")

    def needed(self, column: str) -> str:
        return self.text(column) or self.fail(column, "a text")

    def span(self, column: str, expected: str) -> tuple[date, date]:
        """Return the first and the last day of a year, a month or a day."""
        found = _SPAN.fullmatch(self.text(column))
        if found is None or (expected == A_DAY and found[3] is None):
            self.fail(column, expected)
        year, month, day = (int(part) if part else 0 for part in found.groups())
        try:
            first = date(year, month or 1, day or 1)
            last_month = month or 12
            last = date(year, last_month, day or monthrange(year, last_month)[1])
        except ValueError:
            self.fail(column, expected)
        if not FIRST_DAY <= first <= last <= LAST_DAY:
            self.fail(column, f"a day from {FIRST_DAY} to {LAST_DAY}")
        return first, last

    def window(self) -> tuple[date, date]:
        """Return the days of an event: `earliest` and `latest`, else those of `on`."""
        ends: list[date] = []
        around = self.span("on", A_SPAN) if self.text("on") else None
        for place, column in enumerate(("earliest", "latest")):
            if self.text(column):
                ends.append(self.span(column, A_DAY)[place])
            elif around is not None:
                ends.append(around[place])
            else:
                self.fail(column, f"{A_DAY}, or 'on',")
        earliest, latest = ends
        if latest < earliest:
            if self.text("latest"):
                self.fail("latest", f"a day not before {earliest}")
            self.fail("earliest", f"a day not after {latest}")
        return earliest, latest

    def facts(self) -> dict[str, Scalar]:
        """Return the facts of the row; an empty cell is none."""
        return {
            column.removeprefix(FACT): self._value(column)
            for column, cell in self.cells.items()
            if column.startswith(FACT) and cell
        }

    def _value(self, column: str) -> Scalar:
        cell = self.cells[column]
        if cell.lower() in ("true", "false"):
            return cell.lower() == "true"
        if _WHOLE.fullmatch(cell):
            if len(cell.lstrip("-")) > MOST_DIGITS:
                self.fail(column, f"at most {MOST_DIGITS} digits, or a text in quotes,")
            return int(cell)
        if len(cell) > 1 and cell[0] == cell[-1] == '"':
            return cell[1:-1]
        return cell


@define
class _Case:
    """What the rows read so far say of one case."""

    case_id: str
    line: int
    said: dict[str, _Row] = field(factory=dict)
    events: list[Observed] = field(factory=list)
    context: list[Observed] = field(factory=list)

    def add(self, row: _Row) -> None:
        """Take what a row says."""
        for column in OF_CASE:
            if not row.text(column):
                continue
            first = self.said.setdefault(column, row)
            if first.text(column) != row.text(column):
                before = kind(first.text(column))
                row.fail(column, f"{before}, as on line {first.line},")
        observed = self.context if row.needed("kind") == CONTEXT else self.events
        if len(self.events) == MOST_EVENTS and observed is self.events:
            row.fail("case_id", f"at most {MOST_EVENTS} events of a case")
        observed.append(_observed(row, len(observed) + 1))

    def history(self) -> History:
        """Return the history of all rows."""
        for column in ("regime", "as_of"):
            if column not in self.said:
                expected = f"a text in some row of {kind(self.case_id)}"
                raise CsvHistoryError(self.line, column, "nothing", expected)
        names = {"en": self._said("company_en"), "zh": self._said("company_zh")}
        regime = self.said["regime"]
        codes = [code.strip() for code in regime.text("regime").split(";")]
        if not any(codes):
            regime.fail("regime", "codes with semicolons between them")
        return History(
            self.case_id,
            {language: name for language, name in names.items() if name},
            tuple(code for code in codes if code),
            self._said("route"),
            self.said["as_of"].span("as_of", A_DAY)[0],
            {},
            tuple(self.events),
            tuple(self.context),
        )

    def _said(self, column: str) -> str:
        return self.said[column].text(column) if column in self.said else ""


def _observed(row: _Row, number: int) -> Observed:
    of_context = row.text("kind") == CONTEXT
    earliest, latest = row.window()
    publisher, address = row.text("publisher"), row.text("address")
    if address and not publisher:
        row.fail("publisher", "the publisher of the address")
    return Observed(
        "" if of_context else row.text("kind"),
        earliest,
        latest,
        row.text("actor"),
        row.needed("certainty"),
        number,
        row.facts(),
        row.text("note"),
        (Source(publisher, address),) if publisher else (),
    )


# -- cells -----------------------------------------------------------------------------


def _rows(text: str) -> Iterator[_Row]:
    """Yield every row that is not empty."""
    if len(text) > LARGEST_TEXT:
        found = f"a text of {len(text):,}"
        raise CsvHistoryError(1, "", found, f"at most {LARGEST_TEXT:,} characters")
    lines = _lines(text.removeprefix("\ufeff"))
    line, cells = next(lines, (1, []))
    names = _names(line, cells)
    for line, cells in lines:
        yield _row(line, names, cells)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line and the cells of every row that is not empty."""
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=head.count)
    # `newline=""` leaves line ends inside quotes as they are.
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise CsvHistoryError(line, "", str(error), "CSV") from None


def _names(line: int, cells: list[str]) -> list[str]:
    """Return the names of the columns."""
    for number, name in enumerate(cells):
        known = name in COLUMNS or not name
        if not known and not (name.startswith(FACT) and name != FACT):
            near = way_out(name[:80], (*COLUMNS, "fact:NAME"))
            expected = f"another column{near or '; there are: ' + ', '.join(COLUMNS)}"
            raise CsvHistoryError(line, "", kind(name), expected)
        if not is_text(name):
            raise CsvHistoryError(line, "", kind(name), A_TEXT)
        if name and name in cells[:number]:
            raise CsvHistoryError(line, name, "it twice", "each column once")
    for name in NEEDED:
        if name not in cells:
            raise CsvHistoryError(line, "", "none", f"a column named '{name}'")
    if "on" not in cells and not {"earliest", "latest"} <= set(cells):
        expected = "a column named 'on', or 'earliest' and 'latest',"
        raise CsvHistoryError(line, "", "none", expected)
    return cells


def _row(line: int, names: list[str], cells: list[str]) -> _Row:
    found: dict[str, str] = {}
    for number, cell in enumerate(cells):
        name = names[number] if number < len(names) else ""
        if cell and not name:
            expected = f"a column with a name for cell {number + 1}"
            raise CsvHistoryError(line, "", kind(cell), expected)
        if not is_text(cell):
            raise CsvHistoryError(line, name, kind(cell), A_TEXT)
        if name:
            found[name] = cell
    return _Row(line, found)


# -- JSON ------------------------------------------------------------------------------


def _written(observed: Observed, note: str) -> dict[str, Any]:
    written: dict[str, Any] = {
        "earliest": observed.earliest.isoformat(),
        "latest": observed.latest.isoformat(),
        "actor": observed.actor,
        "certainty": observed.certainty,
        "facts": dict(observed.facts),
        note: observed.note,
        "source": [_source(source) for source in observed.sources],
    }
    return {"kind": observed.kind, **written} if note == "note" else written


def _source(source: Source) -> dict[str, str]:
    parts = {
        "address": source.address,
        "published": source.published,
        "read_as": source.read_as,
    }
    filled = {key: part for key, part in parts.items() if part}
    return {"publisher": source.publisher, **filled}


def _bound(bound: Bound) -> dict[str, str | None]:
    before, after = bound.not_before, bound.not_after
    return {
        "kind": bound.kind,
        "not_before": before.isoformat() if before else None,
        "not_after": after.isoformat() if after else None,
        "reason": bound.reason,
    }
