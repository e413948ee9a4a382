"""Scenarios by chance, as a file can have them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from qualflow import load
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Evidence,
    Fact,
    NumberType,
    filed,
)
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Acts, Standing
from qualflow.simulate.distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Uniform,
    Weibull,
    remaining,
)
from qualflow.simulate.scenario import (
    ASSUMED,
    Chosen,
    Coming,
    Delay,
    Drawn,
    DrawnFact,
    Exit,
    Extended,
    Given,
    OutcomeAsked,
    Question,
    Resource,
    Scenario,
    Stay,
    Time,
    TimeAsked,
)

REFERENCE = load("reference")
NUMBERS = st.floats(1e-6, 1e6, allow_subnormal=False) | st.integers(1, 4_000).map(float)
SHAPES = st.floats(0.05, 40)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just("\n"),
    min_size=1,
    max_size=12,
).filter(str.strip)
BOTH = st.fixed_dictionaries({"en": WORDS, "zh": WORDS})
SOURCES = st.just(ASSUMED) | WORDS
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
SHARES = st.sampled_from([(1.0,), (0.3, 0.7), (0.25, 0.25, 0.5), (0.1, 0.2, 0.7)])


@st.composite
def laws(draw: st.DrawFn, largest: float = 1e6) -> Distribution:
    """Draw a distribution that takes time."""
    numbers = NUMBERS.filter(lambda x: 1.0 <= x <= largest)
    low, high = sorted(draw(st.tuples(numbers, numbers)))
    whole: Distribution = draw(
        st.builds(Fixed, numbers)
        | st.just(Uniform(low, high + 1))
        | st.builds(Exponential, numbers)
        | st.builds(Lognormal, numbers, st.floats(1e-6, 10))
        | st.builds(Gamma, numbers, SHAPES)
        | st.builds(Weibull, numbers, SHAPES)
        | st.lists(numbers, min_size=1, max_size=30).map(
            lambda values: Empirical(tuple(sorted(values)))
        )
    )
    if draw(st.integers(0, 9)):
        return whole
    return remaining(Lognormal(low + 10, 1.0), draw(st.floats(1e-3, 10)))


@st.composite
def delays(draw: st.DrawFn, rulebook: Rulebook, time: Time) -> Delay:
    """Draw a delay; in working days where there are any."""
    days = time is Time.DAYS and rulebook.calendar.first is not None
    unit = st.sampled_from(Unit) if days else st.just(Unit.DAY)
    unit = unit.filter(lambda u: u in (Unit.DAY, Unit.WORKING_DAY))
    return Delay(draw(laws()), draw(unit), draw(SOURCES))


@st.composite
def stays(draw: st.DrawFn, rulebook: Rulebook, time: Time, state: str) -> Stay | None:
    """Draw what happens in a state, None if nobody can make a step there."""
    asked = {n for n, a in rulebook.actors.items() if a.acts is Acts.ON_REQUEST}
    steps = [
        name
        for name, versions in rulebook.transitions.items()
        if any(state in v.sources and asked.intersection(v.by) for v in versions)
    ]
    if not steps:
        return None
    delay = delays(rulebook, time)
    chosen = draw(st.permutations(steps))
    shares = draw(SHARES.filter(lambda s: len(s) <= len(chosen)))
    retry = draw(st.none() | st.none() | delay)
    if len(chosen) > 1 and draw(st.booleans()):
        exits = tuple(Exit(step, delay=draw(delay)) for step in chosen[:2])
        return Stay(state, exits, races=True, retry=retry)
    own = [draw(st.booleans()) for _ in shares]
    exits = tuple(
        Exit(step, share, draw(delay) if has else None)
        for step, share, has in zip(chosen, shares, own, strict=False)
    )
    common = None if all(own) else draw(delay)
    source = draw(SOURCES) if len(shares) > 1 else ""
    return Stay(state, exits, common, retry=retry, source=source)


def values(fact: Fact) -> st.SearchStrategy:
    """Return values of a fact, as they are kept."""
    match fact.type:
        case BooleanType():
            return st.booleans()
        case NumberType() as kind:
            units = st.integers(kind.at_least, kind.at_most)
            return units.map(lambda n: filed(fact, Decimal(n).scaleb(-kind.decimals)))
        case DayType():
            return st.dates(date(1900, 1, 1), date(2199, 12, 31))
        case ChoiceType(options):
            return st.sampled_from(options)
        case _:
            return WORDS


@st.composite
def a_fact(
    draw: st.DrawFn, rulebook: Rulebook, time: Time, fact: Fact
) -> list[DrawnFact]:
    """Draw what is filed of one fact, in the order of a file."""
    name, source = fact.name, draw(SOURCES)
    given = [Given(name, draw(values(fact)), source)]
    state = draw(st.sampled_from(list(rulebook.states)))
    value = draw(values(fact))
    if isinstance(fact.type, DayType) and draw(st.booleans()):
        value = None
    coming = [Coming(name, state, draw(delays(rulebook, time)), value)]
    options = [None, *draw(st.lists(values(fact), unique=True, max_size=2))]
    shares = {1: (1.0,), 2: (0.4, 0.6), 3: (0.5, 0.25, 0.25)}[len(options)]
    ways = [coming, [Chosen(name, tuple(zip(options, shares, strict=True)), source)]]
    ways.append([*given, *coming])
    if isinstance(fact.type, NumberType):
        ways.append([Drawn(name, draw(laws(1e3)), source), *coming])
    return draw(st.sampled_from(ways))


@st.composite
def drawn_scenarios(draw: st.DrawFn, rulebook: Rulebook) -> Scenario:
    """Draw a scenario as a file can have it."""
    time = draw(st.sampled_from(Time)) if rulebook is REFERENCE else Time.DAYS
    states = list(rulebook.states)
    found = {state: draw(stays(rulebook, time, state)) for state in states}
    kept = {s: stay for s, stay in found.items() if stay and draw(st.booleans())}
    told = draw(st.lists(st.sampled_from(list(rulebook.facts)), unique=True))
    facts = [rulebook.facts[name] for name in told]
    front = [
        Given(fact.name, draw(values(fact)), draw(SOURCES))
        for fact in facts[: len(facts) // 2]
    ]
    rest = [
        one
        for fact in facts[len(facts) // 2 :]
        for one in draw(a_fact(rulebook, time, fact))
    ]
    some = st.lists(st.sampled_from(states), min_size=1, max_size=3, unique=True)
    names = draw(
        st.lists(
            NAMES.filter(lambda n: n != "open"), min_size=4, max_size=4, unique=True
        )
    )
    horizon = draw(st.integers(1, 14_610))
    first, second, *others = draw(st.permutations(states))
    held = tuple(list(kept)[:2])
    numbers = [fact.fact for fact in (*front, *rest) if isinstance(fact, Drawn)]
    resources = ()
    if held and draw(st.booleans()):
        priority = draw(st.sampled_from(["", *numbers]))
        count = draw(st.integers(1, 9))
        resources = (Resource("people", count, held, priority, draw(SOURCES)),)
    extended = {}
    if rulebook is REFERENCE and draw(st.booleans()):
        extended["term"] = Extended("term", draw(st.floats(0.001, 1)), draw(SOURCES))
    return Scenario(
        name="drawn",
        process=rulebook.name,
        start=draw(st.sampled_from(states)),
        on=date(2029, 6, 1) + timedelta(days=draw(st.integers(0, 900))),
        horizon=float(horizon),
        stays=kept,
        outcomes=(
            OutcomeAsked(names[0], (first,), draw(BOTH)),
            OutcomeAsked(names[1], (second, others[0]), draw(BOTH)),
        ),
        times=(
            TimeAsked(
                names[2],
                tuple(draw(some)),
                tuple(draw(some | st.just([]))),
                draw(BOTH),
            ),
        ),
        questions=(
            Question(
                names[3],
                tuple(draw(some)),
                float(draw(st.integers(0, horizon))),
                draw(BOTH),
            ),
        ),
        facts=(*front, *rest),
        extended=extended,
        arrivals=draw(st.none() | delays(rulebook, time)) if resources else None,
        resources=resources,
        time=time,
        judges=draw(st.booleans()),
        standings=frozenset(
            draw(st.lists(st.sampled_from(Standing), min_size=1, unique=True))
        ),
        evidence=draw(st.sampled_from(Evidence)),
        title=draw(BOTH),
        note=draw(BOTH | st.just({})),
    )
