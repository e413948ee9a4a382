"""Looking for words in the law, the readings and the glossary.

Everything is a short text in memory; a text is found if it has all the words that are
looked for, in either language, whatever their case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from attrs import frozen

from qualflow.law.facts import Wording
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clause, Provision
from qualflow.web.places import Place, place
from qualflow.web.sources import ReadingOfLaw
from qualflow.words.glossary import TERMS

MOST_HITS = 60


class Sort(StrEnum):
    """What kind of thing was found, in the order they are shown."""

    CLAUSE = "clause"
    INSTRUMENT = "instrument"
    STATE = "state"
    TRANSITION = "transition"
    FACT = "fact"
    READING = "reading"
    TERM = "term"


@frozen
class Entry:
    """Something that can be found.

    Attributes:
        process: "" for a word of the glossary.
        key: How it is cited: a ref, an id, a name.
        where: The page that shows it.
        haystack: Everything it says, folded.
    """

    sort: Sort
    process: str
    key: str
    title: Wording
    text: Wording
    where: Place
    haystack: str


@frozen
class Hits:
    """What was found; `left` says how many more there are."""

    entries: tuple[Entry, ...]
    left: int = 0


@frozen
class Index:
    """Everything that can be found."""

    entries: tuple[Entry, ...]

    def find(self, words: str, process: str = "") -> Hits:
        """Return what has all of the words: exact names first, then by kind."""
        wanted = words.casefold().split()
        if not wanted:
            return Hits(())
        found = [
            entry
            for entry in self.entries
            if (not process or entry.process == process)
            and all(word in entry.haystack for word in wanted)
        ]
        phrase = " ".join(wanted)
        found.sort(key=lambda entry: _rank(entry, phrase))
        return Hits(tuple(found[:MOST_HITS]), max(len(found) - MOST_HITS, 0))


def _rank(entry: Entry, phrase: str) -> tuple[bool, bool, bool]:
    key = entry.key.casefold()
    titles = [text.casefold() for text in entry.title.values()]
    return key != phrase, phrase not in titles, not key.startswith(phrase)


def indexed(
    processes: Iterable[tuple[str, Rulebook, Iterable[ReadingOfLaw]]],
) -> Index:
    """Return the index of processes (name, rulebook, readings) and of the glossary."""
    entries: list[Entry] = []
    for name, rulebook, readings in processes:
        entries += _of_law(name, rulebook)
        entries += _of_process(name, rulebook)
        entries += (
            _entry(
                Sort.READING, name, found.name, found.question, found.ours,
                place("readings", anchor=f"{name}-{found.name}"),
            )
            for found in readings
        )  # fmt: skip
    for term in TERMS:
        where = place("glossary", anchor=term.anchor)
        word = term.word.get("en", term.anchor)
        entries.append(_entry(Sort.TERM, "", word, term.word, term.meaning, where))
    order = list(Sort)
    return Index(tuple(sorted(entries, key=lambda entry: order.index(entry.sort))))


def _of_law(name: str, rulebook: Rulebook) -> Iterator[Entry]:
    instruments = rulebook.instruments
    rules: list[Clause | Provision] = [v[-1] for v in rulebook.clauses.values()]
    for found in (*rules, *rulebook.provisions.values()):
        where = place("law", name, "clause", found.ref)
        title = instruments[found.instrument].title
        yield _entry(Sort.CLAUSE, name, found.ref, title, found.text, where)
    for instrument in instruments.values():
        where = place("law", name, instrument.id)
        yield _entry(
            Sort.INSTRUMENT, name, instrument.id, instrument.title, instrument.number,
            where,
        )  # fmt: skip


def _of_process(name: str, rulebook: Rulebook) -> Iterator[Entry]:
    for state in rulebook.states.values():
        where = place("law", name, anchor=f"state-{state.name}")
        yield _entry(Sort.STATE, name, state.name, state.label, state.meaning, where)
    for versions in rulebook.transitions.values():
        step = versions[0]
        where = place("law", name, anchor=f"step-{step.name}")
        yield _entry(Sort.TRANSITION, name, step.name, step.label, {}, where)
    for fact in rulebook.facts.values():
        where = place("law", name, anchor=f"fact-{fact.name}")
        yield _entry(Sort.FACT, name, fact.name, fact.label, fact.question, where)


def _entry(
    sort: Sort, process: str, key: str, title: Wording, text: Wording, where: Place
) -> Entry:
    said = " ".join([key, *title.values(), *text.values()])
    return Entry(sort, process, key, title, text, where, said.casefold())
