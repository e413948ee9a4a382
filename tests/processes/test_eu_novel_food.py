"""A second real process: another field, another law, and not a line of code of its own.

Sources: Regulation (EU) 2015/2283, as far as its file says that it was read; the one
true history is that of the first insect authorised as a food.
"""

from __future__ import annotations

import ast
import copy
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import qualflow
from qualflow import Record, Standing, deadlines, decide, load, open_case, replay
from qualflow.audit.audit import Audit, audit
from qualflow.audit.history import read_history
from qualflow.audit.lives import life_case
from qualflow.audit.loading import read_mapping
from qualflow.audit.periods import bounded_periods
from qualflow.audit.summary import consents, phases, waits
from qualflow.audit.terms import terms
from qualflow.case.clocks import periods
from qualflow.law import examples
from qualflow.law.examples import AsksClause
from qualflow.law.facts import outside
from qualflow.law.verdict import Verdict
from qualflow.processes import folder, shipped

NAME = "eu-novel-food"
NF = load(NAME, examples=True)
HOME = folder(NAME)
MAPPING = read_mapping((HOME / "history.toml").read_bytes(), NF)
TOLD = json.loads((HOME / "histories/mealworm.json").read_text(encoding="utf-8"))

READ = {"NF 2(2)", "NF 3(2)", "NF 7(a)", "NF 7(b)", "NF 7(c)", "NF 9(3)",
        "NF 10(1)(a)", "NF 10(2)", "NF 10(4)", "GFL 32b(4)"}  # fmt: skip
REPORTED = {"NF 6(2)", "NF 27(1)"}
REMEMBERED = {"CP 5(3)"}


def told(**changes: Any) -> dict[str, Any]:
    """Return the true history with other values at its root."""
    return {**copy.deepcopy(TOLD), **changes}


def events(*left_out: str) -> list[dict[str, Any]]:
    """Return the events but those of some kinds."""
    return [e for e in copy.deepcopy(TOLD["events"]) if e["kind"] not in left_out]


def event(kind: str, on: str, actor: str, **changes: Any) -> dict[str, Any]:
    """Return an event of one day."""
    found = {"kind": kind, "earliest": on, "latest": on, "actor": actor}
    return {**found, "certainty": "press", **changes}


def audited(history: dict[str, Any], day: date | None = None, **readings: str) -> Audit:
    """Return the audit of a history."""
    read = read_history(json.dumps(history).encode())
    asked = terms(MAPPING, day or read.as_of, readings)
    return audit(NF, MAPPING, read, asked)


# The rulebook -------------------------------------------------------------------------


def test_each_clause_says_how_well_it_is_known():
    """What was read, what was reported, and what is quoted from memory."""
    found: dict[Standing, set[str]] = {}
    for ref, versions in NF.clauses.items():
        for version in versions:
            found.setdefault(version.standing, set()).add(ref)

    assert found == {
        Standing.TEXT: READ,
        Standing.PRESS: REPORTED,
        Standing.MEMORY: REMEMBERED,
    }


def test_every_example_holds():
    """`qualflow check` runs them too."""
    failures = [
        examples.run(example, NF.on(example.on, example.standings))
        for example in NF.examples
    ]

    assert [failure for failure in failures if failure] == []


@pytest.mark.parametrize("ref", NF.clauses)
def test_every_clause_has_an_example_on_each_side(ref: str):
    """A clause that no example meets or misses could say anything."""
    asked = [e.asks for e in NF.examples if isinstance(e.asks, AsksClause)]
    verdicts = {asks.expected for asks in asked if asks.clause == ref}

    assert verdicts >= {Verdict.MET, Verdict.UNMET}


def test_the_reform_of_2021_is_a_dated_edition():
    """Notified studies and standard formats came on 2021-03-27, not a day before."""
    before, after = NF.on(date(2021, 3, 26)), NF.on(date(2021, 3, 27))

    assert set(after.clauses) - set(before.clauses) == {"NF 10(1)(a)", "GFL 32b(4)"}
    assert set(before.clauses) <= set(after.clauses)


def test_every_phase_is_used():
    """Five words serve two fields."""
    found = {NF.phase(state) for state in NF.states}

    assert {str(phase) for phase in found if phase} == {
        "applied",
        "under-review",
        "approved",
        "production-start",
        "cancelled",
    }


# The true history ---------------------------------------------------------------------


def test_the_history_of_the_mealworm_is_consistent():
    """Applied for in February 2018, authorised in June 2021; nothing is in the way."""
    found = audited(told())

    assert (found.judgement, found.state, found.phase) == (
        "consistent",
        "approved",
        "approved",
    )
    assert (found.grounds, found.contradictions, found.undecided) == ((), (), "")
    assert found.flags == (
        "information_was_requested",
        "sold_before",
        "validity_unseen",
    )


def test_what_nobody_published_has_a_window():
    """The Commission found it valid, the applicant answered, a draft was laid down."""
    steps = audited(told()).steps

    assert {
        step.transition: (str(step.earliest), str(step.latest))
        for step in steps
        if not step.observed
    } == {
        "find_valid": ("2018-02-13", "2018-07-03"),
        "give_information": ("2018-07-03", "2020-11-24"),
        "submit_draft": ("2021-01-13", "2021-05-03"),
    }


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2018, 2, 12), "draft"),
        (date(2018, 3, 1), "applied"),
        (date(2018, 8, 1), "awaiting_information"),
        (date(2020, 12, 1), "under_review"),
        (date(2021, 5, 3), "in_committee"),
        (date(2021, 6, 1), "approved"),
    ],
)
def test_each_day_had_its_state(day: date, state: str):
    """Events count from their earliest day."""
    assert audited(told(), day).state == state


def test_the_law_of_each_step_is_listed():
    """The opinion was reported to call the food safe; the committee is from memory."""
    steps = {step.transition: step for step in audited(told()).steps}
    verdicts = {f.clause.ref: f.verdict for f in steps["authorise"].findings}

    assert verdicts == {
        "NF 7(a)": Verdict.MET,
        "NF 7(b)": Verdict.UNKNOWN,
        "NF 7(c)": Verdict.UNKNOWN,
        "NF 9(3)": Verdict.UNKNOWN,
        "CP 5(3)": Verdict.NOT_EVALUATED,
    }


def test_the_history_is_a_case():
    """Replayed through `Record`, with the facts that events told."""
    found = audited(told())
    case = life_case(NF, MAPPING, found)

    facts = {name: outside(NF.facts[name], value) for name, value in case.facts.items()}

    assert case.state == "approved"
    assert facts["act_in_force_from"] == date(2021, 6, 22)
    assert facts["committee_vote"] == "favourable"


def test_it_counts_like_any_other():
    """One consent, some forty months after the application."""
    found = [audited(told())]
    (consent,) = consents(found, MAPPING)
    (wait,) = waits(found, "apply", "authorise")

    assert consent.step.earliest == date(2021, 6, 1)
    assert (wait.least, wait.most) == (1204, 1204)
    assert phases(found) == {NF.phase("approved"): 1}


# Altered ------------------------------------------------------------------------------


def test_a_food_that_is_sold_has_reached_production():
    """The fifth phase of a food is its place on the market."""
    sale = event("placed_on_market", "2021-06-25", "company")
    found = audited(told(events=[*events(), sale]))

    assert (found.judgement, found.phase) == ("consistent", "production-start")


@pytest.mark.parametrize("on", ["2021-05-31", "2020-01-01"])
def test_a_sale_before_the_authorisation_is_contradicted(on: str):
    """Only a food of the list may be sold (NF 6(2))."""
    sale = event("placed_on_market", on, "company")
    (left_out,) = audited(told(events=[*events(), sale])).contradictions

    assert (left_out.event.kind, left_out.why) == (
        "placed_on_market",
        "no_such_transition",
    )


def test_a_sale_before_the_act_is_in_force_is_barred_by_its_clause():
    """Adopted on 1 June, in force on the 22nd, sold on the 10th (NF 6(2))."""
    facts = {"in_force_from": "2021-06-22"}
    sale = event("placed_on_market", "2021-06-10", "company", facts=facts)
    found = audited(told(events=[*events("act_in_force"), sale]))
    (left_out,) = found.contradictions

    assert (left_out.why, left_out.clause) == ("clause_unmet", "NF 6(2)")


def test_an_authorisation_of_an_unsafe_food_is_contradicted():
    """The act itself would say so (NF 7(a))."""
    changed = events()
    act = next(e for e in changed if e["kind"] == "authorised")
    act["facts"]["safe"] = False
    found = audited(told(events=changed))

    assert ("authorised", "NF 7(a)") in [
        (left_out.event.kind, left_out.clause) for left_out in found.contradictions
    ]


def test_a_rumour_explains():
    """The vote as somebody remembers it."""
    changed = events()
    vote = next(e for e in changed if e["kind"] == "committee_vote")
    vote["certainty"] = "memory"
    found = audited(told(events=changed))

    assert (found.judgement, found.grounds) == ("explained", ("evidence",))


def test_steps_between_two_dates_are_supplied():
    """From the application and the act alone the way follows."""
    kinds = {e["kind"] for e in TOLD["events"]} - {"application_submitted"}
    found = audited(told(events=events(*kinds - {"authorised"})))

    assert found.judgement == "consistent"
    assert [step.transition for step in found.steps if not step.observed] == [
        "find_valid",
        "submit_draft",
    ]


def test_a_completed_application_rests_on_a_reading():
    """Ours: it is the same application; the other reading knows no such step."""
    completed = event("application_completed", "2018-04-03", "company")
    history = told(events=[*events(), completed])

    ours = audited(history)
    other = audited(history, N1="b")

    assert (ours.judgement, ours.grounds) == ("explained", ("reading:N1",))
    assert ours.steps[1].transition == "return_as_invalid"
    assert other.judgement == "contradicted"


# Periods ------------------------------------------------------------------------------


def case_of(*acts: tuple[str, str]) -> Any:
    """Return a case by what was recorded of it."""
    case = open_case(NF, "C-7")
    for name, on in acts:
        outcome = decide(NF, case, Record(name, date.fromisoformat(on)))
        case = replay(outcome.events, start=case)
    return case


def due(case: Any) -> dict[str, tuple[date | None, date | None]]:
    """Return the last day and the end of every period."""
    return {p.clock.name: (p.due, p.ended_on) for p in periods(NF, case)}


VALID = (("apply", "2018-02-13"), ("find_valid", "2018-06-05"))
ASKED = (*VALID, ("request_opinion", "2018-07-03"))


def test_a_valid_application_goes_on_within_a_month():
    """One month to forward it (NF 11(1)); seven, where nobody is asked (NF 12(2))."""
    assert due(case_of(*VALID)) == {
        "forwarding": (date(2018, 7, 5), None),
        "draft_act_without_opinion": (date(2018, 9, 13), None),
    }


def test_once_an_opinion_is_asked_for_the_other_seven_months_are_not_told():
    """NF 12(2) is for applications on which nobody is asked; before, both may come."""
    asked = case_of(*ASKED)
    before = {d.period.clock.name for d in deadlines(NF, asked, date(2018, 7, 2))}
    after = {d.period.clock.name for d in deadlines(NF, asked, date(2018, 7, 3))}

    assert before == {"forwarding", "draft_act_without_opinion"}
    assert after == {"forwarding", "opinion"}
    own = case_of(*VALID, ("submit_draft", "2018-08-01"))
    (met,) = (
        d
        for d in deadlines(NF, own, date(2018, 9, 1))
        if d.period.clock.name == "draft_act_without_opinion"
    )
    assert met.status == "met"


def test_the_account_tells_no_period_of_a_way_that_was_not_gone():
    """The Authority was asked on 3 July 2018: NF 12(2) never bound the Commission."""
    found = audited(told())
    under = terms(MAPPING, found.day)
    clocks = [b.clock.name for b in bounded_periods(NF, MAPPING, found, under)]

    assert clocks == ["forwarding", "opinion", "draft_act"]


def test_the_nine_months_stand_still_while_information_is_awaited():
    """NF 11(1)(a) with NF 11(4); the authority restarts its clock afterwards."""
    straight = due(case_of(*ASKED))["opinion"]
    waiting = (*ASKED, ("request_information", "2018-10-03"))
    still = due(case_of(*waiting))["opinion"]
    again = due(case_of(*waiting, ("give_information", "2019-01-03")))["opinion"]

    assert straight == (date(2019, 4, 3), None)
    assert still == (None, None)
    assert again[0] is not None
    assert again[0] > date(2019, 6, 30)


def test_seven_months_run_from_the_publication_of_the_opinion():
    """The draft was laid down in time: the vote itself came before (NF 12(1))."""
    case = life_case(NF, MAPPING, audited(told()))

    assert due(case)["draft_act"] == (date(2021, 8, 13), date(2021, 5, 3))


# Nothing knows about either field -----------------------------------------------------

SOURCE = Path(qualflow.__file__).parent
CODE = sorted(file for file in SOURCE.rglob("*.py"))
ITS_OWN_NAME = {("__init__.py", word) for word in ("automaker", "cn-automaker")}
INVENTED = {"instrument-approval", "reference"}
"""Processes of no field and no country; the second is a plain word besides."""
EXAMPLES = "cli"
"""Help texts may show what can be typed: the names of shipped histories."""

FIELDS = [
    "automaker", "automotive", "car", "cars", "vehicle", "vehicles", "maker", "makers",
    "battery", "food", "foods", "insect",
]  # fmt: skip
PLACES = ["china", "prc", "beijing", "europe", "european", "eu", "brussels"]
OFFICES = ["ndrc", "miit", "efsa", "ministry", "province"]


def names_of_cases() -> list[str]:
    """Return the shipped histories and the codes of their rules."""
    found = []
    for process in shipped():
        for file in sorted(folder(process).glob("histories/*.json")):
            history = json.loads(file.read_text(encoding="utf-8"))
            found += [history["case_id"], *history["regime"]]
    return sorted({*found})


def words(listed: list[str]) -> re.Pattern[str]:
    """Return a pattern for any of some words; `_` parts words, too."""
    any_of = "|".join(map(re.escape, sorted(listed, key=len, reverse=True)))
    return re.compile(rf"(?<![a-zA-Z])(?:{any_of})(?![a-zA-Z])", re.IGNORECASE)


def spoken(tree: ast.AST) -> Iterator[str]:
    """Yield every name and text of a module but its docstrings."""
    comments = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        )
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        for _, value in ast.iter_fields(node):
            if isinstance(value, str) and id(node) not in comments:
                yield re.sub(r"(?<=[a-z])(?=[A-Z])", "_", value)


@pytest.mark.parametrize("file", CODE, ids=lambda f: f.relative_to(SOURCE).as_posix())
def test_no_code_knows_a_field_a_country_or_a_company(file: Path):
    """What is particular to a process is its data; only one name opens the front door.

    Docstrings and comments are left out: an example may speak of anything.
    """
    listed = [*FIELDS, *PLACES, *OFFICES, *names_of_cases(), *shipped()]
    looked_for = words([w for w in listed if w not in INVENTED])
    relative = file.relative_to(SOURCE).as_posix()
    found = {
        (relative, word.lower())
        for text in spoken(ast.parse(file.read_text(encoding="utf-8")))
        for word in looked_for.findall(text)
    }

    assert found <= ITS_OWN_NAME


@pytest.mark.parametrize("file", CODE, ids=lambda f: f.relative_to(SOURCE).as_posix())
def test_no_comment_speaks_of_a_company_or_an_authority(file: Path):
    """Help texts apart: they show what can be typed."""
    relative = file.relative_to(SOURCE)
    looked_for = words([*OFFICES, "china", "brussels", "beijing", *names_of_cases()])
    found = looked_for.findall(file.read_text(encoding="utf-8"))

    assert not found or relative.parts[0] == EXAMPLES


def test_the_process_has_no_code():
    """A process is a folder of data."""
    assert sorted(HOME.rglob("*.py")) == []
    assert {path.suffix for path in HOME.rglob("*") if path.is_file()} <= {
        ".toml",
        ".json",
    }
