"""What is on file in a block of cases: given, drawn, come about, written by steps.

Values are inside, as in a case: truths, whole numbers, ordinals, places of words.  A
fact that is the same in every case is a column of one value, and a fact that no clause
and no period looks at is not kept at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf
from typing import Any, TypeAlias

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from qualflow.law.evaluators.columns import NONE, Column
from qualflow.law.expression import Value, facts_read
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    Fact,
    FiledValue,
    NumberType,
    TextType,
    inside,
)
from qualflow.law.rules import Record, Transition, Writes
from qualflow.simulate.distributions import Distribution, Floats, NothingLeftError
from qualflow.simulate.planning import CannotSimulateError, Plan
from qualflow.simulate.randomness import key, uniforms
from qualflow.simulate.scenario import Chosen, Coming, Drawn, DrawnFact, Given

Rows: TypeAlias = NDArray[np.intp]
Cases: TypeAlias = NDArray[np.uint64]


@frozen(eq=False)
class Needs:
    """Which facts a plan looks at.

    Attributes:
        read: By some clause that may be asked.
        kept: Written by some step, and read, copied or counted from.
        words: For each text or choice that is kept or drawn, the words it can have.
    """

    read: frozenset[str]
    kept: frozenset[str]
    words: Mapping[str, tuple[str, ...]]


def needs(plan: Plan) -> Needs:
    """Return which facts have to be kept for the cases of a plan."""
    steps = list(_transitions(plan))
    read = set[str]()
    if plan.scenario.judges:
        for span in plan.spans:
            clauses = {ref for step in steps for ref in step.clauses}
            for ref in clauses & span.edition.clauses.keys():
                read.update(facts_read(span.edition.clauses[ref].when))
    records = [record for step in steps for record in step.records]
    wanted = set(read)
    if plan.dated:
        wanted |= {n for timer in plan.timers for n in timer.clock.counts_from}
    while (
        copied := {
            str(record.value)
            for record in records
            if record.fact in wanted and record.writes is Writes.COPY
        }
        - wanted
    ):
        wanted |= copied
    kept = wanted & {record.fact for record in records}
    return Needs(frozenset(read), frozenset(kept), _words(plan, kept, records))


def _transitions(plan: Plan) -> Iterator[Transition]:
    """Yield every version of a transition that a case of the plan can make."""
    names = {leg.step for room in plan.rooms for leg in room.legs}
    names |= {reform.step for reform in plan.reforms}
    for timer in plan.timers:
        for version in timer.clock.versions:
            names.add(version.on_expiry)
            names |= {version.extend.by} if version.extend is not None else set()
    if plan.through is not None:
        yield plan.through.transition
    for span in plan.spans:
        for name in sorted(names & span.edition.transitions.keys()):
            yield span.edition.transitions[name]


def _words(
    plan: Plan, kept: set[str], records: list[Record]
) -> Mapping[str, tuple[str, ...]]:
    """Return the words that the texts and choices of the plan can have."""
    found: dict[str, dict[str, None]] = {}
    values: list[tuple[str, FiledValue | Value | None]] = [
        (r.fact, r.value) for r in records if r.writes is Writes.VALUE
    ]
    for fact in plan.scenario.facts:
        match fact:
            case Given(name) | Coming(name):
                values.append((name, fact.value))
            case Chosen(name, options):
                values += [(name, option) for option, _ in options]
            case Drawn():
                pass
    if plan.standing is not None:
        values += plan.standing.facts.items()
    for name, value in values:
        if isinstance(plan.rulebook.facts[name].type, ChoiceType | TextType):
            found.setdefault(name, {}).update({str(value): None} if value else {})
    for name in kept:  # a copied word may be any that its source can have
        for record in records:
            if record.fact == name and record.writes is Writes.COPY:
                found.setdefault(name, {}).update(found.get(str(record.value), {}))
    return {name: tuple(words) for name, words in found.items()}


@define(eq=False)
class _Kept:
    """A fact with a value of its own in every case.

    `known` is one value if no step writes on it and it is known in every case; `weak`
    tells where it is on file with less evidence than the scenario demands.
    """

    values: NDArray[Any]
    known: NDArray[np.bool_]
    weak: NDArray[np.bool_] | None = None

    def put(self, rows: Rows, values: object, known: object) -> None:
        """Let a step write on some cases."""
        if values is not None:
            self.values[rows] = values
        self.known[rows] = known
        if self.weak is not None:
            self.weak[rows] = False


@define(eq=False)
class Files:
    """What is on file in a block of cases.

    Of a live case what is on file counts, if its evidence is as strong as the scenario
    demands; what the scenario supposes fills the rest.

    Attributes:
        coming: For each fact of the scenario that comes about, by its place, the moment
            it comes in each case, `inf` where nothing has set it off.
    """

    plan: Plan
    needs: Needs
    seed: int
    cases: Cases
    coming: dict[int, Floats] = field(factory=dict)
    _same: dict[str, Column] = field(factory=dict)
    _kept: dict[str, _Kept] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        standing = self.plan.standing
        if standing is not None:
            for name in standing.weak:
                words = self.needs.words.get(name, ())
                nothing = np.zeros((), np.int64)
                self._same[name] = Column(nothing, NONE, np.True_, words)
            for name, value in standing.facts.items():
                self._same[name] = self._column(name, value)
        for place, fact in enumerate(self.plan.scenario.facts):
            if not supposed(self.plan, fact):
                continue
            match fact:
                case Given(name):
                    self._same[name] = self._column(name, inside(fact.value))
                case Drawn(name, law):
                    self._draw(name, law)
                case Chosen(name, options):
                    self._choose(name, options)
                case Coming():
                    self.coming[place] = np.full(self.cases.size, inf)
        for name in self.needs.kept - self._kept.keys():
            self._kept[name] = self._from_same(name)

    def column(self, fact: str, rows: Rows, at: Floats) -> Column | None:
        """Return a fact in some cases, each at its own moment; None if on file nowhere.

        Args:
            fact: Its name.
            rows: Which cases of the block.
            at: One moment a row.
        """
        found = self._same.get(fact)
        if fact in self._kept:
            kept = self._kept[fact]
            weak = NONE if kept.weak is None else kept.weak.take(rows)
            known = kept.known.take(rows) if kept.known.ndim else kept.known
            words = self.needs.words.get(fact, ())
            found = Column(kept.values.take(rows), known, weak, words)
        coming = [(self._facts[n], m) for n, m in self.comings(fact, rows)]
        return self._come(fact, coming, at, found) if coming else found

    @property
    def _facts(self) -> tuple[DrawnFact, ...]:
        return self.plan.scenario.facts

    def comings(self, name: str, rows: Rows) -> Iterator[tuple[int, Floats]]:
        """Yield place and moments of everything that makes a fact come about."""
        for place, moments in self.coming.items():
            if self._facts[place].fact == name:
                yield place, moments[rows]

    def day(self, fact: str, rows: Rows) -> Floats:
        """Return the day that steps wrote, in days after the start; NaN where none."""
        kept = self._kept[fact]
        days = (kept.values[rows] - self.plan.first).astype(np.float64)
        days[~kept.known[rows]] = np.nan
        return days

    def write(self, records: tuple[Record, ...], rows: Rows, at: Floats) -> None:
        """Let a step write on some cases what it writes."""
        before = {}
        for record in records:
            if record.writes is Writes.COPY and record.fact in self._kept:
                copied = self.column(str(record.value), rows, at)
                before[record.fact] = copied
        for record in records:
            kept = self._kept.get(record.fact)
            if kept is None:
                continue
            match record.writes:
                case Writes.TODAY:
                    days = np.floor(at).astype(np.int64) + self.plan.first
                    kept.put(rows, days, known=True)
                case Writes.NONE:
                    kept.put(rows, None, known=False)
                case Writes.VALUE:
                    assert record.value is not None
                    code = self._code(record.fact, inside(record.value))
                    kept.put(rows, code, known=True)
                case Writes.COPY:
                    found = before[record.fact]
                    if found is None:
                        kept.put(rows, None, known=False)
                    else:
                        kept.put(rows, found.values, found.known)

    def entered(self, state: str, visit: int, rows: Rows, at: Floats) -> None:
        """Let entering a state set off the facts that come after it."""
        for place, there in self.coming.items():
            fact = self._facts[place]
            if isinstance(fact, Coming) and fact.state == state:
                come = comes(self.plan, fact, self.seed, visit, self.cases[rows], at)
                there[rows] = np.where(there[rows] <= at, there[rows], come)

    def pending(self) -> None:
        """Let come what a live case has set off before the day it is asked about."""
        for place, there in self.coming.items():
            fact = self._facts[place]
            assert isinstance(fact, Coming)
            there[:] = still_comes(self.plan, fact, self.seed, self.cases)

    # -- columns ------------------------------------------------------------------

    def _code(self, fact: str, value: Value) -> Value:
        """Return a value as its column has it: the place of a word."""
        if isinstance(value, str):
            return self.needs.words[fact].index(value)
        return value

    def _column(self, fact: str, value: Value) -> Column:
        words = self.needs.words.get(fact, ())
        return Column(np.asarray(self._code(fact, value)), words=words)

    def _come(
        self,
        name: str,
        coming: list[tuple[DrawnFact, Floats]],
        at: Floats,
        before: Column | None,
    ) -> Column:
        """Return a fact as it is once some of what makes it come about has come."""
        values = np.zeros(at.size, _dtype(self.plan.rulebook.facts[name]))
        known, weak = np.zeros((2, at.size), np.bool_)
        if before is not None:
            values[:], known[:], weak[:] = before.values, before.known, before.weak
        latest = np.full(at.size, -inf)
        for fact, come in coming:
            here = (come <= at) & (come >= latest)
            latest[here] = come[here]
            known |= here
            weak &= ~here
            if isinstance(fact, Coming) and fact.value is not None:
                values[here] = self._code(name, inside(fact.value))
            else:
                values[here] = np.floor(come[here]).astype(np.int64) + self.plan.first
        return Column(values, known, weak, self.needs.words.get(name, ()))

    def _from_same(self, name: str) -> _Kept:
        """Return a fact that steps will write, as it is on file before any does."""
        size = self.cases.size
        values = np.zeros(size, _dtype(self.plan.rulebook.facts[name]))
        kept = _Kept(values, np.zeros(size, np.bool_))
        same = self._same.pop(name, None)
        if same is not None:
            kept.values[:], kept.known[:] = same.values, same.known
            if np.any(same.weak):
                kept.weak = np.ones(size, np.bool_)
        return kept

    # -- chance -------------------------------------------------------------------

    def _draw(self, name: str, law: Distribution) -> None:
        kind = self.plan.rulebook.facts[name].type
        assert isinstance(kind, NumberType)
        drawn = law.quantile(uniforms(key(self.seed, f"fact.{name}"), self.cases))
        units = np.rint(drawn * 10.0**kind.decimals)
        units = np.clip(units, kind.at_least, kind.at_most)
        self._kept[name] = _Kept(units.astype(np.int64), self._everywhere(name))

    def _choose(
        self, name: str, options: tuple[tuple[FiledValue | None, float], ...]
    ) -> None:
        u = uniforms(key(self.seed, f"fact.{name}"), self.cases)
        chosen = np.zeros(u.size, np.intp)
        for end in np.cumsum([share for _, share in options[:-1]]):
            chosen += u >= end
        values = [value for value, _ in options]
        codes = [0 if v is None else self._code(name, inside(v)) for v in values]
        filed = np.array([value is not None for value in values])
        known = self._everywhere(name) if filed.all() else filed.take(chosen)
        fact = self.plan.rulebook.facts[name]
        self._kept[name] = _Kept(np.asarray(codes, _dtype(fact)).take(chosen), known)

    def _everywhere(self, name: str) -> NDArray[np.bool_]:
        """Return where a fact is known that is so in every case: one value for all.

        Where steps write on it each case has its own.
        """
        shape = self.cases.size if name in self.needs.kept else ()
        return np.ones(shape, np.bool_)


def supposed(plan: Plan, fact: DrawnFact) -> bool:
    """Return whether what a scenario says of a fact counts: not if it is on file."""
    on_file = {} if plan.standing is None else plan.standing.facts
    if fact.fact not in on_file:
        return True
    if not isinstance(fact, Coming) or fact.value is None:
        return False
    return on_file[fact.fact] != inside(fact.value)


def comes(
    plan: Plan, fact: Coming, seed: int, visit: int, cases: Cases, at: Floats
) -> Floats:
    """Return when a fact comes about after its state was entered.

    Args:
        plan: What is run.
        fact: The fact.
        seed: Of all that is drawn.
        visit: Which entry it is, from 0.
        cases: Numbers of cases.
        at: When each of them entered it.
    """
    u = uniforms(key(seed, f"fact.{fact.fact}.after.{fact.state}", visit), cases)
    return plan.later(at, fact.delay.law.quantile(u), fact.delay.unit)


def still_comes(plan: Plan, fact: Coming, seed: int, cases: Cases) -> Floats:
    """Return when a fact comes about that a live case has set off; `inf` if none has.

    It has not come by the day before the one that is asked about.

    Raises:
        CannotSimulateError: If it should have come long ago.
    """
    standing = plan.standing
    if standing is None or (entered := standing.latest.get(fact.state)) is None:
        return np.full(cases.size, inf)
    try:
        law = plan.rest(fact.delay, entered)
    except NothingLeftError:
        what = (
            f"case '{standing.case}': '{fact.fact}' comes after '{fact.state}', which "
            f"it entered on {entered}, and by its delay next to nobody waits so long"
        )
        raise CannotSimulateError(plan.scenario.name, what) from None
    u = uniforms(key(seed, f"fact.{fact.fact}.after.{fact.state}.pending"), cases)
    return plan.later(np.zeros(cases.size), law.quantile(u), fact.delay.unit)


def _dtype(fact: Fact) -> np.dtype[Any]:
    truth = isinstance(fact.type, BooleanType)
    return np.dtype(np.bool_) if truth else np.dtype(np.int64)
