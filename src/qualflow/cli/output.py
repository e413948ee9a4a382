"""What goes to stdout: text, coloured on a terminal only, or one JSON object."""

from __future__ import annotations

import json
import os
import re
import sys

import click

from qualflow.law.edition import Answer
from qualflow.strict_json import Json
from qualflow.words.layout import clean

_COLOURS = {
    Answer.OPEN: "green",
    Answer.CLOSED: "red",
    Answer.NO_SUCH_TRANSITION: "red",
    Answer.UNKNOWN: "yellow",
}
# What JSON leaves as it is though a terminal could act on it; all of it is escaped.
_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def write_text(text: str, answer: Answer | None = None) -> None:
    """Write a text; its first paragraph takes the colour of the answer."""
    lines = [clean(line) for line in text.rstrip("\n").split("\n")]
    if answer is not None and _colourful():
        end = lines.index("") if "" in lines else len(lines)
        colour = _COLOURS[answer]
        lines[:end] = [click.style(line, fg=colour, bold=True) for line in lines[:end]]
    click.echo("\n".join(lines))


def write_json(content: Json, *, indent: int | None = 1) -> None:
    """Write one JSON object, readable and in UTF-8 where the stream is."""
    encoding = (sys.stdout.encoding or "ascii").lower()
    narrow = not encoding.startswith("utf")
    text = json.dumps(content, indent=indent, ensure_ascii=narrow)
    click.echo(_UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def write_line(content: Json) -> None:
    """Write one JSON object on a line of its own."""
    write_json(content, indent=None)


def note(text: str) -> None:
    """Write a note to stderr."""
    click.echo(clean(text), err=True)


def _colourful() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
