"""What the readers of lessons, addresses and materials share."""

from __future__ import annotations

from qualflow.law.loading.mistakes import Mistakes, RulebookError
from qualflow.law.loading.names import KINDS, Names
from qualflow.law.loading.tables import Reading
from qualflow.law.loading.words import Words
from qualflow.law.rulebook import Rulebook


class LessonError(RulebookError):
    """All mistakes in the lessons of a process, by file and line."""


def raise_all(mistakes: Mistakes, rulebook: Rulebook) -> None:
    """Raise what was found, if anything was, as a `LessonError`."""
    try:
        mistakes.raise_all(rulebook.name)
    except RulebookError as error:
        raise LessonError(error.process, error.mistakes) from None


def names_of(rulebook: Rulebook) -> Names:
    """Return everything a rulebook declares, to be looked up by name."""
    names = Names()
    for kind in KINDS:
        if kind != "given":
            plural = "properties" if kind == "property" else f"{kind}s"
            names.declare(kind, getattr(rulebook, plural))
    return names


def reading_for(mistakes: Mistakes, rulebook: Rulebook) -> Reading:
    """Return what the tables of lessons are read with."""
    return Reading(mistakes, Words({}, mistakes), names_of(rulebook))
