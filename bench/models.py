"""Live models, replaying a history, and counting working days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from bench.engines import BareModel, Model, machine
from bench.law import FACTS, FILED, WEAKER, case_on, rulebook
from bench.model import FIRST_DAY, INITIAL
from bench.timing import (
    Rounds,
    at_least,
    heading,
    microseconds,
    ratio,
    report,
    take_turns,
)
from qualflow import FileFact, Request, case_class, decide, open_case, replay
from qualflow.case.events import Event
from qualflow.law.calendar import Calendar

MODELS = 500
ROUNDS = 7
GRANTED = {name: filed.value for name, filed in FILED.items()}


def main() -> None:
    heading("Live models: `submit` and back again, both granted; one call")
    _triggers()
    heading("Histories and days")
    _histories()
    _working_days()


def _absolute(rounds: Rounds, name: str, what: str, most: float, unit: float) -> None:
    """Report microseconds against a bar in microseconds; `unit` operations make one."""
    spent = sorted(rounds[name])[len(rounds[name]) // 2] * unit * 1e6
    report(what, f"{spent:.1f} us", bar=f"at most {most:g} us", met=spent <= most)


def _triggers() -> None:
    ours = case_class(rulebook())
    live = [ours(case_on(GRANTED)) for _ in range(MODELS)]
    shared = machine()
    registered = [Model() for _ in range(MODELS)]
    shared.add_model(registered)
    bare = [BareModel() for _ in range(MODELS)]
    for model in bare:
        model.state = INITIAL
    submit, return_file = shared.events["submit"], shared.events["return_file"]

    def ours_go() -> None:
        for model in live:
            model.submit(on=FIRST_DAY, evidence=WEAKER)
            model.return_file(on=FIRST_DAY, evidence=WEAKER)

    def ours_may() -> None:
        for model in live:
            model.may_submit(on=FIRST_DAY, evidence=WEAKER)
            model.may_submit(on=FIRST_DAY, evidence=WEAKER)

    def registered_go() -> None:
        for model in registered:
            model.submit(GRANTED)
            model.return_file(GRANTED)

    def registered_may() -> None:
        for model in registered:
            model.may_submit(GRANTED)
            model.may_submit(GRANTED)

    def bare_go() -> None:
        for model in bare:
            submit.trigger(model, GRANTED)
            return_file.trigger(model, GRANTED)

    runs = {
        "submit()": ours_go,
        "may_submit()": ours_may,
        "registered": registered_go,
        "registered, may": registered_may,
        "unregistered": bare_go,
    }
    rounds = take_turns(runs, 2 * MODELS, ROUNDS)
    assert {model.state for model in (*live, *registered, *bare)} == {INITIAL}
    _absolute(rounds, "submit()", "CaseModel.submit(on=)", 20, 1)
    _absolute(rounds, "may_submit()", "CaseModel.may_submit(on=)", 20, 1)
    for one, other, what in (
        ("submit()", "registered", "submit() / transitions, registered"),
        ("submit()", "unregistered", "submit() / transitions, unregistered"),
        ("may_submit()", "registered, may", "may_submit() / transitions, registered"),
    ):
        absolute = f"{microseconds(rounds[one])} against {microseconds(rounds[other])}"
        report(what, f"{ratio(rounds, one, other):.2f} x", absolute)


def _history() -> list[Event]:
    """Return 30 filings and 10 steps, in turn."""
    law, case = rulebook(), open_case(rulebook(), "C-7")
    filings = [FileFact(name, GRANTED[name], FIRST_DAY) for name in FACTS]
    steps = [Request(name, FIRST_DAY) for name in ("submit", "return_file") * 5]
    for command in (*filings, *steps):
        case = replay(decide(law, case, command).events, start=case)
    return list(case.history)


def _histories() -> None:
    history, fresh = _history(), open_case(rulebook(), "C-7")
    assert len(history) == 40
    times = range(200)
    runs = {"replay": lambda: [replay(history, start=fresh) for _ in times]}
    rounds = take_turns(runs, len(times), ROUNDS)
    _absolute(rounds, "replay", "replay of 40 events", 100, 1)


def _working_days() -> None:
    off = {year: [date(year, 5, 1), date(year, 10, 1)] for year in range(2029, 2033)}
    off = {y: [d for d in days if d.weekday() < 5] for y, days in off.items()}
    calendar = Calendar.of({year: (days, []) for year, days in off.items()})
    holidays = {day for days in off.values() for day in days}
    starts = [FIRST_DAY + timedelta(days=n) for n in range(365)]
    ordinals = [day.toordinal() for day in starts]

    def by_table() -> list[int | None]:
        return [calendar.shift(day, 40) for day in ordinals]

    def by_loop() -> list[int]:
        return [_shifted(day, 40, holidays).toordinal() for day in starts]

    assert by_table() == by_loop(), "the calendars disagree"
    runs: dict[str, Callable[[], object]] = {"table": by_table, "loop": by_loop}
    rounds = take_turns(runs, len(starts), ROUNDS)
    what = "a loop over dates / 40 working days from the table"
    at_least(rounds, "loop", "table", 10, what, microseconds)


def _shifted(day: date, working_days: int, holidays: set[date]) -> date:
    while working_days:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            working_days -= 1
    return day
