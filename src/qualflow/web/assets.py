"""The files that every page needs: one style sheet, one script, one sign."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from attrs import frozen

from qualflow.draw.statechart_style import sheet

_TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}


@frozen
class Asset:
    """A file; `tag` changes with its content."""

    content: bytes
    media_type: str
    tag: str


@lru_cache(maxsize=1)
def assets() -> Mapping[str, Asset]:
    """Return the files by name; the style of pictures is part of the sheet."""
    made = {}
    for file in sorted(files("qualflow.web").joinpath("static").iterdir(), key=str):
        content = file.read_bytes()
        if file.name == "qualflow.css":
            content += sheet().encode()
        kind = _TYPES[file.name.rpartition(".")[2]]
        tag = f'"{sha256(content).hexdigest()[:16]}"'
        made[file.name] = Asset(content, kind, tag)
    return made
