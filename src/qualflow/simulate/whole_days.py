"""How a stay ends in whole days: on which day it is left how likely.

A delay is rounded to whole days and counted in days or working days from the day of
entry.  What the law says to a step, and the last days of the periods that run, depend
on the day as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from math import inf

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from qualflow.law.edition import Answer, Step
from qualflow.law.expression import Value
from qualflow.law.facts import inside
from qualflow.law.measures import Unit
from qualflow.law.rules import ClockVersion
from qualflow.simulate.chain import Chain
from qualflow.simulate.distributions import Distribution, Floats
from qualflow.simulate.planning import CannotSimulateError, Plan
from qualflow.simulate.rooms import NOWHERE, Leg, Timer, fires
from qualflow.simulate.scenario import Given
from qualflow.simulate.starting import Running

_LEAST = 1e-18
_ROUNDING = 1e-15


def whole(law: Distribution, most: int) -> Floats:
    """Return the probabilities of 0, 1, … `most` whole units, halves to the even one.

    What is less likely than 1e-18 is left out.
    """
    ends = np.arange(most + 1, dtype=np.float64) + 0.5
    ends[1::2] = np.nextafter(ends[1::2], -inf)
    found = np.diff(law.cdf(ends), prepend=0.0)
    found[found < _LEAST] = 0.0
    kept = np.flatnonzero(found)
    return found[: int(kept[-1]) + 1] if kept.size else found[:1]


@frozen(eq=False)
class Refusals:
    """On which days the law refuses a step, and why.

    Attributes:
        granted: For each day.
        why: For each day on which it does not, the clauses and whether each is unknown;
            the clause is "" where the law has no such step.
    """

    granted: NDArray[np.bool_]
    why: dict[int, tuple[tuple[str, bool], ...]]


@frozen(eq=False)
class Group:
    """Exits of one delay.

    Attributes:
        parts: What share of the group each of the legs has.
    """

    legs: tuple[Leg, ...]
    parts: tuple[float, ...]


@frozen(eq=False)
class Expiry:
    """A day on which a period runs out: the day after its last one.

    Attributes:
        share: How likely it runs out that day, if nothing else ends the stay before.
        granted: How likely it is extended on its last day instead.
        by: What extends it.
    """

    on: int
    timer: int
    step: str
    share: float
    granted: float = 0.0
    by: str = ""


class DailyStay:
    """How the stays in a node end, for every day of entry up to the last one.

    Attributes:
        groups: The exits by their delays; each in a group of its own where they race.
        refused: For each leg's place, None where every day grants it.
    """

    def __init__(self, chain: Chain, node: int, last: int) -> None:
        self.chain = chain
        self.node = node
        self.last = last
        self.plan = chain.plan
        self.room = chain.room(node)
        self.groups = self._grouped()
        self.refused = {
            leg.place: refusals(self.plan, self.room.number, leg.step, last)
            for leg in self.room.legs
        }

    @cached_property
    def leaves_at_once(self) -> tuple[float, ...]:
        """For each group, how likely it is left on the very day of entry."""
        return tuple(float(row[0]) for row in self.rows(0))

    def rows(self, day: int) -> tuple[Floats, ...]:
        """Return for each group how likely it asks on each day from the entry on."""
        if not self._dated:
            return tuple(row[: self.last - day + 1] for row in self._same_rows)
        return self._rows(day)

    def rest(self, rows: tuple[Floats, ...], day: int) -> Floats:
        """Return how likely a stay is not left by each day, were there no periods."""
        left = np.zeros(self.last - day + 1)
        for group, row in zip(self.groups, rows, strict=True):
            for leg, part in zip(group.legs, group.parts, strict=True):
                refused = self.refused[leg.place]
                gone = row * part
                if refused is not None:
                    gone = gone * refused.granted[day : day + row.size]
                left[: row.size] += gone
        rest = 1.0 - np.cumsum(left)
        rest[rest < _ROUNDING] = 0.0
        return rest

    def retry(self, day: int) -> Floats:
        """Return how likely one who is refused asks again on each day from that on.

        On the day itself the answer is the same, so that only later days are told.
        """
        assert self.room.retry is not None
        row = self._counted(self.room.retry, self._retry, day) * self.asks_a_day
        row[0] = 0.0
        return row

    @cached_property
    def asks_a_day(self) -> float:
        """How often, on the average, one asks on a day on which one is refused."""
        if self.room.retry is None:
            return 1.0
        if self._retry[0] > 1 - 1e-9:
            what = f"asking again in state '{self.room.name}' in no time"
            raise CannotSimulateError(self.plan.scenario.name, what, "exact")
        return float(1.0 / (1.0 - self._retry[0]))

    @cached_property
    def _retry(self) -> Floats:
        assert self.room.retry is not None
        return whole(self.room.retry.law, self.last)

    # -- exits --------------------------------------------------------------------

    def _grouped(self) -> tuple[Group, ...]:
        legs = self.room.legs
        if self.room.common is not None and not self.room.races:
            return (Group(legs, tuple(leg.share for leg in legs)),)
        return tuple(Group((leg,), (1.0,)) for leg in legs)

    @cached_property
    def _dated(self) -> bool:
        """Whether the day of entry matters to the delays."""
        return any(leg.working for leg in self.room.legs)

    @cached_property
    def _laws(self) -> tuple[Floats, ...]:
        common = self.room.common
        if len(self.groups) == 1 and common is not None:
            return (whole(common.law, self.last),)
        return tuple(whole(group.legs[0].law, self.last) for group in self.groups)

    @cached_property
    def _same_rows(self) -> tuple[Floats, ...]:
        return self._rows(0)

    def _rows(self, day: int) -> tuple[Floats, ...]:
        rows = [
            self._counted(group.legs[0], law, day)
            for group, law in zip(self.groups, self._laws, strict=True)
        ]
        if self.room.races:
            return tuple(_first_to_come(rows))
        if self.room.common is not None:
            return tuple(rows)
        return tuple(
            row * group.legs[0].share
            for group, row in zip(self.groups, rows, strict=True)
        )

    def _counted(self, leg: Leg, law: Floats, day: int) -> Floats:
        """Return the probabilities of a delay by the days on which it is over."""
        if not leg.working:
            return law[: self.last - day + 1]
        worked = self._worked
        after = worked[np.searchsorted(worked, day, side="right") :]
        after = after[: law.size - 1]
        found = np.zeros(int(after[-1]) - day + 1 if after.size else 1)
        found[0] = law[0]
        found[after - day] = law[1 : after.size + 1]
        return found

    @cached_property
    def _worked(self) -> NDArray[np.intp]:
        """The working days up to the last day."""
        days = np.arange(self.plan.first, self.plan.first + self.last + 1)
        return np.flatnonzero(self.plan.working_days.is_working(days))

    # -- periods ------------------------------------------------------------------

    @cached_property
    def _periods(self) -> tuple[_Period, ...]:
        return tuple(_Period(self, n) for n in self.chain.timers_in(self.node))

    @cached_property
    def has_periods(self) -> bool:
        """Whether any period can run in it."""
        return bool(self._periods)

    def expiries(self, day: int) -> list[list[Expiry]]:
        """Return the days on which each period that starts on a day can run out."""
        found = (list(period.expiries(day)) for period in self._periods)
        return [expiries for expiries in found if expiries]


def _first_to_come(rows: list[Floats]) -> Iterator[Floats]:
    """Yield for each of several rivals how likely it is first, and when.

    On one day the first in order wins.
    """
    size = max((row.size for row in rows), default=0)
    after = []
    for row in rows:
        still = np.full(size, 1.0 - row.sum())
        still[: row.size] = 1.0 - np.cumsum(row)
        after.append(still)
    for place, row in enumerate(rows):
        found = row.copy()
        for other, still in enumerate(after):
            if other < place:
                found *= still[: row.size]
            elif other > place:
                found[1:] *= still[: row.size - 1]
        yield found


class _Period:
    """A period that starts with a stay, or that runs as a live case begins."""

    def __init__(self, stay: DailyStay, number: int) -> None:
        self.stay = stay
        self.plan = stay.plan
        self.number = number
        self.timer: Timer = self.plan.timers[number]
        self._days: dict[int, list[Floats]] = {}
        self._extending: dict[str, NDArray[np.bool_]] = {}

    def expiries(self, day: int) -> Iterator[Expiry]:
        """Yield when it runs out, and when it is extended."""
        version, last_days = self._version(day)
        if version is None or not fires(version):
            return
        left = 1.0
        for times, last in enumerate(last_days):
            if last > self.stay.last:
                return
            share = self._extended(version, int(last), times, len(last_days))
            runs_out, on = left * (1 - share), int(last) + 1
            if not self._leads_on(version, on):
                runs_out = 0.0
            by = "" if version.extend is None else version.extend.by
            step = version.on_expiry
            yield Expiry(on, self.number, step, runs_out, left * share, by)
            left *= share

    def _version(self, day: int) -> tuple[ClockVersion | None, list[float]]:
        """Return its version, and its last days with 0, 1 … extensions."""
        plan = self.plan
        if not self.stay.chain.nodes[self.stay.node].opening:
            span = plan.span_on(day)
            version = self.timer.versions[span]
            if version is None:
                return None, []
            place = self.timer.clock.versions.index(version)
            if place not in self._days:
                days = np.arange(self.stay.last + 1, dtype=np.float64)
                self._days[place] = list(self._last_days(version, days))
            return version, [float(column[day]) for column in self._days[place]]
        assert plan.standing is not None
        period = next(p for p in plan.standing.periods if p.clock == self.timer.name)
        return self._resumed(period)

    def _last_days(self, version: ClockVersion, zero: Floats) -> Iterator[Floats]:
        """Yield the last days with 0, 1 … extensions."""
        unit = self.timer.clock.unit
        yield self.plan.last_day(zero, version.length, unit)
        if version.extend is not None and self.timer.extended > 0:
            for times in range(1, version.extend.times + 1):
                length = version.length + times * version.extend.at_most
                yield self.plan.last_day(zero, length, unit)

    def _resumed(self, period: Running) -> tuple[ClockVersion, list[float]]:
        """Return the version of a period that runs, and its last days from now on.

        Days and working days are added to the last day as it is; months and years run
        from day 0, and a pause has moved that last day on by calendar days.
        """
        plan, unit = self.plan, self.timer.clock.unit
        version = self.timer.clock.versions[period.version]
        due = float(period.due.toordinal() - plan.first)
        days, extend = [due], version.extend
        if extend is None or self.timer.extended == 0:
            return version, days
        calendar = unit in (Unit.MONTH, Unit.YEAR)
        zero = np.array([float(period.counts_from.toordinal() - plan.first)])
        length = version.length + period.longer
        for times in range(1, extend.times - period.granted + 1):
            more = times * extend.at_most
            if calendar:
                moved = plan.last_day(zero, length + more, unit)
                moved = moved - plan.last_day(zero, length, unit) + due
            else:
                moved = plan.last_day(np.array([due]), more, unit)
            days.append(float(moved[0]))
        return version, days

    def _extended(
        self, version: ClockVersion, last: int, times: int, ways: int
    ) -> float:
        """Return how likely it is extended on a last day."""
        if version.extend is None or times + 1 >= ways or last < 0:
            return 0.0
        by, state = version.extend.by, self.stay.room.number
        if by in self.plan.rulebook.transitions:
            if self.plan.target(self.plan.span_on(last), state, by) != state:
                return 0.0
            if by not in self._extending:
                found = refusals(self.plan, state, by, self.stay.last)
                days = np.ones(self.stay.last + 1, np.bool_)
                self._extending[by] = days if found is None else found.granted
            if not self._extending[by][last]:
                return 0.0
        return self.timer.extended

    def _leads_on(self, version: ClockVersion, on: int) -> bool:
        """Return whether the law of a day knows the step that its end leads to."""
        span, node = self.plan.span_on(on), self.stay.node
        step = version.on_expiry
        return self.stay.chain.target(node, span, step, self.number) != NOWHERE


# -- what the law says ----------------------------------------------------------------


def refusals(plan: Plan, state: int, step: str, last: int) -> Refusals | None:
    """Return on which days the law refuses a step in all cases, None if on none."""
    granted = np.ones(last + 1, np.bool_)
    why: dict[int, tuple[tuple[str, bool], ...]] = {}
    ends = [span.since for span in plan.spans[1:]] + [last + 1]
    for span, (since, end) in enumerate(
        zip((s.since for s in plan.spans), ends, strict=True)
    ):
        asked = plan.step(span, state, step)
        days = range(since, min(end, last + 1))
        if asked is None:
            granted[since:end] = False
            why.update(dict.fromkeys(days, (("", False),)))
        elif plan.scenario.judges and asked.evaluated:
            known, weak = _filed(plan)
            for day in days:
                found = _barred(asked, known, weak, plan.first + day)
                if found:
                    granted[day] = False
                    why[day] = found
    return Refusals(granted, why) if why else None


def _filed(plan: Plan) -> tuple[dict[str, Value], frozenset[str]]:
    """Return what is on file on every day, and the names of what is too weak."""
    weak = frozenset[str]() if plan.standing is None else plan.standing.weak
    facts: dict[str, Value] = {}
    if plan.standing is not None:
        facts.update(plan.standing.facts)
    for fact in plan.scenario.facts:
        if isinstance(fact, Given):
            facts[fact.fact] = inside(fact.value)
    known = {name: value for name, value in facts.items() if name not in weak}
    return known, weak & facts.keys()


def _barred(
    step: Step, known: Mapping[str, Value], weak: frozenset[str], today: int
) -> tuple[tuple[str, bool], ...]:
    """Return the clauses that bar a step on a day, and whether each is unknown."""
    if step.passes(known, weak, today):
        return ()
    ruling = step.rule(known, weak, today)
    if ruling.answer is Answer.OPEN:
        return ()
    return tuple(
        (clause.ref, verdict is None)
        for place, (clause, verdict) in enumerate(
            zip(step.evaluated, ruling.verdicts, strict=True)
        )
        if verdict is not True and place not in step.noting
    )
