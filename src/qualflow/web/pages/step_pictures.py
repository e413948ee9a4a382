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
_STEMS = re.compile(
    r'(?:<line x1="([\d.]+)" y1="[\d.]+" x2="\1" y2="[\d.]+" ([^>]*)/>\n)'
    r'(?:<line x1="([\d.]+)" y1="[\d.]+" x2="\3" y2="[\d.]+" \2/>\n)+'
)
"""Upright lines of one look that follow each other: where they cross, all is alike."""
_COVERED = re.compile(r'(<rect x="[^"]*" y="[^"]*" width="[^"]*" height="[^"]*")'
                      r' fill="[^"]*"(?:/>|></rect>)\n(?=\1 fill=)')  # fmt: skip
_ASIDE = [
    re.compile(f"<({kind}) ({place})({look})(/?>.*)")
    for kind, place, look in (
        ("text", r'x="(?:16|278)" y="[^"]*"', "[^>]*"),
        ("text", "[^>]*", ' font-size="11"'),
        ("rect", "[^>]*", ' stroke="#9aa5b1" stroke-width="0.5"'),
        ("circle", '[^>]*r="4"', ' fill="#ffffff" stroke="#1f2933" stroke-width="1.5"'),
        ("text", "[^>]*", ' class="halo"'),
    )
]
"""Names of rows, the legend, ends of periods, how they stand: no piece lies on them."""
_LEFT = re.compile(r'x="(16|278)" (?=y="[^"]*"$)')
_QUOTED = re.compile(r'="([\w.#%/-]*[\w#%-])"(?=[ >])', re.ASCII)
"""Texts have no quotes of their own: they are written as `&quot;`."""
LEAST_ALIKE = 4
"""So many pieces of one look are worth a shape of their own."""
_HALO = (
    ' stroke="#ffffff" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
)
_SMALL = f' font-size="10" fill="{FAINT}"'
_SIZED = re.compile(r'(<text class="sc-[^>]*) font-size="[^"]*"')
_SIZED_HALO = re.compile(r' font-size="11"([^>]* class="halo")')
_ROUND = re.compile(r'(<rect class="sc-(?:card|inner|area|box)"[^>]*) rx="[456]"')
"""The sheet of the pages says how large these are, and how round."""
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
_VISIT = re.compile(r"(?<=<title>)[^<]*: (?=[^<]* – [^<]*</title></rect>)")
"""The name of a state, which stands before its bar."""
_AS_GIVEN = re.compile(f' (?:text-anchor="start"|fill="{INK}")(?=[^<>]*>)')
"""What a text of a drawing has anyway."""
_SAME_TITLE = re.compile(r"<title>(?:[^< ]* )?([^<]*)</title>(?=\1</text>)")
"""A hint that says no more than the text, and the day of it, which its mark says."""
_NAMED_TWICE = re.compile(r'(<g class="sc-link" role="listitem") aria-label="([^"]*)"'
                          r'(?=><a href="[^"]*" aria-label="\2")')  # fmt: skip
_TOLD_TWICE = re.compile(r' aria-label="([^"]*)"((?: aria-current="true")?>'
                         r"<title>\1</title>)")  # fmt: skip
_TEXT_ABOVE = re.compile(r'<text class="sc-phase"( x=[^>]*>[^<]*</text>)\n')
"""The name of a phase above its rim: the sheet of the pages draws both in one."""


def unquoted(html: str) -> str:
    """Return HTML without the quotes that it need not have.

    >>> unquoted('<g class="a b" x="1"><rect y="-2.5" rx="4"/></g>')
    '<g class="a b" x=1><rect y=-2.5 rx="4"/></g>'
    """
    return _QUOTED.sub(r"=\1", html)


def lean_chart(svg: str) -> Markup:
    """Return a state chart in which each name is said once."""
    svg = _NAMED_TWICE.sub(r"\1", _FONT.sub("", svg, count=1))
    svg = _TOLD_ABOVE.sub("", svg, count=1)
    for sheet in (_SIZED, _ROUND):
        svg = sheet.sub(r"\1", svg)
    svg = _TEXT_ABOVE.sub("", svg).replace(_HIDDEN, "").replace(_SPACE, "")
    svg = _TOLD_TWICE.sub(r"\2", svg).replace(">\n<", "><")
    return Markup(svg)  # noqa: S704  # made here


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
    svg = _VISIT.sub("", svg)
    head, body = svg.split(">", 1)
    body = _together(_AS_GIVEN.sub("", _SAME_TITLE.sub("", body)))
    return Markup(f"{head}>{body}")  # noqa: S704  # made here


def _together(body: str) -> str:
    """Return the pieces of a timeline with what several have alike said once.

    What has a rim to be read on bars and marks comes last.
    """
    body = _STEMS.sub(_stems, _COVERED.sub("", body))
    kept: list[str] = []
    alike: dict[str, list[str]] = {}
    for piece in body.removesuffix("</svg>\n").splitlines():
        found = next((m for one in _ASIDE if (m := one.fullmatch(piece))), None)
        if found is None:
            kept.append(piece)
        else:
            kind, place, look, rest = found.groups()
            column = _LEFT.match(place)
            if column:
                place = place[column.end() :]
                look += f' transform="translate({column[1]})"'
            alike.setdefault(look, []).append(f"<{kind} {place}{rest}")
    for look, pieces in sorted(alike.items(), key=lambda one: "halo" in one[0]):
        said = look.replace(' class="small"', _SMALL)
        said = said.replace(' class="halo"', ' class="halo" font-size="11"')
        kept += [f"<g{said}>", *pieces, "</g>"] if look else pieces
    return "".join([*kept, "</svg>"])


def _stems(found: re.Match[str]) -> str:
    lines = (one.groups() for one in _UPRIGHT.finditer(found[0]))
    steps = "".join(f"M{x} {top}V{low}" for x, top, low, _ in lines)
    return f'<path {found[2]} d="{steps}"/>\n'


_Piece = tuple[str, str, str]
"""How a piece looks, its row as what moves a line of length 1 there, and that line."""


def _stripe(found: re.Match[str]) -> _Piece:
    """Return a rectangle as a wide line."""
    x, y, width, height, fill = found.groups()
    middle = rounded(float(x) + float(width) / 2)
    look = f'stroke="{fill}" stroke-width="{width}"'
    return look, f"matrix(1 0 0 {height} 0 {y})", f"M{middle} 0v1"


def _line(found: re.Match[str]) -> _Piece:
    x, top, low, look = found.groups()
    high = rounded(float(low) - float(top))
    return look, f"matrix(1 0 0 {high} 0 {top})", f"M{x} 0v1"


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
        steps = "".join(shapes[look, row])
        return f'<path {look} d="{steps}" transform="{row}"/>\n'

    return kind.sub(once, svg)
