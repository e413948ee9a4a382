"""The pages as files: a folder that opens from disk, in both languages.

Everything that needs no engine to be read is written: lessons, sheets, law, readings,
words, and the places of each shipped life.  Links are relative and lead only to pages
that are written.  What the engine would mark is looked up in tables that it made.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from qualflow import __version__
from qualflow.errors import QualflowError
from qualflow.web import pages
from qualflow.web.assets import assets
from qualflow.web.library import Library
from qualflow.web.places import FolderLinks, Place, file_of, place
from qualflow.web.view import View
from qualflow.words.language import Language
from qualflow.words.layout import clean
from qualflow.words.lesson_pages import say
from qualflow.words.pages import NAMES, TAGS

LISTED = "files.json"
"""The file that lists what was written, so that a later export may replace it."""
INDEX = "index.html"
NEEDS_SERVER = frozenset({"search", "simulate", "teach", "exercise"})
"""Sections of the site that nothing can be shown of without the engine."""
MOST_BYTES = 10_000_000
MOST_PAGES = 20_000


class ExportError(QualflowError):
    """A folder that cannot be written, and why."""


@frozen
class Exported:
    """What was written: the number of pages, and all files by their path."""

    pages: int
    files: Mapping[str, bytes]


def export(library: Library, target: Path, first: Language = Language.EN) -> Exported:
    """Write the pages of a library to a folder, whole or not at all.

    Args:
        library: What is shown.
        target: The folder: a new one, an empty one, or one that was written so before.
        first: The language that is offered first.

    Raises:
        ExportError: If something else is there.
        OSError: If it cannot be written.
    """
    _check_free(target)
    made = rendered(library, first)
    _write(target, made.files)
    return made


# -- what is written ------------------------------------------------------------------


@frozen(eq=False)
class _Noting(FolderLinks):
    """Links of a folder that note where they lead, so that those pages are written."""

    asked: set[Place]

    def to(self, where: Place, language: Language | None = None) -> str:
        """Return the relative path of a file."""
        self.asked.add(evolve(where, anchor=""))
        return super().to(where, language)


def rendered(library: Library, first: Language = Language.EN) -> Exported:
    """Return every file of the folder; `first` is the language offered first."""
    waiting = {
        where: route
        for route in pages.ROUTES
        for where in route.places(library)
        if not _needs_server(where)
    }
    written: dict[Place, pages.Route] = {}
    made: dict[str, bytes] = {}
    while waiting:  # pages lead to pages that nobody has listed
        written |= waiting
        asked: set[Place] = set()
        for where, route in waiting.items():
            for language in Language:
                links = _Noting(where, language, frozenset(written), asked)
                name = file_of(where, language)
                assert name not in made  # or two pages would be one file
                made[name] = _page(library, where, route, links).encode()
        more = _sorted(asked - written.keys())
        waiting = {where: _route(where) for where in more if not _needs_server(where)}
        if len(written) + len(waiting) > MOST_PAGES:
            raise ExportError(f"more than {MOST_PAGES:,} pages lead to one another")
    count = len(made)
    made[INDEX] = _index(first).encode()
    made |= {f"static/{name}": one.content for name, one in assets().items()}
    for file in files("qualflow.web").joinpath("offline").iterdir():
        made[f"static/{file.name}"] = file.read_bytes()
    made[LISTED] = _listed(library, made)
    return Exported(count, made)


def _needs_server(where: Place) -> bool:
    return not NEEDS_SERVER.isdisjoint(where.path[:1])


def _sorted(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda where: (where.path, where.query))


def _route(where: Place) -> pages.Route:
    """Return the route of a place; one that names more of the path is meant first."""
    fitting = [
        route
        for route in pages.ROUTES
        if len(route.path) == len(where.path)
        and all(
            part == name or part.startswith("{")
            for part, name in zip(route.path, where.path, strict=True)
        )
    ]
    return min(fitting, key=lambda route: "".join(route.path).count("{"))


def _page(
    library: Library, where: Place, route: pages.Route, links: FolderLinks
) -> str:
    named = {
        part[1:-1]: name
        for part, name in zip(route.path, where.path, strict=True)
        if part.startswith("{")
    }
    return pages.html(View(library, links), route, named, _query(route, where))


def _query(route: pages.Route, where: Place) -> dict[str, Any]:
    if route.query is None:
        return {"pairs": list(where.query)}
    given = dict(where.query)
    return {one.name: given.get(one.name, one.default) for one in route.query}


def _index(first: Language) -> str:
    """Return the page that leads to the first page of each language."""
    languages = sorted(Language, key=lambda one: one is not first)
    title = " · ".join(say("languages_of_folder", one) for one in languages)
    rows = "\n".join(
        f'<li><a href="{file_of(place(), one)}" lang="{TAGS[one]}" '
        f'hreflang="{TAGS[one]}">{NAMES[one]}</a></li>'
        for one in languages
    )
    return f"""<!DOCTYPE html>
<html lang="{TAGS[first]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>qualflow</title>
<link rel="stylesheet" href="static/qualflow.css">
<link rel="icon" type="image/svg+xml" href="static/qualflow.svg">
</head>
<body>
<main>
<h1>qualflow</h1>
<p>{title}</p>
<ul>
{rows}
</ul>
</main>
</body>
</html>
"""


def _listed(library: Library, made: Mapping[str, bytes]) -> bytes:
    listed = {
        "qualflow": __version__,
        "processes": sorted(library.processes),
        "files": sorted([*made, LISTED]),
    }
    return (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode()


# -- writing --------------------------------------------------------------------------


def _check_free(target: Path) -> None:
    """Raise an error where something stands that this does not replace."""
    if target.is_dir():
        there = {
            file.relative_to(target).as_posix()
            for file in target.rglob("*")
            if not file.is_dir() or file.is_symlink()
        }
        if target.is_symlink() and there:
            raise ExportError(f"{target}: is a link to a folder that is not empty")
        foreign = there - _ours(target)
        if foreign:
            raise ExportError(
                f"{target}: the folder is not empty, and '{clean(min(foreign))}' was "
                "not written by an export; name a new folder, or empty this one"
            )
    elif target.exists() or target.is_symlink():
        raise ExportError(f"{target}: is there already, and is no folder")
    elif not target.resolve().parent.is_dir():
        raise ExportError(f"{target}: there is no folder {target.resolve().parent}")


def _ours(target: Path) -> set[str]:
    """Return the files that an earlier export says it has written here."""
    file = target / LISTED
    if not file.is_file() or file.is_symlink():
        return set()
    try:
        with file.open("rb") as opened:
            listed = json.loads(opened.read(MOST_BYTES))
        found = listed["files"] if "qualflow" in listed else []
        return {name for name in found if isinstance(name, str)}
    except (ValueError, TypeError, KeyError, RecursionError):
        return set()


def _write(target: Path, made: Mapping[str, bytes]) -> None:
    """Write beside the target and move it there, so that it is whole or not at all."""
    whole = target.resolve()
    beside = whole.parent / f".{whole.name[:100]}.{os.getpid()}"
    before = whole.parent / f".{whole.name[:100]}.{os.getpid()}.old"
    beside.mkdir()
    try:
        for name, content in made.items():
            file = beside / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        if whole.is_dir():
            whole.rename(before)
        try:
            beside.rename(whole)
        except BaseException:
            if before.is_dir():
                before.rename(whole)
            raise
        shutil.rmtree(before, ignore_errors=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
