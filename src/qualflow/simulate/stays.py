"""Stays in the states of a life whose days are known to windows.

A stay begins and ends with a step, each known to a window of days, so that its length
is known to bounds; the last stay of a life is right censored.  Whole days are what a
scenario rounds to, so that a stay of `d` days is a delay within half a day of `d`.

So are censored: a stay that time itself ended, since another delay was cut short, and
one whose end is only taken to have followed, from the first day it can have.  A step
that leads back to its own state ends no stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import inf

from attrs import evolve, frozen

from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import ALWAYS, Interval
from qualflow.simulate.survival import Duration

HALF_A_DAY = 0.5


@frozen
class Move:
    """A step of a life, made between two days.

    Attributes:
        seen: Whether somebody saw it; else it must lie between these days.
        supplied: Whether it is only taken to have followed by the end of the life.
    """

    step: str
    source: str
    target: str
    earliest: date
    latest: date
    seen: bool = True
    supplied: bool = False


@frozen
class Life:
    """What became of one case.

    Attributes:
        last: The last day on which something is known of it.
    """

    case: str
    last: date
    moves: tuple[Move, ...]


@frozen
class Stayed:
    """A stay in one state, or in several up to the next step that was seen.

    Attributes:
        states: In the order they were passed.
        step: What ended it; "" if nothing had when last seen.
        length: None if nobody knows when it began.
        alone: Whether it is a stay in one state.
        before: The state before it.
        ended: The days on which it may have ended.
    """

    case: str
    states: tuple[str, ...]
    step: str
    length: Duration | None
    alone: bool
    seen: bool = True
    before: str = ""
    ended: Interval = ALWAYS


def stays_of(rulebook: Rulebook, life: Life) -> Iterator[Stayed]:
    """Yield the stays of a life, and from each the way to the next step seen."""
    moves = [move for move in life.moves if move.source != move.target]
    supplied = next((n for n, m in enumerate(moves) if m.supplied), len(moves))
    last = moves[supplied].earliest if supplied < len(moves) else life.last
    known = moves[:supplied]
    if known:
        first = known[0]
        yield Stayed(
            life.case, (first.source,), first.step, None, True, first.seen,
            ended=_window(first),
        )  # fmt: skip
    for n, begun in enumerate(known):
        rest = known[n + 1 :]
        one = _until(rulebook, life.case, begun, rest[:1], last)
        yield one
        to = next((k for k, move in enumerate(rest) if move.seen), len(rest))
        yield evolve(
            _until(rulebook, life.case, begun, rest[: to + 1], last), alone=False
        )


def _until(
    rulebook: Rulebook, case: str, begun: Move, rest: Sequence[Move], last: date
) -> Stayed:
    """Return the stays from a step up to the last of some others, or to a day."""
    states = (begun.target, *(move.target for move in rest[:-1]))
    if rest and (rest[-1].seen or len(rest) == 1):
        ended = rest[-1]
        most = (ended.latest - begun.earliest).days + HALF_A_DAY
        least = max((ended.earliest - begun.latest).days - HALF_A_DAY, 0.0)
        timed = ended.step in rulebook.timed
        length = Duration(least, inf if timed else most)
        step = "" if timed else ended.step
        return Stayed(
            case, states, step, length, True, ended.seen, begun.source, _window(ended)
        )
    states = (begun.target, *(move.target for move in rest))
    length = Duration(float(max((last - begun.latest).days, 0)), inf)
    return Stayed(case, states, "", length, True, before=begun.source)


def _window(move: Move) -> Interval:
    return Interval(move.earliest, move.latest + timedelta(days=1))
