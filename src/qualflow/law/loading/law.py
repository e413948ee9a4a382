"""law/*.toml: instruments, clauses and provisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias

from attrs import define, field

from qualflow.law.loading.conditions import Vocabulary, condition_in
from qualflow.law.loading.dated import in_order, interval
from qualflow.law.loading.names import illegal, misspelt, titled
from qualflow.law.loading.tables import Reading, Table, root, tables
from qualflow.law.loading.toml import Document
from qualflow.law.loading.wrong import mismatch, unfit
from qualflow.law.rules import (
    EVALUATED,
    Clause,
    Effect,
    Instrument,
    Interval,
    Kind,
    Provision,
    Standing,
)

APPROXIMATE = "approximate"
EVALUATED_KINDS = [kind.value for kind in Kind if kind in EVALUATED]
PRINTED_KINDS = [kind.value for kind in Kind if kind not in EVALUATED]

Homes: TypeAlias = dict[tuple[str, str], str]
"""Kind and name to the file in which it was found first."""


@define
class Law:
    """What the files of a folder's law say."""

    instruments: dict[str, Instrument] = field(factory=dict)
    clauses: dict[str, tuple[Clause, ...]] = field(factory=dict)
    provisions: dict[str, Provision] = field(factory=dict)


def read_law(
    reading: Reading, documents: Sequence[Document], vocabulary: Vocabulary
) -> Law:
    """Return the law of all files, in order."""
    law = Law()
    homes: Homes = {}
    for document in documents:
        root(reading, document, "instrument", "clause", "basis").close()
        instrument = _instrument(reading, document, homes)
        if instrument is not None:
            law.instruments[instrument.id] = instrument
        for ref, table in _at_home(reading, document, "clause", instrument, homes):
            if versions := _clause(ref, table, instrument, vocabulary):
                law.clauses[ref] = versions
        for ref, table in _at_home(reading, document, "provision", instrument, homes):
            if provision := _provision(ref, table, instrument):
                law.provisions[ref] = provision
    return law


def _at_home(
    reading: Reading,
    document: Document,
    kind: str,
    instrument: Instrument | None,
    homes: Homes,
) -> Iterator[tuple[str, Table]]:
    """Yield the refs of a kind; each stands once, in the file of its instrument."""
    for ref, table in tables(reading, document, kind):
        first = homes.setdefault((kind, ref), document.file)
        if first != document.file:
            table.wrong(f"stands in {first} already")
            continue
        home = (
            instrument.id if instrument is not None and not illegal(kind, ref) else ""
        )
        if home and ref != home and not ref.startswith(f"{home} "):
            table.wrong(f"a ref of this file begins with '{home} '")
        yield ref, table


def instrument_id(document: Document) -> str:
    """Return the id of a file's instrument as it stands there, "" if there is none."""
    table = document.data.get("instrument")
    id_ = table.get("id") if isinstance(table, dict) else None
    return id_ if type(id_) is str and not unfit(id_) else ""


def _instrument(
    reading: Reading, document: Document, homes: Homes
) -> Instrument | None:
    data = document.data.get("instrument")
    if type(data) is not dict:
        missing = "[instrument] is missing"
        what = missing if data is None else mismatch("[instrument]", data)
        line = document.line(("instrument",))
        if not misspelt(document.data, "instrument"):
            reading.mistakes.add(document.file, line, "", what)
        return None
    id_ = instrument_id(document)
    where = titled("instrument", id_) if id_ else "instrument"
    key = ("instrument",)
    table = Table(reading, document, key, where, data, words_key=(*key, id_))
    if not id_:  # then nobody knows where its words are
        table.text("id", needed=True)
        table.expect(*data)
        table.close()
        return None
    instrument = Instrument(
        id=table.text("id", needed=True),
        title=table.wording(),
        issuer=table.wording("issuer", needed=False),
        number=table.wording("number", needed=False),
        promulgated=table.day("promulgated"),
        in_force=interval(table),
        standing=table.one_of("standing", Standing, Standing.TEXT),
        read=table.text("read"),
        source=table.texts("source"),
    )
    table.close()
    if not_one_word := illegal("instrument", instrument.id):
        table.wrong(f"'id': {not_one_word}", "id")
    first = homes.setdefault(("instrument", instrument.id), document.file)
    if first != document.file:
        table.wrong(f"stands in {first} already", "id")
    return instrument


def _clause(
    ref: str, table: Table, instrument: Instrument | None, vocabulary: Vocabulary
) -> tuple[Clause, ...]:
    read = []
    for version in table.versions():
        clause = _clause_version(ref, version, instrument, vocabulary)
        if version is not table:
            version.close()
        if clause is not None:
            read.append((version, clause))
    table.close()
    return in_order(read)


def _clause_version(
    ref: str, table: Table, instrument: Instrument | None, vocabulary: Vocabulary
) -> Clause | None:
    when = condition_in(table, "when", vocabulary)
    standing = table.one_of("standing", Standing, None)
    by, on = _verified(table)
    clause = Clause(
        ref=ref,
        instrument=instrument.id if instrument else "",
        text=table.wording(),
        when=when,  # type: ignore[arg-type]  # never kept without, see below
        kind=Kind(table.word("kind", EVALUATED_KINDS) or Kind.CONDITION),
        standing=Standing.TEXT if by and on else standing,
        effect=table.one_of("effect", Effect, Effect.REFUSE),
        remedy=table.wording("remedy", needed=False, stop=False),
        presumed=table.flag("presumed"),
        approximate=table.word("number", [APPROXIMATE]) == APPROXIMATE,
        source=table.texts("source"),
        readings=table.texts("readings"),
        in_force=interval(table, _days(instrument)),
        verified_by=by,
        verified_on=on,
    )
    return clause if when is not None and table.ok else None


def _verified(table: Table) -> tuple[str, date | None]:
    by, on = table.text("verified_by"), table.day("verified_on")
    if ("verified_by" in table) != ("verified_on" in table):
        there, missing = "verified_by", "verified_on"
        if "verified_on" in table:
            there, missing = missing, there
        table.wrong(f"'{there}' is given, '{missing}' is missing", there)
    return by, on


def _provision(
    ref: str, table: Table, instrument: Instrument | None
) -> Provision | None:
    kind = table.word("kind", PRINTED_KINDS, needed=True)
    provision = Provision(
        ref=ref,
        instrument=instrument.id if instrument else "",
        text=table.wording(),
        kind=Kind(kind or Kind.EFFECT),
        standing=table.one_of("standing", Standing, None),
        approximate=table.word("number", [APPROXIMATE]) == APPROXIMATE,
        source=table.texts("source"),
        in_force=interval(table, _days(instrument)),
    )
    table.close()
    return provision if table.ok else None


def _days(instrument: Instrument | None) -> Interval:
    return instrument.in_force if instrument else Interval()
