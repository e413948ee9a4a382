"""The teacher's page: an exercise from any case and any question becomes a link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode, urlsplit

from attrs import frozen

from qualflow.learn.exercises import Exercise
from qualflow.learn.making import LONGEST, MadeError, made
from qualflow.web.library import Library, Process
from qualflow.web.pages.law import process_of
from qualflow.web.pages.lesson import MADE, learn_crumb, sheets_of
from qualflow.web.pages.lesson_answers import Pairs
from qualflow.web.pages.lesson_forms import Option
from qualflow.web.pages.lesson_materials import materials_of
from qualflow.web.pages.lesson_worth import Solved, solved
from qualflow.web.pages.teach_checks import hopeless, lacking, lines
from qualflow.web.pages.teach_fields import (
    ADD,
    KIND,
    LINES,
    OF_FACT,
    OF_LINK,
    SEVERAL,
    Fields,
    Filled,
)
from qualflow.web.parameters import ParameterError
from qualflow.web.places import Place, ServerLinks, place
from qualflow.web.view import View
from qualflow.words import lessons as words
from qualflow.words.lesson_pages import say

MAKE = "make"
LONGEST_FIELD = 2_000
MOST_SHOWN = 10
FEW = 12
"""So many fields of facts are shown; more are folded away."""
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_HERE = ("localhost", "127.0.0.1", "::1")

_CASE = ("case", "state", "on")
_FACTS = ("given",)
_REST = ("without", "filed_as", "acts")
_REQUEST = ("by", "evidence", "standings")


@frozen
class _Form:
    """The fields of a kind of exercise, by the part of the form they stand in."""

    case: tuple[str, ...]
    question: tuple[str, ...]
    more: tuple[str, ...] = (*_REST, *_REQUEST)

    @property
    def facts(self) -> tuple[str, ...]:
        """Sets of facts, where the case can have any."""
        return _FACTS if "case" in self.case else ()

    @property
    def every(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.case, *self.question, *self.facts, *_WORDS, *self.more)


_FORMS: Mapping[str, _Form] = {
    "choose_clause": _Form(_CASE, ("step", "wanted", "which")),
    "file_facts": _Form(_CASE, ("step",)),
    "last_day": _Form(_CASE, ("clock", "step", "until")),
    "order_steps": _Form(_CASE, ("moves",)),
    "write_clause": _Form(("on",), ("clause",), ()),
    "probability": _Form((), ("scenario", "widest"), ()),
    "choose.answer": _Form(_CASE, ("step",)),
    "choose.state": _Form(_CASE, ("options",), _REST),
    "choose.actors": _Form(_CASE, ("step", "options"), _REST),
    "choose.open": _Form(_CASE, ("options",)),
    "choose.verdict": _Form(_CASE, ("clause",), (*_REST, "evidence", "standings")),
    "choose.standing": _Form(("on",), ("clause",), ()),
    "choose.expiry": _Form(("on",), ("clock", "options"), ()),
}
_WORDS = ("ask", "hints")


@frozen
class Ready:
    """A made exercise: where it is, what it asks, and one right answer.

    Attributes:
        address: The whole address, empty if it is not known.
        local: Whether only this computer opens it.
        sheets: Where it can be printed, without answers and with them.
    """

    where: Place
    address: str
    local: bool
    sheets: tuple[Place, Place]
    asks: str
    known: tuple[tuple[str, str], ...]
    solution: Solved


@frozen
class Wrong:
    """What is wrong with a form, and its language if that is not the page's."""

    said: str
    language: str = ""


def teach(view: View) -> str:
    """Return the choice of a process."""
    processes = [
        (view.title_of(one), place("teach", one.name))
        for one in view.library.processes.values()
    ]
    return view.page(
        "teach.html",
        say("teach_title", view.language),
        crumbs=(learn_crumb(view),),
        say=_sayer(view),
        processes=processes,
    )


def teach_process(view: View, process: str, pairs: Pairs) -> str:
    """Return the form, and the exercise once it is made.

    Args:
        view: How the page is made.
        process: The name of the process.
        pairs: The kind of exercise and the fields of that kind.

    Raises:
        ParameterError: If there is no such process, kind or field.
    """
    shown = process_of(view, process)
    filled = _filled(pairs)
    kind = filled.get(KIND, ("",))[0]
    if kind and kind not in _FORMS:
        raise ParameterError(KIND, kind, f"one of {', '.join(_FORMS)}")
    form = _FORMS.get(kind, _Form((), (), ()))
    _check(shown, filled)
    filled = {name: texts for name, texts in filled.items() if _fits(name, form)}
    fields = Fields(view, shown, filled)
    ready, mistakes = _made(fields, form) if MAKE in filled else (None, ())
    title = say("teach_title", view.language)
    return view.page(
        "teach_process.html",
        say("teach_title_of", view.language, process=view.title_of(shown)),
        crumbs=(learn_crumb(view), (title, place("teach"))),
        say=_sayer(view),
        kind=kind,
        kinds=[Option(k, say(f"kind.{k}", view.language), k == kind) for k in _FORMS],
        action=place("teach", shown.name),
        ready=ready,
        mistakes=mistakes,
        **_parts(fields, form),
    )


def _parts(fields: Fields, form: _Form) -> dict[str, object]:
    """Return the parts of the form for the template."""
    more = [fields.field(name) for name in form.more]
    facts = [*fields.facts()] if form.facts else []
    if form.facts:
        more += fields.links()
    return {
        "case_fields": [fields.field(name) for name in form.case],
        "question_fields": [fields.field(name) for name in form.question],
        "set_fields": [fields.field(name) for name in form.facts],
        "fact_fields": [one for one in facts if one.given],
        "read_fields": [one for one in facts if not one.given],
        "few": FEW,
        "added": fields.added(),
        "sets": fields.sets(),
        "word_fields": [fields.field(name) for name in _WORDS],
        "more_fields": more,
        "more_open": any(fields.first(name) for name in _rest(form, fields)),
        "acts": fields.acts(),
    }


def _rest(form: _Form, fields: Fields) -> list[str]:
    return [*form.more, *(name for name in fields.filled if name.startswith(OF_LINK))]


def teach_places(library: Library) -> Iterator[Place]:
    """Yield the place of the form of each process."""
    for name in library.processes:
        yield place("teach", name)


def _fits(name: str, form: _Form) -> bool:
    """Return whether a field belongs to the form of a kind."""
    if name.startswith((OF_FACT, OF_LINK)) or name == ADD:
        return bool(form.facts)
    return name in (KIND, MAKE, *form.every)


def _check(process: Process, filled: Filled) -> None:
    """Raise a ParameterError for what no form sends; other kinds' fields are passed."""
    book = process.rulebook
    every = {name for form in _FORMS.values() for name in form.every}
    known = {KIND, MAKE, ADD, *every}
    names = {
        *known,
        *(OF_FACT + n for n in book.facts),
        *(OF_LINK + n for n in book.links),
    }
    for name, texts in filled.items():
        if name not in names:
            expected = (
                f"one of {', '.join(sorted(known))}, {OF_FACT}NAME, {OF_LINK}NAME"
            )
            raise ParameterError("query", name, expected)
        if len(texts) > 1 and name not in SEVERAL:
            raise ParameterError(name, texts[1], "it once")


def _sayer(view: View) -> object:
    return lambda key, **values: say(key, view.language, **values)


def _filled(pairs: Pairs) -> dict[str, tuple[str, ...]]:
    filled: dict[str, tuple[str, ...]] = {}
    for key, text in pairs:
        if len(text) > LONGEST_FIELD or _UNSTORABLE.search(text):
            expected = f"at most {LONGEST_FIELD} characters that can be shown"
            raise ParameterError(key, text, expected)
        filled[key] = (*filled.get(key, ()), text)
    return filled


# -- from the form to an exercise -----------------------------------------------------


def _made(fields: Fields, form: _Form) -> tuple[Ready | None, tuple[Wrong, ...]]:
    """Return the exercise of the form, or what is wrong with it."""
    process, language = fields.process, fields.view.language
    lacks = lacking(fields, fields.first(KIND), form.every)
    if lacks:
        return None, tuple(map(Wrong, lacks[:MOST_SHOWN]))
    declared = tuple(_declared(fields.filled))
    query = urlencode(declared)
    if len(query) > LONGEST:
        long = say("wrong.long", language, n=len(query), most=LONGEST)
        return None, (Wrong(long),)
    try:
        exercise = made(query, process.tested, materials_of(process))
    except MadeError as error:
        if error.unsolved is not None:
            return None, (Wrong(hopeless(fields, error.unsolved)),)
        # What no form of ours lacks is told as files are: in English.
        return None, tuple(Wrong(one.what, "en") for one in error.mistakes[:MOST_SHOWN])
    return _ready(fields, exercise, declared), ()


def _ready(
    fields: Fields, exercise: Exercise, declared: tuple[tuple[str, str], ...]
) -> Ready:
    view, process = fields.view, fields.process
    where = Place((MADE, process.name), declared)
    links = view.links
    address = links.whole(where) if isinstance(links, ServerLinks) else ""
    book = process.rulebook
    return Ready(
        where,
        address,
        urlsplit(address).hostname in _HERE,
        sheets_of(process.name, declared),
        words.question(exercise, book, view.language),
        words.on_file(exercise, book, view.language),
        solved(view, process, exercise),
    )


def _declared(filled: Filled) -> Iterator[tuple[str, str]]:
    """Yield the keys and values of an exercise that were filled in."""
    for name, texts in filled.items():
        kept = [text.strip() for text in texts if text.strip()]
        if name in (MAKE, ADD) or not kept:
            continue
        if name == KIND:
            kind, _, asks = kept[0].partition(".")
            yield KIND, kind
            if asks:
                yield "asks", asks
        elif name == "scenario":
            scenario, _, question = kept[0].partition("/")
            yield from (("scenario", scenario), ("question", question))
        elif name in LINES:
            yield from ((name, line) for line in lines(kept[0]))
        else:
            yield from ((name, text) for text in kept)
