"""How a state chart looks: one sheet for pages, the same one within a file.

Every colour stands twice: as it is, for programs that know no variables, and as a
variable, which follows a dark screen; on paper everything is on white.
"""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.draw.plot import mixed
from qualflow.draw.svg import FONTS, PHASE_COLOURS
from qualflow.law.rules import Phase

LIGHT: Mapping[str, str] = {
    "ink": "#1f2933",
    "faint": "#55616f",
    "line": "#6b7785",
    "paper": "#ffffff",
    "card": "#ffffff",
    "edge": "#9aa5b1",
    "here": "#fff4cc",
    "open": "#17713d",
    "closed": "#b3261e",
    "unknown": "#845400",
    "by-itself": "#5b4a9e",
    "glow": "#2b6cb0",
}
DARK: Mapping[str, str] = {
    "ink": "#e6e9ed",
    "faint": "#b3bcc7",
    "line": "#98a4b1",
    "paper": "#15191f",
    "card": "#1e242c",
    "edge": "#6b7785",
    "here": "#463a10",
    "open": "#6fd699",
    "closed": "#ff9d94",
    "unknown": "#f0bd5c",
    "by-itself": "#bdaef5",
    "glow": "#6ba6e8",
}


def phase_class(phase: Phase | None) -> str:
    """Return the class of what belongs to a phase."""
    return f"sc-p-{'none' if phase is None else phase.value}"


def _phases(ground: str, part: float) -> dict[str, str]:
    return {
        phase_class(phase).removeprefix("sc-"): mixed(ground, colour, part)
        for phase, colour in PHASE_COLOURS.items()
    }


COLOURS = (
    {**LIGHT, **_phases(LIGHT["paper"], 0.24)},
    {**DARK, **_phases(DARK["paper"], 0.22)},
)

_LINES = {
    "open": "2.2;stroke-dasharray:none",
    "closed": "1.8;stroke-dasharray:7 4",
    "unknown": "1.8;stroke-dasharray:2 3",
    "by-itself": "1.8;stroke-dasharray:10 3 2 3",
}

_RULES = """
{s}{{font-family:{fonts};fill:@ink}}
{s} .sc-paper{{fill:@paper}}
{s} .sc-region{{stroke:@edge;stroke-width:.6}}
{s} .sc-phase{{fill:@ink;font-weight:600;stroke:none}}
{s} .sc-halo{{fill:none;stroke-width:4;stroke-linejoin:round}}
{s} .sc-title{{font-weight:700}}
{s} .sc-said,{s} .sc-sub,{s} .sc-to,{s} .sc-key{{fill:@faint}}
{s} .sc-name,{s} .sc-flag,{s} .sc-tip-name{{font-weight:600}}
{s} .sc-card{{fill:@card;stroke:@edge;stroke-width:1}}
{s} .sc-visited .sc-card{{stroke:@ink;stroke-width:1.8}}
{s} .sc-current .sc-card{{fill:@here;stroke:@ink;stroke-width:3}}
{s} .sc-inner{{fill:none;stroke:@edge;stroke-width:1}}
{s} .sc-rule{{fill:none;stroke:@edge;stroke-width:.7}}
{s} .sc-mark{{fill:@ink;stroke:none}}
{s} .sc-line{{fill:none;stroke:@line;stroke-width:1.3}}
{s} .sc-head{{fill:@line;stroke:none}}
{s} .sc-sign{{fill:none;stroke:@faint;stroke-width:1.7;stroke-linecap:round}}
{s} .sc-line.sc-taken{{stroke:@ink;stroke-width:3.2;stroke-dasharray:none}}
{s} .sc-head.sc-taken{{fill:@ink}}
{s} .sc-hit{{fill:none;stroke:transparent;stroke-width:11;pointer-events:stroke}}
{s} .sc-area{{fill:transparent;pointer-events:all}}
{s} .sc-tip{{pointer-events:none}}
{s} .sc-box{{fill:@paper;stroke:@ink;stroke-width:1.2}}
{s} .sc-link,{s} .sc-state{{outline:none}}
{s} .sc-link:hover .sc-tip,{s} .sc-link:focus .sc-tip,
{s} .sc-link:focus-within .sc-tip{{visibility:visible}}
{s} .sc-link:hover .sc-hit,{s} .sc-link:focus .sc-hit,
{s} .sc-link:focus-within .sc-hit{{stroke:@glow;stroke-opacity:.45}}
{s} .sc-link:hover .sc-area{{stroke:@glow;stroke-width:1.5}}
{s} .sc-link:focus .sc-area,{s} .sc-link:focus-within .sc-area,
{s} .sc-state:focus-within .sc-card{{stroke:@glow;stroke-width:3}}
@media print{{{s} .sc-link .sc-tip{{visibility:hidden}}}}
"""


def sheet(scheme: str = "auto", root: str = ".statechart") -> str:
    """Return the style sheet of state charts.

    Args:
        scheme: "auto" follows the reader's screen, "light" and "dark" do not.
        root: What chooses the picture.
    """
    light, dark = COLOURS
    used = dark if scheme == "dark" else light
    text = _RULES.format(s=root, fonts=FONTS)
    for kind, look in _LINES.items():
        text += (
            f"{root} .sc-line.sc-{kind}{{stroke:@{kind};stroke-width:{look}}}\n"
            f"{root} .sc-head.sc-{kind}{{fill:@{kind}}}\n"
            f"{root} .sc-sign.sc-{kind}{{stroke:@{kind}}}\n"
        )
    for phase in PHASE_COLOURS:
        name = phase_class(phase)
        key = name.removeprefix("sc-")
        text += f"{root} .{name}{{fill:@{key}}}\n"
        text += f"{root} .sc-halo.{name}{{fill:none;stroke:@{key}}}\n"
    return _coloured(text, used, scheme == "auto") + (
        _variables(root) if scheme == "auto" else ""
    )


def _coloured(text: str, colours: Mapping[str, str], variable: bool) -> str:
    lines = []
    for line in text.strip().splitlines():
        for name in sorted(colours, key=len, reverse=True):
            for what in ("fill", "stroke"):
                plain = f"{what}:@{name}"
                value = f"{what}:{colours[name]}"
                if variable:
                    value += f";{what}:var(--sc-{name},{colours[name]})"
                line = line.replace(plain, value)
        lines.append(line)
    return "\n".join(lines) + "\n"


def _variables(root: str) -> str:
    light, dark = (
        "".join(f"--sc-{name}:{colour};" for name, colour in colours.items())
        for colours in COLOURS
    )
    return (
        f"{root}{{{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{{root}{{{dark}}}}}\n"
    )
