"""Random scenarios over small rulebooks: clocks, pauses, extensions, reforms, facts.

Four states and a handful of steps; delays of a few days, so that exits, expiries and
reforms meet on one day as often as not.  The calendar is of 2029, and beyond it
Monday to Friday are worked, so lives end within it.
"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from qualflow.law.calendar import Calendar
from qualflow.law.measures import Unit
from qualflow.law.rules import (
    FINDING,
    Actor,
    Acts,
    Clock,
    ClockVersion,
    Extension,
    Interval,
)
from qualflow.simulate.distributions import Empirical, Fixed, Uniform
from qualflow.simulate.scenario import (
    Chosen,
    Coming,
    Delay,
    Drawn,
    Exit,
    Extended,
    Given,
    OutcomeAsked,
    Scenario,
    Stay,
)
from rulebooks import a_rulebook, a_step, boolean, day, number, writes

REFORM = date(2029, 3, 1)
OFF = [date(2029, 1, 1), date(2029, 2, 28), date(2029, 3, 5)]
WORKED = [date(2029, 3, 4), date(2029, 3, 10)]
CALENDAR = Calendar.of({2029: (OFF, WORKED)})
HORIZON = 90

STATES = ("draft", "review", "pause", "done", "over")
EXITS = {
    "draft": ("submit",),
    "review": ("stop", "note", "close"),
    "pause": ("again", "close"),
    "done": ("reopen",),
}
TARGETS = {
    "submit": "review",
    "stop": "pause",
    "again": "review",
    "note": "review",
    "close": "done",
    "reopen": "review",
}
RECORDS = st.sampled_from(
    [writes(), writes(), writes(w1="today"), writes(w1="today", w2="=w1"),
     writes(w1="none")]
)  # fmt: skip
RENEWALS = st.sampled_from([writes(w1="today"), writes(w1="none")])
DELAYS = st.sampled_from(
    [Fixed(1), Fixed(3), Uniform(0, 6), Empirical((0, 1, 2, 5)), Uniform(4, 20)]
)
UNITS = st.sampled_from([Unit.DAY, Unit.WORKING_DAY])
CLAUSES = {
    "free": "given",
    "filed": "fee >= 5 and ready",
    "dated": "days(w1, today) <= 8",
}


@st.composite
def delays(draw):
    """A delay of a few days."""
    return Delay(draw(DELAYS), draw(UNITS))


@st.composite
def clocks(draw, name):
    """A period that leads to a step, or is only found to be over."""
    unit = draw(st.sampled_from([Unit.WORKING_DAY, Unit.DAY, Unit.DAY, Unit.MONTH]))
    acts = {}
    if draw(st.booleans()):
        acts["runs_in"] = draw(
            st.sampled_from([("review",), ("review", "pause"), ("draft", "review")])
        )
        if acts["runs_in"] == ("review",):
            acts["paused_in"] = draw(st.sampled_from([(), ("pause",)]))
    else:
        acts["started_by"] = draw(st.sampled_from([("submit",), ("submit", "note")]))
        acts["ended_by"] = draw(
            st.sampled_from([("close", "lapse"), ("close", "lapse", "built"),
                             ("lapse", "built")])
        )  # fmt: skip
        if draw(st.booleans()):
            acts |= {"paused_by": ("stop",), "resumed_by": ("again",)}
    versions = draw(
        st.sampled_from(
            [
                [Interval()],
                [Interval(until=REFORM), Interval(since=REFORM)],
                [Interval(since=REFORM)],
            ]
        )
    )
    most = 1 if unit is Unit.MONTH else 12
    return Clock(
        name=name,
        counts_from=draw(st.sampled_from([("w1",), ("w2", "w1"), ("w3",)])),
        unit=unit,
        owner="office",
        versions=tuple(
            ClockVersion(
                f"IAA {place}",
                draw(st.integers(1, most)),
                draw(st.sampled_from([None, Extension(by="more", at_most=2, times=2),
                                      Extension(by="granted_on", at_most=3)])),
                draw(st.sampled_from(["lapse", "lapse", "lapse", "renew", FINDING])),
                interval,
            )
            for place, interval in enumerate(versions)
        ),
        **acts,
    )  # fmt: skip


@st.composite
def laws(draw, most_clocks=2):
    """A small rulebook with clocks."""
    law = ("law",)
    guards = {
        name: draw(st.sampled_from([(), (), tuple(CLAUSES)]))
        for name in ("stop", "close")
    }
    steps = [
        a_step(name, tuple(s for s, exits in EXITS.items() if name in exits), target,
               records=draw(RECORDS), clauses=guards.get(name, ()))
        for name, target in TARGETS.items()
    ]  # fmt: skip
    steps += [
        a_step("more", ("review", "pause"), "review"),
        a_step("lapse", ("review", "pause"), "over", by=law),
        a_step("renew", "review", "review", by=law, records=draw(RENEWALS)),
    ]
    if draw(st.booleans()):
        move = a_step("move", ("review", "draft"), "pause", by=law, on_day=REFORM)
        steps.append(move)
    names = "abc"[: draw(st.integers(0, most_clocks))]
    return a_rulebook(
        states=STATES,
        actors=("office", Actor("law", acts=Acts.BY_LAW)),
        facts=[
            boolean("given"),
            boolean("ready"),
            number("fee", 20),
            *map(day, ("built", "granted_on", "w1", "w2", "w3")),
        ],
        clauses=list(CLAUSES.items()),
        transitions=steps,
        clocks={name: draw(clocks(name)) for name in names},
        calendar=CALENDAR,
    )


@st.composite
def scenes(draw, most_clocks=2):
    """A small rulebook and a scenario for it."""
    law = draw(laws(most_clocks))
    stays = {}
    for state, names in EXITS.items():
        several = len(names) > 1
        races = several and draw(st.booleans())
        own = [draw(st.none() | delays()) for _ in names]
        if races:
            own = [draw(delays()) for _ in names]
        share = 1.0 if races else 1 / len(names)
        exits = [Exit(n, share, d) for n, d in zip(names, own, strict=True)]
        retry = draw(st.none() | st.just(Delay(Fixed(2))))
        stay = Stay(state, tuple(exits), draw(delays()), races, retry)
        if state != "done" or draw(st.booleans()):
            stays[state] = stay
    facts = [
        Given("given", True),
        Drawn("fee", Uniform(0, 20)),
        Chosen("ready", ((True, 0.6), (None, 0.4))),
        Coming(
            "ready", draw(st.sampled_from(["draft", "review"])), draw(delays()), True
        ),
        Coming("built", draw(st.sampled_from(["review", "pause"])), draw(delays())),
    ]
    on = REFORM - timedelta(days=draw(st.sampled_from([0, 1, 5, 20])))
    return law, Scenario(
        name="random",
        process=law.name,
        start=draw(st.sampled_from(["draft", "draft", "review"])),
        on=on,
        horizon=HORIZON,
        stays=stays,
        outcomes=(OutcomeAsked("done", ("done",)), OutcomeAsked("over", ("over",))),
        facts=tuple(facts),
        extended={n: Extended(n, draw(st.sampled_from([0.0, 0.5, 1.0])))
                  for n in law.clocks},
        judges=draw(st.booleans()),
    )  # fmt: skip
