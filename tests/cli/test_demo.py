"""`qualflow demo`: stories are data, answers are real."""

import shutil

import pytest

from qualflow.processes import folder
from shell import answer, run


@pytest.fixture
def process(tmp_path):
    """A folder of one's own, with a story to write."""
    made = tmp_path / "mine"
    shutil.copytree(folder("instrument-approval"), made)
    for case in (made / "cases").glob("*.json"):
        case.write_text(case.read_text().replace("instrument-approval", "mine"))
    return made


def story(process, run):
    text = f"[[chapter]]\nen = 'A story.'\nzh = '故事。'\nrun = '''{run}'''\n"
    (process / "demo.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_stories_read_well(language, golden):
    result = run("demo", "--lang", language)

    assert (result.exit_code, result.stderr) == (0, "")
    assert 60 <= len(result.stdout.splitlines()) <= 95
    golden(result.stdout, f"cli/demo.{language}.txt")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_shown_is_what_the_command_says(language):
    """Every line after a $ can be run, and gives just what follows it."""
    import shlex

    told = run("demo", "--lang", language).stdout
    shown = [line for line in told.splitlines() if line.startswith("$ qualflow ")]
    assert shown
    for line in shown:
        output = run(*shlex.split(line)[2:]).stdout
        assert f"{line}\n{output}" in told


def test_it_answers_the_question_that_started_the_project():
    said = " ".join(run("demo").stdout.split())

    assert "explain xiaomi take_over --on 2023-08-23 --link holder=baowo" in said
    assert "has been deregistered since 2023-06-25" in said
    assert "explain xiaomi request_access --on 2023-08-23" in said


def test_the_environment_does_not_mix_the_languages():
    assert run("demo", "--lang", "en", QUALFLOW_LANG="zh").stdout == run("demo").stdout


def test_as_json_every_chapter_has_its_answer():
    chapters = answer("demo", code=0)["chapters"]

    assert {chapter["exit_code"] for chapter in chapters} == {None, 0, 1}
    for chapter in chapters:
        assert bool(chapter["command"]) == bool(chapter["output"])


def test_a_process_of_ones_own_tells_its_own_story(process):
    story(process, "explain C-7 approve --on 2031-03-04")
    result = run("demo", "--process", str(process))

    assert result.exit_code == 0
    command = f"$ qualflow explain C-7 approve --on 2031-03-04 --process {process}"
    assert command in result.stdout
    assert "No: on 2031-03-04 the approval office cannot" in result.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[[chapter]]\nen = 'x'\n", "prose in both languages expected"),
        ("[[chapter]]\nen = 'x'\nzh = 1\n", "zh: a text expected"),
        ("[[chapter]]\nen = 'x'\nzh = 'x'\nrum = 'x'\n", "the keys en, zh and run"),
        ("chapter = 1\n", "[[chapter]] expected"),
        ("chapter = [1]\n", "the keys en, zh and run"),
        ("chapter = \n", "demo.toml:1"),
    ],
)
def test_a_story_that_is_none_is_a_message(process, content, message):
    (process / "demo.toml").write_text(content)
    result = run("demo", "--process", str(process))

    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("new somewhere", "no command"),
        ("demo", "no command"),
        ("rm -rf /", "no command"),
        ("explain 'C-7", "No closing quotation"),
        ("explain C-7\x85", "control characters"),
    ],
)
def test_a_story_runs_only_what_changes_nothing(process, command, message):
    """Somebody else may have written the folder."""
    story(process, command)
    result = run("demo", "--process", str(process))

    assert result.exit_code == 2
    assert message in result.stderr


def test_a_process_without_a_story_says_so(process):
    result = run("demo", "--process", str(process))

    assert result.exit_code == 2
    assert "demo.toml: no such file or directory" in result.stderr
