"""The days of a deadline as rows: what counts, and why the rest does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from qualflow.explain.days import CountedDay, Reason, count
from qualflow.explain.deadlines import Deadline
from qualflow.law.measures import Unit
from qualflow.words.naming import Naming


def days_counted(deadline: Deadline) -> tuple[CountedDay, ...]:
    """Return every day of a period; of one that stands still, up to the day asked."""
    until = deadline.on if deadline.period.paused else None
    return count(deadline.period, until)


def day_rows(deadline: Deadline, names: Naming) -> Iterator[tuple[str, str, str]]:
    """Yield number, days and reason; days that do not count are one row a reason.

    Days that count are a row each where working days are counted, else one row too.
    """
    each = deadline.period.clock.unit is Unit.WORKING_DAY
    for reason, found in groupby(days_counted(deadline), lambda day: day.reason):
        run = list(found)
        if reason is Reason.COUNTED and each:
            yield from ((str(d.number), names.day(d.day), "") for d in run)
        else:
            yield _run(reason, run, names)


def _run(
    reason: Reason, run: Sequence[CountedDay], names: Naming
) -> tuple[str, str, str]:
    first, last = run[0], run[-1]
    several = len(run) > 1
    days = names.day(first.day)
    if several:
        days = names.tell("days_to", since=first.day, until=last.day)
    if reason is Reason.DAY_ZERO:
        return "0", days, names.tell("day_zero")
    if reason is not Reason.COUNTED:
        return "", days, names.tell(f"day.{reason.value}")
    numbers = str(first.number)
    if several:
        numbers = names.tell("run", first=first.number, last=last.number)
    return numbers, days, names.tell("counted_run")
