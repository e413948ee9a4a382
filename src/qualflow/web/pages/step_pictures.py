"""Pictures as light as they can be: what a page says once is not said twice.

They look and read the same; a page of a case stays small enough to be swapped at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup

from qualflow.draw.svg import FAINT, INK, rounded

_RECT = re.compile(
    r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" '
    r'fill="([^"]+)"/>\n'
)
_UPRIGHT = re.compile(
    r'<line x1="([\d.]+)" y1="([\d.]+)" x2="\1" y2="([\d.]+)" ([^>]*)/>\n'
)
LEAST_ALIKE = 4
"""So many pieces of one look are worth a shape of their own."""
_HALO = (
    ' stroke="#ffffff" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
)
_SMALL = f' font-size="10" fill="{FAINT}"'
_SIZED = re.compile(r'(<text class="sc-[^>]*) font-size="[^"]*"')
_SIZED_HALO = re.compile(r' font-size="11"([^>]* class="halo")')
"""The sheet of the pages says how large these are."""
_TOLD_ABOVE = re.compile(r"(?<=>\n)<title>[^<]*</title>(?:<desc>[^<]*</desc>)?")
"""The chart has it as its name, and as its first lines."""
_HIDDEN = ' visibility="hidden"'
_SPACE = ' xmlns="http://www.w3.org/2000/svg"'
"""Of no use within a page."""
_PALE = re.compile(r'(<text [^>]*fill=)"#7b8794"')
"""Too pale for small letters."""
_HINT = re.compile(r"<title>[^<]*?: ([^<]*)</title>")
"""The name of a bar, which stands before it, and how it stands, which may, too."""
_FONT = re.compile(r' font-family="[^"]*"')
"""The page has the same one."""
_PATTERN = re.compile(r'<pattern id="([^"]+)".*?</pattern>\n')
_USED = re.compile(r'"url\(#([^)]+)\)"')
_AS_GIVEN = re.compile(f' (?:text-anchor="start"|fill="{INK}")(?=[^<>]*>)')
"""What a text of a drawing has anyway."""
_SAME_TITLE = re.compile(r"<title>(?:[^< ]* )?([^<]*)</title>(?=\1</text>)")
"""A hint that says no more than the text, and the day of it, which its mark says."""
_NAMED_TWICE = re.compile(r'(<g class="sc-link" role="listitem") aria-label="([^"]*)"'
                          r'(?=><a href="[^"]*" aria-label="\2")')  # fmt: skip
_TOLD_TWICE = re.compile(r' aria-label="([^"]*)"((?: aria-current="true")?>'
                         r"<title>\1</title>)")  # fmt: skip


def lean_chart(svg: str) -> Markup:
    """Return a state chart in which each name is said once."""
    svg = _NAMED_TWICE.sub(r"\1", _FONT.sub("", svg, count=1))
    svg = _TOLD_ABOVE.sub("", svg, count=1)
    svg = _SIZED.sub(r"\1", svg).replace(_HIDDEN, "").replace(_SPACE, "")
    return Markup(_TOLD_TWICE.sub(r"\2", svg))  # noqa: S704  # made here


def lean_timeline(svg: str) -> Markup:
    """Return a timeline in which stripes and lines that look alike are one shape.

    Only those of the same height above the same line are: none of them lies on another.
    """
    svg = _merged(_RECT, svg, _stripe)
    svg = _merged(_UPRIGHT, svg, _line)
    svg = svg.replace(_HALO, ' class="halo"').replace(_SMALL, ' class="small"')
    svg = _SIZED_HALO.sub(r"\1", svg).replace(' font-size="12"', "")
    used = set(_USED.findall(svg))
    svg = _PATTERN.sub(lambda found: found.group() if found[1] in used else "", svg)
    svg = _PALE.sub(rf'\1"{FAINT}"', svg)
    svg = _FONT.sub("", svg, count=1).replace(_SPACE, "")
    svg = _HINT.sub(lambda one: "" if f">{one[1]}</text>" in svg else one[0], svg)
    head, body = svg.split(">", 1)
    body = _AS_GIVEN.sub("", _SAME_TITLE.sub("", body))
    return Markup(f"{head}>{body}")  # noqa: S704  # made here


_Piece = tuple[str, str, str]
"""How a piece looks, where its row is, and its line."""


def _stripe(found: re.Match[str]) -> _Piece:
    """Return a rectangle as a wide line."""
    x, y, width, height, fill = found.groups()
    middle = rounded(float(x) + float(width) / 2)
    look = f'stroke="{fill}" stroke-width="{width}"'
    return look, f"{y} {height}", f"M{middle},{y}v{height}"


def _line(found: re.Match[str]) -> _Piece:
    x, top, low, look = found.groups()
    return look, f"{top} {low}", f"M{x},{top}V{low}"


def _merged(
    kind: re.Pattern[str], svg: str, piece: Callable[[re.Match[str]], _Piece]
) -> str:
    """Return a picture with the alike pieces of a row as one path."""
    shapes: dict[tuple[str, str], list[str]] = {}
    for found in kind.finditer(svg):
        look, row, shape = piece(found)
        shapes.setdefault((look, row), []).append(shape)
    drawn: set[tuple[str, str]] = set()

    def once(found: re.Match[str]) -> str:
        look, row, _ = piece(found)
        if len(shapes[look, row]) < LEAST_ALIKE:
            return found.group()
        if (look, row) in drawn:
            return ""
        drawn.add((look, row))
        return f'<path {look} d="{"".join(shapes[look, row])}"/>\n'

    return kind.sub(once, svg)
