"""What the commands of `qualflow simulate` share: options, executors, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from functools import reduce, wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import click
from attrs import frozen

from qualflow.cli import CouldNotAskError, options

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook
    from qualflow.simulate.results import Engine
    from qualflow.simulate.running import Progress
    from qualflow.simulate.scenario import Scenario
    from qualflow.simulate.starting import Standing

ENGINES = ("exact", "sampling", "queueing")
MOST_CASES = 1_000_000_000
AT_ONCE = 300_000
"""Up to so many cases a process of their own would cost more than it saves."""

Command = TypeVar("Command", bound=Callable[..., Any])
Shown: TypeAlias = "Callable[[int], Progress | None]"


@frozen
class Run:
    """How a question to a scenario is to be answered.

    Attributes:
        workers: Processes, or what the cluster at `dask` can do at a time.
        start: A case or a folder of them to begin from, "" for fresh cases.
        dask: The address of a scheduler, "" for this machine.
    """

    engine: Engine | None
    cases: int
    seed: int
    workers: int
    start: str
    on: date | None
    process: str | None
    dask: str

    def scenario(self, name: str) -> tuple[Rulebook, Scenario]:
        """Return a scenario and the rulebook of its process."""
        from qualflow.processes import load_scenario

        return load_scenario(name, self.process)


_OPTIONS = (
    click.option(
        "--engine",
        type=click.Choice(ENGINES),
        help="Who answers; by default the first that applies.",
    ),
    click.option(
        "--cases",
        type=click.IntRange(1, MOST_CASES),
        default=100_000,
        show_default=True,
        help="How many cases are sampled.",
    ),
    click.option(
        "--seed", type=int, default=1, show_default=True, help="Of all chance."
    ),
    click.option(
        "--workers",
        type=click.IntRange(1, 1_000),
        help="How many processes share the work; one a core for large runs.",
    ),
    click.option(
        "--dask", metavar="ADDRESS", default="", help="A scheduler of several machines."
    ),
    click.option(
        "--from",
        "start",
        metavar="CASE",
        default="",
        help="Begin where a case stands, or each case of a folder.",
    ),
    options.day("--on", help_text="Day on which it stands there."),
    options.process,
)


def running(command: Command) -> Command:
    """Add the options of a run; the command is given them as `asked`."""

    @wraps(command)
    def asked(
        *,
        engine: str | None,
        cases: int,
        seed: int,
        workers: int | None,
        start: str,
        on: date | None,
        process: str | None,
        dask: str,
        **more: Any,
    ) -> Any:
        if on is not None and not start:
            raise click.UsageError(
                "--on is the day a case stands on: --from is missing"
            )
        chosen = None if engine is None else _engine(engine)
        few = cases <= AT_ONCE and workers is None and not dask
        number = 1 if few else workers or os.cpu_count() or 1
        run = Run(chosen, cases, seed, number, start, on, process, dask)
        return command(asked=run, **more)

    made: Any = reduce(lambda found, option: option(found), reversed(_OPTIONS), asked)
    return made  # type: ignore[no-any-return]


def _engine(name: str) -> Engine:
    with missing_packages_told():
        from qualflow.simulate.results import Engine

        return Engine(name)


@contextmanager
def missing_packages_told() -> Iterator[None]:
    """Say which packages simulation needs, where one of them is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in ("numpy", "scipy"):
            raise
        raise CouldNotAskError(
            f"simulation needs the package {error.name.split('.')[0]}; "
            "it comes with pip install 'qualflow[simulate]'"
        ) from None


@contextmanager
def computing(asked: Run) -> Iterator[tuple[Executor | None, Shown]]:
    """Yield what computes the parts of a run, and what shows how far it is."""
    with _executor(asked) as executor, _bars() as shown:
        yield executor, shown


@contextmanager
def _executor(asked: Run) -> Iterator[Executor | None]:
    if asked.dask:
        with _cluster(asked.dask) as found:
            yield found
        return
    if asked.workers == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned: a forked process would inherit threads of numpy in whatever state.
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        yield pool


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise CouldNotAskError(
            "--dask needs the package distributed; it comes with "
            "pip install 'qualflow[dask]'"
        ) from None
    try:
        client = distributed.Client(address, timeout=10)
    except (OSError, ValueError, TimeoutError) as error:
        raise CouldNotAskError(
            f"--dask {address}: no scheduler there: {error}"
        ) from None
    with client:
        yield client.get_executor()


@contextmanager
def _bars() -> Iterator[Shown]:
    """Yield what shows progress on a terminal: a bar with the time that is left."""
    open_bars: list[Any] = []

    def shown(length: int) -> Progress | None:
        if not sys.stderr.isatty():
            return None
        bar = click.progressbar(length=length, file=sys.stderr, show_eta=True)
        open_bars.append(bar.__enter__())

        def progress(done: int) -> None:
            bar.update(done - bar.pos)

        return progress

    try:
        yield shown
    finally:
        for bar in open_bars:
            with suppress(OSError):
                bar.render_finish()


def case_starts(
    asked: Run, rulebook: Rulebook, *scenarios: Scenario
) -> Iterator[tuple[str, tuple[Scenario, ...], Standing | None]]:
    """Yield where to begin: the name of each live case, and where it stands.

    The scenarios are asked about the same days of the calendar from there.  Fresh cases
    have no name, and no standing.
    """
    if not asked.start:
        yield "", scenarios, None
        return
    from qualflow.case.replaying import as_of
    from qualflow.cli.cases import open_named
    from qualflow.simulate.starting import rebased, standing

    on = asked.on or scenarios[0].on
    later = tuple(rebased(scenario, on) for scenario in scenarios)
    if any(scenario.horizon <= 0 for scenario in later):
        end = scenarios[0].on + timedelta(days=int(scenarios[0].horizon))
        raise CouldNotAskError(f"--on {on}: the horizon, {end}, lies before it")
    for name in _names(asked.start):
        opened = open_named(name, asked.process or scenarios[0].process, on)
        case = as_of(opened.case, on)
        yield case.id, later, standing(rulebook, later[0], case, on)


def _names(start: str) -> list[str]:
    """Return the case that is named, or the case files of a folder."""
    folder = Path(start)
    if not folder.is_dir():
        return [start]
    names = sorted(str(file) for file in folder.glob("*.json"))
    if not names:
        raise CouldNotAskError(f"--from {folder}: no case file (*.json) in it")
    return names
