"""What the law says to the cases that ask for a step, a column at a time."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen

from qualflow.law.edition import Step
from qualflow.law.evaluators.arrays import ArrayGuard, compile_arrays
from qualflow.law.evaluators.compiled import Condition
from qualflow.simulate.blocks import Block
from qualflow.simulate.distributions import Floats
from qualflow.simulate.filing import Files, Rows
from qualflow.simulate.periods import Mask
from qualflow.simulate.planning import Plan
from qualflow.simulate.rooms import Room


@frozen(eq=False)
class Guards:
    """The clauses of the steps of a plan, compiled for columns when first asked for."""

    plan: Plan
    _made: dict[int, ArrayGuard] = field(factory=dict)

    def of(self, step: Step) -> ArrayGuard:
        """Return the evaluated clauses of a step."""
        found = self._made.get(id(step))
        if found is None:
            conditions = [Condition(c.ref, c.when, c.presumed) for c in step.evaluated]
            facts, calendar = self.plan.rulebook.facts, self.plan.rulebook.calendar
            found = self._made[id(step)] = compile_arrays(conditions, calendar, facts)
        return found


@frozen(eq=False)
class Judge:
    """Judges the steps of a block of cases, and counts what it refuses.

    Attributes:
        guards: The clauses.
        files: What is on file in the cases.
        block: What counts.
    """

    guards: Guards
    files: Files
    block: Block

    def granted(self, room: Room, step: Step, rows: Rows, at: Floats) -> Mask | None:
        """Return where the law grants a step; None for everywhere."""
        if not self.guards.plan.scenario.judges or not step.evaluated:
            return None
        guard = self.guards.of(step)
        columns = {
            fact: column
            for fact in guard.reads
            if (column := self.files.column(fact, rows, at)) is not None
        }
        today = np.floor(at).astype(np.int32) + np.int32(self.guards.plan.first)
        found = guard.outcomes(columns, today, rows.size)
        barring = [n for n in range(len(found)) if n not in step.noting]
        granted = np.ones(rows.size, np.bool_)
        for n in barring:
            granted &= found[n][0]
        if granted.all():
            return None
        for n in barring:
            met, unmet = found[n]
            times = rows.size - int(np.count_nonzero(met))
            if times:
                known = times if unmet is None else int(np.count_nonzero(unmet))
                unknown = times - known
                name, ref = step.transition.name, step.evaluated[n].ref
                self.block.refuse(room.number, name, ref, times, unknown)
        return granted
