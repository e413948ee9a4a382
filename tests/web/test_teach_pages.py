"""The teacher's page: whatever a lesson asks can be made, and what is wrong is said."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow.learn.making import address
from qualflow.words.lesson_pages import MESSAGES
from sites import Page, mistakes, shipped

EXERCISES = [
    (process.name, lesson.name, name)
    for process in shipped().processes.values()
    for lesson in process.lessons.values()
    for name in lesson.exercises
]
RIGHT, WRONG = "is-right", "is-wrong"

every_exercise = pytest.mark.parametrize(("process", "lesson", "name"), EXERCISES)


def exercise_of(process, lesson, name):
    return shipped().processes[process].lessons[lesson].exercises[name]


def made_by(client, process, form):
    page = client.get(f"/teach/{process}?{urlencode(form)}")
    assert page.status_code == 200
    assert mistakes(page.text) == []
    return page.text


def test_a_teacher_makes_an_exercise_and_gets_its_link(client):
    form = {
        "kind": "choose_clause",
        "case": "",
        "state": "filed",
        "given": "good_access_2024",
        "fact.construction_completed": "false",
        "fact.is_legal_person": "true",
        "fact.planned_scale_units_per_year": "",
        "on": "2024-03-01",
        "step": "request_access",
        "wanted": "unmet",
        "which": "all",
        "ask": "What is missing?",
        "hints": "walls\nroofs",
        "make": "1",
    }

    page = made_by(client, "cn-automaker", form)

    link = next(a["href"] for a in Page(page).of("a") if a.get("class") == "go")
    where = "/exercise/" + link.partition("exercise/")[2]
    opened = client.get(where).text
    assert "What is missing?" in opened
    wrong = client.get(f"{where}&tries=0&a=M50+5").text
    assert WRONG in wrong
    assert "<p>walls</p>" in wrong
    assert "<p>roofs</p>" not in wrong
    assert RIGHT in client.get(f"{where}&tries=1&a=M50+5%28a%29").text


def test_a_teacher_gets_the_whole_address_and_a_sheet(client):
    form = {
        "kind": "choose.actors", "step": "file", "on": "2024-03-01", "make": "1",
    }  # fmt: skip

    shown = Page(made_by(client, "cn-automaker", form))
    (field,) = [one for one in shown.of("input") if one.get("id") == "address"]
    whole, path = field["value"], "/exercise/cn-automaker?"
    assert whole.startswith(f"http://testserver.local{path}")
    assert client.get(whole.partition(".local")[2]).status_code == 200
    sheets = [link for tag, link in shown.links() if "sheet=" in link]
    for link, answers in zip(sheets, (0, 1), strict=True):
        page = client.get("/exercise/" + link.partition("exercise/")[2]).text
        assert mistakes(page) == []
        assert page.count(MESSAGES["sheet_right"][0]) == answers
        assert page.count('class="box"') > 2


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1:8222", True), ("[::1]:8222", True), ("school.example", False)],
)
def test_a_teacher_is_told_that_nobody_else_opens_an_address_of_this_computer(
    client, host, local
):
    form = "kind=choose.actors&step=file&on=2024-03-01&make=1"
    page = client.get(f"/teach/cn-automaker?{form}", headers={"host": host}).text

    assert f'value="http://{host}/exercise/cn-automaker?' in page
    assert ("Only this computer opens this address" in page) is local


@pytest.mark.parametrize("host", ["a b", 'x"><b>', "x/y", "", "a" * 300])
def test_a_host_that_is_none_is_never_shown(client, host):
    form = "kind=choose.actors&step=file&on=2024-03-01&make=1"
    page = client.get(f"/teach/cn-automaker?{form}", headers={"host": host})

    assert page.status_code < 500
    assert 'id="address"' not in page.text


LACKS = [
    ("choose.state", {}, ["Choose a day.", "Tick at least two answers."]),
    ("choose_clause", {}, ["Choose a day.", "Choose a step."]),
    ("last_day", {}, ["Choose a day.", "Choose a period or a step, one of them."]),
    ("order_steps", {}, ["Choose a day.", "Write 2 to 8 acts, one a line."]),
    ("write_clause", {"on": "2018-06-01"}, ["Choose a clause."]),
    ("probability", {}, ["Choose a scenario and its question."]),
    ("choose.expiry", {"on": "2018-06-01"}, ["Choose a period."]),
    (
        "write_clause",
        {"on": "2024-06-01", "clause": "O27 6(4)"},
        ["O27 6(4) is not in force on 2024-06-01."],
    ),
    (
        "file_facts",
        {"on": "2018-06-01", "step": "approve", "case": "xiaomi", "state": "draft"},
        ["stands where it stands"],
    ),
    (
        "file_facts",
        {"on": "2018-06-01", "step": "approve", "fact.sample_cars": "many"},
        ['"many" cannot be filed'],
    ),
    (
        "choose.actors",
        {"on": "2018-06-01", "step": "file", "acts": "2018-01-02 accpt by office"},
        ["there is no step called accpt here. Did you mean accept?"],
    ),
    (
        "choose.actors",
        {"on": "2018-06-01", "step": "file", "acts": "2018-01-02 accept by office"},
        ["nobody here is called office."],
    ),
    (
        "choose.actors",
        {"on": "2018-06-01", "step": "file", "acts": "accept by ndrc"},
        ["cannot be read. A line looks like this: 2018-06-01 "],
    ),
    (
        "choose.actors",
        {"on": "2018-06-01", "step": "file", "acts": "2018-07-02 samples = 3"},
        ["2018-07-02 lies after the day", "no fact called samples here. Did you mean"],
    ),
    (
        "order_steps",
        {"on": "2018-06-01", "moves": "submit\nsubmit"},
        ['"submit" stands there twice'],
    ),
    (
        "order_steps",
        {"on": "2018-06-01", "moves": "approve\nsubmit"},
        [
            "The law accepts no order of these acts. None of them can come first:",
            'there is no step "approve the project" from "draft".',
        ],
    ),
    (
        "choose_clause",
        {"on": "2018-06-01", "step": "approve", "state": "under_review",
         "wanted": "met"},
        ['no clause of the step "approve the project" is met.'],
    ),
    (
        "file_facts",
        {"on": "2018-06-01", "step": "file", "state": "under_review"},
        ['can ask for the step "put the project on file"'],
    ),
    (
        "last_day",
        {"on": "2018-06-01", "clock": "decision"},
        ["does not run on 2018-06-01."],
    ),
    (
        "choose.state",
        {"on": "2018-06-01", "options": ["approved", "filed"]},
        ["The right answer is not among those to choose from: draft."],
    ),
    (
        "choose.open",
        {"on": "2018-06-01", "options": ["approve", "file"]},
        ["None of the answers to choose from is right."],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "filled", "said"), LACKS)
def test_what_is_wrong_with_a_form_is_said_in_the_words_of_the_page(
    client, kind, filled, said
):
    """And in the language of the page: no key of a file, no name of a kind."""
    form = [("kind", kind), ("make", "1")]
    for key, value in filled.items():
        form += [(key, one) for one in (value if isinstance(value, list) else [value])]

    page = made_by(client, "cn-automaker", form)
    chinese = made_by(client, "cn-automaker", [*form, ("lang", "zh")])

    assert 'class="go"' not in page
    shown = wrong_in(page)
    assert len(shown) == len(said) or len(shown) == 1
    for sentence in said:
        assert any(sentence in one for one in shown), shown
    for one in wrong_in(chinese):
        assert re.search("[一-鿿]", one), one


def test_what_no_form_sends_is_told_in_english_and_marked_so(client):
    """A hand-written address is checked as strictly as a file."""
    form = {"kind": "choose.state", "case": "../xiaomi", "on": "2024-01-01",
            "options": "filed", "make": "1", "lang": "zh"}  # fmt: skip
    page = made_by(client, "cn-automaker", [*form.items(), ("options", "draft")])

    (said,) = wrong_in(page)
    assert "no case named" in said
    assert '<li lang="en">' in page


def wrong_in(page):
    part = page[page.index('id="mistakes"') :]
    return [unescape(one) for one in re.findall("(?s)<li[^>]*>(.*?)</li>", part)][:10]


def test_the_form_shows_the_facts_of_the_step_with_what_is_on_file(client):
    form = {
        "kind": "file_facts", "case": "xiaomi", "on": "2023-08-23",
        "step": "request_access", "add": "sample_cars",
    }  # fmt: skip

    page = made_by(client, "cn-automaker", form)

    named = [one["name"] for tag in ("input", "select") for one in Page(page).of(tag)
             if one.get("name", "").startswith("fact.")]  # fmt: skip
    assert {"fact.construction_completed", "fact.sample_cars"} <= set(named)
    assert "fact.sample_range_km" not in named
    assert "there already: " in page
    assert "by office" not in page
    assert "samples = 3" not in page
    assert page.index('id="f-case"') < page.index('id="f-on"') < page.index(
        'id="f-step"'
    ) < page.index('id="f-standings"')  # fmt: skip


def test_every_shipped_life_can_be_asked_about(client):
    """Histories too, as the life that an audit chooses."""
    process = shipped().processes["cn-automaker"]
    page = made_by(client, "cn-automaker", {"kind": "choose.state"})
    start = page.index('id="f-case"')
    offered = re.findall(
        'value="([^"]+)"', page[start : page.index("</select>", start)]
    )

    assert offered == list(process.lives)
    history = next(name for name in process.histories if name not in process.cases)
    told = process.told(history).case
    form = [
        ("kind", "choose.state"), ("case", history), ("make", "1"),
        ("on", str(process.last_day(history))),
        *(("options", one) for one in dict.fromkeys([told.state, "draft", "filed"])),
    ]  # fmt: skip
    page = made_by(client, "cn-automaker", form)
    link = next(a["href"] for a in Page(page).of("a") if a.get("class") == "go")
    where = "/exercise/" + link.partition("exercise/")[2]
    assert RIGHT in client.get(f"{where}&tries=0&a={told.state}").text


@every_exercise
def test_whatever_a_lesson_asks_a_teacher_can_make(client, process, lesson, name):
    """The form of its kind, filled in as the lesson declares it, makes it again."""
    exercise = exercise_of(process, lesson, name)
    form = as_form(parse_qsl(address(exercise)))

    page = made_by(client, process, [*form, ("make", "1")])

    assert 'class="go"' in page


def as_form(pairs):
    given = {}
    for key, text in pairs:
        given.setdefault(key, []).append(text)
    kind = given.pop("kind")[0]
    asks = given.pop("asks", [])
    yield "kind", ".".join([kind, *asks])
    if "question" in given:
        yield "scenario", f"{given.pop('scenario')[0]}/{given.pop('question')[0]}"
    for key, texts in given.items():
        if key in ("without", "acts", "moves", "hints"):
            yield key, "\n".join(texts)
        else:
            yield from ((key, text) for text in texts)


# -- any form -------------------------------------------------------------------------

KINDS = [
    "choose_clause", "file_facts", "last_day", "order_steps", "write_clause",
    "probability", "choose.answer", "choose.state", "choose.actors", "choose.open",
    "choose.verdict", "choose.standing", "choose.expiry",
]  # fmt: skip
VALUES = {
    "case": ["", "xiaomi", "baowo", "qiantu", "nobody"],
    "state": ["", "draft", "under_review", "filed", "nowhere"],
    "on": ["2018-06-01", "2023-08-23", "", "2018-02-30", "1900-01-01", "2199-12-31"],
    "step": ["approve", "file", "request_access", "take_over", "", "fly"],
    "wanted": ["unmet", "met", "unknown", "not_met", "not_evaluated", "x"],
    "which": ["all", "any"],
    "given": ["good_applicant_2018", "good_samples_2018", "good_access_2024", "x"],
    "fact.sample_cars": ["", "14", "15", "many", "-1", "1_000", "9" * 40],
    "fact.construction_completed": ["", "true", "false", "maybe"],
    "fact.host.state": ["", "deregistered", "x"],
    "without": ["sample_cars", "x", "sample_cars\nsample_cars"],
    "acts": ["2018-03-01 submit", "2018-03-01 submit\n2018-03-01 accept by ndrc", "x",
             "2018-02-30 submit", "2018-03-01 sample_cars = 3", "2018-03-01 approve"],
    "moves": ["submit\naccept", "accept\nsubmit", "approve", "sample_cars = 3\nsubmit",
              "submit\n" * 9, "fly\nsubmit"],
    "link.holder": ["", "baowo", "xiaomi", "x"],
    "clock": ["", "decision", "acceptance", "approval_term", "x"],
    "until": ["", "2018-07-01", "2019-01-10", "2025-01-01", "x"],
    "clause": ["O27 6(4)", "M39 27", "P1", "", "x"],
    "scenario": ["xiaomi-2024/production_by_march", "x/y", "x", ""],
    "widest": ["8", "0", "100", "x", ""],
    "options": ["draft", "filed", "approve", "file", "company", "ndrc", "finding", "x"],
    "by": ["", "ndrc", "company", "x"],
    "evidence": ["", "official", "x"],
    "standings": ["text", "practice", "x"],
    "ask": ["", "What now?", "<b>", "x" * 501],
    "hints": ["", "one\ntwo", "x\n" * 6],
    "add": ["", "sample_cars", "x"],
}  # fmt: skip
PAIRS = st.one_of(
    [st.tuples(st.just(key), st.sampled_from(values)) for key, values in VALUES.items()]
)


@settings(max_examples=80)
@given(
    kind=st.sampled_from(KINDS),
    pairs=st.lists(PAIRS, max_size=9, unique_by=lambda pair: pair[0]),
    on=st.sampled_from(VALUES["on"][:2]),
    more=st.lists(st.sampled_from(VALUES["options"]), max_size=3, unique=True),
)
def test_any_form_makes_an_exercise_or_says_what_is_wrong(
    client, kind, pairs, on, more
):
    """Never both and never neither; and what was made can be opened."""
    rest = [pair for pair in pairs if pair[0] not in ("on", "options")]
    form = [("kind", kind), ("on", on), *rest, *(("options", one) for one in more)]
    page = client.get(f"/teach/cn-automaker?{urlencode([*form, ('make', '1')])}")

    assert page.status_code == 200, page.text[:300]
    assert mistakes(page.text) == []
    links = [a["href"] for a in Page(page.text).of("a") if a.get("class") == "go"]
    assert bool(links) is not ('id="mistakes"' in page.text)
    for link in links:
        opened = client.get("/exercise/" + link.partition("exercise/")[2])
        assert opened.status_code == 200
