"""The search, and what it found."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from qualflow.web.parameters import found
from qualflow.web.searching import Entry
from qualflow.web.view import View
from qualflow.words.language import pick


def search(view: View, q: str, process: str) -> str:
    """Return what has all of the words; the form alone if there are none.

    Raises:
        ParameterError: If there is no such process.
    """
    if process:
        found("process", process, view.library.processes)
    words = " ".join(q.split())
    hits = view.library.index.find(words, process)
    by_sort = sorted(hits.entries, key=_order(hits.entries))
    groups = [
        (sort.value, [_hit(view, entry) for entry in entries])
        for sort, entries in groupby(by_sort, key=lambda entry: entry.sort)
    ]
    example = next(
        (ref for p in view.library.processes.values() for ref in p.rulebook.clauses), ""
    )
    title = view.tell("search_for", words=words) if words else view.tell("search_title")
    return view.page(
        "search.html",
        title,
        words=words,
        process=process,
        processes=[(p.name, view.title_of(p)) for p in view.library.processes.values()],
        groups=groups,
        count=len(hits.entries) + hits.left,
        left=hits.left,
        example=example,
    )


def _order(entries: tuple[Entry, ...]) -> Callable[[Entry], int]:
    """Return a key that keeps kinds together, the kind of the best hit first."""
    first: dict[str, int] = {}
    for number, entry in enumerate(entries):
        first.setdefault(entry.sort.value, number)
    return lambda entry: first[entry.sort.value]


def _hit(view: View, entry: Entry) -> dict[str, object]:
    title = pick(entry.title, view.language)
    text = pick(entry.text, view.language)
    return {
        "key": entry.key,
        "title": title,
        "text": text,
        "where": entry.where,
        "process": entry.process,
    }
