"""The least change is least, and does what it says."""

from itertools import combinations, product

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow.explain.change import MOST_CHANGES, least_changes
from qualflow.law.calendar import NO_CALENDAR
from qualflow.law.evaluators.compiled import Condition
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.expression import facts_read
from qualflow.law.facts import inside
from qualflow.law.parsing import parse
from qualflow.law.types import Scope, condition
from qualflow.law.verdict import Verdict
from rulebooks import DAY, boolean, choice, named, number, text

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
TODAY = DAY.toordinal()

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
    ("({0}) and ({1})", "({0}) or ({1})", "({0}) implies ({1})", "not ({0})")
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
