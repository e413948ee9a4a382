"""`qualflow check`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path, PurePath

import click

from qualflow.audit.history import LARGEST_FILE as LARGEST_HISTORY
from qualflow.audit.history import read_history
from qualflow.case.casefile import LARGEST_FILE, read
from qualflow.cli import COULD_NOT_ASK, options
from qualflow.cli.cases import named_cases
from qualflow.cli.failures import described
from qualflow.cli.logs import log
from qualflow.cli.output import note, write_json, write_text
from qualflow.errors import QualflowError
from qualflow.law.edition import Answer
from qualflow.law.examples import Failure, run
from qualflow.law.loading import MistakeError, RulebookError
from qualflow.law.rulebook import Rulebook
from qualflow.learn.checking import faults
from qualflow.learn.lesson import Lesson
from qualflow.processes import (
    histories,
    history_map,
    lessons,
    load,
    load_scenario,
    scenarios,
)
from qualflow.strict_json import Json
from qualflow.words.checks import Contents, checked
from qualflow.words.language import Language


@click.command()
@click.argument("process")
@options.language
@options.as_json
@click.pass_context
def command(
    ctx: click.Context, process: str, language: Language, as_json: bool
) -> None:
    """Load a process folder and run its examples.

    PROCESS is a folder or the name of a shipped process.  Its cases, histories,
    scenarios and lessons are read too, and what lessons claim is asked of the law.  All
    mistakes are reported together.  Exit code 0: every example and every claim holds,
    1: one does not, 2: there are mistakes.

    \b
    Examples:
      qualflow check my-process
      qualflow check instrument-approval --json
    """  # noqa: D301
    try:
        rulebook = load(process, examples=True)
        contents = _contents(process, rulebook)
    except RulebookError as error:
        if as_json:
            mistakes: list[Json] = [_mistake(found) for found in error.mistakes]
            write_json({"process": error.process, "mistakes": mistakes})
        for line in described(error).split("\n"):
            note(line)
        ctx.exit(COULD_NOT_ASK)
    failures = list(_failures(rulebook))
    wrong = len(failures) + len(contents.faults)
    log("process.checked", process=rulebook.name, failures=wrong)
    if as_json:
        write_json(_form(rulebook, failures, contents))
    else:
        text = checked(rulebook, failures, contents, language)
        write_text(text, Answer.CLOSED if wrong else Answer.OPEN)
    ctx.exit(1 if wrong else 0)


def _failures(rulebook: Rulebook) -> list[Failure]:
    asked = (
        run(example, rulebook.on(example.on, example.standings))
        for example in rulebook.examples
    )
    return [failure for failure in asked if failure is not None]


def _contents(process: str, rulebook: Rulebook) -> Contents:
    """Return what else lies in the folder, once all of it was read.

    Raises:
        RulebookError: If something cannot be read, with all that cannot.
    """
    mistakes: list[MistakeError] = []
    cases = named_cases(process)
    for file in cases.values():
        content = _content(file, LARGEST_FILE, mistakes)
        with _noting(mistakes, f"cases/{file.name}"):
            read(content, rulebook)
    told = histories(process)
    for file in told.values():
        content = _content(file, LARGEST_HISTORY, mistakes)
        with _noting(mistakes, f"histories/{file.name}"):
            read_history(content)
    if told:
        with _noting(mistakes, "history.toml"):
            history_map(process)
    kept = scenarios(process) if find_spec("numpy") else None
    for name in kept or ():
        with _noting(mistakes, f"scenarios/{name}.toml"):
            load_scenario(name, process)
    taught: tuple[Lesson, ...] = ()
    if not mistakes:  # or they would be told again: exercises name cases and scenarios
        with _noting(mistakes, "lessons/*.md"):
            taught = lessons(process)
    if mistakes:
        raise RulebookError(rulebook.name, mistakes)
    found = tuple(fault for lesson in taught for fault in faults(rulebook, lesson))
    many = None if kept is None else len(kept)
    return Contents(len(cases), len(told), many, len(taught), found)


def _content(file: Path, most: int, mistakes: list[MistakeError]) -> bytes:
    with (
        _noting(mistakes, f"{file.parent.name}/{file.name}"),
        file.open("rb") as opened,
    ):
        return opened.read(most + 1)
    return b""


@contextmanager
def _noting(mistakes: list[MistakeError], place: str) -> Iterator[None]:
    try:
        yield
    except RulebookError as error:
        for one in error.mistakes:
            file = PurePath(place).parent / PurePath(one.file).name
            mistakes.append(MistakeError(str(file), one.line, one.where, one.what))
    except QualflowError as error:
        mistakes.append(MistakeError(place, None, "", str(error)))
    except OSError as error:
        what = f"it cannot be read: {error.strerror}"
        mistakes.append(MistakeError(place, None, "", what))


def _mistake(found: MistakeError) -> Json:
    return {
        "file": found.file,
        "line": found.line,
        "where": found.where,
        "what": found.what,
    }


def _form(
    rulebook: Rulebook, failures: list[Failure], contents: Contents
) -> dict[str, Json]:
    return {
        "process": rulebook.name,
        "release": rulebook.release,
        "mistakes": [],
        "cases": contents.cases,
        "histories": contents.histories,
        "scenarios": contents.scenarios,
        "lessons": contents.lessons,
        "faults": [
            {"lesson": fault.lesson, "line": fault.line, "what": fault.what}
            for fault in contents.faults
        ],
        "examples": len(rulebook.examples),
        "failures": [
            {
                "example": failure.example.name,
                "file": failure.example.file,
                "line": failure.example.line,
                "on": failure.example.on.isoformat(),
                "expected": failure.expected,
                "found": failure.found,
            }
            for failure in failures
        ],
    }
