"""A scenario file, read from its top to its last table."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from qualflow.law.facts import NO_WORDS, Evidence, Wording
from qualflow.law.loading import tables as reading_tables
from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.mistakes import (
    MistakeError,
    Mistakes,
    RulebookError,
    TooManyError,
)
from qualflow.law.loading.names import PROCESS_NAME, Names
from qualflow.law.loading.tables import Table
from qualflow.law.loading.toml import parse
from qualflow.law.loading.words import Words
from qualflow.law.loading.wrong import short
from qualflow.law.measures import LAST_DAY
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import (
    ALWAYS,
    DEFAULT_STANDINGS,
    Interval,
    Standing,
    Standings,
)
from qualflow.simulate.loading.asked import Asked, moment_in, words_in
from qualflow.simulate.loading.facts import read_facts
from qualflow.simulate.loading.figures import Context
from qualflow.simulate.loading.held import (
    read_arrivals,
    read_extended,
    read_resources,
)
from qualflow.simulate.loading.states import read_stays
from qualflow.simulate.scenario import RESERVED, Scenario, Time

LONGEST_HORIZON = 14_610
"""Forty years, in days."""

KINDS = ("state", "transition", "fact", "clock")
LAW = {"judged": True, "assumed": False}


class ScenarioError(RulebookError):
    """All mistakes of one scenario, by line; `process` is the name of the scenario."""


def read_scenario(
    content: bytes, rulebook: Rulebook, name: str, file: str = ""
) -> Scenario:
    """Return the scenario of a file.

    Args:
        content: The file, as it is on the disk.
        rulebook: Of the process it is about.
        name: Of the scenario: the file's name without the ending.
        file: What mistakes call the file; its name if empty.

    Raises:
        ScenarioError: If there is any mistake in the file, with all of them.
    """
    mistakes = Mistakes()
    found = None
    file = file or f"{name}.toml"
    with suppress(TooManyError):
        found = _read(content, rulebook, name, file, mistakes)
    try:
        mistakes.raise_all(name)
    except RulebookError as error:
        raise ScenarioError(name, error.mistakes) from None
    assert found is not None  # or there was a mistake
    return found


def process_of(content: bytes, name: str, file: str = "") -> str:
    """Return the process that a scenario says it is about.

    Raises:
        ScenarioError: If the file is no TOML, or says none.
    """
    file = file or f"{name}.toml"
    try:
        document = parse(file, content)
    except MistakeError as error:
        raise ScenarioError(name, [error]) from None
    process = document.data.get("process")
    if type(process) is str and PROCESS_NAME.fullmatch(process):
        return process
    what = "'process' expected: the name of the process the scenario is about"
    line = document.line(("process",))
    raise ScenarioError(name, [MistakeError(file, line, "", what)])


def _read(
    content: bytes, rulebook: Rulebook, name: str, file: str, mistakes: Mistakes
) -> Scenario | None:
    try:
        document = parse(file, content)
    except MistakeError as error:
        mistakes.add(error.file, error.line, error.where, error.what)
        return None
    names = Names()
    for kind in KINDS:
        names.declare(kind, getattr(rulebook, f"{kind}s"))
    shared = reading_tables.Reading(mistakes, Words({}, mistakes), names)
    root = reading_tables.root(shared, document)
    _check_name(root, name)
    found = _scenario(root, rulebook, name)
    root.close()
    return found


def _check_name(root: Table, name: str) -> None:
    if name in RESERVED:
        what = f"a scenario may not be called '{name}': that is a command"
        root.wrong(f"{what}\n  give the file another name")
    elif not PROCESS_NAME.fullmatch(name):
        what = f"a scenario may not be called '{short(name)}'"
        letters = "lower case letters, digits, '-' and '_' expected"
        root.wrong(f"{what}: a file name of {letters}")


def _scenario(root: Table, rulebook: Rulebook, name: str) -> Scenario:
    root.integer("scenario", 1, 1)
    _check_process(root, rulebook)
    timing = root.one_of("timing", Time, Time.DAYS)
    start, on = _start(root)
    source = root.text("source")
    context = Context(
        rulebook, Vocabulary(dict(rulebook.facts)), timing, on, ALWAYS, source
    )
    horizon = _horizon(context, root)
    if on is not None:
        last = on + timedelta(days=int(horizon))
        context.days = Interval(on, last + timedelta(days=1))
    asked = Asked(context, root, horizon)
    return Scenario(
        name=name,
        process=rulebook.name,
        start=start,
        on=on or date.min,
        horizon=horizon,
        stays=read_stays(context, root),
        outcomes=asked.outcomes(),
        times=asked.times(),
        questions=asked.questions(),
        facts=read_facts(context, root),
        extended=read_extended(context, root),
        arrivals=read_arrivals(context, root),
        resources=read_resources(context, root),
        time=timing,
        judges=LAW.get(root.word("law", list(LAW)), True),
        standings=_standings(root),
        evidence=_evidence(root),
        title=_words(root, "title", needed=True),
        note=_words(root, "note"),
    )


def _check_process(root: Table, rulebook: Rulebook) -> None:
    process = root.text("process", needed=True)
    if process and process != rulebook.name:
        what = f"'{short(process)}' found, read for the process {rulebook.name}"
        root.wrong(f"'process': {what}", "process")


def _start(root: Table) -> tuple[str, date | None]:
    root.take("start", needed=True)
    table = root.inner("start")
    if table is None:
        return "", None
    table.where = "[start]"
    state = table.name("state", "state", needed=True)
    on = table.day("on", needed=True)
    table.close()
    return state, on


def _horizon(context: Context, root: Table) -> float:
    """Return the horizon in days, the longest if it is wrong."""
    most = LONGEST_HORIZON
    if context.on is not None:
        most = min(most, (LAST_DAY - context.on).days)
    found = moment_in(context, root, "horizon", min(1, most), most)
    return float(most) if found is None else found


def _standings(root: Table) -> Standings:
    found = set()
    for word in root.texts("standings"):
        if word in list(Standing):
            found.add(Standing(word))
        else:
            what = f"one of {', '.join(Standing)} expected, '{short(word)}' found"
            root.wrong(f"'standings': {what}", "standings")
    if "standings" in root and not found:
        root.wrong("'standings': at least one expected", "standings")
    return frozenset(found) or DEFAULT_STANDINGS


def _evidence(root: Table) -> Evidence:
    words = {level.word: level for level in Evidence}
    return words.get(root.word("evidence", list(words)), Evidence.RUMOURED)


def _words(root: Table, key: str, *, needed: bool = False) -> Wording:
    root.take(key, needed=needed)
    table = root.inner(key)
    if table is None:
        return NO_WORDS
    table.where = f"[{key}]"
    found = words_in(table)
    table.close()
    return found
