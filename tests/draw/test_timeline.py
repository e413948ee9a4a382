"""A case over time, as values and as a picture."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from qualflow import open_case, timeline
from qualflow.draw.svg import width_of
from qualflow.draw.timeline import Kind, Mark
from qualflow.draw.timeline_svg import WIDTH, timeline_svg
from timed_cases import (
    AUTOMAKER,
    a_case,
    a_late_request,
    a_project,
    an_approval,
    day,
    filed,
    recorded,
    silence,
)

SVG = "{http://www.w3.org/2000/svg}"


def shown(case, on, language="en"):
    return timeline(AUTOMAKER, case, day(on), language)


def row(picture, label):
    return next(row for row in picture.clocks if row.label == label)


def parsed(picture):
    return ElementTree.fromstring(timeline_svg(picture).encode())


def texts(picture):
    return [written(found) for found in parsed(picture).iter(f"{SVG}text")]


def written(found):
    """Return what stands in the picture, without the hint that lies in it."""
    return (found.text or "") + "".join(child.tail or "" for child in found)


# -- values ---------------------------------------------------------------------------


def test_events_of_one_day_are_one_mark():
    marks = {mark.day: mark for mark in shown(a_project(), "2018-05-10").marks}

    assert marks[day("2018-04-20")].lines == (
        (Kind.FILING, "filed: extension of the period for a decision"),
        (Kind.ACT, "extend the period for a decision"),
    )
    assert marks[day("2018-03-01")].lines[0] == (
        Kind.EXPIRY,
        "ran out: passing the file up",
    )


def test_what_happened_later_is_not_shown():
    picture = shown(a_project(), "2018-03-20")

    assert max(mark.day for mark in picture.marks) == day("2018-03-12")
    assert picture.states[-1].label == "under evaluation"


def test_many_filings_of_a_day_are_counted():
    case = a_case(*(filed(fact, day("2018-01-02"), "2018-01-03") for fact in (
        "local_received_on", "hearing_from", "delivered_on")))  # fmt: skip
    (mark,) = (m for m in shown(case, "2018-01-03").marks if m.day == day("2018-01-03"))

    assert (Kind.FILING, "3 facts filed") in mark.lines


def test_a_state_has_a_row_with_each_of_its_visits():
    rows = {row.label: row for row in shown(a_project(), "2018-05-10").states}

    assert [(v.since, v.until) for v in rows["under review"].visits] == [
        (day("2018-03-05"), day("2018-03-12")),
        (day("2018-04-16"), day("2018-05-10")),
    ]


def test_a_period_is_a_row_from_day_0_to_its_last_day():
    decision = row(shown(a_project(), "2018-05-10"), "decision on the project")

    assert (decision.zero, decision.end) == (day("2018-03-05"), day("2018-05-23"))
    assert decision.base == day("2018-05-09")
    assert decision.reached == day("2018-05-10")
    assert [(p.since, p.until) for p in decision.pauses] == [
        (day("2018-03-12"), day("2018-04-16"))
    ]
    assert not decision.over
    assert not decision.stopped


def test_a_missed_last_day_is_over():
    decision = row(shown(a_project(), "2018-06-20"), "decision on the project")

    assert decision.over
    assert decision.reached == day("2018-06-20")


def test_what_silence_led_to_is_an_expiry_and_no_breach():
    acceptance = shown(silence(), "2018-03-15").clocks[0]

    assert acceptance.ran_out
    assert not acceptance.over


def test_a_last_day_that_nobody_knows_is_marked():
    decision = row(shown(a_late_request(), "2026-12-28"), "decision on access")

    assert not decision.known
    assert decision.end == day("2027-01-12")


def test_what_is_left_of_an_ended_period_does_not_stretch_the_picture():
    picture = shown(a_late_request(), "2026-12-28")

    assert picture.last < day("2028-01-01")


def test_a_case_to_which_nothing_happened_has_a_picture():
    picture = shown(open_case(AUTOMAKER, "E-1"), "2018-10-20")

    assert (picture.marks, picture.clocks) == ((), ())
    assert "draft" in texts(picture)


# -- the picture ----------------------------------------------------------------------

PICTURES = {
    "project": (a_project, "2018-05-10"),
    "overdue": (a_project, "2018-06-20"),
    "paused": (a_project, "2018-03-20"),
    "lapsed": (an_approval, "2020-06-30"),
    "no-calendar": (a_late_request, "2027-02-01"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_is_as_it_was_looked_at(name, language, golden):
    made, on = PICTURES[name]

    golden(timeline_svg(shown(made(), on, language)), f"draw/{name}.{language}.svg")


def test_the_same_case_gives_the_same_bytes():
    one, other = (shown(a_project(), "2018-05-10") for _ in range(2))

    assert timeline_svg(one) == timeline_svg(other)


def test_what_is_hatched_shaded_and_marked_is_said_in_words_too():
    said = texts(shown(a_project(), "2018-06-20"))

    assert {"stands still", "extension", "overdue", "weekend", "holiday"} <= set(said)
    assert "due 2018-05-23, 19 working days over" in said
    assert "on 2018-06-20" in said


def test_a_span_of_years_shades_no_weekends():
    assert "weekend" not in texts(shown(an_approval(), "2020-06-30"))


def test_nothing_is_written_outside_the_picture():
    for made, on in PICTURES.values():
        root = parsed(shown(made(), on))
        for found in root.iter(f"{SVG}text"):
            assert 0 < float(found.get("x")) < WIDTH
            assert 0 < float(found.get("y")) < float(root.get("height"))


def test_a_notebook_shows_it():
    picture = shown(a_project(), "2018-05-10")

    assert picture._repr_svg_() == timeline_svg(picture)


EVIL = '<script>alert("1")</script>&\x1b[2J\u202e\ud800]]>'


def test_a_hostile_case_cannot_leave_its_text():
    root = parsed(shown(a_project(EVIL.replace("\ud800", "")), "2018-05-10"))

    assert not list(root.iter(f"{SVG}script"))
    assert '<script>alert("1")</script>' in root.find(f"{SVG}title").text


@given(
    st.lists(
        st.tuples(
            st.integers(0, 900),
            st.lists(
                st.tuples(st.sampled_from(Kind), st.text(max_size=90)), min_size=1
            ),
        ),
        max_size=25,
    )
)
def test_no_label_lies_on_another(found):
    """Whatever the events: on one level each label begins where there is room."""
    base = shown(silence(), "2018-03-15")
    marks = tuple(
        Mark(date(2018, 1, 1) + timedelta(days=offset), tuple(lines))
        for offset, lines in sorted(dict(found).items())
    )
    root = parsed(evolve(base, marks=marks))
    axis = next(line for line in root.iter(f"{SVG}line") if line.get("x1") == "292")
    levels = {}
    for label in root.iter(f"{SVG}text"):
        if label.get("font-size") == "11" and float(label.get("y")) < float(
            axis.get("y1")
        ):
            x, width = float(label.get("x")), width_of(written(label), 11)
            end = label.get("text-anchor") == "end"
            levels.setdefault(label.get("y"), []).append((x - width * end, width))
    for level in levels.values():
        for (one, width), (other, _) in pairwise(sorted(level)):
            assert one + width <= other


def test_a_long_life_has_every_event_on_it():
    steps = [recorded("submit", "2018-01-02")]
    for month in range(1, 10):
        steps.append(recorded("return_for_correction", f"2018-{month:02}-05"))
        steps.append(recorded("complete", f"2018-{month + 1:02}-03"))
    said = texts(shown(a_case(*steps), "2018-12-31"))

    assert said.count("return the file for completion") == 9
    assert said.count("hand in what was missing") == 9
