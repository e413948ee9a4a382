"""What the windows of a life allow its statutory periods to have taken."""

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from histories import CN, MAPPING, audited, told
from qualflow.audit.history import History
from qualflow.audit.lives import life_case
from qualflow.audit.mapping import HistoryMap
from qualflow.audit.periods import bounded_periods
from qualflow.audit.result import Audit, Judgement, Step
from qualflow.audit.terms import Terms, terms
from qualflow.case.clocks import periods
from qualflow.law.calendar import Calendar
from qualflow.law.facts import Evidence
from qualflow.law.measures import Unit
from qualflow.law.rules import Clock, ClockVersion, Extension, State
from qualflow.words.language import Language
from qualflow.words.periods import periods_block
from rulebooks import a_rulebook, a_step, day, named

START = date(2031, 3, 3)
END = START + timedelta(days=60)
WEEKDAYS = Calendar.of({2031: ((), ())})


def a_clock(**more):
    version = ClockVersion("IAA 16(1)", more.pop("length", 5), more.pop("extend", None))
    return Clock("decision", ("begun_on",), more.pop("unit", Unit.WORKING_DAY),
                 "office", (version,), **more)  # fmt: skip


BY_STATES = a_clock(runs_in=("review",), paused_in=("still",))
BY_ACTS = a_clock(
    started_by=("begin",),
    ended_by=("finish",),
    paused_by=("pause",),
    resumed_by=("resume",),
)
BY_DAYS = a_clock(runs_in=("review",), paused_in=("still",), unit=Unit.DAY)
CHAIN = ("begin", "pause", "resume", "note", "finish")


def a_book(clock):
    return a_rulebook(
        states=[State(n) for n in ("draft", "review", "still", "done")],
        facts=[day("begun_on")],
        transitions=(
            a_step("begin", "draft", "review"),
            a_step("pause", "review", "still"),
            a_step("resume", "still", "review"),
            a_step("note", "review", "review"),
            a_step("finish", "review", "done"),
        ),
        clocks=named([clock]),
        calendar=WEEKDAYS,
    )


MAP = HistoryMap(
    claims=("iaa",), certainty={}, actors={}, kinds=(), lines=(), supplies={}
)


def a_life(book, steps):
    """Return an audit whose life has these steps: a name, a first and a last day."""
    state, made = "draft", []
    for name, first, last in steps:
        (version,) = book.transitions[name]
        days = START + timedelta(days=first), START + timedelta(days=last)
        made.append(
            Step(
                name,
                state,
                version.target,
                *days,
                "office",
                None,
                Evidence.RUMOURED,
                (),
                (),
            )
        )
        state = version.target
    history = History("C-7", {}, ("iaa",), "", END, {}, ())
    return Audit(history, book.name, END, None, state, None, None,
                 Judgement.CONSISTENT, (), (), tuple(made), (), (), 0)  # fmt: skip


def found(book, *steps):
    return bounded_periods(book, MAP, a_life(book, steps), Terms(END))


def only(*steps, clock=BY_STATES):
    (bounds,) = found(a_book(clock), *steps)
    return bounds


# -- by example: Monday 2031-03-03 is day 0 -------------------------------------------


def test_what_is_known_to_the_day_took_exactly_so_long():
    bounds = only(("begin", 0, 0), ("finish", 4, 4))

    assert (bounds.least, bounds.most, bounds.over) == (4, 4, 0)
    assert bounds.started == (START, START)
    assert bounds.due == (date(2031, 3, 10), date(2031, 3, 10))


def test_windows_bound_it_on_both_sides():
    bounds = only(("begin", 0, 1), ("finish", 3, 7))

    assert (bounds.least, bounds.most) == (2, 5)
    assert bounds.started == (START, date(2031, 3, 4))
    assert bounds.ended == (date(2031, 3, 6), date(2031, 3, 10))


def test_the_last_day_itself_is_in_time():
    assert only(("begin", 0, 0), ("finish", 7, 7)).over == 0
    assert only(("begin", 0, 0), ("finish", 8, 8)).over == 1


def test_a_window_that_reaches_back_to_the_last_day_is_no_breach():
    assert only(("begin", 0, 0), ("finish", 7, 30)).over == 0


def test_a_pause_that_was_seen_is_as_long_as_it_can_have_been():
    steps = ("begin", 0, 0), ("pause", 1, 4), ("resume", 8, 18), ("finish", 21, 21)
    bounds = only(*steps)

    assert bounds.least == 15 - 14
    assert bounds.over == 0


def test_an_unseen_pause_is_what_could_excuse_a_breach():
    bounds = only(("begin", 0, 0), ("finish", 18, 25))

    assert (bounds.least, bounds.over) == (14, 9)
    assert bounds.pauses == ("still",)


def test_a_pause_nothing_leads_to_excuses_nothing():
    book = a_book(BY_STATES)
    book = evolve(book, transitions={
        name: versions for name, versions in book.transitions.items()
        if name != "pause"
    })  # fmt: skip
    (bounds,) = found(book, ("begin", 0, 0), ("finish", 18, 25))

    assert (bounds.over, bounds.pauses) == (9, ())


def test_an_extension_that_can_have_been_granted_counts():
    """`extend_by` is a fact: nobody has told of it, so it may have been."""
    extend = Extension("note", at_most=6)
    clock = a_clock(runs_in=("review",), paused_in=("still",), extend=extend)

    within = only(("begin", 0, 0), ("finish", 15, 15), clock=clock)
    beyond = only(("begin", 0, 0), ("finish", 18, 18), clock=clock)

    assert (within.over, within.over_extended, within.extension) == (6, 0, 6)
    assert (beyond.over, beyond.over_extended) == (9, 3)


def test_a_period_nothing_ended_is_measured_to_the_day_of_the_audit():
    bounds = only(("begin", 0, 3))

    assert bounds.ended is None
    assert (bounds.least, bounds.most) == (41, None)
    assert bounds.over == 36
    assert bounds.rests_on == ()


def test_what_a_fact_would_have_ended_rests_on_that_fact():
    clock = a_clock(started_by=("begin",), ended_by=("begun_on",))

    assert only(("begin", 0, 0), clock=clock).rests_on == ("begun_on",)


def test_each_run_is_bounded_on_its_own():
    book = a_book(a_clock(started_by=("note", "begin"), ended_by=("finish",)))
    runs = found(book, ("begin", 0, 0), ("note", 4, 7), ("finish", 8, 9))

    assert [(b.least, b.most) for b in runs] == [(4, 5), (1, 3)]


def test_without_a_calendar_nothing_is_said_of_the_days():
    book = evolve(a_book(BY_STATES), calendar=Calendar.of({}))
    (bounds,) = found(book, ("begin", 0, 0), ("finish", 30, 30))

    assert (bounds.least, bounds.most, bounds.over) == (None, None, 0)


# -- every assignment of days, tried --------------------------------------------------


@st.composite
def windows(draw):
    """Return steps with narrowed windows of a few days: no bound lies out of order."""
    names = draw(st.sampled_from([CHAIN, CHAIN[:1] + CHAIN[3:], CHAIN[:2], CHAIN[:4]]))
    size = len(names)
    firsts = sorted(draw(st.lists(st.integers(0, 12), min_size=size, max_size=size)))
    widths = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    lasts = [first + width for first, width in zip(firsts, widths, strict=True)]
    for place in range(size - 2, -1, -1):
        lasts[place] = min(lasts[place], lasts[place + 1])
        firsts[place] = min(firsts[place], lasts[place])
    for place in range(1, size):
        firsts[place] = max(firsts[place], firsts[place - 1])
    return list(zip(names, firsts, lasts, strict=True))


def every_length(book, steps):
    """Return the length of the run in every life within the windows."""
    for days in product(*(range(first, last + 1) for _, first, last in steps)):
        if all(one <= other for one, other in pairwise(days)):
            placed = [(s[0], n, n) for s, n in zip(steps, days, strict=True)]
            case = life_case(book, MAP, a_life(book, placed))
            (period,) = periods(book, case)
            until = period.ended_on or END
            yield period.span.counted(period.pauses, period.counts_from, until)


@given(windows(), st.sampled_from([BY_STATES, BY_ACTS, BY_DAYS]))
def test_least_and_most_are_those_of_all_lives_within_the_windows(steps, clock):
    book = a_book(clock)
    lengths = list(every_length(book, steps))
    (bounds,) = found(book, *steps)

    assert bounds.least == min(lengths)
    if bounds.ended is not None:
        assert bounds.most == max(lengths)


# -- true histories -------------------------------------------------------------------


def of(history):
    audit = audited(history)
    return bounded_periods(CN, MAPPING, audit, terms(MAPPING, audit.day)), audit


def test_the_access_of_xiaomi_may_have_been_in_time():
    """The request came by 2024-07-12; the notice ran out on 2024-07-20."""
    bounds = {b.clock.name: b for b in of(told("xiaomi"))[0]}

    assert bounds["access_decision"].least == 5
    assert bounds["access_decision"].over == 0


def test_no_published_history_shows_a_breach_for_certain():
    for name in ("bjev", "changjiang", "kandi_jiangsu", "nio", "qiantu", "suda"):
        for bounds in of(told(name))[0]:
            assert bounds.over == 0 or bounds.rests_on


def slow():
    """Return BJEV, accepted by 2016-03-10 and approved seven months later."""
    history = told("bjev")
    for event in history["events"]:
        if event["kind"] == "approved":
            event |= {"on": None, "earliest": "2016-10-16", "latest": "2016-10-16"}
        if event["kind"] == "production_access_granted":
            event |= {"on": None, "earliest": "2017-03-20", "latest": "2017-03-20"}
        if event["kind"] == "production_started":
            event |= {"on": None, "earliest": "2017-04-01", "latest": "2017-12-31"}
    history["events"].append(
        {
            "kind": "accepted",
            "on": None,
            "precision": "month",
            "earliest": "2016-03-01",
            "latest": "2016-03-10",
            "actor": "ndrc",
            "certainty": "text",
            "facts": {},
            "note": "",
            "source": [],
        }
    )
    return history


def test_a_breach_is_worded_with_what_could_excuse_it():
    found, audit = of(slow())
    bounds = next(b for b in found if b.clock.name == "decision")

    assert (bounds.over, bounds.over_extended) == (129, 119)
    assert bounds.pauses == ("evaluation", "hearing_from")
    said = " ".join(" ".join(periods_block(found, CN, audit.day, Language.EN)).split())
    assert (
        "at least 129 working days too long, 119 working days even if extended, unless "
        'the case was at "under evaluation" for at least 119 working days'
    ) in said


def test_clocks_decide_no_verdict():
    """machine.md 5.7: an overdue period is a finding against its owner."""
    found, audit = of(slow())

    assert any(bounds.over for bounds in found)
    assert audit.judgement is Judgement.CONSISTENT


@pytest.mark.parametrize("language", ["en", "zh"])
def test_periods_read_well(language, golden):
    blocks = []
    for history in (slow(), told("xiaomi"), told("suda")):
        found, audit = of(history)
        blocks += periods_block(found, CN, audit.day, Language(language))

    golden("\n".join(blocks) + "\n", f"audit/periods.{language}.txt")
