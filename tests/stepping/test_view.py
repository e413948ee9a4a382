"""What is seen at a place: the same however one comes there, and as others say it."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow import Request, deadlines, explain
from qualflow.case.commands import CommandError, ReadLink
from qualflow.case.events import FactFiled, LinkRead, StateEntered
from qualflow.case.life import decide, open_case
from qualflow.case.replaying import as_of, replay
from qualflow.case.timing import advance
from qualflow.errors import UnknownNameError
from qualflow.law.edition import Answer
from qualflow.law.verdict import Verdict
from qualflow.stepping.life import Life
from qualflow.stepping.view import applied, view
from qualflow.stepping.walk import Ask, Drop, File, Move, Reform, Walk
from walks import LIVES, life

CARS = File("sample_cars", "14", date(2016, 3, 1))
every_life = pytest.mark.parametrize("name", LIVES)


def seen(shown):
    """Return everything that a reader is shown of a place."""
    return (
        shown.on,
        shown.place,
        shown.state,
        shown.since,
        shown.phase,
        shown.told,
        shown.coming,
        shown.passed,
        shown.arrows,
        shown.facts,
        [(d.id, d.status, d.due, d.left, d.owner) for d in shown.deadlines],
        shown.windows,
    )


def at(name, place, **asked):
    rulebook, known = life(name)
    return view(rulebook, known, Walk(name, place, **asked))


# -- forwards, backwards, at once -----------------------------------------------------


@every_life
def test_backwards_shows_what_forwards_has_shown(name):
    rulebook, known = life(name)
    walk, forwards = Walk(name), []
    for _ in range(view(rulebook, known, walk).lived.places + 1):
        forwards.append(seen(view(rulebook, known, walk)))
        walk = walk.at(walk.place + 1)
    backwards = []
    for _ in forwards:
        walk = walk.at(walk.place - 1)
        backwards.append(seen(view(rulebook, known, walk)))

    assert backwards[::-1] == forwards
    assert [place[1] for place in forwards] == list(range(len(forwards)))


@every_life
def test_a_jump_to_the_day_of_a_place_is_the_last_place_of_that_day(name):
    rulebook, known = life(name)
    last = view(rulebook, known, Walk(name)).lived.places
    places = [view(rulebook, known, Walk(name, n)) for n in range(1, last + 1)]

    for shown in places:
        if shown.ends_day:
            jumped = view(rulebook, known, Walk(name).to(shown.on))
            assert seen(jumped) == seen(shown)


def test_the_beginning_stands_on_the_day_of_the_first_event():
    shown = at("case:xiaomi", 0)

    assert (shown.on, shown.state, shown.told) == (date(2023, 8, 23), "draft", ())
    assert [one.number for one in shown.coming] == [1]
    assert not shown.ends_day


def test_past_the_end_is_the_end():
    shown = at("case:xiaomi", 99)

    assert (shown.place, shown.walk.place, shown.coming) == (14, 14, ())
    assert shown.state == "production_start"


def test_below_the_beginning_is_the_beginning():
    assert Walk("x", 2).at(-3) == Walk("x", 0)


def test_a_life_in_which_nothing_happened_needs_a_day():
    rulebook, _ = life("case:C-7")
    fresh = Life(open_case(rulebook, "new"))

    with pytest.raises(CommandError, match="which day is asked about"):
        view(rulebook, fresh, Walk("new"))
    shown = view(rulebook, fresh, Walk("new").to(date(2031, 1, 1)))
    assert [arrow.why.transition for arrow in shown.arrows] == ["apply"]


# -- as the other commands say it -----------------------------------------------------


@settings(max_examples=40)
@given(st.sampled_from(sorted(LIVES)), st.integers(-40, 400), st.integers(1, 20))
def test_a_day_shows_what_explain_and_deadlines_say_of_it(name, ahead, place):
    """There is one answer to one question, wherever it is asked."""
    rulebook, known = life(name)
    case = known.case
    history = case.history
    on = history[min(place, len(history)) - 1].on + timedelta(days=ahead)

    shown = view(rulebook, known, Walk(name).to(on))

    cut = as_of(case, on)
    assert shown.case == replay(advance(rulebook, cut, on), start=cut)
    for arrow in shown.arrows:
        assert arrow.why == explain(rulebook, cut, Request(arrow.why.transition, on))
    found = deadlines(rulebook, case, on, known.windows)
    assert [(d.id, d.status, d.due, d.left, d.otherwise) for d in shown.deadlines] == [
        (d.id, d.status, d.due, d.left, d.otherwise) for d in found
    ]


@every_life
def test_every_step_from_the_state_is_an_arrow(name):
    rulebook, known = life(name)
    shown = view(rulebook, known, Walk(name, 3))
    edition = rulebook.on(shown.on)

    expected = [n for n, t in edition.transitions.items() if shown.state in t.sources]

    assert [arrow.why.transition for arrow in shown.arrows] == expected
    assert all(a.why.answer is not Answer.NO_SUCH_TRANSITION for a in shown.arrows)


def test_in_the_middle_of_a_day_what_is_still_to_come_is_not_known():
    """Xiaomi's request, check and filing are told of one day."""
    shown = at("case:xiaomi", 3)

    assert (shown.state, shown.ends_day) == ("applied", False)
    assert "checked_on" not in {row.name for row in shown.facts if row.source}
    assert "filing_term" not in {d.period.clock.name for d in shown.deadlines}


# -- facts ----------------------------------------------------------------------------


def rows(shown):
    return {row.name: row for row in shown.facts}


def test_a_fact_says_who_filed_it_when_and_how_well_it_is_known():
    row = rows(at("case:C-7", 9))["samples"]

    assert row.value == 3
    assert isinstance(row.source, FactFiled)
    assert (row.source.by, row.source.on) == ("applicant", date(2031, 2, 3))
    assert not row.edited


def test_a_fact_shows_the_clauses_that_read_it_and_how_they_stand():
    """One of C-7's clauses is not met, and says so beside the fact that it reads."""
    found = rows(at("case:C-7", 9))
    by = {
        (r.transition, r.clause): r.verdict for r in found["report_issued_on"].readers
    }

    assert by["approve", "IAA 9(1)"] is Verdict.UNMET


def test_a_fact_that_is_asked_for_and_not_on_file_is_a_row():
    row = rows(at("case:C-7", 1))["application_signed"]

    assert (row.value, row.source) == (None, None)
    assert [(r.clause, r.verdict) for r in row.readers] == [
        ("IAA 5(1)", Verdict.UNKNOWN)
    ]


def test_clauses_that_are_not_evaluated_stand_there_too():
    """A draft of a rule is listed and never silently passed."""
    shown = at("history:qiantu", 9)

    verdicts = {r.verdict for row in shown.facts for r in row.readers}

    assert Verdict.NOT_EVALUATED in verdicts


def test_a_fact_that_a_step_wrote_names_the_step():
    row = rows(at("case:xiaomi", 6))["filed_on"]

    assert isinstance(row.source, StateEntered)
    assert row.source.transition == "file"


def test_what_the_branch_has_filed_is_marked():
    shown = at("history:qiantu", 9, edits=(CARS,))

    assert [row.name for row in shown.facts if row.edited] == ["sample_cars"]


def test_links_that_were_read_are_sources():
    from qualflow import ReadLink, decide

    rulebook, known = life("case:xiaomi")
    _, other = life("case:baowo")
    read = ReadLink("holder", other.case, date(2025, 7, 1))
    case = replay(decide(rulebook, known.case, read).events, start=known.case)

    found = rows(view(rulebook, Life(case), Walk("x", 99)))

    assert isinstance(found["holder.state"].source, LinkRead)


# -- what the edits change ------------------------------------------------------------


def changes(name, *edits, **asked):
    rulebook, known = life(name)
    return applied(rulebook, known, Walk(name, 0, None, edits, **asked))


def test_each_edit_says_what_it_changes_beside_the_others():
    """The second one takes away what the first one changed."""
    enough = File("sample_cars", "15", date(2016, 3, 2))

    first, second = changes("history:qiantu", CARS, enough)

    assert [(v.clause, v.after) for v in first.change.verdicts] == [
        ("O27 6(4)", Verdict.UNMET)
    ]
    assert [(v.clause, v.before, v.after) for v in second.change.verdicts] == [
        ("O27 6(4)", Verdict.UNMET, Verdict.UNKNOWN)
    ]


def test_a_filing_that_does_not_count_says_so():
    edit = File("accepted_on", "2016-01-05", date(2016, 9, 1))

    (change,) = changes("history:qiantu", edit)

    assert (change.counts, change.change) == (False, None)
    assert changes("history:qiantu", CARS)[0].counts


def test_a_step_that_is_refused_says_why():
    (change,) = changes("case:C-7", Ask("approve", date(2031, 2, 5)))

    assert not change.granted
    unmet = [f.clause.ref for f in change.findings if f.verdict is Verdict.UNMET]
    assert unmet == ["IAA 9(1)", "IAA 14(2)"]


def test_an_edit_names_the_event_that_it_leaves_out_or_moves():
    dropped, moved, again, reform = changes(
        "history:qiantu",
        Drop(4),
        Move(3, date(2016, 3, 2)),
        Drop(4),
        Reform(date(2019, 1, 10), 0),
    )

    assert dropped.event.transition == "accept"
    assert (moved.event.transition, moved.event.on) == ("submit", date(2016, 3, 2))
    assert (again.event, again.change) == (None, None)
    assert (reform.event, reform.change) == (None, None)


# -- suspensions of the past ----------------------------------------------------------


@pytest.mark.parametrize("name", ["case:xiaomi", "case:baowo", "history:qiantu"])
def test_a_branch_steps_forwards_and_backwards_alike(name):
    rulebook, known = life(name)
    walk = Walk(name, 0, None, (Drop(2), Reform(date(2019, 1, 10), 31)), True)
    last = view(rulebook, known, walk).lived.places

    shown = [seen(view(rulebook, known, walk.at(n))) for n in range(last + 1)]
    again = [seen(view(rulebook, known, walk.at(n))) for n in range(last, -1, -1)]

    assert again[::-1] == shown


# -- beside another case ---------------------------------------------------------------


def beside_baowo(day, **asked):
    rulebook, known = life("case:xiaomi")
    _, other = life("case:baowo")
    known = evolve(known, links=(("holder", other.case),))
    return view(rulebook, known, Walk("xiaomi", 0, day, **asked))


def answer_to(shown, transition):
    (found,) = [a.why for a in shown.arrows if a.why.transition == transition]
    return found


@pytest.mark.parametrize("day", [date(2023, 6, 24), date(2023, 6, 25)])
def test_what_is_read_beside_a_life_is_the_day_s_state_of_the_other(day):
    rulebook, known = life("case:xiaomi")
    _, other = life("case:baowo")
    read = ReadLink("holder", other.case, day)
    cut = as_of(known.case, day)
    linked = replay(decide(rulebook, cut, read).events, start=cut)
    shown = beside_baowo(day)

    assert answer_to(shown, "take_over") == explain(
        rulebook, linked, Request("take_over", day)
    )


def test_without_the_other_case_it_is_not_known():
    rulebook, known = life("case:xiaomi")
    alone = view(rulebook, known, Walk("xiaomi", 0, date(2023, 6, 25)))

    assert answer_to(alone, "take_over").answer is Answer.UNKNOWN
    assert answer_to(beside_baowo(date(2023, 6, 24)), "take_over").open
    closed = answer_to(beside_baowo(date(2023, 6, 25)), "take_over")
    assert closed.answer is Answer.CLOSED
    assert [(link.case, link.state) for link in closed.links] == [
        ("baowo", "deregistered")
    ]


def test_what_is_asked_in_a_branch_reads_the_other_case_on_its_day():
    early, late = date(2023, 6, 24), date(2023, 6, 25)
    taken = beside_baowo(early, edits=(Ask("take_over", early),))
    refused = beside_baowo(late, edits=(Ask("take_over", late),))

    assert taken.state == "access_granted"
    assert refused.state == "draft"
    assert [one.happened for one in refused.told if one.edit] == [False]


def test_a_link_that_the_process_does_not_have_is_named():
    rulebook, known = life("case:xiaomi")
    known = evolve(known, links=(("holdr", known.case),))

    with pytest.raises(UnknownNameError, match="did you mean 'holder'"):
        view(rulebook, known, Walk("xiaomi", 3))
