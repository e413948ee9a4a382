"""A chart as the text of a Graphviz graph."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.draw.chart import Chart, Cluster, Node


def dot(chart: Chart) -> str:
    """Return a `digraph`: phases as clusters, rights with a heavy line.

    A transition that nobody can ask for is dashed.
    """
    return "\n".join(_lines(chart)) + "\n"


def _lines(chart: Chart) -> Iterator[str]:
    yield f"digraph {_quoted(chart.title)} {{"
    yield f"  graph [label={_quoted(chart.title)}, labelloc=t, rankdir=LR]"
    yield '  node [shape=box, style="rounded", fontname="sans-serif"]'
    yield '  edge [fontname="sans-serif", fontsize=10]'
    for number, cluster in enumerate(chart.clusters):
        yield from _cluster(number, cluster)
    for cluster in chart.clusters:
        for node in cluster.nodes:
            if node.initial:
                yield '  "*" [shape=point, label=""]'
                yield f'  "*" -> {_quoted(node.name)}'
    for edge in chart.edges:
        ends = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
        dashed = "" if edge.asked else ", style=dashed"
        yield f"  {ends} [label={_quoted(edge.label)}{dashed}]"
    yield "}"


def _cluster(number: int, cluster: Cluster) -> Iterator[str]:
    if cluster.phase is None:
        yield from (f"  {_node(node)}" for node in cluster.nodes)
        return
    yield f"  subgraph cluster_{number} {{"
    yield f"    label={_quoted(cluster.label)}"
    yield from (f"    {_node(node)}" for node in cluster.nodes)
    yield "  }"


def _node(node: Node) -> str:
    heavy = ", penwidth=2" if node.right else ""
    final = ", peripheries=2" if node.final else ""
    return f"{_quoted(node.name)} [label={_quoted(node.label)}{heavy}{final}]"


def _quoted(text: str) -> str:
    """Return a quoted text; HTML-like labels are never written.

    Graphviz reads a backslash as an escape and "&lt;" as an entity.
    """
    doubled = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{doubled}"'
