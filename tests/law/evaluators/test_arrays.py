"""Clauses over columns say of every row what the walk says of one case."""

import warnings
from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualflow.law.calendar import NO_CALENDAR, Calendar, shift_months, shift_years
from qualflow.law.evaluators.arrays import compile_arrays
from qualflow.law.evaluators.columns import UNFILED, Column, texts
from qualflow.law.evaluators.compiled import Condition, compile_guard
from qualflow.law.evaluators.day_columns import (
    months_later,
    working_days_between,
    working_days_later,
)
from qualflow.law.evaluators.walk import LAST_ORDINAL, Situation, judge
from qualflow.law.expression import facts_read
from qualflow.law.facts import ChoiceType, TextType
from qualflow.law.parsing import parse
from qualflow.law.types import condition
from qualflow.law.verdict import VERDICTS
from strategies import (
    CALENDAR,
    FACTS,
    SCOPE,
    checked_expressions,
    facts_known,
    ordinals,
    weak_sets,
)

LEAP_DAY = date(2028, 2, 29).toordinal()


def clause(written, *, presumed=False):
    """Return one condition from text."""
    return Condition("IAA 9(1)", condition(parse(written), SCOPE), presumed)


def conditions():
    """One to four clauses, some of them presumed."""
    clauses = st.builds(
        Condition, st.just("IAA 9(1)"), checked_expressions(3), st.booleans()
    )
    return st.lists(clauses, min_size=1, max_size=4)


def rows():
    """What is on file, what is filed too weakly, and the day: some cases of these."""
    row = st.tuples(facts_known(), weak_sets(), ordinals())
    return st.lists(row, min_size=1, max_size=12)


def situations(drawn, calendar):
    """Return the rows as the walk takes them."""
    return [
        Situation(
            {name: v for name, v in known.items() if name not in weak},
            day,
            calendar,
            weak,
        )
        for known, weak, day in drawn
    ]


def columns(here, *, garbage=0, narrow=False, words=None):
    """Return the same as columns; `garbage` stands where nothing is known."""
    made = {}
    for name, fact in FACTS.items():
        if not any(name in one.facts or name in one.weak for one in here):
            continue
        known = np.array([name in one.facts for one in here])
        weak = np.array([name in one.weak for one in here])
        found = [one.facts.get(name) for one in here]
        if isinstance(fact.type, TextType | ChoiceType):
            listed = tuple(words or dict.fromkeys(v for v in found if v is not None))
            codes = [garbage if v is None else listed.index(v) for v in found]
            made[name] = Column(np.array(codes, np.int16), known, weak, listed)
            continue
        values = np.array([garbage if v is None else v for v in found])
        fits = narrow and np.abs(values).max() < 2**31
        kind = np.int32 if fits else np.int64
        made[name] = Column(values.astype(kind), known, weak)
    return made


def judged(guard, here, made, today=None):
    """Return the verdicts of each row, found over columns."""
    days = np.array([one.today for one in here], np.int64) if today is None else today
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        masks = guard.verdicts(made, days, len(here))
    told = [
        [True if m else False if u else None for m, u in zip(met, unmet, strict=True)]
        for met, unmet in masks
    ]
    for met, unmet in masks:
        assert met.shape == unmet.shape == (len(here),)
        assert not np.any(met & unmet)
    return [[VERDICTS[v] for v in row] for row in zip(*told, strict=True)]


def walked(clauses, here):
    return [[judge(c.when, one, presumed=c.presumed) for c in clauses] for one in here]


# -- the same answers -----------------------------------------------------------------


@given(
    conditions(),
    rows(),
    st.sampled_from((CALENDAR, CALENDAR, NO_CALENDAR)),
    st.sampled_from((0, -1, 7, 2**40)),
    st.booleans(),
)
def test_every_row_is_judged_as_the_walk_judges_it(
    clauses, drawn, calendar, garbage, narrow
):
    """The walk is the reference; what stands in an empty cell changes nothing."""
    here = situations(drawn, calendar)
    guard = compile_arrays(clauses, calendar, FACTS)
    one_by_one = compile_guard(clauses, calendar)

    made = columns(here, garbage=min(garbage, 7), narrow=narrow)
    if garbage > 7:
        made |= {
            name: Column(np.where(c.known, c.values, garbage), c.known, c.weak)
            for name, c in made.items()
            if not c.words
        }
    found = judged(guard, here, made)

    assert found == walked(clauses, here)
    assert found == [
        [VERDICTS[v] for v in one_by_one.verdicts(one.facts, one.weak, one.today)]
        for one in here
    ]


@given(conditions(), rows(), ordinals())
def test_a_value_for_all_rows_is_as_good_as_a_column_of_it(clauses, drawn, today):
    """What is the same everywhere need not be copied out, the day neither."""
    known, weak, _ = drawn[0]
    (here,) = situations([(known, weak, today)], CALENDAR)
    guard = compile_arrays(clauses, CALENDAR, FACTS)
    single = {
        name: Column(c.values[0], c.known[0], c.weak[0], c.words)
        for name, c in columns([here]).items()
    }

    assert judged(guard, [here] * 3, single, today) == walked(clauses, [here] * 3)


EACH_NODE = [
    "safe",
    "not safe",
    "safe and one_type",
    "safe or one_type",
    "safe implies one_type",
    "safe == one_type",
    "safe != (samples > 15)",
    "known(safe)",
    "known(safe) and one_type",
    "known(safe) implies not one_type",
    "14 < samples <= range_km < 16",
    "samples + range_km > 30",
    "samples - range_km > 0",
    "3 * samples > 2 * range_km + 14",
    "samples == share_pct",
    "share_pct in {15, 33.3333}",
    "samples in {1, 2, 3, 4, 5, 6, 7, 8, 9, 15}",
    'category in {"gauge", "scale"} or old_category == category',
    'category != old_category and category != "meter"',
    'assessor == "nobody" or assessor in {"wu", "nobody"}',
    "assessor != applicant",
    "days(filed_on, issued_on) >= 1",
    "working_days(filed_on, issued_on) >= 1",
    "working_days(filed_on, filed_on) == 0",
    "today <= filed_on + 1 working day",
    "today == filed_on + 0 working days",
    "today - 1 working day < filed_on or safe",
    "filed_on + 1 year == today - 12 months + 2 years",
    "issued_on < filed_on + 3000 years + 3000 years + 3000 years",
    "today < issued_on + 1 day and late",
    "2028-02-29 + 1 year < filed_on",
    "1 < 2",
]
FEW = {
    **dict.fromkeys(("safe", "one_type"), (True, False)),
    **dict.fromkeys(("samples", "range_km"), (15, 16)),
    "share_pct": (15_00, 16_00),
    **dict.fromkeys(("category", "old_category"), ("gauge", "meter")),
    **dict.fromkeys(("assessor", "applicant"), ("wu", "lee")),
    **dict.fromkeys(("filed_on", "issued_on"), (LEAP_DAY, LEAP_DAY + 1)),
}
MISSING, WEAK = "missing", "weak"


def every_situation(names, calendar):
    """Yield each combination of few values, missing and weak, on two days."""
    for values in product(*((*FEW[name], MISSING, WEAK) for name in names)):
        drawn = dict(zip(names, values, strict=True))
        weak = frozenset(name for name, v in drawn.items() if v == WEAK)
        facts = {n: v for n, v in drawn.items() if v not in (WEAK, MISSING)}
        for day in (LEAP_DAY, LEAP_DAY + 1):
            yield Situation(facts, day, calendar, weak)


@pytest.mark.parametrize("written", EACH_NODE)
@pytest.mark.parametrize("presumed", [False, True])
@pytest.mark.parametrize("calendar", [CALENDAR, NO_CALENDAR], ids=["days", "no_days"])
def test_each_node_is_asked_of_columns_as_it_is_walked(written, presumed, calendar):
    """Exhaustively, over few values: random trees rarely make one node decide."""
    asks = clause(written, presumed=presumed)
    here = list(every_situation(facts_read(asks.when), calendar))
    guard = compile_arrays([asks], calendar, FACTS)

    assert judged(guard, here, columns(here)) == walked([asks], here)


def test_texts_compare_whatever_their_places_in_each_column():
    """Columns have dictionaries of their own; an option nobody declared is a text."""
    asks = [clause("category == old_category"), clause('category in {"gauge"}')]
    guard = compile_arrays(asks, CALENDAR, FACTS)
    made = {
        "category": texts(["gauge", "crane", "crane", None]),
        "old_category": texts(["scale", "crane", "gauge", "gauge"]),
    }
    (met, unmet), (gauge, _) = guard.verdicts(made, LEAP_DAY, 4)

    assert met.tolist() == [False, True, False, False]
    assert unmet.tolist() == [True, False, True, False]
    assert gauge.tolist() == [True, False, False, False]


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.int64])
def test_numbers_of_any_width_are_added_without_overflow(kind):
    """A file may keep small numbers in few bits; sums are made in 64."""
    asks = [
        clause("100 * samples + 100 * samples == 24_000"),
        clause("samples < 9_000_000_000"),
        clause("samples - range_km == 248 - 8"),
    ]
    guard = compile_arrays(asks, CALENDAR, FACTS)
    made = {"samples": Column(np.array([120], kind)),
            "range_km": Column(np.array([-120], kind))}  # fmt: skip

    for met, _ in guard.verdicts(made, LEAP_DAY, 1):
        assert met.tolist() == [True]


def test_the_largest_numbers_that_loading_admits_are_exact():
    """A fee of 10 to the 12th in hundredths, compared at six decimals."""
    asks = [clause("fee - 0.000001 < 10_000_000_000"), clause("fee == 10_000_000_000")]
    guard = compile_arrays(asks, CALENDAR, FACTS)

    for met, _ in guard.verdicts({"fee": Column(np.array([10**12]))}, LEAP_DAY, 1):
        assert met.tolist() == [True]


def test_a_transition_without_clauses_asks_nothing():
    guard = compile_arrays([], CALENDAR, FACTS)

    assert guard.verdicts({}, LEAP_DAY, 3) == ()
    assert guard.reads == frozenset()


def test_no_rows_have_no_verdicts():
    guard = compile_arrays([clause("samples > 1 and late")], CALENDAR, FACTS)
    none = {"samples": Column(np.array([], np.int64))}
    ((met, unmet),) = guard.verdicts(none, LEAP_DAY, 0)

    assert met.shape == unmet.shape == (0,)


def test_a_condition_in_many_places_is_computed_once():
    """Clauses of one article often begin with the same words."""
    asks = [clause("late or samples > 1"), clause("late and safe"), clause("late")]
    guard = compile_arrays(asks, CALENDAR, FACTS)
    read = []

    class Counted(dict):
        def get(self, name, otherwise=None):
            read.append(name)
            return super().get(name, otherwise)

    guard.verdicts(Counted(), LEAP_DAY, 2)

    assert read.count("filed_on") == 2  # once for known(), once for its value


# -- columns --------------------------------------------------------------------------


def test_what_is_filed_too_weakly_does_not_count():
    column = Column(np.array([1, 2]), np.array([True, True]), np.array([True, False]))

    assert column.known.tolist() == [False, True]


@pytest.mark.parametrize(
    "values", [np.array([1.5]), np.array([1], np.uint64), np.array(["x"])]
)
def test_values_are_truths_or_whole_numbers(values):
    """Floating point is not exact, and unsigned numbers turn into it."""
    with pytest.raises(TypeError, match="booleans or signed integers"):
        Column(values)


def test_a_mask_is_made_of_booleans():
    with pytest.raises(TypeError, match="booleans"):
        Column(np.array([1]), known=np.array([1]))


def test_some_rows_of_a_column_are_a_column():
    column = texts(["lee", None, "wu"])
    some = column.rows(slice(1, 3))

    assert some.values.tolist() == column.values.tolist()[1:]
    assert some.known.tolist() == [False, True]
    assert some.places == column.places
    assert UNFILED.rows(slice(0, 1)).values.shape == ()


# -- days -----------------------------------------------------------------------------


def far_days():
    """Ordinals in and beyond the table, and beyond what a date can be."""
    return st.integers(-400, LAST_ORDINAL + 400) | ordinals()


@given(
    st.lists(far_days(), min_size=1),
    st.integers(-200, 200) | st.sampled_from((-36_600, 36_600, 96_000, -96_000)),
)
@example([LEAP_DAY], 12)
@example([LEAP_DAY, 1, LAST_ORDINAL], -12)
def test_months_are_moved_as_one_by_one(days, months):
    moved, known = months_later(np.array(days), months, np.True_)
    known = np.broadcast_to(known, len(days))

    found = [int(m) if k else None for m, k in zip(moved, known, strict=True)]
    assert found == [shift_months(day, months) for day in days]


def test_every_day_of_the_table_moves_as_one_by_one():
    """Month ends, leap years and 1900, which is none."""
    days = np.arange(date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal() + 1)
    for months, one in ((1, lambda d: shift_months(d, 1)),
                        (-12, lambda d: shift_years(d, -1))):  # fmt: skip
        moved, known = months_later(days, months, np.True_)
        assert known is np.True_
        assert moved.tolist() == [one(day) for day in days.tolist()]


def calendars():
    return st.sampled_from((CALENDAR, NO_CALENDAR, Calendar.of({2028: ([], [])})))


@given(calendars(), st.lists(far_days(), min_size=1), st.integers(-900, 900))
def test_working_days_are_moved_as_one_by_one(calendar, days, length):
    moved, known = working_days_later(calendar, np.array(days), length)
    pairs = zip(*np.broadcast_arrays(moved, known), strict=True)

    found = [int(m) if k else None for m, k in pairs]
    assert found == [calendar.shift(day, length) for day in days]


@settings(max_examples=200)
@given(calendars(), st.lists(st.tuples(far_days(), far_days()), min_size=1))
def test_working_days_are_counted_as_one_by_one(calendar, pairs):
    since, until = (np.array(side) for side in zip(*pairs, strict=True))
    count, known = working_days_between(calendar, since, until)

    found = zip(*np.broadcast_arrays(count, known), strict=True)
    assert [int(c) if k else None for c, k in found] == [
        calendar.count(a, b) for a, b in pairs
    ]
