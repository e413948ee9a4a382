"""`qualflow explain`."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from qualflow.cli import forms, options
from qualflow.cli.asking import ask
from qualflow.cli.logs import log
from qualflow.cli.output import write_json, write_text
from qualflow.explain.why import explain
from qualflow.law.edition import Answer
from qualflow.law.verdict import Verdict
from qualflow.words.answers import explanation
from qualflow.words.language import Language
from qualflow.words.naming import Naming


@click.command()
@click.argument("case")
@click.argument("transition")
@options.asking
@click.pass_context
def command(
    ctx: click.Context,
    /,
    case: str,
    transition: str,
    on: date,
    language: Language,
    as_json: bool,
    **question: Any,
) -> None:
    """Say whether a step is open, and why or why not.

    CASE is a shipped case, a case file, or "new" for a fresh case of --process.
    The case is taken as it stood at the end of the day --on.  Exit code 0: the step is
    open, 1: it is not, or nobody can know, 2: the question could not be asked.

    \b
    Examples:
      qualflow explain C-7 approve --on 2031-03-04
      qualflow explain C-7 approve --on 2031-03-04 --set samples=3 --evidence official
      qualflow explain new apply --process instrument-approval --on 2031-03-04
    """  # noqa: D301
    asked = ask(case, on=on, **question)
    why = explain(asked.rulebook, asked.case, asked.request(transition))
    not_met = (Verdict.UNMET, Verdict.UNKNOWN)
    log(
        "transition.open" if why.open else "transition.refused",
        case=why.case,
        transition=transition,
        answer=why.answer.value,
        clauses=[f.clause.ref for f in why.findings if f.verdict in not_met],
    )
    if as_json:
        write_json(forms.explanation(why, Naming(asked.rulebook, language)))
    else:
        text = explanation(why, asked.rulebook, language, asked.evidence)
        write_text(text, why.answer)
    ctx.exit(0 if why.answer is Answer.OPEN else 1)
