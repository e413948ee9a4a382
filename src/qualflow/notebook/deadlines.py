"""Deadlines: the last day of each, whose it is, how it stands, what follows."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.explain.deadlines import Deadline
from qualflow.notebook.fragment import Cell, heading, lead, table
from qualflow.notebook.naming import shown
from qualflow.notebook.setting import Setting
from qualflow.words.deadlines import (
    ORDER,
    Listing,
    details,
    group,
    head,
    listing,
    naming,
    whose,
)
from qualflow.words.naming import Naming


def parts(found: tuple[Deadline, ...], setting: Setting) -> Iterator[str]:
    """Yield what stands in the HTML of deadlines of one case."""
    law = shown(found[0].process, setting)
    names = law.names
    yield lead(head(_listing(found), names))
    yield from law.warning()
    heads = [names.tell(f"head.{key}") for key in ("due", "period", "stands")]
    for status in ORDER:
        rows = [_row(d, names) for d in found if group(d) == status]
        if rows:
            yield heading(names.tell(f"title.{status}"))
            yield table(heads, rows, align="k")


def _listing(found: tuple[Deadline, ...]) -> Listing:
    return Listing(found[0].case, found[0].on, found)


def _row(deadline: Deadline, names: Naming) -> tuple[Cell, ...]:
    day = deadline.due
    due = names.tell("not_known_day") if day is None else names.day(day)
    return due, whose(deadline, names), list(details(deadline, deadline.on, names))


def text(found: tuple[Deadline, ...], setting: Setting) -> str | None:
    """Return what `qualflow deadlines` prints, None without the rulebook."""
    rulebook = setting.rulebook(found[0].process)
    if rulebook is None:
        return None
    return listing(_listing(found), naming(rulebook, setting.language))
