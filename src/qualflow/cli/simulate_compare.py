"""`qualflow simulate compare`."""

from __future__ import annotations

from pathlib import Path

import click

from qualflow.cli import options
from qualflow.cli.files import write_whole
from qualflow.cli.output import write_json, write_text
from qualflow.cli.simulating import (
    Run,
    case_starts,
    computing,
    missing_packages_told,
    running,
)
from qualflow.words.language import Language


@click.command("compare")
@click.argument("first")
@click.argument("second")
@running
@click.option(
    "--html",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write a report: one page that needs nothing else.",
)
@options.language
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(
    first: str,
    second: str,
    asked: Run,
    html: Path | None,
    language: Language,
    as_json: bool,
) -> None:
    """Say how the answers of two scenarios differ.

    Sampled cases are paired: case by case both draw the same chance, so that what
    differs is the scenario.

    \b
    Examples:
      qualflow simulate compare reference reference-policy
      qualflow simulate compare before.toml after.toml --html report.html
    """  # noqa: D301
    with missing_packages_told():
        from qualflow.simulate.comparing import compare

        rulebook, one = asked.scenario(first)
        _, other = asked.scenario(second)
        starts = case_starts(asked, rulebook, one, other)
        for case, (before, after), standing in starts:
            with computing(asked) as (executor, shown):
                found = compare(
                    rulebook,
                    before,
                    after,
                    engine=asked.engine,
                    cases=asked.cases,
                    seed=asked.seed,
                    standing=standing,
                    executor=executor,
                    workers=asked.workers,
                    progress=shown(asked.cases),
                )
            if as_json:
                from qualflow.cli.simulation_forms import comparison_json

                form = comparison_json(found)
                write_json({"case": case, **form} if case else form)
            else:
                from qualflow.words.comparisons import comparison_text

                if case:
                    write_text(f"{case}:")
                write_text(comparison_text(found, rulebook, language))
            if html is not None:
                from qualflow.pictures.report import report

                page = report(found.second, rulebook, language, comparison=found)
                write_whole(html, page.encode())
