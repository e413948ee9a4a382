"""What the address of a stepper page asks for, and how links to others are written.

Besides a walk an address may say `chart=whole`, `facts=all` and `than=before`; and a
form may ask for one thing more to be assumed (`do=…`), which leads on to the address of
that branch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import frozen

from qualflow.errors import QualflowError
from qualflow.stepping.address import AddressError, address, pairs, walk_of
from qualflow.stepping.branch import lived
from qualflow.stepping.life import Lived
from qualflow.stepping.view import View, view
from qualflow.stepping.walk import Walk
from qualflow.web.pages.step_lives import Opened, WalkError
from qualflow.web.parameters import Parameter, ParameterError, read
from qualflow.web.places import Links, Place, ServerLinks

CHART = Parameter("chart", "How much of the chart.", options=("near", "whole"))
FACTS = Parameter("facts", "Which facts can be filed.", options=("here", "all"))
THAN = Parameter("than", "What a branch is beside.", options=("known", "before"))

Given = Mapping[str, str]

_EDITS: Mapping[str, tuple[tuple[str, ...], Callable[[Given], tuple[str, str]]]] = {
    "file": (
        ("fact", "value", "day"),
        lambda g: ("file", f"{g['fact']}~{g['day']}~{g['value'].strip()}"),
    ),
    "ask": (("want", "day"), lambda g: ("ask", f"{g['want']}~{g['day']}")),
    "drop": (("number", "day"), lambda g: ("drop", g["number"])),
    "move": (("number", "day"), lambda g: ("move", f"{g['number']}~{g['day']}")),
    "reform": (
        ("law", "by"),
        lambda g: ("reform", f"{g['law']}~{g['by'].strip().removeprefix('+')}"),
    ),
    "link": (
        ("through", "other"),
        lambda g: ("link", f"{g['through']}~{g['other']}"),
    ),
    "abide": ((), lambda g: ("abiding", "1")),  # noqa: ARG005
}
"""What a form may assume: the fields that it sends, and the pair that comes of them."""
_DO = "do"
_FIELDS = {name for names, _ in _EDITS.values() for name in names}


class Elsewhere(Exception):  # noqa: N818  # no error: the page stands there
    """The page stands at another address."""

    def __init__(self, href: str) -> None:
        self.href = href
        super().__init__(href)


@frozen
class Asked:
    """What an address asks for.

    Attributes:
        walk: Without its life, which is in the path.
        whole: Whether the chart has every state.
        every_fact: Whether any fact can be filed.
        before: Whether a branch stands beside the one without its last assumption.
        form: What a form wants to be assumed, as sent; empty for nothing.
    """

    walk: Walk
    whole: bool = False
    every_fact: bool = False
    before: bool = False
    form: tuple[tuple[str, str], ...] = ()

    def pairs(self, walk: Walk | None = None) -> list[tuple[str, str]]:
        """Return the keys and values of the address of a walk."""
        found = pairs(walk or self.walk)
        found += [("chart", "whole")] if self.whole else []
        found += [("facts", "all")] if self.every_fact else []
        found += [("than", "before")] if self.before else []
        return found


def asked(given: Iterable[tuple[str, str]]) -> Asked:
    """Return what decoded keys and values ask for.

    Raises:
        ParameterError: If one is unknown, doubled or wrong.
    """
    shown, form, rest = [], [], []
    for key, value in given:
        if key in (CHART.name, FACTS.name, THAN.name):
            shown.append((key, value))
        elif key == _DO or key in _FIELDS:
            form.append((key, value))
        elif key == "life":
            raise ParameterError("query", key, "the life in the path, not")
        else:
            rest.append((key, value))
    kept = read((CHART, FACTS, THAN), shown)
    return Asked(
        _walk(rest),
        kept["chart"] == "whole",
        kept["facts"] == "all",
        kept["than"] == "before",
        tuple(form),
    )


def _walk(given: Iterable[tuple[str, str]]) -> Walk:
    try:
        walk = walk_of(given)
        address(walk)
    except AddressError as error:
        raise ParameterError(
            error.place or "query", error.found, error.expected
        ) from None
    return walk


def seen(opened: Opened, walk: Walk) -> View:
    """Return what is seen at the place of a walk.

    Raises:
        WalkError: If its branch cannot be told.
    """
    try:
        return view(opened.process.rulebook, opened.life, walk)
    except QualflowError as error:
        raise WalkError(str(error)) from None


# -- one thing more to be assumed -----------------------------------------------------


def assumed(opened: Opened, wanted: Asked) -> Walk:
    """Return the walk that a form leads to: the same place, in another branch.

    Raises:
        ParameterError: If the form does not say what to assume, or it cannot be.
    """
    given: dict[str, str] = {}
    for key, value in wanted.form:
        if key in given:
            raise ParameterError(key, value, "it once")
        given[key] = value
    kind = given.pop(_DO, "")
    if kind not in _EDITS:
        raise ParameterError(_DO, kind, f"one of {', '.join(_EDITS)}")
    names, pair = _EDITS[kind]
    for name in names:
        if name not in given:
            raise ParameterError(name, "", "it")
    walk = wanted.walk
    new = pair(given)
    known = [one for one in pairs(walk) if not _replaces(new, one)]
    return _same_place(opened, walk, _walk([*known, new]))


def _replaces(new: tuple[str, str], old: tuple[str, str]) -> bool:
    """Return whether of two pairs only the new one can stand in an address."""
    if new[0] != old[0]:
        return False
    same_link = new[1].partition("~")[0] == old[1].partition("~")[0]
    return new[0] == "abiding" or (new[0] == "link" and same_link)


def _same_place(opened: Opened, walk: Walk, branch: Walk) -> Walk:
    """Return a branch at the place at which another one stands."""
    before = seen(opened, walk)
    if walk.day is not None:
        seen(opened, branch)
        return branch
    try:
        book, law = opened.process.rulebook, branch.law_abiding
        after = lived(book, opened.life, branch.edits, law_abiding=law)
    except QualflowError as error:
        raise WalkError(str(error)) from None
    return branch.at(_place(before, after))


def _place(before: View, after: Lived) -> int:
    """Return the place after the last event that was told, or at the end of its day."""
    if before.ends_day or not before.told:
        return after.place_on(before.on) if before.told else 0
    last = before.told[-1]
    for count, one in enumerate(after.happenings, 1):
        same = one.number == last.number if last.number else one.event == last.event
        if same:
            return next(n for n, stop in enumerate(after.stops) if stop >= count)
    return after.place_on(before.on)


# -- links ----------------------------------------------------------------------------


@frozen
class Ways:
    """How links from one stepper page to another are written: as short as can be."""

    links: Links
    path: tuple[str, ...]
    asked: Asked

    def place(self, walk: Walk) -> Place:
        """Return where a walk stands."""
        return Place(self.path, tuple(self.asked.pairs(walk)))

    def to(self, walk: Walk) -> str:
        """Return a link to a walk through the same life."""
        href = self.links.to(self.place(walk))
        if isinstance(self.links, ServerLinks) and "?" in href:
            return href[href.index("?") :]
        return href
