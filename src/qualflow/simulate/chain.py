"""A plan as a chain of stays, as far as one stay does not depend on the one before it.

What the exact engine solves is a semi-Markov process: on entering a state all that will
matter is the state, the moment, and the periods of the law that start there.  A node of
the chain is a state with the periods that run in it; going from node to node, every
period must start or end.  Whatever breaks this is found here, and told by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from attrs import define, field, frozen

from qualflow.law.edition import Step
from qualflow.law.expression import facts_read
from qualflow.law.rules import Writes
from qualflow.simulate.planning import Plan
from qualflow.simulate.rooms import NOWHERE, Effect, Room, Timer, fires
from qualflow.simulate.scenario import Chosen, Coming, Drawn

EXIT = -1
"""The cause of a step that somebody makes."""
REFORM = -2
"""The cause of a step that a reform makes; other causes are numbers of timers."""

Way: TypeAlias = tuple[int, int, str, int]
"""A node, a span of the law, a step, its cause."""


@frozen
class Node:
    """A state and the periods that run in it.

    Attributes:
        timers: Numbers of the plan's timers.
        opening: Whether it is the first stay of a live case.
        fresh: Whether no step has led here, so that no period of it has started yet.
    """

    state: int
    timers: frozenset[int]
    opening: bool = False
    fresh: bool = False


@frozen(eq=False, slots=False)
class Chain:
    """The nodes that a case can come to, the first one where it begins.

    Attributes:
        ways: Where each way leads; none for a step that the law does not know.
        broken: What keeps it from being such a chain, by name.
    """

    plan: Plan
    nodes: tuple[Node, ...]
    ways: Mapping[Way, int]
    broken: tuple[str, ...]

    def room(self, node: int) -> Room:
        """Return what happens in a node."""
        found = self.nodes[node]
        opening = self.plan.opening if found.opening else None
        return opening or self.plan.rooms[found.state]

    def timers_in(self, node: int) -> list[int]:
        """Return the timers of a node, on one day the first by name comes first."""
        timers = self.plan.timers
        return sorted(self.nodes[node].timers, key=lambda number: timers[number].name)

    def target(self, node: int, span: int, step: str, cause: int) -> int:
        """Return where a step leads, `NOWHERE` if the span's law does not know it."""
        return self.ways.get((node, span, step, cause), NOWHERE)

    def of(self, states: Iterable[int]) -> frozenset[int]:
        """Return the nodes of some states."""
        wanted = set(states)
        return frozenset(n for n, node in enumerate(self.nodes) if node.state in wanted)

    @cached_property
    def after(self) -> tuple[frozenset[int], ...]:
        """For each node those that can be reached from it in one step or more."""
        direct: list[set[int]] = [set() for _ in self.nodes]
        for (node, *_), target in self.ways.items():
            direct[node].add(target)
        found = []
        for targets in direct:
            reached, ahead = set(targets), list(targets)
            while ahead:
                for target in direct[ahead.pop()] - reached:
                    reached.add(target)
                    ahead.append(target)
            found.append(frozenset(reached))
        return tuple(found)

    def entered_once(self, nodes: frozenset[int]) -> bool:
        """Return whether no case can come to some of these nodes twice."""
        return not any(nodes & self.after[node] for node in nodes)


def chain_of(plan: Plan) -> Chain:
    """Return the chain of a plan; it is one only if nothing is `broken`."""
    walk = _Walk(plan)
    walk.to_the_end()
    broken = [*_of_the_whole(plan), *walk.broken, *walk.odd_zeros()]
    made = Chain(plan, tuple(walk.nodes), walk.ways, ())
    broken += _of_clauses(made, walk.written())
    broken += _of_time(made)
    return Chain(plan, made.nodes, made.ways, tuple(dict.fromkeys(broken)))


@define(eq=False)
class _Walk:
    """All ways through a plan, followed once each.

    Attributes:
        starts: Which timers start through which steps, None for the beginning.
        steps: The steps that can be made.
    """

    plan: Plan
    nodes: dict[Node, int] = field(factory=dict)
    ways: dict[Way, int] = field(factory=dict)
    broken: list[str] = field(factory=list)
    starts: list[tuple[Timer, Step | None]] = field(factory=list)
    steps: list[Step] = field(factory=list)

    def to_the_end(self) -> None:
        """Follow all ways from the beginning."""
        ahead = [self._first()]
        self.nodes[ahead[0]] = 0
        while ahead:
            node = ahead.pop()
            number = self.nodes[node]
            self.steps += self._extending(node)
            for span, step, cause in self._leads(node):
                self.steps.append(step)
                target = self._after(node, step, cause)
                if target not in self.nodes:
                    self.nodes[target] = len(self.nodes)
                    ahead.append(target)
                way = number, span, step.transition.name, cause
                self.ways[way] = self.nodes[target]

    def written(self) -> frozenset[str]:
        """Return the facts that the steps write, and what those of the start do."""
        steps = list(self.steps)
        if self.plan.through is not None:
            steps.append(self.plan.through)
        return frozenset(r.fact for step in steps for r in step.transition.records)

    def odd_zeros(self) -> Iterator[str]:
        """Yield the clocks whose day 0 is not the day on which they start."""
        if not self.plan.dated:
            return  # there a period counts from its own moment
        written = set(self.written())
        if self.plan.standing is not None:
            written |= self.plan.standing.facts.keys()
        for timer, step in self.starts:
            if not _counts_from_its_start(timer, step, written):
                what = "which counts from a day before the state is entered"
                yield f"clock '{timer.name}', {what}"

    def _first(self) -> Node:
        plan, standing = self.plan, self.plan.standing
        if standing is None:
            found = [
                number
                for number, timer in enumerate(plan.timers)
                if self._starts(timer, plan.effect(timer, NOWHERE, plan.through))
            ]
            self.starts += [(plan.timers[n], plan.through) for n in found]
            state = plan.rooms[plan.start].name
            clocks = [timer.clock for timer in plan.timers]
            runs = any(state in (*c.runs_in, *c.paused_in) for c in clocks)
            fresh = runs and plan.unentered
            return Node(plan.start, frozenset(found), fresh=fresh)
        running = {period.clock: period for period in standing.periods}
        found = []
        for number, timer in enumerate(plan.timers):
            period = running.get(timer.name)
            if period is None or not fires(timer.clock.versions[period.version]):
                continue
            found.append(number)
            if period.stopped_on is not None:
                self.broken.append(f"clock '{timer.name}', which stands still")
        return Node(plan.start, frozenset(found), opening=True)

    def _leads(self, node: Node) -> Iterator[tuple[int, Step, int]]:
        """Yield the span, the step and the cause of all ways out of a node."""
        plan = self.plan
        legs = [(leg.step, EXIT) for leg in plan.rooms[node.state].legs]
        expiries = [
            (version.on_expiry, number)
            for number in sorted(node.timers)
            for version in plan.timers[number].clock.versions
            if fires(version)
        ]
        for span in range(len(plan.spans)):
            for name, cause in (*legs, *expiries):
                step = plan.step(span, node.state, name)
                if step is not None:
                    yield span, step, cause
        for reform in plan.reforms:
            if node.state in reform.sources:
                span = plan.span_on(reform.on)
                step = plan.step(span, node.state, reform.step)
                if step is not None:
                    yield span, step, REFORM

    def _extending(self, node: Node) -> Iterator[Step]:
        """Yield the steps that can extend the periods of a node."""
        for name in extending(self.plan, node):
            for span in range(len(self.plan.spans)):
                step = self.plan.step(span, node.state, name)
                if step is not None:
                    yield step

    def _after(self, node: Node, step: Step, cause: int) -> Node:
        """Return the node that a step leads to."""
        plan, found = self.plan, []
        target = step.transition.target
        source = NOWHERE if node.fresh else node.state
        for number, timer in enumerate(plan.timers):
            runs = number in node.timers and number != cause
            effect = plan.effect(timer, source, step)
            if self._starts(timer, effect):
                if target in timer.clock.paused_in:
                    self.broken.append(f"clock '{timer.name}', which can stand still")
                found.append(number)
                self.starts.append((timer, step))
            elif runs and effect is Effect.KEEP:
                what = f"which runs on through '{step.transition.name}'"
                self.broken.append(f"clock '{timer.name}', {what}")
            elif runs and effect in (Effect.PAUSE, Effect.RESUME):
                self.broken.append(f"clock '{timer.name}', which can stand still")
            if runs and cause != EXIT and self._ties(timer, target):
                what = "which can run out on the day on which the law moves the case"
                self.broken.append(f"clock '{timer.name}', {what}")
        return Node(plan.number(target), frozenset(found))

    def _ties(self, timer: Timer, state: str) -> bool:
        """Return whether an expiry leads on from a state the law has just led to.

        On one day several periods can run out, whatever the first of them leads to.
        """
        steps = {version.on_expiry for version in timer.clock.versions}
        editions = [span.edition for span in self.plan.spans]
        return self.plan.dated and any(
            edition.step(state, step) for edition in editions for step in steps
        )

    def _starts(self, timer: Timer, effect: Effect) -> bool:
        """Return whether a clock starts that can end in a step."""
        if effect is not Effect.START:
            return False
        return any(v is not None and fires(v) for v in timer.versions)


def _counts_from_its_start(timer: Timer, step: Step | None, written: set[str]) -> bool:
    """Return whether day 0 is the day of the step; `written` are facts on file."""
    here = {} if step is None else {r.fact: r.writes for r in step.transition.records}
    for name in timer.clock.counts_from:
        writes = here.get(name)
        if writes is Writes.TODAY:
            return True
        if name in written and writes is not Writes.NONE:
            return False
    return True


def _of_the_whole(plan: Plan) -> Iterator[str]:
    """Yield what of the scenario as a whole cannot be treated."""
    for resource in plan.scenario.resources:
        yield f"resource '{resource.name}': cases wait for each other"
    if plan.scenario.arrivals is not None:
        yield "arrivals: cases begin one after the other"
    for fact in plan.scenario.facts:
        if isinstance(fact, Coming):
            yield f"fact '{fact.fact}', which comes about while a case lives"


def _of_clauses(chain: Chain, written: frozenset[str]) -> Iterator[str]:
    """Yield the steps whose clauses cannot be judged once for all cases."""
    plan = chain.plan
    if not plan.scenario.judges:
        return
    drawn = {f.fact for f in plan.scenario.facts if isinstance(f, Drawn | Chosen)}
    for node, state in enumerate(chain.nodes):
        for name in asked_in(chain, node):
            for span in range(len(plan.spans)):
                step = plan.step(span, state.state, name)
                if step is None or not step.evaluated:
                    continue
                if not plan.dated:
                    yield f"clauses of '{name}' in continuous time"
                read = {f for c in step.evaluated for f in facts_read(c.when)}
                if read & (drawn | written):
                    yield f"clauses of '{name}' (facts differ from case to case)"


def asked_in(chain: Chain, node: int) -> tuple[str, ...]:
    """Return the steps that somebody asks for in a node: exits, and extensions."""
    legs = [leg.step for leg in chain.room(node).legs]
    return tuple(dict.fromkeys([*legs, *extending(chain.plan, chain.nodes[node])]))


def extending(plan: Plan, node: Node) -> tuple[str, ...]:
    """Return the transitions that can extend the periods of a node."""
    timers = [plan.timers[n] for n in sorted(node.timers)]
    by = [
        version.extend.by
        for timer in timers
        if timer.extended > 0
        for version in timer.clock.versions
        if version.extend is not None
    ]
    return tuple(dict.fromkeys(n for n in by if n in plan.rulebook.transitions))


def _of_time(chain: Chain) -> Iterator[str]:
    """Yield what cannot be treated in the scenario's kind of time."""
    plan = chain.plan
    for number, node in enumerate(chain.nodes):
        room = chain.room(number)
        if room.retry is None or not _can_be_refused(chain, number):
            continue
        if not plan.dated:
            yield f"asking again in state '{room.name}' in continuous time"
        for timer in sorted(node.timers):
            name = plan.timers[timer].name
            yield f"asking again in state '{room.name}' while clock '{name}' runs"
    if plan.dated:
        return
    for reform in plan.reforms:
        yield f"reform '{reform.step}' in continuous time"
    for place, span in enumerate(plan.spans[1:], 1):
        if _law(chain, place) != _law(chain, 0):
            yield f"a change of the law on day {span.since} in continuous time"


def _can_be_refused(chain: Chain, node: int) -> bool:
    plan, state = chain.plan, chain.nodes[node].state
    for leg in chain.room(node).legs:
        for span in range(len(plan.spans)):
            step = plan.step(span, state, leg.step)
            if step is None or (plan.scenario.judges and step.evaluated):
                return True
    return False


def _law(chain: Chain, span: int) -> tuple[object, ...]:
    """Return what of the law of a span matters to the chain."""
    ways = {
        (node, step, cause): target
        for (node, of, step, cause), target in chain.ways.items()
        if of == span
    }
    versions = [timer.versions[span] for timer in chain.plan.timers]
    return ways, versions
