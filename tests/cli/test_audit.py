"""`qualflow audit`: what a program reads, what a person reads, what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from histories import CN, FOLDER, MAPPING, audited, told
from qualflow import read_case
from qualflow.audit.lives import life_case
from shell import run

KEYS = {
    "case_id", "process", "state", "phase", "brand_phase", "flags", "verdict",
    "grounds", "steps", "contradictions", "alternatives",
}  # fmt: skip
STEP = {
    "kind", "transition", "from", "to", "earliest", "latest", "observed", "findings",
}  # fmt: skip
PHASES = {
    None, "applied", "under-review", "approved", "production-start", "cancelled",
}  # fmt: skip
HISTORIES = FOLDER / "histories"


def contradicted(folder: Path) -> Path:
    """A history of Kandi in which a province decided without a word of entrustment."""
    history = told("kandi_jiangsu")
    del history["events"][2]["facts"]["delegated_by"]
    file = folder / "kandi.json"
    file.write_text(json.dumps(history), encoding="utf-8")
    return file


def test_every_history_is_one_object_on_a_line_of_its_own():
    """Scripts read these names; phases are the five words with hyphens."""
    answer = run("audit", str(HISTORIES), "--json")
    objects = [json.loads(line) for line in answer.stdout.splitlines()]

    assert answer.exit_code == 0
    assert len(objects) == 11
    for found in objects:
        assert found.keys() >= KEYS
        assert {found["phase"], found["brand_phase"]} <= PHASES
        assert found["flags"] == sorted(found["flags"])
        for step in found["steps"]:
            assert step.keys() >= STEP
            assert (step["kind"] is None) is not step["observed"]


def test_nothing_heard_of_has_no_phase():
    """In 2021 no step had been observed: a draft, of no phase yet."""
    answer = run("audit", "xiaomi", "--as-of", "2021-12-31", "--json")

    assert json.loads(answer.stdout)["phase"] is None


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["xiaomi", "baowo"])
def test_the_account_reads_well(name, language, golden):
    """Verdict first, then what was seen, what must have been, and what is open."""
    answer = run("audit", name, "--lang", language)

    assert answer.exit_code == 0
    golden(answer.stdout, f"cli/audit-{name}.{language}.txt")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_contradiction_is_named_and_exits_1(tmp_path, language, golden):
    """The event that had to be left out, and why."""
    answer = run("audit", str(contradicted(tmp_path)), "--lang", language)

    assert answer.exit_code == 1
    golden(answer.stdout, f"cli/audit-contradicted.{language}.txt")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_many_histories_make_a_table(language, golden):
    """A row a history, and how many stand in each phase."""
    answer = run("audit", str(HISTORIES), "--summary", "--lang", language)

    golden(answer.stdout, f"cli/audit-summary.{language}.txt")


def test_consents_are_counted_both_ways(golden):
    """With eleven files nobody can say which was the fourth; it says what it has."""
    since = ("--consents", "--since", "2017-11-01")
    answer = run("audit", str(HISTORIES), *since)

    golden(answer.stdout, "cli/audit-consents.en.txt")


def test_without_a_day_consents_are_those_of_all_days():
    """No day is made up where none was given."""
    told = run("audit", str(HISTORIES), "--consents").stdout

    assert told.startswith("Consents, of 11 histories at hand:")
    assert "0001" not in told
    since, until = ("--since", "2017-11-01"), ("--until", "2018-12-31")
    for days, head in (
        (since, "Consents since 2017-11-01, of"),
        (until, "Consents up to 2018-12-31, of"),
        (since + until, "Consents from 2017-11-01 to 2018-12-31, of"),
    ):
        assert run("audit", "bjev", "--consents", *days).stdout.startswith(head)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_waits_between_steps_make_a_table(language, golden):
    """A row for each two steps that follow one another in some life."""
    answer = run("audit", str(HISTORIES), "--waits", "--lang", language)

    assert (answer.exit_code, answer.stderr) == (0, "")
    golden(answer.stdout, f"cli/audit-waits.{language}.txt")


def table(*arguments):
    """Return the one object that a table is as JSON."""
    answer = run("audit", *arguments, "--json")
    assert (answer.exit_code, answer.stderr) == (0, ""), answer.output
    return json.loads(answer.stdout)


def test_waits_are_read_by_programs():
    """Xiaomi: asked for access by 2024-07-12, granted from 2024-07-20 at the latest."""
    told = table("xiaomi", "--waits")
    pair = next(w for w in told["waits"] if w["from"] == "publish_notice")

    assert (told["histories"], told["unit"]) == (1, "day")
    assert pair == {
        "from": "publish_notice",
        "to": "grant_access",
        "n": 1,
        "censored": 0,
        "median": {"least": 8, "most": 353},
        "shortest": {"least": 8, "most": 353},
        "longest": {"least": 8, "most": 353},
    }


def test_a_wait_that_is_not_over_has_no_most():
    told = table(str(HISTORIES), "--waits")
    stops = next(
        w
        for w in told["waits"]
        if (w["from"], w["to"]) == ("start_production", "stop_production")
    )

    assert (stops["n"], stops["censored"]) == (9, 7)
    assert stops["longest"]["most"] is None
    assert stops["longest"]["least"] > 0


def test_a_history_without_two_steps_has_no_waits():
    told = run("audit", "xiaomi", "--as-of", "2021-12-31", "--waits")

    assert told.exit_code == 0
    assert "No two steps follow one another in the histories at hand (1)" in " ".join(
        told.stdout.split()
    )


def test_the_tables_are_read_by_programs():
    """What the text says, as one object each."""
    summed = table(str(HISTORIES), "--summary")
    assert len(summed["histories"]) == sum(p["n"] for p in summed["phases"]) == 11
    assert {"case_id", "state", "phase", "verdict", "grounds", "as_of"} == set(
        summed["histories"][0]
    )

    counted = table(str(HISTORIES), "--consents", "--since", "2017-11-01")
    assert (counted["since"], counted["until"]) == ("2017-11-01", None)
    text = run("audit", str(HISTORIES), "--consents", "--since", "2017-11-01").stdout
    observed = [c for c in counted["consents"] if c["observed"]]
    assert f"observed: {len(observed)}" in text.partition("widely")[2]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--since", "2017-11-01"), "--since chooses among consents"),
        (("--until", "2017-11-01", "--summary"), "--until chooses among consents"),
        (("--summary", "--consents"), "--summary and --consents: one of them"),
        (("--waits", "--summary", "--json"), "--summary and --waits: one of them"),
        (
            ("--consents", "--since", "2018-01-01", "--until", "2017-01-01"),
            "--until lies before --since",
        ),
        (("--law-of", "2020-01-01", "--waits"), "--law-of and --waits: one of them"),
    ],
)
def test_an_option_without_effect_is_refused(more, message):
    """Rather than an answer to another question."""
    answer = run("audit", "bjev", *more)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert message in " ".join(answer.stderr.split())


@pytest.mark.parametrize("more", [("--summary",), ("--waits",), ("--svg", "x.svg")])
def test_a_table_is_of_one_process(more, tmp_path, monkeypatch):
    """The words and steps of two have no common table."""
    monkeypatch.chdir(tmp_path)
    answer = run("audit", "bjev", "mealworm", *more)

    assert answer.exit_code == 2
    assert "one process at a time" in " ".join(answer.stderr.split())
    assert not list(tmp_path.iterdir())


# -- practice --------------------------------------------------------------------------


def test_a_clause_of_practice_is_marked_among_those_that_are_law():
    """P1 is no text: the national commission is reported to consent."""
    assert "P1 (practice)" in run("audit", "xiaomi").stdout
    assert "P1（惯例）" in run("audit", "xiaomi", "--lang", "zh").stdout
    (line,) = run("audit", "xiaomi", "--json").stdout.splitlines()
    standings = {
        finding["clause"]: finding["standing"]
        for step in json.loads(line)["steps"]
        for finding in step["findings"]
    }
    assert standings["P1"] == "practice"


@pytest.mark.parametrize(
    ("language", "mark"), [("en", ", by practice"), ("zh", ", 依惯例")]
)
def test_a_picture_marks_the_steps_that_rest_on_practice(tmp_path, language, mark):
    """The filing by P1, the access that is taken to follow the notice by R16."""
    file = tmp_path / "xiaomi.svg"
    run("audit", "xiaomi", "--svg", str(file), "--lang", language)

    assert file.read_text("utf-8").count(mark) == 2
    run("audit", "bjev", "--svg", str(file), "--lang", language)
    assert mark not in file.read_text("utf-8")


def test_another_reading_says_what_it_changes():
    """R22=b: the province acted outside its competence."""
    answer = run("audit", "kandi_jiangsu", "--reading", "R22=b")

    assert answer.exit_code == 1
    assert "Under the usual readings and standings: access granted" in answer.stdout


def test_without_practice_the_whispered_consent_fits_no_rule():
    """The written law knows no approval of 2023."""
    answer = run("audit", "xiaomi", "--standing", "text,press", "--json")

    assert json.loads(answer.stdout)["contradictions"][0]["why"] == "wrong_actor"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nobody"], "no history or file of one named 'nobody'"),
        (["xiaomi", "--reading", "R99=b"], "no switchable reading named 'R99'"),
        (["xiaomi", "--reading", "R4=z"], "one of b expected, 'z' found"),
        (["xiaomi", "--as-of", "2023"], "a day from 1900-01-01"),
        (["xiaomi", "--process", "nowhere"], "no process named 'nowhere'"),
    ],
)
def test_what_cannot_be_asked_exits_2(words, message):
    """A clear word, no traceback."""
    answer = run("audit", *words)

    assert answer.exit_code == 2
    assert message in answer.stderr


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff", b"[1]", b"{}", b'{"format": 1}', b"[" * 100_000]
)
def test_a_broken_file_does_not_stop_the_others(tmp_path, content):
    """It is named on stderr, the rest is answered, and the exit code says so."""
    (tmp_path / "broken.json").write_bytes(content)
    (tmp_path / "whole.json").write_bytes((HISTORIES / "bjev.json").read_bytes())

    answer = run("audit", str(tmp_path), "--json")

    assert answer.exit_code == 2
    assert "broken.json" in answer.stderr
    assert json.loads(answer.stdout)["case_id"] == "bjev"


def test_a_regime_nobody_claims_is_named(tmp_path):
    """No process, no answer; never a guess."""
    file = tmp_path / "strange.json"
    file.write_text(json.dumps(told("bjev") | {"regime": ["unheard-of"]}))

    answer = run("audit", str(file))

    assert answer.exit_code == 2
    assert "no process claims the regime 'unheard-of'" in answer.stderr


@pytest.mark.parametrize("names", [["xiaomi"], [str(HISTORIES)]])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_picture_is_whole_and_always_the_same(tmp_path, names, language):
    """Well-formed, and no byte depends on the day it is drawn."""
    first, second = tmp_path / "first.svg", tmp_path / "second.svg"
    for file in (first, second):
        run("audit", *names, "--lang", language, "--summary", "--svg", str(file))

    assert first.read_bytes() == second.read_bytes()
    assert ElementTree.fromstring(first.read_text("utf-8")).tag.endswith("svg")


@pytest.mark.parametrize(
    ("name", "context"), [("xiaomi", {}), ("baowo", {"ground": "bankrupt"})]
)
def test_the_shipped_case_is_what_its_history_gives(name, context):
    """Each step on its latest day, and what the history tells beside its steps."""
    shipped = read_case((FOLDER / f"cases/{name}.json").read_bytes(), CN)
    lived = life_case(CN, MAPPING, audited(told(name)))

    def steps(case):
        return [(step.transition, step.on, step.evidence) for step in case.path]

    assert steps(shipped) == steps(lived)
    assert shipped.facts == {**lived.facts, **context}


def test_a_history_is_asked_like_a_case():
    """BJEV's life up to the day, in the words of any case."""
    answer = run("explain", "bjev", "surrender", "--on", "2017-01-10", "--json")

    assert json.loads(answer.stdout)["answer"] == "open"


def test_a_history_can_be_read_through_a_link(tmp_path):
    """The holder may be known from its history alone."""
    file = tmp_path / "holder.json"
    file.write_bytes((HISTORIES / "baowo.json").read_bytes())
    link = f"holder={file}"

    answer = run(
        "explain", "xiaomi", "take_over", "--on", "2023-08-23", "--link", link, "--json"
    )

    assert json.loads(answer.stdout)["links"][0]["since"] == "2023-06-25"
