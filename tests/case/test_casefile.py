"""A case file gives the case back, to the byte, and is read strictly."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow import (
    Document,
    Evidence,
    FileFact,
    load,
    open_case,
    read_case,
    replay,
    write_case,
)
from qualflow.case.casefile import CaseFileError, process_of
from qualflow.case.commands import CommandError
from qualflow.case.events import FactFiled
from qualflow.law.facts import FactValueError
from qualflow.testing import lives, rulebooks
from rulebooks import (
    DAY,
    INSTRUMENTS,
    NEXT_DAY,
    a_case,
    a_rulebook,
    after,
    corrected,
    every_kind,
    text,
)

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


def place_of(kind):
    """Return the place of the first event of a kind, from 0."""
    return [event["event"] for event in CONTENT["events"]].index(kind)


# There and back --------------------------------------------------------------------


def test_a_file_gives_the_case_back_and_the_case_the_file():
    """Whatever has happened to it."""
    case = every_kind()

    assert read_case(WRITTEN, INSTRUMENTS) == case
    assert read_case(WRITTEN, INSTRUMENTS).sources == case.sources
    assert write_case(read_case(WRITTEN, INSTRUMENTS)) == WRITTEN


@settings(max_examples=settings().max_examples // 2)
@given(st.data())
def test_every_life_survives_its_file(data):
    """Any rulebook, any commands, corrections and links among them."""
    rulebook = data.draw(rulebooks())
    case, _ = data.draw(lives(rulebook))
    written = write_case(case)
    found = read_case(written, rulebook)

    assert (found, found.sources) == (case, case.sources)
    assert write_case(found) == written


def test_a_file_is_meant_to_be_read_by_people():
    """A line an item; days and decimals as texts; what is empty is left out."""
    case = after(
        INSTRUMENTS,
        a_case(case_id="C-9"),
        FileFact("settling_s", "5.1", DAY, documents=(Document("report"),)),
    )

    assert write_case(case).decode() == (
        '{\n "format": 1,\n "process": "iaa",\n "case": "C-9",\n "events": [\n'
        '  {\n   "event": "fact_filed",\n   "on": "2029-03-04",\n'
        '   "evidence": "documented",\n   "fact": "settling_s",\n'
        '   "value": "5.10",\n   "documents": [\n    {\n     "name": "report"\n'
        "    }\n   ]\n  }\n ]\n}\n"
    )


def test_a_fresh_case_has_a_file_too():
    """Without events there is still somebody to wait for."""
    fresh = open_case(INSTRUMENTS, "公司")

    assert read_case(write_case(fresh), INSTRUMENTS) == fresh


@pytest.mark.parametrize(
    "word", ["a\u2028b", 'a"b\\c', "a\tb\nc", "\x00\x1f\x7f", "😀é"], ids=repr
)
def test_every_text_that_can_be_filed_survives(word):
    """Quotes, line ends, control characters, any script."""
    rulebook = a_rulebook(facts=[text("name")], transitions=())
    case = after(rulebook, open_case(rulebook, word), FileFact("name", word, DAY, word))

    assert read_case(write_case(case), rulebook) == case


@settings(max_examples=settings().max_examples // 2)
@given(
    st.text(max_size=5),
    st.text(st.characters(), max_size=5),
    st.text(st.characters(), max_size=5),
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    st.none() | st.datetimes(timezones=st.timezones()),
)
def test_what_was_decided_can_be_read_again(by, name, value, on, moment):
    """A command is refused, or its event is readable: there is no third."""
    rulebook = a_rulebook(facts=[text("name")], transitions=())
    fresh = open_case(rulebook, "C-7")
    documents = (Document(name),)
    command = FileFact("name", value, on, by, Evidence.OFFICIAL, documents, moment)
    try:
        case = after(rulebook, fresh, command)
    except (CommandError, FactValueError):
        return

    assert read_case(write_case(case), rulebook) == case


def test_a_process_is_found_before_its_rulebook_is_loaded():
    """So that nobody has to say it twice."""
    assert process_of(WRITTEN) == "iaa"
    with pytest.raises(CaseFileError, match="case file: "):
        process_of(b"[]")
    with pytest.raises(CaseFileError, match="process: a text"):
        process_of(b"{}")


def test_a_case_that_no_reader_would_accept_is_not_written():
    """The one who writes it can still do something about it."""
    rulebook = a_rulebook(facts=[text("name")], transitions=())
    filing = FactFiled("name", "x" * 500, DAY, "y" * 2_000)
    case = replay([filing] * 2_000, start=open_case(rulebook, "C-7"))

    with pytest.raises(CaseFileError, match="at most 5,000,000 bytes"):
        write_case(case)


# What is refused -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("format", 2, "format: 1 expected, 2 found"),
        ("format", True, "format: a whole number expected, true found"),
        ("process", "other", "process: a case of iaa expected"),
        ("case", "", "case: a text that is not empty expected"),
        ("case", "x" * 2_001, "case: a text of at most 2,000 characters"),
        ("case", None, "case: a text of at most 2,000 characters expected, nothing"),
        ("events", {}, "events: a list expected, an object found"),
        ("events", [1], "events[1]: an object expected, 1 found"),
        ("event", [], "another key; did you mean 'events'? expected, the key 'event'"),
    ],
)
def test_the_outermost_object_is_read_strictly(key, value, expected):
    """The message says where, what was there and what was expected."""
    error = reading(CONTENT | {key: value})

    assert str(error).startswith(f"case file: {expected.split(' expected')[0]}"[:30])
    assert expected in str(error)


@pytest.mark.parametrize(
    ("kind", "key", "value", "expected"),
    [
        ("fact_filed", "event", "filed", "fact_filed, state_entered, act_noted"),
        ("fact_filed", "event", ..., "nothing found"),
        ("fact_filed", "on", "2029-02-30", "a day like 2019-01-10"),
        ("fact_filed", "on", "20290304", "a day like 2019-01-10"),
        ("fact_filed", "on", "2029-W10-7", "a day like 2019-01-10"),
        ("fact_filed", "on", "1899-12-31", "a day from 1900-01-01 to 2199-12-31"),
        ("fact_filed", "on", 1, "a day like 2019-01-10"),
        ("fact_filed", "by", 1, "a text of at most 2,000 characters expected, 1"),
        ("fact_filed", "evidence", "good", 'rumoured, reported, documented, official'),
        ("fact_filed", "evidence", 4, "rumoured, reported, documented, official"),
        ("fact_filed", "fact", "sample", "did you mean 'samples'?"),
        ("fact_filed", "value", 1, "for signed true or false expected, 1 found"),
        ("fact_filed", "value", [1], "true or false expected, a list found"),
        ("fact_filed", "value", ..., "true or false expected, nothing found"),
        ("fact_filed", "documents", {}, "a list expected, an object found"),
        ("fact_filed", "documents", [{}], "a text of at most 2,000 characters"),
        ("fact_filed", "documents", [{"name": ""}], "a text that is not empty"),
        ("fact_filed", "documents", [{"name": "a", "sha256": "A" * 64}], "lower case"),
        ("fact_filed", "documents", [{"name": "a", "pages": "1"}], "mean 'page'"),
        ("fact_filed", "recorded_at", "2029-03-04T08:00:00", "a moment in UTC"),
        ("fact_filed", "recorded_at", "2029-W10-7T08:00:00Z", "a moment in UTC"),
        ("fact_filed", "recorded_at", "Z", "a moment in UTC"),
        ("fact_filed", "target", "x", "another key"),
        ("state_entered", "transition", "sumbit", "did you mean 'submit'?"),
        ("state_entered", "target", "aplied", "did you mean 'applied'?"),
        ("state_entered", "terms", ..., "an object expected, nothing found"),
        ("state_entered", "terms", {"release": "1"}, "text, press, memory, practice"),
        ("state_entered", "records", {"x": 1}, "a fact of the process"),
        ("state_entered", "records", {"track": "wide"}, "one of long, short"),
        ("state_entered", "records", [], "an object expected, a list found"),
        ("state_entered", "noted", [{"verdict": "met"}], "one of unmet, unknown, no"),
        ("state_entered", "noted", [{}], "a text of at most 2,000 characters"),
        ("act_noted", "transition", "x", "a transition of the process"),
        ("act_noted", "target", "applied", "another key"),
        ("link_read", "link", "holdr", "did you mean 'holder'?"),
        ("link_read", "state", "gone", "for holder.state one of draft"),
        ("link_read", "state", ..., "a text of at most 2,000 characters"),
        ("link_read", "case", "", "a text that is not empty"),
        ("link_read", "number", "1", 'a whole number expected, "1" found'),
        ("link_read", "since", "yesterday", "a day like 2019-01-10"),
        ("link_read", "through", 1, "for holder.through one of submit"),
        ("corrected", "number", 99, "the number of an earlier event"),
        ("corrected", "replacement", 1, "an object expected, 1 found"),
        ("corrected", "replacement", {"event": "corrected"}, "fact_filed, state_ent"),
    ],
)  # fmt: skip
def test_an_event_is_read_strictly(kind, key, value, expected):
    """Each with its place, so that a long file can be mended by hand."""
    place = place_of(kind)
    error = reading(changed(place, key, value))

    assert error.place.startswith(f"events[{place + 1}]")
    assert expected in str(error)


def test_days_of_a_file_do_not_run_backwards():
    """`decide` would not have let them."""
    case = a_case(samples=1)
    case = after(INSTRUMENTS, case, FileFact("samples", 2, NEXT_DAY))
    content = json.loads(write_case(case))
    content["events"].reverse()

    error = reading(content)
    assert error.place == "events[2].on"
    assert "a day not before 2029-03-05" in str(error)


def test_a_correction_of_a_correction_is_no_case():
    """Nor one of itself, nor of what comes after it."""
    case = corrected(a_case(samples=1), 1, None)
    content = json.loads(write_case(case))
    for number in (2, 3):
        content["events"][1]["number"] = number
        assert reading(content).place == "events[2].number"
    content["events"].append({**content["events"][1], "number": 2})
    content["events"][1]["number"] = 1
    assert reading(content).place == "events[3].number"


def test_a_correction_to_a_later_day_is_no_case():
    """On the day of the correction nobody could know it."""
    case = corrected(a_case(samples=1), 1, FileFact("samples", 2, DAY))
    content = json.loads(write_case(case))
    content["events"][1]["replacement"]["on"] = "2029-03-06"

    assert reading(content).place == "events[2].on"


# Shipped cases ---------------------------------------------------------------------


def test_a_case_of_a_loaded_process_is_read_like_any_other():
    """The rulebook may come from a folder or from anywhere."""
    rulebook = load("instrument-approval")
    case = after(rulebook, open_case(rulebook, "C-7"), FileFact("samples", 3, DAY))

    assert read_case(write_case(case), rulebook) == case
