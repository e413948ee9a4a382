"""`qualflow screen`: a table of applicants, judged row by row."""

import builtins
import io
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shell import answer, run, shell

PAGE = Path(__file__).parents[2] / "docs/how-to/screen-a-table.md"
FIRMS = """\
firm,project_kind,category,planned_scale_units_per_year,core_bev_patents,rd_institution
north,bev,passenger,100000,3,yes
south,bev,passenger,"99999",0,yes
east,bev,truck,,2,
west,other,,,,
"""
ASKED = ("--transition", "file", "--on", "2021-03-04", "--id", "firm")
SIGNED = ("--transition", "apply", "--on", "2031-03-04")


@pytest.fixture
def firms(tmp_path):
    """A table of four firms."""
    file = tmp_path / "firms.csv"
    file.write_text(FIRMS)
    return str(file)


def table(tmp_path, text, name="table.csv"):
    file = tmp_path / name
    file.write_text(text)
    return str(file)


def refused(*arguments):
    """Return the message of a table that could not be judged."""
    result = run("screen", *arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    return result.stderr


# -- answers --------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_counts_read_well(firms, language, golden):
    result = run("screen", firms, *ASKED, "--lang", language)

    assert (result.exit_code, result.stderr) == (1, "")
    golden(result.stdout, f"cli/screen-firms.{language}.txt")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "text", "asked"),
    [
        ("one-open", "application_signed\nyes\n",
         (*SIGNED, "--evidence", "documented")),
        ("all-open", "application_signed,samples\nyes,1\nyes,2\n", SIGNED),
        ("nobody", "category\nbus\n", ("--transition", "lapse", "--on", "2018-05-01")),
        ("noted", "test_announced,samples\nno,3\n",
         ("--transition", "approve", "--on", "2031-03-04")),
    ],
)  # fmt: skip
def test_other_answers_read_well(tmp_path, name, text, asked, language, golden):
    result = run("screen", table(tmp_path, text), *asked, "--lang", language)

    golden(result.stdout, f"cli/screen-{name}.{language}.txt")


def test_exit_0_if_every_row_may_go_ahead(tmp_path):
    file = table(tmp_path, "application_signed\nyes\nTRUE\n")
    result = run("screen", file, *SIGNED)

    assert result.exit_code == 0
    assert result.stdout.startswith("Yes: on 2031-03-04 the way to ")
    assert "is open in all 2 rows." in " ".join(result.stdout.split())


@pytest.mark.parametrize("cells", ["yes\nno\n", 'yes\n" "\n', "no\nno\n"])
def test_exit_1_if_some_row_may_not_or_nobody_knows(tmp_path, cells):
    file = table(tmp_path, "application_signed\n" + cells)

    assert run("screen", file, *SIGNED).exit_code == 1


def test_json_says_the_same(firms):
    told = answer("screen", firms, *ASKED, code=1)
    clauses = {clause["clause"]: clause for clause in told["clauses"]}

    assert told["process"] == "cn-automaker"
    assert (told["transition"], told["state"]) == ("file", "under_review")
    assert told["on"] == "2021-03-04"
    assert (told["rows"], told["open"], told["closed"], told["unknown"]) == (4, 0, 1, 3)
    assert clauses["O22 20"]["unmet"] == 1
    assert clauses["O22 20"]["unknown"] == 1
    assert clauses["O22 20"]["met"] == 2
    assert "O22 18" in told["not_evaluated"]
    assert told["answer"] == "closed"


def test_columns_that_no_clause_looks_at_are_named(tmp_path):
    file = table(tmp_path, "application_signed,samples\nyes,what\n")
    result = run("screen", file, *SIGNED)

    assert result.exit_code == 0
    assert "Not read, for no clause looks at them: samples." in result.stdout
    assert answer("screen", file, *SIGNED)["unread"] == ["samples"]


def test_the_row_is_explained_by_explain(firms):
    """The same facts, put as `--set`, have the same clauses unmet and unknown."""
    found = answer("screen", firms, *ASKED, "--state", "under_review")
    stops = {c["clause"] for c in found["clauses"] if c["unmet"] + c["unknown"]}

    assert "O22 17" in stops
    assert len(found["clauses"]) + len(found["not_evaluated"]) == 11


def test_least_evidence(tmp_path):
    text = "application_signed,evidence\nyes,official\nyes,\n"
    found = answer("screen", table(tmp_path, text), *SIGNED, "--evidence", "official")

    assert (found["open"], found["unknown"]) == (1, 1)
    assert found["evidence"] == "official"
    said = run(
        "screen", table(tmp_path, text), *SIGNED, "--evidence", "official"
    ).stdout
    assert "official" in said


def test_standings(firms):
    few = answer("screen", firms, *ASKED, "--standing", "text")
    all_of_them = answer("screen", firms, *ASKED, "--standing",
                         "text,press,memory,practice")  # fmt: skip

    assert all_of_them["not_evaluated"] == []
    assert len(few["clauses"]) < len(all_of_them["clauses"])


def test_what_only_time_makes_nobody_can_ask_for(tmp_path):
    file = table(tmp_path, "decided_on\n2018-01-01\n")
    result = run("screen", file, "--transition", "lapse", "--on", "2018-05-01")

    assert result.exit_code == 1
    assert result.stdout.startswith(
        "No: on 2018-05-01 nobody can let the approval lapse"
    )


# -- which process --------------------------------------------------------------------


def test_the_process_is_the_one_with_these_facts(tmp_path):
    """Two shipped processes have a step called `approve`."""
    theirs = table(tmp_path, "sample_cars\n15\n", "a.csv")
    ours = table(tmp_path, "samples,error_pct\n15,1\n", "b.csv")

    asked = ("--transition", "approve", "--on")
    assert answer("screen", theirs, *asked, "2017-03-04")["process"] == "cn-automaker"
    assert answer("screen", ours, *asked, "2031-03-04")["process"] == (
        "instrument-approval"
    )


def test_a_process_that_cannot_be_told_is_asked_for(tmp_path):
    file = table(tmp_path, "firm\nnorth\n")
    asked = ("--transition", "withdraw", "--on", "2031-03-04", "--id", "firm")

    assert "give --process" in refused(file, *asked)


# -- reports --------------------------------------------------------------------------


def test_a_report_is_written_row_by_row(firms, tmp_path):
    out = tmp_path / "answers.csv"
    result = run("screen", firms, *ASKED, "--out", str(out))

    assert result.stderr == f"{out}\n"
    head, north, *others = out.read_text().splitlines()
    assert head == "row,firm,answer,unmet,unknown"
    assert north.startswith("1,north,unknown,,SC673 3(a); ")
    assert len(others) == 3
    assert oct(out.stat().st_mode & 0o777) == oct(_usual_mode(tmp_path))


def _usual_mode(folder):
    other = folder / "other"
    other.touch()
    return other.stat().st_mode & 0o777


def test_a_report_in_parquet(firms, tmp_path):
    out = tmp_path / "answers.parquet"
    run("screen", firms, *ASKED, "--out", str(out))
    rows = pa.parquet.read_table(out).to_pylist()

    assert [row["row"] for row in rows] == [1, 2, 3, 4]
    assert [row["firm"] for row in rows] == ["north", "south", "east", "west"]
    assert [row["answer"] for row in rows] == [
        "unknown",
        "closed",
        "unknown",
        "unknown",
    ]


def test_the_report_of_the_manual_is_what_is_written(tmp_path, monkeypatch):
    """The page shows a table, a command and the report."""
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    firms, told, _ = re.findall(r"^```csv\n(.*?)^```$", page, re.M | re.S)
    (tmp_path / "firms.csv").write_text(firms)
    (command,) = re.findall(r"^\$ qualflow (.* --out answers.csv)$", page, re.M)

    run(*command.split())

    assert (tmp_path / "answers.csv").read_text() == told


@pytest.mark.parametrize("name", ["answers.csv", "answers.parquet"])
def test_a_mistake_in_the_last_row_leaves_no_report(tmp_path, name):
    """What was there stays, and nothing half-written lies beside it."""
    out = tmp_path / name
    out.write_bytes(b"of yesterday")
    file = table(tmp_path, "application_signed\n" + "yes\n" * 1_000 + "perhaps\n")

    said = refused(file, *SIGNED, "--out", str(out))

    assert "row 1,001, column 'application_signed': true or false expected" in said
    assert out.read_bytes() == b"of yesterday"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name, "table.csv"])


def test_the_report_may_replace_the_table(tmp_path):
    """It is read to its end before."""
    file = table(tmp_path, "application_signed\nyes\n")

    assert run("screen", file, *SIGNED, "--out", file).exit_code == 0
    assert (
        tmp_path / "table.csv"
    ).read_text() == "row,answer,unmet,unknown\n1,open,,\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--out", "answers.xlsx"), "a name in .csv or .parquet expected"),
        (("--out", "a.csv", "--id", "answer"), "another name expected"),
        (("--out", "none/here.csv"), "there is no folder"),
    ],
)
def test_a_report_that_cannot_be_written(tmp_path, options, message):
    file = table(tmp_path, "application_signed\nyes\n")

    assert message in " ".join(refused(file, *SIGNED, *options).split())


def test_a_folder_in_place_of_a_report(tmp_path):
    file = table(tmp_path, "application_signed\nyes\n")
    (tmp_path / "out.csv").mkdir()

    said = refused(file, *SIGNED, "--out", str(tmp_path / "out.csv"))
    assert "a file expected, something else is there" in said


# -- what cannot be asked -------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--transition", "file"), "Give --on DAY"),
        (("--on", "2021-03-04"), "--transition"),
        (("--transition", "fil", "--on", "2021-03-04"), "did you mean 'file'"),
        (("--transition", "file", "--on", "2016-03-04"), "not in force on 2016-03-04"),
        (("--transition", "file", "--on", "2021-03-04", "--state", "draft"),
         "does not start from 'draft'"),
        (("--transition", "revoke", "--on", "2021-03-04"), "from several states"),
        (ASKED[:4], "column 'firm': the name of a fact"),
        ((*ASKED[:4], "--id", "frim"), "did you mean 'firm'"),
        ((*ASKED, "--process", "instrument-approval"), "no transition named 'file'"),
        ((*ASKED, "--evidence", "certain"), "certain"),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense(firms, arguments, message):
    assert message in " ".join(refused(firms, *arguments).split())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a table with a heading expected, nothing found"),
        ("application_signed\n", "a row under the heading expected, none found"),
        ("application_signed\nmaybe\n", "row 1, column 'application_signed': true or"),
        ("application_singed\nyes\n", "did you mean 'application_signed'"),
        (
            "application_signed,application_signed\nyes,no\n",
            "each column once expected",
        ),
        ("application_signed\nyes,no\n", "row 1: 1 cell expected, 2 found"),
    ],
)
def test_a_table_with_mistakes(tmp_path, text, message):
    file = table(tmp_path, text)

    asked = ("--process", "instrument-approval", *SIGNED)
    assert message in refused(file, *asked)


def test_every_mistake_is_told_at_once(tmp_path):
    text = (
        "samples,error_pct,report_issued_on\n"
        "1001,5.123,2029-02-30\n"
        "999999999999999999999999,1e999999999,9999-12-31\n"
    )
    told = refused(table(tmp_path, text), "--transition", "approve", "--on",
                   "2031-03-04", "--process", "instrument-approval")  # fmt: skip

    assert told.count("\n") == 7
    assert "qualflow: 6 mistakes in the table\n" in told
    assert "row 2, column 'samples': a whole number from 0 to 1,000" in told


def test_a_file_that_is_not_there():
    assert refused("none.csv", *SIGNED) == (
        "qualflow: none.csv: no such file or directory\n"
    )


def test_a_folder_is_no_table(tmp_path):
    assert "is a directory" in refused(str(tmp_path), *SIGNED)


def test_a_broken_parquet_file(tmp_path):
    stream = io.BytesIO()
    pa.parquet.write_table(pa.table({"application_signed": [True] * 100}), stream)
    file = tmp_path / "table.parquet"
    file.write_bytes(stream.getvalue()[:-20])

    assert "a Parquet file expected" in refused(str(file), *SIGNED)


def test_without_the_extra_it_is_named(firms, monkeypatch):
    genuine = builtins.__import__

    def missing(name, *arguments, **more):
        if name.split(".")[0] == "pyarrow":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return genuine(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", missing)

    assert "pip install 'qualflow[tables]'" in refused(firms, *ASKED)


def test_control_characters_of_a_table_do_not_reach_the_terminal(tmp_path):
    file = table(tmp_path, "application_signed,\x1b[2J\n\x1b[31mx,1\n")
    said = refused(file, *SIGNED)

    assert "\x1b" not in said
    assert "true or false expected" in said


def test_help_loads_no_arrays():
    """`--help` stays quick: numpy and Arrow come with the first table."""
    code = shell("screen", "--help")
    assert code.returncode == 0
    script = (
        "import sys; from qualflow.cli import main\n"
        "try: main(['screen', '--help'])\n"
        "except SystemExit: pass\n"
        "assert not {'numpy', 'pyarrow'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


# -- anything -------------------------------------------------------------------------

HEADING = b"application_signed,samples\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=200)
    | st.binary(max_size=100).map(lambda data: HEADING + data)
    | st.binary(max_size=100).map(lambda data: b"PAR1" + data + b"PAR1")
)
def test_any_file_is_judged_or_refused(tmp_path, data):
    file = tmp_path / "table"
    file.write_bytes(data)
    result = run("screen", str(file), *SIGNED)

    assert result.exit_code in (0, 1, 2)
    assert (result.exit_code == 2) == (result.stdout == "")
    assert "Traceback" not in result.output
