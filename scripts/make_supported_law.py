"""Make docs/reference/supported-law.md from the rulebook of a process.

python scripts/make_supported_law.py > docs/reference/supported-law.md
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from qualflow import load
from qualflow.law.examples import AsksClause
from qualflow.law.rulebook import Rulebook, in_force_on
from qualflow.law.rules import (
    Clause,
    Effect,
    Instrument,
    Interval,
    Kind,
    Provision,
    Standing,
)
from qualflow.law.verdict import Verdict

PROCESS = "cn-automaker"

Article: TypeAlias = Clause | Provision

TITLES = (
    "article",
    "kind",
    "standing",
    "in force",
    "steps, periods",
    "examples",
    "rule",
)

HEAD = """\
# Supported law

What `{name}` {release} encodes, article by article.
The law is paraphrased in our words; nothing here is legal advice.
How doubtful articles are understood stands in [readings](../explanation/readings.md).
`python scripts/make_supported_law.py` makes this page from the rulebook.

{articles} articles of {instruments} instruments, by the last version of each:
"""

LEGEND = """
Conditions, prohibitions and documents are evaluated; the others are printed.
Unless told otherwise, a question evaluates `text` and `press`, an audit `practice` too.
No article is attached to `practice` ([why](../explanation/practice.md)).
`qualflow check {name}` runs {examples:,} examples.
{both} of the {versions} versions of clauses have examples of both met and unmet.

In the tables

- ~ marks a number that is not verified;
- *noted* is reported where it is not met, and does not bar;
- *presumed* is met while nobody has filed the contrary;
- `until` is the first day no longer in force;
- steps are the transitions that a clause guards, or that rest on a printed article;
- periods are those that come from it;
- examples are those that ask for this very version.
"""


def page(rulebook: Rulebook) -> str:
    """Return the page: counts, then a table an instrument, in the statute's order."""
    return "\n".join([*_head(rulebook), *_instruments(rulebook)]) + "\n"


def _head(rulebook: Rulebook) -> Iterator[str]:
    clauses = rulebook.clauses.values()
    articles: list[Article] = [versions[-1] for versions in clauses]
    articles += rulebook.provisions.values()
    yield HEAD.format(
        name=rulebook.name,
        release=rulebook.release,
        articles=len(articles),
        instruments=len(rulebook.instruments),
    )
    yield from _counts(articles)
    asked = _asked(rulebook)
    both = [
        {Verdict.MET, Verdict.UNMET} <= {*asked[_version(version)]}
        for versions in clauses
        for version in versions
    ]
    yield LEGEND.format(
        name=rulebook.name,
        examples=len(rulebook.examples),
        versions=len(both),
        both=sum(both),
    ).rstrip()


def _counts(articles: list[Article]) -> Iterator[str]:
    counted = Counter((article.kind, article.standing) for article in articles)
    yield f"| kind | {' | '.join(Standing)} | all |"
    yield "| --- |" + " --- |" * (len(Standing) + 1)
    for kind in Kind:
        row = [counted[kind, standing] for standing in Standing]
        yield _row(kind, *(number or "–" for number in row), sum(row))
    every = Counter(article.standing for article in articles)
    yield _row("all", *(every[standing] for standing in Standing), len(articles))


def _instruments(rulebook: Rulebook) -> Iterator[str]:
    served, asked = _served(rulebook), _asked(rulebook)
    for instrument in rulebook.instruments.values():
        yield ""
        yield f"## {instrument.id}: {instrument.title['en']}"
        yield ""
        yield from _described(instrument)
        articles = list(_articles(rulebook, instrument.id))
        if articles:
            yield ""
            yield _row(*TITLES)
            yield "| --- " * len(TITLES) + "|"
        for article in articles:
            yield _row(
                article.ref + (" ~" if article.approximate else ""),
                _kind(article),
                article.standing,
                _days(article.in_force),
                ", ".join(served[article.ref]) or "–",
                len(asked[_version(article)]) or "–",
                article.text["en"],
            )


def _asked(rulebook: Rulebook) -> Mapping[tuple[str, Interval], list[Verdict]]:
    """Return for each version of a clause what the examples that ask for it expect."""
    found: dict[tuple[str, Interval], list[Verdict]] = defaultdict(list)
    for example in rulebook.examples:
        if isinstance(example.asks, AsksClause):
            versions = rulebook.clauses[example.asks.clause]
            version = in_force_on(example.on, versions)
            if version is not None:
                found[_version(version)].append(example.asks.expected)
    return found


def _version(article: Article) -> tuple[str, Interval]:
    return article.ref, article.in_force


def _served(rulebook: Rulebook) -> Mapping[str, dict[str, None]]:
    """Return for each article the steps and periods it serves, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for name, versions in rulebook.transitions.items():
        for version in versions:
            for ref in (*version.clauses, *version.basis):
                found[ref][f"`{name}`"] = None
    for clock in rulebook.clocks.values():
        for clocked in clock.versions:
            found[clocked.ref][f"period `{clock.name}`"] = None
    return found


def _articles(rulebook: Rulebook, id_: str) -> Iterator[Article]:
    for versions in rulebook.clauses.values():
        yield from (version for version in versions if version.instrument == id_)
    for provision in rulebook.provisions.values():
        if provision.instrument == id_:
            yield provision


def _kind(article: Article) -> str:
    marks = []
    if isinstance(article, Clause):
        marks += ["*noted*"] if article.effect is Effect.FINDING else []
        marks += ["*presumed*"] if article.presumed else []
    return ", ".join([article.kind, *marks])


def _described(instrument: Instrument) -> Iterator[str]:
    issued = [instrument.issuer.get("en", ""), instrument.number.get("en", "")]
    if any(issued):
        yield f"- issued: {', '.join(part for part in issued if part)}"
    if instrument.promulgated:
        yield f"- promulgated: {instrument.promulgated}"
    yield f"- in force: {_days(instrument.in_force)}"
    yield f"- these days are known from: {instrument.standing}"
    if instrument.read:
        yield f"- read: {instrument.read}"


def _days(days: Interval) -> str:
    since = f"from {days.since}" if days.since else ""
    until = f"until {days.until}" if days.until else ""
    return " ".join(part for part in (since, until) if part) or "always"


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    sys.stdout.write(page(load(PROCESS, examples=True)))
