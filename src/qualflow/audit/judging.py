"""Judge a step by the law of its days.

A window can touch several editions; a clause is met or unmet only if it is so in all of
them, on their first and on their last day.  Days that steps recorded are known to a
window at best: clauses that read them stay unknown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date

from attrs import frozen

from qualflow.audit.rows import Row
from qualflow.audit.terms import Terms
from qualflow.law.edition import Finding
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.expression import Value, facts_read
from qualflow.law.facts import outside
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clause, Effect
from qualflow.law.verdict import Verdict

Known = tuple[tuple[str, Value], ...]
"""Facts inside, sorted by name, so that they can be a key."""


class Judge:
    """Judges rows under the terms of one audit; remembers what it was asked."""

    def __init__(self, rulebook: Rulebook, terms: Terms) -> None:
        self.rulebook = rulebook
        self.terms = terms
        self.cuts = [cut.toordinal() for cut in rulebook.cuts]
        self.gone = {r for c in terms.choices.values() for r in c.without_clauses}
        self._unmet: dict[tuple[int, int, int, Known], str] = {}

    def unmet(self, row: Row, first: int, last: int, known: Known) -> str:
        """Return the ref of a clause that bars a row in a window, "" if none does."""
        if not row.transition.clauses or not known:
            return ""
        key = (row.place, first, last, known)
        if key not in self._unmet:
            facts = dict(known)
            barring = (
                finding.clause.ref
                for finding in self._findings(row, first, last, facts, quick=True)
                if finding.verdict is Verdict.UNMET
                and finding.clause.effect is Effect.REFUSE
            )
            self._unmet[key] = next(barring, "")
        return self._unmet[key]

    def findings(
        self, row: Row, first: int, last: int, facts: Mapping[str, Value]
    ) -> tuple[Finding, ...]:
        """Return one finding a clause in force somewhere in the window, in order."""
        return tuple(self._findings(row, first, last, facts))

    def _findings(
        self,
        row: Row,
        first: int,
        last: int,
        facts: Mapping[str, Value],
        *,
        quick: bool = False,
    ) -> Iterator[Finding]:
        spans = list(self._spans(first, last))
        for ref in row.transition.clauses:
            judged = _Judged(ref, [])
            for start, end in spans:
                clause = self._clause(ref, start)
                if clause is None:
                    continue
                if quick and not any(n in facts for n in facts_read(clause.when)):
                    continue
                judged.add(clause, self._verdicts(clause, start, end, facts))
            if judged.found:
                yield self._finding(judged, facts)

    def _spans(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of a window between changes of the law."""
        while first <= last:
            place = bisect_right(self.cuts, first)
            end = self.cuts[place] - 1 if place < len(self.cuts) else last
            yield first, min(end, last)
            first = min(end, last) + 1

    def _clause(self, ref: str, day: int) -> Clause | None:
        if ref in self.gone:
            return None
        on = date.fromordinal(day)
        return self.rulebook.on(on, self.terms.standings).clauses.get(ref)

    def _verdicts(
        self, clause: Clause, first: int, last: int, facts: Mapping[str, Value]
    ) -> set[Verdict]:
        if clause.standing not in self.terms.standings:
            return {Verdict.NOT_EVALUATED}
        calendar = self.rulebook.calendar
        return {
            judge(
                clause.when,
                Situation(facts, day, calendar),
                presumed=clause.presumed,
            )
            for day in {first, last}
        }

    def _finding(self, judged: _Judged, facts: Mapping[str, Value]) -> Finding:
        clause, _ = judged.found[-1]
        found = {verdict for _, some in judged.found for verdict in some}
        verdict = found.pop() if len(found) == 1 else Verdict.UNKNOWN
        declared = self.rulebook.facts
        values = {
            name: outside(declared[name], facts[name]) if name in facts else None
            for name in facts_read(clause.when)
        }
        return Finding(clause, verdict, values)


@frozen
class _Judged:
    """The versions of one clause that a window touches, with their verdicts."""

    ref: str
    found: list[tuple[Clause, set[Verdict]]]

    def add(self, clause: Clause, verdicts: set[Verdict]) -> None:
        self.found.append((clause, verdicts))
