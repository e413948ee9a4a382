"""Flow over a chart: width by frequency, broken where time alone acts."""

from math import inf, nan
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from qualflow.draw.flow import THINNEST, WIDEST, Edge, Flow, Node, flow_svg
from qualflow.draw.plot import Words

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words("How cases flow", "told", str, str, {})
NAMES = "abcdef"


def flow(*edges, nodes=NAMES):
    made = tuple(Node(name, f"state {name}", "#9cc3e6") for name in nodes)
    return Flow(WORDS, made, tuple(edges), "note")


def edge(source, target, each, **more):
    return Edge(source, target, f"{source} to {target}", each, f"{each:g}", **more)


def parsed(svg):
    root = ElementTree.fromstring(svg.encode())
    for found in root.iter():
        assert not {"nan", "inf"} & set(found.attrib.values())
    return root


def widths(svg):
    return {
        found.find(f"{SVG}title").text: float(found.get("stroke-width"))
        for found in parsed(svg).iter(f"{SVG}path")
    }


def test_a_step_is_as_wide_as_it_is_frequent():
    found = widths(flow_svg(flow(edge("a", "b", 1.0), edge("a", "c", 0.5))))

    assert found == {"a to b: 1": WIDEST, "a to c: 0.5": WIDEST / 2}


def test_steps_made_more_than_once_a_case_share_the_widest_line():
    found = widths(flow_svg(flow(edge("a", "b", 3.0), edge("b", "c", 1.0))))

    assert found == {"a to b: 3": WIDEST, "b to c: 1": WIDEST / 3}


def test_a_rare_step_is_still_seen():
    assert widths(flow_svg(flow(edge("a", "b", 1e-9))))["a to b: 1e-09"] == THINNEST


def test_what_time_alone_makes_is_broken():
    svg = flow_svg(flow(edge("a", "b", 1.0), edge("a", "c", 0.2, by_itself=True)))
    broken = [p.get("stroke-dasharray") for p in parsed(svg).iter(f"{SVG}path")]

    assert sorted(broken, key=str) == ["7 4", None]


def test_names_and_numbers_are_written_for_every_state_and_step():
    svg = flow_svg(flow(edge("a", "b", 0.25), edge("b", "a", 0.125)))
    said = {found.text for found in parsed(svg).iter(f"{SVG}text")}

    assert {"state a", "state b", "0.25", "0.125", "a to b", "b to a", "note"} <= said


def test_no_line_is_seen_between_the_letters_of_a_label():
    svg = flow_svg(flow(edge("a", "b", 1.0)))
    around = {
        found.text: found.get("stroke-width")
        for found in parsed(svg).iter(f"{SVG}text")
    }

    assert around["1"] == around["a to b"] == "6"


def test_two_labels_between_the_same_states_do_not_lie_on_each_other():
    svg = flow_svg(flow(edge("a", "b", 1.0), edge("b", "a", 0.5)))
    places = {
        found.text: (float(found.get("x")), float(found.get("y")))
        for found in parsed(svg).iter(f"{SVG}text")
    }
    (x, y), (other_x, other_y) = places["a to b"], places["b to a"]

    assert abs(x - other_x) > 40 or abs(y - other_y) > 25


def test_a_step_that_stays_is_a_loop():
    root = parsed(flow_svg(flow(edge("a", "a", 0.25))))

    assert len(list(root.iter(f"{SVG}path"))) == 1
    assert "0.25" in {found.text for found in root.iter(f"{SVG}text")}


def test_the_first_state_is_marked():
    nodes = (Node("a", "a", "#fff", start=True), Node("b", "b", "#fff"))
    root = parsed(flow_svg(Flow(WORDS, nodes, (edge("a", "b", 1.0),), "")))
    lines = [r.get("stroke-width") for r in root.iter(f"{SVG}rect") if r.get("rx")]

    assert lines == ["2.2", "0.9"]


def test_the_same_flow_gives_the_same_bytes():
    edges = [edge("a", "b", 0.5), edge("b", "c", 0.2), edge("c", "a", 0.1)]

    assert flow_svg(flow(*edges)) == flow_svg(flow(*edges))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES),
            st.sampled_from(NAMES),
            st.floats(0, 5) | st.sampled_from([nan, inf, -1.0]),
            st.booleans(),
        ),
        max_size=14,
    )
)
def test_any_flow_can_be_drawn_inside_its_picture(rows):
    edges = [edge(s, t, each, by_itself=itself) for s, t, each, itself in rows]
    root = parsed(flow_svg(flow(*edges)))
    wide, high = float(root.get("width")), float(root.get("height"))

    for found in root.iter(f"{SVG}rect"):
        x, y = float(found.get("x", 0)), float(found.get("y", 0))
        assert x >= 0
        assert y >= 0
        assert x + float(found.get("width")) <= wide
        assert y + float(found.get("height")) <= high
    assert len(list(root.iter(f"{SVG}path"))) == len(edges)
