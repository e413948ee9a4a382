"""What is left of a stay that began before the start of a run."""

from __future__ import annotations

from typing import TypeAlias

from attrs import evolve

from qualflow.simulate.distributions import (
    NEXT_TO_NEVER,
    NothingLeftError,
    remaining,
    survival,
)
from qualflow.simulate.rooms import Room

Waited: TypeAlias = tuple[float, float]
"""How long somebody has waited, and the least that the whole wait can be."""


def left(room: Room, waited: tuple[Waited, Waited]) -> Room:
    """Return what is left of a stay; ways that would have come by now weigh less.

    Args:
        room: The state, its ways out as they are for a stay that begins.
        waited: In days and in working days.

    Raises:
        NothingLeftError: If the stay should have been over long ago.
    """
    legs = room.legs
    if not room.races:
        alive = [survival(leg.law, waited[leg.working][1]) for leg in legs]
        weights = [leg.share * p for leg, p in zip(legs, alive, strict=True)]
        total = sum(weights)
        likely = [p >= NEXT_TO_NEVER for p in alive]
        if legs and not any(likely):
            raise NothingLeftError(legs[0].law, waited[legs[0].working][0])
        legs = tuple(
            evolve(leg, share=weight / total)
            for leg, weight, can in zip(legs, weights, likely, strict=True)
            if can
        )
    legs = tuple(
        evolve(leg, law=remaining(leg.law, *waited[leg.working])) for leg in legs
    )
    common = room.common
    if common is not None:
        common = evolve(common, law=remaining(common.law, *waited[common.working]))
    return evolve(room, legs=legs, common=common)
