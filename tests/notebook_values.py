"""Values of every kind that a notebook shows, and a setting to show them in."""

from datetime import date

from attrs import evolve

import simulate_results as simulated
from qualflow import Request, deadlines, explain, load, next_steps, read_case, timeline
from qualflow.audit.audit import audit
from qualflow.audit.history import read_history
from qualflow.audit.terms import terms
from qualflow.case.replaying import as_of
from qualflow.notebook.setting import Setting
from qualflow.pictures.statechart import case_chart
from qualflow.processes import folder, histories, history_map
from qualflow.words.language import Language

TODAY = date(2031, 3, 4)
LAW = load("instrument-approval")
NOWHERE = "nowhere-to-be-found"


def c_7():
    """Return the shipped case C-7 as it stands on the day."""
    path = folder("instrument-approval") / "cases/C-7.json"
    return as_of(read_case(path.read_bytes(), LAW), TODAY)


CASE = c_7()


def audited():
    """Return the audit of the shortest of the shipped histories."""
    process = "eu-novel-food"
    history = read_history(histories(process)["mealworm"].read_bytes())
    mapping = history_map(process)
    under = terms(mapping, history.as_of)
    return audit(load(process), mapping, history, under)


def values():
    """Return a value of each type by a name, several ways where they look different."""
    return {
        "rulebook": LAW,
        "case": CASE,
        "explanation": explain(LAW, CASE, Request("approve", TODAY)),
        "explanation-no-such": explain(LAW, CASE, Request("apply", TODAY)),
        "explanation-open": explain(LAW, CASE, Request("withdraw", TODAY)),
        "deadlines": deadlines(LAW, CASE, TODAY),
        "next-steps": next_steps(LAW, CASE, TODAY),
        "audit": audited(),
        "result": simulated.SAMPLED,
        "comparison": simulated.COMPARED,
        "moved": simulated.MOVED,
        "timeline": timeline(LAW, CASE, TODAY),
        "statechart": case_chart(LAW, CASE, TODAY),
    }


VALUES = values()


def setting(language=Language.EN, rulebooks=(simulated.RULEBOOK,), **variables):
    """Return a setting with variables; the simulated process is known in it."""
    known = {"scenario": simulated.SCENARIO, **variables}
    return Setting(Language(language), tuple(rulebooks), lambda: known)


def of_nowhere():
    """Return values of a process that is not to be found, by a name."""
    law = evolve(LAW, name=NOWHERE)
    case = evolve(CASE, process=NOWHERE)
    scenario = evolve(simulated.SCENARIO, process=NOWHERE)
    first = evolve(simulated.SAMPLED, scenario=scenario)
    return {
        "case": case,
        "explanation": explain(law, case, Request("approve", TODAY)),
        "explanation-no-such": explain(law, case, Request("apply", TODAY)),
        "deadlines": deadlines(law, case, TODAY),
        "next-steps": next_steps(law, case, TODAY),
        "audit": evolve(VALUES["audit"], process=NOWHERE),
        "result": first,
        "comparison": evolve(simulated.COMPARED, first=first, second=first),
    }
