"""What an audit answers, beside the life itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

from audit.telling import (
    APPROVED,
    GRANTED,
    OWN_WAY,
    STARTED,
    chain,
    event,
    history,
    judged,
    window,
)
from histories import CN, MAPPING, audited, told
from qualflow.audit.audit import Audit, audit
from qualflow.audit.history import History, HistoryError, Observed
from qualflow.audit.mapping import FactLine, HistoryMap, Line, Supply, When
from qualflow.audit.terms import Terms, terms
from qualflow.law.facts import Evidence
from qualflow.law.rules import Interval, Record
from rulebooks import a_rulebook, a_step, day, number, writes

CONSENT = event(
    "approved", "2020-06-01", actor="jiangsu_drc", capacity_per_year=100_000
)


def verdicts(told_of: History, transition: str) -> dict[str, str]:
    found = judged(told_of)
    (step,) = [step for step in found.steps if step.transition == transition]
    return {finding.clause.ref: finding.verdict.value for finding in step.findings}


# -- the day -------------------------------------------------------------------------


def test_by_default_the_day_is_the_last_one_that_was_read():
    """And a later one is answered for that day, with a warning."""
    under = history(APPROVED, as_of="2016-12-31")
    asked = judged(under, "2020-01-01")

    assert (judged(under).day, judged(under).beyond) == (under.as_of, None)
    assert (asked.day, asked.beyond) == (under.as_of, date(2020, 1, 1))
    assert evolve(asked, beyond=None) == judged(under)


def test_events_count_from_their_earliest_day():
    """The furthest the case can have come."""
    under = history(evolve(APPROVED, latest=date(2016, 12, 31)))

    assert judged(under, "2016-05-31").state == "draft"
    assert judged(under, "2016-06-01").state == "approved"
    assert window(judged(under, "2016-07-01"), "approve") == "2016-06-01…2016-07-01"


def test_an_unknown_word_is_an_error_however_late_its_event():
    """Kinds are checked in the whole file; certainties where they count."""
    wrong = history(APPROVED, event("aproved", "2020-01-01"))

    with pytest.raises(HistoryError, match="did you mean 'approved'"):
        judged(wrong, "2016-12-31")
    with pytest.raises(HistoryError, match="certainty"):
        judged(history(evolve(APPROVED, certainty="sure")))


# -- steps ---------------------------------------------------------------------------


def test_a_step_tells_where_it_starts_and_ends_and_who_acted():
    """Unseen steps are by the first who may act."""
    found = judged(history(APPROVED))

    assert [(s.source, s.target, s.by, s.observed) for s in found.steps] == [
        ("draft", "applied", "company", False),
        ("applied", "under_review", "ndrc", False),
        ("under_review", "approved", "ndrc", True),
    ]
    assert [s.evidence for s in found.steps][1:] == [
        Evidence.RUMOURED,
        Evidence.OFFICIAL,
    ]


def test_what_is_unknown_is_listed_and_does_not_bar():
    """Public histories carry few facts."""
    assert verdicts(history(APPROVED), "approve")["O27 6(2)"] == "unknown"


def test_a_step_is_judged_by_what_its_own_event_tells():
    """The project's smaller scale is replaced for that step."""
    under = history(CONSENT, project={"capacity_per_year": 50_000})
    (step,) = [s for s in judged(under).steps if s.observed]
    (scale,) = [f for f in step.findings if f.clause.ref == "O22 20"]

    assert scale.verdict.value == "met"
    assert scale.values["planned_scale_units_per_year"] == 100_000


def test_what_steps_recorded_is_known_to_the_next_ones():
    """The track (SC673 3(a))."""
    assert verdicts(history(CONSENT), "file")["SC673 3(a)"] == "met"


def stopped(*clauses: str, records: tuple[Record, ...] = ()) -> Audit:
    """A life of `b`, which stops, and `u`, which asks something of the stop."""
    book = a_rulebook(
        facts=(day("stopped_on"), day("noted_on")),
        clauses=tuple((f"IAA {n}", when) for n, when in enumerate(clauses, 1)),
        transitions=(
            a_step("b", "draft", "stopped", records=writes(stopped_on="today")),
            a_step("t", "stopped", "stopped", records=records),
            a_step("u", "stopped", "listed",
                   clauses=tuple(f"IAA {n}" for n in range(1, len(clauses) + 1))),
        ),
        states=("draft", "stopped", "listed"),
    )  # fmt: skip
    kinds = "btu" if records else "bu"
    events = tuple(
        Observed(
            kind,
            REFORM + 900 * n * timedelta(1),
            REFORM + (900 * n + 9) * timedelta(1),
            "",
            "text",
            n,
        )
        for n, kind in enumerate(kinds)
    )
    last = REFORM + 3_000 * timedelta(1)
    under = History("C", {}, ("act",), "", last, {}, events)
    return audit(book, MAP, under, Terms(last))


LONG = "known(stopped_on) and today > stopped_on + 12 months"


def test_the_day_of_an_earlier_step_is_known_though_only_to_a_window():
    """Found: a listing for a long stop was contradicted, with the stop on file."""
    found = stopped(LONG, "known(stopped_on)")

    assert found.contradictions == ()
    assert [f.verdict.value for f in found.steps[-1].findings] == ["unknown", "met"]
    assert found.steps[-1].findings[0].values == {"stopped_on": None}


def test_what_only_another_event_tells_can_be_asked_for():
    """Found: the event was taken for barred before anything was on file."""
    book = a_rulebook(
        facts=(number("samples"),),
        clauses=(("IAA 9", "known(samples)"),),
        transitions=(
            a_step("b", "draft", "begun"),
            a_step("u", "begun", "used", clauses=("IAA 9",)),
        ),
        states=("draft", "begun", "used"),
    )
    told_of = tuple(
        Observed(kind, REFORM, REFORM, "", "text", number_, facts)
        for number_, (kind, facts) in enumerate((("b", {"samples": 3}), ("u", {})), 1)
    )

    def judged_of(events: tuple[Observed, ...]) -> Audit:
        under = History("C", {}, ("act",), "", REFORM, {}, events)
        return audit(book, MAP, under, Terms(REFORM))

    assert judged_of(told_of).contradictions == ()
    silent = (evolve(told_of[0], facts={}), told_of[1])
    (gone,) = judged_of(silent).contradictions
    assert (gone.event.kind, gone.why, gone.clause) == ("u", "clause_unmet", "IAA 9")


def test_a_day_that_a_step_clears_is_no_longer_known():
    found = stopped(LONG, records=writes(stopped_on="none"))

    assert [gone.event.kind for gone in found.contradictions] == ["u"]


def test_a_day_that_a_step_copies_is_known_if_that_one_is():
    kept, lost = writes(noted_on="=stopped_on"), writes(stopped_on="=noted_on")

    assert stopped("known(noted_on)", records=kept).contradictions == ()
    assert len(stopped(LONG, records=lost).contradictions) == 1


def test_what_an_earlier_event_told_is_known_to_later_steps():
    """Filed on its day, it stays on file."""
    filed = event("filed", "2020-03-01", capacity_per_year=200_000)
    under = history(filed, evolve(CONSENT, facts={}))

    assert verdicts(under, "file")["O22 20"] == "met"


# -- editions ------------------------------------------------------------------------

REFORM = date(2030, 1, 1)
OLD, NEW = {"in_force": Interval(until=REFORM)}, {"in_force": Interval(REFORM)}
MAP = HistoryMap(
    ("act",),
    {"text": Evidence.OFFICIAL},
    {},
    ("b", "t", "u"),
    tuple(Line(name, When(), steps=(name,)) for name in "btu"),
    {"t": Supply(supplied=True)},
    facts=(FactLine("samples", "samples", "samples"),),
)


def reformed(old: int, new: int, *told_of: tuple[str, int, int], samples: int) -> Audit:
    """A life of `b`, `t` and `u` around a reform of how many samples `t` asks for.

    Events are told by kind, first and last day after the reform.
    """
    book = a_rulebook(
        facts=(number("samples"),),
        clauses=(
            ("IAA 9", f"samples >= {old}", OLD),
            ("IAA 9", f"samples >= {new}", NEW),
        ),
        transitions=(
            a_step("b", "draft", "begun"),
            a_step("t", ("draft", "begun"), "tried", clauses=("IAA 9",)),
            a_step("u", "tried", "used"),
        ),
        states=("draft", "begun", "tried", "used"),
    )
    events = tuple(
        Observed(kind, REFORM + timedelta(a), REFORM + timedelta(b), "", "text", n)
        for n, (kind, a, b) in enumerate(told_of, 1)
    )
    day, project = REFORM + timedelta(99), {"samples": samples}
    under = History("C", {}, ("act",), "", day, project, events)
    return audit(book, MAP, under, Terms(day))


def test_an_edition_that_no_day_is_left_in_does_not_count():
    """What came before lies after the reform, so the old law cannot save the step."""
    before, wide = ("b", 1, 1), ("t", -9, 9)

    assert reformed(5, 9, wide, samples=5).contradictions == ()
    assert reformed(5, 9, before, wide, samples=9).contradictions == ()
    assert len(reformed(5, 9, before, wide, samples=5).contradictions) == 1


def test_a_clause_that_is_open_in_the_event_s_own_days_stays_open():
    """Narrowed to days on which it would bar, it is unknown: it did not bar before."""
    found = reformed(9, 5, ("t", -9, 9), ("u", -9, -1), samples=8)
    tried, _ = found.steps

    assert (tried.earliest, tried.latest) == (
        REFORM - timedelta(9),
        REFORM - timedelta(1),
    )
    assert [f.verdict.value for f in tried.findings] == ["unknown"]


# -- the answer ----------------------------------------------------------------------


def test_the_true_histories_have_one_answer():
    """No other chain is as good as the one that is told."""
    for name in ("xiaomi", "qiantu", "suda"):
        assert audited(told(name)).alternatives == 0


def test_the_facts_a_case_starts_with_are_told():
    """Those of every case, and those of the project."""
    found = judged(history(project={"capacity_per_year": 70_000}))

    assert found.given == {
        "category": "passenger",
        "planned_scale_units_per_year": 70_000,
    }


def test_audits_share_what_they_have_worked_out():
    """And keep apart what hangs on readings, standings and days."""
    under = history(*OWN_WAY)
    alone = [
        judged(under),
        judged(under, "2016-12-31"),
        judged(under, readings={"R4": "b"}),
    ]
    again = [
        judged(under),
        judged(under, "2016-12-31"),
        judged(under, readings={"R4": "b"}),
    ]

    assert alone == again
    assert len(alone[1].steps) < len(alone[0].steps)


def test_a_process_without_the_rest_of_a_map_is_audited():
    """No grounds, no flags, no hosting: a chain and its windows."""
    least = HistoryMap(
        MAPPING.claims, MAPPING.certainty, MAPPING.actors, MAPPING.kinds,
        MAPPING.lines, MAPPING.supplies,
    )  # fmt: skip
    under = history(APPROVED, GRANTED, STARTED)
    found = audit(CN, least, under, terms(least, under.as_of))

    assert chain(found)[-1] == "start_production"
    assert (found.flags, found.grounds, found.given) == ((), (), {})
