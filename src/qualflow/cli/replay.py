"""`qualflow replay`."""

from __future__ import annotations

import json
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

import click

from qualflow.case.casefile import plain, write
from qualflow.case.events import Case, StateEntered
from qualflow.case.replaying import as_of, known_at, replay
from qualflow.case.timing import advance
from qualflow.cli import options
from qualflow.cli.cases import Opened, open_named
from qualflow.cli.forms import Object, window_form
from qualflow.cli.output import write_json, write_text
from qualflow.explain.deadlines import Window
from qualflow.law.facts import outside
from qualflow.words.language import Language
from qualflow.words.lives import life, superseded


def _moment(
    _ctx: click.Context, _param: click.Parameter, text: str | None
) -> datetime | None:
    """Return the moment that was given; a day without a zone is none."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901  # no zone: refused below
    if moment.tzinfo is None:
        wanted = "a moment with its zone, like 2019-01-10T09:30:00Z"
        raise click.BadParameter(f"{wanted}, expected; {text!r} found")
    return moment


@click.command()
@click.argument("case")
@options.day("--as-of", "day", help_text="As it stood at the end of this day.")
@click.option(
    "--known-at",
    "moment",
    callback=_moment,
    metavar="MOMENT",
    help="As it was known at this moment: what was recorded later is left out.",
)
@options.process
@options.language
@options.as_json
def command(
    case: str,
    day: date | None,
    moment: datetime | None,
    process: str | None,
    language: Language,
    as_json: bool,
) -> None:
    """Show what a case adds up to.

    Its state, how it came there, the facts that count, and which clauses were not met
    when a step was taken.  Time passes up to the day --as-of.

    \b
    Examples:
      qualflow replay C-7
      qualflow replay my-case.json --process my-process --as-of 2031-03-04 --json
      qualflow replay my-case.json --known-at 2031-03-04T17:00:00Z
    """  # noqa: D301
    opened = open_named(case, process, day)
    shown = _cut(opened, day, moment)
    if as_json:
        write_json(_form(shown, opened))
    else:
        write_text(life(shown, opened.rulebook, language, opened.windows))


def _cut(opened: Opened, day: date | None, moment: datetime | None) -> Case:
    """Return a case as it was known at a moment and stood at the end of a day."""
    case = opened.case
    if moment is not None:
        if opened.told:
            raise click.UsageError(
                "--known-at: a history does not say when its events were recorded; "
                "--as-of DAY leaves out what happened later"
            )
        case = known_at(case, moment)
    if day is not None:
        case = as_of(case, day)
        case = replay(advance(opened.rulebook, case, day), start=case)
    return case


def _form(case: Case, opened: Opened) -> Object:
    rulebook = opened.rulebook
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
            _step(step, window)
            for step, window in zip_longest(case.path, opened.windows[: len(case.path)])
        ],
        "events": file["events"],
        "superseded": [
            {"event": number, "by": by} for number, by in superseded(case).items()
        ],
    }


def _step(step: StateEntered, window: Window | None) -> Object:
    """Return a step; the window is that of a history's, else null."""
    return {
        "transition": step.transition,
        "target": step.target,
        "on": step.on.isoformat(),
        "by": step.by,
        "evidence": step.evidence.word,
        "fired_by": step.fired_by or None,
        "window": window_form(window),
    }
