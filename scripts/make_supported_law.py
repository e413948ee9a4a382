"""Make docs/reference/supported-law.md from the rulebook of a process.

python scripts/make_supported_law.py > docs/reference/supported-law.md
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator

from qualflow import load
from qualflow.law.examples import AsksClause
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clause, Instrument, Interval, Kind, Provision, Standing

PROCESS = "cn-automaker"


def page(rulebook: Rulebook) -> str:
    """Return the page: counts, then a table an instrument, in the statute's order."""
    return "\n".join([*_head(rulebook), *_instruments(rulebook)]) + "\n"


def _head(rulebook: Rulebook) -> Iterator[str]:
    clauses = [versions[-1] for versions in rulebook.clauses.values()]
    articles = [*clauses, *rulebook.provisions.values()]
    kinds = Counter(article.kind for article in articles)
    standings = Counter(article.standing for article in articles)
    yield "# Supported law"
    yield ""
    yield f"What `{rulebook.name}` {rulebook.release} encodes, article by article."
    yield "This page is made by `python scripts/make_supported_law.py`."
    yield "The law is paraphrased; nothing here is legal advice."
    yield "An article marked ~ has a number that is not verified."
    yield ""
    yield f"{len(articles)} articles: " + _counts(kinds, Kind) + "."
    yield "By standing: " + _counts(standings, Standing) + "."
    yield "Conditions, prohibitions and documents are evaluated, the others printed."
    checked = f"`qualflow check {rulebook.name}`"
    yield f"{len(rulebook.examples):,} examples hold ({checked})."


def _counts(counted: Counter[Kind] | Counter[Standing], order: type) -> str:
    return ", ".join(f"{counted[key]} {key}" for key in order if counted[key])


def _instruments(rulebook: Rulebook) -> Iterator[str]:
    guards: dict[str, dict[str, None]] = defaultdict(dict)
    for name, versions in rulebook.transitions.items():
        for version in versions:
            for ref in (*version.clauses, *version.basis):
                guards[ref][name] = None
    asked = Counter(
        example.asks.clause
        for example in rulebook.examples
        if isinstance(example.asks, AsksClause)
    )
    for instrument in rulebook.instruments.values():
        yield ""
        yield f"## {instrument.id}: {instrument.title['en']}"
        yield ""
        yield _described(instrument)
        yield ""
        yield "| article | kind | standing | in force | transitions | examples | rule |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        for article in _articles(rulebook, instrument.id):
            named = ", ".join(f"`{name}`" for name in guards[article.ref]) or "–"
            count = asked[article.ref] or "–"
            mark = " ~" if article.approximate else ""
            yield (
                f"| {article.ref}{mark} | {article.kind} | {article.standing} "
                f"| {_days(article.in_force)} | {named} | {count} "
                f"| {article.text['en']} |"
            )


def _articles(rulebook: Rulebook, id_: str) -> Iterator[Clause | Provision]:
    for versions in rulebook.clauses.values():
        yield from (version for version in versions if version.instrument == id_)
    for provision in rulebook.provisions.values():
        if provision.instrument == id_:
            yield provision


def _described(instrument: Instrument) -> str:
    issued = [instrument.issuer.get("en", ""), instrument.number.get("en", "")]
    parts = [", ".join(part for part in issued if part)]
    parts.append(f"in force: {_days(instrument.in_force)}")
    parts.append(f"these days are known from: {instrument.standing}")
    if instrument.read:
        parts.append(f"read: {instrument.read}")
    return "; ".join(part for part in parts if part) + "."


def _days(days: Interval) -> str:
    since = f"from {days.since}" if days.since else ""
    until = f"until {days.until}" if days.until else ""
    return " ".join(part for part in (since, until) if part) or "always"


if __name__ == "__main__":
    sys.stdout.write(page(load(PROCESS, examples=True)))
