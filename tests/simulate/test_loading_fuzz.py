"""Whatever the bytes are: a scenario that can be written again, or its mistakes."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow import load
from qualflow.processes import scenarios, shipped
from qualflow.simulate.loading import (
    ScenarioError,
    process_of,
    read_scenario,
    written,
)
from qualflow.simulate.scenario import Scenario

FILES = {
    name: (process, file.read_text(encoding="utf-8"))
    for process in shipped()
    for name, file in scenarios(process).items()
}
VALUES = (
    "1", "-1", "0", "true", '"x"', '""', "[]", "[1]", '["x"]', "{}", "{ a = 1 }",
    "1e999999", "nan", "-inf", "0.1", "1e-9", "1e27", "9" * 400, "0x" + "f" * 3000,
    "2030-01-01", "1900-01-01", "2199-12-31", "2030-02-30", "10:00:00",
    "2030-01-01T00:00:00Z", '"draft"', '"approve"', '["applied"]', r'"\u0000"',
    r'"\u202e"', "'x'", '"""\na\n"""', '{ en = "x", zh = "x" }', "{ fixed = 0 }",
    "{ uniform = [0, 1] }", "{ lognormal = { median = 1, sigma = 10 }, elapsed = 9e5 }",
    "{ weibull = { scale = 1e-6, shape = 10000 }, elapsed = 1e6 }",
    "{ gamma = { mean = 1e6, shape = 0.05 }, elapsed = 1e6 }",
    '{ exponential = 3, unit = "working day" }', "{ approve = 1.0 }",
    "{ approve = 0.5, refuse = 0.5 }", "[{ share = 1 }]", '[{ step = "approve" }]',
    "[[1]]", "[2030-01-01]", "{ x.y = { z = 1 } }",
)  # fmt: skip
KEYS = (
    "source", "delay", "then", "way", "race", "retry", "value", "drawn", "chosen",
    "after", "states", "en", '"\\n"', '"\\u202e"', "a.b", "elapsed", "holds", "facts",
    "arrivals", "timing",
)  # fmt: skip
HEADERS = (
    "[state.draft]", "[[state.draft.way]]", "[[state.draft.race]]", "[fact.x]",
    "[[fact.approved_on]]", "[[given]]", "[clock.term]", "[resource.x]", "[outcome]",
    "[time.x]", "[question.x]", "[arrivals]", "[start]", "[title]", "[x]", "[state]",
)  # fmt: skip
LINES = sorted({line for _, text in FILES.values() for line in text.split("\n")})


@cache
def rulebook(process: str):
    return load(process)


def reads_or_reports(content: bytes, process: str, name: str) -> Scenario | None:
    """Nothing but a scenario or a report that can be printed comes out."""
    try:
        found = read_scenario(content, rulebook(process), name)
    except ScenarioError as error:
        for mistake in error.mistakes:
            first, *more = str(mistake).split("\n")
            assert all(line.isprintable() for line in (first, *more)), mistake
            assert all(line.startswith("  ") for line in more), mistake
            assert mistake.line is None or mistake.line >= 1
        return None
    again = read_scenario(written(found).encode(), rulebook(process), name)
    assert again == found
    assert sum(1 for _ in found.figures()) >= 0
    return found


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_or_reported(content: bytes):
    """A file may be anything."""
    assert reads_or_reports(content, "reference", "x") is None
    with pytest.raises(ScenarioError):
        process_of(content, "x")


@st.composite
def mutants(draw: st.DrawFn) -> tuple[str, str, bytes]:
    """Draw a shipped scenario with lines deleted, doubled, moved or of other values."""
    name = draw(st.sampled_from(sorted(FILES)))
    process, text = FILES[name]
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        key, _, value = lines[at].partition(" = ")
        match draw(st.sampled_from("delete double swap value key header cut".split())):
            case "delete" if len(lines) > 1:
                del lines[at]
            case "double":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "swap":
                lines[at] = draw(st.sampled_from(LINES))
            case "value":
                lines[at] = f"{key} = {draw(st.sampled_from(VALUES))}"
            case "key":
                lines[at] = f"{draw(st.sampled_from(KEYS))} = {value}"
            case "header":
                lines.insert(at, draw(st.sampled_from(HEADERS)))
            case _:
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
    return process, name, "\n".join(lines).encode("utf-8", "surrogatepass")


@given(mutants())
@settings(max_examples=150)
def test_a_mutant_is_a_scenario_or_its_mistakes(mutant: tuple[str, str, bytes]):
    """The file is sound, so that most mutants get far."""
    process, name, content = mutant

    reads_or_reports(content, process, name)


TREES = st.recursive(
    st.sampled_from(VALUES),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda v: f"[{', '.join(v)}]")
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3).map(
            lambda d: "{ " + ", ".join(f"{k} = {v}" for k, v in d.items()) + " }"
        )
    ),
    max_leaves=6,
)


@given(
    st.sampled_from(sorted(FILES)),
    st.sampled_from(HEADERS),
    st.dictionaries(st.sampled_from(KEYS), TREES, max_size=4),
)
@settings(max_examples=100)
def test_any_table_beside_the_others_is_read_or_reported(
    name: str, header: str, keys: dict[str, str]
):
    """With everything else of the file in its place."""
    process, text = FILES[name]
    table = "\n".join(f"{key} = {value}" for key, value in keys.items())

    reads_or_reports(f"{text}\n{header}\n{table}\n".encode(), process, name)


def filled(line: str, size: int = 600_000) -> str:
    """Return about `size` bytes of lines, each with its number in it."""
    length = len(line) + 4
    return "\n".join(line.replace("#", str(n)) for n in range(size // length))


BOMBS = {
    "states": filled("[state.s#]"),
    "ways": filled('[[state.draft.way]]\nstep = "s#"'),
    "facts": filled("[fact.f#]\nvalue = 1"),
    "given": filled("[[given]]\nfacts = { f# = 1 }"),
    "outcomes": filled('[outcome.o#]\nstates = ["s#"]'),
    "questions": filled("[question.q#]\nby = 1"),
    "values": f"a = [{'1, ' * 300_000}]",
    "lines of values": "[state.applied]\ndelay = { empirical = ["
    + "1, 2, 3,\n" * 60_000
    + "] }",
    "brackets": "a = " + "[" * 3_000,
    "keys": filled("k# = 1"),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_long_file_is_reported_too(bomb: str):
    """There is an end to the mistakes anybody reads."""
    with pytest.raises(ScenarioError) as caught:
        read_scenario(bomb.encode(), rulebook("reference"), "x")

    assert 1 <= len(caught.value.mistakes) <= 1_001


def test_what_is_too_long_is_not_read():
    """A megabyte is more than any planner writes."""
    with pytest.raises(ScenarioError) as caught:
        read_scenario(b"#" * 1_000_001, rulebook("reference"), "x")

    (mistake,) = caught.value.mistakes
    assert "a file of at most 1,000,000 bytes expected" in str(mistake)
