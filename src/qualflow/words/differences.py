"""What is otherwise in a branch: as a sentence, and two branches side by side.

The names here tell the sentences of `stepping_messages`.
"""

from __future__ import annotations

from datetime import date

from qualflow.case.events import ActNoted, Plain, StateEntered
from qualflow.explain.deadlines import Deadline
from qualflow.law.edition import Answer
from qualflow.law.verdict import Verdict
from qualflow.stepping.beside import ArrowChange, Beside
from qualflow.stepping.comparing import Difference, Kind, VerdictChange
from qualflow.stepping.life import Happening
from qualflow.words.deadlines import standing, whose
from qualflow.words.layout import HELD, clean, joined, table, wrapped
from qualflow.words.lives import event_lines
from qualflow.words.naming import Naming


def difference(found: Difference, names: Naming) -> str:
    """Return where a second life parts from a first one, without a full stop."""
    match found.kind:
        case Kind.VERDICT if found.transition:
            said = names.listed(_verdicts(found, names), "series")
            act = names.transition(found.transition)
            key = "difference.standing"
            return names.tell(key, on=found.on, act=act, verdicts=said)
        case Kind.VERDICT:
            verdicts = names.listed(_verdicts(found, names), "series")
            act = _act(_known(found).event, names)
            return names.tell(
                "difference.verdict", on=found.on, act=act, verdicts=verdicts
            )
        case Kind.STATE if found.before is not None and found.after is not None:
            was, now = found.before.event, found.after.event
            assert isinstance(was, StateEntered)
            assert isinstance(now, StateEntered)
            return names.tell(
                "difference.state",
                on=found.on,
                act=_act(now, names),
                state=names.state(now.target),
                other=names.state(was.target),
            )
        case Kind.DEADLINE if found.before is None and found.after is None:
            return _period(found, names)
    return _event(found, names)


def verdict_change(change: VerdictChange, names: Naming) -> str:
    """Return how a clause stands in one life and in the other."""
    verdicts = names.tell(
        "walk.changes_to",
        before=_verdict(change.before, names),
        after=_verdict(change.after, names),
    )
    ref = clean(change.clause).replace(" ", HELD)
    return names.tell("walk.clause", ref=ref, verdict=verdicts)


def _verdicts(found: Difference, names: Naming) -> list[str]:
    """Return the clauses that stand otherwise; none: it is whose act it is."""
    told = [verdict_change(change, names) for change in found.verdicts]
    answers = [
        names.tell(f"answer.{one.answer.value}")
        for one in (found.before, found.after)
        if one is not None
    ]
    if not told:
        told = [names.tell("walk.changes_to", before=answers[0], after=answers[-1])]
    return told


def _verdict(verdict: Verdict | None, names: Naming) -> str:
    return names.tell(f"verdict.{'not_asked' if verdict is None else verdict.value}")


def _event(found: Difference, names: Naming) -> str:
    before, after = found.before, found.after
    if before is None or after is None:
        key = "difference.gone" if after is None else "difference.new"
        event = event_lines(_known(found).event, names)[0]
        return names.tell(key, on=found.on, event=event)
    act = _act(after.event, names)
    if not after.happened:
        return names.tell(
            "difference.refused", on=found.on, act=act, why=_why(found, names)
        )
    if not before.happened:
        return names.tell("difference.granted", on=found.on, act=act)
    if isinstance(after.event, StateEntered):
        state = names.state(after.event.target)
        return names.tell("difference.step", on=found.on, act=act, state=state)
    return names.tell("difference.no_step", on=found.on, act=act)


def _why(found: Difference, names: Naming) -> str:
    assert found.after is not None
    if found.after.answer is Answer.NO_SUCH_TRANSITION:
        return names.tell("walk.no_step")
    return names.listed(_verdicts(found, names), "series")


def _known(found: Difference) -> Happening:
    known = found.after or found.before
    assert known is not None
    return known


def _act(event: Plain, names: Naming) -> str:
    if isinstance(event, StateEntered | ActNoted):
        return names.transition(event.transition)
    return event_lines(event, names)[0]


def _period(found: Difference, names: Naming) -> str:
    before, after = found.periods
    known = before or after
    assert known is not None
    return names.tell(
        "difference.deadline",
        on=found.on,
        period=whose(known, names),
        change=_period_change(before, after, names),
    )


def _period_change(
    before: Deadline | None, after: Deadline | None, names: Naming
) -> str:
    if before is None or after is None:
        return names.tell("period.gone" if after is None else "period.new")
    days = _due(before), _due(after)
    if days[0] != days[1]:
        return names.tell("period.last_day", change=_days(*days, names))
    was, now = before.period.ended_on, after.period.ended_on
    if was is None or now is None:
        key = "period.ends" if was is None else "period.does_not_end"
        return names.tell(key, day=now or was)
    return names.tell("period.ended", change=_days(was, now, names))


def _days(before: date | None, after: date | None, names: Naming) -> str:
    was, now = (
        names.tell("not_known_day") if day is None else names.day(day)
        for day in (before, after)
    )
    return names.tell("walk.changes_to", before=was, after=now)


def _due(deadline: Deadline) -> date | None:
    return deadline.due or deadline.not_before


# -- side by side ---------------------------------------------------------------------


def beside_text(both: Beside, names: Naming) -> str:
    """Return two branches side by side, their first difference first."""
    said = names.tell("beside.same")
    if both.first is not None:
        key = "beside.first" if both.first.on <= both.on else "beside.ahead"
        said = names.tell(key, change=difference(both.first, names))
    return joined(
        [
            wrapped(names.tell("beside.head", on=both.on)),
            wrapped(said),
            _states(both, names),
            _changed_steps(both, names),
            _changed_facts(both, names),
            _changed_periods(both, names),
        ]
    )


def _states(both: Beside, names: Naming) -> list[str]:
    rows = []
    for key, shown in (("beside.known", both.before), ("beside.branch", both.after)):
        state = names.state(shown.state)
        if shown.since is not None:
            state = names.tell("beside.stands", state=state, since=shown.since)
        rows.append((names.tell(key), state))
    return [names.tell("beside.state"), *table(rows)]


def _changed_steps(both: Beside, names: Naming) -> list[str]:
    rows = [(change.transition, arrow_change(change, names)) for change in both.arrows]
    return [names.tell("beside.steps"), *table(rows)] if rows else []


def arrow_change(change: ArrowChange, names: Naming) -> str:
    """Return how a step stands in one branch and in the other, clause by clause."""
    said = []
    if change.before is not change.after:
        answers = [_answer(found, names) for found in (change.before, change.after)]
        said.append(names.tell("walk.changes_to", before=answers[0], after=answers[1]))
    said += [verdict_change(found, names) for found in change.verdicts]
    return names.listed(said, "series")


def _answer(answer: Answer | None, names: Naming) -> str:
    if answer is None:
        return names.tell("beside.not_here")
    return names.tell(f"answer.{answer.value}")


def _changed_facts(both: Beside, names: Naming) -> list[str]:
    rows = []
    for change in both.facts:
        before, after = (
            names.value(change.name, value) for value in (change.before, change.after)
        )
        said = names.tell("walk.changes_to", before=before, after=after)
        told = names.tell("fact_value", fact=names.fact(change.name), value=said)
        rows.append((change.name, told))
    return [names.tell("beside.facts"), *table(rows)] if rows else []


def _changed_periods(both: Beside, names: Naming) -> list[str]:
    rows = []
    for before, after in both.deadlines:
        known = before or after
        assert known is not None
        stands = [_stands(one, both, names) for one in (before, after)]
        rows.append(("", whose(known, names)))
        rows.append((names.tell("beside.known"), stands[0]))
        rows.append((names.tell("beside.branch"), stands[1]))
    return [names.tell("beside.deadlines"), *table(rows)] if rows else []


def _stands(deadline: Deadline | None, both: Beside, names: Naming) -> str:
    if deadline is None:
        return names.tell("beside.no_period")
    return standing(deadline, both.on, names)
