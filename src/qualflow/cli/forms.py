"""Answers as JSON: the same things that the text says, for programs.

Days are ISO texts and decimals texts ("5.10"), as in a case file.
"""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.case.casefile import plain
from qualflow.case.events import LinkRead
from qualflow.explain.change import Change
from qualflow.explain.deadlines import Window
from qualflow.explain.next_steps import NextStep, NextSteps
from qualflow.explain.why import Elsewhere, Explanation
from qualflow.law.edition import Finding
from qualflow.law.facts import FiledValue
from qualflow.law.rules import Interval, Provision
from qualflow.strict_json import Json
from qualflow.words.naming import Naming

Object = dict[str, Json]


def explanation(why: Explanation, names: Naming) -> Object:
    """Return an explanation."""
    return {
        "answer": why.answer.value,
        "open": why.open,
        "case": why.case,
        "process": why.process,
        "state": why.state,
        "phase": why.phase and why.phase.value,
        "transition": why.transition,
        "on": why.on.isoformat(),
        "by": why.by or None,
        "may": list(why.may),
        "wrong_actor": why.wrong_actor,
        "findings": [finding(found, names) for found in why.findings],
        "questions": [
            {
                "fact": question.fact,
                "question": names.question(question.fact),
                "clauses": list(question.clauses),
                "weak": question.weak,
                "noted": question.noted,
            }
            for question in why.questions
        ],
        "basis": [provision(found, names) for found in why.basis],
        "links": [link(read) for read in why.links],
        "elsewhere": None if why.elsewhere is None else _elsewhere(why.elsewhere),
    }


def finding(found: Finding, names: Naming) -> Object:
    """Return what was found of one clause."""
    clause = found.clause
    return {
        "clause": clause.ref,
        "verdict": found.verdict.value,
        "values": values(found.values),
        "weak": list(found.weak),
        "standing": clause.standing.value,
        "remedy": names.of(clause.remedy) or None,
        "kind": clause.kind.value,
        "effect": clause.effect.value,
        "presumed": clause.presumed,
        "text": names.of(clause.text),
        "in_words": names.condition(clause.when),
    }


def values(given: Mapping[str, FiledValue | None]) -> Object:
    """Return values by the name of their fact, null for one that is not on file."""
    return {name: plain(value) for name, value in given.items()}


def provision(found: Provision, names: Naming) -> Object:
    """Return a paragraph that is printed only."""
    return {
        "clause": found.ref,
        "kind": found.kind.value,
        "standing": found.standing.value,
        "text": names.of(found.text),
    }


def link(read: LinkRead) -> Object:
    """Return where another case stood."""
    return {
        "link": read.link,
        "case": read.case,
        "state": read.state,
        "since": plain(read.since),
        "through": read.through,
        "evidence": read.evidence.word,
    }


def days(interval: Interval) -> Object:
    """Return when something is in force; null is open, `until` is exclusive."""
    return {"since": plain(interval.since), "until": plain(interval.until)}


def window_form(window: Window | None) -> Json:
    """Return on which days a step of a history can lie; null of a case."""
    if window is None:
        return None
    return {
        "transition": window.transition,
        "earliest": window.earliest.isoformat(),
        "latest": window.latest.isoformat(),
        "seen": window.seen,
    }


def _elsewhere(found: Elsewhere) -> Object:
    return {
        "in_force": [days(interval) for interval in found.in_force],
        "sources": list(found.sources),
    }


def outlook(found: NextSteps, names: Naming) -> Object:
    """Return what can come next."""
    return {
        "case": found.case,
        "process": found.process,
        "state": found.state,
        "phase": found.phase and found.phase.value,
        "on": found.on.isoformat(),
        "transitions": [_step(step, names) for step in found.steps],
        "timed": list(found.timed),
        "out_of_reach": list(found.out_of_reach),
    }


def _step(step: NextStep, names: Naming) -> Object:
    return {
        "transition": step.why.transition,
        "target": step.target,
        "answer": step.why.answer.value,
        "reach": step.reach.value,
        "may": list(step.why.may),
        "changes": [_change(change) for change in step.changes],
        "findings": [finding(found, names) for found in step.why.findings],
    }


def _change(change: Change) -> Object:
    return {
        "facts": values(change.values),
        "overwrites": list(change.overwrites),
        "better_evidence": list(change.better_evidence),
    }
