"""`qualflow check`: every mistake at once, then the examples."""

import importlib.util
import json
import shutil

import pytest

from qualflow.processes import folder
from shell import answer, run


@pytest.fixture
def process(tmp_path):
    """A folder of one's own, to break."""
    made = tmp_path / "mine"
    shutil.copytree(folder("instrument-approval"), made)
    for case in (made / "cases").glob("*.json"):
        case.write_text(case.read_text().replace("instrument-approval", "mine"))
    return made


def replace(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.mark.parametrize("name", ["cn-automaker", "instrument-approval"])
def test_the_shipped_processes_hold(name):
    assert run("check", name).exit_code == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_says_how_many_examples_hold(process, language, golden):
    result = run("check", str(process), "--lang", language)

    assert (result.exit_code, result.stderr) == (0, "")
    golden(result.stdout, f"cli/check-holds.{language}.txt")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_example_that_fails_is_listed_with_what_was_found(process, language, golden):
    replace(process / "law" / "iaa.toml", "samples >= 3", "samples >= 4")
    result = run("check", str(process), "--lang", language)

    assert (result.exit_code, result.stderr) == (1, "")
    golden(result.stdout, f"cli/check-fails.{language}.txt")


def test_failures_as_json(process):
    replace(process / "law" / "iaa.toml", "samples >= 3", "samples >= 4")
    told = answer("check", str(process), code=1)

    assert told["mistakes"] == []
    failure = told["failures"][0]
    assert failure.keys() == {"example", "file", "line", "on", "expected", "found"}
    assert failure["file"].startswith("examples/")


def test_all_mistakes_are_reported_together(process, golden):
    replace(process / "law" / "iaa.toml", "samples >= 3", "sampls >= 3")
    replace(process / "process.toml", 'by = ["applicant"]', 'by = ["aplicant"]')
    result = run("check", str(process))

    assert (result.exit_code, result.stdout) == (2, "")
    golden(result.stderr, "cli/check-mistakes.txt")


def test_mistakes_as_json(process):
    replace(process / "law" / "iaa.toml", "samples >= 3", "sampls >= 3")
    result = run("check", str(process), "--json")

    assert result.exit_code == 2
    (mistake,) = json.loads(result.stdout)["mistakes"]
    assert mistake["file"] == "law/iaa.toml"
    assert mistake["where"] == 'clause "IAA 9(3)"'
    assert "did you mean 'samples'" in mistake["what"]


def test_a_case_file_of_the_folder_that_cannot_be_read_is_a_mistake(process):
    replace(process / "cases" / "C-7.json", '"samples"', '"sampls"')
    result = run("check", str(process))

    assert result.exit_code == 2
    assert "cases/C-7.json: case file: events[" in result.stderr
    assert "did you mean 'samples'" in result.stderr


def test_a_process_without_examples_is_no_proof(process):
    shutil.rmtree(process / "examples")
    shutil.rmtree(process / "lessons")  # which name the facts of examples
    result = run("check", str(process))

    assert result.exit_code == 0
    assert result.stdout.startswith("The process has no examples: nothing was tried.")


def test_what_is_no_process_folder_is_said(tmp_path):
    result = run("check", str(tmp_path))

    assert result.exit_code == 2
    assert "no process.toml" in result.stderr


def test_a_scenario_a_history_and_a_lesson_that_cannot_be_read_are_mistakes(process):
    (process / "scenarios").mkdir()
    (process / "scenarios" / "soon.toml").write_text('horizn = 100\nprocess = "mine"\n')
    (process / "histories").mkdir()
    (process / "histories" / "old.json").write_text("{}")
    result = run("check", str(process))

    assert result.exit_code == 2
    assert "scenarios/soon.toml:1: " in result.stderr
    assert "histories/old.json: " in result.stderr
    assert "history.toml: is missing" in result.stderr


def test_a_lesson_that_cannot_be_read_is_a_mistake_with_its_line(process):
    replace(process / "lessons" / "01-a-first-approval.md", "good_file", "god_file")
    result = run("check", str(process))

    assert result.exit_code == 2
    assert "lessons/01-a-first-approval.md:25: " in result.stderr
    assert "did you mean 'good_file'" in result.stderr


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_lesson_that_claims_what_the_law_does_not_say_fails(
    process, language, golden
):
    lesson = process / "lessons" / "01-a-first-approval.md"
    replace(lesson, 'answer = "closed"', 'answer = "open"')
    result = run("check", str(process), "--lang", language)

    assert (result.exit_code, result.stderr) == (1, "")
    golden(result.stdout, f"cli/check-claims.{language}.txt")
    (fault,) = answer("check", str(process), code=1)["faults"]
    assert fault["lesson"] == "01-a-first-approval"
    assert fault["line"] > 0
    assert "open claimed, closed found" in fault["what"]


def test_without_arrays_scenarios_are_said_to_be_unread(process, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "qualflow.cli.check.find_spec",
        lambda name: None if name == "numpy" else find(name),
    )

    assert "scenarios: not read, they need the extra `simulate`" in " ".join(
        run("check", str(process)).stdout.split()
    )
    assert answer("check", str(process))["scenarios"] is None
