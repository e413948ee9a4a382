"""`qualflow simulate fit`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click
from attrs import define, field

from qualflow.audit.audit import Audit, Judgement
from qualflow.cli import options
from qualflow.cli.failures import described
from qualflow.cli.files import write_whole
from qualflow.cli.histories import Answered, Asked, answered, files, read_all
from qualflow.cli.logs import log
from qualflow.cli.output import note, write_line, write_text
from qualflow.errors import QualflowError
from qualflow.law.rulebook import Rulebook
from qualflow.words.language import Language
from qualflow.words.layout import wrapped

if TYPE_CHECKING:
    from qualflow.simulate.fitting import DelayFit, Fit, StateFit
    from qualflow.simulate.scenario import Scenario
    from qualflow.simulate.stays import Life


Form: TypeAlias = dict[str, Any]
"""A JSON object with figures in it."""


@define
class _Read:
    """The histories of one process."""

    rulebook: Rulebook
    lives: list[Life] = field(factory=list)
    left_out: list[str] = field(factory=list)


@click.command()
@click.argument("cases", metavar="HISTORY...", nargs=-1, required=True)
@options.day("--on", help_text="Day on which the cases of the scenario begin.")
@click.option(
    "--out",
    metavar="FILE.toml",
    type=click.Path(path_type=Path),
    help="Write what was fitted as a scenario.",
)
@options.process
@options.language
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def command(
    ctx: click.Context,
    cases: tuple[str, ...],
    on: date | None,
    out: Path | None,
    process: str | None,
    language: Language,
    as_json: bool,
) -> None:
    """Estimate delays and ways out from histories.

    HISTORY is a shipped history, a file of one (JSON), of many (CSV), or a folder.
    Exit code 0: some delay was fitted, 1: none could be, 2: a question that could not
    be asked.

    \b
    Examples:
      qualflow simulate fit histories
      qualflow simulate fit histories --out fitted.toml
      qualflow simulate fit bjev qiantu wanxiang --json
    """  # noqa: D301
    from qualflow.simulate.fitting import fit

    if on is not None and out is None:
        raise click.UsageError("--on is the day a scenario begins on: --out is missing")
    failed: list[str] = []
    read = _lives(cases, Asked(process), failed)
    if out is not None and len(read) > 1:
        listed = ", ".join(read)
        raise click.UsageError(
            f"--out takes one process, histories of {len(read)} found: {listed}"
        )
    found = [
        (one.rulebook, fitted)
        for one in read.values()
        if (fitted := fit(one.rulebook, one.lives, one.left_out)) is not None
    ]
    for number, (rulebook, fitted) in enumerate(found):
        log("histories.fitted", process=rulebook.name, delays=fitted.fitted)
        scenario = None if out is None else _write(out, rulebook, fitted, on)
        if as_json:
            write_line(form(fitted))
        else:
            _tell(rulebook, fitted, language, out, scenario, first=number == 0)
    if failed:
        ctx.exit(2)
    if not found:
        note("qualflow: no step in these histories: nothing to fit")
    ctx.exit(0 if any(fitted.fitted for _, fitted in found) else 1)


def _lives(cases: Iterable[str], asked: Asked, failed: list[str]) -> dict[str, _Read]:
    """Return the lives of histories by process; what cannot be read is said."""
    read: dict[str, _Read] = {}
    for one in _answers(cases, asked, failed):
        name = one.rulebook.name
        kept = read.setdefault(name, _Read(one.rulebook))
        if one.audit.judgement is Judgement.CONTRADICTED:
            kept.left_out.append(one.audit.history.case_id)
        else:
            kept.lives.append(life(one.audit))
    return read


def _answers(
    cases: Iterable[str], asked: Asked, failed: list[str]
) -> Iterator[Answered]:
    for name in cases:
        try:
            paths = files(name, asked.process)
        except (QualflowError, OSError) as error:
            failed.append(name)
            note(f"qualflow: {described(error)}")
            continue
        for path in paths:
            try:
                yield from [answered(history, asked) for history in read_all(path)]
            except (QualflowError, OSError) as error:
                failed.append(str(path))
                note(f"qualflow: {path.name}: {described(error)}")


def life(audit: Audit) -> Life:
    """Return the chosen life of a history, as `fit` reads it."""
    from qualflow.simulate.stays import Life, Move

    moves = (
        Move(
            step.transition,
            step.source,
            step.target,
            step.earliest,
            step.latest,
            step.observed,
            bool(step.closing),
        )
        for step in audit.steps
    )
    return Life(audit.history.case_id, audit.day, tuple(moves))


# -- as text and as a scenario ---------------------------------------------------------


def _tell(
    rulebook: Rulebook,
    fitted: Fit,
    language: Language,
    out: Path | None,
    scenario: Scenario | None,
    *,
    first: bool,
) -> None:
    from qualflow.simulate.scenario import ASSUMED
    from qualflow.words.fitting import fit_text, naming

    names = naming(rulebook, language)
    if not first:
        write_text("\n")
    write_text(fit_text(fitted, names))
    if scenario is None:
        said = names.tell("draft_hint")
    else:
        sources = [source for _, source in scenario.figures()]
        assumed = sources.count(ASSUMED)
        said = names.tell("draft_written", file=out, n=len(sources), assumed=assumed)
    write_text("\n" + "\n".join(wrapped(said)))


def _write(out: Path, rulebook: Rulebook, fitted: Fit, on: date | None) -> Scenario:
    from qualflow.simulate.drafting import draft
    from qualflow.simulate.loading import written
    from qualflow.words.fitting import draft_note, phase_words

    title, remark = draft_note(fitted, rulebook)
    phases = phase_words(rulebook)
    scenario = draft(rulebook, fitted, on=on, title=title, note=remark, phases=phases)
    if not scenario.stays:
        raise click.UsageError(
            f"--out: nothing to write: no step that was seen leaves "
            f"'{scenario.start}' by the law of {scenario.on}"
        )
    write_whole(out, written(scenario).encode())
    return scenario


# -- as JSON ---------------------------------------------------------------------------


def form(fitted: Fit) -> Form:
    """Return a fit as JSON; the names are a contract."""
    return {
        "process": fitted.process,
        "cases": [life.case for life in fitted.lives],
        "left_out": [*fitted.left_out],
        "since": fitted.since.isoformat(),
        "until": fitted.until.isoformat(),
        "fitted": fitted.fitted,
        "refused": fitted.refused,
        "states": [_state(state) for state in fitted.states],
    }


def _state(found: StateFit) -> Form:
    return {
        "state": found.state,
        "delay": None if found.own is None else _delay(found.own),
        "joined": None if found.joined is None else _delay(found.joined),
        "counted_in": found.counted_in or None,
        "ways": [
            {
                "step": way.step,
                "count": way.count,
                "of": way.of,
                "seen": way.seen,
                "p": way.share,
                "error": way.error,
                "interval": [way.low, way.high],
                "incidence": None if way.incidence is None else way.incidence.share,
                "incidence_error": way.incidence and way.incidence.error,
            }
            for way in found.ways
        ],
        "unseen": [{"step": way.step, "of": way.of} for way in found.unseen],
    }


def _delay(found: DelayFit) -> Form:
    from qualflow.simulate.distributions import parameters

    median = found.curve.median if found.known else None
    return {
        "states": [*found.states],
        "cases": found.cases,
        "n": found.curve.n,
        "ended": found.curve.ended,
        "censored": found.censored,
        "refused": found.reason and found.reason.value,
        "fixed": found.fixed,
        "common": None if found.common is None else [*found.common],
        "median": None if median is None else [median.low, median.high],
        "median_interval": None if median is None else [median.lower, median.upper],
        "fits": [
            {
                "family": fit.family.value,
                "parameters": dict(parameters(fit.law)),
                "errors": dict(fit.errors),
                "log_likelihood": fit.log_likelihood,
                "aic": fit.aic,
            }
            for fit in found.fits
        ],
    }
