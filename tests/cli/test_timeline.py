"""`qualflow timeline`: a case over time, drawn to a file."""

import json
from xml.etree import ElementTree

import pytest

from qualflow import write_case
from shell import run
from timed_cases import a_project, case_file

C7 = ("timeline", "C-7", "--on", "2031-03-04")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("C-7", C7),
        ("xiaomi", ("timeline", "xiaomi", "--on", "2026-11-23")),
        ("baowo", ("timeline", "baowo", "--on", "2024-01-01")),
    ],
)
def test_a_shipped_case_is_drawn(name, arguments, language, tmp_path, golden):
    file = tmp_path / "picture.svg"
    result = run(*arguments, "--svg", str(file), "--lang", language)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{file}\n"
    golden(file.read_text(encoding="utf-8"), f"draw/timeline-{name}.{language}.svg")


def test_without_a_day_it_is_that_of_the_last_event(tmp_path):
    one, other = tmp_path / "one.svg", tmp_path / "other.svg"
    run("timeline", "C-7", "--svg", str(one))
    run("timeline", "C-7", "--on", "2031-02-03", "--svg", str(other))

    assert one.read_bytes() == other.read_bytes()


def test_a_case_file_of_ones_own_is_drawn(tmp_path):
    file = tmp_path / "own.svg"
    case = case_file(tmp_path, a_project())

    assert run("timeline", case, "--svg", str(file)).exit_code == 0
    ElementTree.fromstring(file.read_bytes())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (C7, "--svg is missing"),
        (("timeline", "C-8", "--svg", "x.svg"), "did you mean 'C-7'"),
        (
            ("timeline", "new", "--process", "cn-automaker", "--svg", "x.svg"),
            "nothing has happened yet; give --on DAY",
        ),
        ((*C7[:3], "yesterday", "--svg", "x.svg"), "like 2019-01-10"),
    ],
)
def test_what_cannot_be_drawn_is_said(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.split())
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    result = run(*C7, "--svg", str(tmp_path / "none" / "picture.svg"))

    assert result.exit_code == 2
    assert "there is no folder" in result.stderr


def test_a_hostile_case_file_is_drawn_as_text(tmp_path):
    content = json.loads(write_case(a_project()))
    evil = "<script>\x1b[2J\u202e</script>"
    file, picture = tmp_path / "evil.json", tmp_path / "evil.svg"
    file.write_text(json.dumps(content | {"case": evil}))

    assert run("timeline", str(file), "--svg", str(picture)).exit_code == 0
    drawn = picture.read_text(encoding="utf-8")
    assert "<script" not in drawn
    assert not set(drawn) & set("\x1b\u202e")
