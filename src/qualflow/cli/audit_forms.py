"""An audit as JSON: one object a history; the names are a contract."""

from __future__ import annotations

from qualflow.audit.audit import Audit, Contradiction, HostedSpell, Step
from qualflow.cli.forms import Object, values


def audited(audit: Audit) -> Object:
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
