"""The shipped rulebook: complete, as its law has it, and held by its own examples.

The tables here are typed out from the description of the machine and not from the
files under test.  What a single clause means is said in `examples/*.toml`.
"""

import tomllib
from collections import Counter
from datetime import date, timedelta

import attrs
import pytest

from qualflow.law import examples
from qualflow.law.edition import Answer
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.examples import AsksClause, AsksTransition
from qualflow.law.expression import Day, Number, Shift
from qualflow.law.facts import inside
from qualflow.law.parsing import parse, text
from qualflow.law.verdict import Verdict
from qualflow.processes import folder, load, read_files

AUTOMAKER = load("cn-automaker", examples=True)
LAST_DAY_OF_APPROVALS = date(2019, 1, 9)
REFORM = date(2019, 1, 10)

STATES = """
    draft              -                initial
    applied            applied          -
    returned           applied          -
    under_review       under-review     -
    evaluation         under-review     -
    approved           approved         right
    filed              approved         -
    access_review      approved         right
    technical_review   approved         right
    access_granted     approved         right
    production_start   production-start right
    production_stopped production-start right
    special_publicity  production-start right
    suspended          production-start right
    refused            cancelled        final
    withdrawn          cancelled        final
    lapsed             cancelled        final
    revoked            cancelled        final
    deregistered       cancelled        final
"""

REQUEST = "applied|returned|under_review|evaluation"
MADE = "production_start|production_stopped"
ACCESS = f"access_granted|{MADE}|special_publicity|suspended"
RIGHT = f"approved|access_review|technical_review|{ACCESS}"

STEPS = f"""
    submit                 draft                      applied            company        2014-06-14 2015-07-10
    submit                 draft                      applied            company        2015-07-10 2019-01-10
    submit                 draft                      applied            company        2019-01-10 -
    forward                applied                    applied            province       2014-06-14 2019-01-10
    accept                 applied                    under_review       ndrc           -          2019-01-10
    deem_accepted          applied                    under_review       law            -          2019-01-10
    return_for_correction  applied                    returned           ndrc           -          2019-01-10
    return_for_correction  under_review               returned           province       2019-01-10 -
    complete               returned                   applied            company        -          -
    begin_evaluation       under_review               evaluation         ndrc           -          2019-01-10
    end_evaluation         evaluation                 under_review       evaluator      -          2019-01-10
    extend_review          under_review               under_review       ndrc           -          2019-01-10
    approve                under_review               approved           ndrc|province  2015-07-10 2019-01-10
    refuse                 under_review|evaluation    refused            ndrc           -          2019-01-10
    move_to_filing         {REQUEST}                  draft              law            2019-01-10 2019-01-11
    check                  applied                    under_review       province       2019-01-10 -
    file                   under_review               filed              province       2019-01-10 -
    turn_away              applied|under_review       refused            province       2019-01-10 -
    change_project         approved                   approved           ndrc           -          -
    change_filing          filed                      filed              company        2019-01-10 -
    delay_start            approved                   approved           ndrc           2017-02-01 -
    lapse                  approved                   lapsed             law            2017-04-08 -
    void_filing            filed                      lapsed             province       2018-02-04 -
    withdraw               {REQUEST}|filed            withdrawn          company        -          -
    record_existing_access draft                      access_granted     record         -          -
    take_over              draft|approved|filed       access_granted     company|miit   2004-07-01 -
    request_access         approved|filed             access_review      company        2015-07-10 -
    begin_technical_review access_review              technical_review   evaluator      -          -
    end_technical_review   technical_review           access_review      evaluator      -          -
    publish_notice         access_review              access_review      miit           -          -
    grant_access           access_review              access_granted     miit           2015-07-10 -
    refuse_access          access_review|technical_review refused        miit           -          -
    start_production       access_granted             production_start   company        -          -
    stop_production        production_start           production_stopped company        -          -
    resume_production      production_stopped         production_start   company        -          -
    note_stop              special_publicity          special_publicity  company        -          -
    list_as_idle           {MADE}                     special_publicity  miit           2012-07-12 -
    pass_recheck           special_publicity|suspended production_start  miit           2012-07-12 -
    suspend                special_publicity          suspended          miit           2012-07-12 -
    halt                   access_granted|{MADE}      suspended          miit           2012-07-12 -
    strike_off             suspended                  revoked            miit           2012-07-12 -
    revoke_approval        approved|access_review|technical_review revoked ndrc|province 2004-07-01 -
    revoke                 {ACCESS}                   revoked            miit           2004-07-01 -
    deregister             {ACCESS}                   deregistered       miit           2004-07-01 -
    surrender              {RIGHT}                    deregistered       company|miit   2004-07-01 -
"""  # noqa: E501

DRAFTS = {"rd_years", "guarantee_years", "rd_spend_2y_cny", "sample_length_m", "seats"}

ONE_SIDED: dict[str, str] = {}
"""Clauses without a met or without an unmet example, and why."""

NOBODY_ASKS = {"deem_accepted", "move_to_filing", "lapse", "record_existing_access"}
"""Steps that time, a reform or an archive makes: they have no open example."""

THIRDS = "three times a share moves in steps of 0.0003, so no share lies between"
SAME_ANSWERS = {
    ("O22 18(a)", "100", "100.0001"): THIRDS,
    ("O22 18(a)", "100", "99.9999"): THIRDS,
}
"""Limits that can be moved by a unit without any answer changing, and why."""


def asking(kind):
    """Return the examples of one kind of question."""
    return [e for e in AUTOMAKER.examples if isinstance(e.asks, kind)]


def of_version(clause):
    """Return the examples that ask for a version of a clause."""
    return [
        example
        for example in asking(AsksClause)
        if example.asks.clause == clause.ref
        and example.on in clause.in_force
        and example.asks.expected is not Verdict.NOT_EVALUATED
    ]


def answered(version):
    """Return the answers that examples expect of a version of a transition."""
    return Counter(
        example.asks.expected
        for example in asking(AsksTransition)
        if example.asks.transition == version.name
        and example.asks.state in version.sources
        and example.on in version.in_force
    )


def written(table):
    """Return the rows of a table, a dash for None."""
    rows = [line.split() for line in table.strip().splitlines()]
    return [tuple(None if cell == "-" else cell for cell in row) for row in rows]


def shown(versions):
    """Return the versions of a transition as rows of a table."""
    for v in versions:
        since, until = v.in_force.since, v.in_force.until
        days = tuple(day and day.isoformat() for day in (since, until))
        yield (v.name, set(v.sources), v.target, set(v.by), *days)


CLAUSES = [
    pytest.param(clause, id=f"{ref}/{number}" if len(versions) > 1 else ref)
    for ref, versions in AUTOMAKER.clauses.items()
    for number, clause in enumerate(versions, 1)
]
VERSIONS = [
    pytest.param(version, id=f"{version.name}/{number}")
    for versions in AUTOMAKER.transitions.values()
    for number, version in enumerate(versions, 1)
]


# The machine -------------------------------------------------------------------------


def test_every_state_has_its_phase_and_its_rights():
    """One state a case; the phase follows from it, and what can be given up too."""
    kinds = {"initial": (True, False, False), "right": (False, True, False),
             "final": (False, False, True), None: (False, False, False)}  # fmt: skip
    found = {
        name: (state.phase, (state.initial, state.right, state.final))
        for name, state in AUTOMAKER.states.items()
    }

    assert found == {name: (p, kinds[kind]) for name, p, kind in written(STATES)}


def test_every_step_leads_where_the_law_has_it():
    """Source, target, who asks and the days in force of every row of the machine."""
    found = AUTOMAKER.transitions.values()

    assert [row for versions in found for row in shown(versions)] == [
        (name, set(sources.split("|")), target, set(by.split("|")), since, until)
        for name, sources, target, by, since, until in written(STEPS)
    ]


def test_a_right_can_be_given_up_in_every_state_that_has_one():
    """Nothing can close a surrender (M39 26; R6), and nothing else is surrendered."""
    (surrender,) = AUTOMAKER.transition("surrender")
    rights = {name for name, state in AUTOMAKER.states.items() if state.right}

    assert set(surrender.sources) == rights
    assert surrender.clauses == ()


def test_figures_of_drafts_are_not_asked_for():
    """Three years of research stood in the drafts of Order 27 only (R2)."""
    assert DRAFTS.isdisjoint(AUTOMAKER.facts)


def test_expressions_stand_in_the_files_as_they_are_printed():
    """What `explain` prints can then be found in the file."""
    for content in read_files(folder("cn-automaker")).values():
        for when in conditions(tomllib.loads(content.decode())):
            assert text(parse(when)) == when


def conditions(node):
    """Yield every `when` of a parsed file."""
    for key, inner in node.items() if isinstance(node, dict) else enumerate(node):
        if key == "when" and isinstance(inner, str):
            yield inner
        elif isinstance(inner, dict | list):
            yield from conditions(inner)


# The examples ------------------------------------------------------------------------


def test_every_example_holds():
    """`qualflow check` runs them too."""
    failures = [
        examples.run(example, AUTOMAKER.on(example.on, example.standings))
        for example in AUTOMAKER.examples
    ]

    assert [failure for failure in failures if failure] == []


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_clause_has_an_example_on_each_side(clause):
    """A clause that no example meets or misses could say anything."""
    verdicts = {example.asks.expected for example in of_version(clause)}

    assert verdicts >= {Verdict.MET, Verdict.UNMET} or clause.ref in ONE_SIDED


@pytest.mark.parametrize("version", VERSIONS)
def test_every_step_has_an_open_and_a_closed_example(version):
    """Those that nobody asks for are closed to everybody."""
    answers = answered(version)

    assert answers[Answer.CLOSED]
    assert bool(answers[Answer.OPEN]) is (version.name not in NOBODY_ASKS)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_step_has_an_example_on_the_days_beside_its_own(version):
    """There is no such step the day before it is in force, nor on its until day."""
    since, until = version.in_force.since, version.in_force.until
    beside = {since and since - timedelta(days=1), until} - {None}
    others = AUTOMAKER.transition(version.name)
    served = {d for d in beside for v in others if d in v.in_force and gone(v, version)}
    asked = {
        example.on
        for example in asking(AsksTransition)
        if example.asks.expected is Answer.NO_SUCH_TRANSITION
        and example.asks.transition == version.name
        and example.asks.state in version.sources
    }

    assert asked >= beside - served


def gone(version, other):
    """Return whether a version serves every state that another one serves."""
    return set(other.sources) <= set(version.sources)


def test_the_good_file_of_2018_is_approved_until_the_reform():
    """The approval track ended on 2019-01-10 (O22 preamble)."""
    name = "a complete file is approved by the national commission"
    good = next(e for e in AUTOMAKER.examples if e.name == name)
    none = attrs.evolve(good.asks, expected=Answer.NO_SUCH_TRANSITION)
    before = attrs.evolve(good, on=LAST_DAY_OF_APPROVALS)
    after = attrs.evolve(good, on=REFORM, asks=none)

    assert examples.run(before, AUTOMAKER.on(before.on)) is None
    assert examples.run(after, AUTOMAKER.on(after.on)) is None


# The limits --------------------------------------------------------------------------


def moved(tree):
    """Yield the tree with each limit moved by a unit: old, new, whole tree."""
    match tree:
        case Number(limit) | Day(limit):
            name = "units" if isinstance(tree, Number) else "ordinal"
            for other in (limit - 1, limit + 1):
                new = attrs.evolve(tree, **{name: other})
                yield text(tree), text(new), new
        case Shift(_, length):
            for other in (length - 1, length + 1):
                new = attrs.evolve(tree, length=other)
                yield text(tree), text(new), new
    for field in attrs.fields(type(tree)):
        value = getattr(tree, field.name)
        parts = value if isinstance(value, tuple) else (value,)
        for place, part in enumerate(parts):
            for old, new, inner in moved(part) if attrs.has(type(part)) else ():
                whole = (*parts[:place], inner, *parts[place + 1 :])
                changed = whole if isinstance(value, tuple) else inner
                yield old, new, attrs.evolve(tree, **{field.name: changed})


def verdict(clause, tree, example):
    """Return what an example of a clause comes to when the clause reads otherwise."""
    too_weak = example.filed_as < example.evidence
    facts = {} if too_weak else {n: inside(v) for n, v in example.facts.items()}
    weak = frozenset(example.facts) if too_weak else frozenset()
    here = Situation(facts, example.on.toordinal(), AUTOMAKER.calendar, weak)
    return judge(tree, here, presumed=clause.presumed)


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_limit_is_held_by_examples_on_both_sides(clause):
    """Each number, period and day of a clause, one unit up or down, fails one."""
    held = of_version(clause)
    unseen = [
        (clause.ref, old, new)
        for old, new, tree in moved(clause.when)
        if all(verdict(clause, tree, e) is e.asks.expected for e in held)
    ]

    assert sorted(unseen) == sorted(key for key in SAME_ANSWERS if key[0] == clause.ref)


def test_no_exception_is_listed_in_vain():
    """A clause that was amended or renamed leaves no excuse behind."""
    refs = {*ONE_SIDED, *(key[0] for key in SAME_ANSWERS)}

    assert refs <= set(AUTOMAKER.clauses)
    assert set(AUTOMAKER.transitions) >= NOBODY_ASKS
