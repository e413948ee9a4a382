"""An exercise as a page shows it: what is known, its fields, the worth of an answer."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from qualflow.errors import QualflowError
from qualflow.law.expression import facts_read
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    NumberType,
    outside,
)
from qualflow.learn.asking import facts_to_file, standing
from qualflow.learn.chances import MissingPackagesError
from qualflow.learn.exercises import (
    Asks,
    Choose,
    ChooseClause,
    Exercise,
    FileFacts,
    LastDay,
    OrderSteps,
    Probability,
    WriteClause,
)
from qualflow.learn.marking import mark
from qualflow.learn.marks import Told
from qualflow.learn.solving import solution
from qualflow.web.library import Process
from qualflow.web.pages.law import fact_row
from qualflow.web.pages.lesson_answers import ANSWER, MOST_TRIES, OF_FACT, Given
from qualflow.web.parameters import ParameterError
from qualflow.web.places import Place
from qualflow.web.view import View
from qualflow.words import lessons as words
from qualflow.words.lesson_marks import marked
from qualflow.words.lesson_pages import say

BEFORE_GIVING_UP = 2
"""After so many wrong answers a right one is shown to who asks for it."""
NEIGHBOURS = 2
LONG = 8
"""So many things that are known are folded away."""
EXAMPLE = "samples >= 3 and not (banned or margin < 80)"
_SEVERAL = (Asks.ACTORS, Asks.OPEN)


@frozen
class Option:
    """Something that can be chosen."""

    value: str
    text: str
    chosen: bool = False


@frozen
class FactField:
    """A fact that can be filed; `kind` is "choice", "day", "number" or "text"."""

    name: str
    label: str
    now: str
    kind: str
    expected: str
    value: str = ""
    options: tuple[Option, ...] = ()


@frozen
class Fields:
    """The fields of an exercise.

    Attributes:
        kind: "one", "some", "day", "order", "facts", "condition" or "range".
        help: A sentence on how to answer.
        named: Facts that a condition can name: name, words, type.
        refs: Whether the options are refs, which are shown.
    """

    kind: str
    help: str = ""
    options: tuple[Option, ...] = ()
    values: tuple[str, ...] = ("",)
    facts: tuple[FactField, ...] = ()
    named: tuple[tuple[str, str, str], ...] = ()
    refs: bool = False


@frozen
class Worth:
    """What an answer is worth, in words; `right` is None where nobody can say."""

    right: bool | None
    verdict: str
    reasons: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    solution: tuple[str, ...] = ()


@frozen
class Card:
    """An exercise on a page.

    Attributes:
        key: What the browser keeps it as when it is solved.
        tries: How many wrong answers there were.
        kept: What its form sends along.
        table: For a page without a server: the answers, made by the engine.
        hints: Without a server, all of them.
        alone: Where the exercise stands by itself.
    """

    id: str
    number: int
    key: str
    ask: str
    known: tuple[tuple[str, str], ...]
    fields: Fields
    tries: int = 0
    worth: Worth | None = None
    kept: tuple[tuple[str, str], ...] = ()
    table: str = ""
    hints: tuple[str, ...] = ()
    solution: tuple[str, ...] = ()
    alone: Place | None = None


# -- what is asked --------------------------------------------------------------------


def card(
    view: View,
    process: Process,
    exercise: Exercise,
    key: str,
    number: int = 0,
    given: Given | None = None,
) -> Card:
    """Return an exercise as it is shown, with what an answer is worth if one is given.

    Raises:
        ParameterError: If the answer can be none of the exercise.
    """
    language, book = view.language, process.rulebook
    filled = {} if given is None else given.filled
    made = Card(
        exercise.head.id,
        number,
        key,
        words.question(exercise, book, language),
        words.on_file(exercise, book, language),
        fields(view, process, exercise, filled),
    )
    if given is None:
        return made
    worth = worth_of(view, process, exercise, given)
    tries = min(given.tries + (worth.right is False), MOST_TRIES)
    return evolve(made, worth=worth, tries=tries)


def fields(
    view: View,
    process: Process,
    exercise: Exercise,
    filled: dict[str, tuple[str, ...]],
) -> Fields:
    """Return the fields of an exercise with what was filled in."""
    language, book = view.language, process.rulebook
    sent = filled.get(ANSWER, ())
    choices = tuple(
        Option(value, text, value in sent)
        for value, text in words.choices(exercise, book, language)
    )
    match exercise:
        case ChooseClause(every=True):
            return Fields("some", say("choose_all", language), choices, refs=True)
        case ChooseClause():
            return Fields("some", say("choose_any", language), choices, refs=True)
        case Choose(asks=asks):
            kind, key = (
                ("some", "choose_all") if asks in _SEVERAL else ("one", "choose_one")
            )
            return Fields(kind, say(key, language), choices)
        case OrderSteps(moves=moves):
            values = (*sent, *[""] * len(moves))[: len(moves)]
            return Fields("order", options=choices, values=values)
        case LastDay():
            return Fields("day", values=sent or ("",))
        case FileFacts():
            told = say("file_lead", language)
            listed = tuple(_fact_fields(view, process, exercise, filled))
            return Fields("facts", told, facts=listed)
        case WriteClause():
            told = say("condition_help", language, example=EXAMPLE)
            named = tuple(_named(view, process, exercise))
            return Fields("condition", told, values=sent or ("",), named=named)
        case Probability(widest=widest):
            told = say("range_help", language, n=widest)
            return Fields("range", told, values=(*sent, "", "")[:2])
    raise AssertionError(exercise)


def _fact_fields(
    view: View,
    process: Process,
    exercise: FileFacts,
    filled: dict[str, tuple[str, ...]],
) -> Iterator[FactField]:
    book, names = process.rulebook, view.names(process)
    held = standing(book, exercise.setting).facts
    for name in facts_to_file(book, exercise.setting, exercise.step):
        fact = book.facts[name]
        now = names.value(name, outside(fact, held[name])) if name in held else ""
        value = filled.get(f"{OF_FACT}{name}", ("",))[0]
        kind, options = _kind(view, process, fact, value)
        row = fact_row(process, fact, names)
        label, expected = names.fact(name), str(row["type"])
        yield FactField(name, label, now, kind, expected, value, options)


def _kind(
    view: View, process: Process, fact: Fact, value: str
) -> tuple[str, tuple[Option, ...]]:
    names, language = view.names(process), view.language
    match fact.type:
        case BooleanType():
            said = (("true", say("yes", language)), ("false", say("no", language)))
            return "choice", tuple(Option(v, text, v == value) for v, text in said)
        case ChoiceType(options):
            return "choice", tuple(
                Option(one, names.value(fact.name, one), one == value)
                for one in options
            )
        case DayType():
            return "day", ()
        case NumberType():
            return "number", ()
    return "text", ()


def _named(
    view: View, process: Process, exercise: WriteClause
) -> Iterator[tuple[str, str, str]]:
    """Yield the facts of a clause and of its neighbours, in the order of the book."""
    book, names = process.rulebook, view.names(process)
    refs = list(book.clauses)
    at = refs.index(exercise.clause.ref)
    near = refs[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]
    trees = [book.clauses[ref][-1].when for ref in near] + [exercise.clause.when]
    read = {name for tree in trees for name in facts_read(tree)}
    for name, fact in book.facts.items():
        if name in read:
            row = fact_row(process, fact, names)
            yield name, names.fact(name), str(row["type"])


# -- what an answer is worth ----------------------------------------------------------


def worth_of(view: View, process: Process, exercise: Exercise, given: Given) -> Worth:
    """Return what an answer is worth, in words.

    Raises:
        ParameterError: If the answer can be none of the exercise.
    """
    language, book = view.language, process.tested
    if given.wrong:
        names = view.names(process)
        said = tuple(
            say(
                one.key,
                language,
                fact=names.fact(one.fact),
                value=one.value,
                expected=fact_row(process, book.facts[one.fact], names)["type"],
            )
            if one.fact
            else say(one.key, language)
            for one in given.wrong
        )
        return Worth(None, said[0], said[1:])
    try:
        found = mark(book, exercise, given.answer, given.tries)
    except QualflowError as error:
        raise ParameterError(
            ANSWER, str(given.answer), f"an answer ({error})"
        ) from None
    told = marked(found, exercise, book, language)
    if found.right is not False:
        return Worth(found.right, told.verdict, told.reasons)
    hints = hints_of(view, process, exercise)[: given.tries + 1]
    if found.hint is not None and not isinstance(found.hint, Told):
        hints = (*hints, told.hint)
    late = given.tries >= BEFORE_GIVING_UP
    right = solution_in_words(view, process, exercise) if late else ()
    return Worth(False, told.verdict, told.reasons, hints, right)


def hints_of(view: View, process: Process, exercise: Exercise) -> tuple[str, ...]:
    """Return the hints of the author of an exercise."""
    names = view.names(process)
    return tuple(map(names.of, exercise.head.hints))


def solution_in_words(
    view: View, process: Process, exercise: Exercise
) -> tuple[str, ...]:
    """Return a right answer in words, or why there is none here."""
    try:
        right = solution(process.tested, exercise)
    except MissingPackagesError:
        return (say("needs_extra", view.language, extra="simulate"),)
    return words.answer(right, exercise, process.tested, view.language)
