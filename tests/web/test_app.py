"""What goes over the wire: headers, errors, hostile addresses, the log."""

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from qualflow.web import api, pages
from qualflow.web.app import application
from qualflow.web.errors import LONGEST_ADDRESS, PROBLEM
from qualflow.web.outer import POLICY, SAFE
from qualflow.words.language import Language
from sites import mistakes

ADDRESSES = [
    "/",
    "/law/cn-automaker/on/2019-01-10",
    "/static/qualflow.css",
    "/health",
    "/api/v1/processes",
    "/nowhere",
    "/api/v1/nowhere",
    "/law/",
    "/search?q=%ff",
    "/" + "x" * LONGEST_ADDRESS,
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda a: a[:30])
def test_every_answer_carries_what_keeps_a_browser_safe(client, address):
    answer = client.get(address, follow_redirects=False)

    for name, value in SAFE.items():
        assert answer.headers[name] == value
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])


def test_the_policy_lets_nothing_in_from_elsewhere():
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'")
    for part in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert part in POLICY


# -- what cannot be answered ----------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/law", "/health", "/api/v1/processes"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_are_only_read(client, method, address):
    answer = client.request(method, address)

    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere",
        "/law/nowhere",
        "/law/cn-automaker/clause/nothing",
        "/law/cn-automaker/NOTHING",
        "/law/nowhere/on/2019-01-10",
        "/search?process=nowhere",
        "/static/nothing.js",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(client, address):
    answer = client.get(address)

    assert answer.status_code == 404
    assert mistakes(answer.text) == []


@pytest.mark.parametrize(
    "address",
    [
        "/law/cn-automaker/on/2019-02-30",
        "/law/cn-automaker/on/yesterday",
        "/law/cn-automaker/on?on=1700-01-01",
        "/?lang=fr",
        "/?lang=en&lang=zh",
        "/law?nonsense=1",
        "/search?q=a&q=b",
        "/search?q=%ff",
        "/search?q=" + "x" * 201,
        "/search?q=%00",
        "/search?" + "&".join(f"a{n}=1" for n in range(40)),
    ],
    ids=lambda a: a[:40],
)
def test_an_address_that_is_not_understood_is_a_page_that_says_so(client, address):
    answer = client.get(address)

    assert answer.status_code == 400
    assert mistakes(answer.text) == []


def test_a_problem_is_told_in_the_language_that_was_asked_for(client):
    answer = client.get("/nowhere?lang=zh")

    assert "没有这个页面" in answer.text
    assert '<a href="./?lang=zh">' in answer.text


def test_a_wrong_name_is_answered_with_the_one_that_is_near(client):
    answer = client.get("/law/cn-automakr")

    assert "did you mean &#39;cn-automaker&#39;?" in answer.text


def test_a_program_gets_problem_details(client):
    answer = client.get("/api/v1/processes/cn-automaker/law?on=2019-02-30")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert problem["type"] == "about:blank"
    assert problem["title"] == "Bad Request"
    assert problem["status"] == 400
    assert problem["request"] == answer.headers["x-request-id"]
    assert problem["errors"] == [
        {
            "parameter": "on",
            "expected": "a day from 1900-01-01 to 2199-12-31, like 2019-01-10",
            "found": "2019-02-30",
        }
    ]


@pytest.mark.parametrize("address", ["/", "/api/v1/search"])
def test_an_address_that_is_too_long_is_not_read(client, address):
    answer = client.get(f"{address}?q={'x' * LONGEST_ADDRESS}")

    assert answer.status_code == 414


@pytest.mark.parametrize(
    ("address", "proper"),
    [
        ("/law/", "/law"),
        ("/law//cn-automaker?lang=zh", "/law/cn-automaker?lang=zh"),
        ("//elsewhere.example/", "/elsewhere.example"),
    ],
)
def test_an_address_with_empty_parts_leads_to_the_proper_one(client, address, proper):
    """Relative links would go astray; nobody is led to another host."""
    answer = client.get(f"http://testserver.local{address}", follow_redirects=False)

    assert answer.status_code == 308
    assert answer.headers["location"] == proper


def test_a_mistake_of_ours_is_told_and_logged_under_one_name(library, monkeypatch):
    """A reader sees no trace of the code, and can say which request it was."""
    monkeypatch.setattr(pages.home, "counts", lambda _: 1 / 0)
    lines = []
    app = application(library, log=lambda event, **said: lines.append((event, said)))

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/")

    name = answer.headers["x-request-id"]
    assert answer.status_code == 500
    assert name in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert [event for event, _ in lines] == ["mistake", "request"]
    assert {said["request"] for _, said in lines} == {name}
    assert "ZeroDivisionError" in lines[0][1]["error"]


# -- hostile addresses ----------------------------------------------------------------

NAMES = st.one_of(
    st.sampled_from(
        [
            "cn-automaker",
            "instrument-approval",
            "xiaomi",
            "O27",
            "O27 6(4)",
            "2019-01-10",
            "..",
            ".",
            "~2.",
            "%2e%2e",
            "on",
            "clause",
            "\x00",
            "\u202e",
            "😀",
            "<script>",
            "a/b",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
PATHS = st.sampled_from(
    [route.path for route in pages.ROUTES]
    + [("api", "v1", *call.path) for call in api.CALLS]
    + [("static", "{name}"), ("health",)]
)
KEYS = st.sampled_from(
    ["lang", "q", "on", "process", "transition", "by", "evidence", "standing", "link"]
)
QUERIES = st.lists(st.tuples(st.one_of(KEYS, NAMES), NAMES), max_size=5)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(path=PATHS, data=st.data(), query=QUERIES)
def test_no_address_is_a_mistake_of_ours(client, path, data, query):
    """Whatever stands in it: an answer, or a 4xx with a reason; never a 500."""
    parts = [data.draw(NAMES) if part[0] == "{" else part for part in path]
    text = "/" + "/".join(quote(part, safe="") for part in parts)
    text += "?" + "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in query)

    answer = client.get(text, follow_redirects=False)

    assert answer.status_code in {200, 308, 400, 404, 414}
    kind = answer.headers["content-type"]
    if answer.status_code in {400, 404} and kind == PROBLEM:
        assert json.loads(answer.content)["status"] == answer.status_code
    elif answer.status_code in {400, 404}:
        assert mistakes(answer.text) == []


@given(query=st.binary(max_size=60))
def test_no_query_is_a_mistake_of_ours(client, query):
    text = "".join(f"%{byte:02x}" for byte in query)

    assert client.get(f"/search?q={text}").status_code in {200, 400}


# -- the log, the names, the files ----------------------------------------------------


def test_each_request_is_one_line_of_the_log(library):
    lines = []
    app = application(library, log=lambda event, **said: lines.append((event, said)))

    with TestClient(app) as client:
        client.get("/law?lang=zh")
        client.get("/nowhere")

    assert [event for event, _ in lines] == ["request", "request"]
    first, second = (said for _, said in lines)
    assert (first["method"], first["path"], first["status"]) == ("GET", "/law", 200)
    assert second["status"] == 404
    assert first["ms"] >= 0
    assert first["request"] != second["request"]


@pytest.mark.parametrize(
    ("given_name", "kept"), [("abc-123", True), ("a b", False), ("x" * 65, False)]
)
def test_a_proxy_may_name_the_request(client, given_name, kept):
    answer = client.get("/health", headers={"x-request-id": given_name})

    assert (answer.headers["x-request-id"] == given_name) is kept


def test_the_language_of_the_server_is_that_of_its_first_page(library):
    with TestClient(application(library, Language.ZH)) as client:
        page = client.get("/")
        english = client.get("/?lang=en")

    assert '<html lang="zh-Hans">' in page.text
    assert 'href="law"' in page.text
    assert '<html lang="en">' in english.text
    assert 'href="law?lang=en"' in english.text


def test_a_file_that_is_known_is_not_sent_again(client):
    first = client.get("/static/qualflow.js")
    again = client.get(
        "/static/qualflow.js", headers={"if-none-match": first.headers["etag"]}
    )

    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert again.status_code == 304
    assert again.content == b""


def test_the_script_is_small_and_the_style_has_the_pictures_too(client):
    assert len(client.get("/static/qualflow.js").content) <= 8_000
    assert ".statechart" in client.get("/static/qualflow.css").text


def test_a_head_is_an_answer_without_its_body(client):
    answer = client.head("/law")

    assert answer.status_code == 200
    assert answer.content == b""


def test_the_server_says_that_it_is_there(client):
    said = client.get("/health").json()

    assert said["status"] == "ok"
    assert "cn-automaker" in said["processes"]
