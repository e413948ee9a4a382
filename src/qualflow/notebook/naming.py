"""The names of a value's things, whether or not its rulebook is found."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from qualflow.draw.page import Markup
from qualflow.law.rulebook import Rulebook
from qualflow.notebook.fragment import paragraphs
from qualflow.notebook.setting import Setting, stand_in
from qualflow.words.naming import Naming
from qualflow.words.notebook import MESSAGES


@frozen
class Shown:
    """A value's law and its words.

    Attributes:
        rulebook: The process; a stand-in where it is not found.
        known: Whether it was found.
        names: Its names, with the sentences of notebooks.
    """

    rulebook: Rulebook
    known: bool
    names: Naming

    def warning(self) -> list[Markup]:
        """Return that the process was not found, if so."""
        if self.known:
            return []
        process = self.rulebook.name
        return paragraphs([self.names.tell("no_rulebook", process=process)], "note")


def shown(process: str, setting: Setting, states: Iterable[str] = ()) -> Shown:
    """Return the law and the words for a value of a process.

    Args:
        process: Its name.
        setting: How values are shown.
        states: The states of the value, should the process not be found.
    """
    found = setting.rulebook(process)
    rulebook = stand_in(process, states) if found is None else found
    names = Naming(rulebook, setting.language, MESSAGES)
    return Shown(rulebook, found is not None, names)
