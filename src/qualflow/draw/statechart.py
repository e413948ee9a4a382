"""A state chart as plain values: states, their ways out, what stops each of them.

It may be the law of a day, or a case that stands in one of the states.  Every word of
it is the caller's; `statechart_svg` draws it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from attrs import evolve, frozen

from qualflow.draw.layers import Link as Layered
from qualflow.draw.layers import layout
from qualflow.law.facts import NO_WORDS
from qualflow.law.rules import Phase

At: TypeAlias = tuple[float, float]
"""A column and a row."""

NO_REGIONS: Mapping[Phase, str] = MappingProxyType({})


class Kind(StrEnum):
    """How a way out stands.

    Attributes:
        PLAIN: Nobody has asked: it leads from where no case stands.
        OPEN: Every clause is met.
        CLOSED: A clause is not met.
        UNKNOWN: What is known does not say.
        BY_ITSELF: Nobody asks for it; time or the law makes it.
    """

    PLAIN = "plain"
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    BY_ITSELF = "by-itself"


class Scope(StrEnum):
    """How much of a chart is shown.

    Attributes:
        WHOLE: Everything.
        AHEAD: The states that were visited or can still be reached.
        NEAR: The states that were visited or are one step away, and those steps.
    """

    WHOLE = "whole"
    AHEAD = "ahead"
    NEAR = "near"


@frozen
class Node:
    """A state.

    Attributes:
        at: Its column and row on the grid; None to have it placed.
        said: What stands below its name: "since 4 March 2031".
        told: All there is to say of it, for who cannot see the picture.
        href: Where it leads to who touches it, "" for nowhere.
    """

    name: str
    label: str
    phase: Phase | None = None
    at: At | None = None
    initial: bool = False
    right: bool = False
    final: bool = False
    current: bool = False
    visited: bool = False
    said: str = ""
    told: str = ""
    href: str = ""


@frozen
class Link:
    """A way out of a state.

    Attributes:
        name: Of its own among those of its state.
        note: What stands below its label: "2 clauses not met".
        why: What stops it, clause by clause; shown when it is pointed at.
        told: All there is to say of it in one sentence.
        taken: Whether the case went this way.
        href: Where it leads to who touches it, "" for nowhere.
    """

    name: str
    source: str
    target: str
    label: str
    kind: Kind = Kind.PLAIN
    note: str = ""
    why: tuple[str, ...] = ()
    told: str = ""
    taken: bool = False
    href: str = ""


@frozen
class StateChart:
    """A picture of states.

    Attributes:
        title, subtitle: What stands above it.
        nodes: In the order of the process, of different names.
        links: Between nodes of it, in the order of the process.
        regions: What each phase is called, in their order.
        said: The fixed words by key: those of `WORDS`.
        listed: Whether every state lists its ways out; else only the current one does.
        language: "en", "zh".
    """

    title: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    regions: Mapping[Phase, str] = NO_REGIONS
    said: Mapping[str, str] = NO_WORDS
    subtitle: str = ""
    listed: bool = True
    language: str = "en"


WORDS = (
    "states", "steps", "here", "stays",
    "initial", "right", "final",
    "open", "closed", "unknown", "by-itself", "taken", "loop",
)  # fmt: skip
"""The keys of the fixed words."""


def around(chart: StateChart, scope: Scope | str) -> StateChart:
    """Return the part of a chart that matters to the case in it.

    A chart in which no state is the current one stays as it is.
    """
    scope = Scope(scope)
    here = next((node.name for node in chart.nodes if node.current), None)
    if scope is Scope.WHOLE or here is None:
        return chart
    kept = {node.name for node in chart.nodes if node.visited} | {here}
    if scope is Scope.AHEAD:
        kept |= _reached(here, chart.links)
    else:
        kept |= {link.target for link in chart.links if link.source == here}
    links = (
        link
        for link in chart.links
        if link.source in kept
        and link.target in kept
        and (scope is Scope.AHEAD or link.taken or link.source == here)
    )
    nodes = (node for node in chart.nodes if node.name in kept)
    return evolve(chart, nodes=tuple(nodes), links=tuple(links))


def _reached(here: str, links: Iterable[Link]) -> set[str]:
    ways: dict[str, list[str]] = {}
    for link in links:
        ways.setdefault(link.source, []).append(link.target)
    reached: set[str] = set()
    waiting = [here]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += ways.get(name, ())
    return reached


def positions(chart: StateChart) -> dict[str, At]:
    """Return the column and the row of every state.

    They are those given, if all are; else the states are laid out in layers.
    """
    given = {node.name: node.at for node in chart.nodes if node.at is not None}
    if len(given) == len(chart.nodes):
        return given
    ends = [n.name for n in chart.nodes if n.final]
    rest = [n.name for n in chart.nodes if not n.final]
    if not rest:
        ends, rest = [], ends
    inner = [
        Layered(link.source, link.target)
        for link in chart.links
        if link.source in rest and link.target in rest
    ]
    placed = layout(rest, inner, 1.0, 0.3)
    left = min(placed.place[name] for name in rest)
    # Halves keep the columns few, and the lines between them straight.
    found: dict[str, At] = {
        name: (
            round((placed.place[name] - left) / 1.3 * 2) / 2,
            float(placed.layer[name]),
        )
        for name in rest
    }
    return found | _ends(chart, ends, found)


def _ends(
    chart: StateChart, ends: Iterable[str], found: Mapping[str, At]
) -> dict[str, At]:
    """Return places for the last states: aside, about where most lines come from."""
    column = max(column for column, _ in found.values()) + 1
    rows: dict[str, At] = {}
    taken: set[int] = set()
    for name in ends:
        from_ = [
            found[link.source][1]
            for link in chart.links
            if link.target == name and link.source in found
        ]
        middle = round(sum(from_) / len(from_)) if from_ else 0
        row = min(
            (r for r in range(middle + len(chart.nodes)) if r not in taken),
            key=lambda r: (abs(r - middle), r),
        )
        taken.add(row)
        rows[name] = (column, float(row))
    return rows
