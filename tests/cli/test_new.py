"""`qualflow new`: a process to start from, whole or not at all."""

from pathlib import Path

import pytest

from qualflow import load
from shell import answer, run


def test_the_new_process_loads_and_its_examples_hold(tmp_path):
    made = tmp_path / "my-process"
    result = run("new", str(made))

    assert (result.exit_code, result.stderr) == (0, "")
    assert f"next: qualflow check {made}" in result.stdout
    assert run("check", str(made)).exit_code == 0
    assert not (made / "new.toml").exists()


def test_it_has_a_title_of_its_own_in_both_languages(tmp_path):
    run("new", str(tmp_path / "my-process"))
    rulebook = load(tmp_path / "my-process")

    assert rulebook.name == "my-process"
    assert rulebook.title == {"en": "My approval process", "zh": "我的许可流程"}


def test_its_cases_are_its_own(tmp_path):
    made = tmp_path / "my-process"
    run("new", str(made))
    told = answer("replay", "C-7", "--process", str(made))

    assert told["process"] == "my-process"


def test_an_empty_folder_may_be_there(tmp_path):
    assert run("new", str(tmp_path)).exit_code == 0
    assert (tmp_path / "process.toml").exists()


def test_the_folder_where_one_stands_may_be_named_by_a_dot(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert run("new", "here").exit_code == 0
    assert answer("new", "there")["process"] == "there"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    result = run("new", str(tmp_path))

    assert result.exit_code == 2
    assert "the folder is not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_of_that_name_is_left_alone(tmp_path):
    (tmp_path / "mine").write_text("mine")
    result = run("new", str(tmp_path / "mine"))

    assert result.exit_code == 2
    assert "no folder" in result.stderr
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_missing_parent_is_not_made(tmp_path):
    result = run("new", str(tmp_path / "a" / "b"))

    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_behind_if_the_writing_fails(tmp_path, monkeypatch):
    """The disk fills up in the middle."""
    written = []
    write = Path.write_bytes

    def full(self, content):
        if len(written) == 3:
            raise OSError(28, "No space left on device", str(self))
        written.append(self)
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    result = run("new", str(tmp_path / "mine"))

    assert result.exit_code == 2
    assert "no space left on device" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_says_what_to_do_next(tmp_path, monkeypatch, language, golden):
    monkeypatch.chdir(tmp_path)

    golden(run("new", "mine", "--lang", language).stdout, f"cli/new.{language}.txt")
