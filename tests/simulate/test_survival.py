"""Survival curves against textbooks, each other and small cases done by hand."""

from __future__ import annotations

from math import inf, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.simulate.survival import (
    Duration,
    Median,
    aalen_johansen,
    curve,
    kaplan_meier,
    turnbull,
)

MERCAPTOPURINE = (
    "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split()
)
"""Weeks in remission under 6-MP, + censored: Freireich and others, Blood 21 (1963)
699-716, as in Cox and Oakes, "Analysis of Survival Data", 1984, table 1.1."""

COSMESIS = """
    45- 6,10 0,7 46- 46- 7,16 17- 7,14 37,44 0,8 4,11 15- 11,15 22- 46- 46- 25,37
    46- 26,40 46- 27,34 36,44 46- 36,48 37- 40- 17,25 46- 11,18 38- 5,12 37- 0,5 18-
    24- 36- 5,11 19,35 17,25 24- 32- 33- 19,26 37- 34- 36-
""".split()
"""Months to a retraction of the breast after radiotherapy alone: Finkelstein and Wolfe,
Biometrics 41 (1985) 933-945."""


def known(text: str) -> Duration:
    """Return a duration as the tables write it."""
    if text[-1] in "+-":
        return Duration(float(text[:-1]), inf)
    low, _, high = text.partition(",")
    return Duration(float(low), float(high or low))


times = st.integers(1, 12).map(float)
points = st.builds(lambda t, c: Duration(t, inf if c else t), times, st.booleans())
windows = st.builds(lambda a, b: Duration(min(a, b) - 1, max(a, b)), times, times)


# -- Kaplan and Meier ------------------------------------------------------------------


def test_the_curve_is_that_of_the_textbook():
    """Estimates and Greenwood's errors of the 6-MP arm, to three digits."""
    found = kaplan_meier([known(text) for text in MERCAPTOPURINE])

    assert (found.n, found.ended) == (21, 9)
    assert [
        (drop.until, round(drop.survival, 3), round(drop.error, 3))
        for drop in found.drops
    ] == [
        (6, 0.857, 0.076), (7, 0.807, 0.087), (10, 0.753, 0.096), (13, 0.690, 0.107),
        (16, 0.627, 0.114), (22, 0.538, 0.128), (23, 0.448, 0.135),
    ]  # fmt: skip


def test_the_median_is_that_of_the_textbook_and_open_above():
    """23 weeks; on the scale of log(-log) the data give its interval no upper end."""
    found = kaplan_meier([known(text) for text in MERCAPTOPURINE])

    assert found.median == Median(23, 23, 13, None)


def test_what_ends_on_the_day_another_was_last_seen_ends_before_it():
    """The convention of Kaplan and Meier: the censored one is still at risk."""
    found = kaplan_meier([Duration(5, inf), Duration(5, 5)])

    assert [drop.survival for drop in found.drops] == [0.5]


def test_ties_fall_together():
    """Two of four at once."""
    lasting = [Duration(3, 3), Duration(3, 3), Duration(7, 7), Duration(7, 7)]

    found = kaplan_meier(lasting)

    assert [(drop.until, drop.survival) for drop in found.drops] == [(3, 0.5), (7, 0)]
    assert found.median.low == 3


@pytest.mark.parametrize("estimate", [curve, kaplan_meier, turnbull])
@pytest.mark.parametrize(
    "durations", [[], [Duration(4, inf)], [Duration(4, inf), Duration(9, inf)]]
)
def test_where_nothing_has_ended_there_is_no_fall_and_no_median(estimate, durations):
    """All censored, or none at all."""
    found = estimate(durations)

    assert (found.n, found.ended, found.drops) == (len(durations), 0, ())
    assert found.median == Median()


@pytest.mark.parametrize("estimate", [kaplan_meier, turnbull])
def test_a_single_one_is_its_own_median_without_an_interval(estimate):
    """One says nothing of how others would vary."""
    found = estimate([Duration(30, 30)])

    assert found.median == Median(30, 30, None, None)


def test_an_interval_is_no_matter_for_kaplan_and_meier():
    """They need exact times."""
    with pytest.raises(ValueError, match="exact or right-censored"):
        kaplan_meier([Duration(3, 5)])


@pytest.mark.parametrize(
    "bounds", [(-1, 2), (3, 2), (inf, inf), (float("nan"), 3), (3, float("nan"))]
)
def test_bounds_that_are_none_are_refused(bounds):
    """Negative, out of order, endless or no numbers."""
    with pytest.raises(ValueError, match="bounds of a duration"):
        Duration(*bounds)


# -- Turnbull --------------------------------------------------------------------------


def test_the_masses_of_intervals_are_those_that_are_published():
    """Fay and Shaw, J. Statist. Software 36(2) (2010), function `icfit`, bcos."""
    found = turnbull([known(text) for text in COSMESIS])
    heights = [1.0, *(drop.survival for drop in found.drops)]

    assert (found.n, found.ended) == (46, 21)
    assert [
        (drop.since, drop.until, round(before - drop.survival, 4))
        for before, drop in zip(heights, found.drops, strict=False)
    ] == [
        (4, 5, 0.0463), (6, 7, 0.0334), (7, 8, 0.0887), (11, 12, 0.0708),
        (24, 25, 0.0926), (33, 34, 0.0818), (38, 40, 0.1209), (46, 48, 0.4656),
    ]  # fmt: skip
    assert (found.median.low, found.median.high) == (38, 40)


@given(st.lists(points, min_size=1, max_size=12))
def test_turnbulls_curve_is_kaplan_and_meiers_where_both_apply(durations):
    """Masses, and errors: Greenwood's are those of the observed information."""
    ours, theirs = turnbull(durations), kaplan_meier(durations)

    assert [drop.until for drop in ours.drops] == [d.until for d in theirs.drops]
    for own, other in zip(ours.drops, theirs.drops, strict=True):
        assert isclose(own.survival, other.survival, abs_tol=1e-6)
        assert isclose(own.error, other.error, abs_tol=1e-5)


@given(st.lists(points | windows, min_size=1, max_size=12))
def test_the_curve_falls_and_nothing_better_is_left(durations):
    """The gap bounds what any other curve could gain (Gentleman and Geyer)."""
    found = turnbull(durations)
    heights = [1.0, *(drop.survival for drop in found.drops)]

    assert heights == sorted(heights, reverse=True)
    assert heights[-1] >= 0
    assert found.gap < 1e-3
    assert all(drop.since <= drop.until for drop in found.drops)


@given(st.lists(points | windows, min_size=1, max_size=10))
def test_another_unit_is_the_same_curve(durations):
    """Days or hours: heights stay, times are multiplied."""
    hours = [Duration(24 * one.low, 24 * one.high) for one in durations]

    days, other = turnbull(durations), turnbull(hours)

    assert [24 * drop.until for drop in days.drops] == [d.until for d in other.drops]
    for first, second in zip(days.drops, other.drops, strict=True):
        assert isclose(first.survival, second.survival, abs_tol=1e-9)


def test_adjoining_windows_have_no_day_in_common():
    """(3, 4] and (4, 5] are two days, not one."""
    found = turnbull([Duration(3, 4), Duration(4, 5)])

    assert [(d.since, d.until, round(d.survival, 6)) for d in found.drops] == [
        (3, 4, 0.5),
        (4, 5, 0.0),
    ]


# -- Aalen and Johansen ----------------------------------------------------------------


def test_incidences_by_hand():
    """At 3 two are left of three quarters: half of that; then the last one."""
    found = aalen_johansen([(1, "a"), (2, ""), (3, "b"), (4, "a")])

    assert [(i.way, i.time, i.share) for i in found] == [
        ("a", 1, 0.25),
        ("a", 4, 0.625),
        ("b", 3, 0.375),
    ]


ends = st.lists(st.tuples(times, st.sampled_from(["", "", "a", "b", "c"])), max_size=15)


@given(ends)
def test_what_has_ended_in_some_way_and_what_has_not_add_up_to_one(ends):
    """Whichever way: at the last time, and whatever was censored."""
    incidences = aalen_johansen(ends)
    survival = kaplan_meier([Duration(t, t if way else inf) for t, way in ends])
    last = {found.way: found.share for found in incidences}

    left = survival.drops[-1].survival if survival.drops else 1.0

    assert isclose(sum(last.values()) + left, 1.0)


@given(ends)
def test_a_single_way_is_the_curve_turned_over_with_its_errors(ends):
    """Without competition the error is Greenwood's."""
    one = [(time, way and "out") for time, way in ends]
    survival = kaplan_meier([Duration(t, t if way else inf) for t, way in one])

    for found, drop in zip(aalen_johansen(one), survival.drops, strict=True):
        assert isclose(found.share, 1 - drop.survival, abs_tol=1e-12)
        if drop.survival > 1e-9:  # Greenwood's error of 0 left is taken as 0
            assert isclose(found.error, drop.error, abs_tol=1e-9)


def test_without_censoring_a_share_has_the_error_of_a_count():
    """Multinomial: the root of p(1-p)/n, whenever they ended."""
    *_, last = aalen_johansen([(1, "b"), (2, "a"), (3, "b"), (4, "b")])

    assert last.share == 0.75
    assert isclose(last.error, (0.75 * 0.25 / 4) ** 0.5)
