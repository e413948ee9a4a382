"""The end of a life: the steps that law or practice says must have followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qualflow.audit.mapping import Closing
from qualflow.audit.moves import Windows, may_follow, record
from qualflow.audit.rules import Rules
from qualflow.audit.terms import Terms
from qualflow.audit.windows import Placed, narrowed
from qualflow.law.expression import Value

Life = Sequence[tuple[Placed, str]]
"""The steps, each with the rule that added it at the end, "" for others."""


class Ending:
    """Adds closing steps under the terms of one audit.

    Args:
        supplies: The window of each row that may be supplied.
        start: The facts every step is judged by.
    """

    def __init__(
        self, rules: Rules, terms: Terms, supplies: Windows, start: Mapping[str, Value]
    ) -> None:
        self.rules = rules
        self.terms = terms
        self.supplies = supplies
        self.start = start
        self.distances = rules.mapping.distances

    def closed(self, chain: Sequence[Placed], *, hosting: bool) -> Life:
        """Return a chain with its windows narrowed, and the steps that followed it."""
        life = narrowed(chain, self.distances, self.terms) or ()
        names = [""] * len(life)
        for closing in self.rules.mapping.closings:
            if self._asked(closing, life, hosting=hosting):
                longer = self._longer(closing, life)
                if longer is not None:
                    life = longer
                    names.append(closing.name)
        return list(zip(life, names, strict=True))

    def _asked(
        self, closing: Closing, life: Sequence[Placed], *, hosting: bool
    ) -> bool:
        if not self.terms.uses(closing.standing, closing.reading):
            return False
        if closing.states and self._state(life) not in closing.states:
            return False
        if closing.on is not None and self.terms.day < closing.on:
            return False
        if closing.after:
            if not life or life[-1].row.name != closing.after:
                return False
            if self.terms.day.toordinal() - life[-1].last < closing.days:
                return False
        return hosting or not closing.hosting

    def _longer(
        self, closing: Closing, life: Sequence[Placed]
    ) -> tuple[Placed, ...] | None:
        """Return the life with the first row that can follow it, None if none can."""
        recorded: dict[str, Value] = {}
        for step in life:
            record(recorded, step.row, {**self.start, **recorded})
        facts = {**self.start, **recorded}
        state = self._state(life)
        for row, (first, last) in self.supplies.items():
            if (
                row.name == closing.step
                and state in row.transition.sources
                and may_follow(row, recorded)
            ):
                longer = [*life, Placed(row, first, last)]
                found = narrowed(longer, self.distances, self.terms)
                if found is not None and self._lawful(found[-1], facts):
                    return found
        return None

    def _lawful(self, step: Placed, facts: Mapping[str, Value]) -> bool:
        return not self.rules.judge.unmet(step.row, step.first, step.last, facts)

    def _state(self, life: Sequence[Placed]) -> str:
        return life[-1].row.transition.target if life else self.rules.rulebook.initial
