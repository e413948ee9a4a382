"""Semi-Markov scenarios in whole days, solved day by day.

Whoever enters a node on a day is spread over the days on which the stay can end; each
day what falls due there enters other nodes.  There is no lattice and no sampling, so
that nothing but rounding is lost.  Within a day, as in `case.timing`: a reform moves
those who stood there before, then periods run out, then people act.  Stays of no days
at all are followed by solving one small system, as often round as they go.

All masses are columns side by side: the cases that begin on one day, or those that
entered a state on each of many days, whose times are then told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

import numpy as np
from attrs import define, field, frozen

from qualflow.law.measures import Unit
from qualflow.simulate.chain import EXIT, REFORM, Chain
from qualflow.simulate.channels import Channels, Key, Law
from qualflow.simulate.distributions import Floats
from qualflow.simulate.figures import FlowKey, StopKey
from qualflow.simulate.rooms import NOWHERE
from qualflow.simulate.whole_days import DailyStay, Expiry

_NOBODY = 1e-17


@frozen(eq=False)
class Lived:
    """What came of the cases of a run.

    Attributes:
        entered: By day, node and column: how many entered, blocked nodes included.
        standing: By day, node and column: how many stood there at its end; of those
            who came by a step to a blocked node nobody.
        asked: By day and channel: what fell due.
        moved: How often reforms moved cases.
    """

    entered: Floats
    standing: Floats
    asked: Floats
    moved: Mapping[FlowKey, float]


class Days:
    """The chain of a plan, day by day up to the horizon.

    Attributes:
        last: The last day.
    """

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.last = int(chain.plan.horizon)
        nodes = range(len(chain.nodes))
        self.stays = [DailyStay(chain, node, self.last) for node in nodes]
        self.channels = Channels(chain, self.stays, self.last)
        self.keys = [self.channels.key(day) for day in range(self.last + 1)]

    @cached_property
    def every_day_alike(self) -> bool:
        """Whether nothing depends on which day it is."""
        plan = self.chain.plan
        return (
            not plan.reforms
            and len(set(self.keys)) == 1
            and not any(leg.working for stay in self.stays for leg in stay.room.legs)
            and all(timer.clock.unit is Unit.DAY for timer in plan.timers)
            and not self.chain.nodes[0].opening
        )

    def lived(
        self,
        begun: Mapping[int, Floats],
        blocked: frozenset[int] = frozenset(),
        ignored: frozenset[int] = frozenset(),
    ) -> Lived:
        """Return what comes of cases.

        Args:
            begun: For some days, who begins that day, by node and column.
            blocked: Nodes that nobody leaves who came there by a step.
            ignored: Nodes in which it does not matter what comes of anybody.
        """
        nodes = [node for node in range(len(self.stays)) if node not in ignored]
        asking = {channel.node for channel in self.channels.all}
        run = _Run(self, begun, blocked, [node for node in nodes if node in asking])
        leaving = [node for node in nodes if node in asking or self.chain.after[node]]
        for day in range(min(begun), self.last + 1):
            run.live(day)
            if day >= max(begun) and run.here[leaving].sum() < _NOBODY:
                run.standing[day + 1 :] = run.here
                break
        return Lived(run.entered, run.standing, run.asked, run.moved)

    def flows(self, lived: Lived) -> dict[FlowKey, float]:
        """Return how often each step was made in a run."""
        found = Counter[FlowKey](lived.moved)
        for key, each in self.channels.flows(lived.asked):
            found[key] += each  # type: ignore[assignment]
        return dict(found)

    def stopped(self, lived: Lived) -> dict[StopKey, tuple[float, float]]:
        """Return how often each clause refused, and how often it was unknown."""
        found: dict[StopKey, tuple[float, float]] = {}
        for key, each, unknown in self.channels.stopped(lived.asked):
            before = found.get(key, (0.0, 0.0))
            found[key] = before[0] + each, before[1] + each * unknown
        return found


@define(eq=False)
class _Run:
    """The cases of one run, as far as they have come.

    Attributes:
        moving: The nodes from which it matters what comes of cases.
        here: By node and column: how many stand there.
        planned: By channel, day and column: what falls due.
    """

    days: Days
    begun: Mapping[int, Floats]
    blocked: frozenset[int]
    moving: list[int]
    here: Floats = field(init=False)
    planned: Floats = field(init=False)
    entered: Floats = field(init=False)
    standing: Floats = field(init=False)
    asked: Floats = field(init=False)
    moved: dict[FlowKey, float] = field(factory=dict)
    _open: Floats = field(init=False)
    _settling: dict[Key, Floats] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        nodes, columns = next(iter(self.begun.values())).shape
        days, channels = self.days.last + 1, len(self.days.channels.all)
        self.here = np.zeros((nodes, columns))
        self.planned = np.zeros((channels, days, columns))
        self.entered = np.zeros((days, nodes, columns))
        self.standing = np.zeros((days, nodes, columns))
        self.asked = np.zeros((days, channels))
        self._open = np.ones((nodes, 1))
        self._open[list(self.blocked)] = 0.0

    def live(self, day: int) -> None:
        """Let a day pass."""
        key = self.days.keys[day]
        law = self.days.channels.law(day, key)
        reformed = self._reform(day)
        due = self.planned[:, day]
        came = law.leads @ due
        if reformed is not None:
            came += reformed
        entering = came * self._open
        begun = self.begun.get(day)
        if begun is not None:
            entering += begun
        if law.at_once is not None:
            entering = self._settled(key, law, entering)
            due = due + law.at_once @ entering
            came = law.leads @ due
            if reformed is not None:
                came += reformed
        self.asked[day] = due.sum(axis=1)
        self.here += entering
        self.here -= law.leaves @ due
        for channel, part, again in law.refused:
            self._retry(day, again, part * due[channel])
        self.entered[day] = came if begun is None else came + begun
        for node in self.moving:
            if entering[node].any():
                self._enter(day, node, entering[node])
        for number in self.days.channels.extensions.values():  # in the evening
            self.asked[day, number] = self.planned[number, day].sum()
        self.standing[day] = self.here

    def _settled(self, key: Key, law: Law, entering: Floats) -> Floats:
        """Return who enters nodes, by way of stays of no days as well."""
        if key not in self._settling:
            assert law.at_once is not None
            at_once = law.at_once.copy()
            aside = [n for n in range(len(self.here)) if n not in self.moving]
            at_once[:, aside] = 0.0
            steps = np.eye(len(self.here)) - self._open * (law.leads @ at_once)
            self._settling[key] = np.asarray(np.linalg.inv(steps), np.float64)
        return self._settling[key] @ entering

    def _reform(self, day: int) -> Floats | None:
        """Let a reform move those who stood in its states before, and return them."""
        chain = self.days.chain
        came: Floats | None = None
        for reform in chain.plan.reforms:
            if reform.on != day:
                continue
            span = self.days.channels.spans[day]
            for node, found in enumerate(chain.nodes):
                target = chain.target(node, span, reform.step, REFORM)
                if found.state in reform.sources and target != NOWHERE:
                    came = np.zeros_like(self.here) if came is None else came
                    came[target] += self.here[node]
                    each = float(self.here[node].sum())
                    self._count(node, reform.step, target, REFORM, each)
                    self.here[node] = 0.0
                    for number, channel in enumerate(self.days.channels.all):
                        if channel.node == node:
                            self.planned[number, day:] = 0.0
        return came

    def _retry(self, day: int, again: int, mass: Floats) -> None:
        """Let those who were refused ask again."""
        if not mass.any():
            return
        row = self.days.stays[self.days.channels.all[again].node].retry(day)
        self.planned[again, day : day + row.size] += np.multiply.outer(row, mass)

    def _count(
        self, node: int, step: str, target: int, cause: int, each: float
    ) -> None:
        nodes = self.days.chain.nodes
        key = nodes[node].state, step, nodes[target].state, cause != EXIT
        self.moved[key] = self.moved.get(key, 0.0) + each

    def _enter(self, day: int, node: int, mass: Floats) -> None:
        """Spread those who enter a node over the days on which they leave it."""
        stay = self.days.stays[node]
        rows = stay.rows(day)
        alive: Floats | None = None
        if stay.has_periods:
            periods = stay.expiries(day)
            if periods:
                rest = stay.rest(rows, day)
                alive = self._periods(day, node, rest, periods, mass)
        for number, row in zip(self.days.channels.exits[node], rows, strict=True):
            later = row[1:] if alive is None else row[1:] * alive[1 : row.size]
            planned = self.planned[number, day + 1 : day + row.size]
            planned += np.multiply.outer(later, mass)

    def _periods(
        self, day: int, node: int, rest: Floats, periods: list[list[Expiry]],
        mass: Floats,
    ) -> Floats:  # fmt: skip
        """Let periods run out, and return how likely none has by each day.

        Args:
            day: That of the entry.
            node: Where.
            rest: How likely a stay is not left by each day, were there no periods.
            periods: On one day the first of them comes first.
            mass: How many have entered.
        """
        size = self.days.last - day + 1
        curves = []
        for expiries in periods:
            curve = np.ones(size + 1)
            for expiry in expiries:
                curve[expiry.on - day :] -= expiry.share
            curves.append(curve)
        for place, expiries in enumerate(periods):
            for expiry in expiries:
                at = expiry.on - day
                evening = runs_out = float(rest[at - 1])
                for other, curve in enumerate(curves):
                    if other != place:
                        evening *= float(curve[at - 1])
                        runs_out *= float(curve[at if other < place else at - 1])
                self._extend(node, expiry, evening * mass)
                self._run_out(node, expiry, runs_out * mass)
        alive = np.ones(size)
        for curve in curves:
            alive *= curve[:size]
        return alive

    def _extend(self, node: int, expiry: Expiry, mass: Floats) -> None:
        """Let those who are there on the evening of a last day get it put off."""
        if expiry.granted > 0:
            number = self.days.channels.extensions[node, expiry.timer, expiry.by]
            self.planned[number, expiry.on - 1] += expiry.granted * mass

    def _run_out(self, node: int, expiry: Expiry, mass: Floats) -> None:
        """Let a period run out for those who will still be there."""
        if expiry.share > 0 and expiry.on <= self.days.last:
            key = node, expiry.timer, expiry.step
            number = self.days.channels.periods[key]
            self.planned[number, expiry.on] += expiry.share * mass
