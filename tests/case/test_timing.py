"""What time makes happen by itself, and that it never matters when somebody looked.

The lives below are compared with `plain_clock`, an interpreter that walks day by day.
"""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from case.clocked import (
    clocked_rulebooks,
    command,
    deeds,
    lived,
    reminders,
    working,
)
from case.plain_clock import PlainLife
from qualflow import (
    Advance,
    Correct,
    FileFact,
    Record,
    Request,
    decide,
    open_case,
    replay,
)
from qualflow.case.clocks import periods
from qualflow.case.commands import CommandError
from qualflow.case.events import Corrected, FactFiled, PeriodExpired, StateEntered
from qualflow.case.life import entered
from qualflow.case.replaying import fresh, happened_by_itself
from qualflow.explain.deadlines import Status, deadlines
from qualflow.law.calendar import Calendar
from qualflow.law.facts import Evidence
from qualflow.law.measures import Unit
from qualflow.law.rules import Actor, Acts, Clock, ClockVersion, Interval
from rulebooks import a_rulebook, a_step, day, writes

FIRST = date(2031, 3, 3)  # a Monday
CALENDAR = Calendar.of({2031: ([], [])})
REFORM = date(2031, 4, 1)
WORKING = Unit.WORKING_DAY


def on(of_month, month=3):
    return date(2031, month, of_month)


def a_clock(name, length=5, on_expiry="finding", **more):
    """Return a clock from the application to the decision."""
    if "runs_in" not in more:
        more = {"started_by": ("apply",), "ended_by": ("decide",)} | more
    counts_from = more.pop("counts_from", ("received_on",))
    versions = (ClockVersion(f"IAA {name}", length, on_expiry=on_expiry),)
    versions = more.pop("versions", versions)
    return Clock(name, counts_from, WORKING, "office", versions, **more)


def ruled(*clocks, steps=(), facts=()):
    """Return a rulebook in which the law itself accepts, renews and lets lapse."""
    by = {"by": ("law",)}
    return a_rulebook(
        states=("draft", "applied", "review", "decided", "lapsed"),
        actors=("office", Actor("law", acts=Acts.BY_LAW)),
        facts=[day(f"{name}_on") for name in ("received", "accepted", "begun", "asked")]
        + [*facts],
        transitions=[
            a_step("apply", "draft", "applied", records=writes(received_on="today")),
            a_step("accept", "applied", "review", records=writes(accepted_on="today")),
            a_step("decide", ("applied", "review"), "decided"),
            a_step("reopen", ("decided", "lapsed"), "applied"),
            a_step("note", ("applied", "review"), "review"),
            a_step("deem", "applied", "review",
                   records=writes(accepted_on="=received_on"), **by),
            a_step("renew", "applied", "applied",
                   records=writes(received_on="today"), **by),
            a_step("lapse", ("applied", "review"), "lapsed", **by),
            *steps,
        ],
        clocks={clock.name: clock for clock in clocks},
        calendar=CALENDAR,
    )  # fmt: skip


APPLY = Record("apply", FIRST)


def by_itself(case):
    """Return what happened by itself, as the plain interpreter writes it."""
    found = [(e.on, e.clock, e.started_on, e.due) for e in case.expired]
    found += [(s.on, s.fired_by, s.transition) for s in case.path if s.fired_by]
    return sorted(found, key=str)


# -- expiries -------------------------------------------------------------------------


def test_a_period_expires_on_the_day_after_its_last():
    """Five working days from Monday the 3rd: a finding on Tuesday the 11th."""
    law = ruled(a_clock("decision"))

    assert lived(law, [APPLY, Advance(on(10))]).expired == ()
    (found,) = lived(law, [APPLY, Advance(on(11))]).expired
    assert (found.due, found.on, found.ref) == (on(10), on(11), "IAA decision")


def test_what_is_done_on_the_last_day_is_in_time():
    law = ruled(a_clock("decision"))

    assert lived(law, [APPLY, Record("decide", on(10)), Advance(on(20))]).expired == ()
    assert lived(law, [APPLY, Record("decide", on(11)), Advance(on(20))]).expired != ()


def test_an_expiry_leads_to_a_step_of_the_day_after():
    """Silence counts as acceptance as of receipt: two days, one step (ALL 32)."""
    law = ruled(a_clock("acceptance", on_expiry="deem", runs_in=("applied",)))
    case = lived(law, [APPLY, Advance(on(20))])

    step = case.path[-1]
    assert (step.transition, step.on, step.fired_by) == ("deem", on(11), "acceptance")
    assert step.records == (("accepted_on", FIRST),)


def test_a_step_the_law_of_the_day_does_not_have_is_a_finding():
    """The period ran out all the same: the step was law until its last day."""
    gone = Interval(until=on(11))
    strike = a_step("strike", "applied", "lapsed", by=("law",), in_force=gone)
    law = ruled(a_clock("decision", on_expiry="strike"), steps=[strike])
    case = lived(law, [APPLY, Advance(on(20))])

    assert [e.on for e in case.expired] == [on(11)]
    assert case.state == "applied"


def test_a_step_that_does_not_lead_on_from_here_is_a_finding():
    law = ruled(a_clock("decision", on_expiry="deem"))
    case = lived(law, [APPLY, Record("accept", on(4)), Advance(on(20))])

    assert [s.transition for s in case.path] == ["apply", "accept"]
    assert [e.clock for e in case.expired] == ["decision"]


def test_a_period_that_simply_ends_leads_to_nothing():
    law = ruled(a_clock("notice", on_expiry="end"))

    assert by_itself(lived(law, [APPLY, Advance(on(20))])) == []


def test_a_period_that_was_over_when_it_started_is_a_finding_of_the_day_after():
    """Even if a step would follow from it: there was no time for silence."""
    clock = a_clock("acceptance", on_expiry="deem", runs_in=("applied",))
    life = [APPLY, Record("decide", on(4)), Record("reopen", on(24))]
    case = lived(ruled(clock), [*life, Advance(on(28))])

    assert case.state == "applied"
    assert by_itself(case) == [(on(25), "acceptance", on(24), on(10))]


def test_two_clocks_that_count_from_an_old_day_come_to_rest():
    """Each would hand the case to the other, for ever."""
    back = a_step("back", "review", "applied", by=("law",))
    law = ruled(
        a_clock("one", 2, "deem", runs_in=("applied",)),
        a_clock("two", 3, "back", runs_in=("review",)),
        steps=[back],
    )
    case = lived(law, [APPLY, Advance(on(31, 12))])

    assert [s.transition for s in case.path] == ["apply", "deem", "back"]
    assert [(e.clock, e.started_on) for e in case.expired] == [("one", on(7))]


def test_a_clock_that_an_expiry_starts_anew_runs_out_again_and_again():
    """Each time on a day of its own."""
    law = ruled(a_clock("reminder", 5, "renew", runs_in=("applied",)))
    case = lived(law, [APPLY, Advance(on(28))])

    assert [s.on for s in case.path] == [on(3), on(11), on(19), on(27)]


def test_two_periods_that_run_out_on_one_day_both_do():
    """In the order of their names; the first one ends the second, too late."""
    law = ruled(
        a_clock("a", on_expiry="lapse", runs_in=("applied",)),
        a_clock("b", runs_in=("applied",)),
    )
    case = lived(law, [APPLY, Advance(on(20))])

    assert by_itself(case) == [(on(11), "a", "lapse"), (on(11), "b", FIRST, on(10))]


def test_a_clock_that_another_starts_anew_as_it_runs_out_fires_once():
    """The run that ran out is the one before: a bug let it run out for ever."""
    again = {"started_by": ("apply", "renew"), "ended_by": ()}
    law = ruled(a_clock("a", 5, "renew"), a_clock("b", 5, "renew", **again))
    case = lived(law, [APPLY, Advance(on(11))])

    assert [(s.transition, s.fired_by) for s in case.path[1:]] == [
        ("renew", "a"), ("renew", "b")]  # fmt: skip
    assert [p.fired for p in periods(law, case)] == [True, True, False, False]


def test_a_finding_is_found_once():
    law = ruled(a_clock("decision"))

    assert len(lived(law, [APPLY, *map(Advance, map(on, (11, 12, 30)))]).expired) == 1


def test_each_expiry_happens_under_the_law_of_its_own_day():
    """The clock keeps its version; the step is that of the day after."""
    early = a_step(
        "end_it", "applied", "lapsed", by=("law",), in_force=Interval(until=REFORM)
    )
    late = a_step(
        "end_it", "applied", "decided", by=("law",), in_force=Interval(since=REFORM)
    )
    versions = (
        ClockVersion("IAA 1", 5, on_expiry="end_it", in_force=Interval(until=REFORM)),
        ClockVersion("IAA 2", 50, on_expiry="end_it", in_force=Interval(since=REFORM)),
    )
    law = ruled(a_clock("term", versions=versions), steps=[early, late])

    before = lived(law, [Record("apply", on(21)), Advance(on(30, 4))])
    on_the_eve = lived(law, [Record("apply", on(24)), Advance(on(30, 4))])
    assert [(s.target, s.on) for s in before.path[1:]] == [("lapsed", on(29))]
    assert [(s.target, s.on) for s in on_the_eve.path[1:]] == [("decided", REFORM)]


def test_what_lies_before_the_last_entry_of_an_archive_is_past():
    """Nobody can say that a period ran out between days that are known to a year."""
    law = ruled(a_clock("decision"))
    case = open_case(law, "C-7")
    for act in (APPLY, Record("note", on(20))):
        case = replay([entered(law, case, act)], start=case)

    assert lived(law, [Advance(on(30))], case).expired == ()


def test_what_an_archive_ends_on_the_day_it_ran_out_is_past_too():
    """The decision of the 11th was late; nothing more follows from that."""
    law = ruled(a_clock("decision"))
    case = open_case(law, "C-7")
    for act in (APPLY, Record("decide", on(11))):
        case = replay([entered(law, case, act)], start=case)

    assert lived(law, [Advance(on(30))], case).expired == ()


def test_a_reform_of_the_day_of_the_last_entry_still_comes():
    """It moves what stood there before: the filing of that day changes nothing."""
    law = ruled(steps=[MOVED])
    case = open_case(law, "C-7")
    for act in (Record("apply", on(31)), FileFact("asked_on", REFORM, REFORM)):
        case = replay([entered(law, case, act)], start=case)

    assert lived(law, [Advance(REFORM)], case).state == "lapsed"


def test_a_filing_of_an_archive_lets_no_time_pass_either():
    """It is one event, whatever had run out by its day."""
    law = ruled(a_clock("decision"))
    case = lived(law, [APPLY])
    told = FileFact("asked_on", on(20), on(20))

    assert entered(law, case, told) == decide(law, case, told).events[-1]
    assert len(decide(law, case, told).events) == 2


def test_what_happened_by_itself_is_not_corrected():
    """It goes when the act goes that it follows from."""
    law = ruled(TERM, a_clock("decision"))
    case = lived(law, [APPLY, Advance(on(20))])

    for number in (2, 3):
        with pytest.raises(CommandError, match=f"event {number} .* happened by itself"):
            decide(law, case, Correct(number, None, on(21)))
    assert lived(law, [Correct(1, None, on(21))], case).state == "draft"


def test_what_happens_by_itself_comes_before_what_is_done_on_its_day():
    """A finding and a step on the 11th, then the filing."""
    law = ruled(TERM, a_clock("decision"))
    outcome = decide(law, lived(law, [APPLY]), FileFact("asked_on", on(11), on(11)))

    kinds = [type(event) for event in outcome.events]
    assert kinds == [PeriodExpired, StateEntered, FactFiled]


def test_a_rulebook_without_clocks_lets_time_pass():
    assert lived(ruled(), [APPLY, Advance(on(20))]).path[1:] == ()


# -- reforms --------------------------------------------------------------------------

MOVED = a_step("move", ("draft", "applied"), "lapsed", by=("law",), on_day=REFORM)


def test_a_reform_moves_a_case_that_stood_there_before_its_day():
    law = ruled(steps=[MOVED])
    case = lived(law, [Record("apply", on(31)), Advance(REFORM)])

    assert [(s.transition, s.on, s.fired_by) for s in case.path[1:]] == [
        ("move", REFORM, "reform")]  # fmt: skip


def test_a_reform_leaves_a_case_that_comes_there_on_its_day():
    law = ruled(steps=[MOVED])

    assert lived(law, [Record("apply", REFORM), Advance(on(9, 4))]).state == "applied"
    later = [Record("apply", on(2, 4)), Advance(on(9, 4))]
    assert lived(law, later).state == "applied"


def test_a_reform_leaves_a_case_that_nobody_had_opened():
    """It stood nowhere: a case that begins in 2032 is none of 2031."""
    law = ruled(steps=[MOVED])
    told = FileFact("begun_on", on(28), on(28))

    assert lived(law, [Advance(on(9, 4))]).state == "draft"
    assert (
        lived(law, [FileFact("begun_on", on(1, 4), on(1, 4)), Advance(on(9, 4))]).state
        == "draft"
    )
    assert lived(law, [told, Advance(on(9, 4))]).state == "lapsed"
    quiet = lived(law, [told])
    assert lived(law, [Advance(on(9, 4))], quiet).state == "lapsed"


def test_a_reform_comes_before_what_runs_out_on_its_day():
    """The last day was the eve: what the reform took away can no longer happen."""
    law = ruled(
        a_clock("acceptance", on_expiry="deem", runs_in=("applied",)), steps=[MOVED]
    )
    case = lived(law, [Record("apply", on(24)), Advance(on(9, 4))])

    assert by_itself(case) == [
        (REFORM, "acceptance", on(24), on(31)),
        (REFORM, "reform", "move"),
    ]


def test_of_two_reforms_of_a_day_the_first_moves_the_case():
    other = a_step("move_on", "applied", "decided", by=("law",), on_day=REFORM)
    law = ruled(steps=[MOVED, other])

    assert lived(law, [APPLY, Advance(REFORM)]).state == "lapsed"


# -- what comes late ------------------------------------------------------------------

TERM = a_clock("term", on_expiry="lapse", ended_by=("begun_on",))


def test_a_late_filing_of_what_ended_a_period_voids_its_expiry():
    """Building had begun in time; nobody had told."""
    law = ruled(TERM)
    case = lived(law, [APPLY, Advance(on(20))])
    assert case.state == "lapsed"

    outcome = decide(law, case, FileFact("begun_on", on(10), on(21), by="lee"))
    voided = outcome.events[1]
    assert (voided.number, voided.replacement, voided.by) == (2, None, "lee")
    assert voided.reason == "follows from event 3"
    assert replay(outcome.events, start=case).state == "applied"


def test_a_late_filing_of_what_ended_it_too_late_voids_nothing():
    law = ruled(TERM)
    case = lived(law, [APPLY, Advance(on(20))])

    assert len(decide(law, case, FileFact("begun_on", on(11), on(21))).events) == 1


def test_a_rumour_does_not_void_what_an_official_paper_says():
    """A filing that does not count tells nothing."""
    law = ruled(TERM)
    told = FileFact("begun_on", on(12), on(12), evidence=Evidence.OFFICIAL)
    rumour = FileFact("begun_on", on(4), on(21), evidence=Evidence.RUMOURED)
    case = lived(law, [APPLY, told])

    assert case.state == "lapsed"
    assert lived(law, [rumour], case).state == "lapsed"


def test_better_evidence_of_another_day_brings_the_expiry_back():
    """It was rumoured to have begun in time."""
    law = ruled(TERM)
    rumour = FileFact("begun_on", on(4), on(4), evidence=Evidence.RUMOURED)
    told = FileFact("begun_on", on(12), on(24), evidence=Evidence.OFFICIAL)
    case = lived(law, [APPLY, rumour, Advance(on(20))])

    assert case.state == "applied"
    case = lived(law, [told], case)
    assert by_itself(case) == [(on(11), "term", "lapse")]
    assert case.history[-1].reason == "follows from event 3"


def test_an_act_that_came_to_nothing_after_a_voided_expiry_is_read_again():
    """The decision was taken; only the record thought the case had lapsed."""
    law = ruled(TERM)
    case = lived(law, [APPLY, Record("decide", on(14))])
    assert case.state == "lapsed"

    assert lived(law, [FileFact("begun_on", on(4), on(21))], case).state == "decided"


def test_a_filing_that_starts_a_period_in_the_past_brings_its_expiry():
    """Asked on the 3rd, told on the 20th: overdue since the 11th."""
    law = ruled(a_clock("answer", started_by=("asked_on",), counts_from=("asked_on",)))
    case = lived(law, [FileFact("asked_on", FIRST, on(20))])

    assert by_itself(case) == [(on(11), "answer", FIRST, on(10))]


def test_what_was_told_late_is_not_forgotten_when_something_else_is_corrected():
    """A bug read time again without it: the approval lapsed a second time."""
    law = ruled(TERM)
    case = lived(law, [APPLY, Advance(on(20)), FileFact("begun_on", on(10), on(21))])
    assert case.state == "applied"

    case = lived(law, [Correct(1, Record("apply", on(4)), on(24))], case)
    assert case.state == "applied"


def test_what_followed_from_a_wrong_event_does_not_stand_in_the_way_of_the_right_one():
    """A bug decided the replacement in a case that the mistake had moved."""
    law = ruled(a_clock("acceptance", on_expiry="deem", runs_in=("applied",)))
    case = lived(law, [APPLY, Advance(on(20))])
    case = lived(law, [Correct(1, Record("apply", on(13)), on(20))], case)

    assert [(s.transition, s.on) for s in case.path] == [("apply", on(13))]


def test_a_correction_fires_what_follows_from_it():
    """Applied a week earlier than recorded: accepted by silence by now."""
    law = ruled(a_clock("acceptance", on_expiry="deem", runs_in=("applied",)))
    case = lived(law, [Record("apply", on(10)), Record("note", on(13))])
    outcome = decide(law, case, Correct(1, APPLY, on(14)))

    inserted = outcome.events[-1]
    assert isinstance(inserted, Corrected)
    assert (inserted.number, inserted.replacement.transition) == (0, "deem")
    assert by_itself(replay(outcome.events, start=case)) == [
        (on(11), "acceptance", "deem")
    ]


def test_a_step_that_was_made_stays_made_even_if_it_rested_on_a_mistake():
    law = ruled(TERM)
    case = lived(
        law, [APPLY, FileFact("begun_on", on(4), on(4)), Record("note", on(20))]
    )
    case = lived(law, [Correct(2, None, on(24))], case)

    assert [s.transition for s in case.path] == ["apply", "lapse", "note"]


def test_a_voided_start_takes_its_expiry_with_it():
    law = ruled(a_clock("decision"))
    case = lived(law, [APPLY, Advance(on(20)), Correct(1, None, on(20))])

    assert (case.path, case.expired) == ((), ())


# -- against the plain interpreter ----------------------------------------------------

WAIT = st.sampled_from([0, 4, 20, 60, 60])
LATE = st.lists(st.sampled_from([0, 1, 4, 12, 40]), min_size=12, max_size=12)


@settings(max_examples=120)
@given(law=clocked_rulebooks(), life=deeds(), wait=WAIT)
def test_lives_agree_with_an_interpreter_that_walks_day_by_day(law, life, wait):
    """Clocks of every kind, pauses, extensions, reforms, on the same days."""
    until = life[-1][0] + timedelta(days=wait)
    plain = PlainLife(law, working).live(life, until)

    case = lived(law, [*map(command, life), Advance(until)])

    assert by_itself(case) == sorted(plain.happened, key=str)
    assert case.state == plain.state


@settings(max_examples=150)
@given(law=clocked_rulebooks(reminders), life=deeds(), wait=WAIT)
def test_what_ran_out_among_its_states_starts_when_the_interpreter_starts_it(
    law, life, wait
):
    """When the states are entered or its own day is written, and not otherwise."""
    until = life[-1][0] + timedelta(days=wait)
    plain = PlainLife(law, working).live(life, until)

    case = lived(law, [*map(command, life), Advance(until)])

    assert by_itself(case) == sorted(plain.happened, key=str)
    started = {name: run["start"] for name, run in plain.runs.items()}
    running = [p for p in periods(law, case) if p.ended_on is None]
    assert {p.clock.name: p.started_on for p in running} == started


@settings(max_examples=80)
@given(law=clocked_rulebooks(), life=deeds(), waits=st.lists(st.integers(0, 60)))
def test_splitting_one_wait_changes_nothing(law, life, waits):
    """Whether anybody looked in between, the same things happen on the same days."""
    told = lived(law, map(command, life))
    days = sorted(life[-1][0] + timedelta(days=wait) for wait in (*waits, 60))

    once = lived(law, [Advance(days[-1])], told)
    often = lived(law, map(Advance, days), told)

    assert once == often


@settings(max_examples=80)
@given(law=clocked_rulebooks(), life=deeds(), waits=LATE)
def test_whether_anybody_asked_or_waited_changes_no_later_answer(law, life, waits):
    """Between the deeds somebody waits, asks in vain and looks at the deadlines."""
    end = Advance(life[-1][0] + timedelta(days=60))
    often = open_case(law, "C-7")
    for number, deed in enumerate(life):
        often = lived(law, [command(deed)], often)
        following = life[number + 1][0] if number + 1 < len(life) else end.on
        then = min(following, deed[0] + timedelta(days=waits[number]))
        often = lived(law, [Advance(then), Request("lapse", then)], often)
        deadlines(law, often, then)

    assert lived(law, [end], often) == lived(law, [*map(command, life), end])


def told_late(life, late):
    """Return commands that file facts late, in an order in which they can be sent."""
    commands, last = [], {}
    for number, deed in enumerate(life):
        told = deed[0]
        if deed[1] == "fact":
            told = max(told + timedelta(days=late[number]), last.get(deed[2], told))
            last[deed[2]] = told
        commands.append((told, number, command(deed, told)))
    return [one for _, _, one in sorted(commands, key=lambda c: c[:2])]


@settings(max_examples=100)
@given(law=clocked_rulebooks(), life=deeds(), late=LATE, wait=WAIT)
def test_whatever_is_told_late_what_happened_by_itself_is_as_if_told_in_time(
    law, life, late, wait
):
    """Expiries that did not follow are voided, those that did are inserted."""
    commands = told_late(life, late)
    until = commands[-1].on + timedelta(days=wait)
    plain = PlainLife(law, working).live(life, until)
    assume(plain.made)  # a step that was made stays made, whatever turns up

    case = lived(law, [*commands, Advance(until)])

    assert by_itself(case) == sorted(plain.happened, key=str)
    assert case.state == plain.state
    again = replay(case.history, start=fresh(case))
    assert periods(law, again) == periods(law, case)


@settings(max_examples=100)
@given(law=clocked_rulebooks(), life=deeds(), wait=WAIT, data=st.data())
def test_a_corrected_day_moves_everything_as_a_fresh_life_would(law, life, wait, data):
    """State, facts, expiries and periods: nothing is left of the mistake."""
    place = data.draw(st.integers(0, len(life) - 1))
    earliest = life[place - 1][0] if place else life[0][0] - timedelta(days=9)
    latest = life[min(place + 1, len(life) - 1)][0]
    moved = data.draw(st.integers(0, (latest - earliest).days))
    right = [*life]
    right[place] = (earliest + timedelta(days=moved), *life[place][1:])
    until = life[-1][0] + timedelta(days=wait)
    assume(PlainLife(law, working).live(right, until).made)

    case = lived(law, map(command, life[:place]))
    outcome = decide(law, case, command(life[place]))
    acts = [not happened_by_itself(event) for event in outcome.events]
    number = len(case.history) + acts.index(True) + 1
    case = replay(outcome.events, start=case)
    case = lived(law, [*map(command, life[place + 1 :]), Advance(until)], case)
    case = lived(law, [Correct(number, command(right[place]), until)], case)
    other = lived(law, [*map(command, right), Advance(until)])

    assert (case.state, case.facts) == (other.state, other.facts)
    assert by_itself(case) == by_itself(other)
    assert periods(law, case) == periods(law, other)


@settings(max_examples=60)
@given(law=clocked_rulebooks(), life=deeds())
def test_a_clock_never_falls_while_it_is_paused(law, life):
    """What is left on the first day of a pause is left on its last."""
    case = lived(law, [*map(command, life), Advance(life[-1][0] + timedelta(days=30))])
    left = {}
    for number in range((case.latest - life[0][0]).days):
        today = life[0][0] + timedelta(days=number)
        standing = {
            d.id: d.left
            for d in deadlines(law, case, today)
            if d.status is Status.PAUSED
        }
        for name, days_left in standing.items():
            assert days_left == left.get(name, days_left)
        left = standing


@settings(max_examples=60)
@given(law=clocked_rulebooks(), life=deeds(), late=LATE, back=st.integers(0, 60))
def test_deadlines_of_a_day_gone_by_count_what_was_told_since(law, life, late, back):
    """By what is known now: as the day would have looked, had all been told in time."""
    commands = told_late(life, late)
    case = lived(law, commands)
    told = lived(law, map(command, life))
    assume(PlainLife(law, working).live(life, case.latest).made)
    today = case.latest - timedelta(days=back)

    found = deadlines(law, case, today)
    in_time = deadlines(law, told, today)

    assert [(d.id, d.status, d.due, d.left) for d in found] == [
        (d.id, d.status, d.due, d.left) for d in in_time
    ]
