"""An independent simulator of queues: SimPy, fed with the draws of the scenario.

It knows nothing of blocks, columns or recursions: one process a case, one resource for
the people of one kind.  Only the draws are shared, so that not means are compared but
lives: each stay of each case, when it came, when the people were free, when it left.

In whole days everything of a day happens before people are given out: a request is made
a quarter of a day later, and by the number of the case within that.
"""

from __future__ import annotations

import numpy as np
import simpy
from attrs import frozen

from qualflow.simulate.preparing import plan
from qualflow.simulate.randomness import key, uniforms

QUARTER, TICK = 0.25, 2.0**-14


@frozen
class Served:
    """One stay that needed people, in days of the case's own."""

    case: int
    state: str
    visit: int
    came: float
    begun: float
    left: float


class Oracle:
    """A scenario of states, shares and delays in days, and perhaps one period.

    Attributes:
        term: (clock, state, length, longer): a period that runs in a state and makes a
            case leave it; None for no such thing.
    """

    def __init__(self, rulebook, scenario, seed, cases, term=None):
        self.plan = plan(rulebook, scenario)
        self.scenario, self.seed, self.cases = scenario, seed, cases
        self.dated = self.plan.dated
        self.term = term
        self.stays = []
        self.unserved = []
        self.environment = simpy.Environment()
        self.people = {}
        for resource in scenario.resources:
            kind = simpy.PriorityResource if resource.priority else simpy.Resource
            made = kind(self.environment, resource.count)
            for state in resource.held_in:
                self.people[state] = made, resource.priority

    def drawn(self, purpose, visit, case):
        """Return the uniform of one case."""
        numbers = np.array([case], np.uint64)
        return uniforms(key(self.seed, purpose, visit), numbers)

    def run(self):
        """Return the stays that needed people, in order of the cases."""
        for case, at in enumerate(self.arrivals()):
            self.environment.process(self.life(case, at))
        self.environment.run()
        return sorted(self.stays, key=lambda s: (s.case, s.came, s.left))

    def arrivals(self):
        if self.scenario.arrivals is None:
            return [0.0] * self.cases
        law = self.scenario.arrivals.law
        gaps = [float(law.quantile(self.drawn("arrivals", 0, case))[0])
                for case in range(self.cases)]  # fmt: skip
        at = np.cumsum(gaps)
        return (np.rint(at) if self.dated else at).tolist()

    def life(self, case, arrival):
        """Let one case live up to its horizon."""
        environment = self.environment
        yield environment.timeout(arrival)
        state, visits, choice = self.scenario.start, {}, {}
        own = 0.0
        while state in self.scenario.stays:
            visit = visits[state] = visits.get(state, -1) + 1
            step, takes = self.chance(case, state, visit, choice)
            if state in self.people:
                came = own
                request, given_up = yield from self.ask(case, state, visit, arrival)
                own = self.own(arrival)
                if given_up:
                    self.unserved.append((case, state, visit, came, own))
                    return
                lasts = self.lasts(case, state, visit, came)
                left = min(own + takes, lasts)
                wait = arrival + left - environment.now
                yield environment.timeout(max(wait, 0.0))
                self.people[state][0].release(request)
                self.stays.append(Served(case, state, visit, came, own, left))
                own = left
                if left == lasts:
                    return
            else:
                own += takes
                if own <= self.scenario.horizon:
                    yield environment.timeout(max(arrival + own - environment.now, 0.0))
            if own > self.scenario.horizon:
                return
            state = self.plan.rooms[
                self.plan.target(0, self.plan.number(state), step)
            ].name

    def own(self, arrival):
        now = self.environment.now
        return float(np.floor(now)) - arrival if self.dated else now - arrival

    def ask(self, case, state, visit, arrival):
        """Wait for people, or until the law makes the case leave."""
        environment, came = self.environment, self.own(arrival)
        people, fact = self.people[state]
        if self.dated:
            yield environment.timeout(QUARTER + case * TICK)
        request = people.request(priority=self.first(fact, case)) if fact else (
            people.request())  # fmt: skip
        lasts = self.lasts(case, state, visit, came)
        if lasts == float("inf"):
            yield request
            return request, False
        runs_out = environment.timeout(max(arrival + lasts - environment.now, 0.0))
        yield request | runs_out
        if request.triggered:
            return request, False
        request.cancel()
        return request, True

    def lasts(self, case, state, visit, came):
        if self.term is None or self.term[1] != state:
            return float("inf")
        clock, _, length, longer = self.term
        share = self.scenario.extended[clock].share
        extended = self.drawn(f"clock.{clock}.extended.0", visit, case)[0] < share
        return came + length + (longer if extended else 0)

    def first(self, fact, case):
        drawn = next(f for f in self.scenario.facts if f.fact == fact)
        kind = self.plan.rulebook.facts[fact].type
        value = drawn.law.quantile(self.drawn(f"fact.{fact}", 0, case))[0]
        units = float(np.rint(value * 10.0**kind.decimals))
        return min(max(units, kind.at_least), kind.at_most)

    def chance(self, case, state, visit, choice):
        """Return which way a case goes and how long it takes, by its own draws."""
        stay = self.scenario.stays[state]
        exits, place = stay.exits, 0
        if len(exits) > 1:
            u, width = choice.get(state, (0.0, 0.0))
            if width < 2.0**-20:
                u, width = self.drawn(f"state.{state}.then", visit, case)[0], 1.0
            ends = np.cumsum([way.share for way in exits])
            place = int(np.count_nonzero(u >= ends[:-1]))
            share = exits[place].share
            rest = (u - (ends[place] - share)) / share
            cyclic = self.plan.rooms[self.plan.number(state)].cyclic
            choice[state] = (rest, width * share) if cyclic else (0.0, 0.0)
        way = exits[place]
        delay, purpose = stay.delay, f"state.{state}.delay"
        if any(other.delay is not None for other in exits):
            delay = way.delay or stay.delay
            purpose = f"state.{state}.{way.step}.delay"
        takes = float(delay.law.quantile(self.drawn(purpose, visit, case))[0])
        return way.step, float(np.rint(takes)) if self.dated else takes
