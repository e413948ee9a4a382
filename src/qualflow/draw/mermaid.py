"""A chart as the text of a mermaid state diagram."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.draw.chart import Chart, Cluster, Node

_PLAIN = frozenset(" _-.,()/'")


def mermaid(chart: Chart) -> str:
    """Return a `stateDiagram-v2`: phases as composite states, one arrow an edge."""
    return "\n".join(_lines(chart)) + "\n"


def _lines(chart: Chart) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    accTitle: {_escaped(chart.title)}"
    yield "    direction LR"
    for cluster in chart.clusters:
        yield from _cluster(cluster)
    # An arrow between the insides of two composites is drawn if it stands outside both.
    for cluster in chart.clusters:
        for node in cluster.nodes:
            if node.initial:
                yield f"    [*] --> {_id(node.name)}"
    for edge in chart.edges:
        arrow = f"{_id(edge.source)} --> {_id(edge.target)}"
        yield f"    {arrow} : {_escaped(edge.label)}"
    for cluster in chart.clusters:
        for node in cluster.nodes:
            if node.final:
                yield f"    {_id(node.name)} --> [*]"


def _cluster(cluster: Cluster) -> Iterator[str]:
    if cluster.phase is None:
        yield from (f"    {_node(node)}" for node in cluster.nodes)
        return
    name = f"phase_{cluster.phase.value.replace('-', '_')}"
    yield f'    state "{_escaped(cluster.label)}" as {name} {{'
    yield from (f"        {_node(node)}" for node in cluster.nodes)
    yield "    }"


def _node(node: Node) -> str:
    return f'state "{_escaped(node.label)}" as {_id(node.name)}'


def _id(state: str) -> str:
    """Return a name that is no word of the language: a state may be called "end"."""
    return f"s_{state}"


def _escaped(text: str) -> str:
    """Return a text in which only letters, digits and harmless signs stand as such."""
    return "".join(c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in text)
