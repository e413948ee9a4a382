"""What all audits of one process share that are asked under the same readings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from attrs import frozen

from qualflow.audit.judging import Judge
from qualflow.audit.mapping import Choice, HistoryMap, Line
from qualflow.audit.result import Step
from qualflow.audit.rows import Row, rows
from qualflow.audit.terms import Terms
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Standings


@frozen(eq=False)
class Rules:
    """A process under chosen readings and standings.

    Attributes:
        rows: Every version of every transition, in the order of the process.
        by_name: The rows of each transition.
        lines: The lines in use for each kind of event, in order.
        read: The facts that some clause looks at.
        recorded: The facts that some step can record.
    """

    rulebook: Rulebook
    mapping: HistoryMap
    judge: Judge
    rows: tuple[Row, ...]
    by_name: Mapping[str, tuple[Row, ...]]
    lines: Mapping[str, tuple[Line, ...]]
    read: frozenset[str]
    recorded: frozenset[str]

    def row_of(self, step: Step) -> Row | None:
        """Return the version that a step of a life was made by."""
        first, last = step.earliest.toordinal(), step.latest.toordinal()
        for row in self.by_name.get(step.transition, ()):
            if (
                step.source in row.transition.sources
                and step.target == row.transition.target
                and row.first <= first
                and last <= row.last
            ):
                return row
        return None

    def row_on(self, name: str, state: str, day: date) -> Row | None:
        """Return the version in force on a day that starts from a state."""
        on = day.toordinal()
        for row in self.by_name.get(name, ()):
            if row.first <= on <= row.last and state in row.transition.sources:
                return row
        return None


def rules(rulebook: Rulebook, mapping: HistoryMap, terms: Terms) -> Rules:
    """Return the rules under terms; audits under the same terms get the same ones."""
    choices = tuple(sorted(terms.choices.items(), key=lambda item: item[0]))
    return _rules(rulebook, mapping, terms.standings, choices)


@lru_cache(maxsize=32)
def _rules(
    rulebook: Rulebook,
    mapping: HistoryMap,
    standings: Standings,
    choices: tuple[tuple[str, Choice], ...],
) -> Rules:
    by_name: dict[str, tuple[Row, ...]] = {}
    lines: dict[str, tuple[Line, ...]] = {}
    found = rows(rulebook, mapping, dict(choices))
    for row in found:
        by_name[row.name] = (*by_name.get(row.name, ()), row)
    switched = {name for name, _ in choices}
    for line in mapping.lines:
        accepted = line.standing is None or line.standing in standings
        if accepted and line.reading not in switched:
            lines[line.kind] = (*lines.get(line.kind, ()), line)
    gone = frozenset(ref for _, choice in choices for ref in choice.without_clauses)
    judge = Judge(rulebook, standings, gone)
    read = frozenset(name for row in found for name in judge.reads(row))
    recorded = frozenset(name for row in found for name in row.records)
    return Rules(rulebook, mapping, judge, found, by_name, lines, read, recorded)
