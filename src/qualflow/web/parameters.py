"""What an address may say: checked here, and written from here into the API's schema.

So what is documented and what is enforced are the same value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from attrs import frozen

from qualflow.errors import QualflowError, way_out
from qualflow.law.facts import Evidence
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.rules import Standing
from qualflow.strict_json import Json
from qualflow.words.language import Language
from qualflow.words.layout import clean

LONGEST_TEXT = 200
LONGEST_SHOWN = 60
MOST_PAIRS = 150


class ParameterError(QualflowError):
    """A parameter of an address that is not what it should be.

    Attributes:
        name: Of the parameter.
        status: 400; 404 where it names something that is not there.
    """

    def __init__(self, name: str, found: str, expected: str, status: int = 400) -> None:
        self.name = name
        self.found = found
        self.expected = expected
        self.status = status
        super().__init__(name, found, expected, status)

    def __str__(self) -> str:
        return f"{self.name}: {self.expected} expected, {shown(self.found)} found"


class Where(StrEnum):
    """The part of an address a parameter stands in."""

    PATH = "path"
    QUERY = "query"


@frozen
class Parameter:
    """A parameter of an address.

    Attributes:
        about: What it is, for the schema.
        pattern: Of the whole text, in the letters that Python and JSON Schema share.
        options: All the texts it may be; empty for no such list.
        day: Whether it is a day.
    """

    name: str
    about: str
    where: Where = Where.QUERY
    pattern: str = ""
    options: tuple[str, ...] = ()
    default: str = ""
    required: bool = False
    longest: int = LONGEST_TEXT
    shortest: int = 0
    day: bool = False
    example: str = ""

    def checked(self, text: str) -> str:
        """Return the text if it will do.

        Raises:
            ParameterError: If it will not.
        """
        wrong = self._wrong(text)
        if wrong:
            raise ParameterError(self.name, text, wrong)
        return text

    def _wrong(self, text: str) -> str:
        if self.options:
            return "" if text in self.options else f"one of {', '.join(self.options)}"
        if len(text) > self.longest or len(text) < self.shortest:
            return f"{self.shortest} to {self.longest} characters"
        if not _storable(text):
            return "characters that can be shown"
        if self.day and _day(text) is None:
            return f"a day from {FIRST_DAY} to {LAST_DAY}, like 2019-01-10,"
        if self.pattern and not re.fullmatch(self.pattern, text, re.ASCII):
            return f"a text like {self.example}"
        return ""

    @property
    def schema(self) -> dict[str, Json]:
        """The JSON Schema of its texts."""
        form: dict[str, Json] = {"type": "string"}
        if self.options:
            form["enum"] = list(self.options)
        elif self.day:
            form |= {"format": "date", "pattern": DAY_PATTERN}
        else:
            form |= {"maxLength": self.longest}
            form |= {"minLength": self.shortest} if self.shortest else {}
            form |= {"pattern": f"^{self.pattern or SHOWABLE}$"}
        if self.default:
            form["default"] = self.default
        return form

    @property
    def form(self) -> dict[str, Json]:
        """The parameter as OpenAPI has it."""
        form: dict[str, Json] = {
            "name": self.name,
            "in": self.where.value,
            "description": self.about,
            "required": self.required or self.where is Where.PATH,
            "schema": self.schema,
        }
        if self.example:
            form["example"] = self.example
        return form


DAY_PATTERN = r"^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
SHOWABLE = "[^\\u0000-\\u001f\\u007f-\\u009f]*"
"""Texts without control characters, as JSON Schema writes it."""
_UNSTORABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def _storable(text: str) -> bool:
    return _UNSTORABLE.search(text) is None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None


def day_of(text: str) -> date:
    """Return the day of a text that was checked."""
    return date.fromisoformat(text)


def shown(text: str) -> str:
    """Return what was found, short and safe to print.

    >>> shown("a" * 100)[-4:]
    "aa…'"
    """
    kept = clean(text)
    if len(kept) > LONGEST_SHOWN:
        kept = kept[:LONGEST_SHOWN] + "…"
    return f"'{kept}'"


LANGUAGE = Parameter(
    "lang",
    "The language of words.",
    options=tuple(tongue.value for tongue in Language),
    example="zh",
)
DAY = Parameter("on", "The day that is asked about.", day=True, example="2019-01-10")
WORDS = Parameter("q", "Words to look for.")
BY = Parameter(
    "by",
    "The actor who asks; any who may, if it is missing.",
    pattern="[a-z][a-z0-9_]{0,59}",
    example="company",
)
TRANSITION = Parameter(
    "transition",
    "The step that is asked about.",
    pattern="[a-z][a-z0-9_]{0,59}",
    required=True,
    example="submit",
)
EVIDENCE = Parameter(
    "evidence",
    "The least evidence that counts.",
    options=tuple(level.word for level in Evidence),
    default=Evidence.RUMOURED.word,
)
STANDING = Parameter(
    "standing",
    "Only rules of this standing.",
    options=tuple(standing.value for standing in Standing),
)
_STANDINGS = "|".join(standing.value for standing in Standing)
STANDINGS = Parameter(
    "standing",
    "The standings of the clauses that are evaluated, with commas between them.",
    pattern=f"({_STANDINGS})(,({_STANDINGS})){{0,3}}",
    default="text,press",
    example="text,press",
)


def read(
    parameters: Sequence[Parameter], pairs: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Return the values of a query, with the defaults.

    Raises:
        ParameterError: If one is unknown, doubled, missing or wrong.
    """
    known = {parameter.name: parameter for parameter in parameters}
    given: dict[str, str] = {}
    for name, text in pairs:
        if name not in known:
            out = way_out(name, known) if len(name) <= LONGEST_SHOWN else ""
            expected = f"one of {', '.join(known)}{out};" if known else "no parameter"
            raise ParameterError("query", name, expected)
        if name in given:
            raise ParameterError(name, text, "it once")
        given[name] = known[name].checked(text)
    for parameter in parameters:
        if parameter.name not in given:
            if parameter.required:
                raise ParameterError(parameter.name, "", parameter.about[:-1].lower())
            given[parameter.name] = parameter.default
    return given


def one_of(name: str, text: str, declared: Iterable[str]) -> str:
    """Return a name that is declared.

    Raises:
        ParameterError: With status 404 if it is not.
    """
    names = list(declared)
    if text in names:
        return text
    out = way_out(text, names) if len(text) <= LONGEST_SHOWN else ""
    raise ParameterError(name, text, f"one that is there{out};", status=404)


def found(name: str, text: str, declared: Mapping[str, object]) -> str:
    """Return a name that is a key; likewise."""
    return one_of(name, text, declared)
