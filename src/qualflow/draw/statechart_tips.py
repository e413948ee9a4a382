"""The boxes that say of a way out what its card or its line has no room for."""

from __future__ import annotations

from collections.abc import Sequence

from qualflow.draw.statechart import Link
from qualflow.draw.statechart_cards import BOLD, called, fold, measured
from qualflow.draw.statechart_paths import rect, whole
from qualflow.draw.svg import escaped

TIP, PAD, TOLD, LINE = 290.0, 9.0, 11.0, 15.0
"""How wide a box is at most, its rim, the size of its letters and its lines."""
REASON = 6
"""How many lines a reason has at most."""


def tip(
    links: Sequence[Link],
    x: float,
    below: float,
    above: float,
    picture: tuple[float, float],
    most: int = 0,
) -> str:
    """Return the box of some ways out, hidden until the sheet shows it.

    Args:
        links: What it tells of, at least one.
        x: Its left edge if it is as wide as can be.
        below: Its upper edge, if it fits in there.
        above: Its lower edge otherwise.
        picture: How wide and high the picture is: the box stays inside.
        most: How many lines its reasons share, 0 for as many as they need.
    """
    lines = _lines(links, most)
    high = LINE * len(lines) + 2 * PAD - 3
    widest = max(measured(words, TOLD * BOLD) for _, words in lines)
    width = min(widest + 2 * PAD, TIP)
    y = below if below + high <= picture[1] - 4 else max(above - high, 4)
    x = min(max(x + (TIP - width) / 2, 4), picture[0] - width - 4)
    told = "".join(
        _part(x + PAD, y + PAD + 10 + LINE * number, words, look)
        for number, (look, words) in enumerate(lines)
    )
    box = rect("sc-box", x, y, width, high, 5)
    return f'<g class="sc-tip" visibility="hidden">{box}<text>{told}</text></g>'


def _lines(links: Sequence[Link], most: int) -> list[tuple[str, str]]:
    """Return the lines of text, each with how it looks."""
    lines: list[tuple[str, str]] = []
    wide = TIP - 2 * PAD
    reasons = sum(len(link.why) for link in links)
    each = max(min(REASON, most // max(reasons, 1)), 1) if most else REASON
    for link in links:
        name = fold(called(link), wide, TOLD * BOLD, 4)
        lines += [("sc-tip-name", words) for words in name]
        lines += [("sc-said", words) for words in fold(link.note, wide, TOLD, 4)]
        for reason in link.why:
            lines += [("", words) for words in fold(f"• {reason}", wide, TOLD, each)]
    return lines


def _part(x: float, y: float, words: str, look: str) -> str:
    named = f' class="{look}"' if look else ""
    return f'<tspan{named} x="{whole(x)}" y="{whole(y)}">{escaped(words)}</tspan>'
