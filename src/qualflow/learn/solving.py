"""One right answer to an exercise, computed: the sheet with answers prints it."""

from __future__ import annotations

from math import floor

from qualflow.case.events import Case
from qualflow.case.life import decide
from qualflow.case.replaying import replay
from qualflow.errors import QualflowError
from qualflow.law.facts import FiledValue
from qualflow.law.parsing import text
from qualflow.law.rulebook import Rulebook
from qualflow.learn.asking import (
    answers,
    command,
    deadline,
    findings,
    is_wanted,
    last_open_day,
    least_changes,
    standing,
)
from qualflow.learn.chances import CannotComputeError, percent
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
from qualflow.strict_json import Json


class NoSolutionError(QualflowError):
    """An exercise that no answer solves, with the reason."""

    def __init__(self, exercise: str, why: str) -> None:
        self.exercise = exercise
        self.why = why
        super().__init__(exercise, why)

    def __str__(self) -> str:
        return f"exercise '{self.exercise}' has no solution: {self.why}"


def solution(rulebook: Rulebook, exercise: Exercise) -> Json:
    """Return one right answer, of the form that `mark` takes.

    Raises:
        NoSolutionError: If there is none.
        MissingPackagesError: If it is a probability and its packages are missing.
    """
    match exercise:
        case ChooseClause():
            return list[Json](_clauses(rulebook, exercise))
        case FileFacts():
            return _filings(rulebook, exercise)
        case LastDay():
            return _last_day(rulebook, exercise)
        case OrderSteps():
            return list[Json](order(rulebook, exercise))
        case WriteClause(clause=clause):
            return text(clause.when)
        case Probability():
            return list[Json](around(rulebook, exercise))
        case Choose():
            return list[Json](_options(rulebook, exercise))


def _no(exercise: Exercise, why: str) -> NoSolutionError:
    return NoSolutionError(exercise.head.id, why)


def _clauses(rulebook: Rulebook, exercise: ChooseClause) -> list[str]:
    found = findings(rulebook, exercise)
    if not found:
        why = f"no clause guards '{exercise.step}' there on {exercise.setting.on}"
        raise _no(exercise, why)
    right = [ref for ref, one in found.items() if is_wanted(one, exercise.wanted)]
    if not right:
        raise _no(
            exercise, f"no clause of '{exercise.step}' is {exercise.wanted.value}"
        )
    return right if exercise.every else right[:1]


def _filings(rulebook: Rulebook, exercise: FileFacts) -> dict[str, Json]:
    changes = least_changes(rulebook, exercise.setting, exercise.step)
    if changes is None:
        why = f"nobody can ask for '{exercise.step}' there on {exercise.setting.on}"
        raise _no(exercise, why)
    if not changes:
        raise _no(exercise, f"no filing opens '{exercise.step}'")
    if not changes[0].values:
        raise _no(exercise, f"'{exercise.step}' is open already")
    return {name: plain(value) for name, value in changes[0].values.items()}


def plain(value: FiledValue) -> Json:
    """Return a filed value as an answer has it."""
    return value if isinstance(value, bool | int | str) else str(value)


def _last_day(rulebook: Rulebook, exercise: LastDay) -> str:
    setting = exercise.setting
    match exercise.of:
        case OfClock(clock):
            found = deadline(rulebook, setting, clock)
            if found is None:
                raise _no(exercise, f"'{clock}' does not run on {setting.on}")
            if found.due is None:
                raise _no(exercise, f"the last day of '{clock}' is not known")
            return found.due.isoformat()
        case OfStep() as of:
            last = last_open_day(rulebook, setting, of)
            if last is None:
                what = f"'{of.step}' is open on no day from {setting.on} to {of.until}"
                raise _no(exercise, what)
            if last == of.until:
                raise _no(exercise, f"'{of.step}' is open on {of.until} still")
            return last.isoformat()


def order(rulebook: Rulebook, exercise: OrderSteps) -> list[str]:
    """Return the first lawful order of the acts of an exercise.

    Raises:
        NoSolutionError: If there is none, or the order they are shown in is lawful.
    """
    case = standing(rulebook, exercise.setting)
    names = list(exercise.moves)
    found = _ordered(rulebook, exercise, case, names, set())
    if found is None:
        raise _no(exercise, "the law accepts no order of these acts")
    if found == names:
        raise _no(exercise, "the acts are shown in an order that is right already")
    return found


def _ordered(
    rulebook: Rulebook,
    exercise: OrderSteps,
    case: Case,
    names: list[str],
    hopeless: set[object],
) -> list[str] | None:
    """Return a lawful order of acts; `hopeless` is where none was found before.

    The same acts in another order mostly lead to the same case: it is tried once.
    """
    here = case.state, frozenset(case.facts.items()), frozenset(names)
    if not names or here in hopeless:
        return None if names else []
    for name in names:
        moved = command(exercise.moves[name], exercise.setting)
        outcome = decide(rulebook, case, moved)
        if outcome.refusal is not None:
            continue
        rest = [other for other in names if other != name]
        after = replay(outcome.events, start=case)
        found = _ordered(rulebook, exercise, after, rest, hopeless)
        if found is not None:
            return [name, *found]
    hopeless.add(here)
    return None


def around(rulebook: Rulebook, exercise: Probability) -> list[int]:
    """Return a range in whole percent around the probability that is asked for."""
    try:
        found = percent(
            rulebook, exercise.scenario, exercise.content, exercise.question
        )
    except CannotComputeError as error:
        raise _no(exercise, str(error)) from None
    low = max(0, min(floor(found) - exercise.widest // 2, 100 - exercise.widest))
    return [low, min(100, low + exercise.widest)]


def _options(rulebook: Rulebook, exercise: Choose) -> list[str]:
    about, options = exercise.about, exercise.options
    right = answers(rulebook, exercise.setting, exercise.asks, about, options)
    if not right:
        raise _no(exercise, "none of the options is right")
    if not right <= set(options):
        missing = ", ".join(sorted(right - set(options)))
        raise _no(exercise, f"the right answer is not among the options: {missing}")
    return [option for option in options if option in right]
