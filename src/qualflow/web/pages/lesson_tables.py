"""Answers for pages that no engine stands behind, made by the engine beforehand.

An exercise with few possible answers gets a table: what is right, and for each wrong
choice, day or act why it is wrong, in the words that the engine's mark has.  The script
of a folder of pages looks answers up in it.  Exercises with more answers than a table
holds get none; their pages say so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from markupsafe import Markup

from qualflow.errors import QualflowError
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.learn.exercises import (
    Choose,
    ChooseClause,
    Exercise,
    LastDay,
    OrderSteps,
)
from qualflow.learn.marking import mark
from qualflow.learn.marks import Mark, More, Refused
from qualflow.learn.solving import solution
from qualflow.strict_json import Json
from qualflow.web.library import Process
from qualflow.web.view import View
from qualflow.words import lessons as words
from qualflow.words.lesson_marks import marked
from qualflow.words.lesson_pages import say

DAYS_AROUND = 30
"""So many days before and after the last one get a reason of their own."""
MOST_STARTS = 200
"""So many beginnings of an order that the law accepts are gone through."""


def table(view: View, process: Process, exercise: Exercise) -> str:
    """Return the table of an exercise as JSON; empty where it has none."""
    made = _table(view, process, exercise)
    if made is None:
        return ""
    said = ("nothing_chosen", "some_more", "too_early", "too_late", "order_incomplete")
    made["words"] = {key: say(key, view.language) for key in said}
    book, language = process.tested, view.language
    for key, right in (("right", True), ("wrong", False)):
        made[key] = marked(Mark(right, ()), exercise, book, language).verdict
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704  # no tag can begin


def _table(view: View, process: Process, exercise: Exercise) -> dict[str, Json] | None:
    match exercise:
        case Choose() | ChooseClause():
            return _choices(view, process, exercise)
        case LastDay():
            return _days(view, process, exercise)
        case OrderSteps():
            return _order(view, process, exercise)
    return None


def _told(view: View, process: Process, exercise: Exercise, found: Mark) -> list[Json]:
    """Return the reasons of a mark in words, without how many more there are."""
    reasons = tuple(one for one in found.reasons if not isinstance(one, More))
    shown = Mark(found.right, reasons)
    return [*marked(shown, exercise, process.tested, view.language).reasons]


def _choices(
    view: View, process: Process, exercise: Choose | ChooseClause
) -> dict[str, Json]:
    book = process.tested
    refs = [ref for ref, _ in words.choices(exercise, book, view.language)]
    anyone = isinstance(exercise, ChooseClause) and not exercise.every
    found = solution(book, exercise)
    assert isinstance(found, list)
    alone = {ref: mark(book, exercise, [ref]) for ref in refs}
    right = [ref for ref in refs if alone[ref].right] if anyone else found
    why: dict[str, Json] = {
        ref: _told(view, process, exercise, alone[ref])
        for ref in refs
        if ref not in right
    }
    told = _told(view, process, exercise, mark(book, exercise, found))
    return {
        "kind": "some" if anyone else "all",
        "answer": [*right],
        "why": why,
        "yes": [] if anyone else told,
    }


def _days(view: View, process: Process, exercise: LastDay) -> dict[str, Json]:
    book = process.tested
    last = str(solution(book, exercise))
    why: dict[str, Json] = {}
    for day in _around(date.fromisoformat(last)):
        if day == last:
            continue
        try:
            found = mark(book, exercise, day)
        except QualflowError:
            continue
        why[day] = _told(view, process, exercise, found)
    told = _told(view, process, exercise, mark(book, exercise, last))
    return {"kind": "day", "answer": last, "why": why, "yes": told}


def _around(last: date) -> Iterator[str]:
    for days in range(-DAYS_AROUND, DAYS_AROUND + 1):
        day = last + timedelta(days)
        if FIRST_DAY <= day <= LAST_DAY:
            yield day.isoformat()


def _order(
    view: View, process: Process, exercise: OrderSteps
) -> dict[str, Json] | None:
    """Return why an act is refused after those before it, by their numbers.

    None if the law accepts too many beginnings.  What is not there is accepted.
    """
    names = list(exercise.moves)
    why: dict[str, Json] = {}
    starts: list[tuple[int, ...]] = [()]
    told: list[Json] = []
    for start in starts:  # which grows
        for last in range(len(names)):
            if last in start:
                continue
            tried = (*start, last)
            found = mark(process.tested, exercise, _whole(tried, names))
            if _at(found) == len(tried):
                key = ",".join(map(str, tried))
                why[key] = _told(view, process, exercise, found)
                continue
            starts.append(tried)
            if found.right:
                told = _told(view, process, exercise, found)
        if len(starts) > MOST_STARTS:
            return None
    return {"kind": "order", "answer": [*names], "why": why, "yes": told}


def _whole(start: Iterable[int], names: list[str]) -> list[str]:
    """Return an order of all acts that begins so."""
    first = [names[number] for number in start]
    return first + [name for name in names if name not in first]


def _at(found: Mark) -> int:
    """Return the place of the act that is refused, 0 if none is."""
    refused = (one.number for one in found.reasons if isinstance(one, Refused))
    return next(refused, 0)
