"""Runs in parts: any executor, any number of workers, one killed, one interrupted."""

import os
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import pytest
from attrs import define, evolve

from qualflow.processes import load_scenario
from qualflow.simulate.planning import CannotSimulateError
from qualflow.simulate.precision import until_precise
from qualflow.simulate.preparing import plan
from qualflow.simulate.results import Engine
from qualflow.simulate.running import (
    CASES,
    Sampling,
    fitting_engine,
    packed,
    run,
    simulate,
)

RULEBOOK, SCENARIO = load_scenario("reference")


def sampled(**more):
    return simulate(RULEBOOK, SCENARIO, engine=Engine.SAMPLING, **more)


@cache
def pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


class Backwards(Executor):
    """Computes here, and hands back what was asked for last first."""

    def __init__(self) -> None:
        self.asked = 0

    def submit(self, function, /, *arguments, **named):
        self.asked += 1
        future = Future()
        future.set_result(function(*arguments, **named))
        return future


def test_workers_do_not_matter():
    """Bit by bit: parts are added up as whole numbers, in whatever order they come."""
    once = sampled(cases=70_000)

    assert sampled(cases=70_000, executor=pool(), workers=2, block=9_999) == once


def test_any_executor_will_do():
    executor = Backwards()

    found = sampled(cases=150_000, executor=executor, workers=3)

    assert executor.asked > 3
    assert found == sampled(cases=150_000)


def test_several_machines_are_an_executor_of_dask():
    """A real cluster of two workers: its client is such an executor."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = sampled(cases=70_000, executor=client.get_executor(), workers=2)

    assert found == sampled(cases=70_000)


def test_the_law_with_its_clauses_and_calendar_travels_to_workers():
    rulebook, scenario = load_scenario("order-27")
    asked = {"engine": Engine.SAMPLING, "cases": 40_000}

    away = simulate(rulebook, scenario, executor=pool(), workers=2, **asked)

    assert away == simulate(rulebook, scenario, **asked)


@define
class Fragile(Sampling):
    """A scenario over which the worker that computes its second part is killed."""

    home: int = 0

    def __reduce__(self):
        return Fragile, (self.rulebook, self.scenario, None, self.seed,
                         self.block, self.detail, self.home)  # fmt: skip

    def part(self, first, count):
        if first and os.getpid() != self.home:
            os.kill(os.getpid(), signal.SIGKILL)
        return Sampling.part(self, first, count)


def test_a_killed_worker_costs_time_and_nothing_else():
    """Its parts are computed here, and the run says how many."""
    work = Fragile(RULEBOOK, SCENARIO, None, 1, home=os.getpid())
    whole = Sampling(RULEBOOK, SCENARIO, None, 1)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        found, lost = run(work, 140_000, executor, 2, None)

    assert lost > 0
    assert (found.states == whole.part(0, 140_000).states).all()


def test_an_interrupted_run_keeps_what_is_done():
    """Ctrl-C: the cases that are done are an answer, and it says that it was cut."""

    def interrupt(cases):
        if cases >= 2_000_000:
            raise KeyboardInterrupt

    found = sampled(cases=5_000_000, progress=interrupt, detail=False)

    assert found.asked_for == 5_000_000
    assert 2_000_000 <= found.cases < 5_000_000
    assert sum(share.count for share in found.outcomes) == found.cases


def test_a_run_interrupted_before_anything_is_done_has_no_answer():
    @define
    class Interrupted(Sampling):
        def part(self, *_):
            raise KeyboardInterrupt

    work = Interrupted(RULEBOOK, SCENARIO, None, 1)

    with pytest.raises(KeyboardInterrupt):
        run(work, 1_000, None, 1, None)


def test_progress_is_told_up_to_the_last_case():
    told = []

    sampled(cases=CASES, progress=told.append, executor=Backwards(), workers=2)

    assert told == sorted(told)
    assert told[-1] == CASES


def test_a_rulebook_is_packed_without_what_it_has_compiled():
    """Compiled clauses cannot travel; what they are compiled from can."""
    work = Sampling(RULEBOOK, SCENARIO, None, 1)
    before = packed(work)
    work.part(0, 100)

    assert len(packed(work)) == len(before)


def test_the_engine_that_fits_is_chosen():
    limited = load_scenario("reference-reviewers")
    judged = load_scenario("order-27")

    assert fitting_engine(plan(RULEBOOK, SCENARIO)) is Engine.EXACT
    assert fitting_engine(plan(*limited)) is Engine.QUEUEING
    assert fitting_engine(plan(*judged)) is Engine.SAMPLING


def test_what_no_engine_treats_is_refused_before_anybody_works():
    executor = Backwards()
    rulebook, scenario = load_scenario("reference-reviewers")

    with pytest.raises(CannotSimulateError):
        simulate(rulebook, scenario, engine=Engine.SAMPLING, executor=executor)

    assert executor.asked == 0


# -- how many cases -------------------------------------------------------------------


@pytest.mark.parametrize("half_width", [0.02, 0.005])
def test_so_many_cases_are_run_as_the_interval_takes(half_width):
    """1.96 errors to either side of every share, and not far narrower."""
    found = until_precise(lambda cases: sampled(cases=cases, detail=False), half_width)
    widest = max(1.959964 * share.p.error for share in found.outcomes)

    assert widest <= half_width
    assert widest > half_width / 2 or found.cases == 10_000


def test_more_cases_than_allowed_are_never_run():
    found = until_precise(
        lambda cases: sampled(cases=cases, detail=False), 0.0001, most=20_000
    )

    assert found.cases == 20_000


@pytest.mark.parametrize("half_width", [0.0, 1.0, -0.1, float("nan")])
def test_a_half_width_that_is_none_is_refused(half_width):
    with pytest.raises(ValueError, match="half-width"):
        until_precise(lambda _: sampled(cases=10), half_width)


def test_a_horizon_in_whole_days_is_the_last_day_that_counts():
    """What happens on the last day happens; a day later is too late."""
    rulebook, scenario = load_scenario("xiaomi-2024")
    day = int(scenario.questions[0].by)
    shorter = evolve(scenario, horizon=float(day), questions=())

    by_then = simulate(
        rulebook, scenario, engine=Engine.SAMPLING, cases=20_000
    ).questions[0]
    at_the_end = simulate(
        rulebook, shorter, engine=Engine.SAMPLING, cases=20_000
    ).share("in_production")

    assert by_then.count == at_the_end.count
