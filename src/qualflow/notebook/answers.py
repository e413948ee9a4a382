"""Explanations, and what can come next."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.draw.page import Markup, element
from qualflow.explain.next_steps import NextStep, NextSteps, Reach
from qualflow.explain.why import Explanation, Question
from qualflow.law.edition import Answer, Finding
from qualflow.law.rules import Effect
from qualflow.law.verdict import Verdict
from qualflow.notebook.fragment import (
    Cell,
    heading,
    lead,
    mark,
    paragraphs,
    table,
)
from qualflow.notebook.naming import Shown, shown
from qualflow.notebook.setting import Setting
from qualflow.words.answers import (
    answer_sentence,
    details,
    explanation,
    link_sentence,
    no_such_sentences,
)
from qualflow.words.naming import Naming
from qualflow.words.outlook import head, leads_to, outlook, ways

NOT_MET = (Verdict.UNMET, Verdict.UNKNOWN)


def parts(value: Explanation | NextSteps, setting: Setting) -> Iterator[str]:
    """Yield what stands in the HTML of an explanation, or of what can come next."""
    match value:
        case Explanation():
            yield from _explanation(value, shown(value.process, setting))
        case NextSteps():
            yield from _outlook(value, shown(value.process, setting))


def text(value: Explanation | NextSteps, setting: Setting) -> str | None:
    """Return what `qualflow explain` or `next` prints, None without the rulebook."""
    rulebook = setting.rulebook(value.process)
    if rulebook is None:
        return None
    match value:
        case Explanation():
            return explanation(value, rulebook, setting.language)
        case NextSteps():
            return outlook(value, rulebook, setting.language)


# -- an explanation -------------------------------------------------------------------


def _explanation(why: Explanation, law: Shown) -> Iterator[str]:
    names = law.names
    if why.answer is Answer.NO_SUCH_TRANSITION:
        answer, *more = no_such_sentences(why, names)
        yield lead(answer, why.answer.value)
        yield from paragraphs(more)
        yield from law.warning()
        return
    yield lead(answer_sentence(why, names), why.answer.value)
    yield from law.warning()
    yield table(
        [names.tell(f"head.{key}") for key in ("clause", "verdict", "wording")],
        [_finding(finding, why, law) for finding in why.findings],
    )
    yield from paragraphs(link_sentence(read, names) for read in why.links)
    barring = [question for question in why.questions if not question.noted]
    noted = [question for question in why.questions if question.noted]
    yield from _questions("questions_title", barring, names)
    yield from _questions("noted_questions_title", noted, names)
    yield from paragraphs(_rest(why, names), "note")


def _finding(finding: Finding, why: Explanation, law: Shown) -> tuple[Cell, ...]:
    """Return a clause, its verdict, and what it says; what to do if it is not met."""
    names, clause = law.names, finding.clause
    lines = [names.of(clause.text)]
    if finding.verdict is Verdict.UNMET:
        colon = names.tell("colon")
        found = details(finding, why, names) if law.known else _remedy(finding, names)
        lines += [f"{names.tell(key)}{colon}{said}" for key, said in found]
    verdict = mark(finding.verdict, _verdict(finding, names))
    return names.refs([clause.ref]), [verdict], lines


def _verdict(finding: Finding, names: Naming) -> str:
    clause = finding.clause
    presumed = clause.presumed and None in finding.values.values()
    if presumed and finding.verdict is Verdict.MET:
        return names.tell("verdict.presumed")
    said = names.tell(f"verdict.{finding.verdict.value}")
    if finding.verdict is Verdict.NOT_EVALUATED:
        more = names.standing(clause.standing)
        return names.tell("bracketed", text=said, more=more)
    if finding.verdict in NOT_MET and clause.effect is Effect.FINDING:
        return names.tell("verdict.noted", verdict=said)
    return said


def _remedy(finding: Finding, names: Naming) -> Iterator[tuple[str, str]]:
    """Yield what to do, which a clause says itself."""
    if remedy := names.of(finding.clause.remedy):
        yield "remedy", remedy


def _questions(kind: str, questions: list[Question], names: Naming) -> Iterator[str]:
    """Yield what is still to be filed."""
    if not questions:
        return
    rows: list[tuple[Cell, ...]] = []
    for question in questions:
        asked = names.question(question.fact)
        if question.weak:
            asked = names.tell("weak_question", question=asked)
        name = element("code", question.fact)
        rows.append((name, asked, names.refs(question.clauses)))
    yield heading(names.tell(kind))
    heads = [names.tell(f"head.{key}") for key in ("name", "question", "clause")]
    yield table(heads, rows, align="k")


def _rest(why: Explanation, names: Naming) -> Iterator[str]:
    if why.basis:
        refs = names.refs(provision.ref for provision in why.basis)
        yield names.tell("basis", refs=refs)
    if len(why.may) > 1:
        yield names.tell("may", may=names.listed(map(names.actor, why.may)))


# -- what can come next ---------------------------------------------------------------


def _outlook(found: NextSteps, law: Shown) -> Iterator[str]:
    names = law.names
    yield lead(head(found, names))
    yield from law.warning()
    for reach in Reach:
        rows = [_step(step, names) for step in found.steps if step.reach is reach]
        heads = ("name", "step") if reach is Reach.OPEN else ("name", "step", "way")
        said = [names.tell(f"head.{key}") for key in heads]
        if rows:
            yield heading(names.tell(f"{reach.value}_title"))
            yield table(said, [row[: len(said)] for row in rows], align="k")
    if found.timed:
        yield heading(names.tell("timed_title"))
        yield from paragraphs([_listed(found.timed, names)])
    if not found.steps and not found.timed:
        yield from paragraphs([names.tell("nothing_next")])
    elif found.out_of_reach:
        yield heading(names.tell("out_of_reach_title"))
        yield from paragraphs([_listed(found.out_of_reach, names)])


def _step(step: NextStep, names: Naming) -> tuple[Markup, str, list[str]]:
    name = element("code", step.why.transition)
    return name, leads_to(step, names), list(ways(step, names))


def _listed(transitions: tuple[str, ...], names: Naming) -> str:
    return names.listed(map(names.transition, transitions), "series")
