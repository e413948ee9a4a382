"""Audits as text: the account of one history, and tables of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from attrs import evolve

from qualflow.audit.audit import Audit, Contradiction, HostedSpell, Judgement, Step
from qualflow.audit.mapping import HistoryMap, Hosting
from qualflow.audit.periods import Bounds
from qualflow.audit.summary import Consent, Days, Spread
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import DEFAULT_STANDINGS, Clause
from qualflow.law.verdict import Verdict
from qualflow.words.account_messages import MESSAGES
from qualflow.words.language import Language, pick
from qualflow.words.layout import clean, joined, table, wrapped
from qualflow.words.naming import Naming
from qualflow.words.periods import periods_block
from qualflow.words.values import number

Block = list[str]

LAW = {
    Verdict.MET: "law_met",
    Verdict.UNKNOWN: "law_assumed",
    Verdict.UNMET: "law_unmet",
    Verdict.NOT_EVALUATED: "law_left",
}


def naming(rulebook: Rulebook, language: Language) -> Naming:
    """Return the names of a rulebook with the sentences of accounts."""
    return evolve(Naming(rulebook, language), table=MESSAGES)


def account(
    audit: Audit, mapping: HistoryMap, names: Naming, periods: Sequence[Bounds] = ()
) -> str:
    """Return the account of one history, its verdict in the first paragraph.

    Args:
        audit: What was answered.
        mapping: The map of its process.
        names: The names of its rulebook, with the sentences of this module.
        periods: What the windows allow the statutory periods; none is said if empty.
    """
    return joined(
        [
            _verdict(audit, mapping, names),
            _stands(audit, names),
            _left_out(audit, names),
            _path(audit, names),
            _hosting(audit, names),
            periods_block(periods, names.rulebook, audit.day, names.language),
            _flags(audit, mapping, names),
            _notes(audit, names),
        ]
    )


def changed(audit: Audit, usual: Audit, names: Naming) -> str:
    """Return what other readings or standings change, "" if nothing."""
    if (audit.state, audit.judgement, sorted(audit.grounds), audit.flags) == (
        usual.state,
        usual.judgement,
        sorted(usual.grounds),
        usual.flags,
    ):
        return ""
    said = names.tell(
        "changes",
        state=names.state(usual.state),
        verdict=names.tell(f"word.{usual.judgement.value}"),
        grounds=_grounds(usual, names),
    )
    return joined([wrapped(said)])


def _company(audit: Audit, names: Naming) -> str:
    return clean(pick(audit.history.company, names.language) or audit.history.case_id)


def _verdict(audit: Audit, mapping: HistoryMap, names: Naming) -> Block:
    said, rows = verdict(audit, mapping, names)
    return wrapped(said) + table(rows)


def verdict(
    audit: Audit, mapping: HistoryMap, names: Naming
) -> tuple[str, list[tuple[str, str]]]:
    """Return the verdict, and the grounds that explain the history if any do."""
    key = f"verdict.{audit.judgement.value}"
    said = names.tell(key, company=_company(audit, names), day=names.day(audit.day))
    if audit.judgement is not Judgement.EXPLAINED:
        return said, []
    labels = {ground.name: ground.label for ground in mapping.grounds}
    rows = []
    for name, times in Counter(audit.grounds).items():
        label = names.of(labels.get(name, {}), name)
        rows.append((name, label if times == 1 else f"{label} (×{times})"))
    return said, rows


def _stands(audit: Audit, names: Naming) -> Block:
    return [line for said in stands(audit, names) for line in wrapped(said)]


def stands(audit: Audit, names: Naming) -> Iterator[str]:
    """Yield where the enterprise stands, and its brand if elsewhere."""
    state = names.state(audit.state)
    if audit.phase is None:
        yield names.tell("stands_early", state=state)
    else:
        phase = names.phase(audit.phase)
        yield names.tell("stands", state=state, phase=phase)
    if audit.brand_phase is not audit.phase and audit.brand_phase is not None:
        brand = names.phase(audit.brand_phase)
        yield names.tell("brand", phase=brand)


def _days(first: date, last: date, names: Naming) -> str:
    if first == last:
        return names.day(first)
    return names.tell("between", first=names.day(first), last=names.day(last))


def _path(audit: Audit, names: Naming) -> Block:
    if not audit.steps:
        return []
    lines = [names.tell("path")]
    for step in audit.steps:
        lines += _step(step, names)
    return lines


def _step(step: Step, names: Naming) -> Block:
    days, said, *more = step_told(step, names)
    lines = table([(days, said)])
    for one in more:
        lines += wrapped(one, "      ", "      ")
    return lines


def step_told(step: Step, names: Naming) -> list[str]:
    """Return the days of a step, what it is, and what source and law say of it."""
    key = "seen" if step.observed else "closing" if step.closing else "unseen"
    act = names.transition(step.transition)
    said = names.tell(key, act=act, state=names.state(step.target))
    told = [_days(step.earliest, step.latest, names), said]
    if step.event is not None:
        note = clean(step.event.note)
        evidence = names.evidence(step.evidence)
        known = names.tell("known_as", evidence=evidence, note=note)
        told.append(known if note else evidence)
        listed = "; ".join(
            clean(f"{source.publisher} {source.published}".strip())
            for source in step.event.sources
        )
        read = names.tell("sources", listed=listed) if listed else None
        told.append(read or names.tell("no_source"))
    for verdict, message in LAW.items():
        found = [f.clause for f in step.findings if f.verdict is verdict]
        refs = [_ref(clause, names) for clause in found]
        if refs:
            told.append(names.tell(message, refs=names.refs(refs)))
    return told


def _ref(clause: Clause, names: Naming) -> str:
    """Return the ref, with the standing of a clause that is no text anybody read."""
    if clause.standing in DEFAULT_STANDINGS:
        return clause.ref
    standing = names.standing(clause.standing)
    return names.tell("with_its_standing", ref=clause.ref, standing=standing)


def _hosting(audit: Audit, names: Naming) -> Block:
    if not audit.hosting:
        return []
    return [
        names.tell("hosting"),
        *table([spell_row(spell, audit, names) for spell in audit.hosting]),
    ]


def spell_row(spell: HostedSpell, audit: Audit, names: Naming) -> tuple[str, str]:
    """Return the days of acting under another's right, and what was seen of it."""
    last = min(spell.event.latest, audit.day)
    days = _days(spell.event.earliest, last, names)
    if spell.hosting is Hosting.END:
        return days, names.tell("hosting_end")
    host = clean(spell.name) or names.tell("someone")
    return days, names.tell("hosting_start", name=host)


def _flags(audit: Audit, mapping: HistoryMap, names: Naming) -> Block:
    if not audit.flags:
        return []
    return [names.tell("flags"), *table(flag_rows(audit, mapping, names))]


def flag_rows(
    audit: Audit, mapping: HistoryMap, names: Naming
) -> list[tuple[str, str]]:
    """Return what is worth knowing of a history, by name."""
    labels = {flag.name: flag.label for flag in mapping.flags}
    return [(name, names.of(labels.get(name, {}), name)) for name in audit.flags]


def _left_out(audit: Audit, names: Naming) -> Block:
    if not audit.contradictions:
        return []
    rows = [clash_row(found, names) for found in audit.contradictions]
    lines = [names.tell("left_out"), *table(rows)]
    return lines + (wrapped(names.tell("first_clash")) if audit.undecided else [])


def clash_row(found: Contradiction, names: Naming) -> tuple[str, str]:
    """Return the days of an event that had to be left out, and why."""
    days = _days(found.event.earliest, found.event.latest, names)
    said = names.tell(
        found.why,
        kind=clean(found.event.kind),
        clause=found.clause,
        state=names.state(found.state),
    )
    return days, said


def _notes(audit: Audit, names: Naming) -> Block:
    return [line for said in notes(audit, names) for line in wrapped(said)]


def notes(audit: Audit, names: Naming) -> Iterator[str]:
    """Yield how many other ways are as good, and up to when sources were read."""
    if audit.alternatives:
        yield names.counted("alternatives", audit.alternatives)
    if audit.beyond is not None:
        day, beyond = names.day(audit.day), names.day(audit.beyond)
        yield names.tell("beyond", day=day, beyond=beyond)


# -- many ------------------------------------------------------------------------------


def _grounds(audit: Audit, names: Naming) -> str:
    if not audit.grounds:
        return ""
    counted = Counter(audit.grounds).items()
    listed = [name if n == 1 else f"{name} ×{n}" for name, n in counted]
    return names.tell("grounds_are", listed=names.listed(listed))


def summary(audits: Sequence[Audit], names: Naming) -> str:
    """Return a row a history, and how many stand in each phase."""
    rows = [
        (
            audit.history.case_id,
            names.day(audit.day),
            names.state(audit.state),
            names.tell(
                "summary_row",
                verdict=names.tell(f"word.{audit.judgement.value}"),
                grounds=_grounds(audit, names),
            ),
        )
        for audit in audits
    ]
    phases = Counter(audit.phase for audit in audits)
    counts = [
        (names.tell("none_yet") if phase is None else names.phase(phase), str(n))
        for phase, n in sorted(phases.items(), key=lambda item: str(item[0] or ""))
    ]
    return joined(
        [
            [names.tell("summary", n=len(audits)), *table(rows)],
            [names.tell("by_phase"), *table(counts)],
        ]
    )


def consents(
    found: Iterable[Consent],
    names: Naming,
    since: date | None,
    until: date | None,
    histories: int,
) -> str:
    """Return the consents of a period in both ways of counting; None is open."""
    listed = list(found)
    ends = {"since": since, "until": until}
    key = "_".join(["consents", *(end for end, day in ends.items() if day is not None)])
    told = {end: day for end, day in ends.items() if day is not None}
    return joined(
        [
            wrapped(names.tell(key, n=histories, **told)),
            _counted("narrow", [c for c in listed if c.narrow], names),
            _counted("wide", listed, names),
            wrapped(names.tell("consents_limit", n=histories)),
        ]
    )


def _counted(key: str, found: Sequence[Consent], names: Naming) -> Block:
    lines = [names.tell(key)]
    for observed, message in ((True, "observed_n"), (False, "supplied_n")):
        some = [c for c in found if c.observed is observed]
        lines.append("  " + names.tell(message, n=len(some)))
        for consent in some:
            days = _days(consent.step.earliest, consent.step.latest, names)
            kind = "certain" if consent.certain else "possible"
            company = clean(consent.company)
            said = names.tell(kind, company=company, days=days)
            lines += wrapped(said, "    ", "      ")
    return lines


def waits(found: Sequence[Spread], names: Naming, histories: int) -> str:
    """Return a row for each two steps that follow one another: how long that took."""
    if not found:
        return joined([wrapped(names.tell("no_waits", n=histories))])
    columns = ("wait.n", "wait.open", "wait.median", "wait.least", "wait.most")
    rows = [tuple(map(names.tell, (*columns, "wait.steps")))]
    for spread in found:
        acts = map(names.transition, (spread.first, spread.second))
        days = (spread.median, spread.shortest, spread.longest)
        counts = (str(spread.n), str(spread.censored))
        told = (_span(span, names) for span in days)
        rows.append((*counts, *told, " → ".join(acts)))
    return joined(
        [
            wrapped(names.tell("waits", n=histories)),
            table(rows),
            wrapped(names.tell("waits_open")),
        ]
    )


def _span(days: Days, names: Naming) -> str:
    least, most = (None if n is None else number(n) for n in days)
    if most is None:
        return names.tell("wait.from", least=least)
    key = "wait.exact" if least == most else "wait.between"
    return names.tell(key, least=least, most=most)
