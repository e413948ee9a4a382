"""Examples for the API's document, taken from the processes that are served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qualflow.processes import scenarios
from qualflow.web.library import Library, Process


def instances(library: Library) -> dict[str, Mapping[str, str]]:
    """Return examples by parameter, by process in the order of their names.

    What a process has none of is left out.

    >>> from qualflow.web.library import library
    >>> instances(library(["instrument-approval"]))["instrument-approval"]["case"]
    'C-7'
    """
    return {
        name: dict(_of(library, library.processes[name]))
        for name in sorted(library.processes)
    }


def _of(library: Library, process: Process) -> Iterator[tuple[str, str]]:
    book = process.rulebook
    yield "process", process.name
    for ref in list(book.clauses)[:1]:
        yield "ref", ref
        yield "q", ref
    for instrument in list(book.instruments)[:1]:
        yield "instrument", instrument
    for life in process.lives[:1]:
        yield "case", life
        yield "on", process.last_day(life).isoformat()
    for name, versions in list(book.transitions.items())[:1]:
        yield "transition", name
        yield "by", versions[0].by[0]
    for scenario in list(scenarios(process.home))[-1:]:
        yield "scenario", scenario
    for name, link in list(book.links.items())[:1]:
        other = library.processes.get(link.process)
        for life in other.lives[:1] if other else ():
            yield "link", f"{name}:{life}"
