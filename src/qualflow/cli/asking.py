"""A question about a case, as the command line puts it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from qualflow.case.commands import FileFact, ReadLink, Request
from qualflow.case.events import Case, FactFiled
from qualflow.case.life import CommandError, decide
from qualflow.case.replaying import as_of, replay
from qualflow.cli.cases import open_linked, open_named
from qualflow.law.facts import BooleanType, Evidence, Fact, FactValueError
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Standings

BY_SET = "--set"
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


@frozen
class Asked:
    """A case cut to a day, with what is assumed for the question, and the terms."""

    rulebook: Rulebook
    case: Case
    on: date
    by: str
    evidence: Evidence
    standings: Standings

    def request(self, transition: str) -> Request:
        """Return the request for a transition."""
        return Request(transition, self.on, self.by, self.evidence, self.standings)


def ask(
    case: str,
    *,
    on: date,
    by: str,
    sets: Iterable[tuple[str, str]],
    links: Iterable[tuple[str, str]],
    evidence: str,
    standings: Standings,
    process: str | None,
) -> Asked:
    """Return the question; nothing of it is written anywhere."""
    opened = open_named(case, process, on)
    rulebook = opened.rulebook
    cut = as_of(opened.case, on)
    for link, other in links:
        read = ReadLink(link, open_linked(opened, link, other, on).case, on)
        cut = replay(decide(rulebook, cut, read).events, start=cut)
    for name, text in sets:
        value = parsed(rulebook.fact(name), text)
        command = FileFact(name, value, on, BY_SET, Evidence.OFFICIAL)
        cut = replay(decide(rulebook, cut, command).events, start=cut)
        _check_counts(cut, name)
    return Asked(rulebook, cut, on, by, Evidence[evidence.upper()], standings)


def parsed(fact: Fact, text: str) -> object:
    """Return what a text says by the type of a fact; `filed` checks the rest.

    Raises:
        FactValueError: If it is neither true nor false where it should be.
    """
    if not isinstance(fact.type, BooleanType):
        return text
    if text.lower() not in _TRUTHS:
        raise FactValueError(fact.name, text, "true or false")
    return _TRUTHS[text.lower()]


def _check_counts(case: Case, name: str) -> None:
    """Refuse to assume what would not count: the answer would look like one to it."""
    source = case.sources[name]
    if not isinstance(source, FactFiled):
        raise CommandError(
            f"--set {name}: a step or a link of the case has written this fact on "
            f"{source.on}, and no filing changes that"
        )
