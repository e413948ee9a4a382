"""The steps that law or practice says must have followed: K1 to K3 (machine.md 6.3)."""

from __future__ import annotations

import pytest
from attrs import evolve

from audit.telling import (
    ACCEPTED,
    APPROVED,
    FILED,
    GRANTED,
    STARTED,
    chain,
    event,
    history,
    judged,
    window,
)
from histories import CN, MAPPING
from qualflow.audit.audit import audit
from qualflow.audit.history import Bound
from qualflow.audit.mapping import Closing
from qualflow.audit.terms import terms
from qualflow.law.rules import Standing

NOTICE = event("production_access_granted", "2017-07-01", actor="miit",
               stage="public_notice")  # fmt: skip
HOSTED = event("production_started", "2016-07-01", contract=True)
UNHOSTED = event("production_stopped", "2016-08-01", contract=True)

# -- K1 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "last"), [("2019-01-09", "accept"), ("2019-01-10", "(move_to_filing)")]
)
def test_k1_moves_a_pending_approval_on_the_day_of_the_reform(day: str, last: str):
    """R4: the case goes back to draft, on that day."""
    found = judged(history(FILED, ACCEPTED), day)

    assert chain(found)[-1] == last
    assert found.judgement == ("explained" if last.startswith("(") else "consistent")


def test_k1_narrows_what_came_before():
    """What was pending on the day came no later."""
    wide = event("accepted", "2016-03-04", "2018-12-31", actor="ndrc")
    found = judged(history(FILED, wide))

    assert window(found, "move_to_filing") == "2019-01-10…2019-01-10"
    assert window(found, "accept") == "2016-03-04…2018-12-31"
    assert found.grounds == ("reading:R4",)


@pytest.mark.parametrize("last", ["2019-01-10", "2019-03-01"])
def test_k1_leaves_a_filing_of_the_new_track_alone(last: str):
    """A case of track A; found: one handed in on the very day was moved too."""
    found = judged(history(event("filed", "2019-01-10", last)))

    assert (chain(found), found.state) == (["submit"], "applied")
    assert found.judgement == "consistent"


def test_k1_leaves_an_approved_case_alone():
    """Makers approved before 2019 go on as before (machine.md 8)."""
    assert judged(history(FILED, ACCEPTED, APPROVED)).state == "approved"


def test_k1_is_gone_under_the_other_reading():
    """R4 (b): it stays pending as an approval."""
    found = judged(history(FILED, ACCEPTED), readings={"R4": "b"})

    assert (found.state, found.judgement) == ("under_review", "consistent")


# -- K2 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "last"),
    [("2017-07-30", "publish_notice"), ("2017-07-31", "(grant_access)")],
)
def test_k2_grants_access_thirty_days_after_a_notice(day: str, last: str):
    """R16; the seven days of the notice have run out by the eighth."""
    found = judged(history(FILED, ACCEPTED, APPROVED, NOTICE), day)

    assert chain(found)[-1] == last
    if last == "(grant_access)":
        assert window(found, "grant_access") == f"2017-07-09…{day}"
        assert found.grounds == ("practice:R16",)


def test_k2_counts_from_the_latest_day_of_the_notice():
    """It may have been published as late as that."""
    late = evolve(NOTICE, latest=NOTICE.latest.replace(day=20))

    assert judged(history(APPROVED, late), "2017-08-18").state == "access_review"
    assert judged(history(APPROVED, late), "2017-08-19").state == "access_granted"


def test_k2_is_practice():
    """With practice off, P1, R16 and K2 are gone."""
    text = frozenset({Standing.TEXT, Standing.PRESS})
    found = judged(history(APPROVED, NOTICE), standings=text)

    assert (found.state, found.judgement) == ("access_review", "consistent")


def test_bounds_narrow_a_closing_step_too():
    """One left without a day is not added (machine.md 5.2)."""
    told = history(APPROVED, NOTICE)
    not_before, not_after = NOTICE.latest.replace(year=2018), NOTICE.latest
    since = evolve(told, bounds=(Bound("production_access_granted", not_before, None),))
    never = evolve(told, bounds=(Bound("production_access_granted", None, not_after),))

    assert window(judged(since), "grant_access") == "2018-07-01…2025-12-31"
    assert judged(never).state == "access_review"


# -- K3 ------------------------------------------------------------------------------


def test_k3_makes_the_running_production_one_s_own():
    """R24: own access while hosting runs."""
    found = judged(history(HOSTED, APPROVED, GRANTED))

    assert chain(found)[-1] == "(start_production)"
    assert found.grounds == ("reading:R24",)


def test_k3_needs_hosting_that_runs():
    """A stop told of it ends it; a stop of the same day too."""
    same_day = event("production_stopped", "2016-07-01", contract=True)

    for stopped in (UNHOSTED, same_day):
        found = judged(history(HOSTED, stopped, APPROVED, GRANTED))
        assert found.state == "access_granted"
    assert judged(history(APPROVED, GRANTED)).state == "access_granted"


def test_hosting_is_ordered_by_days_cut_to_the_day_asked_about():
    """Found: the uncut latest day put a stop before a start that it may follow."""
    begun = event("production_started", "2016-07-01", "2017-12-31", contract=True)
    stopped = event("production_stopped", "2016-07-01", "2017-06-30", contract=True)
    told = history(begun, stopped)

    assert judged(told, "2016-12-31").brand_phase is None
    assert judged(told).brand_phase == "production-start"


def test_k3_follows_k2():
    """Notice, access, production: Xiaomi's way."""
    found = judged(history(HOSTED, APPROVED, NOTICE))

    assert chain(found)[-2:] == ["(grant_access)", "(start_production)"]
    assert [s.closing for s in found.steps][-2:] == ["K2", "K3"]


def test_closing_steps_do_not_count_in_the_choice():
    """Alternatives are of the steps up to the last observed one."""
    found = judged(history(HOSTED, APPROVED, NOTICE))

    assert found.alternatives == 0
    assert [s.closing for s in found.steps if s.observed] == ["", ""]


# -- the brand -----------------------------------------------------------------------


def test_the_brand_is_in_production_while_hosting_runs():
    """The enterprise has not begun (law file, vector 8)."""
    found = judged(history(HOSTED))

    assert (found.phase, found.brand_phase) == (None, "production-start")
    assert judged(history(HOSTED, UNHOSTED)).brand_phase is None


def test_hosting_ends_by_the_own_start():
    """machine.md 3; found: the brand of a maker struck off still made cars."""
    gone = event("cancelled_voluntarily", "2019-01-01")
    found = judged(history(HOSTED, APPROVED, GRANTED, STARTED, gone))

    assert (found.phase, found.brand_phase) == ("cancelled", "cancelled")


def test_hosting_that_begins_after_the_own_start_runs():
    """Own production stopped for good; another makes the cars now."""
    stop = event("production_stopped", "2018-06-01")
    gone = event("cancelled_voluntarily", "2019-01-01")
    anew = event("production_started", "2019-06-01", contract=True)
    found = judged(history(APPROVED, GRANTED, STARTED, stop, gone, anew))

    assert (found.phase, found.brand_phase) == ("cancelled", "production-start")


# -- closings of other processes -----------------------------------------------------


def closed(closing: Closing) -> list[str]:
    told = history(FILED, ACCEPTED, project={"capacity_per_year": 50_000})
    mapping = evolve(MAPPING, closings=(closing,))
    return chain(audit(CN, mapping, told, terms(mapping, told.as_of)))


def test_a_closing_step_that_a_clause_bars_is_not_added():
    """It has to be as lawful as any other."""
    file = Closing("K", "file")
    approve = Closing("K", "approve")

    assert closed(approve) == ["submit", "accept", "(approve)"]
    assert closed(file) == ["submit", "accept"]


def test_a_closing_step_that_does_not_start_there_is_not_added():
    """A chain is a chain."""
    assert closed(Closing("K", "request_access")) == ["submit", "accept"]


def test_a_closing_can_ask_for_the_last_step_alone():
    """`after` with no days."""
    assert closed(Closing("K", "approve", after="accept"))[-1] == "(approve)"
    assert closed(Closing("K", "approve", after="submit"))[-1] == "accept"
