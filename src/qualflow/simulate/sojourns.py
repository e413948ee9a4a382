"""How a stay ends in continuous time, on a lattice of moments.

A stay ends by the first of several: one of its exits, and the periods that run in it.
Every moment is shared between the two lattice points beside it, the nearer one getting
more, so that no mean is lost; all else is right to the second order in the step.  What
is smooth is shared so by its probability and its mean between each two points; what
happens at one moment (a period, a fixed delay) is an atom, which the lattice keeps
apart, for it counts in full at its moment.

At one moment a period comes before an exit, and of several exits or periods the first
in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import TypeAlias

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from qualflow.law.rules import ClockVersion
from qualflow.simulate.chain import EXIT, Chain
from qualflow.simulate.distributions import Distribution, Empirical, Fixed, Floats
from qualflow.simulate.distributions import Remaining as Left
from qualflow.simulate.partials import below
from qualflow.simulate.rooms import NOWHERE, Leg, Room, fires

Atoms: TypeAlias = tuple[tuple[float, float], ...]
"""Rising moments and their probabilities."""

_GAUSS = np.polynomial.legendre.leggauss(3)


@frozen(eq=False)
class Lattice:
    """Moments 0, step, 2 step and so on, as far as the horizon and one beyond."""

    step: float
    cells: int

    @property
    def points(self) -> Floats:
        """The moments."""
        return np.arange(self.cells, dtype=np.float64) * self.step

    @property
    def edges(self) -> Floats:
        """The ends of the cells: 0, and all middles between two moments."""
        return np.concatenate(([0.0], (np.arange(self.cells) + 0.5) * self.step))

    def place(self, moment: float, mass: float, on: Floats) -> None:
        """Add an atom, on the points beside it so that its mean is right."""
        at = moment / self.step
        near = round(at)
        if abs(at - near) < 1e-9:
            at = float(near)
        first = int(at)
        for point, part in ((first, 1 - (at - first)), (first + 1, at - first)):
            if point < self.cells:
                on[point] += part * mass


@frozen(eq=False)
class Ending:
    """One way in which a stay ends.

    Attributes:
        step, cause: As in `chain.Way`.
        kernel: The place of its distribution over the lattice in `Sojourn.kernels`.
        share: Of that distribution.
    """

    step: str
    cause: int
    kernel: int
    share: float


@frozen(eq=False)
class Sojourn:
    """How the stays in a node end.

    Attributes:
        kernels: Probabilities over the lattice, atoms included.
        atoms: The part of each that is atoms, None where there is none.
        granted: What extends a period within the stay, and when how likely.
    """

    kernels: tuple[Floats, ...] = ()
    atoms: tuple[Floats | None, ...] = ()
    endings: tuple[Ending, ...] = ()
    granted: tuple[tuple[str, Atoms], ...] = ()


def sojourn(chain: Chain, node: int, lattice: Lattice) -> Sojourn:
    """Return how the stays in a node end."""
    room = chain.room(node)
    risks = list(_periods(chain, node))
    if not room.legs and not risks:
        return Sojourn()
    if room.races:
        fixed = [leg for leg in room.legs if atoms_of(leg.law) is not None]
        smooth = tuple(leg for leg in room.legs if atoms_of(leg.law) is None)
        risks += [_Risk(leg.step, EXIT, atoms_of(leg.law) or ()) for leg in fixed]
        return _Race(smooth, lattice, risks).sojourn()
    return _Mixture(room, lattice, risks).sojourn()


def atoms_of(law: Distribution) -> Atoms | None:
    """Return the moments of a law that has nothing else, None for a smooth one."""
    match law:
        case Fixed(value):
            return ((value, 1.0),)
        case Empirical(values):
            found, times = np.unique(np.asarray(values), return_counts=True)
            shares = times / len(values)
            return tuple(zip(found.tolist(), shares.tolist(), strict=True))
        case Left(Empirical() as whole, elapsed):
            left = [value - elapsed for value in whole.values if value >= elapsed]
            return atoms_of(Empirical(tuple(left)))
        case _:
            return None


@frozen(eq=False)
class _Risk:
    """Something that ends a stay at one of a few moments, unless it ends before.

    Attributes:
        moments: The probabilities need not add up to 1.
        by: What extends it.
        extended: How likely it is extended at each moment instead.
    """

    step: str
    cause: int
    moments: Atoms
    by: str = ""
    extended: tuple[float, ...] = ()

    def alive(self, at: Floats, *, just_before: bool = False) -> Floats:
        """Return the probability that it has not come by some moments."""
        days = np.array([day for day, _ in self.moments])
        gone = np.concatenate(([0.0], np.cumsum([share for _, share in self.moments])))
        places = np.searchsorted(days, at, side="left" if just_before else "right")
        return np.asarray(1.0 - gone[places])


def _periods(chain: Chain, node: int) -> Iterator[_Risk]:
    """Yield the periods that run in a node, by their last moments."""
    plan, here = chain.plan, chain.nodes[node]
    for number in chain.timers_in(node):
        timer = plan.timers[number]
        version, granted = timer.versions[0], 0
        last = 0.0 if version is None else float(version.length)
        if here.opening:
            assert plan.standing is not None
            period = next(p for p in plan.standing.periods if p.clock == timer.name)
            version = timer.clock.versions[period.version]
            last, granted = float(period.due.toordinal() - plan.first), period.granted
        if version is None or not fires(version):
            continue
        if chain.target(node, 0, version.on_expiry, number) == NOWHERE:
            continue  # it runs out, and nothing follows
        share = timer.extended if may_extend(chain, here.state, version) else 0.0
        yield _risk(number, version, share, granted, last)


def may_extend(chain: Chain, state: int, version: ClockVersion, span: int = 0) -> bool:
    """Return whether a period can be extended in a state by the law of a span."""
    if version.extend is None:
        return False
    by, plan = version.extend.by, chain.plan
    is_step = by in plan.rulebook.transitions
    return not is_step or plan.target(span, state, by) == state


def _risk(
    number: int, version: ClockVersion, share: float, granted: int, last: float
) -> _Risk:
    """Return when a period ends how likely, with the extensions it may still have."""
    extend = version.extend
    most, more, by = 0, 0, ""
    if extend is not None:
        most, by = extend.at_most, extend.by
        more = max(extend.times - granted, 0) if share > 0 else 0
    moments, extended, left = [], [], 1.0
    for times in range(more + 1):
        moment = last + times * most
        part = share if times < more else 0.0
        moments.append((moment, left * (1 - part)))
        extended.append(left * part)
        left *= part
    step = version.on_expiry
    return _Risk(step, number, tuple(moments), by, tuple(extended))


@frozen(eq=False)
class _Pieces:
    """What lies between two points of a lattice, cut at the moments of the risks.

    Attributes:
        ends: Of the pieces.
        first: The lattice point at or before each piece.
        alive: The probability that no risk has come, in each piece; None if no risk.
    """

    lattice: Lattice
    ends: Floats
    first: NDArray[np.intp]
    alive: Floats | None

    @classmethod
    def of(cls, lattice: Lattice, risks: Sequence[_Risk]) -> _Pieces:
        """Return the pieces."""
        points = np.arange(lattice.cells + 1, dtype=np.float64) * lattice.step
        if not risks:
            return cls(lattice, points, np.arange(lattice.cells), None)
        cuts = _moments(risks)
        cuts = cuts[(cuts > 0) & (cuts < points[-1])]
        ends = np.union1d(points, cuts)
        alive = np.ones(ends.size - 1)
        for risk in risks:
            alive *= risk.alive(ends[:-1])
        first = np.searchsorted(points, ends[:-1], side="right") - 1
        return cls(lattice, ends, first, alive)

    def on_lattice(self, law: Distribution, first_to_come: Floats | None) -> Floats:
        """Return what a law comes to at each lattice point while no risk has come.

        Args:
            law: A smooth one.
            first_to_come: The probability that none of its rivals has come before, in
                each piece; None if it has none.
        """
        mass = np.diff(law.cdf(self.ends))
        beyond = np.diff(below(law, self.ends)) / self.lattice.step
        beyond -= self.first * mass
        np.clip(beyond, 0.0, mass, out=beyond)  # rounding, far out
        for kept in (self.alive, first_to_come):
            if kept is not None:
                mass = mass * kept
                beyond = beyond * kept
        if self.alive is None:
            found: Floats = mass - beyond
            found[1:] += beyond[:-1]
            return found
        cells = self.lattice.cells
        found = np.zeros(cells + 1)
        found[:cells] = np.bincount(self.first, mass - beyond, minlength=cells)
        found[1:] += np.bincount(self.first, beyond, minlength=cells)
        return found[:cells]


@define(eq=False)
class _Endings:
    """How a stay ends, put together."""

    kernels: list[Floats] = field(factory=list)
    atoms: list[Floats | None] = field(factory=list)
    endings: list[Ending] = field(factory=list)
    granted: list[tuple[str, Atoms]] = field(factory=list)

    def add(self, kernel: Floats, atoms: Floats | None, *ways: Ending) -> None:
        """Add a distribution and the ways that share it."""
        self.kernels.append(kernel)
        self.atoms.append(atoms)
        self.endings += ways

    def add_risks(
        self, lattice: Lattice, risks: Sequence[_Risk], staying: Floats
    ) -> None:
        """Add the atoms that risks make.

        Args:
            lattice: Where they are put.
            risks: In the order in which they come at one moment.
            staying: For all moments of all risks in turn, the probability that no exit
                has come before.
        """
        at = 0
        for place, risk in enumerate(risks):
            days = np.array([day for day, _ in risk.moments])
            still = staying[at : at + days.size].copy()
            before = still.copy()
            at += days.size
            for other, rival in enumerate(risks):
                if other != place:
                    still *= rival.alive(days, just_before=other > place)
                    before *= rival.alive(days, just_before=True)
            atoms = np.zeros(lattice.cells)
            for (day, share), here in zip(risk.moments, still.tolist(), strict=True):
                lattice.place(day, share * here, atoms)
            number = len(self.kernels)
            self.add(atoms, atoms, Ending(risk.step, risk.cause, number, 1.0))
            if any(risk.extended):
                shares = (before * np.array(risk.extended)).tolist()
                self.granted.append(
                    (risk.by, tuple(zip(days.tolist(), shares, strict=True)))
                )

    def sojourn(self) -> Sojourn:
        """Return it."""
        return Sojourn(
            tuple(self.kernels),
            tuple(self.atoms),
            tuple(self.endings),
            tuple(self.granted),
        )


def _moments(risks: Sequence[_Risk]) -> Floats:
    return np.array([day for risk in risks for day, _ in risk.moments])


def _just_before(moments: Floats) -> Floats:
    return np.nextafter(moments, -inf)


@frozen(eq=False)
class _Mixture:
    """Exits chosen by their shares, each with its delay, against periods."""

    room: Room
    lattice: Lattice
    periods: Sequence[_Risk]

    def sojourn(self) -> Sojourn:
        """Return how the stays end."""
        pieces = _Pieces.of(self.lattice, self.periods)
        found = _Endings()
        before = _just_before(_moments(self.periods))
        staying = np.zeros(before.size) if self.room.legs else np.ones(before.size)
        for legs in self._by_delay():
            law, number = legs[0].law, len(found.kernels)
            ways = [Ending(leg.step, EXIT, number, leg.share) for leg in legs]
            found.add(*self._kernel(law, pieces), *ways)
            staying += sum(leg.share for leg in legs) * (1.0 - law.cdf(before))
        found.add_risks(self.lattice, self.periods, staying)
        return found.sojourn()

    def _by_delay(self) -> Iterator[list[Leg]]:
        """Yield the exits that share a delay."""
        if self.room.common is not None:
            yield list(self.room.legs)
            return
        for leg in self.room.legs:
            yield [leg]

    def _kernel(
        self, law: Distribution, pieces: _Pieces
    ) -> tuple[Floats, Floats | None]:
        moments = atoms_of(law)
        if moments is None:
            return pieces.on_lattice(law, None), None
        found = np.zeros(self.lattice.cells)
        for day, share in moments:
            for risk in self.periods:
                share *= float(risk.alive(np.array([day]))[0])
            self.lattice.place(day, share, found)
        return found, found


@frozen(eq=False)
class _Race:
    """Exits of which the first to come is taken, against each other and periods.

    Attributes:
        risks: Periods, then the exits that come at a few moments.
    """

    smooth: tuple[Leg, ...]
    lattice: Lattice
    risks: Sequence[_Risk]

    def sojourn(self) -> Sojourn:
        """Return how the stays end."""
        pieces = _Pieces.of(self.lattice, self.risks)
        found = _Endings()
        alive = [1.0 - leg.law.cdf(pieces.ends) for leg in self.smooth]
        for place, leg in enumerate(self.smooth):
            kernel = pieces.on_lattice(leg.law, _first_of(alive, place))
            found.add(kernel, None, Ending(leg.step, EXIT, place, 1.0))
        moments = _moments(self.risks)
        staying = np.ones(moments.size)
        for leg in self.smooth:
            staying *= 1.0 - leg.law.cdf(moments)
        found.add_risks(self.lattice, self.risks, staying)
        return found.sojourn()


def _first_of(alive: list[Floats], place: int) -> Floats:
    """Return for each piece how likely no rival comes before one that comes in it.

    Survivals are taken as straight within a piece; the quadrature is exact then for up
    to five rivals, so that nothing is lost between them.
    """
    found = np.zeros(alive[place].size - 1)
    nodes, weights = _GAUSS
    for node, weight in zip(nodes.tolist(), weights.tolist(), strict=True):
        part = (node + 1) / 2
        rivals = np.full_like(found, weight / 2)
        for other, curve in enumerate(alive):
            if other != place:
                rivals *= curve[:-1] + part * (curve[1:] - curve[:-1])
        found += rivals
    return found
