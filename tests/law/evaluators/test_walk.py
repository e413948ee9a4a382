"""The reference: each node by example, and what holds of every expression."""

from datetime import date
from itertools import product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from qualflow.law.calendar import NO_CALENDAR
from qualflow.law.evaluators.walk import LAST_ORDINAL, Situation, evaluate, judge
from qualflow.law.expression import Known, counts_days, facts_read
from qualflow.law.facts import filed, inside
from qualflow.law.parsing import parse
from qualflow.law.types import condition, typed
from qualflow.law.verdict import Verdict
from strategies import (
    CALENDAR,
    FACTS,
    SCOPE,
    all_facts,
    checked_expressions,
    facts_known,
    ordinals,
    situations,
    some_of,
)

MET, UNMET, UNKNOWN = Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN
TRUTHS = {MET: True, UNMET: False}
LEAP_DAY = date(2028, 2, 29)


def situation(today=LEAP_DAY, calendar=CALENDAR, weak=(), **facts):
    """Return a situation from values as people file them."""
    known = {name: inside(filed(FACTS[name], value)) for name, value in facts.items()}
    return Situation(known, today.toordinal(), calendar, frozenset(weak))


def verdict(written, here=None, *, presumed=False):
    """Judge a text."""
    tree = condition(parse(written), SCOPE)
    return judge(tree, here or situation(), presumed=presumed)


def day(written, here=None):
    """Return the date an expression comes to, None if it is unknown."""
    found = evaluate(typed(parse(written), SCOPE)[0], here or situation())
    return None if found is None else date.fromordinal(found)


def number(written, here=None):
    """Return the whole number an expression comes to."""
    return evaluate(typed(parse(written), SCOPE)[0], here or situation())


# Three values ----------------------------------------------------------------------

TABLES = {
    #             both facts, in the order MET UNMET UNKNOWN for each
    "and": [MET, UNMET, UNKNOWN, UNMET, UNMET, UNMET, UNKNOWN, UNMET, UNKNOWN],
    "or": [MET, MET, MET, MET, UNMET, UNKNOWN, MET, UNKNOWN, UNKNOWN],
    "implies": [MET, UNMET, UNKNOWN, MET, MET, MET, MET, UNKNOWN, UNKNOWN],
    "==": [MET, UNMET, UNKNOWN, UNMET, MET, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN],
}


@pytest.mark.parametrize("word", TABLES)
def test_two_parts_follow_kleene(word):
    """Strong Kleene logic, table by table (`docs/reference/expressions.md`)."""
    found = []
    for left, right in product((MET, UNMET, UNKNOWN), repeat=2):
        facts = {"safe": TRUTHS.get(left), "one_type": TRUTHS.get(right)}
        known = {name: v for name, v in facts.items() if v is not None}
        found.append(verdict(f"safe {word} one_type", situation(**known)))

    assert found == TABLES[word]


def test_the_contrary_of_unknown_is_unknown():
    """A fact nobody filed is neither a yes nor a no."""
    assert verdict("not safe") is UNKNOWN
    assert verdict("not safe", situation(safe=True)) is UNMET
    assert verdict("not safe", situation(safe=False)) is MET


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("safe and one_type and maker.insured", UNKNOWN),
        ("safe and one_type and false", UNMET),
        ("safe or one_type or true", MET),
        ("safe or one_type or false", UNKNOWN),
        ("safe or not safe", UNKNOWN),
    ],
)
def test_a_series_is_settled_by_one_part_wherever_it_stands(written, expected):
    """And not by reasoning: `safe or not safe` stays unknown."""
    assert verdict(written) is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("16 < 15 < samples", UNMET),
        ("samples < 15 < 14", UNMET),
        ("14 < 15 < samples", UNKNOWN),
        ("samples < 14 < 15", UNKNOWN),
        ("14 < 15 < 16", MET),
    ],
)
def test_a_chain_is_unmet_as_soon_as_one_link_is(written, expected):
    """`a < b < c` is `a < b and b < c`."""
    assert verdict(written) is expected


# Each node -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "met"),
    [
        ("<", (14,)),
        ("<=", (14, 15)),
        ("==", (15,)),
        ("!=", (14, 16)),
        (">=", (15, 16)),
        (">", (16,)),
    ],
)
def test_a_comparison_at_its_limit(sign, met):
    """One below, the limit, one above."""
    tree = f"samples {sign} 15"
    found = [n for n in (14, 15, 16) if verdict(tree, situation(samples=n)) is MET]

    assert tuple(found) == met
    assert verdict(tree) is UNKNOWN


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("samples + 2 * range_km", 35),
        ("samples - range_km", 5),
        ("range_km - samples - 1", -6),
        ("-1 * samples", -15),
        ("0.5 * samples", 75),
        ("samples + share_pct", 1500 + 33_34),
        ("days(filed_on, today)", 1),
        ("days(today, filed_on)", -1),
        ("days(today, today)", 0),
        ("days(2028-02-28, 2028-03-01)", 2),
    ],
)
def test_numbers_of_the_smallest_unit(written, expected):
    """Share counts hundredths, half a sample counts tenths."""
    here = situation(
        samples=15, range_km=10, share_pct="33.34", filed_on=date(2028, 2, 28)
    )

    assert number(written, here) == expected
    assert number(written, situation()) == (
        None if facts_read(parse(written)) else expected
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('category in {"gauge", "meter"}', MET),
        ('category in {"scale"}', UNMET),
        ('old_category in {"scale"}', UNKNOWN),
        ("samples in {14, 15}", MET),
        ("samples in {14.5, 15.5}", UNMET),
        ("share_pct in {33.3333, 33.34}", MET),
        ("today in {2028-02-29}", MET),
        ("today in {2028-02-28, 2028-03-01}", UNMET),
        ('"lee" in {"wu"}', UNMET),
        ("category == old_category", UNKNOWN),
        ("assessor == applicant", UNMET),
        ("assessor != applicant", MET),
        ("safe == (samples == 15)", MET),
        ("own_file", MET),
        ("late", UNKNOWN),
        ("true", MET),
        ("false", UNMET),
    ],
)
def test_memberships_texts_choices_and_definitions(written, expected):
    """A definition is what it stands for, here `one_type and samples >= 15 or …`."""
    here = situation(
        category="gauge", samples=15, share_pct="33.34", assessor="lee",
        applicant="wu", safe=True, one_type=True,
    )  # fmt: skip

    assert verdict(written, here) is expected


# Days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("today + 1 day", date(2028, 3, 1)),
        ("today - 1 day", date(2028, 2, 28)),
        ("today + 1 year", date(2029, 2, 28)),
        ("today + 4 years", date(2032, 2, 29)),
        ("today - 1 year", date(2027, 2, 28)),
        ("today + 12 months", date(2029, 2, 28)),
        ("2028-01-31 + 1 month", LEAP_DAY),
        ("2029-01-31 + 1 month", date(2029, 2, 28)),
        ("2028-03-31 - 1 month", LEAP_DAY),
        ("2028-03-31 + 1 month", date(2028, 4, 30)),
        ("2027-02-28 + 1 year", date(2028, 2, 28)),
        ("today + 1 year - 1 year", date(2028, 2, 28)),
        # 28 and 29 February are off, Saturday the 26th is worked.
        ("today + 1 working day", date(2028, 3, 1)),
        ("today - 1 working day", date(2028, 2, 26)),
        ("2028-02-25 + 1 working day", date(2028, 2, 26)),
        ("2028-02-25 + 2 working days", date(2028, 3, 1)),
        ("today + 0 working days", LEAP_DAY),
        ("2028-02-25 + 1 year - 2 working days", date(2029, 2, 22)),
    ],
)
def test_a_shifted_day(written, expected):
    """29 February becomes 28 February; the day itself is not counted."""
    assert day(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("working_days(2028-02-25, 2028-03-01)", 2),
        ("working_days(2028-03-01, 2028-02-25)", -2),
        ("working_days(2028-02-26, 2028-02-29)", 0),
        ("working_days(today, today)", 0),
        ("working_days(2026-12-31, 2027-01-01)", 0),
        ("working_days(2026-12-31, 2027-01-02)", 1),
        ("working_days(2026-12-30, 2027-01-02)", None),
        ("working_days(2029-12-28, 2029-12-31)", 2),
        ("working_days(2029-12-28, 2030-01-01)", None),
    ],
)
def test_working_days_between_are_known_as_far_as_the_calendar(written, expected):
    """It covers 2027 to 2029; a day without data is never guessed."""
    assert number(written) == expected


def test_without_a_calendar_every_working_day_is_unknown():
    """Except where none has to be counted."""
    here = situation(calendar=NO_CALENDAR)

    assert day("today + 1 working day", here) is None
    assert number("working_days(2028-02-25, today)", here) is None
    assert day("today + 0 working days", here) == LEAP_DAY
    assert verdict("today < today + 1 working day", here) is UNKNOWN
    assert verdict("false and today < today + 1 working day", here) is UNMET


@pytest.mark.parametrize(
    "period", ["1 day", "1 month", "1 year", "1 working day", "36_600 years"]
)
def test_a_day_outside_the_calendar_of_the_computer_is_unknown(period):
    """It has no day after 31 December 9999; a period of 36,600 years may be written."""
    here = Situation({}, LAST_ORDINAL, CALENDAR)

    assert day(f"today + {period}", here) is None
    assert verdict(f"today < today + {period}", here) is UNKNOWN
    assert verdict(f"true or today < today + {period}", here) is MET


@pytest.mark.parametrize("step", [1, -1])
def test_the_first_and_the_last_day_can_be_reached(step):
    """Both ends are days; one further is unknown."""
    end = LAST_ORDINAL if step == 1 else 1
    tree = typed(parse("today " + ("+" if step == 1 else "-") + " 1 day"), SCOPE)[0]

    assert evaluate(tree, Situation({}, end - step)) == end
    assert evaluate(tree, Situation({}, end)) is None


# What is on file -------------------------------------------------------------------


def test_known_asks_whether_anything_is_on_file():
    """Whatever was filed, false included; never unknown, save for weak evidence."""
    assert verdict("known(safe)") is UNMET
    assert verdict("known(safe)", situation(safe=False)) is MET
    assert verdict("known(safe)", situation(weak=["safe"])) is UNKNOWN
    assert verdict("not known(safe)", situation(weak=["safe"])) is UNKNOWN


@pytest.mark.parametrize(
    ("facts", "weak", "expected"),
    [
        ({}, [], MET),
        ({"safe": True}, [], MET),
        ({"safe": False}, [], UNMET),
        ({"one_type": True}, [], MET),
        ({}, ["safe"], UNKNOWN),
        ({}, ["one_type"], UNKNOWN),
        ({}, ["samples"], MET),
        ({"safe": False}, ["one_type"], UNMET),
    ],
)
def test_a_presumption_holds_while_nobody_filed_the_contrary(facts, weak, expected):
    """But not against something filed too weakly, even if it was filed in favour."""
    here = situation(weak=weak, **facts)

    assert verdict("safe and one_type", here, presumed=True) is expected


def test_nothing_is_presumed_of_a_missing_calendar():
    """The facts are there; what is missing is no filing."""
    here = situation(calendar=NO_CALENDAR, filed_on=LEAP_DAY)
    written = "today <= filed_on + 5 working days"

    assert verdict(written, here, presumed=True) is UNKNOWN
    assert verdict(written, situation(calendar=NO_CALENDAR), presumed=True) is MET


# Every expression ------------------------------------------------------------------


@given(checked_expressions(2, without=(Known,)), all_facts(), ordinals(), st.data())
def test_new_facts_never_reverse_a_settled_verdict(tree, facts, today, data):
    """Filing evidence may answer an open question, never change an answer.

    `known()` and presumptions are left out: they are not monotone, they ask about the
    file itself.
    """
    filed_later = data.draw(some_of(facts_read(tree)))
    known = {name: value for name, value in facts.items() if name not in filed_later}

    before = judge(tree, Situation(known, today, CALENDAR))
    after = judge(tree, Situation(facts, today, CALENDAR))

    assert before is UNKNOWN or after is before


@given(checked_expressions(2), situations(), st.booleans(), st.data())
def test_a_stricter_demand_only_turns_verdicts_into_unknown(tree, here, presumed, data):
    """It may close a door, never open one; `known()` and presumptions included."""
    weaker = data.draw(some_of(facts_read(tree))) & here.facts.keys()
    facts = {name: value for name, value in here.facts.items() if name not in weaker}
    strict = evolve(here, facts=facts, weak=here.weak | weaker)

    before = judge(tree, here, presumed=presumed)
    after = judge(tree, strict, presumed=presumed)

    assert after in (before, UNKNOWN)


@given(checked_expressions(4), situations())
def test_a_presumption_only_answers_what_is_unknown(tree, here):
    """What is settled, is settled; what was unknown is met or stays unknown."""
    plain, presumed = judge(tree, here), judge(tree, here, presumed=True)

    assert presumed is plain or (plain, presumed) == (UNKNOWN, MET)


@given(checked_expressions(4), all_facts(), ordinals())
def test_with_everything_on_file_only_a_calendar_can_be_missing(tree, facts, today):
    """Total: no expression fails, and none is unknown without a reason."""
    found = judge(tree, Situation(facts, today, NO_CALENDAR))

    assert found is not UNKNOWN or counts_days(tree)


@given(checked_expressions(4), situations(), facts_known())
def test_what_an_expression_does_not_read_does_not_matter(tree, here, others):
    """The values a finding lists are all that it rests on."""
    read = set(facts_read(tree))
    facts = {n: v for n, v in here.facts.items() if n in read}
    rest = {n: v for n, v in others.items() if n not in read}

    assert judge(tree, evolve(here, facts=facts | rest)) is judge(tree, here)
