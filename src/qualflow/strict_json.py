"""Read JSON that somebody else may have written: strictly, within limits.

Duplicate keys, floats, long numbers, deep nesting, broken characters and unknown keys
are refused, and every refusal says where, what was there and what was expected.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import NoReturn, TypeAlias

from qualflow.errors import QualflowError, way_out

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

LONGEST_TEXT = 2_000
MOST_DIGITS = 15


class Figure(str):
    """A number with a point, as it is written: it keeps its digits, and is no text."""

    __slots__ = ()


def is_text(value: object) -> bool:
    """Return whether a value is a text that a file may hold: short, and Unicode."""
    if not isinstance(value, str) or isinstance(value, Figure):
        return False
    return len(value) <= LONGEST_TEXT and is_unicode(value)


def is_unicode(text: str) -> bool:
    """Return whether a text has bytes in UTF-8: no half of a pair is in it."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class JsonError(QualflowError):
    """JSON that is not what it should be.

    Attributes:
        place: Where in it: "events[3].value".
    """

    def __init__(self, place: str, found: str, expected: str) -> None:
        self.place = place
        self.found = found
        self.expected = expected
        super().__init__(place, found, expected)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.expected} expected, {self.found} found"


class Reader:
    """One object of the file, read key by key, strictly by type."""

    def __init__(self, content: Json, place: str) -> None:
        self.place = place
        if not isinstance(content, dict):
            raise JsonError(place, kind(content), "an object")
        self.content = content

    @classmethod
    def of(cls, data: bytes, largest: int, *, floats: bool = False) -> Reader:
        """Return the reader of a whole file of at most `largest` bytes.

        With `floats`, a number with a point becomes a `Figure`.
        """
        return cls(_parsed(data, largest, floats=floats), "")

    def fail(self, key: str, expected: str) -> NoReturn:
        """Raise for what stands under a key."""
        raise JsonError(self._at(key), kind(self.content.get(key)), expected)

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}".lstrip(".")

    def only(self, *known: str) -> None:
        """Refuse every other key."""
        for key in self.content:
            if key not in known:
                expected = "another key" + way_out(key[:80], known)
                raise JsonError(self.place, f"the key {_quoted(key)}", expected)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text of at most `LONGEST_TEXT` characters."""
        value = self.content.get(key, default)
        if not isinstance(value, str) or not is_text(value):
            self.fail(key, f"a text of at most {LONGEST_TEXT:,} characters")
        return value

    def whole(self, key: str) -> int:
        """Return a whole number."""
        value = self.content.get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(key, "a whole number")
        return value

    def day(self, key: str) -> date:
        """Return a day, written 2019-01-10."""
        value = self.content.get(key)
        try:
            if isinstance(value, str) and len(value) == 10:
                day = date.fromisoformat(value)
                if day.isoformat() == value:  # not "2019-W02-4"
                    return day
        except ValueError:
            pass
        self.fail(key, "a day like 2019-01-10")

    def moment(self, key: str) -> datetime | None:
        """Return a moment in UTC, None if there is none."""
        value = self.content.get(key)
        if value is None:
            return None
        try:
            if isinstance(value, str) and value.endswith("Z") and len(value) <= 32:
                moment = datetime.fromisoformat(value)
                if moment.isoformat() == value.replace("Z", "+00:00"):
                    return moment
        except ValueError:
            pass
        self.fail(key, "a moment in UTC like 2019-01-10T08:00:00Z")

    def items(self, key: str) -> list[Reader]:
        """Return the objects of a list, none if the key is missing."""
        value = self.content.get(key, [])
        if not isinstance(value, list):
            self.fail(key, "a list")
        return [
            Reader(item, f"{self._at(key)}[{number}]")
            for number, item in enumerate(value, 1)
        ]

    def values(self, key: str) -> Mapping[str, Json]:
        """Return an object as it is, empty if the key is missing."""
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            self.fail(key, "an object")
        return value

    def within(self, key: str) -> Reader:
        """Return the reader of an object inside."""
        return Reader(self.content.get(key), self._at(key))


def _parsed(data: bytes, largest: int, *, floats: bool) -> Json:
    if len(data) > largest:
        expected = f"at most {largest:,} bytes"
        raise JsonError("", f"a file of {len(data):,} bytes", expected)
    try:
        parsed: Json = json.loads(
            data.decode(),
            object_pairs_hook=_without_duplicates,
            parse_float=_as_written if floats else _no_float,
            parse_constant=_no_float,
            parse_int=_short_int,
        )
    except UnicodeDecodeError as error:
        raise JsonError("", f"byte {error.start}", "UTF-8") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise JsonError(place, error.msg, "JSON") from None
    except RecursionError:
        raise JsonError("", "deeper nesting", "JSON of a few levels") from None
    return parsed


def _without_duplicates(pairs: list[tuple[str, Json]]) -> Json:
    content: dict[str, Json] = {}
    for name, value in pairs:
        if name in content:
            raise JsonError("", f"{_quoted(name)} twice", "each key once")
        if not is_unicode(name) or (isinstance(value, str) and not is_unicode(value)):
            raise JsonError(_quoted(name), "half a surrogate pair", "Unicode")
        content[name] = value
    return content


def _no_float(text: str) -> NoReturn:
    expected = 'a whole number, or a text like "5.10"'
    raise JsonError("", f"the number {text[:40]}", expected)


def _as_written(text: str) -> Figure:
    if len(text) > 40:
        raise JsonError("", f"the number {text[:40]}…", "at most 40 characters")
    return Figure(text)


def _short_int(text: str) -> int:
    if len(text.lstrip("-")) > MOST_DIGITS:
        expected = f"at most {MOST_DIGITS} digits"
        raise JsonError("", f"the number {text[:40]}…", expected)
    return int(text)


def _quoted(name: str) -> str:
    """Return the start of a name in quotes, without anything a terminal would obey."""
    return repr(name[:80])


def kind(value: Json) -> str:
    """Return what a value is, in the words of an error; a short one as it is."""
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case None:
            return "nothing"
        case Figure():
            return f"the number {value}"
    return json.dumps(value)[:80]
