"""Pages that were made are kept, within a bound, and never those of a reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient

from qualflow.web.app import application
from qualflow.web.keeping import Kept
from qualflow.words.language import Language


@given(sizes=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60)), max_size=40))
def test_what_is_kept_is_the_youngest_and_within_the_bound(sizes):
    kept, made = Kept(100), {}
    for name, size in sizes:
        key = ((str(name),), Language.EN)
        kept.put(key, b"x" * size)
        made[key] = size

    held = {key: page for key in made if (page := kept.get(key)) is not None}
    assert sum(map(len, held.values())) <= 100
    assert all(len(page) == made[key] for key, page in held.items())
    if sizes:
        assert ((str(sizes[-1][0]),), Language.EN) in held


def test_what_was_asked_for_lately_is_not_the_first_to_go():
    kept = Kept(10)
    first, second, third = (((name,), Language.EN) for name in "abc")
    kept.put(first, b"aaaa")
    kept.put(second, b"bbbb")

    assert kept.get(first) == b"aaaa"
    kept.put(third, b"cccc")

    assert kept.get(second) is None
    assert kept.get(first) == b"aaaa"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/law", True),
        ("/law?lang=zh", True),
        ("/search?q=secret", False),
        ("/law/cn-automaker/on?on=2016-01-01", False),
        ("/nowhere", False),
    ],
)
def test_only_a_page_that_is_the_same_for_everybody_is_kept(library, address, kept):
    app = application(library)
    with TestClient(app) as client:
        first = client.get(address)
        held = sum(map(len, app.desk.kept._pages.values()))
        again = client.get(address)

    assert (held > 0) is kept
    assert again.content == first.content or address == "/nowhere"


def test_a_page_is_kept_in_its_own_language(library):
    with TestClient(application(library)) as client:
        english, chinese = client.get("/law").text, client.get("/law?lang=zh").text
        again = client.get("/law").text

    assert english == again != chinese
