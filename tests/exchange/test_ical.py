"""A calendar feed is brought up to date: nothing of it is lost, nothing comes twice."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from qualflow.exchange.ical import (
    LARGEST_FILE,
    Entry,
    EventStatus,
    Feed,
    FeedError,
    updated,
)

FEED = Feed("instrument-approval", "C-7", "Statutory deadlines", date(2031, 2, 10))
DECISION = Entry(
    "decision/2031-01-20",
    date(2031, 2, 17),
    "decision on the application (C-7)",
    "the approval office, IAA 16(1)\n20 working days",
    EventStatus.CONFIRMED,
)
OTHERS = (
    b"BEGIN:VCALENDAR\r\nPRODID:-//somebody//else//EN\r\nVERSION:2.0\r\n"
    b"X-OURS:kept\r\n"
    b"BEGIN:VTIMEZONE\r\nTZID:Europe/Nowhere\r\n"
    b"BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
    b"TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    b"begin:vevent\r\nuid:lunch\r\nDTSTART;TZID=Europe/Nowhere:20310217T120000\r\n"
    b"SUMMARY:Lunch with a very long title that is folded somewhere odd like th\r\n"
    b" is\r\nRRULE:FREQ=WEEKLY\r\n"
    b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"
    b"X-BROKEN;;:what is this\r\nend:vevent\r\n"
    b"BEGIN:VTODO\r\nUID:todo\r\nSUMMARY:buy milk\r\nEND:VTODO\r\n"
    b"END:VCALENDAR\r\n"
)


def events(content):
    return Calendar.from_ical(content).walk("VEVENT")


def only(content):
    (event,) = events(content)
    return event


def test_the_first_write_makes_a_calendar():
    update = updated(None, FEED, [DECISION])
    calendar = Calendar.from_ical(update.content)

    assert (update.added, update.changed, update.cancelled) == (1, 0, 0)
    assert str(calendar["VERSION"]) == "2.0"
    assert str(calendar["X-WR-CALNAME"]) == "Statutory deadlines"
    assert calendar.errors == only(update.content).errors == []


def test_an_event_is_all_day_and_does_not_make_its_reader_busy():
    event = only(updated(None, FEED, [DECISION]).content)

    assert event["DTSTART"].dt == date(2031, 2, 17)
    assert event["DTEND"].dt == date(2031, 2, 18)
    assert str(event["TRANSP"]) == "TRANSPARENT"
    assert str(event["DESCRIPTION"]) == DECISION.text


def test_stamps_are_the_day_that_was_asked_about():
    """Nothing reads a clock, so the same question gives the same bytes."""
    event = only(updated(None, FEED, [DECISION]).content)

    assert event["DTSTAMP"].dt.isoformat() == "2031-02-10T00:00:00+00:00"
    assert event["LAST-MODIFIED"].dt.isoformat() == "2031-02-10T00:00:00+00:00"
    assert event["SEQUENCE"] == 0


def test_an_event_that_says_nothing_new_keeps_its_bytes():
    first = updated(None, FEED, [DECISION]).content

    assert updated(first, evolve(FEED, on=date(2031, 2, 12)), [DECISION]).content == (
        first
    )


@pytest.mark.parametrize(
    "change",
    [
        {"day": date(2031, 3, 3)},
        {"title": "Overdue"},
        {"text": "extended"},
        {"status": EventStatus.TENTATIVE},
    ],
)
def test_a_change_counts_the_sequence_up_and_makes_no_second_event(change):
    first = updated(None, FEED, [DECISION]).content
    later = evolve(FEED, on=date(2031, 2, 20))
    update = updated(first, later, [evolve(DECISION, **change)])

    event = only(update.content)
    assert (update.added, update.changed, update.cancelled) == (0, 1, 0)
    assert event["SEQUENCE"] == 1
    assert event["LAST-MODIFIED"].dt.date() == date(2031, 2, 20)
    assert event["UID"] == only(first)["UID"]


def test_stamps_never_run_backwards():
    """Somebody may ask about an earlier day later on."""
    first = updated(None, FEED, [DECISION]).content
    earlier = evolve(FEED, on=date(2031, 1, 25))
    event = only(updated(first, earlier, [evolve(DECISION, title="x")]).content)

    assert event["LAST-MODIFIED"].dt.date() == date(2031, 2, 10)
    assert event["SEQUENCE"] == 1


def test_what_is_gone_is_cancelled_once():
    first = updated(None, FEED, [DECISION]).content
    second = updated(first, FEED, [])
    third = updated(second.content, FEED, [])

    assert second.cancelled == 1
    assert str(only(second.content)["STATUS"]) == "CANCELLED"
    assert str(only(second.content)["SUMMARY"]) == DECISION.title
    assert third.content == second.content


def test_what_runs_again_is_an_event_again():
    first = updated(None, FEED, [DECISION]).content
    gone = updated(first, FEED, []).content
    event = only(updated(gone, FEED, [DECISION]).content)

    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CONFIRMED", 2)


def test_a_cancelled_entry_is_never_added():
    ended = evolve(DECISION, day=None, status=EventStatus.CANCELLED)

    assert events(updated(None, FEED, [ended]).content) == []


def test_an_entry_whose_day_nobody_knows_is_not_added_and_keeps_the_one_it_had():
    unknown = evolve(DECISION, day=None, status=EventStatus.TENTATIVE)
    first = updated(None, FEED, [DECISION]).content

    assert events(updated(None, FEED, [unknown]).content) == []
    event = only(updated(first, FEED, [unknown]).content)
    assert event["DTSTART"].dt == DECISION.day
    assert str(event["STATUS"]) == "TENTATIVE"


def test_entries_that_were_not_asked_for_are_left_alone():
    first = updated(None, FEED, [DECISION]).content

    assert updated(first, FEED, [], others=[DECISION.key]).content == first


def test_cases_and_processes_do_not_touch_each_other():
    content = updated(None, FEED, [DECISION]).content
    for other in (evolve(FEED, case="C-8"), evolve(FEED, process="cn-automaker")):
        content = updated(content, other, [DECISION]).content
    content = updated(content, FEED, []).content

    found = [str(event["STATUS"]) for event in events(content)]
    assert len({str(event["UID"]) for event in events(content)}) == 3
    assert found == ["CANCELLED", "CONFIRMED", "CONFIRMED"]


# -- what others have put there -------------------------------------------------------


def test_what_others_wrote_is_kept_byte_by_byte():
    content = updated(OTHERS, FEED, [DECISION]).content
    head, tail = OTHERS[: -len(b"END:VCALENDAR\r\n")], b"END:VCALENDAR\r\n"

    assert content.startswith(head)
    assert content.endswith(tail)
    assert len(events(content)) == 2

    ended = updated(content, FEED, []).content
    assert ended.startswith(head)
    assert [str(e.get("STATUS", "")) for e in events(ended)] == ["", "CANCELLED"]


def test_line_ends_of_the_file_are_kept():
    content = updated(OTHERS.replace(b"\r\n", b"\n"), FEED, [DECISION]).content

    assert b"\r" not in content
    assert len(events(content)) == 2


def test_a_mark_at_the_start_is_kept():
    content = updated(b"\xef\xbb\xbf" + OTHERS, FEED, [DECISION]).content

    assert content.startswith(b"\xef\xbb\xbfBEGIN:VCALENDAR")


def test_an_event_that_somebody_doubled_is_one_again():
    first = updated(None, FEED, [DECISION]).content
    block = first[first.index(b"BEGIN:VEVENT") : first.index(b"END:VCALENDAR")]
    doubled = first.replace(block, block + block)
    content = updated(doubled, FEED, [evolve(DECISION, title="x")]).content

    assert str(only(content)["SUMMARY"]) == "x"


# -- what is broken -------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"no calendar",
        b"\xff\xfe\x00",
        b"BEGIN:VCALENDAR\r\n",
        OTHERS[:-20],
        OTHERS[: len(OTHERS) // 2],
        OTHERS + OTHERS,
        OTHERS + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\n:nothing\r\nEND:VCALENDAR\r\n",
        OTHERS.replace(b"milk", b"\xff"),
        OTHERS.replace(b"begin:vevent", b"begin:ve\r\n vent"),
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 5_000,
        b"END:VCALENDAR\r\n",
        b"<html>",
        b" " * (LARGEST_FILE + 1),
    ],
)
def test_what_is_no_calendar_is_refused(content):
    with pytest.raises(FeedError, match="left as it is"):
        updated(content, FEED, [DECISION])


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_kept(content):
    try:
        found = updated(content, FEED, [DECISION])
    except FeedError:
        return
    assert len(events(found.content)) >= 1


@given(st.data())
def test_a_feed_that_was_cut_or_damaged_is_refused_or_stays_a_calendar(data):
    base = updated(OTHERS, FEED, [DECISION]).content
    start = data.draw(st.integers(0, len(base)))
    end = data.draw(st.integers(start, min(len(base), start + 40)))
    junk = data.draw(st.sampled_from([b"", b"\n", b"\x00", b":", b";", b"BEGIN:X\n"]))
    try:
        found = updated(base[:start] + junk + base[end:], FEED, [DECISION])
    except FeedError:
        return
    Calendar.from_ical(found.content)
    assert DECISION.title in {str(e.get("SUMMARY")) for e in events(found.content)}


@given(st.text(max_size=200), st.text(max_size=200), st.text(min_size=1, max_size=80))
def test_any_text_is_read_back_without_what_is_forbidden(title, text, case):
    entry = evolve(DECISION, title=title, text=text)
    feed = evolve(FEED, case=case)
    content = updated(OTHERS, feed, [entry]).content

    assert updated(content, feed, [entry]).content == content
    event = events(content)[-1]
    assert event.errors == []
    assert len(events(content)) == 2
    assert not {c for c in str(event.get("SUMMARY", "")) if c < " " and c not in "\t\n"}
