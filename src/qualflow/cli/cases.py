"""Finding the case that a command names.

CASE is the name of a shipped case or history, the path of a case file or history (JSON,
or CSV of one case), or "new" for a fresh case of --process.  A history is taken as the
life that an audit chooses as of the day that is asked about, each step on its latest
day.  Everything that reads a case goes through `open_named`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from attrs import frozen

from qualflow.audit.history import History, is_history, read_history
from qualflow.audit.result import Step
from qualflow.case.casefile import LARGEST_FILE, process_of, read
from qualflow.case.events import Case
from qualflow.case.life import CommandError, open_case
from qualflow.cli.logs import log
from qualflow.errors import QualflowError, UnknownNameError
from qualflow.explain.deadlines import Window
from qualflow.law.rulebook import Rulebook
from qualflow.processes import (
    UnknownProcessError,
    folder,
    histories,
    load,
    shipped,
)

FRESH = "new"


@frozen
class Opened:
    """A case, its rulebook, and the name or folder that was loaded.

    Attributes:
        told: Whether it is the life of a history, not a case that somebody kept.
        windows: Of a history, the days on which each step of the path can lie.
    """

    case: Case
    rulebook: Rulebook
    process: str
    told: bool = False
    windows: tuple[Window, ...] = ()


class NoProcessError(QualflowError):
    """A case whose process cannot be found, with the way to name it."""


def open_named(name: str, process: str | None = None, on: date | None = None) -> Opened:
    """Return the case that a command names.

    Args:
        name: What stands for CASE.
        process: What was given as --process, None if nothing was.
        on: The day that is asked about; a history is judged by what is known of it.

    Raises:
        QualflowError: If there is no such case, or it cannot be read.
        OSError: If its file cannot be read.
    """
    if name == FRESH:
        if process is None:
            raise NoProcessError("a fresh case of which process? give --process")
        rulebook = load(process)
        return Opened(open_case(rulebook, FRESH), rulebook, process)
    file, owner = _file(name, process)
    if file.suffix == ".csv":
        return _told(_only_history(file), process, on)
    data = _content(file)
    if is_history(data):
        return _told(read_history(data), process, on)
    owner = owner or process_of(data)
    try:
        rulebook = load(owner)
    except UnknownProcessError as error:
        if process is not None:
            raise
        raise NoProcessError(
            f"{file}: {error}; give the process with --process"
        ) from None
    case = read(data, rulebook)
    log("case.read", case=case.id, process=rulebook.name, events=len(case.history))
    return Opened(case, rulebook, owner)


def _only_history(file: Path) -> History:
    """Return the history of a CSV file that tells one case.

    Raises:
        CommandError: If it tells several: a case is one of them.
    """
    from qualflow.cli.histories import read_all

    found = list(read_all(file))
    if len(found) == 1:
        return found[0]
    raise CommandError(
        f"{file}: {len(found)} histories found, one expected; keep the rows of one "
        "case_id in a file of its own, or ask `qualflow audit` about all of them"
    )


def _told(history: History, process: str | None, on: date | None) -> Opened:
    """Return the chosen life of a history as a case."""
    from qualflow.audit.lives import life_case
    from qualflow.cli.histories import Asked, answered

    day = min(on or history.as_of, history.as_of)
    one = answered(history, Asked(process, day))
    case = life_case(one.rulebook, one.mapping, one.audit)
    log("history.read", case=case.id, process=one.rulebook.name, day=day.isoformat())
    windows = tuple(_windows(case, one.audit.steps))
    name = process or one.rulebook.name
    return Opened(case, one.rulebook, name, told=True, windows=windows)


def _windows(case: Case, steps: Iterable[Step]) -> Iterator[Window]:
    """Yield the window of each step that a case has made, in order."""
    made = iter(case.path)
    entered = next(made, None)
    for step in steps:
        if entered is None:
            return
        if (entered.transition, entered.on) == (step.transition, step.latest):
            yield Window(step.transition, step.earliest, step.latest, step.observed)
            entered = next(made, None)


def open_linked(opened: Opened, link: str, name: str, on: date | None = None) -> Opened:
    """Return the case that a link of another case reads.

    Raises:
        UnknownNameError: If the process has no such link.
    """
    wanted = opened.rulebook.link(link).process
    if wanted == opened.rulebook.name:
        return open_named(name, opened.process, on)
    beside = folder(opened.process).resolve().parent / wanted
    return open_named(name, str(beside) if beside.is_dir() else wanted, on)


def named_cases(process: str) -> dict[str, Path]:
    """Return the case files of a process folder, by name."""
    files = sorted((folder(process) / "cases").glob("*.json"))
    return {file.stem: file for file in files}


def _file(name: str, process: str | None) -> tuple[Path, str | None]:
    """Return the file of a case, and the process to read it by if that is known."""
    if not _is_path(name):
        owners = shipped() if process is None else (process,)
        found = [(owner, named_cases(owner)) for owner in owners]
        holders = [(cases[name], owner) for owner, cases in found if name in cases]
        if len(holders) > 1:
            listed = ", ".join(owner for _, owner in holders)
            raise CommandError(f"case {name}: {listed} have one; give --process")
        if holders:
            return holders[0]
        told = _history(name, owners)
        if told is not None:
            return told, process
        if not Path(name).exists():
            known = [case for _, cases in found for case in cases]
            raise UnknownNameError("case or case file", name, known)
    return Path(name), process


def _history(name: str, owners: tuple[str, ...]) -> Path | None:
    """Return the file of a shipped history, None if there is none of that name."""
    found = [histories(owner) for owner in owners]
    return next((files[name] for files in found if name in files), None)


def _is_path(name: str) -> bool:
    separators = {os.sep, os.altsep, "/"} - {None}
    return name.endswith(".json") or any(sign in name for sign in separators if sign)


def _content(file: Path) -> bytes:
    """Return what a file holds, at most a byte more than is allowed."""
    with file.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)
