"""Options that several subcommands take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import reduce
from typing import Any, TypeVar

import click

from qualflow.law.facts import Evidence
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.rules import DEFAULT_STANDINGS, Standing, Standings
from qualflow.words.language import Language

Command = TypeVar("Command", bound=Callable[..., Any])


def _day(_ctx: click.Context, param: click.Parameter, text: str | None) -> date | None:
    """Return the day that was given; it must be where the option says so."""
    if text is None:
        if param.name == "on" and param.metavar == ASKED_DAY:
            raise click.UsageError(
                "which day is asked about? Give --on DAY, like --on 2019-01-10; it is "
                "never guessed."
            )
        return None
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        days = f"a day from {FIRST_DAY} to {LAST_DAY}, like 2019-01-10"
        raise click.BadParameter(f"{days}, expected; {text!r} found")
    return day


def standings_of(_ctx: click.Context, _param: click.Parameter, text: str) -> Standings:
    """Return the standings that were given, separated by commas."""
    known = {standing.value: standing for standing in Standing}
    words = [word.strip() for word in text.split(",")]
    for word in words:
        if word not in known:
            listed = ", ".join(known)
            raise click.BadParameter(f"some of {listed} expected, {word!r} found")
    return frozenset(known[word] for word in words)


def pairs_of(
    _ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Return names and what they are given, each pair joined by "="."""
    pairs = []
    for text in texts:
        name, sign, given = text.partition("=")
        if not sign or not name:
            raise click.BadParameter(f"{param.metavar} expected, {text!r} found")
        pairs.append((name, given))
    return pairs


def _language(_ctx: click.Context, _param: click.Parameter, word: str) -> Language:
    return Language(word)


ASKED_DAY = "DAY (required)"

language = click.option(
    "--lang",
    "language",
    type=click.Choice([tongue.value for tongue in Language]),
    envvar="QUALFLOW_LANG",
    default=Language.EN.value,
    show_default=True,
    show_envvar=True,
    callback=_language,
    help="Language of the answer.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
process = click.option(
    "--process",
    metavar="PROCESS",
    help="Name or folder of the process, where the case does not say it.",
)
standings = click.option(
    "--standing",
    "standings",
    callback=standings_of,
    metavar="LIST",
    default=",".join(s for s in Standing if s in DEFAULT_STANDINGS),
    show_default=True,
    help="Clauses to evaluate: " + ", ".join(Standing) + ".",
)
on = click.option(
    "--on", "on", callback=_day, metavar=ASKED_DAY, help="Day that is asked about."
)
_ASKING = (
    on,
    click.option("--by", metavar="ACTOR", default="", help="Who asks; any who may."),
    click.option(
        "--set",
        "sets",
        callback=pairs_of,
        metavar="FACT=VALUE",
        multiple=True,
        help="Ask as if this fact were filed that day.",
    ),
    click.option(
        "--link",
        "links",
        callback=pairs_of,
        metavar="LINK=CASE",
        multiple=True,
        help="Read where another case stands that day.",
    ),
    click.option(
        "--evidence",
        type=click.Choice([level.word for level in Evidence]),
        default=Evidence.RUMOURED.word,
        show_default=True,
        help="Least evidence; what is filed more weakly is unknown.",
    ),
    standings,
)


def day(*names: str, help_text: str) -> Callable[[Command], Command]:
    """Return an option that takes a day and may be left out."""
    return click.option(*names, callback=_day, metavar="DAY", help=help_text)


def asking(command: Command) -> Command:
    """Add the options of a question about a case."""
    options = (*_ASKING, process, language, as_json)
    return reduce(lambda made, option: option(made), reversed(options), command)
