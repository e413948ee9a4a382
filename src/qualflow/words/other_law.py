"""A life under the law of another day, as text: which answers change, and why."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.audit.other_law import Difference, OtherLaw, OtherStep
from qualflow.audit.result import Step
from qualflow.law.edition import Answer, Finding
from qualflow.law.rulebook import Rulebook
from qualflow.law.verdict import Verdict
from qualflow.words.language import Language
from qualflow.words.layout import joined, table, wrapped
from qualflow.words.naming import Naming
from qualflow.words.periods import naming

TELLING = (Verdict.UNMET, Verdict.UNKNOWN)
"""Verdicts that can change an answer."""


def other_law_text(found: OtherLaw, rulebook: Rulebook, language: Language) -> str:
    """Return a life under another day's law: the answer, then step by step why."""
    names = naming(rulebook, language)
    case = found.audit.history.case_id
    if not found.steps:
        return joined([wrapped(names.tell("no_steps", case=case))])
    if found.lost:
        head = names.tell(
            "other_law",
            on=found.day,
            case=case,
            lost=len(found.lost),
            n=len(found.steps),
        )
    else:
        head = names.tell("other_law_none", on=found.day, case=case)
    changed = [step for step in found.steps if _telling(step)]
    rows: list[tuple[str, str]] = []
    for step in changed:
        rows.append((step.step.transition, _said(step.step, names)))
        rows += [("", line) for line in _changes(step, names)]
    same = [step.step for step in found.steps if not _telling(step)]
    blocks = [wrapped(head), table(rows)]
    if same:
        acts = names.listed((names.transition(s.transition) for s in same), "series")
        blocks.append(wrapped(names.tell("same_answers", steps=acts)))
    return joined(blocks)


def _telling(step: OtherStep) -> bool:
    """Return whether there is something to say of a step beside that it stays."""
    others = (d.other for d in step.differences)
    return step.changes or any(
        other is not None and other.verdict in TELLING for other in others
    )


def _said(step: Step, names: Naming) -> str:
    days = names.day(step.earliest)
    if step.earliest != step.latest:
        days = names.tell("days_between", since=step.earliest, until=step.latest)
    return names.tell("step_on", act=names.transition(step.transition), days=days)


def _changes(step: OtherStep, names: Naming) -> Iterator[str]:
    answers = {"own": _answer(step.own, names), "other": _answer(step.other, names)}
    same = step.own is step.other
    yield names.tell("same_answer" if same else "answer_change", **answers)
    if step.target not in ("", step.step.target):
        yield names.tell("leads_elsewhere", state=names.state(step.target))
    for difference in step.differences:
        if difference.other is not None and difference.other.verdict in TELLING:
            yield from _clause(difference, difference.other, names)
    met = [
        d.ref
        for d in step.differences
        if d.other is not None and d.other.verdict is Verdict.MET
    ]
    if met:
        yield names.tell("met_there", refs=names.refs(met))
    gone = [d.ref for d in step.differences if d.other is None]
    if gone:
        yield names.tell("gone", refs=names.refs(gone))


def _answer(answer: Answer, names: Naming) -> str:
    return names.tell(f"answer.{answer.value}")


def _clause(difference: Difference, other: Finding, names: Naming) -> Iterator[str]:
    """Yield how the verdict of a clause changes, its wording and what is on file."""
    own = "none" if difference.own is None else difference.own.verdict.value
    yield names.tell(
        "clause_change",
        ref=difference.ref,
        own=names.tell(f"verdict.{own}"),
        other=names.tell(f"verdict.{other.verdict.value}"),
        text=names.of(other.clause.text),
    )
    if other.verdict is not Verdict.UNMET:
        return
    colon = names.tell("colon")
    yield f"{names.tell('asked')}{colon}{names.condition(other.clause.when)}"
    filed = [
        names.fact_value(name, value)
        for name, value in other.values.items()
        if value is not None
    ]
    if filed:
        yield f"{names.tell('on_file')}{colon}{names.listed(filed, 'series')}"
