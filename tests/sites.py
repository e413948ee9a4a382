"""Pages as a reader and a browser take them apart."""

from __future__ import annotations

from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
from attrs import define, field

from qualflow.web.library import Library, library

VOID = {"br", "hr", "img", "input", "link", "meta"}
HEADINGS = ("h1", "h2", "h3", "h4")


@lru_cache(maxsize=1)
def shipped() -> Library:
    """Return the processes that are shipped, as the server loads them."""
    return library()


@define
class Page(HTMLParser):
    """A page, read strictly: every element is closed in order, every id is its own."""

    text: str
    ids: list[str] = field(factory=list)
    elements: list[tuple[str, dict]] = field(factory=list)
    headings: list[tuple[int, str]] = field(factory=list)
    wrong: list[str] = field(factory=list)
    title: str = ""
    _open: list[str] = field(factory=list)

    def __attrs_post_init__(self):
        HTMLParser.__init__(self)
        self.feed(self.text)
        self.close()
        self.wrong += [f"<{name}> is never closed" for name in self._open]

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if len(given) != len(attributes):
            self.wrong.append(f"<{tag}> has an attribute twice")
        self.elements.append((tag, given))
        self.ids += [given["id"]] if "id" in given else []
        if tag in HEADINGS:
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        if not self._open or self._open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self._open[-1:]}")
        else:
            self._open.pop()

    def handle_data(self, data):
        if self._open and self._open[-1] in HEADINGS and self.headings:
            level, text = self.headings[-1]
            self.headings[-1] = level, text + data
        if self._open == ["html", "head", "title"]:
            self.title += data

    def of(self, tag):
        """Return the attributes of every element of a name."""
        return [given for name, given in self.elements if name == tag]

    def links(self):
        """Return every address the page leads to or loads, with its element."""
        return [
            (tag, given[key])
            for tag, given in self.elements
            for key in ("href", "src", "action")
            if key in given
        ]


def mistakes(text: str) -> list[str]:
    """Return what is wrong with a page: its HTML, its ids, its order, its names."""
    page = Page(text)
    found = list(page.wrong)
    found += [f"id {one} twice" for one in set(page.ids) if page.ids.count(one) > 1]
    found += _structure(page)
    found += _names(page)
    found += _forbidden(page)
    return found


def misparsed(text: str) -> list[str]:
    """Return what a browser's parser would have to mend in a page."""
    parser = html5lib.HTMLParser()
    parser.parse(text)
    return [str(error) for error in parser.errors]


def _structure(page):
    for tag in ("main", "h1"):
        if len(page.of(tag)) != 1:
            yield f"{len(page.of(tag))} of <{tag}>"
    before = 0
    for level, text in page.headings:
        if level > before + 1:
            yield f"heading '{text}' skips a level"
        if not text.strip() and level == 1:
            yield "an empty heading"
        before = level


def _names(page):
    labelled = {given.get("for") for given in page.of("label")}
    for tag, given in page.elements:
        for key in ("aria-labelledby", "aria-describedby", "for"):
            for one in given.get(key, "").split():
                if one not in page.ids:
                    yield f"{key} names '{one}', which is not there"
        if tag == "nav" and "aria-label" not in given:
            yield "a <nav> without a name"
        field_ = tag in ("input", "select") and given.get("type") != "hidden"
        if field_ and given.get("id") not in labelled and "aria-label" not in given:
            yield f"<{tag}> without a label"


def _forbidden(page):
    """Yield what the policy would not let through."""
    for tag, given in page.elements:
        if "style" in given or tag == "style":
            yield f"<{tag}> with a style inside"
        if tag == "script" and "src" not in given:
            yield "a script inside"
        yield from (f"<{tag} {key}>" for key in given if key.startswith("on"))


def inner_links(address, text):
    """Return the addresses on this server that a page links to, without anchors.

    Those whose query says more than the language are left out: branches of a life,
    answers to an exercise and searches have no end.
    """
    return [
        path
        for path, _ in _inner(address, text)
        if path.partition("?")[2] in ("", "lang=zh")
    ]


def anchors(address, text):
    """Return the links of a page that have an anchor, as (address, anchor)."""
    return [(path, anchor) for path, anchor in _inner(address, text) if anchor]


def _inner(address, text):
    for tag, link in Page(text).links():
        if tag == "form":
            continue
        parts = urlsplit(urljoin(f"http://here{address}", link))
        if parts.netloc == "here":
            query = f"?{parts.query}" if parts.query else ""
            yield parts.path + query, unquote(parts.fragment)
