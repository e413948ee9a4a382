"""A case on disk: the engine's own events as JSON, read back to the same bytes.

The layout is versioned by `format`.  Days are ISO dates, moments ISO with "Z", numbers
with decimals are texts ("5.10"): no value passes through a float.  A reader needs the
rulebook only to check that names and values are still those it declares.
"""

from __future__ import annotations

import json
from datetime import date

from qualflow.case.event_reading import check_correction, needed, read_event
from qualflow.case.event_writing import event_json, plain
from qualflow.case.events import Case, Event
from qualflow.case.life import open_case
from qualflow.case.replaying import as_of, replay
from qualflow.law.rulebook import Rulebook
from qualflow.strict_json import Json, JsonError, Reader

__all__ = ["CaseFileError", "plain", "process_of", "read", "write"]

FORMAT = 1
LARGEST_FILE = 5_000_000


class CaseFileError(JsonError):
    """A case file that cannot be read; `place` is like "events[3].value"."""

    def __str__(self) -> str:
        return f"case file: {super().__str__()}"


def write(case: Case) -> bytes:
    """Return the case file of a case: UTF-8, one line an item, ends with a newline.

    Raises:
        CaseFileError: If the case has grown past what `read` accepts.
    """
    content: dict[str, Json] = {
        "format": FORMAT,
        "process": case.process,
        "case": case.id,
        "events": [event_json(event) for event in case.history],
    }
    data = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    if len(data) > LARGEST_FILE:
        expected = f"at most {LARGEST_FILE:,} bytes"
        raise CaseFileError("", f"a case of {len(data):,} bytes", expected)
    return data


def process_of(data: bytes) -> str:
    """Return the name of the process a case file belongs to.

    Raises:
        CaseFileError: If it is no case file.
    """
    try:
        return Reader.of(data, LARGEST_FILE).text("process")
    except JsonError as error:
        raise CaseFileError(error.place, error.found, error.expected) from None


def read(data: bytes, rulebook: Rulebook, day: date | None = None) -> Case:
    """Return the case of a case file, cut to a day if one is given.

    `write(read(data, rulebook)) == data` for every file that `write` made.

    Raises:
        CaseFileError: If it is no case file of this rulebook's process.
    """
    try:
        case = _case(Reader.of(data, LARGEST_FILE), rulebook)
    except JsonError as error:
        raise CaseFileError(error.place, error.found, error.expected) from None
    return case if day is None else as_of(case, day)


def _case(content: Reader, rulebook: Rulebook) -> Case:
    content.only("format", "process", "case", "events")
    if content.whole("format") != FORMAT:
        content.fail("format", str(FORMAT))
    if content.text("process") != rulebook.name:
        content.fail("process", f"a case of {rulebook.name}")
    start = open_case(rulebook, needed(content, "case"))
    events: list[Event] = []
    for item in content.items("events"):
        event = read_event(item, rulebook)
        if events and event.on < events[-1].on:
            item.fail("on", f"a day not before {events[-1].on} of the event before it")
        check_correction(item, event, events)
        events.append(event)
    return replay(events, start=start)
