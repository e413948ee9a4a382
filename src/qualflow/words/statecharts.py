"""What a state chart says: little on the cards, all of it to who asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from qualflow.explain.why import Explanation
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Effect, State
from qualflow.law.verdict import Verdict
from qualflow.words.language import Language
from qualflow.words.naming import Naming
from qualflow.words.statechart_messages import MESSAGES


def naming(rulebook: Rulebook, language: Language) -> Naming:
    """Return the names of a rulebook with the sentences of state charts."""
    return Naming(rulebook, language, MESSAGES)


def captions(keys: Iterable[str], names: Naming) -> dict[str, str]:
    """Return the fixed words of a chart by key."""
    return {key: names.tell(f"chart.{key}") for key in keys}


def state_told(state: State, more: Sequence[str], names: Naming) -> str:
    """Return all there is to say of a state."""
    said = [names.state(state.name)]
    if state.phase is not None:
        said.append(names.tell("phase", phase=names.phase(state.phase)))
    marks = ("initial", "right", "final")
    said += [names.tell(f"chart.{key}") for key in marks if getattr(state, key)]
    return names.listed([*said, *more], "series")


def step_told(
    name: str, source: str, target: str, more: Sequence[str], names: Naming
) -> str:
    """Return all there is to say of a step, on one line."""
    said = names.tell(
        "chart.step",
        act=names.transition(name),
        source=names.state(source),
        target=names.state(target),
    )
    return names.listed([said, *(part for part in more if part)], "series")


def tally(why: Explanation, names: Naming) -> str:
    """Return what bars a step, in few words; "" for nothing."""
    said = []
    if why.wrong_actor:
        may = names.listed(map(names.actor, why.may), "or_list")
        said.append(names.tell("chart.not_for", may=may))
    barring = [f for f in why.findings if f.clause.effect is Effect.REFUSE]
    for verdict, key in ((Verdict.UNMET, "unmet"), (Verdict.UNKNOWN, "missing")):
        count = sum(finding.verdict is verdict for finding in barring)
        if count:
            said.append(names.counted(f"chart.{key}", count))
    return names.listed(said)


def reasons(why: Explanation, names: Naming) -> Iterator[str]:
    """Yield the clauses that bar a step: those not met, then those not known."""
    for verdict, key in ((Verdict.UNMET, "unmet"), (Verdict.UNKNOWN, "unknown")):
        for finding in why.findings:
            clause = finding.clause
            if finding.verdict is verdict and clause.effect is Effect.REFUSE:
                text = names.of(clause.text)
                yield names.tell(f"chart.why_{key}", ref=clause.ref, text=text)


def standing(
    state: str, on: date, counts: Sequence[tuple[str, int]], names: Naming
) -> str:
    """Return where a case stands and how many steps lead on, by how they stand."""
    said = [names.counted(f"chart.count_{key}", n) for key, n in counts if n]
    answers = names.listed(said) if said else names.tell("chart.nothing")
    return names.tell("chart.stands", on=on, state=names.state(state), answers=answers)
