"""A hostile case file is refused in a few words, and takes little to refuse."""

import json
import tracemalloc
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow import (
    Advance,
    Case,
    open_case,
    read_case,
    replay,
    write_case,
)
from qualflow.case.casefile import LARGEST_FILE, CaseFileError
from qualflow.case.events import FactFiled
from rulebooks import (
    DAY,
    INSTRUMENTS,
    after,
    every_kind,
)
from timed_cases import AUTOMAKER, an_approval

WRITTEN = write_case(every_kind())
CONTENT = json.loads(WRITTEN)


def reading(content, rulebook=INSTRUMENTS):
    """Return the error of a file that is refused."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(CaseFileError) as caught:
        read_case(data, rulebook)
    return caught.value


def changed(place, key, value):
    """Return the content with one key of one event changed; `...` leaves it out."""
    events = [dict(event) for event in CONTENT["events"]]
    if value is ...:
        del events[place][key]
    else:
        events[place][key] = value
    return CONTENT | {"events": events}


# Hostile files ---------------------------------------------------------------------

DEEP = 100_000
HOSTILE = {
    "nothing": b"",
    "no object": b"1",
    "half an object": b'{"format": 1,',
    "not UTF-8": b'{"format": "\xff"}',
    "UTF-16": '{"format": 1}'.encode("utf-16"),
    "a mark before it": b"\xef\xbb\xbf{}",
    "a zero byte": b'{"format": 1}\x00',
    "lists in lists": b"[" * DEEP,
    "objects in objects": b'{"a":' * DEEP,
    "closed lists in lists": b"[" * DEEP + b"]" * DEEP,
    "many lists": b'{"events": [[]' + b",[]" * 1_600_000 + b"]}",
    "a value of lists": b'{"format":' + b"[" * 900 + b"]" * 900 + b"}",
    "NaN": b'{"format": NaN}',
    "infinity": b'{"format": -Infinity}',
    "a float": b'{"format": 1.0}',
    "an exponent": b'{"format": 1e999999}',
    "a long exponent": b'{"format": 1e' + b"9" * 10_000 + b"}",
    "a long number": b'{"format": ' + b"1" * 1_000_000 + b"}",
    "sixteen digits": b'{"format": 1234567890123456}',
    "a key twice": b'{"format": 1, "format": 1}',
    "half a pair": b'{"case": "\\ud83d"}',
    "half a pair as a key": b'{"\\ud83d": 1}',
    "a long key": b'{"' + b"x" * 4_000_000 + b'": 1}',
    "a terminal": b'{"\\u001b[31m": 1}',
    "too long": b" " * (LARGEST_FILE + 1),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_a_few_words(data):
    """Never a traceback, never a line that fills the screen or obeys in it."""
    message = str(reading(data))

    assert len(message) < 300
    assert message.isprintable()
    message.encode()


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_takes_little_memory(data):
    """No more than what JSON makes of it: an empty list, two bytes, takes sixty."""
    tracemalloc.start()
    try:
        reading(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 10_000_000 + 30 * len(data)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b'1, "format": 1', "each key once expected, 'format' twice found"),
        (b"1.0", 'a whole number, or a text like "5.10" expected, the number 1.0'),
        (b"NaN", "the number NaN found"),
        (b"1e999999", "the number 1e999999 found"),
        (b"1234567890123456", "at most 15 digits expected"),
        (b"-123456789012345", "format: 1 expected, -123456789012345 found"),
    ],
)
def test_a_file_that_is_right_but_for_one_number_is_refused_for_it(written, expected):
    """The rest of it is read only if every number and key is sound."""
    data = WRITTEN.replace(b'"format": 1', b'"format": ' + written)

    assert expected in str(reading(data))


@pytest.mark.parametrize("depth", [10, 300, 900])
def test_a_value_of_lists_in_lists_is_a_list(depth):
    """Whoever shows it must not fall down the same stairs."""
    deep = json.loads("[" * depth + "]" * depth)
    error = reading(changed(0, "value", deep))

    assert "a list found" in str(error) or "deeper nesting" in str(error)


def test_half_a_pair_is_refused_wherever_it_stands():
    """It could be read, and never be written."""
    for broken in (b'"lee\\ud83d"', b'"\\udc00"'):
        data = WRITTEN.replace(b'"lee"', broken)
        assert "Unicode" in str(reading(data))


def test_a_whole_pair_is_a_character_like_any_other():
    """JSON may escape what lies beyond 16 bits."""
    data = WRITTEN.replace(b'"lee"', b'"\\ud83d\\ude00"')

    assert "😀".encode() in write_case(read_case(data, INSTRUMENTS))


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_case_or_an_error(data):
    """There is no third."""
    reading(data)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(("2029-03-04", "approve", "samples", "5.10", "", "\ud83d")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def an_approval_that_lapsed():
    """Return a case in which periods ran out, one of them with the approval."""
    case = after(AUTOMAKER, an_approval(), Advance(date(2021, 1, 4)))
    kinds = {type(event).__name__ for event in case.history}
    assert "PeriodExpired" in kinds
    assert case.path[-1].fired_by
    return case


def places(content, way=()):
    """Yield the way to every value of a file."""
    yield way
    items = content.items() if isinstance(content, dict) else ()
    items = enumerate(content) if isinstance(content, list) else items
    for key, value in items:
        yield from places(value, (*way, key))


TIMED = json.loads(write_case(an_approval_that_lapsed()))
FILES = [(CONTENT, INSTRUMENTS), (TIMED, AUTOMAKER)]
PLACES = [(file, way) for file in FILES for way in places(file[0]) if way]


def put(content, way, value):
    """Return a copy with a value put somewhere; `...` takes it out."""
    if not way:
        return value
    key, *rest = way
    copy = dict(content) if isinstance(content, dict) else list(content)
    if rest or value is not ...:
        copy[key] = put(content[key], rest, value)
    else:
        del copy[key]
    return copy


@settings(max_examples=500)
@given(st.sampled_from(PLACES), json_values | st.just(...))
def test_a_file_with_one_thing_changed_is_a_case_or_an_error(place, value):
    """And if it is a case, it can be written and read again."""
    (content, rulebook), way = place
    data = json.dumps(put(content, way, value)).encode()
    try:
        case = read_case(data, rulebook)
    except CaseFileError as error:
        str(error).encode()
        return
    assert read_case(write_case(case), rulebook) == case


@settings(max_examples=300)
@given(st.data())
def test_a_file_with_bytes_changed_is_a_case_or_an_error(data):
    """What a bad disk or a bad hand makes of it."""
    at = data.draw(st.integers(0, len(WRITTEN) - 1))
    length = data.draw(st.sampled_from((0, 1, 1, 5, 200)))
    more = data.draw(
        st.binary(max_size=4) | st.sampled_from((b'"', b"{", b"\\u", b","))
    )
    try:
        case = read_case(WRITTEN[:at] + more + WRITTEN[at + length :], INSTRUMENTS)
    except CaseFileError:
        return
    assert isinstance(case, Case)


# Big files -------------------------------------------------------------------------


def test_many_events_are_read_in_one_go():
    """One replay for all of them; a replay for each would take an hour."""
    filing = FactFiled("samples", 1, DAY)
    case = replay([filing] * 8_000, start=open_case(INSTRUMENTS, "C-7"))
    content = json.loads(write_case(case))
    void = {"event": "corrected", "on": "2029-03-04", "replacement": None}
    content["events"] += [void | {"number": n} for n in range(1, 8_001)]

    found = read_case(json.dumps(content).encode(), INSTRUMENTS)
    assert found.facts == {}
    assert len(found.history) == 16_000
