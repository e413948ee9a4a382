"""Limited people: equal lives with SimPy, closed forms, and what a queue must keep.

Every way of running a queue is compared with the others to the last bit, and with an
oracle that shares nothing but the draws.
"""

import math
from collections import defaultdict

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow.law.facts import Fact, NumberType
from qualflow.law.measures import Unit
from qualflow.processes import load_scenario
from qualflow.simulate.blocks import GRANTED
from qualflow.simulate.distributions import (
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Uniform,
)
from qualflow.simulate.holding import Queue, Way
from qualflow.simulate.planning import CannotSimulateError
from qualflow.simulate.preparing import plan
from qualflow.simulate.queueing import batch_error, lived, queued, waits
from qualflow.simulate.results import Engine
from qualflow.simulate.running import simulate
from qualflow.simulate.sampling import Sampler
from qualflow.simulate.scenario import Delay, Drawn, Exit, Resource, Stay, Time
from simpy_oracle import Oracle

RULEBOOK, REVIEWERS = load_scenario("reference-reviewers")
AUTOMAKER, FEW = load_scenario("reviewers")
ORDER = load_scenario("order-27")

URGENCY = Fact("urgency", NumberType(at_least=0, at_most=9))
WITH_URGENCY = evolve(RULEBOOK, facts={**RULEBOOK.facts, "urgency": URGENCY})


# -- reading lives --------------------------------------------------------------------


@frozen
class Held:
    """A stay that needed people, in days of the queue; `inf` for what never was."""

    case: int
    place: tuple[int, int]
    line: int
    came: float
    begun: float
    left: float


def held_stays(queue, found, size=1_000):
    """Return every stay that needed people, read from the traces of the lives."""
    stays, plan_ = [], queue.plan
    for block in lived(queue, found, size, trace=True):
        here = dict.fromkeys(range(block.count), (plan_.start, 0.0))
        visits = defaultdict(int)
        moves = defaultdict(list)
        for moved in block.trace:
            if moved.cause != GRANTED:
                for row, at in zip(moved.rows.tolist(), moved.at.tolist(), strict=True):
                    moves[row].append((at, moved.source, moved.target))
        for row in range(block.count):
            case = block.first + row
            visits = defaultdict(int)
            state, came = here[row]
            for at, source, target in [*moves[row], (math.inf, None, None)]:
                assert source in (state, None)
                visit = visits[state]
                visits[state] += 1
                if state in queue.holders:
                    wait = found.of(state, visit, np.array([case], np.uint64))[0]
                    line, start = queue.holders[state], queue.arrivals[case]
                    moments = (start + came, start + (came + wait), start + at)
                    rounded = [round(float(moment), 6) for moment in moments]
                    stays.append(Held(case, (state, visit), line, *rounded))
                if target is None:
                    assert block.state[row] == state
                state, came = target, at
    return stays


def a_queue(scenario, cases, seed=1, rulebook=RULEBOOK):
    return Queue(plan(rulebook, scenario), seed, cases)


def the_same_waits(one, other, cases):
    numbers = np.arange(cases, dtype=np.uint64)
    for place in one.tables.keys() | other.tables.keys():
        np.testing.assert_array_equal(
            one.of(*place, numbers), other.of(*place, numbers)
        )


# -- scenarios by chance --------------------------------------------------------------

LAWS = st.sampled_from(
    [
        Uniform(1.0, 9.0),
        Exponential(6.0),
        Lognormal(5.0, 0.8),
        Gamma(7.0, 2.5),
        Uniform(2.0, 3.0),
    ]
)
DATED_LAWS = st.sampled_from([Uniform(0.6, 9.4), Uniform(0.6, 2.4), Fixed(3.0)])
HELD = ("applied", "returned", "deciding", "evaluating")


@st.composite
def scenarios(draw, laws=LAWS, time=Time.CONTINUOUS, priorities=True, at_once=False):
    """Return a scenario of the reference process in which cases wait.

    What happens in one moment SimPy does one by one: neither priorities in whole days
    nor cases that all arrive at once are for comparing with it.
    """
    stays = dict(REVIEWERS.stays)
    for name in HELD:
        stay = evolve(stays[name], delay=Delay(draw(laws)))
        if len(stay.exits) > 1 and draw(st.booleans()):
            exits = [evolve(way, delay=Delay(draw(laws))) for way in stay.exits]
            stay = evolve(stay, exits=tuple(exits))
        stays[name] = stay
    resources, left = [], list(draw(st.permutations(HELD)))
    for number in range(draw(st.integers(1, 2))):
        states = tuple(left.pop() for _ in range(draw(st.integers(1, 2))))
        priority = "urgency" if priorities and draw(st.booleans()) else ""
        count = draw(st.integers(1, 4))
        resources.append(Resource(f"people_{number}", count, states, priority))
    return evolve(
        REVIEWERS,
        stays=stays,
        time=time,
        resources=tuple(resources),
        arrivals=None if at_once and draw(st.booleans()) else Delay(draw(laws)),
        facts=(Drawn("urgency", Uniform(0.0, 9.0)),) if priorities else (),
        horizon=float(draw(st.sampled_from([40, 400, 3650]))),
    )


def agrees_with_the_oracle(queue, found, oracle):
    """Compare every stay with the oracle's: when it came, began and ended."""
    horizon = queue.plan.horizon
    expected = {}
    for stay in oracle.run():
        number = queue.plan.number(stay.state)
        expected[stay.case, (number, stay.visit)] = stay
    stays = held_stays(queue, found)
    seen = set()
    for stay in stays:
        other = expected.get((stay.case, stay.place))
        if other is None:
            assert stay.begun == math.inf
            continue
        seen.add((stay.case, stay.place))
        start = oracle_start(queue, stay.case)
        assert stay.came - start == pytest.approx(other.came, abs=1e-6)
        assert stay.begun - start == pytest.approx(other.begun, abs=1e-6)
        left = other.left if other.left <= horizon else math.inf
        assert stay.left - start == pytest.approx(left, abs=1e-6)
    assert seen == expected.keys()
    return len(seen)


def oracle_start(queue, case):
    return float(queue.arrivals[case])


@settings(max_examples=40)
@given(scenario=scenarios(), seed=st.integers(0, 2**32))
def test_lives_equal_those_of_simpy_in_continuous_time(scenario, seed):
    """Feedback, several kinds of people, priorities: whatever chance makes of them."""
    queue = a_queue(scenario, 40, seed, WITH_URGENCY)
    oracle = Oracle(WITH_URGENCY, scenario, seed, 40)

    assert agrees_with_the_oracle(queue, waits(queue), oracle)


@settings(max_examples=30)
@given(
    scenario=scenarios(DATED_LAWS, Time.DAYS, priorities=False),
    seed=st.integers(0, 2**32),
)
def test_lives_equal_those_of_simpy_in_whole_days(scenario, seed):
    """Many come and many are released on one day: the number of the case decides."""
    queue = a_queue(scenario, 40, seed)
    oracle = Oracle(RULEBOOK, scenario, seed, 40)

    assert agrees_with_the_oracle(queue, waits(queue), oracle)


def builders(count):
    """Return the reference scenario with few builders, and no others."""
    approved = evolve(REVIEWERS.stays["approved"], delay=Delay(Lognormal(400.0, 0.5)))
    people = Resource("builders", count, ("approved",))
    return evolve(
        REVIEWERS,
        stays={**REVIEWERS.stays, "approved": approved},
        resources=(people,),
        arrivals=Delay(Exponential(30.0)),
        horizon=36_500.0,
    )


@pytest.mark.parametrize("count", [2, 4])
def test_an_approval_lapses_while_it_waits_for_builders(count):
    """The term runs in the queue: a place in it is given up, and builders let go."""
    scenario = builders(count)
    queue = a_queue(scenario, 150)
    term = "term", "approved", 730.0, 365.0
    oracle = Oracle(RULEBOOK, scenario, 1, 150, term)
    found = waits(queue)

    assert queue.way is Way.CHECKED
    assert agrees_with_the_oracle(queue, found, oracle) > 30
    gave_up = [s for s in held_stays(queue, found) if s.begun == math.inf]
    assert len(gave_up) == len(oracle.unserved) > 0


# -- the three ways -------------------------------------------------------------------


@settings(max_examples=12)
@given(scenario=scenarios(at_once=True), seed=st.integers(0, 2**32))
def test_lives_told_again_wait_as_columns_do_to_the_bit(scenario, seed):
    queue = a_queue(scenario, 30, seed, WITH_URGENCY)

    the_same_waits(
        waits(queue, way=Way.EVENTS), waits(queue, way=Way.REPLAYS), queue.cases
    )


def test_arrays_wait_as_events_do_to_the_bit():
    queue = a_queue(REVIEWERS, 20_000)
    arrays, events = waits(queue), waits(queue, way=Way.EVENTS)

    assert queue.way is Way.ARRAYS
    the_same_waits(arrays, events, queue.cases)
    (one,), (other,) = arrays.people, events.people
    assert one.longest == other.longest > 10
    assert one.busy == pytest.approx(other.busy, rel=1e-9)
    assert one.busy == pytest.approx(0.85, abs=0.03)


@pytest.mark.parametrize("way", [Way.EVENTS, Way.REPLAYS])
def test_working_days_are_counted_alike_by_every_way(way):
    """Under review alone: no feedback, a delay in working days, files of one day."""
    held = Resource("reviewers", 12, ("under_review",))
    review = evolve(FEW.stays["under_review"], exits=(Exit("approve"),))
    scenario = evolve(FEW, resources=(held,), stays={"under_review": review})
    queue = a_queue(scenario, 300, rulebook=AUTOMAKER)

    assert queue.way is Way.ARRAYS
    the_same_waits(waits(queue), waits(queue, way=way), queue.cases)
    assert held_stays(queue, waits(queue))


@pytest.mark.parametrize(
    ("held", "count"), [(("under_review",), 2), (("under_review", "evaluation"), 3)]
)
def test_only_lives_that_the_law_treats_in_its_own_way_are_told_again(held, count):
    """Some files are refused under the law itself; all wait as if each were told so."""
    rulebook, scenario = ORDER
    people = Resource("reviewers", count, held)
    scenario = evolve(
        scenario, resources=(people,), arrivals=Delay(Exponential(60.0))
    )  # fmt: skip
    queue = a_queue(scenario, 60, rulebook=rulebook)
    found = waits(queue)

    assert queue.way is Way.CHECKED
    the_same_waits(found, waits(queue, way=Way.REPLAYS), queue.cases)
    (block,) = lived(queue, found)
    assert block.stopped
    assert sum(block.waited.values()) > 0
    kept(queue, held_stays(queue, found))


@settings(max_examples=8)
@given(count=st.integers(1, 6), seed=st.integers(0, 2**32))
def test_a_period_that_runs_in_the_queue_is_checked_to_the_bit(count, seed):
    queue = a_queue(builders(count), 40, seed)

    the_same_waits(waits(queue), waits(queue, way=Way.REPLAYS), queue.cases)


def test_people_are_held_until_the_first_of_exits_that_race():
    """Whoever comes first of a decision and a withdrawal: every life is told again."""
    ways = [("approve", 20.0), ("refuse", 40.0), ("withdraw", 60.0)]
    exits = tuple(Exit(step, delay=Delay(Exponential(mean))) for step, mean in ways)
    stay = Stay("evaluating", exits, races=True)
    scenario = evolve(
        REVIEWERS,
        stays={**REVIEWERS.stays, "evaluating": stay},
        resources=(Resource("evaluators", 3, ("evaluating",)),),
        horizon=20_000.0,
    )
    queue = a_queue(scenario, 80)
    stays = held_stays(queue, waits(queue))

    assert queue.way is Way.REPLAYS
    kept(queue, stays)
    lasted = [stay.left - stay.begun for stay in stays]
    assert np.mean(lasted) == pytest.approx(1 / (1 / 20 + 1 / 40 + 1 / 60), rel=0.3)
    as_sampled(RULEBOOK, scenario, ("evaluating",), 60)


@pytest.mark.parametrize("size", [1, 7, 64, 1_000])
def test_the_size_of_a_block_is_no_matter(size):
    made = plan(RULEBOOK, REVIEWERS)
    whole = next(queued(made, 3, 300, 300))
    parts = list(queued(made, 3, 300, size))

    np.testing.assert_array_equal(whole.state, np.concatenate([b.state for b in parts]))
    for place, ended in enumerate(whole.ended):
        apart = np.concatenate([block.ended[place] for block in parts])
        np.testing.assert_array_equal(ended, apart)
    assert [block.first for block in parts] == list(range(0, 300, size))
    assert whole.waited[made.number("deciding")] == sum(
        block.waited[made.number("deciding")] for block in parts
    )


# -- people without end ---------------------------------------------------------------


def as_sampled(rulebook, scenario, held, cases=500, **more):
    """Compare a queue nobody waits in with the sampling engine, to the bit."""
    free = evolve(scenario, resources=(), arrivals=None)
    people = Resource("everybody", cases, held)
    limited = evolve(scenario, resources=(people,), arrivals=Delay(Exponential(1.0)))
    block = Sampler.of(plan(rulebook, free), 5).block(0, cases, trace=True)
    (other,) = queued(plan(rulebook, limited), 5, cases, cases, trace=True, **more)

    np.testing.assert_array_equal(block.state, other.state)
    for one, two in zip(block.ended, other.ended, strict=True):
        np.testing.assert_array_equal(one, two)
    assert +block.days == +other.days
    assert +block.flows == +other.flows
    assert block.stopped == other.stopped
    assert not any(other.waited.values())
    return a_queue(limited, cases, rulebook=rulebook).way


def test_nobody_waits_for_people_without_end():
    """Each of the ways gives the lives of the sampling engine, to the bit."""
    assert as_sampled(RULEBOOK, REVIEWERS, ("deciding",), 3_000) is Way.ARRAYS
    assert as_sampled(RULEBOOK, REVIEWERS, ("applied", "deciding")) is Way.EVENTS
    assert as_sampled(RULEBOOK, REVIEWERS, ("approved",), 100) is Way.CHECKED
    assert as_sampled(AUTOMAKER, FEW, ("under_review", "evaluation")) is Way.EVENTS


def test_the_law_refuses_whoever_has_people_as_it_refuses_others():
    """Clauses, calendars and requests that are made again, under the law itself."""
    rulebook, scenario = ORDER
    assert as_sampled(rulebook, scenario, tuple(scenario.stays), 60) is Way.CHECKED


# -- what a queue must keep -----------------------------------------------------------


def kept(queue, stays):
    """Assert what holds of any queue, of what is read from lives alone.

    No more people work than there are; nobody waits while somebody is free; and who is
    served has the first claim of all who wait.
    """
    assert stays
    for line, resource in enumerate(queue.plan.scenario.resources):
        mine = [stay for stay in stays if stay.line == line]
        begun = np.array([s.begun for s in mine if s.begun < math.inf])
        left = np.array([s.left for s in mine if s.begun < math.inf])
        for at in {s.begun for s in mine if s.begun < math.inf}:
            here = (begun <= at) & ((at < left) | (left == math.inf))
            assert np.count_nonzero(here) <= resource.count
        for stay in mine:
            if stay.begun > stay.came and stay.left == math.inf == stay.begun:
                continue
            for at in begun[(begun >= stay.came) & (begun < stay.begun)]:
                here = (begun <= at) & (at < left)
                if at < stay.left:
                    assert np.count_nonzero(here) >= resource.count
        served_in_order(mine, priorities(queue, resource.priority))


def priorities(queue, fact):
    if not fact:
        return lambda stay: (stay.came, stay.case)
    law = next(drawn.law for drawn in queue.plan.scenario.facts if drawn.fact == fact)
    oracle = Oracle(queue.plan.rulebook, queue.plan.scenario, queue.seed, 0)
    assert law
    return lambda stay: (oracle.first(fact, stay.case), stay.came, stay.case)


def served_in_order(stays, claim):
    for stay in stays:
        for other in stays:
            both_wait = other.came < stay.begun < min(other.begun, other.left)
            if both_wait and stay.begun > stay.came:
                assert claim(stay) < claim(other)


@settings(max_examples=15)
@given(scenario=scenarios(at_once=True), seed=st.integers(0, 2**32))
def test_people_are_given_out_as_they_must(scenario, seed):
    scenario = evolve(scenario, horizon=20_000.0)
    queue = a_queue(scenario, 40, seed, WITH_URGENCY)

    kept(queue, held_stays(queue, waits(queue)))


@settings(max_examples=15)
@given(
    count=st.integers(1, 5),
    seed=st.integers(0, 2**32),
    gap=st.sampled_from([0.4, 4.0, 40.0]),
    law=st.sampled_from([Uniform(0.0, 1.2), Uniform(5.0, 60.0), Exponential(20.0)]),
)
def test_people_are_given_out_as_they_must_in_whole_days(count, seed, gap, law):
    """Working days, stays of no day at all, a term that may run out in the queue."""
    held = Resource("people", count, ("deciding", "approved"))
    stays = dict(REVIEWERS.stays)
    stays["deciding"] = Stay(
        "deciding", (Exit("evaluate"),), Delay(law, Unit.WORKING_DAY)
    )
    scenario = evolve(
        REVIEWERS,
        time=Time.DAYS,
        stays=stays,
        resources=(held,),
        arrivals=Delay(Exponential(gap)),
        horizon=20_000,
    )
    queue = a_queue(scenario, 25, seed)

    assert queue.way is Way.CHECKED
    kept(queue, held_stays(queue, waits(queue)))


def test_who_has_priority_waits_less():
    held = Resource("reviewers", 10, ("deciding",), "urgency")
    drawn = (Drawn("urgency", Uniform(0.0, 9.0)),)
    scenario = evolve(REVIEWERS, resources=(held,), facts=drawn)
    queue = a_queue(scenario, 20_000, rulebook=WITH_URGENCY)
    found = waits(queue)
    first = np.array(
        [Oracle(WITH_URGENCY, scenario, 1, 0).first("urgency", n) for n in range(500)]
    )
    numbers = np.arange(500, dtype=np.uint64)
    some = found.of(queue.plan.number("deciding"), 0, numbers)
    everybody = found.tables[queue.plan.number("deciding"), 0][1]
    fair = waits(a_queue(REVIEWERS, 20_000)).tables[queue.plan.number("deciding"), 0]

    assert some[first <= 3].mean() < 0.5 * some[first >= 7].mean()
    # Whoever is first, people work as much: with equal stays nobody gains on average.
    assert everybody.mean() == pytest.approx(fair[1].mean(), rel=0.05)


# -- closed forms ---------------------------------------------------------------------


def erlang_c(people, load):
    """Return how likely one waits that comes to so many people so busy.

    Source: Erlang, 1917; `load` is the work offered, in people.
    """
    blocked = 1.0
    for n in range(1, people + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1 - load / people * (1 - blocked))


@pytest.mark.parametrize(("people", "busy"), [(1, 0.7), (3, 0.8), (10, 0.85)])
def test_waits_without_memory_are_those_of_erlang(people, busy):
    """Exponential arrivals and stays; four errors off is one in 16,000."""
    mean = 10.0
    stay = Stay("deciding", (Exit("evaluate"),), Delay(Exponential(mean)))
    scenario = evolve(
        REVIEWERS,
        start="deciding",
        stays={**REVIEWERS.stays, "deciding": stay},
        resources=(Resource("reviewers", people, ("deciding",)),),
        arrivals=Delay(Exponential(mean / (people * busy))),
    )
    queue = a_queue(scenario, 150_000, seed=11)
    waited = waits(queue).of(
        queue.plan.number("deciding"), 0, np.arange(queue.cases, dtype=np.uint64)
    )
    likely = erlang_c(people, people * busy)
    expected = likely * mean / (people * (1 - busy))

    assert abs(waited.mean() - expected) < 4 * batch_error(waited)
    assert abs((waited > 0).mean() - likely) < 4 * batch_error(waited > 0)


def test_reviewers_of_the_reference_process_are_waited_for_a_week():
    """6.7 days at a million cases, 6.6 to 6.9 at a hundred thousand."""
    result = simulate(RULEBOOK, REVIEWERS, cases=100_000)
    sampled = simulate(
        RULEBOOK,
        evolve(REVIEWERS, resources=(), arrivals=None),
        engine=Engine.SAMPLING,
        cases=100_000,
        detail=False,
    )
    visit = next(v for v in result.visits if v.state == "deciding")

    assert result.engine is Engine.QUEUEING
    assert visit.waiting == pytest.approx(6.7, abs=0.4)
    assert visit.days == pytest.approx(35.3547 + visit.waiting, abs=0.1)
    # Who lapses is decided by what follows the queue, not by it.
    assert result.share("lapsed").count == sampled.share("lapsed").count
    assert result.time("decision").mean.value == pytest.approx(
        sampled.time("decision").mean.value + visit.waiting, abs=0.01
    )


def test_waiting_is_part_of_the_stay_even_of_those_who_are_not_served():
    """One reviewer for all: most wait at the horizon, and no day is lost."""
    one = Resource("reviewers", 1, ("deciding",))
    scenario = evolve(REVIEWERS, resources=(one,), horizon=500.0)
    made = plan(RULEBOOK, scenario)
    (block,) = queued(made, 1, 2_000, 2_000)
    deciding = made.number("deciding")

    assert np.count_nonzero(block.state == deciding) > 1_500
    assert sum(block.days.values()) / 2**20 == pytest.approx(500.0 * 2_000, rel=1e-9)
    in_hand = block.days[deciding] - block.waited[deciding]
    assert 0 < in_hand / 2**20 < 36 * 2_000 * 0.1
    assert block.waited[deciding] / 2**20 > 400 * 1_500


# -- errors, and what is refused ------------------------------------------------------


def test_the_error_of_values_that_depend_on_each_other_is_told_honestly():
    """Known variance: a first-order autoregression; as if independent it is tenfold."""
    rng = np.random.default_rng(1)
    told = []
    for _ in range(40):
        noise, value, values = rng.normal(size=6_000), 0.0, []
        for shock in noise.tolist():
            value = 0.8 * value + shock
            values.append(value)
        told.append(batch_error(values))
    true = 1 / (1 - 0.8) / math.sqrt(6_000)

    assert np.mean(told) == pytest.approx(true, rel=0.1)


def test_neighbouring_batches_that_are_alike_make_the_error_larger():
    rising, mixed = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 5.0, 1.0, 4.0, 2.0, 3.0]

    assert batch_error(mixed, 6) == pytest.approx(np.std(mixed, ddof=1) / math.sqrt(6))
    assert batch_error(rising, 6) > 1.3 * batch_error(mixed, 6)
    assert batch_error([2.0] * 60) == 0.0


def test_nothing_is_known_of_the_error_of_too_few_values():
    assert math.isnan(batch_error([1.0, 2.0]))


def test_what_is_no_queue_is_refused_by_name():
    free = evolve(REVIEWERS, resources=(), arrivals=None)
    with pytest.raises(CannotSimulateError, match="without limited people"):
        Queue(plan(RULEBOOK, free), 1, 10)
    dated = evolve(FEW, arrivals=Delay(Exponential(9.0), Unit.WORKING_DAY))
    with pytest.raises(CannotSimulateError, match="arrivals in working days"):
        Queue(plan(AUTOMAKER, dated), 1, 10)


def test_progress_is_told_up_to_the_last_case_that_comes():
    told = []
    list(queued(plan(RULEBOOK, REVIEWERS), 1, 70_000, 70_000, progress=told.append))

    assert told == [65_536, 70_000]
