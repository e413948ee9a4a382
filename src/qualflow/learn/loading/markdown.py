"""The text of a page: a small part of Markdown, read strictly, to blocks.

Headings of two levels, paragraphs, quotes, lists, tables, fenced blocks; within a line
strong words, emphasis, code and links.  What else Markdown knows, HTML and pictures
among it, is a mistake with its line: a page that looks otherwise than it was meant
helps nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from qualflow.law.loading.wrong import short
from qualflow.learn.lesson import (
    Asked,
    Block,
    Code,
    Heading,
    Inline,
    Link,
    Listing,
    Paragraph,
    Quote,
    Rows,
    Text,
)

Wrong = Callable[[int, str], None]
"""Notes a mistake: its line, and what was found and what would do."""

LINKS = (
    "clause", "provision", "state", "transition", "fact", "lesson", "scenario", "https",
)  # fmt: skip
LONGEST_FENCE = 200
MOST_BLOCKS = 500

_FENCE = re.compile(r"```(.*)")
_HEADING = re.compile(r"(#{1,6}) +(.+)")
_BULLET = re.compile(r"- +(.+)")
_NUMBERED = re.compile(r"\d{1,3}\. +(.+)")
_INDENTED = re.compile(r" {2,3}(\S.*)")
_RULE = re.compile(r"\|(?: *:?-+:? *\|)+")
_HTML = re.compile(r"<[A-Za-z/!?]|&[A-Za-z#]\w*;")
_INLINE = re.compile(
    r"""\\(?P<escaped>[\\*_`\[\]|#<-])
    | \*\*(?P<strong>[^*\n]+)\*\*
    | \*(?P<emphasis>[^*\n]+)\*
    | `(?P<code>[^`\n]+)`
    | !\[(?P<picture>[^\n]*)
    | \[(?P<words>[^\[\]\n]+)\]\((?P<target>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)
    | (?P<stray>[*`\[\]])""",
    re.VERBOSE,
)
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


@frozen
class Fence:
    """A fenced block that is read apart: `exercise NAME` or `check`.

    Attributes:
        line: Of its first line of content.
    """

    info: str
    text: str
    line: int


def blocks(
    lines: Sequence[str], first: int, wrong: Wrong
) -> Iterator[tuple[int, Block | Fence]]:
    """Yield the blocks of a page with their lines; mistakes are noted as they come.

    Args:
        lines: Of the page, without its head.
        first: The number in the file of the first of them.
        wrong: Where mistakes go.
    """
    page = _Page(lines, first, wrong)
    for number, found in enumerate(page.blocks()):
        if number >= MOST_BLOCKS:
            wrong(
                found[0], f"at most {MOST_BLOCKS} blocks on a page expected, more found"
            )
            return
        yield found


class _Page:
    """The lines of a page, taken one block at a time."""

    def __init__(self, lines: Sequence[str], first: int, wrong: Wrong) -> None:
        self.lines = [line.rstrip() for line in lines]
        self.first = first
        self.wrong = wrong
        self.at = 0

    def blocks(self) -> Iterator[tuple[int, Block | Fence]]:
        while self.at < len(self.lines):
            if not self.lines[self.at]:
                self.at += 1
                continue
            line = self.first + self.at
            found = self.block(self.lines[self.at], line)
            if found is not None:
                yield line, found

    def block(self, text: str, line: int) -> Block | Fence | None:
        if fence := _FENCE.match(text):
            return self.fenced(fence[1].strip(), line)
        if heading := _HEADING.fullmatch(text):
            self.at += 1
            level = len(heading[1])
            if level not in (2, 3):
                what = f"a heading of '##' or '###' expected, '{heading[1]}' found"
                self.wrong(line, what + "\n  the title stands in the head")
            return Heading(level, self.inline(heading[2], line))
        if text.startswith("|"):
            return self.table(line)
        if text.startswith("> "):
            taken = self.take(lambda more: more.startswith("> "))
            return Quote(self.inline(joined(more[2:] for more in taken), line))
        for ordered, sign in ((False, _BULLET), (True, _NUMBERED)):
            if sign.fullmatch(text):
                return Listing(ordered, tuple(self.items(sign)))
        if text.startswith((" ", "\t")):
            self.wrong(line, "a line that begins with a sign expected, a blank found")
        return Paragraph(self.inline(joined(self.take(self.goes_on)), line))

    def goes_on(self, text: str) -> bool:
        """Return whether a line belongs to the paragraph above it."""
        if not text or text.startswith(("```", "|", "> ")):
            return False
        return not any(s.fullmatch(text) for s in (_HEADING, _BULLET, _NUMBERED))

    def take(self, belongs: Callable[[str], bool]) -> list[str]:
        """Return the line at hand and those after it that belong to it."""
        taken = [self.lines[self.at]]
        self.at += 1
        while self.at < len(self.lines) and belongs(self.lines[self.at]):
            taken.append(self.lines[self.at])
            self.at += 1
        return taken

    def items(self, sign: re.Pattern[str]) -> Iterator[Inline]:
        while self.at < len(self.lines):
            match = sign.fullmatch(self.lines[self.at])
            if match is None:
                return
            line = self.first + self.at
            taken = self.take(lambda text: _INDENTED.fullmatch(text) is not None)
            words = [match[1], *(more.strip() for more in taken[1:])]
            yield self.inline(joined(words), line)

    def fenced(self, info: str, line: int) -> Block | Fence | None:
        self.at += 1
        inside: list[str] = []
        while self.at < len(self.lines):
            text = self.lines[self.at]
            self.at += 1
            if text == "```":
                return self.named(info, "\n".join(inside), line)
            inside.append(text)
        self.wrong(line, "a closing line of '```' expected, the end found")
        return None

    def named(self, info: str, text: str, line: int) -> Block | Fence | None:
        word = info.partition(" ")[0]
        if word in ("exercise", "check"):
            return Fence(info, text, line + 1)
        if info in ("", "text", "toml", "console"):
            return Code(text)
        expected = "behind '```': 'exercise NAME', 'check', 'text' or 'toml' expected"
        self.wrong(line, f"{expected}, '{short(info)}' found")
        return None

    def table(self, line: int) -> Block:
        taken = self.take(lambda text: text.startswith("|"))
        rows = [self.cells(row, line + n) for n, row in enumerate(taken) if n != 1]
        if len(taken) < 2 or not _RULE.fullmatch(taken[1]):
            self.wrong(
                line, "a line like '| --- | --- |' below the head of a table expected"
            )
        for n, row in enumerate(rows):
            if len(row) != len(rows[0]):
                what = f"{len(rows[0])} cells expected, {len(row)} found"
                self.wrong(line + n + (n > 0), what)
        return Rows(rows[0], tuple(rows[1:]))

    def cells(self, row: str, line: int) -> tuple[Inline, ...]:
        if not row.endswith("|") or len(row) < 2:
            self.wrong(line, "a row of a table that ends with '|' expected")
        inside = row.strip("|")
        return tuple(self.inline(cell.strip(), line) for cell in inside.split("|"))

    def inline(self, text: str, line: int) -> Inline:
        """Return the words of a block, links and marks read."""
        if html := _HTML.search(text):
            what = f"words expected, HTML found: '{short(text[html.start() :])}'"
            self.wrong(line, what)
        parts: list[Text | Link] = []
        plain, end = "", 0
        for match in _INLINE.finditer(text):
            plain += text[end : match.start()]
            end = match.end()
            if match["escaped"]:
                plain += match["escaped"]
                continue
            found = self.marked(match, line)
            if found is None:
                continue
            if plain:
                parts.append(Text(plain))
                plain = ""
            parts.append(found)
        plain += text[end:]
        return (*parts, Text(plain)) if plain else tuple(parts)

    def marked(self, match: re.Match[str], line: int) -> Text | Link | None:
        for mark in ("strong", "emphasis", "code"):
            if match[mark]:
                return Text(match[mark], mark)
        if match["picture"] is not None:
            self.wrong(line, "words expected, a picture found: pages have none")
            return None
        if match["stray"]:
            what = f"'{match['stray']}' stands alone"
            self.wrong(line, f"{what}\n  write '\\{match['stray']}' if it is meant so")
            return None
        kind, colon, name = match["target"].partition(":")
        if not colon or kind not in LINKS or not name:
            what = f"a link to one of {', '.join(LINKS)} expected"
            shown = short(match["target"])
            self.wrong(line, f"{what}, '{shown}' found\n  write [words](clause:REF)")
            return None
        return Link(match["words"], kind, match["target"] if kind == "https" else name)


def joined(lines: Iterator[str] | Sequence[str]) -> str:
    """Return lines as one: a blank between words, none between Chinese characters.

    >>> joined(["one", "two"]), joined(["甲，", "乙"])
    ('one two', '甲，乙')
    """
    text = ""
    for line in lines:
        near = text[-1:] + line[:1]
        text += line if not text or len(_WIDE.findall(near)) == 2 else f" {line}"
    return text


def shape(block: Block) -> str:
    """Return what a block is, in the words of a mistake: the same in each language."""
    match block:
        case Heading(level):
            return f"a heading of '{'#' * level}'"
        case Paragraph():
            return "a paragraph"
        case Quote():
            return "a quote"
        case Listing(ordered, items):
            sort = "a numbered list" if ordered else "a list"
            return f"{sort} of {len(items)}"
        case Rows(head, rows):
            return f"a table of {len(rows)} rows and {len(head)} columns"
        case Code():
            return "a block of code"
        case Asked(name):
            return f"the exercise '{name}'"
