"""`qualflow deadlines`: what is due, from whom, by which paragraph."""

import json
import os
import stat
import sys
from datetime import date

import pytest
from icalendar import Calendar

from qualflow import write_case
from shell import run, shell
from timed_cases import a_late_request, a_project, an_approval, case_file, silence

C7 = ("deadlines", "C-7", "--on")
CASES = {
    "M-1": a_project,
    "M-2": an_approval,
    "M-3": silence,
    "M-4": a_late_request,
}


@pytest.fixture
def cases(tmp_path):
    """Return the path of each case made by hand; others are shipped."""
    return {name: case_file(tmp_path, made()) for name, made in CASES.items()}


def lines(*arguments):
    """Return the objects that a command printed, one a line."""
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def deadline(found, clock):
    return next(d for d in found if d["clock"] == clock)


# -- text -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "case", "more"),
    [
        ("overdue", "C-7", ("2031-03-04",)),
        ("running-counted", "C-7", ("2031-02-10", "--count")),
        ("last-day", "C-7", ("2031-02-17",)),
        ("nothing", "baowo", ("2024-01-01",)),
        ("xiaomi", "xiaomi", ("2026-11-23", "--all")),
        ("unfiled", "xiaomi", ("2024-05-10",)),
        ("paused-counted", "M-1", ("2018-03-20", "--all", "--count")),
        ("extended-counted", "M-1", ("2018-05-10", "--count")),
        ("lapsed", "M-2", ("2020-05-30", "--all")),
        ("lapse-ahead", "M-2", ("2019-05-30", "--owner", "company")),
        ("deemed-accepted", "M-3", ("2018-03-15", "--all")),
        ("deemed-acceptance-ahead", "M-3", ("2018-03-02",)),
        ("no-calendar", "M-4", ("2026-12-28", "--owner", "miit", "--count")),
    ],
)
def test_deadlines_read_well(name, case, more, language, cases, golden):
    asked = ("deadlines", cases.get(case, case), "--on", *more)
    result = run(*asked, "--lang", language)

    assert (result.exit_code, result.stderr) == (0, "")
    golden(result.stdout, f"cli/deadlines-{name}.{language}.txt")


def test_what_has_ended_is_listed_only_when_asked_for(cases):
    asked = ("deadlines", cases["M-1"], "--on", "2018-05-10")

    assert [d["status"] for d in lines(*asked)] == ["running"]
    assert [d["status"] for d in lines(*asked, "--all")] == [
        "running",
        "met_late",
        "met",
        "met",
    ]
    assert "3 more have ended; --all lists them" in " ".join(run(*asked).stdout.split())


def test_only_the_deadlines_of_one_actor_are_listed(cases):
    asked = ("deadlines", cases["M-2"], "--on", "2019-05-30")

    assert {d["owner"] for d in lines(*asked)} == {"ndrc", "company"}
    assert [d["clock"] for d in lines(*asked, "--owner", "company")] == [
        "approval_term"
    ]
    assert lines(*asked, "--by", "company") == lines(*asked, "--owner", "company")


# -- JSON -----------------------------------------------------------------------------


def test_each_line_has_what_the_text_says():
    (told,) = lines(*C7, "2031-03-04")

    assert {
        key: told[key]
        for key in ("id", "status", "due", "left", "unit", "owner", "ref")
    } == {
        "id": "decision/2031-01-20",
        "status": "overdue",
        "due": "2031-02-17",
        "left": -11,
        "unit": "working day",
        "owner": "office",
        "ref": "IAA 16(1)",
    }
    assert told["consequence"] == "finding"
    assert told["waits_for"] == ["approve", "refuse", "withdraw"]
    assert (told["clock"], told["started_on"], told["counts_from"]) == (
        "decision",
        "2031-01-20",
        "2031-01-20",
    )
    assert "days" not in told


def test_the_days_are_those_between_day_0_and_the_last_day():
    (told,) = lines(*C7, "2031-02-10", "--count")

    assert told["days"][0] == {
        "day": "2031-01-20",
        "reason": "day_zero",
        "number": None,
    }
    assert told["days"][-1] == {
        "day": "2031-02-17",
        "reason": "counted",
        "number": 20,
    }
    assert {d["reason"] for d in told["days"]} == {"day_zero", "counted", "weekend"}


def test_pauses_and_extensions_are_told(cases):
    """SC673 10: twenty working days; a stop takes out both its ends (ALL 45)."""
    found = lines("deadlines", cases["M-1"], "--on", "2018-05-10")
    told = deadline(found, "decision")

    assert told["pauses"] == [{"since": "2018-03-12", "until": "2018-04-16"}]
    assert (told["length"], told["granted"], told["due"]) == (30, 10, "2018-05-23")


def test_a_paused_period_has_no_last_day_but_days_left(cases):
    found = lines("deadlines", cases["M-1"], "--on", "2018-03-20")
    told = deadline(found, "decision")

    assert (told["status"], told["due"], told["left"]) == ("paused", None, 16)
    assert told["pauses"] == [{"since": "2018-03-12", "until": None}]


def test_a_year_without_data_is_named_and_not_guessed(cases):
    """The notice for 2027 comes at the end of 2026."""
    found = lines("deadlines", cases["M-4"], "--on", "2026-12-28")
    told = deadline(found, "access_decision")

    assert (told["status"], told["due"], told["left"]) == ("running", None, None)
    assert told["not_before"] == "2027-01-12"
    assert told["no_calendar_of"] == 2027


def test_what_silence_leads_to_has_run_out_rather_than_been_met(cases):
    """ALL 32: nobody answered in five working days, so the file counts as accepted."""
    found = lines("deadlines", cases["M-3"], "--on", "2018-03-15", "--all")

    assert deadline(found, "acceptance")["status"] == "ran_out"
    decision = deadline(found, "decision")
    assert (decision["started_on"], decision["counts_from"]) == (
        "2018-03-09",
        "2018-03-01",
    )


def test_time_itself_is_nothing_to_wait_for(cases):
    found = lines("deadlines", cases["M-3"], "--on", "2018-03-02")

    assert deadline(found, "acceptance")["consequence"] == "deem_accepted"
    assert "deem_accepted" not in deadline(found, "acceptance")["waits_for"]


def test_unfiled_facts_are_apart_from_acts():
    (told,) = lines("deadlines", "xiaomi", "--on", "2024-05-10")

    assert told["rests_on"] == [
        "construction_started_on",
        "other_step_on",
        "explained_on",
    ]


def test_both_languages_say_the_same():
    def shape(*more):
        found = lines("deadlines", "xiaomi", "--on", "2026-11-23", "--all", *more)
        return [{**told, "label": ""} for told in found]

    assert shape() == shape("--lang", "zh")


def test_a_case_that_has_no_period_prints_no_line():
    assert lines("deadlines", "baowo", "--on", "2024-01-01") == []


# -- what cannot be asked -------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("C-7",), "Give --on DAY"),
        (("C-7", "--on", "4.3.2031"), "like 2019-01-10"),
        (("C-7", "--on", "2031-03-04", "--owner", "ofice"), "did you mean 'office'"),
        (("C-8", "--on", "2031-03-04"), "did you mean 'C-7'"),
        (("new", "--on", "2031-03-04"), "give --process"),
        (("C-7", "--on", "2031-03-04", "--process", "cn-automaker"), "no case"),
    ],
)
def test_what_makes_no_sense_is_said(arguments, message):
    result = run("deadlines", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.split())


def test_a_feed_says_where_a_last_day_is_only_the_latest(tmp_path):
    """The access of bjev was announced between 4 and 20 May 2016."""
    file = tmp_path / "feed.ics"
    written(file, "bjev", "2016-05-25")
    event = events(file)["access_delivery"]

    assert event["DTSTART"].dt == date(2016, 6, 3)
    assert (
        "due on 2016-06-03 at the latest, on 2016-05-18 at the earliest: "
        "nobody knows the day it counts from\n"
    ) in str(event["DESCRIPTION"])


def test_a_feed_of_a_case_whose_days_are_known_says_no_such_thing(tmp_path):
    file = tmp_path / "feed.ics"
    written(file, "C-7", "2031-02-10")

    assert "at the latest" not in file.read_text().replace("\r\n ", "")


def test_control_characters_of_a_case_do_not_reach_the_terminal(tmp_path):
    evil = "a\x1b[2Jb\x07c\u202ed\u009be\nfake\x7f"
    file = tmp_path / "evil.json"
    content = json.loads(write_case(a_project()))
    file.write_text(json.dumps(content | {"case": evil}))
    feed = tmp_path / "feed.ics"

    asked = ("deadlines", str(file), "--on", "2018-05-10")
    for more in ((), ("--lang", "zh"), ("--ical", str(feed))):
        told = run(*asked, *more)
        assert told.exit_code == 0
        assert not [c for c in told.stdout + told.stderr if c < " " and c != "\n"]
    assert not set(feed.read_text()) & set("\x1b\x07\x7f\u009b\u202e")
    (event,) = Calendar.from_ical(feed.read_bytes()).walk("VEVENT")
    assert "e fake" in str(event["SUMMARY"])


# -- the feed -------------------------------------------------------------------------


def events(file):
    """Return the events of a feed by clock, as another program reads them."""
    calendar = Calendar.from_ical(file.read_bytes())
    found = calendar.walk("VEVENT")
    assert not any(event.errors for event in found)
    return {str(event["UID"]).partition(".")[0]: event for event in found}


def names_in(folder):
    return [path.name for path in folder.iterdir()]


def written(file, case, on, *more):
    result = run("deadlines", case, "--on", on, "--ical", str(file), *more)
    assert result.exit_code == 0, result.stderr
    return result.stderr


def test_a_feed_has_an_event_on_the_last_day_of_each_deadline(tmp_path):
    file = tmp_path / "deadlines.ics"
    said = written(file, "C-7", "2031-02-10")

    event = events(file)["decision"]
    assert said == f"{file}: 1 new, 0 changed, 0 ended\n"
    assert event["DTSTART"].dt.isoformat() == "2031-02-17"
    assert event["DTEND"].dt.isoformat() == "2031-02-18"
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert str(event["SUMMARY"]) == "decision on the application (C-7)"
    assert "IAA 16(1)" in event["DESCRIPTION"]
    assert "days left" not in event["DESCRIPTION"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_feed_reads_well(language, tmp_path, cases, golden):
    file = tmp_path / "deadlines.ics"
    for case, on in (
        ("C-7", "2031-03-04"),
        (cases["M-1"], "2018-05-10"),
        (cases["M-4"], "2026-12-28"),
    ):
        written(file, case, on, "--lang", language)

    golden(file.read_bytes().decode(), f"cli/deadlines.{language}.ics")


def test_the_same_question_leaves_the_feed_as_it_is(tmp_path):
    file = tmp_path / "deadlines.ics"
    written(file, "C-7", "2031-02-10")
    before = file.read_bytes()

    assert written(file, "C-7", "2031-02-11") == f"{file}: 0 new, 0 changed, 0 ended\n"
    assert file.read_bytes() == before


def test_a_deadline_keeps_its_event_through_its_life(tmp_path, cases):
    """Running, standing still (off), extended (another day), overdue."""
    file = tmp_path / "deadlines.ics"
    seen = []
    for on in ("2018-03-06", "2018-03-20", "2018-04-18", "2018-05-10", "2018-06-20"):
        written(file, cases["M-1"], on)
        event = events(file)["decision"]
        day = event["DTSTART"].dt.isoformat()
        seen.append((str(event["STATUS"]), day, event["SEQUENCE"]))

    assert seen == [
        ("CONFIRMED", "2018-04-02", 0),
        ("CANCELLED", "2018-04-02", 1),
        ("CONFIRMED", "2018-05-09", 2),
        ("CONFIRMED", "2018-05-23", 3),
        ("CONFIRMED", "2018-05-23", 4),
    ]
    assert str(events(file)["decision"]["SUMMARY"]).startswith("Overdue: ")
    assert events(file)["decision"]["LAST-MODIFIED"].dt.date().isoformat() == (
        "2018-06-20"
    )


def test_what_has_ended_is_cancelled_and_not_lost(tmp_path):
    file = tmp_path / "deadlines.ics"
    written(file, "xiaomi", "2024-05-10")
    written(file, "xiaomi", "2024-08-20")

    found = events(file)
    assert str(found["filing_term"]["STATUS"]) == "CANCELLED"
    assert str(found["access_decision"]["STATUS"]) == "CONFIRMED"
    assert "access_acceptance" not in found, "it was met before anybody wrote it down"


def test_a_day_that_is_not_known_is_a_tentative_event_on_the_earliest(tmp_path, cases):
    file = tmp_path / "deadlines.ics"
    written(file, cases["M-4"], "2026-12-28")

    event = events(file)["access_decision"]
    assert str(event["STATUS"]) == "TENTATIVE"
    assert event["DTSTART"].dt.isoformat() == "2027-01-12"
    assert "the calendar of 2027 is not published" in event["DESCRIPTION"]


def test_a_feed_of_one_owner_leaves_the_others_alone(tmp_path, cases):
    file = tmp_path / "deadlines.ics"
    written(file, cases["M-2"], "2019-05-30", "--owner", "ndrc")
    before = events(file)["delivery"].to_ical()
    written(file, cases["M-2"], "2019-05-30", "--owner", "company")

    assert set(events(file)) == {"delivery", "approval_term"}
    assert events(file)["delivery"].to_ical() == before


def test_a_broken_feed_is_never_overwritten(tmp_path):
    file = tmp_path / "deadlines.ics"
    file.write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    result = run(*C7, "2031-02-10", "--ical", str(file))

    assert (result.exit_code, result.stdout) == (2, "")
    assert "was left as it is" in result.stderr
    assert file.read_bytes() == b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    assert names_in(tmp_path) == ["deadlines.ics"]


def test_a_feed_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "folder.ics").mkdir()

    assert run(*C7, "2031-02-10", "--ical", str(tmp_path / "folder.ics")).exit_code == 2
    missing = tmp_path / "none" / "deadlines.ics"
    assert run(*C7, "2031-02-10", "--ical", str(missing)).exit_code == 2
    assert run(*C7, "2031-02-10", "--ical", os.devnull).exit_code == 2
    assert names_in(tmp_path) == ["folder.ics"]


def test_a_link_to_a_feed_stays_a_link_and_its_mode_stays(tmp_path):
    file, link = tmp_path / "real.ics", tmp_path / "link.ics"
    written(file, "C-7", "2031-02-10")
    file.chmod(0o640)
    link.symlink_to(file)
    written(link, "C-7", "2031-03-04")

    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert str(events(file)["decision"]["SUMMARY"]).startswith("Overdue")


def test_without_the_library_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "icalendar", None)
    file = tmp_path / "deadlines.ics"
    result = run(*C7, "2031-02-10", "--ical", str(file))

    assert result.exit_code == 2
    assert "pip install 'qualflow[calendar]'" in result.stderr
    assert not file.exists()
    assert run(*C7, "2031-02-10").exit_code == 0


def test_only_a_feed_needs_the_library():
    script_free = shell(*C7, "2031-02-10", PYTHONPROFILEIMPORTTIME="1")

    assert script_free.returncode == 0
    assert "icalendar" not in script_free.stderr
