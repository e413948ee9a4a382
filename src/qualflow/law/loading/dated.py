"""Days in force, and versions of one name that share none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol, TypeVar

from qualflow.law.loading.tables import Table
from qualflow.law.rules import ALWAYS, Interval


class _HasDays(Protocol):
    @property
    def in_force(self) -> Interval: ...


Version = TypeVar("Version", bound=_HasDays)


def interval(table: Table, default: Interval = ALWAYS) -> Interval:
    """Return the days a table is in force; each end that is missing from `default`."""
    since = table.day("in_force_from") or default.since
    until = table.day("in_force_until") or default.until
    if since is not None and until is not None and since >= until:
        key = "in_force_until" if "in_force_until" in table else "in_force_from"
        shown = key if key in table else None
        table.wrong(f"in force on no day: from {since} until {until}", shown)
        return default
    return Interval(since, until)


def in_order(versions: Sequence[tuple[Table, Version]]) -> tuple[Version, ...]:
    """Return the versions of one name, earliest first; two on one day are a mistake."""
    by_start = sorted(
        versions, key=lambda version: version[1].in_force.since or date.min
    )
    for (_, before), (table, after) in pairwise(by_start):
        if before.in_force.overlaps(after.in_force):
            days = f"{_shown(before.in_force)} and {_shown(after.in_force)}"
            table.wrong(
                f"two versions are in force on one day: {days}", _day_key(table)
            )
    return tuple(version for _, version in by_start)


def _day_key(table: Table) -> str | None:
    keys = ("in_force_from", "in_force_until")
    return next((key for key in keys if key in table.data), None)


def _shown(days: Interval) -> str:
    since = f"from {days.since}" if days.since else ""
    until = f"until {days.until}" if days.until else ""
    return " ".join(filter(None, (since, until))) or "always"
