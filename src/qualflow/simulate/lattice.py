"""Semi-Markov scenarios in continuous time, solved by a transform on a lattice.

Theory
------
Let Q(z) be the matrix of the generating functions of the stays on the lattice: entry
(i, j) is the sum over n of P(a stay in i ends after n steps, in j) z^n.  How often each
node is entered, moment by moment, has the generating function e (I - Q(z))^-1 with e
the beginning.  It is computed on a circle of radius r < 1, for all frequencies at once,
and turned back by one inverse Fourier transform.

A circle of M points folds coefficient n + M upon n, damped by r^M, and rounding is
blown up by r^-n; with M twice the number of moments and r^M = 1e-11 both stay below
1e-10.  Diagonals dominate on the circle, so that nodes are eliminated without pivoting,
the frequencies side by side; whatever the chain does not connect costs nothing.

Source:
    Abate and Whitt, "Numerical inversion of probability generating functions",
    Operations Research Letters 12 (1992) 245-251.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import fft

from qualflow.simulate.chain import Chain
from qualflow.simulate.distributions import Floats
from qualflow.simulate.planning import CannotSimulateError
from qualflow.simulate.sojourns import Lattice, sojourn

Complex: TypeAlias = NDArray[np.complex128]
Kernel: TypeAlias = tuple[int, int]
"""A node and the place of one of its kernels."""

_FOLDED = 1e-11
_HALVINGS = 30


@frozen(eq=False)
class Masses:
    """Probability over the lattice.

    Attributes:
        all: Of each lattice point, atoms included.
        atoms: What of it happens at just that moment, None if nothing.
    """

    lattice: Lattice
    all: Floats
    atoms: Floats | None

    def __add__(self, other: Masses) -> Masses:
        if self.atoms is None or other.atoms is None:
            atoms = self.atoms if other.atoms is None else other.atoms
        else:
            atoms = self.atoms + other.atoms
        return Masses(self.lattice, self.all + other.all, atoms)

    def times(self, share: float) -> Masses:
        """Return a share of it."""
        if share == 1.0:
            return self
        atoms = None if self.atoms is None else self.atoms * share
        return Masses(self.lattice, self.all * share, atoms)

    def weighed(self, around: Floats, atoms: Floats) -> Masses:
        """Return what is left of it, point by point.

        Args:
            around: How much of what is not atoms.
            atoms: How much of the atoms.
        """
        if self.atoms is None:
            return Masses(self.lattice, self.all * around, None)
        kept = self.atoms * atoms
        return Masses(self.lattice, (self.all - self.atoms) * around + kept, kept)

    @cached_property
    def _smooth(self) -> Floats:
        """What is not atoms, up to and including each lattice point.

        Between two points the mean of a distribution is the sum of the masses up to the
        first of them, exactly for one stay; from four such means the distribution at a
        point is right to the fourth order.
        """
        smooth = self.all if self.atoms is None else self.all - self.atoms
        sums = np.zeros(smooth.size + 3)
        np.cumsum(smooth, out=sums[2:-1])
        sums[-1] = sums[-2]
        found = (7.0 / 12.0) * (sums[1:-2] + sums[2:-1])
        found -= (sums[:-3] + sums[3:]) / 12.0
        return found

    @cached_property
    def _steps(self) -> Floats:
        """The atoms up to and including each lattice point, before the first none."""
        assert self.atoms is not None
        return np.concatenate(([0.0], np.cumsum(self.atoms)))

    @cached_property
    def on_points(self) -> Floats:
        """The probability up to and including each lattice point."""
        return self._smooth if self.atoms is None else self._smooth + self._steps[1:]

    def by(self, moments: Floats) -> Floats:
        """Return the probability up to and including some moments."""
        found = self._between(moments)
        if self.atoms is None:
            return found
        at = np.floor(moments / self.lattice.step + 1e-9).astype(np.intp) + 1
        return found + self._steps[np.clip(at, 0, self._steps.size - 1)]

    def around(self, moments: Floats) -> Floats:
        """Return the same on the average over one step around each moment."""
        found = self._between(moments)
        if self.atoms is None:
            return found
        return found + np.interp(moments, self.lattice.edges, self._steps)

    def area(self, moment: float) -> float:
        """Return the integral of the probability from 0 to a moment."""
        return float(np.maximum(moment - self.lattice.points, 0.0) @ self.all)

    def _between(self, moments: Floats) -> Floats:
        """Return what is not atoms, by a cubic through four lattice points."""
        at = moments / self.lattice.step
        near = np.rint(at)
        at = np.where(np.abs(at - near) < 1e-9, near, at)
        last = self._smooth.size - 1
        first = np.clip(np.floor(at), 0, last).astype(np.intp)
        found = _cubic(self._around(first), np.clip(at, 0.0, last) - first)
        found[moments < 0] = 0.0
        return found

    def _around(self, first: NDArray[np.intp]) -> list[Floats]:
        """Return the coefficients of the cubics that begin at some lattice points."""
        padded = self._padded
        before, here, after, beyond = (padded[first + n] for n in range(4))
        third = (beyond - before) / 6 + (here - after) / 2
        second = (before + after) / 2 - here
        return [here, after - here - second - third, second, third]

    @cached_property
    def _padded(self) -> Floats:
        return np.pad(self._smooth, (1, 2), mode="edge")

    def quantiles(self, shares: Floats, until: float) -> Floats:
        """Return the moments by which so much probability has come, at most `until`.

        Atoms stand on lattice points: what comes between two of them is smooth.
        """
        known = np.maximum.accumulate(self.on_points)
        after = np.minimum(np.searchsorted(known, shares), known.size - 1)
        before = np.maximum(after - 1, 0)
        cubic = self._around(before)
        if self.atoms is not None:
            cubic[0] = cubic[0] + self._steps[before + 1]
        low, high = np.zeros(shares.size), np.ones(shares.size)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            there = _cubic(cubic, middle) >= shares
            high = np.where(there, middle, high)
            low = np.where(there, low, middle)
        at = before + np.where(after > 0, high, 0.0)
        return np.asarray(np.minimum(at * self.lattice.step, until), np.float64)


def _cubic(coefficients: list[Floats], x: Floats) -> Floats:
    constant, first, second, third = coefficients
    found: Floats = constant + x * (first + x * (second + x * third))
    return found


@frozen(eq=False)
class Flows:
    """What comes of cases that have just entered one node.

    Attributes:
        of: For each kernel of each node, how many stays end so, moment by moment.
        solution: What they are part of.
    """

    of: Mapping[Kernel, Masses]
    solution: Solution

    def into(self, nodes: frozenset[int]) -> Masses:
        """Return how many stays begin in some nodes, moment by moment."""
        found = self.solution.nothing
        for kernel, masses in self.of.items():
            share = sum(
                share
                for target, share in self.solution.targets[kernel].items()
                if target in nodes
            )
            if share:
                found += masses.times(share)
        return found


class Solution:
    """The chain of a plan on one lattice.

    Attributes:
        sojourns: How the stays in each node end.
        targets: For each kernel, the nodes it leads to and how often.
    """

    def __init__(self, chain: Chain, lattice: Lattice) -> None:
        self.chain = chain
        self.lattice = lattice
        count = len(chain.nodes)
        self.sojourns = [sojourn(chain, node, lattice) for node in range(count)]
        self.targets: dict[Kernel, dict[int, float]] = {}
        for node, found in enumerate(self.sojourns):
            for ending in found.endings:
                into = self.targets.setdefault((node, ending.kernel), {})
                target = chain.target(node, 0, ending.step, ending.cause)
                into[target] = into.get(target, 0.0) + ending.share
        self._refuse_circles()
        self._points = int(fft.next_fast_len(2 * lattice.cells, real=True))
        self._damped = _FOLDED ** (np.arange(lattice.cells) / self._points)
        self._transforms = self._transformed(atoms=False)

    @cached_property
    def nothing(self) -> Masses:
        """No probability anywhere."""
        return Masses(self.lattice, np.zeros(self.lattice.cells), None)

    def flows(self, start: int, blocked: frozenset[int] = frozenset()) -> Flows:
        """Return what comes of cases that have just entered a node.

        Args:
            start: The node.
            blocked: Nodes that no case leaves once it has come to them.
        """
        found = self._solved(self._transforms, start, blocked)
        atoms: Mapping[Kernel, Floats] = {}
        if any(atom is not None for atom in self.sojourns[start].atoms):
            atoms = self._solved(self._transformed(atoms=True), start, blocked)
        return Flows(
            {
                kernel: Masses(self.lattice, masses, atoms.get(kernel))
                for kernel, masses in found.items()
            },
            self,
        )

    def _refuse_circles(self) -> None:
        """Refuse stays that go round without taking any time."""
        at_once = np.zeros((len(self.sojourns), len(self.sojourns)))
        for (node, place), into in self.targets.items():
            for target, share in into.items():
                at_once[node, target] += share * self.sojourns[node].kernels[place][0]
        if float(np.abs(np.linalg.eigvals(at_once)).max()) > 1 - _FOLDED:
            raise CannotSimulateError(
                self.chain.plan.scenario.name, "stays that go round in no time", "exact"
            )

    def _transformed(self, *, atoms: bool) -> dict[Kernel, Complex]:
        """Return the generating functions of all kernels on the circle."""
        names, rows = [], []
        for node, found in enumerate(self.sojourns):
            for place, kernel in enumerate(found.atoms if atoms else found.kernels):
                if kernel is not None:
                    names.append((node, place))
                    rows.append(kernel)
        if not rows:
            return {}
        damped = np.asarray(rows) * self._damped
        return dict(zip(names, fft.rfft(damped, self._points, axis=1), strict=True))

    def _solved(
        self,
        transforms: Mapping[Kernel, Complex],
        start: int,
        blocked: frozenset[int],
    ) -> dict[Kernel, Floats]:
        """Return how many stays end in each way, moment by moment."""
        begun: dict[int, Complex] = {}
        matrix: dict[tuple[int, int], Complex] = {}
        for (node, place), transform in transforms.items():
            for target, share in self.targets[node, place].items():
                if node == start:
                    _add(begun, target, share * transform)
                if node not in blocked:
                    _add(matrix, (node, target), share * transform)
        goes_on = {node for node, _ in transforms} - blocked
        matrix = {key: row for key, row in matrix.items() if key[1] in goes_on}
        entered = _entered(
            matrix, {node: row for node, row in begun.items() if node in goes_on}
        )
        names, rows = [], []
        for (node, place), transform in transforms.items():
            if node in entered:
                stays = entered[node] + 1.0 if node == start else entered[node]
                names.append((node, place))
                rows.append(stays * transform)
            elif node == start:
                names.append((node, place))
                rows.append(transform)
        if not rows:
            return {}
        found = fft.irfft(np.asarray(rows), self._points, axis=1)
        found = found[:, : self.lattice.cells] / self._damped
        return dict(zip(names, found, strict=True))


def _add(to: dict, at: object, what: Complex) -> None:  # type: ignore[type-arg]
    found = to.get(at)
    to[at] = what if found is None else found + what


def _entered(
    matrix: dict[tuple[int, int], Complex], begun: Mapping[int, Complex]
) -> dict[int, Complex]:
    """Return x with x = begun + x matrix, by eliminating one node after the other."""
    known = dict(begun)
    ways = dict(matrix)
    order: list[tuple[int, Complex | float, dict[int, Complex]]] = []
    left = {node for edge in ways for node in edge} | known.keys()
    while left:
        node = min(left, key=lambda node: _fill(ways, node))
        left.discard(node)
        loop = ways.pop((node, node), None)
        again: Complex | float = 1.0 if loop is None else 1.0 / (1.0 - loop)
        into = {i: ways.pop((i, node)) for i, j in list(ways) if j == node}
        out = {j: ways.pop((node, j)) * again for i, j in list(ways) if i == node}
        for j, leave in out.items():
            for i, come in into.items():
                _add(ways, (i, j), come * leave)
            if node in known:
                _add(known, j, known[node] * leave)
        order.append((node, again, into))
    found: dict[int, Complex] = {}
    for node, again, into in reversed(order):
        terms = [found[i] * come for i, come in into.items() if i in found]
        if node in known:
            terms.append(known[node])
        if terms:
            found[node] = again * sum(terms[1:], terms[0])
    return found


def _fill(ways: Mapping[tuple[int, int], Complex], node: int) -> int:
    """Return how many ways it takes to go round a node."""
    into = sum(1 for i, j in ways if j == node and i != node)
    out = sum(1 for i, j in ways if i == node and j != node)
    return into * out
