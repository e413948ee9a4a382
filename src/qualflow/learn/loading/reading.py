"""All lessons of a process, or every mistake in them at once.

A lesson is a file `NAME.md` in English, which says everything, and beside it one for
each other language of the process, `NAME.zh.md`: there the head and the exercises hold
words only, and the page has the same blocks in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from attrs import define, field

from qualflow.law.loading.mistakes import (
    MistakeError,
    Mistakes,
    TooManyError,
)
from qualflow.law.loading.names import PROCESS_NAME
from qualflow.law.loading.tables import Table
from qualflow.law.loading.toml import parse
from qualflow.law.loading.wrong import short
from qualflow.law.rulebook import Rulebook
from qualflow.learn.exercises import Exercise
from qualflow.learn.lesson import (
    Asked,
    Block,
    Claim,
    Heading,
    Inline,
    Lesson,
    Link,
    Listing,
    Materials,
    Paragraph,
    Quote,
    Rows,
)
from qualflow.learn.loading.claims import claim_in
from qualflow.learn.loading.exercises import exercise_in, hints_in
from qualflow.learn.loading.markdown import Fence, blocks, shape
from qualflow.learn.loading.matter import Context
from qualflow.learn.loading.shared import raise_all, reading_for

MOST_BYTES = 200_000
MOST_EXERCISES = 20
EDGE = "+++"
"""The line above and below the head of a page."""

_FILE = re.compile(r"([^.]+)(?:\.([a-z]{2,3}))?\.md")


@define
class _Page:
    """One file: its head, its blocks with their lines, and what stands in fences."""

    file: str
    head: Table
    blocks: list[tuple[int, Block]] = field(factory=list)
    exercises: dict[str, Table] = field(factory=dict)
    checks: list[tuple[int, Table]] = field(factory=list)


def read_lessons(
    files: Mapping[str, bytes], rulebook: Rulebook, materials: Materials
) -> tuple[Lesson, ...]:
    """Return the lessons of a process in the order of the course.

    Args:
        files: By name: `01-two-gates.md`, `01-two-gates.zh.md`.
        rulebook: Of the process.
        materials: What else comes with it.

    Raises:
        LessonError: If there is any mistake in any of them, with all mistakes.
    """
    mistakes = Mistakes()
    found: list[Lesson] = []
    with suppress(TooManyError):
        reader = _Reader(mistakes, Context(rulebook, materials))
        found = reader.lessons(files)
    raise_all(mistakes, rulebook)
    return tuple(sorted(found, key=lambda lesson: lesson.order))


class _Reader:
    """Reads pages and puts those of one lesson together."""

    def __init__(self, mistakes: Mistakes, context: Context) -> None:
        self.mistakes = mistakes
        self.context = context
        self.reading = reading_for(mistakes, context.rulebook)
        title = context.rulebook.title
        self.others = tuple(language for language in title if language != "en")

    # -- files ------------------------------------------------------------------------

    def lessons(self, files: Mapping[str, bytes]) -> list[Lesson]:
        """Return the lessons of all files that have no mistake."""
        pages: dict[str, dict[str, _Page | None]] = {}
        for file in sorted(files):
            match = _FILE.fullmatch(file)
            if match is None or not PROCESS_NAME.fullmatch(match[1]):
                what = "a name like '01-two-gates.md' or '01-two-gates.zh.md' expected"
                shown = short(file) if file.isprintable() else ascii(file[:60])
                self.mistakes.add(shown, None, "", what)
                continue
            language = match[2] or "en"
            if language not in ("en", *self.others):
                what = f"a language of the process expected, '{language}' found"
                what += f"\n  there are: {', '.join(('en', *self.others))}"
                self.mistakes.add(file, None, "", what)
                continue
            page = self.page(file, files[file])
            pages.setdefault(match[1], {})[language] = page
        found = [self.lesson(name, by, pages) for name, by in pages.items()]
        made = [lesson for lesson in found if lesson is not None]
        self.check_course(made)
        return made

    def page(self, file: str, content: bytes) -> _Page | None:
        """Return a file's head and blocks, None if it cannot be read at all."""
        text = self.text(file, content)
        if text is None:
            return None
        lines = text.split("\n")
        edges = [n for n, line in enumerate(lines) if line.rstrip() == EDGE][:2]
        if len(edges) < 2 or edges[0] != 0:
            what = f"a head between two lines of '{EDGE}' expected, none found"
            self.mistakes.add(file, 1, "", what)
            return None
        end = edges[1]
        head = self.table(file, "\n".join(lines[1:end]), 2, "")
        if head is None:
            return None
        page = _Page(file, head)

        def wrong(line: int, what: str) -> None:
            self.mistakes.add(file, line, "", what)

        for line, block in blocks(lines[end + 1 :], end + 2, wrong):
            if isinstance(block, Fence):
                self.fence(page, line, block)
            else:
                page.blocks.append((line, block))
                for target in _links(block):
                    self.check_link(file, line, target)
        return page

    def text(self, file: str, content: bytes) -> str | None:
        if len(content) > MOST_BYTES:
            what = (
                f"a file of at most {MOST_BYTES:,} bytes expected, a longer one found"
            )
            self.mistakes.add(file, None, "", what)
            return None
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            what = "text in UTF-8 expected, something else found"
            self.mistakes.add(file, line, "", what)
            return None
        return text.replace("\r\n", "\n")

    def table(self, file: str, toml: str, line: int, where: str) -> Table | None:
        """Return the TOML of a head or a fence as a table; `line` is its first one."""
        padded = "\n" * (line - 1) + toml + "\n"
        try:
            document = parse(file, padded.encode())
        except MistakeError as error:
            self.mistakes.add(file, error.line, where, error.what)
            return None
        return Table(self.reading, document, (), where, document.data)

    def fence(self, page: _Page, line: int, fence: Fence) -> None:
        kind, _, name = fence.info.partition(" ")
        name = name.strip()
        if kind == "check":
            if name:
                what = (
                    f"'check' alone expected behind '```', 'check {short(name)}' found"
                )
                self.mistakes.add(page.file, line, "", what)
            table = self.table(page.file, fence.text, fence.line, "check")
            if table is not None:
                page.checks.append((line, table))
            return
        if not PROCESS_NAME.fullmatch(name):
            what = f"'exercise NAME' expected behind '```', '{short(fence.info)}' found"
            what += "\n  a name has lower case letters, digits, '-' and '_'"
            self.mistakes.add(page.file, line, "", what)
            return
        if name in page.exercises:
            what = "another exercise of the page has the same name"
            self.mistakes.add(page.file, line, f"exercise '{name}'", what)
            return
        page.blocks.append((line, Asked(name)))
        if len(page.exercises) == MOST_EXERCISES:
            what = (
                f"at most {MOST_EXERCISES} exercises in a lesson expected, more found"
            )
            self.mistakes.add(page.file, line, "", what)
        table = self.table(page.file, fence.text, fence.line, f"exercise '{name}'")
        if table is not None:
            page.exercises[name] = table

    def check_link(self, file: str, line: int, link: Link) -> None:
        if link.kind in ("https", "lesson"):
            return  # a lesson's name is looked up when all are read
        names = self.reading.names
        known: Collection[str] = (
            self.context.materials.scenarios
            if link.kind == "scenario"
            else names.of(link.kind)
        )
        if link.target not in known:
            what = f"no {link.kind} named '{short(link.target)}' is declared"
            what += self.mistakes.way_out(link.target, known)
            self.mistakes.add(file, line, "a link", what)

    # -- lessons ----------------------------------------------------------------------

    def lesson(
        self,
        name: str,
        by: Mapping[str, _Page | None],
        every: Mapping[str, Any],
    ) -> Lesson | None:
        """Return one lesson of its pages, None if there is a mistake in them."""
        self.check_languages(name, by)
        pages = {lang: page for lang, page in by.items() if page is not None}
        if set(pages) != {"en", *self.others}:
            return None
        english = pages["en"]
        before = len(self.mistakes)
        words = {lang: self.head_words(page) for lang, page in pages.items()}
        questions = self.questions(pages)
        order = english.head.integer("order", 1, 999)
        minutes = english.head.integer("minutes", 1, 120)
        needs = self.needs(english.head, every)
        for page in pages.values():
            page.head.close()
            self.check_lessons(page, every)
        for language in self.others:
            self.compare(english, pages[language])
        exercises = self.exercises(pages)
        claims = self.claims(english)
        if len(self.mistakes) > before:
            return None
        assert exercises.keys() == english.exercises.keys()
        texts = {lang: tuple(b for _, b in page.blocks) for lang, page in pages.items()}
        return Lesson(
            name,
            order,
            minutes,
            needs,
            MappingProxyType({lang: title for lang, (title, _) in words.items()}),
            MappingProxyType({lang: point for lang, (_, point) in words.items()}),
            MappingProxyType(texts),
            MappingProxyType(exercises),
            claims,
            MappingProxyType(questions),
        )

    def check_languages(self, name: str, by: Mapping[str, _Page | None]) -> None:
        for language in ("en", *self.others):
            if language not in by:
                ending = "" if language == "en" else f".{language}"
                what = f"is missing: the lesson has {', '.join(sorted(by))} only"
                self.mistakes.add(f"{name}{ending}.md", None, "", what)

    def needs(self, head: Table, every: Mapping[str, Any]) -> tuple[str, ...]:
        needs = head.texts("needs")
        for need in needs:
            if need not in every:
                what = f"no lesson named '{short(need)}' is there"
                head.wrong(what + self.mistakes.way_out(need, every), "needs")
        return needs

    def questions(self, pages: Mapping[str, _Page]) -> dict[str, str]:
        """Return what the lesson answers by language; of all languages or none."""
        found = {lang: page.head.text("question") for lang, page in pages.items()}
        if any(found.values()):
            for lang, said in found.items():
                if not said:
                    what = "'question' is missing: another language of the lesson asks"
                    pages[lang].head.wrong(what, "question")
        return {lang: said for lang, said in found.items() if said}

    def head_words(self, page: _Page) -> tuple[str, str]:
        title = page.head.text("title", needed=True)
        return title, page.head.text("point", needed=True)

    def check_lessons(self, page: _Page, every: Mapping[str, Any]) -> None:
        for line, block in page.blocks:
            for link in _links(block):
                if link.kind == "lesson" and link.target not in every:
                    what = f"no lesson named '{short(link.target)}' is there"
                    what += self.mistakes.way_out(link.target, every)
                    self.mistakes.add(page.file, line, "a link", what)

    def compare(self, english: _Page, other: _Page) -> None:
        """Note where the pages of two languages part: a translation has all blocks."""
        for line, table in other.checks:
            what = f"checks stand on the English page, {english.file}"
            self.mistakes.add(other.file, line, table.where, what)
        for here, there in zip_longest(english.blocks, other.blocks):
            if here is None:
                what = f"{shape(there[1])} found, and none is left in {english.file}"
                self.mistakes.add(other.file, there[0], "", what)
                return
            wanted = f"{shape(here[1])} expected, as in {english.file}:{here[0]}"
            if there is None:
                self.mistakes.add(other.file, None, "", f"{wanted}, the end found")
                return
            if shape(here[1]) != shape(there[1]):
                what = f"{wanted}, {shape(there[1])} found"
                self.mistakes.add(other.file, there[0], "", what)
                return

    def exercises(self, pages: Mapping[str, _Page]) -> dict[str, Exercise]:
        """Return the exercises, their words gathered from every page."""
        found: dict[str, Exercise] = {}
        english = pages["en"]
        if not english.exercises:
            self.mistakes.add(english.file, None, "", "a lesson without an exercise")
        for name, table in english.exercises.items():
            ask = {"en": table.text("ask", needed=True)}
            hints = [{"en": hint} for hint in hints_in(table)]
            for language in self.others:
                other = pages[language].exercises.get(name)
                if other is None:
                    continue  # the pages part there, or it cannot be read
                ask[language] = other.text("ask", needed=True)
                said = hints_in(other)
                if len(said) != len(hints):
                    what = f"'hints': {len(hints)} expected, as in English"
                    other.wrong(f"{what}, {len(said)} found", "hints")
                other.close()
                for hint, words in zip(hints, said, strict=False):
                    hint[language] = words
            wordings = tuple(MappingProxyType(hint) for hint in hints)
            asked = MappingProxyType(ask)
            made = exercise_in(table, self.context, name, asked, wordings)
            if made is not None:
                found[name] = made
        return found

    def claims(self, page: _Page) -> tuple[Claim, ...]:
        found = [claim_in(table, self.context, line) for line, table in page.checks]
        return tuple(claim for claim in found if claim is not None)

    def check_course(self, lessons: list[Lesson]) -> None:
        """Note two lessons in one place, and a lesson that needs a later one."""
        placed: dict[int, str] = {}
        orders = {lesson.name: lesson.order for lesson in lessons}
        for lesson in lessons:
            file = f"{lesson.name}.md"
            if lesson.order in placed:
                what = f"'order': {lesson.order} is the place of {placed[lesson.order]}"
                self.mistakes.add(file, None, "", what)
            placed.setdefault(lesson.order, lesson.name)
            for need in lesson.needs:
                if orders.get(need, 0) >= lesson.order:
                    what = f"'needs': an earlier lesson expected, '{need}' found"
                    self.mistakes.add(file, None, "", what)


def _links(block: Block) -> Iterator[Link]:
    for inline in _inlines(block):
        yield from (part for part in inline if isinstance(part, Link))


def _inlines(block: Block) -> Iterator[Inline]:
    match block:
        case Heading(_, content) | Paragraph(content) | Quote(content):
            yield content
        case Listing(_, items):
            yield from items
        case Rows(head, rows):
            yield from head
            for row in rows:
                yield from row
