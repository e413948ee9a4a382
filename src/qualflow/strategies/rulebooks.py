"""Random rulebooks: few states, few facts, limits that filings often meet.

Every one has a chain of states that leads somewhere, a right that its holder can give
up without any clause (`surrender`), a reform on `REFORM`, and now and then a ban that
is presumed not to stand, a finding that does not bar, a clause quoted from memory, a
look at another case, and steps that write, copy and clear facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import combinations, pairwise

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from qualflow.law.calendar import Calendar
from qualflow.law.expression import Expression
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    NumberType,
    TextType,
)
from qualflow.law.parsing import parse, text
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import (
    ALWAYS,
    Actor,
    Acts,
    Clause,
    Effect,
    Instrument,
    Interval,
    Link,
    Phase,
    Record,
    Standing,
    State,
    Transition,
    Writes,
)
from qualflow.law.types import Scope, condition

REFORM = date(2030, 1, 1)
"""The day on which the random rulebooks change."""

_BEFORE, _SINCE = Interval(until=REFORM), Interval(since=REFORM)
_CHAIN = ("draft", "applied", "under_review", "approved", "in_use", "suspended")
_ENDS = ("surrendered", "refused")
_PHASES = (None, Phase.APPLIED, Phase.UNDER_REVIEW, *[Phase.APPROVED] * 3)
_STEPS = ("submit", "accept", "approve", "start_use", "suspend")
_FURTHER = ("return_file", "refuse", "take_over")
_TRANSITIONS = (*_STEPS, "resume", *_FURTHER, "surrender", "lapse", "record_old")

_CALENDAR = Calendar.of(
    {
        2028: ([date(2028, 5, 1)], []),
        2029: ([date(2029, 1, 1)], [date(2029, 12, 29)]),
        2030: ([date(2030, 1, 1)], []),
    }
)

_FACTS = {
    fact.name: fact
    for fact in (
        Fact("signed", BooleanType()),
        Fact("safe", BooleanType()),
        Fact("samples", NumberType(0, 0, 40)),
        Fact("error_pct", NumberType(2, 0, 100_00)),
        Fact("issued_on", DayType()),
        Fact("barred_on", DayType()),
        Fact("received_on", DayType()),
        Fact("category", ChoiceType(("gauge", "meter", "scale"))),
        Fact("applicant", TextType()),
        Fact("assessor", TextType()),
        Fact("holder.state", ChoiceType((*_CHAIN, *_ENDS)), link="holder"),
        Fact("holder.since", DayType(), link="holder"),
        Fact("holder.through", ChoiceType(_TRANSITIONS), link="holder"),
    )
}

_LIMITS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("signed", ("",)),
    ("not safe", ("",)),
    ("samples >= {}", ("3", "14", "15")),
    ("{} <= samples <= 20", ("3", "15")),
    ("error_pct <= {}", ("0.5", "5", "5.1")),
    ("3 * error_pct > {}", ("1", "10")),
    ("days(issued_on, today) <= {}", ("30", "365", "730")),
    ("today <= issued_on + {}", ("1 year", "2 months", "20 working days")),
    ("known(barred_on) implies today > barred_on + {}", ("1 year", "30 days")),
    ("working_days(received_on, today) <= {}", ("5", "20")),
    ("category == {}", ('"gauge"', '"meter"')),
    ("category in {}", ('{"gauge", "scale"}', '{"meter", "scale"}')),
    ("assessor != applicant", ("",)),
    ("applicant == {}", ('"lee"',)),
    ("not known(barred_on)", ("",)),
    ("holder.state in {}", ('{"approved", "in_use"}', '{"draft", "surrendered"}')),
    ("today >= {}", ("2030-01-01", "2029-12-31")),
)

_JOINED = ("({a}) and ({b})", "({a}) or ({b})", "({a}) implies ({b})", "not ({a})")
_SIMPLE = tuple(form.replace("{}", one, 1) for form, some in _LIMITS for one in some)


@cache
def _condition(written: str) -> Expression:
    return condition(parse(written), Scope(_FACTS))


_TEXTS = st.sampled_from(_SIMPLE)
_CONDITIONS = st.one_of(
    _TEXTS,
    _TEXTS,
    st.builds(lambda form, a, b: form.format(a=a, b=b), st.sampled_from(_JOINED),
              _TEXTS, _TEXTS),
).map(_condition)  # fmt: skip
_DAYS = st.sampled_from(
    ((ALWAYS,), (ALWAYS,), (_BEFORE, _SINCE), (_BEFORE,), (_SINCE,))
)
_KINDS: tuple[tuple[Standing, Effect, bool], ...] = (
    *[(Standing.TEXT, Effect.REFUSE, False)] * 5,
    (Standing.TEXT, Effect.REFUSE, True),
    (Standing.PRESS, Effect.REFUSE, True),
    (Standing.TEXT, Effect.FINDING, False),
    (Standing.MEMORY, Effect.REFUSE, False),
)
_CLAUSES = st.lists(
    st.tuples(_DAYS, _CONDITIONS, _CONDITIONS, st.sampled_from(_KINDS)),
    min_size=2,
    max_size=6,
)
_GUARDS = st.sampled_from(
    [g for size in range(4) for g in combinations(range(6), size)]
)
_RECORDS: tuple[tuple[Record, ...], ...] = (
    (),
    (),
    (Record("received_on", Writes.TODAY),),
    (Record("received_on", Writes.COPY, "issued_on"),),
    (Record("received_on", Writes.NONE), Record("category", Writes.VALUE, "meter")),
)
_VERSION = st.tuples(
    _GUARDS,
    st.sampled_from((("office",), ("holder", "office"))),
    st.sampled_from(_RECORDS),
)
_VERSIONS = st.tuples(_DAYS, _VERSION, _VERSION)
_SIZE = st.integers(3, len(_CHAIN))
_PLACE = st.integers(0, 20)
_FLAG = st.booleans()


def _clause(
    ref: str,
    days: tuple[Interval, ...],
    conditions: tuple[Expression, ...],
    kind: tuple[Standing, Effect, bool],
) -> tuple[Clause, ...]:
    """Return the versions of one clause."""
    standing, effect, presumed = kind
    return tuple(
        Clause(
            ref,
            "IAA",
            {"en": f"{ref}."},
            when,
            standing=standing,
            effect=effect,
            presumed=presumed,
            in_force=interval,
        )
        for interval, when in zip(days, conditions, strict=False)
    )


class RandomRulebook(Rulebook):
    """A rulebook that a failing test prints as a drafter would read it."""

    def __repr__(self) -> str:
        return "\n".join(["<a random rulebook", *self._lines()]) + ">"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text("..." if cycle else repr(self))

    def _lines(self) -> Iterator[str]:
        for versions in self.clauses.values():
            for clause in versions:
                marks = [clause.standing.value, clause.effect.value]
                marks += ["presumed"] * clause.presumed
                shown = f"{_shown(clause.in_force)} [{', '.join(marks)}]"
                yield f"  {clause.ref}{shown}: {text(clause.when)}"
        for steps in self.transitions.values():
            for step in steps:
                way = f"{' '.join(step.sources)} -> {step.target}"
                records = [f"{r.fact} = {r.value or r.writes}" for r in step.records]
                asked = f"by {' '.join(step.by)} if {step.clauses} writes {records}"
                yield f"  {step.name}{_shown(step.in_force)}: {way} {asked}"


def _shown(days: Interval) -> str:
    since = f" from {days.since}" if days.since else ""
    return since + (f" until {days.until}" if days.until else "")


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Random rulebooks, sound as a loader would have them.

    Each has three to six states on a chain from `draft`, and the final states
    `surrendered` and `refused`.  `surrender` leads from every state with a right to the
    former, on all days and without a clause.
    """
    chain = _CHAIN[: draw(_SIZE)]
    held = chain[1 + draw(_PLACE) % (len(chain) - 1) :]
    bodies = draw(_CLAUSES)
    refs = tuple(f"IAA {number}" for number in range(1, len(bodies) + 1))

    def versions(name: str, source: str, target: str) -> tuple[Transition, ...]:
        days, *drawn = draw(_VERSIONS)
        return tuple(
            Transition(
                name,
                (source,),
                target,
                by,
                clauses=tuple(sorted({refs[n % len(refs)] for n in guards})),
                records=records,
                in_force=interval,
            )
            for interval, (guards, by, records) in zip(days, drawn, strict=False)
        )

    transitions = {
        name: versions(name, source, target)
        for name, (source, target) in zip(_STEPS, pairwise(chain), strict=False)
    }
    anywhere = (*chain, "refused")
    transitions["resume"] = versions("resume", chain[-1], _any(draw, chain))
    for name in _FURTHER:
        if draw(_FLAG):
            ends = _any(draw, chain), _any(draw, anywhere)
            transitions[name] = versions(name, *ends)
    transitions["surrender"] = (_ends("surrender", held, "holder"),)
    transitions["lapse"] = (_ends("lapse", held[:1], "law"),)
    transitions["record_old"] = (
        Transition("record_old", ("draft",), held[-1], ("archive",)),
    )
    return RandomRulebook(
        name="random",
        release="1",
        title={"en": "Instrument approval"},
        actors=_ACTORS,
        states=_states(chain, frozenset(held)),
        facts=_FACTS,
        instruments={"IAA": Instrument("IAA", {"en": "Instrument Approval Act"})},
        clauses={
            ref: _clause(ref, days, (first, second), kind)
            for ref, (days, first, second, kind) in zip(refs, bodies, strict=True)
        },
        transitions={n: transitions[n] for n in _TRANSITIONS if n in transitions},
        links={"holder": Link("holder", "random")},
        calendar=_CALENDAR,
    )


def _any(draw: st.DrawFn, states: tuple[str, ...]) -> str:
    return states[draw(_PLACE) % len(states)]


_ACTORS = {
    actor.name: actor
    for actor in (
        Actor("holder"),
        Actor("office"),
        Actor("law", acts=Acts.BY_LAW),
        Actor("archive", acts=Acts.BY_RECORD),
    )
}


def _states(chain: tuple[str, ...], right: frozenset[str]) -> Mapping[str, State]:
    states = [
        State(name, phase=phase, initial=name == "draft", right=name in right)
        for name, phase in zip(chain, _PHASES, strict=False)
    ]
    ends = [State(name, phase=Phase.CANCELLED, final=True) for name in _ENDS]
    return {state.name: state for state in (*states, *ends)}


def _ends(name: str, sources: tuple[str, ...], by: str) -> Transition:
    """Return a transition that ends a right, without a clause."""
    records = (Record("received_on", Writes.NONE),)
    return Transition(name, sources, "surrendered", (by,), records=records)
