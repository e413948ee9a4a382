"""What the tests of the pages share."""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from litestar.testing import TestClient
from playwright.sync_api import sync_playwright

from browsing import DESK
from qualflow.web.app import application
from shell import serving
from sites import inner_links, shipped

BROWSER = shutil.which("chromium-headless-shell") or shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-background-networking"]


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


@pytest.fixture(scope="module")
def browser():
    """A real browser; a session without one goes on, the continuous checks do not."""
    if BROWSER is None:
        missing = "no chromium-headless-shell: apt-get install chromium-headless-shell"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def server(browser, request):  # noqa: ARG001  # no server without a browser
    """The address of a server of the processes that a module names in `SERVED`."""
    processes = getattr(request.module, "SERVED", ("cn-automaker",))
    asked = [word for process in processes for word in ("--process", process)]
    with serving(*asked) as (_, address):
        yield address.rstrip("/")


@pytest.fixture
def opened(browser, server):
    """Return a function that opens a page; whatever it complains of fails the test.

    An address that begins with a stroke is one of the server's.
    """
    complaints, contexts = [], []

    def open_page(address, **options):
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        page = context.new_page()
        whole = server + address if address.startswith("/") else address
        home = urlsplit(whole)
        page.on("console", lambda message: heard(message.type, message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked(home, urlsplit(request.url)))
        page.goto(whole)
        return page

    def heard(kind, text):
        # The browser itself says so of a page that is an answer to a wrong address.
        if kind in ("error", "warning") and "status of 404" not in text:
            complaints.append(text)

    def asked(home, url):
        if (url.scheme, url.netloc) != (home.scheme, home.netloc):
            complaints.append(f"asked for {url.geturl()}")

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
