"""A process's `history.toml` to a `HistoryMap`, or to every mistake in it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from qualflow.audit.history import Scalar
from qualflow.audit.mapping import (
    Choice,
    Closing,
    Consents,
    Distance,
    FactLine,
    Flag,
    Ground,
    HistoryMap,
    Hosting,
    HostingFacts,
    Line,
    Reading,
    Supply,
    When,
)
from qualflow.law.facts import Evidence, FiledValue, Wording
from qualflow.law.loading import tables as reading_tables
from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.dated import interval
from qualflow.law.loading.mistakes import MistakeError, Mistakes
from qualflow.law.loading.names import Names
from qualflow.law.loading.tables import Table
from qualflow.law.loading.toml import parse
from qualflow.law.loading.values import filed_in
from qualflow.law.loading.words import Words
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Phase, Standing

FILE = "history.toml"
LONGEST_DISTANCE = 36_600

Member = TypeVar("Member", Phase, Standing, Hosting)


def read_mapping(content: bytes, rulebook: Rulebook) -> HistoryMap:
    """Return how the histories of a process become steps.

    Raises:
        RulebookError: If there is any mistake in the file, with all of them.
    """
    mistakes = Mistakes()
    try:
        document = parse(FILE, content)
    except MistakeError as error:
        mistakes.add(error.file, error.line, error.where, error.what)
        mistakes.raise_all(rulebook.name)
        raise
    shared = reading_tables.Reading(mistakes, Words({}, mistakes), _names(rulebook))
    found = _Reader(reading_tables.root(shared, document), rulebook).mapping()
    mistakes.raise_all(rulebook.name)
    return found


def _names(rulebook: Rulebook) -> Names:
    names = Names()
    names.declare("actor", rulebook.actors)
    names.declare("state", rulebook.states)
    names.declare("transition", rulebook.transitions)
    names.declare("fact", rulebook.facts)
    names.declare("clause", rulebook.clauses)
    return names


class _Reader:
    """Reads the file table by table; mistakes are collected by the tables."""

    def __init__(self, table: Table, rulebook: Rulebook) -> None:
        self.table = table
        self.vocabulary = Vocabulary(dict(rulebook.facts))

    def mapping(self) -> HistoryMap:
        root = self.table
        root.integer("language", 1, 1)
        claims = root.texts("claims", needed=True)
        kinds = root.texts("kinds", needed=True)
        found = HistoryMap(
            claims=claims,
            kinds=kinds,
            certainty=self._certainty(),
            actors=self._actors(),
            lines=tuple(self._line(t, kinds) for t in self._listed("line")),
            supplies=self._supplies(kinds),
            weakened=self._scalars(root, "weakened"),
            given=self._filed(root, "given"),
            facts=tuple(self._fact_lines()),
            distances=tuple(self._distance(t) for t in self._listed("distance")),
            grounds=tuple(self._ground(n, t) for n, t in self._named("ground")),
            closings=tuple(self._closing(n, t) for n, t in self._named("closing")),
            flags=tuple(self._flag(n, t, kinds) for n, t in self._named("flag")),
            readings={n: self._reading(n, t) for n, t in self._named("reading")},
            hosting=self._hosting(),
            consents=self._consents(),
        )
        root.close()
        return found

    # -- tables inside ----------------------------------------------------------------

    def _inner(self, table: Table, key: str) -> Table | None:
        inner = table.inner(key)
        if inner is not None:
            inner.where = f"[{key}]"
        return inner

    def _named(self, key: str) -> Iterator[tuple[str, Table]]:
        for name, data in self.table.mapping(key).items():
            where = f"{key} '{name}'"
            if type(data) is not dict:
                self.table.wrong(f"{where}: a table expected", key)
                continue
            table = self._made((key, name), where, data)
            yield name, table
            table.close()

    def _listed(self, key: str) -> Iterator[Table]:
        values = self.table.take(key) or []
        if type(values) is not list:
            self.table.wrong(f"[[{key}]] expected, a table found", key)
            return
        for number, data in enumerate(values):
            if type(data) is not dict:
                self.table.wrong(f"[[{key}]] expected", key)
                continue
            table = self._made((key, number), f"{key} {number + 1}", data)
            yield table
            table.close()

    def _made(self, key: tuple[str | int, ...], where: str, data: Any) -> Table:
        return Table(self.table.reading, self.table.document, key, where, data)

    # -- values -----------------------------------------------------------------------

    def _wording(self, table: Table) -> Wording:
        words = {
            "en": table.text("en", needed=True),
            "zh": table.text("zh", needed=True),
        }
        return MappingProxyType(words)

    def _member(self, table: Table, key: str, kind: type[Member]) -> Member | None:
        word = table.word(key, [member.value for member in kind])
        return kind(word) if word else None

    def _truth(self, table: Table, key: str) -> bool | None:
        return table.flag(key) if key in table else None

    def _scalars(self, table: Table, key: str) -> dict[str, Scalar]:
        found: dict[str, Scalar] = {}
        for name, value in table.mapping(key).items():
            if type(value) in (bool, int, str):
                found[name] = value
            else:
                table.wrong(f"'{key}': a text, number or truth expected", key)
        return found

    def _filed(self, table: Table, key: str) -> dict[str, FiledValue]:
        return filed_in(table, table.mapping(key), self.vocabulary, key)

    def _kind(self, table: Table, key: str, kinds: tuple[str, ...]) -> str:
        return table.word(key, list(kinds), needed=True) if key in table else ""

    # -- each table -------------------------------------------------------------------

    def _certainty(self) -> dict[str, Evidence]:
        words = {level.word: level for level in Evidence}
        table = self._inner(self.table, "certainty")
        if table is None:
            if "certainty" not in self.table:  # else it is none, and that is told
                self.table.wrong("[certainty] is missing")
            return {}
        found = {}
        for name in table.data:
            word = table.word(name, list(words), needed=True)
            if word:
                found[name] = words[word]
        return found

    def _actors(self) -> dict[str, str]:
        table = self._inner(self.table, "actor")
        if table is None:
            return {}
        names = {name: table.name(name, "actor", needed=True) for name in table.data}
        return {name: actor for name, actor in names.items() if actor}

    def _when(self, table: Table, kinds: tuple[str, ...]) -> When:
        return When(
            actor=table.name("actor", "actor"),
            facts=self._scalars(table, "facts"),
            without=table.texts("without"),
            routes=table.texts("routes"),
            has_kind=self._kind(table, "has_kind", kinds),
            on=interval(table),
        )

    def _line(self, table: Table, kinds: tuple[str, ...]) -> Line:
        table.expect("kind")
        line = Line(
            kind=table.word("kind", list(kinds), needed=True),
            when=self._when(table, kinds),
            steps=table.names("steps", "transition"),
            by=table.name("by", "actor"),
            hosting=self._member(table, "hosting", Hosting),
            files=self._filed(table, "files"),
            grounds=table.texts("grounds"),
            standing=self._member(table, "standing", Standing),
            reading=table.text("reading"),
        )
        if ("steps" in table) == ("hosting" in table):
            table.wrong("either 'steps' or 'hosting' expected")
        return line

    def _supplies(self, kinds: tuple[str, ...]) -> dict[str, Supply]:
        found = {}
        for name, table in self._named("step"):
            table.resolved("step", name, "transition")
            shown_by = table.texts("shown_by")
            for kind in shown_by:
                if kind not in kinds:
                    table.wrong(f"'shown_by': no kind named '{kind}'", "shown_by")
            before = table.names("supplied_before", "transition")
            found[name] = Supply(
                shown_by,
                table.flag("supplied") or bool(before),
                table.day("supplied_from"),
                before,
                self._filed(table, "recorded"),
            )
        return found

    def _fact_lines(self) -> Iterator[FactLine]:
        for name, table in self._named("fact"):
            table.resolved("fact", name, "fact")
            yield FactLine(name, table.text("event"), table.text("project"))

    def _distance(self, table: Table) -> Distance:
        return Distance(
            step=table.name("step", "transition", needed=True),
            after=table.name("after", "transition", needed=True),
            years=table.integer("years", 0, 100, 0),
            days=table.integer("days", 0, LONGEST_DISTANCE, 0),
            supplied_only=table.flag("supplied_only"),
            after_until=table.day("after_until"),
            standing=self._member(table, "standing", Standing),
            reading=table.text("reading"),
        )

    def _ground(self, name: str, table: Table) -> Ground:
        return Ground(
            name=name,
            label=self._wording(table),
            steps=table.names("steps", "transition"),
            tagged=table.text("tagged"),
            supplied=self._truth(table, "supplied"),
            routes=table.texts("routes"),
            after=table.name("after", "transition"),
            after_until=table.day("after_until"),
            hosting=table.flag("hosting"),
            standing=self._member(table, "standing", Standing),
        )

    def _closing(self, name: str, table: Table) -> Closing:
        return Closing(
            name=name,
            step=table.name("step", "transition", needed=True),
            states=table.names("states", "state"),
            after=table.name("after", "transition"),
            days=table.integer("days", 0, LONGEST_DISTANCE, 0),
            on=table.day("on"),
            hosting=table.flag("hosting"),
            standing=self._member(table, "standing", Standing),
            reading=table.text("reading"),
        )

    def _flag(self, name: str, table: Table, kinds: tuple[str, ...]) -> Flag:
        told = table.texts("told_by")
        if told and (len(told) != 2 or told[0] not in kinds):
            table.wrong("'told_by': a kind and a fact expected", "told_by")
        context_facts = self._scalars(table, "context_facts")
        return Flag(
            name=name,
            label=self._wording(table),
            states=table.names("states", "state"),
            not_states=table.names("not_states", "state"),
            phase=self._member(table, "phase", Phase),
            has=table.names("has", "transition"),
            supplied=table.names("supplied", "transition"),
            year_since=table.names("year_since", "transition"),
            no_hosting=table.flag("no_hosting"),
            hosting_before=table.name("hosting_before", "state"),
            told_by=(told[0], told[1]) if len(told) == 2 else None,
            context=table.text("context"),
            context_facts={key: value is True for key, value in context_facts.items()},
            unless_resumed=table.text("unless_resumed"),
        )

    def _reading(self, name: str, table: Table) -> Reading:
        choices = {}
        for letter, data in table.mapping("choice").items():
            where = f"reading '{name}', choice '{letter}'"
            inner = self._made(("reading", name, "choice", letter), where, data)
            choices[letter] = self._choice(inner)
            inner.close()
        return Reading(name, self._wording(table), choices, table.flag("days"))

    def _choice(self, table: Table) -> Choice:
        prolonged = table.names("prolonged", "transition")
        return Choice(
            label=self._wording(table),
            without_steps=table.names("without_steps", "transition"),
            without_tagged=table.flag("without_tagged"),
            prolonged=prolonged,
            ending=table.day("ending", needed=bool(prolonged)),
            without_clauses=table.names("without_clauses", "clause"),
        )

    def _hosting(self) -> HostingFacts | None:
        table = self._inner(self.table, "hosting")
        if table is None:
            return None
        found = HostingFacts(
            name=table.name("name", "fact", needed=True),
            told_as=table.text("told_as", needed=True),
            since=table.name("since", "fact", needed=True),
            until=table.name("until", "fact", needed=True),
            phase=table.one_of("phase", Phase, None),
        )
        table.close()
        return found

    def _consents(self) -> Consents | None:
        table = self._inner(self.table, "consents")
        if table is None:
            return None
        found = Consents(
            steps=table.names("steps", "transition", needed=True),
            narrow=table.names("narrow", "transition"),
            narrow_grounds=table.texts("narrow_grounds"),
        )
        table.close()
        return found


def grounds_of(mapping: HistoryMap) -> Mapping[str, Ground]:
    """Return the declared grounds by name."""
    return {ground.name: ground for ground in mapping.grounds}
