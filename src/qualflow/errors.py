"""What all errors of qualflow have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class QualflowError(Exception):
    """A mistake in a rulebook, a file or a call; never a refusal.

    Subclasses keep what went wrong as attributes; `str()` only arranges them.
    """


class UnknownNameError(QualflowError):
    """A name that is not declared, with the names that are."""

    def __init__(self, kind: str, name: str, declared: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.declared = tuple(declared)
        super().__init__(kind, name, self.declared)

    def __str__(self) -> str:
        return f"no {self.kind} named '{self.name}'{way_out(self.name, self.declared)}"


def way_out(name: str, declared: Iterable[str]) -> str:
    """Return the likely right name, or all of them if they are few.

    >>> way_out("aprove", ["approve", "refuse"])
    "; did you mean 'approve'?"
    >>> way_out("x", ["approve", "refuse"])
    '; there are: approve, refuse'
    """
    from difflib import get_close_matches  # slow to import, and errors alone need it

    choices = list(declared)
    near = get_close_matches(name, choices, n=1)
    if near:
        return f"; did you mean '{near[0]}'?"
    if choices and len(choices) <= 12:
        return f"; there are: {', '.join(choices)}"
    return ""
