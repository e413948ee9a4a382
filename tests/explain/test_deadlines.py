"""What is due, from whom, and what happens if nothing happens."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case.clocked import lived
from qualflow import Correct, FileFact, Record, deadlines, open_case
from qualflow.explain.deadlines import Reason, Status, Window, count
from qualflow.law.calendar import Calendar
from qualflow.law.measures import Unit
from qualflow.law.rules import Actor, Acts, Clock, ClockVersion, Extension, Interval
from rulebooks import a_rulebook, a_step, day, writes

CALENDAR = Calendar.of({2031: ([date(2031, 3, 5)], [date(2031, 3, 8)])})
"""Of 2031: Wednesday 5 March is off, Saturday the 8th is worked."""


def on(of_month, month=3, year=2031):
    return date(year, month, of_month)


def a_clock(name, length=5, unit=Unit.WORKING_DAY, **more):
    """Return a clock in `review`, or one that something starts."""
    version = ClockVersion(f"IAA {name}", length, more.pop("extend", None),
                           more.pop("on_expiry", "finding"))  # fmt: skip
    if "started_by" not in more:
        more = {"runs_in": ("review",), "paused_in": ("held",)} | more
    return Clock(
        name, ("received_on",), unit, more.pop("owner", "office"), (version,), **more
    )


def ruled(*clocks):
    later = Interval(since=on(1, 4))
    return a_rulebook(
        states=("draft", "review", "held", "decided", "lapsed"),
        actors=("applicant", "office", Actor("law", acts=Acts.BY_LAW)),
        facts=[day(f"{name}_on") for name in ("received", "begun", "asked", "told")],
        transitions=[
            a_step("apply", "draft", "review", records=writes(received_on="today")),
            a_step("hold", "review", "held"),
            a_step("go_on", "held", "review"),
            a_step("extend", "review", "review"),
            a_step("decide", ("review", "held"), "decided"),
            a_step("refuse", "review", "decided", in_force=later),
            a_step("lapse", ("review", "held"), "lapsed", by=("law",)),
        ],
        clocks={clock.name: clock for clock in clocks},
        calendar=CALENDAR,
    )


DECISION = a_clock("decision")
TERM = a_clock(
    "term",
    1,
    Unit.MONTH,
    owner="applicant",
    on_expiry="lapse",
    started_by=("apply",),
    ended_by=("begun_on", "decide", "lapse"),
)
NOTICE = a_clock("notice", 3, Unit.DAY, on_expiry="end", started_by=("apply",),
                 ended_by=("told_on",))  # fmt: skip
APPLY = Record("apply", on(3))


def standing(law, today, *commands):
    """Return how each deadline of a life stands, in order."""
    found = deadlines(law, lived(law, [APPLY, *commands]), today)
    return [(d.period.clock.name, d.status.value) for d in found]


def one(law, today, *commands):
    (found,) = deadlines(law, lived(law, [APPLY, *commands]), today)
    return found


def test_a_deadline_says_what_is_due_and_from_whom():
    """Five working days from Monday the 3rd: 4, 6, 7, 8, 10 March."""
    found = one(ruled(DECISION), on(6))

    assert found.id == "decision/2031-03-03"
    assert (found.status, found.due, found.left) == (Status.RUNNING, on(10), 3)
    assert (found.unit, found.owner, found.ref) == (
        Unit.WORKING_DAY,
        "office",
        "IAA decision",
    )
    assert (found.consequence, found.not_before) == ("finding", None)


def test_a_case_without_periods_has_none():
    law = ruled(DECISION)

    assert deadlines(law, open_case(law, "C-7"), on(6)) == ()


@pytest.mark.parametrize(
    ("today", "status", "left"),
    [
        (on(10), Status.RUNNING, 0),
        (on(11), Status.OVERDUE, -1),
        (on(17), Status.OVERDUE, -5),
    ],
)
def test_the_last_day_is_still_in_time(today, status, left):
    found = one(ruled(DECISION), today)

    assert (found.status, found.left) == (status, left)


@pytest.mark.parametrize(("decided", "status"), [(on(10), "met"), (on(11), "met_late")])
def test_what_is_done_is_met_or_met_late(decided, status):
    """And as long as nobody has done it, it is neither."""
    found = one(ruled(DECISION), on(20), Record("decide", decided))

    assert (found.status, found.left, found.due) == (status, None, on(10))
    assert standing(ruled(DECISION), on(7), Record("decide", decided)) == [
        ("decision", "running")]  # fmt: skip


def test_a_paused_period_has_no_last_day_but_days_left():
    found = one(ruled(DECISION), on(7), Record("hold", on(6)))

    assert (found.status, found.due, found.left) == (Status.PAUSED, None, 4)


def test_calendar_units_are_left_in_days():
    """A month from 3 March is over on 3 April."""
    found = one(ruled(TERM), on(31))

    assert (found.unit, found.left, found.due) == (Unit.DAY, 3, on(3, 4))


def test_a_period_that_simply_ends_is_never_late():
    """Met if somebody did it, else over; what comes after the end was too late."""
    law = ruled(NOTICE)
    told, late = (FileFact("told_on", on(n), on(n)) for n in (6, 7))

    assert standing(law, on(6)) == [("notice", "running")]
    assert standing(law, on(7)) == [("notice", "ended")]
    assert standing(law, on(7), told) == [("notice", "met")]
    assert standing(law, on(8), late) == [("notice", "ended")]
    assert one(law, on(7)).left is None


HELD = a_clock(
    "decision",
    extend=Extension("extend", at_most=3, asked_by="asked_on", refused_by="told_on"),
)


def test_a_period_that_waits_for_an_answer_is_held():
    """Running to its last day, then held, and met whenever it ends."""
    law, asked = ruled(HELD), FileFact("asked_on", on(7), on(7))

    assert standing(law, on(10), asked) == [("decision", "running")]
    assert standing(law, on(11), asked) == [("decision", "held")]
    held = one(law, on(11), asked)
    assert (held.due, held.left) == (on(10), None)
    assert standing(law, on(24), asked, Record("decide", on(20))) == [
        ("decision", "met")
    ]
    refused = FileFact("told_on", on(20), on(20))
    assert standing(law, on(21), asked, refused) == [("decision", "overdue")]


def test_overdue_ones_come_first_then_those_that_run_by_their_last_day():
    """Then what is over; of one day the first clock by name."""
    law = ruled(a_clock("b"), a_clock("a"), a_clock("late", 2), TERM, NOTICE)

    assert standing(law, on(10)) == [
        ("late", "overdue"), ("a", "running"), ("b", "running"), ("term", "running"),
        ("notice", "ended")]  # fmt: skip


def test_the_case_is_cut_to_the_day():
    """What happened later changes nothing."""
    law = ruled(DECISION, TERM)
    life = Record("hold", on(6)), Record("go_on", on(10)), Record("decide", on(20))

    assert standing(law, on(5), *life) == [("decision", "running"), ("term", "running")]
    assert standing(law, on(7), *life) == [("term", "running"), ("decision", "paused")]
    assert standing(law, on(2), *life) == []


def test_time_passes_up_to_the_day():
    """The approval has lapsed by then, and the decision is late for good."""
    law = ruled(TERM, DECISION)

    assert standing(law, on(3, 4)) == [("decision", "overdue"), ("term", "running")]
    assert standing(law, on(4, 4)) == [("decision", "met_late"), ("term", "met_late")]
    lapsed = deadlines(law, lived(law, [APPLY]), on(4, 4))
    assert [d.ran_out for d in lapsed] == [False, True]


def test_what_was_told_later_of_a_day_before_counts():
    """On 10 March nobody knew; now it is known that building began on the 7th."""
    law = ruled(TERM)
    begun = FileFact("begun_on", on(7), on(20, 5))
    case = lived(law, [APPLY, begun])

    assert [d.status for d in deadlines(law, case, on(10))] == [Status.MET]
    assert [d.status for d in deadlines(law, case, on(6))] == [Status.RUNNING]
    unlapsed = deadlines(law, case, on(1, 5))
    assert [d.status for d in unlapsed] == [Status.MET]


def test_a_corrected_day_counts_as_corrected():
    law = ruled(DECISION)
    case = lived(law, [APPLY, Correct(1, Record("apply", on(4)), on(20))])

    assert deadlines(law, case, on(11))[0].due == on(11)


def test_a_period_that_starts_later_is_left_out():
    """Told of a day to come."""
    clock = a_clock("answer", started_by=("told_on",))
    law = ruled(clock)
    case = lived(law, [FileFact("told_on", on(10), on(3))])

    assert deadlines(law, case, on(9)) == ()
    assert len(deadlines(law, case, on(10))) == 1


def test_a_period_waits_for_what_leaves_its_states():
    """Of the law of its first day: a refusal came in later."""
    law = ruled(DECISION)

    assert one(law, on(6)).waits_for == ("decide", "lapse")
    later = deadlines(law, lived(law, [Record("apply", on(1, 4))]), on(2, 4))
    assert later[0].waits_for == ("decide", "refuse", "lapse")


def test_a_period_waits_for_its_acts_and_rests_on_unfiled_facts():
    """What nobody has filed could have ended it."""
    found = one(ruled(TERM), on(6))

    assert (found.waits_for, found.rests_on) == (
        ("begun_on", "decide", "lapse"),
        ("begun_on",),
    )
    ban = a_clock("ban", 1, Unit.YEAR, started_by=("apply",), on_expiry="end")
    assert one(ruled(ban), on(6)).waits_for == ()


def test_a_fact_on_file_is_nothing_to_rest_on():
    """Told before the clock started, it did not end it."""
    law = ruled(TERM)
    told = FileFact("begun_on", on(1), on(1))
    found = deadlines(law, lived(law, [told, APPLY]), on(6))

    assert [d.rests_on for d in found] == [()]


def test_a_last_day_beyond_the_calendar_is_not_before():
    """Nothing is guessed, and the clock does not fire."""
    law = ruled(DECISION)
    case = lived(law, [Record("apply", on(29, 12))])
    (found,) = deadlines(law, case, on(1, 6, 2032))

    assert (found.status, found.due, found.left) == (Status.RUNNING, None, None)
    assert found.not_before == on(3, 1, 2032)


# -- the days, counted ----------------------------------------------------------------


def counted(period, until=None):
    return [(c.day.day, c.reason.value, c.number) for c in count(period, until)]


def test_each_day_is_counted_or_skipped_with_the_reason():
    """Day 0, a day off, a worked Saturday, a Sunday."""
    assert counted(one(ruled(DECISION), on(6)).period) == [
        (3, "day_zero", None), (4, "counted", 1), (5, "holiday", None),
        (6, "counted", 2), (7, "counted", 3), (8, "counted", 4), (9, "weekend", None),
        (10, "counted", 5)]  # fmt: skip


def test_days_of_a_pause_are_skipped_both_ends_included():
    stopped = Record("hold", on(6)), Record("go_on", on(7))

    assert counted(one(ruled(DECISION), on(20), *stopped).period)[3:6] == [
        (6, "paused", None), (7, "paused", None), (8, "counted", 2)]  # fmt: skip


def test_a_paused_period_is_counted_until_the_day_asked_for():
    """Or up to its last known day."""
    period = one(ruled(DECISION), on(7), Record("hold", on(6))).period

    assert counted(period, on(7))[2:] == [
        (5, "holiday", None), (6, "paused", None), (7, "paused", None)]  # fmt: skip
    assert counted(period) == [(3, "day_zero", None)]


def test_calendar_days_all_count():
    numbers = [c.number for c in count(one(ruled(NOTICE), on(4)).period)]

    assert numbers == [None, 1, 2, 3]


def test_a_day_without_data_is_said():
    """1 January 2032 may be a holiday or not."""
    law = ruled(DECISION)
    (found,) = deadlines(law, lived(law, [Record("apply", on(30, 12))]), on(31, 12))

    reasons = [c.reason for c in count(found.period)]
    assert reasons[:2] == [Reason.DAY_ZERO, Reason.COUNTED]
    assert set(reasons[2:]) == {Reason.NO_DATA}
    assert [c.reason for c in count(found.period, on(2, 1, 2032))][-1] is Reason.NO_DATA


def test_a_very_long_period_is_listed_in_part():
    """A century has more days than anybody reads."""
    law = ruled(a_clock("lease", 100, Unit.YEAR))

    assert len(count(one(law, on(6)).period)) == 4_001


def test_a_period_that_an_act_drops_is_told_no_longer():
    """It was neither met nor late: it did not apply in the end."""
    clock = a_clock("silence", started_by=("apply",), ended_by=("decide",),
                    dropped_by=("hold",))  # fmt: skip
    law = ruled(clock)
    held = Record("hold", on(6))

    assert standing(law, on(5)) == [("silence", "running")]
    assert standing(law, on(6), held) == []
    assert standing(law, on(31), held) == []
    assert standing(law, on(31), Record("decide", on(6))) == [("silence", "met")]
    assert one(law, on(5)).waits_for == ("decide", "hold")


# Histories ----------------------------------------------------------------------------


def told(law, begun, ended, today):
    """Return the deadline of a life whose steps lie in windows, and its windows."""
    windows = [Window("apply", *begun, seen=True)]
    commands = [Record("apply", begun[1])]
    if ended is not None:
        windows.append(Window("decide", *ended, seen=False))
        commands.append(Record("decide", ended[1]))
    (found,) = deadlines(law, lived(law, commands), today, windows)
    return found


def statuses(law, begun, ended, today):
    """Return how the period stands on each days of the windows: tried one by one."""
    found = set()
    for first in days_of(begun):
        for last in [None] if ended is None else days_of(ended):
            if last is None or first <= last:
                commands = [Record("apply", first)]
                commands += [] if last is None else [Record("decide", last)]
                (deadline,) = deadlines(law, lived(law, commands), today)
                found.add(deadline.status)
    return found


def days_of(window):
    return [
        window[0] + timedelta(days=n) for n in range((window[1] - window[0]).days + 1)
    ]


@st.composite
def lives(draw):
    """Windows of a beginning and perhaps of an end in March 2031, and the last day."""
    first, last = sorted(draw(st.tuples(st.integers(1, 20), st.integers(1, 20))))
    begun, ended = (on(first), on(last)), None
    if draw(st.booleans()):
        early = draw(st.integers(first, 25))
        ended = on(early), on(draw(st.integers(max(early, last), 28)))
    return begun, ended


LAWS = [ruled(DECISION), ruled(a_clock("decision", 4, Unit.DAY))]


@given(lives(), st.sampled_from(LAWS))
def test_the_other_status_is_the_one_that_other_days_of_the_windows_give(life, law):
    """Neither more nor less: each life within the windows is tried."""
    begun, ended = life
    found = told(law, begun, ended, on(31))

    possible = {found.status} | ({found.otherwise} - {None})
    assert possible == statuses(law, begun, ended, on(31))


def test_a_period_that_starts_in_a_window_may_be_overdue_before_its_latest_last_day():
    """Begun from 3 to 10 March: five working days end between 11 and 17 March."""
    law = ruled(DECISION)
    running = told(law, (on(3), on(10)), None, on(12))

    assert (running.status, running.due) == (Status.RUNNING, on(17))
    assert (running.first_due, running.otherwise) == (on(10), Status.OVERDUE)
    assert running.begun == Window("apply", on(3), on(10), seen=True)


def test_a_pause_on_days_that_nobody_knows_leaves_both_open():
    law = ruled(DECISION)
    path = ("apply", 3, 3), ("hold", 4, 6), ("go_on", 5, 7), ("decide", 12, 12)
    windows = [Window(name, on(a), on(b), seen=True) for name, a, b in path]
    case = lived(law, [Record(name, on(last)) for name, _, last in path])
    (found,) = deadlines(law, case, on(20), windows)

    assert found.unsettled
    assert {found.status, found.otherwise} == {Status.MET, Status.MET_LATE}


def test_a_period_that_ran_out_by_itself_is_not_in_doubt():
    """What follows from silence follows from the beginning alone."""
    law = ruled(TERM)
    (found,) = deadlines(
        law,
        lived(law, [Record("apply", on(3))]),
        on(20, 4),
        [Window("apply", on(3), on(3), seen=False)],
    )

    assert found.ran_out
    assert (found.otherwise, found.ended) == (None, None)
