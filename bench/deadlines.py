"""Time: what clocks cost a decision, the deadlines of one case and of many, days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from random import Random
from statistics import median

from attrs import evolve

from bench.timing import (
    Rounds,
    at_least,
    at_most,
    heading,
    microseconds,
    report,
    take_turns,
)
from qualflow import FileFact, Record, deadlines, decide, load, open_case, replay
from qualflow.case.commands import Command
from qualflow.case.events import Case
from qualflow.law.calendar import Calendar
from qualflow.law.rulebook import Rulebook

ROUNDS = 7
LIVES = 300
CASES = 100_000
LAW = load("cn-automaker")
TIMELESS = evolve(
    LAW,
    clocks={},
    transitions={
        name: tuple(evolve(version, on_day=None) for version in versions)
        for name, versions in LAW.transitions.items()
    },
)
"""The same law without clocks, and without a reform that fires."""

APPROVAL = (
    "submit forward accept begin_evaluation end_evaluation extend_review approve "
    "request_access begin_technical_review end_technical_review publish_notice "
    "grant_access start_production stop_production resume_production"
).split()
FILING = (
    "submit check file request_access begin_technical_review end_technical_review "
    "publish_notice grant_access start_production"
).split()
TOLD = {
    "submit": (
        "doc_enterprise",
        "doc_project",
        "sample_cars_same_type",
        "full_rd_cycle",
    ),
    "accept": ("review_security_ok", "review_policy_ok", "review_resource_ok"),
    "extend_review": ("extension_approved_by_principal",),
    "request_access": ("is_legal_person", "investment_procedure_done"),
    "grant_access": ("review_requirements_passed", "ability_production"),
}
"""Facts that are filed before a step; none of them means anything to a clock."""
DATED = {
    "submit": "local_received_on",
    "request_access": "construction_started_on",
    "begin_technical_review": "access_accepted_on",
    "start_production": "access_delivered_on",
}
"""Days that are filed before a step; these do."""

Life = list[Command]


def main() -> None:
    heading("Time: cn-automaker with its clocks and the same without")
    _decisions()
    heading("Deadlines")
    _deadlines()
    _working_days()


def life(random: Random) -> Life:
    """Return a life on one of the two tracks, told as it happens, cut off somewhere."""
    steps = random.choice((APPROVAL, FILING))
    today = date(2018 if steps is APPROVAL else 2021, 1, 8)
    today += timedelta(days=random.randrange(200))
    found: Life = []
    for step in steps[: random.randint(2, len(steps))]:
        for fact in TOLD.get(step, ()):
            found.append(FileFact(fact, True, today))
        if step in DATED:
            found.append(FileFact(DATED[step], today, today))
        found.append(Record(step, today))
        today += timedelta(days=random.choice((1, 2, 3, 5, 8, 20)))
    return found


def lives(number: int) -> list[Life]:
    random = Random(22)
    return [life(random) for _ in range(number)]


def lived(law: Rulebook, commands: Life) -> Case:
    case = open_case(law, "M-1")
    for command in commands:
        case = replay(decide(law, case, command).events, start=case)
    return case


# -- decisions ------------------------------------------------------------------------


def _decisions() -> None:
    told = lives(LIVES)

    def whole(law: Rulebook) -> None:
        for commands in told:
            lived(law, commands)

    runs = {"with": partial(whole, LAW), "without": partial(whole, TIMELESS)}
    rounds = take_turns(runs, sum(map(len, told)), ROUNDS)
    what = "a command of a whole life, time passing / without clocks"
    at_most(rounds, "with", "without", 3, what, microseconds)
    _next_commands(told)


def _next_commands(told: list[Life]) -> None:
    """Compare the next command in cases that are there, each asked for once."""
    prepared = {
        name: [(lived(law, commands[:-1]), commands[-1]) for commands in told]
        for name, law in (("with", LAW), ("without", TIMELESS))
    }

    def once(law: Rulebook, name: str) -> None:
        for case, command in prepared[name]:
            decide(law, evolve(case, watch={**case.watch}), command)

    runs = {"with": partial(once, LAW, "with"),
            "without": partial(once, TIMELESS, "without")}  # fmt: skip
    rounds = take_turns(runs, len(told), ROUNDS)
    what = "the next command of a case, time passing / without clocks"
    at_most(rounds, "with", "without", 3, what, microseconds)


# -- deadlines ------------------------------------------------------------------------


def _deadlines() -> None:
    told = lives(LIVES)
    cases = [(lived(LAW, commands), commands[-1].on) for commands in told]
    asked = [deadlines(LAW, case, on) for case, on in cases]
    each = median(map(len, asked))

    def one_by_one() -> None:
        for case, on in cases:
            deadlines(LAW, case, on)

    rounds = take_turns({"one": one_by_one}, len(cases), ROUNDS)
    _most(
        rounds, "one", f"deadlines of one case, {each:g} in the middle", 30, 1e6, "us"
    )
    for kept, how in (True, "as decided"), (False, "read for the first time"):
        what = f"deadlines of {CASES:,} cases in memory, {how}"
        everything: dict[str, Callable[[], object]] = {
            "all": lambda kept=kept: sum(_counts(many(cases, kept=kept)))
        }
        _most(take_turns(everything, 1, 3), "all", what, 4, 1, "s")


def many(cases: list[tuple[Case, date]], *, kept: bool) -> Iterator[tuple[Case, date]]:
    """Yield as many cases as there are in a register.

    `kept`: with what `decide` read of their clocks, else with nothing known of them.
    """
    for number in range(CASES):
        case, on = cases[number % len(cases)]
        yield evolve(case, id=f"M-{number}", watch=case.watch if kept else {}), on


def _counts(cases: Iterator[tuple[Case, date]]) -> Iterator[int]:
    for case, on in cases:
        yield len(deadlines(LAW, case, on))


def _most(
    rounds: Rounds, name: str, what: str, most: float, unit: float, shown: str
) -> None:
    spent = median(rounds[name]) * unit
    bar = f"at most {most:g} {shown}"
    report(what, f"{spent:.1f} {shown}", bar=bar, met=spent <= most)


# -- working days ---------------------------------------------------------------------


def _working_days() -> None:
    calendar: Calendar = LAW.calendar
    starts = [date(2018, 1, 1) + timedelta(days=n) for n in range(365)]
    ordinals = [day.toordinal() for day in starts]
    days = [date(2018, 1, 1) + timedelta(days=n) for n in range(500)]
    off = {
        d for d in days if d.weekday() < 5 and not calendar.is_working(d.toordinal())
    }
    worked = {
        d for d in days if d.weekday() >= 5 and calendar.is_working(d.toordinal())
    }

    def by_table() -> list[int | None]:
        return [calendar.shift(day, 20) for day in ordinals]

    def by_loop() -> list[int]:
        return [_shifted(day, 20, off, worked).toordinal() for day in starts]

    assert by_table() == by_loop(), "the calendars disagree"
    runs: dict[str, Callable[[], object]] = {"table": by_table, "loop": by_loop}
    rounds = take_turns(runs, len(starts), ROUNDS)
    what = "a loop over dates / 20 working days from the table"
    at_least(rounds, "loop", "table", 5, what, microseconds)


def _shifted(day: date, working_days: int, off: set[date], worked: set[date]) -> date:
    one_day = timedelta(days=1)
    while working_days:
        day += one_day
        if day in worked or (day.weekday() < 5 and day not in off):
            working_days -= 1
    return day
