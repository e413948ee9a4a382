"""One right answer to an exercise, computed: the sheet with answers prints it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import floor

from attrs import frozen

from qualflow.case.events import Case
from qualflow.case.life import Refusal, decide
from qualflow.case.replaying import replay
from qualflow.errors import QualflowError
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    FactValueError,
    FiledValue,
    NumberType,
    TextType,
)
from qualflow.law.parsing import text
from qualflow.law.rulebook import Rulebook
from qualflow.learn.asking import (
    ONE_DAY,
    after_filings,
    answers,
    command,
    deadline,
    findings,
    is_wanted,
    last_open_day,
    least_changes,
    request,
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


class Hopeless(StrEnum):
    """Why no answer to an exercise is right."""

    NO_CLAUSES = "no_clauses"
    NONE_SO = "none_so"
    NOBODY = "nobody"
    NO_FILING = "no_filing"
    OPEN_ALREADY = "open_already"
    NOT_RUNNING = "not_running"
    DAY_UNKNOWN = "day_unknown"
    NEVER_OPEN = "never_open"
    OPEN_STILL = "open_still"
    NO_ORDER = "no_order"
    SHOWN_IN_ORDER = "shown_in_order"
    NOT_COMPUTED = "not_computed"
    NONE_RIGHT = "none_right"
    NOT_LISTED = "not_listed"


@frozen
class Stuck:
    """How far acts in an order can go, and what is then refused.

    Attributes:
        done: The acts that the law grants one after the other, as many as can be.
        refused: Why each of the others is not, by act.
    """

    done: tuple[str, ...]
    refused: Mapping[str, Refusal]


class NoSolutionError(QualflowError):
    """An exercise that no answer solves, with the reason.

    Attributes:
        asked: The exercise.
        hopeless: The reason, `why` in words.
        stuck: Of acts that no order saves, where they come to an end.
        missing: Right options that are not among those of a choice.
    """

    def __init__(
        self,
        asked: Exercise,
        hopeless: Hopeless,
        why: str,
        stuck: Stuck | None = None,
        missing: tuple[str, ...] = (),
    ) -> None:
        self.asked = asked
        self.hopeless = hopeless
        self.why = why
        self.stuck = stuck
        self.missing = missing
        super().__init__(asked, hopeless, why, stuck, missing)

    def __str__(self) -> str:
        return f"exercise '{self.asked.head.id}' has no solution: {self.why}"


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


def _clauses(rulebook: Rulebook, exercise: ChooseClause) -> list[str]:
    found = findings(rulebook, exercise)
    if not found:
        why = f"no clause guards '{exercise.step}' there on {exercise.setting.on}"
        raise NoSolutionError(exercise, Hopeless.NO_CLAUSES, why)
    right = [ref for ref, one in found.items() if is_wanted(one, exercise.wanted)]
    if not right:
        why = f"no clause of '{exercise.step}' is {exercise.wanted.value}"
        raise NoSolutionError(exercise, Hopeless.NONE_SO, why)
    return right if exercise.every else right[:1]


def _filings(rulebook: Rulebook, exercise: FileFacts) -> dict[str, Json]:
    changes = least_changes(rulebook, exercise.setting, exercise.step)
    if changes is None:
        why = f"nobody can ask for '{exercise.step}' there on {exercise.setting.on}"
        raise NoSolutionError(exercise, Hopeless.NOBODY, why)
    if not changes:
        why = f"no filing opens '{exercise.step}'"
        raise NoSolutionError(exercise, Hopeless.NO_FILING, why)
    if not changes[0].values:
        why = f"'{exercise.step}' is open already"
        raise NoSolutionError(exercise, Hopeless.OPEN_ALREADY, why)
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
                why = f"'{clock}' does not run on {setting.on}"
                raise NoSolutionError(exercise, Hopeless.NOT_RUNNING, why)
            if found.due is None:
                why = f"the last day of '{clock}' is not known"
                raise NoSolutionError(exercise, Hopeless.DAY_UNKNOWN, why)
            return found.due.isoformat()
        case OfStep() as of:
            last = last_open_day(rulebook, setting, of)
            if last is None:
                why = f"'{of.step}' is open on no day from {setting.on} to {of.until}"
                raise NoSolutionError(exercise, Hopeless.NEVER_OPEN, why)
            if last == of.until:
                why = f"'{of.step}' is open on {of.until} still"
                raise NoSolutionError(exercise, Hopeless.OPEN_STILL, why)
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
        stuck = _stuck(rulebook, exercise, case, tuple(names))
        why = f"the law accepts no order of these acts: after {len(stuck.done)} of "
        why += f"them is refused: {', '.join(stuck.refused)}"
        raise NoSolutionError(exercise, Hopeless.NO_ORDER, why, stuck)
    if found == names:
        why = "the acts are shown in an order that is right already"
        raise NoSolutionError(exercise, Hopeless.SHOWN_IN_ORDER, why)
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


def _stuck(
    rulebook: Rulebook, exercise: OrderSteps, case: Case, names: tuple[str, ...]
) -> Stuck:
    """Return the longest beginning that the law grants, and what is refused then.

    Of several the first one.
    """
    found: Stuck | None = None
    waiting: list[tuple[tuple[str, ...], Case]] = [((), case)]
    seen: set[object] = set()
    for done, here in waiting:  # which grows, shorter beginnings first
        left = [name for name in names if name not in done]
        outcomes = {
            name: decide(
                rulebook, here, command(exercise.moves[name], exercise.setting)
            )
            for name in left
        }
        refused = {n: one.refusal for n, one in outcomes.items() if one.refusal}
        if len(refused) == len(left) and (found is None or len(done) > len(found.done)):
            found = Stuck(done, refused)
        for name, outcome in outcomes.items():
            after = replay(outcome.events, start=here)
            key = after.state, frozenset(after.facts.items()), frozenset((*done, name))
            if outcome.refusal is None and key not in seen:
                seen.add(key)
                waiting.append(((*done, name), after))
    assert found is not None  # or there were a lawful order
    return found


# -- other right answers ---------------------------------------------------------------


def others(rulebook: Rulebook, exercise: Exercise) -> bool:
    """Return whether answers other than `solution` are right too.

    A condition can always be put otherwise, and a range be moved; the rest is tried.
    """
    match exercise:
        case WriteClause() | Probability():
            return True
        case ChooseClause(every=False):
            found = findings(rulebook, exercise).values()
            return sum(is_wanted(one, exercise.wanted) for one in found) > 1
        case OrderSteps():
            return _orders(rulebook, exercise) > 1
        case FileFacts():
            return _other_filings(rulebook, exercise)
    return False


def _orders(rulebook: Rulebook, exercise: OrderSteps) -> int:
    """Return how many lawful orders there are, 2 for several."""

    def orders(case: Case, names: tuple[str, ...]) -> int:
        if not names:
            return 1
        total = 0
        for name in names:
            moved = command(exercise.moves[name], exercise.setting)
            outcome = decide(rulebook, case, moved)
            if outcome.refusal is None and total < 2:
                rest = tuple(other for other in names if other != name)
                total += orders(replay(outcome.events, start=case), rest)
        return min(total, 2)

    return orders(standing(rulebook, exercise.setting), tuple(exercise.moves))


def _other_filings(rulebook: Rulebook, exercise: FileFacts) -> bool:
    """Return whether other facts, or other values of these, open the step as well."""
    setting, step = exercise.setting, exercise.step
    changes = least_changes(rulebook, setting, step) or ()
    if len(changes) > 1:
        return True
    for name, value in changes[0].values.items() if changes else ():
        for other in _beside(rulebook.facts[name], value):
            values = {**changes[0].values, name: other}
            with suppress(FactValueError):  # the next number may be out of bounds
                case = after_filings(rulebook, setting, values)
                asked = request(setting, step)
                if decide(rulebook, case, asked).refusal is None:
                    return True
    return False


def _beside(fact: Fact, value: FiledValue) -> Iterator[FiledValue]:
    """Yield other values of a fact: all options, or those next to this one."""
    match fact.type, value:
        case BooleanType(), _:
            yield not value
        case ChoiceType(options=options), _:
            yield from (option for option in options if option != value)
        case NumberType(), Decimal() | int():
            yield from (value - 1, value + 1)
        case DayType(), date():
            yield from (value - ONE_DAY, value + ONE_DAY)
        case TextType(), _:
            yield f"{value}…"


def around(rulebook: Rulebook, exercise: Probability) -> list[int]:
    """Return a range in whole percent around the probability that is asked for."""
    try:
        found = percent(
            rulebook, exercise.scenario, exercise.content, exercise.question
        )
    except CannotComputeError as error:
        raise NoSolutionError(exercise, Hopeless.NOT_COMPUTED, str(error)) from None
    low = max(0, min(floor(found) - exercise.widest // 2, 100 - exercise.widest))
    return [low, min(100, low + exercise.widest)]


def _options(rulebook: Rulebook, exercise: Choose) -> list[str]:
    about, options = exercise.about, exercise.options
    right = answers(rulebook, exercise.setting, exercise.asks, about, options)
    if not right:
        why = "none of the options is right"
        raise NoSolutionError(exercise, Hopeless.NONE_RIGHT, why)
    if not right <= set(options):
        missing = tuple(sorted(right - set(options)))
        why = f"the right answer is not among the options: {', '.join(missing)}"
        raise NoSolutionError(exercise, Hopeless.NOT_LISTED, why, missing=missing)
    return [option for option in options if option in right]
