"""States, ways out, clocks and reforms as the engines know them: numbered, for arrays.

States are numbered in the order of the rulebook, spans of the law in that of their
days, moments are days after the start.
"""

from __future__ import annotations

from enum import Enum, auto

from attrs import frozen

from qualflow.law.edition import Edition
from qualflow.law.rules import END, FINDING, Clock, ClockVersion, Record, Writes
from qualflow.simulate.distributions import Distribution
from qualflow.simulate.scenario import Stay

NOWHERE = -1
"""The number of the state a step leads to where the law has no such step."""


class Effect(Enum):
    """What entering a state through a step does to a clock."""

    KEEP = auto()
    START = auto()
    PAUSE = auto()
    RESUME = auto()
    END = auto()


@frozen
class Leg:
    """One way out of a state.

    Attributes:
        place: Its number among the exits.
        law: How long it takes this way; the stay's own law if it has none.
        working: Whether in working days.
    """

    place: int
    step: str
    share: float
    law: Distribution
    working: bool


@frozen(eq=False)
class Room:
    """A state, and what happens in it.

    Attributes:
        legs: Empty for a state that only the law makes a case leave.
        common: The law of the stay's delay, where all legs share it.
        cyclic: Whether a case can enter it twice.
        retry: How long after a refusal the step is asked for again, None for never.
    """

    number: int
    name: str
    stay: Stay | None
    legs: tuple[Leg, ...]
    common: Leg | None
    cyclic: bool
    retry: Leg | None

    @property
    def races(self) -> bool:
        """Whether the first exit to come is taken."""
        return self.stay is not None and self.stay.races


@frozen(eq=False)
class Span:
    """Days of one law.

    Attributes:
        since: Its first day, in days after the start; the first span's is 0.
    """

    since: int
    edition: Edition


@frozen(eq=False)
class Timer:
    """A clock of the law whose expiry can be a step.

    Attributes:
        versions: For each span, the version that a clock started in it has.
        extended: The probability of each extension.
        ended_by: Facts of the scenario whose day ends it.
    """

    clock: Clock
    versions: tuple[ClockVersion | None, ...]
    extended: float
    ended_by: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the clock."""
        return self.clock.name


@frozen
class Reform:
    """A day on which the law moves the cases that stand in some states."""

    on: int
    step: str
    sources: tuple[int, ...]
    target: int


def effect_of(
    clock: Clock,
    source: str,
    step: str | None,
    target: str,
    written: tuple[Record, ...],
) -> Effect:
    """Return what going from one state to another does to a clock (`case.running`)."""
    inside = target in clock.runs_in or target in clock.paused_in
    was = source in clock.runs_in or source in clock.paused_in
    if inside or was:
        if not inside:
            return Effect.END
        renewed = any(
            record.fact in clock.counts_from and record.writes is not Writes.NONE
            for record in written
        )
        if not was or renewed:
            return Effect.START
        if (source in clock.paused_in) is not (target in clock.paused_in):
            return Effect.PAUSE if target in clock.paused_in else Effect.RESUME
        return Effect.KEEP
    if step is None:
        return Effect.KEEP
    for effect, names in (
        (Effect.START, clock.started_by),
        (Effect.END, clock.ends),
        (Effect.PAUSE, clock.paused_by),
        (Effect.RESUME, clock.resumed_by),
    ):
        if step in names:
            return effect
    return Effect.KEEP


def fires(version: ClockVersion) -> bool:
    """Return whether the expiry of a clock of this version is a step."""
    return version.on_expiry not in (FINDING, END)
