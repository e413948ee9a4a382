"""The pieces of an SVG picture: escaped, rounded, the same bytes for the same picture.

Nothing is measured by a font: widths are estimated on the safe side, a Chinese
character as wide as it is high.  Colours only add to words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from unicodedata import category, east_asian_width

from attrs import define, field

from qualflow.law.rules import Phase

FONTS = (
    "'Noto Sans', 'DejaVu Sans', 'Segoe UI', 'Helvetica Neue', Arial, "
    "'WenQuanYi Micro Hei', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', "
    "sans-serif"
)
INK, FAINT, PAPER = "#1f2933", "#5f6c7b", "#ffffff"

PHASE_COLOURS: Mapping[Phase | None, str] = {
    None: "#cbd2d9",
    Phase.APPLIED: "#9cc3e6",
    Phase.UNDER_REVIEW: "#f2c14e",
    Phase.APPROVED: "#8fcf9b",
    Phase.PRODUCTION_START: "#52b084",
    Phase.CANCELLED: "#c39a9a",
}
"""A colour for each phase, and for what lies before the first."""

_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
)
_NARROW = "fijlrtI.,:;'|!()[]- "
_WIDE = "mwMW%@—"


def escaped(text: str) -> str:
    r"""Return a text as it stands in XML, without what no reader could see.

    >>> escaped("a<b & \x1bc")
    'a&lt;b &amp; c'
    """
    if text.isprintable():
        return text.translate(_ENTITIES)
    shown = (" " if char in "\n\t\r" else char for char in text)
    kept = (char for char in shown if not _unseen(char))
    return "".join(kept).translate(_ENTITIES)


def _unseen(char: str) -> bool:
    return category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def rounded(number: float) -> str:
    """Return a coordinate with at most one decimal.

    >>> rounded(12.0), rounded(3.14159), rounded(-0.01)
    ('12', '3.1', '0')
    """
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is, rather more than less."""
    return size * sum(map(_width, text))


@lru_cache(maxsize=4096)
def _width(char: str) -> float:
    if east_asian_width(char) in "WF":
        return 1.02
    if char in _NARROW:
        return 0.4
    if char in _WIDE:
        return 0.95
    return 0.72 if char.isupper() else 0.62


def fitted(text: str, width: float, size: float) -> str:
    """Return a text that fits a width, its end left out if it must.

    >>> fitted("evaluation of the project", 80, 12)
    'evaluation…'
    """
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def folded(text: str, width: float, size: float, most: int) -> list[str]:
    """Return a text as at most so many lines; the last one may leave its end out."""
    lines: list[str] = []
    words = _words(text)
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and width_of((line + words[0]).rstrip(), size) <= width:
            line += words.pop(0)
        lines.append(line.strip())
    rest = "".join(words).strip()
    lines += [rest] if rest else []
    return [fitted(line, width, size) for line in lines]


def _words(text: str) -> list[str]:
    """Return the pieces between which a line may end."""
    words = [""]
    for char in text:
        wide = east_asian_width(char) in "WF" and char not in "，。；：、）》”"
        if words[-1] and (words[-1].endswith(" ") or wide):
            words.append("")
        words[-1] += char
    return words


@define
class Drawing:
    """A picture that grows piece by piece; what comes later lies on top.

    Attributes:
        width, height: In pixels; the height may be set last.
        title: What a screen reader says of it.
        description: What it says of it at length; "" for nothing.
        patterns: Hatchings by name: the background and the colour of the lines.
    """

    width: float
    title: str
    height: float = 0.0
    description: str = ""
    patterns: Mapping[str, tuple[str, str]] = field(factory=dict)
    _parts: list[str] = field(factory=list, init=False)

    def rect(
        self, x: float, y: float, width: float, height: float, **style: object
    ) -> None:
        """Add a rectangle."""
        self._add("rect", dict(x=x, y=y, width=width, height=height, **style))

    def line(self, x1: float, y1: float, x2: float, y2: float, **style: object) -> None:
        """Add a line."""
        self._add("line", dict(x1=x1, y1=y1, x2=x2, y2=y2, **style))

    def circle(self, x: float, y: float, radius: float, **style: object) -> None:
        """Add a disc."""
        self._add("circle", dict(cx=x, cy=y, r=radius, **style))

    def shape(self, points: Sequence[tuple[float, float]], **style: object) -> None:
        """Add a filled shape."""
        pairs = " ".join(f"{rounded(x)},{rounded(y)}" for x, y in points)
        self._add("polygon", dict(points=pairs, **style))

    def polyline(self, points: Sequence[tuple[float, float]], **style: object) -> None:
        """Add a line through points."""
        pairs = " ".join(f"{rounded(x)},{rounded(y)}" for x, y in points)
        self._add("polyline", dict(points=pairs, fill="none", **style))

    def path(self, steps: str, **style: object) -> None:
        """Add a line of curves, in the letters of SVG."""
        self._add("path", dict(d=steps, fill="none", **style))

    def text(
        self, x: float, y: float, text: str, size: float = 12, **style: object
    ) -> None:
        """Add a text; `y` is its base line."""
        self._add("text", dict(x=x, y=y, font_size=size, **style), text)

    def hint(self, text: str) -> None:
        """Let the last piece say something more where the mouse rests on it."""
        last = self._parts[-1]
        said = f"<title>{escaped(text)}</title>"
        if last.endswith("/>"):
            name = last[1 : last.index(" ")]
            self._parts[-1] = f"{last[:-2]}>{said}</{name}>"
        else:
            place = last.index(">") + 1
            self._parts[-1] = last[:place] + said + last[place:]

    def _add(
        self, name: str, attributes: Mapping[str, object], content: str = ""
    ) -> None:
        given = " ".join(
            f'{key.replace("_", "-")}="{_value(value)}"'
            for key, value in attributes.items()
        )
        end = f">{escaped(content)}</{name}>" if content else "/>"
        self._parts.append(f"<{name} {given}{end}")

    def svg(self) -> str:
        """Return the picture as a file of its own."""
        width, height = rounded(self.width), rounded(self.height)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
            f'height="{height}" viewBox="0 0 {width} {height}" role="img" '
            f'font-family="{FONTS}" fill="{INK}">'
        )
        paper = f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
        title = f"<title>{escaped(self.title)}</title>"
        if self.description:
            title += f"<desc>{escaped(self.description)}</desc>"
        return "\n".join(
            [head, title, *self._defined(), paper, *self._parts, "</svg>\n"]
        )

    def _defined(self) -> list[str]:
        if not self.patterns:
            return []
        made = (
            f'<pattern id="{name}" width="6" height="6" '
            f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<rect width="6" height="6" fill="{ground}"/>'
            f'<rect width="2" height="6" fill="{lines}"/></pattern>'
            for name, (ground, lines) in self.patterns.items()
        )
        return ["<defs>", *made, "</defs>"]


def _value(value: object) -> str:
    if isinstance(value, int | float):
        return rounded(value)
    return escaped(str(value))
