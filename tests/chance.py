"""Small scenarios made by hand, and at random for Hypothesis."""

from datetime import date, timedelta

from hypothesis import strategies as st

from qualflow.law.calendar import Calendar
from qualflow.law.measures import Unit
from qualflow.law.rules import (
    Actor,
    Acts,
    Clock,
    ClockVersion,
    Extension,
    Interval,
)
from qualflow.simulate.distributions import Empirical, Fixed
from qualflow.simulate.preparing import plan
from qualflow.simulate.scenario import (
    Delay,
    Exit,
    Extended,
    Given,
    OutcomeAsked,
    Question,
    Scenario,
    Stay,
    Time,
    TimeAsked,
)
from rulebooks import a_rulebook, a_step, boolean, day

ON = date(2031, 1, 20)  # a Monday
HOLIDAYS = [date(2031, 1, day) for day in (23, 24, 27, 28)]
CALENDAR = Calendar.of({2031: (HOLIDAYS, [date(2031, 1, 25)])})
CUT = ON + timedelta(8)
ACTORS = ("applicant", "office", Actor("law", acts=Acts.BY_LAW))
STATES = ("s0", "s1", "s2", "s3")


def fixed(value, unit=Unit.DAY):
    return Delay(Fixed(float(value)), unit)


def few(*values, unit=Unit.DAY):
    return Delay(Empirical(tuple(sorted(float(value) for value in values))), unit)


def a_clock(name, state, length, step, *, unit=Unit.DAY, extend=None, **more):
    """Return a clock that runs in one state and leads to a step."""
    version = ClockVersion("IAA 9", length, extend=extend, on_expiry=step)
    versions = more.pop("versions", (version,))
    return Clock(name, ("begun_on",), unit, "office", versions, runs_in=(state,))


def a_scenario(stays, **more):
    """Return a scenario; an outcome of its own for each state, unless told."""
    states = more.pop("states", STATES)
    outcomes = tuple(OutcomeAsked(f"in_{state}", (state,)) for state in states)
    return Scenario(
        name="small",
        process="iaa",
        start=more.pop("start", states[0]),
        on=more.pop("on", ON),
        horizon=float(more.pop("horizon", 20)),
        stays={stay.state: stay for stay in stays},
        outcomes=more.pop("outcomes", outcomes),
        **more,
    )


def small(transitions, stays, *, clocks=(), states=STATES, calendar=CALENDAR, **more):
    """Return the plan of a scenario over a small rulebook.

    Args:
        transitions: Pairs or more of (name, source, target), or `Transition`.
        stays: Of the scenario.
    """
    facts = [day("begun_on"), boolean("filed"), *more.pop("declared", ())]
    made = [a_step(*step) if isinstance(step, tuple) else step for step in transitions]
    rulebook = a_rulebook(
        facts=facts,
        clauses=more.pop("clauses", ()),
        transitions=made,
        states=states,
        actors=ACTORS,
        clocks={clock.name: clock for clock in clocks},
        calendar=calendar,
    )
    standing = more.pop("standing", None)
    return plan(rulebook, a_scenario(stays, states=states, **more), standing)


def chain_of_stays(*delays, **more):
    """Return the plan of states passed one after the other."""
    states = tuple(f"s{number}" for number in range(len(delays) + 1))
    steps = [(f"t{n}", states[n], states[n + 1]) for n in range(len(delays))]
    stays = [Stay(states[n], (Exit(f"t{n}"),), delay) for n, delay in enumerate(delays)]
    return small(steps, stays, states=states, **more)


# -- at random ------------------------------------------------------------------------

_VALUES = st.lists(
    st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.5, 6.2]), min_size=1, max_size=3
)
_UNITS = st.sampled_from([Unit.DAY, Unit.WORKING_DAY])


@st.composite
def delays(draw, *, some=False):
    """Return a delay of few values; `some`: not always none at all."""
    values = draw(_VALUES)
    if some:
        values.append(2.0)
    return few(*values, unit=draw(_UNITS))


@st.composite
def versions_of(draw, name, source, **more):
    """Return a transition whose target, or which itself, may change on a day."""
    targets = more.pop("targets", STATES)
    target = draw(st.sampled_from(targets))
    kind = draw(st.sampled_from(["always", "always", "changed", "since", "until"]))
    before, after = Interval(until=CUT), Interval(since=CUT)
    steps = {
        "always": [a_step(name, source, target, **more)],
        "since": [a_step(name, source, target, in_force=after, **more)],
        "until": [a_step(name, source, target, in_force=before, **more)],
    }
    if kind != "changed":
        return steps[kind]
    other = draw(st.sampled_from(targets))
    return [
        a_step(name, source, target, in_force=before, **more),
        a_step(name, source, other, in_force=after, **more),
    ]


@st.composite
def plans(draw):
    """Return the plan of a random scenario in whole days, with everything in it.

    A state with clocks has no step to itself, through which they would run on.
    """
    transitions, stays, clocks, extended = [], [], [], {}
    clauses, facts = (), (Given("filed", value=True),)
    for number, state in enumerate(STATES[:3]):
        own = {c[0].name: c for c in draw(st.lists(_clocks(number), max_size=2))}
        elsewhere = [other for other in STATES if not own or other != state]
        names = [f"t{number}{n}" for n in range(draw(st.integers(1, 2)))]
        guarded = draw(st.sampled_from([False, False, True]))
        for name in names:
            more = {"clauses": ("IAA 1",)} if guarded and name == names[0] else {}
            transitions += draw(versions_of(name, state, targets=elsewhere, **more))
        if guarded:
            clauses = (
                ("IAA 1", f"today >= {CUT - timedelta(draw(st.integers(0, 6)))}"),
            )
        for clock, steps, share in own.values():
            clocks.append(clock)
            transitions += steps
            if share is not None:
                extended[clock.name] = Extended(clock.name, share)
        stays.append(draw(_stays(state, names, again=not own)))
    if draw(st.booleans()):
        on = ON + timedelta(draw(st.integers(1, 14)))
        sources, target = draw(st.sampled_from([(("s0",), "s2"), (("s1", "s2"), "s3")]))
        transitions.append(a_step("reform", sources, target, by=("law",), on_day=on))
    return small(
        transitions,
        stays,
        clocks=clocks,
        extended=extended,
        clauses=clauses,
        facts=facts,
        horizon=draw(st.integers(3, 16)),
        times=(
            TimeAsked("end", ("s3",)),
            TimeAsked("rest", ("s3",), ("s1",)),
            TimeAsked("either", ("s3",), ("s1", "s2")),
        ),
        questions=(Question("seen", ("s2", "s3"), float(draw(st.integers(0, 3)))),),
        on=ON + timedelta(draw(st.integers(0, 3))),
    )


@st.composite
def _stays(draw, state, names, *, again):
    retry = None
    if again and draw(st.booleans()):
        retry = draw(delays(some=True))
    share = draw(st.sampled_from([0.25, 0.5, 0.875]))
    shares = [1.0] if len(names) == 1 else [share, 1 - share]
    kind = draw(st.sampled_from(["common", "own", "race"]))
    if kind == "common":
        exits = tuple(Exit(n, s) for n, s in zip(names, shares, strict=True))
        return Stay(state, exits, draw(delays(some=True)), retry=retry)
    exits = tuple(
        Exit(name, 1.0 if kind == "race" else share, draw(delays(some=True)))
        for name, share in zip(names, shares, strict=True)
    )
    return Stay(state, exits, races=kind == "race", retry=retry)


@st.composite
def _clocks(draw, number):
    """Return a clock in a state, the steps it needs, and how often it is extended."""
    state, place = STATES[number], draw(st.sampled_from("ab"))
    name = f"c{number}{place}"
    step, by = f"x{number}{place}", f"e{number}{place}"
    elsewhere = [other for other in STATES if other != state]
    steps = draw(versions_of(step, state, by=("law",), targets=elsewhere))
    extend, share = None, None
    if draw(st.booleans()):
        extend = Extension(by, draw(st.integers(1, 3)), times=draw(st.integers(1, 2)))
        share = draw(st.sampled_from([0.25, 0.75]))
        steps.append(a_step(by, state, state))
    unit = draw(st.sampled_from([Unit.DAY, Unit.WORKING_DAY]))
    lengths = draw(st.lists(st.integers(0, 6), min_size=2, max_size=2))
    versions = (
        ClockVersion("IAA 9", lengths[0], extend, step, Interval(until=CUT)),
        ClockVersion("IAA 9", lengths[1], extend, step, Interval(since=CUT)),
    )
    return a_clock(name, state, 0, step, unit=unit, versions=versions), steps, share


def continuous(transitions, stays, **more):
    """Return the plan of a small scenario in continuous time."""
    return small(transitions, stays, time=Time.CONTINUOUS, **more)
