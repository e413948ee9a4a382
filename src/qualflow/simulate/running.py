"""One question to a scenario: which engine, how many cases, on which machines.

A run is cut into parts that any `concurrent.futures.Executor` may compute in any order:
what a case draws depends on its number alone, and parts are added up as whole numbers,
so that the answer is the same to the last bit for one worker or many.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from functools import lru_cache
from math import ceil
from types import MappingProxyType
from typing import Any, Protocol, Self, TypeAlias, TypeVar

from attrs import define, field, fields

from qualflow.law.rulebook import Rulebook
from qualflow.simulate.answering import answer, fresh
from qualflow.simulate.planning import Plan
from qualflow.simulate.preparing import plan
from qualflow.simulate.results import Engine, Result
from qualflow.simulate.sampling import BLOCK, Sampler
from qualflow.simulate.scenario import Scenario
from qualflow.simulate.starting import Standing
from qualflow.simulate.tally import Tally

Progress: TypeAlias = Callable[[int], None]
"""Called with the number of cases that are done."""

CASES = 100_000
PART = 32 * BLOCK
"""The most cases that one worker is given at a time."""
LEAST = BLOCK // 2
"""The fewest, if there are as many."""


class Summable(Protocol):
    """What the parts of a run come to."""

    @property
    def cases(self) -> int:
        """How many cases they are."""

    def add(self, other: Self) -> None:
        """Add another part."""


Part = TypeVar("Part", bound=Summable)
Made = TypeVar("Made", bound=Summable, covariant=True)


def simulate(
    rulebook: Rulebook,
    scenario: Scenario,
    *,
    engine: Engine | None = None,
    cases: int = CASES,
    seed: int = 1,
    standing: Standing | None = None,
    executor: Executor | None = None,
    workers: int = 1,
    block: int = BLOCK,
    detail: bool = True,
    progress: Progress | None = None,
) -> Result:
    """Return the answer to a scenario.

    Args:
        rulebook: The process it is about.
        scenario: What chance does.
        engine: None for the first that applies: exact, else queueing where people are
            limited, else sampling.
        cases: How many are sampled; the exact engine needs none.
        seed: Of all chance; the same seed gives the same answer everywhere.
        standing: Where a live case stands, to begin there; None for fresh cases.
        executor: What computes parts of a sampled run; None for here.
        workers: How many parts at a time it can compute.
        block: Cases that are moved together; never a matter of the answer.
        detail: Whether to tell where cases stand over time.
        progress: Told now and then how many cases are done.

    Returns:
        The result.  After a KeyboardInterrupt that of the cases done so far, if there
        are any: then `cases` is less than `asked_for`.

    Raises:
        CannotSimulateError: If the scenario asks for what the engine does not treat.
        NothingLeftError: If a live case has stood longer than its scenario allows for.
    """
    made = plan(rulebook, scenario, standing)
    match engine or fitting_engine(made):
        case Engine.EXACT:
            from qualflow.simulate.exact import exact

            return exact(made)
        case Engine.QUEUEING:
            return _queued(made, seed, cases, detail=detail, progress=progress)
        case Engine.SAMPLING:
            work = Sampling(rulebook, scenario, standing, seed, block, detail)
            work.sampler  # noqa: B018  # says what it cannot treat before anybody works
            tally, lost = run(work, cases, executor, workers, progress)
            return answer(made, tally, seed=seed, asked_for=cases, lost=lost)


@define(eq=False)
class Sampling:
    """A scenario to be sampled; it travels to workers without what it has compiled.

    Attributes:
        block: Cases that are moved together.
        detail: Whether to tell where cases stand over time.
    """

    rulebook: Rulebook
    scenario: Scenario
    standing: Standing | None
    seed: int
    block: int = BLOCK
    detail: bool = False
    _sampler: Sampler | None = field(default=None, init=False)

    def __reduce__(self) -> tuple[type[Sampling], tuple[object, ...]]:
        given = [f.name for f in fields(Sampling) if f.init]
        return Sampling, tuple(getattr(self, name) for name in given)

    @property
    def sampler(self) -> Sampler:
        """The sampler, made when it is first asked for."""
        if self._sampler is None:
            made = plan(self.rulebook, self.scenario, self.standing)
            self._sampler = Sampler.of(made, self.seed)
        return self._sampler

    def part(self, first: int, count: int) -> Tally:
        """Return what the cases of a part come to."""
        sampler, tally = self.sampler, fresh(self.sampler.plan)
        for start in range(first, first + count, self.block):
            size = min(self.block, first + count - start)
            tally.take(sampler.block(start, size, present=self.detail), self._by)
        return tally

    @property
    def _by(self) -> tuple[float, ...]:
        return tuple(question.by for question in self.scenario.questions)


def fitting_engine(made: Plan) -> Engine:
    """Return the first engine that applies to a plan."""
    from qualflow.simulate.exact import refusals

    if made.scenario.resources:
        return Engine.QUEUEING
    return Engine.SAMPLING if refusals(made) else Engine.EXACT


BATCHES = 30


def _queued(
    made: Plan, seed: int, cases: int, *, detail: bool, progress: Progress | None
) -> Result:
    """Return what the cases come to that wait for one another.

    They are not independent, so errors come from batches of cases in the order of their
    arrival (batch means).
    """
    from qualflow.simulate.queueing import queued

    by = tuple(question.by for question in made.scenario.questions)
    whole, batches = fresh(made), list[Tally]()
    size = ceil(cases / BATCHES)
    for block in queued(made, seed, cases, size, present=detail, progress=progress):
        batch = fresh(made)
        batch.take(block, by)
        batches.append(batch)
        whole.add(batch)
    return answer(
        made, whole, seed=seed, asked_for=cases, batches=batches, engine=Engine.QUEUEING
    )


# -- parts ----------------------------------------------------------------------------


class Work(Protocol[Made]):
    """Something whose parts can be computed anywhere."""

    def part(self, first: int, count: int) -> Made:
        """Return what the cases of a part come to."""


def run(
    work: Work[Part],
    cases: int,
    executor: Executor | None,
    workers: int,
    progress: Progress | None,
) -> tuple[Part, int]:
    """Return what all cases come to, and how many parts had to be computed again.

    Raises:
        KeyboardInterrupt: If it comes before any part is done.
    """
    parts = _parts(cases, workers if executor is not None else 1)
    if executor is None:
        return _here(work, parts, progress), 0
    payload, whole, lost = packed(work), None, list[tuple[int, int]]()
    waiting: dict[Future[Any], tuple[int, int]] = {}
    try:
        for done in _spread(executor, payload, parts, workers, waiting):
            try:
                found = done.result()
            except BrokenExecutor:
                lost.append(waiting[done])
                continue
            whole = _added(whole, found, progress)
        for first, count in lost:  # its worker was killed: computed here
            whole = _added(whole, work.part(first, count), progress)
    except KeyboardInterrupt:
        for future in waiting:
            future.cancel()
        if whole is None:
            raise
    assert whole is not None
    return whole, len(lost)


def _parts(cases: int, workers: int) -> list[tuple[int, int]]:
    """Return (first, count) of each part: a few for each worker, none too large."""
    size = max(min(PART, ceil(cases / (4 * workers))), min(LEAST, cases))
    return [(first, min(size, cases - first)) for first in range(0, cases, size)]


def _here(
    work: Work[Part], parts: list[tuple[int, int]], progress: Progress | None
) -> Part:
    whole: Part | None = None
    try:
        for first, count in parts:
            whole = _added(whole, work.part(first, count), progress)
    except KeyboardInterrupt:
        if whole is None:
            raise
    assert whole is not None
    return whole


def _added(whole: Part | None, more: Part, progress: Progress | None) -> Part:
    if whole is None:
        whole = more
    else:
        whole.add(more)
    if progress is not None:
        progress(whole.cases)
    return whole


def _spread(
    executor: Executor,
    payload: bytes,
    parts: list[tuple[int, int]],
    workers: int,
    waiting: dict[Future[Any], tuple[int, int]],
) -> Iterator[Future[Any]]:
    """Yield the parts as they are done; never many more are waiting than workers."""
    ahead = iter(parts)
    running: set[Future[Any]] = set()
    while True:
        while len(running) < 2 * workers and (part := next(ahead, None)) is not None:
            try:
                future = executor.submit(_worked, payload, *part)
            except BrokenExecutor as error:
                future = Future()
                future.set_exception(error)
            waiting[future] = part
            running.add(future)
        if not running:
            return
        done, running = wait(running, return_when=FIRST_COMPLETED)
        yield from done


def _worked(payload: bytes, first: int, count: int) -> Any:
    return _unpacked(payload).part(first, count)


@lru_cache(maxsize=8)
def _unpacked(payload: bytes) -> Any:
    return pickle.loads(payload)  # noqa: S301  # made by `packed`, a moment ago


class _Pickler(pickle.Pickler):
    """Leaves out what a rulebook has compiled, and lets read-only mappings travel."""

    def reducer_override(self, thing: object) -> Any:
        match thing:
            case Rulebook():
                given = [f.name for f in fields(Rulebook) if f.init]
                return Rulebook, tuple(getattr(thing, name) for name in given)
            case MappingProxyType():
                return dict, (dict(thing),)
            case _:
                return NotImplemented


def packed(work: object) -> bytes:
    """Return what a worker has to know as bytes."""
    buffer = io.BytesIO()
    _Pickler(buffer).dump(work)
    return buffer.getvalue()
