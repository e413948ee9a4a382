"""Random lawful lives, and what the world may come to know of them.

A life is a walk over the rows of a process, each step recorded through `decide` on its
day and kept only if no clause is unmet.  A history is then what is told of it: some
steps observed, others hidden where an audit may supply them, days blurred, equal days
in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from attrs import frozen

from qualflow.audit.history import History, Observed
from qualflow.audit.mapping import Distance, HistoryMap, Line, Supply
from qualflow.case.commands import FileFact, Record
from qualflow.case.events import StateEntered
from qualflow.case.life import decide, open_case
from qualflow.case.replaying import replay
from qualflow.law.calendar import shift_years
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Standing, Transition
from qualflow.law.verdict import Verdict

AUDITED = frozenset({Standing.TEXT, Standing.PRESS, Standing.PRACTICE})
PAUSES = (0, 0, 1, 8, 30, 30, 90, 400, 800)
BLURS = ((0, 0), (0, 0), (3, 3), (30, 0), (0, 200), (365, 365))
NO_SUPPLY = Supply()


@frozen
class Truth:
    """A step as it happened; `line` is how it is told, None if nobody tells it."""

    row: Transition
    on: date
    line: Line | None = None

    @property
    def name(self) -> str:
        """The name of the transition."""
        return self.row.name


class Walk:
    """One walk: the case, and what happened to it."""

    def __init__(
        self, rulebook: Rulebook, mapping: HistoryMap, route: str, rng: Random
    ) -> None:
        self.rulebook, self.mapping = rulebook, mapping
        self.route, self.rng = route, rng
        self.case = open_case(rulebook, "walk")
        self.life: list[Truth] = []
        self.gap: list[Transition] = []
        self.must: tuple[str, ...] = ()

    def walked(self, first: date, steps: int) -> list[Truth]:
        """Return a life of at most so many steps that ends with one that is told."""
        day = first
        for name, value in self.mapping.given.items():
            self._do(FileFact(name, value, day))
        for _ in range(4 * steps):
            if len(self.life) < steps:
                day += timedelta(self.rng.choice(PAUSES))
                self._step(day)
        while self.life and not (self.life[-1].line and self._still_read()):
            self.life.pop()
        return self.life

    def _still_read(self) -> bool:
        """Whether what is told later leaves the meaning of what was told before."""
        told = [(t.line, t.on) for t in self.life if t.line is not None]
        return all(self.read(line.kind, line, on) is line for line, on in told)

    def _step(self, on: date) -> None:
        edition = self.rulebook.on(on, AUDITED)
        rows = [edition.step(self.case.state, name) for name in edition.transitions]
        there = [row.transition for row in rows if row is not None]
        self.rng.shuffle(there)
        if self.rng.random() < 0.9:  # long lives show more
            there.sort(key=self._ends)
        for row in there:
            if (not self.must or row.name in self.must) and self._taken(row, on):
                return

    def _ends(self, row: Transition) -> bool:
        """Whether a row ends the life, or leaps over most of it."""
        return self.rulebook.states[row.target].final or row.name == "take_over"

    def _taken(self, row: Transition, on: date) -> bool:
        supply = self.mapping.supplies.get(row.name, NO_SUPPLY)
        line = self._line(row.name, on)
        if self.rng.random() < 0.4 and self._suppliable(supply, row, on):
            line = None
        if line is None and not self._suppliable(supply, row, on):
            return False
        if not all(self._kept(d, on, line) for d in self.mapping.distances
                   if d.step == row.name):  # fmt: skip
            return False
        before = self.case
        for fact, value in line.files.items() if line else ():
            self._do(FileFact(fact, value, on))
        entered = self._do(Record(row.name, on, standings=AUDITED))
        if entered is None or any(n.verdict is Verdict.UNMET for n in entered.noted):
            self.case = before
            return False
        self.life.append(Truth(row, on, line))
        self.gap = [] if line else [*self.gap, row]
        self.must = () if line else supply.before
        return True

    def _do(self, command: FileFact | Record) -> StateEntered | None:
        """Return what a record entered; None if time came first."""
        outcome = decide(self.rulebook, self.case, command)
        if len(outcome.events) != 1:
            return None
        self.case = replay(outcome.events, start=self.case)
        (event,) = outcome.events
        return event if isinstance(event, StateEntered) else None

    def _suppliable(self, supply: Supply, row: Transition, on: date) -> bool:
        return (
            supply.supplied
            and row not in self.gap
            and (supply.since is None or on >= supply.since)
            and all(self.case.facts.get(n) == v for n, v in supply.recorded.items())
        )

    def _kept(self, distance: Distance, on: date, line: Line | None) -> bool:
        before = [t.on for t in self.life if t.name == distance.after]
        if not before or (distance.supplied_only and line):
            return True
        soonest = shift_years(before[-1].toordinal(), distance.years)
        return soonest is not None and on.toordinal() >= soonest + distance.days

    def _line(self, name: str, on: date) -> Line | None:
        """Return a line by which a step of a day can be told, if there is one."""
        lines = [
            line
            for line in self.mapping.lines
            if name in line.steps and on in line.when.on
            and self.read(line.kind, line, on) is line
        ]  # fmt: skip
        return self.rng.choice(lines) if lines else None

    def read(self, kind: str, told: Line, on: date) -> Line | None:
        """Return the line by which what is told as a line is read."""
        kinds = {t.line.kind for t in self.life if t.line} | {kind}
        for line in self.mapping.lines:
            when = line.when
            if (
                line.kind == kind
                and on in when.on
                and when.actor in ("", told.when.actor)
                and all(told.when.facts.get(k) == v for k, v in when.facts.items())
                and self.route.startswith(when.routes or "")
                and (not when.has_kind or when.has_kind in kinds)
            ):
                return line
        return None


@frozen
class Story:
    """A life, and what is told of it: the number of the event that tells each step."""

    life: tuple[Truth, ...]
    numbers: tuple[int | None, ...]
    history: History


def story(
    mapping: HistoryMap,
    life: Sequence[Truth],
    rng: Random,
    *,
    route: str = "",
    blurs: Sequence[tuple[int, int]] = BLURS,
) -> Story:
    """Return what is told of a life, in any order, up to its end or some days after."""
    told = [place for place, truth in enumerate(life) if truth.line is not None]
    rng.shuffle(told)
    numbers = {place: number for number, place in enumerate(told, 1)}
    events = [_told(mapping, life[place], numbers[place], rng, blurs) for place in told]
    end = max((truth.on for truth in life), default=date(2020, 1, 1))
    as_of = end + timedelta(rng.choice((0, 0, 40, 400)))
    history = History("walk", {}, mapping.claims, route, as_of, {}, tuple(events))
    places = range(len(life))
    return Story(tuple(life), tuple(numbers.get(place) for place in places), history)


def _told(
    mapping: HistoryMap,
    truth: Truth,
    number: int,
    rng: Random,
    blurs: Sequence[tuple[int, int]],
) -> Observed:
    assert truth.line is not None
    actors = {
        actor: name.replace("*", "jiangsu") for name, actor in mapping.actors.items()
    }
    back, on = rng.choice(blurs)
    return Observed(
        truth.line.kind,
        truth.on - timedelta(back),
        truth.on + timedelta(on),
        actors.get(truth.line.when.actor, ""),
        rng.choice(sorted(mapping.certainty)),
        number,
        dict(truth.line.when.facts),
    )
