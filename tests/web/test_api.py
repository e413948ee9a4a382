"""The API says what the command line says, and its document says what it enforces."""

from __future__ import annotations

import json

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from qualflow.web.api import CALLS
from qualflow.web.app import application
from shell import answer, run
from sites import shipped

schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", application(shipped()))


@schema.parametrize()
@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_the_document_and_the_server_agree(case):
    """What it allows is answered as it says; what it forbids is refused."""
    case.call_and_validate()


@pytest.fixture(scope="module")
def document(client):
    return client.get("/api/v1/openapi.json").json()


def test_the_document_has_every_call_with_its_errors(document):
    assert document["openapi"] == "3.1.0"
    paths = {"/api/v1/" + "/".join(call.path) for call in CALLS} | {"/health"}
    assert set(document["paths"]) == paths
    for path in document["paths"].values():
        codes = set(path["get"]["responses"])
        assert {"200", "400", "405", "414", "500"} <= codes


def test_the_document_has_patterns_lengths_options_and_examples(document):
    asked = document["paths"]["/api/v1/processes/{process}/cases/{case}/explain"]
    by_name = {one["name"]: one for one in asked["get"]["parameters"]}

    assert by_name["process"]["schema"]["enum"] == sorted(shipped().processes)
    assert by_name["case"]["schema"]["maxLength"] == 200
    assert by_name["on"]["schema"]["format"] == "date"
    assert by_name["transition"]["schema"]["pattern"] == "^[a-z][a-z0-9_]{0,59}$"
    assert by_name["evidence"]["schema"]["enum"][0] == "rumoured"
    assert by_name["link"]["example"] == "holder:baowo"
    assert by_name["on"]["required"]
    assert not by_name["by"]["required"]


def test_the_examples_of_a_call_are_names_of_one_process_that_is_served(
    client, document
):
    """So that whoever tries them is answered."""
    asked = document["paths"]["/api/v1/processes/{process}/cases/{case}/deadlines"]
    tried = {one["name"]: one.get("example") for one in asked["get"]["parameters"]}
    told = client.get(
        "/api/v1/processes/{process}/cases/{case}/deadlines?on={on}".format(**tried)
    )

    assert told.status_code == 200, told.text


NAMES = {
    "process": "cn-automaker",
    "ref": "O27 6(4)",
    "case": "xiaomi",
    "scenario": "xiaomi-2024",
}
EXAMPLES = {
    "explain": "?transition=take_over&on=2023-08-23&link=holder:baowo",
    "deadlines": "?on=2023-08-23",
    "law": "?on=2019-01-10",
    "search": "?q=sample",
}


@pytest.mark.parametrize("call", CALLS, ids=lambda call: "/".join(call.path))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_answer_is_of_the_type_that_the_document_gives(
    client, document, call, language
):
    path = "/api/v1/" + "/".join(call.path)
    filled = path.format(**NAMES)
    query = EXAMPLES.get(call.path[-1], "")
    if call.words:
        query += f"{'&' if query else '?'}lang={language}"
    given = document["paths"][path]["get"]["responses"]["200"]
    form = given["content"]["application/json"]["schema"]

    told = client.get(filled + query)

    assert told.status_code == 200, told.text
    jsonschema.validate(
        told.json(), {**form, "components": document["components"]},
        format_checker=jsonschema.FormatChecker(),
    )  # fmt: skip


def test_an_explanation_is_that_of_the_command_line(client):
    asked = ["take_over", "--on", "2023-08-23", "--link", "holder=baowo"]
    told = client.get(
        "/api/v1/processes/cn-automaker/cases/xiaomi/explain"
        "?transition=take_over&on=2023-08-23&link=holder:baowo"
    )

    assert told.json() == answer("explain", "xiaomi", *asked)
    assert told.json()["answer"] == "closed"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_explanation_of_a_history_is_that_of_the_command_line(client, language):
    told = client.get(
        "/api/v1/processes/cn-automaker/cases/qiantu/explain?transition=approve"
        f"&on=2016-07-01&evidence=documented&standing=text,press,memory&lang={language}"
    )

    assert told.json() == answer(
        "explain", "qiantu", "approve", "--on", "2016-07-01", "--evidence",
        "documented", "--standing", "text,press,memory", "--lang", language,
    )  # fmt: skip


def test_the_periods_are_those_of_the_command_line(client):
    told = client.get(
        "/api/v1/processes/cn-automaker/cases/qiantu/deadlines?on=2016-03-01"
    ).json()
    printed = run("deadlines", "qiantu", "--on", "2016-03-01", "--all", "--json")

    lines = [json.loads(line) for line in printed.stdout.splitlines()]
    assert len(told) == len(lines) > 0
    for one, other in zip(told, lines, strict=True):
        shared = one.keys() & other.keys()
        assert len(shared) >= 15
        assert {k: one[k] for k in shared} == {k: other[k] for k in shared}


def test_a_clause_is_that_of_the_command_line(client):
    told = client.get("/api/v1/processes/cn-automaker/clauses/O27%206%284%29").json()
    shown = answer("show", "cn-automaker", "--clause", "O27 6(4)")

    for key in ("clause", "process", "transitions", "clocks", "versions"):
        assert told[key] == shown[key]


def test_the_law_of_a_day_names_what_changes(client):
    told = client.get("/api/v1/processes/cn-automaker/law?on=2019-01-10").json()

    assert {"key": "approve", "how": "ends"} in told["changed_transitions"]
    assert {"key": "file", "how": "begins"} in told["changed_transitions"]
    assert told["fires"] == ["move_to_filing"]


def test_clauses_can_be_narrowed(client):
    path = "/api/v1/processes/cn-automaker/clauses"

    practice = client.get(f"{path}?standing=practice").json()
    order = client.get(f"{path}?instrument=O27").json()

    assert {one["clause"] for one in practice} >= {"P1"}
    assert {one["standing"] for one in practice} == {"practice"}
    assert {one["instrument"] for one in order} == {"O27"}


def test_what_is_found_leads_to_its_page(client):
    hits = client.get("/api/v1/search?q=sample+cars&lang=zh").json()["hits"]

    assert hits[0]["key"] == "O27 6(4)"
    for hit in hits:
        assert client.get(hit["page"].partition("#")[0]).status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("transition=submit", 400, "on"),
        ("on=2019-01-10", 400, "transition"),
        ("on=2019-01-10&transition=Submit", 400, "transition"),
        ("on=2019-01-10&transition=fly", 404, "transition"),
        ("on=2019-01-10&transition=submit&by=nobody", 404, "by"),
        ("on=2019-01-10&transition=submit&evidence=none", 400, "evidence"),
        ("on=2019-01-10&transition=submit&standing=text,", 400, "standing"),
        ("on=2019-01-10&transition=submit&link=holder", 400, "link"),
        ("on=2019-01-10&transition=submit&link=holder:nobody", 404, "case"),
        ("on=2019-01-10&transition=submit&link=nothing:baowo", 404, "link"),
        ("on=2019-01-10&transition=submit&on=2019-01-10", 400, "on"),
        ("on=2019-01-10&transition=submit&colour=red", 400, "query"),
    ],
)
def test_a_question_that_cannot_be_asked_says_what_is_wrong(
    client, query, status, parameter
):
    told = client.get(f"/api/v1/processes/cn-automaker/cases/xiaomi/explain?{query}")

    assert told.status_code == status
    assert [one["parameter"] for one in told.json()["errors"]] == [parameter]
