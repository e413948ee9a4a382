"""Clocks of the law, arrivals and people: `[clock]`, `[arrivals]`, `[resource]`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qualflow.law.loading.names import illegal, titled
from qualflow.law.loading.tables import Table
from qualflow.law.loading.wrong import mismatch, short
from qualflow.law.rules import END, FINDING, Clock
from qualflow.simulate.loading.figures import (
    NOTHING,
    Context,
    delay_in,
    made,
    share_in,
    source_in,
    takes_time,
)
from qualflow.simulate.scenario import (
    Delay,
    Extended,
    Resource,
)

MOST_PEOPLE = 1_000_000


def read_extended(context: Context, root: Table) -> dict[str, Extended]:
    """Return how often periods of the law are extended."""
    found = {}
    for name, table in _named(root, "clock", titled):
        if not table.resolved("clock", name, "clock"):
            table.expect(*table.data)
            continue
        _can_be_extended(context, table, context.rulebook.clocks[name])
        share = share_in(table, "extended", least=NOTHING)
        found[name] = Extended(name, share, source_in(table, context.source))
    return found


def _can_be_extended(context: Context, table: Table, clock: Clock) -> None:
    versions = [v for v in clock.versions if v.in_force.overlaps(context.days)]
    fires = [v for v in versions if v.on_expiry not in (FINDING, END)]
    if not versions:
        table.wrong(f"no version of '{clock.name}' is in force before the horizon")
    elif not fires:
        table.wrong(f"nothing happens when '{clock.name}' runs out: no step follows")
    elif not any(version.extend for version in fires):
        table.wrong(f"'{clock.name}' cannot be extended")


def read_arrivals(context: Context, root: Table) -> Delay | None:
    """Return the time from one case to the next."""
    found = delay_in(context, root, "arrivals", context.source)
    takes_time(context, root, "arrivals", found)
    if found is not None and not root.mapping("resource"):
        what = "cases wait for nobody: [resource.NAME] expected beside it"
        root.wrong(f"'arrivals': {what}", "arrivals")
    return found


def read_resources(context: Context, root: Table) -> tuple[Resource, ...]:
    """Return the people that stays need; a state is held by one kind of them."""
    found = []
    holders: dict[str, str] = {}
    for name, table in _named(root, "resource", _shown):
        if what := illegal("property", name):
            table.wrong(what)
        held_in = table.names("held_in", "state", needed=True)
        for state in held_in:
            if state not in root.mapping("state"):
                what = f"nothing happens in '{state}': [state.{state}] expected"
                table.wrong(what, "held_in")
            if (other := holders.setdefault(state, name)) != name:
                table.wrong(f"'{state}' is held by '{other}' already", "held_in")
        found.append(
            Resource(
                name=name,
                count=table.integer("count", 1, MOST_PEOPLE),
                held_in=held_in,
                priority=_priority(table, root),
                source=source_in(table, context.source),
            )
        )
    return tuple(found)


def _priority(table: Table, root: Table) -> str:
    name = table.name("priority", "fact")
    if name and not _is_drawn(root.mapping("fact").get(name)):
        what = f"a drawn number expected: [fact.{name}] with 'drawn'"
        table.wrong(f"'priority': {what}", "priority")
    return name


def _is_drawn(data: object) -> bool:
    """Return whether a fact is drawn, right or wrong: that is told of the fact."""
    tables = data if isinstance(data, list) else [data]
    return any(isinstance(table, dict) and "drawn" in table for table in tables)


def _shown(kind: str, name: str) -> str:
    return f"{kind} '{short(name)}'"


def _named(
    root: Table, kind: str, shown: Callable[[str, str], str]
) -> Iterator[tuple[str, Table]]:
    for name, data in root.mapping(kind).items():
        where = shown(kind, name)
        if type(data) is not dict:
            root.wrong(f"{where}: " + mismatch("a table", data), kind)
            continue
        table = made(root, (kind, name), where, data)
        yield name, table
        table.close()
