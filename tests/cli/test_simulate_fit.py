"""`qualflow simulate fit`: what a person and a program read, and what is refused."""

from __future__ import annotations

import json
from string import Formatter

import pytest
from click.testing import CliRunner

from histories import CN, FOLDER, told
from qualflow.cli.simulate_fit import command
from qualflow.simulate.loading import read_scenario
from qualflow.words.answer_messages import MESSAGES as SHARED
from qualflow.words.fitting_messages import MESSAGES as ALL

MESSAGES = {key: words for key, words in ALL.items() if key not in SHARED}
HISTORIES = str(FOLDER / "histories")


def run(*arguments: str):
    """Return what came of the command; an exception that is no exit is raised."""
    result = CliRunner().invoke(command, [*arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_eleven_histories_tell_reads_well(language, golden):
    """What was fitted, with its errors and numbers; then what was not, and why."""
    answer = run(HISTORIES, "--lang", language)

    assert (answer.exit_code, answer.stderr) == (0, "")
    golden(answer.stdout, f"cli/simulate-fit.{language}.txt")


def test_a_program_reads_one_object_a_line_for_each_process():
    """Histories of two processes are two fits."""
    answer = run("mealworm", "bjev", "qiantu", "--json")
    mealworm, cars = (json.loads(line) for line in answer.stdout.splitlines())

    assert mealworm["process"] == "eu-novel-food"
    assert mealworm["cases"] == ["mealworm"]
    assert cars["cases"] == ["bjev", "qiantu"]
    assert cars["fitted"] == 0
    assert answer.exit_code == 1


def test_every_figure_stands_in_json_with_its_error():
    """The names are a contract."""
    answer = run(HISTORIES, "--json")
    fit = json.loads(answer.stdout)
    states = {state["state"]: state for state in fit["states"]}

    assert (fit["fitted"], fit["refused"]) == (2, 9)
    joined = states["approved"]["joined"]
    assert joined["states"] == ["approved", "access_review"]
    assert (joined["n"], joined["ended"], joined["censored"]) == (6, 5, 1)
    assert joined["median"] == [540.5, 541.5]
    assert joined["median_interval"] == [48.5, None]
    best = joined["fits"][0]
    assert best["family"] == "lognormal"
    assert best["parameters"].keys() == best["errors"].keys() == {"median", "sigma"}
    assert states["applied"]["delay"]["refused"] == "no_spread"
    assert states["applied"]["delay"]["median"] is None
    assert states["access_review"]["counted_in"] == "approved"
    (way,) = states["access_granted"]["ways"]
    assert (way["count"], way["of"], way["p"], way["error"]) == (8, 8, 1, 0)
    assert {"step": "refuse", "of": 8} in states["under_review"]["unseen"]


def test_where_nothing_can_be_fitted_the_answer_is_no():
    """One history carries no distribution."""
    answer = run("mealworm")

    assert answer.exit_code == 1
    assert answer.stdout.startswith("One history of eu-novel-food, from 2018-02-13")
    assert "no delay could be fitted" in " ".join(answer.stdout.split())


def test_a_history_that_is_contradicted_is_left_out_by_name(tmp_path):
    """Its life is not what was observed."""
    history = told("kandi_jiangsu")
    del history["events"][2]["facts"]["delegated_by"]
    (tmp_path / "kandi.json").write_text(json.dumps(history), encoding="utf-8")

    answer = run(str(tmp_path / "kandi.json"), "qiantu", "--json")

    fit = json.loads(answer.stdout)
    assert (fit["cases"], fit["left_out"]) == (["qiantu"], ["kandi_jiangsu"])
    assert (
        "was observed: kandi_jiangsu."
        in run(str(tmp_path / "kandi.json"), "qiantu").stdout
    )


def test_histories_that_are_all_contradicted_leave_nothing_to_fit(tmp_path):
    """It says so, and the answer is no."""
    history = told("kandi_jiangsu")
    del history["events"][2]["facts"]["delegated_by"]
    (tmp_path / "kandi.json").write_text(json.dumps(history), encoding="utf-8")

    answer = run(str(tmp_path))

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "nothing to fit" in answer.stderr


def test_the_scenario_is_written_whole_and_says_how_much_is_assumed(tmp_path):
    """It reads back, and its figures are counted."""
    file = tmp_path / "fitted.toml"

    answer = run(HISTORIES, "--out", str(file))

    scenario = read_scenario(file.read_bytes(), CN, "fitted")
    sources = [source for _, source in scenario.figures()]
    said = " ".join(answer.stdout.split())
    assert answer.exit_code == 0
    assert f"a scenario of {len(sources)} figures" in said
    assert f"of which {sources.count('assumed')} are assumed" in said


def test_the_day_of_a_scenario_decides_whose_law_it_has(tmp_path):
    """In 2020 projects were put on file."""
    file = tmp_path / "fitted.toml"

    run(HISTORIES, "--out", str(file), "--on", "2020-01-01")

    scenario = read_scenario(file.read_bytes(), CN, "fitted")
    assert str(scenario.on) == "2020-01-01"
    assert scenario.stays["under_review"].exits[0].step == "file"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nioo",), "did you mean 'nio'?"),
        (("bjev", "--on", "2020-01-01"), "--out is missing"),
        (("bjev", "mealworm", "--out", "x.toml"), "--out takes one process"),
        (("bjev", "--out", "x.toml", "--on", "1900-01-01"), "nothing to write"),
        ((), "Missing argument"),
    ],
)
def test_what_cannot_be_asked_is_said_and_exits_2(
    arguments, said, tmp_path, monkeypatch
):
    """And no file is left behind."""
    monkeypatch.chdir(tmp_path)

    answer = run(*arguments)

    assert answer.exit_code == 2
    assert said in answer.stderr
    assert not list(tmp_path.iterdir())


def test_what_can_be_read_is_answered_though_something_else_cannot():
    """The rest goes on; the exit code says that something was wrong."""
    answer = run("bjev", "nioo", "--json")

    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["cases"] == ["bjev"]


def test_one_bad_file_in_a_folder_hides_none_of_the_others(tmp_path):
    """It is named, with what is wrong in it."""
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps(told("bjev")), encoding="utf-8")

    answer = run(str(tmp_path), "--json")

    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["cases"] == ["bjev"]
    assert answer.stderr.startswith("qualflow: a.json: history: ")


@pytest.mark.parametrize("key", MESSAGES)
def test_both_languages_say_the_same_things(key):
    """The two templates of a key have the same placeholders."""
    english, chinese = (
        {name for _, name, _, _ in Formatter().parse(text) if name}
        for text in MESSAGES[key]
    )

    assert english - {"n"} == chinese - {"n"}
