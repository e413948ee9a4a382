"""`qualflow replay`: what a case adds up to."""

import json

import pytest

from qualflow.processes import folder
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


def test_corrections_are_told():
    """What was recorded wrongly stays in the record, and so does its correction."""
    from datetime import date

    from qualflow import Correct, FileFact, decide, load, read_case, replay, write_case

    rulebook = load("instrument-approval")
    file = folder("instrument-approval") / "cases" / "C-7.json"
    case = read_case(file.read_bytes(), rulebook)
    day = date(2031, 3, 1)
    again = FileFact("samples", 5, date(2031, 2, 3), "office")
    for correct in (
        Correct(8, again, day, "office", "two samples overlooked"),
        Correct(9, None, day, "office"),
    ):
        case = replay(decide(rulebook, case, correct).events, start=case)
    from qualflow.words.language import Language
    from qualflow.words.lives import life

    told = " ".join(life(case, rulebook, Language.EN).split())
    assert "event 8 corrected: 2031-02-03 filed: tested samples: 5" in told
    assert "(two samples overlooked)" in told
    assert "event 9 voided" in told
    assert write_case(case)
