"""Deadlines as a calendar feed (RFC 5545), brought up to date rather than written anew.

People subscribe to the file, so what is in it stays: events of other tools are copied
byte by byte, and one of ours that has ended is marked cancelled, never taken out.  Ours
are known by their UID: the clock, the day it started, and a digest of the case.  An
event that says nothing new keeps its stamps; one that does counts its SEQUENCE up.  No
clock is read: stamps are the day that was asked about.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from attrs import frozen

from qualflow.errors import QualflowError

if TYPE_CHECKING:
    from icalendar import Event

LARGEST_FILE = 20_000_000
DEEPEST = 8
"""Components within components; a feed needs three."""

_PRODUCER = "-//qualflow//deadlines//EN"
_STAMPS = frozenset({"SEQUENCE", "DTSTAMP", "LAST-MODIFIED"})
_LINES = re.compile(rb"[^\n]*\n|[^\n]+")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class FeedError(QualflowError):
    """A feed that cannot be read; it is left as it is."""


class MissingExtraError(QualflowError):
    """A library that is installed only when asked for."""


class EventStatus(StrEnum):
    """What an entry of a calendar is: a set day, the earliest day, or off."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@frozen
class Entry:
    """One all-day entry.

    Attributes:
        key: What tells it from the others of its case: "decision/2031-01-20".
        day: None keeps the day it had; one that had none is not added.
        text: Some lines of plain text.
    """

    key: str
    day: date | None
    title: str
    text: str
    status: EventStatus


@frozen
class Feed:
    """Whose entries these are, and as of which day.

    Attributes:
        name: What a calendar program calls a feed that is new.
        on: The day of the stamps.
    """

    process: str
    case: str
    name: str
    on: date

    def uid(self, key: str) -> str:
        """Return what names an entry for good, in every file."""
        return f"{key.replace('/', '.')}{self.ending}"

    @property
    def ending(self) -> str:
        """How every UID of this case ends."""
        told = json.dumps([self.process, self.case])
        return f"@{sha256(told.encode()).hexdigest()[:24]}.qualflow"


@frozen
class Updated:
    """A feed brought up to date, and how many of its entries are new and so on."""

    content: bytes
    added: int
    changed: int
    cancelled: int


def updated(
    content: bytes | None,
    feed: Feed,
    entries: Sequence[Entry],
    others: Collection[str] = (),
) -> Updated:
    """Return a feed with the entries of a case brought up to date.

    Args:
        content: The feed as it is; None for a new one.
        feed: The case and the day.
        entries: Those that hold now.  One that is cancelled is never added.
        others: Keys of entries that are left as they are.

    Raises:
        FeedError: If the content is no calendar, or is broken.
        MissingExtraError: If `icalendar` is not installed.
    """
    _check_library()
    file = _File(_new(feed.name) if content is None else content)
    kept = {feed.uid(key) for key in others}
    wanted = {feed.uid(entry.key): entry for entry in entries}
    changed = cancelled = 0
    for uid, old in file.events.items():
        if not uid.endswith(feed.ending) or uid in kept:
            continue
        event = _changed(old, uid, wanted.get(uid), feed.on)
        if event is not None:
            file.replace(uid, event)
            off = _text(event, "STATUS") == EventStatus.CANCELLED
            changed, cancelled = changed + (not off), cancelled + off
    fresh = sorted(_fresh(wanted, file.events))
    for day, uid in fresh:
        file.add(_event(wanted[uid], uid, day, 0, feed.on))
    _parsed(file.content)
    return Updated(file.content, len(fresh), changed, cancelled)


def _fresh(
    wanted: Mapping[str, Entry], there: Collection[str]
) -> Iterator[tuple[date, str]]:
    """Yield day and UID of the entries that a feed does not have and should.

    One whose day is not known at all has to wait.
    """
    for uid, entry in wanted.items():
        off = entry.status is EventStatus.CANCELLED
        if uid not in there and not off and entry.day is not None:
            yield entry.day, uid


def _check_library() -> None:
    try:
        import icalendar  # noqa: F401
    except ImportError:
        raise MissingExtraError(
            "a calendar feed needs the package icalendar; it comes with "
            "pip install 'qualflow[calendar]'"
        ) from None


# -- events ---------------------------------------------------------------------------


def _event(entry: Entry, uid: str, day: date, sequence: int, on: date) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", _plain(entry.title))
    event.add("description", _plain(entry.text))
    event.add("status", entry.status.value)
    event.add("transp", "TRANSPARENT")
    _stamp(event, sequence, datetime.combine(on, time(), UTC))
    return event


def _stamp(event: Event, sequence: int, moment: datetime) -> None:
    for name in _STAMPS:
        event.pop(name, None)
    event.add("sequence", sequence)
    event.add("dtstamp", moment)
    event.add("last-modified", moment)


def _plain(text: str) -> str:
    """Return a text without what RFC 5545 forbids in one."""
    return _UNSEEN.sub("", text)


def _changed(old: Event, uid: str, entry: Entry | None, on: date) -> Event | None:
    """Return what an event has become, None if it says nothing new."""
    if entry is None:
        if _text(old, "STATUS") == EventStatus.CANCELLED:
            return None
        event = old.copy()
        event.pop("STATUS", None)
        event.add("status", EventStatus.CANCELLED.value)
    else:
        day = entry.day or _day(old, "DTSTART") or on
        event = _event(entry, uid, day, 0, on)
        if _says(event).items() <= _says(old).items():
            return None
    last = _day(old, "LAST-MODIFIED") or on
    moment = datetime.combine(max(on, last), time(), UTC)
    _stamp(event, _number(old, "SEQUENCE") + 1, moment)
    return event


def _says(event: Event) -> Mapping[str, bytes]:
    return {
        str(name): value.to_ical()
        for name, value in event.items()
        if name not in _STAMPS and hasattr(value, "to_ical")
    }


def _text(event: Event, name: str) -> str:
    return str(event.get(name, ""))


def _day(event: Event, name: str) -> date | None:
    from icalendar import vDDDTypes

    found = event.get(name)
    if not isinstance(found, vDDDTypes):  # a broken one is of another type
        return None
    day = found.dt
    if isinstance(day, datetime):
        return day.date()
    return day if isinstance(day, date) else None


def _number(event: Event, name: str) -> int:
    found = event.get(name, 0)
    return int(found) if isinstance(found, int) else 0


# -- the file -------------------------------------------------------------------------


def _new(name: str) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _plain(name))
    calendar.add("x-wr-calname", _plain(name))
    return bytes(calendar.to_ical())


class _File:
    """The lines of a feed, and which of them are an event.

    Attributes:
        events: The events by UID, in the order of the file; of two with one UID the
            later one.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) > LARGEST_FILE:
            raise _broken(f"at most {LARGEST_FILE:,} bytes expected")
        self._mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
        content = content.removeprefix(BOM_UTF8)
        self._lines = _LINES.findall(content)
        self._ends = b"\r\n" if b"\r\n" in content or not self._lines else b"\n"
        places, self._close = _places(self._lines)
        parsed = _parsed(content)
        if len(places) != len(parsed):
            raise _broken("its lines are folded in a way that is not understood")
        self.events = {_text(event, "UID"): event for event in parsed}
        self._places: dict[str, list[tuple[int, int]]] = {}
        for event, place in zip(parsed, places, strict=True):
            self._places.setdefault(_text(event, "UID"), []).append(place)
        self._replaced: dict[int, bytes] = {}
        self._added: list[bytes] = []

    def replace(self, uid: str, event: Event) -> None:
        """Put an event where it stood; what else had its UID goes."""
        written = self._written(event)
        for start, end in self._places[uid]:
            for number in range(start, end):
                self._replaced[number] = b""
        self._replaced[self._places[uid][0][0]] = written

    def add(self, event: Event) -> None:
        """Put an event at the end."""
        self._added.append(self._written(event))

    @property
    def content(self) -> bytes:
        """The whole file."""
        lines = [self._replaced.get(n, line) for n, line in enumerate(self._lines)]
        lines[self._close : self._close] = self._added
        return self._mark + b"".join(lines)

    def _written(self, event: Event) -> bytes:
        return bytes(event.to_ical()).replace(b"\r\n", self._ends)


def _parsed(content: bytes) -> list[Any]:
    """Return the events of the one calendar that a file is."""
    from icalendar import Calendar

    try:
        content.decode()
        calendar = Calendar.from_ical(content)
    except UnicodeDecodeError:
        raise _broken("UTF-8 expected") from None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise _broken(str(error)[:200]) from None
    return [part for part in calendar.subcomponents if part.name == "VEVENT"]


def _places(lines: Sequence[bytes]) -> tuple[list[tuple[int, int]], int]:
    """Return the lines of each event of a calendar, and the line that closes it."""
    places: list[tuple[int, int]] = []
    open_parts: list[bytes] = []
    starts, close = 0, -1
    for number, name, value in _bounds(lines):
        if name == b"BEGIN":
            if close >= 0 or len(open_parts) >= DEEPEST:
                raise _broken("one calendar of a few levels expected")
            if not open_parts and value != b"VCALENDAR":
                raise _broken("a calendar expected")
            if len(open_parts) == 1:
                starts = number
            open_parts.append(value)
        else:
            if not open_parts or open_parts.pop() != value:
                raise _broken(f"line {number + 1} closes what is not open")
            if len(open_parts) == 1 and value == b"VEVENT":
                places.append((starts, number + 1))
            if not open_parts:
                close = number
    if close < 0:
        raise _broken("it does not come to an end")
    return places, close


def _bounds(lines: Sequence[bytes]) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the lines on which a part begins or ends."""
    for number, line in enumerate(lines):
        name, _, value = line.rstrip().upper().partition(b":")
        if name in (b"BEGIN", b"END"):
            yield number, name, value


def _broken(what: str) -> FeedError:
    return FeedError(f"the calendar feed is broken and was left as it is: {what}")
