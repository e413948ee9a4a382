"""`qualflow replay`: what a case adds up to."""

import json
from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from qualflow import (
    Correct,
    FileFact,
    Record,
    decide,
    load,
    open_case,
    read_case,
    replay,
    write_case,
)
from qualflow.processes import folder
from qualflow.words.language import Language
from qualflow.words.lives import life
from shell import answer, run


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["C-7", "xiaomi", "baowo"])
def test_a_life_reads_well(name, language, golden):
    result = run("replay", name, "--lang", language)

    assert (result.exit_code, result.stderr) == (0, "")
    golden(result.stdout, f"cli/replay-{name}.{language}.txt")


def test_the_contract():
    told = answer("replay", "C-7")

    assert (told["state"], told["phase"]) == ("under_review", "under-review")
    assert told["facts"]["error_pct"] == "0.40"
    assert told["facts"]["report_issued_on"] == "2028-12-12"
    assert told["facts"]["samples"] == 3
    assert [step["transition"] for step in told["path"]] == ["apply", "accept"]


def test_events_are_those_of_the_case_file():
    file = folder("instrument-approval") / "cases" / "C-7.json"

    assert answer("replay", "C-7")["events"] == json.loads(file.read_bytes())["events"]


def test_as_of_cuts_the_case_at_the_end_of_the_day():
    """2023-08-23 is the day of the report: it counts then, not the day before."""
    assert answer("replay", "xiaomi", "--as-of", "2023-08-22")["state"] == "draft"
    assert answer("replay", "xiaomi", "--as-of", "2023-08-23")["state"] == "filed"


def test_the_shipped_cases_end_where_the_law_puts_them():
    assert answer("replay", "xiaomi")["phase"] == "production-start"
    assert answer("replay", "baowo")["phase"] == "cancelled"


def test_a_fresh_case_has_no_history():
    told = answer("replay", "new", "--process", "instrument-approval")

    assert (told["state"], told["phase"], told["events"]) == ("draft", None, [])
    said = run("replay", "new", "--process", "instrument-approval").stdout
    assert "Nothing has happened yet." in said


# -- what was put right ----------------------------------------------------------------

LAW = load("instrument-approval")
FILE = folder("instrument-approval") / "cases" / "C-7.json"
DAY = date(2031, 3, 1)


def put_right(*corrections):
    """Return C-7 with its record put right; its period has run out as event 10."""
    case = read_case(FILE.read_bytes(), LAW)
    for correction in corrections:
        case = replay(decide(LAW, case, correction).events, start=case)
    return case


def said(case, language=Language.EN):
    return " ".join(life(case, LAW, language).split())


SAMPLES = Correct(
    8,
    FileFact("samples", 5, date(2031, 2, 3), "office"),
    DAY,
    "office",
    "two samples overlooked",
)


def test_an_event_put_right_stays_and_says_that_it_no_longer_counts():
    told = said(put_right(SAMPLES))

    assert "filed: tested samples: 3" in told
    assert "no longer counts: put right by event 11" in told
    assert "event 8 put right: 2031-02-03 filed: tested samples: 5" in told
    assert "(the approval office; two samples overlooked)" in told


def test_a_voided_event_says_so():
    told = said(put_right(Correct(9, None, DAY, "office")))

    assert "event 9 voided (the approval office)" in told
    assert "no longer counts: voided by event 11" in told


def test_an_insertion_is_told_as_what_was_missing_and_has_no_empty_brackets():
    late = FileFact("error_pct", "0.20", date(2031, 2, 1))
    told = said(put_right(Correct(0, late, DAY)))

    assert "missing event put in: 2031-02-01 filed:" in told
    assert "event 0" not in told
    assert "()" not in told


def test_a_correction_of_a_correction_leaves_the_last_one_standing():
    again = evolve(SAMPLES, reason="one more", on=date(2031, 3, 2))
    told = said(put_right(SAMPLES, again))

    assert told.count("no longer counts: put right by event 12") == 2


def test_both_languages_tell_corrections():
    told = said(put_right(SAMPLES, Correct(9, None, DAY)), Language.ZH)

    assert "第8项更正为：" in told
    assert "作废第9项" in told
    assert "不再计入：已由第11项更正" in told
    assert "（）" not in told


def test_json_says_which_correction_stands(tmp_path):
    case = put_right(SAMPLES)
    file = tmp_path / "case.json"
    file.write_bytes(write_case(case))

    told = answer("replay", str(file))
    assert told["superseded"] == [{"event": 8, "by": 11}]
    assert answer("replay", "C-7")["superseded"] == []


def test_what_follows_from_a_correction_says_so_in_the_language():
    """The engine gives the reason itself; it is no English in a Chinese text."""
    number = next(
        n
        for n, event in enumerate(read_case(FILE.read_bytes(), LAW).history, 1)
        if getattr(event, "transition", "") == "accept"
    )
    later = Record("accept", date(2031, 2, 10), "office")
    case = put_right(Correct(number, later, DAY))

    told, chinese = said(case), said(case, Language.ZH)
    assert f"follows from the correction of event {number}" in told
    assert f"由第{number}项的更正而来" in chinese.replace(" ", "")
    assert "follows" not in chinese


# -- who did it ------------------------------------------------------------------------


def test_an_act_of_somebody_who_may_not_do_it_is_told_with_who_may():
    case = open_case(LAW, "C-9")
    for command in (
        FileFact("application_signed", True, DAY, "applicant"),
        Record("apply", DAY, "office"),
    ):
        case = replay(decide(LAW, case, command).events, start=case)

    assert case.state == "applied"
    assert "not for whoever did it: only the applicant may" in said(case)
    assert "行为人无权作出：只有" in said(case, Language.ZH)
    assert read_case(write_case(case), LAW) == case


# -- what was known when ---------------------------------------------------------------


@pytest.fixture
def known(tmp_path):
    """Return the file of a case in which a count of samples was put right in March."""
    seen, corrected = (datetime(2031, month, 3, 9, tzinfo=UTC) for month in (2, 3))
    first = FileFact("samples", 2, date(2031, 2, 3), recorded_at=seen)
    case = put_right(first)
    number = len(case.history)
    right = Correct(
        number, evolve(first, value=4), date(2031, 3, 3), recorded_at=corrected
    )
    case = replay(decide(LAW, case, right).events, start=case)
    file = tmp_path / "known.json"
    file.write_bytes(write_case(case))
    return str(file)


@pytest.mark.parametrize(
    ("moment", "samples"),
    [
        ("2031-02-01T00:00:00Z", 3),
        ("2031-02-03T09:00:00Z", 2),
        ("2031-03-03T08:59:59Z", 2),
        ("2031-03-03T09:00:00Z", 4),
        ("2031-03-03T17:00:00+08:00", 4),
    ],
)
def test_known_at_leaves_out_what_was_recorded_later(known, moment, samples):
    told = answer("replay", known, "--known-at", moment)

    assert told["facts"]["samples"] == samples


def test_known_at_and_as_of_combine(known):
    """What was known in February of the second of the month, and what is known now."""
    then = ("--as-of", "2031-02-03")

    assert answer("replay", known, *then)["facts"]["samples"] == 4
    told = answer("replay", known, *then, "--known-at", "2031-02-28T00:00:00Z")
    assert told["facts"]["samples"] == 2


@pytest.mark.parametrize(
    "moment", ["2031-02-03", "2031-02-03T09:00:00", "yesterday", "2031-02-30T00:00:00Z"]
)
def test_a_moment_without_its_zone_is_none(known, moment):
    result = run("replay", known, "--known-at", moment)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "like 2019-01-10T09:30:00Z" in " ".join(result.stderr.split())


def test_a_history_does_not_say_when_it_was_recorded():
    result = run("replay", "bjev", "--known-at", "2031-02-03T09:00:00Z")

    assert result.exit_code == 2
    assert "does not say when" in " ".join(result.stderr.split())


def test_time_passes_up_to_the_day():
    """IAA 16(1): the office had until 17 February; replay says what deadlines says."""
    before = answer("replay", "C-7", "--as-of", "2031-02-17")
    after = answer("replay", "C-7", "--as-of", "2031-02-18")

    assert [e["event"] for e in before["events"]].count("period_expired") == 0
    assert after["events"][-1]["event"] == "period_expired"
