"""The stepper: a life place by place, its branches, and two of them side by side."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from datetime import date

from attrs import evolve, frozen

from qualflow.draw.statechart import Scope
from qualflow.draw.statechart_svg import statechart_svg
from qualflow.draw.timeline_svg import timeline_svg
from qualflow.law.rulebook import Rulebook
from qualflow.pictures import timeline
from qualflow.pictures.statechart import case_chart
from qualflow.stepping.address import address
from qualflow.stepping.life import Happening
from qualflow.stepping.reforms import reform_days
from qualflow.stepping.view import View as Seen
from qualflow.stepping.walk import Walk
from qualflow.web.library import Library, Process
from qualflow.web.pages.law import process_of
from qualflow.web.pages.step_asked import Asked, Elsewhere, Ways, asked, assumed, seen
from qualflow.web.pages.step_beside import beside_values, both_of, branch_rows
from qualflow.web.pages.step_lives import (
    LONGEST_OWN,
    Opened,
    beside,
    life_title,
    lives,
    opened,
    others,
)
from qualflow.web.pages.step_pictures import lean_chart, lean_timeline, unquoted
from qualflow.web.pages.step_rows import (
    Row,
    arrow_rows,
    briefly,
    chart_hrefs,
    deadline_rows,
    event_options,
    event_rows,
    fact_rows,
)
from qualflow.web.places import LANG, Place, ServerLinks, place
from qualflow.web.view import Crumb, View
from qualflow.words.answers import link_sentence
from qualflow.words.language import Language
from qualflow.words.naming import Naming
from qualflow.words.step_pages import MESSAGES, announced, tell, typed
from qualflow.words.stepping import said_of

NO_WALK = Walk("")
MOST_REASONS = 18
"""Lines of reasons in a box of the chart: more hide it, and stand below anyway."""

# -- which life -----------------------------------------------------------------------


@frozen
class Unread:
    """A file of one's own that could not be read: why, and as it was sent."""

    why: str
    process: str
    text: str


def choose(view: View, unread: Unread | None = None) -> str:
    """Return the lives that can be walked through; what was not read is given back."""
    processes = [_shelf(view, process) for process in view.library.processes.values()]
    return view.page(
        "step.html",
        tell("pages.title", view.language),
        s=_teller(view.language),
        processes=processes,
        most=f"{LONGEST_OWN:,}",
        takes_files=isinstance(view.links, ServerLinks),
        unread=unread,
    )


def _shelf(view: View, process: Process) -> Row:
    cases, histories = lives(process)
    return {
        "name": process.name,
        "title": view.title_of(process),
        "groups": [
            (key, [_life(view, process, name) for name in names])
            for key, names in (("cases", cases), ("histories", histories))
            if names
        ],
    }


def _life(view: View, process: Process, name: str) -> Row:
    day = process.last_day(name.rpartition(".")[2] if "." in name else name)
    names = view.names(process)
    return {
        "title": life_title(process, name, view.language),
        "where": place("step", process.name, name),
        "last": tell("pages.last", view.language, on=names.day(day)),
    }


def _teller(language: Language) -> Callable[..., str]:
    return lambda key, **values: tell(f"pages.{key}", language, **values)


# -- one place ------------------------------------------------------------------------


def walk(view: View, process: str, life: str, pairs: list[tuple[str, str]]) -> str:
    """Return one place of a walk.

    Raises:
        ParameterError: If there is no such life, or the address is none of a walk.
        Elsewhere: If a form asks for something to be assumed: where that branch is.
    """
    wanted = asked(pairs)
    known = opened(process_of(view, process), life)
    known = beside(view.library, known, wanted.walk)
    ways = Ways(view.links, ("step", process, life), wanted)
    if wanted.form:
        branch = assumed(known, wanted)
        beside(view.library, known, branch)
        raise Elsewhere(view.links.to(ways.place(branch)))
    shown = seen(known, wanted.walk)
    names = Naming(shown.rulebook, view.language, MESSAGES)
    heading = _heading(known, shown, names)
    page = view.page(
        "step_walk.html",
        heading,
        crumbs=_crumbs(view, known.process),
        s=_teller(view.language),
        w=names.tell,
        told=announced(shown, names),
        on_said=names.day(shown.on),
        **_moves(shown, ways),
        **_pictures(shown, wanted, names),
        **_lists(known, shown, ways, names),
        **_links(known, shown, ways, view, names),
        **_forms(shown, wanted, view, names),
        **_branch(known, shown, ways, names),
        **_to_send(known, shown, ways),
    )
    return unquoted(page)


def _crumbs(view: View, process: Process) -> tuple[Crumb, ...]:
    here = place("law", process.name)
    return (
        (tell("pages.title", view.language), place("step")),
        (view.title_of(process), here),
    )


def _heading(known: Opened, shown: Seen, names: Naming) -> str:
    said = {"place": shown.place, "places": shown.lived.places}
    title = known.title(names.language)
    heading = names.tell("pages.heading", life=title, **said)
    if shown.walk.branched:
        return names.tell("pages.in_branch", heading=heading)
    return heading


def _moves(shown: Seen, ways: Ways) -> Row:
    """Return where the places before and after are, None at an end."""
    here, last = shown.place, shown.lived.places
    between = shown.walk.day is not None and shown.on != _told_on(shown)

    def at(number: int) -> str:
        return ways.to(shown.walk.at(number))

    return {
        "first": at(0) if here else None,
        "back": at(here if between and here else here - 1) if here else None,
        "next": at(here + 1) if here < last else None,
        "last": at(last) if here < last else None,
        "on": shown.on.isoformat(),
        "end_of_day": None if shown.ends_day else at(shown.lived.place_on(shown.on)),
    }


def _told_on(shown: Seen) -> date:
    return shown.told[-1].event.on if shown.told else shown.on


def _pictures(shown: Seen, wanted: Asked, names: Naming) -> Row:
    language = names.language
    chart = case_chart(
        shown.rulebook,
        shown.case,
        shown.on,
        language,
        scope=Scope.WHOLE if wanted.whole else Scope.NEAR,
        answers={arrow.why.transition: arrow.why for arrow in shown.arrows},
        hrefs=chart_hrefs(shown.arrows),
    )
    line = timeline(shown.rulebook, shown.case, shown.on, language, shown.windows)
    brief = briefly(chart, shown, names)
    drawn = statechart_svg(brief, styled=False, far=False, reasons=MOST_REASONS)
    return {
        "chart": lean_chart(drawn),
        "whole": wanted.whole,
        "timeline": lean_timeline(timeline_svg(line)),
    }


def _lists(known: Opened, shown: Seen, ways: Ways, names: Naming) -> Row:
    process = known.process.name
    return {
        "events": list(event_rows(shown, ways, names)),
        "here_at": len(shown.told),
        "passed": [
            (names.day(one.on), said_of(Happening(one), names)[0])
            for one in shown.passed
        ],
        "arrows": list(arrow_rows(shown, process, names)),
        "facts": list(fact_rows(shown, names)),
        "deadlines": list(deadline_rows(shown, process, names)),
    }


def _links(known: Opened, shown: Seen, ways: Ways, view: View, names: Naming) -> Row:
    """Return the cases that are read beside it, and those that could be."""
    walk, read = shown.walk, {one.link for one in shown.beside}
    return {
        "read": [
            (link_sentence(one, names), ways.to(walk.reading(one.link, "")))
            for one in shown.beside
        ],
        "readable": [
            {
                "link": link,
                "label": names.link(link),
                "read": link in read,
                "lives": [
                    (name, life_title(process, name, names.language))
                    for process, name in others(view.library, known, link)
                ],
            }
            for link in shown.rulebook.links
        ],
    }


def _forms(shown: Seen, wanted: Asked, view: View, names: Naming) -> Row:
    if not isinstance(view.links, ServerLinks):
        return {"forms": False}
    kept = wanted.pairs()
    if view.links.language is not view.links.default:
        kept.append((LANG, view.language.value))
    return {
        "forms": True,
        "sent": kept,
        "branch_sent": [(k, v) for k, v in kept if k not in ("at", "on")],
        "every_fact": wanted.every_fact,
        "fact_groups": list(_fact_groups(shown, wanted, names)),
        "event_options": list(event_options(shown, names)),
        "reforms": [
            (day.isoformat(), reform_said(shown.rulebook, day, names))
            for day in reform_days(shown.rulebook)
        ],
        "abiding": shown.walk.law_abiding,
    }


def reform_said(rulebook: Rulebook, day: date, names: Naming) -> str:
    """Return a day on which the law changes, with the instruments it brings."""
    brought = [
        names.of(one.number) or names.of(one.title)
        for one in rulebook.instruments.values()
        if one.in_force.since == day
    ]
    if not brought:
        return names.day(day)
    return names.tell("pages.reform_brings", on=day, what=names.listed(brought))


def _fact_groups(
    shown: Seen, wanted: Asked, names: Naming
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the facts that can be filed, those that are asked for first."""
    declared = shown.rulebook.facts
    here = {row.name: row.value is not None for row in shown.facts}
    groups = {
        "asked_group": [name for name, filed in here.items() if not filed],
        "filed_group": [name for name, filed in here.items() if filed],
        "other_group": [n for n in declared if n not in here and wanted.every_fact],
    }
    for key, found in groups.items():
        if found:
            yield key, [(name, typed(declared[name], names)) for name in found]


def _branch(known: Opened, shown: Seen, ways: Ways, names: Naming) -> Row:
    """Return what a branch assumes, and the branch beside another one."""
    walk = shown.walk
    if not walk.branched:
        return {"branched": False}
    before = ways.asked.before
    there = walk if walk.day is not None else walk.to(shown.on)
    return {
        "branched": True,
        "edits": list(branch_rows(known, shown, ways, names)),
        "not_abiding": ways.to(evolve(walk, law_abiding=False)),
        "known": ways.to(there.straight()),
        "both": beside_values(
            both_of(known, shown, before=before), names, before=before
        ),
        "before": before,
        "several": len(walk.edits) + walk.law_abiding > 1,
    }


def _to_send(known: Opened, shown: Seen, ways: Ways) -> Row:
    line = ""
    if known.at_home:
        text = address(evolve(shown.walk, life=known.at_home))
        line = f"qualflow step --walk {shlex.quote(text)}"
    return {"this_place": ways.to(shown.walk), "line": line}


# -- places ---------------------------------------------------------------------------


def walk_places(library: Library) -> Iterator[Place]:
    """Yield every place of every shipped life."""
    for process in library.processes.values():
        for name in (name for group in lives(process) for name in group):
            known = opened(process, name)
            path = ("step", process.name, name)
            for number in range(seen(known, NO_WALK).lived.places + 1):
                yield Place(path, tuple(Asked(NO_WALK.at(number)).pairs()))
