"""Choose the events a life has to contain, and the life.

All of them, if there is such a life; else the fewest are left out.  Where too many
would have to go, the events before the first clash are what is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from attrs import frozen

from qualflow.audit.grounds import Grounds
from qualflow.audit.history import History, Observed
from qualflow.audit.leaving import MOST_LEFT_OUT, least_left_out, prices
from qualflow.audit.mapping import Hosting
from qualflow.audit.moves import Moves, Windows
from qualflow.audit.options import Hosted, NoStep, Option, Reader, bounded
from qualflow.audit.rows import Row
from qualflow.audit.rules import Rules
from qualflow.audit.search import Chain, Search
from qualflow.audit.terms import Terms
from qualflow.audit.windows import Placed

IN_VAIN = 8
"""After so many events that do not help, a clash is taken for one."""


@frozen
class Considered:
    """One choice of events, read: the options of each, what cannot be a step."""

    kinds: frozenset[str]
    events: tuple[Observed, ...] = ()
    options: tuple[tuple[Option, ...], ...] = ()
    hosted: tuple[Hosted, ...] = ()
    failed: tuple[Observed, ...] = ()

    @property
    def used(self) -> tuple[Observed, ...]:
        """Those that are a step or a fact."""
        return (*self.events, *(hosted.event for hosted in self.hosted))

    def option(self, step: Placed) -> Option | None:
        """Return what a step was made from, None for an unseen one."""
        if step.event is None:
            return None
        return self.options[step.event][step.option]


@frozen
class Chosen:
    """The life, and the events it contains.

    Attributes:
        gone: The events that are left out.
        clash: The first event that is in the way, where too many would have to go.
    """

    considered: Considered
    chain: Chain
    alternatives: int
    gone: tuple[Observed, ...] = ()
    clash: Observed | None = None


class Chooser:
    """Chooses under the terms of one audit.

    Attributes:
        events: Those that count, in the order of the file.
        supplies: The window of each row that may be supplied.
    """

    def __init__(
        self, rules: Rules, reader: Reader, history: History, terms: Terms
    ) -> None:
        self.rules = rules
        self.reader = reader
        self.history = history
        self.terms = terms
        self.events = tuple(e for e in history.events if e.earliest <= terms.day)
        self.evidence = {e.number: reader.evidence(e) for e in self.events}
        self.days = {e.number: reader.days(e) for e in self.events}
        self.supplies: Windows = dict(self._supplies())

    def _supplies(self) -> Iterator[tuple[Row, tuple[int, int]]]:
        day = self.terms.day.toordinal()
        for row in self.rules.rows:
            if row.supply.supplied:
                since = row.supply.since
                first = max(row.first, since.toordinal() if since else row.first)
                first, last = bounded(self.history, row, first, min(row.last, day))
                if first <= last:
                    yield row, (first, last)

    def chosen(self) -> Chosen:
        """Return the least life of all events, or of those that are kept.

        Raises:
            TooManyLivesError: If too many of them can lie in any order.
        """
        everything = self._life(self.events)
        if everything is not None:
            return everything
        kept = self._kept()
        if kept is None:
            return self._before_the_clash()
        found = self._life(kept)
        assert found is not None
        return found

    def hosting_runs(self, considered: Considered) -> bool:
        """Return whether hosting runs at the end: its last event is a start."""
        last = max(considered.hosted, key=self.spell_order, default=None)
        return last is not None and last.hosting is Hosting.START

    def spell_order(self, hosted: Hosted) -> tuple[tuple[int, int], bool]:
        """Order by days; a stop sorts after a start of the same days."""
        return self.days[hosted.event.number], hosted.hosting is Hosting.END

    def grounds(self, considered: Considered) -> Grounds:
        """Return the grounds by the rules for a choice of events."""
        return Grounds(
            self.rules.mapping.distances,
            self.terms,
            self.history.route,
            hosting=self.hosting_runs(considered),
        )

    # -- one choice of events ---------------------------------------------------------

    def _read(self, events: Sequence[Observed]) -> Considered:
        kinds = frozenset(event.kind for event in events)
        steps: list[tuple[Observed, tuple[Option, ...]]] = []
        hosted: list[Hosted] = []
        failed: list[Observed] = []
        for event in events:
            meaning = self.reader.meaning(event, kinds)
            match meaning:
                case Hosted():
                    hosted.append(meaning)
                case NoStep():
                    failed.append(event)
                case _:
                    steps.append((event, meaning))
        return Considered(
            kinds,
            tuple(event for event, _ in steps),
            tuple(options for _, options in steps),
            tuple(hosted),
            tuple(failed),
        )

    def _life(self, events: Sequence[Observed]) -> Chosen | None:
        considered = self._read(events)
        if considered.failed:
            return None
        days = [self.days[event.number] for event in considered.events]
        grounds = self.grounds(considered)
        found = Search(self._moves(considered), days, grounds).least()
        if found is None:
            return None
        kept = {event.number for event in events}
        gone = tuple(event for event in self.events if event.number not in kept)
        return Chosen(considered, found.chain, found.alternatives, gone)

    def _moves(self, considered: Considered) -> Moves:
        return Moves(
            self.rules,
            self.terms,
            considered.options,
            self._twins(considered),
            self.supplies,
            self.reader.start,
        )

    def _twins(self, considered: Considered) -> list[int | None]:
        """Return for each event the place of an equal one that is used before it.

        Equal ones could change places in any life; those known best come first.
        """
        twins: list[int | None] = [None] * len(considered.events)
        last: dict[object, int] = {}
        known = [self.evidence[event.number] for event in considered.events]
        for place in sorted(range(len(known)), key=lambda place: -known[place]):
            days = self.days[considered.events[place].number]
            key = days, tuple(_as_key(option) for option in considered.options[place])
            twins[place] = last.get(key)
            last[key] = place
        return twins

    # -- leaving events out -----------------------------------------------------------

    def _kept(self) -> tuple[Observed, ...] | None:
        """Return the events that are left where the fewest are left out.

        What an event means can hang on whether there are others of a kind: each choice
        of such kinds that are gone altogether is tried on its own.
        """
        numbers = [event.number for event in self.events]
        known, days = self.evidence.values(), self.days.values()
        price = dict(zip(numbers, prices(list(known), list(days)), strict=True))
        kinds = sorted(self.reader.asked_kinds() & {e.kind for e in self.events})
        best: tuple[int, tuple[Observed, ...]] | None = None
        for count in range(len(kinds) + 1):
            for gone in combinations(kinds, count):
                kept = self._kept_without(frozenset(gone), kinds, price)
                if kept is not None:
                    cost = sum(price.values()) - sum(price[e.number] for e in kept)
                    if best is None or cost < best[0]:
                        best = cost, kept
        return None if best is None else best[1]

    def _kept_without(
        self, gone: frozenset[str], kinds: Sequence[str], price: dict[int, int]
    ) -> tuple[Observed, ...] | None:
        """Return the best set without events of some kinds, with all other `kinds`."""
        considered = self._read([e for e in self.events if e.kind not in gone])
        most = MOST_LEFT_OUT - len(self.events) + len(considered.used)
        if most < 0:
            return None
        there = {hosted.event.kind for hosted in considered.hosted}
        asked = [
            sum(1 << n for n, e in enumerate(considered.events) if e.kind == kind)
            for kind in kinds
            if kind not in gone and kind not in there
        ]
        prices_here = [price[event.number] for event in considered.events]
        moves = self._moves(considered)
        bits = least_left_out(moves, prices_here, most, asked)
        if bits is None:
            return None
        kept = {e.number for n, e in enumerate(considered.events) if bits >> n & 1}
        kept |= {hosted.event.number for hosted in considered.hosted}
        return tuple(event for event in self.events if event.number in kept)

    def _before_the_clash(self) -> Chosen:
        """Return the life of the events before the first one that clashes for good."""
        in_order = sorted(self.events, key=lambda e: (self.days[e.number], e.number))
        best, length = Chosen(Considered(frozenset()), (), 0), 0
        for count in range(1, len(in_order) + 1):
            found = self._life(in_order[:count])
            if found is not None:
                best, length = found, count
            elif count - length >= IN_VAIN:
                break
        kept = {event.number for event in best.considered.used}
        gone = tuple(event for event in self.events if event.number not in kept)
        return Chosen(
            best.considered, best.chain, best.alternatives, gone, in_order[length]
        )


def _as_key(option: Option) -> tuple[object, ...]:
    files = tuple(sorted(option.files.items(), key=lambda item: item[0]))
    return option.row, option.first, option.last, option.grounds, files
