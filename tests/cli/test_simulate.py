"""`qualflow simulate` and `compare`: answers, files, live starts, refusals."""

import csv
import json
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qualflow.cli.simulate import BESIDE
from qualflow.cli.simulate import command as group
from qualflow.cli.simulate import run as main_command
from qualflow.processes import folder
from shell import answer, run

FEW = ("--engine", "sampling", "--cases", "400")
REFERENCE_SECTION = Path(__file__).parents[2] / "docs/reference/cli.md"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_exact_answer_reads_well(language, golden):
    """The question first, then outcomes, times, and how far it is to be trusted."""
    told = run("simulate", "xiaomi-2024", "--lang", language)

    assert told.exit_code == 0
    assert told.stderr == ""
    golden(told.stdout, f"cli/simulate-xiaomi.{language}.txt")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sampled_answer_reads_well(language, golden):
    """Every figure with its error, the refusals of the law, assumptions counted."""
    told = run("simulate", "order-27", "--cases", "5000", "--lang", language)

    golden(told.stdout, f"cli/simulate-order-27.{language}.txt")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_comparison_reads_well(language, golden):
    told = run(
        "simulate",
        *("compare", "reference", "reference-policy", "--lang", language),
        *("--engine", "sampling", "--cases", "5000"),
    )

    golden(told.stdout, f"cli/simulate-compare.{language}.txt")


def test_the_reference_scenario_answers_as_scripts_expect():
    """Engine, cases, outcomes with p and error, times with mean, median, q95, q99."""
    found = answer("simulate", "reference", *FEW)

    assert found["engine"] == "sampling"
    assert found["cases"] == 400
    assert list(found["outcomes"]) == [
        *("refused", "withdrawn", "lapsed", "cancelled", "in_production", "open"),
    ]
    assert all(
        {"p", "error"} <= outcome.keys() for outcome in found["outcomes"].values()
    )
    decision = found["times"]["decision"]
    assert {"mean", "median", "q95", "q99", "error"} <= decision.keys()


def test_the_exact_engine_meets_the_reference():
    found = answer("simulate", "reference", "--engine", "exact")

    assert found["engine"] == "exact"
    assert found["outcomes"]["cancelled"]["p"] == pytest.approx(0.331732, abs=1e-5)
    assert found["times"]["decision"]["mean"] == pytest.approx(88.2063, abs=1e-3)


def test_limited_people_are_simulated_by_the_queueing_engine():
    found = answer("simulate", "reference-reviewers", "--cases", "20000")

    assert found["engine"] == "queueing"
    assert 3 < found["visits"]["deciding"]["waiting"] < 12


def test_the_same_seed_is_the_same_answer_and_another_is_another():
    one, same, other = (
        run("simulate", "order-27", *FEW, "--seed", seed).stdout for seed in "112"
    )

    assert one == same
    assert one != other


def test_processes_share_the_work_and_change_nothing():
    alone = answer("simulate", "reference", "--engine", "sampling", "--cases", "70000")
    shared = answer(
        "simulate",
        "reference",
        *("--engine", "sampling", "--cases", "70000", "--workers", "2"),
    )

    assert shared == alone


def test_as_many_cases_as_it_takes_are_run():
    found = answer(
        "simulate", "reference", "--engine", "sampling", "--until-precision", "0.008"
    )

    assert found["cases"] > 10_000
    assert all(o["error"] * 1.96 <= 0.008 for o in found["outcomes"].values())


# -- from where a case stands ---------------------------------------------------------


def test_xiaomi_by_march_is_asked_from_where_it_stood():
    """By February 2024 hardly time was left; in August 2023 there was some."""
    then = answer("simulate", "xiaomi-2024", "--from", "xiaomi", "--on", "2023-08-23")
    later = answer("simulate", "xiaomi-2024", "--from", "xiaomi", "--on", "2024-02-01")
    march = [found["questions"]["production_by_march"]["p"] for found in (then, later)]

    assert march[0] == pytest.approx(0.061, abs=0.005)
    assert march[1] < 0.005
    assert (then["case"], then["on"], later["on"]) == (
        *("xiaomi", "2023-08-23", "2024-02-01"),
    )


def test_each_case_of_a_folder_is_asked(tmp_path):
    cases = folder("cn-automaker") / "cases"
    for name in ("xiaomi", "baowo"):
        (tmp_path / f"{name}.json").write_bytes((cases / f"{name}.json").read_bytes())

    told = run(
        *("simulate", "xiaomi-2024", "--from", str(tmp_path), "--on", "2024-01-10"),
        "--json",
    )
    found = [json.loads(line) for line in told.stdout.splitlines()]

    assert [one["case"] for one in found] == ["baowo", "xiaomi"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "xiaomi", "--on", "2025-01-01"], "the horizon, 2024-12-31, lies"),
        (["--on", "2024-01-10"], "--from is missing"),
        (["--from", "nobody", "--on", "2024-01-10"], "no case or case file named"),
        (["--engine", "queueing"], "queueing engine cannot treat"),
        (["--cases", "0"], "--cases"),
        (["--until-precision", "1.5"], "--until-precision"),
        (["--seed", "x"], "--seed"),
        (["--workers", "0"], "--workers"),
        (["--dask", "nowhere"], "--dask"),
    ],
)
def test_what_cannot_be_asked_is_said(options, said):
    told = run("simulate", "xiaomi-2024", *options)

    assert told.exit_code == 2
    assert said in told.stderr
    assert told.stdout == ""


def test_an_empty_folder_has_no_case(tmp_path):
    told = run("simulate", "xiaomi-2024", "--from", str(tmp_path))

    assert told.exit_code == 2
    assert "no case file" in told.stderr


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"scenario = 2\n", b"[state"])
def test_a_broken_scenario_is_refused_with_what_is_wrong(content, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_bytes(content)

    told = run("simulate", str(file))

    assert told.exit_code == 2
    assert "qualflow: " in told.stderr
    assert "Traceback" not in told.stderr


def test_scenarios_of_two_processes_are_not_compared():
    told = run("simulate", "compare", "reference", "xiaomi-2024")

    assert told.exit_code == 2
    assert "only scenarios of one process" in told.stderr


# -- files ----------------------------------------------------------------------------


class Resources(HTMLParser):
    """Collects what a page would fetch, and how it begins."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched = []
        self.languages = []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "html":
            self.languages.append(told.get("lang"))
        if tag in ("script", "img", "link", "iframe", "object"):
            self.fetched.append(tag)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_is_one_page_that_fetches_nothing(language, tmp_path):
    file = tmp_path / "report.html"

    told = run("simulate", "xiaomi-2024", "--sensitivity", "--html", str(file),
               "--lang", language)  # fmt: skip
    page = Resources()
    page.feed(file.read_text(encoding="utf-8"))

    assert told.exit_code == 0
    assert page.fetched == []
    assert page.languages == [{"en": "en", "zh": "zh-Hans"}[language]]


def test_a_report_of_a_comparison_has_both_sides(tmp_path):
    file = tmp_path / "report.html"

    run("simulate", "compare", "reference", "reference-policy", "--html", str(file))
    text = file.read_text(encoding="utf-8")

    assert "The reference process, another policy" in text
    assert text.count("<svg") >= 4


def test_every_picture_is_a_file(tmp_path):
    run("simulate", "order-27", *FEW, "--svg", str(tmp_path / "made/pictures"))
    made = sorted(tmp_path.rglob("*.svg"))

    assert len(made) >= 4
    assert all(file.read_bytes().startswith(b"<svg") for file in made)


def test_every_figure_is_a_row_of_a_table(tmp_path):
    """As CSV and as Parquet, the same rows."""
    parquet = pytest.importorskip("pyarrow.parquet")
    for name in ("figures.csv", "figures.parquet"):
        run("simulate", "reference", *FEW, "--table", str(tmp_path / name))

    with (tmp_path / "figures.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    table = parquet.read_table(tmp_path / "figures.parquet").to_pylist()

    assert [row["name"] for row in rows] == [row["name"] for row in table]
    assert [*rows[0].values()][:3] == ["outcome", "refused", "p"]
    assert float(rows[0]["value"]) == table[0]["value"]


def test_a_table_of_another_kind_is_refused_before_anything_is_written(tmp_path):
    file = tmp_path / "figures.xls"

    told = run("simulate", "reference", *FEW, "--table", str(file))

    assert told.exit_code == 2
    assert not file.exists()


def test_lives_are_case_files_that_the_other_commands_read(tmp_path):
    told = run("simulate", "xiaomi-2024", *FEW, "--lives", str(tmp_path), "3")
    files = sorted(tmp_path.glob("*.json"))

    assert told.exit_code == 0
    assert len(files) == 3
    for file in files:
        replayed = run("replay", str(file))
        assert replayed.exit_code == 0, replayed.stderr


def test_lives_are_histories_that_an_audit_finds_lawful(tmp_path):
    """Judged by the law of their days, none is contradicted."""
    told = run("simulate", "xiaomi-2024", *FEW, "--histories", str(tmp_path), "5")

    assert told.exit_code == 0, told.stderr
    audited = run("audit", str(tmp_path), "--json")
    found = [json.loads(line) for line in audited.stdout.splitlines()]
    assert len(found) == 5
    assert {one["verdict"] for one in found} <= {"consistent", "explained"}


def test_a_process_that_knows_no_histories_writes_none(tmp_path):
    told = run("simulate", "reference", *FEW, "--histories", str(tmp_path / "h"), "2")

    assert told.exit_code == 2
    assert "history.toml" in told.stderr


# -- how it behaves -------------------------------------------------------------------


def test_ctrl_c_keeps_what_is_done():
    """The answer is that of the cases so far, and it says how many were to be."""
    program = (
        "import os, signal\n"
        "from qualflow.simulate import running\n"
        "from qualflow.cli import main\n"
        "added = running._added\n"
        "def interrupted(whole, more, progress):\n"
        "    if whole is not None:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return added(whole, more, progress)\n"
        "running._added = interrupted\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # or it is ignored
        "main()\n"
    )
    asked = "simulate reference --engine sampling --cases 280000 --json"
    done = subprocess.run(
        [sys.executable, "-c", program, *shlex.split(asked)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert 0 < found["cases"] < found["asked_for"] == 280_000
    assert "interrupted after" in done.stderr


def test_without_numpy_it_says_what_to_install():
    program = (
        "import sys\n"
        "sys.modules['numpy'] = None\n"
        "from qualflow.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "simulate", "reference"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert "pip install 'qualflow[simulate]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_beside_it_is_there():
    for name in BESIDE:
        found = group.get_command(None, name)
        assert found.help.strip().splitlines()[0] == BESIDE[name]
    assert group.get_command(None, "nothing") is None


def test_the_reference_names_every_option_of_the_commands_beside_it():
    text = REFERENCE_SECTION.read_text(encoding="utf-8")
    start = text.index("\n## simulate\n")
    told = text[start : text.index("\n## ", start + 5)]
    commands = [main_command, *(group.get_command(None, name) for name in BESIDE)]

    for command in commands:
        for option in command.params:
            for word in option.opts:
                if word.startswith("--"):
                    assert f"`{word}" in told, word
