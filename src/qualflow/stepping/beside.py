"""Two branches of one life side by side, as they stand at the end of one day."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from qualflow.explain.deadlines import Deadline
from qualflow.law.edition import Answer
from qualflow.law.facts import FiledValue
from qualflow.law.rulebook import Rulebook
from qualflow.stepping.arrows import Arrow
from qualflow.stepping.comparing import (
    Difference,
    VerdictChange,
    first_difference,
    verdict_changes,
)
from qualflow.stepping.life import Life
from qualflow.stepping.view import View, view
from qualflow.stepping.walk import Walk


@frozen
class ArrowChange:
    """What the law says of a step in both; None where no such step leads on."""

    transition: str
    before: Answer | None
    after: Answer | None
    verdicts: tuple[VerdictChange, ...]


@frozen
class FactChange:
    """A fact that has another value; None where it is not on file."""

    name: str
    before: FiledValue | None
    after: FiledValue | None


@frozen(eq=False)
class Beside:
    """Two views of one day, and what is otherwise in the second.

    Attributes:
        first: The first difference of the whole lives, be it past or to come.
        arrows: The steps from the state at hand that stand otherwise.
        deadlines: The periods that do, in the first and in the second.
    """

    on: date
    before: View
    after: View
    first: Difference | None
    arrows: tuple[ArrowChange, ...]
    facts: tuple[FactChange, ...]
    deadlines: tuple[tuple[Deadline | None, Deadline | None], ...] = field(repr=False)


def beside(
    rulebook: Rulebook, life: Life, walk: Walk, other: Walk | None = None
) -> Beside:
    """Return a branch beside another one at the end of the day that it stands at.

    Args:
        rulebook: The law as it was.
        life: What is known of the life.
        walk: The branch that says the day; it comes second.
        other: What it is compared with; the life as it is known if None.

    Raises:
        QualflowError: As `view` does.
    """
    on = view(rulebook, life, walk).on
    before = view(rulebook, life, (other or walk.straight()).to(on))
    after = view(rulebook, life, walk.to(on))
    return Beside(
        on,
        before,
        after,
        first_difference(before.lived, after.lived),
        _arrows(before, after),
        _facts(before, after),
        _deadlines(before, after),
    )


def _arrows(before: View, after: View) -> tuple[ArrowChange, ...]:
    here, there = _by_name(before), _by_name(after)
    changes = (
        _arrow(name, here.get(name), there.get(name))
        for name in dict.fromkeys((*here, *there))
    )
    return tuple(
        change
        for change in changes
        if change.before is not change.after or change.verdicts
    )


def _by_name(shown: View) -> dict[str, Arrow]:
    return {arrow.why.transition: arrow for arrow in shown.arrows}


def _arrow(name: str, before: Arrow | None, after: Arrow | None) -> ArrowChange:
    verdicts: tuple[VerdictChange, ...] = ()
    if before is not None and after is not None:
        verdicts = verdict_changes(before.why.findings, after.why.findings)
    answers = [None if one is None else one.why.answer for one in (before, after)]
    return ArrowChange(name, answers[0], answers[1], verdicts)


def _facts(before: View, after: View) -> tuple[FactChange, ...]:
    here = {row.name: row.value for row in before.facts}
    there = {row.name: row.value for row in after.facts}
    return tuple(
        FactChange(name, here.get(name), there.get(name))
        for name in dict.fromkeys((*here, *there))
        if here.get(name) != there.get(name)
    )


def _deadlines(
    before: View, after: View
) -> tuple[tuple[Deadline | None, Deadline | None], ...]:
    here = {one.id: one for one in before.deadlines}
    there = {one.id: one for one in after.deadlines}
    pairs = [(here.get(n), there.get(n)) for n in dict.fromkeys((*here, *there))]
    return tuple(pair for pair in pairs if _stands(pair[0]) != _stands(pair[1]))


def _stands(deadline: Deadline | None) -> tuple[object, ...] | None:
    if deadline is None:
        return None
    return deadline.status, deadline.due, deadline.not_before, deadline.left
