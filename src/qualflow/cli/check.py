"""`qualflow check`."""

from __future__ import annotations

import click

from qualflow.case.casefile import LARGEST_FILE, CaseFileError, read
from qualflow.cli import COULD_NOT_ASK, options
from qualflow.cli.cases import named_cases
from qualflow.cli.failures import described
from qualflow.cli.logs import log
from qualflow.cli.output import note, write_json, write_text
from qualflow.law.edition import Answer
from qualflow.law.examples import Failure, run
from qualflow.law.loading import MistakeError, RulebookError
from qualflow.law.rulebook import Rulebook
from qualflow.processes import load
from qualflow.strict_json import Json
from qualflow.words.checks import checked
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

    PROCESS is a folder or the name of a shipped process.  All mistakes are reported
    together.  Exit code 0: every example holds, 1: one does not, 2: there are mistakes.

    \b
    Examples:
      qualflow check my-process
      qualflow check instrument-approval --json
    """  # noqa: D301
    try:
        rulebook = load(process, examples=True)
        cases = _check_cases(process, rulebook)
    except RulebookError as error:
        if as_json:
            mistakes: list[Json] = [_mistake(found) for found in error.mistakes]
            write_json({"process": error.process, "mistakes": mistakes})
        for line in described(error).split("\n"):
            note(line)
        ctx.exit(COULD_NOT_ASK)
    failures = list(_failures(rulebook))
    log("process.checked", process=rulebook.name, failures=len(failures))
    if as_json:
        write_json(_form(rulebook, failures, cases))
    else:
        text = checked(rulebook, failures, cases, language)
        write_text(text, Answer.CLOSED if failures else Answer.OPEN)
    ctx.exit(1 if failures else 0)


def _failures(rulebook: Rulebook) -> list[Failure]:
    asked = (
        run(example, rulebook.on(example.on, example.standings))
        for example in rulebook.examples
    )
    return [failure for failure in asked if failure is not None]


def _check_cases(process: str, rulebook: Rulebook) -> int:
    """Return how many case files the folder has.

    Raises:
        RulebookError: If one cannot be read, with all that cannot.
    """
    mistakes = []
    cases = named_cases(process)
    for file in cases.values():
        place = f"cases/{file.name}"
        try:
            with file.open("rb") as opened:
                read(opened.read(LARGEST_FILE + 1), rulebook)
        except CaseFileError as error:
            mistakes.append(MistakeError(place, None, "", str(error)))
        except OSError as error:
            what = f"it cannot be read: {error.strerror}"
            mistakes.append(MistakeError(place, None, "", what))
    if mistakes:
        raise RulebookError(rulebook.name, mistakes)
    return len(cases)


def _mistake(found: MistakeError) -> Json:
    return {
        "file": found.file,
        "line": found.line,
        "where": found.where,
        "what": found.what,
    }


def _form(rulebook: Rulebook, failures: list[Failure], cases: int) -> dict[str, Json]:
    return {
        "process": rulebook.name,
        "release": rulebook.release,
        "mistakes": [],
        "cases": cases,
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
