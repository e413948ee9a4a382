"""The text of a lesson as the templates show it: blocks, and links that lead on."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from qualflow.learn.lesson import (
    Asked,
    Block,
    Code,
    Heading,
    Inline,
    Lesson,
    Link,
    Listing,
    Paragraph,
    Quote,
    Rows,
)
from qualflow.web.places import Place, place
from qualflow.web.view import View
from qualflow.words.language import Language


@frozen
class Piece:
    """Words of a line.

    Attributes:
        mark: "strong", "emphasis" or "code"; empty for plain words.
        where: The page they lead to, None if to none.
        address: Outside, where they lead to.
    """

    text: str
    mark: str = ""
    where: Place | None = None
    address: str = ""


@frozen
class Shown:
    """A block: its kind, its level, its lines of pieces; of an exercise, the id."""

    kind: str
    lines: tuple[tuple[Piece, ...], ...] = ()
    level: int = 0
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()
    text: str = ""
    anchor: str = ""


def blocks(view: View, process: str, lesson: Lesson) -> tuple[Shown, ...]:
    """Return the blocks of a lesson in the language of the page."""
    found = lesson.pages.get(view.language) or lesson.pages[Language.EN]
    shown = [
        _shown(view, process, block, number) for number, block in enumerate(found, 1)
    ]
    level = 1
    for number, one in enumerate(shown):  # no heading may skip a level
        if one.kind == "exercise":
            shown[number] = evolve(one, level=min(level + 1, 3))
        elif one.kind == "heading":
            level = one.level
    return tuple(shown)


def _shown(view: View, process: str, block: Block, number: int) -> Shown:
    def line(content: Inline) -> tuple[Piece, ...]:
        return tuple(_pieces(view, process, content))

    match block:
        case Heading(level, content):
            return Shown("heading", (line(content),), level, anchor=f"part-{number}")
        case Paragraph(content):
            return Shown("paragraph", (line(content),))
        case Quote(content):
            return Shown("quote", (line(content),))
        case Listing(ordered, items):
            lines = tuple(map(line, items))
            return Shown("ordered" if ordered else "list", lines)
        case Rows(head, rows):
            listed = tuple(tuple(map(line, row)) for row in rows)
            return Shown("table", tuple(map(line, head)), rows=listed)
        case Code(text):
            return Shown("code", text=text)
        case Asked(exercise):
            return Shown("exercise", text=exercise)


def _pieces(view: View, process: str, content: Inline) -> Iterator[Piece]:
    for part in content:
        if not isinstance(part, Link):
            yield Piece(part.text, part.mark)
        elif part.kind == "https":
            yield Piece(part.text, address=part.target)
        else:
            where = place_of(process, part.kind, part.target)
            yield Piece(part.text, where=where if view.links.leads_to(where) else None)


def place_of(process: str, kind: str, target: str) -> Place:
    """Return the page that shows a thing of a process."""
    match kind:
        case "clause" | "provision":
            return place("law", process, "clause", target)
        case "lesson":
            return place("learn", process, target)
        case "scenario":
            return place("simulate", process, target)
        case "transition":
            return place("law", process, anchor=f"step-{target}")
    return place("law", process, anchor=f"{kind}-{target}")
