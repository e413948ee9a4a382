"""`qualflow audit`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
from attrs import evolve

from qualflow.audit.audit import Judgement
from qualflow.audit.summary import consents as consents_of
from qualflow.audit.terms import AUDIT_STANDINGS
from qualflow.cli import options
from qualflow.cli.audit_forms import audited, other_law
from qualflow.cli.failures import described
from qualflow.cli.files import write_whole
from qualflow.cli.forms import Object
from qualflow.cli.histories import Answered, Asked, answered, files, read_all
from qualflow.cli.logs import log
from qualflow.cli.output import note, write_line, write_text
from qualflow.draw.account import Words, account_svg, lives_svg
from qualflow.errors import QualflowError
from qualflow.law.rules import Standing, Standings
from qualflow.words.accounts import account, changed, consents, naming, summary
from qualflow.words.language import Language, pick
from qualflow.words.naming import Naming
from qualflow.words.other_law import other_law_text

STANDINGS = ",".join(s for s in Standing if s in AUDIT_STANDINGS)


@click.command()
@click.argument("cases", metavar="HISTORY...", nargs=-1, required=True)
@options.day("--as-of", "day", help_text="Judge what had happened by this day.")
@click.option(
    "--reading",
    "readings",
    callback=options.pairs_of,
    metavar="NAME=CHOICE",
    multiple=True,
    help="Read the law otherwise: R4=b, R16=14.",
)
@click.option(
    "--standing",
    "standings",
    callback=options.standings_of,
    metavar="LIST",
    default=STANDINGS,
    show_default=True,
    help="Clauses to evaluate: " + ", ".join(Standing) + ".",
)
@click.option("--summary", "summed", is_flag=True, help="A row a history.")
@click.option("--consents", "counted", is_flag=True, help="Count consents both ways.")
@options.day("--since", help_text="Consents from this day on.")
@options.day("--until", help_text="Consents up to this day.")
@click.option(
    "--svg",
    "picture",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Draw the life, or all of them side by side.",
)
@options.day("--law-of", help_text="Judge the life by the law of this day instead.")
@options.process
@options.language
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def command(
    ctx: click.Context,
    cases: tuple[str, ...],
    day: date | None,
    readings: list[tuple[str, str]],
    standings: Standings,
    summed: bool,
    counted: bool,
    since: date | None,
    until: date | None,
    picture: Path | None,
    law_of: date | None,
    process: str | None,
    language: Language,
    as_json: bool,
) -> None:
    """Say whether what was observed can have happened lawfully, and how.

    HISTORY is a shipped history, a file of one (JSON), of many (CSV), or a folder.
    Exit code 0: a lawful life contains what was observed, 1: some history is
    contradicted, 2: some question could not be asked.

    \b
    Examples:
      qualflow audit mealworm
      qualflow audit xiaomi --as-of 2023-08-31 --lang zh
      qualflow audit bjev --law-of 2020-01-01
      qualflow audit folder --consents --since 2017-11-01
    """  # noqa: D301
    asked = Asked(process, day, standings, tuple(readings))
    failed: list[str] = []
    found: list[Answered] = []
    together = summed or counted
    if together and law_of is not None:
        raise click.UsageError("--law-of tells of each history; leave the table out")
    for one in _answers(cases, asked, failed):
        log("history.audited", case=one.audit.history.case_id, state=one.audit.state)
        found.append(one)
        if as_json and not together:
            write_line(_form(one, law_of))
        elif not together:
            _tell(one, asked, language, law_of, first=len(found) == 1)
    if picture is not None and found:
        write_whole(picture, _drawn(found, language).encode())
        note(str(picture))
    if together and found:
        _tell_together(found, language, counted=counted, days=(since, until))
    if failed:
        ctx.exit(2)
    contradicted = any(o.audit.judgement is Judgement.CONTRADICTED for o in found)
    ctx.exit(1 if contradicted else 0)


def _answers(
    cases: tuple[str, ...], asked: Asked, failed: list[str]
) -> Iterator[Answered]:
    """Yield the audits; what cannot be asked is said at once, and the rest goes on."""
    for name in cases:
        try:
            paths = files(name, asked.process)
        except (QualflowError, OSError) as error:
            failed.append(name)
            note(f"qualflow: {described(error)}")
            continue
        for path in paths:
            try:
                for history in read_all(path):
                    yield answered(history, asked)
            except (QualflowError, OSError) as error:
                failed.append(str(path))
                note(f"qualflow: {path.name}: {described(error)}")


def _form(one: Answered, law_of: date | None) -> Object:
    if law_of is not None:
        return other_law(one.law_of(law_of))
    return audited(one.audit, one.periods)


def _tell(
    one: Answered,
    asked: Asked,
    language: Language,
    law_of: date | None,
    *,
    first: bool,
) -> None:
    names = naming(one.rulebook, language)
    if not first:
        write_text("\n")
    if law_of is not None:
        write_text(other_law_text(one.law_of(law_of), one.rulebook, language))
        return
    write_text(account(one.audit, one.mapping, names, one.periods))
    if asked.readings or asked.standings != AUDIT_STANDINGS:
        plain = evolve(asked, readings=(), standings=AUDIT_STANDINGS)
        usual = answered(one.audit.history, plain).audit
        difference = changed(one.audit, usual, names)
        if difference:
            write_text("\n" + difference)


def _picture_words(names: Naming) -> Words:
    return Words(
        transition=names.transition,
        state=names.state,
        phase=names.phase,
        company=lambda audit: pick(audit.history.company, names.language),
        unseen=names.tell("picture_unseen"),
        seen=names.tell("picture_seen"),
        states=names.tell("picture_states"),
        hosting=names.tell("picture_hosting"),
        reform=names.tell("picture_reform"),
    )


def _drawn(found: list[Answered], language: Language) -> str:
    first = found[0]
    words = _picture_words(naming(first.rulebook, language))
    if len(found) == 1:
        return account_svg(first.audit, first.rulebook, words)
    return lives_svg([one.audit for one in found], first.rulebook, words)


def _tell_together(
    found: list[Answered],
    language: Language,
    *,
    counted: bool,
    days: tuple[date | None, date | None],
) -> None:
    names = naming(found[0].rulebook, language)
    audits = [one.audit for one in found]
    if not counted:
        write_text(summary(audits, names))
        return
    since, until = days[0] or date.min, days[1]
    some = consents_of(audits, found[0].mapping, since, until or date.max)
    write_text(consents(some, names, since, until, len(audits)))
