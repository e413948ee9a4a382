"""One paragraph of law as text: its wording, its test, its versions, what it guards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qualflow.errors import UnknownNameError
from qualflow.law.expression import Defined, Expression, facts_read, nodes
from qualflow.law.parsing import text
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clause, Interval, Provision, Transition
from qualflow.words.language import Language
from qualflow.words.layout import clean, joined, table, wrapped
from qualflow.words.naming import Naming
from qualflow.words.rulebooks import instrument_text, marks, naming


def versions_of(rulebook: Rulebook, ref: str) -> tuple[Clause | Provision, ...]:
    """Return the versions of a clause, or the one of a paragraph that is printed only.

    Raises:
        UnknownNameError: If there is neither.
    """
    if ref in rulebook.clauses:
        return rulebook.clauses[ref]
    if ref in rulebook.provisions:
        return (rulebook.provisions[ref],)
    raise UnknownNameError("clause", ref, [*rulebook.clauses, *rulebook.provisions])


def guarded_by(rulebook: Rulebook, ref: str) -> tuple[str, ...]:
    """Return the transitions that a clause guards, or a provision is printed with."""
    return tuple(
        name
        for name, versions in rulebook.transitions.items()
        if any(ref in v.clauses or ref in v.basis for v in versions)
    )


def sets(rulebook: Rulebook, ref: str) -> tuple[str, ...]:
    """Return the clocks whose length a paragraph sets."""
    return tuple(
        name
        for name, clock in rulebook.clocks.items()
        if any(version.ref == ref for version in clock.versions)
    )


def paragraph(
    rulebook: Rulebook,
    ref: str,
    versions: Iterable[Clause | Provision],
    language: Language,
) -> str:
    """Return some versions of one paragraph as text."""
    names = naming(rulebook, language)
    shown = tuple(versions)
    trees = [version.when for version in shown if isinstance(version, Clause)]
    return joined(
        [
            _head(ref, rulebook, names),
            *(_version(version, names) for version in shown),
            _definitions(trees, names),
            _facts(trees, names),
            _guards(ref, rulebook, names),
            _clocks(ref, rulebook, names),
        ]
    )


def _definitions(trees: list[Expression], names: Naming) -> list[str]:
    used = {
        node.name: node.body
        for tree in trees
        for node in nodes(tree)
        if isinstance(node, Defined)
    }
    declared = names.rulebook.definitions
    rows = [
        (
            name,
            names.tell(
                "defined",
                label=names.of(declared[name].label, name),
                expression=text(body),
            ),
        )
        for name, body in used.items()
    ]
    return [names.tell("defined_title"), *table(rows)] if rows else []


def _facts(trees: list[Expression], names: Naming) -> list[str]:
    read = dict.fromkeys(name for tree in trees for name in facts_read(tree))
    rows = [(name, names.fact(name)) for name in read]
    return [names.tell("reads_title"), *table(rows)] if rows else []


def _head(ref: str, rulebook: Rulebook, names: Naming) -> list[str]:
    instrument = rulebook.instruments[versions_of(rulebook, ref)[0].instrument]
    return [clean(ref), *wrapped(instrument_text(instrument, names))]


def _version(version: Clause | Provision, names: Naming) -> list[str]:
    rows = [(names.tell("in_force"), names.days(version.in_force))]
    rows += _details(version, names)
    more = names.listed(marks(version, names))
    wording = names.tell("bracketed", text=names.of(version.text), more=more)
    return [*wrapped(wording), *table(rows)]


def _details(version: Clause | Provision, names: Naming) -> Iterator[tuple[str, str]]:
    if isinstance(version, Clause):
        yield names.tell("expression"), text(version.when)
        yield names.tell("in_words"), names.condition(version.when)
        if remedy := names.of(version.remedy):
            yield names.tell("remedy_row"), remedy
        if version.readings:
            yield names.tell("readings_row"), names.listed(version.readings)
        if version.verified_by:
            by = [version.verified_by]
            if version.verified_on is not None:
                by.append(names.day(version.verified_on))
            yield names.tell("verified_row"), names.listed(by)
    if version.source:
        yield names.tell("source_row"), names.listed(version.source)


def _guards(ref: str, rulebook: Rulebook, names: Naming) -> list[str]:
    found = guarded_by(rulebook, ref)
    if not found:
        return [] if sets(rulebook, ref) else [names.tell("guards_nothing")]
    guards = ref in rulebook.clauses
    rows = []
    for name in found:
        days = [v.in_force for v in rulebook.transitions[name] if _names(v, ref)]
        rows.append((name, names.transition(name), _all_days(days, names)))
    title = names.tell("guards_title" if guards else "supports_title")
    return [title, *table(rows)]


def _names(version: Transition, ref: str) -> bool:
    return ref in version.clauses or ref in version.basis


def _all_days(days: Iterable[Interval], names: Naming) -> str:
    return names.listed(map(names.days, days), "series")


def _clocks(ref: str, rulebook: Rulebook, names: Naming) -> list[str]:
    rows = [
        (name, names.of(rulebook.clocks[name].label, name))
        for name in sets(rulebook, ref)
    ]
    return [names.tell("sets_title"), *table(rows)] if rows else []
