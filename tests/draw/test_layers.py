"""A graph in layers: down, apart, each step past what lies between."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qualflow.draw.layers import Link, kept_apart, layout

NODE, GAP = 100.0, 20.0
NAMES = "abcdefgh"


def links_of(*pairs):
    return [Link(*pair) for pair in pairs]


GRAPHS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20
)


@given(GRAPHS)
def test_every_step_leads_down_but_those_that_close_a_cycle(pairs):
    links = links_of(*pairs)
    placed = layout(NAMES, links, NODE, GAP)

    for link, back in zip(links, placed.back, strict=True):
        lower, upper = placed.layer[link.target], placed.layer[link.source]
        assert (lower <= upper) if back else (lower > upper)


@given(GRAPHS)
def test_no_node_lies_on_another(pairs):
    placed = layout(NAMES, links_of(*pairs), NODE, GAP)
    rows = {}
    for name, layer in placed.layer.items():
        rows.setdefault(layer, []).append(placed.place[name])

    for row in rows.values():
        assert all(b - a >= NODE + GAP - 1e-6 for a, b in pairwise(sorted(row)))
        assert all(NODE / 2 - 1e-6 <= x <= placed.width - NODE / 2 + 1e-6 for x in row)


@given(GRAPHS)
def test_a_step_passes_every_layer_between_beside_its_nodes(pairs):
    links = links_of(*pairs)
    placed = layout(NAMES, links, NODE, GAP)
    nodes = {}
    for name, layer in placed.layer.items():
        nodes.setdefault(layer, []).append(placed.place[name])

    for link, route in zip(links, placed.route, strict=True):
        if link.source == link.target:
            assert route == ()
            continue
        ends = placed.layer[link.source], placed.layer[link.target]
        step = 1 if ends[0] < ends[1] else -1
        assert [layer for layer, _ in route] == list(
            range(ends[0], ends[1] + step, step)
        )
        for layer, x in route[1:-1]:
            assert all(abs(x - node) > NODE / 2 for node in nodes[layer])


def test_a_file_that_is_returned_leads_back():
    links = links_of("ab", "ba", "ac")

    assert layout("abc", links, NODE, GAP).back == (False, True, False)


def test_the_same_graph_gives_the_same_places():
    links = links_of("ab", "ac", "bd", "cd", "ad", "da")

    assert layout("abcd", links, NODE, GAP) == layout("abcd", links, NODE, GAP)


def test_a_tree_has_no_crossing():
    """Children lie in the order of their parents."""
    links = links_of("ab", "ac", "ce", "bd", "cf", "bg")
    placed = layout("abcdefg", links, NODE, GAP)
    parents = {link.target: placed.place[link.source] for link in links}
    lowest = sorted("defg", key=placed.place.__getitem__)

    assert [parents[name] for name in lowest] == sorted(parents[n] for n in "defg")


def test_a_chart_without_states_has_no_layers():
    assert layout("", [], NODE, GAP).layers == 0


@given(st.lists(st.floats(-1e4, 1e4), max_size=8), st.floats(0, 100))
def test_what_is_kept_apart_is_as_near_as_can_be(wanted, distance):
    """Moving all of them by the same amount brings none nearer: the mean stays."""
    places = kept_apart(wanted, [distance] * (len(wanted) - 1))

    assert all(b - a >= distance - 1e-6 for a, b in pairwise(places))
    assert abs(sum(places) - sum(wanted)) <= 1e-6 * (1 + sum(map(abs, wanted)))
