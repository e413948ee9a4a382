"""Readings of the law, and the glossary."""

from __future__ import annotations

from qualflow.web.library import Process
from qualflow.web.places import Place, place
from qualflow.web.view import View
from qualflow.words.endings import ENDINGS
from qualflow.words.glossary import TERMS
from qualflow.words.language import Language, pick


def readings(view: View) -> str:
    """Return the readings of every process that names some."""
    groups = [
        {
            "title": view.title_of(process),
            "process": process.name,
            "rows": [
                {
                    "name": found.name,
                    "anchor": f"{process.name}-{found.name}",
                    "question": names.of(found.question),
                    "ours": names.of(found.ours),
                    "other": names.of(found.other),
                    "used": used_by(process, found.name),
                }
                for names in (view.names(process),)
                for found in process.readings.values()
            ],
        }
        for process in view.library.processes.values()
        if process.readings
    ]
    return view.page("readings.html", view.tell("readings_title"), groups=groups)


def used_by(process: Process, reading: str) -> list[tuple[str, Place]]:
    """Return the clauses and transitions that rest on a reading."""
    rulebook = process.rulebook
    found = [
        (ref, place("law", process.name, "clause", ref))
        for ref, versions in rulebook.clauses.items()
        if any(reading in version.readings for version in versions)
    ]
    found += [
        (name, place("law", process.name, anchor=f"step-{name}"))
        for name, versions in rulebook.transitions.items()
        if any(reading in version.readings for version in versions)
    ]
    return found


def glossary(view: View) -> str:
    """Return the glossary, in the order of its English words."""
    language = view.language
    other = Language.ZH if language is Language.EN else Language.EN
    terms = [
        {
            "anchor": term.anchor,
            "word": pick(term.word, language),
            "other": pick(term.word, other),
            "meaning": pick(term.meaning, language),
        }
        for term in TERMS
    ]
    endings = [
        (one.chinese, pick(one.here, language), pick(one.meaning, language))
        for one in ENDINGS
    ]
    return view.page(
        "glossary.html",
        view.tell("glossary_title"),
        terms=terms,
        endings=endings,
        other_tag="zh-Hans" if other is Language.ZH else "en",
    )
