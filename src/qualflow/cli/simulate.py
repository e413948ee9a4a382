"""`qualflow simulate`, and the commands beside it: compare, fit, score."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from qualflow.cli import options
from qualflow.cli.files import write_whole
from qualflow.cli.logs import log
from qualflow.cli.output import note, write_json, write_line, write_text
from qualflow.cli.simulating import (
    Command,
    Run,
    case_starts,
    computing,
    missing_packages_told,
    running,
)
from qualflow.words.language import Language

if TYPE_CHECKING:
    from qualflow.case.events import Case
    from qualflow.law.rulebook import Rulebook
    from qualflow.simulate.results import Moved, Result
    from qualflow.simulate.scenario import Scenario
    from qualflow.simulate.starting import Standing

BESIDE = {
    "compare": "Say how the answers of two scenarios differ.",
    "fit": "Estimate delays and ways out from histories.",
    "score": "Compare a scenario's forecasts with what came.",
}
"""The commands beside it, each with the first line of its help."""


class Simulate(click.Group):
    """A group whose own arguments are those of its main command."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Take what is no command beside it as a question to a scenario."""
        if args and args[0] in BESIDE:
            return super().make_context(info_name, args, parent, **extra)
        return run.make_context(info_name, args, parent, **extra)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Return a command beside it, imported when it is run."""
        if cmd_name not in BESIDE:
            return None
        found = import_module(f"qualflow.cli.simulate_{cmd_name}").command
        assert isinstance(found, click.Command)
        return found


@click.group("simulate", cls=Simulate)
def command() -> None:
    """Say how likely, how long, and what if, by a scenario."""


def _file(name: str, metavar: str, help_text: str) -> Callable[[Command], Command]:
    return click.option(
        name, metavar=metavar, type=click.Path(path_type=Path), help=help_text
    )


def _first_cases(name: str, help_text: str) -> Callable[[Command], Command]:
    return click.option(
        name,
        nargs=2,
        metavar="FOLDER N",
        type=(click.Path(path_type=Path), click.IntRange(1, 1_000_000)),
        help=help_text,
    )


@click.command("simulate")
@click.argument("scenario")
@running
@click.option(
    "--until-precision",
    "precision",
    metavar="HALF",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="As many cases as it takes to know every share within ± HALF (95 %).",
)
@click.option(
    "--sensitivity", is_flag=True, help="Move each figure by 10 %, down and up."
)
@click.option("--assumptions", is_flag=True, help="List every figure with its source.")
@_file("--html", "FILE", "Write a report: one page that needs nothing else.")
@_file("--svg", "FOLDER", "Write every picture into a folder.")
@_file("--table", "FILE", "Write the figures as .csv or .parquet.")
@_first_cases("--lives", "Write the lives of the first N cases as case files.")
@_first_cases("--histories", "The same as histories, which audit reads.")
@options.language
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def run(
    scenario: str,
    asked: Run,
    precision: float | None,
    sensitivity: bool,
    assumptions: bool,
    html: Path | None,
    svg: Path | None,
    table: Path | None,
    lives: tuple[Path, int] | None,
    histories: tuple[Path, int] | None,
    language: Language,
    as_json: bool,
) -> None:
    """Say how likely, how long, and what if, by a scenario.

    SCENARIO is the name of a shipped scenario or a file of one.  Every figure has its
    error beside it.  The first engine that applies answers: exact, queueing where
    people are limited, sampling.  Ctrl-C keeps what is done.  `qualflow simulate
    compare`, `fit` and `score` stand beside it.

    \b
    Examples:
      qualflow simulate xiaomi-2024
      qualflow simulate reference --engine sampling --cases 1000000 --workers 2
      qualflow simulate xiaomi-2024 --from xiaomi --on 2024-02-01
      qualflow simulate order-27 --html report.html
    """  # noqa: D301
    with missing_packages_told():
        rulebook, told = asked.scenario(scenario)
        for name, (now,), standing in case_starts(asked, rulebook, told):
            result = _result(asked, rulebook, now, standing, precision)
            moved = _moved(asked, rulebook, now, standing) if sensitivity else ()
            log("scenario.simulated", scenario=told.name, engine=result.engine.value)
            if as_json:
                _tell_json(result, moved, name)
            else:
                _tell(result, moved, rulebook, language, name, assumptions=assumptions)
            _write(result, moved, rulebook, language, html, svg, table)
            told_of = Told(rulebook, now, standing, asked.seed)
            if lives is not None:
                _write_lives(told_of, *lives)
            if histories is not None:
                _write_histories(told_of, asked.process or now.process, *histories)


def _result(
    asked: Run,
    rulebook: Rulebook,
    scenario: Scenario,
    standing: Standing | None,
    precision: float | None,
) -> Result:
    from qualflow.simulate.precision import until_precise
    from qualflow.simulate.running import simulate

    with computing(asked) as (executor, shown):

        def computed(cases: int) -> Result:
            return simulate(
                rulebook,
                scenario,
                engine=asked.engine,
                cases=cases,
                seed=asked.seed,
                standing=standing,
                executor=executor,
                workers=asked.workers,
                progress=shown(cases),
            )

        if precision is None:
            result = computed(asked.cases)
        else:
            result = until_precise(computed, precision)
    if result.cases < result.asked_for:
        note(
            f"qualflow: interrupted after {result.cases:,} of {result.asked_for:,} "
            "cases; the answer is that of those"
        )
    return result


def _moved(
    asked: Run, rulebook: Rulebook, scenario: Scenario, standing: Standing | None
) -> tuple[Moved, ...]:
    from qualflow.simulate.sensitivity import CASES, figures, sensitivity

    with computing(asked) as (executor, shown):
        return sensitivity(
            rulebook,
            scenario,
            engine=asked.engine,
            cases=min(asked.cases, CASES),
            seed=asked.seed,
            standing=standing,
            executor=executor,
            workers=asked.workers,
            progress=shown(2 * sum(1 for _ in figures(scenario))),
        )


# -- what is told ---------------------------------------------------------------------


def _tell(
    result: Result,
    moved: tuple[Moved, ...],
    rulebook: Rulebook,
    language: Language,
    case: str,
    *,
    assumptions: bool,
) -> None:
    from qualflow.words.comparisons import sensitivity_text
    from qualflow.words.simulation import result_text

    if case:
        write_text(f"{case}:")
    write_text(result_text(result, rulebook, language, assumptions=assumptions))
    if moved:
        write_text("\n" + sensitivity_text(moved, result.scenario, rulebook, language))


def _tell_json(result: Result, moved: tuple[Moved, ...], case: str) -> None:
    from qualflow.cli.simulation_forms import moved_json, result_json

    form = result_json(result)
    if moved:
        form["sensitivity"] = moved_json(moved)
    if case:
        write_line({"case": case, **form})
    else:
        write_json(form)


def _write(
    result: Result,
    moved: tuple[Moved, ...],
    rulebook: Rulebook,
    language: Language,
    html: Path | None,
    svg: Path | None,
    table: Path | None,
) -> None:
    """Write the files that were asked for, each whole or not at all."""
    if html is not None:
        from qualflow.pictures.report import report

        page = report(result, rulebook, language, moved=moved)
        write_whole(html, page.encode())
    if svg is not None:
        from qualflow.pictures.simulation import pictures

        svg.mkdir(parents=True, exist_ok=True)
        for name, picture in pictures(result, rulebook, language).items():
            write_whole(svg / f"{name}.svg", picture.encode())
    if table is not None:
        from io import BytesIO

        from qualflow.exchange.tables import writer_of

        file = BytesIO()
        writer_of(table.name)(file, [_columns(result)])
        write_whole(table, file.getvalue())


def _columns(result: Result) -> dict[str, list[Any]]:
    """Return every figure as a row: what it is of, which one, and its error."""
    rows = [*_rows(result)]
    names = ("kind", "name", "figure", "value", "error")
    return {name: [row[n] for row in rows] for n, name in enumerate(names)}


def _rows(result: Result) -> Iterator[tuple[str, str, str, float | None, float | None]]:
    for kind, shares in (("outcome", result.outcomes), ("question", result.questions)):
        for share in shares:
            yield kind, share.name, "p", share.p.value, share.p.error
    for time in result.times:
        yield "time", time.name, "reached", time.reached.value, time.reached.error
        yield "time", time.name, "mean", time.mean.value, time.mean.error
        for quantile in time.quantiles:
            found = quantile.time
            yield "time", time.name, f"q{quantile.level:g}", found.value, found.error
        for days, share_then in time.curve:
            yield "curve", time.name, f"{days:g}", share_then, None
    for visit in result.visits:
        yield "state", visit.state, "visits", visit.visits, None
        yield "state", visit.state, "days", visit.days, None
        yield "state", visit.state, "waiting", visit.waiting, None


@frozen
class Told:
    """Whose lives are told."""

    rulebook: Rulebook
    scenario: Scenario
    standing: Standing | None
    seed: int

    def lives(self, number: int) -> Iterator[Case]:
        """Yield the lives of the first cases."""
        from qualflow.simulate.lives import Lives

        of = self.rulebook, self.scenario, self.seed, self.standing
        return Lives.of(*of).some(0, number)


def _write_lives(told: Told, folder: Path, number: int) -> None:
    from qualflow.case.casefile import write

    folder.mkdir(parents=True, exist_ok=True)
    for case in told.lives(number):
        write_whole(folder / f"{case.id}.json", write(case))


def _write_histories(told: Told, process: str, folder: Path, number: int) -> None:
    from qualflow.processes import history_map
    from qualflow.simulate.life_histories import history, history_json

    mapping = history_map(process)
    last = told.scenario.on + timedelta(days=int(told.scenario.horizon))
    folder.mkdir(parents=True, exist_ok=True)
    for case in told.lives(number):
        form = history_json(history(mapping, case, last))
        content = json.dumps(form, indent=1, ensure_ascii=False) + "\n"
        write_whole(folder / f"{case.id}.json", content.encode())
