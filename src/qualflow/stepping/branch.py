"""A branch: a life told anew with edits, and by the law of its own days.

A branch is told as an archive is: an act keeps its day, its actor and its evidence and
is entered by the law of its day.  What the law forbids is kept as it happened, and
noted; what has no step from there moves nothing.  Time is read again, with all that the
branch tells.

Invariants:

- An act of which the branch changes nothing is the event of the record.
- In a history no period runs out between its events, for its days are not known well
  enough; a reform, whose day is known, moves it all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from qualflow.case.commands import CommandError, Record
from qualflow.case.events import ActNoted, Case, FactFiled, Plain, StateEntered
from qualflow.case.replaying import apply, fresh
from qualflow.case.steps import recorded
from qualflow.case.telling import told_by
from qualflow.case.timing import advance
from qualflow.law.edition import Answer
from qualflow.law.facts import BooleanType, Evidence, Fact, filed
from qualflow.law.rulebook import Rulebook
from qualflow.stepping.life import (
    Happening,
    Life,
    Lived,
    as_known,
    judged,
    law_of_time,
    stops,
)
from qualflow.stepping.reforms import moved
from qualflow.stepping.walk import Ask, Drop, Edit, File, Move, Reform


def lived(
    rulebook: Rulebook,
    life: Life,
    edits: tuple[Edit, ...] = (),
    *,
    law_abiding: bool = False,
) -> Lived:
    """Return a life, told with edits.

    Args:
        rulebook: The law as it was.
        life: What is known.
        edits: What is otherwise.
        law_abiding: Whether acts that the law forbids do not happen.

    Raises:
        QualflowError: If an edit names what there is not, or moves a reform that
            cannot be moved so.
    """
    known = as_known(rulebook, life)
    if not edits and not law_abiding:
        return known
    law = rulebook
    for edit in edits:
        if isinstance(edit, Reform):
            law = moved(law, edit.on, edit.by)
    teller = _Teller(rulebook, law, life, known.happenings, law_abiding)
    happenings = tuple(teller.tell(edits))
    return Lived(law, life, edits, happenings, stops(happenings))


@frozen
class _Act:
    """Something to be told, in its place among others of its day."""

    on: date
    rank: int
    known: Happening | None = None
    edit: Edit | None = None


_FIRST, _LAST = -1, 1_000_000


@frozen(eq=False)
class _Teller:
    """A life, told by another law or with other events."""

    rulebook: Rulebook
    law: Rulebook
    life: Life
    known: tuple[Happening, ...]
    law_abiding: bool

    def tell(self, edits: tuple[Edit, ...]) -> Iterator[Happening]:
        """Yield what happens."""
        acts = sorted(self._acts(edits), key=lambda act: (act.on, act.rank))
        tells = told_by(
            self.law, [event for act in acts if (event := self._plain(act))]
        )
        past = self._entered_again()
        here = fresh(self.life.case)
        ends = [act.on for act in acts] + [one.event.on for one in self.known[-1:]]
        for act in (*acts, None):
            until = max(ends, default=date.min) if act is None else act.on
            if until == date.min:
                return
            law = law_of_time(self.law, self.life)
            for fired in advance(law, here, until, None if self.life.told else tells):
                yield self._by_itself(fired)
                here = apply(here, fired)
            if act is not None:
                one = self._told(act, here, past)
                yield one
                here = apply(here, one.event) if one.happened else here

    def _acts(self, edits: tuple[Edit, ...]) -> Iterator[_Act]:
        """Yield what is told: the acts of the record as edited, and those added."""
        dropped: set[int] = set()
        days: dict[int, Move] = {}
        numbers = {one.number for one in self.known if not self._law_made(one)}
        for place, edit in enumerate(edits):
            match edit:
                case Drop(number) | Move(number):
                    self._check(number, numbers)
                    if isinstance(edit, Drop):
                        dropped.add(number)
                    else:
                        days[number] = edit
                case File(on=on):
                    yield _Act(on, _FIRST, edit=edit)
                case Ask(name, on=on):
                    self.law.transition(name)
                    yield _Act(on, _LAST + place, edit=edit)
        for rank, one in enumerate(self.known):
            if one.number in dropped or self._law_made(one):
                continue
            move = days.get(one.number)
            yield _Act(one.event.on if move is None else move.on, rank, one, move)

    def _check(self, number: int, numbers: set[int]) -> None:
        if number in numbers:
            return
        found = any(one.number == number for one in self.known)
        what = "happened by itself; the act it follows from can be left out or moved"
        if not found:
            listed = ", ".join(map(str, sorted(numbers))) or "none"
            what = f"is none of its events; its acts are: {listed}"
        raise CommandError(f"case {self.life.case.id}: event {number} {what}")

    def _law_made(self, one: Happening) -> bool:
        """Return whether time makes it happen, whoever has told it."""
        event = one.event
        if one.by_itself:
            return True
        reforms = {version.name for version in self.rulebook.reforms}
        return (
            self.life.told
            and isinstance(event, StateEntered)
            and event.transition in reforms
        )

    def _plain(self, act: _Act) -> Plain | None:
        """Return an event as far as it can be said before the law is asked."""
        if act.known is not None:
            return evolve(act.known.event, on=act.on)
        return _filing(self.law, act.edit) if isinstance(act.edit, File) else None

    def _entered_again(self) -> Mapping[int, Plain]:
        """Return each act of the record as this law would enter it, by its number."""
        here, found = fresh(self.life.case), {}
        for one in self.known:
            if isinstance(one.event, StateEntered | ActNoted):
                again = recorded(self.rulebook, here, _record(one.event))
                found[one.number] = again
            here = apply(here, one.event)
        return found

    def _by_itself(self, event: Plain) -> Happening:
        """Return what time makes happen, as the record has it if it does."""
        for one in self.known:
            if one.event == event:
                return one
            same = isinstance(one.event, StateEntered) and isinstance(
                event, StateEntered
            )
            if (
                same
                and self._law_made(one)
                and _name_day(one.event) == _name_day(event)
            ):
                return one
        return Happening(event)

    def _told(self, act: _Act, here: Case, past: Mapping[int, Plain]) -> Happening:
        """Return what becomes of an act."""
        if act.known is None:
            return self._added(act, here)
        known, event = act.known, self._plain(act)
        assert event is not None
        window = known.window if act.edit is None else None
        if not isinstance(event, StateEntered | ActNoted):
            return Happening(event, known.number, act.edit)
        again = recorded(self.law, here, _record(event))
        event = known.event if again == past[known.number] else again
        answer, ruling = judged(self.law, here, event)
        one = Happening(event, known.number, act.edit, True, answer, ruling, window)
        return evolve(one, happened=not (self.law_abiding and one.unlawful))

    def _added(self, act: _Act, here: Case) -> Happening:
        """Return what a branch adds: a filing, or a step if the law grants it."""
        match act.edit:
            case File():
                return Happening(_filing(self.law, act.edit), edit=act.edit)
            case Ask(name, on):
                here = self.life.read(law_of_time(self.law, self.life), here, on)
                event = recorded(
                    self.law, here, Record(name, on, "", Evidence.OFFICIAL)
                )
                answer, ruling = judged(self.law, here, event)
                may = ruling is not None and bool(ruling.step.askers)
                if answer is Answer.OPEN and not may:
                    answer = Answer.CLOSED
                granted = answer is Answer.OPEN
                return Happening(event, 0, act.edit, granted, answer, ruling)
        raise AssertionError(act)


def _name_day(event: Plain) -> tuple[str, date]:
    assert isinstance(event, StateEntered)
    return event.transition, event.on


def _record(event: Plain) -> Record:
    """Return the command that enters an act as it was entered."""
    assert isinstance(event, StateEntered | ActNoted)
    return Record(
        event.transition,
        event.on,
        event.by,
        event.evidence,
        event.terms.standings,
        event.recorded_at,
    )


def _filing(rulebook: Rulebook, edit: Edit | None) -> FactFiled:
    assert isinstance(edit, File)
    fact = rulebook.fact(edit.fact)
    value = filed(fact, _typed(fact, edit.value))
    return FactFiled(edit.fact, value, edit.on, "", Evidence.OFFICIAL)


def _typed(fact: Fact, text: str) -> object:
    """Return what a text says by the type of a fact; `filed` refuses what is wrong."""
    if isinstance(fact.type, BooleanType):
        truths = {"true": True, "yes": True, "false": False, "no": False}
        return truths.get(text.lower(), text)
    return text
