"""What was recorded wrongly is put right, and the mistake stays on record."""

import json

import pytest

from qualflow import (
    Correct,
    FileFact,
    QualflowError,
    Record,
    Request,
    Verdict,
    as_of,
    open_case,
    read_case,
    replay,
    write_case,
)
from qualflow.case.commands import CommandError
from qualflow.case.events import Noted
from qualflow.errors import UnknownNameError
from rulebooks import (
    DAY,
    GOOD,
    INSTRUMENTS,
    NEXT_DAY,
    REFORM,
    a_case,
    a_rulebook,
    a_step,
    after,
    boolean,
    corrected,
    days,
    filed,
    sent,
    under_review,
    verdicts,
)


def test_a_replaced_filing_counts_as_if_it_had_been_filed_at_once():
    """Nothing of the mistake is left but the record of it."""
    case = corrected(a_case(samples=14), 1, FileFact("samples", 15, DAY))

    assert case.facts == {"samples": 15}
    assert case.sources["samples"].on == DAY
    assert len(case.history) == 2
    assert case.history[0].value == 14


def test_a_voided_filing_never_was():
    """The one before it counts again."""
    case = a_case(samples=14)
    case = filed(INSTRUMENTS, case, samples=15)
    case = corrected(case, 2, None)

    assert case.facts == {"samples": 14}
    assert corrected(case, 1, None).facts == {}


def test_the_last_correction_of_an_event_counts():
    """Corrections can be mistaken too; a voided event can be restored."""
    case = corrected(a_case(samples=13), 1, FileFact("samples", 14, DAY))
    case = corrected(case, 1, FileFact("samples", 15, DAY))
    assert case.facts == {"samples": 15}

    case = corrected(case, 1, None)
    assert case.facts == {}
    case = corrected(case, 1, FileFact("samples", 16, DAY))
    assert case.facts == {"samples": 16}


def test_a_correction_itself_is_not_corrected():
    """One would have to say which of the two events is meant."""
    case = corrected(a_case(samples=14), 1, None)

    with pytest.raises(
        CommandError, match="event 2 of case C-7 is itself a correction"
    ):
        sent(case, Correct(2, None, NEXT_DAY))


@pytest.mark.parametrize("number", [-1, 2])
def test_a_correction_names_an_event_of_the_case(number):
    """Events are counted from 1."""
    with pytest.raises(CommandError, match=f"no event {number}; its events are 1 to 1"):
        sent(a_case(samples=14), Correct(number, None, DAY))


def test_a_correction_on_an_earlier_day_takes_its_place_in_the_order_of_days():
    """Of equals the latest counts, by the day, not by the order of writing."""
    case = a_case(on=DAY, samples=14)
    case = filed(INSTRUMENTS, case, on=NEXT_DAY, samples=15)
    case = corrected(case, 2, FileFact("samples", 13, DAY - days(1)))

    assert case.facts == {"samples": 14}


def test_a_replacement_is_decided_on_the_case_as_it_stood_then():
    """A request of the past meets the file of the past and the law of the past."""
    case = under_review(
        **GOOD | {"samples": 14, "report_issued_on": REFORM - days(400)}
    )
    on = REFORM - days(1)
    case = after(INSTRUMENTS, case, Record("refuse", on))
    number = len(case.history)
    case = filed(INSTRUMENTS, case, on=REFORM, samples=15)

    outcome = sent(case, Correct(number, Request("approve", on), REFORM))
    assert verdicts(outcome.refusal) == {"IAA 9(3)": Verdict.UNMET}
    assert outcome.events == ()
    case = corrected(case, number, Record("approve", on), on=REFORM)
    assert case.state == "approved"
    assert Noted("IAA 9(3)", "unmet", (("samples", 14),)) in case.path[-1].noted


def test_a_replaced_step_moves_the_case_elsewhere():
    """The refusal that was entered by mistake was an approval."""
    case = after(INSTRUMENTS, under_review(**GOOD), Request("refuse", DAY))
    case = corrected(case, len(case.history), Request("approve", DAY))

    assert case.state == "approved"
    assert case.facts["decided_on"] == DAY.toordinal()


def test_nothing_can_be_corrected_to_a_day_that_has_not_come():
    """Else the case would hold what nobody can know yet, and `as_of` would show it."""
    case = a_case(samples=14)

    with pytest.raises(CommandError, match="a later day"):
        sent(case, Correct(1, FileFact("samples", 15, DAY + days(2)), NEXT_DAY))


def test_an_event_is_corrected_by_one_of_another_kind():
    """What was taken for a filing may have been an act."""
    case = a_case(signed=True, samples=14)
    case = corrected(case, 2, Request("submit", DAY))

    assert case.state == "applied"
    assert "samples" not in case.facts


def test_a_correction_checks_its_replacement():
    """It is kept like any other."""
    for replacement in (
        FileFact("samples", 1, DAY, by="\ud83d"),
        FileFact("x", 1, DAY),
    ):
        with pytest.raises((CommandError, UnknownNameError)):
            sent(a_case(samples=14), Correct(1, replacement, DAY))


def test_a_copy_follows_the_fact_it_was_copied_from():
    """`accept` wrote the day of receipt; if that was wrong, so is what it wrote."""
    case = a_case(signed=True)
    case = after(
        INSTRUMENTS, case, Record("submit", NEXT_DAY), Record("accept", NEXT_DAY)
    )
    outcome = sent(case, Correct(2, Record("submit", DAY), NEXT_DAY))
    case = replay(outcome.events, start=case)

    assert [event.number for event in outcome.events] == [2, 3]
    assert outcome.events[1].reason == "follows from the correction of event 2"
    assert case.facts["accepted_on"] == DAY.toordinal()
    assert case.state == "under_review"


def test_an_act_that_found_no_transition_is_read_again():
    """It was the withdrawal that was a mistake, not the refusal after it."""
    case = after(
        INSTRUMENTS, under_review(), Record("withdraw", DAY), Record("refuse", DAY)
    )
    assert case.state == "withdrawn"
    case = corrected(case, len(case.history) - 1, None)

    assert case.state == "refused"
    assert case.facts["decided_on"] == DAY.toordinal()


def test_a_step_that_rested_on_a_mistake_stays_made():
    """What happened, happened: undoing it is a decision of its own."""
    case = after(INSTRUMENTS, under_review(**GOOD), Request("approve", DAY))
    steps = {e.transition: n for n, e in enumerate(case.history, 1) if e in case.path}
    case = corrected(case, steps["accept"], None)

    assert case.state == "approved"
    assert [step.transition for step in case.path] == ["submit", "approve"]


def test_what_comes_before_a_correction_is_left_alone():
    """Even if today's release of the rulebook would read it otherwise."""
    old = a_rulebook(
        facts=[boolean("a")], transitions=[a_step("x", "approved", "closed")]
    )
    new = a_rulebook(facts=[boolean("a")], transitions=[a_step("x", "draft", "closed")])
    case = after(old, open_case(old, "C-7"), Record("x", DAY))
    case = filed(old, case, on=NEXT_DAY, a=True)
    case = corrected(case, 2, FileFact("a", False, NEXT_DAY), rulebook=new)

    assert case.state == "draft"


def test_a_voided_void_has_nothing_to_follow():
    """Neither the event nor its replacement ever stood."""
    case = corrected(a_case(samples=14), 1, None)
    outcome = sent(case, Correct(1, None, NEXT_DAY))

    assert [event.number for event in outcome.events] == [1]


def test_an_act_between_the_wrong_day_and_the_right_one_is_read_again():
    """The application was there a day before it was accepted, not a day after."""
    case = after(
        INSTRUMENTS,
        a_case(signed=True),
        Record("accept", NEXT_DAY),
        Record("submit", NEXT_DAY + days(1)),
    )
    assert case.state == "applied"
    case = corrected(case, 3, Record("submit", DAY), on=NEXT_DAY + days(1))

    assert case.state == "under_review"
    assert case.facts["accepted_on"] == DAY.toordinal()


# Insertions ------------------------------------------------------------------------


def test_what_was_forgotten_is_inserted_on_its_day():
    """Number 0: no event was wrong, one was missing."""
    case = after(INSTRUMENTS, a_case(on=NEXT_DAY), Record("accept", NEXT_DAY))
    case = corrected(case, 0, Record("submit", DAY))

    assert case.state == "under_review"
    assert [step.on for step in case.path] == [DAY, NEXT_DAY]
    assert as_of(case, DAY).state == "applied"


def test_what_was_inserted_has_the_number_of_its_correction():
    """So that it can be put right in turn, and taken out."""
    case = corrected(a_case(samples=14), 0, FileFact("samples", 13, DAY))
    assert case.facts == {"samples": 13}

    case = corrected(case, 2, FileFact("samples", 12, DAY))
    assert case.facts == {"samples": 12}
    case = corrected(case, 2, None)
    assert case.facts == {"samples": 14}


def test_there_has_to_be_something_to_insert():
    """Neither a command nor a file can say less."""
    case = a_case(samples=14)
    with pytest.raises(CommandError, match="nothing to insert"):
        sent(case, Correct(0, None, NEXT_DAY))
    content = json.loads(write_case(corrected(case, 0, FileFact("samples", 1, DAY))))
    content["events"][1]["replacement"] = None

    with pytest.raises(QualflowError, match="an event to insert expected"):
        read_case(json.dumps(content).encode(), INSTRUMENTS)
