"""What the stepper page lists: events, steps with their clauses, facts, deadlines."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from qualflow.draw.statechart import Link, StateChart
from qualflow.explain.deadlines import OPEN
from qualflow.law.edition import Finding
from qualflow.law.rules import Effect
from qualflow.law.verdict import Verdict
from qualflow.stepping.arrows import Arrow
from qualflow.stepping.life import Happening
from qualflow.stepping.view import FactRow, View
from qualflow.stepping.walk import Ask, Drop, File, Move
from qualflow.web.pages.step_asked import Ways
from qualflow.web.places import Place, place
from qualflow.words.deadlines import details, whose
from qualflow.words.naming import Naming
from qualflow.words.step_pages import short
from qualflow.words.stepping import (
    arrow_lines,
    fact_source,
    not_met_lines,
    said_of,
)

Row = dict[str, object]


def law_place(process: str, ref: str) -> Place:
    """Return where a paragraph of law stands."""
    return place("law", process, "clause", ref)


# -- events ---------------------------------------------------------------------------


def event_rows(shown: View, ways: Ways, names: Naming) -> Iterator[Row]:
    """Yield the events of the whole life, with the place at which each is told."""
    stops = shown.lived.stops
    number = 1
    for count, one in enumerate(shown.lived.happenings, 1):
        while stops[number] < count:
            number += 1
        first, *more = said_of(one, names)
        yield {
            "sign": str(one.number) if one.number else "+" if one.edit else "·",
            "day": names.day(one.event.on),
            "said": first,
            "more": more,
            "href": ways.to(shown.walk.at(number)),
            "mark": _mark(one, names),
            "told": count <= len(shown.told),
            "current": number == shown.place,
        }


def _mark(one: Happening, names: Naming) -> str:
    """Return why an event stands there, if nobody has recorded it so."""
    if isinstance(one.edit, Move):
        return names.tell("pages.moved")
    if isinstance(one.edit, File | Ask):
        return names.tell("pages.added")
    return names.tell("pages.by_itself") if one.by_itself else ""


def event_options(shown: View, names: Naming) -> Iterator[tuple[int, str]]:
    """Yield the events that can be left out or moved, to choose from."""
    out = {edit.number for edit in shown.walk.edits if isinstance(edit, Drop)}
    for one in shown.lived.happenings:
        if one.number and not one.by_itself and one.number not in out:
            said = f"{one.number}. {said_of(one, names)[0]}"
            yield one.number, short(said, names)


# -- steps ----------------------------------------------------------------------------

_SIGNS = {"open": "✓", "closed": "✗", "unknown": "?", "timed": "·"}


def arrow_rows(shown: View, process: str, names: Naming) -> Iterator[Row]:
    """Yield the steps from the state at hand, each with its clauses."""
    ids = clause_ids(shown)
    seen: set[str] = set()
    for arrow in shown.arrows:
        answer = "timed" if arrow.timed else arrow.why.answer.value
        first, *more = arrow_lines(arrow, names)
        yield {
            "name": arrow.why.transition,
            "look": answer,
            "sign": _SIGNS.get(answer, "✗"),
            "said": first,
            "more": more,
            "needs": needs_links(arrow, shown, names),
            "count": len(arrow.why.findings),
            "clauses": [
                _clause(f, ids, seen, process, names) for f in arrow.why.findings
            ],
            "asks": not arrow.timed and shown.ends_day,
        }


def needs_links(arrow: Arrow, shown: View, names: Naming) -> list[tuple[str, str]]:
    """Return the links, with their words, of other cases that the answer waits for."""
    read = {one.link for one in shown.beside}
    asked = (
        name.partition(".")[0]
        for finding in arrow.why.findings
        if finding.verdict is Verdict.UNKNOWN
        for name in finding.values
    )
    links = dict.fromkeys(one for one in asked if one in shown.rulebook.links)
    return [(link, names.link(link)) for link in links if link not in read]


def clause_ids(shown: View) -> dict[str, str]:
    """Return where on the page each clause of the steps stands first."""
    found = (f.clause.ref for arrow in shown.arrows for f in arrow.why.findings)
    return {ref: f"c{number}" for number, ref in enumerate(dict.fromkeys(found), 1)}


def _clause(
    found: Finding, ids: dict[str, str], seen: set[str], process: str, names: Naming
) -> Row:
    verdict, ref = found.verdict.value, found.clause.ref
    first = ref not in seen
    seen.add(ref)
    return {
        "id": ids[ref] if first else "",
        "verdict": names.tell(f"verdict.{verdict}"),
        "look": verdict,
        "ref": ref,
        "where": law_place(process, ref),
        "text": names.of(found.clause.text),
        "noted": found.clause.effect is not Effect.REFUSE,
        "facts": [names.fact_value(n, v) for n, v in found.values.items()],
    }


def briefly(chart: StateChart, shown: View, names: Naming) -> StateChart:
    """Return a chart whose arrows name the clauses that bar them, not their words.

    The words stand in the box of the arrow, and in the list that it leads to.
    """
    findings = {arrow.why.transition: arrow.why.findings for arrow in shown.arrows}

    def brief(link: Link) -> Link:
        said = names.listed(["", *link.why], "series")
        if not link.why or not link.told.endswith(said):
            return link
        lines = not_met_lines(findings[link.name], names)
        told = names.listed([link.told.removesuffix(said), *lines], "series")
        return evolve(link, told=told)

    return evolve(chart, links=tuple(map(brief, chart.links)))


def chart_hrefs(arrows: tuple[Arrow, ...]) -> dict[str, str]:
    """Return where the arrows of the chart lead: to their clauses on the same page."""
    return {a.why.transition: f"#step-{a.why.transition}" for a in arrows}


# -- facts and deadlines --------------------------------------------------------------


def fact_rows(shown: View, names: Naming) -> Iterator[Row]:
    """Yield the facts on file and those asked for, with the clauses that read them."""
    ids = clause_ids(shown)
    for row in shown.facts:
        yield {
            "label": names.fact(row.name),
            "value": names.value(row.name, row.value),
            "filed": row.value is not None,
            "source": fact_source(row, names),
            "edited": row.edited,
            "readers": list(_readers(row, ids, names)),
        }


def _readers(row: FactRow, ids: dict[str, str], names: Naming) -> Iterator[Row]:
    seen = set()
    for read in row.readers:
        if read.clause not in seen:
            seen.add(read.clause)
            verdict = read.verdict.value
            yield {
                "ref": read.clause,
                "id": ids[read.clause],
                "verdict": names.tell(f"verdict.{verdict}"),
                "look": verdict,
            }


def deadline_rows(shown: View, process: str, names: Naming) -> Iterator[Row]:
    """Yield the periods as they stand on the day, those that are open first."""
    for one in sorted(shown.deadlines, key=lambda d: d.status not in OPEN):
        due = names.tell("not_known_day") if one.due is None else names.day(one.due)
        yield {
            "period": whose(one, names),
            "where": law_place(process, one.ref),
            "due": due,
            "stands": list(details(one, shown.on, names)),
            "open": one.status in OPEN,
        }
