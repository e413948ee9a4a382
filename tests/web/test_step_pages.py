"""The stepper without a browser: every place, every branch, one's own file."""

import json
import re
import zlib
from base64 import urlsafe_b64encode
from datetime import date
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.case.casefile import write
from qualflow.case.life import open_case
from qualflow.draw.svg import INK, Drawing
from qualflow.draw.timeline_svg import timeline_svg
from qualflow.pictures import timeline
from qualflow.processes import histories
from qualflow.stepping.address import parse
from qualflow.stepping.beside import beside
from qualflow.stepping.life import Life
from qualflow.stepping.view import applied, view
from qualflow.stepping.walk import Ask, Drop, File, Move, Reform, Walk
from qualflow.web import pages
from qualflow.web.pages import step
from qualflow.web.pages.step_lives import LARGEST_OWN, LONGEST_OWN, packed, unpacked
from qualflow.web.pages.step_pictures import lean_timeline
from qualflow.web.parameters import ParameterError
from qualflow.web.places import FolderLinks, Place
from qualflow.web.view import View
from qualflow.words.differences import difference
from qualflow.words.language import Language
from qualflow.words.naming import Naming
from qualflow.words.step_pages import MESSAGES, typed
from qualflow.words.stepping import arrow_lines, naming
from sites import Page, misparsed, mistakes

LARGEST_CASE = 60_000
PROCESS = "cn-automaker"
XIAOMI, BAOWO = f"/step/{PROCESS}/xiaomi", f"/step/{PROCESS}/baowo"
QIANTU = f"/step/{PROCESS}/qiantu"
FOURTEEN = File("sample_cars", "14", date(2016, 3, 31))


def life_of(library, name):
    process = library.processes[PROCESS]
    if name in process.cases:
        return process.rulebook, Life(process.cases[name])
    told = process.told(name)
    return process.rulebook, Life(told.case, True, told.windows)


def shown(answer):
    """Return the text of a page, without its marks, on one line."""
    assert answer.status_code == 200, answer.text[:500]
    text = re.sub(r"<[^>]+>", "", answer.text)
    return re.sub(r"[ \t\n]+", " ", unescape(text))


def one_line(text):
    return re.sub(r"[ \t\n]+", " ", text)


def link(answer, ident):
    """Return where the control of an id leads, None if it leads nowhere."""
    found = next(g for _, g in Page(answer.text).elements if g.get("id") == ident)
    return found.get("href")


def sent(client, address, **fields):
    """Return where a form of a page leads, what the page has in it being sent along."""
    page = Page(client.get(address).text)
    assert any(g.get("method") == "get" for g in page.of("form"))
    kept = parse_qsl(urlsplit(address).query)
    path = urlsplit(address).path
    answer = client.get(
        f"{path}?{urlencode([*kept, *fields.items()])}", follow_redirects=False
    )
    assert answer.status_code == 303, answer.text[-600:]
    return urljoin(path, answer.headers["location"])


# -- every place ----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("start", [XIAOMI, BAOWO, QIANTU])
def test_every_place_is_sound_and_small_and_leads_on_to_the_next(
    client, start, language
):
    address, places = f"{start}?lang={language}", []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert mistakes(answer.text) == [], address
        assert len(answer.content) <= LARGEST_CASE, address
        places.append(address)
        on = link(answer, "next")
        address = urljoin(address, on) if on else None

    assert misparsed(answer.text) == []
    assert len(places) > 5
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "address",
    [
        *(f"/step/{PROCESS}/kandi_jiangsu?at={place}" for place in (6, 8, 9)),
        *(f"{QIANTU}?at={place}" for place in (13, 14, 15)),
        f"/step/{PROCESS}/kandi_jiangsu?at=6&chart=whole",
        f"{QIANTU}?at=15&chart=whole",
        f"{QIANTU}?at=15&file=sample_cars~2016-03-31~14",
        f"{QIANTU}?at=14&drop=7&than=before",
        f"/step/{PROCESS}/kandi_jiangsu?at=6&reform=2019-01-10~31",
    ],
)
def test_the_largest_pages_stay_small_enough_to_be_swapped(client, address, language):
    """Whole charts and branches, too: at each all that a page can show is there."""
    answer = client.get(f"{address}&lang={language}")

    assert answer.status_code == 200
    assert 30_000 < len(answer.content) <= LARGEST_CASE


def test_a_page_is_sound_without_the_quotes_it_need_not_have(client):
    answer = client.get(f"{QIANTU}?at=7&file=sample_cars~2016-03-31~14&chart=whole")

    assert "<th scope=col>" in answer.text
    assert misparsed(answer.text) == []
    assert mistakes(answer.text) == []


@pytest.mark.parametrize("name", ["xiaomi", "baowo"])
def test_the_pages_of_a_walk_tell_what_the_command_line_tells(client, library, name):
    rulebook, life = life_of(library, name)
    for place in range(view(rulebook, life, Walk("")).lived.places + 1):
        here = view(rulebook, life, Walk("", place))
        names = naming(rulebook, Language.EN)
        text = shown(client.get(f"/step/{PROCESS}/{name}?at={place}"))

        assert f"is at: {names.state(here.state)}" in text
        for arrow in here.arrows:
            for line in arrow_lines(arrow, names):
                assert one_line(line) in text
        for row in here.facts:
            assert names.fact(row.name) in text


def test_backwards_leads_the_way_that_forwards_came(client):
    last = client.get(f"{BAOWO}?at=99999")
    assert link(last, "next") is None
    address, seen = f"{BAOWO}?at=6", []
    while address:
        seen.append(address)
        back = link(client.get(address), "back")
        address = urljoin(address, back) if back else None

    assert [re.sub(r".*at=", "", one) for one in seen[:-1]] == list("654321")
    assert seen[-1] == BAOWO


def test_a_day_between_two_events_is_the_end_of_that_day(client):
    """Back from there is the last event, for the day itself tells nothing."""
    between = client.get(f"{XIAOMI}?on=2024-01-01")

    assert "On 2024-01-01 the case xiaomi is at: filed" in shown(between)
    assert link(between, "back") == "?at=6"
    assert link(between, "next") == "?at=7"


def test_where_more_is_told_of_the_day_a_step_cannot_be_asked_for_yet(client):
    middle, end = client.get(f"{XIAOMI}?at=4"), client.get(f"{XIAOMI}?at=6")

    assert "More is told of this day" in shown(middle)
    assert "name=want" not in middle.text
    assert "name=want value=withdraw" in end.text


def test_each_arrow_of_the_chart_leads_to_its_clauses_below(client):
    page = Page(client.get(f"{XIAOMI}?at=6").text)
    arrows = [one for tag, one in page.links() if one.startswith("#step-")]

    assert len(arrows) == 5
    assert {one[1:] for one in arrows} <= set(page.ids)


def test_a_closed_arrow_names_the_clauses_that_close_it(client):
    answer = client.get(f"{QIANTU}?at=7&file=sample_cars~2016-03-31~14")

    told = [g["aria-label"] for t, g in Page(answer.text).elements
            if t == "a" and g.get("href") == "#step-approve"]  # fmt: skip
    assert len(told) == 1
    assert "closed" in told[0]
    assert "not met: O27\u00a06(4);" in told[0]
    assert "not met: O27\u00a06(4) " in shown(answer)


def test_each_clause_stands_beside_its_verdict_and_leads_to_the_law(client):
    answer = client.get(f"{XIAOMI}?at=6")

    assert re.search(
        r"<span class=met>met</span> "
        r"<a href=../../law/cn-automaker/clause/SC673%203%28a%29>SC673 3\(a\)</a>"
        r" Every other project goes by filing where it lies",
        answer.text,
    )


def test_you_are_here_stands_after_what_is_told(client):
    for place in (0, 3, 6):
        text = client.get(f"{BAOWO}?at={place}").text
        events = text[text.index("<ol class=events>") :].split("</ol>")[0]
        before, after = events.split("<li class=here>")

        assert before.count("<li") == place
        assert after.count("class=ahead") == after.count("<li") >= 6 - place
        assert before.count("aria-current") == (1 if place else 0)


def test_the_lives_to_choose_from_are_all_there(client, library):
    for language in ("en", "zh"):
        answer = client.get(f"/step?lang={language}")
        leading = {urlsplit(href).path for _, href in Page(answer.text).links()}
        for process in library.processes.values():
            for name in process.lives:
                assert f"step/{process.name}/{name}" in leading
        assert "step/cn-automaker/history.xiaomi" in leading


# -- what if --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "fields", "edit"),
    [
        (
            f"{QIANTU}?at=6",
            {"do": "file", "fact": "sample_cars", "value": " 14 ",
             "day": "2016-03-31"},
            FOURTEEN,
        ),
        (f"{XIAOMI}?at=6", {"do": "drop", "number": "5", "day": "2023-08-23"}, Drop(5)),
        (
            f"{XIAOMI}?at=6",
            {"do": "move", "number": "9", "day": "2024-09-01"},
            Move(9, date(2024, 9, 1)),
        ),
        (
            f"{QIANTU}?at=6",
            {"do": "reform", "law": "2019-01-10", "by": "+31"},
            Reform(date(2019, 1, 10), 31),
        ),
        (
            f"{XIAOMI}?at=6",
            {"do": "ask", "want": "withdraw", "day": "2023-08-23"},
            Ask("withdraw", date(2023, 8, 23)),
        ),
    ],
)  # fmt: skip
def test_a_form_leads_to_the_address_of_its_branch(client, address, fields, edit):
    there = sent(client, address, **fields)
    walk = parse(urlsplit(there).query)
    answer = client.get(there)

    assert walk.edits == (edit,)
    assert walk.day is None
    assert "in a branch" in shown(answer)
    assert mistakes(answer.text) == []


def test_a_step_that_is_granted_is_told_at_once(client):
    there = sent(client, f"{XIAOMI}?at=6", do="ask", want="withdraw", day="2023-08-23")

    assert "at=7" in there
    assert "is at: withdrawn" in shown(client.get(there))


def test_what_the_law_forbids_can_be_left_out_and_taken_back(client):
    there = sent(client, f"{QIANTU}?at=6&lang=zh", do="abide")
    answer = client.get(there)
    back = [href for _, href in Page(answer.text).links() if href == "?at=6&lang=zh"]

    assert parse(urlsplit(there).query.replace("&lang=zh", "")).law_abiding
    assert "法律禁止的步骤不发生" in shown(answer)
    assert back


def test_a_branch_keeps_the_edits_before_it_and_can_lose_each(client):
    first = f"{QIANTU}?at=6&file=sample_cars~2016-03-31~14"
    there = sent(client, first, do="reform", law="2019-01-10", by="-30")
    answer = client.get(there)
    leading = [href for _, href in Page(answer.text).links()]

    assert len(parse(urlsplit(there).query).edits) == 2
    assert "?at=6&file=sample_cars~2016-03-31~14" in map(unquoted, leading)
    assert "?at=6&reform=2019-01-10~-30" in map(unquoted, leading)


def unquoted(href):
    return href.replace("%7E", "~")


def test_two_branches_stand_side_by_side_with_their_first_difference(client, library):
    rulebook, life = life_of(library, "qiantu")
    walk = Walk("", 6, None, (FOURTEEN,))
    both = beside(rulebook, life, walk)
    names = naming(both.after.rulebook, Language.EN)
    (change,) = applied(rulebook, life, walk)
    answer = client.get(f"{QIANTU}?at=6&file=sample_cars~2016-03-31~14")
    marked = re.findall(r"<tr class=first>(.*?)</tr>", answer.text)

    assert change.change == both.first
    assert one_line(difference(both.first, names)) in shown(answer)
    assert len(marked) == 1
    assert "first difference" in marked[0]
    assert "approve the project" in marked[0]


def test_a_branch_stands_beside_the_one_without_its_last_assumption(client):
    two = f"{QIANTU}?at=6&file=sample_cars~2016-03-31~14&drop=7"
    known, before = (shown(client.get(two + more)) for more in ("", "&than=before"))
    alone = client.get(f"{QIANTU}?at=6&drop=7").text

    assert "the life as it is known, and this branch of it" in known
    assert "this branch without its last assumption, and with it" in before
    assert "6(4) not known → not met" in known.split("Side by side")[-1]
    assert "6(4) not known → not met" not in before.split("Side by side")[-1]
    assert "id=than" not in alone


def test_an_event_that_only_one_branch_has_says_so_in_the_other(client):
    text = client.get(f"{BAOWO}?at=6&drop=6").text
    rows = re.findall(r"<tr>(.*?)</tr>", text[text.index("id=both-ways") :])

    assert sum("does not happen" in row for row in rows) == 1
    assert sum("the same in both" in row for row in rows) == len(rows) - 2 >= 5


def test_every_fact_can_be_filed_once_it_is_asked_for(client, library):
    facts = library.processes[PROCESS].rulebook.facts
    few, all_ = (client.get(f"{XIAOMI}?at=6{more}").text for more in ("", "&facts=all"))

    assert few.count("<option") < len(facts) < all_.count("<option")
    for name in facts:
        assert f"<option value={name}>" in all_


def test_a_fact_says_how_its_values_are_written(library):
    rulebook = library.processes[PROCESS].rulebook
    said = {
        name: typed(rulebook.facts[name], Naming(rulebook, Language.EN, MESSAGES))
        for name in ("track", "filed_on", "ndrc_consent_reported", "host.name")
    }

    assert said["track"].endswith("(approval, filing)")
    assert said["filed_on"].endswith("(a day)")
    assert said["ndrc_consent_reported"].endswith("(true or false)")
    assert said["host.name"].endswith("(a text)")


def test_the_whole_chart_has_states_the_near_one_leaves_out(client):
    near, whole = (client.get(f"{XIAOMI}?at=6{w}").text for w in ("", "&chart=whole"))

    assert near.count("sc-card") < whole.count("sc-card")
    assert "name=chart value=near" in whole


# -- addresses that lead nowhere ------------------------------------------------------

WRONG = [
    "at=-1", "at=1e3", "at=100000", "at=1&at=2", "at=1&on=2020-01-01", "on=2020-02-30",
    "on=today", "nothing=1", "chart=big", "facts=some", "than=x",
    "chart=near&chart=whole",
    "life=xiaomi", "abiding=2", "file=sample_cars", "file=no_such~2020-01-01~1",
    "file=sample_cars~2020-01-01~many", "ask=no_such~2020-01-01", "drop=99", "drop=0",
    "move=1~2020-13-01", "reform=2019-01-11~3", "reform=2019-01-10~99999999",
    "do=", "do=file", "do=fly", "do=drop&number=99&day=2020-01-01",
    "do=file&fact=a~b&value=1&day=2020-01-01", "fact=sample_cars",
    "do=abide&do=abide", "do=ask&want=submit&day=", "file=%FF",
    "do=reform&law=2019-01-10&by=soon", "&".join(["drop=1"] * 13),
]  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_query_is_the_readers_and_says_what_was_expected(client, query):
    answer = client.get(f"{XIAOMI}?{query}", follow_redirects=False)

    assert answer.status_code == 400
    assert mistakes(answer.text) == []
    assert len(shown_problem(answer)) > 20


def shown_problem(answer):
    return re.sub(r"<[^>]+>", "", answer.text.split("<main")[1].split("</main")[0])


@pytest.mark.parametrize(
    "path",
    ["/step/nothing/xiaomi", "/step/cn-automaker/xiaomy", "/step/cn-automaker/history.",
     "/step/cn-automaker/history.nio", "/step/instrument-approval/xiaomi"],
)  # fmt: skip
def test_a_life_that_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


KEYS = ["at", "on", "file", "ask", "drop", "move", "reform", "abiding", "do", "fact",
        "value", "day", "number", "law", "by", "want", "chart", "facts", "lang",
        ]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        ["0", "6", "-1", "2019-01-10", "sample_cars~2016-03-31~14", "submit~2016-01-01",
         "3~2016-01-01", "2019-01-10~31", "sample_cars", "file", "ask", "all", "whole"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
)  # fmt: skip


@given(pairs=st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=5))
def test_no_query_of_a_walk_is_a_mistake_of_ours(client, pairs):
    answer = client.get(f"{BAOWO}?{urlencode(pairs)}", follow_redirects=False)

    assert answer.status_code in {200, 303, 400}


# -- another case beside it ------------------------------------------------------------

TAKE_OVER = "take over the access of another maker"


def test_where_a_clause_looks_at_another_case_the_page_asks_for_one(client):
    alone = client.get(f"{XIAOMI}?on=2023-08-23")
    leads_to = client.get(
        f"{XIAOMI}?on=2023-08-23&do=link&through=holder&other=baowo",
        follow_redirects=False,
    ).headers["location"]

    assert "It depends on another case, and none is named here" in shown(alone)
    assert urljoin(XIAOMI, leads_to) == f"{XIAOMI}?on=2023-08-23&link=holder~baowo"


def test_with_the_other_case_beside_it_the_page_says_what_explain_says(client):
    beside = shown(client.get(f"{XIAOMI}?on=2023-08-23&link=holder~baowo"))
    day_before = shown(client.get(f"{XIAOMI}?on=2023-06-24&link=holder~baowo"))

    assert "the case baowo has been deregistered since 2023-06-25" in beside
    assert f"closed: {TAKE_OVER}" in beside
    assert f"open: {TAKE_OVER}" in day_before
    assert "It depends on another case" not in beside


def test_the_other_case_stays_beside_it_from_place_to_place(client):
    page = Page(client.get(f"{XIAOMI}?at=3&link=holder~baowo&chart=whole").text)
    moves = [given["href"] for given in page.of("a") if "data-key" in given]

    assert len(moves) == 2
    assert all("link=holder~baowo" in unescape(href) for href in moves)


def test_another_case_takes_the_place_of_the_first_and_can_be_left_out(client):
    here = f"{XIAOMI}?on=2023-08-23&link=holder~baowo"
    other = client.get(
        f"{here}&do=link&through=holder&other=nio", follow_redirects=False
    ).headers["location"]
    links = [href for _, href in Page(client.get(here).text).links()]

    assert other.endswith("link=holder~nio")
    assert "?on=2023-08-23" in links


def test_a_case_is_not_read_beside_itself(client):
    own = client.get(f"{XIAOMI}?on=2023-08-23&link=holder~xiaomi")
    (offered,) = {
        tuple(re.findall(r"<option value=\"?([^\" >]*)", part))
        for part in re.findall(
            r"<select id=\"?other-[^>]*>(.*?)</select>",
            client.get(f"{XIAOMI}?on=2023-08-23").text,
            re.DOTALL,
        )
    }

    assert own.status_code == 400
    assert "another case than this one" in own.text
    assert "baowo" in offered
    assert not {"xiaomi", "history.xiaomi"} & set(offered)


@pytest.mark.parametrize(
    ("link", "status"),
    [("holder~nobody", 404), ("holdr~baowo", 400), ("holder", 400), ("holder~", 400)],
)
def test_another_case_that_is_not_there_is_refused(client, link, status):
    assert client.get(f"{XIAOMI}?on=2023-08-23&link={link}").status_code == status


def test_the_page_of_a_clause_leads_to_the_life_with_the_case_that_stopped_it(client):
    page = client.get(f"/law/{PROCESS}/clause/ALL%2049").text
    (href,) = {
        unescape(href)
        for _, href in Page(page).links()
        if "xiaomi" in href and "holder~baowo" in href and "2023-08-23" in href
    }

    there = shown(client.get(urljoin(f"/law/{PROCESS}/clause/ALL%2049", href)))
    assert f"closed: {TAKE_OVER}" in there


def test_what_is_not_known_is_no_refusal(client):
    asked = shown(client.get(f"{XIAOMI}?on=2023-08-23&ask=take_over~2023-08-23"))
    refused = shown(
        client.get(f"{XIAOMI}?on=2023-08-23&link=holder~baowo&ask=take_over~2023-08-23")
    )

    assert "not answered yet; first these must be known: " in asked
    assert "not granted: not met: ALL 49" in refused.replace("\u00a0", " ")
    assert "refused: " not in asked


def test_the_headline_says_that_the_law_forbids_what_happened(client):
    page = client.get(f"{QIANTU}?at=9&file=sample_cars~2016-03-31~14").text
    (lead,) = re.findall(r"<p [^>]*data-announce[^>]*>([^<]*)</p>", page)

    assert "though the law forbids it" in lead
    assert "not met: O27 6(4)" in unescape(lead).replace("\u00a0", " ")


# -- a file of one's own --------------------------------------------------------------


def uploaded(client, text, process=PROCESS, **more):
    fields = {"process": process, "text": text, **more}
    return client.post("/step", data=fields, follow_redirects=False)


@pytest.mark.parametrize("name", ["xiaomi", "baowo"])
def test_a_case_file_of_ones_own_is_walked_through_like_a_shipped_one(
    client, library, name
):
    content = write(library.processes[PROCESS].cases[name]).decode()

    answer = uploaded(client, content, lang="zh")
    there = urljoin("/step", answer.headers["location"])
    own, known = client.get(f"{there}&at=4"), client.get(f"/step/{PROCESS}/{name}?at=4")

    assert answer.status_code == 303
    assert there.endswith("?lang=zh")
    assert "您自己的文件" in shown(own)
    assert Page(own.text).ids == Page(known.text).ids
    assert "qualflow step --walk" in known.text
    assert "qualflow step --walk" not in own.text


def test_a_history_of_ones_own_is_walked_through_too(client, library):
    content = histories(PROCESS)["nio"].read_text(encoding="utf-8")
    there = urljoin("/step", uploaded(client, content).headers["location"])

    assert "by then" in client.get(f"{there}?at=9").text
    assert library.processes[PROCESS].histories.keys() != {"own"}


def test_a_file_that_no_address_takes_is_refused_with_the_way_out(client):
    noise = [zlib.crc32(str(n).encode()) for n in range(2_000)]

    answer = uploaded(client, json.dumps(noise))

    assert answer.status_code == 400
    assert "walk through it with: qualflow step FILE" in unescape(answer.text)


@pytest.mark.parametrize(
    "text",
    ["", "no JSON", "[" * 5_000, "{}", '{"format": 1}', "[]", "null", "1e999",
     '{"format": 1, "process": "nothing", "case": "x", "events": []}',
     " " * (LARGEST_OWN + 1)],
)  # fmt: skip
def test_what_is_no_case_is_given_back_with_what_is_wrong(client, text):
    answer = uploaded(client, text)

    assert answer.status_code == 400
    assert "This file cannot be read. " in answer.text
    (kept,) = re.findall(r"<textarea[^>]*>\n?([^<]*)</textarea>", answer.text)
    assert unescape(kept).rstrip() == text.rstrip()


def test_a_case_file_is_read_by_its_own_process(client, library):
    case = library.processes["instrument-approval"].cases["C-7"]

    there = uploaded(client, write(case).decode()).headers["location"]

    assert urljoin("/step", there).startswith("/step/instrument-approval/own.")


def test_a_case_in_which_nothing_has_happened_is_shown_as_of_today(client, library):
    law = library.processes[PROCESS].rulebook
    answer = uploaded(client, write(open_case(law, "ours")).decode())
    there = urljoin("/step", answer.headers["location"])

    assert there.endswith(f"?on={date.today()}")  # noqa: DTZ011
    assert client.get(there).status_code == 200


def test_a_form_that_is_none_is_refused(client):
    kind = {"content-type": "application/x-www-form-urlencoded"}
    for body in (b"\xff\xfe", b"text=%ff", b"process=a&process=b", b"a=1", b""):
        answer = client.post("/step", content=body, headers=kind)
        assert answer.status_code in {400, 404}, body
    large = client.post("/step", content=b"text=" + b"a" * 2_000_000, headers=kind)
    assert large.status_code in {400, 413}
    assert uploaded(client, "{}", process="nothing").status_code == 404


def bomb():
    return urlsafe_b64encode(zlib.compress(b" " * 5_000_000, 9)).decode().rstrip("=")


@pytest.mark.parametrize(
    "name",
    ["own.", "own.!", "own.AAAA", "own." + "A" * 3_000, "own." + "A" * 5_000,
     pytest.param("bomb", id="bomb")],
)  # fmt: skip
def test_a_packed_file_that_is_none_is_refused(client, name):
    name = f"own.{bomb()[:LONGEST_OWN]}" if name == "bomb" else name

    assert client.get(f"/step/{PROCESS}/{name}").status_code in {400, 414}


@given(st.lists(st.none() | st.integers() | st.text(max_size=9), max_size=9))
def test_a_packed_file_is_what_was_packed(content):
    name = packed(json.dumps(content).encode())

    assert json.loads(unpacked(name)) == content
    assert re.fullmatch(r"own\.[A-Za-z0-9_-]+", name)


def test_a_cut_packed_file_is_refused():
    name = packed(b'{"a": "some text that takes a few bytes"}')

    with pytest.raises(ParameterError, match="a file as the form packs it"):
        unpacked(name[:-4])


# -- without a server, and lean -------------------------------------------------------


def test_a_folder_has_every_place_and_nothing_that_needs_a_server(library):
    where = Place(("step", PROCESS, "baowo"), (("at", "3"),))
    every = frozenset(pages.every_place(library))
    links = FolderLinks(where, Language.EN, every)

    page = Page(step.walk(View(library, links), PROCESS, "baowo", [("at", "3")]))

    assert where in every
    assert mistakes(page.text) == []
    assert not page.of("form")
    assert "what-if" not in page.ids
    assert all(href.startswith(("#", "..")) for _, href in page.links())


def test_a_lean_timeline_says_and_shows_the_same(library):
    rulebook, life = life_of(library, "xiaomi")
    here = view(rulebook, life, Walk("", 14))
    line = timeline(here.rulebook, here.case, here.on, Language.EN, here.windows)
    full = timeline_svg(line)

    lean = str(lean_timeline(full))

    def words(svg):
        return re.findall(r"<text[^>]*>(?:<title>[^<]*</title>)?([^<]*)</text>", svg)

    stripes = re.findall(r'<rect x="[^"]*" y="[^"]*" [^>]* fill="#eef1f4"/>', full)
    (merged,) = re.findall(
        r'<path stroke="#eef1f4" stroke-width="2.2" d="([^"]*)"', lean
    )
    assert sorted(words(lean)) == sorted(words(full))
    assert sum('width="2.2"' in one for one in stripes) == merged.count("M") > 50
    assert len(lean) < 0.7 * len(full)


def test_few_pieces_of_a_look_stay_as_they_are():
    drawing = Drawing(10, "title", 10)
    drawing.rect(1, 1, 2, 3, fill="#abcdef")
    drawing.text(1, 1, "a", fill=INK, text_anchor="start")

    lean = str(lean_timeline(drawing.svg()))

    assert '<rect x="1" y="1" width="2" height="3" fill="#abcdef"/>' in lean
    assert '<text x="1" y="1">a</text>' in lean
    assert f'fill="{INK}">' in lean.splitlines()[0]


def test_every_sentence_has_the_same_values_in_both_languages():
    slots = re.compile(r"{(\w+)}")
    ours = {key: said for key, said in MESSAGES.items() if key.startswith("pages.")}

    assert len(ours) > 50
    for key, (english, chinese) in ours.items():
        assert set(slots.findall(english)) == set(slots.findall(chinese)), key
