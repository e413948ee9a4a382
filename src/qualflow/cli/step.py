"""`qualflow step`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from itertools import takewhile

import click
from attrs import evolve

from qualflow.case.events import Case
from qualflow.cli import options
from qualflow.cli.cases import open_linked, open_named
from qualflow.cli.failures import described
from qualflow.cli.logs import log
from qualflow.cli.output import note, write_line, write_text
from qualflow.cli.sessions import QUIT, Session
from qualflow.errors import QualflowError
from qualflow.stepping.address import MOST_PLACES, parse
from qualflow.stepping.life import Life
from qualflow.stepping.walk import Walk
from qualflow.words.language import Language
from qualflow.words.layout import clean

PROMPT = "> "
LONGEST_LINE = 4_000
COULD_NOT_ASK = 2


@click.command()
@click.argument("case", required=False)
@options.day("--on", "on", help_text="Begin at the end of this day.")
@click.option(
    "--at",
    "at",
    type=click.IntRange(0, MOST_PLACES),
    metavar="N",
    help="Begin at this place; 0 is before anything happened.",
)
@click.option(
    "--walk",
    "address",
    metavar="ADDRESS",
    help="Begin where this address leads, in its branch.",
)
@click.option(
    "--do",
    "lines",
    metavar="LINE",
    multiple=True,
    help="Type this, instead of reading the input; may be repeated.",
)
@click.option(
    "--link",
    "links",
    callback=options.pairs_of,
    metavar="LINK=CASE",
    multiple=True,
    help="Read another case beside it, as it stood on each day.",
)
@options.process
@options.language
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a line, a place each."
)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    case: str | None,
    on: date | None,
    at: int | None,
    address: str | None,
    lines: tuple[str, ...],
    links: list[tuple[str, str]],
    process: str | None,
    language: Language,
    as_json: bool,
) -> None:
    """Step through a case, forwards and backwards, and ask what if.

    At each place: where the case stands, which steps are open and which clauses bar the
    others, and what is due.  Lines are read from the input; "help" lists what can be
    typed, "quit" or the end of the input ends it.  Nothing is written to the case.

    \b
    Examples:
      qualflow step C-7
      qualflow step C-7 --on 2031-01-20 --do "file samples 2" --do compare
      qualflow step --walk "life=C-7&at=6"
      qualflow step C-7 --json --do next --do "ask approve"
      qualflow step xiaomi --on 2023-08-23 --link holder=baowo
    """  # noqa: D301
    walk = _start(case, on, at, address)
    for link, name in links:
        walk = walk.reading(link, name)
    opened = open_named(walk.life, process)

    def other(link: str, name: str) -> Case:
        return open_linked(opened, link, name).case

    beside = tuple((link, other(link, name)) for link, name in walk.links)
    life = Life(opened.case, opened.told, opened.windows, beside)
    session = Session(opened.rulebook, life, walk, language, process, other)
    log("case.stepped", case=life.case.id, place=walk.place)
    if as_json:
        write_line(session.form())
        typed = takewhile(_goes_on, lines or _read(quiet=True))
        understood = [_typed_as_json(session, line) for line in typed]
    else:
        write_text(session.shown())
        typed = takewhile(_goes_on, map(_echoed, lines) if lines else _read())
        understood = [_typed(session, line) for line in typed]
    ctx.exit(0 if all(understood) else COULD_NOT_ASK)


def _start(
    case: str | None, on: date | None, at: int | None, address: str | None
) -> Walk:
    """Return where the walk begins."""
    if on is not None and at is not None:
        raise click.UsageError("--on and --at: one of them at a time")
    walk = Walk("") if address is None else parse(address)
    if case is None and not walk.life:
        raise click.UsageError("which case? give CASE, or an address with its life")
    if case is not None and walk.life not in ("", case):
        raise click.UsageError(f"--walk: an address of {walk.life}, not of {case}")
    walk = evolve(walk, life=walk.life or case or "")
    if on is not None:
        return walk.to(on)
    return walk if at is None else walk.at(at)


def _typed(session: Session, line: str) -> bool:
    """Do what a line says; whether it could be understood."""
    try:
        text = session.typed(line)
    except QualflowError as error:
        note(f"qualflow: {described(error)}")
        return sys.stdin.isatty()
    if text:
        write_text(text)
    return True


def _typed_as_json(session: Session, line: str) -> bool:
    """Do what a line says; whether it could be understood."""
    try:
        form = session.typed_for_form(line)
    except QualflowError as error:
        note(f"qualflow: {described(error)}")
        return False
    if form is not None:
        write_line(form)
    return True


def _read(*, quiet: bool = False) -> Iterator[str]:
    """Yield the lines of the input, up to its end; quietly for a program."""
    asked = not quiet and sys.stdin.isatty() and sys.stdout.isatty()
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    while True:
        if asked:
            click.echo(PROMPT, nl=False)
        line = sys.stdin.readline(LONGEST_LINE)
        if not line:
            break
        yield line if asked or quiet else _echoed(line)
    if asked:
        click.echo()


def _echoed(line: str) -> str:
    """Show a line that nobody sees typed, so that a transcript can be read."""
    if line.strip():
        click.echo(f"\n{PROMPT}{clean(line.strip())}")
    return line


def _goes_on(line: str) -> bool:
    """Return whether a line does not end the session."""
    return line.strip() not in QUIT
