"""Where a simulated case begins: fresh, or where a live case stands on a day.

Time passes up to the day as in `decide`: periods that ran out have led where the law
leads, and what happened on the day itself has happened.  What a case has on file counts
before what the scenario supposes; what is filed more weakly than the scenario demands
is as good as unknown, until the scenario files it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from qualflow.law.expression import Facts

if TYPE_CHECKING:
    from qualflow.case.clocks import Period
    from qualflow.case.counting import Pause
    from qualflow.case.events import Case
    from qualflow.case.running import Run
    from qualflow.law.rulebook import Rulebook
    from qualflow.simulate.scenario import Scenario

_PAUSED_FOR = 4_000
"""Days after its length within which a period with pauses has ended, for a calendar."""


@frozen
class Running:
    """A period of the law that had begun before the start and has not ended.

    Attributes:
        version: The place of its version among the clock's.
        counts_from: Day 0.
        due: Its last day; while it stands still, the one it had before.
        granted: How often it was extended.
        stopped_on: The day from which on it stands still, None if it runs.
        longer: By how much it was extended in all, in the clock's unit.
    """

    clock: str
    version: int
    started_on: date
    counts_from: date
    due: date
    granted: int = 0
    stopped_on: date | None = None
    longer: int = 0


@frozen
class Standing:
    """Where a live case stands.

    Attributes:
        case: What people call it.
        state: Where it stands.
        since: The day it entered the state; `on` for a fresh case.
        on: The day from which on nothing is known: the start of the simulation.
        facts: What is on file, inside, by name.
        weak: Facts whose filings are weaker than the scenario demands.
        periods: Those that run or stand still.
        entered: The first day of each state it has been in, for times that are asked
            from one state to another.
        latest: The last day each of them was entered, for facts that come about after
            it.
        record: The case itself, for lives that go on from it.
    """

    case: str
    state: str
    since: date
    on: date
    facts: Facts
    weak: frozenset[str] = frozenset()
    periods: tuple[Running, ...] = ()
    entered: Mapping[str, date] = field(factory=dict)
    latest: Mapping[str, date] = field(factory=dict)
    record: Case | None = field(default=None, eq=False, repr=False)


def standing(rulebook: Rulebook, scenario: Scenario, case: Case, on: date) -> Standing:
    """Return where a case stands on a day, as a scenario has to know it.

    A history is asked like any case: as the life that an audit chooses
    (`audit.lives.life_case`).  Of periods only those are told whose expiry is a step;
    one that an unanswered request keeps open does not run out: it is not among them.

    Args:
        rulebook: The law.
        scenario: Whose evidence is demanded; its own day is not looked at.
        case: The case.
        on: The day.

    Raises:
        CommandError: If the case is one of another process, or its last event lies
            after the day.
    """
    from qualflow.case.life import CommandError, belongs
    from qualflow.case.timing import stands

    belongs(rulebook, case)
    if case.latest is not None and on < case.latest:
        raise CommandError(
            f"case {case.id}: the last event is of {case.latest}, it cannot be asked "
            f"where it stands on {on}; give a later day, or the case as of then"
        )
    case, reading = stands(rulebook, case, on)
    opened = _opened(case, on)
    weak = {n for n, s in case.sources.items() if s.evidence < scenario.evidence}
    entered, latest = {rulebook.initial: opened}, {rulebook.initial: opened}
    for step in case.path:
        entered.setdefault(step.target, step.on)
        latest[step.target] = step.on
    return Standing(
        case.id,
        case.state,
        case.since or opened,
        on,
        {name: value for name, value in case.facts.items() if name not in weak},
        frozenset(weak & case.facts.keys()),
        tuple(_periods(rulebook, case, reading.all(), on)),
        entered,
        latest,
        case,
    )


def rebased(scenario: Scenario, on: date) -> Scenario:
    """Return a scenario asked on another day about the same days of the calendar.

    Its horizon and the days of its questions stay where they are, so that they come
    nearer; a question about a day that is past then asks about the day itself.

    >>> from qualflow.processes import load_scenario
    >>> from qualflow.simulate.scenario import Question
    >>> _, scenario = load_scenario("reference")
    >>> decided = Question("decided_by_april", ("approved", "refused"), 90)
    >>> asked = evolve(scenario, questions=(decided,))
    >>> later = rebased(asked, date(2030, 1, 31))
    >>> [(question.name, question.by) for question in later.questions]
    [('decided_by_april', 60)]
    """
    passed = (on - scenario.on).days
    questions = tuple(
        evolve(question, by=max(question.by - passed, 0))
        for question in scenario.questions
    )
    horizon = max(scenario.horizon - passed, 0)
    return evolve(scenario, on=on, horizon=horizon, questions=questions)


def _opened(case: Case, on: date) -> date:
    """Return the first day anybody did anything in a case, `on` for a fresh one."""
    from qualflow.case.replaying import amended

    return next((event.on for event in amended(case.history)), on)


# -- periods --------------------------------------------------------------------------


def _periods(
    rulebook: Rulebook, case: Case, runs: list[Run], on: date
) -> Iterator[Running]:
    """Yield the periods that have not ended and can end in a step."""
    from qualflow.case.clocks import read
    from qualflow.law.rules import END, FINDING

    reading = read(rulebook, case)
    expired = {(event.clock, event.started_on) for event in case.expired}
    for run in runs:
        period = reading.counted(run, case)
        outcome = period.version.on_expiry
        if outcome in (FINDING, END) or period.key in expired or period.held:
            continue
        if _over(period, on):
            continue
        pauses = period.pauses[:-1] if period.paused else period.pauses
        due = period.due or _due(period, pauses)
        yield Running(
            period.clock.name,
            period.clock.versions.index(period.version),
            period.started_on,
            period.counts_from,
            due,
            _times(period, run),
            period.pauses[-1].since if period.paused else None,
            period.granted,
        )


def _over(period: Period, on: date) -> bool:
    """Return whether a period has ended, or ends before it could run out."""
    due, ended = period.due, period.ended_on
    if period.fired or (due is not None and due < on):
        return True
    return ended is not None and (ended <= on or due is None or ended <= due)


def _due(period: Period, pauses: tuple[Pause, ...]) -> date:
    """Return the last day of a period that stands still, or that is not known.

    Where the calendar has no data Monday to Friday are worked, as in all simulation.
    """
    import numpy as np

    from qualflow.case.counting import due_day
    from qualflow.simulate.calendars import WorkingDays, later

    clock, zero = period.clock, period.counts_from
    found = due_day(zero, period.length, clock.unit, period.calendar, pauses)
    if found is not None:
        return found
    first = zero.toordinal() - 1
    table = WorkingDays(period.calendar, first, first + 2 * period.length + _PAUSED_FOR)
    day = later(np.array([zero.toordinal()]), period.length, clock.unit, table)
    for pause in pauses:
        if pause.until is None or pause.since.toordinal() > day[0]:
            break
        since = max(pause.since - timedelta(days=1), zero).toordinal()
        taken = table.count(np.array([since]), np.array([pause.until.toordinal()]))
        day = table.shift(day, np.maximum(taken, 0))
    return date.fromordinal(int(day[0]))


def _times(period: Period, run: Run) -> int:
    """Return how often a period was extended."""
    from qualflow.case.watching import Role

    extend = period.version.extend
    if extend is None:
        return 0
    if not extend.amount:
        return period.granted // extend.at_most
    granted = [act for _, role, act in run.acts if role is Role.EXTEND]
    return min(granted.count(extend.by), extend.times)
