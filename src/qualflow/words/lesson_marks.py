"""Marks in words: the verdict, the reasons article by article, and what to try next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import frozen

from qualflow.case.life import Refusal
from qualflow.law.edition import Answer, Finding
from qualflow.law.expression import facts_read
from qualflow.law.facts import FiledValue
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import END, FINDING, Effect, Standing
from qualflow.law.verdict import Verdict
from qualflow.learn.exercises import (
    Asks,
    Choose,
    ChooseClause,
    Exercise,
    FileFacts,
    LastDay,
    OrderSteps,
)
from qualflow.learn.marks import (
    Between,
    Beyond,
    ClauseIs,
    ClausesAre,
    ComesFrom,
    Compared,
    Counterexample,
    DayIs,
    DueOn,
    Hint,
    IllTyped,
    LastStep,
    LeftOut,
    Likely,
    LookAt,
    Mark,
    More,
    NeedsPackages,
    NoSuchFact,
    NoSuchStep,
    NotByFiling,
    NothingChosen,
    NotThere,
    Opens,
    OptionIs,
    Ordered,
    OutsideDays,
    Reads,
    Reason,
    Refused,
    SameOn,
    StandsIn,
    StepIsOpen,
    Told,
    TooWide,
    Unreadable,
)
from qualflow.words.language import Language
from qualflow.words.lesson_conditions import PARSER
from qualflow.words.lessons import move, naming, option
from qualflow.words.naming import Naming

_GUESS = re.compile(r"did you mean '(.+)'\?")
NEAR = 20
"""So many characters of an expression are shown from the place that is wrong on."""


@frozen
class MarkInWords:
    """A mark as it is shown.

    Attributes:
        hint: What to try, "" if nothing; `tip` is the same under a heading of its own.
    """

    verdict: str
    reasons: tuple[str, ...]
    hint: str = ""
    tip: str = ""


def marked(
    mark: Mark, exercise: Exercise, rulebook: Rulebook, language: Language
) -> MarkInWords:
    """Return a mark in words."""
    names = naming(rulebook, language)
    if mark.reasons == (NothingChosen(),):
        return MarkInWords(names.tell("nothing_chosen"), ())
    reasons = [_reason(reason, exercise, names) for reason in mark.reasons]
    if mark.counterexample is not None:
        reasons.append(_differs(mark.counterexample, names))
    hint = "" if mark.hint is None else _hint(mark.hint, exercise, names)
    return MarkInWords(
        names.tell(_verdict(mark)),
        tuple(reasons),
        names.tell("hint", hint=hint) if hint else "",
        hint[:1].upper() + hint[1:],
    )


def _verdict(mark: Mark) -> str:
    if mark.right is not None:
        return "right" if mark.right else "wrong"
    unread = isinstance(mark.reasons[0], Unreadable | IllTyped | NoSuchFact)
    return "not_read" if unread else "not_marked"


def _reason(reason: Reason, exercise: Exercise, names: Naming) -> str:
    match reason:
        case ClauseIs(finding, right):
            key = "clause.right" if right else "clause.wrong"
            why = _clause_is(finding, exercise, names)
            return names.tell(key, ref=finding.clause.ref, why=why)
        case More(count):
            return names.counted("more", count)
        case OptionIs(name, right) if isinstance(exercise, Choose):
            return _option_is(name, right, exercise, names)
        case NotThere(state, on, was):
            key = "not_there.was" if was else "not_there.never"
            return names.tell(key, state=names.state(state), on=on)
        case Opens(filed, least) if filed > least:
            return names.tell("opens_many", n=filed, least=least)
        case Opens(filed):
            return names.counted("opens", filed)
        case NotByFiling(fact):
            return names.tell("not_by_filing", fact=names.fact(fact))
        case Refused(refusal, on, number):
            why = refusal_in_words(refusal, on, names)
            return names.tell("at_place", n=number, why=why) if number else why
        case Ordered(state):
            return names.tell("ordered", state=names.state(state))
        case StepIsOpen(step, on, still):
            key = "step_still_open" if still else "step_open"
            return names.tell(key, act=names.transition(step), on=on)
        case OutsideDays(first, last):
            return names.tell("outside", first=first, last=last)
        case DayIs():
            return _day(reason, names)
        case DueOn():
            return _due(reason, names)
    return _figure(reason, names) or _ground(reason, names)


def _ground(reason: Reason, names: Naming) -> str:
    match reason:
        case LeftOut(ref):
            return names.tell("left_out", ref=ref, why=_left_out(reason, names))
        case ClausesAre(()):
            return names.tell("all_met_here")
        case ClausesAre(found):
            said = names.listed(_because(found, names), "series")
            return names.tell("clauses_are", clauses=said)
        case NoSuchStep(step, state, on):
            act, state = names.transition(step), names.state(state)
            key = "refused.no_such_transition"
            return names.tell(key, act=act, on=on, state=state)
        case LastStep("", _):
            return names.tell("nothing_happened")
        case LastStep(step, on):
            return names.tell("last_step", act=names.transition(step), on=on)
        case Reads(clause, values):
            asked = names.condition(clause.when)
            return names.tell("reads", asked=asked, values=_values(values, names))
        case StandsIn(name):
            title = names.of(names.rulebook.instruments[name].title, name)
            return names.tell("stands_in", title=title)
        case ComesFrom(ref):
            return names.tell("comes_from", ref=ref, text=_paragraph(ref, names))
    raise AssertionError(reason)


def _paragraph(ref: str, names: Naming) -> str:
    book = names.rulebook
    if ref in book.provisions:
        return names.of(book.provisions[ref].text)
    return names.of(book.clauses[ref][-1].text) if ref in book.clauses else ref


def _figure(reason: Reason, names: Naming) -> str:
    match reason:
        case Unreadable():
            return _unreadable(reason, names)
        case IllTyped(part, found, expected):
            wanted, _, more = expected.partition("; ")
            words = {"found": found, "expected": wanted}
            said = {key: _parser(word, names) for key, word in words.items()}
            sentence = names.tell("ill_typed", part=part, **said)
            guess = _GUESS.fullmatch(more)
            if guess is None:
                return sentence
            return names.tell("and_guess", said=sentence, guess=guess[1])
        case NoSuchFact(name, guess):
            sentence = names.tell("no_such_fact", name=name)
            if not guess:
                return sentence
            return names.tell("and_guess", said=sentence, guess=guess)
        case SameOn(cases):
            return names.counted("same_on", cases)
        case Likely(percent):
            return names.tell("likely", percent=f"{percent:.1f}")
        case Beyond(above):
            return names.tell("beyond.above" if above else "beyond.below")
        case TooWide(width, widest):
            return names.tell("too_wide", width=f"{width:g}", widest=widest)
        case NeedsPackages(extra):
            return names.tell("needs_packages", extra=extra)
    return ""


def _option_is(name: str, right: bool, exercise: Choose, names: Naming) -> str:
    """Return that an option is right, or what is wrong with it and with no other."""
    said, asks, about = option(exercise, name, names), exercise.asks, exercise.about
    if right:
        return names.tell("option_right", option=said)
    key = f"option_wrong.{asks.value}"
    if asks is Asks.ANSWER:
        return names.tell(f"{key}.{name}")
    act = names.transition(about) if asks is Asks.ACTORS else ""
    return names.tell(key, option=said, on=exercise.setting.on, act=act, ref=about)


def _left_out(reason: LeftOut, names: Naming) -> str:
    """Return why a clause is not evaluated."""
    if reason.standing is None:
        return names.tell("left_out.not_in_force", on=reason.on)
    asked = [one for one in Standing if one in reason.asked]
    listed = names.listed(map(names.standing, asked), "and_list")
    return names.tell(f"left_out.{reason.standing.value}", asked=listed)


def _clause_is(finding: Finding, exercise: Exercise, names: Naming) -> str:
    if finding.verdict is Verdict.NOT_EVALUATED and isinstance(exercise, ChooseClause):
        setting, clause = exercise.setting, finding.clause
        left = LeftOut(clause.ref, setting.on, clause.standing, setting.standings)
        verdict = names.tell(f"verdict.{finding.verdict.value}")
        why = _left_out(left, names)
        return names.tell("clause.left_out", verdict=verdict, why=why)
    values = _values(finding.values, names)
    unfiled = all(value is None for value in finding.values.values())
    if finding.clause.presumed and unfiled and finding.verdict is Verdict.MET:
        values = names.tell("values.presumed")
    if finding.clause.effect is Effect.FINDING:
        return names.tell("clause.noted", values=values)
    return names.tell(
        "clause.is",
        verdict=names.tell(f"verdict.{finding.verdict.value}"),
        asked=names.condition(finding.clause.when),
        values=values,
    )


def _values(values: Mapping[str, FiledValue | None], names: Naming) -> str:
    known = [
        names.fact_value(name, value)
        for name, value in values.items()
        if value is not None
    ]
    if not known:
        return names.tell("values.none")
    return names.tell("values", values=names.listed(known, "series"))


def refusal_in_words(refusal: Refusal, on: date, names: Naming) -> str:
    """Return why a request is refused; `names` have the sentences of exercises."""
    act = names.transition(refusal.transition)
    if refusal.answer is Answer.NO_SUCH_TRANSITION:
        state = names.state(refusal.state)
        return names.tell("refused.no_such_transition", act=act, on=on, state=state)
    if not refusal.may:
        return names.tell("refused.nobody", act=act)
    if refusal.wrong_actor:
        may = names.listed(map(names.actor, refusal.may), "or_list")
        who = names.actor(refusal.by)
        return names.tell("refused.wrong_actor", act=act, on=on, who=who, may=may)
    barring = [f for f in refusal.findings if f.clause.effect is not Effect.FINDING]
    reasons = names.listed(_because(barring, names), "series") + names.tell("stop")
    return names.tell(f"refused.{refusal.answer.value}", act=act, on=on, why=reasons)


def _because(found: Iterable[Finding], names: Naming) -> Iterator[str]:
    """Yield clauses with their verdicts and what they say."""
    for one in found:
        yield names.tell(
            "because",
            ref=one.clause.ref,
            verdict=names.tell(f"verdict.{one.verdict.value}"),
            text=names.of(one.clause.text).rstrip(".。"),
        )


def _day(reason: DayIs, names: Naming) -> str:
    day, number, length = reason.day, reason.number, reason.length
    if reason.late:
        return names.tell("day.late", day=day)
    if reason.reason == "day_zero":
        return names.tell("day.day_zero", day=day)
    if number > length:  # days of a period in months or years
        return names.tell("day.early", day=day)
    if reason.reason == "counted":
        return names.tell("day.counted", day=day, n=number, length=length)
    why = names.tell(f"reason.{reason.reason.value}")
    return names.tell("day.not_counted", day=day, reason=why, n=number, length=length)


def _due(reason: DueOn, names: Naming) -> str:
    if reason.expiry in (FINDING, END):
        after = names.tell(f"after.{reason.expiry}")
    else:
        after = names.tell("after.step", act=names.transition(reason.expiry))
    return names.tell("due", due=reason.due, ref=reason.ref, after=after)


def _unreadable(reason: Unreadable, names: Naming) -> str:
    near = reason.text[reason.place : reason.place + NEAR].strip()
    hint = names.tell("expected", expected=_parser(reason.expected, names))
    if not near:
        return names.tell("unreadable.end", hint=hint)
    return names.tell("unreadable", n=reason.place + 1, near=near, hint=hint)


def _parser(words: str, names: Naming) -> str:
    """Return what the reader of expressions says, in the language where it is known."""
    if names.language is Language.EN:
        return words
    return PARSER.get(words, words)


def _differs(other: Counterexample, names: Naming) -> str:
    facts = [names.fact_value(name, value) for name, value in other.facts.items()]
    return names.tell(
        "differs",
        on=other.on,
        facts=names.listed(facts, "series") or names.tell("no_facts"),
        law=names.tell(f"verdict.{other.law.value}"),
        yours=names.tell(f"verdict.{other.yours.value}"),
    )


def _hint(hint: Hint, exercise: Exercise, names: Naming) -> str:
    match hint:
        case Told(words):
            return names.of(words)
        case Compared(clause):
            facts = names.listed(map(names.fact, facts_read(clause.when)), "series")
            asked = names.condition(clause.when)
            return names.tell("look.clause_words", asked=asked, facts=facts)
        case Between(low, high):
            return names.tell("look.between", low=low, high=high)
        case LookAt(kind, name):
            return names.tell(f"look.{kind}", name=_looked_at(name, exercise, names))
    raise AssertionError(hint)


def _looked_at(name: str, exercise: Exercise, names: Naming) -> str:
    match exercise:
        case FileFacts():
            return names.question(name)
        case LastDay():
            return names.day(date.fromisoformat(name))
        case OrderSteps(moves=moves):
            return move(moves[name], names)
        case Choose():
            return option(exercise, name, names)
    return name
