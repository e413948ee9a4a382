"""A case is the sum of its events, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow import (
    Correct,
    Evidence,
    FileFact,
    ReadLink,
    Record,
    Request,
    amended,
    apply,
    as_of,
    decide,
    open_case,
    replay,
)
from qualflow.case.events import Corrected, FactFiled
from qualflow.case.replaying import effective, fresh
from rulebooks import (
    DAY,
    INSTRUMENTS,
    NEXT_DAY,
    a_case,
    a_rulebook,
    a_step,
    after,
    approved,
    corrected,
    days,
    filed,
    number,
    under_review,
    writes,
)


def filings(*values):
    """Return a case with filings of `samples`: pairs of value and evidence."""
    case = a_case()
    for place, (value, evidence) in enumerate(values):
        on = DAY + days(place)
        case = filed(INSTRUMENTS, case, on=on, evidence=evidence, samples=value)
    return case


# Evidence --------------------------------------------------------------------------


def test_better_evidence_displaces_what_is_on_file():
    """Whatever it says."""
    case = filings((20, Evidence.REPORTED), (14, Evidence.OFFICIAL))

    assert case.facts["samples"] == 14
    assert case.sources["samples"].evidence is Evidence.OFFICIAL


def test_weaker_evidence_displaces_nothing_however_late():
    """A rumour does not correct a document; it is kept, and does not count."""
    case = filings((15, Evidence.DOCUMENTED), (14, Evidence.RUMOURED))

    assert case.facts["samples"] == 15
    assert case.sources["samples"].evidence is Evidence.DOCUMENTED
    assert len(case.history) == 2


@pytest.mark.parametrize("evidence", Evidence)
def test_of_equal_evidence_the_latest_counts(evidence):
    """Figures change, and the one who files knows the new one."""
    assert filings((14, evidence), (15, evidence)).facts["samples"] == 15


def test_a_filing_does_not_displace_what_a_step_wrote():
    """The day of receipt is the path's, not the applicant's."""
    case = filed(INSTRUMENTS, a_case(signed=True), received_on=DAY - days(9))
    assert case.facts["received_on"] == (DAY - days(9)).toordinal()

    case = after(INSTRUMENTS, case, Request("submit", DAY))
    official = {"evidence": Evidence.OFFICIAL}
    case = filed(INSTRUMENTS, case, on=NEXT_DAY, **official, received_on=NEXT_DAY)
    assert case.facts["received_on"] == DAY.toordinal()
    assert case.sources["received_on"] == case.path[0]


def test_a_step_writes_over_any_filing_even_if_it_is_known_less_well():
    """The latest step counts, with the step's evidence."""
    case = under_review()
    case = filed(INSTRUMENTS, case, evidence=Evidence.OFFICIAL, decided_on=DAY)
    reported = Record("refuse", NEXT_DAY, evidence=Evidence.REPORTED)
    case = after(INSTRUMENTS, case, reported)

    assert case.facts["decided_on"] == NEXT_DAY.toordinal()
    assert case.sources["decided_on"].evidence is Evidence.REPORTED


def test_after_none_has_cleared_a_fact_it_can_be_filed_again():
    """Nobody's word is on file then."""
    rulebook = a_rulebook(
        facts=[number("samples")],
        transitions=[a_step(target="draft", records=writes(samples="none"))],
    )
    case = a_case(rulebook, samples=15)
    case = after(rulebook, case, Request("approve", DAY))
    assert case.facts == {}

    weak = Evidence.RUMOURED
    assert filed(rulebook, case, evidence=weak, samples=3).facts == {"samples": 3}


def test_a_link_that_is_read_again_replaces_what_was_read():
    """The other case has moved on; filings of what was read do not count."""
    holder = approved()
    later = after(INSTRUMENTS, holder, Request("start_use", NEXT_DAY))
    case = after(INSTRUMENTS, a_case(), ReadLink("holder", holder, DAY))
    case = filed(INSTRUMENTS, case, holder__state="surrendered")
    assert case.facts["holder.state"] == "approved"

    case = after(INSTRUMENTS, case, ReadLink("holder", later, NEXT_DAY))
    assert case.facts["holder.state"] == "in_use"
    assert case.facts["holder.since"] == NEXT_DAY.toordinal()


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(Evidence)), min_size=1),
)
def test_the_best_evidence_counts_and_the_latest_among_equals(values):
    """The rule of the whole design, in one line of Python."""
    best = max(enumerate(values), key=lambda item: (item[1][1], item[0]))[1]

    assert filings(*values).facts == {"samples": best[0]}


# The sum ---------------------------------------------------------------------------


def test_where_a_case_stands_follows_from_its_path():
    """A fresh case has a state, and nothing else."""
    case = open_case(INSTRUMENTS, "C-7")
    assert (case.state, case.since, case.latest) == ("draft", None, None)

    case = under_review()
    assert (case.state, case.since, case.latest) == ("under_review", DAY, DAY)
    later = filed(INSTRUMENTS, case, on=NEXT_DAY, samples=1)
    assert (later.since, later.latest) == (DAY, NEXT_DAY)


def test_applying_one_by_one_is_replaying_all():
    """There are no two ways to the case, with a correction in between or without."""
    case = under_review(samples=14)
    case = corrected(case, 2, FileFact("samples", 15, DAY))
    case = filed(INSTRUMENTS, case, on=NEXT_DAY, samples=16)
    one_by_one = open_case(INSTRUMENTS, "C-7")
    for event in case.history:
        one_by_one = apply(one_by_one, event)

    assert one_by_one == case == replay(case.history, start=fresh(case))
    assert one_by_one.sources == case.sources


def test_a_case_is_never_changed_only_followed_by_another():
    """Somebody may still be looking at the old one."""
    case = a_case(samples=14)
    before = (dict(case.facts), dict(case.sources), case.history)
    filed(INSTRUMENTS, case, samples=15)
    apply(case, approved().path[-1])

    assert (case.facts, case.sources, case.history) == before


def test_many_corrections_take_no_longer_than_many_filings():
    """A case file may hold as many as it likes; each of them would replay all before.

    Ten thousand, one replay each, would keep a reader busy for an hour.
    """
    rulebook = a_rulebook(facts=[number("samples")], transitions=[a_step()])
    filing = FactFiled("samples", 1, DAY)
    better = FactFiled("samples", 2, DAY)
    events = [filing] * 10_000 + [Corrected(n, better, DAY) for n in range(1, 10_001)]
    case = replay(events, start=open_case(rulebook, "C-7"))

    assert case.facts == {"samples": 2}
    assert len(case.history) == 20_000


# Corrected histories ---------------------------------------------------------------


def test_an_amended_history_has_its_events_in_the_order_of_their_days():
    """As if they had been recorded on the day."""
    case = a_case(on=DAY, samples=1)
    case = filed(INSTRUMENTS, case, on=NEXT_DAY, samples=2)
    case = filed(INSTRUMENTS, case, on=NEXT_DAY, samples=3)
    case = corrected(case, 2, None)
    case = corrected(case, 3, FileFact("samples", 4, DAY - days(1)))

    assert [event.value for event in amended(case.history)] == [4, 1]
    assert [number for number, _ in effective(case.history)] == [1, 3]


def test_of_one_day_events_keep_the_order_in_which_they_were_recorded():
    """A correction does not jump the queue."""
    case = a_case(samples=1)
    case = filed(INSTRUMENTS, case, samples=2)
    case = corrected(case, 1, FileFact("samples", 3, DAY))

    assert [event.value for event in amended(case.history)] == [3, 2]
    assert case.facts == {"samples": 2}


def test_an_act_that_moved_nothing_is_part_of_the_amended_history():
    """It happened."""
    case = after(INSTRUMENTS, a_case(), Record("approve", DAY))

    assert amended(case.history) == case.history
    assert case.path == ()


# As of -----------------------------------------------------------------------------


def test_a_case_can_be_cut_at_the_end_of_any_day():
    """By what is known now: a correction counts on all days."""
    case = after(
        INSTRUMENTS,
        a_case(signed=True),
        Request("submit", DAY),
        Request("accept", NEXT_DAY),
    )

    assert as_of(case, DAY).state == "applied"
    assert as_of(case, DAY - days(1)) == open_case(INSTRUMENTS, "C-7")
    assert as_of(case, NEXT_DAY) is case
    assert as_of(open_case(INSTRUMENTS, "C-7"), DAY).state == "draft"


def test_what_was_corrected_later_is_right_on_every_day():
    """ "As of" asks for the legal day, not for what was known then."""
    case = a_case(on=DAY, samples=14)
    case = filed(INSTRUMENTS, case, on=NEXT_DAY, signed=True)
    case = corrected(case, 1, FileFact("samples", 15, DAY), on=DAY + days(9))

    assert as_of(case, DAY).facts == {"samples": 15}
    assert as_of(case, NEXT_DAY).facts == {"samples": 15, "signed": True}


def test_what_is_voided_was_on_no_day():
    """The void has a day of its own, and counts before it."""
    case = a_case(samples=14)
    outcome = decide(INSTRUMENTS, case, Correct(1, None, DAY + days(9)))
    case = replay(outcome.events, start=case)

    assert as_of(case, DAY).facts == {}
