"""Small rulebooks made by hand from the values of `law`, without a loader.

`INSTRUMENTS` is the invented Instrument Approval Act, with one of everything: a reform,
evidence and presumption, standings, findings that do not bar, records of every kind, a
link, actors of every kind.  `a_rulebook` makes one to measure.
"""

from datetime import date, timedelta
from decimal import Decimal

from attrs import evolve

from qualflow import (
    Correct,
    Document,
    Evidence,
    FileFact,
    ReadLink,
    Record,
    Request,
    decide,
    open_case,
    replay,
)
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    NumberType,
    TextType,
)
from qualflow.law.parsing import parse
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import (
    Actor,
    Acts,
    Clause,
    Effect,
    Instrument,
    Interval,
    Kind,
    Link,
    Phase,
    Property,
    Provision,
    Standing,
    State,
    Transition,
    Writes,
)
from qualflow.law.rules import (
    Record as Writing,
)
from qualflow.law.types import Scope, condition

DAY = date(2029, 3, 4)
NEXT_DAY = date(2029, 3, 5)
REFORM = date(2030, 1, 1)
BEFORE, SINCE = Interval(until=REFORM), Interval(since=REFORM)


def days(number):
    """Return a number of days."""
    return timedelta(days=number)


# -- pieces ---------------------------------------------------------------------------


def named(things):
    """Return a mapping from the names of things."""
    return {thing.name: thing for thing in things}


def boolean(name, **more):
    return Fact(name, BooleanType(), **more)


def number(name, at_most=1_000, decimals=0, at_least=0, **more):
    return Fact(name, NumberType(decimals, at_least, at_most), **more)


def day(name, **more):
    return Fact(name, DayType(), **more)


def text(name, **more):
    return Fact(name, TextType(), **more)


def choice(name, *options, **more):
    return Fact(name, ChoiceType(options), **more)


def linked(link, states, transitions):
    """Return the facts that a link to a case of the same process fills."""
    return (
        choice(f"{link}.state", *states, link=link),
        day(f"{link}.since", link=link),
        choice(f"{link}.through", *transitions, link=link),
    )


def writes(**records):
    """Return records as process.toml has them: "today", "none", a fact or a value."""
    made = []
    for fact, value in records.items():
        match value:
            case "today":
                made.append(Writing(fact, Writes.TODAY))
            case "none":
                made.append(Writing(fact, Writes.NONE))
            case str() if value.startswith("="):
                made.append(Writing(fact, Writes.COPY, value[1:]))
            case _:
                made.append(Writing(fact, Writes.VALUE, value))
    return tuple(made)


def a_rulebook(
    *,
    facts=(),
    clauses=(),
    transitions=(),
    states=("draft", "approved", "closed"),
    actors=("applicant", "office"),
    **more,
):
    """Return a rulebook of plain values.

    Args:
        clauses: `(ref, condition as text, more of Clause)`; one ref may come twice.
        transitions: Of one name, several are its versions.
        states: Names, or `State` where more is to be said; the first one is initial.
        actors: Names of actors who ask, or `Actor`.
    """
    facts = named(facts)
    scope = Scope(facts, more.get("definitions", {}))
    made = {}
    for ref, when, *rest in clauses:
        tree = condition(parse(when), scope)
        clause = Clause(ref, "IAA", {"en": f"{ref}."}, tree, **dict(*rest))
        made[ref] = (*made.get(ref, ()), clause)
    versions = {}
    for version in transitions:
        versions[version.name] = (*versions.get(version.name, ()), version)
    states = [s if isinstance(s, State) else State(s) for s in states]
    states[0] = evolve(states[0], initial=True)
    return Rulebook(
        name=more.pop("name", "iaa"),
        release=more.pop("release", "2029.1"),
        title={"en": "Instrument approval"},
        actors=named(a if isinstance(a, Actor) else Actor(a) for a in actors),
        states=named(states),
        facts=facts,
        instruments={"IAA": Instrument("IAA", {"en": "Instrument Approval Act"})},
        clauses=made,
        transitions=versions,
        **more,
    )


def a_step(name="approve", source="draft", target="approved", **more):
    """Return a transition by the office."""
    sources = (source,) if isinstance(source, str) else source
    return Transition(name, sources, target, more.pop("by", ("office",)), **more)


def guarded(*conditions, facts=(), **more):
    """Return a rulebook with one transition, `approve`, behind conditions as text."""
    refs = tuple(f"IAA {number}" for number in range(1, len(conditions) + 1))
    return a_rulebook(
        facts=facts,
        clauses=zip(refs, conditions, strict=True),
        transitions=(a_step(clauses=refs),),
        **more,
    )


# -- the Instrument Approval Act ------------------------------------------------------

STATES = (
    State("draft"),
    State("applied", phase=Phase.APPLIED),
    State("under_review", phase=Phase.UNDER_REVIEW),
    State("approved", phase=Phase.APPROVED, right=True),
    State("in_use", phase=Phase.PRODUCTION_START, right=True),
    State("suspended", phase=Phase.PRODUCTION_START, right=True),
    State("refused", phase=Phase.CANCELLED, final=True),
    State("withdrawn", phase=Phase.CANCELLED, final=True),
    State("surrendered", phase=Phase.CANCELLED, final=True),
)
RIGHTS = tuple(state.name for state in STATES if state.right)

TRANSITIONS = (
    a_step("submit", "draft", "applied", by=("applicant",), clauses=("IAA 5(1)",),
           records=writes(received_on="today", track="long")),
    a_step("accept", "applied", "under_review",
           records=writes(accepted_on="=received_on")),
    a_step("inspect", "under_review", "under_review", in_force=BEFORE,
           records=writes(inspected_on="today")),
    a_step("approve", "under_review", "approved",
           clauses=("IAA 8", "IAA 9(1)", "IAA 9(2)", "IAA 9(3)", "IAA 11",
                    "IAA 14(2)", "IAA 15", "OP visit"),
           basis=("IAA 16(1)",), records=writes(decided_on="today")),
    a_step("refuse", "under_review", "refused", records=writes(decided_on="today")),
    a_step("withdraw", ("applied", "under_review"), "withdrawn", by=("applicant",)),
    a_step("take_over", "draft", "approved", by=("applicant", "office"),
           clauses=("IAA 30",)),
    a_step("start_use", "approved", "in_use", by=("applicant",)),
    a_step("suspend", "in_use", "suspended", records=writes(suspended_on="today")),
    a_step("resume", "suspended", "in_use", clauses=("IAA 20",),
           records=writes(suspended_on="none", track="short")),
    a_step("surrender", RIGHTS, "surrendered", by=("applicant", "office")),
    a_step("lapse", "approved", "withdrawn", by=("law",)),
    a_step("record_old", "draft", "in_use", by=("archive",)),
)  # fmt: skip

INSTRUMENTS = a_rulebook(
    states=STATES,
    actors=(
        "applicant",
        "office",
        Actor("law", acts=Acts.BY_LAW),
        Actor("archive", acts=Acts.BY_RECORD),
    ),
    facts=(
        boolean("signed"),
        boolean("announced"),
        boolean("visited"),
        boolean("insured"),
        number("samples"),
        number("settling_s", 100_00, decimals=2),
        day("report_issued_on"),
        day("barred_on"),
        text("applicant"),
        text("assessor"),
        choice("track", "long", "short"),
        *(day(f"{name}_on") for name in
          ("received", "accepted", "inspected", "decided", "suspended")),
        *linked("holder", [s.name for s in STATES], [t.name for t in TRANSITIONS]),
    ),
    clauses=(
        ("IAA 5(1)", "signed"),
        ("IAA 8", "announced", {"effect": Effect.FINDING}),
        ("IAA 9(1)", "days(report_issued_on, today) <= 730", {"in_force": BEFORE}),
        ("IAA 9(1)", "days(report_issued_on, today) <= 365", {"in_force": SINCE}),
        ("IAA 9(2)", "settling_s <= 5"),
        ("IAA 9(3)", "samples >= 15", {"standing": Standing.PRESS}),
        ("IAA 11", "today > barred_on + 1 year", {"presumed": True}),
        ("IAA 14(2)", "assessor != applicant"),
        ("IAA 15", "insured", {"standing": Standing.MEMORY}),
        ("IAA 20", "days(suspended_on, today) >= 30"),
        ("IAA 30", 'holder.state in {"in_use", "suspended"}'),
        ("OP visit", "visited", {"standing": Standing.PRACTICE}),
    ),
    provisions={
        "IAA 16(1)": Provision(
            "IAA 16(1)", "IAA", {"en": "The office decides in time."}, Kind.DEADLINE
        )
    },
    links={"holder": Link("holder", "iaa")},
    transitions=TRANSITIONS,
    properties={
        "seen": Property("seen", never="approved", before=("accept", "take_over"))
    },
)  # fmt: skip

GOOD = {
    "samples": 15,
    "settling_s": Decimal("5.00"),
    "report_issued_on": DAY,
    "applicant": "lee",
    "assessor": "wu",
    "announced": True,
}
"""What `approve` asks for, each value at its limit or beside it."""


def a_case(rulebook=INSTRUMENTS, *, on=DAY, case_id="C-7", **facts):
    """Return a case in the first state with these facts on file."""
    return filed(rulebook, open_case(rulebook, case_id), on=on, **facts)


def filed(rulebook, case, *, on=DAY, evidence=None, **facts):
    """Return the case after filings; `__` stands for the dot of a name."""
    more = {} if evidence is None else {"evidence": evidence}
    for name, value in facts.items():
        command = FileFact(name.replace("__", "."), value, on, **more)
        case = after(rulebook, case, command)
    return case


def after(rulebook, case, *commands):
    """Return the case after commands, all of which are granted."""
    for command in commands:
        outcome = decide(rulebook, case, command)
        assert outcome.refusal is None, outcome.refusal
        case = replay(outcome.events, start=case)
    return case


def under_review(*, on=DAY, **facts):
    """Return a case of `INSTRUMENTS` under review, with these facts on file."""
    case = a_case(on=on, signed=True, **facts)
    return after(INSTRUMENTS, case, Request("submit", on), Request("accept", on))


def approved(*, on=DAY):
    """Return an approved case of `INSTRUMENTS`."""
    return after(INSTRUMENTS, under_review(on=on, **GOOD), Request("approve", on))


def corrected(case, number, replacement, *, on=NEXT_DAY, rulebook=INSTRUMENTS):
    """Return the case after a correction."""
    return after(rulebook, case, Correct(number, replacement, on))


def every_kind():
    """Return a case whose history has an event of every kind, with everything in it."""
    case = a_case(signed=True, samples=14, assessor="吴")
    report = Document("test report", "0123456789abcdef" * 4, "p. 3")
    return after(
        INSTRUMENTS,
        case,
        FileFact("settling_s", "5.1", DAY, "lee", Evidence.REPORTED, (report,)),
        ReadLink("holder", approved(), DAY),
        ReadLink("holder", a_case(), DAY),
        Request("submit", DAY),
        Record("approve", DAY),
        Record("accept", DAY, evidence=Evidence.RUMOURED),
        Record("approve", DAY),
        Correct(2, FileFact("samples", 15, DAY), NEXT_DAY, "wu", "misread"),
        Correct(1, None, NEXT_DAY),
    )


# -- questions ------------------------------------------------------------------------


def sent(case, command, rulebook=INSTRUMENTS):
    """Return the outcome of any command."""
    return decide(rulebook, case, command)


def asked(case, transition="approve", rulebook=INSTRUMENTS, *, on=DAY, **demands):
    """Return the outcome of a request."""
    return decide(rulebook, case, Request(transition, on, **demands))


def refused(*arguments, **demands):
    """Return the refusal of a request."""
    outcome = asked(*arguments, **demands)
    assert outcome.refusal is not None
    assert outcome.events == ()
    return outcome.refusal


def verdicts(refusal):
    """Return the verdict of each clause that is not met."""
    return {finding.clause.ref: finding.verdict for finding in refusal.findings}
