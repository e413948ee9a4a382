"""Whatever the bytes are: a rulebook, or its mistakes, and soon.

The folder that is mutated is sound, so that most mutants get far; lines are moved
between files, so that right things stand in wrong places.
"""

import time
import tomllib
from datetime import date, datetime
from datetime import time as clock_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editing import FILES, NAME
from qualflow.law.loading import MistakeError, RulebookError, read
from qualflow.law.loading.toml import parse
from qualflow.law.rulebook import Rulebook

PATHS = sorted(FILES)
LINES = sorted({line for text in FILES.values() for line in text.splitlines()})
VALUES = [value.encode() for value in (
    "1", "-1", "0", "true", '"x"', '""', "[]", "[1]", '["x"]', "{}", "{ a = 1 }",
    "1e999999", "nan", "-inf", "0.1", "9" * 400, "0x" + "f" * 3000, "2030-01-01",
    "2030-02-30", "10:00:00", "2030-01-01T00:00:00Z", '"today"', '"none"', '"draft"',
    '"IAA 9(1)"', '["IAA 17"]', r'"\u0000"', r'"\u202e"', r'["\u202e"]', "'x'",
    '"""\na and\n"""', '{ en = "x" }', '[{ en = "x" }]', r'{ "x\n" = 1 }',
    "{ x.y = { z = 1 } }", "[2030-01-01]", '"applied_on"', '["under_review"]',
)]  # fmt: skip
NAMES = [b"en", b"version", b"a.b", b'"\\n"', b'"\\u202e"', b"when", b"[x]"]
SECONDS = 5
"""Of the processor; most take a fraction of one."""


def outcome(files):
    """Return the rulebook or the mistakes, each of which is safe to print."""
    started = time.process_time()
    try:
        return read(files, NAME)
    except RulebookError as error:
        found = error.mistakes
    finally:
        assert time.process_time() - started < SECONDS
    for mistake in found:
        first, *more = str(mistake).split("\n")
        assert all(line.isprintable() for line in (first, *more)), mistake
        assert all(line.startswith("  ") for line in more), mistake
        assert mistake.line is None or mistake.line >= 1
    return found


@st.composite
def mutants(draw):
    """Draw the folder with some lines deleted, doubled, moved or given other values."""
    files = {path: text.splitlines() for path, text in FILES.items()}
    for _ in range(draw(st.integers(1, 4))):
        lines = files[draw(st.sampled_from(PATHS))]
        if not lines:
            continue
        at = draw(st.integers(0, len(lines) - 1))
        match draw(
            st.sampled_from(["delete", "double", "move", "value", "key", "cut"])
        ):
            case "delete":
                del lines[at]
            case "double":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "move":
                lines[at] = draw(st.sampled_from(LINES))
            case "value":
                key, equals, _ = lines[at].partition(b" = ")
                lines[at] = key + equals + draw(st.sampled_from(VALUES))
            case "key":
                _, equals, value = lines[at].partition(b" = ")
                key = draw(
                    st.sampled_from([b"en", b"version", b"a.b", b'"\\n"', b"when"])
                )
                lines[at] = key + equals + value
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
    return {path: b"\n".join(lines) for path, lines in files.items()}


@given(mutants())
def test_a_mutant_is_a_rulebook_or_its_mistakes(files):
    """Nothing else ever comes out, however the lines are mixed."""
    assert isinstance(outcome(files), Rulebook | tuple)


@given(st.dictionaries(st.sampled_from(PATHS), st.binary(max_size=200)))
def test_any_bytes_in_place_of_a_file(files):
    """Not text, not TOML, no tables: all are mistakes."""
    assert isinstance(outcome({**FILES, **files}), Rulebook | tuple)


KEYS = st.sampled_from(
    "en zh version id when standing type options source by extend name facts state "
    "2030 off clause instrument IAA apply draft example given fact transition".split()
)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(),
    st.sampled_from(["x", "draft", "IAA 8", "", "today", "applicant", "number"]),
    st.dates(),
    st.just(datetime(2030, 1, 1)),  # noqa: DTZ001  # TOML has moments without a zone
    st.just(clock_time(10)),
)
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
        ),
        max_leaves=12,
    ),
    max_size=4,
)


def toml(value):
    """Return a value as TOML."""
    match value:
        case dict():
            inside = ", ".join(f'"{key}" = {toml(part)}' for key, part in value.items())
            return f"{{ {inside} }}"
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case bool():
            return str(value).lower()
        case date() | clock_time():
            return value.isoformat()
        case str():
            return f'"{value}"'
    return str(value)


TABLES = (
    "actor link state transition clock property fact definition instrument clause "
    "basis year given example".split()
)


@given(path=st.sampled_from(PATHS), table=st.sampled_from(TABLES), tree=TREES)
def test_any_table_in_place_of_a_file(path, table, tree):
    """Right names over wrong shapes: no reader trusts what it has not looked at."""
    named = {table: tree}
    text = "\n".join(f"{key} = {toml(value)}" for key, value in named.items())
    assert tomllib.loads(text) == named

    assert isinstance(outcome({**FILES, path: text.encode()}), Rulebook | tuple)


@given(path=st.sampled_from(PATHS), table=st.sampled_from(TABLES), tree=TREES)
def test_any_table_beside_the_others(path, table, tree):
    """The same, with everything else of the file in its place."""
    keys = "".join(f"{key} = {toml(value)}\n" for key, value in tree.items())
    text = FILES[path] + f'\n[{table}."x 1"]\n{keys}'.encode()

    assert isinstance(outcome({**FILES, path: text}), Rulebook | tuple)


def filled(line, size=999_000):
    """Return about `size` bytes of lines, each with its number in it."""
    lines, length, number = [], 0, 0
    while length < size:
        lines.append(line.replace("#", str(number)))
        length += len(lines[-1]) + 1
        number += 1
    return "\n".join(lines)


PROCESS, FACTS, LAW, WORDS = (
    "process.toml",
    "facts.toml",
    "law/iaa.toml",
    "words/zh.toml",
)
CLAUSE = '[clause."IAA #"]\nen = "x"\nwhen = "xyz# > 1"\nstanding = "text"'
DEFINITION = '[definition.a#]\nen = "x"\nwhen = "a# and application_signed"'
STATE = "[state.s#]\n[transition.t#]\nsource = ['s#', 'draft']\ntarget = 's#'"

BOMBS = {
    "a key of 20,000 parts": (PROCESS, ".".join("a" * 20_000) + " = 1"),
    "a key of 2,000 parts": (PROCESS, ".".join("a" * 2_000) + " = 1"),
    "many keys of 20 parts": (PROCESS, filled("a#" + ".b" * 20 + " = 1")),
    "headers of many parts": (FACTS, filled("[a#.b.c.d.e.f.g.h.i.j]")),
    "brackets": (PROCESS, "a = " + "[" * 100_000),
    "brackets on lines": (PROCESS, "a = " + "[\n" * 100_000),
    "tables in tables": (PROCESS, "a = " + "{ a = " * 600 + "1" + "}" * 600),
    "a long number": (PROCESS, "language = " + "9" * 900_000),
    "a number of 3,900 digits": (PROCESS, "language = " + "9" * 3_900),
    "an exponent": (PROCESS, "language = 1e999999"),
    "escapes": (PROCESS, 'title = """' + "\\n" * 490_000 + '"""'),
    "quotes": (PROCESS, '"' * 900_000),
    "open quotes": (PROCESS, '"""\\' * 240_000),
    "comments": (PROCESS, filled("# x")),
    "empty tables": (PROCESS, filled("[a#]")),
    "empty clauses": (LAW, filled('[clause."IAA #"]')),
    "empty facts": (FACTS, filled("[fact.a#]")),
    "empty examples": ("examples/clauses.toml", filled("[[example]]")),
    "empty versions": (PROCESS, filled("[[transition.apply.version]]")),
    "clauses": (LAW, filled(CLAUSE)),
    "definitions": (FACTS, filled(DEFINITION)),
    "a chain of states": (PROCESS, filled(STATE)),
    "words": (WORDS, filled('[fact.x#]\nzh = "x"')),
    "years": ("calendar.toml", filled("[year.#]")),
    "days": ("calendar.toml", f"[year.2030]\noff = [{filled('2030-01-01,')}]"),
    "names": (PROCESS, "[transition.x]\n" + filled('by# = ["x#"]')),
}


@pytest.mark.parametrize(("path", "bomb"), BOMBS.values(), ids=BOMBS)
def test_no_file_takes_long(path, bomb):
    """A megabyte is the limit; what is within it is read or refused in seconds."""
    assert isinstance(outcome({**FILES, path: bomb.encode()}), tuple)


@given(st.text(alphabet="ab.=[]{}\"'\\# \n1-\t", max_size=60))
def test_every_key_that_tomllib_finds_has_a_line(text):
    """The line map trusts that a text is TOML, and then finds the same keys."""
    try:
        document = parse("x.toml", text.encode())
    except MistakeError:
        return
    for key in document.data:
        assert 1 <= document.line((key,)) <= len(document.lines)
