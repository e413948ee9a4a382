"""State charts: cards that list their ways out, lines that never meet a card."""

from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from qualflow.draw.statechart import (
    WORDS,
    Kind,
    Link,
    Node,
    Scope,
    StateChart,
    around,
    positions,
)
from qualflow.draw.statechart_cards import WIDTH, faces, pairs
from qualflow.draw.statechart_paths import rounded_lines
from qualflow.draw.statechart_style import sheet
from qualflow.draw.statechart_svg import statechart_svg
from qualflow.draw.svg import width_of
from qualflow.draw.wires import Card, plan
from qualflow.law.rules import Phase

SVG = "{http://www.w3.org/2000/svg}"
SAID = {key: f"said {key}" for key in WORDS}
REGIONS = {phase: f"phase {phase.value}" for phase in Phase}


def chart(*links, nodes="abcd", here="", **more):
    made = [
        node if isinstance(node, Node) else Node(node, f"state {node}")
        for node in nodes
    ]
    made = [evolve(node, current=node.name == here) for node in made]
    return StateChart("A chart", tuple(made), links, REGIONS, SAID, **more)


def link(way, kind=Kind.PLAIN, **more):
    source, target = way
    more = {"name": f"step_{way}", "label": f"step {way}", **more}
    return Link(source=source, target=target, kind=kind, **more)


def parsed(svg):
    return ElementTree.fromstring(svg.encode())


def groups(svg, look):
    return [
        found
        for found in parsed(svg).iter(f"{SVG}g")
        if look in found.get("class", "").split()
    ]


def names(svg, look="sc-link"):
    return [found.get("aria-label") for found in groups(svg, look)]


def words(element):
    return " ".join(element.itertext())


# What can be read and reached ---------------------------------------------------------


def test_every_way_out_can_be_focused_and_has_a_name():
    svg = statechart_svg(chart(link("ab", told="from a to b"), link("ba"), link("cc")))

    assert names(svg) == ["from a to b", "step ba", "step cc"]
    assert {found.get("tabindex") for found in groups(svg, "sc-link")} == {"0"}


def test_a_way_out_that_leads_somewhere_is_focused_as_a_link_alone():
    """Two places to stop at for one thing would be one too many."""
    (found,) = groups(statechart_svg(chart(link("ab", href="/step?x=1"))), "sc-link")
    (anchor,) = found.iter(f"{SVG}a")

    assert anchor.get("href") == "/step?x=1"
    assert anchor.get("aria-label") == "step ab"
    assert found.get("tabindex") is None


def test_a_closed_way_out_holds_what_stops_it():
    """The sheet alone shows it, while it is pointed at or focused: no script does."""
    why = ("not met, IAA 9(1): The report is old.", "not known, IAA 11: A visit.")
    drawn = chart(link("ab", Kind.CLOSED, why=why, note="2 clauses"), here="a")
    (found,) = groups(statechart_svg(drawn), "sc-link")
    (tip,) = [g for g in found.iter(f"{SVG}g") if g.get("class") == "sc-tip"]

    for reason in why:
        assert set(reason.split()) <= set(words(tip).split())
    assert tip.get("visibility") == "hidden"
    assert ".sc-link:focus .sc-tip" in sheet()
    assert ".sc-link:hover .sc-tip" in sheet()


def test_states_and_ways_out_are_two_lists():
    root = parsed(statechart_svg(chart(link("ab"))))
    lists = [g for g in root.iter(f"{SVG}g") if g.get("role") == "list"]

    assert [g.get("aria-label") for g in lists] == ["said states", "said steps"]
    assert [{item.get("role") for item in g} for g in lists] == [{"listitem"}] * 2
    assert root.get("role") == "graphics-document document"


def test_the_current_state_is_told_by_words_and_to_a_screen_reader():
    svg = statechart_svg(chart(link("ab"), here="b"))
    (found,) = groups(svg, "sc-current")

    assert found.get("aria-current") == "true"
    assert "said here" in words(found)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PLAIN])
def test_how_a_way_out_stands_is_told_by_a_sign_and_a_word(kind):
    """Neither colour nor dashes are needed to tell them apart."""
    svg = statechart_svg(chart(link("ab", kind), here="a"))
    signs = {
        path.get("d").split("m", 1)[1]
        for path in parsed(svg).iter(f"{SVG}path")
        if f"sc-sign sc-{kind.value}" == path.get("class")
    }

    assert len(signs) == 1
    assert f"said {kind.value}" in words(parsed(svg))


def test_signs_differ_in_shape():
    drawn = chart(*(link("ab", kind, name=kind.value) for kind in Kind), here="a")
    paths = parsed(statechart_svg(drawn)).iter(f"{SVG}path")
    shapes = {
        path.get("class"): path.get("d").split("m", 1)[1]
        for path in paths
        if path.get("class").startswith("sc-sign")
    }

    assert len(set(shapes.values())) == len(Kind)


def test_the_legend_tells_only_what_the_picture_has():
    text = words(parsed(statechart_svg(chart(link("ab", Kind.OPEN), here="a"))))

    assert "said open" in text
    assert not any(f"said {key}" in text for key in ("closed", "taken", "final"))


def test_parallel_ways_are_one_line_that_lists_them():
    drawn = chart(
        link("ab", name="one", label="first"), link("ab", name="two", label="second"),
        listed=False,
    )  # fmt: skip
    (name,) = names(statechart_svg(drawn))

    assert name == "first; second"


def test_a_page_may_leave_out_what_is_far_from_the_case():
    """Its lines are drawn all the same; only nobody has to pass them one by one."""
    drawn = chart(
        link("ab", taken=True), link("bc"), link("cd"), link("dd"),
        here="b", listed=False,
    )  # fmt: skip
    lines = [
        path.get("d")
        for path in parsed(statechart_svg(drawn, far=False)).iter(f"{SVG}path")
        if path.get("class").startswith("sc-line")
    ]

    assert names(statechart_svg(drawn, far=False)) == ["step ab", "step bc"]
    assert len(names(statechart_svg(drawn))) == 4
    assert sum(line.count("M") for line in lines) >= 3


def test_a_card_lists_its_ways_out_where_the_case_stands():
    drawn = chart(link("ab"), link("bc"), here="b", listed=False)
    cards = {
        found.get("aria-label"): words(found)
        for found in groups(statechart_svg(drawn), "sc-state")
    }

    assert "step bc" in cards["state b"]
    assert "→ state c" in cards["state b"]
    assert "step ab" not in cards["state a"]


def test_a_strict_policy_shows_a_picture_without_a_style_of_its_own():
    drawn = chart(link("ab", Kind.CLOSED, why=("no",)), here="a")
    svg = statechart_svg(drawn, styled=False)

    assert "<style" not in svg
    assert "style=" not in svg
    assert "<script" not in svg
    assert "<style>" in statechart_svg(drawn)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_scheme_can_be_fixed(scheme):
    assert "prefers-color-scheme" not in sheet(scheme)
    assert "var(" not in sheet(scheme)


def test_a_sheet_follows_the_screen_and_knows_every_variable_it_reads():
    text = sheet()
    read = {part.split(",")[0] for part in text.split("var(")[1:]}
    light, dark = text.split("@media screen and (prefers-color-scheme:dark)")

    assert read
    for variable in read:
        assert f"{variable}:" in light
        assert f"{variable}:" in dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_stand_out_from_their_ground(scheme):
    """WCAG 2.2, 1.4.3: at least 4.5 to 1; 1.4.11: 3 to 1 for lines."""
    from qualflow.draw.statechart_style import COLOURS

    colours = COLOURS[scheme == "dark"]
    grounds = {key: value for key, value in colours.items() if key.startswith("p-")}
    for ground in (colours["paper"], colours["card"], colours["here"]):
        for letters in ("ink", "faint"):
            assert contrast(colours[letters], ground) >= 4.5
        for sign in ("open", "closed", "unknown", "by-itself"):
            assert contrast(colours[sign], ground) >= 3
    for name, ground in grounds.items():
        assert contrast(colours["ink"], ground) >= 4.5, name
        for sign in ("line", "open", "closed", "unknown", "by-itself"):
            assert contrast(colours[sign], ground) >= 3, (name, sign)


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Where things lie ---------------------------------------------------------------------


def test_places_given_are_kept():
    """`at` is a column and a row: what has one row stands side by side."""
    nodes = [
        Node("a", "a", at=(0, 0)), Node("b", "b", at=(1, 0)), Node("c", "c", at=(1, 2))
    ]  # fmt: skip
    drawn = chart(nodes=nodes)
    cards = tuple(f.card(positions(drawn)[n]) for n, f in faces(drawn).items())
    places = plan(cards, (), WIDTH).places

    assert places["a"][1] == places["b"][1] < places["c"][1]
    assert places["a"][0] < places["b"][0] == places["c"][0]


def test_places_are_found_if_one_is_missing():
    drawn = chart(link("ab"), nodes=[Node("a", "a", at=(5, 5)), "b"])

    assert positions(drawn) == {"a": (0.0, 0.0), "b": (0.0, 1.0)}


def test_an_end_stands_aside_where_most_lines_to_it_begin():
    nodes = ["a", "b", "c", Node("z", "z", final=True)]
    found = positions(chart(link("ab"), link("bc"), link("bz"), nodes=nodes))

    assert found["z"] == (1.0, 1.0)


def test_below_each_other_all_cards_lie_in_one_column():
    """A telephone has room for one."""
    drawn = chart(link("ab"), link("ac"), link("cd"), here="a")
    rects = [
        rect
        for rect in parsed(statechart_svg(drawn, narrow=True)).iter(f"{SVG}rect")
        if rect.get("class") == "sc-card" and rect.get("width") == f"{WIDTH:.0f}"
    ]

    assert len(rects) == 4
    assert len({rect.get("x") for rect in rects}) == 1


def test_nothing_is_drawn_of_nothing():
    assert names(statechart_svg(chart(nodes=()))) == []


def test_a_phase_is_one_region_where_no_other_state_lies_between():
    nodes = [
        Node("a", "a", Phase.APPLIED, (0, 0)),
        Node("b", "b", Phase.APPLIED, (1, 0)),
        Node("c", "c", Phase.APPROVED, (0, 1)),
        Node("d", "d", Phase.APPLIED, (0, 2)),
    ]
    regions = [
        rect.get("class").split()[1]
        for rect in parsed(statechart_svg(chart(nodes=nodes))).iter(f"{SVG}rect")
        if rect.get("class").startswith("sc-region")
    ]

    assert sorted(regions) == ["sc-p-applied", "sc-p-applied", "sc-p-approved"]


# How much is shown --------------------------------------------------------------------

WAY = (link("ab", taken=True), link("bc"), link("cd"), link("ea"))


def test_around_a_case_lies_what_was_visited_and_what_can_still_be_reached():
    nodes = [Node("a", "a", visited=True), "b", "c", "d", "e"]
    drawn = chart(*WAY, nodes=nodes, here="b")

    def shown(scope):
        part = around(drawn, scope)
        return "".join(n.name for n in part.nodes), [k.name for k in part.links]

    assert shown(Scope.AHEAD) == ("abcd", ["step_ab", "step_bc", "step_cd"])
    assert shown("near") == ("abc", ["step_ab", "step_bc"])
    assert shown("whole") == ("abcde", [k.name for k in WAY])


def test_a_law_without_a_case_is_shown_whole():
    drawn = chart(*WAY, nodes="abcde")

    assert around(drawn, Scope.NEAR) == drawn


# Any graph ----------------------------------------------------------------------------

NAMES = "abcdefgh"
NUMBERS = st.sampled_from([0, 0.5, 1, 1.5, 2, 3])
TEXTS = st.text(max_size=60) | st.sampled_from(["核准" * 30, "w" * 90, "<&>\"'"])


@st.composite
def charts(draw):
    placed = draw(st.booleans())
    nodes = [
        Node(
            name,
            draw(TEXTS),
            draw(st.sampled_from([None, *Phase])),
            draw(st.tuples(NUMBERS, NUMBERS)) if placed else None,
            *draw(st.tuples(*[st.booleans()] * 3)),
            visited=draw(st.booleans()),
            said=draw(TEXTS),
        )
        for name in NAMES[: draw(st.integers(0, len(NAMES)))]
    ]
    ends = st.sampled_from([n.name for n in nodes]) if nodes else st.nothing()
    links = draw(
        st.lists(
            st.builds(
                Link,
                name=st.text("xyz", min_size=1, max_size=3),
                source=ends,
                target=ends,
                label=TEXTS,
                kind=st.sampled_from(Kind),
                note=TEXTS,
                why=st.tuples(TEXTS) | st.just(()),
                told=st.just("told"),
                taken=st.booleans(),
            ),
            max_size=24 if nodes else 0,
        )
    )
    here = draw(st.sampled_from(["", *(n.name for n in nodes)]))
    return chart(*links, nodes=nodes, here=here, listed=draw(st.booleans()))


@given(charts(), st.booleans())
def test_any_chart_is_well_formed_and_every_way_out_in_it_has_a_name(drawn, narrow):
    svg = statechart_svg(drawn, narrow=narrow)
    numbers = [
        value
        for found in parsed(svg).iter()
        for value in found.attrib.values()
        if value in ("nan", "inf", "-inf")
    ]

    assert numbers == []
    assert svg == statechart_svg(drawn, narrow=narrow)
    assert all("told" in name for name in names(svg))
    assert sum(name.count("told") for name in names(svg)) == len(drawn.links)
    assert len(groups(svg, "sc-state")) == len(drawn.nodes)


@given(charts())
def test_no_line_meets_a_card_and_no_card_another(drawn):
    found = laid(drawn)
    boxes = list(found.boxes.values())

    assert not any(touch(a, b) for a, b in combinations(boxes, 2))
    for stretch, _ in found.stretches:
        assert stretch[0] == stretch[2] or stretch[1] == stretch[3]
        assert not any(touch(stretch, box) for box in boxes)


@given(charts())
def test_every_line_begins_and_ends_at_its_cards(drawn):
    found = laid(drawn)
    for (source, target), points in found.plan.routes.items():
        assert at_edge(points[0], found.boxes[source])
        assert at_edge(points[-1], found.boxes[target])


class Laid:
    """A chart with the boxes of its cards and the stretches of its lines."""

    def __init__(self, drawn):
        at = positions(drawn)
        cards = tuple(face.card(at[name]) for name, face in faces(drawn).items())
        links = tuple(pair for pair in pairs(drawn) if pair[0] != pair[1])
        self.plan = plan(cards, links, WIDTH)
        heights = {card.name: card.height for card in cards}
        self.boxes = {
            name: (x, y, x + WIDTH, y + heights[name])
            for name, (x, y) in self.plan.places.items()
        }
        self.stretches = [
            ((min(a, c), min(b, d), max(a, c), max(b, d)), pair[1])
            for pair, points in self.plan.routes.items()
            for (a, b), (c, d) in pairwise(points)
        ]


def laid(drawn):
    return Laid(drawn)


def touch(one, other, by=0.1):
    return (
        one[0] < other[2] - by and other[0] + by < one[2]
        and one[1] < other[3] - by and other[1] + by < one[3]
    ) or (
        one[0] == one[2] and other[0] + by < one[0] < other[2] - by
        and one[1] < other[3] - by and other[1] + by < one[3]
    ) or (
        one[1] == one[3] and other[1] + by < one[1] < other[3] - by
        and one[0] < other[2] - by and other[0] + by < one[2]
    )  # fmt: skip


def at_edge(point, box):
    x, y = point
    upright = any(abs(x - edge) < 0.1 for edge in (box[0], box[2]))
    level = any(abs(y - edge) < 0.1 for edge in (box[1], box[3]))
    return (upright and box[1] < y < box[3]) or (level and box[0] < x < box[2])


def test_texts_on_cards_lie_within_them():
    drawn = chart(
        link("ab", label="a label that has to be folded " * 3, note="n" * 200),
        nodes=[Node("a", "核准" * 30, right=True, initial=True), "b"],
        here="a",
    )
    for face in faces(drawn).values():
        lines = [*face.head]
        for block in face.blocks:
            lines += [*block.lines, *(line for r in block.rows for line in r.lines)]
        assert all(width_of(line.text, line.size) < WIDTH - 10 for line in lines)
        assert all(0 < line.y < face.height for line in lines)
        ys = [line.y for line in lines]
        assert all(low - high >= 11 for high, low in pairwise(sorted(ys)))


def test_two_lines_there_and_back_stay_apart():
    cards = (Card("a", 0, 0, 40, 20), Card("b", 0, 1, 40, 20))
    routes = plan(cards, (("a", "b"), ("b", "a")), WIDTH).routes

    assert {x for x, _ in routes["a", "b"]}.isdisjoint(x for x, _ in routes["b", "a"])


def test_lines_to_one_card_join():
    """So that an arrow can be followed to its only end."""
    cards = tuple(Card(name, 0, row, 40, 20) for row, name in enumerate("abcz"))
    routes = plan(cards, (("a", "z"), ("b", "z")), WIDTH).routes

    assert routes["a", "z"][-1] == routes["b", "z"][-1]


def test_lines_that_run_on_together_are_drawn_once():
    """Three ways to one state end in one trunk and one arrowhead."""
    routes = [
        [(0.0, 0.0), (50.0, 0.0), (50.0, 90.0), (90.0, 90.0)],
        [(0.0, 30.0), (50.0, 30.0), (50.0, 90.0), (90.0, 90.0)],
        [(0.0, 30.0), (50.0, 30.0), (50.0, 90.0), (90.0, 90.0)],
    ]

    alone, both = rounded_lines(routes[:1]), rounded_lines(routes)

    assert alone == "M0 0H43q7 0 7 7V83q0 7 7 7H84"
    assert both == f"{alone}M0 30H43q7 0 7 7V83"


def test_reasons_share_the_lines_there_are_in_their_box():
    reasons = tuple(f"reason {n} of many words that fill a line " * 4 for n in "abcd")
    drawn = chart(link("ab", Kind.CLOSED, why=reasons), here="a")

    full, brief = (statechart_svg(drawn, reasons=most) for most in (0, 8))

    assert brief.count("<tspan") < full.count("<tspan")
    assert all(f"reason {n}" in brief for n in "abcd")
