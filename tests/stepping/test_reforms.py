"""The law with one of its changes on another day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow import Advance, Record, decide, load, open_case, replay
from qualflow.law.expression import Day, nodes
from qualflow.stepping.reforms import ReformError, moved, reform_days
from walks import life

CN = load("cn-automaker")
FOOD = load("eu-novel-food")
IAA = load("instrument-approval")
REFORM = date(2019, 1, 10)
MONTH = timedelta(days=31)
ONE = timedelta(days=1)


def law_of(rulebook, day, reform=REFORM):
    """Return what holds on a day, without the days it holds.

    Where a clause names the day of the reform, so does this.
    """
    edition = rulebook.on(day)
    named = repr(Day(reform.toordinal()))
    return (
        {
            r: (repr(c.when).replace(named, "the reform"), c.standing)
            for r, c in edition.clauses.items()
        },
        {
            name: (t.sources, t.target, t.clauses, t.on_day is not None)
            for name, t in edition.transitions.items()
        },
        list(edition.provisions),
        {
            (name, version.ref, version.length)
            for name, clock in rulebook.clocks.items()
            for version in clock.versions
            if day in version.in_force
        },
    )


def test_days_of_reforms_leave_out_the_end_of_the_day_on_which_one_fires():
    """The move to the filing track holds on 2019-01-10 alone; nothing ends on the 11th.

    That day is a cut of the rulebook all the same.
    """
    assert date(2019, 1, 11) in CN.cuts
    assert reform_days(CN) == tuple(d for d in CN.cuts if d != date(2019, 1, 11))
    assert reform_days(IAA) == IAA.cuts


@pytest.mark.parametrize("law", [CN, FOOD, IAA], ids=lambda law: law.name)
def test_a_reform_moved_by_nothing_is_the_law_itself(law):
    for day in reform_days(law):
        assert moved(law, day, 0) is law


@given(st.sampled_from(reform_days(CN)), st.sampled_from([-60, -31, -1, 1, 31, 60]))
def test_between_the_days_the_old_law_goes_on_or_the_new_one_has_begun(day, by):
    """Up to the moved day the law is as before; from then on as it was from the old."""
    try:
        law = moved(CN, day, by)
    except ReformError:
        return
    new = day + timedelta(days=by)
    first, last = min(day, new), max(day, new)
    between = [d for d in CN.cuts if first < d < last + ONE and d != day + ONE]
    if between:
        return

    assert law_of(law, first - ONE, new) == law_of(CN, first - ONE, day)
    assert law_of(law, new, new) == law_of(CN, day, day)
    assert law_of(law, new - ONE, new) == law_of(CN, day - ONE, day)
    assert law_of(law, last + 2 * ONE, new) == law_of(CN, last + 2 * ONE, day)
    assert new in law.cuts


def test_there_and_back_is_the_law_again():
    law = moved(moved(CN, REFORM, 31), REFORM + MONTH, -31)

    assert law.cuts == CN.cuts
    for day in CN.cuts:
        assert law_of(law, day) == law_of(CN, day)


def test_moving_a_reform_changes_no_other_day():
    law = moved(CN, REFORM, 31)

    expected = {REFORM + MONTH if d == REFORM else d for d in reform_days(CN)}

    assert set(reform_days(law)) == expected
    assert [t.on_day for t in law.reforms] == [REFORM + MONTH]


def test_the_approval_track_is_open_a_month_longer():
    """Order 22 closed it on 2019-01-10; a month later it closes a month later."""
    law = moved(CN, REFORM, 31)

    assert "accept" not in CN.on(REFORM).transitions
    assert "accept" in law.on(REFORM).transitions
    assert "accept" not in law.on(REFORM + MONTH).transitions
    assert "O27 6(4)" in law.on(REFORM + MONTH - ONE).clauses
    assert "O27 6(4)" not in law.on(REFORM + MONTH).clauses


@pytest.mark.parametrize(("by", "on"), [(0, REFORM), (31, REFORM + MONTH)])
def test_the_reform_moves_pending_cases_on_its_own_day(by, on):
    law = moved(CN, REFORM, by)
    case = open_case(law, "pending")
    for act in ("submit", "accept"):
        outcome = decide(law, case, Record(act, date(2018, 12, 3)))
        case = replay(outcome.events, start=case)

    before = decide(law, case, Advance(on - ONE)).events
    events = decide(law, case, Advance(on)).events

    assert [e.transition for e in before if hasattr(e, "transition")] == []
    assert [(e.transition, e.on) for e in events if hasattr(e, "transition")] == [
        ("move_to_filing", on)
    ]


def test_a_transitional_rule_names_the_day_of_its_reform():
    """GFL 32b(4) asks for notified studies unless the application came before its day.

    Had the reform come a month later, the rule would name that day.
    """
    day = date(2021, 3, 27)
    law = moved(FOOD, day, 30)

    refs = [r for r, versions in FOOD.clauses.items() if _names(versions, day)]

    assert refs
    for found in refs:
        assert _names(law.clauses[found], day + timedelta(days=30))
        assert not _names(law.clauses[found], day)


def _names(versions, day):
    return any(
        isinstance(node, Day) and node.ordinal == day.toordinal()
        for version in versions
        for node in nodes(version.when)
    )


def test_what_does_not_change_on_the_day_is_the_same_value():
    law = moved(CN, REFORM, 31)

    untouched = [r for r, v in CN.clauses.items() if law.clauses[r] == v]

    assert 0 < len(untouched) < len(CN.clauses)
    assert law.states is CN.states
    assert law.facts is CN.facts


# -- what cannot be moved -------------------------------------------------------------


def test_a_day_without_a_reform_is_refused():
    with pytest.raises(
        ReformError, match="does not change on 2019-01-11; it changes: 2"
    ):
        moved(CN, date(2019, 1, 11), 3)


def test_a_reform_cannot_pass_another_change_of_the_same_rule():
    """The term of an approval was changed on 2017-02-01 and again on 2017-07-01."""
    with pytest.raises(ReformError, match="cannot pass another change of it"):
        moved(CN, date(2017, 2, 1), 200)


@pytest.mark.parametrize("by", [10**5, -(10**5), 10**7])
def test_a_reform_stays_within_the_days_that_can_be_told(by):
    with pytest.raises(ReformError, match="is no day from 1900-01-01 to 2199-12-31"):
        moved(CN, REFORM, by)


def test_the_life_of_a_moved_rulebook_needs_no_other_name():
    """Cases belong to the process by its name, so the branch can go on with them."""
    rulebook, known = life("case:xiaomi")

    assert moved(rulebook, REFORM, 31).name == known.case.process
