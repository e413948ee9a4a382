"""A state chart as SVG: cards, the lines between them, and words for each of them.

The lines lie below everything; above them come the cards, then one group for each way
out that can be pointed at and focused, whose box of words thus lies on top.  There is
no script and no inline style, so that a strict policy of a page shows it all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define, field

from qualflow.draw.statechart import Kind, Link, Node, StateChart, positions
from qualflow.draw.statechart_cards import (
    BOLD,
    ICON,
    PAD,
    WIDTH,
    Block,
    Face,
    Line,
    Row,
    called,
    faces,
    fold,
    pairs,
)
from qualflow.draw.statechart_marks import legend, loops, right, signs
from qualflow.draw.statechart_paths import (
    arrow,
    circle,
    middle,
    rect,
    rounded_lines,
    straight_lines,
    text,
)
from qualflow.draw.statechart_regions import Region, regions
from qualflow.draw.statechart_style import phase_class, sheet
from qualflow.draw.statechart_tips import TIP, tip
from qualflow.draw.svg import FONTS, escaped, rounded
from qualflow.draw.wires import Plan, Point, plan

MARGIN, LEAST = 26.0, 344.0
BEST = (Kind.OPEN, Kind.UNKNOWN, Kind.CLOSED, Kind.PLAIN, Kind.BY_ITSELF)
"""A line that stands for several ways out looks like the first of these."""


def statechart_svg(
    chart: StateChart,
    *,
    styled: bool = True,
    scheme: str = "auto",
    narrow: bool = False,
    far: bool = True,
    reasons: int = 0,
) -> str:
    """Return a state chart as SVG; the same chart gives the same bytes.

    Args:
        chart: What to draw.
        styled: Whether the style is inside, for a file of its own; a page brings
            `statechart_style.sheet` and allows no style inside.
        scheme: "auto" follows the reader's screen, "light" and "dark" do not.
        narrow: Whether all states stand below each other, as on a telephone.
        far: Whether lines that no card lists can be pointed at and focused, too; else
            only those taken can, which makes a page lighter and quicker to walk.
        reasons: How many lines what stops a way out has in its box at most, 0 for as
            many as it needs; a page says it below, too.
    """
    return _Picture(chart, narrow, far, reasons).svg(sheet(scheme) if styled else "")


@define
class _Picture:
    """A picture in the making."""

    chart: StateChart
    narrow: bool = False
    far: bool = True
    reasons: int = 0
    faces: dict[str, Face] = field(init=False)
    plan: Plan = field(init=False)
    width: float = field(init=False)
    top: float = field(init=False)
    height: float = field(init=False)
    parts: list[str] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        """Place everything."""
        chart = self.chart
        self.faces = faces(chart)
        at = positions(chart)
        if self.narrow:
            nodes = sorted(chart.nodes, key=lambda n: (_turn(n), *at[n.name][::-1]))
            at = {node.name: (0.0, float(row)) for row, node in enumerate(nodes)}
        cards = tuple(face.card(at[name]) for name, face in self.faces.items())
        links = tuple(pair for pair in pairs(chart) if pair[0] != pair[1])
        self.plan = plan(cards, links, WIDTH)
        self.width = max(self.plan.width + 2 * MARGIN, LEAST)
        self.top = 0.0
        self.height = 0.0

    def svg(self, style: str) -> str:
        """Return the picture."""
        head = list(self._heading())
        self.top += MARGIN + 8
        ground = [*self._regions(), *self._lines()]
        states = [self._state(face) for face in self.faces.values()]
        y = self.top + self.plan.height + MARGIN + 10
        signs, self.height = legend(self.chart, self.width, y, MARGIN - 10)
        steps = list(self._steps())
        said = self.chart.said
        return "\n".join(
            [
                self._opening(),
                *([f"<style>\n{style}</style>"] if style else []),
                rect("sc-paper", 0, 0, self.width, self.height),
                *head,
                '<g aria-hidden="true">',
                *ground,
                "</g>",
                f'<g role="list" aria-label="{escaped(said.get("states", ""))}">',
                *states,
                "</g>",
                *signs,
                f'<g role="list" aria-label="{escaped(said.get("steps", ""))}" '
                f'font-size="11">',
                *steps,
                "</g>",
                "</svg>\n",
            ]
        )

    def _opening(self) -> str:
        width, height = rounded(self.width), rounded(self.height)
        title = escaped(self.chart.title)
        about = escaped(self.chart.subtitle)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="statechart" '
            f'lang="{escaped(self.chart.language)}" width="{width}" '
            f'height="{height}" viewBox="0 0 {width} {height}" '
            f'role="graphics-document document" aria-label="{title}" '
            f'font-family="{FONTS}">\n<title>{title}</title>'
            + (f"<desc>{about}</desc>" if about else "")
        )

    def _heading(self) -> Iterator[str]:
        wide = self.width - 2 * (MARGIN - 10)
        y = 10.0
        for words in fold(self.chart.title, wide, 15 * BOLD, 3):
            y += 19
            yield text(MARGIN - 10, y, words, 15, "sc-title")
        for words in fold(self.chart.subtitle, wide, 11.5, 4):
            y += 16
            yield text(MARGIN - 10, y, words, 11.5, "sc-sub")
        self.top = y

    # -- the ground -------------------------------------------------------------------

    def _place(self, name: str) -> Point:
        x, y = self.plan.places[name]
        return x + (self.width - self.plan.width) / 2, y + self.top

    def _regions(self) -> Iterator[str]:
        found: list[Region] = regions(
            [
                (node.phase, *self._place(node.name), self.faces[node.name].height)
                for node in self.chart.nodes
            ],
            WIDTH,
        )
        names = []
        for region in found:
            look = phase_class(region.phase)
            x, y, right, low = region.box
            yield rect(f"sc-region {look}", x, y, right - x, low - y, 10)
            label = "" if region.phase is None else self.chart.regions[region.phase]
            if label:
                names.append((x + 10, y + 16, label, look))
        for x, y, label, look in names:
            # Twice: a rim in the colour of the region keeps lines off the letters.
            yield text(x, y, label, 10.5, f"sc-phase sc-halo {look}")
            yield text(x, y, label, 10.5, "sc-phase")

    def _lines(self) -> Iterator[str]:
        """Yield the lines; all that look alike are one."""
        drawn: dict[tuple[int, str], list[list[Point]]] = {}
        for pair, links in pairs(self.chart).items():
            if pair[0] != pair[1]:
                points = self._route(pair)
                drawn.setdefault((_rank(links), _look(links)), []).append(points)
        # What matters lies above; otherwise the order of the chart.
        for (_, look), routes in sorted(drawn.items(), key=lambda one: one[0][0]):
            heads = "".join(dict.fromkeys(arrow(points) for points in routes))
            yield f'<path class="sc-line{look}" d="{rounded_lines(routes)}"/>'
            yield f'<path class="sc-head{look}" d="{heads}"/>'

    def _route(self, pair: tuple[str, str]) -> list[Point]:
        shift = (self.width - self.plan.width) / 2
        return [(x + shift, y + self.top) for x, y in self.plan.routes[pair]]

    # -- states -----------------------------------------------------------------------

    def _state(self, face: Face) -> str:
        node = face.node
        x, y = self._place(node.name)
        looks = ["sc-state"]
        looks += ["sc-current"] if node.current else []
        looks += ["sc-visited"] if node.visited else []
        parts = [rect("sc-card", x, y, WIDTH, face.height, 6)]
        parts += self._marks(face, x, y)
        parts += [_line(line, x + _indent(line, node), y) for line in face.head]
        parts += _listed(face, x, y)
        if node.href:
            inside = "".join(parts)
            parts = [f'<a href="{escaped(node.href)}">{inside}</a>']
        told = escaped(node.told or node.label)
        current = ' aria-current="true"' if node.current else ""
        return (
            f'<g class="{" ".join(looks)}" role="listitem" aria-label="{told}"'
            f"{current}><title>{told}</title>{''.join(parts)}</g>"
        )

    def _marks(self, face: Face, x: float, y: float) -> Iterator[str]:
        node = face.node
        if node.final:
            yield rect("sc-inner", x + 3, y + 3, WIDTH - 6, face.height - 6, 4)
        if node.initial:
            yield circle("sc-mark", x + PAD + 4, y + _first(face) - 4.5, 4)
        if face.loops:
            yield loops(_loop_at(face, x, y))
        if node.right:
            yield right(x + WIDTH - 15, y + min(face.level, 19) - 5)

    # -- steps ------------------------------------------------------------------------

    def _steps(self) -> Iterator[str]:
        """Yield what can be pointed at: each row, and each line without rows."""
        for (source, target), links in pairs(self.chart).items():
            face = self.faces[source]
            block = next((b for b in face.blocks if b.target == target), None)
            if block is not None:
                for row in block.rows:
                    yield self._row(row, block)
            elif not self.far and not any(link.taken for link in links):
                continue
            elif source != target:
                yield self._pair(links, self._route((source, target)))
            else:
                yield self._loop(links, source)

    def _row(self, row: Row, block: Block) -> str:
        source = row.link.source
        x, y = self._place(source)
        top, low = y + row.top, y + block.bottom
        area = rect("sc-area", x + 3, top + 1, WIDTH - 6, row.height, 4)
        hit = ""
        if source != block.target:
            hit = _hit(self._route((source, block.target)))
        return _group([row.link], hit + area + self._tip([row.link], x + PAD, low, top))

    def _pair(self, links: Sequence[Link], points: Sequence[Point]) -> str:
        x, y = middle(points)
        return _group(links, _hit(points) + self._tip(links, x - TIP / 2, y + 9, y - 9))

    def _loop(self, links: Sequence[Link], source: str) -> str:
        x, y = self._place(source)
        x, y = _loop_at(self.faces[source], x, y)
        area = rect("sc-area", x - 9, y - 9, 18, 18, 4)
        return _group(links, area + self._tip(links, x - TIP / 2, y + 12, y - 12))

    def _tip(self, links: Sequence[Link], x: float, below: float, above: float) -> str:
        picture = (self.width, self.height)
        return tip(links, x, below, above, picture, self.reasons)


def _loop_at(face: Face, x: float, y: float) -> Point:
    """Return where the sign of a loop stands on a card at a place."""
    return x + WIDTH - (34 if face.node.right else 16), y + face.level


def _turn(node: Node) -> int:
    """Return which come first below each other: the way, here, what follows, ends."""
    if node.current:
        return 1
    return 0 if node.visited else 3 if node.final else 2


def _indent(line: Line, node: Node) -> float:
    return PAD + (14 if node.initial and line.look == "sc-name" else 0)


def _first(face: Face) -> float:
    return next((line.y for line in face.head if line.look == "sc-name"), face.level)


def _listed(face: Face, x: float, y: float) -> Iterator[str]:
    """Yield the ways out that a card lists; signs that look alike are one."""
    rules, shapes, back, lines = [], dict[Kind, list[Point]](), [], []
    for block in face.blocks:
        top = y + block.rows[0].top
        rules.append([(x, top), (x + WIDTH, top)])
        for row in block.rows:
            place = (x + PAD + 5, y + row.lines[0].y - 4)
            shapes.setdefault(row.link.kind, []).append(place)
            lines += [_line(line, x + PAD + ICON, y) for line in row.lines]
        stays = block.target == face.node.name
        if stays:
            back += [(x + PAD + ICON + 5, y + line.y - 3.5) for line in block.lines]
        indent = PAD + ICON * (1 + stays)
        lines += [_line(line, x + indent, y) for line in block.lines]
    if rules:
        yield straight_lines("sc-rule", rules)
        yield from (signs(kind, places) for kind, places in shapes.items())
    if back:
        yield loops(*back)
    yield from lines


def _kind(links: Sequence[Link]) -> Kind:
    return min((link.kind for link in links), key=BEST.index)


def _look(links: Sequence[Link]) -> str:
    kind = _kind(links)
    look = "" if kind is Kind.PLAIN else f" sc-{kind.value}"
    return look + (" sc-taken" if any(link.taken for link in links) else "")


def _rank(links: Sequence[Link]) -> int:
    if any(link.taken for link in links):
        return 1
    return 0 if _kind(links) is Kind.PLAIN else 2


def _group(links: Sequence[Link], inside: str) -> str:
    """Return what can be focused, with its name."""
    told = escaped("; ".join(link.told or called(link) for link in links))
    head = f'<g class="sc-link" role="listitem" aria-label="{told}"'
    href = next((link.href for link in links if link.href), "")
    # No title: a browser would show it beside the box of words.
    if href:
        anchor = f'<a href="{escaped(href)}" aria-label="{told}">'
        return f"{head}>{anchor}{inside}</a></g>"
    return f'{head} tabindex="0">{inside}</g>'


def _hit(points: Sequence[Point]) -> str:
    return straight_lines("sc-hit", [points])


def _line(line: Line, x: float, y: float) -> str:
    return text(x, y + line.y, line.text, line.size, line.look)
