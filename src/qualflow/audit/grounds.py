"""The grounds of a step: why a life is explained rather than consistent.

Most hang on the row alone; some on the steps before it, and those have to be asked for
with the whole chain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualflow.audit.mapping import Distance, Ground
from qualflow.audit.rows import Row
from qualflow.audit.terms import Terms
from qualflow.audit.windows import Placed, narrowed

Chain = Sequence[Placed]


class Grounds:
    """The grounds of one history by the rules; those of a line come apart.

    Args:
        hosting: Whether hosting runs at the end of the history.
    """

    def __init__(
        self, distances: Sequence[Distance], terms: Terms, route: str, *, hosting: bool
    ) -> None:
        self.distances = distances
        self.terms = terms
        self.route = route
        self.hosting = hosting

    def possible(self, row: Row, *, observed: bool) -> tuple[Ground, ...]:
        """Return those that can lie on a row, as far as it alone tells."""
        return tuple(
            ground
            for ground in row.grounds
            if self.terms.uses(ground.standing)
            and ground.supplied in (None, not observed)
            and (not ground.routes or self.route.startswith(ground.routes))
            and (self.hosting or not ground.hosting)
        )

    def of(self, chain: Chain, step: Placed, line: tuple[str, ...]) -> Iterator[str]:
        """Yield the grounds of a step after a chain, those of its line first."""
        yield from line
        for ground in self.possible(step.row, observed=step.event is not None):
            if ground.name not in line and self.after(ground, chain, step):
                yield ground.name

    def after(self, ground: Ground, chain: Chain, step: Placed) -> bool:
        """Return whether what a ground asks of the steps before holds."""
        if not ground.after:
            return True
        lives = narrowed((*chain, step), self.distances, self.terms)
        return lives is not None and is_after(ground, lives[:-1])


def is_after(ground: Ground, chain: Chain) -> bool:
    """Return whether a narrowed chain has what a ground asks for."""
    before = [step for step in chain if step.row.name == ground.after]
    until = ground.after_until
    return bool(before) and (until is None or before[-1].last < until.toordinal())
