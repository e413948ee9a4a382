"""What becomes of cases in whole days, told as plainly as possible.

Every case there can be is followed by itself, with its probability, day by day.  Only
for delays with few values, and only as an oracle: it is slow on purpose.
"""

from collections import OrderedDict, defaultdict
from datetime import date, timedelta

from attrs import evolve, frozen

from qualflow.law.calendar import shift_months, shift_years
from qualflow.law.facts import inside
from qualflow.law.measures import Unit
from qualflow.law.rulebook import in_force_on
from qualflow.simulate.distributions import Empirical, Fixed

LEAST = 1e-17


@frozen
class Period:
    clock: str
    version: object
    zero: date
    due: date
    granted: int = 0


@frozen
class Life:
    """One way a case can go: where it stands and what it is about to do."""

    state: str
    since: date
    leg: int = -1
    leaves: date | None = None
    periods: tuple[Period, ...] = ()
    entered: tuple[tuple[str, date], ...] = ()


def is_working(calendar, day):
    """Return whether a day is worked; Monday to Friday without data."""
    found = calendar.is_working(day.toordinal())
    return day.weekday() < 5 if found is None else found


def later(calendar, day, number, unit):
    """Return the day so many days, working days, months or years later."""
    match unit:
        case Unit.DAY:
            return day + timedelta(number)
        case Unit.MONTH:
            return date.fromordinal(shift_months(day.toordinal(), number))
        case Unit.YEAR:
            return date.fromordinal(shift_years(day.toordinal(), number))
    while number:
        day += timedelta(1)
        number -= is_working(calendar, day)
    return day


def values(law):
    """Return the values of a law of few, and their probabilities."""
    match law:
        case Fixed(value):
            return [(round(value), 1.0)]
        case Empirical(values):
            return [(round(value), 1 / len(values)) for value in values]
    raise AssertionError(law)


class Oracle:
    """The lives of the cases of a scenario.

    Attributes:
        standing: The probability of each state at the end of each day.
        entries: How often each state is entered on each day.
        flows: How often each (state, step, target) is made.
        refused: How often each (state, step) is refused.
        ends: The lives at the horizon and their probabilities.
    """

    def __init__(self, rulebook, scenario):
        self.rulebook, self.scenario = rulebook, scenario
        self.standing = []
        self.entries = defaultdict(float)
        self.flows = defaultdict(float)
        self.refused = defaultdict(float)
        self.ends = defaultdict(float)
        self._live()

    def _live(self):
        first = self.scenario.on
        lives = defaultdict(float)
        start = Life(self.scenario.start, first)
        for life, p in self._enter(start, self.scenario.start, first):
            lives[life] += p
            self.entries[life.state, 0] += p
        for number in range(int(self.scenario.horizon) + 1):
            today = first + timedelta(number)
            lives = self._day(lives, today)
            found = defaultdict(float)
            for life, p in lives.items():
                found[life.state] += p
            self.standing.append(found)
        self.ends = lives

    def _day(self, lives, today):
        ahead = OrderedDict(lives)
        over = defaultdict(float)
        while ahead:
            life, p = ahead.popitem(last=False)
            if p < LEAST:
                continue
            happens = self._happens(life, today)
            if happens is None:
                for kept, share in self._extended(life, today, p):
                    over[kept] += p * share
            else:
                for found, share in happens(p):
                    ahead[found] = ahead.get(found, 0.0) + p * share
        return over

    def _happens(self, life, today):
        """Return what happens next to a life on a day, given how likely it is."""
        for reform in self.rulebook.reforms:
            here = life.state in reform.sources and life.since < today
            if reform.on_day == today and here:
                return self._step(life, reform.name, today)
        for period in sorted(life.periods, key=lambda period: period.clock):
            if period.due + timedelta(1) == today:
                left = tuple(p for p in life.periods if p != period)
                without = evolve(life, periods=left)
                name = period.version.on_expiry
                if self._known(life, name, today):
                    return self._step(without, name, today)
                return lambda _: [(without, 1.0)]
        if life.leaves == today:
            leg = self.scenario.stays[life.state].exits[life.leg]
            if self._granted(life, leg.step, today):
                return self._step(life, leg.step, today)
            return self._refuse(life, leg.step, today)
        return None

    def _edition(self, today):
        return self.rulebook.on(today, self.scenario.standings)

    def _known(self, life, name, today):
        return self._edition(today).step(life.state, name)

    def _granted(self, life, name, today):
        step = self._known(life, name, today)
        if step is None:
            return False
        given = {fact.fact: inside(fact.value) for fact in self.scenario.facts}
        return not self.scenario.judges or step.passes(
            given, frozenset(), today.toordinal()
        )

    def _step(self, life, name, today):
        target = self._known(life, name, today).transition.target

        def made(p):
            self.flows[life.state, name, target] += p
            self.entries[target, (today - self.scenario.on).days] += p
            return self._enter(life, target, today)

        return made

    def _refuse(self, life, name, today):
        def made(p):
            self.refused[life.state, name] += p
            retry = self.scenario.stays[life.state].retry
            if retry is None:
                return [(evolve(life, leaves=None), 1.0)]
            return [
                (evolve(life, leaves=self._later(today, number, retry.unit)), share)
                for number, share in values(retry.law)
            ]

        return made

    def _later(self, day, number, unit):
        return later(self.rulebook.calendar, day, number, unit)

    def _enter(self, life, state, today):
        """Return the lives of who enters a state, with their probabilities."""
        entered = life.entered
        if state not in dict(entered):
            entered = (*entered, (state, today))
        begins = not life.entered and state == self.rulebook.initial
        periods = () if begins else tuple(self._started(state, today))
        fresh = Life(state, today, -1, None, periods, entered)
        stay = self.scenario.stays.get(state)
        if stay is None:
            return [(fresh, 1.0)]
        if stay.races:
            return self._race(fresh, stay, today)
        found = []
        for place, way in enumerate(stay.exits):
            delay = way.delay or stay.delay
            for number, share in values(delay.law):
                leaves = self._later(today, number, delay.unit)
                life = evolve(fresh, leg=place, leaves=leaves)
                found.append((life, share * way.share))
        return found

    def _race(self, fresh, stay, today):
        together = [((), 1.0)]
        for way in stay.exits:
            together = [
                ((*days, self._later(today, number, way.delay.unit)), p * share)
                for days, p in together
                for number, share in values(way.delay.law)
            ]
        return [
            (evolve(fresh, leg=days.index(min(days)), leaves=min(days)), p)
            for days, p in together
        ]

    def _started(self, state, today):
        for clock in self.rulebook.clocks.values():
            version = in_force_on(today, clock.versions)
            if state in clock.runs_in and version is not None:
                due = self._later(today, version.length, clock.unit)
                yield Period(clock.name, version, today, due)

    def _extended(self, life, today, p):
        """Return a life at the end of a day, its periods extended or not."""
        lives = [(life, 1.0)]
        for period in life.periods:
            extend = period.version.extend
            asked = self.scenario.extended.get(period.clock)
            due = period.due == today
            if not due or extend is None or asked is None:
                continue
            if period.granted >= extend.times or not self._lengthens(
                life, extend, today
            ):
                continue
            clock = self.rulebook.clocks[period.clock]
            granted = period.granted + 1
            length = period.version.length + granted * extend.at_most
            longer = evolve(
                period,
                granted=granted,
                due=self._later(period.zero, length, clock.unit),
            )
            self.flows[life.state, extend.by, life.state] += p * asked.share
            lives = [
                branch
                for one, share in lives
                for branch in (
                    (one, share * (1 - asked.share)),
                    (_with(one, period, longer), share * asked.share),
                )
            ]
        return lives

    def _lengthens(self, life, extend, today):
        if extend.by not in self.rulebook.transitions:
            return True
        step = self._known(life, extend.by, today)
        return step is not None and step.transition.target == life.state

    # -- what is asked ----------------------------------------------------------------

    def passage(self, since, until):
        """Return how likely each number of days is between two first entries.

        Right only where no state of `until` can be entered before one of `since`.
        """
        found = defaultdict(float)
        for life, p in self.ends.items():
            entered = dict(life.entered)
            begun = [entered[state] for state in since if state in entered]
            ended = [entered[state] for state in until if state in entered]
            start = min(begun, default=None) if since else self.scenario.on
            if start is not None and ended:
                found[(min(ended) - start).days] += p
        return found


def _with(life, old, new):
    periods = tuple(new if period == old else period for period in life.periods)
    return evolve(life, periods=periods)
