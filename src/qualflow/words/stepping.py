"""A walk through a life as text: a place, the facts there, the branch, two branches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from qualflow.case.events import ActNoted, FactFiled, LinkRead, StateEntered
from qualflow.explain.deadlines import OPEN
from qualflow.law.edition import Finding
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Effect
from qualflow.law.verdict import Verdict
from qualflow.stepping.arrows import Arrow
from qualflow.stepping.life import Happening
from qualflow.stepping.view import Applied, FactRow, View
from qualflow.stepping.walk import Ask, Drop, File, Move, Reform
from qualflow.words.answers import link_sentence
from qualflow.words.deadlines import standing, whose
from qualflow.words.differences import difference
from qualflow.words.language import Language
from qualflow.words.layout import HELD, clean, joined, table, wrapped
from qualflow.words.lives import event_lines
from qualflow.words.naming import Naming
from qualflow.words.stepping_messages import MESSAGES

Block = list[str]

COMMANDS = {
    "next": "next",
    "back": "back",
    "go": "go N",
    "day": "day DAY",
    "show": "show",
    "path": "path",
    "facts": "facts",
    "deadlines": "deadlines",
    "law": "law REF",
    "ask": "ask STEP",
    "link": "link LINK [CASE]",
    "file": "file FACT VALUE [DAY]",
    "drop": "drop N",
    "move": "move N DAY",
    "reform": "reform DAY BY",
    "abide": "abide",
    "undo": "undo",
    "compare": "compare",
    "address": "address",
    "help": "help",
    "quit": "quit",
}
"""What can be typed, by name, with its arguments."""


def naming(rulebook: Rulebook, language: Language) -> Naming:
    """Return the names of a rulebook with the sentences of this module."""
    return Naming(rulebook, language, MESSAGES)


def place_text(shown: View, changes: Sequence[Applied], names: Naming) -> str:
    """Return one place: where the case stands, what came, what comes, what may.

    Args:
        shown: The view.
        changes: The edits of its branch, with what each changes.
        names: The names of the law of the branch.
    """
    return joined(
        [
            _head(shown, names),
            _just_told(shown, names),
            _titled(
                "walk.passed", (_row(Happening(e), names) for e in shown.passed), names
            ),
            _coming(shown, names),
            _arrows(shown, names),
            _due(shown, names),
            _branch(shown, changes, names),
        ]
    )


def _head(shown: View, names: Naming) -> Block:
    phase = ""
    if shown.phase is not None:
        phase = names.tell("in_phase", phase=names.phase(shown.phase))
    said = [
        names.tell("walk.place", place=shown.place, places=shown.lived.places),
        names.tell(
            "stands_at",
            on=shown.on,
            case=shown.case.id,
            state=names.state(shown.state),
            phase=phase,
        ),
    ]
    if not shown.told:
        said.append(names.tell("walk.nothing"))
    elif not shown.ends_day:
        said.append(names.tell("walk.more"))
    said += (link_sentence(one, names) for one in shown.beside)
    return wrapped((" " if names.language is Language.EN else "").join(said))


# -- events ---------------------------------------------------------------------------


def _just_told(shown: View, names: Naming) -> Block:
    stops = shown.lived.stops
    since = stops[shown.place - 1] if shown.place else 0
    rows = (_row(one, names) for one in shown.told[since:])
    return _titled("walk.told", rows, names)


def _coming(shown: View, names: Naming) -> Block:
    if not shown.coming:
        return [names.tell("walk.end")] if shown.told else []
    return _titled("walk.next", (_row(one, names) for one in shown.coming), names)


def path_text(shown: View, names: Naming) -> str:
    """Return the whole way, the place marked, with the numbers that edits take."""
    here = len(shown.told)
    rows = []
    for count, one in enumerate(shown.lived.happenings, 1):
        for line, (number, day, said) in enumerate(_row(one, names)):
            mark = ">" if count == here and not line else ""
            rows.append((mark, number, day, said))
    if not rows:
        return joined([[names.tell("walk.nothing")]])
    return joined([[names.tell("walk.path"), *table(rows)]])


def _row(one: Happening, names: Naming) -> list[tuple[str, str, str]]:
    """Return an event as rows; the first one has its number, or "+" or "·", and day."""
    sign = str(one.number) if one.number else "+" if one.edit else "·"
    first, *more = said_of(one, names)
    rows = [(sign, names.day(one.event.on), first)]
    return rows + [("", "", line) for line in more]


def said_of(one: Happening, names: Naming) -> list[str]:
    """Return what an event of a walk says, then what nobody knows of it."""
    first, *more = event_lines(one.event, names, one.window)
    if not one.happened and isinstance(one.event, ActNoted):
        act = names.transition(one.event.transition)
        first = names.tell("walk.refused_no_step", act=act)
    elif not one.happened:
        first = names.tell("walk.refused", event=first)
    elif one.unlawful and isinstance(one.event, StateEntered):
        more.insert(0, names.tell("walk.forbidden"))
    return [first, *more]


def _titled(
    key: str, groups: Iterable[list[tuple[str, str, str]]], names: Naming
) -> Block:
    rows = [row for group in groups for row in group]
    return [names.tell(key), *table(rows)] if rows else []


# -- arrows and periods ---------------------------------------------------------------


def _arrows(shown: View, names: Naming) -> Block:
    if not shown.arrows:
        return [names.tell("walk.no_way")]
    rows = []
    for arrow in shown.arrows:
        name = arrow.why.transition
        first, *more = arrow_lines(arrow, names)
        rows += [(name, first), *(("", line) for line in more)]
    return [names.tell("walk.from_here"), *table(rows)]


def arrow_lines(arrow: Arrow, names: Naming) -> list[str]:
    """Return a step from here: whether it is open, and which clauses say no."""
    why = arrow.why
    step = names.tell(
        "step" if arrow.timed else "leads_to",
        act=names.transition(why.transition),
        state=names.state(arrow.target),
        may=names.listed(map(names.actor, why.may), "or_list"),
    )
    answer = f"answer.{'timed' if arrow.timed else why.answer.value}"
    first = names.tell("walk.arrow", answer=names.tell(answer), step=step)
    return [first, *not_met_lines(why.findings, names)]


def not_met_lines(findings: Iterable[Finding], names: Naming) -> Iterator[str]:
    """Yield the clauses that bar a step, and those that leave it open."""
    barring = [f for f in findings if f.clause.effect is Effect.REFUSE]
    for key, verdict in (
        ("not_met_then", Verdict.UNMET),
        ("not_known_then", Verdict.UNKNOWN),
    ):
        refs = [f.clause.ref for f in barring if f.verdict is verdict]
        if refs:
            yield names.tell(key, refs=names.refs(refs))


def _due(shown: View, names: Naming) -> Block:
    rows = []
    for one in shown.deadlines:
        if one.status in OPEN:
            due = names.tell("not_known_day") if one.due is None else names.day(one.due)
            rows += [(due, whose(one, names)), ("", standing(one, shown.on, names))]
    return [names.tell("walk.due"), *table(rows)] if rows else []


# -- facts ----------------------------------------------------------------------------


def facts_text(shown: View, names: Naming) -> str:
    """Return the facts: value, who filed it and when, and the clauses that read it."""
    filed = [row for row in shown.facts if row.value is not None]
    asked = [row for row in shown.facts if row.value is None]
    if not shown.facts:
        return joined([[names.tell("walk.no_facts")]])
    return joined(
        [
            _fact_rows("walk.facts", filed, names),
            _fact_rows("walk.asked_for", asked, names),
        ]
    )


def _fact_rows(key: str, rows: Iterable[FactRow], names: Naming) -> Block:
    lines: list[tuple[str, str]] = []
    for row in rows:
        value = row.value
        said = (
            names.fact(row.name) if value is None else names.fact_value(row.name, value)
        )
        lines.append((row.name, said))
        if row.source is not None:
            lines.append(("", fact_source(row, names)))
        lines += [("", line) for line in fact_readers(row, names)]
    return [names.tell(key), *table(lines)] if lines else []


def fact_source(row: FactRow, names: Naming) -> str:
    """Return who filed or wrote a fact, when, and how well it is known."""
    match row.source:
        case None:
            return ""
        case FactFiled(on=on) if row.edited:
            return names.tell("walk.filed_here", on=on)
        case FactFiled(on=on, by=by) if by:
            told = names.tell("walk.filed_by", who=names.actor(by), on=on)
        case FactFiled(on=on):
            told = names.tell("walk.filed", on=on)
        case StateEntered(transition, on=on):
            told = names.tell("walk.written", on=on, act=names.transition(transition))
        case LinkRead(case=case, on=on):
            told = names.tell("walk.read", on=on, case=case)
    evidence = names.evidence(row.source.evidence)
    return names.tell("walk.known_as", told=told, evidence=evidence)


def fact_readers(row: FactRow, names: Naming) -> Iterator[str]:
    """Yield the clauses that read a fact and how they stand, a line a step."""
    steps = dict.fromkeys(read.transition for read in row.readers)
    for step in steps:
        clauses = (
            _clause(read.clause, names.tell(f"verdict.{read.verdict.value}"), names)
            for read in row.readers
            if read.transition == step
        )
        act = names.transition(step)
        yield names.tell("walk.read_by", act=act, clauses=names.listed(clauses))


def _clause(ref: str, verdict: str, names: Naming) -> str:
    held = clean(ref).replace(" ", HELD)
    return names.tell("walk.clause", ref=held, verdict=verdict)


# -- the branch -----------------------------------------------------------------------


def _branch(shown: View, changes: Sequence[Applied], names: Naming) -> Block:
    rows: list[tuple[str, str]] = []
    for count, change in enumerate(changes, 1):
        rows.append((str(count), edit_sentence(change, names)))
        rows += [("", line) for line in edit_effects(change, names)]
    if shown.walk.law_abiding:
        rows.append(("", names.tell("edit.abiding")))
    return [names.tell("walk.branch"), *table(rows)] if rows else []


def edit_sentence(applied: Applied, names: Naming) -> str:
    """Return what a branch assumes."""
    edit, event = applied.edit, applied.event
    match edit:
        case File(fact, on=on):
            value = event.value if isinstance(event, FactFiled) else None
            return names.tell("edit.file", on=on, fact=names.fact_value(fact, value))
        case Ask(transition, on):
            return names.tell("edit.ask", on=on, act=names.transition(transition))
        case Drop(number):
            said = event_lines(event, names)[0] if event else names.tell("edit.again")
            return names.tell("edit.drop", number=number, event=said)
        case Move(number, on):
            said = event_lines(event, names)[0] if event else names.tell("edit.again")
            return names.tell("edit.move", number=number, on=on, event=said)
        case Reform(on, by):
            key = "edit.reform_later" if by >= 0 else "edit.reform_earlier"
            return names.counted(key, abs(by), on=on, to=on + timedelta(days=by))


def edit_effects(applied: Applied, names: Naming) -> Iterator[str]:
    """Yield what came of an assumption, and the first thing that it changes."""
    if not applied.counts:
        yield names.tell("edit.not_counted")
    if not applied.granted:
        yield _not_granted(applied, names)
    elif isinstance(applied.event, StateEntered) and isinstance(applied.edit, Ask):
        state = names.state(applied.event.target)
        yield names.tell("edit.granted", state=state)
    if applied.change is not None:
        yield names.tell("edit.changes", change=difference(applied.change, names))
    else:
        yield names.tell("edit.no_change")


def _not_granted(applied: Applied, names: Naming) -> str:
    """Return why a step was not taken: what is not known is a question, and no no."""
    if isinstance(applied.event, ActNoted):
        return names.tell("edit.not_granted", why=names.tell("walk.no_step"))
    barring = [f for f in applied.findings if f.clause.effect is Effect.REFUSE]
    unknown = [f for f in barring if f.verdict is Verdict.UNKNOWN]
    if not unknown or any(f.verdict is Verdict.UNMET for f in barring):
        why = names.listed(not_met_lines(applied.findings, names), "series")
        return names.tell("edit.not_granted", why=why or names.tell("walk.forbids"))
    missing = [n for f in unknown for n, value in f.values.items() if value is None]
    facts = names.listed(map(names.fact, dict.fromkeys(missing)))
    refs = names.refs([f.clause.ref for f in unknown])
    return names.tell("edit.unanswered", facts=facts, refs=refs)


# -- the session ----------------------------------------------------------------------


def help_text(names: Naming) -> str:
    """Return what can be typed."""
    rows = [(form, names.tell(f"help.{name}")) for name, form in COMMANDS.items()]
    return joined([[names.tell("help.title"), *table(rows)]])
