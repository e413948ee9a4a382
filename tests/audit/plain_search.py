"""A second audit of a history, as plain as it can be: the rules of machine.md 4 to 7.

Exhaustive and depth-first: every chain of steps, day by day.  It shares the tables of
the process with the code under test (lines, rows, grounds) and nothing that computes.
Slow, so histories are kept short.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from attrs import evolve, field, frozen

from qualflow.audit.history import History, Observed
from qualflow.audit.mapping import Distance, HistoryMap, Hosting, Line
from qualflow.audit.terms import Terms
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.expression import TODAY, Name, nodes
from qualflow.law.facts import Evidence, filed, inside
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Effect, Interval, Transition, Writes
from qualflow.law.verdict import Verdict

DAY = timedelta(days=1)
MOST = 5_000
BEGINNING, END = date(1900, 1, 1), date(2199, 12, 31)


class TooManyError(Exception):
    """The plain search would take too long."""


@frozen
class Taken:
    """A step of a chain, with its own window and in the end the narrowed one."""

    place: int
    row: Transition
    event: Observed | None
    first: date
    last: date
    line: Line | None = None
    files: dict[str, Any] = field(factory=dict)


@frozen
class Life:
    """The least life: its grounds and unseen steps counted, and how many tie."""

    steps: tuple[Taken, ...]
    grounds: int
    supplied: int
    alternatives: int


class Plain:
    """The audit of one history under one set of terms."""

    def __init__(
        self, rulebook: Rulebook, mapping: HistoryMap, history: History, terms: Terms
    ) -> None:
        self.rulebook, self.mapping = rulebook, mapping
        self.history, self.terms = history, terms
        day = min(terms.day, history.as_of)
        self.day = day
        self.rows = self._rows()
        self.events = [
            evolve(e, latest=min(e.latest, day))
            for e in history.events
            if e.earliest <= day
        ]
        told = self._told(history.project, by_event=False)
        given = {n: inside(v) for n, v in mapping.given.items()}
        self.start = {**given, **told}
        self.judged: dict[Any, bool] = {}
        self.supplies = self._supplies()
        self.looked_at = 0

    # -- rows and lines ---------------------------------------------------------------

    def _rows(self) -> list[Transition]:
        rows = []
        only_here = {
            name
            for name, reading in self.mapping.readings.items()
            for choice in reading.choices.values()
            if choice.without_tagged
        }
        for versions in self.rulebook.transitions.values():
            usual = [v for v in versions if not only_here & set(v.readings)]
            rows += usual + [v for v in versions if v not in usual]
        for reading, choice in self.terms.choices.items():
            kept = []
            for row in rows:
                if row.name in choice.without_steps:
                    continue
                if choice.without_tagged and reading in row.readings:
                    continue
                until = row.in_force.until
                if row.name in choice.prolonged and until == choice.ending:
                    row = evolve(row, in_force=Interval(row.in_force.since))
                kept.append(row)
            rows = kept
        return rows

    def _days_of(self, row: Transition) -> tuple[date, date]:
        first, last = BEGINNING, self.day
        if row.in_force.since:
            first = max(first, row.in_force.since)
        if row.in_force.until:
            last = min(last, row.in_force.until - DAY)
        if row.on_day:
            first, last = max(first, row.on_day), min(last, row.on_day)
        return first, last

    def _told(self, facts: Any, *, by_event: bool) -> dict[str, Any]:
        told = {}
        for line in self.mapping.facts:
            key = line.event if by_event else line.project
            if key and facts.get(key) is not None:
                fact = self.rulebook.facts[line.fact]
                told[line.fact] = inside(filed(fact, facts[key]))
        return told

    def _fits(self, line: Line, event: Observed, among: list[Observed]) -> bool:
        when = line.when
        return (
            line.kind == event.kind
            and self.terms.uses(line.standing, line.reading)
            and (not when.actor or self.mapping.actor(event.actor) == when.actor)
            and all(
                type(event.facts.get(k)) is type(v) and event.facts.get(k) == v
                for k, v in when.facts.items()
            )
            and all(event.facts.get(k) is None for k in when.without)
            and (not when.routes or self.history.route.startswith(when.routes))
            and (not when.has_kind or any(e.kind == when.has_kind for e in among))
        )

    def meaning(
        self, event: Observed, among: list[Observed]
    ) -> list[tuple[Line, date, date]]:
        """Return the lines an event fits, each with its days: day by day."""
        fitting: list[tuple[Line, date, date]] = []
        lines = [x for x in self.mapping.lines if self._fits(x, event, among)]
        day = event.earliest
        while day <= event.latest:
            line = next((x for x in lines if day in x.when.on), None)
            if line and fitting and fitting[-1][0] is line:
                fitting[-1] = line, fitting[-1][1], day
            elif line:
                fitting.append((line, day, day))
            day += DAY
        for choice in self.terms.choices.values():
            for line in lines:
                ended = line.when.on.until
                goes_on = set(choice.prolonged) & set(line.steps)
                if ended and ended == choice.ending and goes_on:
                    start = max(ended, event.earliest)
                    if start <= event.latest:
                        fitting.append((line, start, event.latest))
        return fitting

    def options(self, event: Observed, among: list[Observed]) -> list[Taken] | None:
        """Return what an event can be; None for a fact of hosting."""
        options = []
        for line, first, last in self.meaning(event, among):
            if line.hosting:
                return None
            for place, row in enumerate(self.rows):
                if row.name in line.steps:
                    since, until = self._days_of(row)
                    start, end = max(first, since), min(last, until)
                    files = {
                        **self._told(event.facts, by_event=True),
                        **{n: inside(v) for n, v in line.files.items()},
                    }
                    step = Taken(place, row, event, start, end, line, files)
                    if start <= end:
                        options.append(step)
        return options

    def _supplies(self) -> list[Taken]:
        supplies = []
        for place, row in enumerate(self.rows):
            supply = self.mapping.supplies.get(row.name)
            if supply is None or not supply.supplied:
                continue
            first, last = self._days_of(row)
            if supply.since:
                first = max(first, supply.since)
            for bound in self.history.bounds:
                if bound.kind in supply.shown_by:
                    first = max(first, bound.not_before or first)
                    last = min(last, bound.not_after or last)
            if first <= last:
                supplies.append(Taken(place, row, None, first, last))
        return supplies

    # -- the law of a day -------------------------------------------------------------

    def _unmet(self, step: Taken, facts: dict[str, Any]) -> bool:
        """Whether some clause is unmet in every edition the window touches."""
        key = step.place, step.first, step.last, tuple(sorted(facts.items()))
        if key not in self.judged:
            self.judged[key] = any(
                self._barred(ref, step, facts) for ref in step.row.clauses
            )
        return self.judged[key]

    def _barred(self, ref: str, step: Taken, facts: dict[str, Any]) -> bool:
        gone = {r for c in self.terms.choices.values() for r in c.without_clauses}
        versions = self.rulebook.clauses.get(ref, ())
        dated = any(
            isinstance(node, Name) and node.name == TODAY
            for version in versions
            for node in nodes(version.when)
        )
        day, cuts = step.first, set(self.rulebook.cuts)
        while day <= step.last:
            if dated or day == step.first or day in cuts:
                here = [v for v in versions if day in v.in_force and ref not in gone]
                if not here or here[0].effect is not Effect.REFUSE:
                    return False
                if here[0].standing not in self.terms.standings:
                    return False
                situation = Situation(facts, day.toordinal(), self.rulebook.calendar)
                presumed = here[0].presumed
                verdict = judge(here[0].when, situation, presumed=presumed)
                if verdict is not Verdict.UNMET:
                    return False
            if dated:
                day += DAY
            else:
                day = min((cut for cut in cuts if cut > day), default=END)
        return True

    # -- windows ----------------------------------------------------------------------

    def _after(self, day: date, distance: Distance) -> date:
        try:
            day = day.replace(year=day.year + distance.years)
        except ValueError:
            day = day.replace(year=day.year + distance.years, day=28)
        days = distance.days
        if distance.reading in self.terms.days:
            days = self.terms.days[distance.reading] + 1
        return day + days * DAY

    def _distances(self, chain: list[Taken]) -> Iterator[tuple[int, int, Distance]]:
        """Yield each distance that is kept: from which step, by which step."""
        for at, step in enumerate(chain):
            for distance in self.mapping.distances:
                if distance.step != step.row.name or (
                    distance.supplied_only and step.event is not None
                ):
                    continue
                before = [s for s in chain[:at] if s.row.name == distance.after]
                if not before or not self.terms.uses(distance.standing):
                    continue
                until = distance.after_until
                if until is None or before[-1].last < until:
                    anchor = max(n for n in range(at) if chain[n] is before[-1])
                    yield anchor, at, distance

    def windows(self, chain: list[Taken]) -> list[Taken] | None:
        """Return the chain with narrowed windows, None if a step has no day left."""
        firsts, lasts = [s.first for s in chain], [s.last for s in chain]
        distances = list(self._distances(chain))
        for at in range(len(chain)):
            if at:
                firsts[at] = max(firsts[at], firsts[at - 1])
            for anchor, step, distance in distances:
                if step == at:
                    soonest = self._after(firsts[anchor], distance)
                    firsts[at] = max(firsts[at], soonest)
        if any(a > b for a, b in zip(firsts, lasts, strict=True)):
            return None
        for at in reversed(range(len(chain))):
            if at + 1 < len(chain):
                lasts[at] = min(lasts[at], lasts[at + 1])
            for anchor, step, distance in distances:
                while anchor == at and self._after(lasts[at], distance) > lasts[step]:
                    lasts[at] -= DAY
        assert all(a <= b for a, b in zip(firsts, lasts, strict=True))
        pairs = zip(chain, firsts, lasts, strict=True)
        return [evolve(s, first=a, last=b) for s, a, b in pairs]

    # -- grounds ----------------------------------------------------------------------

    def hosting_runs(self, among: list[Observed]) -> bool:
        """Whether the last event of hosting is a start; a stop sorts after it."""
        spells = []
        for event in among:
            for line, _, _ in self.meaning(event, among):
                if line.hosting:
                    stops = line.hosting is Hosting.END
                    spells.append((event.earliest, event.latest, stops))
        return bool(spells) and not max(spells)[2]

    def grounds(self, life: list[Taken], hosting: bool) -> int:
        """Count the grounds of a narrowed life: each on each step once."""
        count = 0
        for at, step in enumerate(life):
            names = set(step.line.grounds if step.line else ())
            for ground in self.mapping.grounds:
                before = [s for s in life[:at] if s.row.name == ground.after]
                until = ground.after_until
                if (
                    step.row.name in ground.steps
                    and self.terms.uses(ground.standing)
                    and (not ground.tagged or ground.tagged in step.row.readings)
                    and ground.supplied in (None, step.event is None)
                    and self.history.route.startswith(ground.routes or "")
                    and (hosting or not ground.hosting)
                    and (not ground.after or before)
                    and (not before or until is None or before[-1].last < until)
                ):
                    names.add(ground.name)
            count += len(names)
        return count

    # -- lives ------------------------------------------------------------------------

    def lives(self, among: list[Observed]) -> Iterator[list[Taken]]:
        """Yield every life that contains all of some events."""
        choices = []
        for event in among:
            options = self.options(event, among)
            if options == []:
                return
            if options is not None:
                choices.append(options)
        yield from self._longer([], self.rulebook.initial, choices, set(), {}, {})

    def _longer(
        self,
        chain: list[Taken],
        state: str,
        choices: list[list[Taken]],
        gap: set[int],
        written: dict[str, Any],
        told: dict[str, Any],
    ) -> Iterator[list[Taken]]:
        self.looked_at += 1
        if self.looked_at > MOST:
            raise TooManyError
        if not choices:
            yield chain
            return
        before: tuple[str, ...] = ()
        if chain and chain[-1].event is None:
            before = self.mapping.supplies[chain[-1].row.name].before
        observed = [
            (step, [c for c in choices if c is not options])
            for options in choices
            for step in options
        ]
        supplied = [(s, choices) for s in self.supplies if s.place not in gap]
        for step, left in [*observed, *supplied]:
            if state not in step.row.sources:
                continue
            if before and step.row.name not in before:
                continue
            facts = {**told, **self.start, **step.files, **written}
            left_days = self.windows([*chain, step])
            if left_days is None or not self._recorded(step, written):
                continue
            if self._unmet(evolve(step, first=left_days[-1].first), facts):
                continue
            yield from self._longer(
                [*chain, step],
                step.row.target,
                left,
                gap | {step.place} if step.event is None else set(),
                self._written(step, written, facts),
                {**told, **step.files},
            )

    def _recorded(self, step: Taken, written: dict[str, Any]) -> bool:
        if step.event is not None:
            return True
        asked = self.mapping.supplies[step.row.name].recorded
        return all(written.get(name) == value for name, value in asked.items())

    def _written(
        self, step: Taken, written: dict[str, Any], facts: dict[str, Any]
    ) -> dict[str, Any]:
        """Return what is on the path; None for a day nobody can name."""
        written = dict(written)
        for record in step.row.records:
            if record.writes is Writes.VALUE:
                assert record.value is not None
                written[record.fact] = inside(record.value)
            if record.writes is Writes.NONE:
                written.pop(record.fact, None)
            if record.writes is Writes.TODAY:
                written[record.fact] = None
            if record.writes is Writes.COPY:
                assert isinstance(record.value, str)
                written.pop(record.fact, None)
                if record.value in facts:
                    written[record.fact] = facts[record.value]
        return written

    def least(self, among: list[Observed] | None = None) -> Life | None:
        """Return the least life of some events, or of all."""
        among = self.events if among is None else among
        hosting = self.hosting_runs(among)
        found = []
        for chain in self.lives(among):
            life = self.windows(chain)
            assert life is not None
            supplied = sum(step.event is None for step in life)
            observed = [s.event for s in life if s.event is not None]
            order = (
                [step.place for step in life],
                [(e.earliest, e.latest) for e in observed],
            )
            found.append((self.grounds(life, hosting), supplied, order, life))
        if not found:
            return None
        best = min(found, key=lambda life: life[:3])
        ties = [life for life in found if life[:2] == best[:2]]
        return Life(tuple(best[3]), best[0], best[1], len(ties) - 1)

    # -- what is left out -------------------------------------------------------------

    def evidence(self, event: Observed) -> Evidence:
        """Return how well an event is known."""
        for name, value in self.mapping.weakened.items():
            if event.facts.get(name) == value and type(value) is type(
                event.facts.get(name)
            ):
                return Evidence.RUMOURED
        return self.mapping.certainty[event.certainty]

    def left_out(self) -> list[int]:
        """Return the numbers of the events to leave out."""
        for count in range(len(self.events) + 1):
            sets = []
            for out in combinations(self.events, count):
                kept = [event for event in self.events if event not in out]
                if next(self.lives(kept), None) is not None:
                    days = sorted(((e.earliest, e.latest) for e in out), reverse=True)
                    late = [(-a.toordinal(), -b.toordinal()) for a, b in days]
                    numbers = sorted(-e.number for e in out)
                    sets.append((sorted(map(self.evidence, out)), late, numbers))
            if sets:
                return sorted(-number for number in min(sets)[2])
        raise AssertionError("the empty history has a life")
