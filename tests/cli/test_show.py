"""`qualflow show`: a process, a clause, a picture, the generated Python."""

import json

import pytest

from shell import answer, run

IAA = "instrument-approval"
DAY = ("--on", "2031-03-04")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("table", (IAA,)),
        ("table-of-a-day", (IAA, "--on", "2029-11-05")),
        ("clause", (IAA, "--clause", "IAA 9(1)")),
        ("clause-of-a-day", (IAA, "--clause", "IAA 9(2)", *DAY)),
        ("basis", (IAA, "--clause", "IAA 16(1)")),
        ("mermaid", (IAA, *DAY, "--format", "mermaid")),
        ("dot", (IAA, *DAY, "--format", "dot")),
        ("practice", ("cn-automaker", "--clause", "P1")),
    ],
)
def test_a_process_reads_well(name, arguments, language, golden):
    result = run("show", *arguments, "--lang", language)

    assert (result.exit_code, result.stderr) == (0, "")
    golden(result.stdout, f"cli/show-{name}.{language}.txt")


def test_an_auditor_can_read_the_python_that_decides(golden):
    asked = ("show", IAA, *DAY, "--source", "approve", "--from", "under_review")
    source = run(*asked).stdout

    compile(source, "<shown>", "exec")
    assert answer(*asked)["source"].rstrip() == source.rstrip()
    golden(source, "cli/show-source.txt")


def test_the_source_takes_in_the_standings_that_are_asked_for():
    asked = ("show", IAA, *DAY, "--source", "approve", "--from", "under_review")

    assert "OP visit" not in run(*asked).stdout
    assert "OP visit" in run(*asked, "--standing", "text,practice").stdout


def test_the_law_of_a_day_has_the_version_of_that_day():
    def age(day):
        told = answer("show", IAA, "--on", day)
        return {c["clause"]: c for c in told["clauses"]}["IAA 9(1)"]["expression"]

    assert age("2029-12-31") == "days(report_issued_on, today) <= 730"
    assert age("2030-01-01") == "days(report_issued_on, today) <= 365"


def test_without_a_day_every_version_is_shown():
    told = answer("show", IAA)

    assert [c["clause"] for c in told["clauses"]].count("IAA 9(1)") == 2
    assert told["on"] is None


def test_clocks_run():
    told = answer("show", IAA)

    assert [(clock["clock"], clock["runs"]) for clock in told["clocks"]] == [
        ("decision", True)
    ]


def test_what_only_time_makes_is_listed_apart():
    told = answer("show", "cn-automaker")

    assert told["timed"] == ["deem_accepted", "move_to_filing", "lapse"]
    assert "Made by time alone" in run("show", "cn-automaker").stdout


def test_one_clause_as_json():
    told = answer("show", IAA, "--clause", "IAA 9(1)")

    assert told["transitions"] == ["approve"]
    assert [version["in_force"] for version in told["versions"]] == [
        {"since": "2029-01-01", "until": "2030-01-01"},
        {"since": "2030-01-01", "until": None},
    ]


def listed(process, rows, key):
    return {row[key]: row for row in answer("show", process)[rows]}


def test_the_actors_say_how_their_acts_come_about():
    actors = listed("cn-automaker", "actors", "actor")

    assert actors["company"] == {
        "actor": "company",
        "label": "the company",
        "acts": "on_request",
    }
    assert {actor["acts"] for actor in actors.values()} >= {"on_request", "by_law"}


def test_the_facts_say_what_values_they_take():
    facts = listed(IAA, "facts", "fact")

    error = facts["error_pct"]
    assert (error["type"], error["decimals"]) == ("number", 2)
    assert error["at_least"] == "0.00"
    assert isinstance(error["at_most"], str)
    assert (facts["samples"]["type"], facts["samples"]["decimals"]) == ("number", 0)
    assert isinstance(facts["samples"]["at_most"], int)
    options = facts["intended_use"]["options"]
    assert (facts["intended_use"]["type"], options[0].keys()) == (
        "choice",
        {"option", "label"},
    )
    assert facts["report_issued_on"]["type"] == "day"
    assert facts["report_issued_on"]["options"] is None
    assert all(fact["label"] for fact in facts.values())


def test_links_and_definitions_are_shown():
    links = listed("cn-automaker", "links", "link")
    assert links["holder"]["process"] == "cn-automaker"
    assert listed("cn-automaker", "facts", "fact")["holder.state"]["link"] == "holder"
    definitions = answer("show", "cn-automaker")["definitions"]
    assert definitions
    for found in definitions:
        assert found["expression"]
        assert found["in_words"]


def test_clocks_say_what_starts_and_ends_them():
    clocks = listed("eu-novel-food", "clocks", "clock")

    assert clocks["draft_act_without_opinion"]["dropped_by"] == ["request_opinion"]
    assert clocks["opinion"]["runs_in"] == ["evaluation"]
    assert clocks["forwarding"]["started_by"] == ["find_valid"]


def test_a_picture_as_json():
    told = answer("show", IAA, *DAY, "--format", "dot")

    assert told["source"].startswith("digraph")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((IAA, "--clause", "IAA 9 (1)"), "did you mean 'IAA 9(1)'?"),
        ((IAA, "--clause", "IARA 2", "--on", "2029-01-01"), "not in force"),
        ((IAA, "--format", "dot"), "needs --on DAY"),
        ((IAA, "--source", "approve"), "needs --from STATE and --on DAY"),
        (
            (IAA, "--source", "aprove", "--from", "draft", *DAY),
            "did you mean 'approve'",
        ),
        ((IAA, "--source", "approve", "--from", "daft", *DAY), "did you mean 'draft'"),
        ((IAA, "--source", "approve", "--from", "draft", *DAY), "starts from"),
        ((IAA, "--clause", "IAA 9(1)", "--format", "dot"), "one of them at a time"),
        (
            (IAA, *DAY, "--source", "approve", "--from", "draft", "--format", "dot"),
            "one of them at a time",
        ),
        ((IAA, "--from", "draft"), "add --source"),
        (("instrument-aproval",), "did you mean 'instrument-approval'?"),
    ],
)
def test_what_cannot_be_shown_is_said(arguments, message):
    result = run("show", *arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("process", [IAA, "cn-automaker"])
def test_both_languages_say_the_same_of_the_structure(process):
    def shape(told):
        rows = ["actors", "links", "facts", "definitions", "states", "transitions"]
        for name in (*rows, "clauses", "clocks", "properties"):
            for row in told[name]:
                for words in ("label", "meaning", "text", "in_words", "remedy"):
                    row.pop(words, None)
                for words in ("question", "unit"):
                    if name == "facts":
                        row.pop(words)
                for option in row.get("options") or ():
                    option.pop("label")
        for row in told["instruments"]:
            for words in ("title", "issuer", "number"):
                row.pop(words)
        told.pop("title")
        return json.dumps(told)

    assert shape(answer("show", process)) == shape(
        answer("show", process, "--lang", "zh")
    )


def test_the_state_chart_of_a_day_is_drawn_into_a_file(tmp_path):
    file = tmp_path / "chart.svg"
    result = run("show", IAA, *DAY, "--svg", str(file), "--lang", "zh")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "2031年3月4日的法律。" in file.read_text(encoding="utf-8")


def test_without_a_day_the_state_chart_has_every_version(tmp_path):
    """Approval went on the day on which filing came (O22)."""
    file = tmp_path / "chart.svg"
    told = answer("show", "cn-automaker", "--svg", str(file))

    assert told == {"process": "cn-automaker", "format": "svg", "file": str(file)}
    drawn = file.read_text(encoding="utf-8")
    assert "approve the project" in drawn
    assert "put the project on file" in drawn


def test_a_picture_is_one_thing_at_a_time(tmp_path):
    result = run("show", IAA, "--svg", str(tmp_path / "a.svg"), "--format", "dot")

    assert result.exit_code == 2
    assert "--format and --svg: one of them at a time" in result.stderr
    assert not list(tmp_path.iterdir())
