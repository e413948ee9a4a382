"""Where two lives part: the first event, state, verdict or deadline."""

from datetime import date, timedelta

import pytest

from qualflow.case.events import PeriodExpired
from qualflow.explain.deadlines import Status
from qualflow.law.edition import Answer
from qualflow.law.verdict import Verdict
from qualflow.stepping.beside import beside
from qualflow.stepping.branch import lived
from qualflow.stepping.comparing import Kind, first_difference
from qualflow.stepping.life import as_known
from qualflow.stepping.walk import Ask, Drop, File, Move, Reform, Walk
from walks import LIVES, life

REFORM = date(2019, 1, 10)
CARS = File("sample_cars", "14", date(2016, 3, 1))


def parted(name, *edits, **asked):
    rulebook, known = life(name)
    return first_difference(
        as_known(rulebook, known), lived(rulebook, known, edits, **asked)
    )


@pytest.mark.parametrize("name", LIVES)
def test_a_life_does_not_differ_from_itself(name):
    rulebook, known = life(name)
    whole = as_known(rulebook, known)

    assert first_difference(whole, lived(rulebook, known, law_abiding=True)) is None
    assert first_difference(whole, whole) is None


def test_a_verdict_is_the_first_difference_of_fourteen_cars():
    """The filing itself is what was assumed; the clause is what follows."""
    found = parted("history:qiantu", CARS)

    assert (found.kind, found.on) == (Kind.VERDICT, date(2016, 10, 10))
    assert found.after.event.transition == "approve"
    assert [(v.clause, v.before, v.after) for v in found.verdicts] == [
        ("O27 6(4)", Verdict.UNKNOWN, Verdict.UNMET)
    ]


def test_an_event_is_it_where_the_law_is_abided_by():
    found = parted("history:qiantu", CARS, law_abiding=True)

    assert (found.kind, found.after.happened) == (Kind.EVENT, False)
    assert found.after.answer is Answer.CLOSED


def test_an_event_that_only_the_branch_has_is_it():
    found = parted("history:kandi_jiangsu", Reform(REFORM, -31))

    assert (found.kind, found.before, found.on) == (
        Kind.EVENT,
        None,
        date(2018, 12, 10),
    )
    assert found.after.event.transition == "move_to_filing"


def test_what_is_left_out_is_no_difference_of_its_own():
    """Without the acceptance the evaluation has no place: that follows from it."""
    found = parted("history:qiantu", Drop(4))

    assert (found.kind, found.after.number) == (Kind.EVENT, 5)


def test_a_moved_event_is_otherwise_only_in_what_the_law_says_of_it():
    found = parted("history:qiantu", Move(8, REFORM + timedelta(days=7)))

    assert (found.kind, found.after.number) == (Kind.EVENT, 8)
    assert found.after.answer is Answer.NO_SUCH_TRANSITION


def test_a_period_that_ends_on_another_day_is_a_deadline():
    """The evaluation was handed over a month later: it stood still for so long."""
    day = date(2016, 9, 10)

    found = parted("history:qiantu", Move(6, day))

    assert found.kind is Kind.DEADLINE
    before, after = found.periods
    assert before.id == after.id
    assert found.on in (day, date(2016, 10, 10))


def test_a_period_that_is_met_in_one_life_only_is_a_deadline():
    """Xiaomi's access came late; on the last day of the period it would not have."""
    _, known = life("case:xiaomi")
    expiry = next(e for e in known.case.history if isinstance(e, PeriodExpired))

    found = parted("case:xiaomi", Move(13, expiry.due))

    before, after = found.periods
    assert (found.kind, found.on) == (Kind.DEADLINE, expiry.due)
    assert (before.status, after.status) == (Status.MET_LATE, Status.MET)


def test_a_step_that_nobody_took_is_the_last_resort():
    """Without samples IAA 9(3) is not known; nobody has asked for approval yet."""
    found = parted("case:C-7", Drop(8))

    assert (found.kind, found.transition) == (Kind.VERDICT, "approve")
    assert found.on == date(2031, 2, 3)
    assert [(v.clause, v.after) for v in found.verdicts] == [
        ("IAA 9(3)", Verdict.UNKNOWN)
    ]


def test_what_time_makes_of_both_is_no_difference():
    """C-7's period runs out on 2031-02-17, whether or not it is withdrawn in March."""
    found = parted("case:C-7", Ask("withdraw", date(2031, 3, 3)))

    assert (found.kind, found.on) == (Kind.DEADLINE, date(2031, 3, 3))


def test_a_filing_that_nothing_reads_changes_nothing():
    assert parted("history:baowo", File("sample_cars", "14", date(2017, 3, 1))) is None


# -- side by side ---------------------------------------------------------------------


def both(name, walk, **asked):
    rulebook, known = life(name)
    return beside(rulebook, known, walk, **asked)


def test_both_stand_at_the_end_of_the_same_day():
    walk = Walk("history:qiantu", 0, date(2018, 4, 4), (CARS,), law_abiding=True)

    shown = both("history:qiantu", walk)

    assert shown.before.on == shown.after.on == shown.on == date(2018, 4, 4)
    assert (shown.before.state, shown.after.state) == ("access_granted", "under_review")


def test_only_what_is_otherwise_is_listed():
    walk = Walk("case:C-7", 0, date(2031, 2, 3), (Drop(8),))

    shown = both("case:C-7", walk)

    assert [(a.transition, a.before, a.after) for a in shown.arrows] == [
        ("approve", Answer.CLOSED, Answer.CLOSED)
    ]
    assert [v.clause for v in shown.arrows[0].verdicts] == ["IAA 9(3)"]
    assert [(f.name, f.before, f.after) for f in shown.facts] == [("samples", 3, None)]
    assert shown.deadlines == ()


def test_periods_that_stand_otherwise_are_listed():
    """Accepted a week later, C-7 is due a week later."""
    walk = Walk("case:C-7", 0, date(2031, 2, 5), (Move(4, date(2031, 1, 27)),))

    shown = both("case:C-7", walk)

    dues = [(b and b.due, a and a.due) for b, a in shown.deadlines]
    assert (date(2031, 2, 17), None) in dues
    assert (None, date(2031, 2, 24)) in dues
    assert shown.first.kind is Kind.DEADLINE


def test_two_branches_can_be_compared():
    first = Walk("case:C-7", 0, date(2031, 2, 3), (Drop(8),))
    second = first.adding(Ask("withdraw", date(2031, 2, 3)))

    shown = both("case:C-7", second, other=first)

    assert (shown.before.state, shown.after.state) == ("under_review", "withdrawn")


def test_a_branch_without_edits_is_the_life_itself():
    shown = both("case:xiaomi", Walk("case:xiaomi", 9))

    assert (shown.first, shown.arrows, shown.facts, shown.deadlines) == (
        None,
        (),
        (),
        (),
    )
