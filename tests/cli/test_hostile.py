"""What a command does with bad input: a message and exit code 2, never a traceback."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualflow.case.casefile import LARGEST_FILE
from qualflow.processes import folder
from shell import run, shell

CASE = (folder("instrument-approval") / "cases" / "C-7.json").read_bytes()
C7 = ("explain", "C-7", "approve", "--on", "2031-03-04")


def refused(*arguments, **environment):
    """Return the message of a question that could not be asked."""
    result = run(*arguments, **environment)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


def changed(**values):
    return json.dumps(json.loads(CASE) | values).encode()


# -- files ----------------------------------------------------------------------------


def test_a_missing_file(tmp_path):
    file = tmp_path / "none.json"

    assert refused("replay", str(file)) == (
        f"qualflow: {file}: no such file or directory\n"
    )


def test_a_folder_instead_of_a_file(tmp_path):
    (tmp_path / "case.json").mkdir()

    assert "case.json: is a directory" in refused("replay", str(tmp_path / "case.json"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "JSON expected"),
        (b"\x00\xff\xfe\x00", "UTF-8 expected"),
        (b"\x7fELF" + bytes(range(128)), "JSON expected"),
        (b"[]", "an object expected"),
        (b"{}", "process: a text"),
        (b"[" * 100_000, "JSON of a few levels expected"),
        (b'{"process": 1e999999}', "a whole number"),
        (b'{"process": "x", "process": "y"}', "each key once expected"),
        (b" " * 20_000_000, f"at most {LARGEST_FILE:,} bytes expected"),
        (changed(format=2), "format"),
        (changed(process="nowhere"), "no process named 'nowhere'"),
        (changed(process="../instrument-approval"), "no process named"),
        (changed(events=[{"event": "fact_filed"}]), "events[1]"),
        (changed(more=1), "the key 'more'"),
    ],
)
def test_a_file_that_is_no_case(tmp_path, content, message):
    file = tmp_path / "case.json"
    file.write_bytes(content)

    assert message in refused("replay", str(file))


def test_a_name_that_is_too_long():
    assert "qualflow: " in refused("replay", "x" * 5_000)
    assert "qualflow: " in refused("check", "x" * 5_000)


def test_a_name_that_is_no_unicode():
    result = shell("replay", b"\xff\xfe".decode(errors="surrogateescape"))

    assert result.returncode == 2
    assert "Traceback" not in result.stderr


# -- names and values -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (C7[:3], "Give --on DAY"),
        ((*C7[:4], "04.03.2031"), "like 2019-01-10"),
        ((*C7[:4], "2031-02-29"), "like 2019-01-10"),
        ((*C7[:4], "20310304"), "like 2019-01-10"),
        ((*C7[:4], "9999-12-31"), "like 2019-01-10"),
        ((*C7[:4], ""), "like 2019-01-10"),
        ((*C7[:2], "aprove", *C7[3:]), "did you mean 'approve'"),
        ((*C7, "--by", "ofice"), "did you mean 'office'"),
        ((*C7, "--set", "sampels=3"), "named 'sampels'; did you mean 'samples'"),
        ((*C7, "--set", "samples"), "FACT=VALUE expected"),
        ((*C7, "--set", "=3"), "FACT=VALUE expected"),
        ((*C7, "--set", "samples="), "a whole number from 0 to 1,000 expected"),
        ((*C7, "--set", "samples=three"), "a whole number from 0 to 1,000 expected"),
        ((*C7, "--set", "samples=1e999999999"), "a whole number"),
        ((*C7, "--set", "samples=" + "9" * 5_000), "a whole number"),
        ((*C7, "--set", "samples=nan"), "a whole number"),
        ((*C7, "--set", "error_pct=0.123"), "at most 2 decimals"),
        ((*C7, "--set", "report_issued_on=yesterday"), "like 2019-01-10"),
        ((*C7, "--set", "application_signed=perhaps"), "true or false expected"),
        ((*C7, "--set", "intended_use=war"), "one of trade, medicine, teaching"),
        ((*C7, "--set", "decided_on=2031-01-01", "--set", "applied_on=2031-01-01"),
         "no filing changes that"),
        ((*C7, "--link", "holder=C-7"), "no link named 'holder'"),
        ((*C7, "--link", "holder"), "LINK=CASE expected"),
        ((*C7, "--evidence", "certain"), "certain"),
        ((*C7, "--standing", "text,gossip"), "'gossip' found"),
        ((*C7, "--lang", "fr"), "fr"),
        ((*C7, "--process", "cn-automaker"), "no case or case file named 'C-7'"),
        (("explain", "xiaomi", "take_over", "--on", "2023-08-23", "--link",
          "holdr=baowo"), "did you mean 'holder'"),
        (("explain", "xiaomi", "take_over", "--on", "2023-08-23", "--link",
          "holder=bawo"), "did you mean 'baowo'"),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense(arguments, message):
    assert message in " ".join(refused(*arguments).split())


def test_a_process_with_mistakes_lists_them_all(tmp_path):
    (tmp_path / "process.toml").write_text("title = 1\nlanguage = 2\n")
    said = refused("show", str(tmp_path))

    assert "facts.toml" in said
    assert "process.toml:1" in said


# -- what a terminal could act on -----------------------------------------------------

EVIL = "a\x1b[2Jb\x07c\u202ed\u009be\nfake\x7f"


def test_control_characters_of_a_case_do_not_reach_the_terminal(tmp_path):
    file = tmp_path / "case.json"
    content = json.loads(CASE)
    content["case"] = EVIL
    content["events"][0]["value"] = EVIL
    content["events"][0]["by"] = EVIL
    file.write_text(json.dumps(content))

    for command in (("replay", str(file)), ("explain", str(file), *C7[2:])):
        for language in ("en", "zh"):
            told = run(*command, "--lang", language)
            assert told.exception is None or isinstance(told.exception, SystemExit)
            assert not [c for c in told.stdout if c < " " and c != "\n"]
            assert not set(told.stdout) & set("\x7f\u009b\u202e")
            assert "e fake" in " ".join(told.stdout.split())


def test_json_escapes_what_a_terminal_could_act_on(tmp_path):
    file = tmp_path / "case.json"
    file.write_bytes(changed(case=EVIL))
    told = run("replay", str(file), "--json").stdout

    assert json.loads(told)["case"] == EVIL
    assert not set(told) & set("\x1b\x07\x7f\u009b\u202e")


def test_control_characters_of_an_argument_do_not_reach_the_terminal():
    said = refused("replay", "\x1b[2Jcase\u202e")

    assert "\x1b" not in said
    assert "\u202e" not in said


def test_half_a_surrogate_pair_is_no_text(tmp_path):
    file = tmp_path / "case.json"
    file.write_bytes(changed(case="a\ud800b"))

    assert "half a surrogate pair" in refused("replay", str(file))


# -- anything -------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["explain", "next", "replay", "show", "check", "C-7", "xiaomi", "new", "approve",
     "take_over", "--on", "2031-03-04", "--set", "samples=3", "--link", "holder=baowo",
     "--json", "--process", "instrument-approval", "--by", "office", "--lang", "zh",
     "--evidence", "official", "--standing", "text", "--clause", "IAA 9(1)", "--as-of",
     "--format", "dot", "--source", "--from", "under_review", "--help"]
)  # fmt: skip


@pytest.fixture
def somewhere_else(tmp_path, monkeypatch):
    """A folder in which `new` may write."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("somewhere_else")
@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(
    arguments=st.lists(
        WORDS | st.text(max_size=8).filter(lambda text: "\0" not in text), max_size=8
    )
)
def test_whatever_the_arguments_there_is_an_answer_or_a_message(arguments):
    result = run(*arguments)

    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(CASE) - 1), byte=st.integers(0, 255))
def test_a_case_file_with_one_byte_changed_is_read_or_refused(tmp_path, place, byte):
    file = tmp_path / "case.json"
    file.write_bytes(CASE[:place] + bytes([byte]) + CASE[place + 1 :])

    assert run("replay", str(file)).exit_code in (0, 2)
