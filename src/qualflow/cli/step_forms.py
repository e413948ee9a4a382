"""Places of a walk as JSON: one object each; the names are a contract."""

from __future__ import annotations

from collections.abc import Sequence

from qualflow.case.casefile import plain
from qualflow.case.event_writing import event_json
from qualflow.case.events import ActNoted, StateEntered
from qualflow.cli.deadlines import form as deadline_form
from qualflow.cli.forms import Object, explanation, finding, window_form
from qualflow.explain.deadlines import OPEN, Deadline
from qualflow.explain.why import Explanation
from qualflow.law.facts import outside
from qualflow.stepping.address import AddressError, address
from qualflow.stepping.arrows import Arrow
from qualflow.stepping.comparing import Difference
from qualflow.stepping.life import Happening
from qualflow.stepping.view import Applied, View
from qualflow.stepping.walk import Ask, Drop, Edit, File, Move, Reform, Walk
from qualflow.strict_json import Json
from qualflow.words.naming import Naming


def place(
    shown: View,
    changes: Sequence[Applied],
    first: Difference | None,
    names: Naming,
) -> Object:
    """Return one place: where the case stands, what came, what comes, what may.

    Args:
        shown: The view.
        changes: The edits of its branch, with what each changes.
        first: Where the branch parts from the life as it is known.
        names: The names of the law of the branch.
    """
    stops = shown.lived.stops
    since = stops[shown.place - 1] if shown.place else 0
    return {
        "case": shown.case.id,
        "process": shown.case.process,
        "place": shown.place,
        "places": shown.lived.places,
        "on": shown.on.isoformat(),
        "ends_day": shown.ends_day,
        "state": shown.state,
        "phase": shown.phase and shown.phase.value,
        "since": plain(shown.since),
        "events": [_happening(one) for one in shown.told[since:]],
        "passed": [_happening(Happening(event)) for event in shown.passed],
        "coming": [_happening(one) for one in shown.coming],
        "transitions": [_transition(arrow, names) for arrow in shown.arrows],
        "facts": _facts(shown),
        "links": [{"link": link, "case": case} for link, case in shown.walk.links],
        "deadlines": [_period(d, names) for d in shown.deadlines if d.status in OPEN],
        "branch": _branch(shown.walk, changes, first, names),
        "address": _address(shown.walk),
    }


def asked(why: Explanation | None, names: Naming) -> Json:
    """Return the answer to a step that was asked for; null if none was."""
    return None if why is None else explanation(why, names)


def _address(walk: Walk) -> Json:
    """Return the address of a walk; null for a case whose name is too long for one."""
    try:
        return address(walk)
    except AddressError:
        return None


def _happening(one: Happening) -> Object:
    """Return an event with what the law says of it; null for what is no act."""
    act = isinstance(one.event, StateEntered | ActNoted) and not one.by_itself
    return {
        "number": one.number or None,
        "event": event_json(one.event),
        "happened": one.happened,
        "answer": one.answer.value if act else None,
        "window": window_form(one.window),
    }


def _facts(shown: View) -> Object:
    declared = shown.rulebook.facts
    return {
        name: plain(outside(declared[name], value))
        for name, value in shown.case.facts.items()
    }


def _transition(arrow: Arrow, names: Naming) -> Object:
    return {
        "transition": arrow.why.transition,
        "target": arrow.target,
        "answer": arrow.why.answer.value,
        "timed": arrow.timed,
        "may": list(arrow.why.may),
        "findings": [finding(found, names) for found in arrow.why.findings],
    }


def _period(deadline: Deadline, names: Naming) -> Object:
    return deadline_form(deadline, deadline.case, names, counted=False)


# -- the branch -----------------------------------------------------------------------


def _branch(
    walk: Walk, changes: Sequence[Applied], first: Difference | None, names: Naming
) -> Json:
    """Return what a branch assumes, and what follows; null of the life as it is."""
    if not walk.branched:
        return None
    return {
        "edits": [_applied(one, names) for one in changes],
        "abiding": walk.law_abiding,
        "first_difference": _difference(first, names),
    }


def _applied(applied: Applied, names: Naming) -> Object:
    event = applied.event
    return {
        **_edit(applied.edit),
        "event": None if event is None else event_json(event),
        "counts": applied.counts,
        "granted": applied.granted,
        "findings": [finding(found, names) for found in applied.findings],
        "first_difference": _difference(applied.change, names),
    }


def _edit(edit: Edit) -> Object:
    """Return an edit with the parts that it has in an address."""
    match edit:
        case File(fact, value, on):
            return {"edit": "file", "fact": fact, "on": on.isoformat(), "value": value}
        case Ask(transition, on):
            return {"edit": "ask", "transition": transition, "on": on.isoformat()}
        case Drop(number):
            return {"edit": "drop", "number": number}
        case Move(number, on):
            return {"edit": "move", "number": number, "on": on.isoformat()}
        case Reform(on, by):
            return {"edit": "reform", "on": on.isoformat(), "days": by}


def _difference(found: Difference | None, names: Naming) -> Json:
    """Return where two lives part; null if they nowhere do."""
    if found is None:
        return None
    before, after = found.periods
    return {
        "kind": found.kind.value,
        "on": found.on.isoformat(),
        "transition": found.transition or None,
        "before": None if found.before is None else _happening(found.before),
        "after": None if found.after is None else _happening(found.after),
        "verdicts": [
            {
                "clause": change.clause,
                "before": change.before and change.before.value,
                "after": change.after and change.after.value,
            }
            for change in found.verdicts
        ],
        "period_before": None if before is None else _period(before, names),
        "period_after": None if after is None else _period(after, names),
    }
