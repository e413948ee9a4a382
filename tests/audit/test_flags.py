"""Each flag, where it holds and where it just does not (machine.md 9)."""

from __future__ import annotations

import pytest
from attrs import evolve

from audit.telling import (
    APPROVED,
    GRANTED,
    OWN_WAY,
    STARTED,
    event,
    history,
    judged,
)
from qualflow.audit.history import History, Observed

FILED_IN_2020 = event("approved", "2020-03-04", actor="jiangsu_drc")
HOSTED = event("production_started", "2017-05-01", "2017-08-31", contract=True)
STOPPED = event("production_stopped", "2018-06-01")
RESUMED = event("production_started", "2018-09-01", resumed=True)
LISTED = event("special_publicity", "2020-09-01", actor="miit")


def flags(told: History, day: str = "") -> tuple[str, ...]:
    return judged(told, day).flags


def holds(flag: str, *events: Observed, day: str = "", **told: object) -> bool:
    return flag in flags(history(*events, **told), day)  # type: ignore[arg-type]


def test_nothing_told_nothing_flagged():
    """A draft."""
    assert flags(history()) == ()


# -- contract_production_before_own_access -------------------------------------------

BEFORE_OWN = "contract_production_before_own_access"


@pytest.mark.parametrize(
    ("last", "held"), [("2017-08-31", True), ("2017-09-01", False)]
)
def test_hosted_before_own_access_means_for_certain(last: str, held: bool):
    """The latest day of the start lies before the earliest of the access."""
    hosted = event("production_started", "2017-05-01", last, contract=True)

    assert holds(BEFORE_OWN, hosted, APPROVED, GRANTED) is held


def test_hosted_without_own_access_is_before_it():
    """There is no such step."""
    assert holds(BEFORE_OWN, HOSTED)
    assert not holds(BEFORE_OWN, APPROVED, GRANTED, STARTED)


def test_a_stop_of_hosting_is_no_start():
    """Somebody made cars, but when it began nobody told."""
    stop = event("production_stopped", "2017-05-01", contract=True)

    assert not holds(BEFORE_OWN, stop)


def test_an_earlier_holder_that_a_start_names_is_enough():
    """Also where the start is the own one; from its earliest day."""
    own = event("production_started", "2017-12-01", earlier_access_holder="Lee")

    assert holds(BEFORE_OWN, APPROVED, GRANTED, own)
    assert not holds(BEFORE_OWN, APPROVED, GRANTED, own, day="2017-11-30")


def test_an_earlier_holder_of_a_start_left_out_does_not_count():
    """A restart after a surrender is no event of this life."""
    gone = event("cancelled_voluntarily", "2018-01-01")
    late = event("production_started", "2019-01-01", earlier_access_holder="Lee")

    assert not holds(BEFORE_OWN, APPROVED, GRANTED, STARTED, gone, late)


# -- by the state and the steps ------------------------------------------------------


def test_a_takeover_is_flagged():
    """The life has `take_over`."""
    bought = event("production_access_granted", "2020-05-01", actor="miit")

    assert holds("acquired_access", bought, route="acquired_access")
    assert not holds("acquired_access", APPROVED, GRANTED)


def test_access_without_production_is_flagged():
    """The state alone."""
    assert holds("access_granted", APPROVED, GRANTED)
    assert not holds("access_granted", APPROVED, GRANTED, STARTED)


@pytest.mark.parametrize(("day", "held"), [("2017-05-31", False), ("2017-06-01", True)])
def test_no_access_a_year_after_the_consent(day: str, held: bool):
    """On 2016-06-01 + 1 year, not the day before."""
    assert holds("no_access_found", APPROVED, day=day) is held


def test_no_access_counts_from_the_latest_day_of_the_consent():
    """It may have come as late."""
    wide = event("approved", "2016-06-01", "2016-12-31", actor="ndrc")

    assert not holds("no_access_found", wide, day="2017-12-30")
    assert holds("no_access_found", wide, day="2017-12-31")
    assert holds("no_access_found", FILED_IN_2020)


def test_who_asked_for_access_is_not_without_it_yet():
    """The state is no longer `approved` or `filed`."""
    notice = event("production_access_granted", "2025-12-20", actor="miit",
                   stage="public_notice")  # fmt: skip

    assert not holds("no_access_found", APPROVED, notice)


@pytest.mark.parametrize(("day", "held"), [("2018-08-31", False), ("2018-09-01", True)])
def test_no_production_a_year_after_the_last_step(day: str, held: bool):
    """From the access, not from the consent."""
    assert holds("no_production_found", APPROVED, GRANTED, day=day) is held


def test_no_production_asks_for_no_hosting_ever_told():
    """A stop of hosting tells of it as well."""
    stop = event("production_stopped", "2017-05-01", contract=True)

    assert not holds("no_production_found", APPROVED, HOSTED)
    assert not holds("no_production_found", APPROVED, stop)
    assert holds("no_production_found", APPROVED)


def test_no_production_asks_for_the_phase_approved():
    """Neither a pending case nor one in production."""
    assert not holds("no_production_found", event("filed", "2020-03-04"))
    assert not holds("no_production_found", *OWN_WAY)


def test_a_supplied_consent_has_no_known_day():
    """`approve` or `file`, unseen."""
    assert holds("approval_date_unknown", GRANTED)
    assert not holds("approval_date_unknown", APPROVED, GRANTED)


def test_a_stop_is_flagged_while_it_lasts():
    """And a restart afterwards."""
    assert holds("production_stopped", *OWN_WAY, STOPPED)
    assert not holds("production_stopped", *OWN_WAY, STOPPED, RESUMED)
    assert holds("resumed_after_stop", *OWN_WAY, STOPPED, RESUMED)
    assert not holds("resumed_after_stop", *OWN_WAY, STOPPED)


def test_a_restart_counts_while_it_lasts():
    """Another stop ends it."""
    again = event("production_stopped", "2019-01-01")

    assert not holds("resumed_after_stop", *OWN_WAY, STOPPED, RESUMED, again)


def test_a_listing_is_flagged_once_it_is_over():
    """While it lasts the state says it."""
    recheck = event("production_started", "2021-09-01", resumed=True)

    assert not holds("special_publicity_before", *OWN_WAY, LISTED)
    assert holds("special_publicity_before", *OWN_WAY, LISTED, recheck)
    assert holds("resumed_after_stop", *OWN_WAY, LISTED, recheck)


# -- courts --------------------------------------------------------------------------


def in_court(first: str, last: str = "", **facts: object) -> Observed:
    return event("", first, last, actor="court", **facts)


def courts(
    *entries: Observed, day: str = "", events: tuple[Observed, ...] = ()
) -> set[str]:
    told = history(*OWN_WAY, *events, context=entries)
    return {flag for flag in flags(told, day) if flag.startswith("insolvent")}


def test_an_insolvency_case_is_flagged():
    """About this firm or about another one, or both."""
    own, other = in_court("2020-03-04"), in_court("2020-03-05", other_legal_person=True)

    assert courts(own) == {"insolvent"}
    assert courts(other) == {"insolvent_affiliate"}
    assert courts(own, other) == {"insolvent", "insolvent_affiliate"}
    assert courts(evolve(own, actor="company")) == set()


def test_what_the_court_did_later_is_not_known():
    """Entries count from their earliest day."""
    entry = in_court("2020-03-04", "2020-03-31")

    assert courts(entry, day="2020-03-03") == set()
    assert courts(entry, day="2020-03-04") == {"insolvent"}


@pytest.mark.parametrize(
    ("restarted", "held"),
    [("2020-03-30", {"insolvent"}), ("2020-03-31", set()), ("2020-05-01", set())],
)
def test_a_restart_after_the_court_ends_it(restarted: str, held: set[str]):
    """One that begins on or after the latest day of the entry."""
    stop = event("production_stopped", "2020-01-01")
    again = event("production_started", restarted, "2020-06-30", resumed=True)

    assert courts(in_court("2020-03-04", "2020-03-31"), events=(stop, again)) == held


def test_a_restart_left_out_ends_nothing():
    """It is no event of this life."""
    gone = event("cancelled_voluntarily", "2020-01-01")
    again = event("production_started", "2020-06-01", resumed=True)

    assert courts(in_court("2020-03-04"), events=(gone, again)) == {"insolvent"}


def test_a_restart_that_is_still_to_come_ends_nothing():
    """The day asked about."""
    again = event("production_started", "2020-06-01", resumed=True)
    entry = in_court("2020-03-04")

    assert courts(entry, events=(again,), day="2020-05-31") == {"insolvent"}
    assert courts(entry, events=(again,)) == set()
