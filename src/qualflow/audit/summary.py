"""Questions to many audits at once: phases on a day, consents in a period, waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import TypeAlias

from attrs import frozen

from qualflow.audit.audit import Audit, Step
from qualflow.audit.mapping import HistoryMap
from qualflow.law.rules import Phase


@frozen
class Consent:
    """The first consent of a case, as far as it can lie in a period.

    Attributes:
        certain: Whether all of its days lie in the period, not only some.
        narrow: Whether the narrow count has it too.
    """

    case: str
    company: str
    step: Step
    certain: bool
    narrow: bool

    @property
    def observed(self) -> bool:
        """Whether somebody saw it; the others are supplied by the audit."""
        return self.step.observed


Days: TypeAlias = tuple[int, int | None]
"""The least and the most days; the most is None where a wait is not over."""


@frozen
class Wait:
    """The days between two steps of one case.

    Attributes:
        least, most: Bounds in days, from the windows of both steps; `most` is None
            where the second step had not come by the last day that was read.
    """

    case: str
    least: int
    most: int | None

    @property
    def censored(self) -> bool:
        """Whether the second step is still to come."""
        return self.most is None


@frozen
class Spread:
    """The waits between two steps, over many cases.

    Attributes:
        n: The cases in which the first step was made.
        censored: How many of them wait for the second by the last day that was read.
        median: The bounds of the median; of an even number the lower of the two in the
            middle.
        shortest, longest: The bounds of the shortest and the longest wait.
    """

    first: str
    second: str
    n: int
    censored: int
    median: Days
    shortest: Days
    longest: Days


def phases(audits: Iterable[Audit]) -> Counter[Phase | None]:
    """Return how many cases stand in each phase; make the audits of one day."""
    return Counter(audit.phase for audit in audits)


def consents(
    audits: Iterable[Audit],
    mapping: HistoryMap,
    since: date = date.min,
    until: date = date.max,
) -> tuple[Consent, ...]:
    """Return the first consent of every case that can lie in a period.

    Both ends are included.  A case counts once, by its first consent; earliest first.
    """
    counted = mapping.consents
    found = []
    for audit in audits:
        if counted is None:
            continue
        steps = (s for s in audit.steps if s.transition in counted.steps)
        first = next(steps, None)
        if first is None or first.latest < since or first.earliest > until:
            continue
        narrow = first.transition in counted.narrow or any(
            ground in counted.narrow_grounds for ground in first.grounds
        )
        certain = since <= first.earliest and first.latest <= until
        history = audit.history
        company = history.company.get("en", history.case_id)
        found.append(Consent(history.case_id, company, first, certain, narrow))
    return tuple(sorted(found, key=lambda c: (c.step.earliest, c.step.latest)))


def waits(audits: Iterable[Audit], first: str, second: str) -> tuple[Wait, ...]:
    """Return the days from the first step of one name to the next of another.

    A case without the first step is left out; one in which the second has not come is
    censored on the last day that was read.
    """
    found = []
    for audit in audits:
        start = _index(audit.steps, first, 0)
        if start is None:
            continue
        begun = audit.steps[start]
        end = _index(audit.steps, second, start + 1)
        if end is None:
            least = (audit.day - begun.latest).days
            found.append(Wait(audit.history.case_id, max(0, least), None))
            continue
        ended = audit.steps[end]
        least = max(0, (ended.earliest - begun.latest).days)
        most = (ended.latest - begun.earliest).days
        found.append(Wait(audit.history.case_id, least, most))
    return tuple(found)


def spreads(audits: Sequence[Audit]) -> tuple[Spread, ...]:
    """Return the waits between any two steps that follow one another in some case.

    In the order in which the lives first have them.
    """
    pairs = dict.fromkeys(
        (one.transition, other.transition)
        for audit in audits
        for one, other in pairwise(audit.steps)
    )
    return tuple(spread(*pair, waits(audits, *pair)) for pair in pairs)


def spread(first: str, second: str, found: Sequence[Wait]) -> Spread:
    """Return the spread of at least one wait between two steps.

    Whatever the waits are within their bounds, the median, the shortest and the longest
    of them lie within those returned; one that is not over can be of any length.
    """
    least = sorted(wait.least for wait in found)
    most = sorted(wait.most for wait in found if wait.most is not None)

    def of(place: int) -> Days:
        return least[place], most[place] if place < len(most) else None

    n = len(found)
    return Spread(first, second, n, n - len(most), of((n - 1) // 2), of(0), of(n - 1))


def _index(steps: Sequence[Step], name: str, start: int) -> int | None:
    places = range(start, len(steps))
    return next((n for n in places if steps[n].transition == name), None)
