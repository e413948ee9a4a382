"""`qualflow simulate score`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click
from attrs import evolve

from qualflow.audit.audit import Judgement
from qualflow.audit.lives import life_case
from qualflow.cli import options
from qualflow.cli.failures import described
from qualflow.cli.files import write_whole
from qualflow.cli.histories import Asked, answered, files, read_all
from qualflow.cli.logs import log
from qualflow.cli.output import note, write_json, write_text
from qualflow.cli.simulating import missing_packages_told
from qualflow.errors import QualflowError
from qualflow.words.language import Language

if TYPE_CHECKING:
    from qualflow.audit.history import History
    from qualflow.law.rulebook import Rulebook
    from qualflow.simulate.scenario import Scenario
    from qualflow.simulate.scoring import BackTest, Forecast, Moment, Score

Form: TypeAlias = dict[str, Any]
"""A JSON object with figures in it."""


@click.command()
@click.argument("scenario")
@click.argument("cases", metavar="HISTORY...", nargs=-1, required=True)
@click.option(
    "--cases",
    "sampled",
    metavar="N",
    type=click.IntRange(100, 10_000_000),
    default=10_000,
    show_default=True,
    help="Lives that each forecast is drawn from.",
)
@click.option(
    "--seed",
    metavar="S",
    type=int,
    default=1,
    show_default=True,
    help="Seed of all that is drawn.",
)
@click.option(
    "--svg",
    "picture",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Draw forecasts against what came: a reliability diagram.",
)
@options.process
@options.language
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    scenario: str,
    cases: tuple[str, ...],
    sampled: int,
    seed: int,
    picture: Path | None,
    process: str | None,
    language: Language,
    as_json: bool,
) -> None:
    """Compare a scenario's forecasts with what came.

    SCENARIO is the name of one or its file.  HISTORY is a shipped history, a file of
    one (JSON), of many (CSV), or a folder.  At each step that was observed the scenario
    forecasts from what was known on its day.  Exit code 0: something was scored, 1:
    nothing could be, 2: a question that could not be asked.

    \b
    Examples:
      qualflow simulate score order-27 histories
      qualflow simulate score xiaomi-2024 xiaomi --json
      qualflow simulate score order-27 histories --svg calibration.svg
    """  # noqa: D301
    failed: list[str] = []
    with missing_packages_told():
        rulebook, found = _scored(scenario, cases, sampled, seed, process, failed)
        log("scenario.scored", scenario=found.scenario.name, forecasts=found.total.n)
        if picture is not None:
            _draw(picture, found, rulebook, language)
        _tell(found, rulebook, language, as_json=as_json)
    ctx.exit(2 if failed else 0 if found.total.n else 1)


def _scored(
    scenario: str,
    cases: Iterable[str],
    sampled: int,
    seed: int,
    process: str | None,
    failed: list[str],
) -> tuple[Rulebook, BackTest]:
    """Return a scenario's forecasts of histories, and the law they were made by."""
    from qualflow.processes import load_scenario
    from qualflow.simulate.scoring import back_test

    rulebook, forecaster = load_scenario(scenario, process)
    asked = Asked(process or forecaster.process)
    moments = list(_moments(cases, asked, forecaster, failed))
    found = back_test(rulebook, forecaster, moments, cases=sampled, seed=seed)
    return rulebook, found


def _moments(
    cases: Iterable[str], asked: Asked, scenario: Scenario, failed: list[str]
) -> Iterator[Moment]:
    """Yield the steps of histories; what cannot be read is said."""
    for name in cases:
        try:
            for path in files(name, asked.process):
                for history in read_all(path):
                    yield from _steps(history, asked, scenario)
        except (QualflowError, OSError) as error:
            failed.append(name)
            note(f"qualflow: {name}: {described(error)}")


def _steps(history: History, asked: Asked, scenario: Scenario) -> Iterator[Moment]:
    """Yield where a case stood at each of its steps, by what was known on the day."""
    from qualflow.simulate.scoring import Entry, Moment
    from qualflow.simulate.starting import standing

    whole = answered(history, asked)
    if whole.audit.judgement is Judgement.CONTRADICTED:
        note(f"qualflow: {history.case_id}: left out, no lawful life contains it")
        return
    entries = tuple(
        Entry(step.target, step.earliest, step.latest) for step in whole.audit.steps
    )
    seen = {step.latest for step in whole.audit.steps if step.observed}
    for on in sorted(seen):
        then = (
            whole if on == history.as_of else answered(history, evolve(asked, day=on))
        )
        case = life_case(then.rulebook, then.mapping, then.audit)
        start = standing(then.rulebook, scenario, case, on)
        yield Moment(history.case_id, start, entries, whole.audit.day)


# -- what is told ---------------------------------------------------------------------


def _tell(
    found: BackTest, rulebook: Rulebook, language: Language, *, as_json: bool
) -> None:
    from qualflow.words.scoring import score_text

    if as_json:
        write_json(form(found))
    else:
        write_text(score_text(found, rulebook, language))


def _draw(file: Path, found: BackTest, rulebook: Rulebook, language: Language) -> None:
    """Write the picture; of nothing there is none, and what stands there stays."""
    from qualflow.pictures.calibration import calibration_picture

    if not found.total.n:
        note(f"qualflow: --svg {file}: not written, nothing could be scored")
        return
    write_whole(file, calibration_picture(found, rulebook, language).encode())
    note(str(file))


# -- as JSON ---------------------------------------------------------------------------


def form(found: BackTest) -> Form:
    """Return a back-test as JSON; the names are a contract."""
    return {
        "scenario": found.scenario.name,
        "cases": found.cases,
        "seed": found.seed,
        "histories": [*found.histories],
        "steps": found.moments,
        "total": _score(found.total),
        "events": [_score(score) for score in found.scores],
        "calibration": [
            {
                "from": part.low,
                "to": part.high,
                "n": part.n,
                "forecast": part.forecast,
                "came": part.came,
            }
            for part in found.bins
        ],
        "forecasts": [_forecast(forecast) for forecast in found.forecasts],
        "left_out": [
            {
                "history": left.history,
                "on": left.on.isoformat(),
                "state": left.state,
                "reason": left.reason,
                "told": left.told or None,
            }
            for left in found.left_out
        ],
    }


def _score(score: Score) -> Form:
    event = score.event
    named = {} if event is None else {"event": event.name, "days": event.span}
    return {
        **named,
        "n": score.n,
        "censored": score.censored,
        "rate": score.rate,
        "brier": score.brier,
        "brier_reference": score.brier_reference,
        "skill": score.skill,
        "log": score.log,
        "log_reference": score.log_reference,
        "log_skill": score.log_skill,
    }


def _forecast(forecast: Forecast) -> Form:
    return {
        "history": forecast.history,
        "on": forecast.on.isoformat(),
        "state": forecast.state,
        "event": forecast.event.name,
        "days": forecast.event.span,
        "p": forecast.p,
        "came": forecast.came,
    }
