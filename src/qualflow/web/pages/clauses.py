"""One clause: what it says and asks, since when, and whom it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from qualflow.law.examples import AsksClause, Example
from qualflow.law.expression import Defined, Expression, facts_read, nodes
from qualflow.law.parsing import text
from qualflow.law.rules import Clause, Effect, Provision
from qualflow.law.verdict import Verdict
from qualflow.web.library import Library, Process
from qualflow.web.pages.law import (
    citations,
    fact_row,
    official,
    process_crumbs,
    process_of,
    version_of_step,
)
from qualflow.web.parameters import found
from qualflow.web.places import Place, place
from qualflow.web.stopping import Stopped
from qualflow.web.view import View
from qualflow.words.naming import Naming
from qualflow.words.paragraphs import guarded_by, sets, versions_of
from qualflow.words.rulebooks import instrument_text, marks

MOST_EXAMPLES = 24


def clause(view: View, process: str, ref: str) -> str:
    """Return the page of a clause, or of a provision that is printed only.

    Raises:
        ParameterError: If there is no such process or clause.
    """
    shown = process_of(view, process)
    names, rulebook = view.names(shown), shown.rulebook
    found("clause", ref, {**rulebook.clauses, **rulebook.provisions})
    versions = versions_of(rulebook, ref)
    home = rulebook.instruments[versions[0].instrument]
    trees = [v.when for v in versions if isinstance(v, Clause)]
    read = dict.fromkeys(name for tree in trees for name in facts_read(tree))
    examples = tuple(_examples(shown, ref))
    way = (names.of(home.title, home.id), place("law", shown.name, home.id))
    return view.page(
        "clause.html",
        ref,
        crumbs=(*process_crumbs(view, shown), way),
        process=shown,
        instrument=instrument_text(home, names),
        evaluated=isinstance(versions[0], Clause),
        versions=[_version(version, shown, names) for version in versions],
        official=official(view, shown),
        cited=citations(shown, dict.fromkeys(k for v in versions for k in v.source)),
        facts=[fact_row(shown, rulebook.facts[name], names) for name in read],
        definitions=list(_definitions(trees, names)),
        transitions=[
            _guarded(shown, ref, name, names) for name in guarded_by(rulebook, ref)
        ],
        clocks=[names.of(rulebook.clocks[c].label, c) for c in sets(rulebook, ref)],
        stopped=[
            _stopped(stop, shown, names) for stop in shown.stopped if stop.ref == ref
        ],
        examples=[_example(one, names) for one in islice(examples, MOST_EXAMPLES)],
        left=max(len(examples) - MOST_EXAMPLES, 0),
    )


def _version(
    version: Clause | Provision, process: Process, names: Naming
) -> dict[str, object]:
    shown: dict[str, object] = {
        "days": names.days(version.in_force),
        "text": names.of(version.text),
        "marks": names.tell(
            "marked",
            marks=names.listed(marks(version, names)),
            note=names.tell(f"standing_note.{version.standing.value}"),
        ),
        "notes": list(_notes(version, names)),
        "rows": list(_rows(version, names)),
        "readings": [],
    }
    if isinstance(version, Clause):
        shown["readings"] = [
            (name, place("readings", anchor=f"{process.name}-{name}"), name in known)
            for known in (process.readings,)
            for name in version.readings
        ]
    return shown


def _notes(version: Clause | Provision, names: Naming) -> Iterator[str]:
    if isinstance(version, Provision):
        yield names.tell("provision_note")
        return
    if version.presumed:
        yield names.tell("presumed_note")
    if version.effect is Effect.FINDING:
        yield names.tell("finding_note")


def _rows(
    version: Clause | Provision, names: Naming
) -> Iterator[tuple[str, str, bool]]:
    """Yield what a version has: its name, its words, whether they are code."""
    if not isinstance(version, Clause):
        return
    yield names.tell("in_words"), names.condition(version.when), False
    yield names.tell("expression"), text(version.when), True
    if remedy := names.of(version.remedy):
        yield names.tell("remedy"), remedy, False
    if version.verified_by:
        by = [version.verified_by]
        by += [names.day(version.verified_on)] if version.verified_on else []
        yield names.tell("verified_row"), names.listed(by), False


def _definitions(
    trees: list[Expression], names: Naming
) -> Iterator[tuple[str, str, str]]:
    used = {
        node.name: node.body
        for tree in trees
        for node in nodes(tree)
        if isinstance(node, Defined)
    }
    declared = names.rulebook.definitions
    for name, body in used.items():
        yield names.of(declared[name].label, name), names.condition(body), text(body)


def _guarded(process: Process, ref: str, name: str, names: Naming) -> dict[str, object]:
    versions = [
        version_of_step(version, names)
        for version in process.rulebook.transitions[name]
        if ref in version.clauses or ref in version.basis
    ]
    where = place("law", process.name, anchor=f"step-{name}")
    return {"name": name, "label": names.transition(name), "where": where,
            "versions": versions}  # fmt: skip


def _stopped(stop: Stopped, process: Process, names: Naming) -> dict[str, object]:
    asked = {"on": stop.on.isoformat()}
    if stop.link:
        asked["link"] = f"{stop.link}~{stop.other}"
    return {
        "said": _told(stop, process, names),
        "day": place("step", process.name, stop.case, **asked),
        "life": place("step", process.name, stop.case),
    }


def _told(stop: Stopped, process: Process, names: Naming) -> str:
    said = {
        "on": names.day(stop.on),
        "case": life_name(process, stop.case, names, kept=stop.kept),
        "act": names.transition(stop.transition),
    }
    if not stop.link:
        return names.tell("stopped_row", **said)
    other = life_name(process, stop.other, names, kept=True)
    link = names.link(stop.link)
    return names.tell("stopped_linked", other=other, link=link, **said)


def life_name(process: Process, name: str, names: Naming, *, kept: bool) -> str:
    """Return what a case, or the case of a history, is called."""
    if kept:
        return names.tell("the_case", name=name)
    company = names.of(process.histories[name].company, name)
    return names.tell("the_history", company=company)


# -- examples -------------------------------------------------------------------------


def _examples(process: Process, ref: str) -> Iterator[Example]:
    for example in process.examples:
        if isinstance(example.asks, AsksClause) and example.asks.clause == ref:
            yield example


def _example(example: Example, names: Naming) -> dict[str, object]:
    assert isinstance(example.asks, AsksClause)
    facts = [names.fact_value(name, value) for name, value in example.facts.items()]
    verdict: Verdict = example.asks.expected
    return {
        "on": names.day(example.on),
        "facts": facts,
        "verdict": names.tell(f"verdict.{verdict.value}"),
        "look": verdict.value,
    }


def clause_places(library: Library) -> Iterator[Place]:
    """Yield the place of each clause and provision."""
    for name, process in library.processes.items():
        for ref in (*process.rulebook.clauses, *process.rulebook.provisions):
            yield place("law", name, "clause", ref)
