"""What a process folder says for readers: choices of reading, and where the texts are.

`readings.toml` has the question, our reading and the other one, by name; `sources.toml`
the official collections, the official hosts, and the addresses behind the keys that
clauses cite.  Both may be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import field, frozen

from qualflow.law.facts import Wording
from qualflow.law.loading import MistakeError, RulebookError
from qualflow.law.loading.toml import MOST_BYTES, parse

READINGS, SOURCES = "readings.toml", "sources.toml"
_LANGUAGES = frozenset({"en", "zh"})


@frozen
class ReadingOfLaw:
    """A choice between two ways to understand a text."""

    name: str
    question: Wording
    ours: Wording
    other: Wording


@frozen
class Cited:
    """Something to read: its words, and its address where it is on an official host."""

    text: str
    href: str = ""


@frozen
class Official:
    """A collection in which an authority publishes its texts."""

    title: Wording
    address: str


@frozen
class Sources:
    """Where the texts of a process can be read."""

    hosts: tuple[str, ...] = ()
    official: tuple[Official, ...] = ()
    cited: Mapping[str, tuple[Cited, ...]] = field(factory=dict)

    def of(self, key: str) -> tuple[Cited, ...]:
        """Return what a source of a clause stands for: itself if nobody says."""
        return self.cited.get(key) or (cited(key, self.hosts),)


def cited(text: str, hosts: tuple[str, ...]) -> Cited:
    """Return a source; an address on an official host leads there.

    >>> cited("https://eur-lex.europa.eu/eli/reg", ("europa.eu",)).href
    'https://eur-lex.europa.eu/eli/reg'
    >>> cited("https://europa.eu.example.org/", ("europa.eu",)).href
    ''
    """
    return Cited(text, text if is_official(text, hosts) else "")


def is_official(address: str, hosts: tuple[str, ...]) -> bool:
    """Return whether an address lies on one of the hosts, or on a part of one."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("https", "http") or not address.isprintable():
        return False
    return any(host == one or host.endswith(f".{one}") for one in hosts)


def readings(folder: Path) -> dict[str, ReadingOfLaw]:
    """Return the readings of a process, by name.

    Raises:
        RulebookError: If its file has a mistake.
    """
    made = {}
    for name, table in _tables(folder, READINGS, "reading"):
        where = f"reading.{name}"
        question, ours, other = (
            _words(folder, READINGS, f"{where}.{key}", table.get(key))
            for key in ("question", "ours", "other")
        )
        made[name] = ReadingOfLaw(name, question, ours, other)
    return made


def sources(folder: Path) -> Sources:
    """Return where the texts of a process can be read.

    Raises:
        RulebookError: If its file has a mistake.
    """
    data = _data(folder, SOURCES)
    hosts = tuple(_texts(folder, "hosts", data.get("hosts", [])))
    listed = data.get("official", [])
    if not isinstance(listed, list):
        raise _mistake(folder, SOURCES, "official", "tables expected")
    official = tuple(_official(folder, hosts, found) for found in listed)
    behind = {
        key: tuple(_behind(folder, key, table, hosts))
        for key, table in _tables(folder, SOURCES, "source")
    }
    return Sources(hosts, official, behind)


def _official(folder: Path, hosts: tuple[str, ...], found: object) -> Official:
    table = found if isinstance(found, dict) else {}
    address = table.get("address")
    if not isinstance(address, str) or not is_official(address, hosts):
        raise _mistake(folder, SOURCES, "official.address", "one on a host expected")
    words = {key: value for key, value in table.items() if key != "address"}
    return Official(_words(folder, SOURCES, "official", words), address)


def _behind(
    folder: Path, key: str, table: dict[str, Any], hosts: tuple[str, ...]
) -> Iterator[Cited]:
    if unknown := table.keys() - {"address", "note"}:
        what = f"address or note expected, '{min(unknown)}' found"
        raise _mistake(folder, SOURCES, f"source.{key}", what)
    note = table.get("note", "")
    if not isinstance(note, str):
        raise _mistake(folder, SOURCES, f"source.{key}.note", "a text expected")
    if note:
        yield Cited(note)
    for address in _texts(folder, f"source.{key}.address", table.get("address", [])):
        yield cited(address, hosts)


def _texts(folder: Path, where: str, found: object) -> list[str]:
    if isinstance(found, list) and all(isinstance(one, str) for one in found):
        return found
    raise _mistake(folder, SOURCES, where, "a list of texts expected")


def _tables(folder: Path, file: str, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    tables = _data(folder, file).get(kind, {})
    named = tables.items() if isinstance(tables, dict) else [(kind, None)]
    for name, table in named:
        if not isinstance(table, dict):
            raise _mistake(folder, file, f"{kind}.{name}", "a table expected")
        yield name, table


def _words(folder: Path, file: str, where: str, found: object) -> Wording:
    if not isinstance(found, dict) or "en" not in found or found.keys() - _LANGUAGES:
        raise _mistake(folder, file, where, "words by language, en and zh, expected")
    if not all(isinstance(text, str) for text in found.values()):
        raise _mistake(folder, file, where, "texts expected")
    return found


def _data(folder: Path, file: str) -> dict[str, Any]:
    path = folder / file
    if not path.is_file():
        return {}
    try:
        with path.open("rb") as opened:
            return parse(file, opened.read(MOST_BYTES + 1)).data
    except MistakeError as error:
        raise RulebookError(folder.name, [error]) from None


def _mistake(folder: Path, file: str, where: str, what: str) -> RulebookError:
    return RulebookError(folder.resolve().name, [MistakeError(file, None, where, what)])
