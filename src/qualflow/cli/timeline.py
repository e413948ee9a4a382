"""`qualflow timeline`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from qualflow.cli import options
from qualflow.cli.cases import open_named
from qualflow.cli.files import write_whole
from qualflow.cli.output import note
from qualflow.draw.timeline_svg import timeline_svg
from qualflow.pictures import timeline
from qualflow.words.language import Language


@click.command()
@click.argument("case")
@options.day("--on", help_text="As of the end of this day; that of the last event.")
@click.option(
    "--svg",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="The picture to write.",
)
@options.process
@options.language
def command(
    case: str, on: date | None, file: Path, process: str | None, language: Language
) -> None:
    """Draw a case over time: events, states, periods and last days.

    Days on which a period stood still are hatched, days off are shaded.

    \b
    Example:
      qualflow timeline C-7 --on 2031-03-04 --svg C-7.svg
    """  # noqa: D301
    opened = open_named(case, process, on)
    day = on or opened.case.latest
    if day is None:
        raise click.UsageError("nothing has happened yet; give --on DAY")
    drawn = timeline(opened.rulebook, opened.case, day, language, opened.windows)
    write_whole(file, timeline_svg(drawn).encode())
    note(str(file))
