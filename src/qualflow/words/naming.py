"""What things are called: the names of a rulebook, in one language, safe to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from qualflow.law.expression import Expression
from qualflow.law.facts import Evidence, FiledValue, Wording
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Interval, Phase, Standing
from qualflow.words.answer_messages import MESSAGES
from qualflow.words.expressions import condition
from qualflow.words.language import Language, pick
from qualflow.words.layout import HELD, clean
from qualflow.words.values import day as day_in_words
from qualflow.words.values import value as value_in_words

Table = Mapping[str, tuple[str, str]]


@frozen
class Naming:
    """The names of a rulebook's things, in one language.

    Attributes:
        table: The sentences that `tell` knows, by key: English and Chinese.
    """

    rulebook: Rulebook
    language: Language
    table: Table = MESSAGES

    def tell(self, key: str, **values: object) -> str:
        """Return a sentence of the table with values put in, cleaned."""
        english, chinese = self.table[key]
        sentence = chinese if self.language is Language.ZH else english
        return sentence.format(**{n: self._shown(v) for n, v in values.items()})

    def _shown(self, value: object) -> str:
        return self.day(value) if isinstance(value, date) else clean(str(value))

    def day(self, day: date) -> str:
        """Return a day."""
        return day_in_words(day, self.language)

    def counted(self, key: str, n: int, **values: object) -> str:
        """Return the sentence for a number of things."""
        form = f"{key}_{n}"
        return self.tell(form if form in self.table else key, n=n, **values)

    def of(self, wording: Wording, otherwise: str = "") -> str:
        """Return the words of the language, cleaned."""
        return clean(pick(wording, self.language) or otherwise)

    def state(self, name: str) -> str:
        """Return what a state is called; likewise the others."""
        return self.of(self.rulebook.state(name).label, name)

    def transition(self, name: str) -> str:
        """Return what a transition does."""
        return self.of(self.rulebook.transition(name)[0].label, name)

    def actor(self, name: str) -> str:
        """Return an actor's name; one the rulebook does not know keeps its own."""
        known = self.rulebook.actors.get(name)
        return clean(name) if known is None else self.of(known.label, name)

    def link(self, name: str) -> str:
        """Return what a linked case is to this one."""
        return self.of(self.rulebook.link(name).label, name)

    def fact(self, name: str) -> str:
        """Return a fact's label."""
        return self.of(self.rulebook.fact(name).label, name)

    def question(self, name: str) -> str:
        """Return what to ask for a fact."""
        return self.of(self.rulebook.fact(name).question) or self.fact(name)

    def value(self, name: str, value: FiledValue | None) -> str:
        """Return a value of a fact."""
        if value is None:
            return self.tell("not_filed")
        return clean(value_in_words(self.rulebook.fact(name), value, self.language))

    def fact_value(self, name: str, value: FiledValue | None) -> str:
        """Return a fact with its value."""
        shown = self.value(name, value)
        return self.tell("fact_value", fact=self.fact(name), value=shown)

    def condition(self, tree: Expression) -> str:
        """Return what an expression asks."""
        book = self.rulebook
        said = condition(tree, book.facts, self.language, book.definitions)
        return clean(said)

    def phase(self, phase: Phase) -> str:
        """Return what a phase is called."""
        return self.tell(f"phase.{phase.value}")

    def standing(self, standing: Standing) -> str:
        """Return what a standing is called."""
        return self.tell(f"standing.{standing.value}")

    def evidence(self, evidence: Evidence) -> str:
        """Return what a level of evidence is called."""
        return self.tell(f"evidence.{evidence.word}")

    def days(self, days: Interval) -> str:
        """Return when something is in force."""
        if days.since is None:
            return self.tell("always" if days.until is None else "until_day",
                             until=days.until)  # fmt: skip
        key = "since_day" if days.until is None else "between_days"
        return self.tell(key, since=days.since, until=days.until)

    def refs(self, refs: Iterable[str]) -> str:
        """Return refs as a list; no line ends within one of them."""
        return self.listed(clean(ref).replace(" ", HELD) for ref in refs)

    def listed(self, words: Iterable[str], kind: str = "list") -> str:
        """Return words as a list; `kind` is "list", "series" or "or_list"."""
        return self.tell(kind).join(words)
