"""Clauses in words: each form by example, and that no two meanings read the same."""

from collections import defaultdict
from itertools import product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from qualflow.law.evaluators.walk import Situation, evaluate, judge
from qualflow.law.expression import (
    And,
    Compare,
    Expression,
    Implies,
    Minus,
    Name,
    Not,
    Number,
    Or,
    Plus,
    Times,
)
from qualflow.law.facts import Fact, NumberType
from qualflow.law.parsing import parse, text
from qualflow.law.types import condition as checked
from qualflow.words.expressions import atom, condition
from qualflow.words.language import Language
from qualflow.words.terms import Terms
from strategies import DEFINITIONS, FACTS, SCOPE, checked_expressions

EN, ZH = Language.EN, Language.ZH


def words(tree, language=EN):
    """Return a checked tree or a text in words."""
    tree = checked(parse(tree), SCOPE) if isinstance(tree, str) else tree
    return condition(tree, FACTS, language, DEFINITIONS)


# Each form -------------------------------------------------------------------------

COMPARISONS = [
    ("samples >= 15", "at least 15 samples", "样品不少于15件"),
    ("samples <= 15", "at most 15 samples", "样品不超过15件"),
    ("samples > 15", "more than 15 samples", "样品超过15件"),
    ("samples < 15", "fewer than 15 samples", "样品少于15件"),
    ("samples == 15", "exactly 15 samples", "样品为15件"),
    ("samples != 15", "not exactly 15 samples", "样品不为15件"),
    ("samples >= 1", "number of samples at least 1", "样品不少于1件"),
    ("15 <= samples", "at least 15 samples", "样品不少于15件"),
    ("range_km >= 100", "range at least 100 km", "量程不少于100公里"),
    ("range_km <= 1_000", "range at most 1,000 km", "量程不超过1,000公里"),
    ("range_km > 100", "range more than 100 km", "量程超过100公里"),
    ("range_km < 100", "range less than 100 km", "量程少于100公里"),
    ("range_km == 100", "range is 100 km", "量程为100公里"),
    ("range_km != 100", "range is not 100 km", "量程不为100公里"),
    ("share_pct > 33.3", "share more than 33.3%", "股权比例超过33.3%"),
    ("share_pct > 33.3333", "share more than 33.3333%", "股权比例超过33.3333%"),
    ("fee < 100_000.50", "fee less than 100,000.5 CNY", "费用少于100,000.5元"),
    ("3 < 4", "3 less than 4", "3少于4"),
    ("range_km > fee", "range more than fee", "量程超过费用"),
    ("samples == range_km", "number of samples equal to range",
     "样品的数量等于量程"),
    ("filed_on < 2028-02-29", "day of filing is earlier than 2028-02-29",
     "提交日期早于2028年2月29日"),
    ("filed_on == 2028-02-29", "day of filing is 2028-02-29",
     "提交日期为2028年2月29日"),
    ("filed_on != issued_on", "day of filing is not the same day as day of issue",
     "提交日期与出具日期不为同一日"),
    ("today <= filed_on", "today is not later than day of filing",
     "今日不晚于提交日期"),
    ("today >= filed_on", "today is not earlier than day of filing",
     "今日不早于提交日期"),
    ("today > filed_on", "today is later than day of filing", "今日晚于提交日期"),
    ("2028-02-29 >= today", "today is not later than 2028-02-29",
     "今日不晚于2028年2月29日"),
    ('category == "scale"', "category is weighing scale", "类别为衡器"),
    ('"scale" != category', "category is not weighing scale", "类别不为衡器"),
    ("category == old_category", "category is the same as old category",
     "类别与原类别相同"),
    ("assessor != applicant", "assessor is not the same as applicant",
     "评审员与申请人不相同"),
    ('assessor == "lee"', 'assessor is "lee"', "评审员为“lee”"),
    ('"a" == "b"', '"a" is "b"', "“a”为“b”"),
]  # fmt: skip
CHAINS = [
    ("21 <= range_km <= 30", "range between 21 km and 30 km (both included)",
     "量程介于21公里（含）至30公里（含）之间"),
    ("21 < range_km <= 30", "range between 21 km (excluded) and 30 km (included)",
     "量程介于21公里（不含）至30公里（含）之间"),
    ("30 > range_km >= 21", "range between 21 km (included) and 30 km (excluded)",
     "量程介于21公里（含）至30公里（不含）之间"),
    ("21 < range_km < fee", "range between 21 km and fee (both excluded)",
     "量程介于21公里（不含）至费用（不含）之间"),
    ("15 <= samples <= 20", "between 15 and 20 samples (both included)",
     "样品介于15件（含）至20件（含）之间"),
    ("2027-01-01 <= filed_on < today",
     "day of filing between 2027-01-01 (included) and today (excluded)",
     "提交日期介于2027年1月1日（含）至今日（不含）之间"),
    ("samples < 15 < range_km", "fewer than 15 samples and range more than 15 km",
     "样品少于15件，且量程超过15公里"),
    ('category == "gauge" != old_category',
     "category is gauge and old category is not gauge",
     "类别为量规，且原类别不为量规"),
    ("1 < samples < 15 < range_km",
     "number of samples more than 1 and fewer than 15 samples and range more than "
     "15 km",
     "样品超过1件，且样品少于15件，且量程超过15公里"),
]  # fmt: skip
PERIODS = [
    ("days(issued_on, today) <= 730",
     "at most 730 days from day of issue to today", "自出具日期至今日不超过730日"),
    ("working_days(filed_on, today) > 1",
     "more than 1 working day from day of filing to today",
     "自提交日期至今日超过1个工作日"),
    ("20 <= days(issued_on, today) < 30",
     "between 20 days (included) and 30 days (excluded) from day of issue to today",
     "自出具日期至今日介于20日（含）至30日（不含）之间"),
    ("days(issued_on, today) > days(filed_on, today) + 3",
     "days from day of issue to today more than (days from day of filing to today) "
     "plus 3 days",
     "自出具日期至今日的日数超过（自提交日期至今日的日数）加3日"),
    ("today <= decided_on + 2 years",
     "today is not later than 2 years after day of decision",
     "今日不晚于决定日期之后2年"),
    ("today <= decided_on + 2 years - 30 working days",
     "today is not later than 30 working days before the day 2 years after day of "
     "decision",
     "今日不晚于决定日期之后2年再往前30个工作日"),
    ("today < filed_on - 1 month + 1 day",
     "today is earlier than 1 day after the day 1 month before day of filing",
     "今日早于提交日期之前1个月再往后1日"),
]  # fmt: skip
SUMS = [
    ("3 * share_pct > 100", "3 times share more than 100%", "股权比例的3倍超过100%"),
    ("range_km + 100 - samples > 0",
     "range plus 100 km minus number of samples more than 0",
     "量程加100公里减样品的数量超过0"),
    ("range_km + 100 >= 3 * range_km", "range plus 100 km at least 3 times range",
     "量程加100公里不少于量程的3倍"),
    ("range_km - (range_km - 5) > 0", "range minus (range minus 5 km) more than 0 km",
     "量程减（量程减5公里）超过0公里"),
    ("0.5 * (range_km + 10) > 3", "0.5 times (range plus 10 km) more than 3 km",
     "（量程加10公里）的0.5倍超过3公里"),
    ("0.5 * range_km + 10 > 3", "(0.5 times range) plus 10 km more than 3 km",
     "（量程的0.5倍）加10公里超过3公里"),
    ("share_pct > 2 + 2", "share more than 2% plus 2%", "股权比例超过2%加2%"),
    ("samples in {14, 15}", "number of samples is one of: 14, 15",
     "样品的数量为以下之一：14件、15件"),
    ("range_km in {14.5, 1_000}", "range is one of: 14.5 km, 1,000 km",
     "量程为以下之一：14.5公里、1,000公里"),
    ('category in {"gauge", "scale"}',
     "category is one of: gauge, weighing scale", "类别为以下之一：量规、衡器"),
    ('category in {"gauge"}', "category is gauge", "类别为量规"),
]  # fmt: skip
CONDITIONS = [
    ("safe", "the instrument is safe", "仪器安全"),
    ("not safe", "it is not so that the instrument is safe", "并非仪器安全"),
    ("not not safe", "the instrument is safe", "仪器安全"),
    ("late", "the file is late", "材料逾期"),
    ("not late", "it is not so that the file is late", "并非材料逾期"),
    ("known(fee)", "fee is on file", "费用已提交"),
    ("not known(fee)", "fee is not on file", "费用未提交"),
    ("known(safe)", "it is on file whether the instrument is safe",
     "是否“仪器安全”已提交"),
    ("not known(safe)", "it is not on file whether the instrument is safe",
     "是否“仪器安全”未提交"),
    ("true", "this always holds", "恒成立"),
    ("not true", "this never holds", "恒不成立"),
    ("safe == true", "the instrument is safe", "仪器安全"),
    ("false != safe", "the instrument is safe", "仪器安全"),
    ("safe and late", "the instrument is safe and the file is late",
     "仪器安全，且材料逾期"),
    ("safe or late", "the instrument is safe or the file is late",
     "仪器安全，或材料逾期"),
    ("safe implies late", "if the instrument is safe, then the file is late",
     "如果仪器安全，则材料逾期"),
    ("safe == late", "the instrument is safe if and only if the file is late",
     "仪器安全当且仅当材料逾期"),
    ("safe != late",
     "exactly one of these holds: the instrument is safe; the file is late",
     "以下恰有一项成立：仪器安全；材料逾期"),
    ("safe and (late or one_type)",
     "the instrument is safe and (the file is late or the samples are of one type)",
     "仪器安全，且（材料逾期，或样品属于同一型号）"),
    ("safe and late or one_type",
     "(the instrument is safe and the file is late) or the samples are of one type",
     "（仪器安全，且材料逾期），或样品属于同一型号"),
    ("not (safe and late)",
     "it is not so that (the instrument is safe and the file is late)",
     "并非（仪器安全，且材料逾期）"),
    ("safe and late implies not one_type",
     "if the instrument is safe and the file is late, then it is not so that the "
     "samples are of one type",
     "如果仪器安全，且材料逾期，则并非样品属于同一型号"),
    ("safe implies late implies one_type",
     "if the instrument is safe, then (if the file is late, then the samples are of "
     "one type)",
     "如果仪器安全，则（如果材料逾期，则样品属于同一型号）"),
    ('category in {"gauge", "scale"} and safe',
     "(category is one of: gauge, weighing scale) and the instrument is safe",
     "（类别为以下之一：量规、衡器），且仪器安全"),
    ('category in {"gauge", "scale"} implies safe',
     "if category is one of: gauge, weighing scale, then the instrument is safe",
     "如果类别为以下之一：量规、衡器，则仪器安全"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [*COMPARISONS, *CHAINS, *PERIODS, *SUMS, *CONDITIONS],
)
def test_a_clause_in_words(written, english, chinese):
    """One of each form of `docs/reference/expressions.md`, in both languages."""
    assert words(written) == english
    assert chinese is None or words(written, ZH) == chinese


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("samples >= 15", "fewer than 15 samples", "样品少于15件"),
        ("samples == 15", "not exactly 15 samples", "样品不为15件"),
        ("range_km > 100", "range at most 100 km", "量程不超过100公里"),
        ("today <= filed_on", "today is later than day of filing", "今日晚于提交日期"),
        ('category in {"gauge", "meter"}', "category is none of: gauge, meter",
         "类别不属于以下任何一项：量规、仪表"),
        ('category in {"gauge"}', "category is not gauge", "类别不为量规"),
        ("21 <= range_km <= 30", "range less than 21 km or range more than 30 km",
         "量程少于21公里，或量程超过30公里"),
        ("not safe", "the instrument is safe", "仪器安全"),
        ("safe == false", "the instrument is safe", "仪器安全"),
        ("safe == late",
         "exactly one of these holds: the instrument is safe; the file is late", None),
        ("safe implies late",
         "it is not so that (if the instrument is safe, then the file is late)", None),
    ],
)  # fmt: skip
def test_what_must_come_out_false_is_said_by_the_contrary(written, english, chinese):
    """ "Fewer than 15" is a sentence; "not at least 15" is a puzzle."""
    tree = checked(parse(written), SCOPE)

    assert atom(tree, False, FACTS, EN, DEFINITIONS) == english
    assert chinese is None or atom(tree, False, FACTS, ZH, DEFINITIONS) == chinese


def test_a_sentence_that_joins_by_itself_is_bracketed_among_others():
    """Its own "and" must not read as the clause's."""
    label = {"en": "premises and staff fit", "zh": "场所且人员相适应"}
    facts = FACTS | {"safe": evolve(FACTS["safe"], label=label)}
    tree = checked(parse("not safe or one_type"), SCOPE)

    assert condition(tree, facts, EN) == (
        "(it is not so that (premises and staff fit)) or the samples are of one type"
    )
    assert condition(tree, facts, ZH) == (
        "（并非（场所且人员相适应）），或样品属于同一型号"
    )


def test_options_with_commas_are_kept_apart_by_semicolons():
    """Else "the scale, to a larger extent" would read as two options."""
    options = {"gauge": {"en": "gauge, large"}, "scale": {"en": "scale"}}
    facts = FACTS | {"category": evolve(FACTS["category"], options=options)}
    tree = checked(parse('category in {"gauge", "scale"}'), SCOPE)

    assert condition(tree, facts, EN) == "category is one of: gauge, large; scale"


def test_a_definition_without_words_is_said_as_what_it_stands_for():
    """A reader must not meet a name that only the drafter knows."""
    tree = checked(parse("not late"), SCOPE)
    own = {"own_file": DEFINITIONS["own_file"]}

    assert condition(tree, FACTS, EN, own) == (
        "it is not so that (the file is the applicant's own and today is later than "
        "2 years after day of filing)"
    )


def test_facts_without_words_go_by_their_names():
    """In a notebook a rulebook may have none."""
    facts = {"a": Fact("a", NumberType()), "b": Fact("b", NumberType(), count=True)}
    tree = Compare((Name("a"), Name("b")), ("<",))

    assert condition(tree, facts, EN) == "a less than number of b"
    assert condition(tree, facts, ZH) == "a少于b的数量"


# Every clause ----------------------------------------------------------------------


@given(checked_expressions(4), st.sampled_from(Language), st.booleans())
def test_every_clause_has_words(tree, language, wanted):
    """Whatever the parser and the types let through, somebody will have to read."""
    said = atom(tree, wanted, FACTS, language, DEFINITIONS)

    assert said
    assert not set("{}\n") & set(said)
    assert "None" not in said
    assert said.count("(") == said.count(")")
    assert said.count("（") == said.count("）")


@given(checked_expressions(3), st.sampled_from(Language))
def test_the_contrary_is_said_differently_and_as_the_contrary(tree, language):
    """A clause and its contrary may never read the same."""
    contrary = atom(tree, False, FACTS, language, DEFINITIONS)

    assert contrary != atom(tree, True, FACTS, language, DEFINITIONS)
    assert contrary == condition(Not(tree), FACTS, language, DEFINITIONS)


JOINS = {
    "and": lambda a, b: And((a, b)),
    "or": lambda a, b: Or((a, b)),
    "implies": Implies,
    "==": lambda a, b: Compare((a, b), ("==",)),
    "!=": lambda a, b: Compare((a, b), ("!=",)),
}
PARTS = checked_expressions(2)
EITHER = st.sampled_from(list(JOINS.values()))


@given(PARTS, PARTS, PARTS, EITHER, EITHER, st.sampled_from(Language))
def test_another_grouping_has_other_words(a, b, c, one, other, language):
    """(a or b) and c is not a or (b and c), and the reader must see it.

    Truths are left out: "x is the same as always" is said as x.
    """
    left, right = other(one(a, b), c), one(a, other(b, c))
    if "true" in text(left) or "false" in text(left):
        return

    assert words(left, language) != words(right, language)


# Small trees, all of them ----------------------------------------------------------


def every_pair(trees, more, joins):
    """Return the trees, and each join of one of them with one of `more`."""
    joined = [
        join(*pair)
        for a, b in product(trees, more)
        for pair in ((a, b), (b, a))
        for join in joins
    ]
    return [*trees, *joined]


def same_words(trees, meaning, said):
    """Return the wordings that trees of several meanings share."""
    found = defaultdict(list)
    for tree in trees:
        found[said(tree)].append(tree)
    shared = {key: alike for key, alike in found.items() if len(alike) > 1}
    return [key for key, alike in shared.items() if len(set(map(meaning, alike))) > 1]


@pytest.mark.parametrize("language", Language)
def test_no_two_meanings_of_three_conditions_read_the_same(language):
    """Every tree of up to four joins and contraries, judged in all 27 situations."""
    names: list[Expression] = [Name("safe"), Name("one_type"), Name("maker.insured")]
    small = every_pair([*names, Not(names[0])], names, JOINS.values())
    trees = every_pair([*small, *map(Not, small)], names, JOINS.values())
    situations = [
        Situation({n: v for n, v in facts if v is not None}, 1)
        for values in product((True, False, None), repeat=3)
        for facts in [list(zip([n.name for n in names], values, strict=True))]
    ]

    def meaning(tree):
        return tuple(judge(tree, situation) for situation in situations)

    assert same_words(trees, meaning, lambda tree: words(tree, language)) == []


@pytest.mark.parametrize("language", Language)
def test_no_two_meanings_of_sums_read_the_same(language):
    """a - (b - c), (a - b) - c, 3 * (a + b) and 3 * a + b among them."""
    leaves = [Name("range_km"), Name("samples"), Number(2)]
    joins = [Plus, Minus, lambda a, b: Plus(Times(Number(3), a), b),
             lambda a, b: Times(Number(3), Minus(a, b))]  # fmt: skip
    trees = every_pair(every_pair(leaves, leaves, joins), leaves, joins)
    terms = Terms(FACTS, language)
    chances = [{"range_km": a, "samples": b} for a, b in ((5, 7), (11, 3), (0, 100))]

    def meaning(tree):
        return tuple(evaluate(tree, Situation(facts, 1)) for facts in chances)

    assert same_words(trees, meaning, terms.side) == []
