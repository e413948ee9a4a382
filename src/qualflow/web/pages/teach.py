"""The teacher's page: an exercise from any case and any question becomes a link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlencode

from attrs import frozen

from qualflow.law.facts import Evidence
from qualflow.law.loading.toml import parse
from qualflow.law.rules import END, FINDING, Standing
from qualflow.learn.exercises import Exercise, Wanted
from qualflow.learn.making import LONGEST, MadeError, made
from qualflow.web.library import Library, Process
from qualflow.web.pages.law import process_of
from qualflow.web.pages.lesson import MADE, learn_crumb
from qualflow.web.pages.lesson_answers import Pairs
from qualflow.web.pages.lesson_forms import Option, solution_in_words
from qualflow.web.parameters import ParameterError
from qualflow.web.places import Place, place
from qualflow.web.view import View
from qualflow.words import lessons as words
from qualflow.words.lesson_pages import say
from qualflow.words.naming import Naming

KIND, MAKE = "kind", "make"
LONGEST_FIELD = 2_000
MOST_SHOWN = 10
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_CASE = (
    "case", "state", "on", "given", "facts", "without", "filed_as", "acts", "links",
)  # fmt: skip
_REQUEST = ("by", "evidence", "standings")
_FIELDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "choose_clause": ((*_CASE, *_REQUEST), ("step", "wanted", "which")),
    "file_facts": ((*_CASE, *_REQUEST), ("step",)),
    "last_day": ((*_CASE, *_REQUEST), ("clock", "step", "until")),
    "order_steps": ((*_CASE, *_REQUEST), ("moves",)),
    "write_clause": (("on",), ("clause",)),
    "probability": ((), ("scenario", "widest")),
    "choose.answer": ((*_CASE, *_REQUEST), ("step",)),
    "choose.state": (_CASE, ("options",)),
    "choose.actors": (_CASE, ("step", "options")),
    "choose.open": ((*_CASE, *_REQUEST), ("options",)),
    "choose.verdict": ((*_CASE, "evidence", "standings"), ("clause",)),
    "choose.standing": (("on",), ("clause",)),
    "choose.expiry": (("on",), ("clock", "options")),
}
"""By kind: the fields of the case and those of the question."""
_WORDS = ("ask", "hints")
_LINES = ("facts", "without", "acts", "links", "moves", "hints")
_SEVERAL = ("given", "standings", "options")
_PAIRS = {"facts": "fact", "links": "link"}
_NEEDED = ("on", "moves", "clause", "scenario")
_PLAIN = {"until": "day", "on": "day", "widest": "number", "ask": "text"}


@frozen
class Field:
    """A field: `kind` is "choice", "several", "day", "number", "text" or "lines"."""

    name: str
    label: str
    kind: str
    value: str = ""
    options: tuple[Option, ...] = ()
    needed: bool = False


@frozen
class Ready:
    """A made exercise: where it is, what it asks, and one right answer."""

    where: Place
    asks: str
    known: tuple[tuple[str, str], ...]
    solution: tuple[str, ...]


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
    if kind and kind not in _FIELDS:
        raise ParameterError(KIND, kind, f"one of {', '.join(_FIELDS)}")
    case, question = _FIELDS.get(kind, ((), ()))
    _check(filled)
    fits = (KIND, MAKE, *case, *question, *_WORDS)
    filled = {name: filled[name] for name in fits if name in filled}
    ready, mistakes = _made(view, shown, filled) if MAKE in filled else (None, ())
    fields = _Fields(view, shown, filled)
    return view.page(
        "teach_process.html",
        say("teach_title_of", view.language, process=view.title_of(shown)),
        crumbs=(learn_crumb(view), (say("teach_title", view.language), place("teach"))),
        say=_sayer(view),
        kind=kind,
        kinds=[Option(k, say(f"kind.{k}", view.language), k == kind) for k in _FIELDS],
        groups=[
            (say(key, view.language), [fields.field(name) for name in names])
            for key, names in (
                ("teach_case", case),
                ("teach_question", question),
                ("teach_words", _WORDS),
            )
            if names
        ],
        action=place("teach", shown.name),
        ready=ready,
        mistakes=mistakes,
    )


def teach_places(library: Library) -> Iterator[Place]:
    """Yield the place of the form of each process."""
    for name in library.processes:
        yield place("teach", name)


def _check(filled: Mapping[str, tuple[str, ...]]) -> None:
    """Raise a ParameterError for what no form sends; other kinds' fields are passed."""
    fields = {name for parts in _FIELDS.values() for part in parts for name in part}
    known = {KIND, MAKE, *fields, *_WORDS}
    for name, texts in filled.items():
        if name not in known:
            raise ParameterError("query", name, f"one of {', '.join(sorted(known))}")
        if len(texts) > 1 and name not in _SEVERAL:
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


def _made(
    view: View, process: Process, filled: Mapping[str, tuple[str, ...]]
) -> tuple[Ready | None, tuple[str, ...]]:
    """Return the exercise of the form, or its mistakes."""
    declared = tuple(_declared(filled))
    query = urlencode(declared)
    if len(query) > LONGEST:
        return None, (f"at most {LONGEST} characters expected, {len(query)} found",)
    try:
        exercise: Exercise = made(query, process.tested, process.materials)
    except MadeError as error:
        return None, tuple(one.what for one in error.mistakes[:MOST_SHOWN])
    language, book = view.language, process.rulebook
    return (
        Ready(
            Place((MADE, process.name), declared),
            words.question(exercise, book, language),
            words.on_file(exercise, book, language),
            solution_in_words(view, process, exercise),
        ),
        (),
    )


def _declared(filled: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Yield the keys and values of an exercise that were filled in."""
    for name, texts in filled.items():
        kept = [text.strip() for text in texts if text.strip()]
        if name == MAKE or not kept:
            continue
        if name == KIND:
            kind, _, asks = kept[0].partition(".")
            yield KIND, kind
            if asks:
                yield "asks", asks
        elif name == "scenario":
            scenario, _, question = kept[0].partition("/")
            yield from (("scenario", scenario), ("question", question))
        elif name in _PAIRS:
            for line in _lines(kept[0]):
                key, _, value = line.partition("=")
                yield f"{_PAIRS[name]}.{key.strip()}", value.strip()
        elif name in _LINES:
            yield from ((name, line) for line in _lines(kept[0]))
        else:
            yield from ((name, text) for text in kept)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


# -- the fields -----------------------------------------------------------------------


@frozen
class _Fields:
    """What the fields of a form are made from."""

    view: View
    process: Process
    filled: Mapping[str, tuple[str, ...]]

    def field(self, name: str) -> Field:
        """Return a field with what was filled in."""
        language = self.view.language
        label = say(f"key.{name}", language)
        value = self.filled.get(name, ("",))[0]
        needed = name in _NEEDED
        if name in _PLAIN:
            return Field(name, label, _PLAIN[name], value, needed=needed)
        if name in _LINES:
            return Field(name, label, "lines", value, needed=needed)
        sent = self.filled.get(name, ())
        options = tuple(
            Option(key, text, key in sent) for key, text in self._options(name)
        )
        kind = "several" if name in _SEVERAL else "choice"
        return Field(name, label, kind, value, options, needed)

    def _options(self, name: str) -> Iterable[tuple[str, str]]:
        language = self.view.language
        names = self.view.names(self.process)
        book, materials = self.process.rulebook, self.process.materials
        match name:
            case "case":
                cases = ((key, key) for key in materials.cases)
                return [("", say("key.own", language)), *cases]
            case "state":
                return [("", ""), *((key, names.state(key)) for key in book.states)]
            case "given":
                return [(key, key) for key in materials.given]
            case "options":
                return self._choosable(names)
            case "by":
                anyone = ("", say("key.anyone", language))
                return [anyone, *((key, names.actor(key)) for key in book.actors)]
            case "standings":
                return [(one.value, names.standing(one)) for one in Standing]
            case "evidence" | "filed_as":
                levels = [(one.word, names.evidence(one)) for one in Evidence]
                return [("", ""), *levels]
            case "step":
                steps = ((key, names.transition(key)) for key in book.transitions)
                return [("", ""), *steps]
            case "wanted":
                return [
                    (one.value, say(f"wanted.{one.value}", language)) for one in Wanted
                ]
            case "which":
                return [(key, say(f"which.{key}", language)) for key in ("all", "any")]
        return _others(name, names, self.process)

    def _choosable(self, names: Naming) -> Iterable[tuple[str, str]]:
        """Return what the options of a choice can be, by the kind of the form."""
        book, kind = names.rulebook, self.filled[KIND][0]
        if kind == "choose.state":
            return [(key, names.state(key)) for key in book.states]
        if kind == "choose.actors":
            return [(key, names.actor(key)) for key in book.actors]
        steps = [(key, names.transition(key)) for key in book.transitions]
        if kind == "choose.open":
            return steps
        said = words.naming(book, self.view.language)
        ends = [(key, said.tell(f"option.{key}")) for key in (FINDING, END)]
        return [*ends, *steps]


def _others(name: str, names: Naming, process: Process) -> Iterable[tuple[str, str]]:
    book = process.rulebook
    if name == "clock":
        clocks = book.clocks.items()
        return [("", ""), *((key, names.of(one.label, key)) for key, one in clocks)]
    if name == "clause":
        return [("", ""), *((ref, ref) for ref in book.clauses)]
    return [
        (f"{scenario}/{question}", f"{scenario}: {names.of(said, question)}")
        for scenario, content in process.materials.scenarios.items()
        for question, said in _questions(content)
    ]


def _questions(content: bytes) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the questions of a scenario's file with their words."""
    found = parse("scenario", content).data.get("question", {})
    for name, said in found.items():
        yield name, {k: v for k, v in said.items() if k in ("en", "zh")}
