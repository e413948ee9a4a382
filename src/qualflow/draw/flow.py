"""How cases flow over a state chart: a step is as wide as it is frequent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import define, field, frozen

from qualflow.draw.layers import Layout, Link, layout
from qualflow.draw.plot import MARGIN, ON_FILL, WIDTH, Words, finite, halo, opened
from qualflow.draw.svg import FAINT, INK, Drawing, fitted, folded, rounded, width_of

NODE, HIGH = 158.0, 46.0
GAP, PITCH = 34.0, 126.0
TOP = 58.0
WIDEST = 24.0
"""Pixels of a step that every case makes once."""
THINNEST = 1.4

STEP, TIMED = "#8fa8c4", "#c0713b"
HALO = 6.0
"""Wide enough that no line is seen between the letters of a label."""
MOST_TRIED = 4
"""A name stands on one of so many layers of a long line, not far from its source."""

SIDES = ((0, 0.0), (1, 0.0), (-1, 0.0), (1, -14.0), (-1, -14.0), (1, 14.0), (-1, 14.0))
"""On a line, beside it, and beside it where it bends: to a side, and pixels down."""

LABEL = 190.0
"""How wide the name of a step may be."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@frozen
class Node:
    """A state.

    Attributes:
        said: What stands below its name: the share of cases there at the horizon.
    """

    name: str
    label: str
    fill: str
    said: str = ""
    start: bool = False


@frozen
class Edge:
    """A step.

    Attributes:
        each: How often it is made, a case.
        said: The same in words.
        by_itself: Whether time alone makes it.
    """

    source: str
    target: str
    label: str
    each: float
    said: str
    by_itself: bool = False


@frozen
class Flow:
    """States and the steps between them; `note` stands below."""

    words: Words
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    note: str


def flow_svg(flow: Flow) -> str:
    """Return a flow as a picture; the same flow gives the same bytes."""
    return _Picture(flow).drawn()


@define
class _Picture:
    flow: Flow
    placed: Layout = field(init=False)
    drawing: Drawing = field(init=False)
    left: float = field(init=False)
    taken: list[Box] = field(factory=list, init=False)
    drawn_on: list[tuple[int, Point, float]] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        names = [node.name for node in self.flow.nodes]
        links = [
            Link(edge.source, edge.target, finite(edge.each))
            for edge in self.flow.edges
        ]
        self.placed = layout(names, links, NODE, GAP)
        self.drawing = opened(self.flow.words, {})
        needed = self.placed.width + 2 * MARGIN + 2 * GAP
        self.drawing.width = max(WIDTH, needed)
        self.left = (self.drawing.width - self.placed.width) / 2

    def drawn(self) -> str:
        drawing = self.drawing
        routes = self._routes()
        most = max((finite(edge.each) for edge in self.flow.edges), default=0.0)
        scale = WIDEST / max(most, 1.0)
        widths = [max(finite(e.each) * scale, THINNEST) for e in self.flow.edges]
        ends = self._ends(routes, widths)
        order = sorted(range(len(widths)), key=lambda n: -widths[n])
        for number in order:  # the thin ones lie on top
            self._edge(number, routes[number], widths[number], ends[number])
        for node in self.flow.nodes:
            self._node(node)
        for number, points in enumerate(ends):
            half = widths[number] / 2 + 2
            self.drawn_on += [(number, point, half) for point in _along(points, 16)]
        for number in sorted(order, key=self._length, reverse=True):
            self._label(number, ends[number], widths[number])
        bottom = TOP + PITCH * max(self.placed.layers - 1, 0) + HIGH
        lines = folded(self.flow.note, drawing.width - 2 * MARGIN, 11, 3)
        for place, line in enumerate(lines):
            drawing.text(MARGIN, bottom + 34 + 15 * place, line, 11, fill=FAINT)
        drawing.height = bottom + 34 + 15 * len(lines)
        return drawing.svg()

    # -- places -----------------------------------------------------------------------

    def _top(self, layer: int) -> float:
        return TOP + PITCH * layer

    def _routes(self) -> list[tuple[tuple[int, float], ...]]:
        return [
            tuple((layer, self.left + x) for layer, x in route)
            for route in self.placed.route
        ]

    def _ends(
        self, routes: Sequence[tuple[tuple[int, float], ...]], widths: Sequence[float]
    ) -> list[list[Point]]:
        """Return the points of each edge, its ends side by side along the nodes."""
        ports: dict[tuple[str, bool], list[tuple[float, int, bool]]] = {}
        for number, (route, edge) in enumerate(
            zip(routes, self.flow.edges, strict=True)
        ):
            if not route:
                continue
            up = self.placed.back[number]
            ports.setdefault((edge.source, not up), []).append(
                (route[1][1], number, True)
            )
            ports.setdefault((edge.target, up), []).append(
                (route[-2][1], number, False)
            )
        found = [self._middle(route) for route in routes]
        for (name, below), ends in ports.items():
            y = self._top(self.placed.layer[name]) + (HIGH if below else 0.0)
            # Where two edges run between the same nodes, the one back lies outside.
            ends.sort(key=lambda end: (end[0], self.placed.back[end[1]], end[1]))
            x = self.left + self.placed.place[name]
            for place, (_, number, leaves) in zip(
                _side_by_side(x, [widths[n] for _, n, _ in ends]), ends, strict=True
            ):
                found[number][0 if leaves else -1] = (place, y)
        return found

    def _middle(self, route: tuple[tuple[int, float], ...]) -> list[Point]:
        """Return the points of a route; its ends are still to be found."""
        points: list[Point] = []
        for place, (layer, x) in enumerate(route):
            if place in (0, len(route) - 1):
                points.append((x, 0.0))
                continue
            top, foot = self._top(layer) - 4, self._top(layer) + HIGH + 4
            down = route[0][0] < route[-1][0]
            points += [(x, top), (x, foot)] if down else [(x, foot), (x, top)]
        return points

    # -- edges ------------------------------------------------------------------------

    def _edge(
        self,
        number: int,
        route: tuple[tuple[int, float], ...],
        width: float,
        points: list[Point],
    ) -> None:
        edge = self.flow.edges[number]
        colour = TIMED if edge.by_itself else STEP
        style: dict[str, object] = {"stroke": colour, "stroke_width": width}
        if edge.by_itself:
            style["stroke_dasharray"] = "7 4"
        if not route:
            self._loop(edge, style)
        else:
            x, y = points[-1]
            up = self.placed.back[number]
            tip = min(5 + width / 2, 12.0) * (1 if up else -1)
            steps = _curve([*points[:-1], (x, y + tip)])
            self.drawing.path(steps, **style)
            self._hint(edge)
            half = width / 2 + 3.5
            head = [(x, y), (x - half, y + tip), (x + half, y + tip)]
            self.drawing.shape(head, fill=colour)

    def _loop(self, edge: Edge, style: dict[str, object]) -> None:
        x = self.left + self.placed.place[edge.source] + NODE / 2
        y = self._top(self.placed.layer[edge.source]) + HIGH / 2
        steps = f"M{rounded(x)},{rounded(y - 10)} c26,-12 26,32 0,20"
        style["stroke_width"] = min(float(str(style["stroke_width"])), 8.0)
        self.drawing.path(steps, **style)
        self._hint(edge)

    def _hint(self, edge: Edge) -> None:
        self.drawing.hint(f"{edge.label}: {edge.said}")

    def _length(self, number: int) -> float:
        """Return how wide the label of a step is; long ones find room first."""
        edge = self.flow.edges[number]
        name = fitted(edge.label, LABEL, 10.5)
        return max(width_of(name, 10.5), width_of(edge.said, 12)) + 4

    def _label(self, number: int, points: list[Point], thick: float) -> None:
        """Write what a step is and how often it is made, where nothing lies yet."""
        edge = self.flow.edges[number]
        name, width = fitted(edge.label, LABEL, 10.5), self._length(number)
        if not points:
            x = self.left + self.placed.place[edge.source] + NODE / 2 + 22 + width / 2
            y = self._top(self.placed.layer[edge.source]) + HIGH / 2
            # Beside the loop, else below or above it, where the next node ends.
            spots = [(x, y), (x - 26, y + HIGH / 2 + 18), (x - 26, y - HIGH / 2 - 18)]
        else:
            spots = list(_spots(points, (width + thick) / 2 + 5))
        boxes = [_box(x, y, width) for x, y in spots]
        costs = [
            self._overlap(box, number) + 6 * place for place, box in enumerate(boxes)
        ]
        best = costs.index(min(costs))
        (x, y), box = spots[best], boxes[best]
        self.taken.append(box)
        halo(self.drawing, x, y - 1, edge.said, 12, anchor="middle", wide=HALO)
        halo(
            self.drawing, x, y + 12, name, 10.5,
            anchor="middle", fill=FAINT, wide=HALO,
        )  # fmt: skip

    def _overlap(self, box: Box, number: int) -> float:
        """Return how bad it is to write there: outside, on labels, on other lines."""
        inside = max(MARGIN - box[0], 0.0) + max(
            box[2] - (self.drawing.width - MARGIN), 0.0
        )
        crossed = sum(
            box[0] - half <= x <= box[2] + half and box[1] <= y <= box[3]
            for other, (x, y), half in self.drawn_on
            if other != number
        )
        covered = sum(_common(box, other) for other in self.taken)
        return inside * 30 + covered + 50 * crossed

    # -- nodes ------------------------------------------------------------------------

    def _node(self, node: Node) -> None:
        x = self.left + self.placed.place[node.name] - NODE / 2
        y = self._top(self.placed.layer[node.name])
        self.taken.append((x, y, x + NODE, y + HIGH))
        self.drawing.rect(
            x, y, NODE, HIGH, rx=6, fill=node.fill, stroke=INK,
            stroke_width=2.2 if node.start else 0.9,
        )  # fmt: skip
        self.drawing.hint(f"{node.label} {node.said}".strip())
        lines = folded(node.label, NODE - 12, 12, 1 if node.said else 2)
        texts = [(line, 12.0) for line in lines]
        if node.said:
            texts.append((fitted(node.said, NODE - 10, 10.5), 10.5))
        line_y = y + HIGH / 2 + 4 - 8 * (len(texts) - 1)
        for text, size in texts:
            self.drawing.text(x + NODE / 2, line_y, text, size, fill=ON_FILL,
                              text_anchor="middle")  # fmt: skip
            line_y += 16


def _side_by_side(middle: float, widths: Sequence[float]) -> Iterator[float]:
    """Yield the middles of ends of these widths, together centred on a place."""
    gap = 12.0
    whole = sum(widths) + gap * (len(widths) - 1)
    if whole > NODE - 16:
        gap = max((NODE - 16 - sum(widths)) / max(len(widths) - 1, 1), 1.0)
        whole = sum(widths) + gap * (len(widths) - 1)
    x = middle - whole / 2
    for width in widths:
        yield x + width / 2
        x += width + gap


def _curve(points: Sequence[Point]) -> str:
    """Return a line through points that leaves and reaches each of them upright."""
    x, y = points[0]
    steps = [f"M{rounded(x)},{rounded(y)}"]
    for to_x, to_y in points[1:]:
        middle = rounded((y + to_y) / 2)
        steps.append(
            f"C{rounded(x)},{middle} {rounded(to_x)},{middle} "
            f"{rounded(to_x)},{rounded(to_y)}"
        )
        x, y = to_x, to_y
    return " ".join(steps)


def _at(one: Point, other: Point, part: float) -> Point:
    """Return a place on the curve between two points, at so much of its height."""
    bend = part * part * (3 - 2 * part)
    return one[0] + (other[0] - one[0]) * bend, one[1] + (other[1] - one[1]) * part


def _along(points: Sequence[Point], each: int) -> Iterator[Point]:
    """Yield places all along a line."""
    for one, other in pairwise(points):
        for step in range(each + 1):
            yield _at(one, other, step / each)


def _spots(points: Sequence[Point], beside: float) -> Iterator[Point]:
    """Yield places on a line and beside it for its label, the best first."""
    pairs = list(pairwise(points))[:MOST_TRIED]
    for aside, higher in SIDES:
        for part in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
            for one, other in pairs:
                x, y = _at(one, other, part)
                yield x + aside * beside, y + higher


def _box(x: float, y: float, width: float) -> Box:
    return x - width / 2, y - 13, x + width / 2, y + 16


def _common(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0)
