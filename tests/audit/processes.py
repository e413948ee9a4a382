"""Small random processes with a map for their histories: nothing here is about cars."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from qualflow.audit.history import Bound, History, Observed
from qualflow.audit.mapping import (
    Choice,
    Distance,
    FactLine,
    Ground,
    HistoryMap,
    Hosting,
    Line,
    Reading,
    Supply,
    When,
)
from qualflow.law.facts import Evidence
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Interval, Transition
from rulebooks import a_rulebook, a_step, choice, day, number, writes

REFORM = date(2030, 3, 1)
BEGINNING = date(2030, 1, 1)
OLD, NEW = Interval(BEGINNING, REFORM), Interval(REFORM)
ALWAYS = Interval(BEGINNING)
FIRST = REFORM - timedelta(20)
STATES = ("draft", "applied", "reviewed", "approved", "closed")
FACTS = (
    number("samples"),
    choice("track", "long", "short"),
    day("seen_on"),
    day("kept_on"),
)
KINDS = ("k0", "k1", "k2", "k3", "host")
CLAUSES = (
    ("IAA 1", "samples >= 5"),
    ("IAA 2", "samples >= 3", {"in_force": OLD}),
    ("IAA 2", "samples >= 7", {"in_force": NEW}),
    ("IAA 3", 'track == "long"'),
    ("IAA 4", 'track == "short"', {"in_force": NEW}),
    ("IAA 5", "samples <= 8 or today >= 2030-03-05"),
    ("IAA 6", "known(seen_on)"),
    ("IAA 7", "not known(kept_on) or today > kept_on and today < kept_on"),
)
REFS = tuple(dict.fromkeys(ref for ref, *_ in CLAUSES))


def a_process(rng: Random) -> tuple[Rulebook, HistoryMap]:
    """Return a process of up to seven transitions, and how its histories are read."""
    versions = [v for n in range(rng.randint(3, 7)) for v in _versions(f"t{n}", n, rng)]
    book = a_rulebook(facts=FACTS, clauses=CLAUSES, transitions=versions, states=STATES)
    names = sorted(book.transitions)
    return book, HistoryMap(
        claims=("act",),
        certainty={
            "text": Evidence.OFFICIAL,
            "press": Evidence.REPORTED,
            "memory": Evidence.RUMOURED,
        },
        actors={"office": "office"},
        kinds=KINDS,
        lines=tuple(_lines(names, rng)),
        supplies={name: _supply(names, rng) for name in names if rng.random() < 0.85},
        facts=(FactLine("samples", "samples", "samples"),),
        distances=tuple(_distance(names, rng) for _ in range(rng.choice((0, 0, 1, 2)))),
        grounds=tuple(_ground(f"g{n}", names, rng) for n in range(3)),
        readings={
            "R1": Reading("R1", choices={"b": Choice(without_tagged=True)}),
            "R2": Reading("R2", choices={"b": Choice(
                prolonged=tuple(rng.sample(names, 2)), ending=REFORM
            )}),
        },
    )  # fmt: skip


def _versions(name: str, at: int, rng: Random) -> list[Transition]:
    spans = [(ALWAYS,), (OLD,), (NEW,), (OLD, NEW)][rng.choice((0, 0, 1, 2, 3))]
    made = []
    for days in spans:
        sources = tuple(rng.sample(STATES[:-1], rng.choice((1, 1, 2))))
        if at < len(STATES) - 1 and STATES[at] not in sources:
            sources = (STATES[at], *sources)
        recorded: dict[str, Any] = rng.choice(
            ({}, {}, {"track": "long"}, {"track": "short"}, {"track": "none"})
        ) | rng.choice(
            ({}, {}, {"seen_on": "today"}, {"seen_on": "none"}, {"kept_on": "=seen_on"})
        )
        made.append(
            a_step(
                name,
                sources,
                rng.choice((STATES[min(at + 1, 4)], rng.choice(STATES))),
                clauses=tuple(rng.sample(REFS, rng.choice((0, 0, 0, 1, 2)))),
                records=writes(**recorded),
                in_force=days,
                readings=rng.choice(((), (), ("R1",))),
            )
        )
    return made


def _lines(names: list[str], rng: Random) -> list[Line]:
    lines = [Line("host", When(facts={"end": True}), hosting=Hosting.END),
             Line("host", When(), hosting=Hosting.START)]  # fmt: skip
    for name in names:
        if rng.random() < 0.9:
            others = rng.sample(names, rng.choice((0, 0, 1)))
            when = When(
                facts=rng.choice(({}, {}, {}, {}, {"x": True})),
                has_kind=rng.choice(("", "", "", "", "", "k0", "host")),
                on=rng.choice((ALWAYS, ALWAYS, ALWAYS, OLD, NEW)),
            )
            grounds = rng.choice(((), (), ("g0",), ("line",)))
            steps = tuple(dict.fromkeys((name, *others)))
            kind = rng.choice(KINDS[:4])
            lines.append(Line(kind, when, steps=steps, grounds=grounds))
    return lines


def _supply(names: list[str], rng: Random) -> Supply:
    return Supply(
        shown_by=tuple(rng.sample(KINDS, 1)),
        supplied=True,
        before=rng.choice(((), (), (), (), (), tuple(rng.sample(names, 1)))),
        recorded=rng.choice(({}, {}, {}, {}, {}, {"track": "long"})),
    )


def _distance(names: list[str], rng: Random) -> Distance:
    return Distance(
        rng.choice(names),
        rng.choice(names),
        days=rng.choice((1, 4, 10)),
        supplied_only=rng.random() < 0.3,
        after_until=rng.choice((None, None, REFORM)),
    )


def _ground(name: str, names: list[str], rng: Random) -> Ground:
    after = rng.choice(("", "", rng.choice(names)))
    return Ground(
        name,
        steps=tuple(rng.sample(names, 2)),
        tagged=rng.choice(("", "", "R1")),
        supplied=rng.choice((None, True, False)),
        after=after,
        after_until=rng.choice((None, REFORM)) if after else None,
        hosting=rng.random() < 0.2,
    )


def a_history(rng: Random, most: int = 4) -> History:
    """Return any few events, likely or not, around the reform."""
    events = tuple(_event(number, rng) for number in range(1, rng.randint(1, most) + 1))
    bounds = (Bound(rng.choice(KINDS), FIRST + timedelta(rng.randint(0, 30)), None),)
    project = rng.choice(({}, {}, {"samples": rng.choice((2, 6, 9))}))
    return History(
        "random",
        {},
        ("act",),
        "",
        REFORM + timedelta(rng.choice((5, 40))),
        project,
        events,
        bounds=rng.choice(((), bounds)),
    )


def _event(number: int, rng: Random) -> Observed:
    first = FIRST + timedelta(rng.choice((0, 10, 18, 19, 20, 21, 25, 30)))
    return Observed(
        rng.choice((*KINDS, *KINDS[:4])),
        first,
        first + timedelta(rng.choice((0, 2, 15, 30, 30))),
        "office",
        rng.choice(("text", "press", "memory")),
        number,
        rng.choice(
            ({}, {"x": True}, {"samples": rng.choice((2, 4, 6, 9))}, {"end": True})
        ),
    )
