"""Which lives can be walked through: those that are shipped, and a reader's own file.

A file of one's own is in the address, packed; nothing of it is kept here.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import NoReturn

from attrs import evolve, frozen

from qualflow.audit.history import is_history, read_history
from qualflow.case.casefile import read
from qualflow.case.events import Case
from qualflow.errors import QualflowError, way_out
from qualflow.processes import shipped
from qualflow.stepping.life import Life
from qualflow.stepping.walk import Walk
from qualflow.web.errors import LONGEST_ADDRESS
from qualflow.web.library import Library, Process
from qualflow.web.parameters import LONGEST_SHOWN, ParameterError
from qualflow.words.language import Language, pick
from qualflow.words.step_pages import tell

OWN, HISTORY = "own.", "history."
"""How the name of a life begins that is packed, or a history beside a case."""
LONGEST_OWN = LONGEST_ADDRESS * 3 // 4
"""Characters that a packed file has at most: the rest is for the branch."""
LARGEST_OWN = 200_000
"""Bytes of a file before it is packed."""

_PACKED = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


class WalkError(ParameterError):
    """A walk that leads nowhere; the message is that of the engine."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__("step", "", message, status)

    def __str__(self) -> str:
        return self.expected


@frozen
class Opened:
    """A life that is walked through.

    Attributes:
        name: As the address has it.
        at_home: What `qualflow step` calls it, "" if it does not know it.
    """

    process: Process
    name: str
    life: Life
    at_home: str = ""

    def title(self, language: Language) -> str:
        """Return what the life is called."""
        if self.name.startswith(OWN):
            return tell("pages.own_life", language, case=self.life.case.id)
        return life_title(self.process, self.name, language)


def life_title(process: Process, name: str, language: Language) -> str:
    """Return what a shipped life is called."""
    if name in process.cases:
        return tell("pages.case", language, name=process.cases[name].id)
    history = process.histories[name.removeprefix(HISTORY)]
    company = pick(history.company, language) or history.case_id
    return tell("pages.history", language, company=company)


def lives(process: Process) -> tuple[list[str], list[str]]:
    """Return the names of the cases of a process, then those of its histories."""
    cases = sorted(process.cases)
    doubled = process.cases.keys()
    return cases, [HISTORY + n if n in doubled else n for n in process.histories]


def opened(process: Process, name: str) -> Opened:
    """Return the life of an address.

    Raises:
        ParameterError: If there is no such life, or a packed one cannot be read.
    """
    known = [name for group in lives(process) for name in group]
    if name in known:
        ours = process.home in shipped() and not name.startswith(HISTORY)
        home = name if ours else ""
        return Opened(process, name, _shipped(process, name), home)
    if name.startswith(OWN):
        return Opened(process, name, own_life(process, unpacked(name)))
    out = way_out(name, known) if len(name) <= LONGEST_SHOWN else ""
    raise ParameterError("life", name, f"one that is there{out};", status=404)


@lru_cache(maxsize=256)
def _shipped(process: Process, name: str) -> Life:
    """Return a shipped life; telling a history takes long enough to be kept."""
    if name in process.cases:
        return Life(process.cases[name])
    told = evolve(process, cases={}).told(name.removeprefix(HISTORY))
    return Life(told.case, True, told.windows)


# -- a file of one's own --------------------------------------------------------------


def own_life(process: Process, data: bytes) -> Life:
    """Return the life that a case file or a history tells.

    Raises:
        WalkError: If it is neither, or one of another process.
    """
    try:
        if not is_history(data):
            return Life(read(data, process.rulebook))
        if process.mapping is None:
            raise WalkError(f"the process {process.name} reads no histories")
        alone = evolve(process, cases={}, histories={"own": read_history(data)})
        told = alone.told("own")
    except WalkError:
        raise
    except QualflowError as error:
        raise WalkError(str(error)) from None
    return Life(told.case, True, told.windows)


def packed(data: bytes) -> str:
    """Return the name of a life that holds its own file.

    Raises:
        WalkError: If it is no JSON, or too large for an address.
    """
    if len(data) > LARGEST_OWN:
        raise WalkError(f"file: at most {LARGEST_OWN:,} bytes expected")
    try:
        lean = json.dumps(json.loads(data), ensure_ascii=False, separators=(",", ":"))
        content = lean.encode()
    except (ValueError, RecursionError):
        raise WalkError("file: JSON expected: a case file or a history") from None
    text = urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")
    if len(text) > LONGEST_OWN:
        raise WalkError(
            f"file: packed it has {len(text):,} characters, and an address takes "
            f"{LONGEST_OWN:,}; walk through it with: qualflow step FILE"
        )
    return OWN + text


def unpacked(name: str) -> bytes:
    """Return the file that a name holds.

    >>> unpacked(packed(b'{"format": 1}'))
    b'{"format":1}'

    Raises:
        ParameterError: If it holds none.
    """
    text = name.removeprefix(OWN)
    if len(text) > LONGEST_OWN or not _PACKED.fullmatch(text):
        _no_file(name)
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(
            urlsafe_b64decode(text + "=" * (-len(text) % 4)), LARGEST_OWN
        )
    except (ValueError, zlib.error):
        _no_file(name)
    if not unpacking.eof:
        _no_file(name)
    return data


# -- other lives beside it ------------------------------------------------------------


def beside(library: Library, known: Opened, walk: Walk) -> Opened:
    """Return a life with the others that a walk reads beside it.

    Raises:
        ParameterError: If the process has no such link, or there is no such life.
    """
    links = known.process.rulebook.links
    found: list[tuple[str, Case]] = []
    for link, name in walk.links:
        if link not in links:
            out = way_out(link, links) if len(link) <= LONGEST_SHOWN else ""
            raise ParameterError("link", link, f"a link of the process{out}")
        process = library.processes.get(links[link].process)
        if process is None:
            raise ParameterError("link", name, "a case of a process that is shown")
        other = opened(process, name).life.case
        if process is known.process and other.id == known.life.case.id:
            raise ParameterError("link", name, "another case than this one")
        found.append((link, other))
    return evolve(known, life=evolve(known.life, links=tuple(found)))


def others(library: Library, known: Opened, link: str) -> list[tuple[Process, str]]:
    """Return the shipped lives that can be read through a link."""
    process = library.processes.get(known.process.rulebook.links[link].process)
    names = (
        [] if process is None else [one for group in lives(process) for one in group]
    )
    return [
        (process, name)
        for name in names
        if process is not None
        and (process is not known.process or not _same(name, known.name))
    ]


def _same(one: str, other: str) -> bool:
    """Return whether two names are those of a case and of its history, or alike."""
    return one.removeprefix(HISTORY) == other.removeprefix(HISTORY)


def _no_file(name: str) -> NoReturn:
    raise ParameterError("life", name, "a file as the form packs it")
