"""A rulebook as text, whole or as the law of one day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import frozen

from qualflow.law.edition import Edition
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import (
    ALWAYS,
    END,
    Clause,
    Clock,
    ClockVersion,
    Effect,
    Extension,
    Instrument,
    Interval,
    Provision,
    Record,
    State,
    Transition,
    Writes,
)
from qualflow.words.language import Language
from qualflow.words.layout import joined, table, wrapped
from qualflow.words.naming import Naming
from qualflow.words.rulebook_messages import MESSAGES

Rows = list[tuple[str, str]]


@frozen
class Shown:
    """What is shown of a rulebook: every version, or those of one day.

    Attributes:
        edition: The law of that day, None for every version.
    """

    rulebook: Rulebook
    edition: Edition | None
    names: Naming

    @property
    def transitions(self) -> Mapping[str, Sequence[Transition]]:
        """The versions of each transition."""
        if self.edition is None:
            return self.rulebook.transitions
        return {name: (found,) for name, found in self.edition.transitions.items()}

    @property
    def clauses(self) -> Mapping[str, Sequence[Clause]]:
        """The versions of each clause."""
        if self.edition is None:
            return self.rulebook.clauses
        return {ref: (found,) for ref, found in self.edition.clauses.items()}

    @property
    def provisions(self) -> Mapping[str, Provision]:
        """What is printed only."""
        if self.edition is None:
            return self.rulebook.provisions
        return self.edition.provisions

    def clock_versions(self, clock: Clock) -> Sequence[ClockVersion]:
        """The versions of a clock."""
        if self.edition is None:
            return clock.versions
        days = self.edition.in_force
        return [v for v in clock.versions if days.within(v.in_force)]


def naming(rulebook: Rulebook, language: Language) -> Naming:
    """Return the names of a rulebook with the sentences of this module."""
    return Naming(rulebook, language, MESSAGES)


def rulebook_text(
    rulebook: Rulebook, language: Language, on: date | None = None
) -> str:
    """Return a rulebook as text; the law of one day if `on` is given."""
    edition = None if on is None else rulebook.on(on)
    shown = Shown(rulebook, edition, naming(rulebook, language))
    return joined(
        [
            _head(shown, on),
            _states(shown),
            _transitions(shown),
            _timed(shown),
            *_law(shown),
            _clocks(shown),
            _properties(shown),
        ]
    )


def _head(shown: Shown, on: date | None) -> list[str]:
    names, rulebook = shown.names, shown.rulebook
    head = names.tell(
        "head",
        name=rulebook.name,
        release=rulebook.release,
        states=len(rulebook.states),
        transitions=len(shown.transitions),
        clauses=len(shown.clauses),
    )
    if on is None or shown.edition is None:
        law = names.tell("all_versions")
    else:
        law = names.tell("law_of", on=on, days=names.days(shown.edition.in_force))
    title = names.of(rulebook.title, rulebook.name)
    return [*wrapped(title), *wrapped(head), *wrapped(law)]


def _states(shown: Shown) -> list[str]:
    rows = [_state(state, shown.names) for state in shown.rulebook.states.values()]
    return [shown.names.tell("states_title"), *table(rows)]


def _state(state: State, names: Naming) -> tuple[str, str]:
    said = names.state(state.name)
    if meaning := names.of(state.meaning):
        said = names.tell("state", label=said, meaning=meaning)
    marks = [
        names.tell(mark)
        for mark in ("initial", "right", "final")
        if getattr(state, mark)
    ]
    if state.phase is not None:
        marks.insert(0, names.tell("phase", phase=names.phase(state.phase)))
    if marks:
        more = names.listed(marks, "series")
        said = names.tell("bracketed", text=said, more=more)
    return state.name, said


# -- transitions ----------------------------------------------------------------------


def _transitions(shown: Shown) -> list[str]:
    rows: Rows = []
    for name, versions in shown.transitions.items():
        for number, version in enumerate(versions):
            rows += _transition("" if number else name, version, shown)
    return [shown.names.tell("transitions_title"), *table(rows)]


def _transition(head: str, version: Transition, shown: Shown) -> Rows:
    names = shown.names
    said = names.tell(
        "transition",
        act=names.transition(version.name),
        sources=names.listed(map(names.state, version.sources)),
        target=names.state(version.target),
        by=names.listed(map(names.actor, version.by), "or_list"),
    )
    rows = [(head, said)]
    clauses = [ref for ref in version.clauses if ref in shown.clauses]
    basis = [ref for ref in version.basis if ref in shown.provisions]
    written = [_record(record, names) for record in version.records]
    if clauses:
        rows.append(("", names.tell("clauses_row", refs=names.refs(clauses))))
    if basis:
        rows.append(("", names.tell("basis_row", refs=names.refs(basis))))
    if written:
        rows.append(
            ("", names.tell("records_row", facts=names.listed(written, "series")))
        )
    if version.in_force != ALWAYS:
        rows.append(("", names.tell("in_force_row", days=names.days(version.in_force))))
    return rows


def _record(record: Record, names: Naming) -> str:
    if record.writes is Writes.VALUE:
        return names.fact_value(record.fact, record.value)
    other = names.fact(str(record.value)) if record.writes is Writes.COPY else ""
    written = names.tell(f"writes_{record.writes.value}", other=other)
    return names.tell("fact_value", fact=names.fact(record.fact), value=written)


def _timed(shown: Shown) -> list[str]:
    names = shown.names
    timed = [name for name in shown.rulebook.timed if name in shown.transitions]
    if not timed:
        return []
    rows = [(name, names.transition(name)) for name in timed]
    return [names.tell("timed_steps_title"), *table(rows)]


# -- clauses --------------------------------------------------------------------------


def _law(shown: Shown) -> Iterator[list[str]]:
    yield [shown.names.tell("law_title")]
    for instrument in shown.rulebook.instruments.values():
        rows: Rows = []
        for ref, versions in shown.clauses.items():
            if versions[0].instrument == instrument.id:
                rows += _clause(ref, versions, shown.names)
        for ref, provision in shown.provisions.items():
            if provision.instrument == instrument.id:
                rows.append((ref, _marked(provision, shown.names)))
        if rows:
            yield [*wrapped(instrument_text(instrument, shown.names)), *table(rows)]


def instrument_text(instrument: Instrument, names: Naming) -> str:
    """Return what an instrument is: title, issuer, number, days in force."""
    title = names.of(instrument.title, instrument.id)
    said = names.tell("instrument", id=instrument.id, title=title)
    more = [names.of(instrument.issuer), names.of(instrument.number)]
    if instrument.in_force != ALWAYS:
        more.append(names.tell("in_force_row", days=names.days(instrument.in_force)))
    more = [part for part in more if part]
    if not more:
        return said
    return names.tell("bracketed", text=said, more=names.listed(more))


def _clause(ref: str, versions: Sequence[Clause], names: Naming) -> Rows:
    rows: Rows = []
    for number, version in enumerate(versions):
        rows.append(("" if number else ref, _marked(version, names)))
        words = names.condition(version.when)
        rows.append(("", names.tell("asks_row", words=words)))
        if len(versions) > 1:
            days = names.days(version.in_force)
            rows.append(("", names.tell("in_force_row", days=days)))
    return rows


def _marked(rule: Clause | Provision, names: Naming) -> str:
    """Return a paragraph in our own words, with its marks."""
    more = names.listed(marks(rule, names))
    return names.tell("bracketed", text=names.of(rule.text), more=more)


def marks(rule: Clause | Provision, names: Naming) -> list[str]:
    """Return what kind a paragraph is of, its standing, and what is special of it."""
    said = [names.tell(f"kind.{rule.kind.value}"), names.standing(rule.standing)]
    if isinstance(rule, Clause):
        if rule.presumed:
            said.append(names.tell("presumed_word"))
        if rule.effect is Effect.FINDING:
            said.append(names.tell("finding_only"))
    if rule.approximate:
        said.append(names.tell("approximate"))
    return said


# -- clocks and properties ------------------------------------------------------------


def _clocks(shown: Shown) -> list[str]:
    rows = [
        (clock.name if number == 0 else "", _clock(clock, version, shown.names))
        for clock in shown.rulebook.clocks.values()
        for number, version in enumerate(shown.clock_versions(clock))
    ]
    return [shown.names.tell("clocks_title"), *table(rows)] if rows else []


def _clock(clock: Clock, version: ClockVersion, names: Naming) -> str:
    said = [
        names.tell(
            "clock",
            label=names.of(clock.label, clock.name),
            length=_length(version.length, clock, names),
            fact=names.listed(map(names.fact, clock.counts_from), "or_list"),
            owner=names.actor(clock.owner),
            ref=version.ref,
        )
    ]
    if version.extend is not None:
        said.append(
            names.tell(
                "extension",
                length=_length(version.extend.at_most, clock, names),
                times=names.counted("times", version.extend.times),
                by=version.extend.by,
            )
        )
    if version.extend is not None and version.extend.asked_by:
        said.append(_asked(version.extend, names))
    if version.on_expiry == END:
        said.append(names.tell("on_expiry_end"))
    if version.on_expiry in names.rulebook.transitions:
        act = names.transition(version.on_expiry)
        said.append(names.tell("on_expiry", act=act))
    if version.in_force != ALWAYS:
        days: Interval = version.in_force
        said.append(names.tell("in_force_row", days=names.days(days)))
    return names.listed(said, "series")


def _asked(extend: Extension, names: Naming) -> str:
    """Return how an extension is asked for."""
    rulebook, name = names.rulebook, extend.asked_by
    known = name in rulebook.transitions
    by = names.transition(name) if known else names.fact(name)
    if not extend.ahead:
        return names.tell("extension_asked", by=by)
    ahead = names.counted("length.working day", extend.ahead)
    return names.tell("extension_asked_ahead", by=by, ahead=ahead)


def _length(length: int, clock: Clock, names: Naming) -> str:
    return names.counted(f"length.{clock.unit.value}", length)


def _properties(shown: Shown) -> list[str]:
    rows = [
        (found.name, shown.names.of(found.label))
        for found in shown.rulebook.properties.values()
    ]
    return [shown.names.tell("properties_title"), *table(rows)] if rows else []
