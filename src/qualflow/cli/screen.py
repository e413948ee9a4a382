"""`qualflow screen`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualflow.cli import options
from qualflow.cli.files import replacing
from qualflow.cli.forms import Object
from qualflow.cli.logs import log
from qualflow.cli.output import note, write_json, write_text
from qualflow.errors import QualflowError, UnknownNameError
from qualflow.law.edition import Answer
from qualflow.law.facts import Evidence
from qualflow.law.rules import Standings
from qualflow.processes import load, shipped
from qualflow.words.language import Language
from qualflow.words.naming import Naming

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook
    from qualflow.screen.files import Source
    from qualflow.screen.reports import Report
    from qualflow.screen.screening import Tally
    from qualflow.screen.streaming import FileScreening
    from qualflow.words.screening import Told

CSV, PARQUET = ".csv", ".parquet"
TAKEN = ("row", "answer", "unmet", "unknown")
"""Columns that every report has."""


class MissingTablesError(QualflowError):
    """Libraries that are installed only when asked for."""


@click.command()
@click.argument("facts", metavar="FACTS", type=click.Path(path_type=Path))
@click.option(
    "--transition", metavar="TRANSITION", required=True, help="What is asked."
)
@options.on
@click.option(
    "--state",
    metavar="STATE",
    help="Where the cases stand, if the step starts from several states.",
)
@click.option(
    "--evidence",
    type=click.Choice([level.word for level in Evidence]),
    default=Evidence.RUMOURED.word,
    show_default=True,
    help="Least evidence; what is filed more weakly is unknown.",
)
@options.standings
@click.option(
    "--id",
    "own",
    metavar="COLUMN",
    default="",
    help="A column of your own, for the report.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write what was found row by row: .csv or .parquet.",
)
@click.option(
    "--process",
    metavar="PROCESS",
    help="Name or folder of the process, if the table does not show which it is.",
)
@options.language
@options.as_json
@click.pass_context
def command(
    ctx: click.Context,
    facts: Path,
    transition: str,
    on: date,
    state: str | None,
    evidence: str,
    standings: Standings,
    own: str,
    out: Path | None,
    process: str | None,
    language: Language,
    as_json: bool,
) -> None:
    """Judge a table of applicants: who may go ahead, and who not and why.

    FACTS is a CSV or Parquet file: a column a fact, a row an applicant, empty cells
    where nothing is known.  Each row is answered as `explain` would answer for a case
    with just these facts.  Exit code 0: every row is open, 1: some row is not, 2: the
    table could not be judged, and nothing is written.

    \b
    Examples:
      qualflow screen firms.csv --transition file --on 2021-03-04
      qualflow screen firms.parquet --transition approve --on 2017-06-01 \\
          --process cn-automaker --id firm --out answers.csv
    """  # noqa: D301
    _check(out, own)
    _needed()
    from qualflow.screen.files import opened
    from qualflow.screen.screening import question
    from qualflow.screen.streaming import screen_file
    from qualflow.words.screening import Told, screening

    with facts.open("rb") as source:
        table = opened(source)
        rulebook = load(process) if process else _claimed(transition, table, own)
        asked = question(
            rulebook,
            transition,
            on,
            state=state,
            evidence=Evidence[evidence.upper()],
            standings=standings,
        )
        screened = screen_file(asked, table, own)
        tally = _tallied(screened, out)
    told = Told(asked, tally, screened.reading.unread)
    log("table.screened", table=str(facts), rows=tally.rows, open=tally.open)
    if as_json:
        write_json(_form(told, Naming(rulebook, language)))
    else:
        write_text(screening(told, rulebook, language), told.answer)
    if out is not None:
        note(str(out))
    ctx.exit(0 if told.answer is Answer.OPEN else 1)


def _check(out: Path | None, own: str) -> None:
    if out is not None and out.suffix.lower() not in (CSV, PARQUET):
        raise click.BadParameter(
            f"a name in {CSV} or {PARQUET} expected, {out.name!r} found",
            param_hint="--out",
        )
    if out is not None and own in TAKEN:
        raise click.BadParameter(
            f"another name expected, for the report has a column {own!r} itself",
            param_hint="--id",
        )


def _needed() -> None:
    try:
        import numpy  # noqa: F401
        import pyarrow  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingTablesError(
            f"{error.name} is not installed, and tables are read with it: "
            "pip install 'qualflow[tables]'"
        ) from None


def _claimed(transition: str, table: Source, own: str) -> Rulebook:
    """Return the shipped process with this transition and the facts of the table.

    Raises:
        QualflowError: If none has them, or several do.
    """
    books = [load(name) for name in shipped()]
    having = [book for book in books if transition in book.transitions]
    if not having:
        known = dict.fromkeys(name for book in books for name in book.transitions)
        raise UnknownNameError("transition", transition, known)
    if len(having) == 1:
        return having[0]
    facts = {name for name in table.names if name != own}
    shares = [len(facts.intersection(book.facts)) for book in having]
    if shares.count(max(shares)) > 1:
        names = ", ".join(book.name for book in having)
        raise QualflowError(
            f"which process? Several have a transition '{transition}': {names}; give "
            "--process"
        )
    return having[shares.index(max(shares))]


def _tallied(screened: FileScreening, out: Path | None) -> Tally:
    """Return the counts of all blocks, each of them written where it is wanted."""
    from qualflow.screen.screening import total

    clauses = [clause.ref for clause in screened.reading.asked.clauses]
    with _report(out, clauses, screened.own) as report:
        tallies = []
        for block in screened.blocks():
            tallies.append(block.found.tally)
            if report is not None:
                report.add(block.first, block.own, block.found)
        return total(tallies)


@contextmanager
def _report(out: Path | None, clauses: list[str], own: str) -> Iterator[Report | None]:
    if out is None:
        yield None
        return
    from qualflow.screen.reports import CsvReport, ParquetReport

    with replacing(out) as stream:
        made = CsvReport if out.suffix.lower() == CSV else ParquetReport
        report = made(stream, clauses, own)
        yield report
        report.close()


def _form(told: Told, names: Naming) -> Object:
    asked, tally = told.asked, told.tally
    return {
        "answer": told.answer.value,
        "process": asked.rulebook.name,
        "transition": asked.step.transition.name,
        "state": asked.state,
        "on": asked.on.isoformat(),
        "may": list(asked.step.askers),
        "evidence": asked.evidence.word,
        "rows": tally.rows,
        "open": tally.open,
        "closed": tally.closed,
        "unknown": tally.unknown,
        "clauses": [
            {
                "clause": clause.ref,
                "met": counts.met,
                "unmet": counts.unmet,
                "unknown": counts.unknown,
                "alone": counts.alone,
                "standing": clause.standing.value,
                "effect": clause.effect.value,
                "text": names.of(clause.text),
            }
            for clause, counts in told.clauses
        ],
        "not_evaluated": [clause.ref for clause in told.not_evaluated],
        "unread": list(told.unread),
    }
