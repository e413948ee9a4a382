"""Processes: folders of data, shipped ones found by name and any other by its path."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qualflow.errors import UnknownNameError
from qualflow.law.loading import MistakeError, RulebookError, links, read

if TYPE_CHECKING:
    from qualflow.audit.mapping import HistoryMap
    from qualflow.law.rulebook import Rulebook
    from qualflow.learn.lesson import Lesson, Materials
    from qualflow.simulate.scenario import Scenario

__all__ = [
    "UnknownProcessError",
    "folder",
    "histories",
    "history_map",
    "lessons",
    "load",
    "load_scenario",
    "materials",
    "read_files",
    "scenario_file",
    "scenarios",
    "shipped",
]

MOST_BYTES = 1_000_000
MOST_CASE_BYTES = 5_000_000

_HOME = Path(__file__).parent
_FILES = ("process.toml", "facts.toml", "calendar.toml")
_FOLDERS = ("law", "words", "examples")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)


class UnknownProcessError(UnknownNameError):
    """A process that is neither shipped nor a folder, with those that are shipped."""

    def __init__(self, name: str) -> None:
        super().__init__("process", name, shipped())

    def __reduce__(self) -> tuple[type[UnknownProcessError], tuple[str]]:
        return UnknownProcessError, (self.name,)


def shipped() -> tuple[str, ...]:
    """Return the names of the processes that come with qualflow, in order."""
    return tuple(sorted(file.parent.name for file in _HOME.glob("*/process.toml")))


def folder(process: str | os.PathLike[str]) -> Path:
    """Return the folder of a process.

    Args:
        process: The name of a shipped process, or the path of a folder.

    Raises:
        UnknownProcessError: If it is neither.
    """
    if isinstance(process, str) and process in shipped():
        return _HOME / process
    path = Path(process)
    if path.is_dir() and os.fspath(process):
        return path
    raise UnknownProcessError(os.fspath(process))


def load(process: str | os.PathLike[str], *, examples: bool = False) -> Rulebook:
    """Return the rulebook of a process.

    Args:
        process: The name of a shipped process, or the path of a folder.
        examples: Whether to read the rulebook's own tests too; deciding needs none,
            and there may be more of them than of all the rest.

    Raises:
        UnknownProcessError: If it is neither.
        RulebookError: If there are mistakes in the folder, with all of them.
    """
    found = folder(process)
    if found.parent == _HOME:
        return _shipped(found.name, examples)
    return _load(found, (), examples)


@lru_cache
def _shipped(name: str, examples: bool) -> Rulebook:
    return _load(_HOME / name, (), examples)


def _load(path: Path, above: tuple[Path, ...], examples: bool) -> Rulebook:
    """Return a rulebook and, first, those it links to; `above` are being loaded."""
    path = path.resolve()
    name = path.name
    files = read_files(path, examples=examples)
    linked = {}
    for other in links(files, name):
        found = _neighbour(path, other)
        if found is None:
            continue  # `read` says so, with the line
        if found.resolve() in (*above, path):
            ring = " → ".join(p.name for p in (*above, path, found))
            what = f"the processes link to one another in a ring: {ring}"
            raise RulebookError(name, [MistakeError("process.toml", None, "", what)])
        linked[other] = _load(found, (*above, path), examples=False)
    return read(files, name, linked)


def histories(process: str | os.PathLike[str]) -> dict[str, Path]:
    """Return the files of the histories that come with a process, by name."""
    found = sorted((folder(process) / "histories").glob("*.json"))
    return {file.stem: file for file in found}


def history_map(process: str | os.PathLike[str]) -> HistoryMap:
    """Return how the histories of a process become steps.

    Raises:
        RulebookError: If its `history.toml` is missing or has mistakes.
    """
    found = folder(process)
    return _shipped_map(found.name) if found.parent == _HOME else _map(found)


@lru_cache
def _shipped_map(name: str) -> HistoryMap:
    return _map(_HOME / name)


def _map(path: Path) -> HistoryMap:
    from qualflow.audit.loading import FILE, read_mapping

    file = path / FILE
    if not file.exists():
        what = "is missing: this process does not say how histories become its steps"
        raise RulebookError(path.name, [MistakeError(FILE, None, "", what)])
    with file.open("rb") as opened:
        return read_mapping(opened.read(MOST_BYTES + 1), load(path))


def scenarios(process: str | os.PathLike[str]) -> dict[str, Path]:
    """Return the files of the scenarios that come with a process, by name."""
    found = (folder(process) / "scenarios").glob("*.toml")
    return {file.stem: file for file in sorted(found, key=lambda file: file.stem)}


def scenario_file(name: str, process: str | os.PathLike[str] | None = None) -> Path:
    """Return the file of a scenario.

    Args:
        name: The name of a scenario that comes with the process, or the path of a file.
        process: Where to look for the name; in every shipped process if None.

    Raises:
        UnknownNameError: If it is neither.
    """
    owners = shipped() if process is None else (process,)
    known = {name: file for owner in owners for name, file in scenarios(owner).items()}
    if name in known:
        return known[name]
    path = Path(name)
    if path.is_file():
        return path
    raise UnknownNameError("scenario or file of one", name, known)


def load_scenario(
    name: str, process: str | os.PathLike[str] | None = None
) -> tuple[Rulebook, Scenario]:
    """Return a scenario, and the rulebook of the process it is about.

    A file in the folder `scenarios` of a process is about that process; any other says
    in `process` which shipped one it is about.

    Args:
        name: As in `scenario_file`.
        process: The process it is about, wherever the file lies.

    Raises:
        UnknownNameError: If there is no such scenario, or no such process.
        RulebookError: If there are mistakes in the process or in the scenario.
    """
    from qualflow.simulate.loading import process_of, read_scenario

    file = scenario_file(name, process)
    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    if process is None:
        process = process_of(content, file.stem, str(file))
        home = file.resolve().parent.parent
        beside = file.resolve().parent.name == "scenarios" and home.name == process
        if beside and home.parent != _HOME and (home / "process.toml").is_file():
            process = home
    rulebook = load(process)
    return rulebook, read_scenario(content, rulebook, file.stem, str(file))


def lessons(process: str | os.PathLike[str]) -> tuple[Lesson, ...]:
    """Return the lessons that come with a process, in the order of the course.

    Raises:
        UnknownProcessError: If there is no such process.
        RulebookError: If there are mistakes in the process or in its lessons.
    """
    found = folder(process)
    return _shipped_lessons(found.name) if found.parent == _HOME else _lessons(found)


@lru_cache
def _shipped_lessons(name: str) -> tuple[Lesson, ...]:
    return _lessons(_HOME / name)


def _lessons(path: Path) -> tuple[Lesson, ...]:
    from qualflow.learn.loading import read_lessons

    files = _read(path, {"lessons": "*.md"})
    named = {place.removeprefix("lessons/"): file for place, file in files.items()}
    rulebook = load(path if path.parent != _HOME else path.name)
    return read_lessons(named, rulebook, materials(path))


def materials(process: str | os.PathLike[str]) -> Materials:
    """Return what exercises can name: cases, sets of facts, scenarios of a process.

    Raises:
        UnknownProcessError: If there is no such process.
        RulebookError: If there are mistakes in the process, a case or an example.
    """
    found = folder(process)
    shipped = found.parent == _HOME
    return _shipped_materials(found.name) if shipped else _materials(found)


@lru_cache
def _shipped_materials(name: str) -> Materials:
    return _materials(_HOME / name)


def _materials(path: Path) -> Materials:
    from qualflow.learn.loading import read_materials

    kinds = {"cases": "*.json", "examples": "*.toml", "scenarios": "*.toml"}
    rulebook = load(path if path.parent != _HOME else path.name)
    return read_materials(_read(path, kinds), rulebook)


def _read(path: Path, kinds: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of some folders of a process by their path in it.

    Raises:
        RulebookError: If one cannot be read.
    """
    files, mistakes = {}, []
    for name, pattern in kinds.items():
        for file in sorted((path / name).glob(pattern)):
            place = f"{name}/{file.name}"
            try:
                with file.open("rb") as opened:
                    files[place] = opened.read(MOST_CASE_BYTES + 1)
            except OSError as error:
                what = f"it cannot be read: {error.strerror}"
                mistakes.append(MistakeError(place, None, "", what))
    if mistakes:
        raise RulebookError(path.resolve().name, mistakes)
    return files


def _neighbour(path: Path, name: str) -> Path | None:
    """Return the folder of a process that is named from another folder."""
    if not _NAME.fullmatch(name):
        return None
    beside = path.parent / name
    if (beside / "process.toml").is_file():
        return beside
    return _HOME / name if name in shipped() else None


def read_files(folder: Path, *, examples: bool = True) -> dict[str, bytes]:
    """Return the files of a rulebook by their path in its folder.

    Of a file that is longer than allowed only so much is read that loading sees it is.

    Raises:
        RulebookError: If the folder has no process.toml, or a file cannot be read.
    """
    if not (folder / "process.toml").is_file():
        what = "this is no process folder: it has no process.toml"
        name = folder.resolve().name or str(folder)
        raise RulebookError(name, [MistakeError(str(folder), None, "", what)])
    paths = [path for name in _FILES if (path := folder / name).is_file()]
    for name in _FOLDERS if examples else _FOLDERS[:-1]:
        paths += sorted((folder / name).glob("*.toml"))
    files, mistakes = {}, []
    for path in paths:
        place = path.relative_to(folder).as_posix()
        try:
            with path.open("rb") as file:
                files[place] = file.read(MOST_BYTES + 1)
        except OSError as error:
            what = f"it cannot be read: {error.strerror}"
            mistakes.append(MistakeError(place, None, "", what))
    if mistakes:
        raise RulebookError(folder.resolve().name, mistakes)
    return files
