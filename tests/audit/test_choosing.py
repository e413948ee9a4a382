"""Which events a life has to contain, and what cannot be answered (machine.md 7)."""

from __future__ import annotations

from itertools import permutations

import pytest
from attrs import evolve

from audit.telling import (
    ACCEPTED,
    APPROVED,
    FILED,
    GRANTED,
    OWN_WAY,
    STARTED,
    chain,
    event,
    history,
    judged,
    left_out,
    window,
)
from histories import audited, told
from qualflow.audit.audit import Audit, TooManyLivesError
from qualflow.audit.history import Observed

GONE = event("cancelled_voluntarily", "2020-01-01")


def asked(*events: Observed) -> Audit | TooManyLivesError:
    """The audit, or why there is none."""
    try:
        return judged(history(*events))
    except TooManyLivesError as error:
        return error


def consents(count: int) -> list[Observed]:
    """Consents of one case, of which a life can have only one."""
    return [event("approved", f"2016-06-{day:02}", actor="ndrc")
            for day in range(1, count + 1)]  # fmt: skip


def numbers(found: Audit) -> list[int]:
    """The events left out."""
    return [number for number, _, _ in left_out(found)]


# -- the order of the file -----------------------------------------------------------


def test_the_order_of_the_file_means_nothing():
    """machine.md 5.1: every order gives the same life."""
    lives = {tuple(chain(judged(history(*order)))) for order in permutations(OWN_WAY)}

    assert lives == {
        ("submit", "accept", "approve", "(request_access)", "grant_access",
         "start_production")
    }  # fmt: skip


def test_events_of_one_day_find_their_order():
    """A whole way on one day, told backwards."""
    one_day = [
        evolve(e, earliest=APPROVED.earliest, latest=APPROVED.latest)
        for e in reversed(OWN_WAY)
    ]
    found = judged(history(*one_day))

    assert (found.state, found.judgement) == ("production_start", "consistent")


# -- which events go -----------------------------------------------------------------


def test_the_fewest_events_go():
    """One that is in the way of two."""
    early = event("production_started", "2016-01-01")
    found = judged(history(early, *OWN_WAY))

    assert numbers(found) == [1]
    assert found.judgement == "contradicted"
    assert chain(found)[-1] == "start_production"


def test_among_equals_the_worse_known_goes():
    """Lists of evidence, weakest first: before days are looked at."""
    first, second = consents(2)
    rumour = {"certainty": "memory"}

    assert numbers(judged(history(evolve(first, **rumour), second))) == [1]
    assert numbers(judged(history(first, evolve(second, **rumour)))) == [2]
    assert numbers(judged(history(first, second))) == [2]


def test_among_equals_what_authorities_did_not_confirm_goes():
    """`confirmed_by_authority` false is a rumour, whatever the certainty says."""
    one, other = GONE, evolve(GONE, facts={"confirmed_by_authority": False})

    assert numbers(judged(history(APPROVED, GRANTED, one, other))) == [4]
    assert numbers(judged(history(APPROVED, GRANTED, other, one))) == [3]


def test_among_equally_known_the_later_goes():
    """Lists of days, latest first."""
    later = evolve(GONE, earliest=GONE.earliest.replace(year=2021),
                   latest=GONE.latest.replace(year=2021))  # fmt: skip

    assert numbers(judged(history(APPROVED, GRANTED, later, GONE))) == [3]


def test_days_are_compared_as_far_as_the_audit_looks():
    """`latest` is cut to the day asked about; then the place in the file decides."""
    longer = evolve(GONE, latest=GONE.latest.replace(year=2021))
    under = history(APPROVED, GRANTED, longer, GONE)

    assert numbers(judged(under)) == [3]
    assert numbers(judged(under, "2020-01-01")) == [4]


def test_among_events_of_the_same_days_the_later_in_the_file_goes():
    """All else being equal."""
    assert numbers(judged(history(GONE, APPROVED, GONE, GRANTED))) == [3]


def test_what_a_left_out_event_would_have_explained_goes_with_it():
    """A striking off is one where a listing is among the events that are kept."""
    listed = event("special_publicity", "2011-01-01", actor="miit")
    struck = event("cancelled_by_authority", "2016-02-29", actor="miit")
    access = event("production_access_granted", "2005-01-01", actor="miit")
    found = judged(history(access, listed, struck, route="existing_maker"))

    assert left_out(found) == [(2, "not_in_force", "")]
    assert chain(found) == ["record_existing_access", "revoke"]


def test_an_event_may_be_no_step_only_because_of_another():
    """Found: a striking off was given up though a rumoured listing could go."""
    access = event("production_access_granted", "2005-01-01", actor="miit")
    listed = event("special_publicity", "2014-01-01", certainty="memory")
    struck = event("cancelled_by_authority", "2010-02-28", actor="miit")
    found = judged(history(access, listed, struck, route="existing_maker"))

    assert numbers(found) == [2]
    assert chain(found) == ["record_existing_access", "revoke"]


def test_two_legal_persons_in_one_file_clash():
    """Two surrenders: nobody gives one right up twice."""
    other = [
        evolve(e, earliest=e.earliest.replace(year=2018),
               latest=e.latest.replace(year=2018))
        for e in (APPROVED, GRANTED)
    ]  # fmt: skip
    found = judged(history(APPROVED, GRANTED, GONE, *other, GONE))

    assert found.judgement == "contradicted"
    assert found.state == "deregistered"
    assert len(found.contradictions) == 3
    assert {why for _, why, _ in left_out(found)} == {"no_such_transition"}


# -- what a contradiction tells ------------------------------------------------------


def test_a_contradiction_names_the_step_it_needed_and_the_state_it_met():
    """A restart after a surrender."""
    late = event("production_started", "2021-01-01")
    (found,) = judged(history(*OWN_WAY, GONE, late)).contradictions

    assert found.steps == ("start_production",)
    assert found.state == "deregistered"
    assert found.event.number == 7


def test_a_contradiction_met_the_state_of_its_latest_day():
    """Draft before the first step."""
    early = event("production_started", "2016-01-01")
    (found,) = judged(history(early, *OWN_WAY)).contradictions

    assert found.state == "draft"


def test_hosting_is_never_in_the_way():
    """It stands beside the chain."""
    hosted = event("production_started", "2030-01-01", contract=True)
    found = judged(history(GONE, GONE, hosted, as_of="2031-01-01"))

    assert found.hosting[0].event.kind == "production_started"
    assert numbers(found) == [2]


# -- too many ------------------------------------------------------------------------


def test_six_events_can_go():
    """Seven consents of one project: the first one stays."""
    found = judged(history(*consents(7)))

    assert (found.undecided, len(found.contradictions)) == ("", 6)
    assert window(found, "approve") == "2016-06-01…2016-06-01"


def test_six_events_can_go_before_others_that_stay():
    """All of them have passed when the access is granted."""
    found = judged(history(*consents(7), GRANTED, STARTED))

    assert (found.undecided, numbers(found)) == ("", [2, 3, 4, 5, 6, 7])
    assert found.state == "production_start"


def test_more_than_six_are_too_many_and_the_first_clash_is_named():
    """What is left is what came before it (machine.md 7)."""
    found = judged(history(*consents(8), GRANTED))

    assert found.undecided == "more_left_out"
    assert left_out(found) == [(2, "no_such_transition", "")]
    assert chain(found) == ["(submit)", "(accept)", "approve"]
    assert (found.state, found.judgement) == ("approved", "contradicted")


def test_more_than_six_that_are_no_steps_are_too_many():
    """The first of them is the first clash."""
    strange = [evolve(e, actor="jiangsu_drc") for e in consents(7)]
    found = judged(history(FILED, ACCEPTED, *strange))

    assert found.undecided == "more_left_out"
    assert left_out(found) == [(3, "wrong_actor", "")]
    assert chain(found) == ["submit", "accept", "(move_to_filing)"]


def test_a_clash_that_a_later_event_resolves_is_none():
    """A start told to the year sorts before the access that it needs."""
    start = event("production_started", "2004-07-01", "2005-12-31")
    access = event("production_access_granted", "2005-01-01", actor="miit")
    under = history(start, access, *[GONE] * 8, route="existing_maker")
    found = judged(under)

    assert found.undecided == "more_left_out"
    assert chain(found) == ["record_existing_access", "start_production", "surrender"]


# -- hostile files -------------------------------------------------------------------


def test_four_hundred_events_in_order_have_an_answer():
    """Stops and restarts, a day each."""
    made = [
        event("production_stopped" if n % 2 else "production_started",
              f"{2018 + n // 300}-{n // 25 % 12 + 1:02}-{n % 25 + 1:02}",
              **({} if n % 2 else {"resumed": True}))
        for n in range(1, 400)
    ]  # fmt: skip
    found = asked(APPROVED, GRANTED, STARTED, *made)

    assert isinstance(found, Audit)
    assert (found.judgement, len(found.steps)) == ("consistent", 405)


def test_four_hundred_equal_events_have_an_answer():
    """None can follow another: far more than six would have to go."""
    found = asked(*[APPROVED] * 400)

    assert isinstance(found, Audit)
    assert (found.undecided, left_out(found)) == (
        "more_left_out",
        [(2, "no_such_transition", "")],
    )


def test_equal_events_that_can_follow_one_another_are_exchanged():
    """Ten stops and restarts on one day: which is which is not looked at."""
    day = "2018-01-01"
    stop = event("production_stopped", day)
    again = event("production_started", day, resumed=True)
    found = asked(APPROVED, GRANTED, STARTED, *[stop, again] * 10)

    assert isinstance(found, Audit)
    assert found.judgement == "consistent"
    assert found.alternatives == 3628800**2 - 1


def test_many_events_of_one_day_say_what_is_not_done():
    """Stops and restarts told in different words are different events."""
    day = "2018-01-01"
    made = [
        event("production_stopped" if n % 2 else "production_started", day,
              f"2018-02-{n // 2 + 1:02}", **({} if n % 2 else {"resumed": True}))
        for n in range(40)
    ]  # fmt: skip
    found = asked(APPROVED, GRANTED, STARTED, *made)

    assert isinstance(found, TooManyLivesError)
    assert "narrower days" in str(found)


def test_four_hundred_events_of_every_kind_on_one_day_have_an_answer():
    """A clash is named, or it is said that there are too many orders."""
    kinds = ("filed", "accepted", "approved", "production_access_granted",
             "production_started", "production_stopped", "withdrawn",
             "cancelled_voluntarily", "special_publicity")  # fmt: skip
    made = [
        event(kinds[n % len(kinds)], "2018-01-01", actor="ndrc") for n in range(400)
    ]

    assert asked(*made)


def test_events_of_many_years_have_an_answer():
    """Every window is the whole time."""
    made = [event(kind, "1900-01-01", "2025-12-31", actor="ndrc")
            for kind in ("filed", "accepted", "approved", "production_access_granted",
                         "production_started", "production_stopped") * 3]  # fmt: skip

    assert asked(*made)


def test_an_empty_history_is_a_draft():
    """Nothing was seen, nothing must have been."""
    found = judged(history())

    assert (found.state, found.phase, found.steps) == ("draft", None, ())
    assert found.judgement == "consistent"


@pytest.mark.parametrize("name", ["xiaomi", "suda", "qiantu"])
def test_every_event_twice_is_contradicted_by_the_second(name: str):
    """The same paper cut out twice; what stays is the life of the first."""
    once, twice = told(name), told(name)
    twice["events"] = twice["events"] * 2
    found, plain = audited(twice), audited(once)

    assert found.judgement == "contradicted" or found.undecided
    assert plain.judgement != "contradicted"
