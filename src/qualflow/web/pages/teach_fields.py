"""The fields of the teacher's page, filled with what can be chosen in a process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from qualflow.case.events import Case
from qualflow.case.replaying import as_of
from qualflow.law.expression import facts_read
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Evidence,
    Fact,
    FiledValue,
    NumberType,
    outside,
)
from qualflow.law.loading.toml import parse
from qualflow.law.rulebook import in_force_on
from qualflow.law.rules import END, FINDING, Standing
from qualflow.learn.exercises import Wanted
from qualflow.web.library import Process
from qualflow.web.pages.law import fact_row
from qualflow.web.pages.lesson_forms import Option
from qualflow.web.pages.lesson_materials import materials_of
from qualflow.web.view import View
from qualflow.words import lessons as words
from qualflow.words.lesson_pages import say
from qualflow.words.naming import Naming

KIND, ADD = "kind", "add"
OF_FACT, OF_LINK = "fact.", "link."
LINES = ("without", "acts", "moves", "hints")
SEVERAL = ("given", "standings", "options")
NEEDED = ("on", "moves", "clause", "scenario")
_PLAIN = {"until": "day", "on": "day", "widest": "number", "ask": "text"}

Filled = Mapping[str, tuple[str, ...]]


@frozen
class Field:
    """A field: `kind` is "choice", "several", "day", "number", "text" or "lines".

    Attributes:
        note: What to know when filling it in.
        example: What stands in it, greyed, while it is empty.
        given: Of a fact, whether it was filled in or asked for.
    """

    name: str
    label: str
    kind: str
    value: str = ""
    options: tuple[Option, ...] = ()
    needed: bool = False
    note: str = ""
    example: str = ""
    given: bool = False


@frozen
class Fields:
    """What the fields of a form are made from."""

    view: View
    process: Process
    filled: Filled

    def first(self, name: str) -> str:
        """Return what stands in a field, "" if nothing does."""
        return self.filled.get(name, ("",))[0].strip()

    @property
    def day(self) -> date | None:
        """The day that was filled in, None if none was."""
        try:
            return date.fromisoformat(self.first("on"))
        except ValueError:
            return None

    @property
    def case(self) -> Case | None:
        """The case that was chosen as it stands on the day, None if none was."""
        told = materials_of(self.process).cases.get(self.first("case"))
        return told if told is None or self.day is None else as_of(told, self.day)

    def field(self, name: str) -> Field:
        """Return a field with what was filled in."""
        own = name == "options" and self.first(KIND) == "choose.state"
        label = self._say("key.options_own" if own else f"key.{name}")
        value = self.filled.get(name, ("",))[0]
        needed = name in NEEDED
        if name in _PLAIN:
            return Field(name, label, _PLAIN[name], value, needed=needed)
        if name in LINES:
            example = self.example(name)
            note = self._say("line_like", example=example) if example else ""
            return Field(
                name, label, "lines", value, needed=needed, note=note, example=example
            )
        sent = self.filled.get(name, ())
        options = tuple(
            Option(key, text, key in sent) for key, text in self._options(name)
        )
        kind = "several" if name in SEVERAL else "choice"
        return Field(name, label, kind, value, options, needed)

    def _say(self, key: str, **values: object) -> str:
        return say(key, self.view.language, **values)

    def example(self, name: str) -> str:
        """Return a line of a field as this process has it; "" where none is needed."""
        book = self.process.rulebook
        act = next(
            f"{step} by {versions[-1].by[0]}"
            for step, versions in book.transitions.items()
            if versions[-1].by
        )
        match name:
            case "moves":
                return act
            case "acts":
                return f"{self.day or date(2018, 3, 1)} {act}"
            case "without":
                return next(iter(book.facts), "")
        return ""

    # -- facts ------------------------------------------------------------------------

    def facts(self) -> Iterator[Field]:
        """Yield the fields of facts: what is read, what was filled in, what was added.

        In the order of the rulebook.
        """
        names = self.view.names(self.process)
        given = {key.removeprefix(OF_FACT) for key in self.filled if self.first(key)}
        shown = {*self._read(), *given, self.first(ADD)}
        held = self._held()
        for name, fact in self.process.rulebook.facts.items():
            if name in shown:
                asked = name in given or name == self.first(ADD)
                yield evolve(self._fact(fact, held.get(name), names), given=asked)

    def _fact(self, fact: Fact, held: FiledValue | None, names: Naming) -> Field:
        name = f"{OF_FACT}{fact.name}"
        value = self.first(name)
        expected = str(fact_row(self.process, fact, names)["type"])
        there = ""
        if held is not None:
            shown = names.value(fact.name, held)
            there = self._say("fact_held", value=shown)
        label = names.fact(fact.name)
        said: tuple[tuple[str, str], ...]
        match fact.type:
            case BooleanType():
                said = (
                    ("", ""),
                    ("true", self._say("yes")),
                    ("false", self._say("no")),
                )
            case ChoiceType(options):
                said = (("", ""), *((o, names.value(fact.name, o)) for o in options))
            case DayType():
                return Field(name, label, "day", value, note=there)
            case _:
                kind = "figure" if isinstance(fact.type, NumberType) else "text"
                note = "; ".join(part for part in (expected, there) if part)
                return Field(name, label, kind, value, note=note)
        chosen = tuple(Option(key, text, key == value) for key, text in said)
        return Field(name, label, "choice", value, chosen, note=there)

    def _read(self) -> set[str]:
        """Return the facts that the clauses of the question read on the day."""
        book, day = self.process.rulebook, self.day
        if day is None:
            return set()
        edition = book.on(day)
        ref = self.first("clause")
        if ref in book.clauses:
            clause = in_force_on(day, book.clauses[ref])
            return set() if clause is None else set(facts_read(clause.when))
        case = self.case
        state = case.state if case is not None else self.first("state")
        steps = (
            edition.step(source, name)
            for name in self._asked_about()
            if name in edition.transitions
            for source in ((state,) if state else edition.transitions[name].sources)
        )
        return {
            fact
            for step in steps
            if step is not None
            for clause in step.clauses
            for fact in facts_read(clause.when)
        }

    def _asked_about(self) -> Iterator[str]:
        """Yield what may be the steps of the question."""
        yield self.first("step")
        yield from self.filled.get("options", ())
        for line in self.first("moves").splitlines():
            yield line.strip().partition(" ")[0]

    def _held(self) -> dict[str, FiledValue]:
        """Return what is on file in the case, and then in the sets."""
        book = self.process.rulebook
        case = self.case
        found: dict[str, FiledValue] = {}
        if case is not None:
            found = {
                name: outside(book.facts[name], value)
                for name, value in case.facts.items()
            }
        for name in self.filled.get("given", ()):
            found |= self.process.materials.given.get(name, {})
        return found

    def added(self) -> Field:
        """Return the choice of another fact to be filled in."""
        names = self.view.names(self.process)
        facts = self.process.rulebook.facts
        options = [("", ""), *((name, names.fact(name)) for name in facts)]
        made = tuple(Option(key, text) for key, text in options)
        return Field(ADD, self._say("key.add"), "choice", options=made)

    def links(self) -> Iterator[Field]:
        """Yield a choice of the other case for each link of the process."""
        names = self.view.names(self.process)
        for link, one in self.process.rulebook.links.items():
            if one.process != self.process.name:
                continue
            name = f"{OF_LINK}{link}"
            value = self.first(name)
            label = self._say("key.link", link=names.link(link))
            options = tuple(
                Option(key, text, key == value)
                for key, text in [("", ""), *self._lives()]
            )
            yield Field(name, label, "choice", value, options)

    def sets(self) -> list[tuple[str, str]]:
        """Return what is in each set of facts."""
        names = self.view.names(self.process)
        return [
            (
                name,
                names.listed(
                    (names.fact_value(*one) for one in facts.items()), "series"
                ),
            )
            for name, facts in self.process.materials.given.items()
        ]

    def acts(self) -> list[tuple[str, str, str]]:
        """Return the steps: name, words, and the names of who takes them."""
        names = self.view.names(self.process)
        return [
            (step, names.transition(step), ", ".join(versions[-1].by))
            for step, versions in self.process.rulebook.transitions.items()
        ]

    # -- choices ----------------------------------------------------------------------

    def _lives(self) -> Iterator[tuple[str, str]]:
        """Yield the shipped lives, cases and histories, with what they are called."""
        names = self.view.names(self.process)
        for name, title in self.process.titles.items():
            said = names.of(title)
            yield name, f"{said} · {name}" if said else name

    def _options(self, name: str) -> Iterable[tuple[str, str]]:
        names = self.view.names(self.process)
        book = self.process.rulebook
        match name:
            case "case":
                return [("", self._say("key.own")), *self._lives()]
            case "state":
                return [("", ""), *((key, names.state(key)) for key in book.states)]
            case "given":
                return [(key, key) for key in self.process.materials.given]
            case "options":
                return self._choosable(names)
            case "by":
                anyone = ("", self._say("key.anyone"))
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
                return [(one.value, self._say(f"wanted.{one.value}")) for one in Wanted]
            case "which":
                return [(key, self._say(f"which.{key}")) for key in ("all", "any")]
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
    return [("", ""), *(
        (f"{scenario}/{question}", f"{scenario}: {names.of(said, question)}")
        for scenario, content in process.materials.scenarios.items()
        for question, said in _questions(content)
    )]  # fmt: skip


def _questions(content: bytes) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the questions of a scenario's file with their words."""
    found = parse("scenario", content).data.get("question", {})
    for name, said in found.items():
        yield name, {k: v for k, v in said.items() if k in ("en", "zh")}
