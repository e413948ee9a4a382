"""Random rulebooks: few states, few facts, limits that filings often meet.

Every one has a chain of states that leads somewhere, a right that its holder can give
up without any clause (`surrender`), a reform on `REFORM`, and now and then a ban that
is presumed not to stand, a finding that does not bar, a clause quoted from memory, a
look at another case, and steps that write, copy and clear facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from hypothesis import strategies as st

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
from qualflow.law.parsing import parse
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
_FURTHER = ("return_file", "refuse", "resume", "take_over")
_TRANSITIONS = (*_STEPS, *_FURTHER, "surrender", "lapse", "record_old")

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

_JOINED = ("{a} and {b}", "{a} or {b}", "{a} implies {b}", "not ({a} and not ({b}))")


def _conditions() -> st.SearchStrategy[Expression]:
    """Return checked conditions, aimed at a few limits."""
    simple = st.sampled_from(_LIMITS).flatmap(
        lambda pair: st.sampled_from(pair[1]).map(
            lambda limit: pair[0].replace("{}", limit, 1)
        )
    )
    joined = st.builds(
        lambda form, a, b: form.format(a=f"({a})", b=f"({b})"),
        st.sampled_from(_JOINED),
        simple,
        simple,
    )
    texts = st.one_of(simple, simple, joined)
    return texts.map(lambda text: condition(parse(text), Scope(_FACTS)))


@st.composite
def _clauses(draw: st.DrawFn, ref: str) -> tuple[Clause, ...]:
    """Return the versions of one clause."""
    rare = st.integers(0, 7)
    presumed, noted = draw(rare) == 0, draw(rare) == 1
    standings = (*[Standing.TEXT] * 4, Standing.PRESS, Standing.MEMORY)
    standing = draw(st.sampled_from(standings))
    days = draw(st.sampled_from(((ALWAYS,), (_BEFORE, _SINCE), (_BEFORE,), (_SINCE,))))
    return tuple(
        Clause(
            ref,
            "IAA",
            {"en": f"{ref}."},
            draw(_conditions()),
            standing=standing,
            effect=Effect.FINDING if noted else Effect.REFUSE,
            presumed=presumed,
            in_force=interval,
        )
        for interval in days
    )


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Random rulebooks, sound as a loader would have them.

    Each has three to six states on a chain from `draft`, and the final states
    `surrendered` and `refused`.  `surrender` leads from every state with a right to the
    former, on all days and without a clause.
    """
    chain = _CHAIN[: draw(st.integers(3, len(_CHAIN)))]
    right = frozenset(chain[draw(st.integers(1, len(chain) - 1)) :])
    refs = tuple(f"IAA {number}" for number in range(1, draw(st.integers(2, 6)) + 1))
    steps = list(pairwise(chain))
    transitions = {
        name: _versions(draw, name, (source,), target, refs)
        for name, (source, target) in zip(_STEPS, steps, strict=False)
    }
    for name in _FURTHER:
        if draw(st.booleans()):
            source = draw(st.sampled_from(chain))
            target = draw(st.sampled_from((*chain, "refused")))
            transitions[name] = _versions(draw, name, (source,), target, refs)
    held = tuple(state for state in chain if state in right)
    transitions["surrender"] = (_ends("surrender", held, "holder"),)
    transitions["lapse"] = (_ends("lapse", held[:1], "law"),)
    transitions["record_old"] = (
        Transition("record_old", ("draft",), held[-1], ("archive",)),
    )
    order = [name for name in _TRANSITIONS if name in transitions]
    return Rulebook(
        name="random",
        release="1",
        title={"en": "Instrument approval"},
        actors=_ACTORS,
        states=_states(chain, right),
        facts=_FACTS,
        instruments={"IAA": Instrument("IAA", {"en": "Instrument Approval Act"})},
        clauses={ref: draw(_clauses(ref)) for ref in refs},
        transitions={name: transitions[name] for name in order},
        links={"holder": Link("holder", "random")},
        calendar=_CALENDAR,
    )


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


def _versions(
    draw: st.DrawFn,
    name: str,
    sources: tuple[str, ...],
    target: str,
    refs: tuple[str, ...],
) -> tuple[Transition, ...]:
    """Return one version for all days, or one before the reform and one since."""
    days = draw(st.sampled_from(((ALWAYS,), (ALWAYS,), (_BEFORE, _SINCE), (_SINCE,))))
    guards = st.lists(st.sampled_from(refs), unique=True, max_size=3).map(sorted)
    return tuple(
        Transition(
            name,
            sources,
            target,
            draw(st.sampled_from((("office",), ("holder", "office")))),
            clauses=tuple(draw(guards)),
            records=draw(st.sampled_from(_RECORDS)),
            in_force=interval,
        )
        for interval in days
    )


_RECORDS: tuple[tuple[Record, ...], ...] = (
    (),
    (),
    (Record("received_on", Writes.TODAY),),
    (Record("received_on", Writes.COPY, "issued_on"),),
    (Record("received_on", Writes.NONE), Record("category", Writes.VALUE, "meter")),
)
