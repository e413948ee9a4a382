"""Reading a history: strictly, with the place of what is wrong, and nothing more."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histories import told
from qualflow.audit.history import (
    MOST_EVENTS,
    Bound,
    History,
    HistoryError,
    Observed,
    Source,
    is_history,
    read_history,
)

FULL: dict[str, Any] = {
    "format": 1,
    "case_id": "C-7",
    "company": {"en": "Lee & Wu", "zh": "李吴公司"},
    "regime": ["act-2029", "act-2030"],
    "route": "own_project",
    "as_of": "2031-01-31",
    "project": {"capacity_per_year": 50000, "share": 5.10, "source": [], "parts": {}},
    "events": [
        {
            "on": "2029-03",
            "precision": "month",
            "earliest": "2029-03-01",
            "latest": "2029-03-31",
            "actor": "ndrc",
            "kind": "approved",
            "facts": {
                "order": 1,
                "rate": 0.4368,
                "known": True,
                "more": [1],
                "none": None,
            },
            "note": "The office agreed.",
            "certainty": "press",
            "source": [
                {
                    "publisher": "Gazette",
                    "address": "https://example.org",
                    "published": "2029-04-01",
                    "read_as": "copy",
                },
                {"publisher": "Herald", "address": None},
            ],
            "alternatives": [{"on": "2029-04", "reason": "another paper"}],
        }
    ],
    "context": [
        {
            "earliest": "2030-01-01",
            "latest": "2030-01-02",
            "actor": "court",
            "what": "A case was opened.",
            "certainty": "text",
        }
    ],
    "bounds": [
        {"kind": "filed", "not_before": "2029-01-01", "not_after": None, "reason": "r"}
    ],
}
"""Everything a history can say."""


def read(**changes: Any) -> History:
    """The full history, some keys changed or, with `...`, left out."""
    content = {**FULL, **changes}
    kept = {key: value for key, value in content.items() if value is not ...}
    return read_history(json.dumps(kept).encode())


def wrong(text: str | bytes) -> HistoryError:
    with pytest.raises(HistoryError) as caught:
        read_history(text if isinstance(text, bytes) else text.encode())
    return caught.value


def refused(**changes: Any) -> str:
    """What reading says of a change."""
    with pytest.raises(HistoryError) as caught:
        read(**changes)
    return str(caught.value)


def one_event(**changes: Any) -> dict[str, Any]:
    """The full history's event, some keys changed, as a change to the history."""
    made = {**FULL["events"][0], **changes}
    return {"events": [{k: v for k, v in made.items() if v is not ...}]}


def test_every_field_is_read():
    """What is nested in facts is for readers only; a float stays the text it was."""
    approved = Observed(
        "approved",
        date(2029, 3, 1),
        date(2029, 3, 31),
        "ndrc",
        "press",
        1,
        {"order": 1, "rate": "0.4368", "known": True, "none": None},
        "The office agreed.",
        (
            Source("Gazette", "https://example.org", "2029-04-01", "copy"),
            Source("Herald"),
        ),
    )
    opened = Observed("", date(2030, 1, 1), date(2030, 1, 2), "court", "text", 1, {},
                      "A case was opened.")  # fmt: skip

    assert read() == History(
        "C-7",
        {"en": "Lee & Wu", "zh": "李吴公司"},
        ("act-2029", "act-2030"),
        "own_project",
        date(2031, 1, 31),
        {"capacity_per_year": 50000, "share": "5.1"},
        (approved,),
        (opened,),
        (Bound("filed", date(2029, 1, 1), None, "r"),),
    )


def test_a_float_is_kept_as_the_text_it_is_written_as():
    """Binary fractions are not what anybody wrote."""
    text = json.dumps(FULL).replace("0.4368", "1.10e2")

    assert read_history(text.encode()).events[0].facts["rate"] == "1.10e2"


@pytest.mark.parametrize("key", ["route", "project", "events", "context", "bounds"])
def test_what_may_be_missing_may_be_missing(key: str):
    """A history without events is one: nothing was seen."""
    assert not getattr(read(**{key: ...}), key)


@pytest.mark.parametrize("key", ["expected", "contradictions"])
@pytest.mark.parametrize("value", [None, 5, {"state": "cancelled"}, ["nonsense"]])
def test_the_conclusions_of_others_are_never_read(key: str, value: Any):
    """Whatever stands there, the history is the same."""
    assert read(**{key: value}) == read()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": 2}, "format: 1 expected, 2 found"),
        (
            {"case_id": 7.5},
            "case_id: a text of at most 2,000 characters expected, "
            "the number 7.5 found",
        ),
        ({"regime": ["act", 7.5]}, "regime: a list of texts expected, a list found"),
        ({"format": "1"}, 'format: a whole number expected, "1" found'),
        ({"format": ...}, "format: a whole number expected, nothing found"),
        ({"case_id": ""}, 'case_id: a text expected, "" found'),
        ({"case_id": 7}, "case_id: a text of at most 2,000 characters expected, 7"),
        ({"company": ...}, "company: an object expected, nothing found"),
        ({"company": {"fr": "x"}}, "company: another key"),
        ({"company": {"en": 7}}, "company.en: a text"),
        ({"regime": []}, "regime: a list of texts expected, a list found"),
        ({"regime": "act"}, 'regime: a list of texts expected, "act" found'),
        ({"regime": ["act", 7]}, "regime: a list of texts"),
        ({"regime": ["\ud800"]}, "regime: a list of texts"),
        ({"as_of": "2031-02-29"}, "as_of: a day like 2019-01-10 expected"),
        ({"as_of": "2031-W05-5"}, "as_of: a day like 2019-01-10 expected"),
        ({"as_of": "9999-12-31"}, "as_of: a day from 1900-01-01 to 2199-12-31"),
        ({"project": []}, "project: an object expected, a list found"),
        ({"project": 0}, "project: an object expected, 0 found"),
        ({"events": {}}, "events: a list expected, an object found"),
        ({"events": [7]}, "events[1]: an object expected, 7 found"),
        ({"context": 7}, "context: a list expected, 7 found"),
        ({"bounds": [{"kind": "filed", "not_before": "x"}]}, "bounds[1].not_before: a"),
        ({"bounds": [{"kind": "filed", "when": "x"}]}, "bounds[1]: another key"),
        ({"events_": []}, "the key 'events_' found"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(changes: dict[str, Any], says: str):
    """Whoever keeps the file finds the line; strict types, no guesses."""
    assert says in refused(**changes)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"earliest": "2019-02-30"}, "events[1].earliest: a day like 2019-01-10"),
        ({"earliest": 20290301}, "events[1].earliest: a day like 2019-01-10"),
        ({"earliest": "1899-12-31"}, "events[1].earliest: a day from 1900-01-01"),
        ({"latest": "2200-01-01"}, "events[1].latest: a day from 1900-01-01"),
        ({"latest": "2029-02-28"}, "events[1].latest: a day not before 2029-03-01"),
        ({"latest": ...}, "events[1].latest: a day"),
        ({"kind": None}, "events[1].kind: a text"),
        ({"kind": ...}, "events[1].kind: a text"),
        ({"certainty": ...}, "events[1].certainty: a text"),
        ({"actor": ["ndrc"]}, "events[1].actor: a text"),
        ({"note": "x" * 2001}, "events[1].note: a text of at most 2,000 characters"),
        ({"facts": [1]}, "events[1].facts: an object expected, a list found"),
        ({"facts": False}, "events[1].facts: an object expected, false found"),
        ({"facts": {"x": "y" * 2001}}, "events[1].facts.x: a text of at most 2,000"),
        ({"source": "Gazette"}, 'events[1].source: a list expected, "Gazette" found'),
        ({"source": [{}]}, "events[1].source[1].publisher: a text"),
        ({"source": [{"publisher": "G", "url": ""}]}, "events[1].source[1]: another"),
        ({"what": "x"}, "the key 'what' found"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_an_event_is_told_with_its_number(
    changes: dict[str, Any], says: str
):
    """Numbers count from 1, as people do."""
    assert says in refused(**one_event(**changes))


def test_facts_may_be_null_or_missing():
    """`null` is not known."""
    assert read(**one_event(facts=None)).events[0].facts == {}
    assert read(**one_event(facts=...)).events[0].facts == {}


def test_an_event_can_lie_on_one_day():
    """Both ends are included."""
    one = read(**one_event(latest="2029-03-01")).events[0]

    assert one.earliest == one.latest


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Expecting value"),
        ("[]", "an object expected, a list found"),
        ('{"a": 1, "a": 2}', "each key once expected, 'a' twice found"),
        ('{"a": NaN}', "the number NaN"),
        ('{"a": ' + "9" * 16 + "}", "at most 15 digits"),
        ('{"a": 1.' + "1" * 50 + "}", "at most 40 characters"),
        ("[" * 100_000, "a few levels"),
        (b"\xff\xfe", "UTF-8 expected, byte 0 found"),
        (b"\xef\xbb\xbf{}", "JSON"),
        (b" " * 5_000_001, "at most 5,000,000 bytes"),
        ('{"case_id": "\\ud800"}', "half a surrogate pair"),
    ],
)  # fmt: skip
def test_what_is_no_json_is_told(text: str | bytes, says: str):
    """A file somebody else wrote may be anything."""
    assert says in str(wrong(text))


def test_a_key_given_twice_is_refused_wherever_it_stands():
    """Which of the two was meant?"""
    text = json.dumps(FULL).replace('"kind": "approved"', '"kind": "x", "kind": "y"')

    assert "each key once" in str(wrong(text))


def test_more_events_than_a_life_can_have_are_refused():
    """A history of one case; ten thousand events are not one, and that is said."""
    (one,) = FULL["events"]

    assert len(read(events=[one] * MOST_EVENTS).events) == MOST_EVENTS
    assert refused(events=[one] * 10_000) == (
        "history: events: at most 500 events expected, 10,000 found"
    )


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (json.dumps(FULL), True),
        ('{"regime": 7, "case_id": 7}', True),
        ('{"regime": [], "events": []}', False),
        ("[]", False),
        ("", False),
    ],
)
def test_a_history_is_told_from_a_case_file_by_its_keys(content: str, is_one: bool):
    """Both are JSON; a wrong history is still meant as one."""
    assert is_history(content.encode()) is is_one


# -- anything ------------------------------------------------------------------------

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)


def reads_or_refuses(data: bytes) -> None:
    """Nothing but a history or a refusal that can be printed comes out."""
    said = "history: "
    try:
        assert isinstance(read_history(data), History)
    except HistoryError as error:
        said = str(error)
    assert said.startswith("history: ")
    assert said.encode()


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes):
    """Nothing but a history or a `HistoryError` comes out."""
    reads_or_refuses(data)


def places(item: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in some JSON."""
    found = [path] if path else []
    inside = (
        item.items() if isinstance(item, dict)
        else enumerate(item) if isinstance(item, list) else ()
    )  # fmt: skip
    for key, inner in inside:
        found += places(inner, (*path, key))
    return found


@given(st.sampled_from(places(FULL)), JSON)
def test_a_history_with_anything_in_any_place_is_read_or_refused(
    place: tuple[Any, ...], value: Any
):
    """Each value of the full history is replaced by whatever there is."""
    content = json.loads(json.dumps(FULL))
    inner = content
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value

    reads_or_refuses(json.dumps(content).encode())


@given(st.integers(0, 20_000), st.binary(max_size=3))
def test_a_file_with_some_bytes_changed_is_read_or_refused(at: int, patch: bytes):
    """Files get damaged on their way."""
    data = json.dumps(told("xiaomi"), ensure_ascii=False).encode()
    at %= len(data)

    reads_or_refuses(data[:at] + patch + data[at + len(patch) :])
