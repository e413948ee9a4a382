"""What a scenario asks of times, as far as a case has come already."""

from __future__ import annotations

from attrs import frozen

from qualflow.simulate.planning import Plan


@frozen
class Asked:
    """A time that is asked for, seen from the start of the simulation.

    Attributes:
        since: Numbers of the states whose first entry begins it; empty if it has begun.
        until: Numbers of the states whose first entry ends it.
        before: How many days before the start it began; 0 where it has not.
        over: Whether it has ended: it takes no time at all.
    """

    since: frozenset[int]
    until: frozenset[int]
    before: float = 0.0
    over: bool = False


def question(plan: Plan, states: tuple[str, ...]) -> Asked:
    """Return a question as the time from the start to an entry."""
    return _asked(plan, frozenset(), frozenset(plan.numbers(states)))


def times(plan: Plan) -> tuple[Asked, ...]:
    """Return the times that a scenario asks for."""
    return tuple(
        _asked(
            plan,
            frozenset(plan.numbers(asked.since)),
            frozenset(plan.numbers(asked.until)),
        )
        for asked in plan.scenario.times
    )


def _asked(plan: Plan, since: frozenset[int], until: frozenset[int]) -> Asked:
    entered = {plan.start: 0.0}
    if plan.standing is not None:
        entered = {
            plan.number(state): float(day.toordinal() - plan.first)
            for state, day in plan.standing.entered.items()
        }
    if not since:
        return Asked(since, until, over=not until.isdisjoint(entered))
    begun = [entered[state] for state in since if state in entered]
    if begun:
        return Asked(frozenset(), until, before=-min(begun))
    return Asked(since, until)
