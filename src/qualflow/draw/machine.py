"""A state chart as the `transitions` library draws it: a GraphMachine made for drawing.

Whoever embeds `Automaker` may have tools that expect one.  It is built anew for each
picture and never runs a case: guards appear as the clauses' refs.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from transitions.extensions import GraphMachine

from qualflow.law.edition import Edition

Engine: TypeAlias = Literal["mermaid", "graphviz", "pygraphviz"]


class _Drawn:
    """The model a GraphMachine wants; it holds a state and does nothing."""

    state: str
    get_graph: Any


def graph_machine(
    edition: Edition, states: list[str], state: str, engine: Engine = "mermaid"
) -> GraphMachine:
    """Return a machine of the transitions in force, standing in a state.

    Args:
        edition: The law of a day.
        states: The states to draw, in order; `list(rulebook.states)` for all.
        state: The state to mark as the current one.
        engine: "mermaid", "graphviz" or "pygraphviz"; the last two need their own
            packages.

    >>> from datetime import date
    >>> from qualflow import load
    >>> law = load("instrument-approval")
    >>> machine = graph_machine(law.on(date(2029, 3, 4)), list(law.states), "applied")
    >>> "applied" in machine.models[0].get_graph().source
    True
    """
    arrows = [
        {
            "trigger": transition.name,
            "source": source,
            "dest": transition.target,
            "conditions": [ref for ref in transition.clauses if ref in edition.clauses],
        }
        for transition in edition.transitions.values()
        for source in transition.sources
        if source in states and transition.target in states
    ]
    return GraphMachine(
        model=_Drawn(),
        states=states,
        transitions=arrows,
        initial=state,
        auto_transitions=False,
        show_conditions=True,
        graph_engine=engine,
    )
