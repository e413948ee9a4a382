"""An explanation as text: the answer first, then the reasons, then what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qualflow.case.events import LinkRead
from qualflow.explain.why import Explanation, Question
from qualflow.law.edition import Answer, Finding
from qualflow.law.evaluators.walk import Situation, evaluate
from qualflow.law.expression import Days, WorkingDays, nodes
from qualflow.law.facts import Evidence, inside
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Effect
from qualflow.law.verdict import Verdict
from qualflow.words.language import Language
from qualflow.words.layout import clean, joined, table, wrapped
from qualflow.words.naming import Naming
from qualflow.words.terms import Terms
from qualflow.words.values import period

Block = list[str]


def explanation(
    why: Explanation,
    rulebook: Rulebook,
    language: Language,
    evidence: Evidence = Evidence.RUMOURED,
) -> str:
    """Return an explanation as text, its answer in the first paragraph.

    Args:
        why: What was found.
        rulebook: Its rulebook.
        language: The language of the text.
        evidence: The least evidence that was asked for.
    """
    names = Naming(rulebook, language)
    if why.answer is Answer.NO_SUCH_TRANSITION:
        return joined(map(wrapped, no_such_sentences(why, names)))
    barring = [question for question in why.questions if not question.noted]
    noted = [question for question in why.questions if question.noted]
    return joined(
        [
            _answer(why, names, evidence),
            *_reasons(why, names),
            _linked(why, names),
            _short_lines(why, names),
            _questions("questions_title", barring, names),
            _questions("noted_questions_title", noted, names),
        ]
    )


def no_such_sentences(why: Explanation, names: Naming) -> Iterator[str]:
    """Yield that there is no such step here, and where there is one."""
    yield names.tell(
        "no_such",
        on=why.on,
        act=names.transition(why.transition),
        case=why.case,
        state=names.state(why.state),
    )
    assert why.elsewhere is not None
    if why.elsewhere.sources:
        states = names.listed(map(names.state, why.elsewhere.sources), "or_list")
        yield names.tell("starts_from", states=states)
    else:
        days = names.listed(map(names.days, why.elsewhere.in_force), "series")
        yield names.tell("not_in_force", days=days)


# -- the answer -----------------------------------------------------------------------


def _answer(why: Explanation, names: Naming, evidence: Evidence) -> Block:
    return wrapped(answer_sentence(why, names, evidence))


def answer_sentence(
    why: Explanation, names: Naming, evidence: Evidence = Evidence.RUMOURED
) -> str:
    """Return the answer to a step that exists here, in one or two sentences."""
    said = {
        "on": why.on,
        "act": names.transition(why.transition),
        "case": why.case,
        "who": names.actor(why.by) if why.by else _who(why.may[:1], names),
        "tally": _tally(why, names),
    }
    if not why.may:
        sentence = names.tell("nobody", **said)
    elif why.wrong_actor:
        sentence = names.tell("wrong_actor", may=_who(why.may, names), **said)
    else:
        keys = {Answer.OPEN: "yes", Answer.CLOSED: "no", Answer.UNKNOWN: "not_known"}
        sentence = names.tell(keys[why.answer], **said)
    if evidence is not Evidence.RUMOURED:
        least = names.tell("least_evidence", evidence=names.evidence(evidence))
        sentence += (" " if names.language is Language.EN else "") + least
    return sentence


def _who(actors: Iterable[str], names: Naming) -> str:
    return names.listed(map(names.actor, actors), "or_list")


def _tally(why: Explanation, names: Naming) -> str:
    barring = [f for f in why.findings if f.clause.effect is Effect.REFUSE]
    counted = [f.verdict for f in barring if f.verdict is not Verdict.NOT_EVALUATED]
    unmet, unknown = counted.count(Verdict.UNMET), counted.count(Verdict.UNKNOWN)
    if unmet and unknown:
        return names.counted("both", unmet, all=len(counted), open=unknown)
    if unmet or unknown:
        key = "unmet" if unmet else "unknown"
        if len(counted) == 1:
            return names.tell(f"{key}_only")
        return names.counted(key, unmet or unknown, all=len(counted))
    return names.counted("all_met", len(counted))


# -- the reasons ----------------------------------------------------------------------


def _reasons(why: Explanation, names: Naming) -> Iterator[Block]:
    """Yield what is met if open, then what is not met, not known, noted, left out."""
    barring = [f for f in why.findings if f.clause.effect is Effect.REFUSE]
    noted = [f for f in why.findings if f.clause.effect is Effect.FINDING]
    if why.answer is Answer.OPEN:
        yield _titled("met_title", _of(Verdict.MET, why.findings), names)
    yield _in_full(_of(Verdict.UNMET, barring), why, names)
    yield _titled("unknown_title", _of(Verdict.UNKNOWN, barring), names)
    not_met = [*_of(Verdict.UNMET, noted), *_of(Verdict.UNKNOWN, noted)]
    if not_met:
        title = names.tell("noted_title")
        yield [f"{title}{names.tell('colon').rstrip()}", *_in_full(not_met, why, names)]
    left_out = _of(Verdict.NOT_EVALUATED, why.findings)
    yield _titled("not_evaluated_title", left_out, names)


def _of(verdict: Verdict, findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.verdict is verdict]


def _in_full(findings: list[Finding], why: Explanation, names: Naming) -> Block:
    """Return clauses with what they ask, what is on file and what to do."""
    rows: list[tuple[str, str]] = []
    for finding in findings:
        text = names.of(finding.clause.text)
        if finding.verdict is Verdict.UNKNOWN:
            text = names.tell("not_known_text", text=text)
        rows.append((finding.clause.ref, text))
        if finding.verdict is Verdict.UNMET:
            rows += [
                ("", f"{names.tell(key)}{names.tell('colon')}{said}")
                for key, said in details(finding, why, names)
            ]
    return table(rows)


def details(
    finding: Finding, why: Explanation, names: Naming
) -> Iterator[tuple[str, str]]:
    """Yield what a clause asks, what is on file, counted and missing, what to do.

    Each is a key of the sentences and what is said under it.
    """
    clause = finding.clause
    yield "asked", names.condition(clause.when)
    values = finding.values.items()
    filed = [
        names.fact_value(name, value) for name, value in values if value is not None
    ]
    if filed:
        yield "on_file", names.listed(filed, "series")
    if counted := list(_counted(finding, why, names)):
        yield "counted", names.listed(counted, "series")
    unfiled = [n for n, value in values if value is None and n not in finding.weak]
    if unfiled:
        yield "missing", names.listed(map(names.fact, unfiled), "series")
    if finding.weak:
        yield "weak", names.listed(map(names.fact, finding.weak), "series")
    remedy = names.of(clause.remedy)
    if remedy:
        yield "remedy", remedy


def _counted(finding: Finding, why: Explanation, names: Naming) -> Iterator[str]:
    """Yield the periods that a clause compares, and how long they are that day."""
    filed = {n: inside(v) for n, v in finding.values.items() if v is not None}
    calendar = names.rulebook.calendar
    situation = Situation(filed, why.on.toordinal(), calendar)
    terms = Terms(names.rulebook.facts, names.language)
    for node in nodes(finding.clause.when):
        if isinstance(node, Days | WorkingDays):
            unit = Unit.DAY if isinstance(node, Days) else Unit.WORKING_DAY
            length = evaluate(node, situation)
            if isinstance(length, int):
                said = period(length, unit, names.language)
                yield names.tell("fact_value", fact=terms.side(node), value=said)


def _titled(key: str, findings: list[Finding], names: Naming) -> Block:
    """Return a list of clauses with their wording; those left out with the standing."""
    if not findings:
        return []
    rows = []
    for finding in findings:
        clause, text = finding.clause, names.of(finding.clause.text)
        if finding.verdict is Verdict.NOT_EVALUATED:
            standing = names.standing(clause.standing)
            text = names.tell("with_standing", standing=standing, text=text)
        rows.append((_ref(finding, names), text))
    return [f"{names.tell(key)}{names.tell('colon').rstrip()}", *table(rows)]


def _ref(finding: Finding, names: Naming) -> str:
    """Return the ref, marked if the clause is met because nobody filed the contrary."""
    presumed = finding.clause.presumed and None in finding.values.values()
    if presumed and finding.verdict is Verdict.MET:
        return names.tell("presumed", ref=finding.clause.ref)
    return clean(finding.clause.ref)


def _short_lines(why: Explanation, names: Naming) -> Block:
    lines: Block = []
    met = _of(Verdict.MET, why.findings)
    if met and why.answer is not Answer.OPEN:
        refs = names.refs(_ref(finding, names) for finding in met)
        lines += wrapped(names.tell("met", refs=refs))
    if why.basis:
        refs = names.refs(provision.ref for provision in why.basis)
        lines += wrapped(names.tell("basis", refs=refs))
    if len(why.may) > 1:
        may = names.listed(map(names.actor, why.may))
        lines += wrapped(names.tell("may", may=may))
    return lines


def _questions(title: str, questions: list[Question], names: Naming) -> Block:
    """Return what is still open, with the names that --set takes."""
    if not questions:
        return []
    rows = []
    for question in questions:
        asked = names.question(question.fact)
        if question.weak:
            asked = names.tell("weak_question", question=asked)
        rows.append((question.fact, asked))
    return [
        f"{names.tell(title)}{names.tell('colon').rstrip()}",
        *table(rows),
    ]


def _linked(why: Explanation, names: Naming) -> Block:
    """Return where the other cases stand that a clause which is not met looked at."""
    return [line for read in why.links for line in wrapped(link_sentence(read, names))]


def link_sentence(read: LinkRead, names: Naming) -> str:
    """Return where another case stands, since when and through which act."""
    state = names.value(f"{read.link}.state", read.state)
    link = names.link(read.link)
    if read.through is None:
        sentence = names.tell("never_moved", link=link, case=read.case, state=state)
    else:
        sentence = names.tell(
            "ended" if _final(read, names) else "stands",
            link=link,
            case=read.case,
            state=state,
            since=read.since,
            name=read.through,
            act=names.value(f"{read.link}.through", read.through),
            evidence=names.evidence(read.evidence),
        )
    return sentence[:1].upper() + sentence[1:]


def _final(read: LinkRead, names: Naming) -> bool:
    """Whether the state read ends a case; another process keeps its own counsel."""
    same = names.rulebook.link(read.link).process == names.rulebook.name
    state = names.rulebook.states.get(read.state) if same else None
    return state is not None and state.final
