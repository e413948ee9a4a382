"""What was known at a moment, beside what was so on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from qualflow import Correct, FileFact, as_of, decide, known_at, load, open_case, replay

LAW = load("instrument-approval")
DAY = date(2029, 3, 4)


def moment(day: int) -> datetime:
    """Noon of a day in April 2029, UTC."""
    return datetime(2029, 4, day, 12, tzinfo=UTC)


def told() -> object:
    """A case whose first filing was corrected eight days later."""
    case = open_case(LAW, "C-7")
    commands = [
        FileFact("samples", 2, DAY, recorded_at=moment(1)),
        FileFact("samples", 3, DAY, recorded_at=moment(2)),
        Correct(2, None, date(2029, 4, 10), recorded_at=moment(10)),
    ]
    for command in commands:
        case = replay(decide(LAW, case, command).events, start=case)
    return case


def test_a_correction_is_not_known_before_it_was_recorded():
    """The decision of 5 April rested on three samples; that must stay visible."""
    case = told()

    assert known_at(case, moment(5)).facts["samples"] == 3
    assert known_at(case, moment(10)).facts["samples"] == 2


def test_nothing_is_known_before_the_first_event_was_recorded():
    """The legal day is of March, the record of April."""
    assert known_at(told(), datetime(2029, 3, 31, tzinfo=UTC)).history == ()


def test_known_at_and_as_of_answer_different_questions():
    """As of a day uses what is known now; known at a moment what was known then."""
    case = told()

    assert as_of(case, DAY).facts["samples"] == 2
    assert as_of(known_at(case, moment(5)), DAY).facts["samples"] == 3


def test_events_that_do_not_say_when_count_as_known():
    """Files made before anybody kept moments are read as they are."""
    case = open_case(LAW, "C-7")
    filed = decide(LAW, case, FileFact("samples", 2, DAY))
    case = replay(filed.events, start=case)

    assert known_at(case, datetime(2000, 1, 1, tzinfo=UTC)) == case
