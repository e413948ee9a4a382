"""`qualflow step`: a case stepped through in the terminal."""

import shlex
from string import Formatter

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings

from qualflow.cli import main
from qualflow.cli.sessions import Session
from qualflow.errors import QualflowError
from qualflow.processes import folder
from qualflow.stepping.address import parse
from qualflow.stepping.walk import Walk
from qualflow.words.deadline_messages import MESSAGES as SHARED
from qualflow.words.language import Language
from qualflow.words.stepping import COMMANDS
from qualflow.words.stepping_messages import MESSAGES
from shell import run
from walks import life, typed_lines

SCRIPT = """\
help
next
n
facts
back
go 9
deadlines
day 2016-10-10
law O27 6(4)
file sample_cars 14 2016-03-01
path
compare
abide
undo
undo
drop 4
undo
reform 2019-01-10 31
address
quit
next
"""


def typed(*arguments, lines):
    """Return what came of a session into which lines were typed."""
    given = "".join(f"{line}\n" for line in lines)
    environment = {"QUALFLOW_LANG": None, "NO_COLOR": None}
    result = CliRunner().invoke(main, ["step", *arguments], given, environment)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


# -- a session ------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_session_reads_well(language, golden):
    result = typed("qiantu", "--lang", language, lines=SCRIPT.splitlines())

    assert (result.exit_code, result.stderr) == (0, "")
    golden(result.stdout, f"cli/step-qiantu.{language}.txt")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_asking_reads_well(language, golden):
    """C-7 cannot be approved; it can be withdrawn, and the branch takes that step."""
    lines = ["ask approve", "ask withdraw", "compare", "move 4 2031-01-27", "compare"]

    result = typed("C-7", "--on", "2031-02-05", "--lang", language, lines=lines)

    assert (result.exit_code, result.stderr) == (0, "")
    golden(result.stdout, f"cli/step-C-7.{language}.txt")


def test_the_end_of_the_input_ends_it():
    assert typed("C-7", lines=[]).exit_code == 0


def test_do_is_what_would_be_typed():
    lines = ["go 3", "file samples 2", "compare"]

    done = run("step", "C-7", *[word for line in lines for word in ("--do", line)])

    assert done.stdout == typed("C-7", lines=lines).stdout


@pytest.mark.parametrize("word", ["quit", "q", "exit"])
def test_nothing_is_done_after_it_is_ended(word):
    ended = typed("C-7", lines=[word, "nonsense"])

    begun = typed("C-7", lines=[]).stdout
    assert (ended.exit_code, ended.stdout) == (0, f"{begun}\n> {word}\n")


def test_an_empty_line_says_nothing():
    assert typed("C-7", lines=["", "   "]).stdout == typed("C-7", lines=[]).stdout


# -- where it begins ------------------------------------------------------------------


def test_it_begins_at_a_place_or_on_a_day():
    assert "Place 4 of 9. On 2031-01-20" in run("step", "C-7", "--at", "4").stdout
    assert (
        "Place 4 of 9. On 2031-01-25" in run("step", "C-7", "--on", "2031-01-25").stdout
    )


def test_the_address_of_a_place_leads_back_to_it():
    lines = ["go 9", "file sample_cars 14 2016-03-01", "abide", "address"]
    before, _, last = typed("qiantu", lines=lines).stdout.rpartition("\n> address\n")
    program, step, option, address = shlex.split(last)

    again = run("step", "--walk", address)

    assert (program, step, option) == ("qualflow", "step", "--walk")
    assert before.endswith(f"> abide\n{again.stdout}")


def test_an_address_can_name_another_case_that_is_read_beside_it():
    """ALL 49: an access that does not stand cannot be taken over."""
    address = "life=xiaomi&on=2023-08-23"
    alone = run("step", "--walk", address)
    beside = run("step", "--walk", f"{address}&link=holder~baowo", "--do", "address")

    def of_take_over(done):
        _, _, told = " ".join(done.stdout.split()).partition("take_over ")
        return told.partition(" request_access ")[0]

    assert of_take_over(alone).startswith("not known: ")
    assert of_take_over(beside).startswith("closed: ")
    assert of_take_over(beside).endswith("not met: ALL 49")
    assert f"--walk '{address}&link=holder~baowo'" in beside.stdout


def test_the_address_of_a_file_names_the_process_if_it_was_given(tmp_path):
    file = tmp_path / "my case.json"
    file.write_bytes((folder("instrument-approval") / "cases/C-7.json").read_bytes())

    told = run("step", str(file), "--process", "instrument-approval", "--do", "address")

    *_, address, option, process = shlex.split(told.stdout.splitlines()[-1])
    assert parse(address).life == str(file)
    assert (option, process) == ("--process", "instrument-approval")


def test_a_history_of_a_file_can_be_stepped_through():
    file = folder("cn-automaker") / "histories" / "xiaomi.json"

    assert "Place 13 of 13" in run("step", str(file), "--at", "99").stdout


def test_a_fresh_case_begins_on_a_day():
    done = typed(
        "new",
        *("--process", "instrument-approval", "--on", "2031-01-01"),
        lines=["file application_signed yes", "ask apply"],
    )

    assert done.exit_code == 0
    assert "Place 2 of 2. On 2031-01-01 the case new is at: applied for" in done.stdout


NOT_ASKED = {
    (): "which case? give CASE, or an address with its life",
    ("C-77",): "no case or case file named 'C-77'",
    ("C-7", "--on", "2031-01-20", "--at", "3"): "--on and --at: one of them at a time",
    ("C-7", "--walk", "life=xiaomi"): "--walk: an address of xiaomi, not of C-7",
    ("C-7", "--walk", "at=x"): "address: at: a whole number from 0 to 99,999 expected",
    ("xiaomi", "--walk", "link=holdr~baowo"): "did you mean 'holder'?",
    ("xiaomi", "--walk", "link=holder~nobody"): "no case or case file named 'nobody'",
    ("C-7", "--walk", "drop=77"): "case C-7: event 77 is none of its events",
    ("C-7", "--walk", "file=sampels~2031-01-01~2"): "did you mean 'samples'?",
    ("new", "--process", "instrument-approval"): "which day is asked about? give one",
}


@pytest.mark.parametrize("arguments", NOT_ASKED, ids=" ".join)
def test_what_cannot_be_asked_is_said(arguments):
    result = run("step", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert NOT_ASKED[arguments] in result.stderr


# -- lines that are not understood ----------------------------------------------------

WRONG = {
    "nxt": "no command named 'nxt'; did you mean 'next'?",
    "next 3": "next: 'next' expected",
    "go": "go: 'go N' expected",
    "go up": "go: a whole number expected, 'up' found",
    "day 2031-02-30": "a day from 1900-01-01 to 2199-12-31, like 2019-01-10, expected",
    "file samples": "file: 'file FACT VALUE [DAY]' expected",
    "file samples many": "fact 'samples': a whole number",
    "file sampels 2": "no fact named 'sampels'; did you mean 'samples'?",
    "ask aprove": "no transition named 'aprove'; did you mean 'approve'?",
    "drop 99": "case C-7: event 99 is none of its events; its acts are: 1, 2",
    "move 3": "move: 'move N DAY' expected",
    "reform 2031-01-01 3": "does not change on 2031-01-01; it changes: 2029-01-01",
    "reform 2029-01-01 x": "reform: a whole number expected, 'x' found",
    "law": "law: 'law REF' expected",
    "law IAA 99": "no clause named 'IAA 99'",
    "undo": "nothing is assumed that could be undone",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_not_understood_changes_nothing(line):
    """The place stays, the session goes on, and a script can tell by the exit code."""
    result = typed("C-7", "--at", "3", lines=[line, "show"])

    assert result.exit_code == 2
    assert result.stderr.startswith("qualflow: ")
    assert WRONG[line] in result.stderr
    shown = typed("C-7", "--at", "3", lines=["show"]).stdout
    assert result.stdout.replace(f"\n> {line}\n", "") == shown


def test_more_is_not_assumed_than_an_address_can_hold():
    result = typed("C-7", lines=["file samples 2"] * 13)

    assert result.exit_code == 2
    assert "address: file: at most 12 edits expected" in result.stderr


def test_every_command_is_told_and_answered():
    rulebook, known = life("case:xiaomi")
    session = Session(rulebook, known, Walk("xiaomi"), Language.EN)
    arguments = {
        "go": "go 3",
        "day": "day 2023-08-30",
        "law": "law ALL 49",
        "ask": "ask request_access",
        "link": "link holder",
        "file": "file own_funds_cny 2",
        "drop": "drop 1",
        "move": "move 2 2023-08-24",
        "reform": "reform 2019-01-10 1",
    }

    for name in COMMANDS:
        if name != "quit":
            assert session.typed(arguments.get(name, name)), name
        assert f"help.{name}" in MESSAGES


# -- walking in a branch --------------------------------------------------------------


def test_the_place_stays_where_it_is_when_something_is_assumed():
    """In the middle of a day the last event told says which place that is."""
    rulebook, known = life("case:xiaomi")
    session = Session(rulebook, known, Walk("xiaomi", 4), Language.EN)

    session.typed("file own_funds_cny 1000000")
    assert session.walk.place == 5
    session.typed("drop 2")
    assert session.walk.place == 4
    session.typed("undo")
    session.typed("undo")
    assert session.walk == Walk("xiaomi", 4)


def test_what_is_assumed_is_taken_back_one_by_one():
    """In the order in which it was said, abiding by the law among the rest."""
    rulebook, known = life("history:qiantu")
    session = Session(rulebook, known, Walk("qiantu", 8), Language.EN)

    walks = [session.walk]
    for line in ("file sample_cars 14 2016-03-01", "abide", "drop 10"):
        session.typed(line)
        walks.append(session.walk)
    for walk in walks[-2::-1]:
        session.typed("undo")
        assert session.walk == walk


def test_a_branch_that_was_opened_by_its_address_can_be_taken_back():
    walk = parse("life=C-7&at=9&drop=8&abiding=1")
    rulebook, known = life("case:C-7")
    session = Session(rulebook, known, walk, Language.EN)

    session.typed("undo")
    session.typed("undo")

    assert not session.walk.branched


def test_a_step_in_the_middle_of_a_day_is_not_taken():
    """What else is told of the day would contradict it; the reader is told so."""
    result = typed("xiaomi", "--at", "3", lines=["ask withdraw", "address"])

    assert "Not entered in the branch" in result.stdout
    assert result.stdout.endswith("qualflow step --walk 'life=xiaomi&at=3'\n")


def test_a_value_can_have_several_words_and_a_day_after_it():
    rulebook, known = life("case:xiaomi")
    session = Session(rulebook, known, Walk("xiaomi", 8), Language.EN)

    session.typed("file host.name BAIC Off-road 2024-05-01")
    session.typed("file received_on 2023-08-22")

    first, second = session.walk.edits
    assert (first.value, str(first.on)) == ("BAIC Off-road", "2024-05-01")
    assert (second.value, str(second.on)) == ("2023-08-22", "2024-04-03")


@settings(max_examples=60)
@given(typed_lines)
@example(["reform 2029-01-01 -99999"])
@example(["drop 3", "abide", "day 1900-01-01", "back", "compare"])
def test_whatever_is_typed_is_answered_or_refused(lines):
    """A line is done or changes nothing; no other exception ever leaves."""
    rulebook, known = life("case:C-7")
    session = Session(rulebook, known, Walk("C-7"), Language.EN)

    for line in lines:
        before = session.walk
        try:
            session.typed(line)
        except QualflowError:
            assert session.walk == before
    assert session.shown()


def test_bytes_that_are_no_text_are_refused_like_any_other_line():
    result = CliRunner().invoke(main, ["step", "C-7"], b"\xff\xfe\nshow\n")

    assert result.exit_code == 2
    assert "no command named" in result.stderr


# -- words ----------------------------------------------------------------------------


def test_both_languages_say_the_same_things():
    """The templates of a key take the same values."""
    for key in MESSAGES.keys() - SHARED.keys():
        taken = [{f[1] for f in Formatter().parse(s) if f[1]} for s in MESSAGES[key]]
        assert taken[0] == taken[1] or key.endswith("_1"), key


# -- another case beside it ------------------------------------------------------------


def test_another_case_is_read_beside_it_on_each_day():
    told = run(
        "step", "xiaomi", "--on", "2023-06-24", "--link", "holder=baowo",
        "--do", "day 2023-06-25", "--do", "address",
    ).stdout  # fmt: skip
    before, after = told.split("> day 2023-06-25")

    assert "open: take over" in before
    assert "closed: take over" in after
    assert "link=holder~baowo" in after


@pytest.mark.parametrize("line", ["link holder baowo", "link holder=baowo"])
def test_a_session_reads_another_case_and_leaves_it_out(line):
    told = typed("xiaomi", "--on", "2023-08-23", lines=[line, "link holder"]).stdout
    alone, beside, again = told.split("> link")

    assert "not known: take over" in alone
    assert "the case baowo has been deregistered since 2023-06-25" in " ".join(
        beside.split()
    )
    assert "closed: take over" in beside
    assert again.removeprefix(" holder\n").strip() == alone.strip()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("link", "'link LINK [CASE]' expected"),
        ("link holdr baowo", "did you mean 'holder'"),
        ("link holder bauwo", "did you mean 'baowo'"),
    ],
)
def test_a_link_that_is_not_understood_changes_nothing(line, said):
    result = typed("xiaomi", "--on", "2023-08-23", lines=[line, "address"])

    assert result.exit_code == 2
    assert said in result.stderr
    assert "link=" not in result.stdout.split("address")[1]
