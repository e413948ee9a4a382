"""`qualflow show`."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import click

from qualflow.cli import options
from qualflow.cli.files import write_whole
from qualflow.cli.forms import Object
from qualflow.cli.output import note, write_json, write_text
from qualflow.cli.rulebook_forms import clause_form, rulebook_form
from qualflow.errors import QualflowError
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.law.rules import Phase, Standings
from qualflow.processes import load
from qualflow.words.language import Language
from qualflow.words.paragraphs import paragraph, versions_of
from qualflow.words.rulebooks import naming, rulebook_text


class NotInForceError(QualflowError):
    """Something that the law of the day does not have."""


@click.command()
@click.argument("process")
@options.day("--on", help_text="Only the law of this day.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "mermaid", "dot"]),
    default="table",
    show_default=True,
    help="Tables, or a state chart for mermaid or Graphviz (needs --on).",
)
@click.option(
    "--svg",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Draw the state chart as a picture; without --on that of every version.",
)
@click.option("--clause", "ref", metavar="REF", help="One clause, in full.")
@click.option(
    "--source",
    "transition",
    metavar="TRANSITION",
    help="The Python that decides it (needs --from and --on).",
)
@click.option("--from", "state", metavar="STATE", help="State it starts from.")
@options.standings
@options.language
@options.as_json
def command(
    process: str,
    on: date | None,
    form: str,
    file: Path | None,
    ref: str | None,
    transition: str | None,
    state: str | None,
    standings: Standings,
    language: Language,
    as_json: bool,
) -> None:
    """Show a process: its states, transitions, clauses and clocks.

    PROCESS is the name of a shipped process or a folder.

    \b
    Examples:
      qualflow show instrument-approval --on 2031-03-04
      qualflow show instrument-approval --clause "IAA 9(1)"
      qualflow show instrument-approval --on 2031-03-04 --format mermaid
      qualflow show instrument-approval --on 2031-03-04 --svg chart.svg
      qualflow show instrument-approval --source approve --from under_review
        --on 2031-03-04
    """  # noqa: D301
    _check_one_thing(ref, transition, form, file, state)
    rulebook = load(process)
    if ref is not None:
        _show_clause(rulebook, ref, on, language, as_json)
    elif transition is not None:
        source = _source(rulebook, transition, state, on, standings)
        _write({"transition": transition, "from": state, "source": source}, as_json)
    elif file is not None:
        _draw(rulebook, file, on, language, as_json)
    elif form != "table":
        picture = _picture(rulebook, form, on, language)
        _write({"process": rulebook.name, "format": form, "source": picture}, as_json)
    elif as_json:
        write_json(rulebook_form(rulebook, on, language))
    else:
        write_text(rulebook_text(rulebook, language, on))


def _check_one_thing(
    ref: str | None,
    transition: str | None,
    form: str,
    file: Path | None,
    state: str | None,
) -> None:
    """Refuse what would leave an option without effect."""
    things = {
        "--clause": ref is not None,
        "--source": transition is not None,
        "--format": form != "table",
        "--svg": file is not None,
    }
    wanted = [name for name, given in things.items() if given]
    if len(wanted) > 1:
        raise click.UsageError(f"{' and '.join(wanted)}: one of them at a time")
    if state is not None and transition is None:
        raise click.UsageError("--from is where a --source starts; add --source")


def _write(form: Object, as_json: bool) -> None:
    """Write what is a text of its own, alone or within an object."""
    if as_json:
        write_json(form)
    else:
        write_text(str(form["source"]))


def _show_clause(
    rulebook: Rulebook, ref: str, on: date | None, language: Language, as_json: bool
) -> None:
    versions = versions_of(rulebook, ref)
    if on is not None:
        versions = tuple(version for version in versions if on in version.in_force)
    if not versions:
        raise NotInForceError(f"{ref} is not in force on {on}")
    if as_json:
        write_json(clause_form(rulebook, ref, versions, language))
    else:
        write_text(paragraph(rulebook, ref, versions, language))


def _source(
    rulebook: Rulebook,
    transition: str,
    state: str | None,
    on: date | None,
    standings: Standings,
) -> str:
    """Return the generated Python of a step, for an auditor."""
    if state is None or on is None:
        raise click.UsageError("--source needs --from STATE and --on DAY")
    rulebook.state(state)
    versions = rulebook.transition(transition)
    step = rulebook.on(on, standings).step(state, transition)
    if step is None:
        version = in_force_on(on, versions)
        where = "on no state" if version is None else ", ".join(version.sources)
        raise NotInForceError(
            f"on {on} no transition '{transition}' starts from '{state}'; "
            f"it starts from: {where}"
        )
    return step.guard.source


def _draw(
    rulebook: Rulebook, file: Path, on: date | None, language: Language, as_json: bool
) -> None:
    from qualflow.draw.statechart_svg import statechart_svg
    from qualflow.pictures.statechart import law_chart

    write_whole(file, statechart_svg(law_chart(rulebook, on, language)).encode())
    if as_json:
        write_json({"process": rulebook.name, "format": "svg", "file": str(file)})
    else:
        note(str(file))


def _picture(rulebook: Rulebook, form: str, on: date | None, language: Language) -> str:
    from qualflow.draw.chart import Captions, chart

    if on is None:
        raise click.UsageError(f"--format {form} needs --on DAY: the law of which day?")
    names = naming(rulebook, language)
    captions = Captions(
        language=language,
        phases={phase: names.phase(phase) for phase in Phase},
        clauses=partial(names.counted, "picture_clauses"),
        timed=names.tell("picture_timed"),
    )
    drawn = chart(rulebook, rulebook.on(on), captions)
    if form == "mermaid":
        from qualflow.draw.mermaid import mermaid

        return mermaid(drawn)
    from qualflow.draw.dot import dot

    return dot(drawn)
