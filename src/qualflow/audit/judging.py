"""Judge a step by the law of its days.

A window can touch several versions of a clause; the clause is met or unmet only if it
is so on all days of the window, else it is unknown.  Days that steps recorded are known
to a window at best: that there is one is known, so `known(…)` holds; clauses that read
the day itself stay unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeAlias, cast

from attrs import frozen

from qualflow.audit.rows import Row
from qualflow.law.edition import Finding
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.expression import TODAY, Name, Value, facts_read, nodes
from qualflow.law.facts import outside
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clause, Effect, Standings
from qualflow.law.verdict import Verdict

MOST_REMEMBERED = 20_000
NO_DAY = cast("int", None)
"""A day that there is, nobody knows which: today, or what a step recorded."""
PERHAPS = cast("int", object())
"""What may or may not be on file by then: `known(…)` is unknown of it too."""
_ABSENT = object()

Known: TypeAlias = tuple[object, ...]
"""Values in the order in which they are read; `_ABSENT` for what is not on file."""
Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Days on which a clause is unmet for certain, as first and last ordinals."""
Bars: TypeAlias = tuple[tuple[str, Spans | None], ...]
"""Refs of clauses; None for spans that hang on the day."""


@frozen(eq=False)
class _Version:
    """One version of a clause, as it is judged.

    Attributes:
        first, last: The days it is in force, as ordinals.
        dated: Whether it reads the day.
    """

    clause: Clause
    first: int
    last: int
    reads: tuple[str, ...]
    dated: bool


class Judge:
    """Judges rows under some standings; remembers what it was asked.

    Args:
        gone: Clauses that are not evaluated under the readings.
    """

    def __init__(
        self, rulebook: Rulebook, standings: Standings, gone: frozenset[str]
    ) -> None:
        self.rulebook = rulebook
        self.standings = standings
        self._versions = {
            ref: tuple(_version(clause) for clause in versions)
            for ref, versions in rulebook.clauses.items()
            if ref not in gone
        }
        self._reads: dict[Row, tuple[str, ...]] = {}
        self._bars: dict[tuple[Row, Known], Bars] = {}
        self._verdicts: dict[tuple[_Version, Known], Verdict] = {}

    def reads(self, row: Row) -> tuple[str, ...]:
        """Return the facts that the clauses of a row look at."""
        if row not in self._reads:
            read = (name for v in self._of(row) for name in v.reads)
            self._reads[row] = tuple(dict.fromkeys(read))
        return self._reads[row]

    def unmet(self, row: Row, first: int, last: int, facts: Mapping[str, Value]) -> str:
        """Return the ref of a clause that bars a row in a window, "" if none does."""
        return self.barred(self.bars(row, facts), first, last, facts)

    def bars(self, row: Row, facts: Mapping[str, Value]) -> Bars:
        """Return the clauses that can bar a row with these facts; mostly none."""
        known = tuple([facts.get(name, _ABSENT) for name in self.reads(row)])
        bars = self._bars.get((row, known))
        if bars is None:
            bars = tuple(self._barring(row, facts))
            if len(self._bars) > MOST_REMEMBERED:
                self._bars.clear()
            self._bars[row, known] = bars
        return bars

    def barred(
        self, bars: Bars, first: int, last: int, facts: Mapping[str, Value]
    ) -> str:
        """Return the ref of one that is unmet in a window, "" if none is."""
        for ref, spans in bars:
            if spans is None:
                spans = tuple(self._unmet_days(ref, first, last, facts))
            if any(start <= first and last <= end for start, end in spans):
                return ref
        return ""

    def findings(
        self, row: Row, first: int, last: int, facts: Mapping[str, Value]
    ) -> tuple[Finding, ...]:
        """Return one finding a clause in force somewhere in the window, in order."""
        found = (
            self._finding(self._versions[ref], first, last, facts)
            for ref in row.transition.clauses
            if ref in self._versions
        )
        return tuple(finding for finding in found if finding is not None)

    def findings_under(
        self, row: Row, day: date, first: int, last: int, facts: Mapping[str, Value]
    ) -> tuple[Finding, ...]:
        """Return one finding a clause in force on a day, judged on days of a window."""
        on, found = day.toordinal(), []
        for ref in row.transition.clauses:
            for version in self._versions.get(ref, ()):
                if version.first <= on <= version.last:
                    verdict = self._verdict(version, first, last, facts)
                    found.append(self._found(version, verdict, facts))
        return tuple(found)

    # -- what bars --------------------------------------------------------------------

    def _of(self, row: Row) -> Iterator[_Version]:
        for ref in row.transition.clauses:
            yield from self._versions.get(ref, ())

    def _barring(
        self, row: Row, facts: Mapping[str, Value]
    ) -> Iterator[tuple[str, Spans | None]]:
        """Yield the clauses that can be unmet, None for spans that hang on the day."""
        for ref in row.transition.clauses:
            versions = self._versions.get(ref, ())
            if any(v.dated and not self._settled(v, facts) for v in versions):
                yield ref, None
            elif spans := tuple(self._unmet_days(ref, row.first, row.last, facts)):
                yield ref, spans

    def _unmet_days(
        self, ref: str, first: int, last: int, facts: Mapping[str, Value]
    ) -> Iterator[tuple[int, int]]:
        """Yield the parts of a window on which a clause is unmet and bars."""
        found: list[tuple[int, int]] = []
        for version in self._versions.get(ref, ()):
            start, end = max(version.first, first), min(version.last, last)
            if start > end or version.clause.effect is not Effect.REFUSE:
                continue
            if self._verdict(version, start, end, facts) is not Verdict.UNMET:
                continue
            if found and found[-1][1] + 1 == start:
                start, _ = found.pop()
            found.append((start, end))
        yield from found

    # -- one clause -------------------------------------------------------------------

    def _settled(self, version: _Version, facts: Mapping[str, Value]) -> bool:
        """Return whether a clause is met or unmet whatever the day."""
        if version.clause.standing not in self.standings:
            return True
        situation = self._situation(version, NO_DAY, facts)
        return judge(version.clause.when, situation) is not Verdict.UNKNOWN

    def _verdict(
        self, version: _Version, first: int, last: int, facts: Mapping[str, Value]
    ) -> Verdict:
        """Return the verdict of one version on all days of a window."""
        if version.clause.standing not in self.standings:
            return Verdict.NOT_EVALUATED
        if version.dated and not self._settled(version, facts):
            return self._each_day(version, first, last, facts)
        key = version, tuple([facts.get(name, _ABSENT) for name in version.reads])
        if key not in self._verdicts:
            if len(self._verdicts) > MOST_REMEMBERED:
                self._verdicts.clear()
            self._verdicts[key] = self._on(version, first, facts)
        return self._verdicts[key]

    def _each_day(
        self, version: _Version, first: int, last: int, facts: Mapping[str, Value]
    ) -> Verdict:
        found = self._on(version, first, facts)
        if found is Verdict.UNKNOWN or found is not self._on(version, last, facts):
            return Verdict.UNKNOWN
        between = range(first + 1, last)
        if any(self._on(version, day, facts) is not found for day in between):
            return Verdict.UNKNOWN
        return found

    def _on(self, version: _Version, day: int, facts: Mapping[str, Value]) -> Verdict:
        clause, situation = version.clause, self._situation(version, day, facts)
        return judge(clause.when, situation, presumed=clause.presumed)

    def _situation(
        self, version: _Version, day: int, facts: Mapping[str, Value]
    ) -> Situation:
        calendar = self.rulebook.calendar
        perhaps = [name for name in version.reads if facts.get(name) is PERHAPS]
        if not perhaps:
            return Situation(facts, day, calendar)
        certain = {name: facts[name] for name in facts if name not in perhaps}
        return Situation(certain, day, calendar, frozenset(perhaps))

    def _finding(
        self,
        versions: tuple[_Version, ...],
        first: int,
        last: int,
        facts: Mapping[str, Value],
    ) -> Finding | None:
        found: set[Verdict] = set()
        covered, newest = 0, None
        for version in versions:
            start, end = max(version.first, first), min(version.last, last)
            if start <= end:
                found.add(self._verdict(version, start, end, facts))
                covered += end - start + 1
                newest = version
        if newest is None:
            return None
        verdict = found.pop() if len(found) == 1 else Verdict.UNKNOWN
        if covered <= last - first and verdict is not Verdict.NOT_EVALUATED:
            verdict = Verdict.UNKNOWN  # on other days there is no such clause
        return self._found(newest, verdict, facts)

    def _found(
        self, version: _Version, verdict: Verdict, facts: Mapping[str, Value]
    ) -> Finding:
        declared = self.rulebook.facts
        found = ((name, facts.get(name, NO_DAY)) for name in version.reads)
        values = {
            name: None if value is NO_DAY else outside(declared[name], value)
            for name, value in found
        }
        return Finding(version.clause, verdict, values)


def _version(clause: Clause) -> _Version:
    since, until = clause.in_force.since, clause.in_force.until
    dated = any(n.name == TODAY for n in nodes(clause.when) if isinstance(n, Name))
    return _Version(
        clause,
        (since or FIRST_DAY).toordinal(),
        until.toordinal() - 1 if until else LAST_DAY.toordinal(),
        facts_read(clause.when),
        dated,
    )
