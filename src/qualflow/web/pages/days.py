"""The law of a day: its chart, and what changes against the day before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from attrs import frozen
from markupsafe import Markup

from qualflow.draw.statechart_svg import statechart_svg
from qualflow.law.measures import FIRST_DAY
from qualflow.law.rules import Clause, Interval, Provision, Transition
from qualflow.pictures.statechart import law_chart
from qualflow.web.changes import Changed, changes, days_of_change
from qualflow.web.library import Library, Process
from qualflow.web.pages.law import process_crumbs, process_of
from qualflow.web.parameters import DAY, day_of
from qualflow.web.places import Place, place
from qualflow.web.view import View
from qualflow.words.naming import Naming


@frozen
class Stop:
    """A day of the row of reforms, and the law that begins on it."""

    label: str
    where: Place
    current: bool


def choose(view: View, process: str, on: str) -> str:
    """Return the law of the day that a form asks for, else of the last reform."""
    shown = process_of(view, process)
    if on:
        return _page(view, shown, day_of(on))
    reforms = days_of_change(shown.rulebook)
    return _page(view, shown, reforms[-1] if reforms else FIRST_DAY)


def day(view: View, process: str, day: str) -> str:
    """Return the law of a day.

    Raises:
        ParameterError: If there is no such process, or the day is none.
    """
    shown = process_of(view, process)
    return _page(view, shown, day_of(DAY.checked(day)))


def _page(view: View, process: Process, on: date) -> str:
    names, rulebook = view.names(process), process.rulebook
    stops = _stops(process, on, names)
    here = next(number for number, stop in enumerate(stops) if stop.current)
    found = changes(rulebook, on)
    within = interval_of(days_of_change(rulebook), on)
    chart = law_chart(rulebook, on, view.language)
    return view.page(
        "day.html",
        view.tell("day_title", on=names.day(on)),
        crumbs=process_crumbs(view, process),
        process=process,
        on=on.isoformat(),
        stops=stops,
        here_at=here,
        earlier=stops[here - 1] if here else None,
        later=stops[here + 1] if here + 1 < len(stops) else None,
        unchanged=names.days(within),
        chart=Markup(statechart_svg(chart, styled=False)),  # noqa: S704  # made here
        some=found.some,
        clauses=[_clause(one, process, names) for one in found.clauses],
        transitions=[_transition(one, process, names) for one in found.transitions],
        clocks=[
            (names.of(rulebook.clocks[one.key].label, one.key), _how(one, names))
            for one in found.clocks
        ],
        fires=names.listed(map(names.transition, found.fires), "series"),
        last=_last(process, within.since, names),
    )


def interval_of(days: Sequence[date], on: date) -> Interval:
    """Return the days between two changes of the law in which a day lies.

    >>> interval_of([date(2019, 1, 10)], date(2019, 1, 9))
    Interval(since=None, until=datetime.date(2019, 1, 10))
    """
    place = bisect_right(days, on)
    since = days[place - 1] if place else None
    return Interval(since, days[place] if place < len(days) else None)


def _last(
    process: Process, since: date | None, names: Naming
) -> tuple[str, Place] | None:
    return None if since is None else (names.day(since), _at(process, since))


def _at(process: Process, on: date) -> Place:
    return place("law", process.name, "on", on.isoformat())


def _stops(process: Process, on: date, names: Naming) -> list[Stop]:
    """Return the day before the first reform, then the days of reform."""
    days = days_of_change(process.rulebook)
    here = bisect_right(days, on)
    stops = []
    if not days:
        return [Stop(names.day(on), _at(process, on), True)]
    before = days[0] - timedelta(days=1)
    label = names.tell("before_first", on=days[0])
    stops.append(Stop(label, _at(process, before), here == 0))
    for number, day in enumerate(days, 1):
        stops.append(Stop(names.day(day), _at(process, day), here == number))
    return stops


def _how(changed: Changed, names: Naming) -> str:
    return names.tell(f"how.{changed.how.value}")


def _clause(changed: Changed, process: Process, names: Naming) -> dict[str, object]:
    now = changed.after or changed.before
    assert isinstance(now, Clause | Provision)
    was = changed.before
    other = ""
    if changed.after is not None and isinstance(was, Clause | Provision):
        text = names.of(was.text)
        other = names.tell("was", text=text) if text != names.of(now.text) else ""
    return {
        "ref": changed.key,
        "where": place("law", process.name, "clause", changed.key),
        "how": _how(changed, names),
        "look": changed.how.value,
        "text": names.of(now.text),
        "was": other,
    }


def _transition(changed: Changed, process: Process, names: Naming) -> dict[str, object]:
    paths = [
        _path(version, names)
        for version in (changed.before, changed.after)
        if isinstance(version, Transition)
    ]
    told = paths[-1]
    if len(paths) == 2 and paths[0] != paths[1]:
        told = names.tell("path_changed", before=paths[0], after=paths[1])
    return {
        "label": names.transition(changed.key),
        "where": place("law", process.name, anchor=f"step-{changed.key}"),
        "how": _how(changed, names),
        "look": changed.how.value,
        "path": told,
    }


def _path(version: Transition, names: Naming) -> str:
    sources = names.listed(map(names.state, version.sources))
    return names.tell("path", sources=sources, target=names.state(version.target))


def choice_places(library: Library) -> Iterator[Place]:
    """Yield the place of the last reform of each process."""
    for name in library.processes:
        yield place("law", name, "on")


def day_places(library: Library) -> Iterator[Place]:
    """Yield the place of each reform, and of the day before the first."""
    for process in library.processes.values():
        days = days_of_change(process.rulebook)
        for day in (*(d - timedelta(days=1) for d in days[:1]), *days):
            yield _at(process, day)
