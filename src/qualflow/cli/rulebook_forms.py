"""A shown rulebook as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from qualflow.case.casefile import plain
from qualflow.cli.forms import Object, days
from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Definition,
    Fact,
    NumberType,
    TextType,
    outside,
)
from qualflow.law.parsing import text
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import (
    Actor,
    Clause,
    Clock,
    Extension,
    Instrument,
    Link,
    Provision,
    Record,
    State,
    Transition,
)
from qualflow.strict_json import Json
from qualflow.words.language import Language
from qualflow.words.naming import Naming
from qualflow.words.paragraphs import guarded_by, sets
from qualflow.words.rulebooks import Shown, naming


def rulebook_form(rulebook: Rulebook, on: date | None, language: Language) -> Object:
    """Return a rulebook, or the law of one day if `on` is given."""
    names = naming(rulebook, language)
    shown = Shown(rulebook, None if on is None else rulebook.on(on), names)
    paragraphs: list[Clause | Provision] = []
    for clauses in shown.clauses.values():
        paragraphs += clauses
    paragraphs += shown.provisions.values()
    return {
        "process": rulebook.name,
        "release": rulebook.release,
        "title": names.of(rulebook.title),
        "on": plain(on),
        "in_force": None if shown.edition is None else days(shown.edition.in_force),
        "actors": [_actor(actor, names) for actor in rulebook.actors.values()],
        "links": [_link(link, names) for link in rulebook.links.values()],
        "facts": [_fact(fact, names) for fact in rulebook.facts.values()],
        "definitions": [
            _definition(found, names) for found in rulebook.definitions.values()
        ],
        "states": [_state(state, names) for state in rulebook.states.values()],
        "transitions": [
            _transition(version, shown)
            for versions in shown.transitions.values()
            for version in versions
        ],
        "instruments": [_instrument(i, names) for i in rulebook.instruments.values()],
        "clauses": [paragraph_form(found, names) for found in paragraphs],
        "clocks": [_clock(clock, shown) for clock in rulebook.clocks.values()],
        "timed": [t for t in rulebook.timed if t in shown.transitions],
        "properties": [
            {
                "property": found.name,
                "label": names.of(found.label),
                "never": found.never,
                "before": list(found.before),
            }
            for found in rulebook.properties.values()
        ],
    }


def clause_form(
    rulebook: Rulebook,
    ref: str,
    versions: Iterable[Clause | Provision],
    language: Language,
) -> Object:
    """Return one paragraph with its versions."""
    names = naming(rulebook, language)
    return {
        "clause": ref,
        "process": rulebook.name,
        "versions": [paragraph_form(version, names) for version in versions],
        "transitions": list(guarded_by(rulebook, ref)),
        "clocks": list(sets(rulebook, ref)),
    }


def paragraph_form(rule: Clause | Provision, names: Naming) -> Object:
    """Return one version of a paragraph."""
    form: Object = {
        "clause": rule.ref,
        "instrument": rule.instrument,
        "kind": rule.kind.value,
        "standing": rule.standing.value,
        "text": names.of(rule.text),
        "approximate": rule.approximate,
        "source": list(rule.source),
        "in_force": days(rule.in_force),
    }
    if isinstance(rule, Clause):
        form |= {
            "expression": text(rule.when),
            "in_words": names.condition(rule.when),
            "remedy": names.of(rule.remedy) or None,
            "effect": rule.effect.value,
            "presumed": rule.presumed,
            "readings": list(rule.readings),
            "verified_by": rule.verified_by or None,
            "verified_on": plain(rule.verified_on),
        }
    return form


def _actor(actor: Actor, names: Naming) -> Object:
    return {
        "actor": actor.name,
        "label": names.actor(actor.name),
        "acts": actor.acts.value,
    }


def _link(link: Link, names: Naming) -> Object:
    return {"link": link.name, "label": names.link(link.name), "process": link.process}


def _fact(fact: Fact, names: Naming) -> Object:
    """Return a fact; null where its type has no such thing, or nobody has said it."""
    return {
        "fact": fact.name,
        "label": names.fact(fact.name),
        "question": names.of(fact.question) or None,
        "unit": names.of(fact.unit) or None,
        "link": fact.link,
        "source": fact.source or None,
        **_type(fact, names),
    }


def _type(fact: Fact, names: Naming) -> Object:
    form: Object = {
        "type": "boolean",
        "decimals": None,
        "at_least": None,
        "at_most": None,
        "options": None,
    }
    match fact.type:
        case BooleanType():
            return form
        case NumberType(decimals, at_least, at_most):
            return form | {
                "type": "number",
                "decimals": decimals,
                "at_least": plain(outside(fact, at_least)),
                "at_most": plain(outside(fact, at_most)),
            }
        case DayType():
            return form | {"type": "day"}
        case TextType():
            return form | {"type": "text"}
        case ChoiceType(options):
            listed: list[Json] = [
                {"option": option, "label": names.value(fact.name, option)}
                for option in options
            ]
            return form | {"type": "choice", "options": listed}


def _definition(found: Definition, names: Naming) -> Object:
    return {
        "definition": found.name,
        "label": names.of(found.label) or None,
        "expression": text(found.when),
        "in_words": names.condition(found.when),
    }


def _state(state: State, names: Naming) -> Object:
    return {
        "state": state.name,
        "label": names.state(state.name),
        "meaning": names.of(state.meaning),
        "phase": state.phase and state.phase.value,
        "initial": state.initial,
        "right": state.right,
        "final": state.final,
    }


def _transition(version: Transition, shown: Shown) -> Object:
    return {
        "transition": version.name,
        "label": shown.names.transition(version.name),
        "sources": list(version.sources),
        "target": version.target,
        "by": list(version.by),
        "clauses": [ref for ref in version.clauses if ref in shown.clauses],
        "basis": [ref for ref in version.basis if ref in shown.provisions],
        "records": [_record(record) for record in version.records],
        "in_force": days(version.in_force),
        "on_day": plain(version.on_day),
        "readings": list(version.readings),
    }


def _record(record: Record) -> Object:
    return {
        "fact": record.fact,
        "writes": record.writes.value,
        "value": plain(record.value),
    }


def _instrument(instrument: Instrument, names: Naming) -> Object:
    return {
        "instrument": instrument.id,
        "title": names.of(instrument.title),
        "issuer": names.of(instrument.issuer),
        "number": names.of(instrument.number),
        "promulgated": plain(instrument.promulgated),
        "in_force": days(instrument.in_force),
        "standing": instrument.standing.value,
        "read": instrument.read,
        "source": list(instrument.source),
    }


def _clock(clock: Clock, shown: Shown) -> Object:
    return {
        "clock": clock.name,
        "label": shown.names.of(clock.label),
        "counts_from": list(clock.counts_from),
        "runs_in": list(clock.runs_in),
        "paused_in": list(clock.paused_in),
        "started_by": list(clock.started_by),
        "ended_by": list(clock.ended_by),
        "dropped_by": list(clock.dropped_by),
        "paused_by": list(clock.paused_by),
        "resumed_by": list(clock.resumed_by),
        "unit": clock.unit.value,
        "owner": clock.owner,
        "runs": True,
        "versions": [
            {
                "clause": version.ref,
                "length": version.length,
                "on_expiry": version.on_expiry,
                "in_force": days(version.in_force),
                "extend": _extension(version.extend),
            }
            for version in shown.clock_versions(clock)
        ],
    }


def _extension(found: Extension | None) -> Json:
    if found is None:
        return None
    return {
        "by": found.by,
        "at_most": found.at_most,
        "times": found.times,
        "asked_by": found.asked_by,
        "refused_by": found.refused_by,
        "ahead": found.ahead,
    }
