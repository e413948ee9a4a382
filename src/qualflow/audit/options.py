"""What each observed event can be: a row in a window, a fact, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from attrs import field, frozen

from qualflow.audit.history import History, HistoryError, Observed, Scalar
from qualflow.audit.judging import Judge, Known
from qualflow.audit.mapping import FactLine, HistoryMap, Hosting, Line, When
from qualflow.audit.rows import Row
from qualflow.audit.terms import Terms
from qualflow.errors import way_out
from qualflow.law.expression import Value
from qualflow.law.facts import Evidence, FactValueError, FiledValue, filed, inside
from qualflow.law.rulebook import Rulebook


@frozen
class Option:
    """One row an event can be.

    Attributes:
        first, last: The days it can lie on, as ordinals.
        known: The facts it is judged by.
    """

    row: Row
    first: int
    last: int
    by: str
    grounds: tuple[str, ...]
    known: Known
    files: Mapping[str, FiledValue] = field(hash=False)


@frozen
class NoStep:
    """Why an event can be no step.

    Attributes:
        steps: The transitions it would have needed; empty if no line fits.
        clause: The clause that bars it, if one does.
    """

    why: str
    steps: tuple[str, ...] = ()
    clause: str = ""


WRONG_ACTOR = "wrong_actor"
NOT_IN_FORCE = "not_in_force"
CLAUSE_UNMET = "clause_unmet"
NO_SUCH_TRANSITION = "no_such_transition"


@frozen
class Hosted:
    """An event that tells of acting under another's right."""

    event: Observed
    hosting: Hosting


Meaning: TypeAlias = tuple[Option, ...] | NoStep | Hosted


class Reader:
    """Reads the events of one history under the terms of an audit."""

    def __init__(
        self,
        rulebook: Rulebook,
        mapping: HistoryMap,
        history: History,
        rows: Sequence[Row],
        judge: Judge,
    ) -> None:
        self.rulebook = rulebook
        self.mapping = mapping
        self.history = history
        self.judge = judge
        self.terms: Terms = judge.terms
        self.rows = rows
        self.start = self._project()

    def check_kinds(self) -> None:
        """Refuse kinds that the process does not know."""
        events = [(f"events[{e.number}]", e.kind) for e in self.history.events]
        bounds = [
            (f"bounds[{number}]", bound.kind)
            for number, bound in enumerate(self.history.bounds, 1)
        ]
        for place, kind in (*events, *bounds):
            if kind not in self.mapping.kinds:
                expected = "a kind of this process" + way_out(kind, self.mapping.kinds)
                raise HistoryError(f"{place}.kind", f"'{kind[:80]}'", expected)

    def evidence(self, event: Observed) -> Evidence:
        """Return how well an event is known."""
        for name, value in self.mapping.weakened.items():
            if name in event.facts and _same(event.facts[name], value):
                return Evidence.RUMOURED
        if event.certainty not in self.mapping.certainty:
            expected = "one of " + ", ".join(self.mapping.certainty)
            where = f"events[{event.number}].certainty"
            raise HistoryError(where, f"'{event.certainty[:80]}'", expected)
        return self.mapping.certainty[event.certainty]

    def meaning(self, event: Observed, considered: Sequence[Observed]) -> Meaning:
        """Return what an event is, given the events that are considered with it."""
        options: list[Option] = []
        fitted: list[Line] = []
        barred = ""
        for line, first, last in self._fitting(event, considered):
            fitted.append(line)
            if line.hosting is not None:
                return Hosted(event, line.hosting)
            for row in self.rows:
                if row.name not in line.steps:
                    continue
                found = self._option(event, line, row, (first, last))
                if isinstance(found, str):
                    barred = found
                elif found is not None:
                    options.append(found)
        if options:
            return tuple(options)
        steps = tuple(dict.fromkeys(s for line in fitted for s in line.steps))
        if not fitted:
            return NoStep(WRONG_ACTOR)
        if barred:
            return NoStep(CLAUSE_UNMET, steps, barred)
        return NoStep(NOT_IN_FORCE, steps)

    def _fitting(
        self, event: Observed, considered: Sequence[Observed]
    ) -> Iterator[tuple[Line, int, int]]:
        """Yield the first line that fits for each part of the event's days."""
        lines = [line for line in self.mapping.lines if line.kind == event.kind]
        last = min(event.latest, self.terms.day)
        cuts = {d for line in lines for d in (line.when.on.since, line.when.on.until)}
        starts = [d for d in cuts if d is not None and event.earliest < d <= last]
        edges = [event.earliest, *sorted(starts)]
        for number, start in enumerate(edges):
            end = (
                edges[number + 1].toordinal() - 1
                if number + 1 < len(edges)
                else last.toordinal()
            )
            for line in lines:
                if self._fits(line, event, start, considered):
                    yield line, start.toordinal(), end
                    break

    def _fits(
        self, line: Line, event: Observed, day: date, considered: Sequence[Observed]
    ) -> bool:
        return (
            day in line.when.on
            and self.terms.uses(line.standing, line.reading)
            and self._holds(line.when, event, considered)
        )

    def _holds(
        self, when: When, event: Observed, considered: Sequence[Observed]
    ) -> bool:
        if when.actor and self.mapping.actor(event.actor) != when.actor:
            return False
        if any(not _same(event.facts.get(n), v) for n, v in when.facts.items()):
            return False
        if any(event.facts.get(name) is not None for name in when.without):
            return False
        if when.routes and not self.history.route.startswith(when.routes):
            return False
        return not when.has_kind or any(e.kind == when.has_kind for e in considered)

    def _option(
        self, event: Observed, line: Line, row: Row, days: tuple[int, int]
    ) -> Option | str | None:
        """Return the option, the ref of the clause that bars it, or None: no day."""
        first, last = max(days[0], row.first), min(days[1], row.last)
        if first > last:
            return None
        files = {**self.told(event), **line.files}
        values = {**self.start, **{n: inside(v) for n, v in files.items()}}
        known = tuple(sorted(values.items()))
        barred = self.judge.unmet(row, first, last, known)
        if barred:
            return barred
        by = line.by or self.mapping.actor(event.actor)
        allowed = row.transition.by
        return Option(
            row,
            first,
            last,
            by if by in allowed else allowed[0],
            line.grounds,
            known,
            files,
        )

    # -- facts ------------------------------------------------------------------------

    def told(self, event: Observed) -> dict[str, FiledValue]:
        """Return the declared facts that an event files."""
        where = f"events[{event.number}].facts"
        return self._told(event.facts, where, by_event=True)

    def given(self) -> dict[str, FiledValue]:
        """Return the facts a case of this history starts with."""
        told = self._told(self.history.project, "project", by_event=False)
        return {**self.mapping.given, **told}

    def _project(self) -> dict[str, Value]:
        return {name: inside(value) for name, value in self.given().items()}

    def _told(
        self, facts: Mapping[str, Scalar], where: str, *, by_event: bool
    ) -> dict[str, FiledValue]:
        found: dict[str, FiledValue] = {}
        for line in self.mapping.facts:
            key = _key(line, by_event=by_event)
            value = facts.get(key) if key else None
            if value is None:
                continue
            try:
                found[line.fact] = filed(self.rulebook.facts[line.fact], value)
            except FactValueError as error:
                place = f"{where}.{key}"
                raise HistoryError(place, repr(value)[:80], error.expected) from None
        return found


def _key(line: FactLine, *, by_event: bool) -> str:
    return line.event if by_event else line.project


def _same(found: Scalar, wanted: Scalar) -> bool:
    """Return whether two values are equal; true is not 1."""
    return type(found) is type(wanted) and found == wanted


def bounded(history: History, row: Row, first: int, last: int) -> tuple[int, int]:
    """Return a window cut by the bounds of the kinds that show a row."""
    for bound in history.bounds:
        if bound.kind in row.supply.shown_by:
            if bound.not_before is not None:
                first = max(first, bound.not_before.toordinal())
            if bound.not_after is not None:
                last = min(last, bound.not_after.toordinal())
    return first, last
