"""When clocks run, stand still and end, and which day is their last.

The invented Instrument Approval Act in the spring of 2031: 3 March is a Monday, the
first two days of the year are off, and Saturday the 4th of January is worked.
"""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings

from case.clocked import clocked_rulebooks, command, deeds, lived
from qualflow import Advance, Correct, FileFact, ReadLink, Record, open_case, replay
from qualflow.case.clocks import Pause, periods
from qualflow.case.life import entered
from qualflow.case.replaying import fresh
from qualflow.law.calendar import Calendar
from qualflow.law.facts import Evidence
from qualflow.law.measures import Unit
from qualflow.law.rules import (
    Actor,
    Acts,
    Clock,
    ClockVersion,
    Extension,
    Interval,
    Link,
)
from rulebooks import a_rulebook, a_step, after, choice, day, number, writes

CALENDAR = Calendar.of(
    {
        2031: ([date(2031, 1, 1), date(2031, 1, 2)], [date(2031, 1, 4)]),
        2032: ([date(2032, 1, 1)], []),
    }
)
STATES = ("draft", "review", "held", "decided")
FACTS = ("told_on", "answered_on", "heard_from", "heard_until", "asked_on", "no_on")


def on(month, of_month, year=2031):
    return date(year, month, of_month)


def ruled(*clocks, facts=(), steps=(), **more):
    """Return a rulebook with clocks that run in `review` and are paused in `held`."""
    return a_rulebook(
        states=STATES,
        actors=more.pop("actors", ("office",)),
        facts=[*map(day, FACTS), day("received_on"), day("again_on"), number("amount"),
               *facts],
        transitions=[
            a_step("apply", "draft", "review", records=writes(received_on="today")),
            a_step("hold", "review", "held"),
            a_step("go_on", "held", "review"),
            a_step("extend", "review", "review"),
            a_step("renew", "review", "review", records=writes(received_on="today")),
            a_step("decide", ("review", "held"), "decided"),
            a_step("withdraw", ("review", "held"), "draft"),
            *steps,
        ],
        clocks={clock.name: clock for clock in clocks},
        calendar=more.pop("calendar", CALENDAR),
        **more,
    )  # fmt: skip


def a_clock(length=5, *, name="decision", unit=Unit.WORKING_DAY, **more):
    """Return a clock that runs in `review` unless something starts it."""
    extend, on_expiry = more.pop("extend", None), more.pop("on_expiry", "finding")
    if "started_by" not in more:
        more = {"runs_in": ("review",), "paused_in": ("held",)} | more
    versions = (ClockVersion("IAA 16(1)", length, extend, on_expiry),)
    versions = more.pop("versions", versions)
    counts_from = more.pop("counts_from", ("received_on",))
    return Clock(name, counts_from, unit, "office", versions, **more)


def of(clock, *commands, **more):
    """Return the periods of a life under one clock."""
    law = ruled(clock, **more)
    return periods(law, lived(law, commands))


def one(clock, *commands, **more):
    """Return the only period."""
    (period,) = of(clock, *commands, **more)
    return period


def filed(fact, value, told=None, **more):
    """Return a filing on the day it tells of, or on a later one."""
    return FileFact(fact, value, told or value, **more)


APPLIED = Record("apply", on(3, 3))


# -- the counting rules ---------------------------------------------------------------


def test_rule_1_day_zero_does_not_count():
    """Handed in on a Monday, five working days end on the Monday after."""
    period = one(a_clock(5), APPLIED)

    assert (period.counts_from, period.due) == (on(3, 3), on(3, 10))


def test_rule_1_day_one_is_the_next_working_day():
    """From a Saturday the first day is the Monday after."""
    assert one(a_clock(1), Record("apply", on(3, 8))).due == on(3, 10)


def test_rule_2_working_days_are_those_of_the_calendar():
    """1 and 2 January are off, Saturday the 4th is worked, Sunday the 5th is not."""
    period = one(a_clock(3), Record("apply", on(12, 31, 2030)), calendar=Calendar.of({
        2030: ([], []), 2031: ([on(1, 1), on(1, 2)], [on(1, 4)])}))  # fmt: skip

    assert period.due == on(1, 6)


def test_rule_2_calendar_days_know_no_days_off():
    """Seven days from a Monday."""
    assert one(a_clock(7, unit=Unit.DAY), APPLIED).due == on(3, 10)


def test_rule_3_a_stop_takes_out_its_working_days_both_ends_included():
    """Stopped from Wednesday to Friday: three of the five days are moved on."""
    period = one(
        a_clock(5), APPLIED, Record("hold", on(3, 5)), Record("go_on", on(3, 7))
    )

    assert period.pauses == (Pause(on(3, 5), on(3, 7)),)
    assert period.due == on(3, 13)


def test_rule_3_a_stop_takes_its_calendar_days_out_of_a_year():
    """Ten days of them, weekends too."""
    stopped = Record("hold", on(3, 5)), Record("go_on", on(3, 14))

    assert one(a_clock(1, unit=Unit.YEAR), APPLIED, *stopped).due == on(3, 13, 2032)


HEARD = {"paused_by": ("heard_from",), "resumed_by": ("heard_until",)}


@pytest.mark.parametrize(
    ("heard_from", "heard_until", "due"),
    [
        (on(3, 5), on(3, 7), on(3, 14)),  # inside the other stop
        (on(3, 6), on(3, 11), on(3, 17)),  # begins in it
        (on(3, 4), on(3, 5), on(3, 17)),  # ends in it
        (on(3, 11), on(3, 11), on(3, 17)),  # touches nothing: the 11th goes too
    ],
)
def test_rule_3_overlapping_stops_count_once(heard_from, heard_until, due):
    """Held from the 5th to the 10th (four working days), heard on others as well."""
    period = one(
        a_clock(5, **HEARD),
        APPLIED,
        Record("hold", on(3, 5)),
        Record("go_on", on(3, 10)),
        filed("heard_from", heard_from, on(3, 12)),
        filed("heard_until", heard_until, on(3, 12)),
    )

    assert period.due == due


EXTENDED = {"extend": Extension("extend", at_most=3)}


@pytest.mark.parametrize(
    ("granted_on", "due"), [(on(3, 10), on(3, 13)), (on(3, 11), on(3, 10))]
)
def test_rule_4_an_extension_is_granted_by_the_last_day(granted_on, due):
    """A day later the period is over, and it stays over."""
    period = one(a_clock(5, **EXTENDED), APPLIED, Record("extend", granted_on))

    assert (period.due, period.granted) == (due, 3 * (due > on(3, 10)))


def test_rule_5_years_and_months_run_to_the_same_day():
    """29 February to the 28th, the 31st to the last day of a shorter month."""
    leap = Record("apply", on(2, 29, 2032))
    last = Record("apply", on(1, 31))

    assert one(a_clock(2, unit=Unit.YEAR), leap).due == on(2, 28, 2034)
    assert one(a_clock(4, unit=Unit.YEAR), leap).due == on(2, 29, 2036)
    assert one(a_clock(1, unit=Unit.MONTH), last).due == on(2, 28)
    assert one(a_clock(13, unit=Unit.MONTH), last).due == on(2, 29, 2032)


def test_rule_5_a_last_day_that_is_off_stays():
    """No rule that moves it was read: 8 March 2031 is a Saturday."""
    assert one(a_clock(1, unit=Unit.MONTH), Record("apply", on(2, 8))).due == on(3, 8)


def test_a_year_ends_like_any_other_day():
    """31 December is followed by 1 January, off, and by the 2nd."""
    assert one(a_clock(2), Record("apply", on(12, 30))).due == on(1, 2, 2032)


# -- stops ----------------------------------------------------------------------------


def test_a_stop_that_starts_on_the_last_day_keeps_the_period_open():
    """The last day itself is taken out: it has to come again."""
    stopped = one(a_clock(5), APPLIED, Record("hold", on(3, 10)))
    resumed = one(
        a_clock(5), APPLIED, Record("hold", on(3, 10)), Record("go_on", on(3, 12))
    )

    assert (stopped.paused, stopped.due, stopped.left(on(3, 10))) == (True, None, 1)
    assert resumed.due == on(3, 13)


def test_a_stop_that_starts_after_the_last_day_takes_out_nothing():
    """The period is over; it is late, not paused."""
    period = one(a_clock(5), APPLIED, Record("hold", on(3, 11)))

    assert (period.paused, period.due) == (False, on(3, 10))
    assert period.left(on(3, 12)) == -2


def test_a_stop_of_one_day_takes_out_that_day():
    stopped = Record("hold", on(3, 5)), Record("go_on", on(3, 5))

    assert one(a_clock(5), APPLIED, *stopped).due == on(3, 11)


def test_a_stop_moves_the_last_day_into_the_next_stop():
    """Two days each: without the first, the second would come too late to count."""
    stops = [Record("hold", on(3, 4)), Record("go_on", on(3, 5)),
             Record("hold", on(3, 12)), Record("go_on", on(3, 13))]  # fmt: skip

    assert one(a_clock(5), APPLIED, *stops[:2]).due == on(3, 12)
    assert one(a_clock(5), APPLIED, *stops).due == on(3, 14)


def test_stops_of_a_weekend_take_no_working_day_out():
    stopped = Record("hold", on(3, 8)), Record("go_on", on(3, 9))

    assert one(a_clock(5), APPLIED, *stopped).due == on(3, 10)


def test_a_clock_in_states_is_paused_by_acts_too():
    """A hearing stops the decision while the case stays where it is (ALL 45)."""
    heard = filed("heard_from", on(3, 5)), filed("heard_until", on(3, 6))
    period = one(a_clock(5, **HEARD), APPLIED, *heard)

    assert period.pauses == (Pause(on(3, 5), on(3, 6)),)
    assert period.due == on(3, 12)
    assert one(a_clock(5, **HEARD), APPLIED, heard[0]).paused


def test_each_pause_ends_with_its_own_end():
    """The end of the hearing does not end the test that began before it."""
    clock = a_clock(
        5,
        started_by=("apply",),
        paused_by=("heard_from", "hold"),
        resumed_by=("heard_until", "go_on"),
    )
    life = [APPLIED, filed("heard_from", on(3, 4)), Record("hold", on(3, 4)),
            filed("heard_until", on(3, 5))]  # fmt: skip

    assert one(clock, *life).paused
    assert one(clock, *life, Record("go_on", on(3, 6))).due == on(3, 13)


def test_two_hearings_are_two_pauses():
    """The second one, told later, does not make the first undone."""
    heard = [
        filed(fact, on(3, of_month))
        for of_month in (4, 6)
        for fact in ("heard_from", "heard_until")
    ]

    assert one(a_clock(5, **HEARD), APPLIED, *heard).due == on(3, 12)


def test_a_hearing_that_begins_on_the_last_day_of_another_goes_on():
    """3 to 4 March and 4 to 6 March are one pause."""
    heard = [
        filed("heard_from", on(3, 3)),
        filed("heard_from", on(3, 4)),
        filed("heard_until", on(3, 4)),
        filed("heard_until", on(3, 6)),
    ]
    period = one(a_clock(5, **HEARD), APPLIED, *heard)

    assert period.pauses == (Pause(on(3, 3), on(3, 6)),)


def test_a_pause_ends_with_the_run_it_began_in():
    """Whoever starts again starts with a clock that runs."""
    heard = filed("heard_from", on(3, 5))
    life = APPLIED, heard, Record("withdraw", on(3, 6)), Record("apply", on(3, 10))
    first, second = of(a_clock(5, **HEARD), *life)

    assert first.pauses == (Pause(on(3, 5), on(3, 6)),)
    assert (second.pauses, second.due) == ((), on(3, 17))


def test_a_run_can_begin_with_a_pause():
    """Whatever leads into a paused state starts the clock, standing still."""
    straight = a_step("shelve", "draft", "held", records=writes(received_on="today"))
    law = ruled(a_clock(5), steps=[straight])
    case = lived(law, [Record("shelve", on(3, 3))])

    (period,) = periods(law, case)
    assert (period.paused, period.left(on(3, 3))) == (True, 5)
    (period,) = periods(law, lived(law, [Record("go_on", on(3, 5))], case))
    assert period.due == on(3, 12)


# -- extensions -----------------------------------------------------------------------


def test_an_extension_counts_so_often():
    """Once, if nothing else is said."""
    twice = Record("extend", on(3, 4)), Record("extend", on(3, 5))
    often = a_clock(5, extend=Extension("extend", at_most=3, times=2))

    assert one(a_clock(5, **EXTENDED), APPLIED, *twice).granted == 3
    assert one(often, APPLIED, *twice).granted == 6


@pytest.mark.parametrize(("amount", "granted"), [(2, 2), (3, 3), (4, 3), (0, 0)])
def test_an_extension_stays_within_its_bound(amount, granted):
    """R10: up to so many days, whatever was asked."""
    clock = a_clock(5, extend=Extension("extend", at_most=3, amount="amount"))
    life = APPLIED, FileFact("amount", amount, on(3, 4)), Record("extend", on(3, 4))

    assert one(clock, *life).granted == granted


def test_an_extension_is_as_long_as_was_on_file_on_its_day():
    """A figure filed later is of no help, one of the same day is."""
    clock = a_clock(5, extend=Extension("extend", at_most=3, amount="amount"))
    extended = APPLIED, Record("extend", on(3, 4))

    assert one(clock, *extended).granted == 3
    assert one(clock, *extended, FileFact("amount", 1, on(3, 4))).granted == 1
    assert one(clock, *extended, FileFact("amount", 1, on(3, 5))).granted == 3
    longer = FileFact("amount", 2, on(3, 3)), *extended, FileFact("amount", 1, on(3, 5))
    assert one(clock, APPLIED, *longer[1:]).granted == 3
    assert one(clock, longer[0], *longer[1:]).granted == 2


def test_an_amount_that_a_step_has_cleared_counted_on_its_day():
    """What stood on file when it was granted stays granted."""
    cleared = a_step("forget", "review", "review", records=writes(amount="none"))
    clock = a_clock(5, extend=Extension("extend", at_most=3, amount="amount"))
    life = [FileFact("amount", 1, on(3, 3)), APPLIED, Record("extend", on(3, 4)),
            Record("forget", on(3, 5))]  # fmt: skip

    assert one(clock, *life, steps=[cleared]).granted == 1


def test_an_extension_while_the_clock_stands_still_is_in_time():
    """The period has not ended."""
    clock = a_clock(5, extend=Extension("told_on", at_most=3))
    life = [APPLIED, Record("hold", on(3, 5)), filed("told_on", on(3, 20)),
            Record("go_on", on(3, 21))]  # fmt: skip

    assert one(clock, *life[:3]).granted == 3
    assert one(clock, *life).due == on(4, 1)


def test_what_extends_another_clock_is_lost_on_this_one():
    """An act of a version that is not in force, or of none."""
    versions = (
        ClockVersion("IAA 16", 5, None, in_force=Interval(until=on(4, 1))),
        ClockVersion("IAA 16", 5, Extension("extend", 3), in_force=Interval(on(4, 1))),
    )
    clock = a_clock(versions=versions)

    assert one(clock, APPLIED, Record("extend", on(3, 4))).granted == 0
    later = Record("apply", on(4, 7)), Record("extend", on(4, 8))
    assert one(clock, *later).granted == 3


ASKED = a_clock(
    5,
    extend=Extension(
        "extend", at_most=3, asked_by="asked_on", refused_by="no_on", ahead=2
    ),
)


@pytest.mark.parametrize(("asked", "held"), [(on(3, 6), True), (on(3, 7), False)])
def test_an_extension_asked_for_in_time_holds_the_period(asked, held):
    """At least two working days before the last one, 10 March; that day is in time."""
    period = one(ASKED, APPLIED, filed("asked_on", asked))

    assert (period.held, period.due) == (held, on(3, 10))


@pytest.mark.parametrize(
    ("answered", "due"),
    [(on(3, 7), on(3, 13)), (on(3, 12), on(3, 13)), (on(3, 20), on(3, 20))],
)
def test_a_granted_extension_counts_from_the_end_even_if_it_comes_after(answered, due):
    """And the period does not end before the answer."""
    life = APPLIED, filed("asked_on", on(3, 6)), Record("extend", answered)
    period = one(ASKED, *life)

    assert (period.held, period.granted, period.due) == (False, 3, due)


@pytest.mark.parametrize(
    ("answered", "due"), [(on(3, 7), on(3, 10)), (on(3, 12), on(3, 12))]
)
def test_a_refused_extension_lets_the_period_end(answered, due):
    """On its last day, or with the answer if that comes later."""
    life = APPLIED, filed("asked_on", on(3, 6)), filed("no_on", answered)
    period = one(ASKED, *life)

    assert (period.held, period.granted, period.due) == (False, 0, due)


def test_a_late_request_counts_as_none():
    """R9: what is granted on it after the last day has no effect."""
    life = APPLIED, filed("asked_on", on(3, 7)), Record("extend", on(3, 12))

    assert one(ASKED, *life).due == on(3, 10)


def test_a_request_after_the_last_extension_is_none():
    """Once only: the second one holds nothing."""
    life = [APPLIED, Record("extend", on(3, 4)), filed("asked_on", on(3, 5))]

    assert not one(ASKED, *life).held


def test_a_request_is_in_time_while_nobody_can_say_when_the_period_ends():
    """Paused, or beyond the calendar: it is not called late."""
    paused = APPLIED, Record("hold", on(3, 4)), filed("asked_on", on(3, 20))
    far = Record("apply", on(12, 30, 2032)), filed("asked_on", on(12, 31, 2032))
    year = evolve(ASKED, unit=Unit.YEAR)
    end = Record("apply", on(1, 4)), filed("asked_on", on(1, 3, 2036))

    assert one(ASKED, *paused).held
    assert one(ASKED, *far).held
    assert one(year, *end).held


# -- day 0 ----------------------------------------------------------------------------


def test_of_several_days_the_first_known_counts():
    """From acceptance if it is on file, else from receipt."""
    clock = a_clock(5, counts_from=("told_on", "received_on"))

    assert one(clock, APPLIED).counts_from == on(3, 3)
    accepted = one(clock, APPLIED, filed("told_on", on(3, 5)))
    assert (accepted.counts_from, accepted.due) == (on(3, 5), on(3, 12))


def test_a_new_day_zero_after_the_last_day_comes_too_late():
    """The period was over: nothing that happens later moves it."""
    clock = a_clock(5, counts_from=("told_on", "received_on"))

    assert one(clock, APPLIED, filed("told_on", on(3, 10))).due == on(3, 17)
    assert one(clock, APPLIED, filed("told_on", on(3, 11))).due == on(3, 10)


def test_a_day_zero_of_the_last_run_is_none_of_this_one():
    """The acceptance of the first application says nothing of the second."""
    clock = a_clock(5, counts_from=("told_on", "received_on"))
    life = [APPLIED, filed("told_on", on(3, 4)), Record("withdraw", on(3, 6)),
            Record("apply", on(3, 17))]  # fmt: skip
    first, second = of(clock, *life)

    assert (first.counts_from, second.counts_from) == (on(3, 4), on(3, 17))


def test_a_day_zero_that_nobody_knows_is_the_first_day():
    clock = a_clock(5, counts_from=("told_on", "answered_on"))

    assert one(clock, APPLIED).counts_from == on(3, 3)


def test_a_later_name_moves_nothing_once_an_earlier_one_is_known():
    clock = a_clock(5, counts_from=("told_on", "answered_on"))
    told, answered = (filed(fact, on(3, 4)) for fact in clock.counts_from)

    life = APPLIED, told, filed("answered_on", on(3, 5))
    assert one(clock, *life).counts_from == on(3, 4)
    life = APPLIED, answered, filed("told_on", on(3, 5))
    assert one(clock, *life).counts_from == on(3, 5)


def test_a_day_on_file_before_the_start_is_day_zero():
    """The last one told by then, however long ago."""
    clock = a_clock(5, counts_from=("told_on",))
    told = filed("told_on", on(2, 26)), filed("told_on", on(2, 28))

    assert one(clock, *told, APPLIED).counts_from == on(2, 28)


def test_day_zero_is_what_the_step_wrote_that_started_the_run():
    """Not what a later step wrote: the run of a fact looks at the steps before it."""
    clock = a_clock(5, started_by=("told_on",), ended_by=("decide",))
    life = [APPLIED, filed("told_on", on(3, 5)), Record("renew", on(3, 6))]

    assert one(clock, *life).counts_from == on(3, 3)
    told_first = [filed("told_on", on(3, 3)), APPLIED]
    assert one(clock, *told_first).counts_from == on(3, 3)


def test_a_day_that_was_cleared_is_not_known():
    """Then the clock counts from its first day."""
    cleared = a_step("forget", "review", "review", records=writes(received_on="none"))
    clock = a_clock(5, started_by=("extend",))
    life = APPLIED, Record("forget", on(3, 4)), Record("extend", on(3, 5))

    assert one(clock, *life, steps=[cleared]).counts_from == on(3, 5)


# -- runs -----------------------------------------------------------------------------


def test_a_step_within_the_states_does_not_start_the_clock_anew():
    assert len(of(a_clock(5), APPLIED, Record("extend", on(3, 4)))) == 1


def test_a_step_that_writes_the_day_it_counts_from_does():
    """As the loader wants it of an expiry that stays in the states."""
    first, second = of(a_clock(5), APPLIED, Record("renew", on(3, 4)))

    assert (first.ended_on, second.counts_from) == (on(3, 4), on(3, 4))


def reminded():
    """Return a clock that runs out once: what follows takes away the day it counts."""
    by_law = Actor("law", acts=Acts.BY_LAW)
    once = a_step(
        "remind", "review", "review", by=("law",), records=writes(again_on="none")
    )
    clock = a_clock(
        2,
        name="reminder",
        on_expiry="remind",
        counts_from=("again_on",),
        runs_in=("review",),
        paused_in=("held",),
    )
    return ruled(clock, a_clock(), steps=[once], actors=("office", by_law))


def test_a_clock_that_ran_out_is_not_started_by_the_day_of_another():
    """`renew` writes that of the decision; a bug let the reminder run out again."""
    law = reminded()
    case = lived(law, [APPLIED, Record("renew", on(3, 6)), Advance(on(3, 20))])

    assert [(s.transition, s.on) for s in case.path] == [
        ("apply", on(3, 3)), ("remind", on(3, 6)), ("renew", on(3, 6))]  # fmt: skip
    reminders = [p for p in periods(law, case) if p.clock.name == "reminder"]
    assert [(p.started_on, p.ended_on, p.fired) for p in reminders] == [
        (on(3, 3), on(3, 6), True)]  # fmt: skip


def test_a_clock_that_ran_out_is_not_started_by_going_on_among_its_states():
    """It runs once for each time that they are entered; the pause is lost on it."""
    law = reminded()
    life = [APPLIED, Record("hold", on(3, 7)), Record("go_on", on(3, 10))]
    case = lived(law, [*life, Advance(on(3, 20))])

    assert [s.transition for s in case.path] == ["apply", "remind", "hold", "go_on"]
    reminders = [p for p in periods(law, case) if p.clock.name == "reminder"]
    assert [(p.started_on, p.pauses) for p in reminders] == [(on(3, 3), ())]


def test_a_clock_that_ran_out_starts_when_its_states_are_entered_again():
    law = reminded()
    life = [APPLIED, Record("withdraw", on(3, 7)), Record("apply", on(3, 10))]
    case = lived(law, [*life, Advance(on(3, 20))])

    reminded_on = [s.on for s in case.path if s.transition == "remind"]
    assert reminded_on == [on(3, 6), on(3, 13)]


def test_an_act_that_starts_a_clock_again_ends_the_run_before():
    clock = a_clock(5, started_by=("extend",), ended_by=("decide",))
    life = APPLIED, Record("extend", on(3, 4)), Record("extend", on(3, 6))
    first, second = of(clock, *life, Record("decide", on(3, 7)))

    assert (first.ended_on, second.ended_on) == (on(3, 6), on(3, 7))


def test_a_second_request_does_not_undo_the_first():
    """A later day is another happening; its period has a beginning of its own."""
    clock = a_clock(5, started_by=("told_on",), ended_by=("answered_on",))
    clock = evolve(clock, counts_from=("told_on",))
    life = [filed("told_on", on(3, 3)), filed("answered_on", on(3, 5)),
            filed("told_on", on(6, 2))]  # fmt: skip
    first, second = of(clock, *life)

    assert (first.started_on, first.ended_on) == (on(3, 3), on(3, 5))
    assert (second.started_on, second.ended_on) == (on(6, 2), None)


TOLD = evolve(a_clock(5, started_by=("told_on",)), counts_from=("told_on",))


def test_an_earlier_day_puts_right_what_was_told_of_later_ones():
    """It was on Monday, not on Wednesday."""
    life = filed("told_on", on(3, 5)), filed("told_on", on(3, 3), on(3, 6))

    assert [p.started_on for p in of(TOLD, *life)] == [on(3, 3)]


def test_better_evidence_replaces_what_was_rumoured():
    """And a rumour counts for nothing beside it."""
    rumour = filed("told_on", on(3, 3), evidence=Evidence.RUMOURED)
    official = filed("told_on", on(3, 5), evidence=Evidence.OFFICIAL)
    late = filed("told_on", on(3, 10), evidence=Evidence.RUMOURED)

    assert [p.started_on for p in of(TOLD, rumour, official, late)] == [on(3, 5)]


def test_a_day_that_had_not_come_is_put_right_by_the_next_one():
    """Planned for June, then for July: there was one."""
    plan = filed("told_on", on(6, 2), on(3, 3)), filed("told_on", on(7, 1), on(4, 1))

    assert [p.started_on for p in of(TOLD, *plan)] == [on(7, 1)]


def test_what_the_path_knows_no_filing_displaces():
    """`received_on` was written by the step; a filing of it tells nothing."""
    clock = evolve(TOLD, counts_from=("received_on",), started_by=("received_on",))
    before = filed("received_on", on(3, 3))
    life = [before, Record("apply", on(3, 5)), filed("received_on", on(3, 7))]

    assert [p.started_on for p in of(clock, *life)] == [on(3, 3), on(3, 5)]


def test_a_fact_that_a_step_clears_can_be_filed_again_and_has_ended_its_run():
    cleared = a_step("forget", "review", "review", records=writes(received_on="none"))
    clock = evolve(TOLD, counts_from=("received_on",), started_by=("received_on",))
    life = [Record("apply", on(3, 5)), Record("forget", on(3, 6)),
            filed("received_on", on(3, 10))]  # fmt: skip
    found = of(clock, *life, steps=[cleared])

    assert [(p.started_on, p.ended_on) for p in found] == [
        (on(3, 5), on(3, 6)), (on(3, 10), None)]  # fmt: skip


def test_a_fact_that_a_step_writes_happens_with_the_step():
    """Ended, paused and lengthened too, whatever day it writes."""
    copied = a_step(
        "answer", "review", "review", records=writes(again_on="=received_on")
    )
    clock = a_clock(5, started_by=("apply",), ended_by=("again_on",))
    life = APPLIED, Record("answer", on(3, 6))

    assert one(clock, *life, steps=[copied]).ended_on == on(3, 6)


def test_on_one_day_it_does_not_matter_what_was_filed_first():
    """A fact starts before the steps of its day and ends after them."""
    clock = a_clock(5, started_by=("apply",), ended_by=("answered_on",))
    answered = filed("answered_on", on(3, 3))

    assert one(clock, APPLIED, answered).ended_on == on(3, 3)
    assert one(clock, answered, APPLIED).ended_on == on(3, 3)


def test_what_starts_and_ends_a_clock_on_one_day_is_told_from_what_ends_the_next():
    """Of two acts of a day the order counts."""
    clock = a_clock(5, started_by=("apply",), ended_by=("withdraw",))
    life = APPLIED, Record("withdraw", on(3, 3)), Record("apply", on(3, 3))

    assert [p.ended_on for p in of(clock, *life)] == [on(3, 3), None]


def test_a_clock_keeps_the_version_of_its_first_day():
    """And where there was none on that day there is no period."""
    versions = (
        ClockVersion("IAA 16", 5, in_force=Interval(on(3, 1), on(3, 5))),
        ClockVersion("IAA 16", 9, in_force=Interval(on(4, 1))),
    )
    clock = a_clock(versions=versions)

    assert one(clock, APPLIED, Record("hold", on(5, 1))).version is versions[0]
    assert of(clock, Record("apply", on(3, 5)), Record("hold", on(5, 1))) == ()
    assert of(clock, Record("apply", on(2, 28))) == ()
    assert one(clock, Record("apply", on(4, 1))).version is versions[1]


def test_a_link_tells_days_too():
    """Read from another case; what it no longer says was still so."""
    linked = [
        choice("other.state", *STATES, link="other"),
        day("other.since", link="other"),
        choice("other.through", "apply", link="other"),
    ]
    clock = evolve(TOLD, started_by=("other.since",), counts_from=("other.since",))
    law = ruled(clock, facts=linked, links={"other": Link("other", "iaa")})
    other = lived(law, [APPLIED])
    case = after(law, open_case(law, "C-7"), ReadLink("other", other, on(3, 5)))

    assert [p.started_on for p in periods(law, case)] == [on(3, 3)]
    case = after(law, case, FileFact("other.since", on(3, 4), on(3, 6)))
    assert [p.started_on for p in periods(law, case)] == [on(3, 3)]
    moved = lived(law, [Record("decide", on(3, 10))], other)
    case = after(law, case, ReadLink("other", moved, on(3, 12)))
    assert [p.started_on for p in periods(law, case)] == [on(3, 3), on(3, 10)]


# -- what is left, and what nobody knows ----------------------------------------------


def test_days_left_are_those_after_the_day_asked_about():
    """None on the last day; less than none after it, weekends left out."""
    period = one(a_clock(5), APPLIED)

    assert [period.left(on(3, d)) for d in (3, 4, 7, 8, 10, 11, 17)] == [
        5, 4, 1, 1, 0, -1, -5]  # fmt: skip


def test_days_left_of_a_period_that_counts_from_a_day_to_come():
    """No more than there are."""
    assert one(TOLD, filed("told_on", on(3, 10), on(3, 3))).left(on(3, 3)) == 5


def test_days_left_of_a_paused_year_are_calendar_days():
    """The day of the pause is one of them."""
    year = a_clock(1, unit=Unit.YEAR)

    assert one(year, APPLIED).left(on(3, 5)) == 364
    assert one(year, APPLIED, Record("hold", on(3, 5))).left(on(3, 20)) == 365


def test_a_deadline_beyond_the_calendar_is_not_before():
    """Every day of 2033 may be a working day, none can be two."""
    period = one(a_clock(5), Record("apply", on(12, 30, 2032)))

    assert (period.due, period.paused) == (None, False)
    assert period.left(on(12, 31, 2032)) is None
    assert period.not_before == on(1, 4, 2033)


def test_a_deadline_within_the_calendar_is_no_earliest_day():
    assert one(a_clock(5), APPLIED).not_before is None
    assert one(a_clock(5), APPLIED, Record("hold", on(3, 4))).not_before is None


def test_a_start_outside_the_calendar_leaves_the_whole_period():
    """Beyond its end day 0 is all that is known, before its start nothing is."""
    after_it = one(a_clock(5), Record("apply", on(1, 3, 2033)))
    before_it = one(a_clock(5), Record("apply", on(12, 1, 2030)))

    assert (after_it.due, after_it.not_before) == (None, on(1, 8, 2033))
    assert (before_it.due, before_it.not_before) == (None, None)


def test_no_calendar_no_last_day():
    period = one(a_clock(5), APPLIED, calendar=Calendar.of({}))

    assert (period.due, period.not_before) == (None, on(3, 8))


def test_a_stop_beyond_the_calendar_leaves_the_day_unknown():
    """Nobody knows how many working days it took out."""
    life = Record("apply", on(12, 28, 2032)), Record("hold", on(12, 30, 2032))
    period = one(a_clock(3), *life, Record("go_on", on(1, 4, 2033)))

    assert (period.due, period.paused) == (None, False)


def test_days_over_are_not_known_where_the_calendar_ends():
    period = one(a_clock(1), Record("apply", on(12, 29, 2032)))

    assert period.left(on(1, 5, 2033)) is None


def test_a_paused_period_beyond_the_calendar_has_no_days_left():
    life = Record("apply", on(1, 3, 2033)), Record("hold", on(1, 6, 2033))

    assert one(a_clock(3), *life).left(on(1, 5, 2033)) is None


def test_years_beyond_all_days_have_no_last_day():
    """Thirty thousand years: nothing fails, nothing is due."""
    longest = a_clock(30_000, unit=Unit.YEAR)
    again = Extension("extend", at_most=36_600, times=100)
    endless = a_clock(36_600, unit=Unit.DAY, extend=again)

    paused = one(longest, APPLIED, Record("hold", on(3, 4)))
    assert (paused.due, paused.left(on(3, 4))) == (None, None)
    assert one(longest, APPLIED).due is None
    extended = [Record("extend", on(3, 4)) for _ in range(100)]
    assert one(endless, APPLIED, *extended).due is None
    far = evolve(endless, unit=Unit.WORKING_DAY)
    assert one(far, APPLIED, *extended).not_before is None


# -- how they are read ----------------------------------------------------------------


@settings(max_examples=100)
@given(law=clocked_rulebooks(), life=deeds())
def test_reading_on_is_reading_anew(law, life):
    """After each command: what is kept with a case never changes what is read."""
    case = open_case(law, "C-7")
    for deed in life:
        case = lived(law, [command(deed)], case)
        kept = periods(law, case)

        assert periods(law, replay(case.history, start=fresh(case))) == kept


@settings(max_examples=100)
@given(law=clocked_rulebooks(), life=deeds())
def test_a_deadline_counted_forward_and_the_same_counted_back_meet(law, life):
    """The days that count between day 0 and the last day are as many as the period."""
    until = life[-1][0] + timedelta(days=40)
    for period in periods(law, lived(law, [*map(command, life), Advance(until)])):
        if period.due is None or period.clock.unit is Unit.MONTH or period.held:
            continue
        span = period.span
        if period.clock.unit is Unit.WORKING_DAY and not period.pauses:
            back = law.calendar.shift(period.due.toordinal(), -period.length)
            first = law.calendar.shift(back, 1)
            assert first == law.calendar.shift(period.counts_from.toordinal(), 1)
        forward = span.counted(period.pauses, period.counts_from, period.due)
        answered = forward > period.length  # by whoever refused more time
        assert forward == period.length or answered


def test_two_lives_that_part_are_read_apart():
    """What was kept for their common past serves both."""
    law = ruled(a_clock(5, **HEARD))
    common = lived(law, [APPLIED])
    assert periods(law, common)[0].due == on(3, 10)
    heard = [filed("heard_from", on(3, 4)), filed("heard_until", on(3, 5))]
    one_life, other = lived(law, heard, common), lived(law, heard[:1], common)

    assert periods(law, other)[0].paused
    assert periods(law, one_life)[0].due == on(3, 12)
    assert periods(law, lived(law, [Record("decide", on(3, 6))], other))[0].ended_on
    assert periods(law, common)[0].due == on(3, 10)


def test_a_case_changed_by_hand_is_read_anew():
    """What was kept belongs to the events it was read from."""
    law = ruled(a_clock(5))
    case = lived(law, [APPLIED])
    periods(law, case)
    other = lived(law, [Record("apply", on(3, 4)), Record("hold", on(3, 5))])
    mixed = evolve(other, watch=case.watch)
    shorter = evolve(open_case(law, "C-7"), watch=case.watch)

    assert periods(law, mixed)[0].paused
    assert periods(law, shorter) == ()


def test_an_archive_is_read_like_any_other_case():
    """Entered without letting time pass."""
    law = ruled(a_clock(5))
    case = open_case(law, "C-7")
    for act in (APPLIED, Record("decide", on(6, 2))):
        case = replay([entered(law, case, act)], start=case)

    (period,) = periods(law, case)
    assert (period.due, period.ended_on) == (on(3, 10), on(6, 2))


def test_a_corrected_day_moves_the_deadline():
    law = ruled(a_clock(5))
    case = lived(law, [APPLIED, Correct(1, Record("apply", on(3, 4)), on(3, 6))])

    assert periods(law, case)[0].due == on(3, 11)
