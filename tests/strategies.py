"""Facts, expressions and situations for property tests, aimed at where rules bite.

Few names, and values at the limits: a literal and a value on file are drawn from the
same short lists, so that they often meet or just miss each other.  Days are the edges
of a small calendar, month ends and 29 February, and the *images* of these: where a
period of an expression leads from them.

What is drawn is well typed.  `expressions` are trees as the parser makes them;
`checked_expressions` have been through `types.condition`.
"""

from datetime import date

from hypothesis import strategies as st

from qualflow.law.calendar import NO_CALENDAR, Calendar
from qualflow.law.evaluators.walk import Situation, shifted
from qualflow.law.expression import (
    TODAY,
    Among,
    And,
    Compare,
    Day,
    Days,
    Implies,
    Known,
    Minus,
    Name,
    Not,
    Number,
    Or,
    Plus,
    Shift,
    Text,
    Times,
    Truth,
    WorkingDays,
)
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Definition,
    Fact,
    NumberType,
    TextType,
)
from qualflow.law.measures import Unit
from qualflow.law.parsing import parse
from qualflow.law.types import Scope, condition

# -- what is declared ---------------------------------------------------------------

CLASSES = ChoiceType(("gauge", "meter", "scale"))
CLASS_WORDS = {
    "gauge": {"en": "gauge", "zh": "量规"},
    "meter": {"en": "meter", "zh": "仪表"},
    "scale": {"en": "weighing scale", "zh": "衡器"},
}


def _fact(name, kind, en, zh, unit_en="", unit_zh="", **more):
    unit = {"en": unit_en, "zh": unit_zh} if unit_zh else {}
    return Fact(name, kind, {"en": en, "zh": zh}, unit=unit, **more)


FACTS = {
    fact.name: fact
    for fact in (
        _fact(
            "one_type", BooleanType(), "the samples are of one type", "样品属于同一型号"
        ),
        _fact("safe", BooleanType(), "the instrument is safe", "仪器安全"),
        _fact("maker.insured", BooleanType(), "the maker is insured", "制造商已投保"),
        _fact("samples", NumberType(0, 0, 40), "samples", "样品", "", "件", count=True),
        _fact("range_km", NumberType(0, -50, 10_000), "range", "量程", "km", "公里"),
        _fact("share_pct", NumberType(2, 0, 100_00), "share", "股权比例", "%", "%"),
        _fact("fee", NumberType(2, -500_00, 10**12), "fee", "费用", "CNY", "元"),
        _fact("filed_on", DayType(), "day of filing", "提交日期"),
        _fact("issued_on", DayType(), "day of issue", "出具日期"),
        _fact("decided_on", DayType(), "day of decision", "决定日期"),
        _fact("assessor", TextType(), "assessor", "评审员"),
        _fact("applicant", TextType(), "applicant", "申请人"),
        _fact("category", CLASSES, "category", "类别", options=CLASS_WORDS),
        _fact("old_category", CLASSES, "old category", "原类别", options=CLASS_WORDS),
    )
}
BOOLEANS = ("one_type", "safe", "maker.insured")
NUMBERS = ("samples", "range_km", "share_pct", "fee")
DAYS = ("filed_on", "issued_on", "decided_on")
TEXTS = ("assessor", "applicant")
CHOICES = ("category", "old_category")

_OWN = parse("one_type and samples >= 15 or known(filed_on)")
_LATE = parse("own_file and today > filed_on + 2 years")
_INNER = Scope(FACTS)
DEFINITIONS = {
    "own_file": Definition(
        "own_file",
        condition(_OWN, _INNER),
        {"en": "the file is the applicant's own", "zh": "材料为申请人自有"},
    )
}
DEFINITIONS["late"] = Definition(
    "late",
    condition(_LATE, Scope(FACTS, DEFINITIONS)),
    {"en": "the file is late", "zh": "材料逾期"},
)
SCOPE = Scope(FACTS, DEFINITIONS)

# -- values at the limits -----------------------------------------------------------

CALENDAR = Calendar.of(
    {
        2027: ([date(2027, 1, 1), date(2027, 10, 1)], [date(2027, 1, 2)]),
        2028: ([date(2028, 2, 28), date(2028, 2, 29)], [date(2028, 2, 26)]),
        2029: ([date(2029, 1, 1)], [date(2029, 12, 29)]),
    }
)
"""Three years with a leap day, days off around it and make-up days at the edges."""

LIMITS = (0, 1, 2, 14, 15, 16, 39, 40, 100)
FINE_LIMITS = ((3333, 2), (3334, 2), (333333, 4), (333, 1), (1, 2), (5, 1), (1, 6))
PERIODS = (0, 1, 2, 5, 30)
LIMIT_DAYS = tuple(
    date.fromisoformat(text).toordinal()
    for text in (
        "2026-12-31", "2027-01-01", "2027-01-04", "2027-01-31", "2027-02-28",
        "2028-01-31", "2028-02-26", "2028-02-28", "2028-02-29", "2028-03-01",
        "2028-03-31", "2028-04-30", "2029-02-28", "2029-12-29", "2029-12-31",
        "2030-01-01",
    )
)  # fmt: skip
IMAGES = tuple(
    sorted(
        {
            image + near
            for day in LIMIT_DAYS
            for unit in Unit
            for length in PERIODS
            for sign in (1, -1)
            for near in (-1, 0, 1)
            if (image := shifted(day, sign * length, unit, CALENDAR)) is not None
        }
    )
)
"""Where the periods lead from the limit days, and the days beside."""

_FIRST, _LAST = date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()


def ordinals():
    """Days of cases, as ordinals: limit days, their images, the ends of time."""
    return st.sampled_from(LIMIT_DAYS) | st.sampled_from(IMAGES) | _ends_of_time()


def _ends_of_time():
    return st.sampled_from((_FIRST, _FIRST + 59, _LAST - 1, _LAST))


def dates():
    """The same days as dates."""
    return ordinals().map(date.fromordinal)


# -- trees as the parser makes them -------------------------------------------------


def _mostly(often, seldom):
    """Draw from `often` three times in four; `one_of` would flatten both together."""
    return st.sampled_from((seldom, often, often, often)).flatmap(lambda drawn: drawn)


def numbers_written():
    """Number literals, without zeros the parser would drop."""
    whole = st.sampled_from(LIMITS) | st.integers(-3, 120)
    fine = st.sampled_from(FINE_LIMITS)
    return whole.map(Number) | fine.map(lambda pair: Number(*pair))


def days_written():
    """Day literals."""
    return st.sampled_from(LIMIT_DAYS).map(Day)


def _names(names):
    return st.sampled_from(names).map(Name)


def number_trees(depth):
    """Trees whose value is a number."""
    leaves = _mostly(_names(NUMBERS), numbers_written())
    if depth <= 0:
        return leaves
    inner = st.deferred(lambda: number_trees(depth - 1))
    days = day_trees(depth - 1)
    factors = st.sampled_from((Number(3), Number(-1), Number(0), Number(5, 1)))
    operators = st.one_of(
        st.builds(Plus, inner, inner),
        st.builds(Minus, inner, inner),
        st.builds(Times, factors, inner),
        st.builds(Days, days, days),
        st.builds(WorkingDays, days, days),
    )
    return _mostly(operators, leaves)


def day_trees(depth):
    """Trees whose value is a day."""
    leaves = _mostly(_names((*DAYS, TODAY)), days_written())
    if depth <= 0:
        return leaves
    inner = st.deferred(lambda: day_trees(depth - 1))
    lengths = st.sampled_from((*PERIODS, *(-length for length in PERIODS)))
    shifts = st.builds(Shift, inner, lengths, st.sampled_from(Unit))
    return _mostly(shifts, leaves)


ORDERED = st.sampled_from(("<", "<=", ">", ">=", "==", "!="))
EQUAL = st.sampled_from(("==", "!="))


def _chain(first, others, signs):
    def chained(head, links):
        signs_drawn, parts = zip(*links, strict=True)
        return Compare((head, *parts), signs_drawn)

    links = st.lists(st.tuples(signs, others), min_size=1, max_size=2)
    return st.builds(chained, first, links)


def comparisons(depth):
    """Comparisons of every type, chains among them, and memberships."""
    numbers, days = number_trees(depth), day_trees(depth)
    texts = _names(TEXTS) | st.sampled_from(("lee", "wu")).map(Text)
    choices, words = _names(CHOICES), st.sampled_from(CLASSES.options).map(Text)
    ordered = st.one_of(
        _chain(numbers, number_trees(0), ORDERED),
        _chain(number_trees(0), numbers, ORDERED),
        _chain(days, day_trees(0), ORDERED),
        _chain(day_trees(0), days, ORDERED),
    )
    others = st.one_of(
        _chain(_names(TEXTS), texts, EQUAL),
        _chain(choices, choices | words, EQUAL),
        st.builds(Among, choices, _some(words)),
        st.builds(Among, numbers, _some(numbers_written())),
        st.builds(Among, days, _some(days_written())),
    )
    return _mostly(ordered, others)


def _some(options):
    return st.lists(options, min_size=1, max_size=3).map(tuple)


def expressions(depth=3, *, without=()):
    """Well-typed conditions as the parser makes them.

    Args:
        depth: How many levels of operators there are at most.
        without: Node types to leave out, `Known` for one.  With it go definitions,
            which ask what is on file.
    """
    names = [_names(BOOLEANS), _names(BOOLEANS), st.booleans().map(Truth)]
    if Known not in without:
        names.append(st.sampled_from(tuple(FACTS)).map(Known))
        names.append(_names(tuple(DEFINITIONS)))
    leaves = _mostly(comparisons(min(max(depth, 1), 2)), st.one_of(names))
    if depth <= 0:
        return leaves
    inner = st.deferred(lambda: expressions(depth - 1, without=without))
    series = st.lists(inner, min_size=2, max_size=3).map(tuple)
    operators = st.one_of(
        st.builds(Not, inner),
        st.builds(And, series),
        st.builds(Or, series),
        st.builds(Implies, inner, inner),
        _chain(inner, inner, EQUAL),
    )
    return _mostly(operators, leaves)


def checked_expressions(depth=3, *, without=()):
    """Conditions that have been through `types.condition`."""
    trees = expressions(depth, without=without)
    return trees.map(lambda tree: condition(tree, SCOPE))


# -- situations ---------------------------------------------------------------------


def values(fact):
    """Values inside of a fact, near the limits that expressions draw."""
    match fact.type:
        case BooleanType():
            return st.booleans()
        case NumberType(decimals, least, most):
            one = 10**decimals
            near = {limit * one + step for limit in LIMITS for step in (-1, 0, 1)}
            near |= {units * one // 10**d for units, d in FINE_LIMITS}
            near |= {least, most}
            return st.sampled_from(sorted(n for n in near if least <= n <= most))
        case DayType():
            return ordinals()
        case TextType():
            return st.sampled_from(("lee", "wu"))
        case ChoiceType(options):
            return st.sampled_from(options)


def facts_known():
    """Mappings from facts to values inside; any fact may be missing, or none."""
    some = {name: values(fact) for name, fact in FACTS.items()}
    return st.fixed_dictionaries({}, optional=some) | all_facts()


def all_facts():
    """Full mappings."""
    return st.fixed_dictionaries({name: values(fact) for name, fact in FACTS.items()})


def weak_sets():
    """Names of facts whose filings are weaker than asked for."""
    return st.frozensets(st.sampled_from(tuple(FACTS)), max_size=8)


def some_of(names):
    """Sets of some of the names, none and all included."""
    return st.frozensets(st.sampled_from(names)) if names else st.just(frozenset())


def situations(facts=None, weak=None):
    """What is known on a day; facts filed weakly are not among the facts."""

    def build(known, weakly, today, calendar):
        strong = {name: v for name, v in known.items() if name not in weakly}
        return Situation(strong, today, calendar, weakly)

    return st.builds(
        build,
        facts_known() if facts is None else facts,
        weak_sets() if weak is None else weak,
        ordinals(),
        st.sampled_from((CALENDAR, CALENDAR, NO_CALENDAR)),
    )
