"""Audits as JSON: one object a history or table; the names are a contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from qualflow.audit.audit import Audit, Contradiction, HostedSpell, Step
from qualflow.audit.other_law import OtherLaw, OtherStep
from qualflow.audit.periods import Bounds
from qualflow.audit.summary import Consent, Days, Spread
from qualflow.case.casefile import plain
from qualflow.cli.forms import Object, days, values
from qualflow.law.edition import Finding
from qualflow.law.measures import Unit
from qualflow.strict_json import Json


def audited(audit: Audit, periods: Sequence[Bounds] = ()) -> Object:
    """Return what a history amounts to."""
    history = audit.history
    phase, brand = audit.phase, audit.brand_phase
    return {
        "case_id": history.case_id,
        "company": dict(history.company),
        "process": audit.process,
        "as_of": audit.day.isoformat(),
        "state": audit.state,
        "phase": None if phase is None else phase.value,
        "brand_phase": None if brand is None else brand.value,
        "verdict": audit.judgement.value,
        "grounds": [*audit.grounds],
        "flags": [*sorted(audit.flags)],
        "steps": [_step(step) for step in audit.steps],
        "hosting": [_spell(spell) for spell in audit.hosting],
        "periods": [_bounds(bounds) for bounds in periods],
        "contradictions": [_contradiction(c) for c in audit.contradictions],
        "alternatives": audit.alternatives,
        "undecided": audit.undecided,
        "warnings": [*warnings(audit)],
    }


def warnings(audit: Audit) -> list[str]:
    """Return what a reader must know before relying on the answer."""
    if audit.beyond is None:
        return []
    return [f"sources were read up to {audit.day}; nothing is said of {audit.beyond}"]


def _step(step: Step) -> Object:
    event = step.event
    return {
        "kind": None if event is None else event.kind,
        "transition": step.transition,
        "from": step.source,
        "to": step.target,
        "earliest": step.earliest.isoformat(),
        "latest": step.latest.isoformat(),
        "observed": step.observed,
        "by": step.by,
        "evidence": step.evidence.word,
        "grounds": [*step.grounds],
        "closing": step.closing,
        "findings": [
            {
                "clause": finding.clause.ref,
                "verdict": finding.verdict.value,
                "standing": finding.clause.standing.value,
                "values": values(finding.values),
            }
            for finding in step.findings
        ],
    }


def _spell(spell: HostedSpell) -> Object:
    return {
        "hosting": spell.hosting.value,
        "host": spell.name or None,
        "earliest": spell.event.earliest.isoformat(),
        "latest": spell.event.latest.isoformat(),
        "evidence": spell.evidence.word,
        "grounds": [*spell.grounds],
    }


def _bounds(found: Bounds) -> Object:
    clock = found.clock
    return {
        "clock": clock.name,
        "ref": found.ref,
        "owner": clock.owner,
        "started": _between(found.started),
        "ended": None if found.ended is None else _between(found.ended),
        "due": _between(found.due),
        "allowed": found.allowed,
        "extension": found.extension,
        "allowed_unit": clock.unit.value,
        "least": found.least,
        "most": found.most,
        "over": found.over,
        "over_extended": found.over_extended,
        "unit": found.unit.value,
        "unless": [*found.pauses],
        "rests_on": [*found.rests_on],
    }


def _between(ends: tuple[date | None, date | None]) -> Object:
    return {"earliest": plain(ends[0]), "latest": plain(ends[1])}


def other_law(found: OtherLaw) -> Object:
    """Return a life under the law of another day."""
    return {
        "case_id": found.audit.history.case_id,
        "process": found.audit.process,
        "law_of": found.day.isoformat(),
        "lost": len(found.lost),
        "steps": [_other_step(step) for step in found.steps],
    }


def _other_step(found: OtherStep) -> Object:
    return {
        "transition": found.step.transition,
        "earliest": found.step.earliest.isoformat(),
        "latest": found.step.latest.isoformat(),
        "own": found.own.value,
        "other": found.other.value,
        "from": found.step.source,
        "to": found.step.target,
        "leads_to": found.target or None,
        "changes": found.changes,
        "differences": [
            {
                "clause": difference.ref,
                "own": _found(difference.own),
                "other": _found(difference.other),
            }
            for difference in found.differences
        ],
    }


def _found(finding: Finding | None) -> Json:
    if finding is None:
        return None
    clause = finding.clause
    return {
        "verdict": finding.verdict.value,
        "in_force": days(clause.in_force),
        "values": values(finding.values),
    }


def _contradiction(found: Contradiction) -> Object:
    return {
        "kind": found.event.kind,
        "earliest": found.event.earliest.isoformat(),
        "latest": found.event.latest.isoformat(),
        "why": found.why,
        "steps": [*found.steps],
        "state": found.state,
        "clause": found.clause or None,
    }


# -- tables of many -------------------------------------------------------------------


def summary(audits: Sequence[Audit]) -> Object:
    """Return where each of many histories stands, and how many in each phase."""
    phases = Counter(_phase(audit) for audit in audits)
    return {
        "histories": [
            {
                "case_id": audit.history.case_id,
                "as_of": audit.day.isoformat(),
                "state": audit.state,
                "phase": _phase(audit),
                "verdict": audit.judgement.value,
                "grounds": [*audit.grounds],
            }
            for audit in audits
        ],
        "phases": [{"phase": phase, "n": n} for phase, n in phases.items()],
    }


def _phase(audit: Audit) -> str | None:
    return None if audit.phase is None else audit.phase.value


def consents(
    found: Sequence[Consent], since: date | None, until: date | None, histories: int
) -> Object:
    """Return the consents of a period; null is open."""
    return {
        "histories": histories,
        "since": plain(since),
        "until": plain(until),
        "consents": [
            {
                "case_id": consent.case,
                "company": consent.company,
                "transition": consent.step.transition,
                "earliest": consent.step.earliest.isoformat(),
                "latest": consent.step.latest.isoformat(),
                "observed": consent.observed,
                "certain": consent.certain,
                "narrow": consent.narrow,
            }
            for consent in found
        ],
    }


def waits(found: Sequence[Spread], histories: int) -> Object:
    """Return the waits between steps that follow one another."""
    return {
        "histories": histories,
        "unit": Unit.DAY.value,
        "waits": [
            {
                "from": spread.first,
                "to": spread.second,
                "n": spread.n,
                "censored": spread.censored,
                "median": _span(spread.median),
                "shortest": _span(spread.shortest),
                "longest": _span(spread.longest),
            }
            for spread in found
        ],
    }


def _span(days: Days) -> Object:
    return {"least": days[0], "most": days[1]}
