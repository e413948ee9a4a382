"""A fit as a scenario: what was fitted with its errors as sources, the rest `assumed`.

Cases begin in the first state of the process, whose length nobody knows, with their
first step.  The ways out are those of the law of the day they begin on; where none is
given, the earliest day on which the law has most of the steps that were seen.  No
clause is asked, since nobody has fitted the facts.  A delay that could
not be fitted is drawn from where a fixed one would fit every stay, or, where none does,
is `PLACEHOLDER`: a figure to be replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from datetime import date, timedelta
from math import fsum, sqrt

from attrs import evolve

from qualflow.law.facts import NO_WORDS, Wording
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Interval, Phase
from qualflow.simulate.distributions import (
    Distribution,
    Exponential,
    Fixed,
    Uniform,
    moved,
    parameters,
)
from qualflow.simulate.families import LEAST_ENDED, Fitted
from qualflow.simulate.fitting import DelayFit, Fit, StateFit, exits
from qualflow.simulate.scenario import (
    ASSUMED,
    Delay,
    Exit,
    OutcomeAsked,
    Scenario,
    Stay,
    TimeAsked,
)

PLACEHOLDER = Exponential(365.0)
"""The delay of which nothing is known."""

NAME = "fitted"
_DIGITS = 4


def draft(
    rulebook: Rulebook,
    fit: Fit,
    *,
    on: date | None = None,
    title: Wording = NO_WORDS,
    note: Wording = NO_WORDS,
    phases: Mapping[Phase, Wording] | None = None,
) -> Scenario:
    """Return a fit as a scenario.

    Args:
        rulebook: The process.
        fit: What was fitted.
        on: The day on which cases begin.
        title: What it is called.
        note: What its readers must know.
        phases: What the phases are called; they are its outcomes.
    """
    on = on or _begins(rulebook, fit)
    horizon = max((life.last - life.moves[0].earliest).days for life in fit.lives)
    stays = _stays(rulebook, fit, on)
    places = _by_phase(rulebook, on, stays)
    labels = phases or {}
    named = [
        (phase.value.replace("-", "_"), states, labels.get(phase, NO_WORDS))
        for phase, states in places.items()
    ]
    first = rulebook.initial
    timed = [entry for entry in named if first not in entry[1]]
    return Scenario(
        name=NAME,
        process=rulebook.name,
        start=first,
        on=on,
        horizon=float(horizon),
        stays=stays,
        outcomes=tuple(OutcomeAsked(*entry) for entry in named),
        times=tuple(TimeAsked(f"to_{n}", s, label=words) for n, s, words in timed),
        judges=False,
        title=title,
        note=note,
    )


def _begins(rulebook: Rulebook, fit: Fit) -> date:
    """Return the earliest day of a step on which the law has most of those seen."""
    moves = [move for life in fit.lives for move in life.moves]
    counts = Counter((move.step, move.source) for move in moves)
    earliest = sorted({move.earliest for move in moves})

    def of_law(day: date) -> int:
        return sum(
            count
            for (step, source), count in counts.items()
            if any(
                source in version.sources and day in version.in_force
                for version in rulebook.transition(step)
            )
        )

    return max(earliest, key=of_law)


# -- states ----------------------------------------------------------------------------


def _stays(rulebook: Rulebook, fit: Fit, on: date) -> dict[str, Stay]:
    day = Interval(on, on + timedelta(days=1))
    made = {f.state: _stay(rulebook, f, day) for f in fit.states}
    stays = {name: stay for name, stay in made.items() if stay is not None}
    reached = _reached(rulebook, on, stays)
    return {
        found.state: evolve(stays[found.state], delay=_delay(found, reached))
        for found in fit.states
        if found.state in stays and found.state in reached
    }


def _stay(rulebook: Rulebook, found: StateFit, day: Interval) -> Stay | None:
    """Return a stay without its delay; None if nobody can ask for a way out."""
    possible = exits(rulebook, found.state, day, asked=True)
    ways = [way for way in found.ways if way.step in possible]
    if not ways:
        return None
    total = sum(way.count for way in ways)
    shares = [round(way.count / total, _DIGITS) for way in ways]
    shares[0] = round(1 - fsum(shares[1:]), _DIGITS)
    taken = tuple(
        Exit(way.step, share) for way, share in zip(ways, shares, strict=True)
    )
    source = ""
    if len(ways) > 1:
        worst = sqrt(max(s * (1 - s) for s in shares) / total)
        fitted = f"fitted: n = {total}, s.e. {_short(worst)}"
        source = fitted if total >= LEAST_ENDED else ASSUMED
    return Stay(found.state, taken, source=source)


def _delay(found: StateFit, reached: Container[str]) -> Delay:
    delay = found.delay
    if delay is not None:
        law = Fixed(float(delay.fixed)) if delay.fixed is not None else _best(delay)
        return Delay(law, source=source_of(delay))
    if found.counted_in in reached:
        return Delay(Fixed(0.0), source=f"counted in state.{found.counted_in}.delay")
    if found.own is None:
        return Delay(Fixed(0.0))
    allowed = found.own.common
    return Delay(PLACEHOLDER if allowed is None else Uniform(*allowed))


def source_of(delay: DelayFit) -> str:
    """Return the source of a fitted delay: how many stays, and its standard errors."""
    joined = f"up to the end of {delay.states[-1]}; " if len(delay.states) > 1 else ""
    counted = f"fitted: {joined}n = {delay.curve.n}, {delay.censored} censored"
    if delay.fixed is not None:
        return f"{counted}, the only fixed delay that fits"
    errors = (f"{_short(error)} ({name})" for name, error in delay.fits[0].errors)
    return f"{counted}, s.e. {', '.join(errors)}"


def _short(error: float) -> str:
    return f"{float(f'{error:.2g}'):g}"


def _best(delay: DelayFit) -> Distribution:
    law = delay.fits[0].law
    for name, value in parameters(law):
        law = moved(law, name, float(f"{value:.{_DIGITS}g}"))
    return law


def as_good(delay: DelayFit) -> tuple[Fitted, ...]:
    """Return the other families whose criterion is within 2 of the best one's.

    Burnham and Anderson, "Model Selection and Multimodel Inference", 2nd ed. 2002,
    section 2.6: such a difference tells little.
    """
    best, *others = delay.fits
    return tuple(fit for fit in others if fit.aic - best.aic <= 2)


# -- outcomes --------------------------------------------------------------------------


def _by_phase(
    rulebook: Rulebook, on: date, stays: Mapping[str, Stay]
) -> dict[Phase, tuple[str, ...]]:
    """Return the states that cases can come to, by phase, in the order of `Phase`."""
    reached = _reached(rulebook, on, stays)
    found = {}
    for phase in Phase:
        states = [n for n in rulebook.states if rulebook.phase(n) is phase]
        if kept := tuple(name for name in states if name in reached):
            found[phase] = kept
    return found


def _reached(rulebook: Rulebook, on: date, stays: Mapping[str, Stay]) -> set[str]:
    """Return the states that a case can come to."""
    reached: set[str] = set()
    ahead = [rulebook.initial]
    while ahead:
        state = ahead.pop()
        if state not in reached and state in stays:
            ahead += _targets(rulebook, on, stays[state])
        reached.add(state)
    return reached


def _targets(rulebook: Rulebook, on: date, stay: Stay) -> Iterator[str]:
    for way in stay.exits:
        for version in rulebook.transition(way.step):
            if stay.state in version.sources and on in version.in_force:
                yield version.target
