"""What an answer shows: sentences, tables, pictures, how it was computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from qualflow.draw.page import figure
from qualflow.pictures.changes import comparison_pictures
from qualflow.pictures.simulation import pictures
from qualflow.simulate.loading import written
from qualflow.simulate.results import Result
from qualflow.web.pages.simulate_running import Found, Ready
from qualflow.web.view import View
from qualflow.words.comparisons import (
    comparison_note,
    comparison_table,
    leading,
)
from qualflow.words.language import Language
from qualflow.words.scenarios import Labels, labels
from qualflow.words.simulate_pages import tell
from qualflow.words.simulation import (
    answers,
    cut_text,
    figures_table,
    result_tables,
    title,
)
from qualflow.words.simulation_method import method

_STYLE = re.compile(r' style="max-width:[^"]*"')
_SHOWN = ("time-", "standing")
"""Pictures of one scenario; the others are of the command line's report."""


def shown(view: View, given: Ready, found: Found) -> dict[str, Any]:
    """Return the values of an answer, for its templates."""
    language, rulebook = view.language, given.rulebook
    words = labels(rulebook, found.result.scenario, language)
    values: dict[str, Any] = {
        "said": list(sentences(given, found, language)),
        "title_said": title(found.result, words),
        "error_said": error_said(found.result, language),
        "cut": cut_text(found.result, words),
        "tables": list(result_tables(found.result, words)),
        "method": list(_method(given, found, words)),
        "figures_table": figures_table(words),
        "comparison": None,
        "moved": given.moved is not None,
        "as_file": "" if given.moved is None else written(given.moved),
    }
    if found.comparison is None:
        drawn = pictures(found.result, rulebook, language)
        return values | {"pictures": _drawn(drawn, _SHOWN)}
    before = labels(rulebook, found.comparison.first.scenario, language)
    drawn = comparison_pictures(found.comparison, rulebook, language)
    return values | {
        "compared": tell(
            "compared" if given.other is None else "compared_two", language
        ),
        "comparison": comparison_table(found.comparison, before),
        "comparison_note": comparison_note(found.comparison, before),
        "pictures": _drawn(drawn, ("",)),
    }


def sentences(given: Ready, found: Found, language: Language) -> Iterator[str]:
    """Yield the answer: what the move does to it, or what it is."""
    rulebook = given.rulebook
    if found.comparison is not None:
        words = labels(rulebook, found.comparison.first.scenario, language)
        told = list(leading(found.comparison, words))
        # The last sentence says which two scenarios; of moves the page does that.
        yield from told if given.other is not None else told[:-1]
        return
    yield from answers(found.result, labels(rulebook, given.scenario, language))


def error_said(result: Result, language: Language) -> str:
    """Return what the error of a figure means, in the words of a newcomer."""
    return tell(f"error.{result.engine.value}", language)


def _method(given: Ready, found: Found, words: Labels) -> Iterator[str]:
    """Yield how it was computed; of what is moved no command can be told."""
    told = list(method(found.result, words))
    yield from told if given.moved is None else told[:-1]


def _drawn(svgs: dict[str, str], wanted: tuple[str, ...]) -> list[tuple[str, Markup]]:
    """Return pictures with their titles, without what the policy would not let pass."""
    return [
        (_title(svg), Markup(_STYLE.sub("", figure(svg, f"p{number}"))))  # noqa: S704
        for number, (name, svg) in enumerate(svgs.items())
        if name.startswith(wanted)
    ]


def _title(svg: str) -> str:
    found = re.search(r"<title>(.*?)</title>", svg, re.DOTALL)
    return str(Markup(found[1]).unescape()) if found else ""  # noqa: S704
