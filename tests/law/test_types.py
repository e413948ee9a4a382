"""What loading refuses, and that whole numbers compute what the text says."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import assume, given

from qualflow.law.evaluators.walk import Situation, evaluate
from qualflow.law.expression import (
    TODAY,
    Among,
    Compare,
    Day,
    Days,
    Defined,
    Known,
    Minus,
    Name,
    Number,
    Plus,
    Scaled,
    Shift,
    Times,
    WorkingDays,
    nodes,
)
from qualflow.law.facts import (
    BooleanType,
    DayType,
    Definition,
    Fact,
    NumberType,
    outside,
)
from qualflow.law.parsing import parse, text
from qualflow.law.types import (
    LARGEST,
    ExpressionTypeError,
    Scope,
    condition,
    typed,
)
from strategies import (
    FACTS,
    SCOPE,
    all_facts,
    checked_expressions,
    expressions,
    number_trees,
    ordinals,
)

TODAY_IS = date(2028, 2, 29).toordinal()


def checked(written, scope=SCOPE):
    """Return the checked tree of a condition."""
    return condition(parse(written), scope)


def refused(written, scope=SCOPE):
    """Return the error of a condition that cannot be evaluated."""
    with pytest.raises(ExpressionTypeError) as caught:
        checked(written, scope)
    return caught.value


def holds(written, **facts):
    """Return what a condition comes to on values inside."""
    return evaluate(checked(written), Situation(facts, TODAY_IS))


# What fits -------------------------------------------------------------------------


@given(expressions(4))
def test_checking_changes_decimals_and_names_only(tree):
    """An auditor who prints the checked clause must read what the drafter wrote."""
    assert text(condition(tree, SCOPE)) == text(tree)


@given(checked_expressions(4))
def test_numbers_that_meet_have_the_same_decimals(tree):
    """Else 33.34 would be compared with 3334, and nobody would notice."""
    for node in nodes(tree):
        if isinstance(node, Compare):
            kinds = [decimals(part) for part in node.parts]
        elif isinstance(node, Among):
            kinds = [decimals(part) for part in (node.part, *node.options)]
        elif isinstance(node, Plus | Minus):
            kinds = [decimals(node.left), decimals(node.right)]
        else:
            continue
        assert len(set(kinds)) == 1, text(node)


def decimals(tree):
    """Return the decimals of a checked number; None for what is no number."""
    match tree:
        case Number(_, places):
            return places
        case Name(name) if name in FACTS and isinstance(FACTS[name].type, NumberType):
            return FACTS[name].type.decimals
        case Plus(left) | Minus(left):
            return decimals(left)
        case Times(factor, part):
            return factor.decimals + decimals(part)
        case Scaled(part, factor):
            return decimals(part) + len(str(factor)) - 1
        case Days() | WorkingDays():
            return 0
    return None


def exact(tree, values):
    """Compute an unchecked number with decimals, as people do: the model."""
    match tree:
        case Number(units, places):
            return Decimal(units).scaleb(-places)
        case Name(name):
            return Decimal(values[name])
        case Plus(left, right):
            return exact(left, values) + exact(right, values)
        case Minus(left, right):
            return exact(left, values) - exact(right, values)
        case Times(factor, part):
            return exact(factor, values) * exact(part, values)
        case Days(Name() | Day() as since, Name() | Day() as until):
            days = [
                date.fromordinal(d.ordinal) if isinstance(d, Day) else values[d.name]
                for d in (since, until)
            ]
            return Decimal((days[1] - days[0]).days)
    return None


@given(number_trees(3), number_trees(3), all_facts(), ordinals())
def test_whole_numbers_compute_what_decimals_do(left, right, facts, today):
    """Scaling is an implementation; the law's numbers are decimals."""
    assume(
        not any(isinstance(n, Shift | WorkingDays) for n in nodes(Plus(left, right)))
    )
    values = {name: outside(FACTS[name], value) for name, value in facts.items()}
    values[TODAY] = date.fromordinal(today)
    situation = Situation(facts, today)

    for sign, expected in (
        ("<", exact(left, values) < exact(right, values)),
        ("==", exact(left, values) == exact(right, values)),
    ):
        tree = condition(Compare((left, right), (sign,)), SCOPE)
        assert evaluate(tree, situation) is expected


@pytest.mark.parametrize(
    ("share", "met"), [(33_33, False), (33_34, True), (33_32, False)]
)
def test_a_third_is_between_two_hundredths(share, met):
    """`share_pct` has two decimals, the limit four: 33.33 is less, 33.34 more."""
    assert holds("share_pct > 33.3333", share_pct=share) is met


def test_the_limit_itself_is_met_whatever_its_decimals():
    """33.33 is at least 33.330000."""
    assert checked("share_pct >= 33.330000") == checked("share_pct >= 33.33")
    assert holds("share_pct in {33, 33.33}", share_pct=33_33)
    assert not holds("share_pct in {33, 33.3}", share_pct=33_33)


def test_a_coarse_number_is_refined_to_meet_a_fine_one():
    """`samples` counts pieces, the sum hundredths."""
    assert checked("samples + share_pct > 3") == Compare(
        (Plus(Scaled(Name("samples"), 100), Name("share_pct")), Number(300, 2)), (">",)
    )
    assert holds("3 * share_pct > 100", share_pct=33_34)
    assert not holds("3 * share_pct > 100", share_pct=33_33)
    assert holds("0.5 * samples == 7.5", samples=15)


def test_a_definition_is_filled_in():
    """Evaluators never look a name up; printing still shows it."""
    tree = checked("late implies safe")

    assert [n.name for n in nodes(tree) if isinstance(n, Defined)] == [
        "late",
        "own_file",
    ]
    assert text(tree) == "late implies safe"


@pytest.mark.parametrize(
    "written",
    [
        "true",
        "one_type == (samples > 3)",
        'category == "gauge" != old_category',
        '"gauge" == category',
        "category == old_category",
        'assessor != applicant and applicant == "lee"',
        "today in {2028-02-29}",
        "filed_on + 2 years - 30 working days <= today < issued_on",
        "days(filed_on, today) + working_days(issued_on, today) <= 30",
        "known(maker.insured)",
    ],
)
def test_what_fits_is_accepted(written):
    """One of each form of the reference."""
    assert text(checked(written)) == written


# What does not ---------------------------------------------------------------------

CONDITION = "a condition that is true or false"
CLASSES = "one of gauge, meter, scale"
UNORDERED = "a number or a day (others have no order)"
WRONG = [
    # expression, part, found, expected
    ("samples", "samples", "a number", CONDITION),
    ("today", "today", "a day", CONDITION),
    ("not assessor", "assessor", "a text", CONDITION),
    ("safe and category", "category", CLASSES, CONDITION),
    ("safe or samples + 1", "samples + 1", "a number", CONDITION),
    ("safe implies filed_on", "filed_on", "a day", CONDITION),
    ("samples implies safe", "samples", "a number", CONDITION),
    ("samples == filed_on", "filed_on", "a day", "a number"),
    ("filed_on <= 3", "3", "a number", "a day"),
    ("filed_on < 2019-1-10", "2_019 - 1 - 10", "a number", "a day"),
    ("safe == 1", "1", "a number", "a condition"),
    ("safe < one_type", "safe", "a condition", UNORDERED),
    ("assessor <= applicant", "assessor", "a text", UNORDERED),
    ("category < old_category", "category", CLASSES, UNORDERED),
    ("assessor == safe", "assessor", "a text", "a condition"),
    ("category == assessor", "assessor", "a text", CLASSES),
    ('category == "gage"', '"gage"', "no option of it",
     CLASSES + "; did you mean 'gauge'?"),
    ('category in {"gauge", "x"}', '"x"', "no option of it",
     CLASSES + "; there are: gauge, meter, scale"),
    ('samples in {15, "x"}', '"x"', "a text", "a number"),
    ("safe in {1}", "1", "a number", "a condition"),
    ("samples + filed_on > 3", "filed_on", "a day", "a number"),
    ("filed_on - issued_on > 3", "filed_on", "a day", "a number"),
    ("3 * filed_on > 3", "filed_on", "a day", "a number"),
    ("samples + 2 years > 3", "samples", "a number", "a day"),
    ("days(samples, today) > 3", "samples", "a number", "a day"),
    ("working_days(today, 3) > 3", "3", "a number", "a day"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "part", "found", "expected"), WRONG)
def test_a_wrong_type_is_named_with_its_part(written, part, found, expected):
    """The part is what the drafter has to look at, not the whole clause."""
    error = refused(written)

    assert (error.part, error.found, error.expected) == (part, found, expected)


def test_the_error_reads_as_a_sentence():
    """Part, what should be there, what is there."""
    assert str(refused("filed_on <= 3")) == "'3': a day expected, a number found"


@pytest.mark.parametrize(
    ("written", "name", "way_out"),
    [
        ("sample > 3", "sample", "; did you mean 'samples'?"),
        ("known(sample)", "sample", "; did you mean 'samples'?"),
        ("known(own_file)", "own_file", ""),
        ("known(today)", "today", ""),
        ("own_fil", "own_fil", "; did you mean 'own_file'?"),
        ("False", "False", ""),
    ],
)
def test_an_unknown_name_is_reported_with_the_likely_one(written, name, way_out):
    """Definitions are names of expressions, but nothing is on file for them."""
    error = refused(written)

    assert (error.part, error.found) == (name, "a name that is not declared")
    assert error.expected == "a declared fact or definition" + way_out


# Bounds ----------------------------------------------------------------------------


def bounded(**bounds):
    """Return a scope of whole numbers from 0 to their bounds."""
    facts = {n: Fact(n, NumberType(0, 0, most)) for n, most in bounds.items()}
    days = {name: Fact(name, DayType()) for name in ("since", "until")}
    fine = {
        "fine": Fact("fine", NumberType(6)),
        "nil": Fact("nil", NumberType(6, 0, 0)),
    }
    return Scope(facts | days | fine)


def test_a_product_may_reach_62_bits_and_no_further():
    """Arrays and solvers hold 64 bits; Python would not notice."""
    least_refused = LARGEST // 1000 + 1

    assert checked("1_000 * a > 0", bounded(a=least_refused - 1))
    assert refused("1_000 * a > 0", bounded(a=least_refused)).part == "1_000 * a"
    assert refused("-1_000 * a > 0", bounded(a=least_refused)).part == "-1_000 * a"


def test_a_sum_may_reach_62_bits_and_no_further():
    """Each part fits, both together do not."""
    half = LARGEST // 2

    assert checked("a + a > 0", bounded(a=half))
    assert refused("a + a > 0", bounded(a=half + 1)).part == "a + a"
    assert refused("0 - a - a > 0", bounded(a=half + 1)).part == "0 - a - a"


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("a > fine", "a"),
        ("a + fine > 0", "a"),
        ("fine < 999_999_999_999_999", "999_999_999_999_999"),
        ("fine in {999_999_999_999_999}", "999_999_999_999_999"),
        ("fine + 999_999_999_999_999 > 0", "999_999_999_999_999"),
        ("50_000_000_000_000 * days(since, until) > 0",
         "50_000_000_000_000 * days(since, until)"),
    ],
)  # fmt: skip
def test_writing_a_number_finer_may_not_overflow_either(written, part):
    """10**13 whole ones are 10**19 millionths.

    Days may be 9,998 years apart, because a shift may lead anywhere in the calendar.
    """
    assert refused(written, bounded(a=10**13)).part == part


def test_multiples_of_multiples_stop_at_twelve_decimals():
    """Nothing that is 0 overflows, but 10**18 as a factor would."""
    assert checked("0.000001 * nil == 1", bounded())
    error = refused("0.000001 * (0.000001 * nil) == 1", bounded())

    assert error.expected == "a multiple with at most 12 digits after the point"


@given(number_trees(4), all_facts(), ordinals())
def test_no_number_leaves_the_interval_that_was_proved_for_it(tree, facts, today):
    """The bound is worth nothing if a value can pass it."""
    number, kind = typed(tree, SCOPE)
    value = evaluate(number, Situation(facts, today))

    assert value is None or kind.at_least <= value <= kind.at_most


def test_days_apart_fit_the_interval_even_beyond_the_filed_days():
    """Facts end in 2199; a period of 7,000 years leads to 9199."""
    number, kind = typed(parse("days(1900-01-01, 2199-12-31 + 7_000 years)"), SCOPE)

    assert evaluate(number, Situation({}, 1)) <= kind.at_most


def test_size_counts_with_definitions_filled_in():
    """Each definition is twice the one before: 3, 9, 21, … 1,533, and 3,069 parts."""
    scope = Scope({"a": Fact("a", BooleanType())})
    written = "a and a"
    for name in ("d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8"):
        tree = checked(written, scope)
        definitions = {**scope.definitions, name: Definition(name, tree)}
        scope = evolve(scope, definitions=definitions)
        written = f"{name} and {name}"

    assert sum(1 for _ in nodes(tree)) == 1_533
    assert refused(written, scope).expected == "at most 2,000 parts on 40 levels"


def test_depth_counts_with_definitions_filled_in():
    """Two chains of thirty are sixty for whoever recurses."""
    deep = "not " * 30 + "a"
    scope = Scope({"a": Fact("a", BooleanType())})
    definitions = {"d": Definition("d", checked(deep, scope))}
    scope = evolve(scope, definitions=definitions)

    assert checked("not " * 8 + "d", scope)
    error = refused("not " * 9 + "d", scope)
    assert error.found == "more, with its definitions filled in"


def test_a_fact_hides_a_definition_of_the_same_name():
    """Loading refuses such a pair; evaluation must still be certain."""
    scope = Scope(
        {"a": Fact("a", BooleanType())}, {"a": Definition("a", parse("true"))}
    )

    assert checked("a and known(a)", scope).parts == (Name("a"), Known("a"))
