"""The same answers for programs: `/api/v1`.

Each call is a value: where it is, what may be asked, how it is answered, of which type
the answer is.  Handlers and the OpenAPI document are both made from these.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
from attrs import evolve, frozen

from qualflow.case.commands import ReadLink, Request
from qualflow.case.events import Case
from qualflow.case.life import decide
from qualflow.case.replaying import replay
from qualflow.errors import QualflowError
from qualflow.explain.deadlines import deadlines as deadlines_of
from qualflow.explain.why import explain
from qualflow.law.facts import Evidence
from qualflow.law.rules import Clause, Provision, Standing
from qualflow.web import forms, openapi, wire
from qualflow.web.instances import instances
from qualflow.web.library import Library, Process, Told
from qualflow.web.pages import simulate_asked, simulate_forms
from qualflow.web.parameters import (
    BY,
    DAY,
    EVIDENCE,
    STANDING,
    STANDINGS,
    TRANSITION,
    WORDS,
    Parameter,
    ParameterError,
    Where,
    day_of,
    found,
)
from qualflow.web.wire import Health
from qualflow.words.language import Language
from qualflow.words.naming import Naming
from qualflow.words.pages import MESSAGES

__all__ = ["CALLS", "Call", "Health", "encoded"]

_ENCODER = msgspec.json.Encoder()


def encoded(form: object) -> bytes:
    """Return a form as JSON."""
    return _ENCODER.encode(form)


@frozen
class Call:
    """Something that can be asked.

    Attributes:
        path: Below `/api/v1`; a segment in braces is a parameter.
        about: What it answers, for the schema.
        result: The type of the answer.
        answer: Called with the library, the language, then the parameters by name.
        named: The parameters of the path.
        words: Whether the answer has words, so that it takes a language.
        slow: Whether it takes a while, so that others are answered meanwhile.
    """

    path: tuple[str, ...]
    about: str
    result: Any
    answer: Callable[..., bytes]
    named: tuple[Parameter, ...] = ()
    query: tuple[Parameter, ...] = ()
    words: bool = True
    slow: bool = False


def _in_path(name: str, about: str) -> Parameter:
    return Parameter(name, about, Where.PATH, shortest=1)


PROCESS = _in_path("process", "The name of a process.")
REF = _in_path(
    "ref",
    'How a clause is cited; "/" is written "~1" and "~" is written "~0".',
)
CASE = _in_path("case", "The name of a case or history.")
ON = evolve(DAY, required=True)
OF = evolve(PROCESS, where=Where.QUERY, about="Only of this process.", shortest=0)
INSTRUMENT = Parameter("instrument", "Only of this instrument.")
LINK = Parameter(
    "link",
    "Read where another case stands that day: the link, a colon, the case.",
    pattern="[a-z][a-z0-9_]{0,59}:[A-Za-z0-9_.-]{1,100}",
    example="holder:C-7",
)


# -- answers --------------------------------------------------------------------------


def _process(library: Library, name: str) -> Process:
    return library.processes[found("process", name, library.processes)]


def _names(process: Process, language: Language) -> Naming:
    return Naming(process.rulebook, language, MESSAGES)


def _processes(library: Library, language: Language) -> bytes:
    return encoded(
        [
            forms.process(one, _names(one, language))
            for one in library.processes.values()
        ]
    )


def _one(library: Library, language: Language, process: str) -> bytes:
    shown = _process(library, process)
    return encoded(forms.process_detail(shown, _names(shown, language)))


def _instruments(library: Library, language: Language, process: str) -> bytes:
    shown = _process(library, process)
    names = _names(shown, language)
    kept = shown.rulebook.instruments.values()
    return encoded([forms.instrument(one, names) for one in kept])


def _clauses(
    library: Library, language: Language, process: str, instrument: str, standing: str
) -> bytes:
    shown = _process(library, process)
    names, book = _names(shown, language), shown.rulebook
    if instrument:
        found("instrument", instrument, book.instruments)
    rules: list[Clause | Provision] = []
    for versions in book.clauses.values():
        rules += versions
    return encoded(
        [
            forms.paragraph(rule, names)
            for rule in (*rules, *book.provisions.values())
            if instrument in ("", rule.instrument)
            and standing in ("", rule.standing.value)
        ]
    )


def _clause(library: Library, language: Language, process: str, ref: str) -> bytes:
    shown = _process(library, process)
    book = shown.rulebook
    found("ref", ref, {**book.clauses, **book.provisions})
    return encoded(forms.clause_detail(shown, ref, _names(shown, language)))


def _law(library: Library, language: Language, process: str, on: str) -> bytes:
    shown = _process(library, process)
    return encoded(forms.law(shown, day_of(on), _names(shown, language)))


def _cases(library: Library, language: Language, process: str) -> bytes:  # noqa: ARG001
    shown = _process(library, process)
    return encoded([forms.case(shown, name) for name in shown.lives])


def _explain(
    library: Library,
    language: Language,
    process: str,
    case: str,
    *,
    transition: str,
    on: str,
    by: str,
    evidence: str,
    standing: str,
    link: str,
) -> bytes:
    shown, day = _process(library, process), day_of(on)
    told = _told(shown, case, day)
    found("transition", transition, shown.rulebook.transitions)
    if by:
        found("by", by, shown.rulebook.actors)
    asked = _linked(library, shown, told.case, link, day) if link else told.case
    standings = frozenset(map(Standing, standing.split(",")))
    request = Request(transition, day, by, Evidence[evidence.upper()], standings)
    why = explain(shown.rulebook, asked, request)
    return encoded(forms.explanation(why, _names(shown, language)))


def _told(process: Process, case: str, on: date) -> Told:
    found("case", case, dict.fromkeys(process.lives))
    try:
        return process.told(case, on)
    except QualflowError as error:  # a history that tells too little by that day
        expected = f"a case that can be told on {on} ({error})"
        raise ParameterError("case", case, expected, 404) from None


def _linked(
    library: Library, process: Process, case: Case, link: str, on: date
) -> Case:
    """Return a case that has read where another one stands."""
    name, _, other = link.partition(":")
    book = process.rulebook
    wanted = book.links[found("link", name, book.links)].process
    read = ReadLink(name, _told(_process(library, wanted), other, on).case, on)
    try:
        return replay(decide(book, case, read).events, start=case)
    except QualflowError as error:
        expected = f"a case that can be read ({error})"
        raise ParameterError("link", link, expected, 404) from None


def _deadlines(
    library: Library, language: Language, process: str, case: str, on: str
) -> bytes:
    shown, day = _process(library, process), day_of(on)
    told = _told(shown, case, day)
    names = _names(shown, language)
    periods = deadlines_of(shown.rulebook, told.case, day, told.windows)
    return encoded([forms.deadline(one, names) for one in periods])


def _search(library: Library, language: Language, q: str, process: str) -> bytes:
    if process:
        _process(library, process)
    hits = library.index.find(q, process)
    return encoded(forms.hits(hits, language, Language.EN))


def _openapi(library: Library, language: Language) -> bytes:  # noqa: ARG001
    return encoded(openapi.document(CALLS, instances(library)))


CALLS: tuple[Call, ...] = (
    Call(
        ("openapi.json",),
        "This document.",
        dict[str, Any],
        _openapi,
        words=False,
    ),
    Call(("processes",), "Every process, in short.", list[wire.Process], _processes),
    Call(
        ("processes", "{process}"),
        "A process with its states and transitions.",
        wire.ProcessDetail,
        _one,
        (PROCESS,),
    ),
    Call(
        ("processes", "{process}", "instruments"),
        "The instruments of a process.",
        list[wire.Instrument],
        _instruments,
        (PROCESS,),
    ),
    Call(
        ("processes", "{process}", "clauses"),
        "Every version of every clause, and the provisions.",
        list[wire.Paragraph],
        _clauses,
        (PROCESS,),
        (INSTRUMENT, STANDING),
    ),
    Call(
        ("processes", "{process}", "clauses", "{ref}"),
        "A clause with its versions, what it reads and guards, and whom it stopped.",
        wire.ClauseDetail,
        _clause,
        (PROCESS, REF),
    ),
    Call(
        ("processes", "{process}", "law"),
        "The law of a day, and what it changes against the day before.",
        wire.Law,
        _law,
        (PROCESS,),
        (ON,),
    ),
    Call(
        ("processes", "{process}", "cases"),
        "The cases and histories that come with a process.",
        list[wire.Case],
        _cases,
        (PROCESS,),
        words=False,
    ),
    Call(
        ("processes", "{process}", "cases", "{case}", "explain"),
        "Whether a step is open to a case on a day, and why or why not.",
        wire.Explanation,
        _explain,
        (PROCESS, CASE),
        (TRANSITION, ON, BY, EVIDENCE, STANDINGS, LINK),
    ),
    Call(
        ("processes", "{process}", "cases", "{case}", "deadlines"),
        "The statutory periods of a case as they stand on a day, ended ones too.",
        list[wire.Deadline],
        _deadlines,
        (PROCESS, CASE),
        (ON,),
    ),
    Call(
        ("simulate",),
        "Every scenario, in short, with what it asks.",
        list[simulate_forms.Scenario],
        simulate_forms.scenarios,
        slow=True,
    ),
    Call(
        ("simulate", "{process}", "{scenario}"),
        "The answer to a scenario, with some figures moved if any are named.",
        simulate_forms.Simulation,
        simulate_forms.simulation,
        (PROCESS, simulate_asked.SCENARIO),
        (
            simulate_asked.MOVE,
            simulate_asked.ENGINE,
            simulate_asked.CASES,
            simulate_asked.SEED,
            simulate_asked.AGAINST,
        ),
        slow=True,
    ),
    Call(
        ("search",),
        "What has all of the words, in either language.",
        wire.Hits,
        _search,
        query=(evolve(WORDS, required=True, shortest=1), OF),
    ),
)
