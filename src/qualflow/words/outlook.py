"""What can come next, as text."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.explain.change import Change
from qualflow.explain.next_steps import NextStep, NextSteps, Reach
from qualflow.law.facts import TextType
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Effect
from qualflow.law.verdict import Verdict
from qualflow.words.language import Language
from qualflow.words.layout import joined, table, wrapped
from qualflow.words.naming import Naming

MOST_CHANGES = 3


def outlook(found: NextSteps, rulebook: Rulebook, language: Language) -> str:
    """Return what can come next as text, nearest first."""
    names = Naming(rulebook, language)
    blocks = [wrapped(head(found, names))]
    for reach in Reach:
        steps = [step for step in found.steps if step.reach is reach]
        blocks.append(_group(reach, steps, names))
    blocks.append(_plain("timed_title", found.timed, names))
    if any(blocks[1:]):
        blocks.append(_gone(found.out_of_reach, names))
    else:
        blocks.append([names.tell("nothing_next")])
    return joined(blocks)


def head(found: NextSteps, names: Naming) -> str:
    """Return where a case stands on the day."""
    phase = ""
    if found.phase is not None:
        phase = names.tell("in_phase", phase=names.phase(found.phase))
    return names.tell(
        "stands_at",
        on=found.on,
        case=found.case,
        state=names.state(found.state),
        phase=phase,
    )


def _group(reach: Reach, steps: list[NextStep], names: Naming) -> list[str]:
    if not steps:
        return []
    rows: list[tuple[str, str]] = []
    for step in steps:
        rows.append((step.why.transition, leads_to(step, names)))
        rows += [("", line) for line in ways(step, names)]
    return [names.tell(f"{reach.value}_title"), *table(rows)]


def leads_to(step: NextStep, names: Naming) -> str:
    """Return what a step is, where it leads and who may ask for it."""
    may = step.why.may if not step.why.by else (step.why.by,)
    return names.tell(
        "leads_to",
        act=names.transition(step.why.transition),
        state=names.state(step.target),
        may=names.listed(map(names.actor, may), "or_list"),
    )


def ways(step: NextStep, names: Naming) -> Iterator[str]:
    """Yield what to file, or which clauses bar a step that no filing would open."""
    if step.reach is Reach.NOT_BY_FILING:
        keys = {Verdict.UNMET: "barred_by", Verdict.UNKNOWN: "not_known_of"}
        for finding in step.why.findings:
            clause = finding.clause
            if finding.verdict in keys and clause.effect is Effect.REFUSE:
                said = {"ref": clause.ref, "text": names.of(clause.text)}
                yield names.tell(keys[finding.verdict], **said)
    for number, change in enumerate(step.changes[:MOST_CHANGES]):
        word = names.tell("or" if number else "file")
        yield f"{word}{names.tell('colon')}{_filings(change, names)}"


def _filings(change: Change, names: Naming) -> str:
    return names.listed(
        (_filing(name, change, names) for name in change.values), "series"
    )


def _filing(name: str, change: Change, names: Naming) -> str:
    if not isinstance(names.rulebook.fact(name).type, TextType):
        return names.fact_value(name, change.values[name])
    any_text = names.tell("other_text" if name in change.overwrites else "any_text")
    return names.tell("fact_value", fact=names.fact(name), value=any_text)


def _plain(title: str, transitions: tuple[str, ...], names: Naming) -> list[str]:
    if not transitions:
        return []
    rows = [(name, names.transition(name)) for name in transitions]
    return [names.tell(title), *table(rows)]


def _gone(transitions: tuple[str, ...], names: Naming) -> list[str]:
    if not transitions:
        return []
    listed = names.listed(map(names.transition, transitions), "series")
    return [names.tell("out_of_reach_title"), *wrapped(listed, "  ", "  ")]
