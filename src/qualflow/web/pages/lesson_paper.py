"""Exercises on paper: what has to be known, shortened; boxes; and right answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from qualflow.law.expression import facts_read
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.learn.asking import findings, standing
from qualflow.learn.exercises import (
    Asks,
    Choose,
    ChooseClause,
    Exercise,
    FileFacts,
    LastDay,
    OfStep,
    Setting,
)
from qualflow.web.library import Process
from qualflow.web.pages.lesson_forms import Card, card
from qualflow.web.pages.lesson_text import Shown
from qualflow.web.pages.lesson_worth import Solved, solved
from qualflow.web.places import Place
from qualflow.web.view import Crumb, View
from qualflow.words import lessons as words
from qualflow.words.lesson_pages import say

Pairs = tuple[tuple[str, str], ...]

ENOUGH_ALIKE = 6
"""So much that two exercises have in common is not printed twice."""


@frozen
class Paper:
    """An exercise on paper.

    Attributes:
        known: What has to be known; beside that of the exercise `like`, if it is one.
        like: The number of an earlier exercise with nearly the same file, 0 for none.
        gone: What stands there and is not on file here.
        solution: None on a sheet without answers.
    """

    card: Card
    known: Pairs
    like: int = 0
    gone: tuple[str, ...] = ()
    solution: Solved | None = None


@frozen
class Sheet:
    """A sheet: its title and what stands above and around it."""

    title: str
    crumbs: tuple[Crumb, ...]
    point: str
    back: Place
    other: Place
    with_answers: bool


def printed(
    view: View,
    process: Process,
    sheet: Sheet,
    blocks: tuple[Shown, ...],
    exercises: Mapping[str, Exercise],
) -> str:
    """Return the page of a sheet.

    Args:
        view: How the page is made.
        process: Of the exercises.
        sheet: What stands around them.
        blocks: The text, with the places of the exercises.
        exercises: By the text of those blocks.
    """
    language = view.language
    return view.page(
        "sheet.html",
        sheet.title,
        crumbs=sheet.crumbs,
        sheet=sheet,
        blocks=blocks,
        papers=dict(_papers(view, process, exercises, sheet)),
        say=lambda key, **values: say(key, language, **values),
    )


def _papers(
    view: View, process: Process, exercises: Mapping[str, Exercise], sheet: Sheet
) -> Iterator[tuple[str, Paper]]:
    book, alone = process.rulebook, len(exercises) == 1
    earlier: dict[int, Pairs] = {}
    for number, (name, exercise) in enumerate(exercises.items(), 1):
        made = card(view, process, exercise, "", 0 if alone else number)
        read = facts_that_count(book, exercise)
        pairs = words.on_file(exercise, book, view.language, read)
        right = solved(view, process, exercise) if sheet.with_answers else None
        like = _most_alike(pairs, earlier)
        before = earlier.get(like, ())
        titles = {title for title, _ in pairs}
        yield (
            name,
            Paper(
                made,
                tuple(pair for pair in pairs if pair not in before),
                like,
                tuple(title for title, _ in before if title not in titles),
                right,
            ),
        )
        earlier[number] = pairs


def _most_alike(pairs: Pairs, earlier: Mapping[int, Pairs]) -> int:
    """Return the exercise with which most is in common, 0 if it is little with all."""
    alike = {
        number: len(set(pairs) & set(others)) - len(set(others) - set(pairs))
        for number, others in earlier.items()
    }
    best = max(alike, key=lambda number: alike[number], default=0)
    return best if best and alike[best] >= ENOUGH_ALIKE else 0


def facts_that_count(book: Rulebook, exercise: Exercise) -> frozenset[str] | None:
    """Return the facts that the clauses an exercise is about read; None for all."""
    match exercise:
        case ChooseClause():
            trees = [one.clause.when for one in findings(book, exercise).values()]
            return frozenset(name for tree in trees for name in facts_read(tree))
        case FileFacts(setting=setting, step=step):
            return _read(book, setting, (step,))
        case LastDay(setting=setting, of=OfStep(step)):
            return _read(book, setting, (step,))
        case Choose(setting=setting, asks=Asks.ANSWER, about=step):
            return _read(book, setting, (step,))
        case Choose(setting=setting, asks=Asks.OPEN, options=options):
            return _read(book, setting, options)
        case Choose(setting=setting, asks=Asks.VERDICT, about=ref):
            clause = in_force_on(setting.on, book.clauses[ref])
            return frozenset(facts_read(clause.when) if clause else ())
        case Choose(asks=Asks.ACTORS | Asks.STANDING | Asks.EXPIRY):
            return frozenset()
    return None


def _read(book: Rulebook, setting: Setting, steps: tuple[str, ...]) -> frozenset[str]:
    state = standing(book, setting).state
    edition = book.on(setting.on, setting.standings)
    found = (edition.step(state, step) for step in steps)
    return frozenset(
        name
        for step in found
        if step is not None
        for clause in step.clauses
        for name in facts_read(clause.when)
    )
