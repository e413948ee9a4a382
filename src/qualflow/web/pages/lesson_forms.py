"""An exercise as a page shows it: what is known, its fields, the worth of an answer."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from qualflow.law.expression import facts_read
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    NumberType,
    outside,
)
from qualflow.law.rulebook import Rulebook
from qualflow.learn.asking import facts_to_file, standing
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
from qualflow.web.library import Process
from qualflow.web.pages.law import fact_row
from qualflow.web.pages.lesson_answers import ANSWER, MOST_TRIES, OF_FACT, Given
from qualflow.web.pages.lesson_worth import Solved, Worth, worth_of
from qualflow.web.places import Place
from qualflow.web.view import View
from qualflow.words import lessons as words
from qualflow.words.lesson_pages import say

NEIGHBOURS = 2
LONG = 8
"""So many things that are known are folded away."""
_SEVERAL = (Asks.ACTORS, Asks.OPEN)


@frozen
class Option:
    """Something that can be chosen; `note` is what to know of it."""

    value: str
    text: str
    chosen: bool = False
    note: str = ""


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
    solution: Solved | None = None
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
    notes = words.notes(exercise, book, language)
    choices = tuple(
        Option(value, text, value in sent, notes.get(value, ""))
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
            named = tuple(_named(view, process, exercise))
            likely = _example(book, exercise, [name for name, _, _ in named])
            told = say("condition_help", language, example=likely)
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


def _example(book: Rulebook, exercise: WriteClause, named: list[str]) -> str:
    """Return a condition of facts of this process that the clause does not read."""
    read = facts_read(exercise.clause.when)
    apart = [name for name in (*named, *book.facts) if name not in read]
    types = {name: book.facts[name].type for name in apart}
    numbers = [name for name in types if isinstance(types[name], NumberType)]
    truths = [name for name in types if isinstance(types[name], BooleanType)]
    match numbers, truths:
        case [first, second, *_], [truth, *_]:
            return f"{first} >= 3 and not ({truth} or {second} < 80)"
        case [first, *_], [truth, *_]:
            return f"{first} >= 3 and not {truth}"
        case [first, *_], _:
            return f"{first} >= 3"
        case _, [first, second, *_]:
            return f"{first} and not {second}"
    return "known(x)"
