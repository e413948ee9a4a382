"""Looking for words in lessons, lives, the law, the readings and the glossary.

Everything is a short text in memory; a text is found if it has all the words that are
looked for, in either language, whatever their case.  If none is, Chinese words may be
short for what stands there, or put together otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import pairwise

from attrs import frozen

from qualflow.law.facts import Wording
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clause, Provision
from qualflow.learn.lesson import (
    Block,
    Heading,
    Inline,
    Lesson,
    Listing,
    Paragraph,
    Quote,
    Rows,
)
from qualflow.web.places import Place, place
from qualflow.web.sources import ReadingOfLaw
from qualflow.words.glossary import TERMS

MOST_HITS = 60
_CHINESE = re.compile("[一-鿿]{2,}")


class Sort(StrEnum):
    """What kind of thing was found, in the order they are shown."""

    CLAUSE = "clause"
    INSTRUMENT = "instrument"
    STATE = "state"
    TRANSITION = "transition"
    FACT = "fact"
    READING = "reading"
    LESSON = "lesson"
    LIFE = "life"
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
        wanted = folded(words).split()
        if not wanted:
            return Hits(())
        entries = [one for one in self.entries if process in ("", one.process)]
        found = _having(entries, wanted, _says) or _having(entries, wanted, _nearly)
        phrase = " ".join(wanted)
        found.sort(key=lambda entry: _rank(entry, phrase))
        return Hits(tuple(found[:MOST_HITS]), max(len(found) - MOST_HITS, 0))


def folded(text: str) -> str:
    """Return a text as it is compared: case, hyphens and one spelling do not matter.

    >>> folded("Take-over of a License")
    'take over of a licence'
    """
    return re.sub("[-‐‑]", " ", text.casefold()).replace("license", "licence")


def _having(
    entries: Iterable[Entry], wanted: list[str], says: Callable[[str, str], bool]
) -> list[Entry]:
    return [e for e in entries if all(says(e.haystack, word) for word in wanted)]


def _says(text: str, word: str) -> bool:
    return word in text


def _nearly(text: str, word: str) -> bool:
    """Return whether a Chinese word is short for words of a text, or most of it there.

    >>> _nearly("国家发展改革委员会", "发改委"), _nearly("许可不得转让", "转让许可")
    (True, True)
    """
    if not _CHINESE.fullmatch(word):
        return word in text
    between = f".{{0,{len(word) - 1}}}?".join(word)
    if any(len(one[0]) <= 2 * len(word) for one in re.finditer(between, text)):
        return True
    twos = ["".join(two) for two in pairwise(word)]
    return len(twos) > 1 and 3 * sum(two in text for two in twos) >= 2 * len(twos)


def _rank(entry: Entry, phrase: str) -> tuple[bool, bool, bool]:
    key = folded(entry.key)
    titles = [folded(text) for text in entry.title.values()]
    return key != phrase, phrase not in titles, not key.startswith(phrase)


@frozen
class Searched:
    """What of a process can be found; `lives` by the name that an address has."""

    name: str
    rulebook: Rulebook
    readings: Iterable[ReadingOfLaw]
    lessons: Iterable[Lesson]
    lives: Mapping[str, Wording]


def indexed(processes: Iterable[Searched]) -> Index:
    """Return the index of processes and of the glossary."""
    entries: list[Entry] = []
    for one in processes:
        entries += _of_law(one.name, one.rulebook)
        entries += _of_process(one.name, one.rulebook)
        entries += (
            _entry(
                Sort.READING, one.name, found.name, found.question, found.ours,
                place("readings", anchor=f"{one.name}-{found.name}"),
            )
            for found in one.readings
        )  # fmt: skip
        entries += (_of_lesson(one.name, lesson) for lesson in one.lessons)
        entries += (
            _entry(Sort.LIFE, one.name, life, title, {}, place("step", one.name, life))
            for life, title in one.lives.items()
        )
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
        numbers = instruments[found.instrument].number.values()
        article = found.ref.partition(" ")[2].partition("(")[0]
        also = f"article {article} 第{article}条"
        yield _entry(
            Sort.CLAUSE, name, found.ref, title, found.text, where, also, *numbers
        )
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


def _of_lesson(name: str, lesson: Lesson) -> Entry:
    said = [
        "".join(piece.text for piece in line)
        for blocks in lesson.pages.values()
        for block in blocks
        for line in _lines(block)
    ]
    where = place("learn", name, lesson.name)
    return _entry(
        Sort.LESSON, name, str(lesson.order), lesson.title, lesson.point, where,
        *lesson.question.values(), *said,
    )  # fmt: skip


def _lines(block: Block) -> Iterable[Inline]:
    match block:
        case Heading() | Paragraph() | Quote():
            return [block.content]
        case Listing():
            return block.items
        case Rows():
            return [cell for row in (block.head, *block.rows) for cell in row]
    return []


def _entry(
    sort: Sort,
    process: str,
    key: str,
    title: Wording,
    text: Wording,
    where: Place,
    *more: str,
) -> Entry:
    said = " ".join([key, *title.values(), *text.values(), *more])
    return Entry(sort, process, key, title, text, where, folded(said))
