"""Finding the case that a command names."""

import json
import shutil

import pytest

from qualflow.processes import folder
from shell import answer, run

CASE = folder("instrument-approval") / "cases" / "C-7.json"


@pytest.fixture
def process(tmp_path):
    """A process of one's own, with a case that only it has."""
    made = tmp_path / "mine"
    shutil.copytree(folder("instrument-approval"), made)
    content = CASE.read_text().replace("instrument-approval", "mine")
    (made / "cases" / "C-8.json").write_text(content.replace("C-7", "C-8"))
    (made / "cases" / "C-7.json").unlink()
    return made


def test_a_shipped_case_is_found_by_its_name():
    assert answer("replay", "C-7")["process"] == "instrument-approval"


def test_a_case_file_says_which_process_it_belongs_to(tmp_path):
    file = shutil.copy(CASE, tmp_path / "c.json")

    assert answer("replay", str(file))["case"] == "C-7"


def test_a_file_needs_no_ending(tmp_path, monkeypatch):
    shutil.copy(CASE, tmp_path / "a-case")
    monkeypatch.chdir(tmp_path)

    assert answer("replay", "a-case")["case"] == "C-7"
    assert answer("replay", "./a-case")["case"] == "C-7"


def test_a_shipped_name_comes_before_a_file_of_that_name(tmp_path, monkeypatch):
    """A name means the same everywhere; "./C-7" is the file."""
    (tmp_path / "C-7").write_text("no case file")
    monkeypatch.chdir(tmp_path)

    assert answer("replay", "C-7")["case"] == "C-7"
    assert run("replay", "./C-7").exit_code == 2


def test_a_case_of_a_process_of_ones_own_is_found_by_its_name(process):
    told = answer("replay", "C-8", "--process", str(process))

    assert (told["case"], told["process"]) == ("C-8", "mine")


def test_a_file_of_a_process_of_ones_own_asks_for_the_process(process):
    file = process / "cases" / "C-8.json"
    result = run("replay", str(file))

    assert result.exit_code == 2
    assert "no process named 'mine'" in result.stderr
    assert "give the process with --process" in result.stderr
    assert answer("replay", str(file), "--process", str(process))["case"] == "C-8"


SHEET = (
    "case_id,company_en,regime,as_of,on,actor,kind,certainty\n"
    "berry,Lee & Co.,eu-novel-food-2015-2283,2024-06-30,2022-05,company,"
    "application_submitted,press\n"
)


def test_a_spreadsheet_of_one_history_is_a_case(tmp_path):
    file = tmp_path / "berry.csv"
    file.write_text(SHEET)

    told = answer("replay", str(file))
    assert (told["case"], told["process"]) == ("berry", "eu-novel-food")
    asked = ("explain", str(file), "find_valid", "--on", "2022-07-01")
    assert answer(*asked)["state"] == "applied"


def test_a_spreadsheet_of_several_says_that_a_case_is_one(tmp_path):
    file = tmp_path / "berries.csv"
    row = SHEET.splitlines()[1]
    file.write_text(SHEET + row.replace("berry", "plum") + "\n")
    result = run("replay", str(file))

    assert (result.exit_code, result.stdout) == (2, "")
    assert "2 histories found, one expected" in result.stderr
    assert "qualflow audit" in result.stderr


def test_a_broken_spreadsheet_is_no_case_file(tmp_path):
    file = tmp_path / "broken.csv"
    file.write_text("case_id,on\nberry,May 2022\n")
    result = run("replay", str(file))

    assert result.exit_code == 2
    assert "history: line" in result.stderr
    assert "case file" not in result.stderr


def test_a_name_that_is_nearly_one_is_pointed_out():
    result = run("replay", "xiomi")

    assert result.exit_code == 2
    assert "no case or case file named 'xiomi'; did you mean 'xiaomi'?" in result.stderr


def test_a_case_of_another_process_is_refused():
    result = run("replay", str(CASE), "--process", "cn-automaker")

    assert result.exit_code == 2
    assert "a case of cn-automaker expected" in result.stderr


def test_a_fresh_case_needs_its_process():
    result = run("replay", "new")

    assert result.exit_code == 2
    assert "give --process" in result.stderr


def test_a_link_finds_cases_of_the_same_process(process):
    """A link within one process reads from the same folder."""
    text = (process / "process.toml").read_text()
    link = '[link.model]\nen = "the approved model"\n'
    (process / "process.toml").write_text(text + link)
    words = process / "words" / "zh.toml"
    words.write_text(words.read_text() + '[link.model]\nzh = "已许可的型号"\n')
    told = answer(
        *("next", "new", "--process", str(process), "--on", "2031-03-04"),
        *("--link", "model=C-8"),
    )

    assert told["state"] == "draft"


def test_no_name_reaches_outside_the_folder(process):
    """A name with a separator is a path from where one stands, never from cases/."""
    result = run("replay", "../process", "--process", str(process))

    assert result.exit_code == 2
    assert "../process: no such file or directory" in result.stderr


def test_shipped_case_files_are_what_the_script_writes():
    """The histories behind them are written down in scripts/make_cases.py."""
    for process in ("cn-automaker", "instrument-approval"):
        for file in (folder(process) / "cases").glob("*.json"):
            content = json.loads(file.read_bytes())
            assert content["case"] == file.stem
            assert content["process"] == process
