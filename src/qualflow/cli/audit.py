"""`qualflow audit`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
from attrs import evolve, frozen

from qualflow.audit.audit import Judgement
from qualflow.audit.summary import consents, spreads
from qualflow.audit.terms import AUDIT_STANDINGS
from qualflow.cli import audit_forms, options
from qualflow.cli.failures import described
from qualflow.cli.files import write_whole
from qualflow.cli.histories import Answered, Asked, answered, files, read_all
from qualflow.cli.logs import log
from qualflow.cli.output import note, write_json, write_line, write_text
from qualflow.errors import QualflowError
from qualflow.law.rules import Standing, Standings
from qualflow.pictures.account import account_picture, lives_picture
from qualflow.words import accounts
from qualflow.words.accounts import account, changed, naming
from qualflow.words.language import Language
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
@options.day("--since", help_text="Of --consents: those from this day on.")
@options.day("--until", help_text="Of --consents: those up to this day.")
@click.option(
    "--waits", "waited", is_flag=True, help="How long it took from step to step."
)
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
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="One JSON object a line, a history each; of a table one object.",
)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    cases: tuple[str, ...],
    process: str | None,
    day: date | None,
    standings: Standings,
    readings: list[tuple[str, str]],
    **wished: Any,
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
      qualflow audit folder --waits
    """  # noqa: D301
    wish = Wish(**wished)
    wish.check()
    asked = Asked(process, day, standings, tuple(readings))
    failed: list[str] = []
    found: list[Answered] = []
    for one in _answers(cases, asked, failed):
        log("history.audited", case=one.audit.history.case_id, state=one.audit.state)
        found.append(one)
        if not wish.table:
            _tell(one, asked, wish, first=len(found) == 1)
    if found:
        _tell_together(found, wish)
    contradicted = any(o.audit.judgement is Judgement.CONTRADICTED for o in found)
    ctx.exit(2 if failed else 1 if contradicted else 0)


@frozen(kw_only=True)
class Wish:
    """What is wanted of the audits: an account each, or a table of all.

    Attributes:
        summed, counted, waited: The tables; at most one.
        since, until: Of which days consents are counted.
        law_of: The day whose law judges the lives, None for the law of their own days.
        picture: The file to draw.
    """

    summed: bool
    counted: bool
    waited: bool
    since: date | None
    until: date | None
    law_of: date | None
    picture: Path | None
    language: Language
    as_json: bool

    @property
    def table(self) -> bool:
        """Whether all histories are told together."""
        return self.summed or self.counted or self.waited

    def check(self) -> None:
        """Refuse what would leave an option without effect.

        Raises:
            click.UsageError: If something does.
        """
        forms = {
            "--law-of": self.law_of is not None,
            "--summary": self.summed,
            "--consents": self.counted,
            "--waits": self.waited,
        }
        wanted = [name for name, given in forms.items() if given]
        if len(wanted) > 1:
            together = " and ".join(wanted)
            raise click.UsageError(f"{together}: one of them at a time")
        days = {"--since": self.since, "--until": self.until}
        for name, day in days.items():
            if day is not None and not self.counted:
                raise click.UsageError(f"{name} chooses among consents; add --consents")
        if self.since and self.until and self.until < self.since:
            raise click.UsageError("--until lies before --since")
        if self.law_of is not None and self.picture is not None:
            raise click.UsageError(
                "--svg draws a life by the law of its own days; leave --law-of out"
            )


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


# -- one history ----------------------------------------------------------------------


def _tell(one: Answered, asked: Asked, wish: Wish, *, first: bool) -> None:
    """Write the account of a history, or its life under another law."""
    other = None if wish.law_of is None else one.law_of(wish.law_of)
    if wish.as_json:
        told = (
            audit_forms.audited(one.audit, one.periods)
            if other is None
            else audit_forms.other_law(other)
        )
        write_line(told)
        return
    if not first:
        write_text("\n")
    if other is not None:
        write_text(other_law_text(other, one.rulebook, wish.language))
        return
    names = naming(one.rulebook, wish.language)
    write_text(account(one.audit, one.mapping, names, one.periods))
    if asked.readings or asked.standings != AUDIT_STANDINGS:
        plain = evolve(asked, readings=(), standings=AUDIT_STANDINGS)
        usual = answered(one.audit.history, plain).audit
        difference = changed(one.audit, usual, names)
        if difference:
            write_text("\n" + difference)


# -- all of them ----------------------------------------------------------------------


def _tell_together(found: list[Answered], wish: Wish) -> None:
    """Write the picture and the table that are wanted, if any."""
    processes = list(dict.fromkeys(one.audit.process for one in found))
    if len(processes) > 1 and (wish.table or wish.picture is not None):
        listed = " and ".join(processes)
        raise click.UsageError(
            f"these are histories of {listed}; ask for a table or a picture of one "
            "process at a time"
        )
    names = naming(found[0].rulebook, wish.language)
    if wish.picture is not None:
        write_whole(wish.picture, _drawn(found, names).encode())
        note(str(wish.picture))
    if wish.summed:
        _tell_summary(found, wish, names)
    elif wish.counted:
        _tell_consents(found, wish, names)
    elif wish.waited:
        _tell_waits(found, wish, names)


def _tell_summary(found: list[Answered], wish: Wish, names: Naming) -> None:
    audits = [one.audit for one in found]
    if wish.as_json:
        write_json(audit_forms.summary(audits))
    else:
        write_text(accounts.summary(audits, names))


def _tell_consents(found: list[Answered], wish: Wish, names: Naming) -> None:
    since, until = wish.since, wish.until
    counted = consents(
        [one.audit for one in found],
        found[0].mapping,
        since or date.min,
        until or date.max,
    )
    if wish.as_json:
        write_json(audit_forms.consents(counted, since, until, len(found)))
    else:
        write_text(accounts.consents(counted, names, since, until, len(found)))


def _tell_waits(found: list[Answered], wish: Wish, names: Naming) -> None:
    waited = spreads([one.audit for one in found])
    if wish.as_json:
        write_json(audit_forms.waits(waited, len(found)))
    else:
        write_text(accounts.waits(waited, names, len(found)))


def _drawn(found: list[Answered], names: Naming) -> str:
    first = found[0]
    if len(found) > 1:
        return lives_picture([one.audit for one in found], first.rulebook, names)
    return account_picture(first.audit, first.rulebook, first.mapping, names)
