"""What the tests of the pages share."""

import pytest
from litestar.testing import TestClient

from qualflow.web.app import application
from sites import inner_links, shipped


@pytest.fixture(scope="session")
def library():
    return shipped()


@pytest.fixture(scope="session")
def client(library):
    app = application(library)
    with TestClient(app, raise_server_exceptions=True) as made:
        yield made


@pytest.fixture(scope="session")
def crawled(client):
    """Every page that links lead to from the first one, by address, in both languages.

    What is not HTML is fetched and kept as an empty text.
    """
    pages, waiting = {}, ["/", "/?lang=zh"]
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        answer = client.get(address, follow_redirects=False)
        assert answer.status_code == 200, (address, answer.text[:300])
        is_page = answer.headers["content-type"].startswith("text/html")
        pages[address] = answer.text if is_page else ""
        if is_page:
            waiting += inner_links(address, answer.text)
    return pages
