"""The words for a value that is not what a file should have there."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from qualflow.law.loading.toml import LongNumber

LONGEST_TEXT = 2_000
LARGEST_INTEGER = 10**15
SHOWN = 60

TYPES: dict[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    date: "a day",
    list: "a list",
    dict: "a table",
}

# Control characters, and those that make a text read otherwise than it is stored.
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_HIDDEN = f"[{_CONTROL}]"
_NOT_SHOWN = f"[\t\n{_CONTROL}]"


def short(text: str) -> str:
    """Return a text of a file in one short line that is safe to print.

    >>> short("two" + chr(10) + "lines")
    'two?lines'
    """
    text = text[: SHOWN + 1]
    if not text.isprintable():
        text = re.sub(_NOT_SHOWN, "?", text)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def mismatch(expected: str, value: object) -> str:
    """Return what is wrong with a value of another type or outside a range.

    >>> mismatch("a day", "soon")
    'a day expected, a text found: "soon"'
    """
    match value:
        case bool():
            found = "true or false found: " + ("true" if value else "false")
        case str():
            found = f'a text found: "{short(value)}"'
        case int():
            shown = f"{value:,}" if abs(value) <= LARGEST_INTEGER else "a long one"
            found = f"a whole number found: {shown}"
        case Decimal():
            found = f"a number found: {value}"
        case LongNumber(text):
            found = f"a number found: {short(text)}"
        case datetime():
            found = "a moment found"
        case date():
            found = f"a day found: {value}"
        case list() | dict():
            found = f"{TYPES[type(value)]} found"
        case _:
            found = "a time found"
    return f"{expected} expected, {found}"


def unfit(text: str) -> str | None:
    """Return what is wrong with a text, None if it will do."""
    if not text.strip():
        return "a text expected, an empty one found"
    if len(text) > LONGEST_TEXT:
        return f"at most {LONGEST_TEXT:,} characters expected, {len(text):,} found"
    if text.isprintable():  # then it has none, and this is quicker to ask
        return None
    if hidden := re.search(_HIDDEN, text):
        return f"a text without control characters expected, {hidden[0]!r} found"
    return None
