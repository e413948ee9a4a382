"""From values to what the API sends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from qualflow.case.casefile import plain
from qualflow.case.events import LinkRead
from qualflow.explain.deadlines import Deadline
from qualflow.explain.why import Explanation
from qualflow.law.edition import Finding
from qualflow.law.expression import facts_read
from qualflow.law.parsing import text
from qualflow.law.rules import Clause, Instrument, Interval, Provision, Transition
from qualflow.web import wire
from qualflow.web.changes import Changed, changes, days_of_change
from qualflow.web.library import Process
from qualflow.web.places import Place, ServerLinks
from qualflow.web.searching import Hits
from qualflow.words.language import Language, pick
from qualflow.words.naming import Naming
from qualflow.words.paragraphs import guarded_by, sets, versions_of


def days(interval: Interval) -> wire.Days:
    """Return when something is in force."""
    return wire.Days(interval.since, interval.until)


def process(found: Process, names: Naming) -> wire.Process:
    """Return a process in short."""
    book = found.rulebook
    return wire.Process(
        found.name,
        names.of(book.title, found.name),
        book.release,
        len(book.instruments),
        len(book.clauses),
        len(book.states),
        len(book.transitions),
        list(found.lives),
    )


def process_detail(found: Process, names: Naming) -> wire.ProcessDetail:
    """Return a process with its states and transitions."""
    book = found.rulebook
    states = [
        wire.State(
            state.name,
            names.state(state.name),
            names.of(state.meaning),
            state.phase,
            state.initial,
            state.right,
            state.final,
        )
        for state in book.states.values()
    ]
    steps = [
        transition(version, names)
        for versions in book.transitions.values()
        for version in versions
    ]
    return wire.ProcessDetail(
        found.name,
        names.of(book.title, found.name),
        book.release,
        states,
        steps,
        list(days_of_change(book)),
        list(found.lives),
    )


def transition(version: Transition, names: Naming) -> wire.Transition:
    """Return one version of a transition."""
    return wire.Transition(
        version.name,
        names.transition(version.name),
        list(version.sources),
        version.target,
        list(version.by),
        list(version.clauses),
        list(version.basis),
        days(version.in_force),
        version.on_day,
        list(version.readings),
    )


def instrument(found: Instrument, names: Naming) -> wire.Instrument:
    """Return an instrument."""
    return wire.Instrument(
        found.id,
        names.of(found.title),
        names.of(found.issuer),
        names.of(found.number),
        found.promulgated,
        days(found.in_force),
        found.standing,
        found.read,
        list(found.source),
    )


def paragraph(rule: Clause | Provision, names: Naming) -> wire.Paragraph:
    """Return one version of a clause, or a provision."""
    form = wire.Paragraph(
        rule.ref,
        rule.instrument,
        rule.kind,
        rule.standing,
        names.of(rule.text),
        rule.approximate,
        list(rule.source),
        days(rule.in_force),
    )
    if isinstance(rule, Provision):
        return form
    return msgspec.structs.replace(
        form,
        expression=text(rule.when),
        in_words=names.condition(rule.when),
        remedy=names.of(rule.remedy) or None,
        effect=rule.effect,
        presumed=rule.presumed,
        readings=list(rule.readings),
        verified_by=rule.verified_by or None,
        verified_on=rule.verified_on,
    )


def clause_detail(found: Process, ref: str, names: Naming) -> wire.ClauseDetail:
    """Return a clause with everything its page shows."""
    book = found.rulebook
    versions = versions_of(book, ref)
    trees = [version.when for version in versions if isinstance(version, Clause)]
    stopped = [
        wire.Stop(
            stop.case, stop.on, stop.transition, stop.link or None, stop.other or None
        )
        for stop in found.stopped
        if stop.ref == ref
    ]
    return wire.ClauseDetail(
        ref,
        found.name,
        [paragraph(version, names) for version in versions],
        list(dict.fromkeys(name for tree in trees for name in facts_read(tree))),
        list(guarded_by(book, ref)),
        list(sets(book, ref)),
        stopped,
    )


def law(found: Process, on: date, names: Naming) -> wire.Law:
    """Return the law of a day."""
    edition, changed = found.rulebook.on(on), changes(found.rulebook, on)
    rules: list[Clause | Provision] = [*edition.clauses.values()]
    rules += edition.provisions.values()
    return wire.Law(
        found.name,
        on,
        days(edition.in_force),
        [transition(version, names) for version in edition.transitions.values()],
        [paragraph(rule, names) for rule in rules],
        _changed(changed.clauses),
        _changed(changed.transitions),
        _changed(changed.clocks),
        list(changed.fires),
    )


def _changed(found: Iterable[Changed]) -> list[wire.Change]:
    return [wire.Change(one.key, one.how) for one in found]


def case(found: Process, name: str) -> wire.Case:
    """Return a case on its last known day."""
    stands = found.told(name).case
    kind = "case" if name in found.cases else "history"
    return wire.Case(
        name,
        kind,  # type: ignore[arg-type]
        found.last_day(name),
        stands.state,
        found.rulebook.phase(stands.state),
    )


def explanation(why: Explanation, names: Naming) -> wire.Explanation:
    """Return an explanation."""
    elsewhere = None
    if why.elsewhere is not None:
        intervals = [days(interval) for interval in why.elsewhere.in_force]
        elsewhere = wire.Elsewhere(intervals, list(why.elsewhere.sources))
    return wire.Explanation(
        why.answer,
        why.open,
        why.case,
        why.process,
        why.state,
        why.phase,
        why.transition,
        why.on,
        why.by or None,
        list(why.may),
        why.wrong_actor,
        [_finding(found, names) for found in why.findings],
        [
            wire.Question(
                one.fact,
                names.question(one.fact),
                list(one.clauses),
                one.weak,
                one.noted,
            )
            for one in why.questions
        ],
        [
            wire.Provision(one.ref, one.kind, one.standing, names.of(one.text))
            for one in why.basis
        ],
        [_link(read) for read in why.links],
        elsewhere,
    )


def _finding(found: Finding, names: Naming) -> wire.Finding:
    clause = found.clause
    return wire.Finding(
        clause.ref,
        found.verdict,
        {name: plain(value) for name, value in found.values.items()},
        list(found.weak),
        clause.standing,
        names.of(clause.remedy) or None,
        clause.kind,
        clause.effect,
        clause.presumed,
        names.of(clause.text),
        names.condition(clause.when),
    )


def _link(read: LinkRead) -> wire.LinkRead:
    return wire.LinkRead(
        read.link,
        read.case,
        read.state,
        read.since,
        read.through,
        read.evidence.word,
    )


def deadline(found: Deadline, names: Naming) -> wire.Deadline:
    """Return a statutory period as it stands."""
    period = found.period
    return wire.Deadline(
        found.id,
        period.clock.name,
        names.of(period.clock.label, period.clock.name),
        found.status,
        found.due,
        found.left,
        found.unit.value,
        found.owner,
        found.ref,
        found.consequence,
        period.started_on,
        period.counts_from,
        period.length,
        period.clock.unit.value,
        period.granted,
        [wire.Pause(pause.since, pause.until) for pause in period.pauses],
        period.ended_on,
        found.not_before,
    )


def hits(found: Hits, language: Language, default: Language) -> wire.Hits:
    """Return what was found, with the addresses of its pages."""
    links = ServerLinks(Place(), language, default)
    rows = [
        wire.Hit(
            entry.sort,
            entry.process or None,
            entry.key,
            pick(entry.title, language),
            pick(entry.text, language),
            "/" + links.to(entry.where),
        )
        for entry in found.entries
    ]
    return wire.Hits(rows, found.left)
