"""Delays and ways of cases, estimated from lives whose days are known to windows.

What is known of a single stay says `stays`.

Where the steps between some states were never seen, only the sum of the stays can be
told from such windows: it is fitted as the delay of the first of these states.

What the lives cannot carry is refused by name.  Only cases that became public are seen:
a way out that nobody publishes has no share, and none seen is not a share of 0.

Windows of one life that share a step are taken as independent; with long windows the
errors are too small for it.

Sources:
    Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927) 209-212; see also those of `survival` and `families`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import ceil, floor, sqrt

from attrs import evolve, frozen

from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Acts, Interval
from qualflow.simulate.families import (
    Fitted,
    Reason,
    common,
    fitted,
)
from qualflow.simulate.stays import Life, Stayed, stays_of
from qualflow.simulate.survival import (
    NORMAL_95,
    Curve,
    Duration,
    Incidence,
    aalen_johansen,
    curve,
)


@frozen
class Way:
    """How often one way out of a state was taken.

    Attributes:
        count: In how many stays.
        of: How many stays ended when the law had this way out: one of another time is
            no choice against it.
        seen: How many of these steps somebody saw.
        share: `count` of `of`, with its standard error and the ends of Wilson's 95 %
            interval.
        incidence: The share of all such stays, ended or not, that ended so by the
            longest length at which any did (Aalen and Johansen, windows by their
            middle); None if no stay that ended so has a known beginning.
    """

    step: str
    count: int
    of: int
    seen: int
    share: float
    error: float
    low: float
    high: float
    incidence: Incidence | None = None


@frozen
class Unseen:
    """A way out of the law that no life shows.

    Attributes:
        of: How many stays ended when the law had it.
    """

    step: str
    of: int


@frozen
class DelayFit:
    """How long stays took: in one state, or in several that are passed together.

    Attributes:
        states: In the order they are passed.
        cases: How many cases the stays belong to.
        fits: Every family that can be fitted, the best first.
        reason: Why there is none.
    """

    states: tuple[str, ...]
    cases: int
    durations: tuple[Duration, ...]
    curve: Curve
    fits: tuple[Fitted, ...] = ()
    reason: Reason | None = None

    @property
    def censored(self) -> int:
        """How many had not ended when last seen."""
        return self.curve.n - self.curve.ended

    @property
    def common(self) -> tuple[float, float] | None:
        """The bounds of a fixed delay that fits all of them, if one does."""
        return common(self.durations)

    @property
    def fixed(self) -> int | None:
        """The only whole number of days that fits all of them, if there is one."""
        if self.reason is not Reason.NO_SPREAD or self.common is None:
            return None
        low, high = ceil(self.common[0]), floor(self.common[1])
        return low if low == high else None

    @property
    def known(self) -> bool:
        """Whether a distribution was fitted, or a fixed delay is the only one."""
        return bool(self.fits) or self.fixed is not None


@frozen
class StateFit:
    """What the lives tell of one state.

    Attributes:
        own: None if no stay in it has a beginning.
        joined: The delay up to the next step that was seen, where `own` cannot be
            fitted and it can.
        counted_in: The state whose joined delay contains this one; "" if none does.
        unseen: The ways out of the law that no life shows.
    """

    state: str
    own: DelayFit | None
    joined: DelayFit | None
    ways: tuple[Way, ...]
    unseen: tuple[Unseen, ...]
    counted_in: str = ""

    @property
    def delay(self) -> DelayFit | None:
        """The delay that was fitted, None if none was."""
        if self.own is not None and self.own.known:
            return self.own
        return self.joined

    @property
    def ended(self) -> int:
        """How many stays ended in one of the ways."""
        return sum(way.count for way in self.ways)


@frozen
class Fit:
    """What lives tell of a process.

    Attributes:
        left_out: Cases whose lives could not be used.
        since, until: The first day and the last on which anything is known.
        states: Those that were left or can be, in the order of the process.
    """

    process: str
    lives: tuple[Life, ...]
    left_out: tuple[str, ...]
    since: date
    until: date
    states: tuple[StateFit, ...]

    @property
    def fitted(self) -> int:
        """How many delays were fitted."""
        return sum(state.delay is not None for state in self.states)

    @property
    def refused(self) -> int:
        """How many delays could not be."""
        open_ones = (s for s in self.states if s.delay is None and not s.counted_in)
        return sum(1 for _ in open_ones)


def fit(
    rulebook: Rulebook, lives: Iterable[Life], left_out: Iterable[str] = ()
) -> Fit | None:
    """Return what lives tell of the delays and ways of a process.

    None if there is no life with a step.

    Args:
        rulebook: The process.
        lives: What became of its cases.
        left_out: Cases whose lives could not be used, to be named in the answer.
    """
    usable = tuple(life for life in lives if life.moves)
    if not usable:
        return None
    since = min(life.moves[0].earliest for life in usable)
    until = max(life.last for life in usable)
    days = Interval(since, until)
    stays = [stay for life in usable for stay in stays_of(rulebook, life)]
    found = [
        _state(rulebook, name, days, stays)
        for name in rulebook.states
        if any(stay.states[0] == name for stay in stays)
    ]
    kept = (state for state in found if state.ways or state.unseen)
    states = _joined(list(kept), stays)
    return Fit(rulebook.name, usable, tuple(left_out), since, until, tuple(states))


def exits(
    rulebook: Rulebook, state: str, days: Interval, *, asked: bool = False
) -> tuple[str, ...]:
    """Return the steps by which somebody can leave a state on one of some days.

    Args:
        rulebook: The process.
        state: Which is left.
        days: On one of which the step has to be in force.
        asked: Only those that somebody can ask for, none that an archive records.
    """
    wanted = {Acts.ON_REQUEST} if asked else {Acts.ON_REQUEST, Acts.BY_RECORD}
    return tuple(
        name
        for name, versions in rulebook.transitions.items()
        if any(
            state in version.sources
            and version.target != state
            and version.in_force.overlaps(days)
            and any(rulebook.actors[actor].acts in wanted for actor in version.by)
            for version in versions
        )
    )


# -- states ----------------------------------------------------------------------------


def _state(
    rulebook: Rulebook, name: str, days: Interval, stays: Sequence[Stayed]
) -> StateFit:
    own = [stay for stay in stays if stay.alone and stay.states[0] == name]
    ways = _ways(rulebook, name, own)
    taken = {way.step for way in ways}
    unseen = (
        Unseen(step, sum(bool(s.step) for s in _rivals(rulebook, name, step, own)))
        for step in exits(rulebook, name, days)
        if step not in taken
    )
    return StateFit(name, _delay((name,), own), None, ways, tuple(unseen))


def _delay(states: tuple[str, ...], stays: Sequence[Stayed]) -> DelayFit | None:
    begun = [stay for stay in stays if stay.length is not None]
    lengths = tuple(stay.length for stay in begun if stay.length is not None)
    if not lengths:
        return None
    cases = len({stay.case for stay in begun})
    match fitted(lengths):
        case Reason() as reason:
            return DelayFit(states, cases, lengths, curve(lengths), reason=reason)
        case fits:
            return DelayFit(states, cases, lengths, curve(lengths), fits)


def _ways(rulebook: Rulebook, state: str, stays: Sequence[Stayed]) -> tuple[Way, ...]:
    counts = Counter(stay.step for stay in stays if stay.step)
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(_way(rulebook, state, step, stays) for step, _ in order)


def _way(rulebook: Rulebook, state: str, step: str, stays: Sequence[Stayed]) -> Way:
    rivals = _rivals(rulebook, state, step, stays)
    taken = [stay for stay in rivals if stay.step == step]
    count, total = len(taken), sum(bool(stay.step) for stay in rivals)
    share = count / total
    low, high = wilson(count, total)
    error = sqrt(share * (1 - share) / total)
    found = [i for i in aalen_johansen(_ends(rivals)) if i.way == step]
    seen = sum(stay.seen for stay in taken)
    last = found[-1] if found else None
    return Way(step, count, total, seen, share, error, low, high, last)


def _rivals(
    rulebook: Rulebook, state: str, step: str, stays: Sequence[Stayed]
) -> list[Stayed]:
    """Return the stays that ended when the law had a way out, or have not ended."""
    versions = [v for v in rulebook.transition(step) if state in v.sources]
    return [
        stay
        for stay in stays
        if any(version.in_force.overlaps(stay.ended) for version in versions)
    ]


def _ends(stays: Iterable[Stayed]) -> Iterator[tuple[float, str]]:
    for stay in stays:
        if stay.length is not None and stay.length.censored:
            yield stay.length.low, ""
        elif stay.length is not None:
            yield (stay.length.low + stay.length.high) / 2, stay.step


def wilson(count: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share.

    >>> [round(end, 3) for end in wilson(3, 4)]
    [0.301, 0.954]
    """
    z2 = NORMAL_95**2
    middle = (count + z2 / 2) / (total + z2)
    spread = count * (total - count) / total + z2 / 4
    wide = NORMAL_95 * sqrt(spread) / (total + z2)
    return max(middle - wide, 0.0), min(middle + wide, 1.0)


# -- joined stays ----------------------------------------------------------------------


def _joined(states: list[StateFit], stays: Sequence[Stayed]) -> list[StateFit]:
    """Return the states with joined delays where nothing that is fitted speaks against.

    The states in the middle must have no delay of their own, and be entered else only
    from states that have none.
    """
    by_name = {state.state: state for state in states}
    into: defaultdict[str, set[str]] = defaultdict(set)
    for stay in stays:
        if stay.alone and stay.before:
            into[stay.states[0]].add(stay.before)
    for name, state in by_name.items():
        if state.delay is not None or state.counted_in:
            continue
        run = _run([stay for stay in stays if stay.states[0] == name])
        if run is None or not _free(run.states, by_name, into):
            continue
        by_name[name] = evolve(state, joined=run)
        for inner in run.states[1:]:
            by_name[inner] = evolve(by_name[inner], counted_in=name)
    return list(by_name.values())


def _run(stays: Sequence[Stayed]) -> DelayFit | None:
    """Return the delay up to the next step seen, if that is always the same way."""
    longer = [stay for stay in stays if not stay.alone]
    ways = {stay.states for stay in longer if stay.step}
    if len(ways) != 1:
        return None
    (states,) = ways
    if len(states) < 2 or len(set(states)) < len(states):
        return None
    if any(stay.states != states[: len(stay.states)] for stay in longer):
        return None
    found = _delay(states, longer)
    return found if found is not None and found.known else None


def _free(
    states: Sequence[str],
    by_name: Mapping[str, StateFit],
    into: Mapping[str, set[str]],
) -> bool:
    """Return whether no fitted delay speaks against passing states together."""
    for before, inner in pairwise(states):
        found = by_name.get(inner)
        if found is None or found.delay is not None or found.counted_in:
            return False
        others = into[inner] - {before}
        fitted_ones = (n for n in others if n in by_name and by_name[n].delay)
        if any(fitted_ones):
            return False
    return True
