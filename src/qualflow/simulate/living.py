"""One simulated case while it lives: every step told to `decide`, and confirmed.

How a life is dated is told in `lives`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import floor

from attrs import define, field, frozen

from qualflow.case.commands import Advance, Command, FileFact, Record, Request
from qualflow.case.events import Case, Event, StateEntered
from qualflow.case.life import decide
from qualflow.case.replaying import apply, replay
from qualflow.case.steps import terms, written
from qualflow.errors import QualflowError
from qualflow.law.edition import Step
from qualflow.law.facts import Evidence, FiledValue
from qualflow.simulate.blocks import EXIT, GRANTED, REFORM
from qualflow.simulate.planning import CannotSimulateError, Plan
from qualflow.simulate.rooms import NOWHERE

FILED_AS = Evidence.OFFICIAL
"""How well what a scenario puts on file is backed."""


class LifeError(QualflowError):
    """A simulated step that the law does not make: simulation and law disagree.

    Attributes:
        case: The life.
        on: The day.
        expected: What was simulated.
        found: What the law says.
    """

    def __init__(self, case: str, on: date, expected: str, found: str) -> None:
        super().__init__(
            f"case {case}: on {on} the simulation has {expected}, the law {found}; "
            f"this is a mistake of the simulation, please report it with the scenario"
        )
        self.case = case
        self.on = on
        self.expected = expected
        self.found = found


@frozen
class Made:
    """Something that was simulated of one case.

    Attributes:
        at: When, in days after the start.
        cause: As in `blocks.Moved`.
    """

    at: float
    step: str
    target: str
    cause: str


@frozen
class Filing:
    """A fact that comes about.

    Attributes:
        at: When, in days after the start.
        value: None for the day itself.
        after: How much was made of the case when it was set off.
    """

    at: float
    fact: str
    value: FiledValue | None
    after: int

    def comes_before(self, made: Made, place: int) -> bool:
        """Return whether it comes before a step that has a place among all."""
        if made.cause not in (EXIT, GRANTED) and made.at == self.at:
            return False  # what the law does on a day comes before what is done
        return self.at <= made.at and self.after <= place


@define
class Life:
    """A case while it lives what was simulated.

    Attributes:
        late: Days by which its last date is later than the day of its moment.
    """

    plan: Plan
    case: Case
    on: date = field(init=False)
    late: int = 0

    def __attrs_post_init__(self) -> None:
        self.on = date.fromordinal(self.plan.first)

    def file(self, at: float, fact: str, value: FiledValue) -> None:
        """Let a fact be filed."""
        on = self._dated(at)
        self._send(FileFact(fact, value, on, evidence=FILED_AS), f"'{fact}' filed")

    def come(self, filing: Filing) -> None:
        """Let a fact come about."""
        value = self._dated(filing.at) if filing.value is None else filing.value
        self.file(filing.at, filing.fact, value)

    def begin(self) -> None:
        """Let the case stand where the scenario begins, by the last step alone."""
        start = self.plan.rooms[self.plan.start].name
        if start == self.plan.rulebook.initial:
            return
        step = self.plan.through or self._any_step(start)
        records: tuple[tuple[str, FiledValue | None], ...] = ()
        if self.plan.through is not None:
            records = written(self.plan.rulebook, self.case.facts, step, self.on)
        scenario = self.plan.scenario
        entered = StateEntered(
            step.transition.name,
            start,
            self.on,
            step.transition.by[0],
            FILED_AS,
            records,
            terms(self.plan.rulebook.release, scenario.standings)[scenario.evidence],
        )
        self.case = apply(self.case, entered)

    def _any_step(self, start: str) -> Step:
        """Return a step that leads to the start and does to clocks what nothing did.

        Raises:
            CannotSimulateError: If there is none: no case can begin there.
        """
        plan = self.plan
        edition = plan.spans[0].edition
        for name, transition in edition.transitions.items():
            step = edition.step(transition.sources[0], name)
            if transition.target != start or step is None:
                continue
            if all(
                plan.effect(timer, NOWHERE, step) is plan.effect(timer, NOWHERE, None)
                for timer in plan.timers
            ):
                return step
        what = f"a life that begins in '{start}': no step leads there on {self.on}"
        raise CannotSimulateError(plan.scenario.name, what)

    def make(self, made: Made) -> None:
        """Let happen what was simulated."""
        match made.cause:
            case cause if cause == EXIT:
                self._step(made, self._dated(made.at))
            case cause if cause == GRANTED:
                if made.step in self.plan.rulebook.facts:
                    on = self._dated(made.at)
                    self.file(made.at, made.step, on)
                else:
                    self._step(made, self._dated(made.at))
            case _:
                self._expire(made)

    def until_the_horizon(self) -> Case:
        """Let time pass up to the horizon and return the case."""
        last = date.fromordinal(self.plan.first + floor(self.plan.horizon))
        if last > self.on:
            self.on = last
            self._send(Advance(last), "nothing more")
        return self.case

    def _dated(self, at: float) -> date:
        """Return the day of a moment, none before that of what came earlier."""
        on = date.fromordinal(self.plan.first + floor(at))
        if on >= self.on:
            self.late = 0
            self.on = on
        else:
            self.late = (self.on - on).days
        return self.on

    def _step(self, made: Made, on: date) -> None:
        scenario = self.plan.scenario
        step = self.plan.rulebook.on(on, scenario.standings)
        found = step.step(self.case.state, made.step)
        asked = scenario.judges and found is not None and found.askers
        command: Command = Record(made.step, on, evidence=FILED_AS)
        if asked:
            command = Request(made.step, on, "", scenario.evidence, scenario.standings)
        self._send(command, f"'{made.step}'", made)

    def _expire(self, made: Made) -> None:
        """Let time make a step: on the day of its moment, or after that day is over."""
        first = self.plan.first + floor(made.at)
        tries = [first]
        if not self.plan.dated and made.cause != REFORM:
            tries = [first + 1 + n for n in range(self.late + 1)]
        for ordinal in tries:
            on = date.fromordinal(ordinal)
            if decide(self.plan.rulebook, self.case, Advance(on)).events:
                break
        self.on, self.late = on, ordinal - floor(made.at) - self.plan.first
        self._send(Advance(on), f"'{made.step}' by {made.cause}", made)

    def _send(self, command: Command, expected: str, made: Made | None = None) -> None:
        """Let the law decide, and see that it makes what was simulated."""
        outcome = decide(self.plan.rulebook, self.case, command)
        events = outcome.events
        if outcome.refusal is not None:
            refs = [finding.clause.ref for finding in outcome.refusal.findings]
            listed = ", ".join(refs) or outcome.refusal.answer
            self._fail(expected, f"refuses it ({listed})")
        if made is not None and made.cause not in (EXIT, GRANTED):
            events = _up_to_a_step(events)  # more may expire on the day: one by one
        steps = [e for e in events if isinstance(e, StateEntered)]
        wanted = [] if made is None else [(made.step, made.target, self.on)]
        if [(e.transition, e.target, e.on) for e in steps] != wanted:
            self._fail(expected, f"makes {_told(steps)}")
        by = "" if made is None or made.cause in (EXIT, GRANTED) else made.cause
        if any(step.fired_by != by for step in steps):
            self._fail(expected, f"lets it be made by '{steps[0].fired_by}'")
        self.case = replay(events, start=self.case)

    def _fail(self, expected: str, found: str) -> None:
        raise LifeError(self.case.id, self.on, expected, found)


def _up_to_a_step(events: tuple[Event, ...]) -> tuple[Event, ...]:
    for place, event in enumerate(events, 1):
        if isinstance(event, StateEntered):
            return events[:place]
    return events


def _told(steps: Sequence[StateEntered]) -> str:
    told = [f"'{e.transition}' on {e.on}" for e in steps]
    return ", then ".join(told) or "no step"
