"""Which clauses stood in the way of a case: asked whenever something happened in it.

At the end of each day on which something did, and of its last day, every transition is
asked for that somebody may ask for from where the case stands.  Where a clause reads
another case, every other case that comes with the process is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import frozen

from qualflow.case.commands import ReadLink, Request
from qualflow.case.events import Case
from qualflow.case.life import CommandError, decide
from qualflow.case.replaying import as_of, replay
from qualflow.explain.why import explain
from qualflow.law.expression import facts_read
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clause
from qualflow.law.verdict import Verdict


@frozen
class Stopped:
    """A case that a clause stood in the way of.

    Attributes:
        case: Its name in the library.
        kept: Whether it is a case file; else it is the life of a history.
        link, other: The link that was read and the case behind it, "" for none.
    """

    ref: str
    case: str
    kept: bool
    on: date
    transition: str
    link: str = ""
    other: str = ""


def stops(
    rulebook: Rulebook,
    name: str,
    case: Case,
    last: date,
    others: Mapping[str, Case],
    *,
    kept: bool,
) -> Iterator[Stopped]:
    """Yield what stood in the way of one case, in order of time, each clause once.

    A clause is told once for each transition, on the first day it stood in its way.
    """
    seen: set[tuple[str, str, str]] = set()
    for on, stood in _turns(case, last):
        asked = [(stood, "", ""), *_linked(rulebook, stood, on, others)]
        for asking, link, other in asked:
            for ref, transition in _unmet(rulebook, asking, on, link):
                if (ref, transition, other) not in seen:
                    seen.add((ref, transition, other))
                    yield Stopped(ref, name, kept, on, transition, link, other)


def _turns(case: Case, last: date) -> Iterator[tuple[date, Case]]:
    for on in dict.fromkeys([*(event.on for event in case.history), last]):
        yield on, as_of(case, on)


def _linked(
    rulebook: Rulebook, case: Case, on: date, others: Mapping[str, Case]
) -> Iterator[tuple[Case, str, str]]:
    """Yield the case with each other one read through each link."""
    for link in rulebook.links.values():
        if link.process != rulebook.name:
            continue
        for name, other in others.items():
            if other.history[0].on > on:
                continue
            command = ReadLink(link.name, as_of(other, on), on)
            try:
                events = decide(rulebook, case, command).events
            except CommandError:
                continue
            yield replay(events, start=case), link.name, name


def _unmet(
    rulebook: Rulebook, case: Case, on: date, link: str
) -> Iterator[tuple[str, str]]:
    """Yield clauses that are not met; of a link only those that look at it."""
    edition = rulebook.on(on)
    for transition in edition.transitions:
        step = edition.step(case.state, transition)
        if step is None or not step.askers:
            continue
        if link and not _reads(step.clauses, link):
            continue
        for finding in explain(rulebook, case, Request(transition, on)).findings:
            unmet = finding.verdict is Verdict.UNMET
            if unmet and (not link or _reads((finding.clause,), link)):
                yield finding.clause.ref, transition


def _reads(clauses: Iterable[Clause], link: str) -> bool:
    return any(
        name.startswith(f"{link}.")
        for clause in clauses
        for name in facts_read(clause.when)
    )
