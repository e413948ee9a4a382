"""`qualflow replay`."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click

from qualflow.case.casefile import plain, write
from qualflow.case.events import Case
from qualflow.case.replaying import as_of
from qualflow.cli import options
from qualflow.cli.cases import open_named
from qualflow.cli.forms import Object
from qualflow.cli.output import write_json, write_text
from qualflow.law.facts import outside
from qualflow.law.rulebook import Rulebook
from qualflow.words.language import Language
from qualflow.words.lives import life


@click.command()
@click.argument("case")
@options.day("--as-of", "day", help_text="As it stood at the end of this day.")
@options.process
@options.language
@options.as_json
def command(
    case: str, day: date | None, process: str | None, language: Language, as_json: bool
) -> None:
    """Show what a case adds up to.

    Its state, how it came there, the facts that count, and which clauses were not met
    when a step was taken.

    \b
    Examples:
      qualflow replay C-7
      qualflow replay my-case.json --process my-process --as-of 2031-03-04 --json
    """  # noqa: D301
    opened = open_named(case, process)
    shown = opened.case if day is None else as_of(opened.case, day)
    if as_json:
        write_json(_form(shown, opened.rulebook))
    else:
        write_text(life(shown, opened.rulebook, language))


def _form(case: Case, rulebook: Rulebook) -> Object:
    phase = rulebook.phase(case.state)
    file: dict[str, Any] = json.loads(write(case))
    return {
        "case": case.id,
        "process": case.process,
        "state": case.state,
        "phase": phase and phase.value,
        "since": plain(case.since),
        "facts": {
            name: plain(outside(rulebook.facts[name], value))
            for name, value in case.facts.items()
        },
        "path": [
            {
                "transition": step.transition,
                "target": step.target,
                "on": step.on.isoformat(),
                "by": step.by,
                "evidence": step.evidence.word,
                "fired_by": step.fired_by or None,
            }
            for step in case.path
        ],
        "events": file["events"],
    }
