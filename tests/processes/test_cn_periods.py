"""Statutory periods of cn-automaker, as lives of a case."""

from __future__ import annotations

from datetime import date

import pytest

from qualflow import (
    Advance,
    Correct,
    FileFact,
    Record,
    Request,
    deadlines,
    decide,
    load,
    open_case,
    replay,
)

LAW = load("cn-automaker")
D = date


def lived(*commands):
    """The case after the commands, with all that time did between them."""
    case = open_case(LAW, "M-1")
    for command in commands:
        case = replay(decide(LAW, case, command).events, start=case)
    return case


def due(case, clock, on):
    """The deadline of a clock as it stands on a day."""
    (found,) = [d for d in deadlines(LAW, case, on) if d.id.startswith(f"{clock}/")]
    return found


def steps(case):
    """The transitions made, with their days."""
    return [(step.transition, step.on) for step in case.path]


SUBMITTED = Record("submit", D(2018, 2, 27))
ACCEPTED = Record("accept", D(2018, 3, 1))
UNDER_EVALUATION = (
    SUBMITTED,
    ACCEPTED,
    Record("begin_evaluation", D(2018, 3, 12)),
    Record("end_evaluation", D(2018, 3, 23)),
)


def test_the_decision_is_due_20_working_days_after_acceptance():
    """SC673 10; day 0 is the day of acceptance."""
    assert due(lived(SUBMITTED, ACCEPTED), "decision", D(2018, 3, 2)).due == D(
        2018, 3, 29
    )


def test_an_evaluation_takes_its_days_out_both_ends_included():
    """Ten working days from 12 to 23 March; 8 April, a Sunday, is worked."""
    case = lived(*UNDER_EVALUATION)

    assert due(case, "decision", D(2018, 3, 26)).due == D(2018, 4, 13)


def test_a_suspension_of_one_day_takes_out_that_day():
    """Both ends are the same day: it counts once."""
    day = D(2018, 3, 12)
    case = lived(
        SUBMITTED,
        ACCEPTED,
        Record("begin_evaluation", day),
        Record("end_evaluation", day),
    )

    assert due(case, "decision", day).due == D(2018, 3, 30)


def test_a_period_that_stands_still_has_no_last_day():
    """What is left is counted, the day is not known."""
    found = due(lived(*UNDER_EVALUATION[:3]), "decision", D(2018, 3, 20))

    assert (found.status, found.due, found.left) == ("paused", None, 14)


@pytest.mark.parametrize(
    ("accepted", "asked", "last"),
    [(D(2016, 3, 1), 10, D(2016, 4, 13)), (D(2018, 3, 1), 40, D(2018, 5, 28))],
)
def test_an_extension_is_that_of_the_law_of_the_start(accepted, asked, last):
    """N11 19: 20 + 10; SC673 10 from 2017-02-01: 20 + up to 40."""
    case = lived(
        Record("submit", accepted),
        Record("accept", accepted),
        FileFact("extension_wd", asked, accepted),
        Record("extend_review", D(accepted.year, 3, 20)),
    )

    assert due(case, "decision", D(accepted.year, 3, 21)).due == last


def test_an_extension_beyond_the_bound_is_cut_to_it():
    """Forty asked in 2016 are ten."""
    case = lived(
        Record("submit", D(2016, 3, 1)),
        Record("accept", D(2016, 3, 1)),
        FileFact("extension_wd", 40, D(2016, 3, 1)),
        Record("extend_review", D(2016, 3, 20)),
    )

    assert due(case, "decision", D(2016, 3, 21)).due == D(2016, 4, 13)


def test_an_extension_granted_after_the_base_period_has_no_effect():
    """Counting rule (4): it must be granted before the base period ends."""
    on_time = lived(SUBMITTED, ACCEPTED, Record("extend_review", D(2018, 3, 29)))
    late = lived(SUBMITTED, ACCEPTED, Record("extend_review", D(2018, 3, 30)))

    assert due(on_time, "decision", D(2018, 3, 30)).due == D(2018, 5, 28)
    assert due(late, "decision", D(2018, 3, 30)).due == D(2018, 3, 29)


def test_silence_is_acceptance_as_of_receipt():
    """ALL 32, vector 3: five working days after 1 March; accepted as of 1 March."""
    case = lived(Record("submit", D(2018, 3, 1)), Advance(D(2018, 3, 9)))

    assert steps(case)[1:] == [("deem_accepted", D(2018, 3, 9))]
    assert case.facts["accepted_on"] == D(2018, 3, 1).toordinal()
    assert due(case, "decision", D(2018, 3, 9)).due == D(2018, 3, 29)


def test_the_last_day_itself_is_in_time():
    """A period ends at the end of its last day."""
    case = lived(Record("submit", D(2018, 3, 1)), Advance(D(2018, 3, 8)))

    assert case.state == "applied"
    accepted = lived(Record("submit", D(2018, 3, 1)), Record("accept", D(2018, 3, 8)))
    assert steps(accepted)[1:] == [("accept", D(2018, 3, 8))]


def test_an_overdue_decision_is_a_finding_and_changes_no_state():
    """R20: no deemed grant in the law."""
    case = lived(SUBMITTED, ACCEPTED, Advance(D(2018, 6, 1)))

    assert case.state == "under_review"
    assert [(e.clock, e.due, e.on) for e in case.expired if e.clock == "decision"] == [
        ("decision", D(2018, 3, 29), D(2018, 3, 30))
    ]


def test_waiting_twice_is_waiting_once():
    """Whether anybody asked in between changes nothing."""
    once = lived(SUBMITTED, ACCEPTED, Advance(D(2018, 6, 1)))
    twice = lived(SUBMITTED, ACCEPTED, Advance(D(2018, 3, 30)), Advance(D(2018, 6, 1)))

    assert once == twice


def test_the_reform_moves_pending_cases_on_its_day():
    """R4: what was pending on 2019-01-10 goes to the filing track."""
    pending = lived(Record("submit", D(2019, 1, 8)), Advance(D(2019, 1, 9)))
    moved = lived(Record("submit", D(2019, 1, 8)), Advance(D(2019, 1, 10)))

    assert pending.state == "applied"
    assert steps(moved)[1:] == [("move_to_filing", D(2019, 1, 10))]
    assert "track" not in moved.facts


def test_a_case_that_begins_on_the_day_of_the_reform_stays():
    """It was never pending under the old law."""
    case = lived(Record("submit", D(2019, 1, 10)), Advance(D(2019, 2, 1)))

    assert case.state == "applied"
    assert case.facts["track"] == "filing"


APPROVED = (
    Record("submit", D(2018, 1, 8)),
    Record("accept", D(2018, 1, 9)),
    Record("approve", D(2018, 1, 31)),
)


def test_an_approval_lapses_two_years_after_the_decision():
    """N2 38 with R8 and R9; the last day is 2020-01-31."""
    assert lived(*APPROVED, Advance(D(2020, 1, 31))).state == "approved"
    lapsed = lived(*APPROVED, Advance(D(2020, 2, 1)))
    assert steps(lapsed)[-1] == ("lapse", D(2020, 2, 1))


def test_building_that_began_in_time_is_no_lapse_even_if_filed_late():
    """The expiry rested on a fact nobody had filed; the filing voids it."""
    lapsed = lived(*APPROVED, Advance(D(2020, 6, 1)))
    filing = FileFact("construction_started_on", D(2020, 1, 31), D(2020, 6, 2))

    case = replay(decide(LAW, lapsed, filing).events, start=lapsed)

    assert (lapsed.state, case.state) == ("lapsed", "approved")


def test_building_that_began_too_late_does_not_revive_an_approval():
    """One day after the two years."""
    lapsed = lived(*APPROVED, Advance(D(2020, 6, 1)))
    filing = FileFact("construction_started_on", D(2020, 2, 1), D(2020, 6, 2))

    assert replay(decide(LAW, lapsed, filing).events, start=lapsed).state == "lapsed"


def test_a_corrected_day_moves_what_followed_from_it():
    """Received a day later, deemed accepted a day later."""
    told = lived(Record("submit", D(2018, 3, 1)), Advance(D(2018, 3, 20)))
    right = Correct(1, Record("submit", D(2018, 3, 2)), D(2018, 3, 20))
    fresh = lived(Record("submit", D(2018, 3, 2)), Advance(D(2018, 3, 20)))

    corrected = replay(decide(LAW, told, right).events, start=told)

    assert steps(corrected) == steps(fresh)
    assert corrected.facts == fresh.facts


def test_a_year_without_a_calendar_is_said_and_nothing_fires():
    """The days off of 2027 are not published: not before, never guessed."""
    case = lived(
        Record("submit", D(2026, 11, 2)),
        Record("check", D(2026, 11, 3)),
        Record("file", D(2026, 11, 4)),
        Record("request_access", D(2026, 12, 20)),
    )
    found = due(case, "access_decision", D(2026, 12, 31))

    assert found.due is None
    assert found.not_before > D(2026, 12, 31)
    later = replay(decide(LAW, case, Advance(D(2027, 6, 1))).events, start=case)
    assert not [e for e in later.expired if e.clock == "access_decision"]


def test_the_new_year_of_2020_was_longer_than_published():
    """31 January was off by a notice of its own: 3 February follows 23 January."""
    case = lived(
        Record("submit", D(2019, 12, 2)),
        Record("check", D(2019, 12, 3)),
        Record("file", D(2019, 12, 4)),
        Record("request_access", D(2020, 1, 22)),
    )

    assert due(case, "access_decision", D(2020, 2, 3)).due == D(2020, 2, 27)


def test_a_request_is_judged_after_time_has_passed():
    """Silence has accepted the application: the decision can be asked for."""
    case = lived(Record("submit", D(2018, 3, 1)))

    outcome = decide(LAW, case, Request("refuse", D(2018, 3, 12), "ndrc"))

    assert [event.transition for event in outcome.events] == ["deem_accepted", "refuse"]
