"""The chosen life of a history as a case, so that it can be asked like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from qualflow.audit.audit import Audit, HostedSpell, Step
from qualflow.audit.mapping import HistoryMap, Hosting
from qualflow.case.commands import FileFact, Record
from qualflow.case.events import Case
from qualflow.case.life import entered, open_case
from qualflow.case.replaying import apply
from qualflow.law.facts import Evidence, FiledValue
from qualflow.law.rulebook import Rulebook


def life_case(rulebook: Rulebook, mapping: HistoryMap, audit: Audit) -> Case:
    """Return the case of a chosen life: each step recorded on its latest day.

    Unseen steps are recorded as rumoured; what an event tells is filed before its step,
    on the same day and with the same evidence; what the project tells otherwise is
    filed again after it.  No time passes between them: a latest
    day is no day on which a period can be shown to have run out.
    """
    case = open_case(rulebook, audit.history.case_id)
    for command in sorted(commands(mapping, audit), key=lambda command: command.on):
        case = apply(case, entered(rulebook, case, command))
    return case


def commands(mapping: HistoryMap, audit: Audit) -> Iterator[FileFact | Record]:
    """Yield what is filed and recorded; of one day in the order they come here."""
    first = _first_day(audit)
    on_file: dict[str, FileFact] = {}
    for name, value in audit.given.items():
        on_file[name] = FileFact(name, value, first, evidence=Evidence.REPORTED)
    yield from on_file.values()
    for step in audit.steps:
        yield from _filings(step, step.files, on_file)
        yield Record(
            step.transition,
            step.latest,
            step.by,
            step.evidence,
        )
        replaced = {
            name: audit.given[name] for name in step.files if name in audit.given
        }
        yield from _filings(step, replaced, on_file)
    for spell in audit.hosting:
        yield from _hosting(mapping, audit, spell)


def _first_day(audit: Audit) -> date:
    days = [step.latest for step in audit.steps]
    days += [min(spell.event.latest, audit.day) for spell in audit.hosting]
    return min(days, default=audit.day)


def _filings(
    step: Step, values: Mapping[str, FiledValue], on_file: dict[str, FileFact]
) -> Iterator[FileFact]:
    """Yield what is filed with a step, save what is on file already.

    A step is judged by what its own event tells, so that has to count: another value
    is replaced with no less evidence than it has itself.
    """
    for name, value in values.items():
        evidence, before = step.evidence, on_file.get(name)
        if before is not None and before.value != value:
            evidence = max(evidence, before.evidence)
        elif before is not None and before.evidence >= evidence:
            continue
        filing = FileFact(name, value, step.latest, step.by, evidence)
        on_file[name] = filing
        yield filing


def _hosting(
    mapping: HistoryMap, audit: Audit, spell: HostedSpell
) -> Iterator[FileFact]:
    facts = mapping.hosting
    if facts is None:
        return
    day = min(spell.event.latest, audit.day)
    by = mapping.actor(spell.event.actor)
    if spell.hosting is Hosting.END:
        yield FileFact(facts.until, day, day, by, spell.evidence)
        return
    if spell.name:
        yield FileFact(facts.name, spell.name, day, by, spell.evidence)
    yield FileFact(facts.since, day, day, by, spell.evidence)
