"""A rulebook's states and transitions as a graph that any renderer can draw.

It is taken once from the law of a day.  Labels are those of the rulebook, in one
language; the few other words of a picture come as `Captions`, so that drawing knows
nothing of sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from unicodedata import category

from attrs import frozen

from qualflow.law.edition import Edition
from qualflow.law.facts import Wording
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Phase


@frozen
class Captions:
    """The words of a picture that are not the rulebook's.

    Attributes:
        language: "en" or "zh".
        phases: What each phase is called.
        clauses: The words for a number of clauses: "5 clauses".
        timed: What a transition says that only time makes.
    """

    language: str
    phases: Mapping[Phase, str]
    clauses: Callable[[int], str]
    timed: str


@frozen
class Node:
    """A state."""

    name: str
    label: str
    initial: bool = False
    final: bool = False
    right: bool = False


@frozen
class Cluster:
    """The states of one phase; `phase` is None for those before the first."""

    phase: Phase | None
    label: str
    nodes: tuple[Node, ...]


@frozen
class Edge:
    """A transition from one of its states.

    Attributes:
        clauses: How many clauses in force guard it, of any standing.
        asked: Whether somebody can ask for it; else time or an archive makes it.
    """

    source: str
    target: str
    transition: str
    label: str
    clauses: int
    asked: bool


@frozen
class Chart:
    """The states and transitions of a day; clusters in the order of the phases."""

    title: str
    clusters: tuple[Cluster, ...]
    edges: tuple[Edge, ...]


def chart(rulebook: Rulebook, edition: Edition, captions: Captions) -> Chart:
    """Return the graph of the law of a day.

    A state that no transition of the day touches is left out, save the initial one.
    """
    edges = tuple(_edges(rulebook, edition, captions))
    touched = {rulebook.initial}.union(*({e.source, e.target} for e in edges))
    clusters = []
    for phase in (None, *Phase):
        nodes = tuple(
            Node(
                state.name,
                _picked(state.label, captions.language, state.name),
                initial=state.initial,
                final=state.final,
                right=state.right,
            )
            for state in rulebook.states.values()
            if state.phase is phase and state.name in touched
        )
        if nodes:
            label = "" if phase is None else captions.phases[phase]
            clusters.append(Cluster(phase, label, nodes))
    title = _picked(rulebook.title, captions.language, rulebook.name)
    return Chart(title, tuple(clusters), edges)


def _edges(rulebook: Rulebook, edition: Edition, captions: Captions) -> list[Edge]:
    edges = []
    for name, version in edition.transitions.items():
        for source in version.sources:
            step = edition.step(source, name)
            assert step is not None, "a version in force has a step from its sources"
            count = len(step.clauses)
            label = _picked(version.label, captions.language, name)
            notes = [captions.clauses(count)] if count else []
            if name in rulebook.timed:
                notes.append(captions.timed)
            if notes:
                label = f"{label} ({', '.join(notes)})"
            edge = Edge(source, version.target, name, label, count, bool(step.askers))
            edges.append(edge)
    return edges


def _picked(wording: Wording, language: str, otherwise: str) -> str:
    """Return the words on one line, without what could steer a terminal."""
    words = wording.get(language) or wording.get("en") or otherwise
    shown = (" " if c in "\n\t" else c for c in words)
    return "".join(
        c for c in shown if not category(c).startswith(("C", "Z")) or c == " "
    )
