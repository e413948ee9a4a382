"""Ways of lines between cards, and the tracks they get side by side."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qualflow.draw.tracks import Span, tracks
from qualflow.draw.ways import Side, Spot, Ways

TWO = {"a": Spot(0, 0), "b": Spot(1, 0)}


def ways(spots):
    columns = 1 + max(spot.column for spot in spots.values())
    bands = 1 + max(spot.band for spot in spots.values())
    return Ways(spots, [float(column) for column in range(columns)], bands)


def way(spots, source, target):
    (found,) = ways(spots).to(target, [source])
    return found


def test_a_line_to_the_card_below_runs_straight_down():
    found = way(TWO, "a", "b")

    assert (found.leaves, found.enters) == (Side.BOTTOM, Side.TOP)
    assert found.crosses == ((1, 1),)


def test_a_line_to_the_card_above_runs_straight_up():
    found = way(TWO, "b", "a")

    assert (found.leaves, found.enters) == (Side.TOP, Side.BOTTOM)


def test_neighbours_of_a_band_are_joined_by_a_straight_line():
    found = way({"a": Spot(0, 1), "b": Spot(0, 0)}, "a", "b")

    assert (found.leaves, found.enters, found.crosses) == (Side.LEFT, Side.RIGHT, ())


def test_a_line_goes_around_a_card_between():
    spots = {"a": Spot(0, 0), "b": Spot(0, 1), "c": Spot(0, 2)}
    found = way(spots, "a", "c")

    assert {channel for channel, _ in found.crosses} in ({0}, {1})


def test_a_card_that_lists_its_ways_out_is_left_aside():
    found = way({"a": Spot(0, 0, rows=True), "b": Spot(1, 0)}, "a", "b")

    assert found.leaves in (Side.LEFT, Side.RIGHT)


@st.composite
def grids(draw):
    places = draw(
        st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=9)
    )
    rows = st.booleans()
    return {f"n{i}": Spot(*at, rows=draw(rows)) for i, at in enumerate(sorted(places))}


@given(grids(), st.data())
def test_a_way_goes_step_by_step_and_never_through_a_card(spots, data):
    target = data.draw(st.sampled_from(sorted(spots)))
    cards = {(spot.band, spot.slot) for spot in spots.values()}
    for found in ways(spots).to(target, sorted(spots.keys() - {target})):
        for (channel, slot), (on, beside) in pairwise(found.crosses):
            assert abs(channel - on) + abs(slot - beside) == 1
            if slot == beside:
                assert (min(channel, on), slot) not in cards


@given(grids(), st.data())
def test_ways_to_one_card_that_share_a_stretch_are_one_from_there_on(spots, data):
    """A line that forked again would lead astray."""
    target = data.draw(st.sampled_from(sorted(spots)))
    rest: dict = {}
    for found in ways(spots).to(target, sorted(spots.keys() - {target})):
        for at, stretch in enumerate(pairwise(found.crosses)):
            onwards = (found.crosses[at:], found.enters)
            assert rest.setdefault(stretch, onwards) == onwards


# Tracks -------------------------------------------------------------------------------


def span(before, after):
    places = [*before, *after]
    return Span(min(places), max(places), list(before), list(after), [0.0])


def test_lines_that_do_not_meet_share_a_track():
    found = tracks({"a": span([0], [10]), "b": span([30], [40])}, 5.0)

    assert (found.count, found.level) == (1, {"a": 0, "b": 0})


def test_lines_that_come_near_each_other_do_not():
    assert tracks({"a": span([0], [10]), "b": span([14], [40])}, 5.0).count == 2


def test_lines_lie_so_that_they_do_not_cross():
    """Down at 10 to the right, down at 20 further on: the second has to lie first."""
    found = tracks({"a": span([0], [20]), "b": span([10], [30])})

    assert found.level == {"b": 0, "a": 1}


def test_no_line_lies_on_another_where_both_turn_at_one_place():
    """One comes from before at 20, the other leaves there: it lies first."""
    found = tracks({"z": span([20], [40]), "a": span([0], [20])})

    assert found.level == {"z": 0, "a": 1}


def test_a_channel_knows_where_lines_are():
    found = tracks({"a": span([0], [10])})

    assert found.covers(10)
    assert not found.covers(11)
    assert tracks({}).count == 0
