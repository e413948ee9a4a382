"""A life under the law of another day: which answers change, and why."""

from datetime import date

import pytest

from histories import CN, MAPPING, audited, told
from qualflow.audit.history import History
from qualflow.audit.mapping import HistoryMap
from qualflow.audit.other_law import under_law_of
from qualflow.audit.result import Audit, Judgement, Step
from qualflow.audit.terms import Terms, terms
from qualflow.law.edition import Answer
from qualflow.law.facts import Evidence
from qualflow.law.verdict import Verdict
from qualflow.words.language import Language
from qualflow.words.other_law import other_law_text
from rulebooks import BEFORE, DAY, REFORM, SINCE, a_rulebook, a_step, day

MAP = HistoryMap(
    claims=("iaa",), certainty={}, actors={}, kinds=(), lines=(), supplies={}
)


def under(history, on, **asked):
    audit = audited(history, **asked)
    return under_law_of(CN, MAPPING, audit, terms(MAPPING, audit.day, **asked), on)


def steps(found):
    return {step.step.transition: step for step in found.steps}


def test_a_step_of_another_regime_is_not_there():
    """From 2019-01-10 projects are filed; nobody approves one."""
    found = steps(under(told("bjev"), date(2020, 1, 1)))

    assert found["approve"].other is Answer.NO_SUCH_TRANSITION
    assert found["approve"].lost
    assert found["approve"].differences == ()
    assert not found["submit"].lost


def test_under_the_law_of_its_own_days_nothing_changes():
    for name in ("bjev", "kandi_jiangsu"):
        found = under(told(name), date(2016, 3, 16))
        assert [s.step.transition for s in found.lost] == []


def test_what_a_step_records_is_what_the_other_law_has_it_record():
    """A project of 2015 handed in under the law of 2020 is on the filing track."""
    found = steps(under(told("kandi_jiangsu"), date(2020, 1, 1)))

    assert all(
        difference.other is None or difference.other.verdict is not Verdict.UNMET
        for step in found.values()
        for difference in step.differences
    )


OLD = date(2027, 6, 1)
"""A day 642 days before `DAY`."""


def dated():
    """Return a rulebook whose one clause became stricter on `REFORM`."""
    return a_rulebook(
        facts=[day("report_issued_on")],
        clauses=(
            ("IAA 9(1)", "days(report_issued_on, today) <= 730", {"in_force": BEFORE}),
            ("IAA 9(1)", "days(report_issued_on, today) <= 365", {"in_force": SINCE}),
        ),
        transitions=(a_step(clauses=("IAA 9(1)",)),),
    )


def test_a_clause_is_judged_on_the_days_of_the_step_by_the_version_of_the_other_day():
    """The report was 641 days old at the approval, whatever the law."""
    book = dated()
    step = Step("approve", "draft", "approved", DAY, DAY, "office", None,
                Evidence.OFFICIAL, (), (), files={"report_issued_on": OLD})  # fmt: skip
    history = History("C-7", {}, ("iaa",), "", DAY, {}, ())
    life = Audit(history, "iaa", DAY, None, "approved", None, None,
                 Judgement.CONSISTENT, (), (), (step,), (), (), 0)  # fmt: skip

    def answer(on):
        (found,) = under_law_of(book, MAP, life, Terms(DAY), on).steps
        return found

    assert answer(DAY).other is Answer.OPEN
    later = answer(REFORM)
    assert (later.other, later.lost) == (Answer.CLOSED, True)
    (difference,) = later.differences
    assert difference.other.values == {"report_issued_on": OLD}
    assert difference.other.clause.in_force == SINCE
    text = other_law_text(
        under_law_of(book, MAP, life, Terms(DAY), REFORM), book, Language.EN
    )
    assert "IAA 9(1) (no such clause then, not met under that law): IAA 9(1)." in text
    assert "on file: report_issued_on: 2027-06-01" in text


def test_differences_have_both_findings():
    found = steps(under(told("bjev"), date(2024, 1, 1)))
    start = {d.ref: d for d in found["start_production"].differences}

    assert start["M39 28"].own is None
    assert start["M39 28"].other.verdict is Verdict.UNKNOWN
    assert found["start_production"].own is Answer.OPEN
    assert found["start_production"].other is Answer.UNKNOWN
    assert found["start_production"].changes
    assert not found["start_production"].lost


def test_a_clause_that_is_gone_has_no_other_finding():
    found = steps(under(told("bjev"), date(2024, 1, 1)))
    gone = {d.ref for d in found["submit"].differences if d.other is None}

    assert "O27 2" in gone


def test_a_reading_that_is_switched_is_switched_there_too():
    """R4 b: pending cases finish as approvals, so the step outlives its regime."""
    found = steps(under(told("kandi_jiangsu"), date(2020, 1, 1), readings={"R4": "b"}))

    assert found["approve"].other is not Answer.NO_SUCH_TRANSITION


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("bjev", "2020-01-01"),
        ("xiaomi", "2016-01-01"),
        ("baowo", "2016-01-01"),
        ("kandi_jiangsu", "2019-01-10"),
    ],
)
def test_another_law_reads_well(name, on, language, golden):
    found = under(told(name), date.fromisoformat(on))
    text = other_law_text(found, CN, Language(language))

    golden(text, f"audit/law-of-{name}.{language}.txt")


def test_a_history_without_a_step_is_said_to_have_none():
    history = told("xiaomi")
    history["events"] = []
    text = other_law_text(under(history, date(2020, 1, 1)), CN, Language.EN)

    assert text == "xiaomi has no step to judge.\n"
