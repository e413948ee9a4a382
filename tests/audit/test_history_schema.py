"""The schema and the reader agree: one refuses what the other refuses, save as listed.

`docs/reference/histories.md` lists what only the reader sees.
"""

from __future__ import annotations

import copy
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from qualflow.audit.history import HistoryError, read_history
from qualflow.processes import folder, shipped

SCHEMA = json.loads(
    (files("qualflow.audit") / "history.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)
FILES = [
    file for name in shipped() for file in sorted(folder(name).glob("histories/*.json"))
]
TOLD = [json.loads(file.read_text(encoding="utf-8")) for file in FILES]

LEAST: dict[str, Any] = {
    "format": 1, "case_id": "C-7", "company": {}, "regime": ["act"],
    "as_of": "2031-01-31",
}  # fmt: skip
EVENT = {
    "earliest": "2029-03-01", "latest": "2029-03-31", "kind": "approved",
    "certainty": "press",
}  # fmt: skip


def reads(history: object) -> bool:
    """Whether the reader takes it."""
    return read_as_text(json.dumps(history))


def read_as_text(text: str) -> bool:
    """Whether the reader takes a text."""
    try:
        read_history(text.encode())
    except HistoryError:
        return False
    return True


def fits(history: object) -> bool:
    """Whether the schema takes it."""
    return VALIDATOR.is_valid(history)


def test_the_schema_is_one():
    """It is checked against the draft it names, and needs nothing from elsewhere."""
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    refs = {ref for _, ref in references(SCHEMA)}
    assert all(ref.startswith("#/$defs/") for ref in refs)
    assert {ref.removeprefix("#/$defs/") for ref in refs} == set(SCHEMA["$defs"])


def references(node: object) -> Any:
    """Yield every reference of a schema."""
    if isinstance(node, list):
        for inner in node:
            yield from references(inner)
    if isinstance(node, dict):
        for key, inner in node.items():
            if key == "$ref":
                yield key, inner
            else:
                yield from references(inner)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_history_fits(file: Any):
    """The reader takes them too."""
    history = json.loads(file.read_text(encoding="utf-8"))

    assert list(VALIDATOR.iter_errors(history)) == []
    assert reads(history)


# Edges --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    [
        "1900-01-01", "1899-12-31", "2199-12-31", "2200-01-01", "2000-02-29",
        "1900-02-29", "2100-02-29", "2004-02-29", "2001-02-29", "2096-02-29",
        "2001-02-28", "2001-04-30", "2001-04-31", "2001-12-31", "2001-00-10",
        "2001-13-10", "2001-01-00", "2001-01-32", "2001-1-1", "20010101", "2001-W02-4",
        "2001-01-01\n", "２００１-01-01", "2001-01-01T00:00", "", None, 2001,
    ],
)  # fmt: skip
def test_days_are_the_same_days(day: object):
    """A pattern can hold the calendar of three centuries."""
    history = {**LEAST, "as_of": day}

    assert fits(history) is reads(history)


def test_every_day_of_every_month_is_the_same():
    """Leap years of three centuries, and the days that no month has."""
    for year in (1899, 1900, 1904, 1999, 2000, 2024, 2100, 2104, 2199, 2200):
        for month in range(14):
            for number in (0, 1, 28, 29, 30, 31, 32):
                day = f"{year:04}-{month:02}-{number:02}"
                history = {**LEAST, "as_of": day}
                assert fits(history) is reads(history), day


@pytest.mark.parametrize(
    "change",
    [
        {}, {"format": 2}, {"format": True}, {"format": "1"}, {"case_id": ""},
        {"case_id": "x" * 2000}, {"case_id": "x" * 2001}, {"case_id": 7},
        {"case_id": 7.5}, {"company": {"en": 7.5}}, {"regime": [7.5]}, {"route": 7.5},
        {"events": [{**EVENT, "kind": 7.5}]}, {"events": [{**EVENT, "note": 7.5}]},
        {"company": None}, {"company": {"en": "Lee"}}, {"company": {"fr": "Lee"}},
        {"company": {"en": None}}, {"regime": []}, {"regime": [""]},
        {"regime": ["act", 1]}, {"regime": "act"}, {"route": None}, {"route": "own"},
        {"project": None}, {"project": {}}, {"project": []}, {"project": {"a": [1]}},
        {"project": {"a": 1.5}}, {"project": {"a": None}}, {"project": {"a": {}}},
        {"project": {"a": "x" * 2001}}, {"project": {"source": "x" * 2001}},
        {"events": None}, {"events": {}}, {"events": [None]}, {"events": [EVENT]},
        {"events": [EVENT] * 500}, {"events": [EVENT] * 501}, {"context": None},
        {"context": [EVENT]}, {"bounds": None}, {"bounds": [{"kind": "approved"}]},
        {"bounds": [{"kind": "approved", "not_before": None, "not_after": "2029"}]},
        {"bounds": [{"not_before": "2029-01-01"}]}, {"expected": 1},
        {"contradictions": {"a": []}}, {"certainty": "press"},
        {"bounds": [{"kind": "approved", "reason": None}]},
    ],
)  # fmt: skip
def test_each_key_is_checked_alike(change: dict[str, Any]):
    """What is missing, null, too long or of another type."""
    history = {**LEAST, **change}

    assert fits(history) is reads(history)


@pytest.mark.parametrize("key", sorted(LEAST))
def test_what_one_needs_the_other_needs(key: str):
    """Five keys make a history."""
    history = {name: value for name, value in LEAST.items() if name != key}

    assert fits(LEAST)
    assert reads(LEAST)
    assert not fits(history)
    assert not reads(history)


SOURCES = [
    [], None, [{}], [{"publisher": "Gazette"}], [{"publisher": None}],
    [{"publisher": "Gazette", "address": None, "published": "2029", "read_as": None}],
    [{"publisher": "Gazette", "page": 4}], [{"publisher": "Gazette", "address": 4}],
]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        *({"source": source} for source in SOURCES),
        {"facts": None}, {"facts": []}, {"facts": {"a": {"b": 1}}},
        {"facts": {"source": "x" * 2001}}, {"facts": {"a": True}}, {"on": 1},
        {"precision": None}, {"alternatives": "none"}, {"actor": None}, {"actor": ""},
        {"note": None}, {"note": "x"}, {"what": "x"}, {"kind": ""}, {"kind": None},
        {"certainty": None}, {"certainty": "any"}, {"latest": None}, {"unknown": 1},
    ],
)  # fmt: skip
def test_events_and_context_are_checked_alike(change: dict[str, Any]):
    """An event has a kind and a note, an entry of context tells what."""
    entry = {key: value for key, value in EVENT.items() if key != "kind"}
    event = {**LEAST, "events": [{**EVENT, **change}]}
    context = {**LEAST, "context": [{**entry, **change}]}

    assert fits(event) is reads(event)
    assert fits(context) is reads(context)


# Mutations ----------------------------------------------------------------------------

ODD = st.sampled_from(
    [None, True, 0, 1, 1.5, "", "press", "2029-02-29", "2029-03-01", "x" * 2001, [], {},
     [None], ["act"], {"publisher": "Gazette"}, [EVENT], {"kind": "approved"}]
)  # fmt: skip


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of everything inside."""
    inner = node.items() if isinstance(node, dict) else enumerate(node)
    found = []
    for key, value in inner:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += places(value, (*path, key))
    return found


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A shipped history with some things changed, taken away, added or doubled."""
    history = copy.deepcopy(draw(st.sampled_from(TOLD)))
    for _ in range(draw(st.integers(1, 3))):
        where = draw(st.sampled_from(places(history)))
        node: Any = history
        for step in where[:-1]:
            node = node[step]
        key = where[-1]
        match draw(st.sampled_from(["change", "remove", "add", "move"])):
            case "change":
                node[key] = draw(ODD)
            case "remove":
                del node[key]
            case "add" if isinstance(node, dict):
                name = draw(st.sampled_from([*SCHEMA["properties"], "kind", "note"]))
                node[name] = draw(ODD)
            case "move" if isinstance(node, dict):
                node[draw(st.sampled_from([*map(str, node), "unknown"]))] = node[key]
            case _ if isinstance(node, list):
                node.append(copy.deepcopy(node[key]))
        if not places(history):
            break
    return history


def turned_round(history: dict[str, Any]) -> bool:
    """Whether something lies wholly before it begins: no schema can see that."""
    listed = [*(history.get("events") or []), *(history.get("context") or [])]
    return any(one["latest"] < one["earliest"] for one in listed)


@given(mutated())
def test_a_changed_history_is_judged_alike(history: Any):
    """The schema refuses what the reader refuses; all but an end before a beginning."""
    if fits(history):
        assert reads(history) is not turned_round(history)
    else:
        assert not reads(history)


# What only one of them sees -----------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({**LEAST, "format": 1.0}),
        json.dumps({**LEAST, "route": "\ud800"}),
        json.dumps({**LEAST, "project": {"a": 10**15}}),
        json.dumps({**LEAST, "expected": 10**15}),
        json.dumps({**LEAST, "project": {"a": 0.1}}).replace("0.1", "0." + "1" * 40),
        json.dumps({**LEAST, "events": [{**EVENT, "latest": "2029-02-28"}]}),
        json.dumps(LEAST).replace('"format"', '"format": 1, "format"'),
        json.dumps({**LEAST, "expected": "x" * 5_000_000}),
    ],
    ids=["1.0", "half a character", "16 digits", "16 digits unread", "41 characters",
         "an end before a beginning", "a key twice", "5 MB"],
)  # fmt: skip
def test_some_things_only_the_reader_sees(text: str):
    """Each of them is on the page of the format."""
    assert fits(json.loads(text))
    assert not read_as_text(text)


def test_the_history_on_the_page_is_one():
    """What `docs/reference/histories.md` shows is read, and fits."""
    page = Path(__file__).parents[2] / "docs/reference/histories.md"
    shown = re.findall(r"^```json\n(.+?)^```$", page.read_text("utf-8"), re.M | re.S)

    assert [read_as_text(text) for text in shown] == [True]
    assert [fits(json.loads(text)) for text in shown] == [True]
