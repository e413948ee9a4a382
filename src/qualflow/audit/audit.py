"""Judge a history: can it have happened lawfully, how, and what must have been unseen?

The chosen life is the least one that contains every observed event; where there is
none, the fewest events are left out.  Steps are then added at the end where law or
practice says that something must have followed by the day that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import evolve

from qualflow.audit.choosing import Chooser, Chosen
from qualflow.audit.ending import Ending, Life
from qualflow.audit.flags import flags
from qualflow.audit.history import History, Observed
from qualflow.audit.mapping import HistoryMap
from qualflow.audit.moves import record
from qualflow.audit.options import (
    CLAUSE_UNMET,
    NO_SUCH_TRANSITION,
    Hosted,
    NoStep,
    Reader,
)
from qualflow.audit.result import Audit, Contradiction, HostedSpell, Judgement, Step
from qualflow.audit.rules import rules
from qualflow.audit.search import TooManyLivesError
from qualflow.audit.terms import Terms
from qualflow.audit.windows import Placed
from qualflow.law.edition import Finding
from qualflow.law.expression import Value
from qualflow.law.facts import Evidence, inside
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Effect, Phase
from qualflow.law.verdict import Verdict

__all__ = [
    "Audit",
    "Contradiction",
    "HostedSpell",
    "Judgement",
    "Step",
    "TooManyLivesError",
    "audit",
]

EVIDENCE = "evidence"
MORE_LEFT_OUT = "more_left_out"


def audit(
    rulebook: Rulebook, mapping: HistoryMap, history: History, terms: Terms
) -> Audit:
    """Return the chosen life of a history and what the law says of it.

    Raises:
        HistoryError: If the history names kinds, certainties or values that the process
            does not know.
        TooManyLivesError: If too many events can lie in any order.
    """
    beyond = terms.day if terms.day > history.as_of else None
    if beyond is not None:
        terms = evolve(terms, day=history.as_of)
    return _Auditor(rulebook, mapping, history, terms).result(beyond)


class _Auditor:
    def __init__(
        self, rulebook: Rulebook, mapping: HistoryMap, history: History, terms: Terms
    ) -> None:
        self.rulebook = rulebook
        self.mapping = mapping
        self.history = history
        self.terms = terms
        self.rules = rules(rulebook, mapping, terms)
        self.reader = Reader(self.rules, history, terms)
        self.reader.check_kinds()
        self.chooser = Chooser(self.rules, self.reader, history, terms)
        self.evidence = self.chooser.evidence

    def result(self, beyond: date | None) -> Audit:
        """Return the answer."""
        chosen = self.chooser.chosen()
        runs = self.chooser.hosting_runs(chosen.considered)
        ending = Ending(
            self.rules, self.terms, self.chooser.supplies, self.reader.start
        )
        steps = tuple(self._steps(ending.closed(chosen.chain, hosting=runs), chosen))
        spells = self._spells(chosen)
        state = steps[-1].target if steps else self.rulebook.initial
        phase = self.rulebook.phase(state)
        grounds = [g for step in steps for g in step.grounds]
        grounds += [g for spell in spells for g in spell.grounds]
        judgement = Judgement.EXPLAINED if grounds else Judgement.CONSISTENT
        shown = chosen.gone if chosen.clash is None else (chosen.clash,)
        answer = Audit(
            history=self.history,
            process=self.rulebook.name,
            day=self.terms.day,
            beyond=beyond,
            state=state,
            phase=phase,
            brand_phase=self._brand_phase(steps, spells, phase) if runs else phase,
            judgement=Judgement.CONTRADICTED if chosen.gone else judgement,
            grounds=tuple(grounds),
            flags=(),
            steps=steps,
            hosting=spells,
            contradictions=tuple(self._contradictions(shown, chosen, steps)),
            alternatives=chosen.alternatives,
            given=self.reader.given,
            undecided="" if chosen.clash is None else MORE_LEFT_OUT,
        )
        left = {event.number for event in chosen.gone}
        return evolve(answer, flags=flags(answer, self.mapping, left))

    # -- steps ------------------------------------------------------------------------

    def _steps(self, life: Life, chosen: Chosen) -> Iterator[Step]:
        grounds = self.chooser.grounds(chosen.considered)
        chain: tuple[Placed, ...] = ()
        recorded: dict[str, Value] = {}
        told: dict[str, Value] = {}
        state = self.rulebook.initial
        for placed, closing in life:
            row, target = placed.row, placed.row.transition.target
            option = chosen.considered.option(placed)
            event = self._event(placed, chosen)
            files = option.files if option else {}
            own = {name: inside(value) for name, value in files.items()}
            facts = {**told, **self.reader.start, **own, **recorded}
            evidence = self.evidence[event.number] if event else Evidence.RUMOURED
            found = grounds.of(chain, placed, option.grounds if option else ())
            rumoured = event is not None and evidence is Evidence.RUMOURED
            yield Step(
                row.name,
                state,
                target,
                date.fromordinal(placed.first),
                date.fromordinal(placed.last),
                option.by if option else row.transition.by[0],
                event,
                evidence,
                (EVIDENCE, *found) if rumoured else tuple(found),
                self._findings(placed, facts),
                closing,
                files,
            )
            chain, state = (*chain, placed), target
            told.update(own)
            record(recorded, row, facts)

    def _event(self, placed: Placed, chosen: Chosen) -> Observed | None:
        return None if placed.event is None else chosen.considered.events[placed.event]

    def _findings(self, placed: Placed, facts: dict[str, Value]) -> tuple[Finding, ...]:
        """Return what the law says of a step in its narrowed window.

        What would bar it there did not bar it in all of its own days: that is open.
        """
        found = self.rules.judge.findings(placed.row, placed.first, placed.last, facts)
        return tuple(
            evolve(finding, verdict=Verdict.UNKNOWN)
            if finding.verdict is Verdict.UNMET
            and finding.clause.effect is Effect.REFUSE
            else finding
            for finding in found
        )

    # -- hosting ----------------------------------------------------------------------

    def _spells(self, chosen: Chosen) -> tuple[HostedSpell, ...]:
        told_as = self.mapping.hosting.told_as if self.mapping.hosting else ""
        found = []
        for hosted in sorted(chosen.considered.hosted, key=self.chooser.spell_order):
            event = hosted.event
            evidence = self.evidence[event.number]
            grounds = (EVIDENCE,) if evidence is Evidence.RUMOURED else ()
            name = event.facts.get(told_as)
            shown = name if isinstance(name, str) else ""
            found.append(HostedSpell(hosted.hosting, event, evidence, grounds, shown))
        return tuple(found)

    def _brand_phase(
        self, steps: Sequence[Step], spells: Sequence[HostedSpell], phase: Phase | None
    ) -> Phase | None:
        """Return the brand's phase while hosting runs: it ends by the own start too."""
        facts = self.mapping.hosting
        if facts is None:
            return phase
        begun = spells[-1].event.earliest
        own = (
            step
            for step in steps
            if self.rulebook.phase(step.target) is facts.phase and step.latest >= begun
        )
        return phase if any(own) else facts.phase

    # -- contradictions ---------------------------------------------------------------

    def _contradictions(
        self, gone: Sequence[Observed], chosen: Chosen, steps: Sequence[Step]
    ) -> Iterator[Contradiction]:
        for event in gone:
            state = self.rulebook.initial
            for step in steps:
                if step.latest <= event.latest:
                    state = step.target
            kinds = chosen.considered.kinds | {event.kind}
            meaning = self.reader.meaning(event, kinds)
            match meaning:
                case NoStep(why, needed, clause):
                    yield Contradiction(event, needed, state, why, clause)
                case Hosted():
                    yield Contradiction(event, (), state, NO_SUCH_TRANSITION)
                case _:
                    needed = tuple(dict.fromkeys(option.row.name for option in meaning))
                    clauses = [self.reader.barred(option) for option in meaning]
                    why = CLAUSE_UNMET if all(clauses) else NO_SUCH_TRANSITION
                    clause = clauses[0] if all(clauses) else ""
                    yield Contradiction(event, needed, state, why, clause)
