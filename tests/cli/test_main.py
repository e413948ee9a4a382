"""The command as a whole: help, version, what is imported, logs, colour."""

import os
import pty
import subprocess
import sys
from importlib import import_module

import pytest

from qualflow import __version__
from qualflow.cli import COMMANDS
from shell import run, shell

ASKED = ("explain", "C-7", "approve", "--on", "2031-03-04")
HEAVY = ("attrs", "attr", "structlog", "transitions", "qualflow.law", "qualflow.case")


def test_help_lists_every_command_with_what_it_does(golden):
    golden(run("--help").stdout, "cli/help.txt")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_with_an_example(name, golden):
    result = run(name, "--help")

    assert result.exit_code == 0
    assert f"qualflow {name}" in result.stdout.partition("Example")[2]
    golden(result.stdout, f"cli/help-{name}.txt")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_of_commands_says_what_they_say_of_themselves(name):
    """`--help` reads the table, so that it imports no command."""
    command = import_module(f"qualflow.cli.{name}").command

    assert command.help.strip().splitlines()[0] == COMMANDS[name]


def test_the_version_is_that_of_the_package():
    assert run("--version").stdout == f"qualflow {__version__}\n"


def test_help_imports_nothing_heavy():
    """It must be quick: nothing of the law is needed to say what can be asked."""
    script = (
        "import sys\n"
        "from qualflow.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stderr == "[]\n"


def test_a_command_that_is_nearly_one_is_pointed_out():
    result = run("explian", "C-7")

    assert result.exit_code == 2
    assert "no command 'explian'; did you mean 'explain'?" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (("explain",), "CASE is missing", "缺少 CASE"),
        (("explain", "C-7"), "TRANSITION is missing", "缺少 TRANSITION"),
        (("audit",), "HISTORY is missing", "缺少 HISTORY"),
        (("timeline", "C-7"), "--svg is missing", "缺少 --svg"),
        (
            ("replay", "C-7", "--as-off", "2031-01-01"),
            "no option --as-off; did you mean '--as-of'?",
            "没有选项 --as-off；是否指“--as-of”？",
        ),
        (
            ("explian", "C-7"),
            "no command 'explian'",
            "没有命令“explian”；是否指“explain”？",
        ),
        (
            ("next", "C-7", "--on", "soon"),
            "--on: a day from 1900-01-01",
            "--on：a day from 1900-01-01",
        ),
        (
            ("show", "C-7", "--format", "png"),
            "--format: one of table, mermaid, dot expected, 'png' found",
            "--format：应为以下之一：table",
        ),
        (("check", "one", "two"), "unexpected extra argument", "命令有误："),
        (("replay", "C-7", "--as-of"), "'--as-of' requires", "--as-of 的用法有误"),
    ],
)
def test_what_is_typed_wrongly_is_said_in_one_form(arguments, english, chinese):
    """As every other error: the program, what is wrong; then where help is."""
    told = run(*arguments, QUALFLOW_LANG="en")
    spoken = run(*arguments, QUALFLOW_LANG="zh")

    for result, said in ((told, english), (spoken, chinese)):
        assert (result.exit_code, result.stdout) == (2, "")
        first, last = result.stderr.splitlines()
        assert first.startswith("qualflow: ")
        assert said in first
        assert last.endswith(" --help")
    assert told.stderr.splitlines()[1].startswith("see qualflow")
    assert spoken.stderr.splitlines()[1].startswith("用法见 qualflow")


def test_the_language_of_a_wrong_command_is_the_one_it_asks_for():
    zh = ("explain", "--lang", "zh"), ("explain", "--lang=zh")

    assert all(run(*typed).stderr.startswith("qualflow: 缺少 CASE") for typed in zh)
    assert "is missing" in run("explain", "--lang", "en", QUALFLOW_LANG="zh").stderr
    assert (
        "--lang: one of en, zh expected" in run("replay", "C-7", "--lang", "tlh").stderr
    )


def test_a_wrong_option_of_the_program_itself_is_said_likewise():
    result = run("--verbos", "replay", "C-7")

    assert result.exit_code == 2
    assert result.stderr.startswith("qualflow: no option --verbos")


def test_nothing_of_a_wrong_command_reaches_the_terminal_as_it_is():
    result = run("replay", "C-7", "--x\x1b[2J", "y")

    assert result.exit_code == 2
    assert "\x1b" not in result.stderr


def test_without_a_command_the_help_is_shown():
    assert "Commands:" in run().output


# -- logs -----------------------------------------------------------------------------


def test_verbose_logs_what_was_decided_to_stderr():
    result = shell("--verbose", *ASKED)

    assert result.returncode == 1
    assert result.stdout.startswith("No: ")
    assert "event='transition.refused'" in result.stderr
    assert "case='C-7' transition='approve'" in result.stderr
    assert "clauses=['IAA 8', 'IAA 9(1)', 'IAA 14(2)']" in result.stderr


def test_without_verbose_nothing_is_logged():
    assert run(*ASKED).stderr == ""


# -- colour ---------------------------------------------------------------------------


def on_a_terminal(*arguments, **environment):
    """Return what a command writes to a terminal."""
    ours, theirs = pty.openpty()
    script = "from qualflow.cli import main; main()"
    kept = {n: v for n, v in os.environ.items() if n not in ("NO_COLOR", "FORCE_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=theirs,
        stderr=theirs,
        env={**kept, "TERM": "xterm", **environment},
    ):
        os.close(theirs)
        written = b""
        try:
            while part := os.read(ours, 65_536):
                written += part
        except OSError:  # how Linux says that the other side is closed
            pass
    os.close(ours)
    return written.decode()


def test_on_a_terminal_the_answer_has_a_colour():
    assert on_a_terminal(*ASKED).startswith("\x1b[31m\x1b[1mNo: ")


def test_no_color_keeps_a_terminal_plain():
    assert "\x1b" not in on_a_terminal(*ASKED, NO_COLOR="1")


def test_json_has_no_colour_on_a_terminal():
    assert "\x1b" not in on_a_terminal(*ASKED, "--json")


def test_elsewhere_there_is_no_colour():
    assert "\x1b" not in shell(*ASKED).stdout


# -- streams --------------------------------------------------------------------------


def test_what_the_stream_cannot_encode_is_escaped():
    result = shell(*ASKED, "--lang", "zh", PYTHONIOENCODING="latin-1")

    assert result.returncode == 1
    assert result.stderr == ""
    assert result.stdout.startswith("\\u4e0d\\u53ef\\u4ee5")


def test_json_stays_json_where_the_stream_is_narrow():
    import json

    result = shell(*ASKED, "--lang", "zh", "--json", PYTHONIOENCODING="latin-1")

    assert json.loads(result.stdout)["findings"][0]["text"].startswith("检验开始前")


def test_a_reader_who_leaves_early_sees_no_traceback():
    command = f"{sys.executable} -c 'from qualflow.cli import main; main()'"
    result = subprocess.run(
        f"{command} show cn-automaker --json | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.stdout == "{\n"
    assert result.stderr == ""


def test_the_language_comes_from_the_environment_and_the_option_is_stronger():
    assert run(*ASKED, QUALFLOW_LANG="zh").stdout.startswith("不可以：")
    assert run(*ASKED, "--lang", "en", QUALFLOW_LANG="zh").stdout.startswith("No: ")
    assert run(*ASKED, QUALFLOW_LANG="tlh").exit_code == 2
