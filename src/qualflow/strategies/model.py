"""What a case should be, in plain dictionaries and a loop.

The model shares nothing with the engine but the tables of the rulebook and the plain
walk over a clause: it picks the versions of the day itself, decides itself, and adds
the events up itself, as slowly and as simply as possible.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from qualflow.case.commands import (
    Advance,
    Command,
    Correct,
    FileFact,
    ReadLink,
    Record,
    Request,
)
from qualflow.law.evaluators.walk import Situation, judge
from qualflow.law.facts import Evidence, NumberType
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import (
    DEFAULT_STANDINGS,
    Acts,
    Clause,
    Effect,
    Standings,
    Transition,
    Writes,
)
from qualflow.law.verdict import Verdict

Entry = dict[str, Any]
Dated = TypeVar("Dated", Clause, Transition)


def in_force(versions: tuple[Dated, ...], on: date) -> Dated | None:
    """Return the version of a day."""
    for version in versions:
        since, until = version.in_force.since, version.in_force.until
        if (since is None or since <= on) and (until is None or on < until):
            return version
    return None


class Model:
    """One case, as a list of what was entered.

    Attributes:
        entries: One for each event, in the order of recording: a filing, a step, an act
            that moved nothing, a read link, or a correction.
        standing: The same as corrected; None for what is voided or a correction.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.entries: list[Entry] = []
        self.standing: list[Entry | None] = []

    # -- what it adds up to ---------------------------------------------------------

    def situation(self, entries: list[Entry] | None = None) -> Entry:
        """Return state, facts and the evidence and origin of each fact."""
        now: Entry = {"state": self.rulebook.initial, "facts": {}, "from": {}}
        for entry in self.in_order() if entries is None else entries:
            if entry["kind"] == "step":
                now["state"] = entry["target"]
            for fact, value in entry.get("writes", {}).items():
                now["facts"].pop(fact, None)
                now["from"].pop(fact, None)
                if value is not None:
                    now["facts"][fact] = value
                    now["from"][fact] = ("path", entry["evidence"])
            if entry["kind"] == "filing":
                origin, evidence = now["from"].get(entry["fact"], ("filed", 0))
                if origin == "filed" and entry["evidence"] >= evidence:
                    now["facts"][entry["fact"]] = entry["value"]
                    now["from"][entry["fact"]] = ("filed", entry["evidence"])
        return now

    def in_order(
        self, before: tuple[date, int] | None = None, without: int = 0
    ) -> list[Entry]:
        """Return what stands, by day and then by number; only what lies before."""
        found = []
        for number, entry in enumerate(self.standing, 1):
            if entry is None or number == without:
                continue
            if before is None or (entry["on"], number) < before:
                found.append((entry["on"], number, entry))
        return [entry for _, _, entry in sorted(found, key=lambda item: item[:2])]

    # -- what the law says ----------------------------------------------------------

    def version(self, name: str, state: str, on: date) -> Transition | None:
        """Return the transition of that name from a state on a day."""
        version = in_force(self.rulebook.transitions[name], on)
        return version if version is not None and state in version.sources else None

    def judged(
        self,
        version: Transition,
        now: Entry,
        on: date,
        standings: Standings = DEFAULT_STANDINGS,
        evidence: Evidence = Evidence.RUMOURED,
    ) -> dict[str, tuple[Verdict, Effect]]:
        """Return verdict and effect of each clause of a transition."""
        weak = frozenset(n for n, (_, level) in now["from"].items() if level < evidence)
        facts = {n: v for n, v in now["facts"].items() if n not in weak}
        here = Situation(facts, on.toordinal(), self.rulebook.calendar, weak)
        found = {}
        for ref in version.clauses:
            clause = in_force(self.rulebook.clauses[ref], on)
            if clause is not None and clause.standing in standings:
                verdict = judge(clause.when, here, presumed=clause.presumed)
                found[ref] = (verdict, clause.effect)
        return found

    def granted(self, request: Request, now: Entry) -> bool | None:
        """Return whether a request is granted, None if there is no such transition."""
        on = request.on
        version = self.version(request.transition, now["state"], on)
        if version is None:
            return None
        actors = self.rulebook.actors
        may = [a for a in version.by if actors[a].acts is Acts.ON_REQUEST]
        asked = request.by in may if request.by else bool(may)
        verdicts = self.judged(version, now, on, request.standings, request.evidence)
        return asked and all(
            verdict is Verdict.MET or effect is Effect.FINDING
            for verdict, effect in verdicts.values()
        )

    # -- what is entered ------------------------------------------------------------

    def send(self, command: Command) -> bool | None:
        """Enter a command; return whether it was granted, None for no transition."""
        match command:
            case Advance():
                return True
            case Correct():
                return self._correct(command)
        granted, entry = self._entry(command, self.situation())
        if entry is not None:
            self.entries.append(entry)
            self.standing.append(entry)
        return granted

    def _entry(
        self, command: FileFact | Request | Record | ReadLink, now: Entry
    ) -> tuple[bool | None, Entry | None]:
        match command:
            case FileFact(name, value, on, evidence=evidence):
                entry = {"kind": "filing", "on": on, "fact": name, "evidence": evidence}
                return True, entry | {"value": self._inside(name, value)}
            case ReadLink():
                return True, self._read(command)
            case Record(name, on, evidence=evidence):
                return True, self._act(name, on, evidence, now)
            case Request(name, on):
                granted = self.granted(command, now)
                if not granted:
                    return granted, None
                return True, self._act(name, on, Evidence.OFFICIAL, now)

    def _inside(self, name: str, value: object) -> object:
        kind = self.rulebook.facts[name].type
        if isinstance(value, date):
            return value.toordinal()
        if isinstance(kind, NumberType) and isinstance(value, int | Decimal):
            return int(value * 10**kind.decimals)
        return value

    def _act(self, name: str, on: date, evidence: Evidence, now: Entry) -> Entry:
        entry: Entry = {"kind": "act", "on": on, "name": name, "evidence": evidence}
        version = self.version(name, now["state"], on)
        if version is not None:
            writes: dict[str, object] = {}
            for record in version.records:
                match record.writes:
                    case Writes.TODAY:
                        writes[record.fact] = on.toordinal()
                    case Writes.NONE:
                        writes[record.fact] = None
                    case Writes.VALUE:
                        writes[record.fact] = self._inside(record.fact, record.value)
                    case Writes.COPY:
                        writes[record.fact] = now["facts"].get(record.value)
            entry |= {"kind": "step", "target": version.target, "writes": writes}
        return entry

    def _read(self, command: ReadLink) -> Entry:
        path = [step for step in command.other.path if step.on <= command.on]
        last = path[-1] if path else None
        state = last.target if last else command.other.initial
        writes = {
            f"{command.link}.state": state,
            f"{command.link}.since": last.on.toordinal() if last else None,
            f"{command.link}.through": last.transition if last else None,
        }
        evidence = last.evidence if last else Evidence.OFFICIAL
        entry = {"kind": "link", "on": command.on, "evidence": evidence}
        return entry | {"writes": writes}

    # -- what is put right ----------------------------------------------------------

    def _correct(self, command: Correct) -> bool | None:
        number, replacement = command.number, command.replacement
        if number == 0:  # it takes the place that the correction is about to get
            number = len(self.standing) + 1
        wrong, new = self._stands(number), None
        if replacement is not None:
            on = replacement.on
            then = self.situation(self.in_order(before=(on, number), without=number))
            granted, new = self._entry(replacement, then)
            if new is None:
                return granted
        self._enter_correction()
        self.standing[number - 1] = new
        days = [entry["on"] for entry in (wrong, new) if entry is not None]
        if days:
            self._follow(number, min(days))
        return True

    def _stands(self, number: int) -> Entry | None:
        return self.standing[number - 1] if number <= len(self.standing) else None

    def _enter_correction(self) -> None:
        self.entries.append({"kind": "correction"})
        self.standing.append(None)

    def _follow(self, number: int, first: date) -> None:
        """Read the later acts again: a transition may be there now, a copy differ."""
        waiting = [
            (entry["on"], place)
            for place, entry in enumerate(self.standing, 1)
            if entry is not None and entry["kind"] in ("act", "step")
        ]
        for on, place in sorted(waiting):
            if place == number or (on, place) < (first, number):
                continue
            entry = self.standing[place - 1]
            assert entry is not None
            now = self.situation(self.in_order(before=(on, place)))
            again = self._act(entry["name"], on, entry["evidence"], now)
            if again["kind"] == "act":
                continue
            if entry["kind"] == "step":
                copies = self._copies(entry["name"], now["state"], on)
                writes = {
                    fact: again["writes"].get(fact, old) if fact in copies else old
                    for fact, old in entry["writes"].items()
                }
                again = entry | {"writes": writes}
            if again != entry:
                self.standing[place - 1] = again
                self._enter_correction()

    def _copies(self, name: str, state: str, on: date) -> set[str]:
        version = self.version(name, state, on)
        records = version.records if version is not None else ()
        return {r.fact for r in records if r.writes is Writes.COPY}
