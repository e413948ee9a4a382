"""What shows what: from the type of a value to its HTML, its text, its picture.

Nothing here raises: a value that cannot be laid out is shown as it is, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, cast

from qualflow.notebook.fragment import as_it_is, fragment
from qualflow.notebook.setting import Setting
from qualflow.words.notebook import say

_SEVERAL = ("Deadline", "Moved")
"""Types of which one is shown as several are."""

_HOMES = {
    "Rulebook": "laws",
    "Case": "cases",
    "Explanation": "answers",
    "NextSteps": "answers",
    "Deadline": "deadlines",
    "Audit": "audits",
    "Result": "simulations",
    "Comparison": "simulations",
    "Moved": "simulations",
    "Timeline": "drawings",
    "StateChart": "drawings",
}
"""The module of this package that shows a type."""


class Home(Protocol):
    """A module that shows some types."""

    def parts(self, value: object, setting: Setting) -> Iterable[str]:
        """Return what stands in the HTML of a value."""

    def text(self, value: object, setting: Setting) -> str | None:
        """Return the text of a value, None for what it is itself."""

    def svg(self, value: object) -> str:
        """Return a picture as a file; only where pictures are shown."""


def html(value: object, setting: Setting) -> str | None:
    """Return a value as HTML, None if nothing is known of it at all."""
    try:
        return fragment(setting.language, *_home(value).parts(_one(value), setting))
    except Exception as error:  # noqa: BLE001 - a notebook goes on, whatever was shown
        return _as_it_is(value, error, setting)


def text(value: object, setting: Setting) -> str | None:
    """Return what the command line prints of a value, None for what it is itself."""
    try:
        told = _home(value).text(_one(value), setting)
    except Exception:  # noqa: BLE001 - likewise; the HTML says why
        return None
    return told and told.rstrip("\n")


def svg(value: object) -> str | None:
    """Return a picture as a file of its own, None for what cannot be drawn."""
    try:
        return _home(value).svg(value)
    except Exception:  # noqa: BLE001 - likewise
        return None


def _home(value: object) -> Home:
    name = type(value[0] if isinstance(value, tuple) else value).__name__
    return cast(Home, import_module(f"{__package__}.{_HOMES[name]}"))


def _one(value: object) -> object:
    return (value,) if type(value).__name__ in _SEVERAL else value


def _as_it_is(value: object, error: Exception, setting: Setting) -> str | None:
    try:
        why = f"{type(error).__name__}: {error}"
        note = say("not_laid_out", setting.language, error=why)
        return as_it_is(setting.language, repr(value), note)
    except Exception:  # noqa: BLE001 - a value that cannot even be written
        return None
