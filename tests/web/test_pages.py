"""Every page: sound HTML, links that lead somewhere, both languages."""

import re
from itertools import islice
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.web import pages
from qualflow.web.places import Place, ServerLinks, place
from qualflow.web.searching import Entry, Index, Sort, folded
from qualflow.web.sources import is_official
from qualflow.web.view import View
from qualflow.words.language import Language
from qualflow.words.pages import MESSAGES
from sites import Page, anchors, misparsed, mistakes

LARGEST_CLAUSE = 60_000
CHINESE = re.compile("[一-鿿]")


def html_of(pages_by_address):
    return {address: text for address, text in pages_by_address.items() if text}


def test_every_place_is_reached_from_the_first_page(crawled, library):
    """A page nobody can come to is no page; the crawl leaves branches out."""
    links = ServerLinks(Place())
    wanted = {
        "/" + links.to(where).removeprefix("./")
        for where in pages.every_place(library)
        if not where.query
    }

    assert wanted <= crawled.keys()


def test_each_page_is_there_in_both_languages(crawled):
    english = {a for a in html_of(crawled) if "lang=" not in a}
    chinese = {a for a in html_of(crawled) if "lang=zh" in a}

    assert len(english) == len(chinese) > 200
    for address in chinese:
        page = Page(crawled[address])
        assert page.of("html")[0]["lang"] == "zh-Hans"
        said = " ".join(text for _, text in page.headings)
        assert CHINESE.search(said), address


def test_every_page_is_sound_html_in_reading_order(crawled):
    """Read strictly: closed elements, own ids, labels, headings without a gap."""
    for address, text in html_of(crawled).items():
        assert mistakes(text) == [], address


def test_a_browser_mends_nothing_on_a_page_of_each_kind(client, library):
    links = {language: ServerLinks(Place(), language) for language in Language}
    for route in pages.ROUTES:
        for where in islice(route.places(library), 1):
            for language in Language:
                address = "/" + links[language].to(where).removeprefix("./")
                assert misparsed(client.get(address).text) == [], address


def test_every_page_has_the_one_script_and_no_other(crawled):
    for address, text in html_of(crawled).items():
        scripts = Page(text).of("script")
        assert [urlsplit(one["src"]).path.rpartition("/")[2] for one in scripts] == [
            "qualflow.js"
        ], address


def test_every_anchor_is_there(crawled):
    ids = {address: set(Page(text).ids) for address, text in crawled.items() if text}
    missing = {
        (path, anchor)
        for address, text in html_of(crawled).items()
        for path, anchor in anchors(address, text)
        if path in ids and anchor not in ids[path]
    }

    assert missing == set()


def test_nothing_is_loaded_or_linked_from_elsewhere_but_official_texts(
    crawled, library
):
    hosts = tuple(host for p in library.processes.values() for host in p.sources.hosts)
    seen = set()
    for text in html_of(crawled).values():
        for tag, link in Page(text).links():
            if urlsplit(link).scheme or link.startswith("//"):
                assert tag == "a", link
                assert is_official(link, hosts), link
                seen.add(link)

    assert "https://flk.npc.gov.cn/" in seen


def test_no_page_says_a_word_of_the_other_language(crawled):
    """English pages are free of Chinese save the glossary, and numbers of documents."""
    for address, text in html_of(crawled).items():
        if "lang=" in address or address.startswith(("/glossary", "/step")):
            continue
        shown = re.sub(r'<(\w+)[^>]* lang="zh-Hans".*?</\1>', "", text)
        shown = re.sub(r'<ul class="cited">.*?</ul>', "", shown, flags=re.DOTALL)
        assert not CHINESE.search(shown), (address, CHINESE.search(shown))


def test_a_clause_page_is_small(crawled):
    sizes = {
        address: len(text.encode())
        for address, text in html_of(crawled).items()
        if "/clause/" in address
    }

    assert max(sizes.values()) <= LARGEST_CLAUSE
    assert min(sizes.values()) > 1_000


def test_every_sentence_of_the_pages_has_the_same_values_in_both_languages():
    slots = re.compile(r"{(\w+)}")
    for key, (english, chinese) in MESSAGES.items():
        assert set(slots.findall(english)) == set(slots.findall(chinese)), key


def test_a_page_without_a_server_is_the_same_text(library):
    """The export calls the same functions: pages are pure."""
    where = place("law", "instrument-approval", "clause", "IAA 9(1)")
    route = next(r for r in pages.ROUTES if "{ref}" in r.path)
    named = {"process": "instrument-approval", "ref": "IAA 9(1)"}

    made = [
        pages.html(View(library, ServerLinks(where, Language.ZH)), route, named, {})
        for _ in range(2)
    ]

    assert made[0] == made[1]


# -- what the pages show --------------------------------------------------------------


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_a_clause_page_shows_words_test_facts_and_steps(client):
    text = text_of(client, "/law/cn-automaker/clause/O27%206(4)")

    assert "The investor has itself built at least fifteen sample cars" in text
    assert "sample_cars &gt;= 15 and sample_cars_same_type" in text
    assert "How many sample cars did the investor build?" in text
    assert "approve the project" in text
    assert "In force from 2015-07-10 until 2019-01-10 (exclusive)" in text


def test_the_clause_that_stopped_xiaomi_says_so(client):
    """The licence of a firm that is bankrupt is closed: there is nothing to take."""
    text = text_of(client, "/law/cn-automaker/clause/ALL%2049")

    assert "2023-08-23: the case xiaomi could not take over" in text
    assert "the case baowo" in text


def test_the_day_of_a_reform_shows_what_begins_and_ends(client):
    text = text_of(client, "/law/cn-automaker/on/2019-01-10")

    assert "By the law itself, that day: move the pending case to the filing" in text
    assert re.search(r"ends\s+approve the project", text)
    assert re.search(r"begins\s+put the project on file", text)


def test_a_day_between_two_reforms_leads_to_the_last_one(client):
    text = text_of(client, "/law/cn-automaker/on/2018-12-31")

    assert "Nothing changes on this day." in text
    assert "See the last change: 2018-02-04." in text
    assert "Unchanged from 2018-02-04 until 2019-01-10 (exclusive)" in text


def test_the_form_for_a_day_shows_that_day(client):
    asked = client.get("/law/cn-automaker/on", params={"on": "2016-01-01"})

    assert "The law of 2016-01-01" in asked.text


def test_a_process_without_reforms_has_one_day(client):
    assert "Nothing in this process ever changes" in text_of(
        client, "/law/reference/on"
    )


@pytest.mark.parametrize(
    ("words", "first"),
    [("O27 6(4)", "O27 6(4)"), ("样车", "O27 6(4)"), ("SAMPLE cars", "O27 6(4)")],
)
def test_the_search_finds_in_either_language(client, words, first):
    answer = client.get("/search", params={"q": words})

    hits = re.findall(r'<li><a href="[^"]*">([^<:]+)', answer.text.split("hits")[1])
    assert hits[0] == first


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("Baowo", "step/cn-automaker/baowo"),
        ("宝沃", "step/cn-automaker/baowo"),
        ("qualification", "learn/cn-automaker/10-take-over"),
        ("资质", "learn/cn-automaker/10-take-over"),
        ("take-over", "learn/cn-automaker/10-take-over"),
        ("a license is", "learn/cn-automaker/10-take-over"),
        ("order 27 article 6", "law/cn-automaker/clause/O27%206%284%29"),
        ("第49条", "law/cn-automaker/clause/ALL%2049"),
    ],
)
def test_the_search_finds_what_readers_come_for(client, words, where):
    answer = client.get("/search", params={"q": words})

    assert where in [link for _, link in Page(answer.text).links()]


@given(st.text(st.sampled_from("国家发展改革委员会许可不得转让"), min_size=2))
def test_what_a_text_says_is_found_whole_and_shortened(text):
    said = folded(f"…{text}…")
    whole = Index((entry_of(said),))

    assert whole.find(text).entries
    assert whole.find(text[::2]).entries or len(text[::2]) < 2


def test_chinese_words_that_are_put_otherwise_are_found_if_nothing_else_is(client):
    for words in ("发改委", "转让许可"):
        answer = client.get("/search", params={"q": words})
        assert "Nothing found." not in answer.text, words


def entry_of(said):
    return Entry(Sort.TERM, "", "x", {}, {}, place("glossary"), said)


def test_a_search_for_nothing_known_says_so_and_leads_on(client):
    page = client.get("/search", params={"q": "zzzz"}).text

    assert "Nothing found." in page
    assert {"glossary", "learn"} <= {link for _, link in Page(page).links()}


def test_a_search_stays_in_its_process(client):
    asked = {"q": "applicant", "process": "instrument-approval"}
    links = Page(client.get("/search", params=asked).text).links()

    found = [link for tag, link in links if tag == "a" and link.startswith("law/")]
    assert found
    assert all(link.startswith("law/instrument-approval") for link in found)


def test_what_is_searched_for_is_shown_as_text(client):
    answer = client.get("/search", params={"q": "<b>&\"'"})

    assert mistakes(answer.text) == []
    assert "<b>" not in answer.text
