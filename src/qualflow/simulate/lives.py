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
from functools import cached_property

import numpy as np
from attrs import evolve, frozen

from qualflow.case.events import Case
from qualflow.case.life import open_case
from qualflow.law.facts import FiledValue, outside
from qualflow.law.rulebook import Rulebook
from qualflow.simulate.blocks import GRANTED
from qualflow.simulate.filing import Files, comes, still_comes, supposed
from qualflow.simulate.living import Filing, Life, LifeError, Made
from qualflow.simulate.planning import Plan
from qualflow.simulate.preparing import plan
from qualflow.simulate.sampling import BLOCK, Sampler
from qualflow.simulate.scenario import Coming, Scenario
from qualflow.simulate.starting import Standing

__all__ = ["LifeError", "Lives", "Made", "life"]


@frozen(eq=False, slots=False)
class Lives:
    """The lives of the cases of a plan, one by one."""

    plan: Plan
    seed: int

    @classmethod
    def of(
        cls,
        rulebook: Rulebook,
        scenario: Scenario,
        seed: int,
        standing: Standing | None = None,
    ) -> Lives:
        """Return the lives of a scenario.

        Args:
            rulebook: The law.
            scenario: What chance does.
            seed: Of all that is drawn.
            standing: Where a live case stands, with its record.

        Raises:
            CannotSimulateError: If the scenario asks for what the sampler does not
                treat.
            ValueError: If the standing has no record of its case.
        """
        if standing is not None and standing.record is None:
            raise ValueError(f"case {standing.case}: its standing has no record of it")
        return cls(plan(rulebook, scenario, standing), seed)

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
            for visit, place, at in self._entries(fact.state, made):
                if there <= at:
                    break
                now = np.array([at])
                come = comes(self.plan, fact, self.seed, visit, case, now)
                there, after = float(come[0]), place
            if there <= self.plan.horizon:
                yield Filing(there, fact.fact, fact.value, after)

    def _entries(
        self, state: str, made: Sequence[Made]
    ) -> Iterator[tuple[int, int, float]]:
        """Yield the entries of a state: which visit, made so far, and the moment."""
        visit = 0
        if self.plan.rooms[self.plan.start].name == state:
            if self.plan.standing is None:
                yield visit, 0, 0.0
            visit = 1
        for place, step in enumerate(made, 1):
            if step.cause != GRANTED and step.target == state:
                yield visit, place, step.at
                visit += 1

    # -- as a case ----------------------------------------------------------------

    def _lived(
        self, files: Files, row: int, number: int, made: tuple[Made, ...]
    ) -> Case:
        """Return a case that has lived what was simulated."""
        life = Life(self.plan, self._opened(number))
        for name, value in self._filed(files, row):
            life.file(0.0, name, value)
        if self.plan.standing is None:
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
        """Return the case as it is before its life: a fresh one, or the live one."""
        standing = self.plan.standing
        if standing is not None:
            assert standing.record is not None
            return evolve(standing.record, id=f"{standing.case}-{number}")
        name = f"{self.plan.scenario.name}-{number}"
        return open_case(self.plan.rulebook, name)


def life(
    rulebook: Rulebook,
    scenario: Scenario,
    seed: int,
    case_number: int,
    standing: Standing | None = None,
) -> Case:
    """Return one simulated case alone, as a dated case that the law confirms.

    Args:
        rulebook: The law.
        scenario: What chance does.
        seed: Of all that is drawn.
        case_number: From 0; the case is the same as in any block of cases.
        standing: Where a live case stands, which then lives on; None for a fresh one.

    Raises:
        CannotSimulateError: If the scenario asks for what the sampler does not treat.
        LifeError: If the law does not make what was simulated.
    """
    return Lives.of(rulebook, scenario, seed, standing).one(case_number)
