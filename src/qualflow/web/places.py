"""Where a page is, and how a link to it is written.

A place is a path of segments and a query.  `Links` writes it, seen from another place:
relative, so that the pages work below any address and from a folder on disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Protocol
from urllib.parse import quote, urlencode

from attrs import evolve, frozen

from qualflow.words.language import Language

LANG = "lang"
_ESCAPES = (("~", "~0"), ("/", "~1"))
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,60}")


def segment(name: str) -> str:
    """Return a name as one segment of a path; `named` takes it back.

    >>> segment("IAA 9(1)"), segment("A/B ~1"), segment("..")
    ('IAA 9(1)', 'A~1B ~01', '~2.')
    """
    for sign, escape in _ESCAPES:
        name = name.replace(sign, escape)
    return f"~2{name[1:]}" if name in (".", "..") else name


def named(text: str) -> str:
    """Return the name of a segment.

    >>> named("A~1B ~01"), named("~2.")
    ('A/B ~1', '..')
    """
    if text.startswith("~2"):
        return "." + text[2:]
    for sign, escape in reversed(_ESCAPES):
        text = text.replace(escape, sign)
    return text


@frozen
class Place:
    """A page: the names of its path, and its query without the language."""

    path: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    anchor: str = ""


def place(*path: str, anchor: str = "", **query: str) -> Place:
    """Return a place; a query of nothing is left out.

    >>> place("law", "cn-automaker", anchor="states")
    Place(path=('law', 'cn-automaker'), query=(), anchor='states')
    """
    given = tuple((key, value) for key, value in query.items() if value)
    return Place(path, given, anchor)


class Links(Protocol):
    """How links are written on one page."""

    @property
    def language(self) -> Language:
        """The language of the page; links keep it."""

    @property
    def here(self) -> Place:
        """The page they stand on."""

    def to(self, where: Place, language: Language | None = None) -> str:
        """Return a link to a page, in another language if one is given."""

    def file(self, name: str) -> str:
        """Return a link to a file that every page needs: "qualflow.css"."""

    def leads_to(self, where: Place) -> bool:
        """Return whether there is such a page; a folder has no search."""


@frozen
class ServerLinks:
    """Links between pages of the server.

    Attributes:
        default: The language of an address that names none.
        base: The address that the reader's browser has asked, "http://host:8222";
            empty where it is not known.
    """

    here: Place
    language: Language = Language.EN
    default: Language = Language.EN
    base: str = ""

    def to(self, where: Place, language: Language | None = None) -> str:
        """Return a relative address."""
        tongue = language or self.language
        query = list(where.query)
        if tongue is not self.default:
            query.append((LANG, tongue.value))
        return (self._up() + _path(where) or "./") + _query(query) + _anchor(where)

    def whole(self, where: Place) -> str:
        """Return the whole address of a page, to be sent; empty if it is not known."""
        if not self.base:
            return ""
        query = (*where.query, (LANG, self.language.value))
        return f"{self.base}/{_path(where)}{_query(query)}{_anchor(where)}"

    def file(self, name: str) -> str:
        """Return the address of a file."""
        return f"{self._up()}static/{name}"

    def leads_to(self, where: Place) -> bool:  # noqa: ARG002  # the server has all
        """Return True."""
        return True

    def _up(self) -> str:
        return "../" * (len(self.here.path) - 1)


@frozen
class FolderLinks:
    """Links between the files of a folder that is opened from disk.

    Attributes:
        pages: The pages that are written.
    """

    here: Place
    language: Language
    pages: frozenset[Place]

    def to(self, where: Place, language: Language | None = None) -> str:
        """Return the relative path of a file."""
        up = "../" * file_of(self.here, self.language).count("/")
        return up + quote(file_of(where, language or self.language)) + _anchor(where)

    def file(self, name: str) -> str:
        """Return the path of a file."""
        return "../" * file_of(self.here, self.language).count("/") + f"static/{name}"

    def leads_to(self, where: Place) -> bool:
        """Return whether the page is written."""
        return evolve(where, anchor="") in self.pages


def file_of(where: Place, language: Language) -> str:
    """Return the file that a page is in a folder of pages.

    Names that a file system could mistake get a few digits of their own.

    >>> file_of(place("law", "cn-automaker", "clause", "O27 6(4)"), Language.EN)
    'en/law/cn-automaker/clause/O27-6-4-9e2340.html'
    >>> file_of(place(), Language.ZH)
    'zh/index.html'
    """
    names = [*where.path]
    if where.query:
        names.append(urlencode(where.query))
    path = "/".join([language.value, *map(_file_name, names or ["index"])])
    return f"{path}.html"


def _file_name(name: str) -> str:
    if _PLAIN.fullmatch(name) and name == name.lower():
        return name
    kept = re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-")[:40]
    return f"{kept}-{sha256(name.encode()).hexdigest()[:6]}"


def _path(where: Place) -> str:
    return "/".join(quote(segment(name), safe="") for name in where.path)


def _query(pairs: Iterable[tuple[str, str]]) -> str:
    text = urlencode(list(pairs))
    return f"?{text}" if text else ""


def _anchor(where: Place) -> str:
    return f"#{quote(where.anchor, safe='')}" if where.anchor else ""
