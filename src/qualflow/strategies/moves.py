"""Random commands for a case, aimed at where the law of its state bites.

Most filings are of facts that the next steps read, and now and then just what would
open one of them.  Most requests are for transitions from here.  Nothing of this is
needed for a life to be lawful: it only makes lives go somewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias, TypeVar

from hypothesis import strategies as st

from qualflow.case.commands import (
    Advance,
    Command,
    Correct,
    FileFact,
    ReadLink,
    Record,
    Request,
)
from qualflow.case.events import Case, Corrected, Document, Event
from qualflow.case.replaying import happened_by_itself
from qualflow.explain.next_steps import what_would_open
from qualflow.law.edition import Step
from qualflow.law.facts import Evidence
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import DEFAULT_STANDINGS, Standing, Standings
from qualflow.strategies.limits import values

Move: TypeAlias = tuple[Command, ...]
"""Commands that are sent one after the other, on one day."""

Sent = TypeVar("Sent", FileFact, Request, Record, ReadLink, Correct)

_MOMENT = datetime(2029, 3, 4, 8, 30, tzinfo=UTC)
_REPORT = Document("test report", "0123456789abcdef" * 4, "p. 3")


def days(rulebook: Rulebook, after: date) -> st.SearchStrategy[date]:
    """Days from `after` on, now and then the eve or the day of a change of the law."""
    soon = [after + timedelta(days=more) for more in (0, 0, 0, 0, 1, 30, 366)]
    coming = [cut for cut in rulebook.cuts if cut > after][:1]
    eve = [cut - timedelta(days=1) for cut in coming]
    fitting = [day for day in (*soon, *eve, *coming) if day <= LAST_DAY]
    return st.sampled_from(fitting or [after])


def moves(
    rulebook: Rulebook,
    case: Case,
    after: date,
    others: Sequence[Case] = (),
    *,
    corrections: bool = True,
) -> st.SearchStrategy[Move]:
    """Random commands for a case, one or a few that belong together.

    Args:
        rulebook: The law.
        case: The case as it stands.
        after: The earliest legal day.
        others: Cases that links may read, of other processes too.
        corrections: Whether earlier events may be corrected.
    """

    def on(day: date) -> st.SearchStrategy[Move]:
        kinds = [
            *[_alone(requests(rulebook, case, day))] * 3,
            _alone(_records(rulebook, case, day)),
            st.just((Advance(day),)),
        ]
        if rulebook.facts:
            kinds += [_alone(filings(rulebook, case, day))] * 2
            kinds.append(_openings(rulebook, case, day))
        if corrections and _correctable(case):
            kinds += [_alone(_corrections(rulebook, case, day))] * 2
        reads = [
            ReadLink(link.name, other, day)
            for link in rulebook.links.values()
            for other in others
            if other.process == link.process
        ]
        if reads:
            kinds.append(_alone(st.sampled_from(reads)))
        return st.sampled_from(kinds).flatmap(lambda kind: kind)

    return days(rulebook, after).flatmap(on)


def _alone(commands: st.SearchStrategy[Sent]) -> st.SearchStrategy[Move]:
    return commands.map(lambda command: (command,))


def steps(
    rulebook: Rulebook, case: Case, on: date, standings: Standings = DEFAULT_STANDINGS
) -> list[Step]:
    """Return the steps from where a case stands, whoever makes them."""
    edition = rulebook.on(on, standings)
    found = (edition.step(case.state, name) for name in edition.transitions)
    return [step for step in found if step is not None]


@st.composite
def filings(draw: st.DrawFn, rulebook: Rulebook, case: Case, on: date) -> FileFact:
    """Filings, most of them of a fact that a step from here reads."""
    read = sorted({n for step in steps(rulebook, case, on) for n in step.guard.reads})
    names = st.sampled_from(list(rulebook.facts))
    if read:
        names = st.sampled_from(read) | names
    name = draw(names)
    return FileFact(
        name,
        draw(values(rulebook, name, on)),
        on,
        draw(st.sampled_from(("", "lee", "吴"))),
        draw(st.sampled_from((*Evidence, Evidence.DOCUMENTED))),
        draw(st.sampled_from(((), (), (_REPORT,)))),
        draw(st.sampled_from((None, _MOMENT))),
    )


@st.composite
def _openings(draw: st.DrawFn, rulebook: Rulebook, case: Case, on: date) -> Move:
    """What opens a step from here, filed and asked for; little where nothing would."""
    askable = [step for step in steps(rulebook, case, on) if step.askers]
    if not askable:
        return (draw(filings(rulebook, case, on)),)
    step = draw(st.sampled_from(_lively(rulebook, askable)))
    request = Request(step.transition.name, on)
    changes = what_would_open(rulebook, case, request, step)
    if not changes:
        return (request,)
    change = draw(st.sampled_from(changes))
    filed = (
        FileFact(name, value, on, evidence=Evidence.OFFICIAL)
        for name, value in change.values.items()
    )
    return (*filed, request)


@st.composite
def requests(draw: st.DrawFn, rulebook: Rulebook, case: Case, on: date) -> Request:
    """Requests, most of them for a step from here and by one who may ask."""
    name, by = draw(_acts(rulebook, case, on))
    evidence = st.sampled_from((*[Evidence.RUMOURED] * 6, *Evidence))
    standings = (*[DEFAULT_STANDINGS] * 6, frozenset(Standing), frozenset[Standing]())
    return Request(name, on, by, draw(evidence), draw(st.sampled_from(standings)))


@st.composite
def _records(draw: st.DrawFn, rulebook: Rulebook, case: Case, on: date) -> Record:
    name, by = draw(_acts(rulebook, case, on))
    return Record(name, on, by, draw(st.sampled_from(Evidence)))


@st.composite
def _acts(draw: st.DrawFn, rulebook: Rulebook, case: Case, on: date) -> tuple[str, str]:
    """Names of transitions, with an actor or none."""
    here = steps(rulebook, case, on)
    names = [step.transition.name for step in here]
    lively = [step.transition.name for step in _lively(rulebook, here)]
    every = list(rulebook.transitions)
    some = st.sampled_from((*[lively or every] * 6, names or every, every))
    name = draw(some.flatmap(st.sampled_from))
    may = [actor for version in rulebook.transitions[name] for actor in version.by]
    by = st.sampled_from(([""], [""], may, list(rulebook.actors)))
    return name, draw(by.flatmap(st.sampled_from))


def _lively(rulebook: Rulebook, found: list[Step]) -> list[Step]:
    """Return the steps after which a life goes on, all of them if there are none."""
    states = rulebook.states
    return [s for s in found if not states[s.transition.target].final] or found


@st.composite
def _corrections(draw: st.DrawFn, rulebook: Rulebook, case: Case, on: date) -> Correct:
    """Corrections of an earlier event, voids and insertions among them."""
    number, event = draw(st.sampled_from(_correctable(case)))
    near = [event.on + timedelta(days=more) for more in (0, 0, 1, -1, -40)]
    then = draw(st.sampled_from([d for d in near if FIRST_DAY <= d <= on]))
    kinds: list[st.SearchStrategy[FileFact | Request | Record | None]] = [
        st.none(),
        _records(rulebook, case, then),
        requests(rulebook, case, then),
    ]
    if rulebook.facts:
        kinds.append(filings(rulebook, case, then))
    replacement = draw(st.one_of(kinds))
    if replacement is not None and draw(st.integers(0, 3)) == 0:
        number = 0
    return Correct(number, replacement, on, "lee", "misread")


def _correctable(case: Case) -> list[tuple[int, Event]]:
    """Return the events that somebody entered, with their numbers."""
    return [
        (number, event)
        for number, event in enumerate(case.history, 1)
        if not isinstance(event, Corrected) and not happened_by_itself(event)
    ]
