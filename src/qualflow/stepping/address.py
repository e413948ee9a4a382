"""A walk as a query string, and back.

    life=C-7&at=2&file=samples~2030-03-31~3&reform=2031-07-01~31

Keys in this order: `life`; `at` or `on`; `link`, as often as lives are read beside it,
`holder~C-5`; the edits, each under its own key, in their
order; `abiding=1`.  What a walk leaves out is not written, so that a walk has one
address: `parse(address(walk)) == walk`.  Whatever else comes in is an `AddressError`
and no other exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NoReturn
from urllib.parse import quote, unquote_plus

from qualflow.errors import QualflowError, way_out
from qualflow.law.facts import LONGEST_TEXT
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.stepping.walk import Ask, Drop, Edit, File, Move, Reform, Walk
from qualflow.strict_json import is_unicode

LONGEST = 4_000
"""Characters an address has at most: what every browser and server lets through."""
LONGEST_NAME = 200
MOST_EDITS = 12
MOST_LINKS = 4
MOST_PLACES = 99_999
MOST_DAYS = 36_525
"""A reform is moved by a hundred years at most."""


class AddressError(QualflowError):
    """An address that is none of a walk; `place` is the key at fault, or empty."""

    def __init__(self, place: str, found: str, expected: str) -> None:
        self.place = place
        self.found = found
        self.expected = expected
        super().__init__(place, found, expected)

    def __str__(self) -> str:
        where = f"address: {self.place}: " if self.place else "address: "
        shown = ascii(self.found) if not is_unicode(self.found) else repr(self.found)
        shown = shown if len(shown) <= 80 else f"{shown[:77]}…"
        return f"{where}{self.expected} expected, {shown} found"


def address(walk: Walk) -> str:
    """Return the address of a walk, without a question mark.

    Raises:
        AddressError: If the walk is too long for one, or holds what `parse` refuses.
    """
    text = "&".join(f"{key}={_quoted(value)}" for key, value in pairs(walk))
    if parse(text) != walk:
        _fail("", text, "a walk that goes by a place or by a day")
    return text


def pairs(walk: Walk) -> list[tuple[str, str]]:
    """Return the keys and values of an address, before they are encoded."""
    found = [("life", walk.life)] if walk.life else []
    if walk.day is not None:
        found.append(("on", walk.day.isoformat()))
    elif walk.place:
        found.append(("at", str(walk.place)))
    found += [("link", f"{link}~{life}") for link, life in walk.links]
    found += [_edit(edit) for edit in walk.edits]
    if walk.law_abiding:
        found.append(("abiding", "1"))
    return found


def parse(text: str) -> Walk:
    """Return the walk of an address; a question mark before it is left out.

    Raises:
        AddressError: If it is none.
    """
    if len(text) > LONGEST:
        _fail("", f"{len(text):,} characters", f"at most {LONGEST:,} characters")
    text = text.removeprefix("?")
    found = []
    for part in text.split("&") if text else ():
        key, sign, value = part.partition("=")
        if not sign:
            _fail(key[:LONGEST_NAME], part, "a key, an equals sign and a value")
        found.append((_unquoted(key, key), _unquoted(key, value)))
    return walk_of(found)


def walk_of(given: Iterable[tuple[str, str]]) -> Walk:
    """Return the walk of decoded keys and values, as a web framework has them.

    Raises:
        AddressError: If a key is unknown or doubled, or a value not what it should be.
    """
    once: dict[str, str] = {}
    links: list[tuple[str, str]] = []
    edits: list[Edit] = []
    for key, value in given:
        if key == "link":
            links.append(_link(value, links))
        elif key in _EDITS:
            if len(edits) == MOST_EDITS:
                _fail(key, "one more", f"at most {MOST_EDITS} edits")
            edits.append(_EDITS[key](value))
        elif key not in _ONCE:
            known = (*_ONCE, "link", *_EDITS)
            _fail("", key, f"one of {', '.join(known)}{way_out(key, known)}")
        elif key in once:
            _fail(key, value, "it once")
        else:
            once[key] = value
    if "at" in once and "on" in once:
        _fail("on", once["on"], "a place or a day, not both,")
    return Walk(
        _life("life", once["life"]) if "life" in once else "",
        _number("at", once["at"], 0, MOST_PLACES) if "at" in once else 0,
        _day("on", once["on"]) if "on" in once else None,
        tuple(edits),
        "abiding" in once and _number("abiding", once["abiding"], 0, 1) == 1,
        tuple(links),
    )


# -- pieces ---------------------------------------------------------------------------


def _edit(edit: Edit) -> tuple[str, str]:
    match edit:
        case File(fact, value, on):
            return "file", f"{fact}~{on}~{value}"
        case Ask(transition, on):
            return "ask", f"{transition}~{on}"
        case Drop(number):
            return "drop", str(number)
        case Move(number, on):
            return "move", f"{number}~{on}"
        case Reform(on, by):
            return "reform", f"{on}~{by}"


def _link(value: str, before: list[tuple[str, str]]) -> tuple[str, str]:
    link, life = _parts("link", value, 2, "LINK~LIFE")
    if any(link == one for one, _ in before):
        _fail("link", value, "each link once")
    if len(before) == MOST_LINKS:
        _fail("link", value, f"at most {MOST_LINKS} links")
    return _name("link", link), _life("link", life)


def _file(value: str) -> File:
    fact, on, given = _parts("file", value, 3, "FACT~DAY~VALUE")
    if not 0 < len(given) <= LONGEST_TEXT or not is_unicode(given):
        _fail("file", given, f"a value of 1 to {LONGEST_TEXT} characters")
    return File(_name("file", fact), given, _day("file", on))


def _ask(value: str) -> Ask:
    transition, on = _parts("ask", value, 2, "STEP~DAY")
    return Ask(_name("ask", transition), _day("ask", on))


def _drop(value: str) -> Drop:
    return Drop(_number("drop", value, 1, MOST_PLACES))


def _move(value: str) -> Move:
    number, on = _parts("move", value, 2, "NUMBER~DAY")
    return Move(_number("move", number, 1, MOST_PLACES), _day("move", on))


def _reform(value: str) -> Reform:
    on, by = _parts("reform", value, 2, "DAY~DAYS")
    return Reform(_day("reform", on), _number("reform", by, -MOST_DAYS, MOST_DAYS))


_ONCE = ("life", "at", "on", "abiding")
_EDITS: dict[str, Callable[[str], Edit]] = {
    "file": _file,
    "ask": _ask,
    "drop": _drop,
    "move": _move,
    "reform": _reform,
}


def _parts(key: str, value: str, count: int, form: str) -> list[str]:
    found = value.split("~", count - 1)
    if len(found) != count:
        _fail(key, value, form)
    return found


def _name(key: str, text: str) -> str:
    """Return a name of a rulebook: ASCII letters, digits, dots and underscores."""
    plain = text.replace(".", "_").replace("-", "_")
    if not 0 < len(text) <= LONGEST_NAME or not (
        plain.isascii() and plain.isidentifier()
    ):
        _fail(key, text, "a name of the process")
    return text


def _life(key: str, text: str) -> str:
    if not 0 < len(text) <= LONGEST_NAME or not text.isprintable():
        _fail(key, text, f"a name of 1 to {LONGEST_NAME} printable characters")
    return text


def _day(key: str, text: str) -> date:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or not FIRST_DAY <= day <= LAST_DAY:
        _fail(key, text, f"a day from {FIRST_DAY} to {LAST_DAY}, like 2019-01-10,")
    return day


def _number(key: str, text: str, least: int, most: int) -> int:
    """Return a whole number, written as `str` writes it."""
    digits = text.removeprefix("-")
    plain = digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))
    number = int(text) if plain else None
    if number is None or str(number) != text or not least <= number <= most:
        _fail(key, text, f"a whole number from {least:,} to {most:,}")
    return number


def _quoted(value: str) -> str:
    try:
        return quote(value, safe="~")
    except UnicodeEncodeError:
        _fail("", value, "Unicode")


def _unquoted(key: str, text: str) -> str:
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        _fail(key[:LONGEST_NAME], text, "UTF-8")


def _fail(place: str, found: str, expected: str) -> NoReturn:
    raise AddressError(place, found, expected)
