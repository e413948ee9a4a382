"""Windows along a chain: forwards, backwards, distances; compared with every life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qualflow.audit.mapping import Distance, HistoryMap
from qualflow.audit.rows import Row, rows
from qualflow.audit.terms import Terms
from qualflow.audit.windows import Placed, earlier, later, narrowed
from qualflow.law.rules import Standing
from rulebooks import a_rulebook, a_step

NAMES = ("a", "b", "c")
TERMS = Terms(date(2031, 12, 31))
MAP = HistoryMap((), {}, {}, (), (), {})
ROWS = rows(a_rulebook(transitions=[a_step(name) for name in NAMES]), MAP, {})
ROW: dict[str, Row] = {row.name: row for row in ROWS}


def on(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def step(name: str, first: str, last: str = "", event: int | None = 0) -> Placed:
    return Placed(ROW[name], on(first), on(last or first), event)


def days(
    *chain: Placed, distances: Sequence[Distance] = (), terms: Terms = TERMS
) -> list[str] | None:
    """The narrowed windows as text."""
    found = narrowed(chain, distances, terms)
    return found and [
        f"{date.fromordinal(s.first)}…{date.fromordinal(s.last)}" for s in found
    ]


def test_a_step_cannot_lie_before_the_one_before_it():
    """Forwards: the earliest day goes on."""
    found = days(step("a", "2029-03-04"), step("b", "2029-01-01", "2029-12-31"))

    assert found == ["2029-03-04…2029-03-04", "2029-03-04…2029-12-31"]


def test_a_step_cannot_lie_after_the_one_after_it():
    """Backwards: the latest day goes back."""
    found = days(step("a", "2029-01-01", "2029-12-31"), step("b", "2029-03-04"))

    assert found == ["2029-01-01…2029-03-04", "2029-03-04…2029-03-04"]


def test_two_steps_may_share_a_day():
    """machine.md 5.1."""
    assert days(step("a", "2029-03-04"), step("b", "2029-03-04")) is not None


def test_a_life_with_an_empty_window_is_none():
    """machine.md 5.4: earliest after latest anywhere."""
    assert days(step("a", "2029-03-05"), step("b", "2029-03-04")) is None


def test_an_empty_chain_is_a_life():
    """Nothing happened."""
    assert narrowed((), (), TERMS) == ()


TWO_YEARS = Distance("b", "a", years=2)


@pytest.mark.parametrize(
    ("first", "soonest"),
    [
        ("2029-03-04", "2031-03-04"),
        ("2028-02-29", "2030-02-28"),
        ("2026-02-28", "2028-02-28"),
    ],
)
def test_years_run_to_the_same_day(first: str, soonest: str):
    """29 February to the 28th (machine.md 5.4)."""
    found = days(
        step("a", first), step("b", first, "2031-12-31"), distances=[TWO_YEARS]
    )

    assert found == [f"{first}…{first}", f"{soonest}…2031-12-31"]


@pytest.mark.parametrize(
    ("last", "latest"),
    [
        ("2031-03-04", "2029-03-04"),
        ("2030-02-28", "2028-02-29"),
        ("2030-03-01", "2028-03-01"),
        ("2028-02-29", "2026-02-28"),
        ("2028-02-28", "2026-02-28"),
    ],
)
def test_backwards_it_is_the_last_day_whose_sum_is_not_later(last: str, latest: str):
    """28 February also ends what began on a 29 February."""
    found = days(
        step("a", "2024-01-01", "2031-12-31"), step("b", last), distances=[TWO_YEARS]
    )

    assert found == [f"2024-01-01…{latest}", f"{last}…{last}"]


@given(
    day=st.integers(on("1900-01-01"), on("2199-12-31")),
    years=st.integers(0, 5),
    more=st.integers(0, 40),
)
def test_earlier_is_the_last_day_that_is_far_enough(day: int, years: int, more: int):
    """Both ways agree on every day."""
    distance = Distance("b", "a", years=years, days=more)
    anchor = earlier(day, distance, TERMS)

    assert later(anchor, distance, TERMS) <= day < later(anchor + 1, distance, TERMS)


def test_a_distance_reaches_over_the_steps_between():
    """It is kept from the distant step, not from the one before."""
    found = days(
        step("a", "2029-01-01"),
        step("c", "2029-01-01", "2031-12-31"),
        step("b", "2029-01-01", "2031-12-31"),
        distances=[TWO_YEARS],
    )

    assert found is not None
    assert found[1:] == ["2029-01-01…2031-12-31", "2031-01-01…2031-12-31"]


def test_only_the_last_step_of_a_name_counts():
    """Two years since the last listing, not since the first one."""
    chain = [step("a", "2027-01-01"), step("a", "2029-01-01"), step("b", "2030-06-01")]

    assert days(*chain, distances=[TWO_YEARS]) is None
    assert days(chain[0], chain[2], distances=[TWO_YEARS]) is not None


def test_a_distance_asks_nothing_where_there_is_no_such_step():
    """It lies between two steps."""
    assert days(step("b", "2029-01-01"), distances=[TWO_YEARS]) is not None


@pytest.mark.parametrize(
    ("last", "kept"), [("2029-06-30", True), ("2029-07-01", False)]
)
def test_a_distance_can_hang_on_the_own_window_of_the_earlier_step(
    last: str, kept: bool
):
    """`after_until` looks at its own latest day, not at the narrowed one."""
    distance = Distance("b", "a", years=2, after_until=date(2029, 7, 1))
    chain = step("a", "2029-01-01", last), step("b", "2029-03-01")

    assert (days(*chain, distances=[distance]) is None) is kept


def test_a_distance_can_be_one_of_unseen_steps_alone():
    """What was seen was seen, however soon."""
    distance = Distance("b", "a", days=8, supplied_only=True)
    seen = step("a", "2029-01-01"), step("b", "2029-01-02")
    unseen = seen[0], step("b", "2029-01-01", "2029-12-31", event=None)

    assert days(*seen, distances=[distance]) is not None
    assert days(*unseen, distances=[distance]) == [
        "2029-01-01…2029-01-01",
        "2029-01-09…2029-12-31",
    ]


def test_a_distance_of_a_standing_that_is_not_accepted_is_gone():
    """Practice counts only where it is asked for."""
    distance = Distance("b", "a", days=8, standing=Standing.PRACTICE)
    chain = step("a", "2029-01-01"), step("b", "2029-01-02")
    text_only = Terms(TERMS.day, frozenset({Standing.TEXT}))

    assert days(*chain, distances=[distance]) is None
    assert days(*chain, distances=[distance], terms=text_only) is not None


def test_a_reading_sets_another_number_of_days():
    """14 days of notice run out on the fifteenth."""
    distance = Distance("b", "a", days=8, reading="R16")
    chain = step("a", "2029-01-01"), step("b", "2029-01-01", "2029-12-31")
    longer = Terms(TERMS.day, days={"R16": 14})

    assert days(*chain, distances=[distance], terms=longer) == [
        "2029-01-01…2029-01-01",
        "2029-01-16…2029-12-31",
    ]


# -- every life, day by day -----------------------------------------------------------

BASE = on("2028-02-27")
CHAINS = st.lists(
    st.builds(
        lambda name, first, length, seen: Placed(
            ROW[name], BASE + first, BASE + first + length, 0 if seen else None
        ),
        st.sampled_from(NAMES),
        st.integers(0, 6),
        st.integers(0, 5),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)
DISTANCES = st.lists(
    st.builds(
        lambda step, after, days, supplied, until: Distance(
            step, after, days=days, supplied_only=supplied,
            after_until=until and date.fromordinal(BASE + until),
        ),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.integers(0, 4),
        st.booleans(),
        st.none() | st.integers(1, 8),
    ),
    max_size=2,
)  # fmt: skip


def every_life(
    chain: Sequence[Placed], distances: Sequence[Distance]
) -> Iterator[tuple[int, ...]]:
    """Every choice of days that keeps the order and the distances."""
    for days_chosen in product(*(range(s.first, s.last + 1) for s in chain)):
        in_order = list(days_chosen) == sorted(days_chosen)
        if in_order and all(kept(d, chain, days_chosen) for d in distances):
            yield days_chosen


def kept(distance: Distance, chain: Sequence[Placed], days: Sequence[int]) -> bool:
    for place, one in enumerate(chain):
        before = [n for n in range(place) if chain[n].row.name == distance.after]
        if one.row.name != distance.step or not before:
            continue
        if distance.supplied_only and one.event is not None:
            continue
        until = distance.after_until
        if until is not None and chain[before[-1]].last >= until.toordinal():
            continue
        if days[place] < days[before[-1]] + distance.days:
            return False
    return True


@given(CHAINS, DISTANCES)
def test_windows_are_the_first_and_last_days_of_all_lives(
    chain: list[Placed], distances: list[Distance]
):
    """Narrowing loses no life, and each end of a window is the day of some life."""
    lives = list(every_life(chain, distances))
    found = narrowed(chain, distances, TERMS)

    assert (found is not None) == bool(lives)
    for place, one in enumerate(found or ()):
        assert one.first == min(life[place] for life in lives)
        assert one.last == max(life[place] for life in lives)


@given(CHAINS, DISTANCES)
def test_narrowing_again_changes_nothing(
    chain: list[Placed], distances: list[Distance]
):
    """One way forwards and one back is enough."""
    plain = [d for d in distances if d.after_until is None]
    once = narrowed(chain, plain, TERMS)
    assume(once is not None)
    assert once is not None

    assert narrowed(once, plain, TERMS) == once
