"""What is wrong with a teacher's form, in the words of the page.

An address is checked as strictly as a file, and its mistakes are told in the words of
files.  Who fills in a form is told before, by the labels of its fields; and why an
exercise would have no right answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from attrs import frozen

from qualflow.errors import QualflowError
from qualflow.law.rulebook import in_force_on
from qualflow.learn.conditions import meant
from qualflow.learn.exercises import (
    Choose,
    ChooseClause,
    Exercise,
    FileFacts,
    LastDay,
    OfClock,
    OfStep,
    OrderSteps,
)
from qualflow.learn.loading.exercises import (
    LONGEST_SEARCH,
    MOST_HINTS,
    MOST_MOVES,
    MOST_OPTIONS,
)
from qualflow.learn.loading.matter import value_of
from qualflow.learn.solving import Hopeless, NoSolutionError
from qualflow.web.pages.law import fact_row
from qualflow.web.pages.teach_fields import OF_FACT, Fields
from qualflow.words import lessons as words
from qualflow.words.lesson_marks import refusal_in_words
from qualflow.words.lesson_pages import say
from qualflow.words.naming import Naming

_LINE = re.compile(r"(?:(\d{4}-\d{2}-\d{2}) +)?(.+)")
_FILING = re.compile(r"([A-Za-z][\w.]*) *= *(.+)")
_ACT = re.compile(r"([A-Za-z]\w*)(?: +by +(\w+))?")
_STEPS = ("choose_clause", "file_facts", "choose.answer", "choose.actors")
_CLAUSES = ("write_clause", "choose.verdict", "choose.standing")
_OPTIONS = ("choose.state",)


def lines(text: str) -> list[str]:
    """Return the lines of a field in which something stands."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def lacking(fields: Fields, kind: str, shown: Iterable[str]) -> list[str]:
    """Return what is wrong with a form, a sentence each; none if it can be tried.

    Args:
        fields: What was filled in.
        kind: Of the exercise.
        shown: The names of the fields that its form has.
    """
    return [*dict.fromkeys(_Check(fields, kind, frozenset(shown)).all())]


@frozen
class _Check:
    fields: Fields
    kind: str
    shown: frozenset[str]

    def all(self) -> Iterator[str]:
        yield from self.missing()
        yield from self.days()
        yield from self.facts()
        for name in ("acts", "moves"):
            if name in self.shown:
                yield from self.lines(name)
        yield from self.counted()

    def say(self, key: str, **values: object) -> str:
        return say(key, self.fields.view.language, **values)

    def first(self, name: str) -> str:
        return self.fields.first(name)

    def missing(self) -> Iterator[str]:
        """Yield what has to be chosen and was not, in the order of the form."""
        if "on" in self.shown and not self.first("on"):
            yield self.say("lacks.on")
        for kinds, name in (
            (_STEPS, "step"),
            (_CLAUSES, "clause"),
            (("choose.expiry",), "clock"),
            (("probability",), "scenario"),
        ):
            if self.kind in kinds and not self.first(name):
                yield self.say(f"lacks.{name}")
        if self.kind == "last_day":
            if bool(self.first("clock")) is bool(self.first("step")):
                yield self.say("lacks.last_of")
            elif self.first("clock") and self.first("until"):
                yield self.say("wrong.until_clock")
        ticked = len(self.fields.filled.get("options", ()))
        if (self.kind in _OPTIONS and ticked < 2) or ticked == 1:
            yield self.say("lacks.options")
        if ticked > MOST_OPTIONS:
            yield self.say("wrong.options")
        if self.first("case") and self.first("state"):
            yield self.say("wrong.state")

    def days(self) -> Iterator[str]:
        """Yield what is wrong with days."""
        for name in ("on", "until"):
            if self.first(name) and _day(self.first(name)) is None:
                yield self.say("wrong.day", value=self.first(name))
        on, until = self.fields.day, _day(self.first("until"))
        if on is None:
            return
        if until and not on <= until <= on + timedelta(days=LONGEST_SEARCH):
            yield self.say("wrong.until")
        ref, book = self.first("clause"), self.fields.process.rulebook
        needed = self.kind == "write_clause" and ref in book.clauses
        if needed and in_force_on(on, book.clauses[ref]) is None:
            names = self.fields.view.names(self.fields.process)
            yield self.say("wrong.clause", ref=ref, on=names.day(on))

    def facts(self) -> Iterator[str]:
        """Yield what is wrong with values of facts, and with those left out."""
        process = self.fields.process
        facts = process.rulebook.facts
        names = self.fields.view.names(process)
        for key in self.fields.filled:
            name, value = key.removeprefix(OF_FACT), self.first(key)
            if not key.startswith(OF_FACT) or name not in facts or not value:
                continue
            try:
                value_of(facts[name], value)
            except QualflowError:
                expected = fact_row(process, facts[name], names)["type"]
                fact = names.fact(name)
                yield self.say("no_value", fact=fact, value=value, expected=expected)
        given = {
            fact
            for one in self.fields.filled.get("given", ())
            for fact in process.materials.given.get(one, {})
        }
        label = self.say("key.without")
        for name in lines(self.first("without")):
            if name not in facts:
                yield self.unknown(label, "fact", name, facts)
            elif name not in given:
                fact = names.fact(name)
                yield self.say("wrong.not_given", label=label, fact=fact)

    def lines(self, name: str) -> Iterator[str]:
        """Yield what is wrong with the lines of acts."""
        label, book = self.say(f"key.{name}"), self.fields.process.rulebook
        example = self.fields.example(name)
        listed = lines(self.first(name))
        if name == "moves" and not 2 <= len(listed) <= MOST_MOVES:
            yield self.say("lacks.moves")
        for number, line in enumerate(listed):
            match = _LINE.fullmatch(line)
            day, rest = (match[1], match[2]) if match else (None, line)
            on = _day(day or "")
            filing, act = _FILING.fullmatch(rest), _ACT.fullmatch(rest)
            if (name == "acts") is (on is None) or not (filing or act):
                yield self.say("wrong.line", label=label, line=line, example=example)
                continue
            if on and self.fields.day and on > self.fields.day:
                yield self.say("wrong.late", label=label, day=on)
            if filing:
                yield from self.filing(label, filing[1], filing[2])
            elif act and act[1] not in book.transitions:
                yield self.unknown(label, "step", act[1], book.transitions)
            elif act and act[2] and act[2] not in book.actors:
                yield self.unknown(label, "actor", act[2], book.actors)
            if name == "moves" and line in listed[:number]:
                yield self.say("wrong.twice", label=label, line=line)

    def filing(self, label: str, name: str, value: str) -> Iterator[str]:
        process = self.fields.process
        facts = process.rulebook.facts
        if name not in facts:
            yield self.unknown(label, "fact", name, facts)
            return
        try:
            value_of(facts[name], value)
        except QualflowError:
            names = self.fields.view.names(process)
            expected = fact_row(process, facts[name], names)["type"]
            fact = names.fact(name)
            yield self.say("no_value", fact=fact, value=value, expected=expected)

    def unknown(self, label: str, kind: str, name: str, known: Iterable[str]) -> str:
        """Return that there is no such name, and the likely one."""
        said = self.say(f"wrong.name.{kind}", label=label, name=name)
        guess = meant(name, known, ())
        return self.say("did_you_mean", said=said, guess=guess) if guess else said

    def counted(self) -> Iterator[str]:
        if len(lines(self.first("hints"))) > MOST_HINTS:
            yield self.say("wrong.hints")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# -- no answer would be right ---------------------------------------------------------


def hopeless(fields: Fields, error: NoSolutionError) -> str:
    """Return why no answer to an exercise would be right."""
    names = words.naming(fields.process.rulebook, fields.view.language)
    values = dict(_values(error, names))
    if "wanted" in values:
        values["wanted"] = say(f"wanted.{values['wanted']}", fields.view.language)
    if error.hopeless is Hopeless.NO_ORDER:
        values["far"] = _far(fields, error, names)
    return say(f"hopeless.{error.hopeless.value}", fields.view.language, **values)


def _values(error: NoSolutionError, names: Naming) -> Iterator[tuple[str, str]]:
    exercise: Exercise = error.asked
    yield "why", error.why
    match exercise:
        case ChooseClause(step=step, wanted=wanted):
            yield "act", names.transition(step)
            yield "wanted", wanted.value
        case FileFacts(step=step) | LastDay(of=OfStep(step)):
            yield "act", names.transition(step)
        case LastDay(of=OfClock(clock)):
            yield "clock", names.of(names.rulebook.clocks[clock].label, clock)
        case Choose():
            said = (words.option(exercise, one, names) for one in error.missing)
            yield "missing", names.listed(said, "series")
    if isinstance(exercise, LastDay) and isinstance(exercise.of, OfStep):
        yield "until", names.day(exercise.of.until)
    if isinstance(exercise, ChooseClause | FileFacts | LastDay):
        yield "on", names.day(exercise.setting.on)


def _far(fields: Fields, error: NoSolutionError, names: Naming) -> str:
    """Return how far acts go in the best order, and why the next one is refused."""
    exercise, stuck = error.asked, error.stuck
    if not isinstance(exercise, OrderSteps) or stuck is None:
        return ""
    on = exercise.setting.on
    why = " ".join(refusal_in_words(one, on, names) for one in stuck.refused.values())
    moves = (words.move(exercise.moves[name], names) for name in stuck.done)
    done = names.listed(moves, "series")
    key = "stuck.after" if stuck.done else "stuck.first"
    return say(key, fields.view.language, done=done, why=why)
