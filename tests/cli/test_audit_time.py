"""`qualflow audit` and time: periods of a life, and the law of another day."""

import json

import pytest

from histories import told
from shell import run


def lines(*arguments):
    result = run("audit", *arguments, "--json")
    assert result.stderr == ""
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def slow(tmp_path):
    """Return a file of BJEV, accepted by 2016-03-10 and approved seven months later."""
    history = told("bjev")
    accepted = history["events"][0] | {"kind": "accepted", "facts": {}, "source": []}
    accepted |= {"on": None, "earliest": "2016-03-01", "latest": "2016-03-10"}
    days = {
        "approved": "2016-10-16",
        "production_access_granted": "2017-03-20",
        "production_started": "2017-04-20",
    }
    for event in history["events"]:
        if event["kind"] in days:
            day = days[event["kind"]]
            event |= {"on": day, "earliest": day, "latest": day}
    history["events"].append(accepted)
    file = tmp_path / "slow.json"
    file.write_text(json.dumps(history), encoding="utf-8")
    return str(file)


# -- periods --------------------------------------------------------------------------


def test_periods_are_told_to_programs():
    (told_,) = lines("xiaomi")
    periods = {period["clock"]: period for period in told_["periods"]}

    assert periods["access_decision"] == {
        "clock": "access_decision",
        "ref": "M39 10",
        "owner": "miit",
        "started": {"earliest": "2023-08-01", "latest": "2024-07-12"},
        "ended": {"earliest": "2024-07-20", "latest": "2025-06-30"},
        "due": {"earliest": "2023-08-29", "latest": "2024-08-09"},
        "allowed": 20,
        "extension": 10,
        "allowed_unit": "working day",
        "least": 5,
        "most": 475,
        "over": 0,
        "over_extended": 0,
        "unit": "working day",
        "unless": [],
        "rests_on": [],
    }
    assert periods["access_delivery"]["rests_on"] == ["access_delivered_on"]


def test_a_breach_says_what_could_excuse_it_and_decides_nothing(slow):
    """machine.md 5.7: clocks never decide a verdict."""
    result = run("audit", slow)
    said = " ".join(result.stdout.split())

    assert result.exit_code == 0
    assert (
        'unless the case was at "under evaluation" for at least 119 working days'
        in said
    )
    (found,) = lines(slow)
    decision = next(p for p in found["periods"] if p["clock"] == "decision")
    assert (decision["over"], decision["unless"]) == (
        129,
        ["evaluation", "hearing_from"],
    )
    assert found["verdict"] == "consistent"


# -- the law of another day -----------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_law_of_another_day_reads_well(language, golden):
    result = run("audit", "bjev", "--law-of", "2020-01-01", "--lang", language)

    assert (result.exit_code, result.stderr) == (0, "")
    golden(result.stdout, f"cli/audit-law-of.{language}.txt")


def test_the_law_of_another_day_is_told_to_programs():
    (found,) = lines("bjev", "--law-of", "2020-01-01")
    steps = {step["transition"]: step for step in found["steps"]}

    assert (found["case_id"], found["law_of"], found["lost"]) == (
        "bjev",
        "2020-01-01",
        2,
    )
    assert steps["approve"]["other"] == "no_such_transition"
    assert steps["approve"]["leads_to"] is None
    change = {d["clause"]: d for d in steps["submit"]["differences"]}
    assert change["O27 2"]["other"] is None
    assert change["O22 4"]["own"] is None
    assert change["O22 4"]["other"]["verdict"] == "unknown"
    assert change["O22 4"]["other"]["values"] == {"project_in_china": None}


def test_many_histories_are_judged_by_one_day(tmp_path):
    for name in ("bjev", "xiaomi"):
        (tmp_path / f"{name}.json").write_text(json.dumps(told(name)))
    found = lines(str(tmp_path), "--law-of", "2016-01-01")

    assert {one["case_id"]: one["lost"] for one in found} == {"bjev": 0, "xiaomi": 2}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--law-of", "yesterday"), "like 2019-01-10"),
        (("--law-of", "2020-01-01", "--summary"), "one of them at a time"),
        (("--law-of", "2020-01-01", "--svg", "x.svg"), "leave --law-of out"),
    ],
)
def test_what_makes_no_sense_is_said(more, message):
    result = run("audit", "bjev", *more)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.split())
