"""facts.toml: declared facts, the facts that links bring, and definitions."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from qualflow.law.facts import (
    NO_WORDS,
    BooleanType,
    ChoiceType,
    DayType,
    Definition,
    Fact,
    FactType,
    NumberType,
    TextType,
    Wording,
)
from qualflow.law.loading.conditions import Vocabulary, condition_in
from qualflow.law.loading.tables import Reading, Table, root, tables
from qualflow.law.loading.toml import Document
from qualflow.law.loading.wrong import LARGEST_INTEGER, mismatch, short
from qualflow.law.measures import MOST_DECIMALS

TYPES = ["boolean", "number", "day", "text", "choice"]
OF_NUMBERS = ("unit", "count", "decimals", "at_least", "at_most")
MOST_BY_DEFAULT = 10**12
MOST_OPTIONS = 200
MEASURED = frozenset({"zh"})
"""Languages in which nothing is counted without a measure word."""


def read_facts(reading: Reading, document: Document, vocabulary: Vocabulary) -> None:
    """Add the facts of a file to the vocabulary."""
    root(reading, document, "fact", "definition").close()
    for name, table in tables(reading, document, "fact"):
        if _dotted(name, table):
            continue
        fact = _fact(name, table)
        if fact is not None:
            vocabulary.facts[name] = fact


def read_definitions(
    reading: Reading, document: Document, vocabulary: Vocabulary
) -> None:
    """Add the definitions of a file to the vocabulary; one may use those above it."""
    below = dict(reading.names.of("definition"))
    for name, table in tables(reading, document, "definition"):
        definition = _definition(name, table, vocabulary, below)
        below.pop(name, None)
        if definition is not None:
            vocabulary.definitions[name] = definition


def _fact(name: str, table: Table) -> Fact | None:
    word = table.word("type", TYPES, needed=True)
    count = table.flag("count")
    label = table.wording(stop=word != "boolean")
    question = table.wording("question", needed=False)
    unit = table.wording(
        "unit", needed=False, measured=MEASURED if count else frozenset()
    )
    options = _options(table)
    kind = _type(table, word, tuple(options))
    source = table.text("source")
    link, _, part = name.partition(".")
    if link in table.reading.names.of("link") and part in LINKED:
        table.wrong(f"link '{link}' declares this fact already")
    table.close()
    if not table.ok or kind is None:
        return None
    return Fact(name, kind, label, question, unit, options, count, None, source)


def _dotted(name: str, table: Table) -> bool:
    """Report `[fact.host.name]`, which for TOML is a table `name` in a fact `host`."""
    inside = [key for key, value in table.data.items() if type(value) is dict]
    if not inside or len(inside) < len(table.data) or inside == ["options"]:
        return False
    for key in inside:
        quoted = short(f"{name}.{key}")
        table.wrong(f'a name with a dot is quoted: [fact."{quoted}"] expected', key)
    return True


def _type(table: Table, word: str, options: tuple[str, ...]) -> FactType | None:
    number = _number_type(table)
    if word and word != "number":
        for key in OF_NUMBERS:
            if key in table:
                table.wrong(f"'{key}' is for numbers, this is a {word}", key)
    if word and word != "choice" and "options" in table:
        table.wrong(f"'options' are for a choice, this is a {word}", "options")
    if word == "choice" and not options and "options" not in table:
        table.wrong("'options' are missing: a choice has at least one")
    types: dict[str, FactType] = {
        "boolean": BooleanType(),
        "number": number,
        "day": DayType(),
        "text": TextType(),
        "choice": ChoiceType(options),
    }
    return types.get(word)


def _number_type(table: Table) -> NumberType:
    decimals = table.integer("decimals", 0, MOST_DECIMALS, default=0)
    scale = 10**decimals
    least = _bound(table, "at_least", scale, 0)
    most = _bound(
        table, "at_most", scale, min(MOST_BY_DEFAULT * scale, LARGEST_INTEGER)
    )
    if least > most:
        low, high = Decimal(least) / scale, Decimal(most) / scale
        key = "at_least" if "at_least" in table else "at_most"
        table.wrong(f"no number is at least {low:,f} and at most {high:,f}", key)
    return NumberType(decimals, least, most)


def _bound(table: Table, key: str, scale: int, default: int) -> int:
    value = table.take(key)
    if value is None:
        return default
    if type(value) not in (int, Decimal):
        table.wrong(f"'{key}': " + mismatch("a number", value), key)
        return default
    units = value * scale
    if abs(units) > LARGEST_INTEGER:
        limit = Decimal(LARGEST_INTEGER) / scale
        table.wrong(f"'{key}': at most {limit:,f} either way expected", key)
        return default
    if units != int(units):
        table.wrong(f"'{key}': more digits after the point than 'decimals' allows", key)
        return default
    return int(units)


def _options(table: Table) -> Mapping[str, Wording]:
    inner = table.inner("options")
    if inner is None:
        return MappingProxyType({})
    if not 0 < len(inner.data) <= MOST_OPTIONS:
        what = f"1 to {MOST_OPTIONS} expected, {len(inner.data):,} found"
        table.wrong(f"'options': {what}", "options")
    options = {}
    for name in inner.data:
        if not _plain(name):
            expected = "an option named with letters, digits, '_' and '-'"
            inner.wrong("'options': " + mismatch(expected, name), name)
        options[name] = inner.wording(name)
    table.ok = table.ok and inner.ok
    return MappingProxyType(options)


def _plain(option: str) -> bool:
    letters = option.replace("_", "").replace("-", "")
    return len(option) <= 60 and letters.isascii() and letters.isalnum()


def _definition(
    name: str, table: Table, vocabulary: Vocabulary, below: Mapping[str, None]
) -> Definition | None:
    if table.reading.names.has(name, "fact") and table.reading.names.complete("fact"):
        table.wrong("a fact has the same name: give one of them another")
    label = table.wording(stop=False)
    when = condition_in(table, "when", vocabulary, below)
    table.close()
    if not table.ok or when is None:
        return None
    return Definition(name, when, label)


# -- facts that links bring -----------------------------------------------------------

LINKED = ("state", "since", "through")
_LABELS = {
    "state": {"en": "state of {}", "zh": "{}的状态"},
    "since": {"en": "day on which {} entered its state", "zh": "{}进入该状态之日"},
    "through": {"en": "step that led {} to its state", "zh": "{}进入该状态的步骤"},
}


def linked_facts(
    link: str,
    label: Wording,
    states: Mapping[str, Wording],
    transitions: Mapping[str, Wording],
) -> list[Fact]:
    """Return the facts of a link: where the other case stands, since when, and how.

    Args:
        link: Its name.
        label: Its words.
        states: The states of the other process, with their words.
        transitions: Its transitions, likewise.
    """
    types: dict[str, FactType] = {
        "state": ChoiceType(tuple(states)),
        "since": DayType(),
        "through": ChoiceType(tuple(transitions)),
    }
    options = {"state": states, "since": {}, "through": transitions}
    return [
        Fact(
            f"{link}.{part}",
            types[part],
            _composed(part, label),
            NO_WORDS,
            NO_WORDS,
            MappingProxyType(dict(options[part])),
            link=link,
        )
        for part in LINKED
    ]


def _composed(part: str, label: Wording) -> Wording:
    words = {
        language: _LABELS[part].get(language, _LABELS[part]["en"]).format(of)
        for language, of in label.items()
    }
    return MappingProxyType(words)
