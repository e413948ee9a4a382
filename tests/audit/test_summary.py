"""Questions to many audits at once: phases, consents, waits."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from statistics import median_low

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from audit.telling import APPROVED, FILED, GRANTED, OWN_WAY, event, history, judged
from histories import MAPPING, audited, told
from qualflow.audit.audit import Audit
from qualflow.audit.history import History, Observed
from qualflow.audit.summary import Wait, consents, phases, spread, spreads, waits
from qualflow.law.rules import Phase


def named(name: str, *events: Observed, **more: str) -> History:
    return evolve(history(*events, **more), case_id=name)  # type: ignore[arg-type]


def found(name: str, *events: Observed, day: str = "") -> Audit:
    return judged(named(name, *events), day)


def test_cases_are_counted_by_their_phase():
    """None before the first step."""
    audits = [found("A"), found("B"), found("C", APPROVED), found("D", *OWN_WAY)]

    assert phases(audits) == Counter(
        {None: 2, Phase.APPROVED: 1, Phase.PRODUCTION_START: 1}
    )


# -- consents ------------------------------------------------------------------------

WIDE = event("approved", "2016-06-01", "2016-12-31", actor="ndrc")
BY_NDRC = event("approved", "2020-06-01", actor="ndrc")
BY_PROVINCE = event("approved", "2020-07-01", actor="jiangsu_drc")


def test_a_consent_is_counted_once_by_its_case():
    """By the first `approve` or `file` step; earliest first."""
    audits = [found("B", BY_PROVINCE), found("A", APPROVED, GRANTED), found("C", FILED)]
    counted = consents(audits, MAPPING)

    assert [(c.case, c.company, c.observed) for c in counted] == [
        ("A", "Lee & Wu", True),
        ("B", "Lee & Wu", True),
    ]


def test_both_ends_of_a_period_are_included():
    """A consent on the first or the last day of it lies in it."""
    audits = [found("A", APPROVED)]
    day = date(2016, 6, 1)

    assert consents(audits, MAPPING, day, day)
    assert not consents(audits, MAPPING, day.replace(day=2))
    assert not consents(audits, MAPPING, until=date(2016, 5, 31))


def test_a_consent_that_may_lie_outside_is_not_certain():
    """Some of its days do."""
    (one,) = consents([found("A", WIDE)], MAPPING, date(2016, 7, 1))
    (same,) = consents([found("A", WIDE)], MAPPING, date(2016, 6, 1))

    assert not one.certain
    assert same.certain


def test_the_narrow_count_has_approvals_and_consents_of_ndrc():
    """Rows 12 and P1 only; all of row 16 in the other count (machine.md 8)."""
    audits = [found("A", APPROVED), found("B", BY_NDRC), found("C", BY_PROVINCE)]

    assert [c.narrow for c in consents(audits, MAPPING)] == [True, True, False]


def test_supplied_consents_are_told_apart():
    """Access was seen, so there was a consent."""
    (one,) = consents([found("A", GRANTED)], MAPPING)

    assert not one.observed


def test_the_eleven_histories_do_not_have_four_since_late_2017():
    """They say what they have: Xiaomi by ndrc, Kandi and NIO otherwise."""
    names = ("xiaomi", "kandi_jiangsu", "nio", "qiantu", "wanxiang")
    counted = consents(
        [audited(told(name)) for name in names], MAPPING, date(2017, 11, 1)
    )

    assert [(c.case, c.narrow, c.observed) for c in counted] == [
        ("kandi_jiangsu", True, True),
        ("nio", False, False),
        ("xiaomi", True, True),
    ]


def test_a_process_without_consents_counts_none():
    """Its map says nothing of them."""
    assert consents([found("A", APPROVED)], evolve(MAPPING, consents=None)) == ()


# -- waits ---------------------------------------------------------------------------


def test_a_wait_has_bounds_from_both_windows():
    """From the latest to the earliest day, and from the earliest to the latest."""
    (wait,) = waits([found("A", WIDE, GRANTED)], "approve", "grant_access")

    assert wait == Wait("A", 244, 457)
    assert not wait.censored


def test_a_wait_that_has_not_ended_is_censored():
    """On the last day that was read."""
    (wait,) = waits([found("A", WIDE, day="2017-01-10")], "approve", "grant_access")

    assert wait == Wait("A", 10, None)
    assert wait.censored


def test_a_wait_is_never_negative():
    """Windows that overlap."""
    granted = event("production_access_granted", "2016-06-15", actor="miit")
    (wait,) = waits([found("A", WIDE, granted)], "approve", "grant_access")

    assert (wait.least, wait.most) == (0, 14)


def test_a_case_without_the_first_step_is_left_out():
    """And the second counts only after the first."""
    audits = [found("A", FILED), found("B", APPROVED, GRANTED)]

    assert waits(audits, "approve", "submit") == (Wait("B", 3500, None),)


# -- spreads -------------------------------------------------------------------------


def test_steps_that_follow_one_another_have_a_spread_in_the_order_of_the_lives():
    """Every pair of neighbours once, whatever the number of cases that have it."""
    audits = [found("A", *OWN_WAY), found("B", *OWN_WAY), found("C", APPROVED)]
    pairs = [(s.first, s.second) for s in spreads(audits)]

    ways = [[step.transition for step in audit.steps] for audit in audits]
    assert pairs == list(dict.fromkeys(p for way in ways for p in pairwise(way)))
    assert len(pairs) == len(set(pairs))


def test_a_case_that_still_waits_is_counted_and_makes_the_longest_wait_open():
    """How long it will take nobody knows; that it has taken so long is known."""
    spreads_of = spread("a", "b", [Wait("A", 3, 5), Wait("B", 400, None)])

    assert (spreads_of.n, spreads_of.censored) == (2, 1)
    assert spreads_of.shortest == (3, 5)
    assert spreads_of.longest == (400, None)
    assert spreads_of.median == (3, 5), "the lower of the two in the middle"


def test_no_case_has_no_spread():
    assert spreads([]) == ()
    assert spreads([found("A")]) == ()


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(0, 50), st.booleans()), min_size=1
    ),
    st.data(),
)
def test_what_the_waits_truly_were_lies_within_the_spread(told, data):
    """Whatever the days within the windows, and however long the open ones take."""
    bounds = [
        Wait("A", least, None if is_open else least + more)
        for least, more, is_open in told
    ]
    true = [
        data.draw(st.integers(w.least, w.least + 99 if w.most is None else w.most))
        for w in bounds
    ]
    made = spread("a", "b", bounds)

    assert (made.n, made.censored) == (len(told), sum(w.censored for w in bounds))
    for (least, most), truly in (
        (made.median, median_low(true)),
        (made.shortest, min(true)),
        (made.longest, max(true)),
    ):
        assert least <= truly
        assert most is None or truly <= most
