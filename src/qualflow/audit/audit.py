"""Judge a history: can it have happened lawfully, how, and what must have been unseen?

The chosen life is the least one that contains every observed event; where there is
none, the fewest events are left out.  Steps are then added at the end where law or
practice says that something must have followed by the day that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import combinations

from attrs import evolve, field, frozen

from qualflow.audit.flags import flags
from qualflow.audit.history import History, Observed
from qualflow.audit.judging import Judge, Known
from qualflow.audit.mapping import Closing, Ground, HistoryMap, Hosting
from qualflow.audit.options import (
    NO_SUCH_TRANSITION,
    Hosted,
    NoStep,
    Option,
    Reader,
    bounded,
)
from qualflow.audit.rows import Row, rows
from qualflow.audit.search import Chain, Found, Search, TooManyLivesError
from qualflow.audit.terms import Terms
from qualflow.audit.windows import Placed, narrowed
from qualflow.law.edition import Finding
from qualflow.law.expression import Value
from qualflow.law.facts import Evidence, FiledValue, inside
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Phase

MOST_LEFT_OUT = 6
MOST_TRIES = 5_000
EVIDENCE = "evidence"


class Judgement(StrEnum):
    """Whether what was observed can have happened lawfully."""

    CONSISTENT = "consistent"
    EXPLAINED = "explained"
    CONTRADICTED = "contradicted"


@frozen
class Step:
    """A step of the chosen life.

    Attributes:
        event: The observed event, None for an unseen step.
        closing: The rule that added it at the end, "" for others.
        files: The facts its event files.
    """

    transition: str
    source: str
    target: str
    earliest: date
    latest: date
    by: str
    event: Observed | None
    evidence: Evidence
    grounds: tuple[str, ...]
    findings: tuple[Finding, ...]
    closing: str = ""
    files: Mapping[str, FiledValue] = field(factory=dict)

    @property
    def observed(self) -> bool:
        """Whether somebody saw it."""
        return self.event is not None


@frozen
class HostedSpell:
    """An event that tells of acting under another's right."""

    hosting: Hosting
    event: Observed
    evidence: Evidence
    grounds: tuple[str, ...]
    name: str = ""


@frozen
class Contradiction:
    """An observed event that had to be left out.

    Attributes:
        steps: The transitions it needed; empty if no line fits.
        state: Where the chosen life stood on its latest day.
        why: "wrong_actor", "not_in_force", "clause_unmet" or "no_such_transition".
        clause: The clause that bars it.
    """

    event: Observed
    steps: tuple[str, ...]
    state: str
    why: str
    clause: str = ""


@frozen
class Audit:
    """What a history amounts to on a day.

    Attributes:
        beyond: The day that was asked about, if the history ends before it.
        brand_phase: The phase of the brand: that of hosting while it runs.
        given: Facts the case starts with.
        alternatives: How many other chains are as good on grounds and supplied steps.
        undecided: Why no answer was found, empty if one was.
    """

    history: History
    process: str
    day: date
    beyond: date | None
    state: str
    phase: Phase | None
    brand_phase: Phase | None
    judgement: Judgement
    grounds: tuple[str, ...]
    flags: tuple[str, ...]
    steps: tuple[Step, ...]
    hosting: tuple[HostedSpell, ...]
    contradictions: tuple[Contradiction, ...]
    alternatives: int
    given: Mapping[str, FiledValue] = field(factory=dict)
    undecided: str = ""


def audit(
    rulebook: Rulebook, mapping: HistoryMap, history: History, terms: Terms
) -> Audit:
    """Return the chosen life of a history and what the law says of it.

    Raises:
        HistoryError: If the history names kinds, certainties or values that the process
            does not know.
    """
    beyond = terms.day if terms.day > history.as_of else None
    if beyond is not None:
        terms = evolve(terms, day=history.as_of)
    return _Auditor(rulebook, mapping, history, terms).result(beyond)


@frozen
class _Considered:
    """One choice of events, read: the options of each, what cannot be a step."""

    events: tuple[Observed, ...]
    options: tuple[tuple[Option, ...], ...]
    hosted: tuple[Hosted, ...]
    failed: tuple[tuple[Observed, NoStep], ...]


class _Auditor:
    def __init__(
        self, rulebook: Rulebook, mapping: HistoryMap, history: History, terms: Terms
    ) -> None:
        self.rulebook = rulebook
        self.mapping = mapping
        self.history = history
        self.terms = terms
        self.judge = Judge(rulebook, terms)
        self.rows = rows(rulebook, mapping, terms)
        self.reader = Reader(rulebook, mapping, history, self.rows, self.judge)
        self.reader.check_kinds()
        self.events = tuple(e for e in history.events if e.earliest <= terms.day)
        self.evidence = {e.number: self.reader.evidence(e) for e in self.events}
        self.start: Known = tuple(sorted(self.reader.start.items()))
        self.supplies = dict(self._supplies())
        self.tries = 0

    def _supplies(self) -> Iterator[tuple[Row, tuple[int, int]]]:
        for row in self.rows:
            if row.supply.supplied:
                since = row.supply.since
                first = max(row.first, since.toordinal() if since else row.first)
                first, last = bounded(self.history, row, first, row.last)
                if first <= last:
                    yield row, (first, last)

    # -- choosing the life ------------------------------------------------------------

    def result(self, beyond: date | None) -> Audit:
        everything = self._read(self.events)
        undecided = ""
        chosen, found = everything, self._search(everything)
        if found is None:
            left_out, undecided = self._least_left_out(everything)
            chosen = self._read([e for e in self.events if e not in left_out])
            found = self._search(chosen) or Found((), 0)
        life = self._closed(found.chain, chosen)
        steps = tuple(self._steps(life, chosen))
        used = {e.number for e in chosen.events}
        used |= {hosted.event.number for hosted in chosen.hosted}
        gone = [e for e in self.events if e.number not in used]
        return self._audit(beyond, chosen, found, steps, gone, undecided)

    def _read(self, events: Sequence[Observed]) -> _Considered:
        steps: list[tuple[Observed, tuple[Option, ...]]] = []
        hosted: list[Hosted] = []
        failed: list[tuple[Observed, NoStep]] = []
        for event in events:
            meaning = self.reader.meaning(event, events)
            match meaning:
                case Hosted():
                    hosted.append(meaning)
                case NoStep():
                    failed.append((event, meaning))
                case _:
                    steps.append((event, meaning))
        return _Considered(
            tuple(event for event, _ in steps),
            tuple(options for _, options in steps),
            tuple(hosted),
            tuple(failed),
        )

    def _search(self, considered: _Considered) -> Found | None:
        if considered.failed:
            return None
        self.tries += 1
        hosting = _runs(considered.hosted)

        def grounds_of(chain: Chain, step: Placed) -> int:
            return sum(1 for _ in self._grounds(chain, step, hosting))

        search = Search(
            self.rulebook.initial,
            considered.options,
            [_own_days(event) for event in considered.events],
            self.supplies,
            self.mapping.distances,
            self.judge,
            self.start,
            grounds_of,
        )
        try:
            return search.least()
        except TooManyLivesError:
            return None

    def _least_left_out(
        self, everything: _Considered
    ) -> tuple[tuple[Observed, ...], str]:
        """Return the events to leave out, and why no answer was found if none was."""
        hopeless = tuple(event for event, _ in everything.failed)
        rest = [e for e in self.events if e not in hopeless]
        if len(hopeless) > MOST_LEFT_OUT:
            return self.events, f"more than {MOST_LEFT_OUT} events would have to go"
        for number in range(MOST_LEFT_OUT - len(hopeless) + 1):
            feasible = []
            for more in combinations(rest, number):
                left_out = (*hopeless, *more)
                kept = [e for e in self.events if e not in left_out]
                if self._search(self._read(kept)) is not None:
                    feasible.append(left_out)
                if self.tries > MOST_TRIES:
                    return self.events, f"no answer within {MOST_TRIES:,} tries"
            if feasible:
                return min(feasible, key=self._preference), ""
        return self.events, f"more than {MOST_LEFT_OUT} events would have to go"

    def _preference(self, left_out: tuple[Observed, ...]) -> tuple[object, ...]:
        """Order sets to leave out: weak evidence first, then late ones, then later."""
        evidence = sorted(self.evidence[event.number] for event in left_out)
        days = sorted((_own_days(event) for event in left_out), reverse=True)
        late = [(-first, -last) for first, last in days]
        numbers = sorted(-event.number for event in left_out)
        return evidence, late, numbers

    # -- grounds ----------------------------------------------------------------------

    def _grounds(self, chain: Chain, step: Placed, hosting: bool) -> Iterator[str]:
        """Yield the grounds a step has by the rules; those of its line come apart."""
        for ground in self.mapping.grounds:
            if (
                step.row.name in ground.steps
                and self.terms.uses(ground.standing)
                and self._holds(ground, chain, step, hosting)
            ):
                yield ground.name

    def _holds(self, ground: Ground, chain: Chain, step: Placed, hosting: bool) -> bool:
        if ground.tagged and ground.tagged not in step.row.transition.readings:
            return False
        if ground.supplied is not None and ground.supplied is not (step.event is None):
            return False
        if ground.routes and not self.history.route.startswith(ground.routes):
            return False
        if ground.hosting and not hosting:
            return False
        if not ground.after:
            return True
        lives = narrowed((*chain, step), self.mapping.distances, self.terms)
        before = [s for s in (lives or ())[:-1] if s.row.name == ground.after]
        until = ground.after_until
        return bool(before) and (until is None or before[-1].last < until.toordinal())

    # -- the end of the life ----------------------------------------------------------

    def _closed(self, chain: Chain, chosen: _Considered) -> list[tuple[Placed, str]]:
        """Return the chain narrowed, with the steps that must have followed."""
        life = narrowed(chain, self.mapping.distances, self.terms) or ()
        closed = [(step, "") for step in life]
        for closing in self.mapping.closings:
            added = self._added(closing, [step for step, _ in closed], chosen)
            if added is not None:
                names = [name for _, name in closed]
                closed = list(zip(added, [*names, closing.name], strict=True))
        return closed

    def _added(
        self, closing: Closing, life: list[Placed], chosen: _Considered
    ) -> Chain | None:
        day = self.terms.day
        state = life[-1].row.transition.target if life else self.rulebook.initial
        if not self.terms.uses(closing.standing, closing.reading):
            return None
        if closing.states and state not in closing.states:
            return None
        if closing.on is not None and day < closing.on:
            return None
        if closing.hosting and not _runs(chosen.hosted):
            return None
        if closing.after:
            last = life[-1] if life else None
            if last is None or last.row.name != closing.after:
                return None
            if day.toordinal() - last.last < closing.days:
                return None
        for row, (first, last_day) in self.supplies.items():
            if row.name == closing.step and state in row.transition.sources:
                step = Placed(row, first, last_day)
                lives = narrowed([*life, step], self.mapping.distances, self.terms)
                if lives is not None:
                    return lives
        return None

    def _steps(
        self, life: list[tuple[Placed, str]], chosen: _Considered
    ) -> Iterator[Step]:
        hosting = _runs(chosen.hosted)
        chain: Chain = ()
        written: dict[str, Value] = {}
        filed = dict(self.start)
        for placed, closing in life:
            row = placed.row
            option = self._option(placed, chosen)
            event = None if placed.event is None else chosen.events[placed.event]
            files = option.files if option else {}
            filed.update({name: inside(value) for name, value in files.items()})
            facts = {**filed, **written}
            evidence = self.evidence[event.number] if event else Evidence.RUMOURED
            grounds = [*self._grounds(chain, placed, hosting)]
            grounds = [*(option.grounds if option else ()), *grounds]
            if event is not None and evidence is Evidence.RUMOURED:
                grounds.insert(0, EVIDENCE)
            source = chain[-1].row.transition.target if chain else self.rulebook.initial
            yield Step(
                row.name,
                source,
                row.transition.target,
                date.fromordinal(placed.first),
                date.fromordinal(placed.last),
                option.by if option else row.transition.by[0],
                event,
                evidence,
                tuple(grounds),
                self.judge.findings(row, placed.first, placed.last, facts),
                closing,
                files,
            )
            chain = (*chain, placed)
            for name, value in row.writes:
                if value is None:
                    written.pop(name, None)
                else:
                    written[name] = inside(value)

    def _option(self, placed: Placed, chosen: _Considered) -> Option | None:
        if placed.event is None:
            return None
        options = chosen.options[placed.event]
        return next(option for option in options if option.row is placed.row)

    # -- the answer -------------------------------------------------------------------

    def _audit(
        self,
        beyond: date | None,
        chosen: _Considered,
        found: Found,
        steps: tuple[Step, ...],
        gone: Sequence[Observed],
        undecided: str,
    ) -> Audit:
        state = steps[-1].target if steps else self.rulebook.initial
        phase = self.rulebook.phase(state)
        hosting = self._spells(chosen)
        runs = _runs(chosen.hosted)
        facts = self.mapping.hosting
        grounds = [g for s in steps for g in s.grounds]
        grounds += [g for spell in hosting for g in spell.grounds]
        judgement = Judgement.EXPLAINED if grounds else Judgement.CONSISTENT
        if gone or undecided:
            judgement = Judgement.CONTRADICTED
        result = Audit(
            self.history,
            self.rulebook.name,
            self.terms.day,
            beyond,
            state,
            phase,
            facts.phase if facts is not None and runs else phase,
            judgement,
            tuple(grounds),
            (),
            steps,
            hosting,
            tuple(self._contradictions(gone, steps)),
            found.alternatives,
            self.reader.given(),
            undecided,
        )
        left = {event.number for event in gone}
        return evolve(result, flags=flags(result, self.mapping, left))

    def _spells(self, chosen: _Considered) -> tuple[HostedSpell, ...]:
        found = []
        for hosted in sorted(chosen.hosted, key=_spell_order):
            evidence = self.evidence[hosted.event.number]
            grounds = (EVIDENCE,) if evidence is Evidence.RUMOURED else ()
            told_as = self.mapping.hosting.told_as if self.mapping.hosting else ""
            name = hosted.event.facts.get(told_as)
            shown = name if isinstance(name, str) else ""
            found.append(
                HostedSpell(hosted.hosting, hosted.event, evidence, grounds, shown)
            )
        return tuple(found)

    def _contradictions(
        self, gone: Sequence[Observed], steps: tuple[Step, ...]
    ) -> Iterator[Contradiction]:
        for event in gone:
            state = self.rulebook.initial
            for step in steps:
                if step.latest <= event.latest:
                    state = step.target
            meaning = self.reader.meaning(event, self.events)
            match meaning:
                case NoStep(why, needed, clause):
                    yield Contradiction(event, needed, state, why, clause)
                case Hosted():
                    yield Contradiction(event, (), state, NO_SUCH_TRANSITION)
                case _:
                    needed = tuple(dict.fromkeys(option.row.name for option in meaning))
                    yield Contradiction(event, needed, state, NO_SUCH_TRANSITION)


def _own_days(event: Observed) -> tuple[int, int]:
    return event.earliest.toordinal(), event.latest.toordinal()


def _spell_order(hosted: Hosted) -> tuple[tuple[int, int], bool]:
    """Order by days; a stop sorts after a start of the same days."""
    return _own_days(hosted.event), hosted.hosting is Hosting.END


def _runs(hosted: Sequence[Hosted]) -> bool:
    """Return whether hosting runs at the end: its last event is a start."""
    if not hosted:
        return False
    return max(hosted, key=_spell_order).hosting is Hosting.START
