"""The steps that can follow a place of a chain: observed ones, and unseen ones between.

A place is all that the future of a chain depends on, so that two chains that meet in
one can be treated as one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from attrs import field, frozen

from qualflow.audit.judging import NO_DAY, Bars
from qualflow.audit.mapping import Distance
from qualflow.audit.options import Option
from qualflow.audit.rows import Row
from qualflow.audit.rules import Rules
from qualflow.audit.terms import Terms
from qualflow.audit.windows import Placed, applies, begins, later
from qualflow.law.expression import Value
from qualflow.law.facts import FiledValue, inside

Values: TypeAlias = tuple[tuple[str, Value], ...]
"""Facts inside, sorted by name."""
Windows: TypeAlias = Mapping[Row, tuple[int, int]]
Judged: TypeAlias = tuple[Bars, Mapping[str, Value]]
"""The clauses that can bar a step, and the facts it is judged by."""


class Place(NamedTuple):
    """Where a chain has come to.

    Attributes:
        used: The events that are in it, a bit each.
        day: The first day it can have come there.
        written: What its steps recorded.
        told: What its events told that later steps can be judged by.
        gap: The rows supplied since the last event, a bit each.
        soonest: The distances that still have to be kept, by place, each with the first
            day that keeps it.
        must: The transitions of which one has to follow at once; empty: none has to.
        marks: What later grounds will ask of the chain.
    """

    used: int
    state: str
    day: int
    written: Values = ()
    told: Values = ()
    gap: int = 0
    soonest: tuple[tuple[int, int], ...] = ()
    must: tuple[str, ...] = ()
    marks: tuple[bool, ...] = ()


@frozen(eq=False)
class Move:
    """A row in a window, as one step of a chain.

    Attributes:
        bit: That of its event, 0 for an unseen step.
        before: That of an equal event that comes first.
        keeps: The places of the distances it has to keep from earlier steps.
        ends: Those that are no longer kept from earlier steps, but from this one …
        begins: … if they are kept from it at all.
    """

    step: Placed
    option: Option | None
    bit: int
    before: int
    keeps: tuple[int, ...]
    ends: tuple[int, ...]
    begins: tuple[tuple[int, Distance], ...]
    tells: Mapping[str, Value]
    remembered: dict[tuple[Values, Values], Judged | None] = field(factory=dict)


class Moves:
    """The moves of one choice of events.

    Attributes:
        everything: All events, a bit each.
        exchanges: In how many ways equal events can change places in a life of all.

    Args:
        events: For each event the rows it can be.
        twins: For each event the place of an equal one that is used before it, or None.
        supplies: The window of each row that may be supplied.
        start: The facts every step is judged by.
    """

    def __init__(
        self,
        rules: Rules,
        terms: Terms,
        events: Sequence[Sequence[Option]],
        twins: Sequence[int | None],
        supplies: Windows,
        start: Mapping[str, Value],
    ) -> None:
        self.rules = rules
        self.terms = terms
        self.supplies = supplies
        self.start = start
        self.everything = (1 << len(events)) - 1
        self.exchanges = _exchanges(twins)
        self.first = Place(0, rules.rulebook.initial, 0)
        self.all: list[Move] = []
        self.observed_from: dict[str, list[Move]] = {}
        self.supplied_from: dict[str, list[Move]] = {}
        self._live = self._distances({o.row.name for some in events for o in some})
        for number, options in enumerate(events):
            twin = twins[number]
            before = 0 if twin is None else 1 << twin
            for place, o in enumerate(options):
                step = Placed(o.row, o.first, o.last, number, place)
                self._add(step, o, 1 << number, before)
        for row, (first, last) in supplies.items():
            self._add(Placed(row, first, last), None, 0, 0)
        self._late = self._by_latest(events)
        self._next = self._reachable(unseen=True)
        self._ahead = self._reachable(unseen=False)

    def _distances(self, observed: set[str]) -> list[tuple[int, Distance]]:
        """Return the distances that some step can have to keep, with their places."""
        supplied = {row.name for row in self.supplies}
        return [
            (place, distance)
            for place, distance in enumerate(self.rules.mapping.distances)
            if self.terms.uses(distance.standing)
            and (
                distance.step in supplied
                or (distance.step in observed and not distance.supplied_only)
            )
        ]

    def _add(self, step: Placed, option: Option | None, bit: int, before: int) -> None:
        name = step.row.name
        after = [(place, d) for place, d in self._live if d.after == name]
        move = Move(
            step,
            option,
            bit,
            before,
            tuple(p for p, d in self._live if applies(d, step)),
            tuple(place for place, _ in after),
            tuple((place, d) for place, d in after if begins(d, step.last)),
            self._tells(option.files) if option else {},
        )
        self.all.append(move)
        moves = self.observed_from if bit else self.supplied_from
        for source in step.row.transition.sources:
            moves.setdefault(source, []).append(move)

    def _tells(self, files: Mapping[str, FiledValue]) -> dict[str, Value]:
        """Return what stays on file after a step: the start's own values come back."""
        return {
            name: inside(value)
            for name, value in files.items()
            if name in self.rules.read and name not in self.start
        }

    def _by_latest(self, events: Sequence[Sequence[Option]]) -> _Late:
        latest = sorted(
            (max(option.last for option in options), 1 << number)
            for number, options in enumerate(events)
        )
        masks = [0]
        for _, bit in latest:
            masks.append(masks[-1] | bit)
        return _Late([day for day, _ in latest], masks)

    def _reachable(self, *, unseen: bool) -> dict[str, int]:
        """Return for each state the events that can follow it.

        With `unseen` steps alone between, or with any.
        """
        reach: dict[str, int] = {}
        for state in self.rules.rulebook.states:
            found, waiting, events = {state}, [state], 0
            while waiting:
                here = waiting.pop()
                seen = self.observed_from.get(here, [])
                for move in seen:
                    events |= move.bit
                supplied = self.supplied_from.get(here, [])
                for move in supplied if unseen else [*seen, *supplied]:
                    target = move.step.row.transition.target
                    if target not in found:
                        found.add(target)
                        waiting.append(target)
            reach[state] = events
        return reach

    # -- asking -----------------------------------------------------------------------

    def too_late(self, day: int) -> int:
        """Return the events that cannot happen on a day or after, a bit each."""
        return self._late.masks[bisect_left(self._late.days, day)]

    def lost(self, place: Place) -> int:
        """Return the unused events that cannot follow a place, a bit each."""
        ahead = self._ahead[place.state] & ~self.too_late(place.day)
        return self.everything & ~place.used & ~ahead

    def onward(self, place: Place) -> Iterator[tuple[Place, Move]]:
        """Yield every step that can follow, with the place it leads to."""
        for move in self.observed_from.get(place.state, ()):
            if not place.used & move.bit and place.used & move.before == move.before:
                yield from self._taken(place, move)
        left = self.everything & ~place.used
        for move in self.supplied_from.get(place.state, ()):
            row = move.step.row
            if not place.gap >> row.place & 1 and (
                self._next[row.transition.target] & left
            ):
                yield from self._taken(place, move)

    def _taken(self, place: Place, move: Move) -> Iterator[tuple[Place, Move]]:
        step, row = move.step, move.step.row
        if place.must and row.name not in place.must:
            return
        day = self._day(place, move)
        if day > step.last or not self._lawful(place, move, day):
            return
        written = self._written(place, move)
        told = _merged(place.told, move.tells) if move.tells else place.told
        soonest = place.soonest
        if soonest or move.begins:
            soonest = self._soonest(place, move, day)
        target = row.transition.target
        if move.bit:
            used = place.used | move.bit
            yield Place(used, target, day, written, told, 0, soonest), move
        else:
            gap, must = place.gap | 1 << row.place, row.supply.before
            there = place.used, target, day, written, told, gap, soonest, must
            yield Place(*there), move

    def _day(self, place: Place, move: Move) -> int:
        """Return the first day a step can lie on after a place."""
        day = max(place.day, move.step.first)
        for distance, first in place.soonest:
            if first > day and distance in move.keeps:
                day = first
        return day

    def _soonest(
        self, place: Place, move: Move, day: int
    ) -> tuple[tuple[int, int], ...]:
        """Return the distances that are still to be kept after a step on a day."""
        kept = [s for s in place.soonest if s[0] not in move.ends and s[1] > day]
        kept += [(p, later(day, d, self.terms)) for p, d in move.begins]
        return tuple(sorted(kept))

    def _lawful(self, place: Place, move: Move, day: int) -> bool:
        """Return whether a step may follow and no clause bars it from a day on."""
        key = place.written, place.told
        if key not in move.remembered:
            move.remembered[key] = self._judged(*key, move)
        found = move.remembered[key]
        if found is None:
            return False
        bars, facts = found
        last = move.step.last
        return not bars or not self.rules.judge.barred(bars, day, last, facts)

    def _written(self, place: Place, move: Move) -> Values:
        """Return what is recorded once a lawful step has been made."""
        row = move.step.row
        if not row.writes and not row.days and not row.copies:
            return place.written
        found = move.remembered[place.written, place.told]
        assert found is not None
        recorded = dict(place.written)
        record(recorded, row, found[1])
        return tuple(sorted(recorded.items()))

    def _judged(self, written: Values, told: Values, move: Move) -> Judged | None:
        """Return what can bar a step; None if it may not be supplied there."""
        step, option = move.step, move.option
        recorded = dict(written)
        if option is None and not may_follow(step.row, recorded):
            return None
        facts = {**dict(told), **self.start}
        if option is not None:
            facts.update((name, inside(v)) for name, v in option.files.items())
        facts.update(recorded)
        return self.rules.judge.bars(step.row, facts), facts


def _exchanges(twins: Sequence[int | None]) -> int:
    """Return in how many ways equal events can change places in a life of all."""
    ways = 1
    for twin in twins:
        rank = 1
        while twin is not None:
            twin, rank = twins[twin], rank + 1
        ways *= rank
    return ways


class _Late(NamedTuple):
    """The latest days of events, sorted, and those events that end before each."""

    days: list[int]
    masks: list[int]


def may_follow(row: Row, recorded: Mapping[str, Value]) -> bool:
    """Return whether what steps recorded allows to supply a row."""
    return all(
        recorded.get(name) == inside(value)
        for name, value in row.supply.recorded.items()
    )


def record(recorded: dict[str, Value], row: Row, facts: Mapping[str, Value]) -> None:
    """Put on file what a row records; of a day only that there is one.

    `facts` is all that was on file when the step was made: what it copies.
    """
    for name, value in row.writes:
        if value is None:
            recorded.pop(name, None)
        else:
            recorded[name] = inside(value)
    for name in row.days:
        recorded[name] = NO_DAY
    for name, source in row.copies:
        recorded.pop(name, None)
        if source in facts:
            recorded[name] = facts[source]


def _merged(values: Values, more: Mapping[str, Value]) -> Values:
    return tuple(sorted({**dict(values), **more}.items()))
