"""State charts in words: the law of a day, or a case and what is open to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import frozen

from qualflow.case.commands import Request
from qualflow.case.events import Case, StateEntered
from qualflow.case.replaying import replay
from qualflow.case.timing import advance
from qualflow.draw.statechart import WORDS, Kind, Link, Node, Scope, StateChart, around
from qualflow.explain.why import Explanation, explain
from qualflow.law.edition import Answer, Edition, Step
from qualflow.law.facts import Evidence
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import DEFAULT_STANDINGS, Acts, Phase, Standings
from qualflow.words.language import Language
from qualflow.words.naming import Naming
from qualflow.words.statecharts import (
    captions,
    naming,
    reasons,
    standing,
    state_told,
    step_told,
    tally,
)

_KINDS = {
    Answer.OPEN: Kind.OPEN,
    Answer.CLOSED: Kind.CLOSED,
    Answer.UNKNOWN: Kind.UNKNOWN,
}
_ORDER = (Kind.OPEN, Kind.CLOSED, Kind.UNKNOWN, Kind.BY_ITSELF)


def law_chart(
    rulebook: Rulebook, on: date | None, language: Language | str = Language.EN
) -> StateChart:
    """Return the states and steps of the law of a day, of every day for None.

    A state that no step of the day touches is left out, save the initial one.
    `qualflow.draw.statechart_svg` writes it.

    >>> from qualflow import load
    >>> shown = law_chart(load("instrument-approval"), date(2031, 3, 4))
    >>> [link.label for link in shown.links if link.source == "draft"]
    ['apply for approval']
    """
    names = naming(rulebook, Language(language))
    if on is None:
        links = tuple(_of_every_day(rulebook, names))
        subtitle = names.tell("chart.laws")
    else:
        steps = _steps(rulebook, rulebook.on(on))
        links = tuple(_of_law(step, source, names) for source, step in steps)
        subtitle = names.tell("chart.law", on=on)
    touched = {rulebook.initial, *_ends(links)}
    nodes = tuple(_node(name, names) for name in rulebook.states if name in touched)
    title = names.of(rulebook.title, rulebook.name)
    return _chart(title, subtitle, nodes, links, names, listed=True)


def case_chart(
    rulebook: Rulebook,
    case: Case,
    on: date,
    language: Language | str = Language.EN,
    *,
    by: str = "",
    evidence: Evidence = Evidence.RUMOURED,
    standings: Standings = DEFAULT_STANDINGS,
    scope: Scope | str = Scope.WHOLE,
    answers: Mapping[str, Explanation] | None = None,
    hrefs: Mapping[str, str] | None = None,
) -> StateChart:
    """Return where a case stands on a day: its way there, and what is open to it.

    Time passes first, as it does before a decision.

    Args:
        rulebook: The law.
        case: As it stood at the end of the day.
        on: The day.
        language: Of the words.
        by: The actor who asks; any of those who may, if it is empty.
        evidence: The least that counts.
        standings: Those accepted.
        scope: How much of the chart is shown.
        answers: Explanations of the steps from here by name, if they are known;
            else they are asked for.
        hrefs: Where the steps from here lead to who touches them.

    >>> from qualflow import load, open_case
    >>> rulebook = load("instrument-approval")
    >>> shown = case_chart(rulebook, open_case(rulebook, "C-7"), date(2031, 3, 4))
    >>> [(link.label, link.kind.value) for link in shown.links if link.note]
    [('apply for approval', 'unknown')]
    """
    case = replay(advance(rulebook, case, on), start=case)
    names = naming(rulebook, Language(language))
    edition = rulebook.on(on, standings)
    asked = _Asked(rulebook, case, on, by, evidence, standings, answers or {})
    links = tuple(_links(asked, edition, hrefs or {}, names))
    seen = {case.initial, *(step.target for step in case.path)}
    touched = {rulebook.initial, *seen, *_ends(links)}
    nodes = tuple(
        _node(name, names, case if name in seen else None)
        for name in rulebook.states
        if name in touched
    )
    process = names.of(rulebook.title, rulebook.name)
    title = names.tell(
        "chart.title", process=process, case=names.tell("chart.case", case=case.id)
    )
    kinds = [link.kind for link in links if link.source == case.state]
    counts = [(kind.value, kinds.count(kind)) for kind in _ORDER]
    subtitle = standing(case.state, on, counts, names)
    drawn = _chart(title, subtitle, nodes, links, names, listed=False)
    return around(drawn, scope)


def _chart(
    title: str,
    subtitle: str,
    nodes: tuple[Node, ...],
    links: tuple[Link, ...],
    names: Naming,
    *,
    listed: bool,
) -> StateChart:
    return StateChart(
        title,
        nodes,
        links,
        {phase: names.phase(phase) for phase in Phase},
        captions(WORDS, names),
        subtitle,
        listed,
        names.language.value,
    )


def _node(name: str, names: Naming, case: Case | None = None) -> Node:
    """Return a state; with the case if that has been there."""
    state = names.rulebook.states[name]
    said, more = "", []
    here = case is not None and case.state == name
    if case is not None:
        more.append(names.tell("chart.is_here" if here else "chart.was_here"))
        entered = [step.on for step in case.path if step.target == name]
        if entered:
            key = "chart.since" if here else "chart.was"
            said = names.tell(key, day=entered[-1])
            more.append(said)
    return Node(
        name,
        names.state(name),
        state.phase,
        state.at,
        state.initial,
        state.right,
        state.final,
        here,
        case is not None,
        said,
        state_told(state, more, names),
    )


def _steps(rulebook: Rulebook, edition: Edition) -> Iterator[tuple[str, Step]]:
    """Yield the steps in force, by the state they start from."""
    for name in rulebook.states:
        for transition in edition.transitions:
            step = edition.step(name, transition)
            if step is not None:
                yield name, step


def _ends(links: Iterable[Link]) -> set[str]:
    return {name for link in links for name in (link.source, link.target)}


def _of_every_day(rulebook: Rulebook, names: Naming) -> Iterator[Link]:
    """Yield every step that any version of the law has, once."""
    found: dict[tuple[str, str, str], bool] = {}
    for versions in rulebook.transitions.values():
        for version in versions:
            asked = any(
                rulebook.actors[actor].acts is Acts.ON_REQUEST for actor in version.by
            )
            for source in version.sources:
                key = (source, version.name, version.target)
                found[key] = asked or found.get(key, False)
    order = list(rulebook.states)
    for source, name, target in sorted(found, key=lambda k: order.index(k[0])):
        asked = found[source, name, target]
        answer = "" if asked else names.tell("chart.answer.by-itself")
        yield Link(
            name,
            source,
            target,
            names.transition(name),
            Kind.PLAIN if asked else Kind.BY_ITSELF,
            told=step_told(name, source, target, (answer,), names),
        )


def _of_law(step: Step, source: str, names: Naming) -> Link:
    """Return a step as the law has it, asked by nobody."""
    version, count = step.transition, len(step.clauses)
    note = names.counted("picture_clauses", count) if count else ""
    refs = names.refs(clause.ref for clause in step.clauses)
    kind = Kind.PLAIN if step.askers else Kind.BY_ITSELF
    answer = "" if step.askers else names.tell("chart.answer.by-itself")
    return Link(
        version.name,
        source,
        version.target,
        names.transition(version.name),
        kind,
        note,
        (refs,) if refs else (),
        step_told(version.name, source, version.target, (answer, note), names),
    )


@frozen
class _Asked:
    """A case and on what terms its steps are asked about."""

    rulebook: Rulebook
    case: Case
    on: date
    by: str
    evidence: Evidence
    standings: Standings
    answers: Mapping[str, Explanation]

    def about(self, transition: str) -> Explanation:
        """Return the answer to asking for a step."""
        if transition in self.answers:
            return self.answers[transition]
        request = Request(
            transition, self.on, self.by, self.evidence, self.standings
        )  # fmt: skip
        return explain(self.rulebook, self.case, request)


def _links(
    asked: _Asked, edition: Edition, hrefs: Mapping[str, str], names: Naming
) -> Iterator[Link]:
    """Yield the steps of the day, and those taken under the law of other days."""
    taken = {
        (source, step.transition, step.target): step
        for source, step in _way(asked.case)
    }
    for source, step in _steps(asked.rulebook, edition):
        name, target = step.transition.name, step.transition.target
        was = taken.pop((source, name, target), None)
        here = source == asked.case.state
        why = asked.about(name) if here and step.askers else None
        href = hrefs.get(name, "") if here else ""
        yield _link(name, source, target, why, was, names, here=here, href=href)
    for (source, name, target), was in taken.items():
        yield _link(name, source, target, None, was, names, old=True)


def _way(case: Case) -> Iterator[tuple[str, StateEntered]]:
    source = case.initial
    for step in case.path:
        yield source, step
        source = step.target


def _link(
    name: str,
    source: str,
    target: str,
    why: Explanation | None,
    was: StateEntered | None,
    names: Naming,
    *,
    here: bool = False,
    old: bool = False,
    href: str = "",
) -> Link:
    """Return a step of a case; `why` is the answer to asking for it now."""
    if why is not None:
        kind = _KINDS.get(why.answer, Kind.CLOSED)
    else:
        kind = Kind.BY_ITSELF if here else Kind.PLAIN
    note = "" if why is None or kind is Kind.OPEN else tally(why, names)
    told = [] if kind is Kind.PLAIN else [names.tell(f"chart.answer.{kind.value}")]
    told += [note]
    told += [] if was is None else [names.tell("chart.took", day=was.on)]
    told += [names.tell("chart.other_law")] if old else []
    whys = () if why is None or kind is Kind.OPEN else tuple(reasons(why, names))
    return Link(
        name,
        source,
        target,
        names.transition(name),
        kind,
        note,
        whys,
        step_told(name, source, target, [*told, *whys], names),
        was is not None,
        href,
    )
