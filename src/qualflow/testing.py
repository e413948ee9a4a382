"""Hypothesis strategies and a stateful test for rulebooks, yours or random ones.

Your own process is tested in three lines:

    from qualflow import load
    from qualflow.testing import CaseLife

    class OurLife(CaseLife):
        rulebook = load("our-process")

    TestOurLife = OurLife.TestCase

Hypothesis then lives hundreds of cases: it files facts near the limits of your clauses,
asks for transitions, records acts, corrects what was recorded, and checks after every
command that the case is what its events add up to and that your properties hold.  It
needs hypothesis, which qualflow itself does not.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import ClassVar, TypeAlias

from attrs import evolve
from hypothesis import event, note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from qualflow.case.casefile import read, write
from qualflow.case.commands import Command, Record, Request
from qualflow.case.events import Case
from qualflow.case.life import Outcome, decide, open_case
from qualflow.case.replaying import fresh, replay
from qualflow.law.edition import Answer
from qualflow.law.measures import LAST_DAY
from qualflow.law.rulebook import Rulebook
from qualflow.strategies.limits import values
from qualflow.strategies.model import Model
from qualflow.strategies.moves import Move, days, filings, moves, requests, steps
from qualflow.strategies.rulebooks import REFORM, rulebooks

__all__ = [
    "REFORM",
    "CaseLife",
    "Life",
    "Model",
    "Move",
    "days",
    "filings",
    "lives",
    "moves",
    "requests",
    "rulebooks",
    "values",
]

Life: TypeAlias = tuple[Case, tuple[Command, ...]]
"""A case, and the commands that led to it."""

FIRST_DAY = date(2029, 3, 4)


def first_days(rulebook: Rulebook) -> st.SearchStrategy[date]:
    """Days on which a life may begin: near the changes of the law, or long before."""
    cuts = rulebook.cuts or (FIRST_DAY,)
    return st.sampled_from(
        [cut - timedelta(days=n) for cut in cuts for n in (500, 1, 0)]
    )


def lives(
    rulebook: Rulebook,
    *,
    first: st.SearchStrategy[date] | None = None,
    most: int = 12,
    corrections: bool = True,
) -> st.SearchStrategy[Life]:
    """Random lives: the case at the end, and the commands that led there.

    Args:
        rulebook: The law.
        first: The day a life begins; near a change of the law if it is not given.
        most: How many moves a life has at most; a move is a command or a few.
        corrections: Whether earlier events may be corrected.
    """
    days = first_days(rulebook) if first is None else first
    return _lives(rulebook, days, most, corrections=corrections)


@st.composite
def _lives(
    draw: st.DrawFn,
    rulebook: Rulebook,
    first: st.SearchStrategy[date],
    most: int,
    *,
    corrections: bool,
) -> Life:
    case, sent = open_case(rulebook, "C-7"), list[Command]()
    today = draw(first)
    others = draw(others_than(rulebook, today))
    for _ in range(draw(st.integers(0, most))):
        move = draw(moves(rulebook, case, today, others, corrections=corrections))
        for command in move:
            case = replay(decide(rulebook, case, command).events, start=case)
            sent.append(command)
        today = move[-1].on
    return evolve(case, watch={}), tuple(sent)


@st.composite
def others_than(draw: st.DrawFn, rulebook: Rulebook, today: date) -> list[Case]:
    """Cases that links may read: a fresh one, and one that moves on in days to come."""
    fresh_one = moved = open_case(rulebook, "C-8")
    for later in range(draw(st.integers(1, 4))):
        on = min(today + timedelta(days=100 * later), LAST_DAY)
        here = [step.transition.name for step in steps(rulebook, moved, on)]
        if here:
            record = Record(draw(st.sampled_from(here)), on)
            moved = replay(decide(rulebook, moved, record).events, start=moved)
    return [fresh_one, evolve(moved, watch={})]


class CaseLife(RuleBasedStateMachine):
    """The life of one case: any commands in any order, checked after each.

    A subclass names a rulebook; without one every life has a random one.  Rules and
    invariants of your own are added as in any state machine of Hypothesis; they find
    the case in `self.case` and the day in `self.today`.  A rulebook in which time moves
    nothing is compared with a model, plain dictionaries, in `self.model`.

    Attributes:
        rulebook: The law.
        corrections: Whether earlier events may be corrected.  Properties of the
            rulebook are checked only without: a correction can take away the step
            that another one needed.
        always_open: Names of transitions that are open from every state in which a
            right is held, whatever else is filed.
        case: The case as it stands.
        today: The legal day of the last command.
        tally: How many requests were granted, refused and for no such transition, over
            all lives of the class.
    """

    rulebook: ClassVar[Rulebook | None] = None
    corrections: ClassVar[bool] = True
    always_open: ClassVar[tuple[str, ...]] = ()
    tally: ClassVar[Counter[str]] = Counter()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.tally = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.law: Rulebook
        self.case: Case
        self.today: date
        self.model: Model | None = None
        self.others: list[Case] = []

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Open a case on a day on which the law changes."""
        self.law = data.draw(rulebooks()) if self.rulebook is None else self.rulebook
        self.today = data.draw(first_days(self.law))
        self.case = open_case(self.law, "C-7")
        self.others = data.draw(others_than(self.law, self.today))
        self.model = None if moves_by_itself(self.law) else Model(self.law)

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """Send a command or a few."""
        drawn = moves(
            self.law, self.case, self.today, self.others, corrections=self.corrections
        )
        for command in data.draw(drawn):
            self.send(command)

    def send(self, command: Command) -> Outcome:
        """Decide a command, apply what it leads to, and compare with the model."""
        before = self.case
        outcome = decide(self.law, before, command)
        self.case = replay(outcome.events, start=before)
        self.today = command.on
        refusal = outcome.refusal
        if isinstance(command, Request):
            answer = "granted" if refusal is None else refusal.answer.value
            type(self).tally[answer] += 1
            event(f"request: {answer}")
        note(f"{command} -> {self.case.state}")
        if self.model is not None:
            expected = self.model.send(command)
            assert _granted(outcome) is expected, f"{command}: {expected} expected"
        if self.law.states[before.state].final and not self.corrections:
            assert self.case.state == before.state, "a final state was left"
        return outcome

    @invariant()
    def the_case_is_what_the_model_adds_up_to(self) -> None:
        """State, facts and how well each is known."""
        if self.model is None:
            return
        now = self.model.situation()
        assert self.case.state == now["state"]
        assert self.case.facts == now["facts"]
        known = {name: event.evidence for name, event in self.case.sources.items()}
        assert known == {name: level for name, (_, level) in now["from"].items()}
        assert len(self.case.history) == len(self.model.entries)

    @invariant()
    def the_history_alone_rebuilds_the_case(self) -> None:
        """Replaying is all there is to a case."""
        rebuilt = replay(self.case.history, start=fresh(self.case))
        assert rebuilt == self.case
        assert rebuilt.sources == self.case.sources

    @invariant()
    def the_case_file_gives_the_case_back(self) -> None:
        """To the same bytes."""
        data = write(self.case)
        assert read(data, self.law) == self.case
        assert write(read(data, self.law)) == data

    @invariant()
    def nothing_leads_out_of_a_final_state(self) -> None:
        """Whatever is asked for."""
        if self.law.states[self.case.state].final:
            edition = self.law.on(self.today)
            for name in edition.transitions:
                assert edition.step(self.case.state, name) is None

    @invariant()
    def what_must_be_open_is_open(self) -> None:
        """From every state in which a right is held."""
        if self.law.states[self.case.state].right:
            for name in self.always_open:
                outcome = decide(self.law, self.case, Request(name, self.today))
                assert outcome.refusal is None, name

    @precondition(lambda self: not self.corrections)
    @invariant()
    def the_properties_of_the_rulebook_hold(self) -> None:
        """No path comes to a state before one of the steps it needs."""
        for wanted in self.law.properties.values():
            for place, step in enumerate(self.case.path):
                if step.target == wanted.never:
                    made = {s.transition for s in self.case.path[: place + 1]}
                    assert not made.isdisjoint(wanted.before), wanted.name


def moves_by_itself(rulebook: Rulebook) -> bool:
    """Return whether time alone can move a case: the plain model knows no clocks."""
    dated = (v for versions in rulebook.transitions.values() for v in versions)
    return bool(rulebook.clocks) or any(v.on_day is not None for v in dated)


def _granted(outcome: Outcome) -> bool | None:
    """Return whether a command was granted, None where there is no such transition."""
    if outcome.refusal is None:
        return True
    absent = outcome.refusal.answer is Answer.NO_SUCH_TRANSITION
    return None if absent else False
