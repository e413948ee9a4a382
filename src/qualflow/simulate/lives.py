"""Simulated cases as dated cases: each life again, under the law itself.

A life is told to `decide` day by day, as if people had lived it.  So the law confirms
every step of it: its guards, its periods, its reforms.  What the sampler moved and the
law does not, or on another day, is an error of the simulation and told as one.

How a life is dated:

- Its first day is that of the scenario, or the day a live case is asked about.
- What the scenario puts on file is filed on the first day, as official; a fact that
  comes about is filed on its day, before what is done on that day, but after the entry
  that set it off.
- A case that begins in the middle is entered as an archive would that knows only its
  last step: one step on the first day, with nothing before it.
- In whole days everything has the day it was drawn for.
- In continuous time a moment lies in the day it falls into.  The law knows days alone:
  a period ends at the end of its last day, so what expires at a moment expires on the
  day after, and whatever comes later is dated no earlier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from math import floor

import numpy as np
from attrs import define, field, frozen

from qualflow.case.commands import Advance, Command, FileFact, Record, Request
from qualflow.case.events import Case, Event, StateEntered
from qualflow.case.life import decide, open_case
from qualflow.case.replaying import apply, replay
from qualflow.case.steps import terms, written
from qualflow.errors import QualflowError
from qualflow.law.edition import Step
from qualflow.law.facts import Evidence, FiledValue, outside
from qualflow.law.rulebook import Rulebook
from qualflow.simulate.blocks import EXIT, GRANTED, REFORM
from qualflow.simulate.filing import Files, comes, still_comes, supposed
from qualflow.simulate.planning import NOWHERE, CannotSimulateError, Plan, plan
from qualflow.simulate.sampling import BLOCK, Sampler
from qualflow.simulate.scenario import Coming, Scenario
from qualflow.simulate.starting import Standing

FILED_AS = Evidence.OFFICIAL
"""How well what a scenario puts on file is backed."""


class LifeError(QualflowError):
    """A simulated step that the law does not make: simulation and law disagree.

    Attributes:
        case: The life.
        on: The day.
        expected: What was simulated.
        found: What the law says.
    """

    def __init__(self, case: str, on: date, expected: str, found: str) -> None:
        super().__init__(
            f"case {case}: on {on} the simulation has {expected}, the law {found}; "
            f"this is a mistake of the simulation, please report it with the scenario"
        )
        self.case = case
        self.on = on
        self.expected = expected
        self.found = found


@frozen
class Made:
    """Something that was simulated of one case.

    Attributes:
        at: When, in days after the start.
        cause: As in `blocks.Moved`.
    """

    at: float
    step: str
    target: str
    cause: str


@frozen
class Filing:
    """A fact that comes about, at a moment; `after` counts what was made before it."""

    at: float
    fact: str
    value: FiledValue
    after: int

    def comes_before(self, made: Made, place: int) -> bool:
        """Return whether it comes before a step that has a place among all."""
        if made.cause not in (EXIT, GRANTED) and made.at == self.at:
            return False  # what the law does on a day comes before what is done
        return self.at <= made.at and self.after <= place


@frozen(eq=False, slots=False)
class Lives:
    """The lives of the cases of a plan, one by one.

    Attributes:
        case: The live case that the plan starts from, None for fresh ones.
    """

    plan: Plan
    seed: int
    case: Case | None = None

    @classmethod
    def of(
        cls,
        rulebook: Rulebook,
        scenario: Scenario,
        seed: int,
        standing: Standing | None = None,
        case: Case | None = None,
    ) -> Lives:
        """Return the lives of a scenario.

        Args:
            rulebook: The law.
            scenario: What chance does.
            seed: Of all that is drawn.
            standing: Where a live case stands.
            case: That case; needed if `standing` is given.

        Raises:
            CannotSimulateError: If the scenario asks for what the sampler does not
                treat.
            ValueError: If one of standing and case is missing.
        """
        if (standing is None) is not (case is None):
            raise ValueError("a standing and its case: one of the two is missing")
        return cls(plan(rulebook, scenario, standing), seed, case)

    def one(self, number: int) -> Case:
        """Return one case, the same as it is in any block of cases."""
        return next(self.some(number, 1))

    def some(self, first: int, count: int) -> Iterator[Case]:
        """Yield `count` cases from the `first` on.

        Raises:
            LifeError: If the law does not make what was simulated.
        """
        for start in range(first, first + count, BLOCK):
            size = min(BLOCK, first + count - start)
            numbers = np.arange(start, start + size, dtype=np.uint64)
            files = Files(self.plan, self._sampler.needs, self.seed, numbers)
            for row, made in enumerate(self._made(start, size)):
                yield self._lived(files, row, start + row, made)

    @cached_property
    def _sampler(self) -> Sampler:
        return Sampler.of(self.plan, self.seed)

    # -- what was simulated -------------------------------------------------------

    def _made(self, first: int, count: int) -> Iterator[tuple[Made, ...]]:
        """Yield what each case of a block made, in order."""
        trace = self._sampler.block(first, count, trace=True).trace
        assert trace is not None
        sizes = [moved.rows.size for moved in trace]
        rows = np.concatenate([m.rows for m in trace]) if trace else np.empty(0)
        moments = np.concatenate([m.at for m in trace]) if trace else np.empty(0)
        which = np.repeat(np.arange(len(trace)), sizes)
        order = np.argsort(rows, kind="stable")
        ends = np.cumsum(np.bincount(rows.astype(np.int64), minlength=count))
        states = [room.name for room in self.plan.rooms]
        start = 0
        for end in ends:
            found = []
            for place in order[start:end]:
                moved = trace[which[place]]
                target = states[moved.target]
                at = float(moments[place])
                found.append(Made(at, moved.step, target, moved.cause))
            yield tuple(found)
            start = end

    def _filed(self, files: Files, row: int) -> Iterator[tuple[str, FiledValue]]:
        """Yield what the scenario puts on file in a case on the first day."""
        here, now = np.array([row]), np.zeros(1)
        for fact in self.plan.scenario.facts:
            if isinstance(fact, Coming) or not supposed(self.plan, fact):
                continue
            column = files.column(fact.fact, here, now)
            if column is None or not np.all(column.known):
                continue
            value = column.values.reshape(-1)[0].item()
            inside = column.words[value] if column.words else value
            yield fact.fact, outside(self.plan.rulebook.facts[fact.fact], inside)

    def _coming(self, number: int, made: Sequence[Made]) -> Iterator[Filing]:
        """Yield the facts that come about in a case, as the sampler draws them."""
        case = np.array([number], np.uint64)
        for fact in self.plan.scenario.facts:
            if not isinstance(fact, Coming) or not supposed(self.plan, fact):
                continue
            there = float(still_comes(self.plan, fact, self.seed, case)[0])
            after = 0
            for visit, (place, at) in enumerate(self._entries(fact.state, made)):
                if there <= at:
                    break
                now = np.array([at])
                come = comes(self.plan, fact, self.seed, visit, case, now)
                there, after = float(come[0]), place
            if there <= self.plan.horizon:
                on = date.fromordinal(self.plan.first + floor(there))
                value = on if fact.value is None else fact.value
                yield Filing(there, fact.fact, value, after)

    def _entries(self, state: str, made: Sequence[Made]) -> Iterator[tuple[int, float]]:
        """Yield the entries of a state: how much was made by then, and when."""
        fresh = self.case is None
        if fresh and self.plan.rooms[self.plan.start].name == state:
            yield 0, 0.0
        for place, step in enumerate(made, 1):
            if step.cause != GRANTED and step.target == state:
                yield place, step.at

    # -- as a case ----------------------------------------------------------------

    def _lived(
        self, files: Files, row: int, number: int, made: tuple[Made, ...]
    ) -> Case:
        """Return a case that has lived what was simulated."""
        life = _Life(self.plan, self._opened(number))
        for name, value in self._filed(files, row):
            life.file(0.0, name, value)
        if self.case is None:
            life.begin()
        coming = sorted(self._coming(number, made), key=lambda filing: filing.at)
        for place, step in enumerate(made):
            while coming and coming[0].comes_before(step, place):
                life.come(coming.pop(0))
            life.make(step)
        for filing in coming:
            life.come(filing)
        return life.until_the_horizon()

    def _opened(self, number: int) -> Case:
        if self.case is not None:
            return self.case
        name = f"{self.plan.scenario.name}-{number}"
        return open_case(self.plan.rulebook, name)


@define
class _Life:
    """A case while it lives what was simulated.

    Attributes:
        late: Days by which its last date is later than the day of its moment.
    """

    plan: Plan
    case: Case
    on: date = field(init=False)
    late: int = 0

    def __attrs_post_init__(self) -> None:
        self.on = date.fromordinal(self.plan.first)

    def file(self, at: float, fact: str, value: FiledValue) -> None:
        """Let a fact be filed."""
        on = self._dated(at)
        self._send(FileFact(fact, value, on, evidence=FILED_AS), f"'{fact}' filed")

    def come(self, filing: Filing) -> None:
        """Let a fact come about; what tells of a day tells of the day as dated."""
        value = filing.value
        if isinstance(value, date) and not self.plan.dated:
            value = self._dated(filing.at) if self._is_day(filing.fact) else value
        self.file(filing.at, filing.fact, value)

    def _is_day(self, name: str) -> bool:
        facts = self.plan.scenario.facts
        return any(f.fact == name and getattr(f, "value", 0) is None for f in facts)

    def begin(self) -> None:
        """Let the case stand where the scenario begins, by the last step alone."""
        start = self.plan.rooms[self.plan.start].name
        if start == self.plan.rulebook.initial:
            return
        step = self.plan.through or self._any_step(start)
        records: tuple[tuple[str, FiledValue | None], ...] = ()
        if self.plan.through is not None:
            records = written(self.plan.rulebook, self.case.facts, step, self.on)
        scenario = self.plan.scenario
        entered = StateEntered(
            step.transition.name,
            start,
            self.on,
            step.transition.by[0],
            FILED_AS,
            records,
            terms(self.plan.rulebook.release, scenario.standings)[scenario.evidence],
        )
        self.case = apply(self.case, entered)

    def _any_step(self, start: str) -> Step:
        """Return a step that leads to the start and does to clocks what nothing did.

        Raises:
            CannotSimulateError: If there is none: no case can begin there.
        """
        plan = self.plan
        edition = plan.spans[0].edition
        for name, transition in edition.transitions.items():
            step = edition.step(transition.sources[0], name)
            if transition.target != start or step is None:
                continue
            if all(
                plan.effect(timer, NOWHERE, step) is plan.effect(timer, NOWHERE, None)
                for timer in plan.timers
            ):
                return step
        what = f"a life that begins in '{start}': no step leads there on {self.on}"
        raise CannotSimulateError(plan.scenario.name, what)

    def make(self, made: Made) -> None:
        """Let happen what was simulated."""
        match made.cause:
            case cause if cause == EXIT:
                self._step(made, self._dated(made.at))
            case cause if cause == GRANTED:
                if made.step in self.plan.rulebook.facts:
                    on = self._dated(made.at)
                    self.file(made.at, made.step, on)
                else:
                    self._step(made, self._dated(made.at))
            case _:
                self._expire(made)

    def until_the_horizon(self) -> Case:
        """Let time pass up to the horizon and return the case."""
        last = date.fromordinal(self.plan.first + floor(self.plan.horizon))
        if last > self.on:
            self.on = last
            self._send(Advance(last), "nothing more")
        return self.case

    def _dated(self, at: float) -> date:
        """Return the day of a moment, none before that of what came earlier."""
        on = date.fromordinal(self.plan.first + floor(at))
        if on >= self.on:
            self.late = 0
            self.on = on
        else:
            self.late = (self.on - on).days
        return self.on

    def _step(self, made: Made, on: date) -> None:
        scenario = self.plan.scenario
        step = self.plan.rulebook.on(on, scenario.standings)
        found = step.step(self.case.state, made.step)
        asked = scenario.judges and found is not None and found.askers
        command: Command = Record(made.step, on, evidence=FILED_AS)
        if asked:
            command = Request(made.step, on, "", scenario.evidence, scenario.standings)
        self._send(command, f"'{made.step}'", made)

    def _expire(self, made: Made) -> None:
        """Let time make a step: on the day of its moment, or after that day is over."""
        first = self.plan.first + floor(made.at)
        tries = [first]
        if not self.plan.dated and made.cause != REFORM:
            tries = [first + 1 + n for n in range(self.late + 1)]
        for ordinal in tries:
            on = date.fromordinal(ordinal)
            if decide(self.plan.rulebook, self.case, Advance(on)).events:
                break
        self.on, self.late = on, ordinal - floor(made.at) - self.plan.first
        self._send(Advance(on), f"'{made.step}' by {made.cause}", made)

    def _send(self, command: Command, expected: str, made: Made | None = None) -> None:
        """Let the law decide, and see that it makes what was simulated."""
        outcome = decide(self.plan.rulebook, self.case, command)
        events = outcome.events
        if outcome.refusal is not None:
            refs = [finding.clause.ref for finding in outcome.refusal.findings]
            listed = ", ".join(refs) or outcome.refusal.answer
            self._fail(expected, f"refuses it ({listed})")
        if made is not None and made.cause not in (EXIT, GRANTED):
            events = _up_to_a_step(events)  # more may expire on the day: one by one
        steps = [e for e in events if isinstance(e, StateEntered)]
        wanted = [] if made is None else [(made.step, made.target, self.on)]
        if [(e.transition, e.target, e.on) for e in steps] != wanted:
            self._fail(expected, f"makes {_told(steps)}")
        by = "" if made is None or made.cause in (EXIT, GRANTED) else made.cause
        if any(step.fired_by != by for step in steps):
            self._fail(expected, f"lets it be made by '{steps[0].fired_by}'")
        self.case = replay(events, start=self.case)

    def _fail(self, expected: str, found: str) -> None:
        raise LifeError(self.case.id, self.on, expected, found)


def _up_to_a_step(events: tuple[Event, ...]) -> tuple[Event, ...]:
    for place, event in enumerate(events, 1):
        if isinstance(event, StateEntered):
            return events[:place]
    return events


def _told(steps: Sequence[StateEntered]) -> str:
    told = [f"'{e.transition}' on {e.on}" for e in steps]
    return ", then ".join(told) or "no step"


def life(
    rulebook: Rulebook,
    scenario: Scenario,
    seed: int,
    case_number: int,
    standing: Standing | None = None,
    case: Case | None = None,
) -> Case:
    """Return one simulated case alone, as a dated case that the law confirms.

    Args:
        rulebook: The law.
        scenario: What chance does.
        seed: Of all that is drawn.
        case_number: From 0; the case is the same as in any block of cases.
        standing: Where a live case stands; None for a fresh one.
        case: That live case, which lives on; needed if `standing` is given.

    Raises:
        CannotSimulateError: If the scenario asks for what the sampler does not treat.
        LifeError: If the law does not make what was simulated.
    """
    return Lives.of(rulebook, scenario, seed, standing, case).one(case_number)
