"""A life told anew: what a branch keeps, judges otherwise and leaves out."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from qualflow import (
    Correct,
    FileFact,
    Record,
    Request,
    deadlines,
    decide,
    open_case,
    replay,
)
from qualflow.case.commands import CommandError
from qualflow.case.events import ActNoted, Noted, PeriodExpired, StateEntered, Terms
from qualflow.case.replaying import amended, fresh
from qualflow.errors import UnknownNameError
from qualflow.explain.deadlines import Status
from qualflow.law.edition import Answer
from qualflow.law.facts import Evidence, FactValueError
from qualflow.law.rules import Standing
from qualflow.law.verdict import Verdict
from qualflow.stepping.branch import lived
from qualflow.stepping.life import Life, as_known
from qualflow.stepping.reforms import ReformError, reform_days
from qualflow.stepping.view import view
from qualflow.stepping.walk import Ask, Drop, File, Move, Reform, Walk
from walks import LIVES, life

every_life = pytest.mark.parametrize("name", LIVES)
REFORM = date(2019, 1, 10)
CARS = File("sample_cars", "14", date(2016, 3, 1))


def steps(whole):
    """Return number, day and step of what was told, and whether it happened."""
    return [
        (one.number, one.event.on, one.event.transition, one.happened)
        for one in whole.happenings
        if isinstance(one.event, StateEntered | ActNoted)
    ]


def told(whole, number):
    return next(one for one in whole.happenings if one.number == number)


# -- the life as it is known ----------------------------------------------------------


@every_life
def test_without_edits_a_life_is_its_record(name):
    """What happened, happened: nothing is decided again."""
    rulebook, known = life(name)

    whole = lived(rulebook, known)

    assert whole.events(whole.happenings) == amended(known.case.history)
    assert whole.case(whole.happenings).facts == known.case.facts


@every_life
def test_a_branch_that_changes_nothing_is_the_life_as_it_is_known(name):
    """A reform moved by no days is no change; but the life has been told anew."""
    rulebook, known = life(name)
    edit = Reform(reform_days(rulebook)[0], 0)

    assert (
        lived(rulebook, known, (edit,)).happenings
        == as_known(rulebook, known).happenings
    )


@every_life
def test_nothing_in_a_shipped_life_is_unlawful(name):
    """The records have verdicts that are unknown, and none that is unmet."""
    rulebook, known = life(name)

    assert not [one for one in as_known(rulebook, known).happenings if one.unlawful]
    abiding = lived(rulebook, known, law_abiding=True)
    assert all(one.happened for one in abiding.happenings)


@every_life
def test_windows_of_a_history_stay_with_their_steps(name):
    rulebook, known = life(name)
    whole = as_known(rulebook, known)

    assert whole.windows(whole.happenings) == known.windows


def test_one_place_tells_all_that_time_makes_happen_on_one_day():
    """Two periods that run out on one day are one step of time."""
    rulebook, known = life("case:xiaomi")
    expiry = next(e for e in known.case.history if isinstance(e, PeriodExpired))
    other = PeriodExpired(
        "delivery", "ALL 44", "ndrc", date(2024, 1, 2), expiry.due, expiry.on
    )
    first = open_case(rulebook, "x")
    case = replay((expiry, other), start=fresh(first))

    whole = as_known(rulebook, Life(case))

    assert whole.stops == (0, 2)
    assert (whole.places, len(whole.happenings)) == (1, 2)


# -- what if it had filed -------------------------------------------------------------


def test_fourteen_sample_cars_change_one_clause_of_one_act():
    """O27 6(4) asks for fifteen; nobody told how many Qiantu had, so it was unknown."""
    rulebook, known = life("history:qiantu")
    before, after = as_known(rulebook, known), lived(rulebook, known, (CARS,))

    changed = [
        (one.number, one.event.transition)
        for one in after.happenings
        if one.number and one != told(before, one.number)
    ]
    verdicts = {
        found.clause: (was.get(found.clause), found.verdict)
        for was in [{n.clause: n.verdict for n in told(before, 8).event.noted}]
        for found in told(after, 8).event.noted
        if was.get(found.clause) != found.verdict
    }

    assert changed == [(8, "approve")]
    assert verdicts == {"O27 6(4)": (Verdict.UNKNOWN, Verdict.UNMET)}
    assert len(after.happenings) == len(before.happenings) + 1


def test_what_the_law_forbids_is_kept_as_it_happened():
    """The approval was given, so it stands, and says which clause it did not meet."""
    rulebook, known = life("history:qiantu")

    approval = told(lived(rulebook, known, (CARS,)), 8)

    assert approval.happened
    assert approval.unlawful
    assert approval.answer is Answer.CLOSED
    assert approval.event.target == "approved"
    assert approval.event.evidence is told(as_known(rulebook, known), 8).event.evidence


def test_in_a_law_abiding_branch_it_does_not_happen():
    """Then nothing that rests on the approval can happen either.

    The reform of 2019-01-10 finds the case pending and moves it.
    """
    rulebook, known = life("history:qiantu")

    abiding = lived(rulebook, known, (CARS,), law_abiding=True)

    refused = [step for step in steps(abiding) if not step[3]]
    assert [step[2] for step in refused] == [
        "approve",
        "request_access",
        "grant_access",
        "start_production",
        "stop_production",
        "resume_production",
        "stop_production",
    ]
    assert (0, REFORM, "move_to_filing", True) in steps(abiding)
    assert abiding.case(abiding.happenings).state == "draft"


def test_fifteen_sample_cars_of_one_type_are_enough():
    rulebook, known = life("history:qiantu")
    same = File("sample_cars_same_type", "true", CARS.on)
    enough = File("sample_cars", "15", CARS.on)

    approval = told(lived(rulebook, known, (enough, same)), 8)

    assert "O27 6(4)" not in [noted.clause for noted in approval.event.noted]
    assert not approval.unlawful


def test_a_filing_comes_before_what_else_is_told_of_its_day():
    rulebook, known = life("history:qiantu")
    day = told(as_known(rulebook, known), 8).event.on

    whole = lived(rulebook, known, (File("sample_cars", "14", day),))

    places = [one.number for one in whole.happenings if one.event.on == day]
    assert places == [0, 6, 7, 8]
    assert told(whole, 8).unlawful


def test_what_a_step_has_written_no_filing_changes():
    rulebook, known = life("history:qiantu")
    edit = File("accepted_on", "2016-01-05", date(2016, 9, 1))

    whole = lived(rulebook, known, (edit,))

    case = whole.case(whole.happenings)
    assert case.facts["accepted_on"] == date(2016, 8, 29).toordinal()


# -- what if something had not happened, or on another day ----------------------------


def test_an_act_that_the_law_has_no_step_for_moves_nothing():
    """Without the acceptance nothing can be evaluated: it is noted and no more."""
    rulebook, known = life("history:qiantu")

    whole = lived(rulebook, known, (Drop(4),))

    evaluation = told(whole, 5)
    assert isinstance(evaluation.event, ActNoted)
    assert evaluation.answer is Answer.NO_SUCH_TRANSITION
    assert [one for one in whole.happenings if one.number == 4] == []


def test_a_moved_event_keeps_its_order_among_those_of_one_day():
    rulebook, known = life("history:qiantu")
    day = told(as_known(rulebook, known), 4).event.on

    earlier = lived(rulebook, known, (Move(6, day),))
    later = lived(rulebook, known, (Move(3, day),))

    numbers = [one.number for one in earlier.happenings if one.event.on == day]
    assert numbers == [4, 5, 6]
    assert [one.number for one in later.happenings if one.event.on == day] == [3, 4, 5]


def test_a_moved_act_is_judged_by_the_law_of_its_new_day():
    """A week after the reform the approval track is closed."""
    rulebook, known = life("history:qiantu")

    moved = told(lived(rulebook, known, (Move(8, REFORM + timedelta(days=7)),)), 8)

    assert moved.answer is Answer.NO_SUCH_TRANSITION
    assert moved.event.on == date(2019, 1, 17)


def test_time_is_read_again_in_a_kept_case():
    """Xiaomi's access was not decided in time; on its last day it would have been."""
    rulebook, known = life("case:xiaomi")
    expiry = next(e for e in known.case.history if isinstance(e, PeriodExpired))

    early = lived(rulebook, known, (Move(13, expiry.due),))
    late = lived(rulebook, known, (Move(13, expiry.on),))

    assert expiry not in early.events(early.happenings)
    assert expiry in late.events(late.happenings)


@pytest.mark.parametrize("edit", [Drop(12), Move(12, date(2025, 1, 1))])
def test_what_happened_by_itself_cannot_be_left_out(edit):
    """The act it follows from can; event 12 is a period that ran out."""
    rulebook, known = life("case:xiaomi")

    with pytest.raises(CommandError, match="event 12 happened by itself"):
        lived(rulebook, known, (edit,))


def test_an_event_that_there_is_not_is_named():
    rulebook, known = life("history:baowo")

    with pytest.raises(
        CommandError, match="event 7 is none of its events; its acts are"
    ):
        lived(rulebook, known, (Drop(7),))


# -- what if somebody had asked -------------------------------------------------------


def test_a_step_that_is_open_is_taken():
    rulebook, known = life("case:C-7")
    on = date(2031, 2, 5)

    whole = lived(rulebook, known, (Ask("withdraw", on),))

    asked = whole.happenings[-1]
    assert (asked.happened, asked.event.target, asked.event.on) == (
        True,
        "withdrawn",
        on,
    )
    assert asked.event.evidence is Evidence.OFFICIAL


def test_a_step_that_the_law_refuses_does_not_happen():
    """A request is refused where it is not known, too: unlike a record."""
    rulebook, known = life("case:C-7")
    on = date(2031, 2, 5)

    whole = lived(rulebook, known, (Ask("approve", on), Ask("apply", on)))

    first, second = whole.happenings[-2:]
    assert (first.happened, first.answer) == (False, Answer.CLOSED)
    assert (second.happened, second.answer) == (False, Answer.NO_SUCH_TRANSITION)
    assert whole.case(whole.happenings).state == known.case.state


@given(st.data())
def test_a_step_is_taken_just_if_decide_grants_it(data):
    """There is one law: a branch asks it as everybody does."""
    rulebook, known = life("case:C-7")
    step = data.draw(st.sampled_from(list(rulebook.transitions)))
    on = date(2031, 2, 3) + timedelta(days=data.draw(st.integers(0, 30)))

    whole = lived(rulebook, known, (Ask(step, on),))

    outcome = decide(rulebook, known.case, Request(step, on))
    asked = next(one for one in whole.happenings if one.edit)
    assert asked.happened is (outcome.refusal is None)
    if outcome.refusal is not None:
        assert asked.answer is outcome.refusal.answer
    else:
        assert asked.event == outcome.events[-1]


def test_what_only_an_archive_makes_cannot_be_asked_for():
    """An access under older rules is on record or it is not; nobody can ask for it."""
    rulebook, known = life("history:qiantu")

    whole = lived(rulebook, known, (Ask("record_existing_access", date(2016, 3, 1)),))

    asked = next(one for one in whole.happenings if isinstance(one.edit, Ask))
    assert (asked.happened, asked.answer) == (False, Answer.CLOSED)


# -- what if the reform had come on another day ---------------------------------------


@pytest.mark.parametrize(("by", "on"), [(0, "2019-01-10"), (31, "2019-02-10")])
def test_a_pending_case_is_moved_when_the_reform_comes(by, on):
    """Kandi's file was decided two days before the reform; had it not been, by then."""
    rulebook, known = life("history:kandi_jiangsu")

    whole = lived(rulebook, known, (Drop(6), Drop(7), Reform(REFORM, by)))

    moves = [step for step in steps(whole) if step[2] == "move_to_filing"]
    assert moves == [(0, date.fromisoformat(on), "move_to_filing", True)]


def test_a_month_earlier_the_reform_would_have_caught_kandi():
    """Approved on 2019-01-08 on the old track: on 2018-12-10 it was still pending."""
    rulebook, known = life("history:kandi_jiangsu")

    whole = lived(rulebook, known, (Reform(REFORM, -31),))

    assert (0, date(2018, 12, 10), "move_to_filing", True) in steps(whole)
    assert told(whole, 7).answer is Answer.NO_SUCH_TRANSITION


def test_reforms_are_moved_one_after_the_other():
    rulebook, known = life("history:qiantu")
    later = REFORM + timedelta(days=31)

    whole = lived(rulebook, known, (Reform(REFORM, 31), Reform(later, -31)))

    assert whole.happenings == as_known(rulebook, known).happenings
    with pytest.raises(ReformError):
        lived(rulebook, known, (Reform(REFORM, 31), Reform(REFORM, 31)))


# -- names and values -----------------------------------------------------------------

WRONG = {
    "fact": (File("sample_carz", "1", REFORM), UnknownNameError, "'sample_cars'"),
    "number": (File("sample_cars", "many", REFORM), FactValueError, "a whole number"),
    "truth": (File("brand_owned", "maybe", REFORM), FactValueError, "true or false"),
    "step": (Ask("aprove", REFORM), UnknownNameError, "'approve'"),
    "reform": (Reform(date(2019, 1, 9), 3), ReformError, "does not change"),
}


@pytest.mark.parametrize(("edit", "kind", "message"), WRONG.values(), ids=WRONG)
def test_names_and_values_are_those_of_the_process(edit, kind, message):
    rulebook, known = life("history:qiantu")

    with pytest.raises(kind, match=message):
        lived(rulebook, known, (edit,))


# -- corrections ----------------------------------------------------------------------


def test_a_case_that_was_put_right_is_told_as_corrected():
    """The numbers are those that `qualflow replay` shows and `Correct` takes."""
    rulebook, known = life("case:C-7")
    day = date(2031, 2, 4)
    fix = Correct(8, FileFact("samples", 2, date(2031, 2, 3), "applicant"), day)
    case = replay(decide(rulebook, known.case, fix).events, start=known.case)

    whole = lived(rulebook, Life(case), (Drop(9),))

    assert told(whole, 8).event.value == 2
    assert [one.number for one in whole.happenings] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_an_act_of_the_wrong_actor_is_unlawful():
    """Only the applicant may withdraw; no clause stands in the way."""
    rulebook, known = life("case:C-7")
    command = Record("withdraw", date(2031, 2, 4), "office")
    case = replay(decide(rulebook, known.case, command).events, start=known.case)

    whole = as_known(rulebook, Life(case))

    assert whole.happenings[-1].answer is Answer.CLOSED
    abiding = lived(rulebook, Life(case), law_abiding=True)
    assert not abiding.happenings[-1].happened


def test_an_act_of_which_nothing_changes_is_the_event_of_the_record():
    """Its terms and notes are those of its day; another edit does not touch them."""
    rulebook, known = life("case:C-7")
    old = Terms("2019.1", frozenset({Standing.TEXT}), Evidence.DOCUMENTED)
    events = [
        evolve(event, terms=old, noted=(Noted("IAA 99", "unknown"),))
        if isinstance(event, StateEntered)
        else event
        for event in known.case.history
    ]
    case = replay(events, start=fresh(known.case))

    unrelated = lived(rulebook, Life(case), (File("samples", "2", events[0].on),))
    asked_otherwise = lived(rulebook, Life(case), (Drop(2),))

    assert told(unrelated, 3).event == events[2]
    assert told(asked_otherwise, 3).event.terms.release == rulebook.release
    assert [n.clause for n in told(asked_otherwise, 3).event.noted] == ["IAA 5(1)"]


def told_late():
    """Return a project whose delivery was told after its period had run out."""
    rulebook, _ = life("case:xiaomi")
    case = open_case(rulebook, "late")
    for command in (
        Record("submit", date(2016, 3, 1)),
        Record("accept", date(2016, 3, 7)),
        Record("approve", date(2016, 3, 28)),
        FileFact("delivered_on", date(2016, 4, 5), date(2016, 6, 1)),
    ):
        case = replay(decide(rulebook, case, command).events, start=case)
    return rulebook, Life(case)


def test_what_was_told_late_counts_from_its_own_day_in_a_branch():
    """The period ran out in the record and was put right: it had not run out."""
    rulebook, known = told_late()
    recorded = [e for e in known.case.history if isinstance(e, PeriodExpired)]

    whole = lived(rulebook, known, (Reform(REFORM, 0),))

    assert [e.clock for e in recorded] == ["delivery"]
    assert whole.happenings == as_known(rulebook, known).happenings
    assert recorded[0] not in whole.events(whole.happenings)


def test_periods_of_a_day_are_those_that_are_known_now():
    """As `qualflow deadlines` has them: what was told later of days before counts."""
    rulebook, known = told_late()
    on = date(2016, 5, 30)

    shown = view(rulebook, known, Walk("late").to(on))

    found = deadlines(rulebook, known.case, on)
    assert [(d.id, d.status) for d in shown.deadlines] == [
        (d.id, d.status) for d in found
    ]
    (delivery,) = [d for d in shown.deadlines if d.period.clock.name == "delivery"]
    assert delivery.status is Status.MET
