"""`qualflow demo`: what a process tells of itself, with the real answers.

The stories are data: `demo.toml` in the process folder, a list of chapters, each with
prose in both languages and a command whose answer follows it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import click
from attrs import frozen

from qualflow.cli import main, options
from qualflow.cli.output import write_json, write_text
from qualflow.errors import QualflowError, UnknownNameError
from qualflow.law.loading.toml import parse
from qualflow.processes import folder, shipped
from qualflow.strict_json import Json
from qualflow.words.language import Language
from qualflow.words.layout import wrapped

FILE = "demo.toml"
READING = ("explain", "next", "replay", "show", "check")
"""The commands a story may run: those that change nothing."""
OF_A_CASE = ("explain", "next", "replay")
MOST_BYTES = 1_000_000


class DemoError(QualflowError):
    """A demo.toml that is not what it should be."""

    def __init__(self, chapter: int, what: str) -> None:
        self.chapter = chapter
        self.what = what
        super().__init__(chapter, what)

    def __str__(self) -> str:
        return f"{FILE}: chapter {self.chapter}: {self.what}"


@frozen
class Chapter:
    """Prose, and the words of a command that follows it; none if it has none."""

    prose: str
    run: tuple[str, ...]


@click.command()
@options.process
@options.language
@options.as_json
def command(process: str | None, language: Language, as_json: bool) -> None:
    """Tell true stories by the law of a shipped process.

    Every answer is the real one: the commands shown are run as you would run them.

    \b
    Examples:
      qualflow demo
      qualflow demo --lang zh
    """  # noqa: D301
    told: list[Json] = []
    for name in _tellers() if process is None else (process,):
        for chapter in chapters(folder(name), language):
            arguments = _arguments(chapter, name, language)
            if as_json:
                told.append(_form(chapter, arguments, language))
            else:
                _tell(chapter, arguments, language)
    if as_json:
        write_json({"chapters": told})


def _tellers() -> list[str]:
    """Return the shipped processes that have something to tell."""
    return [name for name in shipped() if (folder(name) / FILE).is_file()]


def chapters(home: Path, language: Language) -> Iterator[Chapter]:
    """Yield the chapters of a process folder.

    Raises:
        DemoError: If one is not as it should be.
        MistakeError: If the file is no TOML.
        OSError: If it cannot be read.
    """
    with (home / FILE).open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    listed = parse(FILE, content).data.get("chapter")
    if not isinstance(listed, list):
        raise DemoError(1, "[[chapter]] expected, nothing found")
    for number, found in enumerate(listed, 1):
        yield _chapter(number, found, language)


def _chapter(number: int, found: object, language: Language) -> Chapter:
    if not isinstance(found, dict) or not found.keys() <= {"en", "zh", "run"}:
        raise DemoError(number, "the keys en, zh and run expected, others found")
    for key, text in found.items():
        if not isinstance(text, str):
            raise DemoError(number, f"{key}: a text expected, {text!r} found")
    if not {"en", "zh"} <= found.keys():
        raise DemoError(number, "prose in both languages expected: en, zh")
    run = found.get("run", "")
    try:
        words = tuple(shlex.split(run))
    except ValueError as error:
        raise DemoError(number, f"run: {error}") from None
    if words and words[0] not in READING:
        raise UnknownNameError(
            f"command in chapter {number} of {FILE}", words[0], READING
        )
    if not run.isprintable():
        raise DemoError(number, "run: one line without control characters expected")
    return Chapter(found[language.value], words)


def _arguments(chapter: Chapter, process: str, language: Language) -> list[str]:
    """Return the command of a chapter, with what makes it run as it was told."""
    if not chapter.run:
        return []
    arguments = [*chapter.run]
    if process not in shipped() and arguments[0] in OF_A_CASE:
        arguments += ["--process", process]
    if language is not Language.EN:
        arguments += ["--lang", language.value]
    return arguments


def _tell(chapter: Chapter, arguments: list[str], language: Language) -> None:
    blocks = ["\n".join(wrapped(part)) for part in chapter.prose.strip().split("\n\n")]
    write_text("\n\n".join(blocks) + "\n")
    write_text("")
    if arguments:
        write_text(f"$ qualflow {shlex.join(arguments)}")
        _run(arguments, language)
        write_text("")


def _run(arguments: list[str], language: Language) -> int:
    """Run a command as the shell would, in this process; return its exit code.

    The language is said once more, for the environment may say another one.
    """
    whole = [*arguments, "--lang", language.value]
    code = main.main(whole, prog_name="qualflow", standalone_mode=False)
    return code if isinstance(code, int) else 0


def _form(chapter: Chapter, arguments: list[str], language: Language) -> Json:
    output = StringIO()
    code: int | None = None
    if arguments:
        with redirect_stdout(output):
            code = _run(arguments, language)
    return {
        "prose": chapter.prose.strip(),
        "command": shlex.join(["qualflow", *arguments]) if arguments else None,
        "exit_code": code,
        "output": output.getvalue(),
    }
