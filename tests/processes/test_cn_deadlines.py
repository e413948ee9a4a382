"""The deadlines of the law, D1 to D18, counting rule by counting rule, as lives.

Those that are no period of a case are said to be what they are: a clause (D7, D17), a
provision that is only printed (D9, D15, the notice of a hearing).  `test_cn_periods`
has the lives these stand on.
"""

from datetime import date, timedelta

import pytest

from qualflow import Advance, FileFact, Record, Request, decide, load, open_case, replay
from qualflow.explain.deadlines import Status, deadlines
from qualflow.law.edition import Answer
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.measures import Unit
from qualflow.law.rules import END, FINDING, Kind
from qualflow.law.verdict import Verdict

LAW = load("cn-automaker")
EVE, REFORM = date(2019, 1, 9), date(2019, 1, 10)
PERIODS = {
    "D1": ("forwarding", 5, "working day", "local_received_on", FINDING),
    "D2": ("acceptance", 5, "working day", "received_on", "deem_accepted"),
    "D2 of access": (
        "access_acceptance", 5, "working day", "access_received_on", FINDING),
    "D3, D4": ("decision", 20, "working day", "accepted_on", FINDING),
    "D5": ("evaluation", 30, "working day", "evaluation_start", FINDING),
    "D6": ("change_decision", 20, "working day", "change_requested_on", FINDING),
    "D6 of a delay": (
        "delay_decision", 20, "working day", "extension_requested_on", FINDING),
    "D8": ("approval_term", 2, "year", "start_term_from", "lapse"),
    "D10": ("filing_term", 2, "year", "filed_on", FINDING),
    "D11": ("access_decision", 20, "working day", "access_accepted_on", FINDING),
    "D12": ("delivery", 10, "working day", "decided_on", FINDING),
    "D12 of access": ("access_delivery", 10, "working day", "announced_on", FINDING),
    "D13": ("first_level_review", 20, "working day", "local_accepted_on", FINDING),
    "D14 request": ("hearing_request", 5, "working day", "hearing_told_on", END),
    "D14": ("hearing", 20, "working day", "hearing_requested_on", FINDING),
    "D16": ("public_notice", 7, "day", "notice_on", END),
    "D18": ("false_statement_ban", 1, "year", "false_statement_on", END),
    "D18 of fraud": ("fraud_ban", 3, "year", "fraud_revoked_on", END),
}  # fmt: skip


VERSIONS = {
    ("forwarding", "SC673 8"): ("2017-02-01", "2019-01-10", 5, None),
    ("acceptance", "ALL 32"): ("2004-07-01", "2019-01-10", 5, None),
    ("access_acceptance", "ALL 32"): ("2004-07-01", "2017-07-01", 5, None),
    ("access_acceptance", "M39 10"): ("2017-07-01", "", 5, None),
    ("decision", "N11 19"): ("2014-06-14", "2017-02-01", 20, (10, 1, 0)),
    ("decision", "SC673 10"): ("2017-02-01", "2019-01-10", 20, (40, 1, 0)),
    ("evaluation", "SC673 9(a)"): ("2017-02-01", "2019-01-10", 30, None),
    ("change_decision", "SC673 11(a)"): ("2017-02-01", "", 20, None),
    ("delay_decision", "SC673 12(c)"): ("2017-02-01", "", 20, None),
    ("approval_term", "SC673 12"): ("2017-02-01", "2017-04-08", 2, (1, 1, 30)),
    ("approval_term", "N2 38"): ("2017-04-08", "", 2, (1, 1, 30)),
    ("filing_term", "N14 15"): ("2018-02-04", "", 2, None),
    ("access_decision", "ALL 42"): ("2004-07-01", "2017-07-01", 20, (10, 1, 0)),
    ("access_decision", "M39 10"): ("2017-07-01", "", 20, (10, 1, 0)),
    ("delivery", "ALL 44"): ("2004-07-01", "", 10, None),
    ("access_delivery", "ALL 44"): ("2004-07-01", "", 10, None),
    ("first_level_review", "ALL 43"): ("2004-07-01", "2019-01-10", 20, None),
    ("hearing_request", "ALL 47"): ("2004-07-01", "", 5, None),
    ("hearing", "ALL 47"): ("2004-07-01", "", 20, None),
    ("public_notice", "R16"): ("", "", 7, None),
    ("false_statement_ban", "ALL 78"): ("2004-07-01", "2017-07-01", 1, None),
    ("false_statement_ban", "M39 27"): ("2017-07-01", "", 1, None),
    ("fraud_ban", "ALL 79"): ("2004-07-01", "2017-07-01", 3, None),
    ("fraud_ban", "M39 27(a)"): ("2017-07-01", "", 3, None),
}


def day(text):
    return date.fromisoformat(text)


def lived(*commands, case=None):
    """Return the case after the commands, with all that time did between them."""
    case = case or open_case(LAW, "M-1")
    for command in commands:
        outcome = decide(LAW, case, command)
        assert outcome.refusal is None, outcome.refusal
        case = replay(outcome.events, start=case)
    return case


def did(transition, on):
    return Record(transition, day(on))


def told(fact, on, filed_on=None):
    """Return the filing of a day, on that day or on a later one."""
    return FileFact(fact, day(on), day(filed_on or on))


def due(case, clock, on):
    """Return the last deadline of a clock as it stands on a day."""
    found = [d for d in deadlines(LAW, case, day(on)) if d.period.clock.name == clock]
    return max(found, key=lambda d: d.period.started_on)


def last_day(case, clock, on):
    return due(case, clock, on).due


def findings(case):
    return [(e.clock, e.due, e.on) for e in case.expired]


def holds(ref, on, **facts):
    """Return whether a clause is met on a day, on facts that are days."""
    facts = {name: day(value).toordinal() for name, value in facts.items()}
    clause = LAW.on(day(on)).clauses[ref]
    here = Situation(facts, day(on).toordinal(), LAW.calendar)
    return judge(clause.when, here, presumed=clause.presumed) is Verdict.MET


SUBMIT = did("submit", "2018-02-27")
ACCEPT = did("accept", "2018-03-01")
APPROVED = SUBMIT, ACCEPT, did("approve", "2018-03-14")
FILED = (
    did("submit", "2020-03-02"),
    did("check", "2020-03-03"),
    did("file", "2020-03-04"),
)
IN_REVIEW = *FILED, did("request_access", "2024-04-01")


# -- D1 to D18 ------------------------------------------------------------------------


@pytest.mark.parametrize("name", PERIODS)
def test_every_period_of_the_list_is_a_clock(name):
    """Length, unit, what it counts from, and what follows; the latest version."""
    clock, length, unit, counts_from, on_expiry = PERIODS[name]
    declared = LAW.clocks[clock]
    version = declared.versions[-1]

    assert (version.length, declared.unit.value) == (length, unit)
    assert declared.counts_from[0] == counts_from
    assert version.on_expiry == on_expiry


def test_every_version_of_a_period_is_as_the_list_has_it():
    """In force from and until, length, and extension: most, times, days ahead."""
    assert {
        (name, version.ref): (
            str(version.in_force.since or ""),
            str(version.in_force.until or ""),
            version.length,
            version.extend
            and (version.extend.at_most, version.extend.times, version.extend.ahead),
        )
        for name, clock in LAW.clocks.items()
        for version in clock.versions
    } == VERSIONS


def test_there_is_no_other_clock():
    assert sorted(LAW.clocks) == sorted(clock for clock, *_ in PERIODS.values())


def test_d1_a_file_is_passed_up_within_five_working_days():
    """SC673 8, from 2017-02-01: local receipt on a Thursday, the next Thursday."""
    received = told("local_received_on", "2018-03-01")

    case = lived(received, did("submit", "2018-03-05"))
    assert last_day(case, "forwarding", "2018-03-05") == day("2018-03-08")
    assert ("forwarding", day("2018-03-08"), day("2018-03-09")) in findings(
        lived(Advance(day("2018-03-20")), case=case)
    )
    passed_up = lived(did("forward", "2018-03-08"), case=case)
    assert due(passed_up, "forwarding", "2018-03-08").status is Status.MET
    earlier = lived(told("local_received_on", "2017-01-31"))
    assert deadlines(LAW, earlier, day("2017-02-01")) == ()


def test_d2_silence_for_five_working_days_is_acceptance_as_of_receipt():
    """ALL 32; the decision's twenty days count from the receipt."""
    case = lived(did("submit", "2018-03-01"), Advance(day("2018-03-09")))

    assert (case.state, case.path[-1].fired_by) == ("under_review", "acceptance")
    assert case.facts["accepted_on"] == day("2018-03-01").toordinal()
    assert last_day(case, "decision", "2018-03-09") == day("2018-03-29")


def test_d2_the_correction_notice_of_the_last_day_is_in_time():
    """And the completed file starts the five days anew."""
    case = lived(
        did("submit", "2018-03-01"),
        did("return_for_correction", "2018-03-08"),
        did("complete", "2018-03-20"),
    )

    assert last_day(case, "acceptance", "2018-03-20") == day("2018-03-27")
    assert lived(Advance(day("2018-03-27")), case=case).state == "applied"
    assert lived(Advance(day("2018-03-28")), case=case).state == "under_review"


def test_d2_silence_on_a_request_for_access_is_a_finding():
    """M39 10; the request counts as accepted as of receipt without any step."""
    case = lived(*IN_REVIEW, Advance(day("2024-04-12")))

    assert ("access_acceptance", day("2024-04-09"), day("2024-04-10")) in findings(case)
    assert case.state == "access_review"
    assert due(case, "access_decision", "2024-04-12").period.counts_from == day(
        "2024-04-01"
    )


@pytest.mark.parametrize(
    ("accepted", "evaluated", "extended", "last", "ref"),
    [
        ("2016-03-01", ("2016-03-07", "2016-04-18"), 10, "2016-05-26", "N11 19"),
        ("2018-03-01", ("2018-03-05", "2018-04-16"), 40, "2018-07-10", "SC673 10"),
    ],
)
def test_d3_and_d4_with_an_evaluation_and_an_extension(
    accepted, evaluated, extended, last, ref
):
    """Vectors 2a and 2b: the 60th and the 90th working day after acceptance."""
    case = lived(
        did("submit", accepted),
        did("accept", accepted),
        did("begin_evaluation", evaluated[0]),
        did("end_evaluation", evaluated[1]),
        FileFact("extension_wd", extended, day(evaluated[1])),
        did("extend_review", evaluated[1]),
    )
    found = due(case, "decision", evaluated[1])
    after = LAW.calendar.shift(day(accepted).toordinal(), 20 + 30 + extended)

    assert (found.due, found.ref) == (day(last), ref)
    assert found.due.toordinal() == after
    overdue = lived(Advance(day(last) + timedelta(days=1)), case=case)
    assert ("decision", day(last), day(last) + timedelta(days=1)) in findings(overdue)
    assert overdue.state == "under_review"


def test_d4_a_clock_that_crosses_a_change_of_law_keeps_its_version():
    """Accepted under N11 two weeks before SC673: ten days of extension, not forty."""
    case = lived(
        did("submit", "2017-01-16"),
        did("accept", "2017-01-16"),
        did("begin_evaluation", "2017-02-06"),
        did("end_evaluation", "2017-02-20"),
        FileFact("extension_wd", 40, day("2017-02-21")),
        did("extend_review", "2017-02-21"),
    )
    found = due(case, "decision", "2017-02-21")

    assert (found.ref, found.period.granted) == ("N11 19", 10)
    assert found.due == day("2017-03-17")


def test_d4_a_refusal_after_the_change_of_law_ends_the_old_clock():
    """Prototype 2.1: no breach of a clock that the edition of the day does not know."""
    case = lived(
        did("submit", "2017-01-16"),
        did("accept", "2017-01-16"),
        did("begin_evaluation", "2017-02-06"),
        did("end_evaluation", "2017-02-20"),
        did("refuse", "2017-02-21"),
        Advance(day("2017-06-01")),
    )

    assert "decision" not in {clock for clock, _, _ in findings(case)}
    assert due(case, "decision", "2017-06-01").status is Status.MET


def test_d4_an_extension_beyond_forty_is_cut_and_the_second_is_none():
    """R10: the extension is limited, not the total; once only."""
    case = lived(SUBMIT, ACCEPT, FileFact("extension_wd", 50, day("2018-03-05")),
                 did("extend_review", "2018-03-05"),
                 did("extend_review", "2018-03-06"))  # fmt: skip

    assert due(case, "decision", "2018-03-06").period.granted == 40


def test_d5_an_evaluation_takes_thirty_working_days():
    """SC673 9, from 2017-02-01; its day of commission is day 0."""
    case = lived(SUBMIT, ACCEPT, did("begin_evaluation", "2018-03-05"))

    assert last_day(case, "evaluation", "2018-03-05") == day("2018-04-17")
    assert due(case, "evaluation", "2018-03-05").owner == "evaluator"


@pytest.mark.parametrize(
    ("asked", "clock", "refused"),
    [
        ("change_requested_on", "change_decision", "change_refused_on"),
        ("extension_requested_on", "delay_decision", "extension_refused_on"),
    ],
)
def test_d6_a_change_and_a_delay_are_answered_within_twenty_working_days(
    asked, clock, refused
):
    """SC673 11, 12; a refusal is an answer too."""
    case = lived(*APPROVED, told(asked, "2018-06-01"))

    assert last_day(case, clock, "2018-06-04") == day("2018-07-02")
    answered = lived(told(refused, "2018-06-20"), case=case)
    assert due(answered, clock, "2018-07-30").status is Status.MET
    silent = lived(Advance(day("2018-07-03")), case=case)
    assert silent.state == "approved"
    assert (clock, day("2018-07-02"), day("2018-07-03")) in findings(silent)


def test_d6_a_second_request_has_a_period_of_its_own():
    """The first stays answered late."""
    case = lived(
        *APPROVED,
        told("change_requested_on", "2018-06-01"),
        did("change_project", "2018-07-09"),
        told("change_requested_on", "2018-09-03"),
    )
    found = [d for d in deadlines(LAW, case, day("2018-09-04"))
             if d.period.clock.name == "change_decision"]  # fmt: skip

    assert [d.status for d in found] == [Status.RUNNING, Status.MET_LATE]
    assert findings(case)[-1] == (
        "change_decision", day("2018-07-02"), day("2018-07-03"))  # fmt: skip


def test_d7_a_delay_is_asked_for_thirty_working_days_before_the_two_years_end():
    """A clause that counts back (rule 6): a request on that very day is in time."""
    decided = {"start_term_from": "2018-03-01"}

    assert holds(
        "SC673 12(b)", "2020-01-20", extension_requested_on="2020-01-13", **decided
    )
    assert not holds(
        "SC673 12(b)", "2020-01-20", extension_requested_on="2020-01-14", **decided
    )


def test_d7_a_late_request_is_refused_and_holds_nothing():
    """R9: it counts as none, and the approval lapses as if nobody had asked."""
    case = lived(*APPROVED, told("extension_requested_on", "2020-02-05"))
    refusal = decide(
        LAW, case, Request("delay_start", day("2020-02-10"), "ndrc")
    ).refusal

    assert refusal.answer is Answer.CLOSED
    assert [f.clause.ref for f in refusal.findings] == ["SC673 12(b)"]
    assert lived(Advance(day("2020-03-15")), case=case).state == "lapsed"


def test_d8_an_approval_lapses_two_years_after_the_decision():
    """R8: from the decision; on the last day building may still begin."""
    case = lived(*APPROVED)

    assert last_day(case, "approval_term", "2018-03-14") == day("2020-03-14")
    assert lived(Advance(day("2020-03-14")), case=case).state == "approved"
    lapsed = lived(Advance(day("2020-03-15")), case=case)
    assert (lapsed.state, lapsed.path[-1].on) == ("lapsed", day("2020-03-15"))
    begun = lived(told("construction_started_on", "2020-03-14"), case=case)
    assert lived(Advance(day("2021-01-04")), case=begun).state == "approved"


def test_d8_before_the_measures_of_2017_an_approval_is_only_overdue():
    """R9: decided when SC673 alone was in force, it does not lapse by itself."""
    case = lived(did("submit", "2017-02-06"), did("accept", "2017-02-07"),
                 did("approve", "2017-03-01"), Advance(day("2019-06-03")))  # fmt: skip

    assert case.state == "approved"
    assert ("approval_term", day("2019-03-01"), day("2019-03-02")) in findings(case)


def test_d8_an_agreed_change_starts_the_two_years_anew():
    """SC673 12: of the decision, or of the change that was agreed."""
    case = lived(*APPROVED, did("change_project", "2019-05-06"))

    assert last_day(case, "approval_term", "2019-05-06") == day("2021-05-06")


IN_TIME = *APPROVED, told("extension_requested_on", "2020-01-06")


def test_d8_an_approval_does_not_lapse_while_a_timely_request_is_unanswered():
    """N2 38: by itself it lapses only if no delay was asked for; the answer is late."""
    case = lived(*IN_TIME, Advance(day("2020-06-01")))
    found = due(case, "approval_term", "2020-06-01")

    assert case.state == "approved"
    assert (found.status, found.due, found.left) == (
        Status.HELD, day("2020-03-14"), None)  # fmt: skip
    assert findings(case)[-1][0] == "delay_decision"
    assert due(case, "approval_term", "2020-03-14").status is Status.RUNNING


@pytest.mark.parametrize(
    ("asked", "state"), [("2020-02-03", "approved"), ("2020-02-04", "lapsed")]
)
def test_d8_a_request_of_the_thirtieth_working_day_before_the_end_keeps_it(
    asked, state
):
    """Rule 6: that very day is in time, the next one holds nothing."""
    case = lived(*APPROVED, told("extension_requested_on", asked))

    assert lived(Advance(day("2020-03-15")), case=case).state == state


@pytest.mark.parametrize("answered", ["2020-02-03", "2020-05-06"])
def test_d8_a_granted_delay_is_a_year_from_the_end_of_the_two(answered):
    """Once, by at most a year, whenever the answer comes."""
    case = lived(*IN_TIME, did("delay_start", answered))

    assert last_day(case, "approval_term", answered) == day("2021-03-14")
    assert lived(Advance(day("2021-03-15")), case=case).state == "lapsed"


@pytest.mark.parametrize(
    ("refused", "lapsed"), [("2020-02-03", "2020-03-15"), ("2020-05-06", "2020-05-07")]
)
def test_d8_a_refused_delay_lets_the_approval_lapse(refused, lapsed):
    """At the end of the two years, or with the refusal if that comes later."""
    case = lived(
        *IN_TIME, told("extension_refused_on", refused), Advance(day("2020-06-01"))
    )

    assert (case.state, case.path[-1].on) == ("lapsed", day(lapsed))


def test_d8_the_second_delay_is_none():
    """Once only: asked for again, the third year ends."""
    case = lived(*IN_TIME, did("delay_start", "2020-02-03"),
                 told("extension_requested_on", "2021-01-04"),
                 did("delay_start", "2021-01-05"))  # fmt: skip

    assert last_day(case, "approval_term", "2021-01-05") == day("2021-03-14")
    assert lived(Advance(day("2021-03-15")), case=case).state == "lapsed"


def test_d9_a_filing_has_no_period():
    """Receipt of the full set is the filing: a provision, printed and not counted."""
    case = lived(*FILED[:2])

    assert LAW.provisions["SC673 13(b)"].kind is Kind.DEADLINE
    assert deadlines(LAW, case, day("2020-06-01")) == ()


def test_d10_an_idle_filing_is_overdue_then_reminded_then_void():
    """N14 15: two years, a reminder, and still nothing; none of it by itself."""
    case = lived(*FILED, Advance(day("2022-03-05")))
    assert case.state == "filed"
    assert findings(case) == [("filing_term", day("2022-03-04"), day("2022-03-05"))]

    void = Request("void_filing", day("2022-05-09"), "province")
    assert decide(LAW, case, void).refusal.answer is Answer.UNKNOWN
    reminded = lived(told("reminded_on", "2022-05-09"), case=case)
    assert decide(LAW, reminded, void).refusal.answer is Answer.CLOSED
    next_day = Request("void_filing", day("2022-05-10"), "province")
    assert lived(next_day, case=reminded).state == "lapsed"


def test_d10_an_explanation_heeds_the_reminder():
    """And one within the two years ends the period."""
    explained = lived(
        *FILED, told("explained_on", "2022-03-04"), Advance(day("2022-06-01"))
    )
    assert due(explained, "filing_term", "2022-06-01").status is Status.MET

    case = lived(
        *FILED, told("reminded_on", "2022-05-09"), told("explained_on", "2022-05-16")
    )
    void = Request("void_filing", day("2022-06-01"), "province")
    assert decide(LAW, case, void).refusal.answer is Answer.CLOSED


def test_d11_access_is_decided_twenty_working_days_after_acceptance():
    """From the receipt where no acceptance is on file."""
    case = lived(*IN_REVIEW)

    assert last_day(case, "access_decision", "2024-04-01") == day("2024-04-29")
    accepted = lived(told("access_accepted_on", "2024-04-08"), case=case)
    assert last_day(accepted, "access_decision", "2024-04-08") == day("2024-05-08")
    assert due(accepted, "access_acceptance", "2024-04-08").status is Status.MET


def test_d11_before_order_39_the_licensing_law_alone_says_how_long():
    """ALL 32, 42: five to accept, twenty to decide, ten more; a second ten is none."""
    life = did("submit", "2016-01-04"), did("accept", "2016-01-05")
    life = *life, did("approve", "2016-03-01"), did("request_access", "2016-05-03")
    case = lived(*life)
    longer = lived(told("access_extended_on", "2016-05-04"),
                   told("access_extended_on", "2016-05-05"), case=case)  # fmt: skip

    assert last_day(case, "access_acceptance", "2016-05-03") == day("2016-05-10")
    assert last_day(case, "access_decision", "2016-05-03") == day("2016-05-31")
    found = due(longer, "access_decision", "2016-05-05")
    assert (found.due, found.ref) == (day("2016-06-15"), "ALL 42")


def test_d11_extended_once_by_ten_and_stopped_for_the_technical_review():
    """M39 10, 11: 8 to 19 April takes ten working days out."""
    case = lived(
        *IN_REVIEW,
        did("begin_technical_review", "2024-04-08"),
        did("end_technical_review", "2024-04-19"),
        told("access_extended_on", "2024-04-22"),
    )
    found = due(case, "access_decision", "2024-04-22")
    after = LAW.calendar.shift(day("2024-04-01").toordinal(), 20 + 10 + 10)

    assert (found.due.toordinal(), found.ref) == (after, "M39 10")


def test_d12_a_decision_is_handed_over_within_ten_working_days():
    """ALL 44, for the approval and for the access."""
    case = lived(*APPROVED)
    granted = lived(*IN_REVIEW, did("grant_access", "2024-04-22"))

    assert last_day(case, "delivery", "2018-03-14") == day("2018-03-28")
    assert last_day(granted, "access_delivery", "2024-04-22") == day("2024-05-08")
    handed = lived(told("delivered_on", "2018-03-28"), case=case)
    assert due(handed, "delivery", "2018-04-30").status is Status.MET


def test_d13_a_first_review_takes_twenty_working_days():
    """ALL 43, until the file is passed up; no silence of the commission meanwhile."""
    case = lived(did("submit", "2018-02-22"), told("local_received_on", "2018-02-22"),
                 told("local_accepted_on", "2018-02-22"))  # fmt: skip

    assert last_day(case, "first_level_review", "2018-02-27") == day("2018-03-21")
    assert due(case, "first_level_review", "2018-02-27").owner == "province"
    case = lived(did("forward", "2018-03-21"), case=case)
    assert due(case, "first_level_review", "2018-03-21").status is Status.MET
    assert last_day(case, "acceptance", "2018-03-21") == day("2018-03-28")
    deemed = lived(Advance(day("2018-03-29")), case=case)
    assert deemed.path[-1].transition == "deem_accepted"


def test_d14_a_hearing_is_asked_for_in_five_and_held_in_twenty_working_days():
    """ALL 47; the five days simply end, the twenty are a finding."""
    case = lived(SUBMIT, ACCEPT, told("hearing_told_on", "2018-03-12"))
    assert last_day(case, "hearing_request", "2018-03-12") == day("2018-03-19")
    let_be = lived(Advance(day("2018-03-20")), case=case)
    assert due(let_be, "hearing_request", "2018-03-20").status is Status.ENDED
    assert "hearing_request" not in {clock for clock, _, _ in findings(let_be)}

    asked = lived(told("hearing_requested_on", "2018-03-14"), case=case)
    assert last_day(asked, "hearing", "2018-03-14") == day("2018-04-12")
    assert due(asked, "hearing_request", "2018-03-20").status is Status.MET


def test_d14_a_hearing_stops_the_decision():
    """ALL 45: three working days, both ends included, overlapping the evaluation."""
    case = lived(SUBMIT, ACCEPT, told("hearing_from", "2018-03-12"),
                 told("hearing_until", "2018-03-14"))  # fmt: skip
    assert last_day(case, "decision", "2018-03-15") == day("2018-04-03")

    both = lived(
        SUBMIT,
        ACCEPT,
        told("hearing_from", "2018-03-12"),
        did("begin_evaluation", "2018-03-13"),
        told("hearing_until", "2018-03-14"),
        did("end_evaluation", "2018-03-16"),
    )
    assert last_day(both, "decision", "2018-03-16") == day("2018-04-08")


def test_d14_a_hearing_stops_the_decision_on_access_too():
    case = lived(*IN_REVIEW, told("hearing_from", "2024-04-08"))

    assert due(case, "access_decision", "2024-04-12").status is Status.PAUSED


def test_d14_the_notice_of_a_hearing_is_printed_only():
    """ALL 48: seven days ahead; nothing here asks for a hearing."""
    assert LAW.provisions["ALL 48"].kind is Kind.DEADLINE


def test_d15_no_licence_here_has_a_term_that_could_be_renewed():
    """ALL 50 is printed; R15 would count its thirty days by the calendar."""
    assert LAW.provisions["ALL 50"].kind is Kind.DEADLINE


def test_d16_a_public_notice_takes_seven_calendar_days_and_simply_ends():
    """R16: the list of 12 July 2024, comments from the 13th to the 19th."""
    case = lived(*FILED, did("request_access", "2024-06-03"),
                 did("publish_notice", "2024-07-12"))  # fmt: skip

    assert last_day(case, "public_notice", "2024-07-12") == day("2024-07-19")
    case = lived(Advance(day("2024-07-20")), case=case)
    assert due(case, "public_notice", "2024-07-20").status is Status.ENDED
    assert "public_notice" not in {clock for clock, _, _ in findings(case)}


def test_d17_the_idle_test_is_a_clause_that_changed_on_a_day():
    """M39 23: after 18 months it fires on 2020-08-31, not a day later (vector 5)."""
    life = [
        did("submit", "2016-03-01"), did("accept", "2016-03-02"),
        did("approve", "2016-03-15"), did("request_access", "2016-06-01"),
        did("grant_access", "2016-07-01"), did("start_production", "2016-09-01"),
        did("stop_production", "2019-02-28"),
    ]  # fmt: skip
    before = decide(
        LAW, lived(*life), Request("list_as_idle", day("2020-08-31"), "miit")
    )
    after = decide(
        LAW, lived(*life), Request("list_as_idle", day("2020-09-01"), "miit")
    )

    bar = {finding.clause.ref for finding in after.refusal.findings}
    assert "M39 23" in bar
    kept = before.refusal.findings if before.refusal else ()
    assert "M39 23" not in {finding.clause.ref for finding in kept}


@pytest.mark.parametrize(
    ("fact", "clock", "clause", "last"),
    [
        ("false_statement_on", "false_statement_ban", "M39 27", "2019-03-12"),
        ("fraud_revoked_on", "fraud_ban", "M39 27(a)", "2021-03-12"),
    ],
)
def test_d18_a_ban_ends_and_whoever_was_barred_may_apply_again(
    fact, clock, clause, last
):
    """One year and three; the clause bars the last day, not the day after."""
    case = lived(told(fact, "2018-03-12"))
    found = due(case, clock, "2018-03-12")
    next_day = (day(last) + timedelta(days=1)).isoformat()

    assert (found.due, found.ref) == (day(last), clause)
    assert not holds(clause, last, **{fact: "2018-03-12"})
    assert holds(clause, next_day, **{fact: "2018-03-12"})
    assert due(case, clock, next_day).status is Status.ENDED
    assert findings(lived(Advance(day("2022-01-04")), case=case)) == []


def test_d18_a_ban_of_a_leap_day_ends_on_the_28th():
    """Counting rule (5), in the clock and in the clause."""
    case = lived(told("false_statement_on", "2020-02-29"))

    assert last_day(case, "false_statement_ban", "2020-03-02") == day("2021-02-28")
    assert holds("M39 27", "2021-03-01", false_statement_on="2020-02-29")
    assert not holds("M39 27", "2021-02-28", false_statement_on="2020-02-29")


# -- the counting rules on the real calendar ------------------------------------------


def test_rule_1_day_one_is_the_next_working_day():
    """Received before the Spring Festival of 2018: day 1 is the first day after it."""
    case = lived(told("local_received_on", "2018-02-14"))

    assert last_day(case, "forwarding", "2018-02-14") == day("2018-02-27")


def test_rule_2_weekend_days_made_into_working_days_count():
    """Saturday 24 and Sunday 11 February 2018 were worked."""
    case = lived(told("local_received_on", "2018-02-08"))

    assert last_day(case, "forwarding", "2018-02-08") == day("2018-02-14")


def test_rule_3_a_stop_starting_on_the_last_day_takes_it_out():
    """The decision was due on 29 March; stopped from that day to 2 April."""
    case = lived(SUBMIT, ACCEPT, did("begin_evaluation", "2018-03-29"),
                 did("end_evaluation", "2018-04-02"))  # fmt: skip

    assert last_day(case, "decision", "2018-04-02") == day("2018-04-03")


def test_rule_4_an_extension_a_day_late_leaves_the_period_overdue():
    case = lived(SUBMIT, ACCEPT, did("extend_review", "2018-03-30"))

    assert due(case, "decision", "2018-03-30").status is Status.OVERDUE


def test_rule_5_years_run_to_the_same_day_of_the_month():
    """A change agreed on 29 February 2020 counts to 28 February 2022."""
    case = lived(*APPROVED, did("change_project", "2020-02-29"))

    assert last_day(case, "approval_term", "2020-02-29") == day("2022-02-28")


def test_rule_6_the_thirtieth_working_day_before_the_end_is_in_time():
    """Across the extended New Year of 2020 and across the end of a year."""
    for decided, last in (("2018-03-01", "2020-01-13"), ("2017-02-10", "2018-12-25")):
        days = {"start_term_from": decided, "extension_requested_on": last}
        on = (day(last) + timedelta(days=1)).isoformat()
        assert holds("SC673 12(b)", on, **days)
        later = LAW.calendar.shift(day(last).toordinal(), 1)
        days["extension_requested_on"] = date.fromordinal(later).isoformat()
        assert not holds("SC673 12(b)", on, **days)


def test_a_period_runs_over_the_end_of_a_year():
    """Accepted in December 2018, due in January 2019."""
    case = lived(did("submit", "2018-12-03"), did("accept", "2018-12-10"))

    assert last_day(case, "decision", "2018-12-10") == day("2019-01-08")


# -- reforms --------------------------------------------------------------------------


def test_an_expiry_on_the_eve_of_the_reform_is_one_of_the_old_law():
    """Five working days that ended on 8 January: accepted, and then moved."""
    case = lived(did("submit", "2018-12-29"), Advance(REFORM))

    assert [(s.transition, s.on) for s in case.path[1:]] == [
        ("deem_accepted", EVE), ("move_to_filing", REFORM)]  # fmt: skip


def test_a_period_whose_last_day_is_the_eve_runs_out_after_the_reform():
    """Nobody can be deemed to accept what is no longer theirs; a finding is left."""
    case = lived(did("submit", "2019-01-02"), Advance(REFORM))

    assert case.state == "draft"
    assert [s.transition for s in case.path[1:]] == ["move_to_filing"]
    assert findings(case) == [("acceptance", EVE, REFORM)]


@pytest.mark.parametrize(
    ("accepted", "due_on", "found"),
    [("2018-12-10", "2019-01-08", True), ("2018-12-11", "2019-01-09", True),
     ("2018-12-12", "2019-01-10", False)],
)  # fmt: skip
def test_a_decision_due_by_the_eve_is_overdue_and_one_due_later_falls_away(
    accepted, due_on, found
):
    """The reform ends the period on its own day, before that day is over."""
    case = lived(did("submit", "2018-12-07"), did("accept", accepted))
    assert last_day(case, "decision", accepted) == day(due_on)
    case = lived(Advance(day("2019-02-01")), case=case)

    assert ("decision" in {clock for clock, _, _ in findings(case)}) is found


def test_the_same_file_is_approved_on_the_eve_and_filed_after_it():
    """Vector 4: by the commission on the 9th, by the province from the 10th."""
    assert LAW.on(EVE).step("under_review", "approve").askers == ("ndrc", "province")
    assert LAW.on(EVE).step("under_review", "file") is None
    assert LAW.on(REFORM).step("under_review", "approve") is None
    assert LAW.on(REFORM).step("under_review", "file").askers == ("province",)


# -- who is late, and what follows ----------------------------------------------------


def test_an_overdue_period_of_an_authority_never_changes_the_state():
    """R20: a finding; only acceptance is deemed, as ALL 32 says."""
    authorities = {"ndrc", "province", "miit", "evaluator"}
    moving = {
        clock.name
        for clock in LAW.clocks.values()
        for version in clock.versions
        if version.on_expiry not in (FINDING, END) and clock.owner in authorities
    }

    assert moving == {"acceptance"}


def test_every_period_in_working_days_is_that_of_an_authority_or_asks_for_a_hearing():
    """ALL 82: an authority's limits are in working days (R15)."""
    counted = {c.name for c in LAW.clocks.values() if c.unit is Unit.WORKING_DAY}
    of_company = {c.name for c in LAW.clocks.values() if c.owner == "company"}

    assert counted & of_company == {"hearing_request"}
