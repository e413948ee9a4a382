"""A history asked like a case: every command takes the same life, as of the day."""

import json
from datetime import date, timedelta

import pytest

from qualflow import load
from qualflow.audit.history import read_history
from qualflow.cli.cases import open_named
from qualflow.processes import histories
from shell import answer, run

FILES = {
    name: (process, file)
    for process in ("cn-automaker", "eu-novel-food")
    for name, file in histories(process).items()
}
KANDI = str(FILES["kandi_jiangsu"][1])


def some_days(name):
    """Return days before, within, on the ends of and after a history."""
    history = read_history(FILES[name][1].read_bytes())
    ends = sorted({day for e in history.events for day in (e.earliest, e.latest)})
    inner = ends[:: max(1, len(ends) // 4)]
    return [
        ends[0] - timedelta(days=1),
        *(day - timedelta(days=1) for day in inner),
        *inner,
        history.as_of,
        history.as_of + timedelta(days=400),
    ]


@pytest.mark.parametrize("name", FILES)
def test_every_command_takes_the_life_as_of_the_day(name):
    """`replay --as-of` once cut the life of the whole file instead."""
    process, file = FILES[name]
    step = next(iter(load(process).transitions))
    for day in some_days(name):
        judged = json.loads(
            run("audit", str(file), "--as-of", str(day), "--json").stdout
        )
        told = answer("replay", str(file), "--as-of", str(day))
        ahead = answer("next", str(file), "--on", str(day))
        why = answer("explain", str(file), step, "--on", str(day))

        assert told["state"] == ahead["state"] == why["state"], day
        acts = [s["transition"] for s in told["path"] if s["fired_by"] is None]
        assert acts == [s["transition"] for s in judged["steps"]], day
        if len(acts) == len(told["path"]):  # else time has made a step since
            assert told["state"] == judged["state"], day


def test_time_passes_up_to_the_day_in_every_command():
    """ALL 32: nobody told suda anything in time, so its file counts as accepted."""
    file = str(FILES["suda"][1])
    day = "2017-03-27"
    told = answer("replay", file, "--as-of", day)

    assert (told["state"], told["path"][-1]["fired_by"]) == (
        "under_review",
        "acceptance",
    )
    assert answer("next", file, "--on", day)["state"] == "under_review"


@pytest.mark.parametrize("name", ["xiaomi", "kandi_jiangsu", "mealworm"])
def test_deadlines_and_timeline_take_the_life_as_of_the_day(name, tmp_path):
    """What replay shows as a case has the same periods; only windows are lost."""
    process, file = FILES[name]
    for day in some_days(name):
        told = answer("replay", str(file), "--as-of", str(day))
        case = {"format": 1, "process": process, "case": told["case"]}
        copy = tmp_path / "copy.json"
        copy.write_text(json.dumps({**case, "events": told["events"]}))

        found = [
            [
                (one["id"], one["status"], one["due"], one["ended_on"])
                for one in map(json.loads, result.stdout.splitlines())
            ]
            for result in (
                run("deadlines", str(path), "--on", str(day), "--all", "--json")
                for path in (file, copy)
            )
        ]
        assert found[0] == found[1], day
        assert (
            open_named(str(file), on=day).case.path == open_named(str(copy)).case.path
        )


def test_a_timeline_of_a_day_is_that_of_the_life_as_of_the_day(tmp_path):
    """On 2017-06-30 nobody had seen the approval of 2019, nor what it rests on."""
    picture = tmp_path / "picture.svg"
    run("timeline", KANDI, "--on", "2017-06-30", "--svg", str(picture))

    opened = open_named(KANDI, on=date(2017, 6, 30))
    drawn = picture.read_text()
    assert opened.case.path
    assert "approve the project" not in drawn
    assert str(opened.case.path[-1].on) in drawn


# -- what nobody knows is not told as fact ---------------------------------------------


def periods(day="2026-11-23", case=KANDI):
    result = run("deadlines", case, "--on", day, "--all", "--json")
    return {one["clock"]: one for one in map(json.loads, result.stdout.splitlines())}


def said(*more):
    return " ".join(run("deadlines", KANDI, "--on", "2026-11-23", *more).stdout.split())


def test_a_period_says_in_which_days_its_end_can_lie_and_that_nobody_saw_it():
    evaluation = periods()["evaluation"]

    assert evaluation["ended"] == {
        "transition": "end_evaluation",
        "earliest": "2016-01-01",
        "latest": "2019-01-08",
        "seen": False,
    }
    assert (evaluation["status"], evaluation["otherwise"]) == ("met_late", "met")
    assert (
        "ended by: hand over the evaluation, between 2016-01-01 and 2019-01-08 (nobody "
        "saw it); late at any rate if after 2017-07-12"
    ) in said("--all")


def test_what_was_in_time_only_by_the_latest_days_may_have_been_late():
    """Asked for between January and August, listed in July or August 2019."""
    decision = periods()["access_decision"]

    assert (decision["status"], decision["otherwise"]) == ("met", "met_late")
    assert decision["begun"]["earliest"] == "2019-01-08"
    assert decision["begun"]["seen"] is False
    assert decision["ended"]["seen"] is True


def test_what_is_in_time_on_every_day_of_its_window_is_met():
    """Two years from a day that is known; access was asked for within one."""
    found = periods()["approval_term"]

    assert (found["status"], found["otherwise"]) == ("met", None)


def test_what_is_overdue_by_the_latest_days_is_overdue_on_all():
    found = periods()["access_delivery"]

    assert (found["status"], found["otherwise"], found["ended"]) == (
        "overdue",
        None,
        None,
    )
    assert "at least" in said()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "some day from 2016-01-01 to 2019-01-08; nobody saw it"),
        ("zh", "2016年1月1日至2019年1月8日之间某日；未见公开报道"),
    ],
)
def test_replay_says_on_which_days_a_step_can_lie(language, said):
    told = run("replay", KANDI, "--lang", language).stdout
    steps = {step["transition"]: step for step in answer("replay", KANDI)["path"]}

    assert said in " ".join(told.split())
    assert steps["end_evaluation"]["window"] == {
        "transition": "end_evaluation",
        "earliest": "2016-01-01",
        "latest": "2019-01-08",
        "seen": False,
    }
    assert steps["approve"]["window"]["earliest"] == steps["approve"]["on"]


def test_a_step_that_time_makes_after_a_history_has_no_window():
    path = answer("replay", str(FILES["suda"][1]), "--as-of", "2017-03-27")["path"]

    assert [step["window"] is None for step in path] == [False] * (len(path) - 1) + [
        True
    ]
    assert all(s["window"] is None for s in answer("replay", "C-7")["path"])


def test_a_case_has_no_windows():
    (found,) = periods("2031-03-04", "C-7").values()

    assert (found["begun"], found["ended"], found["otherwise"]) == (None, None, None)


def test_an_end_that_is_only_rumoured_says_so():
    """The shipped case of xiaomi is told step by step, without windows."""
    found = periods(case="xiaomi")["access_decision"]
    told = run("deadlines", "xiaomi", "--on", "2026-11-23", "--all").stdout

    assert (found["ended"], found["evidence"]) == (None, "rumoured")
    assert "ended on 2025-06-30, 218 working days late (rumoured)" in " ".join(
        told.split()
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_periods_of_a_history_read_well(language, golden):
    asked = ("deadlines", KANDI, "--on", "2026-11-23", "--all", "--lang", language)

    golden(run(*asked).stdout, f"cli/deadlines-kandi.{language}.txt")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_of_a_history_says_what_nobody_saw(language, tmp_path, golden):
    file = tmp_path / "picture.svg"
    asked = ("timeline", KANDI, "--on", "2022-01-01", "--svg", str(file))
    run(*asked, "--lang", language)

    golden(file.read_text(encoding="utf-8"), f"draw/timeline-kandi.{language}.svg")
