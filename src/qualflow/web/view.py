"""What a page is made with: the library, the language, how links are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import field, frozen
from markupsafe import Markup, escape

from qualflow import __version__
from qualflow.web.library import Library, Process
from qualflow.web.places import LANG, Links, Place, ServerLinks, place
from qualflow.words.language import Language
from qualflow.words.naming import Naming
from qualflow.words.pages import MESSAGES, NAMES, TAGS, counted, tell

if TYPE_CHECKING:
    from jinja2 import Environment

Crumb = tuple[str, Place | None]
"""The words of a step of the way to a page, and where it leads."""

_CODE = re.compile(r"`([^`]+)`")
_STRESS = re.compile(r"\*(\w[^*]*)\*")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@frozen
class Section:
    """A part of the site that the head of every page names; `key` has its words."""

    key: str
    where: Place
    door: bool = False


SECTIONS: tuple[Section, ...] = (
    Section("learn", place("learn"), door=True),
    Section("law", place("law"), door=True),
    Section("step", place("step"), door=True),
    Section("simulate", place("simulate"), door=True),
    Section("readings", place("readings")),
    Section("glossary", place("glossary")),
    Section("search", place("search")),
)
"""In the order they are shown; a section that is a door stands on the first page."""

_SIGNS: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {":": ": ", ",": ", ", ";": "; "},
    Language.ZH: {":": "：", ",": "、", ";": "；"},
}
"""What stands between two pieces of a line, by what it is in English."""


@frozen
class View:
    """How one page is made.

    Attributes:
        links: Written from the place of the page, in its language.
    """

    library: Library
    links: Links
    sections: tuple[Section, ...] = field(default=SECTIONS)

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.links.language

    def tell(self, key: str, **values: object) -> str:
        """Return a sentence."""
        return tell(key, self.language, **values)

    def names(self, process: Process) -> Naming:
        """Return the names of a process with the sentences of pages."""
        return Naming(process.rulebook, self.language, MESSAGES)

    def title_of(self, process: Process) -> str:
        """Return what a process is called."""
        return self.names(process).of(process.rulebook.title, process.name)

    def page(
        self,
        template: str,
        title: str,
        *,
        crumbs: tuple[Crumb, ...] = (),
        **values: object,
    ) -> str:
        """Return a page.

        Args:
            template: A file in `templates`.
            title: Of the window, and the heading.
            crumbs: The way to the page from the first one, without both.
            values: What the template shows.
        """
        shown = [s for s in self.sections if self.links.leads_to(s.where)]
        way = (*crumbs, (title, None)) if self.links.here.path else ()
        return _environment().get_template(template).render(
            title=title,
            crumbs=way,
            sections=shown,
            here=self.links.here,
            tag=TAGS[self.language],
            sign=_SIGNS[self.language],
            languages=[(tongue, TAGS[tongue], NAMES[tongue]) for tongue in Language],
            language=self.language,
            version=__version__,
            kept=_kept(self.links),
            t=self.tell,
            n=self._counted,
            url=self.links.to,
            file=self.links.file,
            leads_to=self.links.leads_to,
            place=place,
            **values,
        )  # fmt: skip

    def _counted(self, key: str, n: int) -> str:
        return counted(key, self.language, n)


def _kept(links: Links) -> Mapping[str, str]:
    """Return what a form sends along so that the next page has the same language."""
    if isinstance(links, ServerLinks) and links.language is not links.default:
        return {LANG: links.language.value}
    return {}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("qualflow.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # an update under a running server would mix two releases
    )
    filters: dict[str, Callable[[str], Markup]] = {"code": code, "dated": dated}
    made.filters.update(filters)
    return made


def code(text: str) -> Markup:
    """Return a text with `code` between backticks and *stress* between stars.

    >>> code("was it *approved* by `P1`? <b>")
    Markup('was it <em>approved</em> by <code>P1</code>? &lt;b&gt;')
    """
    shown = _CODE.sub(r"<code>\1</code>", str(escape(text)))
    return Markup(_STRESS.sub(r"<em>\1</em>", shown))  # noqa: S704  # escaped before


def dated(text: str) -> Markup:
    """Return a text whose days are marked, so that no line breaks within one.

    >>> dated("from 2004-07-01 on <b>")
    Markup('from <time>2004-07-01</time> on &lt;b&gt;')
    """
    return Markup(_DAY.sub(r"<time>\g<0></time>", str(escape(text))))  # noqa: S704
