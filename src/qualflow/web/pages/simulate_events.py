"""A run with progress: cases done, the answer so far, then the answer."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from qualflow.web.pages.simulate_running import (
    LONG_SECONDS,
    Found,
    Ready,
    TooLongError,
    answered,
)
from qualflow.web.pages.simulate_showing import sentences, shown
from qualflow.web.parameters import ParameterError
from qualflow.web.progress import Event, Tell
from qualflow.web.view import View
from qualflow.words.language import Language
from qualflow.words.simulate_pages import tell as say

TELLING_SECONDS = 0.15
"""Between two tellings."""


def run(
    view: View,
    given: Ready,
    tell: Tell,
    listened: Callable[[], bool],
    seconds: float = LONG_SECONDS,
) -> None:
    """Tell the progress of a run and then its answer, or why there is none."""
    language = view.language
    last = 0.0

    def progress(done: int, so_far: Callable[[], Found] | None) -> bool:
        nonlocal last
        now = monotonic()
        if now - last < TELLING_SECONDS and done < given.asked.cases:
            return listened()
        last = now
        found = None if so_far is None else so_far()
        return tell(_progress(given, done, found, language))

    try:
        found = answered(given, progress, seconds)
    except TooLongError:
        tell(_problem(say("too_long", language, n=f"{seconds:g}")))
    except ParameterError as error:
        tell(_problem(str(error)))
    else:
        if found is not None:
            tell(_answer(view, given, found))


def _progress(
    given: Ready, done: int, found: Found | None, language: Language
) -> Event:
    values = {"n": f"{done:,}", "all": f"{given.asked.cases:,}"}
    if found is None:
        said = say("counting", language, **values)
    else:
        first = next(sentences(given, found, language), "")
        said = say("done_so_far", language, answer=first, **values)
    return Event("progress", {"done": done, "all": given.asked.cases, "said": said})


def _answer(view: View, given: Ready, found: Found) -> Event:
    language = view.language

    def s(key: str, **values: object) -> str:
        return say(key, language, **values)

    values = shown(view, given, found)
    html = view.page("simulate_found.html", "", s=s, **values)
    said = " ".join(values["said"][:1])
    return Event("answer", {"html": html, "said": said, "cases": found.result.cases})


def _problem(said: str) -> Event:
    return Event("problem", {"said": said})
