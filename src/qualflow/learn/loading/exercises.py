"""One exercise of a file or an address, read strictly to its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from qualflow.law.facts import NO_WORDS, Wording
from qualflow.law.loading.mistakes import MistakeError
from qualflow.law.loading.tables import Table
from qualflow.law.loading.toml import parse
from qualflow.law.loading.wrong import mismatch, short
from qualflow.law.rulebook import in_force_on
from qualflow.learn.asking import options_of
from qualflow.learn.exercises import (
    KINDS,
    Asks,
    Choose,
    ChooseClause,
    Exercise,
    FileFacts,
    Head,
    LastDay,
    Move,
    OfClock,
    OfStep,
    OrderSteps,
    Probability,
    Wanted,
    WriteClause,
)
from qualflow.learn.loading.matter import KEYS, Context, move_in, setting_in

MOST_MOVES = 8
MOST_OPTIONS = 12
MOST_HINTS = 5
LONGEST_SEARCH = 1_100
"""So many days a last day is looked for: three years."""

_ABOUT = {
    Asks.ANSWER: ("step", "transition"),
    Asks.ACTORS: ("step", "transition"),
    Asks.VERDICT: ("clause", "clause"),
    Asks.STANDING: ("clause", "clause"),
    Asks.EXPIRY: ("clock", "clock"),
}
"""The key that names what a choice is about, and the kind of the name."""
_OPTIONS = {
    Asks.STATE: ("state",),
    Asks.OPEN: ("transition",),
    Asks.ACTORS: ("actor",),
    Asks.EXPIRY: ("transition",),
}
"""The kinds of the options that are names; the others are words of the engine."""


def exercise_in(
    table: Table,
    context: Context,
    name: str,
    ask: Wording = NO_WORDS,
    hints: tuple[Wording, ...] = (),
) -> Exercise | None:
    """Return the exercise of a table, None if there is a mistake.

    The caller has read `ask` and `hints`; every other key is read here, and the table
    is closed.
    """
    table.expect("ask", "hints")
    declared = {k: v for k, v in table.data.items() if k not in ("ask", "hints")}
    head = Head(name, ask, hints, MappingProxyType(declared))
    kind = table.word("kind", list(KINDS), needed=True)
    if kind:
        found = _READERS[kind](table, context, head)
    else:  # what else is missing nobody can say
        table.expect(*EVERY_KEY)
        found = None
    table.close()
    return found if table.ok else None


def hints_in(table: Table) -> tuple[str, ...]:
    """Return the hints of a table in its language."""
    hints = table.texts("hints")
    if len(hints) > MOST_HINTS:
        what = f"'hints': at most {MOST_HINTS} expected, {len(hints)} found"
        table.wrong(what, "hints")
    return hints


def _choose_clause(table: Table, context: Context, head: Head) -> Exercise | None:
    step = table.name("step", "transition", needed=True)
    wanted = table.one_of("wanted", Wanted, Wanted.UNMET)
    every = table.word("which", ["all", "any"]) != "any"
    setting = setting_in(table, context)
    if setting is None:
        return None
    return ChooseClause(head, setting, step, wanted, every)


def _file_facts(table: Table, context: Context, head: Head) -> Exercise | None:
    step = table.name("step", "transition", needed=True)
    setting = setting_in(table, context)
    return None if setting is None else FileFacts(head, setting, step)


def _last_day(table: Table, context: Context, head: Head) -> Exercise | None:
    step, clock = table.name("step", "transition"), table.name("clock", "clock")
    until = table.day("until")
    setting = setting_in(table, context)
    if bool(step) is bool(clock):
        if not {"step", "clock"} & table.data.keys() or (step and clock):
            table.wrong("one of 'step' and 'clock' expected: what the last day is of")
        return None
    if setting is None:
        return None
    if clock:
        if until is not None:
            table.wrong("'until' is for a step, not for a clock", "until")
        return LastDay(head, setting, OfClock(clock))
    last = until or setting.on + timedelta(days=365)
    if not setting.on <= last <= setting.on + timedelta(days=LONGEST_SEARCH):
        what = (
            f"'until': a day from {setting.on}, at most {LONGEST_SEARCH:,} days later,"
        )
        table.wrong(f"{what} expected, {last} found", "until")
    return LastDay(head, setting, OfStep(step, last))


def _order_steps(table: Table, context: Context, head: Head) -> Exercise | None:
    moves: dict[str, Move] = {}
    lines = table.texts("moves", needed=True)
    for line in lines:
        move = move_in(table, context, "moves", line)
        if move is not None:
            moves[line] = move
    if "moves" in table.data and not 2 <= len(lines) <= MOST_MOVES:
        what = f"'moves': 2 to {MOST_MOVES} expected, {len(lines)} found"
        table.wrong(what, "moves")
    setting = setting_in(table, context)
    if setting is None or not table.ok:
        return None
    return OrderSteps(head, setting, MappingProxyType(moves))


def _write_clause(table: Table, context: Context, head: Head) -> Exercise | None:
    ref = table.name("clause", "clause", needed=True)
    on = table.day("on", needed=True)
    if not ref or on is None:
        return None
    clause = in_force_on(on, context.rulebook.clauses[ref])
    if clause is None:
        table.wrong(f"'clause': '{ref}' is not in force on {on}", "clause")
        return None
    return WriteClause(head, on, clause)


def _probability(table: Table, context: Context, head: Head) -> Exercise | None:
    content, asked, question = scenario_in(table, context)
    widest = table.integer("widest", 1, 99, 20)
    if content is None:
        return None
    name = table.text("scenario")
    return Probability(head, name, question, asked, widest, content)


def scenario_in(table: Table, context: Context) -> tuple[bytes | None, Wording, str]:
    """Return the file of a scenario, the words of its question, and its name.

    The scenario itself is read when it is asked: its figures need packages that reading
    a lesson does not.
    """
    name = table.text("scenario", needed=True)
    question = table.text("question", needed=True)
    scenarios = context.materials.scenarios
    if not name or not question:
        return None, NO_WORDS, question
    if name not in scenarios:
        what = f"no scenario named '{short(name)}' comes with the process"
        what += table.reading.mistakes.way_out(name, scenarios, word="there are")
        table.wrong(what, "scenario")
        return None, NO_WORDS, question
    questions = questions_of(scenarios[name])
    if question not in questions:
        what = f"the scenario '{name}' asks no question '{short(question)}'"
        what += table.reading.mistakes.way_out(question, questions, word="it asks")
        table.wrong(what, "question")
        return None, NO_WORDS, question
    return scenarios[name], questions[question], question


def questions_of(content: bytes) -> dict[str, Wording]:
    """Return the words of the questions in a scenario's file; none if it is wrong."""
    try:
        found = parse("scenario", content).data.get("question", {})
    except MistakeError:
        return {}
    tables = found if isinstance(found, dict) else {}
    return {
        name: {k: v for k, v in words.items() if k in ("en", "zh") and type(v) is str}
        for name, words in tables.items()
        if isinstance(words, dict)
    }


def _choose(table: Table, context: Context, head: Head) -> Exercise | None:
    asks = table.one_of("asks", Asks, None)
    about = ""
    if asks in _ABOUT:
        key, kind = _ABOUT[asks]
        about = table.name(key, kind, needed=True)
    options = table.texts("options")
    setting = setting_in(table, context)
    if setting is None or not table.ok:
        return None
    usual = options_of(context.rulebook, setting, asks)
    _check_options(table, asks, options, usual)
    shown = options or usual
    if not 2 <= len(shown) <= MOST_OPTIONS:
        what = f"'options': 2 to {MOST_OPTIONS} expected, {len(shown)} found"
        table.wrong(what, "options")
    return Choose(head, setting, asks, about, shown)


def _check_options(
    table: Table, asks: Asks, options: Sequence[str], usual: Sequence[str]
) -> None:
    kinds = _OPTIONS.get(asks)
    for option in options:
        if asks is Asks.EXPIRY and option in ("finding", "end"):
            continue
        if kinds is not None:
            table.resolved("options", option, *kinds)
        elif option not in usual:
            expected = f"'options': one of {', '.join(usual)}"
            table.wrong(mismatch(expected, option), "options")


_READERS: Mapping[str, Callable[[Table, Context, Head], Exercise | None]] = {
    "choose_clause": _choose_clause,
    "file_facts": _file_facts,
    "last_day": _last_day,
    "order_steps": _order_steps,
    "write_clause": _write_clause,
    "probability": _probability,
    "choose": _choose,
}

EVERY_KEY = (
    *KEYS, "kind", "step", "wanted", "which", "clock", "until", "moves", "clause",
    "scenario", "question", "widest", "asks", "options",
)  # fmt: skip
"""The keys that an exercise of any kind can have, words apart."""
