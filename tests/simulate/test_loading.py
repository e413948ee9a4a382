"""Reading a scenario: what the file says, and where files are found."""

from __future__ import annotations

from datetime import date

import pytest

from qualflow.errors import UnknownNameError
from qualflow.law.facts import (
    Evidence,
)
from qualflow.law.measures import Unit
from qualflow.law.rules import Standing
from qualflow.processes import load_scenario, scenario_file, scenarios
from qualflow.simulate.distributions import (
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Uniform,
    Weibull,
    remaining,
)
from qualflow.simulate.loading import (
    ScenarioError,
    process_of,
)
from qualflow.simulate.scenario import (
    ASSUMED,
    Chosen,
    Coming,
    Delay,
    Drawn,
    Exit,
    Given,
    OutcomeAsked,
    Question,
    Resource,
    Scenario,
    Stay,
    Time,
    TimeAsked,
)
from scenario_files import CLOCKED, IAA, LEAST, REFERENCE, TEXT, read


def test_the_scenario_says_what_the_file_says():
    """Every table of the format, once."""
    register, talk = "the register of 2029", "a talk"

    assert read(TEXT) == Scenario(
        name="office",
        process="instrument-approval",
        start="draft",
        on=date(2030, 1, 7),
        horizon=723,
        stays={
            "draft": Stay("draft", (Exit("apply"),), Delay(Weibull(20, 1.5))),
            "applied": Stay(
                "applied",
                (
                    Exit("accept", delay=Delay(remaining(Gamma(12, 2), 3))),
                    Exit("withdraw", delay=Delay(Exponential(900), source=talk)),
                ),
                races=True,
            ),
            "under_review": Stay(
                "under_review",
                (Exit("approve", 0.75), Exit("refuse", 0.25)),
                Delay(Empirical((9, 12, 20)), source=register),
                retry=Delay(Fixed(30)),
                source=register,
            ),
            "approved": Stay(
                "approved",
                (
                    Exit(
                        "surrender",
                        delay=Delay(Uniform(100, 200.5), Unit.WORKING_DAY, talk),
                    ),
                ),
            ),
        },
        outcomes=(
            OutcomeAsked("approved", ("approved",), {"en": "approved", "zh": "已许可"}),
            OutcomeAsked(
                "turned_down", ("refused",), {"en": "turned down", "zh": "未获许可"}
            ),
        ),
        times=(
            TimeAsked(
                "decision",
                until=("approved", "refused"),
                since=("applied",),
                label={"en": "from application to decision", "zh": "自申请至决定"},
            ),
        ),
        questions=(
            Question(
                "approved_by_summer",
                ("approved",),
                175,
                {"en": "approved by summer", "zh": "夏季前获许可"},
            ),
        ),
        facts=(
            Given("applicant", "lee", "the form"),
            Given("samples", 3, "the form"),
            Given("application_signed", True, "the form"),
            Given("test_announced", True, "the form"),
            Given("assessor", "okafor"),
            Drawn("error_pct", Lognormal(0.3, 0.4), "40 reports"),
            Chosen(
                "intended_use",
                (("trade", 0.6), ("medicine", 0.3), (None, 0.1)),
                register,
            ),
            Coming("report_issued_on", "applied", Delay(Fixed(10), Unit.WORKING_DAY)),
            Given("workshop_visited", False),
            Coming("workshop_visited", "under_review", Delay(Uniform(5, 10)), True),
        ),
        arrivals=Delay(Exponential(2.5), source=register),
        resources=(
            Resource(
                "reviewers", 3, ("under_review",), "error_pct", "the office's chart"
            ),
        ),
        standings=frozenset({Standing.TEXT, Standing.PRACTICE}),
        evidence=Evidence.DOCUMENTED,
        title={"en": "A busy office", "zh": "繁忙的机关"},
        note={"en": "Invented.", "zh": "虚构。"},
    )


def test_what_need_not_be_said_is_what_most_scenarios_want():
    """Days, the law asked, written and reported clauses, any evidence."""
    found = read(LEAST)

    assert (found.time, found.judges, found.evidence) == (
        Time.DAYS, True, Evidence.RUMOURED
    )  # fmt: skip
    assert found.standings == {Standing.TEXT, Standing.PRESS}
    assert found.stays["draft"].source == ""


def test_the_nearest_source_counts():
    """The figure's own, then its table's, then the file's."""
    text = LEAST.replace("fixed = 20", 'fixed = 20, source = "own"')
    assert read(text).stays["draft"].delay.source == "own"

    text = LEAST.replace("[state.draft]", '[state.draft]\nsource = "table"')
    assert read(text).stays["draft"].delay.source == "table"

    assert read(LEAST).stays["draft"].delay.source == ASSUMED


def test_a_day_and_a_number_of_days_say_the_same():
    """Day 0 is the day of the start."""
    days = CLOCKED.replace("horizon = 3650", "horizon = 2039-12-30")

    assert read(days, REFERENCE) == read(CLOCKED, REFERENCE)


# Where it is found -------------------------------------------------------------------


def test_a_scenario_is_found_by_name_and_by_path(tmp_path):
    """A shipped one by its name, any other by its file."""
    assert scenario_file("reference") == scenarios("reference")["reference"]
    path = tmp_path / "office.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert scenario_file(str(path)) == path
    assert load_scenario(str(path)) == (IAA, read(TEXT))

    with pytest.raises(UnknownNameError, match="no scenario or file of one named"):
        scenario_file("refernce")


def test_a_scenario_beside_a_process_is_about_that_process(tmp_path):
    """A folder of one's own needs no other way to say where it is."""
    from shutil import copytree

    from qualflow.processes import folder

    home = tmp_path / "mine"
    copytree(folder("instrument-approval"), home)
    (home / "scenarios").mkdir()
    path = home / "scenarios" / "office.toml"
    mine = TEXT.replace("instrument-approval", "mine")
    path.write_text(mine, encoding="utf-8")

    rulebook, found = load_scenario(str(path))

    assert (rulebook.name, found.process) == ("mine", "mine")
    assert load_scenario("office", home)[1] == found


def test_the_process_is_asked_for_before_anything_else():
    """It says whose names the others are."""
    assert process_of(TEXT.encode(), "office") == "instrument-approval"
    for text in (b"", b"process = 7", b'process = "../x"'):
        with pytest.raises(ScenarioError) as caught:
            process_of(text, "office")
        assert "'process' expected" in str(caught.value.mistakes[0])
