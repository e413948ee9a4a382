"""Links: relative on a server and in a folder, each name its own segment."""

from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.web.pages import every_place
from qualflow.web.places import (
    FolderLinks,
    Place,
    ServerLinks,
    file_of,
    named,
    place,
    segment,
)
from qualflow.words.language import Language

NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30
) | st.sampled_from([".", "..", "~", "~1", "~2.", "/", "a/b", "~0", "%2F"])
PATHS = st.lists(NAMES, max_size=4).map(tuple)


@given(name=NAMES)
def test_a_name_is_one_segment_that_no_browser_shortens(name):
    text = segment(name)

    assert "/" not in text
    assert text not in (".", "..")
    assert named(text) == name


@given(here=PATHS, there=PATHS, prefix=st.sampled_from(["", "/app"]))
def test_a_link_of_the_server_leads_to_its_place_below_any_address(here, there, prefix):
    """A browser resolves it against the page it stands on."""
    start = ServerLinks(Place())
    base = f"http://here{prefix}/" + start.to(Place(here)).removeprefix("./")

    found = urljoin(base, ServerLinks(Place(here)).to(Place(there)))

    path = unquote(urlsplit(found).path)
    assert path == f"{prefix}/" + "/".join(map(segment, there))


@pytest.mark.parametrize(
    ("language", "default", "query"),
    [
        (Language.EN, Language.EN, ""),
        (Language.ZH, Language.EN, "?lang=zh"),
        (Language.ZH, Language.ZH, ""),
        (Language.EN, Language.ZH, "?lang=en"),
    ],
)
def test_a_link_keeps_the_language(language, default, query):
    links = ServerLinks(place("law"), language, default)

    assert links.to(place("readings")) == f"readings{query}"
    assert links.to(place("law", anchor="a b")) == f"law{query}#a%20b"


def test_a_link_in_another_language_keeps_the_query():
    links = ServerLinks(place("search", q="a&b"))

    assert links.to(links.here, Language.ZH) == "search?q=a%26b&lang=zh"


def test_every_page_of_a_folder_has_a_file_of_its_own(library):
    """Even where a file system takes large and small letters for the same."""
    places = list(every_place(library))
    files = [file_of(where, tongue).lower() for where in places for tongue in Language]

    assert len(set(files)) == len(files) == 2 * len(set(places))
    assert all(len(name) < 100 for file in files for name in file.split("/"))


@given(here=PATHS, there=PATHS)
def test_a_link_of_a_folder_leads_to_the_file_of_its_place(here, there):
    pages = frozenset([Place(here), Place(there)])
    base = "file:///folder/" + file_of(Place(here), Language.EN)

    link = FolderLinks(Place(here), Language.EN, pages).to(Place(there), Language.ZH)

    found = unquote(urlsplit(urljoin(base, link)).path)
    assert found == "/folder/" + file_of(Place(there), Language.ZH)


def test_a_folder_leads_only_to_pages_that_it_has():
    links = FolderLinks(place(), Language.EN, frozenset([place(), place("law")]))

    assert links.leads_to(place("law", anchor="x"))
    assert not links.leads_to(place("search"))
