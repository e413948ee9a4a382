"""Where a case can go by the law and the scenario, whatever the chances."""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.simulate.rooms import Reform, Room, Span, Timer


def leads(
    rooms: tuple[Room, ...],
    spans: tuple[Span, ...],
    timers: tuple[Timer, ...],
    reforms: tuple[Reform, ...],
    number: Mapping[str, int],
) -> Mapping[int, frozenset[int]]:
    """Return for each state where a case can go from it."""
    found: dict[int, set[int]] = {room.number: set() for room in rooms}
    fired = {
        version.on_expiry for timer in timers for version in timer.clock.versions
    } | {
        version.extend.by
        for timer in timers
        for version in timer.clock.versions
        if version.extend is not None and timer.extended > 0
    }
    for room in rooms:
        for name in {leg.step for leg in room.legs} | fired:
            for span in spans:
                step = span.edition.step(room.name, name)
                if step is not None:
                    found[room.number].add(number[step.transition.target])
    for reform in reforms:
        for source in reform.sources:
            found[source].add(reform.target)
    return {source: frozenset(targets) for source, targets in found.items()}


def reached(start: int, edges: Mapping[int, frozenset[int]]) -> frozenset[int]:
    """Return a state and all that can be reached from it."""
    found, ahead = {start}, [start]
    while ahead:
        for target in edges[ahead.pop()] - found:
            found.add(target)
            ahead.append(target)
    return frozenset(found)
