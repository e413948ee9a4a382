"""A piece of HTML that stands among others: its style and its names are its own.

Every rule of the style begins with the class of the piece, twice, so that it holds
against the rules of the host.  Dark is what the host marks as dark (JupyterLab, VS
Code, Colab, Sphinx), not what the machine prefers: a light notebook on a dark desktop
stays light.  There is no script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import unescape
from itertools import count
from typing import TypeAlias

from qualflow.draw.page import DARK, LIGHT, Markup, element, variables
from qualflow.draw.page import figure as figure_of
from qualflow.draw.statechart_style import sheet
from qualflow.draw.svg import FONTS
from qualflow.law.verdict import Verdict
from qualflow.words.language import Language
from qualflow.words.tabular import Table

Cell: TypeAlias = str | Sequence[str]
"""A text, or several under one another; what is `Markup` is HTML already."""

ROOT = "div.qf.qf"
DARK_HOSTS = (
    'body[data-jp-theme-light="false"]',
    "body.vscode-dark",
    "body.vscode-high-contrast:not(.vscode-high-contrast-light)",
    'html[theme="dark"]',
    'html[data-theme="dark"]',
    'body[data-theme="dark"]',
)
"""How notebooks mark that they are dark."""

_DARK_ROOT = f":is({','.join(DARK_HOSTS)}) {ROOT}"
_TAGS = {Language.EN: "en", Language.ZH: "zh-Hans"}
_SIGNS = {
    Verdict.MET: "✓",
    Verdict.UNMET: "✗",
    Verdict.UNKNOWN: "?",
    Verdict.NOT_EVALUATED: "–",
}
_SIDES = {"r": "qf-n", "k": "qf-k"}
_TITLE = re.compile(r"<title>([^<]*)</title>")
_made = count(1)


def fragment(language: Language, *parts: str | Iterable[str]) -> str:
    """Return a whole piece, with its style before it."""
    whole = element("div", *parts, class_="qf", lang=_TAGS[language])
    chart = 'class="statechart"' in whole
    return element("style", Markup(style(chart=chart))) + whole


def title(text: str) -> Markup:
    """Return what stands above a piece.

    It is a heading to who cannot see it, and none to the contents of the notebook.
    """
    return element("p", text, class_="qf-title", role="heading", aria_level="3")


def heading(text: str) -> Markup:
    """Return what stands above a part of it."""
    return element("p", text, class_="qf-head", role="heading", aria_level="3")


def paragraphs(said: Iterable[str], look: str | None = None) -> list[Markup]:
    """Return sentences, one below the other."""
    return [element("p", one, class_=look and f"qf-{look}") for one in said]


def lead(text: str, look: str = "") -> Markup:
    """Return the answer; `look` is a verdict's, the words say it too."""
    kind = "qf-lead" + (f" qf-is-{look}" if look else "")
    return element("p", text, class_=kind)


def mark(verdict: Verdict, text: str) -> Markup:
    """Return a verdict in words, with a sign before it."""
    sign = element("span", _SIGNS[verdict], aria_hidden="true")
    return element("span", sign, f" {text}", class_=f"qf-mark qf-{verdict.value}")


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    caption: str = "",
    align: str = "",
    notes: Sequence[str] = (),
) -> Markup:
    """Return a table that scrolls where it is too wide; "" without rows.

    Args:
        head: The heads of the columns.
        rows: As many cells each; the first one is the head of its row.
        caption: What it is a table of.
        align: A letter a column: "l" words, "k" words kept on one line, "r" numbers.
        notes: What must be said about it.
    """
    sides = [_SIDES.get(side) for side in align.ljust(len(head), "l")]
    body = [
        element("tr", _cell("th", row[0], sides[0], scope="row"),
                [_cell("td", cell, side) for cell, side
                 in zip(row[1:], sides[1:], strict=True)])
        for row in rows
    ]  # fmt: skip
    if not body:
        return Markup("")
    top = [
        element("th", cell, scope="col", class_=side)
        for cell, side in zip(head, sides, strict=True)
    ]
    made = element(
        "table",
        element("caption", caption) if caption else Markup(""),
        element("thead", element("tr", top)),
        element("tbody", body),
    )
    label = caption or None
    # Who has no mouse scrolls what can be focused, and what can be focused has a name.
    wide = element("div", made, class_="qf-wide", tabindex="0", role="group",
                   aria_label=label or " · ".join(head))  # fmt: skip
    return Markup(wide + "".join(paragraphs(notes, "note")))


def _cell(name: str, cell: Cell, side: str | None, **more: str) -> Markup:
    if isinstance(cell, str):
        return element(name, cell, class_=side, **more)
    lines = [element("div", line) for line in cell]
    return element(name, lines, class_=side, **more)


def table_of(table_: Table) -> Markup:
    """Return a table of `words`."""
    return table(table_.head, table_.rows, table_.caption, table_.align, table_.notes)


def folded(summary: str, *content: str, opened: bool = False) -> Markup:
    """Return what is seen when it is asked for; "" if there is nothing."""
    if not any(content):
        return Markup("")
    head = element("summary", summary)
    return element("details", head, *content, open="open" if opened else None)


def picture(svg: str, *, paper: bool = False) -> Markup:
    """Return a picture of `draw`; its names are its own in the whole notebook.

    Args:
        svg: The picture.
        paper: Whether it needs white paper, since not all of its colours can follow
            a dark screen.
    """
    digest = sha256(svg.encode()).hexdigest()[:8]
    made = figure_of(svg, f"qf-{digest}-{next(_made)}")
    said = _TITLE.search(svg)
    return element(
        "div",
        made,
        class_="qf-picture qf-paper" if paper else "qf-picture",
        tabindex="0",
        role="group",
        aria_label=unescape(said[1]) if said else None,
    )


def as_it_is(language: Language, text: str, note: str) -> str:
    """Return a text that could not be laid out, and why."""
    shown = element("pre", text)
    return fragment(language, shown, paragraphs([note], "note"))


def style(*, chart: bool = False) -> str:
    """Return the style of pieces; with that of state charts if one is inside."""
    light, dark = variables(LIGHT), variables(DARK)
    rules = _RULES.format(r=ROOT, d=_DARK_ROOT, light=light, dark=dark, fonts=FONTS)
    if not chart:
        return rules
    return (
        rules
        + sheet("light", f"{ROOT} .statechart")
        + sheet("dark", f"{_DARK_ROOT} .statechart")
    )


_RULES = """
{r}{{{light}color-scheme:light;background:var(--paper);color:var(--ink);
font:14px/1.5 {fonts};padding:.7rem 1rem;border:1px solid var(--grid);
border-radius:6px;max-width:72rem;box-sizing:border-box;overflow-wrap:break-word}}
{d}{{{dark}color-scheme:dark}}
{r} *{{box-sizing:border-box}}
{r} p{{margin:.35rem 0;max-width:52rem;color:inherit;text-align:left}}
{r} .qf-title{{font-size:1.15rem;font-weight:600;line-height:1.3}}
{r} .qf-head{{font-weight:600;margin:1rem 0 .3rem}}
{r} .qf-lead{{font-size:1.05rem;font-weight:600;border-left:4px solid var(--grid);
padding:.1rem 0 .1rem .7rem}}
{r} .qf-is-open,{r} .qf-is-consistent{{border-color:var(--c2)}}
{r} .qf-is-closed,{r} .qf-is-no_such_transition,
{r} .qf-is-contradicted{{border-color:var(--c1)}}
{r} .qf-is-unknown,{r} .qf-is-explained{{border-color:var(--c4)}}
{r} .qf-note,{r} .qf-about,{r} caption{{color:var(--faint)}}
{r} .qf-note{{font-size:.9em}}
{r} .qf-warning{{border-left:4px solid var(--c1);padding:.3rem .7rem;
background:var(--shade)}}
{r} .qf-mark{{white-space:nowrap;font-weight:600}}
{r} .qf-met{{font-weight:400}}
{r} .qf-not_evaluated{{font-weight:400;color:var(--faint)}}
{r} .qf-wide{{overflow-x:auto;margin:.5rem 0}}
{r} table{{border-collapse:collapse;border:0;margin:0;width:auto;table-layout:auto;
font-size:inherit;color:inherit;background:none;font-variant-numeric:tabular-nums}}
{r} thead{{border:0}}
{r} caption{{caption-side:top;text-align:left;padding:0 0 .25rem}}
{r} tr,{r} tbody tr:nth-child(odd),{r} tbody tr:nth-child(even),
{r} tbody tr:hover{{background:none;border:0}}
{r} th,{r} td{{padding:.25rem 1rem .25rem 0;text-align:left;vertical-align:top;
border:0;border-bottom:1px solid var(--grid);max-width:40rem;white-space:normal;
line-height:1.45;color:inherit;background:none}}
{r} tbody th{{font-weight:400}}
{r} thead th{{font-weight:600;border-bottom:1.5px solid var(--ink)}}
{r} .qf-n{{text-align:right;white-space:nowrap}}
{r} .qf-k{{white-space:nowrap}}
{r} td div+div{{color:var(--faint)}}
{r} details{{margin:.5rem 0}}
{r} summary{{cursor:pointer;color:var(--c0);display:list-item}}
{r} code,{r} pre{{font-family:ui-monospace,'DejaVu Sans Mono',Consolas,monospace;
font-size:.9em;color:inherit;background:var(--shade);white-space:pre-wrap;
overflow-wrap:anywhere}}
{r} pre{{padding:.5rem .7rem;margin:.4rem 0}}
{r} code{{padding:.1em .3em;border:0;border-radius:3px;white-space:inherit}}
{r} .qf-picture{{margin:.6rem 0;overflow-x:auto}}
{r} figure{{margin:0}}
{r} figure svg{{display:block;width:100%;height:auto;min-width:34rem}}
{r} .qf-paper{{{light}color-scheme:light;background:#fff}}
{r} .qf-paper svg{{min-width:52rem}}
@media print{{{r}{{{light}color-scheme:light;border:0;padding:0}}
{r} tr,{r} figure{{break-inside:avoid}}}}
"""
