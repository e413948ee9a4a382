"""`qualflow step --json`: each place as one object on a line."""

import json
from contextlib import suppress
from itertools import pairwise

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings

from qualflow.cli import main
from qualflow.cli.sessions import Session
from qualflow.errors import QualflowError
from qualflow.processes import folder
from qualflow.stepping.walk import Walk
from qualflow.words.language import Language
from shell import answer, run
from walks import life, typed_lines


def places(*arguments, lines=(), code=0):
    """Return the objects that a session printed, one a line."""
    done = run(
        "step", *arguments, "--json", *[w for line in lines for w in ("--do", line)]
    )
    assert done.exit_code == code, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_json_reads_well(golden):
    """The beginning, an answer, a branch."""
    found = places("C-7", "--at", "9", lines=["ask approve", "file samples 2"])

    told = "".join(f"{json.dumps(one, indent=1)}\n" for one in found)
    golden(told, "cli/step-C-7.json")


def test_json_is_a_place_at_the_start_and_one_after_each_line():
    found = places("C-7", "--at", "3", lines=["next", "  back ", "", "go 9", "show"])

    assert [one["line"] for one in found] == [None, "next", "back", "go 9", "show"]
    assert [one["place"] for one in found] == [3, 4, 3, 9, 9]
    assert {one["places"] for one in found} == {9}


def test_json_is_the_same_when_the_lines_are_typed():
    """No prompt and no echo: a program reads all of it."""
    lines = ["next", "", "file samples 2", "quit", "next"]
    result = CliRunner().invoke(
        main, ["step", "C-7", "--json"], "".join(f"{line}\n" for line in lines)
    )

    given = places("C-7", lines=lines)
    assert (result.exit_code, result.stderr) == (0, "")
    assert list(map(json.loads, result.stdout.splitlines())) == given
    assert len(given) == 3


LIVES = ["C-7", "xiaomi", "baowo", "qiantu", "kandi_jiangsu", "mealworm"]


@pytest.mark.parametrize("life", LIVES)
def test_json_of_every_place_says_what_happened_and_what_comes_next(life):
    """What comes next at one place is what came at the one after it."""
    found = places(life, "--at", "0")
    found += places(life, "--at", "0", lines=["next"] * found[0]["places"])[1:]

    assert [one["place"] for one in found] == list(range(len(found)))
    assert found[0]["events"] == found[-1]["coming"] == []
    for one, other in pairwise(found):
        assert one["coming"] == other["events"]
        assert all(event["happened"] for event in other["events"])


@pytest.mark.parametrize("life", LIVES)
def test_json_of_a_day_is_what_the_other_commands_say_of_it(life):
    """One clause, one answer: `next`, `deadlines` and `replay` say the same things."""
    (begun,) = places(life, "--at", "99")
    on, (shown,) = begun["on"], places(life, "--on", begun["on"])
    steps = answer("next", life, "--on", on)["transitions"]
    due = run("deadlines", life, "--on", on, "--json").stdout.splitlines()
    whole = answer("replay", life, "--as-of", on)

    asked = {step["transition"]: step for step in steps}
    here = [step for step in shown["transitions"] if not step["timed"]]
    assert {step["transition"] for step in here} == asked.keys()
    for step in here:
        same = asked[step["transition"]]
        for key in ("target", "answer", "may", "findings"):
            assert step[key] == same[key], (step["transition"], key)
    assert shown["deadlines"] == list(map(json.loads, due))
    for key in ("case", "process", "state", "phase", "since", "facts"):
        assert shown[key] == whole[key], key


def test_json_names_the_clauses_that_bar_a_step():
    """C-7: the report is too old, and the assessor is the applicant."""
    (shown,) = places("C-7", "--on", "2031-02-05")

    closed = [one for one in shown["transitions"] if one["answer"] == "closed"]
    barring = [
        found["clause"]
        for found in closed[0]["findings"]
        if found["verdict"] == "unmet" and found["effect"] == "refuse"
    ]
    assert [one["transition"] for one in closed] == ["approve"]
    assert barring == ["IAA 9(1)", "IAA 14(2)"]


def test_json_of_a_step_that_is_asked_for_has_the_whole_answer_once():
    """It is that of `explain`; the next line asks for nothing."""
    before, refused, after = places(
        "C-7", "--on", "2031-02-05", lines=["ask approve", "show"]
    )

    why = answer("explain", "C-7", "approve", "--on", "2031-02-05")
    assert refused["asked"] == why
    assert before["asked"] is after["asked"] is None
    assert refused["address"] == before["address"]


def test_json_of_a_case_that_reads_another_says_which_and_asks_with_it():
    """Baowo's access is gone: what was not known without it is a no (ALL 49)."""
    address = "life=xiaomi&on=2023-08-23&link=holder~baowo"
    begun, shown = places("--walk", address, lines=["ask take_over"])

    asked = ("explain", "xiaomi", "take_over", "--on", "2023-08-23")
    assert begun["links"] == [{"link": "holder", "case": "baowo"}]
    assert shown["asked"] == answer(*asked, "--link", "holder=baowo")
    assert shown["asked"]["answer"] == "closed"
    assert shown["address"] == address


def test_json_of_a_step_that_is_granted_stands_in_its_branch():
    _, granted = places("C-7", "--on", "2031-02-05", lines=["ask withdraw"])

    (edit,) = granted["branch"]["edits"]
    assert granted["asked"]["answer"] == "open"
    assert (granted["state"], granted["phase"]) == ("withdrawn", "cancelled")
    assert (edit["edit"], edit["transition"], edit["granted"]) == (
        "ask", "withdraw", True,
    )  # fmt: skip
    assert edit["event"]["target"] == "withdrawn"


def test_json_of_the_life_as_it_is_known_has_no_branch():
    branched, undone = places("C-7", lines=["file samples 2", "undo"])[1:]

    assert branched["branch"] is not None
    assert undone["branch"] is None


def test_json_of_a_branch_says_where_it_parts():
    """14 cars are not 15 (Order 27, article 6(4)); then what is barred is left out."""
    lines = ["file sample_cars 14 2016-03-01", "abide"]
    _, filed, abided = places("qiantu", "--on", "2016-10-10", lines=lines)

    first = filed["branch"]["first_difference"]
    assert (first["kind"], first["on"]) == ("verdict", "2016-10-10")
    assert first["verdicts"] == [
        {"clause": "O27 6(4)", "before": "unknown", "after": "unmet"}
    ]
    assert first["after"]["happened"] is True
    assert first["after"]["answer"] == "closed"
    assert filed["branch"]["edits"][0]["first_difference"] == first
    assert (abided["branch"]["abiding"], abided["state"]) == (True, "under_review")
    assert abided["branch"]["first_difference"]["after"]["happened"] is False


def test_json_of_a_branch_says_which_period_is_otherwise():
    """Withdrawn on 5 February, the period for the decision ends on that day."""
    _, granted = places("C-7", "--on", "2031-02-05", lines=["ask withdraw"])

    first = granted["branch"]["first_difference"]
    assert first["kind"] == "deadline"
    assert first["period_before"]["ended_on"] is None
    assert first["period_after"]["ended_on"] == "2031-02-05"


EDITS = {
    "file samples 2 2031-02-03": {
        "edit": "file", "fact": "samples", "on": "2031-02-03", "value": "2",
    },
    "drop 1": {"edit": "drop", "number": 1},
    "move 4 2031-01-27": {"edit": "move", "number": 4, "on": "2031-01-27"},
    "reform 2029-01-01 1": {"edit": "reform", "on": "2029-01-01", "days": 1},
    "ask withdraw": {"edit": "ask", "transition": "withdraw", "on": "2031-02-05"},
}  # fmt: skip


@pytest.mark.parametrize("line", EDITS)
def test_json_of_an_edit_has_the_parts_that_were_typed(line):
    _, shown = places("C-7", "--on", "2031-02-05", lines=[line])

    (edit,) = shown["branch"]["edits"]
    assert EDITS[line].items() <= edit.items()


def test_json_holds_the_address_that_leads_back():
    lines = ["go 9", "file sample_cars 14 2016-03-01", "abide"]
    last = places("qiantu", lines=lines)[-1]

    (again,) = places("--walk", last["address"])

    assert again == {**last, "line": None}


def test_json_of_a_name_too_long_for_an_address_has_none(tmp_path):
    deep = tmp_path.joinpath(*["d" * 100] * 3)
    deep.mkdir(parents=True)
    file = deep / "C-7.json"
    file.write_bytes((folder("instrument-approval") / "cases/C-7.json").read_bytes())

    (shown,) = places(str(file))

    assert shown["address"] is None


def test_json_speaks_the_language_that_is_asked_for():
    (english,), (chinese,) = (
        places("C-7", "--at", "9", "--lang", word) for word in ("en", "zh")
    )

    assert english["deadlines"][0]["label"] == "decision on the application"
    assert chinese["deadlines"][0]["label"] != english["deadlines"][0]["label"]
    assert chinese["address"] == english["address"]


@pytest.mark.parametrize("line", ["help", "law IAA 9(1)", "path", "?"])
def test_what_is_answered_in_words_alone_is_no_json(line):
    """A place does not say it; to leave it out in silence would be no answer."""
    done = run("step", "C-7", "--json", "--do", line, "--do", "next")

    assert done.exit_code == 2
    assert "answered in words alone; leave --json out" in done.stderr
    assert [json.loads(told)["place"] for told in done.stdout.splitlines()] == [0, 1]


WRONG = ["nxt", "go up", "file samples many", "ask aprove", "drop 99", "undo"]


@pytest.mark.parametrize("line", WRONG)
def test_json_of_what_is_not_understood_is_none(line):
    """As in text: an error to stderr, the place stays, the lines after it are done."""
    done = run("step", "C-7", "--at", "3", "--json", "--do", line, "--do", "show")

    first, last = map(json.loads, done.stdout.splitlines())
    assert done.exit_code == 2
    assert done.stderr.startswith("qualflow: ")
    assert first == {**last, "line": None}


NOT_ASKED = {
    (): "which case? give CASE, or an address with its life",
    ("C-77",): "no case or case file named 'C-77'",
    ("C-7", "--walk", "drop=77"): "case C-7: event 77 is none of its events",
    ("new", "--process", "instrument-approval"): "which day is asked about? give one",
}


@pytest.mark.parametrize("arguments", NOT_ASKED, ids=" ".join)
def test_what_cannot_be_asked_is_no_json(arguments):
    result = run("step", *arguments, "--json")

    assert (result.exit_code, result.stdout) == (2, "")
    assert NOT_ASKED[arguments] in result.stderr


@settings(max_examples=30)
@given(typed_lines)
@example(["drop 3", "abide", "day 1900-01-01", "back", "compare"])
@example(["help", "?", "law IAA 9(1)", "next"])
def test_json_goes_where_the_text_goes(lines):
    """What one refuses the other refuses, but for what is answered in words alone."""
    rulebook, known = life("case:C-7")
    text = Session(rulebook, known, Walk("C-7"), Language.EN)
    program = Session(rulebook, known, Walk("C-7"), Language.EN)

    for line in lines:
        said = refused = form = None
        with suppress(QualflowError):
            said = text.typed(line)
        try:
            form = program.typed_for_form(line)
        except QualflowError as error:
            refused = str(error)
        in_words = refused is not None and "answered in words alone" in refused
        assert in_words or (said is None) is (refused is not None)
        assert in_words or bool(said) is (form is not None)
        assert program.walk == text.walk
        assert form is None or json.loads(json.dumps(form)) == form
