"""`qualflow learn`: what there is to learn with, apart from `qualflow serve`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from qualflow.cli import options
from qualflow.cli.output import write_json, write_text
from qualflow.errors import QualflowError
from qualflow.strict_json import Json
from qualflow.words.language import Language

NEEDED = ("jinja2",)


class LearnError(QualflowError):
    """Pages that cannot be made, with the way out."""


@click.group("learn")
def command() -> None:
    """Write lessons and law as a folder of pages that needs no server.

    \b
    Example:
      qualflow learn export pages
    """  # noqa: D301


@command.command("export", short_help="Write pages that open from disk.")
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--process",
    "processes",
    metavar="PROCESS",
    multiple=True,
    help="Write this one; may be repeated.  All that are shipped, if it is missing.",
)
@options.language
@options.as_json
def export(
    target: Path, processes: tuple[str, ...], language: Language, as_json: bool
) -> None:
    """Write lessons, law and the shipped lives as pages that open from disk.

    DIR is made; it may exist if it is empty or was written so before.  Nothing is left
    behind if the writing fails.  The pages are in both languages, and --lang says which
    is offered first.  Put the folder on any web server, or open index.html.

    \b
    Examples:
      qualflow learn export pages
      qualflow learn export pages --process cn-automaker --lang zh
    """  # noqa: D301
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise LearnError(
            f"learn export needs {', '.join(missing)}: pip install 'qualflow[web]'"
        )
    from qualflow.web.exporting import INDEX
    from qualflow.web.exporting import export as exported
    from qualflow.web.library import library
    from qualflow.words.lesson_pages import say

    written = exported(library(processes), target, language)
    if as_json:
        files: list[Json] = [*sorted(written.files)]
        write_json({"folder": str(target), "pages": written.pages, "files": files})
        return
    said = say(
        "exported",
        language,
        folder=target,
        pages=written.pages,
        files=len(written.files),
        first=target / INDEX,
    )
    write_text(said)
