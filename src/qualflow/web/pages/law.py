"""The law by process: its instruments, clauses, states, transitions, facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    NumberType,
    TextType,
)
from qualflow.law.rules import ALWAYS, Clause, Instrument, Provision, Transition
from qualflow.web.library import Library, Process
from qualflow.web.pages.home import counts
from qualflow.web.parameters import found
from qualflow.web.places import Place, place
from qualflow.web.sources import Cited
from qualflow.web.view import Crumb, View
from qualflow.words.naming import Naming
from qualflow.words.rulebooks import marks


@frozen
class Row:
    """A clause or provision in a list."""

    ref: str
    where: Place
    text: str
    more: str
    evaluated: bool


# -- pages ----------------------------------------------------------------------------


def shelf(view: View) -> str:
    """Return the list of processes with their instruments."""
    processes = [
        {
            "name": process.name,
            "title": view.title_of(process),
            "where": place("law", process.name),
            "days": place("law", process.name, "on"),
            "counts": view.tell("counts", **counts(process.rulebook)),
            "instruments": [
                instrument_row(view, process, found)
                for found in process.rulebook.instruments.values()
            ],
        }
        for process in view.library.processes.values()
    ]
    return view.page("law.html", view.tell("law"), processes=processes)


def process(view: View, process: str) -> str:
    """Return all there is in one process.

    Raises:
        ParameterError: If there is no such process.
    """
    shown = process_of(view, process)
    names, rulebook = view.names(shown), shown.rulebook
    refs = {*rulebook.clauses, *rulebook.provisions}
    groups = [
        {
            **instrument_row(view, shown, instrument),
            "rows": list(rows(view, shown, refs, instrument)),
        }
        for instrument in rulebook.instruments.values()
    ]
    return view.page(
        "process.html",
        view.title_of(shown),
        crumbs=(law_crumb(view),),
        process=shown,
        counts=view.tell("counts", **counts(rulebook)),
        days=place("law", shown.name, "on"),
        groups=[group for group in groups if group["rows"]],
        states=[
            {
                "name": state.name,
                "label": names.state(state.name),
                "meaning": names.of(state.meaning),
                "phase": names.phase(state.phase) if state.phase else "",
            }
            for state in rulebook.states.values()
        ],
        transitions=[_transition(v, names) for v in rulebook.transitions.values()],
        facts=[fact_row(shown, fact, names) for fact in rulebook.facts.values()],
    )


def instrument(view: View, process: str, instrument: str) -> str:
    """Return one instrument: what it is, where to read it, its clauses.

    Raises:
        ParameterError: If there is no such process or instrument.
    """
    shown = process_of(view, process)
    names, rulebook = view.names(shown), shown.rulebook
    kept = rulebook.instruments[found("instrument", instrument, rulebook.instruments)]
    about = [
        ("issuer", names.of(kept.issuer)),
        ("number", names.of(kept.number)),
        ("promulgated", names.day(kept.promulgated) if kept.promulgated else ""),
        ("in_force", names.days(kept.in_force) if kept.in_force != ALWAYS else ""),
        ("standing", names.standing(kept.standing)),
        ("read_row", kept.read),
    ]
    refs = {*rulebook.clauses, *rulebook.provisions}
    listed = list(rows(view, shown, refs, kept))
    title = view.tell(
        "instrument_title", id=kept.id, title=names.of(kept.title, kept.id)
    )
    return view.page(
        "instrument.html",
        title,
        crumbs=process_crumbs(view, shown),
        process=shown,
        instrument=kept,
        about=[(view.tell(key), said) for key, said in about if said],
        official=official(view, shown),
        cited=citations(shown, kept.source),
        evaluated=[one for one in listed if one.evaluated],
        printed=[one for one in listed if not one.evaluated],
    )


# -- pieces that other pages show too -------------------------------------------------


def process_of(view: View, name: str) -> Process:
    """Return a process by its name.

    Raises:
        ParameterError: If there is none.
    """
    processes = view.library.processes
    return processes[found("process", name, processes)]


def law_crumb(view: View) -> Crumb:
    """Return the step of the way that leads to the law."""
    return view.tell("law"), place("law")


def process_crumbs(view: View, process: Process) -> tuple[Crumb, ...]:
    """Return the steps of the way to a process."""
    return law_crumb(view), (view.title_of(process), place("law", process.name))


def instrument_row(
    view: View, process: Process, instrument: Instrument
) -> dict[str, object]:
    """Return an instrument as a list shows it."""
    names = view.names(process)
    return {
        "id": instrument.id,
        "title": names.of(instrument.title, instrument.id),
        "number": names.of(instrument.number),
        "days": names.days(instrument.in_force),
        "standing": names.standing(instrument.standing),
        "where": place("law", process.name, instrument.id),
    }


def rows(
    view: View, process: Process, refs: Iterable[str], instrument: Instrument
) -> Iterator[Row]:
    """Yield those of the refs that stand in an instrument, in the statute's order."""
    wanted = frozenset(refs)
    rulebook, names = process.rulebook, view.names(process)
    for ref, versions in rulebook.clauses.items():
        if ref in wanted and versions[0].instrument == instrument.id:
            yield row(process, versions[-1], names)
    for ref, provision in rulebook.provisions.items():
        if ref in wanted and provision.instrument == instrument.id:
            yield row(process, provision, names)


def row(process: Process, rule: Clause | Provision, names: Naming) -> Row:
    """Return a clause or provision as a list shows it."""
    return Row(
        rule.ref,
        place("law", process.name, "clause", rule.ref),
        names.of(rule.text),
        names.listed(marks(rule, names)),
        isinstance(rule, Clause),
    )


def fact_row(process: Process, fact: Fact, names: Naming) -> dict[str, object]:
    """Return a fact as a list shows it."""
    return {
        "name": fact.name,
        "where": place("law", process.name, anchor=f"fact-{fact.name}"),
        "label": names.fact(fact.name),
        "question": names.of(fact.question),
        "type": _type(fact, names),
    }


def _type(fact: Fact, names: Naming) -> str:
    match fact.type:
        case BooleanType():
            return names.tell("type.boolean")
        case DayType():
            return names.tell("type.day")
        case TextType():
            return names.tell("type.text")
        case NumberType():
            unit = names.of({names.language: fact.unit.get(names.language, "")})
            return names.tell("type.number_of" if unit else "type.number", unit=unit)
        case ChoiceType(options):
            said = [names.value(fact.name, option) for option in options]
            return names.tell("type.choice", options=names.listed(said, "series"))


def _transition(versions: tuple[Transition, ...], names: Naming) -> dict[str, object]:
    name = versions[0].name
    return {
        "name": name,
        "label": names.transition(name),
        "versions": [version_of_step(version, names) for version in versions],
    }


def version_of_step(version: Transition, names: Naming) -> dict[str, object]:
    """Return one version of a transition as a list shows it."""
    return {
        "path": names.tell(
            "path",
            sources=names.listed(map(names.state, version.sources)),
            target=names.state(version.target),
        ),
        "by": names.listed(map(names.actor, version.by), "or_list"),
        "days": names.days(version.in_force),
    }


def official(view: View, process: Process) -> list[Cited]:
    """Return the official collections, in the words of the page."""
    names = view.names(process)
    return [Cited(names.of(one.title), one.address) for one in process.sources.official]


def citations(process: Process, keys: Iterable[str]) -> list[Cited]:
    """Return what the sources of a rule stand for."""
    return [cited for key in keys for cited in process.sources.of(key)]


# -- places ---------------------------------------------------------------------------


def process_places(library: Library) -> Iterator[Place]:
    """Yield the place of each process."""
    for name in library.processes:
        yield place("law", name)


def instrument_places(library: Library) -> Iterator[Place]:
    """Yield the place of each instrument."""
    for name, process in library.processes.items():
        for key in process.rulebook.instruments:
            yield place("law", name, key)
