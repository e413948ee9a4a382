"""`qualflow next`: what is open, a filing away, and out of reach."""

import pytest

from shell import answer, run

C7 = ("next", "C-7", "--on", "2031-03-04")
XIAOMI = ("next", "xiaomi", "--on", "2023-08-23", "--link", "holder=baowo")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("C-7", C7),
        ("xiaomi", XIAOMI),
        ("baowo", ("next", "baowo", "--on", "2024-01-01")),
    ],
)
def test_what_can_come_next_reads_well(name, arguments, language, golden):
    result = run(*arguments, "--lang", language)

    assert (result.exit_code, result.stderr) == (0, "")
    golden(result.stdout, f"cli/next-{name}.{language}.txt")


def test_the_smallest_sets_of_facts_are_named():
    """The report must be newer, and somebody else must have assessed it."""
    steps = {step["transition"]: step for step in answer(*C7)["transitions"]}

    assert steps["approve"]["answer"] == "closed"
    assert steps["approve"]["reach"] == "filings"
    assert steps["approve"]["target"] == "approved"
    assert steps["approve"]["may"] == ["office"]
    change = steps["approve"]["changes"][0]
    assert change.keys() == {"facts", "overwrites", "better_evidence"}
    assert change["facts"]["report_issued_on"] == "2030-03-04"
    assert "report_issued_on" in change["overwrites"]


def test_every_change_that_is_named_opens_the_step():
    for step in answer(*C7)["transitions"]:
        for change in step["changes"]:
            sets = [f"--set={name}={value}" for name, value in change["facts"].items()]
            asked = ("explain", "C-7", step["transition"], "--on", "2031-03-04")
            assert run(*asked, *sets).exit_code == 0


def test_open_steps_have_no_changes():
    steps = {step["transition"]: step for step in answer(*C7)["transitions"]}

    assert steps["refuse"]["reach"] == "open"
    assert steps["refuse"]["changes"] == []


def test_only_what_the_actor_may_ask_for_is_listed():
    told = answer(*C7, "--by", "applicant")

    assert [step["transition"] for step in told["transitions"]] == ["withdraw"]


def test_what_time_alone_makes_is_listed_apart():
    """Clocks are declared; an approval that lapses is not asked for by anybody."""
    told = answer(
        *("next", "new", "--process", "cn-automaker", "--on", "2018-01-01"),
    )

    assert told["timed"] == []
    assert told["state"] == "draft"


def test_what_has_ended_leads_nowhere():
    told = answer("next", "baowo", "--on", "2024-01-01")

    assert told["transitions"] == []
    assert "surrender" in told["out_of_reach"]


def test_next_always_has_an_answer():
    assert run("next", "baowo", "--on", "2024-01-01").exit_code == 0
