"""The steps that lead on from where a case stands, and what the law says of each."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from qualflow.case.commands import Request
from qualflow.case.events import Case
from qualflow.explain.why import Explanation, explain
from qualflow.law.rulebook import Rulebook


@frozen
class Arrow:
    """A transition from the state at hand, and what the law says of it on the day.

    Attributes:
        target: The state it leads to.
        timed: Whether nobody can ask for it: time or an archive makes it.
    """

    why: Explanation
    target: str
    timed: bool


def arrows(rulebook: Rulebook, case: Case, on: date) -> tuple[Arrow, ...]:
    """Return the transitions from the state of a case, in the order of the process.

    Time has passed in the case up to the day.
    """
    edition = rulebook.on(on)
    steps = ((name, edition.step(case.state, name)) for name in edition.transitions)
    return tuple(
        Arrow(
            explain(rulebook, case, Request(name, on)),
            step.transition.target,
            not step.askers,
        )
        for name, step in steps
        if step is not None
    )
