"""`qualflow next`."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from qualflow.cli import forms, options
from qualflow.cli.asking import ask
from qualflow.cli.output import write_json, write_text
from qualflow.explain.next_steps import next_steps
from qualflow.words.language import Language
from qualflow.words.naming import Naming
from qualflow.words.outlook import outlook


@click.command()
@click.argument("case")
@options.asking
def command(
    case: str, on: date, language: Language, as_json: bool, **question: Any
) -> None:
    """List what can come next in a case, nearest first.

    What is open, what a filing or several would open (with the smallest sets of facts
    that would do), what no filing opens, and what is out of reach for good.

    \b
    Examples:
      qualflow next C-7 --on 2031-03-04
      qualflow next C-7 --on 2031-03-04 --by applicant --json
    """  # noqa: D301
    asked = ask(case, on=on, **question)
    found = next_steps(
        asked.rulebook,
        asked.case,
        asked.on,
        by=asked.by,
        evidence=asked.evidence,
        standings=asked.standings,
    )
    if as_json:
        write_json(forms.outlook(found, Naming(asked.rulebook, language)))
    else:
        write_text(outlook(found, asked.rulebook, language))
