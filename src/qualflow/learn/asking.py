"""What exercises and claims ask the engine, and nothing more than that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from qualflow.case.commands import Command, FileFact, ReadLink, Request
from qualflow.case.events import Case, FactFiled
from qualflow.case.life import Outcome, decide
from qualflow.case.replaying import replay
from qualflow.case.timing import advance
from qualflow.explain.change import Change
from qualflow.explain.deadlines import Deadline, deadlines
from qualflow.explain.next_steps import what_would_open
from qualflow.explain.why import Explanation, explain
from qualflow.law.edition import Finding
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.expression import facts_read
from qualflow.law.facts import Evidence, FiledValue, outside
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.law.rules import END, FINDING, Clause, Effect
from qualflow.law.verdict import Verdict
from qualflow.learn.exercises import (
    Act,
    Asks,
    ChooseClause,
    Filing,
    Move,
    OfStep,
    Setting,
    Wanted,
)

ONE_DAY = timedelta(days=1)


def standing(rulebook: Rulebook, setting: Setting, day: date | None = None) -> Case:
    """Return the case of a setting on a day, once it has read the other cases."""
    day = setting.on if day is None else day
    case = setting.case
    for name, other in setting.links:
        events = decide(rulebook, case, ReadLink(name, other, day)).events
        case = replay(events, start=case)
    return replay(advance(rulebook, case, day), start=case)


def request(setting: Setting, step: str, day: date | None = None) -> Request:
    """Return the request for a step as the setting has it asked."""
    day = setting.on if day is None else day
    return Request(step, day, setting.by, setting.evidence, setting.standings)


def why(rulebook: Rulebook, setting: Setting, step: str) -> Explanation:
    """Return the answer to the request for a step, with its reasons."""
    return explain(rulebook, standing(rulebook, setting), request(setting, step))


def asked_on(rulebook: Rulebook, setting: Setting, step: str, day: date) -> Outcome:
    """Return what asking for a step on a day would lead to."""
    case = standing(rulebook, setting, day)
    return decide(rulebook, case, request(setting, step, day))


# -- clauses ---------------------------------------------------------------------------

_VERDICTS = {
    Wanted.UNMET: (Verdict.UNMET,),
    Wanted.UNKNOWN: (Verdict.UNKNOWN,),
    Wanted.NOT_MET: (Verdict.UNMET, Verdict.UNKNOWN),
    Wanted.MET: (Verdict.MET,),
    Wanted.NOT_EVALUATED: (Verdict.NOT_EVALUATED,),
}


def is_wanted(finding: Finding, wanted: Wanted) -> bool:
    """Return whether a clause is one of those to choose.

    A clause that is only noted bars nothing, so it is none of those that bar.
    """
    barring = wanted in (Wanted.UNMET, Wanted.UNKNOWN, Wanted.NOT_MET)
    if barring and finding.clause.effect is Effect.FINDING:
        return False
    return finding.verdict in _VERDICTS[wanted]


def findings(rulebook: Rulebook, exercise: ChooseClause) -> dict[str, Finding]:
    """Return what was found of each clause that can be chosen, by ref."""
    found = why(rulebook, exercise.setting, exercise.step).findings
    return {finding.clause.ref: finding for finding in found}


def verdict(rulebook: Rulebook, setting: Setting, ref: str) -> Verdict:
    """Return how a clause comes out in a setting."""
    edition = rulebook.on(setting.on, setting.standings)
    clause = edition.clauses.get(ref)
    if clause is None or clause.standing not in setting.standings:
        return Verdict.NOT_EVALUATED
    case = standing(rulebook, setting)
    weak = frozenset(
        name
        for name, source in case.sources.items()
        if source.evidence < setting.evidence
    )
    facts = {name: value for name, value in case.facts.items() if name not in weak}
    situation = Situation(facts, setting.on.toordinal(), edition.calendar, weak)
    return judge(clause.when, situation, presumed=clause.presumed)


def values_of(
    rulebook: Rulebook, setting: Setting, clause: Clause
) -> dict[str, FiledValue | None]:
    """Return what is on file of the facts that a clause reads; None for what is not."""
    facts = standing(rulebook, setting).facts
    return {
        name: outside(rulebook.facts[name], facts[name]) if name in facts else None
        for name in facts_read(clause.when)
    }


# -- filings ---------------------------------------------------------------------------


def filing(fact: str, value: object, setting: Setting) -> FileFact:
    """Return the filing of a fact, as well backed as the setting asks for."""
    level = max(setting.evidence, Evidence.DOCUMENTED)
    return FileFact(fact, value, setting.on, evidence=level)


def after_filings(
    rulebook: Rulebook, setting: Setting, filings: Mapping[str, FiledValue]
) -> Case:
    """Return the case of a setting once these facts are filed.

    Raises:
        FactValueError: If a value is none of its fact.
    """
    case = standing(rulebook, setting)
    for name, value in filings.items():
        events = decide(rulebook, case, filing(name, value, setting)).events
        case = replay(events, start=case)
    return case


def least_changes(
    rulebook: Rulebook, setting: Setting, step: str
) -> tuple[Change, ...] | None:
    """Return the smallest sets of filings that open a step; None if there is none."""
    case = standing(rulebook, setting)
    asked = request(setting, step)
    found = rulebook.on(setting.on, setting.standings).step(case.state, step)
    if found is None or (setting.by and setting.by not in found.askers):
        return None
    return what_would_open(rulebook, case, asked, found) if found.askers else None


def facts_to_file(rulebook: Rulebook, setting: Setting, step: str) -> tuple[str, ...]:
    """Return the facts that a form for a step asks for, in the order of its clauses.

    Those that its clauses read and that a filing can change; empty if there is no step.
    """
    case = standing(rulebook, setting)
    found = rulebook.on(setting.on, setting.standings).step(case.state, step)
    if found is None:
        return ()
    names = (name for clause in found.evaluated for name, _ in found.reads[clause.ref])
    return tuple(
        name
        for name in dict.fromkeys(names)
        if not cannot_be_filed(rulebook, case, name)
    )


def facts_that_matter(
    rulebook: Rulebook, setting: Setting, step: str
) -> tuple[str, ...]:
    """Return the facts among which every least set of filings for a step lies.

    Those that a clause which is not met reads, and those of each clause that reads one
    of these: a filing could break it, and another one mend it.  Any other filing is one
    too many.
    """
    case = standing(rulebook, setting)
    refusal = decide(rulebook, case, request(setting, step)).refusal
    found = rulebook.on(setting.on, setting.standings).step(case.state, step)
    if refusal is None or found is None:
        return ()
    barring = [one for one in found.evaluated if one.effect is not Effect.FINDING]
    reads = [{name for name, _ in found.reads[one.ref]} for one in barring]
    unmet = {one.clause.ref for one in refusal.findings}
    matter = {
        name
        for one, names in zip(barring, reads, strict=True)
        if one.ref in unmet
        for name in names
    }
    while more := {
        name
        for names in reads
        if names & matter
        for name in names
        if name not in matter
    }:
        matter |= more
    return tuple(
        name for name in facts_to_file(rulebook, setting, step) if name in matter
    )


def cannot_be_filed(rulebook: Rulebook, case: Case, fact: str) -> bool:
    """Return whether a step has written a fact, or another case is read for it."""
    source = case.sources.get(fact)
    written = source is not None and not isinstance(source, FactFiled)
    return written or rulebook.facts[fact].link is not None


# -- days ------------------------------------------------------------------------------


def deadline(rulebook: Rulebook, setting: Setting, clock: str) -> Deadline | None:
    """Return the last run of a period on the day of a setting, None if it has none."""
    case = standing(rulebook, setting)
    runs = [
        found
        for found in deadlines(rulebook, case, setting.on)
        if found.period.clock.name == clock
    ]
    return max(runs, key=lambda found: found.period.started_on, default=None)


def last_open_day(rulebook: Rulebook, setting: Setting, of: OfStep) -> date | None:
    """Return the last day on which a step is open, None if it is open on none."""
    day = of.until
    while day >= setting.on:
        if asked_on(rulebook, setting, of.step, day).refusal is None:
            return day
        day -= ONE_DAY
    return None


# -- orders ----------------------------------------------------------------------------


def command(move: Move, setting: Setting) -> Command:
    """Return the command of a move, on the day of the setting."""
    match move:
        case Act(step, by):
            on, evidence = setting.on, setting.evidence
            return Request(step, on, by, evidence, setting.standings)
        case Filing(fact, value):
            return filing(fact, value, setting)


# -- choices ---------------------------------------------------------------------------


def options_of(rulebook: Rulebook, setting: Setting, asks: Asks) -> tuple[str, ...]:
    """Return the options a choice has if it names none; none where it has to."""
    match asks:
        case Asks.ANSWER:
            return ("open", "closed", "unknown", "no_such_transition")
        case Asks.VERDICT:
            return ("met", "unmet", "unknown", "not_evaluated")
        case Asks.STANDING:
            return ("text", "press", "memory", "practice")
        case Asks.ACTORS:
            return tuple(rulebook.actors)
        case Asks.EXPIRY:
            return tuple(dict.fromkeys((*_expiries(rulebook), FINDING, END)))
        case Asks.OPEN:
            edition = rulebook.on(setting.on, setting.standings)
            state = standing(rulebook, setting).state
            return tuple(
                name
                for name in edition.transitions
                if (step := edition.step(state, name)) is not None and step.askers
            )
        case Asks.STATE:
            return ()


def _expiries(rulebook: Rulebook) -> Iterator[str]:
    for clock in rulebook.clocks.values():
        for version in clock.versions:
            if version.on_expiry not in (FINDING, END):
                yield version.on_expiry


def answers(
    rulebook: Rulebook,
    setting: Setting,
    asks: Asks,
    about: str,
    options: tuple[str, ...],
) -> frozenset[str]:
    """Return the right options of a choice; empty if the question has no answer."""
    match asks:
        case Asks.ANSWER:
            return frozenset((why(rulebook, setting, about).answer.value,))
        case Asks.STATE:
            return frozenset((standing(rulebook, setting).state,))
        case Asks.VERDICT:
            return frozenset((verdict(rulebook, setting, about).value,))
        case Asks.OPEN:
            opens = (name for name in options if why(rulebook, setting, name).open)
            return frozenset(opens)
    if asks is Asks.STANDING:
        clause = in_force_on(setting.on, rulebook.clauses[about])
        return frozenset() if clause is None else frozenset((clause.standing.value,))
    if asks is Asks.ACTORS:
        version = in_force_on(setting.on, rulebook.transitions[about])
        return frozenset() if version is None else frozenset(version.by)
    period = in_force_on(setting.on, rulebook.clocks[about].versions)
    return frozenset() if period is None else frozenset((period.on_expiry,))
