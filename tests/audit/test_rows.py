"""The rows of a process under a reading: which there are, when, and in which order."""

from __future__ import annotations

from datetime import date

from qualflow.audit.mapping import Choice, HistoryMap, Reading
from qualflow.audit.rows import rows
from qualflow.law.rules import Interval, Transition
from rulebooks import a_rulebook, a_step, choice, day, writes

REFORM, LATER = date(2030, 1, 1), date(2031, 1, 1)
OLD, NEW = Interval(until=REFORM), Interval(REFORM)
MAP = HistoryMap((), {}, {}, (), (), {})


def made(
    *steps: Transition,
    choices: dict[str, Choice] | None = None,
    mapping: HistoryMap = MAP,
) -> list[str]:
    """The rows as text, in order."""
    facts = (choice("track", "long", "short"), day("decided_on"))
    found = rows(a_rulebook(facts=facts, transitions=steps), mapping, choices or {})
    shown = date.fromordinal
    return [
        f"{row.place} {row.name} {shown(row.first)}…{shown(row.last)}" for row in found
    ]


def test_every_version_is_a_row():
    """In the order of the process; the last day is the one before `until`."""
    assert made(a_step("t", in_force=OLD), a_step("t", in_force=NEW), a_step("u")) == [
        "0 t 1900-01-01…2029-12-31",
        "1 t 2030-01-01…2199-12-31",
        "2 u 1900-01-01…2199-12-31",
    ]


def test_a_version_of_one_day_has_that_day():
    """The reform itself."""
    assert made(a_step("t", on_day=REFORM)) == ["0 t 2030-01-01…2030-01-01"]
    assert made(a_step("t", on_day=REFORM, in_force=Interval(LATER))) == [
        "0 t 2031-01-01…2030-01-01"
    ]


def test_a_version_that_rests_on_a_switchable_reading_comes_last():
    """It exists under one reading only, so it is the last resort of its transition."""
    reading = Reading("R21", choices={"b": Choice(without_tagged=True)})
    mapping = HistoryMap((), {}, {}, (), (), {}, readings={"R21": reading})
    steps = a_step("t", in_force=OLD, readings=("R21",)), a_step("t", in_force=NEW)

    assert made(*steps, a_step("u"), mapping=mapping) == [
        "0 t 2030-01-01…2199-12-31",
        "1 t 1900-01-01…2029-12-31",
        "2 u 1900-01-01…2199-12-31",
    ]
    gone = {"R21": Choice(without_tagged=True)}
    assert made(*steps, choices=gone, mapping=mapping) == ["0 t 2030-01-01…2199-12-31"]


def test_a_transition_can_be_gone_under_a_reading():
    """R4 (b): no case is moved."""
    gone = {"R4": Choice(without_steps=("t",))}

    assert made(a_step("t"), a_step("u"), choices=gone) == ["0 u 1900-01-01…2199-12-31"]


def test_what_ends_on_the_day_of_a_reading_is_prolonged():
    """And nothing that ends on another day, or belongs to another transition."""
    choices = {"R4": Choice(prolonged=("t",), ending=REFORM)}
    steps = (
        a_step("t", in_force=OLD),
        a_step("t", source="approved", in_force=Interval(REFORM, LATER)),
        a_step("u", in_force=OLD),
    )

    assert made(*steps, choices=choices) == [
        "0 t 1900-01-01…2199-12-31",
        "1 t 2030-01-01…2030-12-31",
        "2 u 1900-01-01…2029-12-31",
    ]


def test_a_row_knows_what_it_writes_whatever_the_day():
    """Values and what is cleared; days are known to a window at best."""
    step = a_step("t", records=writes(track="long", decided_on="today"))
    other = a_step("u", records=writes(track="none"))
    facts = (choice("track", "long", "short"), day("decided_on"))
    found = rows(a_rulebook(facts=facts, transitions=(step, other)), MAP, {})

    assert [row.writes for row in found] == [
        (("track", "long"),),
        (("track", None),),
    ]


def test_a_row_knows_the_days_it_sets_that_some_clause_looks_at():
    """Not which they are, but that there are any; what nobody asks is left out."""
    step = a_step("t", records=writes(decided_on="today", filed_on="today"))
    other = a_step("u", records=writes(known_on="=decided_on"))
    facts = tuple(map(day, ("decided_on", "filed_on", "known_on")))
    clause = ("IAA 9", "known(known_on)")
    book = a_rulebook(facts=facts, clauses=(clause,), transitions=(step, other))
    found = rows(book, MAP, {})

    assert [(row.days, row.copies) for row in found] == [
        (("decided_on",), ()),
        ((), (("known_on", "decided_on"),)),
    ]
