"""Back-test: what a scenario would have forecast, against what came.

At each step of a history the scenario is asked from where the case stood by what was
known then, and told of three kinds of events within fixed spans: that the case leaves
its state, that it enters the states of an outcome, and what the scenario's own
questions ask, each within as many days as the question had.  What has happened already
is no forecast and left out.

Scores, of forecasts p and what came, y = 1 or 0:

- Brier score: the mean of (p - y) squared, 0 at best; 0.25 is had by always saying 1/2.
- Log score: the mean of -ln p where it came, of -ln(1 - p) where not, 0 at best.  A
  share of a sample is taken as (k + 1/2) / (n + 1), so that no forecast is certain.
- Reference: to say each time how often the event came in all (climatology).  It knows
  the answer beforehand, so it is hard to beat with few cases.
- Skill: 1 less the score over that of the reference; above 0 is better than it.

A forecast counts only if the history tells of the whole span, and its days well enough
to say what came in it; else it is censored, even where the event came: to count those
alone would make events look likelier.

Source:
    Brier, Monthly Weather Review 78 (1950); Gneiting and Raftery, "Strictly proper
    scoring rules", JASA 102 (2007).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import log
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import evolve, frozen

from qualflow.simulate.planning import CannotSimulateError
from qualflow.simulate.preparing import plan
from qualflow.simulate.sampling import BLOCK, Sampler
from qualflow.simulate.scenario import Question
from qualflow.simulate.starting import Standing

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook
    from qualflow.simulate.blocks import Block
    from qualflow.simulate.distributions import Floats
    from qualflow.simulate.scenario import Scenario

SPANS = (90, 180, 365, 730)
"""Days within which cases may leave a state or reach an outcome."""

LEAVES = "leaves"
"""The event that a case leaves the state it stands in."""

CASES = 10_000
"""How many cases each forecast is drawn from: an error of at most 0.005."""

BINS = 5
"""Into so many equal parts forecasts are sorted to see whether they come true."""


@frozen
class Event:
    """Something that may come within some days.

    Attributes:
        name: `LEAVES`, or the name of an outcome or a question.
        span: Days after the forecast; the last of them counts.
        states: Those that are entered; empty: any other than where the case stands.
    """

    name: str
    span: int
    states: tuple[str, ...] = ()


@frozen
class Entry:
    """A state that a history enters, on one of the days from `earliest` to `latest`."""

    state: str
    earliest: date
    latest: date


@frozen
class Moment:
    """A step of a history, as it was known then, and what came.

    Attributes:
        history: Whose it is.
        start: Where the case stood, by what was known on the day.
        entries: Every state the history enters, by what is known today, in order.
        until: The last day that the history tells of.
    """

    history: str
    start: Standing
    entries: tuple[Entry, ...]
    until: date

    def came(self, event: Event) -> bool | None:
        """Return whether an event came in its span; None if nobody can say."""
        on, state = self.start.on, self.start.state
        if (self.until - on).days < event.span:
            return None
        wanted = [
            entry
            for entry in self.entries
            if entry.latest > on
            and (entry.state in event.states if event.states else entry.state != state)
        ]
        last = on + timedelta(days=event.span)
        if any(entry.latest <= last for entry in wanted):
            return True
        return None if any(entry.earliest <= last for entry in wanted) else False


@frozen
class Forecast:
    """A forecast, and what came.

    Attributes:
        count: In how many of `cases` sampled lives the event comes.
        came: None if it is censored.
    """

    history: str
    on: date
    state: str
    event: Event
    count: int
    cases: int
    came: bool | None

    @property
    def p(self) -> float:
        """The probability that was forecast; never quite 0 or 1."""
        return (self.count + 0.5) / (self.cases + 1)


@frozen
class LeftOut:
    """A step from which nothing was forecast, and why.

    Attributes:
        reason: One of the three below …
        told: … with what else there is to say.
    """

    history: str
    on: date
    state: str
    reason: str
    told: str = ""


NO_STAY = "no_stay"
"""The scenario says nothing of what happens in the state."""
KNOWN_OTHERWISE = "known_otherwise"
"""By what is known today the case stood elsewhere on that day."""
CANNOT = "cannot"
"""The scenario cannot be asked from there."""


@frozen
class Score:
    """How good forecasts were, against the reference.

    Attributes:
        event: None for all of them together.
        n: How many could be scored; not independent of one another.
        censored: How many more could not.
        rate: The share of those scored whose event came.
        brier, log: The mean scores; None if n is 0.
        brier_reference, log_reference: Those of saying `rate` each time, for each event
            its own.
    """

    event: Event | None
    n: int
    censored: int
    rate: float | None = None
    brier: float | None = None
    log: float | None = None
    brier_reference: float | None = None
    log_reference: float | None = None

    @property
    def skill(self) -> float | None:
        """What the Brier score is better than the reference's; None if that is 0."""
        return _skill(self.brier, self.brier_reference)

    @property
    def log_skill(self) -> float | None:
        """What the log score is better than the reference's; None if that is 0."""
        return _skill(self.log, self.log_reference)


@frozen
class Bin:
    """Forecasts between `low` and `high`, and how often they came true."""

    low: float
    high: float
    n: int
    forecast: float
    came: float


@frozen
class BackTest:
    """A scenario's forecasts of histories, scored.

    Attributes:
        forecasts: In the order of the histories, their steps, and the events.
        left_out: The steps from which nothing was forecast.
        scores: One for each event, in order.
        bins: Those that hold a scored forecast, in order.
    """

    scenario: Scenario
    cases: int
    seed: int
    forecasts: tuple[Forecast, ...]
    left_out: tuple[LeftOut, ...]
    total: Score
    scores: tuple[Score, ...]
    bins: tuple[Bin, ...]

    @property
    def histories(self) -> tuple[str, ...]:
        """The histories of which something was scored."""
        scored = (f.history for f in self.forecasts if f.came is not None)
        return tuple(dict.fromkeys(scored))

    @property
    def moments(self) -> int:
        """From how many steps something was scored."""
        scored = {(f.history, f.on) for f in self.forecasts if f.came is not None}
        return len(scored)


def back_test(
    rulebook: Rulebook,
    scenario: Scenario,
    moments: Iterable[Moment],
    *,
    cases: int = CASES,
    seed: int = 0,
) -> BackTest:
    """Return the forecasts of a scenario at moments of histories, scored.

    Args:
        rulebook: The law.
        scenario: What forecasts.
        moments: In the order in which they are told.
        cases: How many lives each forecast is drawn from.
        seed: Of all that is drawn.
    """
    forecasts: list[Forecast] = []
    left_out: list[LeftOut] = []
    for moment in moments:
        for found in _forecasts(rulebook, scenario, moment, cases, seed):
            if isinstance(found, Forecast):
                forecasts.append(found)
            else:
                left_out.append(found)
    told = dict.fromkeys(forecast.event for forecast in forecasts)
    scores = [score([f for f in forecasts if f.event == e], e) for e in told]
    return BackTest(
        scenario,
        cases,
        seed,
        tuple(forecasts),
        tuple(left_out),
        together(scores),
        tuple(scores),
        tuple(bins(forecasts)),
    )


# -- forecasts ------------------------------------------------------------------------


Found: TypeAlias = Forecast | LeftOut


def events(scenario: Scenario) -> tuple[Event, ...]:
    """Return what a scenario is asked to forecast."""
    leaving = [Event(LEAVES, span) for span in SPANS]
    ends = [
        Event(asked.name, span, asked.states)
        for asked in scenario.outcomes
        for span in SPANS
    ]
    own = [Event(q.name, round(q.by), q.states) for q in scenario.questions]
    return (*leaving, *ends, *(event for event in own if event.span > 0))


def _forecasts(
    rulebook: Rulebook, scenario: Scenario, moment: Moment, cases: int, seed: int
) -> Iterator[Found]:
    start = moment.start
    told = moment.history, start.on, start.state
    stood = [e.state for e in moment.entries if e.latest <= start.on]
    if stood and stood[-1] != start.state:
        yield LeftOut(*told, KNOWN_OTHERWISE, stood[-1])
        return
    if start.state not in scenario.stays:
        yield LeftOut(*told, NO_STAY)
        return
    asked = [e for e in events(scenario) if start.entered.keys().isdisjoint(e.states)]
    try:
        counts = _counts(rulebook, scenario, start, asked, cases, seed)
    except CannotSimulateError as error:
        yield LeftOut(*told, CANNOT, error.what)
        return
    for event, count in zip(asked, counts, strict=True):
        yield Forecast(*told, event, count, cases, moment.came(event))


def _counts(
    rulebook: Rulebook,
    scenario: Scenario,
    start: Standing,
    asked: Sequence[Event],
    cases: int,
    seed: int,
) -> list[int]:
    """Return in how many lives from a standing each event comes."""
    horizon = max(event.span for event in asked)
    questions = tuple(
        Question(event.name, event.states, event.span)
        for event in asked
        if event.states
    )
    spans = evolve(scenario, horizon=horizon, questions=questions, times=())
    sampler = Sampler.of(plan(rulebook, spans, start), seed)
    counts = [0] * len(asked)
    for first in range(0, cases, BLOCK):
        block = sampler.block(first, min(BLOCK, cases - first), trace=True)
        leaves, ends = _leaves(block, sampler.plan.start), iter(block.ended)
        for place, event in enumerate(asked):
            at = next(ends) if event.states else leaves
            counts[place] += int(np.count_nonzero(at <= event.span))
    return counts


def _leaves(block: Block, start: int) -> Floats:
    """Return when each case of a block first enters another state."""
    found = np.full(block.count, np.inf)
    assert block.trace is not None
    for moved in block.trace:
        if moved.target != start:
            found[moved.rows] = np.minimum(found[moved.rows], moved.at)
    return found


# -- scores ---------------------------------------------------------------------------


def score(forecasts: Sequence[Forecast], event: Event) -> Score:
    """Return how good the forecasts of one event were."""
    scored = [(f.p, f.came) for f in forecasts if f.came is not None]
    n, censored = len(scored), len(forecasts) - len(scored)
    if not scored:
        return Score(event, 0, censored)
    rate = sum(came for _, came in scored) / n
    return Score(
        event,
        n,
        censored,
        rate,
        sum((p - came) ** 2 for p, came in scored) / n,
        sum(-log(p if came else 1 - p) for p, came in scored) / n,
        rate * (1 - rate),
        sum(-s * log(s) for s in (rate, 1 - rate) if s > 0),
    )


def together(scores: Iterable[Score]) -> Score:
    """Return the score of all events, each with its own reference."""
    found = list(scores)
    n, censored = sum(s.n for s in found), sum(s.censored for s in found)
    if n == 0:
        return Score(None, 0, censored)

    def mean(name: str) -> float:
        return sum(s.n * (getattr(s, name) or 0.0) for s in found) / n

    return Score(
        None,
        n,
        censored,
        mean("rate"),
        mean("brier"),
        mean("log"),
        mean("brier_reference"),
        mean("log_reference"),
    )


def bins(forecasts: Iterable[Forecast], count: int = BINS) -> Iterator[Bin]:
    """Yield the parts of the scale that hold scored forecasts, in order."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for forecast in forecasts:
        if forecast.came is not None:
            place = min(int(forecast.p * count), count - 1)
            held.setdefault(place, []).append((forecast.p, forecast.came))
    for place, pairs in sorted(held.items()):
        n = len(pairs)
        forecast_mean = sum(p for p, _ in pairs) / n
        came = sum(came for _, came in pairs) / n
        yield Bin(place / count, (place + 1) / count, n, forecast_mean, came)


def _skill(found: float | None, reference: float | None) -> float | None:
    if found is None or not reference:
        return None
    return 1 - found / reference
