"""Answers marked by the engine.

Whatever the law accepts is right: no answer is compared with a stored one.  A wrong
answer is told what is wrong with it, and what to try next: first what the author of the
lesson hints at, one hint for each wrong answer, then one that is computed.  What a
choice rests on nearly names the right one: it is told from the second wrong answer on,
and with the right one.  No answer, or one that cannot be read, is no try.
"""

from __future__ import annotations

from datetime import date

from qualflow.case.life import decide
from qualflow.case.replaying import replay
from qualflow.explain.days import Reason as DayReason
from qualflow.explain.days import count
from qualflow.explain.deadlines import Deadline
from qualflow.law.expression import facts_read
from qualflow.law.parsing import ExpressionError, parse
from qualflow.law.rulebook import Rulebook
from qualflow.law.types import ExpressionTypeError, Scope, condition
from qualflow.learn import answers as forms
from qualflow.learn.answers import AnswerError
from qualflow.learn.asking import (
    ONE_DAY,
    after_filings,
    answers,
    asked_on,
    cannot_be_filed,
    command,
    deadline,
    findings,
    is_wanted,
    last_open_day,
    least_changes,
    request,
    standing,
)
from qualflow.learn.chances import EXTRA, MissingPackagesError, percent
from qualflow.learn.comparing import difference
from qualflow.learn.conditions import is_name, is_unit, meant, strict
from qualflow.learn.exercises import (
    Choose,
    ChooseClause,
    Exercise,
    FileFacts,
    LastDay,
    OfClock,
    OfStep,
    OrderSteps,
    Probability,
    WriteClause,
)
from qualflow.learn.grounds import grounds, objections
from qualflow.learn.marks import (
    Between,
    Beyond,
    ClauseIs,
    Compared,
    DayIs,
    DueOn,
    Hint,
    IllTyped,
    Likely,
    LookAt,
    Mark,
    More,
    NeedsPackages,
    NoSuchFact,
    NotByFiling,
    NothingChosen,
    Opens,
    OptionIs,
    Ordered,
    OutsideDays,
    Reason,
    Refused,
    SameOn,
    StepIsOpen,
    Told,
    TooWide,
    Unreadable,
)
from qualflow.learn.solving import order, solution

__all__ = ["AnswerError", "mark"]

NOTHING = Mark(None, (NothingChosen(),))
"""What no answer is worth: no try, and no hint."""
PLAIN_NUMBER = "a plain number (the fact declares its unit)"
"""What the reader of expressions says of a number that its unit touches."""
MOST_FACTS = 24
"""So many facts a written clause may read: more than any clause of a statute does."""


def mark(
    rulebook: Rulebook, exercise: Exercise, answer: object, tries: int = 0
) -> Mark:
    """Return what an answer is worth, by the law.

    Args:
        rulebook: Of the process the exercise is about.
        exercise: As `read_lessons` or `made` returns it; it has a solution.
        answer: A plain JSON value: a list of refs, moves or options; an object of
            facts; a text; two numbers.
        tries: How many wrong answers went before: so many hints are passed over.

    Raises:
        AnswerError: If the answer cannot be one, whatever the law says.
        NoSolutionError: If no answer can be right: the exercise was never checked.
    """
    found = _marked(rulebook, exercise, answer, tries)
    if found.right is not False:
        return found
    return Mark(
        False,
        found.reasons,
        _hint(rulebook, exercise, answer, tries),
        found.counterexample,
    )


def _marked(rulebook: Rulebook, exercise: Exercise, answer: object, tries: int) -> Mark:
    match exercise:
        case ChooseClause():
            return _clauses(rulebook, exercise, answer)
        case FileFacts():
            return _filings(rulebook, exercise, answer)
        case LastDay(of=OfClock()):
            return _last_day_of_clock(rulebook, exercise, answer)
        case LastDay():
            return _last_day_of_step(rulebook, exercise, answer)
        case OrderSteps():
            return _order(rulebook, exercise, answer)
        case WriteClause():
            return _clause(rulebook, exercise, answer)
        case Probability():
            return _probability(rulebook, exercise, answer)
        case Choose():
            return _choice(rulebook, exercise, answer, tries)


# -- clauses to choose -----------------------------------------------------------------


def _clauses(rulebook: Rulebook, exercise: ChooseClause, answer: object) -> Mark:
    found = findings(rulebook, exercise)
    chosen = forms.names(answer, found, f"a clause of '{exercise.step}'")
    if not chosen:
        return NOTHING
    wanted = {ref for ref, one in found.items() if is_wanted(one, exercise.wanted)}
    wrong = [ref for ref in chosen if ref not in wanted]
    missed = wanted.difference(chosen) if exercise.every else set()
    reasons: list[Reason] = [ClauseIs(found[ref], right=False) for ref in wrong]
    reasons += [ClauseIs(found[ref], right=True) for ref in chosen if ref in wanted]
    if missed and len(wrong) < len(chosen):
        reasons.append(More(len(missed), exercise.wanted))
    return Mark(not wrong and not missed, tuple(reasons))


# -- facts to file ---------------------------------------------------------------------


def _filings(rulebook: Rulebook, exercise: FileFacts, answer: object) -> Mark:
    filed = forms.filings(answer, rulebook)
    if not filed:
        return NOTHING
    setting = exercise.setting
    case = standing(rulebook, setting)
    fixed = [name for name in filed if cannot_be_filed(rulebook, case, name)]
    if fixed:
        return Mark(False, tuple(NotByFiling(name) for name in fixed))
    case = after_filings(rulebook, setting, filed)
    refusal = decide(rulebook, case, request(setting, exercise.step)).refusal
    if refusal is not None:
        return Mark(False, (Refused(refusal, setting.on),))
    changes = least_changes(rulebook, setting, exercise.step)
    least = len(changes[0].values) if changes else len(filed)
    right = len(filed) <= least
    return Mark(right, (Opens(len(filed), min(least, len(filed))),))


# -- last days -------------------------------------------------------------------------


def _last_day_of_step(rulebook: Rulebook, exercise: LastDay, answer: object) -> Mark:
    day, setting, of = forms.day(answer), exercise.setting, exercise.of
    assert isinstance(of, OfStep)
    if not setting.on <= day <= of.until:
        return Mark(False, (OutsideDays(setting.on, of.until),))
    refusal = asked_on(rulebook, setting, of.step, day).refusal
    if refusal is not None:
        return Mark(False, (Refused(refusal, day),))
    last = last_open_day(rulebook, setting, of)
    after = asked_on(rulebook, setting, of.step, day + ONE_DAY).refusal
    if day != last:
        later = day + ONE_DAY if after is None else last
        assert later is not None  # it is open on `day`
        return Mark(False, (StepIsOpen(of.step, later, still=True),))
    reasons: list[Reason] = [StepIsOpen(of.step, day)]
    if after is not None:
        reasons.append(Refused(after, day + ONE_DAY))
    return Mark(True, tuple(reasons))


def _last_day_of_clock(rulebook: Rulebook, exercise: LastDay, answer: object) -> Mark:
    day, of = forms.day(answer), exercise.of
    assert isinstance(of, OfClock)
    found = deadline(rulebook, exercise.setting, of.clock)
    if found is None or found.due is None:
        solution(rulebook, exercise)  # says why there is none
        raise AssertionError(exercise.head.id)
    due = DueOn(found.ref, found.due, found.consequence, of.clock)
    if day == found.due:
        return Mark(True, (due,))
    return Mark(False, (_day_is(found, day),))


def _day_is(found: Deadline, day: date) -> Reason:
    """Return what a day that is not the last one is in a period."""
    period, due = found.period, found.due
    assert due is not None
    if day < period.counts_from:
        return OutsideDays(period.counts_from, due)
    number, reason = 0, DayReason.DAY_ZERO
    for counted in count(period, max(day, due)):
        if counted.day > day:
            break
        number = counted.number or number
        reason = counted.reason
    return DayIs(day, number, period.length, reason, late=day > due)


# -- orders ----------------------------------------------------------------------------


def _order(rulebook: Rulebook, exercise: OrderSteps, answer: object) -> Mark:
    names = forms.names(answer, exercise.moves, "one of the acts")
    if len(names) < len(exercise.moves):
        expected = f"all {len(exercise.moves)} acts in an order"
        raise AnswerError("", f"a list of {len(names)}", expected)
    case = standing(rulebook, exercise.setting)
    for number, name in enumerate(names, 1):
        moved = command(exercise.moves[name], exercise.setting)
        outcome = decide(rulebook, case, moved)
        if outcome.refusal is not None:
            refused = Refused(outcome.refusal, exercise.setting.on, number)
            return Mark(False, (refused,))
        case = replay(outcome.events, start=case)
    return Mark(True, (Ordered(case.state),))


# -- clauses to write ------------------------------------------------------------------


def _clause(rulebook: Rulebook, exercise: WriteClause, answer: object) -> Mark:
    text = strict(forms.text(answer))
    try:
        tree = condition(parse(text), Scope(rulebook.facts, rulebook.definitions))
    except ExpressionError as error:
        unit = is_unit(text, error.position)
        expected = PLAIN_NUMBER if unit else error.expected
        what = Unreadable(text, error.position, error.found, expected)
        return Mark(None, (what,))
    except ExpressionTypeError as error:
        return Mark(None, (_ill_typed(rulebook, exercise, error),))
    read = len(facts_read(tree))
    if read > MOST_FACTS:
        expected = f"an expression that reads at most {MOST_FACTS} facts"
        raise AnswerError("", f"one that reads {read}", expected)
    other, tried = difference(rulebook, exercise.clause, tree, exercise.on)
    if other is None:
        return Mark(True, (SameOn(tried),))
    return Mark(False, (), counterexample=other)


def _ill_typed(
    rulebook: Rulebook, exercise: WriteClause, error: ExpressionTypeError
) -> Reason:
    name = error.part
    declared = name in rulebook.facts or name in rulebook.definitions
    if declared or not is_name(name):
        return IllTyped(name, error.found, error.expected)
    near = facts_read(exercise.clause.when)
    return NoSuchFact(name, meant(name, near, (*rulebook.facts, *rulebook.definitions)))


# -- probabilities ---------------------------------------------------------------------


def _probability(rulebook: Rulebook, exercise: Probability, answer: object) -> Mark:
    low, high = forms.percents(answer)
    try:
        found = percent(
            rulebook, exercise.scenario, exercise.content, exercise.question
        )
    except MissingPackagesError:
        return Mark(None, (NeedsPackages(EXTRA),))
    if high - low > exercise.widest:
        return Mark(False, (TooWide(high - low, exercise.widest),))
    if not low <= found <= high:
        return Mark(False, (Beyond(found > high),))
    return Mark(True, (Likely(found),))


# -- choices ---------------------------------------------------------------------------


def _choice(rulebook: Rulebook, exercise: Choose, answer: object, tries: int) -> Mark:
    options = exercise.options
    chosen = forms.names(answer, options, "one of the options")
    if not chosen:
        return NOTHING
    asks, about = exercise.asks, exercise.about
    right = answers(rulebook, exercise.setting, asks, about, options)
    wrong = [option for option in chosen if option not in right]
    reasons: list[Reason] = [*objections(rulebook, exercise, wrong)]
    reasons += [OptionIs(option, right=True) for option in chosen if option in right]
    missed = len(right.difference(chosen))
    if missed and right.intersection(chosen):
        reasons.append(More(missed))
    solved = set(chosen) == right
    if solved or tries:
        reasons += grounds(rulebook, exercise, solved=solved)
    return Mark(solved, tuple(reasons))


# -- hints -----------------------------------------------------------------------------


def _hint(rulebook: Rulebook, exercise: Exercise, answer: object, tries: int) -> Hint:
    told = exercise.head.hints
    if 0 <= tries < len(told):
        return Told(told[tries])
    return _computed(rulebook, exercise, answer)


def _computed(rulebook: Rulebook, exercise: Exercise, answer: object) -> Hint:
    """Return one thing that belongs to a right answer and is not in this one."""
    match exercise:
        case OrderSteps():
            return LookAt("move", _next_move(rulebook, exercise, answer))
        case WriteClause(clause=clause):
            return Compared(clause)
        case Probability():
            return _between(rulebook, exercise)
    found = solution(rulebook, exercise)
    if isinstance(found, str):
        return LookAt("later" if str(answer) < found else "earlier", str(answer))
    kind = {ChooseClause: "clause", FileFacts: "fact", Choose: "option"}[type(exercise)]
    given = answer if isinstance(answer, list | dict) else ()
    assert isinstance(found, list | dict)
    names = [str(name) for name in found]
    return LookAt(kind, next((name for name in names if name not in given), names[0]))


def _between(rulebook: Rulebook, exercise: Probability) -> Hint:
    """Return three ranges of the widest kind, in one of which the probability lies."""
    found = percent(rulebook, exercise.scenario, exercise.content, exercise.question)
    widest = exercise.widest
    low = max(0, (int(found) // widest - 1) * widest)
    return Between(low, min(100, low + 3 * widest))


def _next_move(rulebook: Rulebook, exercise: OrderSteps, answer: object) -> str:
    """Return the act where an order parts from a lawful one."""
    right = order(rulebook, exercise)
    given = answer if isinstance(answer, list) else []
    pairs = zip(right, given, strict=False)
    return next((one for one, other in pairs if one != other), right[0])
