"""What a command leads to, at the edges the law draws."""

from datetime import UTC, date, datetime

import pytest

from qualflow import (
    Advance,
    Answer,
    Document,
    Evidence,
    FileFact,
    ReadLink,
    Record,
    Request,
    Standing,
    Verdict,
    open_case,
    replay,
)
from qualflow.case.commands import CommandError
from qualflow.case.events import ActNoted, Noted, StateEntered
from qualflow.errors import UnknownNameError
from qualflow.law.facts import FactValueError
from qualflow.law.rules import Interval
from rulebooks import (
    DAY,
    GOOD,
    INSTRUMENTS,
    NEXT_DAY,
    REFORM,
    a_case,
    a_rulebook,
    a_step,
    after,
    approved,
    asked,
    boolean,
    day,
    days,
    filed,
    guarded,
    refused,
    sent,
    under_review,
    verdicts,
    writes,
)

# Requests --------------------------------------------------------------------------


def test_a_request_that_meets_every_clause_enters_the_state():
    """The event says all a reader needs: by whom, by which law, what it wrote."""
    (event,) = asked(under_review(**GOOD)).events

    assert (event.transition, event.target) == ("approve", "approved")
    assert (event.on, event.by, event.evidence) == (DAY, "office", Evidence.OFFICIAL)
    assert event.records == (("decided_on", DAY),)
    assert event.terms.release == "2029.1"
    assert event.terms.standings == {Standing.TEXT, Standing.PRESS}


@pytest.mark.parametrize(
    ("fact", "limit", "beyond"),
    [
        ("samples", 15, 14),
        ("settling_s", "5.00", "5.01"),
        ("report_issued_on", DAY - days(730), DAY - days(731)),
        ("assessor", "wu", "lee"),
    ],
)
def test_the_limit_itself_is_allowed_and_one_unit_more_is_not(fact, limit, beyond):
    """ "At least", "at most" and "another" include what they name."""
    assert asked(under_review(**GOOD | {fact: limit})).refusal is None
    assert refused(under_review(**GOOD | {fact: beyond})).answer is Answer.CLOSED


def test_a_fact_that_nobody_filed_is_unknown_never_a_no():
    """ "Not known" and "not met" are different letters to an applicant."""
    refusal = refused(under_review(**GOOD | {"samples": 14}))
    assert verdicts(refusal) == {"IAA 9(3)": Verdict.UNMET}

    without = {name: value for name, value in GOOD.items() if name != "samples"}
    refusal = refused(under_review(**without))
    assert refusal.answer is Answer.UNKNOWN
    assert verdicts(refusal) == {"IAA 9(3)": Verdict.UNKNOWN}
    assert refusal.findings[0].values == {"samples": None}


def test_one_clause_unmet_closes_whatever_is_unknown():
    """No answer to the open question could help any more."""
    refusal = refused(under_review(samples=14))

    assert refusal.answer is Answer.CLOSED
    assert Verdict.UNKNOWN in verdicts(refusal).values()


def test_a_refusal_moves_nothing_and_says_where_the_case_stood():
    """A refusal is an answer, not an event."""
    case = under_review()
    refusal = refused(case)

    assert refusal.state == case.state == "under_review"
    assert refusal.may == ("office",)
    assert not refusal.wrong_actor


def test_a_finding_is_noted_and_does_not_bar():
    """IAA 8 names no consequence."""
    (event,) = asked(under_review(**GOOD | {"announced": False})).events
    assert event.noted == (Noted("IAA 8", "unmet", (("announced", False),)),)

    without = {name: value for name, value in GOOD.items() if name != "announced"}
    (event,) = asked(under_review(**without)).events
    assert event.noted == (Noted("IAA 8", "unknown", (("announced", None),)),)


def test_what_is_met_is_not_noted():
    """A clean decision is short."""
    assert asked(under_review(**GOOD)).events[0].noted == ()


# Presumption -----------------------------------------------------------------------


def test_a_ban_is_presumed_not_to_stand_until_somebody_files_it():
    """IAA 11: nobody has to prove that he is not barred."""
    assert asked(under_review(**GOOD)).refusal is None
    barred = under_review(**GOOD, barred_on=DAY)
    assert verdicts(refused(barred)) == {"IAA 11": Verdict.UNMET}


def test_a_ban_of_one_year_ends_on_the_day_after_its_anniversary():
    """ "today > barred_on + 1 year": the anniversary itself is still barred."""
    facts = GOOD | {"report_issued_on": DAY + days(300)}
    case = under_review(**facts, barred_on=DAY)

    assert refused(case, on=date(2030, 3, 4)).answer is Answer.CLOSED
    assert asked(case, on=date(2030, 3, 5)).refusal is None


def test_a_presumption_rests_on_no_weak_filing():
    """A rumoured ban is neither a ban nor its absence where more is asked for."""
    case = under_review(**GOOD)
    case = filed(INSTRUMENTS, case, evidence=Evidence.RUMOURED, barred_on=DAY)
    assert refused(case).answer is Answer.CLOSED

    refusal = refused(case, evidence=Evidence.DOCUMENTED)
    assert refusal.answer is Answer.UNKNOWN
    assert verdicts(refusal) == {"IAA 11": Verdict.UNKNOWN}
    assert refusal.findings[0].weak == ("barred_on",)


# Evidence --------------------------------------------------------------------------


def test_what_is_filed_too_weakly_is_unknown():
    """A stricter demand can turn an answer into a question, never into another one."""
    facts = {name: value for name, value in GOOD.items() if name != "samples"}
    case = under_review(**facts)
    case = filed(INSTRUMENTS, case, evidence=Evidence.REPORTED, samples=15)

    assert asked(case, evidence=Evidence.REPORTED).refusal is None
    refusal = refused(case, evidence=Evidence.DOCUMENTED)
    assert verdicts(refusal) == {"IAA 9(3)": Verdict.UNKNOWN}
    assert refusal.findings[0].weak == ("samples",)
    assert refusal.findings[0].values == {"samples": None}


def test_known_is_unknown_where_the_filing_is_too_weak():
    """Else "known(x) implies no" would open as soon as better evidence is asked for."""
    rulebook = guarded(
        "known(barred_on) implies signed", facts=[day("barred_on"), boolean("signed")]
    )
    case = a_case(rulebook, signed=False)
    assert asked(case, rulebook=rulebook).refusal is None

    case = filed(rulebook, case, evidence=Evidence.RUMOURED, barred_on=DAY)
    assert refused(case, rulebook=rulebook).answer is Answer.CLOSED
    strict = refused(case, rulebook=rulebook, evidence=Evidence.OFFICIAL)
    assert strict.answer is Answer.UNKNOWN


def test_what_a_step_has_written_is_as_good_as_the_step():
    """A recorded day is known as well as the act that recorded it."""
    rulebook = a_rulebook(
        facts=[day("decided_on")],
        clauses=[("IAA 9", "today >= decided_on")],
        transitions=[
            a_step("decide", "draft", "approved", records=writes(decided_on="today")),
            a_step("close", "approved", "closed", clauses=("IAA 9",)),
        ],
    )
    told = open_case(rulebook, "C-7")
    told = after(rulebook, told, Record("decide", DAY, evidence=Evidence.RUMOURED))
    decided = after(rulebook, open_case(rulebook, "C-8"), Request("decide", DAY))

    strict = {"evidence": Evidence.OFFICIAL}
    assert refused(told, "close", rulebook, **strict).answer is Answer.UNKNOWN
    assert asked(decided, "close", rulebook, **strict).refusal is None


def test_the_demands_are_kept_with_the_decision():
    """Whoever reads it later must know what was asked for."""
    demands = {
        "evidence": Evidence.DOCUMENTED,
        "standings": frozenset({Standing.TEXT}),
    }
    (event,) = asked(under_review(**GOOD), **demands).events

    assert event.terms.evidence is Evidence.DOCUMENTED
    assert event.terms.standings == {Standing.TEXT}


# Standings -------------------------------------------------------------------------


def test_practice_and_memory_are_asked_for_only_on_request():
    """What authorities are reported to do is not law."""
    case = under_review(**GOOD)
    everything = frozenset(Standing)

    assert asked(case).refusal is None
    refusal = refused(case, standings=everything)
    assert verdicts(refusal) == {
        "IAA 15": Verdict.UNKNOWN,
        "OP visit": Verdict.UNKNOWN,
    }
    case = filed(INSTRUMENTS, case, insured=True, visited=True)
    assert asked(case, standings=everything).refusal is None


def test_fewer_standings_ask_for_less():
    """IAA 9(3) is known from the press only."""
    case = under_review(**GOOD | {"samples": 0})

    assert refused(case).answer is Answer.CLOSED
    assert asked(case, standings=frozenset({Standing.TEXT})).refusal is None
    assert asked(under_review(), standings=frozenset()).refusal is None


# The law of the day ----------------------------------------------------------------


def test_the_day_before_and_the_day_of_a_reform_have_their_own_law():
    """The reform shortens the age of the report from 730 to 365 days."""
    case = under_review(**GOOD | {"report_issued_on": REFORM - days(366)})

    assert asked(case, on=REFORM - days(1)).refusal is None
    assert verdicts(refused(case, on=REFORM)) == {"IAA 9(1)": Verdict.UNMET}


def test_a_transition_ends_with_the_day_before_its_until():
    """`until` is the first day no longer in force."""
    case = under_review()

    assert asked(case, "inspect", on=REFORM - days(1)).refusal is None
    refusal = refused(case, "inspect", on=REFORM)
    assert refusal.answer is Answer.NO_SUCH_TRANSITION


def test_versions_of_a_transition_lead_where_the_law_of_the_day_says():
    """A name lives through a reform; its target need not."""
    rulebook = a_rulebook(
        transitions=[
            a_step(in_force=Interval(until=REFORM)),
            a_step(target="closed", in_force=Interval(since=REFORM)),
        ]
    )
    case = open_case(rulebook, "C-7")

    (before,) = asked(case, rulebook=rulebook, on=REFORM - days(1)).events
    (since,) = asked(case, rulebook=rulebook, on=REFORM).events
    assert (before.target, since.target) == ("approved", "closed")


def test_there_is_no_transition_from_elsewhere():
    """Kept apart from a no: no filing could help."""
    refusal = refused(open_case(INSTRUMENTS, "C-7"))

    assert refusal.answer is Answer.NO_SUCH_TRANSITION
    assert refusal.ruling is None
    assert refusal.findings == ()
    assert refusal.may == ()
    assert not refusal.wrong_actor


# Actors ----------------------------------------------------------------------------


def test_only_an_actor_named_by_the_law_may_ask():
    """An approval is no business of the applicant, however good the file."""
    refusal = refused(under_review(**GOOD), by="applicant")

    assert refusal.answer is Answer.CLOSED
    assert refusal.wrong_actor
    assert (refusal.by, refusal.may) == ("applicant", ("office",))
    assert refusal.findings == ()


def test_without_an_actor_the_first_who_may_is_taken():
    """The case then says who it was."""
    (event,) = asked(approved(), "surrender").events
    assert event.by == "applicant"
    (event,) = asked(approved(), "surrender", by="office").events
    assert event.by == "office"


@pytest.mark.parametrize(
    ("state", "name"), [("approved", "lapse"), ("draft", "record_old")]
)
@pytest.mark.parametrize("by", ["", "applicant", "law", "archive"])
def test_nobody_can_ask_for_what_time_or_an_archive_makes(state, name, by):
    """Not even in the name of the law."""
    case = approved() if state == "approved" else a_case()
    refusal = refused(case, name, by=by)

    assert refusal.answer is Answer.CLOSED
    assert refusal.wrong_actor
    assert refusal.may == ()


def test_a_wrong_actor_is_told_what_else_is_missing():
    """One letter, not two."""
    refusal = refused(under_review(samples=14), by="applicant")

    assert refusal.wrong_actor
    assert verdicts(refusal)["IAA 9(3)"] is Verdict.UNMET


# Records ---------------------------------------------------------------------------


def test_an_act_that_happened_is_entered_whatever_the_law_says():
    """A record is never refused; what it did not meet goes with it."""
    case = under_review(samples=14)
    (event,) = sent(case, Record("approve", DAY)).events

    assert isinstance(event, StateEntered)
    assert event.target == "approved"
    assert event.evidence is Evidence.DOCUMENTED
    assert Noted("IAA 9(3)", "unmet", (("samples", 14),)) in event.noted
    assert {noted.verdict for noted in event.noted} == {"unmet", "unknown"}


def test_an_act_of_somebody_who_may_not_do_it_is_entered_with_that():
    """It happened, so the case moves; the note comes before the clauses."""
    case = under_review(samples=14)
    (event,) = sent(case, Record("approve", DAY, by="applicant")).events

    assert (event.target, event.by) == ("approved", "applicant")
    assert event.noted[0] == Noted("", "wrong_actor")
    assert Noted("IAA 9(3)", "unmet", (("samples", 14),)) in event.noted
    (own,) = sent(case, Record("approve", DAY, by="office")).events
    assert event.noted[1:] == own.noted


def test_a_record_judges_by_the_standings_it_is_given():
    """The findings of a history depend on what one takes for law."""
    case = under_review(**GOOD)
    (event,) = sent(case, Record("approve", DAY, standings=frozenset(Standing))).events

    assert [noted.clause for noted in event.noted] == ["IAA 15", "OP visit"]


def test_an_act_without_a_transition_is_noted_and_moves_nothing():
    """The law knew no such step; that it was made is still a fact."""
    case = a_case()
    (event,) = sent(case, Record("approve", DAY)).events

    assert isinstance(event, ActNoted)
    assert event.noted == (Noted("", "no_such_transition"),)
    assert event.by == "office"
    noted = after(INSTRUMENTS, case, Record("approve", DAY))
    assert (noted.state, noted.facts, noted.path) == (case.state, case.facts, ())
    assert noted.history == (*case.history, event)


def test_time_and_the_archive_make_their_acts_by_record():
    """Nobody asks for them, so somebody enters them."""
    lapsed = after(INSTRUMENTS, approved(), Record("lapse", DAY))
    old = after(INSTRUMENTS, a_case(), Record("record_old", DAY))

    assert (lapsed.state, lapsed.path[-1].by) == ("withdrawn", "law")
    assert (old.state, old.path[-1].by) == ("in_use", "archive")


def test_a_record_names_who_acted_if_it_is_known():
    """The first who may is only a guess."""
    case = after(INSTRUMENTS, approved(), Record("surrender", DAY, by="office"))
    assert case.path[-1].by == "office"


# What a step writes ----------------------------------------------------------------


def test_a_step_writes_the_day_a_value_and_a_copy():
    """Recorded facts are the path's."""
    case = under_review(on=DAY)
    assert case.facts["received_on"] == DAY.toordinal()
    assert case.facts["track"] == "long"

    later = after(INSTRUMENTS, a_case(signed=True), Request("submit", DAY),
                  Request("accept", NEXT_DAY))  # fmt: skip
    assert later.facts["accepted_on"] == DAY.toordinal()


def test_none_clears_what_was_written():
    """A resumed use is suspended no more: the day would mislead every clause."""
    case = after(
        INSTRUMENTS, approved(), Request("start_use", DAY), Request("suspend", DAY)
    )
    assert case.facts["suspended_on"] == DAY.toordinal()

    (event,) = asked(case, "resume", on=DAY + days(30)).events
    case = replay([event], start=case)
    assert event.records == (("suspended_on", None), ("track", "short"))
    assert "suspended_on" not in case.facts
    assert "suspended_on" not in case.sources
    assert case.facts["track"] == "short"


def test_a_copy_of_nothing_clears():
    """What is not on file cannot be copied; an old copy would be wrong."""
    rulebook = a_rulebook(
        facts=[day("a_on"), day("b_on")],
        transitions=[a_step("copy", "draft", "draft", records=writes(b_on="=a_on"))],
    )
    case = filed(rulebook, open_case(rulebook, "C-7"), b_on=DAY)
    case = after(rulebook, case, Request("copy", DAY))

    assert case.path[-1].records == (("b_on", None),)
    assert "b_on" not in case.facts


def test_what_a_decision_wrote_is_not_judged_by_its_own_clauses():
    """The facts are those before the step."""
    rulebook = a_rulebook(
        facts=[day("decided_on")],
        clauses=[("IAA 1", "not known(decided_on)")],
        transitions=[
            a_step(
                target="draft", clauses=("IAA 1",), records=writes(decided_on="today")
            )
        ],
    )
    case = after(rulebook, open_case(rulebook, "C-7"), Request("approve", DAY))

    assert refused(case, rulebook=rulebook).answer is Answer.CLOSED


# Filings ---------------------------------------------------------------------------


def test_a_filing_is_kept_exactly_with_who_when_and_on_which_documents():
    """5.1 is filed to the hundredth its fact declares."""
    report = Document("test report", "0" * 63 + "a", "p. 3")
    moment = datetime(2029, 3, 4, 8, tzinfo=UTC)
    command = FileFact(
        "settling_s", "5.1", DAY, "lee", Evidence.OFFICIAL, (report,), moment
    )
    (event,) = sent(a_case(), command).events

    assert f"{event.value}" == "5.10"
    assert (event.by, event.documents, event.recorded_at) == ("lee", (report,), moment)


def test_a_value_has_to_fit_its_fact():
    """A mistake of the call, so an exception."""
    with pytest.raises(FactValueError) as caught:
        sent(a_case(), FileFact("samples", 1_001, DAY))

    assert caught.value.fact == "samples"
    assert "a whole number from 0 to 1,000 expected, 1001 found" in str(caught.value)


def test_time_alone_leads_to_nothing_yet():
    """Clocks run later; the command exists so that nobody has to ask twice."""
    assert sent(a_case(), Advance(DAY)).events == ()


# Unknown names ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "kind", "near"),
    [
        (Request("aprove", DAY), "transition", "approve"),
        (Request("approve", DAY, by="ofice"), "actor", "office"),
        (Record("aprove", DAY), "transition", "approve"),
        (Record("approve", DAY, by="ofice"), "actor", "office"),
        (FileFact("sample", 1, DAY), "fact", "samples"),
        (ReadLink("holdr", a_case(), DAY), "link", "holder"),
    ],
)
def test_an_unknown_name_gets_the_nearest_right_one(command, kind, near):
    """Most are typing errors."""
    with pytest.raises(UnknownNameError) as caught:
        sent(a_case(), command)

    assert caught.value.kind == kind
    assert near in caught.value.declared
    assert f"did you mean '{near}'?" in str(caught.value)


def test_an_unknown_name_is_not_remembered():
    """Anybody may ask a service for any name, as often as he likes."""
    rulebook = a_rulebook(transitions=[a_step()])
    for attempt in range(3):
        with pytest.raises(UnknownNameError):
            sent(open_case(rulebook, "C-7"), Request(f"x{attempt}", DAY), rulebook)

    assert rulebook.on(DAY)._steps == {}


# Days ------------------------------------------------------------------------------


def test_legal_days_do_not_run_backwards():
    """What was forgotten is corrected, not slipped in."""
    case = a_case(on=NEXT_DAY, samples=15)

    for command in (FileFact("samples", 16, DAY), Request("submit", DAY), Advance(DAY)):
        with pytest.raises(CommandError, match="use Correct"):
            sent(case, command)
    assert sent(case, FileFact("samples", 16, NEXT_DAY)).refusal is None


# Links -----------------------------------------------------------------------------


def test_what_is_read_of_another_case_enters_this_one():
    """A case file contains what it was decided on."""
    holder = after(INSTRUMENTS, approved(), Request("start_use", NEXT_DAY))
    (event,) = sent(a_case(), ReadLink("holder", holder, NEXT_DAY, "lee")).events

    assert (event.link, event.case, event.number) == (
        "holder",
        "C-7",
        len(holder.history),
    )
    assert (event.state, event.since, event.through) == (
        "in_use",
        NEXT_DAY,
        "start_use",
    )
    assert (event.evidence, event.by) == (Evidence.OFFICIAL, "lee")
    case = replay([event], start=a_case())
    assert case.facts["holder.state"] == "in_use"
    assert case.facts["holder.since"] == NEXT_DAY.toordinal()
    assert asked(case, "take_over", on=NEXT_DAY).refusal is None


def test_another_case_is_read_as_it_stood_on_the_day():
    """A right surrendered tomorrow can still be taken over today."""
    holder = after(INSTRUMENTS, approved(), Request("start_use", DAY),
                   Request("surrender", NEXT_DAY))  # fmt: skip
    today = after(INSTRUMENTS, a_case(), ReadLink("holder", holder, DAY))
    tomorrow = after(INSTRUMENTS, a_case(), ReadLink("holder", holder, NEXT_DAY))

    assert asked(today, "take_over").refusal is None
    refusal = refused(tomorrow, "take_over", on=NEXT_DAY)
    assert refusal.findings[0].values == {"holder.state": "surrendered"}


def test_a_case_that_never_left_its_first_state_has_no_since_and_no_through():
    """Earlier readings of them are cleared: they were of another time."""
    case = after(INSTRUMENTS, a_case(), ReadLink("holder", approved(), DAY))
    assert "holder.since" in case.facts
    case = after(INSTRUMENTS, case, ReadLink("holder", a_case(), DAY))

    assert case.facts == {"holder.state": "draft"}
    assert case.sources["holder.state"].evidence is Evidence.OFFICIAL
    assert (case.history[-1].since, case.history[-1].through) == (None, None)


def test_a_link_is_as_good_as_the_step_it_read():
    """A rumoured approval is no basis for a takeover that asks for documents."""
    holder = a_case()
    holder = after(
        INSTRUMENTS, holder, Record("record_old", DAY, evidence=Evidence.RUMOURED)
    )
    case = after(INSTRUMENTS, a_case(), ReadLink("holder", holder, DAY))

    assert asked(case, "take_over").refusal is None
    strict = refused(case, "take_over", evidence=Evidence.REPORTED)
    assert strict.answer is Answer.UNKNOWN


def test_a_link_reads_cases_of_its_process_only():
    """The states of another process are other words."""
    other = a_rulebook(name="other", transitions=[a_step()])

    with pytest.raises(CommandError, match="link 'holder' reads a case of iaa"):
        sent(a_case(), ReadLink("holder", open_case(other, "X"), DAY))
