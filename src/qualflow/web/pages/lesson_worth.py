"""What an answer is worth, in words, and a right one with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from qualflow.errors import QualflowError
from qualflow.learn.chances import MissingPackagesError
from qualflow.learn.exercises import Exercise, Probability
from qualflow.learn.marking import mark
from qualflow.learn.marks import Mark, OptionIs, SameOn, Told
from qualflow.learn.solving import others, solution
from qualflow.web.library import Process
from qualflow.web.pages.law import fact_row
from qualflow.web.pages.lesson_answers import ANSWER, Given, Wrong
from qualflow.web.parameters import ParameterError
from qualflow.web.places import Place, place
from qualflow.web.view import View
from qualflow.words import lessons as words
from qualflow.words.lesson_marks import marked
from qualflow.words.lesson_pages import say

BEFORE_GIVING_UP = 2
"""After so many wrong answers a right one is shown to who asks for it."""


@frozen
class Solved:
    """A right answer in words.

    Attributes:
        lines: A line for each part.
        because: What it rests on; none where it speaks for itself.
        others: Whether other answers are right too.
    """

    lines: tuple[str, ...]
    because: tuple[str, ...] = ()
    others: bool = False


@frozen
class Worth:
    """What an answer is worth, in words.

    Attributes:
        right: None where it is no answer, or nobody can mark it.
        solution: Shown to who has tried often enough.
        onward: Words and the page to go on to.
    """

    right: bool | None
    verdict: str
    reasons: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    solution: Solved | None = None
    onward: tuple[str, Place] | None = None


def worth_of(view: View, process: Process, exercise: Exercise, given: Given) -> Worth:
    """Return what an answer is worth, in words.

    Raises:
        ParameterError: If the answer can be none of the exercise.
    """
    if given.wrong:
        first, *rest = _forgotten(view, process, given.wrong)
        return Worth(None, first, tuple(rest))
    book = process.tested
    try:
        found = mark(book, exercise, given.answer, given.tries)
    except QualflowError as error:
        raise ParameterError(
            ANSWER, str(given.answer), f"an answer ({error})"
        ) from None
    told = marked(found, exercise, book, view.language)
    if found.right:
        onward = _onward(view, process, exercise)
        return Worth(True, told.verdict, told.reasons, onward=onward)
    if found.right is None:
        return Worth(None, told.verdict, told.reasons)
    hints = hints_of(view, process, exercise)[: given.tries + 1]
    if found.hint is not None and not isinstance(found.hint, Told):
        hints = (*hints, told.tip)
    late = given.tries >= BEFORE_GIVING_UP
    right = solved(view, process, exercise) if late else None
    return Worth(False, told.verdict, told.reasons, hints, right)


def _forgotten(view: View, process: Process, wrong: tuple[Wrong, ...]) -> Iterator[str]:
    """Yield what a reader forgot or mistyped."""
    names, language = view.names(process), view.language
    for one in wrong:
        if one.fact:
            expected = fact_row(process, process.rulebook.facts[one.fact], names)
            yield say(
                one.key,
                language,
                fact=names.fact(one.fact),
                value=one.value,
                expected=expected["type"],
            )
        else:
            yield say(one.key, language)


def _onward(
    view: View, process: Process, exercise: Exercise
) -> tuple[str, Place] | None:
    """Return where to go on from a right answer: its scenario, where there is one."""
    if not isinstance(exercise, Probability):
        return None
    where = place("simulate", process.name, exercise.scenario)
    if not view.links.leads_to(where):
        return None
    return say("move_assumption", view.language), where


def hints_of(view: View, process: Process, exercise: Exercise) -> tuple[str, ...]:
    """Return the hints of the author of an exercise."""
    names = view.names(process)
    return tuple(map(names.of, exercise.head.hints))


def solved(view: View, process: Process, exercise: Exercise) -> Solved:
    """Return a right answer in words, or why there is none here."""
    book, language = process.tested, view.language
    try:
        right = solution(book, exercise)
    except MissingPackagesError:
        return Solved((say("needs_extra", language, extra="simulate"),))
    found = mark(book, exercise, right)
    told = tuple(r for r in found.reasons if not isinstance(r, OptionIs | SameOn))
    return Solved(
        words.answer(right, exercise, book, language),
        marked(Mark(True, told), exercise, book, language).reasons if told else (),
        others(book, exercise),
    )
