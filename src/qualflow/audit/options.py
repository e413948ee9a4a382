"""What each observed event can be: a row in a window, a fact, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from attrs import field, frozen

from qualflow.audit.history import History, HistoryError, Observed, Scalar
from qualflow.audit.judging import PERHAPS
from qualflow.audit.mapping import FactLine, Hosting, Line, When
from qualflow.audit.rows import Row
from qualflow.audit.rules import Rules
from qualflow.audit.terms import Terms
from qualflow.errors import way_out
from qualflow.law.facts import Evidence, FactValueError, FiledValue, filed, inside


@frozen
class Option:
    """One row an event can be.

    Attributes:
        first, last: The days it can lie on, as ordinals.
        grounds: Those of the line that made it.
        files: The facts that its event tells or its line files.
    """

    row: Row
    first: int
    last: int
    by: str
    grounds: tuple[str, ...]
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
Part: TypeAlias = tuple[Line, int, int]
"""A line that fits, and the days of the event on which it does."""


class Reader:
    """Reads the events of one history under the terms of an audit.

    Attributes:
        given: The facts the case starts with.
        start: The same as values inside.
    """

    def __init__(self, rules: Rules, history: History, terms: Terms) -> None:
        self.rules = rules
        self.mapping = rules.mapping
        self.history = history
        self.terms = terms
        self.given = self._given()
        self.start = {name: inside(value) for name, value in self.given.items()}
        self._recorded = dict.fromkeys(rules.recorded, PERHAPS)
        self._elsewhere = dict.fromkeys(self._told_at_all(), PERHAPS)

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
        if event.certainty not in self.mapping.certainty:
            expected = "one of " + ", ".join(self.mapping.certainty)
            where = f"events[{event.number}].certainty"
            raise HistoryError(where, f"'{event.certainty[:80]}'", expected)
        for name, value in self.mapping.weakened.items():
            if name in event.facts and _same(event.facts[name], value):
                return Evidence.RUMOURED
        return self.mapping.certainty[event.certainty]

    def days(self, event: Observed) -> tuple[int, int]:
        """Return the days of an event, as far as the audit looks."""
        last = min(event.latest, self.terms.day)
        return event.earliest.toordinal(), last.toordinal()

    def meaning(self, event: Observed, kinds: frozenset[str]) -> Meaning:
        """Return what an event is, where events of these kinds are considered."""
        options: list[Option] = []
        fitted: list[Line] = []
        barred, told = "", self.told(event)
        for line, first, last in self._fitting(event, kinds):
            fitted.append(line)
            if line.hosting is not None:
                return Hosted(event, line.hosting)
            for name in line.steps:
                for row in self.rules.by_name.get(name, ()):
                    found = self._option(event, line, row, (first, last), told)
                    if isinstance(found, str):
                        barred = barred or found
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

    def barred(self, option: Option) -> str:
        """Return the clause that what an event itself tells does not meet, "" if none.

        A step may have recorded otherwise; so it is a reason, once no life is found.
        """
        own = {name: inside(value) for name, value in option.files.items()}
        facts = {**self._recorded, **self._elsewhere, **self.start, **own}
        row, first, last = option.row, option.first, option.last
        return self.rules.judge.unmet(row, first, last, facts)

    def asked_kinds(self) -> frozenset[str]:
        """Return the kinds on whose presence the meaning of some event hangs."""
        kinds = {event.kind for event in self.history.events}
        lines = (line for kind in kinds for line in self.rules.lines.get(kind, ()))
        asked = {line.when.has_kind for line in lines if line.when.has_kind}
        return frozenset(asked & kinds)

    # -- lines ------------------------------------------------------------------------

    def _fitting(self, event: Observed, kinds: frozenset[str]) -> Iterator[Part]:
        """Yield the first line that fits on each part of the event's days.

        Parts of one line that touch are one.  A line that a reading prolongs fits
        beside the one that comes after it.
        """
        lines = [
            line
            for line in self.rules.lines.get(event.kind, ())
            if self._holds(line.when, event, kinds)
        ]
        first, last = self.days(event)
        fitting: list[Part] = []
        for start, end in _parts(lines, first, last):
            day = date.fromordinal(start)
            line = next((line for line in lines if day in line.when.on), None)
            if line is None:
                continue
            if fitting and fitting[-1][0] is line and fitting[-1][2] + 1 == start:
                _, start, _ = fitting.pop()
            fitting.append((line, start, end))
        yield from fitting
        for line in lines:
            if prolonged := self._prolonged(line):
                start = max(first, prolonged.toordinal())
                if start <= last:
                    yield line, start, last

    def _prolonged(self, line: Line) -> date | None:
        """Return the day from which a reading prolongs a line, None if none does."""
        until = line.when.on.until
        prolonged = (
            until == choice.ending and not set(choice.prolonged).isdisjoint(line.steps)
            for choice in self.terms.choices.values()
        )
        return until if any(prolonged) else None

    def _holds(self, when: When, event: Observed, kinds: frozenset[str]) -> bool:
        if when.actor and self.mapping.actor(event.actor) != when.actor:
            return False
        if any(not _same(event.facts.get(n), v) for n, v in when.facts.items()):
            return False
        if any(event.facts.get(name) is not None for name in when.without):
            return False
        if when.routes and not self.history.route.startswith(when.routes):
            return False
        return not when.has_kind or when.has_kind in kinds

    def _option(
        self,
        event: Observed,
        line: Line,
        row: Row,
        days: tuple[int, int],
        told: Mapping[str, FiledValue],
    ) -> Option | str | None:
        """Return the option, the ref of the clause that bars it, or None: no day.

        What other events tell and steps record may be on file by then.
        """
        first, last = max(days[0], row.first), min(days[1], row.last)
        if first > last:
            return None
        files = {**told, **line.files}
        own = {name: inside(value) for name, value in files.items()}
        facts = {**self._elsewhere, **self.start, **own, **self._recorded}
        barred = self.rules.judge.unmet(row, first, last, facts)
        if barred:
            return barred
        by = line.by or self.mapping.actor(event.actor)
        allowed = row.transition.by
        actor = by if by in allowed else allowed[0]
        return Option(row, first, last, actor, line.grounds, files)

    # -- facts ------------------------------------------------------------------------

    def told(self, event: Observed) -> dict[str, FiledValue]:
        """Return the declared facts that an event files."""
        where = f"events[{event.number}].facts"
        return self._told(event.facts, where, by_event=True)

    def _told_at_all(self) -> Iterator[str]:
        """Yield the facts that some event of the history tells or can file."""
        kinds = {event.kind for event in self.history.events}
        for kind in sorted(kinds & self.rules.lines.keys()):
            for line in self.rules.lines[kind]:
                yield from line.files
        for event in self.history.events:
            for fact in self.mapping.facts:
                if event.facts.get(_key(fact, by_event=True)) is not None:
                    yield fact.fact

    def _given(self) -> dict[str, FiledValue]:
        told = self._told(self.history.project, "project", by_event=False)
        return {**self.mapping.given, **told}

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
                fact = self.rules.rulebook.facts[line.fact]
                found[line.fact] = filed(fact, value)
            except FactValueError as error:
                place = f"{where}.{key}"
                raise HistoryError(place, repr(value)[:80], error.expected) from None
        return found


def _parts(lines: Sequence[Line], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of some days between the days on which lines begin and end."""
    edges = {d for line in lines for d in (line.when.on.since, line.when.on.until)}
    ordinals = {edge.toordinal() for edge in edges if edge is not None}
    starts = [first, *sorted(day for day in ordinals if first < day <= last)]
    ends = [day - 1 for day in starts[1:]] + [last]
    yield from zip(starts, ends, strict=True)


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
