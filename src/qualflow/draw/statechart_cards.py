"""What stands on the cards of a state chart, measured before anything is placed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from attrs import frozen

from qualflow.draw.statechart import Link, Node, StateChart
from qualflow.draw.svg import folded, width_of
from qualflow.draw.wires import Card

WIDTH = 208.0
"""Of every card."""
PAD, ICON = 10.0, 16.0
NAME, SMALL, ROW, NOTE = 12.5, 10.5, 11.0, 10.5
"""Sizes of letters: of a state, of what is said below, of a way out, of its note."""
BOLD = 1.1
"""How much wider bold letters are."""
MOST_LINES = 3


@frozen
class Line:
    """One line of text on a card; `y` is its base line, from the top of the card."""

    y: float
    text: str
    size: float
    look: str


@frozen
class Row:
    """One way out as its state lists it; `top` and `height` from the card's top."""

    link: Link
    top: float
    height: float
    lines: tuple[Line, ...]


@frozen
class Block:
    """The ways out to one state.

    Attributes:
        y: Where its line leaves.
        bottom: Where they end.
        lines: Where it leads.
    """

    target: str
    rows: tuple[Row, ...]
    y: float
    bottom: float
    lines: tuple[Line, ...]


@frozen
class Face:
    """A card: its head, and the ways out if it lists them.

    Attributes:
        level: The middle of the head.
        loops: Whether a way leads back here that is not listed.
    """

    node: Node
    height: float
    level: float
    head: tuple[Line, ...]
    blocks: tuple[Block, ...]
    loops: bool

    def card(self, at: tuple[float, float]) -> Card:
        """Return it as a card to be placed."""
        exits = [(b.target, b.y) for b in self.blocks if b.target != self.node.name]
        return Card(
            self.node.name, at[0], at[1], self.height, self.level, tuple(exits)
        )  # fmt: skip


def called(link: Link) -> str:
    """Return what a way out is called: its label, or its name if it has none."""
    return link.label.strip() or link.name.strip() or "…"


def pairs(chart: StateChart) -> dict[tuple[str, str], list[Link]]:
    """Return the ways out by their two states, in the order of the chart."""
    found: dict[tuple[str, str], list[Link]] = {}
    for link in chart.links:
        found.setdefault((link.source, link.target), []).append(link)
    return found


def faces(chart: StateChart) -> dict[str, Face]:
    """Return the card of every state by its name."""
    labels = {node.name: node.label for node in chart.nodes}
    together = pairs(chart)
    return {
        node.name: _face(
            node,
            [
                (labels[target], links)
                for (source, target), links in together.items()
                if source == node.name
            ],
            chart,
        )
        for node in chart.nodes
    }


def _face(
    node: Node, ways: Sequence[tuple[str, list[Link]]], chart: StateChart
) -> Face:
    listing = chart.listed or node.current
    loops = not listing and any(w[1][0].target == node.name for w in ways)
    marks = (node.right, node.initial, loops)
    wide = WIDTH - 2 * PAD - 18 * sum(marks)
    y = 8.0 if node.current or node.said or listing else 10.0
    head: list[Line] = []
    if node.current:
        y += 12
        head.append(Line(y, chart.said.get("here", ""), SMALL, "sc-flag"))
        y += 3
    for text in fold(node.label, wide, NAME * BOLD, 2):
        y += 15
        head.append(Line(y, text, NAME, "sc-name"))
    for text in fold(node.said, WIDTH - 2 * PAD, SMALL, 2):
        y += 13.5
        head.append(Line(y, text, SMALL, "sc-said"))
    y += 11 if y > 30 else 13
    level = y / 2
    blocks = []
    for label, links in ways if listing else ():
        block, y = _block(node, label, links, y, chart)
        blocks.append(block)
    height = y + (5 if blocks else 0)
    return Face(node, height, level, tuple(head), tuple(blocks), loops)


def _block(
    node: Node, label: str, links: Sequence[Link], y: float, chart: StateChart
) -> tuple[Block, float]:
    start, wide = y, WIDTH - 2 * PAD - ICON
    target = links[0].target
    stays = target == node.name
    shown = chart.said.get("stays", "") if stays else f"→ {label}"
    together = f"{shown} · {links[0].note}"
    room = wide - (ICON if stays else 0)
    if len(links) > 1 or not links[0].note or measured(together, NOTE) > room:
        together = ""
    rows = []
    for link in links:
        top = y
        y += 4
        lines = []
        for text in fold(called(link), wide, ROW, MOST_LINES):
            y += 14
            lines.append(Line(y, text, ROW, "sc-step"))
        for text in fold("" if together else link.note, wide, NOTE, MOST_LINES):
            y += 13
            lines.append(Line(y, text, NOTE, "sc-said"))
        y += 2
        rows.append(Row(link, top, y - top, tuple(lines)))
    shown = together or shown
    lines = []
    for text in fold(shown, room, NOTE, 2):
        y += 12
        lines.append(Line(y, text, NOTE, "sc-to"))
    y += 5
    return Block(target, tuple(rows), (start + y) / 2, y, tuple(lines)), y


@lru_cache(maxsize=4096)
def fold(text: str, width: float, size: float, most: int) -> tuple[str, ...]:
    """Return a text as at most so many lines; none for no text.

    A chart is drawn again and again with most of its words the same.
    """
    return tuple(folded(text, width, size, most)) if text else ()


@lru_cache(maxsize=4096)
def measured(text: str, size: float) -> float:
    """Return about how wide a text is."""
    return width_of(text, size)
