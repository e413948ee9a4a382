"""Answers for pages that no engine stands behind, made by the engine beforehand.

An exercise with few possible answers gets a table: what is right, and for each wrong
choice, day or act why it is wrong, in the words that the engine's mark has.  The script
of a folder of pages looks answers up in it.  Facts have a table where only yes-or-no
facts and choices can be among the fewest that open the step.  Exercises with more
answers than a table holds get none; their pages say so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import product
from math import prod

from markupsafe import Markup

from qualflow.errors import QualflowError
from qualflow.law.facts import BooleanType, ChoiceType, Fact
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.learn.asking import facts_that_matter, facts_to_file
from qualflow.learn.chances import MissingPackagesError
from qualflow.learn.exercises import (
    Choose,
    ChooseClause,
    Exercise,
    FileFacts,
    LastDay,
    OrderSteps,
    Probability,
)
from qualflow.learn.marking import mark
from qualflow.learn.marks import (
    Beyond,
    ClauseIs,
    Likely,
    Mark,
    More,
    OptionIs,
    Reason,
    Refused,
)
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
MOST_FILINGS = 250
"""So many sets of filings a table holds: three values each of five facts."""
_SAID = (
    "nothing_chosen", "nothing_yet", "some_more", "too_early", "too_late",
    "order_incomplete", "no_range", "needless",
)  # fmt: skip


def table(view: View, process: Process, exercise: Exercise) -> str:
    """Return the table of an exercise as JSON; empty where it has none."""
    made = _table(view, process, exercise)
    if made is None:
        return ""
    book, language = process.tested, view.language
    made["words"] = {key: say(key, language) for key in _SAID}
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
        case FileFacts():
            return _filings(view, process, exercise)
        case Probability():
            return _range(view, process, exercise)
    return None


def _told(
    view: View,
    process: Process,
    exercise: Exercise,
    found: Mark,
    of: Callable[[Reason], bool] = lambda _: True,
) -> list[Json]:
    """Return the reasons of a mark in words, without how many more there are.

    Args:
        view: How the page is made.
        process: Of the exercise.
        exercise: What is answered.
        found: The mark.
        of: Which of its reasons are told.
    """
    kept = [one for one in found.reasons if not isinstance(one, More) and of(one)]
    shown = Mark(found.right, tuple(kept))
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
    right = [ref for ref in refs if (alone[ref].right if anyone else ref in found)]

    def told(mark: Mark, of: Callable[[Reason], bool]) -> list[Json]:
        return _told(view, process, exercise, mark, of)

    wrong = [ref for ref in refs if ref not in right]
    again = (
        mark(book, exercise, wrong[:1], tries=1) if wrong else mark(book, exercise, [])
    )
    first = alone[wrong[0]].reasons if wrong else again.reasons
    return {
        "kind": "some" if anyone else "all",
        "answer": [*right],
        "is": {ref: told(alone[ref], _of_itself) for ref in right},
        "why": {ref: told(alone[ref], lambda _: True) for ref in wrong},
        "yes": told(mark(book, exercise, found), lambda one: not _of_itself(one)),
        "ground": told(again, lambda one: one not in first),
    }


def _of_itself(reason: Reason) -> bool:
    """Return whether a reason speaks of one choice."""
    return isinstance(reason, OptionIs | ClauseIs)


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


# -- facts ----------------------------------------------------------------------------


def _filings(
    view: View, process: Process, exercise: FileFacts
) -> dict[str, Json] | None:
    """Return what each set of filings is worth, of the facts that can matter.

    None if one of them is a number, a day or a text, or if there are too many sets.
    """
    book = process.tested
    pools = {
        name: _values(book.facts[name])
        for name in facts_that_matter(book, exercise.setting, exercise.step)
    }
    if (
        not all(pools.values())
        or prod(len(p) + 1 for p in pools.values()) > MOST_FILINGS
    ):
        return None
    answer: list[Json] = []
    why: dict[str, Json] = {}
    said: list[list[Json]] = []
    for values in product(*([None, *pool] for pool in pools.values())):
        pairs = zip(pools, values, strict=True)
        filed = {name: value for name, value in pairs if value is not None}
        if not filed:
            continue
        found = mark(book, exercise, filed)
        told = _told(view, process, exercise, found)
        if told not in said:
            said.append(told)
        key = "|".join(map(_sent, values))
        why[key] = said.index(told)
        if found.right:
            answer.append(key)
    names = view.names(process)
    labels = facts_to_file(book, exercise.setting, exercise.step)
    return {
        "kind": "facts",
        "names": [*pools],
        "answer": answer,
        "why": why,
        "said": [*said],
        "labels": {name: names.fact(name) for name in labels},
    }


def _values(fact: Fact) -> tuple[bool | str, ...]:
    """Return the values of a fact that a table goes through; none if it cannot."""
    match fact.type:
        case BooleanType():
            return (True, False)
        case ChoiceType(options=options):
            return options
    return ()


def _sent(value: bool | str | None) -> str:
    """Return a value as the field of its fact sends it."""
    if value is None or isinstance(value, str):
        return value or ""
    return "true" if value else "false"


# -- probabilities --------------------------------------------------------------------


def _range(
    view: View, process: Process, exercise: Probability
) -> dict[str, Json] | None:
    """Return the probability, and what is said above and below it."""
    book = process.tested
    try:
        found = mark(book, exercise, solution(book, exercise))
    except MissingPackagesError:
        return None
    likely = next(one.percent for one in found.reasons if isinstance(one, Likely))

    def told(*reasons: Reason) -> list[Json]:
        return _told(view, process, exercise, Mark(False, reasons))

    return {
        "kind": "range",
        "answer": likely,  # type: ignore[dict-item]  # `Json` knows no floats
        "widest": exercise.widest,
        "why": {"above": told(Beyond(above=True)), "below": told(Beyond(above=False))},
        "wide": words.naming(book, view.language).tell(
            "too_wide", width="{width}", widest=exercise.widest
        ),
        "yes": told(*found.reasons),
    }
