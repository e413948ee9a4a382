"""A page in one file: HTML that is well-formed XML, read without a network or a script.

What is text is escaped, what is `Markup` was made here.  Pictures take the colours of
the page, so that they follow a dark screen; printed, everything is on white and what
was folded is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from qualflow.draw.plot import COLOURS, GRID, SHADE
from qualflow.draw.svg import FAINT, FONTS, INK, PAPER, escaped


class Markup(str):
    """A text that is HTML already."""

    __slots__ = ()


VOID = frozenset({"meta", "br", "hr"})
"""Elements that have no end."""

LIGHT = {
    "ink": INK,
    "faint": FAINT,
    "paper": PAPER,
    "grid": GRID,
    "shade": SHADE,
    **{f"c{number}": colour for number, colour in enumerate(COLOURS[:5])},
}
DARK = {
    "ink": "#e6e9ed",
    "faint": "#a3adb8",
    "paper": "#15191f",
    "grid": "#39424d",
    "shade": "#1e242c",
    "c0": "#6ba6e8",
    "c1": "#e5905f",
    "c2": "#63b891",
    "c3": "#b794d8",
    "c4": "#cdb350",
}
"""The colours of a page and of the pictures on it, by the name of their variable."""


def element(
    name: str, *content: str | Iterable[str], **attributes: str | None
) -> Markup:
    """Return an element.

    Args:
        name: Of the element.
        content: Texts, which are escaped unless they are `Markup`, and series of them.
        attributes: A last "_" is left off (`class_`); None leaves one out.

    >>> element("p", "a < b", element("b", "!"), class_="note")
    '<p class="note">a &lt; b<b>!</b></p>'
    """
    given = "".join(
        f' {key.removesuffix("_").replace("_", "-")}="{escaped(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Markup(f"<{name}{given} />")
    return Markup(f"<{name}{given}>{_inside(content)}</{name}>")


def _inside(content: Iterable[str | Iterable[str]]) -> str:
    parts = []
    for part in content:
        if isinstance(part, Markup):
            parts.append(str(part))
        elif isinstance(part, str):
            parts.append(escaped(part))
        else:
            parts.append(_inside(part))
    return "".join(parts)


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    align: str,
    notes: Sequence[str] = (),
) -> Markup:
    """Return a table with its caption; `align` has an "r" for each column of numbers.

    The first cell of a row is its head.
    """
    sides = [None if side == "l" else "n" for side in align]
    top = [
        element("th", cell, scope="col", class_=side)
        for cell, side in zip(head, sides, strict=True)
    ]
    body = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            [
                element("td", cell, class_=side)
                for cell, side in zip(row[1:], sides[1:], strict=True)
            ],
        )
        for row in rows
    ]
    made = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", top)),
        element("tbody", body),
    )
    told = [element("p", note, class_="note") for note in notes]
    return Markup(element("div", made, class_="wide") + "".join(told))


def folded_away(summary: str, *content: str) -> Markup:
    """Return what is seen when it is asked for."""
    return element("details", element("summary", summary), *content)


def figure(svg: str, prefix: str) -> Markup:
    """Return a picture of this package within a page.

    Its colours become those of the page; the names of its hatchings get a prefix, so
    that those of two pictures are not taken for each other.
    """
    for name, colour in LIGHT.items():
        svg = svg.replace(f'"{colour}"', f'"var(--{name})"')
    svg = re.sub(r'(<pattern id="|="url\(#)', rf"\g<1>{prefix}-", svg)
    svg = re.sub(
        r'^(<svg [^>]*?)width="[^"]*" height="[^"]*" (viewBox="0 0 ([^ "]*) )',
        r'\1style="max-width:\3px" \2',
        svg,
    )
    return element("figure", Markup(svg.strip()))


def section(heading: str, anchor: str, *content: str | Iterable[str]) -> Markup:
    """Return a part of a page under its heading."""
    return element("section", element("h2", heading), *content, id=anchor)


def page(language: str, title: str, parts: Iterable[str]) -> str:
    """Return a whole page; the same parts give the same bytes.

    Args:
        language: Of its text, as HTML names it: "en", "zh-Hans".
        title: In the bar of the window.
        parts: What stands on it.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name_="viewport", content="width=device-width"),
        element("title", title),
        element("style", Markup(style())),
    )
    body = element("body", element("main", parts))
    whole = element(
        "html", head, body, xmlns="http://www.w3.org/1999/xhtml", lang=language
    )
    return f"<!DOCTYPE html>\n{whole}\n"


def variables(colours: Mapping[str, str]) -> str:
    """Return colours as declarations of a style sheet."""
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


def style() -> str:
    """Return the style of a page; it holds no character that XML would read."""
    light, dark = variables(LIGHT), variables(DARK)
    return f"""
:root{{color-scheme:light dark;{light}}}
@media (prefers-color-scheme: dark){{:root{{{dark}}}}}
*{{box-sizing:border-box}}
body{{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.5 {FONTS}}}
main{{max-width:1000px;margin:0 auto;padding:1.5rem 1.25rem 4rem}}
h1{{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}}
h2{{font-size:1.2rem;margin:2.5rem 0 .75rem;padding-top:.75rem;
border-top:1px solid var(--grid)}}
p{{margin:.4rem 0;max-width:46rem}}
.answer{{font-size:1.25rem;font-weight:600;margin:.3rem 0}}
.warning{{border-left:4px solid var(--c1);padding:.4rem .8rem;background:var(--shade)}}
.note,.about,caption{{color:var(--faint)}}
.note{{font-size:.9rem}}
code{{font-family:ui-monospace,'DejaVu Sans Mono',Consolas,monospace;font-size:.9em;
background:var(--shade);padding:.1em .35em;overflow-wrap:anywhere}}
figure{{margin:1rem 0;overflow-x:auto}}
figure svg{{display:block;width:100%;height:auto;min-width:34rem}}
.wide{{overflow-x:auto}}
table{{border-collapse:collapse;margin:.75rem 0;font-size:.95rem;
font-variant-numeric:tabular-nums}}
caption{{text-align:left;padding-bottom:.4rem}}
th,td{{padding:.3rem .8rem .3rem 0;text-align:left;vertical-align:top;
border-bottom:1px solid var(--grid)}}
tbody th{{font-weight:400}}
thead th{{font-weight:600;border-bottom:1.5px solid var(--ink)}}
.n{{text-align:right;white-space:nowrap;padding-left:.8rem}}
details{{margin:.75rem 0}}
summary{{cursor:pointer;color:var(--c0)}}
@media print{{:root{{color-scheme:light;{light}}}
body{{font-size:10.5pt}}main{{max-width:none;padding:0}}
section,figure,tr{{break-inside:avoid}}h2{{break-after:avoid}}
figure svg{{min-width:0}}
summary{{display:none}}details::details-content{{content-visibility:visible;
block-size:auto}}}}
"""
