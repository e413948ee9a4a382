"""A life, told place by place.

The life as it is known is the record, nothing judged again: its events are those that
`amended` returns.  `branch` tells a life anew.

Invariant: one place more tells one event, or all that time makes happen on one day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from attrs import evolve, field, frozen

from qualflow.case.commands import ReadLink
from qualflow.case.events import ActNoted, Case, Plain, StateEntered
from qualflow.case.life import decide
from qualflow.case.replaying import apply, fresh, happened_by_itself, in_order, replay
from qualflow.case.steps import counted
from qualflow.case.timing import advance
from qualflow.explain.deadlines import Window
from qualflow.law.edition import Answer, Ruling
from qualflow.law.rulebook import Rulebook
from qualflow.stepping.walk import Edit


@frozen
class Life:
    """What is walked through.

    Attributes:
        told: Whether it is the life of a history, not a case that somebody kept.
        windows: Of a history, the days on which each step of the path can lie.
        links: The cases that are read beside it, each with the link it is read
            through; of each the day's state is read, on every day that is asked about.
    """

    case: Case
    told: bool = False
    windows: tuple[Window, ...] = ()
    links: tuple[tuple[str, Case], ...] = ()

    def read(self, rulebook: Rulebook, case: Case, on: date) -> Case:
        """Return a case of this life once the others have been read on a day.

        Raises:
            QualflowError: If the process has no such link, or it reads no such case.
        """
        for link, other in self.links:
            events = decide(rulebook, case, ReadLink(link, other, on)).events
            case = replay(events, start=case)
        return case


@frozen
class Happening:
    """One event of a life, or an act that the law did not let happen.

    Attributes:
        number: Its number in the record, from 1; 0 for one that only a branch has.
        edit: What put it there or moved it.
        happened: False for an act that was refused; its event says what was asked.
        answer: What the law says of an act; `OPEN` for what is no act.
        ruling: What it says clause by clause; None if there is no such step.
        window: Of a history, the days on which the step can lie.
    """

    event: Plain
    number: int = 0
    edit: Edit | None = None
    happened: bool = True
    answer: Answer = Answer.OPEN
    ruling: Ruling | None = field(default=None, repr=False, eq=False)
    window: Window | None = None

    @property
    def by_itself(self) -> bool:
        """Whether time made it happen."""
        return happened_by_itself(self.event)

    @property
    def unlawful(self) -> bool:
        """Whether the law forbids it: unknown is no no."""
        return self.answer in (Answer.CLOSED, Answer.NO_SUCH_TRANSITION)


@frozen(eq=False)
class Lived:
    """A whole life, told.

    Attributes:
        rulebook: The law it is told by, reforms moved.
        edits: What is otherwise than in the record.
        happenings: In the order in which they happened.
        stops: For each place, how many of them have been told; begins with 0.
    """

    rulebook: Rulebook
    life: Life
    edits: tuple[Edit, ...]
    happenings: tuple[Happening, ...]
    stops: tuple[int, ...]

    @property
    def places(self) -> int:
        """The number of the last place."""
        return len(self.stops) - 1

    def place_on(self, day: date) -> int:
        """Return the place at the end of a day."""
        days = [self.happenings[stop - 1].event.on for stop in self.stops[1:]]
        return bisect_right(days, day)

    def events(self, told: Iterable[Happening]) -> tuple[Plain, ...]:
        """Return the events of those that happened."""
        return tuple(one.event for one in told if one.happened)

    def case(self, told: Iterable[Happening]) -> Case:
        """Return the case that some of it add up to."""
        return replay(self.events(told), start=fresh(self.life.case))

    def stands(self, count: int, on: date) -> tuple[Case, tuple[Plain, ...]]:
        """Return the case once so many have been told and time has passed to a day.

        The cases beside it have been read.  Also what time has made happen in it since.
        """
        case = self.case(self.happenings[:count])
        passed = advance(self.rulebook, case, on)
        stood = replay(passed, start=case) if passed else case
        return self.life.read(self.rulebook, stood, on), passed

    def until(self, day: date) -> Lived:
        """Return the life with what time alone makes happen in it up to a day."""
        law = law_of_time(self.rulebook, self.life)
        passed = advance(law, self.case(self.happenings), day)
        if not passed:
            return self
        happenings = (*self.happenings, *map(Happening, passed))
        return evolve(self, happenings=happenings, stops=stops(happenings))

    def daily(self, days: Iterable[date]) -> Iterator[Case]:
        """Yield the case as it stands at the end of each of some days, earliest first.

        Time has passed in it; the whole is read once.
        """
        case, count = fresh(self.life.case), 0
        for day in days:
            until = count
            while (
                until < len(self.happenings) and self.happenings[until].event.on <= day
            ):
                until += 1
            case = replay(self.events(self.happenings[count:until]), start=case)
            count = until
            yield replay(advance(self.rulebook, case, day), start=case)

    def windows(self, told: Iterable[Happening]) -> tuple[Window, ...]:
        """Return the days on which each step of the path of some of it can lie."""
        if not self.life.told:
            return ()
        steps = (one for one in told if one.happened)
        return tuple(
            one.window or Window(one.event.transition, one.event.on, one.event.on, True)
            for one in steps
            if isinstance(one.event, StateEntered)
        )


def as_known(rulebook: Rulebook, life: Life) -> Lived:
    """Return a life as the record has it, judged by this law."""
    known = tuple(_known(rulebook, life))
    return Lived(rulebook, life, (), known, stops(known))


def _known(rulebook: Rulebook, life: Life) -> Iterator[Happening]:
    """Yield the record, each act with what this law says of it."""
    here, windows = fresh(life.case), iter(life.windows)
    for number, event in in_order(life.case.history):
        answer, ruling = judged(rulebook, here, event)
        step = isinstance(event, StateEntered)
        window = next(windows, None) if step else None
        yield Happening(event, number, None, True, answer, ruling, window)
        here = apply(here, event)


def judged(
    rulebook: Rulebook, here: Case, event: Plain
) -> tuple[Answer, Ruling | None]:
    """Return what the law says of an act, by the terms it was decided by."""
    if not isinstance(event, StateEntered | ActNoted) or happened_by_itself(event):
        return Answer.OPEN, None
    terms = event.terms
    step = rulebook.on(event.on, terms.standings).step(here.state, event.transition)
    if step is None:
        return Answer.NO_SUCH_TRANSITION, None
    facts, weak = counted(here, step, terms.evidence)
    ruling = step.rule(facts, weak, event.on.toordinal())
    may = not event.by or event.by in step.transition.by
    return ruling.answer if may else Answer.CLOSED, ruling


def stops(happenings: tuple[Happening, ...]) -> tuple[int, ...]:
    """Return the places, what time makes happen on one day being one."""
    stops = [0]
    for count, one in enumerate(happenings, 1):
        before = happenings[count - 2] if count > 1 else None
        if before is not None and _same_day_by_itself(before, one):
            stops[-1] = count
        else:
            stops.append(count)
    return tuple(stops)


def _same_day_by_itself(one: Happening, other: Happening) -> bool:
    return one.by_itself and other.by_itself and one.event.on == other.event.on


def law_of_time(rulebook: Rulebook, life: Life) -> Rulebook:
    """Return the law by which time makes anything happen between the events of a life.

    In a history no period runs out between them; a reform moves it all the same.
    """
    return _without_clocks(rulebook) if life.told else rulebook


@lru_cache(maxsize=32)
def _without_clocks(rulebook: Rulebook) -> Rulebook:
    """Return the law with reforms alone to make anything happen by itself."""
    return evolve(rulebook, clocks={})
