"""A step is judged by the law of all its days (machine.md 5.6)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.audit.judging import NO_DAY, Judge
from qualflow.audit.mapping import HistoryMap
from qualflow.audit.rows import Row, rows
from qualflow.law.expression import Value
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Effect, Interval, Standing
from rulebooks import a_rulebook, a_step, boolean, day, number

MAP = HistoryMap((), {}, {}, (), (), {})
TEXT = frozenset({Standing.TEXT})
FACTS = (number("samples"), boolean("safe"), day("issued_on"))
REFORM = date(2030, 1, 1)
OLD, NEW = Interval(until=REFORM), Interval(since=REFORM)
FIRST, LAST = date(2029, 12, 1), date(2030, 1, 31)


def judge(*clauses: Any) -> tuple[Judge, Row]:
    refs = tuple(dict.fromkeys(ref for ref, *_ in clauses))
    book: Rulebook = a_rulebook(
        facts=FACTS, clauses=clauses, transitions=(a_step(clauses=refs),)
    )
    (row,) = rows(book, MAP, {})
    return Judge(book, TEXT, frozenset()), row


def barred(
    *clauses: Any, first: date = FIRST, last: date = LAST, **facts: Value
) -> str:
    made, row = judge(*clauses)
    return made.unmet(row, first.toordinal(), last.toordinal(), facts)


def found(
    *clauses: Any, first: date = FIRST, last: date = LAST, **facts: Value
) -> list[tuple[str, str]]:
    made, row = judge(*clauses)
    findings = made.findings(row, first.toordinal(), last.toordinal(), facts)
    return [(f.clause.ref, f.verdict.value) for f in findings]


def in_force(days: Interval, **more: Any) -> dict[str, Any]:
    return {"in_force": days, **more}


MANY, MORE = ("IAA 9", "samples >= 15"), ("IAA 9", "samples >= 20")
REFORMED = (*MANY, in_force(OLD)), (*MORE, in_force(NEW))


@pytest.mark.parametrize(
    ("samples", "verdict"), [(20, "met"), (19, "unknown"), (14, "unmet")]
)
def test_a_clause_is_met_or_unmet_only_if_so_on_all_days(samples: int, verdict: str):
    """Two versions touch the window; 19 samples were enough in the first alone."""
    assert found(*REFORMED, samples=samples) == [("IAA 9", verdict)]
    assert barred(*REFORMED, samples=samples) == ("IAA 9" * (verdict == "unmet"))


def test_in_a_window_of_one_edition_its_version_decides():
    """The edition boundary: the reform holds from its first day."""
    before = date(2029, 12, 31)

    assert barred(*REFORMED, last=before, samples=19) == ""
    assert barred(*REFORMED, first=REFORM, samples=19) == "IAA 9"
    assert barred(*REFORMED, first=before, last=REFORM, samples=19) == ""


@pytest.mark.parametrize("days", [OLD, NEW])
def test_a_clause_that_is_not_there_on_some_days_bars_on_none(days: Interval):
    """Found: it was judged on the days it was in force alone."""
    clause = (*MANY, in_force(days))

    assert barred(clause, samples=1) == ""
    assert found(clause, samples=1) == [("IAA 9", "unknown")]
    assert found(clause, samples=20) == [("IAA 9", "unknown")]


def test_a_clause_in_force_on_no_day_of_the_window_is_not_found():
    """It says nothing of the step."""
    assert found((*MANY, in_force(OLD)), first=REFORM, samples=1) == []


def test_an_unknown_clause_does_not_bar():
    """Public histories carry few facts."""
    assert barred(MANY) == ""
    assert found(MANY) == [("IAA 9", "unknown")]


def test_a_clause_that_asks_what_is_on_file_is_unmet_where_nothing_is():
    """`known(…)` would shut every step (machine.md 7); found: the search passed it."""
    clause = ("IAA 9", "known(samples)")

    assert barred(clause) == "IAA 9"
    assert found(clause) == [("IAA 9", "unmet")]


def test_a_day_that_a_step_recorded_is_known_though_nobody_knows_which():
    """Found: `known(…)` of it was unmet, and barred what the law let pass."""
    known, late = ("IAA 9", "known(issued_on)"), ("IAA 9", "today > issued_on")
    never = ("IAA 9", "not known(issued_on)")

    assert found(known, issued_on=NO_DAY) == [("IAA 9", "met")]
    assert found(late, issued_on=NO_DAY) == [("IAA 9", "unknown")]
    assert barred(never, issued_on=NO_DAY) == "IAA 9"


def test_no_answer_about_a_day_is_remembered_for_one_that_is_not_on_file():
    made, row = judge(("IAA 9", "known(issued_on)"))
    window = FIRST.toordinal(), LAST.toordinal()

    for _ in range(2):
        assert made.unmet(row, *window, {}) == "IAA 9"
        assert made.unmet(row, *window, {"issued_on": NO_DAY}) == ""
        (missing,) = made.findings(row, *window, {})
        (recorded,) = made.findings(row, *window, {"issued_on": NO_DAY})
        assert (missing.verdict.value, recorded.verdict.value) == ("unmet", "met")
        assert recorded.values == {"issued_on": None}


def test_a_clause_that_only_notes_never_bars():
    """`effect = finding`; in all versions or in one."""
    noting = in_force(NEW, effect=Effect.FINDING)

    assert barred(("IAA 9", "safe", {"effect": Effect.FINDING}), safe=False) == ""
    assert barred((*MANY, in_force(OLD)), (*MANY, noting), samples=1) == ""


def test_a_standing_that_is_not_accepted_is_not_evaluated():
    """Also where it is there on some days only; with others it leaves a question."""
    memory = {"standing": Standing.MEMORY}
    old_memory = in_force(OLD, standing=Standing.MEMORY)

    assert found(("IAA 9", "safe", memory), safe=False) == [("IAA 9", "not_evaluated")]
    assert found(("IAA 9", "safe", old_memory), safe=False) == [
        ("IAA 9", "not_evaluated")
    ]
    assert barred(("IAA 9", "safe", memory), safe=False) == ""
    assert found((*MANY, old_memory), (*MANY, in_force(NEW)), samples=1) == [
        ("IAA 9", "unknown")
    ]


def test_the_first_clause_that_bars_is_named():
    """In the order of the step."""
    assert barred(("IAA 1", "safe"), MANY, safe=True, samples=1) == "IAA 9"
    assert barred(("IAA 1", "safe"), MANY, safe=False, samples=1) == "IAA 1"


def test_a_clause_that_reads_the_day_is_judged_on_every_day():
    """Found: the first and the last day alone were asked."""
    within = ("IAA 9", "today < 2029-12-10 or today > 2030-01-10")

    assert found(within) == [("IAA 9", "unknown")]
    assert found(within, last=date(2029, 12, 9)) == [("IAA 9", "met")]
    assert barred(within, first=date(2029, 12, 10), last=date(2030, 1, 10)) == "IAA 9"
    assert barred(within, first=date(2029, 12, 10), last=date(2030, 1, 11)) == ""


def test_a_day_that_does_not_matter_is_not_asked():
    """What is not on file settles `known(…) implies …` on all days at once."""
    clause = ("IAA 9", "known(issued_on) implies today > issued_on + 1 year")
    issued = date(2029, 6, 1).toordinal()

    assert found(clause, first=date(1900, 1, 1), last=date(2199, 12, 31)) == [
        ("IAA 9", "met")
    ]
    assert barred(clause, issued_on=issued) == "IAA 9"
    assert barred(clause, last=date(2030, 6, 2), issued_on=issued) == ""


def test_a_presumed_clause_is_met_while_nothing_is_filed():
    """On every day; a filed fact speaks for itself."""
    clause = ("IAA 9", "safe and today >= 2029-01-01", {"presumed": True})

    assert found(clause) == [("IAA 9", "met")]
    assert barred(clause, safe=False) == "IAA 9"


def test_findings_show_what_was_known():
    """Values as they are filed; None for what is unknown."""
    made, row = judge(("IAA 9", "samples >= 15 and safe"))
    (finding,) = made.findings(
        row, FIRST.toordinal(), LAST.toordinal(), {"samples": 20}
    )

    assert finding.values == {"samples": 20, "safe": None}


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch):
    """Ten thousand histories share one judge."""
    monkeypatch.setattr("qualflow.audit.judging.MOST_REMEMBERED", 3)
    made, row = judge(*REFORMED)
    days = FIRST.toordinal(), LAST.toordinal()

    answers = [made.unmet(row, *days, {"samples": number}) for number in range(30)]

    assert answers == ["IAA 9"] * 15 + [""] * 15


def test_a_clause_that_a_reading_takes_away_is_not_there():
    """R13 switches one of two tests off."""
    book = a_rulebook(
        facts=FACTS, clauses=(MANY,), transitions=(a_step(clauses=("IAA 9",)),)
    )
    (row,) = rows(book, MAP, {})
    made = Judge(book, TEXT, frozenset({"IAA 9"}))

    assert made.unmet(row, 1, 2, {"samples": 1}) == ""
    assert made.findings(row, 1, 2, {"samples": 1}) == ()
    assert made.reads(row) == ()


@given(
    first=st.integers(-40, 40),
    length=st.integers(0, 60),
    samples=st.none() | st.integers(13, 21),
)
def test_it_agrees_with_the_edition_of_every_day(
    first: int, length: int, samples: int | None
):
    """The law of a day is what `Rulebook.on` says it is."""
    made, row = judge(*REFORMED)
    start = REFORM.toordinal() + first
    facts: dict[str, Value] = {} if samples is None else {"samples": samples}
    limits = [
        15 if "15" in str(clause.when) else 20
        for on in range(start, start + length + 1)
        for clause in made.rulebook.on(date.fromordinal(on)).clauses.values()
    ]

    unmet = samples is not None and all(samples < limit for limit in limits)

    assert bool(made.unmet(row, start, start + length, facts)) is unmet
