"""The least change is least, and does what it says."""

from datetime import date
from decimal import Decimal
from itertools import combinations, product

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow.explain.change import MOST_CHANGES, Change, least_changes
from qualflow.law.calendar import NO_CALENDAR, Calendar
from qualflow.law.evaluators.compiled import Condition
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.expression import facts_read
from qualflow.law.facts import Definition, inside
from qualflow.law.parsing import parse
from qualflow.law.types import Scope, condition
from qualflow.law.verdict import Verdict
from rulebooks import DAY, boolean, choice, day, days, named, number, text

EVERYTHING = named(
    (
        boolean("safe"),
        boolean("signed"),
        number("samples"),
        number("more_samples"),
        number("settling_s", 100_00, decimals=2),
        number("error_pct", 100_0000, decimals=4),
        day("issued_on"),
        day("barred_on"),
        day("decided_on"),
        text("assessor"),
        text("applicant"),
        choice("kind", "gauge", "meter", "scale"),
    )
)
TODAY = DAY.toordinal()
WORKING_DAYS = Calendar.of({2028: ([], []), 2029: ([], [])})


def least(*when, weak=(), fixed=(), calendar=NO_CALENDAR, presumed=False, **filed):
    """Return the least changes for conditions as text; facts as they are filed."""
    scope = Scope(EVERYTHING)
    conditions = [Condition("IAA", condition(parse(w), scope), presumed) for w in when]
    facts = {name: inside(value) for name, value in filed.items()}
    here = Situation(facts, TODAY, calendar, frozenset(weak))
    return least_changes(conditions, here, EVERYTHING, fixed)


def only(*when, **filed):
    """Return the values of the one least change."""
    (change,) = least(*when, **filed)
    return dict(change.values)


# The nearest value -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "filed", "value"),
    [
        ("samples >= 15", 14, 15),
        ("samples > 15", 14, 16),
        ("samples <= 15", 20, 15),
        ("samples < 15", 20, 14),
        ("samples == 15", 20, 15),
        ("samples != 15", 15, 14),
        ("3 * samples > 100", 1, 34),
        ("100 <= 3 * samples", 1, 34),
        ("15 <= samples <= 20", 14, 15),
        ("15 <= samples <= 20", 30, 20),
        ("samples in {3, 9, 20}", 14, 9),
        ("samples + 5 in {14, 25}", 10, 9),
        ("samples - more_samples >= 3", 14, 15),
        ("not samples < 15", 14, 15),
        ("samples >= 15 and samples >= 20", 14, 20),
    ],
)
def test_the_nearest_whole_number_that_does_is_named(when, filed, value):
    """14 sample cars become 15, not 16."""
    changes = least(when, samples=filed, more_samples=12)

    assert {"samples": value} in [dict(change.values) for change in changes]


@pytest.mark.parametrize(
    ("when", "filed", "value"),
    [
        ("settling_s <= 5", "5.10", "5.00"),
        ("settling_s < 5", "5.10", "4.99"),
        ("3 * settling_s > 10", "3.33", "3.34"),
        ("settling_s > 3.333", "3.33", "3.34"),
        ("settling_s <= 3.333", "3.34", "3.33"),
        ("settling_s <= error_pct", "5.10", "5.01"),
    ],
)
def test_the_nearest_decimal_that_does_is_named(when, filed, value):
    """5.10 s become 5.00, not 0.54, in the places the fact has."""
    found = only(when, settling_s=Decimal(filed), error_pct=Decimal("5.0123"),
                 fixed=["error_pct"])  # fmt: skip

    assert found == {"settling_s": Decimal(value)}
    assert str(found["settling_s"]) == value


@pytest.mark.parametrize(
    ("when", "filed", "value"),
    [
        ("days(issued_on, today) <= 730", DAY - days(900), DAY - days(730)),
        ("today > issued_on + 1 year", DAY, date(2028, 3, 3)),
        ("issued_on + 1 month > 2029-02-28", date(2028, 1, 5), date(2029, 2, 1)),
        ("issued_on + 1 month == 2029-02-28", date(2029, 2, 5), date(2029, 1, 31)),
        ("issued_on in {2028-01-01, 2031-01-01}", DAY, date(2028, 1, 1)),
        ("issued_on < 2029-01-01", DAY, date(2028, 12, 31)),
        ("issued_on == today", DAY - days(1), DAY),
    ],
)
def test_the_nearest_day_that_does_is_named(when, filed, value):
    """Months have their own lengths: between two turns there may be many days."""
    assert only(when, issued_on=filed) == {"issued_on": value}


def test_working_days_are_looked_for_where_the_calendar_has_data():
    """Outside its years every answer is unknown; without any it always is."""
    when, long_ago = "working_days(issued_on, today) <= 10", date(2028, 1, 3)
    found = only(when, calendar=WORKING_DAYS, issued_on=long_ago)

    assert found == {"issued_on": date(2029, 2, 16)}
    unfiled = only(when, calendar=WORKING_DAYS)["issued_on"]
    assert date(2029, 2, 16) <= unfiled <= date(2029, 2, 18)
    when = "issued_on + 10 working days >= today"
    assert only(when, calendar=WORKING_DAYS, issued_on=long_ago) == {
        "issued_on": date(2029, 2, 19)
    }
    assert least("working_days(issued_on, today) < 0", issued_on=long_ago) == ()
    when = "issued_on + 2 working days > 1900-01-01"
    assert only(when, calendar=WORKING_DAYS, issued_on=date(1990, 1, 1)) == {
        "issued_on": date(2028, 1, 1)
    }


def test_without_a_value_on_file_the_limit_is_named():
    """It is what the law says."""
    assert only("samples >= 15") == {"samples": 15}
    assert only("settling_s <= 5") == {"settling_s": Decimal("5.00")}
    assert only("days(issued_on, today) <= 730") == {"issued_on": DAY - days(730)}


def test_options_truths_and_texts_have_no_nearest():
    """An option is named; for a text any does, and for two that differ any two."""
    assert only("not safe", safe=True) == {"safe": False}
    assert only('kind in {"meter"}', kind="gauge") == {"kind": "meter"}
    assert only('assessor == "wu"') == {"assessor": "wu"}
    assert only("assessor != applicant", applicant="lee", fixed=["applicant"]) == {
        "assessor": "…"
    }
    assert only("assessor != applicant") == {"assessor": "…", "applicant": "……"}
    assert only("known(assessor)") == {"assessor": "…"}


def test_one_of_two_compared_facts_becomes_the_other():
    """Either may: which of them is wrong nobody knows."""
    changes = least("assessor == applicant", assessor="lee", applicant="wu")

    assert [dict(change.values) for change in changes] == [
        {"assessor": "wu"},
        {"applicant": "lee"},
    ]


# The smallest set ------------------------------------------------------------------


def test_what_is_met_needs_nothing():
    """One change: none."""
    assert least("samples >= 15", samples=15) == (Change({}),)
    assert least() == (Change({}),)


def test_what_no_filing_can_meet_has_no_change():
    """A contradiction, a value out of bounds, a fact that the path has written."""
    assert least("samples >= 15 and samples < 15", samples=14) == ()
    assert least("samples > 1_000", samples=14) == ()
    assert least("false") == ()
    assert least("not known(samples)", samples=14) == ()
    assert least("samples >= 15", samples=14, fixed=["samples"]) == ()
    assert least("samples >= 15", weak=["samples"], fixed=["samples"]) == ()


def test_conditions_that_share_no_fact_are_met_apart():
    """Their changes are put together."""
    found = only("samples >= 15", "safe", "settling_s <= 5", samples=20, safe=False)

    assert found == {"safe": True, "settling_s": Decimal("5.00")}


def test_conditions_that_share_a_fact_are_met_together():
    """15 would do for the one, 20 does for both."""
    assert only("samples >= 15", "samples >= 20", samples=1) == {"samples": 20}
    assert only("samples >= 15", "samples <= more_samples", samples=1,
                more_samples=30) == {"samples": 15}  # fmt: skip


def test_several_facts_may_have_to_change_for_one_comparison():
    """No one of them can bear it alone."""
    when = "samples + more_samples >= 1_600"

    assert only(when, samples=0, more_samples=0) == {
        "samples": 1_000,
        "more_samples": 600,
    } or only(when, samples=0, more_samples=0) == {
        "samples": 600,
        "more_samples": 1_000,
    }


def test_a_definition_is_what_it_stands_for():
    """Whoever has to file does not care what the drafter called it."""
    scope = Scope(EVERYTHING)
    good = Definition("good", condition(parse("samples >= 15 or false"), scope))
    scope = Scope(EVERYTHING, {"good": good})
    conditions = [Condition("IAA", condition(parse("good and safe"), scope))]
    (change,) = least_changes(conditions, Situation({}, TODAY), EVERYTHING)

    assert dict(change.values) == {"samples": 15, "safe": True}


def test_the_shorter_way_is_taken():
    """To be no gauge is less than to be a good one."""
    change = only('kind == "gauge" implies samples >= 15 and safe', kind="gauge")

    assert change == {"kind": "meter"} or change == {"kind": "scale"}


def test_of_equal_sets_the_one_that_overwrites_least_comes_first():
    """What is on file is seldom wrong; what is missing can be added."""
    first, second = least("safe or samples >= 15", samples=14)

    assert (dict(first.values), first.overwrites) == ({"safe": True}, ())
    assert (dict(second.values), second.overwrites) == ({"samples": 15}, ("samples",))


def test_the_order_holds_for_sets_put_together_from_several():
    """Two facts that overwrite come after one, wherever they stand."""
    changes = least(
        "safe or samples >= 15",
        'signed or kind == "meter"',
        'assessor == "wu" or more_samples >= 15',
        samples=14,
        kind="gauge",
        more_samples=14,
    )

    assert [len(change.overwrites) for change in changes] == [0, 1, 1, 1, 2, 2, 2, 3]


def test_there_are_never_more_than_eight():
    """A page of alternatives is none."""
    names = ("safe", "signed")
    when = " or ".join([*names, "samples > 1", "more_samples > 1", "settling_s > 1",
                        "error_pct > 1", 'kind == "gauge"', 'assessor == "wu"',
                        'applicant == "wu"', "issued_on < today"])  # fmt: skip

    assert len(least(when)) == MOST_CHANGES


# What is on file too weakly --------------------------------------------------------


def test_what_is_filed_too_weakly_is_filed_again_with_better_evidence():
    """The search does not know the value, so it names the limit."""
    (change,) = least("samples >= 15", weak=["samples"])

    assert change == Change({"samples": 15}, (), ("samples",))


def test_a_presumption_returns_once_nothing_it_reads_is_weak():
    """The other fact may stay unknown: then the ban is presumed not to stand."""
    (change,) = least("barred_on < decided_on", weak=["barred_on"], presumed=True)

    assert change.better_evidence == ("barred_on",)
    assert set(change.values) == {"barred_on"}


def test_a_presumption_is_met_by_what_stays_unknown():
    """It is enough that nobody has filed the contrary."""
    assert only("signed and safe", safe=False, presumed=True) == {"safe": True}
    assert only("signed and safe", weak=["safe"], presumed=True).keys() == {"safe"}


def test_what_is_weak_bars_a_presumption_even_where_it_settles_nothing():
    """`signed or safe` is met; the presumption still rests on a weak filing."""
    change = only(
        '(signed or safe) and assessor == "wu"',
        safe=True,
        weak=["signed"],
        fixed=["assessor"],
        presumed=True,
    )
    assert change.keys() == {"signed"}


def test_a_presumed_ban_that_is_filed_needs_another_day():
    """A filing cannot be taken back, only corrected."""
    when = "today > barred_on + 1 year"

    assert least(when, presumed=True) == (Change({}),)
    assert only(when, presumed=True, barred_on=DAY) == {"barred_on": date(2028, 3, 3)}


# Many conditions -------------------------------------------------------------------


def test_twenty_conditions_that_share_a_fact_are_no_riddle():
    """Each needs a fact of its own; a search by sets would look at a million."""
    facts = named(
        (choice("kind", "gauge", "meter"), *(number(f"n{n}") for n in range(20)))
    )
    scope = Scope(facts)
    conditions = [
        Condition("IAA", condition(parse(f'kind == "gauge" implies n{n} >= 15'), scope))
        for n in range(20)
    ]
    here = Situation({"kind": "gauge"}, TODAY)

    (change,) = least_changes(conditions, here, facts, fixed=["kind"])
    assert dict(change.values) == {f"n{n}": 15 for n in range(20)}
    (change,) = least_changes(conditions, here, facts)
    assert dict(change.values) == {"kind": "meter"}


def test_a_chain_of_comparisons_is_met_from_end_to_end():
    """Every fact depends on the one before it."""
    facts = named(number(f"n{n}") for n in range(10))
    scope = Scope(facts)
    conditions = [
        Condition("IAA", condition(parse(f"n{n} < n{n + 1}"), scope)) for n in range(9)
    ]
    (change, *_) = least_changes(conditions, Situation({}, TODAY), facts)

    values = [change.values[f"n{n}"] for n in range(10)]
    assert values == sorted(set(values))


def test_a_search_without_end_is_given_up():
    """Eight different numbers from 0 to 6: it returns what it has, which is nothing."""
    facts = named(number(f"n{n}", 6) for n in range(8))
    total = " + ".join(facts)
    unequal = [f"n{n} != n{m}" for n, m in combinations(range(8), 2)]
    scope = Scope(facts)
    conditions = [
        Condition("IAA", condition(parse(w), scope)) for w in [*unequal, f"{total} > 1"]
    ]

    assert least_changes(conditions, Situation({}, TODAY), facts) == ()


# Against all there is --------------------------------------------------------------

SMALL = named(
    (
        boolean("safe"),
        boolean("signed"),
        number("samples", 4),
        number("errors", 3),
        choice("kind", "gauge", "meter", "scale"),
        text("assessor"),
        text("applicant"),
    )
)
DOMAINS = {
    "safe": (True, False),
    "signed": (True, False),
    "samples": tuple(range(5)),
    "errors": tuple(range(4)),
    "kind": ("gauge", "meter", "scale"),
    "assessor": ("lee", "wu", "…", "……"),
    "applicant": ("lee", "wu", "…", "……"),
}
SCOPE = Scope(SMALL)

leaves = st.sampled_from(
    (
        "safe", "not safe", "signed", "safe == signed", "safe != signed",
        "samples >= 3", "samples < 1", "samples == 2", "samples != 0",
        "1 <= samples <= 3", "samples in {0, 3}", "samples >= errors",
        "samples < errors", "errors < samples <= 3", "samples + errors >= 5",
        "samples + errors >= 6", "2 * errors > 3", "samples - errors == 1",
        "3 * errors - samples >= 5", "errors in {1, 2}",
        'kind == "gauge"', 'kind != "gauge"', 'kind in {"meter", "scale"}',
        "assessor != applicant", "assessor == applicant", 'assessor == "wu"',
        "known(errors)", "not known(safe)", "known(kind)",
    )
)  # fmt: skip
forms = st.sampled_from(
    ("({0}) and ({1})", "({0}) or ({1})", "({0}) implies ({1})", "not ({0})", "{0}")
)
written = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda form, *parts: form.format(*parts), forms, inner, inner
    ),
    max_leaves=4,
)
clauses = st.builds(
    lambda when, presumed: Condition("IAA", condition(parse(when), SCOPE), presumed),
    written,
    st.sampled_from((False, False, True)),
)


def met(conditions, situation):
    """Return whether all conditions are met, by the reference."""
    return all(
        judge(c.when, situation, presumed=c.presumed) is Verdict.MET for c in conditions
    )


def with_filed(situation, values):
    """Return the situation after filings that are good enough."""
    return evolve(
        situation,
        facts={**situation.facts, **values},
        weak=situation.weak - values.keys(),
    )


def all_least(conditions, situation, fixed):
    """Return the smallest sets of facts that would do, found by trying everything."""
    read = {n for c in conditions for n in facts_read(c.when)} - set(fixed)
    for size in range(len(read) + 1):
        found = {
            frozenset(names)
            for names in combinations(sorted(read), size)
            for values in product(*(DOMAINS[name] for name in names))
            if met(
                conditions, with_filed(situation, dict(zip(names, values, strict=True)))
            )
        }
        if found:
            return found
    return set()


@st.composite
def predicaments(draw):
    """Return a few conditions, what is on file, and what cannot be changed."""
    conditions = draw(st.lists(clauses, min_size=1, max_size=3))
    read = sorted({n for c in conditions for n in facts_read(c.when)})
    facts, weak, fixed = {}, set(), set()
    for name in read[:4]:
        match draw(
            st.sampled_from(("filed", "filed", "filed", "not", "weak", "fixed"))
        ):
            case "filed":
                facts[name] = draw(st.sampled_from(DOMAINS[name]))
            case "weak":
                weak.add(name)
            case "fixed":
                facts[name] = draw(st.sampled_from(DOMAINS[name]))
                fixed.add(name)
    for name in read[4:]:
        facts[name] = draw(st.sampled_from(DOMAINS[name]))
        fixed.add(name)
    return conditions, Situation(facts, TODAY, NO_CALENDAR, frozenset(weak)), fixed


@settings(max_examples=settings().max_examples * 5, deadline=None)
@given(predicaments())
def test_the_least_change_is_as_small_as_trying_everything_finds(predicament):
    """As small, the same sets of facts, and each of them does."""
    conditions, situation, fixed = predicament
    changes = least_changes(conditions, situation, SMALL, fixed)
    sets = {frozenset(change.values) for change in changes}

    expected = all_least(conditions, situation, fixed)
    assert {len(names) for names in sets} == {len(names) for names in expected}
    if len(expected) < MOST_CHANGES:
        assert sets == expected
    for change in changes:
        values = {name: inside(value) for name, value in change.values.items()}
        assert met(conditions, with_filed(situation, values))
        assert not fixed & change.values.keys()
        assert set(change.overwrites) == change.values.keys() & situation.facts.keys()
        assert set(change.better_evidence) == change.values.keys() & situation.weak


# Days, against a window ------------------------------------------------------------

WINDOW = [date(2029, 1, 25) + days(n) for n in range(40)]
DATED = named((day("issued_on"), day("decided_on")))
day_leaves = st.sampled_from(
    (
        "issued_on < decided_on", "issued_on == decided_on", "decided_on <= today",
        "days(issued_on, decided_on) >= 5", "issued_on + 1 month >= decided_on",
        "decided_on - 1 month < 2029-01-31", "issued_on != 2029-01-31",
        "2029-02-01 <= issued_on <= 2029-02-05",
        "issued_on in {2029-02-28, 2029-03-01}",
        "working_days(issued_on, decided_on) <= 3", "known(decided_on)",
        "decided_on + 2 working days < 2029-03-01",
    )
)  # fmt: skip


@settings(max_examples=settings().max_examples // 2, deadline=None)
@given(
    st.lists(day_leaves, min_size=1, max_size=3),
    st.sampled_from(WINDOW) | st.none(),
    st.sampled_from(WINDOW) | st.none(),
)
def test_a_change_of_days_is_as_small_as_every_day_of_a_window_finds(
    written, issued, decided
):
    """What some days in sight would do, the search finds; and what it finds does."""
    scope = Scope(DATED)
    conditions = [Condition("IAA", condition(parse(w), scope)) for w in written]
    given_days = {"issued_on": issued, "decided_on": decided}
    facts = {n: d.toordinal() for n, d in given_days.items() if d is not None}
    here = Situation(facts, TODAY, WORKING_DAYS)
    changes = least_changes(conditions, here, DATED)

    for change in changes:
        values = {name: inside(value) for name, value in change.values.items()}
        assert met(conditions, with_filed(here, values))
    tried = [day.toordinal() for day in WINDOW]
    by_hand = [
        len(names)
        for names in ((), ("issued_on",), ("decided_on",), ("issued_on", "decided_on"))
        for values in product(tried, repeat=len(names))
        if met(conditions, with_filed(here, dict(zip(names, values, strict=True))))
    ]
    if by_hand:
        assert len(changes[0].values) <= min(by_hand)
